//! Places, as a gate needs to know them: whether they are open, and how many may be inside.

use super::Room;
use fangxian_core::CityDay;
use std::collections::HashMap;
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

type ByNumber = HashMap<u32, Arc<VenueAtGate>>;

/// Every place by its number.
#[derive(Default)]
pub struct VenueBook(RwLock<Option<Arc<ByNumber>>>);

impl VenueBook {
    /// Puts all places in the place of those known before; whoever is inside stays inside.
    pub fn put_all(&self, venues: HashMap<u32, VenueAtGate>) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let before = held.take().unwrap_or_default();
        let kept = |(number, venue)| (number, Arc::new(keeping(venue, before.get(&number))));
        *held = Some(Arc::new(venues.into_iter().map(kept).collect()));
    }

    /// Puts one place in the place of what it was; none where it is no more.
    pub fn put(&self, number: u32, venue: Option<VenueAtGate>) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Some(book) = held.as_mut() else { return };
        let book = Arc::make_mut(book);
        match venue {
            Some(venue) => {
                let venue = keeping(venue, book.get(&number));
                book.insert(number, Arc::new(venue));
            }
            None => drop(book.remove(&number)),
        }
    }

    /// Whether places were read: a command that takes no scans reads none.
    pub fn is_loaded(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// The place of a number.
    pub fn get(&self, number: u32) -> Option<Arc<VenueAtGate>> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref()?.get(&number).cloned()
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
