//! What can go wrong with the log.

use std::path::PathBuf;

/// The log cannot be opened or read.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The operating system refused.
    #[error("{doing} {}: {source}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
    /// Something whole lies behind something that is not: the disk changed what was durable.
    #[error("{} is damaged at byte {offset}: record {expected} should stand there", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where.
        offset: u64,
        /// Which record should have been next.
        expected: u64,
    },
    /// Another process has the log open.
    #[error("{} is in use by another process", .0.display())]
    InUse(PathBuf),
}

/// A record was not taken. It is not in the log, and never will be: whoever sent it sends it again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotKept {
    /// So much waits for the disk that no more is taken for the moment, or the disk has no room for
    /// the next file.
    #[error("the log is full for the moment")]
    Full,
    /// The disk failed while the group of this record was written: whether it is there nobody knows
    /// until the log is opened again, and nothing is taken until then.
    #[error("the disk of the log has failed")]
    Failed,
    /// Longer than a record may be.
    #[error("the record is too long")]
    TooLong,
}
