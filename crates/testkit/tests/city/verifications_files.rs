//! A list of ours comes back as a file, on both engines: with headings of its own and in its own order, it
//! is looked through, kept once, put right by a later one; nothing of it is guessed, and nothing is lost.

use crate::attacks::on_both;
use crate::attempt::{Attempt, column, person};
use crate::policy::outcome;
use crate::verifications::{put_in, sender, take};
use fangxian_sheets::{OutCell, OutSheet, write_xlsx};
use fangxian_testkit::{Answer, TestCity};
use serde_json::{Value, json};

/// Sends a file of answers to a list; `query` begins with a question mark, or is empty.
pub(crate) async fn back(city: &TestCity, list: &str, query: &str, bytes: &[u8]) -> Answer {
    let path = format!("/verifications/lists/{list}/answers{query}");
    let attempt = Attempt::of("POST", &path).session(&city.session("zhihui").await);
    let attempt = attempt.purpose("command");
    attempt.bytes("application/octet-stream", bytes.to_vec()).send(city).await
}

const OURS: &str = "编号,姓名,身份证号,电话,备注\n\
    A-1,测试,11010519491231002X,10000000000,车次G1\n\
    A-2,演练甲,,10000000071,\n\
    A-3,演练乙,,10000000072,\n\
    A-4,演练丙,,10000000072,\n\
    A-5,演练丁,,10000000074,\n";

/// Their own form: another order, other headings, somebody who was not asked about.
fn theirs() -> Vec<u8> {
    let row = |words: [&str; 4]| words.map(OutCell::text).to_vec();
    let titles = ["反馈情况", "手机号码", "公民身份号码", "人员姓名"].map(str::to_owned);
    let rows = vec![
        row(["已落实管控，居家", "100-0000-0071", "", ""]),
        row(["在境外", "", "11010519491231002x", "测试"]),
        row(["从未到过本地", "10000000072", "", ""]),
        row(["在本地", "10000000099", "", "演练戊"]),
        row(["", "10000000074", "", "演练丁"]),
    ];
    write_xlsx(&[OutSheet { name: "反馈".to_owned(), titles: titles.to_vec(), rows }]).unwrap()
}

fn count(seen: &Value, state: &str) -> i64 {
    let all = seen["counts"].as_array().unwrap();
    let one = all.iter().find(|one| one["state"] == state);
    one.map_or(0, |one| one["rows"].as_i64().unwrap())
}

fn keeping(seen: &Value) -> String {
    format!("?seen={}", seen["sum"].as_str().unwrap())
}

async fn kept(city: &TestCity) -> usize {
    column(city, "select fact_id as x from verification_heard").await.len()
}

async fn sent(city: &TestCity) -> (String, String) {
    let to = sender(city, "外地甲市专班", "other_city", json!({})).await;
    let draft = put_in(city, &to, "out", OURS.as_bytes()).await.ok();
    let list = draft["list_id"].as_str().unwrap().to_owned();
    let early = back(city, &list, "", &theirs()).await;
    assert_eq!(outcome(&early), "409 verification_list_state", "it has not gone out");
    take(city, &draft, json!({})).await.ok();
    (to, list)
}

