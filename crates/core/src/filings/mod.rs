//! 报备: what is filed with a community. A filing tells; it asks nobody's leave. What is not allowed at
//! all follows from the dated rules, the zones and the closing notices, and the answer names its clause.

mod answered;
mod gathering;
mod judged;
mod leaving;
#[cfg(test)]
mod tests;

pub use answered::{
    ANSWER_HOURS, GatheringFact, GatheringRefused, GatheringSays, GatheringStanding,
};
pub use gathering::{
    Gathering, GatheringFactKind, GatheringFlaw, GatheringKind, GatheringReply, GatheringState,
    GatheringVerdict, Precaution,
};
pub use judged::{GatheringAnswer, GatheringFinding, Standing, judge};
pub use leaving::{
    Leaving, LeavingFact, LeavingFactKind, LeavingFlaw, LeavingRefused, LeavingSays,
    LeavingStanding, LeavingState, barred,
};

use crate::coded;

coded! {
    /// What is filed.
    FilingKind {
        /// 聚集活动
        Gathering = "gathering",
        /// 离并
        Leaving = "leaving",
    }
}

/// The longest text of a filing, in signs.
pub const TEXT_CHARS_MAX: usize = 120;
/// What is filed is for the next so many days. Nobody's rule: what lies further was mistyped.
pub const DAYS_AHEAD_MAX: i64 = 180;

fn is_said(text: &str) -> bool {
    (1..=TEXT_CHARS_MAX).contains(&text.chars().count())
}
