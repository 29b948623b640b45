//! A guest comes in, and leaves.

use super::TOPIC;
use super::house::{House, house_opened};
use super::kept::{Guest, guest_of, stay_of};
use crate::arrivals::{GuestArrival, GuestAsked, GuestHanded, guest_arrives};
use crate::audit::deed_of_nobody;
use crate::city::change;
use crate::journeys::journey_facts;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::arrivals::{Coming, marked};
use fangxian_core::ids::{StayFactId, StayId, VenueId};
use fangxian_core::lodgings::{StayFact, StayRefused, StaySays, Staying};
use fangxian_core::national::country;
use fangxian_store::Tx;
use fangxian_store::feed::append;
use fangxian_store::lodgings::{
    StoredStayFact, stay_fact_insert, stay_facts_of, stay_facts_of_many, stays_by_document,
    stays_entered_on,
};
use std::sync::Arc;

/// No house takes in more people on one day.
const CAME_A_DAY_MAX: i64 = 1_500;
/// Nor shows more at once.
pub(super) const OPEN_MAX: usize = 3_000;

/// Somebody who comes in.
#[derive(Clone, Debug)]
pub struct CheckIn {
    /// Made with the page.
    pub id: StayId,
    /// The same again is the same act.
    pub fact: StayFactId,
    /// Who.
    pub guest: Guest,
    /// How he came.
    pub staying: Staying,
}

/// Enters a guest. What is asked of him by the rules of arrivals follows: one of whom nobody knew is
/// reported and handed over in the same transaction.
pub async fn guest_check_in(
    city: &Arc<City>,
    at: (&str, &str),
    new: CheckIn,
    wall: Moment,
) -> Result<(), Refusal> {
    let house = house_opened(city, at, wall).await?;
    enter(city, &house, new, wall).await?;
    city.catch_up().await
}

/// Enters a guest at a house that was opened.
pub(super) async fn enter(
    city: &Arc<City>,
    house: &House,
    new: CheckIn,
    wall: Moment,
) -> Result<(), Refusal> {
    if !house.is_lodging() {
        return Err(Refusal::NotFound);
    }
    let now = city.now(wall);
    let guest = new.guest.checked(now.city_day())?;
    let staying = new.staying;
    staying.check(&city.code, now).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    if !staying.from.lies_within(&city.code) && !country().knows(&staying.from) {
        return Err(Refusal::BadInput("没有查到从哪里来，请核对。".to_owned()));
    }
    let arrival = match staying.coming(&city.code, &house.venue.about.place) {
        Some(coming) => {
            coming.check(&city.code, now).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
            Some(arrival_of(city, house, &guest, coming).await?)
        }
        None => None,
    };
    let json = serde_json::to_string(&guest).unwrap_or_default();
    let asked_for = format!("{}\n{}\n{staying:?}\n{json}", house.id, new.id);
    let first = StoredStayFact {
        county: house.venue.about.place.county(),
        id: new.fact,
        stay: new.id,
        venue: house.id,
        ordinal: 0,
        who: Some((guest.sealed(city, new.fact.uuid())?, guest.index(city))),
        place: house.venue.about.place.clone(),
        day: staying.since.city_day(),
        fact: StayFact { says: StaySays::CheckedIn(Box::new(staying)), at: now },
        body_mac: city.keys.seals.fingerprint(asked_for.as_bytes()),
    };
    let of = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        if !keep_first(&tx, &of, &first, now).await? {
            return Ok(());
        }
        let became = match arrival {
            Some(arrival) => guest_arrives(&tx, (&of, now), arrival).await?,
            None => GuestHanded::NotAsked,
        };
        let detail = format!("{} at {}", became.code(), first.venue);
        deed_of_nobody(&tx, &of, wall, ("lodging_checked_in", &first.stay.to_string(), &detail))?;
        Ok::<_, Refusal>(())
    });
    write.await
}

async fn arrival_of(
    city: &City,
    house: &House,
    guest: &Guest,
    coming: Coming,
) -> Result<GuestArrival, Refusal> {
    let facts = journey_facts(city, &coming.question(&city.code)).await?;
    let asked = GuestAsked::of(&marked(&coming, &city.code, &city.rules, &facts));
    Ok(GuestArrival { coming, who: guest.arriving(&house.venue.about.name), asked })
}

