//! The colors of the whole city computed anew from the store, against what gates are told from memory
//! (must-hold P1); and whether what two people entered still stands as they entered it. An edit past the
//! program shows in one or the other: memory does not know it, or its keyed fingerprint does not fit.

use crate::codes::{live_colors, manual_altered, zone_reasons};
use crate::messages::tell_of_codes_differing;
use crate::orders::Within;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::audit::Deed;
use fangxian_core::codes::{HealthColor, Reason, color_at};
use fangxian_core::ids::PersonId;
use fangxian_core::passes::Alias;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_store::audit;
use fangxian_store::people::{people_counts, people_ids_at, people_ids_of_community};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Of whom a code is computed anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recomputing {
    /// Whoever has a reason of his own, by the store or by memory: every few minutes.
    Colored,
    /// Everybody: by night.
    Everybody,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recomputed {
    /// How many were computed.
    pub n_people: usize,
    /// Of whom memory says another color than the store. A change of this minute may be among them: who
    /// still differs a minute later does.
    pub differing: BTreeSet<u64>,
}

/// Computes codes anew and compares them with memory.
///
/// # Errors
/// The store cannot be read.
pub async fn codes_recompute(
    city: &Arc<City>,
    of: Recomputing,
    wall: Moment,
) -> Result<Recomputed, Refusal> {
    let now = city.now(wall);
    let own: HashMap<u64, HealthColor> = live_colors(city, wall)
        .await?
        .into_iter()
        .map(|(person, color)| (city.keys.passes.alias(person).0, color))
        .collect();
    let mut found = Recomputed::default();
    let mut look = |alias: Alias, color: HealthColor| {
        found.n_people += 1;
        // Whoever is counted nowhere is told apart from whoever is green.
        if city.passes.color(alias, now) != Some(color) {
            found.differing.insert(alias.0);
        }
    };
    match of {
        Recomputing::Colored => {
            own.iter().for_each(|(alias, color)| look(Alias(*alias), *color));
            let unknown = city.passes.own_colored(now);
            found.differing.extend(unknown.into_iter().filter(|alias| !own.contains_key(alias)));
        }
        Recomputing::Everybody => {
            let by_place = by_places(city, now).await?;
            let counts = city.db.read(|tx| async move { people_counts(&tx).await });
            let counts: Vec<(PlaceCode, usize)> = counts.await?;
            for (community, _) in counts {
                let of_all = by_place.of_community(&community, now);
                let read = community.clone();
                let ids = city
                    .db
                    .read(move |tx| async move { people_ids_of_community(&tx, &read).await });
                let ids: Vec<PersonId> = ids.await?;
                for id in ids {
                    let alias = city.keys.passes.alias(id);
                    let of_home = by_place.people.get(&alias.0).copied();
                    let of_place = of_all.max(of_home.unwrap_or(HealthColor::Green));
                    look(alias, own.get(&alias.0).copied().unwrap_or(of_place));
                }
                // A whole city is gone through: whoever else wants a core gets it between two communities.
                tokio::task::yield_now().await;
            }
        }
    }
    Ok(found)
}

/// What colors people by where they live.
struct ByPlaces {
    large: Vec<(PlaceCode, Reason)>,
    people: HashMap<u64, HealthColor>,
}

impl ByPlaces {
    fn of_community(&self, community: &PlaceCode, now: Moment) -> HealthColor {
        let own = self.large.iter().filter(|(place, _)| community.lies_within(place));
        let own: Vec<Reason> = own.map(|(_, reason)| reason.clone()).collect();
        color_at(&own, now)
    }
}

async fn by_places(city: &City, now: Moment) -> Result<ByPlaces, Refusal> {
    let mut found = ByPlaces { large: Vec::new(), people: HashMap::new() };
    for (place, reason) in zone_reasons(city, now) {
        match place.kind() {
            PlaceKind::City | PlaceKind::County | PlaceKind::Street | PlaceKind::Community => {
                found.large.push((place, reason));
            }
            PlaceKind::Compound | PlaceKind::Building | PlaceKind::Unit | PlaceKind::Household => {
                let ids = city.db.read(move |tx| async move { people_ids_at(&tx, &place).await });
                let ids: Vec<PersonId> = ids.await?;
                let color = color_at(std::slice::from_ref(&reason), now);
                for id in ids {
                    let alias = city.keys.passes.alias(id).0;
                    let known = found.people.entry(alias).or_insert(HealthColor::Green);
                    *known = color.max(*known);
                }
            }
        }
    }
    Ok(found)
}

/// How many of the reasons that two people entered do not stand as they entered them.
///
/// # Errors
/// The store cannot be read.
pub async fn reasons_altered(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    Ok(manual_altered(city, city.now(wall)).await?.len())
}

/// Writes down, and tells every auditor, what was found.
///
/// # Errors
/// The store cannot be written: it is found again at the next turn.
pub async fn recomputed_tell(
    city: &Arc<City>,
    (n_differing, n_altered): (usize, usize),
    wall: Moment,
) -> Result<(), Refusal> {
    let here = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        let detail = format!("{n_differing} colors differ, {n_altered} reasons altered");
        let (act, subject) = ("codes_recomputed".to_owned(), "codes".to_owned());
        let deed = Deed { at: wall, account: None, act, purpose: None, subject, detail };
        audit::append(&tx, &here.key(), deed)?;
        let at = Within { city: &here, now: here.now(wall), wall, by: None };
        tell_of_codes_differing(&tx, at, (n_differing, n_altered)).await
    });
    write.await
}
