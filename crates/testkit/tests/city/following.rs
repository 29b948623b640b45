//! What others write is seen: imports, series of snapshots, damage, the day of the doing.

use crate::attempt::{Attempt, straight};
use crate::policy::{COMMUNITY, TODAY, outcome, settle};
use fangxian_core::places::PlaceCode;
use fangxian_store::StoreError;
use fangxian_store::feed::{self, Change};
use fangxian_store::places::{Division, divisions_upsert};
use fangxian_testkit::TestCity;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_seen_without_a_restart() {
    let city = TestCity::on(TODAY).await;
    let page = async || {
        let attempt = Attempt::at("GET", "/?county=140198").send(&city).await;
        attempt.status.as_u16()
    };
    assert_eq!(page().await, 404);
    // As another process does it: rows and a change of the feed, and nothing said to the server.
    let code = PlaceCode::parse("140198").unwrap();
    let division =
        Division { code: code.clone(), name: "新设区".into(), in_national_list: false };
    let (key, at) = (city.city.key(), city.wall());
    let written: Result<(), StoreError> = city
        .city
        .db
        .write(move |tx| async move {
            divisions_upsert(&tx, &[division]).await?;
            let topic = feed::PLACES.to_owned();
            feed::append(&tx, Change { county: key, at, topic, subject: "1401".into() })
        })
        .await;
    written.unwrap();
    assert_eq!(city.city.place_name(&code), "140198");
    city.city.catch_up().await.unwrap();
    assert_eq!(city.city.place_name(&code), "新设区");
    assert_eq!(page().await, 200);
}

/// A snapshot of the national list with these areas of 小店区, all of them high.
fn snapshot(time: &str, areas: &[&str]) -> Value {
    let list: Vec<Value> = areas
        .iter()
        .map(|area| {
            json!({ "type": "2", "province": "山西省", "city": "太原市", "county": "小店区",
                "area_name": "山西省 太原市 小店区", "communitys": [area] })
        })
        .collect();
    json!({ "data": { "end_update_time": time, "hcount": areas.len(), "mcount": 0, "lcount": 0,
        "highlist": list, "middlelist": [], "lowlist": [] } })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_snapshot_brought_in_may_have_been_rated_since_the_one_before() {
    // Seen on 07-10, gone on 07-15: five days, and the ninth edition asks seven of a high area.
    // Only where the snapshot before is of 07-03 can they have passed. Three that vanish of four
    // are more than a city's own decision.
    for (before, state) in [("2022-07-03 21时", "applied"), ("2022-07-09 21时", "held")] {
        let city = TestCity::on("2022-07-09").await;
        let put = async |time: &str, areas: &[&str]| {
            let body = snapshot(time, areas);
            city.pass_ms(1_000);
            let put = city.post("nigao", "/snapshots", "zone_decision", body).await;
            put.ok()["state"].clone()
        };
        let stands = "甲小区";
        assert_eq!(put(before, &[stands]).await, "applied", "{before}");
        city.turn_to("2022-07-10").await;
        assert_eq!(
            put("2022-07-10 21时", &[stands, "乙小区", "丙小区", "丁小区"]).await,
            "applied"
        );
        // The register says the day that was seen, whatever the judgement allows for.
        assert_eq!(city.zone("乙小区").await["since"], "2022-07-10");
        city.turn_to("2022-07-15").await;
        assert_eq!(put("2022-07-15 21时", &[stands]).await, state, "{before}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_entry_stands_in_the_list_as_such() {
    let city = TestCity::on(TODAY).await;
    for _ in 0..5 {
        city.sign_in("shenji", fangxian_app::demo::PASSWORD).await.unwrap();
    }
    let damaged = async || -> Vec<i64> {
        let page = city.get("shenji", "/audit?limit=200", "audit").await.ok();
        let rows = page["rows"].as_array().unwrap();
        assert!(rows.windows(2).all(|two| two[0]["seq"].as_i64() > two[1]["seq"].as_i64()));
        rows.iter()
            .filter(|row| row["entry"].is_null())
            .map(|row| row["seq"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(damaged().await, [0; 0]);
    straight(&city, "update audit_entry set entry_hash = 'no hash' where seq = 3").await;
    straight(&city, "update audit_entry set account_id = 'nobody' where seq = 5").await;
    straight(&city, "update audit_entry set detail = 'something else' where seq = 7").await;
    assert_eq!(damaged().await, [7, 5, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_asked_for_by_the_day_of_the_doing() {
    let city = TestCity::on(TODAY).await;
    // High since days ago, and only now said to lie in the registrar's community.
    settle(&city, "万水物贸城", COMMUNITY).await;
    let open = city.get("shequ", "/orders?limit=200", "order_work").await.ok();
    let order = open["rows"].as_array().unwrap().iter().find(|row| row["for_day"] != TODAY);
    let order = order.expect("an order of an earlier day").clone();
    let path = format!("/orders/{}", order["order_id"].as_str().unwrap());
    let done = json!({ "fact_id": city.fresh_id(), "kind": "done", "households_done": 3,
        "households_left": 0, "note": "" });

    // The tag of what was seen is named; one that is none of ours is stale.
    let session = city.session("shequ").await;
    let attempt = |method: &str, path: &str| {
        Attempt::of(method, path).session(&session).purpose("order_work")
    };
    let seen = attempt("GET", &path).send(&city).await;
    let tag = seen.headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(tag, format!("\"{}\"", seen.json["version"]));
    let facts = format!("{path}/facts");
    for wrong in ["\"99\"", "W/\"x\""] {
        let stale = attempt("POST", &facts).with("if-match", wrong).json(&done).send(&city).await;
        assert_eq!(outcome(&stale), "409 stale", "{wrong}");
    }
    attempt("POST", &facts).with("if-match", &tag).json(&done).send(&city).await.ok();

    let listed = async |query: &str| {
        let page =
            city.get("shequ", &format!("/orders?limit=200&{query}"), "order_work").await.ok();
        page["rows"].as_array().unwrap().iter().any(|row| row["order_id"] == order["order_id"])
    };
    let due = order["for_day"].as_str().unwrap();
    assert!(listed(&format!("state=done&day={TODAY}")).await);
    assert!(!listed(&format!("state=done&day={due}")).await);
    assert!(listed(&format!("state=all&day={due}")).await);
}
