//! What a gate that had no network sends of a scan: 40 bytes.

use super::record::{NotAScan, at, ordinal, take};
use super::{Check, ScanId, Why};
use crate::Moment;
use crate::codes::HealthColor;
use crate::passes::Alias;

/// A scan that a gate decided by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GateRecord {
    /// Which.
    pub id: ScanId,
    /// Of whom; 0 where the pass was none.
    pub alias: Alias,
    /// When, by the clock of the gate.
    pub at: Moment,
    /// What it decided, and why.
    pub why: Why,
    /// The color on the pass; none where the pass was none.
    pub color: Option<HealthColor>,
    /// The checks that were made.
    pub checks: Vec<Check>,
    /// Tenths of a degree, where it was taken.
    pub temperature: Option<i16>,
}

impl GateRecord {
    /// The bytes of one.
    pub const BYTES: usize = 40;

    /// As it is sent.
    pub fn to_bytes(&self) -> [u8; GateRecord::BYTES] {
        let checks = self.checks.iter().fold(0_u8, |all, check| all | 1 << ordinal(*check));
        let color = self.color.map_or(0, |color| ordinal(color) + 1);
        let mut bytes = Vec::with_capacity(GateRecord::BYTES);
        bytes.extend_from_slice(&self.id.0);
        bytes.extend_from_slice(&self.alias.0.to_be_bytes());
        bytes.extend_from_slice(&self.at.0.to_be_bytes());
        bytes.extend_from_slice(&[ordinal(self.why), color, checks, 0]);
        bytes.extend_from_slice(&self.temperature.unwrap_or(0).to_be_bytes());
        let mut whole = [0; GateRecord::BYTES];
        whole.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
        whole
    }

    /// Reads what was sent.
    ///
    /// # Errors
    /// It is none.
    pub fn from_bytes(bytes: &[u8]) -> Result<GateRecord, NotAScan> {
        let mut rest = bytes;
        let id = ScanId(take(&mut rest)?);
        let alias = Alias(u64::from_be_bytes(take(&mut rest)?));
        let moment = Moment(i64::from_be_bytes(take(&mut rest)?));
        let [why, color, checks, zero] = take(&mut rest)?;
        let temperature = i16::from_be_bytes(take(&mut rest)?);
        if rest != [0, 0] || zero != 0 || checks >= 1 << Check::ALL.len() {
            return Err(NotAScan);
        }
        let is_made = |check: &Check| checks & (1 << ordinal(*check)) != 0;
        Ok(GateRecord {
            id,
            alias,
            at: moment,
            why: at(why)?,
            color: color.checked_sub(1).map(at).transpose()?,
            checks: Check::ALL.iter().copied().filter(is_made).collect(),
            temperature: (temperature != 0).then_some(temperature),
        })
    }
}
