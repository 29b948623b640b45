//! What one entered, another signs or sends back. With the signature it counts.

use super::enter::says_something;
use super::plates::standings;
use super::quality::without_controls;
use super::{LabKnown, lab_deed, lab_within};
use crate::Refusal;
use crate::caller::Request;
use crate::cases::cases_trace_due;
use crate::pools::results_sign;
use crate::register::{counties, reason_of};
use fangxian_core::ids::ResultSheetId;
use fangxian_core::labs::{InWell, controls, proposed};
use fangxian_core::policy::{Act, Scope};
use fangxian_core::pools::{TubeOutcome, TubeResult, TwoPeople};
use fangxian_core::sampling::TubeCode;
use fangxian_store::StoreError;
use fangxian_store::lab_results::{
    SheetDecision, SheetSource, SheetVerdict, StoredSheet, StoredSheetRow, rows_of_sheet,
    sheet_by_id, sheet_decide,
};
use fangxian_store::labs::{StoredPlate, plate_by_id, wells_of_plate};
use fangxian_store::sampling::{StoredResult, results_of_tubes};

/// A row as whoever signs looks at it.
#[derive(Clone, Debug)]
pub struct SheetRowSeen {
    /// The row.
    pub row: StoredSheetRow,
    /// What is in the well; none in a correction.
    pub inside: Option<InWell>,
    /// What the curves say.
    pub proposed: Option<TubeOutcome>,
    /// How the tube stands now.
    pub standing: Option<TubeOutcome>,
    /// The result that it puts right.
    pub wrong: Option<StoredResult>,
}

impl SheetRowSeen {
    /// Whether it must be looked at: another outcome than the curves say, or one that stands.
    pub fn differs(&self) -> bool {
        let entered = self.row.outcome;
        entered.is_some()
            && (self.proposed.is_some() && self.proposed != entered
                || self.standing.is_some() && self.standing != entered)
    }
}

/// A sheet as whoever signs looks at it.
#[derive(Clone, Debug)]
pub struct SheetSeen {
    /// Its laboratory.
    pub laboratory: LabKnown,
    /// The sheet.
    pub sheet: StoredSheet,
    /// Its plate.
    pub plate: Option<StoredPlate>,
    /// Its rows.
    pub rows: Vec<SheetRowSeen>,
    /// What is wrong with the controls.
    pub control_flaw: Option<String>,
    /// Whether the caller may sign it: he works there, and did not enter it.
    pub may_sign: bool,
}

async fn sheet_within(
    req: &Request,
    scope: &Scope,
    id: ResultSheetId,
) -> Result<(LabKnown, StoredSheet), Refusal> {
    let counties = counties(&req.city);
    let read = req.city.db.read(move |tx| async move { sheet_by_id(&tx, &counties, id).await });
    let sheet = read.await?.ok_or(Refusal::NotFound)?;
    let lab = lab_within(req, scope, sheet.laboratory).await?;
    Ok((lab, sheet))
}

/// A sheet with all that is known beside its rows.
pub async fn sheet_see(req: &Request, id: ResultSheetId) -> Result<SheetSeen, Refusal> {
    let scope = req.authorize(Act::LabSee)?;
    let (laboratory, sheet) = sheet_within(req, &scope, id).await?;
    let (within, county, plate_id) = (counties(&req.city), sheet.county.clone(), sheet.plate);
    let read = req.city.db.read(move |tx| async move {
        let rows = rows_of_sheet(&tx, &county, id).await?;
        let (plate, map) = match plate_id {
            Some(plate) => (
                plate_by_id(&tx, &within, plate).await?,
                wells_of_plate(&tx, &county, plate).await?,
            ),
            None => (None, Vec::new()),
        };
        let codes: Vec<TubeCode> = rows.iter().filter_map(|row| row.tube).collect();
        let standing = standings(&tx, &codes).await?;
        let results = results_of_tubes(&tx, &codes).await?;
        Ok::<_, StoreError>((rows, plate, map, standing, results))
    });
    let (rows, plate, map, standing, results) = read.await?;
    let bar = plate.as_ref().map(|plate| plate.ct_bar);
    let rows: Vec<SheetRowSeen> = rows
        .into_iter()
        .map(|row| {
            let known = row.tube.and_then(|code| results.get(&code));
            let wrong = |one: &&StoredResult| Some(one.result.id) == row.corrects;
            SheetRowSeen {
                inside: map.iter().find(|(well, _)| Some(*well) == row.well).map(|(_, one)| *one),
                proposed: bar.filter(|_| row.tube.is_some()).map(|bar| proposed(row.ct, bar)),
                standing: row.tube.and_then(|code| standing.get(&code).copied()),
                wrong: known.and_then(|all| all.iter().find(wrong)).cloned(),
                row,
            }
        })
        .collect();
    let wells = rows.iter().filter_map(|one| Some((one.inside?, one.row.ct)));
    let control_flaw = bar.and_then(|bar| controls(wells, bar).err()).map(|flaw| flaw.to_string());
    let may_sign = req.authorize(Act::LabSign).is_ok()
        && sheet.decision.is_none()
        && sheet.entered_by != req.caller.login;
    Ok(SheetSeen { laboratory, sheet, plate, rows, control_flaw, may_sign })
}

