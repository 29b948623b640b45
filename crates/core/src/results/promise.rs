//! By when a report is promised: the site's own clock, or that of the guide.

use crate::rules::ReportTime;
use crate::sites::{CutOff, ReportRule};

/// The clock for reports that a guide states, where a site states none of its own; none where the
/// guide states none that covers the day.
pub fn promise_of_guide(times: &[ReportTime]) -> Option<ReportRule> {
    let cut = |time: &ReportTime| CutOff {
        until_min: u16::from(time.sampled_before_hour) * 60,
        days_later: time.days_later,
        report_min: u16::from(time.reported_by_hour) * 60,
    };
    let rule = ReportRule(times.iter().map(cut).collect());
    rule.check().is_ok().then_some(rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleBook;
    use crate::{CityDay, Moment};

    fn at(day: &str, hour: i64, minute: i64) -> Moment {
        let day = CityDay::parse(day).unwrap();
        day.starts_at().plus_ms(hour * 3_600_000 + minute * 60_000)
    }

    fn default() -> ReportRule {
        let book = RuleBook::built_in().unwrap();
        let guides = book.guides_on(CityDay::parse("2022-11-24").unwrap());
        let mut rules = guides.filter_map(|guide| promise_of_guide(&guide.report_times));
        rules.next().unwrap()
    }

    fn check(taken: (&str, i64, i64), promised: (&str, i64)) {
        let due = default().promised(at(taken.0, taken.1, taken.2));
        assert_eq!(due, Some(at(promised.0, promised.1, 0)), "{taken:?}");
    }

    #[test]
    fn the_clock_of_the_guide_is_as_the_paper_printed_it() {
        // 每日12时前采样的，下午5时出报告。每日12时后采样的，次日上午8时出报告。
        check(("2022-11-24", 0, 0), ("2022-11-24", 17));
        check(("2022-11-24", 8, 30), ("2022-11-24", 17));
        check(("2022-11-24", 11, 59), ("2022-11-24", 17));
        check(("2022-11-24", 12, 0), ("2022-11-25", 8));
        check(("2022-11-24", 23, 59), ("2022-11-25", 8));
        check(("2022-12-31", 18, 0), ("2023-01-01", 8));
        assert_eq!(promise_of_guide(&[]), None);
    }
}
