//! Whoever answers for a place hears of its change within a turn of the relay, and nobody else.

use crate::the_loop::NOTICE;
use fangxian_app::messages::messages_relay;
use fangxian_testkit::{Engine, TestCity};
use serde_json::{Value, json};

async fn messages(city: &TestCity, login: &str) -> Value {
    city.get(login, "/messages", "own_data").await.ok()
}

fn of_kind(page: &Value, kind: &str) -> Vec<Value> {
    let rows = page["rows"].as_array().expect("rows");
    rows.iter().filter(|row| row["kind"] == kind).cloned().collect()
}

async fn relayed(city: &TestCity) -> usize {
    messages_relay(&city.city, city.wall()).await.expect("the relay runs")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_zone_is_told_to_those_who_answer_for_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(city) = TestCity::on_engine(engine, "2022-11-24").await else {
            eprintln!("SKIPPED the messages on {engine:?}: no PostgreSQL on this machine");
            continue;
        };
        tells(city).await;
    }
}

async fn tells(city: TestCity) {
    relayed(&city).await;
    for login in TestCity::logins() {
        assert_eq!(messages(&city, login).await["n_unread"], 0, "{login}");
    }

    // The signer hears that a notice waits; the drafter, who put it in, does not.
    let id = city.fresh_id();
    let body = json!({ "notice_id": id, "text": NOTICE });
    city.post("nigao", "/notices", "zone_decision", body).await.ok();
    assert_eq!(relayed(&city).await, 1);
    let waits = of_kind(&messages(&city, "qianpi").await, "notice_waits");
    assert_eq!(waits[0]["notice_id"], id);
    assert_eq!(waits[0]["about"], "2022年第190号");
    assert_eq!(messages(&city, "nigao").await["rows"], json!([]));

    // What was confirmed is told to the grid and its community, once.
    let confirm = json!({ "version": 1, "take": [0, 1], "places": {} });
    let path = format!("/notices/{id}/confirm");
    city.post("qianpi", &path, "zone_decision", confirm).await.ok();
    assert!(messages(&city, "wangge").await["rows"].as_array().unwrap().is_empty());
    assert!(relayed(&city).await >= 2);
    assert_eq!(relayed(&city).await, 0);
    for login in ["wangge", "shequ"] {
        let told = of_kind(&messages(&city, login).await, "zone_changed");
        let one = told.iter().find(|row| row["about"] == "兰亭御湖城东区7号楼");
        let one = one.unwrap_or_else(|| panic!("{login} was not told"));
        assert_eq!((&one["from"], &one["to"]), (&Value::Null, &json!("high")), "{login}");
    }
    for login in ["zhihui", "nigao", "shenji", "guanli"] {
        assert_eq!(messages(&city, login).await["rows"], json!([]), "{login}");
    }

    // Reading it counts it off, twice is once, and another's is not touched.
    let page = messages(&city, "wangge").await;
    let n_unread = page["n_unread"].as_u64().unwrap();
    let read = format!("/messages/{}/read", page["rows"][0]["message_id"].as_str().unwrap());
    city.send("shequ", "POST", &read, "own_data", None).await.ok();
    assert_eq!(messages(&city, "wangge").await["n_unread"], n_unread);
    for _ in 0..2 {
        city.send("wangge", "POST", &read, "own_data", None).await.ok();
        assert_eq!(messages(&city, "wangge").await["n_unread"], n_unread - 1);
    }

    // An order that is handed back is told to the community.
    let orders = city.get("wangge", "/orders", "order_work").await.ok();
    let order = orders["rows"][0]["order_id"].as_str().unwrap().to_owned();
    let back = json!({ "fact_id": city.fresh_id(), "version": 1, "kind": "handed_back",
        "note": "不属于本网格" });
    city.post("wangge", &format!("/orders/{order}/facts"), "order_work", back).await.ok();
    relayed(&city).await;
    let told = of_kind(&messages(&city, "shequ").await, "order_handed_back");
    assert_eq!(told[0]["order_id"], order);
    assert!(!told[0].to_string().contains("不属于本网格"), "the reason stands on the order");
    assert!(of_kind(&messages(&city, "wangge").await, "order_handed_back").is_empty());

    // A step-down is told, too.
    city.turn_to("2022-11-29").await;
    let zone = city.zone("兰亭御湖城东区7号楼").await;
    let zone_path = format!("/zones/{}", zone["zone_id"].as_str().unwrap());
    let version = city.get("qianpi", &zone_path, "zone_decision").await.ok()["version"].clone();
    let sign = json!({ "fact_id": city.fresh_id(), "version": version });
    city.post("qianpi", &format!("{zone_path}/step-down"), "zone_decision", sign).await.ok();
    relayed(&city).await;
    let told = of_kind(&messages(&city, "wangge").await, "zone_changed");
    assert_eq!((&told[0]["from"], &told[0]["to"]), (&json!("high"), &json!("low")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_is_found_is_told_to_its_grid() {
    let city = TestCity::on("2022-11-24").await;
    // Nobody knows yet where it is: the communities of the county hear, no grid does.
    let text = NOTICE.replace("兰亭御湖城东区7号楼", "新开小区东楼");
    let id = city.fresh_id();
    let body = json!({ "notice_id": id, "text": text });
    city.post("nigao", "/notices", "zone_decision", body).await.ok();
    let confirm = json!({ "version": 1, "take": [0], "places": {} });
    let path = format!("/notices/{id}/confirm");
    city.post("qianpi", &path, "zone_decision", confirm).await.ok();
    relayed(&city).await;
    let is_told = |page: Value| page["rows"].to_string().contains("新开小区东楼");
    assert!(is_told(messages(&city, "shequ").await));
    assert!(!is_told(messages(&city, "wangge").await));

    let zone = city.zone("新开小区东楼").await;
    let place = json!({ "place": "140110003001", "version": zone_version(&city, &zone).await });
    let path = format!("/zones/{}/place", zone["zone_id"].as_str().unwrap());
    city.send("shequ", "PUT", &path, "register", Some(place)).await.ok();
    relayed(&city).await;
    assert!(is_told(messages(&city, "wangge").await));
}

async fn zone_version(city: &TestCity, zone: &Value) -> Value {
    let path = format!("/zones/{}", zone["zone_id"].as_str().unwrap());
    city.get("nigao", &path, "zone_decision").await.ok()["version"].clone()
}
