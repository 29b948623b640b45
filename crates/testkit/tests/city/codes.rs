//! Health codes, on both engines: the whole city recomputed person by person, the page on which
//! somebody reads his, and what no code may say.

use crate::attacks::on_both;
use crate::attempt::{column, straight};
use crate::policy::{COMMUNITY, TODAY, outcome, settle};
use crate::results::{NAME, PASSPORT, foreigner, post, receipt, reported, sampled};
use axum::http::{StatusCode, header};
use fangxian_app::codes::{code_of, live_personal_reasons, zone_exceptions, zone_reasons};
use fangxian_app::passes::passes_load;
use fangxian_core::codes::{HealthCode, HealthColor, Reason, color_at};
use fangxian_core::frequency::requirements_of_rules;
use fangxian_core::ids::PersonId;
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::Pool;
use fangxian_core::{CityDay, Moment};
use fangxian_store::people::people_of_community;
use fangxian_testkit::{Answer, TestCity};
use serde_json::json;
use std::collections::BTreeMap;

pub(crate) const HOUR_MS: i64 = 3_600_000;
const PAGE_BYTES_MAX: usize = 15_000;

fn person(id: &str) -> PersonId {
    PersonId::parse(id).unwrap()
}

fn told(code: &HealthCode) -> String {
    let causes: Vec<&str> = code.reasons.iter().map(|one| one.cause.code()).collect();
    format!("{} {}", code.color.code(), causes.join(" ")).trim_end().to_owned()
}

pub(crate) async fn code(city: &TestCity, id: &str) -> String {
    told(&code_of(&city.city, &[person(id)], city.wall()).await.unwrap())
}

