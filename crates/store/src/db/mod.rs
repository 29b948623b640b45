//! The one door to a database: `db.write(|tx| async move { … })`, with one SQL text for every
//! engine. Parameters are written `$1`, `$2` in it.

pub(crate) mod many;
mod row;
mod value;

pub use row::Row;
pub use value::V;

pub(crate) use row::RowHead;

use crate::accounts::{self, Standing};
use crate::engine::postgres::{Postgres, PostgresTx};
use crate::engine::sqlite::{Sqlite, SqliteTx};
use crate::{StoreError, audit, feed};
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A database: embedded or a server. A clone is the same database.
#[derive(Clone)]
pub enum Db {
    /// A file, opened by this process.
    Sqlite(Sqlite),
    /// A server, reached through a pool of connections.
    Postgres(Postgres),
}

/// Which engine stands behind a [`Db`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, bundled.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

impl Db {
    /// Opens `postgres://…`, or else a file for SQLite (`sqlite:` before the path is allowed),
    /// which is made where it is absent. Refuses a database whose settings would lose
    /// acknowledged writes. Creates no tables: see [`crate::migrate`].
    pub async fn open(url_or_path: &str) -> Result<Db, StoreError> {
        if url_or_path.starts_with("postgres://") || url_or_path.starts_with("postgresql://") {
            return Postgres::open(url_or_path).await.map(Db::Postgres);
        }
        let path = url_or_path.strip_prefix("sqlite:").unwrap_or(url_or_path);
        let path = path.strip_prefix("//").unwrap_or(path);
        Sqlite::open(path.as_ref()).map(Db::Sqlite)
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self {
            Db::Sqlite(_) => Engine::Sqlite,
            Db::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs `act` as one transaction and returns when its writes are durable. Where `act` fails,
    /// panics, or swallowed the error of a statement, nothing is kept.
    ///
    /// `act` waits for nothing but the transaction: on SQLite it holds the only writer meanwhile,
    /// and a body that waits for something else is refused there with [`StoreError::Waited`].
    pub async fn write<T, E, F, Fut>(&self, act: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match self {
            Db::Sqlite(sqlite) => sqlite.write(act).await,
            Db::Postgres(postgres) => postgres.transact(Mode::Write, act).await,
        }
    }

    /// Brings what was written to where it stays, now and not when much has come together. Whoever writes
    /// much in small parts asks for it after each, so that no other waits for the disk for long:
    /// SQLite copies 16 MiB of its log at a time by itself, which takes up to 50 ms. PostgreSQL
    /// spreads it by itself.
    ///
    /// # Errors
    /// The file cannot be written. Nothing that was committed is lost by it.
    pub async fn settle(&self) -> Result<(), StoreError> {
        match self {
            Db::Sqlite(sqlite) => sqlite.settle().await,
            Db::Postgres(_) => Ok(()),
        }
    }

    /// Runs `act` on one unchanging view of the database; a write in it is refused.
    pub async fn read<T, E, F, Fut>(&self, act: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match self {
            Db::Sqlite(sqlite) => sqlite.read(act).await,
            Db::Postgres(postgres) => postgres.transact(Mode::Read, act).await,
        }
    }
}

/// What a transaction may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Write,
}

/// An open transaction. It ends when the body that was given it returns.
pub struct Tx {
    open: Arc<OpenTx>,
}

/// The part of a transaction that its engine keeps until the end.
pub(crate) struct OpenTx {
    engine: EngineTx,
    mode: Mode,
    failed: AtomicBool,
    ended: AtomicBool,
    at_end: Mutex<AtEnd>,
}

pub(crate) enum EngineTx {
    Sqlite(SqliteTx),
    Postgres(Box<PostgresTx>),
}

/// Entries that take a number which may not skip. They are written last, just before the commit,
/// so that the lock on the number is held for the shortest time and always taken after every
/// other lock: two transactions cannot wait for each other over it.
#[derive(Default)]
struct AtEnd {
    standing: Option<Standing>,
    feed: Vec<feed::Change>,
    audit: Vec<audit::Pending>,
}

impl Tx {
    /// Runs a statement that returns no rows. Returns how many rows it touched.
    pub async fn exec(&self, sql: &str, values: &[V]) -> Result<u64, StoreError> {
        self.usable()?;
        let outcome = match &self.open.engine {
            EngineTx::Sqlite(tx) => tx.exec(sql, values),
            EngineTx::Postgres(tx) => tx.exec(sql, values).await,
        };
        self.noted(outcome)
    }

    /// Runs a statement that returns rows: a `select`, or a write with `returning`.
    pub async fn query(&self, sql: &str, values: &[V]) -> Result<Vec<Row>, StoreError> {
        self.usable()?;
        let outcome = match &self.open.engine {
            EngineTx::Sqlite(tx) => tx.query(sql, values),
            EngineTx::Postgres(tx) => tx.query(sql, values).await,
        };
        self.noted(outcome)
    }

