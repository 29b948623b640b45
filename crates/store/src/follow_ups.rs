//! What was taken down of those who are kept, day by day; what was told of it that was late; whom of a
//! community to call.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::follow_ups::FollowKind;
use fangxian_core::ids::{CaseId, FollowFactId, PersonId};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};

/// Something that was taken down of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFollow {
    /// Where he lives.
    pub county: String,
    /// Made by whoever takes it down.
    pub id: FollowFactId,
    /// Of whom.
    pub person: PersonId,
    /// By the list of which case he is kept.
    pub case: CaseId,
    /// Of which day.
    pub day: CityDay,
    /// The how-many-th fact of that day, from 0.
    pub ordinal: i64,
    /// What.
    pub kind: FollowKind,
    /// Temperature and symptoms, sealed; empty of what has none.
    pub body: Vec<u8>,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str =
    "county, fact_id, person_id, case_id, day, ordinal, kind, body_sealed, at, by_login, body_mac";

/// Adds a fact. One that another has come before is refused by a unique index.
pub async fn follow_insert(tx: &Tx, one: &StoredFollow) -> Result<(), StoreError> {
    let sql = format!(
        "insert into follow_fact ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.person.uuid(),
        one.case.uuid(),
        one.day,
        one.ordinal,
        one.kind.code(),
        one.body.clone(),
        one.at,
        &one.by,
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// One fact.
pub async fn follow_by_id(
    tx: &Tx,
    county: &str,
    id: FollowFactId,
) -> Result<Option<StoredFollow>, StoreError> {
    let sql = format!("select {COLUMNS} from follow_fact where county = $1 and fact_id = $2");
    tx.query_opt(&sql, &v![county, id.uuid()]).await?.as_ref().map(follow_of).transpose()
}

/// What was taken down of these people since a day, person by person and day by day, the oldest first.
pub async fn follows_of(
    tx: &Tx,
    counties: &[String],
    people: &[PersonId],
    since: CityDay,
) -> Result<Vec<StoredFollow>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from follow_fact
             where day >= $1 and county in ({}) and person_id in ({})
             order by person_id, day, ordinal",
            holes(2, counties.len()),
            holes(2 + counties.len(), part.len())
        );
        let mut values = vec![V::from(since)];
        values.extend(counties.iter().map(V::from));
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(follow_of(row)?);
        }
    }
    Ok(found)
}

fn follow_of(row: &Row) -> Result<StoredFollow, StoreError> {
    Ok(StoredFollow {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", FollowFactId::from_uuid)?,
        person: row.id("person_id", PersonId::from_uuid)?,
        case: row.id("case_id", CaseId::from_uuid)?,
        day: row.day("day")?,
        ordinal: row.int("ordinal")?,
        kind: row.word("kind", FollowKind::from_code)?,
        body: row.bytes("body_sealed")?.to_vec(),
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// That a part of somebody's day was late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowLate {
    /// Where he lives.
    pub county: String,
    /// Whose day.
    pub person: PersonId,
    /// By the list of which case he is kept.
    pub case: CaseId,
    /// When it was due.
    pub due_at: Moment,
    /// Who hears of it.
    pub place: PlaceCode,
}

/// Notes that it is told. False where it was told to them before.
pub async fn follow_late_insert(
    tx: &Tx,
    one: &FollowLate,
    now: Moment,
) -> Result<bool, StoreError> {
    let sql = "insert into follow_late (county, person_id, case_id, due_at, place, at)
               values ($1, $2, $3, $4, $5, $6)
               on conflict (county, person_id, due_at, place) do nothing";
    let values =
        v![&one.county, one.person.uuid(), one.case.uuid(), one.due_at, one.place.as_str(), now];
    Ok(tx.exec(sql, &values).await? == 1)
}

/// Says whom of a community to call; the last one counts.
pub async fn community_phone_insert(
    tx: &Tx,
    (county, community): (&str, &PlaceCode),
    phone: &str,
    (at, by): (Moment, &str),
) -> Result<(), StoreError> {
    let sql = "select count(*) as n from community_phone where county = $1 and community = $2";
    let known = tx.query_one(sql, &v![county, community.as_str()]).await?.int("n")?;
    let sql = "insert into community_phone (county, community, ordinal, phone, at, by_login)
               values ($1, $2, $3, $4, $5, $6)";
    let values = v![county, community.as_str(), known, phone, at, by];
    tx.exec(sql, &values).await.map(drop)
}

/// Whom of a community to call; none where nobody said.
pub async fn community_phone(
    tx: &Tx,
    county: &str,
    community: &PlaceCode,
) -> Result<Option<String>, StoreError> {
    let sql = "select phone from community_phone where county = $1 and community = $2
               order by ordinal desc limit 1";
    let row = tx.query_opt(sql, &v![county, community.as_str()]).await?;
    row.map(|row| Ok(row.text("phone")?.to_owned())).transpose()
}
