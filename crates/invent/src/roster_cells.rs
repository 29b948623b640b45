//! How a tired clerk writes into a cell.

use crate::calendar::number_of;
use crate::chance::Chance;
use crate::documents::Document;
use jiff::civil::Date;

/// A cell of a sheet, as programs that read sheets find it.
#[derive(Clone, PartialEq, Debug)]
pub enum MessyCell {
    /// Typed as text.
    Text(String),
    /// What the sheet took for a number, with what it lost.
    Number(f64),
    /// What the sheet took for a day.
    Day(Date),
    /// Nothing.
    Empty,
}

impl MessyCell {
    pub(crate) fn text(text: &str) -> MessyCell {
        MessyCell::Text(text.to_owned())
    }
}

/// Digits as a Chinese keyboard writes them in full width.
fn full_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// A name: aligned with spaces, or followed by one; the dot of a name as the keyboard has it.
pub(crate) fn name(name: &str, chance: &mut Chance) -> MessyCell {
    let habit = chance.below(100);
    let characters: Vec<char> = name.chars().collect();
    if name.contains('·') {
        let dot = chance.one(&["·", "•", "．", "・"]);
        return MessyCell::Text(name.replace('·', dot));
    }
    match (habit, characters.as_slice()) {
        (0..12, [surname, given]) => MessyCell::Text(format!("{surname}\u{3000}{given}")),
        (12..20, [surname, given]) => MessyCell::Text(format!("{surname}  {given}")),
        (20..24, _) => MessyCell::Text(format!("{name} ")),
        (24..26, _) => MessyCell::Text(format!(" {name}")),
        (_, _) => MessyCell::text(name),
    }
}

/// A day by one of six habits.
pub(crate) fn day(day: Date, chance: &mut Chance) -> MessyCell {
    let (year, month, date) = (day.year(), day.month(), day.day());
    match chance.below(20) {
        0..8 => MessyCell::Day(day),
        8..11 => MessyCell::Text(format!("{year}.{month}.{date}")),
        11..14 => MessyCell::Text(format!("{year}年{month}月{date}日")),
        14..16 => MessyCell::Text(format!("{year}/{month:02}/{date:02}")),
        16..18 => MessyCell::Number(
            f64::from(year) * 10_000.0 + f64::from(month) * 100.0 + f64::from(date),
        ),
        // The sheet's own count of days, shown where the cell lost its format.
        _ => MessyCell::Number(f64::from(number_of(day) + 25_569)),
    }
}

/// A day that no calendar has.
pub(crate) fn day_that_is_none(day: Date, chance: &mut Chance) -> MessyCell {
    let year = day.year();
    MessyCell::text(&match chance.below(3) {
        0 => format!("{year}.2.30"),
        1 => format!("{year}年13月{}日", day.day()),
        _ => format!("{year}/{:02}/32", day.month()),
    })
}

/// The number of a paper, legible.
pub(crate) fn document(document: &Document, chance: &mut Chance) -> MessyCell {
    let Some(number) = document.number() else {
        return if chance.in_100(50) { MessyCell::Empty } else { MessyCell::text("无") };
    };
    match chance.below(100) {
        0..3 => MessyCell::Text(full_width(number)),
        3..6 => MessyCell::Text(format!("{number} ")),
        6..9 => MessyCell::Text(format!("'{number}")),
        9..14 => MessyCell::Text(number.to_lowercase()),
        14..16 if number.len() == 18 => {
            let (region, rest) = number.split_at(6);
            let (born, serial) = rest.split_at(8);
            MessyCell::Text(format!("{region} {born} {serial}"))
        }
        _ => MessyCell::text(number),
    }
}

/// The number of an identity card that the sheet took for a number: fifteen digits are left of it.
/// None for a number with X, which no sheet takes for one.
pub(crate) fn lost_number(number: &str, chance: &mut Chance) -> Option<MessyCell> {
    let kept = number.get(..15)?;
    let lost: f64 = format!("{kept}000").parse().ok().filter(|_| !number.ends_with('X'))?;
    if chance.in_100(60) {
        return Some(MessyCell::Number(lost));
    }
    let mantissa = number.get(1..6)?;
    Some(MessyCell::Text(format!("9.{mantissa}E+17")))
}

/// The number of an identity card with another last character.
pub(crate) fn wrong_check(number: &str, chance: &mut Chance) -> Option<MessyCell> {
    let last = number.chars().next_back()?;
    let kept = number.get(..17)?;
    let digit = chance.below(10);
    let wrong = char::from_digit(digit, 10)?;
    let wrong = if wrong == last { char::from_digit((digit + 1) % 10, 10)? } else { wrong };
    Some(MessyCell::Text(format!("{kept}{wrong}")))
}

/// A phone, with spaces or strokes, or none.
pub(crate) fn phone(phone: Option<&str>, chance: &mut Chance) -> MessyCell {
    let Some(phone) = phone else {
        return if chance.in_100(70) { MessyCell::Empty } else { MessyCell::text("无") };
    };
    let (first, rest) = phone.split_at(phone.len().min(3));
    let (second, third) = rest.split_at(rest.len().min(4));
    match chance.below(100) {
        0..35 => phone.parse().map_or_else(|_| MessyCell::text(phone), MessyCell::Number),
        35..43 => MessyCell::Text(format!("{first} {second} {third}")),
        43..47 => MessyCell::Text(format!("{first}-{second}-{third}")),
        47..50 => MessyCell::Text(full_width(phone)),
        50..53 => MessyCell::Text(format!("{phone} ")),
        _ => MessyCell::text(phone),
    }
}

/// A number with its word (5号楼, 302, 12号院): with the word, another one, or none.
pub(crate) fn numbered(written: &str, other_word: &str, chance: &mut Chance) -> MessyCell {
    let digits: String = written.chars().take_while(char::is_ascii_digit).collect();
    match chance.below(100) {
        0..25 => digits.parse().map_or_else(|_| MessyCell::text(written), MessyCell::Number),
        25..32 => MessyCell::Text(format!("{digits}{other_word}")),
        32..36 => MessyCell::Text(full_width(written)),
        36..40 => MessyCell::Text(format!("{written} ")),
        _ => MessyCell::text(written),
    }
}
