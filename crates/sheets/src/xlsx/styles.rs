//! Which cell styles show a number as a day.

use crate::archive::Archive;
use crate::number_format::{Shown, shown_by, shown_by_builtin};
use crate::unreadable::{Unreadable, crafted, damaged};
use crate::xml::{Step, Tag, XmlPart};
use std::collections::HashMap;

/// Excel's own limit on different cell styles.
const STYLES_MAX: usize = 65_490;

/// What each cell style makes of a number.
#[derive(Default)]
pub(crate) struct Styles {
    shown: Vec<Shown>,
}

impl Styles {
    /// Reads the formats of numbers and the list of cell styles.
    pub(crate) fn read(archive: &Archive, name: &str) -> Result<Styles, Unreadable> {
        let Some(part) = archive.part(name) else {
            return Err(damaged("缺少格式表"));
        };
        let mut xml = XmlPart::new(name, part);
        let mut buffer = Vec::new();
        let mut formats: HashMap<u32, Shown> = HashMap::new();
        let mut styles = Styles::default();
        let mut in_cell_styles = false;
        loop {
            match xml.next(&mut buffer)? {
                Step::Open(tag) => match tag.name() {
                    "numFmt" => {
                        let code = tag.attribute("formatCode")?.unwrap_or_default();
                        formats.insert(number(&tag)?, shown_by(&code));
                    }
                    "cellXfs" => in_cell_styles = true,
                    "xf" if in_cell_styles => {
                        let id = number(&tag)?;
                        let shown = formats.get(&id).copied();
                        styles.shown.push(shown.unwrap_or_else(|| shown_by_builtin(id)));
                    }
                    _ => {}
                },
                Step::Close(tag) if tag.local_name().into_inner() == "cellXfs" => {
                    in_cell_styles = false;
                }
                Step::Done => return Ok(styles),
                Step::Close(_) | Step::Text(_) => {}
            }
            if formats.len() > STYLES_MAX || styles.shown.len() > STYLES_MAX {
                return Err(crafted("格式太多"));
            }
        }
    }

    /// What the style with this number makes of a number. A style that is not there makes nothing.
    pub(crate) fn shown(&self, style: usize) -> Shown {
        self.shown.get(style).copied().unwrap_or(Shown::Number)
    }
}

fn number(tag: &Tag<'_>) -> Result<u32, Unreadable> {
    match tag.attribute("numFmtId")? {
        None => Ok(0),
        Some(id) => id.parse().map_err(|_| damaged("格式的编号")),
    }
}
