//! 协查: lists that ask about people are taken in, their people given to communities and called once, and
//! each sender is answered in his own form; ours go elsewhere in the same way.

mod answers_in;
mod desk;
mod find;
mod kept;
mod letter_in;
mod letter_out;
mod letters;
mod numbers;
mod put_in;
mod reply;
mod retire;
mod say;
mod see;
mod senders;
mod table;
mod take;
mod watch;
mod work;

pub use answers_in::{AnswersNew, AnswersSeen, BackSeen, answers_put_in};
pub use desk::{case_place, cases_unplaced};
pub use kept::{CaseWords, ListColumn};
pub use letter_in::{LetterTaken, letter_take};
pub use letter_out::{PeerFailure, PeerPost, letters_relay, list_send};
pub(crate) use letters::LetterKey;
pub use letters::{LETTER_BYTES_MAX, LETTER_LATE_MS, Letter, LetterAnswer};
pub use numbers::{CommunityCount, Numbers, SenderCount, verification_numbers};
pub use put_in::{ListNew, list_drop, list_put_in, list_read_as};
pub use reply::list_reply;
pub use retire::verifications_retire;
pub use say::{CaseDoing, Doing, case_say};
pub use see::{ListSeen, list_see, lists_list};
pub use senders::{SenderDoing, SenderSeen, sender_say, senders_list};
pub use take::list_take;
pub use watch::verifications_watch;
pub use work::{CaseOpened, CasePast, CaseRow, WorkSeen, case_see, work_list};

/// The topic of the feed; the subject is a list or a case.
const TOPIC: &str = "verification";
const HOUR_MS: i64 = 3_600_000;
