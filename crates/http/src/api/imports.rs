//! Sheets of people: sent in, looked through, taken in, given back with what is wrong.

use super::code::{Code, ImportStateCode, RosterColumnCode, RosterVerdictCode, RowFlawCode};
use super::people::place;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::body::Bytes;
use axum::extract::FromRequest;
use axum::extract::Request as HttpRequest;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::Request;
use fangxian_app::register::{
    ImportSeen, import_apply, import_cancel, import_put_in, import_read_as, import_rejects,
    import_see, imports_list, roster_template,
};
use fangxian_core::ids::ImportId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The largest body of a file, a little above the largest file so that the sentence about its size
/// is ours.
pub(crate) const FILE_BODY_MAX: usize = 32 * 1024 * 1024;
/// The header with the file's name, percent-encoded: an address would carry it into logs.
pub(crate) const FILE_NAME_HEADER: &str = "x-file-name";

/// A sheet of a workbook.
#[derive(Serialize, ToSchema)]
pub(crate) struct SheetView {
    index: usize,
    name: String,
}

/// A column of a sheet.
#[derive(Serialize, ToSchema)]
pub(crate) struct ColumnView {
    index: usize,
    title: String,
    /// What it holds; null where it is not taken.
    column: Option<RosterColumnCode>,
    /// Its first values.
    samples: Vec<String>,
}

/// How the rows of a sheet were decided, or would be. The five sum up to the rows.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportCountsView {
    rows: i64,
    added: i64,
    changed: i64,
    unchanged: i64,
    rejected: i64,
    aside: i64,
}

/// What is wrong with a row.
#[derive(Serialize, ToSchema)]
pub(crate) struct FlawView {
    code: RowFlawCode,
    sentence: &'static str,
}

/// A row that was not simply taken.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProblemView {
    /// As the spreadsheet numbers it.
    row: i64,
    verdict: RosterVerdictCode,
    flaws: Vec<FlawView>,
}

/// A sheet that was sent in, and how far it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportView {
    import_id: Uuid,
    community: String,
    file_name: String,
    state: ImportStateCode,
    /// It is being read or taken in right now.
    running: bool,
    /// How many rows of that are done.
    rows_done: usize,
    /// Why it could not be read to its end; then nothing of it is taken.
    trouble: Option<String>,
    put_in_by_name: String,
    put_in_at: i64,
    version: i64,
    sheets: Vec<SheetView>,
    /// Which sheet is read; null where none looks like a list of people.
    sheet: Option<usize>,
    columns: Vec<ColumnView>,
    counts: ImportCountsView,
    /// The sheet ends where programs drop what does not fit.
    may_be_cut: bool,
    /// The first two hundred.
    problems: Vec<ProblemView>,
    /// That it was taken back; null where it was not, and in a list.
    undone: Option<ImportUndoneView>,
}

/// That an import was taken back.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportUndoneView {
    at: i64,
    by_name: String,
    reason: String,
    left: i64,
    restored: i64,
    kept: i64,
}

pub(super) fn view(req: &Request, seen: ImportSeen) -> ImportView {
    let sheets = seen.sheets.into_iter().enumerate();
    let mut samples = seen.samples.into_iter();
    let undone = seen.undone.map(|one| ImportUndoneView {
        at: one.at.0,
        by_name: req.city.people.by_login(&one.by),
        reason: one.reason,
        left: one.n_left,
        restored: one.n_restored,
        kept: one.n_kept,
    });
    let columns = seen.reading.as_ref().map(|reading| reading.columns.clone()).unwrap_or_default();
    ImportView {
        import_id: seen.id.uuid(),
        community: seen.community.to_string(),
        file_name: seen.file_name,
        state: Code(seen.state),
        running: seen.is_running,
        rows_done: seen.rows_done,
        trouble: seen.trouble,
        put_in_by_name: req.city.people.by_login(&seen.put_in_by),
        put_in_at: seen.put_in_at.0,
        version: seen.version,
        sheets: sheets.map(|(index, name)| SheetView { index, name }).collect(),
        sheet: seen.reading.map(|reading| reading.sheet),
        columns: columns
            .into_iter()
            .map(|one| ColumnView {
                index: one.index,
                title: one.title,
                column: one.column.map(Code),
                samples: samples.next().unwrap_or_default(),
            })
            .collect(),
        counts: ImportCountsView {
            rows: seen.counts.rows,
            added: seen.counts.added,
            changed: seen.counts.changed,
            unchanged: seen.counts.unchanged,
            rejected: seen.counts.rejected,
            aside: seen.counts.aside,
        },
        undone,
        may_be_cut: seen.may_be_cut,
        problems: seen
            .problems
            .into_iter()
            .map(|one| ProblemView {
                row: one.row,
                verdict: Code(one.verdict),
                flaws: one
                    .flaws
                    .into_iter()
                    .map(|flaw| FlawView { code: Code(flaw), sentence: flaw.sentence() })
                    .collect(),
            })
            .collect(),
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommunityQuery {
    /// The code of a community.
    pub(crate) community: String,
}

/// The imports of a community, the latest first, without their columns and problems.
#[utoipa::path(get, path = "/api/v1/imports", tag = "register", params(CommunityQuery),
    responses((status = 200, body = Vec<ImportView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn import_list(
    Asked(req): Asked,
    Asking(query): Asking<CommunityQuery>,
) -> Result<Json<Vec<ImportView>>, ApiError> {
    let found = imports_list(&req, place(&query.community)?).await?;
    Ok(Json(found.into_iter().map(|seen| view(&req, seen)).collect()))
}

/// The bytes of a file, within their bounds.
pub(crate) struct FileBytes(pub(crate) Vec<u8>);

impl FromRequest<crate::state::HttpState> for FileBytes {
    type Rejection = ApiError;

    async fn from_request(
        request: HttpRequest,
        state: &crate::state::HttpState,
    ) -> Result<FileBytes, ApiError> {
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|_| bad_input("文件太大（最多30MB），或没有传完。"))?;
        Ok(FileBytes(bytes.into()))
    }
}

/// Send a sheet in. It is read through in the background; nothing is taken before `apply`.
#[utoipa::path(post, path = "/api/v1/imports/{import_id}", tag = "register",
    params(("import_id" = Uuid, Path), CommunityQuery,
        ("x-file-name" = Option<String>, Header, description = "percent-encoded")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ImportView), (status = 400, body = ErrorBody)))]
