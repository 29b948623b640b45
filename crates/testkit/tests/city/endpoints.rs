//! Every endpoint without exception, taken from the description of the API and from the route
//! table: what it does not ask for is refused, what it answers is described, and text that is a
//! command is text in each of its parameters (the bars of A3 and A15).

use crate::attacks::{COMMANDS, encoded, gather, leaky, undescribed};
use crate::attempt::{Attempt, column, kind_of};
use crate::policy::{ByHand, COMMUNITY, PERSON, TABLE, TODAY, World, outcome, settle};
use fangxian_app::demo::PASSWORD;
use fangxian_http::{openapi, routes};
use fangxian_testkit::{Answer, Bar, TestCity};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tower::ServiceExt;

fn description() -> Value {
    serde_json::from_str(&openapi()).unwrap()
}

fn route_of(row: &ByHand) -> &str {
    row.0.split('?').next().unwrap()
}

/// Whether the body of a route is a file.
fn is_file(row: &ByHand) -> bool {
    matches!(
        route_of(row),
        "POST /imports/{import_id}"
            | "POST /report-templates/{template_id}"
            | "POST /labs/plates/{plate_id}/files"
            | "POST /verifications/lists/{list_id}"
            | "POST /verifications/lists/{list_id}/answers"
    )
}

/// The operation of a route in the description.
fn operation<'a>(whole: &'a Value, route: &str) -> &'a Value {
    let (method, path) = route.split_once(' ').unwrap();
    let operation = &whole["paths"][format!("/api/v1{path}")][method.to_lowercase()];
    assert!(operation.is_object(), "{route} is not described");
    operation
}

/// The properties of the body that a route takes, those of what it refers to included.
fn properties<'a>(whole: &'a Value, schema: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let mut shapes = Vec::new();
    gather(schema, whole, &mut shapes);
    shapes
        .into_iter()
        .filter_map(|shape| shape["properties"].as_object())
        .flatten()
        .map(|(name, schema)| (name.as_str(), schema))
        .collect()
}

fn body_schema(operation: &Value) -> &Value {
    &operation["requestBody"]["content"]["application/json"]["schema"]
}

/// The bodies of a route with one unknown field each: at the top, and in every object of a list.
fn with_unknown_fields(whole: &Value, operation: &Value, body: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    for name in ["granted_by", "version2", "__proto__"] {
        let mut more = body.clone();
        more[name] = json!("administrator");
        all.push(more);
    }
    for (name, schema) in properties(whole, body_schema(operation)) {
        let of_items = properties(whole, &schema["items"]);
        if !of_items.is_empty() {
            let mut item = json!({ "granted_by": "administrator" });
            for (field, _) in of_items {
                item[field] = json!(if field == "jurisdiction" { "1401" } else { "grid_worker" });
            }
            let mut more = body.clone();
            more[name] = json!([item]);
            all.push(more);
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_refuses_every_field_that_it_does_not_ask_for() {
    let bar = Bar::begins("A3", "endpoints × fields that nobody asked for");
    let world = World::new(TestCity::on(TODAY).await).await;
    let whole = description();
    let (mut n, mut taken, mut n_control) = (0, Vec::new(), 0);
    for row in TABLE {
        let (login, purpose) = World::who_may(row);
        if row.0 == "DELETE /session" {
            world.city.session(login).await;
        }
        let session = world.city.session(login).await;
        let send = async |path: &str, body: Option<Vec<u8>>| {
            let (method, _) = row.0.split_once(' ').unwrap();
            let attempt = Attempt::of(method, &world.filled(path)).session(&session);
            let attempt = attempt.purpose(purpose);
            let attempt = match body {
                Some(body) => attempt.bytes("application/json", body),
                None => attempt,
            };
            attempt.send(&world.city).await
        };
        let (_, path) = row.0.split_once(' ').unwrap();
        let body = (!row.4.is_empty()).then(|| world.filled(row.4).into_bytes());
        let mark = if path.contains('?') { '&' } else { '?' };
        for query in ["role=administrator", "sort=password_hash", "fields=*"] {
            let answer = send(&format!("{path}{mark}{query}"), body.clone()).await;
            if outcome(&answer) != "400 bad_input" {
                taken.push(format!("{} with {query}: {}", row.0, outcome(&answer)));
            }
            n += 1;
        }
        let bodies = match &body {
            // The national list is a document of the authority, which may add to it: what is not
            // known of it is not read.
            // A file has no fields.
            Some(_) if row.0.starts_with("POST /snapshot") || is_file(row) => Vec::new(),
            Some(body) => {
                let body: Value = serde_json::from_slice(body).unwrap();
                with_unknown_fields(&whole, operation(&whole, route_of(row)), &body)
            }
            None => vec![json!({ "role": "administrator", "password": "x" })],
        };
        for body in bodies {
            let answer = send(path, Some(body.to_string().into_bytes())).await;
            if outcome(&answer) != "400 bad_input" {
                taken.push(format!("{} with {body}: {}", row.0, outcome(&answer)));
            }
            n += 1;
        }
        // The control: without any of them the request gets through.
        if row.0 != "DELETE /session" {
            let answer = send(path, body).await;
            assert_eq!(outcome(&answer), row.3, "{}", row.0);
            n_control += 1;
        }
    }
    for (path, body) in [
        ("/session?role=administrator", json!({ "login": "wangge", "password": PASSWORD })),
        ("/session", json!({ "login": "wangge", "password": PASSWORD, "role": "administrator" })),
    ] {
        let answer = Attempt::of("POST", path).json(&body).send(&world.city).await;
        if outcome(&answer) != "400 bad_input" {
            taken.push(format!("POST {path}: {}", outcome(&answer)));
        }
        n += 1;
    }
    assert!(taken.is_empty(), "{} of {n}: {taken:#?}", taken.len());
    bar.held(format!("{} endpoints", TABLE.len() + 1), n);
    bar.control("(control: the same without the field gets through)", n_control, n_control);
}

/// Looks at every answer that an endpoint gives, and remembers whose it has seen.
struct Looked {
    world: World,
    whole: Value,
    seen: BTreeSet<String>,
    n_keys_found: usize,
}

impl Looked {
    /// Asks as somebody, expects a success, and holds its keys against the description.
    async fn at(&mut self, login: &str, route: &str, path: &str, body: Option<Value>) -> Answer {
        let row = TABLE.iter().find(|row| route_of(row) == route).expect("a route of the table");
        let (_, purpose) = World::who_may(row);
        let (method, _) = route.split_once(' ').unwrap();
        let path = self.world.filled(path);
        let answer = self.world.city.send(login, method, &path, purpose, body).await;
        assert!(answer.status.is_success(), "{route}: {} {}", answer.status, answer.text);
        self.look(route, &answer);
        answer
    }

    fn look(&mut self, route: &str, answer: &Answer) {
        self.seen.insert(route.to_owned());
        for word in ["argon2", "password_hash", "session_hash", "locked_until"] {
            assert!(!answer.text.contains(word), "{route} tells {word}");
        }
        let status = answer.status.as_u16().to_string();
        let described = &operation(&self.whole, route)["responses"][&status];
        assert!(described.is_object(), "{route}: {status} is not described");
        let schema = &described["content"]["application/json"]["schema"];
        if answer.text.is_empty() {
            return;
        }
        let mut found = Vec::new();
        undescribed(schema, &answer.json, &self.whole, route, &mut found);
        assert!(found.is_empty(), "{found:?}");
        // The control: a column too many is noticed.
        undescribed(schema, &leaky(&answer.json), &self.whole, route, &mut found);
        assert_eq!(found.len(), 1, "{route}: the check notices nothing");
        self.n_keys_found += 1;
    }
}

impl Looked {
    /// An import once nothing works on it any more.
    async fn settled(&self, path: &str) -> Value {
        crate::register::settled(&self.world.city, path).await
    }
}

/// All that a value has keys for.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, field)| {
            found.insert(key.clone());
            keys(field, found);
        }),
        Value::Array(rows) => rows.iter().for_each(|row| keys(row, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

async fn reads(looked: &mut Looked) {
    for row in TABLE.iter().filter(|row| row.0.starts_with("GET") && row.3 == "200") {
        let (login, _) = World::who_may(row);
        let (_, path) = row.0.split_once(' ').unwrap();
        match route_of(row) {
            "GET /events" => {}
            // Sheets and paper have no keys.
            "GET /imports/{import_id}/rejects"
            | "GET /roster-template"
            | "GET /reports/{report_id}/file" => {
                looked.seen.insert(route_of(row).to_owned());
            }
            // In the form of the national list, which is described by a document elsewhere.
            "GET /national-list" => {
                let list = looked.world.city.get(login, path, "zone_decision").await.ok();
                let mut found = BTreeSet::new();
                keys(&list, &mut found);
                let due = [
                    "area_name",
                    "city",
                    "communitys",
                    "county",
                    "data",
                    "end_update_time",
                    "hcount",
                    "highlist",
                    "lcount",
                    "lowlist",
                    "mcount",
                    "middlelist",
                    "province",
                    "type",
                ];
                assert!(found.iter().map(String::as_str).eq(due), "{found:?}");
                looked.seen.insert(route_of(row).to_owned());
            }
            route => drop(looked.at(login, route, path, None).await),
        }
    }
}

async fn the_stream(looked: &mut Looked) {
    let city = &looked.world.city;
    let secret = city.session("nigao").await;
    let request = axum::http::Request::builder()
        .uri("/api/v1/events?purpose=zone_decision")
        .header("cookie", format!("fangxian={secret}"))
        .body(axum::body::Body::empty())
        .unwrap();
    let mut stream = city.router().oneshot(request).await.unwrap().into_body();
    settle(city, "牛家口村", "140110").await;
    let frame = stream.frame().await.unwrap().unwrap().into_data().unwrap();
    let text = String::from_utf8(frame.to_vec()).unwrap();
    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    let mut found = BTreeSet::new();
    keys(&serde_json::from_str(data).unwrap(), &mut found);
    assert!(found.iter().map(String::as_str).eq(["seq", "topic"]), "{found:?}");
    looked.seen.insert("GET /events".to_owned());
}

async fn writes_about_zones(looked: &mut Looked) {
    let id = |looked: &Looked| looked.world.city.fresh_id();
    let finding = id(looked);
    let body = json!({ "fact_id": finding, "kind": "contacts_cleared", "outcome": null,
        "on": TODAY, "note": "" });
    looked.at("nigao", "POST /zones/{zone_id}/facts", "/zones/{zone_id}/facts", Some(body)).await;
    let body = json!({ "fact_id": id(looked), "withdraws": finding, "reason": "误录" });
    let path = "/zones/{zone_id}/withdraw";
    looked.at("qianpi", "POST /zones/{zone_id}/withdraw", path, Some(body)).await;
    let due = looked.world.city.zone("屯乐苑1号楼").await;
    let zone = format!("/zones/{}", due["zone_id"].as_str().unwrap());
    let seen = looked.world.city.get("qianpi", &zone, "zone_decision").await.ok();
    let signed = id(looked);
    let body = json!({ "fact_id": signed, "version": seen["version"] });
    let path = format!("{zone}/step-down");
    looked.at("qianpi", "POST /zones/{zone_id}/step-down", &path, Some(body)).await;
    let seen = looked.world.city.get("qianpi", &zone, "zone_decision").await.ok();
    let body = json!({ "place": "140181", "version": seen["version"] });
    let path = format!("{zone}/place");
    looked.at("nigao", "PUT /zones/{zone_id}/place", &path, Some(body)).await;
    let body = json!({ "draft_id": id(looked), "fact_ids": [signed] });
    looked.at("nigao", "POST /drafts", "/drafts", Some(body)).await;
    let body = json!({ "to": "P20", "zone_ids": [] });
    looked.at("qianpi", "POST /edition-change", "/edition-change", Some(body)).await;
    let list = looked.world.city.get("nigao", "/national-list", "zone_decision").await.ok();
    looked.at("nigao", "POST /snapshot-readings", "/snapshot-readings", Some(list.clone())).await;
    looked.at("nigao", "POST /snapshots", "/snapshots", Some(list)).await;
    let message = id(looked);
    let path = format!("/messages/{message}/read");
    looked.at("wangge", "POST /messages/{message_id}/read", &path, None).await;
}

async fn writes_about_notices(looked: &mut Looked) {
    let text = |n: u32| {
        format!(
            "太原市疫情防控领导小组办公室通告\n（2022年第{n}号）\n新增高风险区1个。\n\
             一、高风险区\n晋源区（1个）：某某小区{n}号楼。\n2022年11月24日\n"
        )
    };
    let body = json!({ "text": text(300) });
    looked.at("nigao", "POST /notice-readings", "/notice-readings", Some(body)).await;
    for (n, last, more) in [
        (301, "confirm", json!({ "version": 1, "take": [0], "places": { "0": COMMUNITY } })),
        (302, "set-aside", json!({ "version": 1, "reason": "重复" })),
    ] {
        let notice = looked.world.city.fresh_id();
        let body = json!({ "notice_id": notice, "text": text(n) });
        looked.at("nigao", "POST /notices", "/notices", Some(body)).await;
        let route = format!("POST /notices/{{notice_id}}/{last}");
        looked.at("qianpi", &route, &format!("/notices/{notice}/{last}"), Some(more)).await;
    }
}

async fn writes_about_the_register(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let mut person: Value = serde_json::from_str(PERSON).unwrap();
    person["document_kind"] = json!("none_yet");
    person["document"] = json!("");
    let id = fresh(looked);
    let body = json!({ "person_id": id, "fact_id": fresh(looked), "community": COMMUNITY,
        "found": true, "person": person });
    looked.at("wangge", "POST /people", "/people", Some(body)).await;
    let body = json!({ "within": COMMUNITY, "words": "cs" });
    looked.at("wangge", "POST /people/searches", "/people/searches", Some(body)).await;
    let body = json!({ "community": COMMUNITY, "person": person });
    looked.at("wangge", "POST /people/alike", "/people/alike", Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "version": 1, "reason": "核对",
        "person": person });
    let path = format!("/people/{id}");
    looked.at("shequ", "PUT /people/{person_id}", &path, Some(body)).await;
    let body = json!({ "reason": "核对" });
    let route = "POST /people/{person_id}/reveal";
    looked.at("wangge", route, &format!("{path}/reveal"), Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "version": 2, "back": false, "reason": "搬走" });
    let route = "POST /people/{person_id}/leave";
    looked.at("shequ", route, &format!("{path}/leave"), Some(body)).await;
    writes_about_exports(looked).await;
    writes_about_pairs(looked).await;
    writes_about_rounds(looked).await;
    writes_about_ledgers(looked).await;
    writes_about_charges(looked).await;
    writes_about_sites(looked).await;
    writes_about_journeys(looked).await;
    writes_about_frequency(looked).await;
    writes_about_venues(looked).await;
    writes_about_filings(looked).await;
    writes_about_arrivals(looked).await;
    writes_about_lodgings(looked).await;
    writes_about_verifications(looked).await;
    writes_about_isolation(looked).await;
    writes_about_follow_ups(looked).await;
    writes_about_samples(looked).await;
    writes_about_tubes(looked).await;
    writes_about_imports(looked).await;
    writes_about_reports(looked).await;
}

/// A day of somebody who is kept; that it is signed is tried in `follow_ups`.
async fn writes_about_follow_ups(looked: &mut Looked) {
    let fact = looked.world.city.fresh_id();
    let body = json!({ "fact_id": fact, "day": crate::policy::TODAY, "kind": "evening",
        "tenths": 366, "symptoms": ["cough"] });
    let route = "POST /follow-ups/{kept_id}/records";
    looked.at("wangge", route, "/follow-ups/{kept_id}/records", Some(body)).await;
    let path = format!("/follow-ups?within={COMMUNITY}");
    looked.at("wangge", "GET /follow-ups", &path, None).await;
    let body = json!({ "community": COMMUNITY, "phone": "0351-0000001" });
    looked.at("shequ", "PUT /follow-ups/phone", "/follow-ups/phone", Some(body)).await;
}

async fn writes_about_exports(looked: &mut Looked) {
    let id = looked.world.city.fresh_id();
    let body = json!({ "export_id": id, "place": COMMUNITY, "columns": ["name"],
        "numbers": "whole", "reason": "核对" });
    looked.at("shequ", "POST /exports", "/exports", Some(body)).await;
    let body = json!({ "version": 1, "approve": true, "reason": "" });
    let path = format!("/exports/{id}");
    let route = "POST /exports/{export_id}/decision";
    looked.at("zhihui", route, &format!("{path}/decision"), Some(body)).await;
    let body = json!({ "version": 2 });
    let route = "POST /exports/{export_id}/file";
    looked.at("shequ", route, &format!("{path}/file"), Some(body)).await;
    let body = json!({ "mark": looked.world.named["mark"] });
    looked.at("shenji", "POST /export-traces", "/export-traces", Some(body)).await;
}

async fn writes_about_pairs(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let named = looked.world.named.clone();
    let (person, twin) = (&named["person_id"], &named["twin_id"]);
    let body = json!({ "fact_id": fresh(looked), "person_id": person, "version": 1,
        "other_id": twin, "other_version": 1, "reason": "两个人" });
    let path = "/people/pairs/apart";
    looked.at("shequ", "POST /people/pairs/apart", path, Some(body)).await;
    let merge = fresh(looked);
    let body = json!({ "fact_id": merge, "person_id": person, "version": 1, "other_id": twin,
        "other_version": 1, "from_other": ["phone", "note"], "reason": "同一人" });
    looked.at("shequ", "POST /people/merges", "/people/merges", Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "version": 2, "other_version": 2,
        "reason": "合错了" });
    let route = "POST /people/merges/{merge_id}/undo";
    looked.at("shequ", route, &format!("/people/merges/{merge}/undo"), Some(body)).await;
}

