//! From the log into the store, in blocks by county and day.

use super::days::open;
use crate::{City, Refusal};
use aes_gcm::aes::Aes128;
use fangxian_core::CityDay;
use fangxian_core::passes::Alias;
use fangxian_core::scans::{DAYS_KEPT, Scan};
use fangxian_intake::{Batch, Drain};
use fangxian_store::StoreError;
use fangxian_store::scans::{ScanBlock, scan_blocks, scan_blocks_keep, scan_drained};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// So many scans are drained at once: a block stays small enough to be read in one go, and what the
/// disk does for one, some milliseconds, is all that a scan at a gate waits for beside its own flush.
const AT_ONCE: usize = 4_096;
/// While scans come in, the machine belongs to the gates for this long after each block. What is drained
/// is still twice what two cores take in one by one (160,000 a second); what came in a rush from gates
/// that had no network waits in the log until it is quieter.
const GIVES_WAY: Duration = Duration::from_millis(20);

/// Drains what is durable into the store, until there is nothing left. Returns how many scans.
///
/// # Errors
/// The log or the store cannot be read or written. Nothing is lost: it is drained again.
pub async fn drain_scans(city: &Arc<City>, today: CityDay) -> Result<u64, Refusal> {
    let Ok(intake) = city.scans.intake() else { return Ok(0) };
    let (key, name) = (city.key(), intake.name.clone());
    let of_store = city.db.read(move |tx| async move { scan_drained(&tx, &key, &name).await });
    let of_store: i64 = of_store.await?;
    let mut drained = u64::try_from(of_store).unwrap_or_default();
    let mut drain = intake.log.drain(drained);
    let began = drained;
    let mut came_in = intake.log.durable();
    loop {
        let read = tokio::task::spawn_blocking(move || {
            let batch = drain.next(AT_ONCE);
            (drain, batch)
        });
        // A reader that panicked has told so; it is read again at the next turn.
        let (again, batch): (Drain, _) = read.await.map_err(|_| Refusal::Busy)?;
        drain = again;
        let batch: Batch = batch?;
        if batch.is_empty() {
            return Ok(drained - began);
        }
        let next = batch.next();
        let blocks = blocks_of(&batch, today.plus(-DAYS_KEPT))?;
        let (key, name) = (city.key(), intake.name.clone());
        let assumed = i64::try_from(drained).unwrap_or(i64::MAX);
        let until = i64::try_from(next).unwrap_or(i64::MAX);
        let kept: Result<(), StoreError> = city
            .db
            .write(move |tx| async move {
                scan_blocks_keep(&tx, (&key, &name), blocks, (assumed, until)).await
            })
            .await;
        kept?;
        drained = next;
        intake.log.release(drained);
        let durable = intake.log.durable();
        let is_busy = std::mem::replace(&mut came_in, durable) != durable;
        if is_busy && batch.len() >= AT_ONCE {
            city.db.settle().await?;
            tokio::time::sleep(GIVES_WAY).await;
        }
    }
}

/// The records by county and day. What is of a day that is over for good is not kept.
fn blocks_of(batch: &Batch, first: CityDay) -> Result<Vec<ScanBlock>, StoreError> {
    let mut blocks: BTreeMap<(u32, CityDay), ScanBlock> = BTreeMap::new();
    for (record, number) in batch.records().zip(batch.first..) {
        let scan = Scan::from_bytes(record).map_err(|_| StoreError::Damaged {
            table: "the intake log".to_owned(),
            column: format!("record {number}"),
        })?;
        let day = scan.at.city_day();
        if day < first {
            continue;
        }
        let block = blocks.entry((scan.county, day)).or_insert_with(|| ScanBlock {
            county: format!("{:06}", scan.county),
            day,
            first: i64::try_from(number).unwrap_or(i64::MAX),
            n: 0,
            body: Vec::new(),
        });
        block.n += 1;
        block.body.extend_from_slice(record);
    }
    Ok(blocks.into_values().collect())
}

/// The scans of a county on a day with whom they are of, each once however often it was sent; none
/// once the key of that day is destroyed. For tracing, which asks with an open case.
///
/// # Errors
/// A block or one of its records is damaged.
pub async fn scans_of_day(
    city: &Arc<City>,
    county: &str,
    day: CityDay,
) -> Result<Vec<(Alias, Scan)>, Refusal> {
    let intake = city.scans.intake()?;
    let Some(cipher) = intake.days.opening(day)? else { return Ok(Vec::new()) };
    let county = county.to_owned();
    let blocks = city.db.read(move |tx| async move { scan_blocks(&tx, &county, day).await });
    let blocks: Vec<ScanBlock> = blocks.await?;
    Ok(opened(&cipher, &blocks)?)
}

/// The scans of some blocks with whom they are of, each once however often it was sent; none of a day
/// whose key is destroyed. It opens a seal for each: off the threads that serve.
///
/// # Errors
/// A key cannot be read, or a record is damaged.
pub(crate) fn scans_of_blocks(
    city: &City,
    blocks: &[ScanBlock],
) -> Result<Vec<(Alias, Scan)>, Refusal> {
    let intake = city.scans.intake()?;
    let mut scans = Vec::new();
    for of_day in blocks.chunk_by(|one, next| one.day == next.day) {
        let Some(day) = of_day.first().map(|block| block.day) else { continue };
        if let Some(cipher) = intake.days.opening(day)? {
            scans.extend(opened(&cipher, of_day)?);
        }
    }
    Ok(scans)
}

fn opened(cipher: &Aes128, blocks: &[ScanBlock]) -> Result<Vec<(Alias, Scan)>, StoreError> {
    let mut seen = BTreeSet::new();
    let mut scans = Vec::new();
    let damaged = || StoreError::Damaged { table: "scan_block".into(), column: "body".into() };
    for record in blocks.iter().flat_map(|block| block.body.chunks(Scan::BYTES)) {
        let scan = Scan::from_bytes(record).map_err(|_| damaged())?;
        if !seen.insert((scan.gate, scan.id)) {
            continue;
        }
        let who = open(cipher, scan.person, scan.venue, scan.at).ok_or_else(damaged)?;
        scans.push((who, scan));
    }
    Ok(scans)
}
