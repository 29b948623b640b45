//! Putting somebody in charge, ending it, handing it over, taking that back.

use super::lines::PlaceBook;
use super::sealed::{Said, Who, seal_phone, seal_said};
use super::{KnownCharge, charge_within, charges_changed, charges_of};
use crate::caller::Request;
use crate::register::{community, phone_key, reason_of, stored_person};
use crate::zones::note_of;
use crate::{Refusal, mint};
use fangxian_core::CityDay;
use fangxian_core::charges::{
    Answerer, Capacity, Charge, ChargeFactKind, Known, Reach, ReachKind, Term,
};
use fangxian_core::ids::{ChargeFactId, ChargeId};
use fangxian_core::people::{Name, Phone};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_store::charges::{
    StoredChargeFact, StoredReach, charge_fact_macs, charge_facts_insert,
};
use fangxian_store::places::doors_lock;
use fangxian_store::{StoreError, Tx, feed};

/// The most that are begun at once: a community of three hundred buildings is a large one.
const BEGUN_MAX: usize = 300;
/// The longest name of an office, in signs.
const UNIT_CHARS_MAX: usize = 40;
/// So far from today a first or a last day may lie, before or behind. Our own bound.
const DAYS_MAX: i64 = 1_100;

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

/// An act on a charge: which fact it is, what was seen, and why.
#[derive(Clone, Debug)]
pub struct Doing {
    /// Made by the client: the same again is the same act.
    pub fact: ChargeFactId,
    /// How many facts of the charge were seen.
    pub seen: i64,
    /// Why.
    pub reason: String,
}

/// Who takes a charge over.
#[derive(Clone, Debug)]
pub struct Successor {
    /// The id of his charge.
    pub id: ChargeId,
    /// What begins it.
    pub fact: ChargeFactId,
    /// Who.
    pub who: WhoWords,
    /// From when; the one before answers until the day before.
    pub from: CityDay,
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

/// Gives a charge a last day, from its first one on.
pub async fn charge_end(
    req: &Request,
    id: ChargeId,
    doing: Doing,
    last: CityDay,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::ChargeKeep)?;
    let (own, _) = charge_within(req, &scope, id).await?;
    let mac = fingerprint(req, &format!("end\n{id}\n{last}\n{doing:?}"));
    let reason = reason_of(&doing.reason)?;
    let asked = req.clone();
    let facts = vec![(doing.fact, mac.clone())];
    write(req, own.clone(), "end", facts, move |all| {
        let one = seen(all, id, doing.seen)?;
        let Term::Days { from, .. } = one.charge.term else { return Err(Refusal::Stale) };
        let is_apart = last.days_since(asked.today()).abs() > DAYS_MAX;
        if last < from || is_apart {
            return Err(Refusal::BadInput("最后一天不能早于开始的那一天。".to_owned()));
        }
        let as_now = one.charge.term == Term::Days { from, to: Some(last) };
        if as_now {
            return Err(Refusal::BadInput("本来就到这一天为止，没有改动。".to_owned()));
        }
        let charge = Charge { term: Term::Days { from, to: Some(last) }, ..one.charge.clone() };
        refuse_twice(all, std::slice::from_ref(&charge))?;
        let fact = next(&asked, &own, one, ChargeFactKind::Ended, (doing.fact, reason), mac)?;
        Ok(vec![Fresh { fact: StoredChargeFact { last_day: Some(last), ..fact }, charge: None }])
    })
    .await
}

