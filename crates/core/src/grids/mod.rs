//! 科学划分: a proposal that divides a community into grids. Deciding changes nothing: somebody signs
//! the division, and only then grids are written.
//!
//! The blocks (a unit, a courtyard, a household) are walked in the order of the tree, and a grid is
//! a run of neighbors on that walk. Which runs is an integer program: every run whose size is
//! allowed is a candidate with a cost, and the chosen ones cover every block exactly once. A run
//! costs by how far its households, people and special care lie from a mean grid, and by the
//! buildings that it cuts and the compounds that it mixes.

mod atoms;
mod cover;
mod hand_over;
mod program;
mod reach;
mod runs;
mod walk;

#[cfg(test)]
mod oracle_tests;

pub use hand_over::{GridPlaces, Moved, hand_over};
pub use walk::walking_order;

use crate::places::PlaceCode;
use atoms::{Atoms, Whole};
use program::Chosen;
use runs::{Limits, Runs};
use walk::Walk;

/// What a grid is made of and what is never divided: a unit, a courtyard, a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// A compound, a building, a unit or a household.
    pub place: PlaceCode,
    /// Households that live there; none where it stands empty.
    pub n_households: u32,
    /// People who live there.
    pub n_people: u32,
    /// Of the households, those under special care: 重点家庭, 特殊关爱人群.
    pub n_special_care: u32,
}

/// How many grids, or how large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// So many grids, each as near to the mean as the buildings let it.
    Count {
        /// At least one.
        n_grids: u32,
    },
    /// As many grids as it takes, none smaller or larger than this.
    Size {
        /// The fewest households of a grid.
        min_households: u32,
        /// The most households of a grid.
        max_households: u32,
    },
}

impl Aim {
    /// 微网格: 按照30至50户左右 (清徐县, 2022).
    pub const MICRO_GRID: Aim = Aim::Size { min_households: 30, max_households: 50 };
    /// 中心户: 每名党员（村民代表）包联10至15户 (清徐县, 2022).
    pub const ANCHOR_HOUSEHOLD: Aim = Aim::Size { min_households: 10, max_households: 15 };
}

/// A division that could be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// In walking order.
    pub grids: Vec<ProposedGrid>,
    /// How far the grids lie apart.
    pub imbalance: Imbalance,
    /// Whether there may be a better division.
    pub gap: Gap,
    /// Of which sizes candidates were weighed. Where there were too many, fewer sizes are.
    pub weighed: Sizes,
    /// The buildings that lie in more than one grid.
    pub splits: Vec<Split>,
}

/// A run of neighbors, not yet a grid: it has no code and no worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedGrid {
    /// In walking order and as few as possible: a whole building is one code, a whole compound too.
    pub places: Vec<PlaceCode>,
    /// The households of all its blocks.
    pub n_households: u64,
    /// The people of all its blocks.
    pub n_people: u64,
    /// The households under special care of all its blocks.
    pub n_special_care: u64,
}

/// How far the grids of a division lie apart, measure by measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imbalance {
    /// 户
    pub households: Spread,
    /// 人
    pub people: Spread,
    /// 重点家庭
    pub special_care: Spread,
}

/// The smallest and the largest grid of one measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The count of the smallest grid.
    pub smallest: u64,
    /// The count of the largest grid.
    pub largest: u64,
    /// The smallest against the mean, where 1000 is the mean; 1000 where there is nothing to count.
    pub smallest_per_mille: u64,
    /// The largest against the mean, where 1000 is the mean; 1000 where there is nothing to count.
    pub largest_per_mille: u64,
}

/// How large a candidate for a grid is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The fewest households.
    pub min_households: u64,
    /// The most households.
    pub max_households: u64,
}

/// What the solver proved, of all divisions into grids of the weighed sizes. Costs have no unit: they compare divisions of the same blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What this division costs.
    pub found: u64,
    /// No such division costs less.
    pub bound: u64,
}

impl Gap {
    /// By how much a better division could be better; 0 where this one is proven best.
    pub fn per_mille(self) -> u64 {
        match self.found {
            0 => 0,
            found => (found.saturating_sub(self.bound).saturating_mul(1000)).div_ceil(found),
        }
    }
}

/// A building that lies in more than one grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Which building; the compound itself where it has no buildings.
    pub building: PlaceCode,
    /// How many live in it.
    pub n_households: u64,
    /// How many grids it lies in.
    pub n_grids: u64,
    /// Why it could not stay whole.
    pub why: SplitReason,
}

/// Why a building could not stay whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitReason {
    /// It alone has more households than a grid may have.
    LargerThanAGrid,
    /// With all buildings whole there is no division of this count or size.
    NoDivisionOfWholeBuildings,
}

