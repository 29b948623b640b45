//! Whatever is wrong with a request, it is refused with a stable code and a Chinese sentence, and
//! nothing is written.

use crate::attempt::{Attempt, column};
use crate::policy::{TODAY, World};
use fangxian_testkit::{Answer, Engine, TestCity};
use serde_json::{Value, json};

const MIGRATION: &str = include_str!("../../../../migrations/0001_spine.sql");

/// How many rows every table has.
pub(crate) async fn rows_of_all_tables(city: &TestCity) -> Vec<String> {
    let words = MIGRATION.lines().filter_map(|line| line.strip_prefix("create table "));
    let tables: Vec<&str> = words.filter_map(|rest| rest.split_whitespace().next()).collect();
    assert!(tables.len() > 20, "{tables:?}");
    let counts: Vec<String> = tables
        .iter()
        .map(|table| format!("select '{table} ' || count(*) as x from {table}"))
        .collect();
    column(city, &counts.join(" union all ")).await
}

/// What is wrong with a refusal; nothing where it is as it must be.
fn flaw(answer: &Answer) -> Option<String> {
    if !answer.status.is_client_error() {
        return Some(format!("the status is {}", answer.status));
    }
    let code = answer.code();
    if code.is_empty() || !code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        return Some(format!("no stable code: {}", answer.text));
    }
    let sentence = answer.json["message"].as_str().unwrap_or_default();
    let is_chinese = |sign: char| ('\u{4e00}'..='\u{9fff}').contains(&sign);
    if sentence.chars().filter(|sign| is_chinese(*sign)).count() < 4 {
        return Some(format!("no Chinese sentence: {}", answer.text));
    }
    let mut words = sentence.split(|sign: char| !sign.is_ascii_alphabetic());
    let foreign = words.find(|word| word.len() > 1 && !matches!(*word, "JSON" | "UTF" | "PDF"));
    foreign.map(|word| format!("“{word}” in: {}", answer.text))
}

#[test]
fn the_check_of_refusals_notices_each_flaw() {
    let answer = |status: u16, body: Value| Answer {
        status: axum::http::StatusCode::from_u16(status).unwrap(),
        text: body.to_string(),
        json: body,
        headers: axum::http::HeaderMap::new(),
    };
    let fine = json!({ "code": "bad_input", "message": "日期应写作 2022-10-07。" });
    assert_eq!(flaw(&answer(400, fine.clone())), None);
    for (status, body) in [
        (500, fine),
        (400, json!("Failed to parse the request body")),
        (400, json!({ "code": "bad_input", "message": "invalid uuid" })),
        (400, json!({ "code": "bad_input", "message": "系统错误：no such column name" })),
        (400, json!({ "code": "", "message": "日期应写作数字。" })),
    ] {
        assert!(flaw(&answer(status, body.clone())).is_some(), "{status} {body}");
    }
}

struct Bad {
    name: String,
    login: &'static str,
    attempt: Attempt,
    code: &'static str,
}

struct Wrong<'w> {
    world: &'w World,
    all: Vec<Bad>,
}

impl Wrong<'_> {
    fn raw(&mut self, name: &str, login: &'static str, attempt: Attempt, code: &'static str) {
        self.all.push(Bad { name: name.to_owned(), login, attempt, code });
    }

    /// A JSON body, by the table of who may, with what is wrong in it.
    fn post(
        &mut self,
        name: &str,
        to: (&'static str, &str, &str),
        body: Value,
        code: &'static str,
    ) {
        let (login, path, purpose) = to;
        let path = self.world.filled(path);
        let attempt = Attempt::of("POST", &path).purpose(purpose).json(&body);
        self.raw(name, login, attempt, code);
    }

    fn get(&mut self, login: &'static str, path: &str, purpose: &str, code: &'static str) {
        let attempt = Attempt::of("GET", &self.world.filled(path)).purpose(purpose);
        self.raw(path, login, attempt, code);
    }
}

const NOTICE: (&str, &str, &str) = ("nigao", "/notices", "zone_decision");
const FINDING: (&str, &str, &str) = ("nigao", "/zones/{zone_id}/facts", "zone_decision");
const ORDER: (&str, &str, &str) = ("wangge", "/orders/{order_id}/facts", "order_work");
const ACCOUNT: (&str, &str, &str) = ("guanli", "/accounts", "administration");
const DRILL: (&str, &str, &str) = ("zhihui", "/drill/day", "command");
const STEP: (&str, &str, &str) = ("qianpi", "/zones/{zone_id}/step-down", "zone_decision");

