//! A person as the store has it, and as it is.

use crate::Refusal;
use crate::seals::{Seals, Spot};
use fangxian_core::CityDay;
use fangxian_core::ids::{PersonFactId, PersonId};
use fangxian_core::people::{
    Document, DocumentKind, Name, Origin, Particulars, Person, Phone, Relation, Sex,
};
use fangxian_core::places::PlaceCode;
use fangxian_store::StoreError;
use fangxian_store::people::{Sealed, StoredPerson};
use serde::{Deserialize, Serialize};

/// Far enough ahead that no day of birth is in the future: what is in the store was checked when
/// it came.
const ANY_DAY: &str = "2199-12-31";

/// The particulars under their seal.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    sex: Option<Sex>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    born: Option<CityDay>,
    relation: Relation,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    note: String,
}

/// A whole record under its seal: what the history keeps.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    door: PlaceCode,
    name: String,
    document_kind: DocumentKind,
    document: String,
    phone: Option<String>,
    kept: Kept,
    stay: fangxian_core::people::Stay,
    gone: bool,
}

fn spot(column: &'static str, id: PersonId) -> Spot {
    Spot { column, record: id.uuid() }
}

fn damaged(column: &str) -> StoreError {
    StoreError::Damaged { table: "person".to_owned(), column: column.to_owned() }
}

/// The index of a document: its kind does not matter, because people mistake it.
pub(crate) fn document_index(seals: &Seals, document: &Document) -> Option<Vec<u8>> {
    let number = document.number();
    (!number.is_empty()).then(|| seals.index("document", number))
}

/// The index of a phone.
pub(crate) fn phone_index(seals: &Seals, phone: &Phone) -> Vec<u8> {
    seals.index("phone", phone.as_str())
}

/// Seals a person for the store.
pub(crate) fn seal(
    seals: &Seals,
    person: &Person,
    origin: Origin,
    (gone_at, created_at): (Option<fangxian_core::Moment>, fangxian_core::Moment),
    version: i64,
) -> Result<StoredPerson, Refusal> {
    let id = person.id;
    let text = |column, text: &str| seals.seal(spot(column, id), text.as_bytes());
    let document = match document_index(seals, &person.document) {
        None => None,
        Some(index) => {
            let sealed = text("person.document_sealed", person.document.number())?;
            Some(Sealed { sealed, index })
        }
    };
    let phone = match &person.phone {
        None => None,
        Some(phone) => {
            let sealed = text("person.phone_sealed", phone.as_str())?;
            Some(Sealed { sealed, index: phone_index(seals, phone) })
        }
    };
    Ok(StoredPerson {
        id,
        door: person.door.clone(),
        name: text("person.name_sealed", person.name.as_str())?,
        document_kind: person.document.kind(),
        document,
        phone,
        particulars: text("person.particulars_sealed", &json(&kept(&person.particulars))?)?,
        stay: person.stay,
        origin,
        gone_at,
        created_at,
        version,
    })
}

fn kept(particulars: &Particulars) -> Kept {
    Kept {
        sex: particulars.sex,
        born: particulars.born,
        relation: particulars.relation,
        note: particulars.note.clone(),
    }
}

fn json<T: Serialize>(value: &T) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|_| Refusal::Store(damaged("particulars_sealed")))
}

fn particulars(kept: Kept) -> Particulars {
    Particulars { sex: kept.sex, born: kept.born, relation: kept.relation, note: kept.note }
}

