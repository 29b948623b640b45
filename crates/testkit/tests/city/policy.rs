//! Who may do what, walked cell by cell against a table that was written out by hand, and where,
//! against an oracle that is written in another way than the program.

use crate::attempt::{Attempt, column, person, straight};
use fangxian_core::CityDay;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Assignment, Purpose, Role, authorize};
use fangxian_http::routes;
use fangxian_testkit::{Answer, Bar, TestCity};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const TODAY: &str = "2022-11-24";
pub(crate) const COMMUNITY: &str = "140110003001";
pub(crate) const SIBLING: &str = "140110003002";
pub(crate) const ELSEWHERE: &str = "140105004001";
pub(crate) const PURPOSES: [(char, &str); 14] = [
    ('c', "command"),
    ('z', "zone_decision"),
    ('o', "order_work"),
    ('r', "register"),
    ('a', "audit"),
    ('m', "administration"),
    ('w', "own_data"),
    ('s', "sampling"),
    ('l', "lab_work"),
    ('n', "result_notice"),
    ('d', "code_decision"),
    ('p', "appeal"),
    ('t', "tracing"),
    ('i', "isolation"),
];
pub(crate) const ROLES: [(char, &str); 20] = [
    ('C', "zhihui"),
    ('D', "nigao"),
    ('S', "qianpi"),
    ('R', "shequ"),
    ('G', "wangge"),
    ('A', "shenji"),
    ('M', "guanli"),
    ('P', "caiyang1"),
    ('K', "zhuanyun"),
    ('L', "jianyan"),
    ('N', "shenhe"),
    ('F', "jikong"),
    ('W', "weijian"),
    ('Q', "shensu"),
    ('H', "rexian"),
    ('T', "chezhan"),
    ('E', "liudiao"),
    ('I', "geli"),
    ('V', "siji"),
    ('B', "yisheng"),
];

/// A row of the table by hand: the route, who may (by the letters above), for which purposes, what
/// comes of a request that got through, and the body that is sent. The bodies are such that what
/// got through is answered and changes nothing: a version that nobody has seen, a day to come.
pub(crate) struct ByHand(
    pub(crate) &'static str,
    pub(crate) &'static str,
    pub(crate) &'static str,
    pub(crate) &'static str,
    pub(crate) &'static str,
);

