//! The command board: how the city stands on a day.

use crate::Refusal;
use crate::caller::Request;
use crate::index::ZoneEntry;
use crate::order_tally::OrderCounts;
use crate::zones::{ZonesSeen, zones_on_day};
use fangxian_core::CityDay;
use fangxian_core::Moment;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::zones::Proposal;
use fangxian_store::orders::{StoredOrder, orders_by_ids};
use fangxian_store::zones::StoredZoneFact;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many late orders the board names.
const LATE_SHOWN: usize = 20;

/// What the board shows.
pub struct Board {
    /// The zones that the caller may see.
    pub zones: ZonesSeen,
    /// Order counts by county; none on a day in the past.
    pub orders: BTreeMap<PlaceCode, OrderCounts>,
    /// The latest orders, the longest overdue first.
    pub late: Vec<StoredOrder>,
    /// What became known last about the zones, the newest first.
    pub recent: Vec<Recent>,
    /// The last change that it knows of.
    pub feed_seq: i64,
}

/// Something that became known about a zone.
pub struct Recent {
    /// The zone.
    pub entry: Arc<ZoneEntry>,
    /// The fact, with who signed it.
    pub record: StoredZoneFact,
}

/// How many of the latest facts the board names.
const RECENT_SHOWN: usize = 12;

/// The latest facts known at `until`, the newest first.
fn recent(zones: &ZonesSeen, until: Moment) -> Vec<Recent> {
    let mut latest: Vec<(&Arc<ZoneEntry>, &StoredZoneFact)> = Vec::new();
    for zone in zones.iter() {
        for record in zone.entry.records.iter().filter(|one| one.fact.recorded_at <= until) {
            let at = latest
                .partition_point(|(_, kept)| kept.fact.recorded_at >= record.fact.recorded_at);
            if at < RECENT_SHOWN {
                latest.insert(at, (&zone.entry, record));
                latest.truncate(RECENT_SHOWN);
            }
        }
    }
    let own = |(entry, record): (&Arc<ZoneEntry>, &StoredZoneFact)| Recent {
        entry: entry.clone(),
        record: record.clone(),
    };
    latest.into_iter().map(own).collect()
}

/// The board on `day`; today where none is given. A day in the past is shown as it was known at
/// its end, without orders, which stand where they stand now.
pub async fn board_see(req: &Request, day: Option<CityDay>) -> Result<Board, Refusal> {
    let feed_seq = req.city.seen_seq();
    let zones = zones_on_day(req, Act::BoardSee, day)?;
    if zones.city.day < req.today() {
        let recent = recent(&zones, zones.city.day.ends_at());
        return Ok(Board { zones, orders: BTreeMap::new(), late: Vec::new(), recent, feed_seq });
    }
    let scope = req.authorize(Act::BoardSee)?;
    let orders = req.city.orders.counts(&scope, req.now);
    let late = req.city.orders.late(&scope, req.now, LATE_SHOWN);
    let late = req.city.db.read(move |tx| async move { orders_by_ids(&tx, &late).await }).await?;
    let recent = recent(&zones, Moment(i64::MAX));
    Ok(Board { zones, orders, late, recent, feed_seq })
}

/// Whether a zone waits for a signature today.
pub fn is_step_down_due(proposal: &Proposal<'_>) -> bool {
    match proposal {
        Proposal::StepDown { .. } => true,
        Proposal::Keep { .. } | Proposal::AwaitConditions | Proposal::Raise { .. } => false,
    }
}
