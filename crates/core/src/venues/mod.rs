//! 场所码: places that have a code, what was decided of each, and trades that are closed by notice.

mod closing;
mod kinds;
mod number;
#[cfg(test)]
mod tests;

pub use closing::{
    Closing, ClosingFact, ClosingFactKind, ClosingFlaw, ClosingSays, ClosingStanding, ClosingState,
};
pub use kinds::VenueKind;
pub use number::{
    CHALLENGE_DIGITS, CHALLENGE_MINUTES, CHECK_CHARS, SHOWN_DIGITS, VenueCode, minute_of,
};

use crate::places::PlaceCode;
use crate::rules::VenueShare;
use crate::{CityDay, Moment, coded};
use serde::{Deserialize, Serialize};

/// The longest name of a place, in signs.
pub const NAME_CHARS_MAX: usize = 40;
/// The longest address, in signs.
pub const ADDRESS_CHARS_MAX: usize = 120;
/// A place has at most so many entrances.
pub const ENTRANCES_MAX: usize = 20;
/// No place holds more people: a number beyond was mistyped.
pub const CAPACITY_MAX: u32 = 200_000;

coded! {
    /// How far a place is.
    VenueState {
        /// 待社区核实: sent in by the place itself; nothing follows from it.
        Sent = "sent",
        /// 待审批
        Applied = "applied",
        /// 使用中
        Approved = "approved",
        /// 未批准
        Declined = "declined",
        /// 已停用
        Ended = "ended",
    }

    /// What was said of a place.
    VenueFactKind {
        /// 申请
        Applied = "applied",
        /// 社区核实
        Checked = "checked",
        /// 批准
        Approved = "approved",
        /// 不批准
        Declined = "declined",
        /// 停用
        Ended = "ended",
        /// 巡查
        Inspected = "inspected",
    }

    /// What a patrol found wanting.
    Finding {
        /// 没有查验健康码
        NoCodeCheck = "no_code_check",
        /// 没有测温
        NoTemperature = "no_temperature",
        /// 有人不戴口罩
        NoMasks = "no_masks",
        /// 场所码没有张贴，或看不清
        NoPoster = "no_poster",
        /// 没有手工登记本
        NoHandRegister = "no_hand_register",
        /// 人数超过上限
        TooMany = "too_many",
        /// 应暂停开放而开放
        OpenThoughClosed = "open_though_closed",
        /// 没有消毒记录
        NoDisinfection = "no_disinfection",
    }
}

impl Finding {
    /// What the patrol reads.
    pub fn title(self) -> &'static str {
        match self {
            Finding::NoCodeCheck => "没有查验健康码",
            Finding::NoTemperature => "没有测温",
            Finding::NoMasks => "有人不戴口罩",
            Finding::NoPoster => "场所码没有张贴，或看不清",
            Finding::NoHandRegister => "没有手工登记本",
            Finding::TooMany => "人数超过上限",
            Finding::OpenThoughClosed => "应暂停开放而开放",
            Finding::NoDisinfection => "没有消毒记录",
        }
    }
}

/// What a place says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VenueAbout {
    /// What it is.
    pub kind: VenueKind,
    /// What people call it; of a bus, its number plate or its number.
    pub name: String,
    /// The community or compound; of a vehicle, where it is kept.
    pub place: PlaceCode,
    /// How to find it.
    pub address: String,
    /// What its entrances are called; none where there is but one.
    #[serde(default)]
    pub entrances: Vec<String>,
    /// How many people it holds at most (最大承载量); none where nobody counts.
    #[serde(default)]
    pub capacity: Option<u32>,
}

/// Why a place cannot be applied for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AboutFlaw {
    /// No name, or a long one.
    #[error("请写场所名称，最多{NAME_CHARS_MAX}字")]
    Name,
    /// No address, or a long one.
    #[error("请写明具体地址，最多{ADDRESS_CHARS_MAX}字")]
    Address,
    /// Too many entrances, two of one name, or a long one.
    #[error("出入口最多{ENTRANCES_MAX}个，名称各不相同，每个最多{NAME_CHARS_MAX}字")]
    Entrances,
    /// Nobody fits in, or too many.
    #[error("最大承载量请填1至{CAPACITY_MAX}")]
    Capacity,
}

impl VenueAbout {
    /// Whether it can be applied for.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self) -> Result<(), AboutFlaw> {
        let is_short = |text: &str, most| (1..=most).contains(&text.chars().count());
        if !is_short(&self.name, NAME_CHARS_MAX) {
            return Err(AboutFlaw::Name);
        }
        if !is_short(&self.address, ADDRESS_CHARS_MAX) {
            return Err(AboutFlaw::Address);
        }
        let mut entrances: Vec<&str> = self.entrances.iter().map(String::as_str).collect();
        entrances.sort_unstable();
        entrances.dedup();
        let all_short = entrances.iter().all(|one| is_short(one, NAME_CHARS_MAX));
        if !all_short
            || entrances.len() != self.entrances.len()
            || self.entrances.len() > ENTRANCES_MAX
        {
            return Err(AboutFlaw::Entrances);
        }
        if self.capacity.is_some_and(|most| !(1..=CAPACITY_MAX).contains(&most)) {
            return Err(AboutFlaw::Capacity);
        }
        Ok(())
    }
}

