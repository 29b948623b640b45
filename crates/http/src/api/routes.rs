//! One table of routes, each with the act that it is.

use super::{
    accounts, antigen, board, chains, charges, charges_keep, city, code_appeals, code_care,
    code_outage, drafts, editions, exports, frequency, frequency_keep, grids, health_codes,
    import_undo, imports, journeys, lab_routes, ledgers, ledgers_keep, looks, merges, messages,
    national, notices, orders, people, people_keep, reports, results, round_lists, rounds,
    sampling, sampling_devices, sampling_rounds, sampling_sync, session, sites, sites_keep,
    sites_plan, trail, venue_routes, zones,
};
use crate::events;
use crate::state::HttpState;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, delete, get, post, put};
use fangxian_core::policy::Act;

/// A route that asks for a session, and the act whose row of the policy table it stands under.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) act: Act,
    pub(crate) service: MethodRouter<HttpState>,
}

pub(super) fn route(
    method: &'static str,
    path: &'static str,
    act: Act,
    service: MethodRouter<HttpState>,
) -> Route {
    Route { method, path, act, service }
}

/// Every route that asks for a session. A route cannot be added without its act.
pub(crate) fn guarded_routes() -> Vec<Route> {
    let mut routes = spine_routes();
    routes.extend(register_routes());
    routes.extend(ledger_routes());
    routes.extend(charge_routes());
    routes.extend(lab_routes::custody_routes());
    routes.extend(lab_routes::lab_routes());
    routes.extend(result_routes());
    routes.extend(antigen_routes());
    routes.extend(site_routes());
    routes.extend(sampling_routes());
    routes.extend(frequency_routes());
    routes.extend(code_routes());
    routes.extend(journey_routes());
    routes.extend(venue_routes::venue_routes());
    routes.extend(super::filing_routes::filing_routes());
    routes.extend(super::arrival_routes::arrival_routes());
    routes.extend(super::lodgings::lodging_routes());
    routes.extend(super::case_routes::case_routes());
    routes.extend(super::told_routes::told_routes());
    routes.extend(super::follow_routes::follow_routes());
    routes.extend(super::verification_routes::verification_routes());
    routes.extend(super::isolation_routes::isolation_routes());
    routes
}

#[rustfmt::skip]
fn sampling_routes() -> Vec<Route> {
    vec![
        route("GET", "/sampling/devices", Act::DeviceKeep, get(sampling_devices::device_all)),
        route("POST", "/sampling/devices", Act::SamplingTake, post(sampling_devices::device_new)),
        route("POST", "/sampling/devices/{device_id}/revoke", Act::DeviceKeep, post(sampling_devices::device_gone)),
        route("GET", "/sampling/packs", Act::SamplingTake, get(sampling_sync::pack_one)),
        route("POST", "/sampling/batches", Act::SamplingTake, post(sampling_sync::batch_new)),
        route("GET", "/sampling/rolls", Act::SamplingSee, get(sampling::roll_all)),
        route("POST", "/sampling/rolls", Act::SamplingKeep, post(sampling::roll_new)),
        route("GET", "/sampling/rolls/{roll_id}/labels", Act::SamplingKeep, get(sampling::roll_labels)),
        route("GET", "/sampling/rounds", Act::SamplingSee, get(sampling_rounds::going_all)),
        route("GET", "/sampling/asked", Act::SamplingSee, get(sampling_rounds::asked_all)),
        route("GET", "/sampling/rounds/{round_id}", Act::SamplingSee, get(sampling::sampled_one)),
        route("GET", "/sampling/rounds/{round_id}/bulletin", Act::SamplingSee, get(sampling::bulletin_print)),
        route("GET", "/sampling/rounds/{round_id}/tubes", Act::SamplingSee, get(sampling::tube_all)),
        route("GET", "/sampling/tubes/{tube}/people", Act::TubePeopleSee, get(sampling::tube_inside)),
        route("GET", "/sampling/strangers", Act::TubePeopleSee, get(sampling::stranger_all)),
        route("POST", "/sampling/strangers", Act::SamplingKeep, post(sampling::stranger_match)),
        route("GET", "/chains", Act::ChainSee, get(chains::chain_all)),
        route("GET", "/chains/{chain}", Act::ChainSee, get(chains::chain_one)),
    ]
}

