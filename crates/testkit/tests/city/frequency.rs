//! How often people are tested, from the decision to the door, on both engines, over days: who is
//! due, who is late, the order that comes and goes, the reminder that comes once.

use crate::attacks::on_both;
use crate::attempt::column;
use crate::policy::{COMMUNITY, TODAY, outcome};
use crate::results::relayed;
use crate::sampling::{Phone, filled, sealed, tube};
use fangxian_app::frequency::frequency_follow;
use fangxian_testkit::{Answer, TestCity};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Instant;

const HOUR_MS: i64 = 3_600_000;
/// Three a door, ten doors a building, in the grid of the worker.
const PEOPLE: usize = 12;

/// A decision for everybody of a place, without its ids.
pub(crate) fn decision(place: &str, every_days: u8, first: &str) -> Value {
    json!({ "place": place, "every_days": every_days, "first_day": first,
        "as_written": format!("每{every_days}日1次"), "source": "市疫情防控办通告" })
}

/// Part of the world of the matrices: a decision that waits for its second person, and somebody who
/// is put off.
pub(crate) async fn required(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let id = city.fresh_id();
    let made = make(city, "nigao", &id, decision("1401", 3, TODAY)).await;
    assert_eq!(outcome(&made), "204", "{}", made.text);
    let entry = exempt(city, &named["twin_id"], TODAY, "2022-12-10").await;
    named.extend([("requirement_id", id), ("test_entry_id", entry)]);
}

async fn make(city: &TestCity, login: &str, id: &str, mut body: Value) -> Answer {
    body["requirement_id"] = json!(id);
    body["fact_id"] = json!(city.fresh_id());
    let purpose = if login == "zhihui" { "command" } else { "zone_decision" };
    city.post(login, "/frequency/requirements", purpose, body).await
}

async fn decide(city: &TestCity, login: &str, id: &str, facts: i64, sign: bool) -> String {
    let body = json!({ "fact_id": city.fresh_id(), "facts": facts, "sign": sign,
        "reason": if sign { "" } else { "再议" } });
    let purpose = if login == "zhihui" { "command" } else { "zone_decision" };
    let path = format!("/frequency/requirements/{id}/decision");
    outcome(&city.post(login, &path, purpose, body).await)
}

/// A decision that two people made.
async fn signed(city: &TestCity, body: Value) -> String {
    let id = city.fresh_id();
    let made = make(city, "zhihui", &id, body).await;
    assert_eq!(outcome(&made), "204", "{}", made.text);
    assert_eq!(decide(city, "qianpi", &id, 1, true).await, "204");
    id
}

async fn begin(city: &TestCity, one: Value) -> Answer {
    let mut one = one;
    if one["test_entry_id"].is_null() {
        one["test_entry_id"] = json!(city.fresh_id());
    }
    one["fact_id"] = json!(city.fresh_id());
    city.post("shequ", "/frequency/entries", "register", json!({ "entries": [one] })).await
}

async fn exempt(city: &TestCity, person: &str, first: &str, last: &str) -> String {
    let id = city.fresh_id();
    let one = json!({ "test_entry_id": id, "person_id": person, "reason": "medical",
        "first_day": first, "last_day": last, "words": "术后休养" });
    let answer = begin(city, one).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    id
}

async fn list(city: &TestCity, login: &str, view: &str) -> Value {
    let path = format!("/frequency/people?within={COMMUNITY}&view={view}&limit=200");
    city.get(login, &path, "order_work").await.ok()
}

