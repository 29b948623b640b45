//! The page of a house: whoever knows its address keeps the house's register. The community gives the
//! address, and gives another where the old one is known to whom it should not be.

use super::TOPIC;
use crate::audit::deed_of_nobody;
use crate::city::change;
use crate::venues::facts_of;
use crate::{City, Refusal, mint};
use fangxian_core::ids::{HouseFactId, VenueId};
use fangxian_core::lodgings::{HouseDay, HouseSays, disinfection_on, has_page};
use fangxian_core::venues::{Venue, VenueCode, VenueKind, VenueState, venue_of};
use fangxian_core::{CityDay, Moment};
use fangxian_store::feed::append;
use fangxian_store::lodgings::{
    StoredHouseFact, house_fact_by_id, house_fact_insert, house_facts_of, stays_entered_on,
};
use fangxian_store::venues::{venue_by_number, venue_facts_of};
use fangxian_store::{StoreError, Tx};
use std::sync::Arc;

/// A house says so many things within a day: more is a program.
const SAID_A_DAY_MAX: usize = 60;
/// A disinfection is entered until so long after. Nobody's rule.
const LATER_MS: i64 = 24 * 3_600_000;
const AHEAD_MS: i64 = 5 * 60_000;

/// A house whose page somebody opened.
#[derive(Clone, Debug)]
pub struct House {
    /// Which place it is.
    pub id: VenueId,
    /// The place.
    pub venue: Venue,
    /// What its poster says.
    pub code: VenueCode,
    /// What it said since yesterday, and the addresses that it was given.
    pub(super) facts: Vec<StoredHouseFact>,
}

impl House {
    /// Whether it lodges people: a post office keeps its disinfection alone.
    pub fn is_lodging(&self) -> bool {
        self.venue.about.kind == VenueKind::Hotel
    }
}

/// The how-many-th address of its page a house was given; 0 where none.
pub(super) fn turn_of(facts: &[StoredHouseFact]) -> u32 {
    let turns = facts.iter().filter_map(|one| match one.says {
        HouseSays::Given { turn } => Some(turn),
        HouseSays::Disinfected { .. } | HouseSays::NoGuests => None,
    });
    turns.max().unwrap_or(0)
}

/// The house of an address. One that is none, or was given anew since, is not found.
pub async fn house_opened(
    city: &Arc<City>,
    (text, key): (&str, &str),
    wall: Moment,
) -> Result<House, Refusal> {
    let code = VenueCode::parse(text).filter(|code| city.keys.venues.is_ours(code));
    let code = code.filter(|code| code.entrance.is_none()).ok_or(Refusal::NotFound)?;
    let (number, since) = (code.number, city.now(wall).city_day().plus(-1));
    let read = city.db.read(move |tx| async move {
        let Some(id) = venue_by_number(&tx, number).await? else { return Ok(None) };
        let venue = venue_of(&facts_of(&venue_facts_of(&tx, id).await?));
        let facts = house_facts_of(&tx, id, since).await?;
        Ok::<_, StoreError>(venue.map(|venue| (id, venue, facts)))
    });
    let (id, venue, facts) = read.await?.ok_or(Refusal::NotFound)?;
    let turn = turn_of(&facts);
    let is_open = venue.state == VenueState::Approved
        && turn > 0
        && city.keys.venues.is_house(number, turn, key);
    if !is_open {
        return Err(Refusal::NotFound);
    }
    Ok(House { id, venue, code, facts })
}

/// The day on which a house was given its page first.
pub(super) fn page_since(facts: &[StoredHouseFact]) -> Option<CityDay> {
    let given = facts.iter().filter(|one| matches!(one.says, HouseSays::Given { .. }));
    given.map(|one| one.day).min()
}

/// What a house said of a day.
fn day_of<'a>(
    facts: impl Iterator<Item = &'a StoredHouseFact>,
    day: CityDay,
    n_came: i64,
) -> HouseDay {
    let mut own = HouseDay { n_came: u32::try_from(n_came).unwrap_or(0), ..HouseDay::default() };
    for fact in facts.filter(|fact| fact.day == day) {
        match &fact.says {
            HouseSays::Given { .. } => {}
            HouseSays::Disinfected { done_at, .. } => own.disinfected.push(*done_at),
            HouseSays::NoGuests => own.said_none = true,
        }
    }
    own
}

/// What is asked of a kind of place in a day's disinfection, and what is wanting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseToday {
    /// What it said of the day.
    pub day: HouseDay,
    /// How often it is to be disinfected; none where no rule of the day says so.
    pub times: Option<u16>,
    /// Whether that number is ours.
    pub is_ours: bool,
    /// The words, and where they stand.
    pub words: Option<(String, String)>,
    /// How many are wanting by now.
    pub n_wanting: u16,
}

