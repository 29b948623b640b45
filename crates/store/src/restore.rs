//! A backup, read back into an empty database of either engine.

use crate::backup::{self, FORMAT, Manifest, TableSum};
use crate::db::many::Batch;
use crate::migrate::{self, Applied, MIGRATIONS, MigrateError};
use crate::schema::{MIGRATION_TABLE, Schema, Table};
use crate::{Db, StoreError, Tx, V, settings};
use fangxian_core::Moment;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Why a backup was not restored. In every case the database is left without its rows.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The file could not be read.
    #[error("could not read the backup")]
    File(#[from] std::io::Error),
    /// The file is no backup.
    #[error("this is no backup of Fangxian")]
    NoBackup,
    /// The file is of a later format.
    #[error("the backup has format {0}, and this program knows formats up to {FORMAT}")]
    LaterFormat(i64),
    /// The file ends too early, or was changed.
    #[error("the backup is damaged or cut off at line {line}: {why}")]
    Damaged {
        /// Where it shows, from 1.
        line: u64,
        /// What is wrong there.
        why: &'static str,
    },
    /// The backup comes from a newer program, or from one with other migrations.
    #[error("the backup has migration {name}, which this program does not have in that form")]
    OtherMigrations {
        /// The first migration that differs.
        name: String,
    },
    /// The database holds something already.
    #[error("the database is not empty: {table} has rows, or is not of this program")]
    NotEmpty {
        /// A table that is in the way.
        table: String,
    },
    /// The database is at another schema than the backup.
    #[error(
        "the database has {database} migrations and the backup {backup}; restore into a new one"
    )]
    OtherSchema {
        /// Migrations of the database.
        database: usize,
        /// Migrations of the backup.
        backup: usize,
    },
    /// What stands in the database after loading is not what was in the file.
    #[error("the rows of {table} came out differently from the backup")]
    CameOutDifferently {
        /// The table.
        table: String,
    },
    /// The schema could not be made.
    #[error("could not make the tables")]
    Migrate(#[from] MigrateError),
    /// The rows could not be written.
    #[error("could not write the rows")]
    Store(#[from] StoreError),
}

/// Reads a backup through and checks every count and hash, without a database.
pub fn inspect(path: &Path) -> Result<Manifest, RestoreError> {
    let mut file = Lines::open(path)?;
    let (taken_at, migrations) = head(&mut file)?;
    let mut tables = Vec::new();
    loop {
        let before = file.sum_so_far();
        let line = file.json("the end is missing")?;
        if let Some(name) = line.get("table").and_then(Value::as_str) {
            let name = name.to_owned();
            tables.push(table_sum(&mut file, name)?);
            continue;
        }
        let said = (line.get("tables").and_then(Value::as_u64), text(&line, "sha256"));
        if said != (Some(tables.len() as u64), Some(before.as_str())) {
            return Err(file.damaged("the end does not fit what stands before it"));
        }
        if file.next_line()? {
            return Err(file.damaged("something stands behind the end"));
        }
        return Ok(Manifest { taken_at, migrations, tables, sha256: before });
    }
}

/// Restores a backup into a database that is empty: without tables, or with those of the same
/// migrations and no rows. Everything comes in by one transaction, and only when each table reads
/// back with the count and the hash of the file. A backup of an older program is brought to this
/// program's schema at the end.
pub async fn restore(path: &Path, db: &Db, now: Moment) -> Result<Manifest, RestoreError> {
    let manifest = inspect(path)?;
    let n_migrations = manifest.migrations.len();
    for (place, was) in manifest.migrations.iter().enumerate() {
        let known = MIGRATIONS.get(place);
        if known.is_none_or(|known| known.name != was.name || known.sha256() != was.sha256) {
            return Err(RestoreError::OtherMigrations { name: was.name.clone() });
        }
    }
    db.read(move |tx| async move { refuse_what_is_not_new(&tx, n_migrations).await }).await?;
    let then = MIGRATIONS.get(..n_migrations).unwrap_or(MIGRATIONS);
    migrate::migrate_to(db, then, now).await?;
    let (path, sums) = (path.to_owned(), manifest.tables.clone());
    db.write(move |tx| async move { load(&tx, path, &sums).await }).await?;
    migrate::migrate(db, now).await?;
    // From here on it is another history: what came after the backup is gone, and whoever still has it
    // offers it again.
    db.write(|tx| async move { settings::setting_remove(&tx, settings::HISTORY).await }).await?;
    Ok(manifest)
}

async fn refuse_what_is_not_new(tx: &Tx, n_migrations: usize) -> Result<(), RestoreError> {
    let n_applied = migrate::applied(tx).await?.len();
    let schema = Schema::read(tx).await?;
    match (n_applied, schema.tables.first()) {
        (0, None) => Ok(()),
        (0, Some(table)) => Err(RestoreError::NotEmpty { table: table.name.clone() }),
        (n, _) if n != n_migrations => {
            Err(RestoreError::OtherSchema { database: n, backup: n_migrations })
        }
        _ => refuse_rows(tx, &schema).await,
    }
}

async fn refuse_rows(tx: &Tx, schema: &Schema) -> Result<(), RestoreError> {
    for table in backup::tables_of(schema) {
        let sql = format!("select 1 as found from {} limit 1", table.name);
        if !tx.query(&sql, &[]).await?.is_empty() {
            return Err(RestoreError::NotEmpty { table: table.name.clone() });
        }
    }
    Ok(())
}

/// Loads the rows, and reads them back before the commit.
async fn load(tx: &Tx, path: PathBuf, sums: &[TableSum]) -> Result<(), RestoreError> {
    let schema = Schema::read(tx).await?;
    refuse_rows(tx, &schema).await?;
    let mut file = Lines::open(&path)?;
    head(&mut file)?;
    for sum in sums {
        let line = file.json("a table is missing")?;
        let table = schema.tables.iter().find(|table| table.name == sum.name);
        let columns: Option<Vec<String>> = line
            .get("columns")
            .and_then(Value::as_array)
            .and_then(|names| names.iter().map(|name| Some(name.as_str()?.to_owned())).collect());
        match (table, columns) {
            (Some(table), Some(columns))
                if columns == table.columns && table.name != MIGRATION_TABLE =>
            {
                load_table(tx, &mut file, table, sum).await?;
            }
            _ => return Err(file.damaged("the table or its columns are not of this program")),
        }
    }
    Ok(())
}

async fn load_table(
    tx: &Tx,
    file: &mut Lines,
    table: &Table,
    sum: &TableSum,
) -> Result<(), RestoreError> {
    let columns: Vec<String> = table.columns.iter().map(|name| format!("\"{name}\"")).collect();
    let sql = format!("insert into {} ({}) values {{rows}}", table.name, columns.join(", "));
    let mut batch = Batch::new(&sql, columns.len());
    for _ in 0..sum.n_rows {
        let Value::Array(values) = file.json("a row is missing")? else {
            return Err(file.damaged("a row is missing"));
        };
        let values: Option<Vec<V>> = values.into_iter().map(backup::from_json).collect();
        match values {
            Some(values) if values.len() == columns.len() => batch.push(tx, values).await?,
            _ => return Err(file.damaged("a row does not fit its table")),
        };
    }
    batch.flush(tx).await?;
    file.json("the end of a table is missing")?;
    let (mut n_rows, mut stored) = (0, Sha256::new());
    backup::each_row_line::<RestoreError>(tx, table, |line| {
        n_rows += 1;
        stored.update(line.as_bytes());
        Ok(())
    })
    .await?;
    match n_rows == sum.n_rows && hex::encode(stored.finalize()) == sum.sha256 {
        true => Ok(()),
        false => Err(RestoreError::CameOutDifferently { table: table.name.clone() }),
    }
}

/// The first line.
fn head(file: &mut Lines) -> Result<(Moment, Vec<Applied>), RestoreError> {
    let line = file.json("it is empty").map_err(|_| RestoreError::NoBackup)?;
    match line.get("fangxian_backup").and_then(Value::as_i64) {
        Some(FORMAT) => {}
        Some(later) => return Err(RestoreError::LaterFormat(later)),
        None => return Err(RestoreError::NoBackup),
    }
    let applied = |one: &Value| {
        Some(Applied {
            name: text(one, "name")?.to_owned(),
            sha256: text(one, "sha256")?.to_owned(),
        })
    };
    let listed = line.get("migrations").and_then(Value::as_array);
    let migrations: Option<Vec<Applied>> =
        listed.and_then(|listed| listed.iter().map(applied).collect());
    match (line.get("taken_at").and_then(Value::as_i64), migrations) {
        (Some(taken_at), Some(migrations)) => Ok((Moment(taken_at), migrations)),
        _ => Err(RestoreError::NoBackup),
    }
}

/// Reads over the rows of a table to the line that sums them up.
fn table_sum(file: &mut Lines, name: String) -> Result<TableSum, RestoreError> {
    let (mut n_rows, mut sum) = (0, Sha256::new());
    loop {
        let line = file.json("a table has no end")?;
        if line.is_array() {
            n_rows += 1;
            sum.update(file.line.as_bytes());
            continue;
        }
        let sha256 = hex::encode(sum.finalize());
        let said = (line.get("rows").and_then(Value::as_i64), text(&line, "sha256"));
        return match said == (Some(n_rows), Some(sha256.as_str())) {
            true => Ok(TableSum { name, n_rows, sha256 }),
            false => Err(file.damaged("the rows of a table are not those that were written")),
        };
    }
}

fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field)?.as_str()
}

