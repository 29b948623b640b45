//! The routes of those who are kept.

use super::follow_ups;
use super::routes::{Route, route};
use axum::routing::{get, post, put};
use fangxian_core::policy::Act;

#[rustfmt::skip]
pub(super) fn follow_routes() -> Vec<Route> {
    vec![
        route("GET", "/follow-ups", Act::FollowSee, get(follow_ups::follow_all)),
        route("PUT", "/follow-ups/phone", Act::FollowPhone, put(follow_ups::community_phone_put)),
        route("POST", "/follow-ups/{kept_id}/records", Act::FollowKeep, post(follow_ups::follow_taken)),
        route("POST", "/follow-ups/{kept_id}/doctor", Act::FollowDoctor, post(follow_ups::follow_doctor)),
        route("POST", "/follow-ups/{kept_id}/community", Act::FollowCommunity, post(follow_ups::follow_community)),
        route("GET", "/follow-ups/{kept_id}/letter", Act::FollowSee, get(follow_ups::follow_letter_print)),
        route("GET", "/cases/{case_id}/contacts/{kept_id}/letter", Act::CaseSee, get(follow_ups::contact_letter_print)),
    ]
}
