//! Killed in the middle of a migration (R15): the schema is the one before or the one after, the
//! data stand, and the next start goes on from there.

use super::acts::NOW;
use super::child::{Manner, Role, Running, say};
use super::{n_cuts, open_folder, skipped, wait};
use fangxian_store::db::Engine;
use fangxian_store::migrate::{MIGRATIONS, Migration, applied, migrate_to};
use fangxian_store::{Db, StoreError};
use fangxian_testkit::Bar;
use fangxian_testkit::server::{PrivateServer, is_installed};
use std::cell::Cell;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// A release to come, which moves data: the newest schema and this on top.
const NEXT: Migration = Migration {
    name: "9999_next",
    sql: "
        create table moved (county text not null, n bigint not null, name text not null,
            primary key (county, n));
        insert into moved (county, n, name)
            with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 20000)
            select '140106', n, 'household' from numbers;
        create index moved_by_name on moved (county, name, n);
        alter table moved add column grid text not null default 'none';
        update moved set grid = 'grid-1' where n <= 10000;
        create table moved_last (county text not null, n bigint not null, primary key (county, n));",
};

/// Every migration of the program, and the one to come.
fn all() -> &'static [Migration] {
    static ALL: LazyLock<Vec<Migration>> =
        LazyLock::new(|| MIGRATIONS.iter().copied().chain([NEXT]).collect());
    &ALL
}

/// What a child does: migrates, or (the control) runs one statement after the other by itself.
pub(super) async fn run(url: &str, manner: Manner) {
    let db = Db::open(url).await.expect("the store opens");
    let known = db.read(|tx| async move { applied(&tx).await }).await.expect("readable").len();
    let next: &'static [Migration] = all().get(..known + 1).expect("one more");
    say("at work");
    match manner {
        Manner::Promised | Manner::WithoutSync => {
            migrate_to(&db, next, NOW).await.expect("the store migrates");
        }
        Manner::TooSoon => {
            // A line ends a word, too.
            let lines: Vec<&str> = next[known].sql.lines().map(without_comment).collect();
            let sql = lines.join("\n");
            for statement in sql.split(';').filter(|statement| !statement.trim().is_empty()) {
                let statement = statement.to_owned();
                let done: Result<u64, StoreError> =
                    db.write(move |tx| async move { tx.exec(&statement, &[]).await }).await;
                done.expect("a statement");
            }
        }
    }
    say("done");
}

fn without_comment(line: &str) -> &str {
    line.split("--").next().unwrap_or_default()
}

/// The tables and columns that stand, by name, and how many rows the last migration moved.
async fn shape(db: &Db) -> Vec<String> {
    db.read(|tx| async move {
        let sql = match tx.engine() {
            Engine::Sqlite => {
                "select t.name || '.' || c.name as what
                 from sqlite_master t join pragma_table_info(t.name) c
                 union all select name from sqlite_master where type = 'index'"
            }
            Engine::Postgres => {
                "select cast(table_name || '.' || column_name as text) as what
                 from information_schema.columns where table_schema = current_schema()
                 union all
                 select cast(indexname as text) from pg_indexes where schemaname = current_schema()"
            }
        };
        let rows = tx.query(sql, &[]).await?;
        let mut shape: Vec<String> = rows
            .iter()
            .map(|row| Ok(row.text("what")?.to_owned()))
            .collect::<Result<_, StoreError>>()?;
        if shape.iter().any(|what| what == "moved.grid") {
            let sql = "select grid, count(*) as n from moved group by grid order by grid";
            for row in tx.query(sql, &[]).await? {
                shape.push(format!("{} rows {}", row.int("n")?, row.text("grid")?));
            }
        }
        shape.sort();
        Ok::<_, StoreError>(shape)
    })
    .await
    .expect("the schema can be read")
}

/// How the kills of one migration ended.
#[derive(Debug, Default, PartialEq, Eq)]
struct Ends {
    before: u32,
    after: u32,
    between: u32,
}

