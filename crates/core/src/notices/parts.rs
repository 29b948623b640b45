//! The buildings and units that an area's name ends with, ranges written out.

use super::areas::closing_bracket;

/// The parts of an area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// Written out: 12号楼, 13号楼, 7号楼2单元.
    pub(super) names: Vec<String>,
    /// Ranges that run backwards or are absurdly long; they stand in `names` as written.
    pub(super) odd_ranges: Vec<String>,
}

/// What a number can be followed by. Longer words first.
const UNITS: [&str; 14] = [
    "号公寓楼",
    "号宿舍楼",
    "号楼",
    "号院",
    "号车间",
    "单元",
    "楼",
    "栋",
    "幢",
    "座",
    "层",
    "室",
    "户",
    "排",
];
/// The units that lie inside another: a later bare one belongs to the same building.
const INNER: [&str; 4] = ["单元", "层", "室", "户"];
/// A range of more than this is no range of buildings.
const RANGE_MAX: u32 = 200;
/// A name longer than this names no parts.
const NAME_MAX: usize = 300;

/// One step of a part: 7号楼, or 3-5号楼.
#[derive(Clone, PartialEq)]
struct Step {
    from: String,
    /// The end of a range, and the mark between.
    to: Option<(String, String)>,
    unit: &'static str,
}

