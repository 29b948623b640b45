//! The order in which a grid worker passes the blocks.

use super::{Block, NoDivision};
use crate::places::{PlaceCode, PlaceKind};
use std::cmp::Ordering;
use std::ops::Range;

/// Compares two places as somebody passes them who walks a compound, then the next: part by part,
/// numbers as numbers, so that building 9 comes before building 10.
pub fn walking_order(a: &PlaceCode, b: &PlaceCode) -> Ordering {
    let mut b_parts = b.as_str().split('-');
    for a_part in a.as_str().split('-') {
        let Some(b_part) = b_parts.next() else { return Ordering::Greater };
        // 02 and 2 are two names of one number; the text decides, so that no two places are equal.
        let order = natural(a_part, b_part).then_with(|| a_part.cmp(b_part));
        if order != Ordering::Equal {
            return order;
        }
    }
    if b_parts.next().is_some() { Ordering::Less } else { Ordering::Equal }
}

/// Compares `A9` and `A10` by letters, then by number.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    while let (Some(a_first), Some(b_first)) = (a.first(), b.first()) {
        let order = if a_first.is_ascii_digit() && b_first.is_ascii_digit() {
            number(&mut a).cmp(&number(&mut b))
        } else {
            (a, b) = (a.get(1..).unwrap_or_default(), b.get(1..).unwrap_or_default());
            a_first.cmp(b_first)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    a.len().cmp(&b.len())
}

/// Takes the digits off the front. A part of a code has at most twelve.
fn number(text: &mut &[u8]) -> u64 {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
    let (mut value, mut n_digits) = (0_u64, 0);
    for digit in digits {
        value = value.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
        n_digits += 1;
    }
    *text = text.get(n_digits..).unwrap_or_default();
    value
}

/// A block on the walk, and what it lies in.
#[derive(Debug)]
pub(super) struct Stop {
    pub(super) block: Block,
    /// The block itself where it is a compound.
    pub(super) compound: PlaceCode,
    /// The block itself where it has no building above it.
    pub(super) building: PlaceCode,
    /// The block itself where it has no unit above it.
    pub(super) unit: PlaceCode,
}

/// All blocks in walking order. Whatever lies in one place is one run of it.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) stops: Vec<Stop>,
}

impl Walk {
    /// Sorts the blocks and refuses what is no set of blocks.
    pub(super) fn of(blocks: &[Block]) -> Result<Walk, NoDivision> {
        let mut blocks = blocks.to_vec();
        blocks.sort_by(|a, b| walking_order(&a.place, &b.place));
        let stops: Vec<Stop> = blocks.into_iter().map(stop).collect::<Result<_, _>>()?;
        let community = |stop: &Stop| ancestor(&stop.block.place, PlaceKind::Community);
        for (before, after) in stops.iter().zip(stops.iter().skip(1)) {
            let (outer, inner) = (&before.block.place, &after.block.place);
            // What lies within a place comes right after it.
            if inner.lies_within(outer) {
                return Err(NoDivision::Overlap { outer: outer.clone(), inner: inner.clone() });
            }
            if community(before) != community(after) {
                return Err(NoDivision::TwoCommunities(outer.clone(), inner.clone()));
            }
        }
        let walk = Walk { stops };
        if walk.n_households() == 0 { Err(NoDivision::NoHouseholds) } else { Ok(walk) }
    }

    /// The households of all blocks.
    pub(super) fn n_households(&self) -> u64 {
        self.stops.iter().map(|stop| u64::from(stop.block.n_households)).sum()
    }

    /// The runs of stops that share a place: all buildings, all units within a range.
    pub(super) fn shared<'a>(
        &'a self,
        range: Range<usize>,
        place: impl Fn(&Stop) -> &PlaceCode + 'a,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let (offset, stops) = (range.start, self.stops.get(range).unwrap_or_default());
        let mut start = offset;
        stops.chunk_by(move |a, b| place(a) == place(b)).map(move |chunk| {
            let shared = start..start + chunk.len();
            start = shared.end;
            shared
        })
    }
}

fn stop(block: Block) -> Result<Stop, NoDivision> {
    match block.place.kind() {
        PlaceKind::City | PlaceKind::County | PlaceKind::Street | PlaceKind::Community => {
            Err(NoDivision::NotABlock(block.place))
        }
        PlaceKind::Compound | PlaceKind::Building | PlaceKind::Unit | PlaceKind::Household => {
            let within = |kind| ancestor(&block.place, kind).unwrap_or_else(|| block.place.clone());
            Ok(Stop {
                compound: within(PlaceKind::Compound),
                building: within(PlaceKind::Building),
                unit: within(PlaceKind::Unit),
                block,
            })
        }
    }
}

/// The place of this kind that contains `place` or is it.
fn ancestor(place: &PlaceCode, kind: PlaceKind) -> Option<PlaceCode> {
    std::iter::successors(Some(place.clone()), PlaceCode::parent).find(|at| at.kind() == kind)
}
