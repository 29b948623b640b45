//! What the rules of its day say of a gathering.

use super::{Gathering, GatheringVerdict};
use crate::Level;
use crate::rules::{GatheringAsk, GatheringRule};
use crate::venues::ClosingStanding;

/// How the place of a gathering stands on its day.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing<'a> {
    /// The gravest level over the place.
    pub level: Option<Level>,
    /// The closing under which the place with a code is closed on that day.
    pub closed: Option<&'a ClosingStanding>,
    /// How many may be inside on that day; none where nobody counts.
    pub limit: Option<u32>,
}

/// Something that is said of a gathering, and by whose words.
#[derive(Clone, Debug, PartialEq)]
pub enum GatheringFinding<'a> {
    /// By a rule.
    Rule(&'a GatheringRule),
    /// The place is closed by notice on that day.
    Closed(&'a ClosingStanding),
    /// More come than may be inside.
    TooMany {
        /// How many may.
        limit: u32,
    },
}

/// What the rules say of a gathering.
#[derive(Clone, Debug, PartialEq)]
pub struct GatheringAnswer<'a> {
    /// What it comes to.
    pub verdict: GatheringVerdict,
    /// Why, the gravest first.
    pub findings: Vec<GatheringFinding<'a>>,
}

/// What the rules of its day say of a gathering. An unsure rule says nothing.
pub fn judge<'a>(
    gathering: &Gathering,
    standing: Standing<'a>,
    rules: impl Iterator<Item = &'a GatheringRule>,
) -> GatheringAnswer<'a> {
    let speaks = |rule: &&GatheringRule| {
        rule.clause.is_enforced()
            && (rule.kinds.is_empty() || rule.kinds.contains(&gathering.kind))
            && rule.people_min.is_none_or(|least| gathering.people >= least)
            && (rule.levels.is_empty()
                || standing.level.is_some_and(|level| rule.levels.contains(&level)))
    };
    let mut findings: Vec<GatheringFinding<'a>> =
        rules.filter(speaks).map(GatheringFinding::Rule).collect();
    findings.extend(standing.closed.map(GatheringFinding::Closed));
    let over = standing.limit.filter(|limit| gathering.people > *limit);
    findings.extend(over.map(|limit| GatheringFinding::TooMany { limit }));
    findings.sort_by_key(|finding| std::cmp::Reverse(verdict_of(finding)));
    let verdict = findings.first().map_or(GatheringVerdict::NotNeeded, verdict_of);
    GatheringAnswer { verdict, findings }
}

fn verdict_of(finding: &GatheringFinding<'_>) -> GatheringVerdict {
    match finding {
        GatheringFinding::Closed(_) | GatheringFinding::TooMany { .. } => {
            GatheringVerdict::NotAllowed
        }
        GatheringFinding::Rule(rule) => match rule.ask {
            GatheringAsk::NotAllowed => GatheringVerdict::NotAllowed,
            GatheringAsk::LargeNotAllowed | GatheringAsk::Strict => GatheringVerdict::Strict,
            GatheringAsk::File => GatheringVerdict::MustFile,
            GatheringAsk::Advised | GatheringAsk::HostAnswers => GatheringVerdict::NotNeeded,
        },
    }
}

impl GatheringFinding<'_> {
    /// What people read.
    pub fn says(&self) -> String {
        match self {
            GatheringFinding::Rule(rule) => rule.ask.title().to_owned(),
            GatheringFinding::Closed(_) => "这个场所当天按通告暂停开放".to_owned(),
            GatheringFinding::TooMany { limit } => {
                format!("这个场所当天最多容纳{limit}人")
            }
        }
    }

    /// The words behind it and where they stand; none of a number that the place itself gave.
    pub fn words(&self) -> Option<(&str, &str)> {
        match self {
            GatheringFinding::Rule(rule) => Some((&rule.clause.as_written, &rule.clause.source)),
            GatheringFinding::Closed(one) => Some((&one.closing.as_written, &one.closing.source)),
            GatheringFinding::TooMany { .. } => None,
        }
    }
}
