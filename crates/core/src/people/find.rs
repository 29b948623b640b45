//! Finding somebody by what is at hand: a name, its pinyin or initials, the end of a document or a
//! phone, a door.

use pinyin::{ToPinyin, ToPinyinMulti};

/// The syllables of a name without tones, of each sign the most common one; signs without any
/// stay. Two names of the same sound give the same.
pub fn pinyin_of(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        match c.to_pinyin() {
            Some(sound) => text.push_str(sound.plain()),
            None => text.extend(c.to_lowercase()),
        }
        text.push(' ');
    }
    text.trim_end().to_owned()
}

/// Words that somebody looks for.
#[derive(Clone, PartialEq, Eq)]
pub enum Words {
    /// Chinese or any other script: a part of a name.
    Name(String),
    /// Letters: initials, whole syllables or a mixture; or a part of a name in letters.
    Letters(String),
    /// Digits, perhaps with an X behind: the end of a document or a phone, or a room.
    Digits(String),
    /// `5-2-302`, 5号楼302: a part of a door.
    Door(String),
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self {
            Words::Name(_) => "Name",
            Words::Letters(_) => "Letters",
            Words::Digits(_) => "Digits",
            Words::Door(_) => "Door",
        };
        write!(f, "{kind}(…)")
    }
}

impl Words {
    /// Tells what kind of words they are; none where there is nothing to look for.
    pub fn parse(text: &str) -> Option<Words> {
        let text: String = text
            .trim()
            .chars()
            .map(|c| match c {
                '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                    char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
                }
                '－' | '—' => '-',
                other => other,
            })
            .collect();
        let body = text.strip_suffix(['x', 'X']).unwrap_or(&text);
        if text.is_empty() {
            None
        } else if !body.is_empty() && body.chars().all(|c| c.is_ascii_digit()) {
            Some(Words::Digits(text.to_uppercase()))
        } else if text.chars().any(|c| c.is_ascii_digit()) {
            Some(Words::Door(text.replace([' ', '　'], "")))
        } else if text.chars().all(|c| c.is_ascii_alphabetic() || c == ' ' || c == '\'') {
            Some(Words::Letters(text.to_lowercase().replace('\'', "")))
        } else {
            Some(Words::Name(text.replace([' ', '　'], "")))
        }
    }

    /// Whether a name is meant.
    pub fn fits_name(&self, name: &str) -> bool {
        match self {
            Words::Name(words) => {
                name.contains(words.as_str())
                    || (name.contains(' ') && name.replace(' ', "").contains(words.as_str()))
            }
            Words::Letters(words) => {
                let is_written = name.bytes().any(|byte| byte.is_ascii_alphabetic())
                    && name.to_lowercase().contains(words.as_str());
                is_written || sounds_like(name, words)
            }
            Words::Digits(_) | Words::Door(_) => false,
        }
    }

    /// False where a name with these initials cannot be meant: asked first, it saves looking at
    /// most names of a city.
    pub fn may_fit(&self, initials: Initials) -> bool {
        match self {
            Words::Letters(words) => {
                words.chars().next().is_some_and(|letter| initials.have(letter))
            }
            Words::Name(_) => true,
            Words::Digits(_) | Words::Door(_) => false,
        }
    }

    /// Whether a door is meant, given as people say it (5号楼2单元302) with its compound before.
    pub fn fits_door(&self, door: &str) -> bool {
        match self {
            // Most doors of a city are told apart by the first sign.
            Words::Door(words) if !shares_signs(door, words) => false,
            Words::Door(words) => {
                let short = |text: &str| {
                    let text =
                        text.replace("号楼", "-").replace("单元", "-").replace([' ', '室'], "");
                    text.trim_end_matches('-').to_owned()
                };
                let (door, words) = (short(door), short(words));
                // 5-2-302 is not 15-2-302: a number begins where another sign ends.
                door.match_indices(&words).any(|(at, _)| {
                    let before = door.get(..at).and_then(|text| text.chars().next_back());
                    let after = door.get(at + words.len()..).and_then(|text| text.chars().next());
                    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                    !is_digit(before) && !is_digit(after)
                })
            }
            Words::Digits(words) => door.split(|c: char| !c.is_ascii_digit()).any(|n| n == words),
            Words::Name(words) => door.contains(words.as_str()),
            Words::Letters(_) => false,
        }
    }
}

/// False where the door has not the longest number of the words, or not the first sign of a name
/// in them.
fn shares_signs(door: &str, words: &str) -> bool {
    let number = words.split(|c: char| !c.is_ascii_digit()).max_by_key(|number| number.len());
    let is_name = |c: &char| !c.is_ascii() && !"号楼单元室".contains(*c);
    let sign = words.chars().find(is_name);
    number.is_none_or(|number| door.contains(number)) && sign.is_none_or(|sign| door.contains(sign))
}

