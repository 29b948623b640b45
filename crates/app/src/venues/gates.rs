//! The gates of a place, by the place.

use super::see::venue_kept;
use crate::Refusal;
use crate::caller::Request;
use crate::scans::{gate_enroll, gate_lost, gates_list};
use fangxian_core::ids::{GateId, VenueId};
use fangxian_core::policy::Act;
use fangxian_core::venues::{Venue, VenueState};
use fangxian_paper::qr_svg;
use fangxian_store::scans::{StoredGate, gates_all};
use fangxian_store::venues::venue_by_number;

/// Where the page of gates is, and what stands before the secret in the square, so that a gate knows it
/// from a pass. The secret follows the `#`: a browser sends nothing of that to any server.
const GATE_BEGINS: &str = "/gate/#FXG1:";

fn number_of(venue: &Venue) -> Result<u32, Refusal> {
    venue.number.filter(|_| venue.state == VenueState::Approved).ok_or(Refusal::Stale)
}

/// The gates of a place, those that ended included.
pub async fn venue_gates(req: &Request, id: VenueId) -> Result<Vec<StoredGate>, Refusal> {
    let (venue, _) = venue_kept(req, Act::GateKeep, id).await?;
    match venue.number {
        Some(number) => gates_list(req, number).await,
        None => Ok(Vec::new()),
    }
}

/// Enrolls a gate of a place: the secret, shown once, and a square that opens the page of gates with it and
/// with the key by which the page knows the lists that it is given.
/// `origin` is where the pages of this server are found from outside: `https://…`.
pub async fn venue_gate_enroll(
    req: &Request,
    id: VenueId,
    gate: GateId,
    label: &str,
    origin: &str,
) -> Result<(String, String), Refusal> {
    let (venue, _) = venue_kept(req, Act::GateKeep, id).await?;
    let number = number_of(&venue)?;
    let secret = gate_enroll(req, gate, (number, &venue.about.place), label).await?;
    let list_key = hex::encode(req.city.keys.passes.lists.public());
    let qr = qr_svg(&format!("{origin}{GATE_BEGINS}{secret}:{list_key}"));
    Ok((secret, qr))
}

/// Ends a gate of a place that the caller keeps.
pub async fn venue_gate_end(req: &Request, id: GateId, reason: &str) -> Result<(), Refusal> {
    let read = req.city.db.read(move |tx| async move {
        let gates = gates_all(&tx).await?;
        let number = gates.into_iter().find(|gate| gate.id == id).map(|gate| gate.venue);
        match number.and_then(|number| u32::try_from(number).ok()) {
            Some(number) => venue_by_number(&tx, number).await,
            None => Ok(None),
        }
    });
    let venue: Option<VenueId> = read.await?;
    // Whose place it is stands with the place; the gate itself knows its county alone.
    venue_kept(req, Act::GateKeep, venue.ok_or(Refusal::NotFound)?).await?;
    gate_lost(req, id, reason).await
}