#[rustfmt::skip]
fn frequency_routes() -> Vec<Route> {
    vec![
        route("GET", "/frequency", Act::FrequencySee, get(frequency::frequency_all)),
        route("GET", "/frequency/people", Act::FrequencyListSee, get(frequency::frequency_people)),
        route("GET", "/frequency/people/{person_id}", Act::FrequencyListSee, get(frequency::frequency_one)),
        route("POST", "/frequency/people/{person_id}/told", Act::FrequencyListSee, post(frequency_keep::frequency_told)),
        route("POST", "/frequency/requirements", Act::FrequencyDecide, post(frequency_keep::requirement_new)),
        route("POST", "/frequency/requirements/{requirement_id}/decision", Act::FrequencySign, post(frequency_keep::requirement_signed)),
        route("POST", "/frequency/requirements/{requirement_id}/end", Act::FrequencySign, post(frequency_keep::requirement_over)),
        route("POST", "/frequency/entries", Act::FrequencyKeep, post(frequency_keep::test_entries_new)),
        route("POST", "/frequency/entries/{test_entry_id}/end", Act::FrequencyKeep, post(frequency_keep::test_entry_over)),
        route("POST", "/frequency/trade-readings", Act::FrequencyKeep, post(frequency_keep::trade_lines)),
    ]
}

#[rustfmt::skip]
fn code_routes() -> Vec<Route> {
    vec![
        route("GET", "/codes/reasons", Act::CodeReasonSee, get(health_codes::code_reason_all)),
        route("POST", "/codes/reasons", Act::CodeReasonPropose, post(health_codes::code_reason_new)),
        route("POST", "/codes/reasons/{code_reason_id}/decision", Act::CodeReasonApprove, post(health_codes::code_reason_decided)),
        route("POST", "/codes/reasons/{code_reason_id}/end", Act::CodeReasonApprove, post(health_codes::code_reason_over)),
        route("GET", "/people/{person_id}/paper-code/pdf", Act::PaperCodePrint, get(code_appeals::paper_code_printed)),
        route("POST", "/people/{person_id}/paper-code/end", Act::PaperCodePrint, post(code_appeals::paper_code_over)),
        route("GET", "/codes/care-passages", Act::CareGive, get(code_care::care_all)),
        route("POST", "/codes/care-passages", Act::CareGive, post(code_care::care_new)),
        route("GET", "/codes/outages", Act::CodeOutageSee, get(code_outage::outage_all)),
        route("POST", "/codes/outages", Act::CodeOutageKeep, post(code_outage::outage_new)),
        route("POST", "/codes/outages/{outage_id}/end", Act::CodeOutageKeep, post(code_outage::outage_over)),
        route("GET", "/outside-requests", Act::OutsideRefuse, get(code_care::outside_all)),
        route("POST", "/outside-requests", Act::OutsideRefuse, post(code_care::outside_new)),
        route("POST", "/codes/told", Act::CodeTell, post(code_appeals::code_told)),
        route("POST", "/codes/appeals", Act::CodeTell, post(code_appeals::appeal_new)),
        route("GET", "/codes/appeals", Act::CodeAppealSee, get(code_appeals::appeal_all)),
        route("POST", "/codes/appeals/{code_appeal_id}/decision", Act::CodeAppealDecide, post(code_appeals::appeal_decided)),
        route("GET", "/codes/work", Act::CodeWork, get(code_appeals::code_work_list)),
        route("POST", "/codes/work", Act::CodeWork, post(code_appeals::code_work_done)),
    ]
}

