//! Notices read and drafted, tested whole in one binary.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr
)]

mod city;
mod damage;
mod drafted;
mod printed;
mod register;
mod words;
