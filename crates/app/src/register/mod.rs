//! The register: who lives behind which door.

mod decide;
mod doors;
mod import;
mod keep;
mod overview;
pub(crate) mod record;
mod roster;
mod sheet;

pub use import::{
    FILE_BYTES_MAX, ImportRuns, ImportSeen, Problem, import_apply, import_cancel, import_put_in,
    import_read_as, import_rejects, import_see, imports_list, roster_template,
};
pub use keep::{PersonEntry, person_add, person_change, person_leave};
pub use overview::{PlaceCount, register_overview};
pub use roster::{Door, Resident, Roster, Rosters};
pub use sheet::{MappedColumn, SheetReading};

use crate::caller::Request;
use crate::{City, Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::ids::PersonId;
use fangxian_core::people::{Person, PersonFactKind, Words, pinyin_of};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_store::feed;
use fangxian_store::people::{
    StoredPerson, community_of, people_counts, people_in_by_ids, person_facts,
};
use fangxian_store::read_log::{Reading, readings_insert};
use std::sync::Arc;

/// The age from which somebody is called on at the door and not by a text.
pub const AGED_YEARS: i16 = 70;
/// How many people one page may hold.
pub const PAGE_MAX: usize = 200;
/// How many people a search shows.
const FOUND_MAX: usize = 50;

/// Somebody as a list shows him: the ends of numbers, never whole ones.
#[derive(Clone, Debug)]
pub struct PersonSeen {
    /// The record.
    pub resident: Resident,
    /// The door.
    pub door: Door,
    /// The community.
    pub community: PlaceCode,
}

/// A page of people.
#[derive(Clone, Debug)]
pub struct PeoplePage {
    /// The people.
    pub rows: Vec<PersonSeen>,
    /// How many there are in all.
    pub n_people: usize,
    /// How many households they live in.
    pub n_households: usize,
}

/// The community in which a place lies, where it is a community or below.
pub(crate) fn community(place: &PlaceCode) -> Option<PlaceCode> {
    let code: String = place.as_str().chars().take(12).collect();
    PlaceCode::parse(&code).ok().filter(|code| code.kind() == PlaceKind::Community)
}

/// The roster of a community.
pub(crate) async fn roster(city: &City, community: &PlaceCode) -> Result<Arc<Roster>, Refusal> {
    Ok(city.rosters.get(&city.db, &city.keys.seals, community).await?)
}

/// The communities that have anybody within a place that the scope touches.
pub(crate) async fn communities(
    city: &City,
    scope: &Scope,
    within: &PlaceCode,
) -> Result<Vec<PlaceCode>, Refusal> {
    if let Some(own) = community(within) {
        return Ok(if scope.touches(within) { vec![own] } else { Vec::new() });
    }
    let counts = city.db.read(|tx| async move { people_counts(&tx).await }).await?;
    let fits = |code: &PlaceCode| code.lies_within(within) && scope.touches(code);
    Ok(counts.into_iter().map(|(code, _)| code).filter(fits).collect())
}

/// The people within a place, in the order of their doors, from the `offset`-th on.
pub async fn people_list(
    req: &Request,
    within: PlaceCode,
    offset: usize,
    limit: usize,
) -> Result<PeoplePage, Refusal> {
    let scope = req.authorize(Act::PersonSee)?;
    let own = community(&within).filter(|_| scope.touches(&within)).ok_or(Refusal::NotFound)?;
    let roster = roster(&req.city, &own).await?;
    let mut page = PeoplePage { rows: Vec::new(), n_people: 0, n_households: 0 };
    let mut last_door = None;
    for (one, door) in roster.within(&within).filter(|(_, door)| scope.covers(&door.code)) {
        page.n_households += usize::from(last_door != Some(one.door));
        last_door = Some(one.door);
        if page.n_people >= offset && page.rows.len() < limit.min(PAGE_MAX) {
            page.rows.push(seen(&roster, one, door));
        }
        page.n_people += 1;
    }
    log_reading(req, &scope, &own, &format!("people/{within}"), page.rows.len()).await?;
    Ok(page)
}

fn seen(roster: &Roster, one: &Resident, door: &Door) -> PersonSeen {
    PersonSeen { resident: one.clone(), door: door.clone(), community: roster.community.clone() }
}

/// Those whom the words mean, within a place and the caller's jurisdiction.
pub async fn people_search(
    req: &Request,
    within: PlaceCode,
    words: &str,
) -> Result<Vec<PersonSeen>, Refusal> {
    let scope = req.authorize(Act::PersonSee)?;
    let words = Words::parse(words).ok_or_else(|| {
        Refusal::BadInput("请输入姓名、拼音、证件或电话后四位，或门牌。".to_owned())
    })?;
    if !scope.touches(&within) {
        return Err(Refusal::NotFound);
    }
    let indexes = indexes_of(&req.city, &words);
    let mut found = Vec::new();
    for own in communities(&req.city, &scope, &within).await? {
        let roster = roster(&req.city, &own).await?;
        let covered = roster.within(&within).filter(|(_, door)| scope.covers(&door.code));
        let fitting = covered.filter(|(one, door)| one.fits(door, &words, &indexes));
        found.extend(
            fitting.take(FOUND_MAX - found.len()).map(|(one, door)| seen(&roster, one, door)),
        );
        if found.len() >= FOUND_MAX {
            break;
        }
    }
    log_reading(req, &scope, &within, "people/search", found.len()).await?;
    Ok(found)
}

/// The keyed indexes that a whole number would have.
fn indexes_of(city: &City, words: &Words) -> Vec<Vec<u8>> {
    let number = match words {
        Words::Digits(number) | Words::Door(number) if number.len() >= 5 => number.to_uppercase(),
        Words::Digits(_) | Words::Door(_) | Words::Name(_) | Words::Letters(_) => {
            return Vec::new();
        }
    };
    ["document", "phone"].map(|kind| city.keys.seals.index(kind, &number)).into()
}

/// Who may be the same as somebody about to be registered: by document, by name and birth, by name
/// and phone, or by the sound of the name and the phone.
pub async fn people_alike(
    req: &Request,
    within: PlaceCode,
    entry: &PersonEntry,
) -> Result<Vec<PersonSeen>, Refusal> {
    let scope = req.authorize(Act::PersonAdd)?;
    let own = community(&within).filter(|_| scope.touches(&within)).ok_or(Refusal::NotFound)?;
    let roster = roster(&req.city, &own).await?;
    let alike = |one: &Resident| is_alike(&req.city, one, entry);
    let covered = roster.within(&own).filter(|(_, door)| scope.covers(&door.code));
    let found: Vec<PersonSeen> = covered
        .filter(|(one, _)| alike(one))
        .take(FOUND_MAX)
        .map(|(one, door)| seen(&roster, one, door))
        .collect();
    log_reading(req, &scope, &own, "people/alike", found.len()).await?;
    Ok(found)
}

fn is_alike(city: &City, one: &Resident, entry: &PersonEntry) -> bool {
    let seals = &city.keys.seals;
    let document = record::document_index(seals, &entry.document);
    let phone = entry.phone.as_ref().map(|phone| record::phone_index(seals, phone));
    let same_document = document.is_some() && document == one.document_index;
    let same_phone = phone.is_some() && phone == one.phone_index;
    let same_born = entry.particulars.born.is_some() && entry.particulars.born == one.born;
    let same_sound = pinyin_of(entry.name.as_str()) == pinyin_of(one.name.as_str());
    same_document || (one.name == entry.name && same_born) || (same_sound && same_phone)
}

/// A record by its id, within the caller's jurisdiction, and whether it is still counted.
pub(crate) async fn stored_person(
    req: &Request,
    scope: &Scope,
    id: PersonId,
) -> Result<StoredPerson, Refusal> {
    let counties = counties(&req.city);
    let found = req
        .city
        .db
        .read(move |tx| async move { people_in_by_ids(&tx, &counties, &[id]).await })
        .await?;
    let found = found.into_iter().next().filter(|one| scope.covers(&one.door));
    found.ok_or(Refusal::NotFound)
}

/// The counties of the city, as they lead every key.
pub(crate) fn counties(city: &City) -> Vec<String> {
    city.tree().counties.iter().map(|county| county.code.county()).collect()
}

/// One person with the door in words.
pub async fn person_see(
    req: &Request,
    id: PersonId,
) -> Result<(Person, StoredPerson, Door), Refusal> {
    let scope = req.authorize(Act::PersonSee)?;
    person_under(req, &scope, id, "person").await
}

async fn person_under(
    req: &Request,
    scope: &Scope,
    id: PersonId,
    subject: &str,
) -> Result<(Person, StoredPerson, Door), Refusal> {
    let stored = stored_person(req, scope, id).await?;
    let person = record::open(&req.city.keys.seals, &stored)?;
    let door = door_named(req, &stored.door).await?;
    log_reading(req, scope, &stored.door, &format!("{subject}/{id}"), 1).await?;
    Ok((person, stored, door))
}

async fn door_named(req: &Request, code: &PlaceCode) -> Result<Door, Refusal> {
    let community = community(code).ok_or(Refusal::PlaceUnknown)?;
    let roster = roster(&req.city, &community).await?;
    let known = roster.doors.iter().find(|door| door.code == *code).cloned();
    let line = || -> String {
        std::iter::successors(Some(code.clone()), PlaceCode::parent)
            .filter(|place| place.kind() > PlaceKind::Compound)
            .map(|place| roster.place_name(&place).to_owned())
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect()
    };
    Ok(known.unwrap_or_else(|| Door {
        code: code.clone(),
        compound: String::new(),
        within: line(),
    }))
}

/// The whole numbers of somebody, for a reason that is kept. The reading stands in the log and in
/// the audit trail before anything is shown.
pub async fn person_reveal(req: &Request, id: PersonId, reason: &str) -> Result<Person, Refusal> {
    let scope = req.authorize(Act::PersonReveal)?;
    let reason = keep::reason_of(reason)?;
    let (person, _, _) = person_under(req, &scope, id, "person-revealed").await?;
    let asked = req.clone();
    let deed = req.city.db.write(move |tx| async move {
        asked.deed(&tx, Act::PersonReveal, &id.to_string(), &reason)
    });
    deed.await?;
    Ok(person)
}

/// One entry of a person's history.
#[derive(Clone, Debug)]
pub struct PersonChange {
    /// What was done.
    pub kind: PersonFactKind,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The version that it made.
    pub version: i64,
    /// What is different from before.
    pub fields: Vec<&'static str>,
}

/// What was done to a record, oldest first: who, when, why and what changed, but not to what.
pub async fn person_history(req: &Request, id: PersonId) -> Result<Vec<PersonChange>, Refusal> {
    let scope = req.authorize(Act::PersonKeep)?;
    let stored = stored_person(req, &scope, id).await?;
    let county = stored.door.county();
    let facts =
        req.city.db.read(move |tx| async move { person_facts(&tx, &county, id).await }).await?;
    let mut before: Option<Person> = None;
    let mut changes = Vec::with_capacity(facts.len());
    for fact in facts {
        let after = record::open_whole(&req.city.keys.seals, fact.id, id, &fact.record)?;
        let fields = before.as_ref().map(|before| before.differences(&after)).unwrap_or_default();
        before = Some(after);
        changes.push(PersonChange {
            kind: fact.kind,
            at: fact.at,
            by: fact.by,
            reason: fact.reason,
            version: fact.assumed_version + 1,
            fields,
        });
    }
    log_reading(req, &scope, &stored.door, &format!("person-history/{id}"), 1).await?;
    Ok(changes)
}

/// Logs that people were shown. Nothing is shown before it is written.
pub(crate) async fn log_reading(
    req: &Request,
    scope: &Scope,
    at: &PlaceCode,
    subject: &str,
    n_rows: usize,
) -> Result<(), Refusal> {
    let reading = Reading {
        county: at.county(),
        id: mint::uuid(req.wall)?,
        at: req.wall,
        account: req.caller.account,
        role: scope.role().code().to_owned(),
        purpose: req.purpose.code().to_owned(),
        subject: subject.to_owned(),
        rows_read: i64::try_from(n_rows).unwrap_or(i64::MAX),
    };
    let write = req.city.db.write(move |tx| async move { readings_insert(&tx, &[reading]).await });
    Ok(write.await?)
}

/// Tells whoever follows that the people of a community changed.
pub(crate) fn people_changed(req: &Request, community: &PlaceCode) -> feed::Change {
    crate::city::change(&req.city.key(), req.now, "people", community.as_str())
}

pub(crate) fn community_code(door: &PlaceCode) -> Result<PlaceCode, Refusal> {
    PlaceCode::parse(&community_of(door)).map_err(|_| Refusal::PlaceUnknown)
}
