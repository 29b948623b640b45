//! Somebody says that a reason is wrong. Another office than the one that decided it answers within
//! a day, within four hours where it is about medical care. What rests on weak evidence lapses
//! where nobody answers in time, by the clock alone; what is strong goes up and stands on the list of
//! what is overdue. Once lapsed, nothing brings a reason back but a new one.

use super::{Reason, ReasonSource, Strength};
use crate::ids::CodeAppealId;
use crate::rules::CodeCause;
use crate::{Moment, coded};

/// An answer is due within this.
pub const ANSWER_MS: i64 = 24 * 3_600_000;
/// The same where it is about medical care.
pub const ANSWER_MEDICAL_MS: i64 = 4 * 3_600_000;
/// Of so many appeals of one person against one reason more are not taken: a person is on the phone.
pub const APPEALS_MAX: usize = 3;
/// The longest appeal, in characters.
pub const APPEAL_CHARS_MAX: usize = 500;

coded! {
    /// How an appeal came.
    AppealWay {
        /// 网上: from the page of the code.
        Page = "page",
        /// 电话: written down by the hotline.
        Phone = "phone",
        /// 窗口: written down at the counter.
        Counter = "counter",
        /// 社区代办: the community looked into it and asks that it be cleared.
        Community = "community",
    }

    /// What was decided.
    AppealOutcome {
        /// 维持
        Upheld = "upheld",
        /// 撤销
        Voided = "voided",
    }

    /// How an appeal stands, without its moments.
    AppealStateKind {
        /// 待答复
        Open = "open",
        /// 已超时
        Overdue = "overdue",
        /// 逾期未答复，已自动失效
        Lapsed = "lapsed",
        /// 已维持
        Upheld = "upheld",
        /// 已撤销
        Voided = "voided",
        /// 这条理由已经不在
        Moot = "moot",
    }
}

impl AppealStateKind {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            AppealStateKind::Open => "待答复",
            AppealStateKind::Overdue => "已超时，已上报",
            AppealStateKind::Lapsed => "逾期没有答复，理由已自动失效",
            AppealStateKind::Upheld => "已答复：维持",
            AppealStateKind::Voided => "已答复：撤销",
            AppealStateKind::Moot => "理由已经失效，不用再答复",
        }
    }
}

/// An appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// Which.
    pub id: CodeAppealId,
    /// Against what.
    pub source: ReasonSource,
    /// The cause of that.
    pub cause: CodeCause,
    /// Whether it is about medical care.
    pub is_medical: bool,
    /// When it was taken.
    pub at: Moment,
    /// What was decided, and when.
    pub decided: Option<(AppealOutcome, Moment)>,
}

impl Appeal {
    /// By when it is to be answered.
    pub fn due_at(&self) -> Moment {
        self.at.plus_ms(if self.is_medical { ANSWER_MEDICAL_MS } else { ANSWER_MS })
    }

    /// When it ends a reason of this strength; none where it does not, as far as is decided.
    pub fn ends(&self, strength: Strength) -> Option<Moment> {
        let due_at = self.due_at();
        match (self.decided, strength) {
            (Some((AppealOutcome::Voided, at)), Strength::Strong) => Some(at),
            (Some((AppealOutcome::Voided, at)), Strength::Weak) => Some(at.min(due_at)),
            (Some((AppealOutcome::Upheld, at)), Strength::Weak) if at < due_at => None,
            (Some((AppealOutcome::Upheld, _)), Strength::Strong) => None,
            // Nobody answered in time: a late answer does not bring it back.
            (Some((AppealOutcome::Upheld, _)) | None, Strength::Weak) => Some(due_at),
            (None, Strength::Strong) => None,
        }
    }

    /// How it stands against its reason, as that stood before any appeal ended it; none where the
    /// facts no longer make it.
    pub fn state(&self, reason: Option<&Reason>, now: Moment) -> AppealStateKind {
        let strength = reason.map_or(Strength::Strong, |reason| reason.strength);
        let is_late = self.due_at() <= now;
        if self.decided.is_none() && !reason.is_some_and(|one| self.was_live(one, now)) {
            return AppealStateKind::Moot;
        }
        match (self.decided, strength) {
            (Some((AppealOutcome::Voided, _)), _) => AppealStateKind::Voided,
            (Some((AppealOutcome::Upheld, _)), Strength::Strong) => AppealStateKind::Upheld,
            (Some((AppealOutcome::Upheld, at)), Strength::Weak) => match at < self.due_at() {
                true => AppealStateKind::Upheld,
                false => AppealStateKind::Lapsed,
            },
            (None, Strength::Weak) if is_late => AppealStateKind::Lapsed,
            (None, Strength::Strong) if is_late => AppealStateKind::Overdue,
            (None, _) => AppealStateKind::Open,
        }
    }
}

impl Appeal {
    /// Whether the reason lives, or would, had this appeal not ended it.
    fn was_live(&self, reason: &Reason, now: Moment) -> bool {
        let until = reason.until.filter(|until| Some(*until) != self.ends(reason.strength));
        Reason { until, ..reason.clone() }.is_live(now)
    }
}

/// Whether an appeal can end such a reason: what a laboratory found of somebody himself is put right
/// by a laboratory and by those who treat him.
pub fn may_void(cause: CodeCause) -> bool {
    match cause {
        CodeCause::Positive | CodeCause::Unclear => false,
        CodeCause::PoolHold
        | CodeCause::AntigenHold
        | CodeCause::LivesInZone
        | CodeCause::CloseContact
        | CodeCause::SecondaryContact
        | CodeCause::Isolation
        | CodeCause::CaseElsewhere
        | CodeCause::Arrival => true,
    }
}

/// The reasons with what their appeals come to: one that was voided, or lapsed, ends there. An appeal
/// never makes anything graver, and never ends what it is not against.
pub fn appealed(reasons: Vec<Reason>, appeals: &[Appeal]) -> Vec<Reason> {
    let end_of = |reason: &Reason| {
        let own = appeals
            .iter()
            .filter(|one| one.source == reason.source && one.cause == reason.cause)
            .filter(|_| may_void(reason.cause));
        own.filter_map(|one| one.ends(reason.strength)).min()
    };
    reasons
        .into_iter()
        .map(|reason| {
            let until = [reason.until, end_of(&reason)].into_iter().flatten().min();
            Reason { until, ..reason }
        })
        .collect()
}
