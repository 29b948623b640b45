//! A charge ended, handed over, and each of it taken back.

use super::begin::{ChargeBegin, WhoWords, begin};
use super::sealed::{Said, seal_said};
use super::write::{DAYS_MAX, Fresh, fingerprint, refuse_twice, write};
use super::{KnownCharge, charge_within};
use crate::caller::Request;
use crate::register::reason_of;
use crate::{Refusal, mint};
use fangxian_core::CityDay;
use fangxian_core::charges::{Charge, ChargeFactKind, Term};
use fangxian_core::ids::{ChargeFactId, ChargeId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_store::charges::StoredChargeFact;

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
