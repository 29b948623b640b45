//! Cases: that somebody was found infected, what was said of it, and where he was.

mod contacts;
mod operations;
mod over;
mod quiet;
mod seats;

pub use contacts::{
    StoredContact, StoredTraced, contact_insert, contacts_insert, contacts_of_case,
    contacts_of_cases, contacts_of_people, contacts_since, traced_insert, traced_of,
};
pub use operations::{
    OperationFactKind, StoredOperation, StoredOperationFact, operation_by_id, operation_case_add,
    operation_fact_by_id, operation_fact_insert, operation_facts_of, operation_insert,
    operations_at, operations_cases, operations_of_case, operations_since,
};
pub use over::{
    CaseCount, case_count_insert, case_counts, cases_closed_before, cases_remove, cases_there,
    risk_list_remove, risk_lists_before,
};
pub use quiet::{case_unclosed_insert, episodes_last};
pub use seats::{StoredSeat, seat_insert, seats_of_case};

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::cases::{CaseFact, CaseFactKind, CaseSays, EpisodeSource};
use fangxian_core::ids::{CaseFactId, CaseId, EpisodeId, PersonId};

/// That somebody was found infected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCase {
    /// The county of his record.
    pub county: String,
    /// Which.
    pub id: CaseId,
    /// Of whom.
    pub person: PersonId,
    /// The same cause opens one case.
    pub cause: String,
    /// When it was opened.
    pub at: Moment,
}

/// Something that was said of a case, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCaseFact {
    /// Where the case lies.
    pub county: String,
    /// Made by whoever says it.
    pub id: CaseFactId,
    /// Of which case.
    pub case: CaseId,
    /// The how-many-th fact of it, from 0.
    pub ordinal: i64,
    /// What, when and by whom.
    pub fact: CaseFact,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

/// That a case was somewhere, or that such an entry is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEpisode {
    /// Where the case lies.
    pub county: String,
    /// Made by whoever enters it.
    pub id: EpisodeId,
    /// Of which case.
    pub case: CaseId,
    /// By what it is known.
    pub source: EpisodeSource,
    /// Where and when, sealed.
    pub body: Vec<u8>,
    /// The entry that this one withdraws, and why.
    pub withdraws: Option<(EpisodeId, String)>,
    /// When it was entered.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const CASE_COLUMNS: &str = "county, case_id, person_id, cause, at";

/// Opens a case unless its cause has opened one. True where it was opened.
pub async fn case_insert(tx: &Tx, one: &StoredCase) -> Result<bool, StoreError> {
    let sql = "insert into trace_case (county, case_id, person_id, cause, at)
               values ($1, $2, $3, $4, $5) on conflict (county, cause) do nothing";
    let values = v![&one.county, one.id.uuid(), one.person.uuid(), &one.cause, one.at];
    Ok(tx.exec(sql, &values).await? == 1)
}

/// One case.
pub async fn case_by_id(
    tx: &Tx,
    counties: &[String],
    id: CaseId,
) -> Result<Option<StoredCase>, StoreError> {
    let sql = format!(
        "select {CASE_COLUMNS} from trace_case where case_id = $1 and county in ({})",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(id.uuid())];
    values.extend(counties.iter().map(V::from));
    tx.query_opt(&sql, &values).await?.as_ref().map(case_of_row).transpose()
}

/// The case that a cause opened.
pub async fn case_by_cause(
    tx: &Tx,
    county: &str,
    cause: &str,
) -> Result<Option<StoredCase>, StoreError> {
    let sql = format!("select {CASE_COLUMNS} from trace_case where county = $1 and cause = $2");
    tx.query_opt(&sql, &v![county, cause]).await?.as_ref().map(case_of_row).transpose()
}

