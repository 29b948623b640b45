//! Arrivals: reported for somebody, seen at the station, handed over and received.

use super::arrivals_wire::{
    ArrivalToldView, ArrivalView, ArrivalWhoBody, CheckBody, ComingBody, StationView, arrival_view,
    told_view,
};
use super::city::{PlacesView, places_view};
use super::code::ArrivalWayCode;
use super::people::place;
use super::wire::day_of;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::arrivals::{
    ArrivalDoing, ArrivalReport, ArrivalWho, arrival_asked_at, arrival_communities, arrival_direct,
    arrival_phone, arrival_report, arrival_say, arrival_say_at_station, arrival_see,
    arrivals_at_station, arrivals_of_place, arrivals_to_direct, stations_list,
};
use fangxian_core::arrivals::{ArrivalSays, LandingSample};
use fangxian_core::ids::{ArrivalFactId, ArrivalReportId};
use fangxian_core::sampling::TubeCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The stations of the city, by which somebody comes.
#[utoipa::path(get, path = "/api/v1/arrivals/stations", tag = "arrivals",
    responses((status = 200, body = Vec<StationView>)))]
pub(crate) async fn stations_all(Asked(req): Asked) -> Result<Json<Vec<StationView>>, ApiError> {
    Ok(Json(stations_list(&req)?.into_iter().map(StationView::from).collect()))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommunityQuery {
    /// Words of the name of a community.
    q: String,
}

/// The communities of the city by name: where somebody says that he stays.
#[utoipa::path(get, path = "/api/v1/arrivals/communities", tag = "arrivals", params(CommunityQuery),
    responses((status = 200, body = PlacesView)))]
pub(crate) async fn arrival_places(
    Asked(req): Asked,
    Asking(query): Asking<CommunityQuery>,
) -> Result<Json<PlacesView>, ApiError> {
    Ok(Json(places_view(arrival_communities(&req, &query.q).await?)))
}

/// What the rules of its day say of an arrival; nothing is kept.
#[utoipa::path(post, path = "/api/v1/arrivals/questions", tag = "arrivals",
    request_body = ComingBody,
    responses((status = 200, body = ArrivalToldView), (status = 400, body = ErrorBody)))]
pub(crate) async fn arrival_asked(
    Asked(req): Asked,
    Body(body): Body<ComingBody>,
) -> Result<Json<ArrivalToldView>, ApiError> {
    Ok(Json(told_view(arrival_asked_at(&req, &body.read()?).await?)))
}

/// An arrival and who comes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArrivalBody {
    /// Made by the client.
    arrival_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    way: ArrivalWayCode,
    coming: ComingBody,
    who: ArrivalWhoBody,
}

