//! How often somebody is visited.

use crate::CityDay;
use serde::{Deserialize, Serialize};

/// Days of the week, at least one: 周一、三、五.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Vec<u8>", into = "Vec<u8>")]
pub struct Weekdays(u8);

/// Why a rhythm is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RhythmFlaw {
    /// No day of the week, or a number that is none.
    #[error("请选定星期几")]
    Weekdays,
    /// More than a month between two visits, or more than three on a day.
    #[error("上门间隔为1至30天，每天至多3次")]
    OutOfRange,
}

impl Weekdays {
    /// From numbers, 1 for Monday to 7 for Sunday.
    pub fn new(days: &[u8]) -> Result<Weekdays, RhythmFlaw> {
        if days.is_empty() || days.iter().any(|day| !(1..=7).contains(day)) {
            return Err(RhythmFlaw::Weekdays);
        }
        Ok(Weekdays(days.iter().fold(0, |set, day| set | 1 << (day - 1))))
    }

    /// The numbers, Monday first.
    pub fn days(self) -> Vec<u8> {
        (1..=7).filter(|day| self.has(*day)).collect()
    }

    /// Whether `day` is one of them.
    pub fn contains(self, day: CityDay) -> bool {
        self.has(day.weekday())
    }

    fn has(self, day: u8) -> bool {
        self.0 >> (day - 1) & 1 == 1
    }
}

impl TryFrom<Vec<u8>> for Weekdays {
    type Error = RhythmFlaw;

    fn try_from(days: Vec<u8>) -> Result<Weekdays, RhythmFlaw> {
        Weekdays::new(&days)
    }
}

impl From<Weekdays> for Vec<u8> {
    fn from(days: Weekdays) -> Vec<u8> {
        days.days()
    }
}

/// How often somebody is visited.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// So many times on every day, 1 to 3.
    Daily(u8),
    /// Once in so many days, 2 to 30, counted from the visit before.
    Every(u8),
    /// On these days of the week.
    On(Weekdays),
    /// Only when the entry is looked at again.
    AtReview,
}

impl Rhythm {
    /// From what a form says: once in so many days, or so many times a day; 0 days for no visits
    /// between the reviews. None where nothing is said.
    pub fn read(
        every_days: Option<u8>,
        times_a_day: Option<u8>,
    ) -> Result<Option<Rhythm>, RhythmFlaw> {
        match (every_days, times_a_day) {
            (None, None) => Ok(None),
            (Some(0), None) => Ok(Some(Rhythm::AtReview)),
            (Some(1), None) => Ok(Some(Rhythm::Daily(1))),
            (None | Some(1), Some(times @ 1..=3)) => Ok(Some(Rhythm::Daily(times))),
            (Some(days @ 2..=30), None) => Ok(Some(Rhythm::Every(days))),
            (_, _) => Err(RhythmFlaw::OutOfRange),
        }
    }

    /// What [`Rhythm::read`] reads; nothing for days of the week, which the matter itself says.
    pub fn said(self) -> (Option<u8>, Option<u8>) {
        match self {
            Rhythm::Daily(times) => (Some(1), Some(times)),
            Rhythm::Every(days) => (Some(days), None),
            Rhythm::On(_) => (None, None),
            Rhythm::AtReview => (Some(0), None),
        }
    }

    /// 每天, 每7天, 周一、三、五
    pub fn title(self) -> String {
        match self {
            Rhythm::Daily(1) => "每天上门".to_owned(),
            Rhythm::Daily(times) => format!("每天上门{times}次"),
            Rhythm::Every(days) => format!("每{days}天上门"),
            Rhythm::On(days) => {
                const SIGNS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
                let sign = |day: &u8| SIGNS.get(usize::from(day - 1)).copied().unwrap_or_default();
                let days: Vec<&str> = days.days().iter().map(sign).collect();
                format!("每周{}", days.join("、"))
            }
            Rhythm::AtReview => "到期复核".to_owned(),
        }
    }
}
