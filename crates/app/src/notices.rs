//! Notices: put in, read, confirmed by a second person, and only then applied.

use crate::caller::Request;
use crate::city::change;
use crate::index::ZoneEntry;
use crate::places::{Candidate, candidates};
use crate::zones::{enter_fact, fact_of, fresh_fact, note_of};
use crate::{City, Refusal, messages, mint};
use fangxian_core::audit::Fingerprint;
use fangxian_core::ids::{NoticeId, ZoneId};
use fangxian_core::notices::{
    AreaChange, FlagCode, Listed, ReadNotice, area_key, check_against, read,
};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::zones::ZoneEvent;
use fangxian_core::{CityDay, Moment};
use fangxian_store::notices::{
    NoticeState, StoredNotice, notice_by_id, notice_by_text, notice_close, notice_insert,
    notices_page,
};
use fangxian_store::zones::{Ground, GroundKind, StoredZone, zone_insert};
use fangxian_store::{Tx, feed};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A notice as it was read, with what the register and the tree of places know of its areas.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What the words say.
    pub notice: ReadNotice,
    /// For each change, what it meets.
    pub meets: Vec<Meets>,
}

/// What a change meets in the register and in the tree of places.
#[derive(Clone, Debug, Default)]
pub struct Meets {
    /// The zone that it is about, where the register has it.
    pub zone: Option<ZoneId>,
    /// Where it is, if that is known without doubt.
    pub place: Option<PlaceCode>,
    /// Where it may be.
    pub candidates: Vec<Candidate>,
}

/// A notice that is kept, with its reading.
#[derive(Clone, Debug)]
pub struct KeptNotice {
    /// As it was put in.
    pub stored: StoredNotice,
    /// As it is read.
    pub reading: Reading,
}

/// Reads a text and keeps nothing.
pub async fn notice_preview(req: &Request, text: &str) -> Result<Reading, Refusal> {
    req.authorize(Act::NoticePreview)?;
    reading_of(req, text).await
}

/// Keeps a text. Nothing is applied. The same text again is refused with the notice it already is.
pub async fn notice_put_in(req: &Request, id: NoticeId, text: &str) -> Result<KeptNotice, Refusal> {
    let act = Act::NoticePutIn;
    req.authorize_city(act)?;
    let reading = reading_of(req, text).await?;
    let stored = StoredNotice {
        id,
        county: req.city.key(),
        state: NoticeState::Read,
        number: reading.notice.number.clone(),
        dated: reading.notice.date,
        text_sha256: Fingerprint::of(text.as_bytes()).to_string(),
        body: text.to_owned(),
        outcome: "{}".to_owned(),
        put_in_by: req.caller.login.clone(),
        put_in_at: req.now,
        closed_by: None,
        closed_at: None,
        version: 1,
    };
    let (asked, kept) = (req.clone(), stored.clone());
    let stored = req
        .city
        .db
        .write(move |tx| async move {
            if let Some(known) = notice_by_text(&tx, &kept.county, &kept.text_sha256).await? {
                return if known.id == kept.id {
                    Ok(known)
                } else {
                    Err(Refusal::NoticeKnown(known.id))
                };
            }
            if notice_by_id(&tx, &kept.county, kept.id).await?.is_some() {
                return Err(Refusal::IdReused);
            }
            notice_insert(&tx, &kept).await?;
            asked.deed(
                &tx,
                act,
                &kept.id.to_string(),
                kept.number.as_deref().unwrap_or_default(),
            )?;
            feed::append(&tx, change(&kept.county, asked.now, "notice", &kept.id.to_string()))?;
            messages::tell_of_notice(&tx, &asked, kept.id, kept.number.as_deref()).await?;
            Ok(kept)
        })
        .await?;
    req.city.catch_up().await?;
    Ok(KeptNotice { stored, reading })
}

/// One notice.
pub async fn notice_see(req: &Request, id: NoticeId) -> Result<KeptNotice, Refusal> {
    req.authorize(Act::NoticeSee)?;
    let stored = fetch(req, id).await?;
    let reading = reading_of(req, &stored.body).await?;
    Ok(KeptNotice { stored, reading })
}

/// Notices, newest first.
pub async fn notices_list(
    req: &Request,
    before: Option<(Moment, NoticeId)>,
    limit: i64,
) -> Result<Vec<KeptNotice>, Refusal> {
    req.authorize(Act::NoticeSee)?;
    let key = req.city.key();
    let limit = limit.clamp(1, 50);
    let stored: Vec<StoredNotice> = req
        .city
        .db
        .read(move |tx| async move { notices_page(&tx, &key, before, limit).await })
        .await?;
    let mut kept = Vec::with_capacity(stored.len());
    let tree = req.city.tree();
    for stored in stored {
        let notice = read(&stored.body, &tree.counties, &req.city.name, &req.city.rules);
        let notice = notice.map_err(Refusal::NoticeUnreadable)?;
        kept.push(KeptNotice { stored, reading: Reading { notice, meets: Vec::new() } });
    }
    Ok(kept)
}

