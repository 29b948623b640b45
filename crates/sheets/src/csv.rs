//! Tables as text: RFC 4180, in the encodings and with the delimiters that Excel and WPS write.
//!
//! Every field is text. What looks like a number stays as it is written, so a number of 18 digits
//! keeps them all.

use crate::cell::{self, Cell, Outlet, ReadEnd};
use crate::unreadable::Unreadable;
use crate::{Bounds, Ending, guard};
use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

/// From so many bytes at the beginning the delimiter is guessed.
const GUESS_BYTES: usize = 64 << 10;
const GUESS_ROWS: usize = 20;
const DELIMITERS: [u8; 3] = *b",;\t";

/// The text, decoded.
pub(crate) struct Csv {
    text: String,
    starts_at: usize,
    delimiter: u8,
}

impl Csv {
    /// Decodes the text and guesses its delimiter.
    pub(crate) fn open(bytes: Vec<u8>) -> Result<Csv, Unreadable> {
        let text = decode(bytes)?;
        let mut starts_at = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
        let body = &text[starts_at..];
        if body.trim().is_empty() {
            return Err(Unreadable::Empty);
        }
        if is_web_page(body) {
            return Err(Unreadable::WebPage);
        }
        if body.chars().any(guard::is_control) {
            return Err(Unreadable::NotATable);
        }
        let mut delimiter = guess_delimiter(body);
        // Excel's own way to say it, in a line that it does not show.
        if let Some((said, length)) = said_delimiter(body) {
            delimiter = said;
            starts_at += length;
        }
        Ok(Csv { text, starts_at, delimiter })
    }

    /// Streams the first `rows_wanted` rows.
    pub(crate) fn read(
        &self,
        rows_wanted: u32,
        mut outlet: Outlet<'_>,
    ) -> Result<ReadEnd, Unreadable> {
        let mut records = Records::new(&self.text[self.starts_at..], self.delimiter);
        let mut number = 0_u32;
        let mut cells = Vec::new();
        let mut stopped = outlet.n_rows >= rows_wanted;
        while !stopped && records.next(&mut cells, number + 1, &mut outlet)? {
            number += 1;
            if !cells.is_empty() {
                stopped =
                    outlet.row(number, std::mem::take(&mut cells))? || outlet.n_rows >= rows_wanted;
            }
        }
        let end = ReadEnd::at(outlet.n_rows, outlet.last_row);
        Ok(match end.ending {
            _ if stopped => ReadEnd { ending: Ending::Stopped, ..end },
            Ending::Whole if !self.text.ends_with(['\n', '\r']) => {
                ReadEnd { ending: Ending::OpenLine, ..end }
            }
            Ending::Whole | Ending::Stopped | Ending::AtALimit | Ending::OpenLine => end,
        })
    }
}

