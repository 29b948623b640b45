//! SQLite: a file in this process, one writer thread, a few reading threads.

use crate::db::{self, EngineTx, Mode, OpenTx, Row, RowHead, Tx, V};
use crate::schema::SchemaSql;
use crate::{EngineFault, StoreError};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OpenFlags, ffi};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How long a statement waits for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// What the writer keeps of the file in memory.
const WRITER_CACHE_KIB: i64 = 64 * 1024;
/// How long the log grows before it is copied into the file: 16 MiB.
const CHECKPOINT_PAGES: i64 = 4_096;
/// Threads that read. Each has its own connection and sees the last commit.
const N_READERS: usize = 4;
/// Transactions that may wait in line; whoever comes later waits before the line.
const LINE_MAX: usize = 1024;
/// Prepared statements kept by each connection.
const STATEMENTS_KEPT: usize = 256;

/// How to read the schema. See [`crate::schema`].
pub(crate) const SCHEMA: SchemaSql = SchemaSql {
    columns: "
        select t.name as table_name, c.name as column_name
        from sqlite_master t join pragma_table_info(t.name) c
        where t.type = 'table' and t.name not like 'sqlite!_%' escape '!'
        order by t.name, c.cid",
    keys: "
        select t.name as table_name, i.name as key_name, i.origin = 'pk' as is_primary,
               c.name as column_name, c.seqno as place
        from sqlite_master t
        join pragma_index_list(t.name) i
        join pragma_index_info(i.name) c
        where t.type = 'table' and i.\"unique\" = 1
        union all
        select t.name, 'rowid', 1, c.name, 0
        from sqlite_master t join pragma_table_info(t.name) c
        where t.type = 'table' and c.pk = 1
          and not exists (select 1 from pragma_index_list(t.name) i where i.origin = 'pk')
        order by table_name, key_name, place",
    foreign: "
        select t.name as table_name, cast(f.id as text) as key_name, f.\"table\" as target,
               f.\"from\" as column_name
        from sqlite_master t join pragma_foreign_key_list(t.name) f
        where t.type = 'table'
        order by t.name, f.id, f.seq",
};

/// An open SQLite file.
#[derive(Clone)]
pub struct Sqlite {
    writer: mpsc::Sender<Job>,
    readers: mpsc::Sender<Job>,
}

type Job = Box<dyn FnOnce(&Arc<Mutex<Connection>>) + Send>;

impl Sqlite {
    /// Opens the file, or makes it, readable by its owner only.
    pub(crate) fn open(path: &Path) -> Result<Sqlite, StoreError> {
        let writer = connect(path, Mode::Write)?;
        let (to_writer, writer_line) = mpsc::channel(LINE_MAX);
        start_thread("store-writer", writer, Arc::new(Mutex::new(writer_line)))?;
        let (to_readers, reader_line) = mpsc::channel(LINE_MAX);
        let reader_line = Arc::new(Mutex::new(reader_line));
        for _ in 0..N_READERS {
            let reader = connect(path, Mode::Read)?;
            start_thread("store-reader", reader, Arc::clone(&reader_line))?;
        }
        Ok(Sqlite { writer: to_writer, readers: to_readers })
    }

    pub(crate) async fn write<T, E, F, Fut>(&self, act: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        send(&self.writer, Mode::Write, act).await
    }

    pub(crate) async fn read<T, E, F, Fut>(&self, act: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        send(&self.readers, Mode::Read, act).await
    }

    /// Copies what the log holds into the file, as far as nobody reads what it would overwrite.
    pub(crate) async fn settle(&self) -> Result<(), StoreError> {
        const SQL: &str = "pragma wal_checkpoint(passive)";
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let done = lock(connection).query_row(SQL, [], |_| Ok(()));
            // Whoever asked may have gone away.
            let _ = answer.send(done.map_err(|error| store_error(&error, SQL)));
        });
        self.writer.send(job).await.map_err(|_| StoreError::Ended)?;
        answered.await.map_err(|_| StoreError::Ended)?
    }
}

/// A transaction on the connection that the running thread has lent.
pub(crate) struct SqliteTx {
    connection: Arc<Mutex<Connection>>,
}

