//! Why a file is not read.

use serde::{Deserialize, Serialize};

/// A file is refused as a whole. The sentence is for the person who chose the file, and says what
/// would help; programs read [`Unreadable::code`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Unreadable {
    /// Nothing in it.
    #[error("这个文件是空的，没有内容可以导入。")]
    Empty,
    /// More bytes than [`crate::Bounds::bytes_max`].
    #[error("文件有 {} MB，最大只能 {} MB。请拆成几个文件再导入。", megabytes(.bytes), megabytes(.bytes_max))]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// What is allowed.
        bytes_max: usize,
    },
    /// BIFF, which ends at row 65,536 and says nothing of what it lost.
    #[error(
        "这是旧版 .xls 文件，最多只能存 65,536 行，超出的会被悄悄丢掉。请在 Excel 或 WPS 里“另存为”.xlsx 再导入。"
    )]
    OldXls,
    /// A password is needed to open it.
    #[error("这个文件加了密码，打不开。请在 Excel 或 WPS 里去掉密码，保存后再导入。")]
    Encrypted,
    /// A page of HTML or an XML table whose name ends in `.xls`, as many systems export it.
    #[error(
        "这其实是一个网页（只是名字写成了表格）。请用 Excel 或 WPS 打开，“另存为”.xlsx 再导入。"
    )]
    WebPage,
    /// No kind of table that is known here.
    #[error("这不是能读的表格。可以导入 .xlsx、.ods 和 .csv 文件。")]
    NotATable,
    /// It ends before its end.
    #[error("文件不完整，后面的部分丢了（可能没有传完）。请重新导出或重新上传。")]
    Cut,
    /// What stands in it contradicts itself or its format.
    #[error("文件已损坏（{what}）。请用 Excel 或 WPS 打开，“另存为”.xlsx 再导入。")]
    Damaged {
        /// Which part, and what about it.
        what: String,
    },
    /// An archive that no program for tables writes: made to deceive, not damaged.
    #[error("文件的内部结构不正常（{what}），已拒绝读取。")]
    Crafted {
        /// What is wrong with it.
        what: String,
    },
    /// Inflates to more than is allowed, or is packed more tightly than tables are.
    #[error("文件解压后过大，已拒绝读取。请删去多余的工作表和格式，再导入。")]
    Swollen,
    /// An XML part with a document type, which can name entities and other files.
    #[error("文件里有外部定义（DOCTYPE），表格不需要它，已拒绝读取。")]
    Doctype,
    /// More sheets than allowed.
    #[error("工作表太多，最多 {sheets_max} 张。")]
    TooManySheets {
        /// What is allowed.
        sheets_max: usize,
    },
    /// More rows than allowed.
    #[error("行数太多，最多 {rows_max} 行。请拆成几个文件再导入。")]
    TooManyRows {
        /// What is allowed.
        rows_max: u32,
    },
    /// Something stands far to the right.
    #[error("{place} 格里有内容，而最多只能有 {columns_max} 列。请删去右边多余的内容再导入。")]
    TooManyColumns {
        /// The cell as Excel names it, such as `XFD1048576`.
        place: String,
        /// What is allowed.
        columns_max: u32,
    },
    /// More cells than allowed.
    #[error("单元格太多，最多 {cells_max} 个。请删去多余的格式和空行，或拆成几个文件再导入。")]
    TooManyCells {
        /// What is allowed.
        cells_max: u64,
    },
    /// More cells than allowed that have a style and nothing in them.
    #[error(
        "有 {blank_cells_max} 个以上只有格式、没有内容的单元格。请选中表格下面和右边的空白处，删除整行整列，保存后再试。"
    )]
    TooManyBlank {
        /// What is allowed.
        blank_cells_max: u64,
    },
    /// One cell holds more than a cell can.
    #[error("{place} 里的文字太长，最多 {text_max} 个字。")]
    LongText {
        /// The cell, or the part where it stands.
        place: String,
        /// What is allowed, in characters.
        text_max: usize,
    },
    /// All texts together are more than allowed.
    #[error("表里的文字太多。请拆成几个文件再导入。")]
    TooMuchText,
    /// More merged ranges than allowed.
    #[error("合并的单元格太多，最多 {merged_max} 处。请取消合并再导入。")]
    TooManyMerged {
        /// What is allowed.
        merged_max: usize,
    },
    /// Asked for a sheet that the workbook does not have, or that holds a chart.
    #[error("文件里没有第 {} 张工作表，或者那一张不是表格。", .index + 1)]
    NoSuchSheet {
        /// From 0.
        index: usize,
    },
    /// Only a form of Excel's own format is filled in place.
    #[error("表样只能用 .xlsx 文件。请在 Excel 或 WPS 里“另存为”.xlsx 再放入。")]
    FormNotXlsx,
    /// A form that runs something by itself.
    #[error("这个表样里有宏，已拒绝。请另存为不含宏的 .xlsx 再放入。")]
    FormMacros,
    /// Below the heading stands something, and there are more rows than fit above it.
    #[error(
        "表头下面只空了 {n_free} 行，第 {row} 行起还有别的内容，放不下全部人员。请在表样里多留空行，或把下面的内容移到表头上面，再重新放入。"
    )]
    FormNoRoom {
        /// The row that is taken, as Excel numbers it.
        row: u32,
        /// How many rows are free above it.
        n_free: u32,
    },
    /// What is to be written belongs where the form has a formula.
    #[error("{place} 格里是表样自己的公式，不能填写。请把这一列设为“不填”。")]
    FormFormula {
        /// The cell as Excel names it.
        place: String,
    },
    /// Rows cannot be written one by one where cells of several rows are merged.
    #[error("表头下面从 {place} 起有合并的单元格，不能逐行填写。请取消合并，再重新放入。")]
    FormMerged {
        /// The first of them as Excel names it.
        place: String,
    },
    /// The process that read it ended by itself, or was ended by a limit of the operating system.
    #[error(
        "读取这个文件时出了意外，读取已中止，其他工作不受影响。请用 Excel 或 WPS 打开，“另存为”.xlsx 再试；仍不行的，请拆成几个文件。"
    )]
    ReaderFailed,
    /// It took longer than any table does.
    #[error("读取这个文件太费时间，已中止。请删去多余的格式和工作表，或拆成几个文件再试。")]
    TooSlow,
    /// No process could be started to read it: nothing is wrong with the file.
    #[error("系统暂时腾不出手来读这个文件，请稍后再试。")]
    NoReader,
}