/// Ends a charge and begins the same one for somebody else, from a day on.
pub async fn charge_hand_over(
    req: &Request,
    id: ChargeId,
    doing: Doing,
    to: Successor,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::ChargeKeep)?;
    let (own, before) = charge_within(req, &scope, id).await?;
    let mac = fingerprint(req, &format!("hand over\n{id}\n{to:?}\n{doing:?}"));
    let reason = reason_of(&doing.reason)?;
    let planned = match before.charge.term {
        Term::Days { to, .. } => to,
        Term::Never => None,
    };
    let from = to.from;
    let reach = &before.charge.reach;
    let begun = ChargeBegin {
        id: to.id,
        fact: to.fact,
        who: to.who,
        kind: reach.kind(),
        places: reach.places(),
        home: reach.home().cloned(),
        from,
        to: planned.filter(|last| *last >= from),
    };
    let begun = begin(req, (&scope, &own), begun, Some(id), (&reason, mac.clone())).await?;
    let asked = req.clone();
    let facts = vec![(doing.fact, mac.clone()), (begun.fact.id, mac.clone())];
    write(req, own.clone(), "hand_over", facts, move |all| {
        let one = seen(all, id, doing.seen)?;
        let holds = match one.charge.term {
            Term::Days { from: first, to: last } => {
                first <= from && last.is_none_or(|last| from <= last)
            }
            Term::Never => false,
        };
        if !holds {
            let say = "交接的日子应在原责任人负责的日期之内。";
            return Err(Refusal::BadInput(say.to_owned()));
        }
        let fact = next(&asked, &own, one, ChargeFactKind::Ended, (doing.fact, reason), mac)?;
        let last_day = Some(from.plus(-1));
        Ok(vec![Fresh { fact: StoredChargeFact { last_day, ..fact }, charge: None }, begun])
    })
    .await
}

/// Takes the last act on a charge back: an end, a hand-over, or that it was begun at all.
pub async fn charge_undo(req: &Request, id: ChargeId, doing: Doing) -> Result<(), Refusal> {
    let scope = req.authorize(Act::ChargeKeep)?;
    let (own, _) = charge_within(req, &scope, id).await?;
    let mac = fingerprint(req, &format!("undo\n{id}\n{doing:?}"));
    let reason = reason_of(&doing.reason)?;
    let second = ChargeFactId::from_uuid(mint::uuid(req.wall)?);
    let asked = req.clone();
    let facts = vec![(doing.fact, mac.clone())];
    write(req, own.clone(), "undo", facts, move |all| {
        let one = seen(all, id, doing.seen)?;
        let last = one.facts.last().map(|fact| fact.kind).ok_or(Refusal::NotFound)?;
        let (kind, also) = match last {
            ChargeFactKind::Ended => (ChargeFactKind::Resumed, None),
            ChargeFactKind::Begun | ChargeFactKind::Resumed => {
                (ChargeFactKind::Withdrawn, one.takes_over)
            }
            ChargeFactKind::Withdrawn => return Err(Refusal::Stale),
        };
        let handed_on =
            |other: &&KnownCharge| other.takes_over == Some(id) && other.charge.term != Term::Never;
        if kind == ChargeFactKind::Resumed && all.iter().any(|other| handed_on(&other)) {
            let say = "这一条已经交给别人，请在接手人那一条上撤销。";
            return Err(Refusal::BadInput(say.to_owned()));
        }
        let mine = (doing.fact, reason.clone());
        let mut fresh =
            vec![Fresh { fact: next(&asked, &own, one, kind, mine, mac.clone())?, charge: None }];
        let before = also.and_then(|id| all.iter().find(|other| other.charge.id == id));
        let mut resumed = (kind == ChargeFactKind::Resumed).then_some(one);
        // Whoever handed it over has it again, unless that was changed since.
        let is_ended = |other: &&KnownCharge| {
            other.facts.last().is_some_and(|fact| fact.kind == ChargeFactKind::Ended)
        };
        if let Some(before) = before.filter(is_ended) {
            let kind = ChargeFactKind::Resumed;
            let fact = next(&asked, &own, before, kind, (second, reason), mac)?;
            fresh.push(Fresh { fact, charge: None });
            resumed = Some(before);
        }
        if let Some(again) = resumed {
            refuse_twice(all, &[as_begun(again)])?;
        }
        Ok(fresh)
    })
    .await
}

/// A fact that is to be kept, and the charge that it begins.
struct Fresh {
    fact: StoredChargeFact,
    charge: Option<Charge>,
}

fn as_begun(one: &KnownCharge) -> Charge {
    let first = one.facts.first();
    let begun = first.and_then(|fact| fact.reach.as_ref().map(|reach| (reach.first_day, fact)));
    let term = begun.map_or(Term::Never, |(from, fact)| Term::Days { from, to: fact.last_day });
    Charge { term, ..one.charge.clone() }
}

