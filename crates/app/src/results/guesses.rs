//! How many codes by SMS were wrong today, in the whole city: whoever guesses at many people at once is
//! stopped by this, and not by what each of them is allowed (must-hold A19).

use fangxian_core::results::SMS_WRONG_DAY_MAX;
use fangxian_core::{CityDay, Moment};
use std::sync::{Mutex, PoisonError};

/// The wrong ones of a day. Of each server by itself, and anew when it starts: it looks at no more in a day.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<(Option<CityDay>, u32)>);

impl Guesses {
    /// Takes the place of one that may be wrong. False where as many were wrong today as may be.
    pub(crate) fn take(&self, wall: Moment) -> bool {
        let (day, mut held) =
            (Some(wall.city_day()), self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if held.0 != day {
            *held = (day, 0);
        }
        let is_free = held.1 < SMS_WRONG_DAY_MAX;
        held.1 += u32::from(is_free);
        is_free
    }

    /// It was right.
    pub(crate) fn give_back(&self, wall: Moment) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0 == Some(wall.city_day()) {
            held.1 = held.1.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fangxian_core::results::SMS_DIGITS;

    #[test]
    fn of_a_million_guesses_in_a_day_so_few_are_looked_at_that_none_is_expected_to_hit() {
        let (guesses, now) = (Guesses::default(), Moment(1_669_251_600_000));
        let looked_at = (0..1_000_000).filter(|_| guesses.take(now)).count();
        let expected = looked_at as f64 / 10_f64.powi(i32::try_from(SMS_DIGITS).unwrap());
        assert!(expected < 1e-3, "{expected}");
        assert!(!guesses.take(now));
        guesses.give_back(now);
        assert!(guesses.take(now), "what was right is held against nobody");
        assert!(guesses.take(now.plus_ms(86_400_000)), "tomorrow it begins anew");
    }
}
