//! What a rule file may not say.

use fangxian_core::rules::{BUILT_IN, RuleBook, RulesError};
use proptest::prelude::*;

/// The shipped files with one of them changed.
fn with(file: &str, change: impl Fn(&str) -> String) -> Result<RuleBook, RulesError> {
    let files: Vec<(&str, String)> = BUILT_IN
        .iter()
        .map(|(name, text)| (*name, if *name == file { change(text) } else { (*text).to_owned() }))
        .collect();
    let changed: String = files.iter().map(|(_, text)| text.as_str()).collect();
    let shipped: String = BUILT_IN.iter().map(|(_, text)| *text).collect();
    assert_ne!(changed, shipped, "the change to {file} found nothing to change");
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    RuleBook::parse(&files)
}

/// The message holds every one of `parts`.
fn check(refused: Result<RuleBook, RulesError>, parts: &[&str]) {
    let message = refused.expect_err("refused").to_string();
    for part in parts {
        assert!(message.contains(part), "no {part:?} in: {message}");
    }
}

fn clause(words: &str) -> String {
    format!("{{ as_written = \"{words}\", source = \"某文\", confidence = \"A\" }}")
}

const P9: &str = "p9-2022-06-28.toml";
const P20: &str = "p20-2022-11-11.toml";
const TAIYUAN: &str = "taiyuan.toml";

#[test]
fn an_unknown_field_is_refused_with_its_file_line_and_name() {
    check(
        with(P9, |text| text.replacen("short =", "shorthand = \"九\"\nshort =", 1)),
        &[P9, "line 4", "field `shorthand`", "unknown field"],
    );
    check(
        with(P9, |text| text.replacen("case_free_days = 7", "case_free_dais = 7", 1)),
        &[P9, "field `case_free_dais`"],
    );
    check(
        with(P9, |text| {
            text.replacen("on_days = [1, 2, 3],", "on_days = [1, 2, 3], hours = 4,", 1)
        }),
        &[P9, "field `hours`"],
    );
    check(
        with(P9, |text| {
            text.replacen("area_test = { from_day = 7 }", "area_test = { day = 7 }", 1)
        }),
        &[P9, "field `day`"],
    );
    check(
        with(TAIYUAN, |text| text.replacen("tests = 3, within", "tests = 3, pool = 1, within", 1)),
        &[TAIYUAN, "field `pool`"],
    );
    check(
        with("testing-guides.toml", |text| text.replacen("every_days = 1", "every = 1", 1)),
        &["testing-guides.toml", "field `every`"],
    );
}

#[test]
fn what_is_missing_or_no_value_is_refused() {
    check(
        with(P9, |text| text.replacen("confidence = \"A\"", "confidence = \"D\"", 1)),
        &[P9, "field `confidence`", "unknown variant `D`"],
    );
    check(
        with(P9, |text| {
            text.replacen("in_force_to = \"2022-11-10\"", "in_force_to = \"2022-02-30\"", 1)
        }),
        &[P9, "line 7", "field `in_force_to`", "2022-02-30"],
    );
    check(
        with(P9, |text| text.replacen("case_free_days = 7", "case_free_days = -7", 1)),
        &[P9, "field `case_free_days`"],
    );
    check(
        with(P9, |text| {
            text.replacen("as_written = \"每天每户可安排1人\"", "as_written = \" \"", 1)
        }),
        &[P9, "quota.clause.as_written", "is empty"],
    );
    check(
        with(P9, |text| text.replacen("as_written = \"每天每户可安排1人\", ", "", 1)),
        &[P9, "missing field `as_written`"],
    );
    check(with(P9, |text| format!("{text}\n[[[")), &[P9, "line "]);
    check(RuleBook::parse(&[("x.toml", "a = 1")]), &["x.toml", "neither"]);
}

