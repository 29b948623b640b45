//! Days and hours as people write them: 7月19日8时许至9时20分, 当晚7点半, 19日至21日.

use super::doubts::DoubtCode;
use super::letters::Letters;
use super::{DayPart, TimeSaid};
use crate::CityDay;

/// A day as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum DayMark {
    /// 2022年7月19日, 7月19日, 19日.
    Date { year: Option<i16>, month: Option<i8>, day: i8 },
    /// 当日: that of the words before.
    Same,
    /// 次日: so many after that of the words before.
    After(i64),
    /// 昨天: so many before the day of the report.
    Ago(i64),
}

/// Days and hours that stand together.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) first: Option<DayMark>,
    /// The last of several days.
    pub(super) last: Option<DayMark>,
    pub(super) part: Option<DayPart>,
    pub(super) from: Option<TimeSaid>,
    pub(super) to: Option<TimeSaid>,
    pub(super) is_repeated: bool,
}

const JOINS: &[&str] = &["直至", "至", "到", "-"];

/// The days and hours that stand at a place, if any do.
pub(super) fn group(letters: &Letters, start: usize, limit: usize) -> Option<Group> {
    let mut group = Group { start, end: start, ..Group::default() };
    let mut at = days(letters, start, &mut group);
    let blank = |at: usize| letters.skip_blanks(at);
    if at > start && letters.at(blank(at)) == ':' && time(letters, blank(at) + 1, true).is_some() {
        at = blank(at) + 1;
    }
    if let Some((_, end)) = letters.one_of(blank(at), &["每天", "每日", "每晚", "经常", "期间"])
    {
        group.is_repeated = true;
        at = end;
    }
    let is_known = at > start;
    if let Some((part, said, end)) = time(letters, blank(at), is_known) {
        group.part = part.or(group.part);
        group.from = said.map(|said| in_part(said, group.part));
        at = end;
        at = second(letters, at, &mut group);
    }
    if at == start || at > limit || (group.is_repeated && at - start <= 2 && !group.names_time()) {
        return None;
    }
    group.end = at;
    Some(group)
}

impl Group {
    /// Whether it names a day or an hour.
    pub(super) fn names_time(&self) -> bool {
        self.first.is_some() || self.from.is_some() || self.part.is_some()
    }
}

/// The end of a stretch of time: 至9时20分, 至次日1时.
fn second(letters: &Letters, at: usize, group: &mut Group) -> usize {
    let Some((_, next)) = letters.one_of(letters.skip_blanks(at), JOINS) else { return at };
    let mut other = Group::default();
    let after_days = days(letters, letters.skip_blanks(next), &mut other);
    let Some((part, said, end)) = time(letters, letters.skip_blanks(after_days), true) else {
        return at;
    };
    match (said, group.from) {
        (Some(to), Some(from)) => {
            let mut to = in_part(to, part);
            let is_later_half =
                matches!(group.part, Some(DayPart::Afternoon | DayPart::Evening | DayPart::Noon));
            // 下午2时至4时: what was said of the first holds of the second.
            if part.is_none() && is_later_half && to.minute <= from.minute && to.minute < 720 {
                let moved = to.minute + 720;
                to.minute = if moved > from.minute { moved } else { to.minute };
            }
            group.to = Some(to);
            group.last = other.last.or(other.first).or(group.last);
            end
        }
        // 下午至晚上
        (None, None) if part.is_some() => end,
        (Some(_) | None, _) => at,
    }
}

/// The days that stand at a place, taken into the group.
fn days(letters: &Letters, start: usize, group: &mut Group) -> usize {
    let Some((first, last, mut at)) = day_mark(letters, start) else { return start };
    group.first = Some(first);
    group.last = last;
    if letters.has(start, "当晚") || letters.has(start, "昨晚") {
        group.part = Some(DayPart::Evening);
    }
    for _ in 0..40 {
        let sign = letters.skip_blanks(at);
        let seps = ["直至", "至", "到", "-", "、", "和", "及"];
        let Some((_, next)) = letters.one_of(sign, &seps) else { break };
        let Some((mark, last, end)) = day_mark(letters, letters.skip_blanks(next)) else { break };
        group.last = Some(last.unwrap_or(mark));
        at = end;
    }
    at
}

