//! When something was last said of cases, and that one which nobody closes was told of.

use crate::db::many::holes;
use crate::{StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::CaseId;
use fangxian_core::places::PlaceCode;

/// When the last entry of where these cases were was made; those without an entry are left out.
pub async fn episodes_last(
    tx: &Tx,
    counties: &[String],
    cases: &[CaseId],
) -> Result<Vec<(CaseId, Moment)>, StoreError> {
    let mut found = Vec::new();
    for part in cases.chunks(500) {
        let sql = format!(
            "select case_id, max(at) as at from case_episode
             where county in ({}) and case_id in ({}) group by case_id order by case_id",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push((row.id("case_id", CaseId::from_uuid)?, row.moment("at")?));
        }
    }
    Ok(found)
}

/// Notes that a case which should be closed was told of. False where it was told of before.
pub async fn case_unclosed_insert(
    tx: &Tx,
    (county, case): (&str, CaseId),
    due_at: Moment,
    (place, at): (&PlaceCode, Moment),
) -> Result<bool, StoreError> {
    let sql = "insert into case_unclosed (county, case_id, due_at, place, at)
               values ($1, $2, $3, $4, $5) on conflict (county, case_id, due_at) do nothing";
    let values = v![county, case.uuid(), due_at, place.as_str(), at];
    Ok(tx.exec(sql, &values).await? == 1)
}
