//! Days between the onsets of infector and infected, as they were counted; and by setting.

use super::{ChainCase, Tree};
use crate::contacts::Setting;
use std::collections::BTreeMap;

/// Serial intervals of a tree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intervals {
    /// How many pairs have so many days, by days; a negative number is an infector who fell ill later.
    pub counts: BTreeMap<i64, u32>,
    /// How many pairs.
    pub n_pairs: u32,
    /// Pairs of the tree without two onsets, which are not counted.
    pub n_without: u32,
    /// The mean, in days.
    pub mean: Option<f64>,
    /// The standard deviation of the sample, in days; from two pairs on.
    pub sd: Option<f64>,
    /// The median, in days.
    pub median: Option<f64>,
}

/// The serial intervals of a tree: between onsets alone, so that nothing is made of days of samples.
pub fn serial_intervals(cases: &[ChainCase], infectors: &[Option<usize>]) -> Intervals {
    let onset = |at: usize| cases.get(at).and_then(|case| case.onset);
    let mut found = Intervals::default();
    let mut all: Vec<i64> = Vec::new();
    for (to, from) in infectors.iter().enumerate() {
        let Some(from) = from else { continue };
        match onset(*from).zip(onset(to)) {
            Some((first, then)) => all.push(then.days_since(first)),
            None => found.n_without += 1,
        }
    }
    all.sort_unstable();
    for days in &all {
        *found.counts.entry(*days).or_default() += 1;
    }
    found.n_pairs = u32::try_from(all.len()).unwrap_or(u32::MAX);
    if all.is_empty() {
        return found;
    }
    let days: Vec<f64> = all.iter().map(|days| whole(*days)).collect();
    let n = f64::from(found.n_pairs);
    let mean = days.iter().sum::<f64>() / n;
    let squares: f64 = days.iter().map(|day| (day - mean).powi(2)).sum();
    let half = days.len() / 2;
    let upper = days.get(half).copied();
    let lower = if days.len() % 2 == 1 { upper } else { days.get(half - 1).copied() };
    found.mean = Some(mean);
    found.sd = (found.n_pairs > 1).then(|| (squares / (n - 1.0)).sqrt());
    found.median = lower.zip(upper).map(|(lower, upper)| f64::midpoint(lower, upper));
    found
}

/// Days as a number that can be divided.
fn whole(days: i64) -> f64 {
    i32::try_from(days).map_or(0.0, f64::from)
}

/// What was passed on in one kind of setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BySetting {
    /// In which; none where the tree has an infector without evidence.
    pub setting: Option<Setting>,
    /// How many links of the tree.
    pub n_links: u32,
}

/// How many links of a tree lie in each setting, by the best of what speaks for each; the most first.
pub fn by_setting(tree: &Tree) -> Vec<BySetting> {
    let mut counts: BTreeMap<Option<Setting>, u32> = BTreeMap::new();
    for (to, infector) in tree.infectors.iter().enumerate() {
        let Some(infector) = infector else { continue };
        let of =
            tree.candidates.get(to).and_then(|all| all.iter().find(|one| one.from == *infector));
        let best = of.and_then(|one| one.evidence.iter().max_by_key(|one| one.known));
        *counts.entry(best.map(|one| one.setting)).or_default() += 1;
    }
    let mut found: Vec<BySetting> =
        counts.into_iter().map(|(setting, n_links)| BySetting { setting, n_links }).collect();
    found.sort_by(|a, b| b.n_links.cmp(&a.n_links).then(a.setting.cmp(&b.setting)));
    found
}
