//! The plain search: every visit beside every other. It is what the rule says, word for word, and
//! what the index must agree with exactly.

use crate::evidence::{Meeting, Spell, stays};
use crate::row::rows_of;
use crate::second::{Cut, SecondRule};
use crate::visit::{CitySecond, DAY_S, Span, Visit, Window};
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
/// nor any of the first ring is among them. And the places that the rule does not follow.
pub fn second_ring(
    visits: &[Visit],
    person: u32,
    first: &BTreeMap<u32, CitySecond>,
    until: CitySecond,
    rule: &SecondRule,
) -> (BTreeSet<u32>, Vec<Cut>) {
    let entries = entries_by_day(visits);
    let n_entries = |place, day| entries.get(&(day, place)).copied().unwrap_or_default();
    let is_cut = |place, day| rule.entries_max.is_some_and(|max| n_entries(place, day) > max);
    let mut cut: BTreeMap<(u32, u32), Cut> = BTreeMap::new();
    let mut ring = BTreeSet::new();
    for (&met, &exposed_at) in first {
        let mut shared: BTreeMap<(u32, u32, u32), Vec<Spell>> = BTreeMap::new();
        for part in by_day(visits.iter().filter(|visit| visit.person == met)) {
            let day = day_of(&part);
            let span = Span { since: exposed_at, until };
            let Some(case) = part.within(span).filter(|_| part.to > exposed_at) else {
                continue;
            };
            if is_cut(case.place, day) {
                let n_entries = n_entries(case.place, day);
                let entries_max = rule.entries_max.unwrap_or_default();
                let fresh = Cut { day, place: case.place, n_entries, entries_max, n_visits: 0 };
                cut.entry((day, case.place)).or_insert(fresh).n_visits += 1;
                continue;
            }
            let others = |other: &&Visit| other.person != met && other.place == case.place;
            if rule.together_s == 0 {
                let joined = visits.iter().filter(others).filter(|o| rule.window.joins(&case, o));
                ring.extend(joined.map(|other| other.person));
                continue;
            }
            for other in visits.iter().filter(others) {
                let span = Span { since: case.from, until: case.to };
                if let Some(both) = other.within(span) {
                    let spell = Spell { from: both.from, to: both.to };
                    shared.entry((other.person, case.place, day)).or_default().push(spell);
                }
            }
        }
        let long = |spells: Vec<Spell>| {
            stays(spells).into_iter().map(Spell::seconds).sum::<u32>() >= rule.together_s
        };
        ring.extend(shared.into_iter().filter_map(|((other, ..), all)| long(all).then_some(other)));
    }
    ring.retain(|other| *other != person && !first.contains_key(other));
    (ring, cut.into_values().collect())
}

/// How many entries each place has on each day, as [`Cut`] counts them.
fn entries_by_day(visits: &[Visit]) -> BTreeMap<(u32, u32), u32> {
    let mut entries = BTreeMap::new();
    for part in by_day(visits.iter()) {
        *entries.entry((day_of(&part), part.place)).or_default() += 1;
    }
    entries
}

/// Visits, cut at midnight and every four hours.
fn by_day<'a>(visits: impl Iterator<Item = &'a Visit>) -> Vec<Visit> {
    let mut parts = Vec::new();
    for visit in visits {
        rows_of(visit, |day, row| parts.push(row.visit(visit.place, day)));
    }
    parts
}

/// The day on which a part of a visit lies, which may end at its midnight.
fn day_of(part: &Visit) -> u32 {
    part.from / DAY_S
}
