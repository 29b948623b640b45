//! A row of a list that somebody sent: which columns there may be, and what a row says.

use super::columns::Column;
use super::{
    Document, DocumentFlaw, DocumentKind, DoorFlaw, DoorWords, Name, NameFlaw, Particulars, Person,
    Phone, Relation, Sex, Stay,
};
use crate::ids::PersonId;
use crate::places::PlaceCode;
use crate::{CityDay, coded};
use std::collections::BTreeMap;

coded! {
    /// What is wrong with a row.
    RowFlaw {
        /// No name.
        NameMissing = "name_missing",
        /// No name that can be one.
        NameSigns = "name_signs",
        /// Excel kept fifteen digits and lost the rest.
        DigitsLost = "digits_lost",
        /// Not eighteen signs.
        DocumentLength = "document_length",
        /// The number of the first generation.
        DocumentFirstGeneration = "document_first_generation",
        /// The check sign is wrong.
        DocumentCheckSign = "document_check_sign",
        /// The day of birth in it does not exist.
        DocumentBirthDay = "document_birth_day",
        /// Not the signs of a document.
        DocumentSigns = "document_signs",
        /// Not the number of a permanent residence card.
        DocumentPermanent = "document_permanent",
        /// A kind of document that is not known.
        DocumentKindUnknown = "document_kind_unknown",
        /// Not a phone number.
        PhoneDigits = "phone_digits",
        /// A date that cannot be read.
        BornUnreadable = "born_unreadable",
        /// Another day of birth than the resident ID says.
        BornDiffers = "born_differs",
        /// Neither 男 nor 女.
        SexUnreadable = "sex_unreadable",
        /// Another sex than the resident ID says.
        SexDiffers = "sex_differs",
        /// No door.
        DoorMissing = "door_missing",
        /// An address that cannot be read.
        DoorUnreadable = "door_unreadable",
        /// The same person stands in the sheet further up.
        TwiceInSheet = "twice_in_sheet",
        /// The document is in the register under another name.
        NameDiffers = "name_differs",
        /// The document is in the register of another community.
        Elsewhere = "elsewhere",
        /// Somebody of that name, or one of that sound, and the same birth or phone is there.
        MaybeKnown = "maybe_known",
        /// The row is of a record that was merged into another, and says something else.
        MergedRecord = "merged_record",
        /// Somebody changed the record while the sheet was being taken in.
        ChangedMeanwhile = "changed_meanwhile",
    }
}

impl RowFlaw {
    /// What is wrong and how to mend it, for whoever sent the list.
    pub fn sentence(self) -> &'static str {
        match self {
            RowFlaw::NameMissing => "没有姓名",
            RowFlaw::NameSigns => "姓名里有数字或无法识别的字符",
            RowFlaw::DigitsLost => {
                "号码被表格软件变成了科学计数（如1.40105E+17），末几位已丢失，请把该列设为“文本”后重新填写"
            }
            RowFlaw::DocumentLength => "身份证号应为18位",
            RowFlaw::DocumentFirstGeneration => "这是15位的旧身份证号，请填写18位的新号码",
            RowFlaw::DocumentCheckSign => "身份证号有误：末位校验不对，请逐位核对",
            RowFlaw::DocumentBirthDay => "身份证号里的出生日期不存在",
            RowFlaw::DocumentSigns => "证件号码只能是5至30位的字母和数字",
            RowFlaw::DocumentPermanent => {
                "永居证号码不对：应为3个字母加12位数字，或以9开头的18位号码，请逐位核对"
            }
            RowFlaw::DocumentKindUnknown => "不认识这种证件类型",
            RowFlaw::PhoneDigits => "电话应为7至15位数字",
            RowFlaw::BornUnreadable => "出生日期看不懂，请写成1987-03-05的样子",
            RowFlaw::BornDiffers => "出生日期与身份证号里的不一致",
            RowFlaw::SexUnreadable => "性别请填“男”或“女”",
            RowFlaw::SexDiffers => "性别与身份证号里的不一致",
            RowFlaw::DoorMissing => "没有写明住在哪里：请填楼号和房号，或住址",
            RowFlaw::DoorUnreadable => {
                "住址看不懂：请写成“5号楼2单元302”，平房写成“东巷12号”，门牌不能空着"
            }
            RowFlaw::TwiceInSheet => "与表中前面的一行重复",
            RowFlaw::NameDiffers => "这个证件号已登记在别的姓名下，请核对",
            RowFlaw::Elsewhere => "这个人已登记在别的社区，请核对现住哪里",
            RowFlaw::MaybeKnown => {
                "已登记有同名或同音、生日或电话又相同的人，证件却不同，请核对是不是同一个人"
            }
            RowFlaw::MergedRecord => {
                "这条登记已并入同一人的另一条，表里的内容与那一条不同，请在登记里核对"
            }
            RowFlaw::ChangedMeanwhile => "导入时这条登记被别人改过，请再导入一次",
        }
    }

    /// Whether a person must look at it, because nothing in the row itself is wrong.
    pub fn is_for_a_person(self) -> bool {
        match self {
            RowFlaw::NameDiffers
            | RowFlaw::Elsewhere
            | RowFlaw::MaybeKnown
            | RowFlaw::MergedRecord
            | RowFlaw::ChangedMeanwhile => true,
            RowFlaw::NameMissing
            | RowFlaw::NameSigns
            | RowFlaw::DigitsLost
            | RowFlaw::DocumentLength
            | RowFlaw::DocumentFirstGeneration
            | RowFlaw::DocumentCheckSign
            | RowFlaw::DocumentBirthDay
            | RowFlaw::DocumentSigns
            | RowFlaw::DocumentPermanent
            | RowFlaw::DocumentKindUnknown
            | RowFlaw::PhoneDigits
            | RowFlaw::BornUnreadable
            | RowFlaw::BornDiffers
            | RowFlaw::SexUnreadable
            | RowFlaw::SexDiffers
            | RowFlaw::DoorMissing
            | RowFlaw::DoorUnreadable
            | RowFlaw::TwiceInSheet => false,
        }
    }
}

