//! What is said of sites, vehicles, homes, stays and runs: facts that are added and never changed.

use super::daily::CheckAnswers;
use super::hands::Hand;
use super::home::HomeAnswers;
use super::release::ReleaseWhy;
use super::site::{Room, SiteAbout};
use super::{GuestNeed, MealKind};
use crate::ids::IsolationStayId;
use crate::siting::points::OnMap;
use crate::{CityDay, coded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

coded! {
    /// What something is said of.
    IsolationAbout {
        /// A site.
        Site = "site",
        /// A vehicle, by its plate.
        Vehicle = "vehicle",
        /// A place, that it has a point on the map.
        Point = "point",
        /// A home, by its door.
        Home = "home",
        /// The daily check of a site.
        Check = "check",
        /// That somebody stays somewhere.
        Stay = "stay",
        /// The run of a vehicle.
        Run = "run",
    }
}

/// A point on the map, in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// East.
    pub longitude_e6: i64,
    /// North.
    pub latitude_e6: i64,
}

impl Spot {
    /// The same in degrees; none where it does not lie in the country.
    pub fn on_map(self) -> Option<OnMap> {
        const E6: f64 = 1_000_000.0;
        // Far below what an f64 holds exactly.
        OnMap::of(self.longitude_e6 as f64 / E6, self.latitude_e6 as f64 / E6)
    }
}

/// What a guest needs, as the site keeps it. It is sealed: it says how somebody is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedsKept {
    /// Which meals.
    pub meal: MealKind,
    /// What besides.
    pub needs: BTreeSet<GuestNeed>,
    /// Medicines, and when they run out.
    #[serde(default)]
    pub medicines: String,
    /// What else there is to say.
    #[serde(default)]
    pub note: String,
}

impl std::fmt::Debug for NeedsKept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NeedsKept(…)")
    }
}

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IsolationSays {
    /// A site was opened.
    SiteOpened(SiteAbout),
    /// It has these rooms, all of them.
    SiteRooms {
        /// Along each floor.
        rooms: Vec<Room>,
    },
    /// These work there, all of them.
    SiteStaff {
        /// By sign-in name.
        staff: Vec<String>,
    },
    /// It is there on the map.
    SiteSpot {
        /// Where.
        spot: Spot,
    },
    /// Nobody is brought there any more.
    SiteClosed {
        /// Why.
        reason: String,
    },
    /// A vehicle has so many seats for guests, and a driver.
    Vehicle {
        /// Seats besides the driver's; none while it is out of use.
        seats: u16,
        /// By sign-in name.
        driver: String,
    },
    /// A place is there on the map.
    Point {
        /// Where.
        spot: Spot,
    },
    /// What was found at a home.
    Home {
        /// By condition.
        answers: HomeAnswers,
    },
    /// A site looked at itself on a day.
    Checked {
        /// Which day.
        day: CityDay,
        /// By item.
        answers: CheckAnswers,
    },
    /// What a guest needs was kept; the words are sealed beside it.
    Needs {},
    /// A guest left, free or to stay at home.
    Released {
        /// By what.
        why: ReleaseWhy,
    },
    /// A stay or a run is not wanted any more, and had not begun.
    CalledOff {
        /// Why.
        reason: String,
    },
    /// One end of a hand-over was signed.
    Signed {
        /// Which end.
        hand: Hand,
        /// At which stop; none at the site.
        #[serde(default)]
        stop: Option<u16>,
        /// For whom.
        stays: BTreeSet<IsolationStayId>,
    },
}

impl IsolationSays {
    /// The word for it in the store and in the trail.
    pub fn kind(&self) -> &'static str {
        match self {
            IsolationSays::SiteOpened(_) => "site_opened",
            IsolationSays::SiteRooms { .. } => "site_rooms",
            IsolationSays::SiteStaff { .. } => "site_staff",
            IsolationSays::SiteSpot { .. } => "site_spot",
            IsolationSays::SiteClosed { .. } => "site_closed",
            IsolationSays::Vehicle { .. } => "vehicle",
            IsolationSays::Point { .. } => "point",
            IsolationSays::Home { .. } => "home",
            IsolationSays::Checked { .. } => "checked",
            IsolationSays::Needs {} => "needs",
            IsolationSays::Released { .. } => "released",
            IsolationSays::CalledOff { .. } => "called_off",
            IsolationSays::Signed { hand, .. } => hand.code(),
        }
    }
}
