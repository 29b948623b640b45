//! What the columns of lists that ask about people are called by those who send them.

use crate::coded;

coded! {
    /// What a column of such a list holds.
    VerifyColumn {
        /// 姓名
        Name = "name",
        /// 证件类型
        DocumentKind = "document_kind",
        /// 证件号码
        DocumentNumber = "document_number",
        /// 电话
        Phone = "phone",
        /// 住址、目的地: where he is thought to be.
        Address = "address",
        /// 暴露地点: where he may have met a case.
        ExposurePlace = "exposure_place",
        /// 暴露时间
        ExposureTime = "exposure_time",
        /// 协查编号: by which the sender knows the line.
        Reference = "reference",
        /// 备注
        Note = "note",
        /// 核查结果: to be filled in here.
        Result = "result",
        /// 核查时间
        AnsweredAt = "answered_at",
        /// 核查单位
        AnsweredBy = "answered_by",
    }
}

/// The columns that are looked for in a list.
pub const LIST_COLUMNS: &[VerifyColumn] = VerifyColumn::ALL;
/// Those that are filled in, in the order in which they are put behind a list that has none of them.
pub const ANSWER_COLUMNS: [VerifyColumn; 3] =
    [VerifyColumn::Result, VerifyColumn::AnsweredAt, VerifyColumn::AnsweredBy];

impl VerifyColumn {
    /// What we call it.
    pub fn title(self) -> &'static str {
        self.synonyms().first().copied().unwrap_or_default()
    }

    /// What people call it, the usual name first.
    pub fn synonyms(self) -> &'static [&'static str] {
        match self {
            VerifyColumn::Name => &["姓名", "人员姓名", "被核查人", "name"],
            VerifyColumn::DocumentKind => &["证件类型", "证件种类", "证件类别"],
            VerifyColumn::DocumentNumber => {
                &["证件号码", "身份证号码", "身份证号", "身份证", "证件号", "公民身份号码"]
            }
            VerifyColumn::Phone => &["联系电话", "电话", "手机号码", "手机", "联系方式", "号码"],
            VerifyColumn::Address => {
                &["住址", "现住址", "居住地址", "目的地", "落脚点", "地址", "所属社区", "社区"]
            }
            VerifyColumn::ExposurePlace => {
                &["暴露地点", "接触地点", "同时空地点", "风险点位", "涉及场所", "活动地点"]
            }
            VerifyColumn::ExposureTime => {
                &["暴露时间", "接触时间", "同时空时间", "涉及时间", "活动时间"]
            }
            VerifyColumn::Reference => &["协查编号", "编号", "协查函号", "流水号"],
            VerifyColumn::Note => &["备注", "说明"],
            VerifyColumn::Result => &[
                "核查结果",
                "反馈结果",
                "核实结果",
                "协查结果",
                "核查情况",
                "反馈情况",
                "核实情况",
                "管控情况",
                "反馈",
            ],
            VerifyColumn::AnsweredAt => &["核查时间", "反馈时间", "核实时间"],
            VerifyColumn::AnsweredBy => &["核查单位", "反馈单位", "核实单位", "核查社区"],
        }
    }
}

/// Whether people can be found by these columns: by a document or a phone, or at least by name and
/// address.
pub fn is_enough(columns: &[VerifyColumn]) -> bool {
    let has = |column| columns.contains(&column);
    has(VerifyColumn::DocumentNumber)
        || has(VerifyColumn::Phone)
        || (has(VerifyColumn::Name) && has(VerifyColumn::Address))
}
