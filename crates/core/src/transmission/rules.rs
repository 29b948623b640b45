//! What a chain rests on: days between cases from studies, and weights that are our own. They stand in
//! `rules/own/transmission.toml`, and beside every chain that is shown.

use super::{Evidence, LinkGround, Waits};
use crate::cases::Known;
use crate::contacts::Setting;
use crate::rules::Clause;
use serde::Deserialize;
use std::collections::BTreeMap;

const BUILT_IN: &str = include_str!("../../../../rules/own/transmission.toml");

/// How many days lie between infector and infected, by a study.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    /// Its word: omicron.
    pub id: String,
    /// What staff read.
    pub title: String,
    /// The mean, in days.
    pub mean_days: f64,
    /// The standard deviation, in days.
    pub sd_days: f64,
    /// The study.
    pub clause: Clause,
}

/// What a chain rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainRules {
    /// The distributions of days, the usual one first.
    pub waitings: Vec<Waiting>,
    /// What it is worth that nobody of these was it.
    pub nobody_weight: f64,
    /// What it is worth that the infector fell ill later.
    pub ill_after_weight: f64,
    /// By how many days he may have.
    pub ill_after_days_max: u8,
    /// What it is worth where a day is missing.
    pub no_day_weight: f64,
    worth: BTreeMap<Known, f64>,
    stated: f64,
    settings: BTreeMap<Setting, f64>,
}

/// InfectorWhy the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ChainRulesError {
    /// It is no such file.
    #[error("could not read the rules on chains: {0}")]
    Unreadable(String),
    /// A weight is missing, or none.
    #[error("the rules on chains: {0} is missing, or is not above 0 and at most 1")]
    Weight(String),
    /// A distribution that cannot be.
    #[error("the rules on chains: the days of {0} are no distribution")]
    Days(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    waiting: Vec<Waiting>,
    worth: BTreeMap<String, f64>,
    setting_worth: BTreeMap<String, f64>,
    other: Other,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    nobody_weight: f64,
    ill_after_weight: f64,
    ill_after_days_max: u8,
    no_day_weight: f64,
}

impl ChainRules {
    /// Reads a file of these rules.
    ///
    /// # Errors
    /// Where it is no such file, or a weight is missing or cannot be.
    pub fn parse(text: &str) -> Result<ChainRules, ChainRulesError> {
        let file: File = toml::from_str(text)
            .map_err(|error| ChainRulesError::Unreadable(error.message().to_owned()))?;
        let weight = |name: &str, value: Option<f64>| {
            let found = value.filter(|value| *value > 0.0 && *value <= 1.0);
            found.ok_or_else(|| ChainRulesError::Weight(name.to_owned()))
        };
        for waiting in &file.waiting {
            if Waits::gamma(waiting.mean_days, waiting.sd_days).is_none() {
                return Err(ChainRulesError::Days(waiting.id.clone()));
            }
        }
        if file.waiting.is_empty() {
            return Err(ChainRulesError::Days("waiting".to_owned()));
        }
        let mut worth = BTreeMap::new();
        for known in Known::ALL {
            let name = known.code();
            worth.insert(*known, weight(name, file.worth.get(name).copied())?);
        }
        let mut settings = BTreeMap::new();
        for setting in Setting::ALL {
            let name = setting.code();
            settings.insert(*setting, weight(name, file.setting_worth.get(name).copied())?);
        }
        let other = file.other;
        Ok(ChainRules {
            waitings: file.waiting,
            nobody_weight: weight("nobody_weight", Some(other.nobody_weight))?,
            ill_after_weight: weight("ill_after_weight", Some(other.ill_after_weight))?,
            ill_after_days_max: other.ill_after_days_max,
            no_day_weight: weight("no_day_weight", Some(other.no_day_weight))?,
            stated: weight("stated", file.worth.get("stated").copied())?,
            worth,
            settings,
        })
    }

    /// Reads the file that the project ships.
    ///
    /// # Errors
    /// Never, as its test says.
    pub fn built_in() -> Result<ChainRules, ChainRulesError> {
        ChainRules::parse(BUILT_IN)
    }

    /// The distribution of that word.
    pub fn waiting(&self, id: &str) -> Option<&Waiting> {
        self.waitings.iter().find(|waiting| waiting.id == id)
    }

    /// How much a piece of evidence is worth, above 0 and at most 1.
    pub fn worth(&self, evidence: &Evidence) -> f64 {
        match evidence.ground {
            LinkGround::Stated => self.stated,
            LinkGround::Contact | LinkGround::Shared => {
                let known = self.worth.get(&evidence.known).copied().unwrap_or_default();
                known * self.settings.get(&evidence.setting).copied().unwrap_or_default()
            }
        }
    }
}