impl From<DocumentFlaw> for RowFlaw {
    fn from(flaw: DocumentFlaw) -> RowFlaw {
        match flaw {
            DocumentFlaw::Length => RowFlaw::DocumentLength,
            DocumentFlaw::FirstGeneration => RowFlaw::DocumentFirstGeneration,
            DocumentFlaw::CheckSign => RowFlaw::DocumentCheckSign,
            DocumentFlaw::BirthDay => RowFlaw::DocumentBirthDay,
            DocumentFlaw::Signs => RowFlaw::DocumentSigns,
            DocumentFlaw::PermanentForm | DocumentFlaw::PermanentSigns => {
                RowFlaw::DocumentPermanent
            }
        }
    }
}

/// The cells of a row by their columns, cleaned of what Excel and people do to texts.
#[derive(Clone, Default)]
pub struct RowWords {
    /// The texts; where a cell could not be had, what was wrong with it.
    pub texts: BTreeMap<Column, Result<String, RowFlaw>>,
    /// The day of birth.
    pub born: Option<Result<CityDay, RowFlaw>>,
}

impl RowWords {
    fn text(&self, column: Column) -> Result<&str, RowFlaw> {
        match self.texts.get(&column) {
            None => Ok(""),
            Some(Ok(text)) => Ok(text.trim()),
            Some(Err(flaw)) => Err(*flaw),
        }
    }
}

/// What a row says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowRead {
    /// The name.
    pub name: Name,
    /// The document.
    pub document: Document,
    /// The phone.
    pub phone: Option<Phone>,
    /// Not always said.
    pub sex: Option<Sex>,
    /// Not always said.
    pub born: Option<CityDay>,
    /// To the head of the household, where the list says it.
    pub relation: Option<Relation>,
    /// Why counted here, where the list says it.
    pub stay: Option<Stay>,
    /// What the household's people should know; empty where the list says nothing.
    pub note: String,
    /// The door, in words.
    pub door: DoorWords,
}

impl RowRead {
    /// The person that the row alone makes.
    pub fn person(&self, id: PersonId, door: PlaceCode) -> Person {
        Person {
            id,
            door,
            name: self.name.clone(),
            document: self.document.clone(),
            phone: self.phone.clone(),
            particulars: Particulars {
                sex: self.sex,
                born: self.born,
                relation: self.relation.unwrap_or(Relation::Other),
                note: self.note.clone(),
            },
            stay: self.stay.unwrap_or(Stay::Permanent),
        }
    }

