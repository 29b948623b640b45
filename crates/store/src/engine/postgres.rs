//! PostgreSQL 15 or later: a server, reached through a pool of connections.

use crate::db::{self, EngineTx, Mode, OpenTx, Row, RowHead, Tx, V};
use crate::schema::SchemaSql;
use crate::{EngineFault, StoreError};
use bytes::BytesMut;
use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use futures_util::{FutureExt, future};
use std::error::Error;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio_postgres::NoTls;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

/// Connections in the pool. More than about 32 made the slowest answers ten times slower.
const CONNECTIONS_MAX: usize = 32;
/// How long a request waits for a connection before it is told that the store is busy.
const POOL_TIMEOUT: Duration = Duration::from_secs(10);
/// A query of more values is a long list, and is planned each time that it is asked. The plan of a
/// statement that is kept is made while tables are small and stays when they have grown: asking for
/// five hundred documents among a hundred thousand people took 600 ms that way. Lists differ in
/// length besides, and each length would be kept.
const KEPT_VALUES_MAX: usize = 100;
/// A statement that waits longer for a lock gives up; a forgotten transaction is ended. What does
/// not say that it writes may not: see [`Postgres::transact`].
const ON_CONNECT: &str = "
    set default_transaction_read_only = on;
    set lock_timeout = '10s';
    set idle_in_transaction_session_timeout = '60s';
    set timezone = 'UTC'";
/// Any number: whoever migrates holds the advisory lock with it.
const MIGRATION_LOCK: &str = "select pg_advisory_xact_lock(72910041)";

/// How to read the schema. See [`crate::schema`].
pub(crate) const SCHEMA: SchemaSql = SchemaSql {
    columns: "
        select cast(table_name as text) as table_name, cast(column_name as text) as column_name
        from information_schema.columns
        where table_schema = current_schema()
        order by table_name, ordinal_position",
    keys: "
        select cast(t.relname as text) as table_name, cast(i.relname as text) as key_name,
               x.indisprimary as is_primary, cast(a.attname as text) as column_name
        from pg_index x
        join pg_class t on t.oid = x.indrelid
        join pg_class i on i.oid = x.indexrelid
        join pg_namespace n on n.oid = t.relnamespace
        cross join lateral unnest(x.indkey) with ordinality as k (attnum, place)
        join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
        where n.nspname = current_schema() and x.indisunique
        order by t.relname, i.relname, k.place",
    foreign: "
        select cast(t.relname as text) as table_name, cast(c.conname as text) as key_name,
               cast(o.relname as text) as target, cast(a.attname as text) as column_name
        from pg_constraint c
        join pg_class t on t.oid = c.conrelid
        join pg_class o on o.oid = c.confrelid
        join pg_namespace n on n.oid = t.relnamespace
        cross join lateral unnest(c.conkey) with ordinality as k (attnum, place)
        join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
        where n.nspname = current_schema() and c.contype = 'f'
        order by t.relname, c.conname, k.place",
};

/// A pool of connections to a server.
#[derive(Clone)]
pub struct Postgres {
    pool: Pool,
}

impl Postgres {
    /// Connects, and refuses a server whose settings would lose acknowledged writes.
    pub(crate) async fn open(url: &str) -> Result<Postgres, StoreError> {
        let config: tokio_postgres::Config =
            url.parse().map_err(|_| unreachable_because("the database address cannot be read"))?;
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let greet = Hook::async_fn(|client, _| {
            Box::pin(
                async move { client.batch_execute(ON_CONNECT).await.map_err(HookError::Backend) },
            )
        });
        let pool = Pool::builder(Manager::from_config(config, NoTls, recycling))
            .max_size(CONNECTIONS_MAX)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(POOL_TIMEOUT))
            .create_timeout(Some(POOL_TIMEOUT))
            .post_create(greet)
            .build()
            .map_err(|_| unreachable_because("the pool of connections could not be made"))?;
        let postgres = Postgres { pool };
        postgres.refuse_what_is_not_durable().await?;
        Ok(postgres)
    }

    /// One transaction. Its beginning is sent together with its first statement and not waited for
    /// before: should it fail, that statement runs by itself, where it may not write, and what it
    /// reads is thrown away.
    pub(crate) async fn transact<T, E, F, Fut>(&self, mode: Mode, act: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let client = self.pool.get().await.map_err(|error| E::from(pool_error(error)))?;
        let tx = PostgresTx { client: Some(client), settled: AtomicBool::new(false) };
        let open = OpenTx::new(EngineTx::Postgres(Box::new(tx)), mode);
        let body = AssertUnwindSafe(db::body(Arc::clone(&open), act)).catch_unwind();
        let (begun, outcome) = future::join(begin(&open, mode), body).await;
        open.end();
        let outcome = outcome.unwrap_or_else(|_| Err(E::from(StoreError::Panicked)));
        let outcome = match begun {
            Ok(()) => outcome,
            Err(error) => Err(E::from(error)),
        };
        match (mode, &outcome) {
            (Mode::Write, Ok(_)) => end(&open, "commit").await?,
            // Nobody waits for the end of what only read: it says nothing more.
            (Mode::Read, Ok(_)) => {
                tokio::spawn(async move { end(&open, "commit").await });
            }
            // A connection that cannot roll back is closed, which rolls back.
            (Mode::Write | Mode::Read, Err(_)) => drop(end(&open, "rollback").await),
        }
        outcome
    }

    async fn refuse_what_is_not_durable(&self) -> Result<(), StoreError> {
        let client = self.pool.get().await.map_err(pool_error)?;
        for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
            let sql = format!("show {setting}");
            let row = client.query_one(&sql, &[]).await.map_err(|e| store_error(&e, &sql))?;
            let value: String = row.try_get(0).map_err(|e| store_error(&e, &sql))?;
            if value == "off" {
                return Err(StoreError::NotDurable { setting, value });
            }
        }
        Ok(())
    }
}

