//! A case that nobody closes: it is kept for as long as it is open, so that whoever may close it is reminded.

use super::holds::{kept_until, standing_of as contact_standing};
use super::kept::standing_of;
use super::retire::retention;
use crate::messages::{AnswerWaits, tell_of_late};
use crate::orders::Within;
use crate::register::{community, counties};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::cases::{CaseStanding, CaseState};
use fangxian_core::ids::{CaseId, PersonId};
use fangxian_core::places::PlaceCode;
use fangxian_store::Tx;
use fangxian_store::cases::{
    StoredCase, StoredCaseFact, case_facts_of, case_unclosed_insert, cases_since,
    contacts_of_cases, episodes_last,
};
use fangxian_store::people::people_in_by_ids;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// An open case, with when something was last said of it.
pub(super) type Open = (CaseId, CaseStanding, Moment);

/// From when on each of these cases should be closed: so many days after the last that was said of it, and
/// after the last whom its list held is free. One that holds somebody without an end is left out.
pub(super) async fn closings_due(
    tx: &Tx,
    city: &City,
    open: &[Open],
) -> Result<HashMap<CaseId, Moment>, Refusal> {
    let rules = retention()?;
    let all = counties(city);
    let ids: Vec<CaseId> = open.iter().map(|(id, ..)| *id).collect();
    let mut last: HashMap<CaseId, Moment> =
        episodes_last(tx, &all, &ids).await?.into_iter().collect();
    let mut holds: HashMap<CaseId, Vec<Option<Moment>>> = HashMap::new();
    let listed = contacts_of_cases(tx, &all, &ids).await?;
    for own in listed.chunk_by(|one, next| (one.case, one.person) == (next.case, next.person)) {
        let Some(newest) = own.last() else { continue };
        let said = last.entry(newest.case).or_insert(newest.fact.at);
        *said = newest.fact.at.max(*said);
        let until = contact_standing(own).and_then(|standing| kept_until(city, &standing));
        holds.entry(newest.case).or_default().extend(until);
    }
    let due = open.iter().filter_map(|(id, standing, said_at)| {
        let last = last.get(id).map_or(*said_at, |at| (*at).max(*said_at));
        let holds = holds.get(id).map(Vec::as_slice).unwrap_or_default();
        Some((*id, rules.closing_due(standing, last, holds)?))
    });
    Ok(due.collect())
}

/// When something was last said of a case itself.
pub(super) fn last_said(facts: &[StoredCaseFact]) -> Moment {
    facts.iter().map(|one| one.fact.at).max().unwrap_or(Moment(0))
}

/// Tells the tracers of a place once of each case there that should be closed and is not. Returns of how many.
/// Called with the destroying of what is over: what stays open stays for ever.
///
/// # Errors
/// The store cannot be read or written: it is tried again.
pub async fn cases_unclosed_watch(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let now = city.now(wall);
    let of = Arc::clone(city);
    let read = city.db.read(move |tx| async move { unclosed(&tx, &of, now).await });
    let due: Vec<(StoredCase, PlaceCode, Moment)> = read.await?;
    if due.is_empty() {
        return Ok(0);
    }
    let here = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        let mut by_place: BTreeMap<PlaceCode, i64> = BTreeMap::new();
        for (case, place, due_at) in due {
            if case_unclosed_insert(&tx, (&case.county, case.id), due_at, (&place, now)).await? {
                *by_place.entry(place).or_default() += 1;
            }
        }
        let mut n_told = 0;
        let at = Within { city: &here, now, wall, by: None };
        for (place, n) in by_place {
            n_told += usize::try_from(n).unwrap_or_default();
            tell_of_late(&tx, at, AnswerWaits::Cases, place, n).await?;
        }
        Ok::<_, Refusal>(n_told)
    });
    write.await
}

/// The open cases that should be closed by now, with where their people live and since when.
async fn unclosed(
    tx: &Tx,
    city: &City,
    now: Moment,
) -> Result<Vec<(StoredCase, PlaceCode, Moment)>, Refusal> {
    let all = counties(city);
    let cases = cases_since(tx, &all, Moment(0)).await?;
    let ids: Vec<CaseId> = cases.iter().map(|one| one.id).collect();
    let mut facts: HashMap<CaseId, Vec<StoredCaseFact>> = HashMap::new();
    for fact in case_facts_of(tx, &all, &ids).await? {
        facts.entry(fact.case).or_default().push(fact);
    }
    let open: Vec<Open> = facts
        .iter()
        .filter_map(|(id, own)| Some((*id, standing_of(own)?, last_said(own))))
        .filter(|(_, standing, _)| standing.state == CaseState::Open)
        .collect();
    let mut due = closings_due(tx, city, &open).await?;
    due.retain(|_, at| *at <= now);
    let people: Vec<PersonId> =
        cases.iter().filter(|one| due.contains_key(&one.id)).map(|one| one.person).collect();
    let doors: HashMap<PersonId, PlaceCode> = people_in_by_ids(tx, &all, &people)
        .await?
        .into_iter()
        .map(|one| (one.id, community(&one.door).unwrap_or(one.door)))
        .collect();
    let with_door = cases.into_iter().filter_map(|one| {
        let (at, place) = (*due.get(&one.id)?, doors.get(&one.person)?.clone());
        Some((one, place, at))
    });
    Ok(with_door.collect())
}
