//! A laboratory from the plate to the signature, on both engines: a map or no plate, entered by one
//! and signed by another, files whole or not at all, invalid ones repeated, corrections by two.

use crate::attacks::on_both;
use crate::attempt::{Attempt, column};
use crate::custody::{brought, code, codes, give, laboratory, round, tables_tell, take};
use crate::policy::outcome;
use fangxian_sheets::{OutCell, OutSheet, write_xlsx};
use fangxian_testkit::{Answer, TestCity};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A city with a laboratory that has taken six tubes in.
async fn ready(city: &TestCity) -> String {
    let round = round(city).await;
    tables_tell(city, &round, 8, (1, None)).await;
    let lab = laboratory(city).await;
    brought(city, &lab, &codes(1..=6)).await;
    lab
}

fn map(tubes: &[String]) -> Value {
    let mut wells: Vec<Value> = tubes
        .iter()
        .enumerate()
        .map(|(n, code)| json!({ "well": format!("A{:02}", n + 1), "kind": "tube", "tube": code }))
        .collect();
    wells.push(json!({ "well": "H11", "kind": "negative_control" }));
    wells.push(json!({ "well": "H12", "kind": "positive_control" }));
    json!(wells)
}

pub(crate) async fn fill(
    city: &TestCity,
    lab: &str,
    tubes: &[String],
    counted: usize,
) -> (String, Answer) {
    let id = city.fresh_id();
    let body = json!({ "plate_id": id, "label": "1号板", "kit": "演练试剂", "ct_bar": 4000,
        "counted": counted, "wells": map(tubes) });
    let answer = city.post("jianyan", &format!("/labs/{lab}/plates"), "lab_work", body).await;
    (id, answer)
}

/// Results of so many wells: the curves of each, and what is entered where it is not left to them.
pub(crate) fn results(wells: &[(Option<i64>, Option<i64>, Option<&str>)]) -> Vec<Value> {
    let mut all: Vec<Value> = wells
        .iter()
        .enumerate()
        .map(|(n, (orf, gene, outcome))| {
            json!({ "well": format!("A{:02}", n + 1), "ct_orf": orf, "ct_n": gene,
                "outcome": outcome })
        })
        .collect();
    all.push(json!({ "well": "H11" }));
    all.push(json!({ "well": "H12", "ct_orf": 2500, "ct_n": 2510 }));
    all
}

pub(crate) async fn enter(city: &TestCity, plate: &str, results: Vec<Value>) -> (String, Answer) {
    let id = city.fresh_id();
    let body = json!({ "sheet_id": id, "results": results });
    let path = format!("/labs/plates/{plate}/sheets");
    let answer = city.post("jianyan", &path, "lab_work", body).await;
    (id, answer)
}

pub(crate) async fn decide(city: &TestCity, login: &str, sheet: &str, verdict: &str) -> Answer {
    let reason = if verdict == "signed" { "" } else { "孔位看错" };
    let body = json!({ "verdict": verdict, "reason": reason });
    city.post(login, &format!("/labs/sheets/{sheet}/decision"), "lab_work", body).await
}

/// A laboratory with a plate whose results are signed, for the tables by hand; and a hand-over that
/// is nobody's.
pub(crate) async fn at_work(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let (lab, tubes) = (laboratory(city).await, codes(90_001..=90_002));
    brought(city, &lab, &tubes).await;
    let (plate, answer) = fill(city, &lab, &tubes, 2).await;
    answer.ok();
    let (sheet, _) = enter(city, &plate, results(&[SILENT, SILENT])).await;
    assert_eq!(outcome(&decide(city, "shenhe", &sheet, "signed").await), "204");
    let handover = city.fresh_id();
    let body = json!({ "handover_id": handover, "to_login": "zhuanyun", "tubes": [code(90_003)],
        "counted": 1 });
    city.post("caiyang1", "/custody/handovers", "sampling", body).await.ok();
    named.extend([
        ("handover_id", handover),
        ("laboratory_id", lab),
        ("plate_id", plate),
        ("sheet_id", sheet),
        ("tube_code", code(90_001)),
    ]);
}

pub(crate) const SILENT: (Option<i64>, Option<i64>, Option<&str>) = (None, None, None);
pub(crate) const RISEN: (Option<i64>, Option<i64>, Option<&str>) = (Some(2835), Some(2710), None);

