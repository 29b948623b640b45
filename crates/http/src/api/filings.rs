//! What is filed with a community: gatherings, and that somebody leaves the city.

use super::code::{GatheringReplyCode, LeavingStateCode};
use super::filings_wire::{
    GatheringAbout, GatheringToldView, GatheringView, LeavingAbout, LeavingToldView, LeavingView,
    gathering_view, leaving_told_view, leaving_view, told_view,
};
use super::people::place;
use super::wire::day_of;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::filings::{
    FilingDoing, FilingWho, GatheringFile, LeavingFile, gathering_asked_at, gathering_file,
    gathering_list, gathering_phone, gathering_say, gathering_see, leaving_file, leaving_list,
    leaving_phone, leaving_say,
};
use fangxian_core::filings::{GatheringSays, LeavingSays};
use fangxian_core::ids::{FilingFactId, FilingId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct GatheringsQuery {
    /// The city, a county, a street, a community.
    within: String,
    /// Those of one day; else all that are to come.
    day: Option<String>,
}

/// The gatherings of a division; those that wait for an answer first.
#[utoipa::path(get, path = "/api/v1/gatherings", tag = "filings", params(GatheringsQuery),
    responses((status = 200, body = Vec<GatheringView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn gathering_all(
    Asked(req): Asked,
    Asking(query): Asking<GatheringsQuery>,
) -> Result<Json<Vec<GatheringView>>, ApiError> {
    let day = query.day.as_deref().map(day_of).transpose()?;
    let all = gathering_list(&req, &place(&query.within)?, day).await?;
    Ok(Json(all.into_iter().map(|one| gathering_view(&req, one)).collect()))
}

/// One gathering.
#[utoipa::path(get, path = "/api/v1/gatherings/{filing_id}", tag = "filings",
    params(("filing_id" = Uuid, Path)),
    responses((status = 200, body = GatheringView), (status = 404, body = ErrorBody)))]
pub(crate) async fn gathering_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<GatheringView>, ApiError> {
    let one = gathering_see(&req, FilingId::from_uuid(id)).await?;
    Ok(Json(gathering_view(&req, one)))
}

/// What the rules say of a gathering; nothing is kept.
#[utoipa::path(post, path = "/api/v1/gatherings/questions", tag = "filings",
    request_body = GatheringAbout,
    responses((status = 200, body = GatheringToldView), (status = 400, body = ErrorBody)))]
pub(crate) async fn gathering_asked(
    Asked(req): Asked,
    Body(body): Body<GatheringAbout>,
) -> Result<Json<GatheringToldView>, ApiError> {
    Ok(Json(told_view(gathering_asked_at(&req, &body.read()?).await?)))
}

/// A gathering and who answers for it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GatheringBody {
    /// Made by the client.
    filing_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    gathering: GatheringAbout,
    who_name: String,
    who_phone: String,
}

