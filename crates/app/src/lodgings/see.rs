//! What the page of a house shows: its guests of now, masked, and of each what the rules ask of him.

use super::check_in::{OPEN_MAX, own_stay};
use super::house::{House, HouseToday, house_opened, house_today};
use super::kept::{Guest, guest_of, guests_of, stay_of};
use crate::arrivals::{ArrivalTold, arrivals_of_guests};
use crate::audit::deed_of_nobody;
use crate::codes::code_of;
use crate::journeys::journey_facts;
use crate::register::{counties, opened};
use crate::results::tests_of;
use crate::{City, Refusal};
use fangxian_core::arrivals::{ArrivalState, marked};
use fangxian_core::codes::HealthColor;
use fangxian_core::ids::{PersonId, StayId};
use fangxian_core::lodgings::{StayStanding, Staying};
use fangxian_core::people::DocumentKind;
use fangxian_core::results::{Shown, is_same_name};
use fangxian_core::{CityDay, Moment};
use fangxian_store::StoreError;
use fangxian_store::lodgings::{StoredStayFact, stay_facts_of_many, stays_left_of, stays_open_of};
use fangxian_store::people::people_by_documents;
use std::sync::Arc;

/// Whoever left is shown for so many days, so that a slip is put right.
const DAYS_LEFT_SHOWN: i64 = 1;
/// So many of those.
const LEFT_MAX: usize = 100;

/// How the arrival of a guest stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuestArrived {
    /// How far it is.
    pub state: ArrivalState,
    /// By when the community says that it has him.
    pub due_at: Option<Moment>,
    /// Whether that has passed.
    pub is_late: bool,
}

/// A guest as he is shown.
#[derive(Clone, Debug)]
pub struct GuestSeen {
    /// Which stay.
    pub id: StayId,
    /// The name.
    pub name: String,
    /// Of which kind the document is.
    pub document_kind: DocumentKind,
    /// `**************1234`
    pub document: String,
    /// The phone, its beginning starred.
    pub phone: String,
    /// The room.
    pub room: String,
    /// How he came.
    pub staying: Staying,
    /// When he left.
    pub left_at: Option<Moment>,
    /// His arrival; none where nobody knows of one.
    pub arrived: Option<GuestArrived>,
    /// As he was entered before he was put right, and when that was, the earliest first.
    pub before: Vec<GuestBefore>,
    /// How many facts there are of the stay.
    pub n_facts: i64,
}

/// A guest as he had been entered.
#[derive(Clone, Debug)]
pub struct GuestBefore {
    /// The name.
    pub name: String,
    /// `**************1234`
    pub document: String,
    /// The room.
    pub room: String,
    /// When that was put right.
    pub until: Moment,
}

fn before_of(guests: &[(Guest, Moment)], today: CityDay) -> Vec<GuestBefore> {
    let next = guests.iter().skip(1).map(|(_, at)| *at);
    let before = guests.iter().zip(next).map(|((guest, _), until)| GuestBefore {
        name: guest.name.clone(),
        document: guest.document_masked(today),
        room: guest.room.clone(),
        until,
    });
    before.collect()
}

fn guest_seen(
    (city, today): (&City, CityDay),
    (facts, standing): (&[StoredStayFact], StayStanding),
    id: StayId,
) -> Result<(GuestSeen, Guest), StoreError> {
    let guest = guest_of(city, facts)?;
    let seen = GuestSeen {
        id,
        name: guest.name.clone(),
        document_kind: guest.kind().unwrap_or(DocumentKind::Other),
        document: guest.document_masked(today),
        phone: guest.phone_masked(),
        room: guest.room.clone(),
        left_at: standing.left_at,
        staying: standing.staying,
        arrived: None,
        before: before_of(&guests_of(city, facts)?, today),
        n_facts: i64::try_from(facts.len()).unwrap_or(i64::MAX),
    };
    Ok((seen, guest))
}

/// Puts the arrivals of guests beside them.
async fn arrived(
    city: &Arc<City>,
    mut shown: Vec<(GuestSeen, Guest)>,
    now: Moment,
) -> Result<Vec<(GuestSeen, Guest)>, Refusal> {
    let of = Arc::clone(city);
    let sought: Vec<(String, String, Moment)> = shown
        .iter()
        .map(|(seen, guest)| (guest.document.clone(), guest.name.clone(), seen.staying.arrived_at))
        .collect();
    let read = city.db.read(move |tx| async move {
        let sought: Vec<(&str, &str, Moment)> = sought
            .iter()
            .map(|(document, name, at)| (document.as_str(), name.as_str(), *at))
            .collect();
        arrivals_of_guests(&tx, &of, &sought).await
    });
    let known = read.await?;
    for (at, (seen, _)) in shown.iter_mut().enumerate() {
        let standing = known.get(&at).map(|known| &known.standing);
        seen.arrived = standing.map(|standing| GuestArrived {
            state: standing.state(now, u16::MAX),
            due_at: standing.due_at(),
            is_late: standing.is_late(now),
        });
    }
    Ok(shown)
}

/// The page of a house.
#[derive(Clone, Debug)]
pub struct HousePage {
    /// The house.
    pub house: House,
    /// How it stands today.
    pub today: HouseToday,
    /// Who stays there, by room.
    pub guests: Vec<GuestSeen>,
    /// Who left since yesterday.
    pub left: Vec<GuestSeen>,
}

