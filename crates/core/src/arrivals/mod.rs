//! 返并报备、到站、移交社区: somebody says that he will come, is seen at the station, marked by the rules
//! of his day, tested on his first landing place, and handed over to the community where he stays.
//!
//! The mark is computed and picked by nobody; where no rule speaks, that is what is said. What was
//! said of an arrival is a chain of facts; how it stands follows from them and from the clock.

mod coming;
mod landing;
mod marked;
mod standing;
mod station;

pub use coming::{ArrivalMeans, Coming, ComingFlaw, StayAt, StayKind, TEXT_CHARS_MAX};
pub use landing::{LandingSample, landing_round};
pub use marked::{MarkFound, Marked, arrival_codes, marked, tests_due};
pub use standing::{
    ArrivalFact, ArrivalFactKind, ArrivalSays, ArrivalStanding, ArrivalState, ArrivalWay, Check,
    Refused, SIGHT_HOURS, TAKEN_OVER_HOURS,
};
pub use station::{Station, stations};
