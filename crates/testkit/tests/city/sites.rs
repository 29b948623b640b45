//! A site from its choice to its move, on both engines: who may, what stands, what residents read,
//! the queue of one touch; where kiosks could stand; and the plan of a round.

use crate::attacks::on_both;
use crate::policy::{COMMUNITY, SIBLING, TODAY, outcome};
use axum::body::Body;
use axum::http::Request;
use fangxian_testkit::{Answer, TestCity};
use serde_json::{Value, json};

/// 周一至周五 8:00–11:30、14:30–17:30（夏季15:00），周六日 8:00–11:30，其他法定节假日另行通知.
pub(crate) fn hours() -> Value {
    let span = |from: u16, to: u16| json!({ "from_min": from, "to_min": to });
    let week = |afternoon: u16| {
        let (workday, weekend) =
            (json!([span(480, 690), span(afternoon, 1050)]), json!([span(480, 690)]));
        let mut days = vec![workday; 5];
        days.extend([weekend.clone(), weekend]);
        json!(days)
    };
    json!({ "usual": week(870), "note": "其他国家法定节假日开放时间另行通知",
        "summer": { "from": { "month": 5, "day": 1 }, "to": { "month": 9, "day": 30 },
            "week": week(900) },
        "holidays": [{ "name": "元旦", "first_day": "2023-01-01", "last_day": "2023-01-01",
            "announced": false, "spans": [] }] })
}

pub(crate) fn offers() -> Value {
    let cut = |until: u16, days: u8, report: u16| json!({ "until_min": until, "days_later": days, "report_min": report });
    json!({ "for_whom": "非重点人群：不发热、健康码绿码", "pool_words": "混检（10混1）",
        "helps": ["infants", "pregnant", "relay"], "reports": [cut(720, 0, 1020), cut(1440, 1, 480)] })
}

/// A site that was chosen in the community; its id.
pub(crate) async fn chosen(city: &TestCity) -> String {
    let id = city.fresh_id();
    let answer = choose(city, "shequ", &id, COMMUNITY, "order_work").await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    id
}

async fn choose(city: &TestCity, who: &str, id: &str, place: &str, purpose: &str) -> Answer {
    let body = json!({ "site_id": id, "fact_id": city.fresh_id(), "kind": "hospital",
        "name": "示例医院采样点", "reason": "选址", "spot": { "place": place, "address": "医院院内" } });
    city.post(who, "/sites", purpose, body).await
}

async fn say(city: &TestCity, id: &str, act: &str, facts: i64, more: Value) -> Answer {
    let mut body = json!({ "fact_id": city.fresh_id(), "facts": facts, "reason": "街道商定" });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    let method = if matches!(act, "hours" | "offers") { "PUT" } else { "POST" };
    city.send("shequ", method, &format!("/sites/{id}/{act}"), "order_work", Some(body)).await
}

async fn see(city: &TestCity, id: &str) -> Value {
    city.get("shequ", &format!("/sites/{id}"), "order_work").await.ok()
}

/// A public page, without its marks.
async fn page(city: &TestCity, path: &str) -> String {
    let answer = city.raw(Request::get(path).body(Body::empty()).unwrap()).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.status);
    let mut words = String::new();
    let mut is_mark = false;
    for sign in answer.text.split("<body>").last().unwrap().chars() {
        match sign {
            '<' => is_mark = true,
            '>' => is_mark = false,
            sign if !is_mark => words.push(sign),
            _ => {}
        }
    }
    words
}

