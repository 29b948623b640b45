//! Invents a city: people, households and houses that look right and are nobody.
//!
//! Pure, and the same on every machine: what a community looks like follows from the seed, its
//! code and the plan of the city, never from the order in which communities are asked for. One
//! community is in memory at a time.
//!
//! Nobody can be meant: numbers of identity cards begin with `99`, which no region and no
//! province has; phones begin with `100`, which no mobile has; serial numbers of other papers lie
//! where none is issued. [`Document::is_reserved`] and [`phone_is_reserved`] tell.

mod calendar;
mod chance;
mod city;
mod days;
mod documents;
mod family;
mod homes;
mod name_tables;
mod names;
mod needs;
mod people;
mod person;
mod roster;
mod roster_cells;
mod shares;
mod venues;

pub use city::{City, Communities, CommunityHead, InventedCommunity, NotACity, Settlement};
pub use days::{Place, Visit};
pub use documents::{Document, check_character, phone_is_reserved};
pub use homes::{Building, Compound, Household, Unit, UnitPath};
pub use needs::{DialysisDays, Need};
pub use person::{Person, Relation, Sex, Stay};
pub use roster::{COLUMNS, Column, Flaw, Merge, MessyRoster, MessyRow, Truth, messy_roster};
pub use roster_cells::MessyCell;
pub use venues::{Venue, VenueId, VenueKind};
