//! Results by file: as many rows as the sender states, of the file whose fingerprint he states, all
//! of them good; or none of it is taken, and each row that is wrong is named.

use super::enter::{Entered, RowAsked, beside_the_map, enter};
use super::{fingerprint, plate_within};
use crate::Refusal;
use crate::caller::Request;
use fangxian_core::audit::Fingerprint;
use fangxian_core::ids::{PlateId, ResultSheetId};
use fangxian_core::labs::{FileRowFlaw, read_row};
use fangxian_core::policy::Act;
use fangxian_sheets::{Cell, Ending, SheetReader, SheetRow, Unreadable, Wanted, find_header, text};
use fangxian_store::lab_results::SheetSource;
use fangxian_store::labs::wells_of_plate;
use std::ops::ControlFlow;

/// The most rows of a file of one plate: 96 wells, and what a machine writes below them.
const ROWS_MAX: usize = 400;
/// How many rows at the top are looked at for the header.
const TOP_ROWS: u32 = 40;

const WELL: &str = "well";
const TUBE: &str = "tube";
const ORF: &str = "orf";
const N: &str = "n";
const OUTCOME: &str = "outcome";

const WANTED: &[Wanted] = &[
    Wanted {
        key: WELL,
        synonyms: &["孔位", "孔", "孔号", "板孔", "Well", "Well Position", "位置"],
    },
    Wanted {
        key: TUBE,
        synonyms: &[
            "管码",
            "条码",
            "样本编号",
            "样本管码",
            "采样管条码",
            "Sample Name",
            "样本名称",
        ],
    },
    Wanted { key: ORF, synonyms: &["ORF1ab", "ORF1ab Ct", "ORF", "ORF1abCt值", "ORF1ab Ct值"] },
    Wanted { key: N, synonyms: &["N", "N Ct", "N基因", "NCt值", "N Ct值", "N基因Ct值"] },
    Wanted { key: OUTCOME, synonyms: &["结果", "检测结果", "判定", "Result"] },
];

