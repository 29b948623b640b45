//! Which rounds a table can take a list along for, and which rounds the rules ask for.

use super::code::{Code, RoundGroundCode};
use super::wire::Clause;
use crate::caller::Asked;
use crate::error::ApiError;
use axum::Json;
use fangxian_app::sampling::{RoundDue, rounds_asked, rounds_going};
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

/// A round that a rule asks for.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundAskedRow {
    place: String,
    place_name: String,
    /// On which day.
    on: String,
    ground: RoundGroundCode,
    /// The day after the closing, where that asks; the clean rounds in a row, where a screening does;
    /// every how many days, where a frequency does.
    n: u16,
    clause: Clause,
    /// The round that was opened for it.
    round_id: Option<Uuid>,
    round_name: Option<String>,
}

/// The rounds that the rules ask for: today's, those that were missed, and when the next round of a
/// screening is due.
#[utoipa::path(get, path = "/api/v1/sampling/asked", tag = "sampling",
    responses((status = 200, body = Vec<RoundAskedRow>)))]
pub(crate) async fn asked_all(Asked(req): Asked) -> Result<Json<Vec<RoundAskedRow>>, ApiError> {
    let row = |due: RoundDue| RoundAskedRow {
        place_name: req.city.place_name(&due.asked.place),
        place: due.asked.place.to_string(),
        on: due.asked.on.to_string(),
        ground: Code(due.asked.ground),
        n: due.asked.n,
        clause: Clause::from(&due.asked.clause),
        round_id: due.opened.as_ref().map(|one| one.id.uuid()),
        round_name: due.opened.map(|one| one.name),
    };
    Ok(Json(rounds_asked(&req).await?.into_iter().map(row).collect()))
}
