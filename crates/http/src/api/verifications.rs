//! Lists that ask about people, at the desk that takes them in: how they are read, what goes back.

use super::code::{
    Code, ListDirectionCode, ListStateCode, ListWayCode, ReplyFormatCode, SenderKindCode,
    VerifyColumnCode,
};
use super::imports::{FILE_NAME_HEADER, FileBytes, decoded, xlsx};
use super::people::place;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::Request;
use fangxian_app::records::ReplyFormat;
use fangxian_app::verifications::{
    ListColumn, ListNew, ListSeen, list_drop, list_put_in, list_read_as, list_reply, list_see,
    list_send, list_take, lists_list,
};
use fangxian_core::ids::{VerificationListId, VerificationSenderId};
use fangxian_core::verifications::ListDirection;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A column of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationColumnView {
    index: usize,
    title: String,
    /// What it holds; null where it is only given back as it came.
    column: Option<VerifyColumnCode>,
    samples: Vec<String>,
}

/// That answers went out.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationReplyView {
    at: i64,
    format: ReplyFormatCode,
    lines: i64,
    answered: i64,
    /// Who took it out; null where a letter went by itself.
    by_name: Option<String>,
}

/// A list that asks about people.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationListView {
    list_id: Uuid,
    sender_id: Uuid,
    sender: String,
    sender_kind: SenderKindCode,
    takes_letters: bool,
    place: String,
    direction: ListDirectionCode,
    way: ListWayCode,
    state: ListStateCode,
    file_name: String,
    lines: i64,
    answered: i64,
    /// How many answers the sender has not heard, corrections among them.
    to_tell: i64,
    received_at: i64,
    taken_at: Option<i64>,
    due_at: Option<i64>,
    /// Whether lines are without an answer beyond its time.
    late: bool,
    by_name: Option<String>,
    version: i64,
    /// Empty in a list of lists.
    columns: Vec<VerificationColumnView>,
    /// Whether its columns say enough for it to be taken.
    enough: bool,
    /// When the very same list of the same sender came before.
    known_at: Option<i64>,
    replies: Vec<VerificationReplyView>,
}

/// Columns with the first values of each.
pub(super) fn column_views(
    columns: Vec<ListColumn>,
    samples: Vec<Vec<String>>,
) -> Vec<VerificationColumnView> {
    let mut samples = samples.into_iter();
    let of = |one: ListColumn| VerificationColumnView {
        index: one.index,
        title: one.title,
        column: one.column.map(Code),
        samples: samples.next().unwrap_or_default(),
    };
    columns.into_iter().map(of).collect()
}

