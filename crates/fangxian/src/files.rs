//! Files that a person gives a command: bounded, and in the encodings that they come in.

use crate::failure::bad_input;
use anyhow::Result;
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// One mebibyte.
pub(crate) const MIB: u64 = 1 << 20;

/// The bytes of a file, or of standard input for `-`. Refused above `bytes_max`.
pub(crate) fn read_bytes(path: &Path, bytes_max: u64) -> Result<Vec<u8>> {
    if path == Path::new("-") {
        return read_up_to(std::io::stdin().lock(), path, bytes_max);
    }
    read_up_to(open(path)?, path, bytes_max)
}

/// The bytes of a file; where its name ends in `.gz`, what it unpacks to. The bound is on what is
/// unpacked, so that a small file cannot become a huge one.
pub(crate) fn read_unpacked(path: &Path, bytes_max: u64) -> Result<Vec<u8>> {
    if path.extension().is_some_and(|ending| ending == "gz") {
        let unpacked = flate2::read::MultiGzDecoder::new(open(path)?);
        return read_up_to(unpacked, path, bytes_max);
    }
    read_bytes(path, bytes_max)
}

fn open(path: &Path) -> Result<File> {
    let shown = path.display();
    let file = File::open(path).map_err(|error| bad_input(format!("打不开{shown}：{error}")))?;
    match file.metadata() {
        Ok(kept) if kept.is_dir() => Err(bad_input(format!("{shown}是文件夹，不是文件。"))),
        Ok(_) | Err(_) => Ok(file),
    }
}

fn read_up_to(file: impl Read, path: &Path, bytes_max: u64) -> Result<Vec<u8>> {
    let shown = path.display();
    let mut bytes = Vec::new();
    let n_read = file
        .take(bytes_max + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| bad_input(format!("读不了{shown}：{error}")))?;
    if n_read as u64 > bytes_max {
        return Err(bad_input(format!("{shown}太大：最多{} MiB。", bytes_max / MIB)));
    }
    Ok(bytes)
}

/// The text of a file in UTF-8, with or without its mark, in UTF-16 with its mark, or in GB18030
/// (and so in GBK and GB2312), as offices still save it.
pub(crate) fn text(bytes: &[u8], path: &Path) -> Result<String> {
    let not_text = || {
        let shown = path.display();
        bad_input(format!("{shown}不是文字：请给UTF-8或GB18030编码的纯文本。"))
    };
    if let Some((marked, length)) = Encoding::for_bom(bytes) {
        let body = bytes.get(length..).unwrap_or_default();
        let (text, _, is_damaged) = marked.decode(body);
        return if is_damaged { Err(not_text()) } else { Ok(text.into_owned()) };
    }
    if bytes.contains(&0) {
        return Err(not_text());
    }
    [UTF_8, GB18030]
        .into_iter()
        .find_map(|encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes))
        .map(|text| text.into_owned())
        .ok_or_else(not_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Option<&str>) {
        let read = text(bytes, Path::new("x")).ok();
        assert_eq!(read.as_deref(), expected, "{bytes:x?}");
    }

    #[test]
    fn text_is_read_in_the_encodings_that_it_comes_in() {
        check("高风险区".as_bytes(), Some("高风险区"));
        check("\u{feff}高风险区".as_bytes(), Some("高风险区"));
        check(b"\xb8\xdf\xb7\xe7\xcf\xd5\xc7\xf8", Some("高风险区"));
        check(b"\xff\xfe\xd8\x9a\xce\x98", Some("高风"));
        check(b"", Some(""));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        check(b"\x7fELF\x02\x01\x01\0\0\0", None);
        check(b"\x89PNG\r\n\x1a\n\xff\xff\xff", None);
        check("高风险区".as_bytes().get(..5).unwrap(), None);
        check(b"PK\x03\x04\x14\0\0\0", None);
    }
}
