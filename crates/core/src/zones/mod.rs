//! Zones: areas under a level, their clocks, and what is proposed for them.
//!
//! A zone is its facts. Its level, its day count and what may happen next are computed from them
//! each time, for any day and for what was known at any moment; nothing of it is stored.

mod clock;
mod edition_change;
mod facts;
mod words;

pub use clock::{DayZero, Proposal, Surroundings, ZoneClock, zone_clock};
pub use edition_change::{EditionChangeRow, Why, edition_change};
pub use facts::{
    AreaTestOutcome, Listing, NotWithdrawable, ZoneEvent, ZoneFact, listing_on, withdrawable,
    withdrawn_facts,
};
pub use words::{clock_sentence, condition_sentence};
