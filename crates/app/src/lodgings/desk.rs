//! The houses of a division as the community, the patrol and the command see them: numbers, and no guest.

use super::house::{HouseToday, keep, known_before, may_have_page, seen_on, turn_of};
use crate::Refusal;
use crate::caller::Request;
use crate::venues::facts_of;
use fangxian_core::CityDay;
use fangxian_core::ids::{HouseFactId, VenueId};
use fangxian_core::lodgings::{HouseSays, REPORT_BY_HOUR};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::venues::{Venue, VenueCode, VenueKind, VenueState, venue_of};
use fangxian_store::StoreError;
use fangxian_store::lodgings::{
    StoredHouseFact, house_facts_of, house_facts_within, stays_counted_within,
};
use fangxian_store::venues::{StoredVenueFact, venue_facts_of, venue_facts_within};
use std::collections::HashMap;

/// So many places of a division are looked through.
const PLACES_MAX: usize = 50_000;
/// So many houses are shown.
const SHOWN_MAX: usize = 2_000;
const HOUR_MS: i64 = 3_600_000;

/// A house as it is shown.
#[derive(Clone, Debug)]
pub struct HouseSeen {
    /// Which place.
    pub id: VenueId,
    /// The place.
    pub venue: Venue,
    /// What its poster says.
    pub code: VenueCode,
    /// Whether it has a page.
    pub has_page: bool,
    /// The end of the address of its page; only for whoever gives it.
    pub page: Option<String>,
    /// How many stay there.
    pub n_stay: i64,
    /// How it stands today.
    pub today: HouseToday,
    /// Whether it has not said who came although it is late enough.
    pub is_silent: bool,
    /// How many disinfections of yesterday are wanting.
    pub n_wanting_yesterday: u16,
}

/// The houses within a division: those that something is wanting of first.
pub async fn houses_list(req: &Request, within: &PlaceCode) -> Result<Vec<HouseSeen>, Refusal> {
    let scope = req.authorize(Act::LodgingSee)?;
    if !scope.touches(within) {
        return Err(Refusal::NotFound);
    }
    let (of, today) = (within.clone(), req.today());
    let read = req.city.db.read(move |tx| async move {
        let venues = venue_facts_within(&tx, &of, None, PLACES_MAX).await?;
        let said = house_facts_within(&tx, &of, today.plus(-1)).await?;
        Ok::<_, StoreError>((venues, said, stays_counted_within(&tx, &of, today).await?))
    });
    let (venues, said, counted) = read.await?;
    let mut by_house: HashMap<VenueId, Vec<StoredHouseFact>> = HashMap::new();
    for fact in said {
        by_house.entry(fact.venue).or_default().push(fact);
    }
    let counted: HashMap<VenueId, (i64, i64)> =
        counted.into_iter().map(|(id, n_stay, n_came)| (id, (n_stay, n_came))).collect();
    let keeps = req.authorize(Act::LodgingKeep).ok();
    let mut houses = Vec::new();
    for own in venues.chunk_by(|one, next| one.venue == next.venue) {
        let Some((id, venue)) = house_of(req, own) else { continue };
        if !scope.touches(&venue.about.place) {
            continue;
        }
        let facts = by_house.get(&id).map_or(&[][..], Vec::as_slice);
        let counts = counted.get(&id).copied().unwrap_or_default();
        let is_own = keeps.as_ref().is_some_and(|scope| scope.covers(&venue.about.place));
        houses.extend(seen(req, (id, venue), (facts, counts), is_own));
    }
    houses.sort_by_key(|one| {
        let wanting = one.today.n_wanting + one.n_wanting_yesterday;
        (one.has_page && !one.is_silent && wanting == 0, !one.has_page, one.id)
    });
    houses.truncate(SHOWN_MAX);
    Ok(houses)
}

fn house_of(req: &Request, own: &[StoredVenueFact]) -> Option<(VenueId, Venue)> {
    let venue = venue_of(&facts_of(own)).filter(|venue| venue.state == VenueState::Approved)?;
    may_have_page(&req.city, venue.about.kind, req.today()).then_some(())?;
    Some((own.first()?.venue, venue))
}

fn seen(
    req: &Request,
    (id, venue): (VenueId, Venue),
    (facts, (n_stay, n_came)): (&[StoredHouseFact], (i64, i64)),
    is_own: bool,
) -> Option<HouseSeen> {
    let (number, kind) = (venue.number?, venue.about.kind);
    let (city, now, today) = (&req.city, req.now, req.today());
    let turn = turn_of(facts);
    let on = |day: CityDay, n_came| seen_on(city, (kind, facts), n_came, (day, now));
    let (own, before) = (on(today, n_came), on(today.plus(-1), 0));
    let has_page = turn > 0;
    let is_late = now.0 - today.starts_at().0 >= REPORT_BY_HOUR * HOUR_MS;
    Some(HouseSeen {
        id,
        code: city.keys.venues.code(number, None),
        has_page,
        page: (has_page && is_own).then(|| page_of(req, number, turn)),
        n_stay,
        is_silent: has_page && kind == VenueKind::Hotel && is_late && !own.day.is_reported(),
        n_wanting_yesterday: before.n_wanting,
        today: own,
        venue,
    })
}

/// The address of the page of a house.
fn page_of(req: &Request, number: u32, turn: u32) -> String {
    let keys = &req.city.keys.venues;
    format!("/lodging/{}/{}", keys.code(number, None), keys.house(number, turn))
}

/// Gives a house the address of its page, or another: the one before holds no more.
pub async fn house_give(
    req: &Request,
    id: VenueId,
    (fact, seen): (HouseFactId, bool),
) -> Result<String, Refusal> {
    let act = Act::LodgingKeep;
    let scope = req.authorize(act)?;
    let asked = req.clone();
    let today = req.today();
    let write = req.city.db.write(move |tx| async move {
        let venue = venue_of(&facts_of(&venue_facts_of(&tx, id).await?));
        let venue = venue.filter(|venue| scope.covers(&venue.about.place));
        let venue = venue.ok_or(Refusal::NotFound)?;
        let number = venue.number.filter(|_| venue.state == VenueState::Approved);
        let number = number.ok_or(Refusal::Stale)?;
        if !may_have_page(&asked.city, venue.about.kind, today) {
            return Err(Refusal::BadInput("这类场所没有登记页。".to_owned()));
        }
        let turn = turn_of(&house_facts_of(&tx, id, today).await?);
        let asked_for = format!("give\n{id}\n{fact}\n{seen}\n{}", asked.caller.login);
        let one = StoredHouseFact {
            county: venue.about.place.county(),
            id: fact,
            venue: id,
            says: HouseSays::Given { turn: turn.saturating_add(1) },
            place: venue.about.place.clone(),
            day: today,
            at: asked.now,
            by: Some(asked.caller.login.clone()),
            body_mac: asked.city.keys.seals.fingerprint(asked_for.as_bytes()),
        };
        if known_before(&tx, &one).await? {
            return Ok(page_of(&asked, number, turn));
        }
        // Whoever has not seen that it has one does not take it away.
        if seen != (turn > 0) {
            return Err(Refusal::Stale);
        }
        keep(&tx, &asked.city, &one).await?;
        asked.deed(&tx, act, &id.to_string(), "page given")?;
        Ok::<_, Refusal>(page_of(&asked, number, turn.saturating_add(1)))
    });
    let page = write.await?;
    req.city.catch_up().await?;
    Ok(page)
}
