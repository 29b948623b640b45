//! Those who are kept, on both engines: asked after each day, signed for by two, told on paper and by message,
//! let go by an appeal; and what the first tests of a close contact make of whoever met him.

use crate::attacks::on_both;
use crate::attempt::{column, person};
use crate::cases::{TRACER, color, signed, with_index};
use crate::code_reasons::{anew, appeal_form, appealed};
use crate::codes::page;
use crate::policy::{COMMUNITY, TODAY, outcome};
use crate::results::{foreigner, receipt, relayed, reported, sampled};
use crate::venues::{approved, at_gate, gate, pass_of, with_log};
use axum::http::StatusCode;
use fangxian_app::cases::{cases_trace_due, releases_follow};
use fangxian_app::codes::{Told, codes_tell};
use fangxian_app::follow_ups::follow_ups_watch;
use fangxian_app::messages::messages_relay;
use fangxian_app::scans::drain_scans;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::Pool;
use fangxian_testkit::{Answer, Engine, TestCity};
use serde_json::{Value, json};

const HOUR_MS: i64 = 3_600_000;
const WORK: &str = "order_work";
const DOCTOR: &str = "yisheng";
const WORKER: &str = "wangge";

/// A case and somebody who lives with him: who is kept, by a clause.
async fn kept_home(city: &TestCity, phone: &str) -> String {
    let now = city.city.now(city.wall());
    let case = foreigner(city, "Case Kept", "K1000001", 681, "").await;
    let home = foreigner(city, "Home Kept", "K1000002", 681, phone).await;
    with_index(city).await;
    signed(city, 31, &[&case], now.plus_ms(-5 * HOUR_MS)).await;
    assert_eq!(color(city, &home).await, "red");
    home
}

async fn list(city: &TestCity, login: &str) -> Value {
    city.get(login, &format!("/follow-ups?within={COMMUNITY}"), WORK).await.ok()
}

fn record(city: &TestCity, kind: &str, tenths: Option<u16>, symptoms: &[&str]) -> Value {
    let day = city.city.now(city.wall()).city_day();
    let mut body = json!({ "fact_id": city.fresh_id(), "day": day, "kind": kind,
        "symptoms": symptoms });
    if let Some(tenths) = tenths {
        body["tenths"] = json!(tenths);
    }
    body
}

async fn take(city: &TestCity, who: &str, body: Value) -> String {
    let path = format!("/follow-ups/{who}/records");
    outcome(&city.post(WORKER, &path, WORK, body).await)
}

async fn sign(city: &TestCity, login: &str, who: &str, (how, seen): (&str, usize)) -> Answer {
    let day = city.city.now(city.wall()).city_day();
    let body = json!({ "fact_id": city.fresh_id(), "day": day, "seen": seen });
    city.post(login, &format!("/follow-ups/{who}/{how}"), WORK, body).await
}

