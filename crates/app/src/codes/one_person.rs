//! All the records that are one person's: merged into one another, or with the same document and
//! name in several communities, those under which he is no longer counted included.

use crate::antigen::stay_of;
use crate::register::{counties, opened};
use crate::{City, Refusal};
use fangxian_core::ids::PersonId;
use fangxian_core::results::is_same_name;
use fangxian_store::Tx;
use fangxian_store::people::{StoredPerson, people_ever_by_documents, people_in_by_ids};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Somebody.
#[derive(Clone, Debug)]
pub(super) struct OnePerson {
    /// His records, none of them merged into another.
    pub(super) records: Vec<StoredPerson>,
    /// His name, and the keyed index of his document; none where he has no document.
    pub(super) named: Option<(Vec<u8>, String)>,
}

impl OnePerson {
    /// The ids of his records.
    pub(super) fn ids(&self) -> impl Iterator<Item = PersonId> {
        self.records.iter().map(|one| one.id)
    }

    /// The records under which he is counted.
    pub(super) fn counted(&self) -> impl Iterator<Item = &StoredPerson> {
        self.records.iter().filter(|one| one.gone_at.is_none())
    }
}

/// Whoever these records are of, each once.
pub(super) async fn one_person_each(
    tx: &Tx,
    city: &City,
    records: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<OnePerson>, Refusal> {
    let all = counties(city);
    let asked: BTreeSet<PersonId> = stay_of(tx, &all, records).await?.into_values().collect();
    let asked: Vec<PersonId> = asked.into_iter().collect();
    let mut known: BTreeMap<PersonId, StoredPerson> =
        people_in_by_ids(tx, &all, &asked).await?.into_iter().map(|one| (one.id, one)).collect();
    let indexes: BTreeSet<Vec<u8>> = known.values().filter_map(index_of).collect();
    let indexes: Vec<Vec<u8>> = indexes.into_iter().collect();
    let alike = people_ever_by_documents(tx, &all, &indexes).await?;
    let stays = stay_of(tx, &all, alike.iter().map(|one| one.id)).await?;
    // One that was merged away counts for its other, which was asked for or has another document.
    known.extend(
        alike
            .into_iter()
            .filter(|one| stays.get(&one.id) == Some(&one.id))
            .map(|one| (one.id, one)),
    );
    grouped(city, known.into_values())
}

fn index_of(stored: &StoredPerson) -> Option<Vec<u8>> {
    stored.document.as_ref().map(|sealed| sealed.index.clone())
}

fn grouped(
    city: &City,
    records: impl Iterator<Item = StoredPerson>,
) -> Result<Vec<OnePerson>, Refusal> {
    let mut people: Vec<OnePerson> = Vec::new();
    let mut of_index: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
    for stored in records {
        let Some(index) = index_of(&stored) else {
            people.push(OnePerson { records: vec![stored], named: None });
            continue;
        };
        let name = opened(&city.keys.seals, &stored)?.name.as_str().to_owned();
        let places = of_index.entry(index.clone()).or_default();
        let is_his = |at: &&usize| {
            let known = people.get(**at).and_then(|one| one.named.as_ref());
            known.is_some_and(|(_, known)| is_same_name(known, &name))
        };
        match places.iter().find(is_his).copied().and_then(|at| people.get_mut(at)) {
            Some(known) => known.records.push(stored),
            None => {
                places.push(people.len());
                people.push(OnePerson { records: vec![stored], named: Some((index, name)) });
            }
        }
    }
    Ok(people)
}
