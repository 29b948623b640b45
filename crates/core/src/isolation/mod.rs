//! 隔离转运: where people are isolated, who may share a room, how they are brought there in a closed loop, and
//! when they leave.
//!
//! What is decided here is a value that says why. The rules stand in `rules/own/isolation.toml`, and say of
//! themselves what is an authority's and what is our own.

mod assign;
mod daily;
mod fleet;
mod hands;
mod home;
mod release;
mod ride;
mod route;
mod rules;
mod says;
mod share;
mod site;
mod transfer;

pub use assign::{Assignment, FreeRoom, Placed, PlacedWhy, Unplaced, UnplacedWhy, assign};
pub use daily::{CheckAnswers, CheckItem, check_missing};
pub use fleet::{FleetAsk, FleetPlan, FleetRun, FleetVehicle, HOUSEHOLDS_MAX, VEHICLES_MAX, fleet};
pub use hands::{Hand, HandFlaw, RunFact, RunState, RunStop, TransferRun};
pub use home::{HomeAnswers, HomeCondition, HomeVerdict, Whereto, home_fit, whereto};
pub use release::{ReleaseWhy, TooEarly, central_until, may_release};
pub use ride::{RideFlaw, Waiter, may_ride};
pub use route::{Route, RouteFlaw, StopAsk, Window, route};
pub use rules::{IsolationRules, IsolationRulesError};
pub use says::{IsolationAbout, IsolationSays, NeedsKept, Spot};
pub use share::{AloneWhy, ShareFlaw, cannot_be_alone, check_room};
pub use site::{
    IsolationSite, IsolationSiteKind, Room, RoomZone, SiteAbout, SiteFlaw, check_rooms, site_of,
};
pub use transfer::{
    Arrived, GuestState, GuestStateKind, HandOver, HandOverFlaw, OnBoard, Released, Signed, Waiting,
};

use crate::coded;
use crate::ids::{CaseId, PersonId};
use crate::places::PlaceCode;
use serde::{Deserialize, Serialize};

/// The longest of the texts, in characters.
pub const WORDS_MAX: usize = 120;

coded! {
    /// As what somebody is isolated. The two never meet: not in a room, not in a vehicle, not at a site.
    GuestClass {
        /// 阳性人员
        Case = "case",
        /// 密切接触者
        Contact = "contact",
    }

    /// What somebody needs beyond a bed and meals.
    GuestNeed {
        /// 婴幼儿
        Infant = "infant",
        /// 孕产妇
        Pregnant = "pregnant",
        /// 透析
        Dialysis = "dialysis",
        /// 化疗
        Chemotherapy = "chemotherapy",
        /// 卧床
        Bedridden = "bedridden",
        /// 残疾、行动不便
        Disability = "disability",
    }

    /// What is brought to his door.
    MealKind {
        /// 普通
        Ordinary = "ordinary",
        /// 清真
        Halal = "halal",
        /// 素食
        Vegetarian = "vegetarian",
        /// 糖尿病餐
        Diabetic = "diabetic",
        /// 软食、流食
        Soft = "soft",
        /// 婴儿餐
        Infant = "infant",
    }
}

impl GuestNeed {
    /// Whether he is fetched before everybody else.
    pub fn is_first(self) -> bool {
        match self {
            GuestNeed::Infant | GuestNeed::Pregnant | GuestNeed::Dialysis => true,
            GuestNeed::Chemotherapy | GuestNeed::Bedridden | GuestNeed::Disability => false,
        }
    }

    /// Whether he cannot be left alone in a room.
    pub fn is_cared_for(self) -> bool {
        match self {
            GuestNeed::Infant | GuestNeed::Bedridden | GuestNeed::Disability => true,
            GuestNeed::Pregnant | GuestNeed::Dialysis | GuestNeed::Chemotherapy => false,
        }
    }
}

/// As what somebody is isolated, and through which case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exposure {
    /// As what.
    pub class: GuestClass,
    /// His own case, or the case whose contact he is.
    pub case: CaseId,
}

impl Exposure {
    /// Whether two may be in one room or one vehicle: people who are ill with each other, contacts with
    /// contacts of the same case only.
    pub fn may_meet(self, other: Exposure) -> bool {
        match (self.class, other.class) {
            (GuestClass::Case, GuestClass::Case) => true,
            (GuestClass::Contact, GuestClass::Contact) => self.case == other.case,
            (GuestClass::Case, GuestClass::Contact) | (GuestClass::Contact, GuestClass::Case) => {
                false
            }
        }
    }
}

/// Somebody who is to be isolated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub exposure: Exposure,
    /// The door at which he lives: whoever lives there too is his household.
    pub household: PlaceCode,
    /// His age, where it is known.
    pub age: Option<i16>,
    /// What he needs.
    pub needs: Vec<GuestNeed>,
}

impl Guest {
    /// Whether he is fetched before everybody else.
    pub fn is_first(&self) -> bool {
        self.needs.iter().any(|need| need.is_first())
    }
}