async fn begin(open: &OpenTx, mode: Mode) -> Result<(), StoreError> {
    let EngineTx::Postgres(tx) = open.engine() else { return Err(StoreError::Ended) };
    tx.batch(match mode {
        Mode::Read => "begin isolation level repeatable read, read only",
        Mode::Write => "begin isolation level read committed, read write",
    })
    .await
}

/// Commits or rolls back, after which the connection may go back to the pool.
async fn end(open: &OpenTx, how: &str) -> Result<(), StoreError> {
    let EngineTx::Postgres(tx) = open.engine() else { return Err(StoreError::Ended) };
    tx.batch(how).await?;
    tx.settled.store(true, Ordering::Release);
    Ok(())
}

/// A transaction on one connection of the pool.
pub(crate) struct PostgresTx {
    client: Option<Object>,
    settled: AtomicBool,
}

/// Whoever asked went away, or something panicked, in the middle: the connection must not go
/// back to the pool with the transaction still open. Closing it rolls back.
impl Drop for PostgresTx {
    fn drop(&mut self) {
        if !self.settled.load(Ordering::Acquire)
            && let Some(client) = self.client.take()
        {
            drop(Object::take(client));
        }
    }
}

impl PostgresTx {
    pub(crate) async fn exec(&self, sql: &str, values: &[V]) -> Result<u64, StoreError> {
        let client = self.client()?;
        let run = async {
            let statement = client.prepare_cached(sql).await?;
            client.execute_raw(&statement, values).await
        };
        run.await.map_err(|error| store_error(&error, sql))
    }

    pub(crate) async fn query(&self, sql: &str, values: &[V]) -> Result<Vec<Row>, StoreError> {
        let client = self.client()?;
        let borrowed: Vec<&(dyn ToSql + Sync)> =
            values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        let run = async {
            let statement = match values.len() > KEPT_VALUES_MAX {
                true => client.prepare(sql).await?,
                false => client.prepare_cached(sql).await?,
            };
            let rows = client.query(&statement, &borrowed).await?;
            Ok((statement, rows))
        };
        let (statement, rows) = run.await.map_err(|error| store_error(&error, sql))?;
        let columns = statement.columns().iter().map(|column| column.name().to_owned()).collect();
        let head = Arc::new(RowHead { columns, sql: sql.to_owned() });
        rows.iter()
            .map(|row| {
                let values = (0..row.len()).map(|place| {
                    from_postgres(row, place).ok_or_else(|| {
                        let column = head.columns.get(place).map_or("", String::as_str);
                        Row::new(Arc::clone(&head), Vec::new()).damaged(column)
                    })
                });
                Ok(Row::new(Arc::clone(&head), values.collect::<Result<_, StoreError>>()?))
            })
            .collect()
    }

    pub(crate) async fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.client()?.batch_execute(sql).await.map_err(|error| store_error(&error, sql))
    }

    fn client(&self) -> Result<&Object, StoreError> {
        self.client.as_ref().ok_or(StoreError::Ended)
    }
}

/// Waits until nobody else migrates this database, and for as long as that takes.
pub(crate) fn migration_lock() -> String {
    format!("set local lock_timeout = 0; {MIGRATION_LOCK}")
}

/// A migration in PostgreSQL's words. Text compares byte by byte, as it does in SQLite, whatever
/// locale the database was made with: keyset paging and "begins with this code" depend on it.
pub(crate) fn dialect(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() + 1024);
    for line in sql.split_inclusive('\n') {
        let (code, comment) = line.split_at(line.find("--").unwrap_or(line.len()));
        for part in code.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '_')) {
            let word = part.trim_end_matches(|c: char| !(c.is_alphanumeric() || c == '_'));
            match word {
                "text" => text.push_str("text collate \"C\""),
                "blob" => text.push_str("bytea"),
                _ => text.push_str(word),
            }
            text.push_str(part.get(word.len()..).unwrap_or_default());
        }
        text.push_str(comment);
    }
    text
}

