//! Sheets of results as a laboratory entered them, and what a second person said of each.

use crate::custody::code_of;
use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{LaboratoryId, PlateId, ResultSheetId, TubeResultId};
use fangxian_core::labs::{Ct, Well};
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::TubeCode;
use fangxian_core::{coded, coded::Coded};

coded! {
    /// How results came in.
    SheetSource {
        /// Typed into the grid of the plate, or sent by a machine in the same form.
        Form = "form",
        /// A file with its manifest.
        File = "file",
        /// One result puts an earlier one right.
        Correction = "correction",
    }

    /// What a second person said.
    SheetVerdict {
        /// It counts.
        Signed = "signed",
        /// It never will.
        SentBack = "sent_back",
    }
}

/// Results that were entered together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSheet {
    /// Which.
    pub id: ResultSheetId,
    /// The county of its laboratory, six digits.
    pub county: String,
    /// Of which laboratory.
    pub laboratory: LaboratoryId,
    /// Of which plate; none where results are put right.
    pub plate: Option<PlateId>,
    /// How they came in.
    pub source: SheetSource,
    /// Of the file, in hexadecimal.
    pub sha256: Option<String>,
    /// How many rows.
    pub n_rows: i64,
    /// Who entered it.
    pub entered_by: String,
    /// When.
    pub entered_at: Moment,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
    /// What a second person said, and when and why.
    pub decision: Option<SheetDecision>,
}

/// What a second person said of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetDecision {
    /// Whether it counts.
    pub verdict: SheetVerdict,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Why it was sent back.
    pub reason: String,
}

/// A row of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSheetRow {
    /// The well; none in a correction.
    pub well: Option<Well>,
    /// The tube; none in the row of a control.
    pub tube: Option<TubeCode>,
    /// The id that the result has once it is signed.
    pub result: TubeResultId,
    /// The curves.
    pub ct: Ct,
    /// What was entered; none in the row of a control.
    pub outcome: Option<TubeOutcome>,
    /// What it puts right.
    pub corrects: Option<TubeResultId>,
    /// Why; or what the one who entered it has to say.
    pub reason: String,
}

/// Keeps a sheet with its rows.
pub async fn sheet_insert(
    tx: &Tx,
    sheet: &StoredSheet,
    rows: &[StoredSheetRow],
) -> Result<(), StoreError> {
    tx.exec(
        "insert into result_sheet (county, sheet_id, laboratory_id, plate_id, source, sha256,
             n_rows, entered_by, entered_at, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &v![
            &sheet.county,
            sheet.id.uuid(),
            sheet.laboratory.uuid(),
            sheet.plate.map(PlateId::uuid),
            sheet.source.code(),
            sheet.sha256.clone(),
            sheet.n_rows,
            &sheet.entered_by,
            sheet.entered_at,
            sheet.body_mac.clone(),
        ],
    )
    .await?;
    let values: Vec<[V; 11]> = rows
        .iter()
        .zip(0_i64..)
        .map(|(row, position)| {
            v![
                &sheet.county,
                sheet.id.uuid(),
                position,
                row.well.map(|well| well.to_string()),
                row.tube.map(|code| code.to_string()),
                row.result.uuid(),
                row.ct.orf,
                row.ct.n,
                row.outcome.map(Coded::code),
                row.corrects.map(TubeResultId::uuid),
                &row.reason,
            ]
        })
        .collect();
    let sql =
        "insert into result_sheet_row (county, sheet_id, position, well, tube_code, result_id,
                   ct_orf, ct_n, outcome, corrects, reason) values {rows}";
    tx.exec_rows(sql, values).await?;
    Ok(())
}

/// Keeps what a second person said. A second time is refused by the key.
pub async fn sheet_decide(
    tx: &Tx,
    sheet: &StoredSheet,
    decision: &SheetDecision,
) -> Result<(), StoreError> {
    tx.exec(
        "insert into result_sheet_decision (county, sheet_id, decision, by_login, at, reason)
         values ($1, $2, $3, $4, $5, $6)",
        &v![
            &sheet.county,
            sheet.id.uuid(),
            decision.verdict.code(),
            &decision.by,
            decision.at,
            &decision.reason,
        ],
    )
    .await?;
    Ok(())
}

const SHEET: &str = "select s.county, s.sheet_id, s.laboratory_id, s.plate_id, s.source, s.sha256, \
     s.n_rows, s.entered_by, s.entered_at, s.body_mac, d.decision, d.by_login, d.at as decided_at, \
     d.reason from result_sheet s left join result_sheet_decision d \
     on d.county = s.county and d.sheet_id = s.sheet_id";

