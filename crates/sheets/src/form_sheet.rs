//! The sheet of a form, cut into rows and cells without changing a byte of it.

use crate::cell::{MergedRange, read_place, read_range};
use crate::unreadable::{Unreadable, crafted, damaged};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::ops::Range;

/// A form has fewer rows and merged ranges than this.
const ROWS_MAX: usize = 20_000;

/// What a cell of the form holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// A style at most.
    Nothing,
    /// A number: of a row that is numbered beforehand, perhaps.
    Number,
    /// Words.
    Text,
    /// A formula of the form's own.
    Formula,
}

/// A cell where it stands.
pub(crate) struct FormCell {
    pub(crate) column: u32,
    pub(crate) style: Option<String>,
    pub(crate) held: Held,
    range: Range<usize>,
    is_placed: bool,
}

/// A row where it stands.
pub(crate) struct FormRow {
    pub(crate) number: u32,
    /// Its height and style; not its number, and not which columns it spans.
    pub(crate) attributes: String,
    pub(crate) cells: Vec<FormCell>,
    range: Range<usize>,
    is_numbered: bool,
}

/// A sheet, cut up.
pub(crate) struct FormSheet<'x> {
    pub(crate) xml: &'x str,
    /// `x:` where the program that wrote it has a name for its namespace.
    pub(crate) prefix: String,
    pub(crate) rows: Vec<FormRow>,
    pub(crate) merged: Vec<MergedRange>,
    before: String,
    after: String,
}

