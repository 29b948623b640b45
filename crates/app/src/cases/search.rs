//! The search for the contacts of a case: what it needs is read, the index is asked, and what was found is
//! kept in one transaction, once. It follows the signed result within a second; where the server dies
//! between, it is done at the next start.

use super::feed::{know_people, know_places};
use super::found::{Asked, FoundContact, SearchTold, find};
use super::kept::{
    case_change, case_read, episodes_standing, evidence_seal, standing_of, traced_seal,
};
use super::linked::linked_raise;
use super::orders::contact_orders;
use super::seats::seats_of;
use crate::lodgings::rooms_shared;
use crate::orders::Within;
use crate::passes::contacts_colored;
use crate::register::counties;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::cases::{
    CaseState, ContactFact, ContactFactKind, Episode, LINE_DAYS_MAX, keeping, look_back,
};
use fangxian_core::codes::ContactHold;
use fangxian_core::ids::{CaseId, PersonId};
use fangxian_core::scans::DAYS_KEPT;
use fangxian_store::cases::{
    StoredCase, StoredContact, StoredTraced, cases_untraced, contacts_insert, contacts_of_case,
    episodes_of_case, traced_insert, traced_of,
};
use fangxian_store::people::people_ids_at;
use fangxian_store::{StoreError, Tx, feed};
use std::collections::HashMap;
use std::sync::Arc;

/// Where no edition says from when contacts are sought, it is so many days before. Our own.
const DAYS_BEFORE: i64 = 2;

/// What is read before the index is asked.
struct Ready {
    case: StoredCase,
    since: Moment,
    told: Vec<Episode>,
    household: Vec<PersonId>,
    roommates: Vec<(PersonId, Moment, Moment)>,
    turn: i64,
}

/// Seeks the contacts of every case that was opened and never sought for. Called right after a result is
/// signed, and every second: whoever comes first does it, and it is done once. Returns how many cases.
///
/// # Errors
/// The store cannot be read or written: it is tried again.
pub async fn cases_trace_due(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    // Before the scans of the fortnight are read, a search would find too few.
    if !city.tracing.is_filled() {
        return Ok(0);
    }
    let (all, now) = (counties(city), city.now(wall));
    let since = now.plus_ms(-DAYS_KEPT * 86_400_000);
    let read = city.db.read(move |tx| async move { cases_untraced(&tx, &all, since).await });
    let due: Vec<StoredCase> = read.await?;
    let mut n_done = 0;
    for case in due {
        n_done += usize::from(case_trace(city, case.id, wall).await?);
    }
    Ok(n_done)
}

/// Seeks the contacts of one case, once more where that was done. False where somebody else did so at the
/// same moment, or the case is closed.
///
/// # Errors
/// The store cannot be read or written.
pub(super) async fn case_trace(
    city: &Arc<City>,
    id: CaseId,
    wall: Moment,
) -> Result<bool, Refusal> {
    let now = city.now(wall);
    let Some(ready) = ready(city, id, now).await? else { return Ok(false) };
    let alias = city.keys.passes.alias(ready.case.person);
    know_people(city, std::iter::once(alias)).await?;
    know_places(city, ready.told.iter().filter_map(|one| one.venue)).await?;
    let asked = Asked {
        person: ready.case.person,
        number: city.tracing.number(alias),
        span: (ready.since, now),
        day: now.city_day(),
        told: ready.told,
        household: ready.household,
        roommates: ready.roommates,
    };
    let of_city = Arc::clone(city);
    let searched = tokio::task::spawn_blocking(move || {
        let tracing = &of_city.tracing;
        find((&of_city.rules, &of_city.keys.passes), tracing, &tracing.index(), &asked)
    });
    let (found, told) = searched.await.map_err(|_| Refusal::Busy)?;
    let traced = StoredTraced {
        county: ready.case.county.clone(),
        case: id,
        turn: ready.turn,
        body: traced_seal(city, id, &told)?,
        at: now,
    };
    let holds = holds_of(city, id, &found, now);
    let is_done = keep(city, ready.case, traced, found, (now, wall)).await?;
    if is_done {
        contacts_colored(city, &holds, now);
        city.catch_up().await?;
    }
    Ok(is_done)
}

/// Whom the search holds by a clause.
fn holds_of(
    city: &City,
    case: CaseId,
    found: &[FoundContact],
    since: Moment,
) -> Vec<(PersonId, ContactHold)> {
    let held = found.iter().filter_map(|one| {
        let ring = one.verdict.ring()?;
        let kept = keeping(&city.rules, since.city_day(), ring, one.says.last_at)?;
        Some((one.person, ContactHold { case, ring, since, until: kept.until() }))
    });
    held.collect()
}

