//! The national risk list: snapshots of it, the register that they amount to, and how far the
//! recorded step-downs agree with the rules.

mod agreement;
mod country;
mod register;
mod replay;
mod snapshot;

pub use agreement::{Agreement, Verdict, ZoneVerdict, agreement};
pub use country::{Country, Named, country};
pub use register::{Assessment, Interval, assess, intervals};
pub use replay::{HeldSnapshot, Replay, may_leave, replay};
pub use snapshot::{BadSnapshot, ListedArea, Snapshot, SnapshotTime, export, parse};
