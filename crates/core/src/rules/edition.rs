//! A dated edition: the levels that it knows, what follows from each and how each ends.

use super::contacts::{ContactKindRule, DroppedRule, LookBack};
use super::schedule::{Schedule, Whom};
use super::testing::{AreaTesting, CodeCheck, EntryRule};
use super::{Clause, Level};
use crate::CityDay;
use serde::{Deserialize, Serialize};

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
    /// The words for the days.
    #[serde(default)]
    pub dates_clause: Option<Clause>,
    /// The levels it knows and what follows from each.
    #[serde(rename = "level")]
    pub levels: Vec<LevelRule>,
    /// How a level ends.
    #[serde(rename = "step_down")]
    pub step_downs: Vec<StepDownRule>,
    /// What lifts an area to a graver level at once.
    #[serde(default, rename = "raise")]
    pub raises: Vec<RaiseRule>,
    /// The rating of whole streets that ran beside the zones of the eighth edition.
    #[serde(default, rename = "street_rating")]
    pub street_ratings: Vec<StreetRating>,
    /// What nobody may do while the edition is in force.
    #[serde(default, rename = "ban")]
    pub bans: Vec<BanRule>,
    /// How far back the contacts of a case are sought.
    #[serde(default, rename = "look_back")]
    pub look_backs: Vec<LookBack>,
    /// Who is a close contact.
    #[serde(default, rename = "contact_kind")]
    pub contact_kinds: Vec<ContactKindRule>,
    /// How long people are kept, how and with which tests.
    #[serde(default, rename = "schedule")]
    pub schedules: Vec<Schedule>,
    /// Kinds of people of whom the edition asks nothing any more.
    #[serde(default, rename = "dropped")]
    pub dropped: Vec<DroppedRule>,
    /// Boarding and testing of people who enter the country.
    #[serde(default)]
    pub entry: Option<EntryRule>,
    /// When and where everybody is tested.
    #[serde(default, rename = "area_testing")]
    pub area_testing: Vec<AreaTesting>,
    /// Where codes and test results are still checked.
    #[serde(default)]
    pub code_check: Option<CodeCheck>,
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

impl AreaUnit {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            AreaUnit::Household => "住户",
            AreaUnit::Floor => "楼层",
            AreaUnit::Unit => "单元",
            AreaUnit::Building => "楼栋",
            AreaUnit::Compound => "小区",
            AreaUnit::Village => "村",
            AreaUnit::Venue => "工作地、活动地",
            AreaUnit::Street => "街道（乡镇）",
            AreaUnit::County => "县（市、区）",
        }
    }
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
    /// When the level may cover more than `covers`, if ever.
    #[serde(default)]
    pub wider_clause: Option<Clause>,
    /// The units that the level may never cover.
    #[serde(default)]
    pub never_covers: Option<NeverCovers>,
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
    /// What a new case found inside means, besides that the days are counted anew.
    #[serde(default)]
    pub new_case_clause: Option<Clause>,
}

/// 不得随意扩大到小区、社区和街道.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeverCovers {
    /// The units that are out of bounds.
    pub units: Vec<AreaUnit>,
    /// The words.
    pub clause: Clause,
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
    /// New cases that do not start the days anew.
    #[serde(default)]
    pub not_counted: Vec<UncountedCase>,
}

/// Something besides the days that must hold before a level ends. One whose clause is unsure
/// ([`Confidence::U`](super::Confidence::U)) is shown and does not hold anything up.
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

/// A new case in the area that does not hold up its release.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UncountedCase {
    /// Which case.
    pub case: UncountedKind,
    /// The words.
    pub clause: Clause,
}

/// Which new case does not count.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UncountedKind {
    /// Somebody who lives with, or is a contact of, a positive person strictly isolated at home,
    /// where it was assessed that nothing spread beyond the household.
    HouseholdOfStrictlyIsolated,
}

/// What lifts an area to a graver level at once.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaiseRule {
    /// The level that is left.
    pub from: Level,
    /// The graver level.
    pub to: Level,
    /// What happened.
    pub on: RaiseCause,
    /// The words.
    pub clause: Clause,
}

/// What lifts an area.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RaiseCause {
    /// A positive test in the area.
    PositiveFound,
}

/// One ground on which a whole street had a risk rating beside the zones.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreetRating {
    /// The rating that the ground gives.
    pub rating: Level,
    /// Holds where there were more confirmed cases than this.
    #[serde(default)]
    pub cases_over: Option<u16>,
    /// Holds where there were no more confirmed cases than this.
    #[serde(default)]
    pub cases_at_most: Option<u16>,
    /// What the last days showed; none where the count alone decides.
    #[serde(default)]
    pub sign: Option<StreetSign>,
    /// The words.
    pub clause: Clause,
}

/// What the last days of a street showed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StreetSign {
    /// A new case within so many days.
    NewCase {
        /// Days back.
        days: u16,
    },
    /// No new case within so many days.
    NoNewCase {
        /// Days back.
        days: u16,
    },
    /// A cluster within so many days.
    Cluster {
        /// Days back.
        days: u16,
    },
    /// No cluster within so many days.
    NoCluster {
        /// Days back.
        days: u16,
    },
}

/// What nobody may do.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BanRule {
    /// What is forbidden.
    pub ban: Ban,
    /// The words.
    pub clause: Clause,
}

/// What an edition forbids those who carry it out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ban {
    /// Closing an area for a while without giving it a level.
    TemporaryLock,
    /// Holding people back outside high areas.
    RestrictMovementOutsideHigh,
    /// Stopping work, production or trade outside high areas.
    StopWorkOutsideHigh,
    /// Blocking fire exits, the doors of units or the gates of compounds.
    BlockExits,
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

    /// What lifts an area of `level` on `cause`. What is unsure is shown and proposes nothing.
    pub fn raise_rule(&self, level: Level, cause: RaiseCause) -> Option<&RaiseRule> {
        let of_level = |rule: &&RaiseRule| rule.from == level && rule.on == cause;
        self.raises.iter().filter(of_level).find(|rule| rule.clause.is_enforced())
    }

    /// How long `whom` is kept and how; none where the edition asks nothing of them.
    pub fn schedule(&self, whom: Whom) -> Option<&Schedule> {
        self.schedules.iter().find(|schedule| schedule.whom == whom)
    }

    /// Whether the edition is in force on `day`.
    pub fn is_in_force(&self, day: CityDay) -> bool {
        self.in_force_from <= day && self.in_force_to.is_none_or(|last| day <= last)
    }
}
