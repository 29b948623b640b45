//! Appeals against reasons of health codes, and what a community does about the codes of its people.

use super::code::{
    AppealOutcomeCode, AppealStateCode, AppealWayCode, Code, CodeWorkCode, DocumentKindCode,
    HealthColorCode,
};
use super::health_codes::{CodeReasonView, reason_view};
use super::people::{document_of, place};
use super::results::pdf;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use fangxian_app::Request;
use fangxian_app::codes::{
    AppealAsked, AppealSeen, WorkDone, WorkRow, appeal_answer, appeal_enter, appeals_list,
    code_tell, code_work, code_work_note, paper_code_end, paper_code_pdf,
};
use fangxian_app::records::CodeWorkKind;
use fangxian_core::codes::{Appeal, AppealStateKind, AppealWay, ReasonSource};
use fangxian_core::ids::{CodeAppealId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Who somebody is who calls, or stands at the counter: as his document says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeTellBody {
    name: String,
    document_kind: DocumentKindCode,
    document: String,
}

/// An appeal against one reason.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppealBrief {
    appeal_id: Uuid,
    source: String,
    state: AppealStateCode,
    at: i64,
    due_at: i64,
}

fn brief((appeal, state): (Appeal, AppealStateKind)) -> AppealBrief {
    AppealBrief {
        appeal_id: appeal.id.uuid(),
        source: appeal.source.code(),
        state: Code(state),
        at: appeal.at.0,
        due_at: appeal.due_at().0,
    }
}

/// Somebody's code, to tell him of it. The name is masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct CodeToldView {
    person_id: Uuid,
    name: String,
    color: HealthColorCode,
    reasons: Vec<CodeReasonView>,
    appeals: Vec<AppealBrief>,
}