/// A house on a day, as it is seen now.
pub(super) fn seen_on(
    city: &City,
    (kind, facts): (VenueKind, &[StoredHouseFact]),
    n_came: i64,
    (on, now): (CityDay, Moment),
) -> HouseToday {
    let day = day_of(facts.iter(), on, n_came);
    // Of a day before it had its page, or on which it was given it, nothing is wanting.
    let is_counted = page_since(facts).is_some_and(|since| since < on);
    let duty = disinfection_on(kind, city.rules.disinfections_on(on));
    HouseToday {
        n_wanting: duty.filter(|_| is_counted).map_or(0, |duty| day.n_wanting(duty.times, on, now)),
        times: duty.map(|duty| duty.times),
        is_ours: duty.is_some_and(|duty| duty.is_ours),
        words: duty.map(|duty| (duty.clause.as_written.clone(), duty.clause.source.clone())),
        day,
    }
}

/// How a house stands today.
pub async fn house_today(
    city: &Arc<City>,
    house: &House,
    wall: Moment,
) -> Result<HouseToday, Refusal> {
    let now = city.now(wall);
    let (today, id) = (now.city_day(), house.id);
    let n_came = city.db.read(move |tx| async move { stays_entered_on(&tx, id, today).await });
    let of = (house.venue.about.kind, house.facts.as_slice());
    Ok(seen_on(city, of, n_came.await?, (today, now)))
}

/// A fresh id for what a house says.
pub fn house_fresh_id(now: Moment) -> Result<uuid::Uuid, Refusal> {
    mint::uuid(now)
}

/// A house says something: that it was disinfected, that nobody came today.
pub async fn house_say(
    city: &Arc<City>,
    at: (&str, &str),
    (fact, says): (HouseFactId, HouseSays),
    wall: Moment,
) -> Result<(), Refusal> {
    let house = house_opened(city, at, wall).await?;
    let now = city.now(wall);
    let day = match &says {
        HouseSays::Given { .. } => return Err(Refusal::NotFound),
        HouseSays::NoGuests => now.city_day(),
        HouseSays::Disinfected { done_at, areas } => {
            if areas.is_empty() {
                return Err(Refusal::BadInput("请选择消毒了哪里。".to_owned()));
            }
            if *done_at > now.plus_ms(AHEAD_MS) || done_at.0 < now.0 - LATER_MS {
                let say = "请核对消毒的时间：不能晚于现在，只补记24小时以内的。";
                return Err(Refusal::BadInput(say.to_owned()));
            }
            done_at.city_day()
        }
    };
    let asked_for = format!("{}\n{fact}\n{says:?}", house.id);
    let one = StoredHouseFact {
        county: house.venue.about.place.county(),
        id: fact,
        venue: house.id,
        body_mac: city.keys.seals.fingerprint(asked_for.as_bytes()),
        place: house.venue.about.place.clone(),
        says,
        day,
        at: now,
        by: None,
    };
    let n_said = house.facts.iter().filter(|one| one.at.city_day() == now.city_day()).count();
    let of = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        if known_before(&tx, &one).await? {
            return Ok(());
        }
        if n_said >= SAID_A_DAY_MAX {
            return Err(Refusal::Busy);
        }
        let detail = one.says.kind().code();
        keep(&tx, &of, &one).await?;
        deed_of_nobody(&tx, &of, wall, ("lodging_said", &one.venue.to_string(), detail))?;
        Ok(())
    });
    write.await?;
    city.catch_up().await
}

pub(super) async fn known_before(tx: &Tx, one: &StoredHouseFact) -> Result<bool, Refusal> {
    match house_fact_by_id(tx, &one.county, one.id).await? {
        None => Ok(false),
        Some(known) if known.body_mac == one.body_mac => Ok(true),
        Some(_) => Err(Refusal::IdReused),
    }
}

pub(super) async fn keep(tx: &Tx, city: &City, one: &StoredHouseFact) -> Result<(), Refusal> {
    house_fact_insert(tx, one).await.map_err(|error| {
        // Of two who give an address at once the second has not seen the first.
        if error.conflicts_with("lodging_house_fact") { Refusal::Stale } else { error.into() }
    })?;
    append(tx, change(&city.key(), one.at, TOPIC, &one.venue.to_string()))?;
    Ok(())
}

/// Whether a place may have a page on a day.
pub(super) fn may_have_page(city: &City, kind: VenueKind, day: CityDay) -> bool {
    has_page(kind, city.rules.disinfections_on(day))
}