async fn csv(city: &TestCity, list: &str) -> String {
    let body = json!({ "reply_id": city.fresh_id(), "format": "csv" });
    let path = format!("/verifications/lists/{list}/replies");
    city.post("zhihui", &path, "command", body).await.text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_ours_comes_back_as_a_file_and_is_kept_once() {
    for (engine, city) in on_both("a_list_comes_back_as_a_file").await {
        let (_, list) = sent(&city).await;
        let seen = back(&city, &list, "", &theirs()).await.ok();
        assert_eq!(kept(&city).await, 0, "{engine:?} it was only looked through");
        let states = ["new", "several", "unknown", "waits"].map(|state| count(&seen, state));
        assert_eq!(states, [2, 1, 1, 1], "{engine:?} {seen}");
        assert_eq!((&seen["answered"], &seen["lines"]), (&json!(2), &json!(5)));
        let told = seen["told"].as_array().unwrap();
        let told: Vec<(i64, &str)> = told
            .iter()
            .map(|one| (one["row"].as_i64().unwrap(), one["state"].as_str().unwrap()))
            .collect();
        assert_eq!(told, [(4, "several"), (5, "unknown"), (6, "waits")]);
        assert!(!seen["told"].to_string().contains("演练戊"), "masked: {seen}");
        // Whoever keeps it has seen this very file, read in this very way.
        let other =
            back(&city, &list, &keeping(&seen), "姓名,核查结果\n测试,好\n".as_bytes()).await;
        assert_eq!(outcome(&other), "409 stale");
        for _ in 0..2 {
            let done = back(&city, &list, &keeping(&seen), &theirs()).await.ok();
            assert_eq!((&done["kept"], &done["answered"]), (&json!(true), &json!(2)));
            assert_eq!(kept(&city).await, 2, "{engine:?} twice is once");
        }
        let text = csv(&city, &list).await;
        assert!(text.contains("A-1,测试,11010519491231002X,10000000000,车次G1,在境外,"), "{text}");
        assert!(text.contains("已落实管控，居家"), "{text}");
        put_right(&city, &list).await;
        let numbers = "/verifications/numbers?within=1401";
        let numbers = city.get("zhihui", numbers, "command").await.ok();
        let own = &numbers["senders"][0];
        assert_eq!((&own["sent_lines"], &own["heard"]), (&json!(5), &json!(3)), "{numbers}");
        // What is none of our own answers is kept in their words.
        let sealed = "select list_id as x from verification_heard where answer = 'in_words'";
        assert!(!column(&city, sealed).await.is_empty());
    }
}

/// A later file puts an answer right; an earlier one that is sent once more does not put it wrong again.
async fn put_right(city: &TestCity, list: &str) {
    // No heading says where the answers stand: a person does. Of two that differ neither is kept.
    let text = "谁,电话,怎样\n测试,10000000000,已离开本地，去往某市\n\
        演练乙,10000000072,在本地\n演练丁,10000000074,在本地\n演练丁,10000000074,在境外\n";
    let seen = back(city, list, "", text.as_bytes()).await.ok();
    assert_eq!(seen["has_answers"], false);
    let no = back(city, list, &keeping(&seen), text.as_bytes()).await;
    assert_eq!(outcome(&no), "400 verification_answer_column");
    let said = "?columns=0:name,1:phone,2:result";
    let seen = back(city, list, said, text.as_bytes()).await.ok();
    let states = ["changed", "new", "contrary"].map(|state| count(&seen, state));
    assert_eq!(states, [1, 1, 2], "{seen}");
    city.pass_ms(60_000);
    let keep = format!("{said}&seen={}", seen["sum"].as_str().unwrap());
    back(city, list, &keep, text.as_bytes()).await.ok();
    let right = csv(city, list).await;
    assert!(right.contains("已离开本地，去往某市") && !right.contains("在境外"), "{right}");
    let again = back(city, list, "", &theirs()).await.ok();
    assert_eq!((count(&again, "earlier"), count(&again, "known")), (1, 1), "{again}");
    city.pass_ms(60_000);
    let done = back(city, list, &keeping(&again), &theirs()).await.ok();
    assert_eq!(done["answered"], 3);
    assert!(csv(city, list).await.contains("已离开本地，去往某市"));
    // What is in no list of columns is refused as such.
    let no = back(city, list, "?columns=0:anything", text.as_bytes()).await;
    assert_eq!(outcome(&no), "400 bad_input");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_read_in_by_the_desk_that_sent_the_list_alone() {
    let city = TestCity::on(crate::policy::TODAY).await;
    let (to, list) = sent(&city).await;
    let path = format!("/verifications/lists/{list}/answers");
    person(&city, "county", &[("city_command", "140105", "2022-01-01", None)]).await;
    let others = [("shequ", "order_work"), ("county", "command"), ("jikong", "code_decision")];
    for (login, purpose) in others {
        let session = city.sign_in(login, fangxian_app::demo::PASSWORD).await.unwrap();
        let attempt = Attempt::of("POST", &path).session(&session).purpose(purpose);
        let answer = attempt.bytes("application/octet-stream", theirs()).send(&city).await;
        assert_eq!(outcome(&answer), "404 not_found", "{login}");
    }
    // A list that came is answered here, and not by a file.
    let came = crate::verifications::came(&city, &to, OURS.as_bytes()).await;
    let no = back(&city, &came, "", &theirs()).await;
    assert_eq!(outcome(&no), "409 verification_list_state");
    // The file that went out comes back as it went: nothing is an answer in it.
    let text = csv(&city, &list).await;
    let seen = back(&city, &list, "", text.as_bytes()).await.ok();
    assert_eq!((count(&seen, "waits"), &seen["answered"]), (5, &json!(0)), "{seen}");
    assert_eq!(kept(&city).await, 0);
}
