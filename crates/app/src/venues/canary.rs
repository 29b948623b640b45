//! 诱饵场所: a place that the auditor chose, whose scans nobody has a reason to ask for (must-hold A6). Whoever
//! asks, by its id or day by day, is answered as of any other, and the auditor hears of it.

use crate::Refusal;
use crate::caller::Request;
use crate::messages::tell_of_canary;
use fangxian_core::ids::VenueId;
use fangxian_core::policy::Act;
use fangxian_core::venues::venue_of;
use fangxian_store::canaries::{canaries_among, canary_insert, is_canary};
use fangxian_store::venues::venue_facts_of;

/// Makes a place one: the auditor alone knows which they are.
pub async fn canary_set(req: &Request, id: VenueId) -> Result<(), Refusal> {
    let act = Act::CanarySet;
    let scope = req.authorize(act)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let facts = super::load::facts_of(&venue_facts_of(&tx, id).await?);
        let venue = venue_of(&facts).filter(|venue| scope.covers(&venue.about.place));
        let county = venue.ok_or(Refusal::NotFound)?.about.place.county();
        canary_insert(&tx, (&county, id), (asked.now, &asked.caller.login)).await?;
        asked.deed(&tx, act, &id.to_string(), "canary")?;
        Ok::<_, Refusal>(())
    });
    write.await
}

/// The same of several places, of whose scans one answer tells.
///
/// # Errors
/// The alarm could not be written down: then nothing is answered.
pub(crate) async fn venues_asked_for(
    req: &Request,
    act: Act,
    ids: impl IntoIterator<Item = VenueId>,
) -> Result<(), Refusal> {
    let ids: Vec<VenueId> = ids.into_iter().collect();
    let read = req.city.db.read(move |tx| async move { canaries_among(&tx, &ids).await });
    let canaries: Vec<VenueId> = read.await?;
    for id in canaries {
        scans_asked_for(req, act, id).await?;
    }
    Ok(())
}

/// Called before anything of the scans of a place is looked at, whoever asks and whether or not he may: an
/// id that was guessed is asked for, too. Every way to the scans of a place goes through here.
///
/// # Errors
/// The alarm could not be written down: then nothing is answered.
pub async fn scans_asked_for(req: &Request, act: Act, id: VenueId) -> Result<(), Refusal> {
    if !req.city.db.read(move |tx| async move { is_canary(&tx, id).await }).await? {
        return Ok(());
    }
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        asked.deed(&tx, act, &id.to_string(), "canary asked for")?;
        tell_of_canary(&tx, &asked, id).await
    });
    write.await
}