pub(crate) async fn import_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<CommunityQuery>,
    headers: HeaderMap,
    FileBytes(bytes): FileBytes,
) -> Result<Json<ImportView>, ApiError> {
    let name = headers.get(FILE_NAME_HEADER).and_then(|name| name.to_str().ok());
    let name = name.and_then(decoded).unwrap_or_else(|| "名单".to_owned());
    let community = place(&query.community)?;
    let seen = import_put_in(&req, ImportId::from_uuid(id), community, &name, bytes).await?;
    Ok(Json(view(&req, seen)))
}

/// Undoes percent-encoding; none where it is not text.
pub(crate) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        match (first, behind.split_at_checked(2)) {
            (b'%', Some((digits, after))) => {
                let digits = std::str::from_utf8(digits).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = after;
            }
            (_, _) => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(char::is_control))
}

/// One import.
#[utoipa::path(get, path = "/api/v1/imports/{import_id}", tag = "register",
    params(("import_id" = Uuid, Path)),
    responses((status = 200, body = ImportView), (status = 404, body = ErrorBody)))]
pub(crate) async fn import_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<ImportView>, ApiError> {
    let seen = import_see(&req, ImportId::from_uuid(id)).await?;
    Ok(Json(view(&req, seen)))
}

/// What a column holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ColumnBody {
    index: usize,
    /// Null: it is not taken.
    column: Option<RosterColumnCode>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadingBody {
    /// The version that was seen.
    version: i64,
    sheet: usize,
    columns: Vec<ColumnBody>,
}

/// Say which sheet is read and which column is what; it is read through again.
#[utoipa::path(put, path = "/api/v1/imports/{import_id}/reading", tag = "register",
    params(("import_id" = Uuid, Path)), request_body = ReadingBody,
    responses((status = 200, body = ImportView), (status = 409, body = ErrorBody)))]
pub(crate) async fn import_reading(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ReadingBody>,
) -> Result<Json<ImportView>, ApiError> {
    let columns =
        body.columns.into_iter().map(|one| (one.index, one.column.map(|column| column.0)));
    let id = ImportId::from_uuid(id);
    let seen = import_read_as(&req, id, body.version, body.sheet, columns.collect()).await?;
    Ok(Json(view(&req, seen)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApplyBody {
    /// The version that was seen.
    version: i64,
    /// Whoever takes it in has looked that a sheet which ends at a limit of rows is whole.
    #[serde(default)]
    although_cut: bool,
}

/// Take the rows in. An import that was broken off goes on where it stopped.
#[utoipa::path(post, path = "/api/v1/imports/{import_id}/apply", tag = "register",
    params(("import_id" = Uuid, Path)), request_body = ApplyBody,
    responses((status = 200, body = ImportView), (status = 409, body = ErrorBody)))]
pub(crate) async fn import_take(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ApplyBody>,
) -> Result<Json<ImportView>, ApiError> {
    let id = ImportId::from_uuid(id);
    let seen = import_apply(&req, id, body.version, body.although_cut).await?;
    Ok(Json(view(&req, seen)))
}

/// Stop an import. What was taken in before stays.
#[utoipa::path(post, path = "/api/v1/imports/{import_id}/cancel", tag = "register",
    params(("import_id" = Uuid, Path)),
    responses((status = 200, body = ImportView), (status = 409, body = ErrorBody)))]
pub(crate) async fn import_stop(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<ImportView>, ApiError> {
    let seen = import_cancel(&req, ImportId::from_uuid(id)).await?;
    Ok(Json(view(&req, seen)))
}

/// The rows that were not taken, with the reason behind each, to be mended and sent in again.
#[utoipa::path(get, path = "/api/v1/imports/{import_id}/rejects", tag = "register",
    params(("import_id" = Uuid, Path)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(crate) async fn import_problem_rows(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Response, ApiError> {
    Ok(xlsx(import_rejects(&req, ImportId::from_uuid(id)).await?, "problem-rows.xlsx"))
}

/// An empty list to fill in.
#[utoipa::path(get, path = "/api/v1/roster-template", tag = "register",
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(crate) async fn import_template(Asked(req): Asked) -> Result<Response, ApiError> {
    Ok(xlsx(roster_template(&req).await?, "roster.xlsx"))
}

pub(crate) fn xlsx(bytes: Vec<u8>, name: &str) -> Response {
    let kind = HeaderValue::from_static(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    );
    let named = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let named = named.unwrap_or(HeaderValue::from_static("attachment"));
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, named)], bytes).into_response()
}
