//! Chance that is the same on every machine: whole numbers only, seeded by what is being invented.

/// What is being invented. Each has a stream of its own, so that more of one changes no other.
#[derive(Clone, Copy)]
pub(crate) enum Topic {
    /// How many people live in a community.
    Size,
    /// Compounds, buildings, vacancies.
    Homes,
    /// Who lives together, of what ages.
    Families,
    /// Names and all that belongs to a person.
    People,
    /// One day of one person.
    Day,
    /// How a clerk writes a roster.
    Roster,
}

/// A stream of numbers (SplitMix64).
pub(crate) struct Chance(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Scatters a number so that neighbors have nothing to do with each other.
pub(crate) fn scatter(number: u64) -> u64 {
    let a = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let b = (a ^ (a >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    b ^ (b >> 31)
}

/// A text as a number (FNV-1a).
pub(crate) fn text_number(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

impl Chance {
    /// The stream of a topic in a community.
    pub(crate) fn of(seed: u64, topic: Topic, code: &str) -> Chance {
        Chance::of_number(seed, topic, text_number(code))
    }

    /// The stream of a topic about something that is known by a number.
    pub(crate) fn of_number(seed: u64, topic: Topic, number: u64) -> Chance {
        let topic = (topic as u64 + 1).wrapping_mul(GOLDEN);
        Chance(scatter(scatter(seed ^ topic).wrapping_add(number)))
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        scatter(self.0)
    }

    /// 0 up to `n`, without `n`; 0 where `n` is 0.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        let scaled = (self.draw() >> 32) * u64::from(n);
        (scaled >> 32) as u32
    }

    /// `low` to `high`, both included; `low` where there is nothing between.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).max(1).unsigned_abs()).cast_signed()
    }

    /// True in `n` of ten thousand.
    pub(crate) fn in_10_000(&mut self, n: u32) -> bool {
        self.below(10_000) < n
    }

    /// True in `n` of a hundred.
    pub(crate) fn in_100(&mut self, n: u32) -> bool {
        self.below(100) < n
    }

    /// One of a table.
    pub(crate) fn one<T: Copy, const N: usize>(&mut self, table: &[T; N]) -> T {
        const { assert!(N > 0) };
        table[self.below(N as u32) as usize]
    }

    /// One of a table, by weight. Heavy ones first is fastest.
    pub(crate) fn weighted<T: Copy, const N: usize>(&mut self, table: &[(T, u32); N]) -> T {
        const { assert!(N > 0) };
        let mut left = self.below(table.iter().map(|(_, weight)| weight).sum());
        for (value, weight) in table {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        table[N - 1].0
    }

    /// 0 up to `n`, small numbers far more often, as the popularity of places goes (Zipf). `flat`
    /// says how many of the first are about equally popular, as a power of two.
    pub(crate) fn popular(&mut self, n: u32, flat: u32) -> u32 {
        let offset = 1_u32 << flat;
        let octaves = (n + offset).saturating_sub(1).max(1).ilog2() + 1 - flat;
        for _ in 0..8 {
            let start = offset << self.below(octaves);
            let rank = start - offset + self.below(start);
            if rank < n {
                return rank;
            }
        }
        self.below(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_popular_are_more_popular_and_all_are_reached() {
        let mut chance = Chance::of(1, Topic::Day, "x");
        let mut counts = [0_u32; 100];
        for _ in 0..100_000 {
            counts[chance.popular(100, 0) as usize] += 1;
        }
        assert!(counts[0] > 5 * counts[20] && counts[20] > counts[90], "{counts:?}");
        assert!(counts.iter().all(|count| *count > 50), "{counts:?}");
    }

    #[test]
    fn bounds_are_kept() {
        let mut chance = Chance::of(1, Topic::Day, "x");
        let drawn: Vec<i32> = (0..1_000).map(|_| chance.between(-2, 3)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&-2), Some(&3)));
        assert_eq!(chance.below(0), 0);
        assert_eq!(chance.between(5, 4), 5);
    }
}
