//! Passes that were signed together. At a rush hour the signature is what a pass costs: so many at once
//! are put under one root, the root is signed, and each pass bears the way from itself to the root
//! (RFC 9162, section 2.1, with hashes cut to sixteen bytes: to make another pass fit a signed root takes 2^128 tries).

use sha2::{Digest, Sha256};

/// So many passes are signed together at most: each doubling adds sixteen bytes to a code that has to
/// fit a cheap camera, and saves half of what is left of a signature.
pub const GROUP_MAX: usize = 16;
/// The longest way to the root of so many.
pub(super) const STEPS_MAX: usize = GROUP_MAX.ilog2() as usize;

/// The sum of a pass, or of two sums.
pub type Node = [u8; 16];

/// One step towards the root.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// The sum that is joined.
    pub beside: Node,
    /// Whether it stands before ours.
    pub is_before: bool,
}

/// The way from a pass to what was signed; empty where the pass itself was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Way {
    steps: [Option<Step>; STEPS_MAX],
}

impl Way {
    /// A way of these steps; none where they are too many.
    pub fn of(steps: &[Step]) -> Option<Way> {
        let mut way = Way::default();
        (steps.len() <= STEPS_MAX).then_some(())?;
        for (place, step) in way.steps.iter_mut().zip(steps) {
            *place = Some(*step);
        }
        Some(way)
    }

    /// The steps, the first beside the pass.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().flatten()
    }

    /// Whether the pass was signed by itself.
    pub fn is_empty(&self) -> bool {
        self.steps().next().is_none()
    }

    /// The root that this way leads to from a pass.
    pub fn root(&self, signed: &[u8]) -> Node {
        self.steps().fold(leaf(signed), |ours, step| {
            if step.is_before { join(&step.beside, &ours) } else { join(&ours, &step.beside) }
        })
    }
}

/// The sum of what is signed of one pass.
pub fn leaf(signed: &[u8]) -> Node {
    // The first byte keeps a pass from being taken for two sums.
    cut(Sha256::new().chain_update([0]).chain_update(signed))
}

fn join(before: &Node, after: &Node) -> Node {
    cut(Sha256::new().chain_update([1]).chain_update(before).chain_update(after))
}

fn cut(sum: Sha256) -> Node {
    let mut node = [0; 16];
    node.copy_from_slice(&sum.finalize()[..16]);
    node
}

/// The root over the sums of passes, and the way of each; the root of none is none, and of more than
/// [`GROUP_MAX`] neither.
pub fn grouped(leaves: &[Node]) -> Option<(Node, Vec<Way>)> {
    (leaves.len() <= GROUP_MAX).then_some(())?;
    let mut steps: Vec<Vec<Step>> = vec![Vec::with_capacity(STEPS_MAX); leaves.len()];
    let mut level: Vec<(Node, Vec<usize>)> =
        leaves.iter().enumerate().map(|(n, node)| (*node, vec![n])).collect();
    while level.len() > 1 {
        let mut above = Vec::with_capacity(level.len().div_ceil(2));
        let mut below = level.into_iter();
        while let Some((ours, mut members)) = below.next() {
            let Some((theirs, others)) = below.next() else {
                // One that is left over goes up as it is.
                above.push((ours, members));
                break;
            };
            let add = |members: &[usize], step: Step, steps: &mut [Vec<Step>]| {
                for member in members {
                    steps.get_mut(*member)?.push(step);
                }
                Some(())
            };
            add(&members, Step { beside: theirs, is_before: false }, &mut steps)?;
            add(&others, Step { beside: ours, is_before: true }, &mut steps)?;
            members.extend(others);
            above.push((join(&ours, &theirs), members));
        }
        level = above;
    }
    let (root, _) = level.into_iter().next()?;
    let ways = steps.iter().map(|steps| Way::of(steps)).collect::<Option<Vec<Way>>>()?;
    Some((root, ways))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_of_a_group_leads_to_its_root_and_nobody_else_does() {
        for n in 1..=GROUP_MAX {
            let passes: Vec<Vec<u8>> = (0..n).map(|n| format!("pass {n}").into_bytes()).collect();
            let leaves: Vec<Node> = passes.iter().map(|pass| leaf(pass)).collect();
            let (root, ways) = grouped(&leaves).unwrap();
            assert_eq!(ways.len(), n);
            for (at, pass) in passes.iter().enumerate() {
                assert_eq!(ways[at].root(pass), root, "{at} of {n}");
                assert_ne!(ways[at].root(b"another"), root);
                assert_ne!(ways[(at + 1) % n].root(pass) == root, n > 1, "{at} of {n}");
            }
            assert_eq!(ways[0].is_empty(), n == 1);
            let longest = ways.iter().map(|way| way.steps().count()).max().unwrap();
            assert_eq!(longest, n.next_power_of_two().ilog2() as usize);
        }
        assert_eq!(grouped(&[]), None);
        assert_eq!(grouped(&[[0; 16]; GROUP_MAX + 1]), None);
    }

    #[test]
    fn two_sums_are_no_pass() {
        let (a, b) = (leaf(b"a"), leaf(b"b"));
        let (root, _) = grouped(&[a, b]).unwrap();
        let pair: Vec<u8> = a.iter().chain(&b).copied().collect();
        let sums = BTreeSet::from([root, leaf(&pair), a, b]);
        assert_eq!(sums.len(), 4, "a pass that is written like two sums has another sum");
    }
}