#[rustfmt::skip]
fn register_routes() -> Vec<Route> {
    vec![
        route("GET", "/register", Act::PersonSee, get(people::register_places)),
        route("GET", "/people", Act::PersonSee, get(people::person_list)),
        route("POST", "/people", Act::PersonAdd, post(people_keep::person_new)),
        route("POST", "/people/searches", Act::PersonSee, post(people::person_search)),
        route("POST", "/people/alike", Act::PersonAdd, post(people_keep::person_alike)),
        route("GET", "/people/pairs", Act::PersonMerge, get(merges::pair_list)),
        route("POST", "/people/pairs/apart", Act::PersonMerge, post(merges::pair_apart)),
        route("POST", "/people/merges", Act::PersonMerge, post(merges::merge_new)),
        route("POST", "/people/merges/{merge_id}/undo", Act::PersonMerge, post(merges::merge_undo)),
        route("GET", "/people/{person_id}", Act::PersonSee, get(people::person_one)),
        route("PUT", "/people/{person_id}", Act::PersonKeep, put(people_keep::person_put_right)),
        route("POST", "/people/{person_id}/reveal", Act::PersonReveal, post(people::person_whole)),
        route("POST", "/people/{person_id}/leave", Act::PersonKeep, post(people_keep::person_gone)),
        route("GET", "/people/{person_id}/history", Act::PersonKeep, get(people::person_past)),
        route("GET", "/people/{person_id}/looks", Act::LookSee, get(looks::look_list)),
        route("GET", "/people/{person_id}/looks/pdf", Act::LookPrint, get(looks::look_print)),
        route("GET", "/imports", Act::RosterImport, get(imports::import_list)),
        route("POST", "/imports/{import_id}", Act::RosterImport, post(imports::import_new).layer(DefaultBodyLimit::max(imports::FILE_BODY_MAX))),
        route("GET", "/imports/{import_id}", Act::RosterImport, get(imports::import_one)),
        route("PUT", "/imports/{import_id}/reading", Act::RosterImport, put(imports::import_reading)),
        route("POST", "/imports/{import_id}/apply", Act::RosterImport, post(imports::import_take)),
        route("POST", "/imports/{import_id}/cancel", Act::RosterImport, post(imports::import_stop)),
        route("GET", "/imports/{import_id}/undo", Act::RosterImport, get(import_undo::import_undo_shown)),
        route("POST", "/imports/{import_id}/undo", Act::RosterImport, post(import_undo::import_taken_back)),
        route("GET", "/imports/{import_id}/rejects", Act::RosterImport, get(imports::import_problem_rows)),
        route("GET", "/roster-template", Act::RosterImport, get(imports::import_template)),
        route("GET", "/exports", Act::ExportSee, get(exports::export_list)),
        route("POST", "/exports", Act::ExportAsk, post(exports::export_new)),
        route("POST", "/exports/{export_id}/decision", Act::ExportApprove, post(exports::export_decision)),
        route("POST", "/exports/{export_id}/file", Act::ExportAsk, post(exports::export_file)),
        route("POST", "/export-traces", Act::ExportTrace, post(exports::export_traced)),
        route("GET", "/grids", Act::GridSee, get(grids::grid_all)),
        route("POST", "/grids/proposals", Act::GridSee, post(grids::grid_proposal)),
        route("PUT", "/grids", Act::GridDraw, put(grids::grid_drawing)),
        route("GET", "/report-templates", Act::ReportSee, get(reports::template_all)),
        route("POST", "/report-templates/{template_id}", Act::ReportTemplateKeep, post(reports::template_new).layer(DefaultBodyLimit::max(imports::FILE_BODY_MAX))),
        route("GET", "/report-templates/{template_id}", Act::ReportSee, get(reports::template_one)),
        route("PUT", "/report-templates/{template_id}/reading", Act::ReportTemplateKeep, put(reports::template_reading)),
        route("POST", "/report-previews", Act::ReportFill, post(reports::report_look)),
        route("GET", "/reports", Act::ReportSee, get(reports::report_all)),
        route("POST", "/reports/{report_id}", Act::ReportFill, post(reports::report_new)),
        route("GET", "/reports/{report_id}/file", Act::ReportFill, get(reports::report_bytes)),
        route("POST", "/reports/{report_id}/sent", Act::ReportFill, post(reports::report_sent)),
        route("GET", "/reports/{report_id}/since", Act::ReportFill, get(reports::report_then_and_now)),
        route("GET", "/rounds", Act::RoundSee, get(rounds::round_all)),
        route("POST", "/rounds", Act::RoundKeep, post(rounds::round_new)),
        route("GET", "/rounds/{round_id}", Act::RoundSee, get(rounds::round_one)),
        route("GET", "/rounds/{round_id}/parts", Act::RoundSee, get(rounds::round_by_part)),
        route("GET", "/rounds/{round_id}/list", Act::RoundListSee, get(round_lists::round_people)),
        route("GET", "/rounds/{round_id}/missing", Act::RoundListSee, get(round_lists::round_who_is_missing)),
        route("GET", "/rounds/{round_id}/pdf", Act::RoundListSee, get(round_lists::round_print)),
        route("POST", "/rounds/{round_id}/ticks", Act::RoundTick, post(rounds::round_ticks)),
        route("POST", "/rounds/{round_id}/close", Act::RoundKeep, post(rounds::round_over)),
    ]
}

