//! What colors whom, for the index: by place from the zones in memory, by person from the store.

use super::ended::ended_read;
use super::index::{HomeReason, Own};
use crate::codes::{code_of, live_personal_reasons, zone_exceptions, zone_reasons};
use crate::{City, Refusal};
use fangxian_core::codes::{ContactHold, PersonalFacts, Reason, personal_reasons};
use fangxian_core::ids::PersonId;
use fangxian_core::passes::Alias;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::{CityDay, Moment};
use fangxian_store::people::people_ids_at;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

fn short(reason: &Reason) -> HomeReason {
    let until = [reason.until, reason.rule_until].into_iter().flatten().min();
    HomeReason { color: reason.color, since: reason.since, until }
}

/// Brings what colors people by their places up to the zones, which stand in memory. Called in the
/// turn that follows a change of a zone, before whoever made it is answered.
///
/// # Errors
/// The store cannot be read: an area smaller than a community needs its people named.
pub(crate) async fn zones_colored(city: &City, now: Moment) -> Result<(), Refusal> {
    let mut communities: HashMap<String, Vec<HomeReason>> = HashMap::new();
    let mut people: HashMap<Alias, Vec<HomeReason>> = HashMap::new();
    let known = city.passes.communities();
    for (place, reason) in zone_reasons(city, now) {
        let reason = short(&reason);
        match place.kind() {
            PlaceKind::City | PlaceKind::County | PlaceKind::Street | PlaceKind::Community => {
                for community in known.iter().filter(|one| one.starts_with(place.as_str())) {
                    communities.entry(community.clone()).or_default().push(reason);
                }
            }
            PlaceKind::Compound | PlaceKind::Building | PlaceKind::Unit | PlaceKind::Household => {
                for alias in aliases_at(city, place).await? {
                    people.entry(alias).or_default().push(reason);
                }
            }
        }
    }
    let is_code_asked = city.rules.code_rules_on(now.city_day()).next().is_some();
    city.passes.put_zones(is_code_asked, communities, people);
    Ok(())
}

async fn aliases_at(city: &City, place: PlaceCode) -> Result<Vec<Alias>, Refusal> {
    let people = city.db.read(move |tx| async move { people_ids_at(&tx, &place).await });
    let people: Vec<PersonId> = people.await?;
    Ok(people.into_iter().map(|person| city.keys.passes.alias(person)).collect())
}

/// Brings what colors people by themselves up to the store.
async fn own_colored(city: &Arc<City>, wall: Moment) -> Result<(), Refusal> {
    let mut own: HashMap<Alias, Own> = HashMap::new();
    for (_, person, reasons) in live_personal_reasons(city, wall).await? {
        let reasons = reasons.iter().map(short).collect();
        own.insert(city.keys.passes.alias(person), Own { is_whole: false, reasons });
    }
    // Whom an appeal frees of his place, his neighbors stay colored: all of his reasons are told.
    let freed: BTreeSet<PersonId> =
        zone_exceptions(city, wall).await?.into_iter().map(|(_, person, ..)| person).collect();
    for person in freed {
        let code = code_of(city, &[person], wall).await?;
        let reasons = code.reasons.iter().map(short).collect();
        own.insert(city.keys.passes.alias(person), Own { is_whole: true, reasons });
    }
    city.passes.put_own(own);
    Ok(())
}

/// Colors contacts at once, before memory follows the store: whoever was listed a moment ago does not pass a
/// gate in the next.
pub(crate) fn contacts_colored(city: &City, holds: &[(PersonId, ContactHold)], now: Moment) {
    if !city.passes.is_loaded() {
        return;
    }
    let colored = holds.iter().flat_map(|(person, hold)| {
        let facts = PersonalFacts { contacts: vec![*hold], ..PersonalFacts::default() };
        let alias = city.keys.passes.alias(*person);
        let reasons = personal_reasons(&city.rules, &facts, now);
        reasons.into_iter().map(move |reason| (alias, short(&reason))).collect::<Vec<_>>()
    });
    city.passes.add_own(colored);
}

/// What the index was brought up to.
#[derive(Debug, Default)]
pub struct Followed {
    day: Option<CityDay>,
    seq: i64,
}

/// Brings the colors up to the store, where anything changed since the last time or another day has
/// begun. Called every second; an end that the clock alone brings needs nobody.
///
/// # Errors
/// The store cannot be read: it is tried again.
pub async fn passes_follow(
    city: &Arc<City>,
    followed: &mut Followed,
    wall: Moment,
) -> Result<(), Refusal> {
    let now = city.now(wall);
    let (day, seq) = (now.city_day(), city.seen_seq());
    if followed.day == Some(day) && followed.seq == seq {
        return Ok(());
    }
    ended_read(city, now).await?;
    zones_colored(city, now).await?;
    own_colored(city, wall).await?;
    *followed = Followed { day: Some(day), seq };
    Ok(())
}
