//! The bound: people may go to no site or to two, at a price; whatever the prices, the cheapest
//! choice then costs no more than the best choice really does. A subgradient raises the prices where
//! nobody wants a place's people, and lowers them where two do.

use super::Siting;
use super::swap::{Best, search};

/// So many prices are tried. In steps, not in seconds: the same on every machine.
const STEPS_MAX: usize = 3_000;
/// After so many steps that did not raise the bound, the next are half as long.
const PATIENCE: usize = 25;
/// Steps shorter than this move nothing.
const LENGTH_MIN: f64 = 1e-5;
/// What the sum of floats may be off.
pub(super) const ROUNDING: f64 = 1e-3;

/// What the relaxation proves.
pub(super) struct Relaxed {
    /// No choice costs less.
    pub(super) bound: f64,
    /// What each candidate is worth at the best prices: the less, the better.
    pub(super) worth: Vec<f64>,
}

impl Relaxed {
    /// Costs are whole, so a bound of 2.3 is one of 3.
    pub(super) fn whole_bound(&self) -> u64 {
        if self.bound > ROUNDING { (self.bound - ROUNDING).ceil() as u64 } else { 0 }
    }
}

/// Raises the bound and looks for a choice near each choice that it goes through.
pub(super) fn relax(siting: &Siting, best: &mut Best) -> Relaxed {
    search(siting, best, None);
    let mut prices = first_prices(siting, best);
    let mut relaxed = Relaxed { bound: f64::MIN, worth: Vec::new() };
    let (mut length, mut waited) = (2.0, 0);
    let by_far = by_far(siting);
    for step in 0..STEPS_MAX {
        let now = Priced::new(siting, &by_far, &prices);
        let is_higher = now.bound > relaxed.bound + 1e-9;
        if is_higher {
            relaxed = Relaxed { bound: now.bound, worth: now.worth.clone() };
            waited = 0;
        } else {
            waited += 1;
        }
        if step % 20 == 0 {
            search(siting, best, Some(now.chosen.clone()));
        }
        let found = best.cost();
        if relaxed.whole_bound() >= found || length < LENGTH_MIN {
            break;
        }
        if waited >= PATIENCE {
            (length, waited) = (length / 2.0, 0);
        }
        let pulls = now.pulls(siting, &by_far, &prices);
        let sum: f64 = pulls.iter().map(|pull| pull * pull).sum();
        if sum < 1e-12 {
            break;
        }
        let by = length * (1.01 * found as f64 - now.bound).max(1.0) / sum;
        for (price, pull) in prices.iter_mut().zip(&pulls) {
            *price = (*price + by * pull).max(0.0);
        }
    }
    relaxed
}

/// For each candidate the places, the nearest first.
fn by_far(siting: &Siting) -> Vec<Vec<(usize, f64, f64)>> {
    let of = |candidate: usize| {
        let row =
            |place| (place, siting.far(place, candidate) as f64, siting.people_of(place) as f64);
        (0..siting.n_places()).map(row).collect()
    };
    (0..siting.n_candidates()).map(of).collect()
}

/// What people walk to the second site of the first choice: a price at which somebody wants them.
fn first_prices(siting: &Siting, best: &Best) -> Vec<f64> {
    let chosen = best.found().map(|found| found.chosen).unwrap_or_default();
    let price = |place: usize| {
        let mut far: Vec<u64> = chosen.iter().map(|site| siting.far(place, *site)).collect();
        far.sort_unstable();
        far.get(1).or(far.first()).copied().unwrap_or(0) as f64
    };
    (0..siting.n_places()).map(price).collect()
}

struct Priced {
    bound: f64,
    chosen: Vec<usize>,
    worth: Vec<f64>,
}

impl Priced {
    fn new(siting: &Siting, by_far: &[Vec<(usize, f64, f64)>], prices: &[f64]) -> Priced {
        let worth: Vec<f64> =
            by_far.iter().map(|places| takes(siting, places, prices, |_, _| {})).collect();
        let mut order: Vec<usize> = (0..worth.len()).collect();
        let of = |candidate: &usize| worth.get(*candidate).copied().unwrap_or(0.0);
        order.sort_by(|one, other| of(one).total_cmp(&of(other)).then(one.cmp(other)));
        order.truncate(siting.n_sites);
        let people = siting.people.iter().zip(prices);
        let paid: f64 = people.map(|(people, price)| *people as f64 * price).sum();
        let bound = paid + order.iter().map(of).sum::<f64>();
        order.sort_unstable();
        Priced { bound, chosen: order, worth }
    }

    /// Of each place, how many of its people nobody wants; less than none where two do.
    fn pulls(
        &self,
        siting: &Siting,
        by_far: &[Vec<(usize, f64, f64)>],
        prices: &[f64],
    ) -> Vec<f64> {
        let mut pulls: Vec<f64> = siting.people.iter().map(|people| *people as f64).collect();
        for places in self.chosen.iter().filter_map(|candidate| by_far.get(*candidate)) {
            takes(siting, places, prices, |place, people| {
                if let Some(pull) = pulls.get_mut(place) {
                    *pull -= people;
                }
            });
        }
        pulls
    }
}

/// Whom a candidate would take at these prices, those first for whom it gets most, as long as it
/// has room; and what that comes to.
fn takes(
    siting: &Siting,
    places: &[(usize, f64, f64)],
    prices: &[f64],
    mut takes: impl FnMut(usize, f64),
) -> f64 {
    let gain =
        |(place, far, _): &(usize, f64, f64)| far - prices.get(*place).copied().unwrap_or(0.0);
    let Some(capacity) = siting.capacity else {
        let mut worth = 0.0;
        for one in places {
            let gain = gain(one);
            if gain < 0.0 {
                worth += gain * one.2;
                takes(one.0, one.2);
            }
        }
        return worth;
    };
    let mut gains: Vec<(f64, usize, f64)> =
        places.iter().map(|one| (gain(one), one.0, one.2)).filter(|one| one.0 < 0.0).collect();
    gains.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut room, mut worth) = (capacity as f64, 0.0);
    for (gain, place, people) in gains {
        let people = people.min(room);
        if people <= 0.0 {
            break;
        }
        room -= people;
        worth += gain * people;
        takes(place, people);
    }
    worth
}
