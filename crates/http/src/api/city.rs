//! Places and the drill clock.

use super::wire::PlaceView;
use super::wire::day_of;
use crate::caller::{Asked, Asking, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::Refusal;
use fangxian_app::drill::drill_turn;
use fangxian_app::places::{PlaceSeen, jurisdictions_list, places_list};
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlacesQuery {
    /// The places right below this one; the counties where it is left out.
    parent: Option<String>,
    /// Or those whose name holds these words.
    q: Option<String>,
}

/// Places.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlacesView {
    rows: Vec<PlaceView>,
}

/// Look places up.
#[utoipa::path(get, path = "/api/v1/places", tag = "places", params(PlacesQuery),
    responses((status = 200, body = PlacesView), (status = 400, body = ErrorBody)))]
pub(crate) async fn place_list(
    Asked(req): Asked,
    Asking(query): Asking<PlacesQuery>,
) -> Result<Json<PlacesView>, ApiError> {
    let parent = parent_of(&query)?;
    Ok(Json(places_view(places_list(&req, parent, query.q).await?)))
}

/// Look up where a role can be held: divisions, and the grids of communities.
#[utoipa::path(get, path = "/api/v1/jurisdictions", tag = "accounts", params(PlacesQuery),
    responses((status = 200, body = PlacesView), (status = 400, body = ErrorBody)))]
pub(crate) async fn jurisdiction_list(
    Asked(req): Asked,
    Asking(query): Asking<PlacesQuery>,
) -> Result<Json<PlacesView>, ApiError> {
    let parent = parent_of(&query)?;
    Ok(Json(places_view(jurisdictions_list(&req, parent, query.q).await?)))
}

fn parent_of(query: &PlacesQuery) -> Result<Option<PlaceCode>, ApiError> {
    let parent = query.parent.as_deref().filter(|parent| !parent.is_empty()).map(PlaceCode::parse);
    Ok(parent.transpose().map_err(|_| Refusal::PlaceUnknown)?)
}

pub(super) fn places_view(places: Vec<PlaceSeen>) -> PlacesView {
    let row = |place: PlaceSeen| PlaceView {
        code: place.code.to_string(),
        name: place.name,
        path: place.path,
    };
    PlacesView { rows: places.into_iter().map(row).collect() }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TurnTo {
    day: String,
}

/// The city's day after a turn.
#[derive(Serialize, ToSchema)]
pub(crate) struct Turned {
    today: String,
}

/// Turn the clock of a drill on to a day.
#[utoipa::path(post, path = "/api/v1/drill/day", tag = "drill", request_body = TurnTo,
    responses((status = 200, body = Turned), (status = 409, body = ErrorBody)))]
pub(crate) async fn drill_day(
    Asked(req): Asked,
    Body(body): Body<TurnTo>,
) -> Result<Json<Turned>, ApiError> {
    let day = day_of(&body.day)?;
    drill_turn(&req, day).await?;
    Ok(Json(Turned { today: day.to_string() }))
}
