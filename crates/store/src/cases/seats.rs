//! Where a case and his contacts sat, as it was entered.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::Moment;
use fangxian_core::ids::{CaseId, CaseSeatId, PersonId};

/// That a case, or a contact of his, sat somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSeat {
    /// Where the case lies.
    pub county: String,
    /// Made by whoever enters it.
    pub id: CaseSeatId,
    /// Of which case.
    pub case: CaseId,
    /// The how-many-th of it, from 0.
    pub ordinal: i64,
    /// Which contact; none where it is the case himself.
    pub person: Option<PersonId>,
    /// At which place, when, and the seat, sealed.
    pub body: Vec<u8>,
    /// When it was entered.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str =
    "county, fact_id, case_id, ordinal, person_id, body_sealed, at, by_login, body_mac";

/// Adds a seat. One that another has come before is refused by a unique index.
pub async fn seat_insert(tx: &Tx, one: &StoredSeat) -> Result<(), StoreError> {
    let sql =
        format!("insert into case_seat ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    let values = v![
        &one.county,
        one.id.uuid(),
        one.case.uuid(),
        one.ordinal,
        one.person.map(PersonId::uuid),
        one.body.clone(),
        one.at,
        &one.by,
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// The seats of a case and of his contacts, in the order of entering.
pub async fn seats_of_case(
    tx: &Tx,
    county: &str,
    case: CaseId,
) -> Result<Vec<StoredSeat>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from case_seat where county = $1 and case_id = $2 order by ordinal"
    );
    tx.query(&sql, &v![county, case.uuid()]).await?.iter().map(seat_of).collect()
}

fn seat_of(row: &Row) -> Result<StoredSeat, StoreError> {
    Ok(StoredSeat {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", CaseSeatId::from_uuid)?,
        case: row.id("case_id", CaseId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        person: row.opt_id("person_id", PersonId::from_uuid)?,
        body: row.bytes("body_sealed")?.to_vec(),
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