#[rustfmt::skip]
fn ledger_routes() -> Vec<Route> {
    vec![
        route("GET", "/ledgers", Act::LedgerSee, get(ledgers::ledger_all)),
        route("POST", "/ledgers/entries", Act::LedgerEnter, post(ledgers_keep::ledger_entry_new)),
        route("GET", "/ledgers/entries/{entry_id}", Act::LedgerSee, get(ledgers::ledger_entry_one)),
        route("PUT", "/ledgers/entries/{entry_id}", Act::LedgerKeep, put(ledgers_keep::ledger_entry_put_right)),
        route("POST", "/ledgers/entries/{entry_id}/visits", Act::LedgerVisit, post(ledgers_keep::ledger_entry_visited)),
        route("POST", "/ledgers/entries/{entry_id}/reviews", Act::LedgerVisit, post(ledgers_keep::ledger_entry_reviewed)),
        route("POST", "/ledgers/entries/{entry_id}/end", Act::LedgerKeep, post(ledgers_keep::ledger_entry_over)),
        route("GET", "/ledgers/offers", Act::LedgerKeep, get(ledgers::ledger_offers)),
        route("POST", "/ledgers/offers/passes", Act::LedgerKeep, post(ledgers_keep::ledger_offer_passed)),
        route("GET", "/ledgers/own", Act::LedgerSee, get(ledgers::ledger_own_all)),
        route("POST", "/ledgers/own", Act::LedgerKeep, post(ledgers_keep::ledger_own_new)),
        route("PUT", "/ledgers/own/{ledger_id}", Act::LedgerKeep, put(ledgers_keep::ledger_own_put_right)),
    ]
}

#[rustfmt::skip]
fn charge_routes() -> Vec<Route> {
    vec![
        route("GET", "/charges", Act::ChargeSee, get(charges::charge_all)),
        route("POST", "/charges", Act::ChargeKeep, post(charges_keep::charge_new)),
        route("POST", "/charges/chains", Act::ChargeSee, post(charges::charge_of_door)),
        route("POST", "/charges/readings", Act::ChargeKeep, post(charges_keep::charge_lines)),
        route("POST", "/charges/proposals", Act::ChargeKeep, post(charges_keep::charge_proposal)),
        route("GET", "/charges/{charge_id}", Act::ChargeKeep, get(charges::charge_one)),
        route("POST", "/charges/{charge_id}/calls", Act::ChargeCall, post(charges::charge_phone)),
        route("POST", "/charges/{charge_id}/end", Act::ChargeKeep, post(charges_keep::charge_over)),
        route("POST", "/charges/{charge_id}/hand-over", Act::ChargeKeep, post(charges_keep::charge_passed_on)),
        route("POST", "/charges/{charge_id}/undo", Act::ChargeKeep, post(charges_keep::charge_taken_back)),
    ]
}

