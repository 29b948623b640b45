//! Which rounds a table can take a list along for.

use crate::caller::Asked;
use crate::error::ApiError;
use axum::Json;
use fangxian_app::sampling::rounds_going;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Where a table may stand.
#[derive(Serialize, ToSchema)]
pub(crate) struct GoingPlace {
    place: String,
    place_name: String,
}

/// A round of sampling that goes on.
#[derive(Serialize, ToSchema)]
pub(crate) struct GoingRow {
    round_id: Uuid,
    name: String,
    place: String,
    place_name: String,
    /// Where the caller's tables may stand.
    places: Vec<GoingPlace>,
}

/// The rounds of sampling that go on, the latest first.
#[utoipa::path(get, path = "/api/v1/sampling/rounds", tag = "sampling",
    responses((status = 200, body = Vec<GoingRow>)))]
pub(crate) async fn going_all(Asked(req): Asked) -> Result<Json<Vec<GoingRow>>, ApiError> {
    let rounds = rounds_going(&req).await?;
    let place = |code: fangxian_core::places::PlaceCode| GoingPlace {
        place_name: req.city.place_name(&code),
        place: code.to_string(),
    };
    let row = |one: fangxian_app::sampling::GoingRound| GoingRow {
        round_id: one.round.id.uuid(),
        place_name: req.city.place_name(&one.round.place),
        place: one.round.place.to_string(),
        name: one.round.name,
        places: one.places.into_iter().map(place).collect(),
    };
    Ok(Json(rounds.into_iter().map(row).collect()))
}
