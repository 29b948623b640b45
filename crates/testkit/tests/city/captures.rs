//! The bar of R4: captures of phones that were offline, sent one to five times in any order, with
//! every fifth answer lost on its way back, are kept once, as they were made, and overwrite nothing.
//!
//! A change is tried with some thousands; `make bars` and `FANGXIAN_FAULTS=soak` with as many as the
//! bar asks.

use crate::attacks::on_both;
use crate::attempt::{column, person};
use crate::policy::Dice;
use crate::register::{resident_id, taken};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundFactId};
use fangxian_core::rounds::{Means, Outcome, Standing, Tick, Ticks};
use fangxian_store::{StoreError, v};
use fangxian_testkit::{Bar, Engine, TestCity};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const COMMUNITY: &str = "140110003001";
/// People of the community.
const PEOPLE: usize = 500;
/// The phones, each with the account that is signed in on it.
const PHONES: [&str; 4] = ["wangge", "shequ", "phone3", "phone4"];

fn n_captures(engine: Engine) -> usize {
    let is_soak = std::env::var("FANGXIAN_FAULTS").is_ok_and(|said| said == "soak");
    let is_bar = is_soak || std::env::var_os("FANGXIAN_BARS").is_some();
    match (is_bar, engine) {
        (true, Engine::Sqlite) => 100_000,
        (true, Engine::Postgres) if is_soak => 100_000,
        (true, Engine::Postgres) => 20_000,
        (false, _) => 5_000,
    }
}

async fn filled(city: &TestCity) -> Vec<String> {
    let mut csv = String::from("姓名,证件号码,小区,楼号,单元,房号\n");
    for n in 0..PEOPLE {
        let name = char::from_u32(0x4E00 + u32::try_from(n).unwrap()).unwrap();
        let (building, unit, room) = (5 + n % 4, 1 + n / 4 % 2, 101 + n / 8 / 3);
        csv += &format!("某{name},{},兰亭御湖城东区,{building},{unit},{room}\n", resident_id(n));
    }
    let seen = taken(city, csv.into_bytes()).await;
    assert_eq!(seen["counts"]["added"], PEOPLE, "{seen}");
    column(city, "select person_id as x from person order by person_id").await
}

/// A capture as its phone keeps it until it hears that it arrived.
struct Capture {
    phone: usize,
    tick: Tick,
    note: String,
}

impl Capture {
    fn wire(&self) -> Value {
        json!({
            "fact_id": self.tick.id.uuid(),
            "person_id": self.tick.person.uuid(),
            "outcome": self.tick.outcome.code(),
            "note": self.note,
            "back_on": self.tick.back_on.map(|day| day.to_string()),
            "replaces": self.tick.replaces.iter().map(|id| id.uuid()).collect::<Vec<_>>(),
            "seen_at": self.tick.seen_at.0,
            "means": self.tick.means.code(),
        })
    }

    /// All that a row of the store says in the clear, in one line.
    fn line(&self) -> String {
        let replaces: Vec<String> =
            self.tick.replaces.iter().map(|id| id.uuid().to_string()).collect();
        let back_on = self.tick.back_on.map_or("-".to_owned(), |day| day.to_string());
        format!(
            "{} {} {} {back_on} {} {} {} {} {}",
            self.tick.id,
            self.tick.person,
            self.tick.outcome.code(),
            replaces.join(","),
            self.tick.seen_at.0,
            self.tick.means.code(),
            self.tick.by,
            if self.note.is_empty() { "silent" } else { "noted" },
        )
    }
}

