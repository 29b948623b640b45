//! Every zone with its facts, in memory: what the board and the lists are answered from.
//!
//! A cache: the store is the truth. It is built at start and follows the feed of committed facts.

use fangxian_core::ids::{ZoneFactId, ZoneId};
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::RuleBook;
use fangxian_core::zones::{
    Listing, Surroundings, ZoneClock, ZoneFact, listing_on, withdrawn_facts, zone_clock,
};
use fangxian_core::{CityDay, Level, Moment};
use fangxian_store::StoreError;
use fangxian_store::zones::{StoredZone, StoredZoneFact};
use fangxian_store::{Tx, zones};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, RwLock};

/// A zone and all that is known of it.
#[derive(Debug)]
pub struct ZoneEntry {
    /// The zone.
    pub zone: StoredZone,
    /// Its facts with their grounds, in the order in which they became known.
    pub records: Vec<StoredZoneFact>,
    facts: Vec<ZoneFact>,
}

impl ZoneEntry {
    pub(crate) fn new(zone: StoredZone, records: Vec<StoredZoneFact>) -> ZoneEntry {
        let facts = records.iter().map(|record| record.fact.clone()).collect();
        ZoneEntry { zone, records, facts }
    }

    /// The same zone with one fact more, before the index has it.
    pub(crate) fn with_record(entry: &ZoneEntry, record: StoredZoneFact) -> ZoneEntry {
        let mut records = entry.records.clone();
        records.push(record);
        ZoneEntry::new(entry.zone.clone(), records)
    }

    /// The same zone at a place, before the index has it.
    pub(crate) fn with_place(entry: &ZoneEntry, place: PlaceCode) -> ZoneEntry {
        let zone = StoredZone { place: Some(place), ..entry.zone.clone() };
        ZoneEntry::new(zone, entry.records.clone())
    }

    /// The facts alone.
    pub fn facts(&self) -> &[ZoneFact] {
        &self.facts
    }

    /// The facts that another fact has withdrawn.
    pub fn facts_withdrawn(&self) -> BTreeSet<ZoneFactId> {
        withdrawn_facts(&self.facts, Moment(i64::MAX))
    }

    /// The area with its except-clause, as it is spoken of.
    pub fn full_area(&self) -> String {
        match &self.zone.except {
            Some(except) => format!("{}（不含{except}）", self.zone.area),
            None => self.zone.area.clone(),
        }
    }

    /// Where the zone is: its place, or its county while nobody has said so.
    pub fn site(&self) -> &PlaceCode {
        self.zone.place.as_ref().unwrap_or(&self.zone.county)
    }

    /// The level before a fact; none where it was not listed.
    pub fn level_before(&self, record: &StoredZoneFact) -> Option<Level> {
        let before = |fact: &&ZoneFact| fact.recorded_at < record.fact.recorded_at;
        let before: Vec<ZoneFact> = self.facts.iter().filter(before).cloned().collect();
        listing_on(&before, record.fact.on, Moment(i64::MAX)).map(|listing| listing.level)
    }

    /// Where it stands on a day, by what was known at a moment.
    pub fn listing(&self, day: CityDay, known_at: Moment) -> Option<Listing> {
        listing_on(&self.facts, day, known_at)
    }
}

/// A zone on a day.
#[derive(Debug)]
pub struct ZoneOnDay {
    /// The zone.
    pub entry: Arc<ZoneEntry>,
    /// Where it stands; none where it is not listed.
    pub listing: Option<Listing>,
    /// What stands around it.
    pub surroundings: Surroundings,
}

impl ZoneOnDay {
    /// Its clock; none where it is not listed.
    pub fn clock<'r>(&self, rules: &'r RuleBook, day: CityDay) -> Option<ZoneClock<'r>> {
        self.listing.as_ref().map(|listing| zone_clock(rules, listing, self.surroundings, day))
    }
}

/// Every zone on a day.
#[derive(Debug)]
pub struct CityOnDay {
    /// The day.
    pub day: CityDay,
    /// The zones, by county and then by id.
    pub zones: Vec<ZoneOnDay>,
}

#[derive(Clone, Debug, Default)]
struct Entries {
    /// So that a county's zones stand together.
    by_county: BTreeMap<(PlaceCode, ZoneId), Arc<ZoneEntry>>,
    /// A list of orders asks for the zone of each.
    by_id: HashMap<ZoneId, Arc<ZoneEntry>>,
}

