//! Until when what is known of a case is kept. Pure: what is over is destroyed by whoever asks.

use super::{CaseStanding, CaseState};
use crate::rules::Clause;
use crate::scans::DAYS_KEPT_MAX;
use crate::{CityDay, Moment};
use serde::Deserialize;

const BUILT_IN: &str = include_str!("../../../../rules/own/retention.toml");

/// Until when what is known of cases is kept.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// The law's words.
    pub clause: Clause,
    /// Our own numbers.
    pub numbers: RetentionNumbers,
}

/// Our own numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionNumbers {
    /// Days after the closing of a case.
    pub case_days: u16,
    /// Days after a list of places was proposed.
    pub risk_list_days: u16,
    /// Days without a word and without a hold after which an open case should be closed.
    pub unclosed_days: u16,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    /// It is no such file.
    #[error("could not read the rules on keeping: {0}")]
    Unreadable(String),
    /// What quotes scans would outlive the longest time for which scans may be kept.
    #[error(
        "the rules on keeping: case_days is more than {DAYS_KEPT_MAX}, for which scans may be kept"
    )]
    TooLong,
}

impl Retention {
    /// Reads a file of these rules.
    ///
    /// # Errors
    /// Where it is no such file, or keeps what quotes scans for longer than scans may be kept.
    pub fn parse(text: &str) -> Result<Retention, RetentionError> {
        let read: Retention = toml::from_str(text)
            .map_err(|error| RetentionError::Unreadable(error.message().to_owned()))?;
        match i64::from(read.numbers.case_days) > DAYS_KEPT_MAX {
            true => Err(RetentionError::TooLong),
            false => Ok(read),
        }
    }

    /// Reads the file that the project ships.
    ///
    /// # Errors
    /// Never, as its test says.
    pub fn built_in() -> Result<Retention, RetentionError> {
        Retention::parse(BUILT_IN)
    }

    /// The first day whose closed cases are kept on a day: what was closed before it is over.
    pub fn first_case_day(&self, today: CityDay) -> CityDay {
        today.plus(-i64::from(self.numbers.case_days))
    }

    /// The first day whose lists of places are kept on a day.
    pub fn first_list_day(&self, today: CityDay) -> CityDay {
        today.plus(-i64::from(self.numbers.risk_list_days))
    }

    /// From when on an open case should be closed: so many whole days after the last that was said of it and
    /// after the last whom its list holds is free. None of a closed one, and none where only a release ends a
    /// hold. Nothing closes by itself: an investigation is over when a person says so.
    pub fn closing_due(
        &self,
        case: &CaseStanding,
        last_said: Moment,
        holds: &[Option<Moment>],
    ) -> Option<Moment> {
        let ends = holds.iter().copied().collect::<Option<Vec<Moment>>>()?;
        let quiet = ends.into_iter().fold(last_said, Moment::max);
        let days = i64::from(self.numbers.unclosed_days) + 1;
        match case.state {
            CaseState::Open => Some(quiet.city_day().plus(days).starts_at()),
            CaseState::Closed => None,
        }
    }

    /// Whether a case is over on a day. An open one is not, nor is one by whose list somebody is still kept:
    /// `holds` are the ends of those, none where only a release ends it.
    pub fn is_over(&self, case: &CaseStanding, holds: &[Option<Moment>], now: Moment) -> bool {
        let is_live = |until: &Option<Moment>| until.is_none_or(|until| until > now);
        let first = self.first_case_day(now.city_day());
        match (case.state, case.closed_at) {
            (CaseState::Closed, Some(closed)) => {
                closed.city_day() < first && !holds.iter().any(is_live)
            }
            (CaseState::Open | CaseState::Closed, _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{CaseAbout, CaseKind, CaseSource};

    fn at(day: i64, hour: i64) -> Moment {
        let first = CityDay::parse("2022-11-01").unwrap();
        first.plus(day).starts_at().plus_ms(hour * 3_600_000)
    }

    /// Closed on which day, with holds until which days (-1: until a release), on which day: whether it is
    /// over.
    fn check(closed: Option<i64>, holds: &[i64], today: i64, expected: bool) {
        let case = case(closed);
        let holds: Vec<Option<Moment>> =
            holds.iter().map(|day| (*day >= 0).then(|| at(*day, 0))).collect();
        let over = Retention::built_in().unwrap().is_over(&case, &holds, at(today, 1));
        assert_eq!(over, expected, "{closed:?} {holds:?} {today}");
    }

    fn case(closed: Option<i64>) -> CaseStanding {
        CaseStanding {
            about: CaseAbout {
                kind: CaseKind::Confirmed,
                source: CaseSource::Clinic,
                report: "1".to_owned(),
                generation: None,
                infected_by: None,
                onset: None,
                sampled_at: None,
                last_negative_at: None,
            },
            state: if closed.is_some() { CaseState::Closed } else { CaseState::Open },
            opened_at: at(0, 8),
            closed_at: closed.map(|day| at(day, 23)),
        }
    }

    #[test]
    fn a_closed_case_is_over_after_its_days_and_no_open_one_nor_one_that_keeps_somebody() {
        check(None, &[], 400, false);
        check(Some(5), &[], 19, false);
        check(Some(5), &[], 20, true);
        check(Some(5), &[12], 20, true);
        check(Some(5), &[12, 21], 20, false);
        check(Some(5), &[12, 21], 21, true);
        check(Some(5), &[-1], 400, false);
    }

    /// Last spoken of on which day, with holds until which days (-1: until a release): from which day on it
    /// should be closed.
    fn check_due(closed: Option<i64>, said: i64, holds: &[i64], expected: Option<i64>) {
        let case = case(closed);
        let holds: Vec<Option<Moment>> =
            holds.iter().map(|day| (*day >= 0).then(|| at(*day, 0))).collect();
        let due = Retention::built_in().unwrap().closing_due(&case, at(said, 23), &holds);
        assert_eq!(due, expected.map(|day| at(day, 0)), "{closed:?} {said} {holds:?}");
    }

    #[test]
    fn an_open_case_should_be_closed_a_week_after_its_last_word_and_its_last_hold() {
        check_due(None, 0, &[], Some(8));
        check_due(None, 5, &[], Some(13));
        check_due(None, 0, &[3, 9], Some(17));
        check_due(None, 12, &[3, 9], Some(20));
        check_due(None, 0, &[3, -1], None);
        check_due(Some(2), 2, &[], None);
    }

    #[test]
    fn nothing_that_quotes_scans_is_kept_longer_than_scans_may_be() {
        let shipped = Retention::built_in().unwrap();
        assert_eq!(i64::from(shipped.numbers.case_days), crate::scans::DAYS_KEPT);
        let longer = BUILT_IN.replace("case_days = 14", "case_days = 22");
        assert!(matches!(Retention::parse(&longer), Err(RetentionError::TooLong)));
        assert!(Retention::parse("case_days = 1").is_err());
        assert!(!shipped.clause.source.is_empty() && shipped.clause.note.is_some());
    }
}
