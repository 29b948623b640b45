//! What was ticked, in memory: for each round and community that was asked for. A cache of the
//! store. Ticks may be added in any order and twice, so that it is kept current by reading what
//! came since. What was ticked of a record that was merged into another counts for the one that
//! stays; when a merge is made or undone, all is read anew.

use super::marks::Marks;
use super::samples::samples_of_community;
use super::tally::Tally;
use crate::register::{Away, Members, away_of_community};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundId};
use fangxian_core::places::PlaceCode;
use fangxian_core::rounds::{RoundCounts, Ticks};
use fangxian_store::StoreError;
use fangxian_store::rounds::{StoredTick, ticks_of_community, ticks_of_people};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{Mutex, MutexGuard};

/// Another server's clock may be behind by so much: what it received is read again.
const OVERLAP_MS: i64 = 60_000;

/// What is held of a community in a round: each part as soon as somebody asked for it.
#[derive(Default)]
struct Held {
    away: Option<Arc<[Away]>>,
    marks: Option<Arc<RwLock<Marks>>>,
    tally: Option<Tally>,
    last_received: Option<Moment>,
}

/// What was ticked in the rounds and communities that were asked for.
#[derive(Default)]
pub struct RoundMarks {
    known: RwLock<Known>,
    /// Held by who counts many communities.
    turn: Mutex<()>,
}

#[derive(Default)]
struct Known {
    held: HashMap<(RoundId, PlaceCode), Arc<Mutex<Held>>>,
    /// In which communities records of this one count for somebody.
    counted_in: HashMap<PlaceCode, BTreeSet<PlaceCode>>,
}

