//! The file after the one in use, made while that fills up.

use crate::error::IntakeError;
use crate::log::{Shared, locked};
use crate::segment::Segment;
use std::path::PathBuf;
use std::sync::PoisonError;
use std::time::Duration;

/// Whoever prepares the next file is told each time when so much more of the file in use is filled.
pub(crate) const TOLD_BYTES: u64 = 128 << 10;
/// Where there was no room for the next file, it is tried again after this.
const TRY_AGAIN: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(crate) struct NextFile {
    pub(crate) ready: Option<Segment>,
    /// The number that the next file gets.
    pub(crate) number: u64,
    /// How full the file in use is, in bytes, to a part of [`TOLD_BYTES`]; all there is where one is
    /// waited for.
    pub(crate) filled: u64,
    pub(crate) drained: Vec<PathBuf>,
    pub(crate) is_stopping: bool,
}

impl Shared {
    /// Makes the next file, from a drained one if there is any.
    pub(crate) fn prepare(&self, go_on: impl Fn(u64) -> u64) -> Result<Segment, IntakeError> {
        let (number, drained) = {
            let mut next = locked(&self.next_file);
            (next.number, next.drained.pop())
        };
        let bytes = self.options.file_bytes;
        let made = Segment::prepare(&self.folder, number, bytes, drained, go_on)?;
        locked(&self.next_file).number = number + 1;
        Ok(made)
    }

    /// Waits while the next file is as far as the one in use asks for, and says how much more of it is to
    /// be filled: it is to be whole once that is half full. So what the disk does for it is spread over
    /// the time, and nothing that is answered waits for it.
    fn wait_for_use(&self, filled: u64) -> u64 {
        let mut next = locked(&self.next_file);
        while filled > next.filled.saturating_mul(2) && !next.is_stopping {
            next = self.is_file_wanted.wait(next).unwrap_or_else(PoisonError::into_inner);
        }
        let until = if next.is_stopping { u64::MAX } else { next.filled.saturating_mul(2) };
        until.saturating_sub(filled)
    }

    /// Keeps one file ready, until the log ends.
    pub(crate) fn keep_prepared(&self) {
        loop {
            let mut next = locked(&self.next_file);
            while next.ready.is_some() && !next.is_stopping {
                next = self.is_file_wanted.wait(next).unwrap_or_else(PoisonError::into_inner);
            }
            if next.is_stopping {
                return;
            }
            drop(next);
            match self.prepare(|filled| self.wait_for_use(filled)) {
                Ok(made) => locked(&self.next_file).ready = Some(made),
                // No room, most likely. Meanwhile whoever puts in is told that it is full.
                Err(_) => {
                    let next = locked(&self.next_file);
                    let waited = self.is_file_wanted.wait_timeout(next, TRY_AGAIN);
                    drop(waited.unwrap_or_else(PoisonError::into_inner));
                }
            }
        }
    }
}
