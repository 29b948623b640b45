//! Lists of areas: where one area ends and the next begins, and what is left out of one.

use super::lines::{Print, begins};
use super::parts::is_bare_part;
use std::ops::Range;

/// One area of a list, by where its words stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Area {
    /// All of it.
    pub(super) range: Range<usize>,
    /// The stretches that name the area: all, less the except-clause.
    pub(super) name: Vec<Range<usize>>,
    /// What is left out.
    pub(super) except: Option<Range<usize>>,
}

/// How strongly a mark separates: 、 within a sentence part, ， between parts, ； between groups.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Pause,
    Comma,
    Semicolon,
}

/// A pair of brackets is no longer than this; a longer one was never closed.
const BRACKET_MAX: usize = 200;
/// 除 … 外 is no longer than this.
const EXCEPT_MAX: usize = 60;

/// The areas of a list. Where a count is stated it decides between the readings of a list whose
/// names hold 、 themselves.
pub(super) fn areas(print: &Print, list: Range<usize>, count: Option<u32>) -> Vec<Area> {
    let marks = marks(print.slice(list.clone()));
    let split = |least: Mark| -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut start = list.start;
        for (at, mark) in &marks {
            let at = list.start + at;
            if *mark < least || continues(print, start..at, at + 1..list.end, *mark) {
                continue;
            }
            pieces.push(start..at);
            start = at + 1;
        }
        pieces.push(start..list.end);
        pieces.retain(|piece| piece.clone().any(|at| print.at(at).is_alphanumeric()));
        pieces
    };
    let fits = |pieces: &Vec<Range<usize>>| {
        count.is_some_and(|count| u32::try_from(pieces.len()).is_ok_and(|found| found == count))
    };
    let pieces = [Mark::Semicolon, Mark::Comma]
        .into_iter()
        .map(&split)
        .find(fits)
        .unwrap_or_else(|| split(Mark::Pause));
    pieces.into_iter().map(|piece| area(print, piece)).collect()
}

/// The marks that stand outside brackets and outside 除…外.
fn marks(list: &[char]) -> Vec<(usize, Mark)> {
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some(&letter) = list.get(at) {
        at = match letter {
            '(' => closing_bracket(list, at).map_or(at + 1, |end| end + 1),
            '除' => rest_of(list, at).unwrap_or(at + 1),
            '、' | ',' | ';' => {
                let mark = match letter {
                    '、' => Mark::Pause,
                    ',' => Mark::Comma,
                    _ => Mark::Semicolon,
                };
                marks.push((at, mark));
                at + 1
            }
            _ => at + 1,
        };
    }
    marks
}

