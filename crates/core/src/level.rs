//! The levels that the editions give to areas.

use serde::{Deserialize, Serialize};

/// A level that an area can be given. Three come from the ninth edition and later, three from the
/// eighth; an edition says in its scheme which of them it knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 低风险区
    Low,
    /// 中风险区
    Medium,
    /// 高风险区
    High,
    /// 防范区 of the eighth edition.
    Guarded,
    /// 管控区 of the eighth edition.
    Controlled,
    /// 封控区 of the eighth edition.
    Locked,
}

impl Level {
    /// Every level, gravest last within each of the two families.
    pub const ALL: [Level; 6] =
        [Level::Low, Level::Medium, Level::High, Level::Guarded, Level::Controlled, Level::Locked];

    /// The word in JSON, in the store and in rule files.
    pub fn code(self) -> &'static str {
        match self {
            Level::Low => "low",
            Level::Medium => "medium",
            Level::High => "high",
            Level::Guarded => "guarded",
            Level::Controlled => "controlled",
            Level::Locked => "locked",
        }
    }

    /// Reads what [`Level::code`] writes.
    pub fn from_code(code: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.code() == code)
    }

    /// The authority's own name: 高风险区.
    pub fn title(self) -> &'static str {
        match self {
            Level::Low => "低风险区",
            Level::Medium => "中风险区",
            Level::High => "高风险区",
            Level::Guarded => "防范区",
            Level::Controlled => "管控区",
            Level::Locked => "封控区",
        }
    }

    /// How grave, 1 to 3, across both families: 封控 stands with 高, 管控 with 中, 防范 with 低.
    pub fn gravity(self) -> u8 {
        match self {
            Level::Low | Level::Guarded => 1,
            Level::Medium | Level::Controlled => 2,
            Level::High | Level::Locked => 3,
        }
    }
}
