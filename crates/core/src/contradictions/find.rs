//! Where what somebody said and what was seen do not go together.

use crate::cases::{Episode, EpisodeSource, Known};
use crate::{Moment, coded};

/// What was said may be off by so many minutes: nobody remembers to the minute. Our own.
const SLACK_MS: i64 = 30 * 60_000;

coded! {
    /// How they differ.
    DifferenceKind {
        /// 说在别处: seen at a place while he was said to be at another.
        Elsewhere = "elsewhere",
        /// 没有说到: seen at a place on a day of which he was asked, and which he did not name.
        Unsaid = "unsaid",
    }
}

impl DifferenceKind {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            DifferenceKind::Elsewhere => "说的是在别处",
            DifferenceKind::Unsaid => "没有说到这一处",
        }
    }
}

/// A place where the two do not go together. Episodes are named by their place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How.
    pub kind: DifferenceKind,
    /// What was said; none where nothing was.
    pub said: Option<usize>,
    /// What was seen.
    pub seen: usize,
}

/// Where the told and the seen episodes of one line of time do not go together. A printed code can be
/// scanned from anywhere, and is no ground to say so; what nobody asked about is none either.
pub fn find(episodes: &[Episode]) -> Vec<Finding> {
    let told = |one: &&Episode| one.source == EpisodeSource::Told;
    let mut found = Vec::new();
    for (seen_at, seen) in episodes.iter().enumerate() {
        if told(&seen) || seen.known == Known::StaticCode {
            continue;
        }
        let said: Vec<(usize, &Episode)> =
            episodes.iter().enumerate().filter(|(_, one)| told(one)).collect();
        if said.iter().any(|(_, one)| is_same_place(one, seen) && is_near(one, seen)) {
            continue;
        }
        // 说在别处: for the whole of what was seen, with slack.
        let elsewhere = said.iter().find(|(_, one)| {
            !is_same_place(one, seen)
                && one.venue.is_some()
                && seen.venue.is_some()
                && one.from.plus_ms(SLACK_MS) <= seen.from
                && one.to.plus_ms(-SLACK_MS) >= seen.from
        });
        let asked = said.iter().any(|(_, one)| is_same_day(one, seen.from));
        match elsewhere {
            Some((said, _)) => found.push(Finding {
                kind: DifferenceKind::Elsewhere,
                said: Some(*said),
                seen: seen_at,
            }),
            None if asked => {
                found.push(Finding { kind: DifferenceKind::Unsaid, said: None, seen: seen_at });
            }
            None => {}
        }
    }
    found
}

/// Whether they are one place: by its number or, where one has none, by words that one holds of the other.
fn is_same_place(one: &Episode, other: &Episode) -> bool {
    if let Some((one, other)) = one.venue.zip(other.venue) {
        return one == other;
    }
    let (one, other) = (one.words.trim(), other.words.trim());
    !one.is_empty() && !other.is_empty() && (one.contains(other) || other.contains(one))
}

fn is_near(one: &Episode, other: &Episode) -> bool {
    one.from.plus_ms(-SLACK_MS) <= other.to && other.from <= one.to.plus_ms(SLACK_MS)
}

fn is_same_day(one: &Episode, at: Moment) -> bool {
    one.from.city_day() <= at.city_day() && at.city_day() <= one.to.city_day()
}
