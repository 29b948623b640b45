//! The nine kinds in their own words, and the days of each edition.

use super::*;
use crate::CityDay;
use crate::rules::RuleBook;

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

/// What is shared, and what it comes to under the ninth edition: the number of the kind and how.
fn check(setting: &str, minutes: u32, distance_m: Option<u16>, near: &str, expected: &str) {
    let book = RuleBook::built_in().unwrap();
    let shared = Shared {
        setting: Setting::from_code(setting).unwrap(),
        overlap_s: minutes * 60,
        distance_m,
        near: Near::from_code(near).unwrap(),
    };
    let told = match decide(&book, day("2022-10-07"), &shared) {
        Decision::Close { rule, edition } => {
            assert_eq!(edition.id.0, "P9");
            assert!(!rule.clause.as_written.is_empty());
            format!("close {}", rule.number)
        }
        Decision::Ask { rule, question, .. } => format!("{} {}", question.code(), rule.number),
        Decision::TooFar { rule, .. } => format!("too far {}", rule.number),
        Decision::NoList => "no list".to_owned(),
    };
    assert_eq!(told, expected, "{shared:?}");
}

#[test]
fn the_kinds_of_the_ninth_edition() {
    check("home", 600, None, "unknown", "close 1");
    check("care", 60, None, "unknown", "who_cared 2");
    check("care", 60, None, "yes", "close 2");
    check("room", 480, None, "unknown", "same_room 5");
    check("room", 480, None, "yes", "close 5");
    check("meal", 40, None, "unknown", "which_table 6");
    check("meal", 40, None, "yes", "close 6");
    check("meal", 40, None, "no", "too far 6");
    check("entertainment", 90, None, "unknown", "same_closed_room 6");
    check("small_room", 1, None, "unknown", "close 6");
    check("vehicle", 25, None, "unknown", "which_seat 7");
    check("vehicle", 25, Some(1), "unknown", "close 7");
    check("vehicle", 25, Some(2), "unknown", "too far 7");
    // 包括照料护理人员、同行人员: whoever traveled with him is one wherever he sat.
    check("vehicle", 25, Some(9), "yes", "close 7");
    check("vehicle", 0, Some(1), "unknown", "soiled_surroundings 8");
    check("passing", 30, None, "unknown", "investigate 9");
    check("passing", 0, None, "unknown", "soiled_surroundings 8");
    check("passing", 30, None, "yes", "close 9");
}

#[test]
fn an_edition_that_does_not_restate_the_list_keeps_that_of_the_one_before() {
    let book = RuleBook::built_in().unwrap();
    let of = |text| kinds_on(&book, day(text)).map(|edition| edition.id.0.as_str());
    assert_eq!(of("2022-11-24"), Some("P9"));
    assert_eq!(of("2022-10-07"), Some("P9"));
    // The copies of the eighth edition that were found do not have the list.
    assert_eq!(of("2021-06-01"), None);
    let shared =
        Shared { setting: Setting::Home, overlap_s: 1, distance_m: None, near: Near::Unknown };
    assert_eq!(decide(&book, day("2021-06-01"), &shared), Decision::NoList);
}

/// How a ring is kept: days by phase, `dropped` or `unstated`.
fn check_kept(on: &str, ring: Ring, expected: &str) {
    let book = RuleBook::built_in().unwrap();
    let told = match kept(&book, day(on), ring) {
        Kept::By { schedule, .. } => {
            let days = |days: Option<u16>| days.map_or("?".to_owned(), |days| days.to_string());
            let phases = schedule.phases.iter().map(|phase| days(phase.days));
            phases.collect::<Vec<String>>().join("+")
        }
        Kept::Dropped { .. } => "dropped".to_owned(),
        Kept::Unstated => "unstated".to_owned(),
    };
    assert_eq!(told, expected, "{on} {ring:?}");
}

#[test]
fn how_long_each_edition_keeps_them() {
    check_kept("2021-06-01", Ring::Close, "14+7");
    check_kept("2021-06-01", Ring::Secondary, "7");
    check_kept("2022-10-07", Ring::Close, "7+3");
    check_kept("2022-10-07", Ring::Secondary, "7");
    check_kept("2022-11-24", Ring::Close, "5+3");
    check_kept("2022-11-24", Ring::Secondary, "dropped");
    check_kept("2022-12-10", Ring::Close, "5");
    check_kept("2020-01-01", Ring::Close, "unstated");
}

#[test]
fn every_kind_of_place_is_some_setting_and_has_a_stated_stay() {
    use crate::venues::VenueKind;
    for kind in VenueKind::ALL {
        assert!((15..=720).contains(&assumed_stay_minutes(*kind)), "{kind:?}");
        assert_ne!(Setting::of(*kind), Setting::Home, "{kind:?}");
    }
}
