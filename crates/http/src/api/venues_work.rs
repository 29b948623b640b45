//! What is done at a place: its gates, its papers, its counts, the register by hand; trades closed.

use super::code::{ClosingFactCode, ClosingStateCode, Code, VenueKindCode};
use super::people::place;
use super::wire::{day_of, opt_day};
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody};
use crate::state::{Cookies, HttpState};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::Request;
use fangxian_app::venues::{
    ClosingSeen, HandRow, VenueCounts, VenueSheet, closing_decide, closing_end, closing_make,
    closings_list, hand_rows_enter, venue_counts, venue_gate_end, venue_gate_enroll, venue_gates,
    venue_paper,
};
use fangxian_core::Moment;
use fangxian_core::ids::{ClosingId, GateId, PersonId, VenueFactId, VenueId};
use fangxian_core::venues::Closing;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Where the pages of this server are found, as whoever asks has found them.
fn origin(state: &HttpState, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let scheme = match state.cookies {
        Cookies::Secure => "https",
        Cookies::Plain => "http",
    };
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

fn as_pdf(pdf: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"))], pdf).into_response()
}

/// The posters of a place, a page for each entrance.
#[utoipa::path(get, path = "/api/v1/venues/{venue_id}/poster", tag = "venues",
    params(("venue_id" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = ErrorBody)))]
pub(crate) async fn venue_poster(
    State(state): State<HttpState>,
    Asked(req): Asked,
    At(id): At<Uuid>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let origin = origin(&state, &headers);
    let sheet = VenueSheet::Poster;
    Ok(as_pdf(venue_paper(&req, VenueId::from_uuid(id), sheet, &origin).await?))
}

/// The blank sheet on which those without phones are written down.
#[utoipa::path(get, path = "/api/v1/venues/{venue_id}/hand-sheet", tag = "venues",
    params(("venue_id" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = ErrorBody)))]
pub(crate) async fn venue_hand_sheet(
    State(state): State<HttpState>,
    Asked(req): Asked,
    At(id): At<Uuid>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let origin = origin(&state, &headers);
    let sheet = VenueSheet::HandRegister;
    Ok(as_pdf(venue_paper(&req, VenueId::from_uuid(id), sheet, &origin).await?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct VenueDayQuery {
    /// Today, or one of the days for which scans are kept.
    day: String,
}

/// What was counted at a place on a day. Numbers alone.
#[derive(Serialize, ToSchema)]
pub(crate) struct VenueCountsView {
    day: String,
    /// Whether there were some, but too few to be told.
    too_few: bool,
    scans: u32,
    passed: u32,
    refused: u32,
    by_hand: u32,
    /// Of a poster, without the digits of the minute.
    weak: u32,
    temperature: u32,
    code: u32,
    certificate: u32,
    mask: u32,
}

/// How many were scanned at a place on a day, and which checks were made.
#[utoipa::path(get, path = "/api/v1/venues/{venue_id}/counts", tag = "venues",
    params(("venue_id" = Uuid, Path), VenueDayQuery),
    responses((status = 200, body = VenueCountsView), (status = 404, body = ErrorBody)))]
pub(crate) async fn venue_counted(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<VenueDayQuery>,
) -> Result<Json<VenueCountsView>, ApiError> {
    let counted = venue_counts(&req, VenueId::from_uuid(id), day_of(&query.day)?).await?;
    let n: VenueCounts = counted.unwrap_or_default();
    Ok(Json(VenueCountsView {
        day: query.day,
        too_few: counted.is_none(),
        scans: n.n_scans,
        passed: n.n_passed,
        refused: n.n_refused,
        by_hand: n.n_by_hand,
        weak: n.n_weak,
        temperature: n.n_temperature,
        code: n.n_code,
        certificate: n.n_certificate,
        mask: n.n_mask,
    }))
}

/// A line of the register that is kept by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandRowBody {
    /// Made by the client; the same again is the same line.
    row_id: Uuid,
    person_id: Uuid,
    /// When he went in.
    at: i64,
}

