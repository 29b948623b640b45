//! How many areas the text says there are, beside how many were found.

use super::counties::count_at;
use super::headings::{Heading, Turn, level_at, turn_at};
use super::lines::{Print, begins, number};
use super::{AreaChange, AreaCounts, ChangeAction, Flag, FlagCode};
use crate::Level;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Where a count is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the opening sentence, for the whole notice.
    Opening,
    /// In the heading of a section.
    Heading,
    /// At the head of this county's line.
    County(String),
}

/// A count that the text states.
pub(super) struct Stated {
    pub(super) place: Place,
    pub(super) turn: Turn,
    pub(super) from: Option<Level>,
    pub(super) to: Option<Level>,
    pub(super) count: u32,
    pub(super) as_written: String,
}

/// The key under which a level's areas are counted.
pub(super) fn key(to: Option<Level>) -> &'static str {
    to.map_or("unlisted", Level::code)
}

/// Reads the counts of an opening sentence: 新增高风险区1个、中风险区4个，2个高风险区调整为中风险区.
pub(super) fn stated_in(print: &Print, sentence: Range<usize>) -> Vec<Stated> {
    let mut stated = Vec::new();
    let mut turn: Option<Turn> = None;
    let mut at = sentence.start;
    while at < sentence.end {
        let rest = print.slice(at..sentence.end.min(at + 16));
        // What stands already, or what is about to be named, is not what an earlier verb counts.
        if ["现有", "共有", "累计", "尚有", "其中", "将"].iter().any(|words| begins(rest, words))
        {
            turn = None;
        }
        if let Some((length, found)) = turn_at(rest) {
            turn = Some(found);
            at += length;
            continue;
        }
        let Some((level, count, length)) = counted_level(print, at, sentence.end) else {
            at += 1;
            continue;
        };
        let begin = at;
        at += length;
        let after = print.slice(at..sentence.end.min(at + 16));
        let moved = turn_at(after)
            .filter(|(_, turn)| matches!(turn, Turn::Adjusted | Turn::Lowered | Turn::Raised))
            .and_then(|(verb, turn)| {
                let (to, name) = level_at(after.get(verb..)?)?;
                Some((turn, to, verb + name))
            });
        let (turn, from, to) = match (moved, turn) {
            (Some((turn, to, length)), _) => {
                at += length;
                (turn, Some(level), Some(to))
            }
            (None, Some(Turn::Released)) => (Turn::Released, Some(level), None),
            (None, Some(turn)) => (turn, None, Some(level)),
            (None, None) => continue,
        };
        let as_written = print.as_written(begin..at);
        stated.push(Stated { place: Place::Opening, turn, from, to, count, as_written });
    }
    stated
}

/// 高风险区1个 or 1个高风险区 at `at`: level, count, length.
fn counted_level(print: &Print, at: usize, end: usize) -> Option<(Level, u32, usize)> {
    let window = print.slice(at..end.min(at + 16));
    if let Some((level, length)) = level_at(window) {
        let (count, after) = count_at(print, at + length)?;
        // 高风险区1个中风险区: the count belongs to the level that follows.
        return (after <= end).then_some((level, count, after - at));
    }
    let digit_before = at > 0 && print.at(at - 1).is_ascii_digit();
    let (count, digits) = if digit_before { None } else { number(window) }?;
    let after = digits + 1;
    let counted = matches!(window.get(digits), Some('个' | '处'));
    let (level, length) = level_at(window.get(after..).filter(|_| counted)?)?;
    Some((level, count, after + length))
}

/// A count that a heading states.
pub(super) fn of_heading(print: &Print, heading: &Heading, range: Range<usize>) -> Option<Stated> {
    Some(Stated {
        place: Place::Heading,
        turn: heading.turn,
        from: heading.from,
        to: heading.to,
        count: heading.count?,
        as_written: print.as_written(range),
    })
}

/// What a turn comes to. 调整 says neither up nor down, so both are one here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Added,
    Moved,
    Released,
}

impl Kind {
    fn of_turn(turn: Turn) -> Kind {
        match turn {
            Turn::Listed => Kind::Added,
            Turn::Adjusted | Turn::Lowered | Turn::Raised => Kind::Moved,
            Turn::Released => Kind::Released,
        }
    }

