//! Whole-city tests: the real router on a real database, with a clock that the test turns.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "test code: what fails here fails a test, and says what it counted or skipped"
)]

mod attacks;
mod attempt;
mod bad_input;
mod faults;
mod openapi;
mod policy;
mod the_loop;
mod zones;
