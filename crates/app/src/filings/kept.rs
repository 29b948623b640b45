//! How a filing is kept: who it is of is sealed, what is said of it is a chain of facts.

use super::TOPIC;
use crate::city::change;
use crate::seals::Spot;
use crate::zones::note_of;
use crate::{City, Refusal, mint};
use fangxian_core::filings::FilingKind;
use fangxian_core::ids::{FilingFactId, FilingId};
use fangxian_core::people::Phone;
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};
use fangxian_store::feed::append;
use fangxian_store::filings::{
    StoredFilingFact, filing_fact_insert, filing_facts_of, filings_sent_since,
};
use fangxian_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};

const WHO: &str = "filing_fact.who_sealed";
/// The longest name, in signs.
const NAME_CHARS_MAX: usize = 30;
/// So many people of one county may file by themselves within a day: more are a program.
const SENT_A_DAY_MAX: i64 = 2_000;
const DAY_MS: i64 = 86_400_000;
/// The key of a receipt holds so many bytes.
const RECEIPT_BYTES: usize = 16;

/// Who answers for a gathering, or who leaves. Whoever looks at it is noted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingWho {
    /// The name.
    pub name: String,
    /// The phone.
    pub phone: String,
}

impl std::fmt::Debug for FilingWho {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FilingWho(…)")
    }
}

impl FilingWho {
    /// As it is kept.
    pub(super) fn checked(&self) -> Result<FilingWho, Refusal> {
        let name = note_of(&self.name)?;
        if !(1..=NAME_CHARS_MAX).contains(&name.chars().count()) {
            return Err(Refusal::BadInput(format!("请写姓名，最多{NAME_CHARS_MAX}字。")));
        }
        let phone = Phone::parse(&self.phone);
        let phone = phone.map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
        Ok(FilingWho { name, phone: phone.as_str().to_owned() })
    }

    /// The phone with its beginning starred.
    pub(super) fn masked(&self) -> String {
        Phone::parse(&self.phone).map(|phone| phone.masked()).unwrap_or_default()
    }
}

/// Something that is said of a filing.
#[derive(Clone, Debug)]
pub struct FilingDoing {
    /// Made by the client: the same again is the same act.
    pub fact: FilingFactId,
    /// How many facts of the filing were seen.
    pub seen: i64,
    /// Why.
    pub reason: String,
}

/// Something that was said of a filing, as it is shown.
#[derive(Clone, Debug)]
pub struct FilingPast {
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
    pub(super) filing: FilingId,
    pub(super) fact: FilingFactId,
    pub(super) what: FilingKind,
    pub(super) kind: &'static str,
    pub(super) says: String,
    /// With what files it and with every new version.
    pub(super) who: Option<FilingWho>,
    pub(super) reason: String,
    pub(super) by: Option<String>,
}

/// Where and when a version is.
pub(super) type Spread = (PlaceCode, (CityDay, CityDay));

impl Draft {
    /// The keyed fingerprint of what is asked for.
    fn mac(&self, city: &City) -> Vec<u8> {
        let who = self.who.as_ref().map(|who| format!("{}\n{}", who.name, who.phone));
        let asked_for = format!(
            "{}\n{}\n{}\n{who:?}\n{}\n{:?}",
            self.filing, self.kind, self.says, self.reason, self.by
        );
        city.keys.seals.fingerprint(asked_for.as_bytes())
    }

    fn stored(
        self,
        city: &City,
        (county, ordinal): (String, i64),
        (place, days): Spread,
        now: Moment,
    ) -> Result<StoredFilingFact, Refusal> {
        let body_mac = self.mac(city);
        let seal = |who: &FilingWho| {
            let json = serde_json::to_vec(who).map_err(|_| damaged())?;
            city.keys.seals.seal(Spot { column: WHO, record: self.fact.uuid() }, &json)
        };
        let who = self.who.as_ref().map(seal).transpose()?;
        Ok(StoredFilingFact {
            county,
            id: self.fact,
            filing: self.filing,
            what: self.what,
            ordinal,
            kind: self.kind.to_owned(),
            says: self.says,
            who,
            place,
            days,
            reason: self.reason,
            at: now,
            by: self.by,
            body_mac,
        })
    }
}

fn damaged() -> StoreError {
    StoreError::Damaged { table: "filing_fact".to_owned(), column: "who_sealed".to_owned() }
}

/// Who the last version is of.
pub(super) fn who_of(city: &City, facts: &[StoredFilingFact]) -> Result<FilingWho, StoreError> {
    let last = facts.iter().rev().find_map(|one| Some((one.id, one.who.as_ref()?)));
    let (id, sealed) = last.ok_or_else(damaged)?;
    let spot = Spot { column: WHO, record: id.uuid() };
    serde_json::from_slice(&city.keys.seals.open(spot, sealed)?).map_err(|_| damaged())
}

