//! What the result of a tube means: for the tube, for everybody in it, and for the chain of what
//! must follow a positive one.
//!
//! Nothing here is ever turned from positive to negative by an edit. A result is put right by
//! another result that two people signed, and somebody who was in a positive tube is free by a
//! test of his own, taken after it was known.

mod chain;
mod person;

pub use chain::{Chain, ChainStep, ChainStepKind, Member, chain};
pub use person::{Hold, PersonSample, PersonStanding, person_standing};

use crate::ids::TubeResultId;
use crate::{Moment, coded};
use std::collections::BTreeSet;

coded! {
    /// What a laboratory says of a tube.
    TubeOutcome {
        /// 阴性
        Negative = "negative",
        /// 阳性
        Positive = "positive",
        /// 可疑（灰区、单靶标）: to be treated as positive until a new sample says otherwise.
        Unclear = "unclear",
        /// 无效: nothing can be said; the tube is tested again, or its people are sampled again.
        Invalid = "invalid",
    }
}

impl TubeOutcome {
    /// What staff and people read.
    pub fn title(self) -> &'static str {
        match self {
            TubeOutcome::Negative => "阴性",
            TubeOutcome::Positive => "阳性",
            TubeOutcome::Unclear => "可疑",
            TubeOutcome::Invalid => "无效，需重做",
        }
    }

    /// Whether everybody in the tube waits apart for a test of his own.
    pub fn holds(self) -> bool {
        match self {
            TubeOutcome::Positive | TubeOutcome::Unclear => true,
            TubeOutcome::Negative | TubeOutcome::Invalid => false,
        }
    }
}

/// Two different people, by sign-in name: one who entered, one who signed. One alone cannot be
/// written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoPeople {
    entered: String,
    signed: String,
}

impl TwoPeople {
    /// None where they are one.
    pub fn of(entered: &str, signed: &str) -> Option<TwoPeople> {
        (entered != signed)
            .then(|| TwoPeople { entered: entered.to_owned(), signed: signed.to_owned() })
    }

    /// Who entered it.
    pub fn entered(&self) -> &str {
        &self.entered
    }

    /// Who signed it.
    pub fn signed(&self) -> &str {
        &self.signed
    }
}

/// A signed result of a tube. A fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TubeResult {
    /// Which result.
    pub id: TubeResultId,
    /// What was found.
    pub outcome: TubeOutcome,
    /// The result that this one puts right, by both signatures, with the reason.
    pub corrects: Option<(TubeResultId, String)>,
    /// Who entered and who signed.
    pub by: TwoPeople,
    /// When it was signed.
    pub signed_at: Moment,
}

/// How a tube stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TubeStanding {
    /// No result stands.
    Waiting,
    /// This outcome, since then.
    Known(TubeOutcome, Moment),
}

impl TubeStanding {
    /// The outcome, where there is one.
    pub fn outcome(self) -> Option<TubeOutcome> {
        match self {
            TubeStanding::Waiting => None,
            TubeStanding::Known(outcome, _) => Some(outcome),
        }
    }
}

/// How a tube stands by its results, in whatever order they came. What was corrected no longer
/// counts. A positive outweighs all, then an unclear one: a negative that stands beside it, from a
/// second upload or the wrong list, changes nothing. Between a negative and an invalid one the
/// later counts.
pub fn tube_standing(results: &[TubeResult]) -> TubeStanding {
    let corrected: BTreeSet<TubeResultId> =
        results.iter().filter_map(|one| one.corrects.as_ref().map(|(id, _)| *id)).collect();
    let standing = || results.iter().filter(|one| !corrected.contains(&one.id));
    let first_of =
        |outcome| standing().filter(|one| one.outcome == outcome).map(|one| one.signed_at).min();
    for grave in [TubeOutcome::Positive, TubeOutcome::Unclear] {
        if let Some(at) = first_of(grave) {
            return TubeStanding::Known(grave, at);
        }
    }
    match standing().max_by_key(|one| (one.signed_at, one.id)) {
        Some(last) => TubeStanding::Known(last.outcome, last.signed_at),
        None => TubeStanding::Waiting,
    }
}

/// Why a result cannot be signed for a tube.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResultFlaw {
    /// The tube is positive or unclear: a negative needs a new sample, or a correction.
    #[error("此管已报{}，不能直接改报{}：请重新采样，或由两人更正并写明原因", .0.title(), .1.title())]
    WouldHide(TubeOutcome, TubeOutcome),
    /// What is to be put right does not stand.
    #[error("要更正的那条结果已被更正，或不属于这根管，请刷新查看")]
    NothingToCorrect,
    /// The same outcome again.
    #[error("此管已有同样的结果，不必重复上报")]
    Known,
}

/// Whether a further result may be signed for a tube with these results.
pub fn check_result(
    results: &[TubeResult],
    outcome: TubeOutcome,
    corrects: Option<TubeResultId>,
) -> Result<(), ResultFlaw> {
    if let Some(wanted) = corrects {
        let stands = results.iter().any(|one| one.id == wanted)
            && !results
                .iter()
                .any(|one| one.corrects.as_ref().is_some_and(|(id, _)| *id == wanted));
        return if stands { Ok(()) } else { Err(ResultFlaw::NothingToCorrect) };
    }
    match tube_standing(results) {
        TubeStanding::Known(now, _) if now.holds() && !outcome.holds() => {
            Err(ResultFlaw::WouldHide(now, outcome))
        }
        TubeStanding::Known(now, _) if now == outcome => Err(ResultFlaw::Known),
        TubeStanding::Known(..) | TubeStanding::Waiting => Ok(()),
    }
}
