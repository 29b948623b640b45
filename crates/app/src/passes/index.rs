//! Everybody of the city by his alias: where he is counted, and what colors him.
//!
//! Ten bytes for a person, in two arrays that are probed together. Who is colored by his place is
//! found by the number of his community; who is colored by himself, or by a building, stands in a
//! list of its own, which is short. A cache: the store is the truth.

use super::ended::Ended;
use fangxian_core::Moment;
use fangxian_core::codes::HealthColor;
use fangxian_core::passes::Alias;
use fangxian_core::places::PlaceCode;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// The number of a community in the index.
type Home = u16;
/// Nobody stands here any more: the alias stays, so that what was put behind it is still found.
const GONE: Home = Home::MAX;
/// Of a hundred places so many are taken at most: with more, a search grows long.
const FULL_PERCENT: usize = 80;

/// When somebody is colored, for a gate: the whole reason stands on his page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HomeReason {
    /// In which color.
    pub color: HealthColor,
    /// From then on.
    pub since: Moment,
    /// Until before then.
    pub until: Option<Moment>,
}

impl HomeReason {
    fn color_at(&self, now: Moment) -> HealthColor {
        let is_live = self.since <= now && self.until.is_none_or(|until| now < until);
        if is_live { self.color } else { HealthColor::Green }
    }
}

fn gravest(reasons: &[HomeReason], now: Moment) -> HealthColor {
    let colors = reasons.iter().map(|reason| reason.color_at(now));
    colors.max().unwrap_or(HealthColor::Green)
}

/// The aliases, and where each is counted.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    /// 0 where nobody ever stood.
    keys: Vec<u64>,
    homes: Vec<Home>,
    /// Places that are or were taken.
    n_taken: usize,
    n_people: usize,
}

impl Aliases {
    fn with_room(n: usize) -> Aliases {
        let n = (n.max(8) * 100).div_ceil(FULL_PERCENT) + 1;
        Aliases { keys: vec![0; n], homes: vec![GONE; n], n_taken: 0, n_people: 0 }
    }

    /// The two arrays.
    pub(super) fn parts(&self) -> (&[u64], &[Home]) {
        (&self.keys, &self.homes)
    }

    /// Of these arrays; none where no search in them would end.
    pub(super) fn of_parts(keys: Vec<u64>, homes: Vec<Home>) -> Option<Aliases> {
        let n_taken = keys.iter().filter(|key| **key != 0).count();
        let n_people = homes.iter().filter(|home| **home != GONE).count();
        let is_sound = keys.len() == homes.len() && n_taken < keys.len() && n_people <= n_taken;
        is_sound.then_some(Aliases { keys, homes, n_taken, n_people })
    }

    /// Where an alias stands, or would.
    fn place(&self, alias: Alias) -> usize {
        let n = self.keys.len();
        // An alias is drawn evenly: its upper half times the length is a place.
        let mut at = ((u128::from(alias.0) * n as u128) >> 64) as usize;
        while self.keys.get(at).is_some_and(|known| *known != 0 && *known != alias.0) {
            at = if at + 1 == n { 0 } else { at + 1 };
        }
        at
    }

    fn home(&self, alias: Alias) -> Option<Home> {
        let home = *self.homes.get(self.place(alias))?;
        (home != GONE).then_some(home)
    }

    fn put(&mut self, alias: Alias, home: Home) {
        if (self.n_taken + 1) * 100 > self.keys.len() * FULL_PERCENT {
            self.grow();
        }
        let at = self.place(alias);
        let (Some(key), Some(place)) = (self.keys.get_mut(at), self.homes.get_mut(at)) else {
            return;
        };
        if *key == 0 {
            *key = alias.0;
            self.n_taken += 1;
        }
        if *place == GONE {
            self.n_people += 1;
        }
        *place = home;
    }

    fn grow(&mut self) {
        let mut larger = Aliases::with_room(self.n_people * 5 / 4 + 1_000);
        for (key, home) in self.keys.iter().zip(&self.homes).filter(|(_, home)| **home != GONE) {
            larger.put(Alias(*key), *home);
        }
        *self = larger;
    }

