//! Places that have a code: applied for, checked, approved, ended; what patrols found.

use super::code::{Code, FindingCode, VenueFactCode, VenueKindCode, VenueStateCode};
use super::people::place;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::venues::{
    VenueAnswers, VenueApply, VenueDoing, VenueInspection, VenuePast, VenueSeen, venue_apply,
    venue_phone, venue_say, venue_see, venues_list,
};
use fangxian_core::ids::{VenueFactId, VenueId};
use fangxian_core::policy::Act;
use fangxian_core::venues::{VenueAbout, VenueSays};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct VenuesQuery {
    /// The city, a county, a street, a community.
    within: String,
    /// Only those that stand so.
    state: Option<VenueStateCode>,
    /// The last place of the page before.
    after: Option<Uuid>,
}

/// Something that was said of a place.
#[derive(Serialize, ToSchema)]
pub(crate) struct VenuePastView {
    kind: VenueFactCode,
    at: i64,
    /// The name of who said it; null where the place itself sent it in.
    by: Option<String>,
    reason: String,
}

/// What a patrol found.
#[derive(Serialize, ToSchema)]
pub(crate) struct VenueInspectionView {
    at: i64,
    by: String,
    findings: Vec<FindingCode>,
    note: String,
}

/// The closing under which a place is closed today.
#[derive(Serialize, ToSchema)]
pub(crate) struct VenueClosedView {
    first_day: String,
    last_day: Option<String>,
    as_written: String,
    source: String,
}

/// Who answers for a place; the phone with its beginning starred.
#[derive(Serialize, ToSchema)]
pub(crate) struct VenueAnswersView {
    name: String,
    phone: String,
}

/// A place.
#[derive(Serialize, ToSchema)]
pub(crate) struct VenueView {
    venue_id: Uuid,
    kind: VenueKindCode,
    name: String,
    place: String,
    place_name: String,
    address: String,
    entrances: Vec<String>,
    capacity: Option<u32>,
    state: VenueStateCode,
    /// Given when it is approved.
    number: Option<u32>,
    /// The end of the address of its page: `/v/…`.
    poster_code: Option<String>,
    /// The end of the address of its screen, which shows the digits of the minute.
    screen: Option<String>,
    closed: Option<VenueClosedView>,
    /// How many may be inside today.
    limit: Option<u32>,
    /// How many are.
    inside: Option<u32>,
    answers: Option<VenueAnswersView>,
    /// Whether the caller vouches for it: another must approve it.
    own: bool,
    /// How many facts there are of it.
    facts: i64,
    past: Vec<VenuePastView>,
    inspections: Vec<VenueInspectionView>,
}

fn past_view(req: &Request, past: &VenuePast) -> VenuePastView {
    VenuePastView {
        kind: Code(past.kind),
        at: past.at.0,
        by: past.by.as_ref().map(|login| req.city.people.by_login(login)),
        reason: past.reason.clone(),
    }
}

fn inspection_view(req: &Request, one: &VenueInspection) -> VenueInspectionView {
    VenueInspectionView {
        at: one.at.0,
        by: req.city.people.by_login(&one.by),
        findings: one.findings.iter().copied().map(Code).collect(),
        note: one.note.clone(),
    }
}

fn venue_view(req: &Request, one: VenueSeen) -> VenueView {
    let about = &one.venue.about;
    let closed = one.closed.as_ref().map(|standing| VenueClosedView {
        first_day: standing.closing.first.to_string(),
        last_day: standing.last.map(|day| day.to_string()),
        as_written: standing.closing.as_written.clone(),
        source: standing.closing.source.clone(),
    });
    VenueView {
        venue_id: one.id.uuid(),
        kind: Code(about.kind),
        name: about.name.clone(),
        place: about.place.to_string(),
        place_name: req.city.place_name(&about.place),
        address: about.address.clone(),
        entrances: about.entrances.clone(),
        capacity: about.capacity,
        state: Code(one.venue.state),
        number: one.venue.number,
        poster_code: one.code.as_ref().map(ToString::to_string),
        screen: one.screen.clone(),
        closed,
        limit: one.limit,
        inside: one.n_inside,
        facts: one.n_facts(),
        own: one.is_own,
        past: one.past.iter().map(|past| past_view(req, past)).collect(),
        inspections: one.inspections.iter().map(|past| inspection_view(req, past)).collect(),
        answers: one.answers.map(|(name, phone)| VenueAnswersView { name, phone }),
    }
}

/// A page of places.
#[derive(Serialize, ToSchema)]
pub(crate) struct VenuePageView {
    rows: Vec<VenueView>,
    /// Ask for those after it; null where there are none.
    next: Option<Uuid>,
}

/// The places within a division, the latest first.
#[utoipa::path(get, path = "/api/v1/venues", tag = "venues", params(VenuesQuery),
    responses((status = 200, body = VenuePageView), (status = 404, body = ErrorBody)))]
pub(crate) async fn venue_all(
    Asked(req): Asked,
    Asking(query): Asking<VenuesQuery>,
) -> Result<Json<VenuePageView>, ApiError> {
    let within = place(&query.within)?;
    let state = query.state.map(|code| code.0);
    let after = query.after.map(VenueId::from_uuid);
    let page = venues_list(&req, &within, state, after).await?;
    let rows = page.venues.into_iter().map(|one| venue_view(&req, one)).collect();
    Ok(Json(VenuePageView { rows, next: page.next.map(VenueId::uuid) }))
}

