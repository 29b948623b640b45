//! Whole files: right ones are read as they stand, wrong ones are refused, and what is written
//! runs nothing.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "what fails here fails the test"
)]

mod forms;
mod kit;
mod limits;
mod poison;
mod reading;
mod round_trip;
