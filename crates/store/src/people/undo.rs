//! Imports that were taken back, and what they had written.

use super::{StoredPersonFact, fact_of};
use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{ImportId, PersonId};
use fangxian_core::places::PlaceCode;

/// An import that was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterUndo {
    /// Which import.
    pub id: ImportId,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// Why.
    pub reason: String,
    /// How many of those whom it added left.
    pub n_left: i64,
    /// How many of those whom it changed are as before.
    pub n_restored: i64,
    /// How many stay as they are, because somebody built on them.
    pub n_kept: i64,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

/// Notes that an import was taken back. The second time conflicts.
pub async fn roster_undo_insert(
    tx: &Tx,
    county: &str,
    undo: &RosterUndo,
) -> Result<(), StoreError> {
    tx.exec(
        "insert into roster_undo (county, import_id, at, by_login, reason, n_left, n_restored,
             n_kept, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &v![
            county,
            undo.id.uuid(),
            undo.at,
            &undo.by,
            &undo.reason,
            undo.n_left,
            undo.n_restored,
            undo.n_kept,
            undo.body_mac.clone(),
        ],
    )
    .await?;
    Ok(())
}

/// Those of these imports that were taken back.
pub async fn roster_undos(
    tx: &Tx,
    county: &str,
    ids: &[ImportId],
) -> Result<Vec<RosterUndo>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select import_id, at, by_login, reason, n_left, n_restored, n_kept, body_mac
         from roster_undo where county = $1 and import_id in ({})",
        holes(2, ids.len())
    );
    let mut values = vec![V::from(county)];
    values.extend(ids.iter().map(|id| V::from(id.uuid())));
    tx.query(&sql, &values).await?.iter().map(undo_of).collect()
}

fn undo_of(row: &Row) -> Result<RosterUndo, StoreError> {
    Ok(RosterUndo {
        id: row.id("import_id", ImportId::from_uuid)?,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        reason: row.text("reason")?.to_owned(),
        n_left: row.int("n_left")?,
        n_restored: row.int("n_restored")?,
        n_kept: row.int("n_kept")?,
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// The facts of a community's people that bear a fingerprint: what one import wrote.
pub async fn person_facts_of_import(
    tx: &Tx,
    community: &PlaceCode,
    body_mac: Vec<u8>,
) -> Result<Vec<StoredPersonFact>, StoreError> {
    let sql = "select f.county, f.fact_id, f.person_id, f.kind, f.at, f.by_login, f.reason,
             f.assumed_version, f.record_sealed, f.body_mac
         from person p join person_fact f on f.county = p.county and f.person_id = p.person_id
         where p.county = $1 and p.community = $2 and f.body_mac = $3
         order by f.person_id, f.assumed_version";
    let values = v![community.county(), community, body_mac];
    tx.query(sql, &values).await?.iter().map(fact_of).collect()
}

/// The facts that made these versions of these people.
pub async fn person_facts_of_people(
    tx: &Tx,
    county: &str,
    people: &[PersonId],
) -> Result<Vec<StoredPersonFact>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select county, fact_id, person_id, kind, at, by_login, reason, assumed_version,
                 record_sealed, body_mac
             from person_fact where county = $1 and person_id in ({})",
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

/// When each of these people was last ticked in any round, by our clock.
pub async fn last_ticked(
    tx: &Tx,
    county: &str,
    people: &[PersonId],
) -> Result<Vec<(PersonId, Moment)>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select person_id, max(received_at) as last_at from round_fact
             where county = $1 and person_id in ({}) group by person_id",
            holes(2, part.len())
        );
        let mut values = vec![V::from(county)];
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push((row.id("person_id", PersonId::from_uuid)?, row.moment("last_at")?));
        }
    }
    Ok(found)
}