/// An open site in the community; its id.
async fn open(city: &TestCity) -> String {
    let id = chosen(city).await;
    let hours = say(city, &id, "hours", 1, json!({ "hours": hours() })).await;
    assert_eq!(outcome(&hours), "204", "{}", hours.text);
    let offers = say(city, &id, "offers", 2, json!({ "offers": offers() })).await;
    assert_eq!(outcome(&offers), "204", "{}", offers.text);
    let opened = say(city, &id, "states", 3, json!({ "state": "open" })).await;
    assert_eq!(outcome(&opened), "204", "{}", opened.text);
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_chosen_built_opened_moved_and_closed() {
    for (_, city) in on_both("a site").await {
        let id = chosen(&city).await;
        assert!(!page(&city, "/sites").await.contains("示例医院采样点"), "chosen is not public");
        let early = say(&city, &id, "states", 1, json!({ "state": "open" })).await;
        assert_eq!(early.ok_or_message(), "启用前请先写明开放时间。");
        let built = say(&city, &id, "states", 1, json!({ "state": "built" })).await;
        assert_eq!(outcome(&built), "204");
        let again = say(&city, &id, "states", 1, json!({ "state": "built" })).await;
        assert_eq!(outcome(&again), "409 stale", "who has not seen that it is built");
        say(&city, &id, "hours", 2, json!({ "hours": hours() })).await;
        say(&city, &id, "offers", 3, json!({ "offers": offers() })).await;
        say(&city, &id, "states", 4, json!({ "state": "open" })).await;

        let seen = see(&city, &id).await;
        assert_eq!((&seen["state"], &seen["facts"]), (&json!("open"), &json!(5)));
        assert_eq!(seen["reports_words"], "12:00前采样，当日17:00出报告；之后采样，次日8:00出报告");
        assert_eq!(seen["hours"], hours());
        let kinds: Vec<&str> = seen["past"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["chosen", "built", "hours_set", "offers_set", "opened"]);

        // It moves from the 30th on: known at once, to whoever looks for the old place or the new.
        let to = json!({ "to": { "place": SIBLING, "address": "物流中心西侧" },
            "first_day": "2022-11-30" });
        let wide = say(&city, &id, "moves", 5, to.clone()).await;
        assert_eq!(outcome(&wide), "404 not_found", "the registrar of one community");
        let to = json!({ "to": { "place": COMMUNITY, "address": "物流中心西侧" },
            "first_day": "2022-11-30" });
        let moved = say(&city, &id, "moves", 5, to).await;
        assert_eq!(outcome(&moved), "204", "{}", moved.text);
        assert_eq!(see(&city, &id).await["spot"]["address"], "医院院内");
        let words = "原医院院内的采样点，自11月30日起搬至物流中心西侧";
        let found = page(&city, "/sites?q=%E5%8C%BB%E9%99%A2%E9%99%A2%E5%86%85").await;
        assert!(found.contains(words), "{found}");
        let own = page(&city, &format!("/sites/{id}")).await;
        for words in [
            words,
            "周一至周五 8:00–11:30、14:30–17:30",
            "周六至周日 8:00–11:30",
            "夏季（5月1日至9月30日）",
            "元旦 1月1日 另行通知",
            "接力排队",
            "孕产妇优先",
            "12:00前采样，当日17:00出报告",
            "非重点人群",
            "混检（10混1）",
            "带什么",
            "排队：最近一小时没有人报",
        ] {
            assert!(own.contains(words), "{words} in {own}");
        }
        city.turn_to("2022-11-30").await;
        let seen = see(&city, &id).await;
        assert_eq!(seen["spot"]["address"], "物流中心西侧");
        assert_eq!(seen["moves"][0]["from"]["address"], "医院院内");
        assert!(page(&city, &format!("/sites/{id}")).await.contains(words));

        let closed = say(&city, &id, "states", 6, json!({ "state": "closed" })).await;
        assert_eq!(outcome(&closed), "204", "{}", closed.text);
        assert!(page(&city, &format!("/sites/{id}")).await.contains("这个采样点已经关闭"));
        let late = say(&city, &id, "states", 7, json!({ "state": "built" })).await;
        assert_eq!(late.ok_or_message(), "采样点已经关闭。");
    }
}

trait Message {
    fn ok_or_message(&self) -> String;
}

impl Message for Answer {
    fn ok_or_message(&self) -> String {
        let body: Value = serde_json::from_str(&self.text).unwrap_or_default();
        body["message"].as_str().unwrap_or_default().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_is_said_in_one_touch_and_shown_with_its_age() {
    for (_, city) in on_both("a queue").await {
        let id = open(&city).await;
        let touch = async |who: &str, wait: &str| {
            let body = json!({ "fact_id": city.fresh_id(), "wait": wait });
            outcome(&city.post(who, &format!("/sites/{id}/queue"), "sampling", body).await)
        };
        assert_eq!(touch("caiyang1", "hour_up").await, "204");
        assert_eq!(touch("caiyang2", "half_hour").await, "204");
        assert_eq!(touch("shequ", "none").await, "404 not_found", "only who stands there");
        let seen = see(&city, &id).await;
        assert_eq!(seen["queue"], json!({ "wait": "half_hour", "age_min": 0 }));
        city.pass_ms(25 * 60_000);
        let path = format!("/sites/{id}");
        let own = page(&city, &path).await;
        assert!(own.contains("排队：约等30分钟（25分钟前报的）"), "{own}");
        city.pass_ms(36 * 60_000);
        let own = page(&city, &path).await;
        assert!(own.contains("最近一小时没有人报"), "an hour old: {own}");
        assert_eq!(see(&city, &id).await["queue"], Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_act_again_is_the_same_act() {
    for (_, city) in on_both("a site said twice").await {
        let id = chosen(&city).await;
        let mut body = json!({ "fact_id": city.fresh_id(), "facts": 1, "reason": "建成",
            "state": "built" });
        let path = format!("/sites/{id}/states");
        for _ in 0..2 {
            let answer = city.post("shequ", &path, "order_work", body.clone()).await;
            assert_eq!(outcome(&answer), "204");
        }
        assert_eq!(see(&city, &id).await["facts"], 2);
        body["state"] = json!("closed");
        let other = city.post("shequ", &path, "order_work", body).await;
        assert_eq!(outcome(&other), "409 id_reused");
        let elsewhere = choose(&city, "shequ", &city.fresh_id(), SIBLING, "order_work").await;
        assert_eq!(outcome(&elsewhere), "404 not_found");
        let county = choose(&city, "zhihui", &city.fresh_id(), "140110", "command").await;
        assert_eq!(county.ok_or_message(), "请选到社区（村）或小区。");
        // A city survives its restart: what stands is read from the facts.
        let city = city.restarted().await;
        assert_eq!(see(&city, &id).await["state"], "built");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn kiosks_are_proposed_where_people_are_near() {
    let city = TestCity::on(TODAY).await;
    let text = "类别,名称,经度,纬度,人数\n\
        小区,东一,112.550,37.870,3000\n小区,东二,112.552,37.870,2500\n\
        小区,西一,112.500,37.870,2800\n\
        车站,东站,112.551,37.871\n其他,东广场,112.551,37.8698\n市场,西市场,112.501,37.870\n\
        学校,一中,112.5,37.8\n社区,没有的社区,112.5,37.8";
    let ask = async |n_kiosks: Value, capacity: Value| {
        let body = json!({ "county": "140110", "text": text, "n_kiosks": n_kiosks,
            "capacity": capacity });
        city.post("zhihui", "/sites/proposals", "command", body).await
    };
    let seen = ask(Value::Null, Value::Null).await.ok();
    let names = |seen: &Value| -> Vec<String> {
        let all = seen["kiosks"].as_array().unwrap().iter();
        all.map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    // 8,300 people need two; the station is preferred to the square, which is no farther.
    assert_eq!(names(&seen), ["东站", "西市场"]);
    assert_eq!((&seen["people"], &seen["gap_per_mille"]), (&json!(8300), &json!(0)));
    assert_eq!(seen["kiosks"][0]["people"], 5500);
    assert_eq!(seen["flaws"][0]["line"], 8);
    assert_eq!(seen["flaws"][1]["why"], "没有写人数，登记里也没有这个名称的社区");

    let full = ask(json!(3), json!(5000)).await.ok();
    assert_eq!(names(&full).len(), 3);
    for kiosk in full["kiosks"].as_array().unwrap() {
        assert!(kiosk["people"].as_u64().unwrap() <= 5000, "{kiosk}");
    }
    let small = ask(json!(1), json!(5000)).await;
    assert!(small.ok_or_message().starts_with("1个采样亭最多服务5000人，少于8300人，请增加个数"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_of_a_round_says_what_is_short_and_by_whose_words() {
    for (_, city) in on_both("a plan").await {
        let round = city.fresh_id();
        let body = json!({ "round_id": round, "place": COMMUNITY, "kind": "sampling",
            "name": "第六轮" });
        city.post("shequ", "/rounds", "order_work", body).await.ok();
        for room in 101..=103 {
            let body = json!({ "person_id": city.fresh_id(), "fact_id": city.fresh_id(),
                "community": COMMUNITY, "found": false, "person": { "name": "测试户",
                "relation": "head", "document_kind": "none_yet", "document": "",
                "stay": "permanent", "compound": "兰亭御湖城东区", "building": "5号楼",
                "unit": "1单元", "room": room.to_string() } });
            assert_eq!(outcome(&city.post("shequ", "/people", "register", body).await), "204");
        }
        let body = json!({ "round_id": round, "pool": "household", "at_hand": [
            { "need": "samplers", "n": 0 }, { "need": "lab_tubes_per_day", "n": 2 }] });
        let plan = city.post("shequ", "/sampling/plans", "order_work", body).await.ok();
        assert_eq!((&plan["people"], &plan["within_hours"]), (&json!(3), &json!(24)));
        let line = |need: &str| {
            let all = plan["lines"].as_array().unwrap();
            all.iter().find(|line| line["need"] == need).unwrap().clone()
        };
        assert_eq!(line("samplers")["short"], 1);
        assert_eq!(line("samplers")["clause"]["as_written"], "采样人员数=人口数÷360");
        assert_eq!(line("sites")["wanted"], 1);
        assert_eq!(line("tubes")["wanted"], 4, "three households and one in reserve");
        assert_eq!(line("lab_tubes_per_day")["short"], 2);
        assert_eq!(plan["lab_hours"], 48);
        assert_eq!(plan["parts"][0]["place"], COMMUNITY);
    }
}
