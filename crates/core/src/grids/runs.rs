//! The candidates: runs of atoms of an allowed size, each with its cost.

use super::atoms::{Atoms, Border, Load, Whole};
use super::walk::{Stop, Walk};
use super::{Aim, NoDivision, Sizes, reach};
use std::ops::Range;

/// One household under special care is as much work as so many others. Our own choice, not an
/// authority's.
const SPECIAL_CARE_HOUSEHOLDS: i128 = 3;
/// Where a count of grids is asked, a building stays whole up to this share of the mean grid. Our
/// own choice: a grid half as large again as the others is still one worker's.
const BUILDING_PER_MILLE_MAX: u64 = 1500;
/// A grid may leave the mean by this share, besides the size of a building, to follow compounds or to
/// share out the special care. Our own choice; more of it is more candidates to weigh.
const SLACK_PER_MILLE: u64 = 200;
/// Deviations are counted up to here; who is five times off is not made better by six.
const DEVIATION_PER_MILLE_MAX: i128 = 5000;
/// What a border costs that a grid does not follow, as a deviation that it is worth: rather 300 ‰
/// too many households than two compounds in a grid.
const MIXED_PER_MILLE: u64 = 300;
/// Two parts of a building that is too large for one grid.
const CUT_BUILDING_PER_MILLE: u64 = 200;
/// Two parts of a unit that is too large for one grid.
const CUT_UNIT_PER_MILLE: u64 = 400;
/// A building that could have stayed whole.
const CUT_WHOLE_PER_MILLE: u64 = 2000;
/// As many candidates are solved in about ten seconds; measured in `tests/grids_bench.rs`.
const RUNS_MAX: usize = 50_000;
/// As many where the count is given too, which the solver finds harder.
const RUNS_OF_COUNT_MAX: usize = 30_000;

/// How large a grid may be, and against which mean it is measured.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    aim: Aim,
    total: Load,
    /// The mean grid is this share of the total: numerator and denominator.
    share: (u64, u64),
}

/// A run of atoms that may become a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) atoms: Range<usize>,
    pub(super) cost: u64,
}

/// All candidates. Every one of them is part of at least one division.
#[derive(Debug)]
pub(super) struct Runs {
    pub(super) runs: Vec<Run>,
    /// How many atoms the chosen runs must cover.
    pub(super) n_atoms: usize,
    /// How many runs must be chosen; none where the size alone counts.
    pub(super) n_grids: Option<usize>,
    /// The sizes that they were taken from.
    pub(super) weighed: Sizes,
}

impl Limits {
    /// Refuses what cannot be, whatever is cut.
    pub(super) fn of(walk: &Walk, aim: Aim) -> Result<Limits, NoDivision> {
        let total = Load::of(&walk.stops);
        match aim {
            Aim::Count { n_grids } => {
                let inhabited = |stop: &&Stop| stop.block.n_households > 0;
                let n_blocks = walk.stops.iter().filter(inhabited).count();
                if n_grids == 0 || n_blocks < n_grids as usize {
                    return Err(NoDivision::TooFewBlocks { n_blocks, n_grids });
                }
                Ok(Limits { aim, total, share: (1, u64::from(n_grids)) })
            }
            Aim::Size { min_households, max_households } => {
                let (min, max) = (u64::from(min_households), u64::from(max_households));
                let n_households = total.n_households;
                let too_large =
                    walk.stops.iter().find(|stop| u64::from(stop.block.n_households) > max);
                // So many grids at least, and then there are not enough households for them.
                let is_impossible =
                    min > max || n_households.div_ceil(max.max(1)) * min > n_households;
                match too_large.filter(|_| min <= max) {
                    Some(stop) => Err(NoDivision::OneBlockTooLarge {
                        place: stop.block.place.clone(),
                        n_households: stop.block.n_households,
                    }),
                    None if is_impossible => {
                        Err(NoDivision::SizeImpossible { n_households, stuck_at: None })
                    }
                    None => Ok(Limits { aim, total, share: (min + max, 2 * n_households) }),
                }
            }
        }
    }

    /// A building with more households is cut.
    pub(super) fn atom_households_max(&self) -> u64 {
        match self.aim {
            Aim::Count { n_grids } => {
                self.total.n_households * BUILDING_PER_MILLE_MAX / (1000 * u64::from(n_grids))
            }
            Aim::Size { min_households: _, max_households } => u64::from(max_households),
        }
    }

    /// The fewest and the most households of a run. The first sizes that allow a division, and not
    /// too many candidates, are taken.
    pub(super) fn sizes(&self, atoms: &Atoms) -> Vec<Sizes> {
        match self.aim {
            Aim::Size { min_households, max_households } => {
                vec![Sizes {
                    min_households: u64::from(min_households).max(1),
                    max_households: u64::from(max_households),
                }]
            }
            Aim::Count { n_grids } => {
                let (total, n_grids) = (self.total.n_households, u64::from(n_grids));
                let (mean, rest) = (total / n_grids, total % n_grids);
                // Nobody is farther from the mean than one atom: cutting at the atom nearest to
                // each multiple of the mean does that, unless an atom is larger than the mean.
                let largest = atoms.n_households().max().unwrap_or_default().max(1);
                // Single households of one compound are shared out evenly: nothing speaks against it.
                let is_even = largest == 1 && !atoms.borders.contains(&Border::BetweenCompounds);
                let slack = if is_even { 0 } else { mean * SLACK_PER_MILLE / 1000 };
                let off_by = |most: u64| Sizes {
                    min_households: (mean + 1).saturating_sub(most).max(1),
                    max_households: mean + most - u64::from(rest == 0),
                };
                let wider = std::iter::successors(Some(largest), |most| Some(most * 2));
                std::iter::once(largest + slack)
                    .chain(wider.take_while(|most| *most < total))
                    .chain([total])
                    .map(off_by)
                    .collect()
            }
        }
    }

