//! The bar of P8: whoever's code turns by any reason, and turns back, is told within a minute, by a
//! message or by somebody who is sent to his door; once, whatever fails between.

use crate::arrivals::{NINTH, coming, report, who};
use crate::attacks::on_both_at_bar;
use crate::attempt::column;
use crate::code_reasons::{named, proposal};
use crate::codes::{HOUR_MS, code};
use crate::policy::{TODAY, outcome, settle};
use crate::results::{foreigner, relayed, reported, sampled};
use fangxian_app::City;
use fangxian_app::codes::{Told, codes_tell};
use fangxian_app::messages::messages_relay;
use fangxian_app::results::{SmsFailure, SmsGateway, sms_relay};
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::Pool;
use fangxian_testkit::{Bar, Engine, TestCity};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Somebody in the test: his record, his phone, and the causes of his code as he last heard of them.
struct Somebody {
    id: String,
    phone: String,
    causes: BTreeSet<String>,
}

const CAUSES: [&str; 9] = [
    "positive",
    "unclear",
    "pool_hold",
    "antigen_hold",
    "close_contact",
    "secondary_contact",
    "isolation",
    "case_elsewhere",
    "arrival",
];

fn passport(n: usize) -> String {
    format!("T5{n:06}")
}

fn name(n: usize) -> String {
    format!("Told {}", char::from(b'A' + u8::try_from(n).unwrap()))
}

/// Two people for each cause: the first has a phone, the second has none.
async fn two_of_each(city: &TestCity) -> Vec<Somebody> {
    let mut all = Vec::new();
    for n in 0..CAUSES.len() * 2 {
        let phone = if n % 2 == 0 { format!("100000002{n:02}") } else { String::new() };
        let room = 500 + u32::try_from(n).unwrap();
        let id = foreigner(city, &name(n), &passport(n), room, &phone).await;
        all.push(Somebody { id, phone, causes: BTreeSet::new() });
    }
    all
}

async fn entered(city: &TestCity, cause: &str, evidence: &str, n: usize) -> String {
    let today = city.city.now(city.wall()).city_day();
    let people = [n, n + 1].map(|n| named(&name(n), &passport(n), &format!("流调卡{n}")));
    let mut body = proposal(city, &people);
    for (field, value) in [
        ("cause", json!(cause)),
        ("evidence", json!(evidence)),
        ("counted_from", json!(today)),
        ("last_day", json!(today.plus(2))),
    ] {
        body[field] = value;
    }
    let answer = city.post("jikong", "/codes/reasons", "code_decision", body.clone()).await;
    assert_eq!(outcome(&answer), "204", "{cause} {}", answer.text);
    let id = body["reason_id"].as_str().unwrap().to_owned();
    let says = json!({ "fact_id": city.fresh_id(), "seen": 0, "approved": true });
    let path = format!("/codes/reasons/{id}/decision");
    assert_eq!(outcome(&city.post("weijian", &path, "code_decision", says).await), "204");
    id
}

/// Everything that colors anybody, except where he lives.
async fn every_cause(city: &TestCity, all: &[Somebody]) {
    let ago = |hours: i64| city.wall().plus_ms(-hours * HOUR_MS);
    let of = |n: usize| all[n].id.as_str();
    for (serial, n, outcome) in [
        (11, 0, TubeOutcome::Positive),
        (12, 1, TubeOutcome::Positive),
        (13, 2, TubeOutcome::Unclear),
        (14, 3, TubeOutcome::Unclear),
    ] {
        sampled(city, serial, Pool::One, &[of(n)], ago(9)).await;
        reported(city, serial, outcome, ago(1)).await;
    }
    sampled(city, 15, Pool::Ten, &[of(4), of(5)], ago(9)).await;
    reported(city, 15, TubeOutcome::Positive, ago(1)).await;
    for n in [6, 7] {
        let body = json!({ "report_id": city.fresh_id(), "person_id": of(n),
            "outcome": "positive", "no_photo_reason": "老人不会拍照" });
        city.post("wangge", "/antigen/reports", "order_work", body).await.ok();
    }
    entered(city, "close_contact", "investigation", 8).await;
    entered(city, "secondary_contact", "investigation", 10).await;
    entered(city, "isolation", "isolation_decision", 12).await;
    entered(city, "case_elsewhere", "letter_from_elsewhere", 14).await;
    for n in [16, 17] {
        let at = city.city.now(city.wall()).plus_ms(-HOUR_MS);
        let (_, answer) =
            report(city, "shequ", coming(at, "high"), who(&name(n), &passport(n))).await;
        assert_eq!(outcome(&answer), "200", "{}", answer.text);
    }
}