pub(crate) const TABLE: &[ByHand] = &[
    ByHand("GET /session", "CDSRGAMPKLNFWQHTEIVB", "w", "200", ""),
    ByHand("DELETE /session", "CDSRGAMPKLNFWQHTEIVB", "w", "204", ""),
    ByHand(
        "POST /session/password",
        "CDSRGAMPKLNFWQHTEIVB",
        "w",
        "400 password_weak",
        r#"{"old":"x","new":"short"}"#,
    ),
    ByHand("GET /messages", "CDSRGAMPKLNFWQHTEIVB", "w", "200", ""),
    ByHand("POST /messages/{message_id}/read", "CDSRGAMPKLNFWQHTEIVB", "w", "204", ""),
    ByHand("GET /board", "CDSR", "czo", "200", ""),
    ByHand("GET /zones", "CDSRG", "czor", "200", ""),
    ByHand("GET /zones/{zone_id}", "CDSRG", "czor", "200", ""),
    ByHand(
        "POST /zones/{zone_id}/facts",
        "D",
        "z",
        "400 day_out_of_range",
        r#"{"fact_id":"{fresh}","kind":"case_found","outcome":null,"on":"2022-11-25","note":""}"#,
    ),
    ByHand(
        "POST /zones/{zone_id}/step-down",
        "S",
        "z",
        "409 stale",
        r#"{"fact_id":"{fresh}","version":0}"#,
    ),
    ByHand(
        "POST /zones/{zone_id}/raise",
        "S",
        "z",
        "409 stale",
        r#"{"fact_id":"{fresh}","version":0}"#,
    ),
    ByHand(
        "POST /zones/{zone_id}/withdraw",
        "S",
        "z",
        "409 fact_not_withdrawable",
        r#"{"fact_id":"{fresh}","withdraws":"{fresh}","reason":"误录"}"#,
    ),
    ByHand(
        "PUT /zones/{zone_id}/place",
        "DR",
        "zr",
        "409 stale",
        r#"{"place":"140110003001","version":99}"#,
    ),
    ByHand("POST /notice-readings", "CDS", "cz", "200", r#"{"text":"通告"}"#),
    ByHand(
        "POST /notices",
        "D",
        "z",
        "409 notice_known",
        r#"{"notice_id":"{fresh}","text":"{text}"}"#,
    ),
    ByHand("GET /notices", "CDS", "cz", "200", ""),
    ByHand("GET /notices/{notice_id}", "CDS", "cz", "200", ""),
    ByHand(
        "POST /notices/{notice_id}/confirm",
        "S",
        "z",
        "400 change_incomplete",
        r#"{"version":99,"take":[]}"#,
    ),
    ByHand(
        "POST /notices/{notice_id}/set-aside",
        "DS",
        "z",
        "409 stale",
        r#"{"version":99,"reason":"重复"}"#,
    ),
    ByHand("GET /drafts/waiting", "CDS", "cz", "200", ""),
    ByHand(
        "POST /drafts",
        "D",
        "z",
        "409 nothing_to_draft",
        r#"{"draft_id":"{fresh}","fact_ids":[]}"#,
    ),
    ByHand("GET /drafts", "CDS", "cz", "200", ""),
    ByHand("GET /drafts/{draft_id}", "CDS", "cz", "200", ""),
    // The test city has no font: that the paper cannot be set shows that the request got through.
    ByHand("GET /drafts/{draft_id}/pdf", "CDS", "cz", "500 no_font", ""),
    ByHand("GET /editions", "CDSRG", "czor", "200", ""),
    ByHand("GET /edition-change?to=P20", "CDS", "cz", "200", ""),
    ByHand("POST /edition-change", "S", "z", "200", r#"{"to":"P20","zone_ids":[]}"#),
    ByHand("GET /orders", "CDSRG", "co", "200", ""),
    ByHand("GET /orders/pdf", "CDSRG", "co", "500 no_font", ""),
    ByHand("GET /orders/{order_id}", "CDSRG", "co", "200", ""),
    ByHand(
        "POST /orders/{order_id}/facts",
        "RG",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","version":99,"kind":"claimed"}"#,
    ),
    ByHand("GET /places", "CDSRG", "czor", "200", ""),
    ByHand("GET /jurisdictions", "M", "m", "200", ""),
    ByHand("GET /accounts", "M", "m", "200", ""),
    ByHand(
        "POST /accounts",
        "M",
        "m",
        "409 login_taken",
        r#"{"account_id":"{fresh}","login":"wangge","name":"某","roles":[]}"#,
    ),
    ByHand(
        "POST /accounts/{account_id}/roles",
        "M",
        "m",
        "409 roles_conflict",
        r#"{"role":"auditor","jurisdiction":"1401"}"#,
    ),
    ByHand("DELETE /accounts/{account_id}/roles/{assignment_id}", "M", "m", "409 stale", ""),
    ByHand(
        "PUT /accounts/{account_id}/disabled",
        "M",
        "m",
        "409 stale",
        r#"{"version":99,"disabled":true}"#,
    ),
    ByHand("GET /accounts/waiting", "CM", "m", "200", ""),
    // The account stands vouched already: to vouch again changes nothing.
    ByHand("POST /accounts/{account_id}/vouch", "CM", "m", "204", r#"{"code":"00000000"}"#),
    ByHand("POST /accounts/{account_id}/password", "M", "m", "200", ""),
    ByHand("GET /audit", "A", "a", "200", ""),
    ByHand("GET /audit/verification", "A", "a", "200", ""),
    ByHand("GET /read-log", "A", "a", "200", ""),
    ByHand("POST /snapshot-readings", "CDS", "cz", "400 snapshot_unreadable", "{}"),
    ByHand("POST /snapshots", "D", "z", "400 snapshot_unreadable", "{}"),
    ByHand("GET /snapshots", "CDS", "cz", "200", ""),
    ByHand("GET /national-list", "CDS", "cz", "200", ""),
    ByHand("GET /register?within=140110003001", "RG", "ro", "200", ""),
    ByHand("GET /people?within=140110003001", "RG", "ro", "200", ""),
    ByHand(
        "POST /people",
        "RG",
        "ro",
        "409 person_known",
        r#"{"person_id":"{fresh}","fact_id":"{fresh}","community":"{community}","found":false,
            "person":{person}}"#,
    ),
    ByHand(
        "POST /people/searches",
        "RG",
        "ro",
        "200",
        r#"{"within":"{community}","words":"ceshi"}"#,
    ),
    ByHand(
        "POST /people/alike",
        "RG",
        "ro",
        "200",
        r#"{"community":"{community}","person":{person}}"#,
    ),
    ByHand("GET /people/{person_id}", "RG", "ro", "200", ""),
    ByHand(
        "PUT /people/{person_id}",
        "R",
        "r",
        "409 stale",
        r#"{"fact_id":"{fresh}","version":99,"reason":"核对","person":{person}}"#,
    ),
    ByHand("POST /people/{person_id}/reveal", "RG", "ro", "200", r#"{"reason":"核对"}"#),
    ByHand(
        "POST /people/{person_id}/leave",
        "R",
        "r",
        "409 stale",
        r#"{"fact_id":"{fresh}","version":99,"back":false,"reason":"搬走"}"#,
    ),
    ByHand("GET /people/{person_id}/history", "R", "r", "200", ""),
    ByHand("GET /people/{person_id}/looks", "RA", "ra", "200", ""),
    ByHand("GET /people/{person_id}/looks/pdf", "R", "r", "500 no_font", ""),
    ByHand("GET /people/pairs?community=140110003001", "R", "r", "200", ""),
    ByHand(
        "POST /people/pairs/apart",
        "R",
        "r",
        "409 stale",
        r#"{"fact_id":"{fresh}","person_id":"{person_id}","version":99,"other_id":"{twin_id}",
            "other_version":99,"reason":"两个人"}"#,
    ),
    ByHand(
        "POST /people/merges",
        "R",
        "r",
        "409 stale",
        r#"{"fact_id":"{fresh}","person_id":"{person_id}","version":99,"other_id":"{twin_id}",
            "other_version":99,"from_other":["phone"],"reason":"同一人"}"#,
    ),
    ByHand(
        "POST /people/merges/{merge_id}/undo",
        "R",
        "r",
        "409 stale",
        r#"{"fact_id":"{fresh}","version":99,"other_version":99,"reason":"合错了"}"#,
    ),
    ByHand("GET /people/{person_id}/results", "R", "n", "200", ""),
    ByHand("GET /people/{person_id}/results/{tube}/pdf", "R", "n", "500 no_font", ""),
    ByHand("GET /people/{person_id}/card/pdf", "R", "n", "500 no_font", ""),
    ByHand("GET /people/{person_id}/paper-code/pdf?household=true", "RG", "o", "500 no_font", ""),
    ByHand(
        "POST /people/{person_id}/paper-code/end",
        "RG",
        "o",
        "204",
        r#"{"end_id":"{fresh}","household":false}"#,
    ),
    ByHand("POST /people/{person_id}/cards", "R", "n", "409 stale", r#"{"card_number":99}"#),
    ByHand("GET /people/cards/pdf?within=140110003001", "R", "n", "500 no_font", ""),
    ByHand(
        "POST /people/result-bindings",
        "R",
        "n",
        "400 bad_input",
        r#"{"binding_id":"{fresh}","fact_id":"{fresh}","person_id":"{person_id}",
            "proxy_id":"{twin_id}","consent":"in_person","first_day":"2022-11-24",
            "last_day":"2022-11-01"}"#,
    ),
    ByHand(
        "POST /people/result-bindings/{binding_id}/end",
        "R",
        "n",
        "409 stale",
        r#"{"fact_id":"{fresh}"}"#,
    ),
    ByHand("GET /antigen?within=140110003001", "RC", "oc", "200", ""),
    ByHand(
        "POST /antigen/reports",
        "RG",
        "o",
        "400 antigen_refused",
        r#"{"report_id":"{fresh}","person_id":"{person_id}","outcome":"negative","tested_at":null,
            "photo":null,"no_photo_reason":""}"#,
    ),
    ByHand("POST /antigen/reports/{antigen_id}/photo", "R", "o", "200", r#"{"reason":"核对"}"#),
    ByHand(
        "POST /antigen/reports/{antigen_id}/marks",
        "RC",
        "oc",
        "409 antigen_mark_refused",
        r#"{"mark_id":"{fresh}","kind":"withdraw_agreed","reason":"报错了人"}"#,
    ),
    ByHand("GET /cases", "E", "t", "200", ""),
    ByHand("GET /case-counts", "EA", "ta", "200", ""),
    ByHand(
        "POST /cases",
        "E",
        "t",
        "409 id_reused",
        r#"{"case_id":"{case_id}","fact_id":"{fresh}","name":"Traced World",
            "document_kind":"passport","document":"W4000001",
            "about":{"kind":"confirmed","source":"clinic","report":"2","onset":"2022-11-23"}}"#,
    ),
    ByHand("GET /cases/{case_id}", "E", "t", "200", ""),
    ByHand(
        "POST /cases/{case_id}/correct",
        "E",
        "t",
        "409 stale",
        r#"{"fact_id":"{fresh}","seen":99,
            "about":{"kind":"confirmed","source":"clinic","report":"2","onset":"2022-11-23"}}"#,
    ),
    ByHand(
        "POST /cases/{case_id}/close",
        "E",
        "t",
        "409 stale",
        r#"{"fact_id":"{fresh}","seen":99,"reason":"转归"}"#,
    ),
    ByHand(
        "POST /cases/{case_id}/episodes",
        "E",
        "t",
        "400 bad_input",
        r#"{"episode_id":"{fresh}","words":"家","from":2,"to":1,"source":"told"}"#,
    ),
    ByHand(
        "POST /cases/{case_id}/episodes/{episode_id}/withdraw",
        "E",
        "t",
        "400 bad_input",
        r#"{"episode_id":"{fresh}","reason":""}"#,
    ),
    ByHand("GET /cases/{case_id}/contacts", "E", "t", "200", ""),
    ByHand("POST /cases/{case_id}/searches", "E", "t", "204", ""),
    ByHand(
        "POST /cases/{case_id}/contacts/{person_id}/decision",
        "E",
        "t",
        "400 bad_input",
        r#"{"seen":99,"reason":""}"#,
    ),
    ByHand(
        "POST /cases/{case_id}/seats",
        "E",
        "t",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","from":1,"to":2,"vehicle":{"row":0}}"#,
    ),
    ByHand("GET /cases/{case_id}/contacts/{kept_id}/letter", "E", "t", "500 no_font", ""),
    ByHand("GET /follow-ups?within=140110003001", "RCGB", "oc", "200", ""),
    ByHand(
        "PUT /follow-ups/phone",
        "RB",
        "o",
        "400 bad_input",
        r#"{"community":"140110003001","phone":"没有"}"#,
    ),
    ByHand(
        "POST /follow-ups/{kept_id}/records",
        "RGB",
        "o",
        "204",
        r#"{"fact_id":"{fresh}","day":"2022-11-24","kind":"morning","tenths":365,"symptoms":[]}"#,
    ),
    ByHand(
        "POST /follow-ups/{kept_id}/doctor",
        "B",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","day":"2022-11-24","seen":99}"#,
    ),
    ByHand(
        "POST /follow-ups/{kept_id}/community",
        "RG",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","day":"2022-11-24","seen":99}"#,
    ),
    ByHand("GET /follow-ups/{kept_id}/letter", "RCGB", "oc", "500 no_font", ""),
    ByHand("GET /cases/{case_id}/reports", "E", "t", "200", ""),
    ByHand(
        "POST /cases/{case_id}/reports",
        "E",
        "t",
        "400 bad_input",
        r#"{"report_id":"{fresh}","written_on":"2022-11-24","text":" "}"#,
    ),
    ByHand(
        "POST /cases/{case_id}/reports/{case_report_id}/accept",
        "E",
        "t",
        "400 bad_input",
        r#"{"episode_id":"{fresh}","from_char":3,"to_char":2,"words":"家","from":1,"to":2}"#,
    ),
    ByHand("GET /cases/{case_id}/contradictions", "E", "t", "200", ""),
    ByHand(
        "POST /cases/{case_id}/contradictions",
        "E",
        "t",
        "409 stale",
        r#"{"contradiction_id":"{fresh}","kind":"unsaid","seen_place":"家","seen_from":1,
            "seen_to":2}"#,
    ),
    ByHand(
        "POST /cases/{case_id}/contradictions/{contradiction_id}",
        "E",
        "t",
        "400 bad_input",
        r#"{"seen":1,"kind":"explained","words":""}"#,
    ),
    ByHand("POST /transmission", "E", "t", "200", "{}"),
    ByHand("POST /transmission/export", "E", "t", "200", r#"{"format":"graphml"}"#),
    ByHand(
        "POST /transmission/{case_id}/choices",
        "E",
        "t",
        "400 bad_input",
        r#"{"choice_id":"{fresh}","seen":99,"chosen":"nobody","reason":""}"#,
    ),
    ByHand("GET /risk-lists", "CDSE", "czt", "200", ""),
    ByHand("POST /risk-lists/draft", "E", "t", "200", "{}"),
    ByHand(
        "POST /risk-lists",
        "E",
        "t",
        "400 bad_input",
        r#"{"list_id":"{fresh}","fact_id":"{fresh}","asking":{},"windows":[]}"#,
    ),
    ByHand(
        "POST /risk-lists/{risk_list_id}/decide",
        "S",
        "z",
        "409 stale",
        r#"{"fact_id":"{fresh}","seen":99,"decision":"sign"}"#,
    ),
    ByHand("GET /operations", "CDSE", "czt", "200", ""),
    ByHand(
        "POST /operations/{operation_id}/zone",
        "S",
        "z",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","signed":false,"reason":""}"#,
    ),
    ByHand("GET /codes/reasons", "FW", "d", "200", ""),
    ByHand(
        "POST /codes/reasons",
        "F",
        "d",
        "400 code_reason_refused",
        r#"{"reason_id":"{fresh}","cause":"close_contact","evidence":"investigation",
            "evidence_ref":"报告1","said":"同桌用餐","counted_from":"2022-11-22",
            "last_day":"2022-11-29","people":[]}"#,
    ),
    ByHand(
        "POST /codes/reasons/{code_reason_id}/decision",
        "W",
        "d",
        "409 stale",
        r#"{"fact_id":"{fresh}","seen":99,"approved":true}"#,
    ),
    ByHand(
        "POST /codes/reasons/{code_reason_id}/end",
        "W",
        "d",
        "409 stale",
        r#"{"fact_id":"{fresh}","seen":99,"reason":"复核"}"#,
    ),
    ByHand(
        "POST /codes/told",
        "RH",
        "p",
        "200",
        r#"{"name":"Coded World","document_kind":"passport","document":"W3000001"}"#,
    ),
    ByHand(
        "POST /codes/appeals",
        "RH",
        "p",
        "400 bad_input",
        r#"{"appeal_id":"{fresh}","name":"Coded World","document_kind":"passport",
            "document":"W3000001","source":"antigen/{fresh}","way":"phone","medical":false,
            "said":""}"#,
    ),
    ByHand("GET /codes/outages", "CDSRGAMPKLNFWQHTEIVB", "w", "200", ""),
    // One was said and ended before.
    ByHand(
        "POST /codes/outages",
        "C",
        "c",
        "409 stale",
        r#"{"outage_id":"{fresh}","last":0,"minutes":60,"reason":"机房断电，健康码打不开"}"#,
    ),
    ByHand("POST /codes/outages/{outage_id}/end", "C", "c", "204", ""),
    ByHand("GET /codes/care-passages", "RGH", "op", "200", ""),
    // A passage of nobody the register knows lets nobody's code pass.
    ByHand(
        "POST /codes/care-passages",
        "RGH",
        "op",
        "200",
        r#"{"passage_id":"{fresh}","need":"rescue"}"#,
    ),
    ByHand(
        "POST /outside-requests",
        "CRH",
        "cop",
        "400 bad_input",
        r#"{"request_id":"{fresh}","asked_by":"police","about":"scans","reference":"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一"}"#,
    ),
    ByHand("GET /outside-requests", "CRH", "cop", "200", ""),
    ByHand("GET /canaries", "A", "a", "200", ""),
    ByHand("GET /canaries/place?number=1", "A", "a", "200", ""),
    ByHand("POST /venues/{venue_id}/canary", "A", "a", "204", ""),
    ByHand("GET /codes/appeals", "Q", "p", "200", ""),
    ByHand(
        "POST /codes/appeals/{code_appeal_id}/decision",
        "Q",
        "p",
        "400 bad_input",
        r#"{"outcome":"upheld","answer":""}"#,
    ),
    ByHand("GET /codes/work?community=140110003001", "R", "o", "200", ""),
    ByHand(
        "POST /codes/work",
        "R",
        "o",
        "400 bad_input",
        r#"{"work_id":"{fresh}","person_id":"{person_id}","source":"antigen/{fresh}","note":""}"#,
    ),
    ByHand("GET /imports?community=140110003001", "R", "r", "200", ""),
    // Another file under an id that is taken.
    ByHand("POST /imports/{import_id}?community=140110003001", "R", "r", "409 id_reused", "{}"),
    ByHand("GET /imports/{import_id}", "R", "r", "200", ""),
    ByHand(
        "PUT /imports/{import_id}/reading",
        "R",
        "r",
        "409 import_state",
        r#"{"version":99,"sheet":0,"columns":[]}"#,
    ),
    ByHand("POST /imports/{import_id}/apply", "R", "r", "409 import_state", r#"{"version":99}"#),
    ByHand("POST /imports/{import_id}/cancel", "R", "r", "409 import_state", ""),
    ByHand("GET /imports/{import_id}/undo", "R", "r", "200", ""),
    ByHand("POST /imports/{import_id}/undo", "R", "r", "400 bad_input", r#"{"reason":""}"#),
    ByHand("GET /imports/{import_id}/rejects", "R", "r", "200", ""),
    ByHand("GET /roster-template", "R", "r", "200", ""),
    ByHand("GET /exports", "CR", "cr", "200", ""),
    ByHand(
        "POST /exports",
        "R",
        "r",
        "409 id_reused",
        r#"{"export_id":"{export_id}","place":"{community}","columns":["name"],
            "numbers":"masked","reason":"别的"}"#,
    ),
    ByHand(
        "POST /exports/{export_id}/decision",
        "CR",
        "cr",
        "400 bad_input",
        r#"{"version":99,"approve":false,"reason":""}"#,
    ),
    ByHand("POST /exports/{export_id}/file", "R", "r", "409 export_state", r#"{"version":99}"#),
    ByHand("POST /export-traces", "A", "a", "200", r#"{"mark":"{mark}"}"#),
    ByHand("GET /grids?community=140110003001", "R", "r", "200", ""),
    ByHand(
        "POST /grids/proposals",
        "R",
        "r",
        "200",
        r#"{"community":"{community}","n_grids":1,"min_households":null,"max_households":null}"#,
    ),
    ByHand(
        "PUT /grids",
        "R",
        "r",
        "409 stale",
        r#"{"community":"{community}","seen":"x",
            "grids":[{"name":"一","places":["140110003001-01-05"]}]}"#,
    ),
    ByHand("GET /report-templates", "CR", "cr", "200", ""),
    ByHand(
        "POST /report-templates/{template_id}?place=140110003001&name=x&sender=x&report_purpose=supply&row=person",
        "CR",
        "cr",
        "400 form_not_xlsx",
        "{}",
    ),
    ByHand("GET /report-templates/{template_id}", "CR", "cr", "200", ""),
    ByHand(
        "PUT /report-templates/{template_id}/reading",
        "CR",
        "cr",
        "409 stale",
        r#"{"version":99,"columns":[],"cells":[]}"#,
    ),
    ByHand(
        "POST /report-previews",
        "R",
        "r",
        "200",
        r#"{"template_id":"{template_id}","place":"{community}","round_id":null}"#,
    ),
    ByHand("GET /reports?place=140110003001", "CR", "cr", "200", ""),
    ByHand(
        "POST /reports/{report_id}",
        "R",
        "r",
        "409 id_reused",
        r#"{"template_id":"{template_id}","place":"{community}-01","round_id":null}"#,
    ),
    ByHand("GET /reports/{report_id}/file", "R", "r", "200", ""),
    ByHand(
        "POST /reports/{report_id}/sent",
        "R",
        "r",
        "400 bad_input",
        r#"{"sent_id":"{fresh}","sent_on":"2099-01-01","sent_to":"x"}"#,
    ),
    ByHand("GET /reports/{report_id}/since", "R", "r", "200", ""),
    ByHand("GET /rounds", "CRG", "cor", "200", ""),
    ByHand(
        "POST /rounds",
        "R",
        "or",
        "409 id_reused",
        r#"{"round_id":"{round_id}","place":"{community}","kind":"count","name":"另一轮"}"#,
    ),
    ByHand("GET /rounds/{round_id}", "CRG", "cor", "200", ""),
    ByHand("GET /rounds/{round_id}/parts", "CRG", "cor", "200", ""),
    ByHand("GET /rounds/{round_id}/list", "RG", "o", "200", ""),
    ByHand("GET /rounds/{round_id}/missing", "RG", "o", "200", ""),
    ByHand("GET /rounds/{round_id}/pdf", "RG", "o", "500 no_font", ""),
    ByHand("POST /rounds/{round_id}/ticks", "RG", "o", "200", r#"{"ticks":[]}"#),
    ByHand("POST /rounds/{round_id}/close", "R", "or", "409 round_incomplete", r#"{"version":1}"#),
    ByHand("GET /ledgers?within=140110003001", "RG", "or", "200", ""),
    ByHand(
        "POST /ledgers/entries",
        "RG",
        "or",
        "409 ledger_known",
        r#"{"entry_id":"{fresh}","fact_id":"{fresh}","person_id":"{person_id}","origin":"form",
            "entry":{"ledger":"special_care","category":"dialysis","weekdays":[1,3,5],
            "reason":"走访"}}"#,
    ),
    ByHand("GET /ledgers/entries/{entry_id}", "RG", "or", "200", ""),
    ByHand(
        "PUT /ledgers/entries/{entry_id}",
        "R",
        "r",
        "409 stale",
        r#"{"fact_id":"{fresh}","version":99,"entry":{"ledger":"special_care",
            "category":"dialysis","weekdays":[2],"reason":"改日子"}}"#,
    ),
    // Under an id that is taken for something else: nothing is written.
    ByHand(
        "POST /ledgers/entries/{entry_id}/visits",
        "RG",
        "or",
        "409 id_reused",
        r#"{"fact_id":"{ledger_fact_id}","note":""}"#,
    ),
    ByHand(
        "POST /ledgers/entries/{entry_id}/reviews",
        "RG",
        "or",
        "409 stale",
        r#"{"fact_id":"{fresh}","version":99,"review_on":null,"note":""}"#,
    ),
    ByHand(
        "POST /ledgers/entries/{entry_id}/end",
        "R",
        "r",
        "409 stale",
        r#"{"fact_id":"{fresh}","version":99,"reason":"康复"}"#,
    ),
    ByHand("GET /ledgers/offers?within=140110003001", "R", "r", "200", ""),
    ByHand(
        "POST /ledgers/offers/passes",
        "R",
        "r",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","person_id":"{person_id}","category":"infant","reason":"不是"}"#,
    ),
    ByHand("GET /ledgers/own?within=140110003001", "RG", "or", "200", ""),
    ByHand(
        "POST /ledgers/own",
        "R",
        "r",
        "400 bad_input",
        r#"{"ledger_id":"{fresh}","community":"{community}","name":"宠物家庭"}"#,
    ),
    ByHand(
        "PUT /ledgers/own/{ledger_id}",
        "R",
        "r",
        "409 stale",
        r#"{"community":"{community}","version":99,"name":"另一本","closed":false}"#,
    ),
    ByHand("GET /charges?within=140110003001", "CRG", "cor", "200", ""),
    ByHand(
        "POST /charges",
        "R",
        "r",
        "409 charge_known",
        r#"{"community":"{community}","reason":"又一次","charges":[{"charge_id":"{fresh}",
            "fact_id":"{fresh}","who":{"name":"责任人","capacity":"party_member"},
            "reach":"place","places":["{community}"],"first_day":"2022-11-24"}]}"#,
    ),
    ByHand("POST /charges/chains", "CRG", "cor", "200", r#"{"place":"{community}"}"#),
    ByHand(
        "POST /charges/readings",
        "R",
        "r",
        "200",
        r#"{"community":"{community}","text":"5号楼 张三"}"#,
    ),
    ByHand("POST /charges/proposals", "R", "r", "200", r#"{"place":"{community}-01-77"}"#),
    ByHand("GET /charges/{charge_id}", "R", "r", "200", ""),
    ByHand("POST /charges/{charge_id}/calls", "CRG", "cor", "200", ""),
    ByHand(
        "POST /charges/{charge_id}/end",
        "R",
        "r",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"last_day":"2022-11-30","reason":"换岗"}"#,
    ),
    ByHand(
        "POST /charges/{charge_id}/hand-over",
        "R",
        "r",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"new_charge_id":"{fresh}","new_fact_id":"{fresh}",
            "who":{"name":"接手人","capacity":"volunteer"},"first_day":"2022-11-30",
            "reason":"换岗"}"#,
    ),
    ByHand(
        "POST /charges/{charge_id}/undo",
        "R",
        "r",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"reason":"弄错了"}"#,
    ),
    ByHand("GET /sampling/devices", "R", "o", "200", ""),
    ByHand(
        "POST /sampling/devices",
        "P",
        "s",
        "400 bad_input",
        r#"{"device_id":"{fresh}","label":"手机","public_key":"AA=="}"#,
    ),
    ByHand("POST /sampling/devices/{device_id}/revoke", "R", "o", "204", ""),
    ByHand("GET /sampling/packs?round_id={round_id}&place=140110003001", "P", "s", "200", ""),
    ByHand(
        "POST /sampling/batches",
        "P",
        "s",
        "403 device_unknown",
        r#"{"made_at":0,"parts":[],"n_unsent":0}"#,
    ),
    ByHand("GET /sampling/rolls", "CRP", "cos", "200", ""),
    ByHand(
        "POST /sampling/rolls",
        "CR",
        "co",
        "400 bad_input",
        r#"{"roll_id":"{fresh}","place":"{community}","pool":"ten","n_tubes":0}"#,
    ),
    ByHand("GET /sampling/rolls/{roll_id}/labels?from=0", "CR", "co", "500 no_font", ""),
    ByHand("GET /sampling/rounds", "CRP", "cos", "200", ""),
    ByHand("GET /sampling/asked", "CRP", "cos", "200", ""),
    ByHand("GET /sampling/rounds/{round_id}", "CRP", "cos", "200", ""),
    ByHand("GET /sampling/rounds/{round_id}/bulletin", "CRP", "cos", "500 no_font", ""),
    ByHand("GET /sampling/rounds/{round_id}/tubes", "CRP", "cos", "200", ""),
    ByHand("GET /sampling/tubes/{tube}/people", "R", "o", "200", ""),
    ByHand("GET /sampling/strangers?place=140110003001", "R", "o", "200", ""),
    ByHand(
        "POST /sampling/strangers",
        "CR",
        "co",
        "400 bad_input",
        r#"{"place":"{community}","part_id":"{fresh}","position":0,"person_id":"{person_id}",
            "reason":""}"#,
    ),
    ByHand("GET /chains", "CRG", "co", "200", ""),
    ByHand("GET /chains/{chain}", "CRG", "co", "200", ""),
    ByHand("GET /journeys?from=140622&to=1401&means=train", "CDSRG", "czor", "200", ""),
    ByHand("GET /country-places?q=%E5%BA%94%E5%8E%BF", "CDSRG", "czor", "200", ""),
    ByHand("GET /elsewhere-cases", "CDSRG", "czor", "200", ""),
    ByHand(
        "POST /elsewhere-cases",
        "C",
        "c",
        "400 bad_input",
        r#"{"case_id":"{fresh}","place":"140105","last_on":"2022-11-20","source":"通报"}"#,
    ),
    ByHand(
        "POST /elsewhere-cases/{elsewhere_id}/withdrawal",
        "C",
        "c",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","reason":""}"#,
    ),
    ByHand("GET /sites", "CRGP", "cos", "200", ""),
    ByHand(
        "POST /sites",
        "CR",
        "co",
        "409 id_reused",
        r#"{"site_id":"{site_id}","fact_id":"{fresh}","kind":"kiosk","name":"另一个",
            "spot":{"place":"{community}","address":"西门"},"reason":"选址"}"#,
    ),
    ByHand(
        "POST /sites/proposals",
        "CR",
        "co",
        "400 bad_input",
        r#"{"county":"{community}","text":"车站,南站,112.6,37.8"}"#,
    ),
    ByHand("GET /sites/{site_id}", "CRGP", "cos", "200", ""),
    ByHand(
        "POST /sites/{site_id}/states",
        "CR",
        "co",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"state":"built","reason":"建成"}"#,
    ),
    ByHand(
        "POST /sites/{site_id}/moves",
        "CR",
        "co",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"to":{"place":"{community}","address":"西门"},
            "first_day":"2022-11-30","reason":"搬迁"}"#,
    ),
    ByHand(
        "PUT /sites/{site_id}/hours",
        "CR",
        "co",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"reason":"改时间","hours":{"usual":[[],[],[],[],[],[],
            [{"from_min":480,"to_min":690}]]}}"#,
    ),
    ByHand(
        "PUT /sites/{site_id}/offers",
        "CR",
        "co",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"reason":"改说明","offers":{"bring":"身份证"}}"#,
    ),
    ByHand(
        "POST /sites/{site_id}/queue",
        "P",
        "s",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","wait":"none"}"#,
    ),
    ByHand(
        "POST /sampling/plans",
        "CRP",
        "cos",
        "200",
        r#"{"round_id":"{round_id}","pool":"ten"}"#,
    ),
    ByHand("GET /events", "CDSRG", "czor", "200", ""),
    ByHand("POST /drill/day", "C", "c", "409 not_a_drill", r#"{"day":"2022-11-01"}"#),
    ByHand("GET /custody/handovers", "PKL", "sl", "200", ""),
    ByHand(
        "POST /custody/handovers",
        "PKL",
        "sl",
        "400 bad_input",
        r#"{"handover_id":"{fresh}","to_login":"zhuanyun","tubes":[],"counted":0}"#,
    ),
    // Only its two sides see a hand-over: this one is between the sampler and the courier.
    ByHand("GET /custody/handovers/{handover_id}", "PK", "sl", "200", ""),
    ByHand(
        "POST /custody/handovers/{handover_id}/receipt",
        "PKL",
        "sl",
        "400 bad_input",
        r#"{"tubes":[],"counted":-1}"#,
    ),
    ByHand("POST /custody/tubes", "CRPKLN", "cosl", "200", r#"{"tubes":[]}"#),
    ByHand("GET /custody/rounds/{round_id}", "CRPKLN", "cosl", "200", ""),
    ByHand("GET /labs", "CLN", "cl", "200", ""),
    ByHand(
        "POST /labs",
        "C",
        "c",
        "400 bad_input",
        r#"{"laboratory_id":"{fresh}","place":"140110","name":"","capacity_day":1}"#,
    ),
    ByHand("GET /labs/{laboratory_id}", "CLN", "cl", "200", ""),
    ByHand(
        "PUT /labs/{laboratory_id}",
        "C",
        "c",
        "409 stale",
        r#"{"name":"实验室","capacity_day":1,"version":99}"#,
    ),
    ByHand(
        "POST /labs/{laboratory_id}/members",
        "C",
        "c",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","login":"wangge","works_here":true}"#,
    ),
    ByHand(
        "POST /labs/{laboratory_id}/plates",
        "L",
        "l",
        "400 bad_input",
        r#"{"plate_id":"{fresh}","label":"1","kit":"1","ct_bar":4000,"counted":0,"wells":[]}"#,
    ),
    ByHand(
        "POST /labs/{laboratory_id}/corrections",
        "L",
        "l",
        "400 bad_input",
        r#"{"sheet_id":"{fresh}","tube":"{tube_code}","corrects":"{fresh}","outcome":"invalid",
            "reason":""}"#,
    ),
    ByHand("GET /labs/plates/{plate_id}", "CLN", "cl", "200", ""),
    ByHand(
        "POST /labs/plates/{plate_id}/sheets",
        "L",
        "l",
        "409 plate_entered",
        r#"{"sheet_id":"{fresh}","results":[]}"#,
    ),
    ByHand(
        "POST /labs/plates/{plate_id}/files?sheet_id={fresh}&rows=1&sha256=0",
        "L",
        "l",
        "200",
        "{}",
    ),
    ByHand("GET /labs/sheets/{sheet_id}", "CLN", "cl", "200", ""),
    ByHand(
        "POST /labs/sheets/{sheet_id}/decision",
        "N",
        "l",
        "400 bad_input",
        r#"{"verdict":"sent_back","reason":""}"#,
    ),
    ByHand("GET /labs/quality", "C", "c", "200", ""),
    ByHand(
        "POST /labs/controls",
        "C",
        "c",
        "400 bad_input",
        r#"{"tubes":[],"expects":"positive"}"#,
    ),
    ByHand("GET /labs/tubes/{tube_code}", "CLN", "cl", "200", ""),
    ByHand("GET /frequency", "CDSRG", "czor", "200", ""),
    ByHand("GET /frequency/people?within=140110003001&view=all", "RG", "or", "200", ""),
    ByHand("GET /frequency/people/{person_id}", "RG", "or", "200", ""),
    ByHand(
        "POST /frequency/people/{person_id}/told",
        "RG",
        "or",
        "400 bad_input",
        r#"{"due_day":"2022-11-01"}"#,
    ),
    ByHand(
        "POST /frequency/requirements",
        "CD",
        "cz",
        "409 id_reused",
        r#"{"requirement_id":"{requirement_id}","fact_id":"{fresh}","place":"1401",
            "every_days":7,"first_day":"2022-11-24","as_written":"每周1检","source":"测试"}"#,
    ),
    ByHand(
        "POST /frequency/requirements/{requirement_id}/decision",
        "CS",
        "cz",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"sign":true}"#,
    ),
    ByHand(
        "POST /frequency/requirements/{requirement_id}/end",
        "CS",
        "cz",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"last_day":"2022-11-24","reason":"调整"}"#,
    ),
    ByHand("POST /frequency/entries", "R", "r", "400 bad_input", r#"{"entries":[]}"#),
    ByHand(
        "POST /frequency/entries/{test_entry_id}/end",
        "R",
        "r",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","last_day":"2022-11-30","reason":"已恢复"}"#,
    ),
    ByHand(
        "POST /frequency/trade-readings",
        "R",
        "r",
        "200",
        r#"{"community":"{community}","text":"测试 外卖骑手"}"#,
    ),
    ByHand("GET /venues?within=140110003001", "CDSRG", "czo", "200", ""),
    ByHand(
        "POST /venues",
        "R",
        "o",
        "409 id_reused",
        r#"{"venue_id":"{venue_id}","fact_id":"{fresh}","kind":"bar","name":"别的",
            "place":"{community}","address":"别处","answers_name":"某","answers_phone":"10000000023"}"#,
    ),
    ByHand("GET /venues/closings", "CDSRG", "czo", "200", ""),
    ByHand(
        "POST /venues/closings",
        "CD",
        "cz",
        "409 id_reused",
        r#"{"closing_id":"{closing_id}","fact_id":"{fresh}","kinds":["gym"],"place":"1401",
            "first_day":"2022-11-24","as_written":"健身房暂停开放","source":"测试"}"#,
    ),
    ByHand(
        "POST /venues/closings/{closing_id}/decision",
        "CS",
        "cz",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"sign":true}"#,
    ),
    ByHand(
        "POST /venues/closings/{closing_id}/end",
        "CS",
        "cz",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"last_day":"2022-11-24","reason":"恢复"}"#,
    ),
    ByHand("GET /gatherings?within=140110003001", "CRG", "co", "200", ""),
    ByHand(
        "POST /gatherings",
        "R",
        "o",
        "409 id_reused",
        r#"{"filing_id":"{filing_id}","fact_id":"{fresh}","who_name":"某","who_phone":"10000000023",
            "gathering":{"kind":"meeting","place":"{community}","address":"别处","day":"2022-11-26",
            "starts_minute":600,"people":9}}"#,
    ),
    ByHand(
        "POST /gatherings/questions",
        "CRG",
        "co",
        "200",
        r#"{"kind":"meeting","place":"{community}","address":"别处","day":"2022-11-26",
            "starts_minute":600,"people":9}"#,
    ),
    ByHand("GET /gatherings/{filing_id}", "CRG", "co", "200", ""),
    ByHand(
        "POST /gatherings/{filing_id}/answer",
        "R",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"reply":"noted"}"#,
    ),
    ByHand(
        "POST /gatherings/{filing_id}/change",
        "R",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"who_name":"某","who_phone":"10000000023",
            "gathering":{"kind":"meeting","place":"{community}","address":"别处","day":"2022-11-26",
            "starts_minute":600,"people":9}}"#,
    ),
    ByHand(
        "POST /gatherings/{filing_id}/cancel",
        "R",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99}"#,
    ),
    ByHand("POST /gatherings/{filing_id}/phone", "R", "o", "200", ""),
    ByHand("GET /arrivals?within=140110003001", "R", "o", "200", ""),
    ByHand(
        "POST /arrivals",
        "RT",
        "o",
        "409 id_reused",
        r#"{"arrival_id":"{arrival_id}","fact_id":"{fresh}","way":"counter",
            "who":{"name":"某","document_kind":"passport","document":"X0000001","phone":"10000000041"},
            "coming":{"from":"110105","means":"train","station":"taiyuan","arrives_at":1669294800000,
            "stay":"home","place":"{community}","code":"green","stayed":"nowhere",
            "residence":"unsaid"}}"#,
    ),
    ByHand(
        "POST /arrivals/questions",
        "RT",
        "o",
        "200",
        r#"{"from":"110105","means":"train","station":"taiyuan","arrives_at":1669294800000,
            "stay":"unsaid","code":"green","stayed":"nowhere","residence":"unsaid"}"#,
    ),
    ByHand("GET /arrivals/stations", "CRT", "co", "200", ""),
    ByHand("GET /arrivals/communities?q=x", "CRT", "co", "200", ""),
    ByHand("GET /arrivals/station?station=taiyuan&day=2022-11-24", "T", "o", "200", ""),
    ByHand("GET /arrivals/tasks", "C", "c", "200", ""),
    ByHand("GET /arrivals/numbers?day=2022-11-24", "C", "c", "200", ""),
    ByHand("GET /arrivals/{arrival_id}", "CRT", "co", "200", ""),
    ByHand("POST /arrivals/{arrival_id}/phone", "CRT", "co", "200", ""),
    ByHand(
        "POST /arrivals/{arrival_id}/change",
        "R",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,
            "who":{"name":"某","document_kind":"passport","document":"X0000001","phone":"10000000041"},
            "coming":{"from":"110105","means":"train","station":"taiyuan","arrives_at":1669294800000,
            "stay":"home","place":"{community}","code":"green","stayed":"nowhere",
            "residence":"unsaid"}}"#,
    ),
    ByHand(
        "POST /arrivals/{arrival_id}/withdraw",
        "R",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99}"#,
    ),
    ByHand(
        "POST /arrivals/{arrival_id}/receive",
        "R",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99}"#,
    ),
    ByHand(
        "POST /arrivals/{arrival_id}/absent",
        "R",
        "o",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","facts":99,"reason":"没有来"}"#,
    ),
    ByHand(
        "POST /arrivals/{arrival_id}/check",
        "T",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"code":"green","mask":true}"#,
    ),
    ByHand(
        "POST /arrivals/{arrival_id}/sample",
        "T",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99}"#,
    ),
    ByHand(
        "POST /arrivals/{arrival_id}/decline",
        "T",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"reason":"不做"}"#,
    ),
    ByHand(
        "POST /arrivals/{arrival_id}/hand",
        "T",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"place":"140110003001"}"#,
    ),
    ByHand(
        "POST /arrivals/{arrival_id}/direct",
        "C",
        "c",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"place":"140110003001"}"#,
    ),
    ByHand("GET /leavings?within=140110003001", "R", "o", "200", ""),
    ByHand(
        "POST /leavings",
        "R",
        "o",
        "409 id_reused",
        r#"{"leaving_id":"{leaving_id}","fact_id":"{fresh}","who_name":"某","who_phone":"10000000023",
            "leaving":{"place":"{community}","to":"110105","means":"air","leaves":"2022-11-26",
            "back":"2022-11-27","why":"别的"}}"#,
    ),
    ByHand(
        "POST /leavings/{leaving_id}/change",
        "R",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"who_name":"某","who_phone":"10000000023",
            "leaving":{"place":"{community}","to":"110105","means":"air","leaves":"2022-11-26",
            "back":"2022-11-27","why":"别的"}}"#,
    ),
    ByHand(
        "POST /leavings/{leaving_id}/cancel",
        "R",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99}"#,
    ),
    ByHand(
        "POST /leavings/{leaving_id}/return",
        "R",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"on":"2022-11-24"}"#,
    ),
    ByHand("POST /leavings/{leaving_id}/phone", "R", "o", "200", ""),
    ByHand("GET /venues/{venue_id}", "CDSRG", "czo", "200", ""),
    ByHand(
        "POST /venues/{venue_id}/check",
        "R",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99}"#,
    ),
    ByHand(
        "POST /venues/{venue_id}/decision",
        "CR",
        "co",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"approve":true}"#,
    ),
    ByHand(
        "POST /venues/{venue_id}/end",
        "R",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"reason":"停业"}"#,
    ),
    ByHand(
        "POST /venues/{venue_id}/inspections",
        "RG",
        "o",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"findings":["no_masks"]}"#,
    ),
    ByHand("POST /venues/{venue_id}/phone", "R", "o", "200", ""),
    ByHand("GET /venues/{venue_id}/poster", "R", "o", "500 no_font", ""),
    ByHand("GET /venues/{venue_id}/hand-sheet", "R", "o", "500 no_font", ""),
    ByHand("POST /venues/{venue_id}/hand-rows", "R", "o", "400 bad_input", r#"{"rows":[]}"#),
    ByHand("GET /venues/{venue_id}/counts?day=2022-11-24", "R", "o", "200", ""),
    ByHand("GET /venues/{venue_id}/gates", "R", "o", "200", ""),
    ByHand(
        "POST /venues/{venue_id}/gates",
        "R",
        "o",
        "400 bad_input",
        r#"{"gate_id":"{fresh}","label":""}"#,
    ),
    ByHand("GET /lodgings?within=140110003001", "CRG", "co", "200", ""),
    ByHand(
        "POST /lodgings/{venue_id}/page",
        "R",
        "o",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","has_page":false}"#,
    ),
    ByHand("POST /gates/{gate_id}/end", "R", "o", "400 bad_input", r#"{"reason":""}"#),
    ByHand("GET /verifications/senders", "C", "c", "200", ""),
    ByHand(
        "POST /verifications/senders/{sender_id}",
        "C",
        "c",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"name":"某单位","kind":"police","place":"1401"}"#,
    ),
    ByHand("GET /verifications/lists?within=140110003001", "C", "c", "200", ""),
    // A file without a line.
    ByHand(
        "POST /verifications/lists/{list_id}?sender={sender_id}&direction=in",
        "C",
        "c",
        "400 verification_no_rows",
        "{}",
    ),
    ByHand("GET /verifications/lists/{list_id}", "C", "c", "200", ""),
    ByHand(
        "PUT /verifications/lists/{list_id}/reading",
        "C",
        "c",
        "409 stale",
        r#"{"version":99,"columns":[]}"#,
    ),
    ByHand(
        "POST /verifications/lists/{list_id}/take",
        "C",
        "c",
        "409 verification_list_state",
        r#"{"version":99,"due_hours":24}"#,
    ),
    ByHand("POST /verifications/lists/{list_id}/drop", "C", "c", "409 stale", r#"{"version":99}"#),
    ByHand(
        "POST /verifications/lists/{list_id}/replies",
        "C",
        "c",
        "409 verification_list_state",
        r#"{"reply_id":"{fresh}","format":"xlsx"}"#,
    ),
    ByHand(
        "POST /verifications/lists/{list_id}/letter",
        "C",
        "c",
        "409 verification_list_state",
        "",
    ),
    ByHand(
        "POST /verifications/lists/{list_id}/answers",
        "C",
        "c",
        "409 verification_list_state",
        "{}",
    ),
    ByHand("GET /verifications/unplaced?within=140110003001", "C", "c", "200", ""),
    ByHand("GET /verifications/work?community=140110003001", "R", "o", "200", ""),
    ByHand("GET /verifications/numbers?within=140110003001", "CR", "co", "200", ""),
    ByHand("GET /verifications/cases/{asked_id}", "CR", "co", "200", ""),
    ByHand(
        "POST /verifications/cases/{asked_id}/place",
        "C",
        "c",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"place":"140110003001"}"#,
    ),
    ByHand(
        "POST /verifications/cases/{asked_id}/facts",
        "CR",
        "co",
        "409 stale",
        r#"{"fact_id":"{fresh}","facts":99,"does":"tried","means":"phone"}"#,
    ),
    ByHand("GET /isolation", "CE", "ct", "200", ""),
    ByHand(
        "POST /isolation/sites",
        "C",
        "c",
        "400 isolation_site",
        r#"{"isolation_site_id":"{fresh}","fact_id":"{fresh}","name":"","place":"1401","kind":"hotel"}"#,
    ),
    ByHand(
        "POST /isolation/sites/{isolation_site_id}/facts",
        "C",
        "c",
        "409 stale",
        r#"{"fact_id":"{fresh}","seen":99,"staff":["geli"]}"#,
    ),
    ByHand(
        "POST /isolation/vehicles",
        "C",
        "c",
        "409 stale",
        r#"{"fact_id":"{fresh}","seen":99,"plate":"晋A10001","place":"140110","seats":4,"driver":"siji"}"#,
    ),
    ByHand(
        "POST /isolation/points",
        "C",
        "c",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","place":"140110003001","spot":{"longitude_e6":1,"latitude_e6":1}}"#,
    ),
    ByHand("GET /isolation/waiting", "CE", "ct", "200", ""),
    ByHand(
        "POST /isolation/sites/{isolation_site_id}/beds",
        "CE",
        "ct",
        "400 bad_input",
        r#"{"beds":[]}"#,
    ),
    ByHand(
        "POST /isolation/stays/{isolation_stay_id}/call-off",
        "CE",
        "ct",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","reason":""}"#,
    ),
    ByHand(
        "POST /isolation/runs",
        "CE",
        "ct",
        "400 bad_input",
        r#"{"run_id":"{fresh}","plate":"晋A10001","departs_at":0,"stays":[]}"#,
    ),
    ByHand(
        "POST /isolation/runs/{run_id}/call-off",
        "CE",
        "ct",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","reason":""}"#,
    ),
    ByHand("GET /isolation/driver/runs", "V", "i", "200", ""),
    ByHand(
        "POST /isolation/driver/runs/{run_id}/signatures",
        "V",
        "i",
        "409 isolation_hand",
        r#"{"fact_id":"{fresh}","hand":"took","stop":0,"stays":[]}"#,
    ),
    ByHand("GET /isolation/doors/runs", "RG", "o", "200", ""),
    ByHand(
        "POST /isolation/doors/runs/{run_id}/signatures",
        "RG",
        "o",
        "409 isolation_hand",
        r#"{"fact_id":"{fresh}","hand":"gave","stop":0,"stays":[]}"#,
    ),
    ByHand("GET /isolation/homes?door={home_door}", "RG", "o", "200", ""),
    ByHand(
        "POST /isolation/homes",
        "RG",
        "o",
        "400 bad_input",
        r#"{"fact_id":"{fresh}","seen":0,"door":"{home_door}","answers":[]}"#,
    ),
    ByHand("GET /isolation/houses", "I", "i", "200", ""),
    ByHand(
        "POST /isolation/houses/{isolation_site_id}/checks",
        "I",
        "i",
        "409 id_reused",
        r#"{"fact_id":"{isolation_fact_id}","answers":[]}"#,
    ),
    ByHand(
        "POST /isolation/houses/runs/{run_id}/signatures",
        "I",
        "i",
        "409 isolation_hand",
        r#"{"fact_id":"{fresh}","hand":"received","stays":[]}"#,
    ),
    ByHand(
        "POST /isolation/houses/stays/{isolation_stay_id}/needs",
        "I",
        "i",
        "409 id_reused",
        r#"{"fact_id":"{isolation_fact_id}","meal":"halal","needs":[]}"#,
    ),
    ByHand(
        "POST /isolation/houses/stays/{isolation_stay_id}/release",
        "I",
        "i",
        "409 isolation_too_early",
        r#"{"fact_id":"{fresh}"}"#,
    ),
];

