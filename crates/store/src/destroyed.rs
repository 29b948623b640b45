//! What was destroyed because its time was over.

use crate::db::many::holes;
use crate::{StoreError, Tx, V, v};
use fangxian_core::ids::{ArrivalReportId, FilingId};
use fangxian_core::{CityDay, Moment, coded};

coded! {
    /// What was destroyed.
    DestroyedKind {
        /// Stays at houses that lodge people.
        Stay = "stay",
        /// Arrivals.
        Arrival = "arrival",
        /// Gatherings that were filed.
        Gathering = "gathering",
        /// That somebody leaves the city, as it was filed.
        Leaving = "leaving",
        /// Cases, with where they were and whom they met.
        Case = "case",
        /// Lists of places that everybody was told of.
        RiskList = "risk_list",
    }
}

/// What was destroyed of a county's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordsDestroyed {
    /// Six digits.
    pub county: String,
    /// What.
    pub what: DestroyedKind,
    /// The last day of these records, or the day on which they were closed or proposed.
    pub day: CityDay,
    /// When.
    pub at: Moment,
    /// How many records.
    pub n_records: i64,
    /// How many rows they were.
    pub n_rows: i64,
    /// The sum over all that went.
    pub body_sum: String,
}

/// Notes what went.
pub async fn destroyed_insert(tx: &Tx, one: &RecordsDestroyed) -> Result<(), StoreError> {
    let values = v![
        one.county.as_str(),
        one.what.code(),
        one.day,
        one.at,
        one.n_records,
        one.n_rows,
        one.body_sum.as_str()
    ];
    let sql = "insert into destroyed
                   (county, what, day, destroyed_at, n_records, n_rows, body_sum)
               values ($1, $2, $3, $4, $5, $6, $7)";
    tx.exec(sql, &values).await.map(drop)
}

/// What went of these kinds, the latest first.
pub async fn destroyed_list(
    tx: &Tx,
    kinds: &[DestroyedKind],
    limit: i64,
) -> Result<Vec<RecordsDestroyed>, StoreError> {
    let sql = format!(
        "select county, what, day, destroyed_at, n_records, n_rows, body_sum
         from destroyed where what in ({})
         order by destroyed_at desc, what, county, day limit $1",
        holes(2, kinds.len())
    );
    let kinds = kinds.iter().map(|kind| V::from(kind.code()));
    let values: Vec<V> = v![limit].into_iter().chain(kinds).collect();
    let rows = tx.query(&sql, &values).await?;
    rows.iter()
        .map(|row| {
            Ok(RecordsDestroyed {
                county: row.text("county")?.to_owned(),
                what: row.word("what", DestroyedKind::from_code)?,
                day: row.day("day")?,
                at: row.moment("destroyed_at")?,
                n_records: row.int("n_records")?,
                n_rows: row.int("n_rows")?,
                body_sum: row.text("body_sum")?.to_owned(),
            })
        })
        .collect()
}

/// At most so many arrivals of which nothing was said, and nobody comes, since a moment, the oldest first.
pub async fn arrivals_over_before(
    tx: &Tx,
    moment: Moment,
    n_most: i64,
) -> Result<Vec<ArrivalReportId>, StoreError> {
    let sql = "select first.report_id from arrival_fact first
               where first.ordinal = 0 and first.at < $1 and not exists (
                   select 1 from arrival_fact later where later.report_id = first.report_id
                       and (later.at >= $1 or later.arrives_at >= $1))
               order by first.at, first.report_id limit $2";
    let rows = tx.query(sql, &v![moment, n_most]).await?;
    rows.iter().map(|row| row.id("report_id", ArrivalReportId::from_uuid)).collect()
}

/// Removes every fact of these arrivals, and by whom they are found.
pub async fn arrivals_remove(tx: &Tx, reports: &[ArrivalReportId]) -> Result<(), StoreError> {
    for part in reports.chunks(500) {
        let these = holes(1, part.len());
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        let people = format!(
            "delete from arrival_person where (county, fact_id) in (
                 select county, fact_id from arrival_fact where report_id in ({these}))"
        );
        tx.exec(&people, &values).await?;
        let facts = format!("delete from arrival_fact where report_id in ({these})");
        tx.exec(&facts, &values).await?;
    }
    Ok(())
}

/// At most so many filings of which the last day, and what was said last, lie before a day and its
/// beginning, the oldest first.
pub async fn filings_over_before(
    tx: &Tx,
    day: CityDay,
    n_most: i64,
) -> Result<Vec<FilingId>, StoreError> {
    let sql = "select first.filing_id from filing_fact first
               where first.ordinal = 0 and first.at < $2 and not exists (
                   select 1 from filing_fact later where later.filing_id = first.filing_id
                       and (later.at >= $2 or later.last_day >= $1))
               order by first.at, first.filing_id limit $3";
    let rows = tx.query(sql, &v![day, day.starts_at(), n_most]).await?;
    rows.iter().map(|row| row.id("filing_id", FilingId::from_uuid)).collect()
}

/// Removes every fact of these filings.
pub async fn filings_remove(tx: &Tx, filings: &[FilingId]) -> Result<(), StoreError> {
    for part in filings.chunks(500) {
        let sql = format!("delete from filing_fact where filing_id in ({})", holes(1, part.len()));
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        tx.exec(&sql, &values).await?;
    }
    Ok(())
}
