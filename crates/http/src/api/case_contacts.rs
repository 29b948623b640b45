//! Whom a case met, and what a signed positive set going.

use super::case_seats::{SeatEnteredView, entered_view};
use super::code::{
    Code, ContactVerdictCode, KnownCode, OrderKindCode, OrderStateCode, QuestionCode, SettingCode,
};
use super::wire::Clause;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::cases::{
    ContactDeciding, ContactSeen, ContactsSeen, MetSeen, OperationSeen, case_contacts,
    case_trace_again, contact_decide, operation_zone_decide, operations_list,
};
use fangxian_core::cases::ContactVerdict;
use fangxian_core::ids::{CaseId, OperationFactId, OperationId, PersonId, ZoneId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactsQuery {
    /// Those who stand so; else all.
    verdict: Option<ContactVerdictCode>,
    /// From the how-many-th on.
    offset: Option<usize>,
}

/// One time that two people were at one place.
#[derive(Serialize, ToSchema)]
pub(crate) struct EvidenceView {
    venue: Option<u32>,
    words: String,
    setting: SettingCode,
    from: i64,
    to: i64,
    overlap_s: u32,
    gap_s: u32,
    known: KnownCode,
    is_assumed: bool,
    /// Whether it was a contact of the case whom he met.
    is_through: bool,
    /// Where the case sat.
    case_seat: Option<SeatEnteredView>,
    /// Where he sat.
    own_seat: Option<SeatEnteredView>,
}

/// A contact. The name is masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactView {
    person_id: Uuid,
    name: String,
    community_name: String,
    verdict: ContactVerdictCode,
    /// What one tracer decided that waits for another to say the same.
    waits: Option<ContactVerdictCode>,
    /// Whether it was the caller.
    waits_by_me: bool,
    question: Option<QuestionCode>,
    clause: Option<Clause>,
    number: Option<u16>,
    exposed_at: i64,
    last_at: i64,
    known: KnownCode,
    is_assumed: bool,
    since: i64,
    /// When he is free.
    until: Option<i64>,
    released_at: Option<i64>,
    test_days: Vec<String>,
    reason: String,
    evidence: Vec<EvidenceView>,
    /// What whoever decides must have seen.
    seen: i64,
}

/// How many stand so.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactCount {
    verdict: ContactVerdictCode,
    n: usize,
}

/// A place that was not followed on a day.
#[derive(Serialize, ToSchema)]
pub(crate) struct CutView {
    venue: u32,
    from: i64,
    n_visits: usize,
    most: usize,
}

/// The contacts of a case: numbers first, then a page.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactsView {
    /// When they were last sought; none before the first search.
    searched_at: Option<i64>,
    n_visits: usize,
    counts: Vec<ContactCount>,
    n_released: usize,
    cuts: Vec<CutView>,
    /// Whether the second ring was followed from every close contact.
    is_second_whole: bool,
    rows: Vec<ContactView>,
}

fn evidence_view(req: &Request, met: &MetSeen) -> EvidenceView {
    let row = &met.row;
    EvidenceView {
        venue: row.venue,
        words: row.words.clone(),
        setting: Code(row.setting),
        from: row.from.0,
        to: row.to.0,
        overlap_s: row.overlap_s,
        gap_s: row.gap_s,
        known: Code(row.known),
        is_assumed: row.is_assumed,
        is_through: row.through.is_some(),
        case_seat: met.case_seat.as_ref().map(|seat| entered_view(req, seat)),
        own_seat: met.own_seat.as_ref().map(|seat| entered_view(req, seat)),
    }
}

fn contact_view(req: &Request, one: &ContactSeen) -> ContactView {
    let (standing, says) = (&one.standing, &one.standing.says);
    let evidence = one.evidence.iter().map(|met| evidence_view(req, met));
    let community = one.community.as_ref().map(|place| req.city.place_name(place));
    ContactView {
        person_id: one.person.uuid(),
        name: one.name.clone(),
        community_name: community.unwrap_or_default(),
        verdict: Code(standing.verdict),
        waits: standing.waits.as_ref().map(|(verdict, _)| Code(*verdict)),
        waits_by_me: standing.waits.as_ref().is_some_and(|(_, by)| *by == req.caller.login),
        question: says.question.map(Code),
        clause: one.clause.as_ref().map(Clause::from),
        number: says.number,
        exposed_at: says.exposed_at.0,
        last_at: says.last_at.0,
        known: Code(says.known),
        is_assumed: says.is_assumed,
        since: standing.since.0,
        until: one.until.map(|at| at.0),
        released_at: standing.released_at.map(|at| at.0),
        test_days: one.test_days.iter().map(ToString::to_string).collect(),
        reason: says.reason.clone(),
        evidence: evidence.collect(),
        seen: one.n_facts,
    }
}

fn contacts_view(req: &Request, seen: ContactsSeen) -> ContactsView {
    let told = seen.searched.as_ref().map(|(_, told)| told);
    let cuts = told.into_iter().flat_map(|told| &told.cuts).map(|cut| CutView {
        venue: cut.venue,
        from: cut.from.0,
        n_visits: cut.n_visits,
        most: cut.most,
    });
    let counts = ContactVerdict::ALL.iter().rev().filter_map(|verdict| {
        let n = *seen.counts.get(verdict)?;
        Some(ContactCount { verdict: Code(*verdict), n })
    });
    ContactsView {
        searched_at: seen.searched.as_ref().map(|(at, _)| at.0),
        n_visits: told.map(|told| told.n_visits).unwrap_or_default(),
        counts: counts.collect(),
        n_released: seen.n_released,
        cuts: cuts.collect(),
        is_second_whole: told.is_none_or(|told| told.is_second_whole),
        rows: seen.rows.iter().map(|one| contact_view(req, one)).collect(),
    }
}

