//! What somebody is on a ledger for, with all that it needs.

use super::{CareCategory, LedgerKind, Rhythm, RhythmFlaw, Weekdays};
use crate::CityDay;
use crate::ids::OwnLedgerId;
use serde::{Deserialize, Serialize};

/// The most signs of the name of somebody who helps.
const CARER_CHARS_MAX: usize = 20;
/// From so many days before the due date she is visited every day. Our own choice.
const NEAR_BIRTH_DAYS: i64 = 14;
/// Nobody is expecting for longer than ten months; a due date further off was typed wrongly.
const EXPECTING_DAYS_MAX: i64 = 300;
/// A course of treatment further off than this was typed wrongly; the same for an isolation.
const AHEAD_DAYS_MAX: i64 = 92;

/// The name of somebody who helps: a doctor, an informant. Not a resident of the register.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CarerName(String);

impl CarerName {
    /// Reads a name: something is there, and it is not too long.
    pub fn parse(text: &str) -> Option<CarerName> {
        let text = text.trim();
        let is_name = (1..=CARER_CHARS_MAX).contains(&text.chars().count())
            && !text.chars().any(char::is_control);
        is_name.then(|| CarerName(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CarerName {
    type Error = MatterFlaw;

    fn try_from(text: String) -> Result<CarerName, MatterFlaw> {
        CarerName::parse(&text).ok_or(MatterFlaw::PairIncomplete)
    }
}

impl From<CarerName> for String {
    fn from(name: CarerName) -> String {
        name.0
    }
}

/// 二合一: whoever is isolated at home is followed by a doctor and an informant together. There is
/// no pair with one of them missing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarePair {
    /// 医生
    pub doctor: CarerName,
    /// 信息员（网格员）
    pub informant: CarerName,
}

/// What somebody is on a ledger for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Matter {
    /// 独居
    LivingAlone,
    /// 80岁以上
    Over80,
    /// 卧床
    Bedridden,
    /// 孕产妇
    Pregnant {
        /// 预产期
        due_on: CityDay,
    },
    /// 透析
    Dialysis {
        /// On which days of the week.
        on: Weekdays,
    },
    /// 化疗
    Chemotherapy {
        /// The next course, where it is known.
        next_on: Option<CityDay>,
    },
    /// 婴幼儿
    Infant,
    /// 残疾
    Disability,
    /// 上网课的学生
    OnlinePupil,
    /// 潜在风险：居家隔离
    HomeIsolation {
        /// The last day.
        until: CityDay,
        /// Who follows it.
        pair: CarePair,
    },
    /// Something of the community's own.
    Own {
        /// On which ledger.
        ledger: OwnLedgerId,
    },
}

/// A matter as a form says it.
#[derive(Clone, Debug, Default)]
pub struct MatterWords {
    /// For special care.
    pub category: Option<CareCategory>,
    /// For a ledger of the community's own.
    pub own: Option<OwnLedgerId>,
    /// 预产期
    pub due_on: Option<CityDay>,
    /// 透析日, 1 for Monday.
    pub weekdays: Vec<u8>,
    /// 下次化疗
    pub next_on: Option<CityDay>,
    /// 隔离至
    pub until: Option<CityDay>,
    /// 医生
    pub doctor: String,
    /// 信息员
    pub informant: String,
}

/// What a matter lacks, or has too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatterFlaw {
    /// Special care for nothing.
    #[error("请选择类别")]
    CategoryMissing,
    /// A ledger of one's own, and not which.
    #[error("请选择台账")]
    OwnMissing,
    /// Not said, over for long, or too far off.
    #[error("请填写预产期，且在今天前后的合理范围内")]
    DueOn,
    /// No day of the week.
    #[error("请选定每周哪几天透析")]
    Weekdays,
    /// Over, or too far off.
    #[error("下次化疗的日期应在今后三个月以内")]
    NextOn,
    /// Not said, over, or too far off.
    #[error("请填写隔离到哪一天，且在今后三个月以内")]
    Until,
    /// One of the two is missing.
    #[error("居家隔离须同时填写医生和信息员（二合一）")]
    PairIncomplete,
    /// Something is said that this matter does not have.
    #[error("填写的内容与类别不符")]
    TooMuch,
}

impl From<RhythmFlaw> for MatterFlaw {
    fn from(_: RhythmFlaw) -> MatterFlaw {
        MatterFlaw::Weekdays
    }
}

impl Matter {
    /// Reads what a form says on `today`: all that the matter needs, and nothing else.
    pub fn read(
        kind: LedgerKind,
        words: &MatterWords,
        today: CityDay,
    ) -> Result<Matter, MatterFlaw> {
        let matter = match kind {
            LedgerKind::SpecialCare => {
                care(words.category.ok_or(MatterFlaw::CategoryMissing)?, words, today)?
            }
            LedgerKind::LatentRisk => {
                let until =
                    words.until.filter(|day| (0..=AHEAD_DAYS_MAX).contains(&day.days_since(today)));
                let carer = |text: &str| CarerName::parse(text).ok_or(MatterFlaw::PairIncomplete);
                let pair =
                    CarePair { doctor: carer(&words.doctor)?, informant: carer(&words.informant)? };
                Matter::HomeIsolation { until: until.ok_or(MatterFlaw::Until)?, pair }
            }
            LedgerKind::Own => Matter::Own { ledger: words.own.ok_or(MatterFlaw::OwnMissing)? },
        };
        if matter.words_said() == words.said() { Ok(matter) } else { Err(MatterFlaw::TooMuch) }
    }