    /// Nobody is counted in this community any more.
    fn empty(&mut self, home: Home) {
        for place in self.homes.iter_mut().filter(|place| **place == home) {
            *place = GONE;
            self.n_people -= 1;
        }
    }
}

/// The index. Cheap to ask; it is changed by whoever follows the store.
#[derive(Debug, Default)]
pub struct PassIndex {
    people: RwLock<People>,
    colors: RwLock<Colors>,
    pub(super) ended: Ended,
    is_loaded: AtomicBool,
    /// While everybody is read: of which communities the people changed meanwhile.
    noted: Mutex<Option<BTreeSet<PlaceCode>>>,
}

#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) aliases: Aliases,
    pub(super) communities: Vec<String>,
}

/// What colors somebody by himself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Own {
    /// Whether these are all of his reasons: an appeal freed him of that of his place.
    pub(super) is_whole: bool,
    /// The reasons.
    pub(super) reasons: Vec<HomeReason>,
}

/// What colors whom. Small, and put in the place of the one before as a whole.
#[derive(Clone, Debug, Default)]
struct Colors {
    communities: Arc<HashMap<String, Vec<HomeReason>>>,
    /// The same by number, for the index as it stood when it was made.
    homes: Arc<Vec<Vec<HomeReason>>>,
    /// By places that are smaller than a community.
    places: Arc<HashMap<u64, Vec<HomeReason>>>,
    own: Arc<HashMap<u64, Own>>,
    /// Whether the rules of the day ask for no code at gates.
    is_no_code_asked: bool,
}

impl PassIndex {
    /// Puts everybody in the place of whoever was there: communities with the aliases counted there.
    pub fn put_all(&self, n_people: usize, everybody: impl Iterator<Item = (String, Vec<Alias>)>) {
        let mut people = People { aliases: Aliases::with_room(n_people), communities: Vec::new() };
        for (community, aliases) in everybody {
            let home = people.number(&community);
            for alias in aliases {
                people.aliases.put(alias, home);
            }
        }
        self.put_people(people);
    }

    /// The same of a copy.
    pub(super) fn put_people(&self, people: People) {
        *self.people.write().unwrap_or_else(PoisonError::into_inner) = people;
        self.is_loaded.store(true, Ordering::Release);
        self.number_again();
    }

    /// Everybody, while nothing changes.
    pub(super) fn people<T>(&self, read: impl FnOnce(&People) -> T) -> T {
        read(&self.people.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on it is noted of which communities the people change.
    pub(super) fn note_changes(&self) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        *noted = Some(BTreeSet::new());
    }

    /// A community whose people changed.
    pub(super) fn note(&self, community: &PlaceCode) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.as_mut().map(|noted| noted.insert(community.clone()));
    }

    /// Those that were noted. No more are.
    pub(super) fn noted(&self) -> BTreeSet<PlaceCode> {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.take().unwrap_or_default()
    }

    /// Whether everybody was read: a command that takes no scans reads nobody.
    pub(crate) fn is_loaded(&self) -> bool {
        self.is_loaded.load(Ordering::Acquire)
    }

    /// Puts the people of one community in the place of those who were counted there.
    pub fn put_community(&self, community: &str, aliases: &[Alias]) {
        {
            let mut people = self.people.write().unwrap_or_else(PoisonError::into_inner);
            let home = people.number(community);
            people.aliases.empty(home);
            for alias in aliases {
                people.aliases.put(*alias, home);
            }
        }
        self.number_again();
    }

    /// Puts what colors people by their places in the place of what did.
    pub(super) fn put_zones(
        &self,
        is_code_asked: bool,
        communities: HashMap<String, Vec<HomeReason>>,
        places: HashMap<Alias, Vec<HomeReason>>,
    ) {
        let homes = Arc::new(self.numbered(&communities));
        let places = places.into_iter().map(|(alias, reasons)| (alias.0, reasons)).collect();
        let mut colors = self.colors.write().unwrap_or_else(PoisonError::into_inner);
        colors.is_no_code_asked = !is_code_asked;
        colors.communities = Arc::new(communities);
        colors.homes = homes;
        colors.places = Arc::new(places);
    }

