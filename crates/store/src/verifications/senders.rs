//! Who sends lists, and is sent ours.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::Moment;
use fangxian_core::ids::{VerificationFactId, VerificationSenderId};
use fangxian_core::places::PlaceCode;
use fangxian_core::verifications::Sender;

/// What was said of a sender, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSenderFact {
    /// Six digits.
    pub county: String,
    /// Made by whoever says it.
    pub id: VerificationFactId,
    /// Of whom.
    pub sender: VerificationSenderId,
    /// The how-many-th, from 0.
    pub ordinal: i64,
    /// What he is from then on.
    pub says: Sender,
    /// The jurisdiction of the desk that his lists come to.
    pub place: PlaceCode,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str = "county, fact_id, sender_id, ordinal, says, place, at, by_login, body_mac";

/// Adds what was said of a sender. One that another has come before is refused by a unique index.
pub async fn sender_fact_insert(tx: &Tx, one: &StoredSenderFact) -> Result<(), StoreError> {
    let says = serde_json::to_string(&one.says).map_err(|_| StoreError::Damaged {
        table: "verification_sender_fact".to_owned(),
        column: "says".to_owned(),
    })?;
    let sql = format!(
        "insert into verification_sender_fact ({COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.sender.uuid(),
        one.ordinal,
        says,
        &one.place,
        one.at,
        &one.by,
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// One fact by its id.
pub async fn sender_fact_by_id(
    tx: &Tx,
    county: &str,
    id: VerificationFactId,
) -> Result<Option<StoredSenderFact>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from verification_sender_fact where county = $1 and fact_id = $2"
    );
    let row = tx.query_opt(&sql, &v![county, id.uuid()]).await?;
    row.as_ref().map(fact_of).transpose()
}

/// What was said of one sender, in order.
pub async fn sender_facts_of(
    tx: &Tx,
    sender: VerificationSenderId,
) -> Result<Vec<StoredSenderFact>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from verification_sender_fact where sender_id = $1 order by ordinal"
    );
    tx.query(&sql, &v![sender.uuid()]).await?.iter().map(fact_of).collect()
}

/// Every sender as he was said to be last. A city has some hundreds.
pub async fn senders_now(tx: &Tx) -> Result<Vec<StoredSenderFact>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from verification_sender_fact one
         where not exists (select 1 from verification_sender_fact later
             where later.sender_id = one.sender_id and later.ordinal > one.ordinal)
         order by sender_id"
    );
    tx.query(&sql, &[]).await?.iter().map(fact_of).collect()
}

fn fact_of(row: &Row) -> Result<StoredSenderFact, StoreError> {
    Ok(StoredSenderFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", VerificationFactId::from_uuid)?,
        sender: row.id("sender_id", VerificationSenderId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        says: serde_json::from_str(row.text("says")?).map_err(|_| row.damaged("says"))?,
        place: row.place("place")?,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
