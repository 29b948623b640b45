//! What an entry says, under its seal and out of it.

use crate::Refusal;
use crate::seals::{Seals, Spot};
use fangxian_core::ids::{LedgerEntryId, LedgerFactId};
use fangxian_core::ledgers::EntryContent;
use fangxian_store::StoreError;
use fangxian_store::ledgers::{StoredEntry, StoredLedgerFact};
use serde::{Deserialize, Serialize};

const ENTRY: &str = "ledger_entry.content_sealed";
const FACT: &str = "ledger_fact.body_sealed";
const PASS: &str = "ledger_pass.reason_sealed";

/// What the history keeps of an act.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    /// The entry as it was afterwards.
    pub(super) content: EntryContent,
    /// Why.
    pub(super) reason: String,
}

fn damaged(column: &str) -> StoreError {
    let (table, column) = column.split_once('.').unwrap_or(("", column));
    StoreError::Damaged { table: table.to_owned(), column: column.to_owned() }
}

/// Seals what an entry says.
pub(super) fn seal_content(
    seals: &Seals,
    id: LedgerEntryId,
    content: &EntryContent,
) -> Result<Vec<u8>, Refusal> {
    let json = serde_json::to_vec(content).map_err(|_| damaged(ENTRY))?;
    seals.seal(Spot { column: ENTRY, record: id.uuid() }, &json)
}

/// Opens it.
pub(super) fn open_content(seals: &Seals, entry: &StoredEntry) -> Result<EntryContent, StoreError> {
    let spot = Spot { column: ENTRY, record: entry.id.uuid() };
    serde_json::from_slice(&seals.open(spot, &entry.content)?).map_err(|_| damaged(ENTRY))
}

/// Seals what was done.
pub(super) fn seal_said(seals: &Seals, id: LedgerFactId, said: &Said) -> Result<Vec<u8>, Refusal> {
    let json = serde_json::to_vec(said).map_err(|_| damaged(FACT))?;
    seals.seal(Spot { column: FACT, record: id.uuid() }, &json)
}

/// Opens it.
pub(super) fn open_said(seals: &Seals, fact: &StoredLedgerFact) -> Result<Said, StoreError> {
    let spot = Spot { column: FACT, record: fact.id.uuid() };
    serde_json::from_slice(&seals.open(spot, &fact.body)?).map_err(|_| damaged(FACT))
}

/// Seals why a candidate was passed over.
pub(super) fn seal_reason(
    seals: &Seals,
    id: LedgerFactId,
    reason: &str,
) -> Result<Vec<u8>, Refusal> {
    seals.seal(Spot { column: PASS, record: id.uuid() }, reason.as_bytes())
}