async fn writes_about_ledgers(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let person = fresh(looked);
    let body = json!({ "person_id": person, "fact_id": fresh(looked), "community": COMMUNITY,
        "found": false, "person": { "name": "老人", "document_kind": "none_yet", "document": "",
        "born": "1930-01-02", "relation": "head", "stay": "permanent",
        "compound": "兰亭御湖城东区", "building": "5号楼", "unit": "1单元", "room": "902" } });
    looked.world.city.post("shequ", "/people", "register", body).await.ok();
    let path = format!("/ledgers/offers?within={COMMUNITY}");
    looked.at("shequ", "GET /ledgers/offers", &path, None).await;
    let body = json!({ "fact_id": fresh(looked), "person_id": person, "category": "over_80",
        "reason": "身体好" });
    looked.at("shequ", "POST /ledgers/offers/passes", "/ledgers/offers/passes", Some(body)).await;
    let (entry, own) = (fresh(looked), fresh(looked));
    let said = |days: &[u8]| {
        json!({ "ledger": "special_care", "category": "dialysis",
        "weekdays": days, "reason": "走访" })
    };
    let body = json!({ "entry_id": entry, "fact_id": fresh(looked), "person_id": person,
        "origin": "knocked", "entry": said(&[1]) });
    looked.at("wangge", "POST /ledgers/entries", "/ledgers/entries", Some(body)).await;
    let path = format!("/ledgers/entries/{entry}");
    let body = json!({ "fact_id": fresh(looked), "version": 1, "entry": said(&[4]) });
    looked.at("shequ", "PUT /ledgers/entries/{entry_id}", &path, Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "note": "已接送" });
    let route = "POST /ledgers/entries/{entry_id}/visits";
    looked.at("wangge", route, &format!("{path}/visits"), Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "version": 2 });
    let route = "POST /ledgers/entries/{entry_id}/reviews";
    looked.at("wangge", route, &format!("{path}/reviews"), Some(body)).await;
    looked.at("shequ", "GET /ledgers/entries/{entry_id}", &path, None).await;
    let all = format!("/ledgers?within={COMMUNITY}");
    looked.at("wangge", "GET /ledgers", &all, None).await;
    let body = json!({ "fact_id": fresh(looked), "version": 3, "reason": "康复" });
    let route = "POST /ledgers/entries/{entry_id}/end";
    looked.at("shequ", route, &format!("{path}/end"), Some(body)).await;
    let body = json!({ "ledger_id": own, "community": COMMUNITY, "name": "租户" });
    looked.at("shequ", "POST /ledgers/own", "/ledgers/own", Some(body)).await;
    let path = format!("/ledgers/own?within={COMMUNITY}");
    looked.at("shequ", "GET /ledgers/own", &path, None).await;
    let body = json!({ "community": COMMUNITY, "version": 1, "name": "租住户", "closed": true });
    let route = "PUT /ledgers/own/{ledger_id}";
    looked.at("shequ", route, &format!("/ledgers/own/{own}"), Some(body)).await;
}

