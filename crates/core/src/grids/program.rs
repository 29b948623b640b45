//! The integer program. Every candidate is a variable that is 0 or 1; at every border between two
//! atoms as many chosen runs end as begin. That is the set partitioning “every atom in exactly one
//! run”, each row less the row before it, so that a run stands in two rows and not in one row per
//! atom. A count of grids is one row more.

use super::runs::{Run, Runs};
use super::{Gap, NoDivision, Sizes};
use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};
use std::ops::Range;

/// The work is bounded in nodes, not in seconds, so that the same blocks give the same division on
/// every machine.
const NODES_MAX: u64 = 2_000;

/// What the solver chose.
#[derive(Debug)]
pub(super) struct Chosen {
    /// The atoms of each grid, in walking order.
    pub(super) runs: Vec<Range<usize>>,
    pub(super) gap: Gap,
    pub(super) weighed: Sizes,
}

/// The cheapest runs that cover every atom exactly once.
pub(super) fn cheapest(runs: &Runs) -> Result<Chosen, NoDivision> {
    cheapest_within(NODES_MAX, runs)
}

/// The cheapest that so many nodes of the search find.
pub(super) fn cheapest_within(n_nodes_max: u64, runs: &Runs) -> Result<Chosen, NoDivision> {
    let (problem, variables) = problem(runs);
    let mut options = SolveOptions::default();
    options.node_limit = Some(n_nodes_max);
    let gave_up = |why: String| NoDivision::SolverGaveUp(why);
    let outcome = problem.solve_with(options).map_err(|error| gave_up(error.to_string()))?;
    let is_optimal = outcome.is_optimal();
    let best_bound = outcome.stats().best_bound;
    let Some(solution) = outcome.solution() else {
        return Err(gave_up(format!("none found in {n_nodes_max} nodes")));
    };
    let is_chosen = |variable: Variable| solution.var_value(variable) > 0.5;
    let chosen: Vec<&Run> = variables
        .iter()
        .zip(&runs.runs)
        .filter(|(variable, _)| is_chosen(**variable))
        .map(|(_, run)| run)
        .collect();
    if !covers(&chosen, runs) {
        return Err(gave_up("its runs do not cover every block once".to_owned()));
    }
    let found = chosen.iter().map(|run| run.cost).sum();
    let bound = if is_optimal { found } else { whole_bound(best_bound).min(found) };
    Ok(Chosen {
        runs: chosen.iter().map(|run| run.atoms.clone()).collect(),
        gap: Gap { found, bound },
        weighed: runs.weighed,
    })
}

fn problem(runs: &Runs) -> (Problem, Vec<Variable>) {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    // The last border needs no row: what begins and is passed on ends there.
    let mut borders = vec![LinearExpr::empty(); runs.n_atoms];
    let mut count = LinearExpr::empty();
    let mut variables = Vec::with_capacity(runs.runs.len());
    for run in &runs.runs {
        let variable = problem.add_binary_var(run.cost as f64);
        if let Some(begins) = borders.get_mut(run.atoms.start) {
            begins.add(variable, 1.0);
        }
        if let Some(ends) = borders.get_mut(run.atoms.end) {
            ends.add(variable, -1.0);
        }
        count.add(variable, 1.0);
        variables.push(variable);
    }
    for (border, row) in borders.into_iter().enumerate() {
        // One run begins at the start of the walk.
        let begins_more = if border == 0 { 1.0 } else { 0.0 };
        problem.add_constraint(row, ComparisonOp::Eq, begins_more);
    }
    if let Some(n_grids) = runs.n_grids {
        problem.add_constraint(count, ComparisonOp::Eq, n_grids as f64);
    }
    (problem, variables)
}

/// The candidates are sorted by their start, so a cover is a chain.
fn covers(chosen: &[&Run], runs: &Runs) -> bool {
    let mut until = 0;
    for run in chosen {
        if run.atoms.start != until {
            return false;
        }
        until = run.atoms.end;
    }
    until == runs.n_atoms && runs.n_grids.is_none_or(|n_grids| n_grids == chosen.len())
}

/// Costs are whole, so a bound of 2.3 is one of 3; what the solver's rounding may have added is
/// taken off before.
fn whole_bound(best_bound: Option<f64>) -> u64 {
    const ROUNDING: f64 = 1e-3;
    let bound = best_bound.unwrap_or_default();
    if bound > ROUNDING { (bound - ROUNDING).ceil() as u64 } else { 0 }
}
