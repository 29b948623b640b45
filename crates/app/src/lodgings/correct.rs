//! A guest is put right: his name, his document, his phone or his room was entered wrongly. What stood
//! there before stays to be read.

use super::TOPIC;
use super::check_in::is_of;
use super::house::house_opened;
use super::kept::{Guest, guest_of, stay_of};
use crate::arrivals::guest_corrected;
use crate::audit::deed_of_nobody;
use crate::city::change;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{StayFactId, StayId};
use fangxian_core::lodgings::{StayFact, StaySays};
use fangxian_store::feed::append;
use fangxian_store::lodgings::{StoredStayFact, stay_fact_insert, stay_facts_of};
use std::sync::Arc;

/// What is otherwise. Where nothing is said of something, it stays as it is: numbers are shown nowhere in
/// whole, so that nobody could write them again.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct GuestFix {
    /// The name.
    pub name: String,
    /// The code of the kind of the document; heeded where its number is written.
    pub document_kind: String,
    /// Its number.
    pub document: String,
    /// The phone.
    pub phone: String,
    /// The room.
    pub room: String,
}

impl GuestFix {
    fn of(self, guest: &Guest) -> Guest {
        let or = |said: String, known: &String| match said.trim().is_empty() {
            true => known.clone(),
            false => said,
        };
        let (document_kind, document) = match self.document.trim().is_empty() {
            true => (guest.document_kind.clone(), guest.document.clone()),
            false => (self.document_kind, self.document),
        };
        Guest {
            name: or(self.name, &guest.name),
            document_kind,
            document,
            phone: or(self.phone, &guest.phone),
            room: or(self.room, &guest.room),
            number: guest.number.clone(),
        }
    }
}

/// Puts a guest right. His arrival, where the house reported it and no community has him yet, is put right
/// in the same transaction.
pub async fn guest_correct(
    city: &Arc<City>,
    at: (&str, &str),
    (stay, fact): (StayId, StayFactId),
    (fix, seen): (GuestFix, i64),
    wall: Moment,
) -> Result<(), Refusal> {
    let house = house_opened(city, at, wall).await?;
    let now = city.now(wall);
    let of = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        let stored = stay_facts_of(&tx, stay).await?;
        let standing = stay_of(&stored).filter(|_| is_of(&stored, &house));
        let standing = standing.ok_or(Refusal::NotFound)?;
        let known = stored.iter().position(|one| one.id == fact);
        // What is sent again is compared with what it put right.
        let before = guest_of(&of, stored.get(..known.unwrap_or(stored.len())).unwrap_or(&stored))?;
        let guest = fix.of(&before).checked(now.city_day())?;
        let json = serde_json::to_string(&guest).unwrap_or_default();
        let body_mac = of.keys.seals.fingerprint(format!("{stay}\n{seen}\n{json}").as_bytes());
        if let Some(known) = known.and_then(|at| stored.get(at)) {
            return if known.body_mac == body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let ordinal = i64::try_from(stored.len()).unwrap_or(i64::MAX);
        if ordinal != seen {
            return Err(Refusal::Stale);
        }
        if guest == before {
            return Err(Refusal::BadInput("和原来登记的一样，没有要更正的。".to_owned()));
        }
        let next = StoredStayFact {
            county: house.venue.about.place.county(),
            id: fact,
            stay,
            venue: house.id,
            ordinal,
            who: Some((guest.sealed(&of, fact.uuid())?, guest.index(&of))),
            fact: StayFact { says: StaySays::Corrected, at: now },
            place: house.venue.about.place.clone(),
            day: now.city_day(),
            body_mac,
        };
        stay_fact_insert(&tx, &next).await.map_err(|error| {
            if error.conflicts_with("lodging_stay_fix") { Refusal::Stale } else { error.into() }
        })?;
        let sought = (before.document.as_str(), before.name.as_str(), standing.staying.arrived_at);
        let who = guest.arriving(&house.venue.about.name);
        guest_corrected(&tx, (&of, now), sought, who).await?;
        append(&tx, change(&of.key(), now, TOPIC, &house.id.to_string()))?;
        deed_of_nobody(
            &tx,
            &of,
            wall,
            ("lodging_guest", &stay.to_string(), StaySays::Corrected.kind().code()),
        )?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    city.catch_up().await
}
