//! What Fangxian remembers. The only room with SQL: one text of it runs on SQLite and on
//! PostgreSQL, rows become entities here, or are reported as damaged.

pub mod accounts;
pub mod antigen;
pub mod arrivals;
pub mod audit;
pub mod backup;
pub mod charges;
pub mod codes;
pub mod custody;
pub mod db;
pub mod distribute;
mod engine;
mod error;
pub mod exports;
pub mod feed;
pub mod filings;
pub mod frequency;
pub mod journeys;
pub mod lab_quality;
pub mod lab_results;
pub mod labs;
pub mod ledgers;
pub mod load;
pub mod migrate;
pub mod notices;
pub mod orders;
pub mod outbox;
pub mod people;
pub mod places;
pub mod read_log;
pub mod reports;
pub mod restore;
pub mod results;
pub mod rounds;
pub mod sampling;
pub mod scans;
pub mod schema;
pub mod settings;
pub mod sites;
pub mod snapshots;
pub mod tracks;
pub mod tube_alarms;
pub mod venues;
pub mod zones;

pub use db::{Db, Row, Tx, V};
pub use error::{EngineFault, StoreError};
