//! A trade is closed by notice from a day to a day. It opens again by itself: what stands is computed.

use super::VenueKind;
use crate::places::PlaceCode;
use crate::{CityDay, Moment, coded};
use serde::{Deserialize, Serialize};

/// A closing that lasts longer was mistyped.
const DAYS_MAX: i64 = 366;
/// The longest words, in signs.
const WORDS_CHARS_MAX: usize = 400;

coded! {
    /// What was said of a closing.
    ClosingFactKind {
        /// 提出
        Made = "made",
        /// 签发
        Signed = "signed",
        /// 不签发
        Declined = "declined",
        /// 提前恢复
        Ended = "ended",
    }

    /// How far a closing is.
    ClosingState {
        /// 待签发: it closes nothing.
        Waiting = "waiting",
        /// 未签发
        Declined = "declined",
        /// 未到日期
        Coming = "coming",
        /// 正在暂停
        InForce = "in_force",
        /// 已恢复
        Over = "over",
    }
}

/// What is to be closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Which trades.
    pub kinds: Vec<VenueKind>,
    /// Where: the city, a county, a street, a community.
    pub place: PlaceCode,
    /// The first day.
    pub first: CityDay,
    /// The last day; none until another notice.
    #[serde(default)]
    pub last: Option<CityDay>,
    /// The authority's words.
    pub as_written: String,
    /// Where they stand.
    pub source: String,
}

/// Why it cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClosingFlaw {
    /// No trade.
    #[error("请选择要暂停开放的行业")]
    Kinds,
    /// The days.
    #[error("请核对日期：最后一天不能早于第一天，最多一年；第一天不能早于今天")]
    Days,
    /// No words, or no source.
    #[error("请写明通告原文和出处，各不超过{WORDS_CHARS_MAX}字")]
    Words,
}

impl Closing {
    /// Whether it can be made today. What is closed is not closed backwards.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self, today: CityDay) -> Result<(), ClosingFlaw> {
        let mut kinds = self.kinds.clone();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() || kinds.len() != self.kinds.len() {
            return Err(ClosingFlaw::Kinds);
        }
        let is_far = |day: CityDay| day.days_since(today) > DAYS_MAX;
        let is_turned = self.last.is_some_and(|last| last < self.first || is_far(last));
        if self.first < today || is_far(self.first) || is_turned {
            return Err(ClosingFlaw::Days);
        }
        let is_said = |text: &str| (1..=WORDS_CHARS_MAX).contains(&text.chars().count());
        if !is_said(&self.as_written) || !is_said(&self.source) {
            return Err(ClosingFlaw::Words);
        }
        Ok(())
    }
}

/// What a fact of a closing says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosingSays {
    /// It is proposed.
    Made(Box<Closing>),
    /// The second person signed it.
    Signed,
    /// The second person declined it.
    Declined,
    /// It is given a last day, earlier than its own.
    Ended {
        /// The last day on which it is closed.
        last: CityDay,
    },
}

impl ClosingSays {
    /// Its kind.
    pub fn kind(&self) -> ClosingFactKind {
        match self {
            ClosingSays::Made(_) => ClosingFactKind::Made,
            ClosingSays::Signed => ClosingFactKind::Signed,
            ClosingSays::Declined => ClosingFactKind::Declined,
            ClosingSays::Ended { .. } => ClosingFactKind::Ended,
        }
    }
}

/// Something that was said of a closing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosingFact {
    /// What.
    pub says: ClosingSays,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A closing as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosingStanding {
    /// What was proposed.
    pub closing: Closing,
    /// Whether it was signed; none while nobody did.
    pub is_signed: Option<bool>,
    /// The last day as it now stands.
    pub last: Option<CityDay>,
    /// Who proposed it.
    pub made_by: String,
}

impl ClosingStanding {
    /// How it stands by its facts; none where there is none.
    pub fn of(facts: &[ClosingFact]) -> Option<ClosingStanding> {
        let mut standing: Option<ClosingStanding> = None;
        for fact in facts {
            match (&fact.says, &mut standing) {
                (ClosingSays::Made(closing), None) => {
                    standing = Some(ClosingStanding {
                        closing: Closing::clone(closing),
                        is_signed: None,
                        last: closing.last,
                        made_by: fact.by.clone(),
                    });
                }
                (ClosingSays::Signed, Some(one)) => one.is_signed = Some(true),
                (ClosingSays::Declined, Some(one)) => one.is_signed = Some(false),
                (ClosingSays::Ended { last }, Some(one)) => {
                    one.last = Some(one.last.map_or(*last, |own| own.min(*last)));
                }
                (ClosingSays::Made(_), Some(_)) | (_, None) => {}
            }
        }
        standing
    }

    /// How far it is on a day.
    pub fn state(&self, today: CityDay) -> ClosingState {
        let is_over = self.last.is_some_and(|last| last < today);
        match self.is_signed {
            Some(false) => ClosingState::Declined,
            Some(true) | None if is_over => ClosingState::Over,
            None => ClosingState::Waiting,
            Some(true) if today < self.closing.first => ClosingState::Coming,
            Some(true) => ClosingState::InForce,
        }
    }

    /// Whether a trade is closed by it at a place on a day.
    pub fn closes(&self, kind: VenueKind, place: &PlaceCode, day: CityDay) -> bool {
        self.reaches(kind, place) && self.state(day) == ClosingState::InForce
    }

    /// Whether it speaks of a trade at a place.
    pub fn reaches(&self, kind: VenueKind, place: &PlaceCode) -> bool {
        self.is_signed == Some(true)
            && self.closing.kinds.contains(&kind)
            && place.lies_within(&self.closing.place)
    }

    /// The days on which it closes what it reaches.
    pub fn days(&self) -> (CityDay, Option<CityDay>) {
        (self.closing.first, self.last)
    }
}
