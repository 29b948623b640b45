//! Reports: forms that superiors ask for, filled with one click and kept as they were given out.

use super::code::{Code, ReportCellCode, ReportFieldCode, ReportPurposeCode, ReportRowCode};
use super::imports::{FileBytes, xlsx};
use super::people::place;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::response::Response;
use fangxian_app::Request;
use fangxian_app::reports::{
    FormReading, ReportSeen, TemplateEntry, TemplateSeen, report_file, report_fill, report_preview,
    report_send, report_since, reports_list, template_map, template_put_in, template_see,
    templates_list,
};
use fangxian_core::CityDay;
use fangxian_core::ids::{ReportId, RoundId, SentId, TemplateId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A column of a form.
#[derive(Serialize, ToSchema)]
pub(crate) struct FormColumnView {
    index: usize,
    title: String,
    /// What it is drawn from; null where it stays empty.
    field: Option<ReportFieldCode>,
}

/// A single cell of a form.
#[derive(Serialize, ToSchema)]
pub(crate) struct FormCellView {
    /// From 0.
    column: u32,
    /// As the spreadsheet numbers it.
    row: u32,
    /// What stays before the value.
    label: String,
    /// What is written there; null where it stays as it is.
    cell: Option<ReportCellCode>,
}

/// A form that is filled again and again.
#[derive(Serialize, ToSchema)]
pub(crate) struct TemplateView {
    template_id: Uuid,
    /// It may be filled for whatever lies within.
    place: String,
    place_name: String,
    name: String,
    /// Who asks for it.
    sender: String,
    report_purpose: ReportPurposeCode,
    row: ReportRowCode,
    version: i64,
    made_by_name: String,
    made_at: i64,
    mapped_by_name: String,
    mapped_at: i64,
    /// The caller may change it.
    own: bool,
    /// The last row of its heading.
    header_row: u32,
    columns: Vec<FormColumnView>,
    cells: Vec<FormCellView>,
}

fn template_view(req: &Request, seen: TemplateSeen) -> TemplateView {
    let TemplateSeen { template, reading, mapped_at, mapped_by, is_own } = seen;
    let FormReading { header_row, columns, cells, .. } = reading;
    let name = |login: &str| req.city.people.by_login(login);
    TemplateView {
        template_id: template.id.uuid(),
        place_name: req.city.place_name(&template.place),
        place: template.place.to_string(),
        name: template.name,
        sender: template.sender,
        report_purpose: Code(template.purpose),
        row: Code(template.row),
        version: template.version,
        made_by_name: name(&template.made_by),
        made_at: template.made_at.0,
        mapped_by_name: name(&mapped_by),
        mapped_at: mapped_at.0,
        own: is_own,
        header_row,
        columns: columns
            .into_iter()
            .map(|one| FormColumnView {
                index: one.index,
                title: one.title,
                field: one.field.map(Code),
            })
            .collect(),
        cells: cells
            .into_iter()
            .map(|one| FormCellView {
                column: one.column,
                row: one.row,
                label: one.label,
                cell: one.cell.map(Code),
            })
            .collect(),
    }
}

/// The forms that may be filled for the caller's places, by name.
#[utoipa::path(get, path = "/api/v1/report-templates", tag = "reports",
    responses((status = 200, body = Vec<TemplateView>)))]
pub(crate) async fn template_all(Asked(req): Asked) -> Result<Json<Vec<TemplateView>>, ApiError> {
    let found = templates_list(&req).await?;
    Ok(Json(found.into_iter().map(|seen| template_view(&req, seen)).collect()))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplateQuery {
    /// The code of the place within which it may be filled.
    place: String,
    /// What it is called.
    name: String,
    /// Who asks for it.
    sender: String,
    report_purpose: ReportPurposeCode,
    /// What a row of it is.
    row: ReportRowCode,
}

/// Put an empty form in. Its columns are guessed; a form with macros is refused.
#[utoipa::path(post, path = "/api/v1/report-templates/{template_id}", tag = "reports",
    params(("template_id" = Uuid, Path), TemplateQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = TemplateView), (status = 400, body = ErrorBody)))]
