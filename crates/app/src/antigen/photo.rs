//! A photo as somebody sends it: checked by its header and rebuilt from the parts that make the
//! picture. Where the phone was, what else it wrote into the file and what hangs behind the end are
//! left out. Pixels are never decoded.

use fangxian_core::antigen::{PHOTO_BYTES_MAX, PhotoFlaw, PhotoHead, PhotoKind, check_photo};
use img_parts::jpeg::{Jpeg, JpegSegment};
use img_parts::png::{Png, PngChunk};
use img_parts::{Bytes, Error as PartsError};

/// A photo that was checked and stripped.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    /// What kind.
    pub kind: PhotoKind,
    /// The file.
    pub bytes: Vec<u8>,
}

/// How a photo begins is all that a log may ever say of it.
impl std::fmt::Debug for Photo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Photo({}, {} bytes)", self.kind.code(), self.bytes.len())
    }
}

const PNG_BEGINS: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG_BEGINS: &[u8] = b"\xff\xd8\xff";

/// Reads a photo from what was sent.
pub fn photo_read(sent: Vec<u8>) -> Result<Photo, PhotoFlaw> {
    if sent.len() > PHOTO_BYTES_MAX {
        return Err(PhotoFlaw::TooLarge);
    }
    let sent = Bytes::from(sent);
    if sent.starts_with(JPEG_BEGINS) {
        jpeg(sent)
    } else if sent.starts_with(PNG_BEGINS) {
        png(sent)
    } else {
        Err(PhotoFlaw::NotAPhoto)
    }
}

const MARK: u8 = 0xff;
const START_OF_SCAN: u8 = 0xda;
const END_OF_IMAGE: u8 = 0xd9;

/// What a decoder needs: tables, frame and scans; the density (APP0, where it is JFIF) and which
/// colors these are (APP14, where it is Adobe's). Everything else is of the phone.
fn is_picture(marker: u8, contents: &[u8]) -> bool {
    match marker {
        // Tables and headers fill their segments exactly: in one that is longer stands something else.
        0xc4 => is_huffman(contents),
        0xcc => contents.len().is_multiple_of(2) && contents.len() <= 16,
        0xda => contents.first().is_some_and(|n| contents.len() == 4 + 2 * usize::from(*n)),
        0xdb => is_quantization(contents),
        0xdc | 0xdd => contents.len() == 2,
        0xe0 => contents.starts_with(b"JFIF\0") && contents.len() == 14,
        0xee => contents.starts_with(b"Adobe") && contents.len() == 12,
        other => is_frame(other),
    }
}

/// Tables of 64 values of one byte or of two, each behind a byte that says which.
fn is_quantization(mut contents: &[u8]) -> bool {
    while let Some((first, rest)) = contents.split_first() {
        let Some(left) = rest.get(if first >> 4 == 0 { 64 } else { 128 }..) else { return false };
        contents = left;
    }
    true
}

/// Tables of as many values as the sixteen counts in front of them say.
fn is_huffman(mut contents: &[u8]) -> bool {
    while let Some((_, rest)) = contents.split_first() {
        let Some((counts, values)) = rest.split_at_checked(16) else { return false };
        let n_values: usize = counts.iter().map(|n| usize::from(*n)).sum();
        let Some(left) = values.get(n_values..) else { return false };
        contents = left;
    }
    true
}

fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// A viewer decodes to red, green, blue and a byte to fill.
const JPEG_PIXEL_BYTES: u32 = 4;

fn jpeg(sent: Bytes) -> Result<Photo, PhotoFlaw> {
    let mut picture = Jpeg::from_bytes(sent).map_err(flaw_of)?;
    let frames: Vec<&JpegSegment> =
        picture.segments().iter().filter(|one| is_frame(one.marker())).collect();
    if frames.len() != 1 {
        return Err(PhotoFlaw::Broken);
    }
    let (width, height) = picture.dimensions().ok_or(PhotoFlaw::Dimensions)?;
    let is_scan = |one: &&JpegSegment| {
        one.marker() == START_OF_SCAN && is_picture(START_OF_SCAN, one.contents())
    };
    let last = picture.segments().last().filter(is_scan);
    let scans = match last {
        Some(scan) => JpegSegment::new_with_entropy(
            START_OF_SCAN,
            scan.contents().clone(),
            Bytes::from(scans_of(&rest_of(scan)?)?),
        ),
        None => return Err(PhotoFlaw::Broken),
    };
    let segments = picture.segments_mut();
    segments.pop();
    segments.retain(|one| is_picture(one.marker(), one.contents()));
    segments.push(scans);
    let bytes = picture.encoder().bytes().to_vec();
    let head = PhotoHead {
        width: u32::from(width),
        height: u32::from(height),
        pixel_bytes: JPEG_PIXEL_BYTES,
        file_bytes: bytes.len(),
    };
    check_photo(head)?;
    Ok(Photo { kind: PhotoKind::Jpeg, bytes })
}

