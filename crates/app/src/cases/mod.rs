//! 病例: opened upon a report, followed on a line of time, and traced: whom it met.
//!
//! A tracer with an open case and the purpose of tracing sees them, and nobody else: another role, another
//! county and a closed case get "not found". Every look is logged, with whom it was of.

mod feed;
mod kept;
mod memory;
mod say;
mod see;

pub use feed::tracing_feed;
pub use kept::EpisodeKept;
pub use memory::Tracing;
pub use say::{
    CaseOpening, CaseWho, EpisodeAdding, case_close, case_correct, case_open, episode_add,
    episode_withdraw,
};
pub use see::{CaseRow, CaseSeen, EpisodeSeen, case_see, cases_list};

/// The topic of the feed; the subject is the county and the case, and says nothing of whom it is.
pub(crate) const TOPIC: &str = "case";