fn seen(all: &[KnownCharge], id: ChargeId, seen: i64) -> Result<&KnownCharge, Refusal> {
    let one = all.iter().find(|one| one.charge.id == id).ok_or(Refusal::NotFound)?;
    if one.n_facts() == seen { Ok(one) } else { Err(Refusal::Stale) }
}

fn refuse_twice(all: &[KnownCharge], fresh: &[Charge]) -> Result<(), Refusal> {
    let known = |one: &Charge| all.iter().any(|other| one.repeats(&other.charge));
    let among = |one: &Charge| fresh.iter().any(|other| one.repeats(other));
    if fresh.iter().any(|one| known(one) || among(one)) {
        return Err(Refusal::ChargeKnown);
    }
    Ok(())
}

/// Reads what a form says of somebody and makes the fact that puts him in charge.
async fn begin(
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

/// The next fact of a charge.
fn next(
    req: &Request,
    own: &PlaceCode,
    one: &KnownCharge,
    kind: ChargeFactKind,
    (id, reason): (ChargeFactId, String),
    body_mac: Vec<u8>,
) -> Result<StoredChargeFact, Refusal> {
    let said = Said { who: None, reason };
    Ok(StoredChargeFact {
        id,
        charge: one.charge.id,
        ordinal: one.n_facts(),
        community: own.clone(),
        kind,
        reach: None,
        last_day: None,
        at: req.now,
        by: req.caller.login.clone(),
        body: seal_said(&req.city.keys.seals, id, &said)?,
        phone: None,
        body_mac,
    })
}

/// Decides under the lock of the community, keeps the facts, and tells whoever follows. What was
/// kept already under the same ids, asked for in the same words, is not kept twice.
async fn write(
    req: &Request,
    own: PlaceCode,
    detail: &'static str,
    facts: Vec<(ChargeFactId, Vec<u8>)>,
    decide: impl FnOnce(&[KnownCharge]) -> Result<Vec<Fresh>, Refusal> + Send + 'static,
) -> Result<(), Refusal> {
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        // Two who enter at once: the second sees what the first has written.
        doors_lock(&tx, &own).await?;
        let known = known_facts(&tx, &own, &facts).await?;
        if known.len() == facts.len() {
            return Ok(());
        }
        let all = charges_of(&tx, &asked.city.keys.seals, &own).await?;
        let mut fresh = decide(&all)?;
        fresh.retain(|one| !known.contains(&one.fact.id));
        let begun: Vec<Charge> = fresh.iter().filter_map(|one| one.charge.clone()).collect();
        refuse_twice(&all, &begun)?;
        let facts: Vec<StoredChargeFact> = fresh.into_iter().map(|one| one.fact).collect();
        charge_facts_insert(&tx, &facts).await.map_err(taken)?;
        feed::append(&tx, charges_changed(&asked.city, asked.now, &own))?;
        let subject = match facts.as_slice() {
            [only] => only.charge.to_string(),
            _ => own.to_string(),
        };
        let detail = format!("{detail} {}", facts.len());
        asked.deed(&tx, Act::ChargeKeep, &subject, &detail)?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Those of these facts that are kept already. The same id with another content is refused.
async fn known_facts(
    tx: &Tx,
    own: &PlaceCode,
    facts: &[(ChargeFactId, Vec<u8>)],
) -> Result<Vec<ChargeFactId>, Refusal> {
    let ids: Vec<ChargeFactId> = facts.iter().map(|(id, _)| *id).collect();
    let known = charge_fact_macs(tx, &own.county(), &ids).await?;
    if !known.iter().all(|one| facts.contains(one)) {
        return Err(Refusal::IdReused);
    }
    Ok(known.into_iter().map(|(id, _)| id).collect())
}

fn taken(error: StoreError) -> Refusal {
    if error.conflicts_with("charge_fact") { Refusal::IdReused } else { error.into() }
}

fn fingerprint(req: &Request, what: &str) -> Vec<u8> {
    let whole = format!("{what}\n{}", req.caller.login);
    req.city.keys.seals.fingerprint(whole.as_bytes())
}
