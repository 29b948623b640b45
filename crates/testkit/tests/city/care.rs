//! Care is never blocked (P9), nobody lists a place and who tries is heard of (A6), and whoever asks for
//! what is not for him is refused and counted (P17), on both engines.

use crate::attacks::on_both_at_bar;
use crate::attempt::{Attempt, column};
use crate::codes::{HOUR_MS, code};
use crate::policy::{COMMUNITY, PURPOSES, ROLES, TABLE, TODAY, World, outcome, settle};
use crate::results::{foreigner, reported, sampled};
use crate::sampling::filled;
use crate::venues::{approved, at_gate, closing, gate, pass_of, with_log};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use fangxian_app::messages::messages_relay;
use fangxian_app::scans::{drain_scans, scans_of_day};
use fangxian_core::codes::HealthColor;
use fangxian_core::ids::PersonId;
use fangxian_core::policy;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::Pool;
use fangxian_core::scans::{Check, GateRecord, ScanId, ScanSource, Why};
use fangxian_testkit::bars::n_tries;
use fangxian_testkit::{Answer, Bar, TestCity};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Instant;

const FIVE_MINUTES_MS: u128 = 5 * 60_000;

fn passport(n: usize) -> String {
    format!("C9{n:06}")
}

async fn given(city: &TestCity, n: usize, need: &str, is_known: bool) -> Value {
    let mut body = json!({ "passage_id": city.fresh_id(), "need": need });
    if is_known {
        body["who"] = json!({ "name": "Urgent Person", "document_kind": "passport",
            "document": passport(n % 8) });
    }
    let (login, purpose) =
        [("rexian", "appeal"), ("wangge", "order_work"), ("shequ", "order_work")][n % 3];
    city.post(login, "/codes/care-passages", purpose, body).await.ok()
}

async fn by_itself(city: &TestCity, secret: &str, record: &GateRecord) -> Answer {
    let request = Request::post("/gate/scans/later")
        .header("authorization", format!("Gate {secret}"))
        .body(Body::from(record.to_bytes().to_vec()))
        .unwrap();
    city.raw(request).await
}

/// Eight people whose codes are red, in an area of high risk.
async fn red_in_a_zone(city: &TestCity) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..8 {
        ids.push(foreigner(city, "Urgent Person", &passport(n), 600 + n as u32, "").await);
    }
    let ago = |hours: i64| city.wall().plus_ms(-hours * HOUR_MS);
    for (serial, id) in (900..).zip(&ids) {
        sampled(city, serial, Pool::One, &[id], ago(9)).await;
        reported(city, serial, TubeOutcome::Positive, ago(1)).await;
    }
    settle(city, "万水物贸城", COMMUNITY).await;
    for id in &ids {
        assert_eq!(code(city, id).await, "red positive lives_in_zone");
    }
    ids
}

