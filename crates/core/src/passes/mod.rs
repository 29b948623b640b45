//! 亮码: what a person shows, and what a gate may believe of it.
//!
//! A pass is a COSE_Sign1 over CWT claims, in the manner of the EU certificate: short, signed with the
//! key of the day, checked by whoever has that key's public half. Beside the signature, which anybody
//! can check, it bears a tag that the centre alone can check, a hundred times cheaper: at a rush hour
//! the centre looks at the tag, and a gate without a network at the signature.
//!
//! It names nobody. It holds an alias, which says nothing without the centre's key; a pass on paper
//! besides holds what the document is compared with: four characters and the beginning of the name.

mod base45;
mod cbor;
mod group;
#[cfg(test)]
mod tests;

pub use cbor::{NotAPass, SignedPass, group_bytes, parse, signed_bytes};
pub use group::{GROUP_MAX, Node, Step, Way, grouped, leaf};

use crate::codes::HealthColor;
use crate::{CityDay, Moment, coded};

/// How the text of a pass begins.
pub const PREFIX: &str = "FX1:";
/// So long a code on a screen is good: longer, and a picture of it would be as good as itself.
pub const SCREEN_SECONDS: i64 = 90;
/// So long a code on paper is good: 24小时之内的打印版彩色健康码 (太原市12345热线, 2022年4月29日).
pub const PAPER_SECONDS: i64 = 24 * 3600;
/// Clocks of gates and phones go wrong by so much before it matters.
pub const CLOCK_SECONDS: i64 = 60;
/// The longest text that can be a pass, in characters. What is longer is not looked into.
pub const TEXT_CHARS_MAX: usize = 600;

coded! {
    /// What a pass is shown on.
    PassKind {
        /// 手机亮码: good for 90 seconds.
        Screen = "screen",
        /// 纸质码: good for 24 hours, together with the document.
        Paper = "paper",
    }
}

impl PassKind {
    /// How long such a pass is good, in seconds.
    pub fn seconds(self) -> i64 {
        match self {
            PassKind::Screen => SCREEN_SECONDS,
            PassKind::Paper => PAPER_SECONDS,
        }
    }
}

/// Stands for a person in passes and scans. The centre alone knows for whom.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Alias(pub u64);

/// Which key signed: the first eight bytes of the sum of its public half.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct KeyId(pub [u8; 8]);

/// What a pass says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pass {
    /// What it is shown on.
    pub kind: PassKind,
    /// For whom it stands.
    pub alias: Alias,
    /// The color when it was made. A gate with a network learns the color of the moment.
    pub color: HealthColor,
    /// When it was made, in whole seconds.
    pub made_at: Moment,
    /// What the document is compared with; on paper only.
    pub mark: Option<String>,
}

/// A pass is not to be believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PassFlaw {
    /// Its time is over: a picture of a code, or an old sheet.
    Old,
    /// It was made later than now: a clock is wrong, or somebody made it up.
    NotYet,
}

impl Pass {
    /// When it ends to be good.
    pub fn ends_at(&self) -> Moment {
        Moment(self.made_at.0 + self.kind.seconds() * 1_000)
    }

    /// Whether it may be believed at a moment, once its signature or its tag was found right.
    ///
    /// # Errors
    /// It is over, or not begun.
    pub fn check(&self, now: Moment) -> Result<(), PassFlaw> {
        if now >= self.ends_at() {
            Err(PassFlaw::Old)
        } else if now.0 + CLOCK_SECONDS * 1_000 < self.made_at.0 {
            Err(PassFlaw::NotYet)
        } else {
            Ok(())
        }
    }
}

/// What is compared with the document: the last four characters of its number and the first of the
/// name, the rest starred. None where the number is too short to say nothing by four.
pub fn document_mark(name: &str, number: &str) -> Option<String> {
    let number: Vec<char> = number.chars().collect();
    let last = number.get(number.len().checked_sub(4)?..)?;
    let mut name = name.chars();
    let first = name.next()?;
    let stars = name.count().min(3);
    (number.len() >= 8)
        .then(|| format!("{first}{} {}", "*".repeat(stars), last.iter().collect::<String>()))
}

/// The days whose keys a gate holds so as to believe passes of this day: of yesterday for paper, and
/// of tomorrow so that a list of yesterday still serves.
pub fn days_of_keys(today: CityDay) -> [CityDay; 3] {
    [today.plus(-1), today, today.plus(1)]
}
