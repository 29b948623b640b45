//! Reports that a superior asks for in a form of his own: what may be drawn on for which purpose,
//! and what people write above it.

use crate::coded;
use crate::people::Column;

coded! {
    /// What a report is for. Each may hold only what it needs (must-hold P11).
    ReportPurpose {
        /// 核酸采样: who is to be tested, and who was.
        Sampling = "sampling",
        /// 健康随访、转运: whom somebody else takes over by document and phone.
        HealthCare = "health_care",
        /// 物资保供: what goes to which door.
        Supply = "supply",
        /// 人数统计: counts, and nobody by name.
        Statistics = "statistics",
    }

    /// What one row of a report is.
    ReportRow {
        /// A person.
        Person = "person",
        /// A household.
        Household = "household",
        /// A building or lane with its counts.
        Building = "building",
    }

    /// What a column of a report is drawn from.
    ReportField {
        /// 序号
        Serial = "serial",
        /// 姓名; of a household its first person's.
        Name = "name",
        /// 证件类型
        DocumentKind = "document_kind",
        /// 证件号码, all but its ends hidden.
        DocumentMasked = "document_masked",
        /// 证件号码, whole.
        DocumentWhole = "document_whole",
        /// 性别
        Sex = "sex",
        /// 年龄
        Age = "age",
        /// 出生日期
        Born = "born",
        /// 联系电话, all but its ends hidden.
        PhoneMasked = "phone_masked",
        /// 联系电话, whole.
        PhoneWhole = "phone_whole",
        /// 社区
        Community = "community",
        /// 小区
        Compound = "compound",
        /// 楼号
        Building = "building",
        /// 单元
        Unit = "unit",
        /// 房号
        Room = "room",
        /// 住址, in one piece.
        Address = "address",
        /// 与户主关系
        Relation = "relation",
        /// 居住类型
        Stay = "stay",
        /// 备注
        Note = "note",
        /// 结果 in the round.
        Outcome = "outcome",
        /// 原因 beside it.
        OutcomeReason = "outcome_reason",
        /// 登记时间 of it.
        OutcomeAt = "outcome_at",
        /// 人数
        CountPeople = "count_people",
        /// 户数
        CountHouseholds = "count_households",
        /// 已完成人数 in the round.
        CountDone = "count_done",
        /// 未登记人数 in the round.
        CountMissing = "count_missing",
        /// 60岁以上人数
        CountAged = "count_aged",
    }

    /// What stands in a single cell above the table.
    ReportCell {
        /// 单位: the community.
        Community = "community",
        /// 日期: the day of filling.
        Today = "today",
        /// 填表人: who fills it.
        Reporter = "reporter",
        /// 合计: how many people.
        TotalPeople = "total_people",
        /// How many households.
        TotalHouseholds = "total_households",
    }
}

/// From this age somebody is counted among the aged, as forms of the health offices have it.
pub const AGED_FROM_YEARS: i16 = 60;

impl ReportPurpose {
    /// Whether a report for this purpose may hold the field.
    pub fn permits(self, field: ReportField) -> bool {
        use ReportField as F;
        match field {
            F::Serial
            | F::Community
            | F::Compound
            | F::Building
            | F::CountPeople
            | F::CountHouseholds
            | F::CountDone
            | F::CountMissing
            | F::CountAged => true,
            F::Unit | F::Room | F::Address | F::Name => self != ReportPurpose::Statistics,
            F::PhoneMasked | F::Note => self != ReportPurpose::Statistics,
            F::PhoneWhole => matches!(self, ReportPurpose::HealthCare | ReportPurpose::Supply),
            F::DocumentKind | F::DocumentMasked | F::Sex | F::Age | F::Stay => {
                matches!(self, ReportPurpose::Sampling | ReportPurpose::HealthCare)
            }
            F::DocumentWhole | F::Born | F::Relation => self == ReportPurpose::HealthCare,
            F::Outcome | F::OutcomeReason | F::OutcomeAt => {
                matches!(self, ReportPurpose::Sampling | ReportPurpose::HealthCare)
            }
        }
    }
}

