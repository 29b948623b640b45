//! What people are told: the reminder on the evening before, and the order on the morning after.

use crate::CityDay;

/// 每日1次, 每3日1次
fn often(every_days: u8) -> String {
    match every_days {
        1 => "每日1次".to_owned(),
        days => format!("每{days}日1次"),
    }
}

/// What the phone says on the evening before: what, until when, whom to ask.
pub fn reminder(every_days: u8, due: CityDay, community: &str) -> String {
    format!(
        "【防线】提醒：按要求您{}做核酸检测，请在{}月{}日晚上前到就近采样点采样。\
         已采样的不用理会；行动不便或有困难，请找{community}。",
        often(every_days),
        due.month(),
        due.day_of_month()
    )
}

/// What the order says: how many, not who; they stand on the list.
pub fn late_instruction(n_people: usize, today: CityDay) -> String {
    format!(
        "截至{}月{}日早上，本网格{n_people}人超过应检日还没有采样。请上门问明原因、帮助采样；名单见“应检名单”。",
        today.month(),
        today.day_of_month()
    )
}

/// Why: the words of what is required.
pub fn late_ground(as_written: &str) -> String {
    format!("检测频次：{as_written}")
}