/// Up to fifty lines.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandRowsBody {
    rows: Vec<HandRowBody>,
}

/// Enter lines of the register that was kept by hand: all of them, or none.
#[utoipa::path(post, path = "/api/v1/venues/{venue_id}/hand-rows", tag = "venues",
    params(("venue_id" = Uuid, Path)), request_body = HandRowsBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(crate) async fn venue_hand_rows(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<HandRowsBody>,
) -> Result<StatusCode, ApiError> {
    let row = |one: HandRowBody| HandRow {
        id: one.row_id,
        person: PersonId::from_uuid(one.person_id),
        at: Moment(one.at),
    };
    let rows = body.rows.into_iter().map(row).collect();
    hand_rows_enter(&req, VenueId::from_uuid(id), rows).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A gate of a place.
#[derive(Serialize, ToSchema)]
pub(crate) struct GateView {
    gate_id: Uuid,
    number: i64,
    label: String,
    made_at: i64,
    by: String,
    ended_at: Option<i64>,
}

/// The gates of a place, those that ended included.
#[utoipa::path(get, path = "/api/v1/venues/{venue_id}/gates", tag = "venues",
    params(("venue_id" = Uuid, Path)),
    responses((status = 200, body = Vec<GateView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn gate_all(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<Vec<GateView>>, ApiError> {
    let gates = venue_gates(&req, VenueId::from_uuid(id)).await?;
    let view = gates.into_iter().map(|gate| GateView {
        gate_id: gate.id.uuid(),
        number: gate.number,
        by: req.city.people.by_login(&gate.by),
        label: gate.label,
        made_at: gate.made_at.0,
        ended_at: gate.ended_at.map(|at| at.0),
    });
    Ok(Json(view.collect()))
}

/// A gate that is enrolled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GateBody {
    /// Made by the client.
    gate_id: Uuid,
    /// What it is called there: 南门.
    label: String,
}

/// The secret with which a gate signs in. It is shown once and kept nowhere.
#[derive(Serialize, ToSchema)]
pub(crate) struct GateSecretView {
    secret: String,
    /// A square that opens the page of gates with it, as an SVG drawing.
    qr: String,
}

/// Enroll a gate of a place.
#[utoipa::path(post, path = "/api/v1/venues/{venue_id}/gates", tag = "venues",
    params(("venue_id" = Uuid, Path)), request_body = GateBody,
    responses((status = 200, body = GateSecretView), (status = 400, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn gate_new(
    State(state): State<HttpState>,
    Asked(req): Asked,
    At(id): At<Uuid>,
    headers: HeaderMap,
    Body(body): Body<GateBody>,
) -> Result<Json<GateSecretView>, ApiError> {
    let (venue, gate) = (VenueId::from_uuid(id), GateId::from_uuid(body.gate_id));
    let origin = origin(&state, &headers);
    let (secret, qr) = venue_gate_enroll(&req, venue, gate, &body.label, &origin).await?;
    Ok(Json(GateSecretView { secret, qr }))
}

/// Why a gate ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GateEndBody {
    reason: String,
}

/// End a gate whose phone is lost or that is no longer used.
#[utoipa::path(post, path = "/api/v1/gates/{gate_id}/end", tag = "venues",
    params(("gate_id" = Uuid, Path)), request_body = GateEndBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(crate) async fn gate_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<GateEndBody>,
) -> Result<StatusCode, ApiError> {
    venue_gate_end(&req, GateId::from_uuid(id), &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Something that was said of a closing.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClosingPastView {
    kind: ClosingFactCode,
    at: i64,
    by: String,
    reason: String,
}

/// Trades that are closed by notice.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClosingView {
    closing_id: Uuid,
    kinds: Vec<VenueKindCode>,
    place: String,
    place_name: String,
    first_day: String,
    /// The last day as it now stands.
    last_day: Option<String>,
    as_written: String,
    source: String,
    state: ClosingStateCode,
    /// Whether the caller proposed it: another must sign it.
    own: bool,
    facts: i64,
    past: Vec<ClosingPastView>,
}

fn closing_view(req: &Request, one: &ClosingSeen) -> ClosingView {
    let closing = &one.standing.closing;
    let past = one.past.iter().map(|past| ClosingPastView {
        kind: Code(past.says.kind()),
        at: past.at.0,
        by: req.city.people.by_login(&past.by),
        reason: past.reason.clone(),
    });
    ClosingView {
        closing_id: one.id.uuid(),
        kinds: closing.kinds.iter().copied().map(Code).collect(),
        place: closing.place.to_string(),
        place_name: req.city.place_name(&closing.place),
        first_day: closing.first.to_string(),
        last_day: one.standing.last.map(|day| day.to_string()),
        as_written: closing.as_written.clone(),
        source: closing.source.clone(),
        state: Code(one.standing.state(req.today())),
        own: one.standing.made_by == req.caller.login,
        facts: one.n_facts(),
        past: past.collect(),
    }
}

/// Trades that are or were closed by notice, the latest first.
#[utoipa::path(get, path = "/api/v1/venues/closings", tag = "venues",
    responses((status = 200, body = Vec<ClosingView>)))]
pub(crate) async fn closing_all(Asked(req): Asked) -> Result<Json<Vec<ClosingView>>, ApiError> {
    let all = closings_list(&req).await?;
    Ok(Json(all.iter().map(|one| closing_view(&req, one)).collect()))
}

/// Trades that are to be closed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClosingBody {
    /// Made by the client.
    closing_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    kinds: Vec<VenueKindCode>,
    /// The city, a county, a street or a community.
    place: String,
    first_day: String,
    /// Until another notice where it is left out.
    #[serde(default)]
    last_day: Option<String>,
    /// The notice's words.
    as_written: String,
    /// Where they stand.
    source: String,
}

/// Propose that trades are closed. It closes nothing before another signs it.
#[utoipa::path(post, path = "/api/v1/venues/closings", tag = "venues", request_body = ClosingBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn closing_new(
    Asked(req): Asked,
    Body(body): Body<ClosingBody>,
) -> Result<StatusCode, ApiError> {
    let closing = Closing {
        kinds: body.kinds.into_iter().map(|code| code.0).collect(),
        place: place(&body.place)?,
        first: day_of(&body.first_day)?,
        last: opt_day(body.last_day.as_deref())?,
        as_written: body.as_written,
        source: body.source,
    };
    let ids = (ClosingId::from_uuid(body.closing_id), VenueFactId::from_uuid(body.fact_id));
    closing_make(&req, ids, closing).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the second person says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClosingDecisionBody {
    fact_id: Uuid,
    /// How many facts were seen.
    facts: i64,
    sign: bool,
    /// Needed where it is declined.
    #[serde(default)]
    reason: String,
}

/// Sign a closing as the second person, or decline it.
#[utoipa::path(post, path = "/api/v1/venues/closings/{closing_id}/decision", tag = "venues",
    params(("closing_id" = Uuid, Path)), request_body = ClosingDecisionBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn closing_signed(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ClosingDecisionBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (ClosingId::from_uuid(id), VenueFactId::from_uuid(body.fact_id));
    closing_decide(&req, ids, body.facts, body.sign, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// When trades open again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClosingEndBody {
    fact_id: Uuid,
    facts: i64,
    /// The last day on which they are closed.
    last_day: String,
    reason: String,
}

/// Open trades again earlier than was said.
#[utoipa::path(post, path = "/api/v1/venues/closings/{closing_id}/end", tag = "venues",
    params(("closing_id" = Uuid, Path)), request_body = ClosingEndBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn closing_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ClosingEndBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (ClosingId::from_uuid(id), VenueFactId::from_uuid(body.fact_id));
    closing_end(&req, ids, body.facts, day_of(&body.last_day)?, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
