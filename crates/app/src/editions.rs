//! What changes when an edition comes into force, and the signature that applies it.

use crate::Refusal;
use crate::caller::Request;
use crate::index::{ZoneEntry, ZoneOnDay};
use crate::zones::{enter_fact, fact_of, fresh_fact};
use fangxian_core::ids::ZoneId;
use fangxian_core::policy::Act;
use fangxian_core::rules::{Edition, EditionId};
use fangxian_core::zones::{EditionChangeRow, Listing, ZoneEvent, edition_change};
use fangxian_core::{CityDay, Moment};
use fangxian_store::zones::{Ground, GroundKind};
use std::sync::Arc;

/// A zone that an edition changes.
pub struct ChangedZone {
    /// The zone.
    pub entry: Arc<ZoneEntry>,
    /// Where it stands.
    pub listing: Listing,
    /// What changes.
    pub row: EditionChangeRow,
}

/// What an edition changes for every listed zone that does not follow it yet. Before it comes into
/// force this can be seen, and not signed.
pub fn edition_change_see(req: &Request, to: &EditionId) -> Result<Vec<ChangedZone>, Refusal> {
    let scope = req.authorize(Act::EditionChangeSee)?;
    let edition = req.city.rules.edition(to).ok_or(Refusal::EditionUnknown)?;
    let today = req.today();
    let city = req.city.zones.on_day(today, Moment(i64::MAX));
    Ok(city
        .zones
        .iter()
        .filter(|zone| scope.covers(zone.entry.site()))
        .filter_map(|zone| changed(req, zone, edition, today))
        .collect())
}

fn changed(
    req: &Request,
    zone: &ZoneOnDay,
    edition: &Edition,
    today: CityDay,
) -> Option<ChangedZone> {
    let listing = zone.listing.clone()?;
    let row = edition_change(&req.city.rules, &listing, edition, zone.surroundings, today)?;
    Some(ChangedZone { entry: zone.entry.clone(), listing, row })
}

/// Signs what an edition in force changes for these zones. All of them, or none. A zone that has
/// moved already is passed over, so that the same signature again changes nothing. Returns how
/// many changed.
pub async fn edition_change_sign(
    req: &Request,
    to: &EditionId,
    zones: &[ZoneId],
) -> Result<usize, Refusal> {
    let act = Act::EditionChangeSign;
    let scope = req.authorize(act)?;
    let edition = req.city.rules.edition_on(req.today()).filter(|edition| edition.id == *to);
    let edition = edition.ok_or(Refusal::EditionUnknown)?;
    let city = req.city.zones.on_day(req.today(), Moment(i64::MAX));
    let wanted: Vec<ChangedZone> = city
        .zones
        .iter()
        .filter(|zone| zones.contains(&zone.entry.zone.id) && scope.covers(zone.entry.site()))
        .filter_map(|zone| changed(req, zone, edition, req.today()))
        .collect();
    let (asked, edition) = (req.clone(), edition.clone());
    let n_changed = req
        .city
        .db
        .write(move |tx| async move {
            let n_changed = wanted.len();
            for zone in wanted {
                let event = match zone.row.becomes {
                    Some(level) => ZoneEvent::Rated { level, edition: edition.id.clone() },
                    None => ZoneEvent::Released,
                };
                let ground =
                    Ground { kind: GroundKind::EditionChange, id: Some(edition.id.0.clone()) };
                let words = format!("{}自{}起施行", edition.short, edition.in_force_from.written());
                let id = fresh_fact(&asked)?;
                let today = asked.today();
                let mut record = fact_of(&asked, &zone.entry.zone, id, today, event, ground, words);
                record.proposed_by = Some("rule".to_owned());
                enter_fact(&tx, &asked, act, &zone.entry, record).await?;
            }
            Ok::<usize, Refusal>(n_changed)
        })
        .await?;
    req.city.catch_up().await?;
    Ok(n_changed)
}
