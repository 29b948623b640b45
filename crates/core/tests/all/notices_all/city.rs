//! A small city: its counties and three editions in the shape of the real ones.

use fangxian_core::notices::{ReadNotice, read};
use fangxian_core::places::{County, PlaceCode};
use fangxian_core::rules::{
    Clause, ClosingTests, Confidence, Edition, EditionId, LevelRule, RuleBook, StepDownRule,
};
use fangxian_core::{CityDay, Level};

/// How many generated cases a property is tried on.
pub(crate) const CASES: u32 = 256;

pub(crate) const CITY: &str = "太原市";

pub(crate) fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

pub(crate) fn counties() -> Vec<County> {
    [
        ("140105", "小店区"),
        ("140106", "迎泽区"),
        ("140107", "杏花岭区"),
        ("140108", "尖草坪区"),
        ("140109", "万柏林区"),
        ("140110", "晋源区"),
        ("140121", "清徐县"),
        ("140122", "阳曲县"),
        ("140123", "娄烦县"),
        ("140171", "综改示范区"),
        ("140181", "古交市"),
    ]
    .map(|(code, name)| County { code: PlaceCode::parse(code).unwrap(), name: name.to_owned() })
    .to_vec()
}

fn clause() -> Clause {
    Clause {
        as_written: "原文".to_owned(),
        source: "测试".to_owned(),
        confidence: Confidence::A,
        note: None,
    }
}

fn level(level: Level, measure: &str, closing: bool) -> LevelRule {
    LevelRule {
        level,
        covers: Vec::new(),
        covers_clause: clause(),
        wider_clause: None,
        never_covers: None,
        measure: measure.to_owned(),
        measure_clause: clause(),
        closing_tests: closing.then(|| ClosingTests { on_days: vec![1, 2, 3], clause: clause() }),
        quota: None,
        leave_city: None,
        new_case_clause: None,
    }
}

fn step_down(from: Level, after: Option<Level>, to: Option<Level>, days: u16) -> StepDownRule {
    StepDownRule {
        from,
        after,
        to,
        case_free_days: Some(days),
        clause: clause(),
        conditions: Vec::new(),
        not_counted: Vec::new(),
    }
}

/// The editions, with the days in force of the real ones.
pub(crate) fn rules() -> RuleBook {
    let edition =
        |id: &str, title: &str, short: &str, from: &str, to: Option<&str>, levels, step_downs| {
            Edition {
                id: EditionId(id.to_owned()),
                title: title.to_owned(),
                short: short.to_owned(),
                published: day(from),
                in_force_from: day(from),
                in_force_to: to.map(day),
                dates_clause: None,
                levels,
                step_downs,
                raises: Vec::new(),
                street_ratings: Vec::new(),
                bans: Vec::new(),
                look_backs: Vec::new(),
                contact_kinds: Vec::new(),
                schedules: Vec::new(),
                dropped: Vec::new(),
                entry: None,
                area_testing: Vec::new(),
                code_check: None,
            }
        };
    RuleBook::new(vec![
        edition(
            "P8",
            "新型冠状病毒肺炎防控方案（第八版）",
            "第八版",
            "2021-05-14",
            Some("2022-06-27"),
            vec![
                level(Level::Locked, "区域封闭、足不出户、服务上门", true),
                level(Level::Controlled, "人不出区、严禁聚集", true),
                level(Level::Guarded, "强化社会面管控，严格限制人员聚集", false),
            ],
            vec![step_down(Level::Locked, None, None, 14)],
        ),
        edition(
            "P9",
            "新型冠状病毒肺炎防控方案（第九版）",
            "第九版",
            "2022-06-28",
            Some("2022-11-10"),
            vec![
                level(Level::High, "足不出户、上门服务", true),
                level(Level::Medium, "人不出区、错峰取物", true),
                level(Level::Low, "个人防护、避免聚集", false),
            ],
            vec![
                step_down(Level::High, None, Some(Level::Medium), 7),
                step_down(Level::Medium, Some(Level::High), None, 3),
                step_down(Level::Medium, None, None, 7),
            ],
        ),
        edition(
            "P20",
            "关于进一步优化新冠肺炎疫情防控措施 科学精准做好防控工作的通知",
            "二十条",
            "2022-11-11",
            None,
            vec![
                level(Level::High, "足不出户、上门服务", true),
                level(Level::Low, "个人防护、避免聚集", false),
            ],
            vec![step_down(Level::High, None, None, 5)],
        ),
    ])
}

/// Reads a text of this city.
pub(crate) fn read_here(text: &str) -> ReadNotice {
    read(text, &counties(), CITY, &rules()).unwrap()
}

/// What a notice was read as, one line per fact: short enough to stand in a table.
pub(crate) fn told(notice: &ReadNotice) -> Vec<String> {
    let level = |level: Option<Level>| level.map_or("-", Level::code);
    let mut lines = Vec::new();
    for change in &notice.changes {
        let action = format!("{:?}", change.action).to_lowercase();
        let mut line = format!(
            "{action} {}>{} {} {}",
            level(change.from),
            level(change.to),
            change.county.as_deref().unwrap_or("-"),
            change.area
        );
        if let Some(except) = &change.except {
            line.push_str(&format!(" less {except}"));
        }
        if !change.parts.is_empty() {
            line.push_str(&format!(" [{}]", change.parts.join(",")));
        }
        for flag in &change.flags {
            line.push_str(&format!(" !{}", code(flag.code)));
        }
        lines.push(line);
    }
    lines
}

/// The flags of the notice itself, as `code as_written`.
pub(crate) fn doubts(notice: &ReadNotice) -> Vec<String> {
    notice
        .flags
        .iter()
        .map(|flag| format!("{} {}", code(flag.code), flag.as_written).trim_end().to_owned())
        .collect()
}

fn code(code: fangxian_core::notices::FlagCode) -> String {
    serde_json::to_value(code).unwrap().as_str().unwrap().to_owned()
}