impl ToSql for V {
    fn to_sql(
        &self,
        wanted: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            V::Null => Ok(IsNull::Yes),
            V::I(number) => match *wanted {
                Type::INT2 => i16::try_from(*number)?.to_sql(wanted, out),
                Type::INT4 => i32::try_from(*number)?.to_sql(wanted, out),
                Type::INT8 => number.to_sql(wanted, out),
                _ => Err(format!("a number was given for a parameter of type {wanted}").into()),
            },
            V::T(text) if <&str as ToSql>::accepts(wanted) => text.as_str().to_sql(wanted, out),
            V::B(bytes) if *wanted == Type::BYTEA => bytes.as_slice().to_sql(wanted, out),
            V::T(_) => Err(format!("text was given for a parameter of type {wanted}").into()),
            V::B(_) => Err(format!("bytes were given for a parameter of type {wanted}").into()),
        }
    }

    /// Every type, because the value decides; a mismatch is an error of the statement.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// The value, or none where the schema has no such type. A sum of BIGINT is NUMERIC: cast it.
fn from_postgres(row: &tokio_postgres::Row, place: usize) -> Option<V> {
    let wanted = row.columns().get(place)?.type_();
    match *wanted {
        Type::INT8 => row.try_get::<_, Option<i64>>(place).ok().map(V::from),
        Type::INT4 => row.try_get::<_, Option<i32>>(place).ok().map(V::from),
        Type::INT2 => row.try_get::<_, Option<i16>>(place).ok().map(V::from),
        Type::BOOL => row.try_get::<_, Option<bool>>(place).ok().map(V::from),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(place).ok().map(V::from),
        _ => row.try_get::<_, Option<String>>(place).ok().map(V::from),
    }
}

fn fault(code: &str, message: &str) -> EngineFault {
    EngineFault { engine: "postgresql", code: code.to_owned(), message: message.to_owned() }
}

fn unreachable_because(why: &str) -> StoreError {
    StoreError::Unreachable(fault("connection", why))
}

fn pool_error(error: PoolError) -> StoreError {
    match error {
        PoolError::Timeout(_) => StoreError::Busy,
        PoolError::Backend(error) => store_error(&error, "connect"),
        PoolError::PostCreateHook(HookError::Backend(error)) => store_error(&error, "connect"),
        PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
            unreachable_because("the pool of connections is closed")
        }
    }
}

pub(crate) fn store_error(error: &tokio_postgres::Error, sql: &str) -> StoreError {
    let other = |code: &str, message: &str| StoreError::Engine {
        statement: StoreError::statement(sql),
        fault: fault(code, message),
    };
    let Some(said) = error.as_db_error() else {
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        return match error.is_closed() || error.source().is_some_and(|e| e.is::<std::io::Error>()) {
            true => unreachable_because(&format!("{error}{cause}")),
            false => other("client", &format!("{error}{cause}")),
        };
    };
    let code = said.code();
    if *code == SqlState::UNIQUE_VIOLATION {
        return StoreError::Conflict { constraint: unique_columns(said) };
    }
    match (code.code(), code.code().get(..2).unwrap_or_default()) {
        (_, "23") => StoreError::Refused { rule: said.message().to_owned() },
        // Serialization failure, deadlock, lock timeout, statement canceled, too many clients.
        ("40001" | "40P01" | "55P03" | "57014" | "53300", _) => StoreError::Busy,
        ("53100", _) => StoreError::Full,
        ("XX001" | "XX002", _) => StoreError::DamagedFile,
        // Shutting down, starting up, connection trouble, an address or account refused.
        (_, "57" | "08" | "28" | "3D") => {
            StoreError::Unreachable(fault(code.code(), said.message()))
        }
        (code, _) => other(code, said.message()),
    }
}

/// `Key (county, text_sha256)=(…) already exists.` as `notice(county, text_sha256)`. Only the
/// columns are taken, which stand before `)=(` in every language; the values stay out.
fn unique_columns(said: &DbError) -> String {
    let detail = said.detail().unwrap_or_default();
    let columns = detail.split(")=(").next().and_then(|before| before.rsplit('(').next());
    format!("{}({})", said.table().unwrap_or_default(), columns.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_compares_by_bytes_and_names_that_hold_the_word_stay() {
        assert_eq!(
            dialect("text_sha256 text not null, body blob, -- a text\nindex notice_by_text"),
            "text_sha256 text collate \"C\" not null, body bytea, -- a text\nindex notice_by_text"
        );
    }
}
