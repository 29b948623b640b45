//! Laboratories, what came in, plates.

use super::code::{
    Code, PlateStateCode, SheetSourceCode, SheetVerdictCode, TubeOutcomeCode, WellKindCode,
};
use super::custody::{named, tube};
use super::people::place;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::labs::{
    LabAsked, LabKnown, LabWork, PlateAsked, PlateSeen, PlateState, lab_keep, lab_member_keep,
    lab_new, lab_work, labs_list, plate_fill, plate_see,
};
use fangxian_app::records::{StoredPlate, StoredSheet};
use fangxian_core::Moment;
use fangxian_core::ids::{LaboratoryId, PlateId};
use fangxian_core::labs::{InWell, Well, WellKind};
use fangxian_core::sampling::TubeCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn well(text: &str) -> Result<Well, ApiError> {
    Well::parse(text).ok_or_else(|| bad_input(&format!("{}孔位应为A01到H12。", named(text))))
}

/// Somebody who works in a laboratory.
#[derive(Serialize, ToSchema)]
pub(crate) struct LabMember {
    login: String,
    name: String,
}

/// A laboratory.
#[derive(Serialize, ToSchema)]
pub(crate) struct LabView {
    laboratory_id: Uuid,
    place: String,
    place_name: String,
    name: String,
    /// Tubes a day.
    capacity_day: i64,
    members: Vec<LabMember>,
    version: i64,
}

pub(super) fn lab_view(req: &Request, one: LabKnown) -> LabView {
    let named = |login: String| LabMember { name: req.city.people.by_login(&login), login };
    LabView {
        laboratory_id: one.lab.id.uuid(),
        place_name: req.city.county_name(&one.lab.place),
        place: one.lab.place.to_string(),
        name: one.lab.name,
        capacity_day: one.lab.capacity_day,
        members: one.members.into_iter().map(named).collect(),
        version: one.lab.version,
    }
}

/// The laboratories that the caller directs or works in.
#[utoipa::path(get, path = "/api/v1/labs", tag = "labs",
    responses((status = 200, body = Vec<LabView>)))]
pub(crate) async fn lab_list(Asked(req): Asked) -> Result<Json<Vec<LabView>>, ApiError> {
    let labs = labs_list(&req).await?;
    Ok(Json(labs.into_iter().map(|one| lab_view(&req, one)).collect()))
}

/// A laboratory that is put in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LabNewBody {
    /// Made by the client.
    laboratory_id: Uuid,
    /// The code of a county.
    place: String,
    name: String,
    /// Tubes a day.
    capacity_day: i64,
}

/// Put a laboratory in.
#[utoipa::path(post, path = "/api/v1/labs", tag = "labs", request_body = LabNewBody,
    responses((status = 204), (status = 400, body = ErrorBody)))]
