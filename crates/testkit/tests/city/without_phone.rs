//! The bar of P10: each journey of passage from end to end for somebody with a phone and for somebody without,
//! in the same city, with the acts of each counted: what somebody fills in and sends, or has filled in by
//! whoever serves him. Without a phone it takes at most twice as many.

use crate::arrivals::{NINTH, coming, form, report, send, who};
use crate::attempt::column;
use crate::codes::{HOUR_MS, page};
use crate::filings::{file, file_leaving, gathering, leaving};
use crate::policy::{TODAY, outcome};
use crate::results::{asked, foreigner, post, receipt, reported, sampled};
use crate::venues::{approved, at_gate, gate, see, with_log};
use fangxian_core::Moment;
use fangxian_core::codes::HealthColor;
use fangxian_core::ids::PersonId;
use fangxian_core::passes::{Pass, PassKind, document_mark};
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::Pool;
use fangxian_testkit::{Bar, TestCity};
use serde_json::{Value, json};

const PHONE: (&str, &str) = ("N5000001", "Phone Holder");
const NONE: (&str, &str) = ("N5000002", "Phone Less");

/// Counts what is done.
#[derive(Default)]
struct Acts(usize);

impl Acts {
    fn did<T>(&mut self, done: T) -> T {
        self.0 += 1;
        done
    }
}

struct Two {
    city: TestCity,
    with: String,
    without: String,
    gate: String,
    venue: String,
}

fn hidden(page: &str, name: &str) -> String {
    let from = format!("name=\"{name}\" value=\"");
    let rest = page.split(&from).nth(1).unwrap_or_else(|| panic!("{name} in {page}"));
    rest.split('"').next().unwrap().to_owned()
}

fn as_json(who: (&str, &str)) -> Value {
    json!({ "name": who.1, "document_kind": "passport", "document": who.0 })
}

/// A code is shown at a gate: on a phone, or on a sheet that the community prints.
async fn code_at_a_gate(of: &Two) -> (usize, usize) {
    let (mut phone, mut paper) = (Acts::default(), Acts::default());
    let secret = receipt(&of.city, &of.with);
    let found = phone.did(page(&of.city, PHONE.0, PHONE.1, &secret).await);
    let pass = hidden(&found.text, "pass");
    let fields = [("pass", pass.as_str()), ("who", "0")];
    let shown = phone.did(post(&of.city, "/code/show", &fields).await);
    let text = crate::scans::read_square(&shown.text);
    let body = json!({ "id": of.city.fresh_id(), "pass": text });
    let told = phone.did(at_gate(&of.city, &of.gate, "/gate/scans", body).await).ok();
    assert_eq!(told["why"], "fine");
    // He asks at the counter, or whoever comes to his door prints it; then he shows it for a day.
    let path = format!("/people/{}/paper-code/pdf?household=false", of.without);
    let answer = paper.did(of.city.get("wangge", &path, "order_work").await);
    // The city of the tests has no font: that the sheet is set is seen by its own test.
    assert!(answer.code() == "no_font" || answer.status.is_success(), "{}", answer.text);
    let id = PersonId::parse(&of.without).unwrap();
    let now = of.city.city.now(of.city.wall());
    let pass = Pass {
        kind: PassKind::Paper,
        alias: of.city.city.keys.passes.alias(id),
        color: HealthColor::Green,
        made_at: Moment(now.0.div_euclid(1_000) * 1_000),
        mark: document_mark(NONE.1, NONE.0),
    };
    let text = of.city.city.keys.passes.sign(pass, "1401").text("1401");
    let body = json!({ "id": of.city.fresh_id(), "pass": text });
    let told = paper.did(at_gate(&of.city, &of.gate, "/gate/scans", body).await).ok();
    assert_eq!(told["why"], "fine");
    (phone.0, paper.0)
}

