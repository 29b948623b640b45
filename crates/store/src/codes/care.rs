//! Whoever must be let pass at once, and who asked for what is nobody's else.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::Moment;
use fangxian_core::codes::{OutsideAbout, OutsideAsker};
use fangxian_core::ids::{CarePassageId, OutsideRequestId, PersonId};
use fangxian_core::policy::Role;
use fangxian_core::scans::Emergency;

/// That somebody must be let pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCarePassage {
    /// Where he lies; the city itself where nobody knows.
    pub county: String,
    /// Which.
    pub id: CarePassageId,
    /// Whose code passes; none where the register knows nobody by his document.
    pub person: Option<PersonId>,
    /// For what.
    pub need: Emergency,
    /// When it was given.
    pub at: Moment,
    /// Until before when it is good.
    pub until: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// In which role.
    pub role: Role,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

/// That somebody asked for what is not for him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredOutsideRequest {
    /// Where it was taken.
    pub county: String,
    /// Which.
    pub id: OutsideRequestId,
    /// Who asked.
    pub asker: OutsideAsker,
    /// For what.
    pub about: OutsideAbout,
    /// The number of the letter.
    pub reference: String,
    /// When.
    pub at: Moment,
    /// Who refused it, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was entered.
    pub body_mac: Vec<u8>,
}

/// Adds a passage. False where one with this id stands.
pub async fn care_passage_insert(tx: &Tx, one: &StoredCarePassage) -> Result<bool, StoreError> {
    let sql =
        "insert into care_passage (county, passage_id, person_id, need, at, until_at, by_login,
                   by_role, body_mac)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
               on conflict (county, passage_id) do nothing";
    let values = v![
        &one.county,
        one.id.uuid(),
        one.person.map(PersonId::uuid),
        one.need.code(),
        one.at,
        one.until,
        &one.by,
        one.role.code(),
        one.body_mac.clone(),
    ];
    Ok(tx.exec(sql, &values).await? == 1)
}

/// The passages that are good after a moment, by the moment of their end.
pub async fn care_passages_after(
    tx: &Tx,
    after: Moment,
) -> Result<Vec<StoredCarePassage>, StoreError> {
    let sql =
        "select county, passage_id, person_id, need, at, until_at, by_login, by_role, body_mac
               from care_passage where until_at > $1 order by until_at, passage_id";
    tx.query(sql, &v![after]).await?.iter().map(passage_of).collect()
}

/// A passage by its id.
pub async fn care_passage_by_id(
    tx: &Tx,
    (county, id): (&str, CarePassageId),
) -> Result<Option<StoredCarePassage>, StoreError> {
    let sql =
        "select county, passage_id, person_id, need, at, until_at, by_login, by_role, body_mac
               from care_passage where county = $1 and passage_id = $2";
    tx.query(sql, &v![county, id.uuid()]).await?.first().map(passage_of).transpose()
}

fn passage_of(row: &Row) -> Result<StoredCarePassage, StoreError> {
    Ok(StoredCarePassage {
        county: row.text("county")?.to_owned(),
        id: row.id("passage_id", CarePassageId::from_uuid)?,
        person: row.opt_id("person_id", PersonId::from_uuid)?,
        need: row.word("need", Emergency::from_code)?,
        at: row.moment("at")?,
        until: row.moment("until_at")?,
        by: row.text("by_login")?.to_owned(),
        role: row.word("by_role", Role::from_code)?,
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// Notes that somebody asked. False where that was noted by this id before.
pub async fn outside_request_insert(
    tx: &Tx,
    one: &StoredOutsideRequest,
) -> Result<bool, StoreError> {
    let sql = "insert into outside_request (county, request_id, asked_by, about, reference, at,
                   by_login, body_mac)
               values ($1, $2, $3, $4, $5, $6, $7, $8)
               on conflict (county, request_id) do nothing";
    let values = v![
        &one.county,
        one.id.uuid(),
        one.asker.code(),
        one.about.code(),
        &one.reference,
        one.at,
        &one.by,
        one.body_mac.clone(),
    ];
    Ok(tx.exec(sql, &values).await? == 1)
}

/// The requests since a moment, the newest first, so many at most.
pub async fn outside_requests_last(
    tx: &Tx,
    county: &str,
    (since, n): (Moment, i64),
) -> Result<Vec<StoredOutsideRequest>, StoreError> {
    let sql = "select county, request_id, asked_by, about, reference, at, by_login, body_mac
               from outside_request where county = $1 and at >= $2
               order by at desc, request_id limit $3";
    let one = |row: &Row| {
        Ok(StoredOutsideRequest {
            county: row.text("county")?.to_owned(),
            id: row.id("request_id", OutsideRequestId::from_uuid)?,
            asker: row.word("asked_by", OutsideAsker::from_code)?,
            about: row.word("about", OutsideAbout::from_code)?,
            reference: row.text("reference")?.to_owned(),
            at: row.moment("at")?,
            by: row.text("by_login")?.to_owned(),
            body_mac: row.bytes("body_mac")?.to_vec(),
        })
    };
    tx.query(sql, &v![county, since, n]).await?.iter().map(one).collect()
}

/// When somebody asked, since a moment, and who; the whole city.
pub async fn outside_requests_since(
    tx: &Tx,
    since: Moment,
) -> Result<Vec<(Moment, OutsideAsker)>, StoreError> {
    let sql = "select at, asked_by from outside_request where at >= $1 order by at, request_id";
    let rows = tx.query(sql, &v![since]).await?;
    let one = |row: &Row| Ok((row.moment("at")?, row.word("asked_by", OutsideAsker::from_code)?));
    rows.iter().map(one).collect()
}
