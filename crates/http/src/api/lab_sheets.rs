//! Results: entered by form, by a machine or by file, put right, signed.

use super::code::{Code, FileRowFlawCode, SheetVerdictCode, TubeOutcomeCode, WellKindCode};
use super::custody::tube;
use super::imports::FileBytes;
use super::labs::{ResultSheetRow, sheet_row, well};
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::labs::{
    CorrectionAsked, FileAsked, RowAsked, SheetAsked, SheetRowSeen, correction_enter, file_enter,
    sheet_decide_on, sheet_enter, sheet_see, tube_results,
};
use fangxian_app::records::StoredResult;
use fangxian_core::ids::{LaboratoryId, PlateId, ResultSheetId, TubeResultId};
use fangxian_core::labs::Ct;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The result of a well.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultBody {
    /// A01 to H12.
    well: String,
    /// May be left out: the map says it. Where it is given it must be that of the map.
    #[serde(default)]
    tube: Option<String>,
    /// In hundredths of a cycle; null where the curve did not rise.
    #[serde(default)]
    ct_orf: Option<i64>,
    #[serde(default)]
    ct_n: Option<i64>,
    /// Null where the curves are to say it, and in the row of a control.
    #[serde(default)]
    outcome: Option<TubeOutcomeCode>,
    #[serde(default)]
    note: String,
}

impl ResultBody {
    fn read(self) -> Result<RowAsked, ApiError> {
        Ok(RowAsked {
            well: well(&self.well)?,
            tube: self.tube.as_deref().map(tube).transpose()?,
            ct: Ct { orf: self.ct_orf, n: self.ct_n },
            outcome: self.outcome.map(|code| code.0),
            note: self.note.trim().to_owned(),
        })
    }
}

/// The results of a plate, one for each well of its map, the controls' included.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultSheetBody {
    /// Made by the client; the same again is the same act.
    sheet_id: Uuid,
    results: Vec<ResultBody>,
}

/// Enter the results of a plate. Nothing counts before another has signed.
#[utoipa::path(post, path = "/api/v1/labs/plates/{plate_id}/sheets", tag = "labs",
    params(("plate_id" = Uuid, Path)), request_body = ResultSheetBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn sheet_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ResultSheetBody>,
) -> Result<StatusCode, ApiError> {
    let rows: Result<Vec<RowAsked>, ApiError> =
        body.results.into_iter().map(ResultBody::read).collect();
    let (id, plate) = (ResultSheetId::from_uuid(body.sheet_id), PlateId::from_uuid(id));
    sheet_enter(&req, SheetAsked { id, plate, rows: rows? }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The manifest of a file.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultManifest {
    /// Made by the client.
    sheet_id: Uuid,
    /// How many rows hold a well.
    rows: usize,
    /// SHA-256 of the file, in hexadecimal.
    sha256: String,
}

/// A row that is wrong.
#[derive(Serialize, ToSchema)]
pub(crate) struct FileFlawRow {
    /// As the spreadsheet numbers it; null where a well of the plate is absent.
    row: Option<u32>,
    well: String,
    flaw: FileRowFlawCode,
    sentence: &'static str,
}

/// What became of a file.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResultFileView {
    /// All of it, or nothing.
    taken: bool,
    rows: usize,
    sha256: String,
    /// What is wrong with the file as a whole.
    trouble: Option<&'static str>,
    flaws: Vec<FileFlawRow>,
}

/// Enter the results of a plate by a CSV or XLSX file: all of it, or nothing.
#[utoipa::path(post, path = "/api/v1/labs/plates/{plate_id}/files", tag = "labs",
    params(("plate_id" = Uuid, Path), ResultManifest),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ResultFileView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn sheet_file(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<ResultManifest>,
    FileBytes(bytes): FileBytes,
) -> Result<Json<ResultFileView>, ApiError> {
    let asked = FileAsked {
        id: ResultSheetId::from_uuid(query.sheet_id),
        plate: PlateId::from_uuid(id),
        n_rows: query.rows,
        sha256: query.sha256,
    };
    let seen = file_enter(&req, asked, bytes).await?;
    let flaws = seen.flaws.into_iter().map(|one| FileFlawRow {
        row: one.row,
        well: one.well,
        flaw: Code(one.flaw),
        sentence: one.flaw.title(),
    });
    let flaws: Vec<FileFlawRow> = flaws.collect();
    Ok(Json(ResultFileView {
        taken: flaws.is_empty() && seen.trouble.is_none(),
        rows: seen.n_rows,
        sha256: seen.sha256,
        trouble: seen.trouble,
        flaws,
    }))
}

/// A result that puts another right.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectionBody {
    /// Made by the client; the same again is the same act.
    sheet_id: Uuid,
    tube: String,
    /// The result that was wrong.
    corrects: Uuid,
    outcome: TubeOutcomeCode,
    #[serde(default)]
    ct_orf: Option<i64>,
    #[serde(default)]
    ct_n: Option<i64>,
    reason: String,
}

