//! Reads and writes tables as people have them: bytes in, rows out.
//!
//! No IO, no clock, and nothing of the field: whether a row is a resident is somebody else's
//! question. A file is judged by its content and never by its name, is refused before it can use
//! more than [`Bounds`] allow, and is never read as shorter than it is.

mod archive;
mod bounds;
mod cell;
mod csv;
mod days;
mod form;
mod form_sheet;
mod guard;
mod headers;
mod number_format;
mod ods;
mod reader;
mod repack;
mod unreadable;
mod values;
pub mod wire;
mod workbook;
mod write;
mod xlsx;
mod xml;

pub use bounds::Bounds;
pub use cell::{Cell, Ending, MergedRange, ReadEnd, SheetHead, SheetRow, Top};
pub use form::{Filling, FormText, fill_form};
pub use headers::{Header, HeaderColumn, Wanted, find_header};
pub use reader::{Outline, Part, Question, ReaderWithin, SheetReader, answer};
pub use unreadable::Unreadable;
pub use values::{DayTrouble, NumberTrouble, day, digits_text, text};
pub use workbook::Workbook;
pub use write::{
    OutCell, OutSheet, OutText, Watermark, WriteTrouble, write_csv, write_xlsx, write_xlsx_marked,
};
