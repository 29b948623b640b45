//! Scans whose time is over are destroyed: the rows, and the key without which no copy of them can be
//! read. What went is noted.

use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::audit::Deed;
use fangxian_core::scans::DAYS_KEPT;
use fangxian_store::scans::{ScansDestroyed, scan_blocks, scan_days_before, scans_destroy};
use fangxian_store::{StoreError, audit};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Destroys the scans of the days whose time is over, and their keys. Returns how many days of
/// counties. Called each minute; where nothing is due it does nothing.
///
/// # Errors
/// The store or the folder of the keys cannot be written: it is tried again.
pub async fn scans_retire(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let Ok(intake) = city.scans.intake() else { return Ok(0) };
    let now = city.now(wall);
    let first_kept = now.city_day().plus(-DAYS_KEPT);
    let key = city.key();
    let gone: Result<usize, StoreError> = city
        .db
        .write(move |tx| async move {
            let due = scan_days_before(&tx, first_kept).await?;
            let n_due = due.len();
            for (county, day) in due {
                let blocks = scan_blocks(&tx, &county, day).await?;
                let mut sum = Sha256::new();
                blocks.iter().for_each(|block| sum.update(&block.body));
                let gone = ScansDestroyed {
                    county,
                    day,
                    at: now,
                    n_blocks: i64::try_from(blocks.len()).unwrap_or(i64::MAX),
                    n_scans: blocks.iter().map(|block| block.n).sum(),
                    body_sum: hex::encode(sum.finalize()),
                };
                scans_destroy(&tx, &gone).await?;
                let detail = format!(
                    "{} {} scans {} blocks {}",
                    gone.day, gone.n_scans, gone.n_blocks, gone.body_sum
                );
                let deed = Deed {
                    at: wall,
                    account: None,
                    act: "scans_destroyed".to_owned(),
                    purpose: None,
                    subject: gone.county.clone(),
                    detail,
                };
                audit::append(&tx, &key, deed)?;
            }
            Ok(n_due)
        })
        .await;
    let n_gone = gone?;
    // After the rows: where this fails, the next turn destroys what is left.
    intake.days.destroy_before(first_kept)?;
    Ok(n_gone)
}
