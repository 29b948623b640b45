//! What went out to the senders of lists, and what was answered to ours.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::ids::{VerificationFactId, VerificationListId};
use fangxian_core::verifications::VerifyAnswer;
use fangxian_core::{Moment, coded};
use uuid::Uuid;

coded! {
    /// As what answers went out.
    ReplyFormat {
        /// A workbook.
        Xlsx = "xlsx",
        /// Text with commas.
        Csv = "csv",
        /// A signed letter to another installation.
        Letter = "letter",
    }
}

/// That answers went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReply {
    /// Six digits, of the list.
    pub county: String,
    /// Made by whoever takes it out.
    pub id: Uuid,
    /// Of which list.
    pub list: VerificationListId,
    /// As what.
    pub format: ReplyFormat,
    /// How many lines the list has.
    pub n_lines: i64,
    /// How many of them had an answer.
    pub n_answered: i64,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name; none where a letter went by itself.
    pub by: Option<String>,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str =
    "county, reply_id, list_id, format, n_lines, n_answered, at, by_login, body_mac";

/// Notes that answers went out.
pub async fn reply_insert(tx: &Tx, one: &StoredReply) -> Result<(), StoreError> {
    let sql = format!(
        "insert into verification_reply ({COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = v![
        &one.county,
        one.id,
        one.list.uuid(),
        one.format.code(),
        one.n_lines,
        one.n_answered,
        one.at,
        one.by.clone(),
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// One reply.
pub async fn reply_by_id(
    tx: &Tx,
    county: &str,
    id: Uuid,
) -> Result<Option<StoredReply>, StoreError> {
    let sql =
        format!("select {COLUMNS} from verification_reply where county = $1 and reply_id = $2");
    tx.query_opt(&sql, &v![county, id]).await?.as_ref().map(reply_of).transpose()
}

/// What went out of a list, the first first.
pub async fn replies_of_list(
    tx: &Tx,
    list: VerificationListId,
) -> Result<Vec<StoredReply>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from verification_reply where list_id = $1 order by at, reply_id"
    );
    tx.query(&sql, &v![list.uuid()]).await?.iter().map(reply_of).collect()
}

fn reply_of(row: &Row) -> Result<StoredReply, StoreError> {
    Ok(StoredReply {
        county: row.text("county")?.to_owned(),
        id: row.id("reply_id", |id| id)?,
        list: row.id("list_id", VerificationListId::from_uuid)?,
        format: row.word("format", ReplyFormat::from_code)?,
        n_lines: row.int("n_lines")?,
        n_answered: row.int("n_answered")?,
        at: row.moment("at")?,
        by: row.opt_text("by_login")?.map(ToOwned::to_owned),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// Notes which answers of which lines went out with a reply. One that went out before stands.
pub async fn told_insert(
    tx: &Tx,
    (county, list, reply): (&str, VerificationListId, Uuid),
    told: &[(i64, VerificationFactId)],
) -> Result<(), StoreError> {
    let rows = told
        .iter()
        .map(|(number, fact)| v![county, list.uuid(), *number, fact.uuid(), reply])
        .collect();
    let sql = "insert into verification_told (county, list_id, row_number, fact_id, reply_id)
               values {rows}
               on conflict (county, list_id, row_number, fact_id) do nothing";
    tx.exec_rows(sql, rows).await.map(drop)
}

/// Which answers of which lines of a list went out.
pub async fn told_of_list(
    tx: &Tx,
    county: &str,
    list: VerificationListId,
) -> Result<Vec<(i64, VerificationFactId)>, StoreError> {
    let sql = "select row_number, fact_id from verification_told
               where county = $1 and list_id = $2";
    let rows = tx.query(sql, &v![county, list.uuid()]).await?;
    rows.iter()
        .map(|row| {
            let fact = row.id("fact_id", VerificationFactId::from_uuid)?;
            Ok((row.int("row_number")?, fact))
        })
        .collect()
}

/// What stands for an answer that is none of our own list.
const IN_WORDS: &str = "in_words";

fn heard_word(code: &str) -> Option<Option<VerifyAnswer>> {
    if code == IN_WORDS { Some(None) } else { VerifyAnswer::from_code(code).map(Some) }
}

/// An answer to a line of a list of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredHeard {
    /// As the list numbers it.
    pub number: i64,
    /// The fact of whoever answered.
    pub fact: Uuid,
    /// The how-many-th answer it is there.
    pub ordinal: i64,
    /// What was found; none where it came in words of whoever answers alone.
    pub answer: Option<VerifyAnswer>,
    /// What it says in words, sealed.
    pub words: Vec<u8>,
    /// When it was answered there.
    pub answered_at: Moment,
    /// When it came.
    pub heard_at: Moment,
}

/// Adds what was answered to a list of ours; the same twice is once. Returns how many were new.
pub async fn heard_insert(
    tx: &Tx,
    (county, list): (&str, VerificationListId),
    heard: &[StoredHeard],
) -> Result<u64, StoreError> {
    let rows = heard
        .iter()
        .map(|one| {
            v![
                county,
                list.uuid(),
                one.number,
                one.fact,
                one.ordinal,
                one.answer.map_or(IN_WORDS, VerifyAnswer::code),
                one.words.clone(),
                one.answered_at,
                one.heard_at,
            ]
        })
        .collect();
    let sql =
        "insert into verification_heard (county, list_id, row_number, fact_id, ordinal, answer,
                   words_sealed, answered_at, heard_at)
               values {rows}
               on conflict (county, list_id, row_number, fact_id) do nothing";
    tx.exec_rows(sql, rows).await
}

/// What was answered to a list of ours: of one line together, the last last.
pub async fn heard_of_list(
    tx: &Tx,
    list: VerificationListId,
) -> Result<Vec<StoredHeard>, StoreError> {
    let sql = "select row_number, fact_id, ordinal, answer, words_sealed, answered_at, heard_at
               from verification_heard where list_id = $1
               order by row_number, answered_at, ordinal, fact_id";
    let rows = tx.query(sql, &v![list.uuid()]).await?;
    rows.iter()
        .map(|row| {
            Ok(StoredHeard {
                number: row.int("row_number")?,
                fact: row.id("fact_id", |id| id)?,
                ordinal: row.int("ordinal")?,
                answer: row.word("answer", heard_word)?,
                words: row.bytes("words_sealed")?.to_vec(),
                answered_at: row.moment("answered_at")?,
                heard_at: row.moment("heard_at")?,
            })
        })
        .collect()
}
