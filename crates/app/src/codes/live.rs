//! The code of one person, and the reasons of a whole city for the index of the scans.

use super::known::{facts_of, suspects};
use super::one_person::{OnePerson, one_person_each};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::{
    HealthCode, Lived, PersonalFacts, Reason, Strength, personal_reasons, zone_reason,
};
use fangxian_core::ids::PersonId;
use fangxian_core::places::{PlaceCode, PlaceKind};
use std::sync::Arc;

/// The code of whoever these records are of, now. He lives at the door of each record under which
/// he is counted.
pub async fn code_of(
    city: &Arc<City>,
    records: &[PersonId],
    wall: Moment,
) -> Result<HealthCode, Refusal> {
    let (of_city, records) = (Arc::clone(city), records.to_vec());
    let now = city.now(wall);
    let read = city.db.read(move |tx| async move {
        let people = one_person_each(&tx, &of_city, records).await?;
        let facts = facts_of(&tx, &of_city, &people, (now, wall)).await?;
        Ok::<_, Refusal>((people, facts))
    });
    let (people, facts): (Vec<OnePerson>, Vec<PersonalFacts>) = read.await?;
    let own = facts.iter().flat_map(|one| personal_reasons(&city.rules, one, now));
    let doors: Vec<&PlaceCode> =
        people.iter().flat_map(OnePerson::counted).map(|one| &one.door).collect();
    let zones = zone_reasons(city, now);
    let lived =
        zones.into_iter().filter(|(place, _)| doors.iter().any(|door| door.lies_within(place)));
    Ok(HealthCode::of(own.chain(lived.map(|(_, reason)| reason)), now))
}

/// Everybody of the city who has a reason that is not his place, or will have one by the clock
/// alone, with the county of his record: each record under which he is counted comes by itself.
/// By the rules of today: at midnight, where another edition begins, it is to be asked anew.
pub async fn live_personal_reasons(
    city: &Arc<City>,
    wall: Moment,
) -> Result<Vec<(String, PersonId, Vec<Reason>)>, Refusal> {
    let of_city = Arc::clone(city);
    let now = city.now(wall);
    let read = city.db.read(move |tx| async move {
        let ids = suspects(&tx, &of_city, (now, wall)).await?;
        let people = one_person_each(&tx, &of_city, ids).await?;
        let facts = facts_of(&tx, &of_city, &people, (now, wall)).await?;
        Ok::<_, Refusal>((people, facts))
    });
    let (people, facts): (Vec<OnePerson>, Vec<PersonalFacts>) = read.await?;
    let mut found = Vec::new();
    for (one, facts) in people.iter().zip(&facts) {
        let may_live = |reason: &Reason| reason.is_live(now) || reason.since > now;
        let reasons: Vec<Reason> =
            personal_reasons(&city.rules, facts, now).into_iter().filter(may_live).collect();
        if reasons.is_empty() {
            continue;
        }
        found.extend(one.counted().map(|own| (own.door.county(), own.id, reasons.clone())));
    }
    found.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    Ok(found)
}

/// The places whose people have a reason by living there, now: from memory. An area that nobody has
/// linked to its place colors nobody: its county is not it.
pub fn zone_reasons(city: &City, now: Moment) -> Vec<(PlaceCode, Reason)> {
    let zones = city.zones.on_day(now.city_day(), Moment(i64::MAX));
    let mut found = Vec::new();
    for zone in &zones.zones {
        let own = &zone.entry.zone;
        let (Some(listing), Some(place)) = (&zone.listing, &own.place) else { continue };
        if place.kind() == PlaceKind::City {
            continue;
        }
        let strength = match own.except {
            // Who lives in the part that is excepted stands in words that no program reads.
            Some(_) => Strength::Weak,
            None => Strength::Strong,
        };
        let lived = Lived { zone: own.id, level: listing.level, since: listing.since, strength };
        found.extend(zone_reason(&city.rules, lived, now).map(|reason| (place.clone(), reason)));
    }
    found
}
