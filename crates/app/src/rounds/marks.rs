//! What was ticked, in memory: for each round and community that was asked for, what stands of
//! each person. A cache of the store. Ticks may be added in any order and twice, so that it is
//! kept current by reading what came since.

use super::tally::Tally;
use crate::seals::{Seals, Spot};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundFactId, RoundId};
use fangxian_core::places::PlaceCode;
use fangxian_core::rounds::{RoundCounts, Standing, Tick, Ticks};
use fangxian_store::StoreError;
use fangxian_store::rounds::{StoredTick, ticks_of_community, ticks_of_people};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// Another server's clock may be behind by so much: what it received is read again.
const OVERLAP_MS: i64 = 60_000;

/// What was ticked of the people of a community in a round.
#[derive(Default)]
pub struct Marks {
    people: HashMap<PersonId, Ticks>,
    notes: HashMap<RoundFactId, String>,
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
            self.people.entry(one.tick.person).or_default().add(one.tick);
        }
        Ok(())
    }
}

/// Where the note of a tick is sealed for.
pub(crate) fn note_spot(fact: RoundFactId) -> Spot {
    Spot { column: "round_fact.note_sealed", record: fact.uuid() }
}

/// What is held of a community in a round: each part as soon as somebody asked for it.
#[derive(Default)]
struct Held {
    marks: Option<Arc<RwLock<Marks>>>,
    tally: Option<Tally>,
    last_received: Option<Moment>,
}

/// What was ticked in the rounds and communities that were asked for.
#[derive(Default)]
pub struct RoundMarks {
    known: RwLock<HashMap<(RoundId, PlaceCode), Arc<Mutex<Held>>>>,
}

impl RoundMarks {
    fn held(&self, round: RoundId, community: &PlaceCode) -> Option<Arc<Mutex<Held>>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&(round, community.clone())).cloned()
    }

    fn held_or_new(&self, round: RoundId, community: &PlaceCode) -> Arc<Mutex<Held>> {
        if let Some(held) = self.held(round, community) {
            return held;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry((round, community.clone())).or_default())
    }

    /// Who ticked what of the people of a community.
    pub(crate) async fn get(
        &self,
        city: &City,
        round: RoundId,
        community: &PlaceCode,
    ) -> Result<Arc<RwLock<Marks>>, Refusal> {
        // Held while reading: what comes meanwhile waits, and is taken afterwards.
        let held = self.held_or_new(round, community);
        let mut held = held.lock().await;
        if let Some(marks) = &held.marks {
            return Ok(Arc::clone(marks));
        }
        let mut marks = Marks::default();
        let stored = read(city, round, community, Moment(i64::MIN)).await?;
        held.last_received = held.last_received.max(last_received(&stored));
        marks.take(&city.keys.seals, stored)?;
        let marks = Arc::new(RwLock::new(marks));
        held.marks = Some(Arc::clone(&marks));
        Ok(marks)
    }

    /// How many of all the people of a community stand how.
    pub(crate) async fn counts(
        &self,
        city: &City,
        round: RoundId,
        community: &PlaceCode,
    ) -> Result<RoundCounts, Refusal> {
        let members = city.rosters.members(&city.db, community).await?;
        let held = self.held_or_new(round, community);
        let mut held = held.lock().await;
        if let Some(tally) = &held.tally
            && Arc::ptr_eq(tally.members(), &members)
        {
            return Ok(tally.counts());
        }
        let stored = read(city, round, community, Moment(i64::MIN)).await?;
        let last = last_received(&stored);
        held.last_received = held.last_received.max(last);
        let mut tally = Tally::new(members, stored);
        tally.forget_before(since(held.last_received));
        let counts = tally.counts();
        held.tally = Some(tally);
        Ok(counts)
    }

    /// Reads what came since, where anybody has asked for it.
    pub(crate) async fn refresh(
        &self,
        city: &City,
        round: RoundId,
        community: &PlaceCode,
    ) -> Result<(), Refusal> {
        let Some(held) = self.held(round, community) else { return Ok(()) };
        let mut held = held.lock().await;
        let stored = read(city, round, community, since(held.last_received)).await?;
        held.last_received = held.last_received.max(last_received(&stored));
        let from = since(held.last_received);
        if let Some(tally) = &mut held.tally {
            let unclear = tally.take(&stored);
            if !unclear.is_empty() {
                let whole = read_people(city, round, community, unclear).await?;
                tally.set(whole.iter().map(|(person, ticks)| (*person, ticks.standing())));
            }
            tally.forget_before(from);
        }
        if let Some(marks) = &held.marks {
            let mut marks = marks.write().unwrap_or_else(PoisonError::into_inner);
            marks.take(&city.keys.seals, stored)?;
        }
        Ok(())
    }
}

fn last_received(ticks: &[StoredTick]) -> Option<Moment> {
    ticks.iter().map(|one| one.received_at).max()
}

/// From when on ticks are read again.
fn since(last_received: Option<Moment>) -> Moment {
    last_received.map_or(Moment(i64::MIN), |last| last.plus_ms(-OVERLAP_MS))
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

/// All that is said of these people.
async fn read_people(
    city: &City,
    round: RoundId,
    community: &PlaceCode,
    people: BTreeSet<PersonId>,
) -> Result<HashMap<PersonId, Ticks>, StoreError> {
    let (county, people) = (community.county(), people.into_iter().collect::<Vec<PersonId>>());
    let stored = city
        .db
        .read(move |tx| async move { ticks_of_people(&tx, &county, round, &people).await })
        .await?;
    let mut by_person: HashMap<PersonId, Ticks> = HashMap::new();
    for one in stored {
        by_person.entry(one.tick.person).or_default().add(one.tick);
    }
    Ok(by_person)
}
