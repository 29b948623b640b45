//! What goes wrong in mass testing.

use fangxian_core::antigen::{MarkFlaw, PhotoFlaw, ReportFlaw};
use fangxian_core::pools::ResultFlaw;
use fangxian_core::sampling::TubeCode;

/// Why something of mass testing was refused.
#[derive(Debug, thiserror::Error)]
pub enum TestingRefusal {
    /// The other side has counted already.
    #[error("这次交接已经收过，不能再收一次，请刷新查看。")]
    HandoverTaken,
    /// The plate has results that wait for a signature, or are signed.
    #[error("这块板已有待审核或已审核的结果，不能再录一次。")]
    PlateEntered,
    /// A control that nobody in the laboratory knows of was missed.
    #[error("这块板的质量核查未通过，不能审核。请整板判无效后重做，并联系市指挥部。")]
    PlateHeld,
    /// There is no result that could be printed.
    #[error("这次检测还没有可以打印的报告。")]
    NoReport,
    /// Somebody may look for as many as anybody may.
    #[error("此人已绑定{}人，不能再多。", fangxian_core::results::BINDINGS_MAX)]
    BindingsTooMany,
    /// He may look for this person already.
    #[error("这两人已经绑定过，不必重复登记。")]
    BindingKnown,
    /// The same was said of him for some of these days.
    #[error("此人在这段日期里已有同样的登记，不要重复。")]
    TestEntryKnown,
    /// The phone was never enrolled.
    #[error("这部手机还没有登记为采样设备，请联网后重新领取名单。")]
    DeviceUnknown,
    /// The phone was reported lost.
    #[error("这部手机已被注销采样资格，不再接收它的数据。请联系社区。")]
    DeviceRevoked,
    /// What a phone sent does not bear its signature.
    #[error("上传内容的签名不对，没有写入。请重新上传；仍不行请联系社区。")]
    SignatureWrong,
    /// A report of an antigen test cannot be so.
    #[error("{0}。")]
    AntigenRefused(ReportFlaw),
    /// What is no photo, or too large a one.
    #[error("{0}。")]
    PhotoRefused(PhotoFlaw),
    /// That cannot be said of a report of an antigen test.
    #[error("{0}。")]
    AntigenMarkRefused(MarkFlaw),
    /// Results cannot be signed, which and why.
    #[error("{}", results_sentence(.0))]
    ResultsRefused(Vec<(TubeCode, ResultFlaw)>),
}

impl TestingRefusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            TestingRefusal::HandoverTaken => "handover_taken",
            TestingRefusal::PlateEntered => "plate_entered",
            TestingRefusal::PlateHeld => "plate_held",
            TestingRefusal::NoReport => "no_report",
            TestingRefusal::BindingsTooMany => "bindings_too_many",
            TestingRefusal::BindingKnown => "binding_known",
            TestingRefusal::TestEntryKnown => "test_entry_known",
            TestingRefusal::DeviceUnknown => "device_unknown",
            TestingRefusal::DeviceRevoked => "device_revoked",
            TestingRefusal::SignatureWrong => "signature_wrong",
            TestingRefusal::AntigenRefused(_) => "antigen_refused",
            TestingRefusal::PhotoRefused(flaw) => flaw.code(),
            TestingRefusal::AntigenMarkRefused(_) => "antigen_mark_refused",
            TestingRefusal::ResultsRefused(_) => "results_refused",
        }
    }
}

/// The first few in words, and how many more.
fn results_sentence(flaws: &[(TubeCode, ResultFlaw)]) -> String {
    let first: Vec<String> =
        flaws.iter().take(5).map(|(tube, flaw)| format!("{}：{flaw}", tube.spaced())).collect();
    let more = match flaws.len().saturating_sub(5) {
        0 => String::new(),
        n => format!("；另有{n}管"),
    };
    format!("结果没有签发，一条也没有写入。{}{more}。", first.join("；"))
}
