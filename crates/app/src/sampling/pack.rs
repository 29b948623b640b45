//! What a phone takes along to its table: who lives there, the tubes that are permitted, the codes
//! that were given out. Names are masked, and of numbers there is the end and a keyed tag, by which
//! the phone finds who shows his card without holding any number.

use crate::caller::Request;
use crate::ledgers::let_through_first;
use crate::pools::held_in_community;
use crate::register::{communities, log_reading, record, roster};
use crate::rounds::round_within;
use crate::{City, Refusal, mint};
use fangxian_core::ids::{PersonId, RoundId};
use fangxian_core::ledgers::CareCategory;
use fangxian_core::people::pinyin_of;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::rounds::{AGED_YEARS, Means, RoundKind};
use fangxian_core::sampling::{PoolChoice, Roll, pools_permitted};
use fangxian_core::{CityDay, Level, Moment};
use fangxian_store::people::{StoredPerson, people_of_community};
use fangxian_store::rounds::{StoredRound, rounds_all};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::HashMap;
use std::sync::PoisonError;
use uuid::Uuid;

/// Whoever is younger is carried, and let through first.
const INFANT_YEARS: i16 = 3;
/// How many people a phone takes along at most: four communities.
const PEOPLE_MAX: usize = 20_000;

/// Why somebody is let through first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Less than three years old.
    Infant,
    /// On the ledger as pregnant.
    Pregnant,
    /// On the ledger as disabled.
    Disabled,
    /// 70 years or more.
    Aged,
}

/// Somebody on the phone's list.
pub struct PackPerson {
    /// Which record.
    pub id: PersonId,
    /// 张**
    pub name: String,
    /// The first letters of the name's sounds.
    pub initials: String,
    /// The household.
    pub door: PlaceCode,
    /// 5号楼2单元302
    pub door_name: String,
    /// The sheet that the door stands on.
    pub sheet_name: String,
    /// The last four signs of the document.
    pub last4: String,
    /// The start of the keyed tag of the document, eight hex signs; empty without a document.
    pub tag: String,
    /// Why he is let through first.
    pub priority: Option<Priority>,
    /// Waits for a test of his own: a single tube.
    pub is_held: bool,
    /// When he was sampled in this round, where he was.
    pub sampled_at: Option<Moment>,
}

/// What a phone takes along.
pub struct Pack {
    /// The round.
    pub round: StoredRound,
    /// Which of the place's rounds it is, from 1.
    pub ordinal: usize,
    /// Where the table stands.
    pub place: PlaceCode,
    /// Which tubes are permitted there, and by whose words.
    pub pools: PoolChoice,
    /// The codes that were given out there.
    pub rolls: Vec<Roll>,
    /// By what the tags are made: of this pack only.
    pub tag_key: [u8; 16],
    /// Who lives there.
    pub people: Vec<PackPerson>,
    /// Which history of the store this is.
    pub history: Uuid,
    /// How far the feed is.
    pub seq: i64,
}

/// What a table takes along for a place of a round.
pub async fn sampling_pack(
    req: &Request,
    round: RoundId,
    place: PlaceCode,
) -> Result<Pack, Refusal> {
    let scope = req.authorize(Act::SamplingTake)?;
    let round = round_within(req, &scope, round).await?;
    let is_there = place.lies_within(&round.place) && scope.covers(&place);
    if !is_there || round.kind != RoundKind::Sampling {
        return Err(Refusal::NotFound);
    }
    if round.closed.is_some() {
        return Err(Refusal::RoundClosed);
    }
    let tag_key: [u8; 16] = mint::random()?;
    let mut people = Vec::new();
    for own in communities(&req.city, &scope, &place).await? {
        people.extend(people_within(req, &round, &own, &place, &tag_key).await?);
        if people.len() > PEOPLE_MAX {
            return Err(Refusal::BadInput(format!("这里有{PEOPLE_MAX}人以上，请选小一些的范围。")));
        }
    }
    log_reading(req, &scope, &place, &format!("sampling-pack/{}", round.id), people.len()).await?;
    let county = place.county();
    let rolls = req.city.sampling.rolls(&req.city.db).await?;
    let rolls = rolls.iter().filter(|roll| roll.first.county() == county).copied().collect();
    let level = level_of(&req.city, &place, req.today());
    Ok(Pack {
        ordinal: ordinal(req, &round).await?,
        pools: pools_permitted(req.city.rules.guides(), level, req.today()),
        rolls,
        tag_key,
        people,
        history: req.city.sampling.history,
        seq: req.city.seen_seq(),
        place,
        round,
    })
}

