//! How many areas the text says there are, beside how many were found.

use super::counties::count_at;
use super::headings::{Heading, Turn, level_at};
use super::lines::{Print, begins, number};
use super::{AreaChange, AreaCounts, ChangeAction, Flag, FlagCode};
use crate::Level;
use std::collections::BTreeMap;
use std::ops::Range;

/// A count that the text states.
pub(super) struct Stated {
    pub(super) turn: Turn,
    pub(super) to: Option<Level>,
    /// None for the notice as a whole.
    pub(super) county: Option<String>,
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
        if ["现有", "共有", "累计", "尚有", "将"].iter().any(|words| begins(rest, words)) {
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
        let from = at;
        at += length;
        let after = print.slice(at..sentence.end.min(at + 16));
        let moved = turn_at(after)
            .filter(|(_, turn)| matches!(turn, Turn::Adjusted | Turn::Lowered | Turn::Raised))
            .and_then(|(verb, turn)| {
                let (to, name) = level_at(after.get(verb..)?)?;
                Some((turn, to, verb + name))
            });
        let (turn, to) = match (moved, turn) {
            (Some((turn, to, length)), _) => {
                at += length;
                (turn, Some(to))
            }
            (None, Some(Turn::Released)) => (Turn::Released, None),
            (None, Some(turn)) => (turn, Some(level)),
            (None, None) => continue,
        };
        stated.push(Stated {
            turn,
            to,
            county: None,
            count,
            as_written: print.as_written(from..at),
        });
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

fn turn_at(text: &[char]) -> Option<(usize, Turn)> {
    [
        ("新增", Turn::Listed),
        ("划定", Turn::Listed),
        ("调整为", Turn::Adjusted),
        ("降为", Turn::Lowered),
        ("下调为", Turn::Lowered),
        ("升为", Turn::Raised),
        ("上调为", Turn::Raised),
        ("解除", Turn::Released),
    ]
    .iter()
    .find(|(words, _)| begins(text, words))
    .map(|(words, turn)| (words.chars().count(), *turn))
}

/// A count that a heading states.
pub(super) fn of_heading(print: &Print, heading: &Heading, range: Range<usize>) -> Option<Stated> {
    Some(Stated {
        turn: heading.turn,
        to: heading.to,
        county: None,
        count: heading.count?,
        as_written: print.as_written(range),
    })
}

/// Whether a change is of the kind that a turn announces. 调整 says neither up nor down.
fn is_of(change: &AreaChange, turn: Turn) -> bool {
    match turn {
        Turn::Listed => change.action == ChangeAction::Added,
        Turn::Adjusted | Turn::Lowered | Turn::Raised => {
            matches!(change.action, ChangeAction::Raised | ChangeAction::Lowered)
        }
        Turn::Released => change.action == ChangeAction::Released,
    }
}

/// The counts that the text states, as they are shown. Where the opening sentence and a heading
/// both state one, the first stands.
pub(super) fn shown(stated: &[Stated]) -> AreaCounts {
    let mut counts = AreaCounts::default();
    let mut said: Vec<(Turn, Option<Level>)> = Vec::new();
    for one in stated {
        match &one.county {
            Some(county) => {
                let of_level = counts.by_county.entry(key(one.to)).or_default();
                *of_level.entry(county.clone()).or_default() += one.count;
            }
            None if said.contains(&(one.turn, one.to)) => {}
            None => {
                said.push((one.turn, one.to));
                *counts.levels.entry(key(one.to)).or_default() += one.count;
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
    let mut by_kind: BTreeMap<(Turn, &str, Option<&str>), u32> = BTreeMap::new();
    for one in stated.iter().filter(|one| one.county.is_some()) {
        *by_kind.entry((one.turn, key(one.to), one.county.as_deref())).or_default() += one.count;
    }
    let mut flags: Vec<Flag> = Vec::new();
    for one in stated {
        let found = changes
            .iter()
            .filter(|change| is_of(change, one.turn) && key(change.to) == key(one.to))
            .filter(|change| one.county.is_none() || change.county == one.county)
            .count();
        let said = by_kind
            .get(&(one.turn, key(one.to), one.county.as_deref()))
            .copied()
            .unwrap_or(one.count);
        if u32::try_from(found) == Ok(said) {
            continue;
        }
        let level = one.to.map_or("解除的区域", Level::title);
        let county = one.county.as_deref().unwrap_or_default();
        let flag = Flag {
            code: FlagCode::CountDiffers,
            message: format!("{county}{level}原文写{said}个，读到{found}个"),
            as_written: one.as_written.clone(),
        };
        if !flags.contains(&flag) {
            flags.push(flag);
        }
    }
    flags
}
