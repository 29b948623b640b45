//! Attacks that are known to have worked on others: fields too many, rights taken, sessions that
//! outlive their end, text that is a command, a trail that was edited, many at once.

use crate::attempt::{Attempt, column, kind_of, person, straight};
use crate::bad_input::rows_of_all_tables;
use crate::endpoints::on_every_parameter;
use crate::policy::{TABLE, TODAY, World, outcome, settle};
use axum::http::header;
use fangxian_app::audit::checkpoint_sign;
use fangxian_app::demo::PASSWORD;
use fangxian_http::openapi;
use fangxian_testkit::bars::n_tries;
use fangxian_testkit::{Bar, Engine, TestCity};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower::ServiceExt;

pub(crate) async fn on_both(name: &str) -> Vec<(Engine, TestCity)> {
    let mut cities = Vec::new();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        match TestCity::on_engine(engine, TODAY).await {
            Some(city) => cities.push((engine, city)),
            None => eprintln!("SKIPPED {name} on {engine:?}: no PostgreSQL on this machine"),
        }
    }
    cities
}

/// Cities on a day, of both engines in `make bars`, of the embedded one with every change.
pub(crate) async fn on_both_at_bar(name: &str, day: &str) -> Vec<(Engine, TestCity)> {
    let engines = [Engine::Sqlite, Engine::Postgres];
    let mut cities = Vec::new();
    for engine in engines.into_iter().take(n_tries(1, 2)) {
        match TestCity::on_engine(engine, day).await {
            Some(city) => cities.push((engine, city)),
            None => eprintln!("SKIPPED {name} on {engine:?}: no PostgreSQL on this machine"),
        }
    }
    cities
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_is_not_asked_for_is_refused_in_every_body() {
    let world = World::new(TestCity::on(TODAY).await).await;
    let mut n = 0;
    for row in TABLE.iter().filter(|row| row.4.len() > 2) {
        let (login, purpose) = World::who_may(row);
        let session = world.city.session(login).await;
        for extra in ["granted_by", "put_in_by", "version2", "__proto__", "account_id2"] {
            let mut body: Value = serde_json::from_str(&world.filled(row.4)).unwrap();
            body[extra] = json!("administrator");
            let attempt = world.attempt(row, Some(&session), Some(purpose)).without("content-type");
            let answer = attempt.json(&body).send(&world.city).await;
            assert_eq!(outcome(&answer), "400 bad_input", "{} with {extra}", row.0);
            n += 1;
        }
        // The control: the same body without it gets through.
        let answer = world.attempt(row, Some(&session), Some(purpose)).send(&world.city).await;
        assert_eq!(outcome(&answer), row.3, "{}", row.0);
    }
    let nested = json!({ "account_id": world.city.fresh_id(), "login": "new-one", "name": "新人",
        "roles": [{ "role": "grid_worker", "jurisdiction": "1401", "from": "2000-01-01" }] });
    let answer = world.city.post("guanli", "/accounts", "administration", nested).await;
    assert_eq!(outcome(&answer), "400 bad_input");
    let sign_in = json!({ "login": "wangge", "password": PASSWORD, "role": "administrator" });
    let answer = Attempt::of("POST", "/session").json(&sign_in).send(&world.city).await;
    assert_eq!(outcome(&answer), "400 bad_input");
    for path in [
        "/board",
        "/zones",
        "/zones/{zone_id}",
        "/notices",
        "/orders",
        "/orders/pdf",
        "/places",
        "/accounts",
        "/audit",
        "/edition-change",
    ] {
        let row = TABLE.iter().find(|row| row.0.split('?').next() == Some(&format!("GET {path}")));
        let (login, purpose) = World::who_may(row.unwrap());
        let path = world.filled(&format!("{path}?to=P20&sort=password_hash"));
        let answer = world.city.get(login, &path, purpose).await;
        assert_eq!(outcome(&answer), "400 bad_input", "{path}");
        n += 1;
    }
    assert!(n > 80, "{n}");
}

/// The same answer with a column too many.
pub(crate) fn leaky(answer: &Value) -> Value {
    let mut leaky = answer.clone();
    let column = json!("$argon2id$");
    match leaky.as_array_mut() {
        Some(rows) => rows.push(json!({ "password_hash": column })),
        None => leaky["password_hash"] = column,
    }
    leaky
}

/// Where a value has a key that its schema does not name.
pub(crate) fn undescribed(
    schema: &Value,
    value: &Value,
    whole: &Value,
    at: &str,
    found: &mut Vec<String>,
) {
    let mut shapes = Vec::new();
    gather(schema, whole, &mut shapes);
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                let at = format!("{at}.{key}");
                let own = shapes.iter().find_map(|shape| shape["properties"].get(key));
                let any = || {
                    let open = shapes.iter().map(|shape| &shape["additionalProperties"]);
                    open.into_iter().find(|open| open.is_object())
                };
                match own.or_else(any) {
                    Some(schema) => undescribed(schema, field, whole, &at, found),
                    None => found.push(at),
                }
            }
        }
        Value::Array(rows) => {
            let items = shapes.iter().find_map(|shape| shape.get("items")).unwrap_or(&Value::Null);
            for row in rows {
                undescribed(items, row, whole, at, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A schema and all that it refers to or is put together from.
pub(crate) fn gather<'a>(schema: &'a Value, whole: &'a Value, shapes: &mut Vec<&'a Value>) {
    shapes.push(schema);
    if let Some(target) = schema["$ref"].as_str() {
        gather(whole.pointer(target.trim_start_matches('#')).unwrap(), whole, shapes);
    }
    for list in ["allOf", "oneOf", "anyOf"] {
        for part in schema[list].as_array().into_iter().flatten() {
            gather(part, whole, shapes);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_has_a_key_that_the_description_does_not_name() {
    let world = World::new(TestCity::on(TODAY).await).await;
    let whole: Value = serde_json::from_str(&openapi()).unwrap();
    let mut n = 0;
    for row in TABLE.iter().filter(|row| row.0.starts_with("GET") && row.3 == "200") {
        // A stream, a document of the authority, and sheets have no keys of ours.
        let others = ["/events", "/national-list", "/rejects", "/roster-template", "/file"];
        if others.iter().any(|other| row.0.ends_with(other)) {
            continue;
        }
        let route = row.0.split('?').next().unwrap().trim_start_matches("GET ");
        let described = &whole["paths"][format!("/api/v1{route}")]["get"]["responses"]["200"];
        let schema = &described["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{route} is not described");
        let (login, purpose) = World::who_may(row);
        let session = world.city.session(login).await;
        let answer = world.attempt(row, Some(&session), Some(purpose)).send(&world.city).await;
        let mut found = Vec::new();
        undescribed(schema, &answer.json, &whole, route, &mut found);
        assert!(found.is_empty(), "{found:?}");
        for word in ["argon2", "password_hash", "session_hash", "locked_until"] {
            assert!(!answer.text.contains(word), "{route} tells {word}");
        }
        assert_eq!(kind_of(&answer.headers), "application/json", "{route}");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{route}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{route}");
        // The control: the same answer with a column too many is noticed.
        undescribed(schema, &leaky(&answer.json), &whole, route, &mut found);
        assert_eq!(found.len(), 1, "{route}: the check notices nothing");
        n += 1;
    }
    assert!(n >= 18, "only {n} answers were looked at");
}

struct Escalation {
    name: String,
    attempt: Attempt,
    due: &'static str,
}

#[derive(Default)]
struct Escalations(Vec<Escalation>);

impl Escalations {
    fn add(&mut self, name: &str, attempt: Attempt, due: &'static str) {
        self.0.push(Escalation { name: name.to_owned(), attempt, due });
    }
}

pub(crate) async fn account_of(city: &TestCity, login: &str) -> String {
    let sql = format!("select account_id as x from account where login = '{login}'");
    column(city, &sql).await.remove(0)
}

async fn by_the_administrator(city: &TestCity, list: &mut Escalations) {
    let session = city.session("guanli").await;
    let to = |method: &str, path: String| {
        Attempt::of(method, &path).session(&session).purpose("administration")
    };
    let own = account_of(city, "guanli").await;
    for (login, role, due) in [
        ("guanli", "zone_signer", "409 same_person"),
        ("guanli", "administrator", "409 same_person"),
        ("nigao", "zone_signer", "409 roles_conflict"),
        ("qianpi", "zone_drafter", "409 roles_conflict"),
        ("shequ", "auditor", "409 roles_conflict"),
        ("wangge", "administrator", "409 roles_conflict"),
        ("shenji", "zone_signer", "409 roles_conflict"),
    ] {
        let path = format!("/accounts/{}/roles", account_of(city, login).await);
        let body = json!({ "role": role, "jurisdiction": "1401" });
        list.add(&format!("{role} to {login}"), to("POST", path).json(&body), due);
    }
    let both = json!({ "account_id": city.fresh_id(), "login": "puppet", "name": "某", "roles": [
        { "role": "zone_drafter", "jurisdiction": "1401" },
        { "role": "zone_signer", "jurisdiction": "140105" }] });
    list.add("drafts and signs", to("POST", "/accounts".into()).json(&both), "409 roles_conflict");
    let own_reset = to("POST", format!("/accounts/{own}/password"));
    list.add("resets the own password", own_reset, "409 same_person");
    let disable = json!({ "version": 1, "disabled": false });
    let path = format!("/accounts/{own}/disabled");
    list.add("enables himself", to("PUT", path).json(&disable), "409 same_person");
    // A role is ended under the name of another account, and the trail would name that one.
    let role_of = "select assignment_id as x from assignment a join account b on b.account_id = \
                   a.account_id where b.login = 'shenji'";
    let auditor = column(city, role_of).await.remove(0);
    let path = format!("/accounts/{}/roles/{auditor}", account_of(city, "wangge").await);
    list.add("ends a role under another name", to("DELETE", path), "404 not_found");
    // Content is none of his business, whatever he says it is for.
    for (path, purpose) in
        [("/zones", "zone_decision"), ("/audit", "audit"), ("/orders", "order_work")]
    {
        let attempt = Attempt::of("GET", path).session(&session).purpose(purpose);
        list.add("the administrator looks", attempt, "404 not_found");
    }
}

/// A role held in one county does not reach what concerns the city.
async fn by_a_county(world: &World, list: &mut Escalations) {
    let county = "140105";
    let kinds = [
        ("county-admin", "administrator", 'M'),
        ("county-audit", "auditor", 'A'),
        ("county-sign", "zone_signer", 'S'),
        ("county-draft", "zone_drafter", 'D'),
        ("county-lead", "city_command", 'C'),
    ];
    let city_wide = [
        "POST /notices",
        "POST /notices/{notice_id}/confirm",
        "POST /notices/{notice_id}/set-aside",
        "POST /drafts",
        "POST /snapshots",
        "POST /drill/day",
        "GET /accounts",
        "POST /accounts",
        "POST /accounts/{account_id}/roles",
        "POST /accounts/{account_id}/password",
        "PUT /accounts/{account_id}/disabled",
        "DELETE /accounts/{account_id}/roles/{assignment_id}",
        "GET /audit",
        "GET /audit/verification",
    ];
    for (login, role, letter) in kinds {
        let session = person(&world.city, login, &[(role, county, "2022-01-01", None)]).await;
        for row in TABLE.iter().filter(|row| city_wide.contains(&row.0) && row.1.contains(letter)) {
            let (_, purpose) = World::who_may(row);
            let attempt = world.attempt(row, Some(&session), Some(purpose));
            list.add(&format!("{login} of {county}"), attempt, "404 not_found");
        }
    }
}

/// Somebody of the field, with every way of dressing a request up.
async fn by_disguise(city: &TestCity, list: &mut Escalations) {
    let session = city.session("wangge").await;
    let accounts = || Attempt::of("GET", "/accounts").purpose("administration");
    let as_worker = || accounts().session(&session);
    list.add("no disguise", as_worker(), "404 not_found");
    for cookie in ["role=administrator", "login=guanli", "fangxian_role=administrator"] {
        let attempt = accounts().with("cookie", &format!("fangxian={session}; {cookie}"));
        list.add(cookie, attempt, "404 not_found");
    }
    for (name, value) in [
        ("role", "administrator"),
        ("x-role", "administrator"),
        ("x-forwarded-user", "guanli"),
        ("x-remote-user", "guanli"),
        ("authorization", "Basic Z3VhbmxpOg=="),
        ("x-http-method-override", "POST"),
        ("x-method-override", "DELETE"),
        ("x-original-url", "/api/v1/session"),
        ("x-rewrite-url", "/api/v1/session"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-fangxian", "administrator"),
        ("host", "localhost"),
    ] {
        list.add(name, as_worker().with(name, value), "404 not_found");
    }
    for method in ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "get"] {
        let attempt = Attempt::of(method, "/accounts").session(&session).purpose("administration");
        list.add(method, attempt, if method == "HEAD" { "404" } else { "404 not_found" });
    }
    for path in [
        "//accounts",
        "/accounts/",
        "/accounts//",
        "/./accounts",
        "/zones/../accounts",
        "/%61ccounts",
        "/ACCOUNTS",
        "/accounts%2f",
        "/accounts;a=1",
        "/accounts%00",
        "/%2e%2e/v1/accounts",
        "/accounts.json",
        "/accounts%20",
        "/accounts%3Fa",
        "/accounts/..%2f..%2fsession",
        "/../v1/accounts",
    ] {
        let attempt = Attempt::of("GET", path).session(&session).purpose("administration");
        list.add(path, attempt, "404 not_found");
    }
    let in_address = Attempt::of("GET", "/accounts?purpose=administration").session(&session);
    list.add("the purpose in the address", in_address, "400 bad_input");
    let sign = json!({ "fact_id": city.fresh_id(), "version": 1 });
    let step = |path: &str| Attempt::of("POST", path).json(&sign);
    let zone = city.zone("屯乐苑1号楼").await["zone_id"].as_str().unwrap().to_owned();
    let signer = city.session("qianpi").await;
    let path = format!("/zones/{zone}/step-down?purpose=zone_decision");
    list.add(
        "a write whose purpose is in its address",
        step(&path).session(&signer),
        "400 bad_input",
    );
    for cookie in [
        String::new(),
        "0".repeat(64),
        session[..63].to_owned(),
        format!("{session}0"),
        session.to_uppercase(),
        format!("\"{session}\""),
        fangxian_app::secrets::session_hash(&session),
        "' or 1=1 --".to_owned(),
        "é".repeat(32),
    ] {
        let attempt = accounts().session(&cookie);
        list.add(&format!("the cookie {cookie}"), attempt, "401 not_signed_in");
    }
    for name in ["Fangxian", "__Host-fangxian", "fangxian2", " fang xian"] {
        let attempt = accounts().with("cookie", &format!("{name}={session}"));
        list.add(&format!("the cookie's name {name}"), attempt, "401 not_signed_in");
    }
    list.add(
        "the secret as a bearer",
        accounts().with("authorization", &session),
        "401 not_signed_in",
    );
}

/// Writes that another site's page could send: all but the one header.
async fn by_another_site(world: &World, list: &mut Escalations) {
    for row in TABLE.iter().filter(|row| !row.0.starts_with("GET")) {
        let (login, purpose) = World::who_may(row);
        let session = world.city.session(login).await;
        let attempt = world.attempt(row, Some(&session), Some(purpose)).without("x-fangxian");
        list.add(&format!("another site: {}", row.0), attempt, "400 bad_input");
    }
    let body = json!({ "login": "wangge", "password": PASSWORD });
    let attempt = Attempt::of("POST", "/session").without("x-fangxian").json(&body);
    list.add("another site signs in", attempt, "400 bad_input");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gains_a_right_that_was_not_given() {
    let world = World::new(TestCity::on(TODAY).await).await;
    let bar = Bar::begins("A13", "scripted escalations");
    let mut list = Escalations::default();
    by_the_administrator(&world.city, &mut list).await;
    by_a_county(&world, &mut list).await;
    by_disguise(&world.city, &mut list).await;
    by_another_site(&world, &mut list).await;
    let n = list.0.len();
    assert!(n >= 90, "only {n} attempts");
    let rights = "select assignment_id || role || jurisdiction || coalesce(to_day, '') as x from \
                  assignment order by assignment_id";
    let (before, rights_before) =
        (rows_of_all_tables(&world.city).await, column(&world.city, rights).await);
    let mut gained = Vec::new();
    for Escalation { name, attempt, due } in list.0 {
        let words = attempt.words();
        let answer = attempt.send(&world.city).await;
        if outcome(&answer) != due {
            gained.push(format!("{name}: {words}: {} {}, not {due}", answer.status, answer.text));
        }
    }
    assert!(gained.is_empty(), "{} of {n}: {gained:#?}", gained.len());
    assert_eq!(before, rows_of_all_tables(&world.city).await, "something was written");
    assert_eq!(rights_before, column(&world.city, rights).await, "a right has changed");
    bar.held("SQLite", n);
}

async fn stands(city: &TestCity, secret: &str) -> String {
    let attempt = Attempt::of("GET", "/session").session(secret).purpose("own_data");
    outcome(&attempt.send(city).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_at_once_with_what_it_rests_on() {
    let city = TestCity::on(TODAY).await;
    let admin = city.session("guanli").await;
    let by_admin = |method: &str, path: String| {
        Attempt::of(method, &path).session(&admin).purpose("administration")
    };
    let id = account_of(&city, "wangge").await;
    // A password that was changed ends every other session, and not the own one.
    let (own, stolen) = (
        city.sign_in("wangge", PASSWORD).await.unwrap(),
        city.sign_in("wangge", PASSWORD).await.unwrap(),
    );
    assert_ne!(own, stolen);
    let new = "a new password of the test";
    let change = json!({ "old": PASSWORD, "new": new });
    let changed = Attempt::of("POST", "/session/password").session(&own).purpose("own_data");
    changed.json(&change).send(&city).await.ok();
    assert_eq!(
        (stands(&city, &own).await, stands(&city, &stolen).await),
        ("200".into(), "401 not_signed_in".into())
    );
    assert!(city.sign_in("wangge", PASSWORD).await.is_err());
    // Reset by the administrator: all of them.
    let reset = by_admin("POST", format!("/accounts/{id}/password")).send(&city).await.ok();
    assert_eq!(stands(&city, &own).await, "401 not_signed_in");
    let first = city.sign_in("wangge", reset["first_password"].as_str().unwrap()).await.unwrap();
    // Disabled.
    let version =
        column(&city, "select '' || version as x from account where login = 'wangge'").await;
    let version: i64 = version[0].parse().unwrap();
    let disable = json!({ "version": version, "disabled": true });
    let disabled = by_admin("PUT", format!("/accounts/{id}/disabled")).json(&disable);
    assert_eq!(outcome(&disabled.send(&city).await), "204");
    assert_eq!(stands(&city, &first).await, "401 not_signed_in");
    // Enabled again, the old session stays dead.
    let enable = json!({ "version": version + 1, "disabled": false });
    let enabled = by_admin("PUT", format!("/accounts/{id}/disabled")).json(&enable);
    assert_eq!(outcome(&enabled.send(&city).await), "204");
    assert_eq!(stands(&city, &first).await, "401 not_signed_in");
    // A role that was ended gives no right from that moment on.
    let signer = city.session("qianpi").await;
    let zones = || Attempt::of("GET", "/zones").session(&signer).purpose("zone_decision");
    assert_eq!(outcome(&zones().send(&city).await), "200");
    let held = "select assignment_id as x from assignment a join account b on b.account_id = \
                a.account_id where b.login = 'qianpi'";
    let (account, held) = (account_of(&city, "qianpi").await, column(&city, held).await.remove(0));
    let end = by_admin("DELETE", format!("/accounts/{account}/roles/{held}"));
    assert_eq!(outcome(&end.send(&city).await), "204");
    assert_eq!(outcome(&zones().send(&city).await), "404 not_found");
    // Without a role he still sees himself and signs out, and nothing else.
    assert_eq!(stands(&city, &signer).await, "200");
    let out = Attempt::of("DELETE", "/session").session(&signer).purpose("own_data");
    assert_eq!(outcome(&out.send(&city).await), "204");
    assert_eq!(stands(&city, &signer).await, "401 not_signed_in");
    // A secret that somebody put into the browser beforehand is not taken over.
    let planted = "a".repeat(64);
    let body = json!({ "login": "nigao", "password": PASSWORD });
    let answer = Attempt::of("POST", "/session").session(&planted).json(&body).send(&city).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(!cookie.contains(&planted) && cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");
    assert_eq!(stands(&city, &planted).await, "401 not_signed_in");
    // Signed out is signed out.
    let mine = city.sign_in("nigao", PASSWORD).await.unwrap();
    let out = Attempt::of("DELETE", "/session").session(&mine).purpose("own_data");
    assert_eq!(outcome(&out.send(&city).await), "204");
    assert_eq!(stands(&city, &mine).await, "401 not_signed_in");
    // Left alone for a quarter of an hour, and after twelve hours however it was used.
    let (idle, busy) = (
        city.sign_in("nigao", PASSWORD).await.unwrap(),
        city.sign_in("nigao", PASSWORD).await.unwrap(),
    );
    for _ in 0..72 {
        city.pass_ms(10 * 60_000 - 1_000);
        assert_eq!(stands(&city, &busy).await, "200");
    }
    assert_eq!(stands(&city, &idle).await, "401 not_signed_in");
    city.pass_ms(2 * 60_000);
    assert_eq!(stands(&city, &busy).await, "401 not_signed_in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_changes_ends_with_its_session() {
    let city = TestCity::on(TODAY).await;
    let secret = city.sign_in("nigao", PASSWORD).await.unwrap();
    let request = axum::http::Request::builder()
        .uri("/api/v1/events?purpose=zone_decision")
        .header(header::COOKIE, format!("fangxian={secret}"))
        .body(axum::body::Body::empty())
        .unwrap();
    let mut stream = city.router().oneshot(request).await.unwrap().into_body();
    // While the session stands, something is heard.
    settle(&city, "屯乐苑1号楼", "140181").await;
    let heard = tokio::time::timeout(Duration::from_secs(3), stream.frame()).await;
    assert!(heard.is_ok_and(|frame| frame.is_some()), "the stream says nothing");
    let out = Attempt::of("DELETE", "/session").session(&secret).purpose("own_data");
    assert_eq!(outcome(&out.send(&city).await), "204");
    let ended = Instant::now();
    while let Ok(Some(_)) = tokio::time::timeout(Duration::from_secs(10), stream.frame()).await {
        assert!(ended.elapsed() < Duration::from_secs(6), "the stream outlives its session");
    }
    assert!(ended.elapsed() < Duration::from_secs(6), "the stream outlives its session");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_passwords_lock_and_every_refusal_looks_alike() {
    let city = TestCity::on(TODAY).await;
    straight(&city, "update account set disabled_at = 1 where login = 'shenji'").await;
    let mut bodies = Vec::new();
    for (login, password) in [
        ("nobody-here", PASSWORD),
        ("shenji", PASSWORD),
        ("zhihui", "wrong password"),
        ("", ""),
        ("zhihui' or '1'='1", PASSWORD),
        ("zhihui", &"x".repeat(5_000)),
        ("ZHIHUI", PASSWORD),
    ] {
        let answer = city.sign_in(login, password).await.unwrap_err();
        assert!(answer.headers.get(header::SET_COOKIE).is_none());
        bodies.push(format!("{} {}", answer.status, answer.text));
    }
    for _ in 0..5 {
        let answer = city.sign_in("nigao", "wrong password").await.unwrap_err();
        bodies.push(format!("{} {}", answer.status, answer.text));
    }
    // The sixth has the right password, and is told the same.
    let locked = city.sign_in("nigao", PASSWORD).await.unwrap_err();
    bodies.push(format!("{} {}", locked.status, locked.text));
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:#?}");
    city.pass_ms(15 * 60_000);
    assert!(city.sign_in("nigao", PASSWORD).await.is_ok(), "the lock outlives its time");

    // A name that is not there takes as long as one that is: the password is checked all the same.
    let time = async |login: &str| {
        let start = Instant::now();
        let _ = city.sign_in(login, "wrong password").await;
        start.elapsed()
    };
    let (mut known, mut unknown) = (Duration::MAX, Duration::MAX);
    for _ in 0..4 {
        known = known.min(time("qianpi").await);
        unknown = unknown.min(time("nobody-here").await);
    }
    assert!(unknown * 3 > known * 2 && known * 3 > unknown * 2, "{known:?} and {unknown:?}");

    // Nor are passwords guessed at a screen that was left open: the lock holds there too.
    let session = city.sign_in("wangge", PASSWORD).await.unwrap();
    let change = |old: &str| {
        let body = json!({ "old": old, "new": "a new password of the test" });
        Attempt::of("POST", "/session/password").session(&session).purpose("own_data").json(&body)
    };
    for n in 0..5 {
        let answer = change(&format!("guess number {n}")).send(&city).await;
        assert_eq!(outcome(&answer), "401 sign_in_failed");
    }
    assert_eq!(outcome(&change(PASSWORD).send(&city).await), "401 sign_in_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_guesses_at_once_are_worth_no_more_than_five() {
    let city = Arc::new(TestCity::on(TODAY).await);
    let guesses: Vec<_> = (0..40)
        .map(|n| {
            let city = city.clone();
            tokio::spawn(async move { city.sign_in("nigao", &format!("guess {n}")).await.is_ok() })
        })
        .collect();
    for guess in guesses {
        assert!(!guess.await.unwrap());
    }
    assert!(city.sign_in("nigao", PASSWORD).await.is_err(), "the flood did not lock");
}

pub(crate) const COMMANDS: &[&str] = &[
    "'",
    "\"",
    "' or '1'='1",
    "' or 1=1 --",
    "'; drop table zone; --",
    "'; delete from audit_entry; --",
    "1; update account set disabled_at = null",
    "') union select password_hash from account --",
    "%' or name like '%",
    "%",
    "_",
    "!%",
    "\\",
    "\\'",
    "`zone`",
    "/* */",
    "$1",
    "${1}",
    ":a",
    "?1",
    "||(select 1)||",
    "x' and pg_sleep(5) --",
    "'||randomblob(1000000000)||'",
    "\u{2019} or 1=1",
    "null",
    "NaN",
    "{\"$ne\":null}",
    "1401'",
    "140105001001-'",
    "\u{0}",
    "a\u{0}b",
];

pub(crate) fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn in_the_address(world: &World, payloads: &[String]) -> usize {
    let all = async |path: &str, login: &str, purpose: &str| {
        let page = world.city.get(login, path, purpose).await.ok();
        page["rows"].as_array().unwrap().len()
    };
    let places: &[(&str, &str, &str, &[&str])] = &[
        ("/board", "zhihui", "command", &["day"]),
        (
            "/zones",
            "nigao",
            "zone_decision",
            &["day", "county", "level", "q", "show", "proposal", "after", "limit"],
        ),
        ("/zones/{zone_id}", "nigao", "zone_decision", &["day"]),
        ("/notices", "nigao", "zone_decision", &["after", "limit"]),
        ("/orders", "shequ", "order_work", &["state", "day", "grid", "zone", "after", "limit"]),
        ("/places", "nigao", "zone_decision", &["parent", "q"]),
        ("/accounts", "guanli", "administration", &["after", "limit"]),
        ("/audit", "shenji", "audit", &["before", "limit"]),
        ("/edition-change", "nigao", "zone_decision", &["to"]),
    ];
    let mut n = 0;
    for (path, login, purpose, names) in places {
        for name in *names {
            for payload in payloads {
                let path = world.filled(&format!("{path}?{name}={}", encoded(payload)));
                let answer = world.city.get(login, &path, purpose).await;
                assert!(answer.status.as_u16() < 500, "{path}: {}", answer.text);
                assert!(!answer.text.contains("$argon2"), "{path}");
                // Words that nothing is called find nothing.
                if *name == "q" && answer.status.is_success() {
                    assert_eq!(answer.json["rows"], json!([]), "{path}");
                }
                n += 1;
            }
        }
    }
    for payload in payloads.iter().filter(|payload| payload.len() < 100) {
        for path in ["/zones", "/orders", "/notices", "/drafts"] {
            let path = format!("{path}/{}", encoded(payload));
            let answer = world.city.get("nigao", &path, "zone_decision").await;
            assert_eq!(outcome(&answer), "404 not_found", "{path}");
            n += 1;
        }
        for address in ["/?q=", "/?county=", "/zones/", "/notices/", "/notices?after="] {
            let answer = Attempt::at("GET", &format!("{address}{}", encoded(payload)));
            let answer = answer.send(&world.city).await;
            assert!(answer.status.as_u16() < 500, "{address}{payload:?}: {}", answer.text);
            n += 1;
        }
    }
    assert!(all("/zones?q=%E5%B0%8F%E5%8C%BA&show=all", "nigao", "zone_decision").await > 0);
    n
}

/// Every text of a value, replaced one at a time.
fn replaced(value: &Value, payload: &str) -> Vec<Value> {
    let mut bodies = Vec::new();
    for (key, field) in value.as_object().into_iter().flatten() {
        if field.is_string() {
            let mut body = value.clone();
            body[key] = json!(payload);
            bodies.push(body);
        }
    }
    bodies
}

async fn in_the_body(world: &World, payloads: &[String]) -> usize {
    let mut n = 0;
    for row in TABLE.iter().filter(|row| row.4.len() > 2) {
        let (login, purpose) = World::who_may(row);
        let session = world.city.session(login).await;
        for payload in payloads {
            let body: Value = serde_json::from_str(&world.filled(row.4)).unwrap();
            for body in replaced(&body, payload) {
                let attempt =
                    world.attempt(row, Some(&session), Some(purpose)).without("content-type");
                let answer = attempt.json(&body).send(&world.city).await;
                assert!(answer.status.as_u16() < 500, "{} {body}: {}", row.0, answer.text);
                n += 1;
            }
        }
    }
    for payload in payloads.iter().take(12) {
        let answer = world.city.sign_in(payload, PASSWORD).await.unwrap_err();
        assert!(answer.status.as_u16() < 500, "{payload:?}: {}", answer.text);
        n += 1;
    }
    let nul = world.city.sign_in("a\u{0}b", PASSWORD).await.unwrap_err();
    assert!(nul.status.as_u16() < 500, "{}", nul.text);
    n
}

#[tokio::test(flavor = "multi_thread")]
async fn text_is_never_a_command() {
    let kept = "select 'z' || count(*) || max(version) as x from zone union all select 'a' || \
                count(*) || max(failed_count) from account where login in ('nigao', 'qianpi', 'shenji', 'guanli') union all select \
                'o' || count(*) || max(version) from work_order union all select 'r' || count(*) \
                from assignment union all select 'h' || count(*) from audit_entry where seq <= 10";
    for (engine, city) in on_both_at_bar("commands", TODAY).await {
        let world = World::new(city).await;
        let before = column(&world.city, kept).await;
        let mut payloads: Vec<String> = COMMANDS.iter().map(|text| (*text).to_owned()).collect();
        payloads.push("'".repeat(5_000));
        payloads.push("长".repeat(5_000));
        let bar = Bar::begins("A15", "commands as text in every parameter of the description");
        let n = in_the_address(&world, &payloads).await
            + in_the_body(&world, &payloads).await
            + on_every_parameter(&world, &payloads).await;
        assert_eq!(before, column(&world.city, kept).await, "{engine:?}");
        let verified = world.city.get("shenji", "/audit/verification", "audit").await.ok();
        assert_eq!(verified["intact"], true, "{engine:?}");
        assert!(n > 1_500, "{n}");
        bar.held(format!("{engine:?}"), n);
    }
}

/// What an intruder with the key to the machine room does to the trail: the statement, and the
/// entries at which it may show.
fn tamperings(last: i64) -> Vec<(String, Vec<i64>)> {
    let mut all = Vec::new();
    let columns = ["act", "subject", "detail", "previous_hash", "entry_hash"];
    for n in 0..60_i64 {
        let seq = 1 + (n * 7) % (last - 2);
        let column = columns[usize::try_from(n).unwrap() % columns.len()];
        let set = format!("update audit_entry set {column} = {column} || 'x' where seq = {seq}");
        all.push((set, vec![seq]));
    }
    for seq in 1..20.min(last - 1) {
        let edit =
            |set: &str| (format!("update audit_entry set {set} where seq = {seq}"), vec![seq]);
        all.push(edit("at = at + 1"));
        all.push(edit("account_id = '00000000-0000-7000-8000-000000000000'"));
        all.push(edit("account_id = 'nobody'"));
        all.push(edit("purpose = 'command'"));
        all.push((format!("delete from audit_entry where seq = {seq}"), vec![seq, seq + 1]));
        let swapped = format!(
            "update audit_entry set seq = case seq when {seq} then -{0} else -{seq} end where seq \
             in ({seq}, {0})",
            seq + 1
        );
        all.push((swapped, vec![seq]));
    }
    all.push((format!("delete from audit_entry where seq = {last}"), vec![last]));
    all.push((format!("delete from audit_entry where seq > {}", last - 5), vec![last - 4, last]));
    all.push(("delete from audit_entry".to_owned(), vec![1, last]));
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_edits_the_trail_in_the_database_is_found_at_the_entry() {
    for (engine, city) in on_both("the trail").await {
        let world = World::new(city).await;
        let city = &world.city;
        for _ in 0..20 {
            city.sign_in("shenji", PASSWORD).await.unwrap();
        }
        city.session("shenji").await;
        checkpoint_sign(&city.city, city.wall()).await.unwrap().expect("a checkpoint");
        let last: i64 =
            column(city, "select '' || max(seq) as x from audit_entry").await[0].parse().unwrap();
        let check = async || city.get("shenji", "/audit/verification", "audit").await.ok();
        let whole = check().await;
        assert_eq!((&whole["intact"], &whole["witnessed"]), (&json!(true), &json!(last)));
        straight(city, "create table audit_kept as select * from audit_entry").await;
        let all = tamperings(last);
        let n = all.len();
        for (statement, shows_at) in all {
            straight(city, &statement).await;
            // Two entries that change places go past each other by way of negative numbers.
            straight(city, "update audit_entry set seq = -seq where seq < 0").await;
            let found = check().await;
            let at = found["first_broken"].as_i64().unwrap_or_default();
            assert_eq!(found["intact"], false, "{engine:?} {statement}");
            assert!(shows_at.contains(&at), "{engine:?} {statement}: found at {at}");
            straight(city, "delete from audit_entry").await;
            straight(city, "insert into audit_entry select * from audit_kept").await;
        }
        assert_eq!(check().await["intact"], true, "the control");
        // A checkpoint that was made up is no witness.
        straight(city, "update audit_checkpoint set signature = 'ff' || substr(signature, 3)")
            .await;
        assert_eq!(check().await["intact"], false, "{engine:?}: a forged checkpoint");
        println!("the trail on {engine:?}: {n} edits found of {n}, last entry {last}");
        assert!(n > 150);
    }
}

/// Runs all of them at once and returns their outcomes.
pub(crate) async fn at_once(
    city: &Arc<TestCity>,
    attempts: Vec<(&'static str, String, &'static str, Value)>,
) -> Vec<String> {
    let running: Vec<_> = attempts
        .into_iter()
        .map(|(login, path, purpose, body)| {
            let city = city.clone();
            tokio::spawn(async move { outcome(&city.post(login, &path, purpose, body).await) })
        })
        .collect();
    let mut outcomes = Vec::new();
    for one in running {
        outcomes.push(one.await.unwrap());
    }
    outcomes
}

pub(crate) fn n_ok(outcomes: &[String]) -> usize {
    outcomes.iter().filter(|outcome| *outcome == "200").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_change_it_once() {
    for (engine, city) in on_both("many at once").await {
        let world = World::new(city).await;
        let named = world.named.clone();
        let World { city, .. } = world;
        let other = [("grid_worker", "140110003001-G02", "2022-01-01", None)];
        person(&city, "wangge2", &other).await;
        for login in ["qianpi", "wangge", "wangge2"] {
            city.session(login).await;
        }
        let city = Arc::new(city);

        let zone = city.zone("屯乐苑1号楼").await["zone_id"].as_str().unwrap().to_owned();
        let path = format!("/zones/{zone}");
        let version = city.get("qianpi", &path, "zone_decision").await.ok()["version"].clone();
        let sign = |_| {
            let body = json!({ "fact_id": city.fresh_id(), "version": version });
            ("qianpi", format!("{path}/step-down"), "zone_decision", body)
        };
        let seen = at_once(&city, (0..200).map(sign).collect()).await;
        assert_eq!(n_ok(&seen), 1, "{engine:?} {seen:?}");
        let others = seen.iter().filter(|outcome| !matches!(outcome.as_str(), "200" | "409 stale"));
        assert_eq!(others.count(), 0, "{engine:?} {seen:?}");
        let facts = format!(
            "select '' || count(*) as x from zone_fact where zone_id = '{zone}' and ground_kind = 'rule'"
        );
        assert_eq!(column(&city, &facts).await, ["1"], "{engine:?}");

        let notice = city.fresh_id();
        let text = "太原市疫情防控领导小组办公室通告\n（2022年第190号）\n新增高风险区1个。\n\
                    一、高风险区\n晋源区（1个）：兰亭御湖城东区7号楼。\n2022年11月24日\n";
        let body = json!({ "notice_id": notice, "text": text });
        city.post("nigao", "/notices", "zone_decision", body).await.ok();
        let confirm = |_| {
            let body = json!({ "version": 1, "take": [0] });
            ("qianpi", format!("/notices/{notice}/confirm"), "zone_decision", body)
        };
        let seen = at_once(&city, (0..100).map(confirm).collect()).await;
        assert_eq!(n_ok(&seen), 1, "{engine:?} {seen:?}");
        let zones = "select '' || count(*) as x from zone where area = '兰亭御湖城东区7号楼'";
        assert_eq!(column(&city, zones).await, ["1"], "{engine:?}");

        let order = named["order_id"].clone();
        let claim = |n: usize| {
            let body = json!({ "fact_id": city.fresh_id(), "version": null, "kind": "claimed" });
            let login = if n.is_multiple_of(2) { "wangge" } else { "wangge2" };
            (login, format!("/orders/{order}/facts"), "order_work", body)
        };
        let seen = at_once(&city, (0..200).map(claim).collect()).await;
        let (won, lost): (Vec<_>, Vec<_>) =
            seen.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).unzip();
        let winners = [&won, &lost].into_iter().filter(|side| n_ok(side) > 0).count();
        assert_eq!(winners, 1, "{engine:?}: two hold one order: {seen:?}");
        let holder = format!("select claimed_by as x from work_order where order_id = '{order}'");
        let due = if n_ok(&won) > 0 { "wangge" } else { "wangge2" };
        assert_eq!(column(&city, &holder).await, [due], "{engine:?}");
        println!("at once on {engine:?}: 200 signatures, 100 confirmations, 200 claims");
    }
}
