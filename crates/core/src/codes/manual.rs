//! Reasons that people enter: by one of one office, approved by another of another, upon a record
//! that names each of them, for no longer than the rule allows.

use super::{EvidenceKind, RuleRef};
use crate::ids::PersonId;
use crate::rules::{CodeCause, RuleBook};
use crate::{CityDay, Moment, coded};
use std::collections::{BTreeMap, BTreeSet};

/// So many at once take one approval; more take two, and the auditor is told. (must-hold 2.1)
pub const ONE_APPROVAL_PEOPLE_MAX: usize = 50;
/// So many at once are looked at at all. Our own bound.
pub const PEOPLE_MAX: usize = 2_000;
/// So many people one record of an investigation names. A list with one number for all of them is no
/// evidence of any of them. Our own bound.
pub const PEOPLE_PER_RECORD_MAX: usize = 20;
/// The last contact may lie so far back. Our own bound: more, and a year was mistyped.
const COUNTED_DAYS_BACK: i64 = 30;
/// The longest of the texts, in characters.
const CHARS_MAX: usize = 200;

coded! {
    /// How a reason that people entered stands.
    ManualState {
        /// 待批准
        Waiting = "waiting",
        /// 未批准
        Declined = "declined",
        /// 施行中
        InForce = "in_force",
        /// 已结束
        Over = "over",
    }
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// What.
    pub cause: CodeCause,
    /// Upon what.
    pub evidence: EvidenceKind,
    /// Where that lies.
    pub evidence_ref: String,
    /// Why, for the people themselves to read.
    pub said: String,
    /// The day from which its days are counted.
    pub counted_from: CityDay,
    /// The last day.
    pub last_day: CityDay,
    /// Of whom, each with the record that names him.
    pub people: Vec<(PersonId, String)>,
}

/// Why nothing can be proposed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposedFlaw {
    /// No rule of the day speaks of it.
    #[error("现行规定里没有这一类赋码理由")]
    NoRule,
    /// It is no evidence on which people may enter a reason.
    #[error("证据应是检验报告、流行病学调查记录、隔离决定书或外地协查函")]
    NoEvidence,
    /// A number of evidence, or why, is missing or too long.
    #[error("请写明证据编号和给本人看的理由，各不超过200字")]
    Words,
    /// Somebody has no record of his own.
    #[error("每个人都要有自己的调查记录号；没有流行病学证据的名单不能赋码")]
    NoRecord,
    /// One record for more people than an investigation names.
    #[error("同一个记录号下的人太多：这像是一份名单，不是流行病学证据，不能赋码")]
    ListNotEvidence,
    /// Nobody, or more than are looked at at once.
    #[error("一次应是1至2000人")]
    HowMany,
    /// Somebody stands in it twice.
    #[error("同一个人写了两次")]
    Twice,
    /// It begins in the future, or longer ago than anything that is held.
    #[error("起算日不能晚于今天，也不能早于30天前")]
    CountedFrom,
    /// It ends before today, or later than the rule allows.
    #[error("截止日不能早于今天，也不能超过规定的最长天数")]
    LastDay,
}

impl ProposedFlaw {
    /// Whether it is a list without evidence: the auditor hears of who tried.
    pub fn is_list_without_evidence(self) -> bool {
        match self {
            ProposedFlaw::NoEvidence | ProposedFlaw::NoRecord | ProposedFlaw::ListNotEvidence => {
                true
            }
            ProposedFlaw::NoRule
            | ProposedFlaw::Words
            | ProposedFlaw::HowMany
            | ProposedFlaw::Twice
            | ProposedFlaw::CountedFrom
            | ProposedFlaw::LastDay => false,
        }
    }
}

/// How many approvals, each another person's, it takes before it colors anybody.
pub fn approvals_needed(n_people: usize) -> usize {
    if n_people > ONE_APPROVAL_PEOPLE_MAX { 2 } else { 1 }
}

/// When so many people's reason came into force, by the moments of its approvals: with the last one
/// that it takes.
pub fn approved_at(n_people: usize, approvals: &[Moment]) -> Option<Moment> {
    let mut approvals = approvals.to_vec();
    approvals.sort_unstable();
    approvals.get(approvals_needed(n_people).saturating_sub(1)).copied()
}

/// How a reason stands at a moment, by when it was approved, whether it was declined, and when it
/// ends.
pub fn manual_state(
    (approved, is_declined): (Option<Moment>, bool),
    ends: Moment,
    now: Moment,
) -> ManualState {
    match (is_declined, approved) {
        (true, _) => ManualState::Declined,
        (false, _) if ends <= now => ManualState::Over,
        (false, Some(_)) => ManualState::InForce,
        (false, None) => ManualState::Waiting,
    }
}

/// The rule by which a cause that people enter would color somebody on a day, and for how many days
/// at most; none where no sure rule of the day speaks of it.
pub fn manual_rule(rules: &RuleBook, cause: CodeCause, day: CityDay) -> Option<(RuleRef, u16)> {
    let edition = rules.edition_on(day)?;
    let (text, rule) =
        rules.code_rules_on(day).find(|(_, rule)| rule.cause == cause && cause.is_manual())?;
    let days = rule.longest.as_ref()?.days(edition)?;
    Some((RuleRef { text: text.id.clone(), number: rule.number }, days))
}

/// Whether people may enter a reason upon such evidence.
pub fn is_manual_evidence(evidence: EvidenceKind) -> bool {
    match evidence {
        EvidenceKind::LabResult
        | EvidenceKind::Investigation
        | EvidenceKind::IsolationDecision
        | EvidenceKind::LetterFromElsewhere => true,
        EvidenceKind::Antigen | EvidenceKind::ZoneListing | EvidenceKind::OwnReport => false,
    }
}

impl Proposed {
    /// Refuses what cannot be proposed on `today`; else the rule, and its days.
    pub fn check(&self, rules: &RuleBook, today: CityDay) -> Result<(RuleRef, u16), ProposedFlaw> {
        let is_said = |text: &str| (1..=CHARS_MAX).contains(&text.trim().chars().count());
        if !(1..=PEOPLE_MAX).contains(&self.people.len()) {
            return Err(ProposedFlaw::HowMany);
        }
        if !is_manual_evidence(self.evidence) {
            return Err(ProposedFlaw::NoEvidence);
        }
        self.check_records()?;
        if !is_said(&self.evidence_ref) || !is_said(&self.said) {
            return Err(ProposedFlaw::Words);
        }
        let (rule, days) = manual_rule(rules, self.cause, today).ok_or(ProposedFlaw::NoRule)?;
        let back = today.days_since(self.counted_from);
        if !(0..=COUNTED_DAYS_BACK).contains(&back) {
            return Err(ProposedFlaw::CountedFrom);
        }
        let last = self.counted_from.plus(i64::from(days) - 1);
        if self.last_day < today || self.last_day > last {
            return Err(ProposedFlaw::LastDay);
        }
        Ok((rule, days))
    }

    fn check_records(&self) -> Result<(), ProposedFlaw> {
        let mut of_record: BTreeMap<&str, usize> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (person, record) in &self.people {
            let record = record.trim();
            if record.is_empty() || record.chars().count() > CHARS_MAX {
                return Err(ProposedFlaw::NoRecord);
            }
            *of_record.entry(record).or_default() += 1;
            if !seen.insert(person) {
                return Err(ProposedFlaw::Twice);
            }
        }
        match of_record.values().any(|n| *n > PEOPLE_PER_RECORD_MAX) {
            true => Err(ProposedFlaw::ListNotEvidence),
            false => Ok(()),
        }
    }
}
