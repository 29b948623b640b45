//! Sheets that people send in: put in, read through in the background, taken in, and what could
//! not be taken given back with the reason.

mod begin;
mod run;
mod taking;
mod undo;
mod writing;

pub use begin::{import_put_in, import_read_as};
pub use run::ImportRuns;
pub use undo::{UndoSeen, import_undo, import_undo_see};

use super::sheet::{self, SheetReading};
use super::{community, log_reading};
use crate::Refusal;
use crate::caller::Request;
use crate::seals::Spot;
use fangxian_core::ids::ImportId;
use fangxian_core::people::RowFlaw;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_sheets::Outline;
use fangxian_store::people::{
    ImportCounts, ImportState, RosterImport, RosterUndo, RosterVerdict, import_by_id, import_file,
    import_rows, import_rows_clear, import_step, imports_of_community, roster_undos,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The largest file that is taken.
pub const FILE_BYTES_MAX: usize = 30 * 1024 * 1024;
/// How many problem rows are shown; all of them are in the sheet that is given back.
const PROBLEMS_MAX: usize = 200;
/// How many imports of a community are listed.
const IMPORTS_MAX: i64 = 20;

/// What is kept of how a sheet is read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    /// The names of its sheets.
    pub(crate) sheets: Vec<String>,
    /// Which sheet and columns; none where they could not be guessed.
    pub(crate) reading: Option<SheetReading>,
    /// The sheet ends where programs drop what does not fit.
    pub(crate) may_be_cut: bool,
    /// Why it could not be read to its end.
    pub(crate) trouble: Option<String>,
}

/// A row that was not simply taken.
#[derive(Clone, Debug)]
pub struct Problem {
    /// As the spreadsheet numbers it.
    pub row: i64,
    /// Wrong, or a question.
    pub verdict: RosterVerdict,
    /// What.
    pub flaws: Vec<RowFlaw>,
}

/// An import as it is shown.
#[derive(Clone, Debug)]
pub struct ImportSeen {
    /// Which.
    pub id: ImportId,
    /// Whose list.
    pub community: PlaceCode,
    /// The name of the file.
    pub file_name: String,
    /// How far it is.
    pub state: ImportState,
    /// Whether it is being read or taken in right now.
    pub is_running: bool,
    /// How many rows of that are done.
    pub rows_done: usize,
    /// Why it could not be read to its end.
    pub trouble: Option<String>,
    /// Who put it in, by sign-in name.
    pub put_in_by: String,
    /// When.
    pub put_in_at: fangxian_core::Moment,
    /// One more with each change.
    pub version: i64,
    /// The names of its sheets.
    pub sheets: Vec<String>,
    /// How it is read.
    pub reading: Option<SheetReading>,
    /// The first values of each column.
    pub samples: Vec<Vec<String>>,
    /// How its rows were decided, or would be.
    pub counts: ImportCounts,
    /// The sheet ends where programs drop what does not fit.
    pub may_be_cut: bool,
    /// The first rows that were not simply taken.
    pub problems: Vec<Problem>,
    /// That it was taken back.
    pub undone: Option<RosterUndo>,
}

fn file_spot(id: ImportId) -> Spot {
    Spot { column: "roster_import.file_sealed", record: id.uuid() }
}

fn name_spot(id: ImportId) -> Spot {
    Spot { column: "roster_import.file_name_sealed", record: id.uuid() }
}

pub(crate) fn unreadable() -> Refusal {
    Refusal::BadInput("文件读不下去，没有导入任何一行。请另存为.xlsx后再试。".to_owned())
}

pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|_| unreadable())
}

/// An import within the caller's jurisdiction, and the scope.
pub(crate) async fn import_within(
    req: &Request,
    id: ImportId,
) -> Result<(Scope, RosterImport), Refusal> {
    let scope = req.authorize(Act::RosterImport)?;
    let counties = super::counties(&req.city);
    let found = req
        .city
        .db
        .read(move |tx| async move {
            for county in counties {
                if let Some(found) = import_by_id(&tx, &county, id).await? {
                    return Ok(Some(found));
                }
            }
            Ok::<_, Refusal>(None)
        })
        .await?;
    let found = found.filter(|one| scope.covers(&one.community)).ok_or(Refusal::NotFound)?;
    Ok((scope, found))
}

/// One import with its first problems.
pub async fn import_see(req: &Request, id: ImportId) -> Result<ImportSeen, Refusal> {
    // Before the row is read: what is found at rest has written its last by then.
    let progress = req.city.imports.progress(id);
    let (_, one) = import_within(req, id).await?;
    let county = one.community.county();
    let (rows, undone) = req
        .city
        .db
        .read(move |tx| async move {
            let rows = import_rows(&tx, &county, id).await?;
            Ok::<_, Refusal>((rows, roster_undos(&tx, &county, &[id]).await?))
        })
        .await?;
    let mut seen = seen(req, one, progress)?;
    seen.undone = undone.into_iter().next();
    seen.problems = rows.into_iter().take(PROBLEMS_MAX).map(problem).collect();
    if let Some(reading) = seen.reading.clone()
        && let Ok(book) = outline(req, id, &seen.community, reading.sheet).await
        && let Some(Some(top)) = book.tops.get(reading.sheet)
    {
        seen.samples = sheet::samples(top, &reading);
    }
    Ok(seen)
}

fn problem((row, verdict, flaws): (i64, RosterVerdict, String)) -> Problem {
    let flaws = flaws.split(',').filter_map(RowFlaw::from_code).collect();
    Problem { row, verdict, flaws }
}

