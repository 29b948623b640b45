//! Lists that somebody wants to take out: who asked, who approved, which copy was fetched.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::ids::{ExportId, RoundId};
use fangxian_core::places::PlaceCode;
use fangxian_core::{Moment, coded};

coded! {
    /// How far a list is that somebody wants to take out.
    ExportState {
        /// Nobody has decided yet.
        Asked = "asked",
        /// A second person approved it: it may be fetched once.
        Approved = "approved",
        /// A second person declined it.
        Declined = "declined",
        /// It was fetched.
        Fetched = "fetched",
    }

    /// Whether numbers of documents and phones stand in it whole.
    ExportNumbers {
        /// Whole.
        Whole = "whole",
        /// The last four signs only.
        Masked = "masked",
    }
}

/// A list that somebody wants to take out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportJob {
    /// Made where it was asked.
    pub id: ExportId,
    /// Of whom.
    pub place: PlaceCode,
    /// The list of this round, or the register.
    pub round: Option<RoundId>,
    /// Codes, separated by commas.
    pub columns: String,
    /// Whether numbers are whole.
    pub numbers: ExportNumbers,
    /// Why.
    pub reason: String,
    /// Who, by sign-in name.
    pub asked_by: String,
    /// When.
    pub asked_at: Moment,
    /// How far it is.
    pub state: ExportState,
    /// Who decided, when, and what was said.
    pub decided: Option<(String, Moment, String)>,
    /// When it was fetched, how many rows it had, and the mark of the copy.
    pub fetched: Option<(Moment, i64, String)>,
    /// One more with each change.
    pub version: i64,
}

const COLUMNS: &str = "county, export_id, place, round_id, columns, numbers, reason, asked_by, \
     asked_at, state, decided_by, decided_at, decision, fetched_at, n_rows, mark, version";

/// Keeps that somebody asked.
pub async fn export_insert(tx: &Tx, one: &ExportJob) -> Result<(), StoreError> {
    tx.exec(
        "insert into export_job (county, export_id, place, round_id, columns, numbers, reason,
             asked_by, asked_at, state)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &v![
            one.place.county(),
            one.id.uuid(),
            &one.place,
            one.round.map(RoundId::uuid),
            &one.columns,
            one.numbers.code(),
            &one.reason,
            &one.asked_by,
            one.asked_at,
            one.state.code(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes what was decided or fetched, if nobody else did meanwhile.
pub async fn export_step(tx: &Tx, one: &ExportJob) -> Result<(), StoreError> {
    let (by, at, said) = match one.decided.clone() {
        Some((by, at, said)) => (Some(by), Some(at), Some(said)),
        None => (None, None, None),
    };
    let (fetched_at, n_rows, mark) = match one.fetched.clone() {
        Some((at, n_rows, mark)) => (Some(at), Some(n_rows), Some(mark)),
        None => (None, None, None),
    };
    tx.exec_versioned(
        "export",
        "update export_job
         set state = $1, decided_by = $2, decided_at = $3, decision = $4, fetched_at = $5,
             n_rows = $6, mark = $7, version = version + 1
         where county = $8 and export_id = $9 and version = $10",
        &v![
            one.state.code(),
            by,
            at,
            said,
            fetched_at,
            n_rows,
            mark,
            one.place.county(),
            one.id.uuid(),
            one.version,
        ],
    )
    .await
}

/// One of them, in any of these counties.
pub async fn export_by_id(
    tx: &Tx,
    counties: &[String],
    id: ExportId,
) -> Result<Option<ExportJob>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from export_job where export_id = $1 and county in ({})",
        holes(2, counties.len())
    );
    let mut values: Vec<V> = v![id.uuid()].into();
    values.extend(counties.iter().map(V::from));
    tx.query_opt(&sql, &values).await?.as_ref().map(export_of).transpose()
}

/// The copy with a mark, in any of these counties.
pub async fn export_by_mark(
    tx: &Tx,
    counties: &[String],
    mark: &str,
) -> Result<Option<ExportJob>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from export_job where mark = $1 and county in ({})",
        holes(2, counties.len())
    );
    let mut values: Vec<V> = v![mark].into();
    values.extend(counties.iter().map(V::from));
    tx.query_opt(&sql, &values).await?.as_ref().map(export_of).transpose()
}

/// The latest of these counties; the caller keeps to his own places.
pub async fn exports_latest(
    tx: &Tx,
    counties: &[String],
    limit: i64,
) -> Result<Vec<ExportJob>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from export_job where county in ({})
         order by asked_at desc, export_id desc limit $1",
        holes(2, counties.len())
    );
    let mut values: Vec<V> = v![limit].into();
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(export_of).collect()
}

/// How many rows somebody fetched from a moment on, in these counties.
pub async fn rows_fetched_since(
    tx: &Tx,
    counties: &[String],
    by: &str,
    since: Moment,
) -> Result<i64, StoreError> {
    let sql = format!(
        "select n_rows from export_job
         where asked_by = $1 and fetched_at >= $2 and county in ({})",
        holes(3, counties.len())
    );
    let mut values: Vec<V> = v![by, since].into();
    values.extend(counties.iter().map(V::from));
    let mut sum = 0;
    for row in &tx.query(&sql, &values).await? {
        sum += row.int("n_rows")?;
    }
    Ok(sum)
}

fn export_of(row: &Row) -> Result<ExportJob, StoreError> {
    let by = row.opt_text("decided_by")?.map(str::to_owned);
    let said = row.opt_text("decision")?.unwrap_or_default().to_owned();
    let mark = row.opt_text("mark")?.unwrap_or_default().to_owned();
    let n_rows = row.opt_int("n_rows")?.unwrap_or_default();
    Ok(ExportJob {
        id: row.id("export_id", ExportId::from_uuid)?,
        place: row.place("place")?,
        round: row.opt_id("round_id", RoundId::from_uuid)?,
        columns: row.text("columns")?.to_owned(),
        numbers: row.word("numbers", ExportNumbers::from_code)?,
        reason: row.text("reason")?.to_owned(),
        asked_by: row.text("asked_by")?.to_owned(),
        asked_at: row.moment("asked_at")?,
        state: row.word("state", ExportState::from_code)?,
        decided: by.zip(row.opt_moment("decided_at")?).map(|(by, at)| (by, at, said)),
        fetched: row.opt_moment("fetched_at")?.map(|at| (at, n_rows, mark)),
        version: row.int("version")?,
    })
}