fn missing(row: &Value) -> Vec<&str> {
    row["missing"].as_array().unwrap().iter().map(|one| one["part"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_taken_down_by_the_community_and_signed_by_two_people() {
    for (engine, city) in on_both("days of those who are kept").await {
        let home = kept_home(&city, "").await;
        person(&city, "far", &[("community_registrar", "140105004001", "2022-01-01", None)]).await;
        let both = [
            ("community_doctor", COMMUNITY, "2022-01-01", None),
            ("community_registrar", COMMUNITY, "2022-01-01", None),
        ];
        person(&city, "both", &both).await;
        let seen = list(&city, WORKER).await;
        assert_eq!((&seen["n_kept"], &seen["n_late"]), (&json!(1), &json!(0)), "{engine:?} {seen}");
        let row = &seen["rows"][0];
        assert_eq!((&row["person_id"], &row["ring"]), (&json!(home), &json!("close")));
        assert!(!seen.to_string().contains("Home Kept"), "masked in lists");
        assert!(!seen.to_string().contains("Case Kept"), "and no case");
        assert_eq!(missing(row), ["morning", "evening", "doctor", "community"]);
        // Another county sees nobody, and takes nothing down.
        let far = city.get("far", &format!("/follow-ups?within={COMMUNITY}"), WORK).await;
        assert_eq!(outcome(&far), "404 not_found");
        let path = format!("/follow-ups/{home}/records");
        let body = record(&city, "morning", Some(365), &[]);
        assert_eq!(outcome(&city.post("far", &path, WORK, body).await), "404 not_found");
        // Somebody who is not kept has no days.
        let free = foreigner(&city, "Free Kept", "K1000003", 682, "").await;
        let body = record(&city, "morning", Some(365), &[]);
        assert_eq!(take(&city, &free, body).await, "404 not_found");

        let morning = record(&city, "morning", Some(365), &[]);
        assert_eq!(take(&city, &home, morning.clone()).await, "204");
        assert_eq!(take(&city, &home, morning.clone()).await, "204", "the same act");
        let mut other = morning.clone();
        other["tenths"] = json!(366);
        assert_eq!(take(&city, &home, other).await, "409 id_reused");
        let odd = record(&city, "evening", Some(300), &[]);
        assert_eq!(take(&city, &home, odd).await, "400 bad_input");
        assert_eq!(take(&city, &home, record(&city, "doctor", None, &[])).await, "400 bad_input");
        let early = sign(&city, DOCTOR, &home, ("doctor", 1)).await;
        assert_eq!(outcome(&early), "400 bad_input", "half a day is signed by nobody");
        assert_eq!(take(&city, &home, record(&city, "evening", Some(366), &[])).await, "204");
        let stale = sign(&city, DOCTOR, &home, ("doctor", 1)).await;
        assert_eq!(outcome(&stale), "409 stale", "what was not seen is not signed");
        // The doctor does not sign for the community, nor the other way round, nor one person for both.
        for (login, how) in [(DOCTOR, "community"), (WORKER, "doctor"), ("shequ", "doctor")] {
            let answer = sign(&city, login, &home, (how, 2)).await;
            assert_eq!(outcome(&answer), "404 not_found", "{login}");
        }
        assert_eq!(outcome(&sign(&city, "both", &home, ("doctor", 2)).await), "204");
        let alone = sign(&city, "both", &home, ("community", 3)).await;
        assert_eq!(outcome(&alone), "400 bad_input");
        assert!(alone.text.contains("两个人"), "{}", alone.text);
        assert_eq!(outcome(&sign(&city, WORKER, &home, ("community", 3)).await), "204");
        let seen = list(&city, DOCTOR).await;
        assert_eq!((&seen["n_whole"], &seen["rows"][0]["missing"]), (&json!(1), &json!([])));
        // Measured once more, it is signed once more.
        assert_eq!(take(&city, &home, record(&city, "evening", Some(367), &[])).await, "204");
        assert_eq!(missing(&list(&city, DOCTOR).await["rows"][0]), ["doctor", "community"]);
        // What was measured is not in the trail, and no order was raised.
        let trail = column(&city, "select detail as x from audit_entry").await.join("\n");
        assert!(!trail.contains("365") && !trail.contains("366"), "{trail}");
        let sql = "select kind as x from work_order where kind = 'follow_alarm'";
        assert_eq!(column(&city, sql).await.len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fever_or_a_symptom_sends_somebody_at_once() {
    for (engine, city) in on_both("fever of those who are kept").await {
        let home = kept_home(&city, "").await;
        let orders = async || {
            let sql = "select instruction as x from work_order where kind = 'follow_alarm'";
            column(&city, sql).await
        };
        let fever = record(&city, "morning", Some(373), &[]);
        assert_eq!(take(&city, &home, fever.clone()).await, "204");
        assert_eq!(take(&city, &home, fever).await, "204");
        assert_eq!(orders().await.len(), 1, "{engine:?}: once");
        assert!(!orders().await[0].contains("Kept"), "an order names nobody");
        let ill = record(&city, "evening", Some(365), &["cough", "breathless"]);
        assert_eq!(take(&city, &home, ill).await, "204");
        assert_eq!(orders().await.len(), 2);
        let on_phone = city.get(WORKER, "/orders?state=open", WORK).await.ok();
        let rows = on_phone["rows"].as_array().unwrap();
        let own: Vec<&Value> = rows.iter().filter(|row| row["kind"] == "follow_alarm").collect();
        assert_eq!(own.len(), 2);
        let due = city.city.now(city.wall()).plus_ms(HOUR_MS);
        assert_eq!(own[0]["due_at"], due.0, "within the hour");
        assert_eq!(list(&city, WORKER).await["rows"][0]["is_alarm"], true);
        messages_relay(&city.city, city.wall()).await.unwrap();
        // Whoever took it down knows it.
        for (login, n) in [("shequ", 2), (DOCTOR, 2), (WORKER, 0)] {
            let heard = city.get(login, "/messages", "own_data").await.ok();
            let rows = heard["rows"].as_array().unwrap().iter();
            let told = rows.filter(|one| one["kind"] == "contact_due").count();
            assert_eq!(told, n, "{login} {heard}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missed_rises_by_the_clock_and_is_told_once_at_each_level() {
    for (engine, city) in on_both("missed days of those who are kept").await {
        kept_home(&city, "").await;
        let late = async || follow_ups_watch(&city.city, city.wall()).await.unwrap();
        assert_eq!(late().await, 0, "{engine:?}");
        city.pass_ms(HOUR_MS + 1);
        assert_eq!(late().await, 1, "the morning");
        assert_eq!(late().await, 0, "once");
        let row = list(&city, WORKER).await["rows"][0].clone();
        let since = city.city.now(city.wall()).city_day().starts_at().plus_ms(10 * HOUR_MS);
        assert_eq!(row["late_since"], since.0);
        let community = row["rises_to_name"].as_str().unwrap().to_owned();
        messages_relay(&city.city, city.wall()).await.unwrap();
        for (login, n) in [("shequ", 1), (DOCTOR, 1), ("zhihui", 0)] {
            let heard = city.get(login, "/messages", "own_data").await.ok();
            let all = heard["rows"].as_array().unwrap().iter();
            let told = all.filter(|one| one["kind"] == "follow_ups_late").count();
            assert_eq!(told, n, "{login}");
        }
        // A day later the street has to see to it, then the county: nobody did anything.
        let mut names = vec![community];
        for day in ["2022-11-25", "2022-11-26"] {
            city.turn_to(day).await;
            city.pass_ms(2 * HOUR_MS);
            assert!(late().await >= 1, "{day}");
            let row = list(&city, WORKER).await["rows"][0].clone();
            names.push(row["rises_to_name"].as_str().unwrap().to_owned());
        }
        names.dedup();
        assert_eq!(names.len(), 3, "{names:?}");
        messages_relay(&city.city, city.wall()).await.unwrap();
        let heard = city.get("zhihui", "/messages", "own_data").await.ok();
        let all = heard["rows"].as_array().unwrap().iter();
        assert!(all.filter(|one| one["kind"] == "follow_ups_late").count() >= 1);
        // The command sees who is missing, and where.
        let path = "/follow-ups?within=1401";
        let seen = city.get("zhihui", path, "command").await.ok();
        assert_eq!((&seen["n_kept"], &seen["n_late"]), (&json!(1), &json!(1)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn he_is_told_what_he_must_do_and_the_evening_before_that_he_is_free() {
    for (engine, city) in on_both("letters of those who are kept").await {
        city.city.begin_sms();
        let phone = "10000000081";
        let home = kept_home(&city, phone).await;
        let mut told = Told::default();
        city.pass_ms(45_000);
        codes_tell(&city.city, &mut told, city.wall()).await.unwrap();
        let sent = relayed(&city).await;
        let own: Vec<&(String, String)> = sent.iter().filter(|(to, _)| to == phone).collect();
        assert_eq!(own.len(), 1, "{engine:?} {sent:?}");
        for said in ["密切接触者", "最晚到2022年12月3日00:00", "请在家等候", "告知书", "申诉"]
        {
            assert!(own[0].1.contains(said), "{said} in {}", own[0].1);
        }
        assert!(!own[0].1.contains("Case Kept") && !own[0].1.contains("681"));
        // There is a letter for whoever is kept, at the desk that traces and at his community; no font
        // is installed here. For nobody else there is one.
        let free = foreigner(&city, "Free Kept", "K1000003", 682, "").await;
        let letter = async |who: &str| {
            outcome(&city.get(WORKER, &format!("/follow-ups/{who}/letter"), WORK).await)
        };
        assert_eq!(letter(&home).await, "500 no_font");
        assert_eq!(letter(&free).await, "404 not_found");
        let cases = city.get(TRACER.0, "/cases", TRACER.1).await.ok();
        let case = cases[0]["case_id"].as_str().unwrap();
        for (who, expected) in [(&home, "500 no_font"), (&free, "404 not_found")] {
            let path = format!("/cases/{case}/contacts/{who}/letter");
            assert_eq!(outcome(&city.get(TRACER.0, &path, TRACER.1).await), expected);
            assert_eq!(outcome(&city.get(WORKER, &path, WORK).await), "404 not_found");
        }
        // The community says whom to call.
        let put = async |phone: &str| {
            let body = json!({ "community": COMMUNITY, "phone": phone });
            outcome(&city.send("shequ", "PUT", "/follow-ups/phone", WORK, Some(body)).await)
        };
        assert_eq!(put("没有").await, "400 bad_input");
        assert_eq!(put("0351-0000001").await, "204");
        assert_eq!(put("0351-0000002").await, "204");
        assert_eq!(list(&city, "shequ").await["phone"], "0351-0000002");
        // The evening before, once.
        city.turn_to("2022-12-02").await;
        city.pass_ms(9 * HOUR_MS);
        releases_follow(&city.city, city.wall()).await.unwrap();
        let again = city.restarted().await;
        // It was started again at nine.
        again.pass_ms(9 * HOUR_MS);
        releases_follow(&again.city, again.wall()).await.unwrap();
        again.city.begin_sms();
        let sent = relayed(&again).await;
        let own: Vec<&(String, String)> = sent.iter().filter(|(to, _)| to == phone).collect();
        assert_eq!(own.len(), 1, "{sent:?}");
        assert!(own[0].1.contains("今晚24时期满"), "{}", own[0].1);
        // Free, he has a letter that says so, for some days.
        again.turn_to("2022-12-03").await;
        assert_eq!(color(&again, &home).await, "green");
        let path = format!("/follow-ups/{home}/letter");
        assert_eq!(outcome(&again.get(WORKER, &path, WORK).await), "500 no_font");
        again.turn_to("2022-12-08").await;
        assert_eq!(outcome(&again.get(WORKER, &path, WORK).await), "404 not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_held_wrongly_appeals_on_his_page_and_is_let_go_with_the_reason() {
    for (engine, city) in on_both("a contact's appeal").await {
        let home = kept_home(&city, "").await;
        let secret = receipt(&city, &home);
        let seen = page(&city, "K1000002", "Home Kept", &secret).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.text.contains("密切接触者") && !seen.text.contains("Case Kept"));
        let (pass, _) = appeal_form(&seen);
        let given = appealed(&city, &pass, "0", false, "我早就不住那里了").await;
        assert_eq!(given.status, StatusCode::OK, "{engine:?} {}", given.text);
        assert!(given.text.contains("收据号"), "{}", given.text);
        // It stands by itself until another office decides: the evidence is strong.
        city.pass_ms(HOUR_MS);
        assert_eq!(color(&city, &home).await, "red");
        let waiting = anew(&city, "shensu", "GET", "/codes/appeals", None).await.ok();
        let id = waiting[0]["appeal_id"].as_str().unwrap().to_owned();
        let path = format!("/codes/appeals/{id}/decision");
        let says = json!({ "outcome": "voided", "answer": "经核实不在同一处居住" });
        // Whoever found him to be one does not answer.
        let own = anew(&city, TRACER.0, "POST", &path, Some(says.clone())).await;
        assert_eq!(outcome(&own), "404 not_found");
        assert_eq!(color(&city, &home).await, "red");
        for _ in 0..2 {
            let answer = anew(&city, "shensu", "POST", &path, Some(says.clone())).await;
            assert_eq!(outcome(&answer), "204", "{}", answer.text);
        }
        assert_eq!(color(&city, &home).await, "green");
        // The tracing desk reads that he was let go, and why; nobody asks after him any more.
        let cases = city.get(TRACER.0, "/cases", TRACER.1).await.ok();
        let case = cases[0]["case_id"].as_str().unwrap();
        let path = format!("/cases/{case}/contacts");
        let contacts = city.get(TRACER.0, &path, TRACER.1).await.ok();
        let row = &contacts["rows"][0];
        assert!(row["released_at"].is_i64(), "{row}");
        assert_eq!(row["reason"], "申诉成立，由申诉答复单位解除");
        assert_eq!(contacts["n_released"], 1);
        assert_eq!(list(&city, WORKER).await["n_kept"], 0);
        // A search that finds him again makes him no contact again.
        let path = format!("/cases/{case}/searches");
        let again = city.send(TRACER.0, "POST", &path, TRACER.1, None).await;
        assert_eq!(outcome(&again), "204");
        assert_eq!(color(&city, &home).await, "green");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_close_contact_whose_first_tests_turn_positive_makes_those_through_him_close_ones() {
    let mut cities = Vec::new();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        match TestCity::on_engine(engine, "2022-10-08").await {
            Some(city) => cities.push((engine, city)),
            None => eprintln!("SKIPPED secondary contacts on {engine:?}: no PostgreSQL here"),
        }
    }
    for (engine, city) in cities {
        let case = foreigner(&city, "Ring Case", "K2000001", 691, "").await;
        let home = foreigner(&city, "Ring Home", "K2000002", 691, "").await;
        let guest = foreigner(&city, "Ring Guest", "K2000003", 692, "").await;
        let other = foreigner(&city, "Ring Other", "K2000004", 693, "").await;
        let _log = with_log(&city).await;
        let venue = approved(&city, "restaurant", None).await;
        let (_, secret) = gate(&city, &venue).await;
        for who in [&home, &guest] {
            let body = json!({ "id": city.fresh_id(), "pass": pass_of(&city, who),
                "temperature": 365, "has_mask": true });
            let told = at_gate(&city, &secret, "/gate/scans", body).await.ok();
            assert_eq!(told["verdict"], "pass", "{told}");
            city.pass_ms(10 * 60_000);
        }
        city.pass_signed_out(3 * HOUR_MS);
        let now = city.city.now(city.wall());
        drain_scans(&city.city, now.city_day()).await.unwrap();
        with_index(&city).await;
        let (id, opened) = open_on(&city, "Ring Case", "K2000001").await;
        assert_eq!(opened, "204");
        assert_eq!(cases_trace_due(&city.city, city.wall()).await.unwrap(), 1);
        let verdicts = async |id: &str| {
            let path = format!("/cases/{id}/contacts");
            let seen = city.get(TRACER.0, &path, TRACER.1).await.ok();
            let rows = seen["rows"].as_array().unwrap().clone();
            let of = |who: &str| {
                let row = rows.iter().find(|row| row["person_id"] == who);
                row.map_or("nobody".to_owned(), |row| row["verdict"].as_str().unwrap().to_owned())
            };
            [of(&home), of(&guest), of(&other)]
        };
        assert_eq!(verdicts(&id).await, ["close", "secondary", "nobody"], "{engine:?}");
        // His first test is negative: nothing changes. His second is positive.
        city.pass_ms(60_000);
        sampled(&city, 41, Pool::One, &[&home], city.wall()).await;
        reported(&city, 41, TubeOutcome::Negative, city.wall().plus_ms(1)).await;
        city.pass_signed_out(HOUR_MS);
        assert_eq!(verdicts(&id).await[1], "secondary");
        signed(&city, 42, &[&home], city.wall().plus_ms(-60_000)).await;
        assert_eq!(verdicts(&id).await[1], "close", "{engine:?}");
        let path = format!("/cases/{id}/contacts");
        let seen = city.get(TRACER.0, &path, TRACER.1).await.ok();
        let rows = seen["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["person_id"] == guest.as_str()).unwrap();
        assert!(row["reason"].as_str().unwrap().contains("转为密接"), "{row}");
        assert_eq!(color(&city, &guest).await, "red");
        let orders = "select place as x from work_order where kind = 'contact_tell'";
        assert!(column(&city, orders).await.iter().any(|door| door.contains('-')), "{case}");
    }
}

/// Opens a case whose first day lies before the visits.
async fn open_on(city: &TestCity, name: &str, document: &str) -> (String, String) {
    let case = city.fresh_id();
    let today = city.city.now(city.wall()).city_day();
    let about = json!({ "kind": "confirmed", "source": "clinic", "report": "报告9",
        "onset": today });
    let body = json!({ "case_id": case, "fact_id": city.fresh_id(), "name": name,
        "document_kind": "passport", "document": document, "about": about });
    let answer = city.post(TRACER.0, "/cases", TRACER.1, body).await;
    (case, outcome(&answer))
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_of_a_pool_who_is_positive_himself_opens_one_case_in_the_operation_that_goes_on() {
    for (engine, city) in on_both("a pool resolved to persons").await {
        let now = city.city.now(city.wall());
        let mut ids = Vec::new();
        for n in 0..3_u32 {
            let name = ["Pool A", "Pool B", "Pool C"][n as usize];
            ids.push(foreigner(&city, name, &format!("K300000{n}"), 711 + n, "").await);
        }
        let of: Vec<&str> = ids.iter().map(String::as_str).collect();
        with_index(&city).await;
        sampled(&city, 51, Pool::Ten, &of, now.plus_ms(-5 * HOUR_MS)).await;
        crate::sampling::sign(&city, crate::sampling::tube(51), TubeOutcome::Positive, None)
            .await
            .unwrap();
        cases_trace_due(&city.city, city.wall()).await.unwrap();
        // Everybody waits apart, and nobody is a case.
        let none = city.get(TRACER.0, "/cases", TRACER.1).await.ok();
        assert_eq!(none, json!([]), "{engine:?}");
        for id in &of {
            assert_eq!(color(&city, id).await, "yellow");
        }
        // Sampled singly: one is negative and free, two are positive and cases of one operation.
        city.pass_signed_out(HOUR_MS);
        let taken = city.city.now(city.wall()).plus_ms(-10 * 60_000);
        signed(&city, 52, &of[..1], taken).await;
        signed(&city, 53, &of[1..2], taken).await;
        sampled(&city, 54, Pool::One, &of[2..], taken).await;
        crate::sampling::sign(&city, crate::sampling::tube(54), TubeOutcome::Negative, None)
            .await
            .unwrap();
        let cases = city.get(TRACER.0, "/cases", TRACER.1).await.ok();
        assert_eq!(cases.as_array().unwrap().len(), 2);
        let seen = city.get("zhihui", "/operations", "command").await.ok();
        assert_eq!(seen.as_array().unwrap().len(), 1, "{seen}");
        assert_eq!(seen[0]["n_cases"], 2);
        assert_eq!([color(&city, of[0]).await, color(&city, of[1]).await], ["red", "red"]);
        assert_eq!(color(&city, of[2]).await, "green");
        assert_eq!(city.city.now(city.wall()).city_day().to_string(), TODAY);
    }
}