    /// Puts what colors people by themselves in the place of what did.
    pub(super) fn put_own(&self, own: HashMap<Alias, Own>) {
        let own = own.into_iter().map(|(alias, own)| (alias.0, own)).collect();
        self.colors.write().unwrap_or_else(PoisonError::into_inner).own = Arc::new(own);
    }

    /// Adds what colors some people by themselves from now on, until what colors everybody is put anew.
    pub(super) fn add_own(&self, more: impl Iterator<Item = (Alias, HomeReason)>) {
        let mut colors = self.colors.write().unwrap_or_else(PoisonError::into_inner);
        let own = Arc::make_mut(&mut colors.own);
        for (alias, reason) in more {
            own.entry(alias.0).or_default().reasons.push(reason);
        }
    }

    /// The color of somebody at a moment; none where he is counted nowhere.
    pub fn color(&self, alias: Alias, now: Moment) -> Option<HealthColor> {
        let people = self.people.read().unwrap_or_else(PoisonError::into_inner);
        let home = people.aliases.home(alias)?;
        drop(people);
        let colors = self.colors.read().unwrap_or_else(PoisonError::into_inner);
        let own = colors.own.get(&alias.0);
        let of_own = own.map_or(HealthColor::Green, |own| gravest(&own.reasons, now));
        if own.is_some_and(|own| own.is_whole) {
            return Some(of_own);
        }
        let of_home = colors.homes.get(usize::from(home)).map_or(&[][..], Vec::as_slice);
        let of_place = colors.places.get(&alias.0).map_or(&[][..], Vec::as_slice);
        Some(of_own.max(gravest(of_home, now)).max(gravest(of_place, now)))
    }

    /// The community in which somebody is counted; none where he is counted nowhere.
    pub(crate) fn community_of(&self, alias: Alias) -> Option<String> {
        let people = self.people.read().unwrap_or_else(PoisonError::into_inner);
        let home = people.aliases.home(alias)?;
        people.communities.get(usize::from(home)).cloned()
    }

    /// Who is colored by himself at a moment.
    pub(super) fn own_colored(&self, now: Moment) -> Vec<u64> {
        let colors = self.colors.read().unwrap_or_else(PoisonError::into_inner);
        let is_colored = |own: &Own| gravest(&own.reasons, now) != HealthColor::Green;
        let own = colors.own.iter().filter(|(_, own)| is_colored(own));
        own.map(|(alias, _)| *alias).collect()
    }

    /// Whether the rules of the day ask for a code at gates.
    pub fn is_code_asked(&self) -> bool {
        !self.colors.read().unwrap_or_else(PoisonError::into_inner).is_no_code_asked
    }

    /// The communities that anybody was ever counted in.
    pub(super) fn communities(&self) -> Vec<String> {
        self.people.read().unwrap_or_else(PoisonError::into_inner).communities.clone()
    }

    /// How many people are counted.
    pub fn len(&self) -> usize {
        self.people.read().unwrap_or_else(PoisonError::into_inner).aliases.n_people
    }

    /// Whether nobody is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes of memory hold them, what colors them left out.
    pub fn bytes(&self) -> usize {
        let people = self.people.read().unwrap_or_else(PoisonError::into_inner);
        people.aliases.keys.capacity() * size_of::<u64>()
            + people.aliases.homes.capacity() * size_of::<Home>()
    }

    fn numbered(&self, communities: &HashMap<String, Vec<HomeReason>>) -> Vec<Vec<HomeReason>> {
        let people = self.people.read().unwrap_or_else(PoisonError::into_inner);
        let of = |community: &String| communities.get(community).cloned().unwrap_or_default();
        people.communities.iter().map(of).collect()
    }

    fn number_again(&self) {
        let communities = {
            let colors = self.colors.read().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(&colors.communities)
        };
        let homes = Arc::new(self.numbered(&communities));
        self.colors.write().unwrap_or_else(PoisonError::into_inner).homes = homes;
    }
}

