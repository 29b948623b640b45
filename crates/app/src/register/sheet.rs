//! From the cells of a sheet to the words of its rows: which sheet, which columns, what each cell
//! says once Excel's habits are undone.

use crate::Refusal;
use fangxian_core::CityDay;
use fangxian_core::people::{Column, ROSTER_COLUMNS, RowFlaw, RowRead, RowWords, read_row};
use fangxian_sheets::{
    Cell, Ending, Header, NumberTrouble, OutCell, OutSheet, Outline, SheetReader, Top, Wanted, day,
    digits_text, find_header, text, write_xlsx,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::ops::ControlFlow;

/// How many rows at the top are looked at for the header.
const TOP_ROWS: u32 = 30;
/// The most rows that one import takes: the largest community many times over.
const ROWS_MAX: usize = 200_000;
/// How many samples of a column are shown.
const SAMPLES: usize = 3;

/// How a sheet is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetReading {
    /// Which sheet, counted from 0.
    pub sheet: usize,
    /// The last row of the header, as the spreadsheet numbers it.
    pub header_row: u32,
    /// Its columns.
    pub columns: Vec<MappedColumn>,
}

/// A column of a sheet and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedColumn {
    /// Counted from 0.
    pub index: usize,
    /// Its heading in the sheet.
    pub title: String,
    /// What it holds; none where it is not taken.
    pub column: Option<Column>,
}

impl SheetReading {
    /// Whether enough is known to take people in: a name, and where they live.
    pub fn is_enough(&self) -> bool {
        let has = |column: Column| self.columns.iter().any(|one| one.column == Some(column));
        has(Column::Name) && [Column::Building, Column::Room, Column::Address].into_iter().any(has)
    }

    /// The headings in one line, by which the same list is known again.
    pub(crate) fn headings(&self) -> String {
        self.columns.iter().map(|one| one.title.as_str()).collect::<Vec<_>>().join("\n")
    }
}

/// A row of a sheet: what it says, or what is wrong with it.
pub(crate) struct ReadRow {
    /// As the spreadsheet numbers it.
    pub(crate) number: u32,
    pub(crate) read: Result<RowRead, Vec<RowFlaw>>,
}

/// The sheets of a file and their first rows: of those that are shown, or of one.
pub(crate) fn outline(
    reader: &dyn SheetReader,
    bytes: Vec<u8>,
    sheet: Option<usize>,
) -> Result<Outline, Refusal> {
    reader.outline(bytes, sheet, TOP_ROWS).map_err(Refusal::SheetUnreadable)
}

/// The sheet that looks most like a list of people, and its columns; none where no sheet does.
pub(crate) fn guess(book: &Outline) -> Option<SheetReading> {
    let mut best: Option<(usize, SheetReading)> = None;
    for sheet in 0..book.tops.len() {
        let Some(reading) = guess_of(book, sheet) else { continue };
        let n_known = reading.columns.iter().filter(|one| one.column.is_some()).count();
        if best.as_ref().is_none_or(|(most, _)| n_known > *most) {
            best = Some((n_known, reading));
        }
    }
    best.map(|(_, reading)| reading)
}

/// The columns of one sheet.
pub(crate) fn guess_of(book: &Outline, sheet: usize) -> Option<SheetReading> {
    let top = book.tops.get(sheet)?.as_ref()?;
    let wanted: Vec<Wanted> = ROSTER_COLUMNS
        .iter()
        .map(|column| Wanted { key: column.code(), synonyms: column.synonyms() })
        .collect();
    let header: Header = find_header(&top.rows, &top.merged, &wanted)?;
    let reading = SheetReading {
        sheet,
        header_row: header.last_row,
        columns: header
            .columns
            .into_iter()
            .map(|one| MappedColumn {
                index: one.index,
                title: one.title,
                column: one.key.and_then(Column::from_code),
            })
            .collect(),
    };
    Some(with_numbers_found(top, reading))
}

