//! Antigen tests that people do at home: what each means, whom it holds, and what ends that.
//!
//! A positive one holds its person at once, as a positive pool does, and is confirmed or refuted by a
//! nucleic test of his own, sampled later. Nothing else frees him: no second antigen test, no pool
//! that is negative, no sample taken before. A report that was made for the wrong person is withdrawn
//! by two people. A negative one frees nobody of anything.

mod photo;
mod standing;
mod withdrawal;

pub use photo::{
    PHOTO_BYTES_MAX, PHOTO_RATIO_MAX, PHOTO_SIDE_MAX, PhotoFlaw, PhotoHead, PhotoKind, check_photo,
};
pub use standing::{
    AntigenCase, AntigenStep, AntigenStepKind, AntigenTest, Discordance, antigen_cases,
    antigen_held, discordance,
};
pub use withdrawal::{AntigenMark, AntigenMarkKind, MarkFlaw, Withdrawal, check_mark, withdrawal};

use crate::{Moment, coded};

coded! {
    /// What somebody reads off the cassette.
    AntigenOutcome {
        /// 阴性: a line at C alone.
        Negative = "negative",
        /// 阳性: lines at C and T, however faint.
        Positive = "positive",
        /// 无效: no line at C, whatever stands at T.
        Invalid = "invalid",
    }

    /// How a report came to us.
    AntigenBy {
        /// By the person himself.
        Own = "own",
        /// By somebody who may look for him.
        Proxy = "proxy",
        /// Written down by staff, for whoever has no phone.
        Staff = "staff",
    }
}

impl AntigenOutcome {
    /// What staff and people read.
    pub fn title(self) -> &'static str {
        match self {
            AntigenOutcome::Negative => "阴性",
            AntigenOutcome::Positive => "阳性",
            AntigenOutcome::Invalid => "无效",
        }
    }
}

/// A test older than this is done again instead: it says little of today. Our own choice, in hours.
pub const OLDEST_HOURS: i64 = 24;
/// How many reports are taken for one person within a day. Our own choice: nobody needs more, and
/// photos take room.
pub const REPORTS_A_DAY_MAX: usize = 10;
/// For a positive one there is more room: it must not be turned away because others came before.
pub const POSITIVES_A_DAY_MAX: usize = 20;

/// Whether there is a photo, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoGiven {
    /// One came along.
    Shown,
    /// None, and staff wrote down why.
    Excused,
    /// None.
    Missing,
}

/// Why a report is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportFlaw {
    /// The test was done later than now.
    #[error("检测时间不能晚于现在，请重新选择")]
    Future,
    /// The test was done too long ago.
    #[error("这次自测已超过{OLDEST_HOURS}小时，请重新做一次再上报")]
    TooOld,
    /// A negative without a photo.
    #[error("报阴性要附一张检测卡的照片；报阳性可以不附")]
    PhotoMissing,
    /// As many as are taken in a day.
    #[error("今天已为此人上报多次，请联系社区工作人员")]
    TooMany,
}

/// Checks a report, of which `n_before` were taken for its person within the last day. A positive is
/// never turned away for want of a photo.
pub fn check_report(
    outcome: AntigenOutcome,
    (tested_at, now): (Moment, Moment),
    photo: PhotoGiven,
    n_before: usize,
) -> Result<(), ReportFlaw> {
    if tested_at > now {
        return Err(ReportFlaw::Future);
    }
    if tested_at < now.plus_ms(-OLDEST_HOURS * 3_600_000) {
        return Err(ReportFlaw::TooOld);
    }
    let (needs_photo, most) = match outcome {
        AntigenOutcome::Negative => (true, REPORTS_A_DAY_MAX),
        AntigenOutcome::Positive => (false, POSITIVES_A_DAY_MAX),
        AntigenOutcome::Invalid => (false, REPORTS_A_DAY_MAX),
    };
    if needs_photo && photo == PhotoGiven::Missing {
        return Err(ReportFlaw::PhotoMissing);
    }
    if n_before >= most { Err(ReportFlaw::TooMany) } else { Ok(()) }
}

coded! {
    /// What follows from a report, for its person.
    AntigenFollows {
        /// Kept, and nothing follows: it lifts no restriction and replaces no nucleic test.
        Noted = "noted",
        /// Nothing can be said: to be done again with a new cassette.
        Repeat = "repeat",
        /// He waits apart until a nucleic test of his own.
        Held = "held",
        /// A nucleic test of his own was positive before: the disease control has him already.
        PositiveBefore = "positive_before",
        /// A nucleic test of his own, sampled after this one, is negative already.
        Refuted = "refuted",
    }
}

/// What follows from a report whose case stands so; a report that is not positive has no case.
pub fn antigen_follows(outcome: AntigenOutcome, case: Option<&AntigenCase>) -> AntigenFollows {
    match (outcome, case.map(|case| case.step)) {
        (AntigenOutcome::Negative, _) => AntigenFollows::Noted,
        (AntigenOutcome::Invalid, _) => AntigenFollows::Repeat,
        (AntigenOutcome::Positive, Some(AntigenStep::Refuted { .. })) => AntigenFollows::Refuted,
        (
            AntigenOutcome::Positive,
            Some(AntigenStep::Confirmed { .. } | AntigenStep::PositiveBefore(_)),
        ) => AntigenFollows::PositiveBefore,
        (AntigenOutcome::Positive, Some(AntigenStep::Withdrawn(_))) => AntigenFollows::Noted,
        (AntigenOutcome::Positive, Some(AntigenStep::Waiting { .. }) | None) => {
            AntigenFollows::Held
        }
    }
}

impl AntigenFollows {
    /// What its person reads.
    pub fn says(self) -> &'static str {
        match self {
            AntigenFollows::Noted => {
                "已记下。抗原阴性不能代替核酸：该做的核酸照做，正在执行的管控不因此解除。"
            }
            AntigenFollows::Repeat => {
                "这次检测无效，说明不了什么。请换一张新的检测卡，照说明书重新做一次，再上报。"
            }
            AntigenFollows::Held => {
                "请您现在留在家里，一个人一个房间，戴好口罩，不要外出、不要上班上学。\
                 已经通知社区，工作人员会上门，给您单独采一次核酸。\
                 这次核酸阴性就解除；阳性由疾控人员联系您。再做抗原不能解除。"
            }
            AntigenFollows::PositiveBefore => {
                "您的核酸已经是阳性，疾控人员会联系您。请留在原处等候，身体不舒服打120。"
            }
            AntigenFollows::Refuted => "这次自测以后您单独做过核酸，结果是阴性，不需要等候。",
        }
    }

    /// The same for those who read English.
    pub fn says_en(self) -> &'static str {
        match self {
            AntigenFollows::Noted => {
                "Noted. A negative antigen test replaces no nucleic acid test and lifts no \
                 restriction."
            }
            AntigenFollows::Repeat => {
                "This test is invalid. Please repeat it with a new cassette and report again."
            }
            AntigenFollows::Held => {
                "Please stay at home now, in a room of your own, and wear a mask. The community was \
                 told; somebody will come to take a single sample. If that is negative you are free; \
                 if it is positive, the disease control will contact you. Another antigen test does \
                 not end this."
            }
            AntigenFollows::PositiveBefore => {
                "Your nucleic acid test is positive already. Please stay where you are; the disease \
                 control will contact you. If you feel ill, call 120."
            }
            AntigenFollows::Refuted => {
                "A single nucleic acid test taken after this one is negative. You need not wait."
            }
        }
    }
}