fn list_view(req: &Request, seen: ListSeen) -> VerificationListView {
    let list = seen.list;
    let name = |login: String| req.city.people.by_login(&login);
    let is_due = list.taken.is_some_and(|(_, due_at)| due_at < req.now);
    VerificationListView {
        list_id: list.id.uuid(),
        sender_id: list.sender.uuid(),
        takes_letters: seen.sender.takes_letters(),
        sender: seen.sender.name,
        sender_kind: Code(seen.sender.kind),
        place: list.place.to_string(),
        direction: Code(list.direction),
        way: Code(list.way),
        state: Code(list.state),
        file_name: seen.file_name,
        lines: list.n_lines,
        answered: seen.n_answered,
        to_tell: seen.n_to_tell,
        received_at: list.received_at.0,
        taken_at: list.taken.map(|(at, _)| at.0),
        due_at: list.taken.map(|(_, due_at)| due_at.0),
        late: is_due && seen.n_answered < list.n_lines,
        by_name: list.by.map(name),
        version: list.version,
        columns: column_views(seen.columns, seen.samples),
        enough: seen.is_enough,
        known_at: seen.known.map(|(_, at)| at.0),
        replies: seen
            .replies
            .into_iter()
            .map(|one| VerificationReplyView {
                at: one.at.0,
                format: Code(one.format),
                lines: one.n_lines,
                answered: one.n_answered,
                by_name: one.by.map(name),
            })
            .collect(),
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationsQuery {
    /// The city, a county, a street, a community.
    pub(crate) within: String,
}

/// The lists of the last weeks, the latest first.
#[utoipa::path(get, path = "/api/v1/verifications/lists", tag = "verifications",
    params(VerificationsQuery),
    responses((status = 200, body = Vec<VerificationListView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn list_all(
    Asked(req): Asked,
    Asking(query): Asking<VerificationsQuery>,
) -> Result<Json<Vec<VerificationListView>>, ApiError> {
    let all = lists_list(&req, &place(&query.within)?).await?;
    Ok(Json(all.into_iter().map(|one| list_view(&req, one)).collect()))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationListQuery {
    /// Whose list it is, or to whom it goes.
    sender: Uuid,
    /// Whether it came, or is ours: `in`, `out`.
    direction: String,
}

/// Put a list in. Nobody is asked before it is taken.
#[utoipa::path(post, path = "/api/v1/verifications/lists/{list_id}", tag = "verifications",
    params(("list_id" = Uuid, Path), VerificationListQuery,
        ("x-file-name" = Option<String>, Header, description = "percent-encoded")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = VerificationListView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn list_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<VerificationListQuery>,
    headers: HeaderMap,
    FileBytes(bytes): FileBytes,
) -> Result<Json<VerificationListView>, ApiError> {
    let name = headers.get(FILE_NAME_HEADER).and_then(|name| name.to_str().ok());
    let direction = ListDirection::from_code(&query.direction);
    let new = ListNew {
        id: VerificationListId::from_uuid(id),
        sender: VerificationSenderId::from_uuid(query.sender),
        direction: direction.ok_or_else(|| bad_input("请说明是收到的还是发出的名单。"))?,
        file_name: name.and_then(decoded).unwrap_or_else(|| "协查名单".to_owned()),
        bytes,
    };
    Ok(Json(list_view(&req, list_put_in(&req, new).await?)))
}

/// One list.
#[utoipa::path(get, path = "/api/v1/verifications/lists/{list_id}", tag = "verifications",
    params(("list_id" = Uuid, Path)),
    responses((status = 200, body = VerificationListView), (status = 404, body = ErrorBody)))]
pub(crate) async fn list_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<VerificationListView>, ApiError> {
    Ok(Json(list_view(&req, list_see(&req, VerificationListId::from_uuid(id)).await?)))
}

/// What a column holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationColumnBody {
    index: usize,
    /// Null: it is only given back as it came.
    column: Option<VerifyColumnCode>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationReadingBody {
    /// The version that was seen.
    version: i64,
    columns: Vec<VerificationColumnBody>,
}

/// Say which column is what.
#[utoipa::path(put, path = "/api/v1/verifications/lists/{list_id}/reading", tag = "verifications",
    params(("list_id" = Uuid, Path)), request_body = VerificationReadingBody,
    responses((status = 200, body = VerificationListView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn list_reading(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<VerificationReadingBody>,
) -> Result<Json<VerificationListView>, ApiError> {
    let said = body.columns.into_iter().map(|one| (one.index, one.column.map(|own| own.0)));
    let id = VerificationListId::from_uuid(id);
    Ok(Json(list_view(&req, list_read_as(&req, id, body.version, said.collect()).await?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationTakeBody {
    /// The version that was seen.
    version: i64,
    /// Within so many hours it is to be answered.
    due_hours: i64,
    /// Whoever takes it in knows that the very same came before.
    #[serde(default)]
    although_known: bool,
}

/// Take a list: its people are asked from now on; a list of ours is ready to be sent.
#[utoipa::path(post, path = "/api/v1/verifications/lists/{list_id}/take", tag = "verifications",
    params(("list_id" = Uuid, Path)), request_body = VerificationTakeBody,
    responses((status = 200, body = VerificationListView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn list_accepted(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<VerificationTakeBody>,
) -> Result<Json<VerificationListView>, ApiError> {
    let seen = (body.version, body.due_hours);
    let id = VerificationListId::from_uuid(id);
    Ok(Json(list_view(&req, list_take(&req, id, seen, body.although_known).await?)))
}

/// The version that was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationDropBody {
    version: i64,
}

/// Set a list aside: nobody is asked.
#[utoipa::path(post, path = "/api/v1/verifications/lists/{list_id}/drop", tag = "verifications",
    params(("list_id" = Uuid, Path)), request_body = VerificationDropBody,
    responses((status = 200, body = VerificationListView), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn list_aside(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<VerificationDropBody>,
) -> Result<Json<VerificationListView>, ApiError> {
    let id = VerificationListId::from_uuid(id);
    Ok(Json(list_view(&req, list_drop(&req, id, body.version).await?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationReplyBody {
    /// Made by the client; the same again is the same act.
    reply_id: Uuid,
    /// `xlsx` or `csv`.
    format: ReplyFormatCode,
}

/// Take the answers to a list out, in its sender's own form; that they went is kept.
#[utoipa::path(post, path = "/api/v1/verifications/lists/{list_id}/replies", tag = "verifications",
    params(("list_id" = Uuid, Path)), request_body = VerificationReplyBody,
    responses((status = 200, content_type = "application/octet-stream"),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn list_answered(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<VerificationReplyBody>,
) -> Result<Response, ApiError> {
    let format = body.format.0;
    let id = VerificationListId::from_uuid(id);
    let bytes = list_reply(&req, id, (body.reply_id, format)).await?;
    match format {
        ReplyFormat::Csv => {
            let kind = HeaderValue::from_static("text/csv; charset=utf-8");
            let named = HeaderValue::from_static("attachment; filename=\"answers.csv\"");
            let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, named)];
            Ok((headers, bytes).into_response())
        }
        ReplyFormat::Xlsx | ReplyFormat::Letter => Ok(xlsx(bytes, "answers.xlsx")),
    }
}

/// Send a list of ours to the installation that it is for.
#[utoipa::path(post, path = "/api/v1/verifications/lists/{list_id}/letter", tag = "verifications",
    params(("list_id" = Uuid, Path)),
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn list_posted(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<StatusCode, ApiError> {
    list_send(&req, VerificationListId::from_uuid(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
