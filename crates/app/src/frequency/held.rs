//! How the people of the communities stand, in memory: of each when he was last sampled and since
//! when he is in the register; what was said of a few; and the decisions of the city. A cache of the
//! store. A sample only ever moves somebody's last day forward, so that it is kept current by reading
//! what came since; where anything else changed, the community is read anew.

use super::decide::{DecisionSeen, decisions_of};
use super::entries_of;
use crate::register::{Away, Members, merged_into};
use crate::{City, Refusal};
use fangxian_core::frequency::{
    Entry, FrequencyCounts, Known, Requirement, StandingKind, TestStanding, requirements_of_rules,
    standing,
};
use fangxian_core::ids::PersonId;
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};
use fangxian_store::StoreError;
use fangxian_store::frequency::{
    entry_facts_of_community, entry_facts_of_people, people_since, requirement_facts_all,
};
use fangxian_store::sampling::{matched_of_community, parts_of_community};
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::sync::Mutex;

/// How far back samples are looked for, in days.
const DAYS: i64 = 30;
/// Another server's clock may be behind by so much: what it received is read again.
const OVERLAP_MS: i64 = 60_000;

/// The communities that were asked for, and the decisions.
#[derive(Default)]
pub struct FrequencyBook {
    known: RwLock<Book>,
}

#[derive(Default)]
struct Book {
    held: HashMap<PlaceCode, Arc<Held>>,
    /// In which communities records of this one count for somebody.
    counted_in: HashMap<PlaceCode, BTreeSet<PlaceCode>>,
    decisions: Option<Arc<[DecisionSeen]>>,
    follow: Followed,
}

/// How far orders and reminders have followed.
#[derive(Default, Clone)]
pub(super) struct Followed {
    /// The day for which every community was followed.
    pub(super) orders: Option<CityDay>,
    /// The evening on which every community was reminded.
    pub(super) reminders: Option<CityDay>,
    /// Where something changed since.
    pub(super) changed: BTreeSet<PlaceCode>,
}

#[derive(Default)]
struct Held {
    /// Samples came that were not read yet.
    is_behind: AtomicBool,
    community: Mutex<Option<Community>>,
}

/// The people of a community.
pub(super) struct Community {
    members: Members,
    known: Vec<Known>,
    entries: HashMap<PersonId, Vec<Entry>>,
    away: Vec<Away>,
    last_received: Option<Moment>,
    /// What was counted last, by which requirements and for which day.
    counted: Option<(CityDay, Vec<Requirement>, FrequencyCounts)>,
}

impl FrequencyBook {
    fn book(&self) -> RwLockReadGuard<'_, Book> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn book_mut(&self) -> RwLockWriteGuard<'_, Book> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody of a community was sampled, or ticked off.
    pub(crate) fn sampled(&self, community: &PlaceCode) {
        let mut book = self.book_mut();
        let mut own = book.counted_in.get(community).cloned().unwrap_or_default();
        own.insert(community.clone());
        for one in own {
            if let Some(held) = book.held.get(&one) {
                held.is_behind.store(true, Ordering::Release);
                book.follow.changed.insert(one);
            }
        }
    }

    /// The people of a community changed, or what is said of them: it is read anew.
    pub(crate) fn forget(&self, community: &PlaceCode) {
        let mut book = self.book_mut();
        book.held.remove(community);
        book.follow.changed.insert(community.clone());
    }

    /// A decision was made, signed or ended: everybody may stand otherwise.
    pub(crate) fn forget_decisions(&self) {
        let mut book = self.book_mut();
        book.decisions = None;
        book.follow.orders = None;
        book.follow.reminders = None;
    }

    /// How far orders and reminders have followed; what changed since is taken out.
    pub(super) fn take_followed(&self) -> Followed {
        let mut book = self.book_mut();
        let taken = book.follow.clone();
        book.follow.changed.clear();
        taken
    }

    /// Puts back where something is still to be done.
    pub(super) fn still_changed(&self, places: BTreeSet<PlaceCode>) {
        self.book_mut().follow.changed.extend(places);
    }

    /// Notes that every community was followed, unless a decision came meanwhile.
    pub(super) fn followed(
        &self,
        decisions: &Arc<[DecisionSeen]>,
        orders: Option<CityDay>,
        reminders: Option<CityDay>,
    ) {
        let mut book = self.book_mut();
        let same = book.decisions.as_ref().is_some_and(|own| Arc::ptr_eq(own, decisions));
        if same {
            book.follow.orders = orders.or(book.follow.orders);
            book.follow.reminders = reminders.or(book.follow.reminders);
        }
    }

