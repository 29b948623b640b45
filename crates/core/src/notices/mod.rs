//! Official notices: read from the words that were printed, and drafted in the same form.

mod areas;
mod check;
mod counties;
mod counts;
mod draft;
mod header;
mod headings;
mod key;
mod lines;
mod name;
mod parts;
mod pieces;
mod prose;
mod read;
mod torn;

pub use check::{Listed, check_against};

pub use draft::{DraftChange, DraftNotice, draft};
pub use key::area_key;
pub use name::{AreaName, split_area};
pub use read::{TEXT_MAX, Unreadable, read};

use crate::rules::EditionId;
use crate::{CityDay, Level, coded};
use serde::Serialize;
use std::collections::BTreeMap;

/// A notice as it was read. A proposal: nothing is applied before a person confirms it.
///
/// Serialised as it is by `fangxian notice read --json`; what cannot be known is `null`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadNotice {
    /// Who signs it: 太原市疫情防控领导小组办公室.
    pub authority: Option<String>,
    /// As written: 2022年第108号.
    pub number: Option<String>,
    /// The day that it is signed.
    pub date: Option<CityDay>,
    /// The edition in force on that day.
    pub edition: Option<EditionId>,
    /// The changes, in the order in which they stand.
    pub changes: Vec<AreaChange>,
    /// Counts that the text states.
    pub stated: AreaCounts,
    /// Counts of the areas found.
    pub found: AreaCounts,
    /// What a person must look at that belongs to no single area.
    pub flags: Vec<Flag>,
}

/// How many areas come under each level, in all and per county as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AreaCounts {
    /// Per level that the areas go to; `released` stands under the key `unlisted`.
    #[serde(flatten)]
    pub levels: BTreeMap<&'static str, u32>,
    /// Per level and county, where the text states or the reader found them so.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub by_county: BTreeMap<&'static str, BTreeMap<String, u32>>,
}

coded! {
    /// What a notice does to an area.
    ChangeAction {
        /// Newly listed.
        Added = "added",
        /// To a graver level.
        Raised = "raised",
        /// To a lighter level.
        Lowered = "lowered",
        /// Off the list.
        Released = "released",
    }
}

/// One area whose level the notice changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AreaChange {
    /// What happens.
    pub action: ChangeAction,
    /// The level before; null where the area was not listed, or the words do not say.
    pub from: Option<Level>,
    /// The level after; null where it is released.
    pub to: Option<Level>,
    /// The county as written: 小店区.
    pub county: Option<String>,
    /// Its six digits, where the county is known.
    pub county_code: Option<String>,
    /// The area as written, less its except-clause: 白云小区5号楼.
    pub area: String,
    /// What is left out of it, as written: 5号楼.
    pub except: Option<String>,
    /// The parts that are named: 12号楼, 13号楼, 2单元. Empty where the whole area is meant.
    pub parts: Vec<String>,
    /// The words that this was read from, damage included.
    pub as_written: String,
    /// What a person must look at.
    pub flags: Vec<Flag>,
    /// Where the words stand in the text that was put in.
    #[serde(skip)]
    pub span: Span,
}

/// A stretch of the text that was put in, counted in characters (not bytes), end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// Something that a person must look at before confirming.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flag {
    /// What kind of doubt.
    pub code: FlagCode,
    /// The doubt in a sentence, in Chinese.
    pub message: String,
    /// The words that raised it; empty where something is missing altogether.
    pub as_written: String,
}

coded! {
    /// The kinds of doubt that a notice can raise.
    FlagCode {
        /// The text states another count than was found.
        CountDiffers = "count_differs",
        /// No county of that name in the city.
        CountyUnknown = "county_unknown",
        /// The area stands in the register at another level than the notice assumes.
        ListedAtAnotherLevel = "listed_at_another_level",
        /// The area stands in the register at this level already.
        ListedAlready = "listed_already",
        /// The area that is lowered or released is not in the register.
        NotListed = "not_listed",
        /// The text is cut off: a heading, the start of a list or a number is missing.
        TextCutOff = "text_cut_off",
        /// A level was read from a later sentence because the heading is missing.
        LevelFromLaterSentence = "level_from_later_sentence",
        /// The words do not say which level the area had.
        FromUnstated = "from_unstated",
        /// Lowered earlier than the edition allows.
        StepDownTooEarly = "step_down_too_early",
        /// Lowered later than the edition would have allowed.
        StepDownLate = "step_down_late",
        /// A clause in the notice says another number than the edition does.
        ClauseDiffers = "clause_differs",
        /// The notice names an edition that is not the one in force on its date.
        EditionDiffers = "edition_differs",
        /// The edition in force does not know this level.
        LevelNotInEdition = "level_not_in_edition",
        /// The date is missing, or is no day of the calendar.
        DateUnreadable = "date_unreadable",
        /// The number is missing or unreadable.
        NumberUnreadable = "number_unreadable",
        /// The signature is missing.
        AuthorityMissing = "authority_missing",
        /// The same area is named twice.
        NamedTwice = "named_twice",
        /// The text looks like an official notice that changes no zone.
        NoChanges = "no_changes",
        /// A range of buildings runs backwards or is absurdly long.
        RangeUnreadable = "range_unreadable",
        /// The text holds a second notice, which was not read.
        SeveralNotices = "several_notices",
    }
}
