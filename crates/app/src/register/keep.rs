//! Keeping records: somebody is registered, put right, leaves, comes back.

use super::doors::DoorBook;
use super::merged::refuse_merged_away;
use super::{community_code, people_changed, person_within, record};
use crate::Refusal;
use crate::caller::Request;
use crate::ledgers::tours_follow;
use fangxian_core::ids::{PersonFactId, PersonId};
use fangxian_core::people::{
    Document, DoorWords, Name, Origin, Particulars, Person, PersonFactKind, Phone, Stay,
};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_store::people::{
    StoredPerson, StoredPersonFact, people_by_documents, people_insert, person_fact_by_id,
    person_facts_insert, person_update,
};
use fangxian_store::places::{Place, division_by_code, doors_lock, places_upsert, places_within};
use fangxian_store::{StoreError, Tx, feed};

/// What is said of a person who is registered or put right.
#[derive(Clone, Debug)]
pub struct PersonEntry {
    /// The name.
    pub name: Name,
    /// The document.
    pub document: Document,
    /// The phone.
    pub phone: Option<Phone>,
    /// The rest.
    pub particulars: Particulars,
    /// Why counted here.
    pub stay: Stay,
    /// The door, in words.
    pub door: DoorWords,
}

impl PersonEntry {
    pub(crate) fn at(self, id: PersonId, door: PlaceCode) -> Person {
        Person {
            id,
            door,
            name: self.name,
            document: self.document,
            phone: self.phone,
            particulars: self.particulars,
            stay: self.stay,
        }
    }
}

/// A reason, in a few words.
pub(crate) fn reason_of(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    match reason.chars().count() {
        1..=200 => Ok(reason.to_owned()),
        _ => Err(Refusal::BadInput("请写明原因，不超过200字。".to_owned())),
    }
}

/// Registers somebody. The same ids with the same content again change nothing.
pub async fn person_add(
    req: &Request,
    (id, fact): (PersonId, PersonFactId),
    community: PlaceCode,
    entry: PersonEntry,
    origin: Origin,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::PersonAdd)?;
    if community.kind() != PlaceKind::Community || !scope.touches(&community) {
        return Err(Refusal::NotFound);
    }
    let mac = fingerprint(req, id, "add", &entry, "");
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            let known = known_fact(&tx, &community, fact, &mac).await?;
            if known {
                return Ok(());
            }
            division_by_code(&tx, &community).await?.ok_or(Refusal::PlaceUnknown)?;
            let door = door_for(&tx, &asked, &scope, &community, &entry.door).await?;
            let person = entry.at(id, door);
            refuse_known(&tx, &asked, &person).await?;
            let seals = &asked.city.keys.seals;
            let stored = record::seal(seals, &person, origin, (None, asked.wall), 1)?;
            people_insert(&tx, &[stored]).await.map_err(known_by_index)?;
            let change = Change {
                kind: PersonFactKind::Registered,
                reason: "登记",
                assumed_version: 0,
                is_gone: false,
            };
            keep_fact(&tx, &asked, fact, &person, &change, mac).await?;
            feed::append(&tx, people_changed(&asked, &community))?;
            asked.deed(&tx, Act::PersonAdd, &id.to_string(), origin.code())?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

