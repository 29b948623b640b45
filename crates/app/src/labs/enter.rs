//! Results entered for a plate: all of it or nothing, by one person; nothing counts yet.

use super::{fingerprint, lab_deed, plate_within};
use crate::caller::Request;
use crate::register::counties;
use crate::{Refusal, TestingRefusal, mint};
use fangxian_core::ids::{PlateId, ResultSheetId, TubeResultId};
use fangxian_core::labs::{Ct, FileRowFlaw, InWell, Well, check_entry, controls, proposed};
use fangxian_core::policy::Act;
use fangxian_core::pools::{TubeOutcome, check_result};
use fangxian_core::sampling::TubeCode;
use fangxian_store::lab_results::{
    SheetSource, SheetVerdict, StoredSheet, StoredSheetRow, sheet_by_id, sheet_insert,
    sheets_of_plate,
};
use fangxian_store::labs::{StoredPlate, wells_of_plate};
use fangxian_store::sampling::results_of_tubes;
use std::collections::BTreeMap;

/// A row as it is entered.
#[derive(Clone, Debug)]
pub struct RowAsked {
    /// Which well.
    pub well: Well,
    /// The tube, where it was written beside the well: it must be the one on the map.
    pub tube: Option<TubeCode>,
    /// The curves.
    pub ct: Ct,
    /// What is said; none where the curves say it.
    pub outcome: Option<TubeOutcome>,
    /// What there is to say beside it.
    pub note: String,
}

/// The results of a plate.
#[derive(Clone, Debug)]
pub struct SheetAsked {
    /// Made by the client: the same again is the same act.
    pub id: ResultSheetId,
    /// Of which plate.
    pub plate: PlateId,
    /// One for each well of the map.
    pub rows: Vec<RowAsked>,
}

/// A row that does not go with the plate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowFlaw {
    /// Which row, from 0; none where a well is absent.
    pub(super) row: Option<usize>,
    /// The well.
    pub(super) well: Well,
    /// What is wrong.
    pub(super) flaw: FileRowFlaw,
}

/// What a row says of its well: what is in it, the curve, the outcome where it is a tube's, the note.
pub(super) type RowSaid = (Well, InWell, Ct, Option<TubeOutcome>, String);

/// Puts rows beside the map of the plate: what each row says, or everything that is wrong.
pub(super) fn beside_the_map(
    map: &[(Well, InWell)],
    bar: i64,
    rows: &[RowAsked],
) -> Result<Vec<RowSaid>, Vec<RowFlaw>> {
    let on: BTreeMap<Well, InWell> = map.iter().copied().collect();
    let mut of: BTreeMap<Well, (usize, &RowAsked)> = BTreeMap::new();
    let mut flaws = Vec::new();
    let mut say = |row: Option<usize>, well: Well, flaw| flaws.push(RowFlaw { row, well, flaw });
    for (n, row) in rows.iter().enumerate() {
        match on.get(&row.well) {
            None => say(Some(n), row.well, FileRowFlaw::NotOnPlate),
            Some(inside) if row.tube.is_some() && row.tube != inside.tube() => {
                say(Some(n), row.well, FileRowFlaw::OtherTube);
            }
            Some(_) if !row.ct.is_possible() => say(Some(n), row.well, FileRowFlaw::Ct),
            Some(_) => {}
        }
        if of.insert(row.well, (n, row)).is_some() {
            say(Some(n), row.well, FileRowFlaw::WellTwice);
        }
    }
    for well in on.keys().filter(|well| !of.contains_key(well)) {
        say(None, *well, FileRowFlaw::Absent);
    }
    let cts = map.iter().filter_map(|(well, inside)| Some((*inside, of.get(well)?.1.ct)));
    let are_good = controls(cts, bar).is_ok();
    let mut all = Vec::new();
    for (well, inside) in map {
        let Some((n, row)) = of.get(well) else { continue };
        let by_curve = proposed(row.ct, bar);
        let outcome = inside.tube().map(|_| match row.outcome {
            Some(entered) => entered,
            None if are_good => by_curve,
            None => TubeOutcome::Invalid,
        });
        if outcome.is_some_and(|entered| check_entry(by_curve, entered, are_good).is_err()) {
            say(Some(*n), *well, FileRowFlaw::Entry);
        }
        all.push((*well, *inside, row.ct, outcome, row.note.clone()));
    }
    if flaws.is_empty() { Ok(all) } else { Err(flaws) }
}

/// Enters the results of a plate in the form of its grid.
pub async fn sheet_enter(req: &Request, asked: SheetAsked) -> Result<(), Refusal> {
    let scope = req.authorize(Act::LabReport)?;
    let (_, plate) = plate_within(req, &scope, asked.plate).await?;
    let mac = fingerprint(req, &format!("sheet\n{asked:?}"));
    let rows = asked.rows;
    let entered = Entered { id: asked.id, source: SheetSource::Form, sha256: None, mac };
    enter(req, plate, entered, rows).await
}

