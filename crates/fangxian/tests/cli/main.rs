//! The binary as a person runs it: what it prints, where, and with which exit code.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod cities;
mod links;
mod reading;
mod running;
mod scans;
mod sheets;
mod stores;
mod tables;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn fangxian() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fangxian"));
    command.env_remove("FANGXIAN_DATABASE_URL").env_remove("RUST_LOG");
    command
}

pub(crate) fn run(arguments: &[&str]) -> Ran {
    run_with(arguments, b"")
}

/// Runs with this on standard input.
pub(crate) fn run_with(arguments: &[&str], input: &[u8]) -> Ran {
    let mut command = fangxian();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A command that refuses early does not read to the end.
    let writing = std::thread::spawn(move || stdin.write_all(&input).ok());
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

/// A command that cannot use what it was given says so in one Chinese sentence and nothing else.
pub(crate) fn refused(arguments: &[&str], input: &[u8], words: &str) {
    let ran = run_with(arguments, input);
    assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
    assert_eq!(ran.out, "", "{arguments:?}");
    assert_eq!(ran.err.lines().count(), 1, "{arguments:?}: {}", ran.err);
    assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
}
