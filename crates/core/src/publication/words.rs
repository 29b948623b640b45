//! What the name of a place may not say.

use crate::coded;

coded! {
    /// What in a name points at somebody.
    Leak {
        /// 门牌
        Door = "door",
        /// A long number: a phone, a document.
        Number = "number",
        /// 病例、患者, and what is said of them.
        Person = "person",
        /// A word that may not be said: a name.
        Secret = "secret",
        /// Nothing, or too much.
        Length = "length",
    }
}

/// What in the name of a place points at somebody; none where nothing does. `secrets` are words that may
/// not stand in it.
pub fn leak_of(name: &str, secrets: &[String]) -> Option<Leak> {
    let plain: String = name.chars().filter(|letter| !letter.is_whitespace()).map(narrow).collect();
    let n_chars = plain.chars().count();
    if n_chars == 0 || n_chars > super::NAME_CHARS_MAX || plain.chars().any(char::is_control) {
        return Some(Leak::Length);
    }
    let secret = secrets.iter().map(|secret| secret.trim()).filter(|secret| !secret.is_empty());
    if secret.into_iter().any(|secret| plain.contains(secret)) {
        return Some(Leak::Secret);
    }
    let mut run = 0;
    for letter in plain.chars().filter(|letter| *letter != '-') {
        run = if letter.is_ascii_digit() { run + 1 } else { 0 };
        if run >= 7 {
            return Some(Leak::Number);
        }
    }
    let person = [
        "病例",
        "患者",
        "感染者",
        "确诊",
        "阳性",
        "密接",
        "男性",
        "女性",
        "某某",
        "岁",
        "本人",
        "之家中",
        "家中",
        "家里",
        "的家",
        "住处",
        "住所",
        "先生",
        "女士",
    ];
    if person.iter().any(|word| plain.contains(word)) || is_some_one(&plain) {
        return Some(Leak::Person);
    }
    if is_door(&plain) { Some(Leak::Door) } else { None }
}

fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '—' | '–' | '·' => '-',
        other => other,
    }
}

/// 王某、李某家.
fn is_some_one(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    letters.windows(3).any(
        |three| matches!(three, [_, '某', after] if "家某，,、".contains(*after) || *after == '的'),
    ) || name.ends_with('某')
}

/// 302室, 2单元, 5-2-302, 3号院5户.
fn is_door(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    let after_digit = |words: &[&str]| {
        letters.iter().enumerate().any(|(at, letter)| {
            letter.is_ascii_digit()
                && words.iter().any(|word| {
                    let rest = letters.get(at + 1..).unwrap_or_default();
                    let is_word = word.chars().zip(rest).filter(|(a, b)| a == *b).count();
                    is_word == word.chars().count()
                })
        })
    };
    let dashes = name.split(|letter: char| !letter.is_ascii_digit() && letter != '-');
    let is_triple = |part: &str| {
        let numbers = part.split('-').filter(|number| !number.is_empty());
        numbers.count() >= 3
    };
    after_digit(&["室", "户", "单元", "号楼", "楼户"]) || dashes.into_iter().any(is_triple)
}
