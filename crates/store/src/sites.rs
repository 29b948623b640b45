//! Sites and kiosks: what was decided of them, and what was said of their queues.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::Moment;
use fangxian_core::ids::{SiteFactId, SiteId};
use fangxian_core::sites::{QueueSaid, SiteFact, SiteFactKind, SiteSays, Wait};
use std::collections::HashMap;

/// Something that was decided of a site, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSiteFact {
    /// Six digits: where the site was chosen.
    pub county: String,
    /// Made by the client.
    pub id: SiteFactId,
    /// Of which site.
    pub site: SiteId,
    /// The how-many-th fact of it, from 0.
    pub ordinal: i64,
    /// What, and when.
    pub fact: SiteFact,
    /// Why.
    pub reason: String,
    /// Who, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str =
    "county, fact_id, site_id, ordinal, kind, says, reason, at, by_login, body_mac";

/// Adds what was decided. A fact that another has come before is refused by a unique index.
pub async fn site_fact_insert(tx: &Tx, one: &StoredSiteFact) -> Result<(), StoreError> {
    let kind = one.fact.says.kind();
    let says = serde_json::to_string(&one.fact.says).map_err(|_| damaged())?;
    tx.exec(
        "insert into site_fact
           (county, fact_id, site_id, ordinal, kind, says, reason, at, by_login, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &v![
            &one.county,
            one.id.uuid(),
            one.site.uuid(),
            one.ordinal,
            kind.code(),
            says,
            &one.reason,
            one.fact.at,
            &one.by,
            one.body_mac.clone(),
        ],
    )
    .await?;
    Ok(())
}

fn damaged() -> StoreError {
    StoreError::Damaged { table: "site_fact".to_owned(), column: "says".to_owned() }
}

/// The facts of every site of the city, those of one together and in their order. A city has some
/// thousands of sites with a handful of facts each.
pub async fn site_facts_all(tx: &Tx) -> Result<Vec<StoredSiteFact>, StoreError> {
    let sql = format!("select {COLUMNS} from site_fact order by county, site_id, ordinal");
    tx.query(&sql, &[]).await?.iter().map(fact_of).collect()
}

/// The facts of one site in their order.
pub async fn site_facts_of(
    tx: &Tx,
    county: &str,
    site: SiteId,
) -> Result<Vec<StoredSiteFact>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from site_fact where county = $1 and site_id = $2 order by ordinal"
    );
    tx.query(&sql, &v![county, site.uuid()]).await?.iter().map(fact_of).collect()
}

/// The fact of that id.
pub async fn site_fact_by_id(
    tx: &Tx,
    county: &str,
    id: SiteFactId,
) -> Result<Option<StoredSiteFact>, StoreError> {
    let sql = format!("select {COLUMNS} from site_fact where county = $1 and fact_id = $2");
    tx.query_opt(&sql, &v![county, id.uuid()]).await?.as_ref().map(fact_of).transpose()
}

fn fact_of(row: &Row) -> Result<StoredSiteFact, StoreError> {
    let says: SiteSays =
        serde_json::from_str(row.text("says")?).map_err(|_| row.damaged("says"))?;
    if says.kind() != row.word("kind", SiteFactKind::from_code)? {
        return Err(row.damaged("kind"));
    }
    Ok(StoredSiteFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", SiteFactId::from_uuid)?,
        site: row.id("site_id", SiteId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        fact: SiteFact { says, at: row.moment("at")? },
        reason: row.text("reason")?.to_owned(),
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// What somebody said of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredQueue {
    /// Six digits: the county of the site's facts.
    pub county: String,
    /// Which site.
    pub site: SiteId,
    /// Made by the client.
    pub id: SiteFactId,
    /// How long, and when it was said.
    pub said: QueueSaid,
    /// Who, by sign-in name.
    pub by: String,
}

/// Adds what was said of a queue. The same again changes nothing.
pub async fn site_queue_insert(tx: &Tx, one: &StoredQueue) -> Result<(), StoreError> {
    tx.exec(
        "insert into site_queue (county, site_id, said_at, fact_id, wait, by_login)
         values ($1, $2, $3, $4, $5, $6)
         on conflict do nothing",
        &v![
            &one.county,
            one.site.uuid(),
            one.said.at,
            one.id.uuid(),
            one.said.wait.code(),
            &one.by
        ],
    )
    .await?;
    Ok(())
}

/// What was last said of each queue since a moment.
pub async fn site_queues_since(
    tx: &Tx,
    since: Moment,
) -> Result<HashMap<SiteId, QueueSaid>, StoreError> {
    let rows = tx
        .query(
            "select site_id, wait, said_at from site_queue where said_at >= $1 order by said_at",
            &v![since],
        )
        .await?;
    let mut said = HashMap::new();
    for row in &rows {
        let one =
            QueueSaid { wait: row.word("wait", Wait::from_code)?, at: row.moment("said_at")? };
        said.insert(row.id("site_id", SiteId::from_uuid)?, one);
    }
    Ok(said)
}
