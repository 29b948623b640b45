//! Snapshots of the national risk list as they came in.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::ids::SnapshotId;
use fangxian_core::national::SnapshotTime;
use fangxian_core::{Moment, coded};

coded! {
    /// What became of a snapshot.
    SnapshotState {
        /// Applied to the register.
        Applied = "applied",
        /// Held: too much had vanished from it for no reason.
        Held = "held",
        /// The list stood as before.
        Unchanged = "unchanged",
    }
}

/// A snapshot as the store has it, but for its JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSnapshot {
    /// Which snapshot.
    pub id: SnapshotId,
    /// The city's padded code.
    pub county: String,
    /// The hour that it is of: 2022-11-24T21.
    pub taken_at: String,
    /// SHA-256 of the body.
    pub body_sha256: String,
    /// What became of it.
    pub state: SnapshotState,
    /// Why, in a sentence.
    pub reason: String,
    /// The sign-in name of who put it in.
    pub put_in_by: String,
    /// When.
    pub put_in_at: Moment,
}

/// Adds a snapshot with its JSON as it came in. The same hour with the same body again is a
/// conflict.
pub async fn snapshot_insert(
    tx: &Tx,
    snapshot: &StoredSnapshot,
    body: &str,
) -> Result<(), StoreError> {
    tx.exec(
        "insert into risk_snapshot (county, snapshot_id, taken_at, body_sha256, state, reason,
             body, put_in_by, put_in_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &v![
            snapshot.county.as_str(),
            snapshot.id,
            snapshot.taken_at.as_str(),
            snapshot.body_sha256.as_str(),
            snapshot.state.code(),
            snapshot.reason.as_str(),
            body,
            snapshot.put_in_by.as_str(),
            snapshot.put_in_at,
        ],
    )
    .await?;
    Ok(())
}

/// The latest snapshots without their JSON, which is long, newest hour first.
pub async fn snapshots_latest(
    tx: &Tx,
    county: &str,
    limit: i64,
) -> Result<Vec<StoredSnapshot>, StoreError> {
    tx.query(
        "select county, snapshot_id, taken_at, body_sha256, state, reason, put_in_by,
             put_in_at
         from risk_snapshot where county = $1
         order by taken_at desc, put_in_at desc limit $2",
        &v![county, limit],
    )
    .await?
    .iter()
    .map(snapshot_of)
    .collect()
}

/// Every snapshot with its hour, in the order in which they were put in: a few a day, without
/// their bodies.
pub async fn snapshot_times(
    tx: &Tx,
    county: &str,
) -> Result<Vec<(SnapshotId, SnapshotTime)>, StoreError> {
    tx.query(
        "select snapshot_id, taken_at from risk_snapshot where county = $1
         order by put_in_at, snapshot_id",
        &v![county],
    )
    .await?
    .iter()
    .map(|row| {
        let id = row.id("snapshot_id", SnapshotId::from_uuid)?;
        Ok((id, row.word("taken_at", SnapshotTime::from_written)?))
    })
    .collect()
}

fn snapshot_of(row: &Row) -> Result<StoredSnapshot, StoreError> {
    Ok(StoredSnapshot {
        id: row.id("snapshot_id", SnapshotId::from_uuid)?,
        county: row.text("county")?.to_owned(),
        taken_at: row.text("taken_at")?.to_owned(),
        body_sha256: row.text("body_sha256")?.to_owned(),
        state: row.word("state", SnapshotState::from_code)?,
        reason: row.text("reason")?.to_owned(),
        put_in_by: row.text("put_in_by")?.to_owned(),
        put_in_at: row.moment("put_in_at")?,
    })
}

/// The last list by an hour that was not held; none where there is none. `until` is
/// an hour as [`SnapshotTime`] writes it.
pub async fn snapshot_shown(
    tx: &Tx,
    county: &str,
    until: &str,
) -> Result<Option<SnapshotId>, StoreError> {
    let row = tx
        .query_opt(
            "select snapshot_id from risk_snapshot
             where county = $1 and taken_at <= $2 and state <> $3
             order by taken_at desc, put_in_at desc limit 1",
            &v![county, until, SnapshotState::Held.code()],
        )
        .await?;
    row.as_ref().map(|row| row.id("snapshot_id", SnapshotId::from_uuid)).transpose()
}

/// The JSON of a list as it came in.
pub async fn snapshot_body(
    tx: &Tx,
    county: &str,
    id: SnapshotId,
) -> Result<Option<String>, StoreError> {
    let row = tx
        .query_opt(
            "select body from risk_snapshot where county = $1 and snapshot_id = $2",
            &v![county, id.uuid()],
        )
        .await?;
    row.as_ref().map(|row| Ok(row.text("body")?.to_owned())).transpose()
}
