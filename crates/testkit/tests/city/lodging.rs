//! The register of houses that lodge people, on both engines: the page that a community gives, guests
//! entered and pasted, handed over to the community, disinfection by the rules, and that all of it is
//! destroyed when its time is over.

use crate::attacks::on_both;
use crate::attempt::column;
use crate::policy::{COMMUNITY, SIBLING, outcome};
use crate::results::{NAME, PASSPORT, foreigner, post};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use fangxian_app::records_retire;
use fangxian_core::Moment;
use fangxian_core::ids::StayId;
use fangxian_store::StoreError;
use fangxian_store::arrivals::arrivals_by_documents;
use fangxian_store::destroyed::{DestroyedKind, RecordsDestroyed, destroyed_list};
use fangxian_store::lodgings::{stay_facts_of, stays_by_document};
use fangxian_testkit::{Answer, Engine, TestCity};
use serde_json::{Value, json};

/// A day on which the city's marks of the ninth edition are in force, and the words on disinfection.
const NINTH: &str = "2022-10-08";

async fn on_both_then(name: &str) -> Vec<(Engine, TestCity)> {
    let mut cities = Vec::new();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        match TestCity::on_engine(engine, NINTH).await {
            Some(city) => cities.push((engine, city)),
            None => eprintln!("SKIPPED {name} on {engine:?}: no PostgreSQL on this machine"),
        }
    }
    cities
}

/// A house with its page.
pub(crate) async fn house(city: &TestCity, kind: &str) -> (String, String) {
    let id = crate::venues::approved(city, kind, Some(100)).await;
    let told = give(city, &id, false).await.ok();
    (id, told["page"].as_str().unwrap().to_owned())
}

async fn give(city: &TestCity, id: &str, has_page: bool) -> Answer {
    let body = json!({ "fact_id": city.fresh_id(), "has_page": has_page });
    city.post("shequ", &format!("/lodgings/{id}/page"), "order_work", body).await
}

async fn open(city: &TestCity, path: &str) -> Answer {
    city.raw(Request::get(path).body(Body::empty()).unwrap()).await
}

async fn houses(city: &TestCity, login: &str) -> Vec<Value> {
    let (within, purpose) =
        if login == "zhihui" { ("1401", "command") } else { (COMMUNITY, "order_work") };
    let listed = city.get(login, &format!("/lodgings?within={within}"), purpose).await.ok();
    listed.as_array().unwrap().clone()
}

/// The fields of somebody who comes in this morning.
fn guest<'a>(id: &'a str, name: &'a str, document: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", id),
        ("name", name),
        ("kind", "passport"),
        ("document", document),
        ("phone", "10000000061"),
        ("room", "301"),
        ("from", "北京市朝阳区"),
        ("station", "taiyuan"),
        ("number", "G623"),
        ("arrived_day", NINTH),
        ("arrived_time", "07:10"),
        ("since_day", NINTH),
        ("since_time", "08:30"),
        ("code", "green"),
        ("stayed", "nowhere"),
        ("home", "elsewhere"),
    ]
}

fn with<'a>(
    mut fields: Vec<(&'a str, &'a str)>,
    name: &str,
    value: &'a str,
) -> Vec<(&'a str, &'a str)> {
    fields.iter_mut().filter(|(own, _)| *own == name).for_each(|(_, own)| *own = value);
    fields
}

async fn enter(city: &TestCity, page: &str, fields: &[(&str, &str)]) -> Answer {
    post(city, &format!("{page}/new"), fields).await
}

/// The arrivals that the community of the house sees.
async fn arrivals(city: &TestCity) -> Vec<Value> {
    let path = format!("/arrivals?within={COMMUNITY}");
    city.get("shequ", &path, "order_work").await.ok().as_array().unwrap().clone()
}

