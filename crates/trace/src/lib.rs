//! 谁和谁在一起: an index over visits, and who was at the same place within a rule's window.
//!
//! A visit is a person, a place, from when and until when. Whoever asks gives numbers for people and
//! places and keeps the names himself: nothing here can say who anybody is. Times are seconds of the
//! city's own clock ([`CitySecond`]), so that a day of the index is a day of the city.
//!
//! - [`Visit`] and [`Window`]: what is asked, and what counts as being together.
//! - [`Index`]: visits by day, by place and by person, in less than twelve bytes each; [`Live`]: one that
//!   is added to while it is searched.
//! - [`Seeker`]: the first ring; [`second_ring`]: the second, under its rule.
//! - [`plain`]: the plain quadratic search. Slow, and right: what the index is measured against.
//! - [`contacts`]: what the meetings with one person amount to, as evidence.

mod directory;
mod evidence;
mod file;
mod first;
mod index;
mod packed;
mod people;
pub mod plain;
mod row;
mod second;
mod segment;
mod visit;
mod visitors;

pub use evidence::{Contact, Evidence, Meeting, Spell, contacts};
pub use file::FileError;
pub use first::{Count, Seeker};
pub use index::{Index, Live};
pub use people::People;
pub use row::PERSON_MAX;
pub use second::{Cut, SecondRing, SecondRule, second_ring};
pub use visit::{BadVisit, CitySecond, DAY_S, Span, Strength, Visit, WINDOW_S_MAX, Window};
pub use visitors::visitors;
