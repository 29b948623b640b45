//! Cases and lists of places whose time is over, and the numbers that stay of them.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::cases::CaseKind;
use fangxian_core::ids::{CaseId, RiskListId};
use fangxian_core::{CityDay, Moment};

/// What stays of cases that went: numbers, of nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseCount {
    /// Six digits.
    pub county: String,
    /// The day on which they were opened.
    pub day: CityDay,
    /// Of which kind.
    pub kind: CaseKind,
    /// When they were counted.
    pub at: Moment,
    /// How many cases.
    pub n_cases: i64,
    /// How many close contacts they had.
    pub n_close: i64,
    /// How many contacts of those.
    pub n_secondary: i64,
    /// How many were asked about, and were none.
    pub n_other: i64,
    /// How many were let go by a person.
    pub n_released: i64,
}

/// The tables that hang on a case, those first that refer to another.
const OF_A_CASE: [&str; 12] = [
    "case_report_words",
    "case_report",
    "case_contradiction",
    "transmission_choice",
    "case_traced",
    "case_seat",
    "case_unclosed",
    "case_contact",
    "case_episode",
    "trace_case_fact",
    "follow_fact",
    "follow_late",
];

/// Cases that were closed before a moment, the oldest first, from the one on after which `after` stands.
pub async fn cases_closed_before(
    tx: &Tx,
    moment: Moment,
    after: (Moment, Option<CaseId>),
    n_most: i64,
) -> Result<Vec<(Moment, String, CaseId)>, StoreError> {
    let sql = "select county, case_id, min(at) as closed_at from trace_case_fact
               where kind = 'closed' and at < $1 and (at > $2 or (at = $2 and case_id > $3))
               group by county, case_id order by closed_at, case_id limit $4";
    let last = after.1.map(|id| id.to_string()).unwrap_or_default();
    let rows = tx.query(sql, &v![moment, after.0, last, n_most]).await?;
    let one = |row: &Row| {
        let id = row.id("case_id", CaseId::from_uuid)?;
        Ok((row.moment("closed_at")?, row.text("county")?.to_owned(), id))
    };
    rows.iter().map(one).collect()
}

/// Removes these cases of a county with all that hangs on them. Returns how many rows that were.
pub async fn cases_remove(tx: &Tx, county: &str, cases: &[CaseId]) -> Result<u64, StoreError> {
    let mut n_rows = 0;
    for part in cases.chunks(200) {
        let these = holes(1, part.len());
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        n_rows += stays_remove(tx, &these, &values).await?;
        for table in OF_A_CASE {
            let sql = match table {
                "case_report_words" => format!(
                    "delete from case_report_words where report_id in (
                         select report_id from case_report where case_id in ({these}))"
                ),
                _ => format!("delete from {table} where case_id in ({these})"),
            };
            n_rows += tx.exec(&sql, &values).await?;
        }
        let sql = format!(
            "delete from trace_case where case_id in ({these}) and county = ${}",
            part.len() + 1
        );
        let mut own = values.clone();
        own.push(V::from(county));
        n_rows += tx.exec(&sql, &own).await?;
    }
    Ok(n_rows)
}

/// Removes who was isolated through these cases, and the runs in which nobody is left. Returns how many rows
/// that were.
async fn stays_remove(tx: &Tx, these: &str, values: &[V]) -> Result<u64, StoreError> {
    let stays = format!("select stay_id from isolation_stay where case_id in ({these})");
    let mut n_rows = 0;
    for sql in [
        format!("delete from isolation_fact where about = 'stay' and subject in ({stays})"),
        format!("delete from isolation_rider where stay_id in ({stays})"),
        format!("delete from isolation_claim where stay_id in ({stays})"),
        format!("delete from isolation_stay where case_id in ({these})"),
    ] {
        n_rows += tx.exec(&sql, values).await?;
    }
    let empty = "select run_id from isolation_run
                 where not exists (select 1 from isolation_rider
                                   where isolation_rider.run_id = isolation_run.run_id)";
    for sql in [
        format!("delete from isolation_fact where about = 'run' and subject in ({empty})"),
        format!("delete from isolation_run where run_id in ({empty})"),
    ] {
        n_rows += tx.exec(&sql, &[]).await?;
    }
    Ok(n_rows)
}