    /// All decisions, the oldest first.
    pub(super) async fn decisions(&self, city: &City) -> Result<Arc<[DecisionSeen]>, Refusal> {
        if let Some(known) = self.book().decisions.clone() {
            return Ok(known);
        }
        let facts = city.db.read(|tx| async move { requirement_facts_all(&tx).await }).await?;
        let decisions: Arc<[DecisionSeen]> = decisions_of(facts)?.into();
        self.book_mut().decisions = Some(Arc::clone(&decisions));
        Ok(decisions)
    }

    /// What binds anybody on a day, by the rules and by decisions.
    pub(crate) async fn requirements(
        &self,
        city: &City,
        day: CityDay,
    ) -> Result<Vec<Requirement>, Refusal> {
        let mut all = requirements_of_rules(&city.rules, &city.code, day);
        let decisions = self.decisions(city).await?;
        all.extend(decisions.iter().filter_map(DecisionSeen::requirement));
        all.retain(|one| one.not_applied.is_none() && one.holds_on(day));
        Ok(all)
    }

    /// Asks something of a community as it stands now.
    pub(super) async fn with<T>(
        &self,
        city: &City,
        (place, wall): (&PlaceCode, Moment),
        ask: impl FnOnce(&mut Community) -> T,
    ) -> Result<T, Refusal> {
        let known = self.book().held.get(place).cloned();
        let held = known
            .unwrap_or_else(|| Arc::clone(self.book_mut().held.entry(place.clone()).or_default()));
        let mut own = held.community.lock().await;
        // Taken before it is read: what comes meanwhile is read the next time.
        let is_behind = held.is_behind.swap(false, Ordering::AcqRel);
        let read = match &mut *own {
            Some(community) if is_behind => community.refresh(city, place, wall).await,
            Some(_) => Ok(()),
            None => Community::read(city, place, wall).await.map(|read| {
                let mut book = self.book_mut();
                for away in read.away.iter().filter(|one| one.community != *place) {
                    let counted_in = book.counted_in.entry(away.community.clone()).or_default();
                    counted_in.insert(place.clone());
                }
                *own = Some(read);
            }),
        };
        if let Err(error) = read {
            held.is_behind.store(true, Ordering::Release);
            return Err(error);
        }
        own.as_mut().map(ask).ok_or(Refusal::NotFound)
    }
}

impl Community {
    async fn read(city: &City, place: &PlaceCode, wall: Moment) -> Result<Community, Refusal> {
        let of = place.clone();
        let read = city.db.read(move |tx| async move {
            let people = people_since(&tx, &of).await?;
            let away = merged_into(&tx, &of).await?;
            let mut facts = entry_facts_of_community(&tx, &of).await?;
            if !away.is_empty() {
                let counties: BTreeSet<String> =
                    away.iter().map(|one| one.community.county()).collect();
                let counties: Vec<String> = counties.into_iter().collect();
                let records: Vec<PersonId> = away.iter().map(|one| one.record).collect();
                let stays: HashMap<PersonId, PersonId> =
                    away.iter().map(|one| (one.record, one.stays)).collect();
                let theirs = entry_facts_of_people(&tx, &counties, &records).await?;
                facts.extend(theirs.into_iter().map(|mut fact| {
                    fact.person = stays.get(&fact.person).copied().unwrap_or(fact.person);
                    fact
                }));
            }
            Ok::<_, StoreError>((people, away, facts))
        });
        let (people, away, facts) = read.await?;
        let since: HashMap<PersonId, CityDay> =
            people.iter().map(|(id, at)| (*id, at.city_day())).collect();
        let members = Members::of(people.into_iter().map(|(id, _)| id).collect());
        let of = |id: &PersonId| {
            since.get(id).map(|since| Known { last_sample: None, since: Some(*since) })
        };
        let known = members.ids().iter().filter_map(of).collect();
        let mut entries: HashMap<PersonId, Vec<Entry>> = HashMap::new();
        for entry in entries_of(&facts) {
            entries.entry(entry.person).or_default().push(entry);
        }
        let mut own =
            Community { members, known, entries, away, last_received: None, counted: None };
        own.refresh(city, place, wall).await?;
        Ok(own)
    }

