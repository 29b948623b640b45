//! The feed of committed changes: what a screen, or an index in memory, follows. The numbers of
//! a county have no gaps, and a number is visible only when all before it are.

use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use std::collections::BTreeMap;

/// The topic of a change of divisions, places or grids: whoever holds the tree reads it anew.
pub const PLACES: &str = "places";

/// The topic of a change of people; the subject is their community.
pub const PEOPLE: &str = "people";

/// A change, before it has its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Six digits.
    pub county: String,
    /// When.
    pub at: Moment,
    /// What kind of record: `zone`, `work_order`.
    pub topic: String,
    /// Which record: its id.
    pub subject: String,
}

/// A change that was committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRow {
    /// 1 for the first of a county.
    pub seq: i64,
    /// What changed.
    pub change: Change,
}

/// Adds a change to the feed when the transaction commits.
pub fn append(tx: &Tx, change: Change) -> Result<(), StoreError> {
    tx.feed_at_end(change)
}

/// The changes of one county after a number, in order.
pub async fn after(
    tx: &Tx,
    county: &str,
    after_seq: i64,
    limit: i64,
) -> Result<Vec<FeedRow>, StoreError> {
    let rows = tx
        .query(
            "select county, seq, at, topic, subject
             from feed
             where county = $1 and seq > $2
             order by seq
             limit $3",
            &v![county, after_seq, limit],
        )
        .await?;
    rows.iter().map(feed_row).collect()
}

/// The changes of several counties, each after its own number, by county and number.
pub async fn after_each(
    tx: &Tx,
    seen: &[(String, i64)],
    limit: i64,
) -> Result<Vec<FeedRow>, StoreError> {
    if seen.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: Vec<String> = (0..seen.len())
        .map(|place| format!("(county = ${} and seq > ${})", place * 2 + 1, place * 2 + 2))
        .collect();
    let sql = format!(
        "select county, seq, at, topic, subject
         from feed
         where {}
         order by county, seq
         limit ${}",
        wanted.join(" or "),
        seen.len() * 2 + 1
    );
    let mut values: Vec<V> = seen.iter().flat_map(|(county, seq)| v![county, *seq]).collect();
    values.push(V::I(limit));
    tx.query(&sql, &values).await?.iter().map(feed_row).collect()
}

/// The last number of each county that has any.
pub async fn last_seqs(tx: &Tx) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = tx
        .query("select county, value from counter where name = $1 order by county", &v!["feed"])
        .await?;
    rows.iter().map(|row| Ok((row.text("county")?.to_owned(), row.int("value")?))).collect()
}

/// Writes the changes of a transaction with the numbers that follow. Holds the lock on each
/// county's number until the commit, so that no later number becomes visible before.
pub(crate) async fn write(tx: &Tx, changes: Vec<Change>) -> Result<(), StoreError> {
    let mut by_county: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    for change in changes {
        by_county.entry(change.county.clone()).or_default().push(change);
    }
    for (county, changes) in by_county {
        let last = advance(tx, &county, "feed", changes.len()).await?;
        let first = last - changes.len() as i64 + 1;
        let rows = changes
            .into_iter()
            .zip(first..)
            .map(|(change, seq)| v![change.county, seq, change.at, change.topic, change.subject])
            .collect();
        let sql = "insert into feed (county, seq, at, topic, subject) values {rows}";
        tx.exec_rows(sql, rows).await?;
    }
    Ok(())
}

/// Takes the next `n` numbers of a counter and returns the last of them. Whoever else wants one
/// waits until this transaction ends.
pub async fn advance(tx: &Tx, county: &str, name: &str, n: usize) -> Result<i64, StoreError> {
    let row = tx
        .query_one(
            "insert into counter (county, name, value)
             values ($1, $2, $3)
             on conflict (county, name) do update set value = counter.value + excluded.value
             returning value",
            &v![county, name, n as i64],
        )
        .await?;
    row.int("value")
}

fn feed_row(row: &Row) -> Result<FeedRow, StoreError> {
    Ok(FeedRow {
        seq: row.int("seq")?,
        change: Change {
            county: row.text("county")?.to_owned(),
            at: row.moment("at")?,
            topic: row.text("topic")?.to_owned(),
            subject: row.text("subject")?.to_owned(),
        },
    })
}
