//! A program of the city's choice that carries something on: what it is told stands neither in its
//! arguments nor in the log.

use std::io::{Error, Result, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Starts it, tells it two lines, and waits for its end.
///
/// # Errors
/// It cannot be started, does not read what it is told, or says by its end that it failed.
pub(crate) fn told(program: &Path, first: &str, second: &str) -> Result<()> {
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        writeln!(stdin, "{first}\n{second}")?;
    }
    let ended = child.wait()?;
    if ended.success() { Ok(()) } else { Err(Error::other(ended.to_string())) }
}
