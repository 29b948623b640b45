//! A visit in eight bytes.
//!
//! From the highest bit: the second of the day at which it begins (17), the person (26), the seconds
//! that it lasts (14), how it is known (2), whether its end was assumed (1), how long before a row
//! others of this place may have begun that last until then (3), and whether it is the first row of
//! its place (1). So rows of one place are in order of time when they are in order as numbers.

use crate::visit::{DAY_S, Strength, Visit};

/// The largest number of a person: 67 millions.
pub const PERSON_MAX: u32 = (1 << 26) - 1;
/// A row lasts at most four hours. What lasts longer, or past midnight, is several rows.
pub(crate) const ROW_S_MAX: u32 = 4 * 3_600;

const FROM_SHIFT: u32 = 47;
const PERSON_SHIFT: u32 = 21;
const STAY_SHIFT: u32 = 7;
const STAY_MASK: u64 = (1 << 14) - 1;
const STRENGTH_SHIFT: u32 = 5;
const ASSUMED: u64 = 1 << 4;
const REACH_SHIFT: u32 = 1;
const FIRST: u64 = 1;

/// How long the longest row of a place lasts, in classes: a scan back in time goes that much further.
const REACH_S: [u32; 8] = [0, 300, 900, 1_800, 3_600, 7_200, 10_800, ROW_S_MAX];

/// A visit, or the part of one that lies on one day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Row(pub(crate) u64);

impl Row {
    fn new(from: u32, stay_s: u32, visit: &Visit) -> Row {
        let assumed = if visit.is_assumed { ASSUMED } else { 0 };
        Row(u64::from(from) << FROM_SHIFT
            | u64::from(visit.person) << PERSON_SHIFT
            | u64::from(stay_s) << STAY_SHIFT
            | (visit.strength as u64) << STRENGTH_SHIFT
            | assumed)
    }

    /// The second of the day at which it begins.
    #[inline]
    pub(crate) fn from(self) -> u32 {
        (self.0 >> FROM_SHIFT) as u32
    }

    /// The second of the day at which it ends: at most 86,400.
    #[inline]
    pub(crate) fn to(self) -> u32 {
        self.from() + ((self.0 >> STAY_SHIFT) & STAY_MASK) as u32
    }

    #[inline]
    pub(crate) fn person(self) -> u32 {
        (self.0 >> PERSON_SHIFT) as u32 & PERSON_MAX
    }

    pub(crate) fn strength(self) -> Strength {
        match (self.0 >> STRENGTH_SHIFT) & 3 {
            0 => Strength::StaticCode,
            1 => Strength::RotatingCode,
            2 => Strength::Told,
            _ => Strength::Seen,
        }
    }

    pub(crate) fn is_assumed(self) -> bool {
        self.0 & ASSUMED != 0
    }

    /// Whether the row before it is of another place.
    #[inline]
    pub(crate) fn is_first(self) -> bool {
        self.0 & FIRST != 0
    }

    /// No row of this place lasts longer, in seconds.
    #[inline]
    pub(crate) fn reach_s(self) -> u32 {
        REACH_S[(self.0 >> REACH_SHIFT) as usize & 7]
    }

    /// The visit without what is known of its place.
    pub(crate) fn bare(self) -> Row {
        Row(self.0 & !(7 << REACH_SHIFT | FIRST))
    }

    /// Whether it could be one that [`rows_of`] made.
    pub(crate) fn is_whole(self) -> bool {
        self.to() <= DAY_S && self.to() - self.from() <= ROW_S_MAX
    }

    /// As a visit of this place and day.
    pub(crate) fn visit(self, place: u32, day: u32) -> Visit {
        let midnight = day * DAY_S;
        Visit {
            person: self.person(),
            place,
            from: midnight + self.from(),
            to: midnight.saturating_add(self.to()),
            strength: self.strength(),
            is_assumed: self.is_assumed(),
        }
    }
}

/// Puts the rows of one place in order, and marks them.
pub(crate) fn settle(rows: &mut [Row]) {
    rows.sort_unstable();
    let longest = rows.iter().map(|row| row.to() - row.from()).max().unwrap_or_default();
    let class = REACH_S.iter().position(|reach| *reach >= longest).unwrap_or(REACH_S.len() - 1);
    for row in rows.iter_mut() {
        row.0 |= (class as u64) << REACH_SHIFT;
    }
    if let Some(first) = rows.first_mut() {
        first.0 |= FIRST;
    }
}

/// The rows of a visit, each with its day: one, unless it lasts past midnight or more than four hours.
pub(crate) fn rows_of(visit: &Visit, mut each: impl FnMut(u32, Row)) {
    let mut from = visit.from;
    loop {
        let day = from / DAY_S;
        let of_day = from % DAY_S;
        let stay_s = (visit.to - from).min(ROW_S_MAX).min(DAY_S - of_day);
        each(day, Row::new(of_day, stay_s, visit));
        from += stay_s;
        if from >= visit.to {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_visit_is_cut_at_midnight_and_every_four_hours() {
        let visit =
            Visit::until(PERSON_MAX, 9, 5 * DAY_S - 3_600, 5 * DAY_S + 18_000, Strength::Told);
        let mut rows = Vec::new();
        rows_of(&visit, |day, row| rows.push((day, row.from(), row.to(), row.person())));
        assert_eq!(
            rows,
            [
                (4, DAY_S - 3_600, DAY_S, PERSON_MAX),
                (5, 0, 14_400, PERSON_MAX),
                (5, 14_400, 18_000, PERSON_MAX)
            ]
        );
    }

    #[test]
    fn a_visit_of_a_moment_is_a_row() {
        for at in [0, DAY_S - 1, DAY_S, DAY_S + 1] {
            let visit = Visit::scanned(3, 9, at, 0, Strength::Seen);
            let mut visits = Vec::new();
            rows_of(&visit, |day, row| visits.push(row.visit(9, day)));
            assert_eq!(visits, [visit]);
        }
    }

    #[test]
    fn the_rows_of_a_place_are_marked() {
        let row = |from, stay| Row::new(from, stay, &Visit::until(1, 1, 0, 0, Strength::Seen));
        let mut rows = [row(500, 1_000), row(100, 10), row(100, 0)];
        settle(&mut rows);
        assert_eq!(rows.map(Row::is_first), [true, false, false]);
        assert_eq!(rows.map(Row::from), [100, 100, 500]);
        assert_eq!(rows.map(Row::reach_s), [1_800; 3]);
        assert_eq!(rows[2].bare(), row(500, 1_000));
    }
}