/// One day; or the first and last of 7月19至21日.
fn day_mark(letters: &Letters, at: usize) -> Option<(DayMark, Option<DayMark>, usize)> {
    let words: [(&str, DayMark); 16] = [
        ("第二天", DayMark::After(1)),
        ("次日", DayMark::After(1)),
        ("翌日", DayMark::After(1)),
        ("隔天", DayMark::After(1)),
        ("当日", DayMark::Same),
        ("当天", DayMark::Same),
        ("当晚", DayMark::Same),
        ("同日", DayMark::Same),
        ("同天", DayMark::Same),
        ("今日", DayMark::Ago(0)),
        ("今天", DayMark::Ago(0)),
        ("昨日", DayMark::Ago(1)),
        ("昨天", DayMark::Ago(1)),
        ("昨晚", DayMark::Ago(1)),
        ("前日", DayMark::Ago(2)),
        ("前天", DayMark::Ago(2)),
    ];
    if let Some((word, mark)) = words.iter().find(|(word, _)| letters.has(at, word)) {
        return Some((*mark, None, at + word.chars().count()));
    }
    if letters.before(at).is_ascii_digit() {
        return None;
    }
    if let Some((year, after)) = letters.digits(at, 4)
        && (1900..2200).contains(&year)
    {
        let year = i16::try_from(year).ok();
        let sign = letters.at(after);
        if sign == '年' {
            return month_and_day(letters, letters.skip_blanks(after + 1), year);
        }
        if matches!(sign, '-' | '/' | '.') {
            let (month, next) = letters.digits(after + 1, 2)?;
            let (day, end) =
                (letters.at(next) == sign).then(|| letters.digits(next + 1, 2)).flatten()?;
            return Some((date(year, Some(month), day)?, None, end));
        }
    }
    month_and_day(letters, at, None).or_else(|| day_alone(letters, at))
}

fn date(year: Option<i16>, month: Option<u32>, day: u32) -> Option<DayMark> {
    let small = |number: u32| i8::try_from(number).ok();
    Some(DayMark::Date { year, month: month.and_then(small), day: small(day)? })
}

fn month_and_day(
    letters: &Letters,
    at: usize,
    year: Option<i16>,
) -> Option<(DayMark, Option<DayMark>, usize)> {
    let (month, after) = letters.number(at)?;
    if letters.at(after) != '月' {
        return None;
    }
    let (day, after) = letters.number(letters.skip_blanks(after + 1))?;
    let first = date(year, Some(month), day)?;
    if matches!(letters.at(after), '日' | '号') {
        return Some((first, None, after + 1));
    }
    let (_, next) = letters.one_of(after, &["至", "到", "-", "、", "和"])?;
    let (last, after) = letters.number(next)?;
    let is_day = matches!(letters.at(after), '日' | '号');
    is_day.then_some(())?;
    Some((first, date(year, Some(month), last), after + 1))
}

/// 19日, not the 3日 of 3日内 or 近3日.
fn day_alone(letters: &Letters, at: usize) -> Option<(DayMark, Option<DayMark>, usize)> {
    let (day, after) = letters.digits(at, 2)?;
    let is_count = "内间后前均常子龄游".contains(letters.at(after + 1))
        || "近前第共约每隔满续了月年".contains(letters.before(at));
    if letters.at(after) != '日' || is_count || !(1..=31).contains(&day) {
        return None;
    }
    Some((date(None, None, day)?, None, after + 1))
}

/// A part of the day, an hour, or both.
fn time(
    letters: &Letters,
    start: usize,
    is_known: bool,
) -> Option<(Option<DayPart>, Option<TimeSaid>, usize)> {
    let parts: [(&str, DayPart); 19] = [
        ("凌晨", DayPart::Night),
        ("早上", DayPart::Morning),
        ("早晨", DayPart::Morning),
        ("清晨", DayPart::Morning),
        ("早间", DayPart::Morning),
        ("上午", DayPart::Morning),
        ("中午", DayPart::Noon),
        ("午间", DayPart::Noon),
        ("下午", DayPart::Afternoon),
        ("午后", DayPart::Afternoon),
        ("傍晚", DayPart::Afternoon),
        ("晚上", DayPart::Evening),
        ("晚间", DayPart::Evening),
        ("夜间", DayPart::Evening),
        ("夜里", DayPart::Evening),
        ("深夜", DayPart::Evening),
        ("当晚", DayPart::Evening),
        ("早", DayPart::Morning),
        ("晚", DayPart::Evening),
    ];
    let found = parts.iter().find(|(word, _)| {
        let end = start + word.chars().count();
        letters.has(start, word) && (word.chars().count() > 1 || letters.number(end).is_some())
    });
    let (part, at) = match found {
        Some((word, part)) => (Some(*part), start + word.chars().count()),
        None => (None, start),
    };
    let at_clock = letters.skip_blanks(at);
    match clock(letters, at_clock, is_known || part.is_some()) {
        Some((said, end)) => Some((part, Some(said), end)),
        None => part.map(|part| (Some(part), None, at)),
    }
}

