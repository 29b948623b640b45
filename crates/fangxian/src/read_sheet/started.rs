//! How the server starts a reader, listens to it, and ends it whatever happens.

use fangxian_sheets::wire::{Frame, read_frame, write_question};
use fangxian_sheets::{Part, Question, SheetReader, Unreadable};
use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a reader may take, whatever it waits for: less than a request may.
const ANSWER_MAX: Duration = Duration::from_secs(20);

/// Opens each file in a process of its own, of this very program.
pub(crate) struct OwnReader {
    program: PathBuf,
}

impl OwnReader {
    /// Looks up where this program is.
    pub(crate) fn find() -> std::io::Result<OwnReader> {
        // This one stays right where the file is replaced while the server runs.
        let own = PathBuf::from("/proc/self/exe");
        let program = if own.exists() { own } else { std::env::current_exe()? };
        Ok(OwnReader { program })
    }

    /// Starts a reader that inherits nothing: no variable, no folder, no open file. What it would
    /// say on standard error could quote what it reads, so nobody hears it.
    fn start(&self) -> std::io::Result<Child> {
        Command::new(&self.program)
            .arg("read-sheet")
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    }
}

impl SheetReader for OwnReader {
    fn ask(
        &self,
        bytes: Vec<u8>,
        question: &Question,
        take: &mut dyn FnMut(Part) -> ControlFlow<()>,
    ) -> Result<(), Unreadable> {
        let mut child = self.start().map_err(|error| {
            tracing::error!(error = %error, "could not start a reader: {error}");
            Unreadable::NoReader
        })?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let reader = Reader(Mutex::new(child));
        let (mut stdin, stdout) = pipes.ok_or(Unreadable::NoReader)?;
        std::thread::scope(|scope| {
            let reaped = Reaped(&reader);
            // A reader that refuses early does not read to the end.
            scope.spawn(move || write_question(&mut stdin, question, &bytes).is_ok());
            let (over, is_over) = channel::<()>();
            let watched = &reader;
            let watching = scope.spawn(move || {
                let is_late = is_over.recv_timeout(ANSWER_MAX) == Err(RecvTimeoutError::Timeout);
                if is_late {
                    watched.end();
                }
                is_late
            });
            let answered = take_answer(BufReader::new(stdout), take);
            let ended = reader.end();
            drop((over, reaped));
            let is_late = watching.join().unwrap_or_default();
            answered.unwrap_or_else(|_| Err(why(is_late, ended)))
        })
    }
}

/// Gives out the answer until it ends or `take` says stop. An error where it breaks off.
fn take_answer(
    mut from: impl Read,
    take: &mut dyn FnMut(Part) -> ControlFlow<()>,
) -> std::io::Result<Result<(), Unreadable>> {
    loop {
        match read_frame(&mut from)? {
            Frame::Part(part) => {
                if take(part).is_break() {
                    return Ok(Ok(()));
                }
            }
            Frame::Done => return Ok(Ok(())),
            Frame::Refused(unreadable) => return Ok(Err(unreadable)),
        }
    }
}

fn why(is_late: bool, ended: Option<ExitStatus>) -> Unreadable {
    let told = ended.map_or_else(|| "unknown".to_owned(), |status| status.to_string());
    tracing::warn!(
        reader.status = told,
        reader.late = is_late,
        "a reader of a sheet was lost: {told}"
    );
    match is_late || is_out_of_time(ended) {
        true => Unreadable::TooSlow,
        false => Unreadable::ReaderFailed,
    }
}

#[cfg(unix)]
fn is_out_of_time(ended: Option<ExitStatus>) -> bool {
    use std::os::unix::process::ExitStatusExt;
    let signal = ended.and_then(|status| status.signal());
    signal == Some(rustix::process::Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
fn is_out_of_time(_: Option<ExitStatus>) -> bool {
    false
}

/// A reader at work.
struct Reader(Mutex<Child>);

impl Reader {
    /// Ends it where it has not ended itself, and waits until it is gone.
    fn end(&self) -> Option<ExitStatus> {
        let mut child = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // It may be gone already; then what it ended with still stands.
        let _ = child.kill();
        child.wait().ok()
    }
}

/// Ends a reader even where whoever takes its answer panics.
struct Reaped<'a>(&'a Reader);

impl Drop for Reaped<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}
