//! 说的与查到的不一致: both sides, each with its evidence, for whoever must look into it.
//!
//! A record holds facts. It judges nobody and nothing follows from it: no rule, no code, no order and no
//! list asks for it. Whoever it is of can say how it came, and that stays beside it.

mod find;
mod says;
#[cfg(test)]
mod tests;

pub use find::{DifferenceKind, Finding, find};
pub use says::{
    ContradictionFactKind, ContradictionFlaw, ContradictionSays, ContradictionStanding,
    NOTE_CHARS_MAX, Side, standing_of,
};
