//! Arrivals in the rules' own words: the mark of each edition and of each kind of arrival, the codes that
//! follow, the landing test, and the clock of the hand-over.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use fangxian_core::arrivals::*;
use fangxian_core::codes::{ArrivalCode, ArrivalKind};
use fangxian_core::ids::ArrivalReportId;
use fangxian_core::journeys::{
    CaseElsewhere, CodeShown, Facts, ListedCounty, Residence, RiskList, StayedIn,
};
use fangxian_core::national::SnapshotTime;
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::RuleBook;
use fangxian_core::{CityDay, Level, Moment};
use proptest::prelude::*;
use std::sync::LazyLock;
use uuid::Uuid;

static BOOK: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::built_in().unwrap());

const COMMUNITY: &str = "140110003001";
const BEIJING: &str = "110105";
const YING_COUNTY: &str = "140622";
const DATONG: &str = "140213";
const HOUR: i64 = 3_600_000;

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

fn code(text: &str) -> PlaceCode {
    PlaceCode::parse(text).unwrap()
}

fn city() -> PlaceCode {
    code("1401")
}

fn noon(on: &str) -> Moment {
    day(on).starts_at().plus_ms(12 * HOUR)
}

fn coming(from: &str, on: &str, stayed: StayedIn) -> Coming {
    Coming {
        from: code(from),
        via: Vec::new(),
        means: ArrivalMeans::Train,
        station: "taiyuan_south".to_owned(),
        arrives_at: noon(on),
        stay: StayAt::Home(code(COMMUNITY)),
        n_companions: 0,
        tested_at: None,
        code: CodeShown::Green,
        stayed,
        residence: Residence::Here,
    }
}

fn listed(on: &str, counties: &[(&str, Level)]) -> Facts {
    let counties =
        counties.iter().map(|(place, level)| ListedCounty { place: code(place), level: *level });
    let time = SnapshotTime { day: day(on), hour: 12 };
    Facts { list: Some(RiskList { time, counties: counties.collect() }), ..Facts::default() }
}

fn case(county: &str, on: &str) -> Facts {
    let case =
        CaseElsewhere { county: code(county), last_on: day(on), source: "通报".to_owned() };
    Facts { cases: vec![case], ..Facts::default() }
}

fn report() -> ArrivalReportId {
    ArrivalReportId::from_uuid(Uuid::from_u128(7))
}

fn codes(coming: &Coming, facts: &Facts, tests: &[Moment]) -> Vec<ArrivalCode> {
    arrival_codes(coming, (&city(), &BOOK, facts), (report(), coming.arrives_at), tests)
}

/// The mark, whether a landing test is asked, and the codes: `红标 落地检 origin=red~2022-10-15`.
fn told(coming: &Coming, facts: &Facts) -> String {
    let marked = marked(coming, &city(), &BOOK, facts);
    let mark = match marked.found {
        MarkFound::Given(color) => color.color.title().to_owned(),
        MarkFound::Beside(color) => format!("旁{}", color.color.title()),
        MarkFound::NothingAsked => "不查".to_owned(),
        MarkFound::Silent => "未写".to_owned(),
    };
    let test = if marked.landing_test().is_some() { " 落地检" } else { "" };
    let codes: String = codes(coming, facts, &[])
        .iter()
        .map(|one| {
            let until = one.until.map_or("?".to_owned(), |until| until.city_day().to_string());
            let color = format!("{:?}", one.color).to_lowercase();
            format!(" {}={color}@{}~{until}", one.kind.code(), one.since.city_day())
        })
        .collect();
    format!("{mark}{test}{codes}")
}

#[track_caller]
fn check(coming: &Coming, facts: &Facts, expected: &str) {
    assert_eq!(told(coming, facts), expected);
}

#[test]
fn the_marks_of_april_2022_with_the_province_s_codes() {
    use StayedIn::{Medium, Nowhere};
    let on = "2022-04-10";
    // 红标：14天内有中高风险地区旅居史者一律实施14+7集中隔离; 省细则: 红码，满14天解码.
    check(&coming(BEIJING, on, Medium), &Facts::default(), "红标 origin=red@2022-04-10~2022-04-24");
    check(
        &coming(BEIJING, on, Nowhere),
        &listed(on, &[(BEIJING, Level::Medium)]),
        "黄标 origin=red@2022-04-10~2022-04-24",
    );
    check(
        &coming(BEIJING, on, Nowhere),
        &case(BEIJING, "2022-04-08"),
        "黄标 origin=red@2022-04-10~2022-04-24",
    );
    // 蓝标：疫情发生地所在市的其他低风险县返并人员
    check(&coming(BEIJING, on, Nowhere), &case("110101", "2022-04-08"), "蓝标");
    check(&coming(BEIJING, on, Nowhere), &Facts::default(), "绿标");
    check(&coming(DATONG, on, Nowhere), &Facts::default(), "绿标");
}

