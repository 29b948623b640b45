//! Tubes on their way: who gave which to whom, what each side scanned, where each tube is now, and
//! whether the counts of a round meet from the swab to the result.

mod standing;
mod tally;

pub use standing::{Holder, Passing, TubeTrack, WhereKind, Whereabouts, whereabouts};
pub use tally::{Gap, Stage, StageCount, TubeStages, open_since, reconcile};

use crate::rules::{Clause, Guide, SampleMeasure};
use crate::sampling::TubeCode;
use crate::{CityDay, Moment, coded};
use std::collections::BTreeSet;

/// The most tubes of one hand-over: a box. Our own bound.
pub const TUBES_MAX: usize = 2_000;
/// After so many hours a tube without a result is named: must-hold R16.
pub const OPEN_HOURS: i64 = 12;

coded! {
    /// Between whom tubes change hands.
    HandoverKind {
        /// 采样点交转运员
        SiteToCourier = "site_to_courier",
        /// 转运员交实验室
        CourierToLab = "courier_to_lab",
    }
}

impl HandoverKind {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            HandoverKind::SiteToCourier => "采样点交转运员",
            HandoverKind::CourierToLab => "转运员交实验室",
        }
    }
}

coded! {
    /// What is wrong with a tube of a hand-over. The tube is there all the same: it is named, and
    /// a person looks at it.
    CarryFlaw {
        /// Given, not found.
        Missing = "missing",
        /// Found, not given.
        Extra = "extra",
        /// Known nowhere: what the table took down has not come yet, or the code is another city's.
        Unknown = "unknown",
        /// Not sealed, as far as we know.
        Unsealed = "unsealed",
        /// Taken over before, in another hand-over to the same hands.
        Twice = "twice",
        /// Longer on the way than the rule permits.
        Late = "late",
    }
}

impl CarryFlaw {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            CarryFlaw::Missing => "交出了，没有收到",
            CarryFlaw::Extra => "收到了，交出时没有扫",
            CarryFlaw::Unknown => "系统里还没有这根管（采样点可能尚未上传）",
            CarryFlaw::Unsealed => "采样点没有封管记录",
            CarryFlaw::Twice => "以前已经交接过一次",
            CarryFlaw::Late => "从封管到收样超过规定时间",
        }
    }
}

/// What each side scanned, side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Scanned by both.
    pub both: Vec<TubeCode>,
    /// Given, not found.
    pub missing: Vec<TubeCode>,
    /// Found, not given.
    pub extra: Vec<TubeCode>,
}

impl Compared {
    /// Whether what was given was found, no more and no less.
    pub fn agrees(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty()
    }
}

/// Compares what one gave with what the other found, by code and not by count: one tube missing
/// and one too many are two things to look at, and not a count that is right.
pub fn compare(sent: &[TubeCode], received: &[TubeCode]) -> Compared {
    let sent: BTreeSet<TubeCode> = sent.iter().copied().collect();
    let received: BTreeSet<TubeCode> = received.iter().copied().collect();
    Compared {
        both: sent.intersection(&received).copied().collect(),
        missing: sent.difference(&received).copied().collect(),
        extra: received.difference(&sent).copied().collect(),
    }
}

/// What is known of a tube that is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    Nowhere,
    /// Opened, not sealed.
    Open,
    /// Sealed, and when.
    Sealed(Moment),
}

/// What is to be said of a tube by itself, besides whether both sides scanned it.
pub fn tube_flaws(
    known: Known,
    was_taken_before: bool,
    at_lab: Option<(Moment, Option<&Bound>)>,
) -> Vec<CarryFlaw> {
    let mut flaws = Vec::new();
    match known {
        Known::Nowhere => flaws.push(CarryFlaw::Unknown),
        Known::Open => flaws.push(CarryFlaw::Unsealed),
        Known::Sealed(sealed) => {
            if let Some((at, Some(bound))) = at_lab
                && at.0 - sealed.0 > bound.at_most * 60_000
            {
                flaws.push(CarryFlaw::Late);
            }
        }
    }
    if was_taken_before {
        flaws.push(CarryFlaw::Twice);
    }
    flaws
}

/// A bound with the words that it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Not less than this.
    pub at_least: Option<i64>,
    /// Not more than this.
    pub at_most: i64,
    /// The words. What is unsure is shown, and nobody is held to it.
    pub clause: Clause,
}

impl Bound {
    /// Whether a value keeps within it.
    pub fn keeps(&self, value: i64) -> bool {
        self.at_least.is_none_or(|least| least <= value) && value <= self.at_most
    }
}

/// The bound on a measure that the guides in force on `day` give: the latest one.
pub fn bound(guides: &[Guide], what: SampleMeasure, day: CityDay) -> Option<Bound> {
    let in_force = guides.iter().filter(|guide| guide.is_in_force(day));
    let rule = in_force
        .flat_map(|guide| guide.sample_limits.iter().map(move |rule| (guide.in_force_from, rule)))
        .filter(|(_, rule)| rule.what == what)
        .max_by_key(|(from, _)| *from)?
        .1;
    Some(Bound { at_least: rule.at_least, at_most: rule.at_most, clause: rule.clause.clone() })
}

#[cfg(test)]
mod tests;