/// The bar: somebody whose code is red, who lives in an area of high risk, before a gate without a
/// network. The hotline or a grid worker gives the passage; the guard lets him pass, and what he noted
/// is kept when the network is back. At a gate with a network his code passes by itself.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_must_be_let_pass_is_whatever_his_code_says_and_whoever_gives_it() {
    for (engine, city) in on_both_at_bar("care is never blocked", TODAY).await {
        let mut bar =
            Bar::begins("P9", "red, high risk, gate offline × passage given and let pass");
        let n_runs = n_tries(24, 1_000);
        let ids = red_in_a_zone(&city).await;
        let venue = approved(&city, "mall", None).await;
        let secret = gate(&city, &venue).await.1;
        let _folder = with_log(&city).await;
        let scan = |id: &str| json!({ "id": city.fresh_id(), "pass": pass_of(&city, id) });
        let told = at_gate(&city, &secret, "/gate/scans", scan(&ids[0])).await.ok();
        assert_eq!((&told["verdict"], &told["why"]), (&json!("refuse"), &json!("red")));
        let mut slowest = 0;
        for n in 0..n_runs {
            let began = Instant::now();
            let (need, why, noted) = [
                ("dialysis", "dialysis", Why::Dialysis),
                ("labour", "labour", Why::Labour),
                ("rescue", "emergency", Why::Emergency),
            ][n % 3];
            let is_known = n % 4 != 3;
            let passage = given(&city, n, need, is_known).await;
            assert_eq!(passage["known"], json!(is_known));
            assert_eq!(passage["number"].as_str().unwrap().len(), 8);
            // Without a network: by the guard's button, and sent later.
            let id = &ids[n % 8];
            let alias = city.city.keys.passes.alias(PersonId::parse(id).unwrap());
            let record = GateRecord {
                id: ScanId((n as u128 + 1).to_be_bytes()),
                alias,
                at: city.city.now(city.wall()),
                why: noted,
                color: Some(HealthColor::Red),
                checks: vec![Check::Code],
                temperature: None,
            };
            let kept = by_itself(&city, &secret, &record).await.ok();
            assert_eq!(kept["n_kept"], 1, "{engine:?} {n}");
            // With one: by his own code, and whoever has no record by the button.
            let mut body = scan(id);
            if !is_known {
                body["emergency"] = json!(need);
            }
            let told = at_gate(&city, &secret, "/gate/scans", body).await.ok();
            assert_eq!(told["verdict"], "pass", "{engine:?} {n}");
            assert!(!is_known || n >= 8 || told["why"] == why, "{told}");
            slowest = slowest.max(began.elapsed().as_millis());
            city.pass_ms(50);
        }
        assert!(slowest < FIVE_MINUTES_MS, "{slowest}");
        bar.found(format!("the slowest took {slowest} ms"));
        let today = city.city.now(city.wall()).city_day();
        drain_scans(&city.city, today).await.unwrap();
        let kept = scans_of_day(&city.city, &COMMUNITY[..6], today).await.unwrap();
        let later = kept.iter().filter(|(_, scan)| scan.source == ScanSource::GateLater).count();
        assert_eq!(later, n_runs, "{engine:?}: each is recorded");
        let n = column(&city, "select passage_id as x from care_passage").await.len();
        assert_eq!(n, n_runs);
        bar.held(format!("{engine:?}"), n_runs);
        // The control: a day later it is over, by the clock alone, also for a server that starts anew.
        let again = city.beside().await;
        let now = city.city.now(city.wall());
        assert!(again.must_pass(alias_of(&city, &ids[0]), now).is_some());
        let over = now.plus_ms(24 * HOUR_MS);
        assert!(again.must_pass(alias_of(&city, &ids[0]), over).is_none());
        city.pass_ms(24 * HOUR_MS);
        let told = at_gate(&city, &secret, "/gate/scans", scan(&ids[0])).await.ok();
        let is_over = told["why"] == "red";
        bar.control(format!("{engine:?} (control: a day later)"), 1, usize::from(is_over));
        assert!(is_over, "{told}");
    }
}

fn alias_of(city: &TestCity, id: &str) -> fangxian_core::passes::Alias {
    city.city.keys.passes.alias(PersonId::parse(id).unwrap())
}

/// Every way in which a gate hears of a rescue, with every color and everything else that may be wrong.
#[tokio::test(flavor = "multi_thread")]
async fn no_endpoint_refuses_a_rescue_for_a_color() {
    let bar = Bar::begins("P9", "calls for a rescue × color, gate and what else is wrong: refused");
    let city = TestCity::on(TODAY).await;
    let (people, _) = filled(&city, 3).await;
    let ago = |hours: i64| city.wall().plus_ms(-hours * HOUR_MS);
    sampled(&city, 31, Pool::One, &[&people[0]], ago(9)).await;
    reported(&city, 31, TubeOutcome::Positive, ago(1)).await;
    sampled(&city, 32, Pool::Ten, &[&people[1]], ago(9)).await;
    reported(&city, 32, TubeOutcome::Positive, ago(1)).await;
    let (full, shut) =
        (approved(&city, "market", Some(1)).await, approved(&city, "cinema", None).await);
    let gates = [gate(&city, &full).await.1, gate(&city, &shut).await.1];
    let _folder = with_log(&city).await;
    let id = city.fresh_id();
    let mut body = closing(&["cinema"], "140110", TODAY, None);
    body["closing_id"] = json!(id);
    body["fact_id"] = json!(city.fresh_id());
    city.post("zhihui", "/venues/closings", "command", body).await;
    let body = json!({ "fact_id": city.fresh_id(), "facts": 1, "sign": true });
    let path = format!("/venues/closings/{id}/decision");
    assert_eq!(outcome(&city.post("qianpi", &path, "zone_decision", body).await), "204");
    let mut passes: Vec<Value> = people.iter().map(|one| json!(pass_of(&city, one))).collect();
    passes.extend([json!("FX1:NOTHING"), Value::Null]);
    let mut n = 0;
    for secret in &gates {
        for pass in &passes {
            for need in ["labour", "dialysis", "rescue"] {
                for temperature in [365, 410] {
                    let mut body = json!({ "id": city.fresh_id(), "emergency": need,
                        "temperature": temperature, "has_mask": false, "has_certificate": false });
                    if !pass.is_null() {
                        body["pass"] = pass.clone();
                    }
                    let told = at_gate(&city, secret, "/gate/scans", body).await.ok();
                    assert_eq!(told["verdict"], "pass", "{told}");
                    n += 1;
                }
            }
        }
    }
    // Whoever gives a passage is asked for no color, and a person of none is not refused.
    for (login, purpose) in [("rexian", "appeal"), ("wangge", "order_work")] {
        for document in ["X0000000", "X0000001"] {
            let body = json!({ "passage_id": city.fresh_id(), "need": "rescue", "who":
                { "name": "Nobody", "document_kind": "passport", "document": document } });
            let answer = city.post(login, "/codes/care-passages", purpose, body).await.ok();
            assert_eq!(answer["known"], false);
            n += 1;
        }
    }
    bar.held("SQLite", n);
    // The control: the same without the word.
    let body = json!({ "id": city.fresh_id(), "pass": passes[0] });
    let told = at_gate(&city, &gates[1], "/gate/scans", body).await.ok();
    bar.control("SQLite (control: nobody says that it is one)", 1, 1);
    assert_eq!(told["verdict"], "refuse");
}

