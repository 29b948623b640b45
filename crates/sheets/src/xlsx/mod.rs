//! Workbooks of Excel and WPS: Office Open XML, ECMA-376.

mod rows;
mod strings;
mod styles;

use crate::archive::Archive;
use crate::cell::{Outlet, ReadEnd, SheetHead};
use crate::days::Epoch;
use crate::unreadable::{Unreadable, damaged};
use crate::xml::{Step, Tag, XmlPart};
use crate::{Bounds, MergedRange};
pub(crate) use rows::{iso_day, read_number};
use std::collections::HashMap;
use strings::Strings;
use styles::Styles;

/// A workbook whose shared strings and styles are read, and whose sheets are not.
pub(crate) struct Xlsx {
    archive: Archive,
    pub(crate) heads: Vec<SheetHead>,
    parts: Vec<Option<String>>,
    strings: Strings,
    styles: Styles,
    epoch: Epoch,
}

impl Xlsx {
    /// Reads all but the sheets. The archive has a part named `[Content_Types].xml`.
    pub(crate) fn open(archive: Archive, bounds: &Bounds) -> Result<Xlsx, Unreadable> {
        let book = book_part(&archive)?;
        let (folder, file) = book.rsplit_once('/').unwrap_or(("", &book));
        let parts = relations(&archive, &format!("{folder}/_rels/{file}.rels"), folder)?;
        let outline = read_outline(&archive, &book, bounds)?;
        let strings = match parts.of_kind("/sharedStrings") {
            Some(part) => Strings::read(&archive, &part, bounds)?,
            None => Strings::default(),
        };
        let styles = match parts.of_kind("/styles") {
            Some(part) => Styles::read(&archive, &part)?,
            None => Styles::default(),
        };
        let sheet_parts = outline.sheets.iter().map(|(_, id)| parts.sheet(id)).collect();
        let heads = outline.sheets.into_iter().map(|(head, _)| head).collect();
        Ok(Xlsx { archive, heads, parts: sheet_parts, strings, styles, epoch: outline.epoch })
    }

    /// The name of the part that holds a sheet.
    pub(crate) fn sheet_part(
        archive: &Archive,
        index: usize,
        bounds: &Bounds,
    ) -> Result<String, Unreadable> {
        let book = book_part(archive)?;
        let (folder, file) = book.rsplit_once('/').unwrap_or(("", &book));
        let parts = relations(archive, &format!("{folder}/_rels/{file}.rels"), folder)?;
        let outline = read_outline(archive, &book, bounds)?;
        let sheet = outline.sheets.get(index).and_then(|(_, id)| parts.sheet(id));
        sheet.ok_or(Unreadable::NoSuchSheet { index })
    }

    /// Streams the rows of a sheet, the first `rows_wanted` of them, and all its merged ranges.
    pub(crate) fn read(
        &self,
        index: usize,
        rows_wanted: u32,
        outlet: Outlet<'_>,
    ) -> Result<(ReadEnd, Vec<MergedRange>), Unreadable> {
        let name = self.parts.get(index).and_then(Option::as_ref);
        let name = name.ok_or(Unreadable::NoSuchSheet { index })?;
        let part = self.archive.part(name).ok_or(Unreadable::NoSuchSheet { index })?;
        rows::read(self, XmlPart::new(name, part), rows_wanted, outlet)
    }
}

/// The part that names the sheets.
fn book_part(archive: &Archive) -> Result<String, Unreadable> {
    let roots = relations(archive, "_rels/.rels", "")?;
    roots
        .of_kind("/officeDocument")
        .filter(|part| !part.to_ascii_lowercase().ends_with(".bin"))
        .ok_or(Unreadable::NotATable)
}

/// What a relationship file says: what kind of part stands where.
struct Relations {
    by_kind: HashMap<String, String>,
    sheets: HashMap<String, String>,
}

impl Relations {
    fn of_kind(&self, end: &str) -> Option<String> {
        self.by_kind.get(end).cloned()
    }

    fn sheet(&self, id: &str) -> Option<String> {
        self.sheets.get(id).cloned()
    }
}

fn relations(archive: &Archive, name: &str, folder: &str) -> Result<Relations, Unreadable> {
    let name = name.trim_start_matches('/');
    let part = archive.part(name).ok_or(Unreadable::NotATable)?;
    let mut xml = XmlPart::new(name, part);
    let mut buffer = Vec::new();
    let mut found = Relations { by_kind: HashMap::new(), sheets: HashMap::new() };
    loop {
        match xml.next(&mut buffer)? {
            Step::Open(tag) if tag.name() == "Relationship" => {
                let target = wanted(&tag, "Target")?;
                let kind = wanted(&tag, "Type")?;
                let kind = kind.rfind('/').map_or(kind.as_str(), |at| &kind[at..]);
                let part = join(folder, &target);
                if kind == "/worksheet" {
                    found.sheets.insert(wanted(&tag, "Id")?, part.clone());
                }
                found.by_kind.entry(kind.to_owned()).or_insert(part);
            }
            Step::Done => return Ok(found),
            Step::Open(_) | Step::Close(_) | Step::Text(_) => {}
        }
    }
}

fn wanted(tag: &Tag<'_>, name: &str) -> Result<String, Unreadable> {
    let found = tag.attribute(name)?.map(|value| value.into_owned());
    found.ok_or_else(|| damaged(format!("<{}> 没有 {name}", tag.name())))
}

/// A target is a path from the folder of the part that names it, or from the root.
fn join(folder: &str, target: &str) -> String {
    if let Some(from_root) = target.strip_prefix('/') {
        return from_root.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

/// The sheets with the ids of their parts, and the day that serial numbers count from.
struct Outline {
    sheets: Vec<(SheetHead, String)>,
    epoch: Epoch,
}

fn read_outline(archive: &Archive, name: &str, bounds: &Bounds) -> Result<Outline, Unreadable> {
    let part = archive.part(name).ok_or(Unreadable::NotATable)?;
    let mut xml = XmlPart::new(name, part);
    let mut buffer = Vec::new();
    let mut outline = Outline { sheets: Vec::new(), epoch: Epoch::From1900 };
    loop {
        match xml.next(&mut buffer)? {
            Step::Open(tag) if tag.name() == "workbookPr" => {
                if matches!(tag.attribute("date1904")?.as_deref(), Some("1" | "true")) {
                    outline.epoch = Epoch::From1904;
                }
            }
            Step::Open(tag) if tag.name() == "sheet" => {
                if outline.sheets.len() >= bounds.sheets_max {
                    return Err(Unreadable::TooManySheets { sheets_max: bounds.sheets_max });
                }
                let hidden =
                    matches!(tag.attribute("state")?.as_deref(), Some("hidden" | "veryHidden"));
                let head = SheetHead { name: wanted(&tag, "name")?, hidden };
                outline.sheets.push((head, wanted(&tag, "id")?));
            }
            Step::Done if outline.sheets.is_empty() => return Err(damaged("没有工作表")),
            Step::Done => return Ok(outline),
            Step::Open(_) | Step::Close(_) | Step::Text(_) => {}
        }
    }
}
