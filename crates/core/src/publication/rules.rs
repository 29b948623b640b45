//! What may be published: the authority's words, and numbers that are our own.

use crate::rules::Clause;
use crate::venues::VenueKind;
use serde::Deserialize;

const BUILT_IN: &str = include_str!("../../../../rules/own/publication.toml");

/// What may be published.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicationRules {
    /// The authority's words.
    pub clause: Clause,
    /// Our own numbers.
    pub numbers: PublicationNumbers,
    never: Never,
}

/// Our own numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicationNumbers {
    /// Other people who were there, at least.
    pub people_min: u32,
    /// Homes that they are of, at least.
    pub homes_min: u32,
    /// Minutes by which a stretch is widened at either end.
    pub widen_minutes: u16,
    /// Minutes to whose multiples it is rounded outward.
    pub round_minutes: u16,
    /// Places of the cases of one home alone, in all lists together.
    pub alone_max: u32,
    /// The same, of one day.
    pub alone_of_day_max: u32,
    /// Days on which one case may have been at a place before it counts as his place of work.
    pub routine_days_max: u32,
    /// Days after which a stretch is no longer published, nor shown.
    pub days_back_max: u16,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Never {
    kinds: Vec<VenueKind>,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PublicationRulesError {
    /// It is no such file.
    #[error("could not read the rules on publication: {0}")]
    Unreadable(String),
    /// A number protects nobody.
    #[error("the rules on publication: {0} protects nobody")]
    Weak(&'static str),
}

impl PublicationRules {
    /// Reads a file of these rules.
    ///
    /// # Errors
    /// Where it is no such file, or a number would protect nobody.
    pub fn parse(text: &str) -> Result<PublicationRules, PublicationRulesError> {
        let rules: PublicationRules = toml::from_str(text)
            .map_err(|error| PublicationRulesError::Unreadable(error.message().to_owned()))?;
        let numbers = rules.numbers;
        let weak = match numbers {
            _ if numbers.people_min < 5 => Some("people_min"),
            _ if numbers.homes_min < 2 => Some("homes_min"),
            _ if numbers.round_minutes < 60 || 1_440 % numbers.round_minutes != 0 => {
                Some("round_minutes")
            }
            _ if numbers.alone_max > 3 => Some("alone_max"),
            _ => None,
        };
        weak.map_or(Ok(rules), |name| Err(PublicationRulesError::Weak(name)))
    }

    /// Reads the file that the project ships.
    ///
    /// # Errors
    /// Never, as its test says.
    pub fn built_in() -> Result<PublicationRules, PublicationRulesError> {
        PublicationRules::parse(BUILT_IN)
    }

    /// Whether nothing of such places is published.
    pub fn is_never(&self, kind: VenueKind) -> bool {
        self.never.kinds.contains(&kind)
    }
}
