//! Times, and what is said of many of them.

use std::time::Duration;

/// Times of one thing that was done again and again.
pub(super) struct Timing {
    sorted: Vec<Duration>,
}

impl Timing {
    pub(super) fn of(mut times: Vec<Duration>) -> Timing {
        times.sort();
        Timing { sorted: times }
    }

    /// How often it was done.
    pub(super) fn n(&self) -> usize {
        self.sorted.len()
    }

    /// The time, in milliseconds, that this part of the times does not exceed, by nearest rank.
    pub(super) fn ms(&self, percent: usize) -> f64 {
        let rank = (self.sorted.len() * percent).div_ceil(100).max(1);
        let time = self.sorted.get(rank - 1).copied().unwrap_or_default();
        (time.as_secs_f64() * 1e6).round() / 1e3
    }

    /// `p50 1.2 ms, p99 1.9 ms of 500`
    pub(super) fn told(&self) -> String {
        format!("p50 {} ms, p99 {} ms of {}", self.ms(50), self.ms(99), self.n())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let timing = Timing::of((1..=200).rev().map(Duration::from_millis).collect());
        assert_eq!((timing.ms(50), timing.ms(99), timing.n()), (100.0, 198.0, 200));
        assert_eq!(Timing::of(vec![Duration::from_micros(1500)]).ms(99), 1.5);
        assert_eq!(Timing::of(Vec::new()).ms(50), 0.0);
    }
}