    /// Reads the samples that came since.
    async fn refresh(
        &mut self,
        city: &City,
        place: &PlaceCode,
        wall: Moment,
    ) -> Result<(), Refusal> {
        let of = place.clone();
        let first = wall.plus_ms(-DAYS * 86_400_000);
        let mut homes: BTreeSet<PlaceCode> =
            self.away.iter().map(|one| one.community.clone()).collect();
        homes.remove(&of);
        let from = self.last_received.map_or(first, |last| last.plus_ms(-OVERLAP_MS));
        let read = city.db.read(move |tx| async move {
            let mut taken = Vec::new();
            for own in std::iter::once(&of).chain(&homes) {
                for part in parts_of_community(&tx, own, None, from).await? {
                    taken.extend(part.taken());
                }
                let matched = matched_of_community(&tx, own, None, from).await?;
                taken.extend(matched.into_iter().map(|(one, _)| one));
            }
            Ok::<_, StoreError>(taken)
        });
        let taken = read.await?;
        let stays: HashMap<PersonId, PersonId> =
            self.away.iter().map(|one| (one.record, one.stays)).collect();
        if !taken.is_empty() {
            self.counted = None;
        }
        for one in taken {
            self.last_received = self.last_received.max(Some(one.received_at));
            let person = stays.get(&one.person).copied().unwrap_or(one.person);
            let at = self.members.place_of(person);
            if let Some(known) = at.and_then(|at| self.known.get_mut(at)) {
                known.last_sample = known.last_sample.max(Some(one.taken_at.city_day()));
            }
        }
        Ok(())
    }

    /// What is known of somebody.
    pub(super) fn known(&self, person: PersonId) -> Option<Known> {
        self.known.get(self.members.place_of(person)?).copied()
    }

    /// What was said of somebody.
    pub(super) fn entries(&self, person: PersonId) -> &[Entry] {
        self.entries.get(&person).map(Vec::as_slice).unwrap_or_default()
    }

    /// How somebody stands on a day under what binds this community.
    pub(super) fn standing(
        &self,
        requirements: &[Requirement],
        person: PersonId,
        day: CityDay,
    ) -> TestStanding {
        match self.known(person) {
            Some(known) => standing(requirements, self.entries(person), known, day),
            None => TestStanding::NotCovered,
        }
    }

    /// How everybody stands on a day.
    pub(super) fn all(
        &self,
        requirements: &[Requirement],
        day: CityDay,
    ) -> impl Iterator<Item = (PersonId, TestStanding)> {
        self.members
            .ids()
            .iter()
            .zip(&self.known)
            .map(move |(id, known)| (*id, standing(requirements, self.entries(*id), *known, day)))
    }

    /// How many stand how on a day. Kept until a sample comes: a city is asked for again and again.
    pub(super) fn counts(&mut self, requirements: &[Requirement], day: CityDay) -> FrequencyCounts {
        if let Some((counted_on, by, counts)) = &self.counted
            && *counted_on == day
            && by.as_slice() == requirements
        {
            return *counts;
        }
        let mut counts = FrequencyCounts::default();
        for (_, standing) in self.all(requirements, day) {
            counts.count(standing.kind(day));
        }
        self.counted = Some((day, requirements.to_vec(), counts));
        counts
    }

    /// The records that say something of these people, and of whom each does: their own, and those
    /// that were merged into them.
    pub(super) fn records_of(&self, people: &[PersonId]) -> HashMap<PersonId, PersonId> {
        let away = self.away.iter().filter(|one| people.contains(&one.stays));
        let away = away.map(|one| (one.record, one.stays));
        people.iter().map(|id| (*id, *id)).chain(away).collect()
    }

    /// Who stands so on a day.
    pub(super) fn who(
        &self,
        requirements: &[Requirement],
        day: CityDay,
        kind: StandingKind,
    ) -> Vec<(PersonId, TestStanding)> {
        self.all(requirements, day).filter(|(_, standing)| standing.kind(day) == kind).collect()
    }
}

/// Those of these that bind people of a community.
pub(super) fn of_place(requirements: &[Requirement], place: &PlaceCode) -> Vec<Requirement> {
    requirements.iter().filter(|one| one.covers(place)).cloned().collect()
}
