//! The second ring: whom those met whom a person met.
//!
//! Without bounds it names a city: somebody of the first ring went to the station. So the rule that
//! is asked with says how long they must have been together, and leaves out places that too many
//! entered on that day, each of which is told with its number and not followed.

use crate::first::elsewhere;
use crate::index::{Day, Index};
use crate::people::People;
use crate::row::Row;
use crate::segment::Segment;
use crate::visit::{CitySecond, DAY_S, Window};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is asked of the second ring.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SecondRule {
    /// How far apart two visits may lie. Nothing else than [`Window::TOGETHER`] has a sense where they
    /// must have been together for some time.
    pub window: Window,
    /// For so many seconds they must have been together, at one place on one day; 0 where any meeting
    /// counts.
    pub together_s: u32,
    /// Places with more entries on a day are not followed on that day; none where all are.
    pub entries_max: Option<u32>,
}

/// A place that was not followed on a day, and why.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Cut {
    /// The day, counted from 1970-01-01.
    pub day: u32,
    /// Which place.
    pub place: u32,
    /// How many entries it had on that day: visits, those of more than four hours once more for each
    /// four.
    pub n_entries: u32,
    /// The most that the rule follows.
    pub entries_max: u32,
    /// How many visits of the first ring were not followed.
    pub n_visits: u32,
}

/// The second ring, and what it leaves out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SecondRing {
    /// Everybody of it: neither the case nor any of the first ring.
    pub people: People,
    /// The places that were not followed, by day and place.
    pub cut: Vec<Cut>,
}

