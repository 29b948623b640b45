//! Records of a community that may be one person.

use super::roster::{Resident, Roster};
use super::{PersonSeen, community, community_code, counties, log_people, roster, seen};
use crate::Refusal;
use crate::caller::Request;
use fangxian_core::ids::PersonId;
use fangxian_core::people::{AlikeGround, Candidate, PersonField, Traits, candidates};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_store::StoreError;
use fangxian_store::people::{StoredPerson, pairs_apart, people_by_documents, people_by_phones};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How many pairs are shown at once; the strongest come first.
const CANDIDATES_MAX: usize = 100;

/// Two records that may be one person, as a list shows them.
#[derive(Clone, Debug)]
pub struct CandidateSeen {
    /// The older record.
    pub one: PersonSeen,
    /// The other.
    pub other: PersonSeen,
    /// Why, the strongest ground first.
    pub grounds: Vec<AlikeGround>,
    /// The fields in which they differ.
    pub differs: Vec<PersonField>,
}

/// The records of a community that may be one person, with each other or with records of other
/// communities that the caller may see; less the pairs of which it was said that they are two.
/// Returns the strongest of them, and how many there are.
pub async fn people_candidates(
    req: &Request,
    of: PlaceCode,
) -> Result<(Vec<CandidateSeen>, usize), Refusal> {
    let scope = req.authorize(Act::PersonMerge)?;
    let own = community(&of).filter(|_| scope.touches(&of)).ok_or(Refusal::NotFound)?;
    let home = roster(&req.city, &own).await?;
    let mut traits: Vec<Traits> = home
        .within(&own)
        .filter(|(_, door)| scope.covers(&door.code))
        .map(|(one, _)| one.traits())
        .collect();
    let ours: HashSet<PersonId> = traits.iter().map(|one| one.id).collect();
    let mut rosters: HashMap<PlaceCode, Arc<Roster>> = HashMap::from([(own.clone(), home)]);
    let mut homes: HashMap<PersonId, PlaceCode> =
        ours.iter().map(|id| (*id, own.clone())).collect();
    for (id, at) in elsewhere(req, &scope, &own, &traits).await? {
        if !rosters.contains_key(&at) {
            rosters.insert(at.clone(), roster(&req.city, &at).await?);
        }
        if let Some(resident) = rosters.get(&at).and_then(|roster| roster.resident(id)) {
            traits.push(resident.traits());
            homes.insert(id, at);
        }
    }
    let of = own.clone();
    let apart = req.city.db.read(move |tx| async move { pairs_apart(&tx, &of).await }).await?;
    let apart: HashSet<(PersonId, PersonId)> = apart.into_iter().map(ordered).collect();
    let is_asked = |pair: &Candidate| {
        let one_is_ours = ours.contains(&pair.one) || ours.contains(&pair.other);
        one_is_ours && !apart.contains(&(pair.one, pair.other))
    };
    let found: Vec<Candidate> = candidates(&traits).into_iter().filter(is_asked).collect();
    let n_found = found.len();
    let side = |id: PersonId| {
        let roster = homes.get(&id).and_then(|home| rosters.get(home))?;
        let resident = roster.resident(id)?;
        Some(seen(roster, resident, roster.door_of(resident)?))
    };
    let shown: Vec<CandidateSeen> = found
        .into_iter()
        .take(CANDIDATES_MAX)
        .filter_map(|pair| {
            let (one, other) = (side(pair.one)?, side(pair.other)?);
            let differs = differences(&one, &other);
            Some(CandidateSeen { one, other, grounds: pair.grounds, differs })
        })
        .collect();
    let ids = || shown.iter().flat_map(|pair| [pair.one.resident.id, pair.other.resident.id]);
    req.city.seen.spend(req, &scope, ids())?;
    log_people(req, &scope, &own, &format!("people/candidates/{own}"), ids()).await?;
    Ok((shown, n_found))
}

/// The records of other communities within the scope that share a document or a phone with these.
async fn elsewhere(
    req: &Request,
    scope: &Scope,
    own: &PlaceCode,
    people: &[Traits],
) -> Result<Vec<(PersonId, PlaceCode)>, Refusal> {
    // Whoever keeps one community sees no other.
    if scope.jurisdictions().iter().all(|held| held.lies_within(own)) {
        return Ok(Vec::new());
    }
    let documents: Vec<Vec<u8>> = people.iter().filter_map(|one| one.document.clone()).collect();
    let phones: Vec<Vec<u8>> = people.iter().filter_map(|one| one.phone.clone()).collect();
    let counties = counties(&req.city);
    let found: Vec<StoredPerson> = req
        .city
        .db
        .read(move |tx| async move {
            let mut found = people_by_documents(&tx, &counties, &documents).await?;
            found.extend(people_by_phones(&tx, &counties, &phones).await?);
            Ok::<_, StoreError>(found)
        })
        .await?;
    let mut others: Vec<(PersonId, PlaceCode)> = Vec::new();
    let mut known = HashSet::new();
    for one in found {
        let is_theirs = !one.door.lies_within(own) && scope.covers(&one.door);
        if is_theirs && known.insert(one.id) {
            others.push((one.id, community_code(&one.door)?));
        }
    }
    Ok(others)
}

fn ordered((one, other): (PersonId, PersonId)) -> (PersonId, PersonId) {
    (one.min(other), one.max(other))
}

fn differences(one: &PersonSeen, other: &PersonSeen) -> Vec<PersonField> {
    let (a, b): (&Resident, &Resident) = (&one.resident, &other.resident);
    let differs = |field: &PersonField| match field {
        PersonField::Door => one.door.code != other.door.code,
        PersonField::Name => a.name != b.name,
        PersonField::Document => {
            a.document_index != b.document_index || a.document_kind != b.document_kind
        }
        PersonField::Phone => a.phone_index != b.phone_index,
        PersonField::Sex => a.sex != b.sex,
        PersonField::Born => a.born != b.born,
        PersonField::Relation => a.relation != b.relation,
        PersonField::Note => a.note != b.note,
        PersonField::Stay => a.stay != b.stay,
    };
    PersonField::ALL.iter().copied().filter(differs).collect()
}
