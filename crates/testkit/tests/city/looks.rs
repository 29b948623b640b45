//! Who looked at somebody's record (P14): every reading of the register stands in the log of whoever
//! was shown, at the place where he was counted then, and nobody else's log is gone through for it.

use crate::attacks::on_both;
use crate::attempt::{Attempt, column, person, straight};
use crate::policy::{ByHand, COMMUNITY, PERSON, TABLE, World, outcome};
use fangxian_store::read_log::{readings_of, readings_of_plan};
use fangxian_store::{StoreError, v};
use fangxian_testkit::{Bar, Engine, TestCity};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Instant;

/// The routes that show people of the register, by hand: whom of the world they show, and what his
/// log says of it.
const SHOWS: [(&str, &str, &str); 49] = [
    ("GET /people", "person_id", "people"),
    ("POST /people/searches", "person_id", "search"),
    ("POST /people/alike", "person_id", "alike"),
    ("GET /people/pairs", "twin_id", "pairs"),
    ("GET /people/{person_id}", "person_id", "person"),
    ("POST /people/{person_id}/reveal", "person_id", "revealed"),
    ("GET /people/{person_id}/history", "person_id", "history"),
    ("GET /people/{person_id}/looks", "person_id", "looks"),
    ("GET /people/{person_id}/looks/pdf", "person_id", "looks_printed"),
    ("GET /people/{person_id}/results", "person_id", "results"),
    ("GET /people/{person_id}/results/{tube}/pdf", "person_id", "report_printed"),
    ("GET /people/{person_id}/card/pdf", "person_id", "cards"),
    ("GET /people/cards/pdf", "person_id", "cards"),
    ("GET /people/{person_id}/paper-code/pdf", "person_id", "paper_codes"),
    ("GET /antigen", "person_id", "antigen"),
    ("POST /antigen/reports/{antigen_id}/photo", "person_id", "antigen_photo"),
    ("POST /codes/told", "coded_id", "code"),
    ("GET /codes/reasons", "coded_id", "code_reasons"),
    ("GET /codes/appeals", "coded_id", "code_appeals"),
    ("GET /codes/work", "coded_id", "code_work"),
    ("GET /cases", "traced_id", "cases"),
    ("GET /cases/{case_id}", "traced_id", "case"),
    ("GET /cases/{case_id}/contacts", "met_id", "case_contacts"),
    ("GET /cases/{case_id}/contacts/{kept_id}/letter", "kept_id", "contact_letter"),
    ("GET /follow-ups", "kept_id", "follow_ups"),
    ("GET /follow-ups/{kept_id}/letter", "kept_id", "contact_letter"),
    ("GET /cases/{case_id}/reports", "traced_id", "case"),
    ("GET /cases/{case_id}/contradictions", "traced_id", "case"),
    ("POST /transmission", "traced_id", "cases"),
    ("POST /transmission/export", "traced_id", "cases"),
    ("POST /risk-lists/draft", "traced_id", "cases"),
    ("GET /imports/{import_id}/undo", "person_id", "import_undo"),
    ("GET /imports/{import_id}/rejects", "person_id", "import_rejects"),
    ("POST /exports/{export_id}/file", "person_id", "export"),
    ("POST /report-previews", "person_id", "report_preview"),
    ("POST /reports/{report_id}", "person_id", "report"),
    ("GET /reports/{report_id}/file", "person_id", "report_file"),
    ("GET /reports/{report_id}/since", "person_id", "report_since"),
    ("GET /rounds/{round_id}/list", "person_id", "round"),
    ("GET /rounds/{round_id}/missing", "person_id", "round_missing"),
    ("GET /rounds/{round_id}/pdf", "person_id", "round_printed"),
    ("GET /sampling/packs", "person_id", "sampling_pack"),
    ("GET /sampling/tubes/{tube}/people", "person_id", "tube_people"),
    ("GET /ledgers", "person_id", "ledger"),
    ("GET /ledgers/entries/{entry_id}", "person_id", "ledger_entry"),
    ("GET /ledgers/offers", "person_id", "ledger_offers"),
    ("GET /frequency/people", "person_id", "test_due"),
    ("GET /frequency/people/{person_id}", "person_id", "test_class"),
    ("POST /frequency/trade-readings", "person_id", "test_class"),
];

