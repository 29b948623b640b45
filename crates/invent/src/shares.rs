//! How many people live in each community, so that the sum is exact.

use crate::chance::{Chance, Topic};
use crate::city::{CommunityHead, Settlement};

impl Settlement {
    /// What a community is, by its name: those of villages end with 村 or 村委会.
    pub fn of_name(name: &str) -> Settlement {
        if name.ends_with("村委会") || name.ends_with("村民委员会") || name.ends_with('村')
        {
            Settlement::Village
        } else {
            Settlement::Urban
        }
    }

    /// The fewest and the most people of a plausible community of this kind.
    fn range(self) -> (u64, u64) {
        match self {
            Settlement::Urban => (1_000, 9_000),
            Settlement::Village => (200, 3_000),
        }
    }
}

struct Wish {
    people: u64,
    range: (u64, u64),
}

impl Wish {
    fn scaled(&self, factor: u64) -> u64 {
        let people = (u128::from(self.people) * u128::from(factor)) >> FACTOR_BITS;
        u64::try_from(people).unwrap_or(u64::MAX).clamp(self.range.0, self.range.1)
    }
}

/// A factor of one is 2^20.
const FACTOR_BITS: u32 = 20;
const FACTOR_MAX: u64 = 1 << 60;

/// How many people each community has, in the order given. `heads` are sorted by code, so that the
/// order of a list changes nothing. Within the plausible range of each where the sum allows that.
pub(crate) fn split(heads: &[&CommunityHead], people: u64, seed: u64) -> Vec<u64> {
    let mut wishes: Vec<Wish> = heads.iter().map(|head| wish(head, seed)).collect();
    let sum = |of: fn(&Wish) -> u64| wishes.iter().map(of).sum::<u64>();
    if people < sum(|wish| wish.range.0) || people > sum(|wish| wish.range.1) {
        wishes.iter_mut().for_each(|wish| wish.range = (0, u64::MAX));
    }
    let total =
        |factor: u64| wishes.iter().map(|wish| wish.scaled(factor)).fold(0, u64::saturating_add);
    let (mut fits, mut exceeds) = (0, FACTOR_MAX);
    while exceeds - fits > 1 {
        let middle = fits + (exceeds - fits) / 2;
        if total(middle) <= people { fits = middle } else { exceeds = middle }
    }
    let mut shares: Vec<u64> = wishes.iter().map(|wish| wish.scaled(fits)).collect();
    let mut left = people.saturating_sub(total(fits));
    while left > 0 && !shares.is_empty() {
        let before = left;
        for (share, wish) in shares.iter_mut().zip(&wishes) {
            if left > 0 && *share < wish.range.1 {
                *share += 1;
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    shares
}

/// Small communities are many, large ones few: the square of an even chance.
fn wish(head: &CommunityHead, seed: u64) -> Wish {
    let mut chance = Chance::of(seed, Topic::Size, head.code.as_str());
    let range = Settlement::of_name(&head.name).range();
    let even = u64::from(chance.below(1_000));
    Wish { people: range.0 + (range.1 - range.0) * even * even / 1_000_000, range }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fangxian_core::places::PlaceCode;

    fn check(n: usize, people: u64) -> Vec<u64> {
        let heads: Vec<CommunityHead> = (0..n)
            .map(|i| CommunityHead {
                code: PlaceCode::parse(&format!("140105001{i:03}")).unwrap(),
                name: if i % 3 == 0 { format!("{i}村委会") } else { format!("{i}社区") },
            })
            .collect();
        let shares = split(&heads.iter().collect::<Vec<_>>(), people, 7);
        assert_eq!(shares.iter().sum::<u64>(), if n == 0 { 0 } else { people });
        shares
    }

    #[test]
    fn the_sum_is_exact_whatever_is_asked() {
        for people in [0, 1, 7, 99, 1_000, 123_457, 400_000, 5_300_001] {
            for n in [0, 1, 2, 100] {
                check(n, people);
            }
        }
    }

    #[test]
    fn what_is_plausible_stays_so() {
        let shares = check(100, 280_000);
        for (i, share) in shares.iter().enumerate() {
            let range = if i % 3 == 0 { 200..=3_000 } else { 1_000..=9_000 };
            assert!(range.contains(share), "{i}: {share}");
        }
        assert!(shares.iter().max().unwrap() > &6_000, "{shares:?}");
    }
}
