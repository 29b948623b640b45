//! The hours, moves, queues and promises of sites, in the words of the notices.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use fangxian_core::ids::SiteId;
use fangxian_core::places::PlaceCode;
use fangxian_core::sites::*;
use fangxian_core::{CityDay, Moment};

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

fn at(text: &str) -> Moment {
    let (date, time) = text.split_once(' ').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    let minutes = hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap();
    day(date).starts_at().plus_ms(minutes * 60_000)
}

fn span(text: &str) -> Span {
    let (from, to) = text.split_once('-').unwrap();
    let minute = |text: &str| {
        let (hour, minute) = text.split_once(':').unwrap();
        hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap()
    };
    Span { from_min: minute(from), to_min: minute(to) }
}

/// 周一至周五早8时至11时30分，下午2时30分（夏季3时）至5时30分，周六日早8时至11时30分，其他国家法定节假日
/// 开放时间另行通知。
fn hospital() -> Hours {
    let week =
        |afternoon: &str| Week::of(&[span("8:00-11:30"), span(afternoon)], &[span("8:00-11:30")]);
    Hours {
        usual: week("14:30-17:30"),
        summer: Some(Season {
            from: MonthDay { month: 5, day: 1 },
            to: MonthDay { month: 9, day: 30 },
            week: week("15:00-17:30"),
        }),
        holidays: vec![Holiday {
            name: "国庆节".to_owned(),
            first: day("2022-10-01"),
            last: day("2022-10-07"),
            hours: HolidayHours::Unannounced,
        }],
        note: "其他国家法定节假日开放时间另行通知".to_owned(),
    }
}

#[test]
fn hours_follow_the_weekday_the_season_and_the_holidays() {
    let check = |when: &str, says: &str| {
        let now = match hospital().at(at(when)) {
            OpenNow::Until(end) => format!("open until {} {}", end.city_day(), minutes(end)),
            OpenNow::From(start) => format!("closed until {} {}", start.city_day(), minutes(start)),
            OpenNow::Unknown => "not announced".to_owned(),
        };
        assert_eq!(now, says, "{when}");
    };
    // A Monday in summer: the afternoon begins at 15:00.
    check("2022-08-29 07:59", "closed until 2022-08-29 8:00");
    check("2022-08-29 08:00", "open until 2022-08-29 11:30");
    check("2022-08-29 11:30", "closed until 2022-08-29 15:00");
    check("2022-08-29 14:45", "closed until 2022-08-29 15:00");
    check("2022-08-29 17:30", "closed until 2022-08-30 8:00");
    // The same weekday in winter: 14:30.
    check("2022-11-07 14:45", "open until 2022-11-07 17:30");
    // Saturday and Sunday in the morning only.
    check("2022-11-12 12:00", "closed until 2022-11-13 8:00");
    check("2022-11-13 12:00", "closed until 2022-11-14 8:00");
    // The holidays: nobody has said.
    check("2022-10-03 09:00", "not announced");
    check("2022-09-30 18:00", "not announced");
    check("2022-10-07 23:00", "not announced");
    check("2022-10-08 07:00", "closed until 2022-10-08 8:00");
}

fn minutes(at: Moment) -> String {
    clock(u16::try_from(at.ms_of_day() / 60_000).unwrap())
}

#[test]
fn a_holiday_may_have_hours_of_its_own() {
    let mut hours = hospital();
    hours.holidays.push(Holiday {
        name: "国庆节".to_owned(),
        first: day("2022-10-04"),
        last: day("2022-10-04"),
        hours: HolidayHours::Open(vec![span("9:00-10:00")]),
    });
    assert_eq!(hours.check(), Ok(()));
    assert_eq!(hours.on(day("2022-10-04")).spans, [span("9:00-10:00")]);
    assert_eq!(hours.on(day("2022-10-05")).why, DayGround::Unannounced("国庆节".to_owned()));
    hours.holidays[1].hours = HolidayHours::Closed;
    assert!(hours.on(day("2022-10-04")).spans.is_empty());
}

