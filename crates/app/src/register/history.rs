//! What was done to a record, and to the records that were merged into it.

use super::reading::log_people;
use super::{counties, person_within, record};
use crate::Refusal;
use crate::caller::Request;
use crate::seals::Seals;
use fangxian_core::Moment;
use fangxian_core::ids::{PairFactId, PersonId};
use fangxian_core::people::{Person, PersonFactKind};
use fangxian_core::policy::Act;
use fangxian_store::people::{
    PairFactKind, StoredPairFact, StoredPersonFact, merges_into, pair_facts_of, person_facts,
};
use fangxian_store::{StoreError, Tx};

/// One entry of a person's history.
#[derive(Clone, Debug)]
pub struct PersonChange {
    /// Whose record it was done to: this one, or one that was merged into it.
    pub record: PersonId,
    /// What was done.
    pub kind: PersonFactKind,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The version that it made.
    pub version: i64,
    /// What is different from before.
    pub fields: Vec<&'static str>,
    /// The other record, where two were merged or a merge was undone.
    pub other: Option<PersonId>,
    /// The merge that this entry is, where it stands and this is the record that stayed.
    pub merge: Option<MergeStanding>,
}

/// A merge that can be undone.
#[derive(Clone, Copy, Debug)]
pub struct MergeStanding {
    /// Which.
    pub id: PairFactId,
    /// The version of the record that was merged away.
    pub other_version: i64,
}

/// The facts of a record and of those that were merged into it, by however many steps, and all
/// that was said of it and of other records.
pub(super) async fn gathered(
    tx: &Tx,
    counties: &[String],
    county: String,
    id: PersonId,
) -> Result<(Vec<(String, PersonId)>, Vec<StoredPairFact>, Vec<StoredPairFact>), StoreError> {
    let mut records = vec![(county, id)];
    let mut standing = Vec::new();
    let mut step = vec![id];
    while !step.is_empty() {
        let merges = merges_into(tx, counties, &step).await?;
        step = merges.iter().map(|merge| merge.other).collect();
        step.retain(|other| records.iter().all(|(_, known)| known != other));
        let met = merges.iter().filter(|merge| step.contains(&merge.other));
        records.extend(met.map(|merge| (merge.other_community.county(), merge.other)));
        standing.extend(merges);
    }
    let mut said = Vec::new();
    for (_, record) in &records {
        said.extend(pair_facts_of(tx, counties, *record).await?);
    }
    Ok((records, standing, said))
}

/// What was done to a record and to those merged into it, oldest first: who, when, why and what
/// changed, but not to what.
pub async fn person_history(req: &Request, id: PersonId) -> Result<Vec<PersonChange>, Refusal> {
    let (scope, stored) = person_within(req, Act::PersonKeep, id).await?;
    let (county, all) = (stored.door.county(), counties(&req.city));
    let (facts, standing, said) = req
        .city
        .db
        .read(move |tx| async move {
            let (records, standing, said) = gathered(&tx, &all, county, id).await?;
            let mut facts = Vec::with_capacity(records.len());
            for (county, record) in records {
                facts.push(person_facts(&tx, &county, record).await?);
            }
            Ok::<_, StoreError>((facts, standing, said))
        })
        .await?;
    let mut changes = Vec::new();
    for of_one in facts {
        changes.extend(changes_of(&req.city.keys.seals, of_one, &said)?);
    }
    // Of the same moment, what was done to this record comes last: it is what the others led to.
    changes.sort_by_key(|one| (one.at, one.record == id, one.version));
    for change in changes.iter_mut().filter(|one| one.record == id) {
        let merge = standing.iter().find(|merge| {
            merge.person == id
                && change.kind == PersonFactKind::Merged
                && merge.person_version + 1 == change.version
        });
        change.merge = merge
            .map(|merge| MergeStanding { id: merge.id, other_version: merge.other_version + 1 });
    }
    log_people(req, &scope, &stored.door, &format!("person-history/{id}"), [id]).await?;
    Ok(changes)
}

fn changes_of(
    seals: &Seals,
    facts: Vec<StoredPersonFact>,
    said: &[StoredPairFact],
) -> Result<Vec<PersonChange>, StoreError> {
    let mut before: Option<Person> = None;
    let mut changes = Vec::with_capacity(facts.len());
    for fact in facts {
        let after = record::open_whole(seals, fact.id, fact.person, &fact.record)?;
        let fields = before.as_ref().map(|before| before.differences(&after)).unwrap_or_default();
        before = Some(after);
        changes.push(PersonChange {
            other: other_of(&fact, said),
            record: fact.person,
            kind: fact.kind,
            at: fact.at,
            by: fact.by,
            reason: fact.reason,
            version: fact.assumed_version + 1,
            fields,
            merge: None,
        });
    }
    Ok(changes)
}

/// The other record of a merge, or of its end.
fn other_of(fact: &StoredPersonFact, said: &[StoredPairFact]) -> Option<PersonId> {
    let wanted = match fact.kind {
        PersonFactKind::Merged | PersonFactKind::MergedAway => PairFactKind::Merged,
        PersonFactKind::Unmerged => PairFactKind::Unmerged,
        PersonFactKind::Registered
        | PersonFactKind::Changed
        | PersonFactKind::Left
        | PersonFactKind::Returned
        | PersonFactKind::ImportUndone => return None,
    };
    said.iter().filter(|one| one.kind == wanted).find_map(|one| {
        let is_person = one.person == fact.person && one.person_version == fact.assumed_version;
        let is_other = one.other == fact.person && one.other_version == fact.assumed_version;
        match (is_person, is_other) {
            (true, _) => Some(one.other),
            (false, true) => Some(one.person),
            (false, false) => None,
        }
    })
}
