//! What the store keeps when a process is killed, the power goes, the disk is full, or a
//! migration is cut short. Each harness has a control: the same cuts on a store that promises
//! less, which must show the loss, or the harness would see nothing at all.
//!
//! The default cuts as often as the bar of every change asks; `FANGXIAN_FAULTS=soak` as often as
//! the bar of a long run.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "all of it is test code: what fails here fails a test"
)]

mod acts;
mod child;
mod full_disk;
mod killed;
mod migrating;
mod positives;
mod power;
mod relay;

use fangxian_testkit::volume::QuickFolder;
use std::hash::{BuildHasher, RandomState};

/// How many cuts a harness makes.
fn n_cuts(every_change: u32, soak: u32) -> u32 {
    match std::env::var("FANGXIAN_FAULTS").as_deref() {
        Ok("soak") => soak,
        Ok(_) | Err(_) => every_change,
    }
}

/// Says, by the name of the test, that it was skipped and why.
fn skipped(why: &str) {
    eprintln!("SKIPPED {}: {why}", std::thread::current().name().unwrap_or("a test"));
}

/// A number below `bound` that nobody can foresee: when to cut.
fn any_below(bound: u64) -> u64 {
    RandomState::new().hash_one(bound) % bound.max(1)
}

/// Runs a future on two threads.
fn wait<T>(running: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(running)
}

/// A temporary folder that the user of a database server may enter.
fn open_folder() -> QuickFolder {
    QuickFolder::new().expect("a temporary folder")
}