/// What the phones capture in a day: each sees its own ticks and not the others'.
fn captures(people: &[String], n: usize, dice: &mut Dice) -> Vec<Capture> {
    let mut own: [BTreeMap<usize, RoundFactId>; PHONES.len()] = Default::default();
    (0..n)
        .map(|n| {
            let (who, phone) = (dice.roll(people.len()), dice.roll(PHONES.len()));
            let id =
                RoundFactId::from_uuid(Uuid::from_u128(0x7000_8000_0000_0000_0000 + n as u128));
            let replaces = own[phone].insert(who, id).into_iter().collect();
            let outcome = [Outcome::Done, Outcome::Moved, Outcome::Unticked, Outcome::Away];
            let outcome = outcome[dice.roll(4)];
            let note = match outcome {
                Outcome::Away => format!("第{n}次：在榆次 = \"引号\"，\u{20bb7}"),
                Outcome::Done
                | Outcome::Refused
                | Outcome::Moved
                | Outcome::Exempt
                | Outcome::Unticked => String::new(),
            };
            let tick = Tick {
                id,
                person: PersonId::parse(&people[who]).unwrap(),
                outcome,
                back_on: None,
                replaces,
                seen_at: Moment(i64::try_from(n).unwrap()),
                by: PHONES[phone].to_owned(),
                means: [Means::Phone, Means::Desk, Means::Paper][dice.roll(3)],
            };
            Capture { phone, tick, note }
        })
        .collect()
}

/// The sendings of each phone, each capture one to five times, in any order.
fn queues(captures: &[Capture], dice: &mut Dice) -> Vec<Vec<usize>> {
    let mut queues: Vec<Vec<usize>> = vec![Vec::new(); PHONES.len()];
    for (n, capture) in captures.iter().enumerate() {
        queues[capture.phone].extend(std::iter::repeat_n(n, 1 + dice.roll(5)));
    }
    for queue in &mut queues {
        for place in (1..queue.len()).rev() {
            queue.swap(place, dice.roll(place + 1));
        }
    }
    queues
}

/// What came of all the sending.
#[derive(Default)]
struct Sent {
    /// Captures in the order in which the server heard them, once for each time.
    heard: Vec<usize>,
    n_requests: usize,
    n_lost_answers: usize,
    n_forged: usize,
}

/// Sends from one phone and then another, as they come into the network, until all have heard of
/// all. Now and then another body comes under an id that is taken.
async fn send_all(city: &TestCity, round: &str, captures: &[Capture], dice: &mut Dice) -> Sent {
    let path = format!("/rounds/{round}/ticks");
    let list = format!("/rounds/{round}/list");
    let mut queues = queues(captures, dice);
    let mut sent = Sent::default();
    while queues.iter().any(|queue| !queue.is_empty()) {
        let phone = dice.roll(PHONES.len());
        let n = (1 + dice.roll(500)).min(queues[phone].len());
        let rest = queues[phone].len() - n;
        let batch = queues[phone].split_off(rest);
        if batch.is_empty() {
            continue;
        }
        // What was received a minute ago and more is not read again: a phone every three seconds.
        city.pass_ms(3_000);
        let bodies: Vec<Value> = batch.iter().map(|n| captures[*n].wire()).collect();
        let body = json!({ "ticks": bodies });
        let answers = city.post(PHONES[phone], &path, "order_work", body).await.ok();
        let is_kept = |answer: &Value| answer["fate"] == "kept";
        assert!(answers.as_array().unwrap().iter().all(is_kept), "{answers}");
        sent.n_requests += 1;
        sent.heard.extend(&batch);
        if dice.roll(5) == 0 {
            // The phone heard nothing, and sends them again, some time.
            sent.n_lost_answers += 1;
            for one in &batch {
                let at = dice.roll(queues[phone].len() + 1);
                queues[phone].insert(at, *one);
            }
        }
        if dice.roll(20) == 0 {
            let mut forged = captures[batch[0]].wire();
            forged["outcome"] = json!("exempt");
            forged["note"] = json!("另一个内容");
            let body = json!({ "ticks": [forged] });
            let answer = city.post(PHONES[phone], &path, "order_work", body).await.ok();
            assert_eq!(answer[0]["fate"], "set_aside");
            sent.n_forged += 1;
        }
        if sent.n_requests.is_multiple_of(50) {
            // Asked for in between, so that rows which were shown before must follow.
            city.get("shequ", &list, "order_work").await.ok();
        }
    }
    sent
}