pub(crate) async fn template_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<TemplateQuery>,
    FileBytes(bytes): FileBytes,
) -> Result<Json<TemplateView>, ApiError> {
    let entry = TemplateEntry {
        place: place(&query.place)?,
        name: query.name,
        sender: query.sender,
        purpose: query.report_purpose.0,
        row: query.row.0,
    };
    let seen = template_put_in(&req, TemplateId::from_uuid(id), entry, bytes).await?;
    Ok(Json(template_view(&req, seen)))
}

/// One form.
#[utoipa::path(get, path = "/api/v1/report-templates/{template_id}", tag = "reports",
    params(("template_id" = Uuid, Path)),
    responses((status = 200, body = TemplateView), (status = 404, body = ErrorBody)))]
pub(crate) async fn template_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<TemplateView>, ApiError> {
    let seen = template_see(&req, TemplateId::from_uuid(id)).await?;
    Ok(Json(template_view(&req, seen)))
}

/// What a column is drawn from.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormColumnBody {
    index: usize,
    /// Null: it stays empty.
    field: Option<ReportFieldCode>,
}

/// What is written into a single cell.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormCellBody {
    column: u32,
    row: u32,
    /// Null: it stays as it is.
    cell: Option<ReportCellCode>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormReadingBody {
    /// The version that was seen.
    version: i64,
    columns: Vec<FormColumnBody>,
    cells: Vec<FormCellBody>,
}

/// Say what each column is drawn from. It is kept as a version of its own.
#[utoipa::path(put, path = "/api/v1/report-templates/{template_id}/reading", tag = "reports",
    params(("template_id" = Uuid, Path)), request_body = FormReadingBody,
    responses((status = 200, body = TemplateView), (status = 409, body = ErrorBody)))]
pub(crate) async fn template_reading(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<FormReadingBody>,
) -> Result<Json<TemplateView>, ApiError> {
    let columns = body.columns.into_iter().map(|one| (one.index, one.field.map(|field| field.0)));
    let cells =
        body.cells.into_iter().map(|one| (one.column, one.row, one.cell.map(|cell| cell.0)));
    let id = TemplateId::from_uuid(id);
    let seen = template_map(&req, id, body.version, columns.collect(), cells.collect()).await?;
    Ok(Json(template_view(&req, seen)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FillBody {
    template_id: Uuid,
    /// For whom: a community or a place in it.
    place: String,
    /// Whose outcomes it tells.
    round_id: Option<Uuid>,
}

/// The first rows of a report, masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct PreviewView {
    titles: Vec<String>,
    rows: Vec<Vec<String>>,
    /// How many there would be.
    n_rows: usize,
}

/// What a report would hold.
#[utoipa::path(post, path = "/api/v1/report-previews", tag = "reports", request_body = FillBody,
    responses((status = 200, body = PreviewView), (status = 404, body = ErrorBody)))]
pub(crate) async fn report_look(
    Asked(req): Asked,
    Body(body): Body<FillBody>,
) -> Result<Json<PreviewView>, ApiError> {
    let round = body.round_id.map(RoundId::from_uuid);
    let template = TemplateId::from_uuid(body.template_id);
    let seen = report_preview(&req, template, place(&body.place)?, round).await?;
    Ok(Json(PreviewView { titles: seen.titles, rows: seen.rows, n_rows: seen.n_rows }))
}

/// That a report was sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct SentView {
    sent_id: Uuid,
    sent_on: String,
    sent_to: String,
    by_name: String,
    noted_at: i64,
}

/// A report as it was given out.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportView {
    report_id: Uuid,
    template_id: Uuid,
    name: String,
    /// Who asks for it.
    sender: String,
    place: String,
    place_name: String,
    round_id: Option<Uuid>,
    report_purpose: ReportPurposeCode,
    form_number: i64,
    n_rows: i64,
    /// SHA-256 over the bytes of the file, in hex.
    file_fingerprint: String,
    /// SHA-256 over its rows, in hex.
    rows_fingerprint: String,
    made_by_name: String,
    made_at: i64,
    sent: Vec<SentView>,
}

