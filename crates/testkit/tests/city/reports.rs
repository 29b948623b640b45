//! One entry, many reports: a form is put in once, filled, kept and compared, on both engines.

use crate::attacks::on_both;
use crate::attempt::Attempt;
use crate::policy::{COMMUNITY, TODAY, outcome};
use crate::register::taken;
use fangxian_sheets::{Bounds, Cell, OutCell, OutSheet, Workbook, text, write_xlsx};
use fangxian_testkit::{Answer, Bar, TestCity};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::ops::ControlFlow;
use tower::ServiceExt;

/// The village of the register's tests, in which `shequ` keeps the register.
const VILLAGE: &str = COMMUNITY;

/// A superior's empty form: a title, the unit and the day, and a heading.
pub(crate) fn form() -> Vec<u8> {
    let text = |words: &[&str]| words.iter().map(|word| OutCell::text(*word)).collect();
    let titles = ["核酸检测人员登记表", "", "", "", "", "", ""].map(str::to_owned).into();
    let rows = vec![
        text(&["填报单位：", "", "", "日期：", "", "", "合计"]),
        text(&["序号", "姓名", "证件号码", "联系电话", "住址", "是否采样", "未采原因"]),
    ];
    write_xlsx(&[OutSheet { name: "登记表".to_owned(), titles, rows }]).unwrap()
}

pub(crate) async fn put_in_as(city: &TestCity, id: &str, place: &str, purpose: &str) -> Answer {
    let path = format!(
        "/report-templates/{id}?place={place}&name=%E6%A0%B8%E9%85%B8%E8%A1%A8&sender=%E5%8D%AB%E5%81%A5%E5%B1%80\
         &report_purpose={purpose}&row=person"
    );
    let attempt = Attempt::of("POST", &path).session(&city.session("shequ").await);
    let attempt = attempt.purpose("register");
    attempt.bytes("application/octet-stream", form()).send(city).await
}

/// A template that somebody put in, by its id.
pub(crate) async fn put_in(city: &TestCity, place: &str, purpose: &str) -> String {
    let id = city.fresh_id();
    let answer = put_in_as(city, &id, place, purpose).await;
    assert!(answer.status.is_success(), "{}", answer.text);
    id
}

/// A report that somebody filled, by its id.
pub(crate) async fn filled(
    city: &TestCity,
    template: &str,
    place: &str,
    round: Option<&str>,
) -> String {
    let id = city.fresh_id();
    let body = json!({ "template_id": template, "place": place, "round_id": round });
    city.post("shequ", &format!("/reports/{id}"), "register", body).await.ok();
    id
}

async fn file(city: &TestCity, report: &str) -> Vec<u8> {
    let request = axum::http::Request::builder()
        .uri(format!("/api/v1/reports/{report}/file"))
        .header("cookie", format!("fangxian={}", city.session("shequ").await))
        .header("purpose", "register")
        .body(axum::body::Body::empty())
        .unwrap();
    let answer = city.router().oneshot(request).await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    answer.into_body().collect().await.unwrap().to_bytes().to_vec()
}

