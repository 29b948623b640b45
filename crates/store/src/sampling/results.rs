//! What laboratories said of tubes.

use super::{by_county, code_of, values};
use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{LaboratoryId, PlateId, TubeResultId};
use fangxian_core::pools::{TubeOutcome, TubeResult, TwoPeople};
use fangxian_core::sampling::TubeCode;
use std::collections::HashMap;

/// A signed result as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredResult {
    /// Of which tube.
    pub tube: TubeCode,
    /// What was signed.
    pub result: TubeResult,
    /// The Ct value of ORF1ab in hundredths; none where the curve did not rise.
    pub ct_orf: Option<i64>,
    /// The Ct value of N in hundredths.
    pub ct_n: Option<i64>,
    /// Which laboratory.
    pub laboratory: LaboratoryId,
    /// On which plate, in which well.
    pub plate: Option<(PlateId, String)>,
    /// When it was entered.
    pub entered_at: Moment,
}

const COLUMNS: &str = "county, result_id, tube_code, outcome, ct_orf, ct_n, laboratory, plate_id, \
     well, corrects, reason, entered_by, entered_at, signed_by, signed_at";

/// Adds results.
pub async fn results_insert(tx: &Tx, results: &[StoredResult]) -> Result<(), StoreError> {
    let row = |one: &StoredResult| -> [V; 15] {
        let (plate, well) = one.plate.clone().unzip();
        let (corrects, reason) = one.result.corrects.clone().unzip();
        v![
            one.tube.county(),
            one.result.id.uuid(),
            one.tube.to_string(),
            one.result.outcome.code(),
            one.ct_orf,
            one.ct_n,
            one.laboratory.uuid(),
            plate.map(PlateId::uuid),
            well,
            corrects.map(TubeResultId::uuid),
            reason.unwrap_or_default(),
            one.result.by.entered(),
            one.entered_at,
            one.result.by.signed(),
            one.result.signed_at,
        ]
    };
    tx.exec_rows(
        "insert into tube_result (county, result_id, tube_code, outcome, ct_orf, ct_n, laboratory,
             plate_id, well, corrects, reason, entered_by, entered_at, signed_by, signed_at)
         values {rows}",
        results.iter().map(row).collect(),
    )
    .await
    .map(drop)
}

/// All that was ever signed of these tubes.
pub async fn results_of_tubes(
    tx: &Tx,
    codes: &[TubeCode],
) -> Result<HashMap<TubeCode, Vec<StoredResult>>, StoreError> {
    let mut found: HashMap<TubeCode, Vec<StoredResult>> = HashMap::new();
    for (county, part) in by_county(codes) {
        let sql = format!(
            "select {COLUMNS} from tube_result where county = $1 and tube_code in ({})
             order by tube_code, signed_at, result_id",
            holes(2, part.len())
        );
        for row in &tx.query(&sql, &values(&county, &part)).await? {
            let one = result_of(row)?;
            found.entry(one.tube).or_default().push(one);
        }
    }
    Ok(found)
}

/// The tubes of a county of which a positive or unclear result was signed from `since` on.
pub async fn results_grave_since(
    tx: &Tx,
    county: &str,
    since: Moment,
) -> Result<Vec<TubeCode>, StoreError> {
    tx.query(
        "select distinct tube_code from tube_result
         where county = $1 and signed_at >= $2 and outcome in ('positive', 'unclear')
         order by tube_code",
        &v![county, since],
    )
    .await?
    .iter()
    .map(code_of)
    .collect()
}

/// Of a round's tubes under a county, how many have a result at all.
pub async fn tubes_known_between(
    tx: &Tx,
    county: &str,
    round: fangxian_core::ids::RoundId,
) -> Result<i64, StoreError> {
    let row = tx
        .query_opt(
            "select count(*) as n from tube t
             where t.county = $1 and t.round_id = $2 and exists
                 (select 1 from tube_result r where r.county = t.county
                     and r.tube_code = t.tube_code)",
            &v![county, round.uuid()],
        )
        .await?;
    row.map_or(Ok(0), |row| row.int("n"))
}

fn result_of(row: &Row) -> Result<StoredResult, StoreError> {
    let by = TwoPeople::of(row.text("entered_by")?, row.text("signed_by")?);
    let corrects = row.opt_id("corrects", TubeResultId::from_uuid)?;
    let plate = row.opt_id("plate_id", PlateId::from_uuid)?;
    let reason = row.text("reason")?.to_owned();
    Ok(StoredResult {
        tube: code_of(row)?,
        result: TubeResult {
            id: row.id("result_id", TubeResultId::from_uuid)?,
            outcome: row.word("outcome", TubeOutcome::from_code)?,
            corrects: corrects.map(|id| (id, reason)),
            by: by.ok_or_else(|| row.damaged("signed_by"))?,
            signed_at: row.moment("signed_at")?,
        },
        ct_orf: row.opt_int("ct_orf")?,
        ct_n: row.opt_int("ct_n")?,
        laboratory: row.id("laboratory", LaboratoryId::from_uuid)?,
        plate: plate.zip(row.opt_text("well")?.map(str::to_owned)),
        entered_at: row.moment("entered_at")?,
    })
}
