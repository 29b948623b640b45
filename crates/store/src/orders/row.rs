//! A row of the table of orders as an order.

use super::StoredOrder;
use crate::{Row, StoreError};
use fangxian_core::Level;
use fangxian_core::ids::{AntigenReportId, OperationId, OrderId, ZoneId};
use fangxian_core::orders::{OrderKind, OrderSource, OrderState};
use fangxian_core::sampling::TubeCode;

/// What calls for an order that no zone calls for.
fn source_beyond_zones(row: &Row) -> Result<OrderSource, StoreError> {
    if let Some(operation) = row.opt_id("operation_id", OperationId::from_uuid)? {
        return Ok(OrderSource::Operation(operation));
    }
    let antigen = row.opt_id("antigen_report", AntigenReportId::from_uuid)?;
    match (antigen, row.opt_text("tube_code")?.map(TubeCode::parse)) {
        (Some(report), None) => Ok(OrderSource::Antigen(report)),
        (None, Some(Ok(code))) => Ok(OrderSource::Tube(code)),
        (None, None) => match row.word("kind", OrderKind::from_code)? {
            OrderKind::TestLate => Ok(OrderSource::Frequency),
            OrderKind::CodeTell => Ok(OrderSource::Code),
            OrderKind::ContactTell | OrderKind::ContactRelease | OrderKind::FollowAlarm => {
                Ok(OrderSource::Contact)
            }
            OrderKind::CaseDoor
            | OrderKind::HouseholdSample
            | OrderKind::CaseTransfer
            | OrderKind::EnvironmentSample
            | OrderKind::Disinfect => Err(row.damaged("operation_id")),
            OrderKind::ContactCheck => Ok(OrderSource::Verification),
            OrderKind::LedgerTour
            | OrderKind::TellHouseholds
            | OrderKind::ClosingTest
            | OrderKind::DoorService
            | OrderKind::AreaTest
            | OrderKind::ResolvePlace
            | OrderKind::PoolRetest
            | OrderKind::AntigenConfirm => Ok(OrderSource::Ledgers),
        },
        (_, Some(Err(_)) | Some(Ok(_))) => Err(row.damaged("tube_code")),
    }
}

/// An order from its row.
pub(super) fn order_of(row: &Row) -> Result<StoredOrder, StoreError> {
    Ok(StoredOrder {
        id: row.id("order_id", OrderId::from_uuid)?,
        county: row.place("county")?,
        source: match row.opt_id("zone_id", ZoneId::from_uuid)? {
            None => source_beyond_zones(row)?,
            Some(zone) => OrderSource::Zone {
                zone,
                level: row.word("level", Level::from_code)?,
                since: row.day("since_day")?,
            },
        },
        cause: row.text("cause")?.to_owned(),
        kind: row.word("kind", OrderKind::from_code)?,
        place: row.place("place")?,
        grid: row.opt_place("grid_code")?,
        for_day: row.day("for_day")?,
        due_at: row.moment("due_at")?,
        instruction: row.text("instruction")?.to_owned(),
        ground: row.text("ground")?.to_owned(),
        state: row.word("state", OrderState::from_code)?,
        handed_back: row.int("handed_back")?,
        claimed_by: row.opt_text("claimed_by")?.map(str::to_owned),
        closed_at: row.opt_moment("closed_at")?,
        created_at: row.moment("created_at")?,
        version: row.int("version")?,
    })
}
