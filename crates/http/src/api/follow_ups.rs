//! Those who are kept: their days, who signed them, their letters.

use super::code::Code;
use super::people::place;
use super::wire::day_of;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::Request;
use fangxian_app::follow_ups::{
    FollowSaying, FollowedSeen, community_phone_say, contact_letter_pdf, follow_letter_pdf,
    follow_list, follow_say,
};
use fangxian_core::contacts::Ring;
use fangxian_core::follow_ups::{FollowKind, FollowSays, Measure, Symptom};
use fangxian_core::ids::{CaseId, FollowFactId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub(crate) type FollowKindCode = Code<FollowKind>;
pub(crate) type RingCode = Code<Ring>;
pub(crate) type SymptomCode = Code<Symptom>;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct FollowQuery {
    /// The code of a community, or of a place above it.
    within: String,
}

/// Temperature and symptoms.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeasureView {
    /// Tenths of a degree.
    tenths: u16,
    symptoms: Vec<SymptomCode>,
    /// Whether somebody was sent at once.
    is_alarm: bool,
}

/// A part of a day that is not there.
#[derive(Serialize, ToSchema)]
pub(crate) struct MissingView {
    part: FollowKindCode,
    due_at: i64,
}

/// Somebody who is kept. The name is masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct FollowRow {
    person_id: Uuid,
    name: String,
    /// The phone, its beginning starred; empty where there is none.
    phone: String,
    door: String,
    /// Where he is: his door, or the site and the room in which he is isolated.
    door_name: String,
    ring: RingCode,
    since: i64,
    /// When he is free; null where only a release ends it.
    until: Option<i64>,
    morning: Option<MeasureView>,
    evening: Option<MeasureView>,
    tested_at: Option<i64>,
    /// Who signed as the doctor.
    doctor_name: Option<String>,
    /// Who signed for the community.
    community_name: Option<String>,
    /// What is missing of this day.
    missing: Vec<MissingView>,
    /// What was due first and is not there, of this day and the last.
    late_since: Option<i64>,
    /// Who has to see to that by now.
    rises_to_name: Option<String>,
    is_alarm: bool,
    /// What whoever signs must have seen.
    seen: usize,
}

/// Those who are kept within a place.
#[derive(Serialize, ToSchema)]
pub(crate) struct FollowListView {
    day: String,
    n_kept: usize,
    n_whole: usize,
    n_late: usize,
    /// Whom of the community to call, as it stands on letters.
    phone: Option<String>,
    rows: Vec<FollowRow>,
}

fn measure_view(measure: &Measure) -> MeasureView {
    MeasureView {
        tenths: measure.tenths,
        symptoms: measure.symptoms.iter().copied().map(Code).collect(),
        is_alarm: measure.is_alarm(),
    }
}

fn follow_row(req: &Request, one: FollowedSeen) -> FollowRow {
    let named = |login: &String| req.city.people.by_login(login);
    let missing = one.missing.iter();
    FollowRow {
        person_id: one.person.uuid(),
        name: one.name,
        phone: one.phone,
        door_name: match one.lodged {
            Some((site, room)) => format!("{site}{room}房"),
            None => req.city.place_name(&one.door),
        },
        door: one.door.to_string(),
        ring: Code(one.ring),
        since: one.since.0,
        until: one.until.map(|at| at.0),
        morning: one.day.morning.as_ref().map(measure_view),
        evening: one.day.evening.as_ref().map(measure_view),
        tested_at: one.day.tested_at.map(|at| at.0),
        doctor_name: one.day.doctor.as_ref().map(named),
        community_name: one.day.community.as_ref().map(named),
        missing: missing
            .map(|(part, due)| MissingView { part: Code(*part), due_at: due.0 })
            .collect(),
        late_since: one.late_since.map(|at| at.0),
        rises_to_name: one.rises_to.as_ref().map(|place| req.city.place_name(place)),
        is_alarm: one.is_alarm,
        seen: one.n_facts,
    }
}

