//! Of many possible infectors the tree that is most plausible as a whole: a branching of greatest weight
//! (Chu and Liu 1965, Edmonds 1967). The most plausible infector of each by himself can make a circle.

/// A possible arrow, with how much speaks for it; a larger number is better.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) weight: f64,
}

/// The arrows of the best branching out of `root`, by their places in the list; of equals the first. Every
/// node but the root must have an arrow from the root, so that there is a branching.
pub(super) fn branching(n_nodes: usize, root: usize, arrows: &[Arrow]) -> Vec<usize> {
    let mut best: Vec<Option<usize>> = vec![None; n_nodes];
    for (at, arrow) in arrows.iter().enumerate() {
        if arrow.to == root || arrow.from == arrow.to {
            continue;
        }
        let Some(held) = best.get_mut(arrow.to) else { continue };
        let is_better = held.and_then(|held| arrows.get(held));
        if is_better.is_none_or(|held| arrow.weight > held.weight) {
            *held = Some(at);
        }
    }
    let circles = circles(n_nodes, &best, arrows);
    let n_circles = circles.iter().flatten().max().map_or(0, |last| last + 1);
    if n_circles == 0 {
        return best.into_iter().flatten().collect();
    }
    // Every circle becomes one node; an arrow into it costs what it displaces there.
    let mut fresh = n_circles;
    let small: Vec<usize> = circles
        .iter()
        .map(|circle| {
            circle.unwrap_or_else(|| {
                fresh += 1;
                fresh - 1
            })
        })
        .collect();
    let mut kept: Vec<usize> = Vec::new();
    let mut smaller: Vec<Arrow> = Vec::new();
    for (at, arrow) in arrows.iter().enumerate() {
        let ends = small.get(arrow.from).zip(small.get(arrow.to));
        let Some((&from, &to)) = ends.filter(|(from, to)| from != to) else { continue };
        let in_circle = circles.get(arrow.to).copied().flatten();
        let displaced = in_circle.and_then(|_| best.get(arrow.to).copied().flatten());
        let displaced = displaced.and_then(|held| arrows.get(held)).map_or(0.0, |held| held.weight);
        kept.push(at);
        smaller.push(Arrow { from, to, weight: arrow.weight - displaced });
    }
    let Some(&small_root) = small.get(root) else { return Vec::new() };
    let chosen: Vec<usize> = branching(fresh, small_root, &smaller)
        .into_iter()
        .filter_map(|at| kept.get(at).copied())
        .collect();
    let mut taken: Vec<Option<usize>> = vec![None; n_nodes];
    for (node, circle) in circles.iter().enumerate() {
        if circle.is_some()
            && let Some(place) = taken.get_mut(node)
        {
            *place = best.get(node).copied().flatten();
        }
    }
    for at in chosen {
        if let Some(arrow) = arrows.get(at)
            && let Some(place) = taken.get_mut(arrow.to)
        {
            *place = Some(at);
        }
    }
    taken.into_iter().flatten().collect()
}

/// Which circle each node lies in, if any, when everybody follows his best arrow back.
fn circles(n_nodes: usize, best: &[Option<usize>], arrows: &[Arrow]) -> Vec<Option<usize>> {
    let before = |node: usize| {
        best.get(node).copied().flatten().and_then(|at| arrows.get(at)).map(|arrow| arrow.from)
    };
    let mut seen_in: Vec<Option<usize>> = vec![None; n_nodes];
    let mut circle: Vec<Option<usize>> = vec![None; n_nodes];
    let mut n_circles = 0;
    for start in 0..n_nodes {
        let mut at = Some(start);
        while let Some(node) = at {
            match seen_in.get(node).copied().flatten() {
                None => {}
                Some(turn) if turn == start && circle.get(node).copied().flatten().is_none() => {
                    let mut inner = node;
                    loop {
                        if let Some(place) = circle.get_mut(inner) {
                            *place = Some(n_circles);
                        }
                        match before(inner) {
                            Some(next) if next != node => inner = next,
                            Some(_) | None => break,
                        }
                    }
                    n_circles += 1;
                    break;
                }
                Some(_) => break,
            }
            if let Some(place) = seen_in.get_mut(node) {
                *place = Some(start);
            }
            at = before(node);
        }
    }
    circle
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The best sum over all ways to give everybody an arrow without a circle.
    fn plainly(n_nodes: usize, arrows: &[Arrow]) -> f64 {
        fn go(node: usize, n: usize, arrows: &[Arrow], held: &mut Vec<usize>, sum: f64) -> f64 {
            if node == n {
                let reaches = |mut at: usize| {
                    for _ in 0..n {
                        if at == 0 {
                            return true;
                        }
                        at = held[at];
                    }
                    at == 0
                };
                return if (1..n).all(reaches) { sum } else { f64::NEG_INFINITY };
            }
            let into = arrows.iter().filter(|arrow| arrow.to == node && arrow.from != node);
            let mut best = f64::NEG_INFINITY;
            for arrow in into {
                held[node] = arrow.from;
                best = best.max(go(node + 1, n, arrows, held, sum + arrow.weight));
            }
            best
        }
        go(1, n_nodes, arrows, &mut vec![0; n_nodes], 0.0)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_is_the_best_of_all(
            n_nodes in 2..6_usize,
            some in proptest::collection::vec((0..6_usize, 1..6_usize, 0..8_i32), 0..16),
        ) {
            let mut arrows: Vec<Arrow> = (1..n_nodes)
                .map(|to| Arrow { from: 0, to, weight: -9.0 })
                .collect();
            for (from, to, weight) in some {
                if from < n_nodes && to < n_nodes && from != to {
                    arrows.push(Arrow { from, to, weight: f64::from(weight) });
                }
            }
            let chosen = branching(n_nodes, 0, &arrows);
            prop_assert_eq!(chosen.len(), n_nodes - 1);
            let mut before = vec![None; n_nodes];
            for &at in &chosen {
                prop_assert_eq!(before[arrows[at].to].replace(arrows[at].from), None);
            }
            for node in 1..n_nodes {
                let mut at = node;
                for _ in 0..n_nodes {
                    at = before[at].unwrap_or(0);
                }
                prop_assert_eq!(at, 0);
            }
            let sum: f64 = chosen.iter().map(|&at| arrows[at].weight).sum();
            prop_assert!((sum - plainly(n_nodes, &arrows)).abs() < 1e-9);
        }
    }
}
