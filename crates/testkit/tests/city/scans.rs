//! Scans at gates, on both engines: what a gate is told, that it is durable before, how it comes into
//! the store, and that it is gone when its time is over.

use crate::attacks::on_both;
use crate::codes::page;
use crate::policy::{COMMUNITY, settle};
use crate::results::{NAME, PASSPORT, foreigner, post, receipt, reported, sampled};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use fangxian_app::City;
use fangxian_app::codes::paper_code_of_page;
use fangxian_app::passes::{Followed, believe_by_keys, passes_follow, passes_load};
use fangxian_app::scans::{
    FolderKeys, VenueAtGate, drain_scans, gate_secret_hash, scans_of_day, scans_open, scans_retire,
};
use fangxian_core::codes::{HealthColor, Strength};
use fangxian_core::ids::{GateId, PersonId};
use fangxian_core::passes::{Alias, Pass, PassKind};
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::Pool;
use fangxian_core::scans::{Check, DAYS_KEPT, GateRecord, Scan, ScanId, ScanSource, Why};
use fangxian_core::{CityDay, Moment};
use fangxian_intake::{DayKeyFolder, Options};
use fangxian_store::StoreError;
use fangxian_store::scans::{StoredGate, gate_insert, scan_blocks, scans_destroyed};
use fangxian_testkit::{Answer, TestCity};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

const SECRET: &str = "4f3c2b1a";
const VENUE: u32 = 7;
const GATE: u32 = 3;
const SMALL: Options = Options { file_bytes: 256 << 10, waiting_bytes_max: 32 << 10 };

/// The log of a server, opened in a folder, with a gate at a place of the community.
async fn opened(city: &Arc<City>, folder: &Path, wall: Moment) {
    let log = folder.join("log");
    std::fs::create_dir_all(&log).unwrap();
    let keys = FolderKeys(DayKeyFolder::open(&folder.join("days")).unwrap());
    scans_open(city, (&log, "test"), SMALL, Arc::new(keys)).await.unwrap();
    let county = COMMUNITY[..6].parse().unwrap();
    city.scans.venues.put_all([(VENUE, VenueAtGate::open(county))].into());
    passes_load(city, wall).await.unwrap();
}

pub(crate) async fn with_gate(city: &TestCity, folder: &Path) {
    let gate = StoredGate {
        id: GateId::from_uuid(uuid::Uuid::from_u128(1)),
        county: COMMUNITY[..6].to_owned(),
        number: i64::from(GATE),
        venue: i64::from(VENUE),
        label: "南门".to_owned(),
        secret_hash: gate_secret_hash(SECRET).to_vec(),
        made_at: city.wall(),
        by: "shequ".to_owned(),
        ended_at: None,
    };
    let put: Result<(), StoreError> =
        city.city.db.write(move |tx| async move { gate_insert(&tx, &gate).await }).await;
    put.unwrap();
    opened(&city.city, folder, city.wall()).await;
}

fn alias(city: &TestCity, id: &str) -> Alias {
    city.city.keys.passes.alias(PersonId::parse(id).unwrap())
}

/// What a person's phone shows, made some seconds ago.
pub(crate) fn shown(city: &TestCity, id: &str, seconds_ago: i64) -> String {
    let now = city.city.now(city.wall());
    let made_at = Moment((now.0.div_euclid(1_000) - seconds_ago) * 1_000);
    let pass = Pass {
        kind: PassKind::Screen,
        alias: alias(city, id),
        color: HealthColor::Green,
        made_at,
        mark: None,
    };
    city.city.keys.passes.sign(pass, "1401").text("1401")
}

pub(crate) async fn scan_request(city: &TestCity, secret: &str, body: Value) -> Answer {
    let request = Request::post("/gate/scans")
        .header("authorization", format!("Gate {secret}"))
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    city.raw(request).await
}

pub(crate) fn with_pass(n: u128, pass: &str) -> Value {
    json!({ "id": uuid::Uuid::from_u128(n), "pass": pass, "temperature": 365, "has_mask": true })
}

