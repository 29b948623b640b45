//! Documents that say who somebody is.

use super::person::Sex;
use crate::{CityDay, coded};
use std::fmt;

coded! {
    /// What kind of document.
    DocumentKind {
        /// 居民身份证, GB 11643.
        ResidentId = "resident_id",
        /// 护照
        Passport = "passport",
        /// 港澳居民来往内地通行证, 港澳居民居住证
        HongKongMacao = "hong_kong_macao",
        /// 台湾居民来往大陆通行证, 台湾居民居住证
        Taiwan = "taiwan",
        /// 外国人永久居留身份证, of 2017 and of 2023.
        PermanentResidence = "permanent_residence",
        /// Any other: a birth certificate, a driving license.
        Other = "other",
        /// None yet, such as a newborn's.
        NoneYet = "none_yet",
    }
}

impl DocumentKind {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            DocumentKind::ResidentId => "居民身份证",
            DocumentKind::Passport => "护照",
            DocumentKind::HongKongMacao => "港澳居民证件",
            DocumentKind::Taiwan => "台湾居民证件",
            DocumentKind::PermanentResidence => "外国人永久居留身份证",
            DocumentKind::Other => "其他证件",
            DocumentKind::NoneYet => "暂无证件",
        }
    }

    /// Reads what people write in a list: 身份证, 二代证, 港澳通行证, 台胞证, 永居证.
    pub fn from_words(words: &str) -> Option<DocumentKind> {
        let has = |part: &str| words.contains(part);
        if has("暂无") || has("无证") || words == "无" {
            Some(DocumentKind::NoneYet)
        } else if has("港") || has("澳") {
            Some(DocumentKind::HongKongMacao)
        } else if has("台") {
            Some(DocumentKind::Taiwan)
        } else if has("永久居留") || has("永居") || has("五星卡") {
            Some(DocumentKind::PermanentResidence)
        } else if has("护照") {
            Some(DocumentKind::Passport)
        } else if has("身份证") || has("二代证") {
            Some(DocumentKind::ResidentId)
        } else if has("其他") || has("出生") || has("驾") || has("军") || has("户口") {
            Some(DocumentKind::Other)
        } else {
            None
        }
    }
}

/// Why a number is no number of such a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentFlaw {
    /// Not eighteen signs, or signs that are none of a resident ID.
    #[error("身份证号应为18位")]
    Length,
    /// The number of the first generation, out of use since 2013.
    #[error("这是15位的旧身份证号，请填写18位的新号码")]
    FirstGeneration,
    /// The last sign does not follow from the others (GB 11643).
    #[error("身份证号有误：末位校验不对，请逐位核对")]
    CheckSign,
    /// It contains a day that the calendar does not have, or one to come.
    #[error("身份证号里的出生日期不存在")]
    BirthDay,
    /// Neither three letters and twelve digits, nor eighteen signs of which the first is 9.
    #[error("永居证号码应为3个字母加12位数字（2017版），或以9开头的18位号码（2023版）")]
    PermanentForm,
    /// The last sign does not follow from the others, or it contains a day that the calendar does not have.
    #[error("永居证号码有误，请逐位核对")]
    PermanentSigns,
    /// Empty, too long, or with signs that no document has.
    #[error("证件号码只能是5至30位的字母和数字")]
    Signs,
}

/// A document with its number, as it is compared: upper case, without spaces. Hides itself.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Document {
    kind: DocumentKind,
    number: String,
}

impl Document {
    /// No document yet.
    pub fn none_yet() -> Document {
        Document { kind: DocumentKind::NoneYet, number: String::new() }
    }

