//! Names and phones.

use std::fmt;

/// The longest name in signs: long enough for names of every people and for Latin ones.
const NAME_CHARS_MAX: usize = 60;

/// A person's name, in any script. Hides itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameFlaw {
    /// Nothing there.
    #[error("没有姓名")]
    Missing,
    /// More signs than any name has.
    #[error("姓名太长")]
    TooLong,
    /// Digits or control signs.
    #[error("姓名里有数字或无法识别的字符")]
    Signs,
}

impl Name {
    /// Reads a name. Chinese names lose the spaces that people put in to make them as wide as
    /// others (张　三); the spaces of names in letters stay, each once.
    pub fn parse(text: &str) -> Result<Name, NameFlaw> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_latin = words.iter().any(|word| word.chars().any(|c| c.is_ascii_alphabetic()));
        let name = words.join(if is_latin { " " } else { "" });
        // People write the dot between the parts of a name in many ways.
        let name = name.replace(['•', '‧', '・', '．', '∙'], "·");
        if name.is_empty() {
            return Err(NameFlaw::Missing);
        }
        if name.chars().count() > NAME_CHARS_MAX {
            return Err(NameFlaw::TooLong);
        }
        let is_none = |c: char| c.is_control() || c.is_ascii_digit() || "<>=@\u{fffd}".contains(c);
        if name.chars().any(is_none) || !name.chars().any(char::is_alphabetic) {
            return Err(NameFlaw::Signs);
        }
        Ok(Name(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 张**: the first sign, and that there are more.
    pub fn masked(&self) -> String {
        let mut signs = self.0.chars();
        let first: String = signs.next().into_iter().collect();
        format!("{first}{}", "*".repeat(signs.count().clamp(1, 3)))
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name(…)")
    }
}

/// A phone number as it is compared: digits alone, without the country's own code. Hides itself.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// Why a text is no phone number. Which numbers a network has given out is nobody's to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneFlaw {
    /// Not seven to fifteen digits.
    #[error("电话应为7至15位数字")]
    Digits,
}

impl Phone {
    /// Reads a number with the signs that people put in between.
    pub fn parse(text: &str) -> Result<Phone, PhoneFlaw> {
        let text = text.trim();
        let is_between = |c: char| c.is_whitespace() || "-－—()（）.+'’".contains(c);
        if text.chars().any(|c| !c.is_ascii_digit() && !is_between(c)) {
            return Err(PhoneFlaw::Digits);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = match digits.strip_prefix("0086") {
            Some(rest) if rest.len() >= 10 => rest.to_owned(),
            Some(_) | None => match digits.strip_prefix("86") {
                Some(rest) if text.starts_with('+') || rest.len() == 11 => rest.to_owned(),
                Some(_) | None => digits,
            },
        };
        if (7..=15).contains(&digits.len()) { Ok(Phone(digits)) } else { Err(PhoneFlaw::Digits) }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four digits.
    pub fn tail(&self) -> &str {
        self.0.get(self.0.len() - 4..).unwrap_or_default()
    }

    /// `*******1234`
    pub fn masked(&self) -> String {
        format!("{}{}", "*".repeat(self.0.len() - 4), self.tail())
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_length_and_script_are_taken() {
        for (text, taken) in [
            ("王一", "王一"),
            ("张　三", "张三"),
            (" 欧阳 明月 ", "欧阳明月"),
            ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
            ("𠮷田", "𠮷田"),
            ("么", "么"),
            ("Anna  Maria Müller", "Anna Maria Müller"),
            ("ئەركىن", "ئەركىن"),
            ("쵱김", "쵱김"),
        ] {
            assert_eq!(Name::parse(text).map(|name| name.0), Ok(taken.to_owned()));
        }
        assert_eq!(Name::parse(" 　"), Err(NameFlaw::Missing));
        for text in ["张三1", "=HYPERLINK(1)", "13800000000", "张\u{0}三", "……", "<b>张</b>"]
        {
            assert_eq!(Name::parse(text), Err(NameFlaw::Signs), "{text}");
        }
        assert_eq!(Name::parse(&"张".repeat(61)), Err(NameFlaw::TooLong));
        assert_eq!(Name::parse("欧阳明月").unwrap().masked(), "欧***");
        assert_eq!(format!("{:?}", Name::parse("王一")), "Ok(Name(…))");
    }

    #[test]
    fn phones_are_taken_as_people_write_them_and_none_is_guessed_at() {
        for (text, taken) in [
            ("100 0000 1234", "10000001234"),
            ("100-0000-1234", "10000001234"),
            ("+86 10000001234", "10000001234"),
            ("8610000001234", "10000001234"),
            ("008610000001234", "10000001234"),
            ("（0351）7000000", "03517000000"),
            ("7000000", "7000000"),
            ("19900000000", "19900000000"),
        ] {
            assert_eq!(Phone::parse(text).map(|phone| phone.0), Ok(taken.to_owned()), "{text}");
        }
        for text in ["", "123456", "1234567890123456", "无", "1000000123４", "1.38E+10"] {
            assert_eq!(Phone::parse(text), Err(PhoneFlaw::Digits), "{text}");
        }
        assert_eq!(Phone::parse("10000001234").unwrap().masked(), "*******1234");
    }
}
