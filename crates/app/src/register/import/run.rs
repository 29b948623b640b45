//! Imports at work in the background: read through, then taken in batch by batch. Each batch is
//! one transaction together with the note of how far it is, so that an import that was broken off
//! at any moment goes on where it stopped, and no row is taken twice or left out.

use super::taking::Taking;
use super::{Kept, file, import_within, json};
use crate::caller::Request;
use crate::register::decide::{Decision, KnownPeople};
use crate::register::doors::DoorBook;
use crate::register::sheet::{self, ReadRow};
use crate::register::{record, roster};
use crate::{Refusal, mint};
use fangxian_core::ids::{ImportId, PersonId};
use fangxian_core::people::RowFlaw;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_sheets::{SheetReader, Unreadable};
use fangxian_store::people::{
    ImportCounts, ImportState, RosterImport, RosterVerdict, import_rows_put, import_step,
    people_by_documents,
};
use fangxian_store::places::places_within;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

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
    let mut reading = Reading::begin(req, id, community, run).await?;
    let mut work = Work::begin(req, community, None).await?;
    let mut counts = ImportCounts::default();
    let mut kept_rows = Vec::new();
    while let Some(batch) = reading.next().await {
        let elsewhere = elsewhere(req, community, &batch).await?;
        for (row, decision) in batch.iter().zip(work.decide(req, &batch, &elsewhere)) {
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
    let may_be_cut = match reading.end().await {
        Ok(Some(may_be_cut)) => may_be_cut,
        Ok(None) => return Ok(()),
        Err(refusal) => return give_up(req, id, &refusal).await,
    };
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

/// A sheet that is being read, on a thread of its own.
struct Reading {
    batches: UnboundedReceiver<Vec<ReadRow>>,
    end: JoinHandle<Result<bool, Refusal>>,
    run: Arc<Run>,
}

impl Reading {
    /// The reader does not wait for whoever takes the rows: he has his turn no longer than he needs,
    /// and what was read stands in memory.
    async fn begin(
        req: &Request,
        id: ImportId,
        community: &PlaceCode,
        run: &Arc<Run>,
    ) -> Result<Reading, Refusal> {
        let (_, one) = import_within(req, id).await?;
        let kept: Kept = serde_json::from_str(&one.reading).unwrap_or_default();
        let how = kept.reading.ok_or(Refusal::SheetColumns)?;
        let bytes = file(req, id, community).await?;
        let (today, city, asked) = (req.today(), Arc::clone(&req.city), Arc::clone(run));
        let (put, batches) = unbounded_channel();
        let take =
            move |batch| !asked.is_stopped.load(Ordering::Acquire) && put.send(batch).is_ok();
        let read = async move {
            let read =
                move |reader: &dyn SheetReader| sheet::read(reader, bytes, &how, today, take);
            city.sheets.with_patience(read).await?
        };
        Ok(Reading { batches, end: tokio::spawn(read), run: Arc::clone(run) })
    }

    /// The next rows; none at the end, or once somebody has told the import to stop.
    async fn next(&mut self) -> Option<Vec<ReadRow>> {
        let batch = self.batches.recv().await?;
        (!self.run.is_stopped.load(Ordering::Acquire)).then_some(batch)
    }

    /// Whether the sheet may be cut; none where it was told to stop before its end.
    async fn end(self) -> Result<Option<bool>, Refusal> {
        drop(self.batches);
        if self.run.is_stopped.load(Ordering::Acquire) {
            return Ok(None);
        }
        let read = self.end.await;
        read.map_err(|_| Refusal::SheetUnreadable(Unreadable::ReaderFailed))?.map(Some)
    }
}

/// What rows are decided against.
pub(super) struct Work {
    pub(super) known: KnownPeople,
    pub(super) doors: DoorBook,
}

impl Work {
    /// As the register stands, with what was seen of the sheet before.
    pub(super) async fn begin(
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
    pub(super) fn decide(
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
pub(super) async fn elsewhere(
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
    let (_, one) = import_within(req, id).await?;
    let done_before = one.last_row;
    let work = Work::begin(req, community, None).await?;
    let mut taking = Taking::new(req, work, one);
    let mut reading = Reading::begin(req, id, community, run).await?;
    while let Some(mut batch) = reading.next().await {
        let n_rows = batch.len();
        let n_before = batch.iter().take_while(|row| i64::from(row.number) <= done_before).count();
        let rest = batch.split_off(n_before);
        taking.pass_over(&batch);
        if !rest.is_empty() {
            taking.take(rest).await?;
        }
        run.rows_done.fetch_add(n_rows, Ordering::Relaxed);
    }
    let one = taking.end().await?;
    if reading.end().await?.is_none() {
        return Ok(());
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
