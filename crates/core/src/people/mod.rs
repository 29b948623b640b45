//! People of the register: who lives behind which door. Nothing here reads or keeps anything.

mod alike;
mod columns;
mod document;
mod door;
mod find;
mod merge;
mod name;
mod person;
mod roster;

pub use alike::{AlikeGround, Candidate, Traits, candidates, grounds};
pub use columns::{Column, ROSTER_COLUMNS};
pub use document::{Document, DocumentFlaw, DocumentKind, ResidentId};
pub use door::{DoorFlaw, DoorWords};
pub use find::{Initials, Words, pinyin_of};
pub use merge::{MergeFlaw, PersonField, merged, restored};
pub use name::{Name, NameFlaw, Phone, PhoneFlaw};
pub use person::{Origin, Particulars, Person, PersonFactKind, Relation, Sex, Stay};
pub use roster::{RowFlaw, RowRead, RowWords, read_row};
pub(crate) use roster::{document_of, says_none};
