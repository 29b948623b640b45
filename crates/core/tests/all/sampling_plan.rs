//! The plan of a round by the words of the guides, and when the next one is due.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use fangxian_core::frequency::{Requirement, Trade, requirements_of_rules};
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::{AreaTesting, RuleBook};
use fangxian_core::sampling::plan::*;
use fangxian_core::sampling::{Pool, area_rule, round_of_area, round_of_frequency, rounds_of_zone};
use fangxian_core::zones::{Listing, Surroundings, zone_clock};
use fangxian_core::{CityDay, Level};

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

fn place(code: &str) -> PlaceCode {
    PlaceCode::parse(code).unwrap()
}

fn norms(on: &str, n_people: u64) -> Norms {
    let book = RuleBook::built_in().unwrap();
    Norms::of(book.guides().iter(), day(on), n_people)
}

fn parts() -> Vec<PartWanted> {
    let part =
        |code: &str, people, households| PartWanted { place: place(code), people, households };
    vec![part("140110003001", 1_200, 430), part("140110003002", 6_001, 2_300)]
}

fn line(part: &PartPlan, need: Need) -> Line {
    part.lines.iter().find(|line| line.need == need).unwrap().clone()
}

/// 2000至3000人设1个采样点；采样人员数=人口数÷360；24小时内完成.
#[test]
fn the_plan_follows_the_guides_and_says_what_is_short() {
    let norms = norms("2022-11-12", 5_300_000);
    let at_hand =
        [(Need::Sites, 3), (Need::Samplers, 25), (Need::Tubes, 600), (Need::LabTubesPerDay, 400)];
    let plan = plan(&parts(), Pool::Ten, &norms, &at_hand, &|_| Vec::new());
    let wanted = |part: &PartPlan, need| line(part, need).wanted;
    // 1,200 people need one site, 6,001 need three: one has at most 3,000.
    assert_eq!((wanted(&plan.parts[0], Need::Sites), wanted(&plan.parts[1], Need::Sites)), (1, 3));
    assert_eq!(wanted(&plan.parts[0], Need::Samplers), 4, "1,200 ÷ 360");
    assert_eq!(wanted(&plan.parts[1], Need::Samplers), 17, "6,001 ÷ 360");
    assert_eq!(wanted(&plan.parts[0], Need::Tubes), 132, "120 tubes and a tenth");
    assert_eq!(wanted(&plan.parts[1], Need::Tubes), 601 + 61);
    assert_eq!(wanted(&plan.sum, Need::Tubes), 132 + 662);
    assert_eq!(wanted(&plan.sum, Need::Swabs), 1_320 + 6_602);
    assert_eq!(wanted(&plan.sum, Need::Suits), (4 + 17) * 4);
    assert_eq!(wanted(&plan.sum, Need::Boxes), 2 + 7);
    assert_eq!(plan.limit.as_ref().unwrap().within_hours, 24);
    assert_eq!(wanted(&plan.sum, Need::LabTubesPerDay), 794);
    assert_eq!(plan.lab_hours, Some(48), "794 tubes at 400 a day");
    let short: Vec<(Need, u64)> = plan.short().map(|line| (line.need, line.short())).collect();
    assert_eq!(short, [(Need::Sites, 1), (Need::Tubes, 194), (Need::LabTubesPerDay, 394)]);
    let words = |need| line(&plan.sum, need).clause.unwrap().as_written;
    assert_eq!(words(Need::Sites), "2000至3000人设1个采样点");
    assert_eq!(words(Need::Samplers), "采样人员数=人口数÷360");
    assert_eq!(words(Need::LabTubesPerDay), "应当在24小时内完成划定范围的区域核酸检测任务");
    assert_eq!(line(&plan.sum, Need::Suits).clause, None, "our own proposal quotes nobody");
}

#[test]
fn what_a_part_has_is_compared_with_what_it_needs() {
    let own = |code: &PlaceCode| match code.as_str() {
        "140110003002" => vec![(Need::Samplers, 10)],
        _ => Vec::new(),
    };
    let plan = plan(&parts(), Pool::Household, &norms("2022-11-12", 5_300_000), &[], &own);
    assert_eq!(line(&plan.parts[1], Need::Samplers).short(), 7);
    assert_eq!(line(&plan.parts[0], Need::Samplers).short(), 0, "nobody said");
    assert_eq!(
        line(&plan.parts[0], Need::Tubes).wanted,
        473,
        "one tube for each of 430 households"
    );
    assert_eq!(plan.short().count(), 0);
    assert_eq!(plan.lab_hours, None);
}

