//! How an arrival is kept: who comes is sealed, what is said of it is a chain of facts.

use super::TOPIC;
use crate::city::change;
use crate::seals::{Seals, Spot};
use crate::zones::note_of;
use crate::{City, Refusal, mint};
use fangxian_core::arrivals::{ArrivalFact, ArrivalSays, ArrivalStanding, TEXT_CHARS_MAX};
use fangxian_core::ids::{ArrivalFactId, ArrivalReportId};
use fangxian_core::people::{Document, DocumentKind, Name, Phone};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};
use fangxian_store::arrivals::{
    StoredArrivalFact, StoredArrivalPerson, arrival_fact_insert, arrivals_sent_since,
};
use fangxian_store::feed::append;
use fangxian_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};

const WHO: &str = "arrival_fact.who_sealed";
/// So many people may report by themselves for one county within a day: more are a program.
const SENT_A_DAY_MAX: i64 = 20_000;
const DAY_MS: i64 = 86_400_000;
/// The key of a receipt holds so many bytes.
const RECEIPT_BYTES: usize = 16;
/// At the station somebody is found by so many last signs of his document.
pub(super) const TAIL_CHARS: usize = 4;

/// Somebody who comes along.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArrivalCompanion {
    /// The name.
    pub name: String,
    /// Of which kind the document is.
    pub document_kind: DocumentKind,
    /// Its number.
    pub document: String,
}

/// Who comes. Whoever looks at it is noted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArrivalWho {
    /// The name.
    pub name: String,
    /// Of which kind the document is.
    pub document_kind: DocumentKind,
    /// Its number.
    pub document: String,
    /// The phone.
    pub phone: String,
    /// The number of the train, of the flight, or the plate of the car.
    #[serde(default)]
    pub number: String,
    /// The door in words, or the name of the lodging.
    #[serde(default)]
    pub address: String,
    /// Children, elders and others in the same report.
    #[serde(default)]
    pub companions: Vec<ArrivalCompanion>,
}

impl std::fmt::Debug for ArrivalWho {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ArrivalWho(…)")
    }
}

impl std::fmt::Debug for ArrivalCompanion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ArrivalCompanion(…)")
    }
}

fn name_of(text: &str) -> Result<String, Refusal> {
    let name = Name::parse(text).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    Ok(name.as_str().to_owned())
}

fn document_of(kind: DocumentKind, text: &str, today: CityDay) -> Result<String, Refusal> {
    let document = Document::parse(kind, text, today);
    let document = document.map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    Ok(document.number().to_owned())
}

fn short_of(text: &str) -> Result<String, Refusal> {
    let text = note_of(text)?;
    match text.chars().count() {
        0..=TEXT_CHARS_MAX => Ok(text),
        _ => Err(Refusal::BadInput(format!("车次、车牌和地址最多{TEXT_CHARS_MAX}字。"))),
    }
}

impl ArrivalWho {
    /// As it is kept.
    pub(super) fn checked(&self, today: CityDay) -> Result<ArrivalWho, Refusal> {
        let phone = Phone::parse(&self.phone);
        let phone = phone.map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
        if self.document_kind == DocumentKind::NoneYet {
            return Err(Refusal::BadInput("请填写证件，随行的孩子没有证件的可以不填。".to_owned()));
        }
        let companion = |one: &ArrivalCompanion| {
            Ok(ArrivalCompanion {
                name: name_of(&one.name)?,
                document_kind: one.document_kind,
                document: match one.document_kind {
                    DocumentKind::NoneYet => String::new(),
                    kind @ (DocumentKind::ResidentId
                    | DocumentKind::Passport
                    | DocumentKind::HongKongMacao
                    | DocumentKind::Taiwan
                    | DocumentKind::PermanentResidence
                    | DocumentKind::Other) => document_of(kind, &one.document, today)?,
                },
            })
        };
        Ok(ArrivalWho {
            name: name_of(&self.name)?,
            document_kind: self.document_kind,
            document: document_of(self.document_kind, &self.document, today)?,
            phone: phone.as_str().to_owned(),
            number: short_of(&self.number)?,
            address: short_of(&self.address)?,
            companions: self.companions.iter().map(companion).collect::<Result<_, Refusal>>()?,
        })
    }

    /// Everybody in the report: name, kind and number of the document; himself first.
    pub(super) fn everybody(&self) -> impl Iterator<Item = (&str, DocumentKind, &str)> {
        let own = (self.name.as_str(), self.document_kind, self.document.as_str());
        let others = self.companions.iter();
        std::iter::once(own)
            .chain(others.map(|one| (one.name.as_str(), one.document_kind, one.document.as_str())))
    }