/// Opens a record of the store.
pub(crate) fn open(seals: &Seals, stored: &StoredPerson) -> Result<Person, StoreError> {
    let id = stored.id;
    let text = |column, sealed: &[u8]| seals.open_text(spot(column, id), sealed);
    let name = text("person.name_sealed", &stored.name)?;
    let document = match &stored.document {
        None => String::new(),
        Some(document) => text("person.document_sealed", &document.sealed)?,
    };
    let phone = match &stored.phone {
        None => None,
        Some(phone) => Some(text("person.phone_sealed", &phone.sealed)?),
    };
    let kept: Kept = serde_json::from_str(&text("person.particulars_sealed", &stored.particulars)?)
        .map_err(|_| damaged("particulars_sealed"))?;
    Ok(Person {
        id,
        door: stored.door.clone(),
        name: Name::parse(&name).map_err(|_| damaged("name_sealed"))?,
        document: document_of(stored.document_kind, &document)?,
        phone: phone_of(phone.as_deref())?,
        particulars: particulars(kept),
        stay: stored.stay,
    })
}

/// Of a record only what somebody is found by: the name, and the ends of document and phone.
pub(crate) fn open_findable(
    seals: &Seals,
    stored: &StoredPerson,
) -> Result<[String; 3], StoreError> {
    let text = |column, sealed: &[u8]| seals.open_text(spot(column, stored.id), sealed);
    let tail = |column, sealed: &Option<Sealed>| match sealed {
        None => Ok(String::new()),
        Some(sealed) => {
            let number = text(column, &sealed.sealed)?;
            Ok(number.get(number.len().saturating_sub(4)..).unwrap_or_default().to_owned())
        }
    };
    Ok([
        text("person.name_sealed", &stored.name)?,
        tail("person.document_sealed", &stored.document)?,
        tail("person.phone_sealed", &stored.phone)?,
    ])
}

fn document_of(kind: DocumentKind, number: &str) -> Result<Document, StoreError> {
    let any_day = CityDay::parse(ANY_DAY).map_err(|_| damaged("document_sealed"))?;
    Document::parse(kind, number, any_day).map_err(|_| damaged("document_sealed"))
}

fn phone_of(phone: Option<&str>) -> Result<Option<Phone>, StoreError> {
    phone.map(Phone::parse).transpose().map_err(|_| damaged("phone_sealed"))
}

/// Seals a whole record for the history.
pub(crate) fn seal_whole(
    seals: &Seals,
    fact: PersonFactId,
    person: &Person,
    is_gone: bool,
) -> Result<Vec<u8>, Refusal> {
    let whole = Whole {
        door: person.door.clone(),
        name: person.name.as_str().to_owned(),
        document_kind: person.document.kind(),
        document: person.document.number().to_owned(),
        phone: person.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        kept: kept(&person.particulars),
        stay: person.stay,
        gone: is_gone,
    };
    let spot = Spot { column: "person_fact.record_sealed", record: fact.uuid() };
    seals.seal(spot, json(&whole)?.as_bytes())
}

/// Of a record of the history only where it was counted, and whether it was.
pub(crate) fn open_counted(
    seals: &Seals,
    fact: PersonFactId,
    sealed: &[u8],
) -> Result<(PlaceCode, bool), StoreError> {
    let spot = Spot { column: "person_fact.record_sealed", record: fact.uuid() };
    let whole: Whole = serde_json::from_str(&seals.open_text(spot, sealed)?)
        .map_err(|_| damaged("record_sealed"))?;
    Ok((whole.door, !whole.gone))
}

/// Opens a record of the history.
pub(crate) fn open_whole(
    seals: &Seals,
    fact: PersonFactId,
    person: PersonId,
    sealed: &[u8],
) -> Result<Person, StoreError> {
    let spot = Spot { column: "person_fact.record_sealed", record: fact.uuid() };
    let whole: Whole = serde_json::from_str(&seals.open_text(spot, sealed)?)
        .map_err(|_| damaged("record_sealed"))?;
    Ok(Person {
        id: person,
        door: whole.door,
        name: Name::parse(&whole.name).map_err(|_| damaged("record_sealed"))?,
        document: document_of(whole.document_kind, &whole.document)?,
        phone: phone_of(whole.phone.as_deref())?,
        particulars: particulars(whole.kept),
        stay: whole.stay,
    })
}