async fn writes_about_charges(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let body =
        json!({ "community": COMMUNITY, "text": "兰亭御湖城东区5号楼 张三 街道办 10000000001" });
    let lines = looked.at("shequ", "POST /charges/readings", "/charges/readings", Some(body)).await;
    let building = lines.json[0]["places"][0]["place"].as_str().expect("5号楼").to_owned();
    let (charge, new_charge) = (fresh(looked), fresh(looked));
    let body = json!({ "community": COMMUNITY, "reason": "包联", "charges": [{
        "charge_id": charge, "fact_id": fresh(looked), "reach": "place", "places": [building],
        "who": { "name": "张三", "capacity": "volunteer", "phone": "10000000001" },
        "first_day": "2022-11-01", "last_day": "2022-12-31" }] });
    looked.at("shequ", "POST /charges", "/charges", Some(body)).await;
    let all = format!("/charges?within={COMMUNITY}");
    looked.at("wangge", "GET /charges", &all, None).await;
    let body = json!({ "place": building });
    looked.at("wangge", "POST /charges/chains", "/charges/chains", Some(body)).await;
    let body = json!({ "place": building });
    looked.at("shequ", "POST /charges/proposals", "/charges/proposals", Some(body)).await;
    let path = format!("/charges/{charge}");
    let route = "POST /charges/{charge_id}/calls";
    looked.at("wangge", route, &format!("{path}/calls"), None).await;
    let route = "POST /charges/{charge_id}/hand-over";
    let body = json!({ "fact_id": fresh(looked), "facts": 1, "new_charge_id": new_charge,
        "new_fact_id": fresh(looked), "who": { "name": "李四", "capacity": "volunteer" },
        "first_day": "2022-11-20", "reason": "换岗" });
    looked.at("shequ", route, &format!("{path}/hand-over"), Some(body)).await;
    looked.at("shequ", "GET /charges/{charge_id}", &path, None).await;
    let new_path = format!("/charges/{new_charge}");
    let body = json!({ "fact_id": fresh(looked), "facts": 1, "last_day": "2022-11-30",
        "reason": "撤岗" });
    let route = "POST /charges/{charge_id}/end";
    looked.at("shequ", route, &format!("{new_path}/end"), Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "facts": 2, "reason": "弄错了" });
    let route = "POST /charges/{charge_id}/undo";
    looked.at("shequ", route, &format!("{new_path}/undo"), Some(body)).await;
}

async fn writes_about_journeys(looked: &mut Looked) {
    let case = looked.world.city.fresh_id();
    let body = json!({ "case_id": case, "place": "140622", "last_on": "2022-11-20",
        "source": "朔州市通报", "note": "电话核对" });
    looked.at("zhihui", "POST /elsewhere-cases", "/elsewhere-cases", Some(body)).await;
    let body = json!({ "fact_id": looked.world.city.fresh_id(), "reason": "写错了" });
    let route = "POST /elsewhere-cases/{elsewhere_id}/withdrawal";
    let path = format!("/elsewhere-cases/{case}/withdrawal");
    looked.at("zhihui", route, &path, Some(body)).await;
    looked.at("wangge", "GET /elsewhere-cases", "/elsewhere-cases", None).await;
    let path = "/country-places?q=%E6%9C%94%E5%B7%9E";
    looked.at("wangge", "GET /country-places", path, None).await;
    let path = "/journeys?from=140622&to=4401&day=2022-04-29&means=train&onward=air&proof=48";
    looked.at("wangge", "GET /journeys", path, None).await;
}

async fn writes_about_sites(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let site = fresh(looked);
    let body = json!({ "site_id": site, "fact_id": fresh(looked), "kind": "kiosk",
        "name": "北门采样亭", "spot": { "place": COMMUNITY, "address": "北门" }, "reason": "选址" });
    looked.at("shequ", "POST /sites", "/sites", Some(body)).await;
    let path = format!("/sites/{site}");
    let body = json!({ "fact_id": fresh(looked), "facts": 1, "reason": "定时间",
        "hours": crate::sites::hours() });
    looked.at("shequ", "PUT /sites/{site_id}/hours", &format!("{path}/hours"), Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "facts": 2, "reason": "写说明",
        "offers": crate::sites::offers() });
    looked.at("shequ", "PUT /sites/{site_id}/offers", &format!("{path}/offers"), Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "facts": 3, "state": "open", "reason": "启用" });
    let route = "POST /sites/{site_id}/states";
    looked.at("shequ", route, &format!("{path}/states"), Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "wait": "half_hour" });
    let route = "POST /sites/{site_id}/queue";
    looked.at("caiyang1", route, &format!("{path}/queue"), Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "facts": 4, "reason": "改造",
        "to": { "place": COMMUNITY, "address": "南门" }, "first_day": "2022-11-30" });
    let route = "POST /sites/{site_id}/moves";
    looked.at("shequ", route, &format!("{path}/moves"), Some(body)).await;
    looked.at("wangge", "GET /sites", "/sites", None).await;
    looked.at("wangge", "GET /sites/{site_id}", &path, None).await;
    let body = json!({ "county": "140110", "n_kiosks": 1,
        "text": "小区,示例小区,112.55,37.87,1200\n车站,南站,112.56,37.87\n学校,一中,1,1" });
    looked.at("zhihui", "POST /sites/proposals", "/sites/proposals", Some(body)).await;
    let body = json!({ "round_id": looked.world.named["round_id"], "pool": "ten",
        "at_hand": [{ "need": "samplers", "n": 1 }, { "need": "tubes", "n": 1, "place": COMMUNITY }] });
    looked.at("shequ", "POST /sampling/plans", "/sampling/plans", Some(body)).await;
}

async fn writes_about_frequency(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let (requirement, entry) = (fresh(looked), fresh(looked));
    let mut body = crate::frequency::decision(COMMUNITY, 1, TODAY);
    body["requirement_id"] = json!(requirement);
    body["fact_id"] = json!(fresh(looked));
    body["trade"] = json!("delivery");
    let route = "POST /frequency/requirements";
    looked.at("zhihui", route, "/frequency/requirements", Some(body)).await;
    let path = format!("/frequency/requirements/{requirement}");
    let body = json!({ "fact_id": fresh(looked), "facts": 1, "sign": true });
    let route = "POST /frequency/requirements/{requirement_id}/decision";
    looked.at("qianpi", route, &format!("{path}/decision"), Some(body)).await;
    let body = json!({ "entries": [{ "test_entry_id": entry, "fact_id": fresh(looked),
        "person_id": looked.world.named["person_id"], "trade": "delivery", "first_day": TODAY,
        "words": "某平台" }] });
    let route = "POST /frequency/entries";
    looked.at("shequ", route, "/frequency/entries", Some(body)).await;
    looked.at("wangge", "GET /frequency", "/frequency", None).await;
    let path = format!("/frequency/people?within={COMMUNITY}&view=trade");
    looked.at("wangge", "GET /frequency/people", &path, None).await;
    let path = "/frequency/people/{person_id}";
    looked.at("shequ", "GET /frequency/people/{person_id}", path, None).await;
    let body = json!({ "due_day": TODAY });
    let route = "POST /frequency/people/{person_id}/told";
    looked.at("wangge", route, &format!("{path}/told"), Some(body)).await;
    let body = json!({ "community": COMMUNITY, "text": "测试 外卖骑手" });
    let route = "POST /frequency/trade-readings";
    looked.at("shequ", route, "/frequency/trade-readings", Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "last_day": TODAY, "reason": "不再送外卖" });
    let route = "POST /frequency/entries/{test_entry_id}/end";
    looked.at("shequ", route, &format!("/frequency/entries/{entry}/end"), Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "facts": 2, "last_day": TODAY, "reason": "调整" });
    let route = "POST /frequency/requirements/{requirement_id}/end";
    let path = format!("/frequency/requirements/{requirement}/end");
    looked.at("qianpi", route, &path, Some(body)).await;
}