/// A file with what its sender states of it.
#[derive(Clone, Debug)]
pub struct FileAsked {
    /// Made by the client.
    pub id: ResultSheetId,
    /// Of which plate.
    pub plate: PlateId,
    /// How many rows hold a well.
    pub n_rows: usize,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// A row that is wrong.
#[derive(Clone, Debug)]
pub struct FileFlaw {
    /// As the spreadsheet numbers it; none where a well of the plate is absent.
    pub row: Option<u32>,
    /// What stands in the column of the well.
    pub well: String,
    /// What is wrong.
    pub flaw: FileRowFlaw,
}

/// What became of a file.
#[derive(Clone, Debug)]
pub struct FileSeen {
    /// Rows that hold a well.
    pub n_rows: usize,
    /// Of the file, in hexadecimal.
    pub sha256: String,
    /// Why nothing of it was taken; empty where all of it was.
    pub flaws: Vec<FileFlaw>,
    /// What is wrong with the file as a whole.
    pub trouble: Option<&'static str>,
}

struct Read {
    rows: Vec<(u32, [String; 5])>,
    is_cut: bool,
}

/// Enters the results of a plate by file.
pub async fn file_enter(
    req: &Request,
    asked: FileAsked,
    bytes: Vec<u8>,
) -> Result<FileSeen, Refusal> {
    let scope = req.authorize(Act::LabReport)?;
    let (_, plate) = plate_within(req, &scope, asked.plate).await?;
    let sha256 = Fingerprint::of(&bytes).to_string();
    let read = req.city.sheets.with(move |reader| read_file(reader, bytes)).await?;
    let read = read.map_err(Refusal::SheetUnreadable)?;
    let mut seen = FileSeen { n_rows: 0, sha256: sha256.clone(), flaws: Vec::new(), trouble: None };
    let Some(read) = read else {
        seen.trouble = Some("找不到表头：第一行应有“孔位、管码、ORF1ab、N、结果”。");
        return Ok(seen);
    };
    seen.n_rows = read.rows.len();
    seen.trouble = match () {
        () if !asked.sha256.trim().eq_ignore_ascii_case(&sha256) => {
            Some("文件的校验值与申报的不一致：文件可能被改过，或没有传完。")
        }
        () if read.is_cut => Some("文件最后一行不完整，可能没有传完。"),
        () if asked.n_rows != read.rows.len() => Some("文件的行数与申报的不一致。"),
        () => None,
    };
    if seen.trouble.is_some() {
        return Ok(seen);
    }
    let mut rows = Vec::new();
    for (number, [well, tube, orf, n, outcome]) in &read.rows {
        match read_row(well, tube, orf, n, outcome) {
            Ok(one) => rows.push((*number, one)),
            Err(flaw) => {
                seen.flaws.push(FileFlaw { row: Some(*number), well: well.clone(), flaw });
            }
        }
    }
    if !seen.flaws.is_empty() {
        return Ok(seen);
    }
    let asked_rows: Vec<RowAsked> = rows
        .iter()
        .map(|(_, one)| RowAsked {
            well: one.well,
            tube: one.tube,
            ct: one.ct,
            outcome: one.outcome,
            note: String::new(),
        })
        .collect();
    let (county, id, bar) = (plate.county.clone(), plate.id, plate.ct_bar);
    let map = req.city.db.read(move |tx| async move { wells_of_plate(&tx, &county, id).await });
    if let Err(flaws) = beside_the_map(&map.await?, bar, &asked_rows) {
        let number = |n: usize| rows.get(n).map(|(number, _)| *number);
        let of = |one: super::enter::RowFlaw| FileFlaw {
            row: one.row.and_then(number),
            well: one.well.to_string(),
            flaw: one.flaw,
        };
        seen.flaws = flaws.into_iter().map(of).collect();
        return Ok(seen);
    }
    let mac = fingerprint(req, &format!("file\n{asked:?}"));
    let entered = Entered { id: asked.id, source: SheetSource::File, sha256: Some(sha256), mac };
    enter(req, plate, entered, asked_rows).await?;
    Ok(seen)
}

/// The rows below the header; none where there is no header.
fn read_file(reader: &dyn SheetReader, bytes: Vec<u8>) -> Result<Option<Read>, Unreadable> {
    let outline = reader.outline(bytes.clone(), None, TOP_ROWS)?;
    let headers = outline.tops.iter().enumerate().filter_map(|(n, top)| {
        let top = top.as_ref()?;
        Some((n, find_header(&top.rows, &top.merged, WANTED)?))
    });
    let has_well = |one: &(usize, fangxian_sheets::Header)| {
        one.1.columns.iter().any(|column| column.key == Some(WELL))
    };
    let mut headers = headers.filter(has_well);
    let Some((sheet, header)) = headers.next() else { return Ok(None) };
    let index = |key: &str| {
        header.columns.iter().find(|column| column.key == Some(key)).map(|column| column.index)
    };
    let columns = [WELL, TUBE, ORF, N, OUTCOME].map(index);
    let mut rows = Vec::new();
    let end = reader.rows(bytes, sheet, |row: SheetRow| {
        if row.number > header.last_row {
            let words = columns.map(|index| index.and_then(|n| row.cells.get(n)).map(cell));
            let words = words.map(Option::unwrap_or_default);
            if words.iter().any(|word| !word.is_empty()) {
                rows.push((row.number, words));
            }
        }
        match rows.len() > ROWS_MAX {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    })?;
    let is_cut = match end.ending {
        Ending::Whole => false,
        Ending::Stopped | Ending::AtALimit => true,
        // A last line without an end is usual where a machine wrote it; the count says the rest.
        Ending::OpenLine => false,
    };
    Ok(Some(Read { rows, is_cut }))
}

fn cell(cell: &Cell) -> String {
    text(cell).trim().to_owned()
}
