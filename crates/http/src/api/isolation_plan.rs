//! Who waits for a bed or a vehicle, and what is decided of it.

use super::code::Code;
use super::isolation_codes::{
    GuestClassCode, GuestNeedCode, HomeConditionCode, PlacedWhyCode, UnplacedWhyCode, WheretoCode,
};
use super::people::place;
use super::wire::Clause;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::isolation::{
    BedGiving, LoadProposed, PartySeen, PersonProposed, RiderSeen, RunPlanning, StopWindow,
    WaitingSeen, beds_give, isolation_waiting, run_call_off, run_plan, stay_call_off,
};
use fangxian_core::Moment;
use fangxian_core::ids::{
    IsolationFactId, IsolationSiteId, IsolationStayId, PersonId, TransferRunId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody who waits for a bed. The name is masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonProposedView {
    person_id: Uuid,
    name: String,
    age: Option<i16>,
    needs: Vec<GuestNeedCode>,
    /// The site and the room that are proposed.
    isolation_site_id: Option<Uuid>,
    room: Option<String>,
    why: Vec<PlacedWhyCode>,
    /// Why there is none.
    unplaced: Option<UnplacedWhyCode>,
}

/// A household of which somebody waits for a bed.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartyView {
    door: String,
    door_name: String,
    class: GuestClassCode,
    whereto: WheretoCode,
    clause: Clause,
    /// What its home lacks; null while nobody has looked.
    home_lacks: Option<Vec<HomeConditionCode>>,
    is_first: bool,
    people: Vec<PersonProposedView>,
}

/// Somebody who has a bed and waits to be fetched. The name is masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct RiderView {
    isolation_stay_id: Uuid,
    name: String,
    door: String,
    door_name: String,
    class: GuestClassCode,
    isolation_site_id: Uuid,
    room: String,
    is_first: bool,
    since: i64,
}

/// A door to which a vehicle could drive.
#[derive(Serialize, ToSchema)]
pub(crate) struct LoadStopView {
    door_name: String,
    stays: Vec<Uuid>,
    /// Minutes after the vehicle was at its first door.
    after_minutes: i64,
}

/// Whom a vehicle could fetch.
#[derive(Serialize, ToSchema)]
pub(crate) struct LoadView {
    plate: String,
    isolation_site_id: Uuid,
    /// The doors, in their order.
    stops: Vec<LoadStopView>,
    /// When it is at the site: minutes after it was at its first door.
    arrives_after_minutes: i64,
    /// Of how many ways the minutes are assumed.
    n_assumed: usize,
}

/// A building without a point on the map.
#[derive(Serialize, ToSchema)]
pub(crate) struct PointLackView {
    place: String,
    place_name: String,
}

/// Who waits for what.
#[derive(Serialize, ToSchema)]
pub(crate) struct IsolationWaitingView {
    parties: Vec<PartyView>,
    /// How many households are not shown.
    n_more: usize,
    riders: Vec<RiderView>,
    /// Whom each vehicle that stands could fetch, all planned at once.
    loads: Vec<LoadView>,
    /// Buildings on the way whose place on the map nobody entered.
    lacking: Vec<PointLackView>,
    /// How many people wait for another run even so.
    n_left: usize,
    /// How many households were not looked at for it: they are too many at once.
    n_cut: usize,
}

fn person_view(one: PersonProposed) -> PersonProposedView {
    let (site, room, why) = match one.proposed {
        Some((site, room, why)) => (Some(site.uuid()), Some(room), why),
        None => (None, None, Vec::new()),
    };
    PersonProposedView {
        person_id: one.person.uuid(),
        name: one.name,
        age: one.age,
        needs: one.needs.into_iter().map(Code).collect(),
        isolation_site_id: site,
        room,
        why: why.into_iter().map(Code).collect(),
        unplaced: one.unplaced.map(Code),
    }
}

fn party_view(req: &Request, one: PartySeen) -> PartyView {
    PartyView {
        door_name: req.city.place_name(&one.door),
        door: one.door.to_string(),
        class: Code(one.class),
        whereto: Code(one.whereto),
        clause: Clause::from(&one.clause),
        home_lacks: one.home_lacks.map(|lacks| lacks.into_iter().map(Code).collect()),
        is_first: one.is_first,
        people: one.people.into_iter().map(person_view).collect(),
    }
}

fn rider_view(req: &Request, one: RiderSeen) -> RiderView {
    RiderView {
        isolation_stay_id: one.stay.uuid(),
        name: one.name,
        door_name: req.city.place_name(&one.door),
        door: one.door.to_string(),
        class: Code(one.class),
        isolation_site_id: one.site.uuid(),
        room: one.room,
        is_first: one.is_first,
        since: one.since.0,
    }
}