/// 8时许, 8:20, 8点半, 约8时20分.
fn clock(letters: &Letters, start: usize, takes_words: bool) -> Option<(TimeSaid, usize)> {
    let (is_about, at) = match letters.one_of(start, &["大约", "大概", "约"]) {
        Some((_, end)) => (true, end),
        None => (false, start),
    };
    if letters.before(at).is_ascii_digit() {
        return None;
    }
    let (hour, after) = match letters.digits(at, 2) {
        Some(found) => found,
        None if takes_words => letters.number(at)?,
        None => return None,
    };
    let (minute, mut end) = match letters.at(after) {
        ':' => match letters.digits(after + 1, 2) {
            Some((minute, end)) if end == after + 3 => (minute, end),
            Some(_) | None => return None,
        },
        '时' | '点' if !"间候位名评".contains(letters.at(after + 1)) => {
            minutes(letters, after + 1)
        }
        _ => return None,
    };
    // 病例1：10月3日: a number, and a day behind it.
    if "月年日号".contains(letters.at(end)) {
        return None;
    }
    // Seconds, which nobody asks for.
    if letters.at(end) == ':' && letters.digits(end + 1, 2).is_some_and(|(_, to)| to == end + 3) {
        end += 3;
    }
    let is_hour = hour < 24 && minute < 60 || hour == 24 && minute == 0;
    is_hour.then_some(())?;
    let about = letters.one_of(end, &["左右", "前后", "许", "多"]);
    let end = about.map_or(end, |(_, end)| end);
    let minute = u16::try_from(hour * 60 + minute).ok()?;
    Some((TimeSaid { minute, is_about: is_about || about.is_some() }, end))
}

fn minutes(letters: &Letters, at: usize) -> (u32, usize) {
    if letters.at(at) == '半' {
        return (30, at + 1);
    }
    match letters.digits(at, 2).or_else(|| letters.number(at)) {
        Some((minute, after)) if letters.at(after) == '分' && letters.at(after + 1) != '钟' => {
            (minute, after + 1)
        }
        Some(_) | None => (0, at + usize::from(letters.at(at) == '整')),
    }
}

/// 下午3时 is 15时.
fn in_part(said: TimeSaid, part: Option<DayPart>) -> TimeSaid {
    let TimeSaid { minute, is_about } = said;
    match part {
        Some(DayPart::Afternoon) if minute < 720 => TimeSaid { minute: minute + 720, is_about },
        // 晚1时 is after midnight, of which day nobody knows.
        Some(DayPart::Evening) if minute < 300 => TimeSaid { minute, is_about: true },
        Some(DayPart::Evening) if minute < 780 => TimeSaid { minute: minute + 720, is_about },
        Some(DayPart::Noon) if minute < 240 => TimeSaid { minute: minute + 720, is_about },
        Some(
            DayPart::Night
            | DayPart::Morning
            | DayPart::Noon
            | DayPart::Afternoon
            | DayPart::Evening,
        )
        | None => said,
    }
}

/// Which day the words mean, from those before and the day of the report.
pub(super) struct Calendar {
    asked_on: CityDay,
    year: Option<i16>,
    pub(super) last: Option<CityDay>,
}

impl Calendar {
    pub(super) fn new(asked_on: CityDay) -> Calendar {
        Calendar { asked_on, year: None, last: None }
    }

    /// The day that is meant, which is the last one from then on, with what is doubtful of it.
    pub(super) fn day(&mut self, mark: DayMark) -> (Option<CityDay>, Vec<DoubtCode>) {
        let mut doubts = Vec::new();
        let day = match mark {
            DayMark::Date { year, month: Some(month), day } => {
                self.year = year.or(self.year);
                self.dated(month, day)
            }
            DayMark::Date { month: None, day, .. } => {
                doubts.push(DoubtCode::DayRelative);
                self.in_month(day)
            }
            DayMark::Same => self.last,
            DayMark::After(days) => {
                doubts.push(DoubtCode::DayRelative);
                self.last.map(|last| last.plus(days))
            }
            DayMark::Ago(days) => {
                doubts.push(DoubtCode::DayRelative);
                Some(self.asked_on.plus(-days))
            }
        };
        match day {
            Some(day) if day > self.asked_on => doubts.push(DoubtCode::DayAhead),
            Some(day) if self.asked_on.days_since(day) > 28 => doubts.push(DoubtCode::LongAgo),
            Some(_) => {}
            None if matches!(mark, DayMark::Date { .. }) => doubts.push(DoubtCode::NoSuchDay),
            None => doubts.push(DoubtCode::DayMissing),
        }
        self.last = day.or(self.last);
        (day, doubts)
    }

    /// The latest such day up to the report, unless a year was written.
    fn dated(&self, month: i8, day: i8) -> Option<CityDay> {
        if let Some(year) = self.year {
            return CityDay::new(year, month, day).ok();
        }
        let year = self.asked_on.year();
        let this = CityDay::new(year, month, day).ok().filter(|day| *day <= self.asked_on);
        this.or_else(|| CityDay::new(year - 1, month, day).ok())
    }

    /// 19日: of the month that was named last; of the next where that lies far back (30日…1日).
    fn in_month(&self, day: i8) -> Option<CityDay> {
        let near = self.last.unwrap_or(self.asked_on);
        let of = |day_in: CityDay| CityDay::new(day_in.year(), day_in.month(), day).ok();
        let here = of(near);
        match self.last {
            Some(last) => match here {
                Some(here) if last.days_since(here) <= 15 => Some(here),
                Some(_) | None => of(last.plus(16)).filter(|next| *next > last).or(here),
            },
            None => match here {
                Some(here) if here <= self.asked_on => Some(here),
                Some(_) | None => of(near.plus(-i64::from(near.day_of_month()))),
            },
        }
    }
}
