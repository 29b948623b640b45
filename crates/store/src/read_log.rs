//! Who read personal data, and what for.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::AccountId;
use uuid::Uuid;

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Six digits: where the subject lies.
    pub county: String,
    /// Which reading. Ids of the same millisecond or later sort later.
    pub id: Uuid,
    /// When.
    pub at: Moment,
    /// Who read.
    pub account: AccountId,
    /// In which role.
    pub role: String,
    /// What for, as a code.
    pub purpose: String,
    /// What was read: the kind of record and its id, or the filter of a list.
    pub subject: String,
    /// How many records were shown.
    pub rows_read: i64,
}

/// Logs readings. Call it in the transaction that reads, and show nothing before it commits.
pub async fn readings_insert(tx: &Tx, readings: &[Reading]) -> Result<(), StoreError> {
    let rows: Vec<_> = readings
        .iter()
        .map(|one| {
            v![
                &one.county,
                one.id,
                one.at,
                one.account,
                &one.role,
                &one.purpose,
                &one.subject,
                one.rows_read,
            ]
        })
        .collect();
    tx.exec_rows(
        "insert into read_log (county, read_id, at, account_id, role, purpose, subject, rows_read)
         values {rows}",
        rows,
    )
    .await?;
    Ok(())
}

/// What an account read in a county up to a moment, newest first. Ask for the next page with the
/// moment and the id of the last reading.
pub async fn readings_by_account(
    tx: &Tx,
    county: &str,
    account: AccountId,
    before: (Moment, Uuid),
    limit: i64,
) -> Result<Vec<Reading>, StoreError> {
    let rows = tx
        .query(
            "select county, read_id, at, account_id, role, purpose, subject, rows_read
             from read_log
             where county = $1 and account_id = $2 and (at, read_id) < ($3, $4)
             order by at desc, read_id desc
             limit $5",
            &v![county, account, before.0, before.1, limit],
        )
        .await?;
    rows.iter().map(reading).collect()
}

/// What was read in these counties before a reading, newest first. Ids carry their time, so that
/// they sort by it.
pub async fn readings_page(
    tx: &Tx,
    counties: &[String],
    before: Uuid,
    limit: i64,
) -> Result<Vec<Reading>, StoreError> {
    if counties.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select county, read_id, at, account_id, role, purpose, subject, rows_read
         from read_log
         where county in ({}) and read_id < $1
         order by read_id desc
         limit $2",
        holes(3, counties.len())
    );
    let mut values: Vec<V> = v![before, limit].into();
    values.extend(counties.iter().map(|county| V::from(county.as_str())));
    tx.query(&sql, &values).await?.iter().map(reading).collect()
}

fn reading(row: &Row) -> Result<Reading, StoreError> {
    Ok(Reading {
        county: row.text("county")?.to_owned(),
        id: row.id("read_id", |id| id)?,
        at: row.moment("at")?,
        account: row.id("account_id", AccountId::from_uuid)?,
        role: row.text("role")?.to_owned(),
        purpose: row.text("purpose")?.to_owned(),
        subject: row.text("subject")?.to_owned(),
        rows_read: row.int("rows_read")?,
    })
}