    /// Why nothing was found although everything may be cut.
    pub(super) fn refusal(&self, walk: &Walk) -> NoDivision {
        let atoms = Atoms::of(walk, self.atom_households_max(), Whole::BlocksAlone);
        let n_covered = self.sizes(&atoms).into_iter().map(|sizes| {
            let ranges = ranges_of_size(&atoms, sizes);
            reach::from_start(&ranges, atoms.len()).iter().rposition(|reached| *reached)
        });
        let n_covered = n_covered.max().flatten().unwrap_or_default();
        let stuck_at = walk.stops.get(n_covered).map(|stop| stop.block.place.clone());
        NoDivision::SizeImpossible { n_households: self.total.n_households, stuck_at }
    }

    /// How far a grid lies from the mean, in per mille of a mean grid, squared and summed: one
    /// grid that is far off is worse than two that are half as far.
    fn deviation(&self, load: Load) -> u64 {
        let (numerator, denominator) = (i128::from(self.share.0), i128::from(self.share.1));
        let off = |count: u64, total: u64, against: u64| -> i128 {
            let against = i128::from(against) * numerator;
            if against == 0 {
                return 0;
            }
            let off = i128::from(count) * denominator - i128::from(total) * numerator;
            off * 1000 / against
        };
        let total = self.total;
        let care = off(load.n_special_care, total.n_special_care, total.n_households);
        let offs = [
            off(load.n_households, total.n_households, total.n_households),
            off(load.n_people, total.n_people, total.n_people),
            care * SPECIAL_CARE_HOUSEHOLDS,
        ];
        offs.iter()
            .map(|off| u64::try_from(off.abs().min(DEVIATION_PER_MILLE_MAX)).unwrap_or_default())
            .map(|off| off * off)
            .sum()
    }
}

impl Runs {
    /// The candidates of the narrowest sizes that allow a division; none where no size does.
    pub(super) fn of(atoms: &Atoms, limits: &Limits) -> Result<Option<Runs>, NoDivision> {
        let (n_grids, n_runs_max) = match limits.aim {
            Aim::Count { n_grids } => (Some(n_grids as usize), RUNS_OF_COUNT_MAX),
            Aim::Size { .. } => (None, RUNS_MAX),
        };
        let mut too_many = None;
        for weighed in limits.sizes(atoms) {
            let ranges = ranges_of_size(atoms, weighed);
            if ranges.len() > n_runs_max {
                too_many = Some(ranges.len());
                continue;
            }
            let ranges = match n_grids {
                Some(n_grids) => reach::in_layers(ranges, atoms.len(), n_grids),
                None => reach::in_any_number(ranges, atoms.len()),
            };
            if !ranges.is_empty() {
                let runs = priced(ranges, atoms, limits);
                return Ok(Some(Runs { runs, n_atoms: atoms.len(), n_grids, weighed }));
            }
        }
        match too_many {
            Some(n_runs) => Err(NoDivision::TooLarge { n_runs }),
            None => Ok(None),
        }
    }
}

/// All runs of so many households, by their first atom.
pub(super) fn ranges_of_size(atoms: &Atoms, sizes: Sizes) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (start, before) in atoms.until.iter().enumerate() {
        let ends = atoms.until.iter().enumerate().skip(start + 1);
        for (end, until) in ends {
            let n_households = until.since(*before).n_households;
            if n_households > sizes.max_households {
                break;
            }
            if n_households >= sizes.min_households {
                ranges.push(start..end);
            }
        }
    }
    ranges
}

pub(super) fn priced(ranges: Vec<Range<usize>>, atoms: &Atoms, limits: &Limits) -> Vec<Run> {
    let squared = |per_mille: u64| per_mille * per_mille;
    // What it costs to cut at a border, or else to keep it inside.
    let cut = |border: &Border| match (border, atoms.whole) {
        (Border::InUnit | Border::InBuilding, Whole::BlocksAlone) => squared(CUT_WHOLE_PER_MILLE),
        (Border::InUnit, Whole::BuildingsThatFit) => squared(CUT_UNIT_PER_MILLE),
        (Border::InBuilding, Whole::BuildingsThatFit) => squared(CUT_BUILDING_PER_MILLE),
        (Border::InCompound | Border::BetweenCompounds | Border::BetweenCourtyards, _) => 0,
    };
    let mut mixed_until = vec![0];
    for border in &atoms.borders {
        let here = match border {
            Border::BetweenCompounds => squared(MIXED_PER_MILLE),
            Border::InUnit
            | Border::InBuilding
            | Border::InCompound
            | Border::BetweenCourtyards => 0,
        };
        mixed_until.push(mixed_until.last().copied().unwrap_or_default() + here);
    }
    let at = |sums: &[u64], i: usize| sums.get(i).copied().unwrap_or_default();
    let load = |i: usize| atoms.until.get(i).copied().unwrap_or_default();
    ranges
        .into_iter()
        .map(|range| {
            // Borders inside the run are those of its atoms but the last.
            let mixed = at(&mixed_until, range.end - 1) - at(&mixed_until, range.start);
            let cut = atoms.borders.get(range.end - 1).map_or(0, cut);
            let deviation = limits.deviation(load(range.end).since(load(range.start)));
            Run { atoms: range, cost: deviation + mixed + cut }
        })
        .collect()
}
