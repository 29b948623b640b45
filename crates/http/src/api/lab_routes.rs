//! The routes of the hand-over and of laboratories.

use super::routes::{Route, route};
use super::{custody, custody_track, imports, lab_quality, lab_sheets, labs};
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};
use fangxian_core::policy::Act;

#[rustfmt::skip]
pub(super) fn custody_routes() -> Vec<Route> {
    vec![
        route("GET", "/custody/handovers", Act::TubeCarry, get(custody::handover_list)),
        route("POST", "/custody/handovers", Act::TubeCarry, post(custody::handover_new)),
        route("GET", "/custody/handovers/{handover_id}", Act::TubeCarry, get(custody::handover_one)),
        route("POST", "/custody/handovers/{handover_id}/receipt", Act::TubeCarry, post(custody::handover_found)),
        route("POST", "/custody/tubes", Act::TubeTrack, post(custody_track::tube_places)),
        route("GET", "/custody/rounds/{round_id}", Act::TubeTrack, get(custody_track::custody_of_round)),
    ]
}

#[rustfmt::skip]
pub(super) fn lab_routes() -> Vec<Route> {
    vec![
        route("GET", "/labs", Act::LabSee, get(labs::lab_list)),
        route("POST", "/labs", Act::LabKeep, post(labs::lab_add)),
        route("GET", "/labs/{laboratory_id}", Act::LabSee, get(labs::lab_one)),
        route("PUT", "/labs/{laboratory_id}", Act::LabKeep, put(labs::lab_put_right)),
        route("POST", "/labs/{laboratory_id}/members", Act::LabKeep, post(labs::lab_member)),
        route("POST", "/labs/{laboratory_id}/plates", Act::LabReport, post(labs::plate_new)),
        route("POST", "/labs/{laboratory_id}/corrections", Act::LabReport, post(lab_sheets::correction_new)),
        route("GET", "/labs/plates/{plate_id}", Act::LabSee, get(labs::plate_one)),
        route("POST", "/labs/plates/{plate_id}/sheets", Act::LabReport, post(lab_sheets::sheet_new)),
        route("POST", "/labs/plates/{plate_id}/files", Act::LabReport, post(lab_sheets::sheet_file).layer(DefaultBodyLimit::max(imports::FILE_BODY_MAX))),
        route("GET", "/labs/sheets/{sheet_id}", Act::LabSee, get(lab_sheets::sheet_one)),
        route("POST", "/labs/sheets/{sheet_id}/decision", Act::LabSign, post(lab_sheets::sheet_decision)),
        route("GET", "/labs/quality", Act::LabKeep, get(lab_quality::lab_quality)),
        route("POST", "/labs/controls", Act::LabKeep, post(lab_quality::controls_new)),
        route("GET", "/labs/tubes/{tube_code}", Act::LabSee, get(lab_sheets::tube_signed)),
    ]
}
