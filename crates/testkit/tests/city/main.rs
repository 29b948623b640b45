//! Whole-city tests: the real router on a real database, with a clock that the test turns.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "what fails here fails the test"
)]

mod antigen;
mod attacks;
mod attempt;
mod bad_files;
mod bad_input;
mod captures;
mod charges;
mod custody;
mod endpoints;
mod exports;
mod faults;
mod following;
mod frequency;
mod labs;
mod ledgers;
mod looks;
mod merges;
mod messages;
mod office;
mod openapi;
mod payloads;
mod policy;
mod races;
mod reach;
mod register;
mod reports;
mod results;
mod rights;
mod rounds;
mod sampling;
mod scripts;
mod sites;
mod tally;
mod the_loop;
mod trail;
mod venues;
mod vouching;
mod zones;
