//! How often places are to be disinfected.

use super::{Clause, LocalMeasure};
use crate::venues::VenueKind;
use serde::Deserialize;

/// 每日至少进行两次全方位、无死角的消毒.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisinfectionRule {
    /// Which places.
    pub kinds: Vec<VenueKind>,
    /// At least so many times a day; none where the words say more often and no number.
    #[serde(default)]
    pub times_a_day: Option<u16>,
    /// The words.
    pub clause: Clause,
}

impl DisinfectionRule {
    /// What it says, in a sentence without its end.
    pub fn says(&self) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.title()).collect();
        let kinds = kinds.join("、");
        match self.times_a_day {
            Some(times) => format!("{kinds}：每天至少消毒{times}次"),
            None => format!("{kinds}：加大消毒频次（没有写明几次）"),
        }
    }
}

impl LocalMeasure {
    /// How often places are to be disinfected, where it says that.
    pub fn disinfection(&self) -> Option<&DisinfectionRule> {
        let LocalMeasure::Disinfection(rule) = self else { return None };
        Some(rule)
    }
}
