//! The register of people, as sealed as it came: the store has no key.

mod documents;
mod pairs;
mod rosters;
mod undo;

pub use documents::{people_by_documents, people_by_numbers, people_ever_by_documents};
pub use pairs::{
    PairFactKind, StoredPairFact, merges_away, merges_into, merges_of_community, pair_fact_by_id,
    pair_fact_insert, pair_facts_of, pairs_apart, people_by_phones,
};
pub use rosters::{
    ImportCounts, ImportState, RosterImport, RosterVerdict, header_put, header_reading,
    import_by_id, import_file, import_file_clear, import_insert, import_rows, import_rows_clear,
    import_rows_put, import_step, imports_of_community,
};

pub use undo::{
    RosterUndo, last_ticked, person_facts_of_import, person_facts_of_people, roster_undo_insert,
    roster_undos,
};

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonFactId, PersonId};
use fangxian_core::people::{DocumentKind, Origin, PersonFactKind, Stay};
use fangxian_core::places::PlaceCode;
use std::collections::HashMap;

/// A record of the register. What names the person is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPerson {
    /// Which record.
    pub id: PersonId,
    /// The household.
    pub door: PlaceCode,
    /// The name, sealed.
    pub name: Vec<u8>,
    /// What kind of document.
    pub document_kind: DocumentKind,
    /// Its number, sealed, and the keyed index of it.
    pub document: Option<Sealed>,
    /// The phone, sealed, and the keyed index of it.
    pub phone: Option<Sealed>,
    /// The rest, sealed.
    pub particulars: Vec<u8>,
    /// Why counted here.
    pub stay: Stay,
    /// How it came into the register.
    pub origin: Origin,
    /// Since when the person is no longer counted here.
    pub gone_at: Option<Moment>,
    /// When it was registered.
    pub created_at: Moment,
    /// One more with each change.
    pub version: i64,
}

/// A sealed value that can be found: the same value has the same index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The value, sealed.
    pub sealed: Vec<u8>,
    /// Its keyed index.
    pub index: Vec<u8>,
}

/// What was done to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPersonFact {
    /// Made where it was done.
    pub id: PersonFactId,
    /// Where the record lies.
    pub county: String,
    /// Which record.
    pub person: PersonId,
    /// What.
    pub kind: PersonFactKind,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The version that it assumed.
    pub assumed_version: i64,
    /// The whole record afterwards, sealed.
    pub record: Vec<u8>,
    /// The keyed fingerprint of what was asked for: the same id with another is refused.
    pub body_mac: Vec<u8>,
}

pub(crate) const COLUMNS: &str = "county, person_id, community, door, name_sealed, document_kind, \
     document_sealed, document_index, phone_sealed, phone_index, particulars_sealed, stay, origin, \
     gone_at, created_at, version, document_form";

/// The community in which a door lies.
pub fn community_of(door: &PlaceCode) -> String {
    door.as_str().chars().take(12).collect()
}

/// Adds records. A document that stands in the community already is refused by its unique index.
pub async fn people_insert(tx: &Tx, people: &[StoredPerson]) -> Result<u64, StoreError> {
    let rows = people.iter().map(person_row).collect();
    tx.exec_rows(
        "insert into person (county, person_id, community, door, name_sealed, document_kind,
             document_sealed, document_index, phone_sealed, phone_index, particulars_sealed, stay,
             origin, gone_at, created_at, version, document_form)
         values {rows}",
        rows,
    )
    .await
}

/// A record as its row, in the order of [`COLUMNS`].
pub(crate) fn person_row(one: &StoredPerson) -> [V; 17] {
    let document = one.document.clone();
    let (kind, form) = kind_written(one.document_kind);
    let phone = one.phone.clone();
    v![
        one.door.county(),
        one.id.uuid(),
        community_of(&one.door),
        &one.door,
        one.name.clone(),
        kind,
        document.as_ref().map(|one| one.sealed.clone()),
        document.map(|one| one.index),
        phone.as_ref().map(|one| one.sealed.clone()),
        phone.map(|one| one.index),
        one.particulars.clone(),
        one.stay.code(),
        one.origin.code(),
        one.gone_at,
        one.created_at,
        one.version,
        form,
    ]
}

