//! What the auditor hears of at once.

use super::{Said, send, send_from};
use crate::Refusal;
use crate::caller::Request;
use crate::orders::Within;
use fangxian_core::ids::VenueId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Role;
use fangxian_store::Tx;
use fangxian_store::accounts::accounts_answering;

/// Tells every auditor of a long list of codes, or of one without evidence.
pub(crate) async fn tell_of_code_list(
    tx: &Tx,
    req: &Request,
    place: PlaceCode,
    n_people: usize,
    refused: bool,
) -> Result<(), Refusal> {
    let around: Vec<PlaceCode> =
        std::iter::successors(Some(place.clone()), PlaceCode::parent).collect();
    let today = req.wall.city_day();
    let readers = accounts_answering(tx, &[Role::Auditor], &around, None, today).await?;
    let people = i64::try_from(n_people).unwrap_or(i64::MAX);
    send(tx, req, readers, Said::CodeList { place, people, refused }).await
}

/// Tells every auditor that somebody asked for the scans of a place that is there to be asked for.
pub(crate) async fn tell_of_canary(tx: &Tx, req: &Request, venue: VenueId) -> Result<(), Refusal> {
    let (city, today) = ([req.city.code.clone()], req.wall.city_day());
    let readers = accounts_answering(tx, &[Role::Auditor], &city, None, today).await?;
    send(tx, req, readers, Said::CanaryAsked { venue, by: req.caller.login.clone() }).await
}

/// Tells every auditor that codes that were computed anew are others than gates are told, or that reasons do
/// not stand as they were entered.
pub(crate) async fn tell_of_codes_differing(
    tx: &Tx,
    at: Within<'_>,
    (n_differing, n_altered): (usize, usize),
) -> Result<(), Refusal> {
    let (city, today) = ([at.city.code.clone()], at.wall.city_day());
    let readers = accounts_answering(tx, &[Role::Auditor], &city, None, today).await?;
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let said = Said::CodesDiffer { differing: n(n_differing), altered: n(n_altered) };
    send_from(tx, at, readers, said).await
}
