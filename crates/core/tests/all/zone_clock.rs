//! The zone clock, in the rules' own words.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "what fails here fails the test"
)]

use fangxian_core::ids::ZoneFactId;
use fangxian_core::rules::{Edition, EditionId, RuleBook};
use fangxian_core::zones::{
    AreaTestOutcome, Proposal, Surroundings, ZoneEvent, ZoneFact, clock_sentence, listing_on,
    zone_clock,
};
use fangxian_core::{CityDay, Level, Moment};
use proptest::prelude::*;

const NINTH: &str = r#"
id = "P9"
title = "第九版"
short = "第九版"
published = "2022-06-28"
in_force_from = "2022-06-28"
[[level]]
level = "high"
covers = ["compound"]
covers_clause = { as_written = "x", source = "x", confidence = "A" }
measure = "足不出户、上门服务"
measure_clause = { as_written = "x", source = "x", confidence = "A" }
[[level]]
level = "medium"
covers = ["compound"]
covers_clause = { as_written = "x", source = "x", confidence = "A" }
measure = "人不出区、错峰取物"
measure_clause = { as_written = "x", source = "x", confidence = "A" }
[[step_down]]
from = "high"
to = "medium"
case_free_days = 7
clause = { as_written = "连续7天无新增感染者降为中风险区", source = "x", confidence = "A" }
[[step_down]]
from = "medium"
after = "high"
to = "low"
case_free_days = 3
clause = { as_written = "连续3天无新增感染者降为低风险区", source = "x", confidence = "A" }
[[step_down]]
from = "medium"
to = "low"
case_free_days = 7
clause = { as_written = "连续7天无新增感染者降为低风险区", source = "x", confidence = "A" }
also = [{ condition = { area_test = { from_day = 7 } }, clause = { as_written = "第7天全员核酸阴性", source = "x", confidence = "B" } }]
[[step_down]]
from = "low"
clause = { as_written = "全部解除后转常态化", source = "x", confidence = "A" }
also = [{ condition = "county_clear", clause = { as_written = "x", source = "x", confidence = "A" } }]
"#;

fn ninth() -> RuleBook {
    RuleBook::new(vec![toml::from_str::<Edition>(NINTH).unwrap()])
}

fn day(month_day: &str) -> CityDay {
    CityDay::parse(&format!("2022-{month_day}")).unwrap()
}

fn fact(n: u128, on: CityDay, event: ZoneEvent) -> ZoneFact {
    let id = ZoneFactId::from_uuid(uuid::Uuid::from_u128(n));
    ZoneFact { id, on, recorded_at: Moment(on.starts_at().0 + n as i64), event }
}

/// Reads `high 10-07, case 10-09, medium 10-14, clear 10-21, withdraw 2, released 10-22`.
fn facts(history: &str) -> Vec<ZoneFact> {
    facts_under("P9", history)
}

fn facts_under(edition: &str, history: &str) -> Vec<ZoneFact> {
    let mut facts: Vec<ZoneFact> = Vec::new();
    for (n, words) in history.split(", ").enumerate() {
        let (what, on) = words.split_once(' ').unwrap();
        let last_day = facts.last().map(|fact| fact.on);
        let event = match what {
            "case" => ZoneEvent::CaseFound,
            "clear" => ZoneEvent::AreaTested { outcome: AreaTestOutcome::AllNegative },
            "positive" => ZoneEvent::AreaTested { outcome: AreaTestOutcome::PositiveFound },
            "released" => ZoneEvent::Released,
            "withdraw" => {
                let fact = ZoneFactId::from_uuid(uuid::Uuid::from_u128(on.parse().unwrap()));
                ZoneEvent::Withdrawn { fact }
            }
            level => ZoneEvent::Rated {
                level: Level::from_code(level).unwrap(),
                edition: EditionId(edition.to_owned()),
            },
        };
        let on = if what == "withdraw" { last_day.unwrap() } else { day(on) };
        facts.push(fact(n as u128 + 1, on, event));
    }
    facts
}

fn says(history: &str, today: &str) -> String {
    says_by(&ninth(), facts(history), today)
}

