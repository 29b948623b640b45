//! Who looked at somebody's record: at the desk, and on paper for that somebody.

use super::code::{Code, LookKindCode};
use crate::caller::{Asked, Asking, At};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::Request;
use fangxian_app::register::{Look, person_looks, person_looks_pdf};
use fangxian_core::ids::PersonId;
use fangxian_core::looks::Sureness;
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct LooksQuery {
    /// The `next` of the page before.
    before: Option<String>,
    limit: Option<usize>,
}

/// One time that the record was looked at. Who works is not named; the entry of the read log is.
#[derive(Serialize, ToSchema)]
pub(crate) struct LookRow {
    read_id: Uuid,
    at: i64,
    /// The code of a role.
    role: String,
    /// Where that role was held, by name; empty where nobody noted it.
    unit_names: Vec<String>,
    /// The code of a purpose.
    purpose: String,
    /// What was looked at.
    what: LookKindCode,
    /// A list of the place was shown, and it is not kept whether this person was on it.
    possible: bool,
}

/// A page of them, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct LooksPage {
    rows: Vec<LookRow>,
    next: Option<String>,
}

fn row(req: &Request, look: Look) -> LookRow {
    let name = |unit: &PlaceCode| req.city.place_name(unit);
    LookRow {
        read_id: look.id,
        at: look.at.0,
        role: look.role,
        unit_names: look.units.iter().map(name).collect(),
        purpose: look.purpose,
        what: Code(look.kind),
        possible: look.sureness == Sureness::Possible,
    }
}

/// Who looked at somebody's record: role, unit, purpose and time, never what it says.
#[utoipa::path(get, path = "/api/v1/people/{person_id}/looks", tag = "register",
    params(("person_id" = Uuid, Path), LooksQuery),
    responses((status = 200, body = LooksPage), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn look_list(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<LooksQuery>,
) -> Result<Json<LooksPage>, ApiError> {
    let before = query.before.as_deref().map(Uuid::try_parse).transpose();
    let before = before.map_err(|_| bad_input("翻页位置不对。"))?;
    let limit = query.limit.unwrap_or(50);
    let page = person_looks(&req, PersonId::from_uuid(id), before, limit).await?;
    Ok(Json(LooksPage {
        next: page.next.map(|next| next.to_string()),
        rows: page.rows.into_iter().map(|look| row(&req, look)).collect(),
    }))
}

/// The same on paper, for the person himself.
#[utoipa::path(get, path = "/api/v1/people/{person_id}/looks/pdf", tag = "register",
    params(("person_id" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf"),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn look_print(Asked(req): Asked, At(id): At<Uuid>) -> Result<Response, ApiError> {
    let pdf = person_looks_pdf(&req, PersonId::from_uuid(id)).await?;
    let kind = HeaderValue::from_static("application/pdf");
    let name = HeaderValue::from_static("inline; filename=\"looks.pdf\"");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], pdf).into_response())
}
