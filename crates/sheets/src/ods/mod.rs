//! Workbooks of LibreOffice: OpenDocument 1.3.

mod rows;

use crate::archive::Archive;
use crate::cell::{Outlet, ReadEnd, SheetHead};
use crate::unreadable::{Unreadable, damaged};
use crate::xml::{Step, Tag, XmlPart};
use crate::{Bounds, MergedRange};
use std::collections::HashSet;
use std::io::Read;

const KIND: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
const CONTENT: &str = "content.xml";
/// A sheet stands in document, body and spreadsheet. One that stands deeper is no sheet: it is a
/// table within a cell, or what was deleted while changes were tracked.
const SHEET_DEPTH: usize = 4;

/// A workbook of which only the names of the sheets are read.
pub(crate) struct Ods {
    archive: Archive,
    pub(crate) heads: Vec<SheetHead>,
}

/// Whether the archive says of itself that it is such a workbook.
pub(crate) fn is_ods(archive: &Archive) -> bool {
    let mut kind = Vec::new();
    let part = archive.part("mimetype");
    let read = part.map(|part| part.take(KIND.len() as u64).read_to_end(&mut kind));
    matches!(read, Some(Ok(_))) && kind == KIND
}

impl Ods {
    /// Reads the names of the sheets.
    pub(crate) fn open(archive: Archive, bounds: &Bounds) -> Result<Ods, Unreadable> {
        refuse_encrypted(&archive)?;
        let heads = read_heads(&archive, bounds)?;
        if heads.is_empty() {
            return Err(damaged("没有工作表"));
        }
        Ok(Ods { archive, heads })
    }

    /// Streams the rows of a sheet, the first `rows_wanted` of them, with its merged ranges.
    pub(crate) fn read(
        &self,
        index: usize,
        rows_wanted: u32,
        outlet: Outlet<'_>,
    ) -> Result<(ReadEnd, Vec<MergedRange>), Unreadable> {
        let mut xml = content(&self.archive)?;
        let mut buffer = Vec::new();
        let mut n_passed = 0;
        loop {
            match xml.next(&mut buffer)? {
                Step::Open(tag) if is_sheet(&tag, &xml) => {
                    if n_passed == index {
                        return rows::read(xml, rows_wanted, outlet);
                    }
                    n_passed += 1;
                    xml.skip(&mut Vec::new())?;
                }
                Step::Done => return Err(Unreadable::NoSuchSheet { index }),
                Step::Open(_) | Step::Close(_) | Step::Text(_) => {}
            }
        }
    }
}

fn content(archive: &Archive) -> Result<XmlPart<'_>, Unreadable> {
    let part = archive.part(CONTENT).ok_or_else(|| damaged("缺少 content.xml"))?;
    Ok(XmlPart::new(CONTENT, part))
}

fn is_sheet(tag: &Tag<'_>, xml: &XmlPart<'_>) -> bool {
    tag.name() == "table" && xml.depth() == SHEET_DEPTH
}

/// The manifest tells which parts a password hides.
fn refuse_encrypted(archive: &Archive) -> Result<(), Unreadable> {
    const MANIFEST: &str = "META-INF/manifest.xml";
    let Some(part) = archive.part(MANIFEST) else { return Ok(()) };
    let mut xml = XmlPart::new(MANIFEST, part);
    let mut buffer = Vec::new();
    loop {
        match xml.next(&mut buffer)? {
            Step::Open(tag) if tag.name() == "encryption-data" => {
                return Err(Unreadable::Encrypted);
            }
            Step::Done => return Ok(()),
            Step::Open(_) | Step::Close(_) | Step::Text(_) => {}
        }
    }
}

fn read_heads(archive: &Archive, bounds: &Bounds) -> Result<Vec<SheetHead>, Unreadable> {
    let mut xml = content(archive)?;
    let mut buffer = Vec::new();
    let mut heads = Vec::new();
    let mut hiding = HashSet::new();
    let mut style = None;
    loop {
        match xml.next(&mut buffer)? {
            Step::Open(tag) if is_sheet(&tag, &xml) => {
                if heads.len() >= bounds.sheets_max {
                    return Err(Unreadable::TooManySheets { sheets_max: bounds.sheets_max });
                }
                let name = tag.attribute("name")?.unwrap_or_default().into_owned();
                let hidden = tag.attribute("style-name")?.is_some_and(|s| hiding.contains(&*s));
                heads.push(SheetHead { name, hidden });
                xml.skip(&mut Vec::new())?;
            }
            Step::Open(tag) if tag.name() == "style" => {
                style = tag.attribute("name")?.map(|name| name.into_owned());
            }
            Step::Open(tag) if tag.name() == "table-properties" => {
                if tag.attribute("display")?.as_deref() == Some("false") {
                    hiding.extend(style.take());
                }
            }
            Step::Done => return Ok(heads),
            Step::Open(_) | Step::Close(_) | Step::Text(_) => {}
        }
    }
}