    /// A known person with what the row says; what it does not say stays.
    pub fn person_over(&self, known: &Person, door: PlaceCode) -> Person {
        let has_document = self.document.kind() != DocumentKind::NoneYet;
        let before = &known.particulars;
        Person {
            id: known.id,
            door,
            name: self.name.clone(),
            document: if has_document { self.document.clone() } else { known.document.clone() },
            phone: self.phone.clone().or_else(|| known.phone.clone()),
            particulars: Particulars {
                sex: self.sex.or(before.sex),
                born: self.born.or(before.born),
                relation: self.relation.unwrap_or(before.relation),
                note: if self.note.is_empty() { before.note.clone() } else { self.note.clone() },
            },
            stay: self.stay.unwrap_or(known.stay),
        }
    }
}

/// Reads a row. All that is wrong with it is said at once, so that it is mended in one go.
pub fn read_row(words: &RowWords, today: CityDay) -> Result<RowRead, Vec<RowFlaw>> {
    let mut flaws = Vec::new();
    let mut text = |column| {
        words.text(column).unwrap_or_else(|flaw| {
            flaws.push(flaw);
            ""
        })
    };
    let [name, kind, number, phone] =
        [Column::Name, Column::DocumentKind, Column::DocumentNumber, Column::Phone].map(&mut text);
    let [sex, relation, stay, note] =
        [Column::Sex, Column::Relation, Column::Stay, Column::Note].map(&mut text);
    let [compound, building, unit] =
        [Column::Compound, Column::Building, Column::Unit].map(&mut text);
    let [room, address] = [Column::Room, Column::Address].map(&mut text);
    let name = Name::parse(name).map_err(|flaw| match flaw {
        NameFlaw::Missing => RowFlaw::NameMissing,
        NameFlaw::TooLong | NameFlaw::Signs => RowFlaw::NameSigns,
    });
    let document = match words.text(Column::DocumentNumber) {
        Ok(_) => document_of(kind, number, today),
        // Said already.
        Err(_) => Ok(Document::none_yet()),
    };
    let phone = match phone.is_empty() || says_none(phone) {
        true => Ok(None),
        false => Phone::parse(phone).map(Some).map_err(|_| RowFlaw::PhoneDigits),
    };
    let sex = match sex.is_empty() {
        true => Ok(None),
        false => Sex::from_words(sex).map(Some).ok_or(RowFlaw::SexUnreadable),
    };
    let door =
        DoorWords::read(compound, building, unit, room, address).map_err(|flaw| match flaw {
            DoorFlaw::Missing => RowFlaw::DoorMissing,
            DoorFlaw::Unreadable | DoorFlaw::TooLong => RowFlaw::DoorUnreadable,
        });
    let born = words.born.transpose();
    let relation = Relation::from_words(relation);
    let stay = Stay::from_words(stay);
    let note: String = note.chars().take(NOTE_CHARS_MAX).collect();
    let held = document.as_ref().ok().and_then(|document| document.resident_id(today));
    flaws.extend(held.and_then(|held| {
        let born = born.as_ref().ok().copied().flatten();
        born.is_some_and(|born| born != held.born).then_some(RowFlaw::BornDiffers)
    }));
    flaws.extend(held.and_then(|held| {
        let sex = sex.as_ref().ok().copied().flatten();
        sex.is_some_and(|sex| sex != held.sex).then_some(RowFlaw::SexDiffers)
    }));
    match (name, document, phone, sex, born, door) {
        (Ok(name), Ok(document), Ok(phone), Ok(sex), Ok(born), Ok(door)) if flaws.is_empty() => {
            let sex = sex.or(held.map(|held| held.sex));
            let born = born.or(held.map(|held| held.born));
            Ok(RowRead { name, document, phone, sex, born, relation, stay, note, door })
        }
        (name, document, phone, sex, born, door) => {
            flaws.extend(name.err());
            flaws.extend(document.err());
            flaws.extend(phone.err());
            flaws.extend(sex.err());
            flaws.extend(born.err());
            flaws.extend(door.err());
            Err(flaws)
        }
    }
}

/// What people write into a cell where there is nothing to write.
pub(crate) fn says_none(text: &str) -> bool {
    matches!(text, "无" | "没有" | "暂无" | "-" | "—" | "/" | "\\" | "未知" | "不详" | "无电话")
}

/// The longest note, in signs.
const NOTE_CHARS_MAX: usize = 200;

