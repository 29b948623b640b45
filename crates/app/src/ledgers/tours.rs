//! The home-visit team's order of the day: one for each grid in which anything is due, one for the
//! community where there are no grids. Computed from the ledgers, so that raising it twice raises
//! it once; while nobody has done it, its numbers follow the ledgers.

use super::entries_that_count;
use super::sealed::open_content;
use crate::city::order_change;
use crate::orders::note;
use crate::{City, Refusal, mint};
use fangxian_core::ids::{OrderId, PersonId};
use fangxian_core::ledgers::{Tour, due_on, tour_instruction};
use fangxian_core::orders::{OrderKind, OrderSource, OrderState, due_at};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};
use fangxian_store::ledgers::{communities_with_entries, visits_by_entry};
use fangxian_store::orders::{
    OrderFactKind, StoredOrder, order_insert, order_set_instruction, order_set_state, tours_of_day,
};
use fangxian_store::people::people_in_by_ids;
use fangxian_store::places::{doors_lock, grid_places_of_community};
use fangxian_store::{StoreError, Tx, feed};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Why there is a tour, as the order says it.
const GROUND: &str = "社区台账：特殊关爱人群、潜在风险人群和本社区自定义台账，每天上午10时上门服务";

/// Raises the tours of the day in every community that has anybody on a ledger. Run when the day
/// turns and at start; running it twice changes nothing. Returns how many orders were raised.
pub(crate) async fn tours_follow_day(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let now = city.now(wall);
    let all = city.db.read(|tx| async move { communities_with_entries(&tx).await }).await?;
    let mut n_raised = 0;
    // A community a transaction: the writer is not held for a whole city.
    for community in all {
        let of_city = city.clone();
        let write = city.db.write(move |tx| async move {
            tours_follow(&tx, &of_city, (now, wall), &community).await
        });
        n_raised += write.await?;
    }
    Ok(n_raised)
}

/// Raises, rewrites and calls off the tours of a community today. Part of the transaction that
/// changed a ledger, the register or the grids.
pub(crate) async fn tours_follow(
    tx: &Tx,
    city: &City,
    (now, wall): (Moment, Moment),
    community: &PlaceCode,
) -> Result<usize, Refusal> {
    // Two who change a ledger at once: the second counts what the first has written.
    doors_lock(tx, community).await?;
    let today = now.city_day();
    let tours = tours_called_for(tx, city, community, today).await?;
    let known = tours_of_day(tx, community, today).await?;
    let mut n_raised = 0;
    for order in known.iter().filter(|order| order.state.is_unfinished()) {
        if !tours.contains_key(&order.grid) {
            let off =
                StoredOrder { state: OrderState::CalledOff, closed_at: Some(now), ..order.clone() };
            order_set_state(tx, &off).await?;
            note(tx, &off, OrderFactKind::CalledOff, now, wall).await?;
            feed::append(tx, order_change(&city.key(), now, &off.county, off.id))?;
        }
    }
    for (grid, tour) in tours {
        let text = tour_instruction(&tour);
        let Some(order) = known.iter().find(|order| order.grid == grid) else {
            let order = order_of(community, grid, text, now, wall)?;
            if order_insert(tx, &order).await? {
                n_raised += 1;
                note(tx, &order, OrderFactKind::Raised, now, wall).await?;
                feed::append(tx, order_change(&city.key(), now, &order.county, order.id))?;
            }
            continue;
        };
        follow_known(tx, city, (now, wall), order, &text).await?;
    }
    Ok(n_raised)
}

/// What was done stays done; what was called off is called for again.
async fn follow_known(
    tx: &Tx,
    city: &City,
    (now, wall): (Moment, Moment),
    order: &StoredOrder,
    text: &str,
) -> Result<(), Refusal> {
    let mut order = order.clone();
    match order.state {
        OrderState::Done => return Ok(()),
        OrderState::Open | OrderState::Claimed if order.instruction == text => return Ok(()),
        OrderState::Open | OrderState::Claimed => {}
        OrderState::CalledOff => {
            order.state = OrderState::Open;
            order.claimed_by = None;
            order.closed_at = None;
            order_set_state(tx, &order).await?;
            order.version += 1;
            note(tx, &order, OrderFactKind::Raised, now, wall).await?;
        }
    }
    order_set_instruction(tx, &order, text).await?;
    feed::append(tx, order_change(&city.key(), now, &order.county, order.id))?;
    Ok(())
}

fn order_of(
    community: &PlaceCode,
    grid: Option<PlaceCode>,
    instruction: String,
    now: Moment,
    wall: Moment,
) -> Result<StoredOrder, Refusal> {
    let today = now.city_day();
    let county = PlaceCode::parse(&community.county()).map_err(|_| Refusal::PlaceUnknown)?;
    let to = grid.as_ref().unwrap_or(community);
    Ok(StoredOrder {
        id: OrderId::from_uuid(mint::uuid(wall)?),
        county,
        source: OrderSource::Ledgers,
        cause: format!("ledgers:{community}:{today}:{to}"),
        kind: OrderKind::LedgerTour,
        place: community.clone(),
        grid,
        for_day: today,
        due_at: due_at(OrderKind::LedgerTour, now),
        instruction,
        ground: GROUND.to_owned(),
        state: OrderState::Open,
        handed_back: 0,
        claimed_by: None,
        closed_at: None,
        created_at: now,
        version: 1,
    })
}

/// What is due on a day, by grid.
async fn tours_called_for(
    tx: &Tx,
    city: &City,
    community: &PlaceCode,
    today: CityDay,
) -> Result<BTreeMap<Option<PlaceCode>, Tour>, StoreError> {
    let mut tours: BTreeMap<Option<PlaceCode>, Tour> = BTreeMap::new();
    let entries = entries_that_count(tx, community, Moment(i64::MAX)).await?;
    if entries.is_empty() {
        return Ok(tours);
    }
    let people: Vec<PersonId> = entries.iter().map(|entry| entry.person).collect();
    let doors: HashMap<PersonId, PlaceCode> = people_in_by_ids(tx, &[community.county()], &people)
        .await?
        .into_iter()
        .filter(|one| one.gone_at.is_none() && one.door.lies_within(community))
        .map(|one| (one.id, one.door))
        .collect();
    let visits: HashMap<_, _> = visits_by_entry(tx, community, today).await?.into_iter().collect();
    let grids = grid_places_of_community(tx, community).await?;
    for entry in entries {
        // Whoever left is not visited.
        let Some(door) = doors.get(&entry.person) else { continue };
        let content = open_content(&city.keys.seals, &entry)?;
        let visited = visits.get(&entry.id).copied().unwrap_or_default();
        let due = due_on(&content, entry.entered_at.city_day(), visited, today);
        if due.is_any() {
            let grid = grids.iter().find(|(_, place)| door.lies_within(place));
            let grid = grid.map(|(grid, _)| grid.clone());
            tours.entry(grid).or_default().add(&content.matter, due);
        }
    }
    Ok(tours)
}
