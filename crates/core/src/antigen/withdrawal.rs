//! What staff say of a report afterwards: that its photo cannot be read, or, by two people, that it
//! was made for the wrong person.

use crate::{Moment, coded};

coded! {
    /// What is said of a report.
    AntigenMarkKind {
        /// 照片看不清，请重测: the photo shows no result.
        PhotoUnreadable = "photo_unreadable",
        /// 申请撤回: it was made for the wrong person, says one.
        WithdrawAsked = "withdraw_asked",
        /// 同意撤回: and another agrees.
        WithdrawAgreed = "withdraw_agreed",
    }
}

/// What was said of a report. A fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AntigenMark {
    /// What.
    pub kind: AntigenMarkKind,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Whether a report is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    /// Nobody asked.
    None,
    /// One asked; another must agree.
    Asked {
        /// Who asked, by sign-in name.
        by: String,
        /// Why.
        reason: String,
    },
    /// Two agreed, at that moment.
    Done(Moment),
}

/// Whether a report is withdrawn, by what was said of it in whatever order. One person alone never
/// comes to it.
pub fn withdrawal(marks: &[AntigenMark]) -> Withdrawal {
    let of = |kind| marks.iter().filter(move |mark: &&AntigenMark| mark.kind == kind);
    let asked = of(AntigenMarkKind::WithdrawAsked).min_by_key(|mark| (mark.at, mark.by.clone()));
    let Some(asked) = asked else { return Withdrawal::None };
    let agreed = of(AntigenMarkKind::WithdrawAgreed).filter(|mark| mark.by != asked.by);
    match agreed.map(|mark| mark.at).min() {
        Some(at) => Withdrawal::Done(at),
        None => Withdrawal::Asked { by: asked.by.clone(), reason: asked.reason.clone() },
    }
}

/// Why something cannot be said of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarkFlaw {
    /// There is no photo.
    #[error("这次上报没有照片")]
    NoPhoto,
    /// It was said before, or the report is withdrawn.
    #[error("这次上报已经处理过，请刷新查看")]
    Known,
    /// Nobody asked for it.
    #[error("没有人申请撤回这次上报")]
    NotAsked,
    /// The same person asked.
    #[error("撤回要由另一个人同意，申请人自己不能同意")]
    SamePerson,
}

/// Whether this may be said of a report of which these were said.
pub fn check_mark(
    marks: &[AntigenMark],
    (kind, by): (AntigenMarkKind, &str),
    has_photo: bool,
) -> Result<(), MarkFlaw> {
    match (kind, withdrawal(marks)) {
        (_, Withdrawal::Done(_)) => Err(MarkFlaw::Known),
        (AntigenMarkKind::PhotoUnreadable, Withdrawal::None | Withdrawal::Asked { .. }) => {
            let is_known = marks.iter().any(|mark| mark.kind == kind);
            match (has_photo, is_known) {
                (false, _) => Err(MarkFlaw::NoPhoto),
                (true, true) => Err(MarkFlaw::Known),
                (true, false) => Ok(()),
            }
        }
        (AntigenMarkKind::WithdrawAsked, Withdrawal::None) => Ok(()),
        (AntigenMarkKind::WithdrawAsked, Withdrawal::Asked { .. }) => Err(MarkFlaw::Known),
        (AntigenMarkKind::WithdrawAgreed, Withdrawal::None) => Err(MarkFlaw::NotAsked),
        (AntigenMarkKind::WithdrawAgreed, Withdrawal::Asked { by: asker, .. }) => {
            if asker == by {
                Err(MarkFlaw::SamePerson)
            } else {
                Ok(())
            }
        }
    }
}
