//! The page of a gate, on both engines: what a phone takes along, that only a gate is told it, and that
//! nothing of it stands for anybody.

use crate::attacks::on_both;
use crate::policy::{TODAY, outcome};
use crate::sampling::filled;
use crate::venues::{approved, closing, gate, pass_of, scan, with_log};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use fangxian_app::passes::{SignedList, list_believed, passes_load};
use fangxian_core::Moment;
use fangxian_core::codes::HealthColor;
use fangxian_core::ids::PersonId;
use fangxian_core::passes::{Pass, PassKind};
use fangxian_testkit::{Answer, TestCity};
use serde_json::{Value, json};

pub(crate) async fn asked(city: &TestCity, secret: &str, path: &str) -> Answer {
    let request = Request::get(path)
        .header(header::AUTHORIZATION, format!("Gate {secret}"))
        .body(Body::empty())
        .unwrap();
    city.raw(request).await
}

/// Closes malls on the day after today.
async fn malls_close_tomorrow(city: &TestCity) {
    let id = city.fresh_id();
    let mut body = closing(&["mall"], "140110", "2022-11-25", None);
    body["closing_id"] = json!(id);
    body["fact_id"] = json!(city.fresh_id());
    let made = city.post("zhihui", "/venues/closings", "command", body).await;
    assert_eq!(outcome(&made), "204", "{}", made.text);
    let body = json!({ "fact_id": city.fresh_id(), "facts": 1, "sign": true });
    let path = format!("/venues/closings/{id}/decision");
    let signed = city.post("qianpi", &path, "zone_decision", body).await;
    assert_eq!(outcome(&signed), "204", "{}", signed.text);
}

