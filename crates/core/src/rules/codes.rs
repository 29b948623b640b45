//! Which facts turn a health code red or yellow, for how long, and what ends it.

use super::{Clause, CodeColor, Edition, EditionId, Origin, Schedule, Whom};
use crate::{CityDay, Level, coded};
use serde::{Deserialize, Serialize};

/// The rules on health codes of one province, with what its city adds.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeText {
    /// A short name, by which a reason refers to its rule.
    pub id: String,
    /// The title.
    pub title: String,
    /// The province's code, two digits.
    pub province: String,
    /// The first day on which any of it is in force.
    pub in_force_from: CityDay,
    /// The last day; none while it has no end.
    #[serde(default)]
    pub in_force_to: Option<CityDay>,
    /// Its rules.
    #[serde(rename = "code_rule")]
    pub rules: Vec<CodeRule>,
    /// What was looked for and not found in writing, or what colors nobody.
    #[serde(default, rename = "not_found")]
    pub not_found: Vec<Clause>,
}

/// One rule: what colors a code, in which color, for how long.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRule {
    /// Its number in the text, our own count.
    pub number: u16,
    /// What it is about.
    pub cause: CodeCause,
    /// The level of the zone somebody lives in, for that cause alone.
    #[serde(default)]
    pub level: Option<Level>,
    /// From where somebody came, for that cause alone.
    #[serde(default)]
    pub origins: Vec<Origin>,
    /// The color.
    pub color: CodeColor,
    /// Whether the words name the color.
    #[serde(default)]
    pub color_is: ColorIs,
    /// The first day it is in force.
    pub in_force_from: CityDay,
    /// The last day it is in force; none while nothing took its place.
    #[serde(default)]
    pub in_force_to: Option<CityDay>,
    /// The editions that it goes with.
    pub with: Vec<EditionId>,
    /// How long it may color at most, where something says so.
    #[serde(default)]
    pub longest: Option<Longest>,
    /// What ends it.
    pub lifted_by: LiftedBy,
    /// Whom to ask.
    pub ask: Ask,
    /// The words.
    pub clause: Clause,
}

/// Whether the words of a rule name its color.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColorIs {
    /// They do.
    #[default]
    Written,
    /// They only say that somebody waits apart: of the colors the milder was chosen, and the page
    /// says so.
    ChosenMilder,
}

/// How long a rule may color at most.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Longest {
    /// So many days.
    Days {
        /// How many.
        days: u16,
        /// The words.
        clause: Clause,
    },
    /// As long as the edition in force keeps such people apart.
    Schedule {
        /// Which people.
        schedule: Whom,
    },
}

coded! {
    /// What can turn a code red or yellow. There is none for a debt, a petition, an origin, a
    /// missed test.
    CodeCause {
        /// 本人核酸阳性
        Positive = "positive",
        /// 本人核酸可疑
        Unclear = "unclear",
        /// 同管有阳性，待本人单采
        PoolHold = "pool_hold",
        /// 抗原自测阳性，待核酸复核
        AntigenHold = "antigen_hold",
        /// 住在风险区
        LivesInZone = "lives_in_zone",
        /// 密切接触者
        CloseContact = "close_contact",
        /// 密接的密接
        SecondaryContact = "secondary_contact",
        /// 集中隔离、居家隔离
        Isolation = "isolation",
        /// 外地确认的感染者
        CaseElsewhere = "case_elsewhere",
        /// 来并、返并
        Arrival = "arrival",
    }

    /// What ends a reason.
    LiftedBy {
        /// A nucleic test in a tube of his own, sampled later, that is negative.
        OwnNegative = "own_negative",
        /// Its days pass.
        Days = "days",
        /// The area is rated lower, or leaves the list.
        ZoneEnds = "zone_ends",
        /// Those who treat him say so.
        Treatment = "treatment",
        /// The tests that are asked of whoever arrives are made.
        TestsMade = "tests_made",
    }

    /// Whom to ask about a reason.
    Ask {
        /// The community where he lives.
        Community = "community",
        /// The disease control.
        DiseaseControl = "disease_control",
        /// The unit that decided it.
        DecidingUnit = "deciding_unit",
    }
}

impl CodeCause {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            CodeCause::Positive => "本人核酸检测阳性",
            CodeCause::Unclear => "本人核酸检测结果可疑，待复核",
            CodeCause::PoolHold => "同管有阳性或可疑，待本人单独采样",
            CodeCause::AntigenHold => "抗原自测阳性，待核酸复核",
            CodeCause::LivesInZone => "住在风险区内",
            CodeCause::CloseContact => "密切接触者",
            CodeCause::SecondaryContact => "密接的密接",
            CodeCause::Isolation => "正在集中隔离或居家隔离",
            CodeCause::CaseElsewhere => "外地确认的感染者",
            CodeCause::Arrival => "来（返）并人员",
        }
    }

    /// Whether it is entered by people, two of different offices; the others follow from what was
    /// tested, rated or reported.
    pub fn is_manual(self) -> bool {
        match self {
            CodeCause::CloseContact
            | CodeCause::SecondaryContact
            | CodeCause::Isolation
            | CodeCause::CaseElsewhere => true,
            CodeCause::Positive
            | CodeCause::Unclear
            | CodeCause::PoolHold
            | CodeCause::AntigenHold
            | CodeCause::LivesInZone
            | CodeCause::Arrival => false,
        }
    }
}

impl Longest {
    /// How many days, under an edition; none where it says nothing of such people.
    pub fn days(&self, edition: &Edition) -> Option<u16> {
        match self {
            Longest::Days { days, .. } => Some(*days),
            Longest::Schedule { schedule } => edition
                .schedules
                .iter()
                .find(|one| one.whom == *schedule)
                .map(Schedule::days_apart)
                .filter(|days| *days > 0),
        }
    }
}

impl CodeRule {
    /// Whether the rule is in force on `day`.
    pub fn is_in_force(&self, day: CityDay) -> bool {
        self.in_force_from <= day && self.in_force_to.is_none_or(|last| day <= last)
    }

    /// Whether it may color anybody on `day` under `edition`: it is sure, in force, and goes with
    /// it.
    pub fn colors_on(&self, day: CityDay, edition: &EditionId) -> bool {
        self.clause.is_enforced() && self.is_in_force(day) && self.with.contains(edition)
    }
}
