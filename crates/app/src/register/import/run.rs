//! Imports at work in the background: read through, then taken in batch by batch. Each batch is
//! one transaction together with the note of how far it is, so that an import that was broken off
//! at any moment goes on where it stopped, and no row is taken twice or left out.

use super::writing::Writing;
use super::{Kept, file, import_within, json};
use crate::caller::Request;
use crate::register::decide::{Decision, KnownPeople};
use crate::register::doors::DoorBook;
use crate::register::sheet::{self, ReadRow};
use crate::register::{record, roster};
use crate::{Refusal, mint};
use fangxian_core::ids::{ImportId, PersonId};
use fangxian_core::people::{RowFlaw, RowRead};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_store::people::{
    ImportCounts, ImportState, RosterImport, RosterVerdict, import_rows_put, import_step,
    people_by_documents,
};
use fangxian_store::places::places_within;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How many rows are taken in one transaction.
const BATCH_ROWS: usize = 500;
/// How often a batch is tried again where somebody else changed the same people meanwhile.
const TRIES_MAX: usize = 5;

/// The imports that are at work in this server.
#[derive(Default)]
pub struct ImportRuns {
    running: Mutex<HashMap<ImportId, Arc<Run>>>,
    troubles: Mutex<HashMap<ImportId, String>>,
}

#[derive(Default)]
struct Run {
    rows_done: AtomicUsize,
    is_stopped: AtomicBool,
}

impl ImportRuns {
    /// Whether one is at work, how many rows are done, and what went wrong with it last.
    pub(crate) fn progress(&self, id: ImportId) -> (bool, usize, Option<String>) {
        let troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        let trouble = troubles.get(&id).cloned();
        match self.run(id) {
            Some(run) => (true, run.rows_done.load(Ordering::Relaxed), trouble),
            None => (false, 0, trouble),
        }
    }

    pub(crate) fn is_running(&self, id: ImportId) -> bool {
        self.run(id).is_some()
    }

