//! 健康码: what a person may do now, and why.

use crate::coded;

coded! {
    /// The color of a health code: the gravest of all reasons that live.
    HealthColor {
        /// 绿码
        Green = "green",
        /// 黄码
        Yellow = "yellow",
        /// 红码
        Red = "red",
    }
}