/// Which of these cases are there: the key of one that is not may be destroyed.
pub async fn cases_there(tx: &Tx, cases: &[CaseId]) -> Result<Vec<CaseId>, StoreError> {
    let mut found = Vec::new();
    for part in cases.chunks(500) {
        let sql =
            format!("select case_id from trace_case where case_id in ({})", holes(1, part.len()));
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        for row in &tx.query(&sql, &values).await? {
            found.push(row.id("case_id", CaseId::from_uuid)?);
        }
    }
    Ok(found)
}

/// At most so many lists of places that were proposed before a moment, the oldest first: county, which,
/// and when.
pub async fn risk_lists_before(
    tx: &Tx,
    moment: Moment,
    n_most: i64,
) -> Result<Vec<(String, RiskListId, Moment)>, StoreError> {
    let sql = "select county, list_id, at from risk_list where at < $1
               order by at, list_id limit $2";
    let rows = tx.query(sql, &v![moment, n_most]).await?;
    let one = |row: &Row| {
        let id = row.id("list_id", RiskListId::from_uuid)?;
        Ok((row.text("county")?.to_owned(), id, row.moment("at")?))
    };
    rows.iter().map(one).collect()
}

/// Removes a list of places with what was said of it. Returns how many rows that were, with the fingerprints
/// of what was said.
pub async fn risk_list_remove(
    tx: &Tx,
    county: &str,
    id: RiskListId,
) -> Result<(u64, Vec<Vec<u8>>), StoreError> {
    let of = v![county, id.uuid()];
    let sql = "select body_mac from risk_list_fact where county = $1 and list_id = $2
               order by ordinal";
    let rows = tx.query(sql, &of).await?;
    let macs = rows.iter().map(|row| Ok(row.bytes("body_mac")?.to_vec()));
    let macs: Result<Vec<Vec<u8>>, StoreError> = macs.collect();
    let sql = "delete from risk_list_fact where county = $1 and list_id = $2";
    let n_facts = tx.exec(sql, &of).await?;
    let sql = "delete from risk_list where county = $1 and list_id = $2";
    Ok((n_facts + tx.exec(sql, &of).await?, macs?))
}

const COUNT_COLUMNS: &str =
    "county, day, kind, counted_at, n_cases, n_close, n_secondary, n_other, n_released";

/// Keeps the numbers of cases that go in the same transaction.
pub async fn case_count_insert(tx: &Tx, one: &CaseCount) -> Result<(), StoreError> {
    let sql = format!(
        "insert into case_count ({COUNT_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = v![
        one.county.as_str(),
        one.day,
        one.kind.code(),
        one.at,
        one.n_cases,
        one.n_close,
        one.n_secondary,
        one.n_other,
        one.n_released
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// The numbers that stay of cases that went, by day and kind.
pub async fn case_counts(tx: &Tx) -> Result<Vec<CaseCount>, StoreError> {
    let sql =
        format!("select {COUNT_COLUMNS} from case_count order by day, kind, county, counted_at");
    let rows = tx.query(&sql, &[]).await?;
    let one = |row: &Row| {
        Ok(CaseCount {
            county: row.text("county")?.to_owned(),
            day: row.day("day")?,
            kind: row.word("kind", CaseKind::from_code)?,
            at: row.moment("counted_at")?,
            n_cases: row.int("n_cases")?,
            n_close: row.int("n_close")?,
            n_secondary: row.int("n_secondary")?,
            n_other: row.int("n_other")?,
            n_released: row.int("n_released")?,
        })
    };
    rows.iter().map(one).collect()
}
