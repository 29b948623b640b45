//! The national risk list, coming in and going out.

use crate::caller::Request;
use crate::city::change;
use crate::index::{CityOnDay, ZoneEntry, ZoneOnDay};
use crate::zones::{enter_fact, fact_of, fresh_fact};
use crate::{Refusal, mint};
use fangxian_core::audit::Fingerprint;
use fangxian_core::ids::{SnapshotId, ZoneId};
use fangxian_core::national::{
    Assessment, BadSnapshot, ListedArea, Snapshot, SnapshotTime, assess, may_leave, parse,
};
use fangxian_core::notices::{area_key, split_area};
use fangxian_core::policy::Act;
use fangxian_core::zones::{Listing, ZoneEvent};
use fangxian_core::{CityDay, Level, Moment};
use fangxian_store::snapshots::{
    SnapshotState, StoredSnapshot, snapshot_insert, snapshot_times, snapshots_latest,
};
use fangxian_store::zones::{Ground, GroundKind, StoredZone, zone_insert};
use fangxian_store::{Tx, feed};
use std::collections::HashMap;
use std::sync::Arc;

/// The province, as the national list writes it for this city.
const PROVINCE: &str = "山西省";

/// What became of a snapshot that was put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotOutcome {
    /// Applied, held or unchanged.
    pub state: SnapshotState,
    /// Why, in a sentence.
    pub reason: String,
    /// The hour that the list is of.
    pub time: SnapshotTime,
    /// The areas that change, each with its level before and after.
    pub moves: Vec<Move>,
    /// The areas that vanished without reason, where the list is held for them.
    pub in_doubt: Vec<Move>,
}

/// An area of the list whose level changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The county's name.
    pub county: String,
    /// The area.
    pub area: String,
    /// The level in the register; none where it was not listed.
    pub from: Option<Level>,
    /// The level on the list; none where it has left it.
    pub to: Option<Level>,
}

/// What a snapshot would come to if it were put in now. Writes nothing.
pub async fn snapshot_preview(req: &Request, body: &str) -> Result<SnapshotOutcome, Refusal> {
    req.authorize_city(Act::SnapshotSee)?;
    Ok(weigh(req, body).await?.0)
}

/// Puts a snapshot in. One from which too much has vanished without reason is held, and releases
/// nobody.
pub async fn snapshot_put_in(
    req: &Request,
    id: SnapshotId,
    body: &str,
) -> Result<SnapshotOutcome, Refusal> {
    let act = Act::SnapshotPutIn;
    req.authorize_city(act)?;
    let (outcome, steps) = weigh(req, body).await?;
    let stored = StoredSnapshot {
        id,
        county: req.city.key(),
        taken_at: outcome.time.to_string(),
        body_sha256: Fingerprint::of(body.as_bytes()).to_string(),
        state: outcome.state,
        reason: outcome.reason.clone(),
        put_in_by: req.caller.login.clone(),
        put_in_at: req.now,
    };
    let (asked, body) = (req.clone(), body.to_owned());
    req.city
        .db
        .write(move |tx| async move {
            snapshot_insert(&tx, &stored, &body).await?;
            asked.deed(&tx, act, &id.to_string(), stored.state.code())?;
            feed::append(&tx, change(&stored.county, asked.now, "snapshot", &id.to_string()))?;
            for step in steps {
                apply(&tx, &asked, id, step).await?;
            }
            Ok::<(), Refusal>(())
        })
        .await?;
    req.city.catch_up().await?;
    Ok(outcome)
}

/// Reads a list and holds it against the register and against the lists before it.
async fn weigh(req: &Request, body: &str) -> Result<(SnapshotOutcome, Vec<Step>), Refusal> {
    let snapshot = parse(body).map_err(unreadable)?;
    if snapshot.time.shows_day() > req.today() {
        return Err(Refusal::DayOutOfRange);
    }
    let (time, sha256) = (snapshot.time.to_string(), Fingerprint::of(body.as_bytes()).to_string());
    let key = req.city.key();
    let before =
        req.city.db.read(move |tx| async move { snapshots_latest(&tx, &key, 50).await }).await?;
    if before.iter().any(|one| one.taken_at == time && one.body_sha256 == sha256) {
        return Err(Refusal::SnapshotKnown);
    }
    let later = before.iter().find(|one| {
        let stands = match one.state {
            SnapshotState::Applied | SnapshotState::Unchanged => true,
            SnapshotState::Held => false,
        };
        stands && one.taken_at > time
    });
    match later {
        // An older list would undo what a newer one has done.
        Some(later) => {
            let reason =
                format!("已采用过{}的名单，这份更早；搁置，不改动任何区域。", later.taken_at);
            let (moves, in_doubt, time) = (Vec::new(), Vec::new(), snapshot.time);
            let state = SnapshotState::Held;
            Ok((SnapshotOutcome { state, reason, time, moves, in_doubt }, Vec::new()))
        }
        None => judge(req, &snapshot, &series_of(req).await?),
    }
}

