//! The first ring: whom a person met.

use crate::evidence::{Contact, Meeting, Spell, contacts};
use crate::index::Index;
use crate::people::People;
use crate::row::Row;
use crate::segment::Segment;
use crate::visit::{CitySecond, DAY_S, Span, Visit, Window};
use std::ops::Range;

/// Room for so many who were met is made at first.
const FOUND_MIN: usize = 1 << 12;

/// How many were met at one visit: what is shown before anybody is named.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Count {
    /// Where.
    pub place: u32,
    /// When the case was there.
    pub case: Spell,
    /// How many visits of others lie within the window.
    pub n_visits: usize,
}

/// Somebody who searches. What he needs for it he keeps for the next search.
#[derive(Debug, Default)]
pub struct Seeker {
    met: People,
    found: Vec<u32>,
    own: Vec<Own>,
    /// Where the positions of his rows are noted: by day and segment.
    noted: Vec<(usize, usize, Range<usize>)>,
}

/// A row of the case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Own {
    /// The day and the segment of it, by where they stand in the index.
    day_at: usize,
    part_at: usize,
    position: usize,
    /// When he was there, cut to what is asked.
    case: Spell,
}

impl Seeker {
    /// Everybody whom a person met: each once, in no order.
    pub fn first_ring(&mut self, index: &Index, person: u32, span: Span, window: Window) -> &[u32] {
        self.met.make_room(index.person_max);
        self.own_rows(index, person, span);
        let Seeker { met, found, own, .. } = self;
        // He does not meet himself.
        met.add(person);
        // Everybody is written down, and written over by the next unless he was new: whether he was
        // cannot be foretold, and a wrong guess costs more than a write.
        let mut n_found = 0;
        for own in own.iter() {
            own.others(index, window, |_, row| {
                if n_found == found.len() {
                    found.resize((n_found * 2).max(FOUND_MIN), 0);
                }
                found[n_found] = row.person();
                n_found += usize::from(met.add(row.person()));
            });
        }
        let found = &found[..n_found];
        met.remove(person);
        for person in found.iter() {
            met.remove(*person);
        }
        found
    }

    /// How many were met at each visit.
    pub fn counts(&mut self, index: &Index, person: u32, span: Span, window: Window) -> Vec<Count> {
        self.own_rows(index, person, span);
        let count = |own: &Own| {
            let mut n_visits = 0;
            own.others(index, window, |_, row| n_visits += usize::from(row.person() != person));
            Count { place: own.place(index), case: own.case, n_visits }
        };
        self.own.iter().map(count).collect()
    }

    /// Where a person was, as the rows have it: a stay past midnight, or of more than four hours, is several
    /// that touch.
    pub fn visits(&mut self, index: &Index, person: u32, span: Span) -> Vec<Visit> {
        self.own_rows(index, person, span);
        let visit = |own: &Own| {
            let visit = own.visit(index, own.place(index));
            Visit { from: own.case.from, to: own.case.to, ..visit }
        };
        self.own.iter().map(visit).collect()
    }

    /// Everybody whom a person met, each with the evidence.
    pub fn contacts(
        &mut self,
        index: &Index,
        person: u32,
        span: Span,
        window: Window,
    ) -> Vec<Contact> {
        contacts(self.meetings(index, person, span, window), window)
    }

    /// When everybody whom a person met was first exposed: by person, ascending.
    pub fn exposures(
        &mut self,
        index: &Index,
        person: u32,
        span: Span,
        window: Window,
    ) -> Vec<(u32, CitySecond)> {
        self.own_rows(index, person, span);
        let mut exposures = Vec::new();
        for own in &self.own {
            own.others(index, window, |midnight, row| {
                if row.person() != person {
                    exposures.push((row.person(), own.case.from.max(midnight + row.from())));
                }
            });
        }
        exposures.sort_unstable();
        exposures.dedup_by_key(|(person, _)| *person);
        exposures
    }

    fn meetings(&mut self, index: &Index, person: u32, span: Span, window: Window) -> Vec<Meeting> {
        self.own_rows(index, person, span);
        let mut meetings = Vec::new();
        for own in &self.own {
            let place = own.place(index);
            let case = Visit { from: own.case.from, to: own.case.to, ..own.visit(index, place) };
            own.others(index, window, |midnight, row| {
                if row.person() != person {
                    meetings.push(Meeting::of(&case, &row.visit(place, midnight / DAY_S)));
                }
            });
        }
        meetings
    }

