//! Ledgers: who needs looking after, or must be looked after, and what the home-visit team has to
//! do today.

mod keep;
mod list;
mod offers;
mod own;
mod sealed;
mod tours;

pub use keep::{EntryWords, entry_change, entry_end, entry_enter, entry_review, entry_visit};
pub use list::{
    EntryPast, EntrySeen, EntryWhole, LedgerCounts, LedgerPage, LedgerView, LedgerWanted,
    entry_see, ledger_list,
};
pub use offers::{Offer, offer_pass, offers_list};
pub use own::{own_ledger_change, own_ledger_make, own_ledgers_list};
pub(crate) use tours::{tours_follow, tours_follow_day};

use crate::caller::Request;
use crate::register::{counties, merged_into, stays_for, stored_person};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{LedgerEntryId, PersonId};
use fangxian_core::isolation::GuestNeed;
use fangxian_core::ledgers::CareCategory;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Scope;
use fangxian_store::feed::Change;
use fangxian_store::ledgers::{StoredEntry, entries_of_community, entry_by_id};
use fangxian_store::people::StoredPerson;
use fangxian_store::{StoreError, Tx};
use std::collections::HashMap;

use sealed::open_content;

/// An entry whose person lies within the scope, and the person.
async fn entry_within(
    req: &Request,
    scope: &Scope,
    id: LedgerEntryId,
) -> Result<(StoredEntry, StoredPerson), Refusal> {
    let counties = counties(&req.city);
    let read = req.city.db.read(move |tx| async move {
        let Some(entry) = entry_by_id(&tx, &counties, id).await? else { return Ok(None) };
        let person = stays_for(&tx, &counties, entry.person).await?;
        Ok::<_, StoreError>(Some(StoredEntry { person, ..entry }))
    });
    let entry = read.await?.ok_or(Refusal::NotFound)?;
    let person = stored_person(req, scope, entry.person).await?;
    Ok((entry, person))
}

/// The entries of a community, each of the record that counts: what was entered of a record that
/// was merged into another is of the one that stays.
async fn entries_that_count(
    tx: &Tx,
    community: &PlaceCode,
    since: Moment,
) -> Result<Vec<StoredEntry>, StoreError> {
    let mut entries = entries_of_community(tx, community, since).await?;
    if !entries.is_empty() {
        let away = merged_into(tx, community).await?.into_iter();
        let stays: HashMap<PersonId, PersonId> = away.map(|one| (one.record, one.stays)).collect();
        for entry in &mut entries {
            entry.person = stays.get(&entry.person).copied().unwrap_or(entry.person);
        }
    }
    Ok(entries)
}

/// Of whom in a community the ledgers say that he is let through first, and why.
pub(crate) async fn let_through_first(
    tx: &Tx,
    city: &City,
    community: &PlaceCode,
) -> Result<HashMap<PersonId, CareCategory>, StoreError> {
    let mut first = HashMap::new();
    for entry in entries_that_count(tx, community, Moment(i64::MAX)).await? {
        let category = open_content(&city.keys.seals, &entry)?.matter.category();
        if let Some(category @ (CareCategory::Pregnant | CareCategory::Disability)) = category {
            first.insert(entry.person, category);
        }
    }
    Ok(first)
}

/// What the ledgers of a community say that somebody needs who is isolated.
pub(crate) async fn needs_by_person(
    tx: &Tx,
    city: &City,
    community: &PlaceCode,
) -> Result<HashMap<PersonId, Vec<GuestNeed>>, StoreError> {
    let mut needs: HashMap<PersonId, Vec<GuestNeed>> = HashMap::new();
    for entry in entries_that_count(tx, community, Moment(i64::MAX)).await? {
        let category = open_content(&city.keys.seals, &entry)?.matter.category();
        let need = match category {
            Some(CareCategory::Pregnant) => GuestNeed::Pregnant,
            Some(CareCategory::Dialysis) => GuestNeed::Dialysis,
            Some(CareCategory::Chemotherapy) => GuestNeed::Chemotherapy,
            Some(CareCategory::Infant) => GuestNeed::Infant,
            Some(CareCategory::Bedridden) => GuestNeed::Bedridden,
            Some(CareCategory::Disability) => GuestNeed::Disability,
            Some(CareCategory::LivingAlone | CareCategory::Over80 | CareCategory::OnlinePupil)
            | None => continue,
        };
        needs.entry(entry.person).or_default().push(need);
    }
    Ok(needs)
}

/// Tells whoever follows that a ledger of a community changed.
fn ledgers_changed(req: &Request, community: &PlaceCode) -> Change {
    crate::city::change(&req.city.key(), req.now, "ledger", community.as_str())
}

/// The keyed index of a person and what it is about: the same for the same only.
fn index_of(city: &City, kind: &str, person: impl std::fmt::Display, key: &str) -> Vec<u8> {
    city.keys.seals.index(kind, &format!("{person}:{key}"))
}
