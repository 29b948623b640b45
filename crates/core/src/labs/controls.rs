//! Control tubes that nobody in the laboratory knows of: one that is missed holds its whole plate.

use crate::coded;
use crate::pools::TubeOutcome;

/// One control among so many tubes, at least. must-hold R17.
pub const CONTROL_IN_TUBES: i64 = 500;

/// Whether a laboratory missed what was in a control tube. That a tube must be repeated is no
/// answer, and an unclear one is none that was missed.
pub fn is_missed(expects: TubeOutcome, entered: TubeOutcome) -> bool {
    match (expects, entered) {
        (TubeOutcome::Positive, TubeOutcome::Negative)
        | (TubeOutcome::Negative, TubeOutcome::Positive) => true,
        (TubeOutcome::Positive | TubeOutcome::Negative, _)
        | (TubeOutcome::Unclear | TubeOutcome::Invalid, _) => false,
    }
}

coded! {
    /// What became of a control tube.
    ControlStanding {
        /// No laboratory has said anything of it.
        Waiting = "waiting",
        /// Found as it should be.
        Found = "found",
        /// Missed: its plate is held.
        Missed = "missed",
    }
}

/// What became of a control tube, by all that laboratories entered of it, the latest last.
pub fn control_standing(expects: TubeOutcome, entered: &[TubeOutcome]) -> ControlStanding {
    let sure = entered.iter().rfind(|outcome| match outcome {
        TubeOutcome::Positive | TubeOutcome::Negative | TubeOutcome::Unclear => true,
        TubeOutcome::Invalid => false,
    });
    match sure {
        None => ControlStanding::Waiting,
        Some(outcome) if is_missed(expects, *outcome) => ControlStanding::Missed,
        Some(_) => ControlStanding::Found,
    }
}