/// A city with one of everything that a path can name, within reach of everybody who may.
pub(crate) struct World {
    pub(crate) city: TestCity,
    pub(crate) named: BTreeMap<&'static str, String>,
}

impl World {
    pub(crate) async fn new(city: TestCity) -> World {
        let mut named = BTreeMap::new();
        // A zone that lies in the registrar's community, and raises work for its grids.
        let zone = city.zone("万水物贸城").await["zone_id"].as_str().unwrap().to_owned();
        // A gathering is filed before the area is closed in which it is to be held.
        let mut filed = BTreeMap::new();
        crate::filings::standing(&city, &mut filed).await;
        crate::arrivals::standing(&city, &mut filed).await;
        settle(&city, "万水物贸城", COMMUNITY).await;
        let orders = city.get("wangge", "/orders", "order_work").await.ok();
        named.insert("order_id", orders["rows"][0]["order_id"].as_str().unwrap().to_owned());
        named.insert("zone_id", zone);

        let notice = city.fresh_id();
        let text = "太原市通告";
        let body = json!({ "notice_id": notice, "text": text });
        city.post("nigao", "/notices", "zone_decision", body).await.ok();
        named.insert("notice_id", notice);
        named.insert("text", text.to_owned());

        let due = city.zone("东曲工人村17号楼").await["zone_id"].as_str().unwrap().to_owned();
        let path = format!("/zones/{due}");
        let seen = city.get("qianpi", &path, "zone_decision").await.ok();
        let fact = city.fresh_id();
        let sign = json!({ "fact_id": fact, "version": seen["version"] });
        city.post("qianpi", &format!("{path}/step-down"), "zone_decision", sign).await.ok();
        let draft = city.fresh_id();
        let body = json!({ "draft_id": draft, "fact_ids": [fact] });
        city.post("nigao", "/drafts", "zone_decision", body).await.ok();
        named.insert("draft_id", draft);

        let over = Some("2022-11-01");
        person(
            &city,
            "spare",
            &[
                ("zone_signer", "1401", "2022-01-01", None),
                ("grid_worker", "1401", "2022-01-01", over),
            ],
        )
        .await;
        let id = async |sql: &str| column(&city, sql).await.remove(0);
        let account = id("select account_id as x from account where login = 'spare'").await;
        let ended = format!(
            "select assignment_id as x from assignment where account_id = '{account}' and role = \
             'grid_worker'"
        );
        named.insert("assignment_id", id(&ended).await);
        named.insert("account_id", account);
        named.insert("community", COMMUNITY.to_owned());
        register(&city, &mut named).await;
        named.extend(filed);
        named.insert("outage_id", crate::outage::over(&city).await);
        World { city, named }
    }