impl People {
    fn number(&mut self, community: &str) -> Home {
        let known = self.communities.iter().position(|known| known == community);
        let at = known.unwrap_or_else(|| {
            self.communities.push(community.to_owned());
            self.communities.len() - 1
        });
        // A city has some thousand communities; one beyond the last number is nobody's home.
        Home::try_from(at).unwrap_or(GONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_000_000);

    fn alias(n: u64) -> Alias {
        Alias(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn reason(color: HealthColor, until: Option<i64>) -> HomeReason {
        HomeReason { color, since: Moment(0), until: until.map(Moment) }
    }

    fn city(n: u64) -> PassIndex {
        let index = PassIndex::default();
        let of = |c: u64| (format!("community {c}"), (0..n).map(|p| alias(c * n + p)).collect());
        index.put_all(usize::try_from(n * 10).unwrap(), (0..10).map(of));
        index
    }

    #[test]
    fn everybody_is_found_and_nobody_else() {
        let index = city(1_000);
        assert_eq!(index.len(), 10_000);
        assert!((0..10_000).all(|n| index.color(alias(n), NOW) == Some(HealthColor::Green)));
        assert!((10_000..20_000).all(|n| index.color(alias(n), NOW).is_none()));
        assert!(index.bytes() <= 10_000 * 13, "{} bytes", index.bytes());
    }

    #[test]
    fn a_place_and_a_person_are_colored_until_the_second() {
        let index = city(100);
        let places = [("community 3".to_owned(), vec![reason(HealthColor::Yellow, None)])];
        let own = [(alias(5), vec![reason(HealthColor::Red, Some(2_000_000))])];
        index.put_zones(true, places.into(), HashMap::new());
        let own = own.map(|(alias, reasons)| (alias, Own { is_whole: false, reasons }));
        index.put_own(own.into());
        assert_eq!(index.color(alias(350), NOW), Some(HealthColor::Yellow));
        assert_eq!(index.color(alias(450), NOW), Some(HealthColor::Green));
        assert_eq!(index.color(alias(5), Moment(1_999_999)), Some(HealthColor::Red));
        assert_eq!(index.color(alias(5), Moment(2_000_000)), Some(HealthColor::Green));
        // Whoever moves takes his own reasons along and leaves those of the place behind.
        index.put_community("community 3", &[alias(5)]);
        assert_eq!(index.color(alias(350), NOW), None);
        assert_eq!(index.color(alias(5), NOW), Some(HealthColor::Red));
        assert_eq!(index.color(alias(5), Moment(2_000_000)), Some(HealthColor::Yellow));
        // Whom an appeal freed of his place has only what is told of him.
        index.put_own([(alias(5), Own { is_whole: true, reasons: Vec::new() })].into());
        assert_eq!(index.color(alias(5), NOW), Some(HealthColor::Green));
    }

    #[test]
    fn a_building_colors_its_people_and_no_neighbor() {
        let index = city(100);
        let building = [(alias(7), vec![reason(HealthColor::Red, None)])];
        index.put_zones(true, HashMap::new(), building.into());
        assert_eq!(index.color(alias(7), NOW), Some(HealthColor::Red));
        assert_eq!(index.color(alias(8), NOW), Some(HealthColor::Green));
        assert!(index.is_code_asked());
        index.put_zones(false, HashMap::new(), HashMap::new());
        assert!(!index.is_code_asked());
        assert_eq!(index.color(alias(7), NOW), Some(HealthColor::Green));
    }

    #[test]
    fn who_comes_and_goes_is_followed_however_many_there_are() {
        let index = city(10);
        for n in 0..300_u64 {
            let people: Vec<_> = (0..n).map(|p| alias(1_000_000 * n + p)).collect();
            index.put_community(&format!("community {}", n % 40), &people);
        }
        let due: u64 = (260..300).sum();
        assert_eq!(index.len() as u64, due);
        assert!((260..300_u64).all(|n| {
            (0..n).all(|p| index.color(alias(1_000_000 * n + p), NOW) == Some(HealthColor::Green))
        }));
        assert_eq!(index.color(alias(1_000_000 * 200), NOW), None);
    }
}
