//! What is answered of somebody: a closed list, so that every sender reads the same.

use crate::{CityDay, Moment, coded};

/// Somebody is unreachable who was tried so often. Ours: once is no try.
pub const TRIES_BEFORE_UNREACHABLE: usize = 3;
/// Nobody is here since longer ago than so many days, as far as an answer goes. Ours: a year was mistyped.
const SINCE_DAYS_MAX: i64 = 366;
/// The longest of the texts, in signs.
const TEXT_CHARS_MAX: usize = 200;

coded! {
    /// What was found.
    VerifyAnswer {
        /// 在本地
        Here = "here",
        /// 不在本地: not here now, has been.
        NotHere = "not_here",
        /// 已离开，去往……
        Left = "left",
        /// 从未到过
        NeverBeen = "never_been",
        /// 号码不是本人
        WrongNumber = "wrong_number",
        /// 已隔离管控
        Isolated = "isolated",
        /// 在境外
        Abroad = "abroad",
        /// 已去世
        Deceased = "deceased",
        /// 多次联系不上
        Unreachable = "unreachable",
        /// 信息不足，无法核实
        Insufficient = "insufficient",
    }

    /// By what means.
    VerifyMeans {
        /// 打电话
        Phone = "phone",
        /// 上门
        Door = "door",
        /// 查登记、台账
        Records = "records",
    }
}

impl VerifyAnswer {
    /// As the sender reads it.
    pub fn title(self) -> &'static str {
        match self {
            VerifyAnswer::Here => "在本地",
            VerifyAnswer::NotHere => "目前不在本地",
            VerifyAnswer::Left => "已离开本地",
            VerifyAnswer::NeverBeen => "从未到过本地",
            VerifyAnswer::WrongNumber => "号码不是本人，无法核实",
            VerifyAnswer::Isolated => "已落实隔离管控",
            VerifyAnswer::Abroad => "在境外",
            VerifyAnswer::Deceased => "已去世",
            VerifyAnswer::Unreachable => "多次联系不上",
            VerifyAnswer::Insufficient => "信息不足，无法核实",
        }
    }

    /// Whether he is where he can be met.
    pub fn is_here(self) -> bool {
        match self {
            VerifyAnswer::Here => true,
            // Whoever is isolated is looked after already.
            VerifyAnswer::Isolated
            | VerifyAnswer::NotHere
            | VerifyAnswer::Left
            | VerifyAnswer::NeverBeen
            | VerifyAnswer::WrongNumber
            | VerifyAnswer::Abroad
            | VerifyAnswer::Deceased
            | VerifyAnswer::Unreachable
            | VerifyAnswer::Insufficient => false,
        }
    }
}

impl VerifyMeans {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            VerifyMeans::Phone => "电话",
            VerifyMeans::Door => "上门",
            VerifyMeans::Records => "查登记",
        }
    }
}

/// An answer with its particulars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was found.
    pub answer: VerifyAnswer,
    /// Since when he is here, left, or is isolated.
    pub since: Option<CityDay>,
    /// Whither he left, or where he is isolated.
    pub place: String,
    /// What there is to say besides.
    pub remark: String,
    /// By what means.
    pub means: VerifyMeans,
}

/// Why an answer cannot be given so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFlaw {
    /// The day.
    #[error("请核对日期：不能晚于今天，也不能早于一年前")]
    Since,
    /// Whither.
    #[error("请写明去了哪里")]
    Whither,
    /// Where he is isolated.
    #[error("请写明在哪里隔离")]
    Where,
    /// Too long.
    #[error("去向和备注各不超过{TEXT_CHARS_MAX}字")]
    TooLong,
    /// He was not tried often enough.
    #[error("联系不上的，至少要试过{TRIES_BEFORE_UNREACHABLE}次才能这样答复")]
    Tries,
}

impl Answer {
    /// Whether it can be given of somebody who was tried so often.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self, n_tries: usize, today: CityDay) -> Result<(), AnswerFlaw> {
        let is_off = |since: CityDay| !(0..=SINCE_DAYS_MAX).contains(&today.days_since(since));
        if self.since.is_some_and(is_off) {
            return Err(AnswerFlaw::Since);
        }
        if [&self.place, &self.remark].iter().any(|text| text.chars().count() > TEXT_CHARS_MAX) {
            return Err(AnswerFlaw::TooLong);
        }
        match self.answer {
            VerifyAnswer::Left if self.place.is_empty() => Err(AnswerFlaw::Whither),
            VerifyAnswer::Isolated if self.place.is_empty() => Err(AnswerFlaw::Where),
            VerifyAnswer::Unreachable if n_tries < TRIES_BEFORE_UNREACHABLE => {
                Err(AnswerFlaw::Tries)
            }
            VerifyAnswer::Here
            | VerifyAnswer::NotHere
            | VerifyAnswer::Left
            | VerifyAnswer::NeverBeen
            | VerifyAnswer::WrongNumber
            | VerifyAnswer::Isolated
            | VerifyAnswer::Abroad
            | VerifyAnswer::Deceased
            | VerifyAnswer::Unreachable
            | VerifyAnswer::Insufficient => Ok(()),
        }
    }
}

/// An answer in one line, as it stands in the sender's own sheet: 在本地（自2022-10-05）；备注.
pub fn answer_words(
    answer: VerifyAnswer,
    since: Option<CityDay>,
    place: &str,
    remark: &str,
) -> String {
    let mut words = answer.title().to_owned();
    if !place.is_empty() {
        let before = if answer == VerifyAnswer::Left { "，去往" } else { "，" };
        words.push_str(before);
        words.push_str(place);
    }
    if let Some(since) = since {
        words.push_str(&format!("（自{since}）"));
    }
    if !remark.is_empty() {
        words.push('；');
        words.push_str(remark);
    }
    words
}

/// When something was said, as a sheet shows it: 2022-10-07 09:05.
pub(super) fn moment_words(at: Moment) -> String {
    let minutes = at.ms_of_day() / 60_000;
    format!("{} {:02}:{:02}", at.city_day(), minutes / 60, minutes % 60)
}
