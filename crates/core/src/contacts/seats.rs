//! 座位与餐桌: where a case and a contact of his sat, and what that says of how near they were.

use super::{Near, Setting};
use serde::{Deserialize, Serialize};

/// From one row of seats to the next it is so many meters. Our own: kind 7 of the list says 1米内 and names
/// no row. So the row before and the row behind are near, and the second is not. Within a row nobody is
/// counted apart, across the aisle neither: also our own, on the side that misses nobody.
pub const ROW_METERS: u16 = 1;
/// The highest row. Our own bound: more, and it was mistyped.
pub const ROW_MAX: u16 = 200;
/// The longest carriage, place in a row and table, in characters.
pub const SEAT_CHARS_MAX: usize = 20;

/// Where somebody sat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Seat {
    /// In a vehicle.
    Vehicle {
        /// 3 of 3车厢; empty where there is one room only, or nobody knows.
        carriage: String,
        /// 12 of 12F.
        row: Option<u16>,
        /// F of 12F, for whoever reads it: it decides nothing.
        place: String,
    },
    /// At a meal.
    Table {
        /// As the house calls it; empty where nobody knows.
        table: String,
        /// Of a contact: whether it is the table beside the case's, or he passed it again and again
        /// (邻桌、频繁经过).
        near: Near,
    },
}

/// Why a seat cannot be entered so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeatFlaw {
    /// Neither a carriage nor a row, or a row that is none.
    #[error("请填车厢或排号，排号是1至{ROW_MAX}")]
    Row,
    /// Neither a table nor whether it is near.
    #[error("请填桌号，或选是不是邻桌")]
    Table,
    /// A long text.
    #[error("车厢、座位和桌号最多{SEAT_CHARS_MAX}字")]
    Long,
}

/// How near two people were, as far as their seats say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearness {
    /// Meters between them.
    pub distance_m: Option<u16>,
    /// Whether they were near, where no meters say it.
    pub near: Near,
}

impl Nearness {
    /// Nobody said.
    pub const UNKNOWN: Nearness = Nearness { distance_m: None, near: Near::Unknown };

    fn of(near: Near) -> Nearness {
        Nearness { distance_m: None, near }
    }

    /// Whether anything is known of it.
    pub fn is_known(self) -> bool {
        self != Nearness::UNKNOWN
    }
}

impl Seat {
    /// What people share where there are such seats.
    pub fn setting(&self) -> Setting {
        match self {
            Seat::Vehicle { .. } => Setting::Vehicle,
            Seat::Table { .. } => Setting::Meal,
        }
    }

    /// Whether it can be entered.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self) -> Result<(), SeatFlaw> {
        let is_long = |text: &str| text.trim().chars().count() > SEAT_CHARS_MAX;
        match self {
            Seat::Vehicle { carriage, row, place } => {
                let is_nowhere = carriage.trim().is_empty() && row.is_none();
                if is_nowhere || row.is_some_and(|row| !(1..=ROW_MAX).contains(&row)) {
                    return Err(SeatFlaw::Row);
                }
                if is_long(carriage) || is_long(place) { Err(SeatFlaw::Long) } else { Ok(()) }
            }
            Seat::Table { table, near } => {
                if table.trim().is_empty() && *near == Near::Unknown {
                    return Err(SeatFlaw::Table);
                }
                if is_long(table) { Err(SeatFlaw::Long) } else { Ok(()) }
            }
        }
    }
}

/// How near a case and a contact were, by where they sat in one vehicle or at one meal.
///
/// 乘坐同一交通工具并有近距离接触（1米内）人员 (kind 7): rows are turned into meters, and the meters of the
/// edition decide. Another carriage is far. 共餐（同桌、邻桌、频繁经过） (kind 6): one table is near, and of
/// another it must be said. What is not known stays a question.
pub fn nearness(setting: Setting, case: &Seat, contact: &Seat) -> Nearness {
    if case.setting() != setting || contact.setting() != setting {
        return Nearness::UNKNOWN;
    }
    match (case, contact) {
        (
            Seat::Vehicle { carriage, row, .. },
            Seat::Vehicle { carriage: other, row: other_row, .. },
        ) => {
            let (carriage, other) = (bare(carriage), bare(other));
            if carriage.is_empty() != other.is_empty() {
                return Nearness::UNKNOWN;
            }
            if carriage != other {
                return Nearness::of(Near::No);
            }
            let n_rows = row.zip(*other_row).map(|(one, other)| one.abs_diff(other));
            let distance_m = n_rows.map(|n| n.saturating_mul(ROW_METERS));
            Nearness { distance_m, near: Near::Unknown }
        }
        (Seat::Table { table, .. }, Seat::Table { table: other, near }) => {
            let (table, other) = (bare(table), bare(other));
            let is_same = !table.is_empty() && table == other;
            Nearness::of(if is_same { Near::Yes } else { *near })
        }
        (Seat::Vehicle { .. }, Seat::Table { .. }) | (Seat::Table { .. }, Seat::Vehicle { .. }) => {
            Nearness::UNKNOWN
        }
    }
}

