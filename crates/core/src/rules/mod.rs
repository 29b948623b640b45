//! Rules as data: dated protocol editions, each number beside the authority's words.
//!
//! The files in `rules/` are parsed into these types at start ([`RuleBook::parse`]); a field that
//! is not known is refused, and so are two clauses that contradict each other.

use crate::{CityDay, Level};
use serde::{Deserialize, Serialize};

/// How sure we are that the authority wrote this.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Confidence {
    /// The official text, or many identical copies of it.
    A,
    /// Two or more independent copies agree.
    B,
    /// One copy.
    C,
    /// Unsure: copies conflict, or it was never found in writing. Shown, never enforced.
    U,
}

/// The authority's words for one rule, and where they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// The words themselves, in Chinese.
    pub as_written: String,
    /// Which text they come from.
    pub source: String,
    /// How sure we are of them.
    pub confidence: Confidence,
    /// What a reader should know besides, such as how copies differ.
    #[serde(default)]
    pub note: Option<String>,
}

/// Which edition, such as `P9`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EditionId(pub String);

impl std::fmt::Display for EditionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A dated edition of the national protocol.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// `P8`, `P9`, `P20`, `P10`.
    pub id: EditionId,
    /// The full title.
    pub title: String,
    /// What people call it: 第九版, 二十条.
    pub short: String,
    /// The day it was published.
    pub published: CityDay,
    /// The first day it is in force.
    pub in_force_from: CityDay,
    /// The last day it is in force; none while it has no successor.
    #[serde(default)]
    pub in_force_to: Option<CityDay>,
    /// The levels it knows and what follows from each.
    #[serde(rename = "level")]
    pub levels: Vec<LevelRule>,
    /// How a level ends.
    #[serde(rename = "step_down")]
    pub step_downs: Vec<StepDownRule>,
}

/// What may be put under a level.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaUnit {
    /// 户
    Household,
    /// 楼层
    Floor,
    /// 单元
    Unit,
    /// 楼栋
    Building,
    /// 小区（村）
    Compound,
    /// 自然村、行政村
    Village,
    /// 工作地、活动地
    Venue,
    /// 街道、乡镇
    Street,
    /// 县（市、区）
    County,
}

/// What one level of an edition means.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelRule {
    /// Which level.
    pub level: Level,
    /// The units that the level may cover.
    pub covers: Vec<AreaUnit>,
    /// The words for `covers`.
    pub covers_clause: Clause,
    /// The measure, in the words that residents read: 足不出户、上门服务.
    pub measure: String,
    /// The words for `measure`.
    pub measure_clause: Clause,
    /// Tests that closing calls for, if the edition says so.
    #[serde(default)]
    pub closing_tests: Option<ClosingTests>,
    /// Who may go out for supplies, if anybody.
    #[serde(default)]
    pub quota: Option<OutingQuota>,
    /// What it takes to leave the city from here.
    #[serde(default)]
    pub leave_city: Option<LeaveCity>,
}

/// The tests of the first days after closing: 封控后前3天连续开展3次.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosingTests {
    /// On which days, the day of closing being day 0 and the first test day 1, unless the clause
    /// says otherwise.
    pub on_days: Vec<u16>,
    /// The words.
    pub clause: Clause,
}

/// 每天每户可安排1人.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutingQuota {
    /// People of one household who may go out on one day.
    pub people_per_household_per_day: u16,
    /// The words.
    pub clause: Clause,
}

/// Negative tests that are needed to leave the city.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveCity {
    /// How many tests; 0 where none is asked.
    pub tests: u16,
    /// Within how many hours before leaving.
    pub within_hours: u16,
    /// The words.
    pub clause: Clause,
}

/// How a level ends: 高风险区连续7天无新增感染者降为中风险区.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDownRule {
    /// The level that ends.
    pub from: Level,
    /// Holds only where the level was stepped down to from this one: a medium area that was high
    /// waits three days, any other medium area seven.
    #[serde(default)]
    pub after: Option<Level>,
    /// The level that follows; none where the area leaves the list.
    #[serde(default)]
    pub to: Option<Level>,
    /// Days in a row without a new case. The day of rating, or of the latest case, is day 0, and
    /// the level ends on this day. None where the rule counts no days.
    #[serde(default)]
    pub case_free_days: Option<u16>,
    /// The words.
    pub clause: Clause,
    /// What must hold besides.
    #[serde(default, rename = "also")]
    pub conditions: Vec<StepDownCondition>,
}

/// Something besides the days that must hold before a level ends. One whose clause is unsure
/// ([`Confidence::U`]) is shown and does not hold anything up.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDownCondition {
    /// What must hold.
    pub condition: Condition,
    /// The words.
    pub clause: Clause,
}

/// What a step-down can wait for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// Everybody in the area tested negative in one round, no earlier than this many days after
    /// day 0.
    AreaTest {
        /// Days after day 0.
        from_day: u16,
    },
    /// Everybody in the area tested negative in one round within this many days before release.
    AreaTestWithin {
        /// Days before release.
        last_days: u16,
    },
    /// The last close contact was last exposed more than this many days ago, and is negative.
    LastContactClear {
        /// Days since the last exposure.
        days: u16,
    },
    /// Every graver zone of the county has ended.
    CountyClear,
}

/// The editions, in the order in which they came into force. Never two on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleBook {
    editions: Vec<Edition>,
}

impl RuleBook {
    /// Puts editions in order.
    pub fn new(mut editions: Vec<Edition>) -> RuleBook {
        editions.sort_by_key(|edition| edition.in_force_from);
        RuleBook { editions }
    }

    /// All editions, earliest first.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// The edition that is in force on `day`.
    pub fn edition_on(&self, day: CityDay) -> Option<&Edition> {
        self.editions.iter().rev().find(|edition| {
            edition.in_force_from <= day && edition.in_force_to.is_none_or(|last| day <= last)
        })
    }

    /// The edition of that id.
    pub fn edition(&self, id: &EditionId) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == *id)
    }
}

impl Edition {
    /// What `level` means in this edition; none where the edition does not know the level.
    pub fn level_rule(&self, level: Level) -> Option<&LevelRule> {
        self.levels.iter().find(|rule| rule.level == level)
    }

    /// How `level` ends for an area that came to it from `after`. A rule that names `after` goes
    /// before one that does not.
    pub fn step_down_rule(&self, level: Level, after: Option<Level>) -> Option<&StepDownRule> {
        let of_level = || self.step_downs.iter().filter(|rule| rule.from == level);
        of_level()
            .find(|rule| rule.after.is_some() && rule.after == after)
            .or_else(|| of_level().find(|rule| rule.after.is_none()))
    }
}
