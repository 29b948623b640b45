//! Which room each of some people gets: a proposal with its reasons. A household goes to one site, if it can be
//! to one floor, and there next to one another; who cannot be alone is with one of his own.

use super::rules::IsolationRules;
use super::share::{AloneWhy, cannot_be_alone};
use super::site::{IsolationSiteKind, RoomZone};
use super::{Guest, GuestClass};
use crate::coded;
use crate::ids::{IsolationSiteId, PersonId};
use std::collections::{BTreeMap, BTreeSet};

/// A room with how many of its beds are free. Rooms of a site stand in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeRoom {
    /// At which site.
    pub site: IsolationSiteId,
    /// What kind of site.
    pub kind: IsolationSiteKind,
    /// Its number.
    pub label: String,
    /// On which floor.
    pub floor: i16,
    /// Its place in the order of the site.
    pub ordinal: usize,
    /// In which part.
    pub zone: RoomZone,
    /// How many beds it has.
    pub beds: u16,
    /// How many of them are taken.
    pub n_taken: u16,
}

/// Somebody with the room that is proposed for him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Who.
    pub person: PersonId,
    /// At which site.
    pub site: IsolationSiteId,
    /// In which room.
    pub room: String,
    /// Why there.
    pub why: Vec<PlacedWhy>,
}

coded! {
    /// Why somebody is placed where he is.
    PlacedWhy {
        /// 一人一间
        Alone = "alone",
        /// 未成年人与家人同住
        WithChild = "with_child",
        /// 高龄老人与家人同住
        WithElder = "with_elder",
        /// 需照护的与家人同住
        WithCared = "with_cared",
        /// 一家人同层相邻
        FamilyAdjacent = "family_adjacent",
        /// 一家人同一层
        FamilyFloor = "family_floor",
        /// 一家人同一个点，不在一层
        FamilySite = "family_site",
        /// 方舱床位
        Hall = "hall",
    }

    /// Why nobody could be placed.
    UnplacedWhy {
        /// 没有这一类人员的隔离点
        NoSite = "no_site",
        /// 没有一个点有足够的空房
        NoRooms = "no_rooms",
        /// 没有够大的房间
        NoLargeRoom = "no_large_room",
    }
}

/// Somebody for whom there is no room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// Who.
    pub person: PersonId,
    /// Why.
    pub why: UnplacedWhy,
}

/// Which room each gets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// Who is placed.
    pub placed: Vec<Placed>,
    /// Who is not.
    pub unplaced: Vec<Unplaced>,
}

/// Proposes rooms, of sites in the order in which they are given. Whoever is fetched first is placed first; a
/// household for which there is no site as a whole is not placed at all, so that a person decides.
pub fn assign(rules: &IsolationRules, guests: &[Guest], rooms: &[FreeRoom]) -> Assignment {
    let mut parties: BTreeMap<_, Vec<&Guest>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for guest in guests.iter().filter(|guest| seen.insert(guest.person)) {
        parties.entry((guest.exposure, guest.household.clone())).or_default().push(guest);
    }
    let mut parties: Vec<Vec<&Guest>> = parties.into_values().collect();
    parties.sort_by_key(|party| !party.iter().any(|guest| guest.is_first()));
    let mut free: Vec<FreeRoom> = rooms.to_vec();
    let mut found = Assignment::default();
    for party in parties {
        match place(rules, &party, &free) {
            Ok(placed) => {
                for one in &placed {
                    let is_it =
                        |room: &&mut FreeRoom| room.site == one.site && room.label == one.room;
                    if let Some(room) = free.iter_mut().find(is_it) {
                        room.n_taken += 1;
                    }
                }
                found.placed.extend(placed);
            }
            Err(why) => found
                .unplaced
                .extend(party.iter().map(|guest| Unplaced { person: guest.person, why })),
        }
    }
    found
}

