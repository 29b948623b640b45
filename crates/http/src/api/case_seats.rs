//! Where a case and his contacts sat.

use super::code::{Code, NearCode};
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::http::StatusCode;
use fangxian_app::cases::{SeatSaying, SeatSeen, case_seat_say};
use fangxian_app::{Refusal, Request};
use fangxian_core::Moment;
use fangxian_core::contacts::Seat;
use fangxian_core::ids::{CaseId, CaseSeatId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A seat in a vehicle.
#[derive(Serialize, ToSchema)]
pub(crate) struct VehicleSeatView {
    /// 3 of 3车厢; empty where there is none.
    carriage: String,
    row: Option<u16>,
    /// F of 12F.
    place: String,
}

/// A table at a meal.
#[derive(Serialize, ToSchema)]
pub(crate) struct TableSeatView {
    /// Empty where nobody knows.
    table: String,
    /// Of a contact: whether it is beside the case's, or he passed it again and again.
    near: NearCode,
}

/// A seat: one of the two.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeatView {
    vehicle: Option<VehicleSeatView>,
    table: Option<TableSeatView>,
}

/// A seat that was entered.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeatEnteredView {
    seat: SeatView,
    at: i64,
    by: String,
}

pub(crate) fn seat_view(seat: &Seat) -> SeatView {
    match seat {
        Seat::Vehicle { carriage, row, place } => SeatView {
            vehicle: Some(VehicleSeatView {
                carriage: carriage.clone(),
                row: *row,
                place: place.clone(),
            }),
            table: None,
        },
        Seat::Table { table, near } => SeatView {
            vehicle: None,
            table: Some(TableSeatView { table: table.clone(), near: Code(*near) }),
        },
    }
}

pub(crate) fn entered_view(req: &Request, one: &SeatSeen) -> SeatEnteredView {
    SeatEnteredView {
        seat: seat_view(&one.seat),
        at: one.at.0,
        by: req.city.people.by_login(&one.by),
    }
}

/// A seat in a vehicle, as it is entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VehicleSeatBody {
    /// 3 of 3车厢; empty where there is none.
    #[serde(default)]
    carriage: String,
    #[serde(default)]
    row: Option<u16>,
    /// F of 12F.
    #[serde(default)]
    place: String,
}

/// A table at a meal, as it is entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableSeatBody {
    /// Empty where nobody knows.
    #[serde(default)]
    table: String,
    /// Of a contact: whether it is beside the case's, or he passed it again and again.
    near: NearCode,
}

/// Where somebody sat, as it is entered: in a vehicle or at a table.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseSeatBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// Which contact; none where it is the case himself.
    #[serde(default)]
    person_id: Option<Uuid>,
    /// The number of the place, where it has one.
    #[serde(default)]
    venue: Option<u32>,
    /// When he was there, as the page showed it.
    from: i64,
    to: i64,
    #[serde(default)]
    vehicle: Option<VehicleSeatBody>,
    #[serde(default)]
    table: Option<TableSeatBody>,
}

fn seat_of(
    vehicle: Option<VehicleSeatBody>,
    table: Option<TableSeatBody>,
) -> Result<Seat, ApiError> {
    match (vehicle, table) {
        (Some(VehicleSeatBody { carriage, row, place }), None) => {
            Ok(Seat::Vehicle { carriage, row, place })
        }
        (None, Some(TableSeatBody { table, near })) => Ok(Seat::Table { table, near: near.0 }),
        (Some(_), Some(_)) | (None, None) => {
            Err(Refusal::BadInput("请填座位或桌号，只填一种。".to_owned()).into())
        }
    }
}

/// Say where a case or a contact of his sat. What it makes graver takes a second tracer.
#[utoipa::path(post, path = "/api/v1/cases/{case_id}/seats", tag = "cases",
    params(("case_id" = Uuid, Path)), request_body = CaseSeatBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn case_seat_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<CaseSeatBody>,
) -> Result<StatusCode, ApiError> {
    let saying = SeatSaying {
        id: CaseSeatId::from_uuid(body.fact_id),
        person: body.person_id.map(PersonId::from_uuid),
        venue: body.venue,
        from: Moment(body.from),
        to: Moment(body.to),
        seat: seat_of(body.vehicle, body.table)?,
    };
    case_seat_say(&req, CaseId::from_uuid(id), saying).await?;
    Ok(StatusCode::NO_CONTENT)
}