#[test]
fn hours_that_cannot_be_are_refused() {
    let with = |spans: &[Span]| Hours { usual: Week::of(spans, &[]), ..Hours::default() }.check();
    assert_eq!(with(&[span("8:00-8:00")]), Err(HoursFlaw::Span));
    assert_eq!(with(&[span("8:00-24:01")]), Err(HoursFlaw::Span));
    assert_eq!(with(&[span("8:00-12:00"), span("11:00-13:00")]), Err(HoursFlaw::Overlap));
    assert_eq!(with(&[]), Err(HoursFlaw::Never));
    let mut hours = hospital();
    hours.holidays[0].last = day("2022-09-01");
    assert_eq!(hours.check(), Err(HoursFlaw::Day));
}

/// 每日12时前采样的，下午5时出报告；12时后采样的，次日上午8时出报告。
#[test]
fn a_report_is_promised_by_the_site_s_own_clock() {
    let cut = |until_min, days_later, report_min| CutOff { until_min, days_later, report_min };
    let rule = ReportRule(vec![cut(720, 0, 1020), cut(1440, 1, 480)]);
    assert_eq!(rule.check(), Ok(()));
    assert_eq!(rule.written(), "12:00前采样，当日17:00出报告；之后采样，次日8:00出报告");
    let check = |taken: &str, by: &str| assert_eq!(rule.promised(at(taken)), Some(at(by)));
    check("2022-08-29 08:00", "2022-08-29 17:00");
    check("2022-08-29 11:59", "2022-08-29 17:00");
    check("2022-08-29 12:00", "2022-08-30 08:00");
    check("2022-12-31 17:29", "2023-01-01 08:00");
    for wrong in [
        vec![],
        vec![cut(720, 0, 1020)],
        vec![cut(1440, 0, 1020)],
        vec![cut(720, 0, 600), cut(1440, 1, 480)],
        vec![cut(1440, 1, 480), cut(720, 0, 1020)],
    ] {
        assert_eq!(ReportRule(wrong).check(), Err(ReportFlaw));
    }
}

#[test]
fn a_queue_is_shown_for_an_hour() {
    let said = Some(QueueSaid { wait: Wait::HalfHour, at: at("2022-11-07 09:00") });
    let check = |now: &str, shown| assert_eq!(queue_shown(said, at(now)), shown, "{now}");
    check("2022-11-07 09:00", Some((Wait::HalfHour, 0)));
    check("2022-11-07 09:25", Some((Wait::HalfHour, 25)));
    check("2022-11-07 10:00", Some((Wait::HalfHour, 60)));
    check("2022-11-07 10:01", None);
    assert_eq!(queue_shown(None, at("2022-11-07 09:00")), None);
}

fn id() -> SiteId {
    SiteId::parse("01900000-0000-7000-8000-000000000001").unwrap()
}

fn spot(place: &str, address: &str) -> Spot {
    Spot { place: PlaceCode::parse(place).unwrap(), address: address.to_owned() }
}

fn told(facts: &[(&str, SiteSays)]) -> Vec<SiteFact> {
    facts.iter().map(|(when, says)| SiteFact { says: says.clone(), at: at(when) }).collect()
}

fn chosen() -> SiteSays {
    SiteSays::Chosen {
        kind: SiteKind::Hospital,
        name: "非重点人群采样点".to_owned(),
        spot: spot("140106001001", "医院院内"),
    }
}

fn moved(to: &Spot, from: &str) -> SiteSays {
    SiteSays::Moved { to: to.clone(), from: day(from) }
}