fn says_by(rules: &RuleBook, facts: Vec<ZoneFact>, today: &str) -> String {
    let Some(listing) = listing_on(&facts, day(today), Moment(i64::MAX)) else {
        return "not listed".to_owned();
    };
    let clock = zone_clock(rules, &listing, Surroundings::NoGraverZone, day(today));
    let proposed = match clock.proposal {
        Proposal::Keep { earliest: Some(day) } => format!("keep until {day}"),
        Proposal::Keep { earliest: None } => "keep".to_owned(),
        Proposal::AwaitConditions => format!("await {:?}", clock.missing[0].condition),
        Proposal::StepDown { to: Some(level), .. } => format!("propose {}", level.code()),
        Proposal::StepDown { to: None, .. } => "propose release".to_owned(),
        Proposal::Raise { rule, found } => {
            format!("raise to {} for {found}: {}", rule.to.code(), rule.clause.as_written)
        }
    };
    format!("{} day {}: {proposed}", listing.level.code(), clock.day_n)
}

fn check(history: &str, today: &str, expected: &str) {
    assert_eq!(says(history, today), expected, "{history} on {today}");
}

#[test]
fn high_is_lowered_after_seven_days_without_a_new_case() {
    check("high 10-07", "10-07", "high day 0: keep until 2022-10-14");
    check("high 10-07", "10-13", "high day 6: keep until 2022-10-14");
    check("high 10-07", "10-14", "high day 7: propose medium");
    check("high 10-07, case 10-09", "10-14", "high day 5: keep until 2022-10-16");
    check("high 10-07, case 10-09", "10-16", "high day 7: propose medium");
    check("high 10-07, case 10-14", "10-14", "high day 0: keep until 2022-10-21");
}

#[test]
fn medium_that_was_high_waits_three_days_and_any_other_medium_seven_and_a_test() {
    check("high 10-07, medium 10-14", "10-16", "medium day 2: keep until 2022-10-17");
    check("high 10-07, medium 10-14", "10-17", "medium day 3: propose low");
    check("high 10-07, case 10-07, medium 10-14", "10-17", "medium day 3: propose low");
    check("medium 10-07", "10-13", "medium day 6: keep until 2022-10-14");
    check("medium 10-07", "10-14", "medium day 7: await AreaTest { from_day: 7 }");
    check("medium 10-07, clear 10-13", "10-14", "medium day 7: await AreaTest { from_day: 7 }");
    check("medium 10-07, clear 10-14", "10-14", "medium day 7: propose low");
    check("medium 10-07, clear 10-14, case 10-14", "10-15", "medium day 1: keep until 2022-10-21");
}

#[test]
fn a_medium_area_that_comes_back_as_medium_was_not_high() {
    check(
        "high 10-07, released 10-10, medium 10-12",
        "10-16",
        "medium day 4: keep until 2022-10-19",
    );
    check("low 10-07, medium 10-12", "10-16", "medium day 4: keep until 2022-10-19");
}

#[test]
fn a_step_down_is_undone_only_by_another_fact() {
    check("high 10-07, medium 10-14, withdraw 2", "10-15", "high day 8: propose medium");
    check("high 10-07, case 10-09, withdraw 2", "10-14", "high day 7: propose medium");
    check("high 10-07, released 10-14", "10-14", "not listed");
    check("high 10-07", "10-06", "not listed");
}

#[test]
fn a_positive_in_a_controlled_area_lifts_it_as_the_eighth_edition_says() {
    let rules = RuleBook::built_in().unwrap();
    let check = |edition: &str, history: &str, today: &str, expected: &str| {
        let found = says_by(&rules, facts_under(edition, history), today);
        assert_eq!(found, expected, "{edition} {history} on {today}");
    };
    let raise = "raise to locked for 2022-05-03: 发现核酸检测阳性者立即转为封控区";
    check("P8", "controlled 05-01", "05-03", "controlled day 2: keep until 2022-05-15");
    check("P8", "controlled 05-01, case 05-03", "05-03", &format!("controlled day 0: {raise}"));
    check("P8", "controlled 05-01, positive 05-03", "05-04", &format!("controlled day 3: {raise}"));
    // It waits for its signature; nothing else is proposed meanwhile, however long that is.
    check("P8", "controlled 05-01, case 05-03", "06-01", &format!("controlled day 29: {raise}"));
    check("P8", "controlled 05-01, case 05-03", "05-02", "controlled day 1: keep until 2022-05-15");
    // The case for which the area was rated lifts nothing; nor does one that was withdrawn.
    check("P8", "case 05-01, controlled 05-01", "05-02", "controlled day 1: keep until 2022-05-15");
    check(
        "P8",
        "controlled 05-01, case 05-03, withdraw 2",
        "05-03",
        "controlled day 2: keep until 2022-05-15",
    );
    check(
        "P8",
        "controlled 05-01, case 05-03, locked 05-03",
        "05-04",
        "locked day 1: keep until 2022-05-17",
    );
    // No other level of any edition is lifted by a positive, in the words that are known.
    check("P8", "guarded 05-01, case 05-03", "05-03", "guarded day 0: propose release");
    check("P8", "locked 05-01, case 05-03", "05-03", "locked day 0: keep until 2022-05-17");
    check("P9", "medium 10-07, case 10-09", "10-09", "medium day 0: keep until 2022-10-16");
    check("P9", "low 10-07, case 10-09", "10-09", "low day 0: propose release");
    check("P20", "low 11-21, case 11-22", "11-22", "low day 0: propose release");
}

