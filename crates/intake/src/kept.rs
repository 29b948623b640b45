//! Those who wait until what they put in is on the disk.

use crate::error::NotKept;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// A record that was put in. Ends once it is on the disk.
#[derive(Debug)]
pub struct Kept {
    waiting: Arc<Waiting>,
    /// With whom of the group he waits.
    lane: usize,
    /// Where he waits among the others of the group, once he does.
    seat: Option<usize>,
}

impl Kept {
    pub(crate) fn of(waiting: &Arc<Waiting>) -> Kept {
        Kept { waiting: Arc::clone(waiting), lane: lane_of_thread(), seat: None }
    }
}

impl Future for Kept {
    type Output = Result<(), NotKept>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Kept { waiting, lane, seat } = self.get_mut();
        match waiting.lane(*lane).poll(seat, context.waker()) {
            Some(how) => {
                *seat = None;
                Poll::Ready(how)
            }
            None => Poll::Pending,
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(seat) = self.seat {
            self.waiting.lane(self.lane).leave(seat);
        }
    }
}

/// Those who wait for one group, each among those of his thread.
#[derive(Debug, Default)]
pub(crate) struct Waiting([Lane; LANES]);

/// Threads of more than so many wait together with others.
const LANES: usize = 8;

/// The lane of this thread.
fn lane_of_thread() -> usize {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static LANE: usize = THREADS.fetch_add(1, Ordering::Relaxed) % LANES;
    }
    LANE.with(|lane| *lane)
}

impl Waiting {
    fn lane(&self, number: usize) -> &Lane {
        self.0.get(number).unwrap_or(&self.0[0])
    }

    /// Tells everybody.
    pub(crate) fn end(&self, how: Result<(), NotKept>) {
        self.0.iter().for_each(|lane| lane.end(how));
    }
}

/// Those of one thread.
///
/// Whoever writes wakes the first of them, who wakes the others: they are tasks of one runtime, and
/// to wake a task from within is far cheaper than from another thread.
#[derive(Debug, Default)]
struct Lane(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    ended: Option<Result<(), NotKept>>,
    /// One for each that waits, none where he went away or was woken.
    wakers: Vec<Option<Waker>>,
}

impl Lane {
    /// How it ended; else the waker is called once it has. `seat` is where this one waits, which is
    /// given to him when he asks for the first time.
    fn poll(&self, seat: &mut Option<usize>, waker: &Waker) -> Option<Result<(), NotKept>> {
        let mut state = self.lock();
        if state.ended.is_some() {
            let (ended, others) = (state.ended, std::mem::take(&mut state.wakers));
            drop(state);
            others.into_iter().flatten().for_each(Waker::wake);
            return ended;
        }
        let waker = Some(waker.clone());
        match seat.and_then(|seat| state.wakers.get_mut(seat)) {
            Some(place) => *place = waker,
            None => {
                *seat = Some(state.wakers.len());
                state.wakers.push(waker);
            }
        }
        None
    }

    /// The one of this seat goes away. Where he was to wake the others, they are woken now.
    fn leave(&self, seat: usize) {
        let mut state = self.lock();
        if state.ended.is_some() {
            let others = std::mem::take(&mut state.wakers);
            drop(state);
            others.into_iter().flatten().for_each(Waker::wake);
        } else if let Some(place) = state.wakers.get_mut(seat) {
            *place = None;
        }
    }

    /// Tells everybody.
    fn end(&self, how: Result<(), NotKept>) {
        let first = {
            let mut state = self.lock();
            state.ended = Some(how);
            state.wakers.iter_mut().find_map(Option::take)
        };
        if let Some(first) = first {
            first.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;
    use std::task::Wake;

    #[derive(Default)]
    struct Woken(AtomicBool);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    fn three(waiting: &Lane) -> ([Arc<Woken>; 3], [Option<usize>; 3]) {
        let woken: [Arc<Woken>; 3] = std::array::from_fn(|_| Arc::default());
        let mut seats = [None; 3];
        for (woken, seat) in woken.iter().zip(&mut seats) {
            assert_eq!(waiting.poll(seat, &Arc::clone(woken).into()), None);
        }
        (woken, seats)
    }

    fn are_woken(woken: &[Arc<Woken>; 3]) -> [bool; 3] {
        std::array::from_fn(|at| woken[at].0.load(Ordering::Relaxed))
    }

    #[test]
    fn the_first_is_woken_and_wakes_the_others() {
        let waiting = Lane::default();
        let (woken, mut seats) = three(&waiting);
        waiting.end(Ok(()));
        assert_eq!(are_woken(&woken), [true, false, false]);
        assert_eq!(waiting.poll(&mut seats[0], &Arc::clone(&woken[0]).into()), Some(Ok(())));
        assert_eq!(are_woken(&woken), [true; 3]);
    }

    #[test]
    fn nobody_waits_for_one_who_went_away() {
        let waiting = Lane::default();
        let (woken, seats) = three(&waiting);
        waiting.leave(seats[0].unwrap());
        waiting.end(Err(NotKept::Failed));
        assert_eq!(are_woken(&woken), [false, true, false], "he who left is not asked");
        waiting.leave(seats[1].unwrap());
        assert_eq!(
            are_woken(&woken),
            [false, true, true],
            "he who was woken and left told the others"
        );
    }
}
