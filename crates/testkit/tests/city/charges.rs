//! 包联 from the pasted lines to the chain of a door, on both engines: who answers on a day, what
//! nobody answers for, hand-over and undo, the phone that is asked for by itself, and what neither
//! the log nor the files may hold.

use crate::attacks::on_both;
use crate::attempt::column;
use crate::policy::{COMMUNITY, TODAY, outcome};
use fangxian_testkit::{Answer, TestCity};
use serde_json::{Value, json};

const EAST: &str = "兰亭御湖城东区";

fn place(within: &str) -> String {
    format!("{COMMUNITY}{within}")
}

fn who(name: &str, phone: &str) -> Value {
    json!({ "name": name, "unit": "街道办", "capacity": "volunteer", "phone": phone })
}

/// A charge of one place from a day on; its id.
async fn begin(city: &TestCity, within: &str, who: Value, days: (&str, Option<&str>)) -> String {
    let id = city.fresh_id();
    let answer = begin_as(city, &id, within, who, days).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    id
}

async fn begin_as(
    city: &TestCity,
    id: &str,
    within: &str,
    who: Value,
    (from, to): (&str, Option<&str>),
) -> Answer {
    let one = json!({ "charge_id": id, "fact_id": city.fresh_id(), "who": who, "reach": "place",
        "places": [place(within)], "first_day": from, "last_day": to });
    let body = json!({ "community": COMMUNITY, "charges": [one], "reason": "包联安排" });
    city.post("shequ", "/charges", "register", body).await
}

async fn chain(city: &TestCity, door: &str, on: Option<&str>) -> Vec<String> {
    let body = json!({ "place": place(door), "on": on });
    let seen = city.post("shequ", "/charges/chains", "register", body).await.ok();
    let names = seen["charges"].as_array().unwrap().iter();
    names.map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

async fn page(city: &TestCity, more: &str) -> Value {
    let path = format!("/charges?within={COMMUNITY}{more}");
    city.get("shequ", &path, "register").await.ok()
}

fn building<'a>(page: &'a Value, code: &str) -> &'a Value {
    let all = page["compounds"].as_array().unwrap().iter();
    let mut buildings = all.flat_map(|one| one["buildings"].as_array().unwrap());
    buildings.find(|one| one["place"] == place(code)).unwrap_or_else(|| panic!("{code} in {page}"))
}

async fn act(city: &TestCity, id: &str, act: &str, mut body: Value) -> Answer {
    if body["fact_id"].is_null() {
        body["fact_id"] = json!(city.fresh_id());
    }
    city.post("shequ", &format!("/charges/{id}/{act}"), "register", body).await
}