/// A place without a gate: its poster, or the register by hand.
async fn place_without_a_gate(of: &Two) -> (usize, usize) {
    let (mut phone, mut hand) = (Acts::default(), Acts::default());
    let seen = see(&of.city, &of.venue).await;
    let code = seen["poster_code"].as_str().unwrap().to_owned();
    let secret = receipt(&of.city, &of.with);
    let fields =
        [("kind", "passport"), ("number", PHONE.0), ("name", PHONE.1), ("secret", &secret)];
    let found = phone.did(post(&of.city, &format!("/code?venue={code}"), &fields).await);
    let sealed = hidden(&found.text, "sealed");
    let fields = [("sealed", sealed.as_str()), ("who", "0"), ("go", "1")];
    let told = phone.did(post(&of.city, &format!("/v/{code}"), &fields).await);
    assert!(told.text.contains("单凭它不会改变任何人的健康码"), "{}", told.text);
    let at = of.city.city.now(of.city.wall()).0;
    let row = json!({ "row_id": of.city.fresh_id(), "person_id": of.without, "at": at });
    let path = format!("/venues/{}/hand-rows", of.venue);
    let body = json!({ "rows": [row] });
    assert_eq!(outcome(&hand.did(of.city.post("shequ", &path, "order_work", body).await)), "204");
    (phone.0, hand.0)
}

/// Both are held by a pool, and say that it is wrong.
async fn appeal(of: &Two) -> (usize, usize) {
    let (mut phone, mut call) = (Acts::default(), Acts::default());
    let secret = receipt(&of.city, &of.with);
    let found = phone.did(page(&of.city, PHONE.0, PHONE.1, &secret).await);
    let pass = hidden(&found.text, "pass");
    let fields = [("pass", pass.as_str()), ("who", "0"), ("at", "0"), ("said", "不在这一管")];
    let told = phone.did(post(&of.city, "/code/appeal", &fields).await);
    assert!(told.text.contains("已收到"), "{}", told.text);
    let told = of.city.post("rexian", "/codes/told", "appeal", as_json(NONE)).await;
    let told = call.did(told).ok();
    let mut body = as_json(NONE);
    for (field, value) in [
        ("appeal_id", json!(of.city.fresh_id())),
        ("source", told["reasons"][0]["source"].clone()),
        ("way", json!("phone")),
        ("medical", json!(false)),
        ("said", json!("不在这一管")),
    ] {
        body[field] = value;
    }
    call.did(of.city.post("rexian", "/codes/appeals", "appeal", body).await).ok();
    let taken = column(&of.city, "select way as x from code_appeal order by way").await;
    assert_eq!(taken, ["page", "phone"]);
    (phone.0, call.0)
}

/// What a test came to.
async fn result(of: &Two) -> (usize, usize) {
    let (mut phone, mut counter) = (Acts::default(), Acts::default());
    let found = asked(&of.city, PHONE.0, PHONE.1, &receipt(&of.city, &of.with)).await;
    assert!(phone.did(found).text.contains("阴性"));
    let path = format!("/people/{}/results", of.without);
    let told = counter.did(of.city.get("shequ", &path, "result_notice").await).ok();
    assert!(told.to_string().contains("negative"), "{told}");
    (phone.0, counter.0)
}

/// Somebody reports that he comes.
async fn arrival(of: &Two) -> (usize, usize) {
    let (mut phone, mut counter) = (Acts::default(), Acts::default());
    let filled = form(&of.city, "report", "北京市朝阳区", "").replace(NINTH, TODAY);
    let (status, _, text) = phone.did(send(&of.city, "/arrive", &filled).await);
    assert_eq!(status, 303, "{text}");
    let at = of.city.city.now(of.city.wall()).plus_ms(HOUR_MS);
    let (_, answer) = report(&of.city, "shequ", coming(at, "nowhere"), who(NONE.1, NONE.0)).await;
    assert_eq!(outcome(&counter.did(answer)), "200");
    (phone.0, counter.0)
}

/// Leaving the city, and a gathering: the desk files for whoever comes or calls, with the same one form.
async fn filings(of: &Two) -> (usize, usize) {
    let mut counter = Acts::default();
    let (_, answer) = file_leaving(&of.city, "shequ", leaving(TODAY, "2022-11-27")).await;
    assert_eq!(outcome(&counter.did(answer)), "200");
    let (_, answer) = file(&of.city, "shequ", gathering("wedding", 80, "2022-11-26")).await;
    assert_eq!(outcome(&counter.did(answer)), "200");
    // A form and a button each on the pages, as the tests of the pages have it.
    (2, counter.0)
}

