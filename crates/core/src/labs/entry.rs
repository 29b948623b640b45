//! What the curves say, and what a person may enter beside it.

use super::{InWell, WellKind};
use crate::pools::TubeOutcome;

/// The two curves of a well, in hundredths of a cycle; none where the curve did not rise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ct {
    /// ORF1ab.
    pub orf: Option<i64>,
    /// N.
    pub n: Option<i64>,
}

/// A curve that rises at all rises within so many cycles, in hundredths. No kit runs longer.
const CT_MAX: i64 = 5_000;

impl Ct {
    /// How many of the two rose before the bar of the kit.
    fn n_risen(self, bar: i64) -> usize {
        [self.orf, self.n].into_iter().flatten().filter(|ct| *ct < bar).count()
    }

    /// Whether both are numbers that a machine can have given.
    pub fn is_possible(self) -> bool {
        [self.orf, self.n].into_iter().flatten().all(|ct| (1..=CT_MAX).contains(&ct))
    }
}

/// What the curves of a tube say: both rose before the bar, positive; one of them, unclear, to be
/// tested again; neither, negative. Which bar, the instructions of the kit say, and the laboratory
/// writes it on the plate. That one curve alone is unclear is our own choice, on the side of care.
pub fn proposed(ct: Ct, bar: i64) -> TubeOutcome {
    match ct.n_risen(bar) {
        0 => TubeOutcome::Negative,
        1 => TubeOutcome::Unclear,
        _ => TubeOutcome::Positive,
    }
}

/// What is wrong with the controls: then nothing on the plate counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ControlFlaw {
    /// Something rose where nothing is.
    #[error("阴性对照有扩增曲线，整板无效，须重做")]
    NegativeRose,
    /// Nothing rose where something is.
    #[error("阳性对照没有扩增，整板无效，须重做")]
    PositiveSilent,
}

/// Whether the controls of a plate are as they must be: a negative one silent in both curves, a
/// positive one risen in both.
pub fn controls(
    wells: impl IntoIterator<Item = (InWell, Ct)>,
    bar: i64,
) -> Result<(), ControlFlaw> {
    for (inside, ct) in wells {
        match inside.kind() {
            WellKind::Tube => {}
            WellKind::NegativeControl if ct.n_risen(bar) > 0 => {
                return Err(ControlFlaw::NegativeRose);
            }
            WellKind::PositiveControl if ct.n_risen(bar) < 2 => {
                return Err(ControlFlaw::PositiveSilent);
            }
            WellKind::NegativeControl | WellKind::PositiveControl => {}
        }
    }
    Ok(())
}

/// Why an outcome cannot be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryFlaw {
    /// A curve rose.
    #[error("有扩增曲线的管不能填阴性：可填{}、可疑或无效，由重做来定", .0.title())]
    CurveRose(TubeOutcome),
    /// The controls failed.
    #[error("对照不成立，整板只能填无效")]
    ControlsFailed,
}

/// Why a person may enter something else than the curves say. For whoever signs to see.
pub const MAY_DIFFER: &str = "录入与曲线判读不同";

/// Whether a person may enter this beside what the curves propose: graver is always possible,
/// invalid too, a negative never where a curve rose.
pub fn check_entry(
    proposed: TubeOutcome,
    entered: TubeOutcome,
    are_controls_good: bool,
) -> Result<(), EntryFlaw> {
    match entered {
        TubeOutcome::Invalid => Ok(()),
        TubeOutcome::Negative | TubeOutcome::Positive | TubeOutcome::Unclear
            if !are_controls_good =>
        {
            Err(EntryFlaw::ControlsFailed)
        }
        TubeOutcome::Negative if proposed.holds() => Err(EntryFlaw::CurveRose(proposed)),
        TubeOutcome::Negative | TubeOutcome::Positive | TubeOutcome::Unclear => Ok(()),
    }
}

/// Whether a tube with this standing outcome may go onto a further plate: nothing was said of it,
/// or nothing sure.
pub fn mends(standing: Option<TubeOutcome>) -> bool {
    match standing {
        None | Some(TubeOutcome::Invalid | TubeOutcome::Unclear) => true,
        Some(TubeOutcome::Negative | TubeOutcome::Positive) => false,
    }
}
