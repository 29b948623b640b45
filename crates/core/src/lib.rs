//! What Fangxian decides. This crate does no IO: no clock, no random, no SQL, no logging.
//! Time is an argument, rules are data, and a decision is a value that says why.

pub mod antigen;
pub mod arrivals;
pub mod audit;
pub mod charges;
pub mod coded;
pub mod codes;
pub mod contacts;
pub mod custody;
pub mod day;
pub mod filings;
pub mod frequency;
pub mod grids;
pub mod ids;
pub mod journeys;
pub mod labs;
pub mod ledgers;
pub mod level;
pub mod lodgings;
pub mod looks;
pub mod national;
pub mod notices;
pub mod orders;
pub mod passes;
pub mod people;
pub mod places;
pub mod policy;
pub mod pools;
pub mod reports;
pub mod results;
pub mod rounds;
pub mod rules;
pub mod sampling;
pub mod scans;
pub mod sites;
pub mod siting;
pub mod venues;
pub mod verifications;
pub mod zones;

pub use coded::Coded;
pub use day::{CityDay, Moment};
pub use level::Level;
