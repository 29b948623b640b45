//! The one place that reads the clock.

use fangxian_core::Moment;

/// The clock on the wall.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub(crate) fn wall() -> Moment {
    Moment(jiff::Timestamp::now().as_millisecond())
}
