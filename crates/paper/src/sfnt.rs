//! Reads single faces out of OpenType files and collections.
//!
//! A collection of Chinese fonts weighs 20 to 100 MB, nearly all of it outlines. To learn which
//! faces a file holds, only their directories and a few small tables are read; the outlines of a
//! face are read when it first prints.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// No font comes near either number; a file that claims more is damaged.
const FACES_MAX: u32 = 64;
const TABLES_MAX: u16 = 128;

/// Where the tables of one face stand in its file.
#[derive(Clone, Debug)]
pub(crate) struct FaceDirectory {
    flavor: [u8; 4],
    tables: Vec<Table>,
}

#[derive(Clone, Copy, Debug)]
struct Table {
    tag: [u8; 4],
    offset: u32,
    len: u32,
}

/// The directories of all faces in the file; none where the file is no OpenType font.
pub(crate) fn face_directories(path: &Path) -> io::Result<Vec<FaceDirectory>> {
    let mut file = File::open(path)?;
    let len = file.metadata()?.len();
    let mut start = [0; 12];
    if len < 12 {
        return Ok(Vec::new());
    }
    file.read_exact(&mut start)?;
    match &start[..4] {
        b"ttcf" => {
            let n = u32_at(&start, 8).min(FACES_MAX);
            let mut offsets = vec![0; 4 * n as usize];
            file.read_exact(&mut offsets)?;
            (0..n as usize).map(|i| face_directory(&mut file, u32_at(&offsets, 4 * i))).collect()
        }
        b"OTTO" | b"true" | [0, 1, 0, 0] => Ok(vec![face_directory(&mut file, 0)?]),
        _ => Ok(Vec::new()),
    }
}

impl FaceDirectory {
    /// Reads the face as a font file of its own that holds only the tables that `keep` names.
    pub(crate) fn read(&self, path: &Path, keep: impl Fn(&[u8; 4]) -> bool) -> io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let file_len = file.metadata()?.len();
        let kept: Vec<Table> = self.tables.iter().copied().filter(|t| keep(&t.tag)).collect();
        if kept.iter().any(|t| u64::from(t.offset) + u64::from(t.len) > file_len) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a table ends past the file"));
        }
        let body: usize = kept.iter().map(|t| padded(t.len)).sum();
        let header = 12 + 16 * kept.len();
        let mut font = Vec::with_capacity(header + body);
        font.extend_from_slice(&self.flavor);
        font.extend_from_slice(&(u16::try_from(kept.len()).unwrap_or(u16::MAX)).to_be_bytes());
        // The search hints that follow and the checksums are read by nobody here.
        font.extend_from_slice(&[0; 6]);
        let mut offset = header;
        for table in &kept {
            font.extend_from_slice(&table.tag);
            font.extend_from_slice(&[0; 4]);
            font.extend_from_slice(&u32::try_from(offset).unwrap_or(u32::MAX).to_be_bytes());
            font.extend_from_slice(&table.len.to_be_bytes());
            offset += padded(table.len);
        }
        for table in &kept {
            let begin = font.len();
            font.resize(begin + padded(table.len), 0);
            file.seek(SeekFrom::Start(u64::from(table.offset)))?;
            file.read_exact(&mut font[begin..begin + table.len as usize])?;
        }
        Ok(font)
    }
}

fn face_directory(file: &mut File, offset: u32) -> io::Result<FaceDirectory> {
    file.seek(SeekFrom::Start(u64::from(offset)))?;
    let mut start = [0; 12];
    file.read_exact(&mut start)?;
    let n = u16::from_be_bytes([start[4], start[5]]).min(TABLES_MAX);
    let mut records = vec![0; 16 * usize::from(n)];
    file.read_exact(&mut records)?;
    let tables = records
        .chunks_exact(16)
        .map(|record| Table {
            tag: [record[0], record[1], record[2], record[3]],
            offset: u32_at(record, 8),
            len: u32_at(record, 12),
        })
        .collect();
    Ok(FaceDirectory { flavor: [start[0], start[1], start[2], start[3]], tables })
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes)
}

/// Tables begin at multiples of four.
fn padded(len: u32) -> usize {
    (len as usize).next_multiple_of(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let found = match face_directories(file.path()) {
            Ok(faces) => format!("{} faces", faces.len()),
            Err(error) => error.kind().to_string(),
        };
        assert_eq!(found, expected, "{bytes:?}");
    }

    #[test]
    fn a_file_that_is_no_font_holds_no_faces_and_a_cut_one_is_an_error() {
        check(b"", "0 faces");
        check(b"%PDF-1.7 and so on", "0 faces");
        check(b"ttcf\x00\x02\x00\x00\x00\x00\x00\x05", "unexpected end of file");
        check(b"OTTO\x00\x03\x00\x00\x00\x00\x00\x00", "unexpected end of file");
        check(b"OTTO\x00\x00\x00\x00\x00\x00\x00\x00", "1 faces");
    }

    #[test]
    fn a_table_that_ends_past_the_file_is_an_error() {
        let mut bytes = b"OTTO\x00\x01\x00\x00\x00\x00\x00\x00".to_vec();
        bytes.extend_from_slice(b"CFF \x00\x00\x00\x00\x00\x00\x00\x1c\xff\xff\xff\x00");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let faces = face_directories(file.path()).unwrap();
        let error = faces[0].read(file.path(), |_| true).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
