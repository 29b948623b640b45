//! Places that have a code, on both engines: from the application to the gate, trades closed by notice,
//! room inside, posters scanned from near and from far, the register by hand, and what nobody may list.

use crate::attacks::on_both;
use crate::attempt::{column, person};
use crate::policy::{COMMUNITY, SIBLING, TODAY, outcome};
use crate::results::{NAME, PASSPORT, foreigner, post, receipt};
use crate::sampling::filled;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use fangxian_app::passes::passes_load;
use fangxian_app::scans::{FolderKeys, drain_scans, scans_of_day, scans_open};
use fangxian_app::venues::{
    OwnRefused, OwnScan, OwnWho, own_scan, venue_public, venue_screen, venues_load,
};
use fangxian_core::codes::{HealthColor, Strength};
use fangxian_core::ids::PersonId;
use fangxian_core::passes::{Alias, Pass, PassKind};
use fangxian_core::scans::ScanSource;
use fangxian_intake::{DayKeyFolder, Options};
use fangxian_testkit::{Answer, Bar, TestCity};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// A place without its ids.
pub(crate) fn about(kind: &str, capacity: Option<u32>) -> Value {
    json!({ "kind": kind, "name": "演练商场", "place": COMMUNITY, "address": "演练街1号",
        "entrances": ["南门", "北门"], "capacity": capacity, "answers_name": "演练负责人",
        "answers_phone": "10000000021" })
}

async fn apply(city: &TestCity, mut body: Value) -> (String, Answer) {
    let id = city.fresh_id();
    body["venue_id"] = json!(id);
    body["fact_id"] = json!(city.fresh_id());
    let answer = city.post("shequ", "/venues", "order_work", body).await;
    (id, answer)
}

async fn decide(city: &TestCity, login: &str, id: &str, facts: i64, approve: bool) -> String {
    let body = json!({ "fact_id": city.fresh_id(), "facts": facts, "approve": approve,
        "reason": if approve { "" } else { "不是真实场所" } });
    let purpose = if login == "zhihui" { "command" } else { "order_work" };
    outcome(&city.post(login, &format!("/venues/{id}/decision"), purpose, body).await)
}

pub(crate) async fn see(city: &TestCity, id: &str) -> Value {
    city.get("shequ", &format!("/venues/{id}"), "order_work").await.ok()
}

/// A place that two people made.
pub(crate) async fn approved(city: &TestCity, kind: &str, capacity: Option<u32>) -> String {
    let (id, answer) = apply(city, about(kind, capacity)).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    assert_eq!(decide(city, "zhihui", &id, 1, true).await, "204");
    id
}

pub(crate) async fn gate(city: &TestCity, venue: &str) -> (String, String) {
    let id = city.fresh_id();
    let body = json!({ "gate_id": id, "label": "南门" });
    let answer = city.post("shequ", &format!("/venues/{venue}/gates"), "order_work", body).await;
    let told = answer.ok();
    assert!(told["qr"].as_str().unwrap().starts_with("<svg"));
    (id, told["secret"].as_str().unwrap().to_owned())
}

/// A closing without its ids.
pub(crate) fn closing(kinds: &[&str], place: &str, first: &str, last: Option<&str>) -> Value {
    json!({ "kinds": kinds, "place": place, "first_day": first, "last_day": last,
        "as_written": "全市所有酒吧、电影院等非生活必需密闭场所暂停开放", "source": "2022年第65号" })
}

/// Part of the world of the matrices: a place with a gate, and a closing that waits to be signed.
pub(crate) async fn standing(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let venue = approved(city, "mall", Some(100)).await;
    let (gate, _) = gate(city, &venue).await;
    let id = city.fresh_id();
    let mut body = closing(&["bar"], "1401", TODAY, None);
    body["closing_id"] = json!(id);
    body["fact_id"] = json!(city.fresh_id());
    let answer = city.post("nigao", "/venues/closings", "zone_decision", body).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    named.extend([("venue_id", venue), ("gate_id", gate), ("closing_id", id)]);
}

