//! The arrivals of a day in numbers, for the command.

use super::wire::day_of;
use crate::caller::{Asked, Asking};
use crate::error::ApiError;
use axum::Json;
use fangxian_app::arrivals::{ArrivalNumbers, arrival_numbers};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// The arrivals of a day in numbers of people.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArrivalNumbersView {
    people: u64,
    /// By color; `none` where no mark is given.
    colors: BTreeMap<String, u64>,
    /// By where they come from: the first two digits of its code.
    provinces: BTreeMap<String, u64>,
    stations: BTreeMap<String, u64>,
    states: BTreeMap<String, u64>,
    /// How many of the people were seen, at the station or where they stay.
    came: u64,
    /// How many reports were handed over, how many of those received, and how many of those in time.
    handed: u64,
    received: u64,
    in_time: u64,
    /// How long the hand-overs waited.
    middle_minutes: Option<i64>,
    longest_minutes: Option<i64>,
    /// How many wait beyond their time.
    late: u64,
}

fn numbers_view(one: ArrivalNumbers) -> ArrivalNumbersView {
    ArrivalNumbersView {
        people: one.people,
        colors: one.colors,
        provinces: one.provinces,
        stations: one.stations,
        states: one.states,
        came: one.came,
        handed: one.handed,
        received: one.received,
        in_time: one.in_time,
        middle_minutes: one.middle_minutes,
        longest_minutes: one.longest_minutes,
        late: one.late,
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArrivalDayQuery {
    day: String,
}

/// The arrivals of a day in numbers.
#[utoipa::path(get, path = "/api/v1/arrivals/numbers", tag = "arrivals", params(ArrivalDayQuery),
    responses((status = 200, body = ArrivalNumbersView)))]
pub(crate) async fn arrivals_numbers(
    Asked(req): Asked,
    Asking(query): Asking<ArrivalDayQuery>,
) -> Result<Json<ArrivalNumbersView>, ApiError> {
    Ok(Json(numbers_view(arrival_numbers(&req, day_of(&query.day)?).await?)))
}
