//! The look-up of results (A4, A5, A19, P10): by passport and name with a second secret, on both
//! engines; what guessing gives; what an answer and its time say; codes by SMS; family; the counter.

use crate::attacks::{encoded, on_both, on_both_at_bar};
use crate::policy::{COMMUNITY, PERSON, TODAY, outcome};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use fangxian_app::results::{
    Asked, LookUpRefused, SmsFailure, SmsGateway, look_up, receipt_of, sms_relay,
};
use fangxian_core::ids::{
    DeviceId, LaboratoryId, PersonId, RoundId, TubePartId, TubeResultId, TubeUseId,
};
use fangxian_core::people::{Document, DocumentKind};
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::{TubeOutcome, TubeResult, TwoPeople};
use fangxian_core::results::Secret;
use fangxian_core::sampling::{Pool, Sampled, TubeCode};
use fangxian_core::{CityDay, Moment};
use fangxian_store::StoreError;
use fangxian_store::sampling::{
    MemberTaken, StoredPart, StoredResult, StoredTube, parts_insert, results_insert,
    sampled_in_insert, tubes_insert,
};
use fangxian_testkit::{Answer, Bar, TestCity};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use uuid::Uuid;

const DAY_MS: i64 = 24 * 3_600_000;
pub(crate) const NAME: &str = "Anna Maria Müller";
pub(crate) const PASSPORT: &str = "C01X00T47";

fn person(id: &str) -> PersonId {
    PersonId::parse(id).unwrap()
}

fn tube(serial: u32) -> TubeCode {
    TubeCode::of(&PlaceCode::parse("140110").unwrap(), serial).unwrap()
}

/// Somebody with a passport, at a door of his own; the id.
pub(crate) async fn foreigner(
    city: &TestCity,
    name: &str,
    passport: &str,
    room: u32,
    phone: &str,
) -> String {
    let mut body: Value = serde_json::from_str(PERSON).unwrap();
    for (field, word) in [
        ("name", name),
        ("document_kind", "passport"),
        ("document", passport),
        ("phone", phone),
        ("room", &room.to_string()),
    ] {
        body[field] = json!(word);
    }
    let id = city.fresh_id();
    let body = json!({ "person_id": id, "fact_id": city.fresh_id(), "community": COMMUNITY,
        "found": false, "person": body });
    let answer = city.post("shequ", "/people", "register", body).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    id
}

/// Takes samples into a tube, as a table would have sent them.
pub(crate) async fn sampled(city: &TestCity, serial: u32, pool: Pool, people: &[&str], at: Moment) {
    let id = || Uuid::parse_str(&city.fresh_id()).unwrap();
    let (use_id, round, device) =
        (TubeUseId::from_uuid(id()), RoundId::from_uuid(id()), DeviceId::from_uuid(id()));
    let place = PlaceCode::parse(COMMUNITY).unwrap();
    let one = StoredTube {
        code: tube(serial),
        use_id,
        round,
        place: place.clone(),
        site: None,
        device,
        pool,
        opened_at: at,
        received_at: at,
        by: "caiyang1".to_owned(),
        sealed: Some((at, i64::try_from(people.len()).unwrap())),
        flags: Vec::new(),
    };
    let members =
        people.iter().map(|id| MemberTaken { who: Sampled::Person(person(id)), taken_at: at });
    let part = StoredPart {
        id: TubePartId::from_uuid(id()),
        tube: tube(serial),
        use_id,
        round,
        first_position: 0,
        members: members.collect(),
        strangers: None,
        device,
        by: "caiyang1".to_owned(),
        received_at: at,
        skew_ms: 0,
        body_mac: vec![1],
    };
    let write = city.city.db.write(move |tx| async move {
        tubes_insert(&tx, std::slice::from_ref(&one)).await?;
        parts_insert(&tx, std::slice::from_ref(&part)).await?;
        let of = [(place, part.tube.county(), part.id)];
        sampled_in_insert(&tx, round, at, &of).await?;
        Ok::<_, StoreError>(())
    });
    write.await.unwrap();
}