#[test]
fn the_hotline_s_traveller_is_given_no_mark_and_one_stands_beside() {
    let on = "2022-04-29";
    let mut one = coming(YING_COUNTY, on, StayedIn::Nowhere);
    // 未持有48小时内核酸检测阴性证明的，在第一落点立即进行核酸采样和抗原检测.
    check(&one, &case(YING_COUNTY, "2022-04-19"), "旁黄标 落地检");
    one.tested_at = Some(one.arrives_at.plus_ms(-47 * HOUR));
    check(&one, &case(YING_COUNTY, "2022-04-19"), "旁黄标");
    one.tested_at = Some(one.arrives_at.plus_ms(-49 * HOUR));
    check(&one, &case(YING_COUNTY, "2022-04-19"), "旁黄标 落地检");
    // 所有省外返（抵）并人员: 落地核酸.
    check(&coming(BEIJING, on, StayedIn::Nowhere), &Facts::default(), "绿标 落地检");
}

#[test]
fn the_marks_of_the_ninth_edition() {
    use StayedIn::{High, Medium, Nowhere};
    let on = "2022-10-08";
    // 红标：高风险地区返（抵）并旅客，赋红码，落地核酸，点对点转运: 7天集中隔离.
    let red = "红标 落地检 origin=red@2022-10-08~2022-10-15";
    check(&coming(BEIJING, on, High), &Facts::default(), red);
    let yellow = "黄标 落地检 origin=yellow@2022-10-08~2022-10-15";
    check(&coming(BEIJING, on, Medium), &Facts::default(), yellow);
    // 蓝标: 3天居家健康监测, 不赋码.
    check(&coming(BEIJING, on, Nowhere), &listed(on, &[(BEIJING, Level::High)]), "蓝标 落地检");
    // 即采即走、绿标: 未按要求检测的赋黄码: 三天过后才算.
    let late = "until_tested=yellow@2022-10-11~?";
    let in_city = case("110101", "2022-10-06");
    check(&coming(BEIJING, on, Nowhere), &in_city, &format!("蓝标 落地检 {late}"));
    check(&coming(BEIJING, on, Nowhere), &Facts::default(), &format!("绿标 {late}"));
    // 省外返（抵）并人员: of the own province nothing is written in these marks.
    check(&coming(DATONG, on, Nowhere), &Facts::default(), "未写");
}

#[test]
fn before_the_city_s_marks_and_after_all_of_them() {
    use StayedIn::{High, Nowhere};
    // The province's rules on codes of 2 March 2022 stand before the city's marks of 1 April.
    check(
        &coming(BEIJING, "2022-03-10", High),
        &Facts::default(),
        "未写 origin=red@2022-03-10~2022-03-24",
    );
    check(&coming(BEIJING, "2022-03-10", Nowhere), &Facts::default(), "未写");
    // 二十条: no marks were found; the edition's own schedule is asked, and no code is given.
    check(&coming(BEIJING, "2022-11-24", High), &Facts::default(), "未写");
    // 新十条: 不再对跨地区流动人员查验核酸检测阴性证明和健康码，不再开展落地检.
    check(&coming(BEIJING, "2022-12-08", High), &Facts::default(), "不查");
    let one = coming(BEIJING, "2022-12-08", High);
    assert_eq!(marked(&one, &city(), &BOOK, &Facts::default()).days_kept(), 0);
}

#[test]
fn the_code_until_tested_ends_with_the_third_day_s_test_and_with_nothing_else() {
    let one = coming(BEIJING, "2022-10-08", StayedIn::Nowhere);
    let of = |tests: &[Moment]| {
        let found = codes(&one, &Facts::default(), tests);
        let [only] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(only.kind, ArrivalKind::UntilTested);
        (only.since, only.until)
    };
    let (d8, d9, d10, d13) =
        (noon("2022-10-08"), noon("2022-10-09"), noon("2022-10-10"), noon("2022-10-13"));
    let since = day("2022-10-11").starts_at();
    assert_eq!(of(&[]), (since, None));
    assert_eq!(of(&[d8, d9]), (since, None));
    assert_eq!(of(&[d8, d8.plus_ms(HOUR), d8.plus_ms(2 * HOUR)]), (since, None), "one a day");
    assert_eq!(of(&[d10, d8, d9]), (since, Some(d10)), "never colored: over before it began");
    assert_eq!(of(&[d8, d9, d13]), (since, Some(d13)));
    assert_eq!(of(&[noon("2022-10-01"), d8, d9]), (since, None), "before he came does not count");
}