/// Whether it was kept now; false where it was kept before.
async fn keep_first(
    tx: &Tx,
    city: &City,
    first: &StoredStayFact,
    now: Moment,
) -> Result<bool, Refusal> {
    if let Some(known) = stay_facts_of(tx, first.stay).await?.first() {
        let is_same = known.id == first.id && known.body_mac == first.body_mac;
        return if is_same { Ok(false) } else { Err(Refusal::IdReused) };
    }
    let index = first.who.as_ref().map_or(&[][..], |(_, index)| index.as_slice());
    let alike = stay_facts_of_many(tx, &stays_by_document(tx, index).await?).await?;
    if stays_here(&alike, first.venue) {
        return Err(Refusal::BadInput("这位旅客已经登记，还没有退房。".to_owned()));
    }
    let n_came = stays_entered_on(tx, first.venue, now.city_day()).await?;
    if n_came >= CAME_A_DAY_MAX {
        return Err(Refusal::Busy);
    }
    stay_fact_insert(tx, first).await.map_err(|error| {
        if error.conflicts_with("lodging_stay_fact") { Refusal::IdReused } else { error.into() }
    })?;
    append(tx, change(&city.key(), now, TOPIC, &first.venue.to_string()))?;
    Ok(true)
}

/// Whether any of these stays is at a house and has not ended.
fn stays_here(stored: &[StoredStayFact], house: VenueId) -> bool {
    let mut stays = stored.chunk_by(|one, next| one.stay == next.stay);
    stays.any(|own| {
        own.first().is_some_and(|one| one.venue == house)
            && stay_of(own).is_some_and(|one| one.left_at.is_none())
    })
}

/// A house says that a guest left, or that this was a slip.
pub async fn guest_say(
    city: &Arc<City>,
    at: (&str, &str),
    (stay, fact): (StayId, StayFactId),
    (says, seen): (StaySays, i64),
    wall: Moment,
) -> Result<(), Refusal> {
    let house = house_opened(city, at, wall).await?;
    let now = city.now(wall);
    let asked_for = format!("{stay}\n{says:?}\n{seen}");
    let body_mac = city.keys.seals.fingerprint(asked_for.as_bytes());
    let of = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        let stored = stay_facts_of(&tx, stay).await?;
        let standing = stay_of(&stored).filter(|_| is_of(&stored, &house));
        let standing = standing.ok_or(Refusal::NotFound)?;
        if let Some(known) = stored.iter().find(|one| one.id == fact) {
            return if known.body_mac == body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        standing.may_follow(&says).map_err(|StayRefused::State| Refusal::Stale)?;
        let ordinal = i64::try_from(stored.len()).unwrap_or(i64::MAX);
        if ordinal != seen {
            return Err(Refusal::Stale);
        }
        let kind = says.kind().code();
        let next = StoredStayFact {
            county: house.venue.about.place.county(),
            id: fact,
            stay,
            venue: house.id,
            ordinal,
            fact: StayFact { says, at: now },
            who: None,
            place: house.venue.about.place.clone(),
            day: now.city_day(),
            body_mac,
        };
        stay_fact_insert(&tx, &next).await.map_err(|error| {
            if error.conflicts_with("lodging_stay_fact") { Refusal::Stale } else { error.into() }
        })?;
        append(&tx, change(&of.key(), now, TOPIC, &house.id.to_string()))?;
        deed_of_nobody(&tx, &of, wall, ("lodging_guest", &stay.to_string(), kind))?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    city.catch_up().await
}

/// Whether a stay is at a house.
pub(super) fn is_of(stored: &[StoredStayFact], house: &House) -> bool {
    stored.first().is_some_and(|first| first.venue == house.id)
}

/// A stay at a house with its guest; another house's is not found.
pub(super) async fn own_stay(
    city: &Arc<City>,
    house: &House,
    stay: StayId,
) -> Result<(Vec<StoredStayFact>, Guest), Refusal> {
    let stored = city.db.read(move |tx| async move { stay_facts_of(&tx, stay).await }).await?;
    if !is_of(&stored, house) {
        return Err(Refusal::NotFound);
    }
    let guest = guest_of(city, &stored)?;
    Ok((stored, guest))
}