    /// Reads a number of a kind. A resident ID is checked whole, and so is a permanent residence card as
    /// far as its form is published; of the others only the signs are, because their forms change with the years and with who issued them.
    pub fn parse(kind: DocumentKind, text: &str, today: CityDay) -> Result<Document, DocumentFlaw> {
        let keeps = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '－' | '\'' | '’');
        let number: String = text.chars().filter(keeps).flat_map(char::to_uppercase).collect();
        match kind {
            DocumentKind::NoneYet if number.is_empty() => return Ok(Document::none_yet()),
            DocumentKind::NoneYet => return Err(DocumentFlaw::Signs),
            DocumentKind::ResidentId => {
                ResidentId::parse(&number, today)?;
            }
            DocumentKind::PermanentResidence => permanent_residence(&number, today)?,
            DocumentKind::Passport
            | DocumentKind::HongKongMacao
            | DocumentKind::Taiwan
            | DocumentKind::Other => {
                let fits = (5..=30).contains(&number.len())
                    && number.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '(' | ')'));
                if !fits {
                    return Err(DocumentFlaw::Signs);
                }
            }
        }
        Ok(Document { kind, number })
    }

    /// The kind.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The number; empty where there is none yet.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The number as a resident ID, where it is one.
    pub fn resident_id(&self, today: CityDay) -> Option<ResidentId> {
        (self.kind == DocumentKind::ResidentId)
            .then(|| ResidentId::parse(&self.number, today).ok())
            .flatten()
    }

    /// The last four signs; fewer where the number is short, none where there is no document.
    pub fn tail(&self) -> &str {
        let from = self.number.len().saturating_sub(4);
        self.number.get(from..).unwrap_or_default()
    }

    /// `1401**********1234`: enough to tell two people apart, not enough to be somebody.
    pub fn masked(&self) -> String {
        let n_hidden = self.number.len().saturating_sub(4);
        format!("{}{}", "*".repeat(n_hidden), self.tail())
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({})", self.kind.code())
    }
}

/// Checks the number of a 外国人永久居留身份证.
///
/// Of 2017: three letters of the country, four digits of the place that issued it, the day of birth in
/// six, and two more; the rule of its last sign is not published by whoever issues it, and is not
/// enforced. Of 2023 (国家移民管理局, 新版外国人永久居留身份证机读信息规则): eighteen signs, 9 first, then
/// place and country, the day of birth in eight, and the check sign of GB 11643 (MOD 11-2).
fn permanent_residence(number: &str, today: CityDay) -> Result<(), DocumentFlaw> {
    let part = |from: usize, to: usize| number.get(from..to).unwrap_or_default();
    let are_digits = |part: &str| part.bytes().all(|sign| sign.is_ascii_digit());
    if number.len() == 15 {
        let is_form = part(0, 3).bytes().all(|sign| sign.is_ascii_uppercase());
        if !is_form || !are_digits(part(3, 15)) {
            return Err(DocumentFlaw::PermanentForm);
        }
        // Two digits of a year are of one century or the other.
        let is_day = |century: &str| {
            let day = format!("{century}{}-{}-{}", part(7, 9), part(9, 11), part(11, 13));
            CityDay::parse(&day).is_ok_and(|born| born <= today)
        };
        let is_born = is_day("19") || is_day("20");
        return if is_born { Ok(()) } else { Err(DocumentFlaw::PermanentSigns) };
    }
    if number.len() != 18 || !number.starts_with('9') {
        return Err(DocumentFlaw::PermanentForm);
    }
    match ResidentId::parse(number, today) {
        Ok(_) => Ok(()),
        Err(DocumentFlaw::Length) => Err(DocumentFlaw::PermanentForm),
        Err(_) => Err(DocumentFlaw::PermanentSigns),
    }
}

/// What a resident ID says of its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResidentId {
    /// Day of birth.
    pub born: CityDay,
    /// By the second sign from the end.
    pub sex: Sex,
}

/// The weights of the first seventeen signs (GB 11643-1999, 4.3).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check sign for each remainder by eleven.
const CHECK_SIGNS: [u8; 11] = *b"10X98765432";

