//! Appeals against reasons, what was decided of them, and what a community did about its codes.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::codes::{Appeal, AppealOutcome, AppealWay, ReasonSource};
use fangxian_core::ids::{CodeAppealId, PersonId};
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::CodeCause;
use fangxian_core::{Moment, coded};
use uuid::Uuid;

coded! {
    /// What a community did about the code of one of its people.
    WorkKind {
        /// 已核实
        Verified = "verified",
        /// 已答复
        Answered = "answered",
    }
}

/// An appeal as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAppeal {
    /// Where the person lies.
    pub county: String,
    /// What it is, with what was decided.
    pub appeal: Appeal,
    /// Whose.
    pub person: PersonId,
    /// Where the person was counted.
    pub community: PlaceCode,
    /// How it came.
    pub way: AppealWay,
    /// What he says, sealed.
    pub said: Vec<u8>,
    /// Who wrote it down; none where he did.
    pub by: Option<String>,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
    /// What he was told, and by whom, where it was decided.
    pub answer: Option<(String, String)>,
}

/// What is decided of an appeal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAppealDecision {
    /// Where the person lies.
    pub county: String,
    /// Which appeal.
    pub id: CodeAppealId,
    /// What.
    pub outcome: AppealOutcome,
    /// What he is told.
    pub answer: String,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

/// What a community did about one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredWork {
    /// Where the person lies.
    pub county: String,
    /// Made where it was done.
    pub id: Uuid,
    /// Whose code.
    pub person: PersonId,
    /// Which reason.
    pub source: ReasonSource,
    /// What.
    pub kind: WorkKind,
    /// What was found, or said.
    pub note: String,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str = "a.county, a.appeal_id, a.person_id, a.community, a.cause, a.source, a.way, \
     a.is_medical, a.said_sealed, a.at, a.by_login, a.body_mac, d.outcome, d.answer, \
     d.at as decided_at, d.by_login as decided_by";
const FROM: &str = "code_appeal a left join code_appeal_decision d \
     on d.county = a.county and d.appeal_id = a.appeal_id";

/// Adds an appeal.
pub async fn appeal_insert(tx: &Tx, one: &StoredAppeal) -> Result<(), StoreError> {
    let appeal = &one.appeal;
    tx.exec(
        "insert into code_appeal (county, appeal_id, person_id, community, cause, source, way,
             is_medical, said_sealed, at, by_login, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &v![
            &one.county,
            appeal.id.uuid(),
            one.person.uuid(),
            &one.community,
            appeal.cause.code(),
            appeal.source.code(),
            one.way.code(),
            i64::from(appeal.is_medical),
            one.said.clone(),
            appeal.at,
            one.by.clone(),
            one.body_mac.clone(),
        ],
    )
    .await
    .map(drop)
}

/// Adds what was decided of an appeal, once.
pub async fn appeal_decide(tx: &Tx, one: &StoredAppealDecision) -> Result<(), StoreError> {
    tx.exec(
        "insert into code_appeal_decision (county, appeal_id, outcome, answer, at, by_login,
             by_role, body_mac)
         values ($1, $2, $3, $4, $5, $6, 'appeal_officer', $7)",
        &v![
            &one.county,
            one.id.uuid(),
            one.outcome.code(),
            &one.answer,
            one.at,
            &one.by,
            one.body_mac.clone(),
        ],
    )
    .await
    .map(drop)
}

/// One appeal with what was decided of it.
pub async fn appeal_by_id(
    tx: &Tx,
    counties: &[String],
    id: CodeAppealId,
) -> Result<Option<StoredAppeal>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from {FROM} where a.appeal_id = $1 and a.county in ({})",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(id.uuid())];
    values.extend(counties.iter().map(V::from));
    tx.query_opt(&sql, &values).await?.as_ref().map(appeal_of).transpose()
}

/// The appeals of these people since a moment, the oldest first.
pub async fn appeals_of_people(
    tx: &Tx,
    counties: &[String],
    people: &[PersonId],
    since: Moment,
) -> Result<Vec<StoredAppeal>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from {FROM}
             where a.at >= $1 and a.county in ({}) and a.person_id in ({})
             order by a.at, a.appeal_id",
            holes(2, counties.len()),
            holes(2 + counties.len(), part.len())
        );
        let mut values = vec![V::from(since)];
        values.extend(counties.iter().map(V::from));
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(appeal_of(row)?);
        }
    }
    Ok(found)
}

/// The appeals of these counties since a moment, the oldest first.
pub async fn appeals_since(
    tx: &Tx,
    counties: &[String],
    since: Moment,
) -> Result<Vec<StoredAppeal>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from {FROM} where a.at >= $1 and a.county in ({})
         order by a.at, a.appeal_id",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(since)];
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(appeal_of).collect()
}

fn appeal_of(row: &Row) -> Result<StoredAppeal, StoreError> {
    let source = ReasonSource::from_code(row.text("source")?);
    let outcome = row.opt_word("outcome", AppealOutcome::from_code)?;
    let answer = row.opt_text("answer")?.map(str::to_owned);
    let decided_by = row.opt_text("decided_by")?.map(str::to_owned);
    Ok(StoredAppeal {
        county: row.text("county")?.to_owned(),
        appeal: Appeal {
            id: row.id("appeal_id", CodeAppealId::from_uuid)?,
            source: source.ok_or_else(|| row.damaged("source"))?,
            cause: row.word("cause", CodeCause::from_code)?,
            is_medical: row.int("is_medical")? == 1,
            at: row.moment("at")?,
            decided: outcome.zip(row.opt_moment("decided_at")?),
        },
        person: row.id("person_id", PersonId::from_uuid)?,
        community: row.place("community")?,
        way: row.word("way", AppealWay::from_code)?,
        said: row.bytes("said_sealed")?.to_vec(),
        by: row.opt_text("by_login")?.map(str::to_owned),
        body_mac: row.bytes("body_mac")?.to_vec(),
        answer: answer.zip(decided_by),
    })
}

/// Adds what a community did. Returns false where it was done before.
pub async fn work_insert(tx: &Tx, one: &StoredWork) -> Result<bool, StoreError> {
    let n_added = tx
        .exec(
            "insert into code_work (county, work_id, person_id, source, kind, note, at, by_login,
                 body_mac)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict do nothing",
            &v![
                &one.county,
                one.id,
                one.person.uuid(),
                one.source.code(),
                one.kind.code(),
                &one.note,
                one.at,
                &one.by,
                one.body_mac.clone(),
            ],
        )
        .await?;
    Ok(n_added == 1)
}

/// What was done about the codes of these people.
pub async fn work_of_people(
    tx: &Tx,
    counties: &[String],
    people: &[PersonId],
) -> Result<Vec<StoredWork>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select county, work_id, person_id, source, kind, note, at, by_login, body_mac
             from code_work where county in ({}) and person_id in ({})
             order by at, work_id",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            let source = ReasonSource::from_code(row.text("source")?);
            found.push(StoredWork {
                county: row.text("county")?.to_owned(),
                id: row.id("work_id", |id| id)?,
                person: row.id("person_id", PersonId::from_uuid)?,
                source: source.ok_or_else(|| row.damaged("source"))?,
                kind: row.word("kind", WorkKind::from_code)?,
                note: row.text("note")?.to_owned(),
                at: row.moment("at")?,
                by: row.text("by_login")?.to_owned(),
                body_mac: row.bytes("body_mac")?.to_vec(),
            });
        }
    }
    Ok(found)
}
