//! What moves when grids are redrawn, so that open work changes hands visibly.

use super::walk::walking_order;
use crate::places::PlaceCode;

/// A grid by its code, and the places that it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridPlaces {
    /// The code of the grid: `140110003001-G02`.
    pub grid: PlaceCode,
    /// Its compounds, buildings, units or households.
    pub places: Vec<PlaceCode>,
}

/// A place whose open work changes hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The place of the open work, or the part of it that moves.
    pub place: PlaceCode,
    /// Whose it was; none where it was nobody's.
    pub from: Option<PlaceCode>,
    /// Whose it is now; none where it is nobody's, which somebody must mend.
    pub to: Option<PlaceCode>,
}

/// The open places that change from one grid to another, in walking order. Where the open work of a
/// whole building now belongs to two grids, its parts are named.
pub fn hand_over(old: &[GridPlaces], new: &[GridPlaces], open: &[PlaceCode]) -> Vec<Moved> {
    let mut places: Vec<PlaceCode> = open.iter().flat_map(|place| parts(place, old, new)).collect();
    places.sort_by(walking_order);
    places.dedup();
    let moved = places.into_iter().map(|place| Moved {
        from: grid_of(&place, old),
        to: grid_of(&place, new),
        place,
    });
    moved.filter(|moved| moved.from != moved.to).collect()
}

/// The narrowest places within `place` that either drawing names; itself where none names a part.
fn parts(place: &PlaceCode, old: &[GridPlaces], new: &[GridPlaces]) -> Vec<PlaceCode> {
    let mut named: Vec<&PlaceCode> = old
        .iter()
        .chain(new)
        .flat_map(|grid| &grid.places)
        .filter(|part| *part != place && part.lies_within(place))
        .collect();
    named.sort_by(|a, b| walking_order(a, b));
    named.dedup();
    if named.is_empty() {
        return vec![place.clone()];
    }
    // What lies within a place comes right after it.
    let next = named.iter().skip(1).map(Some).chain([None]);
    named
        .iter()
        .zip(next)
        .filter(|(part, next)| next.is_none_or(|next| !next.lies_within(part)))
        .map(|(part, _)| (*part).clone())
        .collect()
}

/// The grid that a place lies in.
fn grid_of(place: &PlaceCode, grids: &[GridPlaces]) -> Option<PlaceCode> {
    let holds = |grid: &&GridPlaces| grid.places.iter().any(|part| place.lies_within(part));
    grids.iter().find(holds).map(|grid| grid.grid.clone())
}
