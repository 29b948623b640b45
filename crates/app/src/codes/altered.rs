//! Whether what two people entered stands as they entered it: each row bears a keyed fingerprint of what was
//! asked for and of who asked, which nobody makes who has the store alone.

use super::live::live_known;
use super::manual::fingerprint_of;
use crate::register::counties;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::{HealthColor, Proposed, color_at};
use fangxian_core::ids::{CodeReasonId, PersonId};
use fangxian_store::StoreError;
use fangxian_store::codes::{
    CodeFactKind, StoredCodeFact, StoredCodeReason, code_facts_of, code_reason_people,
    code_reasons_since,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The colors of everybody who has a reason that is not his place, computed from the store: with that of his
/// place, and what appeals freed him of.
pub(crate) async fn live_colors(
    city: &Arc<City>,
    wall: Moment,
) -> Result<Vec<(PersonId, HealthColor)>, Refusal> {
    let now = city.now(wall);
    let live = live_known(city, (now, wall)).await?;
    Ok(live.into_iter().map(|one| (one.person, color_at(&one.all, now))).collect())
}

/// The reasons that are not over, of which a row was altered, or of which the people are others.
pub(crate) async fn manual_altered(
    city: &Arc<City>,
    now: Moment,
) -> Result<BTreeSet<CodeReasonId>, Refusal> {
    let (all, day) = (counties(city), now.city_day());
    let read = city.db.read(move |tx| async move {
        let reasons = code_reasons_since(&tx, &all, day).await?;
        let ids: Vec<CodeReasonId> = reasons.iter().map(|one| one.id).collect();
        let facts = code_facts_of(&tx, &all, &ids).await?;
        Ok::<_, StoreError>((reasons, code_reason_people(&tx, &all, &ids).await?, facts))
    });
    let (reasons, people, facts) = read.await?;
    let mut found = BTreeSet::new();
    for mut one in reasons {
        let own = people.iter().filter(|(reason, ..)| *reason == one.id);
        one.proposed.people = own.map(|(_, person, record)| (*person, record.clone())).collect();
        let mac = fingerprint_of(city, &propose_words(one.id, &one.proposed), &one.by);
        let own = facts.iter().filter(|fact| fact.reason == one.id);
        let is_whole = (1..).zip(own.clone()).all(|(ordinal, fact)| fact.ordinal == ordinal);
        if mac != one.body_mac
            || one.n_people != one.proposed.people.len()
            || !is_whole
            || own.clone().any(|fact| !is_as_said(city, &one, fact))
        {
            found.insert(one.id);
        }
    }
    Ok(found)
}

fn is_as_said(city: &City, reason: &StoredCodeReason, fact: &StoredCodeFact) -> bool {
    let words = match fact.kind {
        CodeFactKind::Approved => decide_words(reason.id, true, &fact.why),
        CodeFactKind::Declined => decide_words(reason.id, false, &fact.why),
        CodeFactKind::Ended => end_words(reason.id, &fact.why),
    };
    fingerprint_of(city, &words, &fact.by) == fact.body_mac
}

/// What is fingerprinted where a reason is proposed; whoever named its people in another order means the
/// same.
pub(super) fn propose_words(id: CodeReasonId, proposed: &Proposed) -> String {
    let mut proposed = proposed.clone();
    proposed.people.sort();
    format!("propose\n{id}\n{proposed:?}")
}

/// Where one is approved or declined.
pub(super) fn decide_words(id: CodeReasonId, is_approved: bool, why: &str) -> String {
    format!("decide\n{id}\n{is_approved}\n{why}")
}

/// Where one is ended.
pub(super) fn end_words(id: CodeReasonId, why: &str) -> String {
    format!("end\n{id}\n{why}")
}