/// The bracket that closes the one at `open`.
pub(super) fn closing_bracket(text: &[char], open: usize) -> Option<usize> {
    let mut depth = 0_u32;
    for (offset, letter) in text.get(open..)?.iter().take(BRACKET_MAX).enumerate() {
        match letter {
            '(' => depth += 1,
            ')' if depth <= 1 => return Some(open + offset),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// One past 除X外 or 除X的其他地区 at `at`, where it stands there.
fn rest_of(list: &[char], at: usize) -> Option<usize> {
    let (_, end) = except_by_chu(list, at)?;
    Some(end)
}

/// 除X外 at `at`: where X ends, and one past 外. 除X的其他 counts too.
fn except_by_chu(text: &[char], at: usize) -> Option<(usize, usize)> {
    let window = text.get(at..(at + EXCEPT_MAX).min(text.len()))?;
    if window.first() != Some(&'除') || window.get(1) == Some(&'外') {
        return None;
    }
    for offset in 2..window.len() {
        let rest = window.get(offset..)?;
        // Another 除 means that this one belongs to a name.
        if matches!(rest.first(), Some(';' | '。' | ':' | ')' | '除')) {
            return None;
        }
        let outside = ["以外", "之外", "外"].iter().find(|word| begins(rest, word));
        if let Some(word) = outside {
            let length = word.chars().count();
            let follows = rest.get(length);
            if matches!(
                follows,
                None | Some('的' | '、' | ',' | ';' | ')' | '其' | '区' | '所' | '均')
            ) {
                return Some((at + offset, at + offset + length));
            }
        }
        if ["的其他", "的其它", "的其余"].iter().any(|words| begins(rest, words)) {
            return Some((at + offset, at + offset));
        }
    }
    None
}

/// Whether what follows a mark belongs to the area before it: 5号楼、6号楼, 南至…, or an
/// except-clause of its own.
fn continues(print: &Print, before: Range<usize>, after: Range<usize>, mark: Mark) -> bool {
    if mark == Mark::Semicolon || before.is_empty() {
        return false;
    }
    let window = print.slice(after.start..after.end.min(after.start + EXCEPT_MAX));
    let stop = |letter: &char| matches!(letter, '、' | ',' | ';' | '。');
    let piece: Vec<char> = window.iter().take_while(|letter| !stop(letter)).copied().collect();
    let is_border = |text: &[char]| {
        matches!(text.first(), Some('东' | '南' | '西' | '北')) && text.get(1) == Some(&'至')
    };
    let first = print.slice(before.start..before.end.min(before.start + 40));
    if is_border(&piece) {
        return (0..first.len()).any(|at| first.get(at..).is_some_and(is_border));
    }
    let is_except = ends(&piece, "除外")
        || begins(&piece, "不含")
        || begins(&piece, "不包括")
        || begins(&piece, "除") && except_by_chu(window, 0).is_some();
    is_except
        || is_bare_part(&piece)
        || ["其他地区", "其他区域", "其余区域"].iter().any(|words| begins(&piece, words))
}

fn ends(text: &[char], words: &str) -> bool {
    let length = words.chars().count();
    text.len() >= length && text.get(text.len() - length..).is_some_and(|end| begins(end, words))
}

/// Takes an except-clause out of an area's words.
fn area(print: &Print, piece: Range<usize>) -> Area {
    let text = print.slice(piece.clone());
    let whole = Area { range: piece.clone(), name: vec![piece.clone()], except: None };
    let Some(Except { clause, inside, keeps_clause }) = except_in(text) else { return whole };
    let place = |range: Range<usize>| piece.start + range.start..piece.start + range.end;
    let mut name =
        vec![piece.start..piece.start + clause.start, piece.start + clause.end..piece.end];
    name.retain(|stretch| !stretch.is_empty());
    if inside.is_empty() || name.is_empty() {
        return whole;
    }
    if keeps_clause {
        name = vec![piece.clone()];
    }
    Area { range: piece.clone(), name, except: Some(place(inside)) }
}

/// An except-clause: all of it, and what it names.
struct Except {
    clause: Range<usize>,
    inside: Range<usize>,
    /// "The rest of" is named by its clause: without it the name would mean the whole county.
    keeps_clause: bool,
}

fn except_in(text: &[char]) -> Option<Except> {
    let mut at = 0;
    while let Some(&letter) = text.get(at) {
        if letter == '('
            && let Some(close) = closing_bracket(text, at)
        {
            if let Some(except) = except_in_brackets(text, at, close) {
                return Some(except);
            }
            at = close + 1;
            continue;
        }
        if letter == '除'
            && let Some((inside_end, end)) = except_by_chu(text, at)
        {
            let mut rest = text.get(end..).unwrap_or_default().iter();
            let keeps_clause = rest.find(|letter| !matches!(letter, ',' | '、'));
            let keeps_clause = keeps_clause.is_some_and(|letter| letter.is_alphanumeric());
            return Some(Except { clause: at..end, inside: at + 1..inside_end, keeps_clause });
        }
        if let Some(used) = without_at(text, at) {
            let from = at.checked_sub(1).filter(|before| is_mark(text, *before)).unwrap_or(at);
            return Some(Except {
                clause: from..text.len(),
                inside: at + used..text.len(),
                keeps_clause: false,
            });
        }
        at += 1;
    }
    except_at_the_end(text)
}

/// 白云小区，5号楼除外 and 白云小区5号楼除外.
fn except_at_the_end(text: &[char]) -> Option<Except> {
    if !ends(text, "除外") {
        return None;
    }
    let end = text.len() - 2;
    let mark = (0..end).find(|&at| matches!(text.get(at), Some(',' | ';')));
    let from = match mark {
        Some(mark) => mark,
        None => (end.saturating_sub(EXCEPT_MAX).max(1)..end)
            .find(|&at| is_bare_part(text.get(at..end).unwrap_or_default()))?,
    };
    let inside = from + usize::from(mark.is_some())..end;
    Some(Except { clause: from..text.len(), inside, keeps_clause: false })
}

/// (不含5号楼), (5号楼除外), (除5号楼外), also as the last clause of a bracket that says more.
fn except_in_brackets(text: &[char], open: usize, close: usize) -> Option<Except> {
    let inside = text.get(open + 1..close)?;
    let last = |letter: char| inside.iter().rposition(|&mark| mark == letter).map(|at| at + 1);
    let borders = inside.get(1) == Some(&'至');
    let from = last(';').or_else(|| if borders { last(',') } else { None }).unwrap_or(0);
    let clause = inside.get(from..)?;
    let named = if let Some(used) = without_at(clause, 0) {
        used..clause.len()
    } else if ends(clause, "除外") {
        usize::from(begins(clause, "除"))..clause.len() - 2
    } else {
        let (inside_end, end) = except_by_chu(clause, 0)?;
        if end != clause.len() {
            return None;
        }
        1..inside_end
    };
    let place = |at: usize| open + 1 + from + at;
    let whole = if from == 0 { open..close + 1 } else { open + from..close };
    Some(Except {
        clause: whole,
        inside: place(named.start)..place(named.end),
        keeps_clause: false,
    })
}

/// 不含, 不包括 and the like at `at`: how long the word is.
fn without_at(text: &[char], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    ["不包含", "不包括", "不含"]
        .iter()
        .find(|words| begins(rest, words))
        .map(|words| words.chars().count())
}

fn is_mark(text: &[char], at: usize) -> bool {
    matches!(text.get(at), Some(',' | '、' | ';'))
}

/// A text that is one area, whatever marks it holds.
pub(super) fn whole(print: &Print) -> Area {
    area(print, 0..print.len())
}

/// Whether a name among others would be cut, or taken for a part of the name before it.
pub(super) fn has_marks(name: &str) -> bool {
    let plain: Vec<char> = name.chars().map(super::lines::plain).collect();
    let stands = |words: &str| super::lines::find(&plain, words).is_some();
    !marks(&plain).is_empty() || stands("除") || is_bare_part(&plain) || begins(&plain, "不含")
}
