//! What a zone's level calls for, day by day, in the words of the rules that are shipped.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what fails here fails the test"
)]

use fangxian_core::ids::{ZoneFactId, ZoneId};
use fangxian_core::orders::{
    OrderKind, OrderPlan, TERM_HOURS_MIN, ZoneSite, due_at, orders_called_for, rises_to,
};
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::{EditionId, RuleBook};
use fangxian_core::zones::{
    AreaTestOutcome, Surroundings, ZoneEvent, ZoneFact, listing_on, zone_clock,
};
use fangxian_core::{CityDay, Level, Moment};
use proptest::prelude::*;

const HOUR_MS: i64 = 3_600_000;

fn day(month_day: &str) -> CityDay {
    CityDay::parse(&format!("2022-{month_day}")).unwrap()
}

/// Reads `10-07 15:00`.
fn moment(text: &str) -> Moment {
    let (on, time) = text.split_once(' ').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    let minutes = hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap();
    day(on).starts_at().plus_ms(minutes * 60_000)
}

/// Writes it; midnight is the 24th hour of the day that ends.
fn written(at: Moment) -> String {
    let before = at.plus_ms(-1).city_day();
    let minutes = (at.0 - before.starts_at().0) / 60_000;
    let month_day = before.to_string().split_off(5);
    format!("{month_day} {:02}:{:02}", minutes / 60, minutes % 60)
}

/// Reads `P9: high 10-07, case 10-09, released 10-14`; everything known at 00:00 of its day.
fn facts(history: &str) -> Vec<ZoneFact> {
    let (edition, events) = history.split_once(": ").unwrap();
    let read = |(n, words): (usize, &str)| {
        let (what, on) = words.split_once(' ').unwrap();
        let event = match what {
            "case" => ZoneEvent::CaseFound,
            "clear" => ZoneEvent::AreaTested { outcome: AreaTestOutcome::AllNegative },
            "released" => ZoneEvent::Released,
            level => ZoneEvent::Rated {
                level: Level::from_code(level).unwrap(),
                edition: EditionId(edition.to_owned()),
            },
        };
        let id = ZoneFactId::from_uuid(uuid::Uuid::from_u128(n as u128 + 1));
        ZoneFact { id, on: day(on), recorded_at: day(on).starts_at().plus_ms(n as i64), event }
    };
    events.split(", ").enumerate().map(read).collect()
}

/// Where the area is said to be.
#[derive(Clone, Copy)]
enum Site {
    Nowhere,
    WithoutGrids,
    InTwoGrids,
}

fn plans(history: &str, now: &str, at: Site) -> Vec<OrderPlan> {
    let rules = RuleBook::built_in().unwrap();
    let now = moment(now);
    let today = now.city_day();
    let Some(listing) = listing_on(&facts(history), today, Moment(i64::MAX)) else {
        return Vec::new();
    };
    let clock = zone_clock(&rules, &listing, Surroundings::NoGraverZone, today);
    let place = |code: &str| PlaceCode::parse(code).unwrap();
    let grids = [place("140105004001-G01"), place("140105004001-G02")];
    let (place, grids): (_, &[PlaceCode]) = match at {
        Site::Nowhere => (place("140105"), &[]),
        Site::WithoutGrids => (place("140105004001-01-05"), &[]),
        Site::InTwoGrids => (place("140105004001-01-05"), &grids),
    };
    let site = ZoneSite {
        zone: ZoneId::from_uuid(uuid::Uuid::from_u128(7)),
        area: "白云小区5号楼",
        place: &place,
        is_resolved: !matches!(at, Site::Nowhere),
        grids,
    };
    orders_called_for(&rules, site, &listing, &clock, now)
}

/// `告知住户 10-07 → 10-07 24:00 “…”`: what, for which day, due when, on whose words.
fn check(history: &str, now: &str, expected: &[&str]) {
    let says = |plan: &OrderPlan| {
        let for_day = plan.for_day.to_string().split_off(5);
        format!("{} {for_day} → {} “{}”", plan.kind.title(), written(plan.due_at), plan.ground)
    };
    let found: Vec<String> = plans(history, now, Site::WithoutGrids).iter().map(says).collect();
    assert_eq!(found, expected, "{history} at {now}");
}

const FIRST_DAYS: &str = "在实施封控后前3天连续开展3次核酸检测，后续检测频次根据检测结果确定";
const DAY_7: &str = "第7天风险区域内所有人员完成一轮核酸筛查均为阴性";

