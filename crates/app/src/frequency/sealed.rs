//! Where somebody works and why he is put off, under a seal and out of it.

use crate::Refusal;
use crate::seals::{Seals, Spot};
use fangxian_core::frequency::ExemptReason;
use fangxian_core::ids::FrequencyFactId;
use fangxian_store::StoreError;
use fangxian_store::frequency::StoredEntryFact;
use serde::{Deserialize, Serialize};

const BODY: &str = "test_entry_fact.body_sealed";

/// What a fact says besides its days.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    /// Why he is put off.
    pub(super) reason: Option<ExemptReason>,
    /// Where he works, what is noted, why it was ended.
    pub(super) words: String,
}

fn damaged() -> StoreError {
    StoreError::Damaged { table: "test_entry_fact".to_owned(), column: "body_sealed".to_owned() }
}

/// Seals it.
pub(super) fn seal_said(
    seals: &Seals,
    id: FrequencyFactId,
    said: &Said,
) -> Result<Vec<u8>, Refusal> {
    let json = serde_json::to_vec(said).map_err(|_| damaged())?;
    seals.seal(Spot { column: BODY, record: id.uuid() }, &json)
}

/// Opens it.
pub(super) fn open_said(seals: &Seals, fact: &StoredEntryFact) -> Result<Said, StoreError> {
    let spot = Spot { column: BODY, record: fact.id.uuid() };
    serde_json::from_slice(&seals.open(spot, &fact.body)?).map_err(|_| damaged())
}