impl SqliteTx {
    pub(crate) fn exec(&self, sql: &str, values: &[V]) -> Result<u64, StoreError> {
        let connection = lock(&self.connection);
        let run = || -> rusqlite::Result<usize> {
            let mut statement = connection.prepare_cached(&numbered(sql))?;
            statement.execute(rusqlite::params_from_iter(values))
        };
        run().map(|rows| rows as u64).map_err(|error| store_error(&error, sql))
    }

    pub(crate) fn query(&self, sql: &str, values: &[V]) -> Result<Vec<Row>, StoreError> {
        let connection = lock(&self.connection);
        let failed = |error: rusqlite::Error| store_error(&error, sql);
        let mut statement = connection.prepare_cached(&numbered(sql)).map_err(failed)?;
        let columns = statement.column_names().map(str::to_owned).collect();
        let head = Arc::new(RowHead { columns, sql: sql.to_owned() });
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(failed)?;
        let mut read = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let mut values = Vec::with_capacity(head.columns.len());
            for place in 0..head.columns.len() {
                let value = row.get_ref(place).map_err(failed)?;
                values.push(from_sqlite(value).ok_or_else(|| {
                    let column = head.columns.get(place).map_or("", String::as_str);
                    Row::new(Arc::clone(&head), Vec::new()).damaged(column)
                })?);
            }
            read.push(Row::new(Arc::clone(&head), values));
        }
        Ok(read)
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        lock(&self.connection).execute_batch(sql).map_err(|error| store_error(&error, sql))
    }
}

fn connect(path: &Path, mode: Mode) -> Result<Connection, StoreError> {
    let open = || -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        Ok(connection)
    };
    if mode == Mode::Write {
        make_private(path)?;
    }
    let connection = open().map_err(|error| store_error(&error, "open the database file"))?;
    let said = |error: rusqlite::Error| store_error(&error, "set the durability");
    match mode {
        Mode::Write => {
            connection.pragma_update(None, "synchronous", "full").map_err(said)?;
            let journal: String = connection
                .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))
                .map_err(said)?;
            if journal != "wal" {
                return Err(StoreError::NotDurable { setting: "journal_mode", value: journal });
            }
            // Keys are spread over the whole file: with less, a batch of an import reads and
            // writes the same pages again and again, and copies the log back after every commit.
            connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB).map_err(said)?;
            connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES).map_err(said)?;
        }
        Mode::Read => connection.pragma_update(None, "query_only", true).map_err(said)?,
    }
    Ok(connection)
}

/// Makes the file, where it is absent, for its owner alone: it will hold what people's homes and
/// tests are. SQLite gives its side files the same mode.
fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| StoreError::Engine {
        statement: "open the database file".to_owned(),
        fault: fault("file", error.to_string()),
    })
}

fn start_thread(
    name: &str,
    connection: Connection,
    line: Arc<Mutex<mpsc::Receiver<Job>>>,
) -> Result<(), StoreError> {
    let connection = Arc::new(Mutex::new(connection));
    let run = move || {
        loop {
            // The line is held while waiting, so the readers take turns at waiting, not at work.
            let job = line.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
            match job {
                Some(job) => job(&connection),
                None => return,
            }
        }
    };
    std::thread::Builder::new().name(name.to_owned()).spawn(run).map(drop).map_err(|error| {
        StoreError::Engine {
            statement: "start a thread".to_owned(),
            fault: fault("thread", error.to_string()),
        }
    })
}

async fn send<T, E, F, Fut>(line: &mpsc::Sender<Job>, mode: Mode, act: F) -> Result<T, E>
where
    F: FnOnce(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T, E>> + Send,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    let job: Job = Box::new(move |connection| {
        // Whoever asked may have gone away; the transaction stands all the same.
        let _ = answer.send(transact(connection, mode, act));
    });
    let gone = || E::from(StoreError::Ended);
    line.send(job).await.map_err(|_| gone())?;
    answered.await.map_err(|_| gone())?
}

