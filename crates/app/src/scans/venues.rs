//! Places, as a gate needs to know them: whether they are open, and how many may be inside.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// A place at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueAtGate {
    /// The six digits of its county, as a number.
    pub county: u32,
    /// Closed by notice, or not open yet.
    pub is_closed: bool,
}

/// Every place by its number.
#[derive(Default)]
pub struct VenueBook(RwLock<Arc<HashMap<u32, VenueAtGate>>>);

impl VenueBook {
    /// Puts all places in the place of those known before.
    pub fn put_all(&self, venues: HashMap<u32, VenueAtGate>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(venues);
    }

    /// The place of a number.
    pub(super) fn get(&self, number: u32) -> Option<VenueAtGate> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&number).cloned()
    }
}