/// The routes of the register, the rounds, the ledgers and the reports that show nobody: they write,
/// count, or name records of another kind. What an import shows of a sheet is the sheet of whoever
/// sent it in, of which nobody is in the register yet.
const SHOWS_NOBODY: [&str; 107] = [
    "PUT /follow-ups/phone",
    "POST /follow-ups/{kept_id}/records",
    "POST /follow-ups/{kept_id}/doctor",
    "POST /follow-ups/{kept_id}/community",
    "GET /register",
    "POST /cases",
    "POST /cases/{case_id}/correct",
    "POST /cases/{case_id}/close",
    "POST /cases/{case_id}/episodes",
    "POST /cases/{case_id}/episodes/{episode_id}/withdraw",
    "POST /cases/{case_id}/searches",
    "POST /cases/{case_id}/seats",
    // What stays of cases that went is numbers.
    "GET /case-counts",
    "POST /cases/{case_id}/contacts/{person_id}/decision",
    "POST /cases/{case_id}/reports",
    "POST /cases/{case_id}/reports/{case_report_id}/accept",
    "POST /cases/{case_id}/contradictions",
    "POST /cases/{case_id}/contradictions/{contradiction_id}",
    "POST /transmission/{case_id}/choices",
    // Places and times that everybody is told of point at nobody.
    "GET /risk-lists",
    "POST /risk-lists",
    "POST /risk-lists/{risk_list_id}/decide",
    // Operations name units, no case and no contact.
    "GET /operations",
    "POST /operations/{operation_id}/zone",
    "POST /people",
    "PUT /people/{person_id}",
    "POST /people/{person_id}/leave",
    "POST /people/pairs/apart",
    "POST /people/merges",
    "POST /people/merges/{merge_id}/undo",
    "POST /people/{person_id}/cards",
    "POST /people/{person_id}/paper-code/end",
    "POST /people/result-bindings",
    "POST /people/result-bindings/{binding_id}/end",
    // Whoever writes down a test of somebody says who he is; that he did stands in the log.
    "POST /antigen/reports",
    "POST /antigen/reports/{antigen_id}/marks",
    // Whoever writes down an appeal has been told before; a reason is proposed of whom a record names.
    "POST /codes/reasons",
    "POST /codes/reasons/{code_reason_id}/decision",
    "POST /codes/reasons/{code_reason_id}/end",
    "POST /codes/appeals",
    "POST /codes/appeals/{code_appeal_id}/decision",
    "POST /codes/work",
    // Whoever gives a passage says who it is for, and reads nothing of him.
    "GET /imports",
    "POST /imports/{import_id}",
    "GET /imports/{import_id}",
    "PUT /imports/{import_id}/reading",
    "POST /imports/{import_id}/apply",
    "POST /imports/{import_id}/cancel",
    "POST /imports/{import_id}/undo",
    "GET /roster-template",
    "GET /exports",
    "POST /exports",
    "POST /exports/{export_id}/decision",
    "POST /export-traces",
    "GET /grids",
    "POST /grids/proposals",
    "PUT /grids",
    "GET /report-templates",
    "POST /report-templates/{template_id}",
    "GET /report-templates/{template_id}",
    "PUT /report-templates/{template_id}/reading",
    "GET /reports",
    "POST /reports/{report_id}/sent",
    "GET /rounds",
    "POST /rounds",
    "GET /rounds/{round_id}",
    "GET /rounds/{round_id}/parts",
    "POST /rounds/{round_id}/ticks",
    "POST /rounds/{round_id}/close",
    "POST /ledgers/entries",
    "PUT /ledgers/entries/{entry_id}",
    "POST /ledgers/entries/{entry_id}/visits",
    "POST /ledgers/entries/{entry_id}/reviews",
    "POST /ledgers/entries/{entry_id}/end",
    "POST /ledgers/offers/passes",
    "GET /ledgers/own",
    "POST /ledgers/own",
    "PUT /ledgers/own/{ledger_id}",
    // Phones, codes, counts; whom no register knows is in none.
    "GET /sampling/devices",
    "POST /sampling/devices",
    "POST /sampling/devices/{device_id}/revoke",
    "POST /sampling/batches",
    "GET /sampling/rolls",
    "POST /sampling/rolls",
    "GET /sampling/rolls/{roll_id}/labels",
    "GET /sampling/rounds",
    "GET /sampling/asked",
    "GET /sampling/rounds/{round_id}",
    "GET /sampling/rounds/{round_id}/bulletin",
    "GET /sampling/rounds/{round_id}/tubes",
    "GET /sampling/strangers",
    "POST /sampling/strangers",
    // Places and work, of which nobody's name is a part.
    "GET /places",
    "GET /orders",
    "GET /orders/pdf",
    "GET /orders/{order_id}",
    "POST /orders/{order_id}/facts",
    "GET /board",
    "GET /events",
    "POST /drill/day",
    // Numbers of a place, and what was said of somebody.
    "GET /frequency",
    "POST /frequency/people/{person_id}/told",
    "POST /frequency/requirements",
    "POST /frequency/requirements/{requirement_id}/decision",
    "POST /frequency/requirements/{requirement_id}/end",
    "POST /frequency/entries",
    "POST /frequency/entries/{test_entry_id}/end",
];

