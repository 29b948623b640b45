//! Who infected a case, as people chose it.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{CaseId, ChainChoiceId};
use fangxian_core::transmission::Chosen;

/// A choice as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChoice {
    /// Where the case lies.
    pub county: String,
    /// Made by whoever chooses.
    pub id: ChainChoiceId,
    /// Of which case.
    pub case: CaseId,
    /// The how-many-th choice of it, from 0.
    pub ordinal: i64,
    /// What was chosen.
    pub chosen: Chosen,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str =
    "county, choice_id, case_id, ordinal, kind, infector, reason, at, by_login, body_mac";

/// Adds a choice. One that another has come before is refused by a unique index.
pub async fn choice_insert(tx: &Tx, one: &StoredChoice) -> Result<(), StoreError> {
    let sql = format!(
        "insert into transmission_choice ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let infector = match one.chosen {
        Chosen::Infector(case) => Some(case.uuid()),
        Chosen::Nobody | Chosen::Open => None,
    };
    let values = v![
        &one.county,
        one.id.uuid(),
        one.case.uuid(),
        one.ordinal,
        one.chosen.code(),
        infector,
        &one.reason,
        one.at,
        &one.by,
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// The choices of these cases, case by case, the oldest first.
pub async fn choices_of(
    tx: &Tx,
    counties: &[String],
    cases: &[CaseId],
) -> Result<Vec<StoredChoice>, StoreError> {
    let mut found = Vec::new();
    for part in cases.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from transmission_choice
             where county in ({}) and case_id in ({}) order by case_id, ordinal",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(choice_of(row)?);
        }
    }
    Ok(found)
}

fn choice_of(row: &Row) -> Result<StoredChoice, StoreError> {
    let infector = row.opt_id("infector", CaseId::from_uuid)?;
    let chosen = match (row.text("kind")?, infector) {
        ("infector", Some(case)) => Chosen::Infector(case),
        ("nobody", None) => Chosen::Nobody,
        ("open", None) => Chosen::Open,
        _ => return Err(row.damaged("kind")),
    };
    Ok(StoredChoice {
        county: row.text("county")?.to_owned(),
        id: row.id("choice_id", ChainChoiceId::from_uuid)?,
        case: row.id("case_id", CaseId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        chosen,
        reason: row.text("reason")?.to_owned(),
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
