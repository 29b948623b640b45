//! Gates, and the scans that came in, in blocks.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::ids::GateId;
use fangxian_core::{CityDay, Moment};

/// A gate with its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredGate {
    /// Which.
    pub id: GateId,
    /// Six digits: the county of its place.
    pub county: String,
    /// Its number in the record of a scan.
    pub number: i64,
    /// The number of its place.
    pub venue: i64,
    /// What it is called there: 南门.
    pub label: String,
    /// SHA-256 of the secret with which it signs in.
    pub secret_hash: Vec<u8>,
    /// When it was made.
    pub made_at: Moment,
    /// By whom.
    pub by: String,
    /// When it ended.
    pub ended_at: Option<Moment>,
}

/// Adds a gate.
pub async fn gate_insert(tx: &Tx, gate: &StoredGate) -> Result<(), StoreError> {
    tx.exec(
        "insert into gate
             (county, gate_id, gate_number, venue_number, label, secret_hash, made_at, by_login)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &v![
            gate.county.as_str(),
            gate.id.uuid(),
            gate.number,
            gate.venue,
            gate.label.as_str(),
            gate.secret_hash.clone(),
            gate.made_at,
            gate.by.as_str()
        ],
    )
    .await
    .map(drop)
}

/// Ends a gate. False where it had ended.
pub async fn gate_end_insert(
    tx: &Tx,
    gate: &StoredGate,
    (at, by, reason): (Moment, &str, &str),
) -> Result<bool, StoreError> {
    let n = tx
        .exec(
            "insert into gate_end (county, gate_id, ended_at, by_login, reason)
             values ($1, $2, $3, $4, $5)
             on conflict (county, gate_id) do nothing",
            &v![gate.county.as_str(), gate.id.uuid(), at, by, reason],
        )
        .await?;
    Ok(n == 1)
}

/// Every gate of the city, by number.
pub async fn gates_all(tx: &Tx) -> Result<Vec<StoredGate>, StoreError> {
    let rows = tx
        .query(
            "select g.county, g.gate_id, g.gate_number, g.venue_number, g.label, g.secret_hash,
                 g.made_at, g.by_login, e.ended_at
             from gate g
             left join gate_end e on e.county = g.county and e.gate_id = g.gate_id
             order by g.gate_number",
            &[],
        )
        .await?;
    rows.iter().map(gate_of).collect()
}

/// What a gate is called there; none where there is none of this number.
pub async fn gate_label(tx: &Tx, county: &str, number: u32) -> Result<Option<String>, StoreError> {
    let sql = "select label from gate where county = $1 and gate_number = $2";
    let row = tx.query_opt(sql, &v![county, i64::from(number)]).await?;
    row.map(|row| row.text("label").map(str::to_owned)).transpose()
}

fn gate_of(row: &Row) -> Result<StoredGate, StoreError> {
    Ok(StoredGate {
        id: row.id("gate_id", GateId::from_uuid)?,
        county: row.text("county")?.to_owned(),
        number: row.int("gate_number")?,
        venue: row.int("venue_number")?,
        label: row.text("label")?.to_owned(),
        secret_hash: row.bytes("secret_hash")?.to_vec(),
        made_at: row.moment("made_at")?,
        by: row.text("by_login")?.to_owned(),
        ended_at: row.opt_moment("ended_at")?,
    })
}

/// Scans of one county and day that came in together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanBlock {
    /// Six digits.
    pub county: String,
    /// The day of the scans.
    pub day: CityDay,
    /// The number of the first in the intake log.
    pub first: i64,
    /// How many.
    pub n: i64,
    /// Their records, one behind the other.
    pub body: Vec<u8>,
}

/// Keeps blocks of a server's log, and that the log is drained up to `next`, where it had been drained
/// up to `assumed`. What is drained again after a crash is kept once.
pub async fn scan_blocks_keep(
    tx: &Tx,
    (county, taken_by): (&str, &str),
    blocks: Vec<ScanBlock>,
    (assumed, next): (i64, i64),
) -> Result<(), StoreError> {
    let n = tx
        .exec(
            "insert into scan_intake (county, taken_by, next_number) values ($1, $2, $3)
             on conflict (county, taken_by) do update set next_number = excluded.next_number
                 where scan_intake.next_number = $4",
            &v![county, taken_by, next, assumed],
        )
        .await?;
    if n != 1 {
        return Err(StoreError::Stale { what: "intake log" });
    }
    for block in blocks {
        tx.exec(
            "insert into scan_block (county, day, taken_by, first_number, n_scans, body)
             values ($1, $2, $3, $4, $5, $6)",
            &v![block.county, block.day, taken_by, block.first, block.n, block.body],
        )
        .await?;
    }
    Ok(())
}

