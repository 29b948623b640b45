//! 健康码: the colors of codes from what the store knows, and the page on which somebody reads his.

mod known;
mod live;
mod one_person;
mod page;

pub use live::{code_of, live_personal_reasons, zone_reasons};
pub use page::{CodeFound, CodePerson, LookedAt, code_look_up};
