//! Who answers on a day: the chain of a door, what nobody answers for, who has too much.

use super::{ANCHOR_HOUSEHOLDS_MAX, Charge, Reach};
use crate::CityDay;
use crate::ids::ChargeId;
use crate::places::{PlaceCode, PlaceKind};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Who answers for a door, or for a building, on a day: the nearest first, the community's leader
/// last. Of two who are as near the one who has had it longer comes first.
pub fn chain<'a>(charges: &'a [Charge], place: &PlaceCode, day: CityDay) -> Vec<&'a Charge> {
    let answers = |one: &&Charge| one.term.holds_on(day) && one.reach.covers(place);
    let mut chain: Vec<&Charge> = charges.iter().filter(answers).collect();
    let first_day = |one: &Charge| match one.term {
        super::Term::Days { from, .. } => Some(from),
        super::Term::Never => None,
    };
    chain.sort_by_key(|one| (Reverse(one.reach.nearness()), first_day(one), one.id));
    chain
}

/// What there is to answer for.
#[derive(Clone, Debug, Default)]
pub struct Houses {
    /// 小区、院、自然村
    pub compounds: Vec<PlaceCode>,
    /// 楼, without courtyards that are one household each.
    pub buildings: Vec<PlaceCode>,
    /// The doors that have anybody.
    pub doors: Vec<PlaceCode>,
}

/// What nobody answers for on a day.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Gaps {
    /// Compounds of which nobody is in charge as a whole.
    pub compounds: Vec<PlaceCode>,
    /// Buildings of which nobody is, neither as a whole nor unit by unit.
    pub buildings: Vec<PlaceCode>,
    /// Doors for which nobody answers from nearer than the compound.
    pub doors: Vec<PlaceCode>,
    /// Doors that no anchor household or list of doors holds.
    pub doors_without_anchor: Vec<PlaceCode>,
}

/// What nobody answers for on a day.
pub fn gaps(houses: &Houses, charges: &[Charge], day: CityDay) -> Gaps {
    let today: Vec<&Charge> = charges.iter().filter(|one| one.term.holds_on(day)).collect();
    let mut named: BTreeSet<&PlaceCode> = BTreeSet::new();
    let mut listed: BTreeSet<&PlaceCode> = BTreeSet::new();
    for one in &today {
        match &one.reach {
            Reach::Place(place) => {
                named.insert(place);
            }
            Reach::Doors(doors) => listed.extend(doors),
            Reach::Anchor { home, doors } => {
                listed.insert(home);
                listed.extend(doors);
            }
        }
    }
    let is_near = |door: &PlaceCode| {
        listed.contains(door)
            || std::iter::successors(door.parent(), PlaceCode::parent)
                .take_while(|place| place.kind() > PlaceKind::Compound)
                .any(|place| named.contains(&place))
    };
    let units: BTreeSet<PlaceCode> = houses.doors.iter().filter_map(PlaceCode::parent).collect();
    let is_had = |building: &PlaceCode| {
        let mut own = units.iter().filter(|unit| unit.lies_within(building)).peekable();
        named.contains(building) || (own.peek().is_some() && own.all(|unit| named.contains(unit)))
    };
    let without = |places: &[PlaceCode], has: &dyn Fn(&PlaceCode) -> bool| -> Vec<PlaceCode> {
        places.iter().filter(|place| !has(place)).cloned().collect()
    };
    Gaps {
        compounds: without(&houses.compounds, &|place| named.contains(place)),
        buildings: without(&houses.buildings, &is_had),
        doors: without(&houses.doors, &is_near),
        doors_without_anchor: without(&houses.doors, &|door| listed.contains(door)),
    }
}

/// How many households the one who holds this charge answers for as an anchor household on a day,
/// in all that he holds.
pub fn households_of(charge: &Charge, charges: &[Charge], day: CityDay) -> usize {
    let own =
        charges.iter().filter(|one| one.term.holds_on(day) && one.who.is_same_person(&charge.who));
    let doors: BTreeSet<&PlaceCode> = own
        .flat_map(|one| match &one.reach {
            Reach::Anchor { doors, .. } => doors.iter().collect::<Vec<_>>(),
            Reach::Place(_) | Reach::Doors(_) => Vec::new(),
        })
        .collect();
    doors.len()
}

/// The charges on a day of those who answer for more households as anchor than is meant.
pub fn people_overloaded(charges: &[Charge], day: CityDay) -> Vec<ChargeId> {
    charges
        .iter()
        .filter(|one| one.term.holds_on(day) && one.reach.home().is_some())
        .filter(|one| households_of(one, charges, day) > ANCHOR_HOUSEHOLDS_MAX)
        .map(|one| one.id)
        .collect()
}