fn report_view(req: &Request, seen: ReportSeen) -> ReportView {
    let ReportSeen { report, template_name, sender, sent } = seen;
    let name = |login: &str| req.city.people.by_login(login);
    ReportView {
        report_id: report.id.uuid(),
        template_id: report.template.uuid(),
        name: template_name,
        sender,
        place_name: req.city.place_name(&report.place),
        place: report.place.to_string(),
        round_id: report.round.map(RoundId::uuid),
        report_purpose: Code(report.purpose),
        form_number: report.form_number,
        n_rows: report.n_rows,
        file_fingerprint: report.file_fingerprint,
        rows_fingerprint: report.rows_fingerprint,
        made_by_name: name(&report.made_by),
        made_at: report.made_at.0,
        sent: sent
            .into_iter()
            .map(|one| SentView {
                sent_id: one.id.uuid(),
                sent_on: one.on.to_string(),
                sent_to: one.to,
                by_name: name(&one.by),
                noted_at: one.noted_at.0,
            })
            .collect(),
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportsQuery {
    /// The code of the place for which they were filled.
    place: String,
}

/// The reports of a place, the latest first.
#[utoipa::path(get, path = "/api/v1/reports", tag = "reports", params(ReportsQuery),
    responses((status = 200, body = Vec<ReportView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn report_all(
    Asked(req): Asked,
    Asking(query): Asking<ReportsQuery>,
) -> Result<Json<Vec<ReportView>>, ApiError> {
    let found = reports_list(&req, place(&query.place)?).await?;
    Ok(Json(found.into_iter().map(|seen| report_view(&req, seen)).collect()))
}

/// Fill a form and keep it. The same id again gives what was kept.
#[utoipa::path(post, path = "/api/v1/reports/{report_id}", tag = "reports",
    params(("report_id" = Uuid, Path)), request_body = FillBody,
    responses((status = 200, body = ReportView), (status = 400, body = ErrorBody)))]
pub(crate) async fn report_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<FillBody>,
) -> Result<Json<ReportView>, ApiError> {
    let (id, round) = (ReportId::from_uuid(id), body.round_id.map(RoundId::from_uuid));
    let template = TemplateId::from_uuid(body.template_id);
    let seen = report_fill(&req, id, template, place(&body.place)?, round).await?;
    Ok(Json(report_view(&req, seen)))
}

/// The very bytes that were given out.
#[utoipa::path(get, path = "/api/v1/reports/{report_id}/file", tag = "reports",
    params(("report_id" = Uuid, Path)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(crate) async fn report_bytes(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Response, ApiError> {
    Ok(xlsx(report_file(&req, ReportId::from_uuid(id)).await?, "report.xlsx"))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SentBody {
    /// Made by the client.
    sent_id: Uuid,
    /// The day, such as 2022-11-24.
    sent_on: String,
    sent_to: String,
}

/// Note that a report was sent.
#[utoipa::path(post, path = "/api/v1/reports/{report_id}/sent", tag = "reports",
    params(("report_id" = Uuid, Path)), request_body = SentBody,
    responses((status = 200, body = ReportView), (status = 400, body = ErrorBody)))]
pub(crate) async fn report_sent(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<SentBody>,
) -> Result<Json<ReportView>, ApiError> {
    let on = CityDay::parse(&body.sent_on).map_err(|_| bad_input("日期格式不对。"))?;
    let (id, sent) = (ReportId::from_uuid(id), SentId::from_uuid(body.sent_id));
    Ok(Json(report_view(&req, report_send(&req, id, sent, on, &body.sent_to).await?)))
}

/// How a report differs from what the same form would hold today, in rows.
#[derive(Serialize, ToSchema)]
pub(crate) struct SinceView {
    rows_then: usize,
    rows_now: usize,
    same: usize,
    /// Rows of then that are not there any more, or not in the same words.
    gone: usize,
    /// Rows of today that were not there, or not in the same words.
    added: usize,
}

/// Compare a report with today.
#[utoipa::path(get, path = "/api/v1/reports/{report_id}/since", tag = "reports",
    params(("report_id" = Uuid, Path)),
    responses((status = 200, body = SinceView), (status = 404, body = ErrorBody)))]
pub(crate) async fn report_then_and_now(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<SinceView>, ApiError> {
    let since = report_since(&req, ReportId::from_uuid(id)).await?;
    let fangxian_app::reports::ReportSince { rows_then, rows_now, same, gone, added } = since;
    Ok(Json(SinceView { rows_then, rows_now, same, gone, added }))
}
