//! Writes tables that show what they hold and run nothing of it.
//!
//! Control characters, which no table shows and some programs stumble over, are left out.

use crate::days::serial_of_day;
use crate::guard;
use jiff::civil::Date;
use rust_xlsxwriter::{Color, DocProperties, Format, Workbook, Worksheet, XlsxError};

const ROWS_MAX: usize = 1_048_576;
const COLUMNS_MAX: usize = 16_384;
/// Excel counts UTF-16 units.
const TEXT_UNITS_MAX: usize = 32_767;
/// What a cell of Excel can hold exactly as a number.
const EXACT_COUNT: u64 = 999_999_999_999_999;
/// So many rows say how wide a column should be.
const ROWS_THAT_SET_WIDTH: usize = 500;
const WIDTHS: (usize, usize) = (8, 60);
const MARK: Color = Color::RGB(0xFF_C7_CE);

/// One sheet to be written: a row of titles, and rows below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutSheet {
    /// As its tab shows it; at most 31 characters without `[]:*?/\`. CSV has no place for it.
    pub name: String,
    /// The first row, which stays in sight.
    pub titles: Vec<String>,
    /// The rows below it.
    pub rows: Vec<Vec<OutCell>>,
}

/// A cell to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutCell {
    /// What it holds.
    pub text: OutText,
    /// Filled red, for the eye of the one who mends it. CSV has no place for it.
    pub marked: bool,
}

/// What a cell to be written holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OutText {
    /// Nothing.
    #[default]
    Empty,
    /// Text, whatever it looks like. Numbers of documents and telephones are text.
    Text(String),
    /// A count.
    Count(i64),
    /// A day, shown as 2022-08-30.
    Day(Date),
}

impl OutCell {
    /// An empty cell.
    pub fn empty() -> OutCell {
        OutCell::default()
    }

    /// A cell of text.
    pub fn text(text: impl Into<String>) -> OutCell {
        OutCell { text: OutText::Text(text.into()), marked: false }
    }

    /// A cell of a count.
    pub fn count(count: i64) -> OutCell {
        OutCell { text: OutText::Count(count), marked: false }
    }

    /// A cell of a day.
    pub fn day(day: Date) -> OutCell {
        OutCell { text: OutText::Day(day), marked: false }
    }

    /// The same cell, filled red.
    #[must_use]
    pub fn marked(self) -> OutCell {
        OutCell { marked: true, ..self }
    }
}

/// Why sheets cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteTrouble {
    /// No program could open it without dropping rows.
    #[error("工作表“{sheet}”有 {n_rows} 行，而 .xlsx 最多 1,048,576 行。请分成几份导出。")]
    TooManyRows {
        /// The name of the sheet.
        sheet: String,
        /// Rows with the titles.
        n_rows: usize,
    },
    /// More columns than a sheet has.
    #[error("工作表“{sheet}”有 {n_columns} 列，而 .xlsx 最多 16,384 列。")]
    TooManyColumns {
        /// The name of the sheet.
        sheet: String,
        /// Columns of the widest row.
        n_columns: usize,
    },
    /// A text that Excel would cut.
    #[error("工作表“{sheet}”第 {row} 行的一格文字超过 32,767 个字，Excel 存不下。")]
    LongText {
        /// The name of the sheet.
        sheet: String,
        /// The row as Excel shows it.
        row: usize,
    },
    /// A name that Excel refuses, or that two sheets have.
    #[error("工作表不能叫“{sheet}”")]
    SheetName {
        /// The name.
        sheet: String,
        /// What is wrong with it.
        #[source]
        source: XlsxError,
    },
    /// The workbook could not be put together.
    #[error("could not put the workbook together")]
    Writer(#[from] XlsxError),
}

impl WriteTrouble {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            WriteTrouble::TooManyRows { .. } => "sheet_out_too_many_rows",
            WriteTrouble::TooManyColumns { .. } => "sheet_out_too_many_columns",
            WriteTrouble::LongText { .. } => "sheet_out_long_text",
            WriteTrouble::SheetName { .. } => "sheet_out_name",
            WriteTrouble::Writer(_) => "sheet_out_writer",
        }
    }
}

