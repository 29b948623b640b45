//! How long people wait, said in one touch.

use crate::{Moment, coded};

coded! {
    /// How long somebody waits who comes now.
    Wait {
        /// 不用等
        None = "none",
        /// 约10分钟
        TenMinutes = "ten_minutes",
        /// 约30分钟
        HalfHour = "half_hour",
        /// 1小时以上
        HourUp = "hour_up",
    }
}

impl Wait {
    /// What residents read.
    pub fn title(self) -> &'static str {
        match self {
            Wait::None => "不用等",
            Wait::TenMinutes => "约等10分钟",
            Wait::HalfHour => "约等30分钟",
            Wait::HourUp => "要等1小时以上",
        }
    }
}

/// What was said of a queue is shown for an hour. Our own bound: the line of an hour ago is gone.
pub const QUEUE_SHOWN_MS: i64 = 60 * 60_000;

/// What somebody at the site said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueSaid {
    /// How long.
    pub wait: Wait,
    /// When.
    pub at: Moment,
}

/// What is shown of the queue at a moment, with its age in minutes; none where it is too old.
pub fn queue_shown(said: Option<QueueSaid>, at: Moment) -> Option<(Wait, i64)> {
    let said = said?;
    let age_ms = at.0 - said.at.0;
    // A server whose clock is a little behind the one that wrote says "just now".
    (age_ms <= QUEUE_SHOWN_MS).then_some((said.wait, age_ms.max(0) / 60_000))
}
