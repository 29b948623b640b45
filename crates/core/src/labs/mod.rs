//! The laboratory: which tube is in which well, what the curves say, and what may be entered.
//!
//! A plate without its map is not known here (must-hold R16): the sum of its wells is the sum of
//! its tubes, each tube once. Where a curve rose, nobody can enter a negative.

mod controls;
mod drift;
mod entry;
mod rows;

pub use controls::{CONTROL_IN_TUBES, ControlStanding, control_standing, is_missed};
pub use drift::{DRIFT_ALARM, Drift, DriftKind, LabCount, drift};
pub use entry::{ControlFlaw, Ct, EntryFlaw, MAY_DIFFER, check_entry, controls, mends, proposed};
pub use rows::{FileRow, FileRowFlaw, read_ct, read_outcome, read_row};

use crate::coded;
use crate::sampling::TubeCode;
use std::collections::BTreeMap;
use std::fmt;

/// A well of a plate of 96: A01 to H12.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Well {
    row: u8,
    column: u8,
}

/// Wells of a plate.
pub const WELLS: usize = 96;

impl Well {
    /// Reads A1, a01, Ａ01.
    pub fn parse(text: &str) -> Option<Well> {
        let narrow: String = text
            .trim()
            .chars()
            .map(|sign| match sign {
                '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                    char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign)
                }
                other => other,
            })
            .collect();
        let mut signs = narrow.chars();
        let row = signs.next()?.to_ascii_uppercase();
        let digits = signs.as_str();
        if !('A'..='H').contains(&row)
            || digits.is_empty()
            || digits.len() > 2
            || !digits.bytes().all(|sign| sign.is_ascii_digit())
        {
            return None;
        }
        let column: u8 = digits.parse().ok()?;
        let row = u8::try_from(u32::from(row) - u32::from('A')).ok()?;
        (1..=12).contains(&column).then_some(Well { row, column })
    }
}

impl fmt::Display for Well {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:02}", char::from(b'A' + self.row), self.column)
    }
}

impl fmt::Debug for Well {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Well({self})")
    }
}

coded! {
    /// What is in a well.
    WellKind {
        /// 样本管
        Tube = "tube",
        /// 阴性对照
        NegativeControl = "negative_control",
        /// 阳性对照
        PositiveControl = "positive_control",
    }
}

/// What is in a well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InWell {
    /// Of this tube.
    Tube(TubeCode),
    /// Must stay silent.
    NegativeControl,
    /// Must rise.
    PositiveControl,
}

impl InWell {
    /// Without which tube.
    pub fn kind(self) -> WellKind {
        match self {
            InWell::Tube(_) => WellKind::Tube,
            InWell::NegativeControl => WellKind::NegativeControl,
            InWell::PositiveControl => WellKind::PositiveControl,
        }
    }

    /// The tube.
    pub fn tube(self) -> Option<TubeCode> {
        match self {
            InWell::Tube(code) => Some(code),
            InWell::NegativeControl | InWell::PositiveControl => None,
        }
    }
}

/// Why a plate cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlateFlaw {
    /// No tube is on it.
    #[error("板上没有样本管")]
    NoTubes,
    /// A well is named twice.
    #[error("孔位{0}写了两次")]
    WellTwice(Well),
    /// A tube is in two wells.
    #[error("管{code}同时在{first}和{second}", code = .0.spaced(), first = .1, second = .2)]
    TubeTwice(TubeCode, Well, Well),
    /// A control is missing.
    #[error("缺少阴性对照或阳性对照")]
    NoControl,
    /// The tubes that were counted are not the wells that hold one.
    #[error("清点的管数{stated}与板上的样本孔数{found}不一致")]
    Count {
        /// Counted by hand.
        stated: usize,
        /// On the map.
        found: usize,
    },
}

/// Whether the map of a plate holds together: each well and each tube once, both controls, and as
/// many tubes as were counted.
pub fn check_map(wells: &[(Well, InWell)], n_stated: usize) -> Result<(), PlateFlaw> {
    let mut seen: BTreeMap<Well, InWell> = BTreeMap::new();
    let mut tubes: BTreeMap<TubeCode, Well> = BTreeMap::new();
    for (well, inside) in wells {
        if seen.insert(*well, *inside).is_some() {
            return Err(PlateFlaw::WellTwice(*well));
        }
        if let Some(code) = inside.tube()
            && let Some(first) = tubes.insert(code, *well)
        {
            return Err(PlateFlaw::TubeTwice(code, first, *well));
        }
    }
    if tubes.is_empty() {
        return Err(PlateFlaw::NoTubes);
    }
    let has = |kind: WellKind| seen.values().any(|one| one.kind() == kind);
    if !has(WellKind::NegativeControl) || !has(WellKind::PositiveControl) {
        return Err(PlateFlaw::NoControl);
    }
    match tubes.len() == n_stated {
        true => Ok(()),
        false => Err(PlateFlaw::Count { stated: n_stated, found: tubes.len() }),
    }
}

#[cfg(test)]
mod tests;
