//! Antigen tests that were reported, their photos under a seal, and what staff said of them.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::antigen::{AntigenBy, AntigenMark, AntigenMarkKind, AntigenOutcome, PhotoKind};
use fangxian_core::ids::{AntigenMarkId, AntigenReportId, PersonId};
use fangxian_core::places::PlaceCode;

/// A report as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAntigen {
    /// Which.
    pub id: AntigenReportId,
    /// Where the record of the person lies, six digits.
    pub county: String,
    /// Of whom.
    pub person: PersonId,
    /// Where he was counted then.
    pub community: PlaceCode,
    /// What was read off.
    pub outcome: AntigenOutcome,
    /// When the test was done, as the report says.
    pub tested_at: Moment,
    /// When it was reported.
    pub reported_at: Moment,
    /// Who reported.
    pub by: AntigenReporter,
    /// Why there is no photo, where staff wrote that down.
    pub no_photo_reason: String,
    /// What kind of photo there is.
    pub photo: Option<PhotoKind>,
    /// The keyed fingerprint of what was sent.
    pub body_mac: Vec<u8>,
}

/// Who reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AntigenReporter {
    /// The person.
    Own,
    /// Somebody who may look for him.
    Proxy(PersonId),
    /// Staff, by sign-in name.
    Staff(String),
}

impl AntigenReporter {
    /// Without the name.
    pub fn kind(&self) -> AntigenBy {
        match self {
            AntigenReporter::Own => AntigenBy::Own,
            AntigenReporter::Proxy(_) => AntigenBy::Proxy,
            AntigenReporter::Staff(_) => AntigenBy::Staff,
        }
    }
}

const COLUMNS: &str = "county, report_id, person_id, community, outcome, tested_at, reported_at, \
     reported_by, proxy_id, by_login, no_photo_reason, photo_kind, body_mac";

/// Adds a report. False where its id is known: compare then.
pub async fn antigen_insert(tx: &Tx, one: &StoredAntigen) -> Result<bool, StoreError> {
    let (proxy, login) = match &one.by {
        AntigenReporter::Own => (None, None),
        AntigenReporter::Proxy(proxy) => (Some(proxy.uuid()), None),
        AntigenReporter::Staff(login) => (None, Some(login.as_str())),
    };
    let sql = format!(
        "insert into antigen_report ({COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (county, report_id) do nothing"
    );
    let n_added = tx
        .exec(
            &sql,
            &v![
                &one.county,
                one.id.uuid(),
                one.person.uuid(),
                &one.community,
                one.outcome.code(),
                one.tested_at,
                one.reported_at,
                one.by.kind().code(),
                proxy,
                login,
                &one.no_photo_reason,
                one.photo.map(PhotoKind::code),
                one.body_mac.clone(),
            ],
        )
        .await?;
    Ok(n_added == 1)
}

/// A report by its id.
pub async fn antigen_by_id(
    tx: &Tx,
    counties: &[String],
    id: AntigenReportId,
) -> Result<Option<StoredAntigen>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from antigen_report where county in ({}) and report_id = ${}",
        holes(1, counties.len()),
        counties.len() + 1
    );
    let mut values: Vec<V> = counties.iter().map(V::from).collect();
    values.push(V::from(id.uuid()));
    tx.query_opt(&sql, &values).await?.as_ref().map(antigen_of).transpose()
}

/// The reports of these people since a moment, the oldest first.
pub async fn antigen_of_people(
    tx: &Tx,
    counties: &[String],
    people: &[PersonId],
    since: Moment,
) -> Result<Vec<StoredAntigen>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from antigen_report
             where reported_at >= $1 and county in ({}) and person_id in ({})
             order by reported_at, report_id",
            holes(2, counties.len()),
            holes(2 + counties.len(), part.len())
        );
        let mut values = vec![V::from(since)];
        values.extend(counties.iter().map(V::from));
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(antigen_of(row)?);
        }
    }
    Ok(found)
}

/// Whose positive tests were reported since a moment in these counties; each once.
pub async fn antigen_positive_people(
    tx: &Tx,
    counties: &[String],
    since: Moment,
) -> Result<Vec<PersonId>, StoreError> {
    let sql = format!(
        "select distinct person_id from antigen_report
         where outcome = 'positive' and reported_at >= $1 and county in ({})
         order by person_id",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(since)];
    values.extend(counties.iter().map(V::from));
    let rows = tx.query(&sql, &values).await?;
    rows.iter().map(|row| row.id("person_id", PersonId::from_uuid)).collect()
}

/// The reports since a moment of whoever was counted within a place, the latest first; of a county
/// or a city, of the communities in it.
pub async fn antigen_within(
    tx: &Tx,
    counties: &[String],
    (within, outcome): (&PlaceCode, Option<AntigenOutcome>),
    since: Moment,
    limit: i64,
) -> Result<Vec<StoredAntigen>, StoreError> {
    let (first, end) = crate::places::code_range(within);
    let sql = format!(
        "select {COLUMNS} from antigen_report
         where reported_at >= $1 and community >= $2 and community < $3
             and outcome = coalesce($4, outcome) and county in ({})
         order by reported_at desc, report_id limit ${}",
        holes(5, counties.len()),
        counties.len() + 5
    );
    let mut values: Vec<V> = v![since, first, end, outcome.map(AntigenOutcome::code)].into();
    values.extend(counties.iter().map(V::from));
    values.push(V::from(limit));
    tx.query(&sql, &values).await?.iter().map(antigen_of).collect()
}

/// How many were reported of an outcome in a community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AntigenCount {
    /// The community.
    pub community: PlaceCode,
    /// Which outcome.
    pub outcome: AntigenOutcome,
    /// How many.
    pub n: i64,
}

