//! How far the recorded step-downs agree with what the rules predict, zone by zone.

use super::register::Interval;
use super::snapshot::{ListedArea, SnapshotTime};
use crate::rules::{Edition, EditionId, RuleBook};
use crate::{CityDay, Level};

/// What became of one interval, beside what the rules predict for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It ended on the very day that the edition's rule names, as far as the hours of the
    /// snapshots can tell.
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
    /// It ended before the days of the edition in which it was rated had passed, but those of the
    /// edition that had come into force meanwhile had.
    EditionShortened {
        /// The later edition.
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

    /// How many of them came on that very day, or with the edition that ended the level or
    /// shortened it.
    pub fn n_as_ruled(&self) -> usize {
        self.zones
            .iter()
            .filter(|zone| {
                matches!(
                    zone.verdict,
                    Verdict::AsRuled { .. }
                        | Verdict::EditionEnded { .. }
                        | Verdict::EditionShortened { .. }
                )
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
    let earliest =
        days_by(rules, interval.area.level, after, rated_on).map(|(_, days)| rated_on.plus(days));
    let verdict = match (interval.first_absent, interval.ended()) {
        (Some(absent), Some(ended)) => other_than_days(rules, all, interval, absent)
            .unwrap_or_else(|| by_days(rules, interval, after, ended)),
        (_, _) => Verdict::StillListed,
    };
    ZoneVerdict { interval: interval.clone(), after, earliest, verdict }
}

/// The edition in force on `day` and the days that it asks for; none where it counts none.
fn days_by(
    rules: &RuleBook,
    level: Level,
    after: Option<Level>,
    day: CityDay,
) -> Option<(&Edition, i64)> {
    let edition = rules.edition_on(day)?;
    let days = edition.step_down_rule(level, after)?.case_free_days?;
    Some((edition, i64::from(days)))
}

/// Why the interval ended, where it was not for its days.
fn other_than_days(
    rules: &RuleBook,
    all: &[Interval],
    interval: &Interval,
    absent: SnapshotTime,
) -> Option<Verdict> {
    let level = interval.area.level;
    if is_rest_of_county(&interval.area.area) {
        return Some(Verdict::RestOfCounty);
    }
    let next = all
        .iter()
        .find(|other| other.first_seen == absent && is_same_area(&other.area, &interval.area));
    if next.is_some_and(|next| next.area.level.gravity() > level.gravity()) {
        return Some(Verdict::Raised);
    }
    if let Some(edition) = rules.edition_on(absent.shows_day())
        && edition.level_rule(level).is_none()
    {
        let knew = |earlier: &&Edition| {
            earlier.in_force_from < edition.in_force_from && earlier.level_rule(level).is_some()
        };
        return Some(match rules.editions().iter().find(knew) {
            Some(_) => Verdict::EditionEnded { edition: edition.id.clone() },
            // The level was never one of the editions'.
            None => Verdict::NoRule,
        });
    }
    match next {
        Some(_) => None,
        None => rewritten(all, interval).map(|into| Verdict::Rewritten { into }),
    }
}

/// Whether the interval lasted as long as the rules say. It began and ended between snapshots, on
/// one of a few days; what some of these days explain is as ruled.
fn by_days(
    rules: &RuleBook,
    interval: &Interval,
    after: Option<Level>,
    ended: (CityDay, CityDay),
) -> Verdict {
    let began = interval.began();
    let level = interval.area.level;
    let by_rating = days_by(rules, level, after, began.1);
    let by_ending = days_by(rules, level, after, ended.1);
    for (edition, days) in [by_rating, by_ending].into_iter().flatten() {
        if began.0.plus(days) <= ended.1 && ended.0 <= began.1.plus(days) {
            return Verdict::AsRuled { edition: edition.id.clone() };
        }
    }
    let Some((rated_by, days)) = by_rating else { return Verdict::NoRule };
    if began.1.plus(days) < ended.0 {
        return Verdict::Later { days: ended.0.days_since(began.1.plus(days)) };
    }
    match by_ending {
        Some((edition, days)) if edition.id != rated_by.id && began.0.plus(days) <= ended.1 => {
            Verdict::EditionShortened { edition: edition.id.clone() }
        }
        Some(_) | None => Verdict::Earlier { days: began.0.plus(days).days_since(ended.1) },
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
        // What stood before at another level was raised or lowered, and is no new spelling.
        .filter(|other| {
            !all.iter().any(|earlier| {
                earlier.first_absent == Some(other.first_seen)
                    && is_same_area(&earlier.area, &other.area)
            })
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
