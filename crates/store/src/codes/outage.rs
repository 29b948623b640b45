//! That codes are down by the word of the city command, and that it was ended before its time.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::Moment;
use fangxian_core::codes::Outage;
use fangxian_core::ids::CodeOutageId;
use fangxian_core::policy::Role;

/// One such act, with its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredOutage {
    /// The city.
    pub county: String,
    /// Which.
    pub id: CodeOutageId,
    /// What was said.
    pub outage: Outage,
    /// By whom, by sign-in name.
    pub by: String,
    /// In which role.
    pub role: Role,
    /// By whom it was ended before its time.
    pub ended_by: Option<String>,
    /// The keyed fingerprint of what was entered.
    pub body_mac: Vec<u8>,
}

const SELECT: &str = "select o.county, o.outage_id, o.ordinal, o.reason, o.since_at, o.until_at,
        o.by_login, o.by_role, o.body_mac, e.at as ended_at, e.by_login as ended_by
    from code_outage o
    left join code_outage_end e on e.county = o.county and e.outage_id = o.outage_id";

/// Adds one. False where one with this id, or at this place in the order, stands.
pub async fn outage_insert(tx: &Tx, one: &StoredOutage) -> Result<bool, StoreError> {
    let sql = "insert into code_outage (county, outage_id, ordinal, reason, since_at, until_at,
                   by_login, by_role, body_mac)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
               on conflict do nothing";
    let Outage { ordinal, reason, since, until, ended: _ } = &one.outage;
    let values = v![
        &one.county,
        one.id.uuid(),
        *ordinal,
        reason,
        *since,
        *until,
        &one.by,
        one.role.code(),
        one.body_mac.clone(),
    ];
    Ok(tx.exec(sql, &values).await? == 1)
}

/// Ends one before its time. False where it was ended before.
pub async fn outage_end_insert(
    tx: &Tx,
    (county, id): (&str, CodeOutageId),
    (at, by): (Moment, &str),
) -> Result<bool, StoreError> {
    let sql = "insert into code_outage_end (county, outage_id, at, by_login)
               values ($1, $2, $3, $4) on conflict (county, outage_id) do nothing";
    Ok(tx.exec(sql, &v![county, id.uuid(), at, by]).await? == 1)
}

/// The newest, so many at most, the last first.
pub async fn outages_last(tx: &Tx, county: &str, n: i64) -> Result<Vec<StoredOutage>, StoreError> {
    let sql = format!("{SELECT} where o.county = $1 order by o.ordinal desc limit $2");
    tx.query(&sql, &v![county, n]).await?.iter().map(outage_of).collect()
}

/// Those that began since a moment, the first first.
pub async fn outages_since(
    tx: &Tx,
    county: &str,
    since: Moment,
) -> Result<Vec<StoredOutage>, StoreError> {
    let sql = format!("{SELECT} where o.county = $1 and o.since_at >= $2 order by o.ordinal");
    tx.query(&sql, &v![county, since]).await?.iter().map(outage_of).collect()
}

/// One by its id.
pub async fn outage_by_id(
    tx: &Tx,
    (county, id): (&str, CodeOutageId),
) -> Result<Option<StoredOutage>, StoreError> {
    let sql = format!("{SELECT} where o.county = $1 and o.outage_id = $2");
    tx.query_opt(&sql, &v![county, id.uuid()]).await?.as_ref().map(outage_of).transpose()
}

fn outage_of(row: &Row) -> Result<StoredOutage, StoreError> {
    Ok(StoredOutage {
        county: row.text("county")?.to_owned(),
        id: row.id("outage_id", CodeOutageId::from_uuid)?,
        outage: Outage {
            ordinal: row.int("ordinal")?,
            reason: row.text("reason")?.to_owned(),
            since: row.moment("since_at")?,
            until: row.moment("until_at")?,
            ended: row.opt_moment("ended_at")?,
        },
        by: row.text("by_login")?.to_owned(),
        role: row.word("by_role", Role::from_code)?,
        ended_by: row.opt_text("ended_by")?.map(str::to_owned),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
