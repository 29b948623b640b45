//! The rows of one sheet. Repeats are counted before they are written out.

use crate::cell::{self, Cell, Outlet, ReadEnd};
use crate::unreadable::{Unreadable, damaged};
use crate::xlsx::{iso_day, read_number};
use crate::xml::{Step, Tag, XmlPart};
use crate::{Ending, MergedRange};

const ROWS_OF_A_SHEET: u64 = 1_048_576;

/// Streams the first `rows_wanted` rows. The element of the sheet has just been opened.
pub(super) fn read(
    mut xml: XmlPart<'_>,
    rows_wanted: u32,
    outlet: Outlet<'_>,
) -> Result<(ReadEnd, Vec<MergedRange>), Unreadable> {
    let sheet_depth = xml.depth();
    let mut buffer = Vec::new();
    let mut sheet = Sheet::new(outlet);
    while xml.depth() >= sheet_depth {
        match xml.next(&mut buffer)? {
            Step::Open(tag) => {
                if !sheet.open(&tag)? {
                    xml.skip(&mut Vec::new())?;
                }
            }
            Step::Text(text) => sheet.text(&text)?,
            Step::Close(tag) => {
                let stop = sheet.close(tag.local_name().into_inner())?;
                if stop || sheet.outlet.n_rows >= rows_wanted {
                    let end = ReadEnd::at(sheet.outlet.n_rows, sheet.outlet.last_row);
                    return Ok((ReadEnd { ending: Ending::Stopped, ..end }, sheet.merged));
                }
            }
            Step::Done => break,
        }
    }
    // To the end of the part, where its checksum is compared.
    while !matches!(xml.next(&mut buffer)?, Step::Done) {}
    Ok((ReadEnd::at(sheet.outlet.n_rows, sheet.outlet.last_row), sheet.merged))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Table,
    Row,
    Cell,
    Paragraph,
}

#[derive(Default)]
struct OpenCell {
    repeated: u64,
    covered: bool,
    kind: String,
    fault: bool,
    /// The attribute that holds the value, where the kind has one.
    value: Option<String>,
    shown: String,
    n_paragraphs: usize,
    paragraph_at: usize,
}

struct Sheet<'a> {
    outlet: Outlet<'a>,
    within: Within,
    row: u64,
    row_repeated: u64,
    column: u64,
    cells: Vec<Cell>,
    cell: OpenCell,
    merged: Vec<MergedRange>,
}

