//! What is filed with communities, on both engines: gatherings with the clause of their day, the answer
//! within its clock, the list of the day for patrols; leaving the city; receipts; who gets nothing.

use crate::attacks::on_both;
use crate::attempt::{column, person};
use crate::policy::{COMMUNITY, SIBLING, TODAY, outcome};
use axum::body::Body;
use axum::http::{Request, header};
use fangxian_testkit::{Answer, TestCity};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A gathering of some days from now, without who answers for it.
pub(crate) fn gathering(kind: &str, people: u32, day: &str) -> Value {
    json!({ "kind": kind, "place": COMMUNITY, "address": "演练饭店二楼", "day": day,
        "starts_minute": 690, "people": people, "prepared": ["temperature", "masks"] })
}

pub(crate) async fn file(city: &TestCity, login: &str, gathering: Value) -> (String, Answer) {
    let id = city.fresh_id();
    let body = json!({ "filing_id": id, "fact_id": city.fresh_id(), "gathering": gathering,
        "who_name": "演练东家", "who_phone": "10000000031" });
    let answer = city.post(login, "/gatherings", "order_work", body).await;
    (id, answer)
}

async fn see(city: &TestCity, id: &str) -> Value {
    city.get("shequ", &format!("/gatherings/{id}"), "order_work").await.ok()
}

async fn reply(city: &TestCity, id: &str, facts: i64, mut body: Value) -> String {
    body["fact_id"] = json!(city.fresh_id());
    body["facts"] = json!(facts);
    let path = format!("/gatherings/{id}/answer");
    outcome(&city.post("shequ", &path, "order_work", body).await)
}

/// That somebody leaves, without who it is.
pub(crate) fn leaving(leaves: &str, back: &str) -> Value {
    json!({ "place": COMMUNITY, "to": "北京市朝阳区", "means": "train", "leaves": leaves,
        "back": back, "why": "探亲" })
}

pub(crate) async fn file_leaving(city: &TestCity, login: &str, leaving: Value) -> (String, Answer) {
    let id = city.fresh_id();
    let body = json!({ "leaving_id": id, "fact_id": city.fresh_id(), "leaving": leaving,
        "who_name": "演练住户", "who_phone": "10000000032" });
    let answer = city.post(login, "/leavings", "order_work", body).await;
    (id, answer)
}

