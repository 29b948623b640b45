//! 健康码停用: the city command says that codes are down, on both engines: what gates do with a network and
//! by their list, that it ends by the clock, and who may not say it.

use crate::attacks::on_both;
use crate::attempt::{Attempt, column, person};
use crate::gate_page::{asked, list_of};
use crate::policy::{COMMUNITY, ROLES, outcome};
use crate::sampling::filled;
use crate::venues::{approved, at_gate, gate, pass_of, scan, with_log};
use axum::http::StatusCode;
use fangxian_app::scans::{drain_scans, scans_of_day};
use fangxian_core::passes::Alias;
use fangxian_core::scans::Why;
use fangxian_store::StoreError;
use fangxian_testkit::{Answer, Bar, Engine, TestCity};
use serde_json::{Value, json};

const WHY: &str = "机房断电，健康码打不开";
const HOUR_MS: i64 = 3_600_000;

async fn said(city: &TestCity, id: &str, (last, minutes): (i64, i64), reason: &str) -> Answer {
    let body = json!({ "outage_id": id, "last": last, "minutes": minutes, "reason": reason });
    city.post("zhihui", "/codes/outages", "command", body).await
}

async fn ended(city: &TestCity, id: &str) -> String {
    let path = format!("/codes/outages/{id}/end");
    outcome(&city.send("zhihui", "POST", &path, "command", None).await)
}

/// One that was said and ended: it changes nothing.
pub(crate) async fn over(city: &TestCity) -> String {
    let id = city.fresh_id();
    assert_eq!(outcome(&said(city, &id, (0, 60), WHY).await), "204");
    assert_eq!(ended(city, &id).await, "204");
    id
}