/// One transaction, on the thread that owns the connection. Never unwinds.
fn transact<T, E, F, Fut>(connection: &Arc<Mutex<Connection>>, mode: Mode, act: F) -> Result<T, E>
where
    F: FnOnce(Tx) -> Fut,
    Fut: Future<Output = Result<T, E>>,
    E: From<StoreError>,
{
    let plain =
        |sql: &str| lock(connection).execute_batch(sql).map_err(|error| store_error(&error, sql));
    plain(match mode {
        Mode::Read => "begin deferred",
        Mode::Write => "begin immediate",
    })?;
    let tx = EngineTx::Sqlite(SqliteTx { connection: Arc::clone(connection) });
    let open = OpenTx::new(tx, mode);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut running = pin!(db::body(Arc::clone(&open), act));
        // Every statement answers at once here, so a body that is not done after one poll waits
        // for something else, and would keep everybody else from writing.
        running.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    }));
    open.end();
    let outcome = match outcome {
        Ok(Poll::Ready(outcome)) => outcome,
        Ok(Poll::Pending) => Err(E::from(StoreError::Waited)),
        Err(_) => Err(E::from(StoreError::Panicked)),
    };
    let outcome = match outcome {
        Ok(value) => plain("commit").map(|()| value).map_err(E::from),
        Err(error) => Err(error),
    };
    // Some errors end a transaction by themselves, so this asks instead of guessing.
    if outcome.is_err() && !lock(connection).is_autocommit() {
        plain("rollback")?;
    }
    outcome
}

fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `$1` as `?1`: SQLite numbers `$1` by its first appearance, not by its digits.
fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut quoted = false;
    for letter in sql.chars() {
        match letter {
            '\'' => {
                quoted = !quoted;
                text.push(letter);
            }
            '$' if !quoted => text.push('?'),
            _ => text.push(letter),
        }
    }
    text
}

impl rusqlite::ToSql for V {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            V::Null => ToSqlOutput::Owned(Value::Null),
            V::I(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            V::T(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            V::B(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

/// The value, or none where the schema has no such type or the text is not UTF-8.
fn from_sqlite(value: ValueRef<'_>) -> Option<V> {
    match value {
        ValueRef::Null => Some(V::Null),
        ValueRef::Integer(number) => Some(V::I(number)),
        ValueRef::Text(text) => std::str::from_utf8(text).ok().map(V::from),
        ValueRef::Blob(bytes) => Some(V::B(bytes.to_vec())),
        ValueRef::Real(_) => None,
    }
}

fn fault(code: &str, message: String) -> EngineFault {
    EngineFault { engine: "sqlite", code: code.to_owned(), message }
}

pub(crate) fn store_error(error: &rusqlite::Error, sql: &str) -> StoreError {
    let message = error.to_string();
    let other = |code: i32| StoreError::Engine {
        statement: StoreError::statement(sql),
        fault: fault(&code.to_string(), message.clone()),
    };
    let Some(cause) = error.sqlite_error() else { return other(0) };
    match cause.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
            StoreError::Conflict { constraint: unique_columns(&message) }
        }
        code if code & 0xff == ffi::SQLITE_CONSTRAINT => StoreError::Refused { rule: message },
        code => match code & 0xff {
            ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => StoreError::Busy,
            ffi::SQLITE_FULL => StoreError::Full,
            // The index beside the log could not grow, which has no other cause than a full disk.
            ffi::SQLITE_IOERR if code == ffi::SQLITE_IOERR_SHMSIZE => StoreError::Full,
            ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB => StoreError::DamagedFile,
            _ => other(code),
        },
    }
}

/// `UNIQUE constraint failed: notice.county, notice.text_sha256` as `notice(county, text_sha256)`.
fn unique_columns(message: &str) -> String {
    let list = message.rsplit(": ").next().unwrap_or_default();
    let mut columns = Vec::new();
    let mut table = "";
    for part in list.split(", ") {
        if let Some((of, column)) = part.split_once('.') {
            table = of;
            columns.push(column);
        }
    }
    format!("{table}({})", columns.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_keep_their_numbers_and_quoted_text_its_dollars() {
        assert_eq!(numbered("select $2, '$1', $1"), "select ?2, '$1', ?1");
    }

    #[test]
    fn a_unique_constraint_is_named_by_its_columns() {
        let message = "UNIQUE constraint failed: notice.county, notice.text_sha256";
        assert_eq!(unique_columns(message), "notice(county, text_sha256)");
    }
}