/// A6: of all routes none answers, whoever asks and for whatever, with whom a place was visited by; and
/// whoever asks for the scans of a place that is there to be asked for is heard of.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_lists_who_was_at_a_place_and_whoever_tries_is_heard_of() {
    let city = TestCity::on(TODAY).await;
    let (people, _) = filled(&city, 6).await;
    let world = World::new(city).await;
    let venue = world.named["venue_id"].clone();
    let secret = gate(&world.city, &venue).await.1;
    let _folder = with_log(&world.city).await;
    for person in &people {
        let body = json!({ "id": world.city.fresh_id(), "pass": pass_of(&world.city, person) });
        at_gate(&world.city, &secret, "/gate/scans", body).await.ok();
    }
    let today = world.city.city.now(world.city.wall()).city_day();
    drain_scans(&world.city.city, today).await.unwrap();
    let mut bar = Bar::begins("A6", "routes that know a place × roles × purposes: visitors told");
    let mut hidden: BTreeSet<String> = people.iter().cloned().collect();
    hidden.extend(people.iter().map(|id| format!("{:016x}", alias_of(&world.city, id).0)));
    let (mut n_asked, mut n_open) = (0, 0);
    let of_places = |route: &str| ["/venues", "/gates"].iter().any(|part| route.contains(part));
    for row in TABLE.iter().filter(|row| of_places(row.0) && row.0.starts_with("GET")) {
        for (_, login) in ROLES {
            let session = world.city.session(login).await;
            for (_, purpose) in PURPOSES {
                let attempt = world.attempt(row, Some(&session), Some(purpose));
                let answer = attempt.send(&world.city).await;
                n_asked += 1;
                n_open += usize::from(answer.status.is_success());
                for one in &hidden {
                    assert!(!answer.text.contains(one), "{} tells {login} of {one}", row.0);
                }
            }
        }
    }
    assert!(n_open > 10, "{n_open}");
    // The seal on who it was is opened by no route: only by what drains, and by what is retired.
    for route in fangxian_http::routes() {
        assert!(!route.path.contains("visitor"), "{}", route.path);
    }
    bar.found(format!("{n_open} were answered"));
    bar.held("SQLite", n_asked);
    canary(&world, &venue).await;
}