/// Enter that a result was wrong. It counts when another signs it.
#[utoipa::path(post, path = "/api/v1/labs/{laboratory_id}/corrections", tag = "labs",
    params(("laboratory_id" = Uuid, Path)), request_body = CorrectionBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn correction_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<CorrectionBody>,
) -> Result<StatusCode, ApiError> {
    let asked = CorrectionAsked {
        id: ResultSheetId::from_uuid(body.sheet_id),
        laboratory: LaboratoryId::from_uuid(id),
        tube: tube(&body.tube)?,
        corrects: TubeResultId::from_uuid(body.corrects),
        outcome: body.outcome.0,
        ct: Ct { orf: body.ct_orf, n: body.ct_n },
        reason: body.reason,
    };
    correction_enter(&req, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A signed result of a tube.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignedView {
    result_id: Uuid,
    laboratory_id: Uuid,
    laboratory: String,
    outcome: TubeOutcomeCode,
    ct_orf: Option<i64>,
    ct_n: Option<i64>,
    well: Option<String>,
    /// The result that it puts right, and why.
    corrects: Option<Uuid>,
    reason: String,
    entered_by_name: String,
    signed_by_name: String,
    signed_at: i64,
}

fn signed_view(req: &Request, laboratory: String, one: StoredResult) -> SignedView {
    let (corrects, reason) = one.result.corrects.unzip();
    SignedView {
        result_id: one.result.id.uuid(),
        laboratory_id: one.laboratory.uuid(),
        laboratory,
        outcome: Code(one.result.outcome),
        ct_orf: one.ct_orf,
        ct_n: one.ct_n,
        well: one.plate.map(|(_, well)| well),
        corrects: corrects.map(TubeResultId::uuid),
        reason: reason.unwrap_or_default(),
        entered_by_name: req.city.people.by_login(one.result.by.entered()),
        signed_by_name: req.city.people.by_login(one.result.by.signed()),
        signed_at: one.result.signed_at.0,
    }
}

/// All that was signed of a tube, the oldest first.
#[utoipa::path(get, path = "/api/v1/labs/tubes/{tube_code}", tag = "labs",
    params(("tube_code" = String, Path)),
    responses((status = 200, body = Vec<SignedView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn tube_signed(
    Asked(req): Asked,
    At(code): At<String>,
) -> Result<Json<Vec<SignedView>>, ApiError> {
    let all = tube_results(&req, tube(&code)?).await?;
    Ok(Json(all.into_iter().map(|(lab, one)| signed_view(&req, lab, one)).collect()))
}

/// A row as whoever signs looks at it.
#[derive(Serialize, ToSchema)]
pub(crate) struct SheetResultView {
    well: Option<String>,
    /// Null in a correction.
    kind: Option<WellKindCode>,
    tube: Option<String>,
    ct_orf: Option<i64>,
    ct_n: Option<i64>,
    outcome: Option<TubeOutcomeCode>,
    /// What the curves say.
    proposed: Option<TubeOutcomeCode>,
    /// How the tube stands now.
    standing: Option<TubeOutcomeCode>,
    /// To be looked at: another outcome than the curves say, or than stands.
    differs: bool,
    note: String,
    /// The result that it puts right.
    wrong: Option<SignedView>,
}

fn result_view(req: &Request, lab: &str, one: SheetRowSeen) -> SheetResultView {
    SheetResultView {
        differs: one.differs(),
        well: one.row.well.map(|well| well.to_string()),
        kind: one.inside.map(|inside| Code(inside.kind())),
        tube: one.row.tube.map(|code| code.to_string()),
        ct_orf: one.row.ct.orf,
        ct_n: one.row.ct.n,
        outcome: one.row.outcome.map(Code),
        proposed: one.proposed.map(Code),
        standing: one.standing.map(Code),
        note: one.row.reason,
        wrong: one.wrong.map(|wrong| signed_view(req, lab.to_owned(), wrong)),
    }
}

/// A sheet as whoever signs looks at it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResultSheetView {
    sheet: ResultSheetRow,
    laboratory_id: Uuid,
    plate_label: Option<String>,
    kit: Option<String>,
    ct_bar: Option<i64>,
    /// What is wrong with the controls.
    control_flaw: Option<String>,
    results: Vec<SheetResultView>,
    may_sign: bool,
}

/// A sheet with all that is known beside its rows.
#[utoipa::path(get, path = "/api/v1/labs/sheets/{sheet_id}", tag = "labs",
    params(("sheet_id" = Uuid, Path)),
    responses((status = 200, body = ResultSheetView), (status = 404, body = ErrorBody)))]
pub(crate) async fn sheet_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<ResultSheetView>, ApiError> {
    let seen = sheet_see(&req, ResultSheetId::from_uuid(id)).await?;
    let lab = &seen.laboratory.lab.name;
    let plate = seen.plate.as_ref();
    Ok(Json(ResultSheetView {
        sheet: sheet_row(&req, &seen.sheet),
        laboratory_id: seen.sheet.laboratory.uuid(),
        plate_label: plate.map(|plate| plate.label.clone()),
        kit: plate.map(|plate| plate.kit.clone()),
        ct_bar: plate.map(|plate| plate.ct_bar),
        control_flaw: seen.control_flaw.clone(),
        results: seen.rows.into_iter().map(|one| result_view(&req, lab, one)).collect(),
        may_sign: seen.may_sign,
    }))
}

/// What a second person says of a sheet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerdictBody {
    verdict: SheetVerdictCode,
    /// Why it is sent back.
    #[serde(default)]
    reason: String,
}

/// Sign a sheet, or send it back. With the signature its results count.
#[utoipa::path(post, path = "/api/v1/labs/sheets/{sheet_id}/decision", tag = "labs",
    params(("sheet_id" = Uuid, Path)), request_body = VerdictBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn sheet_decision(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<VerdictBody>,
) -> Result<StatusCode, ApiError> {
    let id = ResultSheetId::from_uuid(id);
    sheet_decide_on(&req, id, body.verdict.0, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
