//! Zones: what a person sees of them, records about them and signs.

use crate::caller::Request;
use crate::city::zone_change;
use crate::index::{CityOnDay, ZoneEntry, ZoneOnDay};
use crate::{Refusal, messages, mint, orders};
use fangxian_core::ids::{ZoneFactId, ZoneId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::zones::{
    AreaTestOutcome, Proposal, ZoneClock, ZoneEvent, ZoneFact, condition_sentence, withdrawable,
};
use fangxian_core::{CityDay, Level, Moment};
use fangxian_store::zones::{Ground, GroundKind, StoredZone, StoredZoneFact, zone_fact_by_id};
use fangxian_store::{StoreError, Tx, feed, places, zones as store};
use std::sync::Arc;

/// The longest note that a person may write, in characters.
pub const NOTE_CHARS_MAX: usize = 500;

/// Zones as a caller may see them on a day.
pub struct ZonesSeen {
    /// The city on that day.
    pub city: Arc<CityOnDay>,
    scope: Scope,
}

impl ZonesSeen {
    /// The zones that the caller's jurisdiction reaches, or lies in.
    pub fn iter(&self) -> impl Iterator<Item = &ZoneOnDay> {
        self.city.zones.iter().filter(|zone| self.scope.touches(zone.entry.site()))
    }

    /// One of them.
    pub fn zone(&self, id: ZoneId) -> Option<&ZoneOnDay> {
        self.iter().find(|zone| zone.entry.zone.id == id)
    }
}

/// Every zone that the caller may see on `day`: today as it is, a day in the past as it was known
/// at its end.
pub fn zones_on_day(req: &Request, act: Act, day: Option<CityDay>) -> Result<ZonesSeen, Refusal> {
    let scope = req.authorize(act)?;
    let today = req.today();
    let city = match day {
        Some(day) if day > today => return Err(Refusal::DayOutOfRange),
        Some(day) if day < today => req.city.zones.on_day(day, day.ends_at()),
        Some(_) | None => req.city.zones.on_day(today, Moment(i64::MAX)),
    };
    Ok(ZonesSeen { city, scope })
}

/// What a person records about a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A case was found there.
    Case,
    /// The whole area was tested.
    AreaTest(AreaTestOutcome),
    /// Its close contacts are clear.
    ContactsCleared,
}

/// Records what was found about a zone. The same id with the same content is the same record.
pub async fn zone_record(
    req: &Request,
    zone: ZoneId,
    fact: ZoneFactId,
    finding: Finding,
    on: CityDay,
    note: &str,
) -> Result<(), Refusal> {
    let (act, event) = match finding {
        Finding::Case => (Act::ZoneCaseRecord, ZoneEvent::CaseFound),
        Finding::AreaTest(outcome) => (Act::ZoneTestRecord, ZoneEvent::AreaTested { outcome }),
        Finding::ContactsCleared => (Act::ZoneTestRecord, ZoneEvent::ContactsCleared),
    };
    let entry = own_zone(req, act, zone)?;
    let listing = entry.listing(req.today(), Moment(i64::MAX)).ok_or(Refusal::ZoneNotListed)?;
    let first_day = match finding {
        // A case may be known to have been there before the area was rated.
        Finding::Case => listing.since.plus(-CASE_BEFORE_RATING_DAYS_MAX),
        Finding::AreaTest(_) | Finding::ContactsCleared => listing.since,
    };
    if on > req.today() || on < first_day {
        return Err(Refusal::DayOutOfRange);
    }
    let as_written = note_of(note)?;
    let ground = Ground { kind: GroundKind::Person, id: None };
    let record = fact_of(req, &entry.zone, fact, on, event, ground, as_written);
    write_fact(req, act, entry, record).await
}

/// A case from longer ago than this is no case of this zone.
const CASE_BEFORE_RATING_DAYS_MAX: i64 = 21;

/// Signs the step-down that the rules propose today. Refused when too early, or while a condition
/// is missing. Returns the level that follows; none where the area leaves the list.
pub async fn zone_sign_step_down(
    req: &Request,
    zone: ZoneId,
    fact: ZoneFactId,
    version: i64,
) -> Result<Option<Level>, Refusal> {
    let signing = Signing { act: Act::ZoneStepDownSign, zone, fact, version };
    sign(req, signing, |clock, today| match &clock.proposal {
        Proposal::StepDown { to, rule } => Ok((*to, rule.clause.as_written.clone())),
        Proposal::Keep { earliest: Some(earliest) } => Err(Refusal::StepDownTooEarly(*earliest)),
        Proposal::Keep { earliest: None } => Err(Refusal::NoStepDownRule),
        Proposal::AwaitConditions => {
            let missing: Vec<String> =
                clock.missing.iter().map(|also| condition_sentence(also, clock, today)).collect();
            Err(Refusal::ConditionMissing(missing.join("；")))
        }
        Proposal::Raise { rule, .. } => Err(Refusal::RaiseDue(rule.to)),
    })
    .await
}

