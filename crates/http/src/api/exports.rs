//! Lists that are taken out: asked for by one, approved by another, fetched once, traced.

use super::code::{Code, ExportNumbersCode, ExportStateCode, RosterColumnCode};
use super::imports::xlsx;
use super::people::place;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use fangxian_app::Request;
use fangxian_app::records::ExportJob;
use fangxian_app::register::{
    ExportAsked, ExportSeen, export_ask, export_decide, export_fetch, export_trace, exports_list,
};
use fangxian_core::ids::{ExportId, RoundId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A list that somebody wants to take out.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExportRow {
    export_id: Uuid,
    place: String,
    place_name: String,
    /// The list of this round; null for the register.
    round_id: Option<Uuid>,
    /// Codes of columns, separated by commas.
    columns: String,
    numbers: ExportNumbersCode,
    reason: String,
    asked_by_name: String,
    asked_at: i64,
    /// Whether the caller asked for it, who then does not approve it.
    own: bool,
    state: ExportStateCode,
    decided_by_name: Option<String>,
    decided_at: Option<i64>,
    decision: Option<String>,
    /// Until when an approved copy can be fetched.
    fetched_until: Option<i64>,
    /// That is over.
    expired: bool,
    fetched_at: Option<i64>,
    rows: Option<i64>,
    /// What stands on every row of the copy.
    mark: Option<String>,
    version: i64,
}

fn row(req: &Request, seen: ExportSeen) -> ExportRow {
    let job = seen.job;
    let (decided_by, decided_at, decision) = match job.decided {
        Some((by, at, said)) => (Some(req.city.people.by_login(&by)), Some(at.0), Some(said)),
        None => (None, None, None),
    };
    let (fetched_at, rows, mark) = match job.fetched {
        Some((at, rows, mark)) => (Some(at.0), Some(rows), Some(mark)),
        None => (None, None, None),
    };
    ExportRow {
        export_id: job.id.uuid(),
        place_name: req.city.place_name(&job.place),
        place: job.place.to_string(),
        round_id: job.round.map(RoundId::uuid),
        columns: job.columns,
        numbers: Code(job.numbers),
        reason: job.reason,
        asked_by_name: req.city.people.by_login(&job.asked_by),
        asked_at: job.asked_at.0,
        own: seen.is_own,
        state: Code(job.state),
        decided_by_name: decided_by,
        decided_at,
        decision,
        fetched_until: seen.fetched_until.map(|at| at.0),
        expired: seen.is_expired,
        fetched_at,
        rows,
        mark,
        version: job.version,
    }
}

/// The lists that somebody wants to take out of the caller's places, the latest first.
#[utoipa::path(get, path = "/api/v1/exports", tag = "register",
    responses((status = 200, body = Vec<ExportRow>), (status = 404, body = ErrorBody)))]
pub(crate) async fn export_list(Asked(req): Asked) -> Result<Json<Vec<ExportRow>>, ApiError> {
    let found = exports_list(&req).await?;
    Ok(Json(found.into_iter().map(|one| row(&req, one)).collect()))
}

/// What is to be taken out, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportAskBody {
    /// Made by the client.
    export_id: Uuid,
    /// The code of a community or of a place in it.
    place: String,
    /// The list of this round; left out, the register.
    #[serde(default)]
    round_id: Option<Uuid>,
    columns: Vec<RosterColumnCode>,
    numbers: ExportNumbersCode,
    reason: String,
}

/// Ask to take a list out. Somebody else approves it.
#[utoipa::path(post, path = "/api/v1/exports", tag = "register", request_body = ExportAskBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn export_new(
    Asked(req): Asked,
    Body(body): Body<ExportAskBody>,
) -> Result<StatusCode, ApiError> {
    let asked = ExportAsked {
        place: place(&body.place)?,
        round: body.round_id.map(RoundId::from_uuid),
        columns: body.columns.into_iter().map(|column| column.0).collect(),
        numbers: body.numbers.0,
        reason: body.reason,
    };
    export_ask(&req, ExportId::from_uuid(body.export_id), asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the second person decides.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportDecisionBody {
    /// The version that was seen.
    version: i64,
    approve: bool,
    /// Why not, where it is declined.
    #[serde(default)]
    reason: String,
}

/// Approve or decline that a list is taken out. Who asked cannot.
#[utoipa::path(post, path = "/api/v1/exports/{export_id}/decision", tag = "register",
    params(("export_id" = Uuid, Path)), request_body = ExportDecisionBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn export_decision(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ExportDecisionBody>,
) -> Result<StatusCode, ApiError> {
    let id = ExportId::from_uuid(id);
    export_decide(&req, id, body.version, body.approve, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The version that was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportFetchBody {
    version: i64,
}

/// Fetch the copy, once, within a day after it was approved.
#[utoipa::path(post, path = "/api/v1/exports/{export_id}/file", tag = "register",
    params(("export_id" = Uuid, Path)), request_body = ExportFetchBody,
    responses(
        (status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 409, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub(crate) async fn export_file(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ExportFetchBody>,
) -> Result<Response, ApiError> {
    Ok(xlsx(export_fetch(&req, ExportId::from_uuid(id), body.version).await?, "residents.xlsx"))
}

/// What stands on a copy that turned up somewhere.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportTraceBody {
    mark: String,
}

/// Whose copy it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExportTraced {
    export_id: Uuid,
    place: String,
    place_name: String,
    /// The list of this round; null for the register.
    round_id: Option<Uuid>,
    numbers: ExportNumbersCode,
    reason: String,
    asked_by_name: String,
    asked_at: i64,
    approved_by_name: Option<String>,
    approved_at: Option<i64>,
    fetched_at: Option<i64>,
    rows: Option<i64>,
}

/// Find out whose copy a list is.
#[utoipa::path(post, path = "/api/v1/export-traces", tag = "audit",
    request_body = ExportTraceBody,
    responses((status = 200, body = ExportTraced), (status = 404, body = ErrorBody)))]
pub(crate) async fn export_traced(
    Asked(req): Asked,
    Body(body): Body<ExportTraceBody>,
) -> Result<Json<ExportTraced>, ApiError> {
    let job: ExportJob = export_trace(&req, &body.mark).await?;
    let name = |login: &str| req.city.people.by_login(login);
    Ok(Json(ExportTraced {
        export_id: job.id.uuid(),
        place_name: req.city.place_name(&job.place),
        place: job.place.to_string(),
        round_id: job.round.map(RoundId::uuid),
        numbers: Code(job.numbers),
        reason: job.reason,
        asked_by_name: name(&job.asked_by),
        asked_at: job.asked_at.0,
        approved_at: job.decided.as_ref().map(|(_, at, _)| at.0),
        approved_by_name: job.decided.map(|(by, _, _)| name(&by)),
        fetched_at: job.fetched.as_ref().map(|(at, _, _)| at.0),
        rows: job.fetched.map(|(_, rows, _)| rows),
    }))
}
