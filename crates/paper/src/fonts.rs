//! The fonts that sheets are set in: found once, read when they first print.

use crate::sfnt::{FaceDirectory, face_directories};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo, FontStyle};
use typst::utils::LazyHash;

/// Running text. GB/T 9704 asks for 仿宋; a city that has licensed it puts it into a font
/// directory and it goes first, else Song stands in for it.
const TEXT_FAMILIES: [&str; 5] =
    ["FangSong_GB2312", "FangSong", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC"];
/// Titles: 小标宋, else bold Song.
const TITLE_FAMILIES: [&str; 4] =
    ["FZXiaoBiaoSong-B05", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC"];
/// Headings and table heads: 黑体.
const HEADING_FAMILIES: [&str; 4] =
    ["SimHei", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC"];
/// Characters of names that no usual font holds.
const RARE_FAMILIES: [&str; 2] = ["HanaMinA", "HanaMinB"];

/// Deep enough for every packaged font; a loop of links ends here.
const DEPTH_MAX: u8 = 6;

/// Why there are no fonts to print with.
#[derive(Debug, thiserror::Error)]
pub enum FontsError {
    /// None of the directories holds a Chinese font.
    #[error(
        "no Chinese font in {}: install one with `apt-get install fonts-noto-cjk`, or name a \
         directory that holds Noto Serif CJK SC or Source Han Serif SC",
        dirs.iter().map(|dir| dir.display().to_string()).collect::<Vec<_>>().join(", ")
    )]
    NoChineseFont {
        /// Where it was looked for.
        dirs: Vec<PathBuf>,
    },
    /// A font directory or a font in it cannot be read.
    #[error("could not read the font at {path}", path = path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Where Debian keeps fonts, and where an administrator adds some.
pub fn debian_font_dirs() -> Vec<PathBuf> {
    vec![PathBuf::from("/usr/share/fonts"), PathBuf::from("/usr/local/share/fonts")]
}

/// The faces that sheets may use.
pub(crate) struct Fonts {
    book: LazyHash<FontBook>,
    faces: Vec<Face>,
}

/// The families that were found, best first, for each part of a sheet.
#[derive(serde::Serialize)]
pub(crate) struct Families {
    text: Vec<&'static str>,
    title: Vec<&'static str>,
    heading: Vec<&'static str>,
}

struct Face {
    path: PathBuf,
    directory: FaceDirectory,
    font: OnceLock<Option<Font>>,
}

impl Fonts {
    /// Looks through the directories and those within them.
    pub(crate) fn find(dirs: &[PathBuf]) -> Result<Fonts, FontsError> {
        let mut files = Vec::new();
        for dir in dirs {
            font_files(dir, 0, &mut files)?;
        }
        files.sort();
        let mut book = FontBook::new();
        let mut faces = Vec::new();
        for path in files {
            let found = wanted_faces(&path)
                .map_err(|source| FontsError::Unreadable { path: path.clone(), source })?;
            for (directory, info) in found {
                book.push(info);
                faces.push(Face { path: path.clone(), directory, font: OnceLock::new() });
            }
        }
        let fonts = Fonts { book: LazyHash::new(book), faces };
        if fonts.has('国') {
            Ok(fonts)
        } else {
            Err(FontsError::NoChineseFont { dirs: dirs.into() })
        }
    }

    /// What typst chooses from.
    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// The face at that place of the book. None where its file went away since it was found.
    pub(crate) fn face(&self, index: usize) -> Option<Font> {
        let face = self.faces.get(index)?;
        let read = || {
            let bytes = face.directory.read(&face.path, |_| true).ok()?;
            Font::new(Bytes::new(bytes), 0)
        };
        face.font.get_or_init(read).clone()
    }

    /// Whether some face holds the character.
    pub(crate) fn has(&self, character: char) -> bool {
        (0..self.faces.len())
            .filter_map(|index| self.book.info(index))
            .any(|info| info.coverage.contains(character.into()))
    }

    /// What a template is told to set its parts in.
    pub(crate) fn families(&self) -> Families {
        let found = |wanted: &[&'static str]| {
            let all = wanted.iter().chain(&RARE_FAMILIES).copied();
            all.filter(|family| self.book.contains_family(&family.to_lowercase())).collect()
        };
        Families {
            text: found(&TEXT_FAMILIES),
            title: found(&TITLE_FAMILIES),
            heading: found(&HEADING_FAMILIES),
        }
    }
}

fn font_files(dir: &Path, depth: u8, files: &mut Vec<PathBuf>) -> Result<(), FontsError> {
    let unreadable = |source| FontsError::Unreadable { path: dir.into(), source };
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        // A directory that is not there holds no font; that none was found is said at the end.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unreadable(error)),
    };
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            if depth < DEPTH_MAX {
                font_files(&path, depth + 1, files)?;
            }
            continue;
        }
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
        if matches!(ending.as_deref(), Some("ttf" | "otf" | "ttc" | "otc")) {
            files.push(path);
        }
    }
    Ok(())
}

/// The faces of the file that some part of a sheet may use: the wanted families, upright, regular
/// or bold.
fn wanted_faces(path: &Path) -> io::Result<Vec<(FaceDirectory, FontInfo)>> {
    let naming = |tag: &[u8; 4]| matches!(tag, b"head" | b"hhea" | b"maxp" | b"name" | b"OS/2");
    let outlines = |tag: &[u8; 4]| matches!(tag, b"CFF " | b"CFF2" | b"glyf" | b"loca" | b"vmtx");
    let mut wanted = Vec::new();
    for directory in face_directories(path)? {
        let named = FontInfo::new(&directory.read(path, naming)?, 0);
        if !named.is_some_and(|info| is_wanted(&info)) {
            continue;
        }
        if let Some(info) = FontInfo::new(&directory.read(path, |tag| !outlines(tag))?, 0) {
            wanted.push((directory, info));
        }
    }
    Ok(wanted)
}

fn is_wanted(info: &FontInfo) -> bool {
    let families = [&TEXT_FAMILIES[..], &TITLE_FAMILIES, &HEADING_FAMILIES, &RARE_FAMILIES];
    let weight = info.variant.weight.to_number();
    families.concat().contains(&info.family.as_str())
        && info.variant.style == FontStyle::Normal
        && (weight == 400 || weight == 700)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_chinese_font_the_error_names_what_to_install() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("empty.ttf"), b"").unwrap();
        let error = Fonts::find(&[dir.path().into(), "/nowhere".into()]).err().unwrap();
        let text = error.to_string();
        assert!(text.contains("apt-get install fonts-noto-cjk"), "{text}");
        assert!(text.contains("/nowhere"), "{text}");
    }
}
