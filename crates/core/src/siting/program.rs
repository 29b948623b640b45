//! What the prices leave undecided, as an integer program. A candidate whose choice would lift the
//! bound to what was found is out; one whose loss would is in. For the rest, a place's walk is built
//! of the steps between the distances that occur: a step is walked where no site within it is open.

use super::relax::{ROUNDING, Relaxed};
use super::swap::Found;
use super::{Siting, carry};
use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

/// In nodes, not in seconds: the same choice on every machine.
const NODES_MAX: u64 = 3_000;
/// The most variables of a program that is tried.
const VARIABLES_MAX: usize = 6_000;

/// What is known of a candidate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    In,
    Out,
    Open,
}

/// The best choice, and what is proven, once the program has decided what the prices did not.
pub(super) fn close(siting: &Siting, relaxed: &Relaxed, found: Found) -> (Found, u64) {
    let bound = relaxed.whole_bound();
    if bound >= found.cost {
        return (found, bound);
    }
    let fates = fates(siting, relaxed, found.cost);
    let program = match siting.capacity {
        None => steps(siting, &fates),
        Some(capacity) => shares(siting, &fates, capacity),
    };
    let Some((problem, open)) = program else { return (found, bound) };
    let mut options = SolveOptions::default();
    options.node_limit = Some(NODES_MAX);
    let outcome = match problem.solve_with(options) {
        Ok(outcome) => outcome,
        // What the prices forced leaves no choice that is better.
        Err(microlp::Error::Infeasible) => return (found.clone(), found.cost),
        Err(_) => return (found, bound),
    };
    let is_optimal = outcome.is_optimal();
    let proven = outcome.stats().best_bound;
    let Some(solution) = outcome.solution() else { return (found, bound) };
    let is_chosen = |variable: &Option<Variable>, fate: &Fate| match fate {
        Fate::In => true,
        Fate::Out => false,
        Fate::Open => variable.is_some_and(|one| solution.var_value(one) > 0.5),
    };
    let chosen = open.iter().zip(&fates).enumerate();
    let chosen: Vec<usize> =
        chosen.filter(|(_, (one, fate))| is_chosen(one, fate)).map(|(at, _)| at).collect();
    let cost = carry::cost(siting, &carry::carry(siting, &chosen));
    let better = if chosen.len() == siting.n_sites && cost < found.cost {
        Found { chosen, cost }
    } else {
        found
    };
    // Whatever was ruled out costs at least what had been found.
    let closed = if is_optimal { better.cost } else { whole(proven).min(better.cost) };
    (better, bound.max(closed))
}

fn whole(proven: Option<f64>) -> u64 {
    let proven = proven.unwrap_or_default();
    if proven > ROUNDING { (proven - ROUNDING).ceil() as u64 } else { 0 }
}

fn fates(siting: &Siting, relaxed: &Relaxed, found: u64) -> Vec<Fate> {
    let mut sorted = relaxed.worth.clone();
    sorted.sort_by(f64::total_cmp);
    let last_in = siting.n_sites.checked_sub(1).and_then(|at| sorted.get(at)).copied();
    let first_out = sorted.get(siting.n_sites).copied();
    // Only what costs at least one less is wanted.
    let is_hopeless = |bound: f64| bound - ROUNDING > found as f64 - 1.0;
    let fate =
        |worth: &f64| match (last_in, first_out) {
            (Some(last_in), _) if *worth > last_in => {
                if is_hopeless(relaxed.bound + worth - last_in) { Fate::Out } else { Fate::Open }
            }
            (_, Some(first_out)) if is_hopeless(relaxed.bound - worth + first_out) => Fate::In,
            (_, _) => Fate::Open,
        };
    relaxed.worth.iter().map(fate).collect()
}

type Program = (Problem, Vec<Option<Variable>>);

fn sites(problem: &mut Problem, siting: &Siting, fates: &[Fate]) -> Vec<Option<Variable>> {
    let mut count = LinearExpr::empty();
    let mut open = Vec::with_capacity(fates.len());
    for fate in fates {
        open.push((*fate == Fate::Open).then(|| {
            let variable = problem.add_binary_var(0.0);
            count.add(variable, 1.0);
            variable
        }));
    }
    let n_in = fates.iter().filter(|fate| **fate == Fate::In).count();
    let wanted = siting.n_sites.saturating_sub(n_in);
    problem.add_constraint(count, ComparisonOp::Eq, wanted as f64);
    open
}