fn load_view(req: &Request, one: LoadProposed) -> LoadView {
    let stops = one.stops.into_iter().map(|stop| LoadStopView {
        door_name: req.city.place_name(&stop.door),
        stays: stop.stays.into_iter().map(IsolationStayId::uuid).collect(),
        after_minutes: stop.after_minutes,
    });
    LoadView {
        stops: stops.collect(),
        plate: one.plate,
        isolation_site_id: one.site.uuid(),
        arrives_after_minutes: one.arrives_after_minutes,
        n_assumed: one.n_assumed,
    }
}

fn waiting_view(req: &Request, seen: WaitingSeen) -> IsolationWaitingView {
    let lacking = seen.lacking.iter().map(|place| PointLackView {
        place: place.to_string(),
        place_name: req.city.place_name(place),
    });
    IsolationWaitingView {
        loads: seen.loads.into_iter().map(|one| load_view(req, one)).collect(),
        n_left: seen.n_left,
        n_cut: seen.n_cut,
        lacking: lacking.collect(),
        parties: seen.parties.into_iter().map(|one| party_view(req, one)).collect(),
        n_more: seen.n_more,
        riders: seen.riders.into_iter().map(|one| rider_view(req, one)).collect(),
    }
}

/// Who waits for a bed, with the room that is proposed, and who to be fetched. Everybody is named in the log.
#[utoipa::path(get, path = "/api/v1/isolation/waiting", tag = "isolation",
    responses((status = 200, body = IsolationWaitingView), (status = 404, body = ErrorBody)))]
pub(crate) async fn isolation_due(
    Asked(req): Asked,
) -> Result<Json<IsolationWaitingView>, ApiError> {
    let seen = isolation_waiting(&req).await?;
    Ok(Json(waiting_view(&req, seen)))
}

/// A bed for somebody.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BedBody {
    /// Made by the client; the same again is the same act.
    isolation_stay_id: Uuid,
    person_id: Uuid,
    room: String,
}

/// Beds for the people of a household.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BedsBody {
    beds: Vec<BedBody>,
}

/// Give people beds at a site: all of them, or nobody.
#[utoipa::path(post, path = "/api/v1/isolation/sites/{isolation_site_id}/beds", tag = "isolation",
    params(("isolation_site_id" = Uuid, Path)), request_body = BedsBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn beds_given(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<BedsBody>,
) -> Result<StatusCode, ApiError> {
    let beds = body.beds.into_iter().map(|one| BedGiving {
        stay: IsolationStayId::from_uuid(one.isolation_stay_id),
        person: PersonId::from_uuid(one.person_id),
        room: one.room,
    });
    beds_give(&req, IsolationSiteId::from_uuid(id), beds.collect()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why something is called off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IsolationOffBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    reason: String,
}

/// Call a stay off that has not begun.
#[utoipa::path(post, path = "/api/v1/isolation/stays/{isolation_stay_id}/call-off", tag = "isolation",
    params(("isolation_stay_id" = Uuid, Path)), request_body = IsolationOffBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn isolation_stay_off(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<IsolationOffBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (IsolationStayId::from_uuid(id), IsolationFactId::from_uuid(body.fact_id));
    stay_call_off(&req, ids, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// When people can be fetched at a door.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WindowBody {
    door: String,
    from: i64,
    to: i64,
}

/// A run that is planned.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunBody {
    /// Made by the client; the same again is the same act.
    run_id: Uuid,
    plate: String,
    /// When it is at its first door.
    departs_at: i64,
    /// Who rides.
    stays: Vec<Uuid>,
    #[serde(default)]
    windows: Vec<WindowBody>,
}

impl RunBody {
    fn read(self) -> Result<RunPlanning, ApiError> {
        let mut windows = Vec::new();
        for one in self.windows {
            let door = place(&one.door)?;
            windows.push(StopWindow { door, from: Moment(one.from), to: Moment(one.to) });
        }
        Ok(RunPlanning {
            id: TransferRunId::from_uuid(self.run_id),
            plate: self.plate,
            departs_at: Moment(self.departs_at),
            stays: self.stays.into_iter().map(IsolationStayId::from_uuid).collect(),
            windows,
        })
    }
}

/// Plan a run: the order of its doors is found.
#[utoipa::path(post, path = "/api/v1/isolation/runs", tag = "isolation", request_body = RunBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn transfer_run_new(
    Asked(req): Asked,
    Body(body): Body<RunBody>,
) -> Result<StatusCode, ApiError> {
    run_plan(&req, body.read()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Call a run off before anybody is on board.
#[utoipa::path(post, path = "/api/v1/isolation/runs/{run_id}/call-off", tag = "isolation",
    params(("run_id" = Uuid, Path)), request_body = IsolationOffBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn transfer_run_off(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<IsolationOffBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (TransferRunId::from_uuid(id), IsolationFactId::from_uuid(body.fact_id));
    run_call_off(&req, ids, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