#[test]
fn high_of_the_ninth_edition_calls_for_three_tests_care_every_day_and_a_test_on_day_7() {
    check(
        "P9: high 10-07",
        "10-07 08:00",
        &[
            "告知住户 10-07 → 10-07 24:00 “足不出户、上门服务”",
            "上门服务 10-07 → 10-07 20:00 “足不出户、上门服务”",
        ],
    );
    check(
        "P9: high 10-07",
        "10-08 00:00",
        &[
            "告知住户 10-07 → 10-08 24:00 “足不出户、上门服务”",
            &format!("封控初期核酸 10-08 → 10-08 18:00 “{FIRST_DAYS}”"),
            "上门服务 10-08 → 10-08 20:00 “足不出户、上门服务”",
        ],
    );
    check(
        "P9: high 10-07",
        "10-14 00:00",
        &[
            "告知住户 10-07 → 10-14 24:00 “足不出户、上门服务”",
            &format!("封控初期核酸 10-08 → 10-14 18:00 “{FIRST_DAYS}”"),
            &format!("封控初期核酸 10-09 → 10-14 18:00 “{FIRST_DAYS}”"),
            &format!("封控初期核酸 10-10 → 10-14 18:00 “{FIRST_DAYS}”"),
            "上门服务 10-14 → 10-14 20:00 “足不出户、上门服务”",
            &format!("解除前全员核酸 10-14 → 10-14 18:00 “{DAY_7}”"),
        ],
    );
}

#[test]
fn a_case_moves_the_test_before_the_step_down_and_not_those_of_the_first_days() {
    let on = |now: &str| -> Vec<String> {
        plans("P9: high 10-07, case 10-10", now, Site::WithoutGrids)
            .iter()
            .filter(|plan| matches!(plan.kind, OrderKind::AreaTest | OrderKind::ClosingTest))
            .map(|plan| format!("{} {}", plan.kind.title(), plan.for_day))
            .collect()
    };
    let first = ["封控初期核酸 2022-10-08", "封控初期核酸 2022-10-09", "封控初期核酸 2022-10-10"];
    assert_eq!(on("10-14 08:00"), first);
    assert_eq!(on("10-17 08:00")[..3], first);
    assert_eq!(on("10-17 08:00")[3..], ["解除前全员核酸 2022-10-17"]);
}

#[test]
fn medium_calls_for_tests_and_nothing_at_the_door() {
    check(
        "P9: medium 10-07",
        "10-08 00:00",
        &[
            "告知住户 10-07 → 10-08 24:00 “人不出区、错峰取物”",
            &format!("封控初期核酸 10-08 → 10-08 18:00 “{FIRST_DAYS}”"),
        ],
    );
    // Medium after high steps down after three days, for which the edition asks no test.
    let kinds: Vec<OrderKind> =
        plans("P9: high 10-07, medium 10-14", "10-17 08:00", Site::WithoutGrids)
            .iter()
            .map(|plan| plan.kind)
            .collect();
    assert!(!kinds.contains(&OrderKind::AreaTest) && !kinds.contains(&OrderKind::DoorService));
}

#[test]
fn an_unsure_test_of_the_twenty_measures_is_no_order() {
    check(
        "P20: high 11-21",
        "11-26 00:00",
        &[
            "告知住户 11-21 → 11-26 24:00 “足不出户，上门服务”",
            &format!("封控初期核酸 11-22 → 11-26 18:00 “{FIRST_DAYS}”"),
            &format!("封控初期核酸 11-23 → 11-26 18:00 “{FIRST_DAYS}”"),
            &format!("封控初期核酸 11-24 → 11-26 18:00 “{FIRST_DAYS}”"),
            "上门服务 11-26 → 11-26 20:00 “足不出户，上门服务”",
        ],
    );
}

#[test]
fn the_ten_measures_ask_for_no_test() {
    check(
        "P10: high 12-08",
        "12-13 00:00",
        &[
            "告知住户 12-08 → 12-13 24:00 “足不出户、上门服务”",
            "上门服务 12-13 → 12-13 20:00 “足不出户、上门服务”",
        ],
    );
}

#[test]
fn locked_of_the_eighth_edition_is_tested_on_five_days_and_within_two_days_of_the_end() {
    let tests = "第1、4、7、10、14天各开展1次核酸检测";
    let last = "解封前2天区域内所有人员完成一轮核酸筛查，均为阴性";
    check(
        "P8: locked 05-01",
        "05-15 00:00",
        &[
            "告知住户 05-01 → 05-15 24:00 “区域封闭、足不出户、服务上门”",
            &format!("封控初期核酸 05-02 → 05-15 18:00 “{tests}”"),
            &format!("封控初期核酸 05-05 → 05-15 18:00 “{tests}”"),
            &format!("封控初期核酸 05-08 → 05-15 18:00 “{tests}”"),
            &format!("封控初期核酸 05-11 → 05-15 18:00 “{tests}”"),
            &format!("封控初期核酸 05-15 → 05-15 18:00 “{tests}”"),
            "上门服务 05-15 → 05-15 20:00 “区域封闭、足不出户、服务上门”",
            &format!("解除前全员核酸 05-13 → 05-15 18:00 “{last}”"),
        ],
    );
    check(
        "P8: controlled 05-01",
        "05-02 00:00",
        &["告知住户 05-01 → 05-02 24:00 “人不出区、严禁聚集”"],
    );
}

