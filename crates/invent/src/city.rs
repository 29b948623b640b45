//! The plan of a city, and its communities one at a time.

use crate::chance::{Chance, Topic, scatter, text_number};
use crate::days::{self, Visit};
use crate::documents::Block;
use crate::homes::{self, Compound, Household};
use crate::people::Registrar;
use crate::person::Person;
use crate::shares;
use crate::venues::{Venue, VenueId, Venues};
use fangxian_core::places::{PlaceCode, PlaceKind};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A community that exists: only its code and its name are taken from the world.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommunityHead {
    /// Twelve digits.
    pub code: PlaceCode,
    /// 坞城社区居委会, 贾家庄村委会. The end of the name tells town from village.
    pub name: String,
}

/// What kind of settlement a community is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Settlement {
    /// 社区
    Urban,
    /// 村
    Village,
}

/// The list is no list of the communities of a city.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NotACity {
    /// There are people, but no community for them.
    #[error("people need at least one community to live in")]
    NoCommunity,
    /// A code of something else.
    #[error("“{0}” is not the code of a community: those have twelve digits")]
    NotACommunity(PlaceCode),
    /// The same code again.
    #[error("the community “{0}” is listed twice")]
    Twice(PlaceCode),
    /// Nobody could hold so many.
    #[error("{0} people are more than {PEOPLE_MAX}, all that there are phones for")]
    TooMany(u64),
}

/// The most people of a city: each may have a phone of his own.
const PEOPLE_MAX: u64 = 100_000_000;

/// A city that is planned, but of which nobody is in memory yet.
#[derive(Debug)]
pub struct City {
    lots: Vec<Lot>,
    venues: Venues,
    seed: u64,
    reference_day: Date,
}

#[derive(Debug)]
struct Lot {
    head: CommunityHead,
    people: u64,
    rank: u64,
    people_before: u64,
}

/// A community with everybody in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InventedCommunity {
    /// As planned.
    pub code: PlaceCode,
    /// As planned.
    pub name: String,
    /// Town or village.
    pub settlement: Settlement,
    /// The day on which everybody has the age that was meant.
    pub reference_day: Date,
    /// Everything behind a gate, with its buildings and units.
    pub compounds: Vec<Compound>,
    /// Everybody, door by door, in the order of the doors. Empty dwellings are not listed.
    pub households: Vec<Household>,
}

impl City {
    /// Splits `people` over the communities, so that the sum is exact. Deterministic: the seed, the
    /// communities (in any order) and the number of people decide everything.
    pub fn plan(communities: &[CommunityHead], people: u64, seed: u64) -> Result<City, NotACity> {
        if people > PEOPLE_MAX {
            return Err(NotACity::TooMany(people));
        }
        if communities.is_empty() && people > 0 {
            return Err(NotACity::NoCommunity);
        }
        let mut codes = BTreeSet::new();
        for head in communities {
            if head.code.kind() != PlaceKind::Community {
                return Err(NotACity::NotACommunity(head.code.clone()));
            }
            if !codes.insert(&head.code) {
                return Err(NotACity::Twice(head.code.clone()));
            }
        }
        let lots = lots(communities, people, seed);
        let mut by_rank: Vec<usize> = (0..lots.len()).collect();
        by_rank.sort_by_key(|index| lots.get(*index).map(|lot| lot.rank));
        let venues = Venues::plan(people, by_rank);
        Ok(City { lots, venues, seed, reference_day: Date::constant(2022, 11, 1) })
    }

    /// The same city, with ages, due days and newborn as of another day than 2022-11-01.
    #[must_use]
    pub fn as_of(mut self, day: Date) -> City {
        self.reference_day = day;
        self
    }

    /// The seed of it all.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How many communities there are.
    pub fn n_communities(&self) -> usize {
        self.lots.len()
    }

    /// How many people live in the community with this place in the list.
    pub fn n_people_of(&self, index: usize) -> Option<u64> {
        self.lots.get(index).map(|lot| lot.people)
    }

    /// The community with this place in the list, as it was given.
    pub fn head(&self, index: usize) -> Option<&CommunityHead> {
        self.lots.get(index).map(|lot| &lot.head)
    }

