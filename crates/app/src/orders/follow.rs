//! Orders follow the zones: raised when called for, called off when no longer called for.

use super::fingerprint;
use crate::caller::Request;
use crate::city::order_change;
use crate::index::ZoneEntry;
use crate::ledgers::tours_follow_day;
use crate::{City, Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::ids::{OrderFactId, OrderId};
use fangxian_core::orders::{
    OrderKind, OrderPlan, OrderSource, OrderState, ZoneSite, orders_called_for,
};
use fangxian_core::places::PlaceCode;
use fangxian_core::zones::{Listing, Surroundings, zone_clock};
use fangxian_store::orders::{
    OrderFactKind, StoredOrder, StoredOrderFact, order_fact_insert, order_insert, order_set_state,
    orders_unfinished,
};
use fangxian_store::{StoreError, Tx, feed, places};
use std::sync::Arc;

/// Raises what a zone calls for now, and calls off what it no longer calls for. Part of the
/// transaction that changed the zone.
pub(crate) async fn follow_zone(tx: &Tx, req: &Request, entry: &ZoneEntry) -> Result<(), Refusal> {
    follow(tx, &req.city, req.now, req.wall, entry).await.map(|_| ())
}

/// Raises and calls off for every listed zone, and for the ledgers of every community. Run when the day turns and at start; running it
/// twice changes nothing. Returns how many orders were raised.
pub async fn orders_follow_day(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let now = city.now(wall);
    let on_day = city.zones.on_day(now.city_day(), Moment(i64::MAX));
    let mut n_raised = 0;
    let entries: Vec<Arc<ZoneEntry>> =
        on_day.zones.iter().map(|on_day| on_day.entry.clone()).collect();
    // A batch a transaction: the writer is not held for a whole city.
    for batch in entries.chunks(FOLLOW_BATCH) {
        let (batch, of_city) = (batch.to_vec(), city.clone());
        n_raised += city
            .db
            .write(move |tx| async move {
                let mut n_raised = 0;
                for entry in &batch {
                    n_raised += follow(&tx, &of_city, now, wall, entry).await?;
                }
                Ok::<usize, Refusal>(n_raised)
            })
            .await?;
    }
    n_raised += tours_follow_day(city, wall).await?;
    city.catch_up().await?;
    city.orders.forget_before(now.city_day());
    Ok(n_raised)
}

const FOLLOW_BATCH: usize = 50;

async fn follow(
    tx: &Tx,
    city: &City,
    now: Moment,
    wall: Moment,
    entry: &ZoneEntry,
) -> Result<usize, Refusal> {
    let today = now.city_day();
    let listing = entry.listing(today, Moment(i64::MAX));
    let plans = match &listing {
        Some(listing) => plans_of(tx, city, entry, listing, now).await?,
        None => Vec::new(),
    };
    call_off(tx, city, now, wall, entry, listing.as_ref(), &plans).await?;
    let mut n_raised = 0;
    for plan in plans {
        let Some(listing) = &listing else { continue };
        let order = order_of(entry, listing, plan, now, wall)?;
        if order_insert(tx, &order).await? {
            n_raised += 1;
            note(tx, &order, OrderFactKind::Raised, now, wall).await?;
            feed::append(tx, order_change(&city.key(), now, &order.county, order.id))?;
        }
    }
    Ok(n_raised)
}

async fn plans_of(
    tx: &Tx,
    city: &City,
    entry: &ZoneEntry,
    listing: &Listing,
    now: Moment,
) -> Result<Vec<OrderPlan>, StoreError> {
    let grids = match &entry.zone.place {
        Some(place) => places::grids_of_place(tx, place).await?,
        None => Vec::new(),
    };
    let grids: Vec<PlaceCode> = grids.into_iter().map(|grid| grid.code).collect();
    let area = entry.full_area();
    let site = ZoneSite {
        zone: entry.zone.id,
        area: &area,
        place: entry.site(),
        is_resolved: entry.zone.place.is_some(),
        grids: &grids,
    };
    // Orders do not wait for the county: whether graver zones stand decides on release only.
    let clock = zone_clock(&city.rules, listing, Surroundings::NoGraverZone, now.city_day());
    Ok(orders_called_for(&city.rules, site, listing, &clock, now))
}

fn order_of(
    entry: &ZoneEntry,
    listing: &Listing,
    plan: OrderPlan,
    now: Moment,
    wall: Moment,
) -> Result<StoredOrder, Refusal> {
    Ok(StoredOrder {
        id: OrderId::from_uuid(mint::uuid(wall)?),
        county: entry.zone.county.clone(),
        source: OrderSource::Zone {
            zone: entry.zone.id,
            level: listing.level,
            since: listing.since,
        },
        cause: plan.cause,
        kind: plan.kind,
        place: plan.place,
        grid: plan.grid,
        for_day: plan.for_day,
        due_at: plan.due_at,
        instruction: plan.instruction,
        ground: plan.ground,
        state: OrderState::Open,
        handed_back: 0,
        claimed_by: None,
        closed_at: None,
        created_at: now,
        version: 1,
    })
}

async fn call_off(
    tx: &Tx,
    city: &City,
    now: Moment,
    wall: Moment,
    entry: &ZoneEntry,
    listing: Option<&Listing>,
    plans: &[OrderPlan],
) -> Result<(), Refusal> {
    for mut order in orders_unfinished(tx, &entry.zone.county, entry.zone.id).await? {
        let own = listing.map(|listing| OrderSource::Zone {
            zone: entry.zone.id,
            level: listing.level,
            since: listing.since,
        });
        let same_listing = own == Some(order.source);
        let is_planned = plans.iter().any(|plan| plan.cause == order.cause);
        let stands = match order.kind {
            // Planned for one day only, or until somebody has said where the area is.
            OrderKind::AreaTest
            | OrderKind::ResolvePlace
            | OrderKind::LedgerTour
            | OrderKind::PoolRetest
            | OrderKind::AntigenConfirm
            | OrderKind::CodeTell
            | OrderKind::CaseDoor
            | OrderKind::HouseholdSample
            | OrderKind::CaseTransfer
            | OrderKind::EnvironmentSample
            | OrderKind::Disinfect
            | OrderKind::ContactTell
            | OrderKind::ContactRelease
            | OrderKind::FollowAlarm
            | OrderKind::ContactCheck
            | OrderKind::TestLate => is_planned,
            // The days of before stay until done or until the level ends; but once the place is
            // known, what was raised for the county goes to the grids.
            OrderKind::TellHouseholds | OrderKind::ClosingTest => same_listing && is_planned,
            OrderKind::DoorService => {
                let to_the_grids = plans.iter().any(|plan| {
                    plan.kind == order.kind
                        && plan.grid.as_ref().unwrap_or(&plan.place) == order.locus()
                });
                same_listing && to_the_grids
            }
        };
        if stands {
            continue;
        }
        order.state = OrderState::CalledOff;
        order.closed_at = Some(now);
        order_set_state(tx, &order).await?;
        note(tx, &order, OrderFactKind::CalledOff, now, wall).await?;
        feed::append(tx, order_change(&city.key(), now, &order.county, order.id))?;
    }
    Ok(())
}

/// Notes what the rules did to an order.
pub(crate) async fn note(
    tx: &Tx,
    order: &StoredOrder,
    kind: OrderFactKind,
    now: Moment,
    wall: Moment,
) -> Result<(), Refusal> {
    let fact = StoredOrderFact {
        id: OrderFactId::from_uuid(mint::uuid(wall)?),
        county: order.county.clone(),
        order: order.id,
        kind,
        at: now,
        by: None,
        body: "{}".to_owned(),
        body_sha256: fingerprint("rule", order.id, kind, "{}"),
    };
    order_fact_insert(tx, &fact).await?;
    Ok(())
}
