//! What must be sent onwards, written in the transaction of the act itself, and the lists on
//! which messages to people land.
//!
//! Sending is at least once: a sender that dies between sending and marking sends again. The
//! message's id makes that harmless; [`inbox_deliver`] lands it once.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::Moment;
use uuid::Uuid;

/// A message on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Six digits.
    pub county: String,
    /// Which message, for good: the receiver knows a repeated one by it.
    pub id: Uuid,
    /// What kind, as a code: it tells how to send it.
    pub kind: String,
    /// Whom to.
    pub recipient: String,
    /// What, as JSON.
    pub body: String,
    /// When it was written.
    pub created_at: Moment,
}

/// A message that was claimed for sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// What to send.
    pub message: Message,
    /// Which try this is, from 1.
    pub n_tries: i64,
}

/// Puts messages into the outbox. One that stands there already, by its id, is left as it is.
pub async fn outbox_put(tx: &Tx, messages: &[Message]) -> Result<(), StoreError> {
    let rows: Vec<_> = messages
        .iter()
        .map(|one| {
            v![
                &one.county,
                one.id,
                &one.kind,
                &one.recipient,
                &one.body,
                one.created_at,
                one.created_at,
            ]
        })
        .collect();
    tx.exec_rows(
        "insert into outbox (county, message_id, kind, recipient, body, created_at, next_try_at)
         values {rows}
         on conflict (county, message_id) do nothing",
        rows,
    )
    .await?;
    Ok(())
}

/// The counties in which something is due.
pub async fn outbox_counties_due(tx: &Tx, now: Moment) -> Result<Vec<String>, StoreError> {
    let rows = tx
        .query(
            "select distinct county
             from outbox
             where sent_at is null and gave_up_at is null and next_try_at <= $1
             order by county",
            &v![now],
        )
        .await?;
    rows.iter().map(|row| Ok(row.text("county")?.to_owned())).collect()
}

/// Takes messages of a kind that are due, so that nobody else takes them before `retry_at`. One
/// that is neither marked as sent nor given up by then is due again.
pub async fn outbox_claim_due(
    tx: &Tx,
    (county, kind): (&str, &str),
    now: Moment,
    retry_at: Moment,
    limit: i64,
) -> Result<Vec<Claimed>, StoreError> {
    // The conditions stand twice: a second sender that picked the same rows waits for the first,
    // and then looks at the outer conditions again, not at the inner ones.
    let rows = tx
        .query(
            "update outbox
             set tries = tries + 1, next_try_at = $3
             where county = $1 and kind = $5 and sent_at is null and gave_up_at is null
               and next_try_at <= $2
               and message_id in (
                   select message_id
                   from outbox
                   where county = $1 and kind = $5 and sent_at is null and gave_up_at is null
                     and next_try_at <= $2
                   order by next_try_at, message_id
                   limit $4)
             returning county, message_id, kind, recipient, body, created_at, tries",
            &v![county, now, retry_at, limit, kind],
        )
        .await?;
    let claimed = |row: &Row| {
        Ok(Claimed {
            message: Message {
                county: row.text("county")?.to_owned(),
                id: row.id("message_id", |id| id)?,
                kind: row.text("kind")?.to_owned(),
                recipient: row.text("recipient")?.to_owned(),
                body: row.text("body")?.to_owned(),
                created_at: row.moment("created_at")?,
            },
            n_tries: row.int("tries")?,
        })
    };
    let mut claimed: Vec<Claimed> = rows.iter().map(claimed).collect::<Result<_, StoreError>>()?;
    claimed.sort_by_key(|one| (one.message.created_at, one.message.id));
    Ok(claimed)
}

/// Notes that a message was sent. Returns whether this was the first time.
pub async fn outbox_mark_sent(
    tx: &Tx,
    county: &str,
    id: Uuid,
    at: Moment,
) -> Result<bool, StoreError> {
    let sql = "update outbox set sent_at = $1
               where county = $2 and message_id = $3 and sent_at is null";
    Ok(tx.exec(sql, &v![at, county, id]).await? == 1)
}

/// Notes that a message will not be sent. It stays for a person to look at.
pub async fn outbox_give_up(
    tx: &Tx,
    county: &str,
    id: Uuid,
    at: Moment,
) -> Result<bool, StoreError> {
    let sql = "update outbox set gave_up_at = $1
               where county = $2 and message_id = $3 and sent_at is null and gave_up_at is null";
    Ok(tx.exec(sql, &v![at, county, id]).await? == 1)
}

/// How many messages wait, and how many were given up: what an operator watches.
pub async fn outbox_backlog(tx: &Tx) -> Result<(i64, i64), StoreError> {
    let row = tx
        .query_one(
            "select count(case when gave_up_at is null then 1 end) as waiting,
                    count(gave_up_at) as given_up
             from outbox
             where sent_at is null",
            &[],
        )
        .await?;
    Ok((row.int("waiting")?, row.int("given_up")?))
}

/// A message on a person's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Six digits.
    pub county: String,
    /// Which message.
    pub id: Uuid,
    /// Whose list.
    pub recipient: String,
    /// What, as JSON.
    pub body: String,
    /// When it landed.
    pub delivered_at: Moment,
    /// When it was read.
    pub read_at: Option<Moment>,
}

/// Lands a message on its recipient's list. Returns whether it was new; a repeated one changes
/// nothing.
pub async fn inbox_deliver(tx: &Tx, message: &Message, at: Moment) -> Result<bool, StoreError> {
    let sql = "insert into inbox (county, message_id, recipient, body, delivered_at)
               values ($1, $2, $3, $4, $5)
               on conflict (county, message_id) do nothing";
    let values = v![&message.county, message.id, &message.recipient, &message.body, at];
    Ok(tx.exec(sql, &values).await? == 1)
}

/// A page of a person's list, newest first, before a moment and id.
pub async fn inbox_page(
    tx: &Tx,
    county: &str,
    recipient: &str,
    before: (Moment, Uuid),
    limit: i64,
) -> Result<Vec<Delivered>, StoreError> {
    let rows = tx
        .query(
            "select county, message_id, recipient, body, delivered_at, read_at
             from inbox
             where county = $1 and recipient = $2 and (delivered_at, message_id) < ($3, $4)
             order by delivered_at desc, message_id desc
             limit $5",
            &v![county, recipient, before.0, before.1, limit],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Delivered {
            county: row.text("county")?.to_owned(),
            id: row.id("message_id", |id| id)?,
            recipient: row.text("recipient")?.to_owned(),
            body: row.text("body")?.to_owned(),
            delivered_at: row.moment("delivered_at")?,
            read_at: row.opt_moment("read_at")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Notes that its recipient read a message; the first time stands. Returns whether the message is
/// on that list.
pub async fn inbox_mark_read(
    tx: &Tx,
    county: &str,
    recipient: &str,
    id: Uuid,
    at: Moment,
) -> Result<bool, StoreError> {
    let sql = "update inbox set read_at = coalesce(read_at, $1)
               where county = $2 and message_id = $3 and recipient = $4";
    Ok(tx.exec(sql, &v![at, county, id, recipient]).await? == 1)
}

/// How many messages of a person's list are unread.
pub async fn inbox_unread(tx: &Tx, county: &str, recipient: &str) -> Result<i64, StoreError> {
    let sql = "select count(*) as n from inbox
               where county = $1 and recipient = $2 and read_at is null";
    tx.query_one(sql, &v![county, recipient]).await?.int("n")
}