async fn writes_about_filings(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let about = crate::filings::gathering("wedding", 80, "2022-11-26");
    looked
        .at("shequ", "POST /gatherings/questions", "/gatherings/questions", Some(about.clone()))
        .await;
    let path = "/gatherings/{filing_id}".to_owned();
    let body = json!({ "fact_id": fresh(looked), "facts": 1, "reply": "shrink",
        "people_max": 40, "reason": "人太多" });
    let route = "POST /gatherings/{filing_id}/answer";
    looked.at("shequ", route, &format!("{path}/answer"), Some(body)).await;
    looked.at("shequ", "GET /gatherings/{filing_id}", &path, None).await;
    let list = format!("/gatherings?within={COMMUNITY}");
    looked.at("shequ", "GET /gatherings", &list, None).await;
    let body = json!({ "fact_id": fresh(looked), "facts": 2 });
    let route = "POST /gatherings/{filing_id}/cancel";
    looked.at("shequ", route, &format!("{path}/cancel"), Some(body)).await;
    let route = "POST /gatherings/{filing_id}/phone";
    looked.at("shequ", route, &format!("{path}/phone"), None).await;
    // The community of this world is closed by now, and nothing new is held there: `filings`.
    let asked = operation(&looked.whole, "POST /gatherings/questions")["responses"]["200"].clone();
    let filed = operation(&looked.whole, "POST /gatherings")["responses"]["200"].clone();
    assert_eq!(asked["content"], filed["content"]);
    looked.seen.insert("POST /gatherings".to_owned());
    let route = "POST /gatherings/{filing_id}/change";
    let answer = operation(&looked.whole, route)["responses"]["204"].clone();
    assert!(answer.is_object() && answer["content"].is_null(), "{answer}");
    looked.seen.insert(route.to_owned());
    let mut leaving = Vec::new();
    for _ in 0..2 {
        let id = fresh(looked);
        let body = json!({ "leaving_id": id, "fact_id": fresh(looked),
            "leaving": crate::filings::leaving(TODAY, "2022-11-27"), "who_name": "演练住户",
            "who_phone": "10000000032" });
        looked.at("shequ", "POST /leavings", "/leavings", Some(body)).await;
        leaving.push(id);
    }
    let path = format!("/leavings/{}", leaving[0]);
    let body = json!({ "fact_id": fresh(looked), "facts": 1, "who_name": "演练住户",
        "leaving": crate::filings::leaving(TODAY, "2022-11-28"), "who_phone": "10000000032" });
    let route = "POST /leavings/{leaving_id}/change";
    looked.at("shequ", route, &format!("{path}/change"), Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "facts": 2, "on": TODAY });
    let route = "POST /leavings/{leaving_id}/return";
    looked.at("shequ", route, &format!("{path}/return"), Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "facts": 1, "reason": "不去了" });
    let route = "POST /leavings/{leaving_id}/cancel";
    looked.at("shequ", route, &format!("/leavings/{}/cancel", leaving[1]), Some(body)).await;
    let list = format!("/leavings?within={COMMUNITY}");
    looked.at("shequ", "GET /leavings", &list, None).await;
    let route = "POST /leavings/{leaving_id}/phone";
    looked.at("shequ", route, &format!("{path}/phone"), None).await;
}

async fn writes_about_arrivals(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let now = looked.world.city.city.now(looked.world.city.wall());
    let coming = crate::arrivals::coming(now, "nowhere");
    let path = "/arrivals/questions";
    looked.at("shequ", "POST /arrivals/questions", path, Some(coming.clone())).await;
    looked.at("chezhan", "GET /arrivals/stations", "/arrivals/stations", None).await;
    let found = format!("/arrivals/communities?q={}", crate::attacks::encoded("社区"));
    looked.at("chezhan", "GET /arrivals/communities", &found, None).await;
    let mut ids = Vec::new();
    for n in 0..2 {
        let (id, fact) = (fresh(looked), fresh(looked));
        let body = json!({ "arrival_id": id, "fact_id": fact, "way": "phone", "coming": coming,
            "who": crate::arrivals::who("来客", &format!("X100000{n}")) });
        looked.at("shequ", "POST /arrivals", "/arrivals", Some(body)).await;
        ids.push(id);
    }
    let path = |what: &str| format!("/arrivals/{}/{what}", ids[0]);
    let route = |what: &str| format!("POST /arrivals/{{arrival_id}}/{what}");
    let said = |looked: &Looked, facts: i64, mut more: Value| {
        more["fact_id"] = json!(fresh(looked));
        more["facts"] = json!(facts);
        more
    };
    let body = said(
        looked,
        1,
        json!({ "coming": coming,
        "who": crate::arrivals::who("来客", "X1000000") }),
    );
    looked.at("shequ", &route("change"), &path("change"), Some(body)).await;
    let body = said(looked, 2, json!({ "code": "green", "mask": true, "temperature_tenths": 365 }));
    looked.at("chezhan", &route("check"), &path("check"), Some(body)).await;
    let body = said(looked, 3, json!({ "reason": "怕疼" }));
    looked.at("chezhan", &route("decline"), &path("decline"), Some(body)).await;
    let body = said(looked, 4, json!({}));
    looked.at("chezhan", &route("sample"), &path("sample"), Some(body)).await;
    let body = said(looked, 5, json!({ "place": COMMUNITY }));
    looked.at("chezhan", &route("hand"), &path("hand"), Some(body)).await;
    let body = said(looked, 6, json!({ "reason": "敲门没有人" }));
    looked.at("shequ", &route("absent"), &path("absent"), Some(body)).await;
    looked.at("zhihui", "GET /arrivals/tasks", "/arrivals/tasks", None).await;
    let body = said(looked, 7, json!({ "place": COMMUNITY }));
    looked.at("zhihui", &route("direct"), &path("direct"), Some(body)).await;
    let body = said(looked, 8, json!({}));
    looked.at("shequ", &route("receive"), &path("receive"), Some(body)).await;
    let body = said(looked, 1, json!({}));
    let other = format!("/arrivals/{}/withdraw", ids[1]);
    looked.at("shequ", &route("withdraw"), &other, Some(body)).await;
    let one = format!("/arrivals/{}", ids[0]);
    looked.at("shequ", "GET /arrivals/{arrival_id}", &one, None).await;
    looked.at("shequ", &route("phone"), &path("phone"), None).await;
    let list = format!("/arrivals?within={COMMUNITY}");
    looked.at("shequ", "GET /arrivals", &list, None).await;
    let list = format!("/arrivals/station?station=taiyuan&day={TODAY}");
    looked.at("chezhan", "GET /arrivals/station", &list, None).await;
    let numbers = format!("/arrivals/numbers?day={TODAY}");
    looked.at("zhihui", "GET /arrivals/numbers", &numbers, None).await;
}

async fn writes_about_lodgings(looked: &mut Looked) {
    let house = crate::venues::approved(&looked.world.city, "hotel", None).await;
    let route = "POST /lodgings/{venue_id}/page";
    let body = json!({ "fact_id": looked.world.city.fresh_id(), "has_page": false });
    looked.at("shequ", route, &format!("/lodgings/{house}/page"), Some(body)).await;
    let list = format!("/lodgings?within={COMMUNITY}");
    looked.at("shequ", "GET /lodgings", &list, None).await;
}

async fn writes_about_verifications(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let key = "5a".repeat(32);
    let body = json!({ "fact_id": fresh(looked), "facts": 0, "name": "外地专班",
        "kind": "other_city", "place": "1401", "key": key,
        "address": "https://example.invalid/peer/letters" });
    let sender = fresh(looked);
    let route = "POST /verifications/senders/{sender_id}";
    let path = format!("/verifications/senders/{sender}");
    looked.at("zhihui", route, &path, Some(body)).await;
    let text = "姓名,电话\n演练甲,10000000071\n";
    let answer =
        crate::verifications::put_in(&looked.world.city, &sender, "out", text.as_bytes()).await;
    looked.look("POST /verifications/lists/{list_id}", &answer);
    let list = format!("/verifications/lists/{}", answer.json["list_id"].as_str().unwrap());
    let body = json!({ "version": 1, "columns": [{ "index": 0, "column": "name" }] });
    let route = "PUT /verifications/lists/{list_id}/reading";
    looked.at("zhihui", route, &format!("{list}/reading"), Some(body)).await;
    let body = json!({ "version": 2, "due_hours": 24 });
    let route = "POST /verifications/lists/{list_id}/take";
    looked.at("zhihui", route, &format!("{list}/take"), Some(body)).await;
    let body = json!({ "reply_id": fresh(looked), "format": "xlsx" });
    let route = "POST /verifications/lists/{list_id}/replies";
    looked.at("zhihui", route, &format!("{list}/replies"), Some(body)).await;
    let route = "POST /verifications/lists/{list_id}/letter";
    looked.at("zhihui", route, &format!("{list}/letter"), None).await;
    let list = list.trim_start_matches("/verifications/lists/").to_owned();
    let text = "姓名,电话,核查结果\n演练甲,10000000071,在本地\n";
    let answer =
        crate::verifications_files::back(&looked.world.city, &list, "", text.as_bytes()).await;
    looked.look("POST /verifications/lists/{list_id}/answers", &answer);
    let case = looked.world.named["asked_id"].clone();
    let seen = format!("/verifications/cases/{case}");
    let facts = looked.world.city.get("shequ", &seen, "order_work").await.ok();
    let facts = facts["row"]["facts"].as_i64().unwrap();
    let body = json!({ "fact_id": fresh(looked), "facts": facts, "does": "hand_back",
        "remark": "不是本社区" });
    let route = "POST /verifications/cases/{asked_id}/facts";
    let row = TABLE.iter().find(|row| route_of(row) == route).unwrap();
    assert!(row.1.contains('R') && row.2.contains('o'));
    let path = format!("{seen}/facts");
    let answer = looked.world.city.post("shequ", &path, "order_work", body).await;
    assert!(answer.status.is_success(), "{}", answer.text);
    looked.look(route, &answer);
    let body = json!({ "fact_id": fresh(looked), "facts": facts + 1, "place": COMMUNITY });
    let route = "POST /verifications/cases/{asked_id}/place";
    looked.at("zhihui", route, &format!("{seen}/place"), Some(body)).await;
    let draft = format!("/verifications/lists/{}", looked.world.named["list_id"]);
    let body = json!({ "version": 1 });
    let route = "POST /verifications/lists/{list_id}/drop";
    looked.at("zhihui", route, &format!("{draft}/drop"), Some(body)).await;
}

async fn writes_about_isolation(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let door = looked.world.named["home_door"].clone();
    let site = fresh(looked);
    let body = json!({ "isolation_site_id": site, "fact_id": fresh(looked), "name": "演练二点",
        "place": COMMUNITY, "kind": "hotel" });
    looked.at("zhihui", "POST /isolation/sites", "/isolation/sites", Some(body)).await;
    let route = "POST /isolation/sites/{isolation_site_id}/facts";
    let facts = format!("/isolation/sites/{site}/facts");
    let rooms = json!([{ "label": "501", "floor": 5, "zone": "dirty", "beds": 1 }]);
    let body = json!({ "fact_id": fresh(looked), "seen": 1, "rooms": rooms });
    looked.at("zhihui", route, &facts, Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "seen": 2, "staff": ["geli"] });
    looked.at("zhihui", route, &facts, Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "seen": 0, "plate": "晋A20002",
        "place": "140110", "seats": 3, "driver": "siji" });
    looked.at("zhihui", "POST /isolation/vehicles", "/isolation/vehicles", Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "place": COMMUNITY,
        "spot": { "longitude_e6": 112_560_000, "latitude_e6": 37_870_000 } });
    looked.at("zhihui", "POST /isolation/points", "/isolation/points", Some(body)).await;
    looked.at("zhihui", "GET /isolation", "/isolation", None).await;
    let answers = [
        "own_room",
        "nobody_frail",
        "looks_after_himself",
        "can_be_called",
        "own_toilet",
        "no_shared_air",
    ]
    .map(|one| json!({ "condition": one, "holds": true }));
    let body = json!({ "fact_id": fresh(looked), "seen": 0, "door": door, "answers": answers });
    looked.at("wangge", "POST /isolation/homes", "/isolation/homes", Some(body)).await;
    let path = format!("/isolation/homes?door={door}");
    looked.at("wangge", "GET /isolation/homes", &path, None).await;
    goes_its_way(looked, &site).await;
}

