//! The one door for files: which kind it is, and its rows.

use crate::archive::Archive;
use crate::cell::{Outlet, Spent};
use crate::csv::Csv;
use crate::ods::{Ods, is_ods};
use crate::unreadable::Unreadable;
use crate::xlsx::Xlsx;
use crate::{Bounds, MergedRange, ReadEnd, SheetHead, SheetRow, Top};
use std::fmt;
use std::ops::ControlFlow;

const ZIP: &[u8] = b"PK\x03\x04";
const EMPTY_ZIP: &[u8] = b"PK\x05\x06";
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// A file that can be read. Its rows are streamed anew each time they are asked for.
pub struct Workbook {
    bounds: Bounds,
    spent: Spent,
    kind: Kind,
}

enum Kind {
    Xlsx(Box<Xlsx>),
    Ods(Box<Ods>),
    Csv { text: Csv, head: SheetHead },
}

impl Workbook {
    /// Judges a file by its content: a workbook of Excel or WPS (xlsx), of LibreOffice (ods), or
    /// text (csv). What only reading can show is still refused later, by [`Workbook::rows`].
    pub fn open(bytes: Vec<u8>, bounds: &Bounds) -> Result<Workbook, Unreadable> {
        if bytes.is_empty() {
            return Err(Unreadable::Empty);
        }
        if bytes.len() > bounds.bytes_max {
            let (bytes, bytes_max) = (bytes.len(), bounds.bytes_max);
            return Err(Unreadable::TooLarge { bytes, bytes_max });
        }
        // Shorter than its own signature, and so far it is one: not a text of one letter.
        if ZIP.starts_with(&bytes) || OLE.starts_with(&bytes) {
            return Err(Unreadable::Cut);
        }
        let kind = if bytes.starts_with(OLE) {
            return Err(judge_ole(&bytes));
        } else if bytes.starts_with(EMPTY_ZIP) {
            return Err(Unreadable::NotATable);
        } else if bytes.starts_with(ZIP) {
            let archive = Archive::open(bytes, bounds)?;
            if is_ods(&archive) {
                Kind::Ods(Box::new(Ods::open(archive, bounds)?))
            } else {
                Kind::Xlsx(Box::new(Xlsx::open(archive, bounds)?))
            }
        } else {
            let head = SheetHead { name: String::new(), hidden: false };
            Kind::Csv { text: Csv::open(bytes)?, head }
        };
        Ok(Workbook { bounds: *bounds, spent: Spent::default(), kind })
    }

    /// The sheets in the order of their tabs.
    pub fn sheets(&self) -> &[SheetHead] {
        match &self.kind {
            Kind::Xlsx(book) => &book.heads,
            Kind::Ods(book) => &book.heads,
            Kind::Csv { head, .. } => std::slice::from_ref(head),
        }
    }

    /// Gives out the rows of a sheet one by one, until there are no more or `give` says stop.
    ///
    /// An error after some rows means that the file is refused whole: what was given out so far
    /// must not be kept.
    pub fn rows(
        &self,
        sheet_index: usize,
        mut give: impl FnMut(SheetRow) -> ControlFlow<()>,
    ) -> Result<ReadEnd, Unreadable> {
        Ok(self.read(sheet_index, u32::MAX, &mut give)?.0)
    }

    /// The first `n_rows` rows that hold something, with at least the merged ranges that begin
    /// among them. Of an xlsx the rest is passed over, as far as the bounds allow, for its ranges
    /// stand at its end.
    pub fn top(&self, sheet_index: usize, n_rows: u32) -> Result<Top, Unreadable> {
        let mut rows = Vec::new();
        let mut keep = |row| {
            rows.push(row);
            ControlFlow::Continue(())
        };
        let (_, merged) = self.read(sheet_index, n_rows, &mut keep)?;
        rows.truncate(n_rows as usize);
        Ok(Top { rows, merged })
    }

    fn read(
        &self,
        index: usize,
        rows_wanted: u32,
        give: &mut dyn FnMut(SheetRow) -> ControlFlow<()>,
    ) -> Result<(ReadEnd, Vec<MergedRange>), Unreadable> {
        let outlet = Outlet::new(&self.bounds, &self.spent, give);
        match &self.kind {
            Kind::Xlsx(book) => book.read(index, rows_wanted, outlet),
            Kind::Ods(book) => book.read(index, rows_wanted, outlet),
            Kind::Csv { .. } if index > 0 => Err(Unreadable::NoSuchSheet { index }),
            Kind::Csv { text, .. } => Ok((text.read(rows_wanted, outlet)?, Vec::new())),
        }
    }
}

/// What is private hides itself: only the number of sheets is shown.
impl fmt::Debug for Workbook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workbook").field("n_sheets", &self.sheets().len()).finish_non_exhaustive()
    }
}

/// Office keeps both its old formats and what a password hides in such a file.
fn judge_ole(bytes: &[u8]) -> Unreadable {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if holds("EncryptedPackage") {
        Unreadable::Encrypted
    } else if holds("Workbook") || holds("Book") {
        Unreadable::OldXls
    } else {
        Unreadable::NotATable
    }
}
