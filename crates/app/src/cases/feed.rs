//! From drained scans into the index: at the start what lies in the store, then what each server drains.

use super::memory::{TracedPlace, Tracing, day_number, second_of};
use crate::scans::scans_of_blocks;
use crate::{City, Refusal};
use fangxian_core::codes::Strength as Evidence;
use fangxian_core::ids::PersonId;
use fangxian_core::passes::Alias;
use fangxian_core::places::PlaceCode;
use fangxian_core::scans::{DAYS_KEPT, Scan, ScanSource, Verdict};
use fangxian_core::venues::venue_of;
use fangxian_core::{CityDay, Moment};
use fangxian_store::StoreError;
use fangxian_store::people::people_ids_of_community;
use fangxian_store::scans::{ScanBlock, scan_blocks_from, scan_intakes};
use fangxian_store::venues::{venue_by_number, venue_facts_all, venue_facts_of};
use fangxian_trace::{Strength, Visit};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// So many blocks are read at once: half a million scans, 32 MB.
const BLOCKS_AT_ONCE: i64 = 32;
/// So many places are read one by one; where more are unknown, all are.
const PLACES_ONE_BY_ONE: usize = 50;

/// Brings the index up to what was drained by this server and others, and drops the days whose scans are
/// destroyed. Called every second; where nothing came it asks one question. Returns how many visits.
///
/// # Errors
/// The store or a key cannot be read: it is tried again. What had been added is added once more then, which
/// changes no evidence: visits that overlap are one stay.
pub async fn tracing_feed(city: &Arc<City>, wall: Moment) -> Result<u64, Refusal> {
    if !city.passes.is_loaded() {
        return Ok(0);
    }
    let mut filled = city.tracing.filled.lock().await;
    let today = city.now(wall).city_day();
    let first = today.plus(-DAYS_KEPT);
    if filled.first != Some(first) {
        city.tracing.live.drop_before(day_number(first));
        filled.first = Some(first);
    }
    let key = city.key();
    let intakes = city.db.read(move |tx| async move { scan_intakes(&tx, &key).await });
    let intakes: Vec<(String, i64)> = intakes.await?;
    let mut n_added = 0;
    for (taken_by, next) in intakes {
        let from = filled.until.get(&taken_by).copied().unwrap_or_default();
        if from >= next {
            continue;
        }
        n_added += fill(city, (&taken_by, from, next), (first, today)).await?;
        filled.until.insert(taken_by, next);
    }
    city.tracing.is_whole.store(true, Ordering::Release);
    Ok(n_added)
}

/// Adds what one server drained, between two numbers of its log.
async fn fill(
    city: &Arc<City>,
    (taken_by, from, next): (&str, i64, i64),
    (first, today): (CityDay, CityDay),
) -> Result<u64, Refusal> {
    let mut n_added = 0;
    // A clock of a gate may be ahead by a little, past midnight.
    let days = (0..=today.days_since(first) + 1).map(|n| first.plus(n));
    let counties: Vec<String> = crate::register::counties(city);
    for day in days {
        for county in &counties {
            let mut at = from;
            loop {
                let (of, by) = (county.clone(), taken_by.to_owned());
                let read = city.db.read(move |tx| async move {
                    scan_blocks_from(&tx, (&of, day), (&by, at, next), BLOCKS_AT_ONCE).await
                });
                let blocks: Vec<ScanBlock> = read.await?;
                let Some(last) = blocks.last() else { break };
                at = last.first + 1;
                n_added += add(city, blocks).await?;
            }
        }
    }
    Ok(n_added)
}

