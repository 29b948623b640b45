//! Health codes: reasons that two people entered, and what was said of them.

mod appeals;
mod care;
mod outage;
mod told;

pub use appeals::{
    StoredAppeal, StoredAppealDecision, StoredWork, WorkKind, appeal_by_id, appeal_decide,
    appeal_insert, appeals_of_people, appeals_since, work_insert, work_of_people,
};

pub use care::{
    StoredCarePassage, StoredOutsideRequest, care_passage_by_id, care_passage_insert,
    care_passages_after, outside_request_insert, outside_requests_last, outside_requests_since,
};
pub use outage::{
    StoredOutage, outage_by_id, outage_end_insert, outage_insert, outages_last, outages_since,
};
pub use told::{StoredTold, ToldWay, told_first, told_last, told_last_of, told_unreached};

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::codes::{EvidenceKind, Proposed, RuleRef};
use fangxian_core::ids::{CodeFactId, CodeReasonId, PersonId};
use fangxian_core::policy::Role;
use fangxian_core::rules::CodeCause;
use fangxian_core::{CityDay, Moment, coded};

coded! {
    /// What was said of a reason.
    CodeFactKind {
        /// Another office approved it.
        Approved = "approved",
        /// Another office declined it.
        Declined = "declined",
        /// It was ended before its last day.
        Ended = "ended",
    }
}

/// A reason as it was proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCodeReason {
    /// Where its people lie.
    pub county: String,
    /// Which.
    pub id: CodeReasonId,
    /// What it says. Its people are read apart, and stand here only where it is made.
    pub proposed: Proposed,
    /// By which rule.
    pub rule: RuleRef,
    /// For how many days that rule colors at most.
    pub days_max: u16,
    /// How many people it is of.
    pub n_people: usize,
    /// When it was proposed.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

/// What was said of a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCodeFact {
    /// Where the reason lies.
    pub county: String,
    /// Made where it was said.
    pub id: CodeFactId,
    /// Of which reason.
    pub reason: CodeReasonId,
    /// The how-many-th fact of it, from 1.
    pub ordinal: i64,
    /// What.
    pub kind: CodeFactKind,
    /// Who proposed the reason.
    pub proposed_by: String,
    /// Who says this, by sign-in name.
    pub by: String,
    /// In which role.
    pub role: Role,
    /// Why it was declined or ended.
    pub why: String,
    /// When.
    pub at: Moment,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str = "r.county, r.reason_id, r.cause, r.evidence, r.evidence_ref, r.said, \
     r.counted_from, r.last_day, r.days_max, r.rule_text, r.rule_number, r.n_people, r.at, \
     r.by_login, r.body_mac";

/// Adds a reason with its people, each with the record that names him.
pub async fn code_reason_insert(tx: &Tx, one: &StoredCodeReason) -> Result<(), StoreError> {
    let says = &one.proposed;
    tx.exec(
        "insert into code_reason (county, reason_id, cause, evidence, evidence_ref, said,
             counted_from, last_day, days_max, rule_text, rule_number, n_people, at, by_login,
             body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        &v![
            &one.county,
            one.id.uuid(),
            says.cause.code(),
            says.evidence.code(),
            &says.evidence_ref,
            &says.said,
            says.counted_from,
            says.last_day,
            i64::from(one.days_max),
            &one.rule.text,
            i64::from(one.rule.number),
            i64::try_from(one.n_people).unwrap_or(i64::MAX),
            one.at,
            &one.by,
            one.body_mac.clone(),
        ],
    )
    .await?;
    let row = |(person, record): &(PersonId, String)| -> [V; 4] {
        v![&one.county, one.id.uuid(), person.uuid(), record]
    };
    tx.exec_rows(
        "insert into code_reason_person (county, reason_id, person_id, record_ref) values {rows}",
        says.people.iter().map(row).collect(),
    )
    .await
    .map(drop)
}

/// Adds what was said of a reason. One that another has come before is refused by a unique index.
pub async fn code_fact_insert(tx: &Tx, fact: &StoredCodeFact) -> Result<(), StoreError> {
    tx.exec(
        "insert into code_reason_fact (county, fact_id, reason_id, ordinal, kind, proposed_by,
             by_login, by_role, reason, at, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &v![
            &fact.county,
            fact.id.uuid(),
            fact.reason.uuid(),
            fact.ordinal,
            fact.kind.code(),
            &fact.proposed_by,
            &fact.by,
            fact.role.code(),
            &fact.why,
            fact.at,
            fact.body_mac.clone(),
        ],
    )
    .await
    .map(drop)
}

/// One reason, without its people.
pub async fn code_reason_by_id(
    tx: &Tx,
    counties: &[String],
    id: CodeReasonId,
) -> Result<Option<StoredCodeReason>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from code_reason r where r.reason_id = $1 and r.county in ({})",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(id.uuid())];
    values.extend(counties.iter().map(V::from));
    tx.query_opt(&sql, &values).await?.as_ref().map(reason_of).transpose()
}