/// Kills each migration at instants spread over the time that it takes.
async fn series(
    fresh: impl Fn() -> String,
    kills: u32,
    manner: Manner,
) -> Vec<(&'static str, Ends)> {
    let mut ends = Vec::new();
    for place in 0..all().len() {
        let (before, after): (&'static [Migration], &'static [Migration]) =
            (&all()[..place], &all()[..=place]);
        let made = async |to: &'static [Migration]| {
            let url = fresh();
            let db = Db::open(&url).await.expect("the store opens");
            migrate_to(&db, to, NOW).await.expect("the store migrates");
            (url, db)
        };
        let shape_before = shape(&made(before).await.1).await;
        let shape_after = shape(&made(after).await.1).await;
        let url = made(before).await.0;
        let child = Running::start(&Role::Migrator { url, manner });
        let clock = Instant::now();
        child.finish();
        let whole = clock.elapsed();
        let mut end = Ends::default();
        for kill in 0..kills {
            let url = made(before).await.0;
            let child = Running::start(&Role::Migrator { url: url.clone(), manner });
            std::thread::sleep(part(whole, kill, kills));
            match kill + 1 == kills {
                true => drop(child.finish()),
                false => drop(child.kill()),
            }
            let db = Db::open(&url).await.expect("the store opens after a kill");
            let found = shape(&db).await;
            match () {
                () if found == shape_before => end.before += 1,
                () if found == shape_after => end.after += 1,
                () => end.between += 1,
            }
            if manner == Manner::Promised {
                migrate_to(&db, after, NOW).await.expect("the next start goes on");
                assert_eq!(shape(&db).await, shape_after);
                let known = db.read(|tx| async move { applied(&tx).await }).await.unwrap();
                assert_eq!(known.len(), after.len());
            }
        }
        ends.push((all()[place].name, end));
    }
    ends
}

/// The instant of a kill: from the beginning to well after the time that one took undisturbed.
/// The last one is killed after its end.
fn part(whole: Duration, kill: u32, kills: u32) -> Duration {
    whole * 3 * kill / (2 * kills)
}

/// Drops or makes a database. PostgreSQL 15 refuses it now and then where a connection to another
/// database was killed that moment ("buffer is pinned in `InvalidateBuffer`"): asked again, it does.
fn replaced(server: &PrivateServer, sql: &str) {
    let done = (0..5).any(|turn| {
        std::thread::sleep(Duration::from_millis(200 * turn));
        server.sql(sql).is_ok()
    });
    assert!(done, "{sql}");
}

fn run_series(engine: Engine, kills: u32, manner: Manner) -> Option<Vec<(&'static str, Ends)>> {
    let folder = open_folder();
    let n = Cell::new(0);
    let next = || n.replace(n.get() + 1);
    let ends = match engine {
        Engine::Sqlite => {
            let file = |n: u32| folder.path().join(format!("{n}.sqlite")).display().to_string();
            wait(series(|| file(next()), kills, manner))
        }
        Engine::Postgres if !is_installed() => {
            skipped("PostgreSQL is not installed");
            return None;
        }
        Engine::Postgres => {
            let data = folder.path().join("data");
            PrivateServer::make(&data, None).expect("the files of a server");
            let server = PrivateServer::start(&data, &[]).expect("the server starts");
            let fresh = || {
                let number = next();
                // Hundreds of databases of 8 MB each would fill the volume; one is in use at a time.
                if let Some(last) = number.checked_sub(1) {
                    replaced(&server, &format!("drop database if exists city_{last} with (force)"));
                }
                let name = format!("city_{number}");
                replaced(&server, &format!("create database {name}"));
                server.url_of(&name)
            };
            wait(series(fresh, kills, manner))
        }
    };
    eprintln!("R15 {engine:?} {manner:?}: {ends:?}");
    Some(ends)
}

#[track_caller]
fn check(engine: Engine) {
    let bar = Bar::begins("R15", "kills spread over each migration");
    let kills = n_cuts(3, 100);
    let Some(ends) = run_series(engine, kills, Manner::Promised) else { return };
    for (name, end) in &ends {
        assert_eq!(end.between, 0, "{name} was found by half");
    }
    assert!(ends.iter().any(|(_, end)| end.before > 0), "no kill came before an end");
    assert!(ends.iter().any(|(_, end)| end.after > 0), "no migration ended before its kill");
    bar.held(format!("{engine:?}, {} migrations", ends.len()), kills as usize * ends.len());
}

#[test]
fn a_killed_migration_is_undone_or_done_on_sqlite() {
    check(Engine::Sqlite);
}

#[test]
fn a_killed_migration_is_undone_or_done_on_postgresql() {
    check(Engine::Postgres);
}

#[test]
fn control_a_migration_without_a_transaction_is_found_by_half() {
    let bar = Bar::begins("R15", "kills spread over each migration");
    let kills = n_cuts(10, 20);
    let ends = run_series(Engine::Sqlite, kills, Manner::TooSoon).unwrap();
    let n_half: u32 = ends.iter().map(|(_, end)| end.between).sum();
    let n = kills as usize * ends.len();
    bar.control("Sqlite (control: no transaction)", n, n_half as usize);
    assert!(n_half > 0, "the harness cannot see a half");
}
