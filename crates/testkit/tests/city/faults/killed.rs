//! Killed with -9 at any instant (R1): nothing that was shown as kept is lost, no batch of 10,000
//! rows is there by half, and what is asked again after the kill takes effect once.

use super::acts::{Found, Harm, NOW, assert_sound, rows_of};
use super::child::{Manner, Role, Running, acked};
use super::{any_below, n_cuts, open_folder, skipped, wait};
use fangxian_store::{Db, migrate};
use fangxian_testkit::Bar;
use fangxian_testkit::server::{PrivateServer, is_installed};
use std::path::Path;
use std::time::Duration;

/// The longest time that a child works at first before it is killed.
const WORK_MS_MAX: u64 = 150;
/// The same on PostgreSQL, where a batch takes longer.
const WORK_MS_MAX_POSTGRES: u64 = 500;

/// What a series of kills did.
#[derive(Debug, Default)]
struct Series {
    harm: Harm,
    kills: u32,
    n_acked: usize,
    /// Acts that stood although nobody had been told: the kill fell between commit and answer.
    n_unanswered: usize,
}

impl Series {
    /// Looks at the store after one kill. Returns the act to go on with: the first that nobody
    /// was told about.
    async fn look(&mut self, db: &Db, first: i64, acked: &[i64]) -> i64 {
        let found = Found::in_store(db, first).await;
        self.harm.add(found.harm(acked, rows_of));
        self.kills += 1;
        self.n_acked += acked.len();
        self.n_unanswered += found.n_acts().saturating_sub(acked.len());
        acked.last().map_or(first, |last| last + 1)
    }

    /// Whether to go on: a control ends when it has shown what it is for.
    fn goes_on(&self, manner: Manner, kills: u32) -> bool {
        self.kills < kills && (manner == Manner::Promised || self.harm.lost == 0)
    }

    /// Says the figures and checks them.
    fn assert_harmless(&self, bar: &Bar, engine: &str) {
        eprintln!("R1 {engine}: {self:?}");
        assert_eq!(self.harm, Harm::default());
        assert!(self.n_acked > self.kills as usize, "the kills met hardly any work");
        bar.held(engine, self.kills as usize);
    }
}

/// How long the next child may work: longer where this one kept nothing, or a slow machine would
/// be killed over the same batch for ever.
fn next_work_ms(now: u64, shortest: u64, acked: &[i64]) -> u64 {
    if acked.is_empty() { (now * 2).min(10_000) } else { shortest }
}

/// Kills the writer of a SQLite file again and again.
async fn kill_on_sqlite(manner: Manner, kills: u32) -> Series {
    let folder = open_folder();
    let url = folder.path().join("city.sqlite").display().to_string();
    let db = Db::open(&url).await.expect("the store opens");
    migrate::migrate(&db, NOW).await.expect("the store migrates");
    let (mut series, mut first, mut work_ms) = (Series::default(), 1, WORK_MS_MAX);
    while series.goes_on(manner, kills) {
        let child = Running::start(&Role::Writer { url: url.clone(), first, manner });
        std::thread::sleep(Duration::from_millis(any_below(work_ms)));
        let acked = acked(&child.kill());
        work_ms = next_work_ms(work_ms, WORK_MS_MAX, &acked);
        first = series.look(&db, first, &acked).await;
    }
    assert_sound(&db).await;
    if manner == Manner::Promised {
        // Once more over everything: no later kill undid what an earlier one had left whole.
        let all: Vec<i64> = (1..first).collect();
        series.harm.add(Found::in_store(&db, 1).await.harm(&all, rows_of));
    }
    series
}

#[test]
fn kills_of_the_program_lose_nothing_on_sqlite() {
    // A fresh file for every hundred, so that the looking does not outlast the killing.
    for _ in 0..n_cuts(1, 10) {
        let bar = Bar::begins("R1", "kill -9 in the middle of acts and batches");
        wait(kill_on_sqlite(Manner::Promised, 100)).assert_harmless(&bar, "SQLite");
    }
}

#[test]
fn control_a_program_that_answers_before_the_commit_loses_on_sqlite() {
    let bar = Bar::begins("R1", "kill -9 in the middle of acts and batches");
    let series = wait(kill_on_sqlite(Manner::TooSoon, 100));
    eprintln!("R1 control, SQLite: {series:?}");
    let engine = "SQLite (control: answers before the commit)";
    bar.control(engine, series.kills as usize, series.harm.lost);
    assert!(series.harm.lost > 0, "the harness cannot see a loss");
}

/// Kills by turns the writer and the whole server.
async fn kill_on_postgres(data: &Path, manner: Manner, kills: u32) -> Series {
    PrivateServer::make(data, None).expect("the files of a server");
    // The control waits for the log's own rounds, which are ten seconds apart then.
    let settings = ["wal_writer_delay=10s"];
    let start = || PrivateServer::start(data, &settings).expect("the server starts");
    let mut server = start();
    let db = Db::open(&server.url()).await.expect("the store opens");
    migrate::migrate(&db, NOW).await.expect("the store migrates");
    drop(db);
    let (mut series, mut first, mut work_ms) = (Series::default(), 1, WORK_MS_MAX_POSTGRES);
    while series.goes_on(manner, kills) {
        let child = Running::start(&Role::Writer { url: server.url(), first, manner });
        std::thread::sleep(Duration::from_millis(any_below(work_ms)));
        let lines = if series.kills % 2 == 0 || manner != Manner::Promised {
            server.kill().expect("the server is killed");
            let lines = child.kill();
            server = start();
            lines
        } else {
            child.kill()
        };
        let db = Db::open(&server.url()).await.expect("the store opens after a kill");
        let acked = acked(&lines);
        work_ms = next_work_ms(work_ms, WORK_MS_MAX_POSTGRES, &acked);
        first = series.look(&db, first, &acked).await;
    }
    let db = Db::open(&server.url()).await.expect("the store opens");
    assert_sound(&db).await;
    if manner == Manner::Promised {
        let all: Vec<i64> = (1..first).collect();
        series.harm.add(Found::in_store(&db, 1).await.harm(&all, rows_of));
        if let Some(checked) = server.check_pages() {
            checked.expect("amcheck finds nothing");
        }
    }
    series
}

#[test]
fn kills_of_the_program_and_of_the_server_lose_nothing_on_postgresql() {
    if !is_installed() {
        return skipped("PostgreSQL is not installed");
    }
    let folder = open_folder();
    let data = folder.path().join("data");
    let bar = Bar::begins("R1", "kill -9 of the program or the server in the middle of acts");
    let series = wait(kill_on_postgres(&data, Manner::Promised, n_cuts(100, 1000)));
    series.assert_harmless(&bar, "PostgreSQL");
}

#[test]
fn control_a_server_that_does_not_wait_for_its_log_loses_on_postgresql() {
    if !is_installed() {
        return skipped("PostgreSQL is not installed");
    }
    let folder = open_folder();
    let data = folder.path().join("data");
    let bar = Bar::begins("R1", "kill -9 of the program or the server in the middle of acts");
    let series = wait(kill_on_postgres(&data, Manner::WithoutSync, 60));
    eprintln!("R1 control, PostgreSQL: {series:?}");
    let engine = "PostgreSQL (control: does not wait for its log)";
    bar.control(engine, series.kills as usize, series.harm.lost);
    assert!(series.harm.lost > 0, "the harness cannot see a loss");
}
