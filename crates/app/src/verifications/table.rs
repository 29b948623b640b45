//! From the cells of a sheet to its rows, and from those to whom each asks about.

use super::kept::ListColumn;
use crate::Refusal;
use crate::refusal::VerificationRefusal;
use fangxian_core::CityDay;
use fangxian_core::verifications::{
    AskedAbout, AskedFlaw, LINES_MAX, LIST_COLUMNS, LineWords, VerifyColumn, read_line,
};
use fangxian_sheets::{
    Cell, NumberTrouble, Outline, SheetReader, SheetRow, Wanted, digits_text, find_header, text,
};
use std::ops::ControlFlow;

/// How many rows at the top are looked at for the header.
const TOP_ROWS: u32 = 30;
/// How many samples of a column are shown.
const SAMPLES: usize = 3;

/// A list as it was read from a file or a letter.
pub(super) struct Table {
    /// The rows above the lines, the heading last.
    pub(super) head: Vec<SheetRow>,
    /// Its columns.
    pub(super) columns: Vec<ListColumn>,
    /// Its lines.
    pub(super) rows: Vec<SheetRow>,
}

/// Reads the sheet that looks most like a list of people.
pub(super) fn table_of_file(reader: &dyn SheetReader, bytes: Vec<u8>) -> Result<Table, Refusal> {
    let book = reader.outline(bytes.clone(), None, TOP_ROWS).map_err(Refusal::SheetUnreadable)?;
    let (sheet, last_row, columns) = guess(&book).ok_or(VerificationRefusal::NoRows)?;
    let (mut head, mut rows) = (Vec::new(), Vec::new());
    let end = reader.rows(bytes, sheet, |row| {
        if row.cells.iter().all(|cell| text(cell).is_empty()) {
            return ControlFlow::Continue(());
        }
        if row.number <= last_row {
            head.push(row);
        } else {
            rows.push(row);
        }
        match rows.len() > LINES_MAX {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    end.map_err(Refusal::SheetUnreadable)?;
    checked(Table { head, columns, rows })
}

/// The same of the titles and rows of a letter.
pub(super) fn table_of_letter(
    titles: &[String],
    rows: &[(i64, Vec<String>)],
) -> Result<Table, Refusal> {
    let cells = |texts: &[String]| texts.iter().cloned().map(Cell::Text).collect::<Vec<Cell>>();
    let head = SheetRow { number: 1, cells: cells(titles) };
    let mut all = Vec::with_capacity(rows.len());
    for (number, texts) in rows {
        let number = u32::try_from(*number).map_err(|_| VerificationRefusal::LetterUnreadable)?;
        all.push(SheetRow { number, cells: cells(texts) });
    }
    let columns = titled(std::slice::from_ref(&head)).unwrap_or_else(|| untitled(&head));
    checked(Table { head: vec![head], columns, rows: all })
}

fn checked(table: Table) -> Result<Table, Refusal> {
    match table.rows.len() {
        0 => Err(VerificationRefusal::NoRows.into()),
        n if n > LINES_MAX => {
            let say = format!("一份名单最多{LINES_MAX}行，请分成几份。没有收下任何一行。");
            Err(Refusal::BadInput(say))
        }
        _ => Ok(table),
    }
}

/// A sheet, the last row of its heading, and its columns.
type Guess = (usize, u32, Vec<ListColumn>);

/// The sheet, the last row of its heading, and its columns. Where no heading is known the first row of the
/// first sheet is taken for one, and a person says what its columns are.
fn guess(book: &Outline) -> Option<Guess> {
    let wanted: Vec<Wanted> = wanted();
    let mut best: Option<(usize, Guess)> = None;
    for (sheet, top) in book.tops.iter().enumerate() {
        let Some(top) = top else { continue };
        let Some(header) = find_header(&top.rows, &top.merged, &wanted) else { continue };
        let columns: Vec<ListColumn> = header
            .columns
            .into_iter()
            .map(|one| ListColumn {
                index: one.index,
                title: one.title,
                column: one.key.and_then(VerifyColumn::from_code),
            })
            .collect();
        let n_known = columns.iter().filter(|one| one.column.is_some()).count();
        if best.as_ref().is_none_or(|(most, _)| n_known > *most) {
            best = Some((n_known, (sheet, header.last_row, columns)));
        }
    }
    let first = || {
        let tops = book.tops.iter().enumerate();
        let mut rows = tops.filter_map(|(sheet, top)| Some((sheet, top.as_ref()?.rows.first()?)));
        rows.next().map(|(sheet, row)| (sheet, row.number, untitled(row)))
    };
    best.map(|(_, found)| found).or_else(first)
}

fn wanted() -> Vec<Wanted> {
    let of = |column: &VerifyColumn| Wanted { key: column.code(), synonyms: column.synonyms() };
    LIST_COLUMNS.iter().map(of).collect()
}

fn titled(rows: &[SheetRow]) -> Option<Vec<ListColumn>> {
    let header = find_header(rows, &[], &wanted())?;
    let column = |key: Option<&'static str>| key.and_then(VerifyColumn::from_code);
    let columns = header.columns.into_iter();
    let of = |one: fangxian_sheets::HeaderColumn| ListColumn {
        index: one.index,
        title: one.title,
        column: column(one.key),
    };
    Some(columns.map(of).collect())
}

fn untitled(row: &SheetRow) -> Vec<ListColumn> {
    let cells = row.cells.iter().enumerate();
    cells.map(|(index, cell)| ListColumn { index, title: text(cell), column: None }).collect()
}

/// The first values of each column, for whoever says what it holds.
pub(super) fn samples(columns: &[ListColumn], rows: &[Vec<Cell>]) -> Vec<Vec<String>> {
    let of = |column: &ListColumn| {
        let cells = rows.iter().filter_map(|row| row.get(column.index)).map(text);
        let shown = cells.filter(|text| !text.is_empty()).take(SAMPLES);
        shown.map(|text| text.chars().take(40).collect()).collect()
    };
    columns.iter().map(of).collect()
}

/// What the lines of the same list have in common, however it was saved: the texts of its cells.
pub(super) fn said_in(table: &Table) -> String {
    let mut said = String::new();
    for row in table.head.iter().chain(&table.rows) {
        let mut texts: Vec<String> = row.cells.iter().map(shown).collect();
        // A program writes empty cells to the right, or does not.
        while texts.last().is_some_and(String::is_empty) {
            texts.pop();
        }
        said.push_str(&texts.join("\u{1f}"));
        said.push('\u{1e}');
    }
    said
}

/// A cell as it is given back: the digits of a number, not its place in a program.
pub(super) fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Number { .. } => digits_text(cell).unwrap_or_else(|_| text(cell)),
        Cell::Empty | Cell::Text(_) | Cell::Day(_) | Cell::Flag(_) | Cell::Fault(_) => text(cell),
    }
}

/// Whom a row asks about.
pub(super) fn line_of(
    cells: &[Cell],
    columns: &[ListColumn],
    today: CityDay,
) -> (AskedAbout, Vec<AskedFlaw>) {
    let mut words = LineWords::default();
    for one in columns {
        let Some(column) = one.column else { continue };
        let cell = cells.get(one.index).unwrap_or(&Cell::Empty);
        let said = match column {
            VerifyColumn::DocumentNumber | VerifyColumn::Phone => match digits_text(cell) {
                Ok(digits) => Ok(digits),
                Err(NumberTrouble::LostDigits { .. }) => Err(AskedFlaw::DigitsLost),
                Err(NumberTrouble::NotDigits { .. } | NumberTrouble::IsADay { .. }) => {
                    Ok(text(cell))
                }
            },
            VerifyColumn::Name
            | VerifyColumn::DocumentKind
            | VerifyColumn::Address
            | VerifyColumn::ExposurePlace
            | VerifyColumn::ExposureTime
            | VerifyColumn::Reference
            | VerifyColumn::Note
            | VerifyColumn::Result
            | VerifyColumn::AnsweredAt
            | VerifyColumn::AnsweredBy => Ok(shown(cell)),
        };
        words.0.insert(column, said);
    }
    read_line(&words, today)
}
