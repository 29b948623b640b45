//! What waits beyond its time, and that somebody was told of it.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::Moment;
use fangxian_core::ids::{ArrivalReportId, FilingId};
use fangxian_core::places::PlaceCode;
use uuid::Uuid;

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Somebody who was handed over to a community.
    Arrival,
    /// A gathering that was filed.
    Gathering,
}

impl Waiting {
    fn code(self) -> &'static str {
        match self {
            Waiting::Arrival => "arrival",
            Waiting::Gathering => "gathering",
        }
    }
}

/// The reports of those who were handed over within a time, whom nobody has received, sent elsewhere or
/// looked for in vain since, and of whose clock, which runs so many milliseconds, nobody was told.
pub async fn arrivals_untold(
    tx: &Tx,
    (first, end): (Moment, Moment),
    clock_ms: i64,
    n_most: i64,
) -> Result<Vec<ArrivalReportId>, StoreError> {
    let sql = "select fact.report_id from arrival_fact fact
               where fact.kind = 'handed' and fact.at >= $1 and fact.at < $2
                   and not exists (select 1 from arrival_fact later
                       where later.report_id = fact.report_id and later.ordinal > fact.ordinal
                           and later.kind in ('handed', 'received', 'absent', 'withdrawn'))
                   and not exists (select 1 from late_told told
                       where told.subject_id = fact.report_id and told.what = 'arrival'
                           and told.due_at = fact.at + $3)
               order by fact.at, fact.report_id limit $4";
    let rows = tx.query(sql, &v![first, end, clock_ms, n_most]).await?;
    rows.iter().map(|row| row.id("report_id", ArrivalReportId::from_uuid)).collect()
}

/// The gatherings of which a version was filed within a time, without an answer since, and of which nobody
/// was told since.
pub async fn gatherings_untold(
    tx: &Tx,
    (first, end): (Moment, Moment),
    n_most: i64,
) -> Result<Vec<FilingId>, StoreError> {
    let sql = "select fact.filing_id from filing_fact fact
               where fact.what = 'gathering' and fact.kind in ('filed', 'changed')
                   and fact.at >= $1 and fact.at < $2
                   and not exists (select 1 from filing_fact later
                       where later.filing_id = fact.filing_id and later.ordinal > fact.ordinal)
                   and not exists (select 1 from late_told told
                       where told.subject_id = fact.filing_id and told.what = 'gathering'
                           and told.due_at >= fact.at)
               order by fact.at, fact.filing_id limit $3";
    let rows = tx.query(sql, &v![first, end, n_most]).await?;
    rows.iter().map(|row: &Row| row.id("filing_id", FilingId::from_uuid)).collect()
}

/// Notes that somebody is told of what waits. False where that was noted before, by this server or another.
pub async fn late_told_first(
    tx: &Tx,
    (what, subject): (Waiting, Uuid),
    (place, due): (&PlaceCode, Moment),
    at: Moment,
) -> Result<bool, StoreError> {
    let sql = "insert into late_told (county, what, subject_id, due_at, place, at)
               values ($1, $2, $3, $4, $5, $6)
               on conflict (county, what, subject_id, due_at) do nothing";
    let values = v![place.county(), what.code(), subject, due, place, at];
    Ok(tx.exec(sql, &values).await? == 1)
}
