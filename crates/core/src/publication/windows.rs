//! Where cases were, widened and put together by place: nobody can tell any more who was there when.

use super::{PublicPlace, PublicWindow, PublicationRules};
use crate::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// That a case was at a place. It never leaves the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// Which case, by a number that only this list knows.
    pub case: usize,
    /// The home of the case, likewise: who lives together is seen together.
    pub home: usize,
    /// Where.
    pub place: PublicPlace,
    /// Since when.
    pub from: Moment,
    /// Until when.
    pub to: Moment,
    /// Whether anybody of these lives there.
    pub is_home: bool,
    /// Whether the case works or learns there.
    pub is_workplace: bool,
}

/// Who else was there in a stretch, as it was counted, or as somebody states it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// How many other people; none where nobody knows.
    pub n_people: Option<u32>,
    /// Of how many homes; none where nobody knows.
    pub n_homes: Option<u32>,
}

/// A stretch of time at a place, with who of the cases was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// What would be published.
    pub window: PublicWindow,
    /// The cases.
    pub cases: BTreeSet<usize>,
    /// Their homes.
    pub homes: BTreeSet<usize>,
    /// Whether anybody lives there.
    pub is_home: bool,
    /// The cases who work there.
    pub working: BTreeSet<usize>,
}

/// The stretches of these presences, by place. Widened stretches that meet are one.
pub fn stretches(presences: &[Presence], rules: &PublicationRules) -> Vec<Stretch> {
    let mut by_place: BTreeMap<&PublicPlace, Vec<(Moment, Moment, &Presence)>> = BTreeMap::new();
    for presence in presences {
        let (from, to) = widened(presence.from, presence.to, rules);
        by_place.entry(&presence.place).or_default().push((from, to, presence));
    }
    let mut found: Vec<Stretch> = Vec::new();
    for (place, mut all) in by_place {
        all.sort_by_key(|(from, to, presence)| (*from, *to, presence.case));
        for (from, to, presence) in all {
            let meets = found
                .last()
                .is_some_and(|last| last.window.place == *place && from <= last.window.to);
            if !meets {
                found.push(Stretch {
                    window: PublicWindow { place: place.clone(), from, to },
                    cases: BTreeSet::new(),
                    homes: BTreeSet::new(),
                    is_home: false,
                    working: BTreeSet::new(),
                });
            }
            let Some(stretch) = found.last_mut() else { continue };
            stretch.window.to = stretch.window.to.max(to);
            stretch.cases.insert(presence.case);
            stretch.homes.insert(presence.home);
            stretch.is_home |= presence.is_home;
            if presence.is_workplace {
                stretch.working.insert(presence.case);
            }
        }
    }
    found
}

/// A stretch made wider, from one full step of the city's clock to another.
fn widened(from: Moment, to: Moment, rules: &PublicationRules) -> (Moment, Moment) {
    let widen = i64::from(rules.numbers.widen_minutes) * 60_000;
    let step = i64::from(rules.numbers.round_minutes) * 60_000;
    let from = from.plus_ms(-widen);
    let to = to.max(from).plus_ms(widen);
    let down = from.ms_of_day().rem_euclid(step);
    let up = (step - to.ms_of_day().rem_euclid(step)) % step;
    (from.plus_ms(-down), to.plus_ms(up))
}
