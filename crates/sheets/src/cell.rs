//! What stands in a sheet.

use crate::unreadable::Unreadable;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// What stands in one cell. A formula is its last computed value.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Cell {
    /// Nothing, or only a style.
    #[default]
    Empty,
    /// Text as it stands, spaces and all; [`crate::text()`] cleans it.
    Text(String),
    /// A number that is not shown as a day.
    Number {
        /// The number.
        #[serde(with = "crate::wire::bits")]
        value: f64,
        /// The number as the file has it, such as `1.40105E+17`.
        written: String,
    },
    /// A number that the sheet shows as a day of the calendar; a time of day is left out.
    Day(Date),
    /// TRUE or FALSE.
    Flag(bool),
    /// A formula that failed, such as `#N/A`.
    Fault(String),
}

impl Cell {
    /// Whether nothing stands here. Text of spaces is something.
    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Empty)
    }

    pub(crate) fn text_bytes(&self) -> u64 {
        match self {
            Cell::Text(text) | Cell::Fault(text) => text.len() as u64,
            Cell::Number { written, .. } => written.len() as u64,
            Cell::Empty | Cell::Day(_) | Cell::Flag(_) => 0,
        }
    }
}

/// A cell may hold a person's number: only its kind is shown.
impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Cell::Empty => "Empty",
            Cell::Text(_) => "Text(…)",
            Cell::Number { .. } => "Number(…)",
            Cell::Day(_) => "Day(…)",
            Cell::Flag(_) => "Flag(…)",
            Cell::Fault(_) => "Fault(…)",
        };
        f.write_str(kind)
    }
}

/// One row that holds something. Rows that hold nothing are not given out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SheetRow {
    /// The row's number as Excel shows it, from 1.
    pub number: u32,
    /// From column A to the last one that holds something.
    pub cells: Vec<Cell>,
}

/// A sheet's name, before its rows are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetHead {
    /// As its tab shows it. A CSV file has one sheet without a name.
    pub name: String,
    /// Not shown by the program that wrote it.
    pub hidden: bool,
}

/// Cells that are shown as one. Rows from 1 as Excel shows them, columns from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedRange {
    /// The upper row.
    pub first_row: u32,
    /// The lower row, included.
    pub last_row: u32,
    /// The left column.
    pub first_column: u32,
    /// The right column, included.
    pub last_column: u32,
}

/// The upper rows of a sheet and its merged ranges: what [`crate::find_header`] needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Top {
    /// The first rows that hold something.
    pub rows: Vec<SheetRow>,
    /// Merged ranges, at least those that begin among these rows.
    pub merged: Vec<MergedRange>,
}

/// How a sheet ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// As sheets end.
    Whole,
    /// The one who reads said stop; what follows was not looked at.
    Stopped,
    /// At exactly row 65,536 or 1,048,576, where programs drop what does not fit.
    AtALimit,
    /// A CSV file whose last line has no end: perhaps all of it, perhaps not.
    OpenLine,
}

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadEnd {
    /// Rows given out, which are all that hold something unless reading was stopped.
    pub n_rows: u32,
    /// The number of the last row given out; 0 where there was none.
    pub last_row: u32,
    /// How it ended.
    pub ending: Ending,
}

impl ReadEnd {
    pub(crate) fn at(n_rows: u32, last_row: u32) -> ReadEnd {
        let ending = match last_row {
            65_536 | 1_048_576 => Ending::AtALimit,
            _ => Ending::Whole,
        };
        ReadEnd { n_rows, last_row, ending }
    }

    /// Whether the file was probably cut by the program that wrote it.
    pub fn ends_at_a_limit(&self) -> bool {
        self.ending == Ending::AtALimit
    }
}

/// The name of a cell as Excel shows it. The column counts from 0, the row from 1.
pub(crate) fn place(column: u32, row: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{row}")
}

/// Reads `XFD1048576` as column (from 0) and row (from 1). `None` where no sheet has such a cell.
pub(crate) fn read_place(name: &str) -> Option<(u32, u32)> {
    let mut column = 0_u32;
    let mut row = 0_u32;
    let mut n_letters = 0;
    let mut n_digits = 0;
    for byte in name.bytes().filter(|byte| *byte != b'$') {
        if byte.is_ascii_alphabetic() && n_digits == 0 && n_letters < 3 {
            column = column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
            n_letters += 1;
        } else if byte.is_ascii_digit() && n_letters > 0 && n_digits < 7 {
            row = row * 10 + u32::from(byte - b'0');
            n_digits += 1;
        } else {
            return None;
        }
    }
    let within = (1..=16_384).contains(&column) && (1..=1_048_576).contains(&row);
    within.then(|| (column - 1, row))
}

