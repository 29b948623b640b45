//! What was ticked, in memory: for each round and community that was asked for, what stands of
//! each person. A cache of the store. Ticks may be added in any order and twice, so that it is
//! kept current by reading what came since.

use crate::City;
use crate::Refusal;
use crate::seals::{Seals, Spot};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundFactId, RoundId};
use fangxian_core::places::PlaceCode;
use fangxian_core::rounds::{Standing, Tick, Ticks};
use fangxian_store::StoreError;
use fangxian_store::rounds::{StoredTick, ticks_of_community};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Another server's clock may be behind by so much: what it received is read again.
const OVERLAP_MS: i64 = 60_000;

/// What was ticked of the people of a community in a round.
#[derive(Default)]
pub struct Marks {
    people: HashMap<PersonId, Ticks>,
    notes: HashMap<RoundFactId, String>,
    last_received: Option<Moment>,
}

impl Marks {
    /// How somebody stands.
    pub fn standing(&self, person: PersonId) -> Standing {
        self.people.get(&person).map_or(Standing::Missing, Ticks::standing)
    }

    /// The ticks that stand for somebody, with what was written beside each.
    pub fn ticks(&self, person: PersonId) -> Vec<(&Tick, &str)> {
        let note = |tick: &Tick| self.notes.get(&tick.id).map_or("", String::as_str);
        let ticks = self.people.get(&person).map(Ticks::standing_ticks);
        ticks.into_iter().flatten().map(|tick| (tick, note(tick))).collect()
    }

    fn take(&mut self, seals: &Seals, stored: Vec<StoredTick>) -> Result<(), StoreError> {
        for one in stored {
            if let Some(note) = &one.note {
                let spot = note_spot(one.tick.id);
                self.notes.insert(one.tick.id, seals.open_text(spot, note)?);
            }
            self.last_received = self.last_received.max(Some(one.received_at));
            self.people.entry(one.tick.person).or_default().add(one.tick);
        }
        Ok(())
    }
}

/// Where the note of a tick is sealed for.
pub(crate) fn note_spot(fact: RoundFactId) -> Spot {
    Spot { column: "round_fact.note_sealed", record: fact.uuid() }
}

type Held = Arc<RwLock<Marks>>;

/// The marks that were asked for.
#[derive(Default)]
pub struct RoundMarks {
    known: RwLock<HashMap<(RoundId, PlaceCode), Held>>,
}

impl RoundMarks {
    fn held(&self, round: RoundId, community: &PlaceCode) -> Option<Held> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&(round, community.clone())).cloned()
    }

    /// The marks of a community in a round.
    pub(crate) async fn get(
        &self,
        city: &City,
        round: RoundId,
        community: &PlaceCode,
    ) -> Result<Held, Refusal> {
        if let Some(held) = self.held(round, community) {
            return Ok(held);
        }
        let mut marks = Marks::default();
        let stored = read(city, round, community, Moment(i64::MIN)).await?;
        marks.take(&city.keys.seals, stored)?;
        {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            known.entry((round, community.clone())).or_insert_with(|| Arc::new(RwLock::new(marks)));
        }
        // What came while it was read, before anybody could tell it of changes.
        self.refresh(city, round, community).await?;
        self.held(round, community).ok_or(Refusal::NotFound)
    }

    /// Reads what came since, where anybody has asked for it.
    pub(crate) async fn refresh(
        &self,
        city: &City,
        round: RoundId,
        community: &PlaceCode,
    ) -> Result<(), Refusal> {
        let Some(held) = self.held(round, community) else { return Ok(()) };
        let since = held.read().unwrap_or_else(PoisonError::into_inner).last_received;
        let since = since.map_or(Moment(i64::MIN), |last| last.plus_ms(-OVERLAP_MS));
        let stored = read(city, round, community, since).await?;
        let mut marks = held.write().unwrap_or_else(PoisonError::into_inner);
        Ok(marks.take(&city.keys.seals, stored)?)
    }
}

async fn read(
    city: &City,
    round: RoundId,
    community: &PlaceCode,
    since: Moment,
) -> Result<Vec<StoredTick>, StoreError> {
    let community = community.clone();
    city.db
        .read(move |tx| async move { ticks_of_community(&tx, round, &community, since).await })
        .await
}
