//! Migrations: applied once, in order, whole, and noticed when they change.

use crate::both::{Fresh, NOW, on_both, on_both_empty, wait};
use fangxian_store::db::Engine;
use fangxian_store::migrate::{MIGRATIONS, MigrateError, Migration, check, migrate, migrate_to};
use fangxian_store::{Db, StoreError, v};

const FIRST: Migration =
    Migration { name: "0001_first", sql: "create table a (n bigint primary key, name text);" };
const SECOND: Migration = Migration {
    name: "0002_second",
    sql: "alter table a add column level text not null default 'low';
          create index a_by_level on a (level, n);",
};
const THIRD: Migration = Migration { name: "0003_third", sql: "drop index a_by_level;" };

async fn n_of(db: &Db, sql: &'static str) -> i64 {
    db.read(move |tx| async move { tx.query_one(sql, &[]).await?.int("n") }).await.unwrap()
}

#[test]
fn every_file_of_the_folder_is_built_in() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    let built_in: Vec<(String, String)> =
        MIGRATIONS.iter().map(|one| (one.name.to_owned(), one.sql.to_owned())).collect();
    assert_eq!(built_in, files);
}

#[test]
fn a_new_database_gets_them_all_and_a_second_time_none() {
    on_both_empty(async |db| {
        assert!(matches!(check(&db).await, Err(MigrateError::Behind { .. })));
        let all: Vec<&str> = MIGRATIONS.iter().map(|one| one.name).collect();
        assert_eq!(migrate(&db, NOW).await.unwrap(), all);
        assert_eq!(migrate(&db, NOW).await.unwrap(), Vec::<&str>::new());
        assert_eq!(check(&db).await, Ok(()));
    });
}

