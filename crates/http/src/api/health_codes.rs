//! Reasons of health codes that people enter: proposed by one office, approved by another.

use super::code::{
    Code, CodeCauseCode, CodeEvidenceCode, CodeFactKindCode, HealthColorCode, LiftedByCode,
    ManualStateCode, StrengthCode,
};
use super::people::document_of;
use super::wire::day_of;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::codes::{
    ManualSeen, NamedPerson, code_reason_decide, code_reason_end, code_reason_propose, code_reasons,
};
use fangxian_core::codes::{
    Proposed, Reason, ask_words, lifted_words, manual_rule, reason_sentence,
};
use fangxian_core::ids::{CodeFactId, CodeReasonId};
use fangxian_core::rules::CodeCause;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Why a code is not green, as it is told to its person.
#[derive(Serialize, ToSchema)]
pub(crate) struct CodeReasonView {
    /// By which an appeal names it.
    source: String,
    cause: CodeCauseCode,
    color: HealthColorCode,
    /// What it says to its person.
    sentence: String,
    since: i64,
    until: Option<i64>,
    lifted_by: LiftedByCode,
    lifted_words: String,
    ask_words: String,
    strength: StrengthCode,
    /// The authority's words.
    as_written: String,
    rule_source: String,
    /// What two people wrote for the person to read; empty where it follows from facts.
    said: String,
}

pub(crate) fn reason_view(reason: &Reason) -> CodeReasonView {
    CodeReasonView {
        source: reason.source.code(),
        cause: Code(reason.cause),
        color: Code(reason.color),
        sentence: reason_sentence(reason).0.to_owned(),
        since: reason.since.0,
        until: reason.until.map(|until| until.0),
        lifted_by: Code(reason.lifted_by),
        lifted_words: lifted_words(reason.lifted_by).0.to_owned(),
        ask_words: ask_words(reason.ask).0.to_owned(),
        strength: Code(reason.strength),
        as_written: reason.clause.as_written.clone(),
        rule_source: reason.clause.source.clone(),
        said: reason.said.clone(),
    }
}

/// Somebody of a reason. The name is masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct ManualPersonRow {
    person_id: Uuid,
    name: String,
    document: String,
    community_name: String,
    record: String,
}

/// What was said of a reason.
#[derive(Serialize, ToSchema)]
pub(crate) struct ManualPastRow {
    kind: CodeFactKindCode,
    at: i64,
    by: String,
    reason: String,
}

/// A reason as it was proposed, with what was said of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ManualReasonRow {
    reason_id: Uuid,
    cause: CodeCauseCode,
    evidence: CodeEvidenceCode,
    evidence_ref: String,
    said: String,
    counted_from: String,
    last_day: String,
    state: ManualStateCode,
    people: Vec<ManualPersonRow>,
    n_people: usize,
    /// How many approvals it takes, each another person's.
    n_needed: usize,
    n_approved: usize,
    /// How many facts there are: what whoever decides must have seen.
    seen: i64,
    by: String,
    by_me: bool,
    /// Whether the caller has approved it.
    mine: bool,
    at: i64,
    past: Vec<ManualPastRow>,
}

/// For how many days a cause may color somebody today, and by which words; none where no rule of
/// today speaks of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ManualCauseRow {
    cause: CodeCauseCode,
    days_max: u16,
}

/// The room of those who decide reasons.
#[derive(Serialize, ToSchema)]
pub(crate) struct ManualReasonsView {
    today: String,
    causes: Vec<ManualCauseRow>,
    rows: Vec<ManualReasonRow>,
}

fn row(req: &Request, one: ManualSeen) -> ManualReasonRow {
    let says = &one.reason.proposed;
    let login = &req.caller.login;
    let name = |place: &Option<_>| place.as_ref().map(|place| req.city.place_name(place));
    let past = one.facts.iter().map(|fact| ManualPastRow {
        kind: Code(fact.kind),
        at: fact.at.0,
        by: req.city.people.by_login(&fact.by),
        reason: fact.why.clone(),
    });
    let is_approval = |kind| kind == fangxian_app::records::CodeFactKind::Approved;
    ManualReasonRow {
        reason_id: one.reason.id.uuid(),
        cause: Code(says.cause),
        evidence: Code(says.evidence),
        evidence_ref: says.evidence_ref.clone(),
        said: says.said.clone(),
        counted_from: says.counted_from.to_string(),
        last_day: says.last_day.to_string(),
        state: Code(one.state),
        people: one
            .people
            .iter()
            .map(|who| ManualPersonRow {
                person_id: who.person.uuid(),
                name: who.name.clone(),
                document: who.document.clone(),
                community_name: name(&who.community).unwrap_or_default(),
                record: who.record.clone(),
            })
            .collect(),
        n_people: one.reason.n_people,
        n_needed: one.n_needed,
        n_approved: one.facts.iter().filter(|fact| is_approval(fact.kind)).count(),
        seen: i64::try_from(one.facts.len()).unwrap_or(i64::MAX),
        by: req.city.people.by_login(&one.reason.by),
        by_me: one.reason.by == *login,
        mine: one.facts.iter().any(|fact| fact.by == *login),
        at: one.reason.at.0,
        past: past.collect(),
    }
}