/// Whose copy it is, for a file that turns up where it should not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watermark {
    /// A line for the eye, printed above and below each page: who, when, which copy.
    pub line: String,
    /// The mark of the copy, kept in the properties of the document.
    pub mark: String,
}

/// A workbook of these sheets that says whose copy it is.
pub fn write_xlsx_marked(
    sheets: &[OutSheet],
    watermark: &Watermark,
) -> Result<Vec<u8>, WriteTrouble> {
    write_book(sheets, Some(watermark))
}

/// A workbook of these sheets. Every text is written as a string, never as a formula or a link,
/// and what a program could take for a formula has the format of quoted text besides.
pub fn write_xlsx(sheets: &[OutSheet]) -> Result<Vec<u8>, WriteTrouble> {
    write_book(sheets, None)
}

fn write_book(sheets: &[OutSheet], watermark: Option<&Watermark>) -> Result<Vec<u8>, WriteTrouble> {
    let mut book = Workbook::new();
    if let Some(watermark) = watermark {
        let properties = DocProperties::new()
            .set_keywords(watermark.mark.as_str())
            .set_comment(watermark.line.as_str());
        book.set_properties(&properties);
    }
    let looks = Looks::new();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(sheet.name.as_str())
            .map_err(|source| WriteTrouble::SheetName { sheet: sheet.name.clone(), source })?;
        if let Some(watermark) = watermark {
            let line = printed(&watermark.line);
            page.set_header(format!("&L{line}"));
            page.set_footer(format!("&L{line}&R&P"));
        }
        write_sheet(page, sheet, &looks)?;
    }
    Ok(book.save_to_buffer()?)
}

/// Excel prints 255 signs, and reads a command behind each `&`.
const PRINTED_CHARS_MAX: usize = 200;

fn printed(line: &str) -> String {
    let plain = without_controls(line).replace('&', "＆");
    plain.chars().take(PRINTED_CHARS_MAX).collect()
}

/// The titles and rows as text with commas: UTF-8 with a byte order mark, without which Excel
/// guesses wrongly, and RFC 4180. What a program could take for a formula has `'` before it.
pub fn write_csv(sheet: &OutSheet) -> Vec<u8> {
    let mut text = String::from("\u{FEFF}");
    let titles: Vec<String> = sheet.titles.iter().map(|title| csv_field(title)).collect();
    push_record(&mut text, &titles);
    for row in &sheet.rows {
        let fields: Vec<String> = row
            .iter()
            .map(|cell| match &cell.text {
                OutText::Empty => String::new(),
                OutText::Text(text) => csv_field(text),
                // A number of ours, which no program takes for anything else.
                OutText::Count(count) => count.to_string(),
                OutText::Day(day) => csv_field(&day.to_string()),
            })
            .collect();
        push_record(&mut text, &fields);
    }
    text.into_bytes()
}

fn push_record(text: &mut String, fields: &[String]) {
    // A record of one empty field would be no record.
    if let [only] = fields
        && only.is_empty()
    {
        text.push_str("\"\"");
    }
    text.push_str(&fields.join(","));
    text.push_str("\r\n");
}

fn csv_field(text: &str) -> String {
    let plain = without_controls(text);
    let plain = guard::quoted(&plain).unwrap_or(plain);
    let needs_quotes = plain.contains([',', ';', '"', '\t', '\r', '\n'])
        || plain.starts_with(char::is_whitespace)
        || plain.ends_with(char::is_whitespace);
    if needs_quotes { format!("\"{}\"", plain.replace('"', "\"\"")) } else { plain }
}

fn without_controls(text: &str) -> String {
    text.chars().filter(|letter| !guard::is_control(*letter)).collect()
}

/// The formats, each plain and marked.
struct Looks {
    title: Format,
    plain: [Format; 2],
    quoted: [Format; 2],
    day: [Format; 2],
}

impl Looks {
    fn new() -> Looks {
        let both = |format: Format| [format.clone(), format.set_background_color(MARK)];
        Looks {
            title: Format::new().set_bold(),
            plain: both(Format::new().set_num_format("@")),
            quoted: both(Format::new().set_num_format("@").set_quote_prefix()),
            day: both(Format::new().set_num_format("yyyy-mm-dd")),
        }
    }
}