    /// Of which ledger it is.
    pub fn kind(&self) -> LedgerKind {
        match self {
            Matter::HomeIsolation { .. } => LedgerKind::LatentRisk,
            Matter::Own { .. } => LedgerKind::Own,
            Matter::LivingAlone
            | Matter::Over80
            | Matter::Bedridden
            | Matter::Pregnant { .. }
            | Matter::Dialysis { .. }
            | Matter::Chemotherapy { .. }
            | Matter::Infant
            | Matter::Disability
            | Matter::OnlinePupil => LedgerKind::SpecialCare,
        }
    }

    /// The ledger, where it is one of the community's own.
    pub fn own_ledger(&self) -> Option<OwnLedgerId> {
        if let Matter::Own { ledger } = self { Some(*ledger) } else { None }
    }

    /// The category, where it is special care.
    pub fn category(&self) -> Option<CareCategory> {
        match self {
            Matter::LivingAlone => Some(CareCategory::LivingAlone),
            Matter::Over80 => Some(CareCategory::Over80),
            Matter::Bedridden => Some(CareCategory::Bedridden),
            Matter::Pregnant { .. } => Some(CareCategory::Pregnant),
            Matter::Dialysis { .. } => Some(CareCategory::Dialysis),
            Matter::Chemotherapy { .. } => Some(CareCategory::Chemotherapy),
            Matter::Infant => Some(CareCategory::Infant),
            Matter::Disability => Some(CareCategory::Disability),
            Matter::OnlinePupil => Some(CareCategory::OnlinePupil),
            Matter::HomeIsolation { .. } | Matter::Own { .. } => None,
        }
    }

    /// What makes two matters of one person the same entry: the category, not its particulars.
    pub fn key(&self) -> String {
        match self {
            Matter::HomeIsolation { .. } => LedgerKind::LatentRisk.code().to_owned(),
            Matter::Own { ledger } => format!("own:{ledger}"),
            Matter::LivingAlone
            | Matter::Over80
            | Matter::Bedridden
            | Matter::Pregnant { .. }
            | Matter::Dialysis { .. }
            | Matter::Chemotherapy { .. }
            | Matter::Infant
            | Matter::Disability
            | Matter::OnlinePupil => {
                self.category().map(CareCategory::code).unwrap_or_default().to_owned()
            }
        }
    }

    /// What it is called on an order: 透析, 居家隔离; a ledger of the community's own has its own
    /// name, which an order does not say.
    pub fn title(&self) -> &'static str {
        match self {
            Matter::HomeIsolation { .. } => "居家隔离",
            Matter::Own { .. } => "自定义台账",
            Matter::LivingAlone
            | Matter::Over80
            | Matter::Bedridden
            | Matter::Pregnant { .. }
            | Matter::Dialysis { .. }
            | Matter::Chemotherapy { .. }
            | Matter::Infant
            | Matter::Disability
            | Matter::OnlinePupil => self.category().map(CareCategory::title).unwrap_or_default(),
        }
    }

