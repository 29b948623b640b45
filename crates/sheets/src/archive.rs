//! The zip archive that a workbook is, judged by its directory before a byte is inflated.
//!
//! The directory is read here and not by the `zip` crate, because that gives entries by their
//! name, the later of two wins, and so neither a double name nor two entries that share their
//! bytes can be seen. The directory stands at the end of the file, so a file that was cut has none.

use crate::Bounds;
use crate::unreadable::{Unreadable, crafted, damaged};
use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use std::collections::HashMap;
use std::io::{self, Read};

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const END_BYTES: usize = 22;
const COMMENT_MAX: usize = 65_535;
/// Below this size a part may be packed as tightly as it likes.
const RATIO_COUNTS_FROM: u64 = 8 << 20;
const FLAG_ENCRYPTED: u16 = 1;

/// The parts of an archive by their names in lower case, as Office compares them.
pub(crate) struct Archive {
    pub(crate) bytes: Vec<u8>,
    pub(crate) entries: HashMap<String, Entry>,
    /// Where the directory begins, and how many entries it has.
    pub(crate) directory: (u64, u64),
}

#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) stored: bool,
    pub(crate) crc: u32,
    pub(crate) packed: u64,
    pub(crate) inflated: u64,
    header_at: u64,
    name_length: u64,
    pub(crate) starts_at: u64,
}

impl Archive {
    /// Reads the directory and refuses what no program for tables writes.
    pub(crate) fn open(bytes: Vec<u8>, bounds: &Bounds) -> Result<Archive, Unreadable> {
        let directory = find_directory(&bytes)?;
        if directory.n_entries > bounds.entries_max as u64 {
            return Err(crafted(format!("有 {} 个部分", directory.n_entries)));
        }
        let mut entries = HashMap::new();
        let mut at = directory.starts_at;
        for _ in 0..directory.n_entries {
            let (name, entry, next) = read_entry(&bytes, at)?;
            if next > directory.ends_at {
                return Err(damaged("目录"));
            }
            at = next;
            if entries.insert(safe_name(&name)?, entry).is_some() {
                return Err(crafted("两个部分同名"));
            }
        }
        if at != directory.ends_at {
            return Err(damaged("目录"));
        }
        judge_sizes(&entries, bounds)?;
        place_entries(&bytes, &mut entries, directory.starts_at)?;
        let directory = (directory.starts_at, directory.n_entries);
        Ok(Archive { bytes, entries, directory })
    }

    /// The part with this name, to be inflated while it is read. `None` where there is none.
    pub(crate) fn part(&self, name: &str) -> Option<PartReader<'_>> {
        let entry = *self.entries.get(&name.trim_start_matches('/').to_ascii_lowercase())?;
        let from = usize::try_from(entry.starts_at).ok()?;
        let to = usize::try_from(entry.starts_at + entry.packed).ok()?;
        let packed = self.bytes.get(from..to)?;
        let source =
            if entry.stored { Source::Stored(packed) } else { Source::Deflated(inflate(packed)) };
        Some(PartReader { source, entry, crc: Crc::new(), given: 0 })
    }
}

fn inflate(packed: &[u8]) -> Box<DeflateDecoder<&[u8]>> {
    Box::new(DeflateDecoder::new(packed))
}

struct Directory {
    starts_at: u64,
    ends_at: u64,
    n_entries: u64,
}

