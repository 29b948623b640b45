//! The columns of the lists that people keep, and what they write above them.

use crate::coded;

coded! {
    /// What a column of a list holds.
    Column {
        /// 姓名
        Name = "name",
        /// 证件类型
        DocumentKind = "document_kind",
        /// 证件号码
        DocumentNumber = "document_number",
        /// 联系电话
        Phone = "phone",
        /// 性别
        Sex = "sex",
        /// 出生日期
        Born = "born",
        /// 与户主关系
        Relation = "relation",
        /// 居住类型
        Stay = "stay",
        /// 小区、自然村
        Compound = "compound",
        /// 楼号
        Building = "building",
        /// 单元
        Unit = "unit",
        /// 房号、门牌号
        Room = "room",
        /// 地址, in one piece
        Address = "address",
        /// 备注
        Note = "note",
    }
}

impl Column {
    /// The heading of our own lists.
    pub fn title(self) -> &'static str {
        HEADINGS.iter().find(|(column, ..)| *column == self).map_or("", |(_, title, _)| title)
    }

    /// Every heading that means it, its own among them.
    pub fn synonyms(self) -> &'static [&'static str] {
        HEADINGS.iter().find(|(column, ..)| *column == self).map_or(&[], |(.., words)| words)
    }
}

/// The heading of our own lists, and all that are known to mean the same.
const HEADINGS: [(Column, &str, &[&str]); 14] = [
    (Column::Name, "姓名", &["姓名", "名字", "居民姓名", "人员姓名", "成员姓名", "name"]),
    (
        Column::DocumentKind,
        "证件类型",
        &["证件类型", "证件类别", "证件种类", "document type", "id type"],
    ),
    (
        Column::DocumentNumber,
        "证件号码",
        &[
            "证件号码",
            "身份证号",
            "身份证号码",
            "身份证",
            "证件号",
            "公民身份号码",
            "公民身份证号码",
            "身份证件号码",
            "id number",
            "id no",
            "id",
        ],
    ),
    (
        Column::Phone,
        "联系电话",
        &[
            "联系电话",
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "联系方式",
            "电话号码",
            "phone",
            "mobile",
            "tel",
        ],
    ),
    (Column::Sex, "性别", &["性别", "sex", "gender"]),
    (
        Column::Born,
        "出生日期",
        &["出生日期", "出生年月", "出生年月日", "生日", "date of birth", "birth date", "birthday"],
    ),
    (
        Column::Relation,
        "与户主关系",
        &["与户主关系", "与户主的关系", "家庭关系", "户主关系", "关系", "relation"],
    ),
    (
        Column::Stay,
        "居住类型",
        &[
            "居住类型",
            "居住情况",
            "人员类别",
            "人员类型",
            "人口类型",
            "常住暂住",
            "居住性质",
            "residence",
        ],
    ),
    (
        Column::Compound,
        "小区",
        &[
            "小区",
            "小区名称",
            "自然村",
            "院落",
            "小区（院落）",
            "所在小区",
            "村组",
            "巷",
            "街",
            "街巷",
            "巷道",
            "胡同",
            "compound",
        ],
    ),
    (
        Column::Building,
        "楼号",
        &["楼号", "楼栋", "楼栋号", "栋号", "楼", "幢号", "楼幢", "building"],
    ),
    (Column::Unit, "单元", &["单元", "单元号", "门栋", "unit"]),
    (
        Column::Room,
        "房号",
        &["房号", "室号", "门牌号", "门牌", "房间号", "户号", "门号", "院号", "室", "room", "door"],
    ),
    (
        Column::Address,
        "住址",
        &["住址", "地址", "家庭住址", "现住址", "居住地址", "详细地址", "家庭地址", "address"],
    ),
    (Column::Note, "备注", &["备注", "说明", "其他", "remark", "note", "remarks"]),
];

/// The columns of a roster, in the order of our own lists.
pub const ROSTER_COLUMNS: &[Column] = Column::ALL;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_columns_share_a_heading() {
        let mut seen = std::collections::BTreeSet::new();
        for column in ROSTER_COLUMNS {
            assert!(column.synonyms().contains(&column.title()));
            for words in column.synonyms() {
                assert!(seen.insert(*words), "{words}");
            }
        }
    }
}
