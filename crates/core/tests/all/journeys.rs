//! "What must I do?" in the rules' own words: the hotline's answer of 29 April 2022, the marks of
//! both editions, the twenty measures and the ten.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use fangxian_core::journeys::*;
use fangxian_core::national::{SnapshotTime, country};
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::{JourneyStep, RuleBook};
use fangxian_core::{CityDay, Level};
use std::sync::LazyLock;

static BOOK: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::built_in().unwrap());

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

fn code(text: &str) -> PlaceCode {
    PlaceCode::parse(text).unwrap()
}

fn city() -> PlaceCode {
    code("1401")
}

const YING_COUNTY: &str = "140622";
const GUANGZHOU: &str = "4401";

/// From Ying County by train to Taiyuan and on by air to Guangzhou.
fn hotline(on: &str) -> Question {
    Question {
        from: code(YING_COUNTY),
        via: Vec::new(),
        to: code(GUANGZHOU),
        day: day(on),
        means: TravelMeans::Train,
        onward: Some(TravelMeans::Air),
        proof: Proof::Unsaid,
        code: CodeShown::Unsaid,
        stayed: StayedIn::Nowhere,
        residence: Residence::Elsewhere,
    }
}

fn arriving(from: &str, on: &str) -> Question {
    Question { from: code(from), to: city(), onward: None, ..hotline(on) }
}

fn case(county: &str, on: &str) -> CaseElsewhere {
    CaseElsewhere { county: code(county), last_on: day(on), source: "当地通报".to_owned() }
}

fn ying_county() -> Facts {
    Facts { cases: vec![case(YING_COUNTY, "2022-04-19")], ..Facts::default() }
}

fn listed(on: &str, counties: &[(&str, Level)]) -> Facts {
    let counties =
        counties.iter().map(|(place, level)| ListedCounty { place: code(place), level: *level });
    let time = SnapshotTime { day: day(on), hour: 12 };
    Facts { list: Some(RiskList { time, counties: counties.collect() }), ..Facts::default() }
}

fn told(q: &Question, facts: &Facts) -> Vec<String> {
    let answer = asked(q, &city(), &BOOK, facts);
    let mut lines = vec![answer.verdict.kind.says().to_owned()];
    for step in &answer.steps {
        let asks: Vec<String> = step
            .asks
            .iter()
            .map(|ask| {
                format!(
                    "{}{}",
                    ask.says(),
                    match ask.standing {
                        AskStanding::Met => "✓",
                        AskStanding::Missing => "✗",
                        AskStanding::Due => "",
                    }
                )
            })
            .collect();
        lines.push(format!("{}：{}", step.at.title(), asks.join("；")));
    }
    lines
}

#[track_caller]
fn check(q: &Question, facts: &Facts, expected: &[&str]) {
    assert_eq!(told(q, facts), expected);
}

fn unknown(q: &Question, facts: &Facts) -> Vec<String> {
    let answer = asked(q, &city(), &BOOK, facts);
    answer
        .unknown
        .iter()
        .map(|one| format!("{one:?}").split(['(', ' ']).next().unwrap().to_owned())
        .collect()
}

const IN_CITY: &str =
    "在本市期间：收到赋码短信的，配合落实相应的管控措施；量体温；扫码、验码；戴口罩";

