//! The rows of lists as they were last written for whoever asked. A list of four thousand is asked
//! for all day, and between two askings one row of it has changed: that one is written anew, and
//! the others stand as they were.

use super::list::{ListPart, ListRow, unwritable};
use super::marks::Marks;
use crate::register::Roster;
use crate::{City, Refusal};
use fangxian_core::CityDay;
use fangxian_core::ids::RoundId;
use fangxian_core::places::PlaceCode;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// How much text is kept of all lists together, in bytes: some two hundred communities of four
/// thousand. What was not asked for the longest goes first.
const KEPT_MAX: usize = 256 << 20;

/// The rows of the lists that were asked for.
#[derive(Default)]
pub(crate) struct ShownRows {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    lists: HashMap<(RoundId, PlaceCode), Kept>,
    n_asked: u64,
}

#[derive(Default)]
struct Kept {
    shown: Arc<Mutex<Shown>>,
    asked: u64,
    bytes: usize,
}

/// What the rows of a list depend on besides the ticks. When any of it is another, all of them are
/// written anew.
struct Ground {
    roster: Arc<Roster>,
    marks: Arc<RwLock<Marks>>,
    /// Ages are of a day.
    today: CityDay,
    /// Nobody is renamed, but somebody may be new.
    n_accounts: usize,
}

impl PartialEq for Ground {
    fn eq(&self, other: &Ground) -> bool {
        Arc::ptr_eq(&self.roster, &other.roster)
            && Arc::ptr_eq(&self.marks, &other.marks)
            && (self.today, self.n_accounts) == (other.today, other.n_accounts)
    }
}

#[derive(Default)]
struct Shown {
    ground: Option<Ground>,
    /// How many of the marks' changes the rows have.
    n_changes: usize,
    /// By the place in the roster.
    rows: Vec<Option<Arc<RawValue>>>,
    bytes: usize,
}

impl Shown {
    /// Forgets the rows that are no longer as they were written.
    fn follow(&mut self, ground: Ground, marks: &Marks) {
        let changes = marks.changes();
        if self.ground.as_ref() != Some(&ground) {
            self.rows.clear();
            self.rows.resize(ground.roster.people.len(), None);
            self.bytes = 0;
        } else {
            for person in changes.iter().skip(self.n_changes) {
                let Some(place) = ground.roster.place_of(*person) else { continue };
                let row = self.rows.get_mut(place).and_then(Option::take);
                self.bytes -= row.map_or(0, |row| row.get().len());
            }
        }
        self.n_changes = changes.len();
        self.ground = Some(ground);
    }
}

impl ShownRows {
    fn list(&self, key: &(RoundId, PlaceCode)) -> Arc<Mutex<Shown>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.n_asked += 1;
        let asked = known.n_asked;
        let kept = known.lists.entry(key.clone()).or_default();
        kept.asked = asked;
        Arc::clone(&kept.shown)
    }

    /// Notes how much a list holds, and lets the oldest go where it is too much.
    fn weigh(&self, key: &(RoundId, PlaceCode), bytes: usize) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = known.lists.get_mut(key) {
            kept.bytes = bytes;
        }
        let mut total: usize = known.lists.values().map(|kept| kept.bytes).sum();
        while total > KEPT_MAX && known.lists.len() > 1 {
            let oldest = known.lists.iter().min_by_key(|(_, kept)| kept.asked);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { return };
            total -= known.lists.remove(&oldest).map_or(0, |kept| kept.bytes);
        }
    }

    /// The rows of a part of a list, in its order; `write` writes those that are not kept. All who
    /// ask for a list of this city must write in the same way.
    pub(super) fn of(
        &self,
        city: &City,
        (round, today): (RoundId, CityDay),
        part: &ListPart,
        write: impl Fn(&ListRow) -> serde_json::Result<Box<RawValue>>,
    ) -> Result<Vec<Arc<RawValue>>, Refusal> {
        let key = (round, part.roster.community.clone());
        let list = self.list(&key);
        let mut shown = list.lock().unwrap_or_else(PoisonError::into_inner);
        let ground = Ground {
            roster: Arc::clone(&part.roster),
            marks: Arc::clone(&part.marks),
            today,
            n_accounts: city.people.len(),
        };
        let marks = part.marks.read().unwrap_or_else(PoisonError::into_inner);
        shown.follow(ground, &marks);
        let mut rows = Vec::with_capacity(part.who.len());
        for place in &part.who {
            if let Some(Some(row)) = shown.rows.get(*place) {
                rows.push(Arc::clone(row));
                continue;
            }
            let Some(row) = part.row(&marks, *place, today) else { continue };
            let row: Arc<RawValue> = Arc::from(write(&row).map_err(unwritable)?);
            shown.bytes += row.get().len();
            if let Some(kept) = shown.rows.get_mut(*place) {
                *kept = Some(Arc::clone(&row));
            }
            rows.push(row);
        }
        let bytes = shown.bytes;
        drop((marks, shown));
        self.weigh(&key, bytes);
        Ok(rows)
    }
}