/// Report an arrival for somebody: at the counter, by phone, or at the station.
#[utoipa::path(post, path = "/api/v1/arrivals", tag = "arrivals", request_body = ArrivalBody,
    responses((status = 200, body = ArrivalToldView), (status = 400, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn arrival_new(
    Asked(req): Asked,
    Body(body): Body<ArrivalBody>,
) -> Result<Json<ArrivalToldView>, ApiError> {
    let new = ArrivalReport {
        id: ArrivalReportId::from_uuid(body.arrival_id),
        fact: ArrivalFactId::from_uuid(body.fact_id),
        coming: body.coming.read()?,
        who: body.who.read(),
        way: body.way.0,
    };
    Ok(Json(told_view(arrival_report(&req, new).await?)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArrivalsQuery {
    /// A community, or what lies around it.
    within: String,
}

fn views(req: &Request, all: Vec<fangxian_app::arrivals::ArrivalSeen>) -> Json<Vec<ArrivalView>> {
    Json(all.into_iter().map(|one| arrival_view(req, one)).collect())
}

/// Who comes to a community, waits to be received, or is kept there; what is late first.
#[utoipa::path(get, path = "/api/v1/arrivals", tag = "arrivals", params(ArrivalsQuery),
    responses((status = 200, body = Vec<ArrivalView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn arrivals_all(
    Asked(req): Asked,
    Asking(query): Asking<ArrivalsQuery>,
) -> Result<Json<Vec<ArrivalView>>, ApiError> {
    let all = arrivals_of_place(&req, &place(&query.within)?).await?;
    Ok(views(&req, all))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct StationQuery {
    /// The code of the station.
    station: String,
    day: String,
    /// The number of a receipt, or the end or all of a document: then of any day and station. Or a name,
    /// or the number of a train, a flight or a plate.
    q: Option<String>,
}

/// Who comes to a station on a day.
#[utoipa::path(get, path = "/api/v1/arrivals/station", tag = "arrivals", params(StationQuery),
    responses((status = 200, body = Vec<ArrivalView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn arrivals_station(
    Asked(req): Asked,
    Asking(query): Asking<StationQuery>,
) -> Result<Json<Vec<ArrivalView>>, ApiError> {
    let day = day_of(&query.day)?;
    let all = arrivals_at_station(&req, &query.station, day, query.q.as_deref()).await?;
    Ok(views(&req, all))
}

/// Who has no place in the city, is not where he was sent, or was not received in time.
#[utoipa::path(get, path = "/api/v1/arrivals/tasks", tag = "arrivals",
    responses((status = 200, body = Vec<ArrivalView>)))]
pub(crate) async fn arrivals_tasks(Asked(req): Asked) -> Result<Json<Vec<ArrivalView>>, ApiError> {
    let all = arrivals_to_direct(&req).await?;
    Ok(views(&req, all))
}

/// One arrival.
#[utoipa::path(get, path = "/api/v1/arrivals/{arrival_id}", tag = "arrivals",
    params(("arrival_id" = Uuid, Path)),
    responses((status = 200, body = ArrivalView), (status = 404, body = ErrorBody)))]
pub(crate) async fn arrival_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<ArrivalView>, ApiError> {
    let one = arrival_see(&req, ArrivalReportId::from_uuid(id)).await?;
    Ok(Json(arrival_view(&req, one)))
}

/// A whole phone.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArrivalPhoneView {
    phone: String,
}

/// The whole phone of whoever comes. That it was looked at is noted.
#[utoipa::path(post, path = "/api/v1/arrivals/{arrival_id}/phone", tag = "arrivals",
    params(("arrival_id" = Uuid, Path)),
    responses((status = 200, body = ArrivalPhoneView), (status = 404, body = ErrorBody)))]
pub(crate) async fn arrival_called(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<ArrivalPhoneView>, ApiError> {
    let phone = arrival_phone(&req, ArrivalReportId::from_uuid(id)).await?;
    Ok(Json(ArrivalPhoneView { phone }))
}

fn doing(fact: Uuid, seen: i64, reason: String) -> ArrivalDoing {
    ArrivalDoing { fact: ArrivalFactId::from_uuid(fact), seen, reason }
}

/// A new version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArrivalChangeBody {
    fact_id: Uuid,
    /// How many facts were seen.
    facts: i64,
    coming: ComingBody,
    who: ArrivalWhoBody,
}

/// Put a report right.
#[utoipa::path(post, path = "/api/v1/arrivals/{arrival_id}/change", tag = "arrivals",
    params(("arrival_id" = Uuid, Path)), request_body = ArrivalChangeBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn arrival_changed(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ArrivalChangeBody>,
) -> Result<StatusCode, ApiError> {
    let says = ArrivalSays::Changed(Box::new(body.coming.read()?));
    let who: ArrivalWho = body.who.read();
    let doing = doing(body.fact_id, body.facts, String::new());
    arrival_say(&req, ArrivalReportId::from_uuid(id), doing, (says, Some(who))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which fact it is, and what was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArrivalSayBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// How many facts were seen.
    facts: i64,
    /// Needed where somebody is not there, or would not be sampled.
    #[serde(default)]
    reason: String,
}

async fn kept(
    (req, id): (Request, Uuid),
    body: ArrivalSayBody,
    says: ArrivalSays,
) -> Result<StatusCode, ApiError> {
    let doing = doing(body.fact_id, body.facts, body.reason);
    arrival_say(&req, ArrivalReportId::from_uuid(id), doing, (says, None)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say that somebody does not come.
#[utoipa::path(post, path = "/api/v1/arrivals/{arrival_id}/withdraw", tag = "arrivals",
    params(("arrival_id" = Uuid, Path)), request_body = ArrivalSayBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn arrival_withdrawn(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ArrivalSayBody>,
) -> Result<StatusCode, ApiError> {
    kept((req, id), body, ArrivalSays::Withdrawn).await
}

/// Say that the community has him.
#[utoipa::path(post, path = "/api/v1/arrivals/{arrival_id}/receive", tag = "arrivals",
    params(("arrival_id" = Uuid, Path)), request_body = ArrivalSayBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn arrival_received(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ArrivalSayBody>,
) -> Result<StatusCode, ApiError> {
    kept((req, id), body, ArrivalSays::Received).await
}

/// Say that he is not there, and why one thinks so: he becomes a task of the command.
#[utoipa::path(post, path = "/api/v1/arrivals/{arrival_id}/absent", tag = "arrivals",
    params(("arrival_id" = Uuid, Path)), request_body = ArrivalSayBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn arrival_absent(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ArrivalSayBody>,
) -> Result<StatusCode, ApiError> {
    kept((req, id), body, ArrivalSays::Absent).await
}

async fn at_station(
    (req, id): (Request, Uuid),
    doing: ArrivalDoing,
    says: ArrivalSays,
) -> Result<StatusCode, ApiError> {
    arrival_say_at_station(&req, ArrivalReportId::from_uuid(id), doing, says).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was seen at the station. The color follows; nobody picks it.
#[utoipa::path(post, path = "/api/v1/arrivals/{arrival_id}/check", tag = "arrivals",
    params(("arrival_id" = Uuid, Path)), request_body = CheckBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn arrival_checked(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<CheckBody>,
) -> Result<StatusCode, ApiError> {
    let doing = doing(body.fact_id, body.facts, String::new());
    at_station((req, id), doing, ArrivalSays::Checked(Box::new(body.read()))).await
}

/// That a sample was taken on the first landing place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LandingSampleBody {
    fact_id: Uuid,
    facts: i64,
    /// Into which tube, where its code was typed.
    #[serde(default)]
    tube: Option<String>,
    /// Of whom, by his place among the people of the report, 0 being the first. Needed where several come
    /// and a tube is given; else everybody is meant.
    #[serde(default)]
    people: Vec<usize>,
}

/// Say that a sample was taken.
#[utoipa::path(post, path = "/api/v1/arrivals/{arrival_id}/sample", tag = "arrivals",
    params(("arrival_id" = Uuid, Path)), request_body = LandingSampleBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn arrival_sampled(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<LandingSampleBody>,
) -> Result<StatusCode, ApiError> {
    let tube = body.tube.as_deref().map(str::trim).filter(|tube| !tube.is_empty());
    let tube = tube.map(TubeCode::parse).transpose();
    let tube = tube.map_err(|_| bad_input("管码不对，请照管子上的抄，或者空着不填。"))?;
    let doing = doing(body.fact_id, body.facts, String::new());
    let sample = LandingSample { tube, of: body.people };
    at_station((req, id), doing, ArrivalSays::Sampled(sample)).await
}

/// Say that he would not be sampled, and what he said.
#[utoipa::path(post, path = "/api/v1/arrivals/{arrival_id}/decline", tag = "arrivals",
    params(("arrival_id" = Uuid, Path)), request_body = ArrivalSayBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn arrival_declined(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ArrivalSayBody>,
) -> Result<StatusCode, ApiError> {
    let doing = doing(body.fact_id, body.facts, body.reason);
    at_station((req, id), doing, ArrivalSays::Declined).await
}

/// To which community somebody is sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArrivalHandBody {
    fact_id: Uuid,
    facts: i64,
    place: String,
}

/// Hand somebody over to the community where he stays. Its clock runs from then on.
#[utoipa::path(post, path = "/api/v1/arrivals/{arrival_id}/hand", tag = "arrivals",
    params(("arrival_id" = Uuid, Path)), request_body = ArrivalHandBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn arrival_handed(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ArrivalHandBody>,
) -> Result<StatusCode, ApiError> {
    let says = ArrivalSays::Handed(place(&body.place)?);
    at_station((req, id), doing(body.fact_id, body.facts, String::new()), says).await
}

/// Send somebody who has no place, or is not where he was sent, to a community.
#[utoipa::path(post, path = "/api/v1/arrivals/{arrival_id}/direct", tag = "arrivals",
    params(("arrival_id" = Uuid, Path)), request_body = ArrivalHandBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn arrival_directed(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ArrivalHandBody>,
) -> Result<StatusCode, ApiError> {
    let (id, to) = (ArrivalReportId::from_uuid(id), place(&body.place)?);
    arrival_direct(&req, id, doing(body.fact_id, body.facts, String::new()), to).await?;
    Ok(StatusCode::NO_CONTENT)
}