impl RoundMarks {
    fn held(&self, round: RoundId, community: &PlaceCode) -> Option<Arc<Mutex<Held>>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.held.get(&(round, community.clone())).cloned()
    }

    fn held_or_new(&self, round: RoundId, community: &PlaceCode) -> Arc<Mutex<Held>> {
        if let Some(held) = self.held(round, community) {
            return held;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.held.entry((round, community.clone())).or_default())
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
        let away = self.away(city, &mut held, community).await?;
        let stored = read(city, round, community, &away, Moment(i64::MIN)).await?;
        held.last_received = held.last_received.max(last_received(&stored));
        marks.take(&city.keys.seals, stored)?;
        let marks = Arc::new(RwLock::new(marks.settled()));
        held.marks = Some(Arc::clone(&marks));
        Ok(marks)
    }

    /// Waits until nobody else counts many communities.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Whether [`counts`](RoundMarks::counts) would answer from memory. Of a community that is being
    /// read just now it is not known.
    pub(crate) fn is_counted(&self, city: &City, round: RoundId, community: &PlaceCode) -> bool {
        let Some(held) = self.held(round, community) else { return false };
        let Ok(held) = held.try_lock() else { return false };
        let members = city.rosters.members_known(community);
        let counts_them = |of: &Arc<Members>| {
            held.tally.as_ref().is_some_and(|tally| Arc::ptr_eq(tally.members(), of))
        };
        members.as_ref().is_some_and(counts_them)
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
        let away = self.away(city, &mut held, community).await?;
        let stored = read(city, round, community, &away, Moment(i64::MIN)).await?;
        held.last_received = held.last_received.max(last_received(&stored));
        let mut tally = Tally::new(members, stored);
        tally.forget_before(since(held.last_received));
        let counts = tally.counts();
        held.tally = Some(tally);
        Ok(counts)
    }

    /// The records that count for people of the community.
    async fn away(
        &self,
        city: &City,
        held: &mut Held,
        community: &PlaceCode,
    ) -> Result<Arc<[Away]>, Refusal> {
        if let Some(away) = &held.away {
            return Ok(Arc::clone(away));
        }
        let away: Arc<[Away]> = away_of_community(city, community).await?.into();
        {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            for one in away.iter().filter(|one| one.community != *community) {
                let counted_in = known.counted_in.entry(one.community.clone()).or_default();
                counted_in.insert(community.clone());
            }
        }
        held.away = Some(Arc::clone(&away));
        Ok(away)
    }

    /// Forgets what stands where records were merged or separated: it is read anew.
    pub(crate) fn forget(&self, community: &PlaceCode) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
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
        let others = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            known.counted_in.get(community).cloned().unwrap_or_default()
        };
        for own in others.iter().chain([community]) {
            self.refresh_one(city, round, own).await?;
        }
        Ok(())
    }

    async fn refresh_one(
        &self,
        city: &City,
        round: RoundId,
        community: &PlaceCode,
    ) -> Result<(), Refusal> {
        let Some(held) = self.held(round, community) else { return Ok(()) };
        let mut held = held.lock().await;
        let away = self.away(city, &mut held, community).await?;
        let stored = read(city, round, community, &away, since(held.last_received)).await?;
        held.last_received = held.last_received.max(last_received(&stored));
        let from = since(held.last_received);
        if let Some(tally) = &mut held.tally {
            let unclear = tally.take(&stored);
            if !unclear.is_empty() {
                let whole = read_people(city, round, community, &away, unclear).await?;
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

/// What was ticked of the people of a community, each tick as one of the record that counts.
async fn read(
    city: &City,
    round: RoundId,
    community: &PlaceCode,
    away: &Arc<[Away]>,
    since: Moment,
) -> Result<Vec<StoredTick>, StoreError> {
    let wanted = community.clone();
    let elsewhere = elsewhere_of(away, community);
    let (counties, others) = (counties_of(elsewhere.clone()), elsewhere.map(|one| one.record));
    let others: Vec<PersonId> = others.collect();
    let other_communities: BTreeSet<PlaceCode> =
        elsewhere_of(away, community).map(|one| one.community.clone()).collect();
    let mut found = city
        .db
        .read(move |tx| async move {
            let mut found = ticks_of_community(&tx, round, &wanted, since).await?;
            found.extend(samples_of_community(&tx, round, &wanted, since).await?);
            if !others.is_empty() {
                found.extend(ticks_of_people(&tx, round, &counties, &others, since).await?);
                for own in &other_communities {
                    let taken = samples_of_community(&tx, round, own, since).await?;
                    found.extend(taken.into_iter().filter(|one| others.contains(&one.tick.person)));
                }
            }
            Ok::<_, StoreError>(found)
        })
        .await?;
    count_for_those_who_stay(&mut found, away);
    Ok(found)
}

/// All that is said of these people.
async fn read_people(
    city: &City,
    round: RoundId,
    community: &PlaceCode,
    away: &Arc<[Away]>,
    people: BTreeSet<PersonId>,
) -> Result<HashMap<PersonId, Ticks>, StoreError> {
    let theirs = away.iter().filter(|one| people.contains(&one.stays));
    let mut counties = counties_of(theirs.clone());
    counties.push(community.county());
    let mut communities: BTreeSet<PlaceCode> =
        theirs.clone().map(|one| one.community.clone()).collect();
    communities.insert(community.clone());
    let records = theirs.map(|one| one.record).chain(people.iter().copied());
    let records: Vec<PersonId> = records.collect();
    let any = Moment(i64::MIN);
    let mut found = city
        .db
        .read(move |tx| async move {
            let mut found = ticks_of_people(&tx, round, &counties, &records, any).await?;
            for own in &communities {
                let taken = samples_of_community(&tx, round, own, any).await?;
                found.extend(taken.into_iter().filter(|one| records.contains(&one.tick.person)));
            }
            Ok::<_, StoreError>(found)
        })
        .await?;
    count_for_those_who_stay(&mut found, away);
    let mut by_person: HashMap<PersonId, Ticks> = HashMap::new();
    for one in found {
        by_person.entry(one.tick.person).or_default().add(one.tick);
    }
    Ok(by_person)
}

fn elsewhere_of<'a>(
    away: &'a [Away],
    community: &'a PlaceCode,
) -> impl Iterator<Item = &'a Away> + Clone {
    away.iter().filter(move |one| one.community != *community)
}

fn counties_of<'a>(away: impl Iterator<Item = &'a Away>) -> Vec<String> {
    let counties: BTreeSet<String> = away.map(|one| one.community.county()).collect();
    counties.into_iter().collect()
}

fn count_for_those_who_stay(ticks: &mut [StoredTick], away: &[Away]) {
    if away.is_empty() {
        return;
    }
    let stays: HashMap<PersonId, PersonId> =
        away.iter().map(|one| (one.record, one.stays)).collect();
    for one in ticks {
        if let Some(stays) = stays.get(&one.tick.person) {
            one.tick.person = *stays;
        }
    }
}
