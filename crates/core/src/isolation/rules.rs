//! The rules of isolation, as they stand in their file.

use super::daily::CheckItem;
use super::home::HomeCondition;
use crate::rules::Clause;
use serde::Deserialize;

const BUILT_IN: &str = include_str!("../../../../rules/own/isolation.toml");

/// The rules of isolation.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IsolationRules {
    /// Who may share a room.
    pub rooms: RoomRules,
    /// In which part of a site people stay.
    pub zones: ZoneRules,
    /// Who may share a vehicle, and what a way takes.
    pub ride: RideRules,
    /// What a home needs.
    pub home: Vec<HomeRule>,
    /// By whose words.
    pub home_clause: Clause,
    /// What a site looks at each day.
    pub check: Vec<CheckRule>,
    /// By whose words.
    pub check_clause: Clause,
}

/// Who may share a room.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomRules {
    /// By whose words.
    pub clause: Clause,
    /// Whoever is younger cannot be alone.
    pub alone_from_age: i16,
    /// Whoever is so old is not left alone where somebody of his household is there.
    pub care_from_age: i16,
    /// A site has so many rooms at most.
    pub rooms_max: usize,
    /// A room has so many beds at most.
    pub beds_max: u16,
}

/// In which part of a site people stay.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneRules {
    /// By whose words.
    pub clause: Clause,
}

/// What a way takes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RideRules {
    /// Who may share a vehicle, by whose words.
    pub clause: Clause,
    /// Minutes at a door.
    pub stop_minutes: i64,
    /// As the crow flies.
    pub metres_per_minute: u32,
    /// Minutes between two places of which one has no point on the map.
    pub minutes_unknown: i64,
    /// Stops of one run, at most.
    pub stops_max: usize,
    /// Whoever is younger is an infant.
    pub infant_below_age: i16,
}

/// What a home needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeRule {
    /// What.
    pub condition: HomeCondition,
    /// Whether it is unfit without; else it is only better with it.
    pub is_needed: bool,
    /// What is asked at the door.
    pub words: String,
}

/// What a site looks at each day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckRule {
    /// What.
    pub item: CheckItem,
    /// What is asked.
    pub words: String,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IsolationRulesError {
    /// It is no such file.
    #[error("could not read the rules of isolation: {0}")]
    Unreadable(String),
    /// A condition or an item is missing, or stands there twice.
    #[error("the rules of isolation: each of {0} must stand there once")]
    NotOnce(&'static str),
    /// A number with which nothing can be planned.
    #[error("the rules of isolation: {0} plans nothing")]
    Senseless(&'static str),
}

impl IsolationRules {
    /// Reads a file of these rules.
    ///
    /// # Errors
    /// Where it is no such file, or leaves something out.
    pub fn parse(text: &str) -> Result<IsolationRules, IsolationRulesError> {
        let rules: IsolationRules = toml::from_str(text)
            .map_err(|error| IsolationRulesError::Unreadable(error.message().to_owned()))?;
        let is_once = |n: usize| n == 1;
        let has_homes = HomeCondition::ALL
            .iter()
            .all(|one| is_once(rules.home.iter().filter(|rule| rule.condition == *one).count()));
        let has_checks = CheckItem::ALL
            .iter()
            .all(|one| is_once(rules.check.iter().filter(|rule| rule.item == *one).count()));
        let ride = &rules.ride;
        if !has_homes {
            return Err(IsolationRulesError::NotOnce("home"));
        }
        if !has_checks {
            return Err(IsolationRulesError::NotOnce("check"));
        }
        if ride.metres_per_minute == 0 || ride.stop_minutes < 0 || ride.minutes_unknown < 0 {
            return Err(IsolationRulesError::Senseless("ride"));
        }
        // Every order of so many stops is tried while somebody waits.
        if !(1..=8).contains(&ride.stops_max) {
            return Err(IsolationRulesError::Senseless("stops_max"));
        }
        Ok(rules)
    }

    /// Reads the file that the project ships.
    ///
    /// # Errors
    /// Never, as its test says.
    pub fn built_in() -> Result<IsolationRules, IsolationRulesError> {
        IsolationRules::parse(BUILT_IN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, to: &str, expected: &str) {
        assert!(BUILT_IN.contains(from), "{from}");
        let told = match IsolationRules::parse(&BUILT_IN.replacen(from, to, 1)) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        assert!(told.ends_with(expected) && told.is_empty() == expected.is_empty(), "{told}");
    }

    #[test]
    fn the_file_is_whole_or_refused() {
        check("stops_max = 7", "stops_max = 7", "");
        check("stops_max = 7", "stops_max = 30", "stops_max plans nothing");
        check("metres_per_minute = 400", "metres_per_minute = 0", "ride plans nothing");
        check("\"own_toilet\"", "\"own_room\"", "each of home must stand there once");
        check("\"waste\"", "\"meals\"", "each of check must stand there once");
    }
}
