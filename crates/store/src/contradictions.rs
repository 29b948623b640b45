//! Where what a case said and what was seen do not go together. Nothing but its own room reads this.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::Moment;
use fangxian_core::contradictions::ContradictionFactKind;
use fangxian_core::ids::{CaseId, ContradictionId};

/// Something that was said of a contradiction; with ordinal 0 the record itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredContradiction {
    /// Where the case lies.
    pub county: String,
    /// Which.
    pub id: ContradictionId,
    /// The how-many-th fact of it, from 0.
    pub ordinal: i64,
    /// Of which case.
    pub case: CaseId,
    /// What kind of fact.
    pub kind: ContradictionFactKind,
    /// What, sealed.
    pub body: Vec<u8>,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str =
    "county, contradiction_id, ordinal, case_id, kind, body_sealed, at, by_login, body_mac";

/// Adds a fact. One that another has come before is refused by the primary key.
pub async fn contradiction_insert(tx: &Tx, one: &StoredContradiction) -> Result<(), StoreError> {
    let sql = format!(
        "insert into case_contradiction ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.ordinal,
        one.case.uuid(),
        one.kind.code(),
        one.body.clone(),
        one.at,
        &one.by,
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// What was said of the contradictions of a case, record by record, the oldest first.
pub async fn contradictions_of(
    tx: &Tx,
    county: &str,
    case: CaseId,
) -> Result<Vec<StoredContradiction>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from case_contradiction where county = $1 and case_id = $2
         order by contradiction_id, ordinal"
    );
    tx.query(&sql, &v![county, case.uuid()]).await?.iter().map(fact_of).collect()
}

fn fact_of(row: &Row) -> Result<StoredContradiction, StoreError> {
    Ok(StoredContradiction {
        county: row.text("county")?.to_owned(),
        id: row.id("contradiction_id", ContradictionId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        case: row.id("case_id", CaseId::from_uuid)?,
        kind: row.word("kind", ContradictionFactKind::from_code)?,
        body: row.bytes("body_sealed")?.to_vec(),
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
