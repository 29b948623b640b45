//! A backup comes back whole on either engine, or not at all.

use crate::both::{Fresh, NOW, wait};
use fangxian_core::audit::{Deed, Verdict, verify};
use fangxian_store::backup::{BackupError, Manifest, backup};
use fangxian_store::db::Engine;
use fangxian_store::migrate::{Migration, migrate, migrate_to};
use fangxian_store::restore::{RestoreError, inspect, restore};
use fangxian_store::schema::Schema;
use fangxian_store::{Db, StoreError, audit, v};
use std::path::{Path, PathBuf};

/// Some rows in tables that refer to each other, more than one page of them, with text that
/// could be taken for the file's own signs.
async fn fill(db: &Db, n_zones: i64) {
    migrate(db, NOW).await.unwrap();
    db.write(move |tx| async move {
        let zones = (0..n_zones).map(|n| {
            let hostile = format!("{n}号楼\n\"]}},\u{7f}，王\u{10ffff}");
            v!["140105", format!("z{n}"), format!("z{n}"), hostile, "[]", i64::MAX - n]
        });
        let sql = "insert into zone (county, zone_id, area_key, area, parts, created_at)
                   values {rows}";
        tx.exec_rows(sql, zones.collect()).await?;
        let facts = (0..n_zones).map(|n| {
            v![
                "140105",
                format!("00000000-0000-7000-8000-{n:012}"),
                format!("z{n}"),
                "rated",
                "2022-10-07",
                n,
                "high",
                "P9",
                "a",
                "b",
                "notice",
                "1",
                "words"
            ]
        });
        let sql = "insert into zone_fact (county, fact_id, zone_id, kind, on_day, recorded_at,
                       level, edition, proposed_by, signed_by, ground_kind, ground_id,
                       as_written)
                   values {rows}";
        tx.exec_rows(sql, facts.collect()).await?;
        tx.exec("insert into setting (name, value) values ('city', '太原')", &[]).await?;
        for n in 0..20 {
            let deed = Deed {
                at: NOW,
                account: None,
                act: "zone_rate".into(),
                purpose: None,
                subject: format!("{n}"),
                detail: "{}".into(),
            };
            audit::append(&tx, "140105", deed)?;
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
}

async fn n_rows(db: &Db) -> i64 {
    db.read(|tx| async move {
        let mut n = 0;
        for table in Schema::read(&tx).await?.tables {
            if table.name != "schema_migration" {
                let sql = format!("select count(*) as n from {}", table.name);
                n += tx.query_one(&sql, &[]).await?.int("n")?;
            }
        }
        Ok::<_, StoreError>(n)
    })
    .await
    .unwrap()
}

struct Taken {
    folder: tempfile::TempDir,
    path: PathBuf,
    manifest: Manifest,
}

async fn taken_from(engine: Engine, n_zones: i64) -> Option<Taken> {
    let fresh = Fresh::new(engine)?;
    let db = fresh.open().await;
    fill(&db, n_zones).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.backup");
    let manifest = backup(&db, &path, NOW).await.unwrap();
    let again = backup(&db, &path, NOW).await;
    assert!(matches!(again, Err(BackupError::Exists(_))), "{again:?}");
    Some(Taken { folder, path, manifest })
}

#[test]
fn a_backup_of_each_engine_comes_back_on_each_and_reads_the_same() {
    wait(async {
        let mut bytes_of_each = Vec::new();
        for from in [Engine::Sqlite, Engine::Postgres] {
            let Some(taken) = taken_from(from, 2_500).await else { continue };
            assert_eq!(taken.manifest.n_rows(), 5_022);
            assert_eq!(inspect(&taken.path).unwrap(), taken.manifest);
            bytes_of_each.push(std::fs::read(&taken.path).unwrap());
            for into in [Engine::Sqlite, Engine::Postgres] {
                let Some(fresh) = Fresh::new(into) else { continue };
                let db = fresh.open().await;
                let restored = restore(&taken.path, &db, NOW).await.unwrap();
                assert_eq!(restored, taken.manifest, "{from:?} into {into:?}");
                let entries = db
                    .read(|tx| async move { audit::entries_after(&tx, "140105", 0, 99).await })
                    .await
                    .unwrap();
                let intact = Verdict::Intact { last_seq: 20, witnessed_seq: 0 };
                assert_eq!(verify("140105", &entries, &[]), intact);
                // What came back gives the same backup, byte for byte.
                let again = taken.folder.path().join(format!("again-{into:?}"));
                backup(&db, &again, NOW).await.unwrap();
                assert!(std::fs::read(&again).unwrap() == std::fs::read(&taken.path).unwrap());
            }
        }
        assert!(bytes_of_each.windows(2).all(|pair| pair[0] == pair[1]));
    });
}

async fn refused(path: &Path, db: &Db) -> RestoreError {
    match restore(path, db, NOW).await {
        Err(error) => error,
        Ok(_) => panic!("{} was restored", path.display()),
    }
}

#[test]
fn a_backup_cut_off_anywhere_is_refused_before_a_row_of_it_is_used() {
    wait(async {
        let Some(taken) = taken_from(Engine::Sqlite, 2_500).await else { return };
        let whole = std::fs::read(&taken.path).unwrap();
        let line_ends: Vec<usize> =
            (0..whole.len()).filter(|place| whole[*place] == b'\n').collect();
        // Behind whole lines, where nothing looks torn, and at every hundredth part between.
        let mut cuts: Vec<usize> = line_ends.iter().step_by(97).map(|place| place + 1).collect();
        cuts.extend((0..100).map(|part| whole.len() * part / 100));
        cuts.extend([whole.len() - 1, whole.len() - 2]);
        cuts.push(line_ends[line_ends.len() - 2] + 1);
        let cut_path = taken.folder.path().join("cut");
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let Some(fresh) = Fresh::new(engine) else { continue };
            let db = fresh.open().await;
            for cut in &cuts {
                std::fs::write(&cut_path, &whole[..*cut]).unwrap();
                let error = refused(&cut_path, &db).await;
                assert!(
                    matches!(error, RestoreError::Damaged { .. } | RestoreError::NoBackup),
                    "{cut}: {error:?}"
                );
            }
            // The control: uncut, it goes in.
            std::fs::write(&cut_path, &whole).unwrap();
            restore(&cut_path, &db, NOW).await.unwrap();
            assert_eq!(n_rows(&db).await, 5_022);
        }
    });
}

#[test]
fn one_changed_bit_anywhere_is_noticed() {
    wait(async {
        let Some(taken) = taken_from(Engine::Sqlite, 150).await else { return };
        let whole = std::fs::read(&taken.path).unwrap();
        let path = taken.folder.path().join("flipped");
        for part in 0..1_000 {
            let mut bytes = whole.clone();
            bytes[whole.len() * part / 1_000] ^= 1 << (part % 8);
            std::fs::write(&path, &bytes).unwrap();
            assert!(inspect(&path).is_err(), "bit {} at {part}/1000", part % 8);
        }
    });
}

#[test]
fn only_an_empty_database_is_restored_into() {
    wait(async {
        let Some(taken) = taken_from(Engine::Sqlite, 2_500).await else { return };
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let Some(fresh) = Fresh::new(engine) else { continue };
            let db = fresh.open().await;
            migrate(&db, NOW).await.unwrap();
            let put = |name: &'static str| {
                db.write(move |tx| async move {
                    let sql = "insert into setting (name, value) values ($1, '')";
                    tx.exec(sql, &v![name]).await
                })
            };
            let _: u64 = put("mine").await.map_err(|error: StoreError| error).unwrap();
            let error = refused(&taken.path, &db).await;
            assert!(matches!(&error, RestoreError::NotEmpty { table } if table == "setting"));
            assert_eq!(n_rows(&db).await, 1);
            // With the schema alone in place it goes in.
            db.write(|tx| async move { tx.exec("delete from setting", &[]).await })
                .await
                .map_err(|error: StoreError| error)
                .unwrap();
            restore(&taken.path, &db, NOW).await.unwrap();
            let error = refused(&taken.path, &db).await;
            assert!(matches!(error, RestoreError::NotEmpty { .. }), "{error:?}");
            assert_eq!(n_rows(&db).await, 5_022);
        }
    });
}