#[test]
fn the_past_is_seen_as_it_was_known_then() {
    // A case of 10-09 that became known on 10-12 does not move what the board showed on 10-10.
    let mut facts = facts("high 10-07, case 10-09");
    facts[1].recorded_at = day("10-12").starts_at();
    let then = listing_on(&facts, day("10-10"), day("10-10").ends_at()).unwrap();
    let now = listing_on(&facts, day("10-10"), day("10-12").ends_at()).unwrap();
    assert_eq!((then.latest_case, now.latest_case), (None, Some(day("10-09"))));
}

#[test]
fn the_clock_explains_itself() {
    let rules = ninth();
    let sentence = |history: &str, today: &str| {
        let listing = listing_on(&facts(history), day(today), Moment(i64::MAX)).unwrap();
        let clock = zone_clock(&rules, &listing, Surroundings::GraverZonesStand, day(today));
        clock_sentence(&listing, &clock, day(today))
    };
    assert_eq!(
        sentence("high 10-07", "10-10"),
        "10月7日定为高风险区，当日为第0天，今天是第3天，共7天。\
         没有新增感染者的话，最早10月14日可降为中风险区。"
    );
    assert_eq!(
        sentence("medium 10-07, case 10-09", "10-16"),
        "10月7日定为中风险区；10月9日又发现感染者，从当日（第0天）重新计算，今天是第7天，共7天。\
         降为低风险区还须：10月16日起完成一轮区域内全员核酸检测，结果均为阴性。"
    );
    assert_eq!(
        {
            let rules = RuleBook::built_in().unwrap();
            let facts = facts_under("P8", "controlled 05-01, case 05-03");
            let listing = listing_on(&facts, day("05-04"), Moment(i64::MAX)).unwrap();
            let clock = zone_clock(&rules, &listing, Surroundings::NoGraverZone, day("05-04"));
            clock_sentence(&listing, &clock, day("05-04"))
        },
        "5月1日定为管控区；5月3日又发现感染者，从当日（第0天）重新计算，今天是第1天，共14天。\
         5月3日在区内发现核酸检测阳性者，按规定立即转为封控区，等待签批。"
    );
    assert_eq!(
        sentence("low 10-07", "10-16"),
        "10月7日定为低风险区，当日为第0天，今天是第9天。\
         解除还须：本县（市、区）更高等级的区域全部解除。"
    );
}

proptest! {
    /// A later case never brings the step-down forward.
    #[test]
    fn a_later_case_never_brings_the_step_down_forward(
        level in prop::sample::select(vec!["high", "medium"]),
        case in 0i64..40, later in 0i64..40, today in 0i64..60,
    ) {
        let rules = ninth();
        let start = day("09-01");
        let earliest = |case_after: i64| {
            let rated = ZoneEvent::Rated {
                level: Level::from_code(level).unwrap(),
                edition: EditionId("P9".to_owned()),
            };
            let history = [
                fact(1, start, rated),
                fact(2, start.plus(case_after), ZoneEvent::CaseFound),
            ];
            let listing = listing_on(&history, start.plus(100), Moment(i64::MAX)).unwrap();
            zone_clock(&rules, &listing, Surroundings::NoGraverZone, start.plus(today)).earliest
        };
        prop_assert!(earliest(case + later) >= earliest(case));
    }

    /// Facts arrive in any order and come to the same listing.
    #[test]
    fn the_order_of_arrival_does_not_matter(seed in prop::collection::vec(any::<u32>(), 6)) {
        let history = facts("high 10-07, case 10-09, medium 10-16, clear 10-18, case 10-18, low 10-25");
        let mut shuffled: Vec<_> = history.iter().cloned().zip(seed).collect();
        shuffled.sort_by_key(|(_, key)| *key);
        let shuffled: Vec<ZoneFact> = shuffled.into_iter().map(|(fact, _)| fact).collect();
        for offset in 0..30 {
            let today = day("10-01").plus(offset);
            prop_assert_eq!(
                listing_on(&history, today, Moment(i64::MAX)),
                listing_on(&shuffled, today, Moment(i64::MAX))
            );
        }
    }
}
