//! Lists that ask about people: who sends them, their rows and lines, the cases of those whom they ask
//! about, what was answered and to whom it went. As sealed as it came: the store has no key.

mod cases;
mod lists;
mod out;
mod over;
mod senders;

pub use cases::{
    StoredCaseFact, case_fact_by_id, case_fact_insert, case_facts_of_many, cases_at_desks,
    cases_at_work, cases_late_untold, late_told_insert, lines_rejoin,
};
pub use lists::{
    StoredLine, StoredList, StoredRow, line_counts_of, lines_by_keys, lines_insert, lines_of_cases,
    lines_of_list, list_by_id, list_insert, list_known, list_set, lists_by_ids, lists_within,
    rows_insert, rows_of_list, verifications_lock,
};
pub use out::{
    ReplyFormat, StoredHeard, StoredReply, heard_insert, heard_of_list, replies_of_list,
    reply_by_id, reply_insert, told_insert, told_of_list,
};
pub use over::{
    VerificationsDestroyed, joined_cases_remove, lists_over_before, verifications_destroyed_insert,
    verifications_destroyed_list, verifications_remove,
};
pub use senders::{
    StoredSenderFact, sender_fact_by_id, sender_fact_insert, sender_facts_of, senders_now,
};
