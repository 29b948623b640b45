//! The tree of the city in memory: its counties, and what everything in it is called.

use crate::Refusal;
use crate::register::community;
use fangxian_core::places::{County, PlaceCode, PlaceKind};
use fangxian_core::verifications::NamedPlace;
use fangxian_store::places::{divisions_all, place_names};
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The divisions, places and grids as the store had them when the tree was read. Doors are not
/// here: a city has two million, and a community's register knows its own.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The counties of the city, by code.
    pub counties: Vec<County>,
    divisions: Arc<Names>,
    /// Of each community, so that a change of one reads and copies no other.
    communities: HashMap<PlaceCode, Arc<Names>>,
}

type Names = HashMap<PlaceCode, String>;

impl Tree {
    /// Reads it whole. A city has some thousand divisions and some hundred thousand units.
    pub(crate) async fn read(tx: &Tx, city: &PlaceCode) -> Result<Tree, StoreError> {
        let divisions = divisions_all(tx).await?;
        let counties = divisions
            .iter()
            .filter(|division| division.code.parent().as_ref() == Some(city))
            .map(|division| County { code: division.code.clone(), name: division.name.clone() })
            .collect();
        let divisions = divisions.into_iter().map(|division| (division.code, division.name));
        let mut communities: HashMap<PlaceCode, Names> = HashMap::new();
        for (code, name) in place_names(tx, None).await? {
            if let Some(own) = community(&code) {
                communities.entry(own).or_default().insert(code, name);
            }
        }
        let communities =
            communities.into_iter().map(|(own, names)| (own, Arc::new(names))).collect();
        Ok(Tree { counties, divisions: Arc::new(divisions.collect()), communities })
    }

    /// The same tree with these communities read anew.
    pub(crate) async fn renewed(
        mut self,
        tx: &Tx,
        changed: &BTreeSet<PlaceCode>,
    ) -> Result<Tree, StoreError> {
        for own in changed {
            let names = place_names(tx, Some(own)).await?.into_iter().collect();
            self.communities.insert(own.clone(), Arc::new(names));
        }
        Ok(self)
    }

    fn name(&self, code: &PlaceCode) -> Option<&str> {
        let names = match community(code).filter(|own| own != code) {
            None => Some(&self.divisions),
            Some(own) => self.communities.get(&own),
        };
        names?.get(code).map(String::as_str)
    }

    /// The name of the city itself.
    pub(crate) fn city_name(&self, city: &PlaceCode) -> Result<String, Refusal> {
        self.name(city).map(str::to_owned).ok_or(Refusal::PlaceUnknown)
    }

    /// The name of a county; its code where it is not of this city.
    pub(crate) fn county_name(&self, code: &PlaceCode) -> String {
        let county = self.counties.iter().find(|county| county.code == *code);
        county.map_or_else(|| code.to_string(), |county| county.name.clone())
    }

    /// Every division below the city and every compound with its name: what addresses are read by.
    pub(crate) fn named_in_addresses(&self) -> Vec<NamedPlace<'_>> {
        let divisions = self.divisions.iter().filter(|(code, _)| code.kind() != PlaceKind::City);
        let below = self.communities.values().flat_map(|names| names.iter());
        let compounds = below.filter(|(code, _)| is_compound(code));
        divisions.chain(compounds).map(|(code, name)| NamedPlace { code, name }).collect()
    }

    /// The communities within a county, by name.
    pub(crate) fn communities_within(&self, county: &PlaceCode) -> Vec<(String, String)> {
        let within =
            |code: &PlaceCode| code.kind() == PlaceKind::Community && code.lies_within(county);
        let own = self.divisions.iter().filter(|(code, _)| within(code));
        let mut own: Vec<(String, String)> =
            own.map(|(code, name)| (code.to_string(), name.clone())).collect();
        own.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
        own
    }

    /// What a place is called, from its community down: 晋源社区居委会 兰亭御湖城东区 7号楼. A place
    /// above the community is called by its own name.
    pub(crate) fn place_name(&self, place: &PlaceCode) -> String {
        let line: Vec<PlaceCode> =
            std::iter::successors(Some(place.clone()), PlaceCode::parent).collect();
        let is_shown = |code: &&PlaceCode| *code == place || code.as_str().len() >= 12;
        let mut names: Vec<&str> =
            line.iter().filter(is_shown).filter_map(|code| self.name(code)).collect();
        names.reverse();
        if self.name(place).is_none() && !names.is_empty() {
            names.extend(number_of_door(place));
        }
        if names.is_empty() { place.to_string() } else { names.join(" ") }
    }
}

/// Whether it is a compound and no grid, whose codes have the same form.
fn is_compound(code: &PlaceCode) -> bool {
    let last = code.as_str().rsplit('-').next().unwrap_or_default();
    code.kind() == PlaceKind::Compound && !last.starts_with('G')
}

/// The number of a door as its code says it: a city's doors are too many to be held by name. A door
/// that is called by other than digits and letters has a code that says nothing.
fn number_of_door(place: &PlaceCode) -> Option<&str> {
    let (_, number) = place.as_str().rsplit_once('-')?;
    (place.kind() == PlaceKind::Household && number.starts_with(|c: char| c.is_ascii_digit()))
        .then_some(number)
}
