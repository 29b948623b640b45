//! What results mean: signed by a laboratory, they hold whoever shared a positive tube, send somebody
//! to each door, and free whoever a test of his own frees.

mod chains;
mod people;
mod sign;

pub(crate) use chains::rounds_unclean;
pub use chains::{ChainMember, ChainSeen, chain_see, chains_list};
pub use people::{PersonTest, StrangerTest, person_tests, stranger_tests};
pub(crate) use people::{Tubes, grave_tubes, held_in_community, people_in_tubes, tests_of_people};
pub use sign::results_sign;
