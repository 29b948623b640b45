//! Headings of sections and the sentences about levels: what they say, and nothing that they do
//! not say.

use super::lines::{begins, number};
use crate::Level;

/// What a heading, or a clause of the opening sentence, does to the areas under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) turn: Turn,
    /// The level before, where it is named.
    pub(super) from: Option<Level>,
    /// The level after; none where the areas are released.
    pub(super) to: Option<Level>,
    /// How many areas it announces.
    pub(super) count: Option<u32>,
}

/// Which way the words turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Turn {
    /// 新增, or a level alone.
    Listed,
    /// 调整为, which says neither up nor down.
    Adjusted,
    /// 降为, 下调为
    Lowered,
    /// 升为, 上调为
    Raised,
    /// 解除, 不再
    Released,
}

enum Word {
    Level(Level),
    Turn(Turn),
    Count(u32),
    /// 调整 without 为: says that something changes, not to what.
    Vague,
    Filler,
}

const LEVELS: [(&str, Level); 12] = [
    ("高风险区", Level::High),
    ("高风险地区", Level::High),
    ("高风险等级", Level::High),
    ("中风险区", Level::Medium),
    ("中风险地区", Level::Medium),
    ("中风险等级", Level::Medium),
    ("低风险区", Level::Low),
    ("低风险地区", Level::Low),
    ("低风险等级", Level::Low),
    ("封控区", Level::Locked),
    ("管控区", Level::Controlled),
    ("防范区", Level::Guarded),
];

const TURNS: [(&str, Turn); 20] = [
    ("新增", Turn::Listed),
    ("增加", Turn::Listed),
    ("划定为", Turn::Listed),
    ("划定", Turn::Listed),
    ("列为", Turn::Listed),
    ("调整为", Turn::Adjusted),
    ("调整至", Turn::Adjusted),
    ("降为", Turn::Lowered),
    ("降级为", Turn::Lowered),
    ("下调为", Turn::Lowered),
    ("降至", Turn::Lowered),
    ("升为", Turn::Raised),
    ("升级为", Turn::Raised),
    ("上调为", Turn::Raised),
    ("解除", Turn::Released),
    ("不再作为", Turn::Released),
    ("不再列为", Turn::Released),
    ("撤销", Turn::Released),
    ("取消", Turn::Released),
    ("退出", Turn::Released),
];

const FILLERS: [&str; 27] = [
    "我市",
    "全市",
    "本市",
    "我区",
    "我县",
    "新冠肺炎",
    "以下",
    "下列",
    "区域",
    "名单",
    "范围",
    "管理",
    "地区",
    "情况",
    "如下",
    "具体",
    "将",
    "由",
    "从",
    "原",
    "的",
    "为",
    "域",
    "共",
    "(",
    ")",
    ":",
];

/// The level whose name stands at the beginning of `text`, and how long the name is.
pub(super) fn level_at(text: &[char]) -> Option<(Level, usize)> {
    let (name, level) = LEVELS.iter().find(|(name, _)| begins(text, name))?;
    Some((*level, name.chars().count()))
}

/// The turn whose word stands at the beginning of `text`, and how long the word is.
pub(super) fn turn_at(text: &[char]) -> Option<(usize, Turn)> {
    let (word, turn) = TURNS.iter().find(|(word, _)| begins(text, word))?;
    Some((word.chars().count(), *turn))
}

/// The level whose name ends right before `end`, and how long the name is.
pub(super) fn level_before(text: &[char], end: usize) -> Option<(Level, usize)> {
    (3..=5).find_map(|length| {
        let (level, used) = level_at(text.get(end.checked_sub(length)?..end)?)?;
        (used == length).then_some((level, length))
    })
}