async fn outcomes(city: &TestCity, serial: u32) -> Vec<(String, String)> {
    let path = format!("/labs/tubes/{}", code(serial));
    let seen = city.get("shenhe", &path, "lab_work").await.ok();
    let all = seen.as_array().unwrap().iter();
    all.map(|one| {
        let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
        (text("outcome"), text("reason"))
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plate_has_its_map_and_a_tube_one_well() {
    for (_, city) in on_both("plates").await {
        let lab = ready(&city).await;
        let (_, answer) = fill(&city, &lab, &codes(1..=3), 4).await;
        assert_eq!(outcome(&answer), "400 bad_input", "as many wells as tubes were counted");
        assert!(answer.text.contains("不一致"), "{}", answer.text);
        let twice = vec![code(1), code(2), code(1)];
        let (_, answer) = fill(&city, &lab, &twice, 2).await;
        assert!(answer.text.contains("同时在A01和A03"), "{}", answer.text);
        let body = json!({ "plate_id": city.fresh_id(), "label": "x", "kit": "x", "ct_bar": 4000,
            "counted": 1, "wells": [{ "well": "A01", "kind": "tube", "tube": code(1) }] });
        let path = format!("/labs/{lab}/plates");
        let bare = city.post("jianyan", &path, "lab_work", body).await;
        assert!(bare.text.contains("对照"), "{}", bare.text);
        let (_, stranger) = fill(&city, &lab, &codes(7..=7), 1).await;
        assert!(stranger.text.contains("没有收样记录"), "{}", stranger.text);
        fill(&city, &lab, &codes(1..=3), 3).await.1.ok();
        let (_, again) = fill(&city, &lab, &codes(3..=4), 2).await;
        assert!(again.text.contains("已在“1号板”板上"), "{}", again.text);
        let work = city.get("jianyan", &format!("/labs/{lab}"), "lab_work").await.ok();
        assert_eq!((&work["today"], work["to_plate"].as_array().unwrap().len()), (&json!(6), 3));
        assert_eq!(work["plates"][0]["state"], "filled");
        // Who signs fills no plate; who does not work there sees nothing of it.
        let body = json!({ "plate_id": city.fresh_id(), "label": "x", "kit": "x", "ct_bar": 4000,
            "counted": 1, "wells": map(&codes(4..=4)) });
        assert_eq!(outcome(&city.post("shenhe", &path, "lab_work", body).await), "404 not_found");
        city.pass_ms(1_000);
        let out = json!({ "fact_id": city.fresh_id(), "login": "jianyan", "works_here": false });
        let members = format!("/labs/{lab}/members");
        assert_eq!(outcome(&city.post("zhihui", &members, "command", out).await), "204");
        let gone = city.get("jianyan", &format!("/labs/{lab}"), "lab_work").await;
        assert_eq!(outcome(&gone), "404 not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_counts_before_another_has_signed_and_a_curve_is_no_negative() {
    for (_, city) in on_both("lab signatures").await {
        let lab = ready(&city).await;
        let (plate, answer) = fill(&city, &lab, &codes(1..=3), 3).await;
        answer.ok();
        let hidden = (Some(2835), Some(2710), Some("negative"));
        let (_, refused) = enter(&city, &plate, results(&[SILENT, hidden, SILENT])).await;
        assert!(
            refused.text.contains("A02") && refused.text.contains("不能填")
                || refused.text.contains("填阴性"),
            "{}",
            refused.text
        );
        let (_, short) = enter(&city, &plate, results(&[SILENT, SILENT])).await;
        assert!(short.text.contains("A03"), "{}", short.text);
        let unclear = (Some(3600), None, None);
        let (sheet, answer) = enter(&city, &plate, results(&[SILENT, RISEN, unclear])).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        let (_, second) = enter(&city, &plate, results(&[SILENT, SILENT, SILENT])).await;
        assert_eq!(outcome(&second), "409 plate_entered");
        let before = column(&city, "select outcome as x from tube_result").await;
        assert!(before.is_empty(), "nothing counts yet: {before:?}");
        let path = format!("/labs/sheets/{sheet}");
        assert_eq!(city.get("jianyan", &path, "lab_work").await.ok()["may_sign"], false);
        let seen = city.get("shenhe", &path, "lab_work").await.ok();
        assert_eq!(seen["may_sign"], true);
        let by_curve: Vec<&str> = seen["results"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|one| one["outcome"].as_str())
            .collect();
        assert_eq!(by_curve, ["negative", "positive", "unclear"]);
        assert_eq!(outcome(&decide(&city, "jianyan", &sheet, "signed").await), "404 not_found");
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "signed").await), "204");
        assert_eq!(
            outcome(&decide(&city, "shenhe", &sheet, "signed").await),
            "204",
            "the same act"
        );
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "sent_back").await), "409 stale");
        let signed = column(&city, "select outcome as x from tube_result order by tube_code").await;
        assert_eq!(signed, ["negative", "positive", "unclear"]);
        // A positive is not turned by another plate, another sheet or a second negative.
        let (_, again) = fill(&city, &lab, &codes(2..=2), 1).await;
        assert!(again.text.contains("已有结果"), "{}", again.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_takes_two_people_and_its_trail_stays() {
    for (_, city) in on_both("lab corrections").await {
        let lab = ready(&city).await;
        let (plate, answer) = fill(&city, &lab, &codes(1..=2), 2).await;
        answer.ok();
        let (sheet, _) = enter(&city, &plate, results(&[RISEN, SILENT])).await;
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "signed").await), "204");
        let path = format!("/labs/tubes/{}", code(1));
        let known = city.get("jianyan", &path, "lab_work").await.ok();
        let wrong = known[0]["result_id"].clone();
        let correct = async |reason: &str, corrects: &Value, outcome: &str| {
            let id = city.fresh_id();
            let body = json!({ "sheet_id": id, "tube": code(1), "corrects": corrects,
                "outcome": outcome, "reason": reason });
            let path = format!("/labs/{lab}/corrections");
            (id, city.post("jianyan", &path, "lab_work", body).await)
        };
        assert_eq!(outcome(&correct("", &wrong, "negative").await.1), "400 bad_input");
        let none = json!(city.fresh_id());
        assert_eq!(outcome(&correct("录错", &none, "negative").await.1), "404 not_found");
        let (id, answer) = correct("与2号孔录反", &wrong, "negative").await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        assert_eq!(outcomes(&city, 1).await.len(), 1, "not before it is signed");
        let seen = city.get("shenhe", &format!("/labs/sheets/{id}"), "lab_work").await.ok();
        assert_eq!(seen["results"][0]["wrong"]["outcome"], "positive");
        assert_eq!(seen["results"][0]["differs"], true);
        city.pass_ms(1_000);
        assert_eq!(outcome(&decide(&city, "shenhe", &id, "signed").await), "204");
        let pair = |outcome: &str, reason: &str| (outcome.to_owned(), reason.to_owned());
        let trail = [pair("positive", ""), pair("negative", "与2号孔录反")];
        assert_eq!(outcomes(&city, 1).await, trail, "what was put right stays to be seen");
        let twice = correct("又一次", &wrong, "unclear").await.1;
        assert_eq!(outcome(&twice), "409 results_refused", "put right already");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_controls_spoil_the_plate_and_its_tubes_are_repeated() {
    for (_, city) in on_both("lab repeats").await {
        let lab = ready(&city).await;
        let (plate, answer) = fill(&city, &lab, &codes(1..=2), 2).await;
        answer.ok();
        let mut spoilt = results(&[SILENT, (None, None, Some("negative"))]);
        spoilt[3] = json!({ "well": "H12" });
        let (_, refused) = enter(&city, &plate, spoilt.clone()).await;
        assert_eq!(outcome(&refused), "400 bad_input", "the positive control is silent");
        spoilt[1]["outcome"] = Value::Null;
        let (sheet, answer) = enter(&city, &plate, spoilt).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        let seen = city.get("shenhe", &format!("/labs/sheets/{sheet}"), "lab_work").await.ok();
        assert!(seen["control_flaw"].as_str().unwrap().contains("阳性对照"), "{seen}");
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "signed").await), "204");
        let work = city.get("jianyan", &format!("/labs/{lab}"), "lab_work").await.ok();
        assert_eq!(work["to_repeat"].as_array().unwrap().len(), 2);
        city.pass_ms(60_000);
        let (second, answer) = fill(&city, &lab, &codes(1..=2), 2).await;
        answer.ok();
        let (sheet, answer) = enter(&city, &second, results(&[SILENT, RISEN])).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        // Sent back first, entered anew, then signed.
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "sent_back").await), "204");
        city.pass_ms(60_000);
        let (sheet, answer) = enter(&city, &second, results(&[SILENT, RISEN])).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "signed").await), "204");
        let kinds: Vec<String> = outcomes(&city, 2).await.into_iter().map(|one| one.0).collect();
        assert_eq!(kinds, ["invalid", "positive"]);
        let work = city.get("jianyan", &format!("/labs/{lab}"), "lab_work").await.ok();
        assert_eq!(work["to_repeat"].as_array().unwrap().len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_whole_or_not_at_all() {
    for (_, city) in on_both("lab files").await {
        let lab = ready(&city).await;
        let (plate, answer) = fill(&city, &lab, &codes(1..=2), 2).await;
        answer.ok();
        let session = city.session("jianyan").await;
        let send = async |text: &[u8], rows: usize, sha256: Option<&str>| {
            let own = hex::encode(Sha256::digest(text));
            let path = format!(
                "/labs/plates/{plate}/files?sheet_id={}&rows={rows}&sha256={}",
                city.fresh_id(),
                sha256.unwrap_or(&own)
            );
            let put_in = Attempt::of("POST", &path).session(&session).purpose("lab_work");
            put_in.bytes("application/octet-stream", text.to_vec()).send(&city).await
        };
        let head = "孔位,管码,ORF1ab,N,结果\n";
        let file = |rows: &str| format!("{head}{rows}H11,阴性对照,,,\nH12,阳性对照,25.1,25.3,\n");
        let good = file(&format!(
            "A01,{},28.35,27.10,阳性\nA02,{},未检出,未检出,阴性\n",
            code(1),
            code(2)
        ));
        let flaws = async |text: &str, rows| {
            let seen = send(text.as_bytes(), rows, None).await.ok();
            assert_eq!(seen["taken"], false, "{seen}");
            let all = seen["flaws"].as_array().unwrap().clone();
            let words =
                all.iter().map(|one| format!("{} {}", one["row"], one["flaw"].as_str().unwrap()));
            words.collect::<Vec<_>>()
        };
        let wrong = "0".repeat(64);
        let changed = send(good.as_bytes(), 4, Some(&wrong)).await.ok();
        assert!(changed["trouble"].as_str().unwrap().contains("校验值"), "{changed}");
        let short = send(good.as_bytes(), 5, None).await.ok();
        assert!(short["trouble"].as_str().unwrap().contains("行数"), "{short}");
        let other = file(&format!("A01,{},28.35,27.10,阳性\nA02,{},,,阴性\n", code(1), code(7)));
        assert_eq!(flaws(&other, 4).await, ["3 other_tube"]);
        let off = file(&format!("A01,{},,,\nB09,{},,,\n", code(1), code(2)));
        assert_eq!(flaws(&off, 4).await, ["3 not_on_plate", "null absent"]);
        let twice = file(&format!("A01,{},,,\nA01,{},,,\nA02,,,,\n", code(1), code(1)));
        assert_eq!(flaws(&twice, 5).await, ["3 well_twice"]);
        let hidden = file(&format!("A01,{},28.35,27.10,阴性\nA02,{},,,\n", code(1), code(2)));
        assert_eq!(flaws(&hidden, 4).await, ["2 entry"]);
        let bad = file(&format!("A01,{},abc,,\nA02,99999,,,大概\n", code(1)));
        assert_eq!(flaws(&bad, 4).await, ["2 ct", "3 code"]);
        let xls = send(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest of an old workbook", 4, None).await;
        assert_eq!(xls.status.as_u16(), 400, "{}", xls.text);
        let kept = column(&city, "select sheet_id as x from result_sheet").await;
        assert!(kept.is_empty(), "nothing of what was refused is kept");
        let seen = send(good.as_bytes(), 4, None).await.ok();
        assert_eq!(seen["taken"], true, "{seen}");
        let work = city.get("shenhe", &format!("/labs/{lab}"), "lab_work").await.ok();
        assert_eq!(work["sheets"][0]["source"], "file");
        assert_eq!(work["sheets"][0]["sha256"], json!(hex::encode(Sha256::digest(&good))));
        let sheet = work["sheets"][0]["sheet_id"].as_str().unwrap().to_owned();
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "signed").await), "204");
        assert_eq!(outcomes(&city, 1).await[0].0, "positive");

        // The same as a workbook of Excel, its curves as numbers.
        let (plate, answer) = fill(&city, &lab, &codes(3..=4), 2).await;
        answer.ok();
        let text = |words: &[&str]| -> Vec<OutCell> {
            words.iter().map(|word| OutCell::text((*word).to_owned())).collect()
        };
        let (three, four) = (code(3), code(4));
        let titles: Vec<String> =
            ["孔位", "管码", "ORF1ab", "N", "结果"].map(str::to_owned).to_vec();
        let mut numbers = text(&["A02", &four]);
        numbers.extend([OutCell::count(28), OutCell::count(27), OutCell::text("阳性".to_owned())]);
        let rows = vec![
            text(&["A01", &three, "未检出", "未检出", "阴性"]),
            numbers,
            text(&["H11", "阴性对照"]),
            text(&["H12", "阳性对照", "25.1", "25.3"]),
        ];
        let book = write_xlsx(&[OutSheet { name: "结果".to_owned(), titles, rows }]).unwrap();
        let path = format!(
            "/labs/plates/{plate}/files?sheet_id={}&rows=4&sha256={}",
            city.fresh_id(),
            hex::encode(Sha256::digest(&book))
        );
        let put_in = Attempt::of("POST", &path).session(&session).purpose("lab_work");
        let seen = put_in.bytes("application/octet-stream", book).send(&city).await.ok();
        assert_eq!(seen["taken"], true, "{seen}");
        let work = city.get("shenhe", &format!("/labs/{lab}"), "lab_work").await.ok();
        let sheets = work["sheets"].as_array().unwrap().iter();
        let sheet = sheets.map(|one| one["sheet_id"].as_str().unwrap()).find(|id| *id != sheet);
        decide(&city, "shenhe", sheet.unwrap(), "signed").await;
        assert_eq!(
            (&*outcomes(&city, 3).await[0].0, &*outcomes(&city, 4).await[0].0),
            ("negative", "positive")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_control_that_is_missed_holds_its_plate_and_only_command_knows_of_it() {
    for (_, city) in on_both("lab controls").await {
        let round = round(&city).await;
        tables_tell(&city, &round, 2, (1, None)).await;
        let lab = laboratory(&city).await;
        let body = json!({ "tubes": [code(500)], "expects": "positive" });
        assert_eq!(outcome(&city.post("zhihui", "/labs/controls", "command", body).await), "204");
        let tubes = vec![code(1), code(2), code(500)];
        let (id, answer) = give(&city, "caiyang1", ("to_login", "zhuanyun"), &tubes).await;
        assert_eq!(answer.ok()["flaws"], json!([]), "it looks as any other");
        take(&city, "zhuanyun", &id, &tubes).await.ok();
        let (id, answer) = give(&city, "zhuanyun", ("laboratory_id", &lab), &tubes).await;
        answer.ok();
        take(&city, "jianyan", &id, &tubes).await.ok();
        let (plate, answer) = fill(&city, &lab, &tubes, 3).await;
        answer.ok();
        let (sheet, answer) = enter(&city, &plate, results(&[SILENT, SILENT, SILENT])).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        let held = decide(&city, "shenhe", &sheet, "signed").await;
        assert_eq!(outcome(&held), "409 plate_held");
        assert!(!held.text.contains(&code(500)[6..13]), "which one it is is not said");
        let none = column(&city, "select outcome as x from tube_result").await;
        assert!(none.is_empty(), "nothing of the plate counts: {none:?}");
        let quality = city.get("zhihui", "/labs/quality", "command").await.ok();
        assert_eq!(quality["controls"][0]["standing"], "missed");
        assert_eq!(quality["drifts"][0]["drift"], "blind");
        assert_eq!(
            outcome(&city.get("jianyan", "/labs/quality", "lab_work").await),
            "404 not_found"
        );
        // Trying again does not help: the plate is invalid, and repeated.
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "sent_back").await), "204");
        city.pass_ms(60_000);
        let (sheet, answer) = enter(&city, &plate, results(&[SILENT, SILENT, RISEN])).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "signed").await), "409 plate_held");
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "sent_back").await), "204");
        city.pass_ms(60_000);
        let spoilt = (None, None, Some("invalid"));
        let (sheet, _) = enter(&city, &plate, results(&[spoilt, spoilt, spoilt])).await;
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "signed").await), "204");
        city.pass_ms(60_000);
        let (again, answer) = fill(&city, &lab, &tubes, 3).await;
        answer.ok();
        let (sheet, _) = enter(&city, &again, results(&[SILENT, SILENT, RISEN])).await;
        assert_eq!(outcome(&decide(&city, "shenhe", &sheet, "signed").await), "204");
        let signed = "select outcome as x from tube_result where outcome <> 'invalid'";
        assert_eq!(
            column(&city, signed).await,
            ["negative", "negative"],
            "the control is nobody's"
        );
        let quality = city.get("zhihui", "/labs/quality", "command").await.ok();
        assert_eq!(quality["controls"][0]["standing"], "found");
        assert_eq!(quality["results"], 2);
        let trail = column(&city, "select detail || subject as x from audit_entry").await.join(";");
        assert!(trail.contains("controls 1") && !trail.contains(&code(500)), "{trail}");
    }
}