/// The snapshots before this one with the days that they show, in the order they were put in.
async fn series_of(req: &Request) -> Result<Vec<(SnapshotId, CityDay)>, Refusal> {
    let key = req.city.key();
    let series = req.city.db.read(move |tx| async move { snapshot_times(&tx, &key).await }).await?;
    Ok(series.into_iter().map(|(id, time)| (id, time.shows_day())).collect())
}

/// The first day on which a listed area can have come under its level: what a snapshot brought in
/// was rated at some hour since the snapshot before. Only whether an area may leave the list is
/// judged by it; the day that the register states stays the day that was seen.
fn first_day_possible(
    entry: &ZoneEntry,
    listing: &Listing,
    series: &[(SnapshotId, CityDay)],
) -> CityDay {
    let rated = entry.records.iter().rfind(|record| {
        record.fact.on == listing.since
            && matches!(record.fact.event, ZoneEvent::Rated { level, .. } if level == listing.level)
    });
    let by = rated.filter(|record| record.ground.kind == GroundKind::Snapshot);
    let by = by.and_then(|record| record.ground.id.as_deref());
    let at = by.and_then(|by| series.iter().position(|(id, _)| id.to_string() == by));
    let before = at.and_then(|at| series.get(at.checked_sub(1)?)).map(|(_, day)| *day);
    before.map_or(listing.since, |before| before.min(listing.since))
}

/// What a snapshot comes to, and the changes that it makes.
fn judge(
    req: &Request,
    snapshot: &Snapshot,
    series: &[(SnapshotId, CityDay)],
) -> Result<(SnapshotOutcome, Vec<Step>), Refusal> {
    let on_day = req.city.zones.on_day(req.today(), Moment(i64::MAX));
    let by_name: HashMap<(String, String), &ZoneOnDay> = on_day
        .zones
        .iter()
        .filter(|zone| zone.listing.is_some())
        .map(|zone| ((county(req, zone), zone.entry.zone.area_key.clone()), zone))
        .collect();
    let find = |area: &ListedArea| {
        by_name.get(&(area.county.clone(), area_key(&area.area, None))).copied()
    };
    let leaves =
        |area: &ListedArea| find(area).is_some_and(|zone| may_be_left_out(req, zone, series));
    // Areas are compared in a normal form, and spoken of as the register or the list writes them.
    let written: HashMap<(String, String), &str> = snapshot
        .areas
        .iter()
        .map(|area| ((area.county.clone(), plain_area(&area.area)), area.area.as_str()))
        .collect();
    let words = |area: &ListedArea| match find(area) {
        Some(zone) => zone.entry.full_area(),
        None => {
            let key = (area.county.clone(), area.area.clone());
            written.get(&key).map_or_else(|| area.area.clone(), |words| (*words).to_owned())
        }
    };
    let moved = |area: &ListedArea, to| Move {
        county: area.county.clone(),
        area: words(area),
        from: find(area).and_then(|zone| Some(zone.listing.as_ref()?.level)),
        to,
    };
    let outcome = |state, reason: String, moves, in_doubt| {
        let time = snapshot.time;
        SnapshotOutcome { state, reason, time, moves, in_doubt }
    };
    let own = own_areas(req, snapshot);
    let (appeared, left) = match assess(&listed_areas(req, &on_day), &own, leaves) {
        Assessment::Apply { appeared, left } => (appeared, left),
        Assessment::Unchanged => {
            let reason = "名单与登记册一致。".to_owned();
            let outcome = outcome(SnapshotState::Unchanged, reason, Vec::new(), Vec::new());
            return Ok((outcome, Vec::new()));
        }
        Assessment::Hold { unexplained } => {
            let n = unexplained.len();
            let reason =
                format!("名单一次少了{n}个未到期的区域，可能不完整；搁置，不解除任何区域。");
            let in_doubt = unexplained.iter().map(|area| moved(area, None)).collect();
            return Ok((outcome(SnapshotState::Held, reason, Vec::new(), in_doubt), Vec::new()));
        }
    };
    let moves = appeared.iter().map(|area| moved(area, Some(area.level)));
    let moves = moves.chain(left.iter().map(|area| moved(area, None))).collect();
    let mut steps = Vec::new();
    for area in &appeared {
        let known = find(area).map(|zone| zone.entry.clone());
        steps.push(step_of(req, snapshot.time, area, &words(area), known, true)?);
    }
    for area in &left {
        let Some(known) = find(area).map(|zone| zone.entry.clone()) else { continue };
        steps.push(step_of(req, snapshot.time, area, &words(area), Some(known), false)?);
    }
    let reason = format!("新增或变更{}个，移出{}个。", appeared.len(), left.len());
    Ok((outcome(SnapshotState::Applied, reason, moves, Vec::new()), steps))
}

/// Whether the rules let a listed zone leave the list by today, counted from the first day on which
/// it can have come under its level.
fn may_be_left_out(req: &Request, zone: &ZoneOnDay, series: &[(SnapshotId, CityDay)]) -> bool {
    zone.listing.as_ref().is_some_and(|listing| {
        let since = first_day_possible(&zone.entry, listing, series);
        may_leave(&req.city.rules, &Listing { since, ..listing.clone() }, req.today())
    })
}

