//! What is known of people that may color their codes, asked for set by set.

use super::appeals::appeals_of;
use super::one_person::OnePerson;
use crate::antigen::{antigen_tests_of, positive_people};
use crate::arrivals::ArrivalsKnown;
use crate::cases::{contact_holds, contact_people};
use crate::pools::{Tubes, grave_tubes, people_in_tubes, tests_of_people};
use crate::register::counties;
use crate::sampling::open_strangers;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::antigen::antigen_cases;
use fangxian_core::codes::{ManualReason, PersonalFacts, approved_at};
use fangxian_core::ids::{CodeReasonId, PersonId, TubePartId};
use fangxian_core::pools::PersonSample;
use fangxian_core::results::is_same_name;
use fangxian_core::sampling::TubeCode;
use fangxian_store::codes::{
    CodeFactKind, StoredCodeFact, StoredCodeReason, appeals_since, code_facts_of,
    code_reason_people_since, code_reasons_of_people,
};
use fangxian_store::people::people_by_documents;
use fangxian_store::sampling::{parts_of_tubes, strangers_by_documents, strangers_of_parts};
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The moments of a question: the city's, and that on the wall.
pub(super) type Times = (Moment, Moment);

/// What is known of each of these people, in their order.
pub(super) async fn facts_of(
    tx: &Tx,
    city: &City,
    people: &[OnePerson],
    arrivals: &ArrivalsKnown,
    (now, wall): Times,
) -> Result<Vec<PersonalFacts>, Refusal> {
    let ids: Vec<PersonId> = people.iter().flat_map(OnePerson::ids).collect();
    let mut tests = tests_of_people(tx, city, &ids, wall).await?;
    let mut antigen = antigen_tests_of(tx, city, &ids, now).await?;
    let mut manual = manual_of(tx, city, &ids, now).await?;
    let mut appeals = appeals_of(tx, city, &ids, now).await?;
    let mut strange = strange_samples(tx, city, people).await?;
    let contacts = contact_holds(tx, city, &ids).await?;
    let mut found = Vec::with_capacity(people.len());
    for (at, one) in people.iter().enumerate() {
        let mut samples: BTreeMap<TubeCode, PersonSample> = BTreeMap::new();
        let (mut reported, mut facts) = (Vec::new(), PersonalFacts::default());
        for id in one.ids() {
            let own = tests.remove(&id).unwrap_or_default();
            samples.extend(own.into_iter().map(|test| (test.sample.tube, test.sample)));
            reported.extend(antigen.remove(&id).unwrap_or_default());
            facts.manual.extend(manual.remove(&id).unwrap_or_default());
            let own = appeals.remove(&id).unwrap_or_default();
            facts.appeals.extend(own.into_iter().map(|one| one.appeal));
            facts.contacts.extend(contacts.get(&id).copied());
        }
        for sample in strange.remove(&at).unwrap_or_default() {
            samples.entry(sample.tube).or_insert(sample);
        }
        let samples: Vec<PersonSample> = samples.into_values().collect();
        let tested = PersonalFacts::of_samples(&samples);
        if let Some((document, name)) = &one.named {
            facts.arrivals = arrivals.codes(city, (document, name), &samples);
        }
        facts.antigen = antigen_cases(&reported, &samples);
        found.push(PersonalFacts {
            standing: tested.standing,
            positive_tube: tested.positive_tube,
            ..facts
        });
    }
    Ok(found)
}

/// Samples of whoever stood at a table as nobody of the register, with the document and the name
/// of one of these people: by his place among them.
async fn strange_samples(
    tx: &Tx,
    city: &City,
    people: &[OnePerson],
) -> Result<HashMap<usize, Vec<PersonSample>>, Refusal> {
    let mut of_index: HashMap<&[u8], Vec<(usize, &str)>> = HashMap::new();
    for (at, one) in people.iter().enumerate() {
        if let Some((index, name)) = &one.named {
            of_index.entry(index).or_default().push((at, name));
        }
    }
    let indexes: Vec<Vec<u8>> = of_index.keys().map(|index| index.to_vec()).collect();
    let rows = strangers_by_documents(tx, &counties(city), &indexes).await?;
    let mut found: HashMap<usize, Vec<PersonSample>> = HashMap::new();
    if rows.is_empty() {
        return Ok(found);
    }
    let tubes = Tubes::read(tx, rows.iter().map(|row| row.tube)).await?;
    let sent = open_strangers(tx, city, &rows).await?;
    for (row, sent) in rows.iter().zip(sent) {
        let (Some(sent), Some(index)) = (sent, &row.document_index) else { continue };
        let Some(test) = tubes.test(row.tube, row.taken_at) else { continue };
        let known = of_index.get(index.as_slice()).map(Vec::as_slice).unwrap_or_default();
        for (at, _) in known.iter().filter(|(_, name)| is_same_name(&sent.name, name)) {
            found.entry(*at).or_default().push(test.sample);
        }
    }
    Ok(found)
}