    pub(crate) fn filled(&self, template: &str) -> String {
        let mut text = template.replace("{fresh}", &self.city.fresh_id());
        text = text.replace("{message_id}", &self.city.fresh_id());
        for (name, value) in &self.named {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// The sign-in name of somebody of the demonstration who may, and a purpose to do it for.
    pub(crate) fn who_may(row: &ByHand) -> (&'static str, &'static str) {
        let role = row.1.chars().next().unwrap();
        let purpose = row.2.chars().next().unwrap();
        let login = ROLES.iter().find(|(letter, _)| *letter == role).unwrap().1;
        (login, PURPOSES.iter().find(|(letter, _)| *letter == purpose).unwrap().1)
    }

    pub(crate) fn attempt(
        &self,
        row: &ByHand,
        session: Option<&str>,
        purpose: Option<&str>,
    ) -> Attempt {
        let (method, path) = row.0.split_once(' ').unwrap();
        let mut attempt = Attempt::of(method, &self.filled(path));
        if let Some(session) = session {
            attempt = attempt.session(session);
        }
        if let Some(purpose) = purpose {
            attempt = attempt.purpose(purpose);
        }
        if row.4.is_empty() {
            return attempt;
        }
        attempt.bytes("application/json", self.filled(row.4).into_bytes())
    }
}

/// Somebody of the register who is nobody: the number is an example of the standard itself.
pub(crate) const PERSON: &str = r#"{"name":"测试","document_kind":"resident_id",
    "document":"11010519491231002X","phone":"10000000000","relation":"head","stay":"permanent",
    "compound":"兰亭御湖城东区","building":"5号楼","unit":"1单元","room":"101"}"#;

/// Somebody in the register, a round, and an import that was put in and called off.
async fn register(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let id = city.fresh_id();
    let person: Value = serde_json::from_str(PERSON).unwrap();
    let body = json!({ "person_id": id, "fact_id": city.fresh_id(), "community": COMMUNITY,
        "found": false, "person": person });
    assert_eq!(outcome(&city.post("shequ", "/people", "register", body).await), "204");
    named.insert("person_id", id);
    named.insert("person", PERSON.replace('\n', " "));
    twins(city, named).await;
    taken_out(city, named).await;
    on_a_ledger(city, named).await;
    in_charge(city, named).await;
    crate::frequency::required(city, named).await;
    crate::venues::standing(city, named).await;
    named.insert("site_id", crate::sites::chosen(city).await);
    crate::labs::at_work(city, named).await;
    let id = city.fresh_id();
    let body = json!({ "round_id": id, "place": COMMUNITY, "kind": "sampling", "name": "第一轮" });
    city.post("shequ", "/rounds", "order_work", body).await.ok();
    named.insert("round_id", id);
    crate::sampling::at_a_table(city, named).await;
    let id = city.fresh_id();
    let put_in = Attempt::of("POST", &format!("/imports/{id}?community={COMMUNITY}"));
    let put_in = put_in.session(&city.session("shequ").await).purpose("register");
    let sheet = "姓名,楼号,房号\n测试,5,101\n";
    put_in.bytes("application/octet-stream", sheet.as_bytes().to_vec()).send(city).await.ok();
    let cancel = Attempt::of("POST", &format!("/imports/{id}/cancel"));
    let cancel = cancel.session(&city.session("shequ").await).purpose("register");
    cancel.send(city).await;
    named.insert("import_id", id);
    let template = crate::reports::put_in(city, COMMUNITY, "sampling").await;
    let report = crate::reports::filled(city, &template, COMMUNITY, None).await;
    named.insert("template_id", template);
    named.insert("report_id", report);
    crate::results::told(city, named).await;
    crate::antigen::tested(city, named).await;
    crate::code_reasons::entered(city, named).await;
    crate::cases::standing(city, named).await;
    crate::told::standing(city, named).await;
    crate::journeys::entered(city, named).await;
    crate::verifications::standing(city, named).await;
    crate::isolation::standing(city, named).await;
}

/// A list that was asked for, approved and fetched.
async fn taken_out(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let id = city.fresh_id();
    let body = json!({ "export_id": id, "place": COMMUNITY, "columns": ["name", "room"],
        "numbers": "masked", "reason": "核对" });
    assert_eq!(outcome(&city.post("shequ", "/exports", "register", body).await), "204");
    let path = format!("/exports/{id}");
    let body = json!({ "version": 1, "approve": true });
    city.post("zhihui", &format!("{path}/decision"), "command", body).await;
    let body = json!({ "version": 2 });
    let copy = city.post("shequ", &format!("{path}/file"), "register", body).await;
    assert_eq!(outcome(&copy), "200");
    let all = city.get("shequ", "/exports", "register").await.ok();
    named.insert("mark", all[0]["mark"].as_str().unwrap().to_owned());
    named.insert("export_id", id);
}

/// Somebody who stands in the register three times: two of the records are merged.
async fn twins(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let mut ids = Vec::new();
    for room in ["201", "202", "203"] {
        let mut person: Value = serde_json::from_str(PERSON).unwrap();
        person["name"] = json!("甲乙");
        person["phone"] = json!("10000000009");
        person["document_kind"] = json!("none_yet");
        person["document"] = json!("");
        person["room"] = json!(room);
        let id = city.fresh_id();
        let body = json!({ "person_id": id, "fact_id": city.fresh_id(), "community": COMMUNITY,
            "found": false, "person": person });
        assert_eq!(outcome(&city.post("shequ", "/people", "register", body).await), "204");
        ids.push(id);
    }
    let merge = city.fresh_id();
    let body = json!({ "fact_id": merge, "person_id": ids[0], "version": 1, "other_id": ids[1],
        "other_version": 1, "from_other": [], "reason": "同一人" });
    assert_eq!(outcome(&city.post("shequ", "/people/merges", "register", body).await), "204");
    named.insert("merge_id", merge);
    named.insert("twin_id", ids.remove(2));
}

/// The person of the register on a ledger, and a ledger of the community's own.
async fn on_a_ledger(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let (entry, fact, own) = (city.fresh_id(), city.fresh_id(), city.fresh_id());
    let body = json!({ "entry_id": entry, "fact_id": fact, "person_id": named["person_id"],
        "origin": "form", "entry": { "ledger": "special_care", "category": "dialysis",
        "weekdays": [1, 3, 5], "reason": "走访" } });
    let answer = city.post("shequ", "/ledgers/entries", "register", body).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    let body = json!({ "ledger_id": own, "community": COMMUNITY, "name": "宠物家庭" });
    assert_eq!(outcome(&city.post("shequ", "/ledgers/own", "register", body).await), "204");
    named.extend([("entry_id", entry), ("ledger_fact_id", fact), ("ledger_id", own)]);
}

/// Somebody who is in charge of the whole community.
async fn in_charge(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let charge = city.fresh_id();
    let body = json!({ "community": COMMUNITY, "reason": "包联", "charges": [{
        "charge_id": charge, "fact_id": city.fresh_id(), "reach": "place",
        "who": { "name": "责任人", "capacity": "party_member", "phone": "10000000001" },
        "places": [COMMUNITY], "first_day": TODAY }] });
    let answer = city.post("shequ", "/charges", "register", body).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    named.insert("charge_id", charge);
}

/// Says where the zone of an area lies.
pub(crate) async fn settle(city: &TestCity, area: &str, place: &str) {
    let zone = city.zone(area).await["zone_id"].as_str().unwrap().to_owned();
    let path = format!("/zones/{zone}");
    let seen = city.get("nigao", &path, "zone_decision").await.ok();
    let body = json!({ "place": place, "version": seen["version"] });
    city.send("nigao", "PUT", &format!("{path}/place"), "zone_decision", Some(body)).await.ok();
}

/// An answer by everything that a person outside can see of it.
fn face(answer: &Answer) -> String {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or("?")))
        .collect();
    headers.sort();
    format!("{}\n{}\n{}", answer.status, headers.join("\n"), answer.text)
}

