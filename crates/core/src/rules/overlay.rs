//! What one city adds to the national editions, or holds more strictly.

use super::disinfection::DisinfectionRule;
use super::filing::FilingRule;
use super::passage::PassageRule;
use super::schedule::{Phase, TestsWithin};
use super::testing::{SiteSize, TestFrequency, TubeRule};
use super::{Clause, Edition, EditionId, LeaveCity};
use crate::venues::VenueKind;
use crate::{CityDay, Level, coded};
use serde::{Deserialize, Serialize};

/// The rules of one city.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// The city's code, four digits.
    pub city: String,
    /// The title: 太原市地方规定.
    pub title: String,
    /// The first day on which any of it is in force.
    pub in_force_from: CityDay,
    /// The last day; none while it has no end.
    #[serde(default)]
    pub in_force_to: Option<CityDay>,
    /// Its rules, each with its own days.
    #[serde(rename = "rule")]
    pub rules: Vec<LocalRule>,
}

/// One rule of a city.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalRule {
    /// The first day it is in force.
    pub in_force_from: CityDay,
    /// The last day it is in force; none while nothing took its place.
    #[serde(default)]
    pub in_force_to: Option<CityDay>,
    /// The editions that it goes with.
    pub with: Vec<EditionId>,
    /// Whether it stands beside the edition or takes the place of one of its numbers.
    pub effect: Effect,
    /// What it says.
    pub says: LocalMeasure,
}

/// How a local rule stands to the edition.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The edition says nothing of it.
    Adds,
    /// The edition asks less.
    Tightens,
}

impl Effect {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            Effect::Adds => "补充",
            Effect::Tightens => "从严",
        }
    }
}

/// What a city may rule for itself.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocalMeasure {
    /// One color of the marks that arriving people are given.
    Color(ColorRule),
    /// What it takes to leave the city from an area of this level.
    LeaveCity(LocalLeaveCity),
    /// Arrivals from where an area was rated or a case reported are sought so far back.
    ScreeningLookBack(ScreeningLookBack),
    /// What people from other provinces bring.
    ArrivalProof(ArrivalProof),
    /// What is asked of people who come, pass through or leave.
    Passage(PassageRule),
    /// How many share a tube.
    Tube(TubeRule),
    /// How many people one routine sampling booth serves.
    BoothSize(SiteSize),
    /// How often everybody is tested.
    Frequency(TestFrequency),
    /// How much of what a place holds may be inside at once.
    VenueShare(VenueShare),
    /// What is filed with a community, and what is not allowed at all.
    Filing(FilingRule),
    /// How often places are to be disinfected.
    Disinfection(DisinfectionRule),
}

/// Leaving the city from an area of one level.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalLeaveCity {
    /// Which level.
    pub level: Level,
    /// What it takes.
    pub rule: LeaveCity,
}

/// 从调整风险等级或报告病例之日回溯7天排查.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreeningLookBack {
    /// Days before the rating or the report.
    pub days: u16,
    /// The words.
    pub clause: Clause,
}

/// 省外返抵人员须持48小时内核酸检测阴性证明.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArrivalProof {
    /// How many negative tests.
    pub tests: u16,
    /// Within how many hours before arrival.
    pub within_hours: u16,
    /// The words.
    pub clause: Clause,
}

/// 接待量不得超过最大承载量的75%.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VenueShare {
    /// Of which places.
    pub kinds: Vec<VenueKind>,
    /// At most so many of a hundred.
    pub percent: u8,
    /// The words.
    pub clause: Clause,
}

/// What one color of mark means.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColorRule {
    /// The color.
    pub color: Color,
    /// From where the person comes.
    pub origin: Origin,
    /// Whether the mark was written for everybody who comes or for other provinces alone.
    #[serde(default)]
    pub arrivals: Arrivals,
    /// A stay there within so many days, where the text says so.
    #[serde(default)]
    pub stay_within_days: Option<u16>,
    /// The health code that is given.
    #[serde(default)]
    pub code: Option<CodeColor>,
    /// How the person is kept.
    #[serde(default, rename = "phase")]
    pub phases: Vec<Phase>,
    /// Tests within the first days, where the person is not kept.
    #[serde(default)]
    pub tests_within: Option<TestsWithin>,
    /// How the person goes on from where they arrive.
    #[serde(default)]
    pub onward: Option<Onward>,
    /// The health code of whoever leaves out the tests, until they are made.
    #[serde(default)]
    pub code_until_tested: Option<CodeColor>,
    /// The words.
    pub clause: Clause,
}

/// For whom a mark was written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrivals {
    /// 返并人员
    #[default]
    Everybody,
    /// 省外返（抵）并人员
    OtherProvince,
}

coded! {
    /// The color of the mark at the station.
    Color {
        /// 红标
        Red = "red",
        /// 黄标
        Yellow = "yellow",
        /// 蓝标
        Blue = "blue",
        /// 绿标
        Green = "green",
    }
}

impl Color {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            Color::Red => "红标",
            Color::Yellow => "黄标",
            Color::Blue => "蓝标",
            Color::Green => "绿标",
        }
    }
}

/// The color of a health code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeColor {
    /// 红码
    Red,
    /// 黄码
    Yellow,
}

impl CodeColor {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            CodeColor::Red => "红码",
            CodeColor::Yellow => "黄码",
        }
    }
}

/// How a person goes on from where they arrive.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Onward {
    /// 落地核酸、点对点转运
    PointToPoint,
    /// 落地核酸、即采即走
    TestedAndGo,
    /// 自行离开
    Free,
}

