//! Which candidates can be part of a division at all. The others never reach the solver.

use std::ops::Range;

/// Whether a walk of runs leads from the start to each border.
pub(super) fn from_start(ranges: &[Range<usize>], n_atoms: usize) -> Vec<bool> {
    let mut reached = vec![false; n_atoms + 1];
    set(&mut reached, 0);
    for range in ranges {
        if is(&reached, range.start) {
            set(&mut reached, range.end);
        }
    }
    reached
}

/// The runs that lie on a walk from start to end. `ranges` are sorted by their start.
pub(super) fn in_any_number(ranges: Vec<Range<usize>>, n_atoms: usize) -> Vec<Range<usize>> {
    let forward = from_start(&ranges, n_atoms);
    let mut backward = vec![false; n_atoms + 1];
    set(&mut backward, n_atoms);
    for range in ranges.iter().rev() {
        if is(&backward, range.end) {
            set(&mut backward, range.start);
        }
    }
    let on_a_walk = |range: &Range<usize>| is(&forward, range.start) && is(&backward, range.end);
    ranges.into_iter().filter(on_a_walk).collect()
}

/// The runs that lie on a walk of exactly `n_grids` runs from start to end.
pub(super) fn in_layers(
    ranges: Vec<Range<usize>>,
    n_atoms: usize,
    n_grids: usize,
) -> Vec<Range<usize>> {
    // forward[k] are the borders that k runs reach; backward[k] those with k runs to go.
    let mut forward = vec![vec![false; n_atoms + 1]; n_grids + 1];
    let mut backward = forward.clone();
    if let (Some(first), Some(last)) = (forward.first_mut(), backward.first_mut()) {
        set(first, 0);
        set(last, n_atoms);
    }
    for k in 0..n_grids {
        if let Some([here, next]) = forward.get_mut(k..k + 2) {
            ranges.iter().filter(|range| is(here, range.start)).for_each(|it| set(next, it.end));
        }
        if let Some([here, next]) = backward.get_mut(k..k + 2) {
            ranges.iter().filter(|range| is(here, range.end)).for_each(|it| set(next, it.start));
        }
    }
    let on_a_walk = |range: &Range<usize>| {
        let to_go = backward.iter().rev().skip(1);
        forward.iter().zip(to_go).any(|(done, to_go)| is(done, range.start) && is(to_go, range.end))
    };
    ranges.into_iter().filter(on_a_walk).collect()
}

fn is(borders: &[bool], i: usize) -> bool {
    borders.get(i).copied().unwrap_or_default()
}

fn set(borders: &mut [bool], i: usize) {
    if let Some(border) = borders.get_mut(i) {
        *border = true;
    }
}