async fn say(city: &TestCity, page: &str, fields: &[(&str, &str)]) -> StatusCode {
    let id = city.fresh_id();
    let mut all = vec![("id", id.as_str())];
    all.extend_from_slice(fields);
    post(city, page, &all).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_is_put_right_and_what_stood_before_stays_to_be_read() {
    for (engine, city) in on_both_then("a guest put right").await {
        let (_, page) = house(&city, "hotel").await;
        let id = city.fresh_id();
        let risky = with(guest(&id, "Anna Muler", "X7000001"), "stayed", "high");
        assert_eq!(enter(&city, &page, &risky).await.status, StatusCode::SEE_OTHER);
        let right = [
            ("act", "correct"),
            ("stay", id.as_str()),
            ("facts", "1"),
            ("room", "302"),
            ("name", "Anna Müller"),
            ("kind", "passport"),
            ("document", "X7000002"),
        ];
        let fact = city.fresh_id();
        let mut once = vec![("id", fact.as_str())];
        once.extend_from_slice(&right);
        for _ in 0..2 {
            let said = post(&city, &page, &once).await;
            assert_eq!(
                said.status,
                StatusCode::SEE_OTHER,
                "{engine:?} twice is once {}",
                said.text
            );
        }
        assert_eq!(say(&city, &page, &right).await, StatusCode::CONFLICT, "not seen");
        let same = [("act", "correct"), ("stay", id.as_str()), ("facts", "2"), ("name", "")];
        assert_eq!(say(&city, &page, &same).await, StatusCode::BAD_REQUEST, "nothing is otherwise");
        let wrong = [
            ("act", "correct"),
            ("stay", id.as_str()),
            ("facts", "2"),
            ("kind", "resident_id"),
            ("document", "11010519491231002Y"),
        ];
        assert_eq!(say(&city, &page, &wrong).await, StatusCode::BAD_REQUEST);
        for path in [page.clone(), format!("{page}/guests/{id}")] {
            let text = open(&city, &path).await.text;
            for said in [
                "302室　Anna Müller",
                "****0002",
                "原登记：",
                "301室　Anna Muler　****0001",
                "等社区接收",
            ] {
                assert!(text.contains(said), "{engine:?} {said} in {text}");
            }
        }
        // Whom the community is to receive is who he is; what was said before stays there as well.
        let listed = arrivals(&city).await;
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0]["people"][0]["name"], "Anna Müller");
        assert_eq!((&listed[0]["state"], &listed[0]["facts"]), (&json!("handed"), &json!(3)));
        // Another house's guest is not found; found by either number is one stay.
        let (_, other) = house(&city, "hotel").await;
        assert_eq!(say(&city, &other, &right).await, StatusCode::NOT_FOUND);
        let stay = StayId::parse(&id).unwrap();
        let facts = city.city.db.read(move |tx| async move { stay_facts_of(&tx, stay).await });
        for (_, index) in facts.await.unwrap().into_iter().filter_map(|one| one.who) {
            let read =
                city.city.db.read(move |tx| async move { stays_by_document(&tx, &index).await });
            assert_eq!(read.await.unwrap(), [stay]);
        }
        let left = [("act", "left"), ("stay", id.as_str()), ("facts", "2")];
        assert_eq!(say(&city, &page, &left).await, StatusCode::SEE_OTHER);
        city.turn_to("2022-10-30").await;
        assert_eq!(records_retire(&city.city, city.wall()).await.unwrap(), 1);
        assert!(column(&city, "select fact_id as x from lodging_stay_fix").await.is_empty());
        assert_eq!(destroyed(&city).await[0].n_rows, 3, "entered, put right, left");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_of_whom_nobody_knew_is_handed_over_and_received() {
    for (engine, city) in on_both_then("guests of a house").await {
        let (_, page) = house(&city, "hotel").await;
        let shown = open(&city, &page).await;
        assert!(shown.text.contains("今天还没有报"), "{engine:?} {}", shown.text);
        // One from a risk area, one from elsewhere, one from this city.
        let ids = [city.fresh_id(), city.fresh_id(), city.fresh_id()];
        let risky = with(guest(&ids[0], "Anna Müller", "X7000001"), "stayed", "high");
        let answer = enter(&city, &page, &risky).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert_eq!(enter(&city, &page, &risky).await.status, StatusCode::SEE_OTHER, "sent twice");
        let own = open(&city, &format!("{page}/guests/{}", ids[0])).await.text;
        for words in
            ["红标：高风险地区返（抵）并旅客", "等社区接收", "****0001", "本市系统里没有他的码"]
        {
            assert!(own.contains(words), "{engine:?} {words} {own}");
        }
        assert!(!own.contains("X7000001") && !own.contains("10000000061"));
        let plain = with(guest(&ids[1], "来客乙", "X7000002"), "room", "302");
        assert_eq!(enter(&city, &page, &plain).await.status, StatusCode::SEE_OTHER);
        let local = with(guest(&ids[2], "来客丙", "X7000003"), "from", "本市");
        assert_eq!(enter(&city, &page, &local).await.status, StatusCode::SEE_OTHER);
        // The same person twice, and what is wrong, is said; what was typed stays.
        let again = city.fresh_id();
        let answer = enter(&city, &page, &guest(&again, "来客乙", "X7000002")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(answer.text.contains("已经登记") && answer.text.contains("X7000002"));
        let late = with(guest(&again, "来客丁", "X7000004"), "since_time", "23:30");
        assert_eq!(enter(&city, &page, &late).await.status, StatusCode::BAD_REQUEST);
        // The two from elsewhere became arrivals that the house reported, with the clock of a hand-over.
        let listed = arrivals(&city).await;
        assert_eq!(listed.len(), 2, "{engine:?}");
        for one in &listed {
            assert_eq!((&one["way"], &one["state"]), (&json!("lodging"), &json!("handed")));
            assert_eq!(one["past"][1]["by"], "店家");
            assert!(one["address"].as_str().unwrap().starts_with("演练商场 30"));
            assert!(one["due_at"].as_i64().is_some());
        }
        let red = listed.iter().find(|one| one["told"]["color"] == "red").unwrap();
        let body = json!({ "fact_id": city.fresh_id(), "facts": 2 });
        let path = format!("/arrivals/{}/receive", red["arrival_id"].as_str().unwrap());
        assert_eq!(outcome(&city.post("shequ", &path, "order_work", body).await), "204");
        let own = open(&city, &format!("{page}/guests/{}", ids[0])).await.text;
        assert!(own.contains("社区已接收"), "{own}");
        // The desk counts and names nobody.
        for login in ["shequ", "wangge", "zhihui"] {
            let all = houses(&city, login).await;
            assert_eq!(all.len(), 1);
            assert_eq!((&all[0]["guests"], &all[0]["came"]), (&json!(3), &json!(3)), "{login}");
            assert_eq!(all[0]["reported"], true);
            assert_eq!(all[0]["page"].is_string(), login == "shequ");
            assert!(!json!(all).to_string().contains("来客"));
        }
        // Somebody leaves; a slip is put right.
        let left = [("act", "left"), ("stay", ids[1].as_str()), ("facts", "1")];
        assert_eq!(say(&city, &page, &left).await, StatusCode::SEE_OTHER);
        assert_eq!(houses(&city, "shequ").await[0]["guests"], 2);
        let gone = open(&city, &format!("{page}/guests/{}", ids[1])).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND, "only guests of now are looked at");
        assert_eq!(say(&city, &page, &left).await, StatusCode::CONFLICT);
        let back = [("act", "returned"), ("stay", ids[1].as_str()), ("facts", "2")];
        assert_eq!(say(&city, &page, &back).await, StatusCode::SEE_OTHER);
        assert_eq!(houses(&city, "shequ").await[0]["guests"], 3);
        // What names a guest is sealed, and every look stands in the trail.
        let sql = "select says || place as x from lodging_stay_fact";
        let kept = column(&city, sql).await.concat();
        assert!(!kept.contains("来客") && !kept.contains("X700") && !kept.contains("302"));
        let trail = column(&city, "select act as x from audit_entry").await;
        let n = |act: &str| trail.iter().filter(|one| *one == act).count();
        assert_eq!((n("lodging_checked_in"), n("lodging_guest")), (3, 2), "{engine:?}");
        assert!(n("lodging_guest_seen") == 2 && n("lodging_guests_seen") == 1, "{trail:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reported_is_not_reported_again_and_his_code_is_looked_up() {
    for (engine, city) in on_both_then("guests who reported").await {
        foreigner(&city, NAME, PASSPORT, 302, "").await;
        let (_, page) = house(&city, "hotel").await;
        let at = city.city.now(city.wall());
        let report = async |stayed: &str, name: &str, document: &str, place: &str| {
            let mut coming = crate::arrivals::coming(at, stayed);
            coming["stay"] = json!("lodging");
            coming["place"] = json!(place);
            let body = json!({ "arrival_id": city.fresh_id(), "fact_id": city.fresh_id(),
                "way": "counter", "coming": coming,
                "who": crate::arrivals::who(name, document) });
            assert_eq!(outcome(&city.post("shequ", "/arrivals", "order_work", body).await), "200");
        };
        report("high", NAME, PASSPORT, COMMUNITY).await;
        report("nowhere", "来客乙", "X7000002", COMMUNITY).await;
        let first = city.fresh_id();
        let fields = with(guest(&first, NAME, PASSPORT), "stayed", "high");
        let answer = enter(&city, &page, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let second = city.fresh_id();
        let answer = enter(&city, &page, &guest(&second, "来客乙", "X7000002")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let listed = arrivals(&city).await;
        assert_eq!(listed.len(), 2, "{engine:?}: nobody is two arrivals");
        let state = |name: &str| {
            let own = listed.iter().find(|one| one["people"][0]["name"] == name).unwrap();
            own["state"].as_str().unwrap().to_owned()
        };
        assert_eq!(state(NAME), "handed", "kept by the rules: his community takes him over");
        assert_eq!(state("来客乙"), "handed", "a landing test is asked of him");
        let own = open(&city, &format!("{page}/guests/{first}")).await.text;
        assert!(own.contains("▲ 红码"), "{engine:?} {own}");
        // Another name on the same document is not told anything of the other's.
        let (_, other) = house(&city, "hotel").await;
        let third = city.fresh_id();
        let fields = guest(&third, "冒名", PASSPORT);
        assert_eq!(enter(&city, &other, &fields).await.status, StatusCode::SEE_OTHER);
        let own = open(&city, &format!("{other}/guests/{third}")).await.text;
        assert!(own.contains("本市系统里没有他的码"), "{own}");
        // A house sees nothing of another's guests.
        let foreign = open(&city, &format!("{page}/guests/{third}")).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let left = [("act", "left"), ("stay", third.as_str()), ("facts", "1")];
        assert_eq!(say(&city, &page, &left).await, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_taken_line_by_line_and_nothing_is_lost() {
    for (engine, city) in on_both_then("a pasted list").await {
        let (_, page) = house(&city, "hotel").await;
        let list = "房号\t姓名\t证件类型\t证件号码\t电话\t从哪里来\t怎么来的\t备注\n\
            401\t来客甲\t护照\tX7100001\t10000000071\t北京市朝阳区\t高铁太原南站\t安静\n\
            402\t来客乙\t护照\tX7100002\t10000000072\t不知道的地方\t飞机\t\n\
            403\tCarl Gustav\t护照\tX7100003\t10000000073\t本市\t\t\n";
        let id = city.fresh_id();
        let path = format!("{page}/list");
        let back = post(&city, &path, &[("id", &id), ("act", "list"), ("list", list)]).await;
        assert_eq!(back.status, StatusCode::OK, "{engine:?} {}", back.text);
        for words in ["登记了2人", "有1行没有登记", "第3行", "不知道的地方", "备注", "402\t来客乙"]
        {
            assert!(back.text.contains(words), "{words} {}", back.text);
        }
        assert!(!back.text.contains("401\t"), "what was taken does not come back");
        // The same page sent twice takes nobody twice.
        let again = post(&city, &path, &[("id", &id), ("act", "list"), ("list", list)]).await;
        assert!(again.text.contains("登记了2人"), "{}", again.text);
        assert_eq!(houses(&city, "shequ").await[0]["guests"], 2);
        let id = city.fresh_id();
        let mended = list.lines().next().unwrap().to_owned()
            + "\n402\t来客乙\t护照\tX7100002\t10000000072\t广州\t飞机\t";
        let back = post(&city, &path, &[("id", &id), ("act", "list"), ("list", &mended)]).await;
        assert!(back.text.contains("都登记好了"), "{}", back.text);
        assert_eq!(houses(&city, "shequ").await[0]["guests"], 3);
        assert_eq!(arrivals(&city).await.len(), 2);
        let none = post(&city, &path, &[("id", &id), ("act", "list"), ("list", "甲\t乙")]).await;
        assert_eq!(none.status, StatusCode::BAD_REQUEST);
        assert!(none.text.contains("第一行要有列名") && none.text.contains("甲\t乙"));
        let much = "一".repeat(60_000);
        let none = post(&city, &path, &[("id", &id), ("act", "list"), ("list", &much)]).await;
        assert_eq!(none.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_the_house_s_until_another_is_given() {
    for (engine, city) in on_both("the page of a house").await {
        let (id, page) = house(&city, "hotel").await;
        assert_eq!(open(&city, &page).await.status, StatusCode::OK);
        let wrong = format!("{}0", &page[..page.len() - 1]);
        let wrong = if wrong == page { format!("{}1", &page[..page.len() - 1]) } else { wrong };
        for path in [wrong.as_str(), "/lodging/1-AAAAAA/0", "/lodging/x/y"] {
            assert_eq!(open(&city, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        // Whoever has not seen that it has one does not take it away.
        assert_eq!(outcome(&give(&city, &id, false).await), "409 stale");
        let anew = give(&city, &id, true).await.ok()["page"].as_str().unwrap().to_owned();
        assert_ne!(anew, page, "{engine:?}");
        assert_eq!(open(&city, &page).await.status, StatusCode::NOT_FOUND);
        assert_eq!(open(&city, &anew).await.status, StatusCode::OK);
        assert_eq!(say(&city, &page, &[("act", "none")]).await, StatusCode::NOT_FOUND);
        assert_eq!(say(&city, &anew, &[("act", "none")]).await, StatusCode::SEE_OTHER);
        assert_eq!(houses(&city, "zhihui").await[0]["reported"], true);
        // A bar keeps none; a post office keeps its disinfection and no guests.
        let bar = crate::venues::approved(&city, "bar", None).await;
        assert_eq!(outcome(&give(&city, &bar, false).await), "400 bad_input");
        let (_, post_office) = house(&city, "post").await;
        let shown = open(&city, &post_office).await.text;
        assert!(shown.contains("营业厅") && !shown.contains("登记一位旅客"), "{shown}");
        let new = open(&city, &format!("{post_office}/new")).await;
        assert_eq!(new.status, StatusCode::NOT_FOUND);
        // Another community finds neither the house nor its page.
        let path = format!("/lodgings?within={SIBLING}");
        let answer = city.get("shequ", &path, "order_work").await;
        assert_eq!(outcome(&answer), "404 not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_disinfection_is_listed_with_its_clause() {
    for (engine, city) in on_both_then("disinfection").await {
        let (_, page) = house(&city, "hotel").await;
        let done = |day: &'static str, time: &'static str| {
            [("act", "disinfect"), ("done_day", day), ("done_time", time), ("lobby", "1")]
        };
        // At nine in the morning nothing is wanting yet.
        let own = &houses(&city, "wangge").await[0];
        assert_eq!((&own["times"], &own["times_ours"]), (&json!(2), &json!(true)), "{engine:?}");
        assert!(own["words"]["as_written"].as_str().unwrap().contains("加大消毒频次"));
        assert_eq!((&own["wanting"], &own["wanting_yesterday"]), (&json!(0), &json!(0)));
        assert_eq!(say(&city, &page, &done(NINTH, "08:00")).await, StatusCode::SEE_OTHER);
        assert_eq!(say(&city, &page, &done(NINTH, "08:20")).await, StatusCode::SEE_OTHER);
        assert_eq!(say(&city, &page, &done(NINTH, "23:00")).await, StatusCode::BAD_REQUEST);
        let nowhere = [("act", "disinfect")];
        assert_eq!(say(&city, &page, &nowhere).await, StatusCode::BAD_REQUEST);
        let own = &houses(&city, "shequ").await[0];
        assert_eq!(own["disinfected"], 1, "twenty minutes apart is once");
        // The next morning one of yesterday is wanting; the day of its first page counts for nothing.
        city.turn_to("2022-10-09").await;
        assert_eq!(houses(&city, "wangge").await[0]["wanting_yesterday"], 0);
        city.turn_to("2022-10-10").await;
        let own = &houses(&city, "wangge").await[0];
        assert_eq!(own["wanting_yesterday"], 2, "{engine:?}");
        assert_eq!(say(&city, &page, &done("2022-10-09", "20:00")).await, StatusCode::SEE_OTHER);
        assert_eq!(houses(&city, "wangge").await[0]["wanting_yesterday"], 1);
        // No rule, no list: the twenty measures' successor asks nothing.
        city.turn_to("2022-12-08").await;
        let own = &houses(&city, "wangge").await[0];
        assert_eq!((&own["times"], &own["wanting_yesterday"]), (&Value::Null, &json!(0)));
    }
}

/// The keyed index of a guest's document.
async fn index_of(city: &TestCity, stay: &str) -> Vec<u8> {
    let stay = StayId::parse(stay).unwrap();
    let facts = city.city.db.read(move |tx| async move { stay_facts_of(&tx, stay).await });
    let facts: Result<Vec<_>, StoreError> = facts.await;
    facts.unwrap()[0].who.clone().unwrap().1
}

/// Everything that the store holds of a document, of whatever table keeps its index.
async fn found(city: &TestCity, index: &[u8]) -> usize {
    let index = index.to_vec();
    let rows = city.city.db.read(move |tx| async move {
        let stays = stays_by_document(&tx, &index).await?.len();
        let since = Moment(0);
        let arrivals = arrivals_by_documents(&tx, &[index], since).await?.len();
        Ok::<_, StoreError>(stays + arrivals)
    });
    rows.await.unwrap()
}

async fn destroyed(city: &TestCity) -> Vec<RecordsDestroyed> {
    let read =
        city.city.db.read(|tx| async move { destroyed_list(&tx, DestroyedKind::ALL, 20).await });
    let all: Result<Vec<_>, StoreError> = read.await;
    all.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_is_nowhere_when_his_time_is_over_and_what_went_is_noted() {
    for (engine, city) in on_both_then("retention of guests").await {
        let (_, page) = house(&city, "hotel").await;
        let (canary, stays) = (city.fresh_id(), city.fresh_id());
        let fields = with(guest(&canary, "Canary Bird", "X7200001"), "stayed", "high");
        assert_eq!(enter(&city, &page, &fields).await.status, StatusCode::SEE_OTHER);
        let fields = guest(&stays, "Still Here", "X7200002");
        assert_eq!(enter(&city, &page, &fields).await.status, StatusCode::SEE_OTHER);
        crate::filings::standing(&city, &mut std::collections::BTreeMap::new()).await;
        let left = [("act", "left"), ("stay", canary.as_str()), ("facts", "1")];
        assert_eq!(say(&city, &page, &left).await, StatusCode::SEE_OTHER);
        let [gone, kept] = [index_of(&city, &canary).await, index_of(&city, &stays).await];
        assert_eq!(found(&city, &gone).await, 2, "a stay and an arrival");
        let retire = async || records_retire(&city.city, city.wall()).await.unwrap();
        // On its last day it is there; a day later the stay is gone, and a week later the arrival.
        city.turn_to("2022-10-29").await;
        assert_eq!(retire().await, 0);
        assert_eq!(found(&city, &gone).await, 2, "{engine:?}");
        city.turn_to("2022-10-30").await;
        assert_eq!(retire().await, 1);
        assert_eq!(retire().await, 0, "once");
        assert_eq!(found(&city, &gone).await, 1);
        let one = &destroyed(&city).await[0];
        assert_eq!((one.what, one.n_records, one.n_rows), (DestroyedKind::Stay, 1, 2));
        assert_eq!((one.day.to_string().as_str(), one.body_sum.len()), (NINTH, 64));
        city.turn_to("2022-11-06").await;
        assert!(retire().await >= 2, "two arrivals, and what was filed");
        assert_eq!(found(&city, &gone).await, 0, "{engine:?}: nowhere");
        assert_eq!(found(&city, &kept).await, 1, "whoever still stays is kept");
        let sql = "select stay_id as x from lodging_stay_fact";
        assert_eq!(column(&city, sql).await, [stays]);
        let people = column(&city, "select fact_id as x from arrival_person").await;
        assert!(people.is_empty(), "{people:?}");
        city.turn_to("2023-01-20").await;
        retire().await;
        assert!(column(&city, "select fact_id as x from filing_fact").await.is_empty());
        let kinds: Vec<DestroyedKind> = destroyed(&city).await.iter().map(|one| one.what).collect();
        for kind in [DestroyedKind::Arrival, DestroyedKind::Gathering, DestroyedKind::Leaving] {
            assert!(kinds.contains(&kind), "{kinds:?}");
        }
        let trail = column(&city, "select act as x from audit_entry").await;
        assert!(trail.iter().any(|act| act == "records_destroyed"));
    }
}
