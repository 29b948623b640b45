//! Laboratories: who works there, what came in, plates, results entered by one and signed by
//! another.

mod correct;
mod enter;
mod files;
mod keep;
mod plates;
mod quality;
mod sign;
mod work;

pub use correct::{CorrectionAsked, correction_enter, tube_results};
pub use enter::{RowAsked, SheetAsked, sheet_enter};
pub use files::{FileAsked, FileFlaw, FileSeen, file_enter};
pub use keep::{LabAsked, lab_keep, lab_member_keep, lab_new, labs_list};
pub use plates::{PlateAsked, PlateSeen, WellSeen, plate_fill, plate_see};
pub use quality::{ControlSeen, QualitySeen, controls_give, labs_quality};
pub use sign::{SheetRowSeen, SheetSeen, sheet_decide_on, sheet_see};
pub use work::{LabWork, PlateState, lab_work};

use crate::caller::Request;
use crate::{City, Refusal};
use fangxian_core::ids::{LaboratoryId, PlateId};
use fangxian_core::policy::{Act, Role, Scope};
use fangxian_store::StoreError;
use fangxian_store::labs::{StoredLab, StoredPlate, labs_all, members_all, plate_by_id};

/// A laboratory and who works there.
#[derive(Clone, Debug)]
pub struct LabKnown {
    /// The laboratory.
    pub lab: StoredLab,
    /// By sign-in name.
    pub members: Vec<String>,
}

/// All laboratories of the city.
pub(crate) async fn labs_known(city: &City) -> Result<Vec<LabKnown>, Refusal> {
    let read = city.db.read(|tx| async move {
        let labs = labs_all(&tx).await?;
        let members = members_all(&tx).await?;
        Ok::<_, StoreError>((labs, members))
    });
    let (labs, members) = read.await?;
    let of = |lab: &StoredLab| {
        let own = members.iter().filter(|(id, _)| *id == lab.id);
        own.map(|(_, login)| login.clone()).collect()
    };
    Ok(labs.into_iter().map(|lab| LabKnown { members: of(&lab), lab }).collect())
}

/// Whether somebody works in a laboratory.
pub(crate) fn is_member(lab: &LabKnown, login: &str) -> bool {
    lab.members.iter().any(|one| one == login)
}

/// A laboratory that the caller may work in, or direct.
async fn lab_within(req: &Request, scope: &Scope, id: LaboratoryId) -> Result<LabKnown, Refusal> {
    let labs = labs_known(&req.city).await?;
    let lab = labs.into_iter().find(|one| one.lab.id == id).ok_or(Refusal::NotFound)?;
    if may_see(req, scope, &lab) { Ok(lab) } else { Err(Refusal::NotFound) }
}

/// Who directs sees every laboratory of his jurisdiction; who works in one sees that one.
fn may_see(req: &Request, scope: &Scope, lab: &LabKnown) -> bool {
    let works_there = scope.touches(&lab.lab.place) && is_member(lab, &req.caller.login);
    let directs = match scope.role() {
        Role::CityCommand => scope.covers(&lab.lab.place),
        Role::ZoneDrafter
        | Role::ZoneSigner
        | Role::CommunityRegistrar
        | Role::GridWorker
        | Role::Sampler
        | Role::Courier
        | Role::LabReporter
        | Role::LabSigner
        | Role::CodeProposer
        | Role::CodeApprover
        | Role::AppealOfficer
        | Role::Hotline
        | Role::StationWorker
        | Role::Tracer
        | Role::IsolationWorker
        | Role::TransferDriver
        | Role::CommunityDoctor
        | Role::Auditor
        | Role::Administrator => false,
    };
    directs || works_there
}

/// A plate of a laboratory that the caller may see, with the laboratory.
async fn plate_within(
    req: &Request,
    scope: &Scope,
    id: PlateId,
) -> Result<(LabKnown, StoredPlate), Refusal> {
    let counties = crate::register::counties(&req.city);
    let read = req.city.db.read(move |tx| async move { plate_by_id(&tx, &counties, id).await });
    let plate = read.await?.ok_or(Refusal::NotFound)?;
    let lab = lab_within(req, scope, plate.laboratory).await?;
    Ok((lab, plate))
}

/// What stands for what was asked for, by whom: the same for the same only.
fn fingerprint(req: &Request, what: &str) -> Vec<u8> {
    let whole = format!("{what}\n{}", req.caller.login);
    req.city.keys.seals.fingerprint(whole.as_bytes())
}

/// Words of so many signs at most, without what surrounds them.
fn words(text: &str, max: usize, say: &str) -> Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::BadInput(say.to_owned())),
        n if n > max => Err(Refusal::BadInput(say.to_owned())),
        _ => Ok(text.to_owned()),
    }
}

fn lab_changed(tx: &fangxian_store::Tx, req: &Request, id: LaboratoryId) -> Result<(), StoreError> {
    let told = crate::city::change(&req.city.key(), req.now, "lab", &id.to_string());
    fangxian_store::feed::append(tx, told)
}

/// That something was done in a laboratory, for those who follow and for the trail.
fn lab_deed(
    tx: &fangxian_store::Tx,
    req: &Request,
    act: Act,
    lab: LaboratoryId,
    detail: &str,
) -> Result<(), StoreError> {
    lab_changed(tx, req, lab)?;
    req.deed(tx, act, &lab.to_string(), detail)
}
