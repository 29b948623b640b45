//! The routes of places that have a code.

use super::routes::{Route, route};
use super::{venues, venues_work};
use axum::routing::{get, post};
use fangxian_core::policy::Act;

#[rustfmt::skip]
pub(super) fn venue_routes() -> Vec<Route> {
    vec![
        route("GET", "/venues", Act::VenueSee, get(venues::venue_all)),
        route("POST", "/venues", Act::VenueKeep, post(venues::venue_new)),
        route("GET", "/venues/closings", Act::VenueSee, get(venues_work::closing_all)),
        route("POST", "/venues/closings", Act::VenueClose, post(venues_work::closing_new)),
        route("POST", "/venues/closings/{closing_id}/decision", Act::VenueCloseSign, post(venues_work::closing_signed)),
        route("POST", "/venues/closings/{closing_id}/end", Act::VenueCloseSign, post(venues_work::closing_over)),
        route("GET", "/venues/{venue_id}", Act::VenueSee, get(venues::venue_one)),
        route("POST", "/venues/{venue_id}/check", Act::VenueKeep, post(venues::venue_checked)),
        route("POST", "/venues/{venue_id}/decision", Act::VenueApprove, post(venues::venue_decided)),
        route("POST", "/venues/{venue_id}/end", Act::VenueKeep, post(venues::venue_over)),
        route("POST", "/venues/{venue_id}/inspections", Act::VenueInspect, post(venues::venue_inspected)),
        route("POST", "/venues/{venue_id}/phone", Act::VenueKeep, post(venues::venue_called)),
        route("GET", "/venues/{venue_id}/poster", Act::VenueKeep, get(venues_work::venue_poster)),
        route("GET", "/venues/{venue_id}/hand-sheet", Act::VenueKeep, get(venues_work::venue_hand_sheet)),
        route("POST", "/venues/{venue_id}/hand-rows", Act::VenueKeep, post(venues_work::venue_hand_rows)),
        route("GET", "/venues/{venue_id}/counts", Act::VenueKeep, get(venues_work::venue_counted)),
        route("GET", "/canaries", Act::CanarySet, get(super::code_care::canary_all)),
        route("GET", "/canaries/place", Act::CanarySet, get(super::code_care::canary_place)),
        route("POST", "/venues/{venue_id}/canary", Act::CanarySet, post(super::code_care::canary_new)),
        route("GET", "/venues/{venue_id}/gates", Act::GateKeep, get(venues_work::gate_all)),
        route("POST", "/venues/{venue_id}/gates", Act::GateKeep, post(venues_work::gate_new)),
        route("POST", "/gates/{gate_id}/end", Act::GateKeep, post(venues_work::gate_over)),
    ]
}