/// File a gathering for whoever holds it. One that is not allowed on its day is refused with the clause.
#[utoipa::path(post, path = "/api/v1/gatherings", tag = "filings", request_body = GatheringBody,
    responses((status = 200, body = GatheringToldView), (status = 400, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn gathering_new(
    Asked(req): Asked,
    Body(body): Body<GatheringBody>,
) -> Result<Json<GatheringToldView>, ApiError> {
    let new = GatheringFile {
        id: FilingId::from_uuid(body.filing_id),
        fact: FilingFactId::from_uuid(body.fact_id),
        gathering: body.gathering.read()?,
        who: FilingWho { name: body.who_name, phone: body.who_phone },
    };
    Ok(Json(told_view(gathering_file(&req, new).await?)))
}

fn doing(fact: Uuid, seen: i64, reason: String) -> FilingDoing {
    FilingDoing { fact: FilingFactId::from_uuid(fact), seen, reason }
}

/// What the community answers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GatheringAnswerBody {
    fact_id: Uuid,
    /// How many facts were seen.
    facts: i64,
    reply: GatheringReplyCode,
    /// Where it is asked to shrink: at most so many people.
    #[serde(default)]
    people_max: Option<u32>,
    /// Needed but where it is noted alone.
    #[serde(default)]
    reason: String,
}

/// Answer a gathering that was filed. It is refused by a clause of its day alone.
#[utoipa::path(post, path = "/api/v1/gatherings/{filing_id}/answer", tag = "filings",
    params(("filing_id" = Uuid, Path)), request_body = GatheringAnswerBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn gathering_answered(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<GatheringAnswerBody>,
) -> Result<StatusCode, ApiError> {
    let says = GatheringSays::Answered { reply: body.reply.0, people_max: body.people_max };
    let doing = doing(body.fact_id, body.facts, body.reason);
    gathering_say(&req, FilingId::from_uuid(id), doing, (says, None)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new version of a gathering.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GatheringChangeBody {
    fact_id: Uuid,
    facts: i64,
    gathering: GatheringAbout,
    who_name: String,
    who_phone: String,
}

/// Put a gathering right. The community answers anew.
#[utoipa::path(post, path = "/api/v1/gatherings/{filing_id}/change", tag = "filings",
    params(("filing_id" = Uuid, Path)), request_body = GatheringChangeBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn gathering_changed(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<GatheringChangeBody>,
) -> Result<StatusCode, ApiError> {
    let says = GatheringSays::Changed(Box::new(body.gathering.read()?));
    let who = FilingWho { name: body.who_name, phone: body.who_phone };
    let doing = doing(body.fact_id, body.facts, String::new());
    gathering_say(&req, FilingId::from_uuid(id), doing, (says, Some(who))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which fact it is, and what was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FilingSayBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// How many facts were seen.
    facts: i64,
    #[serde(default)]
    reason: String,
}

/// Say that a gathering is not held.
#[utoipa::path(post, path = "/api/v1/gatherings/{filing_id}/cancel", tag = "filings",
    params(("filing_id" = Uuid, Path)), request_body = FilingSayBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn gathering_cancelled(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<FilingSayBody>,
) -> Result<StatusCode, ApiError> {
    let doing = doing(body.fact_id, body.facts, body.reason);
    let says = (GatheringSays::Cancelled, None);
    gathering_say(&req, FilingId::from_uuid(id), doing, says).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A whole phone.
#[derive(Serialize, ToSchema)]
pub(crate) struct FilingPhoneView {
    phone: String,
}

/// The whole phone of whoever answers for a gathering. That it was looked at is noted.
#[utoipa::path(post, path = "/api/v1/gatherings/{filing_id}/phone", tag = "filings",
    params(("filing_id" = Uuid, Path)),
    responses((status = 200, body = FilingPhoneView), (status = 404, body = ErrorBody)))]
pub(crate) async fn gathering_called(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<FilingPhoneView>, ApiError> {
    let phone = gathering_phone(&req, FilingId::from_uuid(id)).await?;
    Ok(Json(FilingPhoneView { phone }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeavingsQuery {
    /// A community, or what lies around it.
    within: String,
    /// Only those that stand so.
    state: Option<LeavingStateCode>,
}

/// Who is away, goes soon, or is overdue.
#[utoipa::path(get, path = "/api/v1/leavings", tag = "filings", params(LeavingsQuery),
    responses((status = 200, body = Vec<LeavingView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn leaving_all(
    Asked(req): Asked,
    Asking(query): Asking<LeavingsQuery>,
) -> Result<Json<Vec<LeavingView>>, ApiError> {
    let state = query.state.map(|code| code.0);
    let all = leaving_list(&req, &place(&query.within)?, state).await?;
    Ok(Json(all.into_iter().map(|one| leaving_view(&req, one)).collect()))
}

/// That somebody leaves, and who.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeavingBody {
    /// Made by the client.
    leaving_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    leaving: LeavingAbout,
    who_name: String,
    who_phone: String,
}

/// File that somebody leaves. It is a filing, not a permission.
#[utoipa::path(post, path = "/api/v1/leavings", tag = "filings", request_body = LeavingBody,
    responses((status = 200, body = LeavingToldView), (status = 400, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn leaving_new(
    Asked(req): Asked,
    Body(body): Body<LeavingBody>,
) -> Result<Json<LeavingToldView>, ApiError> {
    let new = LeavingFile {
        id: FilingId::from_uuid(body.leaving_id),
        fact: FilingFactId::from_uuid(body.fact_id),
        leaving: body.leaving.read()?,
        who: FilingWho { name: body.who_name, phone: body.who_phone },
    };
    Ok(Json(leaving_told_view(leaving_file(&req, new).await?)))
}

/// A new version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeavingChangeBody {
    fact_id: Uuid,
    facts: i64,
    leaving: LeavingAbout,
    who_name: String,
    who_phone: String,
}

/// Put it right: other days, another place.
#[utoipa::path(post, path = "/api/v1/leavings/{leaving_id}/change", tag = "filings",
    params(("leaving_id" = Uuid, Path)), request_body = LeavingChangeBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn leaving_changed(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<LeavingChangeBody>,
) -> Result<StatusCode, ApiError> {
    let says = LeavingSays::Changed(Box::new(body.leaving.read()?));
    let who = FilingWho { name: body.who_name, phone: body.who_phone };
    let doing = doing(body.fact_id, body.facts, String::new());
    leaving_say(&req, FilingId::from_uuid(id), doing, (says, Some(who))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say that somebody does not go.
#[utoipa::path(post, path = "/api/v1/leavings/{leaving_id}/cancel", tag = "filings",
    params(("leaving_id" = Uuid, Path)), request_body = FilingSayBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn leaving_cancelled(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<FilingSayBody>,
) -> Result<StatusCode, ApiError> {
    let doing = doing(body.fact_id, body.facts, body.reason);
    leaving_say(&req, FilingId::from_uuid(id), doing, (LeavingSays::Cancelled, None)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Since when somebody is back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeavingReturnBody {
    fact_id: Uuid,
    facts: i64,
    on: String,
}

/// Say that somebody is back.
#[utoipa::path(post, path = "/api/v1/leavings/{leaving_id}/return", tag = "filings",
    params(("leaving_id" = Uuid, Path)), request_body = LeavingReturnBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn leaving_returned(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<LeavingReturnBody>,
) -> Result<StatusCode, ApiError> {
    let says = LeavingSays::Returned { on: day_of(&body.on)? };
    let doing = doing(body.fact_id, body.facts, String::new());
    leaving_say(&req, FilingId::from_uuid(id), doing, (says, None)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The whole phone of whoever leaves. That it was looked at is noted.
#[utoipa::path(post, path = "/api/v1/leavings/{leaving_id}/phone", tag = "filings",
    params(("leaving_id" = Uuid, Path)),
    responses((status = 200, body = FilingPhoneView), (status = 404, body = ErrorBody)))]
pub(crate) async fn leaving_called(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<FilingPhoneView>, ApiError> {
    let phone = leaving_phone(&req, FilingId::from_uuid(id)).await?;
    Ok(Json(FilingPhoneView { phone }))
}
