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
