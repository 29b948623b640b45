//! Reasons of codes that people enter (P2, P4, P5, A12), appeals (P7) and the work list of a
//! community, on both engines.

use crate::attacks::on_both;
use crate::attempt::{Attempt, column, straight};
use crate::codes::{HOUR_MS, code, page, recomputed};
use crate::policy::{COMMUNITY, TODAY, outcome, settle};
use crate::results::{NAME, PASSPORT, foreigner, post, receipt, relayed, reported, sampled};
use axum::http::StatusCode;
use fangxian_app::demo::PASSWORD;
use fangxian_app::messages::messages_relay;
use fangxian_app::passes::passes_load;
use fangxian_core::CityDay;
use fangxian_core::codes::HealthColor;
use fangxian_core::ids::PersonId;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::Pool;
use fangxian_testkit::{Answer, Bar, Engine, TestCity};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FAMILY: &str = "FR1234567";

pub(crate) fn named(name: &str, document: &str, record: &str) -> Value {
    json!({ "name": name, "document_kind": "passport", "document": document, "record": record })
}

pub(crate) fn proposal(city: &TestCity, people: &[Value]) -> Value {
    json!({ "reason_id": city.fresh_id(), "cause": "close_contact", "evidence": "investigation",
        "evidence_ref": "流调报告2022-113", "said": "11月22日与感染者同桌用餐",
        "counted_from": "2022-11-22", "last_day": "2022-11-29", "people": people })
}

async fn proposed(city: &TestCity, body: &Value) -> Answer {
    city.post("jikong", "/codes/reasons", "code_decision", body.clone()).await
}

async fn decided(city: &TestCity, who: &str, body: &Value, seen: i64) -> String {
    let path = format!("/codes/reasons/{}/decision", body["reason_id"].as_str().unwrap());
    let says = json!({ "fact_id": city.fresh_id(), "seen": seen, "approved": true });
    outcome(&city.post(who, &path, "code_decision", says).await)
}