/// The place becomes a canary; it is asked for by its id, day by day, by whoever may and whoever may not.
async fn canary(world: &World, venue: &str) {
    let city = &world.city;
    let path = format!("/venues/{venue}/canary");
    assert_eq!(outcome(&city.send("shenji", "POST", &path, "audit", None).await), "204");
    assert_eq!(
        outcome(&city.send("shequ", "POST", &path, "order_work", None).await),
        "404 not_found"
    );
    let alarms = async || {
        messages_relay(&city.city, city.wall()).await.unwrap();
        let page = city.get("shenji", "/messages", "own_data").await.ok();
        let rows = page["rows"].as_array().unwrap().clone();
        rows.iter().filter(|row| row["kind"] == "canary_asked").count()
    };
    assert_eq!(alarms().await, 0);
    let bar = Bar::begins("A6", "scans of a canary place asked for × no alarm within a turn");
    let mut n = 0;
    for day in ["2022-11-24", "2022-11-23", "2022-11-20"] {
        for (login, purpose) in [("shequ", "order_work"), ("zhihui", "command")] {
            let path = format!("/venues/{venue}/counts?day={day}");
            let answer = city.get(login, &path, purpose).await;
            // Whoever may not is told nothing, and is heard of as well.
            n += 1;
            assert_eq!(answer.status == StatusCode::OK, login == "shequ");
            assert_eq!(alarms().await, n, "{login} {day}");
        }
    }
    // A registrar of another community walks ids.
    crate::attempt::person(
        city,
        "reg2",
        &[("community_registrar", crate::policy::SIBLING, "2022-01-01", None)],
    )
    .await;
    let path = format!("/venues/{venue}/counts?day={TODAY}");
    assert_eq!(outcome(&city.get("reg2", &path, "order_work").await), "404 not_found");
    n += 1;
    assert_eq!(alarms().await, n);
    let trail = column(city, "select detail as x from audit_entry where detail like 'canary%'");
    assert_eq!(trail.await.len(), n + 1);
    bar.held("SQLite", n);
    // The control: another place is asked for, and nobody is told.
    let other = approved(city, "bus", None).await;
    let path = format!("/venues/{other}/counts?day={TODAY}");
    city.get("shequ", &path, "order_work").await.ok();
    assert_eq!(alarms().await, n);
}

/// P17: there is no purpose and no route for the police or others, and who asks is refused, noted and counted.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_what_is_not_for_him_is_refused_and_everybody_reads_how_often() {
    const WORDS: [&str; 9] = [
        "police", "court", "debt", "petition", "employer", "press", "security", "crime", "visitor",
    ];
    let bar =
        Bar::begins("P17", "purposes, roles, acts and routes × made for others than the sick");
    let mut n = 0;
    let codes = policy::Purpose::ALL.iter().map(|one| one.code());
    let codes = codes.chain(policy::Role::ALL.iter().map(|one| one.code()));
    for code in codes.chain(policy::Act::ALL.iter().map(|one| one.code())) {
        n += 1;
        assert!(!WORDS.iter().any(|word| code.contains(word)), "{code}");
    }
    for route in fangxian_http::routes() {
        n += 1;
        assert!(!WORDS.iter().any(|word| route.path.contains(word)), "{}", route.path);
    }
    bar.held("-", n);
    for (engine, city) in on_both_at_bar("asked for by others", TODAY).await {
        let bar = Bar::begins("P17", "requests of others × anything but a refusal");
        let before = Attempt::at("GET", "/code/numbers").send(&city).await;
        assert!(
            before.text.contains("近四周有人来要0次（其中公安0次），全部拒绝"),
            "{}",
            before.text
        );
        let mut n = 0;
        for asker in ["police", "court", "office", "employer", "press", "other"] {
            for about in ["scans", "codes", "results", "register"] {
                let (login, purpose) =
                    [("zhihui", "command"), ("shequ", "order_work"), ("rexian", "appeal")][n % 3];
                let body = json!({ "request_id": city.fresh_id(), "asked_by": asker,
                    "about": about, "reference": format!("函{n}号") });
                for _ in 0..2 {
                    let path = "/outside-requests";
                    let told = city.post(login, path, purpose, body.clone()).await.ok();
                    assert_eq!(told["refused"], true);
                    let fields: Vec<&String> = told.as_object().unwrap().keys().collect();
                    assert_eq!(fields, ["refused", "says"], "there is nothing else in the answer");
                }
                n += 1;
            }
        }
        let kept = column(&city, "select request_id as x from outside_request").await;
        assert_eq!(kept.len(), n, "{engine:?}: twice is once");
        let told = Attempt::at("GET", "/code/numbers").send(&city).await;
        assert!(told.text.contains("近四周有人来要24次（其中公安4次），全部拒绝"), "{}", told.text);
        assert!(!told.text.contains("函3号"));
        let trail = column(
            &city,
            "select detail as x from audit_entry where act = 'outside_refuse' order by seq",
        );
        assert_eq!(trail.await[0], "police asked for scans, refused");
        bar.held(format!("{engine:?}"), n);
    }
}