/// A step whose unit may stand further on: the 12 of 12、13号楼.
type OpenStep = (String, Option<(String, String)>, Option<&'static str>);

/// The parts that an area's name ends with, or names in its last bracket.
pub(super) fn parts(name: &[char]) -> Parts {
    if name.len() > NAME_MAX {
        return Parts::default();
    }
    if let Some(parts) = bracketed(name) {
        return parts;
    }
    let mut at = 0;
    while at < name.len() {
        let begins_number = starts_number(name, at) && (at == 0 || !starts_number(name, at - 1));
        if begins_number && let Some(parts) = name.get(at..).and_then(written_out) {
            return parts;
        }
        at += 1;
    }
    Parts::default()
}

/// Whether the words name a part and nothing that it is part of: 4单元, B座, 13, 3至5号楼.
pub(super) fn is_bare_part(words: &[char]) -> bool {
    let end = words.iter().position(|&letter| letter == '(').unwrap_or(words.len());
    let words = words.get(..end.min(NAME_MAX)).unwrap_or_default();
    let number_alone = !words.is_empty() && words.iter().all(char::is_ascii_digit)
        || words.len() == 1 && words.iter().all(char::is_ascii_uppercase)
        || words.split_last().is_some_and(|(last, rest)| {
            *last == '号' && !rest.is_empty() && rest.iter().all(char::is_ascii_digit)
        });
    number_alone || words.len() <= 40 && written_out(words).is_some()
}

/// （12、13、14号楼及社区食堂）
fn bracketed(name: &[char]) -> Option<Parts> {
    let open = (0..name.len()).find(|&at| {
        name.get(at) == Some(&'(') && closing_bracket(name, at) == Some(name.len() - 1)
    })?;
    let inside = name.get(open + 1..name.len() - 1)?;
    let mut parts = Parts::default();
    let mut numbered = false;
    let mut piece_from = 0;
    // Numbers without a unit wait for the unit of the piece that follows: 12、13、14号楼.
    let mut waiting: Option<usize> = None;
    for at in 0..=inside.len() {
        let ends =
            inside.get(at).is_none_or(|letter| matches!(letter, '、' | ',' | ';' | '及' | '和'));
        if !ends {
            continue;
        }
        let from = waiting.unwrap_or(piece_from);
        let piece = inside.get(from..at).unwrap_or_default();
        let last = inside.get(piece_from..at).unwrap_or_default();
        piece_from = at + 1;
        if last.is_empty() {
            continue;
        }
        if let Some(found) = written_out(piece) {
            numbered = true;
            waiting = None;
            parts.names.extend(found.names);
            parts.odd_ranges.extend(found.odd_ranges);
        } else if number_at(last, 0).is_some_and(|(_, end)| end == last.len()) {
            waiting = Some(from);
        } else {
            waiting = None;
            parts.names.push(piece.iter().collect());
        }
    }
    numbered.then_some(parts)
}

/// Reads a whole text as a list of parts and writes it out; none where a word is left over.
fn written_out(text: &[char]) -> Option<Parts> {
    let mut lists: Vec<Vec<OpenStep>> = vec![Vec::new()];
    let mut at = 0;
    loop {
        let (from, after) = number_at(text, at)?;
        at = after;
        let mut to = None;
        let mut unit = unit_at(text, at);
        let mark_at = at + unit.map_or(0, |(_, length)| length);
        let mark_at = if unit.is_none() && text.get(at) == Some(&'号') { at + 1 } else { mark_at };
        if matches!(text.get(mark_at), Some('-' | '至' | '到')) {
            let (end, after) = number_at(text, mark_at + 1)?;
            to = Some((end, text.get(mark_at).copied().into_iter().collect()));
            at = after;
            unit = unit_at(text, at);
        }
        at += unit.map_or(0, |(_, length)| length);
        lists.last_mut()?.push((from, to, unit.map(|(unit, _)| unit)));
        if at == text.len() {
            break;
        }
        if unit.is_none() && text.get(at) == Some(&'号') && separates(text.get(at + 1)) {
            at += 1;
        }
        if separates(text.get(at)) {
            at += 1;
            lists.push(Vec::new());
        } else if unit.is_none() {
            return None;
        }
    }
    with_units(lists).map(|steps| expanded(&steps))
}

fn separates(letter: Option<&char>) -> bool {
    matches!(letter, Some('、' | ',' | '及' | '和'))
}

/// A number without a unit takes that of the next: 12、13号楼.
fn with_units(lists: Vec<Vec<OpenStep>>) -> Option<Vec<Vec<Step>>> {
    let mut unit_after = None;
    let mut chains = Vec::new();
    for list in lists.into_iter().rev() {
        let mut chain = Vec::new();
        for (from, to, unit) in list.into_iter().rev() {
            let unit = unit.or(unit_after)?;
            unit_after = Some(unit);
            chain.push(Step { from, to, unit });
        }
        unit_after = chain.first().map(|last| last.unit);
        chain.reverse();
        chains.push(chain);
    }
    chains.reverse();
    Some(chains)
}

fn expanded(chains: &[Vec<Step>]) -> Parts {
    let mut parts = Parts::default();
    let mut building = String::new();
    for chain in chains {
        let mut names = vec![String::new()];
        if let [only] = chain.as_slice()
            && INNER.contains(&only.unit)
            && !building.is_empty()
        {
            names = vec![building.clone()];
        }
        for (depth, step) in chain.iter().enumerate() {
            let values = values(step, &mut parts.odd_ranges);
            let last = depth + 1 == chain.len();
            if last && (depth > 0 || !INNER.contains(&step.unit)) {
                building = if depth > 0 {
                    names.first().cloned().unwrap_or_default()
                } else {
                    String::new()
                };
            }
            names = names
                .iter()
                .flat_map(|name| values.iter().map(move |value| format!("{name}{value}")))
                .take(RANGE_MAX as usize)
                .collect();
        }
        parts.names.extend(names);
    }
    parts
}

/// The names of one step: 3-5号楼 gives three.
fn values(step: &Step, odd_ranges: &mut Vec<String>) -> Vec<String> {
    let unit = step.unit;
    let Some((to, mark)) = &step.to else { return vec![format!("{}{unit}", step.from)] };
    let as_written = || vec![format!("{}{mark}{to}{unit}", step.from)];
    let split = |text: &str| {
        let digits = text.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let letters = text.get(..text.len() - digits.len()).unwrap_or_default().to_owned();
        (letters, digits.parse::<u32>().ok())
    };
    match (split(&step.from), split(to)) {
        ((before, Some(first)), (letters, Some(last)))
            if before == letters || letters.is_empty() =>
        {
            if last <= first || last - first >= RANGE_MAX {
                odd_ranges.extend(as_written());
                return as_written();
            }
            (first..=last).map(|number| format!("{before}{number}{unit}")).collect()
        }
        // B-2号楼 is the name of one building.
        (_, _) => as_written(),
    }
}

fn starts_number(text: &[char], at: usize) -> bool {
    text.get(at).is_some_and(|letter| {
        letter.is_ascii_alphanumeric() || "甲乙丙丁〇一二三四五六七八九十".contains(*letter)
    })
}

/// 12, A3, B, 甲1 or 三 at `at`, and one past it.
fn number_at(text: &[char], at: usize) -> Option<(String, usize)> {
    let count = |from: usize, fits: &dyn Fn(&char) -> bool, most: usize| {
        text.get(from..)
            .unwrap_or_default()
            .iter()
            .take(most)
            .take_while(|letter| fits(letter))
            .count()
    };
    let chinese = count(at, &|letter| "〇一二三四五六七八九十".contains(*letter), 3);
    let letters =
        count(at, &|letter| letter.is_ascii_uppercase() || "甲乙丙丁".contains(*letter), 1);
    let digits = count(at + letters, &|letter| letter.is_ascii_digit(), 5);
    let length = if chinese > 0 { chinese } else { letters + digits };
    (length > 0).then(|| (text.iter().skip(at).take(length).collect(), at + length))
}

fn unit_at(text: &[char], at: usize) -> Option<(&'static str, usize)> {
    let rest = text.get(at..)?;
    let unit = UNITS.iter().find(|unit| super::lines::begins(rest, unit))?;
    Some((unit, unit.chars().count()))
}
