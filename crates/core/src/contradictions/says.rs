//! What is recorded of a contradiction, and how it stands.

use super::DifferenceKind;
use crate::cases::{EpisodeSource, Known};
use crate::{Moment, coded};
use serde::{Deserialize, Serialize};

/// The longest note, in characters.
pub const NOTE_CHARS_MAX: usize = 400;

coded! {
    /// What was said of a contradiction.
    ContradictionFactKind {
        /// 记录
        Recorded = "recorded",
        /// 本人说明: how it came, in his own words.
        Explained = "explained",
        /// 移交: to which office, under which letter.
        Handed = "handed",
        /// 撤销: it is none.
        Withdrawn = "withdrawn",
    }

    /// How a contradiction stands.
    ContradictionStanding {
        /// Both sides stand against each other.
        Open = "open",
        /// He has said how it came.
        Explained = "explained",
        /// It was given to the responsible office.
        Handed = "handed",
        /// It was none.
        Withdrawn = "withdrawn",
    }
}

/// One side: where, when, and how it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// Where, as it was said, or what the place is called.
    pub place: String,
    /// Since when.
    pub from: Moment,
    /// Until when.
    pub to: Moment,
    /// By what it is known.
    pub source: EpisodeSource,
    /// How well.
    pub known: Known,
    /// The words of the report, where it was told in one.
    #[serde(default)]
    pub words: String,
    /// Who entered it, by sign-in name, and when.
    pub entered_by: String,
    /// When it was entered.
    pub entered_at: Moment,
}

/// A record, as it is sealed. It holds both sides, so that neither can be read without the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContradictionSays {
    /// Both sides.
    Recorded {
        /// How they differ.
        kind: DifferenceKind,
        /// What was said; none where nothing was said of that place.
        said: Option<Side>,
        /// What was seen.
        seen: Side,
        /// What else is known; facts.
        note: String,
    },
    /// How it came, in the words of whom it is of.
    Explained {
        /// His words.
        words: String,
    },
    /// Given to the responsible office.
    Handed {
        /// Which.
        office: String,
        /// The number of the letter.
        letter: String,
    },
    /// It is none.
    Withdrawn {
        /// Why.
        reason: String,
    },
}

/// Why it cannot be recorded so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContradictionFlaw {
    /// Empty, or long.
    #[error("请写明，最多{NOTE_CHARS_MAX}字")]
    Length,
    /// A word that judges.
    #[error("只写说了什么、查到什么；“{0}”是判断，不写在这里")]
    Judges(&'static str),
    /// Withdrawn already.
    #[error("这条记录已经撤销")]
    Withdrawn,
}

/// Words that judge somebody. A record says what was said and what was seen.
const JUDGING: &[&str] = &[
    "隐瞒",
    "瞒报",
    "谎报",
    "撒谎",
    "说谎",
    "故意",
    "欺骗",
    "违法",
    "违规",
    "犯罪",
    "拒不",
    "恶意",
    "处罚",
    "拘留",
    "追究",
    "不老实",
    "抗拒",
];

impl ContradictionSays {
    /// Its kind.
    pub fn kind(&self) -> ContradictionFactKind {
        match self {
            ContradictionSays::Recorded { .. } => ContradictionFactKind::Recorded,
            ContradictionSays::Explained { .. } => ContradictionFactKind::Explained,
            ContradictionSays::Handed { .. } => ContradictionFactKind::Handed,
            ContradictionSays::Withdrawn { .. } => ContradictionFactKind::Withdrawn,
        }
    }

    /// Whether it can be said of a record that stands so; none stands before it is recorded.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self, standing: Option<ContradictionStanding>) -> Result<(), ContradictionFlaw> {
        if standing == Some(ContradictionStanding::Withdrawn) {
            return Err(ContradictionFlaw::Withdrawn);
        }
        let (texts, may_judge): (Vec<&str>, bool) = match self {
            ContradictionSays::Recorded { note, .. } if note.trim().is_empty() => return Ok(()),
            ContradictionSays::Recorded { note, .. } => (vec![note.as_str()], false),
            // His own words are his own.
            ContradictionSays::Explained { words } => (vec![words.as_str()], true),
            ContradictionSays::Handed { office, letter } => {
                (vec![office.as_str(), letter.as_str()], true)
            }
            ContradictionSays::Withdrawn { reason } => (vec![reason.as_str()], false),
        };
        for text in texts {
            let n_chars = text.trim().chars().count();
            if n_chars == 0 || n_chars > NOTE_CHARS_MAX {
                return Err(ContradictionFlaw::Length);
            }
            let judging = JUDGING.iter().find(|word| text.contains(*word));
            if let Some(word) = judging.filter(|_| !may_judge) {
                return Err(ContradictionFlaw::Judges(word));
            }
        }
        Ok(())
    }
}

/// How a record stands by what was said of it, in order; none where it was never recorded.
pub fn standing_of(says: &[ContradictionSays]) -> Option<ContradictionStanding> {
    let mut standing = None;
    for one in says {
        standing = match (one.kind(), standing) {
            (ContradictionFactKind::Recorded, None) => Some(ContradictionStanding::Open),
            (_, None) => None,
            (_, Some(ContradictionStanding::Withdrawn)) => standing,
            (ContradictionFactKind::Recorded, _) => standing,
            (ContradictionFactKind::Explained, Some(ContradictionStanding::Handed)) => standing,
            (ContradictionFactKind::Explained, _) => Some(ContradictionStanding::Explained),
            (ContradictionFactKind::Handed, _) => Some(ContradictionStanding::Handed),
            (ContradictionFactKind::Withdrawn, _) => Some(ContradictionStanding::Withdrawn),
        };
    }
    standing
}