/// Whom those of the first ring met, each after his first exposure and until a moment, by so many
/// threads at once. `exposures` are by person, ascending, as `Seeker::exposures` gives them.
pub fn second_ring(
    index: &Index,
    person: u32,
    exposures: &[(u32, CitySecond)],
    until: CitySecond,
    rule: &SecondRule,
    n_threads: usize,
) -> SecondRing {
    let asked = Asked { index, exposures, until, rule };
    let next = AtomicUsize::new(0);
    let first = index.days.partition_point(|day| {
        exposures.iter().map(|(_, at)| at / DAY_S).min().is_none_or(|first| day.number < first)
    });
    let search = || {
        let mut ring = Ring::new(index.person_max);
        // The days are dealt out one by one: what two people met at one place lies side by side.
        loop {
            let day_at = first + next.fetch_add(1, Ordering::Relaxed);
            match index.days.get(day_at) {
                Some(day) if day.number <= until / DAY_S => asked.day(day_at, day, &mut ring),
                Some(_) | None => return ring,
            }
        }
    };
    let mut ring = std::thread::scope(|scope| {
        let others: Vec<_> = (1..n_threads).map(|_| scope.spawn(search)).collect();
        let mut ring = search();
        for other in others {
            match other.join() {
                Ok(other) => ring.join(other),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        ring
    });
    ring.people.remove(person);
    for (met, _) in exposures {
        ring.people.remove(*met);
    }
    SecondRing { people: ring.people, cut: ring.cut.into_values().collect() }
}

struct Asked<'a> {
    index: &'a Index,
    exposures: &'a [(u32, CitySecond)],
    until: CitySecond,
    rule: &'a SecondRule,
}

/// What was found so far.
struct Ring {
    people: People,
    cut: BTreeMap<(u32, u32), Cut>,
    /// Visits that are to be followed in a segment: the position above, below it the first second of
    /// the day at which the visit must not be over yet.
    visits: Vec<u64>,
    ranges: Vec<(Range<usize>, u32)>,
}

const POSITION_SHIFT: u32 = 32;
/// For so many visits the memory is asked at once.
const TOUCHED: usize = 32;

impl Ring {
    fn new(person_max: u32) -> Ring {
        let people = People::up_to(person_max);
        Ring { people, cut: BTreeMap::new(), visits: Vec::new(), ranges: Vec::new() }
    }

    fn join(&mut self, other: Ring) {
        self.people.join(&other.people);
        self.cut.extend(other.cut);
    }
}

impl Asked<'_> {
    fn day(&self, day_at: usize, day: &Day, ring: &mut Ring) {
        if self.rule.together_s > 0 {
            return self.together(day_at, day, ring);
        }
        for (part_at, part) in day.parts.iter().enumerate() {
            self.collect(day, part, ring);
            self.follow(day_at, part_at, part, ring);
        }
    }

    /// Puts down the visits of the first ring in a segment, in order of their positions. First it is
    /// looked where the rows of each person are noted, then what is noted there: neither waits for the
    /// other, so that the memory is asked for many at once.
    fn collect(&self, day: &Day, part: &Segment, ring: &mut Ring) {
        let midnight = day.number * DAY_S;
        let Ring { visits, ranges, .. } = ring;
        ranges.clear();
        visits.clear();
        for &(person, exposed_at) in self.exposures {
            let least_to = exposed_at.saturating_add(1).saturating_sub(midnight);
            if least_to <= DAY_S {
                ranges.push((part.people.rows(person), least_to));
            }
        }
        for (rows, least_to) in ranges.iter() {
            for at in rows.clone() {
                let position = u64::from(part.positions.get(at));
                visits.push(position << POSITION_SHIFT | u64::from(*least_to));
            }
        }
        visits.sort_unstable();
    }

    /// Marks everybody around the visits that were put down. They come in order of place and time, so
    /// that rows around one are, at a place where many of the first ring were, around the next as well:
    /// `done` is up to where all were looked at whose stay reached `done_low`, and nothing before it is
    /// looked at again unless the next visit asks for those who left earlier.
    fn follow(&self, day_at: usize, part_at: usize, part: &Segment, ring: &mut Ring) {
        let midnight = part.day * DAY_S;
        let until = i64::from(self.until) - i64::from(midnight);
        let (before_s, after_s) =
            (i64::from(self.rule.window.before_s()), i64::from(self.rule.window.after_s()));
        let is_alone = self.index.days[day_at].parts.len() == 1;
        let Ring { people, cut, visits, .. } = ring;
        let (mut done, mut done_low) = (0, i64::MIN);
        let mut entry = 0..0;
        for (at, visit) in visits.iter().enumerate() {
            if at.is_multiple_of(TOUCHED) {
                let next = visits[at..].iter().take(TOUCHED);
                let touched = next.map(|visit| part.touch((visit >> POSITION_SHIFT) as usize));
                std::hint::black_box(touched.fold(0, std::ops::BitXor::bitxor));
            }
            let (position, least_to) = ((visit >> POSITION_SHIFT) as usize, *visit as u32);
            let row = part.rows[position];
            let from = i64::from(row.from().max(least_to.saturating_sub(1)));
            if row.to() < least_to || from > until {
                continue;
            }
            if let Some(entries_max) = self.rule.entries_max {
                if !entry.contains(&position) {
                    entry = part.places.rows_of_entry(part.places.entry_of_row(position));
                }
                if self.is_cut(day_at, part, position, entry.len(), entries_max, cut) {
                    continue;
                }
            }
            let low = from - before_s;
            let high = i64::from(row.to()).min(until) + after_s;
            let (stop_at, start_at) =
                if low >= done_low { (done, done.max(position + 1)) } else { (0, position + 1) };
            let end = mark(part, position, stop_at, start_at, low, high, people);
            (done, done_low) = (end, low);
            if !is_alone || low <= 0 || high >= i64::from(DAY_S) {
                let place = part.place_of(position);
                let mark = |_, row: Row| {
                    people.add(row.person());
                };
                elsewhere(self.index, day_at, part_at, place, low, high, mark);
            }
        }
    }

    /// Whether a place is not followed on a day. `n_here` are its entries in this segment.
    fn is_cut(
        &self,
        day_at: usize,
        part: &Segment,
        position: usize,
        n_here: usize,
        entries_max: u32,
        cut: &mut BTreeMap<(u32, u32), Cut>,
    ) -> bool {
        let parts = &self.index.days[day_at].parts;
        if parts.len() == 1 && n_here <= entries_max as usize {
            return false;
        }
        let place = part.place_of(position);
        let n_entries: usize = parts.iter().map(|part| part.places.rows(place).len()).sum();
        let n_entries = u32::try_from(n_entries).unwrap_or(u32::MAX);
        if n_entries <= entries_max {
            return false;
        }
        let fresh = Cut { day: part.day, place, n_entries, entries_max, n_visits: 0 };
        cut.entry((part.day, place)).or_insert(fresh).n_visits += 1;
        true
    }

    /// The same where they must have been together for some time: person by person, because what two
    /// shared must be added up.
    fn together(&self, day_at: usize, day: &Day, ring: &mut Ring) {
        let midnight = day.number * DAY_S;
        let until = self.until.saturating_sub(midnight);
        let Ring { people, cut, .. } = ring;
        let mut shared: Vec<Shared> = Vec::new();
        for &(person, exposed_at) in self.exposures {
            let least_to = exposed_at.saturating_add(1).saturating_sub(midnight);
            shared.clear();
            for part in &day.parts {
                for position in part.rows_of(person) {
                    let row = part.rows[position];
                    let low = row.from().max(least_to.saturating_sub(1));
                    if row.to() < least_to || low > until {
                        continue;
                    }
                    if let Some(entries_max) = self.rule.entries_max {
                        let entry = part.places.entry_of_row(position);
                        let n_here = part.places.rows_of_entry(entry).len();
                        if self.is_cut(day_at, part, position, n_here, entries_max, cut) {
                            continue;
                        }
                    }
                    let place = part.place_of(position);
                    let high = row.to().min(until);
                    for other in &day.parts {
                        other.at_place(place, low.into(), high.into(), |there| {
                            if there.person() != person && !people.has(there.person()) {
                                let (from, to) = (low.max(there.from()), high.min(there.to()));
                                shared.push(Shared { other: there.person(), place, from, to });
                            }
                        });
                    }
                }
            }
            shared.sort_unstable();
            for of_one in shared.chunk_by(|a, b| (a.other, a.place) == (b.other, b.place)) {
                if let [Shared { other, .. }, ..] = of_one
                    && seconds(of_one) >= self.rule.together_s
                {
                    people.add(*other);
                }
            }
        }
    }
}