/// What was planned is called off, given anew at another site and goes its way.
async fn goes_its_way(looked: &mut Looked, site: &str) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let off = |looked: &Looked| json!({ "fact_id": fresh(looked), "reason": "改期" });
    let [stay, run, met, door] = ["isolation_stay_id", "run_id", "isolated_id", "home_door"]
        .map(|name| looked.world.named[name].clone());
    let route = "POST /isolation/runs/{run_id}/call-off";
    let body = off(looked);
    looked.at("liudiao", route, &format!("/isolation/runs/{run}/call-off"), Some(body)).await;
    looked.at("liudiao", "GET /isolation/waiting", "/isolation/waiting", None).await;
    let route = "POST /isolation/stays/{isolation_stay_id}/call-off";
    let body = off(looked);
    looked.at("liudiao", route, &format!("/isolation/stays/{stay}/call-off"), Some(body)).await;
    let (stay, run) = (fresh(looked), fresh(looked));
    let body = json!({ "beds": [{ "isolation_stay_id": stay, "person_id": met, "room": "501" }] });
    let route = "POST /isolation/sites/{isolation_site_id}/beds";
    looked.at("liudiao", route, &format!("/isolation/sites/{site}/beds"), Some(body)).await;
    let now = looked.world.city.city.now(looked.world.city.wall()).0;
    let body = json!({ "run_id": run, "plate": "晋A20002", "departs_at": now, "stays": [stay],
        "windows": [{ "door": door, "from": now, "to": now + 3_600_000 }] });
    looked.at("liudiao", "POST /isolation/runs", "/isolation/runs", Some(body)).await;
    looked.at("siji", "GET /isolation/driver/runs", "/isolation/driver/runs", None).await;
    looked.at("wangge", "GET /isolation/doors/runs", "/isolation/doors/runs", None).await;
    for (login, at, hand, stop) in [
        ("wangge", "doors", "gave", Some(0)),
        ("siji", "driver", "took", Some(0)),
        ("siji", "driver", "delivered", None),
        ("geli", "houses", "received", None),
    ] {
        let route = format!("POST /isolation/{at}/runs/{{run_id}}/signatures");
        let body = json!({ "fact_id": fresh(looked), "hand": hand, "stop": stop, "stays": [stay] });
        let path = format!("/isolation/{at}/runs/{run}/signatures");
        looked.at(login, &route, &path, Some(body)).await;
    }
    at_the_site(looked, (site, &stay, &met)).await;
}

/// What is done with a guest, until he may go because he is no contact.
async fn at_the_site(looked: &mut Looked, (site, stay, met): (&str, &str, &str)) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let path = format!("/isolation/houses/stays/{stay}");
    let body = json!({ "fact_id": fresh(looked), "meal": "halal", "needs": ["dialysis"],
        "medicines": "胰岛素", "note": "" });
    let route = "POST /isolation/houses/stays/{isolation_stay_id}/needs";
    looked.at("geli", route, &format!("{path}/needs"), Some(body)).await;
    looked.at("geli", "GET /isolation/houses", "/isolation/houses", None).await;
    let body =
        json!({ "fact_id": fresh(looked), "answers": [{ "item": "aired", "is_done": true }] });
    let route = "POST /isolation/houses/{isolation_site_id}/checks";
    looked.at("geli", route, &format!("/isolation/houses/{site}/checks"), Some(body)).await;
    let contacts = format!("/cases/{}/contacts", looked.world.named["isolating_case_id"]);
    let body = json!({ "seen": 1, "reason": "核实不是密接" });
    let decision = format!("{contacts}/{met}/decision");
    let freed = looked.world.city.post("liudiao", &decision, "tracing", body).await;
    assert!(freed.status.is_success(), "{}", freed.text);
    let route = "POST /isolation/houses/stays/{isolation_stay_id}/release";
    let body = json!({ "fact_id": fresh(looked) });
    looked.at("geli", route, &format!("{path}/release"), Some(body)).await;
}

async fn writes_about_venues(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let venue = fresh(looked);
    let mut body = crate::venues::about("cinema", Some(200));
    body["venue_id"] = json!(venue);
    body["fact_id"] = json!(fresh(looked));
    looked.at("shequ", "POST /venues", "/venues", Some(body)).await;
    let path = format!("/venues/{venue}");
    let body = json!({ "fact_id": fresh(looked), "facts": 1, "approve": true });
    let route = "POST /venues/{venue_id}/decision";
    looked.at("zhihui", route, &format!("{path}/decision"), Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "facts": 2, "findings": ["no_poster"],
        "note": "已补贴" });
    let route = "POST /venues/{venue_id}/inspections";
    looked.at("wangge", route, &format!("{path}/inspections"), Some(body)).await;
    let (closing, body) = (fresh(looked), json!({ "gate_id": fresh(looked), "label": "北门" }));
    let gate = body["gate_id"].as_str().unwrap().to_owned();
    let route = "POST /venues/{venue_id}/gates";
    looked.at("shequ", route, &format!("{path}/gates"), Some(body)).await;
    looked.at("shequ", "GET /venues/{venue_id}/gates", &format!("{path}/gates"), None).await;
    let body = json!({ "reason": "手机丢失" });
    let route = "POST /gates/{gate_id}/end";
    looked.at("shequ", route, &format!("/gates/{gate}/end"), Some(body)).await;
    let body = json!({ "closing_id": closing, "fact_id": fresh(looked), "kinds": ["cinema"],
        "place": "1401", "first_day": TODAY, "last_day": "2022-11-30",
        "as_written": "电影院暂停开放", "source": "测试通告" });
    looked.at("nigao", "POST /venues/closings", "/venues/closings", Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "facts": 1, "sign": true });
    let route = "POST /venues/closings/{closing_id}/decision";
    let at = format!("/venues/closings/{closing}");
    looked.at("qianpi", route, &format!("{at}/decision"), Some(body)).await;
    // While it is closed, so that every field is looked at.
    looked.at("shequ", "GET /venues/{venue_id}", &path, None).await;
    let list = format!("/venues?within={COMMUNITY}");
    looked.at("shequ", "GET /venues", &list, None).await;
    looked.at("shequ", "GET /venues/closings", "/venues/closings", None).await;
    let body = json!({ "fact_id": fresh(looked), "facts": 2, "last_day": TODAY, "reason": "恢复" });
    let route = "POST /venues/closings/{closing_id}/end";
    looked.at("qianpi", route, &format!("{at}/end"), Some(body)).await;
    let route = "POST /venues/{venue_id}/phone";
    looked.at("shequ", route, &format!("{path}/phone"), None).await;
    let route = "GET /venues/{venue_id}/counts";
    looked.at("shequ", route, &format!("{path}/counts?day={TODAY}"), None).await;
    let body = json!({ "fact_id": fresh(looked), "facts": 3, "reason": "停业" });
    let route = "POST /venues/{venue_id}/end";
    looked.at("shequ", route, &format!("{path}/end"), Some(body)).await;
    // What a place sent in is checked, and a row is entered by hand, with a log: `venues`.
    for route in ["POST /venues/{venue_id}/check", "POST /venues/{venue_id}/hand-rows"] {
        let answer = operation(&looked.whole, route)["responses"]["204"].clone();
        assert!(answer.is_object() && answer["content"].is_null(), "{answer}");
        looked.seen.insert(route.to_owned());
    }
}

/// From the site to the laboratory and to the signature.
async fn writes_about_tubes(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let (lab, tube) = (looked.world.named["laboratory_id"].clone(), crate::custody::code(90_010));
    let (first, second) = (fresh(looked), fresh(looked));
    let give = |id: &str, to: &str, whom: &str| {
        let mut body = json!({ "handover_id": id, "tubes": [tube], "counted": 1,
            "temperature_tenths": 300 });
        body[to] = json!(whom);
        Some(body)
    };
    let found = Some(json!({ "tubes": [tube], "counted": 1 }));
    let (route, path) = ("POST /custody/handovers", "/custody/handovers");
    looked.at("caiyang1", route, path, give(&first, "to_login", "zhuanyun")).await;
    let receipt = "POST /custody/handovers/{handover_id}/receipt";
    let at = |id: &str| format!("/custody/handovers/{id}/receipt");
    looked.at("zhuanyun", receipt, &at(&first), found.clone()).await;
    looked.at("zhuanyun", route, path, give(&second, "laboratory_id", &lab)).await;
    looked.at("jianyan", receipt, &at(&second), found).await;
    looked.at("zhuanyun", "GET /custody/handovers", path, None).await;
    let one = format!("/custody/handovers/{first}");
    looked.at("caiyang1", "GET /custody/handovers/{handover_id}", &one, None).await;
    let body = json!({ "tubes": [tube] });
    looked.at("jianyan", "POST /custody/tubes", "/custody/tubes", Some(body)).await;
    let own = fresh(looked);
    let body =
        json!({ "laboratory_id": own, "place": "140110", "name": "二室", "capacity_day": 9 });
    looked.at("zhihui", "POST /labs", "/labs", Some(body)).await;
    let body = json!({ "name": "二室", "capacity_day": 10, "version": 1 });
    looked.at("zhihui", "PUT /labs/{laboratory_id}", &format!("/labs/{own}"), Some(body)).await;
    let body = json!({ "fact_id": fresh(looked), "login": "jianyan", "works_here": true });
    let route = "POST /labs/{laboratory_id}/members";
    looked.at("zhihui", route, &format!("/labs/{own}/members"), Some(body)).await;
    let body = json!({ "tubes": [crate::custody::code(90_011)], "expects": "positive" });
    looked.at("zhihui", "POST /labs/controls", "/labs/controls", Some(body)).await;
    looked.at("zhihui", "GET /labs/quality", "/labs/quality", None).await;
    writes_about_plates(looked, &lab, &tube).await;
}

