//! Antigen tests at home: reported by the person, by whoever may look for him, or by staff; whoever
//! is positive is held and somebody is sent to his door in the same transaction.

mod discordance;
mod follow;
mod keep;
mod known;
mod pass;
mod photo;
mod report;
mod room;

pub(crate) use discordance::antigen_discordance;
pub(crate) use follow::antigen_settle;
pub use keep::{MarkAsked, antigen_mark, antigen_photo_see};
pub use known::{AntigenOwn, antigen_own};
pub(crate) use known::{antigen_tests_of, held_by_antigen, positive_people, stay_of};
pub use pass::{AntigenPass, PassGiven, antigen_pass, antigen_prove};
pub use photo::{Photo, photo_read};
pub use report::{
    AntigenAnswer, AntigenAsked, AntigenRefused, AntigenWhen, antigen_report_public,
    antigen_report_staff, photo_checked,
};
pub use room::{AntigenRoom, AntigenRow, PlaceAntigen, antigen_room};

use crate::seals::Spot;
use fangxian_core::ids::AntigenReportId;

/// How far back reports are looked at, in days: as far as tests are.
const DAYS: i64 = 30;

fn photo_spot(report: AntigenReportId) -> Spot {
    Spot { column: "antigen_photo.photo_sealed", record: report.uuid() }
}
