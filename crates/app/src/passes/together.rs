//! Passes that are asked for at the same moment are signed together.
//!
//! Whoever asks puts his pass down and lets the others of his thread have their turn, who put theirs
//! beside it. The first whose turn comes again signs for all. Nobody waits for a clock, and nobody is
//! woken: where one asks alone he signs alone.

use super::keys::DayKey;
use fangxian_core::passes::{GROUP_MAX, Node, Way, group_bytes, grouped, leaf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Threads that put their passes down in different places do not wait for each other.
const PLACES: usize = 8;

/// Where passes are put down to be signed.
#[derive(Default)]
pub(super) struct Together {
    places: [Mutex<Option<Arc<Group>>>; PLACES],
}

/// Passes that are signed together.
struct Group {
    day: Arc<DayKey>,
    state: Mutex<State>,
}

enum State {
    /// More may be put down.
    Open(Vec<Put>),
    /// One signature, and the way of each.
    Signed([u8; 64], Vec<Way>),
}

/// A pass that was put down: its sum, and what is signed where it is alone.
struct Put {
    leaf: Node,
    signed: Vec<u8>,
}

impl Group {
    fn open(day: &Arc<DayKey>) -> Arc<Group> {
        let puts = Vec::with_capacity(GROUP_MAX);
        Arc::new(Group { day: Arc::clone(day), state: Mutex::new(State::Open(puts)) })
    }

    /// The number of a pass that is put down; none where the group is full or was signed.
    fn put(&self, signed: &[u8]) -> Option<usize> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State::Open(puts) = &mut *state else { return None };
        (puts.len() < GROUP_MAX).then_some(())?;
        puts.push(Put { leaf: leaf(signed), signed: signed.to_vec() });
        Some(puts.len() - 1)
    }

    /// The signature, and the way of a pass; whoever comes first makes it.
    fn signed(&self, at: usize) -> Option<([u8; 64], Way)> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let State::Open(puts) = &*state {
            let leaves: Vec<Node> = puts.iter().map(|put| put.leaf).collect();
            let (root, ways) = grouped(&leaves)?;
            let signature = match puts.as_slice() {
                [alone] => self.day.sign(&alone.signed),
                _ => self.day.sign(&group_bytes(&root, self.day.id)),
            };
            *state = State::Signed(signature, ways);
        }
        match &*state {
            State::Signed(signature, ways) => Some((*signature, *ways.get(at)?)),
            State::Open(_) => None,
        }
    }
}

impl Together {
    /// The signature of a pass by the key of a day, and its way to what was signed.
    pub(super) async fn sign(&self, day: &Arc<DayKey>, signed: &[u8]) -> ([u8; 64], Way) {
        let (group, at) = self.put(day, signed);
        tokio::task::yield_now().await;
        // A group holds whom it gave a number; were it otherwise, he is signed by himself.
        group.signed(at).unwrap_or_else(|| (day.sign(signed), Way::default()))
    }

    fn put(&self, day: &Arc<DayKey>, signed: &[u8]) -> (Arc<Group>, usize) {
        let mut place = self.place().lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(group) = place.as_ref().filter(|group| group.day.id == day.id)
            && let Some(at) = group.put(signed)
        {
            return (Arc::clone(group), at);
        }
        let group = Group::open(day);
        let at = group.put(signed).unwrap_or_default();
        *place = Some(Arc::clone(&group));
        (group, at)
    }

    /// The place of this thread.
    fn place(&self) -> &Mutex<Option<Arc<Group>>> {
        static THREADS: AtomicUsize = AtomicUsize::new(0);
        thread_local! {
            static NUMBER: usize = THREADS.fetch_add(1, Ordering::Relaxed) % PLACES;
        }
        let number = NUMBER.with(|number| *number);
        self.places.get(number).unwrap_or(&self.places[0])
    }
}