/// 500万人口以内的城市2天，以上的3天 (until 21 March 2022); 24小时 after.
#[test]
fn the_limit_is_that_of_the_day_and_the_city() {
    let check = |on: &str, n_people, hours: Option<u16>| {
        assert_eq!(norms(on, n_people).limit.map(|limit| limit.within_hours), hours, "{on}");
    };
    check("2022-03-21", 4_999_999, Some(48));
    check("2022-03-21", 5_000_000, Some(72));
    check("2022-03-22", 5_000_000, Some(24));
    check("2021-01-01", 5_000_000, None);
    assert_eq!(norms("2022-03-21", 1).site_size, None, "no guide of that day says it");
}

fn rule(city: &str) -> AreaTesting {
    let book = RuleBook::built_in().unwrap();
    let edition = book.edition_on(day("2022-11-22")).unwrap();
    let rule = edition.area_testing.iter().find(|rule| format!("{:?}", rule.city) == city);
    rule.unwrap().clone()
}

fn done(rounds: &str) -> Vec<RoundDone> {
    let one = |word: &str| {
        let (on, found) = word.split_once(':').unwrap();
        RoundDone { on: day(&format!("2022-11-{on}")), is_clean: found == "0" }
    };
    rounds.split_whitespace().map(one).collect()
}

/// 每日开展1次全员核酸检测，连续3次无社会面感染者后，间隔3天再开展1次，无社会面感染者可停止.
#[test]
fn testing_is_daily_until_three_are_clean_pauses_three_days_and_tests_once_more() {
    let check = |rounds: &str, next: &str| {
        let said = match next_round(&rule("Ordinary"), day("2022-11-21"), &done(rounds)) {
            NextRound::Due(on) => on.to_string()[8..].to_owned(),
            NextRound::Finished => "finished".to_owned(),
        };
        assert_eq!(said, next, "after {rounds:?}");
    };
    check("", "21");
    check("21:3", "22");
    check("21:0 22:0", "23");
    check("21:0 22:1 23:0 24:0", "25");
    check("21:0 22:0 23:0", "27");
    check("21:3 22:0 23:0 24:0", "28");
    check("21:0 22:0 23:0 27:0", "finished");
    // One more a day early is none: the pause was not kept.
    check("21:0 22:0 23:0 24:0", "27");
    check("21:0 22:0 23:0 24:0 27:0", "finished");
    // The one more finds somebody: daily again.
    check("21:0 22:0 23:0 27:1", "28");
    check("21:0 22:0 23:0 27:1 28:0 29:0 30:0", "04");
}

/// 划定一定区域，原则上每日开展1次，连续3次无社会面感染者，可停止.
#[test]
fn a_drawn_area_stops_after_three_clean_rounds() {
    let next = |rounds: &str| next_round(&rule("DrawnArea"), day("2022-11-21"), &done(rounds));
    assert_eq!(next("21:0 22:0"), NextRound::Due(day("2022-11-23")));
    assert_eq!(next("21:0 22:0 23:0"), NextRound::Finished);
    let twice = AreaTesting { rounds_per_day: 2, ..rule("DrawnArea") };
    let next = |rounds: &str| next_round(&twice, day("2022-11-21"), &done(rounds));
    assert_eq!(next("21:0"), NextRound::Due(day("2022-11-21")));
    assert_eq!(next("21:0 21:2"), NextRound::Due(day("2022-11-22")));
}

/// 在实施封控后前3天连续开展3次核酸检测.
#[test]
fn a_closed_zone_is_tested_on_the_days_of_its_edition() {
    let book = RuleBook::built_in().unwrap();
    let days = |on: &str| -> Vec<String> {
        let edition = book.edition_on(day(on)).unwrap();
        let rule = edition.levels.iter().find_map(|rule| rule.closing_tests.as_ref()).unwrap();
        closing_days(rule, day(on)).iter().map(ToString::to_string).collect()
    };
    assert_eq!(days("2022-11-12"), ["2022-11-13", "2022-11-14", "2022-11-15"]);
    let eighth = days("2022-03-01");
    assert_eq!((eighth.len(), eighth[4].as_str()), (5, "2022-03-15"));
}

