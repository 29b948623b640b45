//! How long people are kept, in which way, and on which days they are tested.

use super::Clause;
use serde::{Deserialize, Serialize};

/// What an edition asks of one kind of person. One shape serves contacts, travelers, people who
/// enter the country, staff who leave a closed loop, and cases that stay at home.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Of whom.
    pub whom: Whom,
    /// The words that say what the schedule as a whole is.
    pub clause: Clause,
    /// Who counts as such a person, where the edition says so.
    #[serde(default)]
    pub who: Option<Clause>,
    /// A stay within so many days brings a traveler under the schedule.
    #[serde(default)]
    pub stay_within_days: Option<u16>,
    /// The event on which the first day is counted: that day is day 0.
    pub counted_from: CountedFrom,
    /// The parts, one after the other.
    #[serde(default, rename = "phase")]
    pub phases: Vec<Phase>,
    /// Tests within the first days, where the person is not kept.
    #[serde(default)]
    pub tests_within: Option<TestsWithin>,
    /// What the person, or those who keep them, must do meanwhile.
    #[serde(default, rename = "duty")]
    pub duties: Vec<DutyRule>,
    /// What must hold before release, besides the days.
    #[serde(default, rename = "release")]
    pub releases: Vec<ReleaseRule>,
    /// When a secondary contact becomes a close contact.
    #[serde(default)]
    pub becomes_close_contact: Option<LinkedPositive>,
}

/// Of whom something is asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// 密切接触者
    CloseContact,
    /// 密接的密接
    SecondaryContact,
    /// 高风险区旅居史人员
    FromHigh,
    /// 中风险区旅居史人员
    FromMedium,
    /// 低风险区旅居史人员
    FromLow,
    /// 入境人员
    Inbound,
    /// 结束闭环作业的高风险岗位从业人员
    ClosedLoopStaff,
    /// 无症状感染者和轻型病例
    MildOrAsymptomatic,
}

impl Whom {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            Whom::CloseContact => "密切接触者",
            Whom::SecondaryContact => "密接的密接",
            Whom::FromHigh => "高风险区旅居史人员",
            Whom::FromMedium => "中风险区旅居史人员",
            Whom::FromLow => "低风险区旅居史人员",
            Whom::Inbound => "入境人员",
            Whom::ClosedLoopStaff => "结束闭环作业的高风险岗位人员",
            Whom::MildOrAsymptomatic => "无症状感染者和轻型病例",
        }
    }
}

/// The event that is day 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountedFrom {
    /// 末次暴露
    LastExposure,
    /// 离开风险区
    LeavingArea,
    /// 入境、抵达
    Arrival,
    /// 结束闭环作业
    EndOfShift,
    /// 隔离开始
    StartOfIsolation,
}

impl CountedFrom {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            CountedFrom::LastExposure => "自末次暴露起",
            CountedFrom::LeavingArea => "自离开风险区起",
            CountedFrom::Arrival => "自抵达起",
            CountedFrom::EndOfShift => "自结束闭环作业起",
            CountedFrom::StartOfIsolation => "自隔离开始起",
        }
    }
}

/// One part of a schedule.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// How the person is kept.
    pub stay: Stay,
    /// For how many days; none where only the release ends it.
    #[serde(default)]
    pub days: Option<u16>,
    /// On which days of this part they are tested, its first day being day 1.
    #[serde(default)]
    pub test_days: Vec<u16>,
    /// How many tests, where the text names no days.
    #[serde(default)]
    pub tests: Option<u16>,
    /// Which swab, where the text says so.
    #[serde(default)]
    pub swab: Option<Swab>,
    /// Another way in which the part may be spent.
    #[serde(default)]
    pub instead: Option<Alternative>,
    /// The words.
    pub clause: Clause,
}