/// The contacts of an open case, with the evidence of each.
#[utoipa::path(get, path = "/api/v1/cases/{case_id}/contacts", tag = "cases",
    params(("case_id" = Uuid, Path), ContactsQuery),
    responses((status = 200, body = ContactsView), (status = 404, body = ErrorBody)))]
pub(crate) async fn contact_all(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<ContactsQuery>,
) -> Result<Json<ContactsView>, ApiError> {
    let wanted = (query.verdict.map(|one| one.0), query.offset.unwrap_or_default());
    let seen = case_contacts(&req, CaseId::from_uuid(id), wanted).await?;
    Ok(Json(contacts_view(&req, seen)))
}

/// Seek the contacts of a case once more, with what was learned since.
#[utoipa::path(post, path = "/api/v1/cases/{case_id}/searches", tag = "cases",
    params(("case_id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ErrorBody)))]
pub(crate) async fn search_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<StatusCode, ApiError> {
    case_trace_again(&req, CaseId::from_uuid(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a tracer decides of a contact.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactDecideBody {
    /// What the page showed.
    seen: i64,
    /// What he is; none to let him go.
    #[serde(default)]
    verdict: Option<ContactVerdictCode>,
    reason: String,
}

/// Decide what somebody is who was listed, or let him go. What is graver takes a second tracer.
#[utoipa::path(post, path = "/api/v1/cases/{case_id}/contacts/{person_id}/decision", tag = "cases",
    params(("case_id" = Uuid, Path), ("person_id" = Uuid, Path)),
    request_body = ContactDecideBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn contact_decided(
    Asked(req): Asked,
    At((id, person)): At<(Uuid, Uuid)>,
    Body(body): Body<ContactDecideBody>,
) -> Result<StatusCode, ApiError> {
    let deciding = ContactDeciding {
        person: PersonId::from_uuid(person),
        seen: body.seen,
        verdict: body.verdict.map(|one| one.0),
        reason: body.reason,
    };
    contact_decide(&req, CaseId::from_uuid(id), deciding).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A step of an operation against its target.
#[derive(Serialize, ToSchema)]
pub(crate) struct OperationStepView {
    order_id: Uuid,
    kind: OrderKindCode,
    state: OrderStateCode,
    due_at: i64,
    closed_at: Option<i64>,
    is_late: bool,
}

/// The zone that an operation proposes.
#[derive(Serialize, ToSchema)]
pub(crate) struct ZoneProposedView {
    place: String,
    place_name: String,
    measure: String,
    clause: Clause,
}

/// What a signed positive set going at a unit. No case and no contact is named.
#[derive(Serialize, ToSchema)]
pub(crate) struct OperationView {
    operation_id: Uuid,
    place: String,
    place_name: String,
    at: i64,
    n_cases: usize,
    steps: Vec<OperationStepView>,
    proposed: Option<ZoneProposedView>,
    /// The zone that was signed.
    zone_id: Option<Uuid>,
    /// Who decided of the zone.
    decided_by: Option<String>,
    decided_at: Option<i64>,
    /// Why it was declined; empty where it was signed.
    reason: String,
}

fn operation_view(req: &Request, one: OperationSeen) -> OperationView {
    let steps = one.steps.iter().map(|step| OperationStepView {
        order_id: step.order.uuid(),
        kind: Code(step.kind),
        state: Code(step.state),
        due_at: step.due_at.0,
        closed_at: step.closed_at.map(|at| at.0),
        is_late: step.is_late,
    });
    let decided = one.decided.as_ref();
    OperationView {
        operation_id: one.id.uuid(),
        place: one.place.to_string(),
        place_name: req.city.place_name(&one.place),
        at: one.at.0,
        n_cases: one.n_cases,
        steps: steps.collect(),
        proposed: one.proposed.as_ref().map(|zone| ZoneProposedView {
            place: zone.place.to_string(),
            place_name: req.city.place_name(&zone.place),
            measure: zone.measure.clone(),
            clause: Clause::from(&zone.clause),
        }),
        zone_id: decided.and_then(|fact| fact.zone).map(ZoneId::uuid),
        decided_by: decided.map(|fact| req.city.people.by_login(&fact.by)),
        decided_at: decided.map(|fact| fact.at.0),
        reason: decided.map(|fact| fact.reason.clone()).unwrap_or_default(),
    }
}

/// The operations of the caller's jurisdiction, with their timelines.
#[utoipa::path(get, path = "/api/v1/operations", tag = "cases",
    responses((status = 200, body = Vec<OperationView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn operation_all(Asked(req): Asked) -> Result<Json<Vec<OperationView>>, ApiError> {
    let seen = operations_list(&req).await?;
    Ok(Json(seen.into_iter().map(|one| operation_view(&req, one)).collect()))
}

/// What is decided of the zone that an operation proposes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ZoneDecideBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    signed: bool,
    /// Why it is declined.
    #[serde(default)]
    reason: String,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ZoneDecidedView {
    zone_id: Option<Uuid>,
}

/// Sign the zone that an operation proposes, or decline it.
#[utoipa::path(post, path = "/api/v1/operations/{operation_id}/zone", tag = "cases",
    params(("operation_id" = Uuid, Path)), request_body = ZoneDecideBody,
    responses((status = 200, body = ZoneDecidedView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn operation_zone(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ZoneDecideBody>,
) -> Result<Json<ZoneDecidedView>, ApiError> {
    let ids = (OperationId::from_uuid(id), OperationFactId::from_uuid(body.fact_id));
    let zone = operation_zone_decide(&req, ids, body.signed, &body.reason).await?;
    Ok(Json(ZoneDecidedView { zone_id: zone.map(ZoneId::uuid) }))
}
