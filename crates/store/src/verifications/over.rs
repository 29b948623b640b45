//! Lists whose time is over, and that they went.

use crate::db::many::holes;
use crate::{StoreError, Tx, V, v};
use fangxian_core::ids::VerificationListId;
use fangxian_core::{CityDay, Moment};

/// What was destroyed of a county's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationsDestroyed {
    /// Six digits.
    pub county: String,
    /// The day on which the lists came.
    pub day: CityDay,
    /// When they went.
    pub at: Moment,
    /// How many lists.
    pub n_lists: i64,
    /// How many lines they had.
    pub n_lines: i64,
    /// The sum over all that went.
    pub body_sum: String,
}

/// At most so many lists that came before a moment, and of whose people nothing was said since, the oldest
/// first. A case that nobody answered is no reason to keep it.
pub async fn lists_over_before(
    tx: &Tx,
    moment: Moment,
    n_most: i64,
) -> Result<Vec<VerificationListId>, StoreError> {
    let sql = "select list.list_id from verification_list list
               where list.received_at < $1 and not exists (
                   select 1 from verification_line line
                   join verification_fact fact on fact.case_id = line.case_id
                   where line.list_id = list.list_id and fact.at >= $1)
               order by list.received_at, list.list_id limit $2";
    let rows = tx.query(sql, &v![moment, n_most]).await?;
    rows.iter().map(|row| row.id("list_id", VerificationListId::from_uuid)).collect()
}

/// Removes these lists with all that hangs on them, and the cases that no list asks about any more.
pub async fn verifications_remove(tx: &Tx, lists: &[VerificationListId]) -> Result<(), StoreError> {
    for part in lists.chunks(100) {
        let these = holes(1, part.len());
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        let cases = format!(
            "select case_id from verification_line mine where mine.list_id in ({these})
                 and not exists (select 1 from verification_line other
                     where other.case_id = mine.case_id and other.list_id not in ({these}))"
        );
        let late = format!("delete from verification_late where case_id in ({cases})");
        tx.exec(&late, &values).await?;
        let facts = format!("delete from verification_fact where case_id in ({cases})");
        tx.exec(&facts, &values).await?;
        for table in [
            "verification_told",
            "verification_heard",
            "verification_reply",
            "verification_line",
            "verification_row",
            "verification_list",
        ] {
            let sql = format!("delete from {table} where list_id in ({these})");
            tx.exec(&sql, &values).await?;
        }
    }
    Ok(())
}

/// Removes what was said of cases that were joined to another before a moment: no line leads to them.
pub async fn joined_cases_remove(tx: &Tx, moment: Moment) -> Result<(), StoreError> {
    let sql = "delete from verification_fact where case_id in (
                   select case_id from verification_fact where kind = 'joined' and at < $1)";
    tx.exec(sql, &v![moment]).await.map(drop)
}

/// Notes what went.
pub async fn verifications_destroyed_insert(
    tx: &Tx,
    one: &VerificationsDestroyed,
) -> Result<(), StoreError> {
    let sql = "insert into verification_destroyed
                   (county, day, destroyed_at, n_lists, n_lines, body_sum)
               values ($1, $2, $3, $4, $5, $6)";
    let values =
        v![one.county.as_str(), one.day, one.at, one.n_lists, one.n_lines, one.body_sum.as_str()];
    tx.exec(sql, &values).await.map(drop)
}

/// What went, the latest first.
pub async fn verifications_destroyed_list(
    tx: &Tx,
    limit: i64,
) -> Result<Vec<VerificationsDestroyed>, StoreError> {
    let sql = "select county, day, destroyed_at, n_lists, n_lines, body_sum
               from verification_destroyed order by destroyed_at desc, county, day limit $1";
    let rows = tx.query(sql, &v![limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(VerificationsDestroyed {
                county: row.text("county")?.to_owned(),
                day: row.day("day")?,
                at: row.moment("destroyed_at")?,
                n_lists: row.int("n_lists")?,
                n_lines: row.int("n_lines")?,
                body_sum: row.text("body_sum")?.to_owned(),
            })
        })
        .collect()
}
