//! Days that rules count in, and moments at which things happen.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The city's offset from UTC. China keeps one time zone and no summer time.
const CITY_OFFSET_MS: i64 = 8 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// A calendar day in the city's own time zone. Rules count in days, never in hours.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CityDay(Date);

/// The text or the numbers name no day of the calendar, such as 2022-02-30.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” is not a day of the calendar")]
pub struct NotADay(pub String);

impl CityDay {
    /// The day with these numbers, if the calendar has it and it lies in 1900..=2199.
    pub fn new(year: i16, month: i8, day: i8) -> Result<CityDay, NotADay> {
        match Date::new(year, month, day) {
            Ok(date) if (1900..=2199).contains(&year) => Ok(CityDay(date)),
            _ => Err(NotADay(format!("{year}-{month}-{day}"))),
        }
    }

    /// Reads `2022-10-07`.
    pub fn parse(text: &str) -> Result<CityDay, NotADay> {
        let wrong = || NotADay(text.to_owned());
        let date: Date = text.parse().map_err(|_| wrong())?;
        CityDay::new(date.year(), date.month(), date.day()).map_err(|_| wrong())
    }

    /// The day that is `days` later, or earlier where `days` is negative. Stops at the ends of
    /// the calendar.
    #[must_use]
    pub fn plus(self, days: i64) -> CityDay {
        CityDay(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// How many days `self` lies after `earlier`; negative where it lies before.
    pub fn days_since(self, earlier: CityDay) -> i64 {
        let days = |date: Date| date.to_zoned(jiff::tz::TimeZone::UTC).map(|z| z.timestamp());
        match (days(self.0), days(earlier.0)) {
            (Ok(later), Ok(earlier)) => {
                (later.as_millisecond() - earlier.as_millisecond()).div_euclid(DAY_MS)
            }
            _ => 0,
        }
    }

    /// The first moment of this day in the city.
    pub fn starts_at(self) -> Moment {
        let epoch = CityDay(Date::constant(1970, 1, 1));
        Moment(self.days_since(epoch) * DAY_MS - CITY_OFFSET_MS)
    }

    /// The last moment of this day in the city.
    pub fn ends_at(self) -> Moment {
        Moment(self.plus(1).starts_at().0 - 1)
    }

    /// The year, 1900 to 2199.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }

    /// The day of the week: 1 is Monday (周一), 7 is Sunday (周日).
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_one_offset().unsigned_abs()
    }

    /// The way Chinese official text writes the day: 2022年10月7日.
    pub fn written(self) -> String {
        format!("{}年{}月{}日", self.year(), self.month(), self.day_of_month())
    }
}

impl fmt::Display for CityDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for CityDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Serialize for CityDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CityDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<CityDay, D::Error> {
        let text = String::deserialize(deserializer)?;
        CityDay::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// An instant, in milliseconds since 1970-01-01 00:00 UTC. When something was recorded, as
/// against the day that it is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Moment(pub i64);

impl Moment {
    /// The day on which this moment falls in the city.
    pub fn city_day(self) -> CityDay {
        let days = (self.0 + CITY_OFFSET_MS).div_euclid(DAY_MS);
        CityDay(Date::constant(1970, 1, 1)).plus(days)
    }

    /// Milliseconds since the city's midnight, 0 to 86,399,999.
    pub fn ms_of_day(self) -> i64 {
        (self.0 + CITY_OFFSET_MS).rem_euclid(DAY_MS)
    }

    /// The moment `ms` milliseconds later.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Moment {
        Moment(self.0.saturating_add(ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CityDay {
        CityDay::parse(text).unwrap()
    }

    #[test]
    fn days_are_counted_by_the_calendar() {
        assert_eq!(day("2022-10-14").days_since(day("2022-10-07")), 7);
        assert_eq!(day("2022-02-27").plus(2), day("2022-03-01"));
        assert_eq!(day("2024-02-27").plus(2), day("2024-02-29"));
        assert_eq!(day("2022-10-07").written(), "2022年10月7日");
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        assert!(CityDay::parse("2022-02-30").is_err());
        assert!(CityDay::parse("2022-13-01").is_err());
        assert!(CityDay::parse("十月七日").is_err());
        assert!(CityDay::new(22, 10, 7).is_err());
    }

    #[test]
    fn the_city_s_day_begins_eight_hours_before_that_of_utc() {
        let before = Moment(1_665_071_999_999); // 2022-10-06T23:59:59.999+08:00
        assert_eq!(before.city_day(), day("2022-10-06"));
        assert_eq!(before.plus_ms(1).city_day(), day("2022-10-07"));
        assert_eq!(day("2022-10-07").starts_at(), before.plus_ms(1));
        assert_eq!(day("2022-10-06").ends_at(), before);
    }
}
