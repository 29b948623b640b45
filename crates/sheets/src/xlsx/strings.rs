//! The texts that cells of all sheets share.

use crate::archive::Archive;
use crate::unreadable::{Unreadable, damaged};
use crate::xml::{Step, XmlPart};
use crate::{Bounds, cell};
use std::borrow::Cow;

/// All texts one after another, and where each ends: a million strings cost their bytes and four
/// each, not an allocation each.
#[derive(Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads the table, in which phonetic runs are left out.
    pub(crate) fn read(
        archive: &Archive,
        name: &str,
        bounds: &Bounds,
    ) -> Result<Strings, Unreadable> {
        let Some(part) = archive.part(name) else {
            return Err(damaged("缺少文字表"));
        };
        // A text is never longer than its XML, so this is room enough without growing; memory
        // that is not written to is not used.
        let room = usize::try_from(part.inflated()).unwrap_or(usize::MAX).min(bounds.strings_max);
        let mut strings = Strings { text: String::with_capacity(room), ends: Vec::new() };
        let mut xml = XmlPart::new(name, part);
        let mut buffer = Vec::new();
        let mut item = String::new();
        let mut in_text = false;
        loop {
            match xml.next(&mut buffer)? {
                Step::Open(tag) => match tag.name() {
                    "rPh" => xml.skip(&mut Vec::new())?,
                    "t" => in_text = true,
                    _ => {}
                },
                Step::Text(text) if in_text => gather(&mut item, &text, bounds, name)?,
                Step::Text(_) => {}
                Step::Close(tag) => match tag.local_name().into_inner() {
                    "t" => in_text = false,
                    "si" => {
                        strings.push(&item, bounds)?;
                        item.clear();
                    }
                    _ => {}
                },
                Step::Done => return Ok(strings),
            }
        }
    }

    /// The text with this number.
    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = match index {
            0 => 0,
            _ => *self.ends.get(index - 1)? as usize,
        };
        self.text.get(start..end)
    }

    fn push(&mut self, item: &str, bounds: &Bounds) -> Result<(), Unreadable> {
        let item = unescaped(item);
        if item.len() > bounds.text_max && item.chars().count() > bounds.text_max {
            return Err(long("文字表", bounds));
        }
        self.text.push_str(&item);
        let end = u32::try_from(self.text.len()).map_err(|_| Unreadable::TooMuchText)?;
        self.ends.push(end);
        if self.text.len() + 4 * self.ends.len() > bounds.strings_max {
            return Err(Unreadable::TooMuchText);
        }
        Ok(())
    }
}

/// Adds to a text that is being read, within what escapes can make of the longest one.
pub(crate) fn gather(
    item: &mut String,
    text: &str,
    bounds: &Bounds,
    place: &str,
) -> Result<(), Unreadable> {
    if item.len() + text.len() > bounds.text_max.saturating_mul(8) {
        return Err(long(place, bounds));
    }
    item.push_str(text);
    Ok(())
}

/// The error of a cell whose text is too long.
pub(crate) fn long_at(column: u32, row: u32, bounds: &Bounds) -> Unreadable {
    long(&cell::place(column, row), bounds)
}

fn long(place: &str, bounds: &Bounds) -> Unreadable {
    Unreadable::LongText { place: place.to_owned(), text_max: bounds.text_max }
}

/// Undoes `_x000D_`, the way in which Office writes what XML cannot hold (`ST_Xstring`).
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some(unit) = escape_at(rest) {
            units.push(unit);
            rest = &rest[7..];
            continue;
        }
        flush(&mut units, &mut plain);
        plain.push(letter);
        rest = &rest[letter.len_utf8()..];
    }
    flush(&mut units, &mut plain);
    Cow::Owned(plain)
}

fn escape_at(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x")?.get(..5)?.strip_suffix('_')?;
    let all_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    all_hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

fn flush(units: &mut Vec<u16>, plain: &mut String) {
    plain.push_str(&String::from_utf16_lossy(units));
    units.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_is_undone_once() {
        let check = |written: &str, plain: &str| assert_eq!(unescaped(written), plain);
        check("a_x000D_b", "a\rb");
        check("_x005F_x000D_", "_x000D_");
        check("_xD842__xDFB7_", "𠮷");
        check("_x12_", "_x12_");
        check("_x+123_", "_x+123_");
        check("_x", "_x");
        check("甲_x乙丙丁_", "甲_x乙丙丁_");
    }
}