fn decode(bytes: Vec<u8>) -> Result<String, Unreadable> {
    let as_utf16 = match bytes.get(..2) {
        Some(b"\xFF\xFE") => Some(UTF_16LE),
        Some(b"\xFE\xFF") => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = as_utf16 {
        return decode_as(encoding, &bytes[2..]).ok_or(Unreadable::NotATable);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        // It ends within a character, and all before is right.
        Err(error) if error.utf8_error().error_len().is_none() && !is_gb(error.as_bytes()) => {
            Err(Unreadable::Cut)
        }
        Err(error) => decode_as(GB18030, error.as_bytes()).ok_or(Unreadable::NotATable),
    }
}

fn is_gb(bytes: &[u8]) -> bool {
    decode_as(GB18030, bytes).is_some()
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

fn is_web_page(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(9).collect();
    let start = start.to_ascii_lowercase();
    ["<html", "<!doctype", "<?xml", "<table", "<meta", "<head", "<!--"]
        .iter()
        .any(|tag| start.starts_with(tag))
}

/// Reads `sep=;` in the first line.
fn said_delimiter(text: &str) -> Option<(u8, usize)> {
    let line = text.split_inclusive('\n').next()?;
    let said = line.trim_end().strip_prefix("sep=")?.as_bytes();
    match said {
        [delimiter] if delimiter.is_ascii_punctuation() => Some((*delimiter, line.len())),
        // The tab has been trimmed away.
        [] if line.starts_with("sep=\t") => Some((b'\t', line.len())),
        _ => None,
    }
}

/// The one that cuts most rows into the same number of fields, and into the most of them.
fn guess_delimiter(text: &str) -> u8 {
    let mut end = text.len().min(GUESS_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut best = (0, b',');
    for delimiter in DELIMITERS {
        let widths = widths(&text[..end], delimiter);
        let usual = widths
            .iter()
            .copied()
            .max_by_key(|width| (widths.iter().filter(|other| *other == width).count(), *width));
        let Some(usual) = usual.filter(|width| *width > 1) else { continue };
        let n_usual = widths.iter().filter(|width| **width == usual).count();
        let score = n_usual * 1000 + usual.min(999);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// How many fields each of the first rows has.
fn widths(text: &str, delimiter: u8) -> Vec<usize> {
    let mut widths = Vec::new();
    let mut width = 1;
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                widths.push(width);
                width = 1;
            }
            _ if byte == delimiter && !quoted => width += 1,
            _ => {}
        }
        if widths.len() == GUESS_ROWS {
            return widths;
        }
    }
    if width > 1 || widths.is_empty() {
        widths.push(width);
    }
    widths
}

struct Records<'a> {
    text: &'a str,
    at: usize,
    delimiter: u8,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: u8) -> Records<'a> {
        Records { text, at: 0, delimiter }
    }

    /// Reads one record into `cells`, without its empty fields at the end. `false` after the last.
    fn next(
        &mut self,
        cells: &mut Vec<Cell>,
        number: u32,
        outlet: &mut Outlet<'_>,
    ) -> Result<bool, Unreadable> {
        cells.clear();
        if self.at >= self.text.len() {
            return Ok(false);
        }
        let bounds = outlet.bounds;
        for column in 0.. {
            outlet.count_cells(1)?;
            let field = self.field()?;
            outlet.count_text(field.len() as u64)?;
            if field.len() > bounds.text_max && field.chars().count() > bounds.text_max {
                return Err(long(column, number, bounds));
            }
            if !field.is_empty() {
                if column >= bounds.columns_max {
                    let place = cell::place(column, number);
                    let columns_max = bounds.columns_max;
                    return Err(Unreadable::TooManyColumns { place, columns_max });
                }
                cells.resize(column as usize, Cell::Empty);
                cells.push(Cell::Text(field));
            }
            if self.end_of_record() {
                break;
            }
        }
        Ok(true)
    }

    /// The next field, less its quotes. Stands at what ended it.
    fn field(&mut self) -> Result<String, Unreadable> {
        let mut field = String::new();
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) == Some(&b'"') {
            self.at += 1;
            loop {
                let rest = &self.text[self.at..];
                // A quote that nothing closes: the rest of the file is missing.
                let quote = rest.find('"').ok_or(Unreadable::Cut)?;
                field.push_str(&rest[..quote]);
                self.at += quote + 1;
                if bytes.get(self.at) != Some(&b'"') {
                    break;
                }
                field.push('"');
                self.at += 1;
            }
        }
        let rest = &bytes[self.at..];
        let ends = |byte: &u8| *byte == self.delimiter || *byte == b'\n' || *byte == b'\r';
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        field.push_str(&self.text[self.at..self.at + length]);
        self.at += length;
        let plain = guard::unquoted(&field);
        Ok(if plain.len() == field.len() { field } else { plain.to_owned() })
    }

    /// Goes past what ended a field; `true` where it ended the record too.
    fn end_of_record(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        match bytes.get(self.at) {
            None => true,
            Some(b'\r') if bytes.get(self.at + 1) == Some(&b'\n') => {
                self.at += 2;
                true
            }
            Some(b'\r' | b'\n') => {
                self.at += 1;
                true
            }
            Some(_) => {
                self.at += 1;
                false
            }
        }
    }
}

fn long(column: u32, row: u32, bounds: &Bounds) -> Unreadable {
    Unreadable::LongText { place: cell::place(column, row), text_max: bounds.text_max }
}
