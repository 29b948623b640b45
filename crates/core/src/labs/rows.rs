//! A row of a file of results, as laboratories write them.

use super::{Ct, Well};
use crate::coded;
use crate::pools::TubeOutcome;
use crate::sampling::TubeCode;

/// A row that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// The well.
    pub well: Well,
    /// The tube; none in the row of a control.
    pub tube: Option<TubeCode>,
    /// The curves.
    pub ct: Ct,
    /// What is said; none where the curves are to say it, or in the row of a control.
    pub outcome: Option<TubeOutcome>,
}

coded! {
    /// Why a file is not taken. One such row, and nothing of the file is.
    FileRowFlaw {
        /// 孔位读不懂
        Well = "well",
        /// 管码读不懂或校验不对
        Code = "code",
        /// Ct值读不懂
        Ct = "ct",
        /// 结果读不懂
        Outcome = "outcome",
        /// 孔位写了两次
        WellTwice = "well_twice",
        /// 这一孔不在板上
        NotOnPlate = "not_on_plate",
        /// 管码与板位图不符
        OtherTube = "other_tube",
        /// 板上有这一孔，文件里没有
        Absent = "absent",
        /// 有扩增曲线却填阴性，或对照不成立
        Entry = "entry",
    }
}

impl FileRowFlaw {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            FileRowFlaw::Well => "孔位读不懂，应为A01到H12",
            FileRowFlaw::Code => "管码读不懂，或校验不对",
            FileRowFlaw::Ct => "Ct值读不懂：应为数字，未检出留空或写“未检出”",
            FileRowFlaw::Outcome => "结果读不懂：应为阴性、阳性、可疑或无效",
            FileRowFlaw::WellTwice => "这一孔写了两次",
            FileRowFlaw::NotOnPlate => "这一孔不在板位图上",
            FileRowFlaw::OtherTube => "管码与板位图上的不符",
            FileRowFlaw::Absent => "板位图上有这一孔，文件里没有",
            FileRowFlaw::Entry => "有扩增曲线却填阴性，或对照不成立却没有填无效",
        }
    }
}

/// Reads the words of a row.
pub fn read_row(
    well: &str,
    tube: &str,
    orf: &str,
    n: &str,
    outcome: &str,
) -> Result<FileRow, FileRowFlaw> {
    let well = Well::parse(well).ok_or(FileRowFlaw::Well)?;
    let is_control = tube.trim().is_empty() || tube.contains("对照") || tube.contains("质控");
    let tube = match is_control {
        true => None,
        false => Some(TubeCode::parse(tube).map_err(|_| FileRowFlaw::Code)?),
    };
    let ct = Ct { orf: read_ct(orf)?, n: read_ct(n)? };
    Ok(FileRow { well, tube, ct, outcome: read_outcome(outcome)? })
}

/// Reads a Ct value: 28.35, 28, 未检出, NoCt, nothing. In hundredths.
pub fn read_ct(text: &str) -> Result<Option<i64>, FileRowFlaw> {
    let bare = text.trim().to_ascii_lowercase();
    let silent = ["", "-", "/", "无", "未检出", "noct", "no ct", "n/a", "undetermined", "undet"];
    if silent.contains(&bare.as_str()) {
        return Ok(None);
    }
    let (whole, part) = bare.split_once('.').unwrap_or((&bare, ""));
    let digits = |text: &str| text.bytes().all(|sign| sign.is_ascii_digit());
    if whole.is_empty() || whole.len() > 2 || !digits(whole) || part.len() > 12 || !digits(part) {
        return Err(FileRowFlaw::Ct);
    }
    // Two places are kept: a machine that writes more writes noise.
    let kept: String = part.chars().chain("00".chars()).take(2).collect();
    let hundredths: i64 = format!("{whole}{kept}").parse().map_err(|_| FileRowFlaw::Ct)?;
    match (Ct { orf: Some(hundredths), n: None }).is_possible() {
        true => Ok(Some(hundredths)),
        false => Err(FileRowFlaw::Ct),
    }
}

/// Reads an outcome in the words of laboratories; nothing where none is written.
pub fn read_outcome(text: &str) -> Result<Option<TubeOutcome>, FileRowFlaw> {
    match text.trim() {
        "" => Ok(None),
        "阴性" | "阴" | "未检出" | "-" | "negative" => Ok(Some(TubeOutcome::Negative)),
        "阳性" | "阳" | "检出" | "+" | "positive" => Ok(Some(TubeOutcome::Positive)),
        "可疑" | "单靶标" | "灰区" | "unclear" => Ok(Some(TubeOutcome::Unclear)),
        "无效" | "重做" | "invalid" => Ok(Some(TubeOutcome::Invalid)),
        _ => Err(FileRowFlaw::Outcome),
    }
}
