//! Who must be let pass at once; who asked for what is not for him; places that nobody asks about.

use super::code::{Code, DocumentKindCode, EmergencyCode, OutsideAboutCode, OutsideAskerCode};
use super::people::document_of;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::codes::{
    CareSeen, OutsideSeen, care_give, cares_list, outside_list, outside_refuse,
};
use fangxian_app::venues::{CanaryPlace, canaries_list, canary_look_up, canary_set};
use fangxian_core::codes::OUTSIDE_REFUSED;
use fangxian_core::ids::{CarePassageId, OutsideRequestId, VenueId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Who it is, as his document says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CareWho {
    name: String,
    document_kind: DocumentKindCode,
    document: String,
}

/// Somebody who must be let pass.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CareBody {
    /// Made by the client; the same again is the same.
    passage_id: Uuid,
    need: EmergencyCode,
    /// Left out where nobody has time to look for it.
    who: Option<CareWho>,
}

/// What he, and the guard, are told.
#[derive(Serialize, ToSchema)]
pub(crate) struct CareView {
    /// What he says at a gate.
    number: String,
    until: i64,
    /// Whether his code passes by itself; else the guard lets him pass by his button.
    known: bool,
}

/// Somebody must be let pass at once, whatever his code says.
#[utoipa::path(post, path = "/api/v1/codes/care-passages", tag = "codes", request_body = CareBody,
    responses((status = 200, body = CareView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn care_new(
    Asked(req): Asked,
    Body(body): Body<CareBody>,
) -> Result<Json<CareView>, ApiError> {
    let who = match &body.who {
        Some(who) => {
            let document = document_of(who.document_kind.0, &who.document, req.today())?;
            Some((document, who.name.as_str()))
        }
        None => None,
    };
    let who = who.as_ref().map(|(document, name)| (document, *name));
    let id = CarePassageId::from_uuid(body.passage_id);
    let given = care_give(&req, id, body.need.0, who).await?;
    Ok(Json(CareView { number: given.number, until: given.until.0, known: given.is_known }))
}

/// A passage that is good. Not whose it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct CareRow {
    number: String,
    need: EmergencyCode,
    at: i64,
    until: i64,
    known: bool,
}

/// The passages that the caller gave and that are good, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaresView {
    rows: Vec<CareRow>,
}

/// See which passages one gave that are good.
#[utoipa::path(get, path = "/api/v1/codes/care-passages", tag = "codes",
    responses((status = 200, body = CaresView), (status = 404, body = ErrorBody)))]
pub(crate) async fn care_all(Asked(req): Asked) -> Result<Json<CaresView>, ApiError> {
    let row = |one: CareSeen| CareRow {
        number: one.number,
        need: Code(one.need),
        at: one.at.0,
        until: one.until.0,
        known: one.is_known,
    };
    Ok(Json(CaresView { rows: cares_list(&req).await?.into_iter().map(row).collect() }))
}

/// Somebody from outside who asks for what is not for him.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutsideBody {
    /// Made by the client; the same again is the same.
    request_id: Uuid,
    asked_by: OutsideAskerCode,
    about: OutsideAboutCode,
    /// The number of the letter; no name.
    reference: String,
}

/// The refusal. There is no other answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutsideView {
    refused: bool,
    says: String,
}

/// Refuse, and count, that somebody asked for the scans, codes or results of somebody.
#[utoipa::path(post, path = "/api/v1/outside-requests", tag = "codes", request_body = OutsideBody,
    responses((status = 200, body = OutsideView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn outside_new(
    Asked(req): Asked,
    Body(body): Body<OutsideBody>,
) -> Result<Json<OutsideView>, ApiError> {
    let id = OutsideRequestId::from_uuid(body.request_id);
    let what = (body.asked_by.0, body.about.0);
    outside_refuse(&req, id, what, &body.reference).await?;
    Ok(Json(OutsideView { refused: true, says: OUTSIDE_REFUSED.to_owned() }))
}

/// A request that was refused.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutsideRow {
    asked_by: OutsideAskerCode,
    about: OutsideAboutCode,
    reference: String,
    at: i64,
    /// The name of whoever refused it.
    by: String,
}

/// What was refused in four weeks, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutsidesView {
    rows: Vec<OutsideRow>,
}

/// See what was refused: the city command all of it, others their own.
#[utoipa::path(get, path = "/api/v1/outside-requests", tag = "codes",
    responses((status = 200, body = OutsidesView), (status = 404, body = ErrorBody)))]
pub(crate) async fn outside_all(Asked(req): Asked) -> Result<Json<OutsidesView>, ApiError> {
    let row = |one: OutsideSeen| OutsideRow {
        asked_by: Code(one.asker),
        about: Code(one.about),
        reference: one.reference,
        at: one.at.0,
        by: one.by,
    };
    Ok(Json(OutsidesView { rows: outside_list(&req).await?.into_iter().map(row).collect() }))
}

/// A place that is a canary, or could be one. Nobody of it, nothing of its scans.
#[derive(Serialize, ToSchema)]
pub(crate) struct CanaryView {
    venue_id: Uuid,
    number: Option<u32>,
    name: String,
    address: String,
    /// Since when it is a canary; null of a place that is none.
    set_at: Option<i64>,
    /// By the word of whom, by name.
    set_by: Option<String>,
}

/// The places that are canaries, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct CanariesView {
    rows: Vec<CanaryView>,
}

fn canary_view(one: CanaryPlace) -> CanaryView {
    let (set_at, set_by) = one.set.unzip();
    CanaryView {
        venue_id: one.id.uuid(),
        number: one.number,
        name: one.name,
        address: one.address,
        set_at: set_at.map(|at| at.0),
        set_by,
    }
}

/// See which places are canaries.
#[utoipa::path(get, path = "/api/v1/canaries", tag = "venues",
    responses((status = 200, body = CanariesView), (status = 404, body = ErrorBody)))]
pub(crate) async fn canary_all(Asked(req): Asked) -> Result<Json<CanariesView>, ApiError> {
    let rows = canaries_list(&req).await?.into_iter().map(canary_view).collect();
    Ok(Json(CanariesView { rows }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CanaryQuery {
    /// The number on the poster of the place.
    number: u32,
}

/// Look up the place whose poster bears a number.
#[utoipa::path(get, path = "/api/v1/canaries/place", tag = "venues", params(CanaryQuery),
    responses((status = 200, body = CanaryView), (status = 404, body = ErrorBody)))]
pub(crate) async fn canary_place(
    Asked(req): Asked,
    Asking(query): Asking<CanaryQuery>,
) -> Result<Json<CanaryView>, ApiError> {
    Ok(Json(canary_view(canary_look_up(&req, query.number).await?)))
}

/// Make a place one of whose scans nobody has a reason to ask for.
#[utoipa::path(post, path = "/api/v1/venues/{venue_id}/canary", tag = "venues",
    params(("venue_id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ErrorBody)))]
pub(crate) async fn canary_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<StatusCode, ApiError> {
    canary_set(&req, VenueId::from_uuid(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
