//! Filings as the desk sees them, and as whoever filed one sees it by its receipt.

use super::kept::{FilingPast, past_of, receipt_checked, who_of};
use super::told::{GatheringTold, Known, LeavingTold, leaving_told};
use crate::caller::Request;
use crate::register::{Shown, log_shown};
use crate::{City, Refusal};
use fangxian_core::filings::{
    FilingKind, Gathering, GatheringFact, GatheringSays, GatheringStanding, GatheringState,
    LeavingFact, LeavingSays, LeavingStanding, LeavingState,
};
use fangxian_core::ids::FilingId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::{CityDay, Moment};
use fangxian_store::filings::{StoredFilingFact, filing_facts_of, filing_facts_within};
use fangxian_store::{StoreError, Tx};
use serde::de::DeserializeOwned;

/// So many filings are listed at most, the latest first.
const LISTED_MAX: usize = 300;
/// Who was to be back so long ago is no longer listed.
const OVERDUE_DAYS: i64 = 60;

/// A gathering as it is shown.
#[derive(Clone, Debug)]
pub struct GatheringSeen {
    /// Which.
    pub id: FilingId,
    /// How it stands.
    pub standing: GatheringStanding,
    /// What the rules say of it now.
    pub told: GatheringTold,
    /// The name of the place with a code in which it is held.
    pub venue_name: Option<String>,
    /// Who answers for it and the phone, its beginning starred; only for whoever keeps it.
    pub who: Option<(String, String)>,
    /// Whether the community should have answered by now.
    pub is_late: bool,
    /// What was said of it.
    pub past: Vec<FilingPast>,
}

/// That somebody leaves, as it is shown.
#[derive(Clone, Debug)]
pub struct LeavingSeen {
    /// Which.
    pub id: FilingId,
    /// How it stands.
    pub standing: LeavingStanding,
    /// How far it is today.
    pub state: LeavingState,
    /// What the rules say of it now.
    pub told: LeavingTold,
    /// Who, and the phone with its beginning starred.
    pub who: (String, String),
    /// What was said of it.
    pub past: Vec<FilingPast>,
}

fn says_of<T: DeserializeOwned>(one: &StoredFilingFact) -> Result<T, StoreError> {
    serde_json::from_str(&one.says).map_err(|_| one.damaged("says"))
}

fn gathering_of(stored: &[StoredFilingFact]) -> Result<Option<GatheringStanding>, StoreError> {
    let fact = |one: &StoredFilingFact| {
        let says: GatheringSays = says_of(one)?;
        let reason = one.reason.clone();
        Ok(GatheringFact { says, at: one.at, by: one.by.clone(), reason })
    };
    let facts: Result<Vec<GatheringFact>, StoreError> = stored.iter().map(fact).collect();
    Ok(GatheringStanding::of(&facts?))
}

fn leaving_of(stored: &[StoredFilingFact]) -> Result<Option<LeavingStanding>, StoreError> {
    let fact = |one: &StoredFilingFact| {
        Ok(LeavingFact { says: says_of::<LeavingSays>(one)?, at: one.at, by: one.by.clone() })
    };
    let facts: Result<Vec<LeavingFact>, StoreError> = stored.iter().map(fact).collect();
    Ok(LeavingStanding::of(&facts?))
}

/// The facts of a gathering and how it stands.
pub(super) async fn gathering_facts(
    tx: &Tx,
    id: FilingId,
) -> Result<(Vec<StoredFilingFact>, GatheringStanding), Refusal> {
    let stored = filing_facts_of(tx, id).await?;
    let is_one = stored.first().is_some_and(|first| first.what == FilingKind::Gathering);
    let standing = if is_one { gathering_of(&stored)? } else { None };
    Ok((stored, standing.ok_or(Refusal::NotFound)?))
}

/// The facts of somebody's leaving and how it stands.
pub(super) async fn leaving_facts(
    tx: &Tx,
    id: FilingId,
) -> Result<(Vec<StoredFilingFact>, LeavingStanding), Refusal> {
    let stored = filing_facts_of(tx, id).await?;
    let is_one = stored.first().is_some_and(|first| first.what == FilingKind::Leaving);
    let standing = if is_one { leaving_of(&stored)? } else { None };
    Ok((stored, standing.ok_or(Refusal::NotFound)?))
}

fn venue_of_one(one: &Gathering) -> Vec<fangxian_core::ids::VenueId> {
    one.venue.into_iter().collect()
}