#[test]
fn from_ying_county_by_train_and_on_by_air_as_the_hotline_said() {
    let q = hotline("2022-04-29");
    check(
        &q,
        &ying_county(),
        &[
            "下面的都符合，就直接放行",
            "出发以前：带48小时内核酸检测阴性证明",
            "路上：全程戴口罩",
            "到车站、机场、卡口时：登记检疫信息；山西健康码是绿码；行程码（行程卡）没有异常；\
             体温正常；没有有效核酸证明的，在第一落点做核酸采样；\
             没有有效核酸证明的，做抗原检测；没有有效核酸证明的，听从现场防疫人员安排",
            IN_CITY,
        ],
    );
    assert_eq!(
        unknown(&q, &ying_county()),
        ["NoList", "MarkBeside", "OnwardStation", "Destination"]
    );
    let facts = ying_county();
    let answer = asked(&q, &city(), &BOOK, &facts);
    assert_eq!(answer.trip, Trip::Transit);
    let words: Vec<&str> = answer.clauses().iter().map(|one| one.as_written.as_str()).collect();
    for expected in [
        "从应县乘坐火车到太原需携带48小时内核酸检测阴性证明，山西健康码绿码、行程码无异常、测温正常，\
         且全程佩戴口罩，直接放行",
        "未持有48小时内核酸检测阴性证明或核酸检测证明超期的，在第一落点立即进行核酸采样和抗原检测，\
         听从现场防疫人员安排",
        "返并后如收到赋码短信，请积极配合落实相应管控措施或听从现场防疫人员安排",
    ] {
        assert!(words.contains(&expected), "{expected}");
    }
    assert!(answer.grounds.iter().any(|one| one.says(&city())
        == "朔州市应县最后一例病例2022年4月19日报告，到出行那天过了10天（当地通报）。"));
}

#[test]
fn whoever_has_the_certificate_and_a_green_code_passes_directly() {
    let q = Question { proof: Proof::Within48, code: CodeShown::Green, ..hotline("2022-04-29") };
    check(
        &q,
        &ying_county(),
        &[
            "符合要求，直接放行",
            "出发以前：带48小时内核酸检测阴性证明✓",
            "路上：全程戴口罩",
            "到车站、机场、卡口时：登记检疫信息；山西健康码是绿码✓；行程码（行程卡）没有异常；\
             体温正常",
            IN_CITY,
        ],
    );
}

#[test]
fn whoever_has_none_or_an_old_one_is_sampled_where_he_lands() {
    for proof in [Proof::Nothing, Proof::Within72] {
        let q = Question { proof, code: CodeShown::Green, ..hotline("2022-04-29") };
        let lines = told(&q, &ying_county());
        assert_eq!(lines[0], "要先在第一落点做核酸采样和抗原检测");
        assert_eq!(lines[1], "出发以前：带48小时内核酸检测阴性证明✗");
        assert!(lines[3].contains("没有有效核酸证明的，在第一落点做核酸采样"), "{lines:?}");
    }
    let q = Question { code: CodeShown::NotGreen, ..hotline("2022-04-29") };
    assert_eq!(told(&q, &ying_county())[0], "请按下面的要求办");
    assert!(unknown(&q, &ying_county()).contains(&"CodeNotGreen".to_owned()));
}

#[test]
fn from_a_county_of_the_province_without_cases() {
    let q = Question { code: CodeShown::Green, ..arriving("140622", "2022-04-29") };
    check(
        &q,
        &Facts::default(),
        &[
            "符合要求，直接放行",
            "到车站、机场、卡口时：登记检疫信息；山西健康码是绿码✓；体温正常",
            "在本市期间：收到赋码短信的，配合落实相应的管控措施；量体温；扫码、验码；\
             戴口罩；住宾馆、民宿、招待所、日租房的，如实登记住宿",
        ],
    );
}

#[test]
fn a_resident_of_the_city_who_stayed_in_the_province() {
    let here = Residence::Here;
    let q =
        Question { code: CodeShown::Green, residence: here, ..arriving("140622", "2022-04-29") };
    let lines = told(&q, &Facts::default());
    assert_eq!(lines[0], "符合要求，直接放行");
    assert_eq!(lines.last().unwrap(), "回来以后：主动向居住的社区（村）报备，配合落实措施");
    let facts = Facts::default();
    let answer = asked(&q, &city(), &BOOK, &facts);
    assert_eq!(
        answer.verdict.clauses[0].as_written,
        "对健康码绿码、无省外旅居史且体温正常的本市居民，直接放行"
    );
}

#[test]
fn from_another_province_48_hours_report_ahead_three_codes_and_a_landing_test() {
    check(
        &arriving("130102", "2022-04-29"),
        &Facts::default(),
        &[
            "请按下面的要求办",
            "出发以前：提前向社区（村）报备；带48小时内核酸检测阴性证明",
            "到车站、机场、卡口时：登记检疫信息；查验山西健康码、行程卡和山西场所码；\
             在第一落点做核酸采样；按分类管控需要的，配合隔离转运；贴绿标（其他地区的）",
            "在本市期间：收到赋码短信的，配合落实相应的管控措施；量体温；扫码、验码；\
             戴口罩；住宾馆、民宿、招待所、日租房的，如实登记住宿",
        ],
    );
}

