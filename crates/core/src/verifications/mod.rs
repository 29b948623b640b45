//! 协查: lists that ask about people, as they come from police, health, industry and other cities. Whoever
//! is asked about by several is one person and asked once; each sender hears the answer to each of his
//! lines.

mod answers;
mod back;
mod columns;
mod line;
mod merge;
mod placed;
mod standing;
#[cfg(test)]
mod tests;

pub use answers::{
    Answer, AnswerFlaw, TRIES_BEFORE_UNREACHABLE, VerifyAnswer, VerifyMeans, answer_words,
};
pub use back::{Answered, BackRow, BackState, SAID_CHARS_MAX, WAITS, answer_in, answers_back};
pub use columns::{ANSWER_COLUMNS, LIST_COLUMNS, VerifyColumn, is_enough};
pub use line::{AskedAbout, AskedFlaw, Exposure, LineWords, read_line, who_of};
pub use merge::{LineKeys, groups, is_same_person};
pub use placed::{NamedPlace, place_by_words};
pub use standing::{
    AskedFactKind, CaseFact, CaseFlaw, CaseSays, CaseStanding, CaseState, PlacedBy, is_late,
};

use crate::coded;
use serde::{Deserialize, Serialize};

/// Within so many hours a list is answered, unless whoever takes it in says otherwise. Ours, not an
/// authority's: no text of an edition gives a number of hours.
pub const DUE_HOURS: i64 = 24;
/// The longest term that whoever takes a list in may give. Ours.
pub const DUE_HOURS_MAX: i64 = 72;
/// What was answered so many hours ago answers the next list, too: nobody is called twice in a day. Ours.
pub const ANSWER_HOLDS_HOURS: i64 = 24;
/// Lists, their lines and answers are kept so many days after the last that was said of them, as arrivals
/// are (must-hold P12), then destroyed.
pub const DAYS_KEPT: i64 = 28;
/// So many lines one list has at most. Ours: more is a register, and no list that somebody calls through.
pub const LINES_MAX: usize = 5_000;

coded! {
    /// Whose list it is.
    SenderKind {
        /// 公安
        Police = "police",
        /// 疾控、卫健
        Health = "health",
        /// 工信、通信
        Industry = "industry",
        /// 外地
        OtherCity = "other_city",
        /// 上级专班
        Superior = "superior",
        /// 其他单位
        Other = "other",
    }

    /// Whither a list goes.
    ListDirection {
        /// It came, and is answered here.
        In = "in",
        /// It is ours, and is answered elsewhere.
        Out = "out",
    }

    /// How something came, or went out.
    ListWay {
        /// As a file.
        File = "file",
        /// As a signed letter from one installation to another.
        Letter = "letter",
    }

    /// How far a list is.
    ListState {
        /// Put in; nobody was asked yet.
        Draft = "draft",
        /// Taken: its people are asked.
        Taken = "taken",
        /// Set aside: nobody is asked.
        Dropped = "dropped",
    }
}

/// Whoever sends lists or is sent ours, as it was said last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    /// What he is called: 市公安局协查专班.
    pub name: String,
    /// What he is.
    pub kind: SenderKind,
    /// The key with which his installation signs, 64 hexadecimal signs; empty where he sends files alone.
    pub key: String,
    /// Where letters to his installation go.
    pub address: String,
    /// He sends no more, and is sent nothing.
    pub is_ended: bool,
}

/// Why a sender cannot be entered so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SenderFlaw {
    /// His name.
    #[error("请写发送单位的名称，不超过40字")]
    Name,
    /// His key.
    #[error("对方的公钥应为64位十六进制数字，请整段复制")]
    Key,
    /// His address.
    #[error("对方的地址应以https://开头，不超过200个字符")]
    Address,
}

/// The longest name of a sender, in signs.
const NAME_CHARS_MAX: usize = 40;
/// The longest address.
const ADDRESS_CHARS_MAX: usize = 200;

impl Sender {
    /// Whether he can be entered so. An address without a key, or the other way round, sends nothing.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self) -> Result<(), SenderFlaw> {
        if !(1..=NAME_CHARS_MAX).contains(&self.name.chars().count()) {
            return Err(SenderFlaw::Name);
        }
        let is_key = self.key.len() == 64
            && self.key.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'a'..=b'f'));
        if !self.key.is_empty() && !is_key {
            return Err(SenderFlaw::Key);
        }
        let begins = ["https://", "http://127.0.0.1", "http://localhost"];
        let is_address = begins.iter().any(|begin| self.address.starts_with(begin))
            && self.address.chars().count() <= ADDRESS_CHARS_MAX
            && self.address.chars().all(|sign| sign.is_ascii_graphic());
        match self.address.is_empty() || is_address {
            true => Ok(()),
            false => Err(SenderFlaw::Address),
        }
    }

    /// Whether letters can be sent to him.
    pub fn takes_letters(&self) -> bool {
        !self.is_ended && !self.key.is_empty() && !self.address.is_empty()
    }
}