async fn ids(city: &TestCity, view: &str) -> Vec<String> {
    let page = list(city, "shequ", view).await;
    let rows = page["rows"].as_array().unwrap().iter();
    let mut ids: Vec<String> =
        rows.map(|row| row["person_id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

/// not covered, exempt, not yet, due, late of the whole city.
async fn counts(city: &TestCity) -> [u64; 5] {
    let seen = city.get("zhihui", "/frequency", "command").await.ok();
    let parts = seen["places"].as_array().unwrap();
    let sum: u64 = parts.iter().map(|one| one["counts"]["late"].as_u64().unwrap()).sum();
    assert_eq!(sum, seen["counts"]["late"].as_u64().unwrap(), "the parts make the whole");
    ["not_covered", "exempt", "not_yet", "due", "late"]
        .map(|name| seen["counts"][name].as_u64().unwrap())
}

/// The orders on the phone of the grid: for which day, in which state, what they say.
async fn orders(city: &TestCity) -> Vec<String> {
    let page = city.get("wangge", "/orders?state=all&limit=200", "order_work").await.ok();
    let rows = page["rows"].as_array().unwrap().iter();
    let mut found: Vec<String> = rows
        .filter(|row| row["kind"] == "test_late")
        .map(|row| {
            let says = row["instruction"].as_str().unwrap();
            let says = says.split_once('超').map_or(says, |(says, _)| says);
            let day = row["for_day"].as_str().unwrap();
            format!("{day} {} {says}", row["state"].as_str().unwrap())
        })
        .collect();
    found.sort();
    found
}

async fn follow(city: &TestCity) -> (usize, usize) {
    frequency_follow(&city.city, city.wall()).await.unwrap()
}

/// Everybody of these in one tube, as a phone at a table sends it.
async fn sample(city: &TestCity, phone: &Phone, n: u32, round: &str, people: &[String]) {
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let part = sealed(city, round, tube(n), "twenty", &people);
    let answer = phone.send(city, vec![part]).await.ok();
    assert_eq!(answer["answers"][0]["fate"], "kept", "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_binds_nobody_before_a_second_person_has_signed_it() {
    for (_, city) in on_both("a decision on frequency").await {
        filled(&city, PEOPLE).await;
        let n = PEOPLE as u64;
        let id = city.fresh_id();
        for (flaw, body) in [
            ("every_days", decision("1401", 15, TODAY)),
            ("first_day", decision("1401", 3, "2022-11-23")),
            ("place", decision(&format!("{COMMUNITY}-01"), 3, TODAY)),
        ] {
            let answer = make(&city, "zhihui", &id, body).await;
            assert_eq!(outcome(&answer), "400 bad_input", "{flaw}");
        }
        assert_eq!(
            outcome(&make(&city, "zhihui", &id, decision("1301", 3, TODAY)).await),
            "404 not_found"
        );
        assert_eq!(outcome(&make(&city, "zhihui", &id, decision("1401", 3, TODAY)).await), "204");
        let other = make(&city, "zhihui", &id, decision("1401", 1, TODAY)).await;
        assert_eq!(outcome(&other), "409 id_reused");
        assert_eq!(counts(&city).await, [n, 0, 0, 0, 0]);
        assert_eq!(decide(&city, "zhihui", &id, 1, true).await, "409 same_person");
        assert_eq!(decide(&city, "qianpi", &id, 2, true).await, "409 stale");
        assert_eq!(decide(&city, "qianpi", &id, 1, true).await, "204");
        assert_eq!(decide(&city, "qianpi", &id, 2, false).await, "409 stale");
        assert_eq!(counts(&city).await, [0, 0, n, 0, 0]);
        let seen = city.get("shequ", &format!("/frequency?within={COMMUNITY}"), "register").await;
        let seen = seen.ok();
        assert_eq!(seen["decisions"][0]["state"], "in_force");
        assert_eq!(seen["decisions"][0]["past"][1]["by"], "演示·签批人");
        // Another that is declined binds nobody, and says why.
        let no = city.fresh_id();
        make(&city, "nigao", &no, decision("1401", 1, TODAY)).await;
        assert_eq!(decide(&city, "zhihui", &no, 1, false).await, "204");
        assert_eq!(counts(&city).await, [0, 0, n, 0, 0]);
        // It is ended, and holds on its last day.
        let end = |last: &str, facts: i64| {
            json!({ "fact_id": city.fresh_id(), "facts": facts,
            "last_day": last, "reason": "二十条" })
        };
        let path = format!("/frequency/requirements/{id}/end");
        let early = city.post("qianpi", &path, "zone_decision", end("2022-11-20", 2)).await;
        assert_eq!(outcome(&early), "400 bad_input");
        let answer = city.post("qianpi", &path, "zone_decision", end("2022-11-25", 2)).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        let again = city.post("qianpi", &path, "zone_decision", end("2022-11-25", 3)).await;
        assert_eq!(outcome(&again), "409 stale");
        city.turn_to("2022-11-25").await;
        assert_eq!(counts(&city).await, [0, 0, n, 0, 0]);
        city.turn_to("2022-11-26").await;
        assert_eq!(counts(&city).await, [n, 0, 0, 0, 0]);
        let sql = "select kind as x from test_requirement_fact order by kind";
        assert_eq!(column(&city, sql).await, ["declined", "ended", "made", "made", "signed"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_late_is_asked_at_the_door_until_nobody_is() {
    for (_, city) in on_both("late for a test").await {
        let (people, round) = filled(&city, PEOPLE).await;
        signed(&city, decision("140110", 3, TODAY)).await;
        exempt(&city, &people[0], TODAY, "2022-11-30").await;
        let moved = json!({ "fact_id": city.fresh_id(), "version": 1, "back": false,
            "reason": "搬走" });
        let path = format!("/people/{}/leave", people[1]);
        assert_eq!(outcome(&city.post("shequ", &path, "register", moved).await), "204");
        for day in [TODAY, "2022-11-25"] {
            city.turn_to(day).await;
            assert_eq!(follow(&city).await, (0, 0), "{day}");
        }
        let phone = Phone::enrolled(&city, "caiyang1", 7).await;
        sample(&city, &phone, 1, &round, &people[2..5]).await;
        city.turn_to("2022-11-26").await;
        assert_eq!(counts(&city).await, [0, 1, 3, 7, 0]);
        assert_eq!(follow(&city).await, (0, 0), "due is not late");
        city.turn_to("2022-11-27").await;
        assert_eq!(counts(&city).await, [0, 1, 3, 0, 7]);
        let late = list(&city, "wangge", "late").await;
        assert_eq!(late["people"], 7);
        assert_eq!(
            (&late["rows"][0]["days_late"], &late["rows"][0]["every_days"]),
            (&json!(1), &json!(3))
        );
        assert!(late["rows"][0]["name"].as_str().unwrap().contains('*'), "{late}");
        let asked: Vec<&str> = late["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["person_id"].as_str().unwrap())
            .collect();
        assert!(!asked.contains(&people[0].as_str()), "who is put off is not late");
        assert!(!asked.contains(&people[1].as_str()), "who moved away is not late");
        assert_eq!(follow(&city).await, (1, 0));
        assert_eq!(follow(&city).await, (0, 0), "twice is once");
        assert_eq!(orders(&city).await, ["2022-11-27 open 截至11月27日早上，本网格7人"]);
        // The next day the same order says who is still late: nothing piles up.
        city.turn_to("2022-11-28").await;
        sample(&city, &phone, 2, &round, &people[5..6]).await;
        assert_eq!(follow(&city).await, (0, 0));
        assert_eq!(orders(&city).await, ["2022-11-27 open 截至11月28日早上，本网格6人"]);
        // Everybody is sampled: it is called off by itself.
        sample(&city, &phone, 3, &round, &people[2..]).await;
        assert_eq!(ids(&city, "late").await, Vec::<String>::new());
        follow(&city).await;
        assert_eq!(orders(&city).await, ["2022-11-27 called_off 截至11月28日早上，本网格6人"]);
        // Three days later again; what was done today stays done today.
        city.turn_to("2022-12-02").await;
        assert_eq!(follow(&city).await, (1, 0), "the exemption is over, and the interval not");
        let page = city.get("wangge", "/orders?limit=200", "order_work").await.ok();
        let rows = page["rows"].as_array().unwrap();
        let order = rows.iter().find(|row| row["kind"] == "test_late").unwrap();
        let done = json!({ "fact_id": city.fresh_id(), "version": order["version"], "kind": "done",
            "households_done": 1, "households_left": 3, "note": "三户明天去" });
        let path = format!("/orders/{}/facts", order["order_id"].as_str().unwrap());
        city.post("wangge", &path, "order_work", done).await.ok();
        assert_eq!(follow(&city).await, (0, 0));
        city.turn_to("2022-12-03").await;
        assert_eq!(follow(&city).await, (1, 0), "a new morning, a new order");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_back_has_his_own_interval() {
    for (_, city) in on_both("back in the register").await {
        let (people, _) = filled(&city, 3).await;
        signed(&city, decision("1401", 2, TODAY)).await;
        let path = format!("/people/{}/leave", people[0]);
        let leave = |version: i64, back: bool| {
            json!({ "fact_id": city.fresh_id(),
            "version": version, "back": back, "reason": "外地工作" })
        };
        let answer = city.post("shequ", &path, "register", leave(1, false)).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        city.turn_to("2022-11-27").await;
        assert_eq!(ids(&city, "late").await.len(), 2);
        let answer = city.post("shequ", &path, "register", leave(2, true)).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        assert_eq!(ids(&city, "all").await.len(), 3, "he is counted again");
        assert!(!ids(&city, "late").await.contains(&people[0]), "and not late at once");
        city.turn_to("2022-11-29").await;
        assert_eq!(ids(&city, "late").await.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_raise_one_order_and_see_the_same() {
    for (_, city) in on_both("two servers that follow").await {
        let (people, round) = filled(&city, PEOPLE).await;
        signed(&city, decision("1401", 1, TODAY)).await;
        city.turn_to("2022-11-25").await;
        let other = city.beside().await;
        let (one, two) = tokio::join!(
            frequency_follow(&city.city, city.wall()),
            frequency_follow(&other, city.wall())
        );
        assert_eq!(one.unwrap().0 + two.unwrap().0, 1);
        assert_eq!(orders(&city).await.len(), 1);
        // A sample that the first server took is known to the second.
        let phone = Phone::enrolled(&city, "caiyang1", 7).await;
        sample(&city, &phone, 1, &round, &people).await;
        frequency_follow(&other, city.wall()).await.unwrap();
        follow(&city).await;
        assert_eq!(orders(&city).await, ["2022-11-25 called_off 截至11月25日早上，本网格12人"]);
        let facts = column(
            &city,
            "select f.kind as x from work_order_fact f
            join work_order o on o.county = f.county and o.order_id = f.order_id
            where o.kind = 'test_late' order by f.kind desc",
        )
        .await;
        assert_eq!(facts, ["raised", "called_off"]);
    }
}

/// Somebody with a phone, at a door of 5号楼.
async fn with_phone(city: &TestCity, room: u32, phone: &str) -> String {
    let id = city.fresh_id();
    let body = json!({ "person_id": id, "fact_id": city.fresh_id(), "community": COMMUNITY,
        "found": false, "person": { "name": "测试户", "relation": "head",
        "document_kind": "none_yet", "document": "", "stay": "permanent", "phone": phone,
        "compound": "兰亭御湖城东区", "building": "5号楼", "unit": "1单元",
        "room": room.to_string() } });
    let answer = city.post("shequ", "/people", "register", body).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_comes_on_the_evening_before_and_once() {
    for (_, city) in on_both("reminders").await {
        with_phone(&city, 301, "10000000001").await;
        let off = with_phone(&city, 302, "10000000002").await;
        let silent = with_phone(&city, 303, "").await;
        exempt(&city, &off, TODAY, "2022-12-10").await;
        city.city.begin_sms();
        signed(&city, decision("1401", 2, TODAY)).await;
        assert_eq!(follow(&city).await, (0, 0), "in the morning nobody is reminded");
        city.pass_ms(9 * HOUR_MS);
        assert_eq!(follow(&city).await, (0, 1));
        assert_eq!(follow(&city).await, (0, 0), "once");
        let sent = relayed(&city).await;
        assert_eq!(sent.len(), 1, "{sent:?}");
        assert_eq!(sent[0].0, "10000000001");
        assert!(sent[0].1.contains("每2日1次") && sent[0].1.contains("11月25日"), "{}", sent[0].1);
        // Whoever has no phone is on the list of the grid until somebody has told him.
        assert_eq!(ids(&city, "to_tell").await, std::slice::from_ref(&silent));
        let told = json!({ "due_day": "2022-11-25" });
        let path = format!("/frequency/people/{silent}/told");
        for _ in 0..2 {
            city.post("wangge", &path, "order_work", told.clone()).await.ok();
        }
        assert_eq!(ids(&city, "to_tell").await, Vec::<String>::new());
        // Started anew in the same evening, and beside another server.
        let city = city.restarted().await;
        city.city.begin_sms();
        city.pass_ms(9 * HOUR_MS + 60_000);
        let other = city.beside().await;
        other.begin_sms();
        assert_eq!(follow(&city).await, (0, 0));
        assert_eq!(frequency_follow(&other, city.wall()).await.unwrap(), (0, 0));
        assert_eq!(relayed(&city).await, []);
        let n = column(&city, "select cast(count(*) as text) as x from test_reminder").await;
        assert_eq!(n, ["2"]);
        // Late in the evening no telephone rings; on the next evening nobody is due tomorrow whose
        // day was today.
        city.turn_to("2022-11-25").await;
        city.pass_ms(14 * HOUR_MS);
        assert_eq!(follow(&city).await, (0, 0));
        assert_eq!(relayed(&city).await, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_courier_is_tested_daily_and_somebody_ill_is_put_off() {
    for (_, city) in on_both("trades and exemptions").await {
        let (people, round) = filled(&city, PEOPLE).await;
        signed(&city, decision("1401", 3, TODAY)).await;
        let mut daily = decision("1401", 1, TODAY);
        daily["trade"] = json!("delivery");
        signed(&city, daily).await;
        // Read from what the company sent.
        let text = "姓名 单位\n某丁 某平台外卖骑手\n无此人 外卖";
        let names =
            column(&city, "select person_id as x from person order by door, person_id").await;
        assert_eq!(names, people);
        let body = json!({ "community": COMMUNITY, "text": text });
        let read = city.post("shequ", "/frequency/trade-readings", "register", body).await.ok();
        let read = read.as_array().unwrap();
        assert_eq!(read[0]["flaw"], "heading");
        assert_eq!(read[2]["flaw"], "unknown");
        let by_number = json!({ "community": COMMUNITY,
            "text": format!("{} 外卖骑手", crate::register::resident_id(3)) });
        let read =
            city.post("shequ", "/frequency/trade-readings", "register", by_number).await.ok();
        let courier = read[0]["person_id"].as_str().unwrap().to_owned();
        assert_eq!((&read[0]["trade"], &read[0]["flaw"]), (&json!("delivery"), &Value::Null));
        let trade = json!({ "person_id": courier, "trade": "delivery", "first_day": TODAY,
            "words": "某平台配送站" });
        assert_eq!(outcome(&begin(&city, trade.clone()).await), "204");
        assert_eq!(outcome(&begin(&city, trade).await), "409 test_entry_known");
        assert_eq!(counts(&city).await, [0, 0, 11, 1, 0]);
        assert_eq!(ids(&city, "due").await, std::slice::from_ref(&courier));
        let path = format!("/frequency/people/{courier}");
        let seen = city.get("shequ", &path, "register").await.ok();
        assert_eq!((&seen["standing"], &seen["day"]), (&json!("due"), &json!(TODAY)));
        assert_eq!(seen["requirement"]["every_days"], 1);
        assert_eq!(seen["entries"][0]["words"], "某平台配送站");
        // The worker sees that he works in the trade, and not where.
        let seen = city.get("wangge", &path, "order_work").await.ok();
        assert_eq!(
            (&seen["entries"][0]["trade"], &seen["entries"][0]["words"]),
            (&json!("delivery"), &json!(""))
        );
        let phone = Phone::enrolled(&city, "caiyang1", 7).await;
        sample(&city, &phone, 1, &round, std::slice::from_ref(&courier)).await;
        assert_eq!(ids(&city, "due").await, Vec::<String>::new());
        city.turn_to("2022-11-26").await;
        assert_eq!(ids(&city, "late").await, std::slice::from_ref(&courier));
        // What cannot be an exemption.
        for (first, last, reason) in [
            ("2022-11-26", "2023-02-24", "medical"),
            ("2022-11-26", "2022-11-25", "medical"),
            ("2022-11-20", "2022-11-25", "medical"),
            ("2022-11-26", "2022-11-30", "other"),
        ] {
            let one = json!({ "person_id": courier, "reason": reason, "first_day": first,
                "last_day": last });
            assert_eq!(outcome(&begin(&city, one).await), "400 bad_input", "{first} {last}");
        }
        let both = json!({ "person_id": courier, "reason": "medical", "trade": "delivery",
            "first_day": "2022-11-26", "last_day": "2022-11-30" });
        assert_eq!(outcome(&begin(&city, both).await), "400 bad_input");
        let entry = exempt(&city, &courier, "2022-11-26", "2022-11-30").await;
        assert_eq!(ids(&city, "late").await, Vec::<String>::new());
        assert_eq!(ids(&city, "exempt").await, std::slice::from_ref(&courier));
        // Ended early: he owes the whole interval anew.
        city.turn_to("2022-11-27").await;
        let end =
            json!({ "fact_id": city.fresh_id(), "last_day": "2022-11-26", "reason": "已恢复" });
        let path = format!("/frequency/entries/{entry}/end");
        for _ in 0..2 {
            let answer = city.post("shequ", &path, "register", end.clone()).await;
            assert_eq!(outcome(&answer), "204", "{}", answer.text);
        }
        assert_eq!(ids(&city, "exempt").await, Vec::<String>::new());
        // What names illness is not readable in the store.
        let sealed = column(
            &city,
            "select coalesce(reason, '') as x from
            (select kind as reason from test_entry_fact) as kinds order by x",
        )
        .await;
        assert_eq!(sealed, ["exempt", "exempt", "trade"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_days_in_the_six_districts_by_the_rule_of_the_city() {
    let Some(city) = TestCity::on_engine(fangxian_testkit::Engine::Sqlite, "2022-09-01").await
    else {
        panic!("SQLite is always there");
    };
    let (people, _) = filled(&city, 3).await;
    let seen = city.get("shequ", &format!("/frequency?within={COMMUNITY}"), "register").await.ok();
    assert_eq!(seen["rules"][0]["every_days"], 3);
    assert!(seen["rules"][0]["as_written"].as_str().unwrap().contains("3日1次"));
    assert_eq!(seen["counts"]["not_yet"], 3);
    city.turn_to("2022-09-04").await;
    let mut late = people.clone();
    late.sort();
    assert_eq!(ids(&city, "late").await, late);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_a_large_community_is_there_at_once() {
    let city = TestCity::on(TODAY).await;
    let (people, _) = filled(&city, 900).await;
    signed(&city, decision("1401", 1, TODAY)).await;
    city.turn_to("2022-11-26").await;
    assert_eq!(list(&city, "shequ", "late").await["people"], people.len());
    let begun = Instant::now();
    let page = list(&city, "shequ", "late").await;
    let took = begun.elapsed();
    assert_eq!(page["rows"].as_array().unwrap().len(), 200);
    println!("a page of {} late people: {took:?}", people.len());
    assert!(took.as_millis() < 1_000, "{took:?}");
}
