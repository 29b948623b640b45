//! What the clock says, in a resident's words.

use super::clock::{DayZero, Proposal, ZoneClock};
use super::facts::Listing;
use crate::CityDay;
use crate::rules::{Condition, StepDownCondition};

/// One sentence or two that explain the clock: since when, which day, what is missing, when.
pub fn clock_sentence(listing: &Listing, clock: &ZoneClock<'_>, today: CityDay) -> String {
    let began = match clock.day_zero {
        DayZero::Rated(day) => format!("{}定为{}，当日为第0天", short(day), listing.level.title()),
        DayZero::Case(day) => format!(
            "{}定为{}；{}又发现感染者，从当日（第0天）重新计算",
            short(listing.since),
            listing.level.title(),
            short(day)
        ),
    };
    let counted = match clock.of_m {
        Some(days) => format!("今天是第{}天，共{days}天。", clock.day_n),
        None => format!("今天是第{}天。", clock.day_n),
    };
    let missing: Vec<String> =
        clock.missing.iter().map(|also| condition_sentence(also, clock, today)).collect();
    let goes_to = match clock.rule.and_then(|rule| rule.to) {
        Some(level) => format!("降为{}", level.title()),
        None => "解除".to_owned(),
    };
    let next = match &clock.proposal {
        Proposal::Keep { earliest: Some(day) } if missing.is_empty() => {
            format!("没有新增感染者的话，最早{}可{goes_to}。", short(*day))
        }
        Proposal::Keep { earliest: Some(day) } => format!(
            "没有新增感染者的话，最早{}可{goes_to}，还须：{}。",
            short(*day),
            missing.join("；")
        ),
        Proposal::Keep { earliest: None } => "现行规定没有写明何时解除。".to_owned(),
        Proposal::AwaitConditions => format!("{goes_to}还须：{}。", missing.join("；")),
        Proposal::StepDown { .. } => format!("已满足条件，可{goes_to}，等待签批。"),
        Proposal::Raise { rule, found } => format!(
            "{}在区内发现核酸检测阳性者，按规定立即转为{}，等待签批。",
            short(*found),
            rule.to.title()
        ),
    };
    format!("{began}，{counted}{next}")
}

/// What is still missing, as a resident would be told.
pub fn condition_sentence(
    also: &StepDownCondition,
    clock: &ZoneClock<'_>,
    today: CityDay,
) -> String {
    match also.condition {
        Condition::AreaTest { from_day } => {
            let from = clock.day_zero.day().plus(i64::from(from_day));
            format!("{}起完成一轮区域内全员核酸检测，结果均为阴性", short(from))
        }
        Condition::AreaTestWithin { last_days } => {
            format!("解除前{last_days}天内完成一轮区域内全员核酸检测，结果均为阴性")
        }
        Condition::LastContactClear { days } => {
            format!("最后一名密接自末次暴露起超过{days}天且核酸阴性（截至{}未确认）", short(today))
        }
        Condition::CountyClear => "本县（市、区）更高等级的区域全部解除".to_owned(),
    }
}

fn short(day: CityDay) -> String {
    format!("{}月{}日", day.month(), day.day_of_month())
}
