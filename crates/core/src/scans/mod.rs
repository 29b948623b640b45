//! 扫码: somebody passes a gate, or scans the code of a place.

mod decide;
mod gate_record;
mod record;
#[cfg(test)]
mod tests;

pub use decide::{Asked, Decision, Verdict, Why, decide};
pub use gate_record::GateRecord;
pub use record::{NotAScan, Scan, ScanId};

use crate::coded;

/// Scans are kept so many days after their own (must-hold P12).
pub const DAYS_KEPT: i64 = 14;
/// The most days that any rule may keep them.
pub const DAYS_KEPT_MAX: i64 = 21;
/// A gate sends at most so many scans at once.
pub const BATCH_MAX: usize = 1_000;

coded! {
    /// How it came to be known.
    ScanSource {
        /// 门岗扫码: the gate read the pass of the person.
        Gate = "gate",
        /// 离线补传: a gate without a network did, and sent it later.
        GateLater = "gate_later",
        /// 扫场所码: the person read the code of the place.
        Own = "own",
        /// 手工登记补录: written down by hand, and entered later.
        Hand = "hand",
    }

    /// What is looked at where people go in: 测温、扫码、核酸、口罩.
    Check {
        /// 测温
        Temperature = "temperature",
        /// 扫码
        Code = "code",
        /// 核酸证明
        Certificate = "certificate",
        /// 口罩
        Mask = "mask",
    }

    /// Who must pass at once, whatever his code says (must-hold P9).
    Emergency {
        /// 临产
        Labour = "labour",
        /// 透析
        Dialysis = "dialysis",
        /// 其他急救
        Rescue = "rescue",
    }
}
