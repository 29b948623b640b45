//! 隔离转运: sites with their rooms, beds for whoever is to be isolated, and runs that bring them there in a
//! closed loop.
//!
//! The command and a tracer give beds and plan runs within their jurisdiction; who is a case only a tracer
//! sees. A community sees who is fetched at its doors, a driver his own runs without names, and whoever works
//! at a site its guests. Everybody else gets "not found". Every look at names is logged.

mod assign;
mod drive;
mod fleet;
mod home;
mod house;
mod kept;
mod lodged;
mod release;
mod runs;
mod say;
mod sign;
mod sites;
mod waiting;

pub use assign::{BedGiving, beds_give, stay_call_off};
pub use drive::{DoorRun, DriverRun, RunStopSeen, door_runs, driver_runs};
pub use fleet::{LoadProposed, LoadStop};
pub use home::{HomeSeen, home_say, home_see};
pub use house::{
    GuestSeen, HouseSeen, IncomingRun, guest_release, house_check, houses_see, needs_keep,
};
pub(crate) use lodged::{Lodged, lodged};
pub use release::SiteLeaving;
pub(crate) use release::site_releases;
pub use runs::{RunPlanning, StopWindow, run_call_off, run_plan};
pub use sign::{HandSigning, hand_sign};
pub use sites::{
    OverviewSeen, RunSeen, SiteSaying, SiteSeen, VehicleSaying, VehicleSeen, isolation_overview,
    point_say, site_open, site_say, vehicle_say,
};
pub use waiting::{
    PartySeen, PersonProposed, RiderSeen, WaitingSeen, WheretoKind, isolation_waiting,
};

use crate::Refusal;
use fangxian_core::isolation::IsolationRules;

/// The topic of the feed; the subject is the county and what changed, and says nothing of whom it is.
pub(crate) const TOPIC: &str = "isolation";

/// The rules of isolation, as the project ships them.
pub fn isolation_rules() -> Result<IsolationRules, Refusal> {
    // Never, as their test says.
    IsolationRules::built_in().map_err(|_| Refusal::Busy)
}
