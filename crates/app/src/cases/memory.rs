//! What tracing holds in memory: the index of visits, and what its plain numbers stand for. A cache: the
//! scans in the store are the truth, and it is filled from them again at the next start.

use fangxian_core::contacts::{Setting, assumed_stay_minutes};
use fangxian_core::ids::{PersonId, VenueId};
use fangxian_core::passes::Alias;
use fangxian_core::venues::VenueKind;
use fangxian_core::{CityDay, Moment};
use fangxian_trace::{CitySecond, DAY_S, Index, Live};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Visits of the last fortnight, whose they are and where.
#[derive(Default)]
pub struct Tracing {
    pub(super) live: Live,
    people: RwLock<People>,
    places: RwLock<HashMap<u32, Arc<TracedPlace>>>,
    /// Up to which number of each server's log it is filled, and the first day that is held. Whoever
    /// fills holds it.
    pub(super) filled: tokio::sync::Mutex<Filled>,
    /// Whether the scans that lay in the store at the start are in it.
    pub(super) is_whole: AtomicBool,
    /// The day whose releases were ordered.
    released: Mutex<Option<CityDay>>,
}

/// How far the index is filled.
#[derive(Debug, Default)]
pub(super) struct Filled {
    /// By the name of the server that took the scans.
    pub(super) until: BTreeMap<String, i64>,
    /// Days before this one were dropped.
    pub(super) first: Option<CityDay>,
}

/// A place as tracing needs it.
#[derive(Debug)]
pub(super) struct TracedPlace {
    /// Which, for whoever watches over places of whose scans nobody has a reason to ask.
    pub(super) venue: VenueId,
    /// What people share there.
    pub(super) setting: Setting,
    /// Seconds for which somebody is taken to stay who never checks out.
    pub(super) stay_s: u32,
    /// What it is called.
    pub(super) name: String,
}

impl TracedPlace {
    pub(super) fn of(venue: VenueId, kind: VenueKind, name: &str) -> TracedPlace {
        TracedPlace {
            venue,
            setting: Setting::of(kind),
            stay_s: assumed_stay_minutes(kind) * 60,
            name: name.to_owned(),
        }
    }
}

/// Numbers of people: an alias is found by its number and the other way round.
#[derive(Default)]
struct People {
    numbers: HashMap<u64, u32>,
    ids: Vec<PersonId>,
}

impl Tracing {
    /// Whether the scans of the fortnight are in the index.
    pub(super) fn is_filled(&self) -> bool {
        self.is_whole.load(Ordering::Acquire)
    }

    /// Whether the releases of a day are still to be ordered; from then on they are not.
    pub(super) fn turn_release(&self, day: CityDay) -> bool {
        let mut released = self.released.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = *released != Some(day);
        *released = Some(day);
        is_due
    }

    /// They could not be ordered: they are at the next turn.
    pub(super) fn release_again(&self) {
        *self.released.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The index as it stands.
    pub(super) fn index(&self) -> Arc<Index> {
        self.live.now()
    }

    /// The number of somebody; none where nobody has asked for his community yet.
    pub(super) fn number(&self, alias: Alias) -> Option<u32> {
        let people = self.people.read().unwrap_or_else(PoisonError::into_inner);
        people.numbers.get(&alias.0).copied()
    }

    /// The records behind numbers, in their order.
    pub(super) fn ids(&self, numbers: impl Iterator<Item = u32>) -> Vec<Option<PersonId>> {
        let people = self.people.read().unwrap_or_else(PoisonError::into_inner);
        numbers.map(|number| people.ids.get(number as usize).copied()).collect()
    }

    /// Gives numbers to people who have none.
    pub(super) fn learn(&self, known: impl Iterator<Item = (Alias, PersonId)>) {
        let mut people = self.people.write().unwrap_or_else(PoisonError::into_inner);
        for (alias, id) in known {
            let Ok(next) = u32::try_from(people.ids.len()) else { return };
            if next > fangxian_trace::PERSON_MAX {
                return;
            }
            if let Entry::Vacant(free) = people.numbers.entry(alias.0) {
                free.insert(next);
                people.ids.push(id);
            }
        }
    }

    /// A place by its number.
    pub(super) fn place(&self, number: u32) -> Option<Arc<TracedPlace>> {
        let places = self.places.read().unwrap_or_else(PoisonError::into_inner);
        places.get(&number).cloned()
    }

    /// Keeps what is known of places.
    pub(super) fn keep_places(&self, known: impl Iterator<Item = (u32, TracedPlace)>) {
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        places.extend(known.map(|(number, place)| (number, Arc::new(place))));
    }

    /// Adds visits, for a bench and for tests: numbers of people that [`Tracing::number_for`] gave.
    ///
    /// # Errors
    /// One of the visits cannot be.
    pub fn add(
        &self,
        visits: impl IntoIterator<Item = fangxian_trace::Visit>,
    ) -> Result<(), fangxian_trace::BadVisit> {
        self.live.add(visits)
    }

    /// Says what a place is, for a bench and for tests that have no store of places.
    pub fn add_place(&self, number: u32, venue: VenueId, (kind, name): (VenueKind, &str)) {
        let place = TracedPlace::of(venue, kind, name);
        self.keep_places(std::iter::once((number, place)));
    }

    /// The number of somebody, given now where he has none.
    pub fn number_for(&self, alias: Alias, id: PersonId) -> Option<u32> {
        self.learn(std::iter::once((alias, id)));
        self.number(alias)
    }

    /// How many rows the index has, and how many bytes it takes.
    pub fn size(&self) -> (usize, usize) {
        let index = self.index();
        (index.n_rows(), index.bytes())
    }
}

/// A moment as the index counts it: by the city's own clock. What lies before 1970 is 1970.
pub(super) fn second_of(at: Moment) -> CitySecond {
    let (day, ms) = (at.city_day(), at.ms_of_day());
    let days = day.days_since(epoch()).max(0);
    u32::try_from(days * i64::from(DAY_S) + ms / 1_000).unwrap_or(CitySecond::MAX)
}

/// The moment of such a second.
pub(super) fn moment_of(second: CitySecond) -> Moment {
    let day = epoch().plus(i64::from(second / DAY_S));
    day.starts_at().plus_ms(i64::from(second % DAY_S) * 1_000)
}

/// The number of a day in the index.
pub(super) fn day_number(day: CityDay) -> u32 {
    u32::try_from(day.days_since(epoch())).unwrap_or_default()
}

fn epoch() -> CityDay {
    // The day on which every clock here begins.
    Moment(0).city_day()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_is_of_the_city_s_own_clock_and_comes_back() {
        let day = CityDay::parse("2022-10-07").unwrap();
        assert_eq!(second_of(day.starts_at()), day_number(day) * DAY_S);
        assert_eq!(day_number(CityDay::parse("1970-01-02").unwrap()), 1);
        for ms in [0, 1_000, 61_000, 86_399_000] {
            let at = day.starts_at().plus_ms(ms);
            assert_eq!(moment_of(second_of(at)), at);
        }
    }

    #[test]
    fn everybody_has_one_number() {
        let tracing = Tracing::default();
        let id = |n| PersonId::from_uuid(uuid::Uuid::from_u128(n));
        assert_eq!(tracing.number_for(Alias(7), id(1)), Some(0));
        assert_eq!(tracing.number_for(Alias(9), id(2)), Some(1));
        assert_eq!(tracing.number_for(Alias(7), id(1)), Some(0));
        assert_eq!(tracing.ids([1, 0, 5].into_iter()), [Some(id(2)), Some(id(1)), None]);
    }
}