/// Up to which number a server's log is drained; 0 before the first time.
pub async fn scan_drained(tx: &Tx, county: &str, taken_by: &str) -> Result<i64, StoreError> {
    let sql = "select next_number from scan_intake where county = $1 and taken_by = $2";
    let row = tx.query_opt(sql, &v![county, taken_by]).await?;
    row.map_or(Ok(0), |row| row.int("next_number"))
}

/// The blocks of a county on a day, in the order in which each server took them.
pub async fn scan_blocks(
    tx: &Tx,
    county: &str,
    day: CityDay,
) -> Result<Vec<ScanBlock>, StoreError> {
    let sql = "select county, day, first_number, n_scans, body from scan_block
               where county = $1 and day = $2 order by taken_by, first_number";
    tx.query(sql, &v![county, day]).await?.iter().map(block_of).collect()
}

/// Up to which number the log of each server is drained.
pub async fn scan_intakes(tx: &Tx, county: &str) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = "select taken_by, next_number from scan_intake where county = $1 order by taken_by";
    let rows = tx.query(sql, &v![county]).await?;
    rows.iter().map(|row| Ok((row.text("taken_by")?.to_owned(), row.int("next_number")?))).collect()
}

/// The blocks of a county on a day that a server took, from one number of its log to before another, in
/// their order and at most so many.
pub async fn scan_blocks_from(
    tx: &Tx,
    (county, day): (&str, CityDay),
    (taken_by, from, next): (&str, i64, i64),
    limit: i64,
) -> Result<Vec<ScanBlock>, StoreError> {
    let sql = "select county, day, first_number, n_scans, body from scan_block
               where county = $1 and day = $2 and taken_by = $3 and first_number >= $4
                   and first_number < $5
               order by first_number limit $6";
    let values = v![county, day, taken_by, from, next, limit];
    tx.query(sql, &values).await?.iter().map(block_of).collect()
}

fn block_of(row: &Row) -> Result<ScanBlock, StoreError> {
    Ok(ScanBlock {
        county: row.text("county")?.to_owned(),
        day: row.day("day")?,
        first: row.int("first_number")?,
        n: row.int("n_scans")?,
        body: row.bytes("body")?.to_vec(),
    })
}

/// The days before `day` that still have blocks, with the county of each, in order.
pub async fn scan_days_before(tx: &Tx, day: CityDay) -> Result<Vec<(String, CityDay)>, StoreError> {
    let sql = "select distinct county, day from scan_block where day < $1 order by day, county";
    let rows = tx.query(sql, &v![day]).await?;
    rows.iter().map(|row| Ok((row.text("county")?.to_owned(), row.day("day")?))).collect()
}

/// What was destroyed of a county's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScansDestroyed {
    /// Six digits.
    pub county: String,
    /// The day of the scans.
    pub day: CityDay,
    /// When.
    pub at: Moment,
    /// How many blocks.
    pub n_blocks: i64,
    /// How many scans.
    pub n_scans: i64,
    /// The sum over the bodies of the blocks, in their order.
    pub body_sum: String,
}

/// Removes the blocks of a county's day and notes that they went. What comes in late of such a day is
/// never kept, so that a day is destroyed once.
pub async fn scans_destroy(tx: &Tx, gone: &ScansDestroyed) -> Result<(), StoreError> {
    let values = v![
        gone.county.as_str(),
        gone.day,
        gone.at,
        gone.n_blocks,
        gone.n_scans,
        gone.body_sum.as_str()
    ];
    tx.exec(
        "insert into scan_destroyed (county, day, destroyed_at, n_blocks, n_scans, body_sum)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (county, day) do nothing",
        &values,
    )
    .await?;
    let sql = "delete from scan_block where county = $1 and day = $2";
    tx.exec(sql, &v![gone.county.as_str(), gone.day]).await.map(drop)
}

/// The days that were destroyed, the latest first.
pub async fn scans_destroyed(tx: &Tx, limit: i64) -> Result<Vec<ScansDestroyed>, StoreError> {
    let sql = "select county, day, destroyed_at, n_blocks, n_scans, body_sum from scan_destroyed
               order by day desc, county limit $1";
    let rows = tx.query(sql, &v![limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(ScansDestroyed {
                county: row.text("county")?.to_owned(),
                day: row.day("day")?,
                at: row.moment("destroyed_at")?,
                n_blocks: row.int("n_blocks")?,
                n_scans: row.int("n_scans")?,
                body_sum: row.text("body_sum")?.to_owned(),
            })
        })
        .collect()
}
