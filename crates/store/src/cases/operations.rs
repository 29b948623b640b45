//! What a signed positive set going at a unit.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::ids::{CaseId, OperationFactId, OperationId, ZoneId};
use fangxian_core::places::PlaceCode;
use fangxian_core::{Moment, coded};

coded! {
    /// What a person decided of an operation.
    OperationFactKind {
        /// The zone that it proposes was signed.
        ZoneSigned = "zone_signed",
        /// It was declined.
        ZoneDeclined = "zone_declined",
        /// It is over.
        Ended = "ended",
    }
}

/// What a signed positive set going.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredOperation {
    /// Six digits.
    pub county: String,
    /// Which.
    pub id: OperationId,
    /// The unit, or the building where there are no units.
    pub place: PlaceCode,
    /// The how-many-th there, from 0.
    pub turn: i64,
    /// When it began.
    pub at: Moment,
}

/// What a person decided of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredOperationFact {
    /// Six digits.
    pub county: String,
    /// Made by whoever decides.
    pub id: OperationFactId,
    /// Of which.
    pub operation: OperationId,
    /// What.
    pub kind: OperationFactKind,
    /// The zone that came of it.
    pub zone: Option<ZoneId>,
    /// Why; empty where it was signed.
    pub reason: String,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str = "county, operation_id, place, turn, at";

/// Begins an operation unless that turn was begun. True where it began.
pub async fn operation_insert(tx: &Tx, one: &StoredOperation) -> Result<bool, StoreError> {
    let sql = "insert into trace_operation (county, operation_id, place, turn, at)
               values ($1, $2, $3, $4, $5) on conflict (county, place, turn) do nothing";
    let values = v![&one.county, one.id.uuid(), one.place.clone(), one.turn, one.at];
    Ok(tx.exec(sql, &values).await? == 1)
}

/// The operations at a place, the oldest first.
pub async fn operations_at(
    tx: &Tx,
    county: &str,
    place: &PlaceCode,
) -> Result<Vec<StoredOperation>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from trace_operation where county = $1 and place = $2 order by turn"
    );
    tx.query(&sql, &v![county, place.clone()]).await?.iter().map(operation_of).collect()
}

/// One operation.
pub async fn operation_by_id(
    tx: &Tx,
    counties: &[String],
    id: OperationId,
) -> Result<Option<StoredOperation>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from trace_operation where operation_id = $1 and county in ({})",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(id.uuid())];
    values.extend(counties.iter().map(V::from));
    tx.query_opt(&sql, &values).await?.as_ref().map(operation_of).transpose()
}

/// The operations that began since a moment, the newest first.
pub async fn operations_since(
    tx: &Tx,
    counties: &[String],
    since: Moment,
) -> Result<Vec<StoredOperation>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from trace_operation where at >= $1 and county in ({})
         order by at desc, operation_id",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(since)];
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(operation_of).collect()
}

/// The operations of a case.
pub async fn operations_of_case(tx: &Tx, case: CaseId) -> Result<Vec<StoredOperation>, StoreError> {
    let sql = "select o.county, o.operation_id, o.place, o.turn, o.at
               from trace_operation_case c
               join trace_operation o on o.county = c.county and o.operation_id = c.operation_id
               where c.case_id = $1 order by o.at, o.operation_id";
    tx.query(sql, &v![case.uuid()]).await?.iter().map(operation_of).collect()
}

/// Adds a case to an operation. The same again changes nothing.
pub async fn operation_case_add(
    tx: &Tx,
    operation: &StoredOperation,
    (case, at): (CaseId, Moment),
) -> Result<bool, StoreError> {
    let sql = "insert into trace_operation_case (county, operation_id, case_id, at)
               values ($1, $2, $3, $4) on conflict (county, operation_id, case_id) do nothing";
    let values = v![&operation.county, operation.id.uuid(), case.uuid(), at];
    Ok(tx.exec(sql, &values).await? == 1)
}

/// Which cases these operations are of, operation by operation.
pub async fn operations_cases(
    tx: &Tx,
    counties: &[String],
    operations: &[OperationId],
) -> Result<Vec<(OperationId, CaseId)>, StoreError> {
    let mut found = Vec::new();
    for part in operations.chunks(500) {
        let sql = format!(
            "select operation_id, case_id from trace_operation_case
             where county in ({}) and operation_id in ({}) order by operation_id, at, case_id",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            let operation = row.id("operation_id", OperationId::from_uuid)?;
            found.push((operation, row.id("case_id", CaseId::from_uuid)?));
        }
    }
    Ok(found)
}

fn operation_of(row: &Row) -> Result<StoredOperation, StoreError> {
    Ok(StoredOperation {
        county: row.text("county")?.to_owned(),
        id: row.id("operation_id", OperationId::from_uuid)?,
        place: row.place("place")?,
        turn: row.int("turn")?,
        at: row.moment("at")?,
    })
}

const FACT_COLUMNS: &str =
    "county, fact_id, operation_id, kind, zone_id, reason, at, by_login, body_mac";

/// Adds what a person decided. What was decided before is refused by a unique index.
pub async fn operation_fact_insert(tx: &Tx, one: &StoredOperationFact) -> Result<(), StoreError> {
    let sql = format!(
        "insert into trace_operation_fact ({FACT_COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.operation.uuid(),
        one.kind.code(),
        one.zone.map(ZoneId::uuid),
        &one.reason,
        one.at,
        &one.by,
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// One such fact.
pub async fn operation_fact_by_id(
    tx: &Tx,
    county: &str,
    id: OperationFactId,
) -> Result<Option<StoredOperationFact>, StoreError> {
    let sql = format!(
        "select {FACT_COLUMNS} from trace_operation_fact where county = $1 and fact_id = $2"
    );
    tx.query_opt(&sql, &v![county, id.uuid()]).await?.as_ref().map(fact_of).transpose()
}

/// What was decided of these operations.
pub async fn operation_facts_of(
    tx: &Tx,
    counties: &[String],
    operations: &[OperationId],
) -> Result<Vec<StoredOperationFact>, StoreError> {
    let mut found = Vec::new();
    for part in operations.chunks(500) {
        let sql = format!(
            "select {FACT_COLUMNS} from trace_operation_fact
             where county in ({}) and operation_id in ({}) order by operation_id, at, fact_id",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(fact_of(row)?);
        }
    }
    Ok(found)
}

fn fact_of(row: &Row) -> Result<StoredOperationFact, StoreError> {
    Ok(StoredOperationFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", OperationFactId::from_uuid)?,
        operation: row.id("operation_id", OperationId::from_uuid)?,
        kind: row.word("kind", OperationFactKind::from_code)?,
        zone: row.opt_id("zone_id", ZoneId::from_uuid)?,
        reason: row.text("reason")?.to_owned(),
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