#[test]
fn the_lightest_level_and_a_released_area_call_for_nothing() {
    check("P9: low 10-07", "10-08 08:00", &[]);
    check("P20: low 11-21", "11-22 08:00", &[]);
    check("P8: guarded 05-01", "05-02 08:00", &[]);
    check("P9: high 10-07, released 10-14", "10-14 08:00", &[]);
    check("P9: high 10-07", "10-06 08:00", &[]);
    // A level that the edition does not know has no measure that could be asked for.
    check("P20: medium 11-21", "11-22 08:00", &[]);
}

#[test]
fn an_area_that_nobody_has_placed_is_to_be_placed_first() {
    let unplaced = plans("P9: high 10-07", "10-07 08:00", Site::Nowhere);
    assert_eq!(unplaced[0].kind, OrderKind::ResolvePlace);
    assert_eq!(unplaced[0].ground, "通告所列区域尚未对应到位置");
    assert_eq!(written(unplaced[0].due_at), "10-07 12:00");
    assert!(unplaced.iter().all(|plan| plan.grid.is_none() && plan.place.as_str() == "140105"));
    let placed = plans("P9: high 10-07", "10-07 08:00", Site::InTwoGrids);
    assert!(placed.iter().all(|plan| plan.kind != OrderKind::ResolvePlace));
    let grids: Vec<&str> =
        placed.iter().filter_map(|plan| plan.grid.as_ref()).map(PlaceCode::as_str).collect();
    assert_eq!(
        grids,
        ["140105004001-G01", "140105004001-G02", "140105004001-G01", "140105004001-G02"]
    );
}

#[test]
fn an_hour_that_leaves_no_fair_term_is_moved_and_the_cause_is_not() {
    use OrderKind::{ClosingTest, DoorService, ResolvePlace, TellHouseholds};
    for (kind, raised, due) in [
        (ResolvePlace, "10-07 00:00", "10-07 12:00"),
        (ResolvePlace, "10-07 08:00", "10-07 12:00"),
        (ResolvePlace, "10-07 10:00", "10-07 14:00"),
        (ResolvePlace, "10-07 15:00", "10-07 19:00"),
        (ResolvePlace, "10-07 18:00", "10-07 22:00"),
        (ResolvePlace, "10-07 18:01", "10-08 12:00"),
        (ResolvePlace, "10-07 22:30", "10-08 12:00"),
        (ClosingTest, "10-07 10:00", "10-07 18:00"),
        (ClosingTest, "10-07 17:00", "10-07 21:00"),
        (ClosingTest, "10-07 22:30", "10-08 12:00"),
        (DoorService, "10-07 17:00", "10-07 21:00"),
        (TellHouseholds, "10-07 10:00", "10-07 24:00"),
        (TellHouseholds, "10-07 20:00", "10-07 24:00"),
        (TellHouseholds, "10-07 22:30", "10-08 12:00"),
    ] {
        assert_eq!(written(due_at(kind, moment(raised))), due, "{kind:?} at {raised}");
    }
    let causes = |now: &str| -> Vec<String> {
        plans("P9: high 10-07", now, Site::InTwoGrids).into_iter().map(|one| one.cause).collect()
    };
    assert_eq!(causes("10-08 08:00"), causes("10-08 22:30"));
}

proptest! {
    /// Never late when raised, never without a fair term, never beyond noon of the next day; and
    /// who is told later is never asked sooner.
    #[test]
    fn a_term_is_fair(
        kind in prop::sample::select(OrderKind::ALL.to_vec()),
        minute in 0i64..(3 * 24 * 60), later in 0i64..600,
    ) {
        let raised = moment("10-07 00:00").plus_ms(minute * 60_000);
        let due = due_at(kind, raised);
        // A positive tube does not wait for the morning, nor whoever has a new color and no phone.
        if let Some(minutes) = kind.term_minutes() {
            prop_assert_eq!(due, raised.plus_ms(minutes * 60_000));
            prop_assert!((30..=480).contains(&minutes));
            return Ok(());
        }
        prop_assert!(due.0 - raised.0 >= TERM_HOURS_MIN * HOUR_MS);
        prop_assert!(due <= raised.city_day().plus(1).starts_at().plus_ms(12 * HOUR_MS));
        prop_assert!(due <= due_at(kind, raised.plus_ms(later * 60_000)));
        let place = PlaceCode::parse("140105004001-G01").unwrap();
        prop_assert_eq!(rises_to(&place, due, raised), None);
    }
}
