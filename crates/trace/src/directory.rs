//! Where the rows of a number begin: of a place among the rows, of a person among the positions.

use crate::packed::{Packed, width_of};
use std::ops::Range;

/// Which numbers there are, and where those of each begin. Where most numbers up to the largest are
/// there, each has an entry and is found at once; in a small segment those that are there are listed,
/// and searched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Directory {
    /// The numbers that are there, ascending; none where every number has an entry.
    pub(crate) listed: Option<Vec<u32>>,
    /// Where the rows of each entry begin, and behind the last where they end.
    pub(crate) starts: Packed,
}

impl Directory {
    /// Of how many rows each number has, from 0 up: whichever way is smaller.
    pub(crate) fn of_counts(counts: &[u32]) -> Directory {
        let n_rows = counts.iter().sum();
        let n_there = counts.iter().filter(|count| **count > 0).count();
        let width = width_of(n_rows) as usize;
        if n_there * (32 + width) >= counts.len() * width {
            return Directory { listed: None, starts: starts(n_rows, counts.iter().copied()) };
        }
        let there = || (0_u32..).zip(counts).filter(|(_, count)| **count > 0);
        Directory {
            listed: Some(there().map(|(number, _)| number).collect()),
            starts: starts(n_rows, there().map(|(_, count)| *count)),
        }
    }

    /// Of numbers in ascending order, one for each row.
    pub(crate) fn of_sorted(numbers: impl Iterator<Item = u32>) -> Directory {
        let mut there: Vec<(u32, u32)> = Vec::new();
        for number in numbers {
            match there.last_mut() {
                Some((last, count)) if *last == number => *count += 1,
                Some(_) | None => there.push((number, 1)),
            }
        }
        let n_rows = there.iter().map(|(_, count)| count).sum();
        Directory {
            listed: Some(there.iter().map(|(number, _)| *number).collect()),
            starts: starts(n_rows, there.iter().map(|(_, count)| *count)),
        }
    }

    /// The rows of a number.
    #[inline]
    pub(crate) fn rows(&self, number: u32) -> Range<usize> {
        let entry = match &self.listed {
            None => number as usize,
            Some(listed) => match listed.binary_search(&number) {
                Ok(entry) => entry,
                Err(_) => return 0..0,
            },
        };
        if entry + 1 >= self.starts.len() {
            return 0..0;
        }
        self.rows_of_entry(entry)
    }

    #[inline]
    pub(crate) fn rows_of_entry(&self, entry: usize) -> Range<usize> {
        self.starts.get(entry) as usize..self.starts.get(entry + 1) as usize
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The largest number that has an entry.
    pub(crate) fn largest(&self) -> u32 {
        self.len().checked_sub(1).map_or(0, |last| self.number(last))
    }

    /// The number that an entry is of.
    pub(crate) fn number(&self, entry: usize) -> u32 {
        match &self.listed {
            None => entry as u32,
            Some(listed) => listed.get(entry).copied().unwrap_or_default(),
        }
    }

    /// The entry whose rows hold this one.
    pub(crate) fn entry_of_row(&self, row: usize) -> usize {
        let (mut low, mut high) = (0, self.len());
        // The last entry that begins at or before the row: those without rows lie before it.
        while low + 1 < high {
            let middle = low.midpoint(high);
            if self.starts.get(middle) as usize <= row { low = middle } else { high = middle }
        }
        low
    }

    /// Every number with its rows, of those that have any.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, Range<usize>)> {
        let entries = (0..self.len()).map(|entry| (self.number(entry), self.rows_of_entry(entry)));
        entries.filter(|(_, rows)| !rows.is_empty())
    }

    /// Whether it speaks of so many rows, of each once, and of numbers up to `max`.
    pub(crate) fn is_whole(&self, n_rows: usize, max: u32) -> bool {
        let numbers_fit = match &self.listed {
            None => self.len() <= max as usize + 1,
            Some(listed) => {
                listed.len() == self.len()
                    && listed.is_sorted_by(|a, b| a < b)
                    && listed.last().is_none_or(|last| *last <= max)
            }
        };
        let last = self.starts.len().checked_sub(1).map(|last| self.starts.get(last) as usize);
        numbers_fit
            && self.starts.get(0) == 0
            && last == Some(n_rows)
            && self.starts.iter().is_sorted()
    }
}

fn starts(n_rows: u32, counts: impl Iterator<Item = u32>) -> Packed {
    let mut next = 0;
    let mut starts = vec![0];
    starts.extend(counts.map(|count| {
        next += count;
        next
    }));
    Packed::of(n_rows, &starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(directory: &Directory) {
        assert!(directory.is_whole(6, 9));
        assert!(!directory.is_whole(5, 9) && !directory.is_whole(6, 3));
        assert_eq!(directory.rows(2), 0..2);
        assert!(directory.rows(3).is_empty());
        assert_eq!(directory.rows(5), 2..6);
        assert!(directory.rows(0).is_empty() && directory.rows(70).is_empty());
        let places: Vec<u32> =
            (0..6).map(|row| directory.number(directory.entry_of_row(row))).collect();
        assert_eq!(places, [2, 2, 5, 5, 5, 5]);
        assert_eq!(directory.iter().collect::<Vec<_>>(), [(2, 0..2), (5, 2..6)]);
    }

    #[test]
    fn rows_are_found_by_their_number_and_the_number_by_its_rows() {
        let dense = Directory::of_counts(&[0, 0, 2, 0, 0, 4]);
        assert!(dense.listed.is_none());
        check(&dense);
        let sparse = Directory::of_sorted([2, 2, 5, 5, 5, 5].into_iter());
        check(&sparse);
        let mut counts = vec![0; 10_000];
        counts[9_000] = 3;
        assert!(Directory::of_counts(&counts).listed.is_some());
    }
}
