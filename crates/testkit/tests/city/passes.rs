//! Fresh codes at a rush hour, and a server that is started again, on both engines.

use crate::attacks::on_both;
use crate::codes::page;
use crate::policy::{TODAY, outcome};
use crate::results::{NAME, PASSPORT, foreigner, post, receipt};
use crate::scans::{why, with_gate};
use crate::venues::{approved, gate, pass_of, with_log};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use fangxian_app::City;
use fangxian_app::passes::{
    Followed, believe_by_keys, passes_copy, passes_follow, passes_load, passes_put_copy,
};
use fangxian_app::scans::{FolderKeys, ScanAsk, gate_by_secret, scan_take, scans_open};
use fangxian_app::venues::venues_load;
use fangxian_core::codes::HealthColor;
use fangxian_core::ids::PersonId;
use fangxian_core::passes::{Alias, PassKind};
use fangxian_core::scans::Why;
use fangxian_intake::{DayKeyFolder, Options};
use fangxian_testkit::{Answer, TestCity};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

async fn fresh(city: &TestCity, ticket: &str) -> Answer {
    let request = Request::get("/code/now").header("authorization", format!("Show {ticket}"));
    city.raw(request.body(Body::empty()).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_renews_its_code_for_half_a_day_and_a_gate_believes_what_was_signed_together() {
    for (engine, city) in on_both("fresh passes").await {
        let folder = tempfile::tempdir().unwrap();
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        with_gate(&city, folder.path()).await;
        let found = page(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        let between = |text: &str, before: &str| {
            let rest = text.split(before).nth(1).unwrap_or_else(|| panic!("{before} in {text}"));
            rest.split('"').next().unwrap().to_owned()
        };
        let pass = between(&found.text, "name=\"pass\" value=\"");
        let shown = post(&city, "/code/show", &[("pass", pass.as_str()), ("who", "0")]).await;
        assert_eq!(between(&shown.text, "data-good=\""), "90000", "{engine:?}");
        let ticket = between(&shown.text, "data-ticket=\"");
        assert!(!shown.text.contains(PASSPORT), "a page names nobody");

        // Many at once: some are signed together, and each is believed by itself.
        let asked = (0..40).map(|_| fresh(&city, &ticket));
        let answers = futures_join(asked.collect()).await;
        let texts: BTreeSet<String> = answers
            .iter()
            .map(|answer| {
                assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
                assert_eq!(answer.json["color"], "green");
                answer.json["pass"].as_str().unwrap().to_owned()
            })
            .collect();
        let now = city.city.now(city.wall());
        let listed = city.city.keys.passes.listed(now.city_day().plus(-1));
        for (n, text) in (1..).zip(&texts) {
            assert_eq!(why(&city, n, text).await, "fine");
            let offline = believe_by_keys(text, "1401", &listed, now).unwrap();
            assert_eq!(offline.alias, alias(&city.city, &own));
        }
        let lengths: BTreeSet<usize> = texts.iter().map(String::len).collect();
        assert!(lengths.last().unwrap() > &300, "some were signed together: {lengths:?}");
        assert!(fresh(&city, &ticket).await.json["pass"].as_str().unwrap().len() < 300, "alone");
        // A picture is good for a minute and a half, also of those.
        city.pass_ms(90_000);
        assert_eq!(why(&city, 1_000, texts.last().unwrap()).await, "pass_old");

        // Nobody else's ticket, none at all, and one whose half day is over.
        for wrong in ["", "00", &ticket.replace(['0', '1'], "2")] {
            assert_eq!(fresh(&city, wrong).await.refusal(), "404 not_found", "{wrong}");
        }
        city.pass_ms(12 * 3_600_000 - 90_000 - 1_000);
        assert_eq!(fresh(&city, &ticket).await.status, StatusCode::OK);
        city.pass_ms(1_000);
        assert_eq!(fresh(&city, &ticket).await.refusal(), "404 not_found");
    }
}

fn within(text: &str, before: &str) -> String {
    let rest = text.split(before).nth(1).unwrap_or_else(|| panic!("{before} in {text}"));
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_stays_on_a_phone_is_one_on_paper_for_a_day_and_no_longer() {
    for (engine, city) in on_both("a code that stays").await {
        let folder = tempfile::tempdir().unwrap();
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        with_gate(&city, folder.path()).await;
        let secret = receipt(&city, &own);
        let found = page(&city, PASSPORT, NAME, &secret).await;
        let pass = within(&found.text, "name=\"pass\" value=\"");
        let shown = post(&city, "/code/show", &[("pass", &pass), ("who", "0")]).await;
        assert!(shown.text.contains("在这部手机上留一张，断网时用"), "it is asked for");
        assert!(!page(&city, PASSPORT, NAME, &secret).await.text.contains("留在手机上"), "unasked");
        let kept = post(&city, "/code/keep", &[("pass", &pass), ("who", "0")]).await;
        assert_eq!((kept.status, &kept.json["good_ms"]), (StatusCode::OK, &json!(86_400_000)));
        assert_eq!(kept.headers["cache-control"], "no-store");
        assert_eq!(kept.json.as_object().unwrap().len(), 3, "nothing else is told");
        let text = kept.json["pass"].as_str().unwrap();
        let seen = page(&city, PASSPORT, NAME, &secret).await;
        assert!(seen.text.contains("本人：健康码（留在手机上）"), "{engine:?}");

        // A gate without a network compares the document, by a list of yesterday.
        let keys = city.city.keys.passes.listed(city.wall().city_day().plus(-1));
        let offline = |at| believe_by_keys(text, "1401", &keys, at);
        let now = city.city.now(city.wall());
        let read = offline(now).unwrap();
        assert_eq!((read.kind, read.alias), (PassKind::Paper, alias(&city.city, &own)));
        assert_eq!((read.color, read.ends_at().0), (HealthColor::Green, now.0 + 86_400_000));
        assert_eq!(read.mark.as_deref(), Some("A*** 0T47"));
        assert_eq!(why(&city, 1, text).await, "fine");
        // Nobody else's, none of a bent page, none of another page on the web.
        for (pass, who) in [(pass.as_str(), "1"), ("00", "0")] {
            let refused = post(&city, "/code/keep", &[("pass", pass), ("who", who)]).await;
            assert_eq!(refused.refusal(), "404 not_found");
        }
        // The color got worse: with a network a gate knows it, without one that of the keeping decides,
        // as on paper (0040).
        let body = json!({ "report_id": city.fresh_id(), "person_id": own, "outcome": "positive",
            "photo": null, "no_photo_reason": "电话代报" });
        city.post("shequ", "/antigen/reports", "order_work", body).await.ok();
        city.city.catch_up().await.unwrap();
        passes_follow(&city.city, &mut Followed::default(), city.wall()).await.unwrap();
        assert_eq!(why(&city, 2, text).await, "yellow");
        assert_eq!(offline(city.city.now(city.wall())).unwrap().color, HealthColor::Green);
        // What is kept anew is of the color of now.
        let anew = post(&city, "/code/keep", &[("pass", &pass), ("who", "0")]).await;
        let anew = believe_by_keys(anew.json["pass"].as_str().unwrap(), "1401", &keys, now);
        assert_eq!(anew.unwrap().color, HealthColor::Yellow);

        city.pass_ms(86_400_000 - 1_000);
        assert_eq!(offline(city.city.now(city.wall())).map(|read| read.alias), Ok(read.alias));
        city.pass_ms(1_000);
        assert_eq!(why(&city, 3, text).await, "pass_old");
        assert_eq!(offline(city.city.now(city.wall())), Err(Why::PassOld));
        let late = post(&city, "/code/keep", &[("pass", &pass), ("who", "0")]).await;
        assert_eq!(late.refusal(), "404 not_found", "the page ran out");

        // The page that a phone takes along is the same for everybody.
        let still = city.raw(Request::get("/code/still").body(Body::empty()).unwrap()).await;
        assert_eq!(still.status, StatusCode::OK);
        for said in ["中心暂时连不上", "门岗要核对证件", "纸质登记表", "data-city=\"1401\""]
        {
            assert!(still.text.contains(said), "{said}");
        }
        let rules = still.headers["content-security-policy"].to_str().unwrap();
        assert!(rules.contains("script-src 'self'; connect-src 'self'"), "{rules}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_look_no_more_renews_no_code() {
    for (engine, city) in on_both("tickets of a family").await {
        let folder = tempfile::tempdir().unwrap();
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let elder = foreigner(&city, "Jean Dupont", "FR1234567", 303, "").await;
        with_gate(&city, folder.path()).await;
        let binding = city.fresh_id();
        let body = json!({ "binding_id": binding, "fact_id": city.fresh_id(), "person_id": elder,
            "proxy_id": own, "consent": "on_paper", "first_day": TODAY, "last_day": TODAY });
        let answer = city.post("shequ", "/people/result-bindings", "result_notice", body).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        let between = |text: &str, before: &str| {
            let rest = text.split(before).nth(1).unwrap_or_else(|| panic!("{before} in {text}"));
            rest.split('"').next().unwrap().to_owned()
        };
        let ticket = async |who: &str| {
            let found = page(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
            let pass = between(&found.text, "name=\"pass\" value=\"");
            let shown = post(&city, "/code/show", &[("pass", pass.as_str()), ("who", who)]).await;
            between(&shown.text, "data-ticket=\"")
        };
        let (mine, his) = (ticket("0").await, ticket("1").await);
        city.pass_ms(1_000);
        assert_eq!(fresh(&city, &his).await.status, StatusCode::OK, "{engine:?}");
        let path = format!("/people/result-bindings/{binding}/end");
        let body = json!({ "fact_id": city.fresh_id() });
        let ended = city.post("shequ", &path, "result_notice", body).await;
        assert_eq!(outcome(&ended), "204", "{}", ended.text);
        assert_eq!(fresh(&city, &his).await.refusal(), "404 not_found", "at once");
        assert_eq!(fresh(&city, &mine).await.status, StatusCode::OK, "his own he keeps");
    }
}

/// All of them at the same time.
async fn futures_join<T>(all: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut all: Vec<_> = all.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<T>> = all.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (one, done) in all.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
            if let std::task::Poll::Ready(value) = one.as_mut().poll(cx) {
                *done = Some(value);
            }
        }
        let is_done = done.iter().all(Option::is_some);
        if is_done { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

fn alias(city: &City, person: &str) -> Alias {
    city.keys.passes.alias(PersonId::parse(person).unwrap())
}

fn color(city: &City, person: &str, of: &TestCity) -> Option<HealthColor> {
    city.passes.color(alias(city, person), city.now(of.wall()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_started_again_knows_everybody_from_its_copy_and_what_came_since() {
    for (engine, city) in on_both("a copy of everybody").await {
        let early = foreigner(&city, "Copied One", "Q1000001", 500, "").await;
        passes_load(&city.city, city.wall()).await.unwrap();
        assert_eq!(passes_copy(&*city.beside().await).await.unwrap(), None, "nobody was read");
        let copy = passes_copy(&city.city).await.unwrap().unwrap();
        let late = foreigner(&city, "Copied Two", "Q1000002", 501, "").await;
        city.city.catch_up().await.unwrap();

        let again = city.beside().await;
        assert!(passes_put_copy(&again, &copy, city.wall()).await.unwrap(), "{engine:?}");
        assert_eq!(color(&again, &early, &city), Some(HealthColor::Green));
        assert_eq!(color(&again, &late, &city), Some(HealthColor::Green), "came after the copy");
        assert_eq!(again.passes.len(), city.city.passes.len());
        // Read again from the store, it says the same.
        passes_load(&again, city.wall()).await.unwrap();
        assert_eq!(again.passes.len(), city.city.passes.len());

        // Damaged, or of another store, it is of no use, and nobody is put in.
        let other = city.beside().await;
        let mut bent = copy.clone();
        bent[copy.len() / 2] ^= 1;
        assert!(!passes_put_copy(&other, &bent, city.wall()).await.unwrap());
        assert!(other.passes.is_empty());
    }
    let [(_, one), (_, other)] = <[_; 2]>::try_from(on_both("copies").await).ok().unwrap();
    passes_load(&one.city, one.wall()).await.unwrap();
    let copy = passes_copy(&one.city).await.unwrap().unwrap();
    assert!(!passes_put_copy(&other.city, &copy, other.wall()).await.unwrap(), "another store's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_is_answered_while_the_places_are_still_being_read() {
    for (engine, city) in on_both("places at a start").await {
        let own = foreigner(&city, "Early One", "Q1000003", 502, "").await;
        let venue = approved(&city, "mall", Some(100)).await;
        let (_, secret) = gate(&city, &venue).await;
        let folder = with_log(&city).await;
        let text = pass_of(&city, &own);
        drop(folder);

        let again = city.beside().await;
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        std::fs::create_dir_all(&log).unwrap();
        let keys = FolderKeys(DayKeyFolder::open(&folder.path().join("days")).unwrap());
        let options = Options { file_bytes: 256 << 10, waiting_bytes_max: 32 << 10 };
        scans_open(&again, (&log, "again"), options, Arc::new(keys)).await.unwrap();
        passes_load(&again, city.wall()).await.unwrap();
        let known = gate_by_secret(&again, &secret).unwrap();
        let ask = ScanAsk { id: [1; 16], pass: Some(&text), ..ScanAsk::default() };
        let told = scan_take(&again, known, &ask, city.wall()).await.unwrap();
        assert_eq!(told.decision.why, Why::Fine, "{engine:?}");
        assert!(!again.scans.venues.is_whole());
        // Who is inside stays inside once all places were read.
        venues_load(&again).await.unwrap();
        let room = again.scans.venues.get(known.venue).unwrap().room.clone().unwrap();
        assert_eq!(room.n_inside(again.now(city.wall())), 1);
        assert!(again.scans.venues.is_whole());
    }
}