async fn orders(city: &TestCity) -> BTreeMap<String, usize> {
    let sql = "select place as x from work_order where kind = 'code_tell'";
    let mut found = BTreeMap::new();
    for door in column(city, sql).await {
        *found.entry(door).or_default() += 1;
    }
    found
}

async fn door(city: &TestCity, id: &str) -> String {
    column(city, &format!("select door as x from person where person_id = '{id}'")).await.remove(0)
}

/// Forty-five seconds after whatever happened: everybody whose reasons are others than he heard last is
/// told, once, and nobody else. How many that were.
async fn heard(
    city: &TestCity,
    told: &mut Told,
    all: &mut [Somebody],
    before: &BTreeMap<String, usize>,
) -> usize {
    city.pass_ms(45_000);
    codes_tell(&city.city, told, city.wall()).await.unwrap();
    let sent = relayed(city).await;
    let at_doors = orders(city).await;
    let mut n = 0;
    for one in all {
        let now = code(city, &one.id).await;
        let causes: BTreeSet<String> = now.split(' ').skip(1).map(str::to_owned).collect();
        let due = usize::from(causes != one.causes);
        let home = door(city, &one.id).await;
        let count = |all: &BTreeMap<String, usize>| all.get(&home).copied().unwrap_or(0);
        let reached = match one.phone.is_empty() {
            true => count(&at_doors) - count(before),
            false => sent.iter().filter(|(phone, _)| *phone == one.phone).count(),
        };
        assert_eq!(reached, due, "{} {now}: {sent:?}", one.id);
        n += due;
        one.causes = causes;
    }
    n
}

