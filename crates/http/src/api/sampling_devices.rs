//! Phones that take samples: enrolled, listed, revoked.

use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fangxian_app::Request;
use fangxian_app::sampling::{DeviceSeen, device_enroll, device_lost, devices_list};
use fangxian_core::ids::DeviceId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceBody {
    /// Made by the phone once.
    device_id: Uuid,
    /// What people call it.
    label: String,
    /// The uncompressed point of P-256, base64.
    public_key: String,
}

/// Enroll the phone that takes samples.
#[utoipa::path(post, path = "/api/v1/sampling/devices", tag = "sampling",
    request_body = DeviceBody,
    responses((status = 204), (status = 403, body = ErrorBody)))]
pub(crate) async fn device_new(
    Asked(req): Asked,
    Body(body): Body<DeviceBody>,
) -> Result<StatusCode, ApiError> {
    let key = STANDARD.decode(&body.public_key).map_err(|_| bad_input("手机的公钥格式不对。"))?;
    device_enroll(&req, DeviceId::from_uuid(body.device_id), &body.label, key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A phone that takes samples.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceRow {
    device_id: Uuid,
    label: String,
    enrolled_by_name: String,
    enrolled_at: i64,
    revoked_at: Option<i64>,
    /// How far its clock was ahead of ours when it last sent, in milliseconds.
    skew_ms: Option<i64>,
    last_sent_at: Option<i64>,
    /// How many captures it said that it still had.
    n_unsent: Option<i64>,
    /// Where its table stood, by the latest that arrived; null where nothing did.
    place: Option<String>,
    place_name: Option<String>,
    /// At which site; null where its table stood at none.
    site_id: Option<Uuid>,
    site_name: Option<String>,
}

impl DeviceRow {
    fn new(req: &Request, seen: DeviceSeen) -> DeviceRow {
        let one = seen.device;
        let place = one.spot.as_ref().map(|(place, _)| place);
        DeviceRow {
            device_id: one.id.uuid(),
            enrolled_by_name: req.city.people.by_login(&one.by),
            enrolled_at: one.enrolled_at.0,
            revoked_at: one.revoked.as_ref().map(|(at, _)| at.0),
            skew_ms: one.skew_ms,
            last_sent_at: one.last_sent_at.map(|at| at.0),
            n_unsent: one.n_unsent,
            place: place.map(ToString::to_string),
            place_name: place.map(|place| req.city.place_name(place)),
            site_id: one.spot.as_ref().and_then(|(_, site)| *site).map(|site| site.uuid()),
            site_name: seen.site_name,
            label: one.label,
        }
    }
}

/// The phones that take samples, the one that sent last first.
#[utoipa::path(get, path = "/api/v1/sampling/devices", tag = "sampling",
    responses((status = 200, body = Vec<DeviceRow>)))]
pub(crate) async fn device_all(Asked(req): Asked) -> Result<Json<Vec<DeviceRow>>, ApiError> {
    let devices = devices_list(&req).await?;
    Ok(Json(devices.into_iter().map(|one| DeviceRow::new(&req, one)).collect()))
}

/// Revoke a phone that is lost.
#[utoipa::path(post, path = "/api/v1/sampling/devices/{device_id}/revoke", tag = "sampling",
    params(("device_id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ErrorBody)))]
pub(crate) async fn device_gone(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<StatusCode, ApiError> {
    device_lost(&req, DeviceId::from_uuid(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
