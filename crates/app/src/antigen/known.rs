//! What is known of somebody's antigen tests, and where each positive one stands.

use super::DAYS;
use crate::pools::{PersonTest, tests_of_people};
use crate::register::{community, counties, merged_into, stays_for};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::antigen::{
    AntigenCase, AntigenMark, AntigenMarkKind, AntigenOutcome, AntigenStep, AntigenTest,
    Withdrawal, antigen_cases, antigen_held, withdrawal,
};
use fangxian_core::ids::{AntigenReportId, PersonId};
use fangxian_core::orders::{OrderKind, due_at};
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::PersonSample;
use fangxian_store::antigen::{
    StoredAntigen, antigen_marks, antigen_of_people, antigen_positive_people,
};
use fangxian_store::people::{merges_away, people_in_by_ids};
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Somebody's antigen tests of the last thirty days.
#[derive(Clone, Debug, Default)]
pub(super) struct PersonAntigen {
    /// The reports, the oldest first, with what was said of each.
    pub(super) reports: Reports,
    /// The positive ones and where they stand, the earliest first.
    pub(super) cases: Vec<AntigenCase>,
    /// His nucleic tests.
    pub(super) tests: Vec<PersonTest>,
}

impl PersonAntigen {
    pub(super) fn case(&self, report: AntigenReportId) -> Option<&AntigenCase> {
        self.cases.iter().find(|case| case.test.report == report)
    }
}

type Reports = Vec<(StoredAntigen, Vec<AntigenMark>)>;

/// What was reported of these people, who are merged into nobody, the oldest first, with what was
/// said of each.
async fn reported_of(
    tx: &Tx,
    city: &City,
    people: &[PersonId],
    now: Moment,
) -> Result<HashMap<PersonId, Reports>, StoreError> {
    let all = counties(city);
    let records = records_of(tx, &all, people).await?;
    let ids: Vec<PersonId> = records.keys().copied().collect();
    let since = now.plus_ms(-DAYS * 86_400_000);
    let reports = antigen_of_people(tx, &all, &ids, since).await?;
    let report_ids: Vec<AntigenReportId> = reports.iter().map(|one| one.id).collect();
    let mut marks: HashMap<AntigenReportId, Vec<AntigenMark>> = HashMap::new();
    for one in antigen_marks(tx, &all, &report_ids).await? {
        marks.entry(one.report).or_default().push(one.mark);
    }
    let mut found: HashMap<PersonId, Reports> = HashMap::new();
    for one in reports {
        let Some(stays) = records.get(&one.person) else { continue };
        let said = marks.remove(&one.id).unwrap_or_default();
        found.entry(*stays).or_default().push((one, said));
    }
    Ok(found)
}

/// The antigen tests of these people, who are merged into nobody, of the last thirty days.
pub(crate) async fn antigen_tests_of(
    tx: &Tx,
    city: &City,
    people: &[PersonId],
    now: Moment,
) -> Result<HashMap<PersonId, Vec<AntigenTest>>, StoreError> {
    let reported = reported_of(tx, city, people, now).await?;
    Ok(reported.into_iter().map(|(id, all)| (id, all.iter().map(test_of).collect())).collect())
}

/// Those of these people, who are merged into nobody, of whom anything was reported. Reports of
/// records that were merged into theirs are theirs.
pub(super) async fn antigen_of(
    tx: &Tx,
    city: &City,
    people: &[PersonId],
    (now, wall): (Moment, Moment),
) -> Result<HashMap<PersonId, PersonAntigen>, Refusal> {
    let mut found: HashMap<PersonId, PersonAntigen> = reported_of(tx, city, people, now)
        .await?
        .into_iter()
        .map(|(id, reports)| (id, PersonAntigen { reports, ..PersonAntigen::default() }))
        .collect();
    let has_positive = |one: &PersonAntigen| {
        one.reports.iter().any(|(report, _)| report.outcome == AntigenOutcome::Positive)
    };
    let positive: Vec<PersonId> =
        found.iter().filter(|(_, one)| has_positive(one)).map(|(id, _)| *id).collect();
    let mut tests = tests_of_people(tx, city, &positive, wall).await?;
    for id in positive {
        if let Some(own) = found.get_mut(&id) {
            own.tests = tests.remove(&id).unwrap_or_default();
            let samples: Vec<PersonSample> = own.tests.iter().map(|test| test.sample).collect();
            let reported: Vec<AntigenTest> = own.reports.iter().map(test_of).collect();
            own.cases = antigen_cases(&reported, &samples);
        }
    }
    Ok(found)
}

fn test_of((report, marks): &(StoredAntigen, Vec<AntigenMark>)) -> AntigenTest {
    AntigenTest {
        report: report.id,
        outcome: report.outcome,
        tested_at: report.tested_at,
        reported_at: report.reported_at,
        withdrawn_at: match withdrawal(marks) {
            Withdrawal::Done(at) => Some(at),
            Withdrawal::None | Withdrawal::Asked { .. } => None,
        },
    }
}

