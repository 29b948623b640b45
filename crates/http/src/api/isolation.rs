//! Sites of isolation, vehicles and runs at the desk, in numbers.

use super::code::Code;
use super::isolation_codes::{
    CheckItemCode, GuestClassCode, GuestStateCode, IsolationSiteKindCode, RoomZoneCode,
    RunStateCode,
};
use super::isolation_rules::{IsolationRulesView, rules_view};
use super::people::place;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::isolation::{
    OverviewSeen, RunSeen, RunStopSeen, SiteSaying, SiteSeen, VehicleSaying, isolation_overview,
    isolation_rules, point_say, site_open, site_say, vehicle_say,
};
use fangxian_core::ids::{IsolationFactId, IsolationSiteId};
use fangxian_core::isolation::{IsolationRules, Room, SiteAbout, Spot};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A room with how full it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoomView {
    label: String,
    floor: i16,
    zone: RoomZoneCode,
    beds: u16,
    taken: u16,
}

/// How many of a site are where.
#[derive(Serialize, ToSchema)]
pub(crate) struct GuestCount {
    state: GuestStateCode,
    n: usize,
}

/// A site of isolation.
#[derive(Serialize, ToSchema)]
pub(crate) struct IsolationSiteView {
    isolation_site_id: Uuid,
    name: String,
    place: String,
    place_name: String,
    kind: IsolationSiteKindCode,
    /// Whether it is on the map.
    has_spot: bool,
    is_closed: bool,
    rooms: Vec<RoomView>,
    /// Who works there, by sign-in name.
    staff: Vec<String>,
    counts: Vec<GuestCount>,
    /// What it did not do today; null while it has not looked.
    lacks: Option<Vec<CheckItemCode>>,
    /// How many facts there are: what whoever says more must have seen.
    seen: i64,
}

/// A vehicle.
#[derive(Serialize, ToSchema)]
pub(crate) struct VehicleView {
    plate: String,
    /// Besides the driver's; 0 while it is out of use.
    seats: u16,
    driver: String,
    driver_name: String,
    is_driving: bool,
    seen: i64,
}

/// A stop of a run.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunStopView {
    door_name: String,
    due_at: i64,
    /// Who gets on, by stay.
    stays: Vec<Uuid>,
    /// For whom the community signed; null while it has not.
    gave: Option<Vec<Uuid>>,
    gave_at: Option<i64>,
    /// For whom the driver signed; null while he has not.
    took: Option<Vec<Uuid>>,
    took_at: Option<i64>,
}

pub(super) fn stop_view(req: &Request, one: &RunStopSeen) -> RunStopView {
    let ids = |named: &std::collections::BTreeSet<fangxian_core::ids::IsolationStayId>| {
        named.iter().map(|stay| stay.uuid()).collect::<Vec<Uuid>>()
    };
    RunStopView {
        door_name: req.city.place_name(&one.door),
        due_at: one.due_at.0,
        stays: ids(&one.stays),
        gave: one.gave.as_ref().map(|(named, _)| ids(named)),
        gave_at: one.gave.as_ref().map(|(_, at)| at.0),
        took: one.took.as_ref().map(|(named, _)| ids(named)),
        took_at: one.took.as_ref().map(|(_, at)| at.0),
    }
}

/// A run.
#[derive(Serialize, ToSchema)]
pub(crate) struct TransferRunView {
    run_id: Uuid,
    isolation_site_id: Uuid,
    plate: String,
    driver_name: String,
    class: GuestClassCode,
    state: RunStateCode,
    arrives_at: i64,
    /// As the crow flies.
    metres: u64,
    late_minutes: i64,
    /// Of how many ways the time is assumed.
    n_assumed: usize,
    stops: Vec<RunStopView>,
}

/// Sites, vehicles and runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct IsolationView {
    sites: Vec<IsolationSiteView>,
    vehicles: Vec<VehicleView>,
    runs: Vec<TransferRunView>,
    rules: IsolationRulesView,
}

fn site_view(req: &Request, one: SiteSeen) -> IsolationSiteView {
    let rooms = one.rooms.iter().map(|(room, taken)| RoomView {
        label: room.label.clone(),
        floor: room.floor,
        zone: Code(room.zone),
        beds: room.beds,
        taken: *taken,
    });
    IsolationSiteView {
        isolation_site_id: one.id.uuid(),
        place: one.about.place.to_string(),
        place_name: req.city.place_name(&one.about.place),
        kind: Code(one.about.kind),
        has_spot: one.about.spot.is_some(),
        name: one.about.name,
        is_closed: one.is_closed,
        rooms: rooms.collect(),
        staff: one.staff,
        counts: one
            .counts
            .iter()
            .map(|(state, n)| GuestCount { state: Code(*state), n: *n })
            .collect(),
        lacks: one.lacks.map(|lacks| lacks.into_iter().map(Code).collect()),
        seen: one.n_facts,
    }
}

fn run_view(req: &Request, one: &RunSeen) -> TransferRunView {
    let (metres, late_minutes, n_assumed) = one.route;
    TransferRunView {
        run_id: one.id.uuid(),
        isolation_site_id: one.site.uuid(),
        plate: one.plate.clone(),
        driver_name: req.city.people.by_login(&one.driver),
        class: Code(one.class),
        state: Code(one.state),
        arrives_at: one.arrives_at.0,
        metres,
        late_minutes,
        n_assumed,
        stops: one.stops.iter().map(|stop| stop_view(req, stop)).collect(),
    }
}