/// Recomputes everybody of the community by himself, and compares with what the index of the scans
/// is given: as many as there are, and how many of them are not green.
pub(crate) async fn recomputed(city: &TestCity) -> (usize, usize) {
    let (wall, now) = (city.wall(), city.city.now(city.wall()));
    let mut live: BTreeMap<PersonId, Vec<Reason>> = BTreeMap::new();
    for (county, id, reasons) in live_personal_reasons(&city.city, wall).await.unwrap() {
        assert_eq!(county, COMMUNITY[..6], "{id}");
        assert!(live.insert(id, reasons).is_none(), "{id} comes twice");
    }
    // What a gate is told comes from memory, and is the same.
    passes_load(&city.city, wall).await.unwrap();
    let zones = zone_reasons(&city.city, now);
    let excepted = zone_exceptions(&city.city, wall).await.unwrap();
    let place = PlaceCode::parse(COMMUNITY).unwrap();
    let read = city.city.db.read(move |tx| async move { people_of_community(&tx, &place).await });
    let people = read.await.unwrap();
    let mut n_colored = 0;
    for one in &people {
        let of_places = zones.iter().filter(|(place, _)| one.door.lies_within(place));
        let personal = live.get(&one.id).cloned().unwrap_or_default();
        let lived = of_places.map(|(_, reason)| {
            let own = excepted
                .iter()
                .filter(|(_, id, source, _)| (*id, *source) == (one.id, reason.source));
            let ended = own.map(|(_, _, _, at)| *at).min();
            let until = [reason.until, ended].into_iter().flatten().min();
            Reason { until, ..reason.clone() }
        });
        let all: Vec<Reason> = personal.into_iter().chain(lived).collect();
        let own = code_of(&city.city, &[one.id], wall).await.unwrap();
        assert_eq!(own, HealthCode::of(all.clone(), now), "{}", one.id);
        assert_eq!(own.color, color_at(&all, now));
        let alias = city.city.keys.passes.alias(one.id);
        assert_eq!(city.city.passes.color(alias, now), Some(own.color), "{}", one.id);
        n_colored += usize::from(own.color != HealthColor::Green);
    }
    (people.len(), n_colored)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_city_person_by_person_equals_the_index() {
    for (engine, city) in on_both("codes of a city").await {
        let mut ids = Vec::new();
        for n in 0..14 {
            let (name, passport) = (format!("Coded {}", letter(n)), format!("Q20000{n:02}"));
            ids.push(foreigner(&city, &name, &passport, 500 + n, "").await);
        }
        assert_eq!(recomputed(&city).await, (14, 0), "{engine:?}");
        let ago = |hours: i64| city.wall().plus_ms(-hours * HOUR_MS);
        let all = |of: &[usize]| of.iter().map(|n| ids[*n].as_str()).collect::<Vec<_>>();
        // A pool of four, of whom one is found, one is freed and one has only a pool after it.
        sampled(&city, 11, Pool::Ten, &all(&[0, 1, 2, 3]), ago(60)).await;
        reported(&city, 11, TubeOutcome::Positive, ago(50)).await;
        sampled(&city, 12, Pool::One, &all(&[0]), ago(40)).await;
        reported(&city, 12, TubeOutcome::Positive, ago(35)).await;
        sampled(&city, 13, Pool::One, &all(&[1]), ago(40)).await;
        reported(&city, 13, TubeOutcome::Negative, ago(35)).await;
        sampled(&city, 14, Pool::Ten, &all(&[2, 4]), ago(40)).await;
        reported(&city, 14, TubeOutcome::Negative, ago(35)).await;
        // One unclear of his own, one negative, one that waits, an invalid one.
        sampled(&city, 15, Pool::One, &all(&[5]), ago(30)).await;
        reported(&city, 15, TubeOutcome::Unclear, ago(20)).await;
        sampled(&city, 16, Pool::One, &all(&[6]), ago(30)).await;
        reported(&city, 16, TubeOutcome::Negative, ago(20)).await;
        sampled(&city, 17, Pool::One, &all(&[7]), ago(3)).await;
        sampled(&city, 18, Pool::Ten, &all(&[8, 9]), ago(30)).await;
        reported(&city, 18, TubeOutcome::Invalid, ago(20)).await;
        // An antigen test.
        let body = json!({ "report_id": city.fresh_id(), "person_id": ids[10],
            "outcome": "positive", "no_photo_reason": "老人不会拍照" });
        city.post("wangge", "/antigen/reports", "order_work", body).await.ok();
        let mut found = BTreeMap::new();
        for (n, id) in ids.iter().enumerate() {
            found.insert(n, code(&city, id).await);
        }
        for (n, expected) in [
            (0, "red positive pool_hold"),
            (1, "green"),
            (2, "yellow pool_hold"),
            (3, "yellow pool_hold"),
            (4, "green"),
            (5, "red unclear"),
            (6, "green"),
            (7, "green"),
            (8, "green"),
            (9, "green"),
            (10, "yellow antigen_hold"),
            (11, "green"),
        ] {
            assert_eq!(found[&n], expected, "{n} on {engine:?}");
        }
        assert_eq!(recomputed(&city).await, (14, 5), "{engine:?}");
        // The area is put at its place: whoever lives there has the reason with it.
        settle(&city, "万水物贸城", COMMUNITY).await;
        assert_eq!(recomputed(&city).await, (14, 14), "{engine:?}");
        assert_eq!(code(&city, &ids[11]).await, "red lives_in_zone");
        // Nobody works, the clock runs: what the rules say ends is over on its second.
        let reasons = live_personal_reasons(&city.city, city.wall()).await.unwrap();
        let of =
            |id: &str| reasons.iter().find(|(_, one, _)| *one == person(id)).unwrap().2.clone();
        let held = of(&ids[3]);
        let until = held[0].until.unwrap();
        assert_eq!(color_at(&held, Moment(until.0 - 1)), HealthColor::Yellow);
        assert_eq!(color_at(&held, until), HealthColor::Green);
        city.turn_to("2022-12-07").await;
        assert_eq!(recomputed(&city).await, (14, 0), "{engine:?}: 新十条");
    }
}

fn letter(n: u32) -> String {
    char::from_u32('A' as u32 + n).unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_moves_to_another_record_takes_his_reason_with_him() {
    for (_, city) in on_both("codes of two records").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let now = city.wall();
        sampled(&city, 21, Pool::One, &[&own], now.plus_ms(-9 * HOUR_MS)).await;
        reported(&city, 21, TubeOutcome::Positive, now.plus_ms(-HOUR_MS)).await;
        let body = json!({ "fact_id": city.fresh_id(), "version": 1, "back": false,
            "reason": "搬走了" });
        let answer = city.post("shequ", &format!("/people/{own}/leave"), "register", body).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        let again = foreigner(&city, "MULLER, ANNA MARIA", PASSPORT, 404, "").await;
        assert_eq!(code(&city, &again).await, "red positive");
        assert_eq!(recomputed(&city).await, (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_colored_for_being_late_with_a_test() {
    let city = TestCity::on("2022-10-20").await;
    let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
    sampled(&city, 31, Pool::Ten, &[&own], city.wall().plus_ms(-12 * 24 * HOUR_MS)).await;
    reported(&city, 31, TubeOutcome::Negative, city.wall().plus_ms(-11 * 24 * HOUR_MS)).await;
    let today = CityDay::parse("2022-10-20").unwrap();
    let (place, rules) = (PlaceCode::parse(COMMUNITY).unwrap(), &city.city.rules);
    let required = requirements_of_rules(rules, &city.city.code, today);
    assert!(required.iter().any(|one| one.binds(&place, today)), "a test every three days is due");
    assert_eq!(code(&city, &own).await, "green");
    assert_eq!(recomputed(&city).await, (1, 0));
}

pub(crate) async fn page(city: &TestCity, number: &str, name: &str, secret: &str) -> Answer {
    let fields = [("kind", "passport"), ("number", number), ("name", name), ("secret", secret)];
    post(city, "/code", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_what_why_until_when_and_whom_to_ask_and_never_who_else() {
    for (engine, city) in on_both("the page of a code").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let other = foreigner(&city, "Jean Dupont", "FR1234567", 303, "").await;
        let secret = receipt(&city, &own);
        let green = page(&city, " c01x 00t47 ", "MULLER, ANNA MARIA", &secret).await;
        assert_eq!(green.status, StatusCode::OK);
        assert_eq!(green.headers[header::CACHE_CONTROL], "no-store");
        assert!(green.headers.get(header::SET_COOKIE).is_none());
        for said in ["● 绿码", "Green code", "现在没有任何限制您的理由", "*****0T47"]
        {
            assert!(green.text.contains(said), "{said} in {}", green.text);
        }
        let now = city.wall();
        sampled(&city, 1, Pool::Ten, &[&own, &other], now.plus_ms(-9 * HOUR_MS)).await;
        reported(&city, 1, TubeOutcome::Positive, now.plus_ms(-HOUR_MS)).await;
        sampled(&city, 2, Pool::One, &[&other], now.plus_ms(-HOUR_MS / 2)).await;
        reported(&city, 2, TubeOutcome::Positive, now.plus_ms(-HOUR_MS / 4)).await;
        settle(&city, "万水物贸城", COMMUNITY).await;
        let red = page(&city, PASSPORT, NAME, &secret).await;
        for said in [
            "■ 红码",
            "▲ 黄码",
            "Red code",
            "住在风险区内",
            "同管有阳性或可疑",
            "暂时单独隔离",
            "条文没有写颜色，这里取较轻的一种",
            "近14天内有中高风险地区旅居史的人员赋红码",
            "2022-11-24 08:00",
            "2022-12-01 08:00",
            "本人单独采样（一人一管），结果阴性，马上自动解除",
            "风险区解除或者降级",
            "您住的社区居委会，或市民热线12345",
            "健康码申诉",
            "直接打120",
            "谁看过我的登记",
        ] {
            assert!(red.text.contains(said), "{engine:?}: {said} in {}", red.text);
        }
        for hidden in ["Dupont", "FR1234567", PASSPORT, "14011000"] {
            assert!(!red.text.contains(hidden), "{hidden} in {}", red.text);
        }
        assert!(red.text.len() < PAGE_BYTES_MAX, "{} bytes", red.text.len());
        let english = post_in_english(&city, &secret).await;
        assert!(english.text.contains("Health code"), "{}", english.text);
        assert!(english.text.len() < PAGE_BYTES_MAX);
        // Whoever sits at the desk and looked is told, with role, place and purpose.
        city.get("shequ", &format!("/people/{own}"), "register").await.ok();
        let seen = page(&city, PASSPORT, NAME, &secret).await;
        for said in ["社区登记人员", "打开了您的登记", "居民登记"] {
            assert!(seen.text.contains(said), "{said} in {}", seen.text);
        }
        // Another's secret opens nothing, and tries are counted with those of the results.
        let wrong = receipt(&city, &other);
        for _ in 0..5 {
            let refused = page(&city, PASSPORT, NAME, &wrong).await;
            assert!(refused.text.contains("没有查到"), "{}", refused.text);
        }
        let refused = page(&city, PASSPORT, NAME, &secret).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    }
}

async fn post_in_english(city: &TestCity, secret: &str) -> Answer {
    let fields = [("kind", "passport"), ("number", PASSPORT), ("name", NAME), ("secret", secret)];
    post(city, "/code?lang=en", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_is_shown_with_its_codes_and_told_that_somebody_looked() {
    for (_, city) in on_both("codes of a family").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "10000000001").await;
        let elder = foreigner(&city, "Jean Dupont", "FR1234567", 303, "10000000002").await;
        let body = json!({ "binding_id": city.fresh_id(), "fact_id": city.fresh_id(),
            "person_id": elder, "proxy_id": own, "consent": "on_paper",
            "first_day": TODAY, "last_day": "2022-12-31" });
        let answer = city.post("shequ", "/people/result-bindings", "result_notice", body).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        sampled(&city, 1, Pool::One, &[&elder], city.wall().plus_ms(-9 * HOUR_MS)).await;
        reported(&city, 1, TubeOutcome::Positive, city.wall().plus_ms(-HOUR_MS)).await;
        let seen = page(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        for said in ["● 绿码", "■ 红码", "（家人）", "本人核酸检测阳性"] {
            assert!(seen.text.contains(said), "{said} in {}", seen.text);
        }
        assert!(!seen.text.contains("Dupont"));
        let looks =
            column(&city, "select person_id as x from result_look order by person_id").await;
        assert_eq!(looks.len(), 2);
        let told = crate::results::relayed(&city).await;
        assert!(told.iter().any(|(_, text)| text.contains("代您查看了健康码")), "{told:?}");
        // And whoever was looked at reads it among those who looked.
        let seen = page(&city, "FR1234567", "Jean Dupont", &receipt(&city, &elder)).await;
        let line = seen.text.split("<li>").find(|line| line.contains(" 家人"));
        assert!(line.is_some_and(|line| line.contains("：健康码")), "{}", seen.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_color_is_stored_anywhere() {
    let city = TestCity::on(TODAY).await;
    let sql = "select lower(m.name || '.' || c.name) as x from sqlite_master m
         join pragma_table_info(m.name) c where m.type = 'table'";
    let columns = column(&city, sql).await;
    assert!(columns.len() > 100);
    for name in columns {
        for word in ["color", "colour", "health_code"] {
            assert!(!name.contains(word), "{name}");
        }
    }
    // The control: a column with the word is found.
    straight(&city, "create table colored (county text, color text)").await;
    assert!(column(&city, sql).await.iter().any(|name| name.contains("color")));
}