/// The imports of a community, the latest first.
pub async fn imports_list(req: &Request, of: PlaceCode) -> Result<Vec<ImportSeen>, Refusal> {
    let scope = req.authorize(Act::RosterImport)?;
    let own = community(&of).filter(|_| scope.covers(&of)).ok_or(Refusal::NotFound)?;
    let found = req
        .city
        .db
        .read(move |tx| async move { imports_of_community(&tx, &own, IMPORTS_MAX).await })
        .await?;
    let progress = |one: &RosterImport| req.city.imports.progress(one.id);
    found
        .into_iter()
        .map(|one| {
            let progress = progress(&one);
            seen(req, one, progress)
        })
        .collect()
}

fn seen(
    req: &Request,
    one: RosterImport,
    (is_running, rows_done, run_trouble): (bool, usize, Option<String>),
) -> Result<ImportSeen, Refusal> {
    let kept: Kept = serde_json::from_str(&one.reading).unwrap_or_default();
    Ok(ImportSeen {
        file_name: req.city.keys.seals.open_text(name_spot(one.id), &one.file_name)?,
        id: one.id,
        community: one.community,
        state: one.state,
        is_running,
        rows_done,
        trouble: run_trouble.or(kept.trouble),
        put_in_by: one.put_in_by,
        put_in_at: one.put_in_at,
        version: one.version,
        sheets: kept.sheets,
        reading: kept.reading,
        samples: Vec::new(),
        counts: one.counts,
        may_be_cut: kept.may_be_cut,
        problems: Vec::new(),
        undone: None,
    })
}

/// The file of an import.
pub(crate) async fn file(
    req: &Request,
    id: ImportId,
    community: &PlaceCode,
) -> Result<Vec<u8>, Refusal> {
    let county = community.county();
    let file = req.city.db.read(move |tx| async move { import_file(&tx, &county, id).await });
    let file = file.await?.ok_or(Refusal::ImportState)?;
    Ok(req.city.keys.seals.open(file_spot(id), &file)?)
}

/// The first rows of one sheet of an import.
pub(crate) async fn outline(
    req: &Request,
    id: ImportId,
    community: &PlaceCode,
    sheet: usize,
) -> Result<Outline, Refusal> {
    let bytes = file(req, id, community).await?;
    req.city.sheets.with(move |reader| sheet::outline(reader, bytes, Some(sheet))).await?
}

/// Takes the rows in, in the background; goes on where it stopped.
pub async fn import_apply(
    req: &Request,
    id: ImportId,
    version: i64,
    although_cut: bool,
) -> Result<ImportSeen, Refusal> {
    let (_, one) = import_within(req, id).await?;
    let kept: Kept = serde_json::from_str(&one.reading).unwrap_or_default();
    if !matches!(one.state, ImportState::Checked | ImportState::Applying)
        || req.city.imports.is_running(id)
        || kept.trouble.is_some()
    {
        return Err(Refusal::ImportState);
    }
    if kept.may_be_cut && !although_cut {
        return Err(Refusal::SheetMayBeCut);
    }
    let starts = one.state == ImportState::Checked;
    let next = RosterImport {
        state: ImportState::Applying,
        counts: if starts { ImportCounts::default() } else { one.counts },
        version,
        ..one
    };
    let community = next.community.clone();
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            import_step(&tx, &next).await?;
            if starts {
                import_rows_clear(&tx, &next).await?;
            }
            asked.deed(&tx, Act::RosterImport, &id.to_string(), "apply")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    run::apply_in_background(req, id, &community).await?;
    import_see(req, id).await
}

/// Stops an import. What was taken in before stays; nothing more is.
pub async fn import_cancel(req: &Request, id: ImportId) -> Result<ImportSeen, Refusal> {
    let (_, one) = import_within(req, id).await?;
    if matches!(one.state, ImportState::Applied | ImportState::Cancelled) {
        return Err(Refusal::ImportState);
    }
    req.city.imports.stop(id).await;
    let (_, one) = import_within(req, id).await?;
    // It may have come to its end in the meantime.
    if one.state != ImportState::Applied {
        let next = RosterImport { state: ImportState::Cancelled, closed_at: Some(req.wall), ..one };
        let asked = req.clone();
        req.city
            .db
            .write(move |tx| async move {
                import_step(&tx, &next).await?;
                asked.deed(&tx, Act::RosterImport, &id.to_string(), "cancel")?;
                Ok::<_, Refusal>(())
            })
            .await?;
    }
    import_see(req, id).await
}

/// The rows that were not taken, as a sheet that can be mended and sent in again.
pub async fn import_rejects(req: &Request, id: ImportId) -> Result<Vec<u8>, Refusal> {
    let (scope, one) = import_within(req, id).await?;
    let kept: Kept = serde_json::from_str(&one.reading).unwrap_or_default();
    let reading = kept.reading.ok_or(Refusal::ImportState)?;
    let county = one.community.county();
    let rows =
        req.city.db.read(move |tx| async move { import_rows(&tx, &county, id).await }).await?;
    let flaws: HashMap<u32, String> = rows
        .into_iter()
        .map(problem)
        .map(|problem| {
            let said: Vec<&str> = problem.flaws.iter().map(|flaw| flaw.sentence()).collect();
            (u32::try_from(problem.row).unwrap_or_default(), said.join("；"))
        })
        .collect();
    log_reading(req, &scope, &one.community, &format!("import-rejects/{id}"), flaws.len()).await?;
    let bytes = file(req, id, &one.community).await?;
    req.city.sheets.with(move |reader| sheet::rejects(reader, bytes, &reading, &flaws)).await?
}

/// An empty list to fill in.
pub async fn roster_template(req: &Request) -> Result<Vec<u8>, Refusal> {
    req.authorize(Act::RosterImport)?;
    sheet::template()
}
