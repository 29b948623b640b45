//! Whom a case met, as it was listed and decided.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::cases::{ContactFact, ContactFactKind, ContactVerdict};
use fangxian_core::contacts::Ring;
use fangxian_core::ids::{CaseId, PersonId};

/// What was found or decided of somebody as a contact of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredContact {
    /// Where the case lies.
    pub county: String,
    /// Of which case.
    pub case: CaseId,
    /// Whom.
    pub person: PersonId,
    /// The how-many-th fact of him, from 0.
    pub ordinal: i64,
    /// How near he is.
    pub ring: Ring,
    /// What, when and by whom.
    pub fact: ContactFact,
    /// Where and when they met, sealed.
    pub evidence: Vec<u8>,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str = "county, case_id, person_id, ordinal, kind, ring, verdict, says, \
     evidence_sealed, at, by_login, body_mac";

fn values_of(one: &StoredContact) -> Result<[V; 12], StoreError> {
    let says = serde_json::to_string(&one.fact.says).map_err(|_| StoreError::Damaged {
        table: "case_contact".to_owned(),
        column: "says".to_owned(),
    })?;
    Ok(v![
        &one.county,
        one.case.uuid(),
        one.person.uuid(),
        one.ordinal,
        one.fact.kind.code(),
        one.ring.code(),
        one.fact.verdict.code(),
        says,
        one.evidence.clone(),
        one.fact.at,
        one.fact.by.clone(),
        one.body_mac.clone(),
    ])
}

/// Adds what a search found; what stands already is left as it is.
pub async fn contacts_insert(tx: &Tx, all: &[StoredContact]) -> Result<u64, StoreError> {
    let rows = all.iter().map(values_of).collect::<Result<Vec<_>, _>>()?;
    if rows.is_empty() {
        return Ok(0);
    }
    tx.exec_rows(
        "insert into case_contact (county, case_id, person_id, ordinal, kind, ring, verdict, says,
             evidence_sealed, at, by_login, body_mac)
         values {rows}
         on conflict (county, case_id, person_id, ordinal) do nothing",
        rows,
    )
    .await
}

/// Adds what a person decided. A fact that another has come before is refused by the key.
pub async fn contact_insert(tx: &Tx, one: &StoredContact) -> Result<(), StoreError> {
    let sql = format!(
        "insert into case_contact ({COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    tx.exec(&sql, &values_of(one)?).await.map(drop)
}

/// What was found and decided of the contacts of a case, person by person, the oldest first.
pub async fn contacts_of_case(
    tx: &Tx,
    county: &str,
    case: CaseId,
) -> Result<Vec<StoredContact>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from case_contact where county = $1 and case_id = $2
         order by person_id, ordinal"
    );
    tx.query(&sql, &v![county, case.uuid()]).await?.iter().map(contact_of).collect()
}

/// The same of these cases, case by case and person by person.
pub async fn contacts_of_cases(
    tx: &Tx,
    counties: &[String],
    cases: &[CaseId],
) -> Result<Vec<StoredContact>, StoreError> {
    let mut found = Vec::new();
    for part in cases.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from case_contact where county in ({}) and case_id in ({})
             order by case_id, person_id, ordinal",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(contact_of(row)?);
        }
    }
    Ok(found)
}

/// The same of these people, in whatever cases, person by person and case by case.
pub async fn contacts_of_people(
    tx: &Tx,
    people: &[PersonId],
) -> Result<Vec<StoredContact>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from case_contact where person_id in ({})
             order by person_id, case_id, ordinal",
            holes(1, part.len())
        );
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        for row in &tx.query(&sql, &values).await? {
            found.push(contact_of(row)?);
        }
    }
    Ok(found)
}

/// Who was listed since a moment, each once.
pub async fn contacts_since(
    tx: &Tx,
    counties: &[String],
    since: Moment,
) -> Result<Vec<PersonId>, StoreError> {
    let sql = format!(
        "select distinct person_id from case_contact
         where at >= $1 and verdict in ('close', 'secondary') and county in ({})
         order by person_id",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(since)];
    values.extend(counties.iter().map(V::from));
    let rows = tx.query(&sql, &values).await?;
    rows.iter().map(|row| row.id("person_id", PersonId::from_uuid)).collect()
}

fn contact_of(row: &Row) -> Result<StoredContact, StoreError> {
    let fact = ContactFact {
        kind: row.word("kind", ContactFactKind::from_code)?,
        verdict: row.word("verdict", ContactVerdict::from_code)?,
        says: serde_json::from_str(row.text("says")?).map_err(|_| row.damaged("says"))?,
        at: row.moment("at")?,
        by: row.opt_text("by_login")?.map(ToOwned::to_owned),
    };
    Ok(StoredContact {
        county: row.text("county")?.to_owned(),
        case: row.id("case_id", CaseId::from_uuid)?,
        person: row.id("person_id", PersonId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        ring: row.word("ring", Ring::from_code)?,
        fact,
        evidence: row.bytes("evidence_sealed")?.to_vec(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// That the contacts of a case were sought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTraced {
    /// Where the case lies.
    pub county: String,
    /// Of which case.
    pub case: CaseId,
    /// The how-many-th search, from 0.
    pub turn: i64,
    /// What was found and what was cut, sealed: places and days point at one person.
    pub body: Vec<u8>,
    /// When.
    pub at: Moment,
}

/// Notes a search. False where that turn was noted before: then somebody else has done it.
pub async fn traced_insert(tx: &Tx, one: &StoredTraced) -> Result<bool, StoreError> {
    let sql = "insert into case_traced (county, case_id, turn, body_sealed, at)
               values ($1, $2, $3, $4, $5) on conflict (county, case_id, turn) do nothing";
    let values = v![&one.county, one.case.uuid(), one.turn, one.body.clone(), one.at];
    Ok(tx.exec(sql, &values).await? == 1)
}

/// The searches of a case, the oldest first.
pub async fn traced_of(
    tx: &Tx,
    county: &str,
    case: CaseId,
) -> Result<Vec<StoredTraced>, StoreError> {
    let sql = "select county, case_id, turn, body_sealed, at from case_traced
               where county = $1 and case_id = $2 order by turn";
    let rows = tx.query(sql, &v![county, case.uuid()]).await?;
    rows.iter()
        .map(|row| {
            Ok(StoredTraced {
                county: row.text("county")?.to_owned(),
                case: row.id("case_id", CaseId::from_uuid)?,
                turn: row.int("turn")?,
                body: row.bytes("body_sealed")?.to_vec(),
                at: row.moment("at")?,
            })
        })
        .collect()
}
