//! When a site is open: by weekday, otherwise in summer, otherwise on holidays.

use crate::{CityDay, Moment};
use serde::{Deserialize, Serialize};

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: u16 = 24 * 60;
/// So far ahead the next opening is looked for: no holiday is longer.
const LOOK_AHEAD_DAYS: i64 = 14;

/// From and until when, in minutes since midnight: 8:00–11:30 is 480 to 690.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first minute.
    pub from_min: u16,
    /// The minute at which it closes.
    pub to_min: u16,
}

impl Span {
    /// 8:00–11:30
    pub fn written(self) -> String {
        format!("{}–{}", clock(self.from_min), clock(self.to_min))
    }
}

/// 8:00
pub fn clock(minute: u16) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}

/// The spans of each weekday, Monday first. A lunch break lies between two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Week(pub [Vec<Span>; 7]);

impl Week {
    /// The same from Monday to Friday, and on the two days of the weekend.
    pub fn of(workday: &[Span], weekend: &[Span]) -> Week {
        let day = |at: usize| if at < 5 { workday.to_vec() } else { weekend.to_vec() };
        Week(std::array::from_fn(day))
    }

    fn on(&self, day: CityDay) -> &[Span] {
        self.0.get(usize::from(day.weekday()).saturating_sub(1)).map_or(&[], Vec::as_slice)
    }
}

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

impl MonthDay {
    fn of(day: CityDay) -> MonthDay {
        MonthDay { month: day.month(), day: day.day_of_month() }
    }
}

/// Other hours in a part of the year, such as 夏季.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// The first day.
    pub from: MonthDay,
    /// The last day.
    pub to: MonthDay,
    /// What holds then.
    pub week: Week,
}

impl Season {
    fn holds_on(&self, day: CityDay) -> bool {
        let day = MonthDay::of(day);
        match self.from <= self.to {
            true => (self.from..=self.to).contains(&day),
            // Over the turn of the year.
            false => day >= self.from || day <= self.to,
        }
    }
}

/// What holds on days that are no usual days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayHours {
    /// 休息
    Closed,
    /// Open then, at these hours.
    Open(Vec<Span>),
    /// 另行通知
    Unannounced,
}

/// Holidays: these days, and what holds on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// 国庆节
    pub name: String,
    /// The first day.
    pub first: CityDay,
    /// The last day.
    pub last: CityDay,
    /// What holds.
    pub hours: HolidayHours,
}

/// When a site is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Through the year.
    pub usual: Week,
    /// In summer, where that is otherwise.
    #[serde(default)]
    pub summer: Option<Season>,
    /// Holidays that are known.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    /// What the site says besides: 其他法定节假日开放时间另行通知
    #[serde(default)]
    pub note: String,
}

/// What holds on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayHours {
    /// The spans, earliest first; none where it is closed or not announced.
    pub spans: Vec<Span>,
    /// Why it is so.
    pub why: DayGround,
}

/// Why hours hold on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayGround {
    /// The usual week.
    Usual,
    /// The summer's week.
    Summer,
    /// A holiday, by name.
    Holiday(String),
    /// A holiday whose hours were not said.
    Unannounced(String),
}

/// Whether a site is open, and until or from when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenNow {
    /// Open until.
    Until(Moment),
    /// Closed until.
    From(Moment),
    /// Closed, and nobody can say until when.
    Unknown,
}

/// What is wrong with hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursFlaw {
    /// A span ends before it begins, or after midnight.
    #[error("开放时间不对：结束要晚于开始，且不过午夜")]
    Span,
    /// Two spans of one day overlap, or stand in the wrong order.
    #[error("同一天的几段时间要按先后写，且不能重叠")]
    Overlap,
    /// Never open.
    #[error("请至少写一天的开放时间")]
    Never,
    /// A day that no calendar has, or a holiday that ends before it begins.
    #[error("日期不对，请核对夏季和节假日的起止日期")]
    Day,
}

impl Hours {
    /// Refuses what cannot be.
    pub fn check(&self) -> Result<(), HoursFlaw> {
        let summer = self.summer.iter().flat_map(|summer| &summer.week.0);
        let holidays = self.holidays.iter().filter_map(|one| match &one.hours {
            HolidayHours::Open(spans) => Some(spans),
            HolidayHours::Closed | HolidayHours::Unannounced => None,
        });
        for spans in self.usual.0.iter().chain(summer).chain(holidays) {
            check_spans(spans)?;
        }
        if self.usual.0.iter().all(Vec::is_empty) {
            return Err(HoursFlaw::Never);
        }
        let is_day = |day: MonthDay| CityDay::new(2024, day.month, day.day).is_ok();
        let season_is_well = self.summer.iter().all(|one| is_day(one.from) && is_day(one.to));
        let is_well = |one: &Holiday| one.first <= one.last && one.last.days_since(one.first) < 60;
        match season_is_well && self.holidays.iter().all(is_well) {
            true => Ok(()),
            false => Err(HoursFlaw::Day),
        }
    }

