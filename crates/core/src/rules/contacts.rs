//! Whose contacts are sought how far back, and who counts as one.

use super::Clause;
use super::schedule::Whom;
use serde::{Deserialize, Serialize};

/// How far before a case's onset, or before the sample of an asymptomatic infection, contacts are
/// sought.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookBack {
    /// Which cases it holds for.
    pub of: TestedHow,
    /// Where the search begins.
    pub from: LookBackStart,
    /// Other numbers of days that copies give. The clause is unsure where there are any.
    #[serde(default)]
    pub also_read: Vec<u16>,
    /// The words.
    pub clause: Clause,
}

/// How a case came to light, as far as the search for contacts asks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestedHow {
    /// Any case.
    Any,
    /// A case found by repeated screening, whose last negative sample is known.
    RegularlyTested,
}

/// Where the search for contacts begins.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LookBackStart {
    /// So many days before onset, or before the sample of an asymptomatic infection.
    DaysBefore {
        /// Days before.
        days: u16,
    },
    /// At the last sample that was negative.
    LastNegativeSample,
}

/// One kind of close contact.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactKindRule {
    /// Its number in the list, from 1.
    pub number: u16,
    /// Which kind.
    pub kind: ContactKind,
    /// Nearer than this, in meters, where the kind is one of distance.
    #[serde(default)]
    pub within_meters: Option<u16>,
    /// The words.
    pub clause: Clause,
}

/// What makes somebody a close contact of a case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// 共同居住生活
    LivesTogether,
    /// 直接照顾或诊疗护理
    CaresFor,
    /// 探视病例
    Visits,
    /// 同一空间内产生气溶胶的诊疗活动
    AerosolTreatment,
    /// 同一办公室、会议室、车间、宿舍、教室
    SharesRoom,
    /// 密闭或通风不良环境下共用卫生间、电梯、共餐、娱乐
    SharesClosedAir,
    /// 同一交通工具内近距离
    SharesVehicle,
    /// 暴露于被污染的环境和物品
    SoiledSurroundings,
    /// 现场调查人员评估认为
    InvestigatorFinds,
}

/// People of whom the edition asks nothing any more, by its own words.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DroppedRule {
    /// Which people.
    pub whom: Whom,
    /// The words.
    pub clause: Clause,
}
