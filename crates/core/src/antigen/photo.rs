//! The bounds of a photo, by what its header says. Pixels are never decoded here.

use crate::coded;

coded! {
    /// What kind of picture.
    PhotoKind {
        /// A JPEG, as phones take them.
        Jpeg = "jpeg",
        /// A PNG.
        Png = "png",
    }
}

impl PhotoKind {
    /// The type under which it is given out, and no other.
    pub fn media_type(self) -> &'static str {
        match self {
            PhotoKind::Jpeg => "image/jpeg",
            PhotoKind::Png => "image/png",
        }
    }
}

/// The largest photo that is taken, in bytes as sent.
pub const PHOTO_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The longest side, in pixels: the best phones of 2022 take 12,000 × 9,000.
pub const PHOTO_SIDE_MAX: u32 = 12_000;
/// How many bytes of pixels stand for one byte of file at most. A photo of anything has 5 to 30, a
/// screenshot of a few words 100; a file that swells to more is made to fill the memory of whoever
/// looks at it.
pub const PHOTO_RATIO_MAX: u64 = 400;

/// What the header of a photo says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhotoHead {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Bytes of one pixel once it is decoded, at least 1.
    pub pixel_bytes: u32,
    /// Bytes of the picture itself, without what was stripped.
    pub file_bytes: usize,
}

/// Why a photo is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PhotoFlaw {
    /// More bytes than are taken.
    #[error("照片太大，最大4 MB。请在相机里把照片尺寸调小，或离近一点重拍")]
    TooLarge,
    /// Neither JPEG nor PNG.
    #[error("这不是照片文件。请用手机相机拍检测卡，选 JPG 或 PNG 的照片")]
    NotAPhoto,
    /// It ends before its end, or is damaged.
    #[error("照片没有传完整，或者文件坏了，请重拍一张再传")]
    Broken,
    /// Too many pixels.
    #[error("照片的尺寸不对，请用手机相机重拍一张")]
    Dimensions,
}

impl PhotoFlaw {
    /// Every value.
    pub const ALL: [PhotoFlaw; 4] =
        [PhotoFlaw::TooLarge, PhotoFlaw::NotAPhoto, PhotoFlaw::Broken, PhotoFlaw::Dimensions];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            PhotoFlaw::TooLarge => "photo_too_large",
            PhotoFlaw::NotAPhoto => "photo_kind",
            PhotoFlaw::Broken => "photo_broken",
            PhotoFlaw::Dimensions => "photo_dimensions",
        }
    }

    /// The same for those who read English.
    pub fn says_en(self) -> &'static str {
        match self {
            PhotoFlaw::TooLarge => "The photo is larger than 4 MB. Choose a smaller size.",
            PhotoFlaw::NotAPhoto => "This is no photo. JPG and PNG are taken.",
            PhotoFlaw::Broken => "The photo is incomplete or damaged. Please take it again.",
            PhotoFlaw::Dimensions => "The size of the picture is not that of a photo.",
        }
    }
}

/// Checks what a header says.
pub fn check_photo(head: PhotoHead) -> Result<(), PhotoFlaw> {
    let sides = 1..=PHOTO_SIDE_MAX;
    if !sides.contains(&head.width) || !sides.contains(&head.height) {
        return Err(PhotoFlaw::Dimensions);
    }
    let decoded = u64::from(head.width)
        .saturating_mul(u64::from(head.height))
        .saturating_mul(u64::from(head.pixel_bytes.max(1)));
    let file = u64::try_from(head.file_bytes).unwrap_or(u64::MAX);
    // The headers alone are some hundred bytes: the smallest pictures are not measured.
    if decoded > file.saturating_add(1_024).saturating_mul(PHOTO_RATIO_MAX) {
        return Err(PhotoFlaw::Dimensions);
    }
    Ok(())
}