fn find_directory(bytes: &[u8]) -> Result<Directory, Unreadable> {
    let lowest = bytes.len().saturating_sub(END_BYTES + COMMENT_MAX);
    let at = (lowest..=bytes.len().saturating_sub(END_BYTES))
        .rev()
        .find(|at| {
            let comment = number(bytes, *at as u64 + 20, 2);
            bytes[*at..].starts_with(END)
                && comment.is_some_and(|length| at + END_BYTES + length as usize == bytes.len())
        })
        .ok_or(Unreadable::Cut)?;
    let at = at as u64;
    let field = |offset, width| number(bytes, at + offset, width).ok_or(Unreadable::Cut);
    let (n_entries, length, starts_at) = (field(10, 2)?, field(12, 4)?, field(16, 4)?);
    if field(4, 2)? != 0 && field(4, 2)? != 0xFFFF {
        return Err(crafted("分卷压缩"));
    }
    let is_64 = n_entries == 0xFFFF || length == 0xFFFF_FFFF || starts_at == 0xFFFF_FFFF;
    let directory = if is_64 {
        find_directory_64(bytes, at)?
    } else {
        Directory { starts_at, ends_at: starts_at + length, n_entries }
    };
    // Between the directory and its end stands nothing, or the 64-bit form of that end.
    let gap_ok = directory.ends_at == at
        || (directory.ends_at < at && starts_with(bytes, directory.ends_at, END_64));
    if !gap_ok || directory.starts_at > directory.ends_at {
        return Err(damaged("目录的位置"));
    }
    Ok(directory)
}

fn find_directory_64(bytes: &[u8], end_at: u64) -> Result<Directory, Unreadable> {
    let wrong = || damaged("目录的位置");
    let locator = end_at.checked_sub(20).ok_or_else(wrong)?;
    if !starts_with(bytes, locator, LOCATOR_64) {
        return Err(wrong());
    }
    let at = number(bytes, locator + 8, 8).ok_or_else(wrong)?;
    if at >= end_at || !starts_with(bytes, at, END_64) {
        return Err(wrong());
    }
    let field = |offset| number(bytes, at + offset, 8).ok_or_else(wrong);
    let (n_entries, length, starts_at) = (field(32)?, field(40)?, field(48)?);
    let ends_at = starts_at.checked_add(length).ok_or_else(wrong)?;
    Ok(Directory { starts_at, ends_at, n_entries })
}

pub(crate) fn read_entry(bytes: &[u8], at: u64) -> Result<(Vec<u8>, Entry, u64), Unreadable> {
    let wrong = || damaged("目录里的一项");
    let field = |offset, width| number(bytes, at + offset, width).ok_or_else(wrong);
    if !starts_with(bytes, at, CENTRAL) {
        return Err(wrong());
    }
    if field(8, 2)? as u16 & FLAG_ENCRYPTED != 0 {
        return Err(Unreadable::Encrypted);
    }
    let stored = match field(10, 2)? {
        0 => true,
        8 => false,
        _ => return Err(crafted("不认识的压缩方法")),
    };
    let (name_length, extra_length) = (field(28, 2)?, field(30, 2)?);
    let name_at = at + 46;
    let extra_at = name_at + name_length;
    let name = slice(bytes, name_at, name_length).ok_or_else(wrong)?.to_vec();
    let extra = slice(bytes, extra_at, extra_length).ok_or_else(wrong)?;
    let mut sizes = [field(24, 4)?, field(20, 4)?, field(42, 4)?];
    widen(&mut sizes, extra).ok_or_else(wrong)?;
    let [inflated, packed, header_at] = sizes;
    let crc = field(16, 4)? as u32;
    let entry = Entry { stored, crc, packed, inflated, header_at, name_length, starts_at: 0 };
    Ok((name, entry, extra_at + extra_length + field(32, 2)?))
}

/// Fills in from the extra field what did not fit into 32 bits.
fn widen(sizes: &mut [u64; 3], extra: &[u8]) -> Option<()> {
    if sizes.iter().all(|size| *size != 0xFFFF_FFFF) {
        return Some(());
    }
    let mut at = 0;
    loop {
        let length = number(extra, at + 2, 2)?;
        if number(extra, at, 2)? == 1 {
            let mut from = at + 4;
            for size in sizes.iter_mut().filter(|size| **size == 0xFFFF_FFFF) {
                *size = number(extra, from, 8)?;
                from += 8;
            }
            return (from <= at + 4 + length).then_some(());
        }
        at += 4 + length;
    }
}