/// One place.
#[utoipa::path(get, path = "/api/v1/venues/{venue_id}", tag = "venues",
    params(("venue_id" = Uuid, Path)),
    responses((status = 200, body = VenueView), (status = 404, body = ErrorBody)))]
pub(crate) async fn venue_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<VenueView>, ApiError> {
    let seen = venue_see(&req, VenueId::from_uuid(id)).await?;
    Ok(Json(venue_view(&req, seen)))
}

/// A place that applies.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VenueBody {
    /// Made by the client.
    venue_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    kind: VenueKindCode,
    name: String,
    /// The community or compound; of a vehicle, where it is kept.
    place: String,
    address: String,
    #[serde(default)]
    entrances: Vec<String>,
    /// How many it holds.
    #[serde(default)]
    capacity: Option<u32>,
    /// Who answers for it.
    answers_name: String,
    answers_phone: String,
}

/// Apply for the code of a place. Another must approve it.
#[utoipa::path(post, path = "/api/v1/venues", tag = "venues", request_body = VenueBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn venue_new(
    Asked(req): Asked,
    Body(body): Body<VenueBody>,
) -> Result<StatusCode, ApiError> {
    let new = VenueApply {
        id: VenueId::from_uuid(body.venue_id),
        fact: VenueFactId::from_uuid(body.fact_id),
        about: VenueAbout {
            kind: body.kind.0,
            name: body.name,
            place: place(&body.place)?,
            address: body.address,
            entrances: body.entrances,
            capacity: body.capacity,
        },
        answers: VenueAnswers { name: body.answers_name, phone: body.answers_phone },
    };
    venue_apply(&req, new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which fact it is, and what was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VenueSayBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// How many facts were seen.
    facts: i64,
    /// Needed where it is ended.
    #[serde(default)]
    reason: String,
}

fn doing(fact: Uuid, seen: i64, reason: String) -> VenueDoing {
    VenueDoing { fact: VenueFactId::from_uuid(fact), seen, reason }
}

/// Say that a place that sent itself in is what it says. Another must approve it.
#[utoipa::path(post, path = "/api/v1/venues/{venue_id}/check", tag = "venues",
    params(("venue_id" = Uuid, Path)), request_body = VenueSayBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn venue_checked(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<VenueSayBody>,
) -> Result<StatusCode, ApiError> {
    let at = (VenueId::from_uuid(id), Act::VenueKeep);
    venue_say(&req, at, doing(body.fact_id, body.facts, body.reason), VenueSays::Checked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End the code of a place. Its posters and gates are good for nothing from then on.
#[utoipa::path(post, path = "/api/v1/venues/{venue_id}/end", tag = "venues",
    params(("venue_id" = Uuid, Path)), request_body = VenueSayBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn venue_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<VenueSayBody>,
) -> Result<StatusCode, ApiError> {
    let at = (VenueId::from_uuid(id), Act::VenueKeep);
    venue_say(&req, at, doing(body.fact_id, body.facts, body.reason), VenueSays::Ended).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the second person says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VenueDecisionBody {
    fact_id: Uuid,
    facts: i64,
    approve: bool,
    /// Needed where it is declined.
    #[serde(default)]
    reason: String,
}

/// Approve a place that another vouches for, or not. Its number is given with it.
#[utoipa::path(post, path = "/api/v1/venues/{venue_id}/decision", tag = "venues",
    params(("venue_id" = Uuid, Path)), request_body = VenueDecisionBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn venue_decided(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<VenueDecisionBody>,
) -> Result<StatusCode, ApiError> {
    // The number that stands here is none: the one that is given is the next.
    let says = match body.approve {
        true => VenueSays::Approved { number: 0 },
        false => VenueSays::Declined,
    };
    let at = (VenueId::from_uuid(id), Act::VenueApprove);
    venue_say(&req, at, doing(body.fact_id, body.facts, body.reason), says).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a patrol found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VenueInspectionBody {
    fact_id: Uuid,
    facts: i64,
    /// None where all was in order.
    findings: Vec<FindingCode>,
    #[serde(default)]
    note: String,
}

/// Write down what a patrol found at a place.
#[utoipa::path(post, path = "/api/v1/venues/{venue_id}/inspections", tag = "venues",
    params(("venue_id" = Uuid, Path)), request_body = VenueInspectionBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn venue_inspected(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<VenueInspectionBody>,
) -> Result<StatusCode, ApiError> {
    let mut findings: Vec<_> = body.findings.into_iter().map(|code| code.0).collect();
    findings.sort_unstable();
    findings.dedup();
    let at = (VenueId::from_uuid(id), Act::VenueInspect);
    let doing = doing(body.fact_id, body.facts, body.note);
    venue_say(&req, at, doing, VenueSays::Inspected { findings }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A whole phone.
#[derive(Serialize, ToSchema)]
pub(crate) struct VenuePhoneView {
    phone: String,
}

/// The whole phone of whoever answers for a place. That it was looked at is noted.
#[utoipa::path(post, path = "/api/v1/venues/{venue_id}/phone", tag = "venues",
    params(("venue_id" = Uuid, Path)),
    responses((status = 200, body = VenuePhoneView), (status = 404, body = ErrorBody)))]
pub(crate) async fn venue_called(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<VenuePhoneView>, ApiError> {
    Ok(Json(VenuePhoneView { phone: venue_phone(&req, VenueId::from_uuid(id)).await? }))
}
