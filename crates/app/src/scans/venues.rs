//! Places, as a gate needs to know them: whether they are open, and how many may be inside.

use super::Room;
use fangxian_core::CityDay;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// A place, with what a gate asks of it.
#[derive(Debug)]
pub struct VenueAtGate {
    /// The six digits of its county, as a number.
    pub county: u32,
    /// The days on which it is closed by notice, from the first to the last.
    pub closed: Vec<(CityDay, Option<CityDay>)>,
    /// How many may be inside; none where nobody counts.
    pub room: Option<Arc<Room>>,
}

impl VenueAtGate {
    /// A place that is open, and in which nobody counts.
    pub fn open(county: u32) -> VenueAtGate {
        VenueAtGate { county, closed: Vec::new(), room: None }
    }

    /// Whether it is closed on a day.
    pub fn is_closed(&self, day: CityDay) -> bool {
        let is_within = |(first, last): &(CityDay, Option<CityDay>)| {
            *first <= day && last.is_none_or(|last| day <= last)
        };
        self.closed.iter().any(is_within)
    }
}

/// Every place by its number. While a server starts, those that a gate asked for already.
#[derive(Default)]
pub struct VenueBook {
    held: RwLock<Held>,
    /// How often something of a place changed.
    n_changes: AtomicU64,
}

#[derive(Default)]
struct Held {
    venues: Arc<HashMap<u32, Arc<VenueAtGate>>>,
    is_whole: bool,
}

impl VenueBook {
    /// Puts all places in the place of those known before; whoever is inside stays inside.
    pub fn put_all(&self, venues: HashMap<u32, VenueAtGate>) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let before = Arc::clone(&held.venues);
        let kept = |(number, venue)| (number, Arc::new(keeping(venue, before.get(&number))));
        held.venues = Arc::new(venues.into_iter().map(kept).collect());
        held.is_whole = true;
    }

    /// Puts one place in the place of what it was; none where it is no more. Returns it as it is held.
    pub fn put(&self, number: u32, venue: Option<VenueAtGate>) -> Option<Arc<VenueAtGate>> {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let book = Arc::make_mut(&mut held.venues);
        match venue {
            Some(venue) => {
                let venue = Arc::new(keeping(venue, book.get(&number)));
                book.insert(number, Arc::clone(&venue));
                Some(venue)
            }
            None => {
                book.remove(&number);
                None
            }
        }
    }

    /// Whether all places were read: a command that takes no scans reads none.
    pub fn is_whole(&self) -> bool {
        self.held.read().unwrap_or_else(PoisonError::into_inner).is_whole
    }

    /// The place of a number, where it was read.
    pub fn get(&self, number: u32) -> Option<Arc<VenueAtGate>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.venues.get(&number).cloned()
    }

    /// Something of a place changed: whoever reads all at this moment reads again.
    pub(crate) fn changed(&self) {
        self.n_changes.fetch_add(1, Ordering::AcqRel);
    }

    /// How often something changed until now.
    pub(crate) fn n_changes(&self) -> u64 {
        self.n_changes.load(Ordering::Acquire)
    }
}

fn keeping(venue: VenueAtGate, before: Option<&Arc<VenueAtGate>>) -> VenueAtGate {
    let VenueAtGate { county, closed, room } = venue;
    let room = match (room, before.and_then(|one| one.room.as_ref())) {
        (Some(room), Some(before)) => {
            let room = Arc::try_unwrap(room).map(|room| Arc::new(room.keeping(before)));
            Some(room.unwrap_or_else(|shared| shared))
        }
        (room, _) => room,
    };
    VenueAtGate { county, closed, room }
}
