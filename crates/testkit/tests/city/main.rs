//! Whole-city tests: the real router on a real database, with a clock that the test turns.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "what fails here fails the test"
)]

mod antigen;
mod arrivals;
mod attacks;
mod attempt;
mod bad_files;
mod bad_input;
mod captures;
mod care;
mod case_retention;
mod case_seats;
mod cases;
mod charges;
mod code_reasons;
mod code_told;
mod codes;
mod custody;
mod drifts;
mod endpoints;
mod exports;
mod faults;
mod filings;
mod follow_ups;
mod following;
mod frequency;
mod gate_page;
mod guesses;
mod isolation;
mod journeys;
mod labs;
mod ledgers;
mod lodging;
mod looks;
mod merges;
mod messages;
mod mix_ups;
mod office;
mod openapi;
mod outage;
mod passage_races;
mod passes;
mod payloads;
mod policy;
mod races;
mod reach;
mod recompute;
mod register;
mod reports;
mod results;
mod rights;
mod rounds;
mod samples;
mod sampling;
mod scans;
mod scripts;
mod sites;
mod tally;
mod the_loop;
mod told;
mod trail;
mod venues;
mod verifications;
mod verifications_files;
mod verifications_letters;
mod vouching;
mod wire;
mod without_phone;
mod zones;