#[test]
fn what_was_read_before_is_of_whom_the_log_says() {
    const READ: &str = "insert into read_log (county, read_id, at, account_id, role, purpose,
        subject, rows_read) values ('140105', $1, 7, 'a', 'grid_worker', 'register', $2, 1)";
    const CITY: &str = "insert into read_log (county, read_id, at, account_id, role, purpose,
        subject, rows_read) values ('140100', $1, 7, 'a', 'auditor', 'register', $2, 1)";
    let place = MIGRATIONS.iter().position(|one| one.name == "0007_looks").unwrap();
    on_both_empty(async |db| {
        migrate_to(&db, &MIGRATIONS[..place], NOW).await.unwrap();
        db.write(|tx| async move {
            for (read, subject) in [
                ("1", "person/p1"),
                ("2", "person-revealed/p1"),
                ("3", "person-history/p2"),
                ("4", "people/140105001001"),
                ("5", "people/search"),
                ("6", "round/x"),
            ] {
                tx.exec(READ, &v![read, subject]).await?;
            }
            tx.exec(CITY, &v!["7", "people/search"]).await?;
            tx.exec(CITY, &v!["8", "account"]).await?;
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        migrate(&db, NOW).await.unwrap();
        let rows = db.read(|tx| async move {
            let sql = "select read_id || ' ' || about || ' ' || extent || ' ' || as_of as x
                 from read_of order by read_id";
            let rows = tx.query(sql, &[]).await?;
            rows.iter().map(|row| Ok(row.text("x")?.to_owned())).collect::<Result<Vec<_>, _>>()
        });
        let rows: Result<Vec<String>, StoreError> = rows.await;
        let due = [
            "1 p1 named 7",
            "2 p1 named 7",
            "3 p2 named 7",
            "4 140105001001 some 7",
            "5 140105 some 7",
            "6 140105 some 7",
            "7 1401 some 7",
        ];
        assert_eq!(rows.unwrap(), due);
    });
}

#[test]
fn a_migration_keeps_the_rows_that_are_there() {
    on_both_empty(async |db| {
        migrate_to(&db, &[FIRST], NOW).await.unwrap();
        db.write(|tx| async move {
            let rows = (0..1_000).map(|n| v![n, format!("第{n}区")]);
            tx.exec_rows("insert into a (n, name) values {rows}", rows.collect()).await
        })
        .await
        .map_err(|error: StoreError| error)
        .unwrap();
        assert_eq!(migrate_to(&db, &[FIRST, SECOND], NOW).await.unwrap(), ["0002_second"]);
        let low = "select count(*) as n from a where level = 'low' and name like '第%区'";
        assert_eq!(n_of(&db, low).await, 1_000);
    });
}

#[test]
fn orders_are_kept_when_their_table_is_made_anew() {
    on_both_empty(async |db| {
        migrate_to(&db, &MIGRATIONS[..2], NOW).await.unwrap();
        db.write(|tx| async move {
            tx.exec(
                "insert into zone (county, zone_id, area_key, area, parts, created_at)
                 values ('140105', 'z', 'k', '白云小区', '[]', 1)",
                &[],
            )
            .await?;
            for n in 0..3_i64 {
                tx.exec(
                    "insert into work_order (county, order_id, zone_id, cause, kind, level,
                         since_day, place, locus, for_day, due_at, instruction, ground, state,
                         created_at)
                     values ('140105', $1, 'z', $1, 'door_service', 'high', '2022-11-24', '140105',
                         '140105', '2022-11-24', $2, '送菜', '原文', 'open', 1)",
                    &v![format!("o{n}"), n],
                )
                .await?;
                tx.exec(
                    "insert into work_order_fact (county, fact_id, order_id, kind, at, body,
                         body_sha256)
                     values ('140105', $1, $2, 'raised', 1, '{}', '')",
                    &v![format!("f{n}"), format!("o{n}")],
                )
                .await?;
            }
            Ok::<(), StoreError>(())
        })
        .await
        .unwrap();
        migrate_to(&db, MIGRATIONS, NOW).await.unwrap();
        let whole = "select count(*) as n from work_order_fact join work_order
                         on work_order.order_id = work_order_fact.order_id
                     where zone_id = 'z' and level = 'high' and instruction = '送菜'";
        assert_eq!(n_of(&db, whole).await, 3);
        // What held before holds still: one order per cause, no fact of an order that is not there,
        // and no zone without its level.
        for broken in [
            "insert into work_order (county, order_id, zone_id, cause, kind, level, since_day,
                 place, locus, for_day, due_at, instruction, ground, state, created_at)
             select county, 'other', zone_id, cause, kind, level, since_day, place, locus, for_day,
                 due_at, instruction, ground, state, created_at
             from work_order where order_id = 'o0'",
            "insert into work_order_fact (county, fact_id, order_id, kind, at, body, body_sha256)
             values ('140105', 'f9', 'nowhere', 'raised', 1, '{}', '')",
            "update work_order set level = null where order_id = 'o0'",
        ] {
            let write = db.write(move |tx| async move { tx.exec(broken, &[]).await });
            let refused: Result<u64, StoreError> = write.await;
            assert!(refused.is_err(), "{broken}");
        }
    });
}

#[test]
fn a_migration_that_fails_half_way_leaves_nothing() {
    const BROKEN: Migration = Migration {
        name: "0002_second",
        sql: "create table b (n bigint primary key); insert into a (n) values (1); create tabel c;",
    };
    on_both_empty(async |db| {
        let failed = migrate_to(&db, &[FIRST, BROKEN], NOW).await;
        let Err(MigrateError::Failed { name, .. }) = &failed else { panic!("{failed:?}") };
        assert_eq!(name, "0002_second");
        assert_eq!(n_of(&db, "select count(*) as n from a").await, 0);
        // Mended, it goes on from where it stood.
        assert_eq!(migrate_to(&db, &[FIRST, SECOND], NOW).await.unwrap(), ["0002_second"]);
    });
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_changes() {
    const FIRST_CHANGED: Migration = Migration { sql: "create table a (n text);", ..FIRST };
    on_both_empty(async |db| {
        migrate_to(&db, &[FIRST, SECOND], NOW).await.unwrap();
        let changed = migrate_to(&db, &[FIRST_CHANGED, SECOND, THIRD], NOW).await;
        assert_eq!(changed, Err(MigrateError::Changed { name: "0001_first".into() }));
        let too_new = migrate_to(&db, &[FIRST], NOW).await;
        assert_eq!(too_new, Err(MigrateError::TooNew { name: "0002_second".into() }));
        let skipped = migrate_to(&db, &[FIRST, THIRD, SECOND], NOW).await;
        assert_eq!(skipped, Err(MigrateError::OutOfOrder { name: "0003_third".into() }));
        assert_eq!(n_of(&db, "select count(*) as n from schema_migration").await, 2);
    });
}

#[test]
fn another_line_end_is_the_same_file() {
    const UNIX: Migration = Migration { name: "1", sql: "a\nb" };
    const WINDOWS: Migration = Migration { name: "1", sql: "a\r\nb" };
    assert_eq!(UNIX.sha256(), WINDOWS.sha256());
}

/// Four programs start at once, each with its own connections.
#[test]
fn four_programs_that_migrate_at_once_apply_each_file_once() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(fresh) = Fresh::new(engine) else { continue };
        wait(async {
            let mut programs = Vec::new();
            for _ in 0..4 {
                programs.push(fresh.open().await);
            }
            let all = programs.iter().map(|db| migrate(db, NOW));
            let done = futures_util::future::join_all(all).await;
            let n_applied: usize = done.into_iter().map(|done| done.unwrap().len()).sum();
            assert_eq!(n_applied, MIGRATIONS.len(), "{engine:?}");
        });
    }
}

