//! 病例: somebody who was found infected, what is known of where he was, and whom that makes contacts.
//!
//! A case is opened upon a report and closed by a person. Whatever is said of it is a fact that is added;
//! where it stands is computed ([`case_of`]). Nobody sees anything of a closed one.

mod contact;
mod line;
mod linked;
mod retention;
mod zone;

pub use contact::{
    ContactFact, ContactFactKind, ContactSays, ContactStanding, ContactVerdict, FIRST_MOST,
    Keeping, Met, PASSING_MOST, RELEASE_ORDER_HOUR, SEATS_REASON, SECOND_MINUTES, SECOND_MOST,
    WINDOW_AFTER_MINUTES, grade, gravest, keeping,
};
pub use line::{
    Episode, EpisodeFlaw, EpisodeSource, Gap, Known, LINE_DAYS_MAX, WORDS_CHARS_MAX, gaps,
    look_back,
};

pub use linked::{Linked, LinkedTest, linked};
pub use retention::{Retention, RetentionError, RetentionNumbers};
pub use zone::{ZoneProposal, zone_proposed};

use crate::ids::CaseId;
use crate::{CityDay, Moment, coded};
use serde::{Deserialize, Serialize};

/// Nobody is ill for so many days before anybody reports it. Our own bound: more, and a year was mistyped.
pub const ONSET_DAYS_BACK_MAX: i64 = 60;
/// The longest of the texts, in characters.
pub const CHARS_MAX: usize = 200;
/// No chain is so long. Our own bound.
pub const GENERATION_MAX: u8 = 50;

coded! {
    /// What kind of case.
    CaseKind {
        /// 确诊病例
        Confirmed = "confirmed",
        /// 无症状感染者
        Asymptomatic = "asymptomatic",
        /// 复阳人员
        RePositive = "re_positive",
        /// 境外输入病例
        Imported = "imported",
    }

    /// Who reported it.
    CaseSource {
        /// 实验室: the signed result of a tube.
        Laboratory = "laboratory",
        /// 医疗机构
        Clinic = "clinic",
        /// 抗原自测
        Antigen = "antigen",
        /// 外地通报
        Elsewhere = "elsewhere",
    }

    /// What was said of a case.
    CaseFactKind {
        /// 立案
        Opened = "opened",
        /// 更正
        Corrected = "corrected",
        /// 结案
        Closed = "closed",
    }

    /// Where a case is.
    CaseState {
        /// 调查中
        Open = "open",
        /// 已结案: nobody sees it any more.
        Closed = "closed",
    }
}

impl CaseKind {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            CaseKind::Confirmed => "确诊病例",
            CaseKind::Asymptomatic => "无症状感染者",
            CaseKind::RePositive => "复阳人员",
            CaseKind::Imported => "境外输入病例",
        }
    }
}

/// What is known of a case besides where he was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseAbout {
    /// What kind.
    pub kind: CaseKind,
    /// Who reported it.
    pub source: CaseSource,
    /// Under which number that report stands; of a laboratory the tube.
    pub report: String,
    /// The how-many-th of the chain, from 1 for its first; none while nobody knows.
    #[serde(default)]
    pub generation: Option<u8>,
    /// The case who infected him, as far as that is known.
    #[serde(default)]
    pub infected_by: Option<CaseId>,
    /// The first day with symptoms; none where there are none.
    #[serde(default)]
    pub onset: Option<CityDay>,
    /// When the positive sample was taken.
    #[serde(default)]
    pub sampled_at: Option<Moment>,
    /// When his last negative sample before it was taken, where he is tested often.
    #[serde(default)]
    pub last_negative_at: Option<Moment>,
}

/// Why a case cannot be opened so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseFlaw {
    /// No number of a report, or a long one.
    #[error("请写明报告编号，最多{CHARS_MAX}字")]
    Report,
    /// The first day with symptoms.
    #[error("发病日期不能晚于今天，也不能早于{ONSET_DAYS_BACK_MAX}天前")]
    Onset,
    /// The moment of a sample.
    #[error("请核对采样时间：不能晚于现在，末次阴性要早于阳性采样")]
    Sampled,
    /// Neither symptoms nor a sample: nobody can say from when contacts are sought.
    #[error("请填发病日期或阳性采样时间：密接从那时起往前找")]
    NoBeginning,
    /// The how-many-th of the chain.
    #[error("代次应是1至{GENERATION_MAX}")]
    Generation,
}

impl CaseAbout {
    /// Whether a case can be opened so.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self, now: Moment) -> Result<(), CaseFlaw> {
        if !(1..=CHARS_MAX).contains(&self.report.trim().chars().count()) {
            return Err(CaseFlaw::Report);
        }
        let back = self.onset.map(|onset| now.city_day().days_since(onset));
        if back.is_some_and(|days| !(0..=ONSET_DAYS_BACK_MAX).contains(&days)) {
            return Err(CaseFlaw::Onset);
        }
        let is_after = |at: Option<Moment>| at.is_some_and(|at| at > now);
        let is_backwards = self.sampled_at.zip(self.last_negative_at);
        if is_after(self.sampled_at)
            || is_after(self.last_negative_at)
            || is_backwards.is_some_and(|(positive, negative)| negative >= positive)
        {
            return Err(CaseFlaw::Sampled);
        }
        if self.onset.is_none() && self.sampled_at.is_none() {
            return Err(CaseFlaw::NoBeginning);
        }
        let is_generation = |n: u8| (1..=GENERATION_MAX).contains(&n);
        match self.generation.is_none_or(is_generation) {
            true => Ok(()),
            false => Err(CaseFlaw::Generation),
        }
    }
}

