//! What Fangxian does: one function per request. Who may, read, decide, write: one transaction.

pub mod accounts;
pub mod audit;
pub mod board;
pub mod caller;
pub mod charges;
pub mod city;
pub mod demo;
pub mod drafts;
pub mod drill;
pub mod editions;
pub mod grids;
pub mod index;
pub mod ledgers;
pub mod messages;
pub mod mint;
pub mod national;
pub mod notices;
pub mod order_tally;
pub mod orders;
pub mod people;
pub mod places;
pub mod public;
pub mod records;
pub mod refusal;
pub mod register;
pub mod reports;
pub mod rounds;
mod seals;
pub mod secrets;
pub mod sheets;
pub mod sites;
pub mod tree;
pub mod zones;

pub use caller::{Caller, Request, Trust};
pub use city::City;
pub use refusal::Refusal;