/// Opens the intake log, so that scans can be taken.
pub(crate) async fn with_log(city: &TestCity) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let keys = DayKeyFolder::open(&folder.path().join("days")).unwrap();
    let log = folder.path().join("log");
    std::fs::create_dir_all(&log).unwrap();
    let options = Options { file_bytes: 8 << 20, waiting_bytes_max: 1 << 20 };
    let keys = Arc::new(FolderKeys(keys));
    scans_open(&city.city, (&log, "test"), options, keys).await.unwrap();
    passes_load(&city.city, city.wall()).await.unwrap();
    venues_load(&city.city).await.unwrap();
    folder
}

fn pass(city: &TestCity, alias: Alias) -> String {
    let now = city.city.now(city.wall());
    let made_at = fangxian_core::Moment(now.0.div_euclid(1_000) * 1_000);
    let color = HealthColor::Green;
    let pass = Pass { kind: PassKind::Screen, alias, color, made_at, mark: None };
    let code = city.city.code.as_str();
    city.city.keys.passes.sign(pass, code).text(code)
}

pub(crate) fn pass_of(city: &TestCity, person: &str) -> String {
    let person = PersonId::from_uuid(Uuid::parse_str(person).unwrap());
    pass(city, city.city.keys.passes.alias(person))
}

pub(crate) async fn at_gate(city: &TestCity, secret: &str, path: &str, body: Value) -> Answer {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::AUTHORIZATION, format!("Gate {secret}"))
        .body(Body::from(body.to_string()))
        .unwrap();
    city.raw(request).await
}

