//! Lists are kept for their time alone, then destroyed with their lines, their people's cases and what was
//! answered. What went is noted: how many, and the sum over them.

use crate::audit::deed_of_nobody;
use crate::{City, Refusal};
use fangxian_core::verifications::DAYS_KEPT;
use fangxian_core::{CityDay, Moment};
use fangxian_store::StoreError;
use fangxian_store::verifications::{
    VerificationsDestroyed, joined_cases_remove, lists_by_ids, lists_over_before,
    verifications_destroyed_insert, verifications_remove,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// At most so many lists at a turn, in which nobody else writes: the rest follow in the next.
const AT_ONCE_MAX: i64 = 50;

/// Destroys the lists of which nothing was said for so long as they are kept, some at each turn. Returns how
/// many. Called each hour, and again until nothing is due.
///
/// # Errors
/// The store cannot be written: it is tried again.
pub async fn verifications_retire(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let now = city.now(wall);
    let first_kept = now.city_day().plus(-DAYS_KEPT).starts_at();
    let here = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        let over = lists_over_before(&tx, first_kept, AT_ONCE_MAX).await?;
        let lists = lists_by_ids(&tx, &over).await?;
        let mut gone: BTreeMap<(String, CityDay), (i64, i64, Sha256)> = BTreeMap::new();
        for list in &lists {
            let key = (list.county.clone(), list.received_at.city_day());
            let (n_lists, n_lines, sum) = gone.entry(key).or_default();
            *n_lists += 1;
            *n_lines += list.n_lines;
            sum.update(&list.body_mac);
        }
        verifications_remove(&tx, &over).await?;
        joined_cases_remove(&tx, first_kept).await?;
        for ((county, day), (n_lists, n_lines, sum)) in gone {
            let body_sum = hex::encode(sum.finalize());
            let detail = format!("verification {day} {n_lists} records {n_lines} rows {body_sum}");
            deed_of_nobody(&tx, &here, wall, ("records_destroyed", &county, &detail))?;
            let one = VerificationsDestroyed { county, day, at: now, n_lists, n_lines, body_sum };
            verifications_destroyed_insert(&tx, &one).await?;
        }
        Ok::<_, StoreError>(over.len())
    });
    let gone: Result<usize, StoreError> = write.await;
    Ok(gone?)
}
