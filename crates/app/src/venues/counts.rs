//! How many were scanned at a place on a day, and which of the four checks were made. Numbers alone:
//! nothing here opens the seal on anybody.

use super::canary::scans_asked_for;
use super::see::venue_kept;
use crate::Refusal;
use crate::caller::Request;
use fangxian_core::CityDay;
use fangxian_core::codes::Strength;
use fangxian_core::ids::VenueId;
use fangxian_core::policy::Act;
use fangxian_core::scans::{Check, DAYS_KEPT, Scan, ScanSource, Verdict};
use fangxian_store::StoreError;
use fangxian_store::scans::{ScanBlock, scan_blocks};
use std::collections::BTreeSet;

/// Fewer than so many are not told apart: of three people in a shop, a number would be a name.
const COUNTED_MIN: u32 = 5;

/// What was counted at a place on a day. None where there were some, but too few to be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VenueCounts {
    /// Scans in all, each once.
    pub n_scans: u32,
    /// Let in.
    pub n_passed: u32,
    /// Not let in.
    pub n_refused: u32,
    /// Written down by hand.
    pub n_by_hand: u32,
    /// Of a poster, without the digits of the minute.
    pub n_weak: u32,
    /// Temperature taken.
    pub n_temperature: u32,
    /// Code looked at.
    pub n_code: u32,
    /// Certificate looked at.
    pub n_certificate: u32,
    /// Mask looked at.
    pub n_mask: u32,
}

impl VenueCounts {
    fn add(&mut self, scan: &Scan) {
        self.n_scans += 1;
        match scan.why.verdict() {
            Verdict::Pass => self.n_passed += 1,
            Verdict::Refuse => self.n_refused += 1,
        }
        self.n_by_hand += u32::from(scan.source == ScanSource::Hand);
        self.n_weak += u32::from(scan.strength == Strength::Weak);
        for check in &scan.checks {
            match check {
                Check::Temperature => self.n_temperature += 1,
                Check::Code => self.n_code += 1,
                Check::Certificate => self.n_certificate += 1,
                Check::Mask => self.n_mask += 1,
            }
        }
    }
}

/// What was counted at a place on a day; none where it is too little to be told.
pub async fn venue_counts(
    req: &Request,
    id: VenueId,
    day: CityDay,
) -> Result<Option<VenueCounts>, Refusal> {
    scans_asked_for(req, Act::VenueKeep, id).await?;
    let (venue, _) = venue_kept(req, Act::VenueKeep, id).await?;
    let number = venue.number.ok_or(Refusal::NotFound)?;
    if day > req.today() || req.today().days_since(day) > DAYS_KEPT {
        return Err(Refusal::DayOutOfRange);
    }
    let county = venue.about.place.county();
    let blocks = req.city.db.read(move |tx| async move { scan_blocks(&tx, &county, day).await });
    let blocks: Vec<ScanBlock> = blocks.await?;
    let counted = tokio::task::spawn_blocking(move || count(&blocks, number));
    let counts = counted.await.map_err(|_| Refusal::Busy)??;
    Ok((counts.n_scans == 0 || counts.n_scans >= COUNTED_MIN).then_some(counts))
}

fn count(blocks: &[ScanBlock], number: u32) -> Result<VenueCounts, StoreError> {
    let damaged = || StoreError::Damaged { table: "scan_block".into(), column: "body".into() };
    let mut counts = VenueCounts::default();
    let mut seen = BTreeSet::new();
    for record in blocks.iter().flat_map(|block| block.body.chunks(Scan::BYTES)) {
        let scan = Scan::from_bytes(record).map_err(|_| damaged())?;
        if scan.venue == number && seen.insert((scan.gate, scan.id)) {
            counts.add(&scan);
        }
    }
    Ok(counts)
}
