//! 检测频次: what is required of whom, who is due and who is late, who is reminded and who is asked.

mod decide;
mod follow;
mod held;
mod keep;
mod lines;
mod list;
mod remind;
mod sealed;
mod see;

pub use decide::{
    DecisionPast, DecisionSeen, requirement_decide, requirement_end, requirement_make,
};
pub use follow::frequency_follow;
pub use held::FrequencyBook;
pub use keep::{EntryBegin, EntrySays, entries_begin, entry_end};
pub use lines::{TradeLine, TradeLineFlaw, trade_lines_read};
pub use list::{
    DuePage, DuePerson, DueView, DueWanted, EntrySeen, PersonFrequency, due_list, frequency_person,
};
pub use remind::told_at_door;
pub use see::{FrequencyAt, FrequencySeen, frequency_see};

use crate::Refusal;
use crate::caller::Request;
use crate::register::counties;
use crate::seals::Seals;
use fangxian_core::CityDay;
use fangxian_core::frequency::{Entry, ExemptReason};
use fangxian_core::ids::PersonId;
use fangxian_core::places::PlaceCode;
use fangxian_store::feed::Change;
use fangxian_store::frequency::StoredEntryFact;
use fangxian_store::{StoreError, Tx};
use sealed::open_said;

/// The topic of the feed: the subject is a community, or says that decisions changed.
pub(crate) const TOPIC: &str = "frequency";
/// The subject where decisions changed.
pub(crate) const DECISIONS: &str = "decisions";

/// Something said of a person, with its words.
#[derive(Clone, Debug)]
pub(crate) struct KnownEntry {
    /// With its days as they stand.
    pub(crate) entry: Entry,
    /// Why he is put off.
    pub(crate) reason: Option<ExemptReason>,
    /// Where he works, or what is noted.
    pub(crate) words: String,
    /// Who said so, by sign-in name.
    pub(crate) by: String,
    /// How many facts there are of it.
    pub(crate) n_facts: i64,
}

/// Entries from facts that stand together and in their order, without their words.
pub(crate) fn entries_of(facts: &[StoredEntryFact]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for fact in facts {
        match (fact.first, entries.last_mut()) {
            (Some(first), _) => entries.push(Entry {
                id: fact.entry,
                person: fact.person,
                trade: fact.trade,
                first,
                last: fact.last,
            }),
            (None, Some(entry)) if entry.id == fact.entry => {
                entry.last = match (entry.last, fact.last) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
            }
            (None, _) => {}
        }
    }
    entries
}

/// The same with their words.
pub(crate) fn known_entries(
    seals: &Seals,
    facts: &[StoredEntryFact],
) -> Result<Vec<KnownEntry>, StoreError> {
    let mut known = Vec::new();
    for entry in entries_of(facts) {
        let own: Vec<&StoredEntryFact> = facts.iter().filter(|one| one.entry == entry.id).collect();
        let Some(first) = own.first() else { continue };
        let said = open_said(seals, first)?;
        known.push(KnownEntry {
            entry,
            reason: said.reason,
            words: said.words,
            by: first.by.clone(),
            n_facts: i64::try_from(own.len()).unwrap_or(i64::MAX),
        });
    }
    Ok(known)
}

/// What was said of people, wherever in the city their records lie.
async fn facts_of_people(
    tx: &Tx,
    req: &Request,
    people: &[PersonId],
) -> Result<Vec<StoredEntryFact>, StoreError> {
    fangxian_store::frequency::entry_facts_of_people(tx, &counties(&req.city), people).await
}

/// Tells whoever follows that something was said of the people of a community, or of decisions.
fn changed(req: &Request, subject: &str) -> Change {
    crate::city::change(&req.city.key(), req.now, TOPIC, subject)
}

/// What stands for what was asked for, by whom: the same for the same only.
fn fingerprint(req: &Request, what: &str) -> Vec<u8> {
    let whole = format!("{what}\n{}", req.caller.login);
    req.city.keys.seals.fingerprint(whole.as_bytes())
}

/// Refuses a day that is far from today: a year was mistyped.
fn near(req: &Request, day: CityDay, days: i64) -> Result<CityDay, Refusal> {
    if day.days_since(req.today()).abs() > days {
        return Err(Refusal::BadInput("日期离今天太远，请核对年份。".to_owned()));
    }
    Ok(day)
}

/// The community of a door.
fn home_of(door: &PlaceCode) -> Result<PlaceCode, Refusal> {
    crate::register::community_code(door)
}
