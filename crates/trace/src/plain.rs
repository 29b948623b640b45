//! The plain search: every visit beside every other. It is what the rule says, word for word, and
//! what the index must agree with exactly.

use crate::evidence::Meeting;
use crate::visit::{CitySecond, Span, Visit, Window};
use std::collections::{BTreeMap, BTreeSet};

/// Every meeting of a person within a span of time: his visits, cut to the span, beside all visits
/// of everybody else to the same place.
pub fn meetings(visits: &[Visit], person: u32, span: Span, window: Window) -> Vec<Meeting> {
    let own = visits.iter().filter(|visit| visit.person == person);
    own.filter_map(|visit| visit.within(span))
        .flat_map(|case| {
            let others = visits.iter().filter(move |other| {
                other.person != person && other.place == case.place && window.joins(&case, other)
            });
            others.map(move |other| Meeting::of(&case, other))
        })
        .collect()
}

/// Whom a person met, and when each of them was first exposed.
pub fn first_ring(
    visits: &[Visit],
    person: u32,
    span: Span,
    window: Window,
) -> BTreeMap<u32, CitySecond> {
    let mut ring = BTreeMap::new();
    for meeting in meetings(visits, person, span, window) {
        let first = ring.entry(meeting.other).or_insert(CitySecond::MAX);
        *first = (*first).min(meeting.exposed_at());
    }
    ring
}

/// Whom those whom a person met then met themselves, once they had been exposed: neither the person
/// nor any of the first ring is among them.
pub fn second_ring(
    visits: &[Visit],
    person: u32,
    first: &BTreeMap<u32, CitySecond>,
    until: CitySecond,
    window: Window,
) -> BTreeSet<u32> {
    let mut ring = BTreeSet::new();
    for (&met, &exposed_at) in first {
        let after = |visit: &&Visit| visit.person == met && visit.to > exposed_at;
        for visit in visits.iter().filter(after) {
            let Some(case) = visit.within(Span { since: exposed_at, until }) else { continue };
            let others = visits.iter().filter(|other| {
                other.person != met && other.place == case.place && window.joins(&case, other)
            });
            ring.extend(others.map(|other| other.person));
        }
    }
    ring.retain(|other| *other != person && !first.contains_key(other));
    ring
}
