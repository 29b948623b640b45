//! What the index is compared with: PostgreSQL with an index over people that holds the place, and one
//! over places that holds the person, so that it never needs the table.

use super::trace_visits::{DAYS, FIRST_DAY, Visits};
use anyhow::{Context, Result, ensure};
use fangxian_store::{Db, Row, StoreError, V};
use fangxian_trace::DAY_S;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// So many visits are put into the table at once.
const AT_ONCE: usize = 500_000;
/// So long it is waited until the table is vacuumed, without which an index must ask the table.
const VACUUM_MAX: Duration = Duration::from_secs(900);

pub(super) struct Peer {
    db: Db,
    /// Bytes of the table and both indexes.
    pub(super) n_bytes: i64,
    /// Filling the table, and making the indexes.
    pub(super) filled: Duration,
}

/// A count of people, and the sum of their numbers: which people they are, as good as surely.
pub(super) type Answer = (i64, i64);

impl Peer {
    pub(super) async fn filled(database: &str, visits: &Visits) -> Result<Peer> {
        let db = Db::open(database).await?;
        statements(&db, include_str!("trace_make.sql")).await?;
        let start = Instant::now();
        for day in 0..DAYS {
            let mut columns = [String::new(), String::new(), String::new()];
            let mut n = 0;
            for visit in visits.of_day(day) {
                let at = visit.from - FIRST_DAY * DAY_S;
                for (column, number) in columns.iter_mut().zip([visit.person, visit.place, at]) {
                    let sign = if column.is_empty() { '{' } else { ',' };
                    // A text takes whatever is written to it.
                    let _ = write!(column, "{sign}{number}");
                }
                n += 1;
                if n == AT_ONCE {
                    put(&db, &mut columns).await?;
                    n = 0;
                }
            }
            if n > 0 {
                put(&db, &mut columns).await?;
            }
        }
        statements(&db, include_str!("trace_index.sql")).await?;
        let filled = start.elapsed();
        let n_bytes = vacuumed(&db).await?;
        Ok(Peer { db, n_bytes, filled })
    }

    /// Whom a person met.
    pub(super) async fn first_ring(&self, person: u32) -> Result<(Answer, Duration)> {
        self.ask(include_str!("trace_first.sql"), person).await
    }

    /// Whom those met, after they had met him.
    pub(super) async fn second_ring(&self, person: u32) -> Result<(Answer, Duration)> {
        self.ask(include_str!("trace_second.sql"), person).await
    }

    /// The time is that of the statement. Nested loops over the indexes are the fastest plan, which it
    /// does not always choose by itself.
    async fn ask(&self, sql: &'static str, person: u32) -> Result<(Answer, Duration)> {
        let asked: Result<(Row, Duration), StoreError> = self
            .db
            .read(move |tx| async move {
                for setting in [
                    "set local enable_hashjoin = off",
                    "set local enable_mergejoin = off",
                    "set local enable_seqscan = off",
                    "set local enable_bitmapscan = off",
                    "set local jit = off",
                    "set local work_mem = '256MB'",
                ] {
                    tx.exec(setting, &[]).await?;
                }
                let start = Instant::now();
                let row = tx.query_one(sql, &[V::from(i64::from(person))]).await?;
                Ok((row, start.elapsed()))
            })
            .await;
        let (row, took) = asked?;
        Ok(((row.int("n")?, row.int("s")?), took))
    }
}

async fn statements(db: &Db, statements: &'static str) -> Result<(), StoreError> {
    db.write(move |tx| async move {
        for statement in statements.split(';') {
            tx.exec(statement, &[]).await?;
        }
        Ok(())
    })
    .await
}

async fn put(db: &Db, columns: &mut [String; 3]) -> Result<()> {
    let values = columns.each_mut().map(|column| {
        column.push('}');
        V::from(std::mem::take(column))
    });
    let put: Result<u64, StoreError> =
        db.write(|tx| async move { tx.exec(include_str!("trace_fill.sql"), &values).await }).await;
    put?;
    Ok(())
}

/// Waits until autovacuum has been there. Gives back how large everything is.
async fn vacuumed(db: &Db) -> Result<i64> {
    let start = Instant::now();
    loop {
        let row: Result<Row, StoreError> = db
            .read(|tx| async move { tx.query_one(include_str!("trace_visible.sql"), &[]).await })
            .await;
        let row = row.context("pg_class")?;
        let (n_pages, n_visible) = (row.int("n_pages")?, row.int("n_visible")?);
        if n_pages > 0 && n_visible * 100 >= n_pages * 99 {
            return Ok(row.int("n_bytes")?);
        }
        ensure!(start.elapsed() < VACUUM_MAX, "PostgreSQL没有整理完表：{n_visible}/{n_pages}页");
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}
