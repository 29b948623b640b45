//! What was ticked of the people of a community in a round, with everything that stands and what
//! was written beside it.

use crate::seals::{Seals, Spot};
use fangxian_core::ids::{PersonId, RoundFactId};
use fangxian_core::rounds::{Standing, Tick, Ticks};
use fangxian_store::StoreError;
use fangxian_store::rounds::StoredTick;
use std::collections::HashMap;

/// What was ticked of the people of a community in a round.
#[derive(Default)]
pub struct Marks {
    people: HashMap<PersonId, Ticks>,
    notes: HashMap<RoundFactId, String>,
    changes: Vec<PersonId>,
}

impl Marks {
    /// Of whom something was ticked since these were first read, each time once more: who has seen
    /// so many of them asks for the rest.
    pub(super) fn changes(&self) -> &[PersonId] {
        &self.changes
    }

    /// Forgets who has changed so far: nobody has looked yet.
    pub(super) fn settled(mut self) -> Marks {
        self.changes = Vec::new();
        self
    }

    /// How somebody stands.
    pub fn standing(&self, person: PersonId) -> Standing {
        self.people.get(&person).map_or(Standing::Missing, Ticks::standing)
    }

    /// The ticks that stand for somebody, with what was written beside each.
    pub fn ticks(&self, person: PersonId) -> Vec<(Tick, String)> {
        let note = |tick: &Tick| self.notes.get(&tick.id).cloned().unwrap_or_default();
        let ticks = self.people.get(&person).map(Ticks::standing_ticks);
        ticks.into_iter().flatten().map(|tick| (tick.clone(), note(tick))).collect()
    }

    /// Takes ticks, in any order, perhaps some once more.
    pub(super) fn take(
        &mut self,
        seals: &Seals,
        stored: Vec<StoredTick>,
    ) -> Result<(), StoreError> {
        for one in stored {
            if let Some(note) = &one.note {
                let spot = note_spot(one.tick.id);
                self.notes.insert(one.tick.id, seals.open_text(spot, note)?);
            }
            let person = one.tick.person;
            if self.people.entry(person).or_default().add(one.tick) {
                self.changes.push(person);
            }
        }
        Ok(())
    }
}

/// Where the note of a tick is sealed for.
pub(crate) fn note_spot(fact: RoundFactId) -> Spot {
    Spot { column: "round_fact.note_sealed", record: fact.uuid() }
}
