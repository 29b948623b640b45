//! The search: one chosen site is given up for another as long as that saves most (Teitz and Bart,
//! with the bookkeeping of Whitaker). With a capacity, near sites are tried in turn.

use super::Siting;
use super::carry::{carry, cost};

/// A choice and what it costs.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) chosen: Vec<usize>,
    pub(super) cost: u64,
}

/// The best choice so far.
#[derive(Default)]
pub(super) struct Best {
    found: Option<Found>,
    /// Choices that the search began from already.
    began: Vec<Vec<usize>>,
    spent: usize,
}

/// With a capacity each try is a whole carrying: so many are made, in places × sites².
const WORK_MAX: usize = 400_000_000;
/// With a capacity, a site is given up for one of so many that are nearest to it.
const NEAR: usize = 8;

impl Best {
    pub(super) fn found(&self) -> Option<Found> {
        self.found.clone()
    }

    pub(super) fn cost(&self) -> u64 {
        self.found.as_ref().map_or(u64::MAX, |found| found.cost)
    }

    fn take(&mut self, chosen: &[usize], cost: u64) {
        if cost < self.cost() {
            let mut chosen = chosen.to_vec();
            chosen.sort_unstable();
            self.found = Some(Found { chosen, cost });
        }
    }
}

/// Searches from a choice, or from one that takes the site that saves most, one after another.
pub(super) fn search(siting: &Siting, best: &mut Best, from: Option<Vec<usize>>) {
    let mut chosen = from.unwrap_or_else(|| greedy(siting));
    if best.began.contains(&chosen) {
        return;
    }
    best.began.push(chosen.clone());
    while let Some((out, candidate)) = saving_most(siting, &chosen) {
        if let Some(site) = chosen.get_mut(out) {
            *site = candidate;
        }
    }
    match siting.capacity {
        None => {
            let sum = (0..siting.n_places()).map(|place| {
                let far = chosen.iter().map(|site| siting.far(place, *site)).min();
                siting.people_of(place) * far.unwrap_or(0)
            });
            best.take(&chosen, sum.sum());
        }
        Some(_) => search_full(siting, best, chosen),
    }
}

fn search_full(siting: &Siting, best: &mut Best, mut chosen: Vec<usize>) {
    let one_try = siting.n_places() * chosen.len() * chosen.len();
    let mut now = cost(siting, &carry(siting, &chosen));
    best.take(&chosen, now);
    let mut is_better = true;
    while is_better {
        is_better = false;
        for out in 0..chosen.len() {
            for candidate in near(siting, chosen.get(out).copied().unwrap_or(0)) {
                if chosen.contains(&candidate) {
                    continue;
                }
                if best.spent > WORK_MAX {
                    return;
                }
                best.spent += one_try;
                let mut tried = chosen.clone();
                if let Some(site) = tried.get_mut(out) {
                    *site = candidate;
                }
                let sum = cost(siting, &carry(siting, &tried));
                if sum < now {
                    (chosen, now, is_better) = (tried, sum, true);
                    best.take(&chosen, now);
                }
            }
        }
    }
}

/// The candidates that look most alike from where the people are.
fn near(siting: &Siting, site: usize) -> Vec<usize> {
    let apart = |other: usize| {
        let apart = |place: usize| siting.far(place, site).abs_diff(siting.far(place, other));
        (0..siting.n_places()).map(apart).max().unwrap_or(0)
    };
    let mut others: Vec<(u64, usize)> =
        (0..siting.n_candidates()).filter(|o| *o != site).map(|o| (apart(o), o)).collect();
    others.sort_unstable();
    others.into_iter().take(NEAR).map(|(_, other)| other).collect()
}

fn greedy(siting: &Siting) -> Vec<usize> {
    let mut chosen = Vec::new();
    let mut nearest: Vec<u64> = vec![u64::from(u32::MAX); siting.n_places()];
    for _ in 0..siting.n_sites {
        let saves = |candidate: usize| -> u64 {
            let of = |(place, near): (usize, &u64)| {
                siting.people_of(place) * near.saturating_sub(siting.far(place, candidate))
            };
            nearest.iter().enumerate().map(of).sum()
        };
        let free = (0..siting.n_candidates()).filter(|candidate| !chosen.contains(candidate));
        let Some(next) = free.max_by_key(|candidate| saves(*candidate)) else { break };
        for (place, near) in nearest.iter_mut().enumerate() {
            *near = (*near).min(siting.far(place, next));
        }
        chosen.push(next);
    }
    chosen
}

/// The exchange that saves most: which of the chosen goes, and what comes.
fn saving_most(siting: &Siting, chosen: &[usize]) -> Option<(usize, usize)> {
    let near: Vec<(usize, u64, u64)> =
        (0..siting.n_places()).map(|place| nearest_two(siting, chosen, place)).collect();
    let mut best: Option<(i64, usize, usize)> = None;
    for candidate in (0..siting.n_candidates()).filter(|one| !chosen.contains(one)) {
        let mut saved = 0;
        // What is lost where a site goes and this one comes.
        let mut lost = vec![0_i64; chosen.len()];
        for (place, (own, first, second)) in near.iter().enumerate() {
            let far = siting.far(place, candidate);
            let people = siting.people_of(place);
            if far < *first {
                saved += whole(people * (first - far));
            } else if let Some(lost) = lost.get_mut(*own) {
                *lost += whole(people * (far.min(*second) - first));
            }
        }
        let Some((out, least)) = lost.iter().enumerate().min_by_key(|(_, lost)| **lost) else {
            continue;
        };
        let gain = saved - least;
        if gain > 0 && best.is_none_or(|(known, _, _)| gain > known) {
            best = Some((gain, out, candidate));
        }
    }
    best.map(|(_, out, candidate)| (out, candidate))
}

/// The nearest of the chosen, how far it is, and how far the second.
fn nearest_two(siting: &Siting, chosen: &[usize], place: usize) -> (usize, u64, u64) {
    let far_off = u64::from(u32::MAX);
    let (mut own, mut first, mut second) = (0, far_off, far_off);
    for (at, site) in chosen.iter().enumerate() {
        let far = siting.far(place, *site);
        if far < first {
            (own, first, second) = (at, far, first);
        } else if far < second {
            second = far;
        }
    }
    (own, first, second)
}

fn whole(sum: u64) -> i64 {
    i64::try_from(sum).unwrap_or(i64::MAX)
}