/// 六城区常态化核酸检测频次调整为3日1次, of 29 August; the twenty measures ended it.
#[test]
fn a_routine_asks_for_a_round_every_so_many_days() {
    let book = RuleBook::built_in().unwrap();
    let city = place("1401");
    let required = requirements_of_rules(&book, &city, day("2022-09-05"));
    let urban = required.iter().find(|one| one.not_applied.is_none()).unwrap();
    let next = |code: &str, last: Option<&str>, today: &str| {
        let asked = round_of_frequency(urban, &place(code), last.map(day), day(today));
        asked.map(|one| (one.on.to_string(), one.n))
    };
    assert_eq!(next("140105", None, "2022-09-05"), Some(("2022-08-29".to_owned(), 3)));
    assert_eq!(
        next("140105", Some("2022-09-04"), "2022-09-05"),
        Some(("2022-09-07".to_owned(), 3))
    );
    assert_eq!(next("140121", None, "2022-09-05"), None, "清徐县 is none of the six districts");
    assert_eq!(next("140105", None, "2022-11-11"), None, "it has ended");
    let of_trade = Requirement { trade: Some(Trade::Delivery), ..urban.clone() };
    assert_eq!(round_of_frequency(&of_trade, &place("140105"), None, day("2022-09-05")), None);
}

/// A zone of the ninth edition, high since 7 October, and what it asks for on a day.
fn asked_of_zone(on: &str, clear_test: Option<&str>) -> Vec<String> {
    let book = RuleBook::built_in().unwrap();
    let edition = book.edition_on(day("2022-10-07")).unwrap();
    let listing = Listing {
        level: Level::High,
        since: day("2022-10-07"),
        after: None,
        edition: edition.id.clone(),
        latest_case: None,
        latest_clear_test: clear_test.map(day),
        contacts_cleared: None,
        positive_since: None,
    };
    let clock = zone_clock(&book, &listing, Surroundings::GraverZonesStand, day(on));
    let place = place("140110003001");
    let asked = rounds_of_zone(&book, &place, &listing, &clock, day(on));
    asked.iter().map(|one| format!("{}:{}:{}", one.ground.code(), one.on, one.n)).collect()
}

/// 在实施封控后前3天连续开展3次核酸检测; what was missed is asked for two days longer.
#[test]
fn a_closed_zone_asks_for_its_days_and_for_the_test_before_it_is_lifted() {
    let check = |on: &str, clear_test: Option<&str>, asked: &[&str]| {
        assert_eq!(asked_of_zone(on, clear_test), asked, "{on}");
    };
    check("2022-10-07", None, &[]);
    check("2022-10-08", None, &["closing:2022-10-08:1"]);
    check("2022-10-09", None, &["closing:2022-10-08:1", "closing:2022-10-09:2"]);
    check("2022-10-11", None, &["closing:2022-10-09:2", "closing:2022-10-10:3"]);
    check("2022-10-13", None, &[]);
    check("2022-10-14", None, &["lifting:2022-10-14:0"]);
    // It is waited for until it is done, and then no more.
    check("2022-10-20", None, &["lifting:2022-10-14:0"]);
    check("2022-10-20", Some("2022-10-13"), &["lifting:2022-10-14:0"]);
    check("2022-10-20", Some("2022-10-14"), &[]);
}

/// 疫情所在区 of a capital pauses three days and tests once more; a drawn area does not; before the
/// rule there is none.
#[test]
fn an_area_is_screened_by_the_rule_for_its_size() {
    let book = RuleBook::built_in().unwrap();
    let edition = book.edition_on(day("2022-11-22")).unwrap();
    let next = |code: &str, rounds: &str| {
        let place = place(code);
        let rule = area_rule(edition, &place, day("2022-11-22")).unwrap();
        let asked = round_of_area(rule, &place, day("2022-11-21"), &done(rounds));
        asked.map(|one| (one.on.to_string(), one.n))
    };
    assert_eq!(next("140110", "21:0 22:1 23:0"), Some(("2022-11-24".to_owned(), 1)));
    assert_eq!(next("140110", "21:0 22:0 23:0"), Some(("2022-11-27".to_owned(), 3)));
    assert_eq!(next("140110003001", "21:0 22:0"), Some(("2022-11-23".to_owned(), 2)));
    assert_eq!(next("140110003001", "21:0 22:0 23:0"), None);
    assert_eq!(area_rule(edition, &place("140110"), day("2022-11-20")), None);
    let ninth = book.edition_on(day("2022-10-07")).unwrap();
    assert_eq!(area_rule(ninth, &place("140110"), day("2022-10-07")), None);
}
