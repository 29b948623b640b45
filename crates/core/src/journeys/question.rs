//! What is asked, and what is known.

use crate::national::SnapshotTime;
use crate::places::PlaceCode;
use crate::rules::EntryPoint;
use crate::{CityDay, Level, coded};

coded! {
    /// By what somebody travels.
    TravelMeans {
        /// 火车
        Train = "train",
        /// 飞机
        Air = "air",
        /// 长途客车
        Coach = "coach",
        /// 自驾车
        Car = "car",
    }
    /// How old the negative test will be on arrival.
    Proof {
        /// Not said.
        Unsaid = "unsaid",
        /// 24小时以内
        Within24 = "24",
        /// 48小时以内
        Within48 = "48",
        /// 72小时以内
        Within72 = "72",
        /// None, or an older one.
        Nothing = "none",
    }
    /// The health code.
    CodeShown {
        /// Not said.
        Unsaid = "unsaid",
        /// 绿码
        Green = "green",
        /// 黄码或红码
        NotGreen = "not_green",
    }
    /// Whether somebody was in a risk area in the last days.
    StayedIn {
        /// Not said.
        Unsaid = "unsaid",
        /// In none.
        Nowhere = "nowhere",
        /// 中风险区
        Medium = "medium",
        /// 高风险区
        High = "high",
    }
    /// Where somebody lives.
    Residence {
        /// Not said.
        Unsaid = "unsaid",
        /// In this city.
        Here = "here",
        /// Elsewhere.
        Elsewhere = "elsewhere",
    }
    /// What kind of journey it is, seen from the city.
    Trip {
        /// It ends here.
        Arrive = "arrive",
        /// It leads through.
        Transit = "transit",
        /// It begins here.
        Leave = "leave",
        /// It stays within the city.
        Inside = "inside",
    }
}

impl TravelMeans {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            TravelMeans::Train => "火车",
            TravelMeans::Air => "飞机",
            TravelMeans::Coach => "长途客车",
            TravelMeans::Car => "自己开车",
        }
    }

    /// Where whoever travels so comes into the city.
    pub fn entry_point(self) -> EntryPoint {
        match self {
            TravelMeans::Train | TravelMeans::Air | TravelMeans::Coach => EntryPoint::Station,
            TravelMeans::Car => EntryPoint::Checkpoint,
        }
    }
}

impl Proof {
    /// Whether it holds where so many tests within so many hours are asked for; none where that
    /// cannot be told.
    pub fn holds(self, tests: u16, within_hours: u16) -> Option<bool> {
        let age = match self {
            Proof::Unsaid => return None,
            Proof::Nothing => return Some(false),
            Proof::Within24 => 24,
            Proof::Within48 => 48,
            Proof::Within72 => 72,
        };
        match (tests, age <= within_hours) {
            (_, false) => Some(false),
            (0 | 1, true) => Some(true),
            (_, true) => None,
        }
    }
}

/// A journey. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// From which county or city.
    pub from: PlaceCode,
    /// Where somebody stayed on the way, in the order of the way.
    pub via: Vec<PlaceCode>,
    /// Whither.
    pub to: PlaceCode,
    /// On which day it touches the city.
    pub day: CityDay,
    /// By what it comes into the city, or leaves it where it begins there.
    pub means: TravelMeans,
    /// By what it goes on, where it leads through.
    pub onward: Option<TravelMeans>,
    /// The negative test.
    pub proof: Proof,
    /// The health code.
    pub code: CodeShown,
    /// Risk areas of the last days.
    pub stayed: StayedIn,
    /// Where the traveller lives.
    pub residence: Residence,
}

impl Question {
    /// What kind of journey it is for this city.
    pub fn trip(&self, city: &PlaceCode) -> Trip {
        let elsewhere = self.via.iter().any(|place| !place.lies_within(city));
        match (self.from.lies_within(city), self.to.lies_within(city)) {
            (true, true) if elsewhere => Trip::Arrive,
            (true, true) => Trip::Inside,
            (false, true) => Trip::Arrive,
            (true, false) => Trip::Leave,
            (false, false) => Trip::Transit,
        }
    }
}

/// The last case that a county elsewhere reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseElsewhere {
    /// The county, six digits.
    pub county: PlaceCode,
    /// The day on which its last case was reported.
    pub last_on: CityDay,
    /// Where that is written.
    pub source: String,
}

/// A county, or a city where the county is not known, that stands on the national list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedCounty {
    /// Its code.
    pub place: PlaceCode,
    /// The level of an area in it.
    pub level: Level,
}

/// The national list of risk areas, outside the city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskList {
    /// The hour that it is of.
    pub time: SnapshotTime,
    /// Who stands on it.
    pub counties: Vec<ListedCounty>,
}

/// What is known on the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The last case of each county that reported one.
    pub cases: Vec<CaseElsewhere>,
    /// The national list of the day, or the last one before it; none where there is none.
    pub list: Option<RiskList>,
    /// Levels of the areas that are listed in the part of the city where the journey begins.
    pub own_levels: Vec<Level>,
}

impl Facts {
    /// The last case of a county by the day.
    pub(super) fn last_case(&self, county: &PlaceCode, day: CityDay) -> Option<&CaseElsewhere> {
        let known = self.cases.iter().filter(|one| one.county == *county && one.last_on <= day);
        known.max_by_key(|one| one.last_on)
    }

    /// The gravest level of an area in a county.
    pub(super) fn gravest(&self, county: &PlaceCode) -> Option<Level> {
        let listed = self.list.as_ref()?.counties.iter().filter(|one| one.place == *county);
        listed.map(|one| one.level).max_by_key(|level| level.gravity())
    }

    /// Whether another county of the same city is on the list or had a case by the day, no older
    /// than so many days.
    pub(super) fn city_is_touched(&self, county: &PlaceCode, day: CityDay, days: i64) -> bool {
        let city = county.as_str().get(..4).unwrap_or_default();
        let is_of_city = |place: &PlaceCode| place.as_str().starts_with(city) && place != county;
        let is_graver = |level: Level| level.gravity() >= 2;
        let on_list = self.list.iter().flat_map(|list| &list.counties);
        on_list.into_iter().any(|one| is_of_city(&one.place) && is_graver(one.level))
            || self.cases.iter().any(|one| {
                is_of_city(&one.county) && (0..=days).contains(&day.days_since(one.last_on))
            })
    }
}