async fn writes_about_plates(looked: &mut Looked, lab: &str, tube: &str) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let (plate, sheet, fix) = (fresh(looked), fresh(looked), fresh(looked));
    let body = json!({ "plate_id": plate, "label": "9号板", "kit": "试剂", "ct_bar": 4000,
        "counted": 1, "wells": [{ "well": "A01", "kind": "tube", "tube": tube },
        { "well": "H11", "kind": "negative_control" }, { "well": "H12", "kind": "positive_control" }] });
    let route = "POST /labs/{laboratory_id}/plates";
    looked.at("jianyan", route, &format!("/labs/{lab}/plates"), Some(body)).await;
    let session = looked.world.city.session("jianyan").await;
    let path = format!("/labs/plates/{plate}/files?sheet_id={sheet}&rows=1&sha256=0");
    let attempt = Attempt::of("POST", &path).session(&session).purpose("lab_work");
    let text = "孔位,管码,ORF1ab,N,结果\nA01,,,,\n".as_bytes().to_vec();
    let answer = attempt.bytes("application/octet-stream", text).send(&looked.world.city).await;
    looked.look("POST /labs/plates/{plate_id}/files", &answer);
    let body = json!({ "sheet_id": sheet, "results": [{ "well": "A01" }, { "well": "H11" },
        { "well": "H12", "ct_orf": 2500, "ct_n": 2500, "note": "对照" }] });
    let route = "POST /labs/plates/{plate_id}/sheets";
    looked.at("jianyan", route, &format!("/labs/plates/{plate}/sheets"), Some(body)).await;
    let route = "GET /labs/sheets/{sheet_id}";
    looked.at("shenhe", route, &format!("/labs/sheets/{sheet}"), None).await;
    let body = json!({ "verdict": "signed" });
    let route = "POST /labs/sheets/{sheet_id}/decision";
    looked.at("shenhe", route, &format!("/labs/sheets/{sheet}/decision"), Some(body)).await;
    let path = format!("/labs/tubes/{tube}");
    let signed = looked.at("shenhe", "GET /labs/tubes/{tube_code}", &path, None).await;
    let body = json!({ "sheet_id": fix, "tube": tube, "corrects": signed.json[0]["result_id"],
        "outcome": "unclear", "ct_orf": 3600, "reason": "重看曲线" });
    let route = "POST /labs/{laboratory_id}/corrections";
    looked.at("jianyan", route, &format!("/labs/{lab}/corrections"), Some(body)).await;
    let route = "GET /labs/sheets/{sheet_id}";
    looked.at("shenhe", route, &format!("/labs/sheets/{fix}"), None).await;
}

/// A phone is enrolled and sends a tube with somebody of the register and a stranger, who is then known;
/// the tube is positive.
async fn writes_about_samples(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let body =
        json!({ "roll_id": fresh(looked), "place": COMMUNITY, "pool": "ten", "n_tubes": 9000 });
    looked.at("shequ", "POST /sampling/rolls", "/sampling/rolls", Some(body)).await;
    let phone = crate::sampling::Phone::enrolled(&looked.world.city, "caiyang1", 61).await;
    let point = phone.point();
    let body = json!({ "device_id": fresh(looked), "label": "手机", "public_key": point });
    looked.at("caiyang1", "POST /sampling/devices", "/sampling/devices", Some(body)).await;
    let (round, person) =
        (looked.world.named["round_id"].clone(), looked.world.named["person_id"].clone());
    let code = crate::sampling::tube(7_001);
    let mut part =
        crate::sampling::sealed(&looked.world.city, &round, code, "ten", &[person.as_str()]);
    let at = part["opened_at"].clone();
    part["members"].as_array_mut().unwrap().push(json!({ "taken_at": at, "stranger": {
        "document_kind": "passport", "document": "E00000002", "name": "ANNA EXAMPLE" } }));
    part["sealed"]["stated"] = json!(2);
    let answer = phone.send(&looked.world.city, vec![part]).await;
    looked.look("POST /sampling/batches", &answer);
    let outcome = fangxian_core::pools::TubeOutcome::Positive;
    crate::sampling::sign(&looked.world.city, code, outcome, None).await.unwrap();
    let path = format!("/sampling/strangers?place={COMMUNITY}");
    let rows = looked.at("shequ", "GET /sampling/strangers", &path, None).await;
    let row = rows.json.as_array().unwrap().iter().find(|row| row["tube"] == code.to_string());
    let row = row.unwrap();
    let body = json!({ "place": COMMUNITY, "part_id": row["part_id"], "position": row["position"],
        "person_id": looked.world.named["twin_id"], "reason": "电话核实" });
    looked.at("shequ", "POST /sampling/strangers", "/sampling/strangers", Some(body)).await;
    looked.at("shequ", "GET /chains", "/chains", None).await;
    looked.at("shequ", "GET /chains/{chain}", &format!("/chains/{code}"), None).await;
    let route = "GET /sampling/tubes/{tube}/people";
    looked.at("shequ", route, &format!("/sampling/tubes/{code}/people"), None).await;
    let path = format!("/sampling/rounds/{round}");
    looked.at("shequ", "GET /sampling/rounds/{round_id}", &path, None).await;
    let route = "GET /sampling/rounds/{round_id}/tubes";
    looked.at("shequ", route, &format!("{path}/tubes"), None).await;
    looked.at("shequ", "GET /sampling/devices", "/sampling/devices", None).await;
    let route = "POST /sampling/devices/{device_id}/revoke";
    looked.at("shequ", route, &format!("/sampling/devices/{}/revoke", phone.id), None).await;
}

async fn writes_about_rounds(looked: &mut Looked) {
    let fresh = |looked: &Looked| looked.world.city.fresh_id();
    let body = json!({ "community": COMMUNITY, "n_grids": 1, "min_households": null,
        "max_households": null });
    looked.at("shequ", "POST /grids/proposals", "/grids/proposals", Some(body)).await;
    let path = format!("/grids?community={COMMUNITY}");
    let grids = looked.world.city.get("shequ", &path, "register").await.ok();
    let places = |grid: &Value| -> Vec<Value> {
        grid["places"].as_array().unwrap().iter().map(|one| one["place"].clone()).collect()
    };
    let drawn: Vec<Value> = grids["grids"]
        .as_array()
        .unwrap()
        .iter()
        .map(|grid| json!({ "name": grid["name"], "places": places(grid) }))
        .collect();
    let body = json!({ "community": COMMUNITY, "seen": grids["seen"], "grids": drawn });
    looked.at("shequ", "PUT /grids", "/grids", Some(body)).await;
    let round = fresh(looked);
    let body = json!({ "round_id": round, "place": COMMUNITY, "kind": "count", "name": "第二轮" });
    looked.at("shequ", "POST /rounds", "/rounds", Some(body)).await;
    let path = format!("/rounds/{round}");
    let list = format!("{path}/list");
    let all = looked.world.city.get("shequ", &list, "order_work").await.ok();
    let tick = |one: &Value| {
        json!({ "fact_id": fresh(looked), "person_id": one["person_id"], "outcome": "done",
            "seen_at": 0, "means": "phone" })
    };
    let ticks: Vec<Value> = all["people"].as_array().unwrap().iter().map(tick).collect();
    let route = "POST /rounds/{round_id}/ticks";
    let body = json!({ "ticks": ticks });
    looked.at("wangge", route, &format!("{path}/ticks"), Some(body)).await;
    looked.at("wangge", "GET /rounds/{round_id}/list", &list, None).await;
    let route = "POST /rounds/{round_id}/close";
    let body = json!({ "version": 1 });
    looked.at("shequ", route, &format!("{path}/close"), Some(body)).await;
}

async fn writes_about_reports(looked: &mut Looked) {
    let city = &looked.world.city;
    let id = city.fresh_id();
    let answer = crate::reports::put_in_as(city, &id, COMMUNITY, "sampling").await;
    looked.look("POST /report-templates/{template_id}", &answer);
    let body = json!({ "version": 1, "columns": [{ "index": 0, "field": null }], "cells": [] });
    let route = "PUT /report-templates/{template_id}/reading";
    looked.at("shequ", route, &format!("/report-templates/{id}/reading"), Some(body)).await;
    let body = json!({ "template_id": id, "place": COMMUNITY, "round_id": null });
    looked.at("shequ", "POST /report-previews", "/report-previews", Some(body.clone())).await;
    let path = format!("/reports/{}", looked.world.city.fresh_id());
    looked.at("shequ", "POST /reports/{report_id}", &path, Some(body)).await;
    let body =
        json!({ "sent_id": looked.world.city.fresh_id(), "sent_on": TODAY, "sent_to": "街道" });
    let route = "POST /reports/{report_id}/sent";
    looked.at("shequ", route, &format!("{path}/sent"), Some(body)).await;
}

