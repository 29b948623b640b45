//! Who is tested how often, in how large a tube, and where codes are checked.

use super::{Clause, ReportTime, SampleLimit};
use crate::{CityDay, Level};
use serde::{Deserialize, Serialize};

/// When everybody of an area is tested, and when that stops.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaTesting {
    /// For which kind of city.
    pub city: CityClass,
    /// Where in it, in words.
    pub scope: String,
    /// The first day of the rule, where it came later than its edition.
    #[serde(default)]
    pub since: Option<CityDay>,
    /// Rounds a day.
    pub rounds_per_day: u16,
    /// Rounds in a row without an infection outside isolation that are needed first.
    pub quiet_rounds: u16,
    /// Days of pause after them, and then one more round; none where testing stops at once.
    #[serde(default)]
    pub pause_days: Option<u16>,
    /// The words.
    pub clause: Clause,
}

/// Which kind of city.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CityClass {
    /// 省会城市和千万级人口以上城市
    CapitalOrTenMillion,
    /// 一般城市
    Ordinary,
    /// 农村地区
    Rural,
    /// Elsewhere in any of them, in an area drawn by the investigators.
    DrawnArea,
}

impl CityClass {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            CityClass::CapitalOrTenMillion => "省会和千万级人口以上城市",
            CityClass::Ordinary => "一般城市",
            CityClass::Rural => "农村地区",
            CityClass::DrawnArea => "其他划定区域",
        }
    }
}

/// What people who enter the country need, and what counts as positive in them.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryRule {
    /// Below which Ct value a test is positive.
    #[serde(default)]
    pub positive_below_ct: Option<CtBar>,
    /// Tests before boarding.
    #[serde(default)]
    pub boarding: Option<BoardingTest>,
}

/// 阳性判定标准为Ct值<35.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CtBar {
    /// The Ct value.
    pub ct: u16,
    /// The words.
    pub clause: Clause,
}

/// 登机前48小时内1次.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoardingTest {
    /// How many tests.
    pub tests: u16,
    /// Within how many hours before boarding.
    pub within_hours: u16,
    /// The words.
    pub clause: Clause,
}

/// Where test results and health codes are still checked. Nowhere else.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeCheck {
    /// The places.
    pub places: Vec<CheckedPlace>,
    /// The words.
    pub clause: Clause,
    /// The words that free travel between regions from checks and from tests on arrival.
    #[serde(default)]
    pub travel_clause: Option<Clause>,
}

/// A place at whose door results and codes are checked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckedPlace {
    /// 养老院
    NursingHome,
    /// 福利院
    WelfareHome,
    /// 医疗机构
    Clinic,
    /// 托幼机构
    Nursery,
    /// 中小学
    School,
}

impl CheckedPlace {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            CheckedPlace::NursingHome => "养老院",
            CheckedPlace::WelfareHome => "福利院",
            CheckedPlace::Clinic => "医疗机构",
            CheckedPlace::Nursery => "托幼机构",
            CheckedPlace::School => "中小学",
        }
    }
}

/// A dated text on testing that stands beside the editions.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// A short name, used in messages.
    pub id: String,
    /// The full title.
    pub title: String,
    /// The first day it is in force.
    pub in_force_from: CityDay,
    /// The last day it is in force; none where nothing took its place.
    #[serde(default)]
    pub in_force_to: Option<CityDay>,
    /// How many share a tube.
    #[serde(default, rename = "tube")]
    pub tubes: Vec<TubeRule>,
    /// What a result of a pooled tube means for those in it.
    #[serde(default, rename = "pool_result")]
    pub pool_results: Vec<PoolResultRule>,
    /// Tubes that are themselves pooled again are refused.
    #[serde(default)]
    pub no_repooling: Option<Clause>,
    /// Where samples may be diluted into one another in the laboratory.
    #[serde(default)]
    pub dilution: Option<Dilution>,
    /// How often areas are tested.
    #[serde(default, rename = "frequency")]
    pub frequencies: Vec<TestFrequency>,
    /// By when a round is finished.
    #[serde(default, rename = "round_limit")]
    pub round_limits: Vec<RoundLimit>,
    /// How many people one sampling site serves.
    #[serde(default)]
    pub site_size: Option<SiteSize>,
    /// How many people one sampler serves.
    #[serde(default)]
    pub sampler_load: Option<SamplerLoad>,
    /// How long samples may be on the way, and how warm.
    #[serde(default, rename = "sample_limit")]
    pub sample_limits: Vec<SampleLimit>,
    /// By when a report is promised.
    #[serde(default, rename = "report_time")]
    pub report_times: Vec<ReportTime>,
    /// What was looked for and not found in writing.
    #[serde(default, rename = "not_found")]
    pub not_found: Vec<Clause>,
}