/// The rows of the store, each in one line.
async fn kept(city: &TestCity) -> BTreeSet<String> {
    let rows = column(
        city,
        "select fact_id || ' ' || person_id || ' ' || outcome || ' ' || coalesce(back_on, '-')
             || ' ' || replaces || ' ' || seen_at || ' ' || means || ' ' || by_login || ' '
             || case when note_sealed is null then 'silent' else 'noted' end as x
         from round_fact",
    )
    .await;
    let n = rows.len();
    let rows: BTreeSet<String> = rows.into_iter().collect();
    assert_eq!(rows.len(), n, "a row stands twice");
    rows
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Missing | Standing::Settled(Outcome::Unticked) => "missing",
        Standing::Disputed => "disputed",
        Standing::Settled(outcome) => outcome.code(),
    }
}

/// What stands of everybody, with the notes of all ticks that stand.
fn due(captures: &[Capture]) -> BTreeMap<String, (&'static str, BTreeSet<String>)> {
    let mut ticks: BTreeMap<String, Ticks> = BTreeMap::new();
    let notes: BTreeMap<RoundFactId, &str> =
        captures.iter().map(|one| (one.tick.id, one.note.as_str())).collect();
    for one in captures {
        ticks.entry(one.tick.person.to_string()).or_default().add(one.tick.clone());
    }
    let said = |ticks: &Ticks| {
        let notes = ticks.standing_ticks().map(|tick| notes[&tick.id].to_owned());
        (word(ticks.standing()), notes.collect())
    };
    ticks.iter().map(|(id, ticks)| (id.clone(), said(ticks))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn captures_in_any_order_and_number_are_kept_once_as_they_were_made() {
    for (engine, city) in on_both("captures").await {
        let n = n_captures(engine);
        let what =
            format!("captures of {} phones sent 1–5 times, every 5th answer lost", PHONES.len());
        let bar = Bar::begins("R4", &what);
        let people = filled(&city).await;
        for login in ["phone3", "phone4"] {
            let grid = [("grid_worker", COMMUNITY, "2022-01-01", None)];
            person(&city, login, &grid).await;
        }
        let round = city.fresh_id();
        let body =
            json!({ "round_id": round, "place": COMMUNITY, "kind": "sampling", "name": "第一轮" });
        city.post("shequ", "/rounds", "order_work", body).await.ok();
        let mut dice = Dice(20_221_108);
        let captures = captures(&people, n, &mut dice);
        let sent = send_all(&city, &round, &captures, &mut dice).await;

        // Exactly those rows, byte for byte.
        let lines: BTreeSet<String> = captures.iter().map(Capture::line).collect();
        let held = kept(&city).await;
        let lost: Vec<&String> = lines.difference(&held).take(3).collect();
        let more: Vec<&String> = held.difference(&lines).take(3).collect();
        assert!(held == lines, "{engine:?}: {} of {n}: {lost:?} {more:?}", held.len());
        let aside = column(&city, "select '' || count(*) as x from round_fact_aside").await;
        assert_eq!(aside[0], sent.n_forged.to_string(), "{engine:?}");

        // What stands is what the captures say, and the notes are as they were written.
        let due = due(&captures);
        let list = format!("/rounds/{round}/list");
        let seen = city.get("shequ", &list, "order_work").await.ok();
        let rows = seen["people"].as_array().unwrap();
        assert_eq!(rows.len(), PEOPLE);
        let mut n_disputed = 0;
        for row in rows {
            let (standing, notes) = &due[row["person_id"].as_str().unwrap()];
            let ticks = row["ticks"].as_array().unwrap().iter();
            let said: BTreeSet<String> =
                ticks.map(|tick| tick["note"].as_str().unwrap_or_default().to_owned()).collect();
            assert_eq!((row["standing"].as_str().unwrap(), &said), (*standing, notes), "{row}");
            n_disputed += usize::from(*standing == "disputed");
        }
        assert!(n_disputed > 10, "the phones never met");
        println!(
            "{engine:?}: {n} captures, {} sendings in {} requests, {} answers lost, {} forged",
            sent.heard.len(),
            sent.n_requests,
            sent.n_lost_answers,
            sent.n_forged
        );
        assert!(sent.heard.len() > n * 3 && sent.n_lost_answers * 6 > sent.n_requests);
        bar.held(format!("{engine:?}"), n);
        control(&bar, engine, &captures, &sent, &due);
        an_overwrite_is_noticed(&city, &lines).await;
        // After a restart the same stands.
        let city = city.restarted().await;
        let again = city.get("shequ", &list, "order_work").await.ok();
        assert_eq!(again["people"], seen["people"]);
    }
}

/// The control: a server that keeps what comes last of everybody, as a cell of a shared sheet does.
fn control(
    bar: &Bar,
    engine: Engine,
    captures: &[Capture],
    sent: &Sent,
    due: &BTreeMap<String, (&'static str, BTreeSet<String>)>,
) {
    let mut last: BTreeMap<String, Outcome> = BTreeMap::new();
    for one in sent.heard.iter().map(|n| &captures[*n].tick) {
        last.insert(one.person.to_string(), one.outcome);
    }
    let wrong =
        |(id, outcome): &(&String, &Outcome)| due[*id].0 != word(Standing::Settled(**outcome));
    let n_wrong = last.iter().filter(wrong).count();
    assert!(n_wrong > PEOPLE / 4, "{n_wrong}");
    let what = format!("{engine:?} (control: what comes last stands)");
    bar.control(what, last.len(), n_wrong);
}

/// The control of the comparison: one row that is overwritten straight in the store.
async fn an_overwrite_is_noticed(city: &TestCity, lines: &BTreeSet<String>) {
    let one = lines.first().unwrap().split(' ').next().unwrap().to_owned();
    let (shown, seen_at) =
        (one.clone(), "select '' || seen_at as x from round_fact where fact_id = ");
    let before = column(city, &format!("{seen_at}'{one}'")).await.remove(0);
    let set = async |at: String, id: String| {
        let write = city.city.db.write(move |tx| async move {
            let at: i64 = at.parse().unwrap_or_default();
            tx.exec("update round_fact set seen_at = $1 where fact_id = $2", &v![at, id.as_str()])
                .await?;
            Ok::<_, StoreError>(())
        });
        write.await.unwrap();
    };
    set("987654321".to_owned(), one.clone()).await;
    assert_ne!(kept(city).await, *lines, "{shown} was overwritten and nobody notices");
    set(before, one).await;
    assert_eq!(kept(city).await, *lines);
}

/// Of each of ten thousand days, the ticks in another order and some of them several times come to
/// the same state as in the order in which they were made.
#[test]
fn ten_thousand_orders_of_ticks_end_in_the_same_state() {
    const SEEDS: u64 = 10_000;
    let bar = Bar::begins("R4", "seeds: ticks in any order and number, in memory");
    let people: Vec<String> = (1..=3_u128).map(|n| Uuid::from_u128(n).to_string()).collect();
    let mut n_wrong = 0;
    for seed in 1..=SEEDS {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let n = 2 + dice.roll(38);
        let captures = captures(&people, n, &mut dice);
        let mut straight: BTreeMap<PersonId, Ticks> = BTreeMap::new();
        for one in &captures {
            straight.entry(one.tick.person).or_default().add(one.tick.clone());
        }
        let mut order: Vec<usize> = queues(&captures, &mut dice).concat();
        for place in (1..order.len()).rev() {
            order.swap(place, dice.roll(place + 1));
        }
        let mut mixed: BTreeMap<PersonId, Ticks> = BTreeMap::new();
        let mut last: BTreeMap<PersonId, Outcome> = BTreeMap::new();
        for one in order.iter().map(|n| &captures[*n].tick) {
            mixed.entry(one.person).or_default().add(one.clone());
            last.insert(one.person, one.outcome);
        }
        assert_eq!(straight, mixed, "seed {seed}: {order:?}");
        // The control: what comes last stands.
        let is_other = |(who, outcome): (&PersonId, &Outcome)| {
            word(straight[who].standing()) != word(Standing::Settled(*outcome))
        };
        n_wrong += usize::from(last.iter().any(is_other));
    }
    let n_seeds = usize::try_from(SEEDS).unwrap();
    bar.held("-", n_seeds);
    assert!(n_wrong > n_seeds / 2, "{n_wrong}");
    bar.control("- (control: what comes last stands)", n_seeds, n_wrong);
}
