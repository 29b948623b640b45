//! Lists that are taken out (R11, A14): they come in again unchanged, no cell of them runs, two
//! people stand behind each copy, each copy is known again, and nobody takes out or looks at more
//! than his work needs.

use crate::attacks::on_both;
use crate::attempt::{column, person};
use crate::policy::{Dice, TODAY, outcome};
use crate::register::{resident_id, taken, village, workbook};
use axum::body::Body;
use axum::http::Request;
use fangxian_invent::messy_roster;
use fangxian_sheets::{Bounds, Cell, Workbook};
use fangxian_testkit::{Bar, TestCity};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use tower::ServiceExt;

const VILLAGE: &str = "140110003001";
const COLUMNS: [&str; 13] = [
    "name",
    "document_kind",
    "document_number",
    "phone",
    "sex",
    "born",
    "relation",
    "stay",
    "compound",
    "building",
    "unit",
    "room",
    "note",
];

async fn asked(city: &TestCity, numbers: &str, round: Option<&str>) -> String {
    let id = city.fresh_id();
    let body = json!({ "export_id": id, "place": VILLAGE, "columns": COLUMNS, "numbers": numbers,
        "round_id": round, "reason": "上报街道" });
    for _ in 0..2 {
        let answer = city.post("shequ", "/exports", "register", body.clone()).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
    }
    id
}

async fn decided(city: &TestCity, who: &str, id: &str, approve: bool) -> String {
    let purpose = if who == "zhihui" { "command" } else { "register" };
    let body = json!({ "version": 1, "approve": approve, "reason": "说明" });
    outcome(&city.post(who, &format!("/exports/{id}/decision"), purpose, body).await)
}

/// The bytes of a copy, or why there are none.
async fn fetched(city: &TestCity, who: &str, id: &str) -> Result<Vec<u8>, String> {
    let cookie = city.session(who).await;
    let request = Request::builder()
        .method("POST")
        .uri(format!("/api/v1/exports/{id}/file"))
        .header("cookie", format!("fangxian={cookie}"))
        .header("purpose", "register")
        .header("x-fangxian", "1")
        .header("content-type", "application/json")
        .body(Body::from(json!({ "version": 2 }).to_string()))
        .unwrap();
    let response = city.router().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
    if status.is_success() {
        return Ok(bytes);
    }
    let body: Value = serde_json::from_slice(&bytes).unwrap();
    Err(format!("{} {}", status.as_u16(), body["code"].as_str().unwrap()))
}

async fn taken_out(city: &TestCity, numbers: &str, round: Option<&str>) -> Vec<u8> {
    let id = asked(city, numbers, round).await;
    assert_eq!(decided(city, "zhihui", &id, true).await, "204");
    fetched(city, "shequ", &id).await.unwrap()
}