pub(crate) async fn lab_add(
    Asked(req): Asked,
    Body(body): Body<LabNewBody>,
) -> Result<StatusCode, ApiError> {
    let id = LaboratoryId::from_uuid(body.laboratory_id);
    let asked = LabAsked { id, name: body.name, capacity_day: body.capacity_day };
    lab_new(&req, place(&body.place)?, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What changes of a laboratory.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LabBody {
    name: String,
    capacity_day: i64,
    /// The version that was seen.
    version: i64,
}

/// Change the name and the capacity of a laboratory.
#[utoipa::path(put, path = "/api/v1/labs/{laboratory_id}", tag = "labs",
    params(("laboratory_id" = Uuid, Path)), request_body = LabBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn lab_put_right(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<LabBody>,
) -> Result<StatusCode, ApiError> {
    let id = LaboratoryId::from_uuid(id);
    let asked = LabAsked { id, name: body.name, capacity_day: body.capacity_day };
    lab_keep(&req, asked, body.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That somebody works in a laboratory, or no longer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LabMemberBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    login: String,
    /// False where he no longer does.
    works_here: bool,
}

/// Say that somebody works in a laboratory, or no longer.
#[utoipa::path(post, path = "/api/v1/labs/{laboratory_id}/members", tag = "labs",
    params(("laboratory_id" = Uuid, Path)), request_body = LabMemberBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(crate) async fn lab_member(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<LabMemberBody>,
) -> Result<StatusCode, ApiError> {
    let id = LaboratoryId::from_uuid(id);
    lab_member_keep(&req, id, body.fact_id, &body.login, body.works_here).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A tube that waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct WaitingTube {
    tube: String,
    since: i64,
}

fn waiting((code, at): (TubeCode, Moment)) -> WaitingTube {
    WaitingTube { tube: code.to_string(), since: at.0 }
}

/// A plate without its map.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlateRow {
    plate_id: Uuid,
    label: String,
    kit: String,
    /// Below which cycle a curve has risen, in hundredths.
    ct_bar: i64,
    tubes: i64,
    at: i64,
    by_name: String,
    state: PlateStateCode,
}

fn plate_row(req: &Request, one: StoredPlate, state: PlateState) -> PlateRow {
    PlateRow {
        plate_id: one.id.uuid(),
        label: one.label,
        kit: one.kit,
        ct_bar: one.ct_bar,
        tubes: one.n_tubes,
        at: one.at.0,
        by_name: req.city.people.by_login(&one.by),
        state: Code(state),
    }
}

/// A sheet without its rows.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResultSheetRow {
    sheet_id: Uuid,
    plate_id: Option<Uuid>,
    source: SheetSourceCode,
    rows: i64,
    /// SHA-256 of the file, where it came by file.
    sha256: Option<String>,
    entered_at: i64,
    entered_by_name: String,
    /// Null while nobody has said anything of it.
    verdict: Option<SheetVerdictCode>,
    decided_at: Option<i64>,
    decided_by_name: Option<String>,
    reason: String,
}

pub(super) fn sheet_row(req: &Request, one: &StoredSheet) -> ResultSheetRow {
    let said = one.decision.as_ref();
    ResultSheetRow {
        sheet_id: one.id.uuid(),
        plate_id: one.plate.map(PlateId::uuid),
        source: Code(one.source),
        rows: one.n_rows,
        sha256: one.sha256.clone(),
        entered_at: one.entered_at.0,
        entered_by_name: req.city.people.by_login(&one.entered_by),
        verdict: said.map(|said| Code(said.verdict)),
        decided_at: said.map(|said| said.at.0),
        decided_by_name: said.map(|said| req.city.people.by_login(&said.by)),
        reason: said.map(|said| said.reason.clone()).unwrap_or_default(),
    }
}

/// What there is to do in a laboratory.
#[derive(Serialize, ToSchema)]
pub(crate) struct LabWorkView {
    laboratory: LabView,
    /// Tubes that came in today.
    today: i64,
    to_plate: Vec<WaitingTube>,
    to_repeat: Vec<WaitingTube>,
    plates: Vec<PlateRow>,
    sheets: Vec<ResultSheetRow>,
}

/// What there is to do in a laboratory.
#[utoipa::path(get, path = "/api/v1/labs/{laboratory_id}", tag = "labs",
    params(("laboratory_id" = Uuid, Path)),
    responses((status = 200, body = LabWorkView), (status = 404, body = ErrorBody)))]
pub(crate) async fn lab_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<LabWorkView>, ApiError> {
    let LabWork { laboratory, n_today, to_plate, to_repeat, plates, sheets } =
        lab_work(&req, LaboratoryId::from_uuid(id)).await?;
    Ok(Json(LabWorkView {
        laboratory: lab_view(&req, laboratory),
        today: n_today,
        to_plate: to_plate.into_iter().map(waiting).collect(),
        to_repeat: to_repeat.into_iter().map(waiting).collect(),
        plates: plates.into_iter().map(|(one, state)| plate_row(&req, one, state)).collect(),
        sheets: sheets.iter().map(|one| sheet_row(&req, one)).collect(),
    }))
}

