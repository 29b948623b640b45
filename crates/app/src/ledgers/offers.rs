//! Whom the register offers for a ledger: confirmed one by one, or passed over with a reason.

use super::list::log_entries;
use super::sealed::seal_reason;
use super::{entries_that_count, index_of, ledgers_changed};
use crate::Refusal;
use crate::caller::Request;
use crate::register::{
    Door, Resident, Roster, community, community_code, reason_of, roster, stored_person,
};
use fangxian_core::CityDay;
use fangxian_core::Moment;
use fangxian_core::ids::{LedgerFactId, PersonId};
use fangxian_core::ledgers::{Candidate, CareCategory, Housemate, candidates};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_store::feed;
use fangxian_store::ledgers::{StoredPass, pass_insert, pass_mac, passed_grounds};
use std::collections::HashSet;

/// Somebody whom a rule offers.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Who.
    pub resident: Resident,
    /// The door.
    pub door: Door,
    /// For what, and why.
    pub candidate: Candidate,
}

/// Whom the register offers within a place, in the order of their doors: those who are not on the
/// ledger for the same, and were not passed over on the same ground.
pub async fn offers_list(req: &Request, within: PlaceCode) -> Result<Vec<Offer>, Refusal> {
    let scope = req.authorize(Act::LedgerKeep)?;
    let own = community(&within).filter(|_| scope.touches(&within)).ok_or(Refusal::NotFound)?;
    let roster = roster(&req.city, &own).await?;
    let wanted = own.clone();
    let (entries, passed) = req
        .city
        .db
        .read(move |tx| async move {
            let entries = entries_that_count(&tx, &wanted, Moment(i64::MAX)).await?;
            Ok::<_, fangxian_store::StoreError>((entries, passed_grounds(&tx, &wanted).await?))
        })
        .await?;
    let entered: HashSet<Vec<u8>> = entries.into_iter().map(|one| one.matter_index).collect();
    let passed: HashSet<Vec<u8>> = passed.into_iter().collect();
    let is_new = |one: &Candidate| {
        let matter = index_of(&req.city, "ledger", one.person, one.category.code());
        !entered.contains(&matter) && !passed.contains(&ground_index(req, one))
    };
    let mut offers = Vec::new();
    for candidate in all_candidates(&roster, req.today()).into_iter().filter(is_new) {
        let Some(resident) = roster.resident(candidate.person) else { continue };
        let Some(door) = roster.door_of(resident) else { continue };
        if door.code.lies_within(&within) && scope.covers(&door.code) {
            offers.push(Offer {
                resident: Resident::clone(resident),
                door: Door::clone(door),
                candidate,
            });
        }
    }
    let people = offers.iter().map(|offer| offer.resident.id).collect();
    let subject = format!("ledger-offers/{within}");
    log_entries(req, &scope, &own, &subject, (people, &roster)).await?;
    Ok(offers)
}

/// Passes somebody over whom a rule offers, with the reason.
pub async fn offer_pass(
    req: &Request,
    fact: LedgerFactId,
    person: PersonId,
    category: CareCategory,
    reason: &str,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::LedgerKeep)?;
    let reason = reason_of(reason)?;
    let stored = stored_person(req, &scope, person).await?;
    let community = community_code(&stored.door)?;
    let whole = format!("pass\n{person}\n{}\n{reason}\n{}", category.code(), req.caller.login);
    let mac = req.city.keys.seals.fingerprint(whole.as_bytes());
    let offered = grounds_of(req, &community, person).await?;
    let one = offered.into_iter().find(|one| one.category == category);
    let pass = one.map(|one| pass_of(req, &community, fact, &one, &reason, mac.clone()));
    let pass = pass.transpose()?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            match pass_mac(&tx, &community.county(), fact).await? {
                Some(known) if known == mac => return Ok(()),
                Some(_) => return Err(Refusal::IdReused),
                None => {}
            }
            let pass = pass.ok_or_else(|| {
                Refusal::BadInput("登记已经变了，此人不再符合这一类。".to_owned())
            })?;
            pass_insert(&tx, &pass).await?;
            feed::append(&tx, ledgers_changed(&asked, &community))?;
            asked.deed(&tx, Act::LedgerKeep, &person.to_string(), "passed_over")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

/// What the register offers one person for today.
pub(super) async fn grounds_of(
    req: &Request,
    community: &PlaceCode,
    person: PersonId,
) -> Result<Vec<Candidate>, Refusal> {
    let roster = roster(&req.city, community).await?;
    let Some(own) = roster.resident(person) else { return Ok(Vec::new()) };
    let Some(door) = roster.door_of(own) else { return Ok(Vec::new()) };
    let household: Vec<Housemate> =
        roster.people.iter().filter(|one| one.door == own.door).map(|one| housemate(one)).collect();
    let all = candidates(&door.code, &household, req.today());
    Ok(all.into_iter().filter(|one| one.person == person).collect())
}

pub(super) fn pass_of(
    req: &Request,
    community: &PlaceCode,
    fact: LedgerFactId,
    one: &Candidate,
    reason: &str,
    body_mac: Vec<u8>,
) -> Result<StoredPass, Refusal> {
    Ok(StoredPass {
        id: fact,
        community: community.clone(),
        person: one.person,
        ground_index: ground_index(req, one),
        at: req.now,
        by: req.caller.login.clone(),
        reason: seal_reason(&req.city.keys.seals, fact, reason)?,
        body_mac,
    })
}

fn ground_index(req: &Request, one: &Candidate) -> Vec<u8> {
    index_of(&req.city, "ledger-ground", one.person, &one.ground)
}

fn housemate(one: &Resident) -> Housemate {
    Housemate { id: one.id, born: one.born, stay: one.stay }
}

fn all_candidates(roster: &Roster, today: CityDay) -> Vec<Candidate> {
    // The people of a roster stand door by door.
    roster
        .people
        .chunk_by(|one, next| one.door == next.door)
        .filter_map(|household| {
            let door = roster.door_of(household.first()?)?;
            let household: Vec<Housemate> = household.iter().map(|one| housemate(one)).collect();
            Some(candidates(&door.code, &household, today))
        })
        .flatten()
        .collect()
}