#[rustfmt::skip]
fn result_routes() -> Vec<Route> {
    vec![
        route("GET", "/people/{person_id}/results", Act::ResultTell, get(results::results_told)),
        route("GET", "/people/{person_id}/results/{tube}/pdf", Act::ResultTell, get(results::report_printed)),
        route("GET", "/people/{person_id}/card/pdf", Act::ResultTell, get(results::card_printed)),
        route("POST", "/people/{person_id}/cards", Act::ResultTell, post(results::card_replaced)),
        route("GET", "/people/cards/pdf", Act::ResultTell, get(results::cards_printed)),
        route("POST", "/people/result-bindings", Act::ResultTell, post(results::binding_new)),
        route("POST", "/people/result-bindings/{binding_id}/end", Act::ResultTell, post(results::binding_over)),
    ]
}

#[rustfmt::skip]
fn antigen_routes() -> Vec<Route> {
    vec![
        route("GET", "/antigen", Act::AntigenSee, get(antigen::antigen_all)),
        route("POST", "/antigen/reports", Act::AntigenReport, post(antigen::antigen_report_new)),
        route("POST", "/antigen/reports/{antigen_id}/photo", Act::AntigenPhotoSee, post(antigen::antigen_photo_one)),
        route("POST", "/antigen/reports/{antigen_id}/marks", Act::AntigenKeep, post(antigen::antigen_mark_new)),
    ]
}

#[rustfmt::skip]
fn journey_routes() -> Vec<Route> {
    vec![
        route("GET", "/journeys", Act::ElsewhereSee, get(journeys::journey_answer)),
        route("GET", "/country-places", Act::ElsewhereSee, get(journeys::country_found)),
        route("GET", "/elsewhere-cases", Act::ElsewhereSee, get(journeys::elsewhere_all)),
        route("POST", "/elsewhere-cases", Act::ElsewhereKeep, post(journeys::elsewhere_new)),
        route("POST", "/elsewhere-cases/{elsewhere_id}/withdrawal", Act::ElsewhereKeep, post(journeys::elsewhere_gone)),
    ]
}

#[rustfmt::skip]
fn site_routes() -> Vec<Route> {
    vec![
        route("GET", "/sites", Act::SiteSee, get(sites::site_all)),
        route("POST", "/sites", Act::SiteKeep, post(sites_keep::site_new)),
        route("POST", "/sites/proposals", Act::SiteKeep, post(sites_plan::site_proposal)),
        route("GET", "/sites/{site_id}", Act::SiteSee, get(sites::site_one)),
        route("POST", "/sites/{site_id}/states", Act::SiteKeep, post(sites_keep::site_state)),
        route("POST", "/sites/{site_id}/moves", Act::SiteKeep, post(sites_keep::site_moved)),
        route("PUT", "/sites/{site_id}/hours", Act::SiteKeep, put(sites_keep::site_hours)),
        route("PUT", "/sites/{site_id}/offers", Act::SiteKeep, put(sites_keep::site_offers)),
        route("POST", "/sites/{site_id}/queue", Act::SiteQueue, post(sites_keep::site_queue)),
        route("POST", "/sampling/plans", Act::SamplingSee, post(sites_plan::sampling_plan_made)),
    ]
}