/// How many were reported from a moment to before another, by community and outcome.
pub async fn antigen_counts(
    tx: &Tx,
    counties: &[String],
    (from, to): (Moment, Moment),
) -> Result<Vec<AntigenCount>, StoreError> {
    let sql = format!(
        "select community, outcome, count(*) as n from antigen_report
         where reported_at >= $1 and reported_at < $2 and county in ({})
         group by community, outcome order by community, outcome",
        holes(3, counties.len())
    );
    let mut values: Vec<V> = v![from, to].into();
    values.extend(counties.iter().map(V::from));
    let read = |row: &Row| {
        Ok(AntigenCount {
            community: row.place("community")?,
            outcome: row.word("outcome", AntigenOutcome::from_code)?,
            n: row.int("n")?,
        })
    };
    tx.query(&sql, &values).await?.iter().map(read).collect()
}

fn antigen_of(row: &Row) -> Result<StoredAntigen, StoreError> {
    let by = match row.word("reported_by", AntigenBy::from_code)? {
        AntigenBy::Own => AntigenReporter::Own,
        AntigenBy::Proxy => AntigenReporter::Proxy(row.id("proxy_id", PersonId::from_uuid)?),
        AntigenBy::Staff => AntigenReporter::Staff(row.text("by_login")?.to_owned()),
    };
    Ok(StoredAntigen {
        id: row.id("report_id", AntigenReportId::from_uuid)?,
        county: row.text("county")?.to_owned(),
        person: row.id("person_id", PersonId::from_uuid)?,
        community: row.place("community")?,
        outcome: row.word("outcome", AntigenOutcome::from_code)?,
        tested_at: row.moment("tested_at")?,
        reported_at: row.moment("reported_at")?,
        by,
        no_photo_reason: row.text("no_photo_reason")?.to_owned(),
        photo: row.opt_word("photo_kind", PhotoKind::from_code)?,
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// Keeps a photo, sealed. `n_bytes` is its size before that.
pub async fn antigen_photo_insert(
    tx: &Tx,
    (county, report): (&str, AntigenReportId),
    sealed: Vec<u8>,
    n_bytes: usize,
) -> Result<(), StoreError> {
    let n_bytes = i64::try_from(n_bytes).unwrap_or(i64::MAX);
    tx.exec(
        "insert into antigen_photo (county, report_id, photo_sealed, n_bytes)
         values ($1, $2, $3, $4)",
        &v![county, report.uuid(), sealed, n_bytes],
    )
    .await
    .map(drop)
}

/// The photo of a report, sealed.
pub async fn antigen_photo(
    tx: &Tx,
    county: &str,
    report: AntigenReportId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "select photo_sealed from antigen_photo where county = $1 and report_id = $2";
    let row = tx.query_opt(sql, &v![county, report.uuid()]).await?;
    row.map(|row| row.bytes("photo_sealed").map(<[u8]>::to_vec)).transpose()
}

/// Something that was said of a report, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAntigenMark {
    /// Made by the client.
    pub id: AntigenMarkId,
    /// Where the report lies, six digits.
    pub county: String,
    /// Of which report.
    pub report: AntigenReportId,
    /// What was said.
    pub mark: AntigenMark,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

/// Adds what was said. A thing that is said twice of a report is refused by a unique index.
pub async fn antigen_mark_insert(tx: &Tx, one: &StoredAntigenMark) -> Result<(), StoreError> {
    tx.exec(
        "insert into antigen_mark (county, mark_id, report_id, kind, reason, at, by_login, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &v![
            &one.county,
            one.id.uuid(),
            one.report.uuid(),
            one.mark.kind.code(),
            &one.mark.reason,
            one.mark.at,
            &one.mark.by,
            one.body_mac.clone(),
        ],
    )
    .await
    .map(drop)
}

/// What was said of these reports, the oldest first.
pub async fn antigen_marks(
    tx: &Tx,
    counties: &[String],
    reports: &[AntigenReportId],
) -> Result<Vec<StoredAntigenMark>, StoreError> {
    let mut found = Vec::new();
    for part in reports.chunks(500) {
        let sql = format!(
            "select county, mark_id, report_id, kind, reason, at, by_login, body_mac
             from antigen_mark where county in ({}) and report_id in ({})
             order by at, mark_id",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(mark_of(row)?);
        }
    }
    Ok(found)
}

fn mark_of(row: &Row) -> Result<StoredAntigenMark, StoreError> {
    Ok(StoredAntigenMark {
        id: row.id("mark_id", AntigenMarkId::from_uuid)?,
        county: row.text("county")?.to_owned(),
        report: row.id("report_id", AntigenReportId::from_uuid)?,
        mark: AntigenMark {
            kind: row.word("kind", AntigenMarkKind::from_code)?,
            at: row.moment("at")?,
            by: row.text("by_login")?.to_owned(),
            reason: row.text("reason")?.to_owned(),
        },
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
