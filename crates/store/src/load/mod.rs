//! Empty tables filled at once: a whole city. The indexes are taken away first and made again at
//! the end, which sorts once instead of five million times; the rules of the schema are checked
//! then as well.
//!
//! Not for tables that anybody uses meanwhile. On SQLite the file has no journal while it is
//! loaded: load into a file that is thrown away where the load does not end. On PostgreSQL it is
//! one transaction.

mod postgres;
mod sqlite;

use crate::people::{self, StoredPerson, StoredPersonFact};
use crate::places::{self, Grid, Place};
use crate::rounds::{self, StoredTick};
use crate::{StoreError, V};
use fangxian_core::places::PlaceCode;

/// A table that can be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadTable {
    /// Compounds, buildings, units and doors.
    Places,
    /// Grids.
    Grids,
    /// Which places a grid covers.
    GridPlaces,
    /// The register.
    People,
    /// What was done to records of the register.
    PersonFacts,
    /// What was ticked in rounds.
    Ticks,
}

impl LoadTable {
    fn name(self) -> &'static str {
        match self {
            LoadTable::Places => "place",
            LoadTable::Grids => "grid",
            LoadTable::GridPlaces => "grid_place",
            LoadTable::People => "person",
            LoadTable::PersonFacts => "person_fact",
            LoadTable::Ticks => "round_fact",
        }
    }

    fn columns(self) -> &'static str {
        match self {
            LoadTable::Places => places::PLACE_COLUMNS,
            LoadTable::Grids => places::GRID_COLUMNS,
            LoadTable::GridPlaces => places::GRID_PLACE_COLUMNS,
            LoadTable::People => people::COLUMNS,
            LoadTable::PersonFacts => people::FACT_COLUMNS,
            LoadTable::Ticks => rounds::TICK_COLUMNS,
        }
    }

    fn n_columns(self) -> usize {
        self.columns().split(',').count()
    }
}

/// Rows on their way into one table.
#[derive(Debug)]
pub struct LoadRows {
    table: LoadTable,
    /// Row after row.
    values: Vec<V>,
}

impl LoadRows {
    /// How many rows.
    pub fn n_rows(&self) -> usize {
        self.values.len() / self.table.n_columns()
    }

    fn of<const N: usize>(table: LoadTable, rows: impl Iterator<Item = [V; N]>) -> LoadRows {
        LoadRows { table, values: rows.flatten().collect() }
    }

    /// Places below a community.
    pub fn places(rows: &[Place]) -> Result<LoadRows, StoreError> {
        Ok(LoadRows::of(LoadTable::Places, places::rows_of(rows)?.into_iter()))
    }

    /// Grids.
    pub fn grids(rows: &[Grid]) -> LoadRows {
        LoadRows::of(LoadTable::Grids, rows.iter().map(places::grid_row))
    }

    /// Pairs of a grid and a place that it covers.
    pub fn grid_places(rows: &[(PlaceCode, PlaceCode)]) -> LoadRows {
        let row = |(grid, place): &(PlaceCode, PlaceCode)| places::grid_place_row(grid, place);
        LoadRows::of(LoadTable::GridPlaces, rows.iter().map(row))
    }

    /// Records of the register.
    pub fn people(rows: &[StoredPerson]) -> LoadRows {
        LoadRows::of(LoadTable::People, rows.iter().map(people::person_row))
    }

    /// What was done to them.
    pub fn person_facts(rows: &[StoredPersonFact]) -> LoadRows {
        LoadRows::of(LoadTable::PersonFacts, rows.iter().map(people::fact_row))
    }

    /// Ticks.
    pub fn ticks(rows: &[StoredTick]) -> LoadRows {
        LoadRows::of(LoadTable::Ticks, rows.iter().map(rounds::tick_row))
    }
}

/// A load that has begun. Dropped before its end, nothing of it stands on PostgreSQL, and the
/// SQLite file is to be thrown away.
pub enum Load {
    /// Into a file.
    Sqlite(sqlite::SqliteLoad),
    /// Into a server.
    Postgres(postgres::PostgresLoad),
}

impl Load {
    /// Begins. The store has its schema, nobody else has it open, and the tables are empty, or it
    /// is [`StoreError::Refused`].
    pub async fn begin(url_or_path: &str, tables: &[LoadTable]) -> Result<Load, StoreError> {
        match url_or_path.contains("://") {
            true => Ok(Load::Postgres(postgres::PostgresLoad::begin(url_or_path, tables).await?)),
            false => Ok(Load::Sqlite(sqlite::SqliteLoad::begin(url_or_path.as_ref(), tables)?)),
        }
    }

    /// Takes rows into a table that was named at the beginning.
    pub async fn put(&mut self, rows: &LoadRows) -> Result<(), StoreError> {
        match self {
            Load::Sqlite(load) => load.put(rows),
            Load::Postgres(load) => load.put(rows).await,
        }
    }

    /// Makes the indexes, checks the rules of the schema, and returns when all of it is durable.
    pub async fn finish(self) -> Result<(), StoreError> {
        match self {
            Load::Sqlite(load) => load.finish(),
            Load::Postgres(load) => load.finish().await,
        }
    }
}

fn not_empty(table: &str) -> StoreError {
    StoreError::Refused { rule: format!("the table {table} is to be loaded and is not empty") }
}
