//! The schema, forward only: each file of `migrations/` is applied once, in its own transaction,
//! and its checksum is kept, so that a changed file and a newer database are noticed.

use crate::db::Engine;
use crate::engine::postgres;
use crate::{Db, StoreError, Tx, v};
use fangxian_core::Moment;
use fangxian_core::audit::Fingerprint;

/// A file of `migrations/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// The file's name without its ending: `0001_spine`. Names sort in the order of applying.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

/// The migrations that this program knows, in order.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_spine", sql: include_str!("../../../migrations/0001_spine.sql") },
    Migration { name: "0002_register", sql: include_str!("../../../migrations/0002_register.sql") },
    Migration { name: "0003_ledgers", sql: include_str!("../../../migrations/0003_ledgers.sql") },
    Migration { name: "0004_merges", sql: include_str!("../../../migrations/0004_merges.sql") },
    Migration { name: "0005_reports", sql: include_str!("../../../migrations/0005_reports.sql") },
    Migration { name: "0006_charges", sql: include_str!("../../../migrations/0006_charges.sql") },
    Migration { name: "0007_looks", sql: include_str!("../../../migrations/0007_looks.sql") },
    Migration { name: "0008_sampling", sql: include_str!("../../../migrations/0008_sampling.sql") },
    Migration { name: "0009_custody", sql: include_str!("../../../migrations/0009_custody.sql") },
    Migration { name: "0010_results", sql: include_str!("../../../migrations/0010_results.sql") },
    Migration { name: "0011_sites", sql: include_str!("../../../migrations/0011_sites.sql") },
    Migration {
        name: "0012_frequency",
        sql: include_str!("../../../migrations/0012_frequency.sql"),
    },
    Migration { name: "0013_antigen", sql: include_str!("../../../migrations/0013_antigen.sql") },
    Migration {
        name: "0014_tube_alarms",
        sql: include_str!("../../../migrations/0014_tube_alarms.sql"),
    },
    Migration { name: "0015_journeys", sql: include_str!("../../../migrations/0015_journeys.sql") },
    Migration { name: "0016_codes", sql: include_str!("../../../migrations/0016_codes.sql") },
    Migration { name: "0017_venues", sql: include_str!("../../../migrations/0017_venues.sql") },
    Migration { name: "0018_scans", sql: include_str!("../../../migrations/0018_scans.sql") },
    Migration {
        name: "0019_table_spot",
        sql: include_str!("../../../migrations/0019_table_spot.sql"),
    },
    Migration { name: "0020_arrivals", sql: include_str!("../../../migrations/0020_arrivals.sql") },
    Migration { name: "0021_filings", sql: include_str!("../../../migrations/0021_filings.sql") },
    Migration { name: "0022_lodgings", sql: include_str!("../../../migrations/0022_lodgings.sql") },
    Migration {
        name: "0023_late_told",
        sql: include_str!("../../../migrations/0023_late_told.sql"),
    },
    Migration { name: "0024_gaps", sql: include_str!("../../../migrations/0024_gaps.sql") },
    Migration {
        name: "0025_passage_bars",
        sql: include_str!("../../../migrations/0025_passage_bars.sql"),
    },
    Migration {
        name: "0026_code_outage",
        sql: include_str!("../../../migrations/0026_code_outage.sql"),
    },
    Migration { name: "0027_cases", sql: include_str!("../../../migrations/0027_cases.sql") },
    Migration { name: "0028_told", sql: include_str!("../../../migrations/0028_told.sql") },
    Migration {
        name: "0029_verifications",
        sql: include_str!("../../../migrations/0029_verifications.sql"),
    },
    Migration {
        name: "0030_isolation",
        sql: include_str!("../../../migrations/0030_isolation.sql"),
    },
    Migration {
        name: "0031_follow_up",
        sql: include_str!("../../../migrations/0031_follow_up.sql"),
    },
    Migration { name: "0032_seats", sql: include_str!("../../../migrations/0032_seats.sql") },
    Migration { name: "0033_answers", sql: include_str!("../../../migrations/0033_answers.sql") },
];

/// Why a database cannot be brought to this program's schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MigrateError {
    /// A file was edited after this database had applied it.
    #[error("migration {name} was changed after this database had applied it")]
    Changed {
        /// The file's name.
        name: String,
    },
    /// The database comes from a newer program.
    #[error("this database is newer than the program: it has migration {name}")]
    TooNew {
        /// The migration that this program does not know.
        name: String,
    },
    /// The database has a later migration but not this one.
    #[error("migration {name} comes before one that this database has already applied")]
    OutOfOrder {
        /// The migration that was skipped.
        name: String,
    },
    /// The schema is behind, and the program was not asked to change it.
    #[error("the database is behind the program: migration {name} is not applied")]
    Behind {
        /// The first migration that is missing.
        name: String,
    },
    /// The statements failed. Nothing of this migration was kept.
    #[error("could not apply migration {name}")]
    Failed {
        /// The migration.
        name: String,
        /// What the store said.
        #[source]
        source: StoreError,
    },
    /// The store could not be read.
    #[error("could not read which migrations were applied")]
    Store(#[from] StoreError),
}