/// How a person is kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stay {
    /// 集中隔离医学观察
    Central,
    /// 居家隔离医学观察
    HomeIsolation,
    /// 居家健康监测
    HomeMonitor,
    /// 定点医院、方舱医院集中收治
    CentralCare,
}

impl Stay {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            Stay::Central => "集中隔离",
            Stay::HomeIsolation => "居家隔离",
            Stay::HomeMonitor => "居家健康监测",
            Stay::CentralCare => "集中隔离收治",
        }
    }
}

/// Where the swab is taken.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Swab {
    /// 鼻咽拭子
    Nose,
    /// 口咽拭子
    Throat,
}

impl Swab {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            Swab::Nose => "鼻咽拭子",
            Swab::Throat => "口咽拭子",
        }
    }
}

/// Another way in which a part may be spent.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// Which way.
    pub stay: Stay,
    /// When it takes the place of the first.
    pub when: AlternativeWhen,
    /// The words.
    pub clause: Clause,
}

/// When another way takes the place of the first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlternativeWhen {
    /// The person asks for it.
    ByChoice,
    /// The home is not fit for isolation.
    HomeUnfit,
    /// The text leaves it open.
    EitherWay,
}

/// So many tests in so many days.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestsWithin {
    /// How many tests.
    pub tests: u16,
    /// Within how many days.
    pub days: u16,
    /// The words.
    pub clause: Clause,
}

/// What must be done while the schedule runs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyRule {
    /// What.
    pub duty: Duty,
    /// The words.
    pub clause: Clause,
}

/// What must be done while a schedule runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// 不得外出
    StayIn,
    /// 赋码管理
    CodeAssigned,
    /// 非必要不外出
    OutOnlyIfNeeded,
}

impl Duty {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            Duty::StayIn => "不得外出",
            Duty::CodeAssigned => "赋码管理",
            Duty::OutOnlyIfNeeded => "非必要不外出",
        }
    }
}

/// What must hold before release.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRule {
    /// What.
    pub condition: ReleaseCondition,
    /// The words.
    pub clause: Clause,
}

/// What must hold before release, besides the days.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ReleaseCondition {
    /// Two samples, tested with different reagents or by different laboratories, both negative.
    DoubleTest,
    /// The test of this day is negative.
    NegativeOn {
        /// Day of the schedule.
        day: u16,
    },
    /// Tests in a row whose Ct value is this or higher.
    CtAtLeast {
        /// The Ct value.
        ct: u16,
        /// The days of the tests.
        on_days: Vec<u16>,
    },
    /// The person's own tests, and the first tests of the contact through whom they were exposed,
    /// are all negative.
    OwnAndLinkedNegative {
        /// How many of the contact's first tests.
        linked_first_tests: u16,
    },
}

/// A positive among the first tests of the contact makes the secondary contact a close contact.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkedPositive {
    /// How many of the contact's first tests.
    pub linked_first_tests: u16,
    /// The words.
    pub clause: Clause,
}

impl Schedule {
    /// How many days the schedule takes; none where a part ends only by its release.
    pub fn total_days(&self) -> Option<u16> {
        self.phases.iter().map(|phase| phase.days).sum()
    }

    /// How many days somebody is kept apart; being watched at home is not that.
    pub fn days_apart(&self) -> u16 {
        let apart = self.phases.iter().filter(|phase| match phase.stay {
            Stay::Central | Stay::HomeIsolation | Stay::CentralCare => true,
            Stay::HomeMonitor => false,
        });
        apart.filter_map(|phase| phase.days).fold(0, u16::saturating_add)
    }

    /// The days of the tests, counted through all parts from the first day of the first: 7 + 3
    /// days with a test on the third day at home give 10.
    pub fn test_days(&self) -> Vec<u16> {
        let mut passed = 0;
        let mut days = Vec::new();
        for phase in &self.phases {
            days.extend(phase.test_days.iter().map(|day| passed + day));
            passed += phase.days.unwrap_or_default();
        }
        days
    }
}
