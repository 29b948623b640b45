//! 流调报告: the free text of an investigation report, read into what somebody did, where and when.
//!
//! A reading is a proposal. Every episode keeps its words, nothing is made up, and what is unsure is
//! said to be unsure: a person accepts the episodes one by one, or writes them anew.

mod clauses;
mod doubts;
mod letters;
mod people;
mod places;
mod read;
mod rides;
#[cfg(test)]
mod tests;
mod times;
mod turns;
mod when;

pub use doubts::{Doubt, DoubtCode};
pub use read::{EPISODES_MAX, TEXT_MAX, Unreadable, read};
pub use rides::seat_said;

use crate::notices::Span;
use crate::{CityDay, Moment, coded};

/// A report as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadReport {
    /// What somebody did, in the order in which it stands.
    pub episodes: Vec<Episode>,
    /// What a person must look at that belongs to no single episode.
    pub doubts: Vec<Doubt>,
}

/// One thing that somebody did, with the words that say so.
#[derive(Clone, Debug, PartialEq)]
pub struct Episode {
    /// What it was.
    pub kind: EpisodeKind,
    /// The words, in characters of the text that was put in.
    pub span: Span,
    /// The first day; none where the text does not say.
    pub day: Option<CityDay>,
    /// The last day, where the text names several.
    pub until_day: Option<CityDay>,
    /// From when, in minutes since midnight (0 to 1,440).
    pub from: Option<TimeSaid>,
    /// Until when; of the day after where it is smaller than `from` and no day is named.
    pub to: Option<TimeSaid>,
    /// 上午、下午、晚: where no hour is given.
    pub part: Option<DayPart>,
    /// Where, in the text's own words.
    pub place: Option<Words>,
    /// By what, for a way from one place to another.
    pub ride: Option<Ride>,
    /// With whom, in the text's own words.
    pub people: Vec<PeopleSaid>,
    /// What he felt, for an onset: the words.
    pub symptoms: Vec<Words>,
    /// Of whom it is told, where the text has several: 病例2, 其丈夫.
    pub of: Option<Words>,
    /// What a person must look at before accepting it.
    pub doubts: Vec<Doubt>,
}

impl Episode {
    /// One of which nothing is known but its kind and its words.
    fn bare(kind: EpisodeKind, span: Span) -> Episode {
        Episode {
            kind,
            span,
            day: None,
            until_day: None,
            from: None,
            to: None,
            part: None,
            place: None,
            ride: None,
            people: Vec::new(),
            symptoms: Vec::new(),
            of: None,
            doubts: Vec::new(),
        }
    }
}

coded! {
    /// What somebody did.
    EpisodeKind {
        /// Was at a place.
        Stay = "stay",
        /// Was at home.
        Home = "home",
        /// Went by something.
        Ride = "ride",
        /// Saw a doctor.
        Care = "care",
        /// Was sampled.
        Sampled = "sampled",
        /// Fell ill.
        Onset = "onset",
        /// Was isolated, or taken away to be.
        Isolated = "isolated",
    }

    /// A part of the day, as people write it.
    DayPart {
        /// 凌晨
        Night = "night",
        /// 早、早上、清晨、上午
        Morning = "morning",
        /// 中午
        Noon = "noon",
        /// 下午、傍晚
        Afternoon = "afternoon",
        /// 晚、晚上、夜间
        Evening = "evening",
    }

    /// By what somebody went.
    RideMeans {
        /// 列车
        Train = "train",
        /// 航班
        Flight = "flight",
        /// 公交车
        Bus = "bus",
        /// 大巴、客车
        Coach = "coach",
        /// 地铁
        Metro = "metro",
        /// 出租车、网约车
        Taxi = "taxi",
        /// 私家车、自驾
        Car = "car",
        /// 自行车、电动车
        Bicycle = "bicycle",
        /// 步行
        Foot = "foot",
        /// 船
        Ship = "ship",
        /// Something that the text does not name.
        Other = "other",
    }
}

/// A time that the text gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSaid {
    /// Minutes since midnight, 0 to 1,440.
    pub minute: u16,
    /// 许、左右、约: not to the minute.
    pub is_about: bool,
}

/// Words of the text, and where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A way by something.
#[derive(Clone, Debug, PartialEq)]
pub struct Ride {
    /// By what.
    pub means: RideMeans,
    /// G8087, MU2405, 103路, 晋A12345, as written.
    pub number: Option<String>,
    /// 3 of 3车厢.
    pub carriage: Option<String>,
    /// 12F of 12F座.
    pub seat: Option<String>,
    /// Where from, as written.
    pub from: Option<Words>,
    /// Where to, as written.
    pub to: Option<Words>,
    /// The words for the vehicle.
    pub span: Span,
}

/// People whom the text names as having been there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleSaid {
    /// As written: 3名同事.
    pub words: Words,
    /// How many, where the text says.
    pub n_people: Option<u16>,
}

/// What an episode comes to, for whoever accepts it: a place in words, and moments where the text has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposed {
    /// Where, or by what: the text's own words.
    pub words: String,
    /// Since when; none where no day or no hour is given.
    pub from: Option<Moment>,
    /// Until when, likewise.
    pub to: Option<Moment>,
}

impl Episode {
    /// What it comes to. Nothing is filled in that the text does not say.
    pub fn proposed(&self) -> Proposed {
        let at = |day: Option<CityDay>, said: Option<TimeSaid>| {
            Some(day?.starts_at().plus_ms(i64::from(said?.minute) * 60_000))
        };
        let from = at(self.day, self.from);
        let to = at(self.until_day.or(self.day), self.to);
        let to = to.filter(|to| from.is_none_or(|from| *to >= from));
        let place = self.place.as_ref().map(|place| place.text.clone());
        let ride = self.ride.as_ref().map(Ride::words);
        Proposed { words: ride.or(place).unwrap_or_default(), from, to }
    }
}

impl Ride {
    /// In words: G8087 3车厢 12F座 太原南站→大同.
    pub fn words(&self) -> String {
        let mut parts = vec![self.number.clone().unwrap_or_else(|| self.means.title().to_owned())];
        parts.extend(self.carriage.as_ref().map(|carriage| format!("{carriage}车厢")));
        let is_named = |seat: &str| seat.ends_with('座') || seat.ends_with('号');
        parts.extend(self.seat.as_ref().map(|seat| match is_named(seat) {
            true => seat.clone(),
            false => format!("{seat}座"),
        }));
        let end = |words: &Option<Words>| words.as_ref().map_or("", |words| &words.text).to_owned();
        match (end(&self.from), end(&self.to)) {
            (from, to) if from.is_empty() && to.is_empty() => {}
            (from, to) => parts.push(format!("{from}→{to}")),
        }
        parts.join(" ")
    }
}

impl RideMeans {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            RideMeans::Train => "列车",
            RideMeans::Flight => "航班",
            RideMeans::Bus => "公交车",
            RideMeans::Coach => "大巴",
            RideMeans::Metro => "地铁",
            RideMeans::Taxi => "出租车或网约车",
            RideMeans::Car => "私家车",
            RideMeans::Bicycle => "自行车或电动车",
            RideMeans::Foot => "步行",
            RideMeans::Ship => "船",
            RideMeans::Other => "交通工具",
        }
    }
}
