//! The places of the city as gates need them, read at the start and after what changes.

use crate::scans::{Room, VenueAtGate};
use crate::{City, Refusal};
use fangxian_core::CityDay;
use fangxian_core::ids::VenueId;
use fangxian_core::rules::{LocalMeasure, RuleBook};
use fangxian_core::venues::{
    ClosingFact, ClosingStanding, Venue, VenueFact, VenueState, limit_on, venue_of,
};
use fangxian_store::venues::{
    StoredClosingFact, StoredVenueFact, closing_facts_all, venue_by_number, venue_facts_all,
    venue_facts_of,
};
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Reads every place into memory, so that gates are answered without the store. Called once, at start;
/// meanwhile a place is read once a gate asks for it.
pub async fn venues_load(city: &City) -> Result<(), Refusal> {
    loop {
        let n_changes = city.scans.venues.n_changes();
        let read = city.db.read(|tx| async move {
            Ok::<_, StoreError>((venue_facts_all(&tx).await?, standing_closings(&tx).await?))
        });
        let (facts, closings) = read.await?;
        let days = share_days(&city.rules);
        let at_gate = |own: &[StoredVenueFact]| at_gate(city, &days, &closings, own);
        let venues: HashMap<u32, VenueAtGate> =
            facts.chunk_by(|one, next| one.venue == next.venue).filter_map(at_gate).collect();
        city.scans.venues.put_all(venues);
        // What changed while it was read is read again, lest it be put back to what it was.
        if city.scans.venues.n_changes() == n_changes {
            return Ok(());
        }
    }
}

/// A place as a gate needs it: from memory, and from the store while a server starts.
///
/// # Errors
/// No place has this number, or the store cannot be read.
pub(crate) async fn venue_at_gate(city: &City, number: u32) -> Result<Arc<VenueAtGate>, Refusal> {
    if let Some(venue) = city.scans.venues.get(number) {
        return Ok(venue);
    }
    if city.scans.venues.is_whole() {
        return Err(Refusal::NotFound);
    }
    let read = city.db.read(move |tx| async move {
        let id = venue_by_number(&tx, number).await?;
        let own = match id {
            Some(id) => venue_facts_of(&tx, id).await?,
            None => Vec::new(),
        };
        Ok::<_, StoreError>((own, standing_closings(&tx).await?))
    });
    let (own, closings) = read.await?;
    let found = at_gate(city, &share_days(&city.rules), &closings, &own);
    let (number, venue) = found.ok_or(Refusal::NotFound)?;
    // Meanwhile it may have been read with all others.
    match city.scans.venues.get(number) {
        Some(venue) => Ok(venue),
        None => city.scans.venues.put(number, Some(venue)).ok_or(Refusal::NotFound),
    }
}

/// Follows what the feed tells of places and closings.
pub(crate) async fn follow(
    city: &City,
    changed: &BTreeSet<VenueId>,
    closings: bool,
) -> Result<(), Refusal> {
    if changed.is_empty() && !closings {
        return Ok(());
    }
    city.scans.venues.changed();
    if !city.scans.venues.is_whole() {
        return Ok(());
    }
    if closings {
        return venues_load(city).await;
    }
    let ids: Vec<VenueId> = changed.iter().copied().collect();
    let read = city.db.read(move |tx| async move {
        let mut all = Vec::new();
        for id in ids {
            all.push(venue_facts_of(&tx, id).await?);
        }
        Ok::<_, StoreError>((all, standing_closings(&tx).await?))
    });
    let (all, closings) = read.await?;
    let days = share_days(&city.rules);
    for own in all {
        let number = venue_of(&facts_of(&own)).and_then(|venue| venue.number);
        let Some(number) = number else { continue };
        let venue = at_gate(city, &days, &closings, &own).map(|(_, venue)| venue);
        let _ = city.scans.venues.put(number, venue);
    }
    Ok(())
}

/// What was said of a place, without who answers for it.
pub(crate) fn facts_of(stored: &[StoredVenueFact]) -> Vec<VenueFact> {
    stored.iter().map(|one| one.fact.clone()).collect()
}

/// What was said of a closing.
pub(crate) fn closing_of(stored: &[StoredClosingFact]) -> Option<ClosingStanding> {
    let facts: Vec<ClosingFact> = stored.iter().map(|one| one.fact.clone()).collect();
    ClosingStanding::of(&facts)
}

/// Every closing as it stands.
pub(crate) async fn standing_closings(tx: &Tx) -> Result<Vec<ClosingStanding>, StoreError> {
    let all = closing_facts_all(tx).await?;
    Ok(all.chunk_by(|one, next| one.closing == next.closing).filter_map(closing_of).collect())
}

/// The days on which the share of what a place holds may change.
pub(crate) fn share_days(rules: &RuleBook) -> Vec<CityDay> {
    let mut days = BTreeSet::new();
    let mut add = |from: CityDay, to: Option<CityDay>| {
        days.insert(from);
        days.extend(to.map(|last| last.plus(1)));
    };
    for edition in rules.editions() {
        add(edition.in_force_from, edition.in_force_to);
    }
    for overlay in rules.overlays() {
        add(overlay.in_force_from, overlay.in_force_to);
        for rule in &overlay.rules {
            if matches!(rule.says, LocalMeasure::VenueShare(_)) {
                add(rule.in_force_from, rule.in_force_to);
            }
        }
    }
    days.into_iter().collect()
}

fn at_gate(
    city: &City,
    days: &[CityDay],
    closings: &[ClosingStanding],
    own: &[StoredVenueFact],
) -> Option<(u32, VenueAtGate)> {
    let venue: Venue = venue_of(&facts_of(own))?;
    let number = venue.number.filter(|_| venue.state == VenueState::Approved)?;
    let about = &venue.about;
    let reaches = |one: &&ClosingStanding| one.reaches(about.kind, &about.place);
    let closed = closings.iter().filter(reaches).map(ClosingStanding::days).collect();
    let on = |day: &CityDay| Some((*day, limit_on(about, city.rules.venue_shares_on(*day))?));
    let mut limits: Vec<(CityDay, u32)> = days.iter().filter_map(on).collect();
    limits.dedup_by_key(|(_, limit)| *limit);
    let room = |most| Arc::new(Room::new(most, limits, about.kind.stay_minutes()));
    let room = about.capacity.map(room);
    let county = about.place.county().parse().ok()?;
    Some((number, VenueAtGate { county, closed, room }))
}
