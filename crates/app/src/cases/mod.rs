//! 病例: opened upon a report, followed on a line of time, and traced: whom it met.
//!
//! A tracer with an open case and the purpose of tracing sees them, and nobody else: another role, another
//! county and a closed case get "not found". Every look is logged, with whom it was of.

mod counts;
mod decide;
mod feed;
mod found;
mod holds;
mod isolate;
mod kept;
mod line;
mod linked;
mod memory;
mod open;
mod operation;
mod operations;
mod orders;
mod retire;
mod say;
mod search;
mod seats;
mod see;
mod told;
mod unclosed;

pub use counts::{CountSeen, CountsSeen, case_counts_see};
pub(crate) use decide::contact_let_go;
pub use decide::{
    CONTACTS_PAGE, ContactDeciding, ContactSeen, ContactsSeen, case_contacts, case_trace_again,
    contact_decide,
};
pub use feed::tracing_feed;
pub use found::{CutPlace, SearchTold};
pub(crate) use holds::{contact_holds, contact_people, contacts_standing};
pub(crate) use isolate::{Isolated, isolated_people, schedule_of};
pub use kept::EvidenceRow;
pub(crate) use kept::contact_of_case;
pub use memory::Tracing;
pub(crate) use operation::{positive_follow, positive_freed};
pub use operations::{
    OperationSeen, OperationStep, ZoneProposed, operation_zone_decide, operations_list,
};
pub(crate) use orders::raise_at_door;
pub use orders::releases_follow;
pub use retire::cases_retire;
pub use say::{
    CaseOpening, CaseWho, EpisodeAdding, case_close, case_correct, case_open, episode_add,
    episode_withdraw,
};
pub use search::cases_trace_due;
pub use seats::{LinePlace, MetSeen, SeatSaying, SeatSeen, case_seat_say};
pub use see::{CaseRow, CaseSeen, EpisodeSeen, case_see, cases_list};
pub use told::*;
pub use unclosed::cases_unclosed_watch;

/// The topic of the feed; the subject is the county and the case, and says nothing of whom it is.
pub(crate) const TOPIC: &str = "case";
