//! Somebody stays at a house: whence and how he came, when he went in, and that he left.

use crate::arrivals::{ArrivalMeans, Coming, StayAt, stations};
use crate::journeys::{CodeShown, Residence, StayedIn};
use crate::places::PlaceCode;
use crate::{CityDay, Moment, coded};
use serde::{Deserialize, Serialize};

/// A stay is kept so many days after its last one (as scans at most, must-hold P12), then destroyed.
pub const DAYS_KEPT: i64 = 21;
/// Whoever came into the city so many days before he came to the house is no arrival any more: no rule
/// looks further back.
const DAYS_ARRIVED_MAX: i64 = 21;
/// A clock of a house may be so much ahead.
const AHEAD_MS: i64 = 5 * 60_000;
/// A stay is entered so many days later at most. Nobody's rule.
const DAYS_LATER_MAX: i64 = 7;

coded! {
    /// What was said of a stay.
    StayFactKind {
        /// 入住
        CheckedIn = "checked_in",
        /// 退房
        Left = "left",
        /// 没有退房: the one before was a slip.
        Returned = "returned",
        /// 更正: who it is, or which room, was entered wrongly.
        Corrected = "corrected",
    }
}

/// How a guest came: everything but who it is and which room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staying {
    /// Whence: a county or city of the country, this city too.
    pub from: PlaceCode,
    /// The code of the station; says by what.
    pub station: String,
    /// When he came into the city.
    pub arrived_at: Moment,
    /// When he came to the house.
    pub since: Moment,
    /// When the last negative test was taken; none where none was shown.
    #[serde(default)]
    pub tested_at: Option<Moment>,
    /// The health code that was shown.
    pub code: CodeShown,
    /// Risk areas of the last days.
    pub stayed: StayedIn,
    /// Where he lives.
    pub residence: Residence,
}

/// Why a stay cannot be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StayFlaw {
    /// The moments.
    #[error("请核对时间：到本市不能晚于入住，入住不能晚于现在，最多补登{DAYS_LATER_MAX}天以内的")]
    Moment,
    /// By what.
    #[error("请选择怎么来的")]
    Station,
    /// A test that lies ahead.
    #[error("请核对核酸采样的时间：不能晚于现在")]
    TestedAt,
}

impl Staying {
    /// Whether it can be entered now.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self, city: &PlaceCode, now: Moment) -> Result<(), StayFlaw> {
        let is_late = now.city_day().days_since(self.since.city_day()) > DAYS_LATER_MAX;
        if is_late || self.since > now.plus_ms(AHEAD_MS) || self.arrived_at > self.since {
            return Err(StayFlaw::Moment);
        }
        if self.means(city).is_none() {
            return Err(StayFlaw::Station);
        }
        if self.tested_at.is_some_and(|tested| tested > now) {
            return Err(StayFlaw::TestedAt);
        }
        Ok(())
    }

    /// By what he came.
    pub fn means(&self, city: &PlaceCode) -> Option<ArrivalMeans> {
        let station = stations(city).iter().find(|one| one.code == self.station);
        station.map(|one| one.means)
    }

    /// The arrival that it is, for the rules of arrivals, at a house of this place; none of whoever
    /// comes from within the city, or came into it so long ago that no rule looks back to it.
    pub fn coming(&self, city: &PlaceCode, at: &PlaceCode) -> Option<Coming> {
        let days = self.since.city_day().days_since(self.arrived_at.city_day());
        if self.from.lies_within(city) || days > DAYS_ARRIVED_MAX {
            return None;
        }
        Some(Coming {
            from: self.from.clone(),
            via: Vec::new(),
            means: self.means(city)?,
            station: self.station.clone(),
            arrives_at: self.arrived_at,
            stay: StayAt::Lodging(at.clone()),
            n_companions: 0,
            tested_at: self.tested_at.filter(|tested| *tested <= self.arrived_at),
            code: self.code,
            stayed: self.stayed,
            residence: self.residence,
        })
    }
}

/// What a fact of a stay says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaySays {
    /// He came in.
    CheckedIn(Box<Staying>),
    /// He left.
    Left,
    /// He did not.
    Returned,
    /// It is somebody else, or another room.
    Corrected,
}

impl StaySays {
    /// Its kind.
    pub fn kind(&self) -> StayFactKind {
        match self {
            StaySays::CheckedIn(_) => StayFactKind::CheckedIn,
            StaySays::Left => StayFactKind::Left,
            StaySays::Returned => StayFactKind::Returned,
            StaySays::Corrected => StayFactKind::Corrected,
        }
    }
}

/// Something that was said of a stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StayFact {
    /// What.
    pub says: StaySays,
    /// When.
    pub at: Moment,
}

/// A stay as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StayStanding {
    /// How he came.
    pub staying: Staying,
    /// When he left; none while he stays.
    pub left_at: Option<Moment>,
}

/// Why a fact cannot follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StayRefused {
    /// It does not fit how the stay stands.
    State,
}

impl StayStanding {
    /// How it stands by its facts; none where nobody came in.
    pub fn of(facts: &[StayFact]) -> Option<StayStanding> {
        let mut facts = facts.iter();
        let StaySays::CheckedIn(staying) = &facts.next()?.says else { return None };
        let mut one = StayStanding { staying: Staying::clone(staying), left_at: None };
        for fact in facts {
            match fact.says {
                StaySays::CheckedIn(_) | StaySays::Corrected => {}
                StaySays::Left => one.left_at = Some(fact.at),
                StaySays::Returned => one.left_at = None,
            }
        }
        Some(one)
    }

    /// Whether something may be said of it.
    ///
    /// # Errors
    /// It does not follow.
    pub fn may_follow(&self, says: &StaySays) -> Result<(), StayRefused> {
        match (says, self.left_at) {
            (StaySays::Left, None) | (StaySays::Returned, Some(_)) | (StaySays::Corrected, _) => {
                Ok(())
            }
            (StaySays::CheckedIn(_), _)
            | (StaySays::Left, Some(_))
            | (StaySays::Returned, None) => Err(StayRefused::State),
        }
    }

    /// The first day on which it is no longer kept; none while he stays.
    pub fn gone_on(&self) -> Option<CityDay> {
        self.left_at.map(|left| left.city_day().plus(DAYS_KEPT + 1))
    }
}
