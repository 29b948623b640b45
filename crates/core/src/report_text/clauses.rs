//! The text cut into clauses, each with the days and hours that stand in it.

use super::TimeSaid;
use super::letters::Letters;
use super::times::{self, Group};

/// No clause is longer, in letters: what is longer is cut, so that reading stays quick.
const CLAUSE_MAX: usize = 300;

/// A clause.
pub(super) struct Clause {
    pub(super) start: usize,
    pub(super) end: usize,
    /// What is left of it beside days and hours.
    pub(super) content: Vec<(usize, usize)>,
    pub(super) group: Option<Group>,
    /// 停留至9时20分: an end that stands behind.
    pub(super) until: Option<TimeSaid>,
    /// The number of its sentence.
    pub(super) sentence: usize,
}

impl Clause {
    fn new(start: usize, sentence: usize) -> Clause {
        Clause { start, end: start, content: Vec::new(), group: None, until: None, sentence }
    }

    fn has_content(&self, letters: &Letters, from: usize, to: usize) -> bool {
        let is_said = |(from, to): (usize, usize)| {
            let (from, to) = letters.trimmed(from, to);
            from < to && !(to - from == 1 && "于在自从".contains(letters.at(from)))
        };
        self.content.iter().copied().any(is_said) || is_said((from, to))
    }
}

/// Cuts the text. A day or an hour by itself is kept for the clause that follows it.
pub(super) fn cut(letters: &Letters) -> Vec<Clause> {
    let mut cutter = Cutter { letters, clauses: Vec::new(), waiting: None };
    let (mut at, mut from) = (0, 0);
    let mut clause = Clause::new(0, 0);
    while at < letters.len() {
        if let Some(end) = letters.bracket(at, letters.len()) {
            at = end;
            continue;
        }
        let stop = Stop::of(letters.at(at));
        if stop != Stop::None || at - clause.start >= CLAUSE_MAX {
            let sentence = clause.sentence + usize::from(stop == Stop::Sentence);
            cutter.close(clause, from, at, stop == Stop::Sentence);
            at += usize::from(stop != Stop::None);
            from = at;
            clause = Clause::new(at, sentence);
            continue;
        }
        let Some(group) = times::group(letters, at, letters.len()) else {
            at += 1;
            continue;
        };
        let end = group.end;
        if let Some(cut) = is_an_end(letters, &group, from)
            && clause.has_content(letters, from, cut)
        {
            clause.content.push((from, cut));
            clause.until = group.from;
        } else if clause.has_content(letters, from, at) {
            let sentence = clause.sentence;
            cutter.close(clause, from, at, false);
            clause = Clause::new(at, sentence);
            clause.group = Some(group);
        } else {
            clause.group = Some(match clause.group.take() {
                Some(before) => join(before, group),
                None => group,
            });
        }
        at = end.max(at + 1);
        from = at;
    }
    cutter.close(clause, from, letters.len(), true);
    cutter.clauses
}

struct Cutter<'l> {
    letters: &'l Letters,
    clauses: Vec<Clause>,
    waiting: Option<Group>,
}

impl Cutter<'_> {
    fn close(&mut self, mut clause: Clause, from: usize, to: usize, ends_sentence: bool) {
        let is_said = clause.has_content(self.letters, from, to);
        clause.content.push((from, to));
        clause.end = to;
        let group = match (self.waiting.take(), clause.group.take()) {
            (Some(before), Some(group)) => Some(join(before, group)),
            (before, group) => group.or(before),
        };
        if is_said {
            if let Some(group) = &group {
                clause.start = clause.start.min(group.start);
            }
            clause.group = group;
            self.clauses.push(clause);
        } else {
            // 7月19日： and a new line: the day is for what follows it.
            self.waiting = group.filter(|group| !ends_sentence || group.from.is_none());
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Stop {
    None,
    Clause,
    Sentence,
}

impl Stop {
    fn of(letter: char) -> Stop {
        match letter {
            '。' | ';' | '!' | '?' | '\n' => Stop::Sentence,
            ',' | ':' => Stop::Clause,
            _ => Stop::None,
        }
    }
}

/// Whether an hour ends what was said before it: 停留至9时. Where the words before the 至 end.
fn is_an_end(letters: &Letters, group: &Group, from: usize) -> Option<usize> {
    if group.first.is_some() || group.from.is_none() || group.to.is_some() {
        return None;
    }
    let at = group.start;
    for word in ["直至", "至", "到"] {
        let n_letters = word.chars().count();
        let start = at.checked_sub(n_letters).filter(|start| *start >= from);
        if let Some(start) = start.filter(|start| letters.has(*start, word)) {
            return Some(start);
        }
    }
    None
}

/// A day, and an hour that stands behind it.
fn join(before: Group, after: Group) -> Group {
    Group {
        start: before.start.min(after.start),
        end: after.end,
        first: after.first.or(before.first),
        last: if after.first.is_some() { after.last } else { after.last.or(before.last) },
        part: after.part.or(before.part.filter(|_| after.from.is_none())),
        from: after.from.or(before.from.filter(|_| after.first.is_none())),
        to: after.to.or(before.to.filter(|_| after.from.is_none() && after.first.is_none())),
        is_repeated: before.is_repeated || after.is_repeated,
    }
}