#[test]
fn how_long_a_county_counts_as_one_with_cases_is_said_only_as_far_as_it_was_written() {
    let at = |on: &str| Facts { cases: vec![case(YING_COUNTY, on)], ..Facts::default() };
    let q = hotline("2022-04-29");
    for (last, verdict, is_unclear) in [
        ("2022-04-29", "下面的都符合，就直接放行", false),
        ("2022-04-19", "下面的都符合，就直接放行", false),
        ("2022-04-18", "请按下面的要求办", true),
        ("2022-04-15", "请按下面的要求办", true),
        ("2022-04-14", "下面的都符合，就直接放行", false),
    ] {
        let is_asked = told(&q, &at(last)).iter().any(|line| line.contains("48小时"));
        assert_eq!(told(&q, &at(last))[0], verdict, "{last}");
        assert_eq!(unknown(&q, &at(last)).contains(&"CaseDays".to_owned()), is_unclear, "{last}");
        assert_eq!(is_asked, last >= "2022-04-19", "{last}");
    }
    // A case that is reported only after the journey is not known to it.
    assert!(!told(&q, &at("2022-04-30")).iter().any(|line| line.contains("48小时")));
}

#[test]
fn the_answer_of_stations_says_nothing_of_roads() {
    let q = Question { means: TravelMeans::Car, ..arriving(YING_COUNTY, "2022-04-29") };
    assert!(unknown(&q, &ying_county()).contains(&"AtCheckpoint".to_owned()));
    assert!(!told(&q, &ying_county()).iter().any(|line| line.contains("48小时")));
}

#[track_caller]
fn marked(q: &Question, facts: &Facts, verdict: VerdictKind, expected: &[&str]) {
    let answer = asked(q, &city(), &BOOK, facts);
    let steps = [JourneyStep::Arrival, JourneyStep::InCity];
    let asks = steps.iter().flat_map(|at| answer.asks_at(*at));
    let of_mark = asks.filter(|ask| !matches!(ask.what, Demand::Rule(_)));
    assert_eq!(of_mark.map(Ask::says).collect::<Vec<_>>(), expected);
    assert_eq!(answer.verdict.kind, verdict);
}

#[test]
fn the_four_colors_of_april_2022() {
    let on = "2022-04-10";
    let q = || arriving("310115", on);
    marked(
        &Question { stayed: StayedIn::Medium, ..q() },
        &Facts::default(),
        VerdictKind::Kept,
        &[
            "贴红标（14天内到过中高风险地区的）",
            "集中隔离14天，第1、2、3、5、7、10、14天做核酸检测",
            "居家健康监测7天（待核实）",
        ],
    );
    marked(
        &q(),
        &listed(on, &[("310115", Level::Medium)]),
        VerdictKind::Kept,
        &[
            "贴黄标（14天内到过中高风险地区所在县的）",
            "居家隔离14天，第1、2、3、5、7、10、14天做核酸检测",
            "居家健康监测7天（待核实）",
        ],
    );
    let cases =
        |county: &str, last: &str| Facts { cases: vec![case(county, last)], ..listed(on, &[]) };
    marked(
        &q(),
        &cases("310115", "2022-04-02"),
        VerdictKind::Kept,
        &[
            "贴黄标（14天内到过有病例报告但尚未调整风险等级的县的）",
            "居家隔离7天，第1、2、3、5、7天做核酸检测",
            "居家健康监测5天（待核实）",
        ],
    );
    let blue = ["贴蓝标（疫情发生地所在市的其他低风险县的）"];
    let green = ["贴绿标（其他地区的）"];
    marked(&q(), &cases("310104", "2022-04-02"), VerdictKind::DoThese, &blue);
    marked(&q(), &listed(on, &[("310104", Level::High)]), VerdictKind::DoThese, &blue);
    marked(&q(), &cases("310104", "2022-03-01"), VerdictKind::DoThese, &green);
    marked(&q(), &listed(on, &[]), VerdictKind::DoThese, &green);
    // Before the marks there is nothing that this book knows of.
    assert_eq!(
        unknown(&arriving("310115", "2022-03-31"), &listed("2022-03-31", &[])),
        ["Arrivals"]
    );
}