fn unreadable(error: BadSnapshot) -> Refusal {
    Refusal::SnapshotUnreadable(match error {
        BadSnapshot::Shape(_) => "格式不对，应为国家风险区名单的 JSON。".to_owned(),
        BadSnapshot::Time(_) => "更新时间无法识别。".to_owned(),
        BadSnapshot::Count { stated, found, .. } => {
            format!("名单自称有{stated}个区域，实有{found}个，可能被截断。")
        }
    })
}

/// The areas of a snapshot that lie in this city.
fn own_areas(req: &Request, snapshot: &Snapshot) -> Snapshot {
    let tree = req.city.tree();
    let is_own = |area: &&ListedArea| {
        area.city == req.city.name && tree.counties.iter().any(|county| county.name == area.county)
    };
    let areas = snapshot.areas.iter().filter(is_own).map(|area| ListedArea {
        province: String::new(),
        city: String::new(),
        area: plain_area(&area.area),
        ..area.clone()
    });
    Snapshot { time: snapshot.time, areas: areas.collect() }
}

fn plain_area(area: &str) -> String {
    area_key(area, None)
}

fn county(req: &Request, zone: &ZoneOnDay) -> String {
    req.city.county_name(&zone.entry.zone.county)
}

/// The areas that the register has on the list, by their normal form.
fn listed_areas(req: &Request, on_day: &CityOnDay) -> Vec<ListedArea> {
    on_day
        .zones
        .iter()
        .filter_map(|zone| {
            let listing = zone.listing.as_ref()?;
            Some(ListedArea {
                province: String::new(),
                city: String::new(),
                county: county(req, zone),
                area: zone.entry.zone.area_key.clone(),
                level: listing.level,
            })
        })
        .collect()
}

struct Step {
    entry: Arc<ZoneEntry>,
    is_new: bool,
    event: ZoneEvent,
    time: SnapshotTime,
}

fn step_of(
    req: &Request,
    time: SnapshotTime,
    area: &ListedArea,
    words: &str,
    known: Option<Arc<ZoneEntry>>,
    stands: bool,
) -> Result<Step, Refusal> {
    let edition = req.city.rules.edition_on(time.shows_day()).ok_or(Refusal::EditionUnknown)?;
    let event = if stands {
        ZoneEvent::Rated { level: area.level, edition: edition.id.clone() }
    } else {
        ZoneEvent::Released
    };
    let is_new = known.is_none();
    let entry = match known {
        Some(entry) => entry,
        None => {
            let tree = req.city.tree();
            let county = tree.counties.iter().find(|county| county.name == area.county);
            let name = split_area(words);
            Arc::new(ZoneEntry::new(
                StoredZone {
                    id: ZoneId::from_uuid(mint::uuid(req.wall)?),
                    county: county.ok_or(Refusal::PlaceUnknown)?.code.clone(),
                    area_key: area_key(&area.area, None),
                    area: name.area,
                    except: name.except,
                    parts: name.parts,
                    place: None,
                    version: 1,
                },
                Vec::new(),
            ))
        }
    };
    Ok(Step { entry, is_new, event, time })
}

async fn apply(tx: &Tx, req: &Request, snapshot: SnapshotId, step: Step) -> Result<(), Refusal> {
    if step.is_new {
        zone_insert(tx, &step.entry.zone, req.now).await?;
    }
    let ground = Ground { kind: GroundKind::Snapshot, id: Some(snapshot.to_string()) };
    let on = step.time.shows_day();
    let words = format!("国家风险区名单 {}", step.time);
    let zone = &step.entry.zone;
    let mut record = fact_of(req, zone, fresh_fact(req)?, on, step.event, ground, words);
    record.proposed_by = Some("national_list".to_owned());
    enter_fact(tx, req, Act::SnapshotPutIn, &step.entry, record).await
}

/// The latest snapshots.
pub async fn snapshots_list(req: &Request) -> Result<Vec<StoredSnapshot>, Refusal> {
    req.authorize(Act::SnapshotSee)?;
    let key = req.city.key();
    Ok(req.city.db.read(move |tx| async move { snapshots_latest(&tx, &key, 50).await }).await?)
}

/// The register as a snapshot of the national list.
pub fn national_list(req: &Request) -> Result<Snapshot, Refusal> {
    req.authorize(Act::SnapshotSee)?;
    let on_day = req.city.zones.on_day(req.today(), Moment(i64::MAX));
    let areas = on_day
        .zones
        .iter()
        .filter_map(|zone| {
            let listing = zone.listing.as_ref()?;
            let stored = &zone.entry.zone;
            Some(ListedArea {
                province: PROVINCE.to_owned(),
                city: req.city.name.clone(),
                county: county(req, zone),
                area: match &stored.except {
                    Some(except) => format!("{}（不含{except}）", stored.area),
                    None => stored.area.clone(),
                },
                level: listing.level,
            })
        })
        .collect();
    let hour = u8::try_from(req.now.ms_of_day() / 3_600_000).unwrap_or_default();
    Ok(Snapshot { time: SnapshotTime { day: req.today(), hour }, areas })
}
