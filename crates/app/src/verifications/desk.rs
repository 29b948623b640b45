//! Those of whom nobody knows whose they are: the desk gives them to a community, or answers itself.

use super::say::{Said, keep};
use super::work::{CaseRow, Cases, ROWS_MAX, rows_shown};
use crate::Refusal;
use crate::caller::Request;
use crate::venues::place_known;
use fangxian_core::ids::{VerificationCaseId, VerificationFactId};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Act;
use fangxian_core::verifications::{CaseSays, CaseState, PlacedBy};
use fangxian_store::verifications::cases_at_desks;

/// Those of whom nobody knows whose they are, of the desks that the caller answers for; the oldest first.
pub async fn cases_unplaced(req: &Request, within: &PlaceCode) -> Result<Vec<CaseRow>, Refusal> {
    let scope = req.authorize(Act::VerificationKeep)?;
    if !scope.touches(within) {
        return Err(Refusal::NotFound);
    }
    let of = within.clone();
    let read = req.city.db.read(move |tx| async move {
        let ids = cases_at_desks(&tx, &of, ROWS_MAX).await?;
        Cases::read(&tx, &ids).await
    });
    let cases: Cases = read.await?;
    let at_desk = |facts: &Vec<_>| {
        super::kept::standing_of(facts)
            .is_some_and(|one| one.state == CaseState::Desk && scope.covers(&one.place))
    };
    let ids: Vec<VerificationCaseId> =
        cases.facts.iter().filter(|(_, facts)| at_desk(facts)).map(|(id, _)| *id).collect();
    let mut rows = rows_shown(req, (&scope, within), ids).await?;
    rows.sort_by_key(|row| (row.due_at, row.standing.opened_at, row.id));
    Ok(rows)
}

/// Gives somebody to a community of the city: the desk that has him, or that his list came to, decides. The
/// same again changes nothing.
pub async fn case_place(
    req: &Request,
    id: VerificationCaseId,
    (fact, seen): (VerificationFactId, i64),
    place: PlaceCode,
) -> Result<(), Refusal> {
    let act = Act::VerificationKeep;
    req.authorize(act)?;
    if place.kind() != PlaceKind::Community || !place.lies_within(&req.city.code) {
        return Err(Refusal::PlaceUnknown);
    }
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        place_known(&tx, &place).await?;
        let says = CaseSays::Placed { by: PlacedBy::Desk };
        let said =
            Said { id, fact, seen, says, words: None, place: Some(place), is_correction: false };
        keep(&tx, &asked, said).await
    });
    write.await?;
    req.city.catch_up().await
}
