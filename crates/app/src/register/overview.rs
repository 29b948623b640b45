//! The way into the register: places, and how many people live there.

use super::{Roster, community, roster};
use crate::Refusal;
use crate::caller::Request;
use fangxian_core::CityDay;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_core::rounds::AGED_YEARS;
use fangxian_store::places::divisions_within;
use std::collections::HashMap;

/// A place and how many people and households it has.
#[derive(Clone, Debug)]
pub struct PlaceCount {
    /// The place.
    pub place: PlaceCode,
    /// Its name.
    pub name: String,
    /// People.
    pub n_people: usize,
    /// Households.
    pub n_households: usize,
    /// Those of an age to be called on at the door.
    pub n_aged: usize,
}

/// The places right below one, with how many people live there: the way into the register. Below a
/// community the register's own places, above it the divisions.
pub async fn register_overview(
    req: &Request,
    within: PlaceCode,
) -> Result<Vec<PlaceCount>, Refusal> {
    let scope = req.authorize(Act::PersonSee)?;
    if !scope.touches(&within) {
        return Err(Refusal::NotFound);
    }
    let Some(own) = community(&within) else {
        let wanted = within.clone();
        let below = req.city.db.read(move |tx| async move { divisions_within(&tx, &wanted).await });
        let below = below.await?;
        let counts: HashMap<PlaceCode, usize> =
            req.city.rosters.census(&req.city.db).await?.into_iter().collect();
        let communities = below.into_iter().filter(|one| one.code.kind() == PlaceKind::Community);
        let count = |code: &PlaceCode| counts.get(code).copied().unwrap_or_default();
        return Ok(communities
            .filter(|one| scope.touches(&one.code))
            .map(|one| PlaceCount {
                n_people: count(&one.code),
                n_households: 0,
                n_aged: 0,
                place: one.code,
                name: one.name,
            })
            .collect());
    };
    let roster = roster(&req.city, &own).await?;
    Ok(parts(&roster, &scope, &within, req.today()))
}

fn parts(roster: &Roster, scope: &Scope, within: &PlaceCode, today: CityDay) -> Vec<PlaceCount> {
    let mut parts: Vec<PlaceCount> = Vec::new();
    let mut last_door = None;
    for (one, door) in roster.within(within).filter(|(_, door)| scope.covers(&door.code)) {
        let line = std::iter::successors(Some(door.code.clone()), PlaceCode::parent);
        let Some(part) = line.take_while(|place| place != within).last() else { continue };
        if parts.last().is_none_or(|last| last.place != part) {
            let name = roster.place_name(&part).to_owned();
            parts.push(PlaceCount { place: part, name, n_people: 0, n_households: 0, n_aged: 0 });
        }
        let Some(last) = parts.last_mut() else { continue };
        last.n_people += 1;
        last.n_households += usize::from(last_door != Some(one.door));
        last.n_aged += usize::from(one.age_on(today).is_some_and(|age| age >= AGED_YEARS));
        last_door = Some(one.door);
    }
    parts
}
