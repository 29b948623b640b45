//! 诱饵场所: a place that the auditor chose, whose scans nobody has a reason to ask for (must-hold A6). Whoever
//! asks, by its id or day by day, is answered as of any other, and the auditor hears of it.

use crate::Refusal;
use crate::caller::Request;
use crate::messages::tell_of_canary;
use fangxian_core::Moment;
use fangxian_core::ids::VenueId;
use fangxian_core::policy::Act;
use fangxian_core::venues::{Venue, VenueState, venue_of};
use fangxian_store::StoreError;
use fangxian_store::canaries::{canaries_all, canaries_among, canary_insert, is_canary};
use fangxian_store::venues::{
    StoredVenueFact, venue_by_number, venue_facts_of, venue_facts_of_many,
};
use std::collections::HashMap;

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

/// A place, as the auditor sees it: nobody of it and nothing of its scans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanaryPlace {
    /// Which.
    pub id: VenueId,
    /// The number on its poster.
    pub number: Option<u32>,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Since when it is a canary, and by the word of whom; none of a place that is none.
    pub set: Option<(Moment, String)>,
}

fn place_of(id: VenueId, venue: Venue, set: Option<(Moment, String)>) -> CanaryPlace {
    CanaryPlace {
        id,
        number: venue.number,
        name: venue.about.name,
        address: venue.about.address,
        set,
    }
}

/// The places that are canaries, the newest first.
pub async fn canaries_list(req: &Request) -> Result<Vec<CanaryPlace>, Refusal> {
    let scope = req.authorize(Act::CanarySet)?;
    let read = req.city.db.read(|tx| async move {
        let all = canaries_all(&tx).await?;
        let ids: Vec<VenueId> = all.iter().map(|(id, ..)| *id).collect();
        Ok::<_, StoreError>((venue_facts_of_many(&tx, &ids).await?, all))
    });
    let (facts, all): (Vec<StoredVenueFact>, _) = read.await?;
    let by_venue = facts.chunk_by(|one, next| one.venue == next.venue);
    let mut known: HashMap<VenueId, Venue> = by_venue
        .filter_map(|own| Some((own.first()?.venue, venue_of(&super::load::facts_of(own))?)))
        .collect();
    let seen = |(id, at, by): (VenueId, Moment, String)| {
        let venue = known.remove(&id).filter(|venue| scope.covers(&venue.about.place))?;
        Some(place_of(id, venue, Some((at, req.city.people.by_login(&by)))))
    };
    Ok(all.into_iter().filter_map(seen).collect())
}

/// The place whose poster bears a number: what the auditor is about to choose.
///
/// # Errors
/// No place that has a code bears it.
pub async fn canary_look_up(req: &Request, number: u32) -> Result<CanaryPlace, Refusal> {
    let scope = req.authorize(Act::CanarySet)?;
    let read = req.city.db.read(move |tx| async move {
        let Some(id) = venue_by_number(&tx, number).await? else { return Ok(None) };
        let set = canaries_all(&tx).await?.into_iter().find(|(known, ..)| *known == id);
        Ok::<_, StoreError>(Some((id, venue_facts_of(&tx, id).await?, set)))
    });
    let (id, facts, set) = read.await?.ok_or(Refusal::NotFound)?;
    let venue = venue_of(&super::load::facts_of(&facts));
    let venue = venue.filter(|venue| venue.state == VenueState::Approved);
    let venue = venue.filter(|venue| scope.covers(&venue.about.place)).ok_or(Refusal::NotFound)?;
    let set = set.map(|(_, at, by)| (at, req.city.people.by_login(&by)));
    Ok(place_of(id, venue, set))
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
