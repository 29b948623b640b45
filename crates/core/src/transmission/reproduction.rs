//! How many each case infects, day by day, in two ways that are told apart: counted in the tree, and by
//! days alone.

use super::{ChainCase, Waits};
use crate::CityDay;
use std::collections::BTreeMap;

/// The number of cases that the cases of a day infect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reproduction {
    /// The day of these cases: of their onset or, without one, of their sample.
    pub day: CityDay,
    /// How many they are.
    pub n_cases: u32,
    /// How many each infects, in the mean; none where it is too early to say.
    pub number: Option<f64>,
    /// The bounds of 95 of a hundred, where the method has them.
    pub bounds: Option<(f64, f64)>,
    /// The share of their infections that can have come to light by now. Below 0.95 the number is put
    /// right by it, below 0.5 none is given.
    pub seen: f64,
}

/// Below this share of infections that can be seen by now no number is given. Our own bound.
const SEEN_MIN: f64 = 0.5;

/// The cohort reproduction number by days alone (Wallinga and Teunis 2004): each case is shared out among
/// all who fell ill before, as the distribution of days says; those of a day infect the mean of what falls
/// to them. Cases from elsewhere infect and are infected by nobody. The last days are put right for what
/// has not come to light (Cauchemez and others 2006). The bounds take every share for itself, and are too
/// narrow where the days are misreported.
pub fn wallinga_teunis(cases: &[ChainCase], waits: &Waits, until: CityDay) -> Vec<Reproduction> {
    let (all, local) = by_day(cases, until);
    let mut sums: BTreeMap<CityDay, (f64, f64)> = BTreeMap::new();
    for (day, n_infected) in &local {
        // Nobody infects himself.
        let others = |from: &CityDay, n_from: u32| f64::from(n_from - u32::from(from == day));
        let share = |from: &CityDay| waits.share(day.days_since(*from));
        let before = || all.range(..=*day);
        let sum: f64 = before().map(|(from, n)| others(from, *n) * share(from)).sum();
        if sum <= 0.0 {
            continue;
        }
        let n_infected = f64::from(*n_infected);
        for (from, n_from) in before() {
            let each = share(from) / sum;
            let n_pairs = n_infected * others(from, *n_from);
            let entry = sums.entry(*from).or_default();
            entry.0 += n_pairs * each;
            entry.1 += n_pairs * each * (1.0 - each).max(0.0);
        }
    }
    all.iter()
        .map(|(day, n_cases)| {
            let (sum, variance) = sums.get(day).copied().unwrap_or_default();
            let seen = waits.share_until(until.days_since(*day));
            let n = f64::from(*n_cases);
            let put_right = if seen >= 0.95 { 1.0 } else { seen };
            let is_known = seen >= SEEN_MIN;
            let number = is_known.then(|| sum / n / put_right);
            let wide = 1.96 * variance.sqrt() / n / put_right.max(SEEN_MIN);
            let bounds = number.map(|number| ((number - wide).max(0.0), number + wide));
            Reproduction { day: *day, n_cases: *n_cases, number, bounds, seen }
        })
        .collect()
}

/// The same, counted in a tree: whom each infected.
pub fn cohort(
    cases: &[ChainCase],
    infectors: &[Option<usize>],
    waits: &Waits,
    until: CityDay,
) -> Vec<Reproduction> {
    let (all, _) = by_day(cases, until);
    let mut infected: BTreeMap<CityDay, u32> = BTreeMap::new();
    for from in infectors.iter().flatten() {
        if let Some(day) = cases.get(*from).and_then(|case| case.day()) {
            *infected.entry(day).or_default() += 1;
        }
    }
    all.iter()
        .map(|(day, n_cases)| {
            let seen = waits.share_until(until.days_since(*day));
            let n = f64::from(infected.get(day).copied().unwrap_or_default());
            let number = (seen >= SEEN_MIN).then(|| n / f64::from(*n_cases));
            Reproduction { day: *day, n_cases: *n_cases, number, bounds: None, seen }
        })
        .collect()
}

type Counts = BTreeMap<CityDay, u32>;

/// How many cases each day has, and how many of them were infected here.
fn by_day(cases: &[ChainCase], until: CityDay) -> (Counts, Counts) {
    let (mut all, mut local) = (Counts::new(), Counts::new());
    for case in cases {
        let Some(day) = case.day().filter(|day| *day <= until) else { continue };
        *all.entry(day).or_default() += 1;
        if !case.is_imported {
            *local.entry(day).or_default() += 1;
        }
    }
    (all, local)
}

/// The mean over the seven days up to each day, weighed by cases: what is drawn, since single days jump.
pub fn seven_days(days: &[Reproduction]) -> Vec<(CityDay, Option<f64>)> {
    days.iter()
        .map(|last| {
            let near = days.iter().filter(|one| (0..7).contains(&last.day.days_since(one.day)));
            let (sum, n) = near
                .filter_map(|one| one.number.map(|number| (number, f64::from(one.n_cases))))
                .fold((0.0, 0.0), |(sum, n), (number, cases)| (sum + number * cases, n + cases));
            (last.day, (n > 0.0).then(|| sum / n))
        })
        .collect()
}