/// Which of the rounds of sampling of a place one is, from 1.
pub(super) async fn ordinal(req: &Request, round: &StoredRound) -> Result<usize, Refusal> {
    let rounds = req.city.db.read(|tx| async move { rounds_all(&tx).await }).await?;
    let own = |one: &&StoredRound| one.place == round.place && one.kind == RoundKind::Sampling;
    let before = |one: &StoredRound| (one.opened_at, one.id) <= (round.opened_at, round.id);
    Ok(rounds.iter().filter(own).filter(|one| before(one)).count())
}

/// The gravest level that holds at a place today.
pub(crate) fn level_of(city: &City, place: &PlaceCode, today: CityDay) -> Option<Level> {
    let on_day = city.zones.on_day(today, Moment(i64::MAX));
    let over = on_day
        .zones
        .iter()
        .filter(|zone| zone.entry.zone.place.as_ref().is_some_and(|own| place.lies_within(own)));
    let levels = over.filter_map(|zone| zone.listing.as_ref().map(|listing| listing.level));
    levels.max_by_key(|level| level.gravity())
}

async fn people_within(
    req: &Request,
    round: &StoredRound,
    own: &PlaceCode,
    place: &PlaceCode,
    tag_key: &[u8; 16],
) -> Result<Vec<PackPerson>, Refusal> {
    let city = &req.city;
    let roster = roster(city, own).await?;
    let marks = city.round_marks.get(city, round.id, own).await?;
    let wanted = own.clone();
    let stored = city.db.read(move |tx| async move { people_of_community(&tx, &wanted).await });
    let stored: HashMap<PersonId, StoredPerson> =
        stored.await?.into_iter().map(|one| (one.id, one)).collect();
    let (of_city, wanted) = (city.clone(), own.clone());
    let first =
        city.db.read(move |tx| async move { let_through_first(&tx, &of_city, &wanted).await });
    let first = first.await?;
    let held = held_in_community(city, own, (req.now, req.wall)).await?;
    let marks = marks.read().unwrap_or_else(PoisonError::into_inner);
    let mut people = Vec::new();
    for (one, door) in roster.within(place) {
        let Some(stored) = stored.get(&one.id) else { continue };
        let person = record::open(&city.keys.seals, stored)?;
        let sampled = marks.ticks(one.id).into_iter();
        let sampled = sampled.filter(|(tick, _)| tick.means == Means::Sample);
        let (sheet_name, door_name) = match roster.spot_of(one) {
            Some((sheet, door)) => (sheet.name.clone(), door.to_string()),
            None => (String::new(), door.within.clone()),
        };
        people.push(PackPerson {
            id: one.id,
            name: person.name.masked(),
            initials: initials(person.name.as_str()),
            door: door.code.clone(),
            door_name,
            sheet_name,
            last4: one.document_tail.clone(),
            tag: tag(tag_key, person.document.number()),
            priority: priority(one.age_on(req.today()), first.get(&one.id).copied()),
            is_held: held.contains(&one.id),
            sampled_at: sampled.map(|(tick, _)| tick.seen_at).min(),
        });
    }
    Ok(people)
}

fn priority(age: Option<i16>, care: Option<CareCategory>) -> Option<Priority> {
    match (age, care) {
        (Some(age), _) if age < INFANT_YEARS => Some(Priority::Infant),
        (_, Some(CareCategory::Pregnant)) => Some(Priority::Pregnant),
        (_, Some(_)) => Some(Priority::Disabled),
        (age, None) => age.is_some_and(|age| age >= AGED_YEARS).then_some(Priority::Aged),
    }
}

/// The first letter of the sound of each sign.
fn initials(name: &str) -> String {
    pinyin_of(name).split(' ').filter_map(|sound| sound.chars().next()).collect()
}

/// The start of the keyed fingerprint of a number: enough to find one of some thousands, and not
/// enough to tell a number from it.
fn tag(key: &[u8; 16], number: &str) -> String {
    if number.is_empty() {
        return String::new();
    }
    // Any length of key is taken.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(number.as_bytes());
    hex::encode(mac.finalize().into_bytes().iter().copied().take(4).collect::<Vec<u8>>())
}
