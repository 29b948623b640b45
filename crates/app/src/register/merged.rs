//! Which records count for which: a record that was merged into another is resolved to the one
//! that stays, wherever its id is met.

use super::roster::Resident;
use crate::seals::Seals;
use crate::{City, Refusal};
use fangxian_core::ids::PersonId;
use fangxian_core::people::Traits;
use fangxian_core::places::PlaceCode;
use fangxian_store::people::{
    StoredPairFact, merges_away, merges_into, merges_of_community, people_in_by_ids,
};
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeSet, HashMap};

/// A record that counts for another.
#[derive(Clone, Debug)]
pub(crate) struct Away {
    /// The record that was merged away.
    pub(crate) record: PersonId,
    /// Where it was counted, and its ticks lie.
    pub(crate) community: PlaceCode,
    /// The record that it counts for, which is itself merged into no other.
    pub(crate) stays: PersonId,
}

/// The records that count for the people of a community, by however many steps.
pub(crate) async fn merged_into(tx: &Tx, community: &PlaceCode) -> Result<Vec<Away>, StoreError> {
    let mut found: Vec<Away> = Vec::new();
    let mut step = merges_of_community(tx, community).await?;
    while !step.is_empty() {
        let known: HashMap<PersonId, PersonId> =
            found.iter().map(|away| (away.record, away.stays)).collect();
        let fresh: Vec<StoredPairFact> =
            step.into_iter().filter(|merge| !known.contains_key(&merge.other)).collect();
        let ids: Vec<PersonId> = fresh.iter().map(|merge| merge.other).collect();
        let counties: BTreeSet<String> =
            fresh.iter().map(|merge| merge.other_community.county()).collect();
        found.extend(fresh.into_iter().map(|merge| Away {
            record: merge.other,
            community: merge.other_community,
            stays: known.get(&merge.person).copied().unwrap_or(merge.person),
        }));
        let counties: Vec<String> = counties.into_iter().collect();
        step = match ids.is_empty() {
            true => Vec::new(),
            false => merges_into(tx, &counties, &ids).await?,
        };
    }
    // The first step finds links of a chain in any order.
    let direct: HashMap<PersonId, PersonId> =
        found.iter().map(|away| (away.record, away.stays)).collect();
    for away in &mut found {
        while let Some(next) = direct.get(&away.stays) {
            away.stays = *next;
        }
    }
    Ok(found)
}

/// The record that counts for this one: itself, where it was not merged into another.
pub(crate) async fn stays_for(
    tx: &Tx,
    counties: &[String],
    id: PersonId,
) -> Result<PersonId, StoreError> {
    let mut stays = id;
    let mut passed = BTreeSet::new();
    while passed.insert(stays) {
        match merges_away(tx, counties, &[stays]).await?.first() {
            Some(merge) => stays = merge.person,
            None => break,
        }
    }
    Ok(stays)
}

/// The traits of the records that count for the people of a community, by the record that stays:
/// a list that comes with the document of a record that was merged away means the one that stays.
pub(super) async fn traits_merged(
    tx: &Tx,
    seals: &Seals,
    community: &PlaceCode,
) -> Result<Vec<(PersonId, Traits)>, StoreError> {
    let away = merged_into(tx, community).await?;
    if away.is_empty() {
        return Ok(Vec::new());
    }
    let counties: BTreeSet<String> = away.iter().map(|one| one.community.county()).collect();
    let counties: Vec<String> = counties.into_iter().collect();
    let ids: Vec<PersonId> = away.iter().map(|one| one.record).collect();
    let stays: HashMap<PersonId, PersonId> =
        away.iter().map(|one| (one.record, one.stays)).collect();
    let mut found = Vec::new();
    for stored in people_in_by_ids(tx, &counties, &ids).await? {
        let person = super::record::open(seals, &stored)?;
        let Some(stays) = stays.get(&stored.id) else { continue };
        let traits = Traits {
            id: stored.id,
            name: person.name,
            born: person.particulars.born,
            document: stored.document.map(|one| one.index),
            phone: stored.phone.map(|one| one.index),
        };
        found.push((*stays, traits));
    }
    Ok(found)
}

impl Resident {
    /// What records are compared by.
    pub(crate) fn traits(&self) -> Traits {
        Traits {
            id: self.id,
            name: self.name.clone(),
            born: self.born,
            document: self.document_index.clone(),
            phone: self.phone_index.clone(),
        }
    }
}

/// Refuses to change a record that counts for another: what is to be said of its person is said of
/// the one that stays.
pub(super) async fn refuse_merged_away(tx: &Tx, city: &City, id: PersonId) -> Result<(), Refusal> {
    let merges = merges_away(tx, &super::counties(city), &[id]).await?;
    if merges.is_empty() { Ok(()) } else { Err(Refusal::MergedAway) }
}

/// The records that count for the people of a community.
pub(crate) async fn away_of_community(
    city: &City,
    community: &PlaceCode,
) -> Result<Vec<Away>, StoreError> {
    let community = community.clone();
    city.db.read(move |tx| async move { merged_into(&tx, &community).await }).await
}
