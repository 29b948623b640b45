//! How many orders stand where, in memory: the board counts 150,000 of them within its 50 ms.
//!
//! A cache: the store is the truth. It is built at start and follows the feed of committed facts.
//! It holds what is unfinished, and what was closed on the city's day.

use fangxian_core::ids::OrderId;
use fangxian_core::orders::OrderState;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Scope;
use fangxian_core::{CityDay, Moment};
use fangxian_store::orders::{OrderStanding, orders_standing};
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeMap, HashMap};
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

/// How many orders are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderCounts {
    /// Waiting or being done, not late.
    pub open: usize,
    /// Unfinished and past due.
    pub late: usize,
    /// Done on the day asked for.
    pub done_today: usize,
    /// Unfinished and due on that day.
    pub due_today: usize,
}

impl OrderCounts {
    /// Adds the counts of another place.
    pub fn add(&mut self, other: OrderCounts) {
        self.open += other.open;
        self.late += other.late;
        self.done_today += other.done_today;
        self.due_today += other.due_today;
    }
}

/// The tally. A reader waits for nobody but a writer that puts a few orders in.
#[derive(Debug, Default)]
pub struct OrderTally {
    tally: RwLock<Tally>,
}

#[derive(Debug, Default)]
struct Tally {
    known: HashMap<OrderId, OrderStanding>,
    /// By the place that answers for them, so that a jurisdiction is held against each place once.
    by_locus: BTreeMap<PlaceCode, AtPlace>,
}

#[derive(Debug)]
struct AtPlace {
    county: PlaceCode,
    /// The soonest due first.
    unfinished: Vec<(Moment, OrderId)>,
    done: BTreeMap<CityDay, usize>,
}

impl OrderTally {
    /// Reads what is unfinished, and what was closed on `today` or later.
    pub async fn load(tx: &Tx, today: CityDay) -> Result<OrderTally, StoreError> {
        let mut tally = Tally::default();
        for order in orders_standing(tx, today.starts_at()).await? {
            tally.put(order);
        }
        Ok(OrderTally { tally: RwLock::new(tally) })
    }

    /// Puts these in the place of what was known of them. One that was read before a newer one
    /// never takes its place.
    pub fn replace(&self, orders: Vec<OrderStanding>) {
        if orders.is_empty() {
            return;
        }
        let mut tally = self.write();
        for order in orders {
            let known = tally.known.get(&order.id);
            if known.is_none_or(|known| known.version < order.version) {
                tally.put(order);
            }
        }
    }

    /// Forgets what was closed before `today`.
    pub fn forget_before(&self, today: CityDay) {
        let mut tally = self.write();
        let start = today.starts_at();
        tally.known.retain(|_, order| order.closed_at.is_none_or(|closed| closed >= start));
        for place in tally.by_locus.values_mut() {
            place.done.retain(|day, _| *day >= today);
        }
    }

    /// The counts at `now` of what the scope reaches, by county.
    pub fn counts(&self, scope: &Scope, now: Moment) -> BTreeMap<PlaceCode, OrderCounts> {
        let mut counts: BTreeMap<PlaceCode, OrderCounts> = BTreeMap::new();
        for (locus, place) in &self.read().by_locus {
            if answers_for(scope, locus) {
                counts.entry(place.county.clone()).or_default().add(place.counts(now));
            }
        }
        counts
    }

    /// What is overdue at `now` within the scope, the longest overdue first, with its county.
    pub fn late(&self, scope: &Scope, now: Moment, limit: usize) -> Vec<(PlaceCode, OrderId)> {
        let tally = self.read();
        let mut late: Vec<(Moment, OrderId, &PlaceCode)> = tally
            .by_locus
            .iter()
            .filter(|(locus, _)| answers_for(scope, locus))
            .flat_map(|(_, place)| {
                let first = place.unfinished.iter().take(limit);
                first.map(|(due_at, order)| (*due_at, *order, &place.county))
            })
            .filter(|(due_at, _, _)| *due_at < now)
            .collect();
        late.sort_unstable();
        late.into_iter().take(limit).map(|(_, order, county)| (county.clone(), order)).collect()
    }

    fn read(&self) -> RwLockReadGuard<'_, Tally> {
        self.tally.read().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn write(&self) -> RwLockWriteGuard<'_, Tally> {
        self.tally.write().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Whether the scope reaches what this place answers for, as the store asks it: by the code alone.
fn answers_for(scope: &Scope, locus: &PlaceCode) -> bool {
    scope.jurisdictions().iter().any(|own| locus.lies_within(own))
}

impl Tally {
    fn put(&mut self, order: OrderStanding) {
        let known = self.known.insert(order.id, order.clone());
        if let Some(known) = known
            && let Some(place) = self.by_locus.get_mut(&known.locus)
        {
            place.remove(&known);
        }
        let place = self.by_locus.entry(order.locus.clone()).or_insert_with(|| AtPlace {
            county: order.county.clone(),
            unfinished: Vec::new(),
            done: BTreeMap::new(),
        });
        place.add(&order);
    }
}

impl AtPlace {
    fn counts(&self, now: Moment) -> OrderCounts {
        let today = now.city_day();
        let before = |moment: Moment| self.unfinished.partition_point(|(due, _)| *due < moment);
        let late = before(now);
        OrderCounts {
            open: self.unfinished.len() - late,
            late,
            done_today: self.done.get(&today).copied().unwrap_or_default(),
            due_today: before(today.plus(1).starts_at()) - before(today.starts_at()),
        }
    }

    fn add(&mut self, order: &OrderStanding) {
        match order.state {
            OrderState::Open | OrderState::Claimed => {
                // The store gives the soonest due first: at the start this is the end.
                let one = (order.due_at, order.id);
                let at = self.unfinished.partition_point(|other| *other < one);
                self.unfinished.insert(at, one);
            }
            OrderState::Done => {
                if let Some(closed) = order.closed_at {
                    *self.done.entry(closed.city_day()).or_default() += 1;
                }
            }
            // What is called off counts nowhere.
            OrderState::CalledOff => {}
        }
    }

    /// Takes out what [`AtPlace::add`] put in.
    fn remove(&mut self, order: &OrderStanding) {
        match order.state {
            OrderState::Open | OrderState::Claimed => {
                if let Ok(at) = self.unfinished.binary_search(&(order.due_at, order.id)) {
                    self.unfinished.remove(at);
                }
            }
            OrderState::Done => {
                let day = order.closed_at.map(Moment::city_day);
                if let Some(n) = day.and_then(|day| self.done.get_mut(&day)) {
                    *n = n.saturating_sub(1);
                }
            }
            OrderState::CalledOff => {}
        }
    }
}