fn write_sheet(page: &mut Worksheet, sheet: &OutSheet, looks: &Looks) -> Result<(), WriteTrouble> {
    let n_rows = sheet.rows.len() + 1;
    if n_rows > ROWS_MAX {
        return Err(WriteTrouble::TooManyRows { sheet: sheet.name.clone(), n_rows });
    }
    let widest = sheet.rows.iter().map(Vec::len).max().unwrap_or(0);
    let n_columns = widest.max(sheet.titles.len());
    if n_columns > COLUMNS_MAX {
        return Err(WriteTrouble::TooManyColumns { sheet: sheet.name.clone(), n_columns });
    }
    for column in 0..n_columns {
        page.set_column_width(column as u16, width(sheet, column) as f64)?;
    }
    for (column, title) in sheet.titles.iter().enumerate() {
        let title = checked(title, sheet, 1)?;
        let look = if guard::would_run(&title) {
            &looks.title.clone().set_quote_prefix()
        } else {
            &looks.title
        };
        page.write_string_with_format(0, column as u16, title, look)?;
    }
    page.set_freeze_panes(1, 0)?;
    for (at, row) in sheet.rows.iter().enumerate() {
        let line = at as u32 + 1;
        for (column, cell) in row.iter().enumerate() {
            write_cell(page, sheet, (line, column as u16), cell, looks)?;
        }
    }
    Ok(())
}

fn write_cell(
    page: &mut Worksheet,
    sheet: &OutSheet,
    (line, column): (u32, u16),
    cell: &OutCell,
    looks: &Looks,
) -> Result<(), WriteTrouble> {
    let look = usize::from(cell.marked);
    let text = match &cell.text {
        OutText::Empty if cell.marked => {
            page.write_blank(line, column, &looks.plain[look])?;
            return Ok(());
        }
        OutText::Empty => return Ok(()),
        OutText::Text(text) => checked(text, sheet, line as usize + 1)?,
        OutText::Count(count) if count.unsigned_abs() <= EXACT_COUNT => {
            let number = *count as f64;
            if cell.marked {
                let look = Format::new().set_background_color(MARK);
                page.write_number_with_format(line, column, number, &look)?;
            } else {
                page.write_number(line, column, number)?;
            }
            return Ok(());
        }
        OutText::Count(count) => count.to_string(),
        OutText::Day(day) => match serial_of_day(*day) {
            Some(serial) => {
                page.write_number_with_format(line, column, serial, &looks.day[look])?;
                return Ok(());
            }
            None => day.to_string(),
        },
    };
    let formats = if guard::would_run(&text) { &looks.quoted } else { &looks.plain };
    page.write_string_with_format(line, column, text, &formats[look])?;
    Ok(())
}

fn checked(text: &str, sheet: &OutSheet, row: usize) -> Result<String, WriteTrouble> {
    let plain = without_controls(text);
    if plain.len() > TEXT_UNITS_MAX && plain.encode_utf16().count() > TEXT_UNITS_MAX {
        return Err(WriteTrouble::LongText { sheet: sheet.name.clone(), row });
    }
    Ok(plain)
}

/// How wide a column should be, in digits; a Chinese character takes two.
fn width(sheet: &OutSheet, column: usize) -> usize {
    let wide = |text: &str| {
        let line = text.lines().map(|line| {
            line.chars().map(|letter| if letter < '\u{1100}' { 1 } else { 2 }).sum::<usize>()
        });
        line.max().unwrap_or(0)
    };
    let cells = sheet.rows.iter().take(ROWS_THAT_SET_WIDTH).filter_map(|row| row.get(column));
    let widest = cells
        .map(|cell| match &cell.text {
            OutText::Empty => 0,
            OutText::Text(text) => wide(text),
            OutText::Count(count) => count.to_string().len(),
            OutText::Day(_) => 10,
        })
        .chain(sheet.titles.get(column).map(|title| wide(title)))
        .max();
    (widest.unwrap_or(0) + 2).clamp(WIDTHS.0, WIDTHS.1)
}
