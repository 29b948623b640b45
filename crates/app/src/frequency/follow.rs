//! Orders and reminders follow how people stand: an order for each grid that has anybody late, called
//! off once nobody is; a reminder on the evening before. Run every few seconds by each server: what
//! was followed is passed over, and running it twice changes nothing.

use super::held::{Community, of_place};
use super::remind::remind;
use crate::city::order_change;
use crate::orders::note;
use crate::{City, Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::frequency::{
    REMINDER_HOUR, REMINDER_LAST_HOUR, Requirement, StandingKind, late_ground, late_instruction,
};
use fangxian_core::ids::{OrderId, PersonId};
use fangxian_core::orders::{OrderKind, OrderSource, OrderState, due_at};
use fangxian_core::places::PlaceCode;
use fangxian_store::orders::{
    OrderFactKind, StoredOrder, late_order_places, late_orders, order_insert,
    order_set_instruction, order_set_state,
};
use fangxian_store::people::people_in_by_ids;
use fangxian_store::places::{doors_lock, grid_places_of_community};
use fangxian_store::{StoreError, Tx, feed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const HOUR_MS: i64 = 3_600_000;

/// Raises, calls off and reminds where anything changed since, and everywhere once a day and once an
/// evening. How many orders were raised and messages written.
pub async fn frequency_follow(city: &Arc<City>, wall: Moment) -> Result<(usize, usize), Refusal> {
    city.catch_up().await?;
    let now = city.now(wall);
    let (today, hour) = (now.city_day(), now.ms_of_day() / HOUR_MS);
    let is_evening = (REMINDER_HOUR..REMINDER_LAST_HOUR).contains(&hour) && city.has_sms();
    let book = &city.frequency;
    let decisions = book.decisions(city).await?;
    let due = book.requirements(city, today).await?;
    let then = book.requirements(city, today.plus(1)).await?;
    let followed = book.take_followed();
    let mut left = followed.changed.clone();
    let all_orders = followed.orders != Some(today);
    let all_reminders = is_evening && followed.reminders != Some(today);
    let done = async {
        let orders = match all_orders {
            true => everywhere(city, &due).await?,
            false => followed.changed.clone(),
        };
        let reminders = match (is_evening, all_reminders) {
            (true, true) => everywhere(city, &then).await?,
            (true, false) => followed.changed,
            (false, _) => BTreeSet::new(),
        };
        let (mut n_raised, mut n_reminded) = (0, 0);
        for place in orders.union(&reminders) {
            if orders.contains(place) {
                n_raised += follow_orders(city, place, &due, (now, wall)).await?;
            }
            if reminders.contains(place) && then.iter().any(|one| one.covers(place)) {
                n_reminded += remind(city, place, &then, (now, wall)).await?;
            }
            left.remove(place);
        }
        Ok::<_, Refusal>((n_raised, n_reminded))
    };
    let done = done.await;
    if done.is_err() {
        book.still_changed(left);
        return done;
    }
    book.followed(&decisions, all_orders.then_some(today), all_reminders.then_some(today));
    city.catch_up().await?;
    done
}

/// The communities whose people anything binds, and those that still have an order.
async fn everywhere(
    city: &Arc<City>,
    requirements: &[Requirement],
) -> Result<BTreeSet<PlaceCode>, Refusal> {
    let counties = crate::register::counties(city);
    let with_orders =
        city.db.read(move |tx| async move { late_order_places(&tx, &counties).await }).await?;
    let mut places: BTreeSet<PlaceCode> = with_orders.into_iter().collect();
    let census = city.rosters.census(&city.db).await?.into_iter().map(|(code, _)| code);
    places.extend(census.filter(|code| requirements.iter().any(|one| one.covers(code))));
    Ok(places)
}

/// What is to be done to the orders of a community.
enum Step {
    CallOff(StoredOrder),
    /// Late again on the day on which nobody had been any more.
    Reopen(StoredOrder),
    Rewrite(StoredOrder, String),
    Raise(Option<PlaceCode>, String),
}

async fn follow_orders(
    city: &Arc<City>,
    community: &PlaceCode,
    requirements: &[Requirement],
    (now, wall): (Moment, Moment),
) -> Result<usize, Refusal> {
    let today = now.city_day();
    let rules = of_place(requirements, community);
    let late: Vec<PersonId> = match rules.is_empty() {
        true => Vec::new(),
        false => {
            let ask = |own: &mut Community| own.who(&rules, today, StandingKind::Late);
            let late = city.frequency.with(city, (community, wall), ask).await?;
            late.into_iter().map(|(id, _)| id).collect()
        }
    };
    let gravest = rules.iter().min_by_key(|one| one.every_days);
    let ground = gravest.map(|one| late_ground(&one.clause.as_written)).unwrap_or_default();
    let (own, ids) = (community.clone(), late.clone());
    let looked = city.db.read(move |tx| async move { steps(&tx, &own, &ids, now).await }).await?;
    if looked.is_empty() {
        return Ok(0);
    }
    let (of_city, own) = (Arc::clone(city), community.clone());
    let write = city.db.write(move |tx| async move {
        // Two servers that follow at once: the second finds what the first has done.
        doors_lock(&tx, &own).await?;
        let mut n_raised = 0;
        for step in steps(&tx, &own, &late, now).await? {
            n_raised += usize::from(take(&tx, &of_city, &own, (now, wall), step, &ground).await?);
        }
        Ok::<_, Refusal>(n_raised)
    });
    write.await
}

/// What the orders of a community need, for who of it is late.
async fn steps(
    tx: &Tx,
    community: &PlaceCode,
    late: &[PersonId],
    now: Moment,
) -> Result<Vec<Step>, StoreError> {
    let today = now.city_day();
    let known = late_orders(tx, community, today).await?;
    let mut by_grid: BTreeMap<Option<PlaceCode>, usize> = BTreeMap::new();
    if !late.is_empty() {
        let grids = grid_places_of_community(tx, community).await?;
        for one in people_in_by_ids(tx, &[community.county()], late).await? {
            if one.gone_at.is_none() && one.door.lies_within(community) {
                let grid = grids.iter().find(|(_, place)| one.door.lies_within(place));
                *by_grid.entry(grid.map(|(grid, _)| grid.clone())).or_default() += 1;
            }
        }
    }
    let mut steps: Vec<Step> = known
        .iter()
        .filter(|one| one.state.is_unfinished() && !by_grid.contains_key(&one.grid))
        .map(|one| Step::CallOff(one.clone()))
        .collect();
    for (grid, n_people) in by_grid {
        let own = || known.iter().filter(|one| one.grid == grid);
        let text = late_instruction(n_people, today);
        // The number is that of the morning: whoever has the order open is not told that it changed
        // with every sample.
        let of_today = |one: &StoredOrder| {
            let begin = late_instruction(0, today);
            let date = begin.split_once('早').map_or("", |(date, _)| date);
            one.instruction.starts_with(date)
        };
        match (own().find(|one| one.state.is_unfinished()), own().find(|one| one.for_day == today))
        {
            (Some(one), _) if of_today(one) => {}
            (Some(one), _) => steps.push(Step::Rewrite(one.clone(), text)),
            (None, Some(one)) if one.state == OrderState::CalledOff => {
                steps.push(Step::Reopen(one.clone()));
            }
            // What was done today stays done today.
            (None, Some(_)) => {}
            (None, None) => steps.push(Step::Raise(grid, text)),
        }
    }
    Ok(steps)
}

/// Takes a step. Whether an order was raised.
async fn take(
    tx: &Tx,
    city: &City,
    community: &PlaceCode,
    (now, wall): (Moment, Moment),
    step: Step,
    ground: &str,
) -> Result<bool, Refusal> {
    let order = match step {
        Step::CallOff(order) => {
            let off = StoredOrder { state: OrderState::CalledOff, closed_at: Some(now), ..order };
            order_set_state(tx, &off).await?;
            note(tx, &off, OrderFactKind::CalledOff, now, wall).await?;
            off
        }
        Step::Reopen(order) => {
            let open =
                StoredOrder { state: OrderState::Open, claimed_by: None, closed_at: None, ..order };
            order_set_state(tx, &open).await?;
            note(tx, &open, OrderFactKind::Raised, now, wall).await?;
            open
        }
        Step::Rewrite(order, text) => {
            order_set_instruction(tx, &order, &text).await?;
            order
        }
        Step::Raise(grid, text) => {
            let order = order_of(community, grid, text, ground, (now, wall))?;
            if !order_insert(tx, &order).await? {
                return Ok(false);
            }
            note(tx, &order, OrderFactKind::Raised, now, wall).await?;
            feed::append(tx, order_change(&city.key(), now, &order.county, order.id))?;
            return Ok(true);
        }
    };
    feed::append(tx, order_change(&city.key(), now, &order.county, order.id))?;
    Ok(false)
}

fn order_of(
    community: &PlaceCode,
    grid: Option<PlaceCode>,
    instruction: String,
    ground: &str,
    (now, wall): (Moment, Moment),
) -> Result<StoredOrder, Refusal> {
    let today = now.city_day();
    let county = PlaceCode::parse(&community.county()).map_err(|_| Refusal::PlaceUnknown)?;
    let to = grid.as_ref().unwrap_or(community);
    Ok(StoredOrder {
        id: OrderId::from_uuid(mint::uuid(wall)?),
        county,
        source: OrderSource::Frequency,
        cause: format!("frequency:{community}:{today}:{to}"),
        kind: OrderKind::TestLate,
        place: community.clone(),
        grid,
        for_day: today,
        due_at: due_at(OrderKind::TestLate, now),
        instruction,
        ground: ground.to_owned(),
        state: OrderState::Open,
        handed_back: 0,
        claimed_by: None,
        closed_at: None,
        created_at: now,
        version: 1,
    })
}