impl Onward {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            Onward::PointToPoint => "落地核酸、点对点转运",
            Onward::TestedAndGo => "落地核酸、即采即走",
            Onward::Free => "自行离开",
        }
    }
}

/// From where an arriving person comes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// 中高风险地区
    MediumOrHigh,
    /// 中高风险地区所在县
    CountyOfMediumOrHigh,
    /// 有病例报告但尚未调整风险等级所在县
    CountyNotYetRated,
    /// 疫情发生地所在市的其他低风险县
    OtherCountyOfCity,
    /// 高风险区
    High,
    /// 中风险区
    Medium,
    /// 低风险区、有外溢风险而尚未调级的县
    LowOrNotYetRated,
    /// 7天内疫情发生所在市的无风险县
    CountyWithoutRiskOfCity,
    /// 其他低风险区
    Elsewhere,
}

impl Origin {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            Origin::MediumOrHigh => "中高风险地区",
            Origin::CountyOfMediumOrHigh => "中高风险地区所在县",
            Origin::CountyNotYetRated => "有病例报告但尚未调整风险等级的县",
            Origin::OtherCountyOfCity => "疫情发生地所在市的其他低风险县",
            Origin::High => "高风险区",
            Origin::Medium => "中风险区",
            Origin::LowOrNotYetRated => "低风险区、有外溢风险而尚未调级的县",
            Origin::CountyWithoutRiskOfCity => "疫情发生所在市的无风险县",
            Origin::Elsewhere => "其他地区",
        }
    }
}

impl LocalMeasure {
    /// The words of the measure as a whole.
    pub fn clause(&self) -> &Clause {
        match self {
            LocalMeasure::Color(rule) => &rule.clause,
            LocalMeasure::LeaveCity(local) => &local.rule.clause,
            LocalMeasure::ScreeningLookBack(rule) => &rule.clause,
            LocalMeasure::ArrivalProof(rule) => &rule.clause,
            LocalMeasure::Passage(rule) => &rule.clause,
            LocalMeasure::Tube(rule) => &rule.clause,
            LocalMeasure::BoothSize(rule) => &rule.clause,
            LocalMeasure::Frequency(rule) => &rule.clause,
            LocalMeasure::VenueShare(rule) => &rule.clause,
            LocalMeasure::Filing(rule) => rule.clause(),
            LocalMeasure::Disinfection(rule) => &rule.clause,
        }
    }
}

impl LocalMeasure {
    /// The mark, where it is one.
    pub fn color(&self) -> Option<&ColorRule> {
        let LocalMeasure::Color(rule) = self else { return None };
        Some(rule)
    }

    /// The rule of passage, where it is one.
    pub fn passage(&self) -> Option<&PassageRule> {
        let LocalMeasure::Passage(rule) = self else { return None };
        Some(rule)
    }

    /// How much of what a place holds, where it says that.
    pub fn venue_share(&self) -> Option<&VenueShare> {
        let LocalMeasure::VenueShare(rule) = self else { return None };
        Some(rule)
    }

    /// What is filed, where it says that.
    pub fn filing(&self) -> Option<&FilingRule> {
        let LocalMeasure::Filing(rule) = self else { return None };
        Some(rule)
    }

    /// What people from other provinces bring, where it says that.
    pub fn arrival_proof(&self) -> Option<&ArrivalProof> {
        let LocalMeasure::ArrivalProof(rule) = self else { return None };
        Some(rule)
    }
}

impl LocalRule {
    /// Whether the rule is in force on `day`.
    pub fn is_in_force(&self, day: CityDay) -> bool {
        self.in_force_from <= day && self.in_force_to.is_none_or(|last| day <= last)
    }
}

impl Overlay {
    /// Whether any of the overlay can be in force on `day`.
    pub fn is_in_force(&self, day: CityDay) -> bool {
        self.in_force_from <= day && self.in_force_to.is_none_or(|last| day <= last)
    }

    /// The rules that go with `edition`, whenever they are in force.
    pub fn rules_with(&self, edition: &EditionId) -> impl Iterator<Item = &LocalRule> {
        self.rules.iter().filter(move |rule| rule.with.contains(edition))
    }

    /// The rules that go with `edition` and are in force on `day`.
    pub fn rules_on(&self, day: CityDay, edition: &EditionId) -> impl Iterator<Item = &LocalRule> {
        self.rules_with(edition).filter(move |rule| rule.is_in_force(day))
    }

    /// What it takes to leave the city from an area of `level` on `day`: the city's own rule where
    /// it has one that is sure, and the edition's otherwise.
    pub fn leave_city_on<'a>(
        &'a self,
        day: CityDay,
        edition: &'a Edition,
        level: Level,
    ) -> Option<&'a LeaveCity> {
        let local = self.rules_on(day, &edition.id).find_map(|rule| match &rule.says {
            LocalMeasure::LeaveCity(local)
                if local.level == level && local.rule.clause.is_enforced() =>
            {
                Some(&local.rule)
            }
            LocalMeasure::LeaveCity(_)
            | LocalMeasure::Color(_)
            | LocalMeasure::ScreeningLookBack(_)
            | LocalMeasure::ArrivalProof(_)
            | LocalMeasure::Passage(_)
            | LocalMeasure::Tube(_)
            | LocalMeasure::BoothSize(_)
            | LocalMeasure::Frequency(_)
            | LocalMeasure::VenueShare(_)
            | LocalMeasure::Filing(_)
            | LocalMeasure::Disinfection(_) => None,
        });
        local.or_else(|| edition.level_rule(level)?.leave_city.as_ref())
    }
}
