//! Where a notice begins and ends on its page, its number, its signature and its date.

use super::lines::{Print, begins, number};
use super::{Flag, FlagCode};
use crate::CityDay;
use std::ops::Range;

/// What stands around the changes.
pub(super) struct Header {
    pub(super) number: Option<String>,
    pub(super) authority: Option<String>,
    pub(super) date: Option<CityDay>,
    /// What lies between the title and the signature.
    pub(super) body: Range<usize>,
    pub(super) flags: Vec<Flag>,
}

/// Something that looks like a notice's number.
struct NumberMark {
    range: Range<usize>,
    number: Option<String>,
}

/// Something that looks like a day, and whether it ends its line.
struct DateMark {
    range: Range<usize>,
    day: Option<CityDay>,
}

/// The last words of the offices that sign notices.
const OFFICES: [&str; 10] = [
    "办公室",
    "指挥部",
    "领导小组",
    "工作组",
    "委员会",
    "人民政府",
    "政府",
    "卫健委",
    "卫健局",
    "中心",
];
/// The last words of a title.
const TITLE_ENDS: [&str; 4] = ["通告", "公告", "通知", "公示"];
/// A title, an office or a signature is no longer than this.
const LINE_MAX: usize = 60;

/// Finds the first notice on the page. The rest of the page is not read.
pub(super) fn read(print: &Print, city: &str) -> Header {
    let mut flags = Vec::new();
    let marks = number_marks(print);
    let mark = marks.first();
    let start = mark.map_or(0, |mark| heading_start(print, mark.range.start));
    let limit = match marks.get(1) {
        Some(next) => {
            flags.push(Flag {
                code: FlagCode::SeveralNotices,
                message: "文中还有另一份通告，没有读取；请分开录入".to_owned(),
                as_written: print.as_written(next.range.clone()),
            });
            heading_start(print, next.range.start)
        }
        None => print.len(),
    };
    flags.extend(number_flag(print, mark));
    let heading = heading_authority(print, start, mark.map_or(limit, |mark| mark.range.start));
    let after_heading = match mark {
        Some(mark) => mark.range.end,
        None => heading.as_ref().map_or(start, |(_, end)| *end),
    };
    let body_start = title_end(print, after_heading, limit);
    let date = signed_date(print, body_start, limit);
    let before = date.as_ref().map_or(limit, |date| date.range.start);
    let signature = signature(print, body_start, before, city);
    flags.extend(date_flag(print, date.as_ref()));
    if signature.is_none() {
        let from = if heading.is_some() { "，发文机关取自标题" } else { "" };
        flags.push(Flag {
            code: FlagCode::AuthorityMissing,
            message: format!("文末没有署名{from}"),
            as_written: String::new(),
        });
    }
    Header {
        number: mark.and_then(|mark| mark.number.clone()),
        authority: signature
            .as_ref()
            .map(|range| print.shown(range.clone()))
            .or(heading.map(|(authority, _)| authority)),
        date: date.and_then(|date| date.day),
        body: body_start..signature.map_or(before, |range| range.start).max(body_start),
        flags,
    }
}

fn number_flag(print: &Print, mark: Option<&NumberMark>) -> Option<Flag> {
    let (message, as_written) = match mark {
        Some(NumberMark { number: Some(_), .. }) => return None,
        Some(mark) => ("文号无法辨认", print.as_written(mark.range.clone())),
        None => ("没有找到文号", String::new()),
    };
    Some(Flag { code: FlagCode::NumberUnreadable, message: message.to_owned(), as_written })
}

fn date_flag(print: &Print, date: Option<&DateMark>) -> Option<Flag> {
    let (message, as_written) = match date {
        Some(DateMark { day: Some(_), .. }) => return None,
        Some(mark) => ("落款日期不是日历上的一天", print.as_written(mark.range.clone())),
        None => ("没有找到落款日期", String::new()),
    };
    Some(Flag { code: FlagCode::DateUnreadable, message: message.to_owned(), as_written })
}

/// Every number that heads a notice: in brackets, or alone on its line.
fn number_marks(print: &Print) -> Vec<NumberMark> {
    let mut marks = Vec::new();
    let mut at = 0;
    while at < print.len() {
        match number_mark(print, at) {
            Some(mark) => {
                at = mark.range.end;
                marks.push(mark);
            }
            None => at += 1,
        }
    }
    marks
}

fn number_mark(print: &Print, at: usize) -> Option<NumberMark> {
    let bracket = print.at(at) == '(';
    if !bracket && !print.opens_line(at) {
        return None;
    }
    let start = at + usize::from(bracket);
    let window = print.slice(start..(start + 20).min(print.len()));
    let length = window.iter().position(|&letter| letter == '号')? + 1;
    let end = start + length;
    let closes = if bracket { print.at(end) == ')' } else { print.opens_line(end) };
    let words: String = window.iter().take(length).collect();
    let of_a_year = words.starts_with("20") || words.starts_with("二〇") || words.starts_with('〔');
    let ordinal = words
        .split_once('第')
        .map(|(_, rest)| rest)
        .or_else(|| words.split_once(['〕', ']']).map(|(_, rest)| rest))?;
    // Within the text 第…号 may be part of an address.
    let heads = of_a_year || bracket && print.opens_line(at) && words.starts_with('第');
    if !closes || !heads || ordinal.chars().count() > 7 || ordinal.contains(['(', '、']) {
        return None;
    }
    let digits: Vec<char> = ordinal.chars().take(ordinal.chars().count() - 1).collect();
    let readable = number(&digits).is_some_and(|(_, used)| used == digits.len())
        && words.chars().filter(char::is_ascii_alphabetic).count() == 0;
    Some(NumberMark { range: at..end + usize::from(bracket), number: readable.then_some(words) })
}

