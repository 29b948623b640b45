//! 健康码: the colors of codes from what the store knows, and the page on which somebody reads his.

mod altered;
mod appeals;
mod care;
mod kept;
mod known;
mod live;
mod manual;
mod numbers;
mod one_person;
mod outage;
mod outside;
mod page;
mod page_looks;
mod paper;
mod shown;
mod telling;
mod told;
mod work;

pub(crate) use altered::{live_colors, manual_altered};
pub use appeals::{
    AppealAsked, AppealReceipt, AppealSeen, CodeTold, appeal_answer, appeal_enter, appeals_list,
    code_tell,
};
pub(crate) use care::{CARE, CareBook, care_follow, care_read};
pub use care::{CareGiven, CareSeen, care_give, cares_list};
pub use kept::{CodeKept, code_kept};
pub use live::{code_of, live_personal_reasons, zone_exceptions, zone_reasons};
pub use manual::{
    CodePersonSeen, ManualSeen, NamedPerson, code_reason_decide, code_reason_end,
    code_reason_propose, code_reasons,
};
pub use numbers::{CodeNumbers, CodeWeek, code_numbers};
pub(crate) use outage::{OUTAGE, OutageBook, outage_follow, outage_read};
pub use outage::{OutageSeen, outage_begin, outage_end, outages_list};
pub use outside::{OutsideSeen, outside_list, outside_refuse};
pub use page::{
    CodeFound, CodePerson, LookedAt, OwnAppeal, PageAppeal, appeal_on_page, code_look_up,
};
pub use paper::{
    paper_code_end, paper_code_ended, paper_code_of_page, paper_code_of_page_pdf, paper_code_pdf,
    paper_code_sheet,
};
pub use shown::{CodeShown, code_alias, code_shown};
pub use telling::{Told, codes_tell};
pub use work::{WorkDone, WorkList, WorkRow, code_work, code_work_note};

use crate::caller::Request;
use fangxian_store::feed::Change;

/// What the feed says where something of codes changed.
const CHANGED: &str = "codes";

fn changed(req: &Request) -> Change {
    crate::city::change(&req.city.key(), req.now, CHANGED, "")
}
