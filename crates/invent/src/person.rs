//! A person, as a roster of a community keeps one.

use crate::documents::Document;
use crate::needs::Need;
use crate::venues::VenueId;
use jiff::civil::Date;

/// Sex, as identity cards tell it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// 男 or 女.
    pub fn written(self) -> &'static str {
        match self {
            Sex::Male => "男",
            Sex::Female => "女",
        }
    }

    pub(crate) fn other(self) -> Sex {
        match self {
            Sex::Male => Sex::Female,
            Sex::Female => Sex::Male,
        }
    }
}

/// What a person is to the head of the household (与户主关系).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Relation {
    /// 户主
    Head,
    /// 配偶
    Spouse,
    /// 子女
    Child,
    /// 儿媳、女婿
    ChildInLaw,
    /// 父母
    Parent,
    /// 孙子女、外孙子女
    Grandchild,
    /// 合租, of the same door but not of the family.
    Tenant,
    /// 其他, such as somebody who lives in to care for the head.
    Other,
}

impl Relation {
    /// The word that rosters use for this relation, for this sex.
    pub fn written(self, sex: Sex) -> &'static str {
        match (self, sex) {
            (Relation::Head, _) => "户主",
            (Relation::Spouse, Sex::Male) => "丈夫",
            (Relation::Spouse, Sex::Female) => "妻子",
            (Relation::Child, Sex::Male) => "儿子",
            (Relation::Child, Sex::Female) => "女儿",
            (Relation::ChildInLaw, Sex::Male) => "女婿",
            (Relation::ChildInLaw, Sex::Female) => "儿媳",
            (Relation::Parent, Sex::Male) => "父亲",
            (Relation::Parent, Sex::Female) => "母亲",
            (Relation::Grandchild, Sex::Male) => "孙子",
            (Relation::Grandchild, Sex::Female) => "孙女",
            (Relation::Tenant, _) => "合租",
            (Relation::Other, _) => "其他",
        }
    }
}

/// On what footing somebody lives here.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stay {
    /// 常住
    Permanent,
    /// 暂住
    Temporary,
}

impl Stay {
    /// 常住 or 暂住.
    pub fn written(self) -> &'static str {
        match self {
            Stay::Permanent => "常住",
            Stay::Temporary => "暂住",
        }
    }
}

/// Somebody who does not exist. Not hidden in `Debug`, because nobody is meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Most are two or three characters; a few have `·`, are Latin, or hold a rare character.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Day of birth, never after the reference day of the city.
    pub born: Date,
    /// To the head of the household.
    pub relation: Relation,
    /// Identity card or other paper.
    pub document: Document,
    /// Eleven digits that begin with `100`. Several of a household may share one.
    pub phone: Option<String>,
    /// On what footing the person lives here.
    pub stay: Stay,
    /// What the community must know to care for the person.
    pub needs: Vec<Need>,
    /// Where the person works or goes to school.
    pub work: Option<VenueId>,
}

impl Person {
    /// Years completed on a day.
    pub fn age_on(&self, day: Date) -> i16 {
        let had_birthday = (day.month(), day.day()) >= (self.born.month(), self.born.day());
        day.year() - self.born.year() - i16::from(!had_birthday)
    }
}