#[test]
fn two_clauses_on_one_thing_are_refused_with_both_quoted() {
    let more = |text: &'static str| move |file: &str| format!("{file}\n{text}");
    let step_down = format!(
        "[[step_down]]\nfrom = \"high\"\nto = \"medium\"\ncase_free_days = 14\nclause = {}",
        clause("连续14天降为中风险区")
    );
    check(
        with(P9, |text| format!("{text}\n{step_down}")),
        &[
            "“高风险区怎样结束”有两条规定",
            "高风险区连续7天无新增感染者降为中风险区",
            "连续14天降为中风险区",
        ],
    );
    check(
        with(P9, |text| {
            text.replacen(
                "after = \"high\"\nto = \"low\"\ncase_free_days = 3",
                "to = \"low\"\ncase_free_days = 3",
                1,
            )
        }),
        &["中风险区连续3天无新增感染者降为低风险区", "中风险区连续7天无新增感染者降为低风险区"],
    );
    check(
        with(
            P20,
            more(
                "[[dropped]]\nwhom = \"close_contact\"\nclause = { as_written = \"不再判定密接\", source = \"某文\", confidence = \"A\" }",
            ),
        ),
        &["密切接触者", "5天集中隔离+3天居家隔离", "不再判定密接"],
    );
    check(
        with(
            P9,
            more(
                "[[look_back]]\nof = \"any\"\nfrom = { days_before = { days = 4 } }\nclause = { as_written = \"前4天\", source = \"某文\", confidence = \"A\" }",
            ),
        ),
        &["密接追溯到多久以前", "症状出现前2天开始", "“前4天”"],
    );
    check(
        with(P9, |text| text.replacen("number = 2\n", "number = 1\n", 1)),
        &["密接的第1种", "共同居住生活人员", "直接照顾者"],
    );
    check(
        with("p8-2021-05-14.toml", |text| {
            text.replacen("level = \"controlled\"", "level = \"locked\"", 1)
        }),
        &["“封控区”有两条规定", "区域封闭、足不出户、服务上门", "人不出区、严禁聚集"],
    );
    check(
        with("testing-guides.toml", |text| {
            text.replacen("setting = \"medium\"", "setting = \"low\"", 1)
        }),
        &["低风险区10:1", "中风险区5:1"],
    );
    check(
        with("testing-guides.toml", |text| {
            text.replacen("in_force_to = \"2022-03-21\"", "in_force_to = \"2022-03-22\"", 1)
                .replacen("city = \"any\"", "city = \"five_million_up\"", 1)
        }),
        &["同一天有两份指南", "应当在3天内完成", "应当在24小时内完成"],
    );
}

#[test]
fn what_cannot_hold_in_its_edition_is_refused() {
    check(
        with(P20, |text| text.replacen("to = \"low\"", "to = \"medium\"", 1)),
        &["P20没有中风险区", "高风险区连续5天未发现新增感染者"],
    );
    check(
        with(P9, |text| text.replacen("from = \"low\"", "from = \"high\"", 1)),
        &["P9里没有写低风险区怎样结束", "个人防护"],
    );
    check(
        with(P9, |text| {
            text.replacen("from = \"high\"\nto = \"medium\"", "from = \"high\"\nto = \"high\"", 1)
        }),
        &["高风险区降为高风险区，并不更轻"],
    );
    check(
        with(P9, |text| text.replacen("on_days = [1, 2, 3]", "on_days = [1, 3, 2]", 1)),
        &["[1, 3, 2]", "前3天连续开展3次"],
    );
    check(
        with(P9, |text| {
            text.replacen("test_days = [1, 2, 3, 5, 7]", "test_days = [1, 2, 3, 5, 8]", 1)
        }),
        &["超过第7天", "集中隔离医学观察第1、2、3、5、7天"],
    );
    check(
        with(P9, |text| text.replacen("test_days = [1, 4, 7]", "test_days = [0, 4, 7]", 1)),
        &["没有从第1天起递增"],
    );
    check(
        with("p10-2022-12-07.toml", |text| text.replacen("\"compound\",", "\"building\",", 1)),
        &["既可以又不得划到楼栋", "按楼栋、单元、楼层、住户", "不得随意扩大"],
    );
    check(
        with("p8-2021-05-14.toml", |text| {
            text.replacen(
                "各份转载不一\", confidence = \"U\"",
                "各份转载不一\", confidence = \"B\"",
                1,
            )
        }),
        &["各份副本的数字不同", "症状出现前2天"],
    );
    // A level whose only condition is unsure would end on the day it began.
    check(
        with(P20, |text| {
            text.replacen(
                "第九版）》\", confidence = \"B\", note",
                "第九版）》\", confidence = \"U\", note",
                2,
            )
        }),
        &["低风险区会立刻结束"],
    );
}

