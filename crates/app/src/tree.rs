//! The tree of the city in memory: its counties, and what everything in it is called.

use crate::Refusal;
use fangxian_core::places::{County, PlaceCode};
use fangxian_store::places::{divisions_all, place_names};
use fangxian_store::{StoreError, Tx};
use std::collections::HashMap;

/// The divisions, places and grids as the store had them when the tree was read.
#[derive(Debug)]
pub struct Tree {
    /// The counties of the city, by code.
    pub counties: Vec<County>,
    names: HashMap<PlaceCode, String>,
}

impl Tree {
    /// Reads it whole. A city has some thousand divisions and some ten thousand buildings.
    pub(crate) async fn read(tx: &Tx, city: &PlaceCode) -> Result<Tree, StoreError> {
        let divisions = divisions_all(tx).await?;
        let names = place_names(tx).await?;
        let counties = divisions
            .iter()
            .filter(|division| division.code.parent().as_ref() == Some(city))
            .map(|division| County { code: division.code.clone(), name: division.name.clone() })
            .collect();
        let divisions = divisions.into_iter().map(|division| (division.code, division.name));
        Ok(Tree { counties, names: divisions.chain(names).collect() })
    }

    /// The name of the city itself.
    pub(crate) fn city_name(&self, city: &PlaceCode) -> Result<String, Refusal> {
        self.names.get(city).cloned().ok_or(Refusal::PlaceUnknown)
    }

    /// The name of a county; its code where it is not of this city.
    pub(crate) fn county_name(&self, code: &PlaceCode) -> String {
        let county = self.counties.iter().find(|county| county.code == *code);
        county.map_or_else(|| code.to_string(), |county| county.name.clone())
    }

    /// What a place is called, from its community down: 晋源社区居委会 兰亭御湖城东区 7号楼. A place
    /// above the community is called by its own name.
    pub(crate) fn place_name(&self, place: &PlaceCode) -> String {
        let line = std::iter::successors(Some(place.clone()), PlaceCode::parent);
        let is_shown = |code: &PlaceCode| code == place || code.as_str().len() >= 12;
        let mut names: Vec<&str> = line
            .filter(is_shown)
            .filter_map(|code| self.names.get(&code).map(String::as_str))
            .collect();
        names.reverse();
        if names.is_empty() { place.to_string() } else { names.join(" ") }
    }
}
