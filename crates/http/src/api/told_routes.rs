//! The routes of what is told of cases: reports, chains, places for everybody, contradictions.

use super::routes::{Route, route};
use super::{case_reports, contradictions, risk_lists, transmission};
use axum::routing::{get, post};
use fangxian_core::policy::Act;

#[rustfmt::skip]
pub(super) fn told_routes() -> Vec<Route> {
    vec![
        route("GET", "/cases/{case_id}/reports", Act::CaseSee, get(case_reports::case_report_all)),
        route("POST", "/cases/{case_id}/reports", Act::CaseKeep, post(case_reports::case_report_new)),
        route("POST", "/cases/{case_id}/reports/{case_report_id}/accept", Act::CaseKeep, post(case_reports::case_report_taken)),
        route("GET", "/risk-lists", Act::RiskListSee, get(risk_lists::risk_all)),
        route("POST", "/risk-lists", Act::RiskListPropose, post(risk_lists::risk_new)),
        route("POST", "/risk-lists/draft", Act::RiskListPropose, post(risk_lists::risk_drafted)),
        route("POST", "/risk-lists/{risk_list_id}/decide", Act::RiskListSign, post(risk_lists::risk_decided)),
        route("POST", "/transmission", Act::TransmissionSee, post(transmission::transmission_all)),
        route("POST", "/transmission/export", Act::TransmissionSee, post(transmission::transmission_out)),
        route("POST", "/transmission/{case_id}/choices", Act::TransmissionChoose, post(transmission::transmission_chosen)),
        route("GET", "/cases/{case_id}/contradictions", Act::ContradictionSee, get(contradictions::contradiction_all)),
        route("POST", "/cases/{case_id}/contradictions", Act::ContradictionKeep, post(contradictions::contradiction_new)),
        route("POST", "/cases/{case_id}/contradictions/{contradiction_id}", Act::ContradictionKeep, post(contradictions::contradiction_said)),
    ]
}
