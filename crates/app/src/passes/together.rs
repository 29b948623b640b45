//! Passes that are asked for at the same moment are signed together.
//!
//! Whoever asks puts his pass down. The first has a turn or two of waiting, in which the others of his
//! thread put theirs beside it; then he signs for all, and they are told. Nobody waits for a clock:
//! where one asks alone his turns are over at once.

use super::keys::DayKey;
use fangxian_core::passes::{GROUP_MAX, Node, Way, group_bytes, grouped, leaf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Threads that put their passes down in different places do not wait for each other.
const PLACES: usize = 8;
/// So many turns the first waits for others: together they cost about as much as a signature.
const TURNS: usize = 24;

/// Where passes are put down to be signed.
#[derive(Default)]
pub(super) struct Together {
    places: [Mutex<Option<Arc<Group>>>; PLACES],
}

/// Passes that are signed together.
struct Group {
    day: Arc<DayKey>,
    state: Mutex<State>,
    is_signed: Notify,
}

/// The first of a group. It is signed when he goes, also where his connection is cut.
struct First(Arc<Group>);

impl Drop for First {
    fn drop(&mut self) {
        self.0.sign();
        self.0.is_signed.notify_waiters();
    }
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
        let state = Mutex::new(State::Open(Vec::with_capacity(GROUP_MAX)));
        Arc::new(Group { day: Arc::clone(day), state, is_signed: Notify::new() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a pass that is put down; none where the group is full or was signed.
    fn put(&self, signed: &[u8]) -> Option<usize> {
        let mut state = self.state();
        let State::Open(puts) = &mut *state else { return None };
        (puts.len() < GROUP_MAX).then_some(())?;
        puts.push(Put { leaf: leaf(signed), signed: signed.to_vec() });
        Some(puts.len() - 1)
    }

    /// Whether nothing more is put down.
    fn is_full(&self) -> bool {
        matches!(&*self.state(), State::Open(puts) if puts.len() == GROUP_MAX)
    }

    fn sign(&self) {
        let mut state = self.state();
        let State::Open(puts) = &*state else { return };
        let leaves: Vec<Node> = puts.iter().map(|put| put.leaf).collect();
        let Some((root, ways)) = grouped(&leaves) else { return };
        let signature = match puts.as_slice() {
            [alone] => self.day.sign(&alone.signed),
            _ => self.day.sign(&group_bytes(&root, self.day.id)),
        };
        *state = State::Signed(signature, ways);
    }

    /// The signature, and the way of a pass; none before it was signed.
    fn signed(&self, at: usize) -> Option<([u8; 64], Way)> {
        match &*self.state() {
            State::Signed(signature, ways) => Some((*signature, *ways.get(at)?)),
            State::Open(_) => None,
        }
    }

    /// Waits until it was signed.
    async fn wait(&self, at: usize) -> Option<([u8; 64], Way)> {
        let is_signed = self.is_signed.notified();
        match self.signed(at) {
            Some(signed) => Some(signed),
            None => {
                is_signed.await;
                self.signed(at)
            }
        }
    }
}

impl Together {
    /// The signature of a pass by the key of a day, and its way to what was signed.
    pub(super) async fn sign(&self, day: &Arc<DayKey>, signed: &[u8]) -> ([u8; 64], Way) {
        let (group, at) = self.put(day, signed);
        let together = if at == 0 {
            let first = First(Arc::clone(&group));
            for _ in 0..TURNS {
                tokio::task::yield_now().await;
                if group.is_full() {
                    break;
                }
            }
            drop(first);
            group.signed(at)
        } else {
            group.wait(at).await
        };
        // A group holds whom it gave a number; were it otherwise, he is signed by himself.
        together.unwrap_or_else(|| (day.sign(signed), Way::default()))
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
