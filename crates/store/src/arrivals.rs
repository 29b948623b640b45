//! What was said of arrivals, and who came, by the keyed indexes of their documents.

use crate::db::many::holes;
use crate::places::code_range;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{ArrivalFactId, ArrivalReportId};
use fangxian_core::places::PlaceCode;

/// Something that was said of an arrival, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredArrivalFact {
    /// Six digits: the county that the first version was kept under.
    pub county: String,
    /// Made by the client.
    pub id: ArrivalFactId,
    /// Of which report.
    pub report: ArrivalReportId,
    /// The how-many-th fact of it, from 0.
    pub ordinal: i64,
    /// The code of its kind.
    pub kind: String,
    /// What, as JSON that the layer above makes and reads.
    pub says: String,
    /// Who, sealed; with what reports it and with every new version.
    pub who: Option<Vec<u8>>,
    /// Where he stays after this fact; the city where nobody knows.
    pub place: PlaceCode,
    /// The code of the station.
    pub station: String,
    /// When he is there, by this version.
    pub arrives_at: Moment,
    /// Why.
    pub reason: String,
    /// When it was said.
    pub at: Moment,
    /// By whom, by sign-in name; none where he himself did.
    pub by: Option<String>,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

impl StoredArrivalFact {
    /// What cannot be read.
    pub fn damaged(&self, column: &str) -> StoreError {
        StoreError::Damaged { table: "arrival_fact".to_owned(), column: column.to_owned() }
    }
}

/// Who is in a version, as he is found: himself first, then those who come along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredArrivalPerson {
    /// The keyed index of the document.
    pub document: Vec<u8>,
    /// The keyed index of its last four signs.
    pub tail: Vec<u8>,
}

const COLUMNS: &str = "county, fact_id, report_id, ordinal, kind, says, who_sealed, place, station, \
     arrives_at, reason, at, by_login, body_mac";

/// Adds what was said, with who is in it. A fact that another has come before is refused by a unique
/// index.
pub async fn arrival_fact_insert(
    tx: &Tx,
    one: &StoredArrivalFact,
    people: &[StoredArrivalPerson],
) -> Result<(), StoreError> {
    let sql = format!(
        "insert into arrival_fact ({COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.report.uuid(),
        one.ordinal,
        &one.kind,
        &one.says,
        one.who.clone(),
        one.place.clone(),
        &one.station,
        one.arrives_at,
        &one.reason,
        one.at,
        one.by.clone(),
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await?;
    if people.is_empty() {
        return Ok(());
    }
    let rows: Vec<String> = (0..people.len())
        .map(|n| format!("($1, $2, ${}, ${}, ${})", n * 3 + 3, n * 3 + 4, n * 3 + 5))
        .collect();
    let sql = format!(
        "insert into arrival_person (county, fact_id, number, document_index, tail_index)
         values {}",
        rows.join(", ")
    );
    let mut values = v![&one.county, one.id.uuid()].to_vec();
    for (number, person) in people.iter().enumerate() {
        values.push(V::from(i64::try_from(number).unwrap_or(i64::MAX)));
        values.push(V::from(person.document.clone()));
        values.push(V::from(person.tail.clone()));
    }
    tx.exec(&sql, &values).await.map(drop)
}

/// The facts of one report in their order, wherever in the city it is kept.
pub async fn arrival_facts_of(
    tx: &Tx,
    report: ArrivalReportId,
) -> Result<Vec<StoredArrivalFact>, StoreError> {
    arrival_facts_of_many(tx, &[report]).await
}

/// The facts of some reports: those of one together and in their order.
pub async fn arrival_facts_of_many(
    tx: &Tx,
    reports: &[ArrivalReportId],
) -> Result<Vec<StoredArrivalFact>, StoreError> {
    let mut found = Vec::new();
    for part in reports.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from arrival_fact where report_id in ({})
             order by report_id, ordinal",
            holes(1, part.len())
        );
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        for row in &tx.query(&sql, &values).await? {
            found.push(fact_of(row)?);
        }
    }
    Ok(found)
}

