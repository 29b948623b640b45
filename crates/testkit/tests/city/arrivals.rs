//! Arrivals on both engines: reported by page, phone and at the counter, checked at the station, tested,
//! handed over against a clock, received, and what they make of codes and of the memory of the gates.

use crate::attacks::{encoded, on_both};
use crate::attempt::{column, person};
use crate::codes::{HOUR_MS, code, recomputed};
use crate::custody::{give, laboratory, take};
use crate::labs::{RISEN, SILENT, decide, enter, fill, results};
use crate::policy::{COMMUNITY, SIBLING, TODAY, outcome};
use crate::results::{NAME, PASSPORT, asked, foreigner, receipt};
use axum::body::Body;
use axum::http::{Request, header};
use fangxian_app::arrivals::handovers_watch;
use fangxian_app::custody::tubes_watch;
use fangxian_app::filings::gatherings_watch;
use fangxian_app::messages::messages_relay;
use fangxian_core::arrivals::landing_round;
use fangxian_core::places::PlaceCode;
use fangxian_core::sampling::TubeCode;
use fangxian_core::{CityDay, Moment};
use fangxian_testkit::{Answer, Engine, TestCity};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A day on which the city's marks of the ninth edition are in force.
pub(crate) const NINTH: &str = "2022-10-08";

/// That somebody comes by train from Beijing, without who it is.
pub(crate) fn coming(at: Moment, stayed: &str) -> Value {
    json!({ "from": "北京市朝阳区", "means": "train", "station": "taiyuan", "arrives_at": at.0,
        "stay": "home", "place": COMMUNITY, "code": "green", "stayed": stayed,
        "residence": "here" })
}

/// Who comes.
pub(crate) fn who(name: &str, passport: &str) -> Value {
    json!({ "name": name, "document_kind": "passport", "document": passport,
        "phone": "10000000041", "number": "G623", "address": "5号楼1单元302" })
}

/// The city on such a day, on both engines.
async fn on_both_then(name: &str) -> Vec<(Engine, TestCity)> {
    let mut cities = Vec::new();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        match TestCity::on_engine(engine, NINTH).await {
            Some(city) => cities.push((engine, city)),
            None => eprintln!("SKIPPED {name} on {engine:?}: no PostgreSQL on this machine"),
        }
    }
    cities
}

pub(crate) async fn report(
    city: &TestCity,
    login: &str,
    coming: Value,
    who: Value,
) -> (String, Answer) {
    let id = city.fresh_id();
    let body = json!({ "arrival_id": id, "fact_id": city.fresh_id(), "way": "counter",
        "coming": coming, "who": who });
    let answer = city.post(login, "/arrivals", "order_work", body).await;
    (id, answer)
}

/// Part of the world of the matrices: somebody who comes tomorrow.
pub(crate) async fn standing(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let at = city.city.now(city.wall()).plus_ms(24 * HOUR_MS);
    let (id, answer) = report(city, "shequ", coming(at, "nowhere"), who("来客", "X1230001")).await;
    assert_eq!(outcome(&answer), "200", "{}", answer.text);
    named.insert("arrival_id", id);
}

pub(crate) async fn say(
    city: &TestCity,
    login: &str,
    (id, what, facts): (&str, &str, i64),
    mut body: Value,
) -> String {
    body["fact_id"] = json!(city.fresh_id());
    body["facts"] = json!(facts);
    let purpose = if login == "zhihui" { "command" } else { "order_work" };
    outcome(&city.post(login, &format!("/arrivals/{id}/{what}"), purpose, body).await)
}

async fn see(city: &TestCity, id: &str) -> Value {
    city.get("chezhan", &format!("/arrivals/{id}"), "order_work").await.ok()
}

async fn at_station(city: &TestCity, day: &str, typed: &str) -> Vec<Value> {
    let path = format!("/arrivals/station?station=taiyuan&day={day}&q={}", encoded(typed));
    let listed = city.get("chezhan", &path, "order_work").await.ok();
    listed.as_array().unwrap().clone()
}