/// Reads `A1:C2`, or `A1` alone.
pub(crate) fn read_range(name: &str) -> Option<MergedRange> {
    let (from, to) = name.split_once(':').unwrap_or((name, name));
    let (first_column, first_row) = read_place(from)?;
    let (last_column, last_row) = read_place(to)?;
    (first_column <= last_column && first_row <= last_row).then_some(MergedRange {
        first_row,
        last_row,
        first_column,
        last_column,
    })
}

/// Two readings at once may lose a count to each other, which makes a limit no less of one.
fn one_more(counted: &AtomicU64) -> u64 {
    let n = counted.load(Ordering::Relaxed).saturating_add(1);
    counted.store(n, Ordering::Relaxed);
    n
}

/// Where rows go once read, and the counts that keep a sheet within its bounds.
pub(crate) struct Outlet<'a> {
    pub(crate) give: &'a mut dyn FnMut(SheetRow) -> std::ops::ControlFlow<()>,
    pub(crate) bounds: &'a crate::Bounds,
    pub(crate) n_rows: u32,
    pub(crate) last_row: u32,
    spent: &'a Spent,
    n_cells: u64,
    text_bytes: u64,
}

/// What all readings of a workbook have spent on what says nothing.
#[derive(Default)]
pub(crate) struct Spent {
    blank: AtomicU64,
    passed: AtomicU64,
}

impl<'a> Outlet<'a> {
    pub(crate) fn new(
        bounds: &'a crate::Bounds,
        spent: &'a Spent,
        give: &'a mut dyn FnMut(SheetRow) -> std::ops::ControlFlow<()>,
    ) -> Outlet<'a> {
        Outlet { give, bounds, n_rows: 0, last_row: 0, spent, n_cells: 0, text_bytes: 0 }
    }

    /// Counts cells before they are made.
    pub(crate) fn count_cells(&mut self, n_cells: u64) -> Result<(), Unreadable> {
        self.n_cells = self.n_cells.saturating_add(n_cells);
        if self.n_cells > self.bounds.cells_max {
            return Err(Unreadable::TooManyCells { cells_max: self.bounds.cells_max });
        }
        Ok(())
    }

    /// Counts a cell that turned out to hold nothing.
    pub(crate) fn count_blank(&mut self) -> Result<(), Unreadable> {
        if one_more(&self.spent.blank) > self.bounds.blank_cells_max {
            return Err(Unreadable::TooManyBlank { blank_cells_max: self.bounds.blank_cells_max });
        }
        Ok(())
    }

    /// Counts an element that is passed over; `false` where there were enough of them.
    pub(crate) fn passes(&mut self) -> bool {
        one_more(&self.spent.passed) <= self.bounds.passed_max
    }

    /// Counts text before it is copied.
    pub(crate) fn count_text(&mut self, bytes: u64) -> Result<(), Unreadable> {
        self.text_bytes = self.text_bytes.saturating_add(bytes);
        if self.text_bytes > self.bounds.texts_max {
            return Err(Unreadable::TooMuchText);
        }
        Ok(())
    }

    /// Gives out one row; `true` where the one who reads says stop.
    pub(crate) fn row(&mut self, number: u32, cells: Vec<Cell>) -> Result<bool, Unreadable> {
        if self.n_rows >= self.bounds.rows_max {
            return Err(Unreadable::TooManyRows { rows_max: self.bounds.rows_max });
        }
        self.n_rows += 1;
        self.last_row = number;
        Ok((self.give)(SheetRow { number, cells }).is_break())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_the_name_that_excel_shows() {
        let check = |name: &str, column: u32, row: u32| {
            assert_eq!(read_place(name), Some((column, row)), "{name}");
            assert_eq!(place(column, row), name);
        };
        check("A1", 0, 1);
        check("Z9", 25, 9);
        check("AA10", 26, 10);
        check("XFD1048576", 16_383, 1_048_576);
        for wrong in ["", "A", "1", "A0", "XFE1", "A1048577", "AAAA1", "A1B", "A 1", "甲1"] {
            assert_eq!(read_place(wrong), None, "{wrong}");
        }
        assert_eq!(read_range("B2:A1"), None);
    }
}
