//! What `Db::write` and `Db::read` promise, the same on both engines.

use crate::both::{NOW, on_both, on_both_empty};
use fangxian_core::audit::{Deed, Verdict, verify};
use fangxian_store::feed::{self, Change};
use fangxian_store::{Db, StoreError, Tx, audit, v};
use std::sync::Mutex;

async fn put(tx: &Tx, name: &str, value: &str) -> Result<(), StoreError> {
    let sql = "insert into setting (name, value) values ($1, $2)";
    tx.exec(sql, &v![name, value]).await.map(drop)
}

async fn names(db: &Db) -> Vec<String> {
    db.read(|tx| async move {
        let rows = tx.query("select name from setting order by name", &[]).await?;
        rows.iter().map(|row| Ok(row.text("name")?.to_owned())).collect::<Result<_, StoreError>>()
    })
    .await
    .unwrap()
}

#[test]
fn a_transaction_is_kept_whole_or_not_at_all() {
    on_both(async |db| {
        let kept: Result<(), StoreError> =
            db.write(|tx| async move { put(&tx, "a", "1").await }).await;
        assert_eq!(kept, Ok(()));
        let undone: Result<(), StoreError> = db
            .write(|tx| async move {
                put(&tx, "b", "1").await?;
                Err(StoreError::Stale { what: "zone" })
            })
            .await;
        assert_eq!(undone, Err(StoreError::Stale { what: "zone" }));
        assert_eq!(names(&db).await, ["a"]);
    });
}

#[test]
fn a_swallowed_error_keeps_nothing_on_either_engine() {
    on_both(async |db| {
        let outcome: Result<(), StoreError> = db
            .write(|tx| async move {
                put(&tx, "a", "1").await?;
                assert!(put(&tx, "a", "2").await.is_err());
                assert_eq!(put(&tx, "b", "2").await, Err(StoreError::Aborted));
                Ok(())
            })
            .await;
        assert_eq!(outcome, Err(StoreError::Aborted));
        assert_eq!(names(&db).await, Vec::<String>::new());
    });
}

#[test]
fn a_conflict_names_the_same_columns_on_both_engines() {
    on_both(async |db| {
        let conflict = |sql: &'static str| {
            let db = db.clone();
            async move {
                db.write(move |tx| async move {
                    tx.exec(sql, &[]).await?;
                    tx.exec(sql, &[]).await
                })
                .await
                .unwrap_err()
            }
        };
        let key = conflict("insert into counter (county, name, value) values ('1', 'n', 1)").await;
        assert_eq!(key, StoreError::Conflict { constraint: "counter(county, name)".into() });
        assert!(key.conflicts_with("counter") && !key.conflicts_with("count"));
        // The values hold the very signs that the columns are found by.
        let hostile = conflict(
            "insert into setting (name, value) values ('x)=(y', 'v') -- $1
            ",
        );
        let constraint = "setting(name)".to_owned();
        assert_eq!(hostile.await, StoreError::Conflict { constraint });
    });
}

#[test]
fn a_row_that_breaks_the_schema_is_refused_without_its_values() {
    on_both(async |db| {
        for sql in [
            "insert into setting (name, value) values ('王小明', null)",
            "insert into division (code, kind, name) values ('1', '王小明', '王小明')",
            "insert into assignment (assignment_id, account_id, role, jurisdiction, from_day,
                 granted_by, granted_at) values ('1', '王小明', 'x', '1401', 'd', 'x', 1)",
        ] {
            let refused: Result<u64, StoreError> =
                db.write(move |tx| async move { tx.exec(sql, &[]).await }).await;
            let Err(StoreError::Refused { rule }) = &refused else { panic!("{sql}: {refused:?}") };
            assert!(!rule.contains("王小明"), "{rule}");
        }
    });
}

#[test]
fn a_panic_keeps_nothing_and_the_next_transaction_works() {
    on_both(async |db| {
        for _ in 0..40 {
            let outcome: Result<(), StoreError> = db
                .write(|tx| async move {
                    put(&tx, "a", "1").await?;
                    panic!("on purpose")
                })
                .await;
            assert_eq!(outcome, Err(StoreError::Panicked));
            let read: Result<(), StoreError> =
                db.read(|_| async move { panic!("on purpose") }).await;
            assert_eq!(read, Err(StoreError::Panicked));
        }
        assert_eq!(names(&db).await, Vec::<String>::new());
        let _: () = db
            .write(|tx| async move { put(&tx, "b", "1").await })
            .await
            .unwrap_or_else(|error: StoreError| panic!("{error}"));
        assert_eq!(names(&db).await, ["b"]);
    });
}

#[test]
fn a_reader_that_writes_is_refused() {
    on_both(async |db| {
        let outcome: Result<(), StoreError> =
            db.read(|tx| async move { put(&tx, "a", "1").await }).await;
        assert!(matches!(outcome, Err(StoreError::Engine { .. })), "{outcome:?}");
        let outcome: Result<(), StoreError> =
            db.read(|tx| async move { feed::append(&tx, change(1)) }).await;
        assert!(matches!(outcome, Err(StoreError::Refused { .. })), "{outcome:?}");
    });
}

