//! Says in codes what a run of the walk is.

use super::atoms::{Atoms, Load, Whole};
use super::walk::{Stop, Walk};
use super::{ProposedGrid, Split, SplitReason};
use crate::places::PlaceCode;
use std::ops::Range;

/// A run of stops as a grid.
pub(super) fn proposed_grid(walk: &Walk, range: Range<usize>) -> ProposedGrid {
    let load = Load::of(walk.stops.get(range.clone()).unwrap_or_default());
    ProposedGrid {
        places: places(walk, range),
        n_households: load.n_households,
        n_people: load.n_people,
        n_special_care: load.n_special_care,
    }
}

type PlaceOf = fn(&Stop) -> &PlaceCode;

/// From the widest place to the narrowest.
const LEVELS: [PlaceOf; 4] =
    [|stop| &stop.compound, |stop| &stop.building, |stop| &stop.unit, |stop| &stop.block.place];

/// As few codes as name these stops and no other of the walk.
fn places(walk: &Walk, range: Range<usize>) -> Vec<PlaceCode> {
    let mut places = Vec::new();
    let mut at = range.start;
    while let Some(stop) = walk.stops.get(at).filter(|_| at < range.end) {
        let whole = LEVELS.iter().find_map(|place_of| {
            let shared = around(walk, at, *place_of);
            (shared.start == at && shared.end <= range.end).then(|| (place_of(stop), shared.end))
        });
        // A block is always whole, so the other case does not occur.
        let (place, end) = whole.unwrap_or((&stop.block.place, at + 1));
        places.push(place.clone());
        at = end;
    }
    places
}

/// The stops that share a place with the one at `at`.
fn around(walk: &Walk, at: usize, place_of: PlaceOf) -> Range<usize> {
    let place = walk.stops.get(at).map(place_of);
    let same = |stop: &&Stop| Some(place_of(stop)) == place;
    let before = walk.stops.iter().take(at).rev().take_while(same).count();
    let after = walk.stops.iter().skip(at).take_while(same).count();
    at - before..at + after
}

/// The buildings that lie in more than one of these runs.
pub(super) fn splits(walk: &Walk, atoms: &Atoms, grids: &[Range<usize>]) -> Vec<Split> {
    let buildings = walk.shared(0..walk.stops.len(), |stop| &stop.building);
    buildings
        .filter_map(|building| {
            let meets =
                |grid: &&Range<usize>| grid.start < building.end && building.start < grid.end;
            let n_grids = grids.iter().filter(meets).count() as u64;
            let stops = walk.stops.get(building.clone())?;
            let n_households = Load::of(stops).n_households;
            let why = match atoms.whole {
                Whole::BuildingsThatFit => SplitReason::LargerThanAGrid,
                Whole::BlocksAlone if n_households > atoms.n_households_max => {
                    SplitReason::LargerThanAGrid
                }
                Whole::BlocksAlone => SplitReason::NoDivisionOfWholeBuildings,
            };
            let building = stops.first()?.building.clone();
            (n_grids > 1).then_some(Split { building, n_households, n_grids, why })
        })
        .collect()
}
