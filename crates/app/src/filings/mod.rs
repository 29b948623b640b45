//! 报备: gatherings and leaving the city, filed at the desk or by people themselves.

mod gatherings;
mod kept;
mod leavings;
mod see;
mod told;
mod watch;

pub use gatherings::{
    GatheringFile, gathering_file, gathering_file_public, gathering_say, gathering_say_public,
};
pub use kept::{FilingDoing, FilingPast, FilingWho, filing_fresh_ids, filing_receipt};
pub use leavings::{
    LeavingFile, leaving_ask, leaving_file, leaving_file_public, leaving_say, leaving_say_public,
    whither,
};
pub use see::{
    GatheringSeen, LeavingSeen, gathering_list, gathering_phone, gathering_public, gathering_see,
    leaving_list, leaving_phone, leaving_public,
};
pub use told::{
    AreaInside, FindingTold, GatheringTold, LeavingTold, gathering_ask, gathering_asked_at,
    venue_typed,
};
pub use watch::gatherings_watch;

/// The topic of the feed; the subject is the filing.
const TOPIC: &str = "filing";
