//! Sampling: the codes of tubes, how many share one, and what is said at the table.

mod asked;
mod bulletin;
mod code;
pub mod plan;
mod table;

pub use asked::{
    RoundAsked, RoundGround, area_rule, round_of_area, round_of_frequency, rounds_of_zone,
};
pub use bulletin::{RoundFigures, bulletin};
pub use code::{CODE_CHARS, CodeFlaw, SERIAL_END, TubeCode, check_character};
pub use table::{
    Pool, PoolChoice, Roll, Sampled, TableFlaw, TubeFlag, check_swab, check_tube, pools_permitted,
};

/// From how far on the clock of a phone is wrong: half an hour is a validity that ends too late.
/// must-hold R18.
pub const SKEW_MAX_MS: i64 = 10 * 60_000;
