//! 场所码: places apply and are approved, trades are closed by notice, posters are printed and scanned.

mod at_gate;
mod canary;
mod closings;
mod communities;
mod counts;
mod gates;
mod hand;
mod keep;
mod keys;
mod load;
mod own;
mod paper;
mod see;
mod tries;

pub use at_gate::{GateAbout, GateDay, gate_about, gate_inside};
pub(crate) use canary::venues_asked_for;
pub use canary::{CanaryPlace, canaries_list, canary_look_up, canary_set, scans_asked_for};
pub use closings::{ClosingSeen, closing_decide, closing_end, closing_make, closings_list};
pub use communities::{Community, communities_of};
pub use counts::{VenueCounts, venue_counts};
pub use gates::{venue_gate_end, venue_gate_enroll, venue_gates};
pub use hand::{HandRow, hand_rows_enter};
pub(crate) use keep::place_known;
pub use keep::{
    VenueAnswers, VenueApply, VenueDoing, venue_apply, venue_apply_public, venue_fresh_ids,
    venue_say,
};
pub use keys::VenueKeys;
pub use load::venues_load;
pub(crate) use load::{facts_of, follow, standing_closings, venue_at_gate};
pub use own::{
    OwnRefused, OwnScan, OwnTold, OwnWho, VenuePublic, VenueScreen, own_scan, venue_public,
    venue_screen,
};
pub use paper::{VenueSheet, venue_paper};
pub use see::{
    VenueInspection, VenuePast, VenueSeen, VenuesPage, venue_phone, venue_see, venues_list,
};
pub(crate) use tries::Tries;

/// The topic of the feed; the subject is the place.
pub(crate) const TOPIC: &str = "venue";
/// The topic of the feed where trades are closed or open again.
pub(crate) const CLOSINGS: &str = "venue_closing";
