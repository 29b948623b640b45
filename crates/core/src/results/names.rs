//! Names as they are compared where somebody types his own: a passport has them in capitals and in
//! another order than a list.

/// What a name is compared by: small letters, narrow, without marks, and the words of a name in
/// letters in the order of the alphabet, because which is the family's is written both ways.
pub fn name_key(text: &str) -> String {
    let mut words: Vec<String> = vec![String::new()];
    let mut is_latin = false;
    for sign in text.chars() {
        let narrow = match sign {
            'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign)
            }
            other => other,
        };
        match narrow {
            // Left out altogether: O'Brien and OBRIEN, 阿卜杜拉·买买提 and 阿卜杜拉买买提.
            '\'' | '’' | '‘' | '`' | '·' | '•' | '‧' | '・' | '．' | '∙' => {}
            one if one.is_alphabetic() => {
                is_latin |= plain_of(one).is_some() || one.is_ascii_alphabetic();
                if let Some(word) = words.last_mut() {
                    match plain_of(one) {
                        Some(plain) => word.push_str(plain),
                        None => word.extend(one.to_lowercase()),
                    }
                }
            }
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    if !is_latin {
        return words.concat();
    }
    words.sort_unstable();
    words.join(" ")
}

/// Whether two names are meant to be the same: as [`name_key`] has them, or, of names in letters,
/// with the marks written as a passport writes them in its lowest lines (Müller, MUELLER), or with
/// given names written together.
pub fn is_same_name(typed: &str, known: &str) -> bool {
    let (typed, known) = (name_key(typed), name_key(known));
    if typed.is_empty() {
        return false;
    }
    if typed == known || spelled_out(&typed) == spelled_out(&known) {
        return true;
    }
    // ANNAMARIA for Anna Maria: the same letters in the same order, but for where words end. Only
    // neighbors of the name as it is kept are put together, so that no other name is met.
    let squeezed = |name: &str| {
        let mut parts: Vec<&str> = name.split(' ').collect();
        parts.sort_unstable();
        parts.concat()
    };
    let mut letters: Vec<char> = squeezed(&typed).chars().collect();
    let mut others: Vec<char> = squeezed(&known).chars().collect();
    letters.sort_unstable();
    others.sort_unstable();
    letters == others && is_joined(&typed, &known)
}

/// Whether one name is the other with some of its words written together, in any order.
fn is_joined(one: &str, other: &str) -> bool {
    let (few, many) = match one.split(' ').count() <= other.split(' ').count() {
        true => (one, other),
        false => (other, one),
    };
    let mut left: Vec<&str> = many.split(' ').collect();
    few.split(' ').all(|word| takes(word, &mut left)) && left.is_empty()
}

/// Takes the words out of which this one is put together.
fn takes(word: &str, left: &mut Vec<&str>) -> bool {
    let mut rest = word;
    while !rest.is_empty() {
        let Some(at) = left.iter().position(|part| rest.starts_with(part)) else { return false };
        rest = rest.get(left.remove(at).len()..).unwrap_or_default();
    }
    true
}

/// ae, oe and ue as one letter, so that Müller, Mueller and MULLER are met by one another.
fn spelled_out(key: &str) -> String {
    key.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

/// A Latin letter without its marks; none where it has none.
fn plain_of(sign: char) -> Option<&'static str> {
    Some(match sign {
        'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => {
            "a"
        }
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'ć' | 'č' | 'Ć' | 'Č' => "c",
        'Ð' | 'ð' | 'ď' | 'đ' | 'Đ' => "d",
        'È' | 'É' | 'Ê' | 'Ë' | 'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'Ğ' => "g",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' | 'İ' => "i",
        'ł' | 'Ł' => "l",
        'Ñ' | 'ñ' | 'ń' | 'ň' | 'Ń' => "n",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ø' | 'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => {
            "o"
        }
        'Œ' | 'œ' => "oe",
        'ř' | 'Ř' => "r",
        'ś' | 'š' | 'ş' | 'Ś' | 'Š' | 'Ş' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'Ť' => "t",
        'Ù' | 'Ú' | 'Û' | 'Ü' | 'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'Ý' | 'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' | 'Ź' | 'Ż' | 'Ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, known: &str, is_same: bool) {
        assert_eq!(is_same_name(typed, known), is_same, "{typed} / {known}");
    }

    #[test]
    fn a_name_is_the_same_however_its_owner_writes_it() {
        check("王一", "王一", true);
        check(" 王　一 ", "王一", true);
        check("阿卜杜拉•买买提", "阿卜杜拉·买买提", true);
        check("阿卜杜拉买买提", "阿卜杜拉·买买提", true);
        check("MULLER ANNA MARIA", "Anna Maria Müller", true);
        check("Mueller, Anna Maria", "Anna Maria Müller", true);
        check("ＭＵＬＬＥＲ　ＡＮＮＡ　ＭＡＲＩＡ", "Anna Maria Müller", true);
        check("ANNAMARIA MULLER", "Anna Maria Müller", true);
        check("o'brien sean", "Seán OBRIEN", true);
        check("Øystein Sørensen", "SORENSEN OYSTEIN", true);
        check("Jean-Luc Dupont", "DUPONT JEAN LUC", true);
    }

    #[test]
    fn another_name_is_another() {
        check("王二", "王一", false);
        check("一王", "王一", false);
        check("王", "王一", false);
        check("", "王一", false);
        check("ANNA MULLER", "Anna Maria Müller", false);
        check("ANNA MARIA MILLER", "Anna Maria Müller", false);
        // The same letters are not the same name.
        check("AMY ROA", "MARY OA", false);
        check("LI NA", "NA IL", false);
    }
}
