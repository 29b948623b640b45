//! 检测频次: who is to be tested every how many days, who is due and who is late.
//!
//! What is required comes from the rules as data and from decisions of the city; who works in a key
//! trade and who need not be tested for a while stands as facts. How somebody stands on a day is
//! computed from them ([`standing`](mod@standing)), stored nowhere.

mod required;
pub mod standing;
mod words;

pub use required::{
    Decided, DecidedFlaw, NotApplied, Requirement, RequirementSource, RequirementState,
    decision_state, requirements_of_rules,
};
pub use standing::{Entry, FrequencyCounts, Known, StandingKind, TestStanding, standing};
pub use words::{late_ground, late_instruction, reminder};

use crate::coded;

/// 每日一检
pub const EVERY_DAYS_MIN: u8 = 1;
/// No text asks for a test less often than this and calls it a frequency. Our own bound.
pub const EVERY_DAYS_MAX: u8 = 14;
/// Nobody is put off for longer at once: then it is looked at again. Our own bound.
pub const EXEMPT_DAYS_MAX: i64 = 90;
/// A reminder goes out on the evening before, from this hour on: people are home.
pub const REMINDER_HOUR: i64 = 18;
/// No telephone rings after this hour of the evening.
pub const REMINDER_LAST_HOUR: i64 = 22;

coded! {
    /// 重点行业: trades whose people meet many others.
    Trade {
        /// 快递外卖
        Delivery = "delivery",
        /// 商超农贸
        Market = "market",
        /// 公共交通
        Transit = "transit",
        /// 医疗机构
        Clinic = "clinic",
        /// 养老机构
        CareHome = "care_home",
        /// 学校
        School = "school",
        /// 餐饮
        Catering = "catering",
        /// 酒店
        Hotel = "hotel",
        /// 物流冷链
        ColdChain = "cold_chain",
        /// 保洁环卫
        Cleaning = "cleaning",
        /// Any other that the city names.
        Other = "other",
    }

    /// Why somebody need not be tested for a while.
    ExemptReason {
        /// 医嘱
        Medical = "medical",
        /// 康复期: a test would find what is over.
        Recovered = "recovered",
        /// 婴幼儿
        Infant = "infant",
        /// 卧床、失能
        Bedridden = "bedridden",
        /// 外出: he is tested where he is.
        Away = "away",
        /// Any other, in words.
        Other = "other",
    }

    /// What is said of a person.
    EntryKind {
        /// He works in a key trade.
        Trade = "trade",
        /// He need not be tested for a while.
        Exempt = "exempt",
    }
}

impl Trade {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            Trade::Delivery => "快递外卖",
            Trade::Market => "商超农贸",
            Trade::Transit => "公共交通",
            Trade::Clinic => "医疗机构",
            Trade::CareHome => "养老机构",
            Trade::School => "学校",
            Trade::Catering => "餐饮",
            Trade::Hotel => "酒店",
            Trade::ColdChain => "物流冷链",
            Trade::Cleaning => "保洁环卫",
            Trade::Other => "其他重点行业",
        }
    }

    /// Reads what people write: 外卖骑手, 超市收银. None where nothing of it is known.
    pub fn from_words(words: &str) -> Option<Trade> {
        let known: [(Trade, &[&str]); 10] = [
            (Trade::Delivery, &["快递", "外卖", "骑手", "闪送"]),
            (Trade::ColdChain, &["冷链", "物流", "货运", "仓储"]),
            (Trade::Market, &["商超", "超市", "农贸", "菜市", "市场", "商场"]),
            (Trade::Transit, &["公交", "出租", "地铁", "网约车", "公共交通", "客运"]),
            (Trade::CareHome, &["养老", "福利院"]),
            (Trade::Clinic, &["医院", "医疗", "诊所", "卫生院", "药店"]),
            (Trade::School, &["学校", "幼儿园", "老师", "教师", "小学", "中学"]),
            (Trade::Catering, &["餐饮", "饭店", "餐厅", "食堂"]),
            (Trade::Hotel, &["酒店", "宾馆", "旅馆"]),
            (Trade::Cleaning, &["保洁", "环卫", "清洁"]),
        ];
        let says = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
        known.into_iter().find(|(_, parts)| says(parts)).map(|(trade, _)| trade)
    }
}

impl ExemptReason {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            ExemptReason::Medical => "医嘱暂缓",
            ExemptReason::Recovered => "感染康复期",
            ExemptReason::Infant => "婴幼儿",
            ExemptReason::Bedridden => "卧床、失能",
            ExemptReason::Away => "外出",
            ExemptReason::Other => "其他",
        }
    }
}