impl Heading {
    /// Reads a heading. None where it holds a word that headings do not hold, or says too little.
    pub(super) fn read(words: &[char]) -> Option<Heading> {
        let mut levels = Vec::new();
        let (mut turn, mut count, mut vague) = (None, None, false);
        let mut at = 0;
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let (word, length) = word_at(rest)?;
            at += length;
            match word {
                Word::Level(level) => levels.push((level, turn.is_some())),
                Word::Turn(found) if turn.is_none() => turn = Some(found),
                Word::Count(found) if count.is_none() => count = Some(found),
                Word::Vague => vague = true,
                Word::Filler => {}
                Word::Turn(_) | Word::Count(_) => return None,
            }
        }
        if vague && turn.is_none() {
            return None;
        }
        let turn = turn.unwrap_or(Turn::Listed);
        let (from, to) = match (turn, levels.as_slice()) {
            (Turn::Listed, [(level, _)]) => (None, Some(*level)),
            (Turn::Released, []) if words.len() <= 12 => (None, None),
            (Turn::Released, [(level, _)]) => (Some(*level), None),
            (Turn::Adjusted | Turn::Lowered | Turn::Raised, [(level, true)]) => {
                (None, Some(*level))
            }
            (Turn::Adjusted | Turn::Lowered | Turn::Raised, [(from, false), (to, true)]) => {
                (Some(*from), Some(*to))
            }
            (_, _) => return None,
        };
        Some(Heading { turn, from, to, count })
    }
}

fn word_at(text: &[char]) -> Option<(Word, usize)> {
    if let Some((level, length)) = level_at(text) {
        return Some((Word::Level(level), length));
    }
    if let Some((length, turn)) = turn_at(text) {
        return Some((Word::Turn(turn), length));
    }
    if begins(text, "调整") {
        return Some((Word::Vague, 2));
    }
    // Standing at the head of 风险区 without a level, as in 解除风险区.
    if begins(text, "风险区") {
        return Some((Word::Filler, 3));
    }
    if let Some((count, length)) = number(text)
        && matches!(text.get(length), Some('个' | '处'))
    {
        return Some((Word::Count(count), length + 1));
    }
    let filler = FILLERS.iter().find(|filler| begins(text, filler))?;
    Some((Word::Filler, filler.chars().count()))
}

/// The level whose measures a sentence gives: 高风险区内实行…
pub(super) fn measured_level(sentence: &[char]) -> Option<Level> {
    let (level, length) = level_at(sentence)?;
    let mut rest = sentence.get(length..)?;
    for filler in ["域", "内", "原则上", "严格"] {
        if begins(rest, filler) {
            rest = rest.get(filler.chars().count()..)?;
        }
    }
    ["实行", "执行", "采取", "落实", "实施", "按照"]
        .iter()
        .any(|verb| begins(rest, verb))
        .then_some(level)
}

/// A sentence about how a level ends: 高风险区连续7天无新增感染者降为中风险区.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StepDownWords {
    pub(super) level: Level,
    /// The level before, where the sentence has just stepped down from it.
    pub(super) after: Option<Level>,
    pub(super) days: u32,
    /// Where the words stand in the sentence.
    pub(super) at: std::ops::Range<usize>,
}

/// The step-downs that a sentence names, in order.
pub(super) fn step_downs(sentence: &[char]) -> Vec<StepDownWords> {
    let mut found: Vec<StepDownWords> = Vec::new();
    let mut fallen: Option<(Level, Level)> = None;
    for at in 0..sentence.len() {
        let Some(rest) = sentence.get(at..).filter(|rest| begins(rest, "连续")) else { continue };
        let Some((level, name)) = level_before(sentence, at) else { continue };
        let Some((days, used)) = rest.get(2..).and_then(number) else { continue };
        if rest.get(2 + used) != Some(&'天') {
            continue;
        }
        let after = fallen.filter(|(_, to)| *to == level).map(|(from, _)| from);
        let clause = sentence.get(at..(at + 120).min(sentence.len())).unwrap_or_default();
        let stop = (2..clause.len()).find(|&at| {
            clause.get(at) == Some(&'。') || clause.get(at..).is_some_and(|c| begins(c, "连续"))
        });
        let clause = clause.get(..stop.unwrap_or(clause.len())).unwrap_or_default();
        let down = (0..clause.len()).find_map(|from| {
            let rest = clause.get(from..)?;
            let verb = ["降为", "调整为", "下调为"].iter().find(|verb| begins(rest, verb))?;
            let verb = verb.chars().count();
            let (to, length) = level_at(rest.get(verb..)?)?;
            Some((to, at + from + verb + length))
        });
        fallen = down.map(|(to, _)| (level, to));
        let end = down.map_or(at + used + 3, |(_, end)| end);
        found.push(StepDownWords { level, after, days, at: at - name..end });
    }
    found
}