#[test]
fn the_marks_weigh_more_than_the_province() {
    // Ying County with a high area of its own, or a stay in one: red and yellow, as for everybody.
    let on = "2022-04-29";
    let facts = listed(on, &[(YING_COUNTY, Level::High)]);
    marked(
        &arriving(YING_COUNTY, on),
        &facts,
        VerdictKind::Kept,
        &[
            "贴黄标（14天内到过中高风险地区所在县的）",
            "居家隔离14天，第1、2、3、5、7、10、14天做核酸检测",
            "居家健康监测7天（待核实）",
        ],
    );
}

#[test]
fn the_colors_of_the_ninth_edition() {
    let on = "2022-08-30";
    let q = || arriving("310115", on);
    let high = Question { stayed: StayedIn::High, ..q() };
    let medium = Question { stayed: StayedIn::Medium, ..q() };
    let none = listed(on, &[]);
    marked(
        &high,
        &none,
        VerdictKind::Kept,
        &[
            "贴红标（高风险区的）",
            "落地核酸、点对点转运",
            "健康码转为红码",
            "集中隔离7天，做5次核酸检测",
        ],
    );
    marked(
        &medium,
        &none,
        VerdictKind::Kept,
        &[
            "贴黄标（中风险区的）",
            "落地核酸、点对点转运",
            "健康码转为黄码",
            "居家隔离7天，做3次核酸检测",
        ],
    );
    let low = listed(on, &[("310115", Level::Low)]);
    marked(
        &q(),
        &low,
        VerdictKind::Kept,
        &[
            "贴蓝标（低风险区、有外溢风险而尚未调级的县的）",
            "落地核酸、点对点转运",
            "居家健康监测3天，做3次核酸检测",
        ],
    );
    let other = listed(on, &[("310104", Level::Medium)]);
    marked(
        &q(),
        &other,
        VerdictKind::DoThese,
        &[
            "贴蓝标（7天内到过疫情发生所在市的无风险县的）",
            "落地核酸、即采即走",
            "到后3天内做3次核酸检测",
            "没有按要求检测的健康码转为黄码，检测完转绿码",
        ],
    );
    marked(
        &q(),
        &none,
        VerdictKind::DoThese,
        &[
            "贴绿标（其他地区的）",
            "自行离开",
            "到后3天内做3次核酸检测",
            "没有按要求检测的健康码转为黄码，检测完转绿码",
        ],
    );
    // These marks were written for other provinces; in the province the edition's own schedules hold.
    let within = arriving("140602", on);
    assert_eq!(unknown(&within, &none), ["InProvince"]);
    marked(
        &Question { stayed: StayedIn::High, ..within },
        &none,
        VerdictKind::Kept,
        &["自离开风险区起集中隔离7天，第1、2、3、5、7天做核酸检测"],
    );
}

#[test]
fn the_twenty_measures_of_november_2022() {
    let on = "2022-11-25";
    let none = listed(on, &[]);
    marked(
        &Question { stayed: StayedIn::High, ..arriving("310115", on) },
        &none,
        VerdictKind::Kept,
        &["自离开风险区起居家隔离7天，第1、3、5、7天做核酸检测", "期间赋码管理", "期间不得外出"],
    );
    let q = arriving("310115", on);
    assert_eq!(told(&q, &none), ["没有查到写明的规定，请拨 12345"]);
    assert_eq!(unknown(&q, &none), ["Arrivals"]);
    // Leaving: three tests in three days from a low area, nobody leaves a high one.
    let leave = Question {
        from: code("140105"),
        to: code(GUANGZHOU),
        proof: Proof::Within24,
        ..arriving("140105", on)
    };
    let facts = Facts { own_levels: vec![Level::High], ..Facts::default() };
    check(
        &leave,
        &facts,
        &[
            "请按下面的要求办",
            "出发以前：住在高风险区的，足不出户、上门服务；\
             住在低风险区的，离开本市要有72小时内3次核酸检测阴性证明",
        ],
    );
    assert_eq!(unknown(&leave, &Facts::default()), ["Leaving", "Destination"]);
}