fn rows(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let book = Workbook::open(bytes, &Bounds::default()).unwrap();
    let mut rows = Vec::new();
    let said = |cell: &Cell| text(cell);
    book.rows(0, |row| {
        rows.push(row.cells.iter().map(said).collect());
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

fn people(names: &[(&str, &str, &str)]) -> Vec<u8> {
    let titles = ["姓名", "电话", "楼号", "单元", "房号"].map(str::to_owned).into();
    let row = |(name, phone, room): &(&str, &str, &str)| {
        ["", "", "", "", ""]
            .iter()
            .zip([*name, *phone, "5", "1", *room])
            .map(|(_, word)| OutCell::text(word))
            .collect()
    };
    write_xlsx(&[OutSheet {
        name: "名单".to_owned(),
        titles,
        rows: names.iter().map(row).collect(),
    }])
    .unwrap()
}

fn fields(template: &Value) -> Vec<String> {
    let columns = template["columns"].as_array().unwrap();
    columns.iter().map(|one| one["field"].as_str().unwrap_or("-").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_put_in_once_and_filled_as_often_as_it_is_asked_for() {
    let bar = Bar::begins("P11", "reports that hold what their purpose permits");
    for (engine, city) in on_both("reports").await {
        taken(&city, people(&[("测一", "10000000001", "101"), ("测二", "", "102")])).await;
        let id = put_in(&city, VILLAGE, "sampling").await;
        let path = format!("/report-templates/{id}");
        let seen = city.get("shequ", &path, "register").await.ok();
        // Sampling needs neither whole documents nor whole phones: the guess shows less.
        assert_eq!(
            fields(&seen).join(" "),
            "serial name document_masked phone_masked address outcome outcome_reason",
            "{engine:?}"
        );
        let cells: Vec<String> = seen["cells"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| format!("{}{}={}", one["column"], one["row"], one["cell"].as_str().unwrap()))
            .collect();
        assert_eq!(cells.join(" "), "02=community 32=today 72=total_people", "{engine:?}");

        // Asking for more than the purpose permits is refused by its title.
        let whole = json!({ "version": 1, "columns": [{ "index": 2, "field": "document_whole" }],
            "cells": [] });
        let refused =
            city.send("shequ", "PUT", &format!("{path}/reading"), "register", Some(whole)).await;
        assert_eq!(outcome(&refused), "400 field_not_permitted", "{engine:?}");
        assert!(refused.text.contains("证件号码"), "{}", refused.text);

        let body = json!({ "template_id": id, "place": VILLAGE, "round_id": null });
        let preview = city.post("shequ", "/report-previews", "register", body.clone()).await.ok();
        assert!(!preview.to_string().contains("测一"), "{engine:?}: {preview}");
        let n_rows = preview["n_rows"].as_u64().unwrap();

        let report = filled(&city, &id, VILLAGE, None).await;
        let bytes = file(&city, &report).await;
        let found = rows(bytes.clone());
        assert_eq!(found[0][0], "核酸检测人员登记表");
        assert!(found[1][0].starts_with("填报单位：") && found[1][0].len() > 20, "{:?}", found[1]);
        assert_eq!(found[1][3], format!("日期：{TODAY}"));
        assert_eq!(found[1][7], n_rows.to_string());
        assert_eq!(found.len() as u64, 3 + n_rows);
        assert!(found[3..].iter().any(|row| row[1] == "测一"), "{found:?}");
        assert!(!found.iter().flatten().any(|cell| cell == "10000000001"), "{engine:?}");
        for (row, n) in found[3..].iter().zip(1..) {
            assert_eq!(row[0], n.to_string());
        }

        // What was given out is kept, byte by byte, under its fingerprint.
        let listed = city.get("shequ", &format!("/reports?place={VILLAGE}"), "register").await.ok();
        let kept = listed.as_array().unwrap().iter().find(|one| one["report_id"] == *report);
        let fingerprint = hex::encode(Sha256::digest(&bytes));
        assert_eq!(kept.unwrap()["file_fingerprint"], *fingerprint, "{engine:?}");
        // Asked again with the same id, it is the same report; with another question, refused.
        let path = format!("/reports/{report}");
        let again = city.post("shequ", &path, "register", body.clone()).await.ok();
        assert_eq!(again["file_fingerprint"], *fingerprint, "{engine:?}");
        let other =
            json!({ "template_id": id, "place": format!("{VILLAGE}-01"), "round_id": null });
        let other = city.post("shequ", &path, "register", other).await;
        assert_eq!(outcome(&other), "409 id_reused", "{engine:?}");

        // The register goes on; the report of then does not.
        taken(&city, people(&[("测三", "10000000003", "103")])).await;
        let since = city.get("shequ", &format!("{path}/since"), "register").await.ok();
        let counts = ["rows_then", "rows_now", "same", "gone", "added"]
            .map(|name| since[name].as_u64().unwrap());
        assert_eq!(counts, [n_rows, n_rows + 1, n_rows, 0, 1], "{engine:?}");
        assert_eq!(hex::encode(Sha256::digest(file(&city, &report).await)), fingerprint);

        let sent = json!({ "sent_id": city.fresh_id(), "sent_on": TODAY, "sent_to": "区卫健局" });
        for _ in 0..2 {
            let seen = city.post("shequ", &format!("{path}/sent"), "register", sent.clone()).await;
            let seen = seen.ok();
            assert_eq!(seen["sent"].as_array().unwrap().len(), 1, "{engine:?}");
            assert_eq!(seen["sent"][0]["sent_to"], "区卫健局");
        }
        bar.held(format!("{engine:?}"), found.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_holds_macros_or_no_heading_is_refused() {
    for (engine, city) in on_both("forms").await {
        let put = async |bytes: Vec<u8>| {
            let path = format!(
                "/report-templates/{}?place={VILLAGE}&name=x&sender=x&report_purpose=supply&row=person",
                city.fresh_id()
            );
            let attempt = Attempt::of("POST", &path).session(&city.session("shequ").await);
            let attempt = attempt.purpose("register");
            outcome(&attempt.bytes("application/octet-stream", bytes).send(&city).await)
        };
        let titles = vec!["甲".to_owned(), "乙".to_owned()];
        let sheet = OutSheet { name: "x".to_owned(), titles, rows: Vec::new() };
        assert_eq!(put(write_xlsx(&[sheet]).unwrap()).await, "400 form_header", "{engine:?}");
        assert_eq!(put(b"PK\x03\x04".to_vec()).await, "400 sheet_cut", "{engine:?}");
        assert_eq!(put("姓名,住址\n".as_bytes().to_vec()).await, "400 form_not_xlsx", "{engine:?}");
        assert_eq!(put(vec![0; 3 << 20]).await, "400 bad_input", "{engine:?}");
    }
}
