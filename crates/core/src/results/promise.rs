//! By when a report is promised: a site's own clock.

use crate::Moment;
use crate::rules::ReportTime;
use std::fmt;

/// What was taken before an hour of the day is reported by an hour of that or a later day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Taken before this hour of the day, 1 to 24.
    pub before_hour: u8,
    /// How many days later it is reported.
    pub days_later: u8,
    /// By which hour of that day, 0 to 24.
    pub by_hour: u8,
}

/// A clock for reports: windows that cover the day. Written `12>17,24>+1d8`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseRule {
    windows: Vec<Window>,
    rest: Window,
}

impl PromiseRule {
    /// A rule of these windows; none where they do not cover the day, are out of order, or promise
    /// a report before the sample was taken.
    pub fn of(windows: Vec<Window>) -> Option<PromiseRule> {
        let rest = *windows.last()?;
        let is_in_order = windows.windows(2).all(|two| match two {
            [one, next] => one.before_hour < next.before_hour,
            _ => true,
        });
        let is_sound = |one: &Window| {
            (1..=24).contains(&one.before_hour)
                && one.by_hour <= 24
                && one.days_later <= 7
                && (one.days_later > 0 || one.by_hour >= one.before_hour)
        };
        let is_whole = rest.before_hour == 24 && is_in_order && windows.iter().all(is_sound);
        is_whole.then_some(PromiseRule { windows, rest })
    }

    /// The rule that a guide states; none where it states none that covers the day.
    pub fn of_guide(times: &[ReportTime]) -> Option<PromiseRule> {
        let window = |time: &ReportTime| Window {
            before_hour: time.sampled_before_hour,
            days_later: time.days_later,
            by_hour: time.reported_by_hour,
        };
        PromiseRule::of(times.iter().map(window).collect())
    }

    /// Reads what is written by `Display`.
    pub fn parse(text: &str) -> Option<PromiseRule> {
        let window = |part: &str| {
            let (before, by) = part.trim().split_once('>')?;
            let (days, by) = match by.strip_prefix('+') {
                Some(later) => later.split_once('d')?,
                None => ("0", by),
            };
            let number = |text: &str| text.parse::<u8>().ok();
            Some(Window {
                before_hour: number(before)?,
                days_later: number(days)?,
                by_hour: number(by)?,
            })
        };
        PromiseRule::of(text.split(',').map(window).collect::<Option<Vec<Window>>>()?)
    }

    /// The windows, in the order of the day.
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// What people read: 每日12时前采样的，当日17时出报告；12时后采样的，次日8时出报告
    pub fn sentence(&self) -> String {
        let mut from = None;
        let mut parts = Vec::with_capacity(self.windows.len());
        for one in &self.windows {
            let day = match one.days_later {
                0 => "当日".to_owned(),
                1 => "次日".to_owned(),
                days => format!("{days}天后"),
            };
            let when = match (from, one.before_hour) {
                (None, 24) => "每日采样的".to_owned(),
                (None, before) => format!("每日{before}时前采样的"),
                (Some(from), 24) => format!("{from}时后采样的"),
                (Some(from), before) => format!("{from}时至{before}时采样的"),
            };
            parts.push(format!("{when}，{day}{}时出报告", one.by_hour));
            from = Some(one.before_hour);
        }
        parts.join("；")
    }
}

impl fmt::Display for PromiseRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, one) in self.windows.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            match one.days_later {
                0 => write!(f, "{comma}{}>{}", one.before_hour, one.by_hour)?,
                days => write!(f, "{comma}{}>+{days}d{}", one.before_hour, one.by_hour)?,
            }
        }
        Ok(())
    }
}

const HOUR_MS: i64 = 3_600_000;

/// By when the report of a sample is promised that was taken at a moment.
pub fn promise(rule: &PromiseRule, taken_at: Moment) -> Moment {
    let hour = taken_at.ms_of_day();
    let window = rule.windows.iter().find(|one| hour < i64::from(one.before_hour) * HOUR_MS);
    let window = window.unwrap_or(&rule.rest);
    let day = taken_at.city_day().plus(i64::from(window.days_later));
    day.starts_at().plus_ms(i64::from(window.by_hour) * HOUR_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CityDay;
    use crate::rules::RuleBook;

    fn at(day: &str, hour: i64, minute: i64) -> Moment {
        let day = CityDay::parse(day).unwrap();
        day.starts_at().plus_ms(hour * HOUR_MS + minute * 60_000)
    }

    fn default() -> PromiseRule {
        let book = RuleBook::built_in().unwrap();
        let guides = book.guides_on(CityDay::parse("2022-11-24").unwrap());
        let mut rules = guides.filter_map(|guide| PromiseRule::of_guide(&guide.report_times));
        rules.next().unwrap()
    }

    fn check(taken: (&str, i64, i64), promised: (&str, i64)) {
        let due = promise(&default(), at(taken.0, taken.1, taken.2));
        assert_eq!(due, at(promised.0, promised.1, 0), "{taken:?}");
    }

    #[test]
    fn the_clock_of_the_default_is_as_the_paper_printed_it() {
        // 每日12时前采样的，下午5时出报告。每日12时后采样的，次日上午8时出报告。
        check(("2022-11-24", 0, 0), ("2022-11-24", 17));
        check(("2022-11-24", 8, 30), ("2022-11-24", 17));
        check(("2022-11-24", 11, 59), ("2022-11-24", 17));
        check(("2022-11-24", 12, 0), ("2022-11-25", 8));
        check(("2022-11-24", 23, 59), ("2022-11-25", 8));
        check(("2022-12-31", 18, 0), ("2023-01-01", 8));
        assert_eq!(
            default().sentence(),
            "每日12时前采样的，当日17时出报告；12时后采样的，次日8时出报告"
        );
    }

    #[test]
    fn a_rule_is_written_read_and_whole_or_no_rule() {
        for text in ["12>17,24>+1d8", "24>+1d12", "10>16,16>22,24>+1d12", "12>24,24>+2d0"] {
            assert_eq!(PromiseRule::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(PromiseRule::parse("12>17,24>+1d8"), Some(default()));
        // Nothing for the afternoon; out of order; a report before its sample; no hour; nothing.
        for text in ["12>17", "24>+1d8,12>17", "12>11,24>+1d8", "12>25,24>+1d8", "", "x", "24>8"] {
            assert_eq!(PromiseRule::parse(text), None, "{text}");
        }
    }
}