/// How many share a tube.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TubeRule {
    /// Where, or for whom.
    pub setting: TubeSetting,
    /// How many.
    pub tube: Tube,
    /// The words.
    pub clause: Clause,
}

/// Where, or for whom, a tube size holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TubeSetting {
    /// 隔离点及其他重点人群
    IsolationSiteOrKeyPeople,
    /// 封闭小区（封闭到户）
    SealedCompound,
    /// 高风险区及重点人群
    High,
    /// 中风险区
    Medium,
    /// 低风险区
    Low,
    /// 封控区
    Locked,
    /// 管控区
    Controlled,
    /// 防范区
    Guarded,
    /// 便民采样点的非重点人群
    RoutineBooth,
    /// 其他地区
    Elsewhere,
}

impl TubeSetting {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            TubeSetting::IsolationSiteOrKeyPeople => "隔离点及其他重点人群",
            TubeSetting::SealedCompound => "封闭小区（封闭到户）",
            TubeSetting::High => "高风险区及重点人群",
            TubeSetting::Medium => Level::Medium.title(),
            TubeSetting::Low => Level::Low.title(),
            TubeSetting::Locked => Level::Locked.title(),
            TubeSetting::Controlled => Level::Controlled.title(),
            TubeSetting::Guarded => Level::Guarded.title(),
            TubeSetting::RoutineBooth => "非重点人群采样点",
            TubeSetting::Elsewhere => "其他地区",
        }
    }
}

/// How many share a tube.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Tube {
    /// One of these numbers of people.
    People(Vec<u16>),
    /// The people of one household.
    Household,
    /// One person, or the people of one household.
    SingleOrHousehold,
}

/// What a result of a pooled tube means.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolResultRule {
    /// The result.
    pub result: PoolResult,
    /// What follows for everybody in the tube.
    pub then: PoolThen,
    /// The words.
    pub clause: Clause,
}

/// The result of a pooled tube.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PoolResult {
    /// The tube is positive.
    Positive,
    /// The tube is negative.
    Negative,
}

/// What follows for everybody in the tube.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PoolThen {
    /// Each is held apart and tested again in a tube of their own.
    HoldApartAndRetestSingly,
    /// Each counts as negative.
    AllNegative,
}

/// Dilution in the laboratory, for screening only.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dilution {
    /// Only where fewer than so many in a hundred thousand are positive: 0.1 % is 100.
    pub positive_per_100k_below: u32,
    /// The words.
    pub clause: Clause,
}

/// How often areas are tested.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestFrequency {
    /// Which areas.
    pub area: TestedArea,
    /// A test every so many days: 1 is daily.
    pub every_days: u16,
    /// The codes of the counties that are meant, six digits each, where the words name districts.
    #[serde(default)]
    pub counties: Vec<String>,
    /// The words.
    pub clause: Clause,
}

/// Which areas, by what was lately found there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestedArea {
    /// A case in the last three rounds, or an isolation site.
    CaseInLastThreeRounds,
    /// A case within 14 days, none in the last three rounds.
    CaseIn14Days,
    /// No case within 14 days.
    NoCaseIn14Days,
    /// Routine testing of the urban districts.
    UrbanRoutine,
}

impl TestedArea {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            TestedArea::CaseInLastThreeRounds => "隔离点及近3轮检出病例的街道或社区",
            TestedArea::CaseIn14Days => "14天内有病例而近3轮未检出的街道或社区",
            TestedArea::NoCaseIn14Days => "14天内未出现病例的地区",
            TestedArea::UrbanRoutine => "城区常态化检测",
        }
    }
}

/// By when a round is finished.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundLimit {
    /// For cities of which size.
    pub city: RoundCity,
    /// Within how many hours.
    pub within_hours: u16,
    /// The words.
    pub clause: Clause,
}

/// Cities by size, as the limits of a round divide them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundCity {
    /// Any city.
    Any,
    /// Fewer than five million people.
    UnderFiveMillion,
    /// Five million people or more.
    FiveMillionUp,
}

impl RoundCity {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            RoundCity::Any => "各城市",
            RoundCity::UnderFiveMillion => "500万人口以内的城市",
            RoundCity::FiveMillionUp => "500万人口以上的城市",
        }
    }
}

/// How many people one sampling site serves.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteSize {
    /// At least.
    pub people_min: u32,
    /// At most.
    pub people_max: u32,
    /// The words.
    pub clause: Clause,
}

/// How many people one sampler serves in a round.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplerLoad {
    /// People for one sampler.
    pub people_per_sampler: u32,
    /// The words.
    pub clause: Clause,
}

impl Guide {
    /// Whether the guide is in force on `day`.
    pub fn is_in_force(&self, day: CityDay) -> bool {
        self.in_force_from <= day && self.in_force_to.is_none_or(|last| day <= last)
    }
}
