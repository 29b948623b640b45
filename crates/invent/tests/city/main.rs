//! The invented city, held to what its people and houses must be.

#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "what fails here fails the test, and what is measured is told"
)]

mod days;
mod nobody;
mod order;
mod people;
mod roster;
mod whole;

use fangxian_core::places::PlaceCode;
use fangxian_invent::{City, CommunityHead};

/// Communities of two counties, every fourth a village.
fn heads(n: usize) -> Vec<CommunityHead> {
    (0..n)
        .map(|i| {
            let county = if i % 2 == 0 { "140105" } else { "140121" };
            let code = format!("{county}{:03}{:03}", 1 + i / 500, i % 500);
            let name = if i % 4 == 3 {
                format!("第{i}村委会")
            } else {
                format!("第{i}社区居委会")
            };
            CommunityHead { code: PlaceCode::parse(&code).unwrap(), name }
        })
        .collect()
}

/// A city of 50,000 in 16 communities.
fn city() -> City {
    City::plan(&heads(16), 50_000, 2022).unwrap()
}
