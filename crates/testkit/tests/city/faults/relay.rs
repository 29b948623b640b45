//! The relay and the list it fills, killed at any instant (R20): every message lands, and nobody
//! sees one twice.

use super::acts::{COUNTY, NOW, row_id};
use super::child::{Role, Running, say};
use super::{any_below, n_cuts, open_folder, skipped, wait};
use fangxian_core::Moment;
use fangxian_store::db::Engine;
use fangxian_store::outbox::{
    Claimed, Message, inbox_deliver, inbox_page, outbox_backlog, outbox_claim_due,
    outbox_mark_sent, outbox_put,
};
use fangxian_store::{Db, StoreError, migrate};
use fangxian_testkit::Bar;
use fangxian_testkit::postgres::{TestDatabase, database};
use fangxian_testkit::volume::QuickFolder;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;
use uuid::Uuid;

/// Messages that are put in before each kill.
const PER_KILL: i64 = 150;
/// A claim that nobody finished is taken again after this time.
const RETRY_MS: i64 = 1_000;
/// The longest time that a relay works before it is killed.
const WORK_MS_MAX: u64 = 60;

/// In what order a relay does its work.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    /// Lands it, then marks it as sent.
    LandThenMark,
    /// The control: marks it as sent, then lands it.
    MarkThenLand,
    /// The control: lands it under a new name each time, as a receiver without ids would.
    LandAsNew,
}

/// Carries what is due, and ends when nothing is.
pub(super) async fn run(from: &str, to: &str, now_ms: i64, order: Order) {
    let from = Db::open(from).await.expect("the outbox opens");
    let to = Db::open(to).await.expect("the lists open");
    let now = Moment(now_ms);
    say("at work");
    loop {
        let claimed = from
            .write(move |tx| async move {
                outbox_claim_due(&tx, (COUNTY, "notice"), now, now.plus_ms(RETRY_MS), 8).await
            })
            .await
            .expect("a claim");
        if claimed.is_empty() {
            return;
        }
        for Claimed { message, n_tries } in claimed {
            let id = message.id;
            if order == Order::MarkThenLand {
                mark(&from, id, now).await;
            }
            let landed = Message {
                // Another name for each try.
                id: if order == Order::LandAsNew {
                    Uuid::from_u64_pair(id.as_u64_pair().0, (n_tries as u64) << 32)
                } else {
                    id
                },
                ..message
            };
            let is_new: Result<bool, StoreError> =
                to.write(move |tx| async move { inbox_deliver(&tx, &landed, now).await }).await;
            say(if is_new.expect("a landing") { "new" } else { "again" });
            if order != Order::MarkThenLand {
                mark(&from, id, now).await;
            }
        }
    }
}

async fn mark(from: &Db, id: Uuid, now: Moment) {
    from.write(move |tx| async move { outbox_mark_sent(&tx, COUNTY, id, now).await })
        .await
        .expect("a mark");
}

/// What a series of kills did to the messages.
#[derive(Debug)]
struct Series {
    missing: usize,
    doubled: usize,
    /// Landings that the receiver recognized: the kill fell between landing and marking.
    recognized: usize,
}

/// Kills a relay between two stores again and again, then lets it finish.
async fn series(from: &str, to: &str, kills: u32, order: Order) -> Series {
    let (outbox, lists) =
        (Db::open(from).await.expect("opens"), Db::open(to).await.expect("opens"));
    migrate::migrate(&outbox, NOW).await.expect("the outbox migrates");
    migrate::migrate(&lists, NOW).await.expect("the lists migrate");
    let (mut n_put, mut now, mut recognized) = (0, NOW, 0);
    let role = |now: Moment| Role::Relay {
        from: from.to_owned(),
        to: to.to_owned(),
        now_ms: now.0,
        manner: order,
    };
    for _ in 0..kills {
        let fresh: Vec<Message> = (n_put..n_put + PER_KILL).map(message).collect();
        outbox
            .write(move |tx| async move { outbox_put(&tx, &fresh).await })
            .await
            .expect("messages are put");
        n_put += PER_KILL;
        now = now.plus_ms(RETRY_MS);
        let child = Running::start(&role(now));
        std::thread::sleep(Duration::from_millis(any_below(WORK_MS_MAX)));
        recognized += child.kill().iter().filter(|line| *line == "again").count();
    }
    let child = Running::start(&role(now.plus_ms(RETRY_MS)));
    recognized += child.finish().iter().filter(|line| *line == "again").count();
    let backlog = outbox.read(|tx| async move { outbox_backlog(&tx).await }).await;
    assert_eq!(backlog, Ok((0, 0)), "the relay left something");
    let seen = lists
        .read(|tx| async move {
            let before = (Moment(i64::MAX), Uuid::max());
            inbox_page(&tx, COUNTY, "grid-worker", before, i64::MAX).await
        })
        .await
        .expect("the list");
    let distinct: BTreeSet<&str> = seen.iter().map(|one| one.body.as_str()).collect();
    eprintln!("R20 {order:?}: {kills} kills, {n_put} messages");
    let (missing, doubled) = (n_put as usize - distinct.len(), seen.len() - distinct.len());
    Series { missing, doubled, recognized }
}

