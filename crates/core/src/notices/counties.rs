//! The counties as a notice writes them, and the lines that they head.

use super::lines::{Print, number};
use crate::places::County;

/// The counties of the city, ready for matching.
pub(super) struct Counties<'a> {
    counties: &'a [County],
    names: Vec<Vec<char>>,
    city: Vec<char>,
}

/// The head of a county's line: `晋源区(2个):`.
pub(super) struct CountyHead {
    /// The name as it is matched, without the city's.
    pub(super) name: std::ops::Range<usize>,
    /// How many areas it announces.
    pub(super) count: Option<u32>,
    /// One past the colon.
    pub(super) end: usize,
    /// The city has a county of that name.
    pub(super) known: bool,
}

/// Words that stand before a colon and are no county.
const NO_COUNTY: [&str; 12] =
    ["如下", "措施", "要求", "电话", "附件", "通告", "说明", "注", "方式", "时间", "地点", "风险"];

impl<'a> Counties<'a> {
    pub(super) fn new(counties: &'a [County], city: &str) -> Counties<'a> {
        let names = counties.iter().map(|county| county.name.chars().collect()).collect();
        Counties { counties, names, city: city.chars().collect() }
    }

    /// The county of exactly this name. 综改示范区 stands for the one county whose long name
    /// holds those characters in that order.
    pub(super) fn by_name(&self, name: &str) -> Option<&'a County> {
        let exact = self.counties.iter().find(|county| county.name == name);
        if exact.is_some() || !name.ends_with("示范区") {
            return exact;
        }
        let mut fitting = self.counties.iter().filter(|county| {
            let mut letters = county.name.chars();
            name.chars().all(|wanted| letters.any(|letter| letter == wanted))
        });
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some(only),
            (Some(_), Some(_)) | (None, _) => None,
        }
    }

    /// How many characters of a known county's name stand at `at`, the city's name before it
    /// counted apart: (city, county).
    pub(super) fn name_at(&self, print: &Print, at: usize) -> Option<(usize, usize)> {
        let stands = |at: usize, name: &[char]| print.slice(at..at + name.len()) == name;
        let city =
            if !self.city.is_empty() && stands(at, &self.city) { self.city.len() } else { 0 };
        let longest = self.names.iter().filter(|name| !name.is_empty() && stands(at + city, name));
        longest.map(Vec::len).max().map(|length| (city, length))
    }

    /// The head of a county's line that begins at `at`.
    pub(super) fn head_at(&self, print: &Print, at: usize) -> Option<CountyHead> {
        let (name, known) = match self.name_at(print, at) {
            Some((city, length)) => (at + city..at + city + length, true),
            None => {
                let letters = print.slice(at..(at + 12).min(print.len()));
                let length = letters.iter().take_while(|letter| is_name_letter(**letter)).count();
                (at..at + length, false)
            }
        };
        if name.len() < 2 {
            return None;
        }
        let (count, after) = match count_at(print, name.end) {
            Some((count, after)) => (Some(count), after),
            None => (None, name.end),
        };
        if print.at(after) != ':' {
            return None;
        }
        let written = print.plain_text(name.clone());
        if !known && NO_COUNTY.iter().any(|words| written.contains(words)) {
            return None;
        }
        let known = known || self.by_name(&written).is_some();
        Some(CountyHead { name, count, end: after + 1, known })
    }

    /// A head that is one beyond doubt: a known county, a count, or the last letter of a county.
    pub(super) fn sure_head_at(&self, print: &Print, at: usize) -> Option<CountyHead> {
        self.head_at(print, at).filter(|head| {
            let last = print.at(head.name.end - 1);
            head.known || head.count.is_some() || matches!(last, '区' | '县' | '市')
        })
    }
}

/// `(2个)`, `(共2处)` or `2个` at `at`: the count and one past it.
pub(super) fn count_at(print: &Print, at: usize) -> Option<(u32, usize)> {
    let bracket = print.at(at) == '(';
    let mut next = at + usize::from(bracket);
    while bracket && matches!(print.at(next), '共' | '新' | '增' | '计') {
        next += 1;
    }
    let (count, length) = number(print.slice(next..(next + 7).min(print.len())))?;
    next += length;
    if !matches!(print.at(next), '个' | '处') {
        return None;
    }
    next += 1;
    if !bracket {
        return Some((count, next));
    }
    (print.at(next) == ')').then_some((count, next + 1))
}

fn is_name_letter(letter: char) -> bool {
    letter.is_alphabetic() && letter != '个'
}