    /// The rows of a person within a span. What lies far apart in memory is asked for in turns, each
    /// of which waits for nothing but the one before it: where people begin, where their rows stand,
    /// the rows.
    fn own_rows(&mut self, index: &Index, person: u32, span: Span) {
        let Seeker { own, noted, .. } = self;
        own.clear();
        noted.clear();
        let first = index.days.partition_point(|day| day.number < span.since / DAY_S);
        // What ends at midnight touches the day that begins there.
        let first = first.saturating_sub(1);
        for (day_at, day) in index.days.iter().enumerate().skip(first) {
            if day.number > span.until / DAY_S {
                break;
            }
            let parts = day.parts.iter().enumerate();
            noted.extend(parts.map(|(part_at, part)| (day_at, part_at, part.people.rows(person))));
        }
        for (day_at, part_at, at) in noted.iter() {
            let part = &index.days[*day_at].parts[*part_at];
            own.extend(at.clone().map(|at| {
                let position = part.positions.get(at) as usize;
                let case = Spell { from: 0, to: 0 };
                Own { day_at: *day_at, part_at: *part_at, position, case }
            }));
        }
        own.retain_mut(|own| {
            let day = &index.days[own.day_at];
            let row = day.parts[own.part_at].rows[own.position];
            let midnight = day.number * DAY_S;
            own.case = Spell {
                from: (midnight + row.from()).max(span.since),
                to: midnight.saturating_add(row.to()).min(span.until),
            };
            own.case.from <= own.case.to
        });
        let touched = own.iter().map(|own| own.part(index).touch(own.position));
        std::hint::black_box(touched.fold(0, std::ops::BitXor::bitxor));
    }
}

impl Own {
    fn part<'a>(&self, index: &'a Index) -> &'a Segment {
        &index.days[self.day_at].parts[self.part_at]
    }

    fn place(&self, index: &Index) -> u32 {
        self.part(index).place_of(self.position)
    }

    fn visit(&self, index: &Index, place: u32) -> Visit {
        self.part(index).rows[self.position].visit(place, index.days[self.day_at].number)
    }

    /// Every row within the window around this one, with the midnight at which its day begins; he
    /// himself is among them.
    #[inline]
    fn others(&self, index: &Index, window: Window, mut each: impl FnMut(CitySecond, Row)) {
        let day = &index.days[self.day_at];
        let midnight = day.number * DAY_S;
        let low = i64::from(self.case.from) - i64::from(midnight) - i64::from(window.before_s());
        let high = i64::from(self.case.to) - i64::from(midnight) + i64::from(window.after_s());
        self.part(index).around(self.position, low, high, |row| each(midnight, row));
        if day.parts.len() > 1 || low <= 0 || high >= i64::from(DAY_S) {
            elsewhere(index, self.day_at, self.part_at, self.place(index), low, high, each);
        }
    }
}

/// The rows of a place that are not in the segment that was searched: in the others of its day, and
/// on the days beside it where the window reaches them.
pub(crate) fn elsewhere(
    index: &Index,
    day_at: usize,
    part_at: usize,
    place: u32,
    low: i64,
    high: i64,
    mut each: impl FnMut(CitySecond, Row),
) {
    let day = &index.days[day_at];
    let midnight = day.number * DAY_S;
    for (at, part) in day.parts.iter().enumerate() {
        if at != part_at {
            part.at_place(place, low, high, |row| each(midnight, row));
        }
    }
    let day_s = i64::from(DAY_S);
    let yesterday = day_at.checked_sub(1).and_then(|at| index.days.get(at));
    if let Some(yesterday) = yesterday.filter(|held| held.number + 1 == day.number && low <= 0) {
        for part in &yesterday.parts {
            part.at_place(place, low + day_s, high + day_s, |row| each(midnight - DAY_S, row));
        }
    }
    let tomorrow = index.days.get(day_at + 1);
    if let Some(tomorrow) = tomorrow.filter(|held| held.number == day.number + 1 && high >= day_s) {
        for part in &tomorrow.parts {
            part.at_place(place, low - day_s, high - day_s, |row| each(midnight + DAY_S, row));
        }
    }
}
