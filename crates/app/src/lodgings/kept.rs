//! How a stay is kept: who it is and in which room is sealed; what is said of it is a chain of facts.

use crate::arrivals::ArrivalWho;
use crate::seals::Spot;
use crate::zones::note_of;
use crate::{City, Refusal};
use fangxian_core::arrivals::TEXT_CHARS_MAX;
use fangxian_core::lodgings::{StayFact, StayStanding};
use fangxian_core::people::{Document, DocumentKind, Name, Phone};
use fangxian_core::{CityDay, Moment};
use fangxian_store::StoreError;
use fangxian_store::lodgings::StoredStayFact;
use serde::{Deserialize, Serialize};

const WHO: &str = "lodging_stay_fact.who_sealed";
/// The longest name of a room, in signs.
const ROOM_CHARS_MAX: usize = 20;
/// The longest number of a train or plate, in signs.
const NUMBER_CHARS_MAX: usize = 30;

/// A guest. Whoever looks at him is noted.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guest {
    /// The name.
    pub name: String,
    /// The code of the kind of the document.
    pub document_kind: String,
    /// Its number.
    pub document: String,
    /// The phone.
    pub phone: String,
    /// The room.
    pub room: String,
    /// The number of the train, of the flight, or the plate.
    #[serde(default)]
    pub number: String,
}

impl std::fmt::Debug for Guest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guest(…)")
    }
}

fn short_of(text: &str, most: usize, what: &str) -> Result<String, Refusal> {
    let text = note_of(text)?;
    match text.chars().count() <= most {
        true => Ok(text),
        false => Err(Refusal::BadInput(format!("{what}最多{most}字。"))),
    }
}

impl Guest {
    /// Of which kind the document is.
    pub fn kind(&self) -> Option<DocumentKind> {
        DocumentKind::from_code(&self.document_kind)
    }

    /// As it is kept. Everybody has a document: of a child, the household book or the birth certificate.
    pub(super) fn checked(&self, today: CityDay) -> Result<Guest, Refusal> {
        let name = Name::parse(&self.name);
        let name = name.map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
        let kind = self.kind().filter(|kind| *kind != DocumentKind::NoneYet);
        let kind = kind.ok_or_else(|| {
            let say = "请选择证件类型。孩子没有身份证的，用户口簿或出生证明，选“其他证件”。";
            Refusal::BadInput(say.to_owned())
        })?;
        let document = Document::parse(kind, &self.document, today);
        let document = document.map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
        let phone = Phone::parse(&self.phone);
        let phone = phone.map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
        let room = short_of(&self.room, ROOM_CHARS_MAX, "房号")?;
        if room.is_empty() {
            return Err(Refusal::BadInput("请写房号。".to_owned()));
        }
        Ok(Guest {
            name: name.as_str().to_owned(),
            document_kind: kind.code().to_owned(),
            document: document.number().to_owned(),
            phone: phone.as_str().to_owned(),
            room,
            number: short_of(&self.number, NUMBER_CHARS_MAX, "车次或车牌")?,
        })
    }

    /// The document, its beginning starred.
    pub(super) fn document_masked(&self, today: CityDay) -> String {
        let kind = self.kind().unwrap_or(DocumentKind::Other);
        let document = Document::parse(kind, &self.document, today);
        document.map(|one| one.masked()).unwrap_or_default()
    }

    /// The phone, its beginning starred.
    pub(super) fn phone_masked(&self) -> String {
        Phone::parse(&self.phone).map(|phone| phone.masked()).unwrap_or_default()
    }

    pub(super) fn sealed(&self, city: &City, fact: uuid::Uuid) -> Result<Vec<u8>, Refusal> {
        let json = serde_json::to_vec(self).map_err(|_| damaged())?;
        city.keys.seals.seal(Spot { column: WHO, record: fact }, &json)
    }

    /// As he is in the arrival that a house reports.
    pub(super) fn arriving(&self, house: &str) -> ArrivalWho {
        let address = format!("{house} {}室", self.room);
        ArrivalWho {
            name: self.name.clone(),
            document_kind: self.kind().unwrap_or(DocumentKind::Other),
            document: self.document.clone(),
            phone: self.phone.clone(),
            number: self.number.clone(),
            address: address.chars().take(TEXT_CHARS_MAX).collect(),
            companions: Vec::new(),
        }
    }

    pub(super) fn index(&self, city: &City) -> Vec<u8> {
        city.keys.seals.index("document", &self.document)
    }
}

fn damaged() -> StoreError {
    StoreError::Damaged { table: "lodging_stay_fact".to_owned(), column: "who_sealed".to_owned() }
}

/// Who stays, as it was put right last.
pub(super) fn guest_of(city: &City, facts: &[StoredStayFact]) -> Result<Guest, StoreError> {
    guests_of(city, facts)?.pop().map(|(guest, _)| guest).ok_or_else(damaged)
}

/// Who stays, as he was entered and as he was put right each time, with when.
pub(super) fn guests_of(
    city: &City,
    facts: &[StoredStayFact],
) -> Result<Vec<(Guest, Moment)>, StoreError> {
    let with = facts.iter().filter_map(|one| Some((one, one.who.as_ref()?)));
    with.map(|(one, (sealed, _))| {
        let spot = Spot { column: WHO, record: one.id.uuid() };
        let text = city.keys.seals.open(spot, sealed)?;
        Ok((serde_json::from_slice(&text).map_err(|_| damaged())?, one.fact.at))
    })
    .collect()
}

/// How a stay stands by what is kept of it.
pub(crate) fn stay_of(facts: &[StoredStayFact]) -> Option<StayStanding> {
    let facts: Vec<StayFact> = facts.iter().map(|one| one.fact.clone()).collect();
    StayStanding::of(&facts)
}
