//! The text letter by letter, half and full width made one. Nothing is left out, so that a place in
//! it is a place in the text.

use super::Words;
use crate::notices::Span;

pub(super) struct Letters {
    written: Vec<char>,
    plain: Vec<char>,
}

impl Letters {
    pub(super) fn new(text: &str) -> Letters {
        let written: Vec<char> = text.chars().collect();
        let plain = written.iter().map(|letter| plain(*letter)).collect();
        Letters { written, plain }
    }

    pub(super) fn len(&self) -> usize {
        self.plain.len()
    }

    /// The letter at a place; a line break past the end, which nothing matches.
    pub(super) fn at(&self, at: usize) -> char {
        self.plain.get(at).copied().unwrap_or('\n')
    }

    /// The letter before a place; a line break at the beginning.
    pub(super) fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\n', |before| self.at(before))
    }

    pub(super) fn has(&self, at: usize, words: &str) -> bool {
        words.chars().enumerate().all(|(i, letter)| self.at(at + i) == letter)
    }

    /// The longest of these words that stands here, with where it ends. The list has the longest
    /// first.
    pub(super) fn one_of<'w>(&self, at: usize, words: &[&'w str]) -> Option<(&'w str, usize)> {
        let found = words.iter().find(|word| self.has(at, word))?;
        Some((found, at + found.chars().count()))
    }

    /// Where one of these words first stands within a stretch, with where it ends.
    pub(super) fn find(&self, from: usize, to: usize, words: &[&str]) -> Option<(usize, usize)> {
        (from..to).find_map(|at| {
            let (_, end) = self.one_of(at, words)?;
            (end <= to).then_some((at, end))
        })
    }

    /// The same, where no part of it stands in brackets.
    pub(super) fn find_open(
        &self,
        from: usize,
        to: usize,
        words: &[&str],
    ) -> Option<(usize, usize)> {
        let mut at = from;
        while at < to {
            if let Some(end) = self.bracket(at, to) {
                at = end;
                continue;
            }
            if let Some((_, end)) = self.one_of(at, words)
                && end <= to
            {
                return Some((at, end));
            }
            at += 1;
        }
        None
    }

    /// Where a bracket that opens here has closed; none where it is none, or is never closed.
    pub(super) fn bracket(&self, at: usize, to: usize) -> Option<usize> {
        if self.at(at) != '(' {
            return None;
        }
        let to = to.min(at + 60);
        (at + 1..to).find(|place| self.at(*place) == ')').map(|close| close + 1)
    }

    pub(super) fn skip_blanks(&self, mut at: usize) -> usize {
        while self.at(at) == ' ' {
            at += 1;
        }
        at
    }

    /// A number in digits, at most `n_max` of them, that no other digit follows.
    pub(super) fn digits(&self, at: usize, n_max: usize) -> Option<(u32, usize)> {
        let mut end = at;
        let mut value = 0_u32;
        while let Some(digit) = self.at(end).to_digit(10) {
            if end - at == n_max {
                return None;
            }
            value = value * 10 + digit;
            end += 1;
        }
        (end > at).then_some((value, end))
    }

    /// A number from 1 to 99, in digits or as 二十一.
    pub(super) fn number(&self, at: usize) -> Option<(u32, usize)> {
        if let Some(found) = self.digits(at, 2) {
            return Some(found);
        }
        let one = |at: usize| "一二三四五六七八九".chars().position(|sign| sign == self.at(at));
        let worth = |place: usize| u32::try_from(place + 1).unwrap_or(0);
        match (one(at), self.at(at)) {
            (Some(tens), _) if self.at(at + 1) == '十' => match one(at + 2) {
                Some(ones) => Some((worth(tens) * 10 + worth(ones), at + 3)),
                None => Some((worth(tens) * 10, at + 2)),
            },
            (Some(ones), _) => Some((worth(ones), at + 1)),
            (None, '两') => Some((2, at + 1)),
            (None, '十') => match one(at + 1) {
                Some(ones) => Some((10 + worth(ones), at + 2)),
                None => Some((10, at + 1)),
            },
            (None, _) => None,
        }
    }

    /// The words of a stretch as they were written.
    pub(super) fn written(&self, from: usize, to: usize) -> String {
        self.written.get(from..to.min(self.written.len())).unwrap_or_default().iter().collect()
    }

    pub(super) fn words(&self, from: usize, to: usize) -> Words {
        Words { text: self.written(from, to), span: Span { start: from, end: to } }
    }

    /// The stretch without blanks and marks at its ends.
    pub(super) fn trimmed(&self, mut from: usize, mut to: usize) -> (usize, usize) {
        const EDGE: &str = " ,.;:、，。；：\"“”'‘’\n\t·-";
        while from < to && EDGE.contains(self.at(from)) {
            from += 1;
        }
        while from < to && EDGE.contains(self.before(to)) {
            to -= 1;
        }
        (from, to)
    }
}

fn plain(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(letter) - 0xfee0).map_or(letter, |half| match half {
                '~' => '-',
                other => other,
            })
        }
        '\u{3000}' | '\u{a0}' | '\t' | '\u{200b}' | '\u{feff}' => ' ',
        '—' | '–' | '~' | '─' | '→' => '-',
        '【' | '〔' => '(',
        '】' | '〕' => ')',
        '\r' => '\n',
        '點' => '点',
        other => other,
    }
}