/// A kind in its two columns: the first knows the kinds of the first release.
fn kind_written(kind: DocumentKind) -> (&'static str, Option<&'static str>) {
    match kind {
        DocumentKind::PermanentResidence => (DocumentKind::Other.code(), Some(kind.code())),
        DocumentKind::ResidentId
        | DocumentKind::Passport
        | DocumentKind::HongKongMacao
        | DocumentKind::Taiwan
        | DocumentKind::Other
        | DocumentKind::NoneYet => (kind.code(), None),
    }
}

fn kind_of(row: &Row) -> Result<DocumentKind, StoreError> {
    match row.opt_text("document_form")? {
        Some(form) => DocumentKind::from_code(form).ok_or_else(|| row.damaged("document_form")),
        None => row.word("document_kind", DocumentKind::from_code),
    }
}

/// Writes a record anew, if the row is still at the version that was read; it stays in its county.
pub async fn person_update(tx: &Tx, person: &StoredPerson) -> Result<(), StoreError> {
    let document = person.document.clone();
    let phone = person.phone.clone();
    let (kind, form) = kind_written(person.document_kind);
    tx.exec_versioned(
        "person",
        "update person
         set community = $1, door = $2, name_sealed = $3, document_kind = $4, document_sealed = $5,
             document_index = $6, phone_sealed = $7, phone_index = $8, particulars_sealed = $9,
             stay = $10, gone_at = $11, document_form = $15, version = version + 1
         where county = $12 and person_id = $13 and version = $14",
        &v![
            community_of(&person.door),
            &person.door,
            person.name.clone(),
            kind,
            document.as_ref().map(|one| one.sealed.clone()),
            document.map(|one| one.index),
            phone.as_ref().map(|one| one.sealed.clone()),
            phone.map(|one| one.index),
            person.particulars.clone(),
            person.stay.code(),
            person.gone_at,
            person.door.county(),
            person.id.uuid(),
            person.version,
            form,
        ],
    )
    .await
}

/// Adds what was done to records.
pub async fn person_facts_insert(tx: &Tx, facts: &[StoredPersonFact]) -> Result<u64, StoreError> {
    let rows = facts.iter().map(fact_row).collect();
    tx.exec_rows(
        "insert into person_fact (county, fact_id, person_id, kind, at, by_login, reason,
             assumed_version, record_sealed, body_mac)
         values {rows}",
        rows,
    )
    .await
}

/// What was done as its row, in the order of [`FACT_COLUMNS`].
pub(crate) fn fact_row(fact: &StoredPersonFact) -> [V; 10] {
    v![
        &fact.county,
        fact.id.uuid(),
        fact.person.uuid(),
        fact.kind.code(),
        fact.at,
        &fact.by,
        &fact.reason,
        fact.assumed_version,
        fact.record.clone(),
        fact.body_mac.clone(),
    ]
}

pub(crate) const FACT_COLUMNS: &str = "county, fact_id, person_id, kind, at, by_login, reason, \
     assumed_version, record_sealed, body_mac";

/// One fact by its id.
pub async fn person_fact_by_id(
    tx: &Tx,
    county: &str,
    id: PersonFactId,
) -> Result<Option<StoredPersonFact>, StoreError> {
    let sql = format!("select {FACT_COLUMNS} from person_fact where county = $1 and fact_id = $2");
    tx.query_opt(&sql, &v![county, id.uuid()]).await?.as_ref().map(fact_of).transpose()
}

/// What was done to a record, oldest first.
pub async fn person_facts(
    tx: &Tx,
    county: &str,
    person: PersonId,
) -> Result<Vec<StoredPersonFact>, StoreError> {
    let sql = format!(
        "select {FACT_COLUMNS} from person_fact where county = $1 and person_id = $2
         order by assumed_version, fact_id"
    );
    tx.query(&sql, &v![county, person.uuid()]).await?.iter().map(fact_of).collect()
}

/// Records by their ids, gone or not, in these counties.
pub async fn people_in_by_ids(
    tx: &Tx,
    counties: &[String],
    ids: &[PersonId],
) -> Result<Vec<StoredPerson>, StoreError> {
    let mut found = Vec::new();
    for part in ids.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from person where county in ({}) and person_id in ({})",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(person_of(row)?);
        }
    }
    Ok(found)
}