#[test]
fn a_database_with_foreign_tables_is_not_empty() {
    wait(async {
        let Some(taken) = taken_from(Engine::Sqlite, 2_500).await else { return };
        let Some(fresh) = Fresh::new(Engine::Sqlite) else { return };
        let db = fresh.open().await;
        let sql = "create table ledger (n bigint primary key)";
        db.write(move |tx| async move { tx.exec(sql, &[]).await })
            .await
            .map_err(|error: StoreError| error)
            .unwrap();
        let error = refused(&taken.path, &db).await;
        assert!(matches!(error, RestoreError::NotEmpty { table } if table == "ledger"));
    });
}

#[test]
fn what_is_no_backup_or_of_another_program_is_refused() {
    wait(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let Some(fresh) = Fresh::new(Engine::Sqlite) else { return };
        let db = fresh.open().await;
        for bytes in [&b""[..], b"{}\n", b"\xff\xfe\n", b"[1]\n", &[0; 5_000]] {
            std::fs::write(&path, bytes).unwrap();
            let error = refused(&path, &db).await;
            assert!(matches!(error, RestoreError::NoBackup), "{error:?}");
        }
        std::fs::write(&path, "{\"fangxian_backup\":2}\n").unwrap();
        assert!(matches!(refused(&path, &db).await, RestoreError::LaterFormat(2)));
        const STRANGE: &[Migration] = &[Migration {
            name: "0001_spine",
            sql: "create table a (n bigint not null primary key)",
        }];
        let strange = Fresh::new(Engine::Sqlite).unwrap();
        let strange_db = strange.open().await;
        migrate_to(&strange_db, STRANGE, NOW).await.unwrap();
        std::fs::remove_file(&path).unwrap();
        backup(&strange_db, &path, NOW).await.unwrap();
        let error = refused(&path, &db).await;
        assert!(matches!(error, RestoreError::OtherMigrations { .. }), "{error:?}");
    });
}