/// Signs that the area is lifted to the graver level that the rules propose today. Returns the
/// level.
pub async fn zone_sign_raise(
    req: &Request,
    zone: ZoneId,
    fact: ZoneFactId,
    version: i64,
) -> Result<Option<Level>, Refusal> {
    let signing = Signing { act: Act::ZoneRaiseSign, zone, fact, version };
    sign(req, signing, |clock, _| match &clock.proposal {
        Proposal::Raise { rule, .. } => Ok((Some(rule.to), rule.clause.as_written.clone())),
        Proposal::StepDown { .. } | Proposal::Keep { .. } | Proposal::AwaitConditions => {
            Err(Refusal::NoRaise)
        }
    })
    .await
}

/// What is signed: for which zone as it was seen, by which fact.
#[derive(Clone, Copy)]
struct Signing {
    act: Act,
    zone: ZoneId,
    fact: ZoneFactId,
    version: i64,
}

/// Signs what `proposed` takes from the clock of today: the level that follows, and the clause.
async fn sign(
    req: &Request,
    signing: Signing,
    proposed: impl FnOnce(&ZoneClock<'_>, CityDay) -> Result<(Option<Level>, String), Refusal>,
) -> Result<Option<Level>, Refusal> {
    let Signing { act, zone, fact, version } = signing;
    let entry = own_zone(req, act, zone)?;
    let today = req.today();
    let city = req.city.zones.on_day(today, Moment(i64::MAX));
    let on_day = city.zones.iter().find(|on_day| on_day.entry.zone.id == zone);
    let on_day = on_day.ok_or(Refusal::NotFound)?;
    if let Some(done) = entry.records.iter().find(|record| record.fact.id == fact) {
        // The answer was lost on its way: the same signature again is the same signature.
        return signed_again(&entry, done, act);
    }
    // Whoever signs must have seen every fact: a case that came in meanwhile makes it stale.
    if entry.zone.version != version {
        return Err(Refusal::Stale);
    }
    let listing = on_day.listing.as_ref().ok_or(Refusal::ZoneNotListed)?;
    let clock = on_day.clock(&req.city.rules, today).ok_or(Refusal::ZoneNotListed)?;
    let (to, as_written) = proposed(&clock, today)?;
    let event = match to {
        Some(level) => ZoneEvent::Rated { level, edition: listing.edition.clone() },
        None => ZoneEvent::Released,
    };
    let ground = Ground { kind: GroundKind::Rule, id: Some(listing.edition.0.clone()) };
    let mut record = fact_of(req, &entry.zone, fact, today, event, ground, as_written);
    record.proposed_by = Some("rule".to_owned());
    write_fact(req, act, entry, record).await?;
    Ok(to)
}

/// The answer to a signature that was given before, if it is this one.
fn signed_again(
    entry: &ZoneEntry,
    done: &StoredZoneFact,
    act: Act,
) -> Result<Option<Level>, Refusal> {
    let to = match (&done.fact.event, done.ground.kind) {
        (ZoneEvent::Rated { level, .. }, GroundKind::Rule) => Some(*level),
        (ZoneEvent::Released, GroundKind::Rule) => None,
        (_, _) => return Err(Refusal::IdReused),
    };
    let gravity = |level: Option<Level>| level.map_or(0, Level::gravity);
    let was_raised = gravity(to) > gravity(entry.level_before(done));
    if was_raised == (act == Act::ZoneRaiseSign) { Ok(to) } else { Err(Refusal::IdReused) }
}

/// Withdraws a fact that was wrong, with the reason.
pub async fn zone_withdraw(
    req: &Request,
    zone: ZoneId,
    fact: ZoneFactId,
    withdraws: ZoneFactId,
    reason: &str,
) -> Result<(), Refusal> {
    let act = Act::ZoneFactWithdraw;
    let entry = own_zone(req, act, zone)?;
    let is_repeat = entry.records.iter().any(|record| record.fact.id == fact);
    if !is_repeat && withdrawable(entry.facts(), withdraws).is_err() {
        return Err(Refusal::NotWithdrawable);
    }
    let as_written = note_of(reason)?;
    if as_written.is_empty() {
        return Err(Refusal::BadInput("请写明撤销的理由。".to_owned()));
    }
    let on = entry.records.iter().find(|record| record.fact.id == withdraws);
    let on = on.map_or(req.today(), |record| record.fact.on);
    let ground = Ground { kind: GroundKind::Person, id: None };
    let event = ZoneEvent::Withdrawn { fact: withdraws };
    let record = fact_of(req, &entry.zone, fact, on, event, ground, as_written);
    write_fact(req, act, entry, record).await
}

/// Says where a zone is.
pub async fn zone_set_place(
    req: &Request,
    zone: ZoneId,
    place: &PlaceCode,
    version: i64,
) -> Result<(), Refusal> {
    let act = Act::ZonePlaceSet;
    let scope = req.authorize(act)?;
    let entry = req.city.zones.zone(zone).ok_or(Refusal::NotFound)?;
    // The zone may still stand at its county, above the caller; where it lies he may say within
    // his own jurisdiction only, or he would move work to the neighbors.
    if !scope.touches(entry.site()) || !scope.covers(place) {
        return Err(Refusal::NotFound);
    }
    if !place.lies_within(&entry.zone.county) {
        return Err(Refusal::PlaceUnknown);
    }
    let (asked, place) = (req.clone(), place.clone());
    req.city
        .db
        .write(move |tx| async move {
            let is_division = places::division_by_code(&tx, &place).await?.is_some();
            if !is_division && places::place_by_code(&tx, &place).await?.is_none() {
                return Err(Refusal::PlaceUnknown);
            }
            store::zone_set_place(&tx, &entry.zone, &place, version).await?;
            asked.deed(&tx, act, &zone.to_string(), place.as_str())?;
            let key = asked.city.key();
            feed::append(&tx, zone_change(&key, asked.now, &entry.zone.county, zone))?;
            let moved = ZoneEntry::with_place(&entry, place);
            orders::follow_zone(&tx, &asked, &moved).await?;
            messages::tell_of_zone(&tx, &asked, &entry, &moved).await
        })
        .await?;
    req.city.catch_up().await
}

/// The zone, if the caller's jurisdiction covers it. Seeing reaches further than doing.
fn own_zone(req: &Request, act: Act, zone: ZoneId) -> Result<Arc<ZoneEntry>, Refusal> {
    let scope = req.authorize(act)?;
    let entry = req.city.zones.zone(zone).ok_or(Refusal::NotFound)?;
    if scope.covers(entry.site()) { Ok(entry) } else { Err(Refusal::NotFound) }
}

pub(crate) fn fact_of(
    req: &Request,
    zone: &StoredZone,
    id: ZoneFactId,
    on: CityDay,
    event: ZoneEvent,
    ground: Ground,
    as_written: String,
) -> StoredZoneFact {
    StoredZoneFact {
        zone: zone.id,
        county: zone.county.clone(),
        fact: ZoneFact { id, on, recorded_at: req.now, event },
        proposed_by: None,
        signed_by: req.caller.login.clone(),
        ground,
        as_written,
    }
}

async fn write_fact(
    req: &Request,
    act: Act,
    entry: Arc<ZoneEntry>,
    record: StoredZoneFact,
) -> Result<(), Refusal> {
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if let Some(known) = zone_fact_by_id(&tx, &record.county, record.fact.id).await? {
                return same_fact(&known, &record);
            }
            enter_fact(&tx, &asked, act, &entry, record).await
        })
        .await?;
    req.city.catch_up().await
}

