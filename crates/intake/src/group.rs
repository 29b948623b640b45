//! A group of records as it stands on disk.
//!
//! `mark, crc u32, length u32, count u32, first number u64, file number u64`, little-endian, then
//! the records, each with its length before it as `u16`. The sum is over all that follows it. The
//! number of the file keeps a group that was written there before the file was used again from being
//! taken for one of today.

pub(crate) const HEADER_BYTES: usize = 32;
/// What stands before each record.
pub(crate) const LENGTH_BYTES: usize = 2;
/// The longest record, in bytes.
pub(crate) const RECORD_BYTES_MAX: usize = 4_096;
/// How a group begins.
pub(crate) const MAGIC: [u8; 4] = *b"glxf";

/// The head of a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Header {
    pub(crate) crc: u32,
    /// Bytes of the records, their lengths included.
    pub(crate) length: u32,
    pub(crate) count: u32,
    pub(crate) first: u64,
    pub(crate) file: u64,
}

/// Adds a record to the bytes of a group, whose first [`HEADER_BYTES`] are kept free.
pub(crate) fn push(bytes: &mut Vec<u8>, record: &[u8]) {
    // Checked by whoever takes the record: it is no longer than `RECORD_BYTES_MAX`.
    let length = u16::try_from(record.len()).unwrap_or(u16::MAX);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(record);
}

/// Writes the head of a group over the bytes that were kept free for it.
pub(crate) fn seal(bytes: &mut [u8], count: u32, first: u64, file: u64) {
    let Some((head, body)) = bytes.split_first_chunk_mut::<HEADER_BYTES>() else { return };
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    let mut rest = [0; HEADER_BYTES - 8];
    put(&mut rest, 0, &length.to_le_bytes());
    put(&mut rest, 4, &count.to_le_bytes());
    put(&mut rest, 8, &first.to_le_bytes());
    put(&mut rest, 16, &file.to_le_bytes());
    let crc = sum(&rest, body);
    put(head, 0, &MAGIC);
    put(head, 4, &crc.to_le_bytes());
    put(head, 8, &rest);
}

fn put(into: &mut [u8], at: usize, bytes: &[u8]) {
    for (place, byte) in into.iter_mut().skip(at).zip(bytes) {
        *place = *byte;
    }
}

fn sum(rest: &[u8], body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(rest);
    hasher.update(body);
    hasher.finalize()
}

impl Header {
    /// The head of a group; none where these bytes are none.
    pub(crate) fn parse(bytes: &[u8; HEADER_BYTES]) -> Option<Header> {
        let word = |at: usize| {
            let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
            u32::from_le_bytes(four.unwrap_or_default())
        };
        let long = |at: usize| u64::from(word(at)) | u64::from(word(at + 4)) << 32;
        let header = Header {
            crc: word(4),
            length: word(8),
            count: word(12),
            first: long(16),
            file: long(24),
        };
        (bytes.starts_with(&MAGIC) && header.count > 0).then_some(header)
    }

    /// Whether these are the records that the head speaks of.
    pub(crate) fn is_of(&self, head: &[u8; HEADER_BYTES], body: &[u8]) -> bool {
        body.len() == self.length as usize
            && head.get(8..).is_some_and(|r| sum(r, body) == self.crc)
    }
}

/// The records of a group, whose sum was right.
pub(crate) fn records(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = body;
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk::<2>()?;
        let (record, after) = after.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        rest = after;
        Some(record)
    })
}