impl Entries {
    fn put(&mut self, entry: ZoneEntry) {
        let entry = Arc::new(entry);
        self.by_id.insert(entry.zone.id, entry.clone());
        self.by_county.insert((entry.zone.county.clone(), entry.zone.id), entry);
    }
}

/// The index. Cheap to share; a reader keeps what it took.
#[derive(Debug, Default)]
pub struct ZoneIndex {
    zones: RwLock<Arc<Entries>>,
    latest: RwLock<Option<Arc<CityOnDay>>>,
}

impl ZoneIndex {
    /// Reads every zone from the store.
    pub async fn load(tx: &Tx) -> Result<ZoneIndex, StoreError> {
        let mut records: HashMap<ZoneId, Vec<StoredZoneFact>> = HashMap::new();
        for record in zones::zone_facts_all(tx).await? {
            records.entry(record.zone).or_default().push(record);
        }
        let mut entries = Entries::default();
        for zone in zones::zones_all(tx).await? {
            let records = records.remove(&zone.id).unwrap_or_default();
            entries.put(ZoneEntry::new(zone, records));
        }
        Ok(ZoneIndex { zones: RwLock::new(Arc::new(entries)), latest: RwLock::default() })
    }

    /// Reads these zones from the store, for [`ZoneIndex::replace`].
    pub async fn read(
        tx: &Tx,
        wanted: &[(PlaceCode, ZoneId)],
    ) -> Result<Vec<ZoneEntry>, StoreError> {
        let mut entries = Vec::with_capacity(wanted.len());
        for (county, id) in wanted {
            if let Some(zone) = zones::zone_by_id(tx, county, *id).await? {
                let records = zones::zone_facts(tx, county, *id).await?;
                entries.push(ZoneEntry::new(zone, records));
            }
        }
        Ok(entries)
    }

    /// Puts these zones in the place of what was known of them. An entry that was read before a
    /// newer one never takes its place: facts are only ever added.
    pub fn replace(&self, entries: Vec<ZoneEntry>) {
        if entries.is_empty() {
            return;
        }
        let mut zones = self.zones.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        let zones = Arc::make_mut(&mut zones);
        for entry in entries {
            let is_older = zones.by_id.get(&entry.zone.id).is_some_and(|kept| {
                (kept.records.len(), kept.zone.version) > (entry.records.len(), entry.zone.version)
            });
            if !is_older {
                zones.put(entry);
            }
        }
        *self.latest.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = None;
    }

    /// One zone.
    pub fn zone(&self, id: ZoneId) -> Option<Arc<ZoneEntry>> {
        self.all().by_id.get(&id).cloned()
    }

    /// Every zone on `day`, by what was known at `known_at`. What was asked for last is kept until
    /// a fact comes in, so that a board that a hundred people look at is computed once.
    pub fn on_day(&self, day: CityDay, known_at: Moment) -> Arc<CityOnDay> {
        let is_now = known_at == Moment(i64::MAX);
        if is_now
            && let Some(kept) =
                &*self.latest.read().unwrap_or_else(|poisoned| poisoned.into_inner())
            && kept.day == day
        {
            return kept.clone();
        }
        let computed = Arc::new(compute(&self.all(), day, known_at));
        if is_now {
            *self.latest.write().unwrap_or_else(|poisoned| poisoned.into_inner()) =
                Some(computed.clone());
        }
        computed
    }

    fn all(&self) -> Arc<Entries> {
        self.zones.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }
}

fn compute(zones: &Entries, day: CityDay, known_at: Moment) -> CityOnDay {
    let mut gravest: HashMap<&PlaceCode, u8> = HashMap::new();
    let listed: Vec<(&Arc<ZoneEntry>, Option<Listing>)> = zones
        .by_county
        .values()
        .map(|entry| {
            let listing = entry.listing(day, known_at);
            if let Some(listing) = &listing {
                let gravity = gravest.entry(&entry.zone.county).or_default();
                *gravity = (*gravity).max(listing.level.gravity());
            }
            (entry, listing)
        })
        .collect();
    let zones = listed
        .into_iter()
        .map(|(entry, listing)| {
            let graver = gravest.get(&entry.zone.county).copied().unwrap_or_default();
            let own = listing.as_ref().map_or(u8::MAX, |listing| listing.level.gravity());
            let surroundings = if graver > own {
                Surroundings::GraverZonesStand
            } else {
                Surroundings::NoGraverZone
            };
            ZoneOnDay { entry: entry.clone(), listing, surroundings }
        })
        .collect();
    CityOnDay { day, zones }
}