    fn of_action(action: ChangeAction) -> Kind {
        match action {
            ChangeAction::Added => Kind::Added,
            ChangeAction::Raised | ChangeAction::Lowered => Kind::Moved,
            ChangeAction::Released => Kind::Released,
        }
    }
}

impl Stated {
    fn kind(&self) -> Kind {
        Kind::of_turn(self.turn)
    }

    fn county(&self) -> Option<&str> {
        match &self.place {
            Place::County(county) => Some(county),
            Place::Opening | Place::Heading => None,
        }
    }

    /// Two counts of one place and kind add up: a county may have two lines.
    fn sum_key(&self) -> SumKey<'_> {
        let from = self.from.filter(|_| self.county().is_none());
        let counted = (self.kind(), key(self.to), self.county(), from.map(Level::code));
        (self.place == Place::Opening, counted)
    }
}

/// Kind, level, county, level before; none stands for any.
type FoundKey<'a> = (Kind, &'a str, Option<&'a str>, Option<&'a str>);
/// In the opening sentence or not, and what is counted.
type SumKey<'a> = (bool, FoundKey<'a>);

/// The counts that the text states, as they are shown. Where the opening sentence and a heading
/// both state one, the opening sentence stands.
pub(super) fn shown(stated: &[Stated]) -> AreaCounts {
    let mut counts = AreaCounts::default();
    let opened: BTreeSet<(Kind, &str)> = stated
        .iter()
        .filter(|one| one.place == Place::Opening)
        .map(|one| (one.kind(), key(one.to)))
        .collect();
    for one in stated {
        match &one.place {
            Place::County(county) => {
                let of_level = counts.by_county.entry(key(one.to)).or_default();
                let sum = of_level.entry(county.clone()).or_default();
                *sum = sum.saturating_add(one.count);
            }
            Place::Heading if opened.contains(&(one.kind(), key(one.to))) => {}
            Place::Heading | Place::Opening => {
                let sum = counts.levels.entry(key(one.to)).or_default();
                *sum = sum.saturating_add(one.count);
            }
        }
    }
    counts
}

/// The counts of the areas found.
pub(super) fn found(changes: &[AreaChange]) -> AreaCounts {
    let mut counts = AreaCounts::default();
    for change in changes {
        *counts.levels.entry(key(change.to)).or_default() += 1;
        if let Some(county) = &change.county {
            let of_level = counts.by_county.entry(key(change.to)).or_default();
            *of_level.entry(county.clone()).or_default() += 1;
        }
    }
    counts
}

/// Where the text counts otherwise than the reader.
pub(super) fn differences(stated: &[Stated], changes: &[AreaChange]) -> Vec<Flag> {
    let mut flags: Vec<Flag> = Vec::new();
    let mut found: BTreeMap<FoundKey<'_>, u32> = BTreeMap::new();
    for change in changes {
        let kind = Kind::of_action(change.action);
        for county in [None].into_iter().chain(change.county.as_deref().map(Some)) {
            for from in [None].into_iter().chain(change.from.map(|from| Some(from.code()))) {
                *found.entry((kind, key(change.to), county, from)).or_default() += 1;
            }
        }
    }
    let mut said: BTreeMap<SumKey<'_>, u32> = BTreeMap::new();
    for one in stated {
        let sum = said.entry(one.sum_key()).or_default();
        *sum = sum.saturating_add(one.count);
    }
    for one in stated {
        // Each sum is compared once, at the first of its counts.
        let Some(said) = said.remove(&one.sum_key()) else { continue };
        let (_, counted) = one.sum_key();
        let read = found.get(&counted).copied().unwrap_or(0);
        if read == said {
            continue;
        }
        let level = one.to.map_or("解除的区域", Level::title);
        let county = one.county().unwrap_or_default();
        flags.push(Flag {
            code: FlagCode::CountDiffers,
            message: format!("{county}{level}：文中写{said}个，读到{read}个"),
            as_written: one.as_written.clone(),
        });
    }
    flags
}