fn place(
    rules: &IsolationRules,
    party: &[&Guest],
    free: &[FreeRoom],
) -> Result<Vec<Placed>, UnplacedWhy> {
    let Some(first) = party.first() else { return Ok(Vec::new()) };
    let class = first.exposure.class;
    let mut sites: Vec<IsolationSiteId> = Vec::new();
    for room in free.iter().filter(|room| room.kind.takes() == class) {
        if !sites.contains(&room.site) {
            sites.push(room.site);
        }
    }
    if sites.is_empty() {
        return Err(UnplacedWhy::NoSite);
    }
    let units = units(rules, party);
    let (mut is_any_free, mut is_large) = (false, false);
    for site in sites {
        let usable: Vec<&FreeRoom> = free
            .iter()
            .filter(|room| room.site == site && room.zone == RoomZone::Dirty)
            .filter(|room| room.n_taken < room.beds)
            .filter(|room| room.n_taken == 0 || class == GuestClass::Case)
            .collect();
        let largest = units.iter().map(|unit| unit.people.len()).max().unwrap_or_default();
        is_any_free |= !usable.is_empty();
        is_large |= usable.iter().any(|room| left(room) >= largest);
        let fits = match class {
            GuestClass::Case => in_halls(party, &usable),
            GuestClass::Contact => in_rooms(&units, &usable),
        };
        if let Some(placed) = fits {
            return Ok(placed);
        }
    }
    let is_too_small = is_any_free && !is_large;
    Err(if is_too_small { UnplacedWhy::NoLargeRoom } else { UnplacedWhy::NoRooms })
}

fn left(room: &FreeRoom) -> usize {
    usize::from(room.beds.saturating_sub(room.n_taken))
}

/// People of one household who are in one room, and why.
struct Unit<'a> {
    people: Vec<&'a Guest>,
    why: PlacedWhy,
}

/// Everybody alone who can be; whoever cannot is with one who can, each of whom gets as few as possible.
fn units<'a>(rules: &IsolationRules, party: &[&'a Guest]) -> Vec<Unit<'a>> {
    let (mut carers, mut cared) = (Vec::new(), Vec::new());
    for guest in party {
        match cannot_be_alone(rules, guest) {
            None => carers.push(*guest),
            Some(why) => cared.push((why, *guest)),
        }
    }
    cared.sort_by_key(|(why, guest)| (*why, guest.age, guest.person));
    if carers.is_empty() {
        let why = cared.first().map_or(PlacedWhy::Alone, |(why, _)| with(*why));
        return vec![Unit { people: cared.into_iter().map(|(_, guest)| guest).collect(), why }];
    }
    carers.sort_by_key(|guest| guest.person);
    let mut units: Vec<Unit<'a>> = carers
        .into_iter()
        .map(|guest| Unit { people: vec![guest], why: PlacedWhy::Alone })
        .collect();
    let n_units = units.len();
    for (n, (why, guest)) in cared.into_iter().enumerate() {
        if let Some(unit) = units.get_mut(n % n_units) {
            if unit.why == PlacedWhy::Alone {
                unit.why = with(why);
            }
            unit.people.push(guest);
        }
    }
    // The largest first: it finds the fewest rooms.
    units.sort_by_key(|unit| std::cmp::Reverse(unit.people.len()));
    units
}

fn with(why: AloneWhy) -> PlacedWhy {
    match why {
        AloneWhy::Child => PlacedWhy::WithChild,
        AloneWhy::Elder => PlacedWhy::WithElder,
        AloneWhy::Care => PlacedWhy::WithCared,
    }
}

fn in_halls(party: &[&Guest], rooms: &[&FreeRoom]) -> Option<Vec<Placed>> {
    // In one hall, where there is one for all of them.
    let whole = rooms.iter().find(|room| left(room) >= party.len()).map(|room| vec![*room]);
    let rooms = whole.unwrap_or_else(|| rooms.to_vec());
    let mut beds = rooms.iter().flat_map(|room| std::iter::repeat_n(*room, left(room)));
    let placed: Vec<Placed> = party
        .iter()
        .map_while(|guest| {
            let room = beds.next()?;
            let (person, site) = (guest.person, room.site);
            Some(Placed { person, site, room: room.label.clone(), why: vec![PlacedWhy::Hall] })
        })
        .collect();
    (placed.len() == party.len()).then_some(placed)
}

