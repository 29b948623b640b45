//! What differs between the engines, one file each.

pub(crate) mod postgres;
pub(crate) mod sqlite;
