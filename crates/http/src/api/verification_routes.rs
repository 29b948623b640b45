//! The routes of lists that ask about people.

use super::imports::FILE_BODY_MAX;
use super::routes::{Route, route};
use super::verification_answers::list_heard;
use super::verification_numbers::verification_counts;
use super::{verification_cases as cases, verification_senders as senders, verifications as lists};
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};
use fangxian_core::policy::Act;

#[rustfmt::skip]
pub(super) fn verification_routes() -> Vec<Route> {
    vec![
        route("GET", "/verifications/senders", Act::VerificationKeep, get(senders::sender_all)),
        route("POST", "/verifications/senders/{sender_id}", Act::VerificationKeep, post(senders::sender_said)),
        route("GET", "/verifications/lists", Act::VerificationKeep, get(lists::list_all)),
        route("POST", "/verifications/lists/{list_id}", Act::VerificationKeep, post(lists::list_new).layer(DefaultBodyLimit::max(FILE_BODY_MAX))),
        route("GET", "/verifications/lists/{list_id}", Act::VerificationKeep, get(lists::list_one)),
        route("PUT", "/verifications/lists/{list_id}/reading", Act::VerificationKeep, put(lists::list_reading)),
        route("POST", "/verifications/lists/{list_id}/take", Act::VerificationKeep, post(lists::list_accepted)),
        route("POST", "/verifications/lists/{list_id}/drop", Act::VerificationKeep, post(lists::list_aside)),
        route("POST", "/verifications/lists/{list_id}/replies", Act::VerificationKeep, post(lists::list_answered)),
        route("POST", "/verifications/lists/{list_id}/letter", Act::VerificationKeep, post(lists::list_posted)),
        route("POST", "/verifications/lists/{list_id}/answers", Act::VerificationKeep, post(list_heard).layer(DefaultBodyLimit::max(FILE_BODY_MAX))),
        route("GET", "/verifications/unplaced", Act::VerificationKeep, get(cases::case_unplaced)),
        route("GET", "/verifications/work", Act::VerificationWork, get(cases::verification_work)),
        route("GET", "/verifications/numbers", Act::VerificationCount, get(verification_counts)),
        route("GET", "/verifications/cases/{asked_id}", Act::VerificationSee, get(cases::asked_one)),
        route("POST", "/verifications/cases/{asked_id}/place", Act::VerificationKeep, post(cases::case_given)),
        route("POST", "/verifications/cases/{asked_id}/facts", Act::VerificationSee, post(cases::case_said)),
    ]
}
