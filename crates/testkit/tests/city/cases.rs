//! From a signed positive to contacts, holds, orders and a proposed zone; and who may see any of it. On
//! both engines.

use crate::attacks::on_both;
use crate::attempt::{column, person};
use crate::codes::code;
use crate::policy::{COMMUNITY, TODAY, outcome};
use crate::results::{foreigner, sampled};
use crate::sampling::{sign, tube};
use crate::venues::{approved, at_gate, gate, pass_of, with_log};
use fangxian_app::cases::{cases_trace_due, releases_follow, tracing_feed};
use fangxian_app::passes::passes_load;
use fangxian_app::scans::drain_scans;
use fangxian_core::Moment;
use fangxian_core::cases::{ContactFact, ContactFactKind, ContactSays, ContactVerdict, Known};
use fangxian_core::contacts::Ring;
use fangxian_core::ids::{CaseId, OperationId, PersonId, TubeResultId};
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::rules::EditionId;
use fangxian_core::sampling::Pool;
use fangxian_store::StoreError;
use fangxian_store::cases::{StoredContact, StoredOperation, contacts_insert, operation_insert};
use fangxian_testkit::TestCity;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const HOUR_MS: i64 = 3_600_000;
pub(crate) const TRACER: (&str, &str) = ("liudiao", "tracing");

fn about(report: &str) -> Value {
    json!({ "kind": "asymptomatic", "source": "clinic", "report": report, "onset": "2022-11-23" })
}

pub(crate) async fn open(
    city: &TestCity,
    login: &str,
    (name, document): (&str, &str),
) -> (String, String) {
    let case = city.fresh_id();
    let body = json!({ "case_id": case, "fact_id": city.fresh_id(), "name": name,
        "document_kind": "passport", "document": document, "about": about("报告1") });
    let answer = city.post(login, "/cases", TRACER.1, body).await;
    (case, outcome(&answer))
}

/// Part of the world of the matrices: an open case with an episode and a contact, and an operation.
pub(crate) async fn standing(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let traced = foreigner(city, "Traced World", "W4000001", 941, "").await;
    let met = foreigner(city, "Met World", "W4000002", 942, "").await;
    let kept = foreigner(city, "Kept World", "W4000003", 943, "").await;
    let (case, opened) = open(city, TRACER.0, ("Traced World", "W4000001")).await;
    assert_eq!(opened, "204");
    let now = city.city.now(city.wall());
    let episode = city.fresh_id();
    let body = json!({ "episode_id": episode, "words": "G8087次列车3车厢",
        "from": now.0 - 2 * HOUR_MS, "to": now.0 - HOUR_MS, "source": "told" });
    let path = format!("/cases/{case}/episodes");
    assert_eq!(outcome(&city.post(TRACER.0, &path, TRACER.1, body).await), "204");
    let operation = city.fresh_id();
    let begun = StoredOperation {
        county: COMMUNITY[..6].to_owned(),
        id: OperationId::parse(&operation).unwrap(),
        place: PlaceCode::parse(&format!("{COMMUNITY}-01-09-1")).unwrap(),
        turn: 0,
        at: now,
    };
    let contact = listed(&case, &met, now);
    let mut held = listed(&case, &kept, now);
    held.fact.verdict = ContactVerdict::Close;
    let write = city.city.db.write(move |tx| async move {
        operation_insert(&tx, &begun).await?;
        contacts_insert(&tx, &[contact, held]).await?;
        Ok::<_, StoreError>(())
    });
    write.await.unwrap();
    named.extend([
        ("case_id", case),
        ("episode_id", episode),
        ("operation_id", operation),
        ("traced_id", traced),
        ("met_id", met),
        ("kept_id", kept),
    ]);
}

pub(crate) fn listed(case: &str, person: &str, at: Moment) -> StoredContact {
    let says = ContactSays {
        edition: EditionId("P9".to_owned()),
        number: Some(6),
        kind: None,
        question: None,
        exposed_at: at,
        last_at: at,
        known: Known::RotatingCode,
        is_assumed: true,
        reason: String::new(),
    };
    StoredContact {
        county: COMMUNITY[..6].to_owned(),
        case: CaseId::parse(case).unwrap(),
        person: PersonId::parse(person).unwrap(),
        ordinal: 0,
        ring: Ring::Close,
        fact: ContactFact {
            kind: ContactFactKind::Listed,
            verdict: ContactVerdict::Ask,
            says,
            at,
            by: None,
        },
        evidence: Vec::new(),
        body_mac: vec![1],
    }
}

