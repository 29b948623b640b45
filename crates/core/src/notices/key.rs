//! One form for the many ways in which an area is written.

use super::lines::{Print, plain};

/// The normal form under which an area is looked up: half width, without blanks and brackets,
/// without the names of province, city and county in front. What is left out of an area is part
/// of what it is, whether it is given apart or stands in the words: 白云小区5号楼 and
/// 白云小区（不含5号楼） stay two.
pub fn area_key(area: &str, except: Option<&str>) -> String {
    let print = Print::new(area);
    let read = super::areas::whole(&print);
    let mut name: String = read.name.iter().map(|range| print.plain_text(range.clone())).collect();
    let inside = match except {
        Some(given) => Some(given.chars().map(plain).collect()),
        None => read.except.map(|inside| print.plain_text(inside)),
    };
    // "The rest of": some write 除X外的其他地区, some leave 外 out.
    let rest = inside.as_ref().and_then(|inside: &String| name.find(&format!("除{inside}")));
    if let Some(at) = rest {
        name.truncate(at);
        name.push_str("其他地区");
    }
    let mut key = bare(without_division(&name));
    if let Some(inside) = inside {
        key.push('∖');
        key.push_str(&bare(&inside));
    }
    key
}

/// Drops blanks, brackets and the last full stop. A bracket between two digits stays, or
/// 1期1（2号楼） would be 1期12号楼.
fn bare(text: &str) -> String {
    let letters: Vec<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let mut key = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        match letter {
            '(' if at > 0 && digit(at - 1) && digit(at + 1) => key.push('('),
            '(' | ')' => {}
            '。' if at + 1 == letters.len() => {}
            ',' | ';' => key.push('、'),
            '至' if at > 0 && digit(at - 1) && digit(at + 1) => key.push('-'),
            letter => key.extend(letter.to_uppercase()),
        }
    }
    key
}

/// The name without 山西省, 太原市 and the county that follows them. A county alone in front is
/// left: without a list of counties 漪苑新西区 cannot be told from one.
fn without_division(name: &str) -> &str {
    let province = strip(name, &["省"]).unwrap_or(name);
    match strip(province, &["市"]) {
        Some(in_city) => strip(in_city, &["区", "县", "市"]).unwrap_or(in_city),
        None => province,
    }
}

/// Strips two or three letters and the given ending, where that can be a division and something
/// is left.
fn strip<'a>(name: &'a str, endings: &[&str]) -> Option<&'a str> {
    let (before, rest) = name.char_indices().skip(2).take(2).find_map(|(at, _)| {
        let (before, from) = name.split_at_checked(at)?;
        let rest = endings.iter().find_map(|ending| from.strip_prefix(ending))?;
        Some((before.chars().last()?, rest))
    })?;
    let no_division = "超夜早菜花鱼集股米楼小社东西南北中新校院厂园".contains(before)
        || rest.starts_with(['场', '除'])
        || rest.starts_with("其他")
        || rest.chars().count() < 2;
    if no_division { None } else { Some(rest) }
}