    /// The only row, or none. More than one row is an error of the statement.
    pub async fn query_opt(&self, sql: &str, values: &[V]) -> Result<Option<Row>, StoreError> {
        let mut rows = self.query(sql, values).await?;
        match (rows.pop(), rows.is_empty()) {
            (row, true) => Ok(row),
            (_, false) => self.noted(Err(wrong_number_of_rows(sql))),
        }
    }

    /// The only row. Another number of rows is an error of the statement.
    pub async fn query_one(&self, sql: &str, values: &[V]) -> Result<Row, StoreError> {
        match self.query_opt(sql, values).await? {
            Some(row) => Ok(row),
            None => self.noted(Err(wrong_number_of_rows(sql))),
        }
    }

    /// Runs an `update` that states the version it assumed: it must touch exactly one row, or the
    /// row is [`StoreError::Stale`]. Staleness does not abort the transaction by itself; an error
    /// returned from the body does.
    pub async fn exec_versioned(
        &self,
        what: &'static str,
        sql: &str,
        values: &[V],
    ) -> Result<(), StoreError> {
        match self.exec(sql, values).await? {
            1 => Ok(()),
            _ => Err(StoreError::Stale { what }),
        }
    }

    /// Which engine runs this transaction. Only the few statements that differ ask.
    pub fn engine(&self) -> Engine {
        match &self.open.engine {
            EngineTx::Sqlite(_) => Engine::Sqlite,
            EngineTx::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs the statements of a migration.
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.usable()?;
        let outcome = match &self.open.engine {
            EngineTx::Sqlite(tx) => tx.batch(sql),
            EngineTx::Postgres(tx) => tx.batch(sql).await,
        };
        self.noted(outcome)
    }

    /// Keeps a change of the feed for the end of the transaction.
    pub(crate) fn feed_at_end(&self, change: feed::Change) -> Result<(), StoreError> {
        self.with_end(|end| end.feed.push(change))
    }

    /// Keeps by what right the transaction acts, to be looked at once more at its end.
    pub(crate) fn standing_at_end(&self, standing: Standing) -> Result<(), StoreError> {
        self.with_end(|end| end.standing = Some(standing))
    }

    /// Keeps an audit entry for the end of the transaction.
    pub(crate) fn audit_at_end(&self, entry: audit::Pending) -> Result<(), StoreError> {
        self.with_end(|end| end.audit.push(entry))
    }

    fn with_end(&self, keep: impl FnOnce(&mut AtEnd)) -> Result<(), StoreError> {
        self.usable()?;
        match self.open.mode {
            Mode::Write => {
                keep(&mut self.open.at_end.lock().unwrap_or_else(PoisonError::into_inner));
                Ok(())
            }
            Mode::Read => self.noted(Err(StoreError::Refused {
                rule: "a transaction that reads may not write".to_owned(),
            })),
        }
    }

    fn usable(&self) -> Result<(), StoreError> {
        if self.open.ended.load(Ordering::Acquire) {
            return Err(StoreError::Ended);
        }
        self.open.not_failed()
    }

    /// Remembers a failure. PostgreSQL refuses every statement after a failed one; SQLite would
    /// go on, and the same code would keep half of its work on one engine only.
    fn noted<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if outcome.is_err() {
            self.open.failed.store(true, Ordering::Release);
        }
        outcome
    }
}

impl OpenTx {
    pub(crate) fn new(engine: EngineTx, mode: Mode) -> Arc<OpenTx> {
        Arc::new(OpenTx {
            engine,
            mode,
            failed: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            at_end: Mutex::default(),
        })
    }

    /// Closes the transaction to whoever kept a hold of it.
    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::Release);
    }

    pub(crate) fn engine(&self) -> &EngineTx {
        &self.engine
    }

    fn not_failed(&self) -> Result<(), StoreError> {
        match self.failed.load(Ordering::Acquire) {
            true => Err(StoreError::Aborted),
            false => Ok(()),
        }
    }
}

/// The whole body of a transaction but its begin and commit, the same for every engine.
pub(crate) async fn body<T, E, F, Fut>(open: Arc<OpenTx>, act: F) -> Result<T, E>
where
    F: FnOnce(Tx) -> Fut,
    Fut: Future<Output = Result<T, E>>,
    E: From<StoreError>,
{
    let value = act(Tx { open: Arc::clone(&open) }).await?;
    open.not_failed()?;
    let tx = Tx { open };
    let AtEnd { standing, feed, audit } =
        std::mem::take(&mut *tx.open.at_end.lock().unwrap_or_else(PoisonError::into_inner));
    if let Some(standing) = standing {
        accounts::assert_stands(&tx, &standing).await?;
    }
    // Always in this order, so that no two transactions lock the two numbers crosswise.
    feed::write(&tx, feed).await?;
    audit::write(&tx, audit).await?;
    Ok(value)
}

fn wrong_number_of_rows(sql: &str) -> StoreError {
    StoreError::Engine {
        statement: StoreError::statement(sql),
        fault: crate::EngineFault {
            engine: "store",
            code: "rows".to_owned(),
            message: "another number of rows came back than the one expected".to_owned(),
        },
    }
}
