//! A notice goes in, a working day comes out: the one loop on both engines.

use fangxian_testkit::{Engine, TestCity};
use serde_json::{Value, json};

pub(crate) const NOTICE: &str = "太原市疫情防控领导小组办公室通告\n\n（2022年第190号）\n\n\
    关于我市新增高风险区的通告\n\n经研判，我市新增高风险区2个。具体如下：\n\n一、高风险区\n\n\
    晋源区（2个）：兰亭御湖城东区7号楼，当代MOMA沿湖城7号楼2单元。\n\n\
    高风险区内实行“足不出户，上门服务”封控措施。高风险区连续5天无新增感染者降为低风险区。\n\n\
    太原市疫情防控领导小组办公室\n2022年11月24日\n";

async fn on_both<F, Fut>(name: &str, run: F)
where
    F: Fn(TestCity) -> Fut,
    Fut: Future<Output = ()>,
{
    for engine in [Engine::Sqlite, Engine::Postgres] {
        match TestCity::on_engine(engine, "2022-11-24").await {
            Some(city) => run(city).await,
            None => eprintln!("SKIPPED {name} on {engine:?}: no PostgreSQL on this machine"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_becomes_zones_orders_evidence_a_step_down_and_the_next_notice() {
    on_both("the loop", |city| async move {
        // The drafter puts the notice in; nothing is applied.
        let id = city.fresh_id();
        let body = json!({ "notice_id": id, "text": NOTICE });
        let notice = city.post("nigao", "/notices", "zone_decision", body).await.ok();
        assert_eq!(notice["reading"]["number"], "2022年第190号");
        assert_eq!(notice["reading"]["changes"].as_array().unwrap().len(), 2);
        assert_eq!(notice["reading"]["flags"], json!([]));
        let before = city.get("zhihui", "/board", "command").await.ok();

        // The signer confirms it.
        let confirm = json!({ "version": 1, "take": [0, 1], "places": {} });
        let path = format!("/notices/{id}/confirm");
        let confirmed = city.post("qianpi", &path, "zone_decision", confirm).await.ok();
        assert_eq!(confirmed["state"], "confirmed");
        let after = city.get("zhihui", "/board", "command").await.ok();
        let high = |board: &Value| board["levels"]["high"].as_u64().unwrap();
        assert_eq!(high(&after), high(&before) + 2);

        // The building is known in the tree, so the work went to the grid that covers it.
        let zone = city.zone("兰亭御湖城东区7号楼").await;
        let orders = city.get("wangge", "/orders", "order_work").await.ok();
        let tell = orders["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["kind"] == "tell_households" && row["zone_id"] == zone["zone_id"])
            .expect("the grid worker has the order")
            .clone();
        assert_eq!(tell["grid"], "140110003001-G02");

        // He claims it and closes it with evidence.
        let path = format!("/orders/{}/facts", tell["order_id"].as_str().unwrap());
        let claim = json!({ "fact_id": city.fresh_id(), "version": 1, "kind": "claimed" });
        city.post("wangge", &path, "order_work", claim).await.ok();
        let done = json!({ "fact_id": city.fresh_id(), "version": 2, "kind": "done",
            "households_done": 43, "households_left": 1, "note": "一户无人，已张贴告知书" });
        let order = city.post("wangge", &path, "order_work", done).await.ok();
        assert_eq!(order["state"], "done");
        assert_eq!(order["facts"].as_array().unwrap().len(), 3);

        // Too early, the step-down is refused with the day.
        let zone_path = format!("/zones/{}", zone["zone_id"].as_str().unwrap());
        city.turn_to("2022-11-28").await;
        let sign =
            json!({ "fact_id": city.fresh_id(), "version": zone_version(&city, &zone_path).await });
        let step = format!("{zone_path}/step-down");
        let refused = city.post("qianpi", &step, "zone_decision", sign).await;
        assert_eq!(refused.refusal(), "409 zone_step_down_too_early");
        assert!(refused.text.contains("2022年11月29日"), "{}", refused.text);

        // On the fifth day the rules propose it and a person signs.
        city.turn_to("2022-11-29").await;
        let sign =
            json!({ "fact_id": city.fresh_id(), "version": zone_version(&city, &zone_path).await });
        let lowered = city.post("qianpi", &step, "zone_decision", sign.clone()).await.ok();
        assert_eq!(lowered["level"], "low");
        // The same signature again is the same signature.
        let again = city.post("qianpi", &step, "zone_decision", sign).await.ok();
        assert_eq!(
            again["facts"].as_array().unwrap().len(),
            lowered["facts"].as_array().unwrap().len()
        );

        // What was raised for the closed building and not done is called off.
        let open = city.get("wangge", "/orders?limit=200", "order_work").await.ok();
        let left =
            open["rows"].as_array().unwrap().iter().filter(|row| row["zone_id"] == zone["zone_id"]);
        assert_eq!(left.count(), 0);

        // The next notice is drafted from what was signed, and reads back as the same change.
        let waiting = city.get("nigao", "/drafts/waiting", "zone_decision").await.ok();
        assert_eq!(waiting["next_number"], "2022年第191号");
        let facts: Vec<&Value> = waiting["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|change| &change["fact_id"])
            .collect();
        let body = json!({ "draft_id": city.fresh_id(), "fact_ids": facts });
        let draft = city.post("nigao", "/drafts", "zone_decision", body).await.ok();
        let text = json!({ "text": draft["body"] });
        let read = city.post("nigao", "/notice-readings", "zone_decision", text).await.ok();
        assert_eq!(read["number"], "2022年第191号");
        assert_eq!(read["changes"][0]["area"], "兰亭御湖城东区7号楼");
        assert_eq!(read["changes"][0]["action"], "lowered");
        assert_eq!(read["changes"][0]["to"], "low");
        let waiting = city.get("nigao", "/drafts/waiting", "zone_decision").await.ok();
        assert_eq!(waiting["changes"], json!([]));

        // The trail of it all is whole.
        let verified = city.get("shenji", "/audit/verification", "audit").await.ok();
        assert_eq!(verified["intact"], true);
    })
    .await;
}

async fn zone_version(city: &TestCity, path: &str) -> Value {
    city.get("qianpi", path, "zone_decision").await.ok()["version"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_notice_twice_and_two_people_at_once() {
    on_both("twice and at once", |city| async move {
        let id = city.fresh_id();
        let body = json!({ "notice_id": id, "text": NOTICE });
        let first = city.post("nigao", "/notices", "zone_decision", body.clone()).await;
        assert_eq!(first.status, 200, "{}", first.text);
        // The answer was lost and the client sends again: the same record.
        city.post("nigao", "/notices", "zone_decision", body).await.ok();
        // The same text under another id is refused, and says which notice it is.
        let other = json!({ "notice_id": city.fresh_id(), "text": NOTICE });
        let known = city.post("nigao", "/notices", "zone_decision", other).await;
        assert_eq!(known.refusal(), "409 notice_known");
        assert_eq!(known.json["notice_id"], id);
        // The same id for another text is refused.
        let other = json!({ "notice_id": id, "text": format!("{NOTICE}\n另") });
        let reused = city.post("nigao", "/notices", "zone_decision", other).await;
        assert_eq!(reused.refusal(), "409 id_reused");
        // The one who put it in may not confirm it, having no such role; nothing is said of why.
        let path = format!("/notices/{id}/confirm");
        let confirm = json!({ "version": 1, "take": [0, 1] });
        let own = city.post("nigao", &path, "zone_decision", confirm.clone()).await;
        assert_eq!(own.refusal(), "404 not_found");

        // Two confirm at once: one of them does it, and it is done once.
        let (a, b) = tokio::join!(
            city.post("qianpi", &path, "zone_decision", confirm.clone()),
            city.post("qianpi", &path, "zone_decision", confirm),
        );
        let mut seen = [a.refusal(), b.refusal()];
        seen.sort();
        assert_eq!(seen[0], "200 ");
        assert!(seen[1].starts_with("409 "), "{seen:?}");
        let zones = city.get("nigao", "/zones?q=兰亭御湖城东区7号楼", "zone_decision");
        let zones = zones.await.ok();
        assert_eq!(zones["total"], 1);
        let orders = city.get("shequ", "/orders?limit=200", "order_work").await.ok();
        let mut causes: Vec<String> = orders["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                format!("{}{}{}{}", row["zone_id"], row["kind"], row["for_day"], row["grid"])
            })
            .collect();
        let n = causes.len();
        causes.sort();
        causes.dedup();
        assert_eq!(causes.len(), n, "an order was raised twice");
    })
    .await;
}