fn seen(
    (city, now): (&City, Moment),
    known: &Known,
    stored: &[StoredFilingFact],
    standing: GatheringStanding,
    keeps: bool,
) -> Result<Option<GatheringSeen>, Refusal> {
    let Some(first) = stored.first() else { return Ok(None) };
    let who = match keeps {
        true => {
            let who = who_of(city, stored)?;
            Some((who.name.clone(), who.masked()))
        }
        false => None,
    };
    let venue = standing.gathering.venue.and_then(|id| known.venues.get(&id));
    Ok(Some(GatheringSeen {
        id: first.filing,
        told: known.tell(city, &standing.gathering),
        venue_name: venue.map(|venue| venue.about.name.clone()),
        who,
        is_late: standing.is_late(now),
        past: past_of(stored),
        standing,
    }))
}

/// The gatherings within a division: of a day, or those to come. What waits for an answer is first.
pub async fn gathering_list(
    req: &Request,
    within: &PlaceCode,
    day: Option<CityDay>,
) -> Result<Vec<GatheringSeen>, Refusal> {
    let scope = req.authorize(Act::GatheringSee)?;
    if !scope.touches(within) {
        return Err(Refusal::NotFound);
    }
    let (of, since) = (within.clone(), day.unwrap_or(req.today()));
    let read = req.city.db.read(move |tx| async move {
        let what = FilingKind::Gathering;
        let stored = filing_facts_within(&tx, what, &of, since, LISTED_MAX).await?;
        let mut all = Vec::new();
        for own in stored.chunk_by(|one, next| one.filing == next.filing) {
            all.extend(gathering_of(own)?.map(|standing| (own.to_vec(), standing)));
        }
        let venues = all.iter().filter_map(|(_, one)| one.gathering.venue).collect();
        Ok::<_, StoreError>((all, Known::read(&tx, venues).await?))
    });
    let (all, known) = read.await?;
    let keeps = req.authorize(Act::GatheringKeep).ok();
    let mut shown = Vec::new();
    for (stored, standing) in all {
        let (place, on) = (&standing.gathering.place, standing.gathering.day);
        let is_wanted = day.map_or(on >= req.today(), |wanted| on == wanted);
        if !is_wanted || !place.lies_within(within) || !scope.touches(place) {
            continue;
        }
        let keeps = keeps.as_ref().is_some_and(|own| own.covers(place));
        shown.extend(seen((&req.city, req.now), &known, &stored, standing, keeps)?);
    }
    shown.sort_by_key(|one| {
        let waits = one.standing.state == GatheringState::Waiting;
        (!waits, one.standing.gathering.starts_at(), one.id)
    });
    if shown.iter().any(|one| one.who.is_some()) {
        logged(req, &scope, within, ("gatherings", shown.len())).await?;
    }
    Ok(shown)
}

async fn logged(
    req: &Request,
    scope: &Scope,
    at: &PlaceCode,
    (subject, n_rows): (&str, usize),
) -> Result<(), Refusal> {
    // Whoever files says who he is; nobody is looked up in the register for it.
    let shown = Shown { named: Vec::new(), of_place: None };
    log_shown(req, scope, at, (&format!("filed-{subject}/{at}"), n_rows), shown).await
}

/// One gathering.
pub async fn gathering_see(req: &Request, id: FilingId) -> Result<GatheringSeen, Refusal> {
    let scope = req.authorize(Act::GatheringSee)?;
    let (stored, standing, known) = read_gathering(&req.city, id).await?;
    let place = standing.gathering.place.clone();
    if !scope.touches(&place) {
        return Err(Refusal::NotFound);
    }
    let keeps = req.authorize(Act::GatheringKeep).is_ok_and(|own| own.covers(&place));
    if keeps {
        logged(req, &scope, &place, ("gathering", 1)).await?;
    }
    let one = seen((&req.city, req.now), &known, &stored, standing, keeps)?;
    one.ok_or(Refusal::NotFound)
}

async fn read_gathering(
    city: &City,
    id: FilingId,
) -> Result<(Vec<StoredFilingFact>, GatheringStanding, Known), Refusal> {
    let read = city.db.read(move |tx| async move {
        let (stored, standing) = gathering_facts(&tx, id).await?;
        let known = Known::read(&tx, venue_of_one(&standing.gathering)).await?;
        Ok::<_, Refusal>((stored, standing, known))
    });
    read.await
}

