//! Passes that were ended before their time.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::ids::PersonId;
use fangxian_core::{Moment, coded};
use uuid::Uuid;

coded! {
    /// Which passes are over.
    PassEndKind {
        /// A sheet of paper that was lost.
        Paper = "paper",
        /// A ticket, with which a page renews a code, of whoever looks for another no more.
        Ticket = "ticket",
    }
}

/// That the passes of somebody that were made before a moment are over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPassEnd {
    /// Made by the client: the same again is the same act.
    pub id: Uuid,
    /// The county of the record.
    pub county: String,
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub kind: PassEndKind,
    /// Before when they were made.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
}

const COLUMNS: &str = "county, end_id, person_id, kind, at, by_login";

/// Ends the passes of somebody that were made until now. Returns whether it is new.
pub async fn pass_end_insert(tx: &Tx, one: &StoredPassEnd) -> Result<bool, StoreError> {
    let sql = "insert into pass_end (county, end_id, person_id, kind, at, by_login)
               values ($1, $2, $3, $4, $5, $6) on conflict (county, end_id) do nothing";
    let (county, by) = (one.county.as_str(), one.by.as_str());
    let values = v![county, one.id, one.person.uuid(), one.kind.code(), one.at, by];
    Ok(tx.exec(sql, &values).await? == 1)
}

/// What was ended since a moment, the earliest first.
pub async fn pass_ends_since(tx: &Tx, since: Moment) -> Result<Vec<StoredPassEnd>, StoreError> {
    let sql = format!("select {COLUMNS} from pass_end where at >= $1 order by at, end_id");
    tx.query(&sql, &v![since]).await?.iter().map(end_of).collect()
}

/// When a sheet of somebody was ended last, and by whom.
pub async fn paper_end_of(
    tx: &Tx,
    county: &str,
    person: PersonId,
) -> Result<Option<StoredPassEnd>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from pass_end where county = $1 and person_id = $2 and kind = 'paper'
         order by at desc, end_id desc limit 1"
    );
    tx.query_opt(&sql, &v![county, person.uuid()]).await?.as_ref().map(end_of).transpose()
}

fn end_of(row: &Row) -> Result<StoredPassEnd, StoreError> {
    Ok(StoredPassEnd {
        id: row.id("end_id", std::convert::identity)?,
        county: row.text("county")?.to_owned(),
        person: row.id("person_id", PersonId::from_uuid)?,
        kind: row.word("kind", PassEndKind::from_code)?,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
    })
}
