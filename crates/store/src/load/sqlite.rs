//! A load into a SQLite file of its own.

use super::{LoadRows, LoadTable, not_empty};
use crate::StoreError;
use crate::engine::sqlite::store_error;
use rusqlite::{Connection, params_from_iter};
use std::path::{Path, PathBuf};

/// Pages in memory, in KiB.
const CACHE_KIB: i64 = 512 * 1024;

/// A load into a file.
pub struct SqliteLoad {
    connection: Connection,
    path: PathBuf,
    /// How to make the indexes that were taken away.
    indexes: Vec<String>,
}

impl SqliteLoad {
    pub(super) fn begin(path: &Path, tables: &[LoadTable]) -> Result<SqliteLoad, StoreError> {
        let begin = || -> rusqlite::Result<Result<SqliteLoad, StoreError>> {
            let connection = Connection::open(path)?;
            connection.busy_timeout(std::time::Duration::from_secs(10))?;
            // Needs the file for itself, and so waits until whoever made the schema has let go.
            connection.pragma_update_and_check(None, "locking_mode", "exclusive", |_| Ok(()))?;
            connection.pragma_update_and_check(None, "journal_mode", "off", |_| Ok(()))?;
            connection.pragma_update(None, "synchronous", "off")?;
            connection.pragma_update(None, "foreign_keys", false)?;
            connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
            connection.pragma_update(None, "threads", 2)?;
            let mut indexes = Vec::new();
            for table in tables {
                let table = table.name();
                let any: bool = connection.query_row(
                    &format!("select exists (select 1 from {table})"),
                    [],
                    |row| row.get(0),
                )?;
                if any {
                    return Ok(Err(not_empty(table)));
                }
                let mut known = connection.prepare(
                    "select name, sql from sqlite_master
                     where type = 'index' and tbl_name = ?1 and sql is not null order by name",
                )?;
                let known = known.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
                for index in known.collect::<rusqlite::Result<Vec<(String, String)>>>()? {
                    connection.execute_batch(&format!("drop index {}", index.0))?;
                    indexes.push(index.1);
                }
            }
            connection.execute_batch("begin")?;
            Ok(Ok(SqliteLoad { connection, path: path.to_owned(), indexes }))
        };
        begin().map_err(|error| store_error(&error, "begin to load"))?
    }

    pub(super) fn put(&mut self, rows: &LoadRows) -> Result<(), StoreError> {
        let (table, columns) = (rows.table.name(), rows.table.columns());
        let holes = crate::db::many::holes(1, rows.table.n_columns()).replace('$', "?");
        let sql = format!("insert into {table} ({columns}) values ({holes})");
        let put = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            for row in rows.values.chunks_exact(rows.table.n_columns()) {
                statement.execute(params_from_iter(row))?;
            }
            Ok(())
        };
        put().map_err(|error| store_error(&error, &sql))
    }

    pub(super) fn finish(self) -> Result<(), StoreError> {
        let finish = || -> rusqlite::Result<bool> {
            for index in &self.indexes {
                self.connection.execute_batch(index)?;
            }
            self.connection.execute_batch("commit; pragma optimize = 0x10002")?;
            let mut broken = self.connection.prepare("pragma foreign_key_check")?;
            let is_broken = broken.exists([])?;
            drop(broken);
            self.connection.pragma_update(None, "synchronous", "full")?;
            self.connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
            Ok(is_broken)
        };
        let is_broken = finish().map_err(|error| store_error(&error, "finish the load"))?;
        if is_broken {
            return Err(StoreError::Refused { rule: "a row names one that is not there".into() });
        }
        let SqliteLoad { connection, path, .. } = self;
        let closed = connection.close().map_err(|(_, error)| store_error(&error, "close"));
        let synced = || std::fs::File::open(&path).and_then(|file| file.sync_all());
        closed.and_then(|()| {
            synced().map_err(|_| StoreError::NotDurable {
                setting: "the loaded file",
                value: "not synced".to_owned(),
            })
        })
    }
}
