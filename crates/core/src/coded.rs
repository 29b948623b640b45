//! Closed lists: a value that is one of a few, each with a code in JSON and in the store.

use serde::de::Error as _;
// Named by what `coded!` makes, wherever it is called.
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// A closed list whose values have codes. Declared by [`coded!`](crate::coded).
pub trait Coded: Copy + 'static {
    /// Every value.
    const ALL: &'static [Self];

    /// The word in JSON and in the store.
    fn code(self) -> &'static str;
}

/// Reads a code of a closed list.
pub fn read<'de, T: Coded, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let code = Cow::<'de, str>::deserialize(deserializer)?;
    let known = T::ALL.iter().copied().find(|value| value.code() == code);
    known.ok_or_else(|| D::Error::custom(format_args!("unknown variant `{code}`")))
}

/// Declares a closed list. The enum knows all its values, writes its codes and reads them.
#[macro_export]
macro_rules! coded {
    ($($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $code:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$value_doc])* $value,)+ }

        impl $name {
            /// Every value.
            pub const ALL: &[$name] = &[$($name::$value,)+];

            /// The word in JSON and in the store.
            pub fn code(self) -> &'static str {
                match self { $($name::$value => $code,)+ }
            }

            /// Reads what `code` writes.
            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|value| value.code() == code)
            }
        }

        impl $crate::Coded for $name {
            const ALL: &'static [$name] = $name::ALL;

            fn code(self) -> &'static str {
                $name::code(self)
            }
        }
        impl $crate::coded::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> Result<S::Ok, S::Error>
            where
                S: $crate::coded::Serializer,
            {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> $crate::coded::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> Result<$name, D::Error>
            where
                D: $crate::coded::Deserializer<'de>,
            {
                $crate::coded::read(deserializer)
            }
        }
    )+};
}
