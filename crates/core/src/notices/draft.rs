//! The next notice, in the city's own form.

use super::ChangeAction;
use super::areas::has_marks;
use super::check::action;
use super::headings::{Heading, Turn};
use crate::rules::{ClosingTests, Condition, Confidence, Edition, StepDownRule};
use crate::{CityDay, Level};
use std::fmt::Write as _;

/// What the next notice says. It is drafted from signed changes and read by a person before it
/// goes out.
#[derive(Clone, Copy, Debug)]
pub struct DraftNotice<'a> {
    /// The city as it names itself: 太原市.
    pub city: &'a str,
    /// Who signs.
    pub authority: &'a str,
    /// The year that the number counts in.
    pub year: i16,
    /// The number in its year, from 1.
    pub number: u32,
    /// The day of signing.
    pub date: CityDay,
    /// The edition in force on that day.
    pub edition: &'a Edition,
    /// The changes, in the order in which counties and areas shall stand.
    pub changes: &'a [DraftChange],
}

/// One signed change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftChange {
    /// What happens.
    pub action: ChangeAction,
    /// The level before; none where the area is newly listed.
    pub from: Option<Level>,
    /// The level after; none where the area is released.
    pub to: Option<Level>,
    /// 小店区
    pub county: String,
    /// 白云小区
    pub area: String,
    /// 5号楼
    pub except: Option<String>,
}

/// The changes that stand under one heading.
struct Section<'a> {
    action: ChangeAction,
    from: Option<Level>,
    to: Option<Level>,
    changes: Vec<&'a DraftChange>,
}

/// Writes the notice. [`read`](super::read) reads the same changes out of it.
pub fn draft(notice: &DraftNotice<'_>) -> String {
    let sections = sections(notice.changes);
    let mut text = String::new();
    let mut line = |words: &str| {
        text.push_str(words);
        text.push_str("\n\n");
    };
    line(&format!("{}通告", one_line(notice.authority)));
    line(&format!("（{}年第{}号）", notice.year, notice.number));
    line(&title(&sections));
    line(&opening(notice, &sections));
    for (at, section) in sections.iter().enumerate() {
        let ordinal = u32::try_from(at + 1).map(numeral).unwrap_or_default();
        line(&format!("{ordinal}、{}", heading(section, notice.edition, sections.len())));
        for county in counties(section) {
            line(&county_line(section, county));
        }
        if let Some(level) = section.to {
            let measures = measures(notice.edition, level, section.from);
            if !measures.is_empty() {
                line(&measures);
            }
        }
    }
    line("以上安排将按疫情形势及时调整。");
    text.push_str(&one_line(notice.authority));
    text.push('\n');
    text.push_str(&notice.date.written());
    text.push('\n');
    text
}

/// 1 as 一, 12 as 十二; up to 99.
pub(super) fn numeral(number: u32) -> String {
    let digit = |value: u32| "〇一二三四五六七八九".chars().nth(value as usize).unwrap_or('〇');
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_string(),
        (1, 0) => "十".to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, 0) => format!("{}十", digit(tens)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

/// Newly listed first, released last, the gravest level first in each.
fn sections(changes: &[DraftChange]) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    for change in changes {
        let key = (change.action, change.from, change.to);
        match sections.iter_mut().find(|section| (section.action, section.from, section.to) == key)
        {
            Some(section) => section.changes.push(change),
            None => sections.push(Section {
                action: change.action,
                from: change.from,
                to: change.to,
                changes: vec![change],
            }),
        }
    }
    let gravity = |level: Option<Level>| std::cmp::Reverse(level.map_or(0, Level::gravity));
    let turn = |action: ChangeAction| match action {
        ChangeAction::Added => 0,
        ChangeAction::Raised => 1,
        ChangeAction::Lowered => 2,
        ChangeAction::Released => 3,
    };
    sections
        .sort_by_key(|section| (turn(section.action), gravity(section.to), gravity(section.from)));
    sections
}

fn title(sections: &[Section<'_>]) -> String {
    let added: Vec<&str> = sections
        .iter()
        .filter(|section| section.action == ChangeAction::Added)
        .filter_map(|section| section.to.map(Level::title))
        .collect();
    if added.is_empty() || added.len() < sections.len() {
        return "关于我市调整风险区的通告".to_owned();
    }
    format!("关于我市新增{}的通告", added.join("、"))
}

fn opening(notice: &DraftNotice<'_>, sections: &[Section<'_>]) -> String {
    let mut clauses: Vec<String> = Vec::new();
    let added: Vec<String> = sections
        .iter()
        .filter(|section| section.action == ChangeAction::Added)
        .filter_map(|section| Some(format!("{}{}个", section.to?.title(), section.changes.len())))
        .collect();
    if !added.is_empty() {
        clauses.push(format!("新增{}", added.join("、")));
    }
    for section in sections {
        let n = section.changes.len();
        match (section.from.map(Level::title), section.to.map(Level::title)) {
            (_, _) if section.action == ChangeAction::Added => {}
            (Some(from), Some(to)) => clauses.push(format!("{n}个{from}调整为{to}")),
            (None, Some(to)) => clauses.push(format!("调整为{to}{n}个")),
            (Some(from), None) => clauses.push(format!("解除{from}{n}个")),
            (None, None) => clauses.push(format!("解除{n}个区域")),
        }
    }
    let title = one_line(&notice.edition.title);
    let counts =
        if clauses.is_empty() { String::new() } else { format!("{}，", clauses.join("，")) };
    format!("根据当前疫情形势，按照《{title}》有关要求，我市{counts}自即日起施行。具体如下：")
}