#[rustfmt::skip]
fn spine_routes() -> Vec<Route> {
    vec![
        route("GET", "/session", Act::OwnKeep, get(session::session_see)),
        route("DELETE", "/session", Act::OwnKeep, delete(session::session_close)),
        route("POST", "/session/password", Act::OwnKeep, post(session::session_password)),
        route("GET", "/messages", Act::MessageSee, get(messages::message_list)),
        route("POST", "/messages/{message_id}/read", Act::MessageSee, post(messages::message_seen)),
        route("GET", "/board", Act::BoardSee, get(board::board)),
        route("GET", "/zones", Act::ZoneSee, get(zones::zones_list)),
        route("GET", "/zones/{zone_id}", Act::ZoneSee, get(zones::zone_see)),
        route("POST", "/zones/{zone_id}/facts", Act::ZoneCaseRecord, post(zones::zone_fact_add)),
        route("POST", "/zones/{zone_id}/step-down", Act::ZoneStepDownSign, post(zones::zone_step_down)),
        route("POST", "/zones/{zone_id}/raise", Act::ZoneRaiseSign, post(zones::zone_raise)),
        route("POST", "/zones/{zone_id}/withdraw", Act::ZoneFactWithdraw, post(zones::zone_fact_withdraw)),
        route("PUT", "/zones/{zone_id}/place", Act::ZonePlaceSet, put(zones::zone_place_set)),
        route("POST", "/notice-readings", Act::NoticePreview, post(notices::notice_read)),
        route("POST", "/notices", Act::NoticePutIn, post(notices::notice_add)),
        route("GET", "/notices", Act::NoticeSee, get(notices::notice_list)),
        route("GET", "/notices/{notice_id}", Act::NoticeSee, get(notices::notice_one)),
        route("POST", "/notices/{notice_id}/confirm", Act::NoticeConfirm, post(notices::notice_take)),
        route("POST", "/notices/{notice_id}/set-aside", Act::NoticeSetAside, post(notices::notice_drop)),
        route("GET", "/drafts/waiting", Act::DraftSee, get(drafts::draft_waiting)),
        route("POST", "/drafts", Act::DraftMake, post(drafts::draft_add)),
        route("GET", "/drafts", Act::DraftSee, get(drafts::draft_list)),
        route("GET", "/drafts/{draft_id}", Act::DraftSee, get(drafts::draft_one)),
        route("GET", "/drafts/{draft_id}/pdf", Act::DraftSee, get(drafts::draft_print)),
        route("GET", "/editions", Act::EditionSee, get(editions::edition_list)),
        route("GET", "/edition-change", Act::EditionChangeSee, get(editions::edition_change)),
        route("POST", "/edition-change", Act::EditionChangeSign, post(editions::edition_change_apply)),
        route("GET", "/orders", Act::OrderSee, get(orders::order_list)),
        route("GET", "/orders/pdf", Act::OrderSee, get(orders::order_print)),
        route("GET", "/orders/{order_id}", Act::OrderSee, get(orders::order_one)),
        route("POST", "/orders/{order_id}/facts", Act::OrderWork, post(orders::order_fact_add)),
        route("GET", "/places", Act::PlaceSee, get(city::place_list)),
        route("GET", "/jurisdictions", Act::JurisdictionSee, get(city::jurisdiction_list)),
        route("GET", "/accounts", Act::AccountSee, get(accounts::account_list)),
        route("POST", "/accounts", Act::AccountKeep, post(accounts::account_add)),
        route("POST", "/accounts/{account_id}/roles", Act::AccountKeep, post(accounts::account_role_add)),
        route("DELETE", "/accounts/{account_id}/roles/{assignment_id}", Act::AccountKeep, delete(accounts::account_role_end)),
        route("PUT", "/accounts/{account_id}/disabled", Act::AccountKeep, put(accounts::account_disable)),
        route("POST", "/accounts/{account_id}/password", Act::AccountKeep, post(accounts::account_password)),
        route("GET", "/accounts/waiting", Act::AccountVouch, get(accounts::account_waiting)),
        route("POST", "/accounts/{account_id}/vouch", Act::AccountVouch, post(accounts::account_vouched)),
        route("GET", "/audit", Act::AuditSee, get(trail::audit_page)),
        route("GET", "/audit/verification", Act::AuditSee, get(trail::audit_check)),
        route("GET", "/read-log", Act::ReadLogSee, get(trail::read_log_page)),
        route("POST", "/snapshot-readings", Act::SnapshotSee, post(national::snapshot_read)),
        route("POST", "/snapshots", Act::SnapshotPutIn, post(national::snapshot_add)),
        route("GET", "/snapshots", Act::SnapshotSee, get(national::snapshot_list)),
        route("GET", "/national-list", Act::SnapshotSee, get(national::national_export)),
        route("GET", "/events", Act::FeedFollow, get(events::events)),
        route("POST", "/drill/day", Act::DrillTurn, post(city::drill_day)),
    ]
}
