//! Whether a laboratory finds fewer positives than the others that serve the same area: a
//! sequential test after Wald, in the form of a cumulative sum.
//!
//! Each result of the laboratory is weighed: how much likelier would it be if only one positive in
//! ten were still found, than if as many were found as by the others. The weights are summed up
//! and never fall below nothing, so that good months behind do not hide bad days now. Where the
//! sum passes the alarm, somebody must look. In a screening with almost no positives the test is
//! blind, and says so: blinded controls are for that.
//!
//! What there is to find is not the same in all areas, and not for long: a laboratory is held
//! against what the others found of the same area of late, or a good one would be blamed for every
//! outbreak that wanes.

use crate::coded;
use std::collections::{BTreeMap, VecDeque};

/// The sum at which somebody must look. Found by simulation, see the tests beside it.
pub const DRIFT_ALARM: f64 = 12.0;
/// What is looked for: of ten positives that are there, one is still found. must-hold R17.
const KEPT: f64 = 0.1;
/// With so many results of the others at least, the latest of the area, a stretch is compared. Found
/// by simulation: fewer tell too little, more are too old when an outbreak wanes.
const OTHERS_OF_LATE: u64 = 1_000;
/// Below this share of positives elsewhere, nothing can be told.
const BLIND_BELOW: f64 = 0.002;

/// How many results a laboratory signed in some stretch of time, and the others meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabCount {
    /// The area, six digits: what there is to find is not the same in all.
    pub area: u32,
    /// Results of this laboratory.
    pub n: u32,
    /// Positive ones among them.
    pub n_positive: u32,
    /// Results of the others of the same area.
    pub n_others: u32,
    /// Positive ones among them.
    pub n_others_positive: u32,
}

/// What the test says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Drift {
    /// Too few positives elsewhere, or nobody else: nothing can be told.
    Blind,
    /// As the others; how far the sum is.
    Even(f64),
    /// Somebody must look; after how many results of the laboratory it was told.
    Alarm {
        /// Results of the laboratory until then.
        after: u64,
    },
}

coded! {
    /// What the test says, without how far it is.
    DriftKind {
        /// 阳性太少，无法判断
        Blind = "blind",
        /// 与其他实验室相当
        Even = "even",
        /// 阳性检出明显偏低，须核查
        Alarm = "alarm",
    }
}

impl Drift {
    /// Without how far it is.
    pub fn kind(self) -> DriftKind {
        match self {
            Drift::Blind => DriftKind::Blind,
            Drift::Even(_) => DriftKind::Even,
            Drift::Alarm { .. } => DriftKind::Alarm,
        }
    }
}

/// Weighs stretches in their order, the oldest first.
pub fn drift(stretches: &[LabCount]) -> Drift {
    let (mut sum, mut after, mut has_seen) = (0.0_f64, 0_u64, false);
    let mut of_late: BTreeMap<u32, Others> = BTreeMap::new();
    for one in stretches {
        after += u64::from(one.n);
        let Some(share) = of_late.entry(one.area).or_default().with(one) else { continue };
        if !(BLIND_BELOW..1.0).contains(&share) {
            continue;
        }
        has_seen = true;
        let negative = f64::from(one.n.saturating_sub(one.n_positive));
        let of_positive = KEPT.ln();
        let of_negative = ((1.0 - share * KEPT) / (1.0 - share)).ln();
        sum = (sum + f64::from(one.n_positive) * of_positive + negative * of_negative).max(0.0);
        if sum > DRIFT_ALARM {
            return Drift::Alarm { after };
        }
    }
    if has_seen { Drift::Even(sum) } else { Drift::Blind }
}

/// What the others found of an area of late.
#[derive(Default)]
struct Others {
    stretches: VecDeque<(u64, u64)>,
    n: u64,
    n_positive: u64,
}

impl Others {
    /// The share of positives with this stretch, and without those that are too old.
    fn with(&mut self, one: &LabCount) -> Option<f64> {
        let (n, n_positive) = (u64::from(one.n_others), u64::from(one.n_others_positive));
        self.stretches.push_back((n, n_positive));
        (self.n, self.n_positive) = (self.n + n, self.n_positive + n_positive);
        while let Some((n, n_positive)) = self.stretches.front().copied()
            && self.n - n >= OTHERS_OF_LATE
        {
            self.stretches.pop_front();
            (self.n, self.n_positive) = (self.n - n, self.n_positive - n_positive);
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of results are far below 2^52")]
        let share = self.n_positive as f64 / self.n as f64;
        (self.n > 0).then_some(share)
    }
}
