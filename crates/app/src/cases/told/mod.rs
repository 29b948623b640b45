//! What is told of cases: reports in somebody's words, chains as people chose them, places that everybody
//! is told of, and where what was said and what was seen do not go together.

mod contradict;
mod links;
pub(super) mod publish;
mod publish_draft;
mod report;
mod transmission;

pub use contradict::{
    ContradictionFact, ContradictionFound, ContradictionFoundAs, ContradictionSeen,
    ContradictionsSeen, contradiction_record, contradiction_say, contradictions_see,
};
pub use publish::{
    RiskDeciding, RiskDrafted, RiskListSeen, RiskTold, risk_decide, risk_draft, risk_lists,
    risk_propose, risk_rules, risk_told,
};
pub use publish_draft::{Asking as RiskAsking, StatedCount};
pub use report::{
    ReportAccepting, ReportPasting, ReportSeen, report_accept, report_paste, reports_see,
};
pub use transmission::{
    ChainFile, TransmissionAsking, TransmissionCase, TransmissionChoosing, TransmissionSeen,
    transmission_choose, transmission_export, transmission_see,
};
