//! What the rooms of the desk show beside the zones: names of people, the national list, who read
//! what, what became known last; and that nobody is late with what he has only just been asked.

use fangxian_testkit::TestCity;
use serde_json::{Value, json};

const NOTICE: &str = "太原市疫情防控领导小组办公室通告\n\n（2022年第190号）\n\n\
    关于我市新增高风险区的通告\n\n经研判，我市新增高风险区1个。具体如下：\n\n一、高风险区\n\n\
    晋源区（1个）：兰亭御湖城东区7号楼。\n\n\
    高风险区内实行“足不出户，上门服务”封控措施。高风险区连续5天无新增感染者降为低风险区。\n\n\
    太原市疫情防控领导小组办公室\n2022年11月24日\n";
const HOUR_MS: i64 = 3_600_000;

async fn confirmed(city: &TestCity) -> Value {
    let id = city.fresh_id();
    let body = json!({ "notice_id": id, "text": NOTICE });
    city.post("nigao", "/notices", "zone_decision", body).await.ok();
    let confirm = json!({ "version": 1, "take": [0], "places": {} });
    city.post("qianpi", &format!("/notices/{id}/confirm"), "zone_decision", confirm).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_late_with_what_he_has_only_just_been_asked() {
    let city = TestCity::on("2022-11-24").await;
    let of_zone = async |login: &str, zone: &Value| {
        let path = format!("/orders?zone={}&limit=200", zone["zone_id"].as_str().unwrap());
        let page = city.get(login, &path, "order_work").await.ok();
        (page["rows"].as_array().unwrap().clone(), page["now"].as_i64().unwrap())
    };
    // At nine in the evening, when the hours of most kinds of work are over.
    city.pass_ms(12 * HOUR_MS);
    confirmed(&city).await;
    let zone = city.zone("兰亭御湖城东区7号楼").await;
    let (orders, now) = of_zone("wangge", &zone).await;
    assert!(!orders.is_empty());
    for order in &orders {
        assert_eq!(order["late"], false, "{order}");
        assert!(order["due_at"].as_i64().unwrap() >= now + 4 * HOUR_MS, "{order}");
    }
    // Asked again, nothing is put off: what was asked for in the evening is due at the next noon.
    city.pass_ms(16 * HOUR_MS);
    fangxian_app::orders::orders_follow_day(&city.city, city.wall()).await.unwrap();
    // Somebody who signs in only now: a session does not last so long.
    let (later, _) = of_zone("shequ", &zone).await;
    let serve =
        later.iter().find(|one| one["kind"] == "door_service" && one["for_day"] == "2022-11-24");
    let serve = serve.unwrap();
    assert_eq!(serve["late"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_called_by_their_names() {
    let city = TestCity::on("2022-11-24").await;
    let notice = confirmed(&city).await;
    assert_eq!(
        (&notice["put_in_by_name"], &notice["closed_by_name"]),
        (&json!("演示·拟稿员"), &json!("演示·签批人"))
    );
    let orders = city.get("wangge", "/orders", "order_work").await.ok();
    let path = format!("/orders/{}/facts", orders["rows"][0]["order_id"].as_str().unwrap());
    let claim = json!({ "fact_id": city.fresh_id(), "kind": "claimed" });
    let order = city.post("wangge", &path, "order_work", claim).await.ok();
    assert_eq!(order["claimed_by_name"], "演示·网格员");

    // Somebody new is known at once, and after the program was started again.
    let who = json!({ "account_id": city.fresh_id(), "login": "xinren", "name": "演示·新人",
        "roles": [{ "role": "zone_drafter", "jurisdiction": "1401" }] });
    city.post("guanli", "/accounts", "administration", who).await.ok();
    assert_eq!(city.city.people.by_login("xinren"), "演示·新人");
    let city = city.restarted().await;
    assert_eq!(city.city.people.by_login("xinren"), "演示·新人");
    assert_eq!(city.city.people.by_login("nobody"), "nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_auditor_sees_who_read_names_and_for_what() {
    let city = TestCity::on("2022-11-24").await;
    for _ in 0..3 {
        city.get("guanli", "/accounts", "administration").await.ok();
        city.pass_ms(1_000);
    }
    let page = city.get("shenji", "/read-log?limit=2", "audit").await.ok();
    let rows = page["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["account_name"], "演示·系统管理员");
    assert_eq!(
        (&rows[0]["purpose"], &rows[0]["subject"]),
        (&json!("administration"), &json!("account"))
    );
    assert!(rows[0]["rows_read"].as_i64().unwrap() >= 7);
    let next = format!("/read-log?limit=2&before={}", page["next"].as_str().unwrap());
    let rest = city.get("shenji", &next, "audit").await.ok();
    assert_eq!((rest["rows"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
    let wrong = city.get("shenji", "/read-log?before=x", "audit").await;
    assert_eq!(wrong.refusal(), "400 bad_input");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_names_what_became_known_last() {
    let city = TestCity::on("2022-11-24").await;
    city.pass_ms(10 * HOUR_MS);
    confirmed(&city).await;
    let board = city.get("zhihui", "/board", "command").await.ok();
    let recent = board["recent"].as_array().unwrap();
    assert_eq!(recent.len(), 12);
    assert_eq!(recent[0]["area"], "兰亭御湖城东区7号楼");
    assert_eq!(recent[0]["fact"]["signed_by_name"], "演示·签批人");
    // A day in the past shows only what was known then.
    let board = city.get("zhihui", "/board?day=2022-10-07", "command").await.ok();
    let days: Vec<&Value> =
        board["recent"].as_array().unwrap().iter().map(|one| &one["fact"]["on"]).collect();
    assert_eq!(days, [&json!("2022-10-07"); 5]);
}

/// The register as the national list, at an hour, less some of its areas.
async fn list(city: &TestCity, time: &str, kept: usize) -> Value {
    let mut list = city.get("nigao", "/national-list", "zone_decision").await.ok();
    list["data"]["end_update_time"] = json!(time);
    let high = list["data"]["highlist"].as_array_mut().unwrap();
    let mut left = kept;
    for group in high.iter_mut() {
        let communities = group["communitys"].as_array_mut().unwrap();
        communities.truncate(left);
        left -= communities.len();
    }
    high.retain(|group| !group["communitys"].as_array().unwrap().is_empty());
    let n: usize = high.iter().map(|group| group["communitys"].as_array().unwrap().len()).sum();
    list["data"]["hcount"] = json!(n);
    list
}

#[tokio::test(flavor = "multi_thread")]
async fn a_national_list_is_weighed_before_it_is_put_in() {
    let city = TestCity::on("2022-11-24").await;
    let weigh = async |list: &Value| {
        city.post("nigao", "/snapshot-readings", "zone_decision", list.clone()).await.ok()
    };
    let put =
        async |list: &Value| city.post("nigao", "/snapshots", "zone_decision", list.clone()).await;

    let whole = list(&city, "2022-11-24 08时", usize::MAX).await;
    assert_eq!(weigh(&whole).await["state"], "unchanged");
    let cut = list(&city, "2022-11-24 09时", 3).await;
    let held = weigh(&cut).await;
    assert_eq!(held["state"], "held");
    assert!(held["in_doubt"].as_array().unwrap().len() >= 3, "{held}");
    assert_eq!(held["n_changes"], 0);
    // To weigh is to write nothing.
    let none = city.get("nigao", "/snapshots", "zone_decision").await.ok();
    assert_eq!(none["rows"], json!([]));

    let mut one_more = whole.clone();
    one_more["data"]["highlist"][0]["communitys"]
        .as_array_mut()
        .unwrap()
        .push(json!("某村（南区）"));
    one_more["data"]["hcount"] = json!(one_more["data"]["hcount"].as_i64().unwrap() + 1);
    let applied = put(&one_more).await.ok();
    assert_eq!((&applied["state"], &applied["n_changes"]), (&json!("applied"), &json!(1)));
    let moved = &applied["moves"][0];
    assert_eq!(
        (&moved["area"], &moved["from"], &moved["to"]),
        (&json!("某村（南区）"), &Value::Null, &json!("high"))
    );
    // The register has it as the list writes it, and not in the form that it is compared in.
    assert_eq!(city.zone("某村（南区）").await["level"], "high");
    assert_eq!(put(&one_more).await.refusal(), "409 snapshot_known");

    // A list of an earlier hour does not undo it.
    let older = list(&city, "2022-11-24 07时", usize::MAX).await;
    let held = put(&older).await.ok();
    assert_eq!((&held["state"], &held["n_changes"]), (&json!("held"), &json!(0)));
    assert!(held["reason"].as_str().unwrap().contains("更早"), "{held}");
    let rows = city.get("nigao", "/snapshots", "zone_decision").await.ok();
    assert_eq!(rows["rows"].as_array().unwrap().len(), 2);
    assert_eq!(rows["rows"][0]["put_in_by_name"], "演示·拟稿员");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gives_a_jurisdiction_finds_its_place_by_name() {
    let city = TestCity::on("2022-11-24").await;
    let found =
        city.get("guanli", "/jurisdictions?q=%E5%8D%97%E7%8E%AF", "administration").await.ok();
    assert_eq!(found["rows"][0]["code"], "140105004001");
}
