//! What a person's own samples come to.

use super::{TubeOutcome, TubeStanding};
use crate::Moment;
use crate::sampling::{Pool, TubeCode};

/// A sample of somebody, with how its tube stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonSample {
    /// The tube.
    pub tube: TubeCode,
    /// For how many the tube is.
    pub pool: Pool,
    /// How many are in it.
    pub n_inside: usize,
    /// When the swab was taken, by the corrected clock of the table.
    pub taken_at: Moment,
    /// How the tube stands.
    pub standing: TubeStanding,
}

impl PersonSample {
    /// Whether the tube speaks of this person alone.
    pub fn is_single(&self) -> bool {
        self.n_inside <= 1
    }
}

/// Somebody waits apart, because a tube that he shared is positive or unclear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The tube.
    pub tube: TubeCode,
    /// What it is.
    pub outcome: TubeOutcome,
    /// Since when this is known.
    pub since: Moment,
    /// When he was sampled singly since, if he was.
    pub retaken_at: Option<Moment>,
    /// When a test of his own lifted it.
    pub lifted_at: Option<Moment>,
}

/// How somebody stands by his tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonStanding {
    /// A tube of his own is positive or unclear, and since when that is known.
    pub positive: Option<(TubeOutcome, Moment)>,
    /// Holds, those that were lifted included.
    pub holds: Vec<Hold>,
    /// When the latest negative sample was taken.
    pub negative_at: Option<Moment>,
}

impl PersonStanding {
    /// The hold that stands, the earliest.
    pub fn held(&self) -> Option<&Hold> {
        self.holds.iter().find(|hold| hold.lifted_at.is_none())
    }
}

/// How somebody stands by all his samples, in whatever order they are given.
///
/// A shared tube that is positive or unclear holds him; it is lifted by a tube of his own, taken
/// after the result was known, that is negative. A tube of his own that is positive is his own,
/// and no later negative takes it back: that is for those who treat him to decide.
pub fn person_standing(samples: &[PersonSample]) -> PersonStanding {
    let mut stands = PersonStanding::default();
    for one in samples {
        let TubeStanding::Known(outcome, known_at) = one.standing else { continue };
        match outcome {
            TubeOutcome::Negative => {
                stands.negative_at = stands.negative_at.max(Some(one.taken_at))
            }
            TubeOutcome::Invalid => {}
            TubeOutcome::Positive | TubeOutcome::Unclear if one.is_single() => {
                let earlier = stands.positive.is_none_or(|(before, at)| {
                    (before != TubeOutcome::Positive, known_at)
                        < (outcome != TubeOutcome::Positive, at)
                });
                if stands.positive.is_none() || earlier {
                    stands.positive = Some((outcome, known_at));
                }
            }
            TubeOutcome::Positive | TubeOutcome::Unclear => {
                let own =
                    || samples.iter().filter(|own| own.is_single() && own.taken_at > known_at);
                let lifted_at = own().filter_map(|own| match own.standing {
                    TubeStanding::Known(TubeOutcome::Negative, at) => Some(at),
                    TubeStanding::Known(..) | TubeStanding::Waiting => None,
                });
                stands.holds.push(Hold {
                    tube: one.tube,
                    outcome,
                    since: known_at,
                    retaken_at: own().map(|own| own.taken_at).min(),
                    lifted_at: lifted_at.min(),
                });
            }
        }
    }
    stands.holds.sort_by_key(|hold| (hold.since, hold.tube));
    stands
}
