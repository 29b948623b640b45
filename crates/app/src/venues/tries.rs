//! Whoever types digits at random is stopped.

use fangxian_core::Moment;
use fangxian_core::passes::Alias;
use fangxian_core::venues::minute_of;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Somebody may type wrong digits so many times at a place within ten minutes.
const OF_PERSON: u32 = 3;
/// All together may type wrong digits so many times at a place within a minute: with more, the digits of
/// that minute are believed of nobody there, so that a crowd does not guess what one may not.
const OF_PLACE: u32 = 20;
/// So long the wrong digits of one person are held against him.
const MINUTES_HELD: i64 = 10;
/// The most that is held in memory; beyond, everybody's scan is weak until the next minutes.
const HELD_MAX: usize = 200_000;

/// Wrong digits of these minutes.
#[derive(Debug, Default)]
pub(crate) struct Tries(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    people: HashMap<(u32, u64), (i64, u32)>,
    places: HashMap<u32, (i64, u32)>,
    swept: i64,
}

impl Tries {
    /// Whether digits that somebody types at a place may be believed now.
    pub(crate) fn may_try(&self, venue: u32, who: Alias, now: Moment) -> bool {
        let minute = minute_of(now);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.sweep(minute);
        let own = held.people.get(&(venue, who.0)).map_or(0, |(_, n)| *n);
        let all = held.places.get(&venue).filter(|(of, _)| *of == minute).map_or(0, |(_, n)| *n);
        own < OF_PERSON && all < OF_PLACE && held.people.len() < HELD_MAX
    }

    /// They were wrong.
    pub(crate) fn wrong(&self, venue: u32, who: Alias, now: Moment) {
        let minute = minute_of(now);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.sweep(minute);
        if held.people.len() < HELD_MAX {
            let own = held.people.entry((venue, who.0)).or_insert((minute, 0));
            *own = (minute, own.1.saturating_add(1));
        }
        let all = held.places.entry(venue).or_insert((minute, 0));
        *all = if all.0 == minute { (minute, all.1.saturating_add(1)) } else { (minute, 1) };
    }
}

impl Held {
    fn sweep(&mut self, minute: i64) {
        if minute != self.swept {
            self.people.retain(|_, (of, _)| minute - *of < MINUTES_HELD);
            self.places.retain(|_, (of, _)| *of == minute);
            self.swept = minute;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_guesses_is_stopped_and_so_is_a_crowd() {
        let tries = Tries::default();
        let now = Moment(1_650_000_000_000);
        let one = Alias(1);
        for _ in 0..OF_PERSON {
            assert!(tries.may_try(5, one, now));
            tries.wrong(5, one, now);
        }
        assert!(!tries.may_try(5, one, now));
        assert!(tries.may_try(6, one, now), "at another place he begins anew");
        assert!(tries.may_try(5, one, now.plus_ms(11 * 60_000)));
        for n in 0..u64::from(OF_PLACE) {
            tries.wrong(5, Alias(100 + n), now);
        }
        assert!(!tries.may_try(5, Alias(7), now));
        assert!(tries.may_try(5, Alias(7), now.plus_ms(60_000)));
    }
}
