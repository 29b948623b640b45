//! Antigen tests at home: the room, a report by staff, the photo, what is said of a report.

use super::code::{
    AntigenByCode, AntigenFollowsCode, AntigenMarkCode, AntigenOutcomeCode, AntigenStepCode, Code,
    OrderStateCode,
};
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fangxian_app::Request;
use fangxian_app::antigen::{
    AntigenAsked, AntigenOwn, AntigenRow, AntigenWhen, MarkAsked, PlaceAntigen, antigen_mark,
    antigen_photo_see, antigen_report_staff, antigen_room, photo_checked,
};
use fangxian_core::Moment;
use fangxian_core::antigen::{AntigenStep, PhotoKind};
use fangxian_core::ids::{AntigenMarkId, AntigenReportId, OrderId, PersonId};
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AntigenQuery {
    /// The code of a place.
    within: String,
}

/// Counts of a place: of today by outcome, of the last thirty days by where positive ones stand.
#[derive(Serialize, ToSchema)]
pub(crate) struct AntigenPlaceRow {
    place: String,
    place_name: String,
    negative: i64,
    positive: i64,
    invalid: i64,
    waiting: usize,
    late: usize,
    retaken: usize,
    confirmed: usize,
    refuted: usize,
}

/// A report. The name is masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct AntigenReportRow {
    report_id: Uuid,
    person_id: Uuid,
    name: String,
    door: String,
    door_name: String,
    outcome: AntigenOutcomeCode,
    tested_at: i64,
    reported_at: i64,
    by: AntigenByCode,
    has_photo: bool,
    no_photo_reason: String,
    /// Staff could not read the photo.
    unreadable: bool,
    /// Where it stands, where it is positive.
    step: Option<AntigenStepCode>,
    step_at: Option<i64>,
    /// By when somebody must have been at the door, while it waits.
    due_at: Option<i64>,
    late: bool,
    order_id: Option<Uuid>,
    order_state: Option<OrderStateCode>,
    /// Who asked that it be withdrawn, by name, and why; null where nobody did.
    withdraw_asked_by: Option<String>,
    withdraw_asked_by_me: bool,
    withdraw_reason: Option<String>,
}

/// The room.
#[derive(Serialize, ToSchema)]
pub(crate) struct AntigenRoomView {
    places: Vec<AntigenPlaceRow>,
    /// Positive ones of the last thirty days, late ones first, then the others of today.
    rows: Vec<AntigenReportRow>,
    /// There are more positive ones than are looked at.
    cut: bool,
}

fn place_row(req: &Request, one: PlaceAntigen) -> AntigenPlaceRow {
    AntigenPlaceRow {
        place_name: req.city.place_name(&one.place),
        place: one.place.to_string(),
        negative: one.n_negative,
        positive: one.n_positive,
        invalid: one.n_invalid,
        waiting: one.n_waiting,
        late: one.n_late,
        retaken: one.n_retaken,
        confirmed: one.n_confirmed,
        refuted: one.n_refuted,
    }
}

fn report_row(req: &Request, one: AntigenRow) -> AntigenReportRow {
    let (asked_by, reason) = one.withdrawal.unzip();
    AntigenReportRow {
        report_id: one.report.uuid(),
        person_id: one.person.uuid(),
        name: one.name,
        door_name: req.city.place_name(&one.door),
        door: one.door.to_string(),
        outcome: Code(one.outcome),
        tested_at: one.tested_at.0,
        reported_at: one.reported_at.0,
        by: Code(one.by),
        has_photo: one.has_photo,
        no_photo_reason: one.no_photo_reason,
        unreadable: one.is_unreadable,
        step: one.step.map(|step| Code(step.kind())),
        step_at: one.step.and_then(AntigenStep::at).map(|at| at.0),
        due_at: one.due_at.map(|at| at.0),
        late: one.is_late,
        order_id: one.order.map(|(id, _)| OrderId::uuid(id)),
        order_state: one.order.map(|(_, state)| Code(state)),
        withdraw_asked_by_me: asked_by.as_deref() == Some(req.caller.login.as_str()),
        withdraw_asked_by: asked_by.map(|by| req.city.people.by_login(&by)),
        withdraw_reason: reason,
    }
}

/// What was reported of antigen tests within a place.
#[utoipa::path(get, path = "/api/v1/antigen", tag = "antigen", params(AntigenQuery),
    responses((status = 200, body = AntigenRoomView), (status = 404, body = ErrorBody)))]
pub(crate) async fn antigen_all(
    Asked(req): Asked,
    Asking(query): Asking<AntigenQuery>,
) -> Result<Json<AntigenRoomView>, ApiError> {
    let within = PlaceCode::parse(&query.within).map_err(|_| bad_input("地点代码不对。"))?;
    let room = antigen_room(&req, within).await?;
    Ok(Json(AntigenRoomView {
        places: room.places.into_iter().map(|one| place_row(&req, one)).collect(),
        rows: room.rows.into_iter().map(|one| report_row(&req, one)).collect(),
        cut: room.is_cut,
    }))
}

