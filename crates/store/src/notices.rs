//! Notices as they were put in, and the drafts of the next.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::ids::{DraftId, NoticeId, ZoneFactId};
use fangxian_core::{CityDay, Moment, coded};

coded! {
    /// Where a notice is.
    NoticeState {
        /// Read; nothing is applied.
        Read = "read",
        /// Confirmed by a person and applied.
        Confirmed = "confirmed",
        /// Set aside by a person.
        SetAside = "set_aside",
    }
}

/// A notice as the store has it. What it says is read anew from its body each time.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredNotice {
    /// Which notice.
    pub id: NoticeId,
    /// The city's padded code.
    pub county: String,
    /// Where it is.
    pub state: NoticeState,
    /// The number as written.
    pub number: Option<String>,
    /// The day that it is signed.
    pub dated: Option<CityDay>,
    /// SHA-256 of the body, by which the same text is known again.
    pub text_sha256: String,
    /// The text as it was put in.
    pub body: String,
    /// What was taken when it was confirmed, or why it was set aside, as JSON.
    pub outcome: String,
    /// The sign-in name of who put it in.
    pub put_in_by: String,
    /// When.
    pub put_in_at: Moment,
    /// The sign-in name of who confirmed it or set it aside.
    pub closed_by: Option<String>,
    /// When.
    pub closed_at: Option<Moment>,
    /// Counts the changes of this row.
    pub version: i64,
}

const COLUMNS: &str = "county, notice_id, state, number_written, dated, text_sha256, body, outcome, \
     put_in_by, put_in_at, closed_by, closed_at, version";

/// Adds a notice. The same text again is a conflict.
pub async fn notice_insert(tx: &Tx, notice: &StoredNotice) -> Result<(), StoreError> {
    tx.exec(
        "insert into notice (county, notice_id, state, number_written, dated, text_sha256, body,
             outcome, put_in_by, put_in_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &v![
            notice.county.as_str(),
            notice.id,
            notice.state.code(),
            notice.number.as_deref(),
            notice.dated,
            notice.text_sha256.as_str(),
            notice.body.as_str(),
            notice.outcome.as_str(),
            notice.put_in_by.as_str(),
            notice.put_in_at,
        ],
    )
    .await?;
    Ok(())
}

/// Confirms a notice or sets it aside, if the row is still as it was read. Of two people who do
/// so at once, the second is told that it is stale.
pub async fn notice_close(
    tx: &Tx,
    notice: &StoredNotice,
    state: NoticeState,
    outcome: &str,
    by: &str,
    at: Moment,
) -> Result<(), StoreError> {
    tx.exec_versioned(
        "notice",
        "update notice
             set state = $1, outcome = $2, closed_by = $3, closed_at = $4, version = version + 1
             where county = $5 and notice_id = $6 and version = $7 and state = 'read'",
        &v![state.code(), outcome, by, at, notice.county.as_str(), notice.id, notice.version,],
    )
    .await
}

/// One notice.
pub async fn notice_by_id(
    tx: &Tx,
    county: &str,
    id: NoticeId,
) -> Result<Option<StoredNotice>, StoreError> {
    let sql = format!("select {COLUMNS} from notice where county = $1 and notice_id = $2");
    tx.query_opt(&sql, &v![county, id]).await?.as_ref().map(notice_of).transpose()
}

/// The notice with this very text.
pub async fn notice_by_text(
    tx: &Tx,
    county: &str,
    text_sha256: &str,
) -> Result<Option<StoredNotice>, StoreError> {
    let sql = format!("select {COLUMNS} from notice where county = $1 and text_sha256 = $2");
    tx.query_opt(&sql, &v![county, text_sha256]).await?.as_ref().map(notice_of).transpose()
}

/// Notices, newest first, from before `before`.
pub async fn notices_page(
    tx: &Tx,
    county: &str,
    before: Option<(Moment, NoticeId)>,
    limit: i64,
) -> Result<Vec<StoredNotice>, StoreError> {
    let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
    let sql = format!(
        "select {COLUMNS} from notice
         where county = $1 and (put_in_at, notice_id) < ($2, $3)
         order by put_in_at desc, notice_id desc
         limit $4"
    );
    tx.query(&sql, &v![county, at, id, limit]).await?.iter().map(notice_of).collect()
}

fn notice_of(row: &Row) -> Result<StoredNotice, StoreError> {
    Ok(StoredNotice {
        id: row.id("notice_id", NoticeId::from_uuid)?,
        county: row.text("county")?.to_owned(),
        state: row.word("state", NoticeState::from_code)?,
        number: row.opt_text("number_written")?.map(str::to_owned),
        dated: row.opt_day("dated")?,
        text_sha256: row.text("text_sha256")?.to_owned(),
        body: row.text("body")?.to_owned(),
        outcome: row.text("outcome")?.to_owned(),
        put_in_by: row.text("put_in_by")?.to_owned(),
        put_in_at: row.moment("put_in_at")?,
        closed_by: row.opt_text("closed_by")?.map(str::to_owned),
        closed_at: row.opt_moment("closed_at")?,
        version: row.int("version")?,
    })
}

