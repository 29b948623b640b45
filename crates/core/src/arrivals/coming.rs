//! What is said of an arrival before it is one. It names nobody.

use super::stations;
use crate::journeys::{CodeShown, Proof, Question, Residence, StayedIn, TravelMeans};
use crate::places::PlaceCode;
use crate::{Moment, coded};
use serde::{Deserialize, Serialize};

/// The longest text, in signs.
pub const TEXT_CHARS_MAX: usize = 60;
/// An arrival is reported for the next so many days. Nobody's rule: what lies further was mistyped.
const DAYS_AHEAD_MAX: i64 = 60;
/// And so long after: who came without a report is entered later.
const DAYS_AFTER_MAX: i64 = 21;
const HOUR_MS: i64 = 3_600_000;
/// Whoever travels together in one report: himself and so many more.
const COMPANIONS_MAX: u16 = 9;

coded! {
    /// By what somebody comes.
    ArrivalMeans {
        /// 火车
        Train = "train",
        /// 飞机
        Air = "air",
        /// 客车
        Coach = "coach",
        /// 自驾
        Car = "car",
        /// 其他
        Other = "other",
    }

    /// Where somebody stays.
    StayKind {
        /// 家里或亲友家
        Home = "home",
        /// 宾馆
        Lodging = "lodging",
        /// 只是中转
        Through = "through",
        /// 还没有定
        Unsaid = "unsaid",
    }
}

impl ArrivalMeans {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            ArrivalMeans::Train => "火车",
            ArrivalMeans::Air => "飞机",
            ArrivalMeans::Coach => "客车",
            ArrivalMeans::Car => "自驾",
            ArrivalMeans::Other => "其他",
        }
    }

    /// By what, for the rules of journeys. They speak of stations and of roads: what is neither
    /// comes by road.
    pub fn travel(self) -> TravelMeans {
        match self {
            ArrivalMeans::Train => TravelMeans::Train,
            ArrivalMeans::Air => TravelMeans::Air,
            ArrivalMeans::Coach => TravelMeans::Coach,
            ArrivalMeans::Car | ArrivalMeans::Other => TravelMeans::Car,
        }
    }
}

impl StayKind {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            StayKind::Home => "自己家或亲友家",
            StayKind::Lodging => "宾馆、民宿等",
            StayKind::Through => "只是中转，不停留",
            StayKind::Unsaid => "还没有定",
        }
    }
}

/// Where he stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StayAt {
    /// At a door, in a compound, or in a community of which no more is said.
    Home(PlaceCode),
    /// In a lodging of a community.
    Lodging(PlaceCode),
    /// Nowhere: he goes on to a county or city elsewhere.
    Through(PlaceCode),
    /// He did not say.
    Unsaid,
}

impl StayAt {
    /// Its kind.
    pub fn kind(&self) -> StayKind {
        match self {
            StayAt::Home(_) => StayKind::Home,
            StayAt::Lodging(_) => StayKind::Lodging,
            StayAt::Through(_) => StayKind::Through,
            StayAt::Unsaid => StayKind::Unsaid,
        }
    }

    /// The place in the city, where there is one.
    pub fn place(&self) -> Option<&PlaceCode> {
        match self {
            StayAt::Home(place) | StayAt::Lodging(place) => Some(place),
            StayAt::Through(_) | StayAt::Unsaid => None,
        }
    }
}

/// That somebody comes: everything but who it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coming {
    /// From which county.
    pub from: PlaceCode,
    /// Where else he stayed on the way.
    #[serde(default)]
    pub via: Vec<PlaceCode>,
    /// By what.
    pub means: ArrivalMeans,
    /// The code of the station.
    pub station: String,
    /// When he is there.
    pub arrives_at: Moment,
    /// Where he stays.
    pub stay: StayAt,
    /// How many come with him.
    #[serde(default)]
    pub n_companions: u16,
    /// When the last negative test was taken; none where there is none.
    #[serde(default)]
    pub tested_at: Option<Moment>,
    /// The health code.
    pub code: CodeShown,
    /// Risk areas of the last days.
    pub stayed: StayedIn,
    /// Where he lives.
    pub residence: Residence,
}

/// Why it cannot be reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComingFlaw {
    /// The moment.
    #[error("请核对到达的日期和时间：最多提前60天，到了以后最多补报21天以内的")]
    Moment,
    /// Whence.
    #[error("请填写从哪个市、县来，本市以内不用报备")]
    From,
    /// The station does not go with the means.
    #[error("请选择到达的车站、机场或卡口，要与怎么来的相符")]
    Station,
    /// Whither, of whoever passes through.
    #[error("只是中转的，请填写要去的市、县，不能是本市")]
    Through,
    /// A test that lies ahead of the arrival.
    #[error("请核对核酸检测的时间：不能晚于到达")]
    TestedAt,
    /// Too many.
    #[error("一份报备最多10人，人多的请分开报")]
    Companions,
}

impl Coming {
    /// Whether it can be reported now.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self, city: &PlaceCode, now: Moment) -> Result<(), ComingFlaw> {
        let days = self.arrives_at.city_day().days_since(now.city_day());
        if !(-DAYS_AFTER_MAX..=DAYS_AHEAD_MAX).contains(&days) {
            return Err(ComingFlaw::Moment);
        }
        let is_from_here = self.from.lies_within(city);
        if is_from_here && self.via.iter().all(|place| place.lies_within(city)) {
            return Err(ComingFlaw::From);
        }
        let goes_with = |one: &super::Station| one.code == self.station && one.means == self.means;
        if !stations(city).iter().any(goes_with) {
            return Err(ComingFlaw::Station);
        }
        if matches!(&self.stay, StayAt::Through(to) if to.lies_within(city)) {
            return Err(ComingFlaw::Through);
        }
        if self.tested_at.is_some_and(|tested| tested > self.arrives_at.max(now)) {
            return Err(ComingFlaw::TestedAt);
        }
        if self.n_companions > COMPANIONS_MAX {
            return Err(ComingFlaw::Companions);
        }
        Ok(())
    }

    /// How old the test is on arrival, counted from when the sample was taken.
    pub fn proof(&self) -> Proof {
        let Some(tested) = self.tested_at else { return Proof::Nothing };
        let age = self.arrives_at.0 - tested.0;
        let within = |hours: i64| age <= hours * HOUR_MS;
        match (within(24), within(48), within(72)) {
            (true, ..) => Proof::Within24,
            (_, true, _) => Proof::Within48,
            (_, _, true) => Proof::Within72,
            (false, false, false) => Proof::Nothing,
        }
    }

    /// The question that the rules of journeys answer.
    pub fn question(&self, city: &PlaceCode) -> Question {
        let to = match &self.stay {
            StayAt::Home(place) | StayAt::Lodging(place) => place.clone(),
            StayAt::Through(to) => to.clone(),
            StayAt::Unsaid => city.clone(),
        };
        let onward = match &self.stay {
            StayAt::Through(_) => Some(self.means.travel()),
            StayAt::Home(_) | StayAt::Lodging(_) | StayAt::Unsaid => None,
        };
        Question {
            from: self.from.clone(),
            via: self.via.clone(),
            to,
            day: self.arrives_at.city_day(),
            means: self.means.travel(),
            onward,
            proof: self.proof(),
            code: self.code,
            stayed: self.stayed,
            residence: self.residence,
        }
    }
}
