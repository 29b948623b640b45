//! What a community must know of a person to care for him.

use crate::calendar::{date_of, number_of};
use crate::chance::Chance;
use crate::person::{Relation, Sex};
use jiff::civil::{Date, Weekday};

/// The days on which somebody goes to dialysis. Centers run two shifts of patients.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DialysisDays {
    /// 周一、三、五
    MondayWednesdayFriday,
    /// 周二、四、六
    TuesdayThursdaySaturday,
}

impl DialysisDays {
    /// The weekdays.
    pub fn weekdays(self) -> [Weekday; 3] {
        match self {
            DialysisDays::MondayWednesdayFriday => {
                [Weekday::Monday, Weekday::Wednesday, Weekday::Friday]
            }
            DialysisDays::TuesdayThursdaySaturday => {
                [Weekday::Tuesday, Weekday::Thursday, Weekday::Saturday]
            }
        }
    }
}

/// A reason to be on the list of those who need care (特殊群体台账).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Need {
    /// 独居老人: eighty or older and alone behind the door.
    LivingAlone,
    /// 卧床
    Bedridden,
    /// 孕妇
    Pregnant {
        /// 预产期, after the reference day.
        due: Date,
    },
    /// 透析
    Dialysis {
        /// When.
        days: DialysisDays,
    },
    /// 放化疗
    Chemotherapy,
    /// 婴儿, before the first birthday.
    Infant,
    /// 残疾
    Disability,
    /// 上网课的学生
    OnlineClass,
}

impl Need {
    /// How a clerk notes it.
    pub fn written(self) -> String {
        match self {
            Need::LivingAlone => "独居老人".to_owned(),
            Need::Bedridden => "卧床".to_owned(),
            Need::Pregnant { due } => format!("孕妇，预产期{}月{}日", due.month(), due.day()),
            Need::Dialysis { days: DialysisDays::MondayWednesdayFriday } => "透析一三五".to_owned(),
            Need::Dialysis { days: DialysisDays::TuesdayThursdaySaturday } => {
                "透析二四六".to_owned()
            }
            Need::Chemotherapy => "化疗".to_owned(),
            Need::Infant => "婴儿".to_owned(),
            Need::Disability => "残疾".to_owned(),
            Need::OnlineClass => "上网课".to_owned(),
        }
    }
}

/// What decides the needs of somebody.
pub(crate) struct Circumstances {
    pub(crate) age: i32,
    pub(crate) sex: Sex,
    pub(crate) relation: Relation,
    /// Whether nobody else lives behind the door.
    pub(crate) alone: bool,
    /// Whether a couple lives here, and its youngest child is older than one.
    pub(crate) may_expect: bool,
    pub(crate) reference: Date,
}

/// The needs of somebody, by about the shares that communities count.
pub(crate) fn needs(of: &Circumstances, chance: &mut Chance) -> Vec<Need> {
    let mut needs = Vec::new();
    if of.alone && of.age >= 80 {
        needs.push(Need::LivingAlone);
    }
    if of.age == 0 {
        needs.push(Need::Infant);
    }
    if (6..=17).contains(&of.age) && chance.in_100(85) {
        needs.push(Need::OnlineClass);
    }
    let fraction = chance.below(10_000);
    let bedridden = match of.age {
        80.. => 600,
        60..80 => 90,
        30..60 => 8,
        _ => 0,
    };
    // Who lives alone cannot be bedridden, nor does somebody bedridden head a shared flat.
    if fraction < bedridden && !of.alone {
        needs.push(Need::Bedridden);
    }
    let (dialysis, chemotherapy, disability) = match of.age {
        60.. => (18, 16, 620),
        35..60 => (10, 8, 210),
        18..35 => (2, 2, 100),
        _ => (0, 1, 50),
    };
    if chance.in_10_000(dialysis) {
        let shifts = [DialysisDays::MondayWednesdayFriday, DialysisDays::TuesdayThursdaySaturday];
        needs.push(Need::Dialysis { days: chance.one(&shifts) });
    }
    if chance.in_10_000(chemotherapy) {
        needs.push(Need::Chemotherapy);
    }
    if chance.in_10_000(disability) {
        needs.push(Need::Disability);
    }
    let wife = matches!(of.relation, Relation::Head | Relation::Spouse | Relation::ChildInLaw);
    let fertile = of.sex == Sex::Female && (22..=41).contains(&of.age);
    if fertile && wife && of.may_expect && chance.in_10_000(420) {
        let due = date_of(number_of(of.reference) + chance.between(3, 235));
        needs.push(Need::Pregnant { due });
    }
    needs
}