/// The cases that were opened since a moment, the newest first.
pub async fn cases_since(
    tx: &Tx,
    counties: &[String],
    since: Moment,
) -> Result<Vec<StoredCase>, StoreError> {
    let sql = format!(
        "select {CASE_COLUMNS} from trace_case where at >= $1 and county in ({})
         order by at desc, case_id",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(since)];
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(case_of_row).collect()
}

/// The cases of a person, the oldest first.
pub async fn cases_of_person(
    tx: &Tx,
    counties: &[String],
    person: PersonId,
) -> Result<Vec<StoredCase>, StoreError> {
    let sql = format!(
        "select {CASE_COLUMNS} from trace_case where person_id = $1 and county in ({})
         order by at, case_id",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(person.uuid())];
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(case_of_row).collect()
}

/// The cases of which a search is due: opened since a moment, and never sought for. The oldest first.
pub async fn cases_untraced(
    tx: &Tx,
    counties: &[String],
    since: Moment,
) -> Result<Vec<StoredCase>, StoreError> {
    let sql = format!(
        "select c.county, c.case_id, c.person_id, c.cause, c.at from trace_case c
         where c.at >= $1 and c.county in ({})
             and not exists (select 1 from case_traced t
                 where t.county = c.county and t.case_id = c.case_id)
         order by c.at, c.case_id",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(since)];
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(case_of_row).collect()
}

fn case_of_row(row: &Row) -> Result<StoredCase, StoreError> {
    Ok(StoredCase {
        county: row.text("county")?.to_owned(),
        id: row.id("case_id", CaseId::from_uuid)?,
        person: row.id("person_id", PersonId::from_uuid)?,
        cause: row.text("cause")?.to_owned(),
        at: row.moment("at")?,
    })
}

const FACT_COLUMNS: &str = "county, fact_id, case_id, ordinal, kind, says, at, by_login, body_mac";

/// Adds what was said of a case. A fact that another has come before is refused by a unique index.
pub async fn case_fact_insert(tx: &Tx, one: &StoredCaseFact) -> Result<(), StoreError> {
    let says = serde_json::to_string(&one.fact.says).map_err(|_| StoreError::Damaged {
        table: "trace_case_fact".to_owned(),
        column: "says".to_owned(),
    })?;
    let sql = format!(
        "insert into trace_case_fact ({FACT_COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.case.uuid(),
        one.ordinal,
        one.fact.says.kind().code(),
        says,
        one.fact.at,
        one.fact.by.clone(),
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// What was said of these cases, case by case, the oldest first.
pub async fn case_facts_of(
    tx: &Tx,
    counties: &[String],
    cases: &[CaseId],
) -> Result<Vec<StoredCaseFact>, StoreError> {
    let mut found = Vec::new();
    for part in cases.chunks(500) {
        let sql = format!(
            "select {FACT_COLUMNS} from trace_case_fact
             where county in ({}) and case_id in ({}) order by case_id, ordinal",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(fact_of(row)?);
        }
    }
    Ok(found)
}

fn fact_of(row: &Row) -> Result<StoredCaseFact, StoreError> {
    let says: CaseSays =
        serde_json::from_str(row.text("says")?).map_err(|_| row.damaged("says"))?;
    if says.kind() != row.word("kind", CaseFactKind::from_code)? {
        return Err(row.damaged("kind"));
    }
    let by = row.opt_text("by_login")?.map(ToOwned::to_owned);
    Ok(StoredCaseFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", CaseFactId::from_uuid)?,
        case: row.id("case_id", CaseId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        fact: CaseFact { says, at: row.moment("at")?, by },
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

const EPISODE_COLUMNS: &str = "county, episode_id, case_id, source, body_sealed, withdraws, \
     reason, at, by_login, body_mac";

/// Adds where a case was, or that such an entry is withdrawn.
pub async fn episode_insert(tx: &Tx, one: &StoredEpisode) -> Result<(), StoreError> {
    let (withdraws, reason) = one.withdraws.clone().unzip();
    let sql = format!(
        "insert into case_episode ({EPISODE_COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.case.uuid(),
        one.source.code(),
        one.body.clone(),
        withdraws.map(EpisodeId::uuid),
        reason.unwrap_or_default(),
        one.at,
        &one.by,
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// What was entered of where a case was, in the order of entering; what was withdrawn is among it.
pub async fn episodes_of_case(
    tx: &Tx,
    county: &str,
    case: CaseId,
) -> Result<Vec<StoredEpisode>, StoreError> {
    let sql = format!(
        "select {EPISODE_COLUMNS} from case_episode where county = $1 and case_id = $2
         order by at, episode_id"
    );
    tx.query(&sql, &v![county, case.uuid()]).await?.iter().map(episode_of).collect()
}

/// One entry.
pub async fn episode_by_id(
    tx: &Tx,
    county: &str,
    id: EpisodeId,
) -> Result<Option<StoredEpisode>, StoreError> {
    let sql =
        format!("select {EPISODE_COLUMNS} from case_episode where county = $1 and episode_id = $2");
    tx.query_opt(&sql, &v![county, id.uuid()]).await?.as_ref().map(episode_of).transpose()
}

fn episode_of(row: &Row) -> Result<StoredEpisode, StoreError> {
    let withdraws = row.opt_id("withdraws", EpisodeId::from_uuid)?;
    let reason = row.text("reason")?.to_owned();
    Ok(StoredEpisode {
        county: row.text("county")?.to_owned(),
        id: row.id("episode_id", EpisodeId::from_uuid)?,
        case: row.id("case_id", CaseId::from_uuid)?,
        source: row.word("source", EpisodeSource::from_code)?,
        body: row.bytes("body_sealed")?.to_vec(),
        withdraws: withdraws.map(|id| (id, reason)),
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
