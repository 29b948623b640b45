//! Cases that counties outside the city reported.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::ids::{ElsewhereCaseId, ElsewhereFactId};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};

/// The last case of a county elsewhere, as it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCaseElsewhere {
    /// The city's padded code.
    pub county: String,
    /// Made by the client.
    pub id: ElsewhereCaseId,
    /// The county that reported, six digits.
    pub place: PlaceCode,
    /// The day on which its last case was reported.
    pub last_on: CityDay,
    /// Where that is written.
    pub source: String,
    /// A note of the one who entered it; empty where there is none.
    pub note: String,
    /// When it was entered.
    pub at: Moment,
    /// Who entered it, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
    /// That it was withdrawn; none while it stands.
    pub withdrawn: Option<CaseWithdrawn>,
}

/// That a case was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseWithdrawn {
    /// Made by the client.
    pub id: ElsewhereFactId,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const SELECT: &str = "select c.county, c.case_id, c.place, c.last_on, c.source, c.note, c.at, \
     c.by_login, c.body_mac, w.fact_id as w_fact_id, w.reason as w_reason, w.at as w_at, \
     w.by_login as w_by_login, w.body_mac as w_body_mac \
     from case_elsewhere c left join case_elsewhere_withdrawal w \
     on w.county = c.county and w.case_id = c.case_id";

/// Enters a case.
pub async fn case_elsewhere_insert(tx: &Tx, one: &StoredCaseElsewhere) -> Result<(), StoreError> {
    tx.exec(
        "insert into case_elsewhere
           (county, case_id, place, last_on, source, note, at, by_login, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &v![
            &one.county,
            one.id.uuid(),
            one.place.as_str(),
            one.last_on,
            &one.source,
            &one.note,
            one.at,
            &one.by,
            one.body_mac.clone(),
        ],
    )
    .await?;
    Ok(())
}

/// Withdraws a case. One that was withdrawn before is a conflict.
pub async fn case_elsewhere_withdraw(
    tx: &Tx,
    county: &str,
    case: ElsewhereCaseId,
    one: &CaseWithdrawn,
) -> Result<(), StoreError> {
    tx.exec(
        "insert into case_elsewhere_withdrawal
           (county, case_id, fact_id, reason, at, by_login, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &v![
            county,
            case.uuid(),
            one.id.uuid(),
            &one.reason,
            one.at,
            &one.by,
            one.body_mac.clone(),
        ],
    )
    .await?;
    Ok(())
}

/// The case of that id.
pub async fn case_elsewhere_by_id(
    tx: &Tx,
    county: &str,
    id: ElsewhereCaseId,
) -> Result<Option<StoredCaseElsewhere>, StoreError> {
    let sql = format!("{SELECT} where c.county = $1 and c.case_id = $2");
    tx.query_opt(&sql, &v![county, id.uuid()]).await?.as_ref().map(case_of).transpose()
}

/// The latest that were entered, withdrawn ones among them, the newest first.
pub async fn cases_elsewhere_latest(
    tx: &Tx,
    county: &str,
    limit: i64,
) -> Result<Vec<StoredCaseElsewhere>, StoreError> {
    let sql = format!("{SELECT} where c.county = $1 order by c.at desc, c.case_id limit $2");
    tx.query(&sql, &v![county, limit]).await?.iter().map(case_of).collect()
}

/// Those that stand, with a last case since a day; at most `limit`, the latest of them.
pub async fn cases_elsewhere_since(
    tx: &Tx,
    county: &str,
    since: CityDay,
    limit: i64,
) -> Result<Vec<StoredCaseElsewhere>, StoreError> {
    let sql = format!(
        "{SELECT} where c.county = $1 and c.last_on >= $2 and w.case_id is null
         order by c.last_on desc, c.case_id limit $3"
    );
    tx.query(&sql, &v![county, since, limit]).await?.iter().map(case_of).collect()
}

fn case_of(row: &Row) -> Result<StoredCaseElsewhere, StoreError> {
    let withdrawn = match row.opt_text("w_fact_id")? {
        None => None,
        Some(_) => Some(CaseWithdrawn {
            id: row.id("w_fact_id", ElsewhereFactId::from_uuid)?,
            reason: row.text("w_reason")?.to_owned(),
            at: row.moment("w_at")?,
            by: row.text("w_by_login")?.to_owned(),
            body_mac: row.bytes("w_body_mac")?.to_vec(),
        }),
    };
    Ok(StoredCaseElsewhere {
        county: row.text("county")?.to_owned(),
        id: row.id("case_id", ElsewhereCaseId::from_uuid)?,
        place: row.place("place")?,
        last_on: row.day("last_on")?,
        source: row.text("source")?.to_owned(),
        note: row.text("note")?.to_owned(),
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
        withdrawn,
    })
}
