//! People of the register: who lives behind which door. Nothing here reads or keeps anything.

mod columns;
mod document;
mod door;
mod find;
mod name;
mod person;
mod roster;

pub use columns::{Column, ROSTER_COLUMNS};
pub use document::{Document, DocumentFlaw, DocumentKind, ResidentId};
pub use door::{DoorFlaw, DoorWords};
pub use find::{Initials, Words, pinyin_of};
pub use name::{Name, NameFlaw, Phone, PhoneFlaw};
pub use person::{Origin, Particulars, Person, PersonFactKind, Relation, Sex, Stay};
pub use roster::{RowFlaw, RowRead, RowWords, read_row};