/// A report by staff, for whoever has no phone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AntigenReportNew {
    report_id: Uuid,
    person_id: Uuid,
    outcome: AntigenOutcomeCode,
    /// When the test was done, in milliseconds; the city's now where it is left out.
    tested_at: Option<i64>,
    /// JPEG or PNG, base64.
    photo: Option<String>,
    /// Why there is no photo; empty where there is one.
    no_photo_reason: String,
}

/// What follows from a report.
#[derive(Serialize, ToSchema)]
pub(crate) struct AntigenAnswerView {
    follows: AntigenFollowsCode,
    /// What the person is to be told.
    says: &'static str,
    /// By when somebody is to be at the door, where that follows.
    due_at: Option<i64>,
}

/// Write down an antigen test of somebody.
#[utoipa::path(post, path = "/api/v1/antigen/reports", tag = "antigen",
    request_body = AntigenReportNew,
    responses((status = 200, body = AntigenAnswerView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn antigen_report_new(
    Asked(req): Asked,
    Body(body): Body<AntigenReportNew>,
) -> Result<Json<AntigenAnswerView>, ApiError> {
    let photo = match body.photo {
        None => None,
        Some(text) => {
            let sent = STANDARD.decode(text).map_err(|_| bad_input("照片没有传完整。"))?;
            Some(photo_checked(sent).await.map_err(fangxian_app::Refusal::from)?)
        }
    };
    let when = body.tested_at.map_or(AntigenWhen::Now, |at| AntigenWhen::At(Moment(at)));
    let asked = AntigenAsked { when, outcome: body.outcome.0, photo };
    let (id, person) =
        (AntigenReportId::from_uuid(body.report_id), PersonId::from_uuid(body.person_id));
    let answer = antigen_report_staff(&req, id, person, &body.no_photo_reason, asked).await?;
    Ok(Json(AntigenAnswerView {
        follows: Code(answer.follows),
        says: answer.follows.says(),
        due_at: answer.due_at.map(|at| at.0),
    }))
}

/// Why a photo is opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AntigenPhotoBody {
    reason: String,
}

/// The photo of a report. The reason is kept, and whoever looked is known.
#[utoipa::path(post, path = "/api/v1/antigen/reports/{antigen_id}/photo", tag = "antigen",
    params(("antigen_id" = Uuid, Path)), request_body = AntigenPhotoBody,
    responses((status = 200, content_type = "image/jpeg"), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn antigen_photo_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<AntigenPhotoBody>,
) -> Result<Response, ApiError> {
    let photo = antigen_photo_see(&req, AntigenReportId::from_uuid(id), &body.reason).await?;
    Ok(picture(photo.kind, photo.bytes))
}

/// A picture and nothing else: its kind is what its header said, and what is shown runs nothing.
fn picture(kind: PhotoKind, bytes: Vec<u8>) -> Response {
    let fixed = [
        (header::CONTENT_TYPE, kind.media_type()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"antigen\""),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    let fixed = fixed.map(|(name, value)| (name, HeaderValue::from_static(value)));
    (fixed, bytes).into_response()
}

/// What is said of a report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AntigenMarkNew {
    mark_id: Uuid,
    kind: AntigenMarkCode,
    reason: String,
}

/// Say that the photo cannot be read; ask that the report be withdrawn, or agree to it as another.
#[utoipa::path(post, path = "/api/v1/antigen/reports/{antigen_id}/marks", tag = "antigen",
    params(("antigen_id" = Uuid, Path)), request_body = AntigenMarkNew,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn antigen_mark_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<AntigenMarkNew>,
) -> Result<StatusCode, ApiError> {
    let asked = MarkAsked {
        id: AntigenMarkId::from_uuid(body.mark_id),
        report: AntigenReportId::from_uuid(id),
        kind: body.kind.0,
        reason: body.reason,
    };
    antigen_mark(&req, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An antigen test as it is told to its person at the counter.
#[derive(Serialize, ToSchema)]
pub(crate) struct AntigenOwnRow {
    outcome: AntigenOutcomeCode,
    tested_at: i64,
    reported_at: i64,
    /// Where it stands, where it is positive.
    step: Option<AntigenStepCode>,
    step_at: Option<i64>,
    unreadable: bool,
}

pub(super) fn own_row(one: AntigenOwn) -> AntigenOwnRow {
    AntigenOwnRow {
        outcome: Code(one.outcome),
        tested_at: one.tested_at.0,
        reported_at: one.reported_at.0,
        step: one.step.map(|step| Code(step.kind())),
        step_at: one.step.and_then(AntigenStep::at).map(|at| at.0),
        unreadable: one.is_unreadable,
    }
}
