//! The communities that a place chooses its own from.

use crate::City;
use fangxian_core::places::PlaceCode;

/// A community to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Community {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The communities of a county, by name; none before a county is chosen.
pub fn communities_of(city: &City, county: Option<&PlaceCode>) -> Vec<Community> {
    let Some(county) = county else { return Vec::new() };
    let own = city.tree().communities_within(county);
    own.into_iter().map(|(code, name)| Community { code, name }).collect()
}