/// Signs a sheet, or sends it back with a reason. Who entered it does not sign it.
pub async fn sheet_decide_on(
    req: &Request,
    id: ResultSheetId,
    verdict: SheetVerdict,
    reason: &str,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::LabSign)?;
    let (_, sheet) = sheet_within(req, &scope, id).await?;
    let reason = match verdict {
        SheetVerdict::Signed => String::new(),
        SheetVerdict::SentBack => reason_of(reason)?,
    };
    let by = TwoPeople::of(&sheet.entered_by, &req.caller.login).ok_or(Refusal::SamePerson)?;
    let (who, within) = (req.clone(), counties(&req.city));
    let write = req.city.db.write(move |tx| async move {
        let sheet = sheet_by_id(&tx, &within, id).await?.ok_or(Refusal::NotFound)?;
        if let Some(known) = &sheet.decision {
            let is_same = known.verdict == verdict && known.by == who.caller.login;
            return if is_same { Ok(()) } else { Err(Refusal::Stale) };
        }
        let said = SheetDecision { verdict, by: who.caller.login.clone(), at: who.now, reason };
        sheet_decide(&tx, &sheet, &said).await.map_err(|error| {
            if error.conflicts_with("result_sheet_decision") {
                Refusal::Stale
            } else {
                error.into()
            }
        })?;
        if verdict == SheetVerdict::Signed {
            let rows = rows_of_sheet(&tx, &sheet.county, id).await?;
            let rows = without_controls(&tx, &sheet, rows).await?;
            let results = results_of(&tx, &who, &sheet, &by, rows).await?;
            results_sign(&tx, &who, results).await?;
        }
        let detail = format!("{} {id}", verdict.code());
        lab_deed(&tx, &who, Act::LabSign, sheet.laboratory, &detail)?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await?;
    // What fails here is done within a second by whoever follows: the signature stands.
    let _ = cases_trace_due(&req.city, req.wall).await;
    Ok(())
}

/// The results of a sheet as they are signed.
async fn results_of(
    tx: &fangxian_store::Tx,
    req: &Request,
    sheet: &StoredSheet,
    by: &TwoPeople,
    rows: Vec<StoredSheetRow>,
) -> Result<Vec<StoredResult>, StoreError> {
    let codes: Vec<TubeCode> = rows.iter().filter_map(|row| row.tube).collect();
    let standing = standings(tx, &codes).await?;
    let is_correction = match sheet.source {
        SheetSource::Correction => true,
        SheetSource::Form | SheetSource::File => false,
    };
    let of = |row: StoredSheetRow| {
        let (tube, outcome) = (row.tube?, row.outcome?);
        if !says_something(outcome, row.corrects, standing.get(&tube).copied()) {
            return None;
        }
        let corrects = row.corrects.filter(|_| is_correction).map(|id| (id, row.reason.clone()));
        let well = row.well.map(|well| well.to_string());
        Some(StoredResult {
            tube,
            result: TubeResult {
                id: row.result,
                outcome,
                corrects,
                by: by.clone(),
                signed_at: req.now,
            },
            ct_orf: row.ct.orf,
            ct_n: row.ct.n,
            laboratory: sheet.laboratory,
            plate: sheet.plate.zip(well),
            entered_at: sheet.entered_at,
        })
    };
    Ok(rows.into_iter().filter_map(of).collect())
}
