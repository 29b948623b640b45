//! Putting somebody in charge.

use super::lines::PlaceBook;
use super::sealed::{Said, Who, seal_phone, seal_said};
use super::write::{DAYS_MAX, Fresh, fingerprint, write};
use crate::Refusal;
use crate::caller::Request;
use crate::register::{community, phone_key, reason_of, stored_person};
use crate::zones::note_of;
use fangxian_core::CityDay;
use fangxian_core::charges::{
    Answerer, Capacity, Charge, ChargeFactKind, Known, Reach, ReachKind, Term,
};
use fangxian_core::ids::{ChargeFactId, ChargeId};
use fangxian_core::people::{Name, Phone};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_store::charges::{StoredChargeFact, StoredReach};

/// The most that are begun at once: a community of three hundred buildings is a large one.
const BEGUN_MAX: usize = 300;
/// The longest name of an office, in signs.
const UNIT_CHARS_MAX: usize = 40;

/// Who is in charge, as a form says it.
#[derive(Clone, Debug)]
pub struct WhoWords {
    /// The name.
    pub name: String,
    /// Whence.
    pub unit: String,
    /// As what.
    pub capacity: Capacity,
    /// By which phone; empty where none is known.
    pub phone: String,
    /// Who that is besides.
    pub known: Known,
}

/// A charge that is to begin.
#[derive(Clone, Debug)]
pub struct ChargeBegin {
    /// Made by the client.
    pub id: ChargeId,
    /// Made by the client: the same again is the same act.
    pub fact: ChargeFactId,
    /// Who.
    pub who: WhoWords,
    /// A place, doors, or the doors around a household.
    pub kind: ReachKind,
    /// The place, or the doors.
    pub places: Vec<PlaceCode>,
    /// The door of an anchor household.
    pub home: Option<PlaceCode>,
    /// The first day.
    pub from: CityDay,
    /// The last day, where it is known.
    pub to: Option<CityDay>,
}

/// Puts people in charge. All of them or none; the same again changes nothing.
pub async fn charges_begin(
    req: &Request,
    of: PlaceCode,
    begun: Vec<ChargeBegin>,
    reason: &str,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::ChargeKeep)?;
    let own = community(&of).filter(|own| *own == of && scope.covers(own));
    let own = own.ok_or(Refusal::NotFound)?;
    if begun.is_empty() || begun.len() > BEGUN_MAX {
        return Err(Refusal::BadInput("请选好包联的楼栋，一次最多300条。".to_owned()));
    }
    let reason = reason_of(reason)?;
    let book = PlaceBook::of(req, &own).await?;
    let mut fresh = Vec::with_capacity(begun.len());
    for one in begun {
        let mac = fingerprint(req, &format!("begin\n{of}\n{reason}\n{one:?}"));
        let is_own = |place: &PlaceCode| place.lies_within(&own) && book.is_known(place);
        if !one.places.iter().chain(&one.home).all(is_own) {
            return Err(Refusal::PlaceUnknown);
        }
        fresh.push(begin(req, (&scope, &own), one, None, (&reason, mac)).await?);
    }
    let facts = fresh.iter().map(|one| (one.fact.id, one.fact.body_mac.clone())).collect();
    write(req, own, "begin", facts, move |_| Ok(fresh)).await
}

/// Reads what a form says of somebody and makes the fact that puts him in charge.
pub(super) async fn begin(
    req: &Request,
    (scope, own): (&Scope, &PlaceCode),
    words: ChargeBegin,
    takes_over: Option<ChargeId>,
    (reason, body_mac): (&str, Vec<u8>),
) -> Result<Fresh, Refusal> {
    let ChargeBegin { id, fact, who, kind, places, home, from, to } = words;
    let reach =
        Reach::read(kind, places, home).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let bad = |say: &str| Refusal::BadInput(say.to_owned());
    let apart = |day: CityDay| day.days_since(req.today()).abs() > DAYS_MAX;
    if apart(from) || to.is_some_and(|last| last < from || apart(last)) {
        return Err(bad("日期不合适：最后一天不能早于第一天，也不要离今天太远。"));
    }
    let seals = &req.city.keys.seals;
    let (who, phone) = answerer(req, scope, who).await?;
    let said = Said { who: Some(Who::of(&who, phone.as_ref())), reason: reason.to_owned() };
    let stored = StoredChargeFact {
        id: fact,
        charge: id,
        ordinal: 0,
        community: own.clone(),
        kind: ChargeFactKind::Begun,
        reach: Some(StoredReach {
            kind: reach.kind(),
            places: reach.places(),
            home: reach.home().cloned(),
            first_day: from,
            takes_over,
        }),
        last_day: to,
        at: req.now,
        by: req.caller.login.clone(),
        body: seal_said(seals, fact, &said)?,
        phone: phone.map(|phone| seal_phone(seals, fact, &phone)).transpose()?,
        body_mac,
    };
    let charge = Charge { id, who, reach, term: Term::Days { from, to } };
    Ok(Fresh { fact: stored, charge: Some(charge) })
}

async fn answerer(
    req: &Request,
    scope: &Scope,
    words: WhoWords,
) -> Result<(Answerer, Option<Phone>), Refusal> {
    let bad = |say: String| Refusal::BadInput(say);
    let name = Name::parse(&words.name).map_err(|flaw| bad(format!("{flaw}。")))?;
    let unit = note_of(&words.unit)?;
    if unit.chars().count() > UNIT_CHARS_MAX {
        return Err(bad("单位最多40字。".to_owned()));
    }
    let phone = match words.phone.trim() {
        "" => None,
        digits => {
            let phone = Phone::parse(digits);
            Some(phone.map_err(|_| bad("电话不对，请核对，或留空。".to_owned()))?)
        }
    };
    match words.known {
        Known::ByName => {}
        Known::Account(account) => {
            req.city.people.by_account(account).ok_or(Refusal::NotFound)?;
        }
        Known::Person(person) => {
            stored_person(req, scope, person).await?;
        }
    }
    let phone_key = phone.as_ref().map(|phone| phone_key(&req.city, phone));
    let who = Answerer { name, unit, capacity: words.capacity, known: words.known, phone_key };
    Ok((who, phone))
}
