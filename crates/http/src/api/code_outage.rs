//! 健康码停用: that codes are down, by the word of the city command.

use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::codes::{OutageSeen, outage_begin, outage_end, outages_list};
use fangxian_core::Moment;
use fangxian_core::ids::CodeOutageId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One such act.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutageView {
    outage_id: Uuid,
    /// Its place in the order; the first is 1.
    ordinal: i64,
    reason: String,
    since: i64,
    /// Until before when, as it was said.
    until: i64,
    /// Until before when it holds or held: earlier where it was ended, or where another took its place.
    ends_at: i64,
    /// The name of whoever said it.
    by: String,
    /// The name of whoever ended it before its time.
    ended_by: Option<String>,
}

/// Whether codes are down now, and the last acts, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutagesView {
    now: i64,
    /// Whether the first of them holds now.
    down: bool,
    rows: Vec<OutageView>,
}

fn view(seen: OutageSeen, next: Option<Moment>) -> OutageView {
    let own = seen.outage.ends_at();
    OutageView {
        outage_id: seen.id.uuid(),
        ordinal: seen.outage.ordinal,
        since: seen.outage.since.0,
        until: seen.outage.until.0,
        ends_at: next.map_or(own, |next| own.min(next)).0,
        reason: seen.outage.reason,
        by: seen.by,
        ended_by: seen.ended_by,
    }
}

/// Whether codes are down, who said so, and until when.
#[utoipa::path(get, path = "/api/v1/codes/outages", tag = "codes",
    responses((status = 200, body = OutagesView)))]
pub(crate) async fn outage_all(Asked(req): Asked) -> Result<Json<OutagesView>, ApiError> {
    let all = outages_list(&req).await?;
    let down = all.first().is_some_and(|one| one.outage.holds(req.now));
    let mut next = None;
    let row = |seen: OutageSeen| {
        let since = seen.outage.since;
        view(seen, next.replace(since))
    };
    let rows = all.into_iter().map(row).collect();
    Ok(Json(OutagesView { now: req.now.0, down, rows }))
}

/// That codes are down from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutageBody {
    /// Made by the client; the same again is the same.
    outage_id: Uuid,
    /// The place in the order of the last act that the page showed; 0 where there was none.
    last: i64,
    /// For so long: 1440, a day, at most.
    minutes: i64,
    /// Why, for everybody to read. No name.
    reason: String,
}

/// Say that codes are down: gates go by document and paper list, at most for a day.
#[utoipa::path(post, path = "/api/v1/codes/outages", tag = "codes", request_body = OutageBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn outage_new(
    Asked(req): Asked,
    Body(body): Body<OutageBody>,
) -> Result<StatusCode, ApiError> {
    let id = CodeOutageId::from_uuid(body.outage_id);
    outage_begin(&req, (id, body.last), body.minutes, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End it before its time: codes are asked for again.
#[utoipa::path(post, path = "/api/v1/codes/outages/{outage_id}/end", tag = "codes",
    params(("outage_id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn outage_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<StatusCode, ApiError> {
    outage_end(&req, CodeOutageId::from_uuid(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
