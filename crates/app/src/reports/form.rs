//! An empty form: which of its rows are the heading, and what each column and each cell above it is
//! for.

use fangxian_core::reports::{ReportCell, ReportField, ReportPurpose, ReportRow};
use fangxian_sheets::{Outline, Top, Wanted, find_header, text};
use serde::{Deserialize, Serialize};

/// How many rows at the top are looked at.
pub(crate) const TOP_ROWS: u32 = 40;
/// More columns than this no form of an office has.
const COLUMNS_MAX: usize = 100;

/// How a form is filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormReading {
    /// Which sheet, from 0.
    pub sheet: usize,
    /// The last row of the heading, as the spreadsheet numbers it.
    pub header_row: u32,
    /// Its columns that have a title.
    pub columns: Vec<FormColumn>,
    /// Its single cells that have a meaning.
    pub cells: Vec<FormCell>,
}

/// A column of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormColumn {
    /// From 0.
    pub index: usize,
    /// What stands above it.
    pub title: String,
    /// What it is drawn from; none where it stays empty.
    pub field: Option<ReportField>,
}

/// A single cell of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormCell {
    /// From 0.
    pub column: u32,
    /// As the spreadsheet numbers it.
    pub row: u32,
    /// What stays in the same cell before the value; empty where the value has a cell of its own.
    pub label: String,
    /// What is written there; none where it stays as it is.
    pub cell: Option<ReportCell>,
}

/// The sheet that looks most like a form for such rows, with its columns guessed as far as the
/// purpose permits. None where no sheet has a heading.
pub(crate) fn guess(book: &Outline, purpose: ReportPurpose, row: ReportRow) -> Option<FormReading> {
    let readings = book.tops.iter().enumerate().filter_map(|(sheet, top)| {
        let reading = guess_of(sheet, top.as_ref()?, purpose, row)?;
        let n_known = reading.columns.iter().filter(|one| one.field.is_some()).count();
        Some((n_known, reading))
    });
    // The first of those that know the most.
    let best = readings.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, reading)| reading)
}

fn guess_of(
    sheet: usize,
    top: &Top,
    purpose: ReportPurpose,
    row: ReportRow,
) -> Option<FormReading> {
    let wanted: Vec<Wanted> = ReportField::ALL
        .iter()
        .filter(|field| !field.synonyms().is_empty())
        .map(|field| Wanted { key: field.code(), synonyms: field.synonyms() })
        .collect();
    let header = find_header(&top.rows, &top.merged, &wanted)?;
    let field = |key: Option<&str>| {
        ReportField::from_code(key?).and_then(|field| field.allowed(purpose, row))
    };
    let columns = header.columns.iter().take(COLUMNS_MAX).map(|one| FormColumn {
        index: one.index,
        title: one.title.clone(),
        field: field(one.key),
    });
    let cells = labels(top, header.first_row..=header.last_row);
    Some(FormReading { sheet, header_row: header.last_row, columns: columns.collect(), cells })
}

/// The cells whose text says what belongs beside or behind it.
fn labels(top: &Top, heading: std::ops::RangeInclusive<u32>) -> Vec<FormCell> {
    let mut cells = Vec::new();
    for row in top.rows.iter().filter(|row| !heading.contains(&row.number)) {
        for (column, cell) in (0..).zip(&row.cells) {
            let said = text(cell);
            let Some(meant) = ReportCell::of_label(&said) else { continue };
            let label = said.trim_end_matches(['_', '＿', ' ', '\u{3000}']).to_owned();
            let is_open = label.ends_with(['：', ':']);
            // 单位： is written on behind its colon; 单位 alone has a cell to its right.
            let (column, label) =
                if is_open { (column, label) } else { (column + 1, String::new()) };
            // Below the heading a word alone may be somebody's content.
            if is_open || row.number < *heading.start() {
                cells.push(FormCell { column, row: row.number, label, cell: Some(meant) });
            }
        }
    }
    cells
}
