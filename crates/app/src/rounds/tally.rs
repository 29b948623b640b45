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