/// What follows the header of the first scan: the crate hands it out only as part of the segment.
fn rest_of(scan: &JpegSegment) -> Result<Bytes, PhotoFlaw> {
    let whole = scan.clone().encoder().bytes();
    if scan.len() > whole.len() { Err(PhotoFlaw::Broken) } else { Ok(whole.slice(scan.len()..)) }
}

/// From the first scan to the end of the image, without notes between scans and without anything
/// behind. A file that has no end was cut off.
fn scans_of(rest: &[u8]) -> Result<Vec<u8>, PhotoFlaw> {
    let mut kept = Vec::with_capacity(rest.len());
    let mut at = 0;
    while let Some(found) = rest.get(at..).and_then(|tail| tail.iter().position(|b| *b == MARK)) {
        let mark = at + found;
        let Some(marker) = rest.get(mark + 1).copied() else { break };
        kept.extend_from_slice(rest.get(at..mark).unwrap_or_default());
        match marker {
            // A byte of the picture, a restart.
            0x00 | 0xd0..=0xd7 => {
                kept.extend_from_slice(&[MARK, marker]);
                at = mark + 2;
            }
            // Marks may be filled up in front.
            MARK => at = mark + 1,
            END_OF_IMAGE => {
                kept.extend_from_slice(&[MARK, END_OF_IMAGE]);
                return Ok(kept);
            }
            // Has no length, or belongs to another picture.
            0x01 | 0xd8 => return Err(PhotoFlaw::Broken),
            _ => {
                let length = rest.get(mark + 2..mark + 4).ok_or(PhotoFlaw::Broken)?;
                let length: usize =
                    length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
                let end = mark + 2 + length;
                let contents = rest.get(mark + 4..end).ok_or(PhotoFlaw::Broken)?;
                if is_frame(marker) || length < 2 {
                    return Err(PhotoFlaw::Broken);
                }
                let is_kept = is_picture(marker, contents);
                if !is_kept && matches!(marker, 0xc4 | 0xda..=0xdd) {
                    return Err(PhotoFlaw::Broken);
                }
                if is_kept {
                    kept.extend_from_slice(rest.get(mark..end).unwrap_or_default());
                }
                at = end;
            }
        }
    }
    Err(PhotoFlaw::Broken)
}

/// The chunks that make the picture, and how its colors are meant.
const PNG_KEPT: [&[u8; 4]; 8] =
    [b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"IDAT", b"IEND"];

fn png(sent: Bytes) -> Result<Photo, PhotoFlaw> {
    let mut picture = Png::from_bytes(sent).map_err(flaw_of)?;
    let kinds: Vec<[u8; 4]> = picture.chunks().iter().map(PngChunk::kind).collect();
    let is_whole = kinds.first() == Some(b"IHDR")
        && kinds.last() == Some(b"IEND")
        && kinds.iter().filter(|kind| *kind == b"IHDR").count() == 1
        && kinds.contains(b"IDAT");
    let header = picture.chunks().first().map(|chunk| chunk.contents().clone());
    let (true, Some(header)) = (is_whole, header.filter(|header| header.len() == 13)) else {
        return Err(PhotoFlaw::Broken);
    };
    let (width, height) = picture.dimensions().ok_or(PhotoFlaw::Dimensions)?;
    let per_pixel = pixel_bytes(&header).ok_or(PhotoFlaw::Broken)?;
    // What is animated, and every note, is of another kind and goes.
    picture.chunks_mut().retain(|chunk| PNG_KEPT.contains(&&chunk.kind()));
    let bytes = picture.encoder().bytes().to_vec();
    check_photo(PhotoHead { width, height, pixel_bytes: per_pixel, file_bytes: bytes.len() })?;
    Ok(Photo { kind: PhotoKind::Png, bytes })
}

/// Bytes of one pixel as a viewer decodes it, from the depth and the kind of colors.
fn pixel_bytes(header: &[u8]) -> Option<u32> {
    let (depth, colors) = (header.get(8).copied()?, header.get(9).copied()?);
    match (depth, colors) {
        (1 | 2 | 4 | 8, 0 | 3) | (8, 2 | 4 | 6) => Some(4),
        (16, 0 | 2 | 4 | 6) => Some(8),
        _ => None,
    }
}

fn flaw_of(error: PartsError) -> PhotoFlaw {
    match error {
        PartsError::WrongSignature => PhotoFlaw::NotAPhoto,
        PartsError::BadCRC | PartsError::Truncated => PhotoFlaw::Broken,
    }
}
