//! What goes wrong in passage: codes, their reasons, appeals.

use fangxian_core::codes::{OutageFlaw, ProposedFlaw};

/// Why something of passage was refused.
#[derive(Debug, thiserror::Error)]
pub enum PassageRefusal {
    /// A reason cannot be proposed so.
    #[error("{0}。没有改变任何人的码。")]
    Proposed(ProposedFlaw),
    /// Some of those who are named are not in the register, by document and name.
    #[error("第{}行没有查到：证件号和姓名要与登记的一致，且在本单位辖区内。一个人也没有登记。", lines(.0))]
    LinesUnknown(Vec<usize>),
    /// The same record has colored one of them before.
    #[error("名单里有人已经凭同一个记录号登记过。延长要有新的调查记录，不能拿旧的再用。")]
    EvidenceUsed,
    /// People of several counties in one reason.
    #[error("一次只能登记同一个县（市、区）的人，请分开登记。")]
    SeveralCounties,
    /// There is no such reason, or not any more.
    #[error("这条理由已经失效或不存在，不用申诉，请刷新查看。")]
    NoSuchReason,
    /// As many appeals against one reason as anybody may.
    #[error("这条理由已经申诉过3次，请打12345询问进展。")]
    AppealsTooMany,
    /// Nobody answered in time, and the reason is over.
    #[error("这条申诉逾期没有答复，理由已经自动失效，不能再维持。")]
    AppealLapsed,
    /// What a laboratory found of somebody himself.
    #[error("本人检测结果要由实验室更正，这里不能撤销。请转疾控复核。")]
    LabDecides,
    /// By whose words a gathering is not held on its day.
    #[error("这一天不得举办，没有报备：{0}。")]
    GatheringBarred(String),
    /// The code of a tube was never given out.
    #[error("管码不在发放过的号段里。请照管子上的再抄一遍，或者空着不填。")]
    TubeUnknown,
    /// That codes are down cannot be said so.
    #[error("{0}。没有停用健康码。")]
    Outage(OutageFlaw),
    /// Somebody else's sample is in the tube.
    #[error("这根管子里已经是别人的样本。请换一根管子，或核对管码。")]
    TubeTaken,
    /// More people than the tube is for.
    #[error("这根管子装不下这么多人，请换一根管子。")]
    TubeFull,
}

impl PassageRefusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            PassageRefusal::Proposed(flaw) => match flaw.is_list_without_evidence() {
                true => "code_list_refused",
                false => "code_reason_refused",
            },
            PassageRefusal::LinesUnknown(_) => "code_lines_unknown",
            PassageRefusal::EvidenceUsed => "code_evidence_used",
            PassageRefusal::SeveralCounties => "code_several_counties",
            PassageRefusal::NoSuchReason => "code_reason_gone",
            PassageRefusal::AppealsTooMany => "appeals_too_many",
            PassageRefusal::AppealLapsed => "appeal_lapsed",
            PassageRefusal::LabDecides => "lab_decides",
            PassageRefusal::GatheringBarred(_) => "gathering_barred",
            PassageRefusal::Outage(_) => "code_outage_refused",
            PassageRefusal::TubeUnknown | PassageRefusal::TubeTaken | PassageRefusal::TubeFull => {
                "tube_unfit"
            }
        }
    }
}

fn lines(all: &[usize]) -> String {
    let first: Vec<String> = all.iter().take(10).map(usize::to_string).collect();
    let more = if all.len() > 10 { "等" } else { "" };
    format!("{}{more}", first.join("、"))
}
