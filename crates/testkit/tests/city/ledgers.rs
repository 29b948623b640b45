//! Ledgers from the form, the rule and the door to the order of the day, on both engines.

use crate::attacks::on_both;
use crate::attempt::column;
use crate::policy::{COMMUNITY, TODAY, outcome};
use fangxian_testkit::{Answer, Bar, TestCity};
use serde_json::{Value, json};

/// Registers somebody behind a door of a building, and gives his id.
async fn registered(city: &TestCity, building: u32, room: &str, born: &str, name: &str) -> String {
    let id = city.fresh_id();
    let body = json!({ "person_id": id, "fact_id": city.fresh_id(), "community": COMMUNITY,
        "found": false, "person": { "name": name, "document_kind": "none_yet", "document": "",
        "born": born, "relation": "head", "stay": "permanent", "compound": "兰亭御湖城东区",
        "building": format!("{building}号楼"), "unit": "1单元", "room": room } });
    let answer = city.post("shequ", "/people", "register", body).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    id
}

fn care(category: &str) -> Value {
    json!({ "ledger": "special_care", "category": category, "reason": "走访得知" })
}

async fn enter(city: &TestCity, login: &str, person: &str, origin: &str, entry: Value) -> Answer {
    let body = json!({ "entry_id": city.fresh_id(), "fact_id": city.fresh_id(),
        "person_id": person, "origin": origin, "entry": entry });
    city.post(login, "/ledgers/entries", "register", body).await
}

async fn list(city: &TestCity, login: &str, more: &str) -> Value {
    let path = format!("/ledgers?within={COMMUNITY}{more}");
    city.get(login, &path, "register").await.ok()
}

async fn entry_of(city: &TestCity, person: &str, view: &str) -> Value {
    let page = list(city, "shequ", view).await;
    let rows = page["rows"].as_array().unwrap();
    let found = rows.iter().find(|row| row["person_id"] == *person);
    found.unwrap_or_else(|| panic!("{person} in {page}")).clone()
}

/// The tours of today: grid, state and what they say.
async fn tours(city: &TestCity) -> Vec<String> {
    let page = city.get("shequ", "/orders?state=all&limit=200", "order_work").await.ok();
    let today = page["rows"].as_array().unwrap().iter();
    let mut tours: Vec<String> = today
        .filter(|one| one["kind"] == "ledger_tour")
        .map(|one| {
            let (grid, state) = (one["grid"].as_str(), one["state"].as_str().unwrap());
            let grid = grid.and_then(|code| code.split_once('-')).map_or("-", |(_, grid)| grid);
            let day = one["for_day"].as_str().unwrap();
            format!("{day} {grid} {state} {}", one["instruction"].as_str().unwrap())
        })
        .collect();
    tours.sort();
    tours
}

fn said(what: &str) -> String {
    format!("上午10时出发，{what}。名单见台账“今日应上门”。")
}