impl Unreadable {
    /// A word for programs, which stays when the sentence changes.
    pub fn code(&self) -> &'static str {
        match self {
            Unreadable::Empty => "sheet_empty",
            Unreadable::TooLarge { .. } => "sheet_too_large",
            Unreadable::OldXls => "sheet_old_xls",
            Unreadable::Encrypted => "sheet_encrypted",
            Unreadable::WebPage => "sheet_web_page",
            Unreadable::NotATable => "sheet_not_a_table",
            Unreadable::Cut => "sheet_cut",
            Unreadable::Damaged { .. } => "sheet_damaged",
            Unreadable::Crafted { .. } => "sheet_crafted",
            Unreadable::Swollen => "sheet_swollen",
            Unreadable::Doctype => "sheet_doctype",
            Unreadable::TooManySheets { .. } => "sheet_too_many_sheets",
            Unreadable::TooManyRows { .. } => "sheet_too_many_rows",
            Unreadable::TooManyColumns { .. } => "sheet_too_many_columns",
            Unreadable::TooManyCells { .. } => "sheet_too_many_cells",
            Unreadable::TooManyBlank { .. } => "sheet_too_many_blank",
            Unreadable::LongText { .. } => "sheet_long_text",
            Unreadable::TooMuchText => "sheet_too_much_text",
            Unreadable::TooManyMerged { .. } => "sheet_too_many_merged",
            Unreadable::NoSuchSheet { .. } => "sheet_no_such_sheet",
            Unreadable::FormNotXlsx => "form_not_xlsx",
            Unreadable::FormMacros => "form_macros",
            Unreadable::FormNoRoom { .. } => "form_no_room",
            Unreadable::FormFormula { .. } => "form_formula",
            Unreadable::FormMerged { .. } => "form_merged",
            Unreadable::ReaderFailed => "sheet_reader_failed",
            Unreadable::TooSlow => "sheet_too_slow",
            Unreadable::NoReader => "sheet_no_reader",
        }
    }
}

pub(crate) fn damaged(what: impl Into<String>) -> Unreadable {
    Unreadable::Damaged { what: what.into() }
}

pub(crate) fn crafted(what: impl Into<String>) -> Unreadable {
    Unreadable::Crafted { what: what.into() }
}

fn megabytes(bytes: &usize) -> usize {
    bytes.div_ceil(1 << 20)
}
