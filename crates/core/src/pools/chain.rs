//! What follows a positive tube, step by step, with its clock; it closes itself.

use super::{PersonSample, PersonStanding, TubeOutcome, TubeStanding, person_standing};
use crate::ids::PersonId;
use crate::sampling::TubeCode;
use crate::{Moment, coded};

coded! {
    /// Where somebody of a positive tube is, without the clock.
    ChainStepKind {
        /// 待告知
        ToBeTold = "to_be_told",
        /// 已告知，待单采
        Told = "told",
        /// 已单采，待结果
        Retaken = "retaken",
        /// 单采阴性，已解除
        Lifted = "lifted",
        /// 单采阳性
        Positive = "positive",
        /// 结果已更正，已解除
        Freed = "freed",
    }
}

/// Where somebody of a positive tube is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainStep {
    /// Nobody has been at the door yet.
    ToBeTold,
    /// Told at the door; a single sample is still to be taken.
    Told(Moment),
    /// Sampled singly; the result is awaited.
    Retaken(Moment),
    /// His own test is negative: the hold is lifted.
    Lifted(Moment),
    /// His own test is positive or unclear.
    Positive(Moment),
    /// The result of the tube was put right: nothing holds him.
    Freed,
}

impl ChainStep {
    /// The step, and when he came to it.
    pub fn told(self) -> (ChainStepKind, Option<Moment>) {
        match self {
            ChainStep::ToBeTold => (ChainStepKind::ToBeTold, None),
            ChainStep::Told(at) => (ChainStepKind::Told, Some(at)),
            ChainStep::Retaken(at) => (ChainStepKind::Retaken, Some(at)),
            ChainStep::Lifted(at) => (ChainStepKind::Lifted, Some(at)),
            ChainStep::Positive(at) => (ChainStepKind::Positive, Some(at)),
            ChainStep::Freed => (ChainStepKind::Freed, None),
        }
    }

    /// When the chain is over for him.
    pub fn ended_at(self) -> Option<Moment> {
        match self {
            ChainStep::Lifted(at) | ChainStep::Positive(at) => Some(at),
            ChainStep::ToBeTold | ChainStep::Told(_) | ChainStep::Retaken(_) | ChainStep::Freed => {
                None
            }
        }
    }
}

/// Somebody of a tube, as the chain sees him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// When somebody told the door, where it was noted.
    pub told_at: Option<Moment>,
    /// All his samples.
    pub samples: Vec<PersonSample>,
}

/// The chain of a tube.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The tube.
    pub tube: TubeCode,
    /// What it is.
    pub outcome: TubeOutcome,
    /// Since when that is known.
    pub since: Moment,
    /// Where each is.
    pub steps: Vec<(PersonId, ChainStep)>,
    /// When it closed: everybody's own test is in.
    pub closed_at: Option<Moment>,
}

/// The chain of a tube that is or was positive or unclear; none where it never was.
pub fn chain(
    tube: TubeCode,
    first_known: Option<(TubeOutcome, Moment)>,
    standing: TubeStanding,
    members: &[Member],
) -> Option<Chain> {
    let (outcome, since) = first_known?;
    let holds = standing.outcome().is_some_and(TubeOutcome::holds);
    let steps: Vec<(PersonId, ChainStep)> = members
        .iter()
        .map(|one| {
            let step = match holds {
                true => step_of(tube, since, one, &person_standing(&one.samples)),
                false => ChainStep::Freed,
            };
            (one.person, step)
        })
        .collect();
    let closed_at = match standing {
        TubeStanding::Known(_, at) if !holds => Some(at),
        TubeStanding::Known(..) | TubeStanding::Waiting => {
            let ends: Option<Vec<Moment>> = steps.iter().map(|(_, step)| step.ended_at()).collect();
            ends.and_then(|ends| ends.into_iter().max())
        }
    };
    Some(Chain { tube, outcome, since, steps, closed_at })
}

fn step_of(tube: TubeCode, since: Moment, member: &Member, stands: &PersonStanding) -> ChainStep {
    let own_positive = member.samples.iter().find_map(|own| match own.standing {
        TubeStanding::Known(outcome, at)
            if outcome.holds() && own.is_single() && (own.tube == tube || own.taken_at > since) =>
        {
            Some(at)
        }
        TubeStanding::Known(..) | TubeStanding::Waiting => None,
    });
    if let Some(at) = own_positive {
        return ChainStep::Positive(at);
    }
    let hold = stands.holds.iter().find(|hold| hold.tube == tube);
    match hold.map(|hold| (hold.lifted_at, hold.retaken_at)) {
        Some((Some(at), _)) => ChainStep::Lifted(at),
        Some((None, Some(at))) => ChainStep::Retaken(at),
        Some((None, None)) | None => member.told_at.map_or(ChainStep::ToBeTold, ChainStep::Told),
    }
}
