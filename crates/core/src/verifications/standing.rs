//! How the case of one person stands by what was said of it.

use super::answers::moment_words;
use super::{VerifyAnswer, VerifyMeans};
use crate::ids::VerificationCaseId;
use crate::places::{PlaceCode, PlaceKind};
use crate::{CityDay, Moment, coded};
use serde::{Deserialize, Serialize};

coded! {
    /// What was said of a case.
    AskedFactKind {
        /// 转入: a list asked about him.
        Opened = "opened",
        /// 派给社区
        Placed = "placed",
        /// 并入: another case is of the same person.
        Joined = "joined",
        /// 联系过，没有联系上
        Tried = "tried",
        /// 退回: he is not of this community.
        HandedBack = "handed_back",
        /// 答复，或更正答复
        Answered = "answered",
    }

    /// By what somebody was given to a community.
    PlacedBy {
        /// 居民登记
        Register = "register",
        /// 名单上的住址
        Address = "address",
        /// 转办人指定
        Desk = "desk",
    }

    /// Where a case is.
    CaseState {
        /// 待派: nobody knows whose he is.
        Desk = "desk",
        /// 待核查
        Open = "open",
        /// 已答复
        Answered = "answered",
        /// 已并入
        Joined = "joined",
    }
}

/// What a fact says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CaseSays {
    /// A list asked about him.
    Opened,
    /// He is given to the place of the fact.
    Placed {
        /// By what.
        by: PlacedBy,
    },
    /// He is the person of another case.
    Joined {
        /// Which.
        into: VerificationCaseId,
    },
    /// He was not reached.
    Tried {
        /// By what means.
        means: VerifyMeans,
    },
    /// He is not of this community; the place of the fact is the desk's.
    HandedBack,
    /// What was found.
    Answered {
        /// What.
        answer: VerifyAnswer,
        /// Since when.
        since: Option<CityDay>,
        /// By what means.
        means: VerifyMeans,
    },
}

impl CaseSays {
    /// What kind.
    pub fn kind(&self) -> AskedFactKind {
        match self {
            CaseSays::Opened => AskedFactKind::Opened,
            CaseSays::Placed { .. } => AskedFactKind::Placed,
            CaseSays::Joined { .. } => AskedFactKind::Joined,
            CaseSays::Tried { .. } => AskedFactKind::Tried,
            CaseSays::HandedBack => AskedFactKind::HandedBack,
            CaseSays::Answered { .. } => AskedFactKind::Answered,
        }
    }
}

/// A fact of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFact {
    /// What.
    pub says: CaseSays,
    /// Where the case is after it: a community, or the jurisdiction of a desk.
    pub place: PlaceCode,
    /// When.
    pub at: Moment,
}

/// How a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseStanding {
    /// Where it is.
    pub state: CaseState,
    /// Who answers for it.
    pub place: PlaceCode,
    /// By what he was given there; none while a desk has him.
    pub placed_by: Option<PlacedBy>,
    /// When a list asked first.
    pub opened_at: Moment,
    /// How often he was tried since he was given here.
    pub n_tries: usize,
    /// When last.
    pub tried_at: Option<Moment>,
    /// The answer that holds, when it was given, and which fact it is, counted from 0.
    pub answered: Option<(CaseSays, Moment, usize)>,
    /// How many answers were given: more than one is a correction.
    pub n_answers: usize,
}

/// Why something cannot be said of a case now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseFlaw {
    /// It is another's by now.
    #[error("此人已并入另一条协查，请刷新后在那一条上办理")]
    Joined,
    /// It was answered.
    #[error("此人已答复；要改请用“更正答复”")]
    Answered,
    /// It was not.
    #[error("此人还没有答复，不能更正")]
    NotAnswered,
    /// Whose he is nobody said.
    #[error("此人还没有派给社区")]
    AtDesk,
}

impl CaseStanding {
    /// From the facts in their order; none of a case without any.
    pub fn of(facts: &[CaseFact]) -> Option<CaseStanding> {
        let first = facts.first()?;
        let mut standing = CaseStanding {
            state: CaseState::Desk,
            place: first.place.clone(),
            placed_by: None,
            opened_at: first.at,
            n_tries: 0,
            tried_at: None,
            answered: None,
            n_answers: 0,
        };
        for (n, fact) in facts.iter().enumerate() {
            match &fact.says {
                CaseSays::Opened => {}
                CaseSays::Placed { by } => {
                    standing.place = fact.place.clone();
                    let is_community = fact.place.kind() >= PlaceKind::Community;
                    standing.placed_by = is_community.then_some(*by);
                    standing.state = if is_community { CaseState::Open } else { CaseState::Desk };
                    standing.n_tries = 0;
                }
                CaseSays::HandedBack => {
                    standing.place = fact.place.clone();
                    standing.placed_by = None;
                    standing.state = CaseState::Desk;
                }
                CaseSays::Joined { .. } => standing.state = CaseState::Joined,
                CaseSays::Tried { .. } => {
                    standing.n_tries += 1;
                    standing.tried_at = Some(fact.at);
                }
                CaseSays::Answered { .. } => {
                    standing.state = CaseState::Answered;
                    standing.answered = Some((fact.says.clone(), fact.at, n));
                    standing.n_answers += 1;
                }
            }
        }
        Some(standing)
    }

    /// Whether something of this kind can be said of it now; an answer is a correction or it is not.
    ///
    /// # Errors
    /// Why not.
    pub fn may(&self, kind: AskedFactKind, is_correction: bool) -> Result<(), CaseFlaw> {
        let is_answer = kind == AskedFactKind::Answered;
        let is_of_community = matches!(kind, AskedFactKind::Tried | AskedFactKind::HandedBack);
        match self.state {
            CaseState::Joined => Err(CaseFlaw::Joined),
            CaseState::Answered if is_answer && is_correction => Ok(()),
            CaseState::Answered => Err(CaseFlaw::Answered),
            CaseState::Desk | CaseState::Open if is_answer && is_correction => {
                Err(CaseFlaw::NotAnswered)
            }
            CaseState::Desk if is_of_community => Err(CaseFlaw::AtDesk),
            CaseState::Desk | CaseState::Open => Ok(()),
        }
    }

    /// When the answer was given, as a sheet shows it; empty where there is none.
    pub fn answered_words(&self) -> String {
        self.answered.as_ref().map(|(_, at, _)| moment_words(*at)).unwrap_or_default()
    }
}

/// Whether something that is due then is late: not answered in time, or not yet though it is time.
pub fn is_late(due_at: Moment, answered_at: Option<Moment>, now: Moment) -> bool {
    answered_at.unwrap_or(now) > due_at
}
