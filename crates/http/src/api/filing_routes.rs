//! The routes of what is filed with a community.

use super::filings;
use super::routes::{Route, route};
use axum::routing::{get, post};
use fangxian_core::policy::Act;

#[rustfmt::skip]
pub(super) fn filing_routes() -> Vec<Route> {
    vec![
        route("GET", "/gatherings", Act::GatheringSee, get(filings::gathering_all)),
        route("POST", "/gatherings", Act::GatheringKeep, post(filings::gathering_new)),
        route("POST", "/gatherings/questions", Act::GatheringSee, post(filings::gathering_asked)),
        route("GET", "/gatherings/{filing_id}", Act::GatheringSee, get(filings::gathering_one)),
        route("POST", "/gatherings/{filing_id}/answer", Act::GatheringKeep, post(filings::gathering_answered)),
        route("POST", "/gatherings/{filing_id}/change", Act::GatheringKeep, post(filings::gathering_changed)),
        route("POST", "/gatherings/{filing_id}/cancel", Act::GatheringKeep, post(filings::gathering_cancelled)),
        route("POST", "/gatherings/{filing_id}/phone", Act::GatheringKeep, post(filings::gathering_called)),
        route("GET", "/leavings", Act::LeavingKeep, get(filings::leaving_all)),
        route("POST", "/leavings", Act::LeavingKeep, post(filings::leaving_new)),
        route("POST", "/leavings/{leaving_id}/change", Act::LeavingKeep, post(filings::leaving_changed)),
        route("POST", "/leavings/{leaving_id}/cancel", Act::LeavingKeep, post(filings::leaving_cancelled)),
        route("POST", "/leavings/{leaving_id}/return", Act::LeavingKeep, post(filings::leaving_returned)),
        route("POST", "/leavings/{leaving_id}/phone", Act::LeavingKeep, post(filings::leaving_called)),
    ]
}