impl ResidentId {
    /// Checks eighteen signs in upper case, without spaces.
    pub fn parse(number: &str, today: CityDay) -> Result<ResidentId, DocumentFlaw> {
        let signs = number.as_bytes();
        if signs.len() == 15 && signs.iter().all(u8::is_ascii_digit) {
            return Err(DocumentFlaw::FirstGeneration);
        }
        let (Some(body), Some(check)) = (signs.get(..17), signs.get(17)) else {
            return Err(DocumentFlaw::Length);
        };
        let check_fits = check.is_ascii_digit() || *check == b'X';
        if signs.len() != 18 || !body.iter().all(u8::is_ascii_digit) || !check_fits {
            return Err(DocumentFlaw::Length);
        }
        let sum: u32 =
            body.iter().zip(WEIGHTS).map(|(sign, weight)| u32::from(sign - b'0') * weight).sum();
        let due = CHECK_SIGNS.get(usize::try_from(sum % 11).unwrap_or_default());
        if due != Some(check) {
            return Err(DocumentFlaw::CheckSign);
        }
        let part = |from: usize, to: usize| number.get(from..to).unwrap_or_default();
        let born = format!("{}-{}-{}", part(6, 10), part(10, 12), part(12, 14));
        let born = CityDay::parse(&born).map_err(|_| DocumentFlaw::BirthDay)?;
        if born > today {
            return Err(DocumentFlaw::BirthDay);
        }
        let is_odd = body.last().is_some_and(|sign| (sign - b'0') % 2 == 1);
        Ok(ResidentId { born, sex: if is_odd { Sex::Male } else { Sex::Female } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> CityDay {
        CityDay::parse("2022-11-01").unwrap()
    }

    fn check(number: &str, expected: Result<(&str, Sex), DocumentFlaw>) {
        let read = Document::parse(DocumentKind::ResidentId, number, today());
        let read = read.map(|document| document.resident_id(today()).unwrap());
        let expected =
            expected.map(|(born, sex)| ResidentId { born: CityDay::parse(born).unwrap(), sex });
        assert_eq!(read, expected, "{number}");
    }

    #[test]
    fn a_resident_id_is_what_the_standard_says() {
        // The two numbers that GB 11643-1999 itself prints as examples.
        check("11010519491231002X", Ok(("1949-12-31", Sex::Female)));
        check("440524188001010014", Err(DocumentFlaw::BirthDay));
        check("11010519491231002x", Ok(("1949-12-31", Sex::Female)));
        check(" 110105 19491231 002X ", Ok(("1949-12-31", Sex::Female)));
        check("110105194912310021", Err(DocumentFlaw::CheckSign));
        check("11010519491231003X", Err(DocumentFlaw::CheckSign));
        check("1101051949123100", Err(DocumentFlaw::Length));
        check("110105491231002", Err(DocumentFlaw::FirstGeneration));
        check("11010519491231002XX", Err(DocumentFlaw::Length));
        check("X1010519491231002X", Err(DocumentFlaw::Length));
        check("1.40105E+17", Err(DocumentFlaw::Length));
        check("", Err(DocumentFlaw::Length));
    }

    /// Every one of the eighteen signs, changed to every other, and every pair of neighbors,
    /// exchanged: the check sign finds all of it but the exchange of equal signs.
    #[test]
    fn one_wrong_sign_and_two_exchanged_are_found() {
        let right = "11010519491231002X";
        let parse = |text: String| Document::parse(DocumentKind::ResidentId, &text, today());
        let mut n_refused = 0;
        for place in 0..17 {
            for digit in '0'..='9' {
                let text: String = right
                    .chars()
                    .enumerate()
                    .map(|(n, sign)| if n == place { digit } else { sign })
                    .collect();
                let same = text == right;
                assert_eq!(parse(text).is_ok(), same, "{place} {digit}");
                n_refused += usize::from(!same);
            }
        }
        assert_eq!(n_refused, 17 * 9);
        for place in 0..16 {
            let mut signs: Vec<char> = right.chars().collect();
            signs.swap(place, place + 1);
            let text: String = signs.into_iter().collect();
            let same = text == right;
            assert_eq!(parse(text).is_ok(), same, "{place}");
        }
    }

    #[test]
    fn other_documents_are_taken_as_they_are() {
        for (kind, number, taken) in [
            (DocumentKind::Passport, "E12345678", "E12345678"),
            (DocumentKind::Passport, "ab 1234567", "AB1234567"),
            (DocumentKind::HongKongMacao, "H1234567801", "H1234567801"),
            (DocumentKind::Taiwan, "12345678", "12345678"),
            (DocumentKind::Other, "R-123456(7)", "R123456(7)"),
        ] {
            let read = Document::parse(kind, number, today()).unwrap();
            assert_eq!((read.kind(), read.number()), (kind, taken));
        }
        for number in ["", "1234", "护照丢失", "=1+1", &"9".repeat(31)] {
            let read = Document::parse(DocumentKind::Passport, number, today());
            assert_eq!(read, Err(DocumentFlaw::Signs), "{number}");
        }
        assert_eq!(Document::parse(DocumentKind::NoneYet, " ", today()), Ok(Document::none_yet()));
    }

    /// Numbers of a place (9900, 99) that there is none, so that they are nobody's.
    #[test]
    fn a_permanent_residence_card_is_of_one_of_its_two_forms() {
        let check = |number: &str, expected: Result<&str, DocumentFlaw>| {
            let read = Document::parse(DocumentKind::PermanentResidence, number, today());
            assert_eq!(
                read.as_ref().map(Document::number),
                expected.as_ref().map(|n| *n),
                "{number}"
            );
        };
        check("CAN990085022910", Err(DocumentFlaw::PermanentSigns));
        check("can 9900 840229 10", Ok("CAN990084022910"));
        check("CAN990010022910", Err(DocumentFlaw::PermanentSigns));
        check("CA1990084022910", Err(DocumentFlaw::PermanentForm));
        check("CAN99008402291X", Err(DocumentFlaw::PermanentForm));
        check("CAN99008402291", Err(DocumentFlaw::PermanentForm));
        check("11010519491231002X", Err(DocumentFlaw::PermanentForm));
        let body = "99912419840229001";
        let sum: u32 = body.bytes().zip(WEIGHTS).map(|(d, w)| u32::from(d - b'0') * w).sum();
        let check_sign = char::from(CHECK_SIGNS[usize::try_from(sum % 11).unwrap()]);
        for sign in "0123456789X".chars() {
            let number = format!("{body}{sign}");
            let right = sign == check_sign;
            check(&number, if right { Ok(&number) } else { Err(DocumentFlaw::PermanentSigns) });
        }
        check("999124198402290", Err(DocumentFlaw::PermanentForm));
        check("", Err(DocumentFlaw::PermanentForm));
    }

    #[test]
    fn it_hides_itself_and_its_mask_keeps_four_signs() {
        let read =
            Document::parse(DocumentKind::ResidentId, "11010519491231002X", today()).unwrap();
        assert_eq!(format!("{read:?}"), "Document(resident_id)");
        assert_eq!(read.masked(), "**************002X");
        assert_eq!(read.tail(), "002X");
        assert_eq!(Document::none_yet().masked(), "");
    }

    #[test]
    fn what_people_write_names_its_kind() {
        for (words, kind) in [
            ("居民身份证", Some(DocumentKind::ResidentId)),
            ("二代证", Some(DocumentKind::ResidentId)),
            ("中国护照", Some(DocumentKind::Passport)),
            ("港澳居民来往内地通行证", Some(DocumentKind::HongKongMacao)),
            ("台胞证", Some(DocumentKind::Taiwan)),
            ("外国人永久居留身份证", Some(DocumentKind::PermanentResidence)),
            ("永居证", Some(DocumentKind::PermanentResidence)),
            ("出生医学证明", Some(DocumentKind::Other)),
            ("暂无", Some(DocumentKind::NoneYet)),
            ("会员卡", None),
        ] {
            assert_eq!(DocumentKind::from_words(words), kind, "{words}");
        }
    }
}