/// 高风险区, 新增高风险区, 高风险区调整为中风险区, 解除高风险区.
fn heading(section: &Section<'_>, edition: &Edition, sections: usize) -> String {
    let from = section.from.map_or("", Level::title);
    let to = section.to.map_or("", Level::title);
    match section.action {
        ChangeAction::Added if sections == 1 => to.to_owned(),
        ChangeAction::Added => format!("新增{to}"),
        ChangeAction::Raised | ChangeAction::Lowered => {
            let bare = Heading { turn: Turn::Adjusted, from: None, to: section.to, count: None };
            let forced = action(&bare, Some(edition)) == (section.action, section.from);
            if forced { format!("调整为{to}") } else { format!("{from}调整为{to}") }
        }
        ChangeAction::Released if from.is_empty() => "解除风险区".to_owned(),
        ChangeAction::Released => format!("解除{from}"),
    }
}

fn counties<'a>(section: &Section<'a>) -> Vec<&'a str> {
    let mut counties: Vec<&str> = Vec::new();
    for change in &section.changes {
        if !counties.contains(&change.county.as_str()) {
            counties.push(&change.county);
        }
    }
    counties
}

/// 小店区（2个）：甲小区、乙小区5号楼。
fn county_line(section: &Section<'_>, county: &str) -> String {
    let areas: Vec<String> = section
        .changes
        .iter()
        .filter(|change| change.county == county)
        .map(|change| with_except(change))
        .collect();
    // A name that holds 、 itself, or that begins like a part of the one before, needs a mark
    // that cannot be taken for one of its own.
    let ambiguous = areas.iter().any(|area| has_marks(area));
    let mark = if ambiguous { "；" } else { "、" };
    format!("{county}（{}个）：{}。", areas.len(), areas.join(mark))
}

fn with_except(change: &DraftChange) -> String {
    let area = one_line(&change.area);
    match change.except.as_deref().map(one_line) {
        None => area,
        Some(except)
            if area.contains(&format!("除{except}外"))
                || area.contains(&format!("除{except}以外"))
                || area.contains(&format!("除{except}的其")) =>
        {
            area
        }
        Some(except) => format!("{area}（不含{except}）"),
    }
}

/// The measures of a level, its first tests and how it ends.
fn measures(edition: &Edition, level: Level, from: Option<Level>) -> String {
    let Some(rule) = edition.level_rule(level) else { return String::new() };
    let title = level.title();
    let kind = match level {
        Level::High | Level::Locked => "封控",
        Level::Medium | Level::Controlled => "管控",
        Level::Low | Level::Guarded => "防范",
    };
    let mut text = format!("{title}内实行“{}”{kind}措施。", one_line(&rule.measure));
    if let Some(tests) = &rule.closing_tests {
        text.push_str(&closing_tests(tests, kind));
    }
    if let Some(quota) = &rule.quota {
        let _ = write!(text, "每天每户可安排{}人外出采买。", quota.people_per_household_per_day);
    }
    text.push_str(&step_downs(edition, level, from));
    text
}

fn closing_tests(tests: &ClosingTests, kind: &str) -> String {
    let days = &tests.on_days;
    let last = days.last().copied().unwrap_or(0);
    if last == 0 {
        return String::new();
    }
    if days.iter().copied().eq(1..=last) {
        return format!("实施{kind}后前{last}天每天开展1次核酸检测。");
    }
    let days: Vec<String> = days.iter().map(u16::to_string).collect();
    format!("实施{kind}后第{}天各开展1次核酸检测。", days.join("、"))
}

/// How the level ends. Where the area came from a graver level and that shortens its days, the
/// whole way down is given.
fn step_downs(edition: &Edition, level: Level, from: Option<Level>) -> String {
    let special = edition.step_down_rule(level, from).filter(|rule| rule.after.is_some());
    let first = match special.and(from) {
        Some(from) => from,
        None => level,
    };
    let Some(rule) = edition.step_down_rule(first, None) else { return String::new() };
    let Some(mut text) = step_down(first, rule) else { return String::new() };
    if let Some(next) = rule.to
        && let Some(rule) = edition.step_down_rule(next, Some(first))
        && rule.after.is_some()
        && let Some(words) = step_down(next, rule)
    {
        text.push('，');
        text.push_str(&words);
    }
    text.push('。');
    text
}

fn step_down(level: Level, rule: &StepDownRule) -> Option<String> {
    let days = rule.case_free_days?;
    let mut text = format!("{}连续{days}天无新增感染者", level.title());
    let sure = rule.conditions.iter().filter(|one| match one.clause.confidence {
        Confidence::A | Confidence::B | Confidence::C => true,
        Confidence::U => false,
    });
    for condition in sure {
        let words = match condition.condition {
            Condition::AreaTest { from_day } => {
                format!("且第{from_day}天起区域内人员完成一轮核酸检测均为阴性")
            }
            Condition::AreaTestWithin { last_days } => {
                format!("且解除前{last_days}天内区域内人员核酸检测均为阴性")
            }
            Condition::LastContactClear { days } => {
                format!("且末例密接末次暴露满{days}天且核酸检测阴性")
            }
            Condition::CountyClear => "且所在县（市、区）更高等级的区域均已解除".to_owned(),
        };
        text.push_str(&words);
    }
    match rule.to {
        Some(to) => text.push_str(&format!("降为{}", to.title())),
        None => text.push_str("的予以解除"),
    }
    Some(text)
}

/// A name on one line: a break within it would end the line that it stands in.
fn one_line(name: &str) -> String {
    name.split(['\n', '\r']).map(str::trim).collect()
}
