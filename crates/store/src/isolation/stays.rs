//! Who is isolated where.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{CaseId, IsolationSiteId, IsolationStayId, PersonId};
use fangxian_core::isolation::{Exposure, GuestClass};
use fangxian_core::places::PlaceCode;
use std::collections::{BTreeSet, HashMap};

/// That somebody is isolated at a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredStay {
    /// The county of the site.
    pub county: String,
    /// Which stay.
    pub id: IsolationStayId,
    /// At which site.
    pub site: IsolationSiteId,
    /// Who.
    pub person: PersonId,
    /// The county of his record.
    pub person_county: String,
    /// Where he is fetched.
    pub door: PlaceCode,
    /// As what.
    pub exposure: Exposure,
    /// In which room.
    pub room: String,
    /// In which bed of it, from 1.
    pub bed: i64,
    /// The how-many-th guest of the bed, from 0.
    pub bed_turn: i64,
    /// The how-many-th stay of the person, from 0; only what is written asks for it.
    pub person_turn: i64,
    /// Whether he is fetched before others.
    pub is_first: bool,
    /// When he got the bed.
    pub at: Moment,
    /// Who gave it, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str = "county, stay_id, site_id, person_id, person_county, door, class, case_id, \
     room, bed, turn, is_first, at, by_login, body_mac";

/// Gives beds. A bed or a person that somebody else was quicker with is refused by a unique index.
pub async fn stays_insert(tx: &Tx, stays: &[StoredStay]) -> Result<(), StoreError> {
    let rows: Vec<[V; 15]> = stays
        .iter()
        .map(|one| {
            v![
                &one.county,
                one.id.uuid(),
                one.site.uuid(),
                one.person.uuid(),
                &one.person_county,
                &one.door,
                one.exposure.class.code(),
                one.exposure.case.uuid(),
                &one.room,
                one.bed,
                one.bed_turn,
                i64::from(one.is_first),
                one.at,
                &one.by,
                one.body_mac.clone(),
            ]
        })
        .collect();
    let sql = "insert into isolation_stay
                   (county, stay_id, site_id, person_id, person_county, door, class, case_id,
                    room, bed, turn, is_first, at, by_login, body_mac)
               values {rows}";
    tx.exec_rows(sql, rows).await?;
    let claims: Vec<[V; 5]> = stays
        .iter()
        .map(|one| {
            v![&one.person_county, one.person.uuid(), one.person_turn, &one.county, one.id.uuid(),]
        })
        .collect();
    let sql = "insert into isolation_claim (county, person_id, turn, stay_county, stay_id)
               values {rows}";
    tx.exec_rows(sql, claims).await.map(drop)
}

/// The stays that were given since a moment, the oldest first.
pub async fn stays_since(
    tx: &Tx,
    counties: &[String],
    since: Moment,
) -> Result<Vec<StoredStay>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from isolation_stay where at >= $1 and county in ({})
         order by at, stay_id",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(since)];
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(stay_of).collect()
}

/// These stays, in no order.
pub async fn stays_by_ids(
    tx: &Tx,
    counties: &[String],
    ids: &[IsolationStayId],
) -> Result<Vec<StoredStay>, StoreError> {
    let mut found = Vec::new();
    for some in ids.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from isolation_stay where county in ({}) and stay_id in ({})",
            holes(1, counties.len()),
            holes(1 + counties.len(), some.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(some.iter().map(|id| V::from(id.uuid())));
        for row in tx.query(&sql, &values).await? {
            found.push(stay_of(&row)?);
        }
    }
    Ok(found)
}

/// The number of the next stay of each of these people; none of whoever had none. Earlier ones may be
/// destroyed, so that it is not how many there are.
pub async fn claim_turns(
    tx: &Tx,
    counties: &[String],
    people: &[PersonId],
) -> Result<HashMap<PersonId, i64>, StoreError> {
    let mut found = HashMap::new();
    for some in people.chunks(500) {
        let sql = format!(
            "select person_id, max(turn) + 1 as next from isolation_claim
             where county in ({}) and person_id in ({}) group by person_id",
            holes(1, counties.len()),
            holes(1 + counties.len(), some.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(some.iter().map(|id| V::from(id.uuid())));
        for row in tx.query(&sql, &values).await? {
            found.insert(row.id("person_id", PersonId::from_uuid)?, row.int("next")?);
        }
    }
    Ok(found)
}

/// The number of the next guest of each bed of some rooms of a site, by room and bed; none of a bed without
/// any. Earlier ones may be destroyed, so that it is not how many there are.
pub async fn bed_turns(
    tx: &Tx,
    county: &str,
    site: IsolationSiteId,
    rooms: &BTreeSet<String>,
) -> Result<HashMap<(String, i64), i64>, StoreError> {
    let mut found = HashMap::new();
    if rooms.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "select room, bed, max(turn) + 1 as n from isolation_stay
         where county = $1 and site_id = $2 and room in ({}) group by room, bed",
        holes(3, rooms.len())
    );
    let mut values = vec![V::from(county), V::from(site.uuid())];
    values.extend(rooms.iter().map(V::from));
    for row in tx.query(&sql, &values).await? {
        found.insert((row.text("room")?.to_owned(), row.int("bed")?), row.int("n")?);
    }
    Ok(found)
}

fn stay_of(row: &Row) -> Result<StoredStay, StoreError> {
    Ok(StoredStay {
        county: row.text("county")?.to_owned(),
        id: row.id("stay_id", IsolationStayId::from_uuid)?,
        site: row.id("site_id", IsolationSiteId::from_uuid)?,
        person: row.id("person_id", PersonId::from_uuid)?,
        person_county: row.text("person_county")?.to_owned(),
        door: row.place("door")?,
        exposure: Exposure {
            class: row.word("class", GuestClass::from_code)?,
            case: row.id("case_id", CaseId::from_uuid)?,
        },
        room: row.text("room")?.to_owned(),
        bed: row.int("bed")?,
        bed_turn: row.int("turn")?,
        person_turn: 0,
        is_first: row.int("is_first")? == 1,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
