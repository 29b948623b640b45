//! What an authority wrote, and how sure we are that it did.

use crate::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// How sure we are that the authority wrote this.
    Confidence {
        /// The official text, or many identical copies of it.
        A = "A",
        /// Two or more independent copies agree.
        B = "B",
        /// One copy.
        C = "C",
        /// Unsure: copies conflict, or it was never found in writing. Shown, never enforced.
        U = "U",
    }
}

impl Confidence {
    /// What staff read: 官方原文, 多份一致, 单一来源, 待核实.
    pub fn title(self) -> &'static str {
        match self {
            Confidence::A => "官方原文",
            Confidence::B => "多份一致",
            Confidence::C => "单一来源",
            Confidence::U => "待核实",
        }
    }

    /// Whether a rule of this confidence may hold somebody to something.
    pub fn is_enforced(self) -> bool {
        match self {
            Confidence::A | Confidence::B | Confidence::C => true,
            Confidence::U => false,
        }
    }
}

/// The authority's words for one rule, and where they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// The words themselves, in Chinese.
    pub as_written: String,
    /// Which text they come from.
    pub source: String,
    /// How sure we are of them.
    pub confidence: Confidence,
    /// What a reader should know besides, such as how copies differ.
    #[serde(default)]
    pub note: Option<String>,
}

impl Clause {
    /// Whether the clause may hold somebody to something; an unsure one is only shown.
    pub fn is_enforced(&self) -> bool {
        self.confidence.is_enforced()
    }
}
