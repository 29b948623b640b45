//! The store's tests. Each runs on SQLite and on PostgreSQL.

mod both;
mod transactions;
