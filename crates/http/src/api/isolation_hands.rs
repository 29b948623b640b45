//! Hand-overs as a driver and a community sign them, and what was found at a home.

use super::code::Code;
use super::isolation::{RunStopView, stop_view};
use super::isolation_codes::{
    GuestClassCode, HandCode, HomeConditionCode, IsolationSiteKindCode, RunStateCode,
};
use super::isolation_rules::{IsolationRulesView, rules_view};
use super::people::place;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::isolation::{
    DoorRun, DriverRun, HandSigning, door_runs, driver_runs, hand_sign, home_say, home_see,
    isolation_rules,
};
use fangxian_core::ids::{IsolationFactId, IsolationStayId, TransferRunId};
use fangxian_core::isolation::Hand;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A run as its driver sees it: no names.
#[derive(Serialize, ToSchema)]
pub(crate) struct DriverRunView {
    run_id: Uuid,
    plate: String,
    class: GuestClassCode,
    state: RunStateCode,
    site_name: String,
    site_kind: IsolationSiteKindCode,
    site_place_name: String,
    arrives_at: i64,
    stops: Vec<RunStopView>,
    /// Who is on board, by stay.
    taken: Vec<Uuid>,
    /// Whether the driver signed that he handed them over, and whether the site signed.
    is_delivered: bool,
    is_received: bool,
}

fn driver_run_view(req: &Request, one: &DriverRun) -> DriverRunView {
    DriverRunView {
        run_id: one.id.uuid(),
        plate: one.plate.clone(),
        class: Code(one.class),
        state: Code(one.state),
        site_name: one.site.name.clone(),
        site_kind: Code(one.site.kind),
        site_place_name: req.city.place_name(&one.site.place),
        arrives_at: one.arrives_at.0,
        stops: one.stops.iter().map(|stop| stop_view(req, stop)).collect(),
        taken: one.taken.iter().map(|stay| stay.uuid()).collect(),
        is_delivered: one.signed.0,
        is_received: one.signed.1,
    }
}

/// The runs that the caller drives.
#[utoipa::path(get, path = "/api/v1/isolation/driver/runs", tag = "isolation",
    responses((status = 200, body = Vec<DriverRunView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn driver_run_all(
    Asked(req): Asked,
) -> Result<Json<Vec<DriverRunView>>, ApiError> {
    let runs = driver_runs(&req).await?;
    Ok(Json(runs.iter().map(|one| driver_run_view(&req, one)).collect()))
}

/// One end of a hand-over that is signed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignatureBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    hand: HandCode,
    /// Which stop, from 0; none at the site.
    #[serde(default)]
    stop: Option<u16>,
    /// For whom, by stay.
    stays: Vec<Uuid>,
}

impl SignatureBody {
    /// As whoever stands at that end may sign it.
    pub(super) fn read(self, run: Uuid, own: &[Hand]) -> Result<HandSigning, ApiError> {
        if !own.contains(&self.hand.0) {
            return Err(bad_input("这一端不由您签。"));
        }
        Ok(HandSigning {
            fact: IsolationFactId::from_uuid(self.fact_id),
            run: TransferRunId::from_uuid(run),
            hand: self.hand.0,
            stop: self.stop,
            stays: self.stays.into_iter().map(IsolationStayId::from_uuid).collect(),
        })
    }
}

/// Sign that people got on at a door, or were handed to the site.
#[utoipa::path(post, path = "/api/v1/isolation/driver/runs/{run_id}/signatures", tag = "isolation",
    params(("run_id" = Uuid, Path)), request_body = SignatureBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn driver_signed(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<SignatureBody>,
) -> Result<StatusCode, ApiError> {
    hand_sign(&req, body.read(id, &[Hand::Took, Hand::Delivered])?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody who is fetched at a door. The name is masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct DoorGuestView {
    isolation_stay_id: Uuid,
    name: String,
}

/// A stop of a run at a door of the caller.
#[derive(Serialize, ToSchema)]
pub(crate) struct DoorRunView {
    run_id: Uuid,
    stop: usize,
    plate: String,
    seen: RunStopView,
    guests: Vec<DoorGuestView>,
}

fn door_run_view(req: &Request, one: DoorRun) -> DoorRunView {
    let guests = one
        .names
        .into_iter()
        .map(|(stay, name)| DoorGuestView { isolation_stay_id: stay.uuid(), name });
    DoorRunView {
        run_id: one.id.uuid(),
        stop: one.stop,
        plate: one.plate,
        seen: stop_view(req, &one.seen),
        guests: guests.collect(),
    }
}

/// The stops of runs at the caller's doors. Everybody who is fetched is named in the log.
#[utoipa::path(get, path = "/api/v1/isolation/doors/runs", tag = "isolation",
    responses((status = 200, body = Vec<DoorRunView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn door_run_all(Asked(req): Asked) -> Result<Json<Vec<DoorRunView>>, ApiError> {
    let runs = door_runs(&req).await?;
    Ok(Json(runs.into_iter().map(|one| door_run_view(&req, one)).collect()))
}

/// Sign that people were handed to the driver at their door.
#[utoipa::path(post, path = "/api/v1/isolation/doors/runs/{run_id}/signatures", tag = "isolation",
    params(("run_id" = Uuid, Path)), request_body = SignatureBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn door_signed(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<SignatureBody>,
) -> Result<StatusCode, ApiError> {
    hand_sign(&req, body.read(id, &[Hand::Gave])?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which home.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct HomeQuery {
    /// The code of a door.
    door: String,
}

/// Whether a condition holds at a home.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HomeAnswer {
    condition: HomeConditionCode,
    holds: bool,
}

/// What was found at a home.
#[derive(Serialize, ToSchema)]
pub(crate) struct HomeView {
    door_name: String,
    /// Empty while nobody has looked.
    answers: Vec<HomeAnswer>,
    found_at: Option<i64>,
    seen: i64,
    rules: IsolationRulesView,
}

/// What was found at a home of the caller's doors.
#[utoipa::path(get, path = "/api/v1/isolation/homes", tag = "isolation", params(HomeQuery),
    responses((status = 200, body = HomeView), (status = 404, body = ErrorBody)))]
pub(crate) async fn home_one(
    Asked(req): Asked,
    Asking(query): Asking<HomeQuery>,
) -> Result<Json<HomeView>, ApiError> {
    let door = place(&query.door)?;
    let seen = home_see(&req, &door).await?;
    let answers = seen
        .found
        .iter()
        .flat_map(|(answers, _)| answers.iter())
        .map(|(condition, holds)| HomeAnswer { condition: Code(*condition), holds: *holds });
    Ok(Json(HomeView {
        door_name: req.city.place_name(&door),
        answers: answers.collect(),
        found_at: seen.found.as_ref().map(|(_, at)| at.0),
        seen: seen.n_facts,
        rules: rules_view(&isolation_rules()?),
    }))
}

/// What somebody found at a home.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HomeBody {
    fact_id: Uuid,
    /// How many facts the page showed.
    seen: i64,
    door: String,
    answers: Vec<HomeAnswer>,
}

/// Say what was found at a home: whether somebody can be isolated there.
#[utoipa::path(post, path = "/api/v1/isolation/homes", tag = "isolation", request_body = HomeBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn home_said(
    Asked(req): Asked,
    Body(body): Body<HomeBody>,
) -> Result<StatusCode, ApiError> {
    let at = (place(&body.door)?, IsolationFactId::from_uuid(body.fact_id));
    let answers = body.answers.iter().map(|one| (one.condition.0, one.holds)).collect();
    home_say(&req, at, body.seen, answers).await?;
    Ok(StatusCode::NO_CONTENT)
}
