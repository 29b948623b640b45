//! The shipped rules, checked in their own words, and what a rule file may not say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what fails here fails the test"
)]

mod editions;
mod overlay;
mod reading;
mod refusals;
mod words;