/// The page of a house. That its guests were looked at stands in the trail.
pub async fn house_page(
    city: &Arc<City>,
    at: (&str, &str),
    wall: Moment,
) -> Result<HousePage, Refusal> {
    let house = house_opened(city, at, wall).await?;
    let today = house_today(city, &house, wall).await?;
    let now = city.now(wall);
    let (id, since) = (house.id, now.city_day().plus(-DAYS_LEFT_SHOWN));
    let read = city.db.read(move |tx| async move {
        let mut stays = stays_open_of(&tx, id, OPEN_MAX).await?;
        stays.extend(stays_left_of(&tx, id, since, LEFT_MAX).await?);
        stays.sort_unstable();
        stays.dedup();
        stay_facts_of_many(&tx, &stays).await
    });
    let stored = read.await?;
    let mut shown = Vec::new();
    for own in stored.chunk_by(|one, next| one.stay == next.stay) {
        let (Some(first), Some(standing)) = (own.first(), stay_of(own)) else { continue };
        shown.push(guest_seen((city, now.city_day()), (own, standing), first.stay)?);
    }
    if !shown.is_empty() {
        let (of, subject) = (Arc::clone(city), house.id.to_string());
        let detail = format!("{} guests", shown.len());
        let told: Result<(), StoreError> = city
            .db
            .write(move |tx| async move {
                deed_of_nobody(&tx, &of, wall, ("lodging_guests_seen", &subject, &detail))
            })
            .await;
        told?;
    }
    let shown = arrived(city, shown, now).await?;
    let all = shown.into_iter().map(|(seen, _)| seen);
    let (mut guests, mut left): (Vec<GuestSeen>, Vec<GuestSeen>) =
        all.partition(|one| one.left_at.is_none());
    guests.sort_by(|one, other| {
        (one.room.len(), &one.room, one.id).cmp(&(other.room.len(), &other.room, other.id))
    });
    left.sort_by_key(|one| std::cmp::Reverse((one.left_at, one.id)));
    Ok(HousePage { house, today, guests, left })
}

/// What was found of a guest.
#[derive(Clone, Debug)]
pub struct GuestFound {
    /// The house.
    pub house: House,
    /// The guest.
    pub seen: GuestSeen,
    /// What the rules of his day ask of him; none of whoever comes from within the city.
    pub told: Option<ArrivalTold>,
    /// The color of his code in this city; none where he is in no register here.
    pub color: Option<HealthColor>,
    /// When the last sample was taken whose result is known to be negative, within two days.
    pub negative_at: Option<Moment>,
}

const TWO_DAYS_MS: i64 = 48 * 3_600_000;

/// One guest of a house who stays there now: what is asked of him, his code, his last test. That he was
/// looked at stands in the trail.
pub async fn guest_see(
    city: &Arc<City>,
    at: (&str, &str),
    stay: StayId,
    wall: Moment,
) -> Result<GuestFound, Refusal> {
    let house = house_opened(city, at, wall).await?;
    let (stored, guest) = own_stay(city, &house, stay).await?;
    let standing = stay_of(&stored).filter(|one| one.left_at.is_none());
    let standing = standing.ok_or(Refusal::NotFound)?;
    let (of, subject) = (Arc::clone(city), stay.to_string());
    let told: Result<(), StoreError> = city
        .db
        .write(move |tx| async move {
            deed_of_nobody(&tx, &of, wall, ("lodging_guest_seen", &subject, ""))
        })
        .await;
    told?;
    let now = city.now(wall);
    let coming = standing.staying.coming(&city.code, &house.venue.about.place);
    let told = match coming {
        Some(coming) => {
            let facts = journey_facts(city, &coming.question(&city.code)).await?;
            let marked = marked(&coming, &city.code, &city.rules, &facts);
            Some(ArrivalTold::of(&marked, &city.code))
        }
        None => None,
    };
    let records = records_of(city, &guest).await?;
    let color = match records.is_empty() {
        true => None,
        false => Some(code_of(city, &records, wall).await?.color),
    };
    let document = Some((guest.index(city), guest.name.as_str()));
    let tests = tests_of(city, &records, document, wall).await?;
    let is_negative = |shown: &Shown| matches!(shown, Shown::Negative(_) | Shown::Lifted(_));
    let recent = tests.iter().filter(|test| is_negative(&test.shown));
    let recent = recent.map(|test| test.taken_at).filter(|at| now.0 - at.0 <= TWO_DAYS_MS);
    let negative_at = recent.max();
    let seen = guest_seen((city, now.city_day()), (&stored, standing), stay)?;
    let seen = arrived(city, vec![seen], now).await?;
    let (seen, _) = seen.into_iter().next().ok_or(Refusal::NotFound)?;
    Ok(GuestFound { house, seen, told, color, negative_at })
}

/// The records of a guest in the register: of the same document and name.
async fn records_of(city: &Arc<City>, guest: &Guest) -> Result<Vec<PersonId>, Refusal> {
    let (all, index) = (counties(city), guest.index(city));
    let read =
        city.db.read(move |tx| async move { people_by_documents(&tx, &all, &[index]).await });
    let mut records = Vec::new();
    for stored in read.await? {
        let person = opened(&city.keys.seals, &stored)?;
        if is_same_name(person.name.as_str(), &guest.name) {
            records.push(stored.id);
        }
    }
    Ok(records)
}
