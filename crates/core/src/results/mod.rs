//! Results as the person reads them: by when they are promised, what is shown of each test, the
//! secret on the card, names that are compared, and the statement in the code of a report.

mod names;
mod promise;
mod receipt;
mod shown;
mod statement;

pub use names::{is_same_name, name_key};
pub use promise::promise_of_guide;
pub use receipt::{ReceiptCode, SMS_DIGITS, SMS_WRONG_DAY_MAX, Secret};
pub use shown::{Shown, ShownKind, shown};
pub use statement::{NotAStatement, SIGNATURE_BYTES, Statement};

use crate::coded;

coded! {
    /// How somebody agreed that another may look at his results.
    Consent {
        /// Both were at the counter.
        InPerson = "in_person",
        /// He signed on paper.
        OnPaper = "on_paper",
        /// A parent or guardian, for somebody who cannot agree himself.
        Guardian = "guardian",
    }

    /// What may be tried a few times within a while.
    TryKind {
        /// To look up a person's results; counted by the document.
        LookUp = "look_up",
        /// To have a code sent; counted by the document.
        Code = "code",
        /// To have a code sent to a phone; counted by the phone.
        Phone = "phone",
    }
}

impl TryKind {
    /// For how long a try counts. must-hold A4 and A19: five a day, five an hour.
    pub fn while_ms(self) -> i64 {
        match self {
            TryKind::LookUp => 24 * 3_600_000,
            TryKind::Code | TryKind::Phone => 3_600_000,
        }
    }
}

/// How often something may be tried within a while.
pub const TRIES_MAX: i64 = 5;
/// For how long a code sent by SMS holds. must-hold A19.
pub const CODE_HOLDS_MS: i64 = 10 * 60_000;
/// For whom one person may look at most. must-hold A5.
pub const BINDINGS_MAX: usize = 10;
/// Of how many days back somebody's tests are shown.
pub const DAYS_SHOWN: i64 = 30;