/// What a laboratory says of a tube.
pub(crate) async fn reported(city: &TestCity, serial: u32, outcome: TubeOutcome, at: Moment) {
    let id = || Uuid::parse_str(&city.fresh_id()).unwrap();
    let result = StoredResult {
        tube: tube(serial),
        result: TubeResult {
            id: TubeResultId::from_uuid(id()),
            outcome,
            corrects: None,
            by: TwoPeople::of("jianyan", "shenhe").unwrap(),
            signed_at: at,
        },
        ct_orf: None,
        ct_n: None,
        laboratory: LaboratoryId::from_uuid(id()),
        plate: None,
        entered_at: at,
    };
    let write = city.city.db.write(move |tx| async move { results_insert(&tx, &[result]).await });
    write.await.unwrap();
}

/// Part of the world of the matrices: a test with a report, and a binding that was ended.
pub(crate) async fn told(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let at = city.wall().plus_ms(-3_600_000);
    sampled(city, 900, Pool::Ten, &[&named["person_id"]], at).await;
    reported(city, 900, TubeOutcome::Negative, at.plus_ms(60_000)).await;
    named.insert("tube", tube(900).to_string());
    let binding = city.fresh_id();
    let body = json!({ "binding_id": binding, "fact_id": city.fresh_id(),
        "person_id": named["person_id"], "proxy_id": named["twin_id"], "consent": "on_paper",
        "first_day": TODAY, "last_day": "2022-12-31" });
    let answer = city.post("shequ", "/people/result-bindings", "result_notice", body).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    let path = format!("/people/result-bindings/{binding}/end");
    let body = json!({ "fact_id": city.fresh_id() });
    let answer = city.post("shequ", &path, "result_notice", body).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    named.insert("binding_id", binding);
}

/// A form, as a browser posts it.
pub(crate) async fn post(city: &TestCity, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body.join("&")))
        .unwrap();
    city.raw(request).await
}

pub(crate) async fn asked(city: &TestCity, number: &str, name: &str, secret: &str) -> Answer {
    let fields = [("kind", "passport"), ("number", number), ("name", name), ("secret", secret)];
    post(city, "/results", &fields).await
}