/// What a fact of a place says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VenueSays {
    /// It was applied for.
    Applied(Box<VenueAbout>),
    /// Somebody of the community went there: it is what it says.
    Checked,
    /// It was approved, under this number.
    Approved {
        /// Counted through the city.
        number: u32,
    },
    /// It was not.
    Declined,
    /// It is no more.
    Ended,
    /// A patrol was there.
    Inspected {
        /// What was wanting; nothing where all was in order.
        findings: Vec<Finding>,
    },
}

impl VenueSays {
    /// Its kind.
    pub fn kind(&self) -> VenueFactKind {
        match self {
            VenueSays::Applied(_) => VenueFactKind::Applied,
            VenueSays::Checked => VenueFactKind::Checked,
            VenueSays::Approved { .. } => VenueFactKind::Approved,
            VenueSays::Declined => VenueFactKind::Declined,
            VenueSays::Ended => VenueFactKind::Ended,
            VenueSays::Inspected { .. } => VenueFactKind::Inspected,
        }
    }
}

/// Something that was said of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueFact {
    /// What.
    pub says: VenueSays,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name; none where the place itself sent it in.
    pub by: Option<String>,
}

/// A place as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Venue {
    /// What it is.
    pub about: VenueAbout,
    /// How far it is.
    pub state: VenueState,
    /// Its number, once it is approved.
    pub number: Option<u32>,
    /// Who vouches that it is what it says: whoever entered it at the desk, or checked what was sent
    /// in. Another must approve it.
    pub vouched_by: Option<String>,
}

/// How a place stands by its facts; none where nothing was applied for.
pub fn venue_of(facts: &[VenueFact]) -> Option<Venue> {
    let mut venue: Option<Venue> = None;
    for fact in facts {
        match (&fact.says, &mut venue) {
            (VenueSays::Applied(about), None) => {
                let state = match fact.by {
                    Some(_) => VenueState::Applied,
                    None => VenueState::Sent,
                };
                let about = VenueAbout::clone(about);
                venue = Some(Venue { about, state, number: None, vouched_by: fact.by.clone() });
            }
            (VenueSays::Checked, Some(one)) => {
                one.state = VenueState::Applied;
                one.vouched_by = fact.by.clone();
            }
            (VenueSays::Approved { number }, Some(one)) => {
                one.state = VenueState::Approved;
                one.number = Some(*number);
            }
            (VenueSays::Declined, Some(one)) => one.state = VenueState::Declined,
            (VenueSays::Ended, Some(one)) => one.state = VenueState::Ended,
            (VenueSays::Applied(_) | VenueSays::Inspected { .. }, Some(_)) | (_, None) => {}
        }
    }
    venue
}

/// Why a fact cannot follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VenueRefused {
    /// It does not fit how the place stands.
    State,
    /// Whoever vouches for it does not approve it.
    SamePerson,
}

/// Whether somebody may say this of a place as it stands.
///
/// # Errors
/// It does not follow, or two people are needed.
pub fn may_follow(venue: &Venue, says: &VenueSays, by: &str) -> Result<(), VenueRefused> {
    let is_own = venue.vouched_by.as_deref() == Some(by);
    match (says, venue.state) {
        (VenueSays::Checked, VenueState::Sent)
        | (VenueSays::Declined, VenueState::Sent)
        | (VenueSays::Ended | VenueSays::Inspected { .. }, VenueState::Approved) => Ok(()),
        (VenueSays::Approved { .. } | VenueSays::Declined, VenueState::Applied) => {
            if is_own {
                Err(VenueRefused::SamePerson)
            } else {
                Ok(())
            }
        }
        (
            VenueSays::Applied(_)
            | VenueSays::Checked
            | VenueSays::Approved { .. }
            | VenueSays::Declined
            | VenueSays::Ended
            | VenueSays::Inspected { .. },
            VenueState::Sent
            | VenueState::Applied
            | VenueState::Approved
            | VenueState::Declined
            | VenueState::Ended,
        ) => Err(VenueRefused::State),
    }
}

/// How many may be inside at once on a day: the share that a rule of that day leaves of what the place
/// holds, and all of it where no rule speaks of its kind.
pub fn limit_on<'a>(
    about: &VenueAbout,
    rules: impl Iterator<Item = &'a VenueShare>,
) -> Option<u32> {
    let most = about.capacity?;
    let shares = rules.filter(|rule| rule.kinds.contains(&about.kind) && rule.clause.is_enforced());
    let percent = shares.map(|rule| u32::from(rule.percent)).min().unwrap_or(100);
    Some(u32::try_from(u64::from(most) * u64::from(percent) / 100).unwrap_or(most).max(1))
}

/// The words under which a place is closed on a day.
pub fn closed_by<'a>(
    about: &VenueAbout,
    closings: impl Iterator<Item = &'a ClosingStanding>,
    day: CityDay,
) -> Option<&'a ClosingStanding> {
    let mut closings = closings;
    closings.find(|one| one.closes(about.kind, &about.place, day))
}
