//! The look-up by the person: document, name and a second secret. Whether there is no such person,
//! another name or another code, the answer and the time are the same: the same is read, the same
//! is compared, and what is left is waited for.

use super::bindings::held_on;
use super::sms::sms_put;
use super::tests_of::{TestShown, tests_of};
use super::tickets::with_tickets;
use crate::antigen::{AntigenOwn, antigen_own};
use crate::register::counties;
use crate::{City, Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::ids::PersonId;
use fangxian_core::looks::PageLook;
use fangxian_core::people::{Document, Person};
use fangxian_core::results::{CODE_HOLDS_MS, Secret, TryKind, is_same_name};
use fangxian_store::StoreError;
use fangxian_store::people::{StoredPerson, people_by_documents, people_in_by_ids};
use fangxian_store::results::{
    StoredCode, StoredLook, bindings_by, card_numbers, code_open, code_use, looks_insert,
    looks_latest, tries_clear, try_give_back, try_take,
};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

/// Answers go out at multiples of this after the question came in: what one took less than another
/// is not to be seen.
const STEP: Duration = Duration::from_millis(150);
/// How long before the end of a step nobody sleeps any more.
const AWAKE: Duration = Duration::from_millis(3);
/// Of so many earlier look-ups somebody is told.
const LOOKS_SHOWN: i64 = 10;
const CODE: &str = "result code";

/// What somebody typed.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The document.
    pub document: Document,
    /// The name.
    pub name: String,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Himself first, then those for whom he may look.
    pub people: Vec<FoundPerson>,
    /// When his own results were last looked at before, and whether somebody else did.
    pub looks: Vec<(Moment, bool)>,
}

/// Somebody whose results are shown.
#[derive(Clone, Debug)]
pub struct FoundPerson {
    /// His name; of those for whom somebody looks, masked.
    pub name: String,
    /// `**************1234`
    pub document: String,
    /// His tests, the latest first, each with the ticket of its report where there is one.
    pub tests: Vec<(TestShown, Option<String>)>,
    /// His antigen tests of the last days, the latest first.
    pub antigen: Vec<AntigenOwn>,
}

/// Why nothing is shown.
#[derive(Debug, thiserror::Error)]
pub enum LookUpRefused {
    /// No such person, another name, another code, one that ran out: never which.
    #[error("没有查到：证件、姓名和验证码（查询码）有一项对不上，或者验证码已过期。")]
    Failed,
    /// As often as anybody may.
    #[error("这个证件号码今天已查错5次，24小时后才能再查。急用请带证件到社区窗口。")]
    TooOften,
    /// So many codes by SMS were wrong today in the whole city that none is looked at.
    #[error("今天填错短信验证码的次数太多，暂停用短信验证码查询。请用卡上的查询码。")]
    Braked,
    /// Codes were sent as often as may be.
    #[error("验证码1小时最多发5次，请过一会儿再试，或用卡上的查询码。")]
    TooManyCodes,
    /// Something failed on our side.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<StoreError> for LookUpRefused {
    fn from(error: StoreError) -> LookUpRefused {
        LookUpRefused::Refused(error.into())
    }
}

/// Looks up the results of whoever has this document, this name and this secret.
pub async fn look_up(
    city: &Arc<City>,
    asked: &Asked,
    secret: &Secret,
    wall: Moment,
) -> Result<Found, LookUpRefused> {
    let began = Instant::now();
    let found = checked_look_up(city, asked, secret, wall).await;
    hold_back(began).await;
    found
}

/// Waits for the end of the step. A sleep ends whole milliseconds after it began, so its end would
/// tell the fraction of a millisecond that the work took: the last stretch is waited for awake.
pub(super) async fn hold_back(began: Instant) {
    let steps = began.elapsed().as_millis() / STEP.as_millis() + 1;
    let end = began + STEP * u32::try_from(steps).unwrap_or(u32::MAX);
    sleep_until(end - AWAKE).await;
    while Instant::now() < end {
        yield_now().await;
    }
}

/// Whoever has the document: records, cards and the open code. Each is read whether there is such
/// a person or not.
pub(super) struct Candidates {
    pub(super) people: Vec<StoredPerson>,
    pub(super) cards: HashMap<PersonId, i64>,
    pub(super) code: Option<StoredCode>,
}

pub(super) async fn candidates(
    city: &Arc<City>,
    index: &[u8],
    wall: Moment,
) -> Result<Candidates, StoreError> {
    let (all, key, index) = (counties(city), city.key(), index.to_vec());
    let read = city.db.read(move |tx| async move {
        let people = people_by_documents(&tx, &all, std::slice::from_ref(&index)).await?;
        let mut ids: Vec<PersonId> = people.iter().map(|one| one.id).collect();
        if ids.is_empty() {
            ids.push(nobody());
        }
        let cards = card_numbers(&tx, &all, &ids).await?.into_iter().collect();
        let code = code_open(&tx, &key, &index, wall.plus_ms(-CODE_HOLDS_MS)).await?;
        Ok::<_, StoreError>(Candidates { people, cards, code })
    });
    read.await
}

