//! Antigen tests at home, on both engines: reported by the person, by whoever may look for him, by
//! staff; which photos are none; whom a positive one holds and what alone frees him.

use crate::attacks::on_both;
use crate::attempt::{Attempt, column};
use crate::policy::{COMMUNITY, TODAY, outcome};
use crate::results::{NAME, PASSPORT, asked, foreigner, post, receipt, relayed, sampled};
use crate::sampling::{sign, tube};
use axum::http::{StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fangxian_app::antigen::photo_read;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::Pool;
use fangxian_store::StoreError;
use fangxian_testkit::{Answer, TestCity};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const HOUR_MS: i64 = 3_600_000;
const FAMILY: &str = "FR1234567";

/// A picture of 8 × 8 as a phone writes it, with where it was taken.
pub(crate) fn jpeg() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    let mut put = |marker: u8, contents: &[u8]| {
        let length = u16::try_from(contents.len() + 2).unwrap();
        bytes.extend([0xff, marker]);
        bytes.extend(length.to_be_bytes());
        bytes.extend(contents);
    };
    put(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    put(0xe1, b"Exif\0\0MM\0*GPSLatitude 37.7 GPSLongitude 112.4");
    put(0xed, b"Photoshop 3.0 of somebody's phone");
    put(0xfe, b"<script>alert(1)</script>");
    put(0xdb, &[[0].as_slice(), &[1; 64]].concat());
    put(0xc0, &[8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    put(0xc4, &[[0].as_slice(), &[1], &[0; 15], &[0]].concat());
    put(0xda, &[1, 1, 0, 0, 63, 0]);
    bytes.extend([0x3f, 0xff, 0x00, 0x3f, 0xff, 0xd9]);
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { 0xedb8_8320 ^ sum >> 1 } else { sum >> 1 };
    let byte = |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum));
    !bytes.iter().fold(!0, byte)
}

fn png(width: u32, height: u32, pixels: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    for (kind, contents) in [
        (b"IHDR", header),
        (b"tEXt", b"GPS\0home".to_vec()),
        (b"eXIf", b"MM\0*GPSLatitude".to_vec()),
        (b"IDAT", vec![7; pixels]),
        (b"IEND", Vec::new()),
    ] {
        bytes.extend(u32::try_from(contents.len()).unwrap().to_be_bytes());
        let part = [&kind[..], &contents].concat();
        bytes.extend(&part);
        bytes.extend(crc(&part).to_be_bytes());
    }
    bytes
}

/// The form of the second step, as a browser posts it: the photo last.
async fn report(city: &TestCity, fields: &[(&str, &str)], photo: Option<Vec<u8>>) -> Answer {
    const LINE: &str = "----fangxian";
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!(
            "--{LINE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend(part.into_bytes());
    }
    let file = if photo.is_some() { "卡.jpg" } else { "" };
    let head = format!(
        "--{LINE}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"{file}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    body.extend(head.into_bytes());
    body.extend(photo.unwrap_or_default());
    body.extend(format!("\r\n--{LINE}--\r\n").into_bytes());
    Attempt::at("POST", "/antigen/report")
        .with("sec-fetch-site", "same-origin")
        .bytes(&format!("multipart/form-data; boundary={LINE}"), body)
        .send(city)
        .await
}

/// The first step; what it answers.
async fn proving(city: &TestCity, number: &str, name: &str, secret: &str) -> Answer {
    let fields = [("kind", "passport"), ("number", number), ("name", name), ("secret", secret)];
    post(city, "/antigen", &fields).await
}

fn pass_in(page: &Answer) -> String {
    let pass = page.text.split("name=\"pass\" value=\"").nth(1);
    pass.unwrap_or_else(|| panic!("{}", page.text)).split('"').next().unwrap().to_owned()
}

/// Proves that somebody is who he is, and reports for himself.
async fn reported(city: &TestCity, id: &str, outcome: &str, photo: Option<Vec<u8>>) -> Answer {
    let page = proving(city, PASSPORT, NAME, &receipt(city, id)).await;
    let pass = pass_in(&page);
    let fields = [("pass", pass.as_str()), ("who", "0"), ("outcome", outcome), ("when", "now")];
    report(city, &fields, photo).await
}

async fn orders(city: &TestCity) -> Vec<Value> {
    let page = city.get("wangge", "/orders?limit=200", "order_work").await.ok();
    let rows = page["rows"].as_array().unwrap().clone();
    rows.into_iter().filter(|row| row["kind"] == "antigen_confirm").collect()
}

/// The states of the orders of antigen tests, as the store has them.
async fn states(city: &TestCity) -> Vec<String> {
    column(
        city,
        "select state as x from work_order where kind = 'antigen_confirm' order by created_at, order_id",
    )
    .await
}

async fn room(city: &TestCity, login: &str) -> Value {
    let purpose = if login == "zhihui" { "command" } else { "order_work" };
    let path = format!("/antigen?within={}", if login == "zhihui" { "1401" } else { COMMUNITY });
    city.get(login, &path, purpose).await.ok()
}

async fn is_held(city: &TestCity, id: &str) -> bool {
    let page = asked(city, PASSPORT, NAME, &receipt(city, id)).await;
    assert!(page.text.contains("抗原"), "{}", page.text);
    page.text.contains("抗原自测阳性，等候单管核酸复核")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_positive_one_holds_its_person_and_sends_somebody_to_his_door() {
    for (engine, city) in on_both("a positive antigen test").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let first = proving(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        assert_eq!(first.headers[header::CACHE_CONTROL], "no-store");
        let pass = pass_in(&first);
        let fields =
            [("pass", pass.as_str()), ("who", "0"), ("outcome", "positive"), ("when", "now")];
        let page = report(&city, &fields, Some(jpeg())).await;
        assert_eq!(page.status, StatusCode::OK, "{engine:?} {}", page.text);
        for said in ["请您现在留在家里", "2022-11-24 11:00", "single sample"] {
            assert!(page.text.contains(said), "{said} in {}", page.text);
        }
        // Sent twice it is one report and one order; with something else in it, it is refused.
        let again = report(&city, &fields, Some(jpeg())).await;
        assert!(again.text.contains("请您现在留在家里"), "{}", again.text);
        let bent =
            [("pass", pass.as_str()), ("who", "0"), ("outcome", "negative"), ("when", "now")];
        let other = report(&city, &bent, Some(jpeg())).await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        assert!(other.text.contains("已经上报过"), "{}", other.text);
        assert_eq!(column(&city, "select report_id as x from antigen_report").await.len(), 1);
        let found = orders(&city).await;
        assert_eq!(found.len(), 1, "{found:?}");
        let place = found[0]["place_name"].as_str().unwrap();
        assert!(place.ends_with("302"), "the door is named: {place}");
        assert_eq!(found[0]["due_at"].as_i64(), Some(city.wall().0 + 2 * HOUR_MS));
        assert!(!found[0].to_string().contains("Anna"), "{}", found[0]);
        fangxian_app::messages::messages_relay(&city.city, city.wall()).await.unwrap();
        let messages = city.get("wangge", "/messages", "own_data").await.ok();
        assert_eq!(messages["rows"][0]["kind"], "antigen_due");
        // He sees why, since when, what ends it and whom to ask.
        let page = asked(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        for said in
            ["抗原自测阳性，等候单管核酸复核", "2022-11-24 09:00", "这次核酸阴性就解除", "12345"]
        {
            assert!(page.text.contains(said), "{said} in {}", page.text);
        }
        let told = city.get("shequ", &format!("/people/{own}/results"), "result_notice").await.ok();
        assert_eq!(told["antigen"][0]["step"], "waiting", "{told}");
        let seen = room(&city, "shequ").await;
        let row = &seen["rows"][0];
        assert_eq!((&row["step"], &row["late"]), (&json!("waiting"), &json!(false)));
        assert_eq!(row["order_id"], found[0]["order_id"]);
        assert!(!seen.to_string().contains("Anna Maria"), "masked: {seen}");
        assert_eq!(
            (&seen["places"][0]["positive"], &seen["places"][0]["waiting"]),
            (&json!(1), &json!(1))
        );
        city.pass_ms(2 * HOUR_MS + 1);
        let late = room(&city, "zhihui").await;
        assert_eq!(
            (&late["rows"][0]["late"], &late["places"][0]["late"]),
            (&json!(true), &json!(1))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_single_negative_sampled_later_frees() {
    for (engine, city) in on_both("what ends an antigen hold").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let other = foreigner(&city, "Jean Dupont", FAMILY, 303, "").await;
        let both = [own.as_str(), other.as_str()];
        sampled(&city, 1, Pool::One, &[&own], city.wall().plus_ms(-HOUR_MS)).await;
        city.pass_ms(1_000);
        assert_eq!(reported(&city, &own, "positive", None).await.status, StatusCode::OK);
        city.pass_ms(60_000);
        // Sampled before, and shared later: neither says anything of this.
        sampled(&city, 2, Pool::Ten, &both, city.wall()).await;
        city.pass_ms(60_000);
        sign(&city, tube(1), TubeOutcome::Negative, None).await.unwrap();
        sign(&city, tube(2), TubeOutcome::Negative, None).await.unwrap();
        assert!(is_held(&city, &own).await, "{engine:?}");
        assert_eq!(states(&city).await, ["open"]);
        // A negative antigen test lifts nothing.
        assert_eq!(reported(&city, &own, "negative", Some(jpeg())).await.status, StatusCode::OK);
        assert!(is_held(&city, &own).await);
        // A single sample that cannot be read: somebody goes there again.
        sampled(&city, 3, Pool::One, &[&own], city.wall()).await;
        let order = orders(&city).await[0]["order_id"].as_str().unwrap().to_owned();
        let path = format!("/orders/{order}/facts");
        for body in [
            json!({ "fact_id": city.fresh_id(), "kind": "claimed" }),
            json!({ "fact_id": city.fresh_id(), "kind": "done", "households_done": 1,
                "households_left": 0, "note": "已告知，已单采" }),
        ] {
            city.pass_ms(1_000);
            city.post("wangge", &path, "order_work", body).await.ok();
        }
        assert!(is_held(&city, &own).await, "told is not free");
        let row = room(&city, "shequ").await["rows"][0].clone();
        assert_eq!(row["step"], "retaken", "{row}");
        sign(&city, tube(3), TubeOutcome::Invalid, None).await.unwrap();
        assert_eq!(states(&city).await, ["done", "open"]);
        // The next one is negative: free, and nobody need go there.
        city.pass_ms(60_000);
        sampled(&city, 4, Pool::One, &[&own], city.wall()).await;
        city.pass_ms(60_000);
        sign(&city, tube(4), TubeOutcome::Negative, None).await.unwrap();
        assert!(!is_held(&city, &own).await);
        assert_eq!(states(&city).await, ["done", "called_off"]);
        let seen = room(&city, "shequ").await;
        assert_eq!(seen["places"][0]["refuted"], 1, "{seen}");
        // Positive again, and this time it is.
        city.pass_ms(60_000);
        assert_eq!(reported(&city, &own, "positive", None).await.status, StatusCode::OK);
        assert!(is_held(&city, &own).await);
        sampled(&city, 5, Pool::One, &[&own], city.wall().plus_ms(1)).await;
        city.pass_ms(60_000);
        sign(&city, tube(5), TubeOutcome::Positive, None).await.unwrap();
        assert_eq!(states(&city).await, ["done", "called_off", "called_off"]);
        let page = asked(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        assert!(page.text.contains("请待在原处，等疾控人员联系"), "{}", page.text);
        assert_eq!(room(&city, "shequ").await["rows"][0]["step"], "confirmed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_look_may_report_and_the_other_is_told() {
    for (_, city) in on_both("antigen tests by proxy").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "10000000071").await;
        let family = foreigner(&city, "Jean Dupont", FAMILY, 303, "10000000072").await;
        let binding = city.fresh_id();
        let body = json!({ "binding_id": binding, "fact_id": city.fresh_id(), "person_id": family,
            "proxy_id": own, "consent": "in_person", "first_day": TODAY, "last_day": "2022-12-31" });
        let bound = city.post("shequ", "/people/result-bindings", "result_notice", body).await;
        assert_eq!(outcome(&bound), "204");
        city.city.begin_sms();
        let page = proving(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        assert!(page.text.contains(NAME) && !page.text.contains("Dupont"), "{}", page.text);
        let pass = pass_in(&page);
        let send = async |who: &str| {
            let fields = [("pass", pass.as_str()), ("who", who), ("outcome", "positive")];
            report(&city, &fields, None).await
        };
        // There is no third, and nobody who was not proven.
        let nobody = send("2").await;
        assert!(nobody.text.contains("已经过期"), "{}", nobody.text);
        let page = send("1").await;
        assert!(page.text.contains("请您现在留在家里"), "{}", page.text);
        let rows = column(&city, "select person_id || ' ' || reported_by as x from antigen_report");
        assert_eq!(rows.await, [format!("{family} proxy")]);
        let sent = relayed(&city).await;
        assert_eq!((sent.len(), sent[0].0.as_str()), (1, "10000000072"));
        assert!(!sent[0].1.contains("阳性"), "{}", sent[0].1);
        // Once the binding is over, a pass that was given before is worth nothing for him.
        let page = proving(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        let late = pass_in(&page);
        let path = format!("/people/result-bindings/{binding}/end");
        let body = json!({ "fact_id": city.fresh_id() });
        assert_eq!(outcome(&city.post("shequ", &path, "result_notice", body).await), "204");
        let fields = [("pass", late.as_str()), ("who", "1"), ("outcome", "positive")];
        let over = report(&city, &fields, None).await;
        assert!(over.text.contains("已经过期"), "{}", over.text);
        // A pass holds a quarter of an hour, and an altered one not at all.
        let page = proving(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        let pass = pass_in(&page);
        let bent =
            format!("{}{}", &pass[..pass.len() - 1], if pass.ends_with('0') { '1' } else { '0' });
        for (pass, later) in [(bent.as_str(), 0), (pass.as_str(), 15 * 60_000 + 1)] {
            city.pass_ms(later);
            let fields = [("pass", pass), ("who", "0"), ("outcome", "positive")];
            let over = report(&city, &fields, None).await;
            assert!(over.text.contains("已经过期"));
        }
        assert_eq!(column(&city, "select report_id as x from antigen_report").await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_secrets_count_with_those_of_the_look_up() {
    for (_, city) in on_both("secrets of antigen tests").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let right = receipt(&city, &own);
        for _ in 0..3 {
            let page = proving(&city, PASSPORT, NAME, "22222 22222").await;
            assert!(page.text.contains("没有查到"), "{}", page.text);
        }
        let unknown = proving(&city, "NOBODY99", NAME, &right).await;
        let wrong = proving(&city, PASSPORT, "Somebody Else", &right).await;
        let face = |page: &Answer, number: &str, name: &str| {
            page.text.replace(number, "#").replace(name, "#")
        };
        assert_eq!(face(&unknown, "NOBODY99", NAME), face(&wrong, PASSPORT, "Somebody Else"));
        assert!(asked(&city, PASSPORT, NAME, "22222 22222").await.text.contains("没有查到"));
        // Five in all: neither door opens any more today.
        let page = proving(&city, PASSPORT, NAME, &right).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        let page = asked(&city, PASSPORT, NAME, &right).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        // Staff can still report for him: a positive does not wait for tomorrow.
        let body = json!({ "report_id": city.fresh_id(), "person_id": own, "outcome": "positive",
            "photo": null, "no_photo_reason": "老人没有手机" });
        let answer = city.post("wangge", "/antigen/reports", "order_work", body).await.ok();
        assert_eq!(answer["follows"], "held");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_report_for_whoever_has_no_phone() {
    for (_, city) in on_both("antigen tests by staff").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let now = city.wall().0;
        let id = city.fresh_id();
        let body = |id: &str, outcome: &str, at: i64, photo: Option<String>, reason: &str| {
            json!({ "report_id": id, "person_id": own, "outcome": outcome, "tested_at": at,
                "photo": photo, "no_photo_reason": reason })
        };
        let send =
            async |body: Value| city.post("wangge", "/antigen/reports", "order_work", body).await;
        let photo = Some(STANDARD.encode(jpeg()));
        for (body, refused) in [
            (body(&id, "negative", now, None, ""), "400 antigen_refused"),
            (body(&id, "positive", now + 1, None, ""), "400 antigen_refused"),
            (body(&id, "positive", now - 24 * HOUR_MS - 1, None, ""), "400 antigen_refused"),
            (body(&id, "negative", now, Some("AAAA".to_owned()), ""), "400 photo_kind"),
            (body(&id, "negative", now, Some("%".to_owned()), ""), "400 bad_input"),
        ] {
            assert_eq!(send(body.clone()).await.refusal(), refused, "{body}");
        }
        let answer = send(body(&id, "negative", now, None, "手机坏了")).await.ok();
        assert_eq!(answer["follows"], "noted");
        assert_eq!(send(body(&id, "negative", now, None, "手机坏了")).await.ok(), answer);
        let other = send(body(&id, "positive", now, None, "手机坏了")).await;
        assert_eq!(other.refusal(), "409 id_reused");
        let second = city.fresh_id();
        let answer = send(body(&second, "positive", now, photo, "")).await.ok();
        assert_eq!(
            (&answer["follows"], &answer["due_at"]),
            (&json!("held"), &json!(now + 2 * HOUR_MS))
        );
        // A button that was touched four times at once is one report, one photo and one answer.
        let third = city.fresh_id();
        let body_of = || body(&third, "invalid", now, Some(STANDARD.encode(jpeg())), "");
        let (one, two) = tokio::join!(send(body_of()), send(body_of()));
        let (three, four) = tokio::join!(send(body_of()), send(body_of()));
        for answer in [one, two, three, four] {
            assert_eq!(answer.ok()["follows"], "repeat");
        }
        let kept = format!("select report_id as x from antigen_photo where report_id = '{third}'");
        assert_eq!(column(&city, &kept).await.len(), 1);
        // It stands in his log and in the trail; what it says does not stand in the trail.
        let looks = city.get("shequ", &format!("/people/{own}/looks"), "register").await.ok();
        assert!(looks.to_string().contains("antigen_reported"), "{looks}");
        let trail =
            column(&city, "select detail as x from audit_entry where act = 'antigen_report'");
        assert_eq!(trail.await, ["antigen staff"; 3]);
        // No more than ten a day, and then a positive still.
        for _ in 0..7 {
            send(body(&city.fresh_id(), "invalid", now, None, "")).await.ok();
        }
        let more = send(body(&city.fresh_id(), "invalid", now, None, "")).await;
        assert_eq!(more.refusal(), "400 antigen_refused");
        send(body(&city.fresh_id(), "positive", now, None, "")).await.ok();
    }
}

/// The photos as they lie in the store.
async fn stored_photos(city: &TestCity) -> Vec<Vec<u8>> {
    let rows = city.city.db.read(move |tx| async move {
        let rows = tx.query("select photo_sealed from antigen_photo order by n_bytes", &[]).await?;
        rows.iter().map(|row| Ok(row.bytes("photo_sealed")?.to_vec())).collect()
    });
    rows.await.map_err(|error: StoreError| error).unwrap()
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|part| part == word)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_stripped_sealed_and_opened_for_a_reason() {
    for (_, city) in on_both("photos of antigen tests").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        for photo in [jpeg(), png(40, 30, 2_000)] {
            city.pass_ms(1_000);
            let page = reported(&city, &own, "negative", Some(photo)).await;
            assert!(page.text.contains("不能代替核酸"), "{}", page.text);
        }
        for sealed in stored_photos(&city).await {
            for word in [&b"JFIF"[..], b"IHDR", b"GPS", b"script", b"\xff\xd8\xff"] {
                assert!(!holds(&sealed, word), "{}", String::from_utf8_lossy(word));
            }
        }
        let rows = room(&city, "shequ").await["rows"].clone();
        let path_of =
            |n: usize| format!("/antigen/reports/{}/photo", rows[n]["report_id"].as_str().unwrap());
        let open = async |login: &str, n: usize, reason: &str| {
            city.post(login, &path_of(n), "order_work", json!({ "reason": reason })).await
        };
        assert_eq!(open("shequ", 0, " ").await.refusal(), "400 bad_input");
        assert_eq!(open("wangge", 0, "核对").await.refusal(), "404 not_found");
        for (n, kind, begins) in [(0, "image/png", "PNG"), (1, "image/jpeg", "JFIF")] {
            let photo = open("shequ", n, "核对结果").await;
            assert_eq!(photo.status, StatusCode::OK);
            for (name, value) in [
                (header::CONTENT_TYPE, kind),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CACHE_CONTROL, "no-store"),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
            ] {
                assert_eq!(photo.headers[&name], value, "{name}");
            }
            assert!(photo.text.contains(begins));
            for word in ["GPS", "Exif", "eXIf", "Photoshop", "script"] {
                assert!(!photo.text.contains(word), "{word}");
            }
        }
        let looks = city.get("shequ", &format!("/people/{own}/looks"), "register").await.ok();
        assert_eq!(looks.to_string().matches("antigen_photo").count(), 2, "{looks}");
        let trail =
            column(&city, "select detail as x from audit_entry where act = 'antigen_photo_see'");
        assert_eq!(trail.await, ["核对结果", "核对结果"]);
        // Staff cannot read it: its person sees that he is to repeat it.
        let mark =
            |id: &str| json!({ "mark_id": id, "kind": "photo_unreadable", "reason": "反光" });
        let path = path_of(0).replace("/photo", "/marks");
        let id = city.fresh_id();
        for _ in 0..2 {
            let answer = city.post("shequ", &path, "order_work", mark(&id)).await;
            assert_eq!(outcome(&answer), "204");
        }
        let answer = city.post("shequ", &path, "order_work", mark(&city.fresh_id())).await;
        assert_eq!(answer.refusal(), "409 antigen_mark_refused");
        let page = asked(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        assert!(page.text.contains("照片看不清，请重新做一次再报"), "{}", page.text);
    }
}

/// A JPEG from parts: what stands before the scan, what stands in it, what follows its end.
fn made(before: &[u8], scan: &[u8], behind: &[u8]) -> Vec<u8> {
    let whole = jpeg();
    let at = whole.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    [&whole[..2], before, &whole[2..at + 10], scan, behind].concat()
}

#[test]
fn what_is_no_photo_is_refused_and_what_hangs_on_one_is_left_out() {
    let end = [0xff, 0xd9];
    let kept = photo_read(jpeg()).unwrap();
    assert!(kept.bytes.starts_with(&[0xff, 0xd8]) && kept.bytes.ends_with(&end));
    assert_eq!(
        photo_read(kept.bytes.clone()).unwrap().bytes,
        kept.bytes,
        "nothing is left to strip"
    );
    assert!(!format!("{kept:?}").contains("255"), "{kept:?}");
    // A file that is two: the other is not kept. A phone's own trailer is such a one.
    for other in [&b"PK\x03\x04 a zip"[..], b"<html><script>x</script>", &jpeg(), &vec![0; 100_000]]
    {
        let double = [jpeg().as_slice(), other].concat();
        assert_eq!(photo_read(double).unwrap().bytes, kept.bytes);
    }
    // Notes between two scans go, tables and the scan itself stay.
    let progressive = made(
        &[],
        &[
            0x11, 0xff, 0xfe, 0, 6, b'G', b'P', b'S', b'!', 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0,
            0x22, 0xff, 0xd0, 0x33,
        ],
        &end,
    );
    let read = photo_read(progressive).unwrap().bytes;
    assert!(read.ends_with(&[
        0x11, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x22, 0xff, 0xd0, 0x33, 0xff, 0xd9
    ]));
    assert!(!holds(&read, b"GPS"));
    let stripped = photo_read(png(40, 30, 2_000)).unwrap().bytes;
    assert!(holds(&stripped, b"IDAT") && !holds(&stripped, b"GPS") && !holds(&stripped, b"tEXt"));
    let zip_behind = [png(40, 30, 2_000).as_slice(), b"PK\x03\x04"].concat();
    assert_eq!(photo_read(zip_behind).unwrap().bytes, stripped);
    let mut bent = png(40, 30, 2_000);
    bent[60] ^= 1;
    let whole = jpeg();
    for (sent, code) in [
        (b"GIF89a/*<script>*/".to_vec(), "photo_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), "photo_kind"),
        (b"<!DOCTYPE html><script>alert(1)</script>".to_vec(), "photo_kind"),
        (b"%PDF-1.7".to_vec(), "photo_kind"),
        (b"\0\0\0\x18ftypheic".to_vec(), "photo_kind"),
        (Vec::new(), "photo_kind"),
        (vec![0xff, 0xd8, 0xff], "photo_broken"),
        (whole[..whole.len() - 2].to_vec(), "photo_broken"),
        (whole[..whole.len() / 2].to_vec(), "photo_broken"),
        (made(&[], &[0x11, 0xff, 0xd8, 0x11], &end), "photo_broken"),
        (made(&[], &[0x11, 0xff, 0xe1, 0xff, 0xff], &end), "photo_broken"),
        (made(&[0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0], &[1], &end), "photo_broken"),
        (bent, "photo_broken"),
        (png(40, 30, 2_000)[..80].to_vec(), "photo_broken"),
        (png(12_001, 30, 2_000), "photo_dimensions"),
        (png(0, 30, 2_000), "photo_dimensions"),
        // Half a gigabyte of pixels in three kilobytes.
        (png(12_000, 12_000, 3_000), "photo_dimensions"),
        ([jpeg(), vec![0; 4 * 1024 * 1024]].concat(), "photo_too_large"),
    ] {
        let head = String::from_utf8_lossy(&sent[..sent.len().min(12)]).into_owned();
        let flaw = photo_read(sent).expect_err(&head);
        assert_eq!(flaw.code(), code, "{head}");
    }
    // No file of any bytes does more than be refused.
    let mut dice = crate::policy::Dice(7);
    for at in 0..20_000 {
        let mut bent = if at % 2 == 0 { jpeg() } else { png(40, 30, 200) };
        for _ in 0..=dice.roll(3) {
            let spot = dice.roll(bent.len());
            bent[spot] = u8::try_from(dice.roll(256)).unwrap();
        }
        if let Ok(photo) = photo_read(bent) {
            assert_eq!(photo_read(photo.bytes.clone()), Ok(photo), "{at}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_is_none_is_told_in_a_sentence_and_a_positive_goes_without() {
    for (_, city) in on_both("photos that are none").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let page = proving(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        let pass = pass_in(&page);
        let send = async |outcome: &str, photo: Option<Vec<u8>>| {
            let fields = [("pass", pass.as_str()), ("who", "0"), ("outcome", outcome)];
            report(&city, &fields, photo).await
        };
        for (photo, status, code, said) in [
            (b"GIF89a".to_vec(), 400, "photo_kind", "这不是照片文件"),
            (jpeg()[..40].to_vec(), 400, "photo_broken", "没有传完整"),
            (png(12_000, 12_000, 3_000), 400, "photo_dimensions", "尺寸不对"),
            (vec![7; 5 * 1024 * 1024], 413, "photo_too_large", "最大4 MB"),
            (vec![7; 20 * 1024 * 1024], 413, "photo_too_large", "最大4 MB"),
        ] {
            let page = send("positive", Some(photo)).await;
            assert_eq!(page.status.as_u16(), status, "{code}");
            for said in [code, said, "还没有上报", "报阳性可以不附照片", "name=\"pass\""]
            {
                assert!(page.text.contains(said), "{said} in {}", page.text);
            }
        }
        let page = send("negative", None).await;
        assert!(page.text.contains("报阴性要附一张检测卡的照片"), "{}", page.text);
        let page = send("?", None).await;
        assert!(page.text.contains("请选检测卡上看到的结果"), "{}", page.text);
        assert!(orders(&city).await.is_empty());
        let page = send("positive", None).await;
        assert!(page.text.contains("请您现在留在家里"), "{}", page.text);
        assert_eq!(orders(&city).await.len(), 1);
        // Without a pass nothing is read, from elsewhere nothing is taken.
        let page = report(&city, &[("who", "0")], Some(jpeg())).await;
        assert!(page.text.contains("已经过期"), "{}", page.text);
        let elsewhere = Attempt::at("POST", "/antigen/report")
            .with("sec-fetch-site", "cross-site")
            .bytes("multipart/form-data; boundary=x", b"--x--".to_vec())
            .send(&city)
            .await;
        assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST);
        let bare = Attempt::at("POST", "/antigen/report").bytes("text/plain", b"x".to_vec());
        assert_eq!(bare.send(&city).await.status, StatusCode::BAD_REQUEST);
        // When it was done: a later half hour, one of the day before yesterday.
        let page = proving(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        let pass = pass_in(&page);
        let now = city.wall().0;
        for (from, said) in [(now + HOUR_MS, "不能晚于现在"), (now - 25 * HOUR_MS, "已超过24小时")]
        {
            let when = from.to_string();
            let fields = [("pass", pass.as_str()), ("outcome", "positive"), ("when", &when)];
            let page = report(&city, &fields, None).await;
            assert!(page.text.contains(said), "{}", page.text);
        }
        let when = (now - 2 * HOUR_MS).to_string();
        let fields = [("pass", pass.as_str()), ("outcome", "positive"), ("when", when.as_str())];
        let page = report(&city, &fields, None).await;
        assert!(page.text.contains("2022-11-24 07:30"), "the end of the half hour: {}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_for_the_wrong_person_is_withdrawn_by_two() {
    for (_, city) in on_both("withdrawing an antigen test").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        reported(&city, &own, "positive", None).await;
        let row = room(&city, "shequ").await["rows"][0].clone();
        let path = format!("/antigen/reports/{}/marks", row["report_id"].as_str().unwrap());
        let say = async |login: &str, kind: &str| {
            let purpose = if login == "zhihui" { "command" } else { "order_work" };
            let body = json!({ "mark_id": city.fresh_id(), "kind": kind, "reason": "报错了人" });
            outcome(&city.post(login, &path, purpose, body).await)
        };
        assert_eq!(say("shequ", "photo_unreadable").await, "409 antigen_mark_refused");
        assert_eq!(say("zhihui", "withdraw_agreed").await, "409 antigen_mark_refused");
        assert_eq!(say("shequ", "withdraw_asked").await, "204");
        assert_eq!(say("shequ", "withdraw_agreed").await, "409 antigen_mark_refused");
        assert!(is_held(&city, &own).await, "one alone frees nobody");
        let row = room(&city, "zhihui").await["rows"][0].clone();
        assert_eq!(row["withdraw_reason"], "报错了人", "{row}");
        assert_eq!(row["withdraw_asked_by_me"], false);
        city.pass_ms(1_000);
        assert_eq!(say("zhihui", "withdraw_agreed").await, "204");
        assert!(!is_held(&city, &own).await);
        assert_eq!(states(&city).await, ["called_off"]);
        assert_eq!(room(&city, "shequ").await["rows"][0]["step"], "withdrawn");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_and_another_record_of_the_same_person_know_of_it() {
    for (_, city) in on_both("antigen tests and lists").await {
        let (people, round) = crate::sampling::filled(&city, 12).await;
        let body = json!({ "report_id": city.fresh_id(), "person_id": people[3],
            "outcome": "positive", "photo": null, "no_photo_reason": "" });
        city.post("shequ", "/antigen/reports", "order_work", body).await.ok();
        crate::sampling::Phone::enrolled(&city, "caiyang1", 7).await;
        let path = format!("/sampling/packs?round_id={round}&place={COMMUNITY}");
        let pack = city.get("caiyang1", &path, "sampling").await.ok();
        let held: Vec<&Value> =
            pack["people"].as_array().unwrap().iter().filter(|one| one["held"] == true).collect();
        assert_eq!(held.len(), 1);
        assert_eq!(held[0]["person_id"], people[3]);
        // Merged into another record, the report is that one's: it is held, and its sample frees.
        crate::merges::merged(&city, "shequ", &people[4], &people[3], &[]).await;
        let told = async |id: &str| {
            let path = format!("/people/{id}/results");
            city.get("shequ", &path, "result_notice").await.ok()["antigen"].clone()
        };
        assert_eq!(told(&people[4]).await[0]["step"], "waiting");
        let pack = city.get("caiyang1", &path, "sampling").await.ok();
        let held = pack["people"].as_array().unwrap().iter().find(|one| one["held"] == true);
        assert_eq!(held.unwrap()["person_id"], people[4]);
        assert_eq!(room(&city, "shequ").await["rows"][0]["person_id"], people[4]);
        city.pass_ms(60_000);
        sampled(&city, 40, Pool::One, &[&people[4]], city.wall()).await;
        sign(&city, tube(40), TubeOutcome::Negative, None).await.unwrap();
        assert_eq!(told(&people[4]).await[0]["step"], "refuted");
        assert_eq!(states(&city).await, ["called_off"]);
    }
}

/// Part of the world of the matrices: a negative test with a photo.
pub(crate) async fn tested(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let id = city.fresh_id();
    let body = json!({ "report_id": id, "person_id": named["person_id"], "outcome": "negative",
        "photo": STANDARD.encode(jpeg()), "no_photo_reason": "" });
    city.post("wangge", "/antigen/reports", "order_work", body).await.ok();
    named.insert("antigen_id", id);
}
