//! Which rounds the rules ask for, and which of them were opened.

use crate::Refusal;
use crate::caller::Request;
use crate::pools::rounds_unclean;
use fangxian_core::ids::RoundId;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_core::rounds::RoundKind;
use fangxian_core::sampling::plan::RoundDone;
use fangxian_core::sampling::{
    RoundAsked, RoundGround, area_rule, round_of_area, round_of_frequency, rounds_of_zone,
};
use fangxian_core::{CityDay, Moment};
use fangxian_store::rounds::{StoredRound, rounds_all};
use std::collections::{BTreeMap, BTreeSet};

/// An area below a county that was screened within so many days is still looked at. Our own choice.
const DRAWN_DAYS: i64 = 7;

/// A round that a rule asks for.
#[derive(Clone, Debug)]
pub struct RoundDue {
    /// What is asked for.
    pub asked: RoundAsked,
    /// The round that was opened for it.
    pub opened: Option<StoredRound>,
}

/// The rounds that the rules ask for within the caller's jurisdiction, the most urgent first: today's
/// and those that were missed, and when the next round of a screening is due.
pub async fn rounds_asked(req: &Request) -> Result<Vec<RoundDue>, Refusal> {
    let scope = req.authorize(Act::SamplingSee)?;
    let rounds = req.city.db.read(|tx| async move { rounds_all(&tx).await }).await?;
    let rounds: Vec<StoredRound> =
        rounds.into_iter().filter(|one| one.kind == RoundKind::Sampling).collect();
    let zones = zones(req, &scope);
    let mut asked = zones.asked;
    asked.extend(screenings(req, &scope, &rounds, &zones.hit, &zones.closed).await?);
    asked.extend(routine(req, &scope, &rounds).await?);
    let mut due: Vec<RoundDue> = asked
        .into_iter()
        .map(|asked| RoundDue { opened: opened(&asked, &rounds), asked })
        .collect();
    due.sort_by(|one, other| {
        let key = |due: &RoundDue| (due.opened.is_some(), due.asked.on);
        key(one).cmp(&key(other)).then_with(|| one.asked.place.cmp(&other.asked.place))
    });
    Ok(due)
}

/// What the zones ask for.
struct OfZones {
    asked: Vec<RoundAsked>,
    /// The counties with an area of the gravest level, and since when.
    hit: BTreeMap<PlaceCode, CityDay>,
    /// Where areas are closed: they have rounds of their own.
    closed: BTreeSet<PlaceCode>,
}

fn zones(req: &Request, scope: &Scope) -> OfZones {
    let (today, rules) = (req.today(), &req.city.rules);
    let mut of = OfZones { asked: Vec::new(), hit: BTreeMap::new(), closed: BTreeSet::new() };
    let on_day = req.city.zones.on_day(today, Moment(i64::MAX));
    for zone in &on_day.zones {
        let Some(listing) = &zone.listing else { continue };
        if listing.level.gravity() == 3 {
            let since = of.hit.entry(zone.entry.zone.county.clone()).or_insert(listing.since);
            *since = (*since).min(listing.since);
        }
        // A round needs to know where; an order to find that out is on somebody's list.
        let Some(place) = &zone.entry.zone.place else { continue };
        if listing.level.gravity() >= 2 {
            of.closed.insert(place.clone());
        }
        if !scope.touches(place) {
            continue;
        }
        if let Some(clock) = zone.clock(rules, today) {
            of.asked.extend(rounds_of_zone(rules, place, listing, &clock, today));
        }
    }
    of
}

/// The screening of the counties that are hit, and of smaller areas that somebody began to screen.
async fn screenings(
    req: &Request,
    scope: &Scope,
    rounds: &[StoredRound],
    hit: &BTreeMap<PlaceCode, CityDay>,
    closed: &BTreeSet<PlaceCode>,
) -> Result<Vec<RoundAsked>, Refusal> {
    let today = req.today();
    let Some(edition) = req.city.rules.edition_on(today) else { return Ok(Vec::new()) };
    let mut areas: BTreeMap<PlaceCode, CityDay> = hit.clone();
    for round in rounds {
        let on = round.opened_at.city_day();
        let is_small = round.place.kind() > PlaceKind::County;
        let is_elsewhere = |of: &PlaceCode| !round.place.lies_within(of);
        let is_own = hit.keys().all(is_elsewhere) && closed.iter().all(is_elsewhere);
        if is_small && is_own && today.days_since(on) <= DRAWN_DAYS {
            let begun = areas.entry(round.place.clone()).or_insert(on);
            *begun = (*begun).min(on);
        }
    }
    areas.retain(|place, _| scope.touches(place) && area_rule(edition, place, today).is_some());
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let unclean = rounds_unclean(&req.city, req.now, req.wall).await?;
    let mut asked = Vec::new();
    for (place, begun) in areas {
        let Some(rule) = area_rule(edition, &place, today) else { continue };
        let begun = begun.max(rule.since.unwrap_or(edition.in_force_from));
        let mut done: Vec<(CityDay, RoundId)> = rounds
            .iter()
            .filter(|one| place.lies_within(&one.place) && one.closed.is_some())
            .map(|one| (one.opened_at.city_day(), one.id))
            .filter(|(on, _)| *on >= begun)
            .collect();
        done.sort_unstable();
        let done =
            done.into_iter().map(|(on, id)| RoundDone { on, is_clean: !unclean.contains(&id) });
        asked.extend(round_of_area(rule, &place, begun, &done.collect::<Vec<_>>()));
    }
    Ok(asked)
}

/// The rounds of places whose people are all tested every so many days, for each place of the caller.
async fn routine(
    req: &Request,
    scope: &Scope,
    rounds: &[StoredRound],
) -> Result<Vec<RoundAsked>, Refusal> {
    let today = req.today();
    let mut asked: Vec<RoundAsked> = Vec::new();
    for required in req.city.frequency.requirements(&req.city, today).await? {
        for place in required.places.iter().flat_map(|place| scope.covered_of(place)) {
            let on = |one: &StoredRound| one.opened_at.city_day();
            let of_place = rounds.iter().filter(|one| place.lies_within(&one.place));
            let last = of_place.map(on).filter(|on| *on >= required.first).max();
            let Some(round) = round_of_frequency(&required, &place, last, today) else { continue };
            // Of several that ask for the same place, the soonest.
            match asked.iter_mut().find(|one| one.place == round.place) {
                Some(known) if known.on <= round.on => {}
                Some(known) => *known = round,
                None => asked.push(round),
            }
        }
    }
    Ok(asked)
}

/// The round that was opened for it: on its day, or since then where it is waited for.
fn opened(asked: &RoundAsked, rounds: &[StoredRound]) -> Option<StoredRound> {
    let fits = |round: &&StoredRound| {
        let on = round.opened_at.city_day();
        let in_time = match asked.ground {
            RoundGround::Closing => on == asked.on,
            RoundGround::Lifting => on >= asked.on,
            // One that is over is counted, and asks for the next.
            RoundGround::Screening => on >= asked.on && round.closed.is_none(),
            // The latest round is counted: what is asked for is the one after it.
            RoundGround::Frequency => false,
        };
        in_time && asked.place.lies_within(&round.place)
    };
    rounds.iter().filter(fits).max_by_key(|one| one.opened_at).cloned()
}
