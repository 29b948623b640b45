//! The index: days, each of one segment or a few, and how it is kept current.

use crate::row::{PERSON_MAX, rows_of};
use crate::segment::{Entry, ROWS_MAX, Segment};
use crate::visit::{BadVisit, Visit};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// A segment is merged with the one before it where that is not so many times larger. With four, a
/// visit is rewritten some six times a day and a day has hardly more than ten segments.
const MERGE_RATIO: usize = 4;

/// A day's segments, the largest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Day {
    /// Counted from 1970-01-01.
    pub(crate) number: u32,
    pub(crate) parts: Vec<Arc<Segment>>,
}

/// Visits by place and by person, as they stood at one moment. To copy it copies pointers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Index {
    /// Ascending.
    pub(crate) days: Vec<Day>,
    /// The largest number of a person, so that whoever marks people knows how much room it takes.
    pub(crate) person_max: u32,
}

impl Index {
    /// An index of visits.
    ///
    /// # Errors
    /// One of them cannot be.
    pub fn of(visits: impl IntoIterator<Item = Visit>) -> Result<Index, BadVisit> {
        let mut index = Index::default();
        index.add(visits)?;
        Ok(index)
    }

    /// Adds visits: one segment for each of their days, merged with the small ones that are there. Of
    /// several days each is put in order on a core of its own. If one of the visits cannot be, none is
    /// added.
    ///
    /// # Errors
    /// One of them cannot be.
    pub fn add(&mut self, visits: impl IntoIterator<Item = Visit>) -> Result<(), BadVisit> {
        let mut days: BTreeMap<u32, Vec<Entry>> = BTreeMap::new();
        for visit in visits {
            let visit = visit.checked()?;
            if visit.person > PERSON_MAX {
                return Err(BadVisit::PersonTooLarge(visit.person));
            }
            rows_of(&visit, |day, row| {
                days.entry(day).or_default().push(Entry { place: visit.place, row });
            });
        }
        let mut parts = Vec::with_capacity(days.len());
        for (day, mut entries) in days {
            while !entries.is_empty() {
                let rest = entries.split_off(entries.len().min(ROWS_MAX));
                parts.push((day, entries));
                entries = rest;
            }
        }
        let segment = |(day, entries)| Segment::of(day, entries);
        // What comes while people search is of one day, and wakes no other thread.
        let segments: Vec<Segment> = match parts.len() {
            0 | 1 => parts.into_iter().map(segment).collect(),
            _ => parts.into_par_iter().map(segment).collect(),
        };
        segments.into_iter().for_each(|segment| self.put(segment));
        Ok(())
    }

    /// Puts a segment into its day.
    pub(crate) fn put(&mut self, segment: Segment) {
        let number = segment.day;
        self.person_max = self.person_max.max(segment.people.largest());
        let at = self.days.partition_point(|day| day.number < number);
        if self.days.get(at).is_none_or(|day| day.number != number) {
            self.days.insert(at, Day { number, parts: Vec::new() });
        }
        let parts = &mut self.days[at].parts;
        parts.push(Arc::new(segment));
        while let [.., large, small] = parts.as_slice() {
            let n_together = large.rows.len() + small.rows.len();
            if large.rows.len() > small.rows.len() * MERGE_RATIO || n_together > ROWS_MAX {
                break;
            }
            let merged = large.entries().chain(small.entries()).collect();
            parts.truncate(parts.len() - 2);
            parts.push(Arc::new(Segment::of(number, merged)));
        }
    }

    /// Takes away all days before one, each by dropping what holds it. Gives back how many there were.
    pub fn drop_before(&mut self, day: u32) -> usize {
        let n = self.days.partition_point(|held| held.number < day);
        self.days.drain(..n).count()
    }

    /// How many rows it has: one for each visit, and more for those that last past midnight or longer
    /// than four hours.
    pub fn n_rows(&self) -> usize {
        self.parts().map(|part| part.rows.len()).sum()
    }

    /// The bytes it takes, in memory and, but for some heads, on disk.
    pub fn bytes(&self) -> usize {
        self.parts().map(|part| part.bytes()).sum()
    }

    /// The days it holds, counted from 1970-01-01.
    pub fn days(&self) -> impl Iterator<Item = u32> + '_ {
        self.days.iter().map(|day| day.number)
    }

    /// How many segments it has.
    pub fn n_segments(&self) -> usize {
        self.parts().count()
    }

    pub(crate) fn parts(&self) -> impl Iterator<Item = &Arc<Segment>> {
        self.days.iter().flat_map(|day| &day.parts)
    }
}

/// An index that is added to while it is searched. Whoever searches holds the index of a moment, which
/// nothing changes any more; whoever adds makes the next one beside it.
#[derive(Debug, Default)]
pub struct Live {
    current: RwLock<Arc<Index>>,
    adding: Mutex<()>,
}

impl Live {
    /// Goes on from an index.
    pub fn from(index: Index) -> Live {
        Live { current: RwLock::new(Arc::new(index)), adding: Mutex::default() }
    }

    /// The index as it stands. Waits for nobody who adds.
    pub fn now(&self) -> Arc<Index> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds visits, as [`Index::add`] does; one at a time adds.
    ///
    /// # Errors
    /// One of the visits cannot be.
    pub fn add(&self, visits: impl IntoIterator<Item = Visit>) -> Result<(), BadVisit> {
        let _one = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = Index::clone(&self.now());
        next.add(visits)?;
        self.set(next);
        Ok(())
    }

    /// Takes away all days before one. Their memory goes with the last who searches them.
    pub fn drop_before(&self, day: u32) -> usize {
        let _one = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = Index::clone(&self.now());
        let n = next.drop_before(day);
        self.set(next);
        n
    }

    fn set(&self, next: Index) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }
}
