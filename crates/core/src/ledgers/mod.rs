//! Ledgers (台账): who needs looking after, or must be looked after, what for and how often; who is
//! a candidate by the register; and what the home-visit team has to do on a day. Nothing here reads
//! or keeps anything.

mod candidates;
mod matter;
mod rhythm;
mod tour;

pub use candidates::{
    AGED_ALONE_YEARS, Candidate, Housemate, INFANT_YEARS, OVER_80_YEARS, candidates,
};
pub use matter::{CarePair, CarerName, Matter, MatterFlaw, MatterWords};
pub use rhythm::{Rhythm, RhythmFlaw, Weekdays};
pub use tour::{Due, EntryState, Tour, Visited, due_on, review_by_default, tour_instruction};

use crate::{CityDay, coded};

coded! {
    /// Which ledger.
    LedgerKind {
        /// 特殊关爱
        SpecialCare = "special_care",
        /// 潜在风险
        LatentRisk = "latent_risk",
        /// 自定义: one of the community's own, under its own name.
        Own = "own",
    }

    /// What somebody is on the ledger of special care for.
    CareCategory {
        /// 独居
        LivingAlone = "living_alone",
        /// 80岁以上
        Over80 = "over_80",
        /// 卧床、不能下楼
        Bedridden = "bedridden",
        /// 孕产妇
        Pregnant = "pregnant",
        /// 透析
        Dialysis = "dialysis",
        /// 化疗
        Chemotherapy = "chemotherapy",
        /// 婴幼儿
        Infant = "infant",
        /// 残疾
        Disability = "disability",
        /// 上网课的学生
        OnlinePupil = "online_pupil",
    }

    /// How an entry came about.
    EntryOrigin {
        /// Filled in at a desk.
        Form = "form",
        /// Offered by the rules from the register, and confirmed.
        Rule = "rule",
        /// Found at the door (敲门行动).
        Knocked = "knocked",
    }

    /// What was done to an entry.
    LedgerFactKind {
        /// Taken into the ledger.
        Entered = "entered",
        /// Something was put right.
        Changed = "changed",
        /// Somebody was there.
        Visited = "visited",
        /// Looked at again: it still holds, until the next review.
        Reviewed = "reviewed",
        /// No longer on the ledger.
        Ended = "ended",
    }
}

impl LedgerKind {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            LedgerKind::SpecialCare => "特殊关爱",
            LedgerKind::LatentRisk => "潜在风险",
            LedgerKind::Own => "自定义",
        }
    }
}

impl CareCategory {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            CareCategory::LivingAlone => "独居",
            CareCategory::Over80 => "80岁以上",
            CareCategory::Bedridden => "卧床",
            CareCategory::Pregnant => "孕产妇",
            CareCategory::Dialysis => "透析",
            CareCategory::Chemotherapy => "化疗",
            CareCategory::Infant => "婴幼儿",
            CareCategory::Disability => "残疾",
            CareCategory::OnlinePupil => "上网课",
        }
    }

    /// What he is visited for, where nobody says otherwise. Our own words, after what papers told
    /// of door-to-door work: testing at home, medicine, the way to the hospital.
    pub fn usual_need(self) -> &'static str {
        match self {
            CareCategory::LivingAlone => "看望，问需要，代买代办",
            CareCategory::Over80 => "上门采样，问身体，代买药品",
            CareCategory::Bedridden => "上门采样，送药，看护理",
            CareCategory::Pregnant => "问产检，备好就诊医院和车辆",
            CareCategory::Dialysis => "透析日接送，与医院对接",
            CareCategory::Chemotherapy => "问疗程，安排就诊和接送",
            CareCategory::Infant => "上门采样，问奶粉和疫苗",
            CareCategory::Disability => "上门采样，代买代办",
            CareCategory::OnlinePupil => "上门采样，问网课和三餐",
        }
    }
}

/// The most signs of what somebody needs, and of a reason.
pub const NEED_CHARS_MAX: usize = 100;
/// The latest day of a review from the day on which it is set. Our own choice: half a year.
pub const REVIEW_DAYS_MAX: i64 = 183;

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryContent {
    /// What he is on the ledger for.
    pub matter: Matter,
    /// What he needs visiting for.
    pub need: String,
    /// How often, where it is not as the rules have it.
    pub own_rhythm: Option<Rhythm>,
    /// When somebody must look again whether it still holds.
    pub review_on: CityDay,
}

/// Why an entry cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContentFlaw {
    /// Too many signs.
    #[error("上门事项不超过100字")]
    NeedTooLong,
    /// Over, or too far off.
    #[error("复核日期应在今天之后的半年以内")]
    ReviewOutOfRange,
}

impl EntryContent {
    /// Puts an entry together on `today`. What is not said is as the rules have it.
    pub fn new(
        matter: Matter,
        need: &str,
        own_rhythm: Option<Rhythm>,
        review_on: Option<CityDay>,
        today: CityDay,
    ) -> Result<EntryContent, ContentFlaw> {
        let need = need.trim();
        if need.chars().count() > NEED_CHARS_MAX {
            return Err(ContentFlaw::NeedTooLong);
        }
        let need = if need.is_empty() { matter.usual_need() } else { need }.to_owned();
        let review_on = review_on.unwrap_or_else(|| review_by_default(&matter, today));
        if review_on < today || review_on.days_since(today) > REVIEW_DAYS_MAX {
            return Err(ContentFlaw::ReviewOutOfRange);
        }
        Ok(EntryContent { matter, need, own_rhythm, review_on })
    }

    /// How often he is visited on `day`.
    pub fn rhythm_on(&self, day: CityDay) -> Rhythm {
        self.own_rhythm.unwrap_or_else(|| self.matter.rhythm_on(day))
    }

    /// The names of the fields in which two contents differ, for the history.
    pub fn differences(&self, other: &EntryContent) -> Vec<&'static str> {
        let mut fields = Vec::new();
        let mut field = |differs: bool, name| {
            if differs {
                fields.push(name);
            }
        };
        field(self.matter != other.matter, "matter");
        field(self.need != other.need, "need");
        field(self.own_rhythm != other.own_rhythm, "rhythm");
        field(self.review_on != other.review_on, "review_on");
        fields
    }
}
