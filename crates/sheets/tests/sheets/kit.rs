//! Workbooks made by hand, right ones and wrong ones.

use fangxian_sheets::{Bounds, Cell, ReadEnd, SheetRow, Unreadable, Workbook};
use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// An archive of these parts.
pub(crate) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(crate) const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
pub(crate) const BOOK_RELS: &str = r#"<Relationships><Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://x/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://x/relationships/styles" Target="/xl/styles.xml"/></Relationships>"#;
pub(crate) const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="居民" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
pub(crate) const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/><numFmt numFmtId="177" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="20"/></cellXfs></styleSheet>"#;

/// The parts of a workbook with one sheet, to be exchanged one by one.
#[derive(Clone)]
pub(crate) struct Xlsx {
    pub(crate) rels: String,
    pub(crate) book: String,
    pub(crate) book_rels: String,
    pub(crate) strings: String,
    pub(crate) styles: String,
    pub(crate) sheet: String,
}

impl Xlsx {
    pub(crate) fn new(sheet: &str) -> Xlsx {
        Xlsx {
            rels: RELS.to_owned(),
            book: BOOK.to_owned(),
            book_rels: BOOK_RELS.to_owned(),
            strings: "<sst><si><t>张三</t></si></sst>".to_owned(),
            styles: STYLES.to_owned(),
            sheet: sheet.to_owned(),
        }
    }

    /// With these rows as the content of `sheetData`.
    pub(crate) fn rows(rows: &str) -> Xlsx {
        Xlsx::new(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
    }

    pub(crate) fn parts(&self) -> Vec<(&'static str, &[u8])> {
        vec![
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", self.rels.as_bytes()),
            ("xl/workbook.xml", self.book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", self.book_rels.as_bytes()),
            ("xl/sharedStrings.xml", self.strings.as_bytes()),
            ("xl/styles.xml", self.styles.as_bytes()),
            ("xl/worksheets/sheet1.xml", self.sheet.as_bytes()),
        ]
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        zip(&self.parts())
    }
}

/// A workbook of LibreOffice with this content of `office:spreadsheet`.
pub(crate) fn ods(spreadsheet: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content><office:automatic-styles><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{spreadsheet}</office:spreadsheet></office:body></office:document-content>"#
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ])
}

/// One sheet of it with these rows.
pub(crate) fn ods_rows(rows: &str) -> Vec<u8> {
    ods(&format!(r#"<table:table table:name="表1">{rows}</table:table>"#))
}

/// A cell in few letters, for comparison.
pub(crate) fn said(cell: &Cell) -> String {
    match cell {
        Cell::Empty => "·".to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Number { value, written } => format!("{value}«{written}»"),
        Cell::Day(day) => format!("d{day}"),
        Cell::Flag(flag) => format!("b{flag}"),
        Cell::Fault(fault) => format!("!{fault}"),
    }
}

pub(crate) fn said_row(row: &SheetRow) -> String {
    let cells: Vec<String> = row.cells.iter().map(said).collect();
    format!("{}: {}", row.number, cells.join("|"))
}

/// Reads the first sheet whole.
pub(crate) fn read(bytes: Vec<u8>) -> Result<(Vec<SheetRow>, ReadEnd), Unreadable> {
    read_sheet(bytes, 0)
}

pub(crate) fn read_sheet(
    bytes: Vec<u8>,
    index: usize,
) -> Result<(Vec<SheetRow>, ReadEnd), Unreadable> {
    let book = Workbook::open(bytes, &Bounds::default())?;
    let mut rows = Vec::new();
    let end = book.rows(index, |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok((rows, end))
}

/// The first sheet's rows as [`said_row`] says them.
pub(crate) fn lines(bytes: Vec<u8>) -> Vec<String> {
    read(bytes).unwrap().0.iter().map(said_row).collect()
}

/// The code of the refusal, or how many rows were read.
pub(crate) fn verdict(bytes: Vec<u8>) -> String {
    let counted = Workbook::open(bytes, &Bounds::default()).and_then(|book| {
        (0..book.sheets().len()).map(|at| book.rows(at, |_| ControlFlow::Continue(()))).try_fold(
            0,
            |sum, end| {
                let n_rows = end?.n_rows;
                Ok(sum + n_rows)
            },
        )
    });
    match counted {
        Ok(n_rows) => format!("{n_rows} rows"),
        Err(refusal) => refusal.code().to_owned(),
    }
}
