//! 风险点位: where cases were, told to everybody so that it points at nobody.
//!
//! Places of several cases are mixed, times are widened, and what could point at one person is held back
//! with a sentence why. Nothing of a person is ever in what is published: the type has no field for it.

mod judge;
mod rules;
#[cfg(test)]
mod tests;
mod windows;
mod words;

pub use judge::{Earlier, Held, Judged, judge, shown_until};
pub use rules::{PublicationNumbers, PublicationRules, PublicationRulesError};
pub use windows::{Around, Presence, Stretch, stretches};
pub use words::{Leak, leak_of};

use crate::venues::VenueKind;
use crate::{Moment, coded};
use serde::{Deserialize, Serialize};

coded! {
    /// What was said of a list.
    RiskListFactKind {
        /// 提出
        Proposed = "proposed",
        /// 签发: from then on everybody is told.
        Signed = "signed",
        /// 不签
        Declined = "declined",
        /// 撤回: nobody is told any more.
        Withdrawn = "withdrawn",
    }

    /// How a list stands.
    RiskListState {
        /// 待签
        Waiting = "waiting",
        /// 已公布
        Published = "published",
        /// 未签
        Declined = "declined",
        /// 已撤回
        Withdrawn = "withdrawn",
    }
}

/// How a list stands by what was said of it, in order; none where it was never proposed.
pub fn list_state(said: &[RiskListFactKind]) -> Option<RiskListState> {
    let mut state = None;
    for one in said {
        state = match (one, state) {
            (RiskListFactKind::Proposed, None) => Some(RiskListState::Waiting),
            (RiskListFactKind::Signed, Some(RiskListState::Waiting)) => {
                Some(RiskListState::Published)
            }
            (RiskListFactKind::Declined, Some(RiskListState::Waiting)) => {
                Some(RiskListState::Declined)
            }
            (
                RiskListFactKind::Withdrawn,
                Some(RiskListState::Waiting | RiskListState::Published),
            ) => Some(RiskListState::Withdrawn),
            _ => state,
        };
    }
    state
}

/// No list is longer, in windows.
pub const WINDOWS_MAX: usize = 300;
/// No name of a place is longer, in characters.
pub const NAME_CHARS_MAX: usize = 60;

/// A place as the public knows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicPlace {
    /// The county in which it lies, as its six digits; empty of a train or a flight.
    pub county: String,
    /// What it is called.
    pub name: String,
    /// The number of its code; none where it has none.
    #[serde(default)]
    pub venue: Option<u32>,
    /// What kind; none where nobody said.
    #[serde(default)]
    pub kind: Option<VenueKind>,
}

/// What is published: a place, and the stretch of time. There is nothing else in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicWindow {
    /// Where.
    pub place: PublicPlace,
    /// From a full hour.
    pub from: Moment,
    /// Until a full hour.
    pub to: Moment,
}