pub(crate) async fn scan(city: &TestCity, secret: &str, pass: &str) -> String {
    let body = json!({ "id": city.fresh_id(), "pass": pass, "temperature": 365, "has_mask": true });
    let answer = at_gate(city, secret, "/gate/scans", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json["why"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_make_a_place_and_its_phone_is_looked_at_by_name() {
    for (engine, city) in on_both("two_people_make_a_place").await {
        let (id, answer) = apply(&city, about("mall", Some(1_000))).await;
        assert_eq!(outcome(&answer), "204", "{engine:?} {}", answer.text);
        assert_eq!(see(&city, &id).await["state"], "applied");
        assert_eq!(see(&city, &id).await["number"], Value::Null);
        assert_eq!(decide(&city, "shequ", &id, 1, true).await, "409 same_person");
        assert_eq!(decide(&city, "zhihui", &id, 9, true).await, "409 stale");
        assert_eq!(decide(&city, "zhihui", &id, 1, true).await, "204");
        let seen = see(&city, &id).await;
        assert_eq!((&seen["state"], &seen["number"]), (&json!("approved"), &json!(1)));
        assert!(seen["poster_code"].as_str().unwrap().starts_with("1-"));
        // 75 % of what it holds: notice 65 still stands beside the twenty measures.
        assert_eq!(seen["limit"], 750);
        assert_eq!(seen["answers"], json!({ "name": "演练负责人", "phone": "*******0021" }));
        assert_eq!(decide(&city, "zhihui", &id, 2, true).await, "409 stale");
        // Whoever keeps no places sees who answers for none, and no screen.
        let other = city.get("zhihui", &format!("/venues/{id}"), "command").await.ok();
        assert_eq!((&other["answers"], &other["screen"]), (&Value::Null, &Value::Null));
        let path = format!("/venues/{id}/phone");
        let phone = city.send("shequ", "POST", &path, "order_work", None).await;
        assert_eq!(phone.ok()["phone"], "10000000021");
        let trail = column(
            &city,
            "select detail as x from audit_entry where act = 'venue_keep' order by seq",
        );
        assert_eq!(trail.await, ["applied", "phone shown"]);
        let sealed = column(&city, "select says || reason as x from venue_fact order by x").await;
        assert!(!sealed.concat().contains("负责人") && !sealed.concat().contains("10000000021"));
        // Another community's registrar knows nothing of it, and takes none of its gates.
        person(&city, "reg2", &[("community_registrar", SIBLING, "2022-01-01", None)]).await;
        let (gate_id, _) = gate(&city, &id).await;
        for path in [format!("/venues/{id}"), format!("/venues/{id}/gates")] {
            let answer = city.get("reg2", &path, "order_work").await;
            assert_eq!(outcome(&answer), "404 not_found", "{path}");
        }
        let body = json!({ "reason": "不是我的" });
        let path = format!("/gates/{gate_id}/end");
        let answer = city.post("reg2", &path, "order_work", body).await;
        assert_eq!(outcome(&answer), "404 not_found");
        let body = json!({ "reason": "手机丢失" });
        let answer = city.post("shequ", &path, "order_work", body).await;
        assert_eq!(outcome(&answer), "204");
        let listed = city.get("shequ", &format!("/venues?within={COMMUNITY}"), "order_work").await;
        assert_eq!(listed.ok()["rows"].as_array().unwrap().len(), 1);
        let patrol = json!({ "fact_id": city.fresh_id(), "facts": 2,
            "findings": ["no_masks", "no_poster"], "note": "已当场整改" });
        let path = format!("/venues/{id}/inspections");
        assert_eq!(outcome(&city.post("wangge", &path, "order_work", patrol).await), "204");
        assert_eq!(
            see(&city, &id).await["inspections"][0]["findings"],
            json!(["no_masks", "no_poster"])
        );
        let body = json!({ "fact_id": city.fresh_id(), "facts": 3, "reason": "停业" });
        let answer = city.post("shequ", &format!("/venues/{id}/end"), "order_work", body).await;
        assert_eq!(outcome(&answer), "204");
        assert_eq!(see(&city, &id).await["poster_code"], Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_sends_itself_in_stands_for_nothing() {
    for (engine, city) in on_both("a_place_that_sends_itself_in").await {
        let form = |capacity: &str, more: &str| {
            format!(
                "kind=cinema&name=%E5%BD%B1%E9%99%A2&place={COMMUNITY}&address=%E8%A1%97&\
                 capacity={capacity}&answers_name=%E6%9F%90&answers_phone=10000000022{more}"
            )
        };
        let send = async |body: String, site: &str| {
            let request = Request::builder()
                .method("POST")
                .uri("/venues/apply")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("sec-fetch-site", site)
                .body(Body::from(body))
                .unwrap();
            city.raw(request).await.status.as_u16()
        };
        let once = format!("&id={}", city.fresh_id());
        assert_eq!(send(form("200", &once), "same-origin").await, 200, "{engine:?}");
        assert_eq!(send(form("200", &once), "same-origin").await, 200, "twice is once");
        assert_eq!(send(form("200", ""), "cross-site").await, 400);
        assert_eq!(send(form("many", ""), "same-origin").await, 400);
        assert_eq!(send(form("0", ""), "same-origin").await, 400);
        assert_eq!(send(form("1", "&state=approved"), "same-origin").await, 400);
        let path = format!("/venues?within={COMMUNITY}&state=sent");
        let page = city.get("shequ", &path, "order_work").await.ok();
        let rows = page["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1);
        let id = rows[0]["venue_id"].as_str().unwrap().to_owned();
        assert_eq!(rows[0]["poster_code"], Value::Null);
        assert_eq!(decide(&city, "zhihui", &id, 1, true).await, "409 stale", "nobody was there");
        let body = json!({ "fact_id": city.fresh_id(), "facts": 1 });
        let answer = city.post("shequ", &format!("/venues/{id}/check"), "order_work", body).await;
        assert_eq!(outcome(&answer), "204");
        assert_eq!(decide(&city, "shequ", &id, 2, true).await, "409 same_person");
        assert_eq!(decide(&city, "zhihui", &id, 2, true).await, "204");
        // A program that sends places in is stopped, and nothing of it is active.
        let mut n_taken = 0;
        for _ in 0..230 {
            n_taken += usize::from(send(form("", ""), "same-origin").await == 200);
        }
        assert_eq!(n_taken, 199, "{engine:?}");
        let active = column(&city, "select venue_id as x from venue_fact where kind = 'approved'");
        assert_eq!(active.await, [id]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cinema_is_closed_by_notice_and_opens_by_itself() {
    for (engine, city) in on_both("a_cinema_is_closed_by_notice").await {
        let (people, _) = filled(&city, 3).await;
        let (cinema, shop) =
            (approved(&city, "cinema", None).await, approved(&city, "mall", None).await);
        let (gate_of_cinema, gate_of_shop) =
            (gate(&city, &cinema).await.1, gate(&city, &shop).await.1);
        let _folder = with_log(&city).await;
        assert_eq!(scan(&city, &gate_of_cinema, &pass_of(&city, &people[0])).await, "fine");
        let id = city.fresh_id();
        let mut body = closing(&["cinema", "bar"], "140110", TODAY, Some("2022-11-26"));
        body["closing_id"] = json!(id);
        body["fact_id"] = json!(city.fresh_id());
        let made = city.post("zhihui", "/venues/closings", "command", body).await;
        assert_eq!(outcome(&made), "204", "{engine:?} {}", made.text);
        let sign = async |login: &str, purpose: &str| {
            let body = json!({ "fact_id": city.fresh_id(), "facts": 1, "sign": true });
            let path = format!("/venues/closings/{id}/decision");
            outcome(&city.post(login, &path, purpose, body).await)
        };
        assert_eq!(sign("zhihui", "command").await, "409 same_person");
        assert_eq!(scan(&city, &gate_of_cinema, &pass_of(&city, &people[0])).await, "fine");
        assert_eq!(sign("qianpi", "zone_decision").await, "204");
        assert_eq!(scan(&city, &gate_of_cinema, &pass_of(&city, &people[0])).await, "closed");
        assert_eq!(scan(&city, &gate_of_shop, &pass_of(&city, &people[0])).await, "fine");
        let seen = see(&city, &cinema).await;
        assert_eq!(seen["closed"]["last_day"], "2022-11-26");
        let code = seen["poster_code"].as_str().unwrap().to_owned();
        let page = city.raw(Request::get(format!("/v/{code}")).body(Body::empty()).unwrap()).await;
        assert!(page.text.contains("按通告暂停开放") && page.text.contains("2022年第65号"));
        // In an emergency the door is open.
        let body = json!({ "id": city.fresh_id(), "emergency": "dialysis" });
        let answer = at_gate(&city, &gate_of_cinema, "/gate/scans", body).await;
        assert_eq!(answer.json["why"], "dialysis");
        // Nobody does anything: the clock alone opens it.
        city.turn_to("2022-11-26").await;
        assert_eq!(scan(&city, &gate_of_cinema, &pass_of(&city, &people[0])).await, "closed");
        city.turn_to("2022-11-27").await;
        assert_eq!(scan(&city, &gate_of_cinema, &pass_of(&city, &people[0])).await, "fine");
        assert_eq!(see(&city, &cinema).await["closed"], Value::Null);
        let listed = city.get("shequ", "/venues/closings", "order_work").await.ok();
        assert_eq!(listed[0]["state"], "over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_are_inside_as_may_be_and_the_four_checks_are_counted() {
    let city = TestCity::on(TODAY).await;
    let (people, _) = filled(&city, 12).await;
    let venue = approved(&city, "market", Some(8)).await;
    let secret = gate(&city, &venue).await.1;
    let _folder = with_log(&city).await;
    // 75 % of eight is six.
    for person in people.iter().take(6) {
        assert_eq!(scan(&city, &secret, &pass_of(&city, person)).await, "fine");
    }
    assert_eq!(scan(&city, &secret, &pass_of(&city, &people[6])).await, "full");
    assert_eq!(see(&city, &venue).await["inside"], 6);
    let out = at_gate(&city, &secret, "/gate/outs", json!({ "n": 1 })).await.ok();
    assert_eq!(out, json!({ "inside": 5, "limit": 6 }));
    assert_eq!(scan(&city, &secret, &pass_of(&city, &people[6])).await, "fine");
    for wrong in [json!({ "n": 0 }), json!({ "n": 51 }), json!({})] {
        let answer = at_gate(&city, &secret, "/gate/outs", wrong).await;
        assert_eq!(outcome(&answer), "400 bad_input");
    }
    assert_eq!(at_gate(&city, "no", "/gate/outs", json!({ "n": 1 })).await.status.as_u16(), 401);
    // What changes about the place turns nobody out.
    let patrol = json!({ "fact_id": city.fresh_id(), "facts": 2, "findings": [], "note": "" });
    city.post("wangge", &format!("/venues/{venue}/inspections"), "order_work", patrol).await;
    assert_eq!(see(&city, &venue).await["inside"], 6);
    // After a stay they count as gone.
    city.pass_ms(2 * 3_600_000);
    assert_eq!(see(&city, &venue).await["inside"], 0);
    drain_scans(&city.city, city.city.now(city.wall()).city_day()).await.unwrap();
    let path = format!("/venues/{venue}/counts?day={TODAY}");
    let counts = city.get("shequ", &path, "order_work").await.ok();
    assert_eq!(
        counts,
        json!({ "day": TODAY, "too_few": false, "scans": 8, "passed": 7, "refused": 1,
            "by_hand": 0, "weak": 0, "temperature": 8, "code": 8, "certificate": 0, "mask": 8 })
    );
    let path = format!("/venues/{venue}/counts?day=2022-11-25");
    assert_eq!(outcome(&city.get("shequ", &path, "order_work").await), "400 day_out_of_range");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_remote_scans_color_nobody() {
    let bar = Bar::begins("A11", "scans of a photographed poster × nobody's color");
    let city = TestCity::on(TODAY).await;
    let (people, _) = filled(&city, 40).await;
    let venue = approved(&city, "mall", Some(1_000)).await;
    let _folder = with_log(&city).await;
    let code = see(&city, &venue).await["poster_code"].as_str().unwrap().to_owned();
    let seen = venue_public(&city.city, &code, city.wall()).await.unwrap();
    let alias = |person: &String| {
        let id = PersonId::from_uuid(Uuid::parse_str(person).unwrap());
        city.city.keys.passes.alias(id)
    };
    let aliases: Vec<Alias> = people.iter().map(alias).collect();
    let colors = || -> Vec<_> {
        let now = city.city.now(city.wall());
        aliases.iter().map(|alias| city.city.passes.color(*alias, now)).collect()
    };
    let before = colors();
    assert!(before.iter().all(|color| *color == Some(HealthColor::Green)));
    let mut n_strong = 0;
    for n in 0..10_000_usize {
        if n % 500 == 0 {
            city.pass_ms(60_000);
        }
        // Each second one guesses the digits as well.
        let guess = format!("{:06}", (n * 7_919) % 1_000_000);
        let text = pass(&city, aliases[n % aliases.len()]);
        let id = Uuid::from_u128(n as u128).into_bytes();
        let digits = if n % 2 == 0 { "" } else { guess.as_str() };
        let scan = OwnScan { id, who: OwnWho::Pass(&text), digits };
        match own_scan(&city.city, &seen, &scan, city.wall()).await {
            Ok(told) => n_strong += usize::from(told.strength == Strength::Strong),
            Err(OwnRefused::Digits | OwnRefused::TooOften) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    let today = city.city.now(city.wall()).city_day();
    drain_scans(&city.city, today).await.unwrap();
    let kept = scans_of_day(&city.city, "140110", today).await.unwrap();
    assert_eq!(kept.len(), 5_000, "those without digits");
    assert!(kept.iter().all(|(_, scan)| scan.strength == Strength::Weak));
    assert!(kept.iter().all(|(_, scan)| scan.source == ScanSource::Own));
    let n_changed = before.iter().zip(colors()).filter(|(old, new)| **old != *new).count();
    assert_eq!((n_changed, n_strong), (0, 0));
    // Nobody of them took a place inside.
    assert_eq!(see(&city, &venue).await["inside"], 0);
    // The control: who stands before the screen proves that he is there, and takes one.
    let key = see(&city, &venue).await["screen"].as_str().unwrap().to_owned();
    city.pass_ms(11 * 60_000);
    let screen = venue_screen(&city.city, (&code, &key), city.wall()).await.unwrap();
    let text = pass(&city, aliases[0]);
    let scan = OwnScan { id: [1; 16], who: OwnWho::Pass(&text), digits: &screen.challenge };
    let told = own_scan(&city.city, &seen, &scan, city.wall()).await.unwrap();
    assert_eq!(told.strength, Strength::Strong);
    assert_eq!(see(&city, &venue).await["inside"], 1);
    bar.control("SQLite (control: the digits of the screen make a scan strong)", 1, 1);
    bar.held("SQLite", 10_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_somebody_made_himself_shows_other_digits_than_the_screen() {
    let city = TestCity::on(TODAY).await;
    let (people, _) = filled(&city, 3).await;
    let venue = approved(&city, "bus", None).await;
    let _folder = with_log(&city).await;
    let seen = see(&city, &venue).await;
    let code = seen["poster_code"].as_str().unwrap();
    let screen = format!("/v/{code}/screen/{}", seen["screen"].as_str().unwrap());
    let get = async |path: &str| city.raw(Request::get(path).body(Body::empty()).unwrap()).await;
    let post = async |path: &str, body: String| {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        city.raw(request).await
    };
    let shown = get(&screen).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.headers.contains_key("refresh"));
    assert_eq!(shown.headers[header::CACHE_CONTROL], "no-store");
    let digits_of = |page: &Answer| -> Vec<String> {
        let parts = page.text.split("class=\"digits\">").skip(1);
        parts.map(|part| part.split('<').next().unwrap().replace(' ', "")).collect()
    };
    let on_screen = digits_of(&shown);
    assert_eq!((on_screen[0].len(), on_screen[1].len()), (6, 4));
    let wrong_key = format!("/v/{code}/screen/{}", "0".repeat(32));
    assert_eq!(get(&wrong_key).await.status, StatusCode::NOT_FOUND);
    assert_eq!(get("/v/1-000000").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get("/v/2-abc").await.status, StatusCode::NOT_FOUND);
    // The page of the place says neither.
    let place = get(&format!("/v/{code}")).await;
    assert!(!place.text.contains(&on_screen[0]) && !place.text.contains(&on_screen[1]));
    let text = pass_of(&city, &people[0]).replace(':', "%3A").replace('+', "%2B");
    let text = text.replace('%', "%25").replace("%253A", "%3A").replace("%252B", "%2B");
    let text = text.replace(' ', "%20").replace('$', "%24").replace('/', "%2F");
    // The page of his code sends the pass alone: he is asked for the digits.
    let asked = post(&format!("/v/{code}"), format!("pass={text}")).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.text.contains("name=\"digits\"") && digits_of(&asked).is_empty());
    let body = format!("pass={text}&digits={}&go=1", on_screen[0]);
    let told = post(&format!("/v/{code}"), body).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text);
    // A10: what stands on his page stands on the screen.
    assert_eq!(digits_of(&told), [on_screen[1].clone()]);
    let wrong = format!("pass={text}&digits=123456&go=1");
    for n in 0..4 {
        let answer = post(&format!("/v/{code}"), wrong.clone()).await;
        let due = if n < 3 { StatusCode::BAD_REQUEST } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(answer.status, due, "{n}");
        assert!(digits_of(&answer).is_empty());
    }
    let forged = post(&format!("/v/{code}"), "pass=FX1%3AABC&go=1".to_owned()).await;
    assert_eq!(forged.status, StatusCode::BAD_REQUEST);
    city.pass_ms(100_000);
    let old = post(&format!("/v/{code}"), format!("pass={text}&go=1")).await;
    assert!(old.text.contains("90秒"), "{}", old.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_phone_is_written_down_by_hand_and_nobody_lists_a_place() {
    for (engine, city) in on_both("who_has_no_phone").await {
        let (people, _) = filled(&city, 6).await;
        let venue = approved(&city, "bus", None).await;
        let _folder = with_log(&city).await;
        let at = city.city.now(city.wall()).0;
        let rows = |people: &[String], at: i64| {
            let row = |person: &String| json!({ "row_id": city.fresh_id(), "person_id": person, "at": at });
            json!({ "rows": people.iter().map(row).collect::<Vec<_>>() })
        };
        let path = format!("/venues/{venue}/hand-rows");
        let enter =
            async |body: Value| outcome(&city.post("shequ", &path, "order_work", body).await);
        let body = rows(&people, at - 3_600_000);
        assert_eq!(enter(body.clone()).await, "204", "{engine:?}");
        assert_eq!(enter(body).await, "204", "twice is once");
        assert_eq!(enter(rows(&people, at + 1)).await, "400 bad_input");
        assert_eq!(enter(rows(&people, at - 16 * 86_400_000)).await, "400 bad_input");
        let stranger = [city.fresh_id()];
        assert_eq!(enter(rows(&stranger, at)).await, "404 not_found");
        let today = city.city.now(city.wall()).city_day();
        drain_scans(&city.city, today).await.unwrap();
        let kept = scans_of_day(&city.city, "140110", today).await.unwrap();
        assert_eq!(kept.len(), people.len());
        assert!(kept.iter().all(|(_, scan)| scan.source == ScanSource::Hand));
        let counts = format!("/venues/{venue}/counts?day={TODAY}");
        let counts = city.get("shequ", &counts, "order_work").await.ok();
        assert_eq!((&counts["scans"], &counts["by_hand"]), (&json!(6), &json!(6)));
        // A6: no route answers with whom; the names of what it answers are those of numbers.
        for route in fangxian_http::routes() {
            let is_list = route.path.contains("visitor") || route.path.contains("scans");
            assert!(!is_list, "{}", route.path);
        }
        let trail = column(
            &city,
            "select detail as x from audit_entry where act = 'venue_keep' and detail like '%hand'",
        );
        assert!(trail.await.iter().all(|detail| detail == "6 rows by hand"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_scanned_a_poster_opens_his_code_and_is_led_back() {
    let city = TestCity::on(TODAY).await;
    let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
    let venue = approved(&city, "bus", None).await;
    let _folder = with_log(&city).await;
    let seen = see(&city, &venue).await;
    let code = seen["poster_code"].as_str().unwrap();
    let path = format!("/v/{code}");
    let place = city.raw(Request::get(&path).body(Body::empty()).unwrap()).await;
    assert!(place.text.contains(&format!("href=\"/code?venue={code}\"")), "{}", place.text);
    let secret = receipt(&city, &own);
    let fields = [("kind", "passport"), ("number", PASSPORT), ("name", NAME), ("secret", &secret)];
    let back = format!("action=\"{path}\"");
    let page = post(&city, &format!("/code?venue={code}"), &fields).await;
    assert!(page.text.contains(&back), "{}", page.text);
    // An address that names no poster leads nowhere.
    for other in ["", "?venue=..%2Fdesk", "?venue=1-%22%3E"] {
        let page = post(&city, &format!("/code{other}"), &fields).await;
        assert!(!page.text.contains("name=\"sealed\""), "{other}");
    }
    let sealed = page.text.split("name=\"sealed\" value=\"").nth(1).unwrap();
    let sealed = sealed.split('"').next().unwrap().to_owned();
    // He looks for the screen: longer than a pass is good.
    city.pass_ms(3 * 60_000);
    let who = [("sealed", sealed.as_str()), ("who", "0")];
    let asked = post(&city, &path, &who).await;
    assert!(asked.text.contains("name=\"digits\""), "{}", asked.text);
    let told = post(&city, &path, &[who[0], who[1], ("go", "1")]).await;
    assert!(told.text.contains("单凭它不会改变任何人的健康码"), "{}", told.text);
    let key = (code, seen["screen"].as_str().unwrap());
    let screen = venue_screen(&city.city, key, city.wall()).await.unwrap();
    let digits = ("digits", screen.challenge.as_str());
    let told = post(&city, &path, &[who[0], who[1], digits, ("go", "1")]).await;
    assert!(told.text.contains("已核对现场数字"), "{}", told.text);
    for wrong in [[("sealed", "00"), ("who", "0")], [who[0], ("who", "7")]] {
        let answer = post(&city, &path, &[wrong[0], wrong[1], ("go", "1")]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(answer.text.contains("太久"), "{}", answer.text);
    }
    let today = city.city.now(city.wall()).city_day();
    drain_scans(&city.city, today).await.unwrap();
    let kept = scans_of_day(&city.city, "140110", today).await.unwrap();
    let own = PersonId::from_uuid(Uuid::parse_str(&own).unwrap());
    let alias = city.city.keys.passes.alias(own);
    assert!(kept.iter().all(|(who, _)| *who == alias));
    let strengths: Vec<Strength> = kept.iter().map(|(_, scan)| scan.strength).collect();
    assert_eq!(strengths, [Strength::Weak, Strength::Strong]);
}