/// What a list says; it is signed as a whole by the key that stands in the square of a gate.
pub(crate) fn list_of(city: &TestCity, told: &Value) -> Value {
    let text = told["list"].as_str().unwrap().to_owned();
    let mut signature = [0; 64];
    hex::decode_to_slice(told["signature"].as_str().unwrap(), &mut signature).unwrap();
    let public = city.city.keys.passes.lists.public();
    assert_eq!(told["list_key"].as_str().unwrap(), hex::encode(public));
    let now = city.city.now(city.wall());
    let made_at = |text: &str| {
        serde_json::from_str::<Value>(text).ok()?["made_at"].as_i64().map(fangxian_core::Moment)
    };
    let signed = SignedList { text, signature };
    assert_eq!(list_believed(&signed, &public, (None, now), made_at), Ok(now));
    serde_json::from_str(&signed.text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_takes_along_what_it_decides_by_and_an_ended_one_takes_nothing() {
    for (engine, city) in on_both("gate_page").await {
        assert_eq!(TODAY, "2022-11-24");
        let (people, _) = filled(&city, 2).await;
        let venue = approved(&city, "mall", Some(8)).await;
        let (id, secret) = gate(&city, &venue).await;
        let _folder = with_log(&city).await;
        malls_close_tomorrow(&city).await;
        let about = asked(&city, &secret, "/gate/about").await;
        assert_eq!(about.headers[header::CACHE_CONTROL], "no-store", "{engine:?}");
        let about = about.ok();
        let told = list_of(&city, &about);
        assert_eq!((&about["inside"], about.as_object().unwrap().len()), (&json!(0), 4));
        assert_eq!(told["venue"], "演练商场");
        assert_eq!(told["label"], "南门");
        assert_eq!((&told["kind"], &told["city"]), (&json!("gate"), &json!("1401")));
        // 75 % of eight is six; tomorrow's notice is known today.
        let day = |day: &str, closed: bool| {
            let limit = 6;
            json!({ "day": day, "is_code_asked": true, "is_closed": closed, "limit": limit })
        };
        assert_eq!(told["days"], json!([day(TODAY, false), day("2022-11-25", true)]));
        let public = list_of(&city, &asked(&city, "", "/gate/keys").await.json);
        assert_eq!((&public["kind"], &public["keys"]), (&json!("keys"), &told["keys"]));
        let now = city.city.now(city.wall());
        assert_eq!(told["made_at"].as_i64(), Some(now.0));

        assert_eq!(scan(&city, &secret, &pass_of(&city, &people[0])).await, "fine");
        let inside = asked(&city, &secret, "/gate/inside").await.ok();
        assert_eq!(inside, json!({ "inside": 1, "limit": 6, "now": now.0, "down_until": null }));
        let fields = |value: &Value| value.as_object().unwrap().len();
        assert_eq!(told["outage"], Value::Null);
        assert_eq!((fields(&told), fields(&inside)), (10, 4), "nothing else is told");

        for path in ["/gate/about", "/gate/inside"] {
            assert_eq!(asked(&city, "guessed", path).await.refusal(), "401 not_signed_in");
        }
        let over = json!({ "reason": "手机丢了" });
        let ended = city.post("shequ", &format!("/gates/{id}/end"), "order_work", over).await;
        assert_eq!(outcome(&ended), "204");
        for path in ["/gate/about", "/gate/inside"] {
            assert_eq!(asked(&city, &secret, path).await.refusal(), "401 not_signed_in");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_gate_runs_its_own_files_only() {
    let city = TestCity::on(TODAY).await;
    let page = asked(&city, "", "/gate/").await;
    let rules = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(rules.contains("script-src 'self' 'wasm-unsafe-eval';"), "{rules}");
    assert!(!rules.contains("'unsafe-eval'") && !rules.contains("http"), "{rules}");
    assert_eq!(asked(&city, "", "/gate").await.status, StatusCode::PERMANENT_REDIRECT);
    // The page takes none of the addresses that gates speak.
    assert_eq!(asked(&city, "", "/gate/scans/later").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(asked(&city, "", "/gate/assets/none.js").await.status, StatusCode::NOT_FOUND);
}

/// A sheet of somebody, printed now.
fn sheet(city: &TestCity, person: &str) -> String {
    let now = city.city.now(city.wall());
    let pass = Pass {
        kind: PassKind::Paper,
        alias: city.city.keys.passes.alias(PersonId::parse(person).unwrap()),
        color: HealthColor::Green,
        made_at: Moment(now.0 - now.0.rem_euclid(1_000)),
        mark: Some("某* 0T47".to_owned()),
    };
    city.city.keys.passes.sign(pass, "1401").text("1401")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_sheet_is_refused_at_once_and_by_the_next_list_and_a_new_one_is_good() {
    for (engine, city) in on_both("a lost sheet").await {
        let (people, _) = filled(&city, 2).await;
        let venue = approved(&city, "mall", None).await;
        let (_, secret) = gate(&city, &venue).await;
        let _folder = with_log(&city).await;
        let lost = sheet(&city, &people[0]);
        assert_eq!(scan(&city, &secret, &lost).await, "fine", "{engine:?}");
        city.pass_ms(1_000);
        let path = format!("/people/{}/paper-code/end", people[0]);
        let body = json!({ "end_id": city.fresh_id(), "household": false });
        for login in ["shequ", "wangge"] {
            // Twice is once.
            let ended = city.post(login, &path, "order_work", body.clone()).await;
            assert_eq!(outcome(&ended), "204", "{}", ended.text);
        }
        assert_eq!(scan(&city, &secret, &lost).await, "pass_ended");
        assert_eq!(scan(&city, &secret, &sheet(&city, &people[1])).await, "fine", "not his");
        assert_eq!(scan(&city, &secret, &pass_of(&city, &people[0])).await, "fine", "his phone");
        let about = asked(&city, &secret, "/gate/about").await.ok();
        let told = list_of(&city, &about)["ended"].clone();
        let now = city.city.now(city.wall());
        assert_eq!((told.as_array().unwrap().len(), &told[0]["before"]), (1, &json!(now.0)));
        assert_eq!(told[0]["sum"].as_str().unwrap().len(), 16);
        let seen = city.get("shequ", &format!("/people/{}", people[0]), "register").await.ok();
        assert_eq!(seen["paper_ended_at"], json!(now.0));
        assert!(seen["paper_ended_by"].as_str().unwrap().contains("演示"), "{seen}");
        // A server that is started again knows of it, and a sheet of afterwards is good.
        let again = city.beside().await;
        passes_load(&again, city.wall()).await.unwrap();
        let pass = again.keys.passes.believe(&lost, "1401", now).unwrap();
        assert_eq!(again.passes.color(pass.alias, now), Some(HealthColor::Green));
        city.pass_ms(1_000);
        assert_eq!(scan(&city, &secret, &sheet(&city, &people[0])).await, "fine");
        // After a day it is on no list: no sheet of before is good.
        city.pass_ms(24 * 3_600_000);
        assert_eq!(scan(&city, &secret, &lost).await, "pass_old");
        let about = asked(&city, &secret, "/gate/about").await.ok();
        assert_eq!(list_of(&city, &about)["ended"], json!([]));
    }
}
