//! Results to the person whose they are: looked up with a second secret, told at a counter, on
//! paper. Nothing here ever says who else was in a tube.

mod bindings;
mod cards;
mod codes;
mod counter;
mod guesses;
mod look_up;
mod report;
mod signing;
mod sms;
mod tests_of;
mod tickets;

pub(crate) use bindings::bond_over;
pub use bindings::{BindingAsked, binding_begin, binding_end};
pub use cards::{card_pdf, card_renew, cards_pdf, receipt_of};
pub use codes::code_send;
pub use counter::{BindingSeen, PersonResults, person_report_pdf, person_results};
pub(crate) use guesses::Guesses;
pub use look_up::{Asked, Found, FoundPerson, LookUpRefused, look_up, tries_tidy};
pub(crate) use look_up::{family_of, note_looks, proven};
pub use signing::{NotGenuine, REPORT_BEGINS, report_key_id, report_verify};
pub(crate) use signing::{Receipts, ReportKey};
pub use sms::{SmsFailure, SmsGateway, sms_relay};
pub(crate) use sms::{notice_put, reminder_put, sms_put};
pub use tests_of::TestShown;
pub(crate) use tests_of::tests_of;
pub use tickets::look_up_report;

use crate::City;
use fangxian_core::CityDay;
use fangxian_core::results::promise_of_guide;
use fangxian_core::sites::ReportRule;

/// By which clock reports are promised on a day, where a site states none of its own; none where no
/// guide says anything.
pub fn promise_rule(city: &City, day: CityDay) -> Option<ReportRule> {
    let mut guides = city.rules.guides_on(day);
    guides.find_map(|guide| promise_of_guide(&guide.report_times))
}