/// The reasons whose last day is not before a day, without their people, the newest first.
pub async fn code_reasons_since(
    tx: &Tx,
    counties: &[String],
    day: CityDay,
) -> Result<Vec<StoredCodeReason>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from code_reason r where r.last_day >= $1 and r.county in ({})
         order by r.at desc, r.reason_id",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(day)];
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(reason_of).collect()
}

/// The people of these reasons, each with the record that names him.
pub async fn code_reason_people(
    tx: &Tx,
    counties: &[String],
    ids: &[CodeReasonId],
) -> Result<Vec<(CodeReasonId, PersonId, String)>, StoreError> {
    let mut found = Vec::new();
    for part in ids.chunks(500) {
        let sql = format!(
            "select reason_id, person_id, record_ref from code_reason_person
             where county in ({}) and reason_id in ({}) order by reason_id, person_id",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            let person = row.id("person_id", PersonId::from_uuid)?;
            let reason = row.id("reason_id", CodeReasonId::from_uuid)?;
            found.push((reason, person, row.text("record_ref")?.to_owned()));
        }
    }
    Ok(found)
}

/// The reasons of these people whose last day is not before a day, without their people.
pub async fn code_reasons_of_people(
    tx: &Tx,
    counties: &[String],
    people: &[PersonId],
    day: CityDay,
) -> Result<Vec<(PersonId, StoredCodeReason)>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select p.person_id, {COLUMNS} from code_reason_person p
             join code_reason r on r.county = p.county and r.reason_id = p.reason_id
             where r.last_day >= $1 and p.county in ({}) and p.person_id in ({})
             order by r.at, r.reason_id",
            holes(2, counties.len()),
            holes(2 + counties.len(), part.len())
        );
        let mut values = vec![V::from(day)];
        values.extend(counties.iter().map(V::from));
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push((row.id("person_id", PersonId::from_uuid)?, reason_of(row)?));
        }
    }
    Ok(found)
}

/// Of whom there is a reason whose last day is not before a day; each once.
pub async fn code_reason_people_since(
    tx: &Tx,
    counties: &[String],
    day: CityDay,
) -> Result<Vec<PersonId>, StoreError> {
    let sql = format!(
        "select distinct p.person_id from code_reason_person p
         join code_reason r on r.county = p.county and r.reason_id = p.reason_id
         where r.last_day >= $1 and p.county in ({})
         order by p.person_id",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(day)];
    values.extend(counties.iter().map(V::from));
    let rows = tx.query(&sql, &values).await?;
    rows.iter().map(|row| row.id("person_id", PersonId::from_uuid)).collect()
}

/// What was said of these reasons, that of one together and in its order.
pub async fn code_facts_of(
    tx: &Tx,
    counties: &[String],
    ids: &[CodeReasonId],
) -> Result<Vec<StoredCodeFact>, StoreError> {
    let mut found = Vec::new();
    for part in ids.chunks(500) {
        let sql = format!(
            "select county, fact_id, reason_id, ordinal, kind, proposed_by, by_login, by_role,
                 reason, at, body_mac
             from code_reason_fact where county in ({}) and reason_id in ({})
             order by reason_id, ordinal",
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

fn reason_of(row: &Row) -> Result<StoredCodeReason, StoreError> {
    let small = |column| u16::try_from(row.int(column)?).map_err(|_| row.damaged(column));
    Ok(StoredCodeReason {
        county: row.text("county")?.to_owned(),
        id: row.id("reason_id", CodeReasonId::from_uuid)?,
        proposed: Proposed {
            cause: row.word("cause", CodeCause::from_code)?,
            evidence: row.word("evidence", EvidenceKind::from_code)?,
            evidence_ref: row.text("evidence_ref")?.to_owned(),
            said: row.text("said")?.to_owned(),
            counted_from: row.day("counted_from")?,
            last_day: row.day("last_day")?,
            people: Vec::new(),
        },
        rule: RuleRef { text: row.text("rule_text")?.to_owned(), number: small("rule_number")? },
        days_max: small("days_max")?,
        n_people: usize::try_from(row.int("n_people")?).map_err(|_| row.damaged("n_people"))?,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

fn fact_of(row: &Row) -> Result<StoredCodeFact, StoreError> {
    Ok(StoredCodeFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", CodeFactId::from_uuid)?,
        reason: row.id("reason_id", CodeReasonId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        kind: row.word("kind", CodeFactKind::from_code)?,
        proposed_by: row.text("proposed_by")?.to_owned(),
        by: row.text("by_login")?.to_owned(),
        role: row.word("by_role", Role::from_code)?,
        why: row.text("reason")?.to_owned(),
        at: row.moment("at")?,
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