/// An antigen test is reported: proven and sent by the page, or said to a grid worker.
async fn antigen(of: &Two) -> (usize, usize) {
    let (mut phone, mut door) = (Acts::default(), Acts::default());
    let secret = receipt(&of.city, &of.with);
    let fields =
        [("kind", "passport"), ("number", PHONE.0), ("name", PHONE.1), ("secret", &secret)];
    let proven = phone.did(post(&of.city, "/antigen", &fields).await);
    assert!(proven.text.contains("抗原"), "{}", proven.text);
    phone.did(());
    let body = json!({ "report_id": of.city.fresh_id(), "person_id": of.without,
        "outcome": "negative", "no_photo_reason": "老人不会拍照" });
    door.did(of.city.post("wangge", "/antigen/reports", "order_work", body).await).ok();
    (phone.0, door.0)
}

/// Labour: the guard's own button, or the hotline.
async fn emergency(of: &Two) -> (usize, usize) {
    let (mut gate, mut call) = (Acts::default(), Acts::default());
    let body = json!({ "id": of.city.fresh_id(), "emergency": "labour" });
    let told = gate.did(at_gate(&of.city, &of.gate, "/gate/scans", body).await).ok();
    assert_eq!(told["verdict"], "pass");
    let body = json!({ "passage_id": of.city.fresh_id(), "need": "labour" });
    call.did(of.city.post("rexian", "/codes/care-passages", "appeal", body).await).ok();
    (gate.0, call.0)
}

/// “What must I do?”: a page, or whoever sits at the hotline or at a counter.
async fn journey(of: &Two) -> (usize, usize) {
    let (mut phone, mut counter) = (Acts::default(), Acts::default());
    let query = format!("from=140622&to=4401&day={TODAY}&means=train&proof=none");
    let at = format!("/journey?{query}");
    let told = phone.did(crate::attempt::Attempt::at("GET", &at).send(&of.city).await);
    assert!(told.status.is_success(), "{}", told.text);
    let path = format!("/journeys?{query}");
    counter.did(of.city.get("wangge", &path, "order_work").await).ok();
    (phone.0, counter.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_journey_ends_without_a_phone_too_and_in_at_most_twice_the_acts() {
    let city = TestCity::on(TODAY).await;
    let with = foreigner(&city, PHONE.1, PHONE.0, 810, "10000000051").await;
    let without = foreigner(&city, NONE.1, NONE.0, 811, "").await;
    let venue = approved(&city, "bus", None).await;
    let gate = gate(&city, &venue).await.1;
    let _folder = with_log(&city).await;
    let of = Two { city, with, without, gate, venue };
    let mut told = vec![
        ("a code is shown at a gate: on paper for a day", code_at_a_gate(&of).await),
        ("a place without a gate: the register by hand", place_without_a_gate(&of).await),
        ("an arrival is reported: at the counter or by phone call", arrival(&of).await),
        ("leaving and a gathering are filed: at the counter", filings(&of).await),
        ("what must I do: asked at the counter", journey(&of).await),
        ("an antigen test is reported: at the door", antigen(&of).await),
        ("labour: by the hotline", emergency(&of).await),
    ];
    let ago = |hours: i64| of.city.wall().plus_ms(-hours * HOUR_MS);
    sampled(&of.city, 31, Pool::Ten, &[&of.with, &of.without], ago(9)).await;
    reported(&of.city, 31, TubeOutcome::Positive, ago(1)).await;
    told.push(("a code is appealed against: by the hotline", appeal(&of).await));
    for (serial, id) in [(32, &of.with), (33, &of.without)] {
        sampled(&of.city, serial, Pool::One, &[id], ago(1)).await;
        reported(&of.city, serial, TubeOutcome::Negative, of.city.wall()).await;
    }
    told.push(("a result is told: at the counter", result(&of).await));
    for (what, (with, without)) in told {
        let bar =
            Bar::begins("P10", format!("{what}; acts with a phone {with}, without {without}"));
        assert!(without <= 2 * with, "{what}: {without} of {with}");
        bar.held("SQLite", 1);
    }
}
