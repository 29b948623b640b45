//! What tables a database really has, and whether they can be spread by county.

use crate::db::Engine;
use crate::migrate::Migration;
use crate::{Row, StoreError, Tx, engine};
use std::collections::{BTreeMap, BTreeSet};

/// The table in which migrations note themselves.
pub const MIGRATION_TABLE: &str = "schema_migration";

/// The tables of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// By name.
    pub tables: Vec<Table>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// The columns of the primary key, in order.
    pub primary_key: Vec<String>,
    /// The columns of each other unique key, in order.
    pub unique: Vec<Vec<String>>,
    /// Its foreign keys.
    pub foreign: Vec<Foreign>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table that they refer to.
    pub table: String,
}

/// What the engines answer: columns as (table, column), keys as (table, index, primary, column),
/// foreign keys as (table, key, target, column), each in order.
pub(crate) struct SchemaSql {
    pub(crate) columns: &'static str,
    pub(crate) keys: &'static str,
    pub(crate) foreign: &'static str,
}

impl Schema {
    /// Reads the schema of the database.
    pub async fn read(tx: &Tx) -> Result<Schema, StoreError> {
        let sql = match tx.engine() {
            Engine::Sqlite => engine::sqlite::SCHEMA,
            Engine::Postgres => engine::postgres::SCHEMA,
        };
        let mut tables: BTreeMap<String, Table> = BTreeMap::new();
        for row in tx.query(sql.columns, &[]).await? {
            let table = table_of(&mut tables, &row)?;
            table.columns.push(row.text("column_name")?.to_owned());
        }
        let mut last_key = String::new();
        for row in tx.query(sql.keys, &[]).await? {
            let table = table_of(&mut tables, &row)?;
            let column = row.text("column_name")?.to_owned();
            let key = format!("{} {}", table.name, row.text("key_name")?);
            if row.flag("is_primary")? {
                table.primary_key.push(column);
            } else if key == last_key {
                table.unique.last_mut().into_iter().for_each(|unique| unique.push(column.clone()));
            } else {
                table.unique.push(vec![column]);
            }
            last_key = key;
        }
        let mut last_key = String::new();
        for row in tx.query(sql.foreign, &[]).await? {
            let table = table_of(&mut tables, &row)?;
            let column = row.text("column_name")?.to_owned();
            let key = format!("{} {}", table.name, row.text("key_name")?);
            match table.foreign.last_mut().filter(|_| key == last_key) {
                Some(foreign) => foreign.columns.push(column),
                None => table
                    .foreign
                    .push(Foreign { columns: vec![column], table: row.text("target")?.to_owned() }),
            }
            last_key = key;
        }
        Ok(Schema { tables: tables.into_values().collect() })
    }

    /// The tables, each after those that it refers to, and otherwise by name.
    pub fn parents_first(&self) -> Vec<&Table> {
        let mut ordered: Vec<&Table> = Vec::new();
        let mut left: Vec<&Table> = self.tables.iter().collect();
        while !left.is_empty() {
            let stands = |name: &str| ordered.iter().any(|table| table.name == name);
            let ready = |table: &&Table| {
                table
                    .foreign
                    .iter()
                    .all(|foreign| foreign.table == table.name || stands(&foreign.table))
            };
            let place = left.iter().position(ready);
            // A ring of foreign keys has no order; the rest follows by name.
            ordered.push(left.remove(place.unwrap_or(0)));
        }
        ordered
    }

    /// What keeps the tables that grow from being spread over several machines by county: each
    /// sentence is a breach. `references` are the tables that stand on every machine.
    pub fn county_breaches(&self, references: &BTreeSet<String>) -> Vec<String> {
        let mut breaches = Vec::new();
        let leads = |columns: &[String]| columns.first().is_some_and(|first| first == "county");
        for table in &self.tables {
            let name = &table.name;
            if references.contains(name) {
                let growing = table.foreign.iter().find(|key| !references.contains(&key.table));
                breaches.extend(growing.map(|key| {
                    format!("{name} is a reference table and refers to {}, which grows", key.table)
                }));
                continue;
            }
            if !leads(&table.primary_key) {
                breaches.push(format!(
                    "{name}: the primary key ({}) does not begin with county",
                    table.primary_key.join(", ")
                ));
            }
            for unique in table.unique.iter().filter(|unique| !leads(unique)) {
                breaches.push(format!(
                    "{name}: the unique key ({}) does not begin with county",
                    unique.join(", ")
                ));
            }
            for key in table.foreign.iter().filter(|key| !leads(&key.columns)) {
                breaches.push(format!(
                    "{name}: the foreign key ({}) to {} does not begin with county",
                    key.columns.join(", "),
                    key.table
                ));
            }
        }
        breaches
    }
}

/// The tables that the migrations mark with `-- reference` behind their opening bracket, and the
/// table of the migrations themselves.
pub fn reference_tables(migrations: &[Migration]) -> BTreeSet<String> {
    let mut names = BTreeSet::from([MIGRATION_TABLE.to_owned()]);
    for line in migrations.iter().flat_map(|migration| migration.sql.lines()) {
        let marked =
            line.strip_prefix("create table ").and_then(|rest| rest.split_once(" ( -- reference"));
        names.extend(marked.map(|(name, _)| name.trim().to_owned()));
    }
    names
}

fn table_of<'a>(
    tables: &'a mut BTreeMap<String, Table>,
    row: &Row,
) -> Result<&'a mut Table, StoreError> {
    let name = row.text("table_name")?;
    let empty = || Table { name: name.to_owned(), ..Table::default() };
    Ok(tables.entry(name.to_owned()).or_insert_with(empty))
}
