//! The port through which a file is opened: within this process, or in one of its own that may die
//! of it. What is asked and what is answered is the same, so that rules are tested without the one
//! and the one without rules.

use crate::form::{Filling, fill_form};
use crate::{Bounds, ReadEnd, SheetHead, SheetRow, Top, Unreadable, Workbook};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// Of how many sheets the first rows are given: nobody chooses among more.
const TOPS_MAX: usize = 32;

/// What is asked of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// Its sheets, and the first rows of those that are shown, or of the one with this number.
    Outline {
        /// From 0; none for every sheet that is shown.
        sheet: Option<usize>,
        /// How many rows that hold something.
        n_rows: u32,
    },
    /// All rows of a sheet.
    Rows {
        /// From 0.
        sheet: usize,
    },
    /// The file, which is a form, filled.
    Fill(Box<Filling>),
}

/// A piece of the answer, in the order in which it was read.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// The sheets in the order of their tabs.
    Heads(Vec<SheetHead>),
    /// The first rows of the next sheet; none where it was not asked for or is no table.
    Top(Option<Top>),
    /// The next row.
    Row(SheetRow),
    /// There are no more rows.
    End(ReadEnd),
    /// The next bytes of a file that was made.
    Bytes(Vec<u8>),
}

/// The sheets of a file with their first rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// In the order of their tabs.
    pub heads: Vec<SheetHead>,
    /// Of each, in the same order; none where it was not asked for or is no table.
    pub tops: Vec<Option<Top>>,
}

/// Opens files. Whoever implements it gives out the parts of [`answer`] and no others.
pub trait SheetReader: Send + Sync {
    /// Reads `bytes` and gives out the answer part by part, until it ends or `take` says stop. It
    /// blocks. After an error what was given out must not be kept.
    fn ask(
        &self,
        bytes: Vec<u8>,
        question: &Question,
        take: &mut dyn FnMut(Part) -> ControlFlow<()>,
    ) -> Result<(), Unreadable>;
}

impl dyn SheetReader + '_ {
    /// The sheets, and the first rows of those that are shown, or of the one with this number.
    pub fn outline(
        &self,
        bytes: Vec<u8>,
        sheet: Option<usize>,
        n_rows: u32,
    ) -> Result<Outline, Unreadable> {
        let mut outline = Outline::default();
        self.ask(bytes, &Question::Outline { sheet, n_rows }, &mut |part| {
            match part {
                Part::Heads(heads) => outline.heads = heads,
                Part::Top(top) => outline.tops.push(top),
                Part::Row(_) | Part::End(_) | Part::Bytes(_) => return ControlFlow::Break(()),
            }
            match outline.tops.len() > outline.heads.len() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        })?;
        match outline.heads.len() == outline.tops.len() && !outline.heads.is_empty() {
            true => Ok(outline),
            false => Err(Unreadable::ReaderFailed),
        }
    }

    /// The form filled, as a file.
    pub fn fill(&self, form: Vec<u8>, filling: Filling) -> Result<Vec<u8>, Unreadable> {
        let mut filled = Vec::new();
        self.ask(form, &Question::Fill(Box::new(filling)), &mut |part| {
            if let Part::Bytes(bytes) = part {
                filled.extend(bytes);
            }
            ControlFlow::Continue(())
        })?;
        if filled.is_empty() { Err(Unreadable::ReaderFailed) } else { Ok(filled) }
    }

    /// Gives out the rows of a sheet one by one, until there are no more or `give` says stop.
    pub fn rows(
        &self,
        bytes: Vec<u8>,
        sheet: usize,
        mut give: impl FnMut(SheetRow) -> ControlFlow<()>,
    ) -> Result<ReadEnd, Unreadable> {
        let mut end = ReadEnd { n_rows: 0, last_row: 0, ending: crate::Ending::Stopped };
        let mut is_over = false;
        self.ask(bytes, &Question::Rows { sheet }, &mut |part| match part {
            Part::Row(row) => {
                (end.n_rows, end.last_row) = (end.n_rows + 1, row.number);
                let goes_on = give(row);
                is_over = goes_on.is_break();
                goes_on
            }
            Part::End(found) => {
                (is_over, end) = (found.n_rows == end.n_rows, found);
                ControlFlow::Continue(())
            }
            Part::Heads(_) | Part::Top(_) | Part::Bytes(_) => ControlFlow::Break(()),
        })?;
        // Rows that got lost on the way are no shorter sheet.
        if is_over { Ok(end) } else { Err(Unreadable::ReaderFailed) }
    }
}

/// Opens files within this process, within [`Bounds`] alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReaderWithin;

impl SheetReader for ReaderWithin {
    fn ask(
        &self,
        bytes: Vec<u8>,
        question: &Question,
        take: &mut dyn FnMut(Part) -> ControlFlow<()>,
    ) -> Result<(), Unreadable> {
        answer(bytes, question, take)
    }
}

/// Opens a file and answers a question, within [`Bounds`].
pub fn answer(
    bytes: Vec<u8>,
    question: &Question,
    take: &mut dyn FnMut(Part) -> ControlFlow<()>,
) -> Result<(), Unreadable> {
    if let Question::Fill(filling) = question {
        let filled = fill_form(bytes, filling)?;
        // Whoever said stop wants to hear no more.
        let _ = take(Part::Bytes(filled));
        return Ok(());
    }
    let book = Workbook::open(bytes, &Bounds::default())?;
    match question {
        Question::Outline { sheet, n_rows } => {
            if sheet.is_some_and(|sheet| sheet >= book.sheets().len()) {
                return Err(Unreadable::NoSuchSheet { index: sheet.unwrap_or_default() });
            }
            let mut n_tops = 0;
            let mut goes_on = take(Part::Heads(book.sheets().to_vec()));
            for (index, head) in book.sheets().iter().enumerate() {
                if goes_on.is_break() {
                    break;
                }
                let is_wanted = sheet.map_or(!head.hidden, |sheet| sheet == index);
                n_tops += usize::from(is_wanted);
                let is_wanted = is_wanted && n_tops <= TOPS_MAX;
                let top = if is_wanted { top(&book, index, *n_rows)? } else { None };
                goes_on = take(Part::Top(top));
            }
        }
        Question::Fill(_) => {}
        Question::Rows { sheet } => {
            let end = book.rows(*sheet, |row| take(Part::Row(row)))?;
            // Whoever said stop wants to hear no more.
            let _ = take(Part::End(end));
        }
    }
    Ok(())
}

/// A sheet that holds a chart has no rows, and refuses nobody the sheets beside it.
fn top(book: &Workbook, index: usize, n_rows: u32) -> Result<Option<Top>, Unreadable> {
    match book.top(index, n_rows) {
        Ok(top) => Ok(Some(top)),
        Err(Unreadable::NoSuchSheet { .. }) => Ok(None),
        Err(unreadable) => Err(unreadable),
    }
}
