//! 协查, on both engines: lists of several senders become one person's case, given to his community, called
//! once, and answered to each sender in his own form; corrections go out again; what is over is destroyed.

use crate::attacks::on_both;
use crate::attempt::{Attempt, column, person};
use crate::policy::{COMMUNITY, ELSEWHERE, PERSON, SIBLING, outcome};
use fangxian_app::messages::messages_relay;
use fangxian_app::records_retire;
use fangxian_app::verifications::{verifications_retire, verifications_watch};
use fangxian_sheets::{Bounds, OutCell, OutSheet, Workbook, text, write_xlsx};
use fangxian_testkit::{Answer, TestCity};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use tower::ServiceExt;

/// Enters a sender of the city's desk.
pub(crate) async fn sender(city: &TestCity, name: &str, kind: &str, more: Value) -> String {
    let id = city.fresh_id();
    let mut body = json!({ "fact_id": city.fresh_id(), "facts": 0, "name": name, "kind": kind,
        "place": "1401" });
    for (field, value) in more.as_object().into_iter().flatten() {
        body[field] = value.clone();
    }
    let path = format!("/verifications/senders/{id}");
    let answer = city.post("zhihui", &path, "command", body).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    id
}

/// Puts a list in.
pub(crate) async fn put_in(city: &TestCity, sender: &str, direction: &str, bytes: &[u8]) -> Answer {
    let id = city.fresh_id();
    let path = format!("/verifications/lists/{id}?sender={sender}&direction={direction}");
    let attempt = Attempt::of("POST", &path).session(&city.session("zhihui").await);
    let attempt = attempt.purpose("command").with("x-file-name", "%E5%90%8D%E5%8D%95.csv");
    attempt.bytes("application/octet-stream", bytes.to_vec()).send(city).await
}

/// Takes a list that was put in.
pub(crate) async fn take(city: &TestCity, list: &Value, more: Value) -> Answer {
    let id = list["list_id"].as_str().unwrap();
    let mut body = json!({ "version": list["version"], "due_hours": 24 });
    for (field, value) in more.as_object().into_iter().flatten() {
        body[field] = value.clone();
    }
    city.post("zhihui", &format!("/verifications/lists/{id}/take"), "command", body).await
}

/// Puts a list in and takes it.
pub(crate) async fn came(city: &TestCity, sender: &str, bytes: &[u8]) -> String {
    let list = put_in(city, sender, "in", bytes).await.ok();
    take(city, &list, json!({})).await.ok();
    list["list_id"].as_str().unwrap().to_owned()
}

/// A sender, a draft of his, and the case of the person of the register.
pub(crate) async fn standing(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let id = sender(city, "市公安局", "police", json!({})).await;
    came(city, &id, "姓名,身份证号\n测试,11010519491231002X\n".as_bytes()).await;
    let draft = put_in(city, &id, "in", "姓名,电话\n演练乙,10000000072\n".as_bytes()).await.ok();
    named.insert("list_id", draft["list_id"].as_str().unwrap().to_owned());
    let case = column(city, "select case_id as x from verification_line").await.remove(0);
    named.extend([("sender_id", id), ("asked_id", case)]);
}

pub(crate) async fn work(city: &TestCity) -> Value {
    let path = format!("/verifications/work?community={COMMUNITY}");
    city.get("shequ", &path, "order_work").await.ok()
}

pub(crate) async fn say(city: &TestCity, row: &Value, more: Value) -> Answer {
    let mut body = json!({ "fact_id": city.fresh_id(), "facts": row["facts"], "means": "phone" });
    for (field, value) in more.as_object().into_iter().flatten() {
        body[field] = value.clone();
    }
    let path = format!("/verifications/cases/{}/facts", row["case_id"].as_str().unwrap());
    city.post("shequ", &path, "order_work", body).await
}

async fn reply(city: &TestCity, list: &str, format: &str) -> Answer {
    let body = json!({ "reply_id": city.fresh_id(), "format": format });
    let path = format!("/verifications/lists/{list}/replies");
    city.post("zhihui", &path, "command", body).await
}

