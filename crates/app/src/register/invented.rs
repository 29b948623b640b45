//! Records of people who are invented: for drills, for tests and to be measured. Nobody asked for
//! them one by one, so that they are sealed without a request.

use super::record;
use crate::Refusal;
use crate::secrets::Keys;
use fangxian_core::Moment;
use fangxian_core::ids::PersonFactId;
use fangxian_core::people::{Origin, Person, PersonFactKind};
use fangxian_store::people::{StoredPerson, StoredPersonFact};

/// Who registered somebody who is invented.
const INVENTOR: &str = "city make";
/// Why.
const WHY: &str = "虚构的人，用于演练";

/// Somebody who is invented as the store keeps him, marked as invented, with the first entry of his
/// history.
pub fn invented_person(
    keys: &Keys,
    person: &Person,
    at: Moment,
) -> Result<(StoredPerson, StoredPersonFact), Refusal> {
    let seals = &keys.seals;
    let stored = record::seal(seals, person, Origin::Invented, (None, at), 1)?;
    let id = PersonFactId::from_uuid(person.id.uuid());
    let fact = StoredPersonFact {
        id,
        county: person.door.county(),
        person: person.id,
        kind: PersonFactKind::Registered,
        at,
        by: INVENTOR.to_owned(),
        reason: WHY.to_owned(),
        assumed_version: 0,
        record: record::seal_whole(seals, id, person, false)?,
        body_mac: seals.fingerprint(id.to_string().as_bytes()),
    };
    Ok((stored, fact))
}