/// The code of whoever has this document and this name.
#[utoipa::path(post, path = "/api/v1/codes/told", tag = "codes", request_body = CodeTellBody,
    responses((status = 200, body = CodeToldView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn code_told(
    Asked(req): Asked,
    Body(body): Body<CodeTellBody>,
) -> Result<Json<CodeToldView>, ApiError> {
    let document = document_of(body.document_kind.0, &body.document, req.today())?;
    let told = code_tell(&req, &document, &body.name).await?;
    Ok(Json(CodeToldView {
        person_id: told.person.uuid(),
        name: told.name,
        color: Code(told.code.color),
        reasons: told.code.reasons.iter().map(reason_view).collect(),
        appeals: told.appeals.into_iter().map(brief).collect(),
    }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaperCodeQuery {
    /// Everybody who is counted at his door, and not him alone.
    household: bool,
}

/// The code of somebody without a phone, or of his household, on a sheet that is good for a day.
#[utoipa::path(get, path = "/api/v1/people/{person_id}/paper-code/pdf", tag = "codes",
    params(("person_id" = Uuid, Path), PaperCodeQuery),
    responses((status = 200, content_type = "application/pdf"), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn paper_code_printed(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<PaperCodeQuery>,
) -> Result<Response, ApiError> {
    let bytes = paper_code_pdf(&req, PersonId::from_uuid(id), query.household).await?;
    Ok(pdf(bytes, "inline; filename=\"paper-code.pdf\""))
}

/// Which sheets are over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaperCodeEndBody {
    /// Made by the client; the same again is the same act.
    end_id: Uuid,
    /// Those of everybody who is counted at his door, and not his alone.
    household: bool,
}

/// End the sheets that were printed until now: one was lost. Gates refuse them at once.
#[utoipa::path(post, path = "/api/v1/people/{person_id}/paper-code/end", tag = "codes",
    params(("person_id" = Uuid, Path)), request_body = PaperCodeEndBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn paper_code_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<PaperCodeEndBody>,
) -> Result<StatusCode, ApiError> {
    paper_code_end(&req, PersonId::from_uuid(id), (body.end_id, body.household)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An appeal that somebody told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppealBody {
    /// Made by the client; the same again is the same act.
    appeal_id: Uuid,
    name: String,
    document_kind: DocumentKindCode,
    document: String,
    /// Against which reason, as it was told.
    source: String,
    /// `phone` or `counter`.
    way: AppealWayCode,
    /// About medical care: answered within four hours.
    medical: bool,
    /// What he says.
    said: String,
}

/// What he is told at once.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppealReceiptView {
    number: String,
    at: i64,
    due_at: i64,
    /// Whether the reason lapses by itself where nobody answers in time.
    lapses: bool,
}

fn source_of(text: &str) -> Result<ReasonSource, ApiError> {
    ReasonSource::from_code(text).ok_or_else(|| bad_input("没有这条理由，请刷新再试。"))
}

/// Write down an appeal that somebody told.
#[utoipa::path(post, path = "/api/v1/codes/appeals", tag = "codes", request_body = AppealBody,
    responses((status = 200, body = AppealReceiptView), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn appeal_new(
    Asked(req): Asked,
    Body(body): Body<AppealBody>,
) -> Result<Json<AppealReceiptView>, ApiError> {
    let document = document_of(body.document_kind.0, &body.document, req.today())?;
    let way = match body.way.0 {
        AppealWay::Phone | AppealWay::Counter => body.way.0,
        AppealWay::Page | AppealWay::Community => return Err(bad_input("请选电话或窗口。")),
    };
    let asked = AppealAsked {
        id: CodeAppealId::from_uuid(body.appeal_id),
        source: source_of(&body.source)?,
        is_medical: body.medical,
        said: body.said,
    };
    let given = appeal_enter(&req, (&document, &body.name), way, asked).await?;
    Ok(Json(AppealReceiptView {
        number: given.number,
        at: given.at.0,
        due_at: given.due_at.0,
        lapses: given.lapses,
    }))
}

/// An appeal, to be decided. The name is masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppealRow {
    appeal_id: Uuid,
    person_id: Uuid,
    name: String,
    community_name: String,
    way: AppealWayCode,
    medical: bool,
    said: String,
    at: i64,
    due_at: i64,
    state: AppealStateCode,
    /// The reason; null where the facts no longer make it.
    reason: Option<CodeReasonView>,
    /// Whether it can be voided here: what a laboratory found is put right by a laboratory.
    may_void: bool,
    answer: Option<String>,
}

fn appeal_row(req: &Request, one: AppealSeen) -> AppealRow {
    AppealRow {
        appeal_id: one.appeal.id.uuid(),
        person_id: one.person.uuid(),
        name: one.name,
        community_name: req.city.place_name(&one.community),
        way: Code(one.way),
        medical: one.appeal.is_medical,
        said: one.said,
        at: one.appeal.at.0,
        due_at: one.appeal.due_at().0,
        state: Code(one.state),
        reason: one.reason.as_ref().map(reason_view),
        may_void: fangxian_core::codes::may_void(one.appeal.cause),
        answer: one.answer,
    }
}

/// Appeals of the last days with their clocks, those that are overdue first.
#[utoipa::path(get, path = "/api/v1/codes/appeals", tag = "codes",
    responses((status = 200, body = Vec<AppealRow>)))]
pub(crate) async fn appeal_all(Asked(req): Asked) -> Result<Json<Vec<AppealRow>>, ApiError> {
    let seen = appeals_list(&req).await?;
    Ok(Json(seen.into_iter().map(|one| appeal_row(&req, one)).collect()))
}

/// What is decided of an appeal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppealAnswerBody {
    outcome: AppealOutcomeCode,
    /// What he is told.
    answer: String,
}

/// Decide an appeal, as another office than the one that decided the reason.
#[utoipa::path(post, path = "/api/v1/codes/appeals/{code_appeal_id}/decision", tag = "codes",
    params(("code_appeal_id" = Uuid, Path,)), request_body = AppealAnswerBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn appeal_decided(
    Asked(req): Asked,
    At(appeal): At<Uuid>,
    Body(body): Body<AppealAnswerBody>,
) -> Result<StatusCode, ApiError> {
    appeal_answer(&req, CodeAppealId::from_uuid(appeal), body.outcome.0, &body.answer).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeWorkQuery {
    /// The code of a community.
    community: String,
}

/// One reason of one person of the community.
#[derive(Serialize, ToSchema)]
pub(crate) struct CodeWorkRow {
    person_id: Uuid,
    name: String,
    phone: Option<String>,
    door: String,
    door_name: String,
    reason: CodeReasonView,
    /// What was found, where somebody looked into it.
    verified: Option<String>,
    verified_at: Option<i64>,
    answered: Option<String>,
    answered_at: Option<i64>,
    appeal: Option<AppealBrief>,
}

/// The list of a community.
#[derive(Serialize, ToSchema)]
pub(crate) struct CodeWorkView {
    rows: Vec<CodeWorkRow>,
    n_rows: usize,
    n_to_verify: usize,
    n_to_answer: usize,
    /// How many live in an area under a level: the notice tells them.
    n_by_area: usize,
}

fn work_row(req: &Request, one: WorkRow) -> CodeWorkRow {
    let (verified, answered) = (one.verified, one.answered);
    CodeWorkRow {
        person_id: one.person.uuid(),
        name: one.name,
        phone: one.phone,
        door_name: req.city.place_name(&one.door),
        door: one.door.to_string(),
        reason: reason_view(&one.reason),
        verified_at: verified.as_ref().map(|work| work.at.0),
        verified: verified.map(|work| work.note),
        answered_at: answered.as_ref().map(|work| work.at.0),
        answered: answered.map(|work| work.note),
        appeal: one.appeal.map(brief),
    }
}

/// Whose codes of a community are not green for a reason of their own.
#[utoipa::path(get, path = "/api/v1/codes/work", tag = "codes", params(CodeWorkQuery),
    responses((status = 200, body = CodeWorkView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn code_work_list(
    Asked(req): Asked,
    Asking(query): Asking<CodeWorkQuery>,
) -> Result<Json<CodeWorkView>, ApiError> {
    let list = code_work(&req, place(&query.community)?).await?;
    Ok(Json(CodeWorkView {
        rows: list.rows.into_iter().map(|one| work_row(&req, one)).collect(),
        n_rows: list.n_rows,
        n_to_verify: list.n_to_verify,
        n_to_answer: list.n_to_answer,
        n_by_area: list.n_by_area,
    }))
}

/// What somebody of the community did about a reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeWorkBody {
    /// Made by the client; the same again is the same act.
    work_id: Uuid,
    person_id: Uuid,
    source: String,
    /// Left out where he asks that it be cleared.
    #[serde(default)]
    kind: Option<CodeWorkCode>,
    #[serde(default)]
    note: String,
}

/// Note that somebody looked into a code or told its person, or ask that it be cleared.
#[utoipa::path(post, path = "/api/v1/codes/work", tag = "codes", request_body = CodeWorkBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn code_work_done(
    Asked(req): Asked,
    Body(body): Body<CodeWorkBody>,
) -> Result<StatusCode, ApiError> {
    let done = body
        .kind
        .map_or(WorkDone::AskedToClear, |kind: Code<CodeWorkKind>| WorkDone::Noted(kind.0));
    let of = (PersonId::from_uuid(body.person_id), source_of(&body.source)?);
    code_work_note(&req, body.work_id, of, done, &body.note).await?;
    Ok(StatusCode::NO_CONTENT)
}
