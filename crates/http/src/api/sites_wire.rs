//! The hours and the offers of a site, as they stand on the wire in both directions.

use super::code::{Code, OfferCode};
use super::people::place;
use crate::error::{ApiError, bad_input};
use fangxian_core::CityDay;
use fangxian_core::sites::{
    CutOff, Holiday, HolidayHours, Hours, MonthDay, Offers, ReportRule, Season, Span, Spot, Week,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// From and until when, in minutes since midnight.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteSpan {
    from_min: u16,
    to_min: u16,
}

impl From<Span> for SiteSpan {
    fn from(span: Span) -> SiteSpan {
        SiteSpan { from_min: span.from_min, to_min: span.to_min }
    }
}

fn spans(spans: Vec<SiteSpan>) -> Vec<Span> {
    spans.into_iter().map(|one| Span { from_min: one.from_min, to_min: one.to_min }).collect()
}

pub(crate) fn spans_view(spans: &[Span]) -> Vec<SiteSpan> {
    spans.iter().copied().map(SiteSpan::from).collect()
}

/// A day of every year.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteMonthDay {
    month: i8,
    day: i8,
}

/// Other hours in a part of the year.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteSeason {
    from: SiteMonthDay,
    to: SiteMonthDay,
    /// Seven days, Monday first.
    week: Vec<Vec<SiteSpan>>,
}

/// Holidays and what holds on them.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteHoliday {
    name: String,
    first_day: String,
    last_day: String,
    /// False where the hours will be told later.
    announced: bool,
    /// None where it is closed.
    spans: Vec<SiteSpan>,
}

/// When a site is open.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteHours {
    /// Seven days, Monday first.
    usual: Vec<Vec<SiteSpan>>,
    #[serde(default)]
    summer: Option<SiteSeason>,
    #[serde(default)]
    holidays: Vec<SiteHoliday>,
    #[serde(default)]
    note: String,
}

fn week(days: Vec<Vec<SiteSpan>>) -> Result<Week, ApiError> {
    let days: Vec<Vec<Span>> = days.into_iter().map(spans).collect();
    let days = <[Vec<Span>; 7]>::try_from(days);
    Ok(Week(days.map_err(|_| bad_input("开放时间要写周一到周日共七天。"))?))
}

fn week_view(week: &Week) -> Vec<Vec<SiteSpan>> {
    week.0.iter().map(|spans| spans_view(spans)).collect()
}

fn day(text: &str) -> Result<CityDay, ApiError> {
    CityDay::parse(text).map_err(|_| bad_input("日期不对，请写成2022-11-08的样子。"))
}

impl SiteHours {
    pub(crate) fn hours(self) -> Result<Hours, ApiError> {
        let month_day = |one: SiteMonthDay| MonthDay { month: one.month, day: one.day };
        let summer = self.summer.map(|one| {
            let (from, to) = (month_day(one.from), month_day(one.to));
            Ok::<_, ApiError>(Season { from, to, week: week(one.week)? })
        });
        let holiday = |one: SiteHoliday| {
            let hours = match (one.announced, one.spans.is_empty()) {
                (false, _) => HolidayHours::Unannounced,
                (true, true) => HolidayHours::Closed,
                (true, false) => HolidayHours::Open(spans(one.spans)),
            };
            let (first, last) = (day(&one.first_day)?, day(&one.last_day)?);
            Ok::<_, ApiError>(Holiday { name: one.name, first, last, hours })
        };
        Ok(Hours {
            usual: week(self.usual)?,
            summer: summer.transpose()?,
            holidays: self.holidays.into_iter().map(holiday).collect::<Result<_, _>>()?,
            note: self.note,
        })
    }
}

impl From<&Hours> for SiteHours {
    fn from(hours: &Hours) -> SiteHours {
        let month_day = |one: MonthDay| SiteMonthDay { month: one.month, day: one.day };
        let season = |one: &Season| SiteSeason {
            from: month_day(one.from),
            to: month_day(one.to),
            week: week_view(&one.week),
        };
        let holiday = |one: &Holiday| {
            let (announced, spans) = match &one.hours {
                HolidayHours::Closed => (true, Vec::new()),
                HolidayHours::Open(spans) => (true, spans_view(spans)),
                HolidayHours::Unannounced => (false, Vec::new()),
            };
            let (first_day, last_day) = (one.first.to_string(), one.last.to_string());
            SiteHoliday { name: one.name.clone(), first_day, last_day, announced, spans }
        };
        SiteHours {
            usual: week_view(&hours.usual),
            summer: hours.summer.as_ref().map(season),
            holidays: hours.holidays.iter().map(holiday).collect(),
            note: hours.note.clone(),
        }
    }
}

/// Until when a sample must be taken for its report to come at a time.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteCutOff {
    /// 1440 for all that is left of the day.
    until_min: u16,
    /// 0 on the same day.
    days_later: u8,
    report_min: u16,
}

/// What a site offers.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteOffers {
    #[serde(default)]
    for_whom: String,
    #[serde(default)]
    pool_words: String,
    #[serde(default)]
    bring: String,
    #[serde(default)]
    helps: Vec<OfferCode>,
    /// Empty where the site promises nothing.
    #[serde(default)]
    reports: Vec<SiteCutOff>,
}

impl SiteOffers {
    pub(crate) fn offers(self) -> Offers {
        let cut_off = |one: SiteCutOff| CutOff {
            until_min: one.until_min,
            days_later: one.days_later,
            report_min: one.report_min,
        };
        let reports: Vec<CutOff> = self.reports.into_iter().map(cut_off).collect();
        Offers {
            for_whom: self.for_whom,
            pool_words: self.pool_words,
            bring: self.bring,
            helps: self.helps.into_iter().map(|one| one.0).collect(),
            reports: (!reports.is_empty()).then_some(ReportRule(reports)),
        }
    }
}

impl From<&Offers> for SiteOffers {
    fn from(offers: &Offers) -> SiteOffers {
        let cut_off = |one: &CutOff| SiteCutOff {
            until_min: one.until_min,
            days_later: one.days_later,
            report_min: one.report_min,
        };
        let reports = offers.reports.iter().flat_map(|rule| &rule.0).map(cut_off).collect();
        SiteOffers {
            for_whom: offers.for_whom.clone(),
            pool_words: offers.pool_words.clone(),
            bring: offers.bring.clone(),
            helps: offers.helps.iter().copied().map(Code).collect(),
            reports,
        }
    }
}

/// Where a site is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteSpotBody {
    /// The code of a community or compound.
    place: String,
    /// How to find it.
    address: String,
}

impl SiteSpotBody {
    pub(crate) fn spot(self) -> Result<Spot, ApiError> {
        Ok(Spot { place: place(&self.place)?, address: self.address })
    }
}

pub(crate) fn day_of(text: &str) -> Result<CityDay, ApiError> {
    day(text)
}