/// What was told and what went out are the same: neither without the other.
async fn nothing_is_half_told(city: &TestCity) {
    let sent = "(select message_id as id from outbox where kind = 'sms_notice'
                 union select order_id from work_order where kind = 'code_tell') s";
    for half in [
        format!("select id as x from {sent} where id not in (select sent_id from code_told)"),
        format!("select sent_id as x from code_told where sent_id not in (select id from {sent})"),
    ] {
        assert_eq!(column(city, &half).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reason_that_begins_or_ends_is_told_within_a_minute_with_a_phone_and_without() {
    for (engine, city) in on_both_at_bar("told within a minute", NINTH).await {
        let bar = Bar::begins("P8", "begins and ends of every kind of reason × told within 45 s");
        city.city.begin_sms();
        let mut told = Told::default();
        let mut all = two_of_each(&city).await;
        every_cause(&city, &all).await;
        let begun = heard(&city, &mut told, &mut all, &BTreeMap::new()).await;
        assert_eq!(begun, all.len(), "{engine:?}");
        let met: BTreeSet<&str> =
            all.iter().flat_map(|one| &one.causes).map(String::as_str).collect();
        assert_eq!(met, BTreeSet::from(CAUSES), "{engine:?}");
        let doors = orders(&city).await;
        assert_eq!(heard(&city, &mut told, &mut all, &doors).await, 0, "once");
        // An order names nobody, and leads to the grid worker's list and to his messages.
        messages_relay(&city.city, city.wall()).await.unwrap();
        let rows = city.get("wangge", "/orders?limit=200", "order_work").await.ok();
        let rows = rows["rows"].as_array().unwrap().to_vec();
        let at_door = rows.iter().filter(|row| row["kind"] == "code_tell").count();
        assert_eq!(at_door, CAUSES.len(), "{engine:?}");
        assert!(!rows.iter().any(|row| row["instruction"].as_str().unwrap().contains("Told")));
        // Single tests that are negative lift what they lift; the rest ends by the clock and its rules.
        let ago = |minutes: i64| city.wall().plus_ms(-minutes * 60_000);
        for (serial, n) in (21..).zip(2..8) {
            sampled(&city, serial, Pool::One, &[&all[n].id], ago(30)).await;
            reported(&city, serial, TubeOutcome::Negative, ago(1)).await;
        }
        let mut ended = heard(&city, &mut told, &mut all, &doors).await;
        assert!(ended >= 2, "{engine:?} {ended}");
        for day in ["2022-10-11", "2022-10-18", "2022-12-07"] {
            city.turn_to(day).await;
            let doors = orders(&city).await;
            ended += heard(&city, &mut told, &mut all, &doors).await;
        }
        assert!(all.iter().all(|one| one.causes.is_empty()), "the new rules color nobody");
        assert_eq!(ended, all.len(), "{engine:?}: each end was told");
        nothing_is_half_told(&city).await;
        bar.held(format!("{engine:?}"), begun + ended);
    }
}

/// A gateway that takes nothing.
struct Away;

impl SmsGateway for Away {
    fn send(&self, _: &str, _: &str) -> Result<(), SmsFailure> {
        Err(SmsFailure("away".to_owned()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_message_goes_out_somebody_goes_to_the_door_and_of_two_servers_one_tells() {
    for (engine, city) in on_both_at_bar("no message goes out", NINTH).await {
        let bar = Bar::begins("P8", "people of two servers, one of whose gateways takes nothing");
        city.city.begin_sms();
        let mut ids = Vec::new();
        for n in 0..8 {
            let phone = format!("100000003{n:02}");
            ids.push(foreigner(&city, &name(n), &passport(n), 500 + n as u32, &phone).await);
        }
        let ago = |hours: i64| city.wall().plus_ms(-hours * HOUR_MS);
        let of: Vec<&str> = ids.iter().map(String::as_str).collect();
        sampled(&city, 11, Pool::Ten, &of[..4], ago(9)).await;
        sampled(&city, 12, Pool::Ten, &of[4..], ago(9)).await;
        for serial in [11, 12] {
            reported(&city, serial, TubeOutcome::Positive, ago(1)).await;
        }
        let other = city.beside().await;
        other.begin_sms();
        let tell = async |on: &Arc<City>| {
            codes_tell(on, &mut Told::default(), city.wall()).await.unwrap_or_default()
        };
        // Both at once; whoever lost a row to the other tries again.
        let (one, two) = tokio::join!(tell(&city.city), tell(&other));
        let n_told = one + two + tell(&city.city).await + tell(&other).await;
        assert_eq!(n_told, 8, "{engine:?}");
        let n = |kind: &'static str| {
            let sql = format!("select message_id as x from outbox where kind = '{kind}'");
            let city = &city;
            async move { column(city, &sql).await.len() }
        };
        assert_eq!(n("sms_notice").await, 8, "{engine:?}");
        let gateway: Arc<dyn SmsGateway> = Arc::new(Away);
        for _ in 0..2 {
            assert_eq!(sms_relay(&city.city, &gateway, city.wall()).await.unwrap(), 0);
            city.pass_ms(21_000);
        }
        let mut told = Told::default();
        assert_eq!(codes_tell(&city.city, &mut told, city.wall()).await.unwrap(), 8);
        assert_eq!(orders(&city).await.values().sum::<usize>(), 8, "{engine:?}");
        assert_eq!(codes_tell(&city.city, &mut told, city.wall()).await.unwrap(), 0, "once");
        nothing_is_half_told(&city).await;
        bar.held(format!("{engine:?}"), 8);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_area_each_grid_has_an_order_to_tell_its_households_and_a_message_at_its_end() {
    let city = TestCity::on_engine(Engine::Sqlite, TODAY).await.unwrap();
    let told = async || {
        messages_relay(&city.city, city.wall()).await.unwrap();
        let sql = "select order_id as x from work_order where kind = 'tell_households'
                   and state <> 'called_off'";
        column(&city, sql).await.len()
    };
    let before = told().await;
    settle(&city, "万水物贸城", "140110003001").await;
    assert!(told().await > before, "the grids of the community are to tell its households");
}