/// Enters a fact in the caller's transaction: it is written, the orders follow, and whoever answers
/// for the place is told.
pub(crate) async fn enter_fact(
    tx: &Tx,
    req: &Request,
    act: Act,
    entry: &ZoneEntry,
    record: StoredZoneFact,
) -> Result<(), Refusal> {
    add_fact(tx, req, act, &entry.zone, &record).await?;
    let after = ZoneEntry::with_record(entry, record);
    orders::follow_zone(tx, req, &after).await?;
    messages::tell_of_zone(tx, req, entry, &after).await
}

/// Writes a fact with its audit entry and its change of the feed, if the zone is still as it was
/// read: what was decided on old facts is stale.
async fn add_fact(
    tx: &Tx,
    req: &Request,
    act: Act,
    zone: &StoredZone,
    record: &StoredZoneFact,
) -> Result<(), StoreError> {
    store::zone_advance(tx, zone).await?;
    store::zone_fact_insert(tx, record).await?;
    let detail = format!("{} {}", record.fact.id, record.fact.on);
    req.deed(tx, act, &record.zone.to_string(), &detail)?;
    feed::append(tx, zone_change(&req.city.key(), req.now, &record.county, record.zone))
}

fn same_fact(known: &StoredZoneFact, again: &StoredZoneFact) -> Result<(), Refusal> {
    let same = known.zone == again.zone
        && known.fact.on == again.fact.on
        && known.fact.event == again.fact.event
        && known.as_written == again.as_written
        && known.signed_by == again.signed_by;
    if same { Ok(()) } else { Err(Refusal::IdReused) }
}

/// A note as it may be kept: without the signs that take no room or turn the writing around, of
/// which a reason could consist and say nothing.
pub(crate) fn note_of(note: &str) -> Result<String, Refusal> {
    let note: String = note.chars().filter(|sign| !is_unseen(*sign)).collect();
    let note = note.trim();
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(Refusal::BadInput(format!("说明最多{NOTE_CHARS_MAX}字。")));
    }
    Ok(note.to_owned())
}

fn is_unseen(sign: char) -> bool {
    (sign.is_control() && !matches!(sign, '\n' | '\t'))
        || matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(sign, '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A fresh fact id of the request's moment, for what the program itself adds.
pub(crate) fn fresh_fact(req: &Request) -> Result<ZoneFactId, Refusal> {
    Ok(ZoneFactId::from_uuid(mint::uuid(req.wall)?))
}
