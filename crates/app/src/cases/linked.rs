//! 密接转阳，次密接转密接: whoever is a contact through somebody whose first tests turned out positive is a close
//! contact from here on, where the edition says so.

use super::holds::standing_of;
use super::kept::{case_change, evidence_open};
use super::orders::contact_orders;
use crate::Refusal;
use crate::orders::Within;
use crate::pools::{PersonTest, tests_of_people};
use fangxian_core::Moment;
use fangxian_core::cases::{
    ContactFact, ContactFactKind, ContactSays, ContactVerdict, Linked, LinkedTest, linked,
};
use fangxian_core::contacts::Ring;
use fangxian_core::ids::{CaseId, PersonId};
use fangxian_core::pools::{TubeOutcome, TubeStanding};
use fangxian_store::cases::{
    StoredCase, StoredContact, contacts_insert, contacts_of_case, contacts_of_people,
};
use fangxian_store::{Tx, feed};

/// Raises the secondary contacts who met this case while he was himself a close contact of others. Part of the
/// transaction that keeps what the search for his contacts found.
pub(super) async fn linked_raise(
    tx: &Tx,
    at: Within<'_>,
    case: &StoredCase,
) -> Result<(), Refusal> {
    let lists = contacts_of_people(tx, &[case.person]).await?;
    for own in lists.chunk_by(|one, next| one.case == next.case) {
        let (Some(first), Some(standing)) = (own.first(), standing_of(own)) else { continue };
        if first.case == case.id || standing.ring() != Some(Ring::Close) {
            continue;
        }
        let tests = tests_of_people(tx, at.city, &[case.person], at.wall).await?;
        let tests = tests.get(&case.person).map_or(&[][..], Vec::as_slice);
        let tests = tests_since(tests, standing.since);
        let Linked::Raised(rule) = linked(&at.city.rules, at.now.city_day(), &tests) else {
            continue;
        };
        let words = rule.clause.as_written.clone();
        raise_through(tx, at, (&first.county, first.case), (case.person, &words)).await?;
    }
    Ok(())
}

/// What came of the tests of somebody since he was listed, in their order.
fn tests_since(tests: &[PersonTest], since: Moment) -> Vec<LinkedTest> {
    let mut own: Vec<&PersonTest> =
        tests.iter().filter(|test| test.sample.taken_at >= since).collect();
    own.sort_by_key(|test| test.sample.taken_at);
    let outcome = |test: &PersonTest| match test.sample.standing {
        TubeStanding::Known(TubeOutcome::Negative, _) => LinkedTest::Negative,
        // A tube that he shares says nothing of him alone.
        TubeStanding::Known(TubeOutcome::Positive, _) if test.sample.is_single() => {
            LinkedTest::Positive
        }
        TubeStanding::Known(..) | TubeStanding::Waiting => LinkedTest::Waits,
    };
    own.into_iter().map(outcome).collect()
}

async fn raise_through(
    tx: &Tx,
    at: Within<'_>,
    (county, id): (&str, CaseId),
    (through, words): (PersonId, &str),
) -> Result<(), Refusal> {
    let all = contacts_of_case(tx, county, id).await?;
    let mut rows = Vec::new();
    for own in all.chunk_by(|one, next| one.person == next.person) {
        let (Some(last), Some(standing)) = (own.last(), standing_of(own)) else { continue };
        if standing.ring() != Some(Ring::Secondary) {
            continue;
        }
        let mut is_through = false;
        for fact in own {
            let evidence = evidence_open(at.city, fact)?;
            is_through |= evidence.iter().any(|row| row.through == Some(through));
        }
        if !is_through {
            continue;
        }
        let ordinal = i64::try_from(own.len()).unwrap_or(i64::MAX);
        let what = format!("linked\n{id}\n{}\n{ordinal}", last.person);
        let says = ContactSays { reason: words.to_owned(), ..standing.says };
        rows.push(StoredContact {
            ordinal,
            ring: Ring::Close,
            fact: ContactFact {
                kind: ContactFactKind::ListedAgain,
                verdict: ContactVerdict::Close,
                says,
                at: at.now,
                by: None,
            },
            evidence: Vec::new(),
            body_mac: at.city.keys.seals.fingerprint(what.as_bytes()),
            ..last.clone()
        });
    }
    if rows.is_empty() {
        return Ok(());
    }
    contacts_insert(tx, &rows).await?;
    contact_orders(tx, at, id).await?;
    feed::append(tx, case_change(at.city, at.now, county, id))?;
    Ok(())
}