/// How the routes begin that are of none of this: sign-in, zones, notices, accounts, the trail.
const ELSEWHERE: [&str; 34] = [
    "/session",
    "/messages",
    "/zones",
    "/notice",
    "/drafts",
    "/edition",
    "/jurisdictions",
    "/accounts",
    "/audit",
    "/read-log",
    "/snapshot",
    "/national-list",
    "/metrics",
    // Who answers for a door is staff, not who lives there.
    "/charge",
    // What a journey takes and what counties elsewhere reported names nobody.
    "/journeys",
    "/country-places",
    "/elsewhere-cases",
    // A site is public, and a plan counts people.
    "/sites",
    "/sampling/plans",
    // Of whom a chain is, is tested with a chain: `sampling::a_positive_pool…`.
    "/chains",
    // Who carries tubes and who tests them sees codes and counts, no people.
    "/custody",
    "/labs",
    // Who asks for what is not for him is refused: nobody is looked up.
    "/outside-requests",
    // A place is public; whoever was there is counted and never named (A6).
    "/venues",
    "/gates",
    // Houses are counted; their guests are seen by the house alone, and that stands in the trail: `lodging`.
    "/lodgings",
    // Who files says who he is, and is looked up in no register; each list is in the log: `filings`.
    "/gatherings",
    "/leavings",
    // Whoever of the register is among those who come reads it in his own log: `arrivals`.
    "/arrivals",
    // Whoever of the register is asked about reads it in his own log: `verifications`.
    "/verifications",
    // Whoever waits, is fetched or is isolated reads it in his own log: `isolation`.
    "/isolation",
    // A canary is a place. Whoever let somebody pass sees a number and no name; that codes are down names
    // nobody.
    "/canaries",
    "/codes/care-passages",
    "/codes/outages",
];

fn route_of(row: &ByHand) -> &str {
    row.0.split('?').next().unwrap()
}

#[test]
fn every_route_is_known_to_show_people_or_nobody() {
    let elsewhere = |route: &str| {
        let path = route.split_once(' ').unwrap().1;
        ELSEWHERE.iter().any(|begin| path.starts_with(begin))
    };
    let real: BTreeSet<&str> = TABLE.iter().map(route_of).filter(|one| !elsewhere(one)).collect();
    let by_hand: BTreeSet<&str> = SHOWS.iter().map(|one| one.0).chain(SHOWS_NOBODY).collect();
    assert_eq!(by_hand, real);
    assert_eq!(by_hand.len(), SHOWS.len() + SHOWS_NOBODY.len());
}

