//! Fills somebody else's form: rows below its heading and single cells above it. Everything else of
//! the form stays as it is, byte by byte; what is written is text or a number and never a formula.

use crate::archive::Archive;
use crate::cell::{self, MergedRange};
use crate::form_sheet::{FormRow, FormSheet, Held};
use crate::guard::is_control;
use crate::unreadable::{Unreadable, damaged};
use crate::xlsx::Xlsx;
use crate::{Bounds, Workbook};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Read;
use std::ops::ControlFlow;

/// A form is a page or two: its sheet is held whole, once inflated.
const FORM_SHEET_MAX: u64 = 16 << 20;
/// Where Excel keeps macros.
const MACROS: &str = "xl/vbaproject.bin";

/// What is written into a cell of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormText {
    /// Text, whatever it looks like.
    Text(String),
    /// A count.
    Count(i64),
}

/// What a form is filled with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filling {
    /// Which sheet, from 0.
    pub sheet: usize,
    /// The last row of the heading, as Excel numbers it. Rows are written from the next one on.
    pub header_row: u32,
    /// The columns, from 0, each once.
    pub columns: Vec<u32>,
    /// The rows, each with a value for each of the columns.
    pub rows: Vec<Vec<FormText>>,
    /// Single cells: column from 0, row as Excel numbers it.
    pub cells: Vec<(u32, u32, FormText)>,
}

/// Fills a form. It is refused where it holds macros, where there is no room, or where a formula
/// or a merged cell of its own stands in the way.
pub fn fill_form(bytes: Vec<u8>, filling: &Filling) -> Result<Vec<u8>, Unreadable> {
    let bounds = Bounds::default();
    // Read to its end first: what no reader would take is not filled either.
    let book = Workbook::open(bytes.clone(), &bounds)?;
    book.rows(filling.sheet, |_| ControlFlow::Continue(()))?;
    drop(book);
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(Unreadable::FormNotXlsx);
    }
    let archive = Archive::open(bytes, &bounds)?;
    if archive.part("mimetype").is_some() {
        return Err(Unreadable::FormNotXlsx);
    }
    if archive.part(MACROS).is_some() {
        return Err(Unreadable::FormMacros);
    }
    let name = Xlsx::sheet_part(&archive, filling.sheet, &bounds)?;
    let index = filling.sheet;
    let part = archive.part(&name).ok_or(Unreadable::NoSuchSheet { index })?;
    if part.inflated() > FORM_SHEET_MAX {
        return Err(Unreadable::Swollen);
    }
    let mut xml = String::new();
    part.take(FORM_SHEET_MAX + 1).read_to_string(&mut xml).map_err(|_| damaged(&name))?;
    let filled = filled(&FormSheet::read(&xml)?, filling)?;
    archive.repacked(&name, filled.as_bytes())
}

/// What goes where: by row, then by column.
type Targets<'a> = BTreeMap<u32, BTreeMap<u32, &'a FormText>>;

fn filled(sheet: &FormSheet<'_>, filling: &Filling) -> Result<String, Unreadable> {
    let targets = targets(sheet, filling)?;
    let n_rows = u32::try_from(filling.rows.len()).unwrap_or(u32::MAX);
    check_room(sheet, filling, n_rows)?;
    let model = sheet.row(filling.header_row + 1);
    let mut out = String::with_capacity(sheet.xml.len() + filling.rows.len() * 200);
    out.push_str(sheet.before());
    let mut existing = sheet.rows.iter().peekable();
    for (number, values) in &targets {
        while let Some(row) = existing.next_if(|row| row.number < *number) {
            out.push_str(&row.whole(sheet));
        }
        let own = existing.next_if(|row| row.number == *number);
        let is_new = *number > filling.header_row;
        write_row(&mut out, sheet, *number, own, model.filter(|_| is_new), values)?;
    }
    for row in existing {
        out.push_str(&row.whole(sheet));
    }
    out.push_str(sheet.after());
    Ok(out)
}

fn targets<'a>(sheet: &FormSheet<'_>, filling: &'a Filling) -> Result<Targets<'a>, Unreadable> {
    let mut targets = Targets::new();
    for (at, values) in filling.rows.iter().enumerate() {
        let number = u32::try_from(at).ok().and_then(|at| (filling.header_row + 1).checked_add(at));
        let number = number.filter(|number| *number <= 1_048_576);
        let number = number.ok_or(Unreadable::FormNoRoom { row: 1_048_576, n_free: 0 })?;
        let row = targets.entry(number).or_default();
        row.extend(filling.columns.iter().copied().zip(values));
    }
    for (column, row, text) in &filling.cells {
        let (column, row) = sheet.anchor_of(*column, *row);
        targets.entry(row).or_default().insert(column, text);
    }
    Ok(targets)
}