/// A column of eighteen-digit numbers holds resident IDs, whatever stands above it: a list that is
/// taken without them would have everybody twice the next time.
fn with_numbers_found(top: &Top, mut reading: SheetReading) -> SheetReading {
    let is_known = |column: &MappedColumn| column.column == Some(Column::DocumentNumber);
    if reading.columns.iter().any(is_known) {
        return reading;
    }
    let is_number =
        |text: &String| text.len() == 18 && text.chars().take(17).all(|sign| sign.is_ascii_digit());
    let samples = samples(top, &reading);
    let found = reading.columns.iter_mut().zip(samples).find(|(column, samples)| {
        column.column.is_none() && !samples.is_empty() && samples.iter().all(is_number)
    });
    if let Some((column, _)) = found {
        column.column = Some(Column::DocumentNumber);
    }
    reading
}

/// The first values of each column of a reading, for whoever says what it holds.
pub(crate) fn samples(top: &Top, reading: &SheetReading) -> Vec<Vec<String>> {
    let mut samples: Vec<Vec<String>> = vec![Vec::new(); reading.columns.len()];
    for row in top.rows.iter().filter(|row| row.number > reading.header_row) {
        for (column, found) in reading.columns.iter().zip(&mut samples) {
            let shown = row.cells.get(column.index).map(text).unwrap_or_default();
            if !shown.is_empty() && found.len() < SAMPLES {
                found.push(shown.chars().take(40).collect());
            }
        }
    }
    samples
}

/// How many rows are handed on at once.
const BATCH_ROWS: usize = 1_000;

