//! How the people of a community stand in a round: a byte for each, and the counts of them. What
//! the whole city's progress is told from; who ticked what is in [`super::marks::Marks`].

use crate::register::Members;
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundFactId};
use fangxian_core::rounds::{RoundCounts, Standing, Ticks};
use fangxian_store::rounds::StoredTick;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// How everybody of a community stands.
pub(super) struct Tally {
    members: Arc<Members>,
    /// By the place among the members; none of whom nobody has said anything.
    standings: Vec<Option<Standing>>,
    counts: RoundCounts,
    /// Ticks of the time that is read again and again: what they say is in.
    recent: BTreeMap<RoundFactId, Moment>,
}

impl Tally {
    /// From all that was ticked in the community.
    pub(super) fn new(members: Arc<Members>, ticks: Vec<StoredTick>) -> Tally {
        let standings = vec![None; members.ids().len()];
        let mut tally =
            Tally { members, standings, counts: RoundCounts::default(), recent: BTreeMap::new() };
        let mut by_person: HashMap<PersonId, Ticks> = HashMap::new();
        for one in ticks {
            tally.recent.insert(one.tick.id, one.received_at);
            by_person.entry(one.tick.person).or_default().add(one.tick);
        }
        tally.set(by_person.iter().map(|(person, ticks)| (*person, ticks.standing())));
        tally
    }

    /// Who is counted.
    pub(super) fn members(&self) -> &Arc<Members> {
        &self.members
    }

    /// How many stand how.
    pub(super) fn counts(&self) -> RoundCounts {
        self.counts
    }

    /// Takes ticks that came. Of whom something was said before, or says so now, it cannot be told
    /// from these alone: those are returned, to be read whole and [set](Tally::set).
    pub(super) fn take(&mut self, ticks: &[StoredTick]) -> BTreeSet<PersonId> {
        let mut unclear = BTreeSet::new();
        let mut clear: HashMap<PersonId, Standing> = HashMap::new();
        for one in ticks {
            if self.recent.insert(one.tick.id, one.received_at).is_some() {
                continue;
            }
            let person = one.tick.person;
            let Some(place) = self.members.place_of(person) else { continue };
            let is_first = self.standings.get(place).is_some_and(Option::is_none)
                && one.tick.replaces.is_empty()
                && !clear.contains_key(&person)
                && !unclear.contains(&person);
            if is_first {
                let mut ticks = Ticks::default();
                ticks.add(one.tick.clone());
                clear.insert(person, ticks.standing());
            } else {
                clear.remove(&person);
                unclear.insert(person);
            }
        }
        self.set(clear.into_iter());
        unclear
    }

    /// Forgets which ticks came before this moment: they are not read again.
    pub(super) fn forget_before(&mut self, moment: Moment) {
        self.recent.retain(|_, at| *at >= moment);
    }

    /// Sets how people stand; others than members are passed over.
    pub(super) fn set(&mut self, stand: impl Iterator<Item = (PersonId, Standing)>) {
        for (person, standing) in stand {
            let place = self.members.place_of(person);
            if let Some(own) = place.and_then(|place| self.standings.get_mut(place)) {
                *own = Some(standing);
            }
        }
        // Four thousand bytes, which takes less than to keep the counts by plus and minus.
        self.counts = RoundCounts::default();
        for standing in &self.standings {
            self.counts.count(standing.unwrap_or(Standing::Missing));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fangxian_core::CityDay;
    use fangxian_core::ids::RoundId;
    use fangxian_core::places::PlaceCode;
    use fangxian_core::rounds::{Means, Outcome, Tick};
    use uuid::Uuid;

    /// Small numbers in no order, the same each time.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (self.0 >> 33) % sides
        }
    }

    fn person(n: u64) -> PersonId {
        PersonId::from_uuid(Uuid::from_u128(u128::from(n)))
    }

    fn tick(n: u64, of: u64, outcome: Outcome, replaces: Vec<u64>) -> StoredTick {
        let id = |n: u64| RoundFactId::from_uuid(Uuid::from_u128(u128::from(n)));
        StoredTick {
            round: RoundId::from_uuid(Uuid::from_u128(1)),
            community: PlaceCode::parse("140110003001").unwrap(),
            tick: Tick {
                id: id(n),
                person: person(of),
                outcome,
                back_on: (outcome == Outcome::Away).then(|| CityDay::parse("2022-12-01").unwrap()),
                replaces: replaces.into_iter().map(id).collect(),
                seen_at: Moment(0),
                by: "shequ".to_owned(),
                means: Means::Phone,
            },
            note: None,
            received_at: Moment(i64::try_from(n).unwrap()),
            body_mac: Vec::new(),
        }
    }

    /// Whatever comes in whatever batches, some of it twice and some before what it replaces, the
    /// tally stands as if everything had been read whole.
    #[test]
    fn batches_come_to_what_all_ticks_come_to() {
        const OUTCOMES: [Outcome; 4] =
            [Outcome::Done, Outcome::Refused, Outcome::Away, Outcome::Unticked];
        for seed in 0..300 {
            let mut dice = Dice(seed);
            let members = Arc::new(Members::of((0..8).map(person).collect()));
            let mut all: Vec<StoredTick> = Vec::new();
            for n in 100..140 {
                // Two of the ten are no members: they left.
                let of = dice.roll(10);
                let before: Vec<u64> = all
                    .iter()
                    .filter(|one| one.tick.person == person(of))
                    .map(|one| u64::try_from(one.received_at.0).unwrap())
                    .collect();
                let replaces = before.into_iter().filter(|_| dice.roll(2) == 0).collect();
                let outcome = OUTCOMES[usize::try_from(dice.roll(4)).unwrap()];
                all.push(tick(n, of, outcome, replaces));
            }
            let mut left = all.clone();
            let first = usize::try_from(dice.roll(20)).unwrap();
            let begin: Vec<StoredTick> =
                (0..first).map(|_| left.remove(dice.roll(left.len() as u64) as usize)).collect();
            let mut so_far = begin.clone();
            let mut tally = Tally::new(Arc::clone(&members), begin);
            while !left.is_empty() {
                let n = usize::try_from(1 + dice.roll(6)).unwrap().min(left.len());
                let mut batch: Vec<StoredTick> =
                    (0..n).map(|_| left.remove(dice.roll(left.len() as u64) as usize)).collect();
                so_far.extend(batch.iter().cloned());
                batch.push(so_far[dice.roll(so_far.len() as u64) as usize].clone());
                let unclear = tally.take(&batch);
                let whole = stands(&so_far);
                tally.set(unclear.into_iter().map(|one| (one, whole[&one])));
                let mut due = RoundCounts::default();
                for one in members.ids() {
                    due.count(whole.get(one).copied().unwrap_or(Standing::Missing));
                }
                assert_eq!(tally.counts(), due, "seed {seed}");
            }
        }
    }

    fn stands(ticks: &[StoredTick]) -> HashMap<PersonId, Standing> {
        let mut by_person: HashMap<PersonId, Ticks> = HashMap::new();
        for one in ticks {
            by_person.entry(one.tick.person).or_default().add(one.tick.clone());
        }
        by_person.into_iter().map(|(person, ticks)| (person, ticks.standing())).collect()
    }
}
