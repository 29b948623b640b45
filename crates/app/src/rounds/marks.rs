//! What was ticked, in memory: for each round and community that was asked for, what stands of
//! each person. A cache of the store. Ticks may be added in any order and twice, so that it is
//! kept current by reading what came since. What was ticked of a record that was merged into
//! another counts for the one that stays; when a merge is made or undone, all is read anew.

use crate::City;
use crate::Refusal;
use crate::register::{Away, away_of_community};
use crate::seals::{Seals, Spot};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundFactId, RoundId};
use fangxian_core::places::PlaceCode;
use fangxian_core::rounds::{Standing, Tick, Ticks};
use fangxian_store::StoreError;
use fangxian_store::rounds::{StoredTick, ticks_of_community, ticks_of_people};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

/// Another server's clock may be behind by so much: what it received is read again.
const OVERLAP_MS: i64 = 60_000;

/// What was ticked of the people of a community in a round.
#[derive(Default)]
pub struct Marks {
    people: HashMap<PersonId, Ticks>,
    notes: HashMap<RoundFactId, String>,
    last_received: Option<Moment>,
    /// Which record counts for which of them.
    stays: HashMap<PersonId, PersonId>,
    /// The records that count for them and were counted in another community.
    from_elsewhere: Vec<(PersonId, PlaceCode)>,
}

impl Marks {
    fn of(community: &PlaceCode, away: Vec<Away>) -> Marks {
        let stays = away.iter().map(|one| (one.record, one.stays)).collect();
        let from_elsewhere = away
            .into_iter()
            .filter(|one| one.community != *community)
            .map(|one| (one.record, one.community))
            .collect();
        Marks { stays, from_elsewhere, ..Marks::default() }
    }

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
            let person = self.stays.get(&one.tick.person).copied().unwrap_or(one.tick.person);
            self.people.entry(person).or_default().add(one.tick);
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
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    held: HashMap<(RoundId, PlaceCode), Held>,
    /// How often a merge was made or undone.
    merges: u64,
}

/// How often marks are read again where merges are made at the same time.
const TRIES_MAX: usize = 20;

impl RoundMarks {
    fn held(&self, round: RoundId, community: &PlaceCode) -> (Option<Held>, u64) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        (known.held.get(&(round, community.clone())).cloned(), known.merges)
    }

    /// The marks of a community in a round.
    pub(crate) async fn get(
        &self,
        city: &City,
        round: RoundId,
        community: &PlaceCode,
    ) -> Result<Held, Refusal> {
        for _ in 0..TRIES_MAX {
            let (held, merges) = self.held(round, community);
            if let Some(held) = held {
                return Ok(held);
            }
            let away = away_of_community(city, community).await?;
            let mut marks = Marks::of(community, away);
            let stored = read(city, round, community, &marks, Moment(i64::MIN)).await?;
            marks.take(&city.keys.seals, stored)?;
            {
                let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
                // A merge that was made meanwhile is not in it.
                if known.merges != merges {
                    continue;
                }
                let fresh = Arc::new(RwLock::new(marks));
                known.held.entry((round, community.clone())).or_insert(fresh);
            }
            // What came while it was read, before anybody could tell it of changes.
            self.refresh(city, round, community).await?;
        }
        Err(Refusal::Busy)
    }

    /// Forgets what stands where records were merged or separated: it is read anew.
    pub(crate) fn forget(&self, community: &PlaceCode) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.merges += 1;
        known.held.retain(|(_, held), _| held != community);
    }

    /// Reads what came since of a community, where anybody has asked for it, or for those whom a
    /// record of it counts for.
    pub(crate) async fn refresh(
        &self,
        city: &City,
        round: RoundId,
        community: &PlaceCode,
    ) -> Result<(), Refusal> {
        for (of, held) in self.told_by(round, community) {
            let (since, wanted) = {
                let marks = held.read().unwrap_or_else(PoisonError::into_inner);
                let from_elsewhere = marks.from_elsewhere.clone();
                (marks.last_received, Marks { from_elsewhere, ..Marks::default() })
            };
            let since = since.map_or(Moment(i64::MIN), |last| last.plus_ms(-OVERLAP_MS));
            let stored = read(city, round, &of, &wanted, since).await?;
            let mut marks = held.write().unwrap_or_else(PoisonError::into_inner);
            marks.take(&city.keys.seals, stored)?;
        }
        Ok(())
    }

    /// The marks that a tick in a community may change.
    fn told_by(&self, round: RoundId, community: &PlaceCode) -> Vec<(PlaceCode, Held)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let of_round = known.held.iter().filter(|((held, _), _)| *held == round);
        of_round
            .filter(|((_, own), held)| {
                let marks = held.read().unwrap_or_else(PoisonError::into_inner);
                own == community || marks.from_elsewhere.iter().any(|(_, home)| home == community)
            })
            .map(|((_, own), held)| (own.clone(), Arc::clone(held)))
            .collect()
    }
}

async fn read(
    city: &City,
    round: RoundId,
    community: &PlaceCode,
    marks: &Marks,
    since: Moment,
) -> Result<Vec<StoredTick>, StoreError> {
    let community = community.clone();
    let counties: BTreeSet<String> =
        marks.from_elsewhere.iter().map(|(_, home)| home.county()).collect();
    let counties: Vec<String> = counties.into_iter().collect();
    let others: Vec<PersonId> = marks.from_elsewhere.iter().map(|(id, _)| *id).collect();
    city.db
        .read(move |tx| async move {
            let mut found = ticks_of_community(&tx, round, &community, since).await?;
            if !others.is_empty() {
                found.extend(ticks_of_people(&tx, round, &counties, &others, since).await?);
            }
            Ok(found)
        })
        .await
}