#[test]
fn who_sets_out_in_the_holidays_of_may_2022() {
    let q =
        Question { from: code("140105"), to: code(GUANGZHOU), ..arriving("140105", "2022-05-01") };
    check(
        &q,
        &Facts::default(),
        &[
            "请按下面的要求办",
            "出发以前：不是必要的，不要出省；办好请假、报备手续；先查目的地的风险状态和防疫政策",
            "路上：在外做好个人防护",
            "回来以后：主动向居住的社区（村）报备，配合落实措施",
        ],
    );
}

#[test]
fn from_8_december_2022_on_nothing_is_asked() {
    for on in ["2022-12-07", "2022-12-08", "2023-01-01"] {
        for q in [hotline(on), arriving("310115", on), arriving(YING_COUNTY, on)] {
            let q = Question { stayed: StayedIn::High, proof: Proof::Nothing, ..q };
            let facts = ying_county();
            let answer = asked(&q, &city(), &BOOK, &facts);
            assert_eq!(answer.verdict.kind, VerdictKind::NothingAsked);
            assert!(answer.steps.is_empty());
            assert_eq!(
                answer.verdict.clauses[0].as_written,
                "不再对跨地区流动人员查验核酸检测阴性证明和健康码，不再开展落地检"
            );
        }
    }
    assert_ne!(
        asked(&hotline("2022-12-06"), &city(), &BOOK, &ying_county()).verdict.kind,
        VerdictKind::NothingAsked
    );
}

#[test]
fn a_journey_within_the_city_is_none_and_one_before_every_edition_is_unknown() {
    let q = Question { from: code("140105"), ..arriving("140105", "2022-04-29") };
    assert_eq!(unknown(&q, &Facts::default()), ["NotAJourney"]);
    let q = arriving(YING_COUNTY, "2019-01-01");
    assert_eq!(unknown(&q, &Facts::default()), ["NoEdition"]);
}

#[test]
fn a_stay_in_a_risk_area_counts_for_as_many_days_as_the_rules_of_the_day_say() {
    for (on, expected) in [
        ("2022-03-31", None),
        ("2022-04-29", Some(14)),
        ("2022-08-30", Some(7)),
        ("2022-12-08", None),
    ] {
        assert_eq!(stay_days(&BOOK, day(on)), expected, "{on}");
    }
}

/// Over every day of two years, every origin, every answer that can be given: each demand bears a
/// clause that is in force, what is not enforced stands with its mark, and every question of which
/// nothing is written says so.
#[test]
fn nothing_is_asked_without_a_clause_and_no_silence_is_taken_for_a_rule() {
    let places = ["140622", "310115", "140105", "4401"];
    let mut on = day("2021-05-01");
    let mut n_asked = 0;
    while on < day("2023-02-01") {
        for from in places {
            for to in ["1401", "4401"] {
                for (proof, stayed) in Proof::ALL.iter().zip(StayedIn::ALL.iter().cycle()) {
                    let base = arriving(from, "2022-04-29");
                    let (proof, stayed) = (*proof, *stayed);
                    let q = Question { day: on, to: code(to), proof, stayed, ..base };
                    let facts = ying_county();
                    let answer = asked(&q, &city(), &BOOK, &facts);
                    for ask in answer.steps.iter().flat_map(|step| &step.asks) {
                        n_asked += 1;
                        assert!(!ask.clause.as_written.is_empty() && !ask.clause.source.is_empty());
                        let marks_doubt = ask.says().contains("待核实");
                        assert_eq!(marks_doubt, !ask.clause.is_enforced(), "{}", ask.says());
                    }
                    if answer.verdict.kind == VerdictKind::Unknown {
                        assert!(!answer.unknown.is_empty(), "{q:?}");
                        assert!(answer.steps.is_empty());
                    }
                }
            }
        }
        on = on.plus(1);
    }
    assert!(n_asked > 10_000, "{n_asked}");
    assert!(country().knows(&code(YING_COUNTY)));
}