pub(crate) fn outcome(answer: &Answer) -> String {
    answer.refusal().trim().to_owned()
}

/// What the table by hand, and the state of the person, say of a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Due {
    Allowed,
    LooksAbsent,
    SignedOut,
    ChangePassword,
    SayPurpose,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Working,
    SignedOut,
    FirstPassword,
    Disabled,
    RoleOver,
    RoleToCome,
    MovedAway,
}

fn due(row: &ByHand, role: char, state: State, purpose: Option<char>) -> Due {
    let is_own = row.0.contains(" /session");
    let is_allowed = purpose.is_some_and(|purpose| row.1.contains(role) && row.2.contains(purpose));
    match state {
        State::SignedOut | State::Disabled => Due::SignedOut,
        _ if purpose.is_none() => Due::SayPurpose,
        State::FirstPassword if !is_own => Due::ChangePassword,
        // Whoever holds no role today may still see himself, change his password and sign out.
        State::RoleOver | State::RoleToCome if row.0.contains(" /session") && is_allowed => {
            Due::Allowed
        }
        State::RoleOver | State::RoleToCome => Due::LooksAbsent,
        State::MovedAway if is_of_the_community(row) => Due::LooksAbsent,
        State::Working | State::FirstPassword | State::MovedAway if is_allowed => Due::Allowed,
        State::Working | State::FirstPassword | State::MovedAway => Due::LooksAbsent,
    }
}

