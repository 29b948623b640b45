//! Whether laboratories find what is there: control tubes, and how many positives each finds.

use crate::custody::code_of;
use crate::db::many::holes;
use crate::tracks::rows_of_codes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::LaboratoryId;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::TubeCode;

/// A control tube.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredControl {
    /// The tube.
    pub tube: TubeCode,
    /// What is in it.
    pub expects: TubeOutcome,
    /// When it was given out.
    pub at: Moment,
    /// By whom.
    pub by: String,
}

/// Adds control tubes. One that is known is passed over.
pub async fn controls_insert(tx: &Tx, controls: &[StoredControl]) -> Result<u64, StoreError> {
    let row = |one: &StoredControl| -> [V; 5] {
        v![one.tube.county(), one.tube.to_string(), one.expects.code(), one.at, &one.by]
    };
    let sql = "insert into control_tube (county, tube_code, expects, at, by_login) values {rows}
               on conflict (county, tube_code) do nothing";
    tx.exec_rows(sql, controls.iter().map(row).collect()).await
}

fn control_of(row: &Row) -> Result<StoredControl, StoreError> {
    Ok(StoredControl {
        tube: code_of(row, "tube_code")?,
        expects: row.word("expects", TubeOutcome::from_code)?,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
    })
}

/// Those of these tubes that are controls.
pub async fn controls_among(tx: &Tx, codes: &[TubeCode]) -> Result<Vec<StoredControl>, StoreError> {
    let sql = "select tube_code, expects, at, by_login from control_tube
               where county = $1 and tube_code in ({codes})";
    rows_of_codes(tx, sql, codes).await?.iter().map(control_of).collect()
}

/// The control tubes of these counties since a moment, the latest first.
pub async fn controls_since(
    tx: &Tx,
    counties: &[String],
    since: Moment,
    limit: i64,
) -> Result<Vec<StoredControl>, StoreError> {
    let sql = format!(
        "select tube_code, expects, at, by_login from control_tube
         where at >= $1 and county in ({}) order by at desc, tube_code limit ${}",
        holes(2, counties.len()),
        counties.len() + 2
    );
    let mut values = vec![V::from(since)];
    values.extend(counties.iter().map(V::from));
    values.push(V::from(limit));
    tx.query(&sql, &values).await?.iter().map(control_of).collect()
}

/// What laboratories entered of these tubes, signed or not, the oldest first; with the laboratory.
pub async fn entered_of(
    tx: &Tx,
    counties: &[String],
    codes: &[TubeCode],
) -> Result<Vec<(TubeCode, LaboratoryId, TubeOutcome)>, StoreError> {
    if codes.is_empty() || counties.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select r.tube_code, s.laboratory_id, r.outcome from result_sheet_row r
         join result_sheet s on s.county = r.county and s.sheet_id = r.sheet_id
         where r.county in ({}) and r.tube_code in ({}) order by s.entered_at, s.sheet_id",
        holes(1, counties.len()),
        holes(counties.len() + 1, codes.len())
    );
    let mut values: Vec<V> = counties.iter().map(V::from).collect();
    values.extend(codes.iter().map(|code| V::from(code.to_string())));
    let read = |row: &Row| {
        Ok((
            code_of(row, "tube_code")?,
            row.id("laboratory_id", LaboratoryId::from_uuid)?,
            row.word("outcome", TubeOutcome::from_code)?,
        ))
    };
    tx.query(&sql, &values).await?.iter().map(read).collect()
}

/// How many results a laboratory signed in an area in an hour, and how many of them were positive or
/// unclear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HourCount {
    /// The area, six digits.
    pub county: String,
    /// Which laboratory.
    pub laboratory: LaboratoryId,
    /// Hours since 1970.
    pub hour_number: i64,
    /// Results.
    pub n: i64,
    /// Of them positive or unclear.
    pub n_positive: i64,
}

/// How many results each laboratory signed by area and hour since a moment, by hour: a good morning
/// must not hide an afternoon that is bad.
pub async fn counts_by_hour(
    tx: &Tx,
    counties: &[String],
    since: Moment,
) -> Result<Vec<HourCount>, StoreError> {
    let sql = format!(
        "select county, laboratory, signed_at / 3600000 as hour_number,
             count(*) as n,
             count(case when outcome in ('positive', 'unclear') then 1 end) as n_positive
         from tube_result
         where signed_at >= $1 and outcome <> 'invalid' and corrects is null and county in ({})
         group by county, laboratory, signed_at / 3600000
         order by hour_number, county, laboratory",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(since)];
    values.extend(counties.iter().map(V::from));
    let read = |row: &Row| {
        Ok(HourCount {
            county: row.text("county")?.to_owned(),
            laboratory: row.id("laboratory", LaboratoryId::from_uuid)?,
            hour_number: row.int("hour_number")?,
            n: row.int("n")?,
            n_positive: row.int("n_positive")?,
        })
    };
    tx.query(&sql, &values).await?.iter().map(read).collect()
}
