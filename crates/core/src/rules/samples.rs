//! How long samples may be on the way to the laboratory, how warm, and by when they are told.

use super::Clause;
use serde::{Deserialize, Serialize};

/// A bound on samples between the table and the laboratory.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleLimit {
    /// What is measured, and in which unit.
    pub what: SampleMeasure,
    /// Not less than this.
    #[serde(default)]
    pub at_least: Option<i64>,
    /// Not more than this.
    pub at_most: i64,
    /// The words.
    pub clause: Clause,
}

/// What is measured of samples on the way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleMeasure {
    /// From the sealing of the tube until the laboratory has it, in minutes.
    SealedToReceivedMinutes,
    /// Of the box, in tenths of a degree Celsius.
    TemperatureTenths,
}

impl SampleLimit {
    /// Whether a measured value keeps within the bound.
    pub fn keeps(&self, value: i64) -> bool {
        self.at_least.is_none_or(|least| least <= value) && value <= self.at_most
    }
}

/// By when the report of a sample is promised that was taken before an hour of the day.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportTime {
    /// Taken before this hour of the day; 24 for all the rest of it.
    pub sampled_before_hour: u8,
    /// How many days later it is promised.
    pub days_later: u8,
    /// By which hour of that day.
    pub reported_by_hour: u8,
    /// The words.
    pub clause: Clause,
}
