//! How a command fails: one sentence, and a number that a script can tell apart.

use std::io::Write;
use std::process::ExitCode;

/// The exit code of a command that was given what it cannot use.
pub(crate) const BAD_INPUT: u8 = 2;

/// What was given cannot be used. Holds the sentence that says so.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct BadInput(pub(crate) String);

/// The command did its work, and what it looked at is not as it should be. Holds the sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Found(pub(crate) String);

/// Bad input, as an error of a command.
pub(crate) fn bad_input(sentence: impl Into<String>) -> anyhow::Error {
    BadInput(sentence.into()).into()
}

/// Tells a person why a command failed, on standard error, and gives its exit code.
pub(crate) fn tell(error: &anyhow::Error) -> ExitCode {
    let is_closed_pipe = error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe);
    if is_closed_pipe {
        // `fangxian … | head`: the reader has what it wanted.
        return ExitCode::SUCCESS;
    }
    // Nobody is left to tell where standard error is closed.
    let _ = writeln!(std::io::stderr(), "{error:#}");
    if error.chain().any(|cause| cause.is::<BadInput>()) {
        ExitCode::from(BAD_INPUT)
    } else {
        ExitCode::FAILURE
    }
}

/// Writes to standard output.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