async fn post(city: &TestCity, entry: &Value, act: &str, mut body: Value) -> Answer {
    body["fact_id"] = json!(city.fresh_id());
    let path = format!("/ledgers/entries/{}/{act}", entry["entry_id"].as_str().unwrap());
    city.post("shequ", &path, "register", body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_entered_once_and_changed_by_who_saw_the_last_version() {
    for (_, city) in on_both("ledger entries").await {
        let person = registered(&city, 5, "301", "1950-01-01", "测试甲").await;
        let (entry, fact) = (city.fresh_id(), city.fresh_id());
        let mut body = json!({ "entry_id": entry, "fact_id": fact, "person_id": person,
            "origin": "form", "entry": { "ledger": "special_care", "category": "dialysis",
            "weekdays": [1, 3, 5], "reason": "走访得知" } });
        for _ in 0..2 {
            let answer = city.post("shequ", "/ledgers/entries", "register", body.clone()).await;
            assert_eq!(outcome(&answer), "204", "twice is once");
        }
        body["entry"]["weekdays"] = json!([2]);
        let other = city.post("shequ", "/ledgers/entries", "register", body.clone()).await;
        assert_eq!(outcome(&other), "409 id_reused");
        body["fact_id"] = json!(city.fresh_id());
        let other = city.post("shequ", "/ledgers/entries", "register", body).await;
        assert_eq!(outcome(&other), "409 id_reused", "the entry's id is taken, too");
        let dialysis = json!({ "ledger": "special_care", "category": "dialysis", "weekdays": [6],
            "reason": "又一次" });
        let twice = enter(&city, "shequ", &person, "form", dialysis.clone()).await;
        assert_eq!(outcome(&twice), "409 ledger_known");
        let also = enter(&city, "shequ", &person, "form", care("bedridden")).await;
        assert_eq!(outcome(&also), "204", "for something else he may stand there, too");

        let path = format!("/ledgers/entries/{entry}");
        let seen = city.get("shequ", &path, "register").await.ok();
        assert_eq!((&seen["name"], &seen["rhythm"]), (&json!("测试甲"), &json!("每周一、三、五")));
        assert_eq!(seen["facts"][0]["reason"], "走访得知");
        // Whoever only visits reads no reasons.
        let seen = city.get("wangge", &path, "order_work").await.ok();
        assert_eq!(
            (&seen["facts"][0]["reason"], &seen["need"]),
            (&Value::Null, &json!("透析日接送，与医院对接"))
        );

        let seen = city.get("wangge", &path, "register").await.ok();
        assert_eq!(seen["facts"][0]["reason"], Value::Null, "whatever he says he reads it for");

        let change = |version: i64, fact: String| {
            json!({ "fact_id": fact, "version": version,
            "entry": dialysis })
        };
        let first = change(1, city.fresh_id());
        for _ in 0..2 {
            let answer = city.send("shequ", "PUT", &path, "register", Some(first.clone())).await;
            assert_eq!(outcome(&answer), "204");
        }
        let late = change(1, city.fresh_id());
        let answer = city.send("shequ", "PUT", &path, "register", Some(late)).await;
        assert_eq!(outcome(&answer), "409 stale");
        let seen = city.get("shequ", &path, "register").await.ok();
        assert_eq!(seen["facts"][1]["fields"], json!(["matter"]), "{seen}");
        assert_eq!(seen["facts"].as_array().unwrap().len(), 2);
        let log = "select subject || ' ' || purpose as x from read_log";
        let read = format!("ledger-entry/{entry} order_work");
        assert!(column(&city, log).await.contains(&read), "whoever looked is known");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn home_isolation_has_a_doctor_and_an_informant_or_is_refused() {
    for (_, city) in on_both("pairs").await {
        let person = registered(&city, 5, "302", "1980-01-01", "测试乙").await;
        let entry = |doctor: &str, informant: &str| {
            json!({ "ledger": "latent_risk", "until": "2022-11-27", "doctor": doctor,
            "informant": informant, "reason": "区外返回" })
        };
        for (doctor, informant) in [("", "乙"), ("甲", ""), ("", "")] {
            let answer = enter(&city, "shequ", &person, "form", entry(doctor, informant)).await;
            assert_eq!(outcome(&answer), "400 bad_input");
        }
        let answer = enter(&city, "shequ", &person, "form", entry("甲", "乙")).await;
        assert_eq!(outcome(&answer), "204");
        assert_eq!(tours(&city).await.len(), 1);
        let seen = entry_of(&city, &person, "&ledger=latent_risk").await;
        assert_eq!((&seen["doctor"], &seen["informant"]), (&json!("甲"), &json!("乙")));
        assert_eq!(seen["review_on"], "2022-11-27", "looked at again on the last day");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grid_worker_sees_and_reviews_his_own_grid_alone() {
    for (_, city) in on_both("ledgers out of scope").await {
        let own = registered(&city, 5, "303", "1930-01-01", "测试丙").await;
        let other = registered(&city, 3, "303", "1930-01-01", "测试丁").await;
        for person in [&own, &other] {
            let answer = enter(&city, "shequ", person, "form", care("bedridden")).await;
            assert_eq!(outcome(&answer), "204");
        }
        let all = list(&city, "shequ", "").await;
        assert_eq!(all["rows"].as_array().unwrap().len(), 2);
        let page = city.get("wangge", &format!("/ledgers?within={COMMUNITY}"), "order_work").await;
        let page = page.ok();
        let rows = page["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{page}");
        assert_eq!((&rows[0]["person_id"], &page["counts"]["due"]), (&json!(own), &json!(1)));
        assert_eq!(rows[0]["name"], "测试丙", "whoever visits knows whom");
        assert_eq!(all["rows"][0]["name"], "测**", "the list of the desk is masked");
        let foreign = entry_of(&city, &other, "").await;
        let path = format!("/ledgers/entries/{}", foreign["entry_id"].as_str().unwrap());
        assert_eq!(outcome(&city.get("wangge", &path, "order_work").await), "404 not_found");
        for act in ["visits", "reviews"] {
            let body = match act {
                "visits" => json!({ "fact_id": city.fresh_id() }),
                _ => json!({ "fact_id": city.fresh_id(), "version": 1 }),
            };
            let answer = city.post("wangge", &format!("{path}/{act}"), "order_work", body).await;
            assert_eq!(outcome(&answer), "404 not_found");
        }
        // At the door he may put somebody of his grid on the ledger, and nobody of another.
        let knocked = enter(&city, "wangge", &own, "knocked", care("disability")).await;
        assert_eq!(outcome(&knocked), "204");
        let knocked = enter(&city, "wangge", &other, "knocked", care("disability")).await;
        assert_eq!(outcome(&knocked), "404 not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_the_register_offers_is_confirmed_or_passed_over_with_a_reason() {
    for (_, city) in on_both("ledger offers").await {
        let old = registered(&city, 5, "401", "1935-05-01", "测试戊").await;
        registered(&city, 5, "402", "1990-05-01", "测试己").await;
        let path = format!("/ledgers/offers?within={COMMUNITY}");
        let offers = async || {
            let offers = city.get("shequ", &path, "register").await.ok();
            let offers = offers.as_array().unwrap().iter();
            offers.map(|one| one["category"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(offers().await, ["over_80", "living_alone"]);
        assert!(
            list(&city, "shequ", "").await["rows"].as_array().unwrap().is_empty(),
            "nobody is entered in silence"
        );
        let confirmed = enter(&city, "shequ", &old, "rule", care("over_80")).await;
        assert_eq!(outcome(&confirmed), "204");
        let made_up = enter(&city, "shequ", &old, "rule", care("infant")).await;
        assert_eq!(outcome(&made_up), "400 bad_input", "the register does not say so");
        let pass = json!({ "fact_id": city.fresh_id(), "person_id": old,
            "category": "living_alone", "reason": "女儿每天来" });
        for _ in 0..2 {
            let answer =
                city.post("shequ", "/ledgers/offers/passes", "register", pass.clone()).await;
            assert_eq!(outcome(&answer), "204");
        }
        assert_eq!(offers().await, [""; 0]);
        // Taken off, he is not offered again the next day.
        let entry = entry_of(&city, &old, "").await;
        let ended =
            post(&city, &entry, "end", json!({ "version": 1, "reason": "转入养老院" })).await;
        assert_eq!(outcome(&ended), "204");
        city.turn_to("2022-11-25").await;
        assert_eq!(offers().await, [""; 0]);
        // The birth is put right: what both rested on is different.
        let body = json!({ "fact_id": city.fresh_id(), "version": 1, "reason": "出生日期登错",
            "person": { "name": "测试戊", "document_kind": "none_yet", "document": "",
            "born": "1936-05-01", "relation": "head", "stay": "permanent",
            "compound": "兰亭御湖城东区", "building": "5号楼", "unit": "1单元", "room": "401" } });
        let path = format!("/people/{old}");
        let answer = city.send("shequ", "PUT", &path, "register", Some(body)).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        assert_eq!(offers().await, ["over_80", "living_alone"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_of_the_day_is_raised_once_for_each_day_and_grid() {
    for (engine, city) in on_both("ledger tours").await {
        let one = registered(&city, 5, "501", "1930-01-01", "测试庚").await;
        let two = registered(&city, 3, "501", "1930-01-01", "测试辛").await;
        // A Thursday.
        let dialysis = json!({ "ledger": "special_care", "category": "dialysis",
            "weekdays": [4], "reason": "走访" });
        enter(&city, "shequ", &one, "form", dialysis).await;
        let first = said("应上门1人次（透析1）");
        assert_eq!(tours(&city).await, [format!("{TODAY} G02 open {first}")], "{engine:?}");
        enter(&city, "shequ", &one, "form", care("bedridden")).await;
        enter(&city, "shequ", &two, "form", care("bedridden")).await;
        let both = [
            format!("{TODAY} G01 open {}", said("应上门1人次（卧床1）")),
            format!("{TODAY} G02 open {}", said("应上门2人次（卧床1、透析1）")),
        ];
        assert_eq!(tours(&city).await, both);
        for _ in 0..2 {
            fangxian_app::orders::orders_follow_day(&city.city, city.wall()).await.unwrap();
            assert_eq!(tours(&city).await, both, "raised twice is raised once");
        }
        // Names are not in the order: they are read through the ledger.
        let stored = column(&city, "select instruction || ground as x from work_order").await;
        assert!(stored.iter().all(|text| !text.contains("测试")), "{stored:?}");
        // Somebody dies or moves: the grid has nothing to do today, and then again.
        let last = entry_of(&city, &two, "").await;
        post(&city, &last, "end", json!({ "version": 1, "reason": "搬走" })).await;
        let off = format!("{TODAY} G01 called_off {}", said("应上门1人次（卧床1）"));
        assert_eq!(tours(&city).await[0], off);
        enter(&city, "shequ", &two, "form", care("disability")).await;
        assert_eq!(
            tours(&city).await[0],
            format!("{TODAY} G01 open {}", said("应上门1人次（残疾1）"))
        );
        // The grid worker does it with evidence, and the day's work is done.
        let orders = city.get("wangge", "/orders?limit=200", "order_work").await.ok();
        let order = orders["rows"].as_array().unwrap().iter();
        let order = order.clone().find(|one| one["kind"] == "ledger_tour").unwrap();
        let path = format!("/orders/{}/facts", order["order_id"].as_str().unwrap());
        let body = json!({ "fact_id": city.fresh_id(), "version": order["version"],
            "kind": "done", "households_done": 1, "households_left": 0, "note": "" });
        city.post("wangge", &path, "order_work", body).await.ok();
        city.turn_to("2022-11-25").await;
        let next = tours(&city).await;
        let tomorrow: Vec<&String> =
            next.iter().filter(|one| one.starts_with("2022-11-25")).collect();
        assert_eq!(
            tomorrow,
            [
                &format!("2022-11-25 G01 open {}", said("应上门1人次（残疾1）")),
                &format!("2022-11-25 G02 open {}", said("应上门1人次（卧床1）")),
            ],
            "no dialysis on a Friday"
        );
        assert!(next[1].starts_with(&format!("{TODAY} G02 done")), "{next:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_review_is_shown_raises_work_and_moves_on() {
    for (_, city) in on_both("ledger reviews").await {
        let person = registered(&city, 5, "601", "1990-01-01", "测试壬").await;
        let own = city.fresh_id();
        let body = json!({ "ledger_id": own, "community": COMMUNITY, "name": "宠物家庭" });
        city.post("shequ", "/ledgers/own", "register", body).await;
        let entry = json!({ "ledger": "own", "own_ledger": own, "reason": "养犬两只",
            "review_on": "2022-11-26" });
        let answer = enter(&city, "shequ", &person, "form", entry).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        assert_eq!(tours(&city).await, [""; 0], "nothing is due before the review");
        city.turn_to("2022-11-26").await;
        let due = said("到期复核1条");
        assert_eq!(tours(&city).await, [format!("2022-11-26 G02 open {due}")]);
        city.turn_to("2022-11-27").await;
        let late = list(&city, "shequ", "&view=overdue").await;
        assert_eq!(late["rows"][0]["state"], "overdue", "{late}");
        assert_eq!(late["counts"]["overdue"], 1);
        let entry = entry_of(&city, &person, "").await;
        let past = json!({ "version": 1, "review_on": "2022-11-27" });
        assert_eq!(outcome(&post(&city, &entry, "reviews", past).await), "400 bad_input");
        let stale = json!({ "version": 0, "review_on": "2022-12-27" });
        assert_eq!(outcome(&post(&city, &entry, "reviews", stale).await), "409 stale");
        let next = json!({ "version": 1, "review_on": "2022-12-05", "note": "还在养" });
        assert_eq!(outcome(&post(&city, &entry, "reviews", next).await), "204");
        let seen = entry_of(&city, &person, "").await;
        assert_eq!(
            (&seen["state"], &seen["review_on"]),
            (&json!("standing"), &json!("2022-12-05"))
        );
        let off = format!("2022-11-27 G02 called_off {due}");
        assert!(tours(&city).await.contains(&off), "nothing is left to do today");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_is_off_the_ledger_and_back_when_he_is_back() {
    for (_, city) in on_both("ledgers and leaving").await {
        let person = registered(&city, 5, "701", "1930-01-01", "测试癸").await;
        enter(&city, "shequ", &person, "form", care("bedridden")).await;
        let leave = async |version: i64, back: bool| {
            let body = json!({ "fact_id": city.fresh_id(), "version": version, "back": back,
                "reason": "去外地" });
            let path = format!("/people/{person}/leave");
            assert_eq!(outcome(&city.post("shequ", &path, "register", body).await), "204");
        };
        leave(1, false).await;
        assert!(list(&city, "shequ", "").await["rows"].as_array().unwrap().is_empty());
        let gone = entry_of(&city, &person, "&view=over").await;
        assert_eq!((&gone["state"], &gone["visits_left"]), (&json!("left"), &json!(0)));
        assert!(tours(&city).await[0].contains("called_off"), "nobody knocks at an empty door");
        let visit = post(&city, &gone, "visits", json!({})).await;
        assert_eq!(outcome(&visit), "409 ledger_ended");
        // Nothing of it is stored: he is back, and so is his entry.
        leave(2, true).await;
        assert_eq!(entry_of(&city, &person, "").await["state"], "standing");
        assert!(tours(&city).await[0].contains(" open "), "and somebody goes there today");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_counted_for_its_day() {
    for (_, city) in on_both("ledger visits").await {
        let person = registered(&city, 5, "801", "1930-01-01", "测试子").await;
        let mut twice = care("bedridden");
        twice["times_a_day"] = json!(2);
        enter(&city, "shequ", &person, "form", twice).await;
        let due = async || entry_of(&city, &person, "").await["visits_left"].clone();
        assert_eq!(due().await, 2);
        let entry = entry_of(&city, &person, "").await;
        let path = format!("/ledgers/entries/{}/visits", entry["entry_id"].as_str().unwrap());
        let body = json!({ "fact_id": city.fresh_id(), "note": "已采样" });
        for _ in 0..3 {
            let answer = city.post("wangge", &path, "order_work", body.clone()).await;
            assert_eq!(outcome(&answer), "204", "sent three times is one visit");
        }
        assert_eq!(due().await, 1);
        assert_eq!(outcome(&post(&city, &entry, "visits", json!({})).await), "204");
        assert_eq!(due().await, 0);
        let today = list(&city, "shequ", "&view=due").await;
        assert_eq!((&today["rows"], &today["counts"]["of_today"]), (&json!([]), &json!(1)));
        city.turn_to("2022-11-25").await;
        assert_eq!(due().await, 2, "a new day");
        assert_eq!(entry_of(&city, &person, "").await["last_visit"], TODAY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tour_goes_along_when_the_grids_are_drawn_anew() {
    for (_, city) in on_both("ledgers and grids").await {
        let person = registered(&city, 5, "901", "1930-01-01", "测试丑").await;
        enter(&city, "shequ", &person, "form", care("bedridden")).await;
        let before = tours(&city).await;
        assert!(before[0].contains("G02 open"), "{before:?}");
        let path = format!("/grids?community={COMMUNITY}");
        let grids = city.get("shequ", &path, "register").await.ok();
        let drawn: Vec<Value> = grids["grids"]
            .as_array()
            .unwrap()
            .iter()
            .rev()
            .map(|grid| {
                let places = grid["places"].as_array().unwrap().iter();
                let places: Vec<&Value> = places.map(|one| &one["place"]).collect();
                json!({ "name": grid["name"], "places": places })
            })
            .collect();
        let body = json!({ "community": COMMUNITY, "seen": grids["seen"], "grids": drawn });
        city.send("shequ", "PUT", "/grids", "register", Some(body)).await.ok();
        let after = tours(&city).await;
        let open: Vec<&String> = after.iter().filter(|one| one.contains(" open ")).collect();
        assert!(open.len() == 1 && !open[0].contains("G02"), "{after:?}");
    }
}

/// A16: what somebody is on a ledger for, and why, stands nowhere in the files of the store.
#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_the_store_say_nothing_of_anybody_s_illness() {
    let bar = Bar::begins("A16", "what ledgers say that is looked for in the bytes of the store");
    let city = TestCity::on(TODAY).await;
    let person = registered(&city, 5, "1001", "1930-01-01", "独特姓名寅").await;
    let entry = json!({ "ledger": "special_care", "category": "chemotherapy", "need": "独特的上门事项",
        "reason": "独特的列入原因" });
    assert_eq!(outcome(&enter(&city, "shequ", &person, "form", entry).await), "204");
    let entry = entry_of(&city, &person, "").await;
    let visit = json!({ "note": "独特的上门说明" });
    assert_eq!(outcome(&post(&city, &entry, "visits", visit).await), "204");
    let pass = json!({ "fact_id": city.fresh_id(), "person_id": person, "category": "over_80",
        "reason": "独特的不列入原因" });
    let passed = city.post("shequ", "/ledgers/offers/passes", "register", pass).await;
    assert_eq!(outcome(&passed), "204");
    let end = json!({ "version": 1, "reason": "独特的移出原因" });
    assert_eq!(outcome(&post(&city, &entry, "end", end).await), "204");
    column(&city, "select '' || count(*) as x from ledger_fact").await;
    let url = city.store_url();
    let mut bytes = Vec::new();
    for ending in ["", "-wal", "-shm"] {
        bytes.extend(std::fs::read(format!("{url}{ending}")).unwrap_or_default());
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    // The control: what is not sealed is found.
    assert!(holds("兰亭御湖城东区"), "the sweep finds nothing at all");
    bar.control("SQLite (control: the name of a compound)", 1, 1);
    let secret = [
        "独特姓名寅",
        "独特的上门事项",
        "独特的列入原因",
        "独特的上门说明",
        "独特的不列入原因",
        "独特的移出原因",
        "chemotherapy",
    ];
    let found: Vec<&&str> = secret.iter().filter(|value| holds(value)).collect();
    assert!(found.is_empty(), "{found:?} stand in the files");
    bar.held("SQLite", secret.len());
}

/// What was entered of a record that is merged into another is of the one that stays; separated,
/// each has his own again.
#[tokio::test(flavor = "multi_thread")]
async fn an_entry_goes_along_when_two_records_are_merged() {
    for (_, city) in on_both("ledgers and merges").await {
        let kept = registered(&city, 1, "101", "1960-02-03", "测试并").await;
        let away = registered(&city, 5, "702", "1960-02-03", "测试并").await;
        let answer = enter(&city, "shequ", &away, "form", care("bedridden")).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        assert!(tours(&city).await[0].contains("G02 open"), "{:?}", tours(&city).await);
        let merge = city.fresh_id();
        let body = json!({ "fact_id": merge, "person_id": kept, "version": 1, "other_id": away,
            "other_version": 1, "from_other": [], "reason": "同一人" });
        assert_eq!(outcome(&city.post("shequ", "/people/merges", "register", body).await), "204");
        let entry = entry_of(&city, &kept, "").await;
        assert_eq!(entry["state"], "standing");
        let now = tours(&city).await;
        assert!(now.iter().any(|one| one.contains("G01 open")), "{now:?}");
        assert!(now.iter().any(|one| one.contains("G02 called_off")), "{now:?}");
        assert_eq!(outcome(&post(&city, &entry, "visits", json!({ "note": "好" })).await), "204");
        let body = json!({ "fact_id": city.fresh_id(), "version": 2, "other_version": 2,
            "reason": "合错了" });
        let path = format!("/people/merges/{merge}/undo");
        assert_eq!(outcome(&city.post("shequ", &path, "register", body).await), "204");
        assert_eq!(entry_of(&city, &away, "").await["entry_id"], entry["entry_id"]);
    }
}
