//! The body of a notice, cut into headings, lists and sentences. A break of the line cuts only
//! where what follows can begin nothing else: newspapers break in the middle of a name.

use super::counties::{Counties, CountyHead};
use super::headings::{Heading, measured_level};
use super::lines::{Print, begins, number};
use std::ops::Range;

/// A piece of the body.
pub(super) enum Piece {
    /// 一、高风险区
    Section {
        /// 1 for 一; none for a heading without a numeral.
        ordinal: Option<u32>,
        /// What it does; none where the section is about something else.
        heading: Option<Heading>,
        range: Range<usize>,
    },
    /// 小店区:白云小区5号楼。
    List {
        head: CountyHead,
        body: Range<usize>,
        /// Ended by 。 or ；, not merely by what follows.
        ended: bool,
        range: Range<usize>,
    },
    /// Any other sentence.
    Words(Range<usize>),
}

/// A heading is no longer than this.
const HEADING_MAX: usize = 40;

pub(super) struct Cutter<'a> {
    print: &'a Print,
    counties: &'a Counties<'a>,
    end: usize,
}

/// Cuts the body into pieces.
pub(super) fn cut(print: &Print, counties: &Counties<'_>, body: Range<usize>) -> Vec<Piece> {
    let cutter = Cutter { print, counties, end: body.end };
    let mut pieces = Vec::new();
    let mut at = body.start;
    while at < body.end {
        let (piece, next) = cutter.piece(at);
        pieces.extend(piece);
        at = next.max(at + 1);
    }
    pieces
}

impl Cutter<'_> {
    fn piece(&self, at: usize) -> (Option<Piece>, usize) {
        if let Some((ordinal, after)) = self.numeral_at(at) {
            let (heading, end) = match self.heading_from(after) {
                Some((heading, end)) => (Some(heading), end),
                None => (None, after),
            };
            let piece = Piece::Section { ordinal: Some(ordinal), heading, range: at..end };
            return (Some(piece), end);
        }
        if self.print.opens_line(at)
            && let Some((heading, end)) = self.heading_from(self.after_small_numeral(at))
            && (self.counties.head_at(self.print, end).is_some()
                || self.counties.name_at(self.print, end).is_some())
        {
            let piece = Piece::Section { ordinal: None, heading: Some(heading), range: at..end };
            return (Some(piece), end);
        }
        if let Some(head) = self.counties.head_at(self.print, at)
            && (self.print.opens_line(at) || head.known || head.count.is_some())
        {
            return self.list(at, head);
        }
        let end = self.sentence_end(at);
        (Some(Piece::Words(at..end)), end)
    }

    /// 一、 at `at`: the ordinal and one past the mark.
    fn numeral_at(&self, at: usize) -> Option<(u32, usize)> {
        if self.print.at(at).is_ascii_digit() {
            return None;
        }
        let (ordinal, length) = number(self.print.slice(at..(at + 4).min(self.end)))?;
        (self.print.at(at + length) == '、').then_some((ordinal, at + length + 1))
    }

    /// One past (一) or 1. at `at`, or `at`.
    fn after_small_numeral(&self, at: usize) -> usize {
        let bracket = usize::from(self.print.at(at) == '(');
        let from = at + bracket;
        let Some((_, length)) = number(self.print.slice(from..(from + 3).min(self.end))) else {
            return at;
        };
        match (bracket, self.print.at(from + length)) {
            (1, ')') | (0, '.' | '、') => from + length + 1,
            (_, _) => at,
        }
    }

    /// A heading that begins at `from` and ends with a line, with a colon, or right before a
    /// county's line. Where several lines could end it, the longest is meant: 防范区 broken
    /// before 调整为管控区.
    fn heading_from(&self, from: usize) -> Option<(Heading, usize)> {
        let limit = self.end.min(from + HEADING_MAX);
        let mut longest = None;
        for at in from + 2..=limit {
            let mark = at < self.end && matches!(self.print.at(at), ':' | '。' | ',');
            let list = self.counties.name_at(self.print, at).is_some();
            if (mark || list || at == self.end || self.print.opens_line(at))
                && let Some(heading) = Heading::read(self.print.slice(from..at))
            {
                longest = Some((heading, at + usize::from(mark)));
            }
            if mark || list {
                break;
            }
        }
        longest
    }

    fn list(&self, start: usize, head: CountyHead) -> (Option<Piece>, usize) {
        let from = head.end;
        let mut at = from;
        let mut depth_end = from;
        while at < self.end {
            if self.print.opens_line(at) && self.begins_anew(at) {
                return self.list_piece(start, head, at, at);
            }
            let closed = at >= depth_end;
            match self.print.at(at) {
                '(' if closed => {
                    let window = self.print.slice(at..(at + 200).min(self.end));
                    depth_end = super::areas::closing_bracket(window, 0)
                        .map_or(depth_end, |offset| at + offset);
                }
                '。' if closed => return self.list_piece(start, head, at, at + 1),
                ';' if closed
                    && self.counties.head_at(self.print, at + 1).is_some_and(|next| next.known) =>
                {
                    return self.list_piece(start, head, at, at + 1);
                }
                _ => {}
            }
            at += 1;
        }
        self.list_piece(start, head, self.end, self.end)
    }

    fn list_piece(
        &self,
        start: usize,
        head: CountyHead,
        end: usize,
        next: usize,
    ) -> (Option<Piece>, usize) {
        let body = head.end..end;
        let ended = next > end || end > body.start && self.print.at(end - 1) == ';';
        (Some(Piece::List { head, body, ended, range: start..next }), next)
    }

    /// Whether what opens this line can only be the beginning of something new.
    fn begins_anew(&self, at: usize) -> bool {
        let window = self.print.slice(at..(at + 20).min(self.end));
        self.numeral_at(at).is_some()
            || self.counties.sure_head_at(self.print, at).is_some()
            || measured_level(window).is_some()
            || begins(window, "以上")
            || begins(window, "特此")
            || self
                .heading_from(self.after_small_numeral(at))
                .is_some_and(|(_, end)| self.counties.head_at(self.print, end).is_some())
    }

    /// One past the sentence that begins at `at`.
    fn sentence_end(&self, at: usize) -> usize {
        for next in at..self.end {
            if next > at && self.print.opens_line(next) && self.begins_anew(next) {
                return next;
            }
            if matches!(self.print.at(next), '。' | '!' | '?') {
                return next + 1;
            }
            let colon = self.print.at(next) == ':';
            let opens_list = self.numeral_at(next + 1).is_some()
                || self.counties.head_at(self.print, next + 1).is_some_and(|head| head.known)
                || self.print.opens_line(next + 1);
            if colon && opens_list {
                return next + 1;
            }
        }
        self.end
    }
}