/// The name in lower case, or a refusal where it would leave the folder it is unpacked into.
fn safe_name(name: &[u8]) -> Result<String, Unreadable> {
    let name = String::from_utf8_lossy(name).replace('\\', "/");
    let escapes = name.starts_with('/')
        || name.is_empty()
        || name.contains([':', '\0'])
        || name.split('/').any(|step| step == "..");
    if escapes {
        return Err(crafted("部分的名字指向文件之外"));
    }
    Ok(name.to_ascii_lowercase())
}

fn judge_sizes(entries: &HashMap<String, Entry>, bounds: &Bounds) -> Result<(), Unreadable> {
    let mut inflated = 0_u64;
    for entry in entries.values() {
        inflated = inflated.saturating_add(entry.inflated);
        let dense = entry.inflated > entry.packed.saturating_mul(bounds.ratio_max);
        if entry.inflated > RATIO_COUNTS_FROM && dense {
            return Err(Unreadable::Swollen);
        }
        if entry.stored && entry.packed != entry.inflated {
            return Err(crafted("大小对不上"));
        }
    }
    if inflated > bounds.inflated_max {
        return Err(Unreadable::Swollen);
    }
    Ok(())
}

/// Finds where the bytes of each entry begin, and refuses entries that share bytes.
fn place_entries(
    bytes: &[u8],
    entries: &mut HashMap<String, Entry>,
    directory_at: u64,
) -> Result<(), Unreadable> {
    let mut in_order: Vec<&mut Entry> = entries.values_mut().collect();
    in_order.sort_by_key(|entry| entry.header_at);
    let mut free_from = 0_u64;
    for entry in in_order {
        let wrong = || damaged("一个部分的开头");
        let at = entry.header_at;
        if at < free_from {
            return Err(crafted("两个部分重叠"));
        }
        let name_length = number(bytes, at.saturating_add(26), 2).ok_or_else(wrong)?;
        let extra_length = number(bytes, at.saturating_add(28), 2).ok_or_else(wrong)?;
        if !starts_with(bytes, at, LOCAL) || name_length != entry.name_length {
            return Err(wrong());
        }
        entry.starts_at = at + 30 + name_length + extra_length;
        free_from = entry.starts_at.checked_add(entry.packed).ok_or_else(wrong)?;
        if free_from > directory_at {
            return Err(crafted("两个部分重叠"));
        }
    }
    Ok(())
}

enum Source<'a> {
    Stored(&'a [u8]),
    Deflated(Box<DeflateDecoder<&'a [u8]>>),
}

/// One part while it is inflated. An error where it is larger or smaller than the directory says,
/// or where its checksum does not match.
pub(crate) struct PartReader<'a> {
    source: Source<'a>,
    entry: Entry,
    crc: Crc,
    given: u64,
}

impl PartReader<'_> {
    /// Its size once inflated, as the directory says; reading holds it to that.
    pub(crate) fn inflated(&self) -> u64 {
        self.entry.inflated
    }
}

impl Read for PartReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let n = match &mut self.source {
            Source::Stored(rest) => rest.read(buffer)?,
            Source::Deflated(decoder) => {
                decoder.read(buffer).map_err(|_| io::Error::other(damaged("压缩的内容")))?
            }
        };
        self.given += n as u64;
        self.crc.update(&buffer[..n]);
        if self.given > self.entry.inflated {
            return Err(io::Error::other(crafted("大小对不上")));
        }
        if n == 0 && (self.given != self.entry.inflated || self.crc.sum() != self.entry.crc) {
            return Err(io::Error::other(damaged("校验和")));
        }
        Ok(n)
    }
}

pub(crate) fn slice(bytes: &[u8], at: u64, length: u64) -> Option<&[u8]> {
    let from = usize::try_from(at).ok()?;
    let to = usize::try_from(at.checked_add(length)?).ok()?;
    bytes.get(from..to)
}

fn starts_with(bytes: &[u8], at: u64, magic: &[u8]) -> bool {
    slice(bytes, at, magic.len() as u64) == Some(magic)
}

/// A little-endian number of `width` bytes.
pub(crate) fn number(bytes: &[u8], at: u64, width: u64) -> Option<u64> {
    let bytes = slice(bytes, at, width)?;
    Some(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}