/// A list as the desk sees it: answered, to be told.
async fn counts(city: &TestCity, list: &str) -> (i64, i64) {
    let seen = city.get("zhihui", &format!("/verifications/lists/{list}"), "command").await.ok();
    (seen["answered"].as_i64().unwrap(), seen["to_tell"].as_i64().unwrap())
}

async fn register(city: &TestCity) {
    let person: Value = serde_json::from_str(PERSON).unwrap();
    let body = json!({ "person_id": city.fresh_id(), "fact_id": city.fresh_id(),
        "community": COMMUNITY, "found": false, "person": person });
    assert_eq!(outcome(&city.post("shequ", "/people", "register", body).await), "204");
}

const POLICE: &str = "某区协查人员名单,,,,,\n\
    序号,手机号码,姓名,公民身份号码,反馈结果,派出所\n\
    1,10000000000,测试,11010519491231002X,,一所\n\
    2,,演练丙,,,二所\n\
    3,10000000081,演练丁,110105194912310021,,二所\n";

/// Another sender's own form: another order, the same person by name and phone, and where he was.
fn health() -> Vec<u8> {
    let row = |words: [&str; 5]| words.map(OutCell::text).to_vec();
    let titles = ["暴露地点", "暴露时间", "人员姓名", "联系电话", "目的地"].map(str::to_owned);
    let rows = vec![
        row(["某市某商场", "10月5日下午", "演练戊", "10000000082", "太原市小店区无此地"]),
        row(["某市某商场", "10月5日下午", "测试", "100-0000-0000", ""]),
    ];
    write_xlsx(&[OutSheet { name: "名单".to_owned(), titles: titles.to_vec(), rows }]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_of_two_lists_is_called_once_and_both_senders_are_answered_in_their_form() {
    for (engine, city) in on_both("one_person_of_two_lists").await {
        register(&city).await;
        let police = sender(&city, "市公安局", "police", json!({})).await;
        let health_desk = sender(&city, "市疾控中心", "health", json!({})).await;
        let first = came(&city, &police, POLICE.as_bytes()).await;
        let second = came(&city, &health_desk, &health()).await;
        let list = work(&city).await;
        assert_eq!((&list["open"], &list["late"]), (&json!(1), &json!(0)), "{engine:?} {list}");
        let row = list["rows"][0].clone();
        assert_eq!(row["senders"], json!(["市公安局", "市疾控中心"]));
        assert_eq!((&row["lines"], &row["exposed"]), (&json!(2), &json!(true)));
        assert_eq!(row["placed_by"], "register");
        for masked in ["name", "phone", "document"] {
            assert!(row[masked].as_str().unwrap().contains('*'), "{row}");
        }
        // Whoever opens it sees whole numbers, and that is in the person's own log.
        let case = format!("/verifications/cases/{}", row["case_id"].as_str().unwrap());
        let opened = city.get("shequ", &case, "order_work").await.ok();
        assert_eq!((&opened["name"], &opened["phone"]), (&json!("测试"), &json!("10000000000")));
        let looks = "select subject as x from read_log where subject like 'verification/%'";
        assert_eq!(column(&city, looks).await.len(), 1);
        // Unreachable is no answer before he was tried three times.
        let no = say(&city, &row, json!({ "does": "answer", "answer": "unreachable" })).await;
        assert_eq!(outcome(&no), "400 verification_answer");
        assert_eq!(outcome(&say(&city, &row, json!({ "does": "tried" })).await), "204");
        let stale = say(&city, &row, json!({ "does": "tried" })).await;
        assert_eq!(outcome(&stale), "409 stale", "what was said meanwhile is seen first");
        let row = work(&city).await["rows"][0].clone();
        assert_eq!(row["tries"], 1);
        let id = city.fresh_id();
        let here = json!({ "does": "answer", "answer": "here", "since": "2022-10-05",
            "remark": "住在5号楼", "fact_id": id });
        assert_eq!(outcome(&say(&city, &row, here.clone()).await), "204");
        assert_eq!(outcome(&say(&city, &row, here).await), "204", "twice is once");
        let other = json!({ "does": "answer", "answer": "abroad", "fact_id": id });
        assert_eq!(outcome(&say(&city, &row, other).await), "409 id_reused");
        // A list said where he was: somebody goes to the door. Nobody's code changed.
        let orders =
            "select kind || ' ' || place as x from work_order where kind = 'contact_check'";
        let orders = column(&city, orders).await;
        assert_eq!(orders.len(), 1, "{orders:?}");
        assert!(orders[0].contains("contact_check 140110003001-"), "{orders:?}");
        assert!(column(&city, "select reason_id as x from code_reason").await.is_empty());

        // Each in his own form: title, order and headings as they came.
        assert_eq!(counts(&city, &first).await, (1, 1));
        let csv = reply(&city, &first, "csv").await;
        let lines: Vec<&str> = csv.text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0], "某区协查人员名单,,,,,");
        assert_eq!(lines[1], "序号,手机号码,姓名,公民身份号码,反馈结果,派出所");
        let said = "在本地（自2022-10-05）；住在5号楼";
        assert_eq!(
            lines[2],
            format!("1,10000000000,测试,11010519491231002X,{said},一所"),
            "{engine:?}"
        );
        assert_eq!(lines[3], "2,,演练丙,,核查中,二所");
        assert_eq!(lines.len(), 5);
        assert_eq!(counts(&city, &first).await, (1, 0), "told");
        let rows = workbook(&city, &second).await;
        assert_eq!(rows[0][..5], ["暴露地点", "暴露时间", "人员姓名", "联系电话", "目的地"]);
        assert_eq!(rows[0][5..], ["核查结果", "核查时间", "核查单位"]);
        assert_eq!((rows[1][5].as_str(), rows[2][5].as_str()), ("核查中", said));
        assert_eq!(rows[2][3], "100-0000-0000", "as it came");

        // What is put right goes out again, to both.
        let row = answered(&city).await;
        let no = say(&city, &row, json!({ "does": "answer", "answer": "abroad" })).await;
        assert_eq!(outcome(&no), "409 verification_case");
        let no = say(&city, &row, json!({ "does": "correct", "answer": "abroad" })).await;
        assert_eq!(outcome(&no), "400 bad_input", "why");
        let right = json!({ "does": "correct", "answer": "left", "place": "太原市迎泽区",
            "remark": "昨天搬走，上次答错" });
        assert_eq!(outcome(&say(&city, &row, right).await), "204");
        assert_eq!(counts(&city, &first).await, (1, 1));
        assert_eq!(counts(&city, &second).await, (1, 1));
        let csv = reply(&city, &first, "csv").await;
        assert!(csv.text.contains("已离开本地，去往太原市迎泽区；昨天搬走"), "{}", csv.text);
        the_desk(&city, &police, &first).await;
    }
}

