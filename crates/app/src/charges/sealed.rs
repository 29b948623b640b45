//! What a fact of a charge says, under its seal and out of it.

use crate::Refusal;
use crate::register::record::phone_index;
use crate::seals::{Seals, Spot};
use fangxian_core::charges::{Answerer, Capacity, Known};
use fangxian_core::ids::ChargeFactId;
use fangxian_core::people::{Name, Phone};
use fangxian_store::StoreError;
use fangxian_store::charges::{StoredChargeFact, StoredPhone};
use serde::{Deserialize, Serialize};

const BODY: &str = "charge_fact.body_sealed";
const PHONE: &str = "charge_fact.phone_sealed";

/// What a fact keeps.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    /// Who is in charge, where it begins.
    pub(super) who: Option<Who>,
    /// Why.
    pub(super) reason: String,
}

/// Who is in charge. Of the phone only the end stands here.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Who {
    name: String,
    unit: String,
    capacity: Capacity,
    known: Known,
    pub(super) phone_tail: Option<String>,
}

impl Who {
    pub(super) fn of(who: &Answerer, phone: Option<&Phone>) -> Who {
        Who {
            name: who.name.as_str().to_owned(),
            unit: who.unit.clone(),
            capacity: who.capacity,
            known: who.known,
            phone_tail: phone.map(|phone| phone.tail().to_owned()),
        }
    }

    pub(super) fn answerer(self, phone: Option<&StoredPhone>) -> Result<Answerer, StoreError> {
        Ok(Answerer {
            name: Name::parse(&self.name).map_err(|_| damaged(BODY))?,
            unit: self.unit,
            capacity: self.capacity,
            known: self.known,
            phone_key: phone.map(|phone| phone.index.clone()),
        })
    }
}

pub(super) fn damaged(column: &str) -> StoreError {
    let (table, column) = column.split_once('.').unwrap_or(("", column));
    StoreError::Damaged { table: table.to_owned(), column: column.to_owned() }
}

/// Seals what was said.
pub(super) fn seal_said(seals: &Seals, id: ChargeFactId, said: &Said) -> Result<Vec<u8>, Refusal> {
    let json = serde_json::to_vec(said).map_err(|_| damaged(BODY))?;
    seals.seal(Spot { column: BODY, record: id.uuid() }, &json)
}

/// Opens it.
pub(super) fn open_said(seals: &Seals, fact: &StoredChargeFact) -> Result<Said, StoreError> {
    let spot = Spot { column: BODY, record: fact.id.uuid() };
    serde_json::from_slice(&seals.open(spot, &fact.body)?).map_err(|_| damaged(BODY))
}

/// Seals a phone.
pub(super) fn seal_phone(
    seals: &Seals,
    id: ChargeFactId,
    phone: &Phone,
) -> Result<StoredPhone, Refusal> {
    let spot = Spot { column: PHONE, record: id.uuid() };
    let sealed = seals.seal(spot, phone.as_str().as_bytes())?;
    Ok(StoredPhone { sealed, index: phone_index(seals, phone) })
}

/// Opens it.
pub(super) fn open_phone(
    seals: &Seals,
    fact: &StoredChargeFact,
) -> Result<Option<Phone>, StoreError> {
    let Some(phone) = &fact.phone else { return Ok(None) };
    let spot = Spot { column: PHONE, record: fact.id.uuid() };
    let text = seals.open_text(spot, &phone.sealed)?;
    Phone::parse(&text).map(Some).map_err(|_| damaged(PHONE))
}
