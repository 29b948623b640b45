//! A person of the register.

use super::{Document, Name, Phone};
use crate::ids::PersonId;
use crate::places::PlaceCode;
use crate::{CityDay, coded};

coded! {
    /// As documents have it.
    Sex {
        /// 男
        Male = "male",
        /// 女
        Female = "female",
    }

    /// Why somebody is counted here.
    Stay {
        /// 常住
        Permanent = "permanent",
        /// 暂住、租住
        Temporary = "temporary",
        /// 驻点工作人员: works on the site, and is tested with it.
        Staff = "staff",
        /// 访客、滞留
        Visitor = "visitor",
    }

    /// What somebody is to the head of the household.
    Relation {
        /// 户主
        Head = "head",
        /// 配偶
        Spouse = "spouse",
        /// 子女
        Child = "child",
        /// 父母
        Parent = "parent",
        /// 孙辈
        Grandchild = "grandchild",
        /// 祖辈
        Grandparent = "grandparent",
        /// 兄弟姐妹
        Sibling = "sibling",
        /// 其他亲属
        OtherKin = "other_kin",
        /// 租客、合住
        Tenant = "tenant",
        /// 其他、未说明
        Other = "other",
    }

    /// How a record came into the register.
    Origin {
        /// Typed at the desk.
        Entered = "entered",
        /// From a sheet.
        Imported = "imported",
        /// Found at the door while a list was worked.
        Found = "found",
        /// Made up for a drill or a measurement: nobody.
        Invented = "invented",
    }

    /// What was done to a record.
    PersonFactKind {
        /// Taken into the register.
        Registered = "registered",
        /// Something was put right, or the person moved to another door.
        Changed = "changed",
        /// Is no longer counted here.
        Left = "left",
        /// Is counted here again.
        Returned = "returned",
        /// Another record of the same person was merged into this one.
        Merged = "merged",
        /// This record was merged into another of the same person.
        MergedAway = "merged_away",
        /// A merge was undone, and the record stands by itself again.
        Unmerged = "unmerged",
        /// The import that added or changed it was taken back.
        ImportUndone = "import_undone",
    }
}

impl Stay {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Stay::Permanent => "常住",
            Stay::Temporary => "暂住",
            Stay::Staff => "工作人员",
            Stay::Visitor => "访客",
        }
    }

    /// Reads what people write in a list.
    pub fn from_words(words: &str) -> Option<Stay> {
        let has = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
        if has(&["工作", "物业", "保安", "驻点", "员工"]) {
            Some(Stay::Staff)
        } else if has(&["访", "滞留", "探亲", "临时来"]) {
            Some(Stay::Visitor)
        } else if has(&["暂", "租", "流动", "非户籍"]) {
            Some(Stay::Temporary)
        } else if has(&["常", "户籍", "自有", "本村", "本社区"]) {
            Some(Stay::Permanent)
        } else {
            None
        }
    }
}

impl Relation {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Relation::Head => "户主",
            Relation::Spouse => "配偶",
            Relation::Child => "子女",
            Relation::Parent => "父母",
            Relation::Grandchild => "孙辈",
            Relation::Grandparent => "祖辈",
            Relation::Sibling => "兄弟姐妹",
            Relation::OtherKin => "其他亲属",
            Relation::Tenant => "租客",
            Relation::Other => "其他",
        }
    }

    /// Reads what people write in a list. The order matters: 外孙女 holds 女, 岳父 holds 父.
    pub fn from_words(words: &str) -> Option<Relation> {
        let has = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
        if matches!(words, "本人" | "户主" | "自己" | "本户") {
            Some(Relation::Head)
        } else if has(&["孙"]) {
            Some(Relation::Grandchild)
        } else if has(&["祖", "爷", "奶", "姥", "外公", "外婆"]) {
            Some(Relation::Grandparent)
        } else if has(&["配偶", "妻", "丈夫", "夫妻", "爱人", "老婆", "老公", "夫"]) {
            Some(Relation::Spouse)
        } else if has(&["父", "母", "爸", "妈", "公公", "婆婆"]) {
            Some(Relation::Parent)
        } else if has(&["兄", "弟", "姐", "妹", "哥"]) {
            Some(Relation::Sibling)
        } else if has(&["租", "合住", "室友"]) {
            Some(Relation::Tenant)
        } else if has(&["子", "女", "儿", "媳", "婿"]) {
            Some(Relation::Child)
        } else if has(&["侄", "甥", "亲", "叔", "姑", "舅", "姨"]) {
            Some(Relation::OtherKin)
        } else if has(&["其他", "其它", "保姆", "朋友"]) {
            Some(Relation::Other)
        } else {
            None
        }
    }
}