/// The letters with which the signs of a name may begin, whichever way each is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Initials(u32);

impl Initials {
    /// Of a name in any script.
    pub fn of(name: &str) -> Initials {
        let mut letters = 0;
        for sign in name.chars() {
            match sign.to_pinyin_multi() {
                Some(sounds) => {
                    let firsts = sounds.into_iter().filter_map(|one| one.plain().chars().next());
                    firsts.for_each(|letter| letters |= bit(letter));
                }
                None => letters |= bit(sign),
            }
        }
        Initials(letters)
    }

    fn have(self, letter: char) -> bool {
        self.0 & bit(letter) != 0
    }
}

/// A bit for each letter; none for another sign.
fn bit(letter: char) -> u32 {
    match letter.to_ascii_lowercase() {
        letter @ 'a'..='z' => 1 << (u32::from(letter) - u32::from('a')),
        _ => 0,
    }
}

/// Whether letters spell the signs of a name from one of them on, each by its beginning: zs, zhs,
/// zhangsan and zhangs are all 张三.
fn sounds_like(name: &str, letters: &str) -> bool {
    name.char_indices().any(|(at, _)| spells(name.get(at..).unwrap_or_default(), letters))
}

fn spells(signs: &str, letters: &str) -> bool {
    let letters = letters.trim_start_matches(' ');
    if letters.is_empty() {
        return true;
    }
    let signs = signs.trim_start_matches([' ', '·']);
    let Some(sign) = signs.chars().next() else { return false };
    let rest = signs.get(sign.len_utf8()..).unwrap_or_default();
    let goes_on = |sound: &str| {
        (1..=sound.len().min(letters.len())).rev().any(|n| {
            sound.get(..n) == letters.get(..n) && spells(rest, letters.get(n..).unwrap_or_default())
        })
    };
    match sign.to_pinyin_multi() {
        Some(sounds) => sounds.into_iter().any(|sound| goes_on(sound.plain())),
        None => goes_on(&sign.to_lowercase().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_found(words: &str, name: &str) -> bool {
        Words::parse(words).unwrap().fits_name(name)
    }

    #[test]
    fn a_name_is_found_by_its_signs_its_sound_and_its_initials() {
        for words in
            ["张", "张三", "三", "zs", "ZS", "zhangsan", "zhang san", "zhs", "zhangs", "san"]
        {
            assert!(name_found(words, "张三"), "{words}");
        }
        for words in ["李", "ls", "zhangsi", "zss", "angsan"] {
            assert!(!name_found(words, "张三"), "{words}");
        }
        // Of signs with several sounds each is one.
        assert!(name_found("shanxiong", "单雄"));
        assert!(name_found("danxiong", "单雄"));
        assert!(name_found("zengxian", "曾先"));
        assert!(name_found("anna m", "Anna Müller"));
        assert!(
            name_found("adlmmt", "阿卜杜拉·买买提") || name_found("abdlmmt", "阿卜杜拉·买买提")
        );
    }

    #[test]
    fn initials_pass_over_nobody_who_is_meant() {
        let names = ["张三", "单雄", "曾先", "Anna Müller", "阿卜杜拉·买买提", "欧阳 娜娜"];
        for name in names {
            let initials = Initials::of(name);
            for first in 'a'..='z' {
                for second in 'a'..='z' {
                    let words = Words::parse(&format!("{first}{second}")).unwrap();
                    assert!(!words.fits_name(name) || words.may_fit(initials), "{name} {words:?}");
                }
            }
            assert!(Words::parse("三").unwrap().may_fit(initials));
        }
        assert!(!Words::parse("ls").unwrap().may_fit(Initials::of("张三")));
    }

    #[test]
    fn a_door_is_found_by_its_numbers() {
        let door = "迎泽小区 5号楼2单元302";
        for words in ["5-2-302", "302", "5号楼", "5号楼2单元302", "迎泽小区", "2-302"] {
            assert!(Words::parse(words).unwrap().fits_door(door), "{words}");
        }
        for words in ["5-2-30", "02", "15-2-302", "5-2-3020", "301", "zs"] {
            assert!(!Words::parse(words).unwrap().fits_door(door), "{words}");
        }
        assert!(!Words::parse("5-2-302").unwrap().fits_door("迎泽小区 15号楼2单元302"));
    }

    #[test]
    fn words_are_told_apart() {
        assert_eq!(Words::parse(" "), None);
        assert_eq!(Words::parse("１２３４"), Some(Words::Digits("1234".into())));
        assert_eq!(Words::parse("002x"), Some(Words::Digits("002X".into())));
        assert_eq!(Words::parse("5－2－302"), Some(Words::Door("5-2-302".into())));
    }

    #[test]
    fn the_same_sound_is_the_same_text() {
        assert_eq!(pinyin_of("张伟"), pinyin_of("章威"));
        assert_eq!(pinyin_of("张伟"), "zhang wei");
    }
}
