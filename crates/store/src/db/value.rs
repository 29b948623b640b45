//! The values that cross between the program and an engine.

use fangxian_core::ids::{
    AccountId, DraftId, NoticeId, OrderFactId, OrderId, SnapshotId, ZoneFactId, ZoneId,
};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Level, Moment};
use uuid::Uuid;

/// A value on its way into a statement, or out of a row. The schema uses no other types.
#[derive(Clone, PartialEq, Eq)]
pub enum V {
    /// Nothing.
    Null,
    /// BIGINT, SMALLINT.
    I(i64),
    /// TEXT.
    T(String),
    /// BLOB, BYTEA.
    B(Vec<u8>),
}

/// Shows the kind of a value and never the value: rows hold names and numbers of people.
impl std::fmt::Debug for V {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            V::Null => f.write_str("Null"),
            V::I(_) => f.write_str("I(…)"),
            V::T(text) => write!(f, "T({} bytes)", text.len()),
            V::B(bytes) => write!(f, "B({} bytes)", bytes.len()),
        }
    }
}

/// The values of a statement, each turned into a [`V`]: `v![zone_id, "high", today]`.
#[macro_export]
macro_rules! v {
    ($($value:expr),* $(,)?) => { [$($crate::V::from($value)),*] };
}

macro_rules! integers {
    ($($kind:ty),+) => {$(
        impl From<$kind> for V {
            fn from(number: $kind) -> V {
                V::I(i64::from(number))
            }
        }
    )+};
}
integers!(i64, i32, i16, u32, u16, u8, bool);

macro_rules! hyphenated {
    ($($id:ty),+) => {$(
        impl From<$id> for V {
            fn from(id: $id) -> V {
                V::from(id.uuid())
            }
        }
    )+};
}
hyphenated!(AccountId, DraftId, NoticeId, OrderFactId, OrderId, SnapshotId, ZoneFactId, ZoneId);

impl From<&str> for V {
    fn from(text: &str) -> V {
        V::T(text.to_owned())
    }
}

impl From<String> for V {
    fn from(text: String) -> V {
        V::T(text)
    }
}

impl From<&String> for V {
    fn from(text: &String) -> V {
        V::T(text.clone())
    }
}

impl From<Vec<u8>> for V {
    fn from(bytes: Vec<u8>) -> V {
        V::B(bytes)
    }
}

impl From<Uuid> for V {
    fn from(id: Uuid) -> V {
        V::T(id.hyphenated().to_string())
    }
}

impl From<CityDay> for V {
    fn from(day: CityDay) -> V {
        V::T(day.to_string())
    }
}

impl From<Moment> for V {
    fn from(moment: Moment) -> V {
        V::I(moment.0)
    }
}

impl From<Level> for V {
    fn from(level: Level) -> V {
        V::from(level.code())
    }
}

impl From<PlaceCode> for V {
    fn from(code: PlaceCode) -> V {
        V::from(code.as_str())
    }
}

impl From<&PlaceCode> for V {
    fn from(code: &PlaceCode) -> V {
        V::from(code.as_str())
    }
}

impl<T: Into<V>> From<Option<T>> for V {
    fn from(value: Option<T>) -> V {
        value.map_or(V::Null, Into::into)
    }
}