fn texts(wrong: &mut Wrong<'_>) {
    let id = wrong.world.city.fresh_id();
    let mut text = |name: &str, text: &str, code: &'static str| {
        wrong.post(name, NOTICE, json!({ "notice_id": id, "text": text }), code);
    };
    text("empty", "", "notice_unreadable");
    text("blank", " \n\t　", "notice_unreadable");
    text("only a mark of byte order", "\u{feff}", "notice_unreadable");
    text("only signs without width", "\u{200b}\u{200d}\u{2060}", "notice_unreadable");
    text("a picture", "\u{fffd}PNG\u{fffd}\u{1}\u{2}\u{fffd}\u{fffd}\u{3}", "notice_unreadable");
    text("the sign NUL", "太原\u{0}市", "bad_input");
    text("5 MB", &"风险区".repeat(560_000), "notice_unreadable");
    let whole = |body: Vec<u8>| {
        Attempt::of("POST", "/notices").purpose("zone_decision").bytes("application/json", body)
    };
    wrong.raw("9 MB", "nigao", whole(vec![b' '; 9 << 20]), "bad_input");
    wrong.raw("no body", "nigao", whole(Vec::new()), "bad_input");
    wrong.raw("half a body", "nigao", whole(b"{\"notice_id\":".to_vec()), "bad_input");
    wrong.raw("no JSON", "nigao", whole(b"notice".to_vec()), "bad_input");
    wrong.raw("binary", "nigao", whole(vec![0xff, 0xfe, 0, 1, 2]), "bad_input");
    wrong.raw("an array", "nigao", whole(b"[]".to_vec()), "bad_input");
    wrong.raw("null", "nigao", whole(b"null".to_vec()), "bad_input");
    let deep = "[".repeat(100_000).into_bytes();
    wrong.raw("100,000 brackets", "nigao", whole(deep), "bad_input");
    let body = json!({ "notice_id": wrong.world.city.fresh_id(), "text": "通告" }).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let attempt = Attempt::of("POST", "/notices").purpose("zone_decision");
        wrong.raw(kind, "nigao", attempt.bytes(kind, body.clone().into_bytes()), "bad_input");
    }
    let list = |body: Vec<u8>| {
        Attempt::of("POST", "/snapshots").purpose("zone_decision").bytes("application/json", body)
    };
    wrong.raw("a list in GBK", "nigao", list(vec![0xb7, 0xe7, 0xcf, 0xd5]), "bad_input");
    wrong.raw("a list of 9 MB", "nigao", list(vec![b' '; 9 << 20]), "bad_input");
    wrong.raw("a list of nothing", "nigao", list(Vec::new()), "snapshot_unreadable");
    wrong.raw(
        "a list of another shape",
        "nigao",
        list(b"{\"a\":1}".to_vec()),
        "snapshot_unreadable",
    );
}

fn same_again(wrong: &mut Wrong<'_>) {
    let text = wrong.world.named["text"].clone();
    let again = json!({ "notice_id": wrong.world.city.fresh_id(), "text": text });
    wrong.post("the same notice twice", NOTICE, again, "notice_known");
    let reused = json!({ "notice_id": wrong.world.named["notice_id"], "text": "另一份通告" });
    wrong.post("a number used before", NOTICE, reused, "id_reused");
}

