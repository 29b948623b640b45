//! Areas that a sentence names with their county, instead of a list under the county's name.

use super::areas::areas;
use super::headings::{Heading, Turn, level_at, level_before, turn_at};
use super::lines::find;
use super::read::Reader;
use std::ops::Range;

/// A sentence that says 将…调整为… is no longer than this.
const SENTENCE_MAX: usize = 2_000;
/// What a list of areas does not say.
const RULE_WORDS: [&str; 8] = ["实行", "措施", "检测", "人员", "根据", "按照", "应当", "如下"];

impl Reader<'_> {
    /// 小店区白云小区5号楼；万柏林区… under a heading, without a colon after the county.
    pub(super) fn listed_in_words(&mut self, range: &Range<usize>) -> bool {
        let Some(heading) = self.section.clone().filter(|_| !self.measured) else { return false };
        let text = self.print.slice(range.clone());
        if RULE_WORDS.iter().any(|words| find(text, words).is_some()) {
            return false;
        }
        let ended = self.print.at(range.end - 1) == '。';
        self.add_with_counties(range.start..range.end - usize::from(ended), &heading, ended)
    }

    /// 将小店区白云小区5号楼由高风险区调整为中风险区, before any list.
    pub(super) fn changed_in_words(&mut self, range: &Range<usize>) -> bool {
        if self.begun || range.len() > SENTENCE_MAX {
            return false;
        }
        let mut read = false;
        let mut at = range.start;
        while at < range.end {
            if self.print.at(at) != '将' {
                at += 1;
                continue;
            }
            // Where nothing is turned after this 将, nothing is after a later one.
            let Some((body, heading, next)) = self.clause(at + 1..range.end) else { break };
            read |= self.add_with_counties(body, &heading, true);
            at = next;
        }
        read
    }

    /// The areas of a clause that follows 将, what happens to them, and one past the clause.
    fn clause(&self, range: Range<usize>) -> Option<(Range<usize>, Heading, usize)> {
        let text = self.print.slice(range.clone());
        let (at, turn, level, end) = (0..text.len()).find_map(|at| {
            let (verb, turn) = turn_at(text.get(at..)?)?;
            let (level, name) = level_at(text.get(at + verb..)?)?;
            Some((at, turn, level, at + verb + name))
        })?;
        if turn == Turn::Released {
            let heading = Heading { turn, from: Some(level), to: None, count: None };
            return Some((range.start..range.start + at, heading, range.start + end));
        }
        let (mut from, mut areas_end) = (None, at);
        if let Some((before, length)) = level_before(text, at)
            && let Some(mark) = at.checked_sub(length + 1)
            && matches!(text.get(mark), Some('由' | '从'))
        {
            from = Some(before);
            areas_end = mark;
        }
        let heading = Heading { turn, from, to: Some(level), count: None };
        Some((range.start..range.start + areas_end, heading, range.start + end))
    }

    /// Adds the areas of a list in which each, or at least the first, stands behind its county.
    fn add_with_counties(&mut self, body: Range<usize>, heading: &Heading, ended: bool) -> bool {
        let print = self.print;
        if self.counties.name_at(print, body.start).is_none() {
            return false;
        }
        let mut county = body.start..body.start;
        let found = areas(print, body, None);
        let last = found.len();
        for (at, mut area) in found.into_iter().enumerate() {
            let whole = area.range.clone();
            if let Some((city, length)) = self.counties.name_at(print, whole.start)
                && whole.len() > city + length
                && print.at(whole.start + city + length) != '除'
            {
                county = whole.start + city..whole.start + city + length;
                if let Some(first) = area.name.first_mut() {
                    first.start = county.end;
                }
            }
            let name = print.plain_text(county.clone());
            self.add_area(&area, &name, heading, None, !ended && at + 1 == last);
        }
        last > 0
    }
}
