//! Beds are given, by a person: what was proposed or another room that the rules let him have.

use super::TOPIC;
use super::kept::Book;
use super::say::{Saying, fingerprint, stale};
use super::waiting::{GuestKnown, guests, may_see};
use crate::Refusal;
use crate::caller::Request;
use crate::cases::isolated_people;
use crate::city::change;
use crate::refusal::IsolationRefusal;
use crate::register::{counties, reason_of};
use crate::zones::note_of;
use fangxian_core::ids::{IsolationFactId, IsolationSiteId, IsolationStayId, PersonId};
use fangxian_core::isolation::{
    Guest, GuestClass, IsolationAbout, IsolationSays, RoomZone, check_room,
};
use fangxian_core::policy::{Act, Scope};
use fangxian_store::feed;
use fangxian_store::isolation::{StoredStay, bed_turns, claim_turns, stays_by_ids, stays_insert};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many beds are given at once at most. Our own bound.
const BEDS_AT_ONCE: usize = 30;

/// A bed for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BedGiving {
    /// Made by the client: the same again is the same act.
    pub stay: IsolationStayId,
    /// For whom.
    pub person: PersonId,
    /// In which room.
    pub room: String,
}

/// Gives the people of a household beds at one site. All of them, or nobody.
pub async fn beds_give(
    req: &Request,
    site: IsolationSiteId,
    beds: Vec<BedGiving>,
) -> Result<(), Refusal> {
    let act = Act::IsolationAssign;
    let scope = req.authorize(act)?;
    let people: BTreeSet<PersonId> = beds.iter().map(|one| one.person).collect();
    if beds.is_empty() || beds.len() > BEDS_AT_ONCE || people.len() != beds.len() {
        return Err(Refusal::BadInput("请选要安排的人，一次最多30人，每人一次。".to_owned()));
    }
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let all = counties(&asked.city);
        let ids: Vec<IsolationStayId> = beds.iter().map(|one| one.stay).collect();
        let known = stays_by_ids(&tx, &all, &ids).await?;
        if !known.is_empty() {
            let is_same = known.len() == beds.len()
                && beds.iter().all(|bed| {
                    let mac = fingerprint(&asked, &bed_words(site, bed));
                    known.iter().any(|one| one.id == bed.stay && one.body_mac == mac)
                });
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let county = county_of(&Book::read(&tx, &asked.city, asked.now).await?, site);
        // Read before who has a bed: what is given between the two has either the turn that is read here,
        // and the second of the two is refused by the key, or stands in the book.
        let ids: Vec<PersonId> = people.iter().copied().collect();
        let claims = claim_turns(&tx, &all, &ids).await?;
        let rooms: BTreeSet<String> = beds.iter().map(|one| one.room.clone()).collect();
        let turns = bed_turns(&tx, &county, site, &rooms).await?;
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let mut isolated = isolated_people(&tx, &asked.city, asked.now).await?;
        isolated.retain(|person, one| people.contains(person) && one.is_held(asked.now));
        let guests = guests(&tx, &asked, &scope, &isolated).await?;
        let giving =
            Giving { req: &asked, scope: &scope, book: &book, site, guests, claims, turns };
        let rows = giving.rows(&beds)?;
        stays_insert(&tx, &rows).await.map_err(stale)?;
        for row in &rows {
            let subject = format!("{county}/{}", row.id);
            asked.deed(&tx, act, &subject, "bed given")?;
        }
        let subject = format!("{county}/{site}");
        feed::append(&tx, change(&asked.city.key(), asked.now, TOPIC, &subject))?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Where the rows of a site lie; nowhere where there is none.
fn county_of(book: &Book, site: IsolationSiteId) -> String {
    book.sites.get(&site).map(|one| one.county.clone()).unwrap_or_default()
}

fn bed_words(site: IsolationSiteId, bed: &BedGiving) -> String {
    format!("bed\n{site}\n{}\n{}\n{}", bed.stay, bed.person, bed.room)
}

/// What is known when beds are given.
struct Giving<'a> {
    req: &'a Request,
    scope: &'a Scope,
    book: &'a Book,
    site: IsolationSiteId,
    guests: Vec<GuestKnown>,
    claims: HashMap<PersonId, i64>,
    turns: HashMap<(String, i64), i64>,
}

impl Giving<'_> {
    fn rows(&self, beds: &[BedGiving]) -> Result<Vec<StoredStay>, Refusal> {
        let known = self.book.sites.get(&self.site).ok_or(Refusal::NotFound)?;
        if known.site.is_closed || !self.scope.covers(&known.site.about.place) {
            return Err(Refusal::NotFound);
        }
        let mut by_room: BTreeMap<&str, Vec<(&BedGiving, &GuestKnown)>> = BTreeMap::new();
        for bed in beds {
            let guest = self.guests.iter().find(|one| one.guest.person == bed.person);
            let guest = guest.ok_or(IsolationRefusal::NotWaiting)?;
            if self.has_bed(bed.person) {
                return Err(IsolationRefusal::NotWaiting.into());
            }
            if known.site.about.kind.takes() != guest.guest.exposure.class {
                return Err(IsolationRefusal::Room(bed.room.clone()).into());
            }
            by_room.entry(bed.room.as_str()).or_default().push((bed, guest));
        }
        let mut rows = Vec::new();
        for (label, coming) in by_room {
            let free = self.free_beds(label, &coming)?;
            for ((bed, guest), number) in coming.into_iter().zip(free) {
                rows.push(self.row(&known.county, bed, guest, number));
            }
        }
        Ok(rows)
    }

    fn has_bed(&self, person: PersonId) -> bool {
        self.book.stays.iter().any(|one| one.stored.person == person && one.holds_bed())
    }

    /// The free beds of a room, as many as come; refused where there are fewer, or where these people may not
    /// be together there.
    fn free_beds(
        &self,
        label: &str,
        coming: &[(&BedGiving, &GuestKnown)],
    ) -> Result<Vec<i64>, Refusal> {
        let full = || IsolationRefusal::Room(label.to_owned());
        let known = self.book.sites.get(&self.site).ok_or(Refusal::NotFound)?;
        let room = known.site.rooms.iter().find(|room| room.label == label).ok_or_else(full)?;
        let taken: BTreeSet<i64> = self
            .book
            .holders(self.site)
            .filter(|one| one.stored.room == label)
            .map(|one| one.stored.bed)
            .collect();
        let is_strange = !taken.is_empty()
            && coming.iter().any(|(_, one)| one.guest.exposure.class == GuestClass::Contact);
        if room.zone != RoomZone::Dirty || is_strange {
            return Err(full().into());
        }
        let people: Vec<&Guest> = coming.iter().map(|(_, one)| &one.guest).collect();
        check_room(&self.book.rules, &people).map_err(IsolationRefusal::Share)?;
        let free: Vec<i64> = (1..=i64::from(room.beds))
            .filter(|bed| !taken.contains(bed))
            .take(coming.len())
            .collect();
        if free.len() < coming.len() {
            return Err(full().into());
        }
        Ok(free)
    }

    fn row(&self, county: &str, bed: &BedGiving, known: &GuestKnown, number: i64) -> StoredStay {
        StoredStay {
            county: county.to_owned(),
            id: bed.stay,
            site: self.site,
            person: bed.person,
            person_county: known.stored.door.county(),
            door: known.stored.door.clone(),
            exposure: known.guest.exposure,
            room: bed.room.clone(),
            bed: number,
            bed_turn: self.turns.get(&(bed.room.clone(), number)).copied().unwrap_or_default(),
            person_turn: self.claims.get(&bed.person).copied().unwrap_or_default(),
            is_first: known.guest.is_first(),
            at: self.req.now,
            by: self.req.caller.login.clone(),
            body_mac: fingerprint(self.req, &bed_words(self.site, bed)),
        }
    }
}

/// Calls a stay off that has not begun: nobody fetches him any more, and the bed is free.
pub async fn stay_call_off(
    req: &Request,
    (id, fact): (IsolationStayId, IsolationFactId),
    reason: &str,
) -> Result<(), Refusal> {
    let act = Act::IsolationAssign;
    let scope = req.authorize(act)?;
    let reason = reason_of(&note_of(reason)?)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let stay = book.stay(id).ok_or(Refusal::NotFound)?;
        let is_seen = may_see(&scope, stay.stored.exposure.class);
        if !scope.covers(&stay.stored.door) || !is_seen {
            return Err(Refusal::NotFound);
        }
        let saying = Saying {
            county: stay.stored.county.clone(),
            about: IsolationAbout::Stay,
            subject: id.to_string(),
            fact,
            seen: None,
            says: IsolationSays::CalledOff { reason },
            words: None,
        };
        if saying.is_said(&tx, &asked).await? {
            return Ok(());
        }
        if !stay.waits_for_run() {
            return Err(IsolationRefusal::NotWaiting.into());
        }
        saying.keep(&tx, &asked, act).await
    });
    write.await?;
    req.city.catch_up().await
}