    /// What he is visited for, where nobody says otherwise.
    pub fn usual_need(&self) -> &'static str {
        match self {
            Matter::HomeIsolation { .. } => "医生与信息员同去：采样、测温、问症状和生活需要",
            Matter::Own { .. } => "上门看望，问需要",
            Matter::LivingAlone
            | Matter::Over80
            | Matter::Bedridden
            | Matter::Pregnant { .. }
            | Matter::Dialysis { .. }
            | Matter::Chemotherapy { .. }
            | Matter::Infant
            | Matter::Disability
            | Matter::OnlinePupil => {
                self.category().map(CareCategory::usual_need).unwrap_or_default()
            }
        }
    }

    /// How often he is visited on `day` where nobody says otherwise. That the old, the weak, the
    /// sick, the disabled and the pupils of online classes are called on every day is how a
    /// community told of its two ledgers (seed 003); the other numbers are our own choice.
    pub fn rhythm_on(&self, day: CityDay) -> Rhythm {
        match self {
            Matter::Over80
            | Matter::Bedridden
            | Matter::Disability
            | Matter::OnlinePupil
            | Matter::HomeIsolation { .. } => Rhythm::Daily(1),
            Matter::LivingAlone => Rhythm::Every(3),
            Matter::Pregnant { due_on } if due_on.days_since(day) <= NEAR_BIRTH_DAYS => {
                Rhythm::Daily(1)
            }
            Matter::Dialysis { on } => Rhythm::On(*on),
            Matter::Pregnant { .. } | Matter::Chemotherapy { .. } | Matter::Infant => {
                Rhythm::Every(7)
            }
            Matter::Own { .. } => Rhythm::AtReview,
        }
    }

    /// Which of the words the matter has: (due_on, weekdays, next_on, until, pair, category, own).
    fn words_said(&self) -> [bool; 7] {
        let next = matches!(self, Matter::Chemotherapy { next_on: Some(_) });
        let isolation = matches!(self, Matter::HomeIsolation { .. });
        [
            matches!(self, Matter::Pregnant { .. }),
            matches!(self, Matter::Dialysis { .. }),
            next,
            isolation,
            isolation,
            self.category().is_some(),
            matches!(self, Matter::Own { .. }),
        ]
    }
}

impl MatterWords {
    fn said(&self) -> [bool; 7] {
        let pair = !self.doctor.trim().is_empty() || !self.informant.trim().is_empty();
        [
            self.due_on.is_some(),
            !self.weekdays.is_empty(),
            self.next_on.is_some(),
            self.until.is_some(),
            pair,
            self.category.is_some(),
            self.own.is_some(),
        ]
    }
}

fn care(category: CareCategory, words: &MatterWords, today: CityDay) -> Result<Matter, MatterFlaw> {
    let ahead = |day: CityDay| day.days_since(today);
    Ok(match category {
        CareCategory::LivingAlone => Matter::LivingAlone,
        CareCategory::Over80 => Matter::Over80,
        CareCategory::Bedridden => Matter::Bedridden,
        CareCategory::Pregnant => {
            // A child may be late, and the mother stays on the ledger through her first month.
            let due_on =
                words.due_on.filter(|day| (-42..=EXPECTING_DAYS_MAX).contains(&ahead(*day)));
            Matter::Pregnant { due_on: due_on.ok_or(MatterFlaw::DueOn)? }
        }
        CareCategory::Dialysis => Matter::Dialysis { on: Weekdays::new(&words.weekdays)? },
        CareCategory::Chemotherapy => {
            if words.next_on.is_some_and(|day| !(0..=AHEAD_DAYS_MAX).contains(&ahead(day))) {
                return Err(MatterFlaw::NextOn);
            }
            Matter::Chemotherapy { next_on: words.next_on }
        }
        CareCategory::Infant => Matter::Infant,
        CareCategory::Disability => Matter::Disability,
        CareCategory::OnlinePupil => Matter::OnlinePupil,
    })
}