async fn ready(city: &Arc<City>, id: CaseId, now: Moment) -> Result<Option<Ready>, Refusal> {
    let of_city = Arc::clone(city);
    let read = city.db.read(move |tx| async move {
        let city = &of_city;
        let Some((case, facts, stored)) = case_read(&tx, &counties(city), id).await? else {
            return Ok::<_, Refusal>(None);
        };
        let Some(standing) = standing_of(&facts).filter(|one| one.state == CaseState::Open) else {
            return Ok(None);
        };
        let first = now.city_day().plus(-LINE_DAYS_MAX).starts_at();
        let since = look_back(&city.rules, &standing.about, now.city_day());
        let assumed = standing.about.sampled_at.unwrap_or(standing.opened_at);
        let assumed = assumed.city_day().plus(-DAYS_BEFORE).starts_at();
        let since = since.map_or(assumed, |(at, _)| at).max(first);
        let entered = episodes_of_case(&tx, &case.county, id).await?;
        let told = episodes_standing(city, &entered)?.into_iter().map(|(_, one)| one).collect();
        let household = people_ids_at(&tx, &stored.door).await?;
        let roommates = rooms_shared(&tx, city, &stored, (since, now)).await?;
        let turn = traced_of(&tx, &case.county, id).await?.len();
        let turn = i64::try_from(turn).unwrap_or(i64::MAX);
        Ok(Some(Ready { case, since, told, household, roommates, turn }))
    });
    read.await
}

/// Keeps what was found, with the orders that it calls for. Who was listed before is listed again only where
/// more is known of him now.
async fn keep(
    city: &Arc<City>,
    case: StoredCase,
    traced: StoredTraced,
    found: Vec<FoundContact>,
    (now, wall): (Moment, Moment),
) -> Result<bool, Refusal> {
    let of_city = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        if !traced_insert(&tx, &traced).await? {
            return Ok::<_, Refusal>(false);
        }
        let rows = rows_of(&tx, &of_city, &case, found, now).await?;
        // Ten values a row and more: a thousand rows stay far below what a statement may hold.
        for some in rows.chunks(500) {
            contacts_insert(&tx, some).await?;
        }
        let at = Within { city: &of_city, now, wall, by: None };
        contact_orders(&tx, at, case.id).await?;
        linked_raise(&tx, at, &case).await?;
        feed::append(&tx, case_change(&of_city, now, &case.county, case.id))?;
        Ok(true)
    });
    write.await
}

async fn rows_of(
    tx: &Tx,
    city: &City,
    case: &StoredCase,
    found: Vec<FoundContact>,
    now: Moment,
) -> Result<Vec<StoredContact>, Refusal> {
    let mut known: HashMap<PersonId, Vec<StoredContact>> = HashMap::new();
    for one in contacts_of_case(tx, &case.county, case.id).await? {
        known.entry(one.person).or_default().push(one);
    }
    let seals = city.record_seals(case.id.uuid())?;
    let seats = seats_of(tx, city, (&case.county, case.id)).await?;
    let mut rows = Vec::with_capacity(found.len());
    for mut one in found {
        // What seats make milder is no question again. What they make graver is for two people.
        let seated = seats.graded((&city.rules, now.city_day()), one.person, &one.evidence);
        if let Some((verdict, says)) = seated.filter(|(verdict, _)| *verdict < one.verdict) {
            (one.verdict, one.says) = (verdict, says);
        }
        let before = known.get(&one.person).map(Vec::as_slice).unwrap_or_default();
        let is_known = before.iter().any(|fact| {
            (fact.fact.verdict, fact.fact.says.last_at) >= (one.verdict, one.says.last_at)
        });
        if is_known {
            continue;
        }
        let kind = match before.is_empty() {
            true => ContactFactKind::Listed,
            false => ContactFactKind::ListedAgain,
        };
        let ordinal = i64::try_from(before.len()).unwrap_or(i64::MAX);
        let what = format!("contact\n{}\n{}\n{ordinal}", case.id, one.person);
        rows.push(StoredContact {
            county: case.county.clone(),
            case: case.id,
            person: one.person,
            ordinal,
            ring: one.ring,
            evidence: evidence_seal(&seals, (case.id, one.person), &one.evidence)?,
            fact: ContactFact { kind, verdict: one.verdict, says: one.says, at: now, by: None },
            body_mac: city.keys.seals.fingerprint(what.as_bytes()),
        });
    }
    Ok(rows)
}

/// What the searches of a case came to, the latest; none before the first.
pub(super) async fn search_told(
    tx: &Tx,
    city: &City,
    county: &str,
    id: CaseId,
) -> Result<Option<(Moment, SearchTold)>, StoreError> {
    let all = traced_of(tx, county, id).await?;
    let last = all.last().map(|one| Ok((one.at, super::kept::traced_open(city, one)?)));
    last.transpose()
}
