//! The store's tests. Each runs on SQLite and on PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops where something is wrong, and says so"
)]

mod antigen;
mod backups;
mod both;
mod charges;
mod loads;
mod migrations;
mod records;
mod results;
mod schema;
mod sites;
mod transactions;
