//! Who was at a place in a stretch of time: to be counted, so that no place of few is told to everybody.

use crate::index::Index;
use crate::visit::{DAY_S, Span};

/// Everybody who was at a place within a span, each once, ascending. For counting: whoever asks gives out
/// nothing but how many.
pub fn visitors(index: &Index, place: u32, span: Span) -> Vec<u32> {
    let first = index.days.partition_point(|day| day.number < span.since / DAY_S);
    let mut found = Vec::new();
    // What ends at midnight touches the day that begins there.
    for day in index.days.iter().skip(first.saturating_sub(1)) {
        if day.number > span.until / DAY_S {
            break;
        }
        let midnight = i64::from(day.number) * i64::from(DAY_S);
        let (low, high) = (i64::from(span.since) - midnight, i64::from(span.until) - midnight);
        for part in &day.parts {
            part.at_place(place, low, high, |row| found.push(row.person()));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visit::{Strength, Visit};

    #[test]
    fn they_are_those_of_the_place_and_the_time() {
        let visit = |person, place, from, to| Visit {
            person,
            place,
            from,
            to,
            strength: Strength::Seen,
            is_assumed: false,
        };
        let day = 19_000 * DAY_S;
        let visits = [
            visit(1, 7, day + 100, day + 200),
            visit(1, 7, day + 150, day + 160),
            visit(2, 7, day + 300, day + 400),
            visit(3, 8, day + 100, day + 200),
            visit(4, 7, day + DAY_S - 50, day + DAY_S + 50),
        ];
        let index = Index::of(visits).unwrap();
        let of = |since, until| visitors(&index, 7, Span { since, until });
        assert_eq!(of(day, day + 250), [1]);
        assert_eq!(of(day, day + 300), [1, 2]);
        assert_eq!(of(day + DAY_S, day + DAY_S + 10), [4]);
        assert_eq!(of(day + DAY_S + 51, day + 9 * DAY_S), [0_u32; 0]);
        assert_eq!(visitors(&index, 9, Span { since: 0, until: u32::MAX }), [0_u32; 0]);
    }
}
