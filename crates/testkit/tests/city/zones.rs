//! Zones on the board: days in the past, cases, withdrawals, the switch of editions.

use fangxian_testkit::TestCity;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn the_board_answers_for_any_day_in_the_past() {
    let city = TestCity::on("2022-11-24").await;
    let levels = async |day: &str| {
        let board = city.get("zhihui", &format!("/board?day={day}"), "command").await.ok();
        board["levels"].clone()
    };
    assert_eq!(levels("2022-10-06").await, json!({}));
    assert_eq!(levels("2022-10-07").await, json!({ "medium": 4, "high": 1 }));
    assert_eq!(levels("2022-10-14").await, json!({ "medium": 4 }));
    assert_eq!(levels("2022-10-15").await, json!({ "medium": 1 }));
    assert_eq!(levels("2022-10-17").await, json!({}));
    let future = city.get("zhihui", "/board?day=2022-11-25", "command").await;
    assert_eq!(future.refusal(), "400 day_out_of_range");
    let no_day = city.get("zhihui", "/board?day=2022-02-30", "command").await;
    assert_eq!(no_day.refusal(), "400 bad_input");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_starts_the_count_again_and_is_undone_only_by_another_fact() {
    let city = TestCity::on("2022-11-24").await;
    let zone = city.zone("东曲工人村17号楼").await;
    assert_eq!(zone["proposal"], "step_down");
    let path = format!("/zones/{}", zone["zone_id"].as_str().unwrap());
    let case = city.fresh_id();
    let body = json!({ "fact_id": case, "kind": "case_found", "outcome": null,
        "on": "2022-11-23", "note": "三轮筛查发现" });
    let facts = format!("{path}/facts");
    let seen = city.post("nigao", &facts, "zone_decision", body.clone()).await.ok();
    assert_eq!((&seen["proposal"], &seen["earliest"]), (&json!("keep"), &json!("2022-11-28")));
    assert_eq!(seen["day_zero_because"], "case");
    // Sent twice it is one fact; with another content it is refused.
    let again = city.post("nigao", &facts, "zone_decision", body.clone()).await.ok();
    assert_eq!(again["facts"], seen["facts"]);
    let mut other = body;
    other["on"] = json!("2022-11-22");
    let reused = city.post("nigao", &facts, "zone_decision", other).await;
    assert_eq!(reused.refusal(), "409 id_reused");

    city.pass_ms(60_000);
    let body = json!({ "fact_id": city.fresh_id(), "withdraws": case, "reason": "样本复核为阴性" });
    let withdraw = format!("{path}/withdraw");
    let back = city.post("qianpi", &withdraw, "zone_decision", body).await.ok();
    assert_eq!(back["proposal"], "step_down");
    let facts = back["facts"].as_array().unwrap();
    assert_eq!(facts.len(), 3);
    assert_eq!(facts[1]["withdrawn"], true);
    let body = json!({ "fact_id": city.fresh_id(), "withdraws": case, "reason": "再撤一次" });
    let twice = city.post("qianpi", &withdraw, "zone_decision", body).await;
    assert_eq!(twice.refusal(), "409 fact_not_withdrawable");
}

/// Of the days of the eighth edition.
const CONTROLLED: &str = "太原市疫情防控领导小组办公室通告\n\n（2022年第50号）\n\n\
    关于我市新增管控区的通告\n\n我市新增管控区1个。具体如下：\n\n一、管控区\n\n\
    小店区（1个）：白云小区。\n\n管控区内实行“人不出区、严禁聚集”管控措施。\n\n\
    太原市疫情防控领导小组办公室\n2022年5月18日\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_positive_in_a_controlled_area_is_raised_by_signature_and_drafted() {
    let city = TestCity::on("2022-05-18").await;
    let id = city.fresh_id();
    let body = json!({ "notice_id": id, "text": CONTROLLED });
    city.post("nigao", "/notices", "zone_decision", body).await.ok();
    let take = json!({ "version": 1, "take": [0], "places": {} });
    city.post("qianpi", &format!("/notices/{id}/confirm"), "zone_decision", take).await.ok();
    let zone = city.zone("白云小区").await;
    assert_eq!((&zone["level"], &zone["proposal"]), (&json!("controlled"), &json!("keep")));
    let path = format!("/zones/{}", zone["zone_id"].as_str().unwrap());
    let sign = async |act: &str, version: &Value| {
        let body = json!({ "fact_id": city.fresh_id(), "version": version });
        city.post("qianpi", &format!("{path}/{act}"), "zone_decision", body).await
    };
    let seen = city.get("qianpi", &path, "zone_decision").await.ok();
    assert_eq!(sign("raise", &seen["version"]).await.refusal(), "409 zone_no_raise");

    city.turn_to("2022-05-20").await;
    let body = json!({ "fact_id": city.fresh_id(), "kind": "area_tested",
        "outcome": "positive_found", "on": "2022-05-20", "note": "" });
    let found = city.post("nigao", &format!("{path}/facts"), "zone_decision", body).await.ok();
    assert_eq!(found["proposal"], "raise");
    assert_eq!((&found["raise"]["to"], &found["level"]), (&json!("locked"), &json!("controlled")));
    assert_eq!(found["raise"]["clause"]["as_written"], "发现核酸检测阳性者立即转为封控区");
    assert_eq!(found["raise"]["clause"]["confidence"], "B");
    let board = city.get("zhihui", "/board", "command").await.ok();
    assert_eq!(board["raises_due"][0]["zone_id"], zone["zone_id"]);
    assert_eq!(board["n_step_downs_due"], 0);
    let page = city.get("zhihui", "/zones?proposal=raise", "command").await.ok();
    assert_eq!(page["total"], 1);
    assert_eq!(sign("step-down", &found["version"]).await.refusal(), "409 zone_raise_due");
    assert_eq!(sign("raise", &seen["version"]).await.refusal(), "409 stale");

    let raised = json!({ "fact_id": city.fresh_id(), "version": found["version"] });
    let act = format!("{path}/raise");
    let locked = city.post("qianpi", &act, "zone_decision", raised.clone()).await.ok();
    assert_eq!((&locked["level"], &locked["raise"]), (&json!("locked"), &Value::Null));
    // The same signature again is the same signature, and is no signature under a step-down.
    let again = city.post("qianpi", &act, "zone_decision", raised.clone()).await.ok();
    assert_eq!(again["facts"], locked["facts"]);
    let step = format!("{path}/step-down");
    let disguised = city.post("qianpi", &step, "zone_decision", raised).await;
    assert_eq!(disguised.refusal(), "409 id_reused");

    let waiting = city.get("nigao", "/drafts/waiting", "zone_decision").await.ok();
    let fact = waiting["changes"][0]["fact_id"].clone();
    let body = json!({ "draft_id": city.fresh_id(), "fact_ids": [fact] });
    let draft = city.post("nigao", "/drafts", "zone_decision", body).await.ok();
    let text = draft["body"].as_str().unwrap();
    assert!(text.contains("1个管控区调整为封控区"), "{text}");
    let read = json!({ "text": text });
    let read = city.post("nigao", "/notice-readings", "zone_decision", read).await.ok();
    assert_eq!(read["changes"][0]["action"], "raised");
    assert_eq!(read["changes"][0]["to"], "locked");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_has_seen_every_fact() {
    let city = TestCity::on("2022-11-24").await;
    let zone = city.zone("屯乐苑1号楼").await;
    let path = format!("/zones/{}", zone["zone_id"].as_str().unwrap());
    let seen = city.get("qianpi", &path, "zone_decision").await.ok();
    // While the signer looks, a test comes in.
    let body = json!({ "fact_id": city.fresh_id(), "kind": "area_tested",
        "outcome": "all_negative", "on": "2022-11-24", "note": "" });
    city.post("nigao", &format!("{path}/facts"), "zone_decision", body).await.ok();
    let sign = json!({ "fact_id": city.fresh_id(), "version": seen["version"] });
    let stale = city.post("qianpi", &format!("{path}/step-down"), "zone_decision", sign).await;
    assert_eq!(stale.refusal(), "409 stale");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_an_edition_comes_into_force_its_report_is_signed() {
    let city = TestCity::on("2022-10-08").await;
    let rows = async || {
        let report = city.get("qianpi", "/edition-change?to=P20", "zone_decision").await.ok();
        (report["in_force"].clone(), report["rows"].as_array().unwrap().clone())
    };
    let (in_force, before) = rows().await;
    assert_eq!((in_force, before.len()), (json!(false), 5));
    let zone_ids: Vec<Value> = before.iter().map(|row| row["zone_id"].clone()).collect();
    let body = json!({ "to": "P20", "zone_ids": zone_ids });
    let early = city.post("qianpi", "/edition-change", "zone_decision", body.clone()).await;
    assert_eq!(early.refusal(), "400 edition_unknown");

    city.turn_to("2022-11-15").await;
    let (in_force, now) = rows().await;
    assert_eq!(in_force, json!(true));
    let becomes: Vec<&Value> = now.iter().map(|row| &row["becomes"]).collect();
    // Four medium zones leave the list, the high one stays.
    assert_eq!(becomes.iter().filter(|level| level.is_null()).count(), 4);
    let signed = city.post("qianpi", "/edition-change", "zone_decision", body.clone()).await.ok();
    assert_eq!(signed["n_changed"], 5);
    let again = city.post("qianpi", "/edition-change", "zone_decision", body).await.ok();
    assert_eq!(again["n_changed"], 0);
    let board = city.get("zhihui", "/board", "command").await.ok();
    assert_eq!(board["levels"], json!({ "high": 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_everything_stands() {
    let city = TestCity::on("2022-11-24").await;
    let before = city.get("zhihui", "/board", "command").await.ok();
    let city = city.restarted().await;
    let after = city.get("zhihui", "/board", "command").await.ok();
    assert_eq!(before["levels"], after["levels"]);
    assert_eq!(before["counties"], after["counties"]);
    assert_eq!(before["late_orders"], after["late_orders"]);
}
