//! What was said of the cases of those who are asked about.

use crate::db::many::holes;
use crate::places::code_range;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{VerificationCaseId, VerificationFactId};
use fangxian_core::places::PlaceCode;
use fangxian_core::verifications::{AskedFactKind, CaseFact, CaseSays};

/// What was said of a case, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCaseFact {
    /// Six digits, of the list that asked first.
    pub county: String,
    /// Made by whoever says it.
    pub id: VerificationFactId,
    /// Of which case.
    pub case: VerificationCaseId,
    /// The how-many-th, from 0.
    pub ordinal: i64,
    /// What, where the case is after it, and when.
    pub fact: CaseFact,
    /// What was said in words, sealed.
    pub words: Option<Vec<u8>>,
    /// By whom, by sign-in name; none where a rule did it.
    pub by: Option<String>,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str = "county, fact_id, case_id, ordinal, kind, says, words_sealed, place, at, \
     by_login, body_mac";

/// Adds what was said. A fact that another has come before is refused by a unique index.
pub async fn case_fact_insert(tx: &Tx, all: &[StoredCaseFact]) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(all.len());
    for one in all {
        let says = serde_json::to_string(&one.fact.says).map_err(|_| StoreError::Damaged {
            table: "verification_fact".to_owned(),
            column: "says".to_owned(),
        })?;
        rows.push(v![
            &one.county,
            one.id.uuid(),
            one.case.uuid(),
            one.ordinal,
            one.fact.says.kind().code(),
            says,
            one.words.clone(),
            &one.fact.place,
            one.fact.at,
            one.by.clone(),
            one.body_mac.clone(),
        ]);
    }
    let sql = format!("insert into verification_fact ({COLUMNS}) values {{rows}}");
    tx.exec_rows(&sql, rows).await.map(drop)
}

/// One fact by its id, wherever in the city.
pub async fn case_fact_by_id(
    tx: &Tx,
    county: &str,
    id: VerificationFactId,
) -> Result<Option<StoredCaseFact>, StoreError> {
    let sql = format!("select {COLUMNS} from verification_fact where county = $1 and fact_id = $2");
    let row = tx.query_opt(&sql, &v![county, id.uuid()]).await?;
    row.as_ref().map(fact_of).transpose()
}

/// The facts of some cases: those of one together and in their order.
pub async fn case_facts_of_many(
    tx: &Tx,
    cases: &[VerificationCaseId],
) -> Result<Vec<StoredCaseFact>, StoreError> {
    let mut found = Vec::new();
    for part in cases.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from verification_fact where case_id in ({})
             order by case_id, ordinal",
            holes(1, part.len())
        );
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        for row in &tx.query(&sql, &values).await? {
            found.push(fact_of(row)?);
        }
    }
    Ok(found)
}

/// The cases that lie within a place now and are open, or were answered since a moment.
pub async fn cases_at_work(
    tx: &Tx,
    within: &PlaceCode,
    answered_since: Moment,
    n_most: i64,
) -> Result<Vec<VerificationCaseId>, StoreError> {
    let (first, end) = code_range(within);
    let sql = "select last.case_id from verification_fact last
               where last.place >= $1 and last.place < $2 and last.kind <> 'joined'
                   and (last.kind <> 'answered' or last.at >= $3)
                   and not exists (select 1 from verification_fact later
                       where later.case_id = last.case_id and later.ordinal > last.ordinal)
               order by case when last.kind = 'answered' then 1 else 0 end, last.at, last.case_id
               limit $4";
    let rows = tx.query(sql, &v![first, end, answered_since, n_most]).await?;
    rows.iter().map(|row| row.id("case_id", VerificationCaseId::from_uuid)).collect()
}

/// The cases within a place that a desk has: nobody knows whose they are. The oldest first.
pub async fn cases_at_desks(
    tx: &Tx,
    within: &PlaceCode,
    n_most: i64,
) -> Result<Vec<VerificationCaseId>, StoreError> {
    let (first, end) = code_range(within);
    // A jurisdiction of a desk has four digits or six.
    let sql = "select last.case_id from verification_fact last
               where last.place >= $1 and last.place < $2 and length(last.place) <= 6
                   and last.kind in ('opened', 'placed', 'handed_back')
                   and not exists (select 1 from verification_fact later
                       where later.case_id = last.case_id and later.ordinal > last.ordinal)
               order by last.at, last.case_id limit $3";
    let rows = tx.query(sql, &v![first, end, n_most]).await?;
    rows.iter().map(|row| row.id("case_id", VerificationCaseId::from_uuid)).collect()
}

/// Lets the lines of one case ask about another: both are one person's.
pub async fn lines_rejoin(
    tx: &Tx,
    from: VerificationCaseId,
    into: VerificationCaseId,
) -> Result<(), StoreError> {
    let sql = "update verification_line set case_id = $1 where case_id = $2";
    tx.exec(sql, &v![into.uuid(), from.uuid()]).await.map(drop)
}

/// The cases that are open, of which a list was due before a moment and not before another, and of whose
/// clock nobody was told: case, when it was due.
pub async fn cases_late_untold(
    tx: &Tx,
    (first, end): (Moment, Moment),
    n_most: i64,
) -> Result<Vec<(VerificationCaseId, Moment)>, StoreError> {
    let sql = "select line.case_id, min(list.due_at) as due_at
               from verification_list list
               join verification_line line on line.list_id = list.list_id
               where list.state = 'taken' and list.direction = 'in'
                   and list.due_at >= $1 and list.due_at < $2
                   and not exists (select 1 from verification_fact fact
                       where fact.case_id = line.case_id and fact.kind in ('answered', 'joined'))
                   and not exists (select 1 from verification_late told
                       where told.case_id = line.case_id and told.due_at = list.due_at)
               group by line.case_id
               order by due_at, line.case_id limit $3";
    let rows = tx.query(sql, &v![first, end, n_most]).await?;
    rows.iter()
        .map(|row| Ok((row.id("case_id", VerificationCaseId::from_uuid)?, row.moment("due_at")?)))
        .collect()
}

/// Notes that somebody is told of what waits. False where that was noted before, by this server or another.
pub async fn late_told_insert(
    tx: &Tx,
    (case, due): (VerificationCaseId, Moment),
    place: &PlaceCode,
    at: Moment,
) -> Result<bool, StoreError> {
    let sql = "insert into verification_late (county, case_id, due_at, place, at)
               values ($1, $2, $3, $4, $5)
               on conflict (county, case_id, due_at) do nothing";
    Ok(tx.exec(sql, &v![place.county(), case.uuid(), due, place, at]).await? == 1)
}

fn fact_of(row: &Row) -> Result<StoredCaseFact, StoreError> {
    let says: CaseSays =
        serde_json::from_str(row.text("says")?).map_err(|_| row.damaged("says"))?;
    if says.kind() != row.word("kind", AskedFactKind::from_code)? {
        return Err(row.damaged("kind"));
    }
    Ok(StoredCaseFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", VerificationFactId::from_uuid)?,
        case: row.id("case_id", VerificationCaseId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        fact: CaseFact { says, place: row.place("place")?, at: row.moment("at")? },
        words: row.opt_bytes("words_sealed")?.map(<[u8]>::to_vec),
        by: row.opt_text("by_login")?.map(ToOwned::to_owned),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