pub(crate) fn receipt(city: &TestCity, id: &str) -> String {
    receipt_of(&city.city, person(id), 1).spaced()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permanent_residence_card_is_a_kind_of_its_own() {
    for (engine, city) in on_both("a permanent residence card").await {
        let mut body: Value = serde_json::from_str(PERSON).unwrap();
        body["name"] = json!(NAME);
        body["document_kind"] = json!("permanent_residence");
        let add = async |body: Value| {
            let id = city.fresh_id();
            let body = json!({ "person_id": id, "fact_id": city.fresh_id(),
                "community": COMMUNITY, "found": false, "person": body });
            (id, outcome(&city.post("shequ", "/people", "register", body).await))
        };
        // A place that there is none: it is nobody's.
        body["document"] = json!("CAN990084023010");
        assert_eq!(add(body.clone()).await.1, "400 bad_input", "{engine:?} no such day");
        body["document"] = json!("can 9900 840229 10");
        let (id, added) = add(body).await;
        assert_eq!(added, "204");
        let seen = city.get("shequ", &format!("/people/{id}"), "register").await.ok();
        assert_eq!(seen["document_kind"], "permanent_residence");
        assert_eq!(seen["document"], "***********2910");
        let fields = [
            ("kind", "permanent_residence"),
            ("number", "CAN990084022910"),
            ("name", NAME),
            ("secret", &receipt(&city, &id)),
        ];
        let page = post(&city, "/results", &fields).await;
        assert!(page.text.contains(NAME), "{}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_resident_reads_each_of_his_results_and_nobody_else_s() {
    for (_, city) in on_both("results by passport").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let other = foreigner(&city, "Jean Dupont", "FR1234567", 303, "").await;
        let now = city.wall();
        let both = [own.as_str(), other.as_str()];
        sampled(&city, 1, Pool::Ten, &both, now.plus_ms(-4 * DAY_MS)).await;
        reported(&city, 1, TubeOutcome::Negative, now.plus_ms(-4 * DAY_MS + 3_600_000)).await;
        sampled(&city, 2, Pool::Ten, &both, now.plus_ms(-2 * DAY_MS)).await;
        sampled(&city, 3, Pool::Ten, &both, now.plus_ms(-3_600_000)).await;
        // Longer ago than is shown.
        sampled(&city, 4, Pool::One, &[&own], now.plus_ms(-40 * DAY_MS)).await;

        let page = asked(&city, " c01x 00t47 ", "MULLER, ANNA MARIA", &receipt(&city, &own)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
        assert!(page.headers.get(header::SET_COOKIE).is_none());
        for said in [
            NAME,
            "*****0T47",
            "阴性",
            "Negative",
            "待出结果（已超过预计时间）",
            "预计出结果",
            "2022-11-24 17:00",
            "2022-11-22 17:00",
        ] {
            assert!(page.text.contains(said), "{said} in {}", page.text);
        }
        assert_eq!(page.text.matches("div class=\"test\"").count(), 3, "{}", page.text);
        assert_eq!(page.text.matches("name=\"ticket\"").count(), 1, "one report so far");
        for hidden in [PASSPORT, "Dupont", "FR1234567", "10混1"] {
            assert!(!page.text.contains(hidden), "{hidden} in {}", page.text);
        }
        // The report is set where there is a font; here that it gets so far shows that it was let
        // through, and an altered ticket shows that not everything is.
        let ticket = page.text.split("name=\"ticket\" value=\"").nth(1).unwrap();
        let ticket = ticket.split('"').next().unwrap().to_owned();
        let set = post(&city, "/results/report", &[("ticket", &ticket)]).await;
        assert_eq!(set.status, StatusCode::SERVICE_UNAVAILABLE);
        let bent = format!(
            "{}{}",
            &ticket[..ticket.len() - 1],
            if ticket.ends_with('0') { '1' } else { '0' }
        );
        let set = post(&city, "/results/report", &[("ticket", &bent)]).await;
        assert_eq!(set.status, StatusCode::NOT_FOUND);

        // The pool turns out positive: he waits, and is told no outcome; the own test frees him.
        reported(&city, 3, TubeOutcome::Positive, now).await;
        let page = asked(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        assert!(page.text.contains("请原地等候，等人上门复采"), "{}", page.text);
        assert!(!page.text.contains("阳性"));
        city.pass_ms(60_000);
        sampled(&city, 5, Pool::One, &[&own], city.wall()).await;
        city.pass_ms(60_000);
        reported(&city, 5, TubeOutcome::Negative, city.wall()).await;
        let page = asked(&city, PASSPORT, NAME, &receipt(&city, &own)).await;
        assert!(page.text.contains("复采阴性，不用再等候"), "{}", page.text);
        // He sees that he looked before.
        assert!(page.text.contains("以前谁查过您的结果"));
        // The one who shared the tube is positive himself.
        sampled(&city, 6, Pool::One, &[&other], city.wall()).await;
        reported(&city, 6, TubeOutcome::Positive, city.wall()).await;
        let page = asked(&city, "FR1234567", "Jean Dupont", &receipt(&city, &other)).await;
        assert!(page.text.contains("请待在原处，等疾控人员联系"), "{}", page.text);
        // Another's code, name or number does not open it.
        let page = asked(&city, PASSPORT, NAME, &receipt(&city, &other)).await;
        assert!(page.text.contains("没有查到"), "{}", page.text);
    }
}

/// Guesses as fast as they come, many at once.
pub(crate) async fn guessed(
    city: &TestCity,
    n: usize,
    of: impl Fn(usize) -> (Asked, Secret),
) -> [usize; 3] {
    let mut counts = [0; 3];
    let mut tasks = tokio::task::JoinSet::new();
    let count = |outcome: Result<usize, tokio::task::JoinError>, counts: &mut [usize; 3]| {
        counts[outcome.unwrap()] += 1;
    };
    for at in 0..n {
        if tasks.len() >= 400 {
            count(tasks.join_next().await.unwrap(), &mut counts);
        }
        let (asked, secret) = of(at);
        let (city, wall) = (Arc::clone(&city.city), city.wall());
        tasks.spawn(async move {
            match look_up(&city, &asked, &secret, wall).await {
                Ok(_) => 0,
                Err(LookUpRefused::Failed) => 1,
                Err(LookUpRefused::TooOften) => 2,
                Err(error) => panic!("{error:?}"),
            }
        });
    }
    while let Some(outcome) = tasks.join_next().await {
        count(outcome, &mut counts);
    }
    counts
}

pub(crate) fn question(number: &str, name: &str) -> Asked {
    let today = CityDay::parse(TODAY).unwrap();
    let document = Document::parse(DocumentKind::Passport, number, today).unwrap();
    Asked { document, name: name.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_guesses_give_nothing() {
    for (engine, city) in on_both("enumeration of results").await {
        let bar = Bar::begins("A4", "guesses at results × hits");
        let mut ids = Vec::new();
        for n in 0..20 {
            let (name, number) = (format!("Guessed {}", letter(n)), format!("P10000{n:02}"));
            ids.push(foreigner(&city, &name, &number, 400 + n, "").await);
        }
        // Every second guess is at somebody who is there, with his right name.
        let began = Instant::now();
        let counts = guessed(&city, 10_000, |at| {
            let n = (at / 2 % 20) as u32;
            let number = match at % 2 {
                0 => format!("P10000{n:02}"),
                _ => format!("X{at:07}"),
            };
            let code = format!("{:010}", at * 7 + 1);
            (question(&number, &format!("Guessed {}", letter(n))), Secret::parse(&code).unwrap())
        })
        .await;
        eprintln!("{engine:?}: {counts:?} in {:?}", began.elapsed());
        // Five at each of the twenty and one at each of the others were looked at.
        assert_eq!(counts, [0, 100 + 5_000, 4_900]);
        bar.held(format!("{engine:?}"), 10_000);
        // The right code does not help any more today, and helps tomorrow.
        let right = |id: &str| Secret::parse(&receipt(&city, id)).unwrap();
        let one = question("P1000000", &format!("Guessed {}", letter(0)));
        let refused = look_up(&city.city, &one, &right(&ids[0]), city.wall()).await;
        assert!(matches!(refused, Err(LookUpRefused::TooOften)), "{refused:?}");
        let tomorrow = city.wall().plus_ms(DAY_MS);
        let found = look_up(&city.city, &one, &right(&ids[0]), tomorrow).await;
        bar.control(
            format!("{engine:?} (control: the right code, a day later)"),
            1,
            usize::from(found.is_ok()),
        );
        assert!(found.is_ok(), "{found:?}");
    }
}

fn letter(n: u32) -> String {
    char::from_u32('A' as u32 + n).unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_tries_a_day_hold_over_a_restart_and_right_ones_do_not_count() {
    for (engine, city) in on_both("five tries a day").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let right = receipt(&city, &own);
        for _ in 0..8 {
            assert!(asked(&city, PASSPORT, NAME, &right).await.text.contains("没有检测记录"));
        }
        for _ in 0..4 {
            assert!(asked(&city, PASSPORT, NAME, "22222 22222").await.text.contains("没有查到"));
        }
        assert!(asked(&city, PASSPORT, NAME, &right).await.text.contains("没有检测记录"));
        let page = asked(&city, PASSPORT, "Other Name", &right).await;
        assert!(page.text.contains("没有查到"));
        let page = asked(&city, PASSPORT, NAME, &right).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{engine:?}");
        let city = city.restarted().await;
        let page = asked(&city, PASSPORT, NAME, &right).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{engine:?} after a restart");
        // For a number that nobody has it is the same.
        for n in 0..6 {
            let page = asked(&city, "NOBODY77", NAME, &right).await;
            assert_eq!(page.status == StatusCode::TOO_MANY_REQUESTS, n == 5, "{n}");
        }
        city.pass_ms(DAY_MS);
        assert!(asked(&city, PASSPORT, NAME, &right).await.text.contains("没有检测记录"));
    }
}

/// The largest distance of two distributions (Kolmogorov, Smirnov).
fn distance(one: &[u128], other: &[u128]) -> f64 {
    let share = |all: &[u128], at: u128| {
        all.iter().filter(|value| **value <= at).count() as f64 / all.len() as f64
    };
    let all = one.iter().chain(other);
    all.map(|at| (share(one, *at) - share(other, *at)).abs()).fold(0.0, f64::max)
}

fn median(all: &[u128]) -> u128 {
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

#[tokio::test(flavor = "multi_thread")]
async fn no_such_person_wrong_name_and_wrong_code_look_and_take_alike() {
    for (engine, city) in on_both_at_bar("what an answer says", TODAY).await {
        let bar = Bar::begins("A4", "kinds of wrong look-ups × answers and times");
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let right = receipt(&city, &own);
        let kinds = [
            ("NOBODY99", NAME, right.as_str()),
            (PASSPORT, "Somebody Else", right.as_str()),
            (PASSPORT, NAME, "22222 22222"),
            (PASSPORT, NAME, "12345678"),
        ];
        let mut faces = Vec::new();
        for (number, name, secret) in kinds {
            let page = asked(&city, number, name, secret).await;
            let blank = page.text.replace(number, "#").replace(name, "#");
            let mut headers = page.headers.clone();
            // What was typed stands in the form again, as long as it is.
            headers.remove(header::CONTENT_LENGTH);
            faces.push(format!("{}\n{headers:?}\n{blank}", page.status));
        }
        assert!(faces.iter().all(|face| face.replace(&faces[0], "").is_empty()), "{faces:#?}");
        let mut times: Vec<Vec<u128>> = vec![Vec::new(); kinds.len()];
        let mut dice = crate::policy::Dice(20_221_124);
        for at in 0..60 {
            if at % 2 == 0 {
                city.pass_ms(DAY_MS);
            }
            // In no order: each would otherwise be timed after the traces of the same other.
            let mut order = [0, 1, 2, 3];
            for last in (1..order.len()).rev() {
                order.swap(last, dice.roll(last + 1));
            }
            for kind in order {
                if kind == 3 && at % 2 == 1 {
                    continue;
                }
                let (number, name, secret) = kinds[kind];
                let (asked, secret) = (question(number, name), Secret::parse(secret).unwrap());
                let began = Instant::now();
                let refused = look_up(&city.city, &asked, &secret, city.wall()).await;
                times[kind].push(began.elapsed().as_micros());
                assert!(matches!(refused, Err(LookUpRefused::Failed)), "{kind} {refused:?}");
            }
        }
        let medians: Vec<u128> = times.iter().map(|all| median(all)).collect();
        eprintln!("{engine:?}: medians {medians:?} µs");
        for (n, own) in times.iter().enumerate().skip(1) {
            let apart = medians[n].abs_diff(medians[0]);
            assert!(apart < 5_000, "{engine:?}: kind {n} is {apart} µs apart: {medians:?}");
            // p > 0.01 of a run, which compares six times.
            let (n, m) = (own.len() as f64, times[0].len() as f64);
            let bound = 1.88 * ((n + m) / (n * m)).sqrt();
            let d = distance(own, &times[0]);
            assert!(d < bound, "{engine:?}: kind {n}: {d} against {bound}");
        }
        let least = times.iter().flatten().min().unwrap();
        assert!(*least >= 149_000, "an answer came after {least} µs");
        bar.held(format!("{engine:?}"), times.iter().map(Vec::len).sum());
    }
}

/// What went to phones.
#[derive(Default)]
struct Sent(Mutex<Vec<(String, String)>>);

impl SmsGateway for Sent {
    fn send(&self, phone: &str, text: &str) -> Result<(), SmsFailure> {
        self.0.lock().unwrap().push((phone.to_owned(), text.to_owned()));
        Ok(())
    }
}

pub(crate) async fn relayed(city: &TestCity) -> Vec<(String, String)> {
    let sent = Arc::new(Sent::default());
    let gateway: Arc<dyn SmsGateway> = Arc::clone(&sent) as Arc<dyn SmsGateway>;
    sms_relay(&city.city, &gateway, city.wall()).await.unwrap();
    let mut sent = sent.0.lock().unwrap();
    std::mem::take(&mut *sent)
}

pub(crate) async fn code_asked(city: &TestCity, number: &str, name: &str) -> Answer {
    post(city, "/results/code", &[("kind", "passport"), ("number", number), ("name", name)]).await
}

pub(crate) fn code_in(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(8).collect();
    assert_eq!(digits.len(), 8, "{text}");
    digits
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_sms_holds_ten_minutes_and_once_and_five_are_sent_an_hour() {
    for (engine, city) in on_both("codes by SMS").await {
        let phone = "10000000071";
        foreigner(&city, NAME, PASSPORT, 302, phone).await;
        foreigner(&city, "Otto Müller", "C01X00T48", 302, phone).await;
        // Where nobody sends, nobody is offered a code.
        let refused = code_asked(&city, PASSPORT, NAME).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        city.city.begin_sms();
        let said = code_asked(&city, PASSPORT, NAME).await;
        assert_eq!(said.status, StatusCode::OK);
        let sent = relayed(&city).await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].0, phone);
        let code = code_in(&sent[0].1);
        // It goes out once.
        city.pass_ms(60_000);
        assert_eq!(relayed(&city).await, []);
        let found = asked(&city, PASSPORT, NAME, &code).await;
        assert!(found.text.contains("没有检测记录"), "{}", found.text);
        let again = asked(&city, PASSPORT, NAME, &code).await;
        assert!(again.text.contains("没有查到"), "{engine:?}: used twice");
        // Nine minutes and a half, and eleven.
        code_asked(&city, PASSPORT, NAME).await;
        let code = code_in(&relayed(&city).await[0].1);
        city.pass_ms(11 * 60_000);
        assert!(asked(&city, PASSPORT, NAME, &code).await.text.contains("没有查到"));
        code_asked(&city, PASSPORT, NAME).await;
        let code = code_in(&relayed(&city).await[0].1);
        city.pass_ms(9 * 60_000 + 30_000);
        assert!(asked(&city, PASSPORT, NAME, &code).await.text.contains("没有检测记录"));
        // Two more within the hour, and no third.
        for n in 0..3 {
            let said = code_asked(&city, PASSPORT, NAME).await;
            assert_eq!(said.status == StatusCode::TOO_MANY_REQUESTS, n == 2, "{n}");
        }
        assert_eq!(relayed(&city).await.len(), 2);
        city.pass_ms(3_600_000);
        // Another name, or nobody: the same words, and nothing goes out.
        let real =
            code_asked(&city, PASSPORT, NAME).await.text.replace(PASSPORT, "#").replace(NAME, "#");
        assert_eq!(relayed(&city).await.len(), 1);
        for (number, name) in [(PASSPORT, "Somebody Else"), ("NOBODY88", NAME)] {
            let said = code_asked(&city, number, name).await;
            assert_eq!(said.text.replace(number, "#").replace(name, "#"), real);
            assert_eq!(relayed(&city).await, []);
        }
        // A family of one phone gets five an hour together.
        city.pass_ms(3_600_000);
        for _ in 0..3 {
            code_asked(&city, PASSPORT, NAME).await;
            code_asked(&city, "C01X00T48", "Otto Müller").await;
        }
        assert_eq!(relayed(&city).await.len(), 5);
        // An old message is not sent: its code has run out.
        city.pass_ms(3_600_000);
        code_asked(&city, PASSPORT, NAME).await;
        city.pass_ms(11 * 60_000);
        assert_eq!(relayed(&city).await, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_phone_nor_code_stands_in_the_store() {
    let city = TestCity::on(TODAY).await;
    city.city.begin_sms();
    foreigner(&city, NAME, PASSPORT, 302, "10000000071").await;
    code_asked(&city, PASSPORT, NAME).await;
    let bodies =
        crate::attempt::column(&city, "select body as x from outbox where kind = 'sms'").await;
    assert_eq!(bodies.len(), 1);
    let sent = relayed(&city).await;
    let mut files = std::fs::read(city.store_url()).unwrap();
    files.extend(std::fs::read(format!("{}-wal", city.store_url())).unwrap_or_default());
    let holds = |text: &str| files.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds(COMMUNITY), "the control: what is there is found");
    for word in ["10000000071", PASSPORT, sent[0].1.as_str()] {
        assert!(!holds(word), "{word}");
    }
}

async fn told_at(city: &TestCity, id: &str) -> Value {
    city.get("shequ", &format!("/people/{id}/results"), "result_notice").await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn family_sees_what_was_agreed_to_until_it_ends_and_who_is_seen_hears_of_it() {
    for (_, city) in on_both("family").await {
        let child = foreigner(&city, "Emil Müller", "C01X00T50", 302, "10000000072").await;
        let parent = foreigner(&city, NAME, PASSPORT, 302, "10000000071").await;
        let now = city.wall();
        sampled(&city, 1, Pool::Ten, &[&child], now.plus_ms(-3_600_000)).await;
        reported(&city, 1, TubeOutcome::Negative, now).await;
        let own = receipt(&city, &parent);
        assert!(!asked(&city, PASSPORT, NAME, &own).await.text.contains("阴性"));
        let (binding, fact) = (city.fresh_id(), city.fresh_id());
        let body = |binding: &str, fact: &str| {
            json!({ "binding_id": binding, "fact_id": fact,
            "person_id": child, "proxy_id": parent, "consent": "guardian", "first_day": TODAY,
            "last_day": "2023-06-30" })
        };
        let bound = async |binding: &str, fact: &str| {
            let body = body(binding, fact);
            let answer = city.post("shequ", "/people/result-bindings", "result_notice", body).await;
            outcome(&answer)
        };
        assert_eq!(bound(&binding, &fact).await, "204");
        assert_eq!(bound(&binding, &fact).await, "204", "the same again");
        assert_eq!(bound(&city.fresh_id(), &city.fresh_id()).await, "409 binding_known");
        let page = asked(&city, PASSPORT, NAME, &own).await.text;
        assert!(page.contains("阴性") && page.contains("E***"), "{page}");
        assert!(!page.contains("Emil") && !page.contains("C01X00T50"), "{page}");
        // It goes one way only, and the child's side hears of it.
        let back = asked(&city, "C01X00T50", "Emil Müller", &receipt(&city, &child)).await.text;
        assert!(!back.contains("（家人）") && back.contains("代查人"), "{back}");
        let sent = relayed(&city).await;
        assert_eq!(sent.len(), 1);
        assert!(sent[0].0 == "10000000072" && sent[0].1.contains("A***刚才代您查看"), "{sent:?}");
        // Visible at the counter on both sides, and ended there.
        let seen = told_at(&city, &child).await;
        assert_eq!(seen["bindings"][0]["is_proxy"], false);
        assert_eq!(told_at(&city, &parent).await["bindings"][0]["is_proxy"], true);
        let path = format!("/people/result-bindings/{binding}/end");
        let end = json!({ "fact_id": city.fresh_id() });
        let ended = city.post("shequ", &path, "result_notice", end.clone()).await;
        assert_eq!(outcome(&ended), "204");
        assert_eq!(outcome(&city.post("shequ", &path, "result_notice", end).await), "204");
        assert!(!asked(&city, PASSPORT, NAME, &own).await.text.contains("（家人）"));
        assert_eq!(told_at(&city, &child).await["bindings"], json!([]));
        // Ten at most.
        for n in 0..11 {
            let name = format!("Child {}", letter(n));
            let one = foreigner(&city, &name, &format!("K20000{n:02}"), 500 + n, "").await;
            let body = json!({ "binding_id": city.fresh_id(), "fact_id": city.fresh_id(),
                "person_id": one, "proxy_id": parent, "consent": "in_person",
                "first_day": TODAY, "last_day": TODAY });
            let answer = city.post("shequ", "/people/result-bindings", "result_notice", body).await;
            assert_eq!(outcome(&answer), if n < 10 { "204" } else { "409 bindings_too_many" });
        }
        assert_eq!(asked(&city, PASSPORT, NAME, &own).await.text.matches("（家人）").count(), 10);
        // It ends by itself.
        city.pass_ms(DAY_MS);
        assert!(!asked(&city, PASSPORT, NAME, &own).await.text.contains("（家人）"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counter_tells_and_a_new_card_revokes_the_old_code() {
    for (_, city) in on_both("the counter").await {
        let own = foreigner(&city, NAME, PASSPORT, 302, "").await;
        let now = city.wall();
        sampled(&city, 1, Pool::Five, &[&own], now.plus_ms(-3_600_000)).await;
        let seen = told_at(&city, &own).await;
        assert_eq!(
            (&seen["name"], &seen["document"], &seen["card_number"]),
            (&json!(NAME), &json!("*****0T47"), &json!(1))
        );
        let test = &seen["tests"][0];
        assert_eq!(
            (&test["shown"], &test["late"], &test["pool"]),
            (&json!("waiting"), &json!(false), &json!("five"))
        );
        assert_eq!(test["promised_at"], now.city_day().starts_at().plus_ms(17 * 3_600_000).0);
        assert_eq!(test["has_report"], false);
        let pdf = format!("/people/{own}/results/{}/pdf", tube(1));
        let answer = city.get("shequ", &pdf, "result_notice").await;
        assert_eq!(outcome(&answer), "409 no_report");
        // One of yesterday morning is late.
        sampled(&city, 2, Pool::Five, &[&own], now.plus_ms(-DAY_MS)).await;
        assert_eq!(told_at(&city, &own).await["tests"][1]["late"], true);
        reported(&city, 1, TubeOutcome::Negative, city.wall()).await;
        let test = told_at(&city, &own).await["tests"][0].clone();
        assert_eq!((&test["shown"], &test["has_report"]), (&json!("negative"), &json!(true)));
        assert_eq!(outcome(&city.get("shequ", &pdf, "result_notice").await), "500 no_font");

        let first = receipt(&city, &own);
        let path = format!("/people/{own}/cards");
        let renew = async |number: i64| {
            let body = json!({ "card_number": number });
            outcome(&city.post("shequ", &path, "result_notice", body).await)
        };
        assert_eq!(renew(1).await, "409 stale");
        assert_eq!(renew(3).await, "409 stale");
        assert_eq!(renew(2).await, "204");
        assert_eq!(renew(2).await, "409 stale");
        assert!(asked(&city, PASSPORT, NAME, &first).await.text.contains("没有查到"));
        let second = receipt_of(&city.city, person(&own), 2).spaced();
        assert!(asked(&city, PASSPORT, NAME, &second).await.text.contains("阴性"));
        assert_eq!(told_at(&city, &own).await["card_number"], 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_verified_on_the_page_with_the_published_key() {
    let city = TestCity::on(TODAY).await;
    let get = async |path: &str| {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        city.raw(request).await
    };
    let key = get("/.well-known/fangxian-report-key.json").await.ok();
    assert_eq!(key[0]["algorithm"], "Ed25519");
    assert_eq!(key[0]["public_key"].as_str().unwrap().len(), 64);
    assert_eq!(key[0]["key_id"].as_str().unwrap().len(), 8);
    let forged = post(&city, "/results/verify", &[("text", "FXR1:AAAA")]).await;
    assert!(forged.text.contains("核验不通过"), "{}", forged.text);
    // A form from another page, a field too many, or none: the form again.
    let request = Request::builder()
        .method("POST")
        .uri("/results")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from("kind=passport&number=C01X00T47&name=x&secret=0000000000"))
        .unwrap();
    assert_eq!(city.raw(request).await.status, StatusCode::BAD_REQUEST);
    let more = [("kind", "passport"), ("number", "C01X00T47"), ("name", "x"), ("role", "x")];
    assert_eq!(post(&city, "/results", &more).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(get("/results").await.status, StatusCode::OK);
}