/// Those who are kept within a place: how their day stands and what is missing, what is late first.
#[utoipa::path(get, path = "/api/v1/follow-ups", tag = "follow-ups", params(FollowQuery),
    responses((status = 200, body = FollowListView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn follow_all(
    Asked(req): Asked,
    Asking(query): Asking<FollowQuery>,
) -> Result<Json<FollowListView>, ApiError> {
    let seen = follow_list(&req, place(&query.within)?).await?;
    Ok(Json(FollowListView {
        day: seen.day.to_string(),
        n_kept: seen.n_kept,
        n_whole: seen.n_whole,
        n_late: seen.n_late,
        phone: seen.phone,
        rows: seen.rows.into_iter().map(|one| follow_row(&req, one)).collect(),
    }))
}

/// What is taken down of a day: a temperature with symptoms, or that the test was taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FollowRecordBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// Today, or the day before.
    day: String,
    kind: FollowKindCode,
    /// Tenths of a degree; not of a test.
    #[serde(default)]
    tenths: Option<u16>,
    #[serde(default)]
    symptoms: Vec<SymptomCode>,
}

fn says_of(body: &FollowRecordBody) -> Result<FollowSays, ApiError> {
    let symptoms = body.symptoms.iter().map(|one| one.0).collect();
    let measure = body.tenths.map(|tenths| Measure { tenths, symptoms });
    match (body.kind.0, measure) {
        (FollowKind::Morning, Some(measure)) => Ok(FollowSays::Morning(measure)),
        (FollowKind::Evening, Some(measure)) => Ok(FollowSays::Evening(measure)),
        (FollowKind::Tested, None) => Ok(FollowSays::Tested),
        (FollowKind::Morning | FollowKind::Evening, None) => Err(bad_input("请填体温。")),
        (FollowKind::Tested, Some(_)) => Err(bad_input("记采样时不填体温。")),
        (FollowKind::Doctor | FollowKind::Community, _) => Err(bad_input("签字请点“签字”。")),
    }
}

/// Take something down of a day of somebody who is kept.
#[utoipa::path(post, path = "/api/v1/follow-ups/{kept_id}/records", tag = "follow-ups",
    params(("kept_id" = Uuid, Path)), request_body = FollowRecordBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn follow_taken(
    Asked(req): Asked,
    At(person): At<Uuid>,
    Body(body): Body<FollowRecordBody>,
) -> Result<StatusCode, ApiError> {
    let saying = FollowSaying {
        fact: FollowFactId::from_uuid(body.fact_id),
        day: day_of(&body.day)?,
        seen: None,
        says: says_of(&body)?,
    };
    follow_say(&req, PersonId::from_uuid(person), saying).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That a day is signed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FollowSignBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// Today, or the day before.
    day: String,
    /// What the page showed.
    seen: usize,
}

async fn signed(
    req: &Request,
    person: Uuid,
    body: FollowSignBody,
    says: FollowSays,
) -> Result<StatusCode, ApiError> {
    let fact = FollowFactId::from_uuid(body.fact_id);
    let saying = FollowSaying { fact, day: day_of(&body.day)?, seen: Some(body.seen), says };
    follow_say(req, PersonId::from_uuid(person), saying).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign a day as the doctor.
#[utoipa::path(post, path = "/api/v1/follow-ups/{kept_id}/doctor", tag = "follow-ups",
    params(("kept_id" = Uuid, Path)), request_body = FollowSignBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn follow_doctor(
    Asked(req): Asked,
    At(person): At<Uuid>,
    Body(body): Body<FollowSignBody>,
) -> Result<StatusCode, ApiError> {
    signed(&req, person, body, FollowSays::Doctor).await
}

/// Sign a day for the community.
#[utoipa::path(post, path = "/api/v1/follow-ups/{kept_id}/community", tag = "follow-ups",
    params(("kept_id" = Uuid, Path)), request_body = FollowSignBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn follow_community(
    Asked(req): Asked,
    At(person): At<Uuid>,
    Body(body): Body<FollowSignBody>,
) -> Result<StatusCode, ApiError> {
    signed(&req, person, body, FollowSays::Community).await
}

fn as_pdf(pdf: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"))], pdf).into_response()
}

/// The letter to somebody who is kept, or was let go in the last days.
#[utoipa::path(get, path = "/api/v1/follow-ups/{kept_id}/letter", tag = "follow-ups",
    params(("kept_id" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = ErrorBody)))]
pub(crate) async fn follow_letter_print(
    Asked(req): Asked,
    At(person): At<Uuid>,
) -> Result<Response, ApiError> {
    Ok(as_pdf(follow_letter_pdf(&req, PersonId::from_uuid(person)).await?))
}

/// The letter to a contact of an open case.
#[utoipa::path(get, path = "/api/v1/cases/{case_id}/contacts/{kept_id}/letter", tag = "cases",
    params(("case_id" = Uuid, Path), ("kept_id" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = ErrorBody)))]
pub(crate) async fn contact_letter_print(
    Asked(req): Asked,
    At((case, person)): At<(Uuid, Uuid)>,
) -> Result<Response, ApiError> {
    let (case, person) = (CaseId::from_uuid(case), PersonId::from_uuid(person));
    Ok(as_pdf(contact_letter_pdf(&req, case, person).await?))
}

/// Whom of a community to call.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommunityPhoneBody {
    /// The code of the community.
    community: String,
    phone: String,
}

/// Say whom of a community to call, as it stands on letters.
#[utoipa::path(put, path = "/api/v1/follow-ups/phone", tag = "follow-ups",
    request_body = CommunityPhoneBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(crate) async fn community_phone_put(
    Asked(req): Asked,
    Body(body): Body<CommunityPhoneBody>,
) -> Result<StatusCode, ApiError> {
    community_phone_say(&req, place(&body.community)?, &body.phone).await?;
    Ok(StatusCode::NO_CONTENT)
}