/// A well of a plate.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WellBody {
    /// A01 to H12.
    well: String,
    kind: WellKindCode,
    /// Of a tube alone.
    #[serde(default)]
    tube: Option<String>,
}

impl WellBody {
    fn read(&self) -> Result<(Well, InWell), ApiError> {
        let inside = match (self.kind.0, &self.tube) {
            (WellKind::Tube, Some(code)) => InWell::Tube(tube(code)?),
            (WellKind::NegativeControl, None) => InWell::NegativeControl,
            (WellKind::PositiveControl, None) => InWell::PositiveControl,
            (WellKind::Tube, None) => return Err(bad_input("样本孔要有管码。")),
            (WellKind::NegativeControl | WellKind::PositiveControl, Some(_)) => {
                return Err(bad_input("对照孔不写管码。"));
            }
        };
        Ok((well(&self.well)?, inside))
    }
}

/// A plate that is filled, with its whole map.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlateBody {
    /// Made by the client; the same again is the same act.
    plate_id: Uuid,
    /// What is written on it.
    label: String,
    kit: String,
    /// Below which cycle the instructions of the kit call a curve risen, in hundredths.
    ct_bar: i64,
    /// Tubes as they were counted by hand.
    counted: usize,
    wells: Vec<WellBody>,
}

/// A well of a plate as it is shown.
#[derive(Serialize, ToSchema)]
pub(crate) struct WellView {
    well: String,
    kind: WellKindCode,
    tube: Option<String>,
    /// How the tube stands by what was signed of it.
    standing: Option<TubeOutcomeCode>,
}

/// A plate with its map.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlateView {
    laboratory_id: Uuid,
    plate_id: Uuid,
    label: String,
    kit: String,
    ct_bar: i64,
    tubes: i64,
    at: i64,
    by_name: String,
    wells: Vec<WellView>,
    /// The latest first.
    sheets: Vec<ResultSheetRow>,
}

fn plate_view(req: &Request, one: PlateSeen) -> PlateView {
    let wells = one.wells.into_iter().map(|one| WellView {
        well: one.well.to_string(),
        kind: Code(one.inside.kind()),
        tube: one.inside.tube().map(|code| code.to_string()),
        standing: one.standing.map(Code),
    });
    PlateView {
        laboratory_id: one.plate.laboratory.uuid(),
        plate_id: one.plate.id.uuid(),
        label: one.plate.label,
        kit: one.plate.kit,
        ct_bar: one.plate.ct_bar,
        tubes: one.plate.n_tubes,
        at: one.plate.at.0,
        by_name: req.city.people.by_login(&one.plate.by),
        wells: wells.collect(),
        sheets: one.sheets.iter().map(|one| sheet_row(req, one)).collect(),
    }
}

/// Fill a plate.
#[utoipa::path(post, path = "/api/v1/labs/{laboratory_id}/plates", tag = "labs",
    params(("laboratory_id" = Uuid, Path)), request_body = PlateBody,
    responses((status = 200, body = PlateView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn plate_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<PlateBody>,
) -> Result<Json<PlateView>, ApiError> {
    let wells: Result<Vec<(Well, InWell)>, ApiError> =
        body.wells.iter().map(WellBody::read).collect();
    let asked = PlateAsked {
        id: PlateId::from_uuid(body.plate_id),
        laboratory: LaboratoryId::from_uuid(id),
        label: body.label,
        kit: body.kit,
        ct_bar: body.ct_bar,
        n_stated: body.counted,
        wells: wells?,
    };
    let seen = plate_fill(&req, asked).await?;
    Ok(Json(plate_view(&req, seen)))
}

/// A plate with its map.
#[utoipa::path(get, path = "/api/v1/labs/plates/{plate_id}", tag = "labs",
    params(("plate_id" = Uuid, Path)),
    responses((status = 200, body = PlateView), (status = 404, body = ErrorBody)))]
pub(crate) async fn plate_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<PlateView>, ApiError> {
    let seen = plate_see(&req, PlateId::from_uuid(id)).await?;
    Ok(Json(plate_view(&req, seen)))
}