fn message(n: i64) -> Message {
    Message {
        county: COUNTY.to_owned(),
        id: row_id(n, 0),
        kind: "notice".to_owned(),
        recipient: "grid-worker".to_owned(),
        body: format!("{{\"n\":{n}}}"),
        created_at: NOW,
    }
}

/// Two stores of one engine; none where there is no such engine here.
struct Pair {
    urls: [String; 2],
    _files: QuickFolder,
    _databases: Vec<TestDatabase>,
}

fn pair(engine: Engine) -> Option<Pair> {
    let files = open_folder();
    let file = |name: &str| files.path().join(name).display().to_string();
    let (urls, databases) = match engine {
        Engine::Sqlite => ([file("outbox.sqlite"), file("lists.sqlite")], Vec::new()),
        Engine::Postgres => {
            let fresh = || database().expect("a test server");
            let databases = vec![fresh()?, fresh()?];
            ([databases[0].url(), databases[1].url()], databases)
        }
    };
    Some(Pair { urls, _files: files, _databases: databases })
}

fn run_series(engine: Engine, kills: u32, order: Order) -> Option<Series> {
    let Some(pair) = pair(engine) else {
        skipped("PostgreSQL is not installed");
        return None;
    };
    let series = wait(series(&pair.urls[0], &pair.urls[1], kills, order));
    eprintln!("R20 {engine:?} {order:?}: {series:?}");
    Some(series)
}

#[track_caller]
fn check(engine: Engine, kills: u32) {
    let bar = Bar::begins("R20", "kills of the relay between the outbox and a list");
    let Some(series) = run_series(engine, kills, Order::LandThenMark) else { return };
    assert_eq!((series.missing, series.doubled), (0, 0));
    assert!(series.recognized > 0, "no kill fell between landing and marking");
    bar.held(format!("{engine:?}"), kills as usize);
}

#[test]
fn every_message_lands_once_on_sqlite() {
    check(Engine::Sqlite, n_cuts(100, 1000));
}

#[test]
fn every_message_lands_once_on_postgresql() {
    check(Engine::Postgres, n_cuts(100, 1000));
}

#[test]
fn control_a_relay_that_marks_before_it_lands_loses_messages() {
    let bar = Bar::begins("R20", "kills of the relay between the outbox and a list");
    let seen = (0..10)
        .filter_map(|_| run_series(Engine::Sqlite, 20, Order::MarkThenLand))
        .map(|series| series.missing)
        .find(|missing| *missing > 0);
    bar.control("Sqlite (control: marks, then lands; missing)", 20, seen.unwrap_or_default());
    assert!(seen.is_some(), "the harness cannot see a loss");
}

#[test]
fn control_a_list_that_does_not_know_a_message_again_shows_it_twice() {
    let bar = Bar::begins("R20", "kills of the relay between the outbox and a list");
    let seen = (0..10)
        .filter_map(|_| run_series(Engine::Sqlite, 20, Order::LandAsNew))
        .map(|series| series.doubled)
        .find(|doubled| *doubled > 0);
    bar.control("Sqlite (control: lands as new; doubled)", 20, seen.unwrap_or_default());
    assert!(seen.is_some(), "the harness cannot see a double");
}