/// Puts a record right, or moves it to another door of its county.
pub async fn person_change(
    req: &Request,
    (id, fact): (PersonId, PersonFactId),
    version: i64,
    entry: PersonEntry,
    reason: &str,
) -> Result<(), Refusal> {
    let (scope, stored) = person_within(req, Act::PersonKeep, id).await?;
    let reason = reason_of(reason)?;
    let community = community_code(&stored.door)?;
    let mac = fingerprint(req, id, "change", &entry, &reason);
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if known_fact(&tx, &community, fact, &mac).await? {
                return Ok(());
            }
            refuse_merged_away(&tx, &asked.city, id).await?;
            let door = door_for(&tx, &asked, &scope, &community, &entry.door).await?;
            let person = entry.at(id, door);
            refuse_known(&tx, &asked, &person).await?;
            let seals = &asked.city.keys.seals;
            let times = (stored.gone_at, stored.created_at);
            let sealed = record::seal(seals, &person, stored.origin, times, version)?;
            person_update(&tx, &sealed).await.map_err(known_by_index)?;
            let change = Change {
                kind: PersonFactKind::Changed,
                reason: &reason,
                assumed_version: version,
                is_gone: stored.gone_at.is_some(),
            };
            keep_fact(&tx, &asked, fact, &person, &change, mac).await?;
            tours_follow(&tx, &asked.city, (asked.now, asked.wall), &community).await?;
            feed::append(&tx, people_changed(&asked, &community))?;
            asked.deed(&tx, Act::PersonKeep, &id.to_string(), "changed")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

/// Says that somebody is no longer counted here, or is again.
pub async fn person_leave(
    req: &Request,
    (id, fact): (PersonId, PersonFactId),
    version: i64,
    is_back: bool,
    reason: &str,
) -> Result<(), Refusal> {
    let (_, stored) = person_within(req, Act::PersonKeep, id).await?;
    let reason = reason_of(reason)?;
    let community = community_code(&stored.door)?;
    let seals = &req.city.keys.seals;
    let person = record::open(seals, &stored)?;
    let mac = seals.fingerprint(format!("leave\n{id}\n{is_back}\n{reason}").as_bytes());
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if known_fact(&tx, &community, fact, &mac).await? {
                return Ok(());
            }
            refuse_merged_away(&tx, &asked.city, id).await?;
            let gone_at = (!is_back).then_some(asked.wall);
            let next = StoredPerson { gone_at, version, ..stored };
            person_update(&tx, &next).await.map_err(known_by_index)?;
            let kind = if is_back { PersonFactKind::Returned } else { PersonFactKind::Left };
            let change =
                Change { kind, reason: &reason, assumed_version: version, is_gone: !is_back };
            keep_fact(&tx, &asked, fact, &person, &change, mac).await?;
            tours_follow(&tx, &asked.city, (asked.now, asked.wall), &community).await?;
            feed::append(&tx, people_changed(&asked, &community))?;
            asked.deed(&tx, Act::PersonKeep, &id.to_string(), kind.code())?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

/// What a fact says of the change.
pub(super) struct Change<'a> {
    pub(super) kind: PersonFactKind,
    pub(super) reason: &'a str,
    pub(super) assumed_version: i64,
    pub(super) is_gone: bool,
}

pub(super) async fn keep_fact(
    tx: &Tx,
    req: &Request,
    fact: PersonFactId,
    person: &Person,
    change: &Change<'_>,
    mac: Vec<u8>,
) -> Result<(), Refusal> {
    let fact = StoredPersonFact {
        id: fact,
        county: person.door.county(),
        person: person.id,
        kind: change.kind,
        at: req.wall,
        by: req.caller.login.clone(),
        reason: change.reason.to_owned(),
        assumed_version: change.assumed_version,
        record: record::seal_whole(&req.city.keys.seals, fact, person, change.is_gone)?,
        body_mac: mac,
    };
    person_facts_insert(tx, &[fact]).await?;
    Ok(())
}

/// Whether this very fact is kept already. The same id with another content is refused.
async fn known_fact(
    tx: &Tx,
    community: &PlaceCode,
    fact: PersonFactId,
    mac: &[u8],
) -> Result<bool, Refusal> {
    match person_fact_by_id(tx, &community.county(), fact).await? {
        None => Ok(false),
        Some(known) if known.body_mac == mac => Ok(true),
        Some(_) => Err(Refusal::IdReused),
    }
}

/// The door that the words name, within the caller's jurisdiction; made where it is new.
async fn door_for(
    tx: &Tx,
    req: &Request,
    scope: &Scope,
    community: &PlaceCode,
    words: &DoorWords,
) -> Result<PlaceCode, Refusal> {
    let book = DoorBook::new(community, places_within(tx, community).await?);
    let door = match book.find(words) {
        Some(door) => door,
        None => {
            // Two who add the same door at once get the same code, one after the other.
            doors_lock(tx, community).await?;
            let mut book = DoorBook::new(community, places_within(tx, community).await?);
            let door = book.find_or_add(words);
            let added: Vec<Place> = book.take_added();
            places_upsert(tx, &added).await?;
            let (key, own) = (req.city.key(), community.as_str());
            feed::append(tx, crate::city::change(&key, req.now, feed::PLACES, own))?;
            door
        }
    };
    if scope.covers(&door) { Ok(door) } else { Err(Refusal::NotFound) }
}

/// One document stands once in a community.
async fn refuse_known(tx: &Tx, req: &Request, person: &Person) -> Result<(), Refusal> {
    let Some(index) = record::document_index(&req.city.keys.seals, &person.document) else {
        return Ok(());
    };
    let known = people_by_documents(tx, &[person.door.county()], &[index]).await?;
    let community = community_code(&person.door)?;
    let is_other = |one: &StoredPerson| one.id != person.id && one.door.lies_within(&community);
    if known.iter().any(is_other) { Err(Refusal::PersonKnown) } else { Ok(()) }
}

/// Somebody else registered the same document at the same moment.
pub(crate) fn known_by_index(error: StoreError) -> Refusal {
    if error.conflicts_with("person") { Refusal::PersonKnown } else { Refusal::from(error) }
}

fn fingerprint(
    req: &Request,
    id: PersonId,
    what: &str,
    entry: &PersonEntry,
    reason: &str,
) -> Vec<u8> {
    let particulars = &entry.particulars;
    let whole = [
        what,
        &id.to_string(),
        entry.name.as_str(),
        entry.document.kind().code(),
        entry.document.number(),
        entry.phone.as_ref().map_or("", |phone| phone.as_str()),
        particulars.sex.map_or("", |sex| sex.code()),
        &particulars.born.map(|born| born.to_string()).unwrap_or_default(),
        particulars.relation.code(),
        &particulars.note,
        entry.stay.code(),
        &format!("{:?}", entry.door),
        reason,
        &req.caller.login,
    ];
    req.city.keys.seals.fingerprint(whole.join("\n").as_bytes())
}