/// Whether a request names something of the one community that the world is in.
fn is_of_the_community(row: &ByHand) -> bool {
    let records = [
        "{zone_id}",
        "{order_id}",
        "{person_id}",
        "{kept_id}",
        "/follow-ups/phone",
        "{round_id}",
        "{import_id}",
        "{merge_id}",
        "{export_id}",
        "{entry_id}",
        "{ledger_id}",
        "{template_id}",
        "{report_id}",
        "{charge_id}",
        "{venue_id}",
        "{filing_id}",
        "{leaving_id}",
        "{arrival_id}",
        "{gate_id}",
        "{binding_id}",
        "{site_id}",
        "{roll_id}",
        "{tube}",
        "{chain}",
        "{test_entry_id}",
        "{antigen_id}",
        "{sender_id}",
        "{list_id}",
        "{asked_id}",
        "{run_id}",
        "{home_door}",
    ];
    records.into_iter().chain([COMMUNITY]).any(|record| row.0.contains(record))
        || ["{community}", "{person_id}", "{round_id}", "W3000001", "{home_door}"]
            .iter()
            .any(|record| row.4.contains(record))
}

struct Somebody {
    login: String,
    role: char,
    state: State,
    session: Option<String>,
}

async fn everybody(world: &World) -> Vec<Somebody> {
    let city = &world.city;
    let mut people = Vec::new();
    for (role, login) in ROLES {
        let session = Some(city.session(login).await);
        people.push(Somebody { login: login.to_owned(), role, state: State::Working, session });
    }
    let kinds: [(&str, char, State, &[crate::attempt::Held<'_>]); 6] = [
        ("first", 'D', State::FirstPassword, &[("zone_drafter", "1401", "2022-01-01", None)]),
        ("disabled", 'D', State::Disabled, &[("zone_drafter", "1401", "2022-01-01", None)]),
        (
            "over-command",
            'C',
            State::RoleOver,
            &[("city_command", "1401", "2022-01-01", Some("2022-11-23"))],
        ),
        (
            "over-admin",
            'M',
            State::RoleOver,
            &[("administrator", "1401", "2022-01-01", Some("2022-11-23"))],
        ),
        ("to-come", 'S', State::RoleToCome, &[("zone_signer", "1401", "2022-11-25", None)]),
        (
            "moved",
            'R',
            State::MovedAway,
            &[
                ("community_registrar", COMMUNITY, "2022-01-01", Some("2022-11-23")),
                ("community_registrar", ELSEWHERE, "2022-11-24", None),
            ],
        ),
    ];
    for (login, role, state, roles) in kinds {
        let session = Some(person(city, login, roles).await);
        people.push(Somebody { login: login.to_owned(), role, state, session });
    }
    // Both while they were signed in.
    straight(city, "update account set must_change_password = 1 where login = 'first'").await;
    straight(city, "update account set disabled_at = 1 where login = 'disabled'").await;
    let nobody =
        Somebody { login: "nobody".to_owned(), role: '-', state: State::SignedOut, session: None };
    people.push(nobody);
    people
}

#[test]
fn every_route_stands_in_the_table_by_hand() {
    let by_hand: BTreeSet<String> =
        TABLE.iter().map(|row| row.0.split('?').next().unwrap().to_owned()).collect();
    let real: BTreeSet<String> =
        routes().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(by_hand, real);
    assert_eq!(by_hand.len(), TABLE.len());
}

/// A cell that was asked for: its row, person and purpose, and what was seen.
type Cell = (usize, usize, Option<char>, Due);

async fn walk(world: &World, people: &mut [Somebody]) -> Vec<Cell> {
    let absent = Attempt::of("GET", "/no-such-thing").send(&world.city).await;
    assert_eq!(outcome(&absent), "404 not_found");
    let absent = face(&absent);
    let mut cells = Vec::new();
    let purposes = PURPOSES.iter().map(|(letter, word)| (Some(*letter), Some(*word)));
    // No purpose, and two that this system does not serve, come to the same.
    let none = [(None, None), (None, Some("police")), (None, Some("petition"))];
    for (letter, word) in purposes.chain(none) {
        for (n, row) in TABLE.iter().enumerate() {
            for (who, somebody) in people.iter_mut().enumerate() {
                let attempt = world.attempt(row, somebody.session.as_deref(), word);
                let answer = attempt.send(&world.city).await;
                let seen = match outcome(&answer).as_str() {
                    allowed if allowed == row.3 => Due::Allowed,
                    "404 not_found" if face(&answer) == absent => Due::LooksAbsent,
                    "401 not_signed_in" => Due::SignedOut,
                    "403 password_must_change" => Due::ChangePassword,
                    "400 purpose_missing" => Due::SayPurpose,
                    other => panic!("{} {:?} {}: {other}", row.0, word, somebody.login),
                };
                if row.0 == "DELETE /session" && seen == Due::Allowed {
                    let again = world.city.sign_in(&somebody.login, fangxian_app::demo::PASSWORD);
                    somebody.session = Some(again.await.unwrap());
                }
                cells.push((n, who, letter, seen));
            }
        }
    }
    cells
}

fn differences(
    cells: &[Cell],
    people: &[Somebody],
    due: impl Fn(&ByHand, char, State, Option<char>) -> Due,
) -> Vec<String> {
    let differs = |(n, who, purpose, seen): &Cell| {
        let (row, somebody) = (&TABLE[*n], &people[*who]);
        let due = due(row, somebody.role, somebody.state, *purpose);
        let words = format!("{} {purpose:?} {}: {seen:?}, not {due:?}", row.0, somebody.login);
        (due != *seen).then_some(words)
    };
    cells.iter().filter_map(differs).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_is_answered_as_the_table_by_hand_says() {
    let bar = Bar::begins("A1", "cells of role, state, purpose and endpoint");
    let world = World::new(TestCity::on(TODAY).await).await;
    let mut people = everybody(&world).await;
    let cells = walk(&world, &mut people).await;
    assert_eq!(cells.len(), TABLE.len() * people.len() * (PURPOSES.len() + 3));
    let wrong = differences(&cells, &people, due);
    assert!(wrong.is_empty(), "{} of {} cells: {wrong:#?}", wrong.len(), cells.len());
    let n_allowed = cells.iter().filter(|(_, _, _, seen)| *seen == Due::Allowed).count();
    assert!(n_allowed > 150, "{n_allowed} cells were allowed: the walk reached nothing");
    println!("policy matrix: {} cells, {n_allowed} allowed", cells.len());
    bar.held("SQLite", cells.len());

    // The control: a table with one cell turned over must be noticed.
    let turned = differences(&cells, &people, |row, role, state, purpose| {
        let is_that = row.0 == "GET /audit" && role == 'C' && purpose == Some('a');
        if is_that && state == State::Working {
            Due::Allowed
        } else {
            due(row, role, state, purpose)
        }
    });
    assert_eq!(turned.len(), 1, "the comparison does not notice a wrong cell");
    bar.control("SQLite (control: one cell turned over)", cells.len(), turned.len());
}

/// The places above a code and the code itself, from what a code is made of.
fn line(code: &str) -> BTreeSet<String> {
    let mut line = BTreeSet::new();
    let (digits, suffixes) = match code.split_once('-') {
        Some((digits, rest)) => (digits, rest.split('-').collect()),
        None => (code, Vec::new()),
    };
    for n in [4, 6, 9, 12] {
        if digits.len() >= n {
            line.insert(digits[..n].to_owned());
        }
    }
    let mut whole = digits.to_owned();
    for suffix in suffixes {
        whole = format!("{whole}-{suffix}");
        line.insert(whole.clone());
    }
    line
}

pub(crate) fn covers(jurisdiction: &str, place: &str) -> bool {
    line(place).contains(jurisdiction)
}

fn touches(jurisdiction: &str, place: &str) -> bool {
    covers(jurisdiction, place) || covers(place, jurisdiction)
}

/// A sequence that is the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn place(&mut self) -> String {
        let mut code = "1401".to_owned();
        let depth = self.roll(8);
        let pick = |dice: &mut Dice, from: &[&str]| from[dice.roll(from.len())].to_owned();
        for step in 0..depth {
            code += &match step {
                0 => pick(self, &["05", "06", "10"]),
                1 | 2 => pick(self, &["001", "002", "010"]),
                3 => pick(self, &["-1", "-11", "-01", "-G01", "-G011"]),
                _ => pick(self, &["-1", "-11", "-2", "-0102"]),
            };
        }
        code
    }
}

pub(crate) fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

/// The jurisdictions in which somebody may do what a row of the table by hand stands for, on a
/// day, for a purpose: from the letters of the table, and from nothing of the program's.
pub(crate) fn reach_by_hand<'a>(
    row: &ByHand,
    purpose: char,
    held: &'a [(char, String, &str, Option<&str>)],
    today: &str,
) -> Vec<&'a str> {
    let holds = |from: &str, to: Option<&str>| from <= today && to.is_none_or(|to| today <= to);
    held.iter()
        .filter(|(role, _, from, to)| row.1.contains(*role) && holds(from, *to))
        .filter(|_| row.2.contains(purpose))
        .map(|(_, place, _, _)| place.as_str())
        .collect()
}