/// Part of the world of the matrices: a gathering and somebody who leaves.
pub(crate) async fn standing(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let (filing, answer) = file(city, "shequ", gathering("wedding", 80, "2022-11-26")).await;
    assert_eq!(outcome(&answer), "200", "{}", answer.text);
    let (leaving, answer) = file_leaving(city, "shequ", leaving(TODAY, "2022-11-27")).await;
    assert_eq!(outcome(&answer), "200", "{}", answer.text);
    named.extend([("filing_id", filing), ("leaving_id", leaving)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wedding_is_filed_answered_shrunk_and_changed() {
    for (engine, city) in on_both("a_wedding_is_filed").await {
        let (id, answer) = file(&city, "shequ", gathering("wedding", 80, "2022-11-26")).await;
        assert_eq!(outcome(&answer), "200", "{engine:?} {}", answer.text);
        let told = answer.ok();
        assert_eq!(told["verdict"], "must_file");
        let first = told["findings"][0]["as_written"].as_str().unwrap();
        assert!(first.contains("50人以上宴会等聚餐活动"), "{first}");
        let seen = see(&city, &id).await;
        assert_eq!((&seen["state"], &seen["late"]), (&json!("waiting"), &json!(false)));
        assert_eq!(seen["who"], json!({ "name": "演练东家", "phone": "*******0031" }));
        // Below fifty it need not be filed, and may be.
        let ask = gathering("wedding", 49, "2022-11-26");
        let answer = city.post("wangge", "/gatherings/questions", "order_work", ask).await;
        assert_eq!(answer.ok()["verdict"], "not_needed");
        // It is refused by a clause alone, and told how far to shrink.
        let no = json!({ "reply": "refused", "reason": "不想让办" });
        assert_eq!(reply(&city, &id, 1, no).await, "400 bad_input");
        let more = json!({ "reply": "shrink", "people_max": 80, "reason": "人太多" });
        assert_eq!(reply(&city, &id, 1, more).await, "400 bad_input");
        let fewer = json!({ "reply": "shrink", "people_max": 40, "reason": "人太多" });
        assert_eq!(reply(&city, &id, 9, fewer.clone()).await, "409 stale");
        assert_eq!(reply(&city, &id, 1, fewer).await, "204");
        let seen = see(&city, &id).await;
        assert_eq!((&seen["state"], &seen["people_max"]), (&json!("shrink"), &json!(40)));
        // A new version waits for a new answer.
        let body = json!({ "fact_id": city.fresh_id(), "facts": 2,
            "gathering": gathering("wedding", 40, "2022-11-26"),
            "who_name": "演练东家", "who_phone": "10000000031" });
        let path = format!("/gatherings/{id}/change");
        let answer = city.post("shequ", &path, "order_work", body.clone()).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        assert_eq!(outcome(&city.post("shequ", &path, "order_work", body).await), "204", "twice");
        let seen = see(&city, &id).await;
        assert_eq!((&seen["state"], &seen["people"]), (&json!("waiting"), &json!(40)));
        let noted = json!({ "reply": "noted" });
        assert_eq!(reply(&city, &id, 3, noted).await, "204");
        let body = json!({ "fact_id": city.fresh_id(), "facts": 4 });
        let path = format!("/gatherings/{id}/cancel");
        assert_eq!(outcome(&city.post("shequ", &path, "order_work", body).await), "204");
        assert_eq!(see(&city, &id).await["state"], "cancelled");
        // Who answers for it is sealed, and whoever calls is noted.
        let path = format!("/gatherings/{id}/phone");
        let phone = city.send("shequ", "POST", &path, "order_work", None).await;
        assert_eq!(phone.ok()["phone"], "10000000031");
        let kept = column(&city, "select says || reason as x from filing_fact order by x").await;
        assert!(!kept.concat().contains("东家") && !kept.concat().contains("10000000031"));
        let sql = "select detail as x from audit_entry where act = 'gathering_keep' order by seq";
        let deeds = column(&city, sql).await;
        let due = ["filed", "answered", "changed", "answered", "cancelled", "phone shown"];
        assert_eq!(deeds, due, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_closed_or_full_is_not_held_and_the_clause_says_why() {
    for (engine, city) in on_both("what_is_closed_or_full").await {
        let theatre = crate::venues::approved(&city, "mall", Some(100)).await;
        let at = |people| {
            let mut one = gathering("fair", people, "2022-11-26");
            one["venue_id"] = json!(theatre);
            one
        };
        // 75 % of a hundred.
        let (_, answer) = file(&city, "shequ", at(76)).await;
        assert_eq!(outcome(&answer), "409 gathering_barred", "{engine:?}");
        assert!(answer.text.contains("最多容纳75人"), "{}", answer.text);
        let (_, answer) = file(&city, "shequ", at(75)).await;
        assert_eq!(answer.ok()["verdict"], "strict");
        let closing = city.fresh_id();
        let body = json!({ "closing_id": closing, "fact_id": city.fresh_id(), "kinds": ["mall"],
            "place": "1401", "first_day": TODAY, "as_written": "商场暂停营业", "source": "测试通告" });
        let made = city.post("nigao", "/venues/closings", "zone_decision", body).await;
        assert_eq!(outcome(&made), "204", "{}", made.text);
        let body = json!({ "fact_id": city.fresh_id(), "facts": 1, "sign": true });
        let path = format!("/venues/closings/{closing}/decision");
        assert_eq!(outcome(&city.post("qianpi", &path, "zone_decision", body).await), "204");
        let (_, answer) = file(&city, "shequ", at(10)).await;
        assert_eq!(outcome(&answer), "409 gathering_barred");
        assert!(answer.text.contains("商场暂停营业"), "{}", answer.text);
        // What stands already is seen anew: the patrol of the day sees that it is barred now.
        let path = format!("/gatherings?within={COMMUNITY}&day=2022-11-26");
        let listed = city.get("wangge", &path, "order_work").await.ok();
        assert_eq!(listed.as_array().unwrap().len(), 1);
        assert_eq!(listed[0]["told"]["verdict"], "not_allowed");
        assert_eq!(listed[0]["who"], Value::Null, "a patrol sees where and when, not who");
        // The community may refuse it now, by that clause.
        let id = listed[0]["filing_id"].as_str().unwrap();
        let no = json!({ "reply": "refused", "reason": "商场按通告暂停营业" });
        assert_eq!(reply(&city, id, 1, no).await, "204");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_community_gets_nothing_of_filings() {
    for (engine, city) in on_both("another_community_gets_nothing").await {
        let mut named = BTreeMap::new();
        standing(&city, &mut named).await;
        person(&city, "reg2", &[("community_registrar", SIBLING, "2022-01-01", None)]).await;
        let (filing, leaving) = (&named["filing_id"], &named["leaving_id"]);
        for path in [
            format!("/gatherings/{filing}"),
            format!("/gatherings?within={COMMUNITY}"),
            format!("/leavings?within={COMMUNITY}"),
        ] {
            let answer = city.get("reg2", &path, "order_work").await;
            assert_eq!(outcome(&answer), "404 not_found", "{engine:?} {path}");
        }
        let say = |facts| json!({ "fact_id": city.fresh_id(), "facts": facts });
        let mut noted = say(1);
        noted["reply"] = json!("noted");
        let mut back = say(1);
        back["on"] = json!(TODAY);
        for (path, body) in [
            (format!("/gatherings/{filing}/answer"), Some(noted)),
            (format!("/gatherings/{filing}/cancel"), Some(say(1))),
            (format!("/gatherings/{filing}/phone"), None),
            (format!("/leavings/{leaving}/return"), Some(back)),
            (format!("/leavings/{leaving}/phone"), None),
            // One is not the other.
            (format!("/leavings/{filing}/cancel"), Some(say(1))),
        ] {
            let answer = city.send("reg2", "POST", &path, "order_work", body).await;
            assert_eq!(outcome(&answer), "404 not_found", "{engine:?} {path}");
        }
        // Nor is a gathering moved into somebody else's community.
        let mut moved = gathering("wedding", 80, "2022-11-26");
        moved["place"] = json!(SIBLING);
        let body = json!({ "fact_id": city.fresh_id(), "facts": 1, "gathering": moved,
            "who_name": "某", "who_phone": "10000000031" });
        let path = format!("/gatherings/{filing}/change");
        let answer = city.post("shequ", &path, "order_work", body).await;
        assert_eq!(outcome(&answer), "404 not_found");
        assert_eq!(see(&city, filing).await["facts"], 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_files_it_and_is_seen_away_overdue_and_back() {
    for (engine, city) in on_both("who_leaves_files_it").await {
        let (id, answer) = file_leaving(&city, "shequ", leaving(TODAY, TODAY)).await;
        assert_eq!(outcome(&answer), "200", "{engine:?} {}", answer.text);
        assert_eq!(answer.ok()["barred"], Value::Null);
        let (_, inside) = file_leaving(
            &city,
            "shequ",
            json!({ "place": COMMUNITY, "to": "140105", "means": "car", "leaves": TODAY,
                "back": TODAY, "why": "买菜" }),
        )
        .await;
        assert_eq!(outcome(&inside), "400 bad_input", "within the city nothing is filed");
        let list = async || {
            let path = format!("/leavings?within={COMMUNITY}");
            city.get("shequ", &path, "order_work").await.ok()
        };
        let away = list().await;
        assert_eq!((&away[0]["state"], &away[0]["to"]), (&json!("away"), &json!("110105")));
        assert_eq!(away[0]["who"], json!({ "name": "演练住户", "phone": "*******0032" }));
        let looked = column(&city, "select subject as x from read_log order by at").await;
        assert!(looked.iter().any(|one| one.starts_with("filed-leavings/")), "{looked:?}");
        city.turn_to("2022-11-26").await;
        assert_eq!(list().await[0]["state"], "overdue");
        let back = |on: &str| json!({ "fact_id": city.fresh_id(), "facts": 1, "on": on });
        let path = format!("/leavings/{id}/return");
        let early = city.post("shequ", &path, "order_work", back("2022-11-01")).await;
        assert_eq!(outcome(&early), "400 day_out_of_range");
        let answer = city.post("shequ", &path, "order_work", back("2022-11-26")).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        assert_eq!(list().await[0]["state"], "returned");
        let again = city.post("shequ", &path, "order_work", back("2022-11-26")).await;
        assert_eq!(outcome(&again), "409 stale");
    }
}

async fn send(city: &TestCity, path: &str, body: String) -> (u16, String, String) {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .unwrap();
    let answer = city.raw(request).await;
    let to = answer.headers.get(header::LOCATION).and_then(|to| to.to_str().ok());
    (answer.status.as_u16(), to.unwrap_or_default().to_owned(), answer.text)
}

async fn page(city: &TestCity, path: &str) -> (u16, String) {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let answer = city.raw(request).await;
    (answer.status.as_u16(), answer.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn people_file_by_themselves_and_their_receipt_is_theirs_alone() {
    for (engine, city) in on_both("people_file_by_themselves").await {
        let form = |kind: &str, act: &str, people: u32| {
            format!(
                "id={}&act={act}&kind={kind}&place={COMMUNITY}&address=x&day=2022-11-26&\
                 starts=11%3A30&people={people}&who_name=%E6%9F%90&who_phone=10000000033&masks=1",
                city.fresh_id()
            )
        };
        let (status, _, text) = send(&city, "/gathering", form("banquet", "ask", 50)).await;
        assert_eq!(status, 200, "{engine:?}");
        assert!(text.contains("50人以上宴会等聚餐活动") && text.contains("还没有报备"), "{text}");
        assert_eq!(column(&city, "select fact_id as x from filing_fact").await.len(), 0);
        let once = form("banquet", "file", 50);
        let (status, receipt, _) = send(&city, "/gathering", once.clone()).await;
        assert_eq!(status, 303);
        assert_eq!(send(&city, "/gathering", once).await.1, receipt, "twice is once");
        assert_eq!(column(&city, "select fact_id as x from filing_fact").await.len(), 1);
        let (status, text) = page(&city, &receipt).await;
        assert!(status == 200 && text.contains("等社区答复") && !text.contains("10000000033"));
        // Whoever guesses finds nothing, and an answer is not given by a receipt.
        let (at, key) = receipt.rsplit_once('/').unwrap();
        let wrong = format!("{at}/{}", "0".repeat(key.len()));
        assert_eq!(page(&city, &wrong).await.0, 404);
        let cancel = format!("id={}&facts=1&act=cancel", city.fresh_id());
        assert_eq!(send(&city, &wrong, cancel.clone()).await.0, 404);
        let id = at.rsplit_once('/').unwrap().1.to_owned();
        assert_eq!(reply(&city, &id, 1, json!({ "reply": "noted" })).await, "204");
        assert!(page(&city, &receipt).await.1.contains("社区已知悉"));
        let stale = send(&city, &receipt, cancel).await;
        assert_eq!(stale.0, 409, "the answer came in between");
        let cancel = format!("id={}&facts=2&act=cancel", city.fresh_id());
        assert_eq!(send(&city, &receipt, cancel).await.0, 303);
        assert!(page(&city, &receipt).await.1.contains("已取消"));

        let leave = format!(
            "id={}&act=file&place={COMMUNITY}&to=110105&means=train&leaves={TODAY}&back=2022-11-27&\
             why=x&who_name=%E6%9F%90&who_phone=10000000033",
            city.fresh_id()
        );
        let (status, receipt, text) = send(&city, "/leave", leave).await;
        assert_eq!(status, 303, "{text}");
        let (status, text) = page(&city, &receipt).await;
        assert!(status == 200 && text.contains("外出中") && text.contains("我已经回来了"));
        let wrong = receipt.replace("/leave/", "/gathering/");
        assert_eq!(page(&city, &wrong).await.0, 404, "a leaving is no gathering");
        let back = format!("id={}&facts=1&act=return", city.fresh_id());
        assert_eq!(send(&city, &receipt, back).await.0, 303);
        assert!(page(&city, &receipt).await.1.contains("已返回"));
        // From another site nothing is taken.
        let request = Request::builder()
            .method("POST")
            .uri("/leave")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site")
            .body(Body::from("place=1"))
            .unwrap();
        assert_eq!(city.raw(request).await.status.as_u16(), 400);
    }
}
