//! Visits of an invented city: people go anywhere, but more to some places than to others.

use fangxian_trace::{DAY_S, Strength, Visit};

/// How many days they span.
pub(super) const DAYS: u32 = 14;
/// The first of them, counted from 1970-01-01: 2022-01-08.
pub(super) const FIRST_DAY: u32 = 19_000;
/// The place of rank k is visited in proportion to k to the power of minus this.
const ZIPF: f64 = 0.7;
/// People are about from six in the morning, for sixteen hours.
const OUT_FROM_S: u32 = 6 * 3_600;
const OUT_S: u64 = 16 * 3_600;

/// A city's visits.
pub(super) struct Visits {
    people: u32,
    per_day: u64,
    /// For each place, how likely it is itself where it was drawn, in parts of 2^32, and which other
    /// it is else: every draw takes one look (Vose's alias method).
    places: Vec<(u32, u32)>,
}

impl Visits {
    /// So many visits in all, of so many people to so many places.
    pub(super) fn of(n_visits: u64, people: u32, n_places: u32) -> Visits {
        let weight = |rank: u32| f64::from(rank).powf(-ZIPF);
        let sum: f64 = (1..=n_places).map(weight).sum();
        let mut shares: Vec<f64> =
            (1..=n_places).map(|rank| weight(rank) / sum * f64::from(n_places)).collect();
        let mut others = vec![0; n_places as usize];
        let (mut rare, mut frequent): (Vec<usize>, Vec<usize>) =
            (0..n_places as usize).partition(|at| shares[*at] < 1.0);
        while let (Some(small), Some(large)) = (rare.pop(), frequent.last().copied()) {
            others[small] = large as u32;
            shares[large] -= 1.0 - shares[small];
            if shares[large] < 1.0 {
                frequent.pop();
                rare.push(large);
            }
        }
        let part = |share: f64| (share.min(1.0) * f64::from(u32::MAX)) as u32;
        let places = shares.iter().zip(others).map(|(share, other)| (part(*share), other));
        Visits { people, per_day: n_visits / u64::from(DAYS), places: places.collect() }
    }

    /// Those of a day, 0 the first: the same each time. A scan is of a moment.
    pub(super) fn of_day(&self, day: u32) -> impl Iterator<Item = Visit> + '_ {
        let mut state = 0x5EED_u64 + u64::from(day) * 0x1_0000_0001;
        let midnight = (FIRST_DAY + day) * DAY_S;
        let n_places = self.places.len() as u64;
        (0..self.per_day).map(move |_| {
            let person = below(mix(&mut state), self.people.into());
            let drawn = mix(&mut state);
            let place = below(drawn, n_places);
            let (share, other) = self.places[place as usize];
            let place = if drawn as u32 <= share { place } else { other };
            let at = midnight + OUT_FROM_S + below(mix(&mut state), OUT_S);
            Visit::until(person, place, at, at, Strength::RotatingCode)
        })
    }

    /// Whom to ask about.
    pub(super) fn people(&self, n: usize) -> Vec<u32> {
        let mut state = 0xA5CED;
        (0..n).map(|_| below(mix(&mut state), self.people.into())).collect()
    }
}

/// The upper half of random bits, made a number below a bound.
fn below(bits: u64, bound: u64) -> u32 {
    (((bits >> 32) * bound) >> 32) as u32
}

/// SplitMix64.
fn mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let bits = *state;
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