fn sheet_of(row: &Row) -> Result<StoredSheet, StoreError> {
    let decision = match row.opt_word("decision", SheetVerdict::from_code)? {
        Some(verdict) => Some(SheetDecision {
            verdict,
            by: row.text("by_login")?.to_owned(),
            at: row.moment("decided_at")?,
            reason: row.text("reason")?.to_owned(),
        }),
        None => None,
    };
    Ok(StoredSheet {
        id: row.id("sheet_id", ResultSheetId::from_uuid)?,
        county: row.text("county")?.to_owned(),
        laboratory: row.id("laboratory_id", LaboratoryId::from_uuid)?,
        plate: row.opt_id("plate_id", PlateId::from_uuid)?,
        source: row.word("source", SheetSource::from_code)?,
        sha256: row.opt_text("sha256")?.map(str::to_owned),
        n_rows: row.int("n_rows")?,
        entered_by: row.text("entered_by")?.to_owned(),
        entered_at: row.moment("entered_at")?,
        body_mac: row.bytes("body_mac")?.to_vec(),
        decision,
    })
}

/// A sheet, wherever in these counties its laboratory is.
pub async fn sheet_by_id(
    tx: &Tx,
    counties: &[String],
    id: ResultSheetId,
) -> Result<Option<StoredSheet>, StoreError> {
    let sql =
        format!("{SHEET} where s.sheet_id = $1 and s.county in ({})", holes(2, counties.len()));
    let mut values = vec![V::from(id.uuid())];
    values.extend(counties.iter().map(V::from));
    tx.query_opt(&sql, &values).await?.as_ref().map(sheet_of).transpose()
}

/// The latest sheets of a laboratory.
pub async fn sheets_of_lab(
    tx: &Tx,
    county: &str,
    laboratory: LaboratoryId,
    limit: i64,
) -> Result<Vec<StoredSheet>, StoreError> {
    let sql = format!(
        "{SHEET} where s.county = $1 and s.laboratory_id = $2
         order by s.entered_at desc, s.sheet_id desc limit $3"
    );
    let values = v![county, laboratory.uuid(), limit];
    tx.query(&sql, &values).await?.iter().map(sheet_of).collect()
}

/// The sheets of a plate, the latest first.
pub async fn sheets_of_plate(
    tx: &Tx,
    county: &str,
    plate: PlateId,
) -> Result<Vec<StoredSheet>, StoreError> {
    let sql = format!(
        "{SHEET} where s.county = $1 and s.plate_id = $2
         order by s.entered_at desc, s.sheet_id desc"
    );
    tx.query(&sql, &v![county, plate.uuid()]).await?.iter().map(sheet_of).collect()
}

/// The rows of a sheet in their order.
pub async fn rows_of_sheet(
    tx: &Tx,
    county: &str,
    sheet: ResultSheetId,
) -> Result<Vec<StoredSheetRow>, StoreError> {
    let sql = "select well, tube_code, result_id, ct_orf, ct_n, outcome, corrects, reason
               from result_sheet_row where county = $1 and sheet_id = $2 order by position";
    let read = |row: &Row| {
        let well = match row.opt_text("well")? {
            Some(text) => Some(Well::parse(text).ok_or_else(|| row.damaged("well"))?),
            None => None,
        };
        let tube = match row.opt_text("tube_code")? {
            Some(_) => Some(code_of(row, "tube_code")?),
            None => None,
        };
        Ok(StoredSheetRow {
            well,
            tube,
            result: row.id("result_id", TubeResultId::from_uuid)?,
            ct: Ct { orf: row.opt_int("ct_orf")?, n: row.opt_int("ct_n")? },
            outcome: row.opt_word("outcome", TubeOutcome::from_code)?,
            corrects: row.opt_id("corrects", TubeResultId::from_uuid)?,
            reason: row.text("reason")?.to_owned(),
        })
    };
    tx.query(sql, &v![county, sheet.uuid()]).await?.iter().map(read).collect()
}

/// Tubes of which this laboratory last said that nothing can be said, since a moment, and that are on
/// no plate after that, the oldest first.
pub async fn tubes_to_repeat(
    tx: &Tx,
    counties: &[String],
    laboratory: LaboratoryId,
    since: Moment,
    limit: i64,
) -> Result<Vec<(TubeCode, Moment)>, StoreError> {
    let sql = format!(
        "select r.tube_code, r.signed_at from tube_result r
         where r.county in ({}) and r.laboratory = $1 and r.signed_at >= $2
             and r.outcome = 'invalid'
             and not exists (select 1 from tube_result l
                             where l.county = r.county and l.tube_code = r.tube_code
                                 and (l.corrects = r.result_id
                                      or (l.outcome <> 'invalid' and l.signed_at >= r.signed_at)))
             and not exists (select 1 from tube_plated p
                             where p.county = r.county and p.tube_code = r.tube_code
                                 and p.at > r.signed_at)
         order by r.signed_at, r.tube_code limit $3",
        holes(4, counties.len())
    );
    let mut values = v![laboratory.uuid(), since, limit].to_vec();
    values.extend(counties.iter().map(V::from));
    let read = |row: &Row| Ok((code_of(row, "tube_code")?, row.moment("signed_at")?));
    tx.query(&sql, &values).await?.iter().map(read).collect()
}
