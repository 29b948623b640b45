//! The routes of isolation and transfer.

use super::routes::{Route, route};
use super::{isolation, isolation_hands, isolation_house, isolation_plan};
use axum::routing::{get, post};
use fangxian_core::policy::Act;

#[rustfmt::skip]
pub(super) fn isolation_routes() -> Vec<Route> {
    vec![
        route("GET", "/isolation", Act::IsolationSee, get(isolation::isolation_all)),
        route("POST", "/isolation/sites", Act::IsolationKeep, post(isolation::isolation_site_new)),
        route("POST", "/isolation/sites/{isolation_site_id}/facts", Act::IsolationKeep, post(isolation::isolation_site_said)),
        route("POST", "/isolation/vehicles", Act::IsolationKeep, post(isolation::vehicle_said)),
        route("POST", "/isolation/points", Act::IsolationKeep, post(isolation::point_said)),
        route("GET", "/isolation/waiting", Act::IsolationAssign, get(isolation_plan::isolation_due)),
        route("POST", "/isolation/sites/{isolation_site_id}/beds", Act::IsolationAssign, post(isolation_plan::beds_given)),
        route("POST", "/isolation/stays/{isolation_stay_id}/call-off", Act::IsolationAssign, post(isolation_plan::isolation_stay_off)),
        route("POST", "/isolation/runs", Act::IsolationAssign, post(isolation_plan::transfer_run_new)),
        route("POST", "/isolation/runs/{run_id}/call-off", Act::IsolationAssign, post(isolation_plan::transfer_run_off)),
        route("GET", "/isolation/driver/runs", Act::IsolationDrive, get(isolation_hands::driver_run_all)),
        route("POST", "/isolation/driver/runs/{run_id}/signatures", Act::IsolationDrive, post(isolation_hands::driver_signed)),
        route("GET", "/isolation/doors/runs", Act::IsolationDoor, get(isolation_hands::door_run_all)),
        route("POST", "/isolation/doors/runs/{run_id}/signatures", Act::IsolationDoor, post(isolation_hands::door_signed)),
        route("GET", "/isolation/homes", Act::IsolationDoor, get(isolation_hands::home_one)),
        route("POST", "/isolation/homes", Act::IsolationDoor, post(isolation_hands::home_said)),
        route("GET", "/isolation/houses", Act::IsolationHouse, get(isolation_house::isolation_house_all)),
        route("POST", "/isolation/houses/{isolation_site_id}/checks", Act::IsolationHouse, post(isolation_house::house_checked)),
        route("POST", "/isolation/houses/runs/{run_id}/signatures", Act::IsolationHouse, post(isolation_house::house_signed)),
        route("POST", "/isolation/houses/stays/{isolation_stay_id}/needs", Act::IsolationHouse, post(isolation_house::guest_needs)),
        route("POST", "/isolation/houses/stays/{isolation_stay_id}/release", Act::IsolationHouse, post(isolation_house::guest_gone)),
    ]
}