/// Somebody at a gate who shows nothing.
async fn without(city: &TestCity, secret: &str) -> String {
    let body = json!({ "id": city.fresh_id(), "temperature": 365, "has_mask": true });
    let answer = at_gate(city, secret, "/gate/scans", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json["why"].as_str().unwrap().to_owned()
}

async fn listed(city: &TestCity, secret: &str) -> Value {
    let about = asked(city, secret, "/gate/about").await.ok();
    list_of(city, &about)["outage"].clone()
}

async fn page(city: &TestCity, path: &str) -> String {
    Attempt::at("GET", path).send(city).await.text
}

#[tokio::test(flavor = "multi_thread")]
async fn while_codes_are_down_gates_go_by_document_and_list_until_the_second_that_was_said() {
    for (engine, city) in on_both("codes are down").await {
        let (people, _) = filled(&city, 2).await;
        let venue = approved(&city, "mall", Some(8)).await;
        let (_, secret) = gate(&city, &venue).await;
        let _folder = with_log(&city).await;
        let beside = city.beside().await;
        assert_eq!(without(&city, &secret).await, "unknown", "{engine:?}: the control");
        assert_eq!(listed(&city, &secret).await, Value::Null);
        assert!(!page(&city, "/code").await.contains("健康码暂时停用"));

        let (id, since) = (city.fresh_id(), city.city.now(city.wall()));
        // The same again is the same.
        for _ in 0..2 {
            let answer = said(&city, &id, (0, 120), WHY).await;
            assert_eq!(outcome(&answer), "204", "{}", answer.text);
        }
        assert_eq!(without(&city, &secret).await, "codes_down");
        assert_eq!(scan(&city, &secret, "FX1:NOTHING").await, "codes_down");
        assert_eq!(scan(&city, &secret, &pass_of(&city, &people[0])).await, "fine");
        let until = since.plus_ms(2 * HOUR_MS);
        let due = json!({ "reason": WHY, "since": since.0, "until": until.0 });
        assert_eq!(listed(&city, &secret).await, due, "signed, and of nobody");
        let inside = asked(&city, &secret, "/gate/inside").await.ok();
        assert_eq!((&inside["down_until"], &inside["inside"]), (&json!(until.0), &json!(3)));

        // Everybody who works here sees it, and so does everybody else.
        for (_, login) in ROLES {
            let told = city.get(login, "/codes/outages", "own_data").await.ok();
            assert_eq!((&told["down"], &told["rows"][0]["reason"]), (&json!(true), &json!(WHY)));
            assert!(told["rows"][0]["by"].as_str().unwrap().contains("演示"), "{told}");
        }
        for path in ["/code", "/"] {
            let text = page(&city, path).await;
            assert!(text.contains("健康码暂时停用") && text.contains(WHY), "{path}");
            assert!(text.contains("带身份证件") && !text.contains("zhihui"), "{path}");
        }
        let detail = "select detail as x from audit_entry where act = 'code_outage_keep'";
        assert_eq!(column(&city, detail).await, [format!("down for 120 minutes: {WHY}")]);
        let feed = "select subject as x from feed where topic = 'code_outage'";
        assert_eq!(column(&city, feed).await, std::slice::from_ref(&id));

        // Another server learns of it by the feed, one that starts anew from the store.
        beside.catch_up().await.unwrap();
        let again = city.beside().await;
        for server in [&beside, &again] {
            assert!(server.is_down(until.plus_ms(-1)) && !server.is_down(until));
        }
        // The last millisecond, and the second that was said: nobody did anything.
        city.pass_ms(2 * HOUR_MS - 1 - (city.city.now(city.wall()).0 - since.0));
        assert_eq!(without(&city, &secret).await, "codes_down");
        city.pass_ms(1);
        assert_eq!(without(&city, &secret).await, "unknown");
        assert_eq!(listed(&city, &secret).await, Value::Null);
        assert!(!page(&city, "/code").await.contains("健康码暂时停用"));

        // What came in this time is kept as every scan is.
        let today = city.city.now(city.wall()).city_day();
        drain_scans(&city.city, today).await.unwrap();
        let kept = scans_of_day(&city.city, &COMMUNITY[..6], today).await.unwrap();
        let by_list =
            kept.iter().filter(|(who, scan)| scan.why == Why::CodesDown && *who == Alias(0));
        assert_eq!(by_list.count(), 3, "{engine:?}");
        let numbers = page(&city, "/code/numbers").await;
        assert!(numbers.contains("近四周停用1次，共2.0小时"), "{numbers}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_ended_early_said_anew_with_words_of_its_own_and_never_comes_back() {
    for (engine, city) in on_both("said anew").await {
        let down = |city: &TestCity| city.city.is_down(city.city.now(city.wall()));
        let (first, second, third) = (city.fresh_id(), city.fresh_id(), city.fresh_id());
        assert_eq!(outcome(&said(&city, &first, (0, 1_440), WHY).await), "204", "{engine:?}");
        city.pass_signed_out(HOUR_MS);
        // It goes on with words of its own only, for a day from now at most.
        let refused = "400 code_outage_refused";
        assert_eq!(outcome(&said(&city, &second, (1, 60), WHY).await), refused);
        for minutes in [0, -1, 1_441, i64::MAX, i64::MIN] {
            let answer = said(&city, &second, (1, minutes), "备用线路也断了").await;
            assert_eq!(outcome(&answer), refused, "{minutes}");
        }
        for reason in ["", "断电", "　\u{200b} ", &"断".repeat(81)] {
            let answer = said(&city, &second, (1, 60), reason).await;
            assert_eq!(outcome(&answer), refused, "{reason}");
        }
        // Of two who act at once one is told; another's id is not taken twice.
        assert_eq!(outcome(&said(&city, &second, (0, 60), "备用线路也断了").await), "409 stale");
        assert_eq!(outcome(&said(&city, &first, (1, 60), "备用线路也断了").await), "409 id_reused");
        // A shorter one takes the place of the longer one.
        assert_eq!(outcome(&said(&city, &second, (1, 60), "备用线路也断了").await), "204");
        assert_eq!(ended(&city, &first).await, "409 stale", "it is not the one that holds");
        let told = city.get("rexian", "/codes/outages", "own_data").await.ok();
        let rows = told["rows"].as_array().unwrap();
        assert_eq!((rows.len(), &rows[1]["ends_at"]), (2, &rows[0]["since"]));
        city.pass_signed_out(HOUR_MS);
        assert!(!down(&city), "and none before it comes back");
        assert_eq!(ended(&city, &second).await, "409 stale", "it is over");

        assert_eq!(outcome(&said(&city, &third, (2, 60), "第三次中断").await), "204");
        assert!(down(&city));
        // Ended twice is once.
        for _ in 0..2 {
            assert_eq!(ended(&city, &third).await, "204");
            assert!(!down(&city));
        }
        assert_eq!(ended(&city, &city.fresh_id()).await, "404 not_found");
        let told = city.get("rexian", "/codes/outages", "own_data").await.ok();
        assert!(told["rows"][0]["ended_by"].as_str().unwrap().contains("演示"), "{told}");
        let ends = column(&city, "select outage_id as x from code_outage_end").await;
        assert_eq!(ends, [third]);
    }
}

/// Nobody else says it, nothing past the program lengthens it, and two at once are one.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_the_city_command_says_that_codes_are_down() {
    for (engine, city) in on_both("who says that codes are down").await {
        let bar = Bar::begins("A13", "codes said to be down × by whoever may not");
        // A command of a county does not reach the city.
        let of_county = [("city_command", &COMMUNITY[..6], "2022-01-01", None)];
        person(&city, "xianqu", &of_county).await;
        let over = [("city_command", "1401", "2022-01-01", Some("2022-11-01"))];
        person(&city, "gone", &over).await;
        let mut n = 0;
        for login in ROLES.iter().map(|(_, login)| *login).chain(["xianqu", "gone"]) {
            for purpose in ["command", "own_data", "audit", "administration", "order_work"] {
                if (login, purpose) == ("zhihui", "command") {
                    continue;
                }
                let body = json!({ "outage_id": city.fresh_id(), "last": 0, "minutes": 60,
                    "reason": WHY });
                let answer = city.post(login, "/codes/outages", purpose, body).await;
                assert_eq!(outcome(&answer), "404 not_found", "{engine:?} {login} {purpose}");
                n += 1;
            }
        }
        assert!(column(&city, "select outage_id as x from code_outage").await.is_empty());
        bar.held(format!("{engine:?}"), n);

        // Many at once, from one page: one is it, and each of the others is told.
        let all: Vec<String> = (0..8).map(|_| city.fresh_id()).collect();
        let at_once = all.iter().map(|id| said(&city, id, (0, 60), WHY));
        let told = futures_util::future::join_all(at_once).await;
        let taken = told.iter().filter(|answer| outcome(answer) == "204").count();
        let stale = told.iter().filter(|answer| outcome(answer) == "409 stale").count();
        assert_eq!((taken, stale), (1, 7), "{engine:?}");
        assert_eq!(column(&city, "select outage_id as x from code_outage").await.len(), 1);

        // The schema keeps none that is longer than a day, nor of another role.
        for (role, ms, reason) in [
            ("city_command", 86_400_001, WHY),
            ("city_command", 0, WHY),
            ("zone_signer", 60_000, WHY),
            ("city_command", 60_000, ""),
        ] {
            let sql = format!(
                "insert into code_outage (county, outage_id, ordinal, reason, since_at, until_at,
                     by_login, by_role, body_mac)
                 values ('140100', '{}', 9, '{reason}', 1000, {}, 'zhihui', '{role}', x'00')",
                city.fresh_id(),
                1_000 + ms,
            );
            let sql = match engine {
                Engine::Sqlite => sql,
                Engine::Postgres => sql.replace("x'00'", "'\\x00'"),
            };
            assert!(refused(&city, &sql).await, "{engine:?} {role} {ms}");
        }
    }
}

/// Whether the database refuses a statement.
async fn refused(city: &TestCity, sql: &str) -> bool {
    let sql = sql.to_owned();
    let written = city.city.db.write(move |tx| async move { tx.exec(&sql, &[]).await }).await;
    let written: Result<u64, StoreError> = written;
    written.is_err()
}