/// The rooms of one site that fit, the nearest to one another: on one floor if that can be.
fn in_rooms(units: &[Unit<'_>], rooms: &[&FreeRoom]) -> Option<Vec<Placed>> {
    let mut floors: BTreeMap<i16, Vec<&FreeRoom>> = BTreeMap::new();
    for room in rooms {
        floors.entry(room.floor).or_default().push(*room);
    }
    let on_floors = floors.values().filter_map(|floor| nearest(units, floor));
    let best = on_floors.min_by_key(Fit::cost);
    let (fit, near) = match best {
        Some(fit) if fit.spread() + 1 == units.len() => (fit, PlacedWhy::FamilyAdjacent),
        Some(fit) => (fit, PlacedWhy::FamilyFloor),
        None => (nearest(units, rooms)?, PlacedWhy::FamilySite),
    };
    let mut placed = Vec::new();
    for (unit, room) in units.iter().zip(&fit.rooms) {
        for guest in &unit.people {
            let mut why = vec![unit.why];
            if units.len() > 1 {
                why.push(near);
            }
            let (person, site) = (guest.person, room.site);
            placed.push(Placed { person, site, room: room.label.clone(), why });
        }
    }
    Some(placed)
}

/// A room for each unit, in the order of the units.
struct Fit<'a> {
    rooms: Vec<&'a FreeRoom>,
    n_wasted: usize,
}

impl Fit<'_> {
    /// From the first to the last, in rooms.
    fn spread(&self) -> usize {
        let at = || self.rooms.iter().map(|room| room.ordinal);
        at().max().unwrap_or_default() - at().min().unwrap_or_default()
    }

    fn cost(&self) -> (usize, usize, usize) {
        let first = self.rooms.iter().map(|room| room.ordinal).min().unwrap_or_default();
        (self.spread(), self.n_wasted, first)
    }
}