/// A file, line by line, hashed as it is read.
struct Lines {
    file: BufReader<File>,
    line: String,
    n: u64,
    sum: Sha256,
}

impl Lines {
    fn open(path: &Path) -> Result<Lines, RestoreError> {
        let file = BufReader::new(File::open(path)?);
        Ok(Lines { file, line: String::new(), n: 0, sum: Sha256::new() })
    }

    /// Takes the next line. Whether there was one.
    fn next_line(&mut self) -> Result<bool, RestoreError> {
        self.line.clear();
        self.n += 1;
        match self.file.read_line(&mut self.line) {
            Ok(0) => Ok(false),
            Ok(_) => {
                self.sum.update(self.line.as_bytes());
                Ok(true)
            }
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                Err(self.damaged("this is not UTF-8"))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The next line as JSON. A line that was cut off is none.
    fn json(&mut self, missing: &'static str) -> Result<Value, RestoreError> {
        if !self.next_line()? || !self.line.ends_with('\n') {
            return Err(self.damaged(missing));
        }
        serde_json::from_str(&self.line).map_err(|_| self.damaged("this is not JSON"))
    }

    fn sum_so_far(&self) -> String {
        hex::encode(self.sum.clone().finalize())
    }

    fn damaged(&self, why: &'static str) -> RestoreError {
        RestoreError::Damaged { line: self.n, why }
    }
}
