//! A scan as it is kept: 64 bytes, whose person can be read with the key of its day alone.

use super::{Check, ScanSource, Why};
use crate::codes::{HealthColor, Strength};
use crate::{Coded, Moment};

/// Which scan: made by whoever scans, and the key by which the same one is known again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ScanId(pub [u8; 16]);

/// A scan as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scan {
    /// Which.
    pub id: ScanId,
    /// How it came to be known.
    pub source: ScanSource,
    /// What it proves: a poster can be scanned from a picture of it, and such evidence alone changes
    /// nobody's color.
    pub strength: Strength,
    /// What was decided, and why.
    pub why: Why,
    /// The color that was decided by; none of somebody unknown, or where none was asked for.
    pub color: Option<HealthColor>,
    /// The checks that were made.
    pub checks: Vec<Check>,
    /// Tenths of a degree, where it was taken.
    pub temperature: Option<i16>,
    /// The six digits of the county of the place, as a number.
    pub county: u32,
    /// The number of the place.
    pub venue: u32,
    /// The number of the gate; 0 where there was none.
    pub gate: u32,
    /// When he passed, by the corrected clock of the gate.
    pub at: Moment,
    /// How many milliseconds later the centre had it; at most 24 days are told.
    pub later_ms: i32,
    /// Who, the place and the second, sealed with the key of the day: nobody can tell from two scans
    /// whether they are of one person.
    pub person: [u8; 16],
}

/// The bytes are no scan.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a scan")]
pub struct NotAScan;

/// How a record begins.
const VERSION: u8 = 1;

impl Scan {
    /// The bytes of a record.
    pub const BYTES: usize = 64;

    /// As it is kept.
    pub fn to_bytes(&self) -> [u8; Scan::BYTES] {
        let mut checks = 0_u8;
        for check in &self.checks {
            checks |= 1 << ordinal(*check);
        }
        let color = self.color.map_or(0, |color| ordinal(color) + 1);
        let mut bytes = [0; Scan::BYTES];
        let mut at = 0;
        let mut put = |part: &[u8]| {
            for (place, byte) in bytes.iter_mut().skip(at).zip(part) {
                *place = *byte;
            }
            at += part.len();
        };
        put(&[VERSION, ordinal(self.source), ordinal(self.strength), ordinal(self.why)]);
        put(&[color, checks]);
        put(&self.temperature.unwrap_or(0).to_le_bytes());
        put(&self.county.to_le_bytes());
        put(&self.venue.to_le_bytes());
        put(&self.gate.to_le_bytes());
        put(&self.later_ms.to_le_bytes());
        put(&self.at.0.to_le_bytes());
        put(&self.id.0);
        put(&self.person);
        bytes
    }

    /// Reads what is kept.
    ///
    /// # Errors
    /// The bytes are none of a scan: the disk changed them, or they are of a later program.
    pub fn from_bytes(bytes: &[u8]) -> Result<Scan, NotAScan> {
        let mut rest = bytes;
        let [version, source, strength, why, color, checks] = take(&mut rest)?;
        if version != VERSION || bytes.len() != Scan::BYTES {
            return Err(NotAScan);
        }
        let temperature = i16::from_le_bytes(take(&mut rest)?);
        Ok(Scan {
            source: at(source)?,
            strength: at(strength)?,
            why: at(why)?,
            color: color.checked_sub(1).map(at).transpose()?,
            checks: Check::ALL
                .iter()
                .copied()
                .filter(|check| checks & (1 << ordinal(*check)) != 0)
                .collect(),
            temperature: (temperature != 0).then_some(temperature),
            county: u32::from_le_bytes(take(&mut rest)?),
            venue: u32::from_le_bytes(take(&mut rest)?),
            gate: u32::from_le_bytes(take(&mut rest)?),
            later_ms: i32::from_le_bytes(take(&mut rest)?),
            at: Moment(i64::from_le_bytes(take(&mut rest)?)),
            id: ScanId(take(&mut rest)?),
            person: take(&mut rest)?,
        })
    }
}

pub(super) fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], NotAScan> {
    let (part, after) = rest.split_first_chunk::<N>().ok_or(NotAScan)?;
    *rest = after;
    Ok(*part)
}

/// The place of a value in its list. The lists only grow at their ends: what is kept names them by
/// their places.
pub(super) fn ordinal<T: Coded + PartialEq>(value: T) -> u8 {
    let place = T::ALL.iter().position(|one| *one == value);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

pub(super) fn at<T: Coded>(place: u8) -> Result<T, NotAScan> {
    T::ALL.get(usize::from(place)).copied().ok_or(NotAScan)
}
