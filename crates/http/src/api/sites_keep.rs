//! Sites chosen, built, opened, moved and closed; their hours, what they offer, their queues.

use super::code::{SiteKindCode, SiteStateCode, WaitCode};
use super::sites_wire::{SiteHours, SiteOffers, SiteSpotBody, day_of};
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::http::StatusCode;
use fangxian_app::sites::{Doing, SiteChoose, site_choose, site_queue_say, site_say};
use fangxian_core::ids::{SiteFactId, SiteId};
use fangxian_core::sites::{SiteSays, SiteState};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

fn doing(fact: Uuid, seen: i64, reason: String) -> Doing {
    Doing { fact: SiteFactId::from_uuid(fact), seen, reason }
}

/// A site that is chosen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteNewBody {
    /// Made by the client.
    site_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    kind: SiteKindCode,
    name: String,
    spot: SiteSpotBody,
    reason: String,
}

/// Choose a site.
#[utoipa::path(post, path = "/api/v1/sites", tag = "sites", request_body = SiteNewBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn site_new(
    Asked(req): Asked,
    Body(body): Body<SiteNewBody>,
) -> Result<StatusCode, ApiError> {
    let new = SiteChoose {
        id: SiteId::from_uuid(body.site_id),
        kind: body.kind.0,
        name: body.name,
        spot: body.spot.spot()?,
    };
    site_choose(&req, doing(body.fact_id, 0, body.reason), new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What becomes of a site.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteStateBody {
    fact_id: Uuid,
    /// How many facts were seen.
    facts: i64,
    /// Built, open or closed.
    state: SiteStateCode,
    reason: String,
}

/// Say that a site is built, in use or closed.
#[utoipa::path(post, path = "/api/v1/sites/{site_id}/states", tag = "sites",
    params(("site_id" = Uuid, Path)), request_body = SiteStateBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn site_state(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<SiteStateBody>,
) -> Result<StatusCode, ApiError> {
    let says = match body.state.0 {
        SiteState::Chosen => return Err(bad_input("已选址的采样点不能再选一次。")),
        SiteState::Built => SiteSays::Built,
        SiteState::Open => SiteSays::Opened,
        SiteState::Closed => SiteSays::Closed,
    };
    let doing = doing(body.fact_id, body.facts, body.reason);
    site_say(&req, SiteId::from_uuid(id), doing, says).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where a site moves.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteMoveBody {
    fact_id: Uuid,
    facts: i64,
    to: SiteSpotBody,
    /// The first day at the new place.
    first_day: String,
    reason: String,
}

/// Move a site from a day on.
#[utoipa::path(post, path = "/api/v1/sites/{site_id}/moves", tag = "sites",
    params(("site_id" = Uuid, Path)), request_body = SiteMoveBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn site_moved(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<SiteMoveBody>,
) -> Result<StatusCode, ApiError> {
    let says = SiteSays::Moved { to: body.to.spot()?, from: day_of(&body.first_day)? };
    let doing = doing(body.fact_id, body.facts, body.reason);
    site_say(&req, SiteId::from_uuid(id), doing, says).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// When a site is open.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteHoursBody {
    fact_id: Uuid,
    facts: i64,
    hours: SiteHours,
    reason: String,
}

/// Say when a site is open.
#[utoipa::path(put, path = "/api/v1/sites/{site_id}/hours", tag = "sites",
    params(("site_id" = Uuid, Path)), request_body = SiteHoursBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn site_hours(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<SiteHoursBody>,
) -> Result<StatusCode, ApiError> {
    let says = SiteSays::HoursSet(Box::new(body.hours.hours()?));
    let doing = doing(body.fact_id, body.facts, body.reason);
    site_say(&req, SiteId::from_uuid(id), doing, says).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a site offers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteOffersBody {
    fact_id: Uuid,
    facts: i64,
    offers: SiteOffers,
    reason: String,
}

/// Say what a site offers, and when it promises its reports.
#[utoipa::path(put, path = "/api/v1/sites/{site_id}/offers", tag = "sites",
    params(("site_id" = Uuid, Path)), request_body = SiteOffersBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn site_offers(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<SiteOffersBody>,
) -> Result<StatusCode, ApiError> {
    let says = SiteSays::OffersSet(body.offers.offers());
    let doing = doing(body.fact_id, body.facts, body.reason);
    site_say(&req, SiteId::from_uuid(id), doing, says).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How long people wait.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteQueueBody {
    fact_id: Uuid,
    wait: WaitCode,
}

/// Say how long somebody waits who comes now: one touch.
#[utoipa::path(post, path = "/api/v1/sites/{site_id}/queue", tag = "sites",
    params(("site_id" = Uuid, Path)), request_body = SiteQueueBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(crate) async fn site_queue(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<SiteQueueBody>,
) -> Result<StatusCode, ApiError> {
    let fact = SiteFactId::from_uuid(body.fact_id);
    site_queue_say(&req, SiteId::from_uuid(id), fact, body.wait.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
