//! The routes of arrivals.

use super::routes::{Route, route};
use super::{arrivals, arrivals_numbers};
use axum::routing::{get, post};
use fangxian_core::policy::Act;

#[rustfmt::skip]
pub(super) fn arrival_routes() -> Vec<Route> {
    vec![
        route("GET", "/arrivals", Act::ArrivalKeep, get(arrivals::arrivals_all)),
        route("POST", "/arrivals", Act::ArrivalReport, post(arrivals::arrival_new)),
        route("POST", "/arrivals/questions", Act::ArrivalReport, post(arrivals::arrival_asked)),
        route("GET", "/arrivals/stations", Act::ArrivalSee, get(arrivals::stations_all)),
        route("GET", "/arrivals/station", Act::ArrivalStation, get(arrivals::arrivals_station)),
        route("GET", "/arrivals/communities", Act::ArrivalSee, get(arrivals::arrival_places)),
        route("GET", "/arrivals/tasks", Act::ArrivalDirect, get(arrivals::arrivals_tasks)),
        route("GET", "/arrivals/numbers", Act::ArrivalCount, get(arrivals_numbers::arrivals_numbers)),
        route("GET", "/arrivals/{arrival_id}", Act::ArrivalSee, get(arrivals::arrival_one)),
        route("POST", "/arrivals/{arrival_id}/phone", Act::ArrivalSee, post(arrivals::arrival_called)),
        route("POST", "/arrivals/{arrival_id}/change", Act::ArrivalKeep, post(arrivals::arrival_changed)),
        route("POST", "/arrivals/{arrival_id}/withdraw", Act::ArrivalKeep, post(arrivals::arrival_withdrawn)),
        route("POST", "/arrivals/{arrival_id}/receive", Act::ArrivalKeep, post(arrivals::arrival_received)),
        route("POST", "/arrivals/{arrival_id}/absent", Act::ArrivalKeep, post(arrivals::arrival_absent)),
        route("POST", "/arrivals/{arrival_id}/check", Act::ArrivalStation, post(arrivals::arrival_checked)),
        route("POST", "/arrivals/{arrival_id}/sample", Act::ArrivalStation, post(arrivals::arrival_sampled)),
        route("POST", "/arrivals/{arrival_id}/decline", Act::ArrivalStation, post(arrivals::arrival_declined)),
        route("POST", "/arrivals/{arrival_id}/hand", Act::ArrivalStation, post(arrivals::arrival_handed)),
        route("POST", "/arrivals/{arrival_id}/direct", Act::ArrivalDirect, post(arrivals::arrival_directed)),
    ]
}