async fn writes_about_imports(looked: &mut Looked) {
    let city = &looked.world.city;
    let id = city.fresh_id();
    let path = format!("/imports/{id}");
    let session = city.session("shequ").await;
    let sheet = "姓名,楼号,房号\n测试,5,101\n1,,\n".as_bytes().to_vec();
    let attempt = Attempt::of("POST", &format!("{path}?community={COMMUNITY}"));
    let attempt = attempt.session(&session).purpose("register");
    let answer = attempt.bytes("application/octet-stream", sheet).send(city).await;
    looked.look("POST /imports/{import_id}", &answer);
    let columns = json!([{ "index": 0, "column": "name" }]);
    let seen = looked.settled(&path).await;
    let body = json!({ "version": seen["version"], "sheet": 0, "columns": columns });
    let route = "PUT /imports/{import_id}/reading";
    looked.at("shequ", route, &format!("{path}/reading"), Some(body)).await;
    let seen = looked.settled(&path).await;
    let route = "POST /imports/{import_id}/apply";
    let body = json!({ "version": seen["version"] });
    looked.at("shequ", route, &format!("{path}/apply"), Some(body)).await;
    looked.settled(&path).await;
    let body = json!({ "reason": "导错了" });
    let route = "POST /imports/{import_id}/undo";
    looked.at("shequ", route, &format!("{path}/undo"), Some(body)).await;
    let other = looked.world.city.fresh_id();
    let path = format!("/imports/{other}");
    let attempt = Attempt::of("POST", &format!("{path}?community={COMMUNITY}"));
    let attempt = attempt.session(&session).purpose("register");
    let bytes = "姓名,楼号\n测试,5\n".as_bytes().to_vec();
    attempt.bytes("application/octet-stream", bytes).send(&looked.world.city).await.ok();
    let route = "POST /imports/{import_id}/cancel";
    looked.at("shequ", route, &format!("{path}/cancel"), None).await;
}

async fn writes_about_results(looked: &mut Looked) {
    let named = looked.world.named.clone();
    let (person, twin) = (&named["person_id"], &named["twin_id"]);
    let path = format!("/people/{person}/results");
    let seen = looked.world.city.get("shequ", &path, "result_notice").await.ok();
    let body = json!({ "card_number": seen["card_number"].as_i64().unwrap() + 1 });
    let route = "POST /people/{person_id}/cards";
    looked.at("shequ", route, &format!("/people/{person}/cards"), Some(body)).await;
    let body = json!({ "end_id": looked.world.city.fresh_id(), "household": true });
    let route = "POST /people/{person_id}/paper-code/end";
    looked.at("shequ", route, &format!("/people/{person}/paper-code/end"), Some(body)).await;
    let binding = looked.world.city.fresh_id();
    let body = json!({ "binding_id": binding, "fact_id": looked.world.city.fresh_id(),
        "person_id": person, "proxy_id": twin, "consent": "on_paper",
        "first_day": TODAY, "last_day": "2022-12-31" });
    let path = "/people/result-bindings";
    looked.at("shequ", "POST /people/result-bindings", path, Some(body)).await;
    let body = json!({ "fact_id": looked.world.city.fresh_id() });
    let route = "POST /people/result-bindings/{binding_id}/end";
    looked.at("shequ", route, &format!("{path}/{binding}/end"), Some(body)).await;
}

async fn writes_about_antigen(looked: &mut Looked) {
    let person = looked.world.named["person_id"].clone();
    let id = looked.world.city.fresh_id();
    let body = json!({ "report_id": id, "person_id": person, "outcome": "positive",
        "photo": null, "no_photo_reason": "" });
    looked.at("wangge", "POST /antigen/reports", "/antigen/reports", Some(body)).await;
    let path = format!("/antigen?within={COMMUNITY}");
    looked.at("shequ", "GET /antigen", &path, None).await;
    let with_photo = looked.world.named["antigen_id"].clone();
    let route = "POST /antigen/reports/{antigen_id}/photo";
    let path = format!("/antigen/reports/{with_photo}/photo");
    looked.at("shequ", route, &path, Some(json!({ "reason": "核对" }))).await;
    let route = "POST /antigen/reports/{antigen_id}/marks";
    let body = json!({ "mark_id": looked.world.city.fresh_id(), "kind": "withdraw_asked",
        "reason": "报错了人" });
    looked.at("shequ", route, &format!("/antigen/reports/{id}/marks"), Some(body)).await;
}

async fn writes_about_cases(looked: &mut Looked) {
    let fresh = || looked.world.city.fresh_id();
    let now = looked.world.city.city.now(looked.world.city.wall()).0;
    let (case, fact, episode, gone) = (fresh(), fresh(), fresh(), fresh());
    let (put, zone, closed) = (fresh(), fresh(), fresh());
    let about = json!({ "kind": "confirmed", "source": "clinic", "report": "报告3",
        "onset": "2022-11-23" });
    let body = json!({ "case_id": case, "fact_id": fact, "name": "Met World",
        "document_kind": "passport", "document": "W4000002", "about": about.clone() });
    looked.at("liudiao", "POST /cases", "/cases", Some(body)).await;
    looked.at("liudiao", "GET /cases", "/cases", None).await;
    let path = format!("/cases/{case}");
    let body = json!({ "fact_id": put, "seen": 1, "about": about });
    let to = |what: &str| format!("{path}{what}");
    looked.at("liudiao", "POST /cases/{case_id}/correct", &to("/correct"), Some(body)).await;
    let body = json!({ "episode_id": episode, "words": "G8087次列车3车厢",
        "from": now - 7_200_000, "to": now - 3_600_000, "source": "told" });
    looked.at("liudiao", "POST /cases/{case_id}/episodes", &to("/episodes"), Some(body)).await;
    looked.at("liudiao", "GET /cases/{case_id}", &path, None).await;
    let body = json!({ "fact_id": looked.world.city.fresh_id(), "from": now - 7_200_000,
        "to": now - 3_600_000, "vehicle": { "carriage": "3", "row": 12, "place": "F" } });
    looked.at("liudiao", "POST /cases/{case_id}/seats", &to("/seats"), Some(body)).await;
    let body = json!({ "episode_id": gone, "reason": "记错日期" });
    let route = "POST /cases/{case_id}/episodes/{episode_id}/withdraw";
    looked.at("liudiao", route, &to(&format!("/episodes/{episode}/withdraw")), Some(body)).await;
    looked.at("liudiao", "POST /cases/{case_id}/searches", &to("/searches"), None).await;
    looked.at("liudiao", "GET /cases/{case_id}/contacts", &to("/contacts"), None).await;
    let body = json!({ "fact_id": closed, "seen": 2, "reason": "转归" });
    looked.at("liudiao", "POST /cases/{case_id}/close", &to("/close"), Some(body)).await;
    looked.at("liudiao", "POST /transmission", "/transmission", Some(json!({}))).await;
    looked.at("liudiao", "POST /risk-lists/draft", "/risk-lists/draft", Some(json!({}))).await;
    let (of_world, met) = ("/cases/{case_id}/contacts", looked.world.named["met_id"].clone());
    let route = "POST /cases/{case_id}/contacts/{person_id}/decision";
    let body = json!({ "seen": 1, "verdict": "none", "reason": "没有见面" });
    looked.at("liudiao", route, &format!("{of_world}/{met}/decision"), Some(body)).await;
    looked.at("liudiao", "GET /case-counts", "/case-counts", None).await;
    looked.at("zhihui", "GET /operations", "/operations", None).await;
    let route = "POST /operations/{operation_id}/zone";
    let body = json!({ "fact_id": zone, "signed": false, "reason": "已按小区管控" });
    looked.at("qianpi", route, "/operations/{operation_id}/zone", Some(body)).await;
}

async fn writes_about_codes(looked: &mut Looked) {
    let fresh = || looked.world.city.fresh_id();
    let (reason, decided, ended) = (fresh(), fresh(), fresh());
    let who = json!({ "name": "Coded World", "document_kind": "passport", "document": "W3000001" });
    let body = json!({ "reason_id": reason, "cause": "close_contact", "evidence": "investigation",
        "evidence_ref": "报告2", "said": "同桌用餐", "counted_from": "2022-11-22",
        "last_day": "2022-11-29", "people": [{ "name": "Coded World", "document_kind": "passport",
        "document": "W3000001", "record": "流调卡W-2" }] });
    looked.at("jikong", "POST /codes/reasons", "/codes/reasons", Some(body)).await;
    let path = format!("/codes/reasons/{reason}");
    let route = "POST /codes/reasons/{code_reason_id}/decision";
    let body = json!({ "fact_id": decided, "seen": 0, "approved": true });
    looked.at("weijian", route, &format!("{path}/decision"), Some(body)).await;
    looked.at("jikong", "GET /codes/reasons", "/codes/reasons", None).await;
    looked.at("rexian", "POST /codes/told", "/codes/told", Some(who)).await;
    let (source, appeal) = (format!("manual/{reason}"), looked.world.city.fresh_id());
    let body = json!({ "appeal_id": appeal, "name": "Coded World", "document_kind": "passport",
        "document": "W3000001", "source": source, "way": "phone", "medical": false,
        "said": "没有去过" });
    looked.at("rexian", "POST /codes/appeals", "/codes/appeals", Some(body)).await;
    looked.at("shensu", "GET /codes/appeals", "/codes/appeals", None).await;
    let body = json!({ "passage_id": looked.world.city.fresh_id(), "need": "dialysis",
        "who": { "name": "Coded World", "document_kind": "passport", "document": "W3000001" } });
    let route = "POST /codes/care-passages";
    looked.at("rexian", route, "/codes/care-passages", Some(body)).await;
    let body = json!({ "request_id": looked.world.city.fresh_id(), "asked_by": "police",
        "about": "scans", "reference": "函1号" });
    looked.at("rexian", "POST /outside-requests", "/outside-requests", Some(body)).await;
    looked.at("rexian", "GET /codes/care-passages", "/codes/care-passages", None).await;
    looked.at("rexian", "GET /outside-requests", "/outside-requests", None).await;
    let id = looked.world.city.fresh_id();
    let body = json!({ "outage_id": id, "last": 1, "minutes": 60, "reason": "线路中断，码打不开" });
    looked.at("zhihui", "POST /codes/outages", "/codes/outages", Some(body)).await;
    looked.at("rexian", "GET /codes/outages", "/codes/outages", None).await;
    let route = "POST /codes/outages/{outage_id}/end";
    looked.at("zhihui", route, &format!("/codes/outages/{id}/end"), None).await;
    let canary = format!("/venues/{}/canary", looked.world.named["venue_id"]);
    looked.at("shenji", "POST /venues/{venue_id}/canary", &canary, None).await;
    looked.at("shenji", "GET /canaries", "/canaries", None).await;
    looked.at("shenji", "GET /canaries/place", "/canaries/place?number=1", None).await;
    let work = format!("/codes/work?community={COMMUNITY}");
    looked.at("shequ", "GET /codes/work", &work, None).await;
    let body = json!({ "work_id": looked.world.city.fresh_id(),
        "person_id": looked.world.named["coded_id"], "source": source, "kind": "verified",
        "note": "已核实" });
    looked.at("shequ", "POST /codes/work", "/codes/work", Some(body)).await;
    let route = "POST /codes/appeals/{code_appeal_id}/decision";
    let body = json!({ "outcome": "upheld", "answer": "调查记录清楚，维持" });
    looked.at("shensu", route, &format!("/codes/appeals/{appeal}/decision"), Some(body)).await;
    let route = "POST /codes/reasons/{code_reason_id}/end";
    let body = json!({ "fact_id": ended, "seen": 1, "reason": "复核后不是密接" });
    looked.at("weijian", route, &format!("{path}/end"), Some(body)).await;
}