    /// The communities in the order of the list, each made when it is asked for.
    pub fn communities(&self) -> Communities<'_> {
        Communities { city: self, next: 0 }
    }

    /// The community with this place in the list. Needs no other, so that several can be made at
    /// the same time.
    pub fn community(&self, index: usize) -> Option<InventedCommunity> {
        let lot = self.lots.get(index)?;
        let settlement = Settlement::of_name(&lot.head.name);
        let block = Block {
            rank: lot.rank,
            n_communities: self.lots.len() as u64,
            people_before: lot.people_before,
            seed: self.seed,
        };
        let code = lot.head.code.as_str();
        let mut registrar =
            Registrar::new(code, settlement, block, &self.venues, self.reference_day);
        let families = registrar.families(lot.people);
        let mut chance = Chance::of(self.seed, Topic::Homes, code);
        let (compounds, households) =
            homes::house(&lot.head.code, settlement, families, &mut chance);
        Some(InventedCommunity {
            code: lot.head.code.clone(),
            name: lot.head.name.clone(),
            settlement,
            reference_day: self.reference_day,
            compounds,
            households,
        })
    }

    /// A place where people work, learn, buy or ride; none if the city has no such id.
    pub fn venue(&self, id: VenueId) -> Option<Venue> {
        self.venues.venue(id)
    }

    /// Every such place of the city, in the order of ids.
    pub fn venues(&self) -> impl Iterator<Item = Venue> + '_ {
        self.venues.all()
    }

    /// Where everybody of a community is on a day, person by person, from midnight to midnight
    /// without a gap. People are counted as in [`InventedCommunity::people`].
    pub fn day_of<'a>(
        &'a self,
        community: &'a InventedCommunity,
        day: Date,
    ) -> impl Iterator<Item = Visit> + 'a {
        let code_number = scatter(self.seed ^ text_number(community.code.as_str()));
        let lot = self.lots.iter().find(|lot| lot.head.code == community.code);
        let rank = lot.map_or(0, |lot| lot.rank);
        days::day(&self.venues, community, rank, code_number, day)
    }
}

/// The shares of the list: worked out in the order of codes, given in that of the list.
fn lots(communities: &[CommunityHead], people: u64, seed: u64) -> Vec<Lot> {
    let mut order: Vec<(usize, &CommunityHead)> = communities.iter().enumerate().collect();
    order.sort_by_key(|(_, head)| &head.code);
    let heads: Vec<&CommunityHead> = order.iter().map(|(_, head)| *head).collect();
    let shares = shares::split(&heads, people, seed);
    let mut people_before = 0;
    let mut lots = Vec::with_capacity(order.len());
    for (rank, ((index, head), people)) in order.into_iter().zip(shares).enumerate() {
        let lot = Lot { head: head.clone(), people, rank: rank as u64, people_before };
        people_before += people;
        lots.push((index, lot));
    }
    lots.sort_by_key(|(index, _)| *index);
    lots.into_iter().map(|(_, lot)| lot).collect()
}

/// The communities of a city, one at a time.
#[derive(Debug)]
pub struct Communities<'a> {
    city: &'a City,
    next: usize,
}

impl Iterator for Communities<'_> {
    type Item = InventedCommunity;

    fn next(&mut self) -> Option<InventedCommunity> {
        let community = self.city.community(self.next)?;
        self.next += 1;
        Some(community)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.city.lots.len().saturating_sub(self.next);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Communities<'_> {}

impl InventedCommunity {
    /// Everybody with the household, in the order in which people are counted.
    pub fn people(&self) -> impl Iterator<Item = (&Household, &Person)> {
        self.households
            .iter()
            .flat_map(|household| household.members.iter().map(move |person| (household, person)))
    }

    /// How many people live here.
    pub fn n_people(&self) -> usize {
        self.households.iter().map(|household| household.members.len()).sum()
    }

    /// The names on the way to a door, as people write them: 锦绣家园, 5号楼, 2单元, 302. In a
    /// village nobody writes a unit.
    pub fn address<'a>(&'a self, household: &'a Household) -> Option<[&'a str; 4]> {
        let path = household.unit;
        let compound = self.compounds.get(path.compound)?;
        let building = compound.buildings.get(path.building)?;
        let unit = building.units.get(path.unit)?;
        let unit_written = match self.settlement {
            Settlement::Urban => unit.name.as_str(),
            Settlement::Village => "",
        };
        Some([&compound.name, &building.name, unit_written, &household.door_name])
    }
}
