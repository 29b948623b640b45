//! The visits of one day, by place and by person.
//!
//! The rows stand in order of place and then of time, eight bytes each. Beside them stand, person by
//! person, the positions of his rows, in as few bits as the number of rows takes. Whoever looks for
//! the people around a visit reads a position, and from there outwards: the neighbors in memory are
//! the neighbors in time. To keep place and time in the order of people as well would take eight bytes
//! instead of three, and a search for the place each time.

use crate::directory::Directory;
use crate::packed::Packed;
use crate::row::{PERSON_MAX, Row, settle};
use std::ops::Range;

/// A part of a visit with its place, before it has its position.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Entry {
    pub(crate) place: u32,
    pub(crate) row: Row,
}

/// A segment takes no more rows: positions are numbers of 32 bits, and a counter never runs over.
pub(crate) const ROWS_MAX: usize = 1 << 30;

/// The visits of a day, or some of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Segment {
    /// The day, counted from 1970-01-01.
    pub(crate) day: u32,
    /// By place, then by time.
    pub(crate) rows: Vec<Row>,
    /// Which of them are of which place.
    pub(crate) places: Directory,
    /// Which of the positions are of which person.
    pub(crate) people: Directory,
    /// Where the rows of each person stand, ascending.
    pub(crate) positions: Packed,
}

impl Segment {
    /// Puts the visits of a day in both orders. There are at most [`ROWS_MAX`].
    pub(crate) fn of(day: u32, entries: Vec<Entry>) -> Segment {
        let (rows, places) = by_place(entries);
        let (positions, people) = by_person(&rows);
        Segment { day, rows, places, people, positions }
    }

    /// Where the rows of a person stand, ascending.
    #[inline]
    pub(crate) fn rows_of(&self, person: u32) -> impl Iterator<Item = usize> + '_ {
        self.people.rows(person).map(|at| self.positions.get(at) as usize)
    }

    /// The place of a row.
    pub(crate) fn place_of(&self, row: usize) -> u32 {
        self.places.number(self.places.entry_of_row(row))
    }

    /// Asks the memory for the rows around a position, which a search will go through next. Many of
    /// these together wait for it once, where each search would wait by itself. What comes back means
    /// nothing.
    #[inline]
    pub(crate) fn touch(&self, position: usize) -> u64 {
        let line = |away: usize| {
            let (before, after) = (position.wrapping_sub(away * 8), position + away * 8);
            let row = |at: usize| self.rows.get(at).map_or(0, |row| row.0);
            row(before) ^ row(after)
        };
        line(1) ^ line(2) ^ line(3) ^ line(4) ^ line(5)
    }

    /// Those that were at the place of the row at a position between two seconds of the day, by going
    /// outwards from there. The row itself is among them where it was.
    #[inline]
    pub(crate) fn around(&self, position: usize, low: i64, high: i64, mut each: impl FnMut(Row)) {
        let (low, high) = (low.max(0) as u32, high.max(0) as u32);
        let Some(mut row) = self.rows.get(position).copied() else { return };
        let earliest = low.saturating_sub(row.reach_s());
        let mut at = position;
        while row.from() >= earliest {
            if row.to() >= low {
                each(row);
            }
            if row.is_first() {
                break;
            }
            at -= 1;
            row = self.rows[at];
        }
        for &row in &self.rows[position + 1..] {
            if row.is_first() || row.from() > high {
                break;
            }
            if row.to() >= low {
                each(row);
            }
        }
    }

    /// The same for a place by its number.
    pub(crate) fn at_place(&self, place: u32, low: i64, high: i64, mut each: impl FnMut(Row)) {
        if high < 0 {
            return;
        }
        let Range { start, end } = self.places.rows(place);
        let rows = &self.rows[start..end];
        let (low, high) = (low.max(0) as u32, high.max(0) as u32);
        let Some(reach_s) = rows.first().map(|row| row.reach_s()) else { return };
        let n_before = rows.partition_point(|row| row.from() < low.saturating_sub(reach_s));
        for &row in rows[n_before..].iter().take_while(|row| row.from() <= high) {
            if row.to() >= low {
                each(row);
            }
        }
    }

    /// What it was made of.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        self.places.iter().flat_map(|(place, rows)| {
            self.rows[rows].iter().map(move |row| Entry { place, row: row.bare() })
        })
    }

    /// The bytes it takes, in memory and but for a head on disk.
    pub(crate) fn bytes(&self) -> usize {
        let directory = |of: &Directory| {
            of.starts.bytes().len() + of.listed.as_ref().map_or(0, |listed| listed.len() * 4)
        };
        self.rows.len() * 8
            + self.positions.bytes().len()
            + directory(&self.places)
            + directory(&self.people)
    }
}

/// A table of counts is worth its room where there are not many times more numbers than rows.
fn is_dense(largest: u32, n_rows: usize) -> bool {
    largest as usize <= n_rows.saturating_mul(8)
}

fn by_place(mut entries: Vec<Entry>) -> (Vec<Row>, Directory) {
    let largest = entries.iter().map(|entry| entry.place).max().unwrap_or_default();
    if !is_dense(largest, entries.len()) {
        entries.sort_unstable_by_key(|entry| entry.place);
        let places = Directory::of_sorted(entries.iter().map(|entry| entry.place));
        let mut rows: Vec<Row> = entries.iter().map(|entry| entry.row).collect();
        places.iter().for_each(|(_, of_place)| settle(&mut rows[of_place]));
        return (rows, places);
    }
    let mut counts = vec![0_u32; largest as usize + 1];
    for entry in &entries {
        counts[entry.place as usize] += 1;
    }
    let mut next = firsts(&counts);
    let mut rows = vec![Row::default(); entries.len()];
    for entry in &entries {
        let at = &mut next[entry.place as usize];
        rows[*at as usize] = entry.row;
        *at += 1;
    }
    let places = Directory::of_counts(&counts);
    // Each counter has come to where its place ends.
    let mut start = 0;
    for end in next {
        settle(&mut rows[start..end as usize]);
        start = end as usize;
    }
    (rows, places)
}

fn by_person(rows: &[Row]) -> (Packed, Directory) {
    let largest = rows.iter().map(|row| row.person()).max().unwrap_or_default();
    let last = (rows.len() as u32).saturating_sub(1);
    if !is_dense(largest, rows.len()) {
        let mut positions: Vec<u32> = (0..rows.len() as u32).collect();
        positions.sort_by_key(|at| rows[*at as usize].person());
        let people = Directory::of_sorted(positions.iter().map(|at| rows[*at as usize].person()));
        return (Packed::of(last, &positions), people);
    }
    let mut counts = vec![0_u32; largest.min(PERSON_MAX) as usize + 1];
    for row in rows {
        counts[row.person() as usize] += 1;
    }
    let mut next = firsts(&counts);
    let mut positions = vec![0_u32; rows.len()];
    for (at, row) in (0_u32..).zip(rows) {
        let next = &mut next[row.person() as usize];
        positions[*next as usize] = at;
        *next += 1;
    }
    (Packed::of(last, &positions), Directory::of_counts(&counts))
}

/// Where each number begins, of how many there are of each.
fn firsts(counts: &[u32]) -> Vec<u32> {
    let mut next = 0;
    let first = |count: &u32| {
        let first = next;
        next += count;
        first
    };
    counts.iter().map(first).collect()
}
