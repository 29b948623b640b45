//! 密切接触者: who is one, by which clause of the edition in force, and how long he is kept.
//!
//! Who was where with whom the index of visits says (`crates/trace`). Here it is judged what that
//! amounts to. The list of kinds and the days stand in `rules/`, beside the authority's words.

mod decide;
mod seats;
mod setting;
#[cfg(test)]
mod tests;

pub use decide::{Decision, Kept, Near, Question, Shared, decide, kept, kinds_on};
pub use seats::{Nearness, ROW_MAX, ROW_METERS, SEAT_CHARS_MAX, Seat, SeatFlaw, nearness};
pub use setting::{Setting, assumed_stay_minutes};

use crate::coded;

coded! {
    /// How near somebody is to a case.
    Ring {
        /// 密切接触者
        Close = "close",
        /// 密接的密接
        Secondary = "secondary",
    }
}