/// Reasons that people entered, with whom they are of, masked.
#[utoipa::path(get, path = "/api/v1/codes/reasons", tag = "codes",
    responses((status = 200, body = ManualReasonsView)))]
pub(crate) async fn code_reason_all(
    Asked(req): Asked,
) -> Result<Json<ManualReasonsView>, ApiError> {
    let seen = code_reasons(&req).await?;
    let rule = |cause: &CodeCause| {
        let (_, days_max) = manual_rule(&req.city.rules, *cause, req.today())?;
        Some(ManualCauseRow { cause: Code(*cause), days_max })
    };
    Ok(Json(ManualReasonsView {
        today: req.today().to_string(),
        causes: CodeCause::ALL.iter().filter_map(rule).collect(),
        rows: seen.into_iter().map(|one| row(&req, one)).collect(),
    }))
}

/// Somebody as an investigation names him.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedPersonBody {
    name: String,
    document_kind: super::code::DocumentKindCode,
    document: String,
    /// The record of the investigation that names him.
    record: String,
}

/// A reason that is proposed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManualReasonBody {
    /// Made by the client; the same again is the same act.
    reason_id: Uuid,
    cause: CodeCauseCode,
    evidence: CodeEvidenceCode,
    evidence_ref: String,
    /// Why, for the people themselves to read.
    said: String,
    /// The day from which its days are counted.
    counted_from: String,
    last_day: String,
    people: Vec<NamedPersonBody>,
}

/// Propose a reason. It colors nobody before another office approved it.
#[utoipa::path(post, path = "/api/v1/codes/reasons", tag = "codes",
    request_body = ManualReasonBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn code_reason_new(
    Asked(req): Asked,
    Body(body): Body<ManualReasonBody>,
) -> Result<StatusCode, ApiError> {
    let today = req.today();
    let named = body.people.iter().map(|one| {
        let document = document_of(one.document_kind.0, &one.document, today)?;
        let (name, record) = (one.name.clone(), one.record.trim().to_owned());
        Ok::<_, ApiError>(NamedPerson { name, document, record })
    });
    let named: Vec<NamedPerson> = named.collect::<Result<_, _>>()?;
    let proposed = Proposed {
        cause: body.cause.0,
        evidence: body.evidence.0,
        evidence_ref: body.evidence_ref.trim().to_owned(),
        said: body.said.trim().to_owned(),
        counted_from: day_of(&body.counted_from)?,
        last_day: day_of(&body.last_day)?,
        people: Vec::new(),
    };
    code_reason_propose(&req, CodeReasonId::from_uuid(body.reason_id), proposed, named).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What another office says of a reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManualDecisionBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// How many facts the page showed.
    seen: i64,
    approved: bool,
    /// Why it is declined.
    #[serde(default)]
    reason: String,
}

/// Approve a reason as another office, or decline it.
#[utoipa::path(post, path = "/api/v1/codes/reasons/{code_reason_id}/decision", tag = "codes",
    params(("code_reason_id" = Uuid, Path,)), request_body = ManualDecisionBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn code_reason_decided(
    Asked(req): Asked,
    At(reason): At<Uuid>,
    Body(body): Body<ManualDecisionBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (CodeReasonId::from_uuid(reason), CodeFactId::from_uuid(body.fact_id));
    code_reason_decide(&req, ids, body.seen, body.approved, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That a reason ends now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManualEndBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// How many facts the page showed.
    seen: i64,
    reason: String,
}

/// End a reason before its last day, for everybody it is of.
#[utoipa::path(post, path = "/api/v1/codes/reasons/{code_reason_id}/end", tag = "codes",
    params(("code_reason_id" = Uuid, Path,)), request_body = ManualEndBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn code_reason_over(
    Asked(req): Asked,
    At(reason): At<Uuid>,
    Body(body): Body<ManualEndBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (CodeReasonId::from_uuid(reason), CodeFactId::from_uuid(body.fact_id));
    if body.reason.trim().is_empty() {
        return Err(bad_input("请写明为什么提前解除。"));
    }
    code_reason_end(&req, ids, body.seen, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