/// While two people were both at a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Shared {
    other: u32,
    place: u32,
    from: u32,
    to: u32,
}

/// How long these last together, each second counted once. They are in order of their beginnings.
fn seconds(shared: &[Shared]) -> u32 {
    let (mut sum, mut end) = (0, 0);
    for spell in shared {
        sum += spell.to.saturating_sub(spell.from.max(end));
        end = end.max(spell.to);
    }
    sum
}

/// Marks who was there between two seconds of the day: from a position back to `stop_at`, and forward
/// from `start_at`. Gives back up to where it looked.
#[inline]
fn mark(
    part: &Segment,
    position: usize,
    stop_at: usize,
    start_at: usize,
    low: i64,
    high: i64,
    people: &mut People,
) -> usize {
    let (low, high) = (low.max(0) as u32, high.max(0) as u32);
    let earliest = low.saturating_sub(part.rows[position].reach_s());
    for &row in part.rows[stop_at.min(position + 1)..=position].iter().rev() {
        if row.from() < earliest {
            break;
        }
        if row.to() >= low {
            people.add(row.person());
        }
        if row.is_first() {
            break;
        }
    }
    let mut end = start_at;
    for &row in part.rows.get(start_at..).unwrap_or_default() {
        if row.is_first() || row.from() > high {
            break;
        }
        if row.to() >= low {
            people.add(row.person());
        }
        end += 1;
    }
    end
}