/// The whole log of somebody as the auditor sees it, but for the auditor's own asking: each page that
/// is asked for adds a line to the log, so that small pages would never come to its end.
async fn log_of(city: &TestCity, id: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut before = String::new();
    loop {
        let path = format!("/people/{id}/looks?limit=100{before}");
        let page = city.get("shenji", &path, "audit").await.ok();
        rows.extend(page["rows"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => before = format!("&before={next}"),
            None => break,
        }
    }
    rows.retain(|row| row["role"] != "auditor");
    rows
}

fn ids(rows: &[Value]) -> BTreeSet<String> {
    rows.iter().map(|row| row["read_id"].as_str().unwrap().to_owned()).collect()
}

/// What came into somebody's log while something was done.
async fn came(city: &TestCity, before: &BTreeSet<String>, id: &str) -> Vec<Value> {
    let after = log_of(city, id).await;
    after.into_iter().filter(|row| !before.contains(row["read_id"].as_str().unwrap())).collect()
}

/// The request of a route that shows somebody, such that it succeeds.
async fn showing(world: &World, row: &ByHand) -> Attempt {
    let (login, purpose) = World::who_may(row);
    let session = world.city.session(login).await;
    let fresh = world.city.fresh_id();
    let (path, body) = match route_of(row) {
        "POST /exports/{export_id}/file" => {
            let body = json!({ "export_id": fresh, "place": COMMUNITY, "columns": ["name"],
                "numbers": "masked", "reason": "核对" });
            let asked = world.city.post("shequ", "/exports", "register", body).await;
            assert_eq!(outcome(&asked), "204");
            let path = format!("/exports/{fresh}");
            let body = json!({ "version": 1, "approve": true });
            world.city.post("zhihui", &format!("{path}/decision"), "command", body).await;
            (format!("{path}/file"), json!({ "version": 2 }))
        }
        "POST /reports/{report_id}" => {
            let template = &world.named["template_id"];
            let body = json!({ "template_id": template, "place": COMMUNITY, "round_id": null });
            (format!("/reports/{fresh}"), body)
        }
        _ => return world.attempt(row, Some(&session), Some(purpose)),
    };
    Attempt::of("POST", &path).session(&session).purpose(purpose).json(&body)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reading_of_somebody_stands_in_his_own_log() {
    for (engine, city) in on_both("the log of a person").await {
        let bar = Bar::begins("P14", "routes that show people × the log of whoever was shown");
        let world = World::new(city).await;
        let city = &world.city;
        city.pass_ms(STEP);
        let mut lost = Vec::new();
        for (route, whom, what) in SHOWS {
            let row = TABLE.iter().find(|row| route_of(row) == route).unwrap();
            let id = &world.named[whom];
            let before = ids(&log_of(city, id).await);
            let answer = showing(&world, row).await.send(city).await;
            let done = outcome(&answer);
            assert!(
                answer.status.is_success() || done == "500 no_font",
                "{route}: {}",
                answer.text
            );
            let fresh = came(city, &before, id).await;
            let is_due = |row: &Value| {
                row["what"] == what
                    && [
                        "community_registrar",
                        "sampler",
                        "code_proposer",
                        "appeal_officer",
                        "tracer",
                    ]
                    .contains(&row["role"].as_str().unwrap_or_default())
                    && row["unit_names"].as_array().is_some_and(|units| units.len() == 1)
                    && row["at"] == city.wall().0
            };
            if !fresh.iter().any(is_due) {
                lost.push(format!("{route}: {fresh:?}"));
            }
            // Whoever was opened or named was looked at, and not perhaps. Of those who were missing
            // it is not kept who they were, and one of the world's had been sampled. Of a preview's
            // first rows neither, where more people live there than it shows.
            let is_certain = !matches!(
                what,
                "import_undo"
                    | "import_rejects"
                    | "report_file"
                    | "report_preview"
                    | "report_since"
                    | "round_missing"
            );
            let is_possible =
                fresh.iter().any(|row| row["what"] == what && row["possible"] == true);
            assert_eq!(is_possible, !is_certain, "{route}: {fresh:?}");
        }
        assert!(lost.is_empty(), "{engine:?}: {lost:#?}");
        bar.held(format!("{engine:?}"), SHOWS.len());

        // The control: what one route leaves in the log is taken out of it again, as if it were
        // never logged.
        let id = &world.named["person_id"];
        let before = ids(&log_of(city, id).await);
        let n_shown = SHOWS.iter().filter(|(_, _, what)| *what == "person").count();
        city.get("shequ", &format!("/people/{id}"), "register").await.ok();
        straight(
            city,
            "delete from read_of where read_id in
                 (select read_id from read_log where subject like 'person/%')",
        )
        .await;
        let fresh = came(city, &before, id).await;
        let n_lost = usize::from(!fresh.iter().any(|row| row["what"] == "person"));
        assert_eq!(n_lost, 1, "a route that logs nothing is not noticed: {fresh:?}");
        bar.control(format!("{engine:?} (control: one route does not log)"), n_shown, n_lost);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_who_and_why_and_nothing_of_the_record() {
    for (_, city) in on_both("what a log says").await {
        let world = World::new(city).await;
        let (city, id) = (&world.city, &world.named["person_id"]);
        let body = json!({ "reason": "上门" });
        city.post("wangge", &format!("/people/{id}/reveal"), "order_work", body).await.ok();
        for (who, purpose) in [("shenji", "audit"), ("shequ", "register")] {
            let answer = city.get(who, &format!("/people/{id}/looks"), purpose).await;
            for word in ["测试", "110105", "1000000", "5号楼", "上门", "丁网格", "wangge"]
            {
                assert!(!answer.text.contains(word), "{who}: {word} in {}", answer.text);
            }
            let page = answer.ok();
            let row = page["rows"].as_array().unwrap().iter();
            let row = row.clone().find(|row| row["what"] == "revealed").unwrap();
            assert_eq!(
                (&row["role"], &row["purpose"]),
                (&json!("grid_worker"), &json!("order_work"))
            );
            assert!(row["unit_names"][0].as_str().unwrap().contains("网格"), "{row}");
            assert_eq!(row["possible"], false);
        }
        // The auditor asks by the id alone; the sheet with the name is not his.
        let sheet = format!("/people/{id}/looks/pdf");
        assert_eq!(outcome(&city.get("shenji", &sheet, "audit").await), "404 not_found");
        person(city, "elsewhere", &[("community_registrar", "140105004001", "2022-01-01", None)])
            .await;
        let path = format!("/people/{id}/looks");
        assert_eq!(outcome(&city.get("elsewhere", &path, "register").await), "404 not_found");
    }
}

/// Registers somebody at a door of the community, with no document.
async fn registered(city: &TestCity, name: &str, building: &str, room: &str) -> String {
    let mut person: Value = serde_json::from_str(PERSON).unwrap();
    for (field, word) in [
        ("name", name),
        ("document_kind", "none_yet"),
        ("document", ""),
        ("phone", ""),
        ("building", building),
        ("unit", ""),
        ("room", room),
    ] {
        person[field] = json!(word);
    }
    let id = city.fresh_id();
    let body = json!({ "person_id": id, "fact_id": city.fresh_id(), "community": COMMUNITY,
        "found": false, "person": person });
    assert_eq!(outcome(&city.post("shequ", "/people", "register", body).await), "204");
    id
}

async fn moved(city: &TestCity, id: &str, version: i64, name: &str, building: &str) {
    let mut person: Value = serde_json::from_str(PERSON).unwrap();
    for (field, word) in [
        ("name", name),
        ("document_kind", "none_yet"),
        ("document", ""),
        ("phone", ""),
        ("building", building),
        ("unit", ""),
        ("room", "101"),
    ] {
        person[field] = json!(word);
    }
    let body = json!({ "fact_id": city.fresh_id(), "version": version, "reason": "搬家",
        "person": person });
    let answer = city.send("shequ", "PUT", &format!("/people/{id}"), "register", Some(body)).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
}

/// Longer than the time within which nobody can tell who came first.
const STEP: i64 = 120_000;

/// Lists the people of a building, and what came of it in somebody's log: nothing, `yes`, `maybe`.
async fn listed(city: &TestCity, building: &str, id: &str, page: &str) -> &'static str {
    let before = ids(&log_of(city, id).await);
    let place = format!("{COMMUNITY}-01-0{building}");
    city.get("shequ", &format!("/people?within={place}{page}"), "register").await.ok();
    let fresh = came(city, &before, id).await;
    match fresh.iter().find(|row| row["what"] == "people") {
        None => "no",
        Some(row) if row["possible"] == true => "maybe",
        Some(_) => "yes",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_counts_for_whoever_lived_there_then() {
    for (engine, city) in on_both("lists and moves").await {
        let city = &city;
        // 第一 to 第三 in building 5, 第四 in building 6.
        let first = registered(city, "第一", "5", "101").await;
        let other = registered(city, "第二", "5", "102").await;
        registered(city, "第三", "5", "103").await;
        let fourth = registered(city, "第四", "6", "101").await;
        let doors = column(city, "select door as x from person order by door").await;
        assert_eq!(
            doors[0].rsplit_once('-').unwrap().0,
            format!("{COMMUNITY}-01-05-0"),
            "{doors:?}"
        );
        // In the very minute in which he came nobody can tell.
        assert_eq!(listed(city, "5", &first, "").await, "maybe", "{engine:?}");
        city.pass_ms(STEP);
        assert_eq!(listed(city, "5", &first, "").await, "yes");
        assert_eq!(listed(city, "6", &first, "").await, "no");
        assert_eq!(listed(city, "6", &fourth, "").await, "yes");
        // A page of a list: who was on it is not kept.
        assert_eq!(listed(city, "5", &first, "&limit=1").await, "maybe");
        // He moves; lists of before stay in his log, lists of his old house are none of his.
        moved(city, &first, 1, "第一", "6").await;
        city.pass_ms(STEP);
        assert_eq!(listed(city, "5", &first, "").await, "no");
        assert_eq!(listed(city, "6", &first, "").await, "yes");
        assert_eq!(listed(city, "5", &other, "").await, "yes");

        // A report holds whoever lived there when it was made, whenever it is given out.
        let template = crate::reports::put_in(city, COMMUNITY, "sampling").await;
        let report = crate::reports::filled(city, &template, COMMUNITY, None).await;
        city.pass_ms(STEP);
        let late = registered(city, "第五", "5", "104").await;
        let gone =
            json!({ "fact_id": city.fresh_id(), "version": 2, "back": false, "reason": "搬走" });
        let answer = city.post("shequ", &format!("/people/{first}/leave"), "register", gone).await;
        assert_eq!(outcome(&answer), "204");
        city.pass_ms(STEP);
        let before = [ids(&log_of(city, &first).await), ids(&log_of(city, &late).await)];
        city.get("shequ", &format!("/reports/{report}/file"), "register").await;
        let [left, came_late] =
            [came(city, &before[0], &first).await, came(city, &before[1], &late).await];
        assert!(left.iter().any(|row| row["what"] == "report_file"), "{left:?}");
        assert_eq!(came_late, [0; 0], "he was not in it");
        assert_eq!(listed(city, "6", &first, "").await, "no", "he has left");

        // A grid worker who asks for the whole community is shown his grid's buildings.
        let worker = [("grid_worker", "140110003001-01-06", "2022-01-01", None)];
        person(city, "lou6", &worker).await;
        let before = [ids(&log_of(city, &fourth).await), ids(&log_of(city, &other).await)];
        city.get("lou6", &format!("/people?within={COMMUNITY}"), "order_work").await.ok();
        let shown = came(city, &before[0], &fourth).await;
        assert_eq!(
            (&shown[0]["role"], &shown[0]["possible"]),
            (&json!("grid_worker"), &json!(false))
        );
        assert_eq!(came(city, &before[1], &other).await, [0; 0]);

        // Two records of one person: what was read of either was read of him.
        city.get("shequ", &format!("/people/{late}"), "register").await.ok();
        let merge = json!({ "fact_id": city.fresh_id(), "person_id": other, "version": 1,
            "other_id": late, "other_version": 1, "from_other": [], "reason": "同一人" });
        let answer = city.post("shequ", "/people/merges", "register", merge).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        let whole = log_of(city, &other).await;
        assert!(whole.iter().any(|row| row["what"] == "person"), "{whole:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_one_is_found_without_going_through_the_log_of_all() {
    const READINGS: i64 = 200_000;
    for (engine, city) in on_both("a long log").await {
        let id = registered(&city, "第一", "5", "101").await;
        city.get("shequ", &format!("/people/{id}"), "register").await.ok();
        // Readings of a year in the same county, of which nobody here is.
        let fill = |sql: &'static str| {
            let db = city.city.db.clone();
            async move {
                db.write(move |tx| async move {
                    tx.exec(sql, &v![READINGS]).await?;
                    Ok::<_, StoreError>(())
                })
                .await
                .unwrap();
            }
        };
        fill(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < $1)
             insert into read_log (county, read_id, at, account_id, role, unit, purpose, subject,
                 rows_read)
             select '140110', '00000000-0000-7000-8000-' || (100000000000 + i), i, 'a',
                 'grid_worker', '', 'order_work', 'people/140110009', 1 from n",
        )
        .await;
        fill(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < $1)
             insert into read_of (county, about, read_id, extent, as_of)
             select '140110', '140110009' || (100 + i % 900),
                 '00000000-0000-7000-8000-' || (100000000000 + i), 'some', i from n",
        )
        .await;
        straight(&city, "analyze read_of").await;
        straight(&city, "analyze read_log").await;
        let about = vec![id.clone(), COMMUNITY.to_owned(), "140110003".to_owned()];
        let counties = vec!["140110".to_owned(), "140100".to_owned()];
        let (asked, of) = (counties.clone(), about.clone());
        let plan = city.city.db.read(move |tx| async move {
            let plan = readings_of_plan(&tx, (&asked, &of)).await?;
            Ok::<_, StoreError>(plan.join("\n"))
        });
        let plan: String = plan.await.unwrap();
        let scans = match engine {
            Engine::Sqlite => "SCAN read_of",
            Engine::Postgres => "Seq Scan on read_of",
        };
        assert!(!plan.contains(scans) && plan.contains("read_of"), "{engine:?}: {plan}");
        let began = Instant::now();
        let found = city.city.db.read(move |tx| async move {
            let times = (fangxian_core::Moment(0), fangxian_core::Moment(i64::MAX));
            readings_of(&tx, (&counties, &about), times, uuid::Uuid::max(), 50).await
        });
        let found: Result<_, StoreError> = found.await;
        assert_eq!(found.unwrap().len(), 1);
        let ms = began.elapsed().as_millis();
        let began = Instant::now();
        let page = city.get("shequ", &format!("/people/{id}/looks"), "register").await.ok();
        assert_eq!(page["rows"].as_array().unwrap().len(), 1, "{page}");
        let whole = began.elapsed().as_millis();
        println!("{engine:?}: one of {READINGS} readings in {ms} ms, by the route in {whole} ms");
        assert!(whole < 500, "{engine:?}: {whole} ms");
    }
}
