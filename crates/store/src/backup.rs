//! A backup: one file with every row, the same for every engine, so that what a street office
//! kept in SQLite can go on in PostgreSQL.
//!
//! Lines of JSON. The first names the format and the migrations. Each table has a line with its
//! columns, a line for each row in the order of the primary key, and a line with the number and
//! the SHA-256 of its row lines. The last line has the SHA-256 of everything before it, so that a
//! file that was cut off or changed anywhere is noticed before a row of it is used.

use crate::db::many::holes;
use crate::migrate::{self, Applied};
use crate::schema::{MIGRATION_TABLE, Schema, Table};
use crate::{Db, StoreError, Tx, V};
use fangxian_core::Moment;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// The format that this program writes and reads.
pub const FORMAT: i64 = 1;
/// Rows read at once.
const PAGE_ROWS: i64 = 1_000;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// When it was taken.
    pub taken_at: Moment,
    /// The migrations of the database then.
    pub migrations: Vec<Applied>,
    /// Its tables, parents first.
    pub tables: Vec<TableSum>,
    /// SHA-256 of the file but its last line, in hexadecimal.
    pub sha256: String,
}

/// A table in a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSum {
    /// Its name.
    pub name: String,
    /// How many rows.
    pub n_rows: i64,
    /// SHA-256 of the row lines, in hexadecimal.
    pub sha256: String,
}

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Something has this name already. A backup never replaces another.
    #[error("{0} exists already; a backup never replaces a file")]
    Exists(PathBuf),
    /// The file could not be written.
    #[error("could not write the backup")]
    File(#[from] std::io::Error),
    /// The database could not be read.
    #[error("could not read the database")]
    Store(#[from] StoreError),
}

impl Manifest {
    /// How many rows there are in all.
    pub fn n_rows(&self) -> i64 {
        self.tables.iter().map(|table| table.n_rows).sum()
    }
}

/// Writes every row, as of one moment, into a new file. The file has its name only when it is
/// whole and on the disk; until then it is called `….part`.
pub async fn backup(db: &Db, path: &Path, now: Moment) -> Result<Manifest, BackupError> {
    if path.exists() {
        return Err(BackupError::Exists(path.to_owned()));
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let file = private_file(&part)?;
    let written = db.read(move |tx| async move { write_rows(&tx, file, now).await }).await;
    let manifest = match written {
        Ok(manifest) => manifest,
        Err(error) => {
            // The first error is the one to tell.
            let _ = std::fs::remove_file(&part);
            return Err(error);
        }
    };
    std::fs::rename(&part, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(manifest)
}

/// The rows of a table as lines, in the order of its primary key. Ends when `each` fails.
pub(crate) async fn each_row_line<E: From<StoreError>>(
    tx: &Tx,
    table: &Table,
    mut each: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let quoted = |names: &[String]| {
        names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    };
    let (columns, key) = (quoted(&table.columns), quoted(&table.primary_key));
    let n_key = table.primary_key.len();
    let places: Vec<usize> = table
        .primary_key
        .iter()
        .filter_map(|name| table.columns.iter().position(|column| column == name))
        .collect();
    let mut after: Vec<V> = Vec::new();
    loop {
        let beyond = match after.is_empty() {
            true => String::new(),
            false => format!("where ({key}) > ({})", holes(1, n_key)),
        };
        let name = &table.name;
        let sql = format!("select {columns} from {name} {beyond} order by {key} limit {PAGE_ROWS}");
        let rows = tx.query(&sql, &after).await?;
        let n_rows = rows.len() as i64;
        for row in rows {
            let values = row.into_values();
            after = places.iter().filter_map(|place| values.get(*place).cloned()).collect();
            let line = Value::Array(values.into_iter().map(to_json).collect());
            each(&format!("{line}\n"))?;
        }
        if n_rows < PAGE_ROWS {
            return Ok(());
        }
    }
}

/// The tables that a backup holds, parents first.
pub(crate) fn tables_of(schema: &Schema) -> Vec<&Table> {
    schema.parents_first().into_iter().filter(|table| table.name != MIGRATION_TABLE).collect()
}

/// What a value looks like in a row line.
pub(crate) fn to_json(value: V) -> Value {
    match value {
        V::Null => Value::Null,
        V::I(number) => json!(number),
        V::T(text) => Value::String(text),
        V::B(bytes) => json!({ "hex": hex::encode(bytes) }),
    }
}

/// What [`to_json`] wrote, or none where it cannot have written this.
pub(crate) fn from_json(value: Value) -> Option<V> {
    match value {
        Value::Null => Some(V::Null),
        Value::Number(number) => number.as_i64().map(V::I),
        Value::String(text) => Some(V::T(text)),
        Value::Object(fields) => {
            let text = fields.get("hex").filter(|_| fields.len() == 1)?.as_str()?;
            hex::decode(text).ok().map(V::B)
        }
        Value::Bool(_) | Value::Array(_) => None,
    }
}

async fn write_rows(tx: &Tx, file: File, now: Moment) -> Result<Manifest, BackupError> {
    let migrations = migrate::applied(tx).await?;
    let schema = Schema::read(tx).await?;
    let mut out = Out { file: BufWriter::new(file), sum: Sha256::new() };
    let listed: Vec<Value> =
        migrations.iter().map(|one| json!({ "name": one.name, "sha256": one.sha256 })).collect();
    let head = json!({ "fangxian_backup": FORMAT, "taken_at": now.0, "migrations": listed });
    out.line(&format!("{head}\n"))?;
    let mut tables = Vec::new();
    for table in tables_of(&schema) {
        out.line(&format!("{}\n", json!({ "table": table.name, "columns": table.columns })))?;
        let mut sum = Sha256::new();
        let mut n_rows = 0;
        each_row_line::<BackupError>(tx, table, |line| {
            n_rows += 1;
            sum.update(line.as_bytes());
            out.line(line).map_err(BackupError::File)
        })
        .await?;
        let sha256 = hex::encode(sum.finalize());
        out.line(&format!("{}\n", json!({ "rows": n_rows, "sha256": sha256 })))?;
        tables.push(TableSum { name: table.name.clone(), n_rows, sha256 });
    }
    let sha256 = out.finish(tables.len())?;
    Ok(Manifest { taken_at: now, migrations, tables, sha256 })
}

/// A file that is hashed as it is written.
struct Out {
    file: BufWriter<File>,
    sum: Sha256,
}

impl Out {
    fn line(&mut self, line: &str) -> std::io::Result<()> {
        self.sum.update(line.as_bytes());
        self.file.write_all(line.as_bytes())
    }

    /// Writes the last line, and waits until everything is on the disk.
    fn finish(mut self, n_tables: usize) -> std::io::Result<String> {
        let sha256 = hex::encode(self.sum.finalize());
        writeln!(self.file, "{}", json!({ "tables": n_tables, "sha256": sha256 }))?;
        let file = self.file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(sha256)
    }
}

/// A new file that only its owner may read.
fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