/// The records that are of these people, their own and those merged into them, each with whose it is.
async fn records_of(
    tx: &Tx,
    all: &[String],
    people: &[PersonId],
) -> Result<HashMap<PersonId, PersonId>, StoreError> {
    let mut records: HashMap<PersonId, PersonId> = people.iter().map(|id| (*id, *id)).collect();
    let stored = people_in_by_ids(tx, all, people).await?;
    let homes: BTreeSet<PlaceCode> = stored.iter().filter_map(|one| community(&one.door)).collect();
    for home in homes {
        for away in merged_into(tx, &home).await? {
            if people.contains(&away.stays) {
                records.insert(away.record, away.stays);
            }
        }
    }
    Ok(records)
}

/// The records that count for these, by however many steps.
pub(crate) async fn stay_of(
    tx: &Tx,
    all: &[String],
    people: impl IntoIterator<Item = PersonId>,
) -> Result<HashMap<PersonId, PersonId>, StoreError> {
    let mut stays: HashMap<PersonId, PersonId> = people.into_iter().map(|id| (id, id)).collect();
    let mut step: BTreeSet<PersonId> = stays.keys().copied().collect();
    let mut passed = BTreeSet::new();
    while !step.is_empty() {
        let asked: Vec<PersonId> = step.into_iter().collect();
        passed.extend(asked.iter().copied());
        let merges = merges_away(tx, all, &asked).await?;
        let next: HashMap<PersonId, PersonId> =
            merges.into_iter().map(|merge| (merge.other, merge.person)).collect();
        for stay in stays.values_mut() {
            *stay = next.get(stay).copied().unwrap_or(*stay);
        }
        step = next.into_values().filter(|id| !passed.contains(id)).collect();
    }
    Ok(stays)
}

/// Whose antigen test was positive within the last thirty days, by the record that counts for him.
pub(crate) async fn positive_people(
    tx: &Tx,
    city: &City,
    now: Moment,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let all = counties(city);
    let since = now.plus_ms(-DAYS * 86_400_000);
    let people = antigen_positive_people(tx, &all, since).await?;
    Ok(stay_of(tx, &all, people).await?.into_values().collect())
}

/// Who of these people, who are merged into nobody, is held by an antigen test.
pub(crate) async fn held_by_antigen(
    tx: &Tx,
    city: &City,
    people: &[PersonId],
    times: (Moment, Moment),
) -> Result<Vec<PersonId>, Refusal> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let known = antigen_of(tx, city, people, times).await?;
    let is_held = |one: &PersonAntigen| antigen_held(&one.cases).is_some();
    Ok(known.iter().filter(|(_, one)| is_held(one)).map(|(id, _)| *id).collect())
}

/// An antigen test as its person sees it.
#[derive(Clone, Debug)]
pub struct AntigenOwn {
    /// Which report.
    pub report: AntigenReportId,
    /// What was read off.
    pub outcome: AntigenOutcome,
    /// When it was done.
    pub tested_at: Moment,
    /// When it was reported.
    pub reported_at: Moment,
    /// Where it stands, where it is positive.
    pub step: Option<AntigenStep>,
    /// By when somebody is to be at the door, where it is positive.
    pub due_at: Moment,
    /// Staff could not read the photo: to be done again.
    pub is_unreadable: bool,
}

impl AntigenOwn {
    /// Whether it holds him now.
    pub fn holds(&self) -> bool {
        self.step.is_some_and(AntigenStep::holds)
    }
}

pub(super) fn own_of(known: &PersonAntigen) -> Vec<AntigenOwn> {
    let own = |(report, marks): &(StoredAntigen, Vec<AntigenMark>)| AntigenOwn {
        report: report.id,
        outcome: report.outcome,
        tested_at: report.tested_at,
        reported_at: report.reported_at,
        step: known.case(report.id).map(|case| case.step),
        due_at: due_at(OrderKind::AntigenConfirm, report.reported_at),
        is_unreadable: marks.iter().any(|mark| mark.kind == AntigenMarkKind::PhotoUnreadable),
    };
    known.reports.iter().rev().map(own).collect()
}

/// The antigen tests of records that are one person, the latest first.
pub async fn antigen_own(
    city: &Arc<City>,
    records: &[PersonId],
    wall: Moment,
) -> Result<Vec<AntigenOwn>, Refusal> {
    let (of_city, records) = (Arc::clone(city), records.to_vec());
    let times = (city.now(wall), wall);
    let read = city.db.read(move |tx| async move {
        let all = counties(&of_city);
        let mut people = BTreeSet::new();
        for record in records {
            people.insert(stays_for(&tx, &all, record).await?);
        }
        let people: Vec<PersonId> = people.into_iter().collect();
        let known = antigen_of(&tx, &of_city, &people, times).await?;
        let mut found: Vec<AntigenOwn> = known.values().flat_map(own_of).collect();
        found.sort_by_key(|one| std::cmp::Reverse((one.reported_at, one.report)));
        Ok::<_, Refusal>(found)
    });
    read.await
}
