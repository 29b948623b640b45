//! The bar of R8 on what comes in as a file: 200 and more bad notices and lists. None of them
//! reaches the service as a panic, each is answered, each area of a list is applied, held or
//! refused, and whoever asks beside it is answered meanwhile.

use crate::attempt::{Attempt, column};
use crate::payloads::payloads;
use crate::policy::{Dice, TODAY, outcome};
use fangxian_testkit::{Bar, TestCity};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const NOTICE: &str = "太原市疫情防控领导小组办公室通告\n（2022年第190号）\n新增高风险区2个。\n\
     一、高风险区\n晋源区（2个）：兰亭御湖城东区7号楼，当代MOMA沿湖城7号楼2单元。\n2022年11月24日\n";

/// Cut off, doubled, turned around and torn, at places that are the same in every run.
fn bad_texts(whole: &str) -> Vec<String> {
    let signs: Vec<char> = whole.chars().collect();
    let mut dice = Dice(0x0008_2022);
    let mut all = Vec::new();
    for n in 0..60 {
        let at = dice.roll(signs.len());
        let (before, after): (String, String) =
            (signs[..at].iter().collect(), signs[at..].iter().collect());
        all.push(match n % 6 {
            0 => before,
            1 => after,
            2 => format!("{after}{before}"),
            3 => format!("{before}\u{feff}\u{202e}{after}"),
            4 => format!("{before}{}{after}", "（".repeat(2_000)),
            _ => format!("{before}{}{after}", "99999999999999999999"),
        });
    }
    all.push(signs.iter().rev().collect());
    all.push(whole.repeat(500));
    all.push("、".repeat(200_000));
    all.push("高风险区1个。".repeat(20_000));
    all
}

/// Lists that are wrong in one thing each, with the number of areas in them.
fn bad_lists() -> Vec<String> {
    let list = |time: Value, count: Value, areas: Value| {
        json!({ "data": { "end_update_time": time, "hcount": count, "mcount": 0, "lcount": 0,
            "highlist": [{ "type": "2", "province": "山西省", "city": "太原市", "county": "晋源区",
                "area_name": "x", "communitys": areas }], "middlelist": [], "lowlist": [] } })
        .to_string()
    };
    let time = json!("2022-11-24 9时");
    let area = json!(["兰亭御湖城东区7号楼"]);
    let mut all = bad_texts(&list(time.clone(), json!(1), area.clone()));
    for count in [json!(0), json!(2), json!(-1), json!("1"), json!(1e300), json!(null), json!([])] {
        all.push(list(time.clone(), count, area.clone()));
    }
    for wrong in ["", "2022-11-24", "2022-11-24 25时", "2022-02-30 9时", "9999-12-31 9时", "昨天"]
    {
        all.push(list(json!(wrong), json!(1), area.clone()));
    }
    for areas in [json!([]), json!(null), json!("x"), json!([1]), json!([[]]), json!([null])] {
        all.push(list(time.clone(), json!(1), areas));
    }
    all.push(list(time.clone(), json!(1), json!(["x".repeat(1 << 20)])));
    all.push(list(time, json!(50_000), json!(vec!["某小区"; 50_000])));
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_bad_files_are_each_answered_and_break_nothing() {
    let bar = Bar::begins("R8", "bad notices and lists: each read, held or refused");
    let city = TestCity::on(TODAY).await;
    let mut slowest = Duration::ZERO;
    let mut texts = bad_texts(NOTICE);
    texts.extend(payloads().into_iter().take(120));
    let lists = bad_lists();
    let (n_texts, n_lists) = (texts.len(), lists.len());
    let (mut n_read, mut n_refused, mut n_held) = (0, 0, 0);
    for text in texts {
        let body = json!({ "text": text });
        let answer = city.post("nigao", "/notice-readings", "zone_decision", body).await;
        match outcome(&answer).as_str() {
            "200" => n_read += 1,
            "400 notice_unreadable" | "400 bad_input" => n_refused += 1,
            other => panic!("{other}: {}", text.chars().take(200).collect::<String>()),
        }
        slowest = slowest.max(neighbor(&city).await);
    }
    let secret = city.session("nigao").await;
    for list in lists {
        let attempt = Attempt::of("POST", "/snapshots").session(&secret).purpose("zone_decision");
        let attempt = attempt.bytes("application/json", list.clone().into_bytes());
        let answer = attempt.send(&city).await;
        match outcome(&answer).as_str() {
            "200" => match answer.json["state"].as_str().unwrap() {
                "held" => n_held += 1,
                _ => n_read += 1,
            },
            code if code.starts_with("400 ") || code == "409 stale" => n_refused += 1,
            other => panic!("{other}: {}", list.chars().take(200).collect::<String>()),
        }
        slowest = slowest.max(neighbor(&city).await);
    }
    assert_eq!(n_read + n_refused + n_held, n_texts + n_lists);
    assert!(n_texts + n_lists >= 200 && n_refused > 50, "{n_read} {n_refused} {n_held}");
    println!("{n_read} read, {n_held} held, {n_refused} refused; a neighbor waited {slowest:?}");
    bar.held("SQLite", n_texts + n_lists);
    // The control: the whole notice and a whole list get through.
    let body = json!({ "text": NOTICE });
    city.post("nigao", "/notice-readings", "zone_decision", body).await.ok();
    let whole = city.get("nigao", "/national-list", "zone_decision").await.ok();
    city.post("nigao", "/snapshots", "zone_decision", whole).await.ok();
    assert!(!column(&city, "select zone_id as x from zone").await.is_empty());
}

/// How long somebody waits who asks at the same time.
async fn neighbor(city: &TestCity) -> Duration {
    let asked = Instant::now();
    city.get("zhihui", "/board", "command").await.ok();
    asked.elapsed()
}
