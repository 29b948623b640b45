//! Reasons that people enter: proposed by one office, approved by another, ended by a fact.

use super::altered::{decide_words, end_words, propose_words};
use super::known::approved_of;
use super::told::tell_people;
use crate::caller::Request;
use crate::messages::tell_of_code_list;
use crate::register::{Shown, community, counties, log_shown, opened, reason_of};
use crate::{City, PassageRefusal, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::{
    ManualState, ONE_APPROVAL_PEOPLE_MAX, Proposed, ProposedFlaw, approvals_needed, manual_state,
};
use fangxian_core::ids::{CodeFactId, CodeReasonId, PersonId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::people::Document;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::results::is_same_name;
use fangxian_store::codes::{
    CodeFactKind, StoredCodeFact, StoredCodeReason, code_fact_insert, code_facts_of,
    code_reason_by_id, code_reason_insert, code_reason_people, code_reasons_since,
};
use fangxian_store::people::{StoredPerson, people_by_documents, people_in_by_ids};
use fangxian_store::{StoreError, Tx, feed};
use std::collections::HashMap;

/// A reason is listed so long after its last day.
const LISTED_DAYS: i64 = 14;

/// Somebody as an investigation names him.
#[derive(Clone, Debug)]
pub struct NamedPerson {
    /// The name.
    pub name: String,
    /// The document.
    pub document: Document,
    /// The record of the investigation that names him.
    pub record: String,
}

/// Somebody of a reason, as those who decide it see him.
#[derive(Clone, Debug)]
pub struct CodePersonSeen {
    /// Who.
    pub person: PersonId,
    /// The name, masked.
    pub name: String,
    /// `**************1234`
    pub document: String,
    /// Where he lives, to the community.
    pub community: Option<PlaceCode>,
    /// The record that names him.
    pub record: String,
}

/// A reason with what was said of it.
#[derive(Clone, Debug)]
pub struct ManualSeen {
    /// As it was proposed.
    pub reason: StoredCodeReason,
    /// What was said of it, in its order.
    pub facts: Vec<StoredCodeFact>,
    /// Of whom.
    pub people: Vec<CodePersonSeen>,
    /// How it stands.
    pub state: ManualState,
    /// How many approvals it takes.
    pub n_needed: usize,
}

/// The reasons of the caller's jurisdiction, those that were over lately included, the newest first.
pub async fn code_reasons(req: &Request) -> Result<Vec<ManualSeen>, Refusal> {
    let scope = req.authorize(Act::CodeReasonSee)?;
    let (all, day) = (reached(req, &scope), req.today().plus(-LISTED_DAYS));
    let read = req.city.db.read(move |tx| async move {
        let reasons = code_reasons_since(&tx, &all, day).await?;
        let ids: Vec<CodeReasonId> = reasons.iter().map(|one| one.id).collect();
        let people = code_reason_people(&tx, &all, &ids).await?;
        let of: Vec<PersonId> = people.iter().map(|(_, person, _)| *person).collect();
        let facts = code_facts_of(&tx, &all, &ids).await?;
        let stored = people_in_by_ids(&tx, &all, &of).await?;
        Ok::<_, StoreError>((reasons, people, facts, stored))
    });
    let (reasons, people, facts, stored) = read.await?;
    let stored: HashMap<PersonId, StoredPerson> =
        stored.into_iter().map(|one| (one.id, one)).collect();
    let mut of: HashMap<CodeReasonId, Vec<CodePersonSeen>> = HashMap::new();
    for (reason, person, record) in people {
        let Some(known) = stored.get(&person) else { continue };
        let one = opened(&req.city.keys.seals, known)?;
        of.entry(reason).or_default().push(CodePersonSeen {
            person,
            name: one.name.masked(),
            document: one.document.masked(),
            community: community(&known.door),
            record,
        });
    }
    let shown: Vec<PersonId> = of.values().flatten().map(|one| one.person).collect();
    logged(req, &scope, shown).await?;
    let seen = reasons.into_iter().map(|reason| {
        let own: Vec<StoredCodeFact> =
            facts.iter().filter(|fact| fact.reason == reason.id).cloned().collect();
        ManualSeen {
            state: state_of(&reason, &own, req.now),
            n_needed: approvals_needed(reason.n_people),
            people: of.remove(&reason.id).unwrap_or_default(),
            facts: own,
            reason,
        }
    });
    Ok(seen.collect())
}

async fn logged(req: &Request, scope: &Scope, people: Vec<PersonId>) -> Result<(), Refusal> {
    let at = scope.jurisdictions().first().cloned().unwrap_or_else(|| req.city.code.clone());
    let subject = subject_of(LookKind::CodeReasons, &at);
    req.city.seen.spend(req, scope, people.iter().copied())?;
    for named in people.chunks(crate::register::NAMED_MAX) {
        let shown = Shown { named: named.to_vec(), of_place: None };
        log_shown(req, scope, &at, (&subject, named.len()), shown).await?;
    }
    Ok(())
}

/// The counties that a scope reaches.
pub(super) fn reached(req: &Request, scope: &Scope) -> Vec<String> {
    let tree = req.city.tree();
    let own = tree.counties.iter().filter(|county| scope.touches(&county.code));
    own.map(|county| county.code.county()).collect()
}

pub(super) fn state_of(
    reason: &StoredCodeReason,
    facts: &[StoredCodeFact],
    now: Moment,
) -> ManualState {
    let of = |kind| facts.iter().filter(move |fact| fact.kind == kind).map(|fact| fact.at);
    let ends = reason.proposed.last_day.plus(1).starts_at();
    let declined = of(CodeFactKind::Declined).next().is_some();
    let ended = of(CodeFactKind::Ended).min();
    manual_state((approved_of(reason, facts), declined), ended.map_or(ends, |at| at.min(ends)), now)
}

/// Proposes a reason. It colors nobody before another office approved it. A list without
/// epidemiological evidence is refused, and so is every one on it; the auditor hears of who tried,
/// and of every list of more than fifty.
pub async fn code_reason_propose(
    req: &Request,
    id: CodeReasonId,
    mut proposed: Proposed,
    named: Vec<NamedPerson>,
) -> Result<(), Refusal> {
    let act = Act::CodeReasonPropose;
    let scope = req.authorize(act)?;
    let n_named = named.len();
    // What is no evidence is none, whoever is on the list: nobody is looked up for it.
    let stand_in = |at: usize| PersonId::from_uuid(uuid::Uuid::from_u128(at as u128 + 1));
    proposed.people =
        named.iter().enumerate().map(|(at, one)| (stand_in(at), one.record.clone())).collect();
    let checked = proposed.check(&req.city.rules, req.today());
    if n_named > ONE_APPROVAL_PEOPLE_MAX
        || checked.as_ref().err().is_some_and(|flaw| flaw.is_list_without_evidence())
    {
        told_auditor(req, &scope, (n_named, checked.as_ref().err().copied())).await?;
    }
    let (rule, days_max) = checked.map_err(PassageRefusal::Proposed)?;
    let people = looked_up(req, &scope, &named).await?;
    let county = one_county(&people)?;
    let of = |(stored, named): (&StoredPerson, &NamedPerson)| (stored.id, named.record.clone());
    proposed.people = people.iter().zip(&named).map(of).collect();
    let body_mac = fingerprint(req, &propose_words(id, &proposed));
    let row = StoredCodeReason {
        county,
        id,
        n_people: proposed.people.len(),
        proposed,
        rule,
        days_max,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac,
    };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let all = counties(&asked.city);
        if let Some(known) = code_reason_by_id(&tx, &all, id).await? {
            return if known.body_mac == row.body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        code_reason_insert(&tx, &row).await.map_err(|error| {
            match error.conflicts_with("code_reason_person") {
                true => PassageRefusal::EvidenceUsed.into(),
                false => Refusal::from(error),
            }
        })?;
        asked.deed(&tx, act, &id.to_string(), &format!("{} people", row.n_people))?;
        feed::append(&tx, super::changed(&asked))?;
        Ok(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Writes down, and tells the auditor, that somebody proposed a long list or one without evidence.
/// In a transaction of its own: what was tried stays known though nothing came of it.
async fn told_auditor(
    req: &Request,
    scope: &Scope,
    (n_people, flaw): (usize, Option<ProposedFlaw>),
) -> Result<(), Refusal> {
    let (asked, place) = (req.clone(), scope.jurisdictions().first().cloned());
    let place = place.unwrap_or_else(|| req.city.code.clone());
    let write = req.city.db.write(move |tx| async move {
        let detail = match flaw {
            Some(_) => format!("list of {n_people} without evidence, refused"),
            None => format!("list of {n_people}"),
        };
        asked.deed(&tx, Act::CodeReasonPropose, "code-list", &detail)?;
        tell_of_code_list(&tx, &asked, place, n_people, flaw.is_some()).await
    });
    write.await
}

/// The records of these, in their order: by document and name, as an investigation has them, within
/// the jurisdiction. Nobody is searched for by his name.
async fn looked_up(
    req: &Request,
    scope: &Scope,
    named: &[NamedPerson],
) -> Result<Vec<StoredPerson>, Refusal> {
    let seals = &req.city.keys.seals;
    let indexes: Vec<Vec<u8>> =
        named.iter().map(|one| seals.index("document", one.document.number())).collect();
    let (all, asked) = (reached(req, scope), indexes.clone());
    let read =
        req.city.db.read(move |tx| async move { people_by_documents(&tx, &all, &asked).await });
    let mut of_index: HashMap<Vec<u8>, Vec<StoredPerson>> = HashMap::new();
    for stored in read.await?.into_iter().filter(|one| scope.covers(&one.door)) {
        let index = stored.document.as_ref().map(|sealed| sealed.index.clone());
        of_index.entry(index.unwrap_or_default()).or_default().push(stored);
    }
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for (at, (one, index)) in named.iter().zip(&indexes).enumerate() {
        let mut own = None;
        for stored in of_index.get(index).map(Vec::as_slice).unwrap_or_default() {
            if is_same_name(&one.name, opened(seals, stored)?.name.as_str()) {
                own = Some(stored.clone());
                break;
            }
        }
        match own {
            Some(stored) => found.push(stored),
            None => unknown.push(at + 1),
        }
    }
    match unknown.is_empty() {
        true => Ok(found),
        false => Err(PassageRefusal::LinesUnknown(unknown).into()),
    }
}

fn one_county(people: &[StoredPerson]) -> Result<String, Refusal> {
    let mut counties = people.iter().map(|one| one.door.county());
    let first = counties.next().ok_or(Refusal::NotFound)?;
    match counties.all(|other| other == first) {
        true => Ok(first),
        false => Err(PassageRefusal::SeveralCounties.into()),
    }
}

/// Approves a reason as another office, or declines it and says why. More than fifty people take two
/// approvals, each another person's.
pub async fn code_reason_decide(
    req: &Request,
    (id, fact): (CodeReasonId, CodeFactId),
    seen: i64,
    is_approved: bool,
    why: &str,
) -> Result<(), Refusal> {
    let why = if is_approved { why.trim().to_owned() } else { reason_of(why)? };
    let kind = if is_approved { CodeFactKind::Approved } else { CodeFactKind::Declined };
    let body_mac = fingerprint(req, &decide_words(id, is_approved, &why));
    let (by, now) = (req.caller.login.clone(), req.now);
    advance(req, (id, fact), (kind, why, body_mac), move |reason, facts| {
        let is_second = facts.iter().any(|known| known.by == by);
        if reason.by == by || is_second {
            return Err(Refusal::SamePerson);
        }
        let waits = match state_of(reason, facts, now) {
            ManualState::Waiting => true,
            ManualState::Declined | ManualState::InForce | ManualState::Over => false,
        };
        let n_facts = i64::try_from(facts.len()).unwrap_or(i64::MAX);
        if n_facts == seen && waits { Ok(()) } else { Err(Refusal::Stale) }
    })
    .await
}

/// Ends a reason before its last day, for everybody it is of.
pub async fn code_reason_end(
    req: &Request,
    (id, fact): (CodeReasonId, CodeFactId),
    seen: i64,
    why: &str,
) -> Result<(), Refusal> {
    let why = reason_of(why)?;
    let body_mac = fingerprint(req, &end_words(id, &why));
    let now = req.now;
    advance(req, (id, fact), (CodeFactKind::Ended, why, body_mac), move |reason, facts| {
        let holds = match state_of(reason, facts, now) {
            ManualState::InForce => true,
            ManualState::Waiting | ManualState::Declined | ManualState::Over => false,
        };
        let n_facts = i64::try_from(facts.len()).unwrap_or(i64::MAX);
        if n_facts == seen && holds { Ok(()) } else { Err(Refusal::Stale) }
    })
    .await
}

async fn advance(
    req: &Request,
    (id, fact): (CodeReasonId, CodeFactId),
    (kind, why, body_mac): (CodeFactKind, String, Vec<u8>),
    check: impl FnOnce(&StoredCodeReason, &[StoredCodeFact]) -> Result<(), Refusal> + Send + 'static,
) -> Result<(), Refusal> {
    let act = Act::CodeReasonApprove;
    let scope = req.authorize(act)?;
    let (asked, all) = (req.clone(), reached(req, &scope));
    let write = req.city.db.write(move |tx| async move {
        let reason = code_reason_by_id(&tx, &all, id).await?.ok_or(Refusal::NotFound)?;
        let county = PlaceCode::parse(&reason.county).map_err(|_| Refusal::NotFound)?;
        if !scope.covers(&county) {
            return Err(Refusal::NotFound);
        }
        let facts = code_facts_of(&tx, &all, &[id]).await?;
        if let Some(known) = facts.iter().find(|one| one.id == fact) {
            return if known.body_mac == body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        check(&reason, &facts)?;
        let is_approval = |one: &&StoredCodeFact| one.kind == CodeFactKind::Approved;
        let n_approved = facts.iter().filter(is_approval).count() + 1;
        let begins =
            kind == CodeFactKind::Approved && n_approved >= approvals_needed(reason.n_people);
        if begins || kind == CodeFactKind::Ended {
            tell_people(&tx, &asked, &reason, kind).await?;
        }
        let row = StoredCodeFact {
            county: reason.county,
            id: fact,
            reason: id,
            ordinal: i64::try_from(facts.len()).unwrap_or(i64::MAX).saturating_add(1),
            kind,
            proposed_by: reason.by,
            by: asked.caller.login.clone(),
            role: scope.role(),
            why,
            at: asked.now,
            body_mac,
        };
        keep(&tx, &asked, act, row).await
    });
    write.await?;
    req.city.catch_up().await
}

async fn keep(tx: &Tx, asked: &Request, act: Act, row: StoredCodeFact) -> Result<(), Refusal> {
    code_fact_insert(tx, &row).await.map_err(|error| {
        // Of two who sign at once the second has not seen the first.
        match error.conflicts_with("code_reason_fact") {
            true => Refusal::Stale,
            false => Refusal::from(error),
        }
    })?;
    asked.deed(tx, act, &row.reason.to_string(), row.kind.code())?;
    feed::append(tx, super::changed(asked))?;
    Ok(())
}

pub(super) fn fingerprint(req: &Request, what: &str) -> Vec<u8> {
    fingerprint_of(&req.city, what, &req.caller.login)
}

/// The same of whoever did it once.
pub(super) fn fingerprint_of(city: &City, what: &str, login: &str) -> Vec<u8> {
    city.keys.seals.fingerprint(format!("{what}\n{login}").as_bytes())
}