#[test]
fn whoever_passes_through_has_no_code_and_needs_no_community() {
    let stay = StayAt::Through(code("4401"));
    let one = Coming { stay, ..coming(BEIJING, "2022-10-08", StayedIn::High) };
    assert!(codes(&one, &Facts::default(), &[]).is_empty());
    let standing = standing(&one, &[]);
    assert_eq!(standing.state(noon("2022-10-08"), 0), ArrivalState::Through);
    assert_eq!(standing.place(), None);
}

fn standing(coming: &Coming, more: &[(ArrivalSays, Moment)]) -> ArrivalStanding {
    let says = ArrivalSays::Reported(Box::new(coming.clone()), ArrivalWay::Page);
    let first = ArrivalFact { says, at: noon("2022-10-01") };
    let more = more.iter().map(|(says, at)| ArrivalFact { says: says.clone(), at: *at });
    ArrivalStanding::of(&std::iter::once(first).chain(more).collect::<Vec<_>>()).unwrap()
}

fn seen() -> ArrivalSays {
    ArrivalSays::Checked(Box::new(Check {
        temperature_tenths: Some(365),
        code: CodeShown::Green,
        is_trip_as_said: Some(true),
        certificate_taken_at: None,
        has_mask: true,
    }))
}

#[test]
fn the_clock_of_a_hand_over() {
    use ArrivalState::*;
    let one = coming(BEIJING, "2022-10-08", StayedIn::Nowhere);
    let at = |hours: i64| noon("2022-10-08").plus_ms(hours * HOUR);
    assert_eq!(standing(&one, &[]).state(at(-1), 3), Expected);
    assert_eq!(standing(&one, &[]).state(at(SIGHT_HOURS), 3), Missing);
    let checked = (seen(), at(0));
    assert_eq!(standing(&one, std::slice::from_ref(&checked)).state(at(1), 3), Arrived);
    let handed = (ArrivalSays::Handed(code(COMMUNITY)), at(1));
    let waits = standing(&one, &[checked.clone(), handed.clone()]);
    assert_eq!(waits.state(at(2), 3), Handed);
    assert_eq!(waits.due_at(), Some(at(1 + TAKEN_OVER_HOURS)));
    assert!(!waits.is_late(at(1 + TAKEN_OVER_HOURS).plus_ms(-1)));
    assert!(waits.is_late(at(1 + TAKEN_OVER_HOURS)), "on the second");
    let received = (ArrivalSays::Received, at(2));
    let kept = standing(&one, &[checked.clone(), handed.clone(), received]);
    assert_eq!((kept.state(at(3), 3), kept.due_at()), (Kept, None));
    assert_eq!(kept.state(noon("2022-10-10"), 3), Kept);
    assert_eq!(kept.state(noon("2022-10-11"), 3), Done);
    // Not there: for the command, who sends him elsewhere, and the clock runs anew.
    let absent = (ArrivalSays::Absent, at(2));
    let lost = standing(&one, &[checked.clone(), handed.clone(), absent.clone()]);
    assert_eq!(lost.state(at(3), 3), Unplaced);
    assert!(!lost.is_late(at(30)), "the command's task, no longer the community's");
    let again = (ArrivalSays::Handed(code("140105004001")), at(4));
    let sent = standing(&one, &[checked, handed, absent, again]);
    assert_eq!((sent.state(at(5), 3), sent.due_at()), (Handed, Some(at(4 + TAKEN_OVER_HOURS))));
    assert_eq!(sent.place(), Some(&code("140105004001")));
    let nowhere = Coming { stay: StayAt::Unsaid, ..one };
    assert_eq!(standing(&nowhere, &[]).state(at(1), 3), Unplaced, "never lost");
}

#[test]
fn what_may_follow_what() {
    use Refused::{Early, NoPlace, State};
    let one = coming(BEIJING, "2022-10-08", StayedIn::Nowhere);
    let at = |hours: i64| noon("2022-10-08").plus_ms(hours * HOUR);
    let handed = ArrivalSays::Handed(code(COMMUNITY));
    let fresh = standing(&one, &[]);
    assert_eq!(fresh.may_follow(&ArrivalSays::Absent, at(-1)), Err(Early));
    assert_eq!(
        fresh.may_follow(&ArrivalSays::Sampled(LandingSample::default()), at(1)),
        Err(State),
        "nobody saw him"
    );
    assert_eq!(fresh.may_follow(&ArrivalSays::Received, at(1)), Ok(()), "by car to the door");
    let gone = standing(&one, &[(ArrivalSays::Withdrawn, at(-3))]);
    for says in [seen(), handed.clone(), ArrivalSays::Received, ArrivalSays::Withdrawn] {
        assert_eq!(gone.may_follow(&says, at(1)), Err(State));
    }
    let checked = standing(&one, &[(seen(), at(0))]);
    assert_eq!(checked.may_follow(&ArrivalSays::Withdrawn, at(1)), Err(State), "he is here");
    let kept = standing(&one, &[(seen(), at(0)), (handed, at(1)), (ArrivalSays::Received, at(2))]);
    assert_eq!(kept.may_follow(&ArrivalSays::Absent, at(3)), Err(State));
    let nowhere = standing(&Coming { stay: StayAt::Unsaid, ..one }, &[]);
    assert_eq!(nowhere.may_follow(&ArrivalSays::Received, at(1)), Err(NoPlace));
}