#[test]
fn dates_that_cross_are_refused() {
    check(
        with(P9, |text| {
            text.replacen("in_force_to = \"2022-11-10\"", "in_force_to = \"2022-11-11\"", 1)
        }),
        &["P9和P20在同一天都施行", "至二十条公布时止", "2022年11月11日公布"],
    );
    check(
        with(P9, |text| text.replacen("in_force_to = \"2022-11-10\"\n", "", 1)),
        &["P9和P20", "P9和P10"],
    );
    check(
        with(P9, |text| {
            text.replacen("in_force_to = \"2022-11-10\"", "in_force_to = \"2022-06-27\"", 1)
        }),
        &["止日早于起日", P9],
    );
    check(with(P20, |text| text.replacen("id = \"P20\"", "id = \"P9\"", 1)), &["有两版方案都叫P9"]);
    let twice: Vec<(&str, &str)> = BUILT_IN
        .iter()
        .copied()
        .chain(
            BUILT_IN.iter().filter(|(name, _)| *name == TAIYUAN).map(|(_, text)| ("b.toml", *text)),
        )
        .collect();
    check(RuleBook::parse(&twice), &["有两份本市规定", TAIYUAN, "b.toml"]);
}

#[test]
fn a_local_rule_that_does_not_fit_its_edition_is_refused() {
    check(
        with(TAIYUAN, |text| {
            text.replacen("tests = 3, within_hours", "tests = 0, within_hours", 1)
        }),
        &["要求反而更低", "离开所在城市需持48小时内", "跨市流动须持前3天内3次"],
    );
    check(
        with(TAIYUAN, |text| text.replacen("effect = \"tightens\"", "effect = \"adds\"", 1)),
        &["增加了方案已有的内容", "离开所在城市需持48小时内", "跨市流动须持前3天内3次"],
    );
    check(
        with(TAIYUAN, |text| text.replacen("with = [\"P20\"]", "with = [\"P21\"]", 1)),
        &["配合P21，而这里没有这一版", "跨市流动"],
    );
    check(
        with(TAIYUAN, |text| text.replacen("with = [\"P20\"]", "with = [\"P9\"]", 1)),
        &["配合P9，但没有一天与它同时施行", "跨市流动"],
    );
    check(
        with(TAIYUAN, |text| {
            text.replacen("in_force_from = \"2022-11-24\"", "in_force_from = \"2022-12-08\"", 1)
        }),
        &["止日早于起日", "跨市流动"],
    );
    check(
        with(TAIYUAN, |text| {
            text.replacen(
                "origin = \"county_not_yet_rated\"",
                "origin = \"county_of_medium_or_high\"",
                1,
            )
        }),
        &["都规定了“来自中高风险地区所在县的人员”", "14+7居家隔离", "7+5居家隔离"],
    );
    check(
        with(TAIYUAN, |text| {
            text.replacen("in_force_to = \"2022-12-06\"", "in_force_to = \"2022-12-01\"", 1)
        }),
        &["超出了整份规定的施行期", "跨市流动"],
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Two rules for one step-down are refused and both quoted, whatever their numbers.
    #[test]
    fn any_second_rule_for_a_step_down_is_refused(
        days in 0_u16..400,
        which in 0_usize..3,
    ) {
        let (from, after, first) = [
            ("high", "", "高风险区连续7天无新增感染者降为中风险区"),
            ("medium", "after = \"high\"\n", "中风险区连续3天无新增感染者降为低风险区"),
            ("medium", "", "中风险区连续7天无新增感染者降为低风险区"),
        ][which];
        let second = format!("连续{days}天降为低风险区（另一条）");
        let more = format!(
            "\n[[step_down]]\nfrom = \"{from}\"\n{after}to = \"low\"\ncase_free_days = {days}\nclause = {}",
            clause(&second)
        );
        let message = with(P9, |text| format!("{text}{more}")).unwrap_err().to_string();
        prop_assert!(message.contains(first) && message.contains(&second), "{}", message);
    }

    /// Test days that do not rise are refused; those that do are read as they stand.
    #[test]
    fn closing_days_must_rise(days in prop::collection::vec(0_u16..30, 1..6)) {
        let fits = days.windows(2).all(|pair| pair[0] < pair[1]) && days[0] >= 1;
        prop_assume!(days != [1, 2, 3]);
        let read = with(P20, |text| {
            text.replacen("on_days = [1, 2, 3]", &format!("on_days = {days:?}"), 1)
        });
        prop_assert_eq!(read.is_ok(), fits);
    }
}