#[test]
fn a_server_that_would_lose_writes_is_refused() {
    let Some(fresh) = Fresh::new(Engine::Postgres) else { return };
    wait(async {
        let db = fresh.open().await;
        db.write(|tx| async move {
            let name = tx.query_one("select cast(current_database() as text) as n", &[]).await?;
            let sql = format!("alter database {} set synchronous_commit = off", name.text("n")?);
            tx.exec(&sql, &[]).await
        })
        .await
        .map_err(|error: StoreError| error)
        .unwrap();
        let refused = Db::open(&fresh.url()).await.map(|_| ());
        let value = "off".to_owned();
        assert_eq!(refused, Err(StoreError::NotDurable { setting: "synchronous_commit", value }));
    });
}

#[test]
fn a_file_that_is_no_database_is_refused_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.db");
    let letter = "这不是数据库。".repeat(1_000);
    std::fs::write(&path, &letter).unwrap();
    let opened = wait(Db::open(path.to_str().unwrap())).map(|_| ());
    assert_eq!(opened, Err(StoreError::DamagedFile));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), letter);
}

#[test]
fn the_schema_reads_the_same_on_both_engines() {
    use fangxian_store::schema::Schema;
    let seen = std::sync::Mutex::new(Vec::new());
    on_both(async |db| {
        let schema = db.read(|tx| async move { Schema::read(&tx).await }).await.unwrap();
        let keys: Vec<_> = schema
            .tables
            .into_iter()
            .map(|table| {
                let mut unique = table.unique;
                unique.sort();
                (table.name, table.columns, table.primary_key, unique, table.foreign.len())
            })
            .collect();
        seen.lock().unwrap().push(keys);
    });
    let seen = seen.into_inner().unwrap();
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:#?}");
}

#[test]
fn bytes_are_called_blob_in_a_migration_and_come_back_as_bytes() {
    const BYTES: Migration = Migration {
        name: "0001_bytes",
        sql: "create table scan (n bigint not null primary key, body blob);",
    };
    on_both_empty(async |db| {
        migrate_to(&db, &[BYTES], NOW).await.unwrap();
        db.write(|tx| async move {
            let rows = [v![1, vec![0_u8, 255, 10]], v![2, None::<Vec<u8>>]];
            tx.exec_rows("insert into scan (n, body) values {rows}", rows.to_vec()).await?;
            let rows = tx.query("select body from scan order by n", &[]).await?;
            assert_eq!(rows[0].bytes("body"), Ok(&[0, 255, 10][..]));
            assert!(rows[0].text("body").is_err() && rows[1].bytes("body").is_err());
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        // And through a backup, where they are written as hexadecimal digits.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("backup");
        fangxian_store::backup::backup(&db, &path, NOW).await.unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("\n[1,{\"hex\":\"00ff0a\"}]\n[2,null]\n"), "{text}");
    });
}
