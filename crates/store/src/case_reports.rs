//! Reports of investigations in their own words, and which of them an entry was accepted from.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::ids::{CaseId, CaseReportId, EpisodeId};
use fangxian_core::notices::Span;
use fangxian_core::{CityDay, Moment};

/// A report as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReportText {
    /// Where the case lies.
    pub county: String,
    /// Made by whoever pastes it.
    pub id: CaseReportId,
    /// Of which case.
    pub case: CaseId,
    /// On which day it was written.
    pub written_on: CityDay,
    /// Its words, sealed.
    pub body: Vec<u8>,
    /// When it was pasted.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

/// That an entry was accepted from words of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredWords {
    /// Where the case lies.
    pub county: String,
    /// The entry.
    pub episode: EpisodeId,
    /// The report.
    pub report: CaseReportId,
    /// Its words, in characters.
    pub span: Span,
    /// When.
    pub at: Moment,
}

const COLUMNS: &str = "county, report_id, case_id, written_on, body_sealed, at, by_login, body_mac";

/// Keeps a report.
pub async fn report_text_insert(tx: &Tx, one: &StoredReportText) -> Result<(), StoreError> {
    let sql =
        format!("insert into case_report ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8)");
    let values = v![
        &one.county,
        one.id.uuid(),
        one.case.uuid(),
        one.written_on,
        one.body.clone(),
        one.at,
        &one.by,
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// One report.
pub async fn report_text_by_id(
    tx: &Tx,
    county: &str,
    id: CaseReportId,
) -> Result<Option<StoredReportText>, StoreError> {
    let sql = format!("select {COLUMNS} from case_report where county = $1 and report_id = $2");
    tx.query_opt(&sql, &v![county, id.uuid()]).await?.as_ref().map(report_of).transpose()
}

/// The reports of a case, the oldest first, at most so many.
pub async fn report_texts_of(
    tx: &Tx,
    county: &str,
    case: CaseId,
    limit: i64,
) -> Result<Vec<StoredReportText>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from case_report where county = $1 and case_id = $2
         order by at, report_id limit $3"
    );
    tx.query(&sql, &v![county, case.uuid(), limit]).await?.iter().map(report_of).collect()
}

fn report_of(row: &Row) -> Result<StoredReportText, StoreError> {
    Ok(StoredReportText {
        county: row.text("county")?.to_owned(),
        id: row.id("report_id", CaseReportId::from_uuid)?,
        case: row.id("case_id", CaseId::from_uuid)?,
        written_on: row.day("written_on")?,
        body: row.bytes("body_sealed")?.to_vec(),
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// Notes which words an entry was accepted from.
pub async fn report_words_insert(tx: &Tx, one: &StoredWords) -> Result<(), StoreError> {
    let at_char = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let sql = "insert into case_report_words
                   (county, episode_id, report_id, from_char, to_char, at)
               values ($1, $2, $3, $4, $5, $6)";
    let values = v![
        &one.county,
        one.episode.uuid(),
        one.report.uuid(),
        at_char(one.span.start),
        at_char(one.span.end),
        one.at,
    ];
    tx.exec(sql, &values).await.map(drop)
}

/// Which words of a case's reports entries were accepted from.
pub async fn report_words_of(
    tx: &Tx,
    county: &str,
    case: CaseId,
) -> Result<Vec<StoredWords>, StoreError> {
    let sql = "select w.county, w.episode_id, w.report_id, w.from_char, w.to_char, w.at
               from case_report_words w
               join case_report r on r.county = w.county and r.report_id = w.report_id
               where r.county = $1 and r.case_id = $2
               order by w.report_id, w.from_char, w.episode_id";
    tx.query(sql, &v![county, case.uuid()]).await?.iter().map(words_of).collect()
}

fn words_of(row: &Row) -> Result<StoredWords, StoreError> {
    let at_char = |column: &str| usize::try_from(row.int(column)?).map_err(|_| row.damaged(column));
    Ok(StoredWords {
        county: row.text("county")?.to_owned(),
        episode: row.id("episode_id", EpisodeId::from_uuid)?,
        report: row.id("report_id", CaseReportId::from_uuid)?,
        span: Span { start: at_char("from_char")?, end: at_char("to_char")? },
        at: row.moment("at")?,
    })
}