    fn run(&self, id: ImportId) -> Option<Arc<Run>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    fn start(&self, id: ImportId) -> Option<Arc<Run>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.contains_key(&id) {
            return None;
        }
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        let run = Arc::new(Run::default());
        running.insert(id, Arc::clone(&run));
        Some(run)
    }

    fn end(&self, id: ImportId, trouble: Option<String>) {
        if let Some(trouble) = trouble {
            let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
            troubles.insert(id, trouble);
        }
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// Tells one to stop, and waits until it has: at most a batch.
    pub(crate) async fn stop(&self, id: ImportId) {
        if let Some(run) = self.run(id) {
            run.is_stopped.store(true, Ordering::Release);
        }
        while self.is_running(id) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}

/// Reads a sheet through and notes what would come of it.
pub(super) async fn check_in_background(
    req: &Request,
    id: ImportId,
    community: &PlaceCode,
) -> Result<(), Refusal> {
    let Some(run) = req.city.imports.start(id) else { return Ok(()) };
    let (req, community) = (req.clone(), community.clone());
    tokio::spawn(async move {
        let checked = check(&req, id, &community, &run).await;
        req.city.imports.end(id, checked.err().map(|refusal| refusal.to_string()));
    });
    Ok(())
}

/// Takes a sheet in.
pub(super) async fn apply_in_background(
    req: &Request,
    id: ImportId,
    community: &PlaceCode,
) -> Result<(), Refusal> {
    let Some(run) = req.city.imports.start(id) else { return Ok(()) };
    let (req, community) = (req.clone(), community.clone());
    tokio::spawn(async move {
        let applied = apply(&req, id, &community, &run).await;
        let caught_up = req.city.catch_up().await;
        let refusal = applied.and(caught_up).err();
        req.city.imports.end(id, refusal.map(|refusal| refusal.to_string()));
    });
    Ok(())
}

async fn check(
    req: &Request,
    id: ImportId,
    community: &PlaceCode,
    run: &Arc<Run>,
) -> Result<(), Refusal> {
    let (rows, may_be_cut) = match rows_of(req, id, community, run).await {
        Ok(read) => read,
        Err(refusal) => return give_up(req, id, &refusal).await,
    };
    let mut work = Work::begin(req, community, None).await?;
    let mut counts = ImportCounts::default();
    let mut kept_rows = Vec::new();
    for batch in rows.chunks(BATCH_ROWS) {
        if run.is_stopped.load(Ordering::Acquire) {
            return Ok(());
        }
        let elsewhere = elsewhere(req, community, batch).await?;
        for (row, decision) in batch.iter().zip(work.decide(req, batch, &elsewhere)) {
            count(&mut counts, &decision);
            kept_rows.extend(kept_row(row.number, &decision));
            if let (Decision::Add, Ok(read)) = (&decision, &row.read) {
                let door = work.doors.find_or_add(&read.door);
                let new = PersonId::from_uuid(mint::uuid(req.wall)?);
                work.known.took(&req.city.keys.seals, new, read, door);
            }
        }
        run.rows_done.fetch_add(batch.len(), Ordering::Relaxed);
    }
    let (_, one) = import_within(req, id).await?;
    let mut kept: Kept = serde_json::from_str(&one.reading).unwrap_or_default();
    kept.may_be_cut = may_be_cut;
    kept.trouble = None;
    let next = RosterImport { state: ImportState::Checked, reading: json(&kept)?, counts, ..one };
    req.city
        .db
        .write(move |tx| async move {
            import_step(&tx, &next).await?;
            import_rows_put(&tx, &next, &kept_rows).await
        })
        .await?;
    Ok(())
}

/// Notes that a sheet cannot be read to its end: nothing of it is taken.
async fn give_up(req: &Request, id: ImportId, refusal: &Refusal) -> Result<(), Refusal> {
    let (_, one) = import_within(req, id).await?;
    let mut kept: Kept = serde_json::from_str(&one.reading).unwrap_or_default();
    kept.trouble = Some(refusal.to_string());
    let next = RosterImport { reading: json(&kept)?, ..one };
    req.city.db.write(move |tx| async move { import_step(&tx, &next).await }).await?;
    Ok(())
}

async fn rows_of(
    req: &Request,
    id: ImportId,
    community: &PlaceCode,
    run: &Arc<Run>,
) -> Result<(Vec<ReadRow>, bool), Refusal> {
    let (_, one) = import_within(req, id).await?;
    let kept: Kept = serde_json::from_str(&one.reading).unwrap_or_default();
    let reading = kept.reading.ok_or(Refusal::SheetColumns)?;
    let bytes = file(req, id, community).await?;
    let (today, run) = (req.today(), Arc::clone(run));
    let goes_on = move |_| !run.is_stopped.load(Ordering::Acquire);
    let read = req
        .city
        .sheets
        .with_patience(move |reader| sheet::read(reader, bytes, &reading, today, goes_on));
    let read = read.await??;
    Ok((read.rows, read.may_be_cut))
}

/// What rows are decided against.
pub(super) struct Work {
    pub(super) known: KnownPeople,
    pub(super) doors: DoorBook,
}

impl Work {
    /// As the register stands, with what was seen of the sheet before.
    async fn begin(
        req: &Request,
        community: &PlaceCode,
        before: Option<KnownPeople>,
    ) -> Result<Work, Refusal> {
        let known = KnownPeople::of(&*roster(&req.city, community).await?);
        let of = community.clone();
        let places = req.city.db.read(move |tx| async move { places_within(&tx, &of).await });
        let doors = DoorBook::new(community, places.await?);
        let known = match before {
            Some(before) => known.with_seen_of(before),
            None => known,
        };
        Ok(Work { known, doors })
    }

    /// Decides rows, one after the other: a person who stands twice is new only once.
    fn decide(
        &mut self,
        req: &Request,
        rows: &[ReadRow],
        elsewhere: &HashSet<Vec<u8>>,
    ) -> Vec<Decision> {
        let seals = &req.city.keys.seals;
        rows.iter()
            .map(|row| match &row.read {
                Err(flaws) => Decision::Rejected(flaws.clone()),
                Ok(read) if !self.known.is_first(seals, read) => {
                    Decision::Rejected(vec![RowFlaw::TwiceInSheet])
                }
                Ok(read) => {
                    let door = self.doors.find(&read.door);
                    let index = record::document_index(seals, &read.document);
                    let is_elsewhere = index.is_some_and(|index| elsewhere.contains(&index));
                    self.known.decide(seals, read, door.as_ref(), is_elsewhere)
                }
            })
            .collect()
    }
}

/// The documents of these rows that are registered in another community of the city.
async fn elsewhere(
    req: &Request,
    community: &PlaceCode,
    rows: &[ReadRow],
) -> Result<HashSet<Vec<u8>>, Refusal> {
    let seals = &req.city.keys.seals;
    let indexes: Vec<Vec<u8>> = rows
        .iter()
        .filter_map(|row| row.read.as_ref().ok())
        .filter_map(|read| record::document_index(seals, &read.document))
        .collect();
    let counties = super::super::counties(&req.city);
    let found = req
        .city
        .db
        .read(move |tx| async move { people_by_documents(&tx, &counties, &indexes).await })
        .await?;
    let others = found.into_iter().filter(|one| !one.door.lies_within(community));
    Ok(others.filter_map(|one| one.document.map(|document| document.index)).collect())
}

pub(super) fn count(counts: &mut ImportCounts, decision: &Decision) {
    counts.rows += 1;
    let of = match decision {
        Decision::Add => &mut counts.added,
        Decision::Change(_) => &mut counts.changed,
        Decision::Unchanged => &mut counts.unchanged,
        Decision::Aside(_) => &mut counts.aside,
        Decision::Rejected(_) => &mut counts.rejected,
    };
    *of += 1;
}

pub(super) fn kept_row(number: u32, decision: &Decision) -> Option<(i64, RosterVerdict, String)> {
    let number = i64::from(number);
    match decision {
        Decision::Add | Decision::Change(_) | Decision::Unchanged => None,
        Decision::Aside(flaw) => Some((number, RosterVerdict::Aside, flaw.code().to_owned())),
        Decision::Rejected(flaws) => {
            let codes: Vec<&str> = flaws.iter().map(|flaw| flaw.code()).collect();
            Some((number, RosterVerdict::Rejected, codes.join(",")))
        }
    }
}

async fn apply(
    req: &Request,
    id: ImportId,
    community: &PlaceCode,
    run: &Arc<Run>,
) -> Result<(), Refusal> {
    let (rows, _) = rows_of(req, id, community, run).await?;
    let (_, mut one) = import_within(req, id).await?;
    let mut work = Work::begin(req, community, None).await?;
    let n_before = rows.iter().take_while(|row| i64::from(row.number) <= one.last_row).count();
    let (before, rest) = rows.split_at(n_before);
    for read in before.iter().filter_map(|row| row.read.as_ref().ok()) {
        work.known.is_first(&req.city.keys.seals, read);
    }
    run.rows_done.store(n_before, Ordering::Relaxed);
    for batch in rest.chunks(BATCH_ROWS) {
        if run.is_stopped.load(Ordering::Acquire) {
            return Ok(());
        }
        one = take_batch(req, &mut work, one, batch).await?;
        run.rows_done.fetch_add(batch.len(), Ordering::Relaxed);
    }
    let n_added = one.counts.added;
    let next = RosterImport { state: ImportState::Applied, closed_at: Some(req.wall), ..one };
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            import_step(&tx, &next).await?;
            asked.deed(&tx, Act::RosterImport, &id.to_string(), &format!("applied {n_added}"))?;
            Ok::<_, Refusal>(())
        })
        .await
}

/// Takes one batch in. Where somebody else changed the same people meanwhile, the register is read
/// anew and the batch decided again: nothing of it was kept.
async fn take_batch(
    req: &Request,
    work: &mut Work,
    one: RosterImport,
    batch: &[ReadRow],
) -> Result<RosterImport, Refusal> {
    for _ in 0..TRIES_MAX {
        let elsewhere = elsewhere(req, &one.community, batch).await?;
        let decisions = work.decide(req, batch, &elsewhere);
        let writing = Writing::of(req, work, &one, batch, decisions).await?;
        match writing.write(req).await {
            Ok(next) => return Ok(next),
            Err(Refusal::Stale | Refusal::PersonKnown | Refusal::PlaceTaken) => {
                req.city.rosters.forget(&one.community);
                let again: Vec<&RowRead> =
                    batch.iter().filter_map(|row| row.read.as_ref().ok()).collect();
                let seen = std::mem::take(&mut work.known);
                let seen = seen.without(&req.city.keys.seals, &again);
                *work = Work::begin(req, &one.community, Some(seen)).await?;
            }
            Err(refusal) => return Err(refusal),
        }
    }
    Err(Refusal::Stale)
}