    fn found_by(&self, seals: &Seals) -> Vec<StoredArrivalPerson> {
        let with = self.everybody().filter(|(.., number)| !number.is_empty());
        with.map(|(.., number)| StoredArrivalPerson {
            document: seals.index("document", number),
            tail: tail_index(seals, number),
        })
        .collect()
    }
}

/// The keyed index of the last signs of a document.
pub(super) fn tail_index(seals: &Seals, number: &str) -> Vec<u8> {
    let upper = number.trim().to_uppercase();
    let n_before = upper.chars().count().saturating_sub(TAIL_CHARS);
    let tail: String = upper.chars().skip(n_before).collect();
    seals.index("document tail", &tail)
}

/// Something that is said of an arrival.
#[derive(Clone, Debug)]
pub struct ArrivalDoing {
    /// Made by the client: the same again is the same act.
    pub fact: ArrivalFactId,
    /// How many facts of the report were seen.
    pub seen: i64,
    /// Why.
    pub reason: String,
}

/// Something that was said of an arrival, as it is shown.
#[derive(Clone, Debug)]
pub struct ArrivalPast {
    /// The code of its kind.
    pub kind: String,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name; none where people did by themselves.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
}

/// A fact before it is kept.
pub(super) struct Draft {
    pub(super) report: ArrivalReportId,
    pub(super) fact: ArrivalFactId,
    pub(super) says: ArrivalSays,
    /// With what reports it and with every new version.
    pub(super) who: Option<ArrivalWho>,
    pub(super) reason: String,
    pub(super) by: Option<String>,
}

impl Draft {
    /// The keyed fingerprint of what is asked for.
    fn mac(&self, city: &City) -> Result<Vec<u8>, Refusal> {
        let who = serde_json::to_string(&self.who).map_err(|_| damaged("who_sealed"))?;
        let says = serde_json::to_string(&self.says).map_err(|_| damaged("says"))?;
        let asked_for = format!("{}\n{says}\n{who}\n{}\n{:?}", self.report, self.reason, self.by);
        Ok(city.keys.seals.fingerprint(asked_for.as_bytes()))
    }

    fn stored(
        self,
        city: &City,
        (county, ordinal): (String, i64),
        standing: &ArrivalStanding,
        now: Moment,
    ) -> Result<(StoredArrivalFact, Vec<StoredArrivalPerson>), Refusal> {
        let body_mac = self.mac(city)?;
        let seal = |who: &ArrivalWho| {
            let json = serde_json::to_vec(who).map_err(|_| damaged("who_sealed"))?;
            city.keys.seals.seal(Spot { column: WHO, record: self.fact.uuid() }, &json)
        };
        let people = self.who.as_ref().map(|who| who.found_by(&city.keys.seals));
        let fact = StoredArrivalFact {
            county,
            id: self.fact,
            report: self.report,
            ordinal,
            kind: self.says.kind().code().to_owned(),
            says: serde_json::to_string(&self.says).map_err(|_| damaged("says"))?,
            who: self.who.as_ref().map(seal).transpose()?,
            place: standing.place().cloned().unwrap_or_else(|| city.code.clone()),
            station: standing.coming.station.clone(),
            arrives_at: standing.coming.arrives_at,
            reason: self.reason,
            at: now,
            by: self.by,
            body_mac,
        };
        Ok((fact, people.unwrap_or_default()))
    }
}

fn damaged(column: &str) -> StoreError {
    StoreError::Damaged { table: "arrival_fact".to_owned(), column: column.to_owned() }
}

fn fact_of(one: &StoredArrivalFact) -> Result<ArrivalFact, StoreError> {
    let says = serde_json::from_str(&one.says).map_err(|_| one.damaged("says"))?;
    Ok(ArrivalFact { says, at: one.at })
}

/// How an arrival stands by what is kept of it.
pub(super) fn standing_of(
    stored: &[StoredArrivalFact],
) -> Result<Option<ArrivalStanding>, StoreError> {
    let facts: Result<Vec<ArrivalFact>, StoreError> = stored.iter().map(fact_of).collect();
    Ok(ArrivalStanding::of(&facts?))
}

/// Who the last version is of.
pub(super) fn who_of(city: &City, facts: &[StoredArrivalFact]) -> Result<ArrivalWho, StoreError> {
    let last = facts.iter().rev().find_map(|one| Some((one.id, one.who.as_ref()?)));
    let (id, sealed) = last.ok_or_else(|| damaged("who_sealed"))?;
    let spot = Spot { column: WHO, record: id.uuid() };
    let text = city.keys.seals.open(spot, sealed)?;
    serde_json::from_slice(&text).map_err(|_| damaged("who_sealed"))
}

