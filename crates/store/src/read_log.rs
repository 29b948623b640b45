//! Who read personal data, and what for.

use crate::db::Engine;
use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::ids::{AccountId, PersonId};
use fangxian_core::looks::Extent;
use fangxian_core::{CityDay, Moment};
use uuid::Uuid;

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Six digits: where the subject lies.
    pub county: String,
    /// Which reading. Ids of the same millisecond or later sort later.
    pub id: Uuid,
    /// When.
    pub at: Moment,
    /// Who read.
    pub account: AccountId,
    /// In which role.
    pub role: String,
    /// Where that role was held: codes of places, separated by commas; empty where nobody noted it.
    pub unit: String,
    /// What for, as a code.
    pub purpose: String,
    /// What was read: the kind of record and its id, or the filter of a list.
    pub subject: String,
    /// How many records were shown.
    pub rows_read: i64,
}

/// Logs readings. Call it in the transaction that reads, and show nothing before it commits.
pub async fn readings_insert(tx: &Tx, readings: &[Reading]) -> Result<(), StoreError> {
    let rows: Vec<_> = readings
        .iter()
        .map(|one| {
            v![
                &one.county,
                one.id,
                one.at,
                one.account,
                &one.role,
                &one.unit,
                &one.purpose,
                &one.subject,
                one.rows_read,
            ]
        })
        .collect();
    tx.exec_rows(
        "insert into read_log (county, read_id, at, account_id, role, unit, purpose, subject,
             rows_read)
         values {rows}",
        rows,
    )
    .await?;
    Ok(())
}

/// Whom a reading was of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOf {
    /// The county of the reading.
    pub county: String,
    /// The id of a person, or the code of a place.
    pub about: String,
    /// Which reading.
    pub read: Uuid,
    /// How much of it was shown.
    pub extent: Extent,
    /// Whoever belonged to the place at this moment.
    pub as_of: Moment,
}

/// Keeps whom readings were of, in the transaction of the readings.
pub async fn read_of_insert(tx: &Tx, all: &[ReadOf]) -> Result<(), StoreError> {
    let row = |one: &ReadOf| v![&one.county, &one.about, one.read, one.extent.code(), one.as_of];
    tx.exec_rows(
        "insert into read_of (county, about, read_id, extent, as_of) values {rows}
         on conflict do nothing",
        all.iter().map(row).collect(),
    )
    .await?;
    Ok(())
}

/// Readings of these people and places in these counties that were made of a moment from `from` to
/// before `to`, before a reading, newest first. Each reading may come once for each of its names.
/// The index leads to them; nobody else's are looked through.
pub async fn readings_of(
    tx: &Tx,
    (counties, about): (&[String], &[String]),
    (from, to): (Moment, Moment),
    before: Uuid,
    limit: i64,
) -> Result<Vec<(Reading, Extent, Moment)>, StoreError> {
    if counties.is_empty() || about.is_empty() {
        return Ok(Vec::new());
    }
    let sql = of_sql(counties.len(), about.len());
    let mut values: Vec<V> = v![from, to, before, limit].into();
    values.extend(counties.iter().chain(about).map(V::from));
    let rows = tx.query(&sql, &values).await?;
    rows.iter()
        .map(|row| {
            let extent = row.word("extent", Extent::from_code)?;
            Ok((reading(row)?, extent, row.moment("as_of")?))
        })
        .collect()
}

/// The newest are found in the narrow table before the wide one is asked for them.
fn of_sql(n_counties: usize, n_about: usize) -> String {
    format!(
        "select l.county, l.read_id, l.at, l.account_id, l.role, l.unit, l.purpose, l.subject,
             l.rows_read, o.extent, o.as_of
         from (
             select county, read_id, extent, as_of from read_of
             where county in ({}) and about in ({})
                 and as_of >= $1 and as_of < $2 and read_id < $3
             order by read_id desc
             limit $4
         ) o
         join read_log l on l.county = o.county and l.read_id = o.read_id
         order by o.read_id desc",
        holes(5, n_counties),
        holes(5 + n_counties, n_about)
    )
}