/// What was said, as it is shown.
pub(super) fn past_of(facts: &[StoredFilingFact]) -> Vec<FilingPast> {
    let past = |one: &StoredFilingFact| FilingPast {
        kind: one.kind.clone(),
        at: one.at,
        by: one.by.clone(),
        reason: one.reason.clone(),
    };
    facts.iter().map(past).collect()
}

/// What is said, as it is kept.
pub(super) fn says_text(says: &impl Serialize) -> Result<String, Refusal> {
    Ok(serde_json::to_string(says).map_err(|_| damaged())?)
}

/// Whether it was kept now; false where the same was kept before.
pub(super) async fn keep_first(
    tx: &Tx,
    (city, now): (&City, Moment),
    draft: Draft,
    spread: Spread,
) -> Result<bool, Refusal> {
    let mac = draft.mac(city);
    if let Some(first) = filing_facts_of(tx, draft.filing).await?.first() {
        let is_same = first.id == draft.fact && first.body_mac == mac;
        return if is_same { Ok(false) } else { Err(Refusal::IdReused) };
    }
    let county = spread.0.county();
    if draft.by.is_none() {
        let since = Moment(now.0 - DAY_MS);
        if filings_sent_since(tx, draft.what, &county, since).await? >= SENT_A_DAY_MAX {
            return Err(Refusal::Busy);
        }
    }
    let fact = draft.stored(city, (county, 0), spread, now)?;
    filing_fact_insert(tx, &fact).await.map_err(|error| {
        if error.conflicts_with("filing_fact") { Refusal::IdReused } else { error.into() }
    })?;
    append(tx, change(&city.key(), now, TOPIC, &fact.filing.to_string()))?;
    Ok(true)
}

/// Whether the same was kept before; refused where the id stands for something else.
pub(super) fn known_before(
    city: &City,
    stored: &[StoredFilingFact],
    draft: &Draft,
) -> Result<bool, Refusal> {
    match stored.iter().find(|one| one.id == draft.fact) {
        None => Ok(false),
        Some(known) if known.body_mac == draft.mac(city) => Ok(true),
        Some(_) => Err(Refusal::IdReused),
    }
}

/// How many facts there are; refused where somebody has not seen all of them.
pub(super) fn seen_all(stored: &[StoredFilingFact], seen: i64) -> Result<i64, Refusal> {
    let n_facts = i64::try_from(stored.len()).unwrap_or(i64::MAX);
    if n_facts == seen { Ok(n_facts) } else { Err(Refusal::Stale) }
}

/// Keeps what follows upon what was seen.
pub(super) async fn keep_next(
    tx: &Tx,
    (city, now): (&City, Moment),
    (stored, seen): (&[StoredFilingFact], i64),
    draft: Draft,
    spread: Spread,
) -> Result<(), Refusal> {
    let first = stored.first().ok_or(Refusal::NotFound)?;
    let ordinal = seen_all(stored, seen)?;
    let fact = draft.stored(city, (first.county.clone(), ordinal), spread, now)?;
    filing_fact_insert(tx, &fact).await.map_err(|error| {
        // Of two who say something at once the second has not seen the first.
        if error.conflicts_with("filing_fact") { Refusal::Stale } else { error.into() }
    })?;
    append(tx, change(&city.key(), now, TOPIC, &fact.filing.to_string()))?;
    Ok(())
}

/// The end of the address of a receipt: whoever knows it sees the filing and changes it.
pub fn filing_receipt(city: &City, filing: FilingId) -> String {
    let key = city.keys.seals.fingerprint(format!("receipt of a filing\n{filing}").as_bytes());
    hex::encode(key.get(..RECEIPT_BYTES).unwrap_or_default())
}

/// Refused where it is not the receipt. The time that it takes says nothing of how much was right.
pub(super) fn receipt_checked(city: &City, filing: FilingId, key: &str) -> Result<(), Refusal> {
    let due = filing_receipt(city, filing);
    let differ = due.bytes().zip(key.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
    if due.len() == key.len() && differ == 0 { Ok(()) } else { Err(Refusal::NotFound) }
}

/// A fresh pair of ids for what somebody files by himself.
pub fn filing_fresh_ids(now: Moment) -> Result<(FilingId, FilingFactId), Refusal> {
    Ok((FilingId::from_uuid(mint::uuid(now)?), FilingFactId::from_uuid(mint::uuid(now)?)))
}
