//! Lists of places and times that everybody is told of, and what was said of them.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{RiskListFactId, RiskListId};
use fangxian_core::publication::{PublicWindow, RiskListFactKind};

/// A list as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRiskList {
    /// The city.
    pub county: String,
    /// Made by whoever proposes it.
    pub id: RiskListId,
    /// What is told.
    pub windows: Vec<PublicWindow>,
    /// Which homes had a place to themselves, sealed.
    pub homes: Vec<u8>,
    /// When it was proposed.
    pub at: Moment,
}

/// Something that was said of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRiskFact {
    /// The city.
    pub county: String,
    /// Made by whoever says it.
    pub id: RiskListFactId,
    /// Of which list.
    pub list: RiskListId,
    /// The how-many-th fact of it, from 0.
    pub ordinal: i64,
    /// What.
    pub kind: RiskListFactKind,
    /// Why; of a withdrawal and of what was not signed.
    pub reason: String,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

/// Keeps a list.
pub async fn risk_list_insert(tx: &Tx, one: &StoredRiskList) -> Result<(), StoreError> {
    let windows = serde_json::to_string(&one.windows).map_err(|_| StoreError::Damaged {
        table: "risk_list".to_owned(),
        column: "windows".to_owned(),
    })?;
    let sql = "insert into risk_list (county, list_id, windows, homes_sealed, at)
               values ($1, $2, $3, $4, $5)";
    let values = v![&one.county, one.id.uuid(), windows, one.homes.clone(), one.at];
    tx.exec(sql, &values).await.map(drop)
}

/// The lists that were proposed since a moment, the newest first.
pub async fn risk_lists_since(
    tx: &Tx,
    county: &str,
    since: Moment,
) -> Result<Vec<StoredRiskList>, StoreError> {
    let sql = "select county, list_id, windows, homes_sealed, at from risk_list
               where county = $1 and at >= $2 order by at desc, list_id";
    tx.query(sql, &v![county, since]).await?.iter().map(list_of).collect()
}

fn list_of(row: &Row) -> Result<StoredRiskList, StoreError> {
    let windows = serde_json::from_str(row.text("windows")?).map_err(|_| row.damaged("windows"))?;
    Ok(StoredRiskList {
        county: row.text("county")?.to_owned(),
        id: row.id("list_id", RiskListId::from_uuid)?,
        windows,
        homes: row.bytes("homes_sealed")?.to_vec(),
        at: row.moment("at")?,
    })
}

const FACT_COLUMNS: &str =
    "county, fact_id, list_id, ordinal, kind, reason, at, by_login, body_mac";

/// Adds what was said of a list. A fact that another has come before is refused by a unique index.
pub async fn risk_fact_insert(tx: &Tx, one: &StoredRiskFact) -> Result<(), StoreError> {
    let sql = format!(
        "insert into risk_list_fact ({FACT_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.list.uuid(),
        one.ordinal,
        one.kind.code(),
        &one.reason,
        one.at,
        &one.by,
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// What was said of these lists, list by list, the oldest first.
pub async fn risk_facts_of(
    tx: &Tx,
    county: &str,
    lists: &[RiskListId],
) -> Result<Vec<StoredRiskFact>, StoreError> {
    let mut found = Vec::new();
    for part in lists.chunks(500) {
        let sql = format!(
            "select {FACT_COLUMNS} from risk_list_fact
             where county = $1 and list_id in ({}) order by list_id, ordinal",
            holes(2, part.len())
        );
        let mut values = vec![V::from(county)];
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(fact_of(row)?);
        }
    }
    Ok(found)
}

fn fact_of(row: &Row) -> Result<StoredRiskFact, StoreError> {
    Ok(StoredRiskFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", RiskListFactId::from_uuid)?,
        list: row.id("list_id", RiskListId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        kind: row.word("kind", RiskListFactKind::from_code)?,
        reason: row.text("reason")?.to_owned(),
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// Which of these lists are there: the key of one that is not may be destroyed.
pub async fn risk_lists_there(
    tx: &Tx,
    lists: &[RiskListId],
) -> Result<Vec<RiskListId>, StoreError> {
    let mut found = Vec::new();
    for part in lists.chunks(500) {
        let sql =
            format!("select list_id from risk_list where list_id in ({})", holes(1, part.len()));
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        for row in &tx.query(&sql, &values).await? {
            found.push(row.id("list_id", RiskListId::from_uuid)?);
        }
    }
    Ok(found)
}