/// A migration that a database has applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The file's name.
    pub name: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

impl Migration {
    /// SHA-256 of the statements, in hexadecimal. A checkout with other line ends is the same.
    pub fn sha256(&self) -> String {
        Fingerprint::of(self.sql.replace("\r\n", "\n").as_bytes()).to_string()
    }
}

/// Brings the database to this program's schema and returns the migrations applied just now.
/// Several programs may do this at once: one works, the others wait and find it done.
pub async fn migrate(db: &Db, now: Moment) -> Result<Vec<&'static str>, MigrateError> {
    migrate_to(db, MIGRATIONS, now).await
}

/// As [`migrate`], with another list of files. For tests, and for a backup of an older program.
pub async fn migrate_to(
    db: &Db,
    migrations: &'static [Migration],
    now: Moment,
) -> Result<Vec<&'static str>, MigrateError> {
    let mut done = Vec::new();
    // The lock is taken anew for each file, and what is missing is read under it.
    while let Some(name) =
        db.write(move |tx| async move { step(&tx, migrations, now).await }).await?
    {
        done.push(name);
    }
    Ok(done)
}

/// Refuses a database that is not exactly at this program's schema, and changes nothing.
pub async fn check(db: &Db) -> Result<(), MigrateError> {
    let applied: Vec<Applied> = db.read(|tx| async move { applied(&tx).await }).await?;
    match missing(MIGRATIONS, &applied)?.first() {
        Some(first) => Err(MigrateError::Behind { name: first.name.to_owned() }),
        None => Ok(()),
    }
}

/// The migrations that this database has applied, in order. None where it is new.
pub async fn applied(tx: &Tx) -> Result<Vec<Applied>, StoreError> {
    let sql = match tx.engine() {
        Engine::Sqlite => "select 1 as found from sqlite_master where name = $1",
        Engine::Postgres => {
            "select 1 as found from information_schema.tables
             where table_schema = current_schema() and table_name = $1"
        }
    };
    if tx.query(sql, &v!["schema_migration"]).await?.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query("select name, sha256 from schema_migration order by name", &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(Applied {
                name: row.text("name")?.to_owned(),
                sha256: row.text("sha256")?.to_owned(),
            })
        })
        .collect()
}

/// Applies the first migration that is missing.
async fn step(
    tx: &Tx,
    migrations: &'static [Migration],
    now: Moment,
) -> Result<Option<&'static str>, MigrateError> {
    // On SQLite a transaction that writes is alone from its first statement.
    if tx.engine() == Engine::Postgres {
        tx.batch(&postgres::migration_lock()).await?;
    }
    let applied = applied(tx).await?;
    let Some(next) = missing(migrations, &applied)?.first() else { return Ok(None) };
    let failed = |source| MigrateError::Failed { name: next.name.to_owned(), source };
    apply(tx, next, now).await.map_err(failed)?;
    Ok(Some(next.name))
}

async fn apply(tx: &Tx, migration: &Migration, now: Moment) -> Result<(), StoreError> {
    let kept = "create table if not exists schema_migration (
        name text not null primary key,
        sha256 text not null,
        applied_at bigint not null
    )";
    for sql in [kept, migration.sql] {
        match tx.engine() {
            Engine::Sqlite => tx.batch(sql).await?,
            Engine::Postgres => tx.batch(&postgres::dialect(sql)).await?,
        }
    }
    tx.exec(
        "insert into schema_migration (name, sha256, applied_at) values ($1, $2, $3)",
        &v![migration.name, migration.sha256(), now],
    )
    .await?;
    Ok(())
}

/// What of `known` a database lacks, which must be the end of the list.
fn missing<'a>(
    known: &'a [Migration],
    applied: &[Applied],
) -> Result<&'a [Migration], MigrateError> {
    for (place, was) in applied.iter().enumerate() {
        match known.get(place) {
            Some(file) if file.name == was.name => {
                if file.sha256() != was.sha256 {
                    return Err(MigrateError::Changed { name: was.name.clone() });
                }
            }
            Some(file) if known.iter().any(|other| other.name == was.name) => {
                return Err(MigrateError::OutOfOrder { name: file.name.to_owned() });
            }
            Some(_) | None => return Err(MigrateError::TooNew { name: was.name.clone() }),
        }
    }
    Ok(known.get(applied.len()..).unwrap_or_default())
}