/// What was said, as it is shown.
pub(super) fn past_of(facts: &[StoredArrivalFact]) -> Vec<ArrivalPast> {
    let past = |one: &StoredArrivalFact| ArrivalPast {
        kind: one.kind.clone(),
        at: one.at,
        by: one.by.clone(),
        reason: one.reason.clone(),
    };
    facts.iter().map(past).collect()
}

/// Whether the same was kept before; refused where the id stands for something else.
pub(super) fn known_before(
    city: &City,
    stored: &[StoredArrivalFact],
    draft: &Draft,
) -> Result<bool, Refusal> {
    match stored.iter().find(|one| one.id == draft.fact) {
        None => Ok(false),
        Some(known) if known.body_mac == draft.mac(city)? => Ok(true),
        Some(_) => Err(Refusal::IdReused),
    }
}

/// Keeps what reports it.
pub(super) async fn keep_first(
    tx: &Tx,
    (city, now): (&City, Moment),
    draft: Draft,
    standing: &ArrivalStanding,
) -> Result<(), Refusal> {
    let county = standing.place().map_or_else(|| city.key(), PlaceCode::county);
    if draft.by.is_none() {
        let since = Moment(now.0 - DAY_MS);
        if arrivals_sent_since(tx, &county, since).await? >= SENT_A_DAY_MAX {
            return Err(Refusal::Busy);
        }
    }
    let (fact, people) = draft.stored(city, (county, 0), standing, now)?;
    arrival_fact_insert(tx, &fact, &people).await.map_err(|error| {
        if error.conflicts_with("arrival_fact") { Refusal::IdReused } else { error.into() }
    })?;
    append(tx, change(&city.key(), now, TOPIC, &fact.report.to_string()))?;
    Ok(())
}

/// Keeps what follows upon what was seen.
pub(super) async fn keep_next(
    tx: &Tx,
    (city, now): (&City, Moment),
    (stored, seen): (&[StoredArrivalFact], i64),
    draft: Draft,
    standing: &ArrivalStanding,
) -> Result<(), Refusal> {
    let first = stored.first().ok_or(Refusal::NotFound)?;
    let ordinal = i64::try_from(stored.len()).unwrap_or(i64::MAX);
    if ordinal != seen {
        return Err(Refusal::Stale);
    }
    let (fact, people) = draft.stored(city, (first.county.clone(), ordinal), standing, now)?;
    arrival_fact_insert(tx, &fact, &people).await.map_err(|error| {
        // Of two who say something at once the second has not seen the first.
        if error.conflicts_with("arrival_fact") { Refusal::Stale } else { error.into() }
    })?;
    append(tx, change(&city.key(), now, TOPIC, &fact.report.to_string()))?;
    Ok(())
}

/// The end of the address of a receipt: whoever knows it sees the report and changes it.
pub fn arrival_receipt(city: &City, report: ArrivalReportId) -> String {
    let key = city.keys.seals.fingerprint(format!("receipt of an arrival\n{report}").as_bytes());
    hex::encode(key.get(..RECEIPT_BYTES).unwrap_or_default())
}

/// The number of a receipt, which is said aloud at the station: the last signs of its id.
pub fn receipt_number(report: ArrivalReportId) -> String {
    let hex = report.uuid().simple().to_string().to_uppercase();
    let last = hex.get(hex.len().saturating_sub(8)..).unwrap_or_default();
    let (first, second) = last.split_at_checked(4).unwrap_or((last, ""));
    format!("{first}-{second}")
}

/// Refused where it is not the receipt. The time that it takes says nothing of how much was right.
pub(super) fn receipt_checked(
    city: &City,
    report: ArrivalReportId,
    key: &str,
) -> Result<(), Refusal> {
    let due = arrival_receipt(city, report);
    let differ = due.bytes().zip(key.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
    if due.len() == key.len() && differ == 0 { Ok(()) } else { Err(Refusal::NotFound) }
}

/// A fresh pair of ids for what somebody reports by himself.
pub fn arrival_fresh_ids(now: Moment) -> Result<(ArrivalReportId, ArrivalFactId), Refusal> {
    Ok((ArrivalReportId::from_uuid(mint::uuid(now)?), ArrivalFactId::from_uuid(mint::uuid(now)?)))
}