/// What a fact of a case says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseSays {
    /// It was opened upon a report.
    Opened(Box<CaseAbout>),
    /// More is known, or something was wrong.
    Corrected(Box<CaseAbout>),
    /// The investigation is over.
    Closed {
        /// Why.
        reason: String,
    },
}

impl CaseSays {
    /// Its kind.
    pub fn kind(&self) -> CaseFactKind {
        match self {
            CaseSays::Opened(_) => CaseFactKind::Opened,
            CaseSays::Corrected(_) => CaseFactKind::Corrected,
            CaseSays::Closed { .. } => CaseFactKind::Closed,
        }
    }
}

/// Something that was said of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFact {
    /// What.
    pub says: CaseSays,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name; none where it followed from a signed result.
    pub by: Option<String>,
}

/// A case as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseStanding {
    /// What is known.
    pub about: CaseAbout,
    /// Where it is.
    pub state: CaseState,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it was closed.
    pub closed_at: Option<Moment>,
}

/// How a case stands by its facts, in their order; none where it was never opened. What was said after it
/// was closed counts for nothing.
pub fn case_of(facts: &[CaseFact]) -> Option<CaseStanding> {
    let mut standing: Option<CaseStanding> = None;
    for fact in facts {
        match (&fact.says, &mut standing) {
            (CaseSays::Opened(about), None) => {
                standing = Some(CaseStanding {
                    about: CaseAbout::clone(about),
                    state: CaseState::Open,
                    opened_at: fact.at,
                    closed_at: None,
                });
            }
            (CaseSays::Corrected(about), Some(known)) if known.state == CaseState::Open => {
                known.about = CaseAbout::clone(about);
            }
            (CaseSays::Closed { .. }, Some(known)) if known.state == CaseState::Open => {
                known.state = CaseState::Closed;
                known.closed_at = Some(fact.at);
            }
            (CaseSays::Opened(_) | CaseSays::Corrected(_) | CaseSays::Closed { .. }, _) => {}
        }
    }
    standing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        CityDay::parse(text).unwrap().starts_at()
    }

    fn about() -> CaseAbout {
        CaseAbout {
            kind: CaseKind::Asymptomatic,
            source: CaseSource::Laboratory,
            report: "0000-0001".to_owned(),
            generation: None,
            infected_by: None,
            onset: None,
            sampled_at: Some(at("2022-10-06")),
            last_negative_at: Some(at("2022-10-04")),
        }
    }

    fn check(change: impl FnOnce(&mut CaseAbout), expected: Option<CaseFlaw>) {
        let mut case = about();
        change(&mut case);
        assert_eq!(case.check(at("2022-10-07")).err(), expected, "{case:?}");
    }

    #[test]
    fn what_a_case_is_opened_with() {
        check(|_| {}, None);
        check(|case| case.report = "  ".to_owned(), Some(CaseFlaw::Report));
        check(|case| case.report = "字".repeat(201), Some(CaseFlaw::Report));
        check(|case| case.onset = CityDay::parse("2022-10-08").ok(), Some(CaseFlaw::Onset));
        check(|case| case.onset = CityDay::parse("2022-08-01").ok(), Some(CaseFlaw::Onset));
        check(|case| case.sampled_at = Some(at("2022-10-08")), Some(CaseFlaw::Sampled));
        check(|case| case.last_negative_at = case.sampled_at, Some(CaseFlaw::Sampled));
        check(|case| case.sampled_at = None, Some(CaseFlaw::NoBeginning));
        check(|case| case.generation = Some(0), Some(CaseFlaw::Generation));
    }

    #[test]
    fn a_closed_case_stays_closed_whatever_is_said_after() {
        let fact = |says, day| CaseFact { says, at: at(day), by: None };
        let corrected = CaseAbout { generation: Some(2), ..about() };
        let facts = [
            fact(CaseSays::Opened(Box::new(about())), "2022-10-07"),
            fact(CaseSays::Corrected(Box::new(corrected)), "2022-10-08"),
            fact(CaseSays::Closed { reason: "转归".to_owned() }, "2022-10-20"),
            fact(CaseSays::Corrected(Box::new(about())), "2022-10-21"),
        ];
        assert_eq!(case_of(&[]), None);
        assert_eq!(case_of(&facts[..1]).unwrap().state, CaseState::Open);
        let closed = case_of(&facts).unwrap();
        assert_eq!(closed.about.generation, Some(2));
        assert_eq!((closed.state, closed.closed_at), (CaseState::Closed, Some(at("2022-10-20"))));
    }
}