/// From each room on, the next ones that fit; of all these the nearest together.
fn nearest<'a>(units: &[Unit<'_>], rooms: &[&'a FreeRoom]) -> Option<Fit<'a>> {
    let starts = 0..rooms.len();
    starts.filter_map(|start| from(units, rooms.get(start..)?)).min_by_key(Fit::cost)
}

fn from<'a>(units: &[Unit<'_>], rooms: &[&'a FreeRoom]) -> Option<Fit<'a>> {
    let mut found: Vec<Option<&'a FreeRoom>> = vec![None; units.len()];
    let mut n_wasted = 0;
    for room in rooms {
        // The largest that is not placed yet and fits: units stand in that order.
        let open = units.iter().zip(&found).position(|(unit, placed)| {
            placed.is_none() && unit.people.len() <= usize::from(room.beds)
        });
        if let Some(at) = open
            && let (Some(slot), Some(unit)) = (found.get_mut(at), units.get(at))
        {
            *slot = Some(*room);
            n_wasted += usize::from(room.beds) - unit.people.len();
        }
        if found.iter().all(Option::is_some) {
            break;
        }
    }
    let rooms: Option<Vec<&FreeRoom>> = found.into_iter().collect();
    Some(Fit { rooms: rooms?, n_wasted })
}

#[cfg(test)]
mod tests {
    use super::super::share::check_room;
    use super::super::share::tests::guest;
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn site(n: u128) -> IsolationSiteId {
        IsolationSiteId::from_uuid(Uuid::from_u128(n))
    }

    /// Rooms of a site: `301x1` with one bed on floor 3, `-` before one that is taken, `~` in the clean part.
    fn rooms(at: u128, words: &str) -> Vec<FreeRoom> {
        let kind = match at < 100 {
            true => IsolationSiteKind::Hotel,
            false => IsolationSiteKind::Fangcang,
        };
        let all = words.split(' ').filter(|word| !word.is_empty()).enumerate();
        all.map(|(ordinal, word)| {
            let label = word.trim_start_matches(['-', '~']);
            let (number, beds) = label.split_once('x').unwrap();
            FreeRoom {
                site: site(at),
                kind,
                label: number.to_owned(),
                floor: number[..1].parse().unwrap(),
                ordinal,
                zone: if word.starts_with('~') { RoomZone::Clean } else { RoomZone::Dirty },
                beds: beds.parse().unwrap(),
                n_taken: u16::from(word.starts_with('-')),
            }
        })
        .collect()
    }

    fn check(people: &[&str], free: &[FreeRoom], expected: &str) {
        let rules = IsolationRules::built_in().unwrap();
        let guests: Vec<Guest> = people.iter().zip(1..).map(|(one, n)| guest(n, one)).collect();
        let found = assign(&rules, &guests, free);
        let n = |person: PersonId| person.uuid().as_u128();
        let mut told: Vec<String> = found
            .placed
            .iter()
            .map(|one| {
                let why: Vec<&str> = one.why.iter().map(|why| why.code()).collect();
                format!("{} {} {}", n(one.person), one.room, why.join("+"))
            })
            .chain(found.unplaced.iter().map(|one| format!("{} {}", n(one.person), one.why.code())))
            .collect();
        told.sort();
        assert_eq!(told.join(", "), expected);
    }

    #[test]
    fn a_family_is_next_to_one_another_and_a_child_with_a_parent() {
        let free = rooms(1, "301x1 -302x1 303x1 304x1 305x2 401x1 402x1");
        check(&["contact 1 101 34"], &free, "1 301 alone");
        // The nearest pair: 302 is taken.
        check(
            &["contact 1 101 34", "contact 1 101 36"],
            &free,
            "1 303 alone+family_adjacent, 2 304 alone+family_adjacent",
        );
        let three = ["contact 1 101 34", "contact 1 101 36", "contact 1 101 6"];
        check(
            &three,
            &free,
            "1 305 with_child+family_adjacent, 2 304 alone+family_adjacent, 3 305 with_child+family_adjacent",
        );
    }

    #[test]
    fn a_family_is_not_torn_apart_and_says_why_it_waits() {
        let two = ["contact 1 101 34", "contact 1 101 36"];
        check(
            &two,
            &rooms(1, "301x1 -302x1 401x1"),
            "1 301 alone+family_site, 2 401 alone+family_site",
        );
        check(
            &two,
            &rooms(1, "301x1 -302x1 303x1"),
            "1 301 alone+family_floor, 2 303 alone+family_floor",
        );
        check(&two, &rooms(1, "301x1"), "1 no_rooms, 2 no_rooms");
        let split: Vec<FreeRoom> = rooms(1, "301x1").into_iter().chain(rooms(2, "301x1")).collect();
        check(&two, &split, "1 no_rooms, 2 no_rooms");
        check(
            &["contact 1 101 34", "contact 1 101 3"],
            &rooms(1, "301x1 302x1"),
            "1 no_large_room, 2 no_large_room",
        );
        check(&two, &[], "1 no_site, 2 no_site");
        check(&["contact 1 101 34"], &rooms(1, "~301x1"), "1 no_rooms");
    }

    #[test]
    fn cases_lie_in_halls_and_contacts_never() {
        let halls = rooms(100, "-301x3 302x2");
        check(&["case 1 101 34", "case 1 101 5"], &halls, "1 301 hall, 2 301 hall");
        check(&["contact 1 101 34"], &halls, "1 no_site");
        check(&["case 1 101 34"], &rooms(1, "301x1"), "1 no_site");
    }

    #[test]
    fn whoever_is_fetched_first_has_the_room() {
        let free = rooms(1, "301x1");
        let two = ["contact 1 101 34", "contact 1 102 36 dialysis"];
        check(&two, &free, "1 no_rooms, 2 301 alone");
        // The same person twice is one.
        let rules = IsolationRules::built_in().unwrap();
        let twice = [guest(1, "contact 1 101 34"), guest(1, "contact 1 101 34")];
        assert_eq!(assign(&rules, &twice, &rooms(1, "301x1 302x1")).placed.len(), 1);
    }

    fn people() -> impl Strategy<Value = Vec<Guest>> {
        let one = (0_u8..2, 1_u8..4, 1_u8..5, 0_i16..95, 0_usize..8);
        proptest::collection::vec(one, 0..24).prop_map(|all| {
            let numbered = all.into_iter().zip(1_u128..);
            numbered
                .map(|((class, case, door, age, need), n)| {
                    let class = if class == 0 { "case" } else { "contact" };
                    let need = match super::super::GuestNeed::ALL.get(need) {
                        Some(need) => format!(" {}", need.code()),
                        None => String::new(),
                    };
                    guest(n, &format!("{class} {case} {door} {age}{need}"))
                })
                .collect()
        })
    }

    fn free() -> impl Strategy<Value = Vec<FreeRoom>> {
        let room = (1_i16..4, 0_u8..4, 1_u16..5, 0_u16..3);
        let at = |n: u128| {
            proptest::collection::vec(room.clone(), 0..14).prop_map(move |mut all| {
                all.sort_by_key(|(floor, ..)| *floor);
                let kind = match n < 100 {
                    true => IsolationSiteKind::Hotel,
                    false => IsolationSiteKind::Fangcang,
                };
                let numbered = all.into_iter().enumerate();
                numbered
                    .map(|(ordinal, (floor, zone, beds, n_taken))| FreeRoom {
                        site: site(n),
                        kind,
                        label: format!("{floor}{ordinal:02}"),
                        floor,
                        ordinal,
                        zone: *RoomZone::ALL.get(usize::from(zone)).unwrap_or(&RoomZone::Dirty),
                        beds,
                        n_taken: n_taken.min(beds),
                    })
                    .collect::<Vec<FreeRoom>>()
            })
        };
        (at(1), at(2), at(100)).prop_map(|(one, two, hall)| [one, two, hall].concat())
    }

    proptest! {
        #[test]
        fn nobody_is_placed_twice_and_no_room_breaks_a_rule(guests in people(), free in free()) {
            let rules = IsolationRules::built_in().unwrap();
            let found = assign(&rules, &guests, &free);
            let mut everybody: Vec<PersonId> = found.placed.iter().map(|one| one.person)
                .chain(found.unplaced.iter().map(|one| one.person)).collect();
            everybody.sort();
            let due: Vec<PersonId> = guests.iter().map(|one| one.person).collect();
            prop_assert_eq!(everybody, due, "each once: placed, or told why not");
            let of = |person: PersonId| guests.iter().find(|one| one.person == person).unwrap();
            for room in &free {
                let inside: Vec<&Guest> = found.placed.iter()
                    .filter(|one| one.site == room.site && one.room == room.label)
                    .map(|one| of(one.person)).collect();
                prop_assert!(inside.len() + usize::from(room.n_taken) <= usize::from(room.beds));
                prop_assert!(inside.is_empty() || room.zone == RoomZone::Dirty);
                prop_assert_eq!(check_room(&rules, &inside), Ok(()));
                for guest in &inside {
                    prop_assert_eq!(room.kind.takes(), guest.exposure.class);
                    let is_hall = guest.exposure.class == GuestClass::Case;
                    prop_assert!(is_hall || room.n_taken == 0, "with a stranger");
                }
            }
            // A household of one exposure is at one site, or not placed at all.
            for one in &guests {
                let own = guests.iter().filter(|other| other.household == one.household
                    && other.exposure == one.exposure);
                let sites: BTreeSet<Option<IsolationSiteId>> = own.map(|own| {
                    found.placed.iter().find(|placed| placed.person == own.person).map(|p| p.site)
                }).collect();
                prop_assert_eq!(sites.len(), 1);
            }
        }

        #[test]
        fn a_household_that_fits_on_one_floor_is_on_one(n in 1_usize..6, free in free()) {
            let rules = IsolationRules::built_in().unwrap();
            let guests: Vec<Guest> =
                (0..n).map(|at| guest(at as u128 + 1, "contact 1 101 34")).collect();
            let found = assign(&rules, &guests, &free);
            let is_free = |room: &&FreeRoom| room.kind == IsolationSiteKind::Hotel
                && room.zone == RoomZone::Dirty && room.n_taken == 0;
            let Some(site) = found.placed.first().map(|one| one.site) else { return Ok(()) };
            let mut on_floor: BTreeMap<i16, usize> = BTreeMap::new();
            for room in free.iter().filter(is_free).filter(|room| room.site == site) {
                *on_floor.entry(room.floor).or_default() += 1;
            }
            if on_floor.values().any(|n_rooms| *n_rooms >= n) {
                let floors: BTreeSet<i16> = found.placed.iter().filter_map(|one| {
                    free.iter().find(|room| room.site == site && room.label == one.room)
                }).map(|room| room.floor).collect();
                prop_assert_eq!(floors.len(), 1);
            }
        }
    }
}