async fn add(city: &Arc<City>, blocks: Vec<ScanBlock>) -> Result<u64, Refusal> {
    let of_city = Arc::clone(city);
    let opened = tokio::task::spawn_blocking(move || scans_of_blocks(&of_city, &blocks));
    // A reader that panicked has told so; it is read again at the next turn.
    let scans: Vec<(Alias, Scan)> = opened.await.map_err(|_| Refusal::Busy)??;
    let passed: Vec<(Alias, Scan)> =
        scans.into_iter().filter(|(_, scan)| scan.why.verdict() == Verdict::Pass).collect();
    know_people(city, passed.iter().map(|(alias, _)| *alias)).await?;
    know_places(city, passed.iter().map(|(_, scan)| scan.venue)).await?;
    let tracing = &city.tracing;
    let visits: Vec<Visit> =
        passed.iter().filter_map(|(alias, scan)| visit_of(tracing, *alias, scan)).collect();
    let n_added = visits.len() as u64;
    let of_city = Arc::clone(city);
    let added = tokio::task::spawn_blocking(move || of_city.tracing.live.add(visits));
    // A scan that no day can hold is left out by whoever makes it a visit: none is refused here.
    let _ = added.await.map_err(|_| Refusal::Busy)?;
    Ok(n_added)
}

/// A scan as a visit. Nobody checks out by name: he is taken to have stayed as long as stated for the kind
/// of place, and it is marked so. Whoever moved away since, or is of no register, has no number.
fn visit_of(tracing: &Tracing, alias: Alias, scan: &Scan) -> Option<Visit> {
    let person = tracing.number(alias)?;
    let place = tracing.place(scan.venue)?;
    let how = strength_of(scan.source, scan.strength);
    Visit::scanned(person, scan.venue, second_of(scan.at), place.stay_s, how).checked().ok()
}

/// How well a scan is known: a printed code without the digits of the minute proves little; what a gate
/// read, or whoever typed the digits, was there; what was written down by hand was told.
fn strength_of(source: ScanSource, evidence: Evidence) -> Strength {
    match (source, evidence) {
        (ScanSource::Own, Evidence::Weak) => Strength::StaticCode,
        (ScanSource::Hand, _) => Strength::Told,
        (ScanSource::Own, Evidence::Strong) | (ScanSource::Gate | ScanSource::GateLater, _) => {
            Strength::RotatingCode
        }
    }
}

/// Gives numbers to everybody of the communities of whoever has none yet.
pub(super) async fn know_people(
    city: &Arc<City>,
    aliases: impl Iterator<Item = Alias>,
) -> Result<(), Refusal> {
    let unknown = aliases.filter(|alias| city.tracing.number(*alias).is_none());
    let homes: BTreeSet<String> =
        unknown.filter_map(|alias| city.passes.community_of(alias)).collect();
    for home in homes {
        let Ok(home) = PlaceCode::parse(&home) else { continue };
        let read = city.db.read(move |tx| async move { people_ids_of_community(&tx, &home).await });
        let ids: Vec<PersonId> = read.await?;
        let keys = &city.keys.passes;
        city.tracing.learn(ids.into_iter().map(|id| (keys.alias(id), id)));
    }
    Ok(())
}

/// Reads the places of these numbers that are not known yet.
pub(super) async fn know_places(
    city: &City,
    numbers: impl Iterator<Item = u32>,
) -> Result<(), Refusal> {
    let unknown: BTreeSet<u32> =
        numbers.filter(|number| city.tracing.place(*number).is_none()).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let read = city.db.read(move |tx| async move {
        if unknown.len() > PLACES_ONE_BY_ONE {
            return venue_facts_all(&tx).await;
        }
        let mut all = Vec::new();
        for number in unknown {
            if let Some(id) = venue_by_number(&tx, number).await? {
                all.extend(venue_facts_of(&tx, id).await?);
            }
        }
        Ok::<_, StoreError>(all)
    });
    let facts = read.await?;
    let known = facts.chunk_by(|one, next| one.venue == next.venue).filter_map(|own| {
        let id = own.first()?.venue;
        let venue = venue_of(&own.iter().map(|one| one.fact.clone()).collect::<Vec<_>>())?;
        let about = &venue.about;
        Some((venue.number?, TracedPlace::of(id, about.kind, &about.name)))
    });
    city.tracing.keep_places(known.collect::<BTreeMap<_, _>>().into_iter());
    Ok(())
}