/// Whether the rows fit between the heading and whatever the form has below it.
fn check_room(sheet: &FormSheet<'_>, filling: &Filling, n_rows: u32) -> Result<(), Unreadable> {
    let first = filling.header_row + 1;
    let is_wanted = |number: u32| (first..first.saturating_add(n_rows)).contains(&number);
    let taken = sheet
        .rows
        .iter()
        .find(|row| is_wanted(row.number) && row.cells.iter().any(|cell| cell.held == Held::Text));
    if let Some(row) = taken {
        return Err(Unreadable::FormNoRoom { row: row.number, n_free: row.number - first });
    }
    let is_in_way =
        |range: &&MergedRange| range.last_row >= first && is_wanted(range.first_row.max(first));
    match sheet.merged.iter().find(is_in_way) {
        Some(range) => {
            let place = cell::place(range.first_column, range.first_row);
            Err(Unreadable::FormMerged { place })
        }
        None => Ok(()),
    }
}

/// One row with what is written into it. What it holds besides stays; where it is new, it looks
/// like the first row below the heading.
fn write_row(
    out: &mut String,
    sheet: &FormSheet<'_>,
    number: u32,
    own: Option<&FormRow>,
    model: Option<&FormRow>,
    values: &BTreeMap<u32, &FormText>,
) -> Result<(), Unreadable> {
    let tag = &sheet.prefix;
    let attributes = own.or(model).map_or("", |row| row.attributes.as_str());
    let _ = write!(out, "<{tag}row r=\"{number}\"{attributes}>");
    let style = |column: u32| -> Option<&str> {
        let own = own.and_then(|row| row.cell(column));
        let cell = own.or_else(|| model?.cell(column))?;
        cell.style.as_deref()
    };
    // The columns of all that stands or is to stand here.
    let mut columns: Vec<u32> = values.keys().copied().collect();
    columns.extend(own.iter().flat_map(|row| row.cells.iter().map(|cell| cell.column)));
    if own.is_none() {
        columns.extend(model.iter().flat_map(|row| row.cells.iter().map(|cell| cell.column)));
    }
    columns.sort_unstable();
    columns.dedup();
    for column in columns {
        let place = cell::place(column, number);
        let standing = own.and_then(|row| row.cell(column));
        match (values.get(&column), standing) {
            (Some(_), Some(cell)) if cell.held == Held::Formula => {
                return Err(Unreadable::FormFormula { place });
            }
            (Some(text), _) => write_cell(out, tag, &place, style(column), text),
            (None, Some(cell)) => out.push_str(&cell.whole(sheet, &place)),
            (None, None) => {
                let _ = write!(out, "<{tag}c r=\"{place}\"{}/>", style_attribute(style(column)));
            }
        }
    }
    let _ = write!(out, "</{tag}row>");
    Ok(())
}

fn style_attribute(style: Option<&str>) -> String {
    style.map(|style| format!(" s=\"{style}\"")).unwrap_or_default()
}

fn write_cell(out: &mut String, tag: &str, place: &str, style: Option<&str>, text: &FormText) {
    let style = style_attribute(style);
    let _ = match text {
        FormText::Text(text) if text.is_empty() => write!(out, "<{tag}c r=\"{place}\"{style}/>"),
        FormText::Text(text) => write!(
            out,
            "<{tag}c r=\"{place}\"{style} t=\"inlineStr\"><{tag}is><{tag}t xml:space=\"preserve\">\
             {}</{tag}t></{tag}is></{tag}c>",
            escaped(text)
        ),
        FormText::Count(n) => {
            write!(out, "<{tag}c r=\"{place}\"{style}><{tag}v>{n}</{tag}v></{tag}c>")
        }
    };
}

/// Text as XML and Office have it: no control characters, `_x000D_` as it stands, and no more than
/// a cell holds.
fn escaped(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|letter| !is_control(*letter) && *letter != '\r')
        .take(32_767)
        .collect();
    let marked = kept.replace("_x", "_x005F_x");
    quick_xml::escape::escape(&*marked).into_owned()
}