impl<'a> Sheet<'a> {
    fn new(outlet: Outlet<'a>) -> Sheet<'a> {
        Sheet {
            outlet,
            within: Within::Table,
            row: 1,
            row_repeated: 1,
            column: 0,
            cells: Vec::new(),
            cell: OpenCell::default(),
            merged: Vec::new(),
        }
    }

    /// `false` where the element is of no interest and is to be skipped.
    fn open(&mut self, tag: &Tag<'_>) -> Result<bool, Unreadable> {
        match (self.within, tag.name()) {
            (Within::Table, "table-row") => {
                self.row_repeated = repeats(tag, "number-rows-repeated")?;
                self.column = 0;
                self.cells = Vec::new();
                self.within = Within::Row;
            }
            (Within::Table, "table-row-group" | "table-rows" | "table-header-rows") => {}
            (Within::Row, "table-cell" | "covered-table-cell") => {
                self.open_cell(tag)?;
                self.within = Within::Cell;
            }
            (Within::Cell, "p" | "h") => {
                if self.cell.n_paragraphs > 0 {
                    self.add("\n")?;
                }
                self.cell.n_paragraphs += 1;
                self.cell.paragraph_at = self.cell.shown.len();
                self.within = Within::Paragraph;
            }
            (Within::Paragraph, "s") => {
                let n = repeats(tag, "c")?.min(self.outlet.bounds.text_max as u64 + 1);
                self.add(&" ".repeat(n as usize))?;
            }
            (Within::Paragraph, "tab") => self.add("\t")?,
            (Within::Paragraph, "line-break") => self.add("\n")?,
            (Within::Paragraph, "ruby-text" | "annotation" | "note" | "frame") => return Ok(false),
            (Within::Paragraph, _) => {}
            (Within::Table | Within::Row | Within::Cell, _) => return Ok(false),
        }
        Ok(true)
    }

    fn text(&mut self, text: &str) -> Result<(), Unreadable> {
        if self.within != Within::Paragraph {
            return Ok(());
        }
        // Spaces and line ends count once, and not at all where the paragraph begins.
        let paragraph = &self.cell.shown[self.cell.paragraph_at..];
        let mut after_space = paragraph.is_empty() || paragraph.ends_with(' ');
        let mut plain = String::with_capacity(text.len());
        for letter in text.chars() {
            let space = matches!(letter, ' ' | '\t' | '\n' | '\r');
            if !(space && after_space) {
                plain.push(if space { ' ' } else { letter });
            }
            after_space = space;
        }
        self.add(&plain)
    }

    /// `true` where the one who reads says stop.
    fn close(&mut self, name: &str) -> Result<bool, Unreadable> {
        match (self.within, name) {
            (Within::Paragraph, "p" | "h") => self.within = Within::Cell,
            (Within::Cell, "table-cell" | "covered-table-cell") => {
                self.close_cell()?;
                self.within = Within::Row;
            }
            (Within::Row, "table-row") => {
                self.within = Within::Table;
                return self.close_row();
            }
            _ => {}
        }
        Ok(false)
    }

    fn open_cell(&mut self, tag: &Tag<'_>) -> Result<(), Unreadable> {
        self.outlet.count_cells(1)?;
        let owned = |name| -> Result<Option<String>, Unreadable> {
            Ok(tag.attribute(name)?.map(|value| value.into_owned()))
        };
        let kind = tag.qualified("office:value-type")?.unwrap_or_default().into_owned();
        let value = match kind.as_str() {
            "float" | "percentage" | "currency" => owned("value")?,
            "date" => owned("date-value")?,
            "boolean" => owned("boolean-value")?,
            "string" => owned("string-value")?,
            _ => None,
        };
        self.cell = OpenCell {
            repeated: repeats(tag, "number-columns-repeated")?,
            covered: tag.name() == "covered-table-cell",
            fault: tag.qualified("calcext:value-type")?.as_deref() == Some("error"),
            kind,
            value,
            ..OpenCell::default()
        };
        self.merge(tag)
    }

    fn merge(&mut self, tag: &Tag<'_>) -> Result<(), Unreadable> {
        let columns = repeats(tag, "number-columns-spanned")?;
        let rows = repeats(tag, "number-rows-spanned")?;
        if columns == 1 && rows == 1 {
            return Ok(());
        }
        let merged_max = self.outlet.bounds.merged_max;
        if self.merged.len() >= merged_max {
            return Err(Unreadable::TooManyMerged { merged_max });
        }
        self.merged.push(MergedRange {
            first_row: short(self.row),
            last_row: short(self.row + rows - 1),
            first_column: short(self.column),
            last_column: short(self.column + columns - 1),
        });
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), Unreadable> {
        let at = self.column;
        self.column += self.cell.repeated;
        let found = self.read_value()?;
        if found.is_empty() {
            return self.outlet.count_blank();
        }
        let columns_max = self.outlet.bounds.columns_max;
        if self.column > u64::from(columns_max) {
            let place = cell::place(short(at.max(u64::from(columns_max))), short(self.row));
            return Err(Unreadable::TooManyColumns { place, columns_max });
        }
        self.cells.resize(at as usize, Cell::Empty);
        self.cells.resize(self.column as usize, found);
        Ok(())
    }

    fn read_value(&mut self) -> Result<Cell, Unreadable> {
        let cell = std::mem::take(&mut self.cell);
        let place = || cell::place(short(self.column - cell.repeated), short(self.row));
        let wrong = || damaged(format!("{} 的值", place()));
        let value = cell.value.as_deref();
        let text_max = self.outlet.bounds.text_max;
        let text = match value {
            Some(value) if cell.kind == "string" && cell.n_paragraphs == 0 => value,
            _ => cell.shown.as_str(),
        };
        if text.len() > text_max && text.chars().count() > text_max {
            return Err(Unreadable::LongText { place: place(), text_max });
        }
        let as_text = || match text {
            "" => Cell::Empty,
            _ => Cell::Text(text.to_owned()),
        };
        Ok(match (cell.kind.as_str(), value) {
            _ if cell.covered => Cell::Empty,
            _ if cell.fault => Cell::Fault(text.to_owned()),
            ("float" | "percentage" | "currency", Some(written)) => {
                let value = read_number(written).ok_or_else(wrong)?;
                Cell::Number { value, written: written.to_owned() }
            }
            // Shown as 1987年3月: what the day is was not said, so the text stands.
            ("date", Some(_)) if text.ends_with('月') => as_text(),
            ("date", Some(day)) => Cell::Day(iso_day(day).ok_or_else(wrong)?),
            ("boolean", Some("true")) => Cell::Flag(true),
            ("boolean", Some("false")) => Cell::Flag(false),
            ("boolean", Some(_)) => return Err(wrong()),
            _ => as_text(),
        })
    }

    fn close_row(&mut self) -> Result<bool, Unreadable> {
        let (first, n) = (self.row, self.row_repeated);
        self.row += n;
        if self.cells.is_empty() {
            return Ok(false);
        }
        let rows_max = u64::from(self.outlet.bounds.rows_max).min(ROWS_OF_A_SHEET);
        if first + n - 1 > ROWS_OF_A_SHEET || u64::from(self.outlet.n_rows) + n > rows_max {
            return Err(Unreadable::TooManyRows { rows_max: short(rows_max) });
        }
        let text: u64 = self.cells.iter().map(Cell::text_bytes).sum();
        self.outlet.count_cells(self.cells.len() as u64 * n)?;
        self.outlet.count_text(text.saturating_mul(n))?;
        for number in first..first + n - 1 {
            if self.outlet.row(short(number), self.cells.clone())? {
                return Ok(true);
            }
        }
        let cells = std::mem::take(&mut self.cells);
        self.outlet.row(short(first + n - 1), cells)
    }

    fn add(&mut self, text: &str) -> Result<(), Unreadable> {
        let text_max = self.outlet.bounds.text_max;
        if self.cell.shown.len() + text.len() > text_max.saturating_mul(4) {
            let place = cell::place(short(self.column), short(self.row));
            return Err(Unreadable::LongText { place, text_max });
        }
        self.cell.shown.push_str(text);
        Ok(())
    }
}

/// How often something stands there; once, where nothing is said.
fn repeats(tag: &Tag<'_>, name: &str) -> Result<u64, Unreadable> {
    match tag.attribute(name)? {
        None => Ok(1),
        Some(times) => match times.parse::<u32>() {
            Ok(times) if times > 0 => Ok(u64::from(times)),
            _ => Err(damaged(format!("{name} 的次数"))),
        },
    }
}

fn short(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
