//! What was filed with communities, and what was said of it since.

use crate::db::many::holes;
use crate::places::code_range;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::filings::FilingKind;
use fangxian_core::ids::{FilingFactId, FilingId};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};

/// Something that was said of a filing, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFilingFact {
    /// Six digits: the county in which it was first filed.
    pub county: String,
    /// Made by the client.
    pub id: FilingFactId,
    /// Of which filing.
    pub filing: FilingId,
    /// What is filed.
    pub what: FilingKind,
    /// The how-many-th fact of it, from 0.
    pub ordinal: i64,
    /// The code of its kind.
    pub kind: String,
    /// What, as JSON that the layer above makes and reads.
    pub says: String,
    /// Who, sealed; with what files it and with every new version.
    pub who: Option<Vec<u8>>,
    /// Where it is filed.
    pub place: PlaceCode,
    /// The first and the last day of the version.
    pub days: (CityDay, CityDay),
    /// Why.
    pub reason: String,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name; none where somebody filed it himself.
    pub by: Option<String>,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

impl StoredFilingFact {
    /// What cannot be read.
    pub fn damaged(&self, column: &str) -> StoreError {
        StoreError::Damaged { table: "filing_fact".to_owned(), column: column.to_owned() }
    }
}

const COLUMNS: &str = "county, fact_id, filing_id, what, ordinal, kind, says, who_sealed, place, \
     first_day, last_day, reason, at, by_login, body_mac";

/// Adds what was said of a filing. A fact that another has come before is refused by a unique index.
pub async fn filing_fact_insert(tx: &Tx, one: &StoredFilingFact) -> Result<(), StoreError> {
    let sql = format!(
        "insert into filing_fact ({COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.filing.uuid(),
        one.what.code(),
        one.ordinal,
        &one.kind,
        &one.says,
        one.who.clone(),
        one.place.clone(),
        one.days.0,
        one.days.1,
        &one.reason,
        one.at,
        one.by.clone(),
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// The facts of one filing in their order, wherever in the city it is.
pub async fn filing_facts_of(
    tx: &Tx,
    filing: FilingId,
) -> Result<Vec<StoredFilingFact>, StoreError> {
    let sql = format!("select {COLUMNS} from filing_fact where filing_id = $1 order by ordinal");
    tx.query(&sql, &v![filing.uuid()]).await?.iter().map(fact_of).collect()
}

/// The facts of some filings: those of one together and in their order.
pub async fn filing_facts_of_many(
    tx: &Tx,
    filings: &[FilingId],
) -> Result<Vec<StoredFilingFact>, StoreError> {
    let mut found = Vec::new();
    for part in filings.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from filing_fact where filing_id in ({})
             order by filing_id, ordinal",
            holes(1, part.len())
        );
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        for row in &tx.query(&sql, &values).await? {
            found.push(fact_of(row)?);
        }
    }
    Ok(found)
}

/// The facts of the filings of a kind within a division of which a version lasts until a day or longer,
/// those of one together and in their order: of at most so many, the latest first.
pub async fn filing_facts_within(
    tx: &Tx,
    what: FilingKind,
    within: &PlaceCode,
    since: CityDay,
    n_most: usize,
) -> Result<Vec<StoredFilingFact>, StoreError> {
    let (first, end) = code_range(within);
    let limit = i64::try_from(n_most).unwrap_or(i64::MAX);
    let sql = "select distinct filing_id from filing_fact
               where what = $1 and place >= $2 and place < $3 and last_day >= $4
               order by filing_id desc limit $5";
    let rows = tx.query(sql, &v![what.code(), first, end, since, limit]).await?;
    let ids: Result<Vec<FilingId>, StoreError> =
        rows.iter().map(|row| row.id("filing_id", FilingId::from_uuid)).collect();
    let ids = ids?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select {COLUMNS} from filing_fact where filing_id in ({})
         order by filing_id desc, ordinal",
        holes(1, ids.len())
    );
    let values: Vec<V> = ids.iter().map(|id| V::from(id.uuid())).collect();
    tx.query(&sql, &values).await?.iter().map(fact_of).collect()
}

/// How many were filed by people themselves within a county since a moment.
pub async fn filings_sent_since(
    tx: &Tx,
    what: FilingKind,
    county: &str,
    since: Moment,
) -> Result<i64, StoreError> {
    let sql = "select count(*) as n from filing_fact
               where county = $1 and what = $2 and by_login is null and at >= $3";
    tx.query_one(sql, &v![county, what.code(), since]).await?.int("n")
}

fn fact_of(row: &Row) -> Result<StoredFilingFact, StoreError> {
    Ok(StoredFilingFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", FilingFactId::from_uuid)?,
        filing: row.id("filing_id", FilingId::from_uuid)?,
        what: row.word("what", FilingKind::from_code)?,
        ordinal: row.int("ordinal")?,
        kind: row.text("kind")?.to_owned(),
        says: row.text("says")?.to_owned(),
        who: row.opt_bytes("who_sealed")?.map(<[u8]>::to_vec),
        place: row.place("place")?,
        days: (row.day("first_day")?, row.day("last_day")?),
        reason: row.text("reason")?.to_owned(),
        at: row.moment("at")?,
        by: row.opt_text("by_login")?.map(ToOwned::to_owned),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
