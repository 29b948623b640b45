//! Scans that no gate read: of a poster, and from the register that is kept by hand. And who goes out.

use super::Gate;
use super::days::seal;
use super::take::not_kept;
use crate::venues::venue_at_gate;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::{HealthColor, Strength};
use fangxian_core::passes::Alias;
use fangxian_core::scans::{Check, Scan, ScanId, ScanSource, Why};
use std::sync::Arc;

/// At most so many go out at one touch.
const OUT_MAX: u32 = 50;

/// A scan that no gate read.
pub(crate) struct ScanKept {
    /// What is sent twice is one.
    pub(crate) id: [u8; 16],
    pub(crate) source: ScanSource,
    pub(crate) strength: Strength,
    pub(crate) alias: Alias,
    pub(crate) why: Why,
    pub(crate) color: Option<HealthColor>,
    pub(crate) checks: Vec<Check>,
    pub(crate) venue: u32,
    pub(crate) at: Moment,
}

/// Keeps scans; all are durable when this returns, or none.
pub(crate) async fn scans_keep(
    city: &Arc<City>,
    scans: Vec<ScanKept>,
    now: Moment,
) -> Result<(), Refusal> {
    let intake = city.scans.intake()?;
    let mut records = Vec::with_capacity(scans.len() * Scan::BYTES);
    for one in scans {
        let venue = venue_at_gate(city, one.venue).await?;
        let cipher = intake.days.sealing(one.at.city_day())?;
        let scan = Scan {
            id: ScanId(one.id),
            source: one.source,
            strength: one.strength,
            why: one.why,
            color: one.color,
            checks: one.checks,
            temperature: None,
            county: venue.county,
            venue: one.venue,
            gate: 0,
            at: one.at,
            later_ms: i32::try_from(now.0 - one.at.0).unwrap_or(i32::MAX),
            person: seal(&cipher, one.alias, one.venue, one.at),
        };
        records.extend_from_slice(&scan.to_bytes());
    }
    if records.is_empty() {
        return Ok(());
    }
    let waiting = intake.log.append_all(records.chunks_exact(Scan::BYTES)).map_err(not_kept)?;
    waiting.await.map_err(not_kept)?;
    Ok(())
}

/// The guard touched 出: so many went out. How many are inside now, and how many may be; none where
/// nobody counts there.
///
/// # Errors
/// The gate's place is not known, or so many cannot have gone out at one touch.
pub async fn gate_out(
    city: &City,
    gate: Gate,
    n: u32,
    wall: Moment,
) -> Result<Option<(u32, u32)>, Refusal> {
    let now = city.now(wall);
    let venue = venue_at_gate(city, gate.venue).await?;
    if !(1..=OUT_MAX).contains(&n) {
        return Err(Refusal::BadInput(format!("一次最多记{OUT_MAX}人离开。")));
    }
    Ok(venue.room.as_ref().map(|room| {
        room.go_out(n, now);
        (room.n_inside(now), room.limit(now.city_day()))
    }))
}
