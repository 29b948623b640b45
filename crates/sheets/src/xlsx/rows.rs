//! The rows of one sheet, in the order in which they are written.

use super::Xlsx;
use super::strings::{gather, long_at, unescaped};
use crate::cell::{self, Cell, Outlet, ReadEnd};
use crate::days::day_of_serial;
use crate::number_format::Shown;
use crate::unreadable::{Unreadable, damaged};
use crate::xml::{Step, Tag, XmlPart};
use crate::{Ending, MergedRange};
use jiff::civil::Date;

const ROWS_OF_A_SHEET: u32 = 1_048_576;

/// Streams the first `rows_wanted` rows, and goes on to the end for the merged ranges.
pub(super) fn read(
    book: &Xlsx,
    mut xml: XmlPart<'_>,
    rows_wanted: u32,
    outlet: Outlet<'_>,
) -> Result<(ReadEnd, Vec<MergedRange>), Unreadable> {
    let mut buffer = Vec::new();
    let mut sheet = Sheet {
        book,
        outlet,
        rows_wanted,
        within: Within::Top,
        row: 0,
        cells: Vec::new(),
        cell: OpenCell::default(),
        merged: Vec::new(),
    };
    loop {
        match xml.next(&mut buffer)? {
            Step::Open(tag) => match tag.name() {
                "rPh" | "f" | "extLst" => xml.skip(&mut Vec::new())?,
                _ if !sheet.open(&tag)? => return Ok((sheet.stopped(), sheet.merged)),
                _ => {}
            },
            Step::Text(text) => sheet.text(&text)?,
            Step::Close(tag) => {
                if sheet.close(tag.local_name().into_inner())? {
                    return Ok((sheet.stopped(), sheet.merged));
                }
            }
            Step::Done => return Ok((sheet.outlet_end(), sheet.merged)),
        }
    }
}

/// Where in the sheet the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Before the rows.
    Top,
    Rows,
    Row,
    Cell,
    /// In the value of a cell, or in a run of its inline text.
    Value,
    /// After the rows.
    Bottom,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Flag,
    Fault,
    Day,
}

impl Kind {
    fn read(word: &str) -> Option<Kind> {
        match word {
            "n" => Some(Kind::Number),
            "s" => Some(Kind::Shared),
            "str" | "inlineStr" => Some(Kind::Text),
            "b" => Some(Kind::Flag),
            "e" => Some(Kind::Fault),
            "d" => Some(Kind::Day),
            _ => None,
        }
    }
}

#[derive(Default)]
struct OpenCell {
    column: u32,
    style: usize,
    kind: Kind,
    value: String,
}

struct Sheet<'a, 'o> {
    book: &'a Xlsx,
    outlet: Outlet<'o>,
    rows_wanted: u32,
    within: Within,
    row: u32,
    cells: Vec<Cell>,
    cell: OpenCell,
    merged: Vec<MergedRange>,
}

impl Sheet<'_, '_> {
    fn stopped(&self) -> ReadEnd {
        ReadEnd { ending: Ending::Stopped, ..self.outlet_end() }
    }

    fn outlet_end(&self) -> ReadEnd {
        ReadEnd::at(self.outlet.n_rows, self.outlet.last_row)
    }

    /// `false` where enough was passed over.
    fn open(&mut self, tag: &Tag<'_>) -> Result<bool, Unreadable> {
        match (self.within, tag.name()) {
            (Within::Top, "sheetData") => self.within = Within::Rows,
            (Within::Bottom, "sheetData") => return Err(damaged("行写了两次")),
            (Within::Rows, "row") if self.outlet.n_rows < self.rows_wanted => {
                self.open_row(tag)?;
                self.within = Within::Row;
            }
            (Within::Row, "c") => {
                self.open_cell(tag)?;
                self.within = Within::Cell;
            }
            (Within::Cell, "v" | "t") => self.within = Within::Value,
            (Within::Bottom, "mergeCell") => self.merge(tag)?,
            _ if self.outlet.n_rows >= self.rows_wanted => return Ok(self.outlet.passes()),
            (Within::Cell, "is" | "r") | (Within::Top, "worksheet") => {}
            _ => self.outlet.count_blank()?,
        }
        Ok(true)
    }

    fn text(&mut self, text: &str) -> Result<(), Unreadable> {
        if self.within != Within::Value {
            return Ok(());
        }
        let place = || cell::place(self.cell.column, self.row);
        if self.cell.value.len() + text.len() > self.outlet.bounds.text_max {
            gather(&mut self.cell.value, text, self.outlet.bounds, &place())
        } else {
            self.cell.value.push_str(text);
            Ok(())
        }
    }

    /// `true` where the one who reads says stop.
    fn close(&mut self, name: &str) -> Result<bool, Unreadable> {
        match (self.within, name) {
            (Within::Value, "v" | "t") => self.within = Within::Cell,
            (Within::Cell, "c") => {
                self.close_cell()?;
                self.within = Within::Row;
            }
            (Within::Row, "row") => {
                self.within = Within::Rows;
                if !self.cells.is_empty() {
                    let cells = std::mem::take(&mut self.cells);
                    return self.outlet.row(self.row, cells);
                }
            }
            (Within::Rows, "sheetData") => self.within = Within::Bottom,
            _ => {}
        }
        Ok(false)
    }

