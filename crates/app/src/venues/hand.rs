//! The register that is kept by hand for those without phones, entered later from its paper.

use super::see::venue_kept;
use crate::Refusal;
use crate::caller::Request;
use crate::scans::{ScanKept, scans_keep};
use fangxian_core::Moment;
use fangxian_core::codes::Strength;
use fangxian_core::ids::{PersonId, VenueId};
use fangxian_core::policy::Act;
use fangxian_core::scans::{DAYS_KEPT, ScanSource, Why};
use fangxian_core::venues::VenueState;
use fangxian_store::StoreError;
use fangxian_store::people::people_in_by_ids;
use uuid::Uuid;

/// A sheet has so many lines at most.
const ROWS_MAX: usize = 50;

/// A line of the register.
#[derive(Clone, Copy, Debug)]
pub struct HandRow {
    /// Made by whoever enters it: what is sent twice is one line.
    pub id: Uuid,
    /// Who; he stands in the register of residents.
    pub person: PersonId,
    /// When he went in.
    pub at: Moment,
}

/// Enters lines: all of them, or none. What is too old to be kept is refused, because it would be
/// destroyed at once. Nothing of anybody is told.
pub async fn hand_rows_enter(
    req: &Request,
    id: VenueId,
    rows: Vec<HandRow>,
) -> Result<(), Refusal> {
    let act = Act::VenueKeep;
    let (venue, _) = venue_kept(req, act, id).await?;
    let number = venue.number.filter(|_| venue.state == VenueState::Approved);
    let number = number.ok_or(Refusal::Stale)?;
    if rows.is_empty() || rows.len() > ROWS_MAX {
        return Err(Refusal::BadInput(format!("一次补录1至{ROWS_MAX}行。")));
    }
    let first = req.today().plus(-DAYS_KEPT).starts_at();
    if rows.iter().any(|row| row.at < first || row.at > req.now) {
        let say = format!("只补录{DAYS_KEPT}天以内的登记，时间不能晚于现在。");
        return Err(Refusal::BadInput(say));
    }
    let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let counties = crate::register::counties(&req.city);
    let asked_for = people.clone();
    let known = req
        .city
        .db
        .read(move |tx| async move { people_in_by_ids(&tx, &counties, &asked_for).await });
    let known = known.await?;
    // Whoever keeps the register of a community enters its people; others are entered by theirs.
    let scope = req.authorize(act)?;
    let is_known =
        |person: &PersonId| known.iter().any(|one| one.id == *person && scope.covers(&one.door));
    if !people.iter().all(is_known) {
        return Err(Refusal::NotFound);
    }
    let n_rows = rows.len();
    let kept = |row: HandRow| ScanKept {
        id: row.id.into_bytes(),
        source: ScanSource::Hand,
        strength: Strength::Strong,
        alias: req.city.keys.passes.alias(row.person),
        why: Why::Fine,
        color: None,
        checks: Vec::new(),
        venue: number,
        at: row.at,
    };
    scans_keep(&req.city, rows.into_iter().map(kept).collect(), req.now).await?;
    let asked = req.clone();
    let told: Result<(), StoreError> = req
        .city
        .db
        .write(move |tx| async move {
            asked.deed(&tx, act, &id.to_string(), &format!("{n_rows} rows by hand"))
        })
        .await;
    Ok(told?)
}