/// Reads every row that says anything, and hands the rows on in batches, each read already. `take`
/// ends the reading by answering no. Returns whether the sheet ends where programs drop what does
/// not fit.
pub(crate) fn read(
    reader: &dyn SheetReader,
    bytes: Vec<u8>,
    reading: &SheetReading,
    today: CityDay,
    mut take: impl FnMut(Vec<ReadRow>) -> bool,
) -> Result<bool, Refusal> {
    let mut rows = Vec::new();
    let mut n_rows = 0;
    let end = reader.rows(bytes, reading.sheet, |row| {
        if row.number <= reading.header_row {
            return ControlFlow::Continue(());
        }
        let words = row_words(&row.cells, &reading.columns);
        if words.texts.values().all(|text| text.as_ref().is_ok_and(String::is_empty)) {
            return ControlFlow::Continue(());
        }
        rows.push(ReadRow { number: row.number, read: read_row(&words, today) });
        n_rows += 1;
        let is_full = rows.len() == BATCH_ROWS;
        match n_rows > ROWS_MAX || (is_full && !take(std::mem::take(&mut rows))) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    let end = end.map_err(Refusal::SheetUnreadable)?;
    if n_rows > ROWS_MAX {
        return Err(Refusal::BadInput(format!(
            "一次最多导入{ROWS_MAX}行，请分成几个文件。没有导入任何一行。"
        )));
    }
    if !rows.is_empty() {
        take(rows);
    }
    Ok(end.ending == Ending::AtALimit)
}

fn row_words(cells: &[Cell], columns: &[MappedColumn]) -> RowWords {
    let mut words = RowWords::default();
    for one in columns {
        let Some(column) = one.column else { continue };
        let cell = cells.get(one.index).unwrap_or(&Cell::Empty);
        let said = match column {
            Column::Born => {
                words.born = match day(cell) {
                    Ok(None) => None,
                    Ok(Some(day)) => Some(
                        CityDay::new(day.year(), day.month(), day.day())
                            .map_err(|_| RowFlaw::BornUnreadable),
                    ),
                    Err(_) => Some(Err(RowFlaw::BornUnreadable)),
                };
                // A date alone makes no row, an unreadable one does.
                Ok(if cell.is_empty() { String::new() } else { "·".to_owned() })
            }
            Column::DocumentNumber | Column::Phone => number(cell),
            Column::Building | Column::Unit | Column::Room => match digits_text(cell) {
                Ok(text) => Ok(text),
                // 5-2 that a spreadsheet took for the second of May.
                Err(NumberTrouble::IsADay { .. }) => Err(RowFlaw::DoorUnreadable),
                Err(NumberTrouble::LostDigits { .. } | NumberTrouble::NotDigits { .. }) => {
                    Ok(text(cell))
                }
            },
            Column::Name
            | Column::DocumentKind
            | Column::Sex
            | Column::Relation
            | Column::Stay
            | Column::Compound
            | Column::Address
            | Column::Note => Ok(text(cell)),
        };
        words.texts.insert(column, said);
    }
    words
}

fn number(cell: &Cell) -> Result<String, RowFlaw> {
    match digits_text(cell) {
        Ok(text) => Ok(text),
        Err(NumberTrouble::LostDigits { .. }) => Err(RowFlaw::DigitsLost),
        Err(NumberTrouble::NotDigits { .. } | NumberTrouble::IsADay { .. }) => Ok(text(cell)),
    }
}

/// The rows with these numbers as a sheet of their own, with what is wrong with each behind them.
pub(crate) fn rejects(
    reader: &dyn SheetReader,
    bytes: Vec<u8>,
    reading: &SheetReading,
    flaws: &HashMap<u32, String>,
) -> Result<Vec<u8>, Refusal> {
    let mut titles: Vec<String> = reading
        .columns
        .iter()
        .map(|one| one.column.map_or_else(|| one.title.clone(), |column| column.title().to_owned()))
        .collect();
    titles.extend(["原表行号".to_owned(), "问题".to_owned()]);
    let mut rows = Vec::new();
    let end = reader.rows(bytes, reading.sheet, |row| {
        if let Some(said) = flaws.get(&row.number) {
            let mut cells: Vec<OutCell> = reading
                .columns
                .iter()
                .map(|one| OutCell::text(row.cells.get(one.index).map(text).unwrap_or_default()))
                .collect();
            cells.push(OutCell::count(i64::from(row.number)));
            cells.push(OutCell::text(said.clone()).marked());
            rows.push(cells);
        }
        ControlFlow::Continue(())
    });
    end.map_err(Refusal::SheetUnreadable)?;
    workbook(&[OutSheet { name: "有问题的行".to_owned(), titles, rows }])
}

/// An empty list with our headings, and a second sheet that says how to fill it in.
pub(crate) fn template() -> Result<Vec<u8>, Refusal> {
    let titles = ROSTER_COLUMNS.iter().map(|column| column.title().to_owned()).collect();
    let hints = [
        ("姓名", "必填"),
        ("证件类型、证件号码", "身份证可以不填类型；暂无证件的（如新生儿）两栏都空着"),
        ("证件号码", "先把整列设为“文本”再填，否则末几位会被表格软件改掉"),
        ("楼号、单元、房号", "楼房：5、2、302；没有单元的不填单元"),
        ("小区、房号", "村里的院子：小区栏填巷名或自然村名，房号栏填门牌号"),
        ("住址", "已有整句住址的，可以只填这一栏，如“迎泽小区5号楼2单元302”"),
        ("与户主关系", "户主、配偶、子女、父母、孙辈、租客等"),
        ("居住类型", "常住、暂住、工作人员、访客；空着按常住"),
        ("出生日期", "身份证里已有的可以不填"),
    ];
    let rows = hints
        .iter()
        .map(|(column, hint)| vec![OutCell::text(*column), OutCell::text(*hint)])
        .collect();
    workbook(&[
        OutSheet { name: "居民名单".to_owned(), titles, rows: Vec::new() },
        OutSheet {
            name: "填写说明".to_owned(),
            titles: vec!["栏目".to_owned(), "说明".to_owned()],
            rows,
        },
    ])
}

fn workbook(sheets: &[OutSheet]) -> Result<Vec<u8>, Refusal> {
    write_xlsx(sheets).map_err(|_| Refusal::BadInput("内容太多，不能放进一个表格文件。".to_owned()))
}