impl ReportRow {
    /// Whether such a row has the field.
    pub fn has(self, field: ReportField) -> bool {
        use ReportField as F;
        match field {
            F::Serial | F::Community | F::Compound | F::Building => true,
            F::Unit | F::Room | F::Address | F::Name | F::PhoneMasked | F::PhoneWhole => {
                self != ReportRow::Building
            }
            F::CountPeople | F::CountDone | F::CountMissing | F::CountAged => {
                self != ReportRow::Person
            }
            F::CountHouseholds => self == ReportRow::Building,
            F::DocumentKind
            | F::DocumentMasked
            | F::DocumentWhole
            | F::Sex
            | F::Age
            | F::Born
            | F::Relation
            | F::Stay
            | F::Note
            | F::Outcome
            | F::OutcomeReason
            | F::OutcomeAt => self == ReportRow::Person,
        }
    }
}

impl ReportField {
    /// What people write above it: for a list of people the words of our own lists, and what only
    /// reports have.
    pub fn synonyms(self) -> &'static [&'static str] {
        match self {
            ReportField::Serial => &["序号", "编号", "序", "no", "no."],
            ReportField::Name => Column::Name.synonyms(),
            ReportField::DocumentKind => Column::DocumentKind.synonyms(),
            ReportField::DocumentWhole => Column::DocumentNumber.synonyms(),
            ReportField::DocumentMasked | ReportField::PhoneMasked => &[],
            ReportField::Sex => Column::Sex.synonyms(),
            ReportField::Age => &["年龄", "周岁", "岁数", "age"],
            ReportField::Born => Column::Born.synonyms(),
            ReportField::PhoneWhole => Column::Phone.synonyms(),
            ReportField::Community => {
                &["社区", "所属社区", "村（社区）", "社区名称", "所在社区", "community"]
            }
            ReportField::Compound => Column::Compound.synonyms(),
            ReportField::Building => Column::Building.synonyms(),
            ReportField::Unit => Column::Unit.synonyms(),
            ReportField::Room => Column::Room.synonyms(),
            ReportField::Address => Column::Address.synonyms(),
            ReportField::Relation => Column::Relation.synonyms(),
            ReportField::Stay => Column::Stay.synonyms(),
            ReportField::Note => Column::Note.synonyms(),
            ReportField::Outcome => {
                &["是否采样", "采样情况", "核酸情况", "完成情况", "是否完成", "结果", "outcome"]
            }
            ReportField::OutcomeReason => &["未采原因", "未完成原因", "原因", "reason"],
            ReportField::OutcomeAt => &["采样时间", "登记时间", "完成时间", "时间", "time"],
            ReportField::CountPeople => {
                &["人数", "总人数", "人口数", "应采人数", "家庭人口", "people"]
            }
            ReportField::CountHouseholds => &["户数", "总户数", "households"],
            ReportField::CountDone => &["已采人数", "完成人数", "已完成", "实采人数", "done"],
            ReportField::CountMissing => &["未采人数", "未完成人数", "漏采人数", "missing"],
            ReportField::CountAged => &["60岁以上", "60岁以上人数", "老年人数", "aged"],
        }
    }

    /// The field that shows less of the same: for a purpose that does not permit the whole.
    pub fn masked(self) -> Option<ReportField> {
        match self {
            ReportField::DocumentWhole => Some(ReportField::DocumentMasked),
            ReportField::PhoneWhole => Some(ReportField::PhoneMasked),
            ReportField::Serial
            | ReportField::Name
            | ReportField::DocumentKind
            | ReportField::DocumentMasked
            | ReportField::Sex
            | ReportField::Age
            | ReportField::Born
            | ReportField::PhoneMasked
            | ReportField::Community
            | ReportField::Compound
            | ReportField::Building
            | ReportField::Unit
            | ReportField::Room
            | ReportField::Address
            | ReportField::Relation
            | ReportField::Stay
            | ReportField::Note
            | ReportField::Outcome
            | ReportField::OutcomeReason
            | ReportField::OutcomeAt
            | ReportField::CountPeople
            | ReportField::CountHouseholds
            | ReportField::CountDone
            | ReportField::CountMissing
            | ReportField::CountAged => None,
        }
    }

    /// The field itself where a report of such rows for this purpose may hold it, else the one
    /// that shows less, else none.
    pub fn allowed(self, purpose: ReportPurpose, row: ReportRow) -> Option<ReportField> {
        let may = |field: &ReportField| purpose.permits(*field) && row.has(*field);
        Some(self).filter(may).or_else(|| self.masked().filter(may))
    }
}

