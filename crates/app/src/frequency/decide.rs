//! Decisions of the city on how often people are tested: made by one, signed by another, ended by a
//! fact, never changed.

use super::{DECISIONS, changed, fingerprint, near};
use crate::Refusal;
use crate::caller::Request;
use crate::register::reason_of;
use fangxian_core::frequency::{Decided, Requirement, RequirementState, decision_state};
use fangxian_core::ids::{FrequencyFactId, TestRequirementId};
use fangxian_core::policy::{Act, Scope};
use fangxian_core::{CityDay, Moment};
use fangxian_store::frequency::{
    RequirementFactKind, StoredRequirementFact, requirement_fact_insert, requirement_facts_of,
};
use fangxian_store::places::division_by_code;
use fangxian_store::{StoreError, Tx, feed};

/// So far from today a last day may lie.
const DAYS_FAR: i64 = 400;

/// Something that was said of a decision.
#[derive(Clone, Debug)]
pub struct DecisionPast {
    /// What.
    pub kind: RequirementFactKind,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A decision with what was said of it.
#[derive(Clone, Debug)]
pub struct DecisionSeen {
    /// Which.
    pub id: TestRequirementId,
    /// What it says.
    pub decided: Decided,
    /// Whether it was signed, and when; declined where that is false.
    pub signed: Option<(bool, Moment)>,
    /// The last day, where it was ended before its own.
    pub ended: Option<CityDay>,
    /// What was said of it, the oldest first.
    pub past: Vec<DecisionPast>,
    county: String,
}

impl DecisionSeen {
    /// What it requires once it was signed.
    pub(super) fn requirement(&self) -> Option<Requirement> {
        let (_, at) = self.signed.filter(|(is_signed, _)| *is_signed)?;
        Some(self.decided.requirement(self.id, at.city_day(), self.ended))
    }

    /// How it stands on a day.
    pub fn state(&self, today: CityDay) -> RequirementState {
        let signed = self.signed.map(|(is_signed, _)| is_signed);
        decision_state(&self.decided, signed, self.ended, today)
    }

    /// How many facts there are of it: what whoever changes it must have seen.
    pub fn n_facts(&self) -> i64 {
        i64::try_from(self.past.len()).unwrap_or(i64::MAX)
    }
}

/// Decisions from facts that stand together and in their order; the oldest first.
pub(super) fn decisions_of(
    facts: Vec<StoredRequirementFact>,
) -> Result<Vec<DecisionSeen>, StoreError> {
    let mut all: Vec<DecisionSeen> = Vec::new();
    for fact in facts {
        let past = DecisionPast { kind: fact.kind, at: fact.at, by: fact.by, reason: fact.reason };
        let known = all.last_mut().filter(|one| one.id == fact.requirement);
        let Some(one) = known else {
            let decided = fact.decided.ok_or_else(|| StoreError::Damaged {
                table: "test_requirement_fact".to_owned(),
                column: "kind".to_owned(),
            })?;
            all.push(DecisionSeen {
                id: fact.requirement,
                decided,
                signed: None,
                ended: None,
                past: vec![past],
                county: fact.county,
            });
            continue;
        };
        match fact.kind {
            RequirementFactKind::Made => {}
            RequirementFactKind::Signed => one.signed = Some((true, fact.at)),
            RequirementFactKind::Declined => one.signed = Some((false, fact.at)),
            RequirementFactKind::Ended => one.ended = fact.ended,
        }
        one.past.push(past);
    }
    all.sort_by_key(|one| (one.past.first().map(|past| past.at), one.id));
    Ok(all)
}

/// Makes a decision, which binds nobody before another person signs it. The same ids with the same
/// content again change nothing.
pub async fn requirement_make(
    req: &Request,
    (id, fact): (TestRequirementId, FrequencyFactId),
    decided: Decided,
) -> Result<(), Refusal> {
    let act = Act::FrequencyDecide;
    let scope = req.authorize(act)?;
    if !scope.covers(&decided.place) {
        return Err(Refusal::NotFound);
    }
    let body_mac = fingerprint(req, &format!("make\n{id}\n{decided:?}"));
    decided.check(req.today()).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let place = decided.place.clone();
    let made = StoredRequirementFact {
        county: place.county(),
        id: fact,
        requirement: id,
        ordinal: 0,
        kind: RequirementFactKind::Made,
        decided: Some(decided),
        ended: None,
        at: req.now,
        by: req.caller.login.clone(),
        reason: String::new(),
        body_mac,
    };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        if let Some(first) = requirement_facts_of(&tx, id).await?.first() {
            let same = first.id == made.id && first.body_mac == made.body_mac;
            return if same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        if place != asked.city.code {
            division_by_code(&tx, &place).await?.ok_or(Refusal::PlaceUnknown)?;
        }
        keep(&tx, &asked, act, made).await
    });
    write.await?;
    req.city.catch_up().await
}