/// Whom the pairs are of: a person with one to four roles, each over, running or to come.
fn anybody(dice: &mut Dice) -> Vec<(char, String, &'static str, Option<&'static str>)> {
    let days = ["2022-11-01", "2022-11-23", "2022-11-24", "2022-11-25", "2022-12-31"];
    (0..=dice.roll(3))
        .map(|_| {
            let to = [None, None, Some(days[dice.roll(5)])][dice.roll(3)];
            (ROLES[dice.roll(ROLES.len())].0, dice.place(), days[dice.roll(4)], to)
        })
        .collect()
}

/// The bar of A1: whoever it is, whatever he asks for, and wherever it lies.
#[test]
fn a_hundred_thousand_pairs_of_a_person_and_a_thing_come_out_as_the_oracle_says() {
    const PAIRS: usize = 100_000;
    let bar = Bar::begins("A1", "random (subject, object) pairs against an oracle");
    let acts: BTreeMap<String, Act> = routes()
        .iter()
        .map(|route| (format!("{} {}", route.method, route.path), route.act))
        .collect();
    let role = |letter: char| {
        Role::from_code(match letter {
            'C' => "city_command",
            'D' => "zone_drafter",
            'S' => "zone_signer",
            'R' => "community_registrar",
            'G' => "grid_worker",
            'A' => "auditor",
            'P' => "sampler",
            'K' => "courier",
            'L' => "lab_reporter",
            'N' => "lab_signer",
            'F' => "code_proposer",
            'W' => "code_approver",
            'Q' => "appeal_officer",
            'H' => "hotline",
            'T' => "station_worker",
            'E' => "tracer",
            'I' => "isolation_worker",
            'V' => "transfer_driver",
            'B' => "community_doctor",
            _ => "administrator",
        })
    };
    let mut dice = Dice(20_221_124);
    let (mut n_covered, mut n_touched, mut n_missed) = (0, 0, 0);
    for n in 0..PAIRS {
        let held = anybody(&mut dice);
        // What a grid covers, which belongs to every role of this person.
        let grid: Vec<String> = (0..dice.roll(3)).map(|_| dice.place()).collect();
        // Every now and then the neighbor whose number begins with the own one.
        let neighbor = format!("{}1", held[0].1);
        let is_place = neighbor.contains('-') && PlaceCode::parse(&neighbor).is_ok();
        let place = if is_place && dice.roll(3) == 0 { neighbor } else { dice.place() };
        let row = &TABLE[dice.roll(TABLE.len())];
        // Who sees one hand-over is decided by its two sides, not by role and place alone.
        if row.0 == "GET /custody/handovers/{handover_id}" {
            continue;
        }
        // Two times of three for a purpose of the row's own, or hardly anything were allowed.
        let (letter, word) = match dice.roll(3) {
            0 => PURPOSES[dice.roll(PURPOSES.len())],
            _ => *PURPOSES.iter().find(|(letter, _)| row.2.starts_with(*letter)).unwrap(),
        };
        let assignments: Vec<Assignment> = held
            .iter()
            .map(|(letter, place, from, to)| Assignment {
                role: role(*letter).unwrap(),
                jurisdiction: PlaceCode::parse(place).unwrap(),
                grid_places: grid.iter().map(|own| PlaceCode::parse(own).unwrap()).collect(),
                from: day(from),
                to: to.map(day),
            })
            .collect();
        let act = acts[row.0.split('?').next().unwrap()];
        let purpose = Purpose::from_code(word).unwrap();
        let scope = authorize(&assignments, act, purpose, day(TODAY)).ok();
        let code = PlaceCode::parse(&place).unwrap();
        let seen = scope.as_ref().map(|scope| (scope.covers(&code), scope.touches(&code)));
        let reach = reach_by_hand(row, letter, &held, TODAY);
        let of_grid = grid.iter().map(String::as_str).filter(|_| !reach.is_empty());
        let whole: Vec<&str> = reach.iter().copied().chain(of_grid).collect();
        let covered = whole.iter().any(|own| covers(own, &place));
        let touched = whole.iter().any(|own| touches(own, &place));
        let due = (!reach.is_empty()).then_some((covered, touched));
        assert_eq!(seen, due, "pair {n}: {} for {word} by {assignments:?} at {place}", row.0);
        n_covered += usize::from(covered);
        n_touched += usize::from(touched);
        // The control: an oracle by which building 1 contains building 11 must be noticed.
        let naive = whole.iter().any(|own| place.starts_with(own));
        n_missed += usize::from(naive != covered);
    }
    bar.held("-", PAIRS);
    bar.control("- (control: codes compared as texts)", PAIRS, n_missed);
    // Both answers occur often enough to mean something.
    assert!(n_covered > 1_000 && n_touched > n_covered + 1_000, "{n_covered} {n_touched}");
    assert!(n_missed > 100, "the comparison does not notice a wrong oracle: {n_missed}");
    assert!(!covers("140110003001-1", "140110003001-11"), "the oracle itself is wrong");
}

