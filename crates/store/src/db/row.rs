//! A row, read by the names of its columns.

use super::V;
use crate::StoreError;
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};
use std::sync::Arc;
use uuid::Uuid;

/// A row as an engine gave it. A getter that finds another type than asked for, or no such
/// column, reports the value as damaged: a wrong value is never taken for a default.
#[derive(Debug, Clone)]
pub struct Row {
    head: Arc<RowHead>,
    values: Vec<V>,
}

/// What all rows of one answer share.
#[derive(Debug)]
pub(crate) struct RowHead {
    pub(crate) columns: Vec<String>,
    pub(crate) sql: String,
}

impl Row {
    pub(crate) fn new(head: Arc<RowHead>, values: Vec<V>) -> Row {
        Row { head, values }
    }

    /// TEXT that is always there.
    pub fn text(&self, column: &str) -> Result<&str, StoreError> {
        self.opt_text(column)?.ok_or_else(|| self.damaged(column))
    }

    /// TEXT or nothing.
    pub fn opt_text(&self, column: &str) -> Result<Option<&str>, StoreError> {
        match self.value(column)? {
            V::T(text) => Ok(Some(text)),
            V::Null => Ok(None),
            V::I(_) | V::B(_) => Err(self.damaged(column)),
        }
    }

    /// A number that is always there.
    pub fn int(&self, column: &str) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| self.damaged(column))
    }

    /// A number or nothing.
    pub fn opt_int(&self, column: &str) -> Result<Option<i64>, StoreError> {
        match self.value(column)? {
            V::I(number) => Ok(Some(*number)),
            V::Null => Ok(None),
            V::T(_) | V::B(_) => Err(self.damaged(column)),
        }
    }

    /// SMALLINT 0 or 1.
    pub fn flag(&self, column: &str) -> Result<bool, StoreError> {
        match self.int(column)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.damaged(column)),
        }
    }

    /// BLOB that is always there.
    pub fn bytes(&self, column: &str) -> Result<&[u8], StoreError> {
        self.opt_bytes(column)?.ok_or_else(|| self.damaged(column))
    }

    /// BLOB or nothing.
    pub fn opt_bytes(&self, column: &str) -> Result<Option<&[u8]>, StoreError> {
        match self.value(column)? {
            V::B(bytes) => Ok(Some(bytes)),
            V::Null => Ok(None),
            V::I(_) | V::T(_) => Err(self.damaged(column)),
        }
    }

    /// Milliseconds since 1970, as a moment.
    pub fn moment(&self, column: &str) -> Result<Moment, StoreError> {
        self.int(column).map(Moment)
    }

    /// A moment or nothing.
    pub fn opt_moment(&self, column: &str) -> Result<Option<Moment>, StoreError> {
        Ok(self.opt_int(column)?.map(Moment))
    }

    /// A day, `2022-10-07`.
    pub fn day(&self, column: &str) -> Result<CityDay, StoreError> {
        CityDay::parse(self.text(column)?).map_err(|_| self.damaged(column))
    }

    /// A day or nothing.
    pub fn opt_day(&self, column: &str) -> Result<Option<CityDay>, StoreError> {
        match self.opt_text(column)? {
            None => Ok(None),
            Some(_) => self.day(column).map(Some),
        }
    }

    /// The code of a place.
    pub fn place(&self, column: &str) -> Result<PlaceCode, StoreError> {
        PlaceCode::parse(self.text(column)?).map_err(|_| self.damaged(column))
    }

    /// The code of a place or nothing.
    pub fn opt_place(&self, column: &str) -> Result<Option<PlaceCode>, StoreError> {
        match self.opt_text(column)? {
            None => Ok(None),
            Some(_) => self.place(column).map(Some),
        }
    }

    /// An id: `row.id("zone_id", ZoneId::from_uuid)`.
    pub fn id<T>(&self, column: &str, wrap: fn(Uuid) -> T) -> Result<T, StoreError> {
        let id = Uuid::try_parse(self.text(column)?).map_err(|_| self.damaged(column))?;
        Ok(wrap(id))
    }

    /// An id or nothing.
    pub fn opt_id<T>(&self, column: &str, wrap: fn(Uuid) -> T) -> Result<Option<T>, StoreError> {
        match self.opt_text(column)? {
            None => Ok(None),
            Some(_) => self.id(column, wrap).map(Some),
        }
    }

    /// A word of a closed list: `row.word("level", Level::from_code)`.
    pub fn word<T>(
        &self,
        column: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        read(self.text(column)?).ok_or_else(|| self.damaged(column))
    }

    /// A word of a closed list or nothing.
    pub fn opt_word<T>(
        &self,
        column: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        match self.opt_text(column)? {
            None => Ok(None),
            Some(_) => self.word(column, read).map(Some),
        }
    }

    /// The error that says that this column holds what it cannot hold.
    pub fn damaged(&self, column: &str) -> StoreError {
        StoreError::Damaged { table: table_named_in(&self.head.sql), column: column.to_owned() }
    }

    /// All values in the order of the columns.
    pub(crate) fn into_values(self) -> Vec<V> {
        self.values
    }

    fn value(&self, column: &str) -> Result<&V, StoreError> {
        let place = self.head.columns.iter().position(|name| name == column);
        place.and_then(|place| self.values.get(place)).ok_or_else(|| self.damaged(column))
    }
}

/// The first table that a statement names. Read only when something is wrong.
fn table_named_in(sql: &str) -> String {
    let mut words =
        sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty());
    while let Some(word) = words.next() {
        if matches!(word.to_ascii_lowercase().as_str(), "from" | "into" | "update") {
            return words.next().unwrap_or_default().to_owned();
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(columns: &[&str], values: Vec<V>) -> Row {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Row::new(Arc::new(RowHead { columns, sql: "select … from zone".into() }), values)
    }

    #[test]
    fn a_wrong_type_and_a_missing_column_are_damage_and_never_a_default() {
        let row = row(
            &["name", "level_since", "open", "version"],
            vec![V::from("甲"), V::from("2022-02-30"), V::I(2), V::Null],
        );
        let damaged =
            |column: &str| StoreError::Damaged { table: "zone".into(), column: column.into() };
        assert_eq!(row.text("name"), Ok("甲"));
        assert_eq!(row.int("name"), Err(damaged("name")));
        assert_eq!(row.day("level_since"), Err(damaged("level_since")));
        assert_eq!(row.flag("open"), Err(damaged("open")));
        assert_eq!(row.int("version"), Err(damaged("version")));
        assert_eq!(row.opt_int("version"), Ok(None));
        assert_eq!(row.text("absent"), Err(damaged("absent")));
        assert_eq!(row.id("name", |id| id).unwrap_err(), damaged("name"));
    }

    #[test]
    fn a_value_is_not_shown_by_debug() {
        let shown = format!("{:?}", row(&["name"], vec![V::from("王小明")]));
        assert!(!shown.contains("王小明"), "{shown}");
    }
}