async fn answered(city: &TestCity) -> Value {
    let rows = work(city).await["rows"].clone();
    let rows = rows.as_array().unwrap();
    rows.iter().find(|row| row["state"] == "answered").unwrap().clone()
}

/// The rows of the answer as a workbook.
async fn workbook(city: &TestCity, list: &str) -> Vec<Vec<String>> {
    let body = json!({ "reply_id": city.fresh_id(), "format": "xlsx" });
    let request = axum::http::Request::post(format!("/api/v1/verifications/lists/{list}/replies"))
        .header("cookie", format!("fangxian={}", city.session("zhihui").await))
        .header("purpose", "command")
        .header("x-fangxian", "1")
        .header("content-type", "application/json")
        .body(axum::body::Body::from(body.to_string()))
        .unwrap();
    let response = city.router().oneshot(request).await.unwrap();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let book = Workbook::open(bytes.to_vec(), &Bounds::default()).unwrap();
    let mut rows = Vec::new();
    book.rows(0, |row| {
        rows.push(row.cells.iter().map(text).collect());
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

/// Those of whom nobody knows whose they are, the same list again, and the numbers.
async fn the_desk(city: &TestCity, police: &str, first: &str) {
    let unplaced =
        async || city.get("zhihui", "/verifications/unplaced?within=1401", "command").await.ok();
    let rows = unplaced().await;
    assert_eq!(rows.as_array().unwrap().len(), 3, "{rows}");
    let wrong =
        rows.as_array().unwrap().iter().find(|row| row["flaws"][0]["code"] == "document_wrong");
    let wrong = wrong.expect("a number with a wrong check sign is kept and told").clone();
    let place = |row: &Value, place: &str, id: &str| {
        let body = json!({ "fact_id": id, "facts": row["facts"], "place": place });
        (format!("/verifications/cases/{}/place", row["case_id"].as_str().unwrap()), body)
    };
    let id = city.fresh_id();
    let (path, body) = place(&wrong, COMMUNITY, &id);
    for _ in 0..2 {
        let given = city.post("zhihui", &path, "command", body.clone()).await;
        assert_eq!(outcome(&given), "204", "{}", given.text);
    }
    let (path, body) = place(&wrong, "140105", &city.fresh_id());
    assert_eq!(outcome(&city.post("zhihui", &path, "command", body).await), "400 place_unknown");
    assert_eq!(unplaced().await.as_array().unwrap().len(), 2);
    let open = work(city).await["rows"][0].clone();
    assert_eq!((&open["placed_by"], &open["state"]), (&json!("desk"), &json!("open")));
    let back = json!({ "does": "hand_back", "remark": "不在本社区，听说住迎泽" });
    assert_eq!(outcome(&say(city, &open, back).await), "204");
    let rows = unplaced().await;
    assert_eq!(rows.as_array().unwrap().len(), 3);
    // The desk answers of whom nobody can know more.
    let row = rows.as_array().unwrap().iter().find(|row| row["phone"] == "").unwrap();
    let body = json!({ "fact_id": city.fresh_id(), "facts": row["facts"], "does": "answer",
        "answer": "insufficient", "means": "records" });
    let path = format!("/verifications/cases/{}/facts", row["case_id"].as_str().unwrap());
    let answer = city.post("zhihui", &path, "command", body).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    let csv = reply(city, first, "csv").await;
    assert!(csv.text.contains("2,,演练丙,,信息不足，无法核实,二所"), "{}", csv.text);

    // The very list again, saved by another program: it is known, and taken only by whoever says so.
    let book = POLICE.trim_end().lines().map(|line| line.split(',').map(OutCell::text).collect());
    let mut rows: Vec<Vec<OutCell>> = book.collect();
    let titles = POLICE.lines().next().unwrap().split(',').map(str::to_owned).collect();
    rows.remove(0);
    let again = write_xlsx(&[OutSheet { name: "名单".to_owned(), titles, rows }]).unwrap();
    let list = put_in(city, police, "in", &again).await.ok();
    assert!(list["known_at"].is_i64(), "{list}");
    let no = take(city, &list, json!({})).await;
    assert_eq!(outcome(&no), "409 verification_list_known");
    let taken = take(city, &list, json!({ "although_known": true })).await.ok();
    assert_eq!(taken["answered"], 1, "what was answered today answers it, too: {taken}");
    let numbers = city.get("zhihui", "/verifications/numbers?within=1401", "command").await.ok();
    let own = &numbers["senders"].as_array().unwrap().iter().find(|one| one["kind"] == "police");
    let own = own.unwrap();
    assert_eq!((&own["lists"], &own["lines"], &own["answered"]), (&json!(2), &json!(6), &json!(3)));
    assert_eq!((&own["to_tell"], &own["late"]), (&json!(1), &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_community_another_county_and_the_field_see_nothing_of_it() {
    let city = TestCity::on(crate::policy::TODAY).await;
    register(&city).await;
    let police = sender(&city, "市公安局", "police", json!({})).await;
    let list = came(&city, &police, POLICE.as_bytes()).await;
    let row = work(&city).await["rows"][0].clone();
    let case = row["case_id"].as_str().unwrap().to_owned();
    let from = "2022-01-01";
    person(&city, "sib", &[("community_registrar", SIBLING, from, None)]).await;
    person(&city, "far", &[("community_registrar", ELSEWHERE, from, None)]).await;
    person(&city, "county", &[("city_command", "140105", from, None)]).await;
    let fact = json!({ "fact_id": city.fresh_id(), "facts": row["facts"], "does": "answer",
        "answer": "here", "means": "phone" });
    let place = json!({ "fact_id": city.fresh_id(), "facts": row["facts"], "place": ELSEWHERE });
    for (login, purpose) in [
        ("sib", "order_work"),
        ("far", "order_work"),
        ("county", "command"),
        ("wangge", "order_work"),
        ("shenji", "audit"),
        ("jikong", "code_decision"),
    ] {
        let session = city.sign_in(login, fangxian_app::demo::PASSWORD).await.unwrap();
        for (method, path, body) in [
            ("GET", format!("/verifications/cases/{case}"), None),
            ("POST", format!("/verifications/cases/{case}/facts"), Some(&fact)),
            ("POST", format!("/verifications/cases/{case}/place"), Some(&place)),
            ("GET", format!("/verifications/lists/{list}"), None),
            ("GET", format!("/verifications/work?community={COMMUNITY}"), None),
            ("GET", format!("/verifications/unplaced?within={COMMUNITY}"), None),
            ("GET", format!("/verifications/numbers?within={COMMUNITY}"), None),
            ("POST", format!("/verifications/lists/{list}/letter"), None),
        ] {
            let attempt = Attempt::of(method, &path).session(&session).purpose(purpose);
            let attempt = match body {
                Some(body) => attempt.json(body),
                None => attempt,
            };
            let answer = attempt.send(&city).await;
            assert_eq!(outcome(&answer), "404 not_found", "{login} {method} {path}");
        }
    }
    // The desk of a county takes in its own lists, and sees none of the city's.
    let lists = city.sign_in("county", fangxian_app::demo::PASSWORD).await.unwrap();
    let attempt = Attempt::of("GET", "/verifications/lists?within=1401");
    let answer = attempt.session(&lists).purpose("command").send(&city).await;
    assert_eq!(answer.ok(), json!([]));
    // The desk does not answer for a community that has him.
    let answer = city
        .post("zhihui", &format!("/verifications/cases/{case}/facts"), "command", fact.clone())
        .await;
    assert_eq!(outcome(&answer), "404 not_found");
    // A list without its columns cannot be taken, and nothing of a name is in what refuses it.
    let odd = put_in(&city, &police, "in", "甲,乙\n测试,3\n".as_bytes()).await.ok();
    assert_eq!(odd["enough"], false);
    let no = take(&city, &odd, json!({})).await;
    assert_eq!(outcome(&no), "400 verification_columns");
    assert!(!no.text.contains("测试"));
    let empty = put_in(&city, &police, "in", "姓名,电话\n".as_bytes()).await;
    assert_eq!(outcome(&empty), "400 verification_no_rows");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_too_long_is_told_of_once_and_all_of_it_is_destroyed_in_its_time() {
    for (engine, city) in on_both("who_waits_too_long").await {
        register(&city).await;
        let police = sender(&city, "市公安局", "police", json!({})).await;
        came(&city, &police, POLICE.as_bytes()).await;
        let late = async || verifications_watch(&city.city, city.wall()).await.unwrap();
        assert_eq!(late().await, 0);
        city.pass_signed_out(24 * 3_600_000 + 1);
        assert_eq!(late().await, 3, "{engine:?}");
        assert_eq!(late().await, 0, "once");
        messages_relay(&city.city, city.wall()).await.unwrap();
        let list = work(&city).await;
        assert_eq!(list["late"], 1);
        let heard = city.get("shequ", "/messages", "own_data").await.ok();
        let heard = heard["rows"].as_array().unwrap().clone();
        assert!(heard.iter().any(|one| one["kind"] == "verifications_late"), "{heard:?}");
        // Twenty-eight days after the last that was said, an unanswered case among them.
        let row = list["rows"][0].clone();
        assert_eq!(outcome(&say(&city, &row, json!({ "does": "tried" })).await), "204");
        city.pass_signed_out(27 * 86_400_000);
        assert_eq!(verifications_retire(&city.city, city.wall()).await.unwrap(), 0);
        city.pass_signed_out(3 * 86_400_000);
        assert_eq!(records_retire(&city.city, city.wall()).await.unwrap(), 1);
        for table in ["list", "row", "line", "fact", "reply", "told", "late"] {
            let sql = format!("select county as x from verification_{table}");
            assert!(column(&city, &sql).await.is_empty(), "{engine:?} {table}");
        }
        let noted = "select n_lists || ' ' || n_lines as x from verification_destroyed";
        assert_eq!(column(&city, noted).await, ["1 3"]);
    }
}

/// Lines of a handful of people, each known by some of what is known of him.
fn lines(n: usize, dice: &mut u32) -> Vec<String> {
    let mut roll = |below: u32| {
        *dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*dice >> 16) % below
    };
    (0..n)
        .map(|_| {
            let who = roll(8);
            let document = if roll(2) == 0 { format!("X700000{who}") } else { String::new() };
            // Two of them share a phone, and are two people.
            let phone = format!("1000000009{}", who / 2);
            format!("演练{},{document},{phone}", ["甲", "乙", "丙", "丁"][(who % 4) as usize])
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_in_any_order_make_the_same_people_and_every_line_its_one_answer_in_its_place() {
    let mut dice = 20_221_124;
    let lists: Vec<Vec<String>> = (0..3).map(|_| lines(20, &mut dice)).collect();
    let mut seen = Vec::new();
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
        let city = TestCity::on(crate::policy::TODAY).await;
        let mut ids: BTreeMap<usize, String> = BTreeMap::new();
        for n in order {
            let id = sender(&city, &format!("单位{n}"), "other", json!({})).await;
            let text = format!("姓名,证件号码,电话\n{}\n", lists[n].join("\n"));
            ids.insert(n, came(&city, &id, text.as_bytes()).await);
        }
        // Which lines are one person's, by list and number.
        let mut groups: BTreeMap<String, Vec<(usize, i64)>> = BTreeMap::new();
        for (n, id) in &ids {
            let sql = format!(
                "select case_id || ' ' || row_number as x from verification_line
                 where list_id = '{id}' order by row_number"
            );
            for line in column(&city, &sql).await {
                let (case, number) = line.split_once(' ').unwrap();
                let number: i64 = number.parse().unwrap();
                groups.entry(case.to_owned()).or_default().push((*n, number));
            }
        }
        let mut groups: Vec<Vec<(usize, i64)>> = groups.into_values().collect();
        groups.sort();
        // Everybody is answered at the desk, and each sender hears of each of his lines, in his order.
        let path = "/verifications/unplaced?within=1401";
        for row in city.get("zhihui", path, "command").await.ok().as_array().unwrap() {
            let body = json!({ "fact_id": city.fresh_id(), "facts": row["facts"],
                "does": "answer", "answer": "never_been", "means": "records",
                "remark": row["case_id"] });
            let path = format!("/verifications/cases/{}/facts", row["case_id"].as_str().unwrap());
            let answer = city.post("zhihui", &path, "command", body).await;
            assert_eq!(outcome(&answer), "204", "{}", answer.text);
        }
        for (n, id) in &ids {
            let csv = reply(&city, id, "csv").await.text;
            let answered: Vec<&str> = csv.lines().skip(1).collect();
            assert_eq!(answered.len(), lists[*n].len());
            for (asked, answered) in lists[*n].iter().zip(answered) {
                let said = answered.strip_prefix(asked.as_str()).expect(answered);
                assert_eq!(said.matches("从未到过本地").count(), 1, "{answered}");
            }
        }
        seen.push(groups);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
    assert!(seen[0].len() > 4 && seen[0].len() < 20, "{}", seen[0].len());
}
