//! What was read from the store and stands until it changes.

use std::sync::{Arc, PoisonError, RwLock};

/// What was read, until it is forgotten. What was read before it was forgotten is not kept after.
pub(crate) struct Kept<T> {
    slot: RwLock<(u64, Option<Arc<T>>)>,
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept { slot: RwLock::new((0, None)) }
    }
}

impl<T> Kept<T> {
    /// Which turn it is, and what is kept of it.
    pub(crate) fn get(&self) -> (u64, Option<Arc<T>>) {
        self.slot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps what was read in this turn.
    pub(crate) fn keep(&self, turn: u64, read: Arc<T>) {
        let mut slot = self.slot.write().unwrap_or_else(PoisonError::into_inner);
        if slot.0 == turn {
            slot.1 = Some(read);
        }
    }

    /// Forgets it: another turn begins.
    pub(crate) fn forget(&self) {
        let mut slot = self.slot.write().unwrap_or_else(PoisonError::into_inner);
        *slot = (slot.0 + 1, None);
    }
}
