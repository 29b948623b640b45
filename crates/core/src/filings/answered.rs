//! What was said of a gathering, and how it stands: filed, changed, answered within a clock.

use super::{Gathering, GatheringFactKind, GatheringReply, GatheringState, GatheringVerdict};
use crate::Moment;
use serde::{Deserialize, Serialize};

/// The community answers within so many hours, and before it begins. Nobody's rule: one day, as an
/// appeal has.
pub const ANSWER_HOURS: i64 = 24;

/// What a fact of a gathering says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatheringSays {
    /// It was filed.
    Filed(Box<Gathering>),
    /// It is otherwise now: the answer that was given is for the version before.
    Changed(Box<Gathering>),
    /// It is not held.
    Cancelled,
    /// The community answered.
    Answered {
        /// What.
        reply: GatheringReply,
        /// At most so many people, where it is asked to shrink.
        #[serde(default)]
        people_max: Option<u32>,
    },
}

impl GatheringSays {
    /// Its kind.
    pub fn kind(&self) -> GatheringFactKind {
        match self {
            GatheringSays::Filed(_) => GatheringFactKind::Filed,
            GatheringSays::Changed(_) => GatheringFactKind::Changed,
            GatheringSays::Cancelled => GatheringFactKind::Cancelled,
            GatheringSays::Answered { .. } => GatheringFactKind::Answered,
        }
    }
}

/// Something that was said of a gathering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatheringFact {
    /// What.
    pub says: GatheringSays,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name; none where the host did.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
}

/// A gathering as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatheringStanding {
    /// What was filed last.
    pub gathering: Gathering,
    /// How far it is.
    pub state: GatheringState,
    /// At most so many people, where the community asked to shrink.
    pub people_max: Option<u32>,
    /// Why the community said so.
    pub reason: String,
    /// When this version was filed.
    pub filed_at: Moment,
    /// When the community answers at the latest.
    pub answer_until: Moment,
}

/// Why a fact cannot follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatheringRefused {
    /// It does not fit how the gathering stands.
    State,
    /// To shrink needs a smaller number; the rest has none.
    PeopleMax,
    /// A refusal without a clause of that day.
    NoClause,
}

impl GatheringStanding {
    /// How it stands by its facts; none where nothing was filed.
    pub fn of(facts: &[GatheringFact]) -> Option<GatheringStanding> {
        let mut standing: Option<GatheringStanding> = None;
        for fact in facts {
            match (&fact.says, &mut standing) {
                (GatheringSays::Filed(gathering), None) => {
                    standing = Some(GatheringStanding::filed(gathering, fact.at));
                }
                (GatheringSays::Changed(gathering), Some(one)) => {
                    *one = GatheringStanding::filed(gathering, fact.at);
                }
                (GatheringSays::Cancelled, Some(one)) => one.state = GatheringState::Cancelled,
                (GatheringSays::Answered { reply, people_max }, Some(one)) => {
                    one.state = match reply {
                        GatheringReply::Noted => GatheringState::Noted,
                        GatheringReply::Shrink => GatheringState::Shrink,
                        GatheringReply::Postpone => GatheringState::Postpone,
                        GatheringReply::Refused => GatheringState::Refused,
                    };
                    one.people_max = *people_max;
                    one.reason.clone_from(&fact.reason);
                }
                (GatheringSays::Filed(_), Some(_)) | (_, None) => {}
            }
        }
        standing
    }

    fn filed(gathering: &Gathering, at: Moment) -> GatheringStanding {
        let a_day_later = at.plus_ms(ANSWER_HOURS * 3_600_000);
        GatheringStanding {
            gathering: gathering.clone(),
            state: GatheringState::Waiting,
            people_max: None,
            reason: String::new(),
            filed_at: at,
            answer_until: a_day_later.min(gathering.starts_at()),
        }
    }

    /// Whether the community should have answered by now.
    pub fn is_late(&self, now: Moment) -> bool {
        self.state == GatheringState::Waiting && now >= self.answer_until
    }

    /// Whether something may be said of it, as the rules of its day stand.
    ///
    /// # Errors
    /// It does not follow.
    pub fn may_follow(
        &self,
        says: &GatheringSays,
        verdict: GatheringVerdict,
    ) -> Result<(), GatheringRefused> {
        if self.state == GatheringState::Cancelled {
            return Err(GatheringRefused::State);
        }
        match says {
            GatheringSays::Filed(_) => Err(GatheringRefused::State),
            GatheringSays::Changed(_) | GatheringSays::Cancelled => Ok(()),
            GatheringSays::Answered { reply: GatheringReply::Shrink, people_max } => {
                let is_less = people_max.is_some_and(|n| (1..self.gathering.people).contains(&n));
                if is_less { Ok(()) } else { Err(GatheringRefused::PeopleMax) }
            }
            GatheringSays::Answered { people_max: Some(_), .. } => Err(GatheringRefused::PeopleMax),
            // A filing is no request: it is refused by a clause, never by somebody's wish.
            GatheringSays::Answered { reply: GatheringReply::Refused, .. } => match verdict {
                GatheringVerdict::NotAllowed | GatheringVerdict::Strict => Ok(()),
                GatheringVerdict::MustFile | GatheringVerdict::NotNeeded => {
                    Err(GatheringRefused::NoClause)
                }
            },
            GatheringSays::Answered { .. } => Ok(()),
        }
    }
}