/// A sheet on its way into the store.
pub(super) struct Entered {
    pub(super) id: ResultSheetId,
    pub(super) source: SheetSource,
    pub(super) sha256: Option<String>,
    pub(super) mac: Vec<u8>,
}

/// Keeps a sheet of a plate, if every row goes with the map and could be signed.
pub(super) async fn enter(
    req: &Request,
    plate: StoredPlate,
    entered: Entered,
    rows: Vec<RowAsked>,
) -> Result<(), Refusal> {
    if rows.iter().any(|row| row.note.chars().count() > 200) {
        return Err(Refusal::BadInput("备注不超过200字。".to_owned()));
    }
    let (who, within) = (req.clone(), counties(&req.city));
    let write = req.city.db.write(move |tx| async move {
        if let Some(known) = sheet_by_id(&tx, &within, entered.id).await? {
            let is_same = known.body_mac == entered.mac;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let before = sheets_of_plate(&tx, &plate.county, plate.id).await?;
        let stands = |one: &StoredSheet| {
            one.decision.as_ref().is_none_or(|said| said.verdict == SheetVerdict::Signed)
        };
        if before.iter().any(stands) {
            return Err(TestingRefusal::PlateEntered.into());
        }
        let map = wells_of_plate(&tx, &plate.county, plate.id).await?;
        let beside = beside_the_map(&map, plate.ct_bar, &rows).map_err(|flaws| refusal(&flaws))?;
        let stored: Result<Vec<StoredSheetRow>, Refusal> = beside
            .into_iter()
            .map(|(well, inside, ct, outcome, reason)| {
                Ok(StoredSheetRow {
                    well: Some(well),
                    tube: inside.tube(),
                    result: TubeResultId::from_uuid(mint::uuid(who.wall)?),
                    ct,
                    outcome,
                    corrects: None,
                    reason,
                })
            })
            .collect();
        let stored = stored?;
        refuse_unsignable(&tx, &stored).await?;
        let sheet = StoredSheet {
            id: entered.id,
            county: plate.county.clone(),
            laboratory: plate.laboratory,
            plate: Some(plate.id),
            source: entered.source,
            sha256: entered.sha256,
            n_rows: i64::try_from(stored.len()).unwrap_or(i64::MAX),
            entered_by: who.caller.login.clone(),
            entered_at: who.now,
            body_mac: entered.mac,
            decision: None,
        };
        sheet_insert(&tx, &sheet, &stored).await?;
        let detail = format!("sheet {} {}", sheet.id, sheet.source.code());
        lab_deed(&tx, &who, Act::LabReport, plate.laboratory, &detail)?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Whether a row says anything new: an invalid one of a tube that is invalid already does not.
pub(super) fn says_something(
    outcome: TubeOutcome,
    corrects: Option<TubeResultId>,
    standing: Option<TubeOutcome>,
) -> bool {
    corrects.is_some() || outcome != TubeOutcome::Invalid || standing != Some(TubeOutcome::Invalid)
}

/// What nobody could sign is refused when it is entered, not an hour later.
pub(super) async fn refuse_unsignable(
    tx: &fangxian_store::Tx,
    rows: &[StoredSheetRow],
) -> Result<(), Refusal> {
    let codes: Vec<TubeCode> = rows.iter().filter_map(|row| row.tube).collect();
    let known = results_of_tubes(tx, &codes).await?;
    let mut flaws = Vec::new();
    for row in rows {
        let (Some(tube), Some(outcome)) = (row.tube, row.outcome) else { continue };
        let own = known.get(&tube).into_iter().flatten().map(|one| one.result.clone());
        let own: Vec<_> = own.collect();
        let standing = fangxian_core::pools::tube_standing(&own).outcome();
        if says_something(outcome, row.corrects, standing) {
            let checked = check_result(&own, outcome, row.corrects);
            flaws.extend(checked.err().map(|flaw| (tube, flaw)));
        }
    }
    if flaws.is_empty() { Ok(()) } else { Err(TestingRefusal::ResultsRefused(flaws).into()) }
}

fn refusal(flaws: &[RowFlaw]) -> Refusal {
    let named: Vec<String> =
        flaws.iter().take(8).map(|one| format!("{}：{}", one.well, one.flaw.title())).collect();
    let more = if flaws.len() > 8 { format!("；共{}处", flaws.len()) } else { String::new() };
    Refusal::BadInput(format!("整板没有保存：{}{more}。", named.join("；")))
}
