//! The routes of cases and of whom they met.

use super::routes::{Route, route};
use super::{case_contacts, case_counts, case_seats, cases};
use axum::routing::{get, post};
use fangxian_core::policy::Act;

#[rustfmt::skip]
pub(super) fn case_routes() -> Vec<Route> {
    vec![
        route("GET", "/cases", Act::CaseSee, get(cases::case_all)),
        route("POST", "/cases", Act::CaseKeep, post(cases::case_new)),
        route("GET", "/cases/{case_id}", Act::CaseSee, get(cases::case_one)),
        route("POST", "/cases/{case_id}/correct", Act::CaseKeep, post(cases::case_put_right)),
        route("POST", "/cases/{case_id}/close", Act::CaseKeep, post(cases::case_over)),
        route("POST", "/cases/{case_id}/episodes", Act::CaseKeep, post(cases::episode_new)),
        route("POST", "/cases/{case_id}/episodes/{episode_id}/withdraw", Act::CaseKeep, post(cases::episode_gone)),
        route("GET", "/cases/{case_id}/contacts", Act::CaseSee, get(case_contacts::contact_all)),
        route("POST", "/cases/{case_id}/searches", Act::CaseKeep, post(case_contacts::search_new)),
        route("POST", "/cases/{case_id}/contacts/{person_id}/decision", Act::CaseDecide, post(case_contacts::contact_decided)),
        route("POST", "/cases/{case_id}/seats", Act::CaseDecide, post(case_seats::case_seat_new)),
        route("GET", "/case-counts", Act::CaseCountSee, get(case_counts::case_count_all)),
        route("GET", "/operations", Act::OperationSee, get(case_contacts::operation_all)),
        route("POST", "/operations/{operation_id}/zone", Act::OperationZoneSign, post(case_contacts::operation_zone)),
    ]
}
