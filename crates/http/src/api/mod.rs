//! The API under `/api/v1`.

pub(crate) mod accounts;
pub(crate) mod antigen;
mod arrival_routes;
mod arrivals;
mod arrivals_numbers;
mod arrivals_wire;
pub(crate) mod board;
mod case_contacts;
mod case_reports;
mod case_routes;
pub(crate) mod cases;
pub(crate) mod chains;
pub(crate) mod charges;
pub(crate) mod charges_keep;
pub(crate) mod city;
pub(crate) mod code;
pub(crate) mod code_appeals;
mod code_care;
mod code_outage;
mod contradictions;
pub(crate) mod custody;
pub(crate) mod custody_track;
mod describe;
pub(crate) mod drafts;
pub(crate) mod editions;
pub(crate) mod exports;
pub(crate) mod filing_routes;
mod filings;
mod filings_wire;
mod frequency;
pub(crate) mod frequency_keep;
pub(crate) mod grids;
pub(crate) mod health_codes;
pub(crate) mod import_undo;
pub(crate) mod imports;
pub(crate) mod journeys;
pub(crate) mod lab_quality;
mod lab_routes;
pub(crate) mod lab_sheets;
pub(crate) mod labs;
pub(crate) mod ledgers;
pub(crate) mod ledgers_keep;
pub(crate) mod lodgings;
pub(crate) mod looks;
pub(crate) mod merges;
pub(crate) mod messages;
pub(crate) mod national;
pub(crate) mod notices;
pub(crate) mod orders;
pub(crate) mod people;
pub(crate) mod people_keep;
pub(crate) mod reports;
pub(crate) mod results;
pub(crate) mod risk_lists;
pub(crate) mod round_lists;
pub(crate) mod rounds;
mod routes;
pub(crate) mod sampling;
pub(crate) mod sampling_devices;
pub(crate) mod sampling_rounds;
pub(crate) mod sampling_sync;
pub(crate) mod session;
pub(crate) mod sites;
pub(crate) mod sites_keep;
pub(crate) mod sites_plan;
mod sites_wire;
mod told_codes;
mod told_routes;
pub(crate) mod trail;
mod transmission;
mod venue_routes;
pub(crate) mod venues;
pub(crate) mod venues_work;
pub(crate) mod verification_cases;
pub(crate) mod verification_numbers;
mod verification_routes;
pub(crate) mod verification_senders;
pub(crate) mod verifications;
pub(crate) mod wire;
pub(crate) mod zone_facts;
pub(crate) mod zones;

