//! 随访: those who are kept as contacts are asked after each day; a doctor and the community sign, two people.
//! Whoever does it sees whom of his place is kept, and no case.

mod kept;
mod letter;
mod list;
mod phone;
mod say;
mod watch;

pub use letter::{contact_letter_pdf, follow_letter, follow_letter_pdf};
pub use list::{FOLLOWED_MAX, FollowList, FollowedSeen, follow_list};
pub use phone::community_phone_say;
pub use say::{FollowSaying, follow_say};
pub use watch::follow_ups_watch;

/// What is late of so many days ago at most stands on the lists. Our own bound: by then it has risen to the
/// city.
pub(crate) const LATE_DAYS: i64 = 3;