fn days(wrong: &mut Wrong<'_>) {
    let finding = |on: Value, id: String| json!({ "fact_id": id, "kind": "case_found", "outcome": null, "on": on, "note": "" });
    for on in [
        "",
        "2022-02-30",
        "2022-13-01",
        "2022-00-10",
        "2022-11-31",
        "20221124x",
        "昨天",
        "0000-00-00",
        "9999-12-31",
        "99999-01-01",
        "-2022-11-24",
        "2022-11-24'--",
        "２０２２-11-24",
    ] {
        let body = finding(json!(on), wrong.world.city.fresh_id());
        wrong.post(&format!("the day {on}"), FINDING, body, "bad_input");
    }
    for on in ["2022-11-25", "2199-12-31", "1900-01-01"] {
        let body = finding(json!(on), wrong.world.city.fresh_id());
        wrong.post(&format!("the day {on}"), FINDING, body, "day_out_of_range");
    }
    for on in [Value::Null, json!(20_221_124), json!([]), json!(true)] {
        let body = finding(on, wrong.world.city.fresh_id());
        wrong.post("a day that is none", FINDING, body, "bad_input");
    }
    let missing =
        json!({ "fact_id": wrong.world.city.fresh_id(), "kind": "case_found", "note": "" });
    wrong.post("no day", FINDING, missing, "bad_input");
    for (day, code) in
        [("9999-12-31", "bad_input"), ("2199-12-31", "bad_input"), ("2022-11-23", "not_a_drill")]
    {
        wrong.post("the drill", DRILL, json!({ "day": day }), code);
    }
    for path in ["/board", "/zones", "/zones/{zone_id}", "/orders"] {
        wrong.get("zhihui", &format!("{path}?day=2022-02-30"), "command", "bad_input");
        wrong.get("zhihui", &format!("{path}?day=9999-01-01"), "command", "bad_input");
    }
}

fn words_and_numbers(wrong: &mut Wrong<'_>) {
    let id = wrong.world.city.fresh_id();
    for kind in ["", "raised", "called_off", "DONE", "done ", "claimed\u{200b}"] {
        let body = json!({ "fact_id": id, "version": 1, "kind": kind });
        wrong.post(&format!("the deed {kind}"), ORDER, body, "bad_input");
    }
    let done = |n: Value, left: Value, note: &str| {
        json!({ "fact_id": id, "version": null, "kind": "done", "households_done": n,
            "households_left": left, "note": note })
    };
    let huge: Value = serde_json::from_str("4294967296").unwrap();
    for n in [huge, json!(-1), json!(1.5), json!("12"), json!(1e300), json!(u64::MAX)] {
        let name = format!("{n} households");
        wrong.post(&name, ORDER, done(n, json!(0), ""), "bad_input");
    }
    wrong.post("no households", ORDER, done(Value::Null, Value::Null, ""), "evidence_missing");
    wrong.post("some left, no note", ORDER, done(json!(1), json!(1), " "), "evidence_missing");
    let unseen = "\u{200b}\u{feff}\u{202e}";
    wrong.post("a note of nothing", ORDER, done(json!(1), json!(1), unseen), "evidence_missing");
    let long = "长".repeat(501);
    wrong.post("a long note", ORDER, done(json!(1), json!(0), &long), "bad_input");
    let finding = |kind: &str, outcome: Value| json!({ "fact_id": id, "kind": kind, "outcome": outcome, "on": TODAY, "note": "" });
    wrong.post("a finding", FINDING, finding("rated", Value::Null), "bad_input");
    wrong.post("no outcome", FINDING, finding("area_tested", Value::Null), "bad_input");
    wrong.post("an outcome", FINDING, finding("area_tested", json!("perhaps")), "bad_input");
    for (name, version, code) in [
        ("version -1", json!(-1), "stale"),
        ("version of i64", json!(i64::MAX), "stale"),
        ("version of u64", json!(u64::MAX), "bad_input"),
        ("version 1.5", json!(1.5), "bad_input"),
    ] {
        wrong.post(name, STEP, json!({ "fact_id": id, "version": version }), code);
    }
    for wrong_id in ["", "1", "no-such-id", "00000000-0000-0000-0000-00000000000g"] {
        wrong.post("an id", STEP, json!({ "fact_id": wrong_id, "version": 1 }), "bad_input");
        if !wrong_id.is_empty() {
            wrong.get("nigao", &format!("/zones/{wrong_id}"), "zone_decision", "not_found");
            wrong.get("wangge", &format!("/orders/{wrong_id}"), "order_work", "not_found");
        }
    }
    for query in [
        "level=extreme",
        "show=everything",
        "proposal=perhaps",
        "county=999999",
        "county=太原",
        "limit=-1",
        "limit=many",
        "limit=99999999999999999999",
        "after=1",
        "day=today",
        "sort=area",
        "q=a&q=b",
        "q=%00",
        "q=%ff%00",
    ] {
        let query: String = query.replace("太原", "%E5%A4%AA");
        wrong.get(
            "nigao",
            &format!("/zones?{query}"),
            "zone_decision",
            match query.as_str() {
                "county=999999" | "county=%E5%A4%AA" => "place_unknown",
                _ => "bad_input",
            },
        );
    }
    for (query, code) in [
        ("state=lost", "bad_input"),
        ("zone=1", "bad_input"),
        ("grid=14", "place_unknown"),
        ("after=1", "bad_input"),
        ("after=1.2", "bad_input"),
        ("limit=1e3", "bad_input"),
    ] {
        wrong.get("wangge", &format!("/orders?{query}"), "order_work", code);
    }
    wrong.get(
        "nigao",
        "/places?parent=小".replace('小', "%E5").as_str(),
        "zone_decision",
        "place_unknown",
    );
    wrong.get("nigao", "/edition-change?to=P99", "zone_decision", "edition_unknown");
    wrong.get("nigao", "/edition-change", "zone_decision", "bad_input");
    wrong.get("shenji", "/audit?before=x", "audit", "bad_input");
    wrong.get("guanli", "/accounts?after=%00", "administration", "bad_input");
}