impl Sex {
    /// 男, 女
    pub fn title(self) -> &'static str {
        match self {
            Sex::Male => "男",
            Sex::Female => "女",
        }
    }

    /// Reads what people write in a list.
    pub fn from_words(words: &str) -> Option<Sex> {
        match words.trim_end_matches('性') {
            "男" | "M" | "m" => Some(Sex::Male),
            "女" | "F" | "f" => Some(Sex::Female),
            _ => None,
        }
    }
}

/// What there is to say of a person besides name, document and phone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Particulars {
    /// Not always known.
    pub sex: Option<Sex>,
    /// Not always known.
    pub born: Option<CityDay>,
    /// To the head of the household.
    pub relation: Relation,
    /// What the household's people should know: at most 200 signs.
    pub note: String,
}

/// A person of the register.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Which record.
    pub id: PersonId,
    /// The household.
    pub door: PlaceCode,
    /// The name.
    pub name: Name,
    /// The document.
    pub document: Document,
    /// The phone; not everybody has one.
    pub phone: Option<Phone>,
    /// The rest.
    pub particulars: Particulars,
    /// Why counted here.
    pub stay: Stay,
}

impl Person {
    /// Full years on `day`; none where the day of birth is not known.
    pub fn age_on(&self, day: CityDay) -> Option<i16> {
        let born = self.particulars.born?;
        let had_birthday = (day.month(), day.day_of_month()) >= (born.month(), born.day_of_month());
        Some(day.year() - born.year() - i16::from(!had_birthday))
    }

    /// The names of the fields in which two records of a person differ, for the history.
    pub fn differences(&self, other: &Person) -> Vec<&'static str> {
        let mut fields = Vec::new();
        let mut field = |differs: bool, name| {
            if differs {
                fields.push(name);
            }
        };
        field(self.door != other.door, "door");
        field(self.name != other.name, "name");
        field(self.document != other.document, "document");
        field(self.phone != other.phone, "phone");
        field(self.particulars.sex != other.particulars.sex, "sex");
        field(self.particulars.born != other.particulars.born, "born");
        field(self.particulars.relation != other.particulars.relation, "relation");
        field(self.particulars.note != other.particulars.note, "note");
        field(self.stay != other.stay, "stay");
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_read() {
        for (words, relation) in [
            ("户主", Relation::Head),
            ("本人", Relation::Head),
            ("妻", Relation::Spouse),
            ("丈夫", Relation::Spouse),
            ("长子", Relation::Child),
            ("女儿", Relation::Child),
            ("儿媳", Relation::Child),
            ("外孙女", Relation::Grandchild),
            ("岳父", Relation::Parent),
            ("母亲", Relation::Parent),
            ("祖母", Relation::Grandparent),
            ("姐姐", Relation::Sibling),
            ("租客", Relation::Tenant),
            ("保姆", Relation::Other),
        ] {
            assert_eq!(Relation::from_words(words), Some(relation), "{words}");
        }
        assert_eq!(Relation::from_words("？"), None);
        for (words, stay) in [
            ("常住", Stay::Permanent),
            ("户籍人口", Stay::Permanent),
            ("租户", Stay::Temporary),
            ("流动人口", Stay::Temporary),
            ("物业保安", Stay::Staff),
            ("访客", Stay::Visitor),
        ] {
            assert_eq!(Stay::from_words(words), Some(stay), "{words}");
        }
        assert_eq!(Sex::from_words("女性"), Some(Sex::Female));
        assert_eq!(Sex::from_words("?"), None);
    }
}