/// A drafted notice.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredDraft {
    /// Which draft.
    pub id: DraftId,
    /// The city's padded code.
    pub county: String,
    /// The year of the number.
    pub year: i16,
    /// The number within the year.
    pub n: i64,
    /// The day that it is dated.
    pub dated: CityDay,
    /// The edition whose words it carries.
    pub edition: String,
    /// The text.
    pub body: String,
    /// The changes that it publishes, as JSON.
    pub changes: String,
    /// The sign-in name of who drafted it.
    pub drafted_by: String,
    /// When.
    pub drafted_at: Moment,
}

/// Adds a draft and marks its facts as published. A fact that another draft publishes is a
/// conflict, and so is a number that is taken.
pub async fn draft_insert(
    tx: &Tx,
    draft: &StoredDraft,
    facts: &[(String, ZoneFactId)],
) -> Result<(), StoreError> {
    tx.exec(
        "insert into notice_draft (county, draft_id, number_year, number_n, dated, edition, body,
             changes, drafted_by, drafted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &v![
            draft.county.as_str(),
            draft.id,
            draft.year,
            draft.n,
            draft.dated,
            draft.edition.as_str(),
            draft.body.as_str(),
            draft.changes.as_str(),
            draft.drafted_by.as_str(),
            draft.drafted_at,
        ],
    )
    .await?;
    for (county, fact) in facts {
        tx.exec(
            "insert into notice_draft_fact (county, fact_id, draft_id) values ($1, $2, $3)",
            &v![county.as_str(), *fact, draft.id],
        )
        .await?;
    }
    Ok(())
}

/// The facts that some draft publishes.
pub async fn drafted_facts(tx: &Tx) -> Result<Vec<ZoneFactId>, StoreError> {
    tx.query("select fact_id from notice_draft_fact order by county, fact_id", &[])
        .await?
        .iter()
        .map(|row| row.id("fact_id", ZoneFactId::from_uuid))
        .collect()
}

/// The highest number of a year, among drafts and notices that were put in; 0 where there is none.
pub async fn highest_number(tx: &Tx, county: &str, year: i16) -> Result<i64, StoreError> {
    let row = tx
        .query_opt(
            "select max(number_n) as number_n from notice_draft
             where county = $1 and number_year = $2",
            &v![county, year],
        )
        .await?;
    Ok(row.map(|row| row.opt_int("number_n")).transpose()?.flatten().unwrap_or(0))
}

/// The numbers of the notices that were put in, as written.
pub async fn numbers_written(tx: &Tx, county: &str) -> Result<Vec<String>, StoreError> {
    tx.query(
        "select number_written from notice
         where county = $1 and number_written is not null and state <> 'set_aside'",
        &v![county],
    )
    .await?
    .iter()
    .map(|row| Ok(row.text("number_written")?.to_owned()))
    .collect()
}

const DRAFT_COLUMNS: &str = "county, draft_id, number_year, number_n, dated, edition, body, changes, \
     drafted_by, drafted_at";

/// One draft.
pub async fn draft_by_id(
    tx: &Tx,
    county: &str,
    id: DraftId,
) -> Result<Option<StoredDraft>, StoreError> {
    let sql =
        format!("select {DRAFT_COLUMNS} from notice_draft where county = $1 and draft_id = $2");
    tx.query_opt(&sql, &v![county, id]).await?.as_ref().map(draft_of).transpose()
}

/// Drafts, newest number first.
pub async fn drafts_latest(
    tx: &Tx,
    county: &str,
    limit: i64,
) -> Result<Vec<StoredDraft>, StoreError> {
    let sql = format!(
        "select {DRAFT_COLUMNS} from notice_draft where county = $1
         order by number_year desc, number_n desc limit $2"
    );
    tx.query(&sql, &v![county, limit]).await?.iter().map(draft_of).collect()
}

fn draft_of(row: &Row) -> Result<StoredDraft, StoreError> {
    Ok(StoredDraft {
        id: row.id("draft_id", DraftId::from_uuid)?,
        county: row.text("county")?.to_owned(),
        year: i16::try_from(row.int("number_year")?).map_err(|_| row.damaged("number_year"))?,
        n: row.int("number_n")?,
        dated: row.day("dated")?,
        edition: row.text("edition")?.to_owned(),
        body: row.text("body")?.to_owned(),
        changes: row.text("changes")?.to_owned(),
        drafted_by: row.text("drafted_by")?.to_owned(),
        drafted_at: row.moment("drafted_at")?,
    })
}
