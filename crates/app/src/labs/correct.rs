//! A result that was wrong is put right by another: entered by one, signed by another, and the one
//! that it puts right stays to be seen.

use super::enter::refuse_unsignable;
use super::{fingerprint, lab_deed, lab_within};
use crate::caller::Request;
use crate::register::{counties, reason_of};
use crate::{Refusal, mint};
use fangxian_core::ids::{LaboratoryId, ResultSheetId, TubeResultId};
use fangxian_core::labs::Ct;
use fangxian_core::policy::Act;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::TubeCode;
use fangxian_store::StoreError;
use fangxian_store::lab_results::{
    SheetSource, StoredSheet, StoredSheetRow, sheet_by_id, sheet_insert,
};
use fangxian_store::sampling::{StoredResult, results_of_tubes};

/// What is to stand instead of a result.
#[derive(Clone, Debug)]
pub struct CorrectionAsked {
    /// Made by the client: the same again is the same act.
    pub id: ResultSheetId,
    /// By which laboratory.
    pub laboratory: LaboratoryId,
    /// Of which tube.
    pub tube: TubeCode,
    /// Which result was wrong.
    pub corrects: TubeResultId,
    /// What it is instead.
    pub outcome: TubeOutcome,
    /// The curves.
    pub ct: Ct,
    /// Why.
    pub reason: String,
}

/// All that was signed of a tube by the laboratories that the caller sees, the oldest first.
pub async fn tube_results(
    req: &Request,
    code: TubeCode,
) -> Result<Vec<(String, StoredResult)>, Refusal> {
    req.authorize(Act::LabSee)?;
    let labs = super::labs_list(req).await?;
    let read = req.city.db.read(move |tx| async move { results_of_tubes(&tx, &[code]).await });
    let all: Result<_, StoreError> = read.await;
    let mut seen = Vec::new();
    for one in all?.remove(&code).unwrap_or_default() {
        if let Some(lab) = labs.iter().find(|lab| lab.lab.id == one.laboratory) {
            seen.push((lab.lab.name.clone(), one));
        }
    }
    if seen.is_empty() { Err(Refusal::NotFound) } else { Ok(seen) }
}

/// Enters that a result is put right. It counts when another signs it.
pub async fn correction_enter(req: &Request, asked: CorrectionAsked) -> Result<(), Refusal> {
    let scope = req.authorize(Act::LabReport)?;
    let lab = lab_within(req, &scope, asked.laboratory).await?.lab;
    let reason = reason_of(&asked.reason)?;
    if !asked.ct.is_possible() {
        return Err(Refusal::BadInput("Ct值不对，请核对后再填。".to_owned()));
    }
    let mac = fingerprint(req, &format!("correct\n{asked:?}"));
    let (who, within) = (req.clone(), counties(&req.city));
    let write = req.city.db.write(move |tx| async move {
        if let Some(known) = sheet_by_id(&tx, &within, asked.id).await? {
            return if known.body_mac == mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let known = results_of_tubes(&tx, &[asked.tube]).await?;
        let own = known.get(&asked.tube).into_iter().flatten();
        let mut wrong = own.filter(|one| one.result.id == asked.corrects);
        // A laboratory puts its own results right, not another's.
        let wrong = wrong.next().filter(|one| one.laboratory == lab.id).ok_or(Refusal::NotFound)?;
        if wrong.result.outcome == asked.outcome {
            return Err(Refusal::BadInput("与原结果相同，不需要更正。".to_owned()));
        }
        let row = StoredSheetRow {
            well: None,
            tube: Some(asked.tube),
            result: TubeResultId::from_uuid(mint::uuid(who.wall)?),
            ct: asked.ct,
            outcome: Some(asked.outcome),
            corrects: Some(asked.corrects),
            reason,
        };
        refuse_unsignable(&tx, std::slice::from_ref(&row)).await?;
        let sheet = StoredSheet {
            id: asked.id,
            county: lab.place.county(),
            laboratory: lab.id,
            plate: None,
            source: SheetSource::Correction,
            sha256: None,
            n_rows: 1,
            entered_by: who.caller.login.clone(),
            entered_at: who.now,
            body_mac: mac,
            decision: None,
        };
        sheet_insert(&tx, &sheet, &[row]).await?;
        let detail = format!("sheet {} correction", sheet.id);
        lab_deed(&tx, &who, Act::LabReport, lab.id, &detail)?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}