#[test]
fn a_site_is_chosen_built_opened_moved_and_closed() {
    let new = spot("140106001002", "文源巷物流中心西侧");
    let facts = told(&[
        ("2022-03-01 09:00", chosen()),
        ("2022-03-10 09:00", SiteSays::Built),
        ("2022-03-11 09:00", SiteSays::HoursSet(Box::new(hospital()))),
        ("2022-03-12 07:00", SiteSays::Opened),
        ("2022-08-25 10:00", moved(&new, "2022-08-29")),
        ("2022-12-20 10:00", SiteSays::Closed),
    ]);
    let on = |when: &str| standing(id(), &facts, at(when));
    let check = |when: &str, state, address: &str| {
        let site = on(when).unwrap();
        assert_eq!((site.state, site.spot.address.as_str()), (state, address), "{when}");
    };
    assert_eq!(on("2022-03-01 08:59"), None);
    check("2022-03-01 09:00", SiteState::Chosen, "医院院内");
    check("2022-03-10 09:00", SiteState::Built, "医院院内");
    check("2022-03-12 07:00", SiteState::Open, "医院院内");
    // The move is known from the 25th, and holds from the 29th.
    check("2022-08-28 23:59", SiteState::Open, "医院院内");
    assert_eq!(on("2022-08-28 23:59").unwrap().next_move(day("2022-08-28")).unwrap().to, new);
    assert_eq!(on("2022-08-25 09:59").unwrap().next_move(day("2022-08-25")), None);
    check("2022-08-29 00:00", SiteState::Open, "文源巷物流中心西侧");
    let after = on("2022-08-29 00:00").unwrap();
    assert_eq!(after.next_move(day("2022-08-29")), None);
    assert_eq!(after.moves[0].from, spot("140106001001", "医院院内"));
    assert!(after.spots().any(|one| *one == after.moves[0].from));
    check("2022-12-20 10:00", SiteState::Closed, "文源巷物流中心西侧");
    assert_eq!(on("2022-12-20 10:00").unwrap().open_now(at("2022-12-20 10:30")), None);
    assert!(matches!(
        on("2022-08-30 09:00").unwrap().open_now(at("2022-08-30 09:00")),
        Some(OpenNow::Until(_))
    ));
}

#[test]
fn a_move_that_had_not_happened_is_replaced() {
    let (one, other) = (spot("140106001002", "东门"), spot("140106001003", "西门"));
    let facts = told(&[
        ("2022-08-01 09:00", chosen()),
        ("2022-08-20 09:00", moved(&one, "2022-08-29")),
        ("2022-08-22 09:00", moved(&other, "2022-08-30")),
    ]);
    let on = |when: &str| standing(id(), &facts, at(when)).unwrap();
    assert_eq!(on("2022-08-29 12:00").spot.address, "医院院内");
    assert_eq!(on("2022-08-30 12:00").spot, other);
    assert_eq!(on("2022-08-30 12:00").moves.len(), 1);
    // Moves one after another begin where the one before ended.
    let mut facts = facts;
    facts.extend(told(&[("2022-09-01 09:00", moved(&one, "2022-09-02"))]));
    let site = standing(id(), &facts, at("2022-09-02 00:00")).unwrap();
    assert_eq!((site.moves.len(), &site.moves[1].from, &site.spot), (2, &other, &one));
}

#[test]
fn what_does_not_follow_is_refused() {
    let facts = told(&[("2022-08-01 09:00", chosen())]);
    let mut site = standing(id(), &facts, at("2022-08-02 00:00")).unwrap();
    let today = day("2022-08-02");
    let check = |site: &Site, says: SiteSays, expected| {
        assert_eq!(fangxian_core::sites::check(site, &says, today), expected, "{says:?}");
    };
    let new = spot("140106001002", "东门");
    check(&site, chosen(), Err(SiteFlaw::AsNow));
    check(&site, SiteSays::Opened, Err(SiteFlaw::HoursMissing));
    check(&site, SiteSays::Built, Ok(()));
    check(&site, moved(&new, "2022-08-01"), Err(SiteFlaw::MovePast));
    check(&site, moved(&site.spot.clone(), "2022-08-03"), Err(SiteFlaw::SameSpot));
    check(&site, moved(&new, "2022-08-03"), Ok(()));
    check(&site, SiteSays::HoursSet(Box::default()), Err(HoursFlaw::Never.into()));
    site.hours = Some(hospital());
    check(&site, SiteSays::Opened, Ok(()));
    site.state = SiteState::Open;
    check(&site, SiteSays::Built, Err(SiteFlaw::BuiltLate));
    check(&site, SiteSays::Opened, Err(SiteFlaw::AsNow));
    check(&site, SiteSays::Closed, Ok(()));
    site.state = SiteState::Closed;
    check(&site, moved(&new, "2022-08-03"), Err(SiteFlaw::Closed));
    check(&site, SiteSays::Opened, Ok(()));
}
