//! What comes faster than a database takes it: a log on disk, answered once it is durable.
//!
//! One thread writes whatever was put in while it wrote the time before, as one group, forces it to
//! the disk and tells everybody in it. There is no timer: a lonely record waits for one flush, and a
//! thousand wait for one flush together. The files are written full of zeros before they are used,
//! so that a flush changes no size and waits for no journal of the file system.
//!
//! Nothing here knows what a record is. Whoever drains the log keeps, in one transaction with what
//! he made of it, up to which number he has come; what lies before that number may be overwritten.

mod days;
mod drain;
mod error;
mod group;
mod kept;
mod log;
mod prepare;
mod segment;
#[cfg(test)]
mod tests;

pub use days::{DayKeyFolder, KEY_BYTES};
pub use drain::{Batch, Drain};
pub use error::{IntakeError, NotKept};
pub use kept::Kept;
pub use log::{IntakeLog, Options, Recovered};