/// The cells of the first sheet.
fn cells(bytes: &[u8]) -> Vec<Vec<Cell>> {
    let book = Workbook::open(bytes.to_vec(), &Bounds::default()).unwrap();
    let mut rows = Vec::new();
    book.rows(0, |row| {
        rows.push(row.cells.clone());
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn a_village_that_is_taken_out_comes_in_again_unchanged() {
    for (engine, city) in on_both("villages out and in").await {
        for seed in 0..2 {
            let roster = messy_roster(&village(387, seed), seed);
            taken(&city, workbook(&roster)).await;
        }
        let n = column(&city, "select '' || count(*) as x from person").await.remove(0);
        let n: u64 = n.parse().unwrap();
        assert!(n > 500, "{n}");
        let facts = "select '' || count(*) as x from person_fact";
        let before = column(&city, facts).await;
        for numbers in ["whole", "masked"] {
            let copy = taken_out(&city, numbers, None).await;
            let seen = taken(&city, copy).await;
            let counts = &seen["counts"];
            let shown = format!("{engine:?} {numbers} {counts} {}", seen["problems"]);
            assert_eq!((&counts["rows"], &counts["unchanged"]), (&json!(n), &json!(n)), "{shown}");
            assert_eq!(column(&city, facts).await, before, "nothing was written");
            // The next copy is of another day.
            let day = if numbers == "whole" { "2022-11-25" } else { "2022-11-26" };
            city.turn_to(day).await;
        }
    }
}

/// What a spreadsheet may take for more than text.
fn payloads() -> Vec<String> {
    let bodies = [
        "=1+1",
        "=HYPERLINK(\"http://x\",\"y\")",
        "=cmd|'/c calc'!A0",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "'=1",
        " =1",
        "\u{200B}=1",
        "=WEBSERVICE(\"http://x\")",
        "=DDE(\"a\",\"b\",\"c\")",
        "%0A=1",
        ";=1",
        ",=1",
        "\"=1",
        "=2+5+cmd|' /C calc'!A0",
        "=IMPORTXML(CONCAT(\"\",A1),\"//a\")",
        "{=1}",
        "<f>1</f>",
        "&amp;=1",
        "]]>=1",
        "=\u{0}1",
        "1E5",
        "00123",
        "1-2",
        "TRUE",
        "#REF!",
        "=A1",
        "-",
        "+",
        "@",
        "=",
        "−1",
        "﹢1",
    ];
    bodies.iter().map(|body| (*body).to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_cell_of_a_copy_runs() {
    let bar = Bar::begins("R11", "formula payloads × text fields × exports: cells that run");
    for (engine, city) in on_both("formulas").await {
        let payloads = payloads();
        let mut notes = BTreeSet::new();
        let mut n_kept = 0;
        for (n, payload) in payloads.iter().enumerate() {
            // A name and a door that no rule takes are refused; what is taken must not run.
            for field in ["note", "name", "compound", "building", "unit", "room"] {
                let mut entry = json!({ "name": "甲乙", "document_kind": "none_yet",
                    "document": "", "relation": "other", "stay": "permanent",
                    "compound": "兰亭御湖城东区", "building": format!("{}号楼", 1 + n % 9),
                    "unit": "1单元", "room": format!("{}", 101 + n) });
                entry[field] = match field {
                    "name" => json!(format!("{payload}某")),
                    _ => json!(payload),
                };
                let body = json!({ "person_id": city.fresh_id(), "fact_id": city.fresh_id(),
                    "community": VILLAGE, "found": false, "person": entry });
                let answer = city.post("shequ", "/people", "register", body).await;
                assert!(answer.status.as_u16() < 500, "{payload:?} {}", answer.text);
                if answer.status == 204 {
                    n_kept += 1;
                    if field == "note" {
                        notes.insert(payload.trim().to_owned());
                    }
                }
            }
        }
        assert!(notes.len() >= 35, "{} notes were kept", notes.len());
        let round = city.fresh_id();
        let body = json!({ "round_id": round, "place": VILLAGE, "kind": "count", "name": "轮" });
        city.post("shequ", "/rounds", "order_work", body).await.ok();
        let mut n_cells = 0;
        for (round, day) in [(None, "2022-11-25"), (Some(round.as_str()), "2022-11-26")] {
            let copy = taken_out(&city, "whole", round).await;
            let rows = cells(&copy);
            assert!(rows.len() > n_kept, "{engine:?}");
            let mut found = BTreeSet::new();
            for cell in rows.iter().skip(1).flatten() {
                // A cell that runs is read as what it shows, an error or a number: not as text.
                match cell {
                    Cell::Empty => {}
                    Cell::Text(text) => drop(found.insert(text.trim().to_owned())),
                    Cell::Number { .. } | Cell::Day(_) | Cell::Flag(_) | Cell::Fault(_) => {
                        panic!("{cell:?}")
                    }
                }
                n_cells += 1;
            }
            let plain = |text: &String| -> String {
                text.chars().filter(|c| *c >= ' ' || *c == '\t').collect()
            };
            let lost: Vec<&String> =
                notes.iter().filter(|note| !found.contains(plain(note).trim())).collect();
            assert!(lost.is_empty(), "{lost:?}");
            // Nobody is changed by it: a note that lost signs which no cell keeps is the same note.
            if round.is_none() {
                let seen = taken(&city, copy).await;
                assert_eq!(seen["counts"]["changed"], 0, "{engine:?} {}", seen["counts"]);
            }
            city.turn_to(day).await;
        }
        bar.held(format!("{engine:?}"), n_cells);
    }
}

async fn filled(city: &TestCity, n_people: usize) {
    let mut csv = String::from("姓名,证件号码,联系电话,小区,楼号,单元,房号\n");
    for n in 0..n_people {
        let name = char::from_u32(0x4E00 + u32::try_from(n).unwrap()).unwrap();
        let (building, room) = (1 + n % 9, 101 + n / 9);
        let (id, phone) = (resident_id(n), format!("1007{n:07}"));
        csv += &format!("某{name},{id},{phone},兰亭御湖城东区,{building},1,{room}\n");
    }
    let seen = taken(city, csv.into_bytes()).await;
    assert_eq!(seen["counts"]["added"], n_people, "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_stand_behind_a_copy_and_it_is_fetched_once_within_a_day() {
    let bar = Bar::begins("A14", "copies without a second person, twice, late, or not traceable");
    for (engine, city) in on_both("copies").await {
        filled(&city, 50).await;
        let held = [("community_registrar", VILLAGE, "2022-01-01", None)];
        person(&city, "shequ2", &held).await;
        let id = asked(&city, "masked", None).await;
        assert_eq!(fetched(&city, "shequ", &id).await, Err("409 export_state".into()), "not yet");
        assert_eq!(decided(&city, "shequ", &id, true).await, "409 own_export");
        assert_eq!(decided(&city, "wangge", &id, true).await, "404 not_found");
        assert_eq!(decided(&city, "shequ2", &id, true).await, "204");
        assert_eq!(decided(&city, "shequ2", &id, true).await, "204", "twice is once");
        assert_eq!(decided(&city, "zhihui", &id, false).await, "409 export_state");
        assert_eq!(fetched(&city, "shequ2", &id).await, Err("404 not_found".into()));
        let copy = fetched(&city, "shequ", &id).await.unwrap();
        assert_eq!(fetched(&city, "shequ", &id).await, Err("409 export_state".into()), "once");
        // Masked: no whole number stands in it, and each row says whose copy it is.
        let rows = cells(&copy);
        let all = city.get("shequ", "/exports", "register").await.ok();
        let mark = all[0]["mark"].as_str().unwrap();
        assert_eq!((&all[0]["rows"], &all[0]["state"]), (&json!(50), &json!("fetched")));
        for row in rows.iter().skip(1) {
            let texts: Vec<String> = row.iter().map(fangxian_sheets::text).collect();
            assert_eq!(texts.last().unwrap(), mark);
            assert!(texts.iter().all(|text| text.len() < 30 && !text.starts_with("990101")));
            assert!(texts.iter().all(|text| !text.starts_with("1007")), "{texts:?}");
        }
        let traced = json!({ "mark": format!(" {} ", mark.to_lowercase()) });
        let traced = city.post("shenji", "/export-traces", "audit", traced).await.ok();
        assert_eq!(traced["asked_by_name"], "演示·社区登记员");
        assert_eq!((&traced["approved_by_name"], &traced["rows"]), (&json!("shequ2"), &json!(50)));
        let unknown = json!({ "mark": "AAAAAAAAAAAA" });
        let answer = city.post("shenji", "/export-traces", "audit", unknown).await;
        assert_eq!(outcome(&answer), "404 not_found");
        // Declined, and too late.
        let declined = asked(&city, "whole", None).await;
        assert_eq!(decided(&city, "shequ2", &declined, false).await, "204");
        assert_eq!(fetched(&city, "shequ", &declined).await, Err("409 export_state".into()));
        let late = asked(&city, "whole", None).await;
        assert_eq!(decided(&city, "shequ2", &late, true).await, "204");
        city.turn_to("2022-11-26").await;
        assert_eq!(fetched(&city, "shequ", &late).await, Err("409 export_state".into()));
        let listed = city.get("shequ", "/exports", "register").await.ok();
        let of = listed.as_array().unwrap().iter().find(|row| row["export_id"] == late.as_str());
        assert_eq!(of.unwrap()["expired"], true);
        let deeds = column(
            &city,
            "select act || ' ' || detail as x from audit_entry where act like 'export_%' order by seq",
        )
        .await;
        let due = [
            format!("export_ask asked {VILLAGE} masked"),
            "export_approve approved".to_owned(),
            "export_ask fetched 50".to_owned(),
            format!("export_ask asked {VILLAGE} whole"),
            "export_approve declined".to_owned(),
            format!("export_ask asked {VILLAGE} whole"),
            "export_approve approved".to_owned(),
        ];
        assert_eq!(deeds, due, "{engine:?}");
        let read = column(&city, "select subject || ' ' || rows_read as x from read_log").await;
        assert!(read.contains(&format!("export/{id} 50")), "{read:?}");
        bar.held(format!("{engine:?}"), deeds.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_of_a_day_is_not_forgotten_with_the_server() {
    for (engine, mut city) in on_both("budgets and restarts").await {
        let bar = Bar::begins("A14", "people seen in a day across restarts of the server");
        filled(&city, 450).await;
        person(&city, "drip", &[("grid_worker", VILLAGE, "2022-01-01", None)]).await;
        let mut seen = BTreeSet::new();
        let mut in_memory = 0;
        for restart in 0..6 {
            // Until he is stopped, and the server is started anew.
            for offset in (0..450).step_by(15) {
                // Those whom he has seen first, then others.
                let offset = (offset + restart * 40) % 450;
                let path = format!("/people?within={VILLAGE}&offset={offset}&limit=15");
                let answer = city.get("drip", &path, "order_work").await;
                if answer.status == 429 {
                    continue;
                }
                let page = answer.ok();
                let rows = page["rows"].as_array().unwrap().iter();
                seen.extend(rows.map(|row| row["person_id"].as_str().unwrap().to_owned()));
            }
            // The control: as it was with what is held in memory alone, each start gives a day.
            in_memory += 200;
            assert!(seen.len() <= 200, "{engine:?}: {} after {restart} restarts", seen.len());
            // Whom he has seen today he may see again.
            let one = seen.first().unwrap();
            city.get("drip", &format!("/people/{one}"), "order_work").await.ok();
            city = city.restarted().await;
        }
        assert!(seen.len() > 180, "{}", seen.len());
        bar.held(format!("{engine:?}"), seen.len());
        bar.control(
            format!("{engine:?} (control: held in memory alone)"),
            in_memory,
            in_memory - 200,
        );
        // Another day is another budget, and of the one before nothing is kept.
        city.turn_to("2022-11-25").await;
        let path = format!("/people?within={VILLAGE}&offset=300&limit=100");
        city.get("drip", &path, "order_work").await.ok();
        let days = column(&city, "select distinct seen_on as x from day_seen").await;
        assert_eq!(days, ["2022-11-25"], "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_out_or_looks_at_more_than_his_work_needs() {
    let bar = Bar::begins("A14", "people seen in a day by a drip, in budgets");
    let city = TestCity::on(TODAY).await;
    filled(&city, 450).await;
    // Copies: as many rows in a day as live in the community, however they are divided.
    let copy = taken_out(&city, "whole", None).await;
    assert_eq!(cells(&copy).len(), 451);
    let again = asked(&city, "masked", None).await;
    assert_eq!(decided(&city, "zhihui", &again, true).await, "204");
    assert_eq!(fetched(&city, "shequ", &again).await, Err("429 budget_spent".into()));
    // Pages: a grid worker whose area is no grid is stopped at the people of a large grid, whatever
    // he asks with and however slowly.
    person(&city, "drip", &[("grid_worker", VILLAGE, "2022-01-01", None)]).await;
    let mut dice = Dice(7);
    let mut seen = BTreeSet::new();
    let mut n_refused = 0;
    for step in 0..400 {
        let (offset, limit) = (dice.roll(450), 1 + dice.roll(20));
        let path = format!("/people?within={VILLAGE}&offset={offset}&limit={limit}");
        let answer = city.get("drip", &path, "order_work").await;
        if answer.status == 429 {
            n_refused += 1;
        } else {
            let page = answer.ok();
            let rows = page["rows"].as_array().unwrap().iter();
            seen.extend(rows.map(|row| row["person_id"].as_str().unwrap().to_owned()));
        }
        if step % 10 == 0 {
            let body = json!({ "within": VILLAGE, "words": format!("{}", 101 + dice.roll(50)) });
            let found = city.post("drip", "/people/searches", "order_work", body).await;
            if found.status == 200 {
                let rows = found.json.as_array().unwrap().iter();
                seen.extend(rows.map(|row| row["person_id"].as_str().unwrap().to_owned()));
            }
        }
    }
    assert!(n_refused > 50, "{n_refused}");
    assert!(seen.len() <= 200 && seen.len() > 150, "{} people were seen", seen.len());
    // Whoever keeps the community sees it, again and again.
    for _ in 0..5 {
        for offset in [0, 200, 400] {
            let path = format!("/people?within={VILLAGE}&offset={offset}&limit=200");
            city.get("shequ", &path, "register").await.ok();
        }
    }
    bar.held("SQLite", seen.len());
    bar.control("SQLite (control: whoever keeps the community)", 2_250, 2_250);
}