fn overview(req: &Request, rules: &IsolationRules, seen: OverviewSeen) -> IsolationView {
    let vehicles = seen.vehicles.into_iter().map(|one| VehicleView {
        plate: one.plate,
        seats: one.seats,
        driver_name: req.city.people.by_login(&one.driver),
        driver: one.driver,
        is_driving: one.is_driving,
        seen: one.n_facts,
    });
    IsolationView {
        vehicles: vehicles.collect(),
        runs: seen.runs.iter().map(|one| run_view(req, one)).collect(),
        sites: seen.sites.into_iter().map(|one| site_view(req, one)).collect(),
        rules: rules_view(rules),
    }
}

/// Sites of isolation, vehicles and runs, in numbers.
#[utoipa::path(get, path = "/api/v1/isolation", tag = "isolation",
    responses((status = 200, body = IsolationView), (status = 404, body = ErrorBody)))]
pub(crate) async fn isolation_all(Asked(req): Asked) -> Result<Json<IsolationView>, ApiError> {
    let seen = isolation_overview(&req).await?;
    Ok(Json(overview(&req, &isolation_rules()?, seen)))
}

/// A point on the map, in millionths of a degree.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpotBody {
    longitude_e6: i64,
    latitude_e6: i64,
}

impl SpotBody {
    fn read(&self) -> Spot {
        Spot { longitude_e6: self.longitude_e6, latitude_e6: self.latitude_e6 }
    }
}

/// A site that is opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IsolationSiteBody {
    /// Made by the client.
    isolation_site_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    name: String,
    place: String,
    kind: IsolationSiteKindCode,
    #[serde(default)]
    spot: Option<SpotBody>,
}

/// Open a site of isolation.
#[utoipa::path(post, path = "/api/v1/isolation/sites", tag = "isolation",
    request_body = IsolationSiteBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn isolation_site_new(
    Asked(req): Asked,
    Body(body): Body<IsolationSiteBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (
        IsolationSiteId::from_uuid(body.isolation_site_id),
        IsolationFactId::from_uuid(body.fact_id),
    );
    let about = SiteAbout {
        name: body.name,
        place: place(&body.place)?,
        kind: body.kind.0,
        spot: body.spot.as_ref().map(SpotBody::read),
    };
    site_open(&req, ids, about).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A room as it is entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoomBody {
    label: String,
    floor: i16,
    zone: RoomZoneCode,
    beds: u16,
}

/// What is said of a site: one of the four.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IsolationSiteFactBody {
    fact_id: Uuid,
    /// How many facts the page showed.
    seen: i64,
    /// All its rooms, in their order along each floor.
    #[serde(default)]
    rooms: Option<Vec<RoomBody>>,
    /// Everybody who works there, by sign-in name.
    #[serde(default)]
    staff: Option<Vec<String>>,
    /// Where it is on the map.
    #[serde(default)]
    spot: Option<SpotBody>,
    /// Why nobody is brought there any more.
    #[serde(default)]
    close: Option<String>,
}

impl IsolationSiteFactBody {
    fn read(self) -> Result<SiteSaying, ApiError> {
        match (self.rooms, self.staff, self.spot, self.close) {
            (Some(rooms), None, None, None) => {
                let rooms = rooms.into_iter().map(|room| Room {
                    label: room.label.trim().to_owned(),
                    floor: room.floor,
                    zone: room.zone.0,
                    beds: room.beds,
                });
                Ok(SiteSaying::Rooms(rooms.collect()))
            }
            (None, Some(staff), None, None) => Ok(SiteSaying::Staff(staff)),
            (None, None, Some(spot), None) => Ok(SiteSaying::Spot(spot.read())),
            (None, None, None, Some(reason)) => Ok(SiteSaying::Close(reason)),
            _ => Err(bad_input("请一次只改房间、工作人员、位置或关闭其中一项。")),
        }
    }
}

/// Say which rooms a site has, who works there, where it is, or that it takes nobody any more.
#[utoipa::path(post, path = "/api/v1/isolation/sites/{isolation_site_id}/facts", tag = "isolation",
    params(("isolation_site_id" = Uuid, Path)), request_body = IsolationSiteFactBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn isolation_site_said(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<IsolationSiteFactBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (IsolationSiteId::from_uuid(id), IsolationFactId::from_uuid(body.fact_id));
    let seen = body.seen;
    site_say(&req, ids, seen, body.read()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is said of a vehicle.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VehicleBody {
    fact_id: Uuid,
    /// How many facts of it the page showed; 0 for a new one.
    seen: i64,
    plate: String,
    /// The county in which it stands.
    place: String,
    /// Besides the driver's; 0 puts it out of use.
    seats: u16,
    /// By sign-in name.
    driver: String,
}

/// Enter a vehicle, or say what changed of it.
#[utoipa::path(post, path = "/api/v1/isolation/vehicles", tag = "isolation",
    request_body = VehicleBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn vehicle_said(
    Asked(req): Asked,
    Body(body): Body<VehicleBody>,
) -> Result<StatusCode, ApiError> {
    let vehicle = VehicleSaying {
        fact: IsolationFactId::from_uuid(body.fact_id),
        seen: body.seen,
        plate: body.plate,
        place: place(&body.place)?,
        seats: body.seats,
        driver: body.driver,
    };
    vehicle_say(&req, vehicle).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where a place is on the map.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PointBody {
    fact_id: Uuid,
    place: String,
    spot: SpotBody,
}

/// Say where a place is on the map: ways from its doors are reckoned from there.
#[utoipa::path(post, path = "/api/v1/isolation/points", tag = "isolation", request_body = PointBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(crate) async fn point_said(
    Asked(req): Asked,
    Body(body): Body<PointBody>,
) -> Result<StatusCode, ApiError> {
    let fact = IsolationFactId::from_uuid(body.fact_id);
    point_say(&req, fact, (place(&body.place)?, body.spot.read())).await?;
    Ok(StatusCode::NO_CONTENT)
}