async fn fetch(req: &Request, id: NoticeId) -> Result<StoredNotice, Refusal> {
    let key = req.city.key();
    let found =
        req.city.db.read(move |tx| async move { notice_by_id(&tx, &key, id).await }).await?;
    found.ok_or(Refusal::NotFound)
}

/// Sets a notice aside, with the reason. Nothing of it is applied.
pub async fn notice_set_aside(
    req: &Request,
    id: NoticeId,
    version: i64,
    reason: &str,
) -> Result<(), Refusal> {
    let act = Act::NoticeSetAside;
    req.authorize_city(act)?;
    let reason = note_of(reason)?;
    if reason.is_empty() {
        return Err(Refusal::BadInput("请写明搁置的理由。".to_owned()));
    }
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            let key = asked.city.key();
            let notice = open_notice(&tx, &key, id, version).await?;
            let outcome = serde_json::json!({ "reason": reason }).to_string();
            let by = &asked.caller.login;
            notice_close(&tx, &notice, NoticeState::SetAside, &outcome, by, asked.now).await?;
            asked.deed(&tx, act, &id.to_string(), "")?;
            feed::append(&tx, change(&key, asked.now, "notice", &id.to_string()))?;
            Ok::<(), Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

async fn open_notice(
    tx: &Tx,
    key: &str,
    id: NoticeId,
    version: i64,
) -> Result<StoredNotice, Refusal> {
    let notice = notice_by_id(tx, key, id).await?.ok_or(Refusal::NotFound)?;
    match notice.state {
        NoticeState::Confirmed | NoticeState::SetAside => Err(Refusal::NoticeClosed),
        NoticeState::Read if notice.version != version => Err(Refusal::Stale),
        NoticeState::Read => Ok(notice),
    }
}

/// What a person confirms of a notice.
#[derive(Clone, Debug, Default)]
pub struct Confirmation {
    /// The changes that are taken, by their place in the reading.
    pub take: Vec<usize>,
    /// Where an area is, said by the person who confirms: a county, or a place within one.
    pub places: BTreeMap<usize, PlaceCode>,
}

/// Confirms a notice: the changes that are taken become facts, and the work that they call for is
/// raised, in one transaction. Who put it in may not confirm it.
pub async fn notice_confirm(
    req: &Request,
    id: NoticeId,
    version: i64,
    confirmation: Confirmation,
) -> Result<(), Refusal> {
    let act = Act::NoticeConfirm;
    req.authorize_city(act)?;
    let stored = fetch(req, id).await?;
    if stored.put_in_by == req.caller.login {
        return Err(Refusal::SamePerson);
    }
    let reading = reading_of(req, &stored.body).await?;
    let steps = steps_of(req, &stored, &reading, &confirmation)?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            let key = asked.city.key();
            let notice = open_notice(&tx, &key, id, version).await?;
            let outcome = serde_json::json!({ "taken": confirmation.take }).to_string();
            let by = &asked.caller.login;
            notice_close(&tx, &notice, NoticeState::Confirmed, &outcome, by, asked.now).await?;
            asked.deed(&tx, act, &id.to_string(), &outcome)?;
            feed::append(&tx, change(&key, asked.now, "notice", &id.to_string()))?;
            for step in steps {
                apply(&tx, &asked, step).await?;
            }
            Ok::<(), Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

/// One change on its way into the register.
struct Step {
    known: Option<Arc<ZoneEntry>>,
    zone: StoredZone,
    event: ZoneEvent,
    on: CityDay,
    ground: Ground,
    as_written: String,
    proposed_by: String,
}

fn steps_of(
    req: &Request,
    notice: &StoredNotice,
    reading: &Reading,
    confirmation: &Confirmation,
) -> Result<Vec<Step>, Refusal> {
    let on = reading.notice.date.ok_or(Refusal::ChangeIncomplete)?;
    if on > req.today() {
        return Err(Refusal::DayOutOfRange);
    }
    let edition = reading.notice.edition.clone().ok_or(Refusal::EditionUnknown)?;
    let mut steps = Vec::new();
    let mut taken = confirmation.take.clone();
    taken.sort_unstable();
    taken.dedup();
    for n in taken {
        let (Some(change), Some(meets)) = (reading.notice.changes.get(n), reading.meets.get(n))
        else {
            return Err(Refusal::BadInput("所选条目不在通告之内。".to_owned()));
        };
        let said = confirmation.places.get(&n);
        let event = match change.to {
            Some(level) => {
                let in_force = req.city.rules.edition(&edition).ok_or(Refusal::EditionUnknown)?;
                if in_force.level_rule(level).is_none() {
                    return Err(Refusal::LevelNotInEdition(level));
                }
                ZoneEvent::Rated { level, edition: edition.clone() }
            }
            None => ZoneEvent::Released,
        };
        let county = county_of(&req.city, change, said).ok_or(Refusal::ChangeUnplaced(n))?;
        let known = meets.zone.and_then(|zone| req.city.zones.zone(zone));
        let known = known.filter(|entry| entry.zone.county == county);
        let place = said.filter(|place| place.as_str().len() > 6).or(meets.place.as_ref()).cloned();
        let zone = match &known {
            Some(entry) => entry.zone.clone(),
            None => StoredZone {
                id: ZoneId::from_uuid(mint::uuid(req.wall)?),
                county,
                area_key: area_key(&change.area, change.except.as_deref()),
                area: change.area.clone(),
                except: change.except.clone(),
                parts: change.parts.clone(),
                place,
                version: 1,
            },
        };
        let ground = Ground { kind: GroundKind::Notice, id: Some(notice.id.to_string()) };
        let as_written = change.as_written.clone();
        let proposed_by = notice.put_in_by.clone();
        steps.push(Step { known, zone, event, on, ground, as_written, proposed_by });
    }
    Ok(steps)
}

/// The county of a change: as the person who confirms says, else as the words say.
fn county_of(city: &City, change: &AreaChange, said: Option<&PlaceCode>) -> Option<PlaceCode> {
    let code = match said {
        Some(place) => place.county(),
        None => change.county_code.clone()?,
    };
    let tree = city.tree();
    tree.counties.iter().map(|county| &county.code).find(|county| county.as_str() == code).cloned()
}

async fn apply(tx: &Tx, req: &Request, step: Step) -> Result<(), Refusal> {
    let entry = match step.known {
        Some(entry) => entry,
        None => {
            zone_insert(tx, &step.zone, req.now).await?;
            Arc::new(ZoneEntry::new(step.zone, Vec::new()))
        }
    };
    let id = fresh_fact(req)?;
    let mut record =
        fact_of(req, &entry.zone, id, step.on, step.event, step.ground, step.as_written);
    record.proposed_by = Some(step.proposed_by);
    enter_fact(tx, req, Act::NoticeConfirm, &entry, record).await
}

/// Reads a text and holds it against the register and the tree of places.
async fn reading_of(req: &Request, text: &str) -> Result<Reading, Refusal> {
    let city = &req.city;
    let tree = city.tree();
    let mut notice =
        read(text, &tree.counties, &city.name, &city.rules).map_err(Refusal::NoticeUnreadable)?;
    let on_day = city.zones.on_day(req.today(), Moment(i64::MAX));
    let mut register: HashMap<(String, String), (ZoneId, Option<Listed>)> = HashMap::new();
    for zone in &on_day.zones {
        let key = (zone.entry.zone.county.to_string(), zone.entry.zone.area_key.clone());
        let listed = zone.listing.as_ref().map(|listing| Listed {
            level: listing.level,
            earliest_step_down: zone
                .clock(&city.rules, on_day.day)
                .and_then(|clock| clock.earliest),
        });
        // A zone that is listed goes before one of the same name that no longer is.
        let kept = register.entry(key).or_insert((zone.entry.zone.id, listed));
        if kept.1.is_none() {
            *kept = (zone.entry.zone.id, listed);
        }
    }
    let find =
        |county: &str, key: &str| register.get(&(county.to_owned(), key.to_owned())).copied();
    check_against(&mut notice, &|county, key| find(county, key).and_then(|(_, listed)| listed));
    let mut meets = Vec::with_capacity(notice.changes.len());
    for change in &notice.changes {
        let zone = change.county_code.as_deref().and_then(|county| {
            find(county, &area_key(&change.area, change.except.as_deref())).map(|(zone, _)| zone)
        });
        let candidates = match &change.county_code {
            Some(county) => candidates(req, county, change).await?,
            None => Vec::new(),
        };
        let place = match candidates.as_slice() {
            [only] if only.is_certain => Some(only.code.clone()),
            _ => None,
        };
        meets.push(Meets { zone, place, candidates });
    }
    Ok(Reading { notice, meets })
}

/// How many doubts a reading raises, those of its areas included.
pub fn n_flags(notice: &ReadNotice) -> usize {
    notice.flags.len() + notice.changes.iter().map(|change| change.flags.len()).sum::<usize>()
}

/// Whether an area stands in the register at this level already, so that taking the change would
/// say nothing new.
pub fn says_nothing_new(change: &AreaChange) -> bool {
    change.flags.iter().any(|flag| flag.code == FlagCode::ListedAlready)
}