/// The lines of title and office that stand right above the number.
fn heading_start(print: &Print, mark: usize) -> usize {
    let mut start = print.line_start(mark, mark.saturating_sub(LINE_MAX));
    for _ in 0..3 {
        let Some(above) = start.checked_sub(1) else { break };
        let line = print.line_start(above, above.saturating_sub(LINE_MAX));
        let words = print.slice(line..start);
        let of_a_title = ends_with_any(words, &TITLE_ENDS)
            || ends_with_any(words, &OFFICES)
            || begins(words, "关于");
        if !print.opens_line(line) || !of_a_title {
            break;
        }
        start = line;
    }
    start
}

/// The office in the heading, 太原市…办公室通告, and one past the heading.
fn heading_authority(print: &Print, start: usize, end: usize) -> Option<(String, usize)> {
    let end = end.min(start + 2 * LINE_MAX);
    let mut from = start;
    while from < end {
        let line =
            print.line_ends(from, 1, end.min(from + LINE_MAX)).first().copied().unwrap_or(end);
        let words = print.slice(from..line);
        if !begins(words, "关于") && !words.contains(&'。') {
            let title = TITLE_ENDS.iter().find(|title| ends_with_any(words, &[title]));
            let length = words.len() - title.map_or(0, |title| title.chars().count());
            if ends_with_any(words.get(..length).unwrap_or_default(), &OFFICES) {
                return Some((print.shown(from..from + length), line));
            }
        }
        from = line;
    }
    None
}

/// One past 关于…的通告, where that stands at `from`.
fn title_end(print: &Print, from: usize, limit: usize) -> usize {
    if !print.has(from, "关于") {
        return from;
    }
    let end = limit.min(from + LINE_MAX);
    (from..end)
        .take_while(|&at| !matches!(print.at(at), '。' | ',' | ':'))
        .find(|&at| TITLE_ENDS.iter().any(|title| print.has(at, title)))
        .map_or(from, |at| at + 2)
}

/// The day under the signature: the first that follows an office, else the last that stands
/// alone on its line.
fn signed_date(print: &Print, from: usize, limit: usize) -> Option<DateMark> {
    let mut alone = None;
    let mut at = from;
    while at < limit {
        let Some(mark) = date_mark(print, at, limit) else {
            at += 1;
            continue;
        };
        let window = at.saturating_sub(8).max(from);
        let signed = ends_with_any(print.slice(window..at), &OFFICES);
        let ends_line = mark.range.end >= limit || print.opens_line(mark.range.end);
        if signed && (ends_line || print.opens_line(at)) {
            return Some(mark);
        }
        at = mark.range.end;
        if ends_line && print.opens_line(mark.range.start) {
            alone = Some(mark);
        }
    }
    alone
}

/// A day at `at`: 2022年10月7日 or 二〇二二年十月七日, readable or not.
fn date_mark(print: &Print, at: usize, limit: usize) -> Option<DateMark> {
    let window = print.slice(at..(at + 14).min(limit));
    if !matches!(window.first(), Some('1' | '2' | '二')) || !matches!(print.at(at + 4), '年') {
        return None;
    }
    let month = window.iter().position(|&letter| letter == '月')?;
    let day = window.iter().position(|&letter| letter == '日')?;
    let piece = |from: usize, to: usize| window.get(from..to).filter(|piece| piece.len() <= 3);
    let (months, days) = (piece(5, month)?, piece(month + 1, day)?);
    let read = |piece: &[char]| {
        number(piece)
            .filter(|(_, used)| *used == piece.len())
            .and_then(|(n, _)| i8::try_from(n).ok())
    };
    let year = window.iter().take(4).try_fold(0_i16, |year, letter| {
        let digit = letter.to_digit(10).or_else(|| {
            "〇一二三四五六七八九".chars().position(|one| one == *letter)?.try_into().ok()
        })?;
        Some(year * 10 + i16::try_from(digit).ok()?)
    });
    let day_read = match (year, read(months), read(days)) {
        (Some(year), Some(month), Some(day)) => CityDay::new(year, month, day).ok(),
        _ => None,
    };
    Some(DateMark { range: at..at + day + 1, day: day_read })
}

/// The office right above the date, or at the very end.
fn signature(print: &Print, from: usize, before: usize, city: &str) -> Option<Range<usize>> {
    let floor = from.max(before.saturating_sub(LINE_MAX));
    if !ends_with_any(print.slice(floor..before), &OFFICES) {
        return None;
    }
    let sentence = (floor..before)
        .rev()
        .find(|&at| matches!(print.at(at), '。' | ';' | ':' | ',' | '!'))
        .map_or(floor, |at| at + 1);
    let line = print.line_start(before - 1, sentence);
    // A long name may be broken over two lines; then its first line begins with the city.
    let above = line.checked_sub(1).filter(|above| *above >= sentence);
    let first_line = above.map(|above| print.line_start(above, sentence));
    let start = match first_line {
        Some(first) if !print.has(line, city) && print.has(first, city) => first,
        Some(_) | None => line,
    };
    (start < before && before - start <= LINE_MAX).then_some(start..before)
}

fn ends_with_any(words: &[char], ends: &[&str]) -> bool {
    ends.iter().any(|end| {
        let length = end.chars().count();
        words.len() >= length && words.get(words.len() - length..).is_some_and(|w| begins(w, end))
    })
}