/// Signs a decision as the second person, or declines it and says why.
pub async fn requirement_decide(
    req: &Request,
    (id, fact): (TestRequirementId, FrequencyFactId),
    seen: i64,
    is_signed: bool,
    reason: &str,
) -> Result<(), Refusal> {
    req.authorize(Act::FrequencySign)?;
    let reason = if is_signed { reason.trim().to_owned() } else { reason_of(reason)? };
    let kind = match is_signed {
        true => RequirementFactKind::Signed,
        false => RequirementFactKind::Declined,
    };
    let body_mac = fingerprint(req, &format!("decide\n{id}\n{is_signed}\n{reason}"));
    let today = req.today();
    let by = req.caller.login.clone();
    advance(req, id, (fact, body_mac), move |one, next| {
        if one.past.first().is_some_and(|made| made.by == by) {
            return Err(Refusal::SamePerson);
        }
        if one.n_facts() != seen || one.signed.is_some() {
            return Err(Refusal::Stale);
        }
        if one.state(today) == RequirementState::Over {
            return Err(Refusal::BadInput("这项要求的日期已过，不能再签。".to_owned()));
        }
        Ok(StoredRequirementFact { kind, reason, ..next })
    })
    .await
}

/// Ends a decision that holds, or is to hold: `last` is its last day.
pub async fn requirement_end(
    req: &Request,
    (id, fact): (TestRequirementId, FrequencyFactId),
    seen: i64,
    last: CityDay,
    reason: &str,
) -> Result<(), Refusal> {
    req.authorize(Act::FrequencySign)?;
    let reason = reason_of(reason)?;
    near(req, last, DAYS_FAR)?;
    let body_mac = fingerprint(req, &format!("end\n{id}\n{last}\n{reason}"));
    let today = req.today();
    advance(req, id, (fact, body_mac), move |one, next| {
        let holds = match one.state(today) {
            RequirementState::Coming | RequirementState::InForce => true,
            RequirementState::Waiting | RequirementState::Declined | RequirementState::Over => {
                false
            }
        };
        if one.n_facts() != seen || !holds || one.ended.is_some() {
            return Err(Refusal::Stale);
        }
        // What was owed until yesterday stays owed.
        if last < today.plus(-1) || one.decided.last.is_some_and(|own| own <= last) {
            let say = "最后一天不能早于昨天，也要早于原定的最后一天。";
            return Err(Refusal::BadInput(say.to_owned()));
        }
        let kind = RequirementFactKind::Ended;
        Ok(StoredRequirementFact { kind, reason, ended: Some(last), ..next })
    })
    .await
}

/// Adds the next fact of a decision within the scope.
async fn advance(
    req: &Request,
    id: TestRequirementId,
    (fact, body_mac): (FrequencyFactId, Vec<u8>),
    decide: impl FnOnce(&DecisionSeen, StoredRequirementFact) -> Result<StoredRequirementFact, Refusal>
    + Send
    + 'static,
) -> Result<(), Refusal> {
    let act = Act::FrequencySign;
    let scope: Scope = req.authorize(act)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let facts = requirement_facts_of(&tx, id).await?;
        if let Some(known) = facts.iter().find(|one| one.id == fact) {
            return if known.body_mac == body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let one = decisions_of(facts)?.into_iter().next().ok_or(Refusal::NotFound)?;
        if !scope.covers(&one.decided.place) {
            return Err(Refusal::NotFound);
        }
        let next = StoredRequirementFact {
            county: one.county.clone(),
            id: fact,
            requirement: id,
            ordinal: one.n_facts(),
            kind: RequirementFactKind::Signed,
            decided: None,
            ended: None,
            at: asked.now,
            by: asked.caller.login.clone(),
            reason: String::new(),
            body_mac,
        };
        let next = decide(&one, next)?;
        keep(&tx, &asked, act, next).await
    });
    write.await?;
    req.city.catch_up().await
}

async fn keep(
    tx: &Tx,
    asked: &Request,
    act: Act,
    fact: StoredRequirementFact,
) -> Result<(), Refusal> {
    let (subject, detail) = (fact.requirement.to_string(), fact.kind.code());
    requirement_fact_insert(tx, &fact).await.map_err(|error| {
        // Of two who sign at once the second has not seen the first.
        match error.conflicts_with("test_requirement_fact") {
            true if fact.ordinal == 0 => Refusal::IdReused,
            true => Refusal::Stale,
            false => error.into(),
        }
    })?;
    asked.deed(tx, act, &subject, detail)?;
    feed::append(tx, changed(asked, DECISIONS))?;
    Ok(())
}