fn nobody() -> PersonId {
    PersonId::from_uuid(Uuid::nil())
}

async fn checked_look_up(
    city: &Arc<City>,
    asked: &Asked,
    secret: &Secret,
    wall: Moment,
) -> Result<Found, LookUpRefused> {
    let people = checked(city, asked, secret, wall).await?;
    let index = city.keys.seals.index("document", asked.document.number());
    Ok(found(city, &people, &index, wall).await?)
}

/// The records of whoever has this document, this name and this secret, for another use than his
/// results; the answer tells as little, and a failure counts as one there.
pub(crate) async fn proven(
    city: &Arc<City>,
    asked: &Asked,
    secret: &Secret,
    wall: Moment,
) -> Result<Vec<Person>, LookUpRefused> {
    let began = Instant::now();
    let people = checked(city, asked, secret, wall).await;
    hold_back(began).await;
    people
}

async fn checked(
    city: &Arc<City>,
    asked: &Asked,
    secret: &Secret,
    wall: Moment,
) -> Result<Vec<Person>, LookUpRefused> {
    let seals = &city.keys.seals;
    let index = seals.index("document", asked.document.number());
    let is_sms = matches!(secret, Secret::Sms(_));
    if is_sms && !city.guesses.take(wall) {
        return Err(LookUpRefused::Braked);
    }
    let (key, try_id, subject) = (city.key(), mint::uuid(wall)?, index.clone());
    // The place of the try is taken before anything is looked at, so that no crowd gets more.
    let take = city.db.write(move |tx| async move {
        try_take(&tx, &key, (TryKind::LookUp, &subject), try_id, wall).await
    });
    let is_allowed = take.await?;
    let known = candidates(city, &index, wall).await?;
    let meant = meant(city, asked, secret, &index, &known)?;
    if !is_allowed {
        return Err(LookUpRefused::TooOften);
    }
    let Some(people) = meant else { return Err(LookUpRefused::Failed) };
    let code = match secret {
        Secret::Receipt(_) => None,
        Secret::Sms(_) => known.code.as_ref().map(|code| code.id),
    };
    let (key, subject) = (city.key(), index.clone());
    let settle = city.db.write(move |tx| async move {
        if let Some(code) = code
            && !code_use(&tx, &key, code, wall).await?
        {
            return Ok(false);
        }
        try_give_back(&tx, &key, (TryKind::LookUp, &subject), try_id).await?;
        Ok::<_, StoreError>(true)
    });
    match settle.await? {
        true => {
            if is_sms {
                city.guesses.give_back(wall);
            }
            Ok(people)
        }
        false => Err(LookUpRefused::Failed),
    }
}

/// The records that are meant; none where nothing fits. As much is compared in each case.
fn meant(
    city: &City,
    asked: &Asked,
    secret: &Secret,
    index: &[u8],
    known: &Candidates,
) -> Result<Option<Vec<Person>>, Refusal> {
    let seals = &city.keys.seals;
    let mut named = Vec::new();
    for stored in &known.people {
        let person = crate::register::opened(seals, stored)?;
        let is_named = is_same_name(&asked.name, person.name.as_str());
        let card = known.cards.get(&person.id).copied().unwrap_or(1);
        named.push((person.id, card, is_named.then_some(person)));
    }
    if named.is_empty() {
        let is_named = is_same_name(&asked.name, "某某");
        named.push((nobody(), 1, None));
        // The answer of the comparison is not wanted, only its time.
        std::hint::black_box(is_named);
    }
    // Fingerprints are compared, so that the time of comparing says nothing of what was compared.
    let typed = seals.fingerprint(secret.as_str().as_bytes());
    let mut is_theirs = false;
    for (id, card, person) in &named {
        let receipt = city.keys.receipts.code(*id, *card);
        let fits = seals.fingerprint(receipt.as_str().as_bytes()) == typed;
        is_theirs |= fits && person.is_some() && matches!(secret, Secret::Receipt(_));
    }
    let sent = code_mac(city, index, secret.as_str());
    let fits = known.code.as_ref().is_some_and(|code| code.mac == sent);
    is_theirs |= fits && matches!(secret, Secret::Sms(_));
    let people: Vec<Person> = named.into_iter().filter_map(|(_, _, person)| person).collect();
    Ok((is_theirs && !people.is_empty()).then_some(people))
}

