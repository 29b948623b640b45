//! What stays together when grids are drawn: a building, or its parts where it is too large.

use super::walk::{Stop, Walk};
use crate::places::PlaceCode;
use std::ops::Range;

/// What is kept whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// Every building that fits into a grid; of one that does not, every unit that fits.
    BuildingsThatFit,
    /// Only the blocks: cutting a building costs, but is allowed.
    BlocksAlone,
}

/// How two neighbors on the walk belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Border {
    /// Two parts of one unit.
    InUnit,
    /// Two units of one building.
    InBuilding,
    /// Two buildings of one compound.
    InCompound,
    /// Two compounds of which one has more than one atom.
    BetweenCompounds,
    /// Two courtyards that stand alone: nothing is mixed by taking them together.
    BetweenCourtyards,
}

/// Sums over a run of the walk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub(super) n_households: u64,
    pub(super) n_people: u64,
    pub(super) n_special_care: u64,
}

impl Load {
    /// The sums over some stops.
    pub(super) fn of(stops: &[Stop]) -> Load {
        stops.iter().fold(Load::default(), |sum, Stop { block, .. }| {
            sum.plus(Load {
                n_households: u64::from(block.n_households),
                n_people: u64::from(block.n_people),
                n_special_care: u64::from(block.n_special_care),
            })
        })
    }

    fn plus(self, more: Load) -> Load {
        Load {
            n_households: self.n_households + more.n_households,
            n_people: self.n_people + more.n_people,
            n_special_care: self.n_special_care + more.n_special_care,
        }
    }

    /// What comes after `earlier`, where both are sums from the start.
    pub(super) fn since(self, earlier: Load) -> Load {
        Load {
            n_households: self.n_households - earlier.n_households,
            n_people: self.n_people - earlier.n_people,
            n_special_care: self.n_special_care - earlier.n_special_care,
        }
    }
}

/// The walk in pieces that are not cut.
#[derive(Debug)]
pub(super) struct Atoms {
    /// The first stop of each atom, and the end of the walk.
    starts: Vec<usize>,
    /// `until[i]` is the sum of the atoms before `i`.
    pub(super) until: Vec<Load>,
    /// `borders[i]` lies between atom `i` and the next.
    pub(super) borders: Vec<Border>,
    /// What is kept whole.
    pub(super) whole: Whole,
    /// A building with more households than this is cut.
    pub(super) n_households_max: u64,
}

impl Atoms {
    /// Keeps together what may stay together.
    pub(super) fn of(walk: &Walk, n_households_max: u64, whole: Whole) -> Atoms {
        let ranges = match whole {
            Whole::BuildingsThatFit => fitting(walk, n_households_max),
            Whole::BlocksAlone => (0..walk.stops.len()).map(|i| i..i + 1).collect(),
        };
        let mut sum = Load::default();
        let mut until = vec![sum];
        for range in &ranges {
            sum = sum.plus(Load::of(walk.stops.get(range.clone()).unwrap_or_default()));
            until.push(sum);
        }
        let mut starts: Vec<usize> = ranges.iter().map(|range| range.start).collect();
        starts.push(walk.stops.len());
        let borders = borders(walk, &ranges);
        Atoms { starts, until, borders, whole, n_households_max }
    }

    /// How many atoms there are.
    pub(super) fn len(&self) -> usize {
        self.until.len() - 1
    }

    /// The households of one atom after the other.
    pub(super) fn n_households(&self) -> impl Iterator<Item = u64> + '_ {
        self.until.windows(2).filter_map(|pair| match pair {
            [before, after] => Some(after.since(*before).n_households),
            [..] => None,
        })
    }

    /// The stops of a run of atoms.
    pub(super) fn blocks_of(&self, run: Range<usize>) -> Range<usize> {
        let at = |i: usize| self.starts.get(i).copied().unwrap_or_default();
        at(run.start)..at(run.end)
    }
}

/// Buildings that fit, else their units that fit, else blocks.
fn fitting(walk: &Walk, n_households_max: u64) -> Vec<Range<usize>> {
    let fits = |range: &Range<usize>| {
        let stops = walk.stops.get(range.clone()).unwrap_or_default();
        Load::of(stops).n_households <= n_households_max
    };
    let mut ranges = Vec::new();
    for building in walk.shared(0..walk.stops.len(), |stop| &stop.building) {
        if fits(&building) {
            ranges.push(building);
            continue;
        }
        for unit in walk.shared(building, |stop| &stop.unit) {
            if fits(&unit) {
                ranges.push(unit);
            } else {
                ranges.extend(unit.map(|i| i..i + 1));
            }
        }
    }
    ranges
}

fn borders(walk: &Walk, ranges: &[Range<usize>]) -> Vec<Border> {
    let firsts: Vec<&Stop> =
        ranges.iter().filter_map(|range| walk.stops.get(range.start)).collect();
    let compound = |stop: &&Stop| -> PlaceCode { stop.compound.clone() };
    let stands_alone = |i: usize| {
        let here = firsts.get(i).map(compound);
        let before = i.checked_sub(1).and_then(|before| firsts.get(before)).map(compound);
        let after = firsts.get(i + 1).map(compound);
        here != before && here != after
    };
    let pairs = firsts.iter().zip(firsts.iter().skip(1)).enumerate();
    pairs
        .map(|(i, (a, b))| {
            if a.compound != b.compound {
                match stands_alone(i) && stands_alone(i + 1) {
                    true => Border::BetweenCourtyards,
                    false => Border::BetweenCompounds,
                }
            } else if a.building != b.building {
                Border::InCompound
            } else if a.unit != b.unit {
                Border::InBuilding
            } else {
                Border::InUnit
            }
        })
        .collect()
}