async fn of_community(city: &TestCity) -> Vec<Value> {
    let path = format!("/arrivals?within={COMMUNITY}");
    city.get("shequ", &path, "order_work").await.ok().as_array().unwrap().clone()
}

async fn tasks(city: &TestCity) -> Vec<Value> {
    city.get("zhihui", "/arrivals/tasks", "command").await.ok().as_array().unwrap().clone()
}

pub(crate) fn check() -> Value {
    json!({ "code": "green", "mask": true, "temperature_tenths": 366, "trip_as_said": true })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_arrival_by_train_is_marked_tested_handed_over_and_received() {
    for (engine, city) in on_both_then("an arrival by train").await {
        let at = city.city.now(city.wall()).plus_ms(HOUR_MS);
        let (id, answer) = report(&city, "shequ", coming(at, "high"), who("来客", PASSPORT)).await;
        assert_eq!(outcome(&answer), "200", "{engine:?} {}", answer.text);
        let told = answer.ok();
        assert_eq!((&told["color"], &told["days_kept"]), (&json!("red"), &json!(7)));
        let words = told["mark_words"]["as_written"].as_str().unwrap();
        assert!(words.starts_with("红标：高风险地区返（抵）并旅客"), "{words}");
        // At the station he is found by the day, by the last signs of his document, by his receipt.
        assert_eq!(at_station(&city, NINTH, "").await.len(), 1);
        let found = at_station(&city, NINTH, "0T47").await;
        assert_eq!(found[0]["arrival_id"], id);
        assert_eq!(found[0]["people"][0]["document"], "*****0T47", "masked");
        assert_eq!(found[0]["phone"], "*******0041");
        assert!(at_station(&city, NINTH, "9999").await.is_empty());
        let number = id.replace('-', "").to_uppercase();
        let number = format!("{}-{}", &number[24..28], &number[28..]);
        assert_eq!(at_station(&city, NINTH, &number).await[0]["arrival_id"], id);
        // He can only add what he saw: a color in the body is refused.
        let mut picked = check();
        picked["color"] = json!("green");
        assert_eq!(say(&city, "chezhan", (&id, "check", 1), picked).await, "400 bad_input");
        assert_eq!(say(&city, "chezhan", (&id, "sample", 1), json!({})).await, "409 stale");
        assert_eq!(say(&city, "chezhan", (&id, "check", 1), check()).await, "204");
        let seen = see(&city, &id).await;
        assert_eq!((&seen["state"], &seen["told"]["color"]), (&json!("arrived"), &json!("red")));
        assert!(seen["told"]["landing_test"]["as_written"].as_str().unwrap().contains("落地核酸"));
        let bad = json!({ "tube": "123" });
        assert_eq!(say(&city, "chezhan", (&id, "sample", 2), bad).await, "400 bad_input");
        assert_eq!(say(&city, "chezhan", (&id, "sample", 2), json!({})).await, "204");
        let place = json!({ "place": COMMUNITY });
        assert_eq!(say(&city, "chezhan", (&id, "hand", 3), place).await, "204");
        let listed = of_community(&city).await;
        assert_eq!((&listed[0]["state"], &listed[0]["late"]), (&json!("handed"), &json!(false)));
        assert_eq!(listed[0]["due_at"], listed[0]["handed_at"].as_i64().unwrap() + 2 * HOUR_MS);
        assert_eq!(say(&city, "shequ", (&id, "receive", 4), json!({})).await, "204");
        assert_eq!(see(&city, &id).await["state"], "kept");
        assert_eq!(say(&city, "shequ", (&id, "receive", 5), json!({})).await, "409 stale");
        let numbers = city.get("zhihui", "/arrivals/numbers?day=2022-10-08", "command").await.ok();
        assert_eq!(numbers["colors"], json!({ "red": 1 }));
        assert_eq!(numbers["stations"], json!({ "taiyuan": 1 }));
        assert_eq!((&numbers["received"], &numbers["late"]), (&json!(1), &json!(0)));
        // What names him is sealed; what was done stands in the trail; who looked stands in the log.
        let sql = "select says || reason || place as x from arrival_fact";
        let kept = column(&city, sql).await.concat();
        assert!(!kept.contains("来客") && !kept.contains(PASSPORT) && !kept.contains("G623"));
        let sql = "select detail as x from audit_entry where act like 'arrival%' order by seq";
        assert_eq!(
            column(&city, sql).await,
            ["reported", "checked", "sampled", "handed", "received"]
        );
        let looked = column(&city, "select subject as x from read_log order by at").await;
        assert!(looked.iter().any(|one| one == "arrivals/taiyuan"), "{looked:?}");
        assert!(looked.iter().any(|one| *one == format!("arrivals/{COMMUNITY}")), "{looked:?}");
        city.turn_to("2022-10-15").await;
        assert_eq!(see(&city, &id).await["state"], "done", "{engine:?}: nobody had to end it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn his_code_follows_by_the_clock_and_the_memory_of_the_gates_says_the_same() {
    for (engine, city) in on_both_then("codes of arrivals").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let other = foreigner(&city, "Jean Dupont", "FR1234567", 303, "").await;
        let now = city.city.now(city.wall());
        assert_eq!(recomputed(&city).await, (2, 0));
        // Another name on the same document is somebody else.
        let at = now.plus_ms(-HOUR_MS);
        let (_, answer) = report(&city, "shequ", coming(at, "high"), who("来客", PASSPORT)).await;
        assert_eq!(outcome(&answer), "200", "{}", answer.text);
        assert_eq!(code(&city, &own).await, "green");
        // He comes tomorrow: not today.
        let at = now.plus_ms(20 * HOUR_MS);
        let (id, _) = report(&city, "shequ", coming(at, "high"), who(NAME, PASSPORT)).await;
        assert_eq!(code(&city, &own).await, "green");
        assert_eq!(recomputed(&city).await, (2, 0));
        city.turn_to("2022-10-09").await;
        assert_eq!(code(&city, &own).await, "red arrival", "{engine:?}: nothing was entered");
        assert_eq!(recomputed(&city).await, (2, 1));
        assert_eq!(code(&city, &other).await, "green");
        city.turn_to("2022-10-15").await;
        assert_eq!(code(&city, &own).await, "red arrival");
        city.turn_to("2022-10-16").await;
        assert_eq!(code(&city, &own).await, "green", "seven days, and nobody ended it");
        assert_eq!(recomputed(&city).await, (2, 0));
        city.turn_to("2022-10-09").await;
        // Whoever is said not to be there and was seen nowhere did not come, as far as is known.
        let reason = json!({ "reason": "没有来" });
        assert_eq!(say(&city, "shequ", (&id, "absent", 1), reason).await, "204");
        assert_eq!(code(&city, &own).await, "green");
        assert_eq!(tasks(&city).await.len(), 1);
        assert_eq!(say(&city, "chezhan", (&id, "check", 2), check()).await, "204");
        assert_eq!(code(&city, &own).await, "red arrival", "and now he was seen");
        assert_eq!(recomputed(&city).await, (2, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tests_that_were_asked_end_the_code_and_leaving_them_out_begins_it() {
    for (engine, city) in on_both_then("three tests in three days").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let at = city.city.now(city.wall()).plus_ms(-60_000);
        let (id, answer) = report(&city, "shequ", coming(at, "nowhere"), who(NAME, PASSPORT)).await;
        assert_eq!(answer.ok()["color"], "green", "{engine:?}");
        assert_eq!(say(&city, "chezhan", (&id, "check", 1), check()).await, "204");
        assert_eq!(say(&city, "chezhan", (&id, "sample", 2), json!({})).await, "204");
        city.turn_to("2022-10-10").await;
        assert_eq!(code(&city, &own).await, "green", "he has all of three days");
        city.turn_to("2022-10-11").await;
        assert_eq!(code(&city, &own).await, "yellow arrival");
        assert_eq!(recomputed(&city).await, (1, 1));
        for (facts, day) in [(3, "2022-10-11"), (4, "2022-10-12")] {
            city.turn_to(day).await;
            assert_eq!(code(&city, &own).await, "yellow arrival", "{day}");
            assert_eq!(say(&city, "chezhan", (&id, "sample", facts), json!({})).await, "204");
        }
        assert_eq!(code(&city, &own).await, "green", "the third test, and green by itself");
        assert_eq!(recomputed(&city).await, (1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_lost_between_a_station_and_a_community() {
    for (engine, city) in on_both("nobody is lost").await {
        let now = city.city.now(city.wall());
        let at = now.plus_ms(-HOUR_MS);
        let mut nowhere = coming(at, "nowhere");
        nowhere["stay"] = json!("unsaid");
        // A community reports for its own places; the station for whoever stands there.
        let (_, answer) = report(&city, "shequ", nowhere.clone(), who("某甲", "X0000001")).await;
        assert_eq!(outcome(&answer), "404 not_found", "{engine:?}");
        let (id, answer) = report(&city, "chezhan", nowhere, who("某甲", "X0000001")).await;
        assert_eq!(outcome(&answer), "200", "{}", answer.text);
        assert_eq!(see(&city, &id).await["way"], "station");
        assert_eq!(see(&city, &id).await["state"], "unplaced");
        assert_eq!(tasks(&city).await[0]["arrival_id"], id);
        let to = json!({ "place": COMMUNITY });
        assert_eq!(say(&city, "chezhan", (&id, "direct", 1), to.clone()).await, "404 not_found");
        let city_wide = json!({ "place": "140110" });
        let refused = say(&city, "zhihui", (&id, "direct", 1), city_wide).await;
        assert_eq!(refused, "400 place_unknown", "to a community, not to a county");
        assert_eq!(say(&city, "zhihui", (&id, "direct", 1), to).await, "204");
        assert!(tasks(&city).await.is_empty());
        assert_eq!(of_community(&city).await[0]["state"], "handed");
        // Nobody confirms: after the time it stands first, and before the command.
        city.pass_signed_out(2 * HOUR_MS - 1);
        assert!(tasks(&city).await.is_empty());
        city.pass_ms(1);
        let late = tasks(&city).await;
        assert_eq!((&late[0]["arrival_id"], &late[0]["late"]), (&json!(id), &json!(true)));
        assert_eq!(of_community(&city).await[0]["late"], true);
        // Not here, with a reason: the command's again.
        assert_eq!(say(&city, "shequ", (&id, "absent", 2), json!({})).await, "400 bad_input");
        let reason = json!({ "reason": "敲门没有人，电话不接" });
        assert_eq!(say(&city, "shequ", (&id, "absent", 2), reason).await, "204");
        assert_eq!(tasks(&city).await[0]["state"], "unplaced");
        // Whoever passes through needs nobody.
        let mut through = coming(at, "nowhere");
        through["stay"] = json!("through");
        through["onward_to"] = json!("广州市");
        let (id, answer) = report(&city, "chezhan", through, who("某乙", "X0000002")).await;
        assert_eq!(outcome(&answer), "200", "{}", answer.text);
        assert_eq!(say(&city, "chezhan", (&id, "check", 1), check()).await, "204");
        let seen = see(&city, &id).await;
        assert_eq!((&seen["state"], &seen["place"]), (&json!("through"), &Value::Null));
        assert!(tasks(&city).await.iter().all(|one| one["arrival_id"] != json!(id)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_community_and_another_station_get_nothing_of_arrivals() {
    for (engine, city) in on_both("nothing of arrivals").await {
        let mut named = BTreeMap::new();
        standing(&city, &mut named).await;
        let id = &named["arrival_id"];
        let from = "2022-01-01";
        person(&city, "reg2", &[("community_registrar", SIBLING, from, None)]).await;
        person(&city, "sta2", &[("station_worker", "140105", from, None)]).await;
        for (login, path) in [
            ("reg2", format!("/arrivals?within={COMMUNITY}")),
            ("reg2", format!("/arrivals/{id}")),
            ("sta2", format!("/arrivals/{id}")),
            ("sta2", format!("/arrivals/station?station=taiyuan&day={TODAY}")),
            ("chezhan", "/arrivals/station?station=nowhere&day=2022-11-24".to_owned()),
        ] {
            let answer = city.get(login, &path, "order_work").await;
            assert_eq!(outcome(&answer), "404 not_found", "{engine:?} {login} {path}");
        }
        let found = "/arrivals/station?station=taiyuan_south&day=2022-11-25&q=0001";
        let found = city.get("sta2", found, "order_work").await.ok();
        assert_eq!(found, json!([]), "of another station's people a search tells nothing");
        for (login, what) in [("reg2", "receive"), ("reg2", "withdraw"), ("sta2", "check")] {
            let body = if what == "check" { check() } else { json!({}) };
            assert_eq!(say(&city, login, (id, what, 1), body).await, "404 not_found", "{what}");
        }
        // Nor is somebody moved into another community by putting him right.
        let at = city.city.now(city.wall()).plus_ms(24 * HOUR_MS);
        let mut moved = coming(at, "nowhere");
        moved["place"] = json!(SIBLING);
        let body = json!({ "coming": moved, "who": who("来客", "X1230001") });
        assert_eq!(say(&city, "shequ", (id, "change", 1), body).await, "404 not_found");
        let path = format!("/arrivals/{id}/phone");
        let phone = city.send("shequ", "POST", &path, "order_work", None);
        assert_eq!(phone.await.ok()["phone"], "10000000041");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stands_at_the_station_is_found_and_his_tube_is_his() {
    for (engine, city) in on_both_then("found at the station").await {
        let at = city.city.now(city.wall()).plus_ms(HOUR_MS);
        let (id, _) = report(&city, "shequ", coming(at, "high"), who("来客", PASSPORT)).await;
        let mut other = who("某甲", "X0000001");
        other["number"] = json!("K7807");
        let (second, _) = report(&city, "shequ", coming(at, "nowhere"), other).await;
        for (typed, found) in
            [("来客", &id), ("g623", &id), (PASSPORT, &id), ("K7807", &second), ("0001", &second)]
        {
            let rows = at_station(&city, NINTH, typed).await;
            let ids: Vec<&Value> = rows.iter().map(|one| &one["arrival_id"]).collect();
            assert_eq!(ids, [&json!(found)], "{engine:?} {typed}");
        }
        for typed in ["7807", "来", "X9990001", "0000-0000"] {
            assert!(at_station(&city, NINTH, typed).await.is_empty(), "{typed}");
        }
        let seen = see(&city, &id).await;
        let number = seen["receipt"].as_str().unwrap();
        assert_eq!(at_station(&city, NINTH, number).await[0]["arrival_id"], json!(id));
        assert_eq!(seen["kept_until"], "2022-10-14", "seven days, his own the first");
        let found = format!("/arrivals/communities?q={}", encoded("社区"));
        let found = city.get("chezhan", &found, "order_work").await.ok();
        let rows = found["rows"].as_array().unwrap();
        assert!(
            !rows.is_empty() && rows.iter().all(|one| one["code"].as_str().unwrap().len() == 12)
        );
        // A tube that nobody gave out, one of a round, and one that another has.
        assert_eq!(say(&city, "chezhan", (&id, "check", 1), check()).await, "204");
        assert_eq!(say(&city, "chezhan", (&second, "check", 1), check()).await, "204");
        let tubes = single_tubes(&city, 3).await;
        let unknown = TubeCode::of(&PlaceCode::parse("140110").unwrap(), 9_000).unwrap();
        for (id, tube, says) in [
            (&id, unknown.to_string(), "409 tube_unfit"),
            (&id, tubes[0].clone(), "204"),
            (&second, tubes[0].clone(), "409 tube_unfit"),
            (&second, tubes[1].clone(), "204"),
        ] {
            let body = json!({ "tube": tube });
            assert_eq!(say(&city, "chezhan", (id, "sample", 2), body).await, says, "{tube}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tube_filled_at_the_station_travels_and_its_result_is_his() {
    for (engine, city) in on_both_then("the tube of a landing test").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let at = city.city.now(city.wall()).plus_ms(-60_000);
        let mut both = who(NAME, PASSPORT);
        both["companions"] = json!([{ "name": "Jean Dupont", "document_kind": "passport",
            "document": "FR1234567" }]);
        let (id, answer) = report(&city, "shequ", coming(at, "high"), both).await;
        assert_eq!(outcome(&answer), "200", "{engine:?} {}", answer.text);
        assert_eq!(say(&city, "chezhan", (&id, "check", 1), check()).await, "204");
        let tubes = single_tubes(&city, 3).await;
        // Of two who come a tube says whose it is, and one for one person holds one.
        for (facts, tube, people, says) in [
            (2, 0, json!([]), "400 bad_input"),
            (2, 0, json!([0, 1]), "409 tube_unfit"),
            (2, 0, json!([2]), "404 not_found"),
            (2, 0, json!([0]), "204"),
            (3, 0, json!([1]), "409 tube_unfit"),
            (3, 1, json!([1]), "204"),
            (4, 2, json!([0]), "204"),
        ] {
            let body = json!({ "tube": tubes[tube], "people": people });
            let said = say(&city, "chezhan", (&id, "sample", facts), body).await;
            assert_eq!(said, says, "{facts} {tube} {people}");
        }
        // Whoever is on the way hands the tubes over as any others, and the laboratory takes them in.
        person(&city, "sam2", &[("sampler", "140106", "2022-01-01", None)]).await;
        let (lab, sent) = (laboratory(&city).await, &tubes[..2]);
        let (first, answer) = give(&city, "sam2", ("to_login", "zhuanyun"), sent).await;
        assert_eq!(answer.ok()["flaws"], json!([]), "known, and sealed");
        take(&city, "zhuanyun", &first, sent).await.ok();
        let gone = json!({ "tube": tubes[0], "people": [1] });
        assert_eq!(say(&city, "chezhan", (&id, "sample", 5), gone).await, "409 tube_unfit");
        let (second, answer) = give(&city, "zhuanyun", ("laboratory_id", &lab), sent).await;
        answer.ok();
        take(&city, "jianyan", &second, sent).await.ok();
        let (plate, answer) = fill(&city, &lab, sent, 2).await;
        answer.ok();
        let (sheet, _) = enter(&city, &plate, results(&[SILENT, RISEN])).await;
        city.pass_ms(1_000);
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "signed").await), "204");
        // The negative is read by him, and lifts nothing that the rule does not let it lift.
        let page = asked(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        assert!(page.text.contains("太原站（落地检）"), "{}", page.text);
        assert!(page.text.contains("阴性") && !page.text.contains("阳性"), "{}", page.text);
        assert_eq!(code(&city, &own).await, "red arrival", "isolated is isolated");
        // The positive is a chain, and colors its person as soon as he is in a register.
        let chains = city.get("zhihui", "/chains", "command").await.ok();
        assert!(chains.to_string().contains(&tubes[1]), "{chains}");
        let other = foreigner(&city, "Jean Dupont", "FR1234567", 303, "").await;
        assert_eq!(code(&city, &other).await, "red positive arrival");
        assert_eq!(recomputed(&city).await, (2, 2));
        // One that was left behind is missed.
        city.pass_signed_out(24 * HOUR_MS);
        let wall = city.wall();
        assert_eq!(tubes_watch(&city.city, wall).await.unwrap(), 1, "{engine:?}");
        let round = landing_round("taiyuan", CityDay::parse(NINTH).unwrap());
        let tally = city.get("zhihui", &format!("/custody/rounds/{round}"), "command").await.ok();
        assert_eq!(tally["overdue_named"][0]["tube"], json!(tubes[2]), "{tally}");
        let names = column(&city, "select tube_code || flags as x from tube").await.concat();
        assert!(!names.contains("Jean"));
    }
}

/// Codes of tubes for one person each, as the community gives them out.
async fn single_tubes(city: &TestCity, n: u32) -> Vec<String> {
    let body =
        json!({ "roll_id": city.fresh_id(), "place": COMMUNITY, "pool": "one", "n_tubes": n });
    let roll = city.post("shequ", "/sampling/rolls", "order_work", body).await.ok();
    let first = TubeCode::parse(roll["first"].as_str().unwrap()).unwrap();
    let county = PlaceCode::parse(&first.county()).unwrap();
    let code = |n: u32| TubeCode::of(&county, first.serial() + n).unwrap().to_string();
    (0..n).map(code).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_owes_an_answer_hears_once_that_it_is_late() {
    for (engine, city) in on_both("late answers").await {
        let now = city.city.now(city.wall());
        let at = now.plus_ms(-HOUR_MS);
        let (id, _) = report(&city, "shequ", coming(at, "nowhere"), who("某甲", "X0000001")).await;
        assert_eq!(say(&city, "chezhan", (&id, "check", 1), check()).await, "204");
        let to = json!({ "place": COMMUNITY });
        assert_eq!(say(&city, "chezhan", (&id, "hand", 2), to.clone()).await, "204");
        let late = async || {
            let wall = city.wall();
            let n = handovers_watch(&city.city, wall).await.unwrap();
            (n, gatherings_watch(&city.city, wall).await.unwrap())
        };
        let heard = async |who: &str| {
            messages_relay(&city.city, city.wall()).await.unwrap();
            let rows = city.get(who, "/messages", "own_data").await.ok()["rows"].clone();
            let is_late = |row: &&Value| row["kind"].as_str().unwrap().ends_with("_late");
            let rows = rows.as_array().unwrap().clone();
            rows.iter().filter(is_late).map(|row| row["kind"].clone()).collect::<Vec<_>>()
        };
        city.pass_signed_out(2 * HOUR_MS - 1);
        assert_eq!(late().await, (0, 0), "{engine:?}: it is not late yet");
        city.pass_ms(1);
        assert_eq!((late().await, late().await), ((1, 0), (0, 0)), "once");
        assert_eq!(heard("shequ").await, ["arrivals_late"]);
        assert_eq!(heard("zhihui").await, ["arrivals_late"]);
        assert!(heard("chezhan").await.is_empty());
        // Handed over again he has a new clock; whoever is received in time is in no message.
        assert_eq!(say(&city, "chezhan", (&id, "hand", 3), to).await, "204");
        city.pass_signed_out(HOUR_MS);
        assert_eq!(say(&city, "shequ", (&id, "receive", 4), json!({})).await, "204");
        city.pass_signed_out(2 * HOUR_MS);
        assert_eq!(late().await, (0, 0));
        let path = format!("/arrivals/numbers?day={TODAY}");
        let numbers = city.get("zhihui", &path, "command").await.ok();
        let named = |name: &str| numbers[name].clone();
        assert_eq!((named("came"), named("handed")), (json!(1), json!(1)));
        assert_eq!((named("received"), named("in_time")), (json!(1), json!(1)));
        // A gathering waits for a day.
        let mut filed = BTreeMap::new();
        crate::filings::standing(&city, &mut filed).await;
        city.pass_signed_out(24 * HOUR_MS - 1);
        assert_eq!(late().await, (0, 0));
        city.pass_ms(1);
        assert_eq!((late().await, late().await), ((0, 1), (0, 0)), "once");
        assert_eq!(heard("shequ").await, ["gatherings_late", "arrivals_late"]);
        assert_eq!(heard("zhihui").await, ["arrivals_late"], "the community owes that one");
    }
}

pub(crate) async fn send(city: &TestCity, path: &str, body: &str) -> (u16, String, String) {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let answer = city.raw(request).await;
    let to = answer.headers.get(header::LOCATION).and_then(|to| to.to_str().ok());
    (answer.status.as_u16(), to.unwrap_or_default().to_owned(), answer.text)
}

async fn page(city: &TestCity, path: &str) -> (u16, String) {
    let answer = city.raw(Request::builder().uri(path).body(Body::empty()).unwrap()).await;
    (answer.status.as_u16(), answer.text)
}

pub(crate) fn form(city: &TestCity, act: &str, from: &str, more: &str) -> String {
    format!(
        "id={}&act={act}&county=140110&name={}&kind=passport&document={PASSPORT}&phone=10000000043&\
         from={}&means=train&number=G623&station=taiyuan&day={NINTH}&time=15%3A30&stay=home&\
         place={COMMUNITY}&address=5&code=green&stayed=high&home=here&{more}",
        city.fresh_id(),
        encoded(NAME),
        encoded(from),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn people_report_by_themselves_and_their_receipt_is_theirs_alone() {
    for (engine, city) in on_both_then("people report by themselves").await {
        let (status, text) = page(&city, "/arrive?county=140110").await;
        assert!(
            status == 200 && text.contains("太原南站") && !text.contains("<script"),
            "{engine:?}"
        );
        assert!(text.len() < 40_000, "{} bytes", text.len());
        let (status, _, text) = send(&city, "/arrive", &form(&city, "report", "朝阳", "")).await;
        assert!(status == 400 && text.contains("同名的有几处"), "{text}");
        let child = format!("name_1={}&kind_1=none_yet&document_1=", encoded("某小宝"));
        let once = form(&city, "report", "北京市朝阳区", &child);
        let (status, receipt, text) = send(&city, "/arrive", &once).await;
        assert_eq!(status, 303, "{text}");
        assert_eq!(send(&city, "/arrive", &once).await.1, receipt, "twice is once");
        assert_eq!(column(&city, "select fact_id as x from arrival_fact").await.len(), 1);
        let (status, text) = page(&city, &receipt).await;
        assert_eq!(status, 200);
        for said in
            ["回执号", "红标", "健康码转为红码", "集中隔离7天", "某小宝", "2022-10-08 15:30"]
        {
            assert!(text.contains(said), "{said} in {text}");
        }
        assert!(!text.contains("10000000043") && !text.contains(PASSPORT), "no number again");
        // Whoever guesses finds nothing; the station says what it sees, and no receipt does.
        let (at, key) = receipt.rsplit_once('/').unwrap();
        let wrong = format!("{at}/{}", "0".repeat(key.len()));
        assert_eq!(page(&city, &wrong).await.0, 404);
        assert_eq!(
            send(&city, &wrong, &form(&city, "withdraw", "北京市朝阳区", "facts=1")).await.0,
            404
        );
        let changed = form(&city, "change", "朔州市应县", "facts=1");
        assert_eq!(send(&city, &receipt, &changed).await.0, 303);
        let (_, text) = page(&city, &receipt).await;
        assert!(text.contains("朔州市应县") && !text.contains("某小宝"), "{text}");
        let stale = form(&city, "withdraw", "朔州市应县", "facts=1");
        assert_eq!(send(&city, &receipt, &stale).await.0, 409);
        let gone = form(&city, "withdraw", "朔州市应县", "facts=2");
        assert_eq!(send(&city, &receipt, &gone).await.0, 303);
        let (_, text) = page(&city, &receipt).await;
        assert!(text.contains("已撤回"), "{text}");
        let sql = "select detail as x from audit_entry where act = 'arrival_reported' order by seq";
        assert_eq!(column(&city, sql).await, ["reported", "changed", "withdrawn"]);
    }
}