/// Part of the world of the matrices: a reason that waits, and an appeal.
pub(crate) async fn entered(city: &TestCity, named_ids: &mut BTreeMap<&'static str, String>) {
    let own = foreigner(city, "Coded World", "W3000001", 701, "").await;
    let body = proposal(city, &[named("Coded World", "W3000001", "流调卡W-1")]);
    assert_eq!(outcome(&proposed(city, &body).await), "204");
    named_ids.insert("code_reason_id", body["reason_id"].as_str().unwrap().to_owned());
    sampled(city, 701, Pool::One, &[&own], city.wall().plus_ms(-HOUR_MS)).await;
    named_ids.insert("coded_id", own);
    reported(city, 701, TubeOutcome::Positive, city.wall().plus_ms(-HOUR_MS / 2)).await;
    let told =
        json!({ "name": "Coded World", "document_kind": "passport", "document": "W3000001" });
    let told = city.post("rexian", "/codes/told", "appeal", told).await.ok();
    let appeal = city.fresh_id();
    let body = json!({ "appeal_id": appeal, "name": "Coded World", "document_kind": "passport",
        "document": "W3000001", "source": told["reasons"][0]["source"], "way": "phone",
        "medical": false, "said": "没有去过采样点" });
    city.post("rexian", "/codes/appeals", "appeal", body).await.ok();
    named_ids.insert("code_appeal_id", appeal);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_takes_two_offices_a_record_and_an_end() {
    for (engine, city) in on_both("reasons of two offices").await {
        city.city.begin_sms();
        let own = foreigner(&city, NAME, PASSPORT, 302, "10000000001").await;
        let body = proposal(&city, &[named("MULLER, ANNA MARIA", PASSPORT, "流调卡7")]);
        assert_eq!(outcome(&proposed(&city, &body).await), "204");
        assert_eq!(outcome(&proposed(&city, &body).await), "204", "the same again is the same");
        assert_eq!(code(&city, &own).await, "green", "proposed is not decided");
        // The one who proposes has no right to approve, by any door.
        assert_eq!(decided(&city, "jikong", &body, 0).await, "404 not_found");
        assert_eq!(decided(&city, "shequ", &body, 0).await, "404 not_found");
        assert_eq!(decided(&city, "weijian", &body, 1).await, "409 stale");
        assert_eq!(decided(&city, "weijian", &body, 0).await, "204");
        assert_eq!(code(&city, &own).await, "red close_contact", "{engine:?}");
        // He is told in the same transaction: why, until when, how to appeal.
        let told = relayed(&city).await;
        let is_told = |(phone, text): &(String, String)| {
            phone == "10000000001" && text.contains("密切接触者") && text.contains("2022年11月29日")
        };
        assert!(told.iter().any(is_told), "{told:?}");
        assert_eq!(decided(&city, "weijian2", &body, 1).await, "409 stale");
        let seen = page(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        for said in
            ["密切接触者", "11月22日与感染者同桌用餐", "流行病学调查记录", "2022-11-30 00:00"]
        {
            assert!(seen.text.contains(said), "{said} in {}", seen.text);
        }
        assert!(!seen.text.contains("流调报告2022-113"), "the number of a case's file is nobody's");
        // Negative tests change nothing of it.
        sampled(&city, 41, Pool::One, &[&own], city.wall().plus_ms(-HOUR_MS)).await;
        reported(&city, 41, TubeOutcome::Negative, city.wall()).await;
        assert_eq!(code(&city, &own).await, "red close_contact");
        assert_eq!(recomputed(&city).await, (1, 1));
        // The same record does not hold him twice; new evidence does.
        let mut again = proposal(&city, &[named(NAME, PASSPORT, "流调卡7")]);
        again["last_day"] = json!("2022-11-28");
        assert_eq!(outcome(&proposed(&city, &again).await), "409 code_evidence_used");
        let longer = proposal(&city, &[named(NAME, PASSPORT, "流调卡8")]);
        assert_eq!(outcome(&proposed(&city, &longer).await), "204");
        // It ends on its day with nobody at work, and the second never began.
        city.turn_to("2022-11-29").await;
        assert_eq!(code(&city, &own).await, "red close_contact");
        city.turn_to("2022-11-30").await;
        assert_eq!(code(&city, &own).await, "green");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_proposed_is_refused_and_nobody_changes() {
    let city = TestCity::on(TODAY).await;
    let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
    let good = || proposal(&city, &[named(NAME, PASSPORT, "流调卡7")]);
    let with = |field: &str, value: Value| {
        let mut body = good();
        body[field] = value;
        body
    };
    for (body, expected) in [
        (with("cause", json!("positive")), "400 code_reason_refused"),
        (with("cause", json!("lives_in_zone")), "400 code_reason_refused"),
        // 二十条不再判定密接的密接。
        (with("cause", json!("secondary_contact")), "400 code_reason_refused"),
        (with("evidence", json!("antigen")), "400 code_list_refused"),
        (with("evidence", json!("own_report")), "400 code_list_refused"),
        (with("evidence_ref", json!(" ")), "400 code_reason_refused"),
        (with("said", json!("")), "400 code_reason_refused"),
        (with("last_day", json!("2022-11-30")), "400 code_reason_refused"),
        (with("last_day", json!("2022-11-23")), "400 code_reason_refused"),
        (with("counted_from", json!("2022-11-25")), "400 code_reason_refused"),
        (with("counted_from", json!("2021-11-22")), "400 code_reason_refused"),
        (with("people", json!([])), "400 code_reason_refused"),
        (with("people", json!([named(NAME, PASSPORT, "")])), "400 code_list_refused"),
        (with("people", json!([named("Nobody", PASSPORT, "流调卡7")])), "400 code_lines_unknown"),
        (with("people", json!([named(NAME, "X9999999", "流调卡7")])), "400 code_lines_unknown"),
    ] {
        assert_eq!(outcome(&proposed(&city, &body).await), expected, "{body}");
    }
    // No word for a debt, a petition, an origin is even a cause.
    for cause in ["debt", "petition", "native_place", "police", "other"] {
        let answer = proposed(&city, &with("cause", json!(cause))).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{cause}");
    }
    assert_eq!(column(&city, "select reason_id as x from code_reason").await.len(), 0);
    assert_eq!(code(&city, &own).await, "green");
}

async fn told(city: &TestCity) -> Vec<Value> {
    messages_relay(&city.city, city.wall()).await.unwrap();
    let page = city.get("shenji", "/messages", "own_data").await.ok();
    let rows = page["rows"].as_array().unwrap().clone();
    rows.into_iter().filter(|row| row["kind"] == "code_list").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_1317_without_evidence_changes_nobody_and_the_auditor_hears_of_it() {
    for (engine, city) in on_both("bulk red by list").await {
        let bar = Bar::begins("A12", "people of a list without epidemiological evidence × changed");
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let list = |record: fn(usize) -> String| -> Vec<Value> {
            let one = |n: usize| named(&format!("Depositor {n}"), &format!("D{n:07}"), &record(n));
            std::iter::once(named(NAME, PASSPORT, &record(0))).chain((1..1_317).map(one)).collect()
        };
        // One number for all of them, none at all, and a letter that names nobody's contact.
        let mut bodies = vec![
            proposal(&city, &list(|_| "名单一号".to_owned())),
            proposal(&city, &list(|_| String::new())),
        ];
        let mut letter = proposal(&city, &list(|_| "协查函5号".to_owned()));
        letter["evidence"] = json!("letter_from_elsewhere");
        bodies.push(letter);
        for body in &bodies {
            let answer = proposed(&city, body).await;
            assert_eq!(outcome(&answer), "400 code_list_refused", "{}", answer.text);
            assert!(answer.text.contains("没有改变任何人的码"), "{}", answer.text);
        }
        // Made-up numbers for each: who is on it stands in no register, and the auditor hears too.
        let made_up = proposal(&city, &list(|n| format!("卡{n}")));
        assert_eq!(outcome(&proposed(&city, &made_up).await), "400 code_lines_unknown");
        assert_eq!(column(&city, "select reason_id as x from code_reason").await.len(), 0);
        assert_eq!(code(&city, &own).await, "green");
        assert_eq!(recomputed(&city).await, (1, 0));
        bar.held(format!("{engine:?}"), 4 * 1_317);
        let alarms = told(&city).await;
        assert_eq!(alarms.len(), 4, "{alarms:?}");
        assert!(alarms.iter().all(|one| one["n_people"] == 1_317));
        let refused = alarms.iter().filter(|one| one["refused"] == true).count();
        assert_eq!(refused, 3);
        // The control: one of them, with a record, by two offices.
        let body = proposal(&city, &[named(NAME, PASSPORT, "流调卡7")]);
        assert_eq!(outcome(&proposed(&city, &body).await), "204");
        assert_eq!(decided(&city, "weijian", &body, 0).await, "204");
        let changed = code(&city, &own).await == "red close_contact";
        bar.control(
            format!("{engine:?} (control: a contact with his record)"),
            1,
            usize::from(changed),
        );
        assert!(changed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_fifty_take_two_approvals_of_two_people() {
    let city = TestCity::on(TODAY).await;
    let mut people = Vec::new();
    let mut ids = Vec::new();
    for n in 0..51_u32 {
        let (name, passport) = (format!("Workshop {}", words(n)), format!("K4{n:05}"));
        ids.push(foreigner(&city, &name, &passport, 1_000 + n, "").await);
        people.push(named(&name, &passport, &format!("流调卡{}", n / 10)));
    }
    let body = proposal(&city, &people);
    assert_eq!(outcome(&proposed(&city, &body).await), "204");
    assert_eq!(told(&city).await.len(), 1, "the auditor hears of fifty-one at once");
    assert_eq!(decided(&city, "weijian", &body, 0).await, "204");
    assert_eq!(code(&city, &ids[0]).await, "green", "one signature of two");
    assert_eq!(decided(&city, "weijian", &body, 1).await, "409 same_person");
    assert_eq!(decided(&city, "weijian2", &body, 1).await, "204");
    assert_eq!(code(&city, &ids[0]).await, "red close_contact");
    assert_eq!(recomputed(&city).await, (51, 51));
    // Ended for all of them at once, with a reason.
    let path = format!("/codes/reasons/{}/end", body["reason_id"].as_str().unwrap());
    let ends = json!({ "fact_id": city.fresh_id(), "seen": 2, "reason": "复核后不是密接" });
    assert_eq!(outcome(&city.post("weijian", &path, "code_decision", ends).await), "204");
    assert_eq!(recomputed(&city).await, (51, 0));
}

/// Fifty people whose reasons end on different days, approved, and in the memory that gates ask.
async fn fifty(city: &TestCity) -> Vec<(String, CityDay)> {
    let mut due = Vec::new();
    for group in 0..5_u32 {
        let last = CityDay::parse("2022-11-25").unwrap().plus(i64::from(group));
        let mut people = Vec::new();
        for n in group * 10..group * 10 + 10 {
            let (name, passport) = (format!("Ending {}", words(n)), format!("E5{n:05}"));
            let id = foreigner(city, &name, &passport, 1_000 + n, "").await;
            due.push((id, last.plus(1)));
            people.push(named(&name, &passport, &format!("流调卡{n}")));
        }
        let mut body = proposal(city, &people);
        body["last_day"] = json!(last);
        assert_eq!(outcome(&proposed(city, &body).await), "204");
        assert_eq!(decided(city, "weijian", &body, 0).await, "204");
    }
    passes_load(&city.city, city.wall()).await.unwrap();
    due
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_thousand_looks_with_nobody_at_work_none_sees_a_restriction_that_is_over() {
    const LOOKS: usize = 100_000;
    for (engine, city) in on_both("ends with nobody at work").await {
        let bar = Bar::begins("P3", "reads after the clock moved and every worker stopped");
        let due = fifty(&city).await;
        let now = city.city.now(city.wall());
        let (mut n_red, mut n_wrong) = (0, 0);
        // From now on nothing follows anything: the clock alone moves, by odd steps over nine days.
        for n in 0..LOOKS {
            let (id, ends) = &due[n % due.len()];
            let at = now.plus_ms(i64::try_from(n).unwrap() * 7_777 % (9 * 24 * HOUR_MS));
            let alias = city.city.keys.passes.alias(PersonId::parse(id).unwrap());
            let is_red = city.city.passes.color(alias, at) == Some(HealthColor::Red);
            n_red += usize::from(is_red);
            n_wrong += usize::from(is_red != (at < ends.starts_at()));
        }
        assert_eq!(n_wrong, 0, "{engine:?}");
        assert!(n_red > LOOKS / 5 && n_red < LOOKS * 4 / 5, "{n_red}: both kinds are met");
        // The same by the code itself, on the last millisecond and the first.
        city.turn_to("2022-11-27").await;
        let colors = [(0, "green"), (10, "green"), (20, "red close_contact")];
        for (at, color) in colors {
            assert_eq!(code(&city, &due[at].0).await, color, "{engine:?}");
        }
        bar.held(format!("{engine:?}"), LOOKS);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_decide_at_once_one_does() {
    const ROUNDS: u32 = 20;
    const AT_ONCE: usize = 25;
    for (engine, city) in on_both("decisions at once").await {
        let bar =
            Bar::begins("A22", "approvals of one reason at once, the proposer's own among them");
        for round in 0..ROUNDS {
            let (name, passport) = (format!("Racing {}", words(round)), format!("R7{round:05}"));
            foreigner(&city, &name, &passport, 1_000 + round, "").await;
            let body = proposal(&city, &[named(&name, &passport, &format!("流调卡R{round}"))]);
            assert_eq!(outcome(&proposed(&city, &body).await), "204");
            let tries = (0..AT_ONCE).map(|n| {
                let who = ["weijian", "weijian2", "jikong"][n % 3];
                decided(&city, who, &body, 0)
            });
            let told = futures_util::future::join_all(tries).await;
            assert_eq!(told.iter().filter(|one| *one == "204").count(), 1, "{engine:?} {told:?}");
            let own = told.iter().skip(2).step_by(3);
            assert!(own.into_iter().all(|one| one == "404 not_found"), "{engine:?} {told:?}");
        }
        bar.held(format!("{engine:?}"), ROUNDS as usize * AT_ONCE);
    }
}

fn words(n: u32) -> String {
    let letter = |n: u32| char::from_u32('A' as u32 + n % 26).unwrap();
    format!("{}{}", letter(n / 26), letter(n))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_restriction_stands_in_the_store_without_its_parts() {
    for (engine, city) in on_both("restrictions without a part").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let bar = Bar::begins("P2", "inserts that lack a part × accepted");
        let blob = match engine {
            Engine::Sqlite => "x'01'",
            Engine::Postgres => "'\\x01'",
        };
        let id = |n: usize| format!("'{n:08}-0000-7000-8000-000000000000'");
        let columns = [
            ("county", "'140110'"),
            ("reason_id", ""),
            ("cause", "'close_contact'"),
            ("evidence", "'investigation'"),
            ("evidence_ref", "'报告1'"),
            ("said", "'同桌用餐'"),
            ("counted_from", "'2022-11-22'"),
            ("last_day", "'2022-11-29'"),
            ("days_max", "8"),
            ("rule_text", "'shanxi-codes'"),
            ("rule_number", "11"),
            ("n_people", "1"),
            ("at", "1"),
            ("by_login", "'jikong'"),
            ("body_mac", blob),
        ];
        let insert = |n: usize, other: Option<(&str, &str)>| {
            let of = |(name, value): (&str, &str)| match other {
                Some((changed, to)) if changed == name => to.to_owned(),
                _ if name == "reason_id" => id(n),
                _ => value.to_owned(),
            };
            let names: Vec<&str> = columns.iter().map(|one| one.0).collect();
            let values: Vec<String> = columns.iter().map(|one| of(*one)).collect();
            format!("insert into code_reason ({}) values ({})", names.join(", "), values.join(", "))
        };
        let mut bad: Vec<String> = Vec::new();
        for (name, _) in columns {
            bad.push(insert(bad.len() + 10, Some((name, "null"))));
        }
        for (name, value) in [
            ("cause", "'debt'"),
            ("cause", "'petition'"),
            ("cause", "'positive'"),
            ("evidence", "'scan'"),
            ("evidence", "'antigen'"),
            ("evidence_ref", "'  '"),
            ("said", "''"),
            ("last_day", "'2022-11-21'"),
            ("last_day", "''"),
            ("days_max", "0"),
            ("days_max", "400"),
            ("rule_number", "0"),
            ("rule_text", "''"),
            ("n_people", "0"),
            ("by_login", "''"),
            ("reason_id", "'1'"),
        ] {
            bad.push(insert(bad.len() + 10, Some((name, value))));
        }
        let n_reasons = bad.len();
        straight(&city, &insert(1, None)).await;
        let fact = |n: usize, kind: &str, by: &str, role: &str, why: &str| {
            format!(
                "insert into code_reason_fact (county, fact_id, reason_id, ordinal, kind,
                     proposed_by, by_login, by_role, reason, at, body_mac)
                 values ('140110', {}, {}, 1, '{kind}', 'jikong', '{by}', '{role}', '{why}', 1,
                     {blob})",
                id(n),
                id(1)
            )
        };
        bad.push(fact(900, "approved", "jikong", "code_approver", ""));
        bad.push(fact(901, "approved", "jikong", "code_proposer", ""));
        bad.push(fact(902, "approved", "weijian", "code_proposer", ""));
        bad.push(fact(903, "declined", "weijian", "code_approver", " "));
        bad.push(fact(904, "ended", "weijian", "code_approver", ""));
        let of = |person: &str, record: &str| {
            format!(
                "insert into code_reason_person (county, reason_id, person_id, record_ref)
                 values ('140110', {}, '{person}', '{record}')",
                id(1)
            )
        };
        bad.push(of(&own, " "));
        bad.push(of("00000000-0000-7000-8000-000000000000", "卡1"));
        let mut n_accepted = 0;
        for sql in &bad {
            let sql = sql.clone();
            let done = city.city.db.write(move |tx| async move { tx.exec(&sql, &[]).await }).await;
            n_accepted += usize::from(done.is_ok());
        }
        assert_eq!(n_accepted, 0, "of {} on {engine:?}, {n_reasons} of them reasons", bad.len());
        bar.held(format!("{engine:?}"), bad.len());
        // The controls: the same, whole.
        straight(&city, &of(&own, "卡1")).await;
        straight(&city, &fact(905, "approved", "weijian", "code_approver", "")).await;
        bar.control(format!("{engine:?} (control: whole ones)"), 3, 3);
        assert_eq!(code(&city, &own).await, "red close_contact");
    }
}

pub(crate) fn appeal_form(page: &Answer) -> (String, String) {
    let pass = page.text.split("name=\"pass\" value=\"").nth(1);
    let pass = pass.unwrap_or_else(|| panic!("{}", page.text)).split('"').next().unwrap();
    (pass.to_owned(), page.text.clone())
}

pub(crate) async fn appealed(
    city: &TestCity,
    pass: &str,
    at: &str,
    medical: bool,
    said: &str,
) -> Answer {
    let mut fields = vec![("pass", pass), ("who", "0"), ("at", at), ("said", said)];
    if medical {
        fields.push(("medical", "yes"));
    }
    post(city, "/code/appeal", &fields).await
}

/// A request of somebody who has just signed in: hours have passed.
pub(crate) async fn anew(
    city: &TestCity,
    login: &str,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> Answer {
    let session = city.sign_in(login, PASSWORD).await.unwrap();
    let attempt = Attempt::of(method, path).session(&session).purpose("appeal");
    match body {
        Some(body) => attempt.json(&body).send(city).await,
        None => attempt.send(city).await,
    }
}

async fn antigen(city: &TestCity, id: &str) {
    let body = json!({ "report_id": city.fresh_id(), "person_id": id, "outcome": "positive",
        "no_photo_reason": "老人不会拍照" });
    city.post("wangge", "/antigen/reports", "order_work", body).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_reason_lapses_where_nobody_answers_and_a_strong_one_goes_up() {
    for (engine, city) in on_both("appeals and their clocks").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let other = foreigner(&city, "Jean Dupont", FAMILY, 303, "").await;
        antigen(&city, &own).await;
        assert_eq!(code(&city, &own).await, "yellow antigen_hold");
        let (pass, _) = appeal_form(&page(&city, PASSPORT, NAME, &receipt(&city, &own)).await);
        let given = appealed(&city, &pass, "0", false, "拿错了别人的试剂").await;
        assert_eq!(given.status, StatusCode::OK, "{}", given.text);
        for said in ["已收到", "收据号", "2022-11-25 09:00", "逾期没有答复，这条理由自动失效"]
        {
            assert!(given.text.contains(said), "{said} in {}", given.text);
        }
        // The same button again is the same appeal; an altered pass is none.
        appealed(&city, &pass, "0", false, "拿错了别人的试剂").await;
        assert_eq!(column(&city, "select appeal_id as x from code_appeal").await.len(), 1);
        let bent = format!("{}00", &pass[..pass.len() - 2]);
        assert_eq!(appealed(&city, &bent, "0", false, "x").await.status, StatusCode::NOT_FOUND);
        assert_eq!(appealed(&city, &pass, "9", false, "x").await.status, StatusCode::NOT_FOUND);
        // A strong one of somebody else, told by phone, about dialysis.
        let ago = |hours: i64| city.wall().plus_ms(-hours * HOUR_MS);
        sampled(&city, 51, Pool::Ten, &[&own, &other], ago(9)).await;
        reported(&city, 51, TubeOutcome::Positive, ago(1)).await;
        let who = json!({ "name": "Jean Dupont", "document_kind": "passport", "document": FAMILY });
        let told = city.post("rexian", "/codes/told", "appeal", who).await.ok();
        assert_eq!(told["color"], "yellow");
        let body = json!({ "appeal_id": city.fresh_id(), "name": "Jean Dupont",
            "document_kind": "passport", "document": FAMILY, "way": "phone", "medical": true,
            "source": told["reasons"][0]["source"], "said": "明天要做透析" });
        let given = city.post("rexian", "/codes/appeals", "appeal", body.clone()).await.ok();
        assert_eq!(given["lapses"], false);
        assert_eq!(given["due_at"].as_i64().unwrap(), city.wall().0 + 4 * HOUR_MS);
        // Four hours on: it is overdue, stands first, and still holds.
        city.pass_ms(5 * HOUR_MS);
        let list = anew(&city, "shensu", "GET", "/codes/appeals", None).await.ok();
        let states: Vec<&str> =
            list.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["overdue", "open"], "{engine:?}");
        assert_eq!(code(&city, &other).await, "yellow pool_hold");
        // Whoever decided or told may not decide; another office may.
        let path = format!("/codes/appeals/{}/decision", body["appeal_id"].as_str().unwrap());
        let says = json!({ "outcome": "voided", "answer": "采样登记有误，已更正" });
        for who in ["jikong", "weijian", "rexian", "shequ", "zhihui"] {
            let answer = anew(&city, who, "POST", &path, Some(says.clone())).await;
            assert_eq!(outcome(&answer), "404 not_found", "{who}");
        }
        for _ in 0..2 {
            let answer = anew(&city, "shensu", "POST", &path, Some(says.clone())).await;
            assert_eq!(outcome(&answer), "204", "{}", answer.text);
        }
        assert_eq!(code(&city, &other).await, "green");
        assert_eq!(recomputed(&city).await, (2, 1));
        // A day after it was taken the weak one lapses on the second; nobody was at work.
        city.pass_ms(19 * HOUR_MS - 1);
        assert_eq!(code(&city, &own).await, "yellow pool_hold antigen_hold");
        city.pass_ms(1);
        assert_eq!(code(&city, &own).await, "yellow pool_hold");
        assert_eq!(recomputed(&city).await, (2, 1));
        let list = anew(&city, "shensu", "GET", "/codes/appeals", None).await.ok();
        let lapsed = list.as_array().unwrap().iter().find(|row| row["state"] == "lapsed").unwrap();
        let path = format!("/codes/appeals/{}/decision", lapsed["appeal_id"].as_str().unwrap());
        let late = json!({ "outcome": "upheld", "answer": "维持" });
        let answer = anew(&city, "shensu", "POST", &path, Some(late)).await;
        assert_eq!(outcome(&answer), "409 appeal_lapsed");
        // The public numbers say the same, and name nobody.
        let told = Attempt::at("GET", "/code/numbers").send(&city).await;
        for said in [
            "收到 <span lang=\"en\">Taken</span>：2",
            "Voided</span>：1",
            "Lapsed</span>：1",
            "5.0小时",
        ] {
            assert!(told.text.contains(said), "{said} in {}", told.text);
        }
        for hidden in ["Dupont", NAME, "透析"] {
            assert!(!told.text.contains(hidden), "{hidden}");
        }
        // His page says how each stands.
        let seen = page(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        assert!(seen.text.contains("逾期没有答复，理由已自动失效"), "{}", seen.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_laboratory_found_of_him_is_no_office_s_to_void_and_an_area_is() {
    let city = TestCity::on(TODAY).await;
    let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
    let other = foreigner(&city, "Jean Dupont", FAMILY, 303, "").await;
    settle(&city, "万水物贸城", COMMUNITY).await;
    sampled(&city, 61, Pool::One, &[&own], city.wall().plus_ms(-9 * HOUR_MS)).await;
    reported(&city, 61, TubeOutcome::Positive, city.wall().plus_ms(-HOUR_MS)).await;
    assert_eq!(code(&city, &own).await, "red positive lives_in_zone");
    let (pass, _) = appeal_form(&page(&city, PASSPORT, NAME, &receipt(&city, &own)).await);
    for at in ["0", "1"] {
        let given = appealed(&city, &pass, at, false, "我不住在这里").await;
        assert!(given.text.contains("已收到"), "{}", given.text);
    }
    let list = city.get("shensu", "/codes/appeals", "appeal").await.ok();
    for row in list.as_array().unwrap() {
        let path = format!("/codes/appeals/{}/decision", row["appeal_id"].as_str().unwrap());
        let says = json!({ "outcome": "voided", "answer": "已核实" });
        let expected = match row["reason"]["cause"].as_str().unwrap() {
            "positive" => "409 lab_decides",
            _ => "204",
        };
        assert_eq!(outcome(&city.post("shensu", &path, "appeal", says).await), expected);
    }
    assert_eq!(code(&city, &own).await, "red positive");
    // His neighbor still lives there.
    assert_eq!(code(&city, &other).await, "red lives_in_zone");
    assert_eq!(recomputed(&city).await, (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_community_works_its_list_through() {
    for (_, city) in on_both("the work list of a community").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "10000000001").await;
        let other = foreigner(&city, "Jean Dupont", FAMILY, 303, "").await;
        antigen(&city, &own).await;
        let ago = |hours: i64| city.wall().plus_ms(-hours * HOUR_MS);
        sampled(&city, 71, Pool::Ten, &[&other], ago(9)).await;
        reported(&city, 71, TubeOutcome::Negative, ago(1)).await;
        let path = format!("/codes/work?community={COMMUNITY}");
        let list = city.get("shequ", &path, "order_work").await.ok();
        assert_eq!(
            (&list["n_rows"], &list["n_to_verify"], &list["n_to_answer"]),
            (&json!(1), &json!(1), &json!(1))
        );
        let row = &list["rows"][0];
        assert_eq!(row["reason"]["cause"], "antigen_hold");
        let note = |kind: Option<&str>, note: &str| {
            let mut body = json!({ "work_id": city.fresh_id(), "person_id": row["person_id"],
                "source": row["reason"]["source"], "note": note });
            if let Some(kind) = kind {
                body["kind"] = json!(kind);
            }
            body
        };
        for (body, expected) in [
            (note(Some("verified"), "已上门核实，家属误报"), "204"),
            (note(Some("verified"), "再核实一次"), "409 stale"),
            (note(Some("answered"), "已电话答复"), "204"),
            (note(None, "家属误报，申请解除"), "204"),
            (note(None, ""), "400 bad_input"),
        ] {
            let answer = city.post("shequ", "/codes/work", "order_work", body).await;
            assert_eq!(outcome(&answer), expected, "{}", answer.text);
        }
        let list = city.get("shequ", &path, "order_work").await.ok();
        assert_eq!((&list["n_to_verify"], &list["n_to_answer"]), (&json!(0), &json!(0)));
        assert_eq!(list["rows"][0]["appeal"]["state"], "open");
        // The community asks; another office clears.
        let list = city.get("shensu", "/codes/appeals", "appeal").await.ok();
        assert_eq!(list[0]["way"], "community");
        let path = format!("/codes/appeals/{}/decision", list[0]["appeal_id"].as_str().unwrap());
        let says = json!({ "outcome": "voided", "answer": "误报，已解除" });
        assert_eq!(outcome(&city.post("shensu", &path, "appeal", says).await), "204");
        assert_eq!(code(&city, &own).await, "green");
        assert_eq!(recomputed(&city).await, (2, 0));
    }
}