impl ReportCell {
    /// What a label means that stands above a table: 填报单位（盖章）： is the unit.
    pub fn of_label(label: &str) -> Option<ReportCell> {
        let plain: String = label.chars().filter(|sign| !sign.is_whitespace()).collect();
        let plain = plain.trim_end_matches(['：', ':', '_', '＿']);
        let plain = plain.split(['（', '(']).next().unwrap_or_default();
        match plain {
            "单位" | "填报单位" | "报送单位" | "社区" | "村" | "社区名称" => {
                Some(ReportCell::Community)
            }
            "日期" | "填报日期" | "报送日期" | "填表日期" | "时间" | "填报时间" => {
                Some(ReportCell::Today)
            }
            "填表人" | "填报人" | "经办人" | "报送人" => Some(ReportCell::Reporter),
            "合计" | "总人数" | "合计人数" => Some(ReportCell::TotalPeople),
            "总户数" | "合计户数" => Some(ReportCell::TotalHouseholds),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ReportField as F;

    #[test]
    fn a_purpose_permits_what_it_needs_and_no_more() {
        let permitted = |purpose: ReportPurpose| -> Vec<&str> {
            let fields = F::ALL.iter().filter(|field| purpose.permits(**field));
            fields.map(|field| field.code()).collect()
        };
        assert_eq!(
            permitted(ReportPurpose::Statistics).join(" "),
            "serial community compound building count_people count_households count_done \
             count_missing count_aged"
        );
        for purpose in [ReportPurpose::Sampling, ReportPurpose::Supply, ReportPurpose::Statistics] {
            assert!(!purpose.permits(F::DocumentWhole), "{purpose:?}");
        }
        assert!(!ReportPurpose::Supply.permits(F::DocumentMasked));
        assert!(!ReportPurpose::Supply.permits(F::Outcome));
        // Each field is good for something.
        for field in F::ALL {
            let some = ReportPurpose::ALL.iter().any(|purpose| purpose.permits(*field));
            assert!(some && ReportRow::ALL.iter().any(|row| row.has(*field)), "{field:?}");
        }
    }

    #[test]
    fn what_is_not_permitted_is_shown_masked_or_not_at_all() {
        let check = |field: F, purpose, row, allowed: Option<F>| {
            assert_eq!(field.allowed(purpose, row), allowed, "{field:?} {purpose:?}");
        };
        let (person, household) = (ReportRow::Person, ReportRow::Household);
        check(F::DocumentWhole, ReportPurpose::HealthCare, person, Some(F::DocumentWhole));
        check(F::DocumentWhole, ReportPurpose::Sampling, person, Some(F::DocumentMasked));
        check(F::DocumentWhole, ReportPurpose::Supply, person, None);
        check(F::PhoneWhole, ReportPurpose::Sampling, person, Some(F::PhoneMasked));
        check(F::Name, ReportPurpose::Statistics, person, None);
        check(F::CountPeople, ReportPurpose::Supply, household, Some(F::CountPeople));
        check(F::CountPeople, ReportPurpose::Supply, person, None);
    }

    #[test]
    fn labels_above_a_table_are_read() {
        let check = |label: &str, cell| assert_eq!(ReportCell::of_label(label), cell, "{label}");
        check("单位：", Some(ReportCell::Community));
        check("填报单位（盖章）：", Some(ReportCell::Community));
        check("日 期:", Some(ReportCell::Today));
        check("填表人", Some(ReportCell::Reporter));
        check("合计：____", Some(ReportCell::TotalPeople));
        check("单位：甲社区", None);
        check("核酸检测统计表", None);
    }

    #[test]
    fn no_two_fields_share_a_heading() {
        let mut seen = std::collections::BTreeSet::new();
        for words in F::ALL.iter().flat_map(|field| field.synonyms()) {
            assert!(seen.insert(*words), "{words}");
        }
    }
}