#[test]
fn a_transaction_that_was_taken_along_is_of_no_use_after_its_end() {
    on_both(async |db| {
        let tx: Tx = db.write(|tx| async move { Ok::<_, StoreError>(tx) }).await.unwrap();
        assert_eq!(put(&tx, "a", "1").await, Err(StoreError::Ended));
    });
}

#[test]
fn a_caller_that_goes_away_leaves_no_open_transaction() {
    on_both(async |db| {
        for _ in 0..50 {
            let going = db.write(|tx| async move {
                put(&tx, "a", "1").await?;
                for _ in 0..200 {
                    tx.query("select name from setting", &[]).await?;
                }
                Err::<(), _>(StoreError::Stale { what: "nothing" })
            });
            let _ = tokio::time::timeout(std::time::Duration::from_millis(2), going).await;
        }
        let last: Result<(), StoreError> =
            db.write(|tx| async move { put(&tx, "a", "2").await }).await;
        assert_eq!(last, Ok(()));
        assert_eq!(names(&db).await, ["a"]);
    });
}

#[test]
fn on_sqlite_a_body_that_waits_for_something_else_is_refused() {
    crate::both::on(fangxian_store::db::Engine::Sqlite, async |db| {
        let outcome: Result<(), StoreError> = db
            .write(|_| async move {
                tokio::task::yield_now().await;
                Ok(())
            })
            .await;
        assert_eq!(outcome, Err(StoreError::Waited));
    });
}

#[test]
fn every_kind_of_value_comes_back_as_it_was_put_in() {
    on_both_empty(async |db| {
        let (sum, first, none) = db
            .write(|tx| async move {
                tx.exec("create table sample (n bigint primary key, few smallint, word text)", &[])
                    .await?;
                let sql = "insert into sample (n, few, word) values {rows}";
                let rows =
                    (0..1_234).map(|n| v![i64::MAX - n, n % 2 == 0, format!("第{n}行 $1 ?1 '")]);
                assert_eq!(tx.exec_rows(sql, rows.collect()).await?, 1_234);
                tx.exec(
                    "insert into sample (n, few, word) values ($2, $1, null)",
                    &v![None::<i64>, 1],
                )
                .await?;
                let sum =
                    tx.query_one("select cast(sum(few) as bigint) as s from sample", &[]).await?;
                let first = tx
                    .query_one("select n, few, word from sample where n = $1", &v![i64::MAX])
                    .await?;
                let none =
                    tx.query_one("select few, word from sample where n = $1", &v![1]).await?;
                Ok::<_, StoreError>((sum, first, none))
            })
            .await
            .unwrap();
        assert_eq!(sum.int("s"), Ok(617));
        assert_eq!(first.int("n"), Ok(i64::MAX));
        assert_eq!(first.flag("few"), Ok(true));
        assert_eq!(first.text("word"), Ok("第0行 $1 ?1 '"));
        assert_eq!((none.opt_int("few"), none.opt_text("word")), (Ok(None), Ok(None)));
    });
}

fn change(n: i64) -> Change {
    Change {
        county: "140105".into(),
        at: NOW.plus_ms(n),
        topic: "zone".into(),
        subject: format!("{n}"),
    }
}

fn deed(n: i64) -> Deed {
    Deed {
        at: NOW.plus_ms(n),
        account: None,
        act: "zone_rate".into(),
        purpose: None,
        subject: format!("zone {n}"),
        detail: "{}".into(),
    }
}

/// Fifty at once, each with two entries in each of two counties, some of which fail.
#[test]
fn fifty_writers_leave_no_gap_in_the_chain_and_in_the_feed() {
    on_both(async |db| {
        let kept = Mutex::new(Vec::new());
        let one = async |n: i64| {
            let outcome: Result<(), StoreError> = db
                .write(move |tx| async move {
                    for county in ["140106", "140105"] {
                        audit::append(&tx, county, deed(n))?;
                        feed::append(&tx, Change { county: county.into(), ..change(n) })?;
                        put(&tx, &format!("{county} {n}"), "").await?;
                        audit::append(&tx, county, deed(n + 1_000))?;
                        feed::append(&tx, Change { county: county.into(), ..change(n + 1_000) })?;
                    }
                    match n % 5 {
                        0 => Err(StoreError::Stale { what: "zone" }),
                        _ => Ok(()),
                    }
                })
                .await;
            match (n % 5, outcome) {
                (0, Err(StoreError::Stale { .. })) => {}
                (1..5, Ok(())) => kept.lock().unwrap().push(n),
                (_, other) => panic!("{other:?}"),
            }
        };
        let all: Vec<_> = (0..50).map(one).collect();
        futures_util::future::join_all(all).await;
        assert_eq!(kept.lock().unwrap().len(), 40);
        for county in ["140105", "140106"] {
            let (entries, changes) = db
                .read(move |tx| async move {
                    Ok::<_, StoreError>((
                        audit::entries_after(&tx, county, 0, 1_000).await?,
                        feed::after(&tx, county, 0, 1_000).await?,
                    ))
                })
                .await
                .unwrap();
            let intact = Verdict::Intact { last_seq: 80, witnessed_seq: 0 };
            assert_eq!(verify(county, &entries, &[]), intact);
            let seqs: Vec<i64> = changes.iter().map(|row| row.seq).collect();
            assert_eq!(seqs, (1..=80).collect::<Vec<i64>>());
        }
    });
}