/// Without a capacity: for each place, a variable for each step between two distances, 1 where no
/// site is open within the nearer (Elloumi).
fn steps(siting: &Siting, fates: &[Fate]) -> Option<Program> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let open = sites(&mut problem, siting, fates);
    let n_in = fates.iter().filter(|fate| **fate == Fate::In).count();
    let n_open = fates.iter().filter(|fate| **fate == Fate::Open).count();
    // At worst all other open candidates are the ones that are chosen.
    let never_out = n_open.saturating_sub(siting.n_sites.saturating_sub(n_in));
    let mut n_variables = open.len();
    let mut fixed = 0.0;
    for place in 0..siting.n_places() {
        let mut far: Vec<(u64, usize)> = (0..fates.len())
            .filter(|at| fates.get(*at).is_some_and(|fate| *fate != Fate::Out))
            .map(|at| (siting.far(place, at), at))
            .collect();
        far.sort_unstable();
        let people = siting.people_of(place) as f64;
        let mut within: Vec<Variable> = Vec::new();
        let mut before: Option<u64> = None;
        for (far, at) in far {
            match before {
                None => fixed += people * far as f64,
                Some(nearer) if far > nearer => {
                    n_variables += 1;
                    let step = problem.add_var(people * (far - nearer) as f64, (0.0, 1.0));
                    let mut row = LinearExpr::empty();
                    row.add(step, 1.0);
                    for one in &within {
                        row.add(*one, 1.0);
                    }
                    problem.add_constraint(row, ComparisonOp::Ge, 1.0);
                }
                Some(_) => {}
            }
            before = Some(far);
            match open.get(at).copied().flatten() {
                Some(variable) => within.push(variable),
                // A site that is certain: nobody walks farther.
                None => break,
            }
            if within.len() > never_out || n_variables > VARIABLES_MAX {
                break;
            }
        }
        if n_variables > VARIABLES_MAX {
            return None;
        }
    }
    // The part that is walked in any case stands in a variable of its own, so that what the solver
    // calls the cost is the cost.
    problem.add_var(fixed, (1.0, 1.0));
    Some((problem, open))
}

/// With a capacity: for each place and each candidate, which share of the people goes there.
fn shares(siting: &Siting, fates: &[Fate], capacity: u64) -> Option<Program> {
    let left: Vec<usize> = (0..fates.len())
        .filter(|at| fates.get(*at).is_some_and(|fate| *fate != Fate::Out))
        .collect();
    if left.len() * siting.n_places() > VARIABLES_MAX / 4 {
        return None;
    }
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let open = sites(&mut problem, siting, fates);
    let mut rooms = vec![LinearExpr::empty(); fates.len()];
    for place in 0..siting.n_places() {
        let people = siting.people_of(place) as f64;
        let mut all = LinearExpr::empty();
        for at in &left {
            let share = problem.add_var(people * siting.far(place, *at) as f64, (0.0, 1.0));
            all.add(share, 1.0);
            if let Some(room) = rooms.get_mut(*at) {
                room.add(share, people);
            }
            if let Some(site) = open.get(*at).copied().flatten() {
                problem.add_constraint([(share, 1.0), (site, -1.0)], ComparisonOp::Le, 0.0);
            }
        }
        problem.add_constraint(all, ComparisonOp::Eq, 1.0);
    }
    for (at, mut room) in rooms.into_iter().enumerate() {
        match (open.get(at).copied().flatten(), fates.get(at)) {
            (Some(site), _) => {
                room.add(site, -(capacity as f64));
                problem.add_constraint(room, ComparisonOp::Le, 0.0);
            }
            (None, Some(Fate::In)) => {
                problem.add_constraint(room, ComparisonOp::Le, capacity as f64);
            }
            (None, _) => {}
        }
    }
    Some((problem, open))
}