/// A number or a name without what is written around it: 3, 03, ３ and 3号车厢 are one.
fn bare(text: &str) -> String {
    let half = |letter: char| match letter {
        '！'..='～' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        other => other,
    };
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).map(half).collect();
    let plain = plain.to_ascii_lowercase();
    let inner = plain.trim_start_matches('第').trim_end_matches(['号', '节', '车', '厢', '桌']);
    let short = inner.trim_start_matches('0');
    if short.is_empty() { inner.to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CityDay;
    use crate::contacts::{Decision, Shared, decide};
    use crate::rules::RuleBook;

    /// `3/12F`, `/5`, `3/`: carriage, row and place. `桌8`, `桌8 near`, `桌 far`: a table.
    fn seat(text: &str) -> Seat {
        if let Some(table) = text.strip_prefix('桌') {
            let (table, near) = table.split_once(' ').unwrap_or((table, ""));
            let near = match near {
                "near" => Near::Yes,
                "far" => Near::No,
                _ => Near::Unknown,
            };
            return Seat::Table { table: table.to_owned(), near };
        }
        let (carriage, place) = text.split_once('/').unwrap();
        let n_digits = place.chars().take_while(char::is_ascii_digit).count();
        let (row, place) = place.split_at(n_digits);
        Seat::Vehicle {
            carriage: carriage.to_owned(),
            row: row.parse().ok(),
            place: place.to_owned(),
        }
    }

    /// Where the case and the contact sat, and what the ninth edition makes of it.
    fn check(case: &str, contact: &str, expected: &str) {
        let book = RuleBook::built_in().unwrap();
        let (case, contact) = (seat(case), seat(contact));
        let setting = case.setting();
        let Nearness { distance_m, near } = nearness(setting, &case, &contact);
        let shared = Shared { setting, overlap_s: 1_500, distance_m, near };
        let day = CityDay::parse("2022-10-07").unwrap();
        let told = match decide(&book, day, &shared) {
            Decision::Close { rule, .. } => format!("close {}", rule.number),
            Decision::Ask { question, .. } => question.code().to_owned(),
            Decision::TooFar { rule, .. } => format!("too far {}", rule.number),
            Decision::NoList => "no list".to_owned(),
        };
        assert_eq!(told, expected, "{case:?} {contact:?}");
    }

    #[test]
    fn within_a_meter_in_one_vehicle() {
        check("3/12F", "3/12A", "close 7");
        check("3/12F", "3/11B", "close 7");
        check("3/12F", "3/13F", "close 7");
        check("3/12F", "3/14F", "too far 7");
        check("3/12F", "3/18F", "too far 7");
        check("3/12F", "4/12F", "too far 7");
        check("3/", "4/", "too far 7");
        // One carriage is written in many ways.
        check("3/12F", "03号车厢/12C", "close 7");
        check("第3节/12F", "３车/13C", "close 7");
        // What is not known of both stays a question.
        check("3/", "3/12F", "which_seat");
        check("3/12F", "/12F", "which_seat");
        check("/12F", "3/12F", "which_seat");
        // A vehicle without carriages.
        check("/5", "/6", "close 7");
        check("/5", "/11", "too far 7");
    }

    #[test]
    fn at_one_table_or_the_next() {
        check("桌8", "桌8", "close 6");
        check("桌8", "桌08号桌", "close 6");
        check("桌包间A", "桌包间a", "close 6");
        check("桌8", "桌9", "which_table");
        check("桌8", "桌9 near", "close 6");
        check("桌8", "桌9 far", "too far 6");
        check("桌8", "桌 near", "close 6");
        check("桌8", "桌8 far", "close 6");
    }

    #[test]
    fn a_seat_says_something_and_is_of_its_own_kind_of_place() {
        assert_eq!(seat("/").check(), Err(SeatFlaw::Row));
        assert_eq!(seat("3/0").check(), Err(SeatFlaw::Row));
        assert_eq!(seat("/201").check(), Err(SeatFlaw::Row));
        assert_eq!(seat("/200").check(), Ok(()));
        assert_eq!(seat("3/").check(), Ok(()));
        assert_eq!(seat("桌").check(), Err(SeatFlaw::Table));
        assert_eq!(seat("桌 near").check(), Ok(()));
        let long = "桌".to_owned() + &"字".repeat(SEAT_CHARS_MAX + 1);
        assert_eq!(seat(&long).check(), Err(SeatFlaw::Long));
        let (vehicle, table) = (seat("3/12F"), seat("桌8"));
        for (setting, one, other) in [
            (Setting::Vehicle, &vehicle, &table),
            (Setting::Meal, &vehicle, &vehicle),
            (Setting::Vehicle, &table, &table),
            (Setting::Room, &vehicle, &vehicle),
        ] {
            assert!(!nearness(setting, one, other).is_known(), "{setting:?}");
        }
    }

    #[test]
    fn whose_seat_is_whose_does_not_matter_in_a_vehicle() {
        for (one, other) in (1..40).flat_map(|one| (1..40).map(move |other| (one, other))) {
            let (one, other) = (seat(&format!("3/{one}A")), seat(&format!("3/{other}F")));
            let there = nearness(Setting::Vehicle, &one, &other);
            assert_eq!(there, nearness(Setting::Vehicle, &other, &one));
        }
    }
}