async fn writes_about_people(looked: &mut Looked) {
    let account = looked.world.city.fresh_id();
    let body = json!({ "account_id": account, "login": "fresh-one", "name": "新人", "roles": [
        { "role": "grid_worker", "jurisdiction": "140110003001-G01" }] });
    looked.at("guanli", "POST /accounts", "/accounts", Some(body)).await;
    let path = format!("/accounts/{account}");
    let role = json!({ "role": "grid_worker", "jurisdiction": "140110003001-G02" });
    let route = "POST /accounts/{account_id}/roles";
    looked.at("guanli", route, &format!("{path}/roles"), Some(role)).await;
    let held = format!(
        "select assignment_id as x from assignment where account_id = '{account}' \
         order by granted_at, assignment_id"
    );
    let held = column(&looked.world.city, &held).await.remove(0);
    let route = "DELETE /accounts/{account_id}/roles/{assignment_id}";
    looked.at("guanli", route, &format!("{path}/roles/{held}"), None).await;
    let route = "POST /accounts/{account_id}/password";
    looked.at("guanli", route, &format!("{path}/password"), None).await;
    let version = format!("select '' || version as x from account where account_id = '{account}'");
    let version: i64 = column(&looked.world.city, &version).await[0].parse().unwrap();
    let body = json!({ "version": version, "disabled": true });
    let route = "PUT /accounts/{account_id}/disabled";
    looked.at("guanli", route, &format!("{path}/disabled"), Some(body)).await;
    let body = json!({ "fact_id": looked.world.city.fresh_id(), "version": null, "kind": "done",
        "households_done": 3, "households_left": 0, "note": "" });
    let route = "POST /orders/{order_id}/facts";
    looked.at("wangge", route, "/orders/{order_id}/facts", Some(body)).await;
    let body = json!({ "old": PASSWORD, "new": "a new password of the test" });
    looked.at("zhihui", "POST /session/password", "/session/password", Some(body)).await;
    let body = json!({ "login": "nigao", "password": PASSWORD });
    let answer = Attempt::of("POST", "/session").json(&body).send(&looked.world.city).await;
    looked.look("POST /session", &answer);
    let body = json!({ "day": "2022-11-25" });
    looked.at("zhihui", "POST /drill/day", "/drill/day", Some(body)).await;
    looked.at("shequ", "DELETE /session", "/session", None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_endpoint_answers_with_a_key_that_is_not_described() {
    let bar = Bar::begins("A3", "endpoints whose answers hold described keys only");
    let world = World::new(TestCity::on(TODAY).await).await;
    let whole = description();
    let mut looked = Looked { world, whole, seen: BTreeSet::new(), n_keys_found: 0 };
    reads(&mut looked).await;
    the_stream(&mut looked).await;
    writes_about_zones(&mut looked).await;
    writes_about_notices(&mut looked).await;
    writes_about_the_register(&mut looked).await;
    writes_about_results(&mut looked).await;
    writes_about_antigen(&mut looked).await;
    writes_about_codes(&mut looked).await;
    writes_about_cases(&mut looked).await;
    writes_about_people(&mut looked).await;
    // Paper has no keys; its words are read back in `crates/paper`.
    for route in [
        "GET /drafts/{draft_id}/pdf",
        "GET /orders/pdf",
        "GET /rounds/{round_id}/pdf",
        "GET /people/{person_id}/looks/pdf",
        "GET /people/{person_id}/card/pdf",
        "GET /people/{person_id}/paper-code/pdf",
        "GET /people/cards/pdf",
        "GET /people/{person_id}/results/{tube}/pdf",
        "GET /sampling/rolls/{roll_id}/labels",
        "GET /sampling/rounds/{round_id}/bulletin",
        "GET /venues/{venue_id}/poster",
        "GET /venues/{venue_id}/hand-sheet",
        "GET /follow-ups/{kept_id}/letter",
        "GET /cases/{case_id}/contacts/{kept_id}/letter",
    ] {
        let answers = &operation(&looked.whole, route)["responses"]["200"]["content"];
        assert!(answers["application/pdf"].is_object(), "{route}");
        looked.seen.insert(route.to_owned());
    }
    // What a raise answers is what a step-down answers; a city of another edition is needed for it.
    let answers = |route: &str| operation(&looked.whole, route)["responses"]["200"].clone();
    let (raise, step_down) = ("POST /zones/{zone_id}/raise", "POST /zones/{zone_id}/step-down");
    assert_eq!(answers(raise), answers(step_down));
    looked.seen.insert(raise.to_owned());
    // These answer with nothing; they are tried in `vouching` and in `told`.
    for route in [
        "POST /accounts/{account_id}/vouch",
        "POST /follow-ups/{kept_id}/doctor",
        "POST /follow-ups/{kept_id}/community",
        "POST /cases/{case_id}/reports",
        "POST /cases/{case_id}/reports/{case_report_id}/accept",
        "POST /cases/{case_id}/contradictions",
        "POST /cases/{case_id}/contradictions/{contradiction_id}",
        "POST /transmission/{case_id}/choices",
        "POST /risk-lists",
        "POST /risk-lists/{risk_list_id}/decide",
    ] {
        let done = operation(&looked.whole, route)["responses"]["204"].clone();
        assert!(done.is_object() && done["content"].is_null(), "{route}: {done}");
        looked.seen.insert(route.to_owned());
    }
    // A file has no keys of ours; it is read back in `told`.
    let route = "POST /transmission/export";
    let file = operation(&looked.whole, route)["responses"]["200"]["content"].clone();
    assert!(file["application/octet-stream"].is_object(), "{route}: {file}");
    looked.seen.insert(route.to_owned());
    let mut all: BTreeSet<String> =
        routes().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    all.insert("POST /session".to_owned());
    assert_eq!(looked.seen, all);
    bar.held("SQLite", all.len());
    let n = looked.n_keys_found;
    bar.control("SQLite (control: an answer with a column too many)", n, n);
}

/// Every body of a route with a payload in one of its fields, the fields of lists and maps
/// included.
fn bodies_with(whole: &Value, operation: &Value, body: &Value, payload: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for (name, schema) in properties(whole, body_schema(operation)) {
        let mut put = |value: Value| {
            let mut more = body.clone();
            more[name] = value;
            all.push(more);
        };
        put(json!(payload));
        if schema["items"].is_object() {
            put(json!([payload]));
            let fields = properties(whole, &schema["items"]);
            for (field, _) in &fields {
                let mut item = json!({});
                for (other, _) in &fields {
                    item[*other] = json!(if *other == "role" { "grid_worker" } else { "1401" });
                }
                item[*field] = json!(payload);
                put(json!([item]));
            }
        }
        if schema["additionalProperties"].is_object() {
            put(json!({ payload: "1401" }));
            put(json!({ "0": payload }));
        }
    }
    all
}

/// Puts every payload into every parameter of every operation that the description has. Returns
/// the number of attempts.
pub(crate) async fn on_every_parameter(world: &World, payloads: &[String]) -> usize {
    assert!(payloads.len() >= COMMANDS.len());
    let whole = description();
    let (mut n, mut n_parameters) = (0, 0);
    for row in TABLE.iter().filter(|row| row.0 != "DELETE /session") {
        let (method, path) = route_of(row).split_once(' ').unwrap();
        let operation = operation(&whole, route_of(row));
        let (login, purpose) = World::who_may(row);
        let session = world.city.session(login).await;
        let send = async |path: &str, body: Option<Vec<u8>>| {
            let attempt = Attempt::of(method, &world.filled(path)).session(&session);
            let attempt = attempt.purpose(purpose);
            let attempt = match body {
                Some(body) => attempt.bytes("application/json", body),
                None => attempt,
            };
            let answer = attempt.send(&world.city).await;
            let is_paper = path.contains("/pdf") && answer.code() == "no_font";
            assert!(answer.status.as_u16() < 500 || is_paper, "{method} {path}: {}", answer.text);
            assert!(!answer.text.contains("$argon2"), "{method} {path}");
            assert!(!kind_of(&answer.headers).starts_with("text/html"), "{method} {path}");
        };
        let base: Option<Value> = serde_json::from_str(&world.filled(row.4)).ok();
        let names = operation["parameters"].as_array().cloned().unwrap_or_default();
        for name in names.iter().filter_map(|parameter| parameter["name"].as_str()) {
            n_parameters += 1;
            for payload in payloads.iter().filter(|payload| payload.len() < 100) {
                let hole = format!("{{{name}}}");
                let path = match path.contains(&hole) {
                    true => path.replace(&hole, &encoded(payload)),
                    false => format!("{path}?{name}={}", encoded(payload)),
                };
                let body = base.as_ref().map(|body| body.to_string().into_bytes());
                send(&path, body).await;
                n += 1;
            }
        }
        let Some(base) = base else { continue };
        n_parameters += properties(&whole, body_schema(operation)).len();
        for payload in payloads {
            for body in bodies_with(&whole, operation, &base, payload) {
                send(path, Some(body.to_string().into_bytes())).await;
                n += 1;
            }
        }
    }
    assert!(n_parameters >= 90, "{n_parameters} parameters");
    n
}
