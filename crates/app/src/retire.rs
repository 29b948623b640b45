//! What is kept for its time alone is destroyed when that is over: stays at houses, arrivals, what was
//! filed. What went is noted: how many records and rows, and the sum over them.

use crate::audit::deed_of_nobody;
use crate::cases::cases_retire;
use crate::lodgings::stay_of;
use crate::verifications::verifications_retire;
use crate::{City, Refusal};
use fangxian_core::filings::FilingKind;
use fangxian_core::lodgings::DAYS_KEPT;
use fangxian_core::{CityDay, Moment};
use fangxian_store::arrivals::arrival_facts_of_many;
use fangxian_store::destroyed::{
    DestroyedKind, RecordsDestroyed, arrivals_over_before, arrivals_remove, destroyed_insert,
    filings_over_before, filings_remove,
};
use fangxian_store::filings::filing_facts_of_many;
use fangxian_store::lodgings::{stay_facts_of_many, stays_left_before, stays_remove};
use fangxian_store::{StoreError, Tx};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Arrivals and filings are kept so many days after the last that was said of them (return registration,
/// must-hold P12).
const ARRIVAL_DAYS_KEPT: i64 = 28;
/// At most so many records of a kind at a turn, in which nobody else writes: the rest follow in the next.
const AT_ONCE_MAX: i64 = 500;

/// What went of a county, by what it was and its last day.
#[derive(Default)]
struct Gone(BTreeMap<(String, DestroyedKind, CityDay), (i64, i64, Sha256)>);

impl Gone {
    /// Adds a record, by what marks its rows.
    fn add<'a>(
        &mut self,
        (county, what, day): (String, DestroyedKind, CityDay),
        rows: impl Iterator<Item = &'a [u8]>,
    ) {
        let (n_records, n_rows, sum) = self.0.entry((county, what, day)).or_default();
        *n_records += 1;
        for row in rows {
            *n_rows += 1;
            sum.update(row);
        }
    }

    async fn note(
        self,
        tx: &Tx,
        city: &City,
        (now, wall): (Moment, Moment),
    ) -> Result<usize, StoreError> {
        let mut n_gone = 0;
        for ((county, what, day), (n_records, n_rows, sum)) in self.0 {
            let body_sum = hex::encode(sum.finalize());
            let one = RecordsDestroyed { county, what, day, at: now, n_records, n_rows, body_sum };
            destroyed_insert(tx, &one).await?;
            let detail = format!(
                "{} {} {n_records} records {n_rows} rows {}",
                what.code(),
                one.day,
                one.body_sum
            );
            deed_of_nobody(tx, city, wall, ("records_destroyed", &one.county, &detail))?;
            n_gone += usize::try_from(n_records).unwrap_or(usize::MAX);
        }
        Ok(n_gone)
    }
}

/// Destroys what is kept no longer, some of it at each turn. Returns how many records. Called each hour,
/// and again until nothing is due.
///
/// # Errors
/// The store cannot be written: it is tried again.
pub async fn records_retire(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let now = city.now(wall);
    let of = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        let mut gone = Gone::default();
        stays(&tx, now.city_day(), &mut gone).await?;
        arrivals(&tx, now.city_day(), &mut gone).await?;
        filings(&tx, now.city_day(), &mut gone).await?;
        gone.note(&tx, &of, (now, wall)).await
    });
    let gone: Result<usize, StoreError> = write.await;
    Ok(gone? + verifications_retire(city, wall).await? + cases_retire(city, wall).await?)
}

async fn stays(tx: &Tx, today: CityDay, gone: &mut Gone) -> Result<(), StoreError> {
    let left = stays_left_before(tx, today.plus(-DAYS_KEPT), AT_ONCE_MAX).await?;
    let mut over = Vec::new();
    let stored = stay_facts_of_many(tx, &left).await?;
    for own in stored.chunk_by(|one, next| one.stay == next.stay) {
        let (Some(first), Some(standing)) = (own.first(), stay_of(own)) else { continue };
        let is_over = standing.gone_on().is_some_and(|day| day <= today);
        if let (Some(left), true) = (standing.left_at, is_over) {
            let key = (first.county.clone(), DestroyedKind::Stay, left.city_day());
            gone.add(key, own.iter().map(|one| one.body_mac.as_slice()));
            over.push(first.stay);
        }
    }
    stays_remove(tx, &over).await
}

async fn arrivals(tx: &Tx, today: CityDay, gone: &mut Gone) -> Result<(), StoreError> {
    let first_kept = today.plus(-ARRIVAL_DAYS_KEPT).starts_at();
    let over = arrivals_over_before(tx, first_kept, AT_ONCE_MAX).await?;
    let stored = arrival_facts_of_many(tx, &over).await?;
    for own in stored.chunk_by(|one, next| one.report == next.report) {
        let last = own.iter().map(|one| one.at.max(one.arrives_at)).max();
        let (Some(first), Some(last)) = (own.first(), last) else { continue };
        let key = (first.county.clone(), DestroyedKind::Arrival, last.city_day());
        gone.add(key, own.iter().map(|one| one.body_mac.as_slice()));
    }
    arrivals_remove(tx, &over).await
}

async fn filings(tx: &Tx, today: CityDay, gone: &mut Gone) -> Result<(), StoreError> {
    let over = filings_over_before(tx, today.plus(-ARRIVAL_DAYS_KEPT), AT_ONCE_MAX).await?;
    let stored = filing_facts_of_many(tx, &over).await?;
    for own in stored.chunk_by(|one, next| one.filing == next.filing) {
        let last = own.iter().map(|one| one.days.1.max(one.at.city_day())).max();
        let (Some(first), Some(last)) = (own.first(), last) else { continue };
        let what = match first.what {
            FilingKind::Gathering => DestroyedKind::Gathering,
            FilingKind::Leaving => DestroyedKind::Leaving,
        };
        let key = (first.county.clone(), what, last);
        gone.add(key, own.iter().map(|one| one.body_mac.as_slice()));
    }
    filings_remove(tx, &over).await
}