pub(crate) async fn why(city: &TestCity, n: u128, pass: &str) -> String {
    let answer = scan_request(city, SECRET, with_pass(n, pass)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let (verdict, why) = (&answer.json["verdict"], answer.json["why"].as_str().unwrap());
    let due = Why::from_code(why).unwrap();
    assert_eq!(verdict, due.verdict().code());
    assert_eq!(answer.json["says"], due.says());
    why.to_owned()
}

async fn of_day(city: &TestCity, day: CityDay) -> Vec<(Alias, Scan)> {
    scans_of_day(&city.city, &COMMUNITY[..6], day).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_is_told_what_to_do_and_why_and_each_scan_is_kept_with_whom_it_is_of() {
    for (engine, city) in on_both("scans").await {
        let folder = tempfile::tempdir().unwrap();
        let green = foreigner(&city, "Scanned One", "S1000001", 500, "").await;
        let held = foreigner(&city, "Scanned Two", "S1000002", 501, "").await;
        with_gate(&city, folder.path()).await;
        let mut followed = Followed::default();
        assert_eq!(why(&city, 1, &shown(&city, &green, 0)).await, "fine", "{engine:?}");
        assert_eq!(why(&city, 2, &shown(&city, &held, 0)).await, "fine");
        // Held by a pool: the gate knows it at once, though the pass still says green.
        let text = shown(&city, &held, 0);
        let ago = |hours: i64| city.wall().plus_ms(-hours * 3_600_000);
        sampled(&city, 11, Pool::Ten, &[&green, &held], ago(5)).await;
        sampled(&city, 12, Pool::One, &[&green], ago(4)).await;
        reported(&city, 11, TubeOutcome::Positive, ago(4).plus_ms(-1)).await;
        reported(&city, 12, TubeOutcome::Negative, ago(3)).await;
        city.city.catch_up().await.unwrap();
        passes_follow(&city.city, &mut followed, city.wall()).await.unwrap();
        city.pass_ms(1_000);
        assert_eq!(why(&city, 3, &text).await, "yellow");
        assert_eq!(why(&city, 4, &shown(&city, &green, 0)).await, "fine");
        // An old code, one that was bent, another city's, no code, nobody of the register.
        assert_eq!(why(&city, 5, &shown(&city, &green, 91)).await, "pass_old");
        let mut bent = shown(&city, &green, 0).into_bytes();
        bent[60] = if bent[60] == b'0' { b'1' } else { b'0' };
        assert_eq!(why(&city, 6, &String::from_utf8(bent).unwrap()).await, "pass_forged");
        assert_eq!(why(&city, 7, "HC1:6BF").await, "pass_forged");
        let nobody = "00000000-0000-7000-8000-00000000beef";
        assert_eq!(why(&city, 8, &shown(&city, nobody, 0)).await, "unknown");
        // Whoever must be helped passes.
        let mut urgent = with_pass(9, &text);
        urgent["emergency"] = json!("dialysis");
        let answer = scan_request(&city, SECRET, urgent).await.ok();
        assert_eq!((&answer["verdict"], &answer["why"]), (&json!("pass"), &json!("dialysis")));
        // Who has no secret of a gate is told nothing, and what is no scan is no scan.
        let stranger = scan_request(&city, "guessed", with_pass(10, &text)).await;
        assert_eq!(stranger.refusal(), "401 not_signed_in");
        assert_eq!(
            scan_request(&city, SECRET, json!({ "pass": text })).await.refusal(),
            "400 bad_input"
        );
        let more = json!({ "id": uuid::Uuid::from_u128(1), "venue": 8 });
        assert_eq!(scan_request(&city, SECRET, more).await.refusal(), "400 bad_input");

        let today = city.city.now(city.wall()).city_day();
        assert_eq!(drain_scans(&city.city, today).await.unwrap(), 9);
        assert_eq!(drain_scans(&city.city, today).await.unwrap(), 0);
        let kept = of_day(&city, today).await;
        let told: Vec<_> = kept.iter().map(|(_, scan)| scan.why.code()).collect();
        let due = [
            "fine",
            "fine",
            "yellow",
            "fine",
            "pass_old",
            "pass_forged",
            "pass_forged",
            "unknown",
            "dialysis",
        ];
        assert_eq!(told, due);
        assert_eq!(kept[0].0, alias(&city, &green));
        assert_eq!(kept[2].0, alias(&city, &held));
        assert_eq!(kept[5].0, Alias(0), "whose pass was none is nobody");
        let one = &kept[2].1;
        assert_eq!((one.venue, one.gate, one.color), (VENUE, GATE, Some(HealthColor::Yellow)));
        assert_eq!(one.checks, [Check::Temperature, Check::Code, Check::Mask]);
        assert_ne!(kept[0].1.person, kept[3].1.person, "two scans of one person look like two");
    }
}

/// What a square that is drawn on a page says.
pub(crate) fn read_square(page: &str) -> String {
    const SCALE: usize = 4;
    let drawn = page.split("viewBox=\"-2 -2 ").nth(1).unwrap();
    let width: usize = drawn.split(' ').next().unwrap().parse().unwrap();
    let path = drawn.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut dark = vec![false; width * width];
    for run in path.split('M').filter(|run| !run.is_empty()) {
        let number = |text: &str| text.parse::<usize>().unwrap();
        let (column, rest) = run.split_once(' ').unwrap();
        let (row, rest) = rest.split_once('h').unwrap();
        let (length, _) = rest.split_once('v').unwrap();
        let from = (number(row) + 2) * width + number(column) + 2;
        dark[from..from + number(length)].fill(true);
    }
    let side = width * SCALE;
    let luma = (0..side * side)
        .map(|at| if dark[at / side / SCALE * width + at % side / SCALE] { 0 } else { 255 })
        .collect();
    let side = u32::try_from(side).unwrap();
    let found =
        rxing::helpers::detect_in_luma(luma, side, side, Some(rxing::BarcodeFormat::QR_CODE));
    found.unwrap().getText().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_page_of_a_code_shows_is_read_at_a_gate_for_a_minute_and_a_half() {
    for (_, city) in on_both("a code that is shown").await {
        let folder = tempfile::tempdir().unwrap();
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        with_gate(&city, folder.path()).await;
        let secret = receipt(&city, &own);
        let found = page(&city, PASSPORT, NAME, &secret).await;
        let pass = found.text.split("name=\"pass\" value=\"").nth(1).unwrap();
        let pass = pass.split('"').next().unwrap().to_owned();
        let fields = [("pass", pass.as_str()), ("who", "0")];
        let shown = post(&city, "/code/show", &fields).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.text.contains("● 绿码") && shown.text.contains("有效到"), "{}", shown.text);
        assert!(!shown.text.contains(PASSPORT));
        let text = read_square(&shown.text);
        assert_eq!(why(&city, 1, &text).await, "fine");
        // A picture of it is good for as long as itself.
        city.pass_ms(90_000);
        assert_eq!(why(&city, 2, &text).await, "pass_old");
        let fresh = read_square(&post(&city, "/code/show", &fields).await.text);
        assert_eq!(why(&city, 3, &fresh).await, "fine");
        // Another's place in the family, another's seal, and one that ran out show nothing.
        let nobody = post(&city, "/code/show", &[("pass", pass.as_str()), ("who", "1")]).await;
        assert_eq!(nobody.status, StatusCode::NOT_FOUND);
        let bent = format!("{}00", &pass[..pass.len() - 2]);
        let bent = post(&city, "/code/show", &[("pass", bent.as_str()), ("who", "0")]).await;
        assert_eq!(bent.status, StatusCode::NOT_FOUND);
        city.pass_ms(31 * 60_000);
        assert_eq!(post(&city, "/code/show", &fields).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_on_paper_is_read_at_a_gate_for_a_day_and_no_longer() {
    for (_, city) in on_both("a code on paper").await {
        let folder = tempfile::tempdir().unwrap();
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        with_gate(&city, folder.path()).await;
        let secret = receipt(&city, &own);
        let found = page(&city, PASSPORT, NAME, &secret).await;
        let pass = found.text.split("name=\"pass\" value=\"").nth(1).unwrap();
        let pass = pass.split('"').next().unwrap().to_owned();
        let sheet = paper_code_of_page(&city.city, &pass, 0, city.wall()).await.unwrap();
        let [line] = &sheet.people[..] else { panic!("{sheet:?}") };
        let printed = line.pass.as_ref().unwrap();
        assert!(!printed.mark.contains(PASSPORT) && printed.mark.ends_with(&PASSPORT[5..]));
        assert_eq!((line.color, sheet.printed_by.as_str()), (HealthColor::Green, "本人"));
        assert_eq!(why(&city, 1, &printed.code).await, "fine");
        // Whoever has the receipt printed: its person reads it among those who looked.
        let seen = page(&city, PASSPORT, NAME, &secret).await;
        assert!(seen.text.contains("本人：健康码（打印）"), "{}", seen.text);
        // A gate without a network believes it by a list of yesterday, and reads the same mark.
        let keys = city.city.keys.passes.listed(city.wall().city_day().plus(-1));
        let now = city.city.now(city.wall());
        let read = believe_by_keys(&printed.code, city.city.code.as_str(), &keys, now).unwrap();
        assert_eq!(read.mark.as_ref(), Some(&printed.mark));
        let bent = printed.code.replace("FX1:", "FX1:0");
        assert_eq!(why(&city, 2, &bent).await, "pass_forged");
        // Another of the family, another's seal, and a page that ran out print nothing.
        let nobody = paper_code_of_page(&city.city, &pass, 1, city.wall()).await;
        assert!(nobody.is_err());
        let fields = [("pass", pass.as_str()), ("who", "1")];
        assert_eq!(post(&city, "/code/paper", &fields).await.status, StatusCode::NOT_FOUND);
        city.pass_ms(24 * 3_600_000 - 1_000);
        assert_eq!(why(&city, 3, &printed.code).await, "fine");
        city.pass_ms(1_000);
        assert_eq!(why(&city, 4, &printed.code).await, "pass_old");
        assert!(paper_code_of_page(&city.city, &pass, 0, city.wall()).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_gate_decided_alone_is_kept_once_at_its_time_and_what_is_too_old_is_not() {
    for (_, city) in on_both("scans sent later").await {
        let folder = tempfile::tempdir().unwrap();
        let person = foreigner(&city, "Scanned Later", "S2000001", 500, "").await;
        with_gate(&city, folder.path()).await;
        let now = city.city.now(city.wall());
        let record = |n: u128, at: Moment| GateRecord {
            id: ScanId(n.to_be_bytes()),
            alias: alias(&city, &person),
            at,
            why: Why::Fine,
            color: Some(HealthColor::Green),
            checks: vec![Check::Code],
            temperature: None,
        };
        let days = |n: i64| now.plus_ms(-n * 86_400_000);
        let sent = [
            record(1, days(0)),
            record(2, days(1)),
            record(3, days(15)),
            record(4, now.plus_ms(120_000)),
        ];
        let bytes: Vec<u8> = sent.iter().flat_map(GateRecord::to_bytes).collect();
        for _ in 0..2 {
            let answer = later(&city, bytes.clone()).await.ok();
            assert_eq!((&answer["n_kept"], &answer["n_dropped"]), (&json!(2), &json!(2)));
        }
        drain_scans(&city.city, now.city_day()).await.unwrap();
        for (n, day) in [(1_u128, days(0)), (2, days(1))] {
            let kept = of_day(&city, day.city_day()).await;
            assert_eq!(kept.len(), 1, "sent twice, there once");
            let (who, scan) = &kept[0];
            assert_eq!((*who, scan.at), (alias(&city, &person), day));
            assert_eq!((scan.id, scan.source), (ScanId(n.to_be_bytes()), ScanSource::GateLater));
            assert_eq!(i64::from(scan.later_ms), now.0 - day.0);
            assert_eq!(scan.strength, Strength::Strong);
        }
        assert_eq!(later(&city, bytes[..39].to_vec()).await.refusal(), "400 bad_input");
        assert_eq!(later(&city, Vec::new()).await.refusal(), "400 bad_input");
        assert_eq!(later(&city, vec![255; 40]).await.refusal(), "400 bad_input");
    }
}

async fn later(city: &TestCity, bytes: Vec<u8>) -> Answer {
    let request = Request::post("/gate/scans/later")
        .header("authorization", format!("Gate {SECRET}"))
        .body(Body::from(bytes))
        .unwrap();
    city.raw(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn scans_are_gone_when_their_time_is_over_from_the_store_its_copies_and_the_log() {
    for (engine, city) in on_both("retention of scans").await {
        let folder = tempfile::tempdir().unwrap();
        let person = foreigner(&city, "Canary Bird", "S3000001", 500, "").await;
        with_gate(&city, folder.path()).await;
        assert_eq!(why(&city, 1, &shown(&city, &person, 0)).await, "fine");
        let day = city.city.now(city.wall()).city_day();
        drain_scans(&city.city, day).await.unwrap();
        let county = COMMUNITY[..6].to_owned();
        let of = county.clone();
        let copy = city.city.db.read(move |tx| async move { scan_blocks(&tx, &of, day).await });
        let copy: Result<Vec<_>, StoreError> = copy.await;
        let copy = copy.unwrap();
        assert_eq!(copy.len(), 1);
        // On its last day it is there.
        let last = day.plus(DAYS_KEPT);
        city.turn_to(&last.to_string()).await;
        assert_eq!(scans_retire(&city.city, city.wall()).await.unwrap(), 0);
        assert_eq!(of_day(&city, day).await.len(), 1, "{engine:?}");
        // A day later it is nowhere, and what went is noted.
        city.turn_to(&last.plus(1).to_string()).await;
        assert_eq!(scans_retire(&city.city, city.wall()).await.unwrap(), 1);
        assert!(of_day(&city, day).await.is_empty());
        let rows = city.city.db.read(|tx| async move { scans_destroyed(&tx, 10).await });
        let gone: Result<Vec<_>, StoreError> = rows.await;
        let gone = gone.unwrap();
        assert_eq!((gone[0].day, gone[0].n_scans, &gone[0].county), (day, 1, &county));
        assert!(!folder.path().join("days").join(format!("{day}.key")).exists());
        // A copy of the store from before is put back: its rows are there again, and say nothing.
        let back: Result<(), StoreError> = city
            .city
            .db
            .write(move |tx| async move {
                let name = ("140100", "another");
                fangxian_store::scans::scan_blocks_keep(&tx, name, copy, (0, 1)).await
            })
            .await;
        back.unwrap();
        assert!(of_day(&city, day).await.is_empty(), "without the key nobody can tell who it was");
        assert_eq!(scans_retire(&city.city, city.wall()).await.unwrap(), 1, "and they go again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_drained_after_a_restart_and_only_once() {
    for (_, city) in on_both("intake after a restart").await {
        let folder = tempfile::tempdir().unwrap();
        let person = foreigner(&city, "Restarted One", "S4000001", 500, "").await;
        with_gate(&city, folder.path()).await;
        for n in 0..20 {
            assert_eq!(why(&city, n, &shown(&city, &person, 0)).await, "fine");
        }
        let today = city.city.now(city.wall()).city_day();
        assert_eq!(drain_scans(&city.city, today).await.unwrap(), 20);
        for n in 20..50 {
            assert_eq!(why(&city, n, &shown(&city, &person, 0)).await, "fine");
        }
        // It stops with thirty in the log alone.
        let city = city.restarted().await;
        opened(&city.city, folder.path(), city.wall()).await;
        assert_eq!(drain_scans(&city.city, today).await.unwrap(), 30);
        assert_eq!(drain_scans(&city.city, today).await.unwrap(), 0);
        let kept = of_day(&city, today).await;
        let ids: Vec<_> = kept.iter().map(|(_, scan)| u128::from_be_bytes(scan.id.0)).collect();
        assert_eq!(ids, (0..50).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_colors_its_people_at_the_gate_and_its_end_needs_no_worker() {
    for (engine, city) in on_both("areas at the gate").await {
        let folder = tempfile::tempdir().unwrap();
        let person = foreigner(&city, "Area Person", "S5000001", 500, "").await;
        with_gate(&city, folder.path()).await;
        assert_eq!(why(&city, 1, &shown(&city, &person, 0)).await, "fine");
        settle(&city, "万水物贸城", COMMUNITY).await;
        assert_eq!(why(&city, 2, &shown(&city, &person, 0)).await, "red", "{engine:?}");
        // Ten thousand pictures of a code that is too old: none is believed, whatever the color.
        let text = shown(&city, &person, 90);
        let now = city.city.now(city.wall());
        let tried = (0..10_000).map(|n| now.plus_ms(n * 1_000));
        let believed = tried.filter(|at| city.city.keys.passes.believe(&text, "1401", *at).is_ok());
        assert_eq!(believed.count(), 0);
        // Nobody works; the clock runs into the next edition, whose rules color nobody by an area.
        let later = CityDay::parse("2022-12-07").unwrap().starts_at();
        let color = |at| city.city.passes.color(alias(&city, &person), at);
        assert_eq!(color(later.plus_ms(-1)), Some(HealthColor::Red), "{engine:?}");
        for n in 0..1_000 {
            assert_eq!(color(later.plus_ms(n)), Some(HealthColor::Green), "{engine:?}");
        }
    }
}
