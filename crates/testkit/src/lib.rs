//! Rehearses: a whole city on a real database with a clock that the test turns.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the whole crate is test code: what fails here fails a test"
)]

pub mod bars;
pub mod city;
pub mod postgres;
pub mod server;
pub mod volume;

pub use bars::Bar;
pub use city::{Answer, Engine, TestCity};