    fn open_row(&mut self, tag: &Tag<'_>) -> Result<(), Unreadable> {
        let number = match tag.attribute("r")? {
            None => self.row + 1,
            Some(number) => number.parse().map_err(|_| damaged("行号"))?,
        };
        if number <= self.row || number > ROWS_OF_A_SHEET {
            return Err(damaged(format!("第 {} 行之后的行号", self.row)));
        }
        self.row = number;
        self.cell.column = u32::MAX;
        self.cells = Vec::new();
        Ok(())
    }

    fn open_cell(&mut self, tag: &Tag<'_>) -> Result<(), Unreadable> {
        self.outlet.count_cells(1)?;
        let least = self.cell.column.wrapping_add(1);
        let wrong = |what: &str| damaged(format!("第 {} 行的{what}", self.row));
        let (mut column, mut style, mut kind) = (least, 0, Kind::Number);
        for attribute in tag.attributes() {
            let (name, value) = attribute?;
            match name {
                "r" => {
                    column = cell::read_place(&value)
                        .filter(|(column, row)| *row == self.row && *column >= least)
                        .map(|(column, _)| column)
                        .ok_or_else(|| wrong("单元格位置"))?;
                }
                "s" => style = value.parse().map_err(|_| wrong("单元格格式"))?,
                "t" => kind = Kind::read(&value).ok_or_else(|| wrong("单元格类型"))?,
                _ => {}
            }
        }
        self.cell.value.clear();
        self.cell = OpenCell { column, style, kind, value: std::mem::take(&mut self.cell.value) };
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), Unreadable> {
        let bounds = self.outlet.bounds;
        let (column, row) = (self.cell.column, self.row);
        let found = self.read_value()?;
        if found.is_empty() {
            return self.outlet.count_blank();
        }
        if column >= bounds.columns_max {
            let place = cell::place(column, row);
            return Err(Unreadable::TooManyColumns { place, columns_max: bounds.columns_max });
        }
        let empty = column as usize - self.cells.len();
        self.outlet.count_cells(empty as u64)?;
        if self.cells.capacity() == 0 {
            self.cells.reserve(16);
        }
        self.cells.resize(column as usize, Cell::Empty);
        self.cells.push(found);
        Ok(())
    }

    fn read_value(&mut self) -> Result<Cell, Unreadable> {
        let wrong = || damaged(format!("{} 的值", cell::place(self.cell.column, self.row)));
        let value = self.cell.value.as_str();
        if value.is_empty() {
            return Ok(Cell::Empty);
        }
        let trimmed = value.trim_ascii();
        let found = match self.cell.kind {
            Kind::Number if trimmed.is_empty() => Cell::Empty,
            Kind::Number => self.number(trimmed).ok_or_else(wrong)?,
            Kind::Shared => {
                let index = trimmed.parse().map_err(|_| wrong())?;
                let text = self.book.strings.get(index).ok_or_else(wrong)?;
                self.outlet.count_text(text.len() as u64)?;
                return Ok(match text {
                    "" => Cell::Empty,
                    _ => Cell::Text(text.to_owned()),
                });
            }
            Kind::Text => Cell::Text(self.short(unescaped(value).into_owned())?),
            Kind::Flag => match trimmed {
                "1" | "true" => Cell::Flag(true),
                "0" | "false" => Cell::Flag(false),
                _ => return Err(wrong()),
            },
            Kind::Fault => Cell::Fault(self.short(trimmed.to_owned())?),
            Kind::Day => Cell::Day(iso_day(trimmed).ok_or_else(wrong)?),
        };
        self.outlet.count_text(found.text_bytes())?;
        Ok(found)
    }

    fn short(&self, text: String) -> Result<String, Unreadable> {
        let text_max = self.outlet.bounds.text_max;
        if text.len() > text_max && text.chars().count() > text_max {
            return Err(long_at(self.cell.column, self.row, self.outlet.bounds));
        }
        Ok(text)
    }

    fn number(&self, written: &str) -> Option<Cell> {
        let value = read_number(written)?;
        let plain = || Cell::Number { value, written: written.to_owned() };
        let day = || day_of_serial(value, self.book.epoch);
        Some(match self.book.styles.shown(self.cell.style) {
            Shown::Number => plain(),
            Shown::Day => day().map_or_else(plain, Cell::Day),
            Shown::Month => day()
                .map_or_else(plain, |day| Cell::Text(format!("{}年{}月", day.year(), day.month()))),
        })
    }

    fn merge(&mut self, tag: &Tag<'_>) -> Result<(), Unreadable> {
        let merged_max = self.outlet.bounds.merged_max;
        if self.merged.len() >= merged_max {
            return Err(Unreadable::TooManyMerged { merged_max });
        }
        let name = tag.attribute("ref")?.unwrap_or_default();
        self.merged.push(cell::read_range(&name).ok_or_else(|| damaged("合并的单元格"))?);
        Ok(())
    }
}

/// A finite number of digits; `inf` and `nan`, which Rust would read, are not in any sheet.
pub(crate) fn read_number(written: &str) -> Option<f64> {
    let digits = written.len() <= 64 && written.bytes().any(|byte| byte.is_ascii_digit());
    let value: f64 = written.parse().ok().filter(|_| digits)?;
    value.is_finite().then_some(value)
}

/// Reads `2022-08-30` and `2022-08-30T14:30:00`.
pub(crate) fn iso_day(written: &str) -> Option<Date> {
    let (day, _) = written.split_once('T').unwrap_or((written, ""));
    if day.len() != 10 || !day.is_ascii() {
        return None;
    }
    day.parse().ok()
}