/// Why there is no division.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDivision {
    /// More grids are asked for than there are blocks where anybody lives, or no grid at all.
    #[error("{n_grids} grids cannot be made of {n_blocks} inhabited blocks")]
    TooFewBlocks {
        /// Blocks with at least one household.
        n_blocks: usize,
        /// As asked for.
        n_grids: u32,
    },
    /// Nobody lives there.
    #[error("the blocks have no households")]
    NoHouseholds,
    /// What is never divided is larger than a grid may be: name its parts as blocks.
    #[error("{place} alone has {n_households} households: give its parts as blocks")]
    OneBlockTooLarge {
        /// The first such block of the walk.
        place: PlaceCode,
        /// More than the most of a grid.
        n_households: u32,
    },
    /// No division keeps to the size, not even one that splits buildings.
    #[error("{n_households} households cannot be divided into grids of this size")]
    SizeImpossible {
        /// Of all blocks.
        n_households: u64,
        /// The place before which every attempt ends; none where the total alone forbids it.
        stuck_at: Option<PlaceCode>,
    },
    /// A city, county, street or community is no block.
    #[error("{0} is no block: give its compounds, buildings, units or households")]
    NotABlock(PlaceCode),
    /// Blocks of more than one community.
    #[error("{0} and {1} lie in different communities")]
    TwoCommunities(PlaceCode, PlaceCode),
    /// A block is given twice, or lies within another.
    #[error("{inner} lies within {outer}")]
    Overlap {
        /// The block that contains.
        outer: PlaceCode,
        /// The block that is contained.
        inner: PlaceCode,
    },
    /// More candidates than are solved in bounded time: divide by compound first.
    #[error("{n_runs} candidate grids are more than can be weighed")]
    TooLarge {
        /// Runs of neighbors of an allowed size.
        n_runs: usize,
    },
    /// The solver ended without an answer that could be checked.
    #[error("the solver gave no division: {0}")]
    SolverGaveUp(String),
}

/// Divides a community. The blocks may come in any order; the same blocks always give the same
/// division.
pub fn divide(blocks: &[Block], aim: Aim) -> Result<Division, NoDivision> {
    let walk = Walk::of(blocks)?;
    let limits = Limits::of(&walk, aim)?;
    // Buildings stay whole as long as there is any such division; whoever asks for more cuts them.
    match choose(&walk, &limits, Whole::BuildingsThatFit)? {
        Some((atoms, chosen)) => Ok(division(&walk, &atoms, &chosen)),
        None => match choose(&walk, &limits, Whole::BlocksAlone)? {
            Some((atoms, chosen)) => Ok(division(&walk, &atoms, &chosen)),
            None => Err(limits.refusal(&walk)),
        },
    }
}

/// The best runs, or none where no runs of this size cover the walk.
fn choose(
    walk: &Walk,
    limits: &Limits,
    whole: Whole,
) -> Result<Option<(Atoms, Chosen)>, NoDivision> {
    let atoms = Atoms::of(walk, limits.atom_households_max(), whole);
    match Runs::of(&atoms, limits)? {
        None => Ok(None),
        Some(runs) => Ok(Some((atoms, program::cheapest(&runs)?))),
    }
}

fn division(walk: &Walk, atoms: &Atoms, chosen: &Chosen) -> Division {
    let ranges: Vec<_> = chosen.runs.iter().map(|run| atoms.blocks_of(run.clone())).collect();
    let grids: Vec<ProposedGrid> =
        ranges.iter().map(|range| cover::proposed_grid(walk, range.clone())).collect();
    let imbalance = Imbalance {
        households: spread(grids.iter().map(|grid| grid.n_households)),
        people: spread(grids.iter().map(|grid| grid.n_people)),
        special_care: spread(grids.iter().map(|grid| grid.n_special_care)),
    };
    let splits = cover::splits(walk, atoms, &ranges);
    Division { grids, imbalance, gap: chosen.gap, weighed: chosen.weighed, splits }
}

fn spread(counts: impl Iterator<Item = u64> + Clone) -> Spread {
    let smallest = counts.clone().min().unwrap_or_default();
    let largest = counts.clone().max().unwrap_or_default();
    let n_grids = counts.clone().count() as u64;
    let total: u64 = counts.sum();
    let per_mille =
        |count: u64| (count * n_grids * 1000 + total / 2).checked_div(total).unwrap_or(1000);
    Spread {
        smallest,
        largest,
        smallest_per_mille: per_mille(smallest),
        largest_per_mille: per_mille(largest),
    }
}