use crate::events;
pub(crate) use routes::{Route, guarded_routes};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Fangxian 防线",
        description = "Every request but signing in carries the header `purpose`; every write carries `x-fangxian`. Ids of new records are made by the client (UUIDv7): the same id with the same content is the same record."
    ),
    // What only a query names.
    components(schemas(
        code::TravelMeansCode,
        code::ProofCode,
        code::CodeShownCode,
        code::StayedInCode,
        code::ResidenceCode
    )),
    paths(
        session::session_open,
        session::session_see,
        session::session_close,
        session::session_password,
        messages::message_list,
        messages::message_seen,
        board::board,
        zones::zones_list,
        zones::zone_see,
        zones::zone_fact_add,
        zones::zone_step_down,
        zones::zone_raise,
        zones::zone_fact_withdraw,
        zones::zone_place_set,
        notices::notice_read,
        notices::notice_add,
        notices::notice_list,
        notices::notice_one,
        notices::notice_take,
        notices::notice_drop,
        drafts::draft_waiting,
        drafts::draft_add,
        drafts::draft_list,
        drafts::draft_one,
        drafts::draft_print,
        editions::edition_list,
        editions::edition_change,
        editions::edition_change_apply,
        orders::order_list,
        orders::order_print,
        orders::order_one,
        orders::order_fact_add,
        city::place_list,
        city::jurisdiction_list,
        accounts::account_list,
        accounts::account_add,
        accounts::account_role_add,
        accounts::account_role_end,
        accounts::account_disable,
        accounts::account_password,
        accounts::account_waiting,
        accounts::account_vouched,
        trail::audit_page,
        trail::audit_check,
        trail::read_log_page,
        national::snapshot_read,
        national::snapshot_add,
        national::snapshot_list,
        national::national_export,
        people::register_places,
        people::person_list,
        people_keep::person_new,
        people::person_search,
        people_keep::person_alike,
        people::person_one,
        people_keep::person_put_right,
        people::person_whole,
        people_keep::person_gone,
        people::person_past,
        looks::look_list,
        looks::look_print,
        merges::pair_list,
        merges::pair_apart,
        merges::merge_new,
        merges::merge_undo,
        imports::import_list,
        imports::import_new,
        imports::import_one,
        imports::import_reading,
        imports::import_take,
        imports::import_stop,
        import_undo::import_undo_shown,
        import_undo::import_taken_back,
        imports::import_problem_rows,
        imports::import_template,
        exports::export_list,
        exports::export_new,
        exports::export_decision,
        exports::export_file,
        exports::export_traced,
        grids::grid_all,
        grids::grid_proposal,
        grids::grid_drawing,
        reports::template_all,
        reports::template_new,
        reports::template_one,
        reports::template_reading,
        reports::report_look,
        reports::report_all,
        reports::report_new,
        reports::report_bytes,
        reports::report_sent,
        reports::report_then_and_now,
        rounds::round_all,
        rounds::round_new,
        rounds::round_one,
        rounds::round_by_part,
        round_lists::round_people,
        round_lists::round_who_is_missing,
        round_lists::round_print,
        rounds::round_ticks,
        rounds::round_over,
        ledgers::ledger_all,
        ledgers_keep::ledger_entry_new,
        ledgers::ledger_entry_one,
        ledgers_keep::ledger_entry_put_right,
        ledgers_keep::ledger_entry_visited,
        ledgers_keep::ledger_entry_reviewed,
        ledgers_keep::ledger_entry_over,
        ledgers::ledger_offers,
        ledgers_keep::ledger_offer_passed,
        ledgers::ledger_own_all,
        ledgers_keep::ledger_own_new,
        ledgers_keep::ledger_own_put_right,
        results::results_told,
        results::report_printed,
        results::card_printed,
        results::card_replaced,
        results::cards_printed,
        results::binding_new,
        results::binding_over,
        charges::charge_all,
        charges_keep::charge_new,
        charges::charge_of_door,
        charges_keep::charge_lines,
        charges_keep::charge_proposal,
        charges::charge_one,
        charges::charge_phone,
        charges_keep::charge_over,
        charges_keep::charge_passed_on,
        charges_keep::charge_taken_back,
        journeys::journey_answer,
        journeys::country_found,
        journeys::elsewhere_all,
        journeys::elsewhere_new,
        journeys::elsewhere_gone,
        sites::site_all,
        sites_keep::site_new,
        sites_plan::site_proposal,
        sites::site_one,
        sites_keep::site_state,
        sites_keep::site_moved,
        sites_keep::site_hours,
        sites_keep::site_offers,
        sites_keep::site_queue,
        sites_plan::sampling_plan_made,
        sampling_rounds::going_all,
        sampling_rounds::asked_all,
        custody::handover_list,
        custody::handover_new,
        custody::handover_one,
        custody::handover_found,
        custody_track::tube_places,
        custody_track::custody_of_round,
        antigen::antigen_all,
        antigen::antigen_report_new,
        antigen::antigen_photo_one,
        antigen::antigen_mark_new,
        labs::lab_list,
        labs::lab_add,
        labs::lab_one,
        labs::lab_put_right,
        labs::lab_member,
        labs::plate_new,
        labs::plate_one,
        lab_sheets::sheet_new,
        lab_sheets::sheet_file,
        lab_sheets::correction_new,
        lab_sheets::sheet_one,
        lab_sheets::sheet_decision,
        lab_sheets::tube_signed,
        lab_quality::lab_quality,
        lab_quality::controls_new,
        sampling_devices::device_all,
        sampling_devices::device_new,
        sampling_devices::device_gone,
        sampling_sync::pack_one,
        sampling_sync::batch_new,
        sampling::roll_all,
        sampling::roll_new,
        sampling::sampled_one,
        sampling::bulletin_print,
        sampling::roll_labels,
        sampling::tube_all,
        sampling::tube_inside,
        sampling::stranger_all,
        sampling::stranger_match,
        chains::chain_all,
        chains::chain_one,
        frequency::frequency_all,
        frequency::frequency_people,
        frequency::frequency_one,
        frequency_keep::frequency_told,
        frequency_keep::requirement_new,
        frequency_keep::requirement_signed,
        frequency_keep::requirement_over,
        frequency_keep::test_entries_new,
        frequency_keep::test_entry_over,
        frequency_keep::trade_lines,
        health_codes::code_reason_all,
        health_codes::code_reason_new,
        health_codes::code_reason_decided,
        health_codes::code_reason_over,
        code_care::care_all,
        code_care::care_new,
        code_care::outside_all,
        code_care::outside_new,
        code_care::canary_all,
        code_care::canary_place,
        code_care::canary_new,
        code_outage::outage_all,
        code_outage::outage_new,
        code_outage::outage_over,
        code_appeals::code_told,
        code_appeals::paper_code_printed,
        code_appeals::paper_code_over,
        code_appeals::appeal_new,
        code_appeals::appeal_all,
        code_appeals::appeal_decided,
        code_appeals::code_work_list,
        code_appeals::code_work_done,
        venues::venue_all,
        venues::venue_new,
        venues::venue_one,
        venues::venue_checked,
        venues::venue_decided,
        venues::venue_over,
        venues::venue_inspected,
        venues::venue_called,
        venues_work::venue_poster,
        venues_work::venue_hand_sheet,
        venues_work::venue_hand_rows,
        venues_work::venue_counted,
        venues_work::gate_all,
        venues_work::gate_new,
        venues_work::gate_over,
        venues_work::closing_all,
        venues_work::closing_new,
        venues_work::closing_signed,
        venues_work::closing_over,
        cases::case_all,
        cases::case_new,
        cases::case_one,
        cases::case_put_right,
        cases::case_over,
        cases::episode_new,
        cases::episode_gone,
        case_reports::case_report_new,
        case_reports::case_report_all,
        case_reports::case_report_taken,
        risk_lists::risk_all,
        risk_lists::risk_new,
        risk_lists::risk_drafted,
        risk_lists::risk_decided,
        transmission::transmission_all,
        transmission::transmission_chosen,
        transmission::transmission_out,
        contradictions::contradiction_all,
        contradictions::contradiction_new,
        contradictions::contradiction_said,
        case_contacts::contact_all,
        case_contacts::search_new,
        case_contacts::contact_decided,
        case_contacts::operation_all,
        case_contacts::operation_zone,
        filings::gathering_all,
        filings::gathering_one,
        filings::gathering_asked,
        filings::gathering_new,
        filings::gathering_answered,
        filings::gathering_changed,
        filings::gathering_cancelled,
        filings::gathering_called,
        filings::leaving_all,
        filings::leaving_new,
        filings::leaving_changed,
        filings::leaving_cancelled,
        filings::leaving_returned,
        filings::leaving_called,
        arrivals::stations_all,
        arrivals::arrival_places,
        arrivals::arrival_asked,
        arrivals::arrival_new,
        arrivals::arrivals_all,
        arrivals::arrivals_station,
        arrivals::arrivals_tasks,
        arrivals_numbers::arrivals_numbers,
        arrivals::arrival_one,
        arrivals::arrival_called,
        arrivals::arrival_changed,
        arrivals::arrival_withdrawn,
        arrivals::arrival_received,
        arrivals::arrival_absent,
        arrivals::arrival_checked,
        arrivals::arrival_sampled,
        arrivals::arrival_declined,
        arrivals::arrival_handed,
        arrivals::arrival_directed,
        lodgings::lodging_all,
        lodgings::lodging_given,
        verification_senders::sender_all,
        verification_senders::sender_said,
        verifications::list_all,
        verifications::list_new,
        verifications::list_one,
        verifications::list_reading,
        verifications::list_accepted,
        verifications::list_aside,
        verifications::list_answered,
        verifications::list_posted,
        verification_cases::case_unplaced,
        verification_cases::case_given,
        verification_cases::verification_work,
        verification_cases::asked_one,
        verification_cases::case_said,
        verification_numbers::verification_counts,
        events::events,
        city::drill_day,
    )
)]
struct ApiDoc;

/// The OpenAPI 3.1 description of the API, as JSON.
pub fn openapi() -> String {
    describe::whole(&ApiDoc::openapi())
}
