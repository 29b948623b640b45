//! The store's tests. Each runs on SQLite and on PostgreSQL.

mod backups;
mod both;
mod migrations;
mod records;
mod schema;
mod transactions;
