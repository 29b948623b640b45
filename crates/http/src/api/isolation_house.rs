//! A site of isolation as those see it who work there.

use super::code::Code;
use super::isolation::{RunStopView, stop_view};
use super::isolation_codes::{
    CheckItemCode, GuestNeedCode, GuestStateCode, IsolationSiteKindCode, MealKindCode, RunStateCode,
};
use super::isolation_hands::SignatureBody;
use super::isolation_rules::{IsolationRulesView, rules_view};
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::isolation::{
    GuestSeen, HouseSeen, IncomingRun, guest_release, hand_sign, house_check, houses_see,
    isolation_rules, needs_keep,
};
use fangxian_core::ids::{IsolationFactId, IsolationSiteId, IsolationStayId};
use fangxian_core::isolation::{Hand, IsolationRules, NeedsKept};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a guest needs.
#[derive(Serialize, ToSchema)]
pub(crate) struct GuestNeedsView {
    meal: MealKindCode,
    needs: Vec<GuestNeedCode>,
    medicines: String,
    note: String,
}

/// Somebody who is at a site or on his way there.
#[derive(Serialize, ToSchema)]
pub(crate) struct IsolationGuestView {
    isolation_stay_id: Uuid,
    name: String,
    age: Option<i16>,
    room: String,
    state: GuestStateCode,
    since: i64,
    leaves_at: Option<i64>,
    may_leave: bool,
    needs: Option<GuestNeedsView>,
}

/// A run that is on its way to a site.
#[derive(Serialize, ToSchema)]
pub(crate) struct IncomingRunView {
    run_id: Uuid,
    plate: String,
    state: RunStateCode,
    arrives_at: i64,
    stops: Vec<RunStopView>,
    /// Who is on board, by stay.
    taken: Vec<Uuid>,
    is_delivered: bool,
    is_received: bool,
}

/// A site as those see it who work there.
#[derive(Serialize, ToSchema)]
pub(crate) struct IsolationHouseView {
    isolation_site_id: Uuid,
    name: String,
    kind: IsolationSiteKindCode,
    /// What it did not do today; null while it has not looked.
    lacks: Option<Vec<CheckItemCode>>,
    guests: Vec<IsolationGuestView>,
    runs: Vec<IncomingRunView>,
    rules: IsolationRulesView,
}

fn guest_view(one: GuestSeen) -> IsolationGuestView {
    let needs = one.needs.map(|needs| GuestNeedsView {
        meal: Code(needs.meal),
        needs: needs.needs.into_iter().map(Code).collect(),
        medicines: needs.medicines,
        note: needs.note,
    });
    IsolationGuestView {
        isolation_stay_id: one.stay.uuid(),
        name: one.name,
        age: one.age,
        room: one.room,
        state: Code(one.state),
        since: one.since.0,
        leaves_at: one.leaves_at.map(|at| at.0),
        may_leave: one.may_leave,
        needs,
    }
}

fn incoming_view(req: &Request, one: &IncomingRun) -> IncomingRunView {
    IncomingRunView {
        run_id: one.id.uuid(),
        plate: one.plate.clone(),
        state: Code(one.state),
        arrives_at: one.arrives_at.0,
        stops: one.stops.iter().map(|stop| stop_view(req, stop)).collect(),
        taken: one.taken.iter().map(|stay| stay.uuid()).collect(),
        is_delivered: one.signed.0,
        is_received: one.signed.1,
    }
}

fn house_view(req: &Request, rules: &IsolationRules, one: HouseSeen) -> IsolationHouseView {
    IsolationHouseView {
        isolation_site_id: one.id.uuid(),
        name: one.about.name,
        kind: Code(one.about.kind),
        lacks: one.lacks.map(|lacks| lacks.into_iter().map(Code).collect()),
        guests: one.guests.into_iter().map(guest_view).collect(),
        runs: one.runs.iter().map(|run| incoming_view(req, run)).collect(),
        rules: rules_view(rules),
    }
}

/// The sites at which the caller works. Everybody who is there is named in the log.
#[utoipa::path(get, path = "/api/v1/isolation/houses", tag = "isolation",
    responses((status = 200, body = Vec<IsolationHouseView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn isolation_house_all(
    Asked(req): Asked,
) -> Result<Json<Vec<IsolationHouseView>>, ApiError> {
    let (houses, rules) = (houses_see(&req).await?, isolation_rules()?);
    Ok(Json(houses.into_iter().map(|one| house_view(&req, &rules, one)).collect()))
}

/// Sign that people were received at the site.
#[utoipa::path(post, path = "/api/v1/isolation/houses/runs/{run_id}/signatures", tag = "isolation",
    params(("run_id" = Uuid, Path)), request_body = SignatureBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn house_signed(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<SignatureBody>,
) -> Result<StatusCode, ApiError> {
    hand_sign(&req, body.read(id, &[Hand::Received])?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a guest needs, as it is kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GuestNeedsBody {
    fact_id: Uuid,
    meal: MealKindCode,
    needs: Vec<GuestNeedCode>,
    #[serde(default)]
    medicines: String,
    #[serde(default)]
    note: String,
}

/// Keep what a guest needs.
#[utoipa::path(post, path = "/api/v1/isolation/houses/stays/{isolation_stay_id}/needs", tag = "isolation",
    params(("isolation_stay_id" = Uuid, Path)), request_body = GuestNeedsBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn guest_needs(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<GuestNeedsBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (IsolationStayId::from_uuid(id), IsolationFactId::from_uuid(body.fact_id));
    let needs = NeedsKept {
        meal: body.meal.0,
        needs: body.needs.into_iter().map(|need| need.0).collect(),
        medicines: body.medicines,
        note: body.note,
    };
    needs_keep(&req, ids, needs).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That somebody does something, by an id of its own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GuestGoneBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
}

/// Let a guest go whose days there are over.
#[utoipa::path(post, path = "/api/v1/isolation/houses/stays/{isolation_stay_id}/release", tag = "isolation",
    params(("isolation_stay_id" = Uuid, Path)), request_body = GuestGoneBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn guest_gone(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<GuestGoneBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (IsolationStayId::from_uuid(id), IsolationFactId::from_uuid(body.fact_id));
    guest_release(&req, ids).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether something of the daily list was done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckAnswer {
    item: CheckItemCode,
    is_done: bool,
}

/// What a site found when it looked at itself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HouseCheckBody {
    fact_id: Uuid,
    answers: Vec<CheckAnswer>,
}

/// Keep what a site found when it looked at itself today.
#[utoipa::path(post, path = "/api/v1/isolation/houses/{isolation_site_id}/checks", tag = "isolation",
    params(("isolation_site_id" = Uuid, Path)), request_body = HouseCheckBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn house_checked(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<HouseCheckBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (IsolationSiteId::from_uuid(id), IsolationFactId::from_uuid(body.fact_id));
    let answers = body.answers.iter().map(|one| (one.item.0, one.is_done)).collect();
    house_check(&req, ids, answers).await?;
    Ok(StatusCode::NO_CONTENT)
}