#[test]
fn what_the_station_saw_weighs_more_than_what_was_said() {
    let mut one = coming(YING_COUNTY, "2022-04-29", StayedIn::Nowhere);
    one.tested_at = Some(one.arrives_at.plus_ms(-10 * HOUR));
    let facts = case(YING_COUNTY, "2022-04-19");
    check(&one, &facts, "旁黄标");
    let seen = standing(&one, &[(seen(), one.arrives_at)]);
    check(&seen.coming, &facts, "旁黄标 落地检");
}

#[test]
fn what_cannot_be_reported_is_refused_with_its_reason() {
    let (city, now) = (city(), noon("2022-10-07"));
    let good = coming(BEIJING, "2022-10-08", StayedIn::Nowhere);
    assert_eq!(good.check(&city, now), Ok(()));
    let with = |change: &dyn Fn(&mut Coming)| {
        let mut one = good.clone();
        change(&mut one);
        one.check(&city, now)
    };
    assert_eq!(with(&|one| one.from = code("140105")), Err(ComingFlaw::From));
    assert_eq!(with(&|one| one.station = "wusu".to_owned()), Err(ComingFlaw::Station));
    assert_eq!(with(&|one| one.arrives_at = noon("2023-10-08")), Err(ComingFlaw::Moment));
    assert_eq!(with(&|one| one.stay = StayAt::Through(code("140105"))), Err(ComingFlaw::Through));
    let late = Some(noon("2022-10-09"));
    assert_eq!(with(&|one| one.tested_at = late), Err(ComingFlaw::TestedAt));
    assert_eq!(with(&|one| one.n_companions = 10), Err(ComingFlaw::Companions));
}

proptest! {
    /// Whoever was in a graver area is never given the milder mark, on any day of any edition.
    #[test]
    fn a_graver_stay_never_has_the_milder_mark(days in 0_i64..300, listed_at in 0_usize..3) {
        let on = day("2022-03-01").plus(days).to_string();
        let levels = [None, Some(Level::Medium), Some(Level::High)];
        let facts = levels[listed_at].map_or_else(Facts::default, |level| listed(&on, &[(BEIJING, level)]));
        let gravity = |stayed| {
            let one = coming(BEIJING, &on, stayed);
            let mark = marked(&one, &city(), &BOOK, &facts).found.given().map(|rule| rule.color);
            // Red is the first of the colors.
            mark.map_or(4, |color| color as u8)
        };
        let (nowhere, medium, high) =
            (gravity(StayedIn::Nowhere), gravity(StayedIn::Medium), gravity(StayedIn::High));
        prop_assert!(high <= medium && medium <= nowhere, "{on}: {high} {medium} {nowhere}");
    }

    /// Every code that an arrival brings has a clause that is sure, an end or a test that ends it, and
    /// more tests never make it last longer.
    #[test]
    fn every_code_of_an_arrival_has_its_clause_and_its_end(
        days in 0_i64..300, stayed in 0_usize..4, tests in proptest::collection::vec(0_i64..10, 0..6)
    ) {
        let on = day("2022-03-01").plus(days);
        let stayed = [StayedIn::Unsaid, StayedIn::Nowhere, StayedIn::Medium, StayedIn::High][stayed];
        let one = coming(BEIJING, &on.to_string(), stayed);
        let tests: Vec<Moment> =
            tests.iter().map(|days| one.arrives_at.plus_ms(days * 24 * HOUR)).collect();
        let before = codes(&one, &Facts::default(), &[]);
        for code in codes(&one, &Facts::default(), &tests) {
            prop_assert!(code.clause.is_enforced() && !code.clause.as_written.is_empty());
            let known = before.iter().find(|known| known.kind == code.kind).unwrap();
            match code.kind {
                ArrivalKind::Origin => prop_assert!(code.until.is_some() && code == *known),
                ArrivalKind::UntilTested => prop_assert!(known.until.is_none()),
            }
        }
    }
}