/// In which community each of these people is or was counted, among those of these counties.
pub async fn communities_of_people(
    tx: &Tx,
    counties: &[String],
    ids: &[PersonId],
) -> Result<HashMap<PersonId, PlaceCode>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for part in ids.chunks(500) {
        let sql = format!(
            "select person_id, community from person where county in ({}) and person_id in ({})",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.insert(row.id("person_id", PersonId::from_uuid)?, row.place("community")?);
        }
    }
    Ok(found)
}

/// Everybody who is counted in a community.
pub async fn people_of_community(
    tx: &Tx,
    community: &PlaceCode,
) -> Result<Vec<StoredPerson>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from person
         where county = $1 and community = $2 and gone_at is null"
    );
    tx.query(&sql, &v![community.county(), community]).await?.iter().map(person_of).collect()
}

/// Who is counted in a community, in no order.
pub async fn people_ids_of_community(
    tx: &Tx,
    community: &PlaceCode,
) -> Result<Vec<PersonId>, StoreError> {
    let sql = "select person_id from person
               where county = $1 and community = $2 and gone_at is null";
    let rows = tx.query(sql, &v![community.county(), community]).await?;
    rows.iter().map(|row| row.id("person_id", PersonId::from_uuid)).collect()
}

/// Who is counted at a place within a community: a compound, a building, a unit or a door.
pub async fn people_ids_at(tx: &Tx, place: &PlaceCode) -> Result<Vec<PersonId>, StoreError> {
    let within = format!("{place}-");
    let length = i64::try_from(within.len()).unwrap_or(i64::MAX);
    let rows = tx
        .query(
            "select person_id from person
             where county = $1 and community = $2 and gone_at is null
                 and (door = $3 or substr(door, 1, $4) = $5)",
            &v![place.county(), community_of(place), place, length, within],
        )
        .await?;
    rows.iter().map(|row| row.id("person_id", PersonId::from_uuid)).collect()
}

/// How many are counted in a community.
pub async fn people_count(tx: &Tx, community: &PlaceCode) -> Result<usize, StoreError> {
    let sql = "select count(*) as n from person
               where county = $1 and community = $2 and gone_at is null";
    let row = tx.query_one(sql, &v![community.county(), community]).await?;
    Ok(usize::try_from(row.int("n")?).unwrap_or_default())
}

/// How many are counted in each community that has anybody, by its code.
pub async fn people_counts(tx: &Tx) -> Result<Vec<(PlaceCode, usize)>, StoreError> {
    let sql = "select community, count(*) as n from person where gone_at is null
               group by county, community order by county, community";
    let rows = tx.query(sql, &[]).await?;
    let count = |row: &Row| {
        Ok((row.place("community")?, usize::try_from(row.int("n")?).unwrap_or_default()))
    };
    rows.iter().map(count).collect()
}

fn person_of(row: &Row) -> Result<StoredPerson, StoreError> {
    let sealed = |sealed: &'static str, index: &'static str| match row.opt_bytes(sealed)? {
        None => Ok::<_, StoreError>(None),
        Some(bytes) => {
            Ok(Some(Sealed { sealed: bytes.to_vec(), index: row.bytes(index)?.to_vec() }))
        }
    };
    Ok(StoredPerson {
        id: row.id("person_id", PersonId::from_uuid)?,
        door: row.place("door")?,
        name: row.bytes("name_sealed")?.to_vec(),
        document_kind: kind_of(row)?,
        document: sealed("document_sealed", "document_index")?,
        phone: sealed("phone_sealed", "phone_index")?,
        particulars: row.bytes("particulars_sealed")?.to_vec(),
        stay: row.word("stay", Stay::from_code)?,
        origin: row.word("origin", Origin::from_code)?,
        gone_at: row.opt_moment("gone_at")?,
        created_at: row.moment("created_at")?,
        version: row.int("version")?,
    })
}

fn fact_of(row: &Row) -> Result<StoredPersonFact, StoreError> {
    Ok(StoredPersonFact {
        id: row.id("fact_id", PersonFactId::from_uuid)?,
        county: row.text("county")?.to_owned(),
        person: row.id("person_id", PersonId::from_uuid)?,
        kind: row.word("kind", PersonFactKind::from_code)?,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        reason: row.text("reason")?.to_owned(),
        assumed_version: row.int("assumed_version")?,
        record: row.bytes("record_sealed")?.to_vec(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