/// Everybody of the register whose code something may color that is not his place, by any record.
pub(super) async fn suspects(
    tx: &Tx,
    city: &City,
    arrivals: &ArrivalsKnown,
    (now, _): Times,
) -> Result<BTreeSet<PersonId>, Refusal> {
    let codes = grave_tubes(tx, city, now).await?;
    let inside = people_in_tubes(tx, city, &codes).await?;
    let mut found: BTreeSet<PersonId> =
        inside.into_values().flat_map(BTreeMap::into_keys).collect();
    found.extend(strangers_known(tx, city, &codes).await?);
    found.extend(positive_people(tx, city, now).await?);
    found.extend(manual_people(tx, city, now).await?);
    found.extend(contact_people(tx, &counties(city), now.city_day()).await?);
    found.extend(appealing(tx, city, now).await?);
    found.extend(arrival_people(tx, city, arrivals).await?);
    Ok(found)
}

/// Who of the register has the document of a stranger in one of these tubes.
async fn strangers_known(
    tx: &Tx,
    city: &City,
    codes: &[TubeCode],
) -> Result<Vec<PersonId>, StoreError> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let all = counties(city);
    let parts = parts_of_tubes(tx, codes).await?;
    let parts: Vec<TubePartId> =
        parts.iter().filter(|part| part.strangers.is_some()).map(|part| part.id).collect();
    let rows = strangers_of_parts(tx, &all, &parts).await?;
    let indexes: BTreeSet<Vec<u8>> =
        rows.into_iter().filter_map(|row| row.document_index).collect();
    let indexes: Vec<Vec<u8>> = indexes.into_iter().collect();
    let people = people_by_documents(tx, &all, &indexes).await?;
    Ok(people.into_iter().map(|one| one.id).collect())
}

/// What two people of different offices entered of these: what is not over, and was approved.
async fn manual_of(
    tx: &Tx,
    city: &City,
    people: &[PersonId],
    now: Moment,
) -> Result<HashMap<PersonId, Vec<ManualReason>>, StoreError> {
    let all = counties(city);
    let reasons = code_reasons_of_people(tx, &all, people, now.city_day()).await?;
    let ids: BTreeSet<CodeReasonId> = reasons.iter().map(|(_, one)| one.id).collect();
    let ids: Vec<CodeReasonId> = ids.into_iter().collect();
    let facts = code_facts_of(tx, &all, &ids).await?;
    let mut found: HashMap<PersonId, Vec<ManualReason>> = HashMap::new();
    for (person, one) in reasons {
        let own: Vec<StoredCodeFact> =
            facts.iter().filter(|fact| fact.reason == one.id).cloned().collect();
        found.entry(person).or_default().extend(standing_of(&one, &own));
    }
    Ok(found)
}

/// When the approvals that a reason takes were given; none where one is missing.
pub(super) fn approved_of(reason: &StoredCodeReason, facts: &[StoredCodeFact]) -> Option<Moment> {
    let is_approval = |fact: &&StoredCodeFact| fact.kind == CodeFactKind::Approved;
    let approvals: Vec<Moment> = facts.iter().filter(is_approval).map(|fact| fact.at).collect();
    approved_at(reason.n_people, &approvals)
}

/// A reason as it colors; none before it is approved.
fn standing_of(reason: &StoredCodeReason, facts: &[StoredCodeFact]) -> Option<ManualReason> {
    let approved_at = approved_of(reason, facts)?;
    let ended = facts.iter().filter(|fact| fact.kind == CodeFactKind::Ended);
    let says = &reason.proposed;
    Some(ManualReason {
        id: reason.id,
        cause: says.cause,
        counted_from: says.counted_from.starts_at(),
        approved_at,
        until: says.last_day.plus(1).starts_at(),
        evidence: says.evidence,
        said: says.said.clone(),
        ended_at: ended.map(|fact| fact.at).min(),
    })
}

async fn manual_people(tx: &Tx, city: &City, now: Moment) -> Result<Vec<PersonId>, StoreError> {
    code_reason_people_since(tx, &counties(city), now.city_day()).await
}

/// Who appealed lately: an appeal may free somebody of a reason that is his place alone.
async fn appealing(tx: &Tx, city: &City, now: Moment) -> Result<Vec<PersonId>, StoreError> {
    let since = now.plus_ms(-super::appeals::LISTED_DAYS * 86_400_000);
    let appeals = appeals_since(tx, &counties(city), since).await?;
    Ok(appeals.into_iter().map(|one| one.person).collect())
}

/// Whose journeys may color their codes: whoever of the register has a document of theirs.
async fn arrival_people(
    tx: &Tx,
    city: &City,
    arrivals: &ArrivalsKnown,
) -> Result<Vec<PersonId>, StoreError> {
    let documents = arrivals.documents(city);
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    let people = people_by_documents(tx, &counties(city), &documents).await?;
    Ok(people.into_iter().map(|one| one.id).collect())
}