/// The document that a row means: of whatever kind it says, or of the kind that its signs are of.
pub(crate) fn document_of(kind: &str, number: &str, today: CityDay) -> Result<Document, RowFlaw> {
    let number = if says_none(number) { "" } else { number };
    // Whatever the list calls it: without a number there is none yet.
    if number.is_empty() {
        return Ok(Document::none_yet());
    }
    let kind = match kind.is_empty() {
        // Signs that look like a resident ID are meant as one, and checked as one.
        true if looks_like_resident_id(number) => DocumentKind::ResidentId,
        // Three letters and twelve digits are no other document.
        true if Document::parse(DocumentKind::PermanentResidence, number, today).is_ok() => {
            DocumentKind::PermanentResidence
        }
        true => DocumentKind::Other,
        false => DocumentKind::from_words(kind).ok_or(RowFlaw::DocumentKindUnknown)?,
    };
    Document::parse(kind, number, today).map_err(RowFlaw::from)
}

fn looks_like_resident_id(number: &str) -> bool {
    let signs: Vec<char> = number.chars().filter(|c| !c.is_whitespace()).collect();
    let body = signs.split_last().map_or(&[][..], |(_, body)| body);
    signs.len() >= 14 && body.iter().all(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(Column, &str)]) -> RowWords {
        let texts = cells.iter().map(|(column, text)| (*column, Ok((*text).to_owned()))).collect();
        RowWords { texts, born: None }
    }

    fn today() -> CityDay {
        CityDay::parse("2022-11-01").unwrap()
    }

    const WHOLE: [(Column, &str); 8] = [
        (Column::Name, "王一"),
        (Column::DocumentNumber, "11010519491231002X"),
        (Column::Phone, "100 0000 1234"),
        (Column::Sex, "女"),
        (Column::Relation, "户主"),
        (Column::Stay, "常住"),
        (Column::Building, "5"),
        (Column::Room, "302"),
    ];

    #[test]
    fn a_row_says_who_and_where() {
        let read = read_row(&row(&WHOLE), today()).unwrap();
        assert_eq!(read.name.as_str(), "王一");
        assert_eq!(read.document.kind(), DocumentKind::ResidentId);
        assert_eq!(read.born, Some(CityDay::parse("1949-12-31").unwrap()));
        assert_eq!(read.relation, Some(Relation::Head));
        assert_eq!(read.door.within_compound(), "5号楼302");
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let changed = |column: Column, text: &str| {
            let mut words = row(&WHOLE);
            words.texts.insert(column, Ok(text.to_owned()));
            read_row(&words, today()).err()
        };
        assert_eq!(changed(Column::Sex, "男"), Some(vec![RowFlaw::SexDiffers]));
        assert_eq!(changed(Column::Sex, "不详"), Some(vec![RowFlaw::SexUnreadable]));
        assert_eq!(changed(Column::Name, ""), Some(vec![RowFlaw::NameMissing]));
        assert_eq!(changed(Column::Phone, "问邻居"), Some(vec![RowFlaw::PhoneDigits]));
        assert_eq!(changed(Column::Phone, "没有"), None);
        assert_eq!(changed(Column::DocumentNumber, "无"), None);
        let wrong_check = changed(Column::DocumentNumber, "110105194912310021");
        assert_eq!(wrong_check, Some(vec![RowFlaw::DocumentCheckSign]));
        let old = changed(Column::DocumentNumber, "110105491231002");
        assert_eq!(old, Some(vec![RowFlaw::DocumentFirstGeneration]));
        assert_eq!(changed(Column::DocumentNumber, ""), None);
        assert_eq!(changed(Column::DocumentNumber, "E12345678"), None);
        let mut words = row(&[(Column::Name, "1"), (Column::Phone, "x")]);
        words.texts.insert(Column::DocumentNumber, Err(RowFlaw::DigitsLost));
        words.born = Some(Err(RowFlaw::BornUnreadable));
        let flaws = read_row(&words, today()).unwrap_err();
        for flaw in [
            RowFlaw::DigitsLost,
            RowFlaw::NameSigns,
            RowFlaw::PhoneDigits,
            RowFlaw::BornUnreadable,
            RowFlaw::DoorMissing,
        ] {
            assert!(flaws.contains(&flaw), "{flaw:?} in {flaws:?}");
        }
        assert_eq!(flaws.len(), 5);
        let mut words = row(&WHOLE);
        words.born = Some(Ok(CityDay::parse("1950-01-01").unwrap()));
        assert_eq!(read_row(&words, today()), Err(vec![RowFlaw::BornDiffers]));
    }
}