/// The gathering of a receipt, with who answers for it.
pub async fn gathering_public(
    city: &City,
    (id, key): (FilingId, &str),
    wall: Moment,
) -> Result<GatheringSeen, Refusal> {
    receipt_checked(city, id, key)?;
    let (stored, standing, known) = read_gathering(city, id).await?;
    let one = seen((city, city.now(wall)), &known, &stored, standing, true)?;
    one.ok_or(Refusal::NotFound)
}

/// The whole phone of whoever answers for a gathering. That it was looked at stands in the trail.
pub async fn gathering_phone(req: &Request, id: FilingId) -> Result<String, Refusal> {
    let scope = req.authorize(Act::GatheringKeep)?;
    let (stored, standing, _) = read_gathering(&req.city, id).await?;
    if !scope.covers(&standing.gathering.place) {
        return Err(Refusal::NotFound);
    }
    phone_shown(req, Act::GatheringKeep, id, &stored).await
}

async fn phone_shown(
    req: &Request,
    act: Act,
    id: FilingId,
    stored: &[StoredFilingFact],
) -> Result<String, Refusal> {
    let who = who_of(&req.city, stored)?;
    let asked = req.clone();
    let told: Result<(), StoreError> = req
        .city
        .db
        .write(move |tx| async move { asked.deed(&tx, act, &id.to_string(), "phone shown") })
        .await;
    told?;
    Ok(who.phone)
}

fn leaving_seen(
    (city, today): (&City, CityDay),
    stored: &[StoredFilingFact],
    standing: LeavingStanding,
) -> Result<Option<LeavingSeen>, Refusal> {
    let Some(first) = stored.first() else { return Ok(None) };
    let who = who_of(city, stored)?;
    let leaving = &standing.leaving;
    Ok(Some(LeavingSeen {
        id: first.filing,
        state: standing.state(today),
        told: leaving_told(city, &leaving.place, leaving.leaves.max(today)),
        who: (who.name.clone(), who.masked()),
        past: past_of(stored),
        standing,
    }))
}

/// Who of a division is away, goes soon, or is overdue: the overdue first. That it was looked at is
/// logged before anything is shown.
pub async fn leaving_list(
    req: &Request,
    within: &PlaceCode,
    state: Option<LeavingState>,
) -> Result<Vec<LeavingSeen>, Refusal> {
    let scope = req.authorize(Act::LeavingKeep)?;
    if !scope.covers(within) {
        return Err(Refusal::NotFound);
    }
    let (of, since) = (within.clone(), req.today().plus(-OVERDUE_DAYS));
    let read = req.city.db.read(move |tx| async move {
        filing_facts_within(&tx, FilingKind::Leaving, &of, since, LISTED_MAX).await
    });
    let stored = read.await?;
    let mut shown = Vec::new();
    for own in stored.chunk_by(|one, next| one.filing == next.filing) {
        let Some(standing) = leaving_of(own)? else { continue };
        if !standing.leaving.place.lies_within(within) {
            continue;
        }
        shown.extend(leaving_seen((&req.city, req.today()), own, standing)?);
    }
    shown.retain(|one| state.is_none_or(|wanted| one.state == wanted));
    let turn = |state: LeavingState| match state {
        LeavingState::Overdue => 0,
        LeavingState::Away => 1,
        LeavingState::Coming => 2,
        LeavingState::Returned => 3,
        LeavingState::Cancelled => 4,
    };
    shown.sort_by_key(|one| (turn(one.state), one.standing.leaving.back, one.id));
    logged(req, &scope, within, ("leavings", shown.len())).await?;
    Ok(shown)
}

/// The leaving of a receipt.
pub async fn leaving_public(
    city: &City,
    (id, key): (FilingId, &str),
    wall: Moment,
) -> Result<LeavingSeen, Refusal> {
    receipt_checked(city, id, key)?;
    let read = city.db.read(move |tx| async move { leaving_facts(&tx, id).await });
    let (stored, standing) = read.await?;
    let one = leaving_seen((city, city.now(wall).city_day()), &stored, standing)?;
    one.ok_or(Refusal::NotFound)
}

/// The whole phone of whoever leaves. That it was looked at stands in the trail.
pub async fn leaving_phone(req: &Request, id: FilingId) -> Result<String, Refusal> {
    let scope = req.authorize(Act::LeavingKeep)?;
    let read = req.city.db.read(move |tx| async move { leaving_facts(&tx, id).await });
    let (stored, standing) = read.await?;
    if !scope.covers(&standing.leaving.place) {
        return Err(Refusal::NotFound);
    }
    phone_shown(req, Act::LeavingKeep, id, &stored).await
}