/// Somebody whom a clause holds as a close contact of a case, from today on.
pub(crate) async fn held_contact(city: &TestCity, case: &str, person: &str) {
    let mut contact = listed(case, person, city.city.now(city.wall()));
    contact.fact.verdict = ContactVerdict::Close;
    let write = city.city.db.write(move |tx| async move {
        contacts_insert(&tx, &[contact]).await?;
        Ok::<_, StoreError>(())
    });
    write.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_seen_by_a_tracer_of_its_place_while_it_is_open_and_by_nobody_else() {
    for (engine, city) in on_both("cases").await {
        foreigner(&city, "Traced One", "T1000001", 601, "").await;
        person(&city, "far", &[("tracer", "140105", "2022-01-01", None)]).await;
        let (case, opened) = open(&city, TRACER.0, ("Traced One", "T1000001")).await;
        assert_eq!(opened, "204", "{engine:?}");
        // Another of the same person, and somebody of no register.
        assert_eq!(open(&city, TRACER.0, ("Traced One", "T1000001")).await.1, "400 bad_input");
        assert_eq!(open(&city, TRACER.0, ("Nobody", "T9999999")).await.1, "400 bad_input");
        assert_eq!(open(&city, "far", ("Traced One", "T1000001")).await.1, "400 bad_input");
        let path = format!("/cases/{case}");
        let seen = city.get(TRACER.0, &path, TRACER.1).await.ok();
        assert_eq!((&seen["name"], &seen["seen"]), (&json!("Traced One"), &json!(1)));
        assert_eq!(seen["gaps"].as_array().unwrap().len(), 1, "{seen}");
        let list = city.get(TRACER.0, "/cases", TRACER.1).await.ok();
        assert_eq!(list.as_array().unwrap().len(), 1);
        assert!(!list.to_string().contains("Traced One"), "masked in lists");
        // Another county, every other role, every other purpose.
        let paths = [path.clone(), format!("{path}/contacts")];
        for path in &paths {
            let far = city.get("far", path, TRACER.1).await;
            assert_eq!(outcome(&far), "404 not_found");
            for login in TestCity::logins().into_iter().filter(|login| *login != TRACER.0) {
                let other = city.get(login, path, TRACER.1).await;
                assert_eq!(outcome(&other), "404 not_found", "{login}");
            }
            for purpose in ["command", "code_decision", "order_work", "register"] {
                let other = city.get(TRACER.0, path, purpose).await;
                assert_eq!(outcome(&other), "404 not_found", "{purpose}");
            }
        }
        assert_eq!(city.get("far", "/cases", TRACER.1).await.ok(), json!([]));
        // Every look stands in the log, with whom it was of.
        let looks =
            column(&city, "select subject as x from read_log where subject like 'case%'").await;
        assert!(looks.contains(&format!("case/{case}")), "{looks:?}");
        // Closed, nobody sees it: as if there were none.
        let close = json!({ "fact_id": city.fresh_id(), "seen": 1, "reason": "转归" });
        let closing = async || {
            outcome(&city.post(TRACER.0, &format!("{path}/close"), TRACER.1, close.clone()).await)
        };
        assert_eq!(closing().await, "204");
        assert_eq!(closing().await, "204", "the same act");
        for path in &paths {
            let closed = city.get(TRACER.0, path, TRACER.1).await;
            assert_eq!(outcome(&closed), "404 not_found");
        }
        assert_eq!(city.get(TRACER.0, "/cases", TRACER.1).await.ok(), json!([]));
        let episode = json!({ "episode_id": city.fresh_id(), "words": "家",
            "from": 1, "to": 2, "source": "told" });
        let late = city.post(TRACER.0, &format!("{path}/episodes"), TRACER.1, episode).await;
        assert_eq!(outcome(&late), "404 not_found");
    }
}

/// A positive of somebody alone in a tube, signed as a laboratory signs, and what follows right after.
pub(crate) async fn signed(
    city: &TestCity,
    serial: u32,
    people: &[&str],
    taken: Moment,
) -> TubeResultId {
    sampled(city, serial, Pool::One, people, taken).await;
    let id = sign(city, tube(serial), TubeOutcome::Positive, None).await.unwrap();
    cases_trace_due(&city.city, city.wall()).await.unwrap();
    id
}

/// The color of somebody's code.
pub(crate) async fn color(city: &TestCity, id: &str) -> String {
    code(city, id).await.split(' ').next().unwrap().to_owned()
}

pub(crate) async fn with_index(city: &TestCity) {
    passes_load(&city.city, city.wall()).await.unwrap();
    tracing_feed(&city.city, city.wall()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tube_makes_one_case_one_operation_and_holds_his_household() {
    for (engine, city) in on_both("one tube, one order, one squad").await {
        let now = city.city.now(city.wall());
        let case = foreigner(&city, "Tube One", "T2000001", 611, "").await;
        let home = foreigner(&city, "Home One", "T2000002", 611, "").await;
        let next = foreigner(&city, "Next Door", "T2000003", 612, "").await;
        with_index(&city).await;
        assert_eq!(color(&city, &home).await, "green");
        signed(&city, 71, &[&case], now.plus_ms(-5 * HOUR_MS)).await;

        // The case, its contacts and what is held.
        let cases = city.get(TRACER.0, "/cases", TRACER.1).await.ok();
        assert_eq!(cases.as_array().unwrap().len(), 1, "{engine:?}");
        let id = cases[0]["case_id"].as_str().unwrap().to_owned();
        let path = format!("/cases/{id}/contacts");
        let contacts = city.get(TRACER.0, &path, TRACER.1).await.ok();
        let rows = contacts["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{contacts}");
        assert_eq!((&rows[0]["person_id"], &rows[0]["verdict"]), (&json!(home), &json!("close")));
        assert_eq!(rows[0]["number"], 1);
        assert!(rows[0]["clause"]["as_written"].as_str().unwrap().contains("共同居住"));
        // 5 days in a hotel and 3 at home, from today.
        let until = now.city_day().plus(9).starts_at();
        assert_eq!(rows[0]["until"], until.0);
        assert_eq!(color(&city, &home).await, "red");
        assert_eq!(color(&city, &next).await, "green");

        // One operation with its steps, and a zone that nobody has signed.
        let seen = city.get("zhihui", "/operations", "command").await.ok();
        assert_eq!(seen.as_array().unwrap().len(), 1);
        let kinds: Vec<&str> = seen[0]["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["kind"].as_str().unwrap())
            .collect();
        let due =
            ["case_door", "household_sample", "case_transfer", "environment_sample", "disinfect"];
        assert_eq!(kinds, due);
        assert!(seen[0]["proposed"].is_object());
        assert!(!seen.to_string().contains("Tube One") && !seen.to_string().contains(&case));
        let list = city.get("wangge", "/orders?state=open", "order_work").await.ok();
        let on_phone = list["rows"].as_array().unwrap().iter();
        let n_here = on_phone.filter(|row| row["kind"] == "case_door").count();
        assert_eq!(n_here, 1, "the squad's phone");

        // The next tube of the unit joins it: one more to fetch, nothing else twice.
        city.pass_ms(60_000);
        signed(&city, 72, &[&next], now.plus_ms(-4 * HOUR_MS)).await;
        let seen = city.get("zhihui", "/operations", "command").await.ok();
        assert_eq!(seen.as_array().unwrap().len(), 1);
        assert_eq!(seen[0]["n_cases"], 2);
        let count = |kind: &str| {
            let steps = seen[0]["steps"].as_array().unwrap().iter();
            steps.filter(|step| step["kind"] == kind).count()
        };
        assert_eq!((count("case_transfer"), count("environment_sample")), (2, 1));

        // A person signs the zone, once; its orders are raised.
        let path = format!("/operations/{}/zone", seen[0]["operation_id"].as_str().unwrap());
        let sign = json!({ "fact_id": city.fresh_id(), "signed": true });
        let answer = city.post("qianpi", &path, "zone_decision", sign.clone()).await.ok();
        let zone = answer["zone_id"].as_str().unwrap().to_owned();
        let again = city.post("qianpi", &path, "zone_decision", sign).await.ok();
        assert_eq!(again["zone_id"], zone, "the same act");
        let other = json!({ "fact_id": city.fresh_id(), "signed": false, "reason": "不用" });
        let refused = city.post("qianpi", &path, "zone_decision", other).await;
        assert_eq!(outcome(&refused), "409 stale");
        let rated = city.get("qianpi", &format!("/zones/{zone}"), "zone_decision").await.ok();
        assert_eq!(rated["level"], "high", "{rated}");
        assert_eq!(color(&city, &next).await, "red");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_result_and_the_orders_the_same_operation_finishes_once() {
    for (engine, city) in on_both("killed between result and orders").await {
        let now = city.city.now(city.wall());
        let case = foreigner(&city, "Cut One", "T3000001", 621, "").await;
        let home = foreigner(&city, "Cut Home", "T3000002", 621, "").await;
        foreigner(&city, "Cut Later", "T3000003", 622, "").await;
        // The index is not filled: whoever signs is answered, and nobody is sought for.
        signed(&city, 81, &[&case], now.plus_ms(-5 * HOUR_MS)).await;
        let n = async |city: &TestCity, table: &str| {
            column(city, &format!("select cast(count(*) as text) as x from {table}"))
                .await
                .remove(0)
        };
        assert_eq!(n(&city, "case_contact").await, "0", "{engine:?}");
        assert_eq!(n(&city, "trace_operation").await, "1");
        // Killed here, and started again: it is done once, however many servers look.
        let city = city.restarted().await;
        with_index(&city).await;
        let beside = city.beside().await;
        passes_load(&beside, city.wall()).await.unwrap();
        tracing_feed(&beside, city.wall()).await.unwrap();
        let (one, other) = tokio::join!(
            cases_trace_due(&city.city, city.wall()),
            cases_trace_due(&beside, city.wall())
        );
        assert_eq!(one.unwrap() + other.unwrap(), 1, "one of two servers did it");
        assert_eq!(cases_trace_due(&city.city, city.wall()).await.unwrap(), 0);
        assert_eq!(n(&city, "case_contact").await, "1");
        assert_eq!(n(&city, "case_traced").await, "1");
        assert_eq!(n(&city, "trace_operation").await, "1");
        assert_eq!(n(&city, "work_order where operation_id is not null").await, "5");
        assert_eq!(color(&city, &home).await, "red");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_closes_the_case_and_lets_its_contacts_go() {
    for (engine, city) in on_both("a positive put right").await {
        let now = city.city.now(city.wall());
        let case = foreigner(&city, "Wrong One", "T4000001", 631, "").await;
        let home = foreigner(&city, "Wrong Home", "T4000002", 631, "").await;
        with_index(&city).await;
        let wrong = signed(&city, 91, &[&case], now.plus_ms(-5 * HOUR_MS)).await;
        assert_eq!(color(&city, &home).await, "red", "{engine:?}");
        city.pass_ms(60_000);
        let corrects = Some((wrong, "孔位录反".to_owned()));
        sign(&city, tube(91), TubeOutcome::Negative, corrects).await.unwrap();
        assert_eq!(color(&city, &home).await, "green");
        assert_eq!(city.get(TRACER.0, "/cases", TRACER.1).await.ok(), json!([]));
        let left = "select kind as x from work_order where operation_id is not null
                    and state in ('open', 'claimed')";
        assert_eq!(column(&city, left).await, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_he_met_at_a_gate_is_asked_about_and_two_tracers_make_him_a_contact() {
    for (engine, city) in on_both("met at a gate").await {
        let case = foreigner(&city, "Guest One", "T5000001", 641, "").await;
        let met = foreigner(&city, "Guest Two", "T5000002", 642, "").await;
        let later = foreigner(&city, "Guest Three", "T5000003", 643, "").await;
        person(&city, "second", &[("tracer", "1401", "2022-01-01", None)]).await;
        let _log = with_log(&city).await;
        let venue = approved(&city, "restaurant", None).await;
        let (_, secret) = gate(&city, &venue).await;
        let scan = async |who: &str| {
            let body = json!({ "id": city.fresh_id(), "pass": pass_of(&city, who),
                "temperature": 365, "has_mask": true });
            let told = at_gate(&city, &secret, "/gate/scans", body).await.ok();
            assert_eq!(told["verdict"], "pass", "{told}");
        };
        scan(&case).await;
        city.pass_ms(20 * 60_000);
        scan(&met).await;
        city.pass_ms(6 * HOUR_MS);
        scan(&later).await;
        let now = city.city.now(city.wall());
        drain_scans(&city.city, now.city_day()).await.unwrap();
        with_index(&city).await;
        let (id, opened) = open(&city, TRACER.0, ("Guest One", "T5000001")).await;
        assert_eq!(opened, "204");
        assert_eq!(cases_trace_due(&city.city, city.wall()).await.unwrap(), 1);
        let path = format!("/cases/{id}/contacts");
        let seen = city.get(TRACER.0, &path, TRACER.1).await.ok();
        let rows = seen["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{engine:?} {seen}");
        let row = &rows[0];
        assert_eq!((&row["person_id"], &row["verdict"]), (&json!(met), &json!("ask")));
        assert_eq!((&row["number"], &row["question"]), (&json!(6), &json!("which_table")));
        // 90 minutes are assumed of a restaurant: both were there for 70 of them.
        let evidence = &row["evidence"][0];
        assert_eq!(evidence["overlap_s"], 70 * 60, "{evidence}");
        assert_eq!(
            (&evidence["is_assumed"], &evidence["known"]),
            (&json!(true), &json!("rotating_code"))
        );
        assert_eq!(color(&city, &met).await, "green", "a question holds nobody");
        // The line of time says where he was, and marks what nobody knows.
        let line = city.get(TRACER.0, &format!("/cases/{id}"), TRACER.1).await.ok();
        assert_eq!(line["episodes"][0]["source"], "scan");
        assert!(!line["gaps"].as_array().unwrap().is_empty());
        // What is graver takes two.
        let decide = async |login: &str, seen: i64, verdict: Value| {
            let body = json!({ "seen": seen, "verdict": verdict, "reason": "同桌用餐，本人确认" });
            let path = format!("{path}/{met}/decision");
            outcome(&city.post(login, &path, TRACER.1, body).await)
        };
        assert_eq!(decide(TRACER.0, 1, json!("close")).await, "204");
        assert_eq!(color(&city, &met).await, "green");
        assert_eq!(decide(TRACER.0, 2, json!("close")).await, "204", "the same again");
        assert_eq!(color(&city, &met).await, "green", "one person is no second");
        let n = city.get(TRACER.0, &path, TRACER.1).await.ok()["rows"][0]["seen"].as_i64().unwrap();
        assert_eq!(decide("second", 1, json!("close")).await, "409 stale");
        assert_eq!(decide("second", n, json!("close")).await, "204");
        assert_eq!(color(&city, &met).await, "red");
        let orders =
            column(&city, "select kind as x from work_order where kind = 'contact_tell'").await;
        assert_eq!(orders.len(), 1);
        // One lets him go, with a reason.
        assert_eq!(decide(TRACER.0, n + 1, Value::Null).await, "204");
        assert_eq!(color(&city, &met).await, "green");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn releases_are_ordered_the_evening_before_and_the_days_end_by_themselves() {
    let city = TestCity::on(TODAY).await;
    let now = city.city.now(city.wall());
    let case = foreigner(&city, "Free One", "T6000001", 651, "").await;
    let home = foreigner(&city, "Free Home", "T6000002", 651, "").await;
    with_index(&city).await;
    signed(&city, 95, &[&case], now.plus_ms(-5 * HOUR_MS)).await;
    assert_eq!(color(&city, &home).await, "red");
    // 5 + 3 days from the 24th, which is day 0: the last is the 2nd of December.
    let orders = async || {
        releases_follow(&city.city, city.wall()).await.unwrap();
        column(&city, "select kind as x from work_order where kind = 'contact_release'").await.len()
    };
    city.turn_to("2022-12-02").await;
    assert_eq!(orders().await, 0, "in the morning nobody is let go");
    city.pass_ms(9 * HOUR_MS);
    assert_eq!(orders().await, 1);
    assert_eq!(orders().await, 1, "once");
    city.pass_signed_out(5 * HOUR_MS);
    assert_eq!(color(&city, &home).await, "red");
    city.pass_signed_out(HOUR_MS);
    assert_eq!(color(&city, &home).await, "green");
}