/// How the engine finds the readings of somebody: what it says of the statement, line by line.
pub async fn readings_of_plan(
    tx: &Tx,
    (counties, about): (&[String], &[String]),
) -> Result<Vec<String>, StoreError> {
    let asked = match tx.engine() {
        Engine::Sqlite => "explain query plan ",
        Engine::Postgres => "explain ",
    };
    let sql = asked.to_owned() + &of_sql(counties.len(), about.len());
    let mut values: Vec<V> = v![Moment(0), Moment(i64::MAX), Uuid::max(), 50].into();
    values.extend(counties.iter().chain(about).map(V::from));
    let column = match tx.engine() {
        Engine::Sqlite => "detail",
        Engine::Postgres => "QUERY PLAN",
    };
    let rows = tx.query(&sql, &values).await?;
    rows.iter().map(|row| Ok(row.text(column)?.to_owned())).collect()
}

/// Keeps whom an account has seen on a day, and forgets its earlier days. Whom it has seen already
/// is not kept twice.
pub async fn day_seen_insert(
    tx: &Tx,
    county: &str,
    account: AccountId,
    day: CityDay,
    people: &[PersonId],
) -> Result<(), StoreError> {
    if people.is_empty() {
        return Ok(());
    }
    tx.exec(
        "delete from day_seen where county = $1 and account_id = $2 and seen_on < $3",
        &v![county, account, day],
    )
    .await?;
    let rows = people.iter().map(|one| v![county, account, day, one.uuid()]).collect();
    tx.exec_rows(
        "insert into day_seen (county, account_id, seen_on, person_id) values {rows}
         on conflict do nothing",
        rows,
    )
    .await?;
    Ok(())
}

/// Whom every account has seen on a day, as far as it is kept.
pub async fn day_seen(
    tx: &Tx,
    county: &str,
    day: CityDay,
) -> Result<Vec<(AccountId, PersonId)>, StoreError> {
    let rows = tx
        .query(
            "select account_id, person_id from day_seen where county = $1 and seen_on = $2",
            &v![county, day],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let account = row.id("account_id", AccountId::from_uuid)?;
            Ok((account, row.id("person_id", PersonId::from_uuid)?))
        })
        .collect()
}

/// What an account read in a county up to a moment, newest first. Ask for the next page with the
/// moment and the id of the last reading.
pub async fn readings_by_account(
    tx: &Tx,
    county: &str,
    account: AccountId,
    before: (Moment, Uuid),
    limit: i64,
) -> Result<Vec<Reading>, StoreError> {
    let rows = tx
        .query(
            "select county, read_id, at, account_id, role, unit, purpose, subject, rows_read
             from read_log
             where county = $1 and account_id = $2 and (at, read_id) < ($3, $4)
             order by at desc, read_id desc
             limit $5",
            &v![county, account, before.0, before.1, limit],
        )
        .await?;
    rows.iter().map(reading).collect()
}

/// What was read in these counties before a reading, newest first. Ids carry their time, so that
/// they sort by it.
pub async fn readings_page(
    tx: &Tx,
    counties: &[String],
    before: Uuid,
    limit: i64,
) -> Result<Vec<Reading>, StoreError> {
    if counties.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select county, read_id, at, account_id, role, unit, purpose, subject, rows_read
         from read_log
         where county in ({}) and read_id < $1
         order by read_id desc
         limit $2",
        holes(3, counties.len())
    );
    let mut values: Vec<V> = v![before, limit].into();
    values.extend(counties.iter().map(|county| V::from(county.as_str())));
    tx.query(&sql, &values).await?.iter().map(reading).collect()
}

fn reading(row: &Row) -> Result<Reading, StoreError> {
    Ok(Reading {
        county: row.text("county")?.to_owned(),
        id: row.id("read_id", |id| id)?,
        at: row.moment("at")?,
        account: row.id("account_id", AccountId::from_uuid)?,
        role: row.text("role")?.to_owned(),
        unit: row.text("unit")?.to_owned(),
        purpose: row.text("purpose")?.to_owned(),
        subject: row.text("subject")?.to_owned(),
        rows_read: row.int("rows_read")?,
    })
}
