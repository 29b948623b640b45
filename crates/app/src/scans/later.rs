//! What a gate decided by itself while it had no network, sent later and many at once.

use super::Gate;
use super::days::seal;
use super::take::not_kept;
use crate::venues::venue_at_gate;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::{HealthColor, Strength};
use fangxian_core::passes::CLOCK_SECONDS;
use fangxian_core::scans::{BATCH_MAX, DAYS_KEPT, GateRecord, Scan, ScanSource, Verdict};
use std::sync::Arc;

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaterTaken {
    /// Kept.
    pub n_kept: u32,
    /// So long ago that they may not be kept any more, or of a day that is to come: the gate drops
    /// them.
    pub n_dropped: u32,
    /// Let in by a pass that said green, where the centre knows another color.
    pub n_colored: u32,
}

/// Keeps what a gate sends later: records of [`GateRecord::BYTES`] bytes, one behind the other. All are
/// durable when this returns, or none.
///
/// # Errors
/// It is no batch, the place is not known, or the gate is to come back.
pub async fn scans_later(
    city: &Arc<City>,
    gate: Gate,
    bytes: &[u8],
    wall: Moment,
) -> Result<LaterTaken, Refusal> {
    let now = city.now(wall);
    let venue = venue_at_gate(city, gate.venue).await?;
    let is_whole = bytes.len().is_multiple_of(GateRecord::BYTES);
    if !is_whole || bytes.is_empty() || bytes.len() > GateRecord::BYTES * BATCH_MAX {
        return Err(Refusal::BadInput(format!("一次最多补传{BATCH_MAX}条扫码记录。")));
    }
    let intake = city.scans.intake()?;
    let first = now.city_day().plus(-DAYS_KEPT).starts_at();
    let last = now.plus_ms(CLOCK_SECONDS * 1_000);
    let mut taken = LaterTaken::default();
    let mut kept = Vec::with_capacity(bytes.len() / GateRecord::BYTES * Scan::BYTES);
    let mut cipher = None;
    for record in bytes.chunks_exact(GateRecord::BYTES) {
        let bad = |_| Refusal::BadInput("扫码记录的格式不对。".to_owned());
        let record = GateRecord::from_bytes(record).map_err(bad)?;
        if !(first..=last).contains(&record.at) {
            taken.n_dropped += 1;
            continue;
        }
        let day = record.at.city_day();
        let cipher = match &cipher {
            Some((known, cipher)) if *known == day => cipher,
            Some(_) | None => &cipher.insert((day, intake.days.sealing(day)?)).1,
        };
        let color = city.passes.color(record.alias, record.at);
        let is_graver = color.is_some_and(|color| color > HealthColor::Green);
        taken.n_colored += u32::from(is_graver && record.why.verdict() == Verdict::Pass);
        taken.n_kept += 1;
        let scan = Scan {
            id: record.id,
            source: ScanSource::GateLater,
            strength: Strength::Strong,
            why: record.why,
            color: record.color,
            checks: record.checks,
            temperature: record.temperature,
            county: venue.county,
            venue: gate.venue,
            gate: gate.number,
            at: record.at,
            later_ms: i32::try_from(now.0 - record.at.0).unwrap_or(i32::MAX),
            person: seal(cipher, record.alias, gate.venue, record.at),
        };
        kept.extend_from_slice(&scan.to_bytes());
    }
    if !kept.is_empty() {
        let records = kept.chunks_exact(Scan::BYTES);
        let waiting = intake.log.append_all(records).map_err(not_kept)?;
        waiting.await.map_err(not_kept)?;
    }
    Ok(taken)
}