impl<'x> FormSheet<'x> {
    /// Cuts a sheet up. It was read to its end before.
    pub(crate) fn read(xml: &'x str) -> Result<FormSheet<'x>, Unreadable> {
        let mut sheet = FormSheet {
            xml,
            prefix: String::new(),
            rows: Vec::new(),
            merged: Vec::new(),
            before: String::new(),
            after: String::new(),
        };
        let mut reader = Reader::from_str(xml);
        let wrong = || damaged("表样");
        let position =
            |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).map_err(|_| wrong());
        let mut within_rows = false;
        let mut ends_at = None;
        loop {
            let from = position(&reader)?;
            let event = reader.read_event().map_err(|_| wrong())?;
            let to = position(&reader)?;
            let is_empty = matches!(event, Event::Empty(_));
            match event {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().into_inner() {
                    "sheetData" if ends_at.is_none() => {
                        sheet.begin(&tag, from);
                        within_rows = !is_empty;
                        ends_at = is_empty.then_some(to);
                    }
                    "row" if within_rows => sheet.open_row(&tag, from..to)?,
                    "c" if within_rows => sheet.open_cell(&tag, from..to)?,
                    "f" if within_rows => sheet.hold(Held::Formula),
                    "v" | "is" if within_rows && !is_empty => sheet.hold(Held::Number),
                    "mergeCell" => sheet.merge(&tag)?,
                    _ => {}
                },
                Event::End(tag) if within_rows => match tag.local_name().into_inner() {
                    "c" => sheet.close_cell(to),
                    "row" => sheet.close_row(to),
                    "sheetData" => {
                        within_rows = false;
                        ends_at = Some(to);
                    }
                    _ => {}
                },
                Event::DocType(_) => return Err(Unreadable::Doctype),
                Event::Eof => break,
                Event::End(_)
                | Event::Text(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::GeneralRef(_) => {}
            }
        }
        let ends_at = ends_at.ok_or_else(wrong)?;
        sheet.after = format!("</{}sheetData>{}", sheet.prefix, &xml[ends_at..]);
        Ok(sheet)
    }

    /// What stands before the rows.
    pub(crate) fn before(&self) -> &str {
        &self.before
    }

    /// What stands after the rows.
    pub(crate) fn after(&self) -> &str {
        &self.after
    }

    /// The row with this number, where the form has written one.
    pub(crate) fn row(&self, number: u32) -> Option<&FormRow> {
        self.rows.iter().find(|row| row.number == number)
    }

    /// Where something is written that belongs to this cell: of merged cells, the first.
    pub(crate) fn anchor_of(&self, column: u32, row: u32) -> (u32, u32) {
        let around = self.merged.iter().find(|range| {
            (range.first_column..=range.last_column).contains(&column)
                && (range.first_row..=range.last_row).contains(&row)
        });
        around.map_or((column, row), |range| (range.first_column, range.first_row))
    }

    fn begin(&mut self, tag: &BytesStart<'_>, from: usize) {
        let name = tag.name().into_inner();
        self.prefix = name.strip_suffix("sheetData").unwrap_or_default().to_owned();
        self.before = format!("{}<{}sheetData>", &self.xml[..from], self.prefix);
    }

    fn open_row(&mut self, tag: &BytesStart<'_>, range: Range<usize>) -> Result<(), Unreadable> {
        let least = self.rows.last().map_or(1, |row| row.number + 1);
        let (mut number, mut is_numbered, mut attributes) = (least, false, String::new());
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|_| damaged("表样的行"))?;
            match attribute.key.into_inner() {
                "r" => {
                    number = attribute.value.parse().map_err(|_| damaged("表样的行号"))?;
                    is_numbered = true;
                }
                "spans" => {}
                // As it stands there, still escaped.
                key => attributes
                    .push_str(&format!(" {key}=\"{}\"", attribute.value.replace('"', "&quot;"))),
            }
        }
        if number < least || self.rows.len() >= ROWS_MAX {
            return Err(crafted("表样的行"));
        }
        self.rows.push(FormRow { number, attributes, cells: Vec::new(), range, is_numbered });
        Ok(())
    }

    fn open_cell(&mut self, tag: &BytesStart<'_>, range: Range<usize>) -> Result<(), Unreadable> {
        let Some(row) = self.rows.last_mut() else { return Err(damaged("表样的行")) };
        let least = row.cells.last().map_or(0, |cell| cell.column + 1);
        let mut cell =
            FormCell { column: least, style: None, held: Held::Nothing, range, is_placed: false };
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|_| damaged("表样的单元格"))?;
            match attribute.key.into_inner() {
                "r" => {
                    let place = read_place(&attribute.value).filter(|(_, at)| *at == row.number);
                    cell.column = place.ok_or_else(|| damaged("表样的单元格"))?.0;
                    cell.is_placed = true;
                }
                "s" => {
                    let style: u32 = attribute.value.parse().map_err(|_| damaged("表样的格式"))?;
                    cell.style = Some(style.to_string());
                }
                // A number says no kind; the kinds of words say theirs.
                "t" if &*attribute.value != "n" => cell.held = Held::Text,
                _ => {}
            }
        }
        if cell.column < least {
            return Err(crafted("表样的单元格"));
        }
        // Until a value is found, words are only announced.
        row.cells.push(cell);
        Ok(())
    }

    fn hold(&mut self, found: Held) {
        let cell = self.rows.last_mut().and_then(|row| row.cells.last_mut());
        if let Some(cell) = cell
            && cell.held != Held::Formula
        {
            let keeps = found == Held::Number && cell.held == Held::Text;
            cell.held = if keeps { Held::Text } else { found };
        }
    }

    fn close_cell(&mut self, to: usize) {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            cell.range.end = to;
        }
    }

    fn close_row(&mut self, to: usize) {
        if let Some(row) = self.rows.last_mut() {
            row.range.end = to;
        }
    }

    fn merge(&mut self, tag: &BytesStart<'_>) -> Result<(), Unreadable> {
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|_| damaged("表样的合并单元格"))?;
            if attribute.key.into_inner() == "ref" {
                let range = read_range(&attribute.value);
                self.merged.push(range.ok_or_else(|| damaged("表样的合并单元格"))?);
            }
        }
        if self.merged.len() > ROWS_MAX {
            return Err(crafted("表样的合并单元格"));
        }
        Ok(())
    }
}

impl FormRow {
    /// The cell in this column.
    pub(crate) fn cell(&self, column: u32) -> Option<&FormCell> {
        self.cells.iter().find(|cell| cell.column == column)
    }

    /// As it stands; with its number, where only its place said it.
    pub(crate) fn whole(&self, sheet: &FormSheet<'_>) -> String {
        let raw = &sheet.xml[self.range.clone()];
        match self.is_numbered {
            true => raw.to_owned(),
            false => with(raw, "row", &sheet.prefix, &self.number.to_string()),
        }
    }
}

impl FormCell {
    /// As it stands; with its place, where only what stands before it said it.
    pub(crate) fn whole(&self, sheet: &FormSheet<'_>, place: &str) -> String {
        let raw = &sheet.xml[self.range.clone()];
        match self.is_placed {
            true => raw.to_owned(),
            false => with(raw, "c", &sheet.prefix, place),
        }
    }
}

fn with(raw: &str, tag: &str, prefix: &str, place: &str) -> String {
    let open = format!("<{prefix}{tag}");
    match raw.strip_prefix(&open) {
        Some(rest) => format!("{open} r=\"{place}\"{rest}"),
        None => raw.to_owned(),
    }
}
