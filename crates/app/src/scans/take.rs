//! One scan: believed, colored, decided, and durable before it is answered.

use super::days::seal;
use super::{AtDoor, Gate};
use crate::venues::venue_at_gate;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::Strength;
use fangxian_core::passes::Alias;
use fangxian_core::scans::{Asked, Decision, Emergency, Scan, ScanId, ScanSource, decide};
use fangxian_intake::NotKept;
use std::sync::Arc;

/// What a gate sends.
#[derive(Clone, Debug, Default)]
pub struct ScanAsk<'a> {
    /// Made by the gate.
    pub id: [u8; 16],
    /// The text of the code that was shown; none where none was.
    pub pass: Option<&'a str>,
    /// Tenths of a degree, where it was taken.
    pub temperature: Option<i16>,
    /// Whether he wears a mask, where it was looked at.
    pub has_mask: Option<bool>,
    /// Whether he has the certificate, where the place asks for one.
    pub has_certificate: Option<bool>,
    /// Whether he must pass at once.
    pub emergency: Option<Emergency>,
}

/// What the gate is told. Nothing of it says who it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanTold {
    /// What to do, and why.
    pub decision: Decision,
}

/// Decides a scan and keeps it. The answer is given once the scan is on the disk.
///
/// # Errors
/// The gate's place is not known, or so much waits for the disk that the gate is to come back.
pub async fn scan_take(
    city: &Arc<City>,
    gate: Gate,
    ask: &ScanAsk<'_>,
    wall: Moment,
) -> Result<ScanTold, Refusal> {
    let now = city.now(wall);
    let venue = venue_at_gate(city, gate.venue).await?;
    let believed = ask.pass.map(|text| city.keys.passes.believe(text, city.code.as_str(), now));
    let believed = believed.map(|pass| pass.and_then(|pass| city.passes.standing(pass)));
    let alias = match &believed {
        Some(Ok(pass)) => pass.alias,
        Some(Err(_)) | None => Alias(0),
    };
    let at_door = AtDoor::new(venue.room.as_ref(), now);
    let asked = Asked {
        pass: believed.and_then(Result::err),
        color: city.passes.color(alias, now),
        is_code_asked: city.passes.is_code_asked(),
        is_down: city.is_down(now),
        is_closed: venue.is_closed(now.city_day()),
        n_free: at_door.n_free(),
        temperature: ask.temperature,
        has_mask: ask.has_mask,
        has_certificate: ask.has_certificate,
        emergency: ask.emergency.or_else(|| city.must_pass(alias, now)),
    };
    let decision = decide(&asked);
    let intake = city.scans.intake()?;
    let cipher = intake.days.sealing(now.city_day())?;
    let scan = Scan {
        id: ScanId(ask.id),
        source: ScanSource::Gate,
        strength: Strength::Strong,
        why: decision.why,
        color: asked.color,
        checks: asked.checks().collect(),
        temperature: asked.temperature,
        county: venue.county,
        venue: gate.venue,
        gate: gate.number,
        at: now,
        later_ms: 0,
        person: seal(&cipher, alias, gate.venue, now),
    };
    let kept = intake.log.append(&scan.to_bytes()).map_err(not_kept)?;
    kept.await.map_err(not_kept)?;
    at_door.settle(decision.verdict);
    Ok(ScanTold { decision })
}

/// Whatever was not kept is to be sent again.
pub(super) fn not_kept(error: NotKept) -> Refusal {
    match error {
        NotKept::Full | NotKept::Failed => Refusal::Busy,
        NotKept::TooLong => Refusal::BadInput("扫码记录过长。".to_owned()),
    }
}