/// Where a zone lies, seen from the community of the registrar.
const SITES: [(&str, &str, &str); 6] = [
    ("own", "万水物贸城", COMMUNITY),
    ("child", "龙盛苑东区11号楼4单元", "140110003001-01-07"),
    ("sibling", "龙源小区17号楼2单元", "140110003002-01-17"),
    ("parent", "绿地世纪城2期7号楼", "140110003"),
    ("county", "牛家口村", "140110"),
    ("elsewhere", "尊成公学小学", ELSEWHERE),
];

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_a_record_outside_his_jurisdiction() {
    let city = TestCity::on(TODAY).await;
    let mut zones = Vec::new();
    for (name, area, place) in SITES {
        settle(&city, area, place).await;
        let zone = city.zone(area).await["zone_id"].as_str().unwrap().to_owned();
        zones.push((name, zone, place));
    }
    let people = [
        ("shequ", "community_registrar", COMMUNITY),
        ("wangge", "grid_worker", "140110003001-G02"),
        ("sibling", "community_registrar", SIBLING),
        ("street", "community_registrar", "140110003"),
        ("county", "city_command", "140110"),
        ("elsewhere", "grid_worker", "140105004001-G01"),
    ];
    let orders = column(&city, "select order_id || ' ' || locus as x from work_order").await;
    let mut n = 0;
    for (login, role, own) in people {
        if !matches!(login, "shequ" | "wangge") {
            person(&city, login, &[(role, own, "2022-01-01", None)]).await;
        }
        n += zones_within(&city, login, role, own, &zones).await;
        n += orders_within(&city, login, role, own, &orders).await;
        n += places_within(&city, login, own).await;
    }
    assert!(n > 700, "only {n} attempts");
    // The building of his own grid is a zone that the grid worker sees; that of the next is not.
    let (_, zone, _) = zones.iter().find(|(name, _, _)| *name == "child").unwrap();
    let path = format!("/zones/{zone}");
    assert_eq!(city.get("wangge", &path, "order_work").await.status, 200);
    person(&city, "grid-1", &[("grid_worker", "140110003001-G01", "2022-01-01", None)]).await;
    assert_eq!(city.get("grid-1", &path, "order_work").await.refusal(), "404 not_found");
    println!("across jurisdictions: {n} attempts, {} orders", orders.len());
}

fn ids(rows: &Value, key: &str) -> BTreeSet<String> {
    let id = |row: &Value| row[key].as_str().unwrap().to_owned();
    rows.as_array().unwrap().iter().map(id).collect()
}

/// A jurisdiction with what its grid covers, from the table itself.
async fn reach_of(city: &TestCity, own: &str) -> Vec<String> {
    let covered = format!("select place as x from grid_place where grid_code = '{own}'");
    let mut reach = column(city, &covered).await;
    reach.push(own.to_owned());
    reach
}

fn touched_by(reach: &[String], place: &str) -> bool {
    reach.iter().any(|own| touches(own, place))
}

async fn zones_within(
    city: &TestCity,
    login: &str,
    role: &str,
    own: &str,
    zones: &[(&str, String, &str)],
) -> usize {
    let purpose = "order_work";
    let mut n = 0;
    let reach = reach_of(city, own).await;
    let list = city.get(login, "/zones?show=all&limit=200", purpose).await.ok();
    let listed = ids(&list["rows"], "zone_id");
    let sites =
        column(city, "select zone_id || ' ' || coalesce(place, county) as x from zone").await;
    let due: BTreeSet<String> = sites
        .iter()
        .filter_map(|row| row.split_once(' '))
        .filter(|(_, site)| touched_by(&reach, site))
        .map(|(zone, _)| zone.to_owned())
        .collect();
    assert_eq!(listed, due, "{login}: the list of zones");
    assert_eq!(list["total"], due.len(), "{login}: the count of zones");
    for (name, zone, site) in zones {
        let path = format!("/zones/{zone}");
        let seen = city.get(login, &path, purpose).await;
        let reached = touched_by(&reach, site);
        assert_eq!(outcome(&seen), if reached { "200" } else { "404 not_found" }, "{login} {name}");
        if reached {
            for order in seen.json["orders"].as_array().unwrap() {
                let locus = order["grid"].as_str().or(order["place"].as_str()).unwrap();
                assert!(covers(own, locus), "{login} sees an order of {locus} in a zone");
            }
        }
        n += 1;
        for (_, _, to) in SITES {
            // Whoever resolves a place says that an area lies in his own community, not that it
            // lies anywhere else.
            let may = role == "community_registrar" && reached && covers(own, to);
            let body = json!({ "place": to, "version": 99 });
            let put =
                city.send(login, "PUT", &format!("{path}/place"), "register", Some(body)).await;
            let due = match (may, covers(&site[..6], to)) {
                (true, true) => "409 stale",
                (true, false) => "400 place_unknown",
                (false, _) => "404 not_found",
            };
            assert_eq!(outcome(&put), due, "{login} puts {name} to {to}");
            n += 1;
        }
        // Acts that are none of theirs at all.
        for (act, body) in [
            ("step-down", json!({ "fact_id": city.fresh_id(), "version": 1 })),
            ("withdraw", json!({ "fact_id": city.fresh_id(), "withdraws": zone, "reason": "x" })),
        ] {
            let refused = city.post(login, &format!("{path}/{act}"), "zone_decision", body).await;
            assert_eq!(outcome(&refused), "404 not_found", "{login} {act} {name}");
            n += 1;
        }
    }
    n
}

async fn orders_within(
    city: &TestCity,
    login: &str,
    role: &str,
    own: &str,
    orders: &[String],
) -> usize {
    let due: BTreeSet<String> = orders
        .iter()
        .filter_map(|row| row.split_once(' '))
        .filter(|(_, locus)| covers(own, locus))
        .map(|(order, _)| order.to_owned())
        .collect();
    let list = city.get(login, "/orders?state=all&limit=200", "order_work").await.ok();
    assert_eq!(ids(&list["rows"], "order_id"), due, "{login}: the list of orders");
    let counts = &list["counts"];
    assert!(
        counts["open"].as_u64().unwrap() + counts["late"].as_u64().unwrap() <= due.len() as u64,
        "{login}: the counts reach further than the list"
    );
    let works = matches!(role, "community_registrar" | "grid_worker");
    for row in orders {
        let (order, locus) = row.split_once(' ').unwrap();
        let path = format!("/orders/{order}");
        let seen = city.get(login, &path, "order_work").await;
        let reached = covers(own, locus);
        assert_eq!(
            outcome(&seen),
            if reached { "200" } else { "404 not_found" },
            "{login} {locus}"
        );
        let body = json!({ "fact_id": city.fresh_id(), "version": 99, "kind": "claimed" });
        let done = city.post(login, &format!("{path}/facts"), "order_work", body).await;
        let due = if reached && works { "409 stale" } else { "404 not_found" };
        assert_eq!(outcome(&done), due, "{login} works on {locus}");
        let path = format!("/orders?state=all&limit=200&grid={locus}");
        let of_grid = city.get(login, &path, "order_work").await.ok();
        assert_eq!(of_grid["rows"].as_array().unwrap().is_empty(), !reached, "{login} {locus}");
    }
    orders.len() * 3
}

async fn places_within(city: &TestCity, login: &str, own: &str) -> usize {
    let queries = [
        "",
        "?parent=140110003",
        "?parent=140110003001",
        "?parent=140110003002",
        "?parent=140105",
        "?parent=140105004001",
        "?q=%E5%B0%8F%E5%8C%BA",
        "?q=1%E5%8F%B7%E6%A5%BC",
        "?q=%25",
    ];
    let reach = reach_of(city, own).await;
    for query in queries {
        let found = city.get(login, &format!("/places{query}"), "order_work").await.ok();
        for code in ids(&found["rows"], "code") {
            assert!(touched_by(&reach, &code), "{login} finds {code} by {query}");
        }
    }
    queries.len()
}