fn rights(wrong: &mut Wrong<'_>) {
    let id = wrong.world.city.fresh_id();
    let account = |role: &str, place: &str| {
        json!({ "account_id": id, "login": "new-one", "name": "新人",
            "roles": [{ "role": role, "jurisdiction": place }] })
    };
    for role in ["root", "police", "", "ZoneSigner", "zone_signer ", "管理员"] {
        wrong.post(&format!("the role {role}"), ACCOUNT, account(role, "1401"), "bad_input");
    }
    for place in ["", "太原", "1101", "14", "140105-1", "1401' or 1=1", "140105001001-\u{200b}"] {
        let name = format!("the place {place}");
        wrong.post(&name, ACCOUNT, account("grid_worker", place), "place_unknown");
    }
    for (login, name) in [
        ("", "新人"),
        ("a", "新人"),
        ("Abc", "新人"),
        ("名字", "新人"),
        ("a b", "新人"),
        ("new\u{200b}one", "新人"),
        ("new-one", ""),
        ("new-one", "\u{200b}\u{feff}"),
    ] {
        let body = json!({ "account_id": id, "login": login, "name": name, "roles": [] });
        wrong.post(&format!("the account {login} {name}"), ACCOUNT, body, "bad_input");
    }
    let no_purpose = Attempt::of("GET", "/zones");
    wrong.raw("no purpose", "nigao", no_purpose.clone(), "purpose_missing");
    for purpose in ["police", "debt", "petition", "", "command audit", "Command"] {
        wrong.raw(purpose, "nigao", no_purpose.clone().purpose(purpose), "purpose_missing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_in_chinese_and_nothing_is_written() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(city) = TestCity::on_engine(engine, TODAY).await else {
            eprintln!("SKIPPED bad input on {engine:?}: no PostgreSQL on this machine");
            continue;
        };
        let world = World::new(city).await;
        let mut wrong = Wrong { world: &world, all: Vec::new() };
        texts(&mut wrong);
        same_again(&mut wrong);
        days(&mut wrong);
        words_and_numbers(&mut wrong);
        rights(&mut wrong);
        let all = wrong.all;
        for login in TestCity::logins() {
            world.city.session(login).await;
        }
        let before = rows_of_all_tables(&world.city).await;
        let (n, mut flaws) = (all.len(), Vec::new());
        for bad in all {
            let session = world.city.session(bad.login).await;
            let answer = bad.attempt.session(&session).send(&world.city).await;
            let wrong_code = (answer.code() != bad.code)
                .then(|| format!("{} {}, not {}", answer.status, answer.text, bad.code));
            if let Some(flaw) = flaw(&answer).or(wrong_code) {
                flaws.push(format!("{}: {flaw}", bad.name));
            }
        }
        let after = rows_of_all_tables(&world.city).await;
        assert!(flaws.is_empty(), "{engine:?}: {} of {n}: {flaws:#?}", flaws.len());
        assert_eq!(before, after, "{engine:?}: something was written");
        println!("bad input on {engine:?}: {n} refused");
    }
}