/// Registers a household behind a door of 5号楼1单元.
async fn household(city: &TestCity, room: u32) {
    let body = json!({ "person_id": city.fresh_id(), "fact_id": city.fresh_id(),
        "community": COMMUNITY, "found": false, "person": { "name": "测试户", "relation": "head",
        "document_kind": "none_yet", "document": "", "stay": "permanent", "compound": EAST,
        "building": "5号楼", "unit": "1单元", "room": room.to_string() } });
    let answer = city.post("shequ", "/people", "register", body).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_pasted_and_the_chain_of_a_door_is_there_on_its_days() {
    for (_, city) in on_both("charges from lines").await {
        household(&city, 302).await;
        let text = format!(
            "楼栋 姓名 单位 电话\n{EAST} 李科长 街道科级干部 10000000001\n\
             {EAST}5号楼 张三 党员 10000000002\n5号楼 赵四 党员 10000000003\n\
             {EAST}99号楼 孙五\n全社区 王书记 社区书记"
        );
        let body = json!({ "community": COMMUNITY, "text": text });
        let lines = city.post("shequ", "/charges/readings", "register", body).await.ok();
        let flaws: Vec<&str> = lines
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["flaw"].as_str().unwrap_or(""))
            .collect();
        assert_eq!(flaws, ["heading", "", "", "place_ambiguous", "place_unknown", ""]);
        assert_eq!(lines[2]["places"][0]["name"], format!("{EAST} 5号楼"));
        assert_eq!(
            (&lines[1]["capacity"], &lines[2]["phone"]),
            (&json!("section_cadre"), &json!("10000000002"))
        );

        let before = page(&city, "").await;
        assert_eq!(
            (&building(&before, "-01-05")["gap"], &before["unanswered"]),
            (&json!(true), &json!(1))
        );
        assert_eq!(before["compounds"][0]["gap"], json!(true));
        begin(&city, "", who("王书记", ""), ("2022-11-01", None)).await;
        begin(&city, "-01", who("李科长", "10000000001"), ("2022-11-01", None)).await;
        let five =
            begin(&city, "-01-05", who("张三", "10000000002"), ("2022-11-20", Some("2022-11-26")))
                .await;
        let now = page(&city, "").await;
        let gaps =
            (&building(&now, "-01-05")["gap"], &now["unanswered"], &now["compounds"][0]["gap"]);
        assert_eq!(gaps, (&json!(false), &json!(0), &json!(false)));
        assert_eq!(building(&now, "-01-06")["gap"], json!(true));
        assert_eq!(now["compounds"][1]["gap"], json!(true));
        let row = |page: &Value, id: &str| {
            let all = page["charges"].as_array().unwrap().iter();
            all.filter(|one| one["charge_id"] == *id).cloned().collect::<Vec<_>>()
        };
        assert_eq!(row(&now, &five)[0]["remarks"], json!(["ends_soon"]));
        // A day in the past, and one to come.
        let door = "-01-05-1-302";
        assert_eq!(chain(&city, door, None).await, ["张三", "李科长", "王书记"]);
        assert_eq!(chain(&city, door, Some("2022-11-19")).await, ["李科长", "王书记"]);
        assert_eq!(chain(&city, door, Some("2022-11-27")).await, ["李科长", "王书记"]);
        assert_eq!(chain(&city, door, Some("2022-10-31")).await, Vec::<String>::new());
        assert_eq!(building(&page(&city, "&on=2022-11-19").await, "-01-05")["gap"], json!(true));
        city.turn_to("2022-11-27").await;
        assert_eq!(
            chain(&city, door, None).await,
            ["李科长", "王书记"],
            "it ends with nobody there"
        );
        assert_eq!(building(&page(&city, "").await, "-01-05")["gap"], json!(true));
        // By what people call the door.
        for (words, said) in [
            (format!("{EAST}5-1-302"), "200"),
            (format!("{EAST}5号楼"), "200"),
            ("5-1-302".to_owned(), "200"),
            ("5号楼".to_owned(), "400 bad_input"),
            ("五湖四海".to_owned(), "400 bad_input"),
        ] {
            let body = json!({ "place": COMMUNITY, "words": words });
            let answer = city.post("shequ", "/charges/chains", "register", body).await;
            assert_eq!(outcome(&answer), said, "{words}: {}", answer.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_is_handed_over_ended_and_each_is_taken_back() {
    for (_, city) in on_both("charges handed over").await {
        let first = begin(&city, "-01-05", who("张三", "10000000001"), ("2022-11-01", None)).await;
        let (next, fact, begun) = (city.fresh_id(), city.fresh_id(), city.fresh_id());
        let over = json!({ "fact_id": fact, "facts": 1, "new_charge_id": next, "new_fact_id": begun,
            "who": who("李四", "10000000002"), "first_day": TODAY, "reason": "轮换" });
        for _ in 0..2 {
            assert_eq!(
                outcome(&act(&city, &first, "hand-over", over.clone()).await),
                "204",
                "twice is once"
            );
        }
        let mut other = over.clone();
        other["reason"] = json!("别的");
        assert_eq!(outcome(&act(&city, &first, "hand-over", other).await), "409 id_reused");
        let late = json!({ "facts": 1, "last_day": TODAY, "reason": "x" });
        assert_eq!(outcome(&act(&city, &first, "end", late).await), "409 stale");
        assert_eq!(chain(&city, "-01-05", None).await, ["李四"]);
        assert_eq!(chain(&city, "-01-05", Some("2022-11-23")).await, ["张三"]);
        // Who gave it away does not get it back over the head of who has it.
        let back = json!({ "facts": 2, "reason": "弄错了" });
        assert_eq!(outcome(&act(&city, &first, "undo", back).await), "400 bad_input");
        let undo = json!({ "fact_id": city.fresh_id(), "facts": 1, "reason": "弄错了" });
        for _ in 0..2 {
            assert_eq!(
                outcome(&act(&city, &next, "undo", undo.clone()).await),
                "204",
                "twice is once"
            );
        }
        assert_eq!(chain(&city, "-01-05", None).await, ["张三"]);
        let past = city.get("shequ", &format!("/charges/{first}"), "register").await.ok();
        let kinds: Vec<&str> = past["past"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["begun", "ended", "resumed"]);
        assert_eq!(
            (&past["past"][1]["reason"], &past["past"][1]["last_day"]),
            (&json!("轮换"), &json!("2022-11-23"))
        );
        assert_eq!(past["past"][1]["by_name"], "演示·社区登记员");

        for (last, said) in [("2022-10-31", "400 bad_input"), ("2022-11-10", "204")] {
            let body = json!({ "facts": 3, "last_day": last, "reason": "调走" });
            assert_eq!(outcome(&act(&city, &first, "end", body).await), said, "{last}");
        }
        assert_eq!(chain(&city, "-01-05", Some("2022-11-10")).await, ["张三"]);
        assert_eq!(chain(&city, "-01-05", Some("2022-11-11")).await, Vec::<String>::new());
        let after = json!({ "facts": 4, "new_charge_id": city.fresh_id(), "new_fact_id": city.fresh_id(),
            "who": who("李四", ""), "first_day": TODAY, "reason": "轮换" });
        assert_eq!(
            outcome(&act(&city, &first, "hand-over", after).await),
            "400 bad_input",
            "it is over"
        );
        let undo = json!({ "facts": 4, "reason": "又回来了" });
        assert_eq!(outcome(&act(&city, &first, "undo", undo).await), "204");
        assert_eq!(chain(&city, "-01-05", None).await, ["张三"]);
        // The last undo takes back that it was begun; then nothing is left to take back.
        for said in ["204", "409 stale"] {
            let body = json!({ "facts": 5, "reason": "输错楼号" });
            assert_eq!(outcome(&act(&city, &first, "undo", body).await), said);
        }
        assert_eq!(chain(&city, "-01-05", Some("2022-11-05")).await, Vec::<String>::new());
        let verified = city.get("shenji", "/audit/verification", "audit").await.ok();
        assert_eq!(verified["intact"], json!(true), "{verified}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_stands_twice_for_the_same_and_several_may_share_a_building() {
    for (_, city) in on_both("charges twice").await {
        let zhang = who("张三", "10000000001");
        begin(&city, "-01-05", zhang.clone(), ("2022-11-01", Some("2022-11-30"))).await;
        for (within, name, phone, days, said) in [
            ("-01-05", "张三", "10000000001", ("2022-11-30", None), "409 charge_known"),
            ("-01-05", "张三", "", ("2022-11-10", None), "409 charge_known"),
            ("-01-05", "张三", "10000000009", ("2022-11-10", None), "204"),
            ("-01-05", "李四", "10000000002", ("2022-11-01", None), "204"),
            ("-01-05", "张三", "10000000001", ("2022-12-01", None), "204"),
            ("-01-05-1", "张三", "10000000001", ("2022-11-01", None), "204"),
            ("-01-99", "张三", "10000000001", ("2022-11-01", None), "404 place_unknown"),
            ("-01-07", "张三", "139", ("2022-11-01", None), "400 bad_input"),
            ("-01-07", "3", "", ("2022-11-01", None), "400 bad_input"),
            ("-01-07", "张三", "", ("2022-11-02", Some("2022-11-01")), "400 bad_input"),
            ("-01-07", "张三", "", ("2002-11-02", None), "400 bad_input"),
        ] {
            let answer = begin_as(&city, &city.fresh_id(), within, who(name, phone), days).await;
            let refusal = outcome(&answer);
            let refusal = refusal.replace("400 place_unknown", "404 place_unknown");
            assert_eq!(refusal, said, "{within} {name} {phone} {days:?}");
        }
        // All of a paste or none: the second line is the first again.
        let one = |id: String| {
            json!({ "charge_id": id, "fact_id": city.fresh_id(), "who": zhang.clone(),
            "reach": "place", "places": [place("-01-06")], "first_day": TODAY })
        };
        let body = json!({ "community": COMMUNITY, "reason": "包联", "charges": [one(city.fresh_id()), one(city.fresh_id())] });
        let both = city.post("shequ", "/charges", "register", body).await;
        assert_eq!(outcome(&both), "409 charge_known");
        assert_eq!(building(&page(&city, "").await, "-01-06")["gap"], json!(true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn centre_households_are_proposed_adopted_and_remarked_on() {
    for (_, city) in on_both("centre households").await {
        for room in (1..=6).flat_map(|floor| (1..=4).map(move |door| floor * 100 + door)) {
            household(&city, room).await;
        }
        let body = json!({ "place": place("-01-05") });
        let proposed = city.post("shequ", "/charges/proposals", "register", body).await.ok();
        let runs = proposed["anchors"].as_array().unwrap();
        let sizes: Vec<usize> =
            runs.iter().map(|run| run["doors"].as_array().unwrap().len()).collect();
        assert_eq!((sizes.iter().sum::<usize>(), runs.len()), (24, 2), "{proposed}");
        assert!(sizes.iter().all(|n| (10..=15).contains(n)), "{sizes:?}");
        let doors: Vec<&Value> =
            runs[0]["doors"].as_array().unwrap().iter().map(|one| &one["place"]).collect();
        let anchor = |doors: &[&Value], name: &str| {
            json!({ "charge_id": city.fresh_id(), "fact_id": city.fresh_id(), "reach": "anchor",
            "who": { "name": name, "capacity": "party_member", "phone": "10000000005" },
            "home": doors[0], "places": doors, "first_day": TODAY })
        };
        let body = json!({ "community": COMMUNITY, "reason": "推选", "charges": [anchor(&doors, "陈英")] });
        assert_eq!(outcome(&city.post("shequ", "/charges", "register", body).await), "204");
        let seen = page(&city, "").await;
        let five = building(&seen, "-01-05");
        assert_eq!(five["without_anchor"], json!(24 - doors.len()), "{five}");
        assert_eq!((&five["gap"], &seen["unanswered"]), (&json!(true), &json!(24 - doors.len())));
        let row = &seen["charges"][0];
        assert_eq!(row["households"], json!(doors.len() - 1), "his own door is not counted");
        let own = doors[0].as_str().unwrap().trim_start_matches(COMMUNITY);
        assert_eq!(chain(&city, own, None).await, ["陈英"]);
        // What is held is not proposed again.
        let body = json!({ "place": place("-01-05") });
        let again = city.post("shequ", "/charges/proposals", "register", body).await.ok();
        assert_eq!(again["held"], json!(doors.len()));
        // Fewer than can be divided are one group.
        household(&city, 701).await;
        let body = json!({ "place": place("-01-05-1-701") });
        let few = city.post("shequ", "/charges/proposals", "register", body).await.ok();
        assert_eq!(few["anchors"][0]["doors"].as_array().unwrap().len(), 1, "{few}");
        // All other doors for the same person: shown, not refused.
        let rest: Vec<&Value> =
            runs[1]["doors"].as_array().unwrap().iter().map(|one| &one["place"]).collect();
        let body = json!({ "community": COMMUNITY, "reason": "暂无他人", "charges": [anchor(&rest, "陈英")] });
        assert_eq!(outcome(&city.post("shequ", "/charges", "register", body).await), "204");
        assert_eq!(page(&city, "").await["overloaded"].as_array().unwrap().len(), 2);
        let unit = json!({ "community": COMMUNITY, "reason": "x", "charges": [{
            "charge_id": city.fresh_id(), "fact_id": city.fresh_id(), "reach": "anchor", "home": null,
            "who": who("陈英", ""), "places": doors, "first_day": TODAY }] });
        assert_eq!(
            outcome(&city.post("shequ", "/charges", "register", unit).await),
            "400 bad_input"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_is_asked_for_by_itself_and_who_sees_whom_follows_the_jurisdiction() {
    for (_, city) in on_both("charges seen").await {
        let five =
            begin(&city, "-01-05", who("独特姓名卯", "10012345678"), ("2022-11-01", None)).await;
        let one = begin(&city, "-01-01", who("李四", "10012340000"), ("2022-11-01", None)).await;
        let none = begin(&city, "-01-06", who("王五", ""), ("2022-11-01", None)).await;
        let read = city.get("wangge", &format!("/charges?within={COMMUNITY}"), "order_work").await;
        assert!(!read.text.contains("10012345678"), "a list holds no phone");
        let listed = read.json["charges"].as_array().unwrap().iter();
        let mut names: Vec<&str> = listed.map(|one| one["name"].as_str().unwrap()).collect();
        names.sort_unstable_by_key(|name| std::cmp::Reverse(name.len()));
        assert_eq!(names, ["独特姓名卯", "王五"], "his own grid alone: buildings 5 to 8");
        assert_eq!(read.json["compounds"][0]["buildings"].as_array().unwrap().len(), 4);
        let call = async |login: &str, id: &str| {
            city.send(login, "POST", &format!("/charges/{id}/calls"), "order_work", None).await
        };
        assert_eq!(call("wangge", &five).await.ok()["phone"], "10012345678");
        assert_eq!(call("wangge", &one).await.status.as_u16(), 404, "of another grid");
        assert_eq!(call("wangge", &none).await.status.as_u16(), 404, "no phone is known");
        assert_eq!(call("shenji", &five).await.status.as_u16(), 404);
        let at = json!({ "place": place("-01-01") });
        let far = city.post("wangge", "/charges/chains", "order_work", at).await;
        assert_eq!(far.status.as_u16(), 404);
        let log = "select subject || ' ' || purpose || ' ' || rows_read as x from read_log";
        let read = column(&city, log).await;
        let called = format!("charge-phone/{five} order_work 1");
        assert_eq!(read.iter().filter(|one| **one == called).count(), 1, "{read:?}");
        assert!(read.contains(&format!("charges/{COMMUNITY} order_work 2")), "{read:?}");
        // What is written outside the seals names nobody.
        let kept = "select detail || subject as x from audit_entry";
        let kept = column(&city, kept).await.join("\n");
        assert!(kept.contains("begin 1") && !kept.contains("独特姓名"), "{kept}");
        if city.store_url().starts_with("postgres") {
            continue;
        }
        let mut bytes = Vec::new();
        for ending in ["", "-wal", "-shm"] {
            bytes
                .extend(std::fs::read(format!("{}{ending}", city.store_url())).unwrap_or_default());
        }
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(holds(EAST), "the sweep finds nothing at all");
        assert!(!holds("独特姓名卯") && !holds("10012345678") && !holds("包联安排"));
    }
}
