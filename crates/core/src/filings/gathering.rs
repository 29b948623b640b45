//! 聚集活动报备: what is filed.

use super::{DAYS_AHEAD_MAX, is_said};
use crate::ids::VenueId;
use crate::places::PlaceCode;
use crate::{CityDay, Moment, coded};
use serde::{Deserialize, Serialize};

/// No gathering has more people: a number beyond was mistyped.
const PEOPLE_MAX: u32 = 100_000;
const MINUTES_OF_DAY: u16 = 24 * 60;

coded! {
    /// What kind of gathering.
    GatheringKind {
        /// 红事
        Wedding = "wedding",
        /// 白事
        Funeral = "funeral",
        /// 宴会等聚餐
        Banquet = "banquet",
        /// 会议
        Meeting = "meeting",
        /// 培训
        Training = "training",
        /// 文艺演出
        Show = "show",
        /// 体育赛事
        Match = "match",
        /// 展销促销
        Fair = "fair",
        /// 游园会
        Fete = "fete",
        /// 团拜、慰问、联欢
        Greeting = "greeting",
        /// 其他
        Other = "other",
    }

    /// What is prepared.
    Precaution {
        /// 测温
        Temperature = "temperature",
        /// 扫码验码
        CodeCheck = "code_check",
        /// 戴口罩
        Masks = "masks",
        /// 隔位就座、拉开桌距
        Distance = "distance",
        /// 分餐、公筷
        OwnDishes = "own_dishes",
        /// 消毒通风
        Disinfection = "disinfection",
        /// 参加人员名单
        NameList = "name_list",
    }

    /// What was said of it.
    GatheringFactKind {
        /// 报备
        Filed = "filed",
        /// 变更
        Changed = "changed",
        /// 取消
        Cancelled = "cancelled",
        /// 答复
        Answered = "answered",
    }

    /// What the community answers.
    GatheringReply {
        /// 知悉
        Noted = "noted",
        /// 请缩小规模
        Shrink = "shrink",
        /// 请延期
        Postpone = "postpone",
        /// 不得举办: with a clause alone.
        Refused = "refused",
    }

    /// How far it is.
    GatheringState {
        /// 待答复
        Waiting = "waiting",
        /// 已知悉
        Noted = "noted",
        /// 请缩小规模
        Shrink = "shrink",
        /// 请延期
        Postpone = "postpone",
        /// 不得举办
        Refused = "refused",
        /// 已取消
        Cancelled = "cancelled",
    }

    /// What the rules come to.
    GatheringVerdict {
        /// 不需要报备
        NotNeeded = "not_needed",
        /// 须报备
        MustFile = "must_file",
        /// 从严控制，由社区答复
        Strict = "strict",
        /// 不得举办
        NotAllowed = "not_allowed",
    }
}

impl GatheringKind {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            GatheringKind::Wedding => "红事",
            GatheringKind::Funeral => "白事",
            GatheringKind::Banquet => "宴会等聚餐",
            GatheringKind::Meeting => "会议",
            GatheringKind::Training => "培训",
            GatheringKind::Show => "文艺演出",
            GatheringKind::Match => "体育赛事",
            GatheringKind::Fair => "展销促销",
            GatheringKind::Fete => "游园会",
            GatheringKind::Greeting => "团拜、慰问、联欢",
            GatheringKind::Other => "其他聚集活动",
        }
    }
}

impl Precaution {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Precaution::Temperature => "进门测温",
            Precaution::CodeCheck => "扫码验码",
            Precaution::Masks => "戴口罩",
            Precaution::Distance => "拉开桌距、隔位就座",
            Precaution::OwnDishes => "分餐、公筷",
            Precaution::Disinfection => "消毒通风",
            Precaution::NameList => "留下参加人员名单",
        }
    }
}

impl GatheringState {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            GatheringState::Waiting => "等社区答复",
            GatheringState::Noted => "社区已知悉",
            GatheringState::Shrink => "社区请您缩小规模",
            GatheringState::Postpone => "社区请您延期",
            GatheringState::Refused => "不得举办",
            GatheringState::Cancelled => "已取消",
        }
    }
}

impl GatheringVerdict {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            GatheringVerdict::NotNeeded => "按现有规定，不需要报备",
            GatheringVerdict::MustFile => "须向社区（村）报备",
            GatheringVerdict::Strict => "从严控制：先报备，等社区答复",
            GatheringVerdict::NotAllowed => "这一天不得举办",
        }
    }
}

/// What is filed, without who answers for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gathering {
    /// What kind.
    pub kind: GatheringKind,
    /// The community or compound in which it is held: to its community it is filed.
    pub place: PlaceCode,
    /// Where there.
    pub address: String,
    /// The place with a code in which it is held; none where it is in none.
    #[serde(default)]
    pub venue: Option<VenueId>,
    /// On which day.
    pub day: CityDay,
    /// When it begins, in minutes of that day.
    pub starts_minute: u16,
    /// How many people come.
    pub people: u32,
    /// What is prepared.
    pub prepared: Vec<Precaution>,
}

/// Why it cannot be filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatheringFlaw {
    /// Where.
    #[error("请写明举办地点，最多120字")]
    Address,
    /// When.
    #[error("请核对日期和时间：要在今天以后、半年以内，还没有开始的")]
    Day,
    /// How many.
    #[error("人数请填1至100000")]
    People,
    /// Something is named twice.
    #[error("防疫准备不能重复")]
    Prepared,
}

impl Gathering {
    /// When it begins.
    pub fn starts_at(&self) -> Moment {
        self.day.starts_at().plus_ms(i64::from(self.starts_minute) * 60_000)
    }

    /// Whether it can be filed now.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self, now: Moment) -> Result<(), GatheringFlaw> {
        if !is_said(&self.address) {
            return Err(GatheringFlaw::Address);
        }
        let is_far = self.day.days_since(now.city_day()) > DAYS_AHEAD_MAX;
        if self.starts_minute >= MINUTES_OF_DAY || is_far || self.starts_at() <= now {
            return Err(GatheringFlaw::Day);
        }
        if !(1..=PEOPLE_MAX).contains(&self.people) {
            return Err(GatheringFlaw::People);
        }
        let mut prepared = self.prepared.clone();
        prepared.sort_unstable();
        prepared.dedup();
        if prepared.len() != self.prepared.len() {
            return Err(GatheringFlaw::Prepared);
        }
        Ok(())
    }
}
