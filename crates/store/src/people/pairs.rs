//! What was said of two records: that they are one person, that they are two, that a merge is
//! undone. A merge stands until a fact undoes it.

use super::StoredPerson;
use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::ids::{PairFactId, PersonId};
use fangxian_core::places::PlaceCode;
use fangxian_core::{Moment, coded};

coded! {
    /// What was said of two records.
    PairFactKind {
        /// They are one person: the other was merged into the one that stays.
        Merged = "merged",
        /// A merge is undone.
        Unmerged = "unmerged",
        /// They are two people, and nobody is asked again.
        Apart = "apart",
    }
}

/// What was said of two records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPairFact {
    /// Made where it was said.
    pub id: PairFactId,
    /// What.
    pub kind: PairFactKind,
    /// The record that stays.
    pub person: PersonId,
    /// Where its person lives.
    pub community: PlaceCode,
    /// The record that was merged into it.
    pub other: PersonId,
    /// Where its person was counted, and its ticks lie.
    pub other_community: PlaceCode,
    /// The merge that is undone.
    pub undoes: Option<PairFactId>,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The version of the record that stays, which was seen.
    pub person_version: i64,
    /// The version of the other, which was seen.
    pub other_version: i64,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str = "county, pair_fact_id, kind, person_id, community, other_county, other_id, \
     other_community, undoes, at, by_login, reason, person_version, other_version, body_mac";
/// A merge that no fact undoes, of the table named `m`.
const STANDS: &str = "m.kind = 'merged' and not exists (
         select 1 from person_pair_fact u where u.county = m.county and u.undoes = m.pair_fact_id)";

/// Keeps what was said. A merge is undone once: the second one conflicts.
pub async fn pair_fact_insert(tx: &Tx, fact: &StoredPairFact) -> Result<(), StoreError> {
    tx.exec(
        "insert into person_pair_fact (county, pair_fact_id, kind, person_id, community,
             other_county, other_id, other_community, undoes, at, by_login, reason,
             person_version, other_version, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        &v![
            fact.community.county(),
            fact.id.uuid(),
            fact.kind.code(),
            fact.person.uuid(),
            &fact.community,
            fact.other_community.county(),
            fact.other.uuid(),
            &fact.other_community,
            fact.undoes.map(PairFactId::uuid),
            fact.at,
            &fact.by,
            &fact.reason,
            fact.person_version,
            fact.other_version,
            fact.body_mac.clone(),
        ],
    )
    .await?;
    Ok(())
}

/// One of them, in any of these counties.
pub async fn pair_fact_by_id(
    tx: &Tx,
    counties: &[String],
    id: PairFactId,
) -> Result<Option<StoredPairFact>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from person_pair_fact
         where pair_fact_id = $1 and county in ({})",
        holes(2, counties.len())
    );
    let mut values: Vec<V> = v![id.uuid()].into();
    values.extend(counties.iter().map(V::from));
    tx.query_opt(&sql, &values).await?.as_ref().map(pair_of).transpose()
}

/// The merges that stand and by which another record counts for one of these, in one step.
pub async fn merges_into(
    tx: &Tx,
    counties: &[String],
    people: &[PersonId],
) -> Result<Vec<StoredPairFact>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from person_pair_fact m
             where m.county in ({}) and m.person_id in ({}) and {STANDS}
             order by m.at, m.pair_fact_id",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        found.extend(pairs(tx, &sql, counties, part).await?);
    }
    Ok(found)
}

/// The merges that stand and by which one of these counts for another record, in one step.
pub async fn merges_away(
    tx: &Tx,
    counties: &[String],
    people: &[PersonId],
) -> Result<Vec<StoredPairFact>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from person_pair_fact m
             where m.other_county in ({}) and m.other_id in ({}) and {STANDS}
             order by m.at, m.pair_fact_id",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        found.extend(pairs(tx, &sql, counties, part).await?);
    }
    Ok(found)
}

/// The merges that stand into the people of a community, in one step.
pub async fn merges_of_community(
    tx: &Tx,
    community: &PlaceCode,
) -> Result<Vec<StoredPairFact>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from person_pair_fact m
         where m.county = $1 and m.community = $2 and {STANDS}
         order by m.at, m.pair_fact_id"
    );
    tx.query(&sql, &v![community.county(), community]).await?.iter().map(pair_of).collect()
}

/// All that was said of these records and of others, oldest first.
pub async fn pair_facts_of(
    tx: &Tx,
    counties: &[String],
    person: PersonId,
) -> Result<Vec<StoredPairFact>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from person_pair_fact
         where county in ({}) and person_id = $1
         union
         select {COLUMNS} from person_pair_fact
         where other_county in ({}) and other_id = $1
         order by at, pair_fact_id",
        holes(2, counties.len()),
        holes(2, counties.len())
    );
    let mut values: Vec<V> = v![person.uuid()].into();
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(pair_of).collect()
}

/// The pairs of which it was said that they are two people, where one of them lives in a community.
pub async fn pairs_apart(
    tx: &Tx,
    community: &PlaceCode,
) -> Result<Vec<(PersonId, PersonId)>, StoreError> {
    let rows = tx
        .query(
            "select person_id, other_id from person_pair_fact
             where county = $1 and community = $2 and kind = 'apart'
             union
             select person_id, other_id from person_pair_fact
             where other_county = $1 and other_community = $2 and kind = 'apart'",
            &v![community.county(), community],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let other = row.id("other_id", PersonId::from_uuid)?;
            Ok((row.id("person_id", PersonId::from_uuid)?, other))
        })
        .collect()
}

/// Who has one of these phones, by their keyed indexes, in these counties.
pub async fn people_by_phones(
    tx: &Tx,
    counties: &[String],
    indexes: &[Vec<u8>],
) -> Result<Vec<StoredPerson>, StoreError> {
    let mut found = Vec::new();
    for part in indexes.chunks(500) {
        let sql = format!(
            "select {} from person
             where county in ({}) and gone_at is null and phone_index in ({})",
            super::COLUMNS,
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|index| V::from(index.clone())));
        for row in &tx.query(&sql, &values).await? {
            found.push(super::person_of(row)?);
        }
    }
    Ok(found)
}

async fn pairs(
    tx: &Tx,
    sql: &str,
    counties: &[String],
    people: &[PersonId],
) -> Result<Vec<StoredPairFact>, StoreError> {
    let mut values: Vec<V> = counties.iter().map(V::from).collect();
    values.extend(people.iter().map(|id| V::from(id.uuid())));
    tx.query(sql, &values).await?.iter().map(pair_of).collect()
}

fn pair_of(row: &Row) -> Result<StoredPairFact, StoreError> {
    Ok(StoredPairFact {
        id: row.id("pair_fact_id", PairFactId::from_uuid)?,
        kind: row.word("kind", PairFactKind::from_code)?,
        person: row.id("person_id", PersonId::from_uuid)?,
        community: row.place("community")?,
        other: row.id("other_id", PersonId::from_uuid)?,
        other_community: row.place("other_community")?,
        undoes: row.opt_id("undoes", PairFactId::from_uuid)?,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        reason: row.text("reason")?.to_owned(),
        person_version: row.int("person_version")?,
        other_version: row.int("other_version")?,
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
