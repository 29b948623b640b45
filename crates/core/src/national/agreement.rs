//! How far the recorded step-downs agree with what the rules predict, zone by zone.

use super::register::Interval;
use super::snapshot::ListedArea;
use crate::rules::{EditionId, RuleBook};
use crate::{CityDay, Level};

/// What became of one interval, beside what the rules predict for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It ended on the very day that the edition's rule names.
    AsRuled {
        /// Whose rule.
        edition: EditionId,
    },
    /// It ended later. A case found in the meantime starts the count again, and the list does not
    /// say whether there was one.
    Later {
        /// Days after the earliest day.
        days: i64,
    },
    /// It ended earlier than the count from its listing allows: the clock ran from a case before
    /// it, or the city departed from the rule.
    Earlier {
        /// Days before the earliest day.
        days: i64,
    },
    /// It ended because the edition that came into force does not know the level.
    EditionEnded {
        /// Which edition.
        edition: EditionId,
    },
    /// It was raised.
    Raised,
    /// It goes on under other words: split, merged or spelt anew.
    Rewritten {
        /// The words that it goes on under.
        into: String,
    },
    /// The rest of a county, whose words follow the county's other zones; no days count.
    RestOfCounty,
    /// The rules of its edition have no days for the level.
    NoRule,
    /// It stands in the last snapshot.
    StillListed,
}

/// One interval with its verdict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ZoneVerdict {
    /// The interval.
    pub interval: Interval,
    /// The graver level that it came from, if it was stepped down.
    pub after: Option<Level>,
    /// The earliest day by the edition in force when it was rated.
    pub earliest: Option<CityDay>,
    /// What became of it.
    pub verdict: Verdict,
}

/// The agreement between record and rules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agreement {
    /// Every interval, in the order in which they began.
    pub zones: Vec<ZoneVerdict>,
}

impl Agreement {
    /// How many step-downs the rules predict a day for.
    pub fn n_predicted(&self) -> usize {
        self.n_as_ruled() + self.disagreements().count()
    }

    /// How many of them came on that very day, or with the edition that ended the level.
    pub fn n_as_ruled(&self) -> usize {
        self.zones
            .iter()
            .filter(|zone| {
                matches!(zone.verdict, Verdict::AsRuled { .. } | Verdict::EditionEnded { .. })
            })
            .count()
    }

    /// The zones whose step-down came on another day.
    pub fn disagreements(&self) -> impl Iterator<Item = &ZoneVerdict> {
        self.zones
            .iter()
            .filter(|zone| matches!(zone.verdict, Verdict::Later { .. } | Verdict::Earlier { .. }))
    }
}

/// Compares every interval with the rules.
pub fn agreement(rules: &RuleBook, intervals: &[Interval]) -> Agreement {
    let zones = intervals.iter().map(|interval| judge(rules, intervals, interval)).collect();
    Agreement { zones }
}

fn judge(rules: &RuleBook, all: &[Interval], interval: &Interval) -> ZoneVerdict {
    let rated_on = interval.first_seen.shows_day();
    let after = all
        .iter()
        .find(|other| {
            other.first_absent == Some(interval.first_seen)
                && is_same_area(&other.area, &interval.area)
                && other.area.level.gravity() > interval.area.level.gravity()
        })
        .map(|other| other.area.level);
    let earliest_by = |day: CityDay| {
        let edition = rules.edition_on(day)?;
        let rule = edition.step_down_rule(interval.area.level, after)?;
        Some((edition.id.clone(), rated_on.plus(i64::from(rule.case_free_days?))))
    };
    let by_rating = earliest_by(rated_on);
    let earliest = by_rating.as_ref().map(|(_, day)| *day);
    let verdict = |verdict| ZoneVerdict { interval: interval.clone(), after, earliest, verdict };

    let Some(first_absent) = interval.first_absent else { return verdict(Verdict::StillListed) };
    if is_rest_of_county(&interval.area.area) {
        return verdict(Verdict::RestOfCounty);
    }
    let next = all.iter().find(|other| {
        other.first_seen == first_absent && is_same_area(&other.area, &interval.area)
    });
    if next.is_some_and(|next| next.area.level.gravity() > interval.area.level.gravity()) {
        return verdict(Verdict::Raised);
    }
    let ended_on = first_absent.shows_day();
    if let Some(edition) = rules.edition_on(ended_on)
        && edition.level_rule(interval.area.level).is_none()
    {
        return verdict(Verdict::EditionEnded { edition: edition.id.clone() });
    }
    if next.is_none()
        && let Some(into) = rewritten(all, interval)
    {
        return verdict(Verdict::Rewritten { into });
    }
    let by_ending = earliest_by(ended_on);
    for by in [&by_rating, &by_ending] {
        if let Some((edition, earliest)) = by
            && *earliest == ended_on
        {
            return verdict(Verdict::AsRuled { edition: edition.clone() });
        }
    }
    match by_rating {
        None => verdict(Verdict::NoRule),
        Some((_, earliest)) if ended_on > earliest => {
            verdict(Verdict::Later { days: ended_on.days_since(earliest) })
        }
        Some((_, earliest)) => verdict(Verdict::Earlier { days: earliest.days_since(ended_on) }),
    }
}

fn is_same_area(one: &ListedArea, other: &ListedArea) -> bool {
    one.county == other.county && plain(&one.area) == plain(&other.area)
}

/// The words of an area without what differs from one printing to the next.
fn plain(area: &str) -> String {
    area.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '。' | '.' | '“' | '”' | '"'))
        .map(|c| match c {
            '(' => '（',
            ')' => '）',
            ',' => '，',
            ';' => '；',
            _ => c,
        })
        .collect()
}

fn is_rest_of_county(area: &str) -> bool {
    area.contains("其他地区") || area.contains("其它地区")
}

/// The words of the same level that begin in the snapshot in which these end, where one holds the
/// other: a list that was split, merged or spelt anew.
fn rewritten(all: &[Interval], interval: &Interval) -> Option<String> {
    let stem = |area: &str| {
        let plain = plain(area);
        let stem = plain.split('（').next().unwrap_or_default();
        stem.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned()
    };
    let own = stem(&interval.area.area);
    all.iter()
        .filter(|other| {
            Some(other.first_seen) == interval.first_absent
                && other.area.county == interval.area.county
                && other.area.level == interval.area.level
        })
        .find(|other| {
            let theirs = stem(&other.area.area);
            let long_enough = own.chars().count().min(theirs.chars().count()) >= 3;
            long_enough
                && (plain(&other.area.area).contains(&own)
                    || plain(&interval.area.area).contains(&theirs))
        })
        .map(|other| other.area.area.clone())
}
