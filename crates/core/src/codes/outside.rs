//! Who asks for somebody's scans or codes without being whom they are for: refused, and counted
//! (must-hold P17).

use crate::coded;

coded! {
    /// Who asked.
    OutsideAsker {
        /// 公安
        Police = "police",
        /// 法院
        Court = "court",
        /// 其他机关
        Office = "office",
        /// 用人单位
        Employer = "employer",
        /// 媒体
        Press = "press",
        /// 其他
        Other = "other",
    }

    /// For what.
    OutsideAbout {
        /// 扫码记录
        Scans = "scans",
        /// 健康码
        Codes = "codes",
        /// 检测结果
        Results = "results",
        /// 居民登记
        Register = "register",
    }
}

/// What whoever asked is told.
pub const OUTSIDE_REFUSED: &str =
    "扫码、健康码、检测和登记只用于疫情防控。这个请求不办理，已记录，并计入每周公开的数字。";
