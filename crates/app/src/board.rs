//! The command board: how the city stands on a day.

use crate::Refusal;
use crate::caller::Request;
use crate::zones::{ZonesSeen, zones_on_day};
use fangxian_core::policy::Act;
use fangxian_core::zones::Proposal;
use fangxian_core::{CityDay, Moment};
use fangxian_store::orders::{OrderCounts, OrderFilter, StoredOrder, order_counts, orders_page};

/// How many late orders the board names.
const LATE_SHOWN: i64 = 20;

/// What the board shows.
pub struct Board {
    /// The zones that the caller may see.
    pub zones: ZonesSeen,
    /// Order counts by county; none on a day in the past.
    pub orders: Vec<OrderCounts>,
    /// The latest orders, the longest overdue first.
    pub late: Vec<StoredOrder>,
    /// The last change that it knows of.
    pub feed_seq: i64,
}

/// The board on `day`; today where none is given. A day in the past is shown as it was known at
/// its end, without orders, which stand where they stand now.
pub async fn board_see(req: &Request, day: Option<CityDay>) -> Result<Board, Refusal> {
    let feed_seq = req.city.seen_seq();
    let zones = zones_on_day(req, Act::BoardSee, day)?;
    if zones.city.day < req.today() {
        return Ok(Board { zones, orders: Vec::new(), late: Vec::new(), feed_seq });
    }
    let scope = req.authorize(Act::BoardSee)?;
    let now: Moment = req.now;
    let (orders, late) = req
        .city
        .db
        .read(move |tx| async move {
            let counts = order_counts(&tx, &scope, now).await?;
            let filter = OrderFilter { overdue_at: Some(now), ..OrderFilter::default() };
            let late = orders_page(&tx, &scope, filter, LATE_SHOWN).await?;
            Ok::<_, Refusal>((counts, late))
        })
        .await?;
    Ok(Board { zones, orders, late, feed_seq })
}

/// Whether a zone waits for a signature today.
pub fn is_step_down_due(proposal: &Proposal<'_>) -> bool {
    match proposal {
        Proposal::StepDown { .. } => true,
        Proposal::Keep { .. } | Proposal::AwaitConditions | Proposal::Raise { .. } => false,
    }
}