/// Which reports an index of the store is asked for.
#[derive(Clone, Copy, Debug)]
pub enum ArrivalsAsked<'a> {
    /// Those of which a version is, or was, within a division.
    Within(&'a PlaceCode),
    /// Those of a station.
    Station(&'a str),
    /// Those of the whole city.
    All,
}

/// The facts of the reports of which a version arrives within a time: of at most so many, the latest
/// first; those of one together and in their order.
pub async fn arrival_facts_between(
    tx: &Tx,
    asked: ArrivalsAsked<'_>,
    (first, end): (Moment, Moment),
    n_most: usize,
) -> Result<Vec<StoredArrivalFact>, StoreError> {
    let limit = i64::try_from(n_most).unwrap_or(i64::MAX);
    let (which, mut values) = match asked {
        ArrivalsAsked::Within(place) => {
            let (from, to) = code_range(place);
            ("place >= $4 and place < $5 and", v![first, end, limit, from, to].to_vec())
        }
        ArrivalsAsked::Station(code) => ("station = $4 and", v![first, end, limit, code].to_vec()),
        ArrivalsAsked::All => ("", v![first, end, limit].to_vec()),
    };
    let sql = format!(
        "select distinct report_id from arrival_fact
         where {which} arrives_at >= $1 and arrives_at < $2 order by report_id desc limit $3"
    );
    let rows = tx.query(&sql, &values).await?;
    values.clear();
    let ids: Result<Vec<ArrivalReportId>, StoreError> =
        rows.iter().map(|row| row.id("report_id", ArrivalReportId::from_uuid)).collect();
    arrival_facts_of_many(tx, &ids?).await
}

/// The reports that arrive since a moment in which a document has these last signs, by its keyed index.
pub async fn arrivals_by_tail(
    tx: &Tx,
    tail: &[u8],
    since: Moment,
) -> Result<Vec<ArrivalReportId>, StoreError> {
    let sql = "select distinct fact.report_id from arrival_person person
               join arrival_fact fact
                   on fact.county = person.county and fact.fact_id = person.fact_id
               where person.tail_index = $1 and fact.arrives_at >= $2";
    let rows = tx.query(sql, &v![tail.to_vec(), since]).await?;
    rows.iter().map(|row| row.id("report_id", ArrivalReportId::from_uuid)).collect()
}

/// The reports that arrive since a moment with one of these documents, by their keyed indexes: of each
/// document its reports.
pub async fn arrivals_by_documents(
    tx: &Tx,
    documents: &[Vec<u8>],
    since: Moment,
) -> Result<Vec<(Vec<u8>, ArrivalReportId)>, StoreError> {
    let mut found = Vec::new();
    for part in documents.chunks(500) {
        let sql = format!(
            "select distinct person.document_index, fact.report_id from arrival_person person
             join arrival_fact fact
                 on fact.county = person.county and fact.fact_id = person.fact_id
             where fact.arrives_at >= $1 and person.document_index in ({})",
            holes(2, part.len())
        );
        let mut values = v![since].to_vec();
        values.extend(part.iter().map(|document| V::from(document.clone())));
        for row in &tx.query(&sql, &values).await? {
            let report = row.id("report_id", ArrivalReportId::from_uuid)?;
            found.push((row.bytes("document_index")?.to_vec(), report));
        }
    }
    Ok(found)
}

/// How many were reported by people themselves within a county since a moment.
pub async fn arrivals_sent_since(tx: &Tx, county: &str, since: Moment) -> Result<i64, StoreError> {
    let sql = "select count(*) as n from arrival_fact
               where county = $1 and by_login is null and at >= $2";
    tx.query_one(sql, &v![county, since]).await?.int("n")
}

fn fact_of(row: &Row) -> Result<StoredArrivalFact, StoreError> {
    Ok(StoredArrivalFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", ArrivalFactId::from_uuid)?,
        report: row.id("report_id", ArrivalReportId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        kind: row.text("kind")?.to_owned(),
        says: row.text("says")?.to_owned(),
        who: row.opt_bytes("who_sealed")?.map(<[u8]>::to_vec),
        place: row.place("place")?,
        station: row.text("station")?.to_owned(),
        arrives_at: row.moment("arrives_at")?,
        reason: row.text("reason")?.to_owned(),
        at: row.moment("at")?,
        by: row.opt_text("by_login")?.map(ToOwned::to_owned),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
