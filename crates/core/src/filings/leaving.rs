//! 离并报备: whoever leaves the city tells his community whither and until when. It is a filing, not a
//! permission; nothing follows from leaving it out.

use super::{DAYS_AHEAD_MAX, is_said};
use crate::journeys::TravelMeans;
use crate::places::PlaceCode;
use crate::rules::StayPutRule;
use crate::{CityDay, Level, Moment, coded};
use serde::{Deserialize, Serialize};

coded! {
    /// What was said of it.
    LeavingFactKind {
        /// 报备
        Filed = "filed",
        /// 变更
        Changed = "changed",
        /// 不去了
        Cancelled = "cancelled",
        /// 已返回
        Returned = "returned",
    }

    /// How far it is.
    LeavingState {
        /// 未出发
        Coming = "coming",
        /// 外出中
        Away = "away",
        /// 该回而未报返回
        Overdue = "overdue",
        /// 已返回
        Returned = "returned",
        /// 已取消
        Cancelled = "cancelled",
    }
}

impl LeavingState {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            LeavingState::Coming => "还没有出发",
            LeavingState::Away => "外出中",
            LeavingState::Overdue => "已过返回日期，还没有报返回",
            LeavingState::Returned => "已返回",
            LeavingState::Cancelled => "已取消",
        }
    }
}

/// What is filed, without who it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaving {
    /// The community, compound or door where he lives: to its community it is filed.
    pub place: PlaceCode,
    /// Whither: a county or a city elsewhere.
    pub to: PlaceCode,
    /// By what.
    pub means: TravelMeans,
    /// On which day.
    pub leaves: CityDay,
    /// On which day he means to be back.
    pub back: CityDay,
    /// Why.
    pub why: String,
}

/// Why it cannot be filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeavingFlaw {
    /// The days.
    #[error("请核对日期：出发不能早于今天，返回不能早于出发，都在半年以内")]
    Days,
    /// Whither.
    #[error("请选择要去的市或县，本市以内不用报备")]
    To,
    /// Why.
    #[error("请写明事由，最多120字")]
    Why,
}

impl Leaving {
    /// Whether it can be filed today in a city.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self, city: &PlaceCode, today: CityDay) -> Result<(), LeavingFlaw> {
        let is_far = self.back.days_since(today) > DAYS_AHEAD_MAX;
        if self.leaves < today || self.back < self.leaves || is_far {
            return Err(LeavingFlaw::Days);
        }
        if self.to.lies_within(city) {
            return Err(LeavingFlaw::To);
        }
        if !is_said(&self.why) {
            return Err(LeavingFlaw::Why);
        }
        Ok(())
    }
}

/// The rules by which nobody leaves an area of a level. An unsure one holds nobody.
pub fn barred<'a>(
    level: Option<Level>,
    rules: impl Iterator<Item = &'a StayPutRule>,
) -> Option<&'a StayPutRule> {
    let level = level?;
    let mut rules = rules;
    rules.find(|rule| rule.clause.is_enforced() && rule.levels.contains(&level))
}

/// What a fact says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeavingSays {
    /// It was filed.
    Filed(Box<Leaving>),
    /// It is otherwise now.
    Changed(Box<Leaving>),
    /// He does not go.
    Cancelled,
    /// He is back.
    Returned {
        /// Since which day.
        on: CityDay,
    },
}

impl LeavingSays {
    /// Its kind.
    pub fn kind(&self) -> LeavingFactKind {
        match self {
            LeavingSays::Filed(_) => LeavingFactKind::Filed,
            LeavingSays::Changed(_) => LeavingFactKind::Changed,
            LeavingSays::Cancelled => LeavingFactKind::Cancelled,
            LeavingSays::Returned { .. } => LeavingFactKind::Returned,
        }
    }
}

/// Something that was said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeavingFact {
    /// What.
    pub says: LeavingSays,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name; none where he himself did.
    pub by: Option<String>,
}

/// How it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeavingStanding {
    /// What was filed last.
    pub leaving: Leaving,
    /// Whether he does not go.
    pub is_cancelled: bool,
    /// Since when he is back.
    pub returned: Option<CityDay>,
}

/// Why a fact cannot follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeavingRefused {
    /// It is over: cancelled, or he is back.
    Over,
    /// Nobody is back before he left, or tomorrow.
    Day,
}

impl LeavingStanding {
    /// How it stands by its facts; none where nothing was filed.
    pub fn of(facts: &[LeavingFact]) -> Option<LeavingStanding> {
        let mut standing: Option<LeavingStanding> = None;
        for fact in facts {
            match (&fact.says, &mut standing) {
                (LeavingSays::Filed(leaving), None) => {
                    let leaving = Leaving::clone(leaving);
                    let one = LeavingStanding { leaving, is_cancelled: false, returned: None };
                    standing = Some(one);
                }
                (LeavingSays::Changed(leaving), Some(one)) => {
                    one.leaving = Leaving::clone(leaving);
                }
                (LeavingSays::Cancelled, Some(one)) => one.is_cancelled = true,
                (LeavingSays::Returned { on }, Some(one)) => one.returned = Some(*on),
                (LeavingSays::Filed(_), Some(_)) | (_, None) => {}
            }
        }
        standing
    }

    /// How far it is on a day.
    pub fn state(&self, today: CityDay) -> LeavingState {
        if self.is_cancelled {
            LeavingState::Cancelled
        } else if self.returned.is_some() {
            LeavingState::Returned
        } else if today < self.leaving.leaves {
            LeavingState::Coming
        } else if today <= self.leaving.back {
            LeavingState::Away
        } else {
            LeavingState::Overdue
        }
    }

    /// Whether something may be said of it today.
    ///
    /// # Errors
    /// It does not follow.
    pub fn may_follow(&self, says: &LeavingSays, today: CityDay) -> Result<(), LeavingRefused> {
        if self.is_cancelled || self.returned.is_some() {
            return Err(LeavingRefused::Over);
        }
        match says {
            LeavingSays::Filed(_) => Err(LeavingRefused::Over),
            LeavingSays::Changed(_) => Ok(()),
            LeavingSays::Cancelled if today > self.leaving.leaves => Err(LeavingRefused::Day),
            LeavingSays::Cancelled => Ok(()),
            LeavingSays::Returned { on } => {
                let is_fine = *on >= self.leaving.leaves && *on <= today;
                if is_fine { Ok(()) } else { Err(LeavingRefused::Day) }
            }
        }
    }
}
