//! What is filed with a community, and what is not allowed at all: gatherings, and leaving an area.

use super::Clause;
use crate::filings::GatheringKind;
use crate::{Level, coded};
use serde::Deserialize;

coded! {
    /// What a rule asks of a gathering.
    GatheringAsk {
        /// 不得组织
        NotAllowed = "not_allowed",
        /// 大型的不得组织: nobody wrote how many are many, so the community says.
        LargeNotAllowed = "large_not_allowed",
        /// 严控
        Strict = "strict",
        /// 须向属地社区（村）报备
        File = "file",
        /// 提倡缓办、简办、不办
        Advised = "advised",
        /// 谁举办谁负责
        HostAnswers = "host_answers",
    }
}

impl GatheringAsk {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            GatheringAsk::NotAllowed => "不得举办",
            GatheringAsk::LargeNotAllowed => "大型的不得举办（多大算大型没有写明，由社区答复）",
            GatheringAsk::Strict => "从严控制，非必要不举办",
            GatheringAsk::File => "须向社区（村）报备",
            GatheringAsk::Advised => "提倡缓办、简办、不办，能小则小",
            GatheringAsk::HostAnswers => "谁举办谁负责",
        }
    }
}

/// What one rule says of filings.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingRule {
    /// Of gatherings.
    Gathering(GatheringRule),
    /// Of whoever lives in an area that may not be left.
    StayPut(StayPutRule),
}

/// 承办50人以上宴会等聚餐活动，须向属地社区（村）报备.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatheringRule {
    /// What it asks.
    pub ask: GatheringAsk,
    /// Of which gatherings; none named is all.
    #[serde(default)]
    pub kinds: Vec<GatheringKind>,
    /// From so many people on, that number included (以上含本数).
    #[serde(default)]
    pub people_min: Option<u32>,
    /// Only in areas of these levels; none named is everywhere.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// The words.
    pub clause: Clause,
}

/// 足不出户、人不出区.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StayPutRule {
    /// In areas of these levels.
    pub levels: Vec<Level>,
    /// The words.
    pub clause: Clause,
}

impl FilingRule {
    /// The words.
    pub fn clause(&self) -> &Clause {
        match self {
            FilingRule::Gathering(rule) => &rule.clause,
            FilingRule::StayPut(rule) => &rule.clause,
        }
    }

    /// What it says of gatherings, where it does.
    pub fn gathering(&self) -> Option<&GatheringRule> {
        let FilingRule::Gathering(rule) = self else { return None };
        Some(rule)
    }

    /// Which areas may not be left, where it says that.
    pub fn stay_put(&self) -> Option<&StayPutRule> {
        let FilingRule::StayPut(rule) = self else { return None };
        Some(rule)
    }

    /// What it says, in a sentence without its end.
    pub fn says(&self) -> String {
        match self {
            FilingRule::Gathering(rule) => {
                let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind.title()).collect();
                let what =
                    if kinds.is_empty() { "聚集活动".to_owned() } else { kinds.join("、") };
                let many = rule.people_min.map_or_else(String::new, |n| format!("{n}人以上"));
                format!("{}{many}{what}：{}", of_levels(&rule.levels), rule.ask.title())
            }
            FilingRule::StayPut(rule) => format!("{}不得离开", of_levels(&rule.levels)),
        }
    }
}

fn of_levels(levels: &[Level]) -> String {
    let levels: Vec<&str> = levels.iter().map(|level| level.title()).collect();
    if levels.is_empty() { String::new() } else { format!("{}内", levels.join("、")) }
}
