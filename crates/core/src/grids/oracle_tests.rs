//! The same formulation solved in another way: walks of exactly so many runs, layer by layer. It
//! knows nothing of the solver and nothing of which candidates were left out as unreachable.

use super::program::{cheapest, cheapest_within};
use super::runs::{Run, priced, ranges_of_size};
use super::*;
use proptest::prelude::*;

/// The cheapest cover of all atoms by candidates, or none where there is no cover.
fn oracle(candidates: &[Run], n_atoms: usize, n_grids: Option<usize>) -> Option<u64> {
    let n_layers = n_grids.unwrap_or(n_atoms);
    let mut best: Vec<Option<u64>> = vec![None; n_atoms + 1];
    best[0] = Some(0);
    let mut at_end = Vec::new();
    for _ in 0..n_layers {
        let mut next: Vec<Option<u64>> = vec![None; n_atoms + 1];
        for run in candidates {
            let Some(so_far) = best[run.atoms.start] else { continue };
            let cost = so_far + run.cost;
            let there = &mut next[run.atoms.end];
            *there = Some(there.map_or(cost, |other| other.min(cost)));
        }
        best = next;
        at_end.push(best[n_atoms]);
    }
    match n_grids {
        Some(_) => at_end.last().copied().flatten(),
        None => at_end.into_iter().flatten().min(),
    }
}

/// Every cover of every kind, for a few atoms.
fn brute_force(
    candidates: &[Run],
    from: usize,
    n_atoms: usize,
    left: Option<usize>,
) -> Option<u64> {
    if from == n_atoms {
        return (left.is_none() || left == Some(0)).then_some(0);
    }
    if left == Some(0) {
        return None;
    }
    let begins_here = candidates.iter().filter(|run| run.atoms.start == from);
    let costs = begins_here.filter_map(|run| {
        let rest = brute_force(candidates, run.atoms.end, n_atoms, left.map(|n| n - 1))?;
        Some(run.cost + rest)
    });
    costs.min()
}

fn some_blocks() -> impl Strategy<Value = Vec<Block>> {
    let unit = (0_u32..30, 0_u32..4);
    let building = prop::collection::vec(unit, 1..4);
    let compound = prop::collection::vec(building, 1..5);
    prop::collection::vec(compound, 1..5).prop_map(|compounds| {
        let mut blocks = Vec::new();
        for (c, buildings) in compounds.into_iter().enumerate() {
            for (b, units) in buildings.into_iter().enumerate() {
                for (u, (n_households, more)) in units.into_iter().enumerate() {
                    blocks.push(Block {
                        place: PlaceCode::parse(&format!("140110003001-{c}-{b}-{u}")).unwrap(),
                        n_households,
                        n_people: n_households * 2 + more,
                        n_special_care: more.min(n_households),
                    });
                }
            }
        }
        blocks
    })
}

fn some_aim() -> impl Strategy<Value = Aim> {
    let size = (1_u32..30, 5_u32..30)
        .prop_map(|(min, more)| Aim::Size { min_households: min, max_households: min + more });
    prop_oneof![(1_u32..9).prop_map(|n_grids| Aim::Count { n_grids }), size]
}

/// All candidates of these sizes, none left out.
fn all_candidates(atoms: &Atoms, limits: &Limits, sizes: Sizes) -> Vec<Run> {
    priced(ranges_of_size(atoms, sizes), atoms, limits)
}

proptest! {
    #[test]
    fn the_solver_finds_what_the_oracle_finds(blocks in some_blocks(), aim in some_aim()) {
        let Ok(walk) = Walk::of(&blocks) else { return Ok(()) };
        let Ok(limits) = Limits::of(&walk, aim) else { return Ok(()) };
        for whole in [Whole::BuildingsThatFit, Whole::BlocksAlone] {
            let atoms = Atoms::of(&walk, limits.atom_households_max(), whole);
            let n_grids = match aim {
                Aim::Count { n_grids } => Some(n_grids as usize),
                Aim::Size { .. } => None,
            };
            let Some(runs) = Runs::of(&atoms, &limits).unwrap() else {
                for sizes in limits.sizes(&atoms) {
                    let all = all_candidates(&atoms, &limits, sizes);
                    prop_assert_eq!(oracle(&all, atoms.len(), n_grids), None);
                }
                continue;
            };
            // The sizes before those that were weighed allow no division.
            for sizes in limits.sizes(&atoms).into_iter().take_while(|it| *it != runs.weighed) {
                let all = all_candidates(&atoms, &limits, sizes);
                prop_assert_eq!(oracle(&all, atoms.len(), n_grids), None);
            }
            let all = all_candidates(&atoms, &limits, runs.weighed);
            let best = oracle(&all, atoms.len(), n_grids);
            let chosen = cheapest(&runs).unwrap();
            prop_assert_eq!(Some(chosen.gap.found), best);
            prop_assert_eq!(chosen.gap.found, chosen.gap.bound);
            if runs.n_atoms <= 9 {
                prop_assert_eq!(brute_force(&all, 0, runs.n_atoms, n_grids), best);
            }
        }
    }

    /// Costs without any rhyme, where the relaxation is not whole: the solver must branch. A search
    /// that is cut short says so, and what it claims as a bound is one.
    #[test]
    fn a_search_cut_short_states_an_honest_gap(
        costs in prop::collection::vec(0_u64..1000, 24 * 6), n_grids in 5_usize..20
    ) {
        let n_atoms = 24;
        let ranges = (0..n_atoms).flat_map(|start| (1..=6).map(move |n| start..start + n));
        let ranges = ranges.filter(|range| range.end <= n_atoms).collect();
        let ranges = reach::in_layers(ranges, n_atoms, n_grids).into_iter();
        let weighed = Sizes { min_households: 1, max_households: 6 };
        let runs = ranges.zip(costs).map(|(atoms, cost)| Run { atoms, cost }).collect();
        let runs = Runs { runs, n_atoms, n_grids: Some(n_grids), weighed };
        let best = oracle(&runs.runs, n_atoms, runs.n_grids).unwrap();
        for n_nodes_max in 0..4 {
            if let Ok(Chosen { gap, .. }) = cheapest_within(n_nodes_max, &runs) {
                prop_assert!(gap.bound <= best && best <= gap.found, "{gap:?}, best {best}");
            }
        }
        let gap = cheapest(&runs).unwrap().gap;
        prop_assert_eq!(gap, Gap { found: best, bound: best });
    }
}

#[test]
fn the_oracle_agrees_on_two_thousand_blocks() {
    let blocks: Vec<Block> = (0..2000_u32)
        .map(|i| Block {
            place: PlaceCode::parse(&format!("140110003001-1-{i}")).unwrap(),
            n_households: 3 + i * 7919 % 5,
            n_people: 8 + i * 104_729 % 13,
            n_special_care: u32::from(i * 31 % 17 == 0),
        })
        .collect();
    let walk = Walk::of(&blocks).unwrap();
    let limits = Limits::of(&walk, Aim::Count { n_grids: 61 }).unwrap();
    let atoms = Atoms::of(&walk, limits.atom_households_max(), Whole::BuildingsThatFit);
    let runs = Runs::of(&atoms, &limits).unwrap().unwrap();
    let all = all_candidates(&atoms, &limits, runs.weighed);
    let chosen = cheapest(&runs).unwrap();
    assert_eq!(Some(chosen.gap.found), oracle(&all, runs.n_atoms, runs.n_grids));
    assert_eq!(chosen.gap.per_mille(), 0);
}