pub(super) fn code_mac(city: &City, index: &[u8], digits: &str) -> Vec<u8> {
    city.keys.seals.fingerprint(&[CODE.as_bytes(), index, digits.as_bytes()].concat())
}

/// What is shown: his own tests and those of whom he may look for; that he looked is kept, and
/// whoever was looked at by another is told.
async fn found(
    city: &Arc<City>,
    people: &[Person],
    index: &[u8],
    wall: Moment,
) -> Result<Found, Refusal> {
    let Some(own) = people.first() else { return Err(Refusal::NotFound) };
    let records: Vec<PersonId> = people.iter().map(|one| one.id).collect();
    let (county, id) = (own.door.county(), own.id);
    let family = family_of(city, &records, wall).await?;
    let read =
        city.db.read(move |tx| async move { looks_latest(&tx, &county, id, LOOKS_SHOWN).await });
    let looks = read.await?;
    let document = (index.to_vec(), own.name.as_str());
    let tests = tests_of(city, &records, Some(document), wall).await?;
    let mut found = vec![FoundPerson {
        name: own.name.as_str().to_owned(),
        document: own.document.masked(),
        tests: with_tickets(city, own.id, tests, wall)?,
        antigen: antigen_own(city, &records, wall).await?,
    }];
    let mut seen = vec![(own.clone(), None)];
    for stored in &family {
        let person = crate::register::opened(&city.keys.seals, stored)?;
        let index = stored.document.as_ref().map(|sealed| sealed.index.clone());
        let document = index.map(|index| (index, person.name.as_str()));
        let tests = tests_of(city, &[person.id], document, wall).await?;
        found.push(FoundPerson {
            name: person.name.masked(),
            document: person.document.masked(),
            tests: with_tickets(city, person.id, tests, wall)?,
            antigen: antigen_own(city, &[person.id], wall).await?,
        });
        seen.push((person, Some(own)));
    }
    note_looks(city, &seen, PageLook::Results, wall).await?;
    let looks = looks.into_iter().map(|look| (look.at, look.proxy.is_some())).collect();
    Ok(Found { people: found, looks })
}

/// Those for whom the holder of these records may look today, as they stand in the register.
pub(crate) async fn family_of(
    city: &Arc<City>,
    records: &[PersonId],
    wall: Moment,
) -> Result<Vec<StoredPerson>, StoreError> {
    let (all, proxies, today) = (counties(city), records.to_vec(), wall.city_day());
    let read = city.db.read(move |tx| async move {
        let facts = bindings_by(&tx, &all, &proxies).await?;
        let bound: Vec<PersonId> =
            held_on(&facts, today).into_iter().map(|fact| fact.person).collect();
        let family = people_in_by_ids(&tx, &all, &bound).await?;
        Ok::<_, StoreError>(family.into_iter().filter(|one| one.gone_at.is_none()).collect())
    });
    read.await
}

/// Keeps that somebody looked, and tells whoever was looked at by another what was seen.
pub(crate) async fn note_looks(
    city: &Arc<City>,
    seen: &[(Person, Option<&Person>)],
    what: PageLook,
    wall: Moment,
) -> Result<(), Refusal> {
    let mut looks = Vec::with_capacity(seen.len());
    let mut told = Vec::new();
    for (person, proxy) in seen {
        looks.push(StoredLook {
            id: mint::uuid(wall)?,
            county: person.door.county(),
            person: person.id,
            proxy: proxy.map(|proxy| proxy.id),
            at: wall,
            what: Some(what),
        });
        // Whoever shares the phone knows of it anyway.
        if let Some(proxy) = proxy
            && let Some(phone) =
                person.phone.as_ref().filter(|own| proxy.phone.as_ref() != Some(*own))
        {
            let text = format!(
                "【防线】{}刚才代您查看了{}。不同意的，请到社区窗口解除绑定。",
                proxy.name.masked(),
                what.title()
            );
            told.push((phone.clone(), text));
        }
    }
    let city = Arc::clone(city);
    let db = city.db.clone();
    let write = db.write(move |tx| async move {
        looks_insert(&tx, &looks).await?;
        for (phone, text) in told {
            sms_put(&tx, &city, &phone, text, wall).await?;
        }
        Ok::<_, Refusal>(())
    });
    write.await
}

/// Clears away what no longer counts. Run now and then.
pub async fn tries_tidy(city: &City, wall: Moment) -> Result<u64, Refusal> {
    let (key, before) = (city.key(), wall.plus_ms(-2 * TryKind::LookUp.while_ms()));
    Ok(city.db.write(move |tx| async move { tries_clear(&tx, &key, before).await }).await?)
}
