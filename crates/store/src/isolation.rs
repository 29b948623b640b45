//! Isolation: what was said of sites, vehicles, homes, stays and runs, who stays where and who rides in what.

mod runs;
mod stays;

pub use runs::{StoredRun, run_insert, run_turn, runs_since};
pub use stays::{StoredStay, bed_turns, claim_turns, stays_by_ids, stays_insert, stays_since};

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::IsolationFactId;
use fangxian_core::isolation::{IsolationAbout, IsolationSays};

/// Something that was said, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredIsolationFact {
    /// Where it lies.
    pub county: String,
    /// Made by whoever says it.
    pub id: IsolationFactId,
    /// Of what.
    pub about: IsolationAbout,
    /// Of which: an id, a plate or a place.
    pub subject: String,
    /// The how-many-th fact of it, from 0.
    pub ordinal: i64,
    /// What.
    pub says: IsolationSays,
    /// What somebody needs, sealed.
    pub words: Option<Vec<u8>>,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str =
    "county, fact_id, about, subject, ordinal, kind, says, words_sealed, at, by_login, body_mac";

fn damaged(column: &str) -> StoreError {
    StoreError::Damaged { table: "isolation_fact".to_owned(), column: column.to_owned() }
}

/// Adds what was said. A fact that another has come before is refused by a unique index.
pub async fn isolation_fact_insert(tx: &Tx, one: &StoredIsolationFact) -> Result<(), StoreError> {
    let says = serde_json::to_string(&one.says).map_err(|_| damaged("says"))?;
    let sql = "insert into isolation_fact
                   (county, fact_id, about, subject, ordinal, kind, says, words_sealed, at,
                    by_login, body_mac)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = v![
        &one.county,
        one.id.uuid(),
        one.about.code(),
        &one.subject,
        one.ordinal,
        one.says.kind(),
        says,
        one.words.clone(),
        one.at,
        &one.by,
        one.body_mac.clone(),
    ];
    tx.exec(sql, &values).await.map(drop)
}

/// What was said by this id.
pub async fn isolation_fact_by_id(
    tx: &Tx,
    counties: &[String],
    id: IsolationFactId,
) -> Result<Option<StoredIsolationFact>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from isolation_fact where fact_id = $1 and county in ({})",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(id.uuid())];
    values.extend(counties.iter().map(V::from));
    tx.query_opt(&sql, &values).await?.as_ref().map(fact_of).transpose()
}

/// Everything that was said of one subject, the oldest first.
pub async fn isolation_facts_of(
    tx: &Tx,
    counties: &[String],
    about: IsolationAbout,
    subjects: &[String],
) -> Result<Vec<StoredIsolationFact>, StoreError> {
    let mut found = Vec::new();
    for some in subjects.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from isolation_fact
             where about = $1 and county in ({}) and subject in ({})
             order by subject, ordinal",
            holes(2, counties.len()),
            holes(2 + counties.len(), some.len())
        );
        let mut values = vec![V::from(about.code())];
        values.extend(counties.iter().map(V::from));
        values.extend(some.iter().map(V::from));
        for row in tx.query(&sql, &values).await? {
            found.push(fact_of(&row)?);
        }
    }
    Ok(found)
}

/// Everything that was said of one kind of subject since a moment, subject by subject, the oldest first.
pub async fn isolation_facts_about(
    tx: &Tx,
    counties: &[String],
    about: IsolationAbout,
    since: Moment,
) -> Result<Vec<StoredIsolationFact>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from isolation_fact where about = $1 and at >= $2 and county in ({})
         order by subject, ordinal",
        holes(3, counties.len())
    );
    let mut values = vec![V::from(about.code()), V::from(since)];
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(fact_of).collect()
}

fn fact_of(row: &Row) -> Result<StoredIsolationFact, StoreError> {
    Ok(StoredIsolationFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", IsolationFactId::from_uuid)?,
        about: row.word("about", IsolationAbout::from_code)?,
        subject: row.text("subject")?.to_owned(),
        ordinal: row.int("ordinal")?,
        says: serde_json::from_str(row.text("says")?).map_err(|_| row.damaged("says"))?,
        words: row.opt_bytes("words_sealed")?.map(<[u8]>::to_vec),
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
