//! The code of one person, and the reasons of a whole city for the index of the scans.

use super::known::{Times, facts_of, suspects};
use super::one_person::{OnePerson, one_person_each};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::{
    Appeal, HealthCode, Lived, PersonalFacts, Reason, ReasonSource, Strength, appealed,
    personal_reasons, zone_reason,
};
use fangxian_core::ids::PersonId;
use fangxian_core::places::{PlaceCode, PlaceKind};
use std::sync::Arc;

/// Somebody's code, with what it was computed from.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// The code.
    pub(super) code: HealthCode,
    /// Every reason, those that are over or were ended by an appeal included.
    pub(super) all: Vec<Reason>,
    /// His appeals of the last days.
    pub(super) appeals: Vec<Appeal>,
}

/// The code of whoever these records are of, now. He lives at the door of each record under which
/// he is counted.
pub async fn code_of(
    city: &Arc<City>,
    records: &[PersonId],
    wall: Moment,
) -> Result<HealthCode, Refusal> {
    Ok(known_of(city, records, (city.now(wall), wall)).await?.code)
}

pub(super) async fn known_of(
    city: &Arc<City>,
    records: &[PersonId],
    (now, wall): Times,
) -> Result<Known, Refusal> {
    let (of_city, records) = (Arc::clone(city), records.to_vec());
    let arrivals = city.arrivals.known(city, now).await?;
    let read = city.db.read(move |tx| async move {
        let people = one_person_each(&tx, &of_city, records).await?;
        let facts = facts_of(&tx, &of_city, &people, &arrivals, (now, wall)).await?;
        Ok::<_, Refusal>((people, facts))
    });
    let (people, facts): (Vec<OnePerson>, Vec<PersonalFacts>) = read.await?;
    let doors: Vec<&PlaceCode> =
        people.iter().flat_map(OnePerson::counted).map(|one| &one.door).collect();
    let lived = zone_reasons(city, now).into_iter();
    let lived = lived.filter(|(place, _)| doors.iter().any(|door| door.lies_within(place)));
    let own = facts.iter().flat_map(|one| personal_reasons(&city.rules, one, now));
    let all: Vec<Reason> = own.chain(lived.map(|(_, reason)| reason)).collect();
    let appeals: Vec<Appeal> = facts.iter().flat_map(|one| one.appeals.iter().copied()).collect();
    let all = appealed(all, &appeals);
    Ok(Known { code: HealthCode::of(all.iter().cloned(), now), all, appeals })
}

/// One record of somebody who has a reason that is not his place.
#[derive(Clone, Debug)]
pub(super) struct LiveKnown {
    /// The county of the record.
    pub(super) county: String,
    /// The record.
    pub(super) person: PersonId,
    /// The reasons that live, or will by the clock alone; none of living in an area is among them.
    pub(super) reasons: Vec<Reason>,
    /// Every reason, those that are over and that of his place included.
    pub(super) all: Vec<Reason>,
    /// His appeals of the last days.
    pub(super) appeals: Vec<Appeal>,
}

pub(super) async fn live_known(
    city: &Arc<City>,
    (now, wall): Times,
) -> Result<Vec<LiveKnown>, Refusal> {
    let of_city = Arc::clone(city);
    let arrivals = city.arrivals.known(city, now).await?;
    let read = city.db.read(move |tx| async move {
        let ids = suspects(&tx, &of_city, &arrivals, (now, wall)).await?;
        let people = one_person_each(&tx, &of_city, ids).await?;
        let facts = facts_of(&tx, &of_city, &people, &arrivals, (now, wall)).await?;
        Ok::<_, Refusal>((people, facts))
    });
    let (people, facts): (Vec<OnePerson>, Vec<PersonalFacts>) = read.await?;
    let zones = zone_reasons(city, now);
    let mut found = Vec::new();
    for (one, facts) in people.iter().zip(&facts) {
        let may_live = |reason: &&Reason| reason.is_live(now) || reason.since > now;
        let personal = appealed(personal_reasons(&city.rules, facts, now), &facts.appeals);
        let reasons: Vec<Reason> = personal.iter().filter(may_live).cloned().collect();
        found.extend(one.counted().map(|own| {
            let lived = zones.iter().filter(|(place, _)| own.door.lies_within(place));
            let lived = lived.map(|(_, reason)| reason.clone()).collect();
            let lived = appealed(lived, &facts.appeals);
            LiveKnown {
                county: own.door.county(),
                person: own.id,
                reasons: reasons.clone(),
                all: personal.iter().cloned().chain(lived).collect(),
                appeals: facts.appeals.clone(),
            }
        }));
    }
    found.sort_by(|one, other| (&one.county, one.person).cmp(&(&other.county, other.person)));
    Ok(found)
}

/// Everybody of the city who has a reason that is not his place, or will have one by the clock
/// alone, with the county of his record: each record under which he is counted comes by itself.
/// By the rules of today: at midnight, where another edition begins, it is to be asked anew.
pub async fn live_personal_reasons(
    city: &Arc<City>,
    wall: Moment,
) -> Result<Vec<(String, PersonId, Vec<Reason>)>, Refusal> {
    let live = live_known(city, (city.now(wall), wall)).await?;
    let live = live.into_iter().filter(|one| !one.reasons.is_empty());
    Ok(live.map(|one| (one.county, one.person, one.reasons)).collect())
}

/// Whom an appeal frees of living in an area, and from when: it does not color him after that,
/// though it colors his neighbors. With the county of his record.
pub async fn zone_exceptions(
    city: &Arc<City>,
    wall: Moment,
) -> Result<Vec<(String, PersonId, ReasonSource, Moment)>, Refusal> {
    let now = city.now(wall);
    let zones = zone_reasons(city, now);
    let mut found = Vec::new();
    for one in live_known(city, (now, wall)).await? {
        for (_, reason) in &zones {
            let ended = appealed(vec![reason.clone()], &one.appeals);
            let until = ended.into_iter().next().and_then(|ended| ended.until);
            if let Some(until) = until.filter(|until| reason.until != Some(*until)) {
                found.push((one.county.clone(), one.person, reason.source, until));
            }
        }
    }
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
