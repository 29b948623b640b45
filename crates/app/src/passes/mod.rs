//! 亮码: passes are made and believed here, and what a gate asks of a person is answered from memory.

mod colors;
mod ended;
mod index;
mod keys;
mod lists;
mod load;
mod now;
mod recompute;
mod snapshot;
mod together;
#[cfg(test)]
mod vectors;

pub use colors::{Followed, passes_follow};
pub(crate) use colors::{contacts_colored, zones_colored};
pub use ended::PaperEnded;
pub(crate) use ended::{TOPIC as ENDED, ended_follow};
pub use index::{HomeReason, PassIndex};
pub use keys::{PassKeyListed, PassKeys, believe_by_keys};
pub use lists::{LIST_LATE_MS, ListFlaw, ListKey, SignedList, list_believed};
pub use load::passes_load;
pub use now::{PassNow, pass_now};
pub use recompute::{Recomputed, Recomputing, codes_recompute, reasons_altered, recomputed_tell};
pub(crate) use snapshot::communities_of;
pub use snapshot::{passes_copy, passes_put_copy};
