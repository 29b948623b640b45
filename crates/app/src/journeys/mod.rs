//! "What must I do?": what is known of places outside the city, and the answer on a page and on
//! paper.

mod book;
mod keep;
mod paper;

pub use book::{JourneyBook, journey_facts};
pub(crate) use book::{TOPIC as CASES, journey_facts_each};
pub use keep::{CaseReport, case_elsewhere_report, case_elsewhere_withdraw, cases_elsewhere_list};
pub use paper::{journey_pdf, journey_way};

use crate::Refusal;
use crate::caller::Request;
use fangxian_core::journeys::{Facts, Question};
use fangxian_core::policy::Act;

/// What is known for a question that staff answer at the counter or by phone.
pub async fn journey_known(req: &Request, q: &Question) -> Result<Facts, Refusal> {
    req.authorize(Act::ElsewhereSee)?;
    journey_facts(&req.city, q).await
}

/// Whether the caller may look places of the country up.
pub fn country_see(req: &Request) -> Result<(), Refusal> {
    req.authorize(Act::ElsewhereSee).map(drop)
}
