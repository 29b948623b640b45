//! Who must be let pass at once; who asked for what is not for him; places that nobody asks about.

use super::code::{DocumentKindCode, EmergencyCode, OutsideAboutCode, OutsideAskerCode};
use super::people::document_of;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::codes::{care_give, outside_refuse};
use fangxian_app::venues::canary_set;
use fangxian_core::codes::OUTSIDE_REFUSED;
use fangxian_core::ids::{CarePassageId, OutsideRequestId, VenueId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
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
