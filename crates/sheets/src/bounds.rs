//! How much a file may ask of the program that reads it.

/// The limits of one file. Each is checked before what it limits is used, never afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of the file as it came.
    pub bytes_max: usize,
    /// Bytes of all its parts together once inflated. They are streamed, never held whole.
    pub inflated_max: u64,
    /// How many times a part of more than 8 MiB may be larger than what it was packed into.
    pub ratio_max: u64,
    /// Parts in the archive.
    pub entries_max: usize,
    /// Sheets in the workbook.
    pub sheets_max: usize,
    /// Rows of one sheet that hold something.
    pub rows_max: u32,
    /// Columns: something that stands farther to the right is refused with its place.
    pub columns_max: u32,
    /// Cells of one sheet: those written in the file, and those given out.
    pub cells_max: u64,
    /// Cells of all sheets that have a style and nothing in them, and what else says nothing. They
    /// cost time all the same, and pack to almost nothing.
    pub blank_cells_max: u64,
    /// Elements that are passed over in search of merged ranges, once the rows that were asked for
    /// are there. What comes later is not looked at: a heading is found without its ranges, too.
    pub passed_max: u64,
    /// Characters of one cell; Excel's own limit is 32,767.
    pub text_max: usize,
    /// Bytes of text that one reading gives out. A long text that a thousand cells share counts
    /// a thousand times.
    pub texts_max: u64,
    /// Bytes of the table of shared strings, which is the one thing that is held whole.
    pub strings_max: usize,
    /// Merged ranges of one sheet.
    pub merged_max: usize,
}

impl Default for Bounds {
    /// A million rows of a register fit, and 256 MiB of memory are enough to read them.
    fn default() -> Bounds {
        Bounds {
            bytes_max: 30 << 20,
            inflated_max: 400 << 20,
            ratio_max: 250,
            entries_max: 2_000,
            sheets_max: 256,
            rows_max: 1_048_576,
            columns_max: 200,
            cells_max: 25_000_000,
            blank_cells_max: 6_000_000,
            passed_max: 8_000_000,
            text_max: 32_767,
            texts_max: 1 << 30,
            strings_max: 128 << 20,
            merged_max: 10_000,
        }
    }
}
