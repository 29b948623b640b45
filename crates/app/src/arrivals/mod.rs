//! 返并报备、到站、移交社区: arrivals as people report them, as the station sees them, as the community
//! receives them; and what they make of codes.

mod book;
mod find;
mod kept;
mod lodging;
mod numbers;
mod say;
mod see;
mod told;
mod tubes;
mod watch;

pub(crate) use book::{ArrivalBook, ArrivalsKnown};
pub use find::arrival_communities;
pub use kept::{
    ArrivalCompanion, ArrivalDoing, ArrivalPast, ArrivalWho, arrival_fresh_ids, arrival_receipt,
    receipt_number,
};
pub(crate) use lodging::{
    GuestArrival, GuestAsked, GuestHanded, arrivals_of_guests, guest_arrives, guest_corrected,
};
pub use numbers::{ArrivalNumbers, arrival_numbers};
pub use say::{
    ArrivalReport, arrival_ask, arrival_asked_at, arrival_direct, arrival_report,
    arrival_report_public, arrival_say, arrival_say_at_station, arrival_say_public,
};
pub use see::{
    ArrivalPerson, ArrivalSeen, arrival_phone, arrival_public, arrival_see, arrivals_at_station,
    arrivals_of_place, arrivals_to_direct, stations_list,
};
pub use told::{ArrivalAsk, ArrivalTold};
pub use watch::handovers_watch;

/// The topic of the feed; the subject is the report.
const TOPIC: &str = "arrival";