    /// What holds on a day.
    pub fn on(&self, day: CityDay) -> DayHours {
        // Of two holidays that were written for one day, the later one was written for it.
        let is_on = |one: &&Holiday| (one.first..=one.last).contains(&day);
        if let Some(holiday) = self.holidays.iter().rev().find(is_on) {
            let name = holiday.name.clone();
            return match &holiday.hours {
                HolidayHours::Closed => {
                    DayHours { spans: Vec::new(), why: DayGround::Holiday(name) }
                }
                HolidayHours::Open(spans) => {
                    DayHours { spans: spans.clone(), why: DayGround::Holiday(name) }
                }
                HolidayHours::Unannounced => {
                    DayHours { spans: Vec::new(), why: DayGround::Unannounced(name) }
                }
            };
        }
        match self.summer.as_ref().filter(|summer| summer.holds_on(day)) {
            Some(summer) => {
                DayHours { spans: summer.week.on(day).to_vec(), why: DayGround::Summer }
            }
            None => DayHours { spans: self.usual.on(day).to_vec(), why: DayGround::Usual },
        }
    }

    /// Whether it is open at a moment.
    pub fn at(&self, at: Moment) -> OpenNow {
        let today = at.city_day();
        let minute = at.ms_of_day() / MINUTE_MS;
        let of_day = |minute: u16| i64::from(minute);
        for span in self.on(today).spans {
            if minute < of_day(span.from_min) {
                return OpenNow::From(moment(today, span.from_min));
            }
            if minute < of_day(span.to_min) {
                return OpenNow::Until(moment(today, span.to_min));
            }
        }
        for ahead in 0..=LOOK_AHEAD_DAYS {
            let day = today.plus(ahead);
            let hours = self.on(day);
            if matches!(hours.why, DayGround::Unannounced(_)) {
                return OpenNow::Unknown;
            }
            if let Some(span) = hours.spans.first().filter(|_| ahead > 0) {
                return OpenNow::From(moment(day, span.from_min));
            }
        }
        OpenNow::Unknown
    }
}

fn moment(day: CityDay, minute: u16) -> Moment {
    day.starts_at().plus_ms(i64::from(minute) * MINUTE_MS)
}

fn check_spans(spans: &[Span]) -> Result<(), HoursFlaw> {
    if spans.iter().any(|span| span.from_min >= span.to_min || span.to_min > DAY_MINUTES) {
        return Err(HoursFlaw::Span);
    }
    let mut pairs = spans.iter().zip(spans.iter().skip(1));
    if pairs.any(|(before, after)| after.from_min < before.to_min) {
        return Err(HoursFlaw::Overlap);
    }
    Ok(())
}

/// Until when a sample must be taken for its report to come at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutOff {
    /// Taken before this minute of the day; 1440 for all that is left of it.
    pub until_min: u16,
    /// Reported so many days later; 0 on the same day.
    pub days_later: u8,
    /// At this minute of that day.
    pub report_min: u16,
}

/// When a site promises its reports: 12时前采样17时出报告，之后次日8时.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReportRule(pub Vec<CutOff>);

/// What is wrong with a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("出报告的时间不对：采样截止时间要按先后写，最后一条到24时，报告要晚于采样")]
pub struct ReportFlaw;

impl ReportRule {
    /// Refuses a promise that leaves a part of the day out, or comes before the sample.
    pub fn check(&self) -> Result<(), ReportFlaw> {
        let ends = self.0.iter().map(|one| one.until_min);
        let is_in_order = ends.clone().zip(ends.clone().skip(1)).all(|(one, next)| one < next);
        let is_whole = self.0.last().is_some_and(|last| last.until_min == DAY_MINUTES);
        let is_later = |one: &CutOff| {
            one.report_min < DAY_MINUTES
                && one.days_later <= 7
                && (one.days_later > 0 || one.report_min >= one.until_min)
        };
        let is_well = self.0.len() <= 8 && is_in_order && is_whole && self.0.iter().all(is_later);
        if is_well { Ok(()) } else { Err(ReportFlaw) }
    }

    /// By when the report of a sample that was taken then is promised.
    pub fn promised(&self, taken: Moment) -> Option<Moment> {
        let minute = taken.ms_of_day() / MINUTE_MS;
        let cut = self.0.iter().find(|one| minute < i64::from(one.until_min))?;
        Some(moment(taken.city_day().plus(i64::from(cut.days_later)), cut.report_min))
    }

    /// In words: 12:00前采样，当日17:00出报告；之后采样，次日8:00出报告。
    pub fn written(&self) -> String {
        let one = |cut: &CutOff| {
            let until = match cut.until_min {
                DAY_MINUTES if self.0.len() == 1 => "采样后".to_owned(),
                DAY_MINUTES => "之后采样".to_owned(),
                until => format!("{}前采样", clock(until)),
            };
            let day = match cut.days_later {
                0 => "当日".to_owned(),
                1 => "次日".to_owned(),
                days => format!("{days}天后"),
            };
            format!("{until}，{day}{}出报告", clock(cut.report_min))
        };
        self.0.iter().map(one).collect::<Vec<_>>().join("；")
    }
}
