//! Where each positive antigen test of somebody stands, by his nucleic tests.

use super::AntigenOutcome;
use crate::ids::{AntigenReportId, LaboratoryId};
use crate::pools::{PersonSample, TubeStanding};
use crate::sampling::TubeCode;
use crate::{Moment, coded};
use std::collections::BTreeMap;

/// An antigen test that was reported of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AntigenTest {
    /// Which report.
    pub report: AntigenReportId,
    /// What was read off.
    pub outcome: AntigenOutcome,
    /// When it was done, as the report says.
    pub tested_at: Moment,
    /// When it was reported.
    pub reported_at: Moment,
    /// When two people had withdrawn it, if they did.
    pub withdrawn_at: Option<Moment>,
}

/// Where a positive one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AntigenStep {
    /// It holds him: no test of his own, sampled later, has spoken.
    Waiting {
        /// When he was last sampled singly since, where that result is still awaited.
        retaken_at: Option<Moment>,
    },
    /// A test of his own, sampled later, is negative.
    Refuted {
        /// Since when that is known.
        at: Moment,
        /// Which.
        tube: TubeCode,
    },
    /// A test of his own, sampled later, is positive or unclear.
    Confirmed {
        /// Since when that is known.
        at: Moment,
        /// Which.
        tube: TubeCode,
    },
    /// A test of his own was positive or unclear that was sampled before.
    PositiveBefore(Moment),
    /// Two people withdrew the report.
    Withdrawn(Moment),
}

coded! {
    /// Where a positive one stands, as a code.
    AntigenStepKind {
        /// 待复核
        Waiting = "waiting",
        /// 已单采，待结果
        Retaken = "retaken",
        /// 复核阴性，已解除
        Refuted = "refuted",
        /// 复核阳性
        Confirmed = "confirmed",
        /// 此前核酸已阳性
        PositiveBefore = "positive_before",
        /// 已撤回
        Withdrawn = "withdrawn",
    }
}

impl AntigenStep {
    /// Without its moments.
    pub fn kind(self) -> AntigenStepKind {
        match self {
            AntigenStep::Waiting { retaken_at: None } => AntigenStepKind::Waiting,
            AntigenStep::Waiting { retaken_at: Some(_) } => AntigenStepKind::Retaken,
            AntigenStep::Refuted { .. } => AntigenStepKind::Refuted,
            AntigenStep::Confirmed { .. } => AntigenStepKind::Confirmed,
            AntigenStep::PositiveBefore(_) => AntigenStepKind::PositiveBefore,
            AntigenStep::Withdrawn(_) => AntigenStepKind::Withdrawn,
        }
    }

    /// Since when it stands so, where something happened.
    pub fn at(self) -> Option<Moment> {
        match self {
            AntigenStep::Waiting { retaken_at } => retaken_at,
            AntigenStep::Refuted { at, .. }
            | AntigenStep::Confirmed { at, .. }
            | AntigenStep::PositiveBefore(at)
            | AntigenStep::Withdrawn(at) => Some(at),
        }
    }

    /// Whether it holds its person.
    pub fn holds(self) -> bool {
        match self {
            AntigenStep::Waiting { .. } => true,
            AntigenStep::Refuted { .. }
            | AntigenStep::Confirmed { .. }
            | AntigenStep::PositiveBefore(_)
            | AntigenStep::Withdrawn(_) => false,
        }
    }
}

/// A positive antigen test and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AntigenCase {
    /// The test.
    pub test: AntigenTest,
    /// Where it stands.
    pub step: AntigenStep,
}

/// Where the positive tests among these stand by all of the person's samples, in whatever order they
/// are given; the earliest first. Only tubes of his own count. One that is positive outweighs one
/// that is negative.
pub fn antigen_cases(tests: &[AntigenTest], samples: &[PersonSample]) -> Vec<AntigenCase> {
    let mut cases: Vec<AntigenCase> = tests
        .iter()
        .filter(|test| test.outcome == AntigenOutcome::Positive)
        .map(|test| AntigenCase { test: *test, step: step_of(test, samples) })
        .collect();
    cases.sort_by_key(|case| (case.test.reported_at, case.test.report));
    cases
}

fn step_of(test: &AntigenTest, samples: &[PersonSample]) -> AntigenStep {
    if let Some(at) = test.withdrawn_at {
        return AntigenStep::Withdrawn(at);
    }
    let own = || samples.iter().filter(|own| own.is_single());
    let later = || own().filter(|own| own.taken_at > test.tested_at);
    let grave = |own: &PersonSample| match own.standing {
        TubeStanding::Known(outcome, at) if outcome.holds() => Some((at, own.tube)),
        TubeStanding::Known(..) | TubeStanding::Waiting => None,
    };
    let negative = |own: &PersonSample| match own.standing {
        TubeStanding::Known(crate::pools::TubeOutcome::Negative, at) => Some((at, own.tube)),
        TubeStanding::Known(..) | TubeStanding::Waiting => None,
    };
    if let Some((at, tube)) = later().filter_map(grave).min() {
        return AntigenStep::Confirmed { at, tube };
    }
    if let Some((at, _)) = own().filter_map(grave).min() {
        return AntigenStep::PositiveBefore(at);
    }
    match later().filter_map(negative).min() {
        Some((at, tube)) => AntigenStep::Refuted { at, tube },
        None => {
            let awaited = later().filter(|own| own.standing == TubeStanding::Waiting);
            AntigenStep::Waiting { retaken_at: awaited.map(|own| own.taken_at).max() }
        }
    }
}

/// The case that holds its person, the earliest; none where nothing does.
pub fn antigen_held(cases: &[AntigenCase]) -> Option<&AntigenCase> {
    cases.iter().find(|case| case.step.holds())
}

/// How the nucleic tests of a laboratory answered those whose antigen test was positive before.
/// Where many are refuted by one laboratory and few by the others, it may miss positives: so the
/// laboratory of Wolverhampton was found out in 2021 (must-hold R17). A count, no verdict: how many
/// would be too many depends on the cassettes and on how many are infected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Discordance {
    /// Positive or unclear.
    pub n_confirmed: u32,
    /// Negative.
    pub n_refuted: u32,
}

impl Discordance {
    /// How many of a hundred were negative; none where there was nobody.
    pub fn refuted_percent(self) -> Option<u32> {
        let n = self.n_confirmed.saturating_add(self.n_refuted);
        self.n_refuted.saturating_mul(100).checked_div(n)
    }
}

/// The same for each laboratory, by where each case came to stand and whose test that was.
pub fn discordance(
    ended: impl IntoIterator<Item = (AntigenStep, LaboratoryId)>,
) -> BTreeMap<LaboratoryId, Discordance> {
    let mut counts: BTreeMap<LaboratoryId, Discordance> = BTreeMap::new();
    for (step, laboratory) in ended {
        let own = counts.entry(laboratory).or_default();
        match step {
            AntigenStep::Refuted { .. } => own.n_refuted = own.n_refuted.saturating_add(1),
            AntigenStep::Confirmed { .. } => own.n_confirmed = own.n_confirmed.saturating_add(1),
            AntigenStep::Waiting { .. }
            | AntigenStep::PositiveBefore(_)
            | AntigenStep::Withdrawn(_) => {}
        }
    }
    counts.retain(|_, own| *own != Discordance::default());
    counts
}
