//! 住宿登记: who stays at a hotel or guest house, what the rules ask of him, what the house says each
//! day, and how often it disinfects.
//!
//! What is asked of a guest is what is asked of whoever arrives: there is no second set of rules.

mod house;
mod pasted;
mod stay;
#[cfg(test)]
mod tests;

pub use house::{
    APART_MINUTES, DisinfectedArea, DisinfectionDuty, HouseDay, HouseFactKind, HouseSays,
    REPORT_BY_HOUR, TIMES_UNSAID, disinfection_on, has_page,
};
pub use pasted::{LINES_MAX, PASTED_CHARS_MAX, PastedGuest, PastedLine, PastedText, pasted};
pub use stay::{
    DAYS_KEPT, StayFact, StayFactKind, StayFlaw, StayRefused, StaySays, StayStanding, Staying,
};
