//! Who may look for whom: agreed to at the counter, written down there, ended there.

use crate::caller::Request;
use crate::city::change;
use crate::passes::ENDED;
use crate::register::{counties, person_within};
use crate::{City, Refusal, TestingRefusal};
use fangxian_core::ids::{BindingFactId, BindingId, PersonId};
use fangxian_core::policy::Act;
use fangxian_core::results::{BINDINGS_MAX, Consent};
use fangxian_core::{CityDay, Moment};
use fangxian_store::StoreError;
use fangxian_store::feed::append;
use fangxian_store::pass_ends::{PassEndKind, StoredPassEnd, pass_end_insert};
use fangxian_store::results::{
    BindingSaid, StoredBindingFact, binding_fact_insert, binding_facts, bindings_by,
};

/// The longest time for which somebody may look for another: a year, and then it is asked anew.
const DAYS_MAX: i64 = 366;

/// A binding as it is asked for.
#[derive(Clone, Debug)]
pub struct BindingAsked {
    /// Its id.
    pub binding: BindingId,
    /// The id of what is done.
    pub fact: BindingFactId,
    /// Whose results.
    pub person: PersonId,
    /// Who looks.
    pub proxy: PersonId,
    /// How it was agreed to.
    pub consent: Consent,
    /// From which day.
    pub first_day: CityDay,
    /// Until which day.
    pub last_day: CityDay,
}

/// The facts that begin the bindings that hold on a day.
pub(super) fn held_on(facts: &[StoredBindingFact], day: CityDay) -> Vec<&StoredBindingFact> {
    let is_ended = |binding: BindingId| {
        facts.iter().any(|fact| fact.binding == binding && fact.said == BindingSaid::Ended)
    };
    let holds = |fact: &&StoredBindingFact| match fact.said {
        BindingSaid::Begun(_, from, to) => from <= day && day <= to && !is_ended(fact.binding),
        BindingSaid::Ended => false,
    };
    facts.iter().filter(holds).collect()
}

/// Until before when somebody may look for another, by the records of each; none where he may not.
pub(crate) async fn bond_over(
    city: &City,
    (own, records): (&[PersonId], &[PersonId]),
    wall: Moment,
) -> Result<Option<Moment>, Refusal> {
    let (all, proxies) = (counties(city), own.to_vec());
    let read = city.db.read(move |tx| async move { bindings_by(&tx, &all, &proxies).await });
    let facts: Vec<StoredBindingFact> = read.await?;
    let held = held_on(&facts, wall.city_day()).into_iter();
    let last =
        held.filter(|fact| records.contains(&fact.person)).filter_map(|fact| match fact.said {
            BindingSaid::Begun(_, _, last) => Some(last),
            BindingSaid::Ended => None,
        });
    Ok(last.max().map(CityDay::ends_at))
}

fn fingerprint(req: &Request, what: &str) -> Vec<u8> {
    req.city.keys.seals.fingerprint(format!("{what}\n{}", req.caller.login).as_bytes())
}

/// Writes down that somebody may look at another's results. Both are of the caller's jurisdiction:
/// he has seen who they are.
pub async fn binding_begin(req: &Request, asked: BindingAsked) -> Result<(), Refusal> {
    let (_, person) = person_within(req, Act::ResultTell, asked.person).await?;
    let (_, proxy) = person_within(req, Act::ResultTell, asked.proxy).await?;
    let today = req.wall.city_day();
    let is_sound = asked.person != asked.proxy
        && today <= asked.last_day
        && asked.first_day <= asked.last_day
        && asked.last_day.days_since(asked.first_day) <= DAYS_MAX
        && asked.first_day >= today;
    if !is_sound || person.gone_at.is_some() || proxy.gone_at.is_some() {
        return Err(Refusal::BadInput("请选两个在册的人，从今天或以后起，最长一年。".to_owned()));
    }
    let body_mac = fingerprint(req, &format!("{asked:?}"));
    let said = BindingSaid::Begun(asked.consent, asked.first_day, asked.last_day);
    let fact = StoredBindingFact {
        id: asked.fact,
        county: person.door.county(),
        binding: asked.binding,
        person: asked.person,
        proxy: asked.proxy,
        said,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac,
    };
    let (all, acting) = (counties(&req.city), req.clone());
    let write = req.city.db.write(move |tx| async move {
        let known = bindings_by(&tx, &all, &[fact.proxy]).await?;
        if known.iter().any(|one| one.id == fact.id && one.body_mac == fact.body_mac) {
            return Ok(());
        }
        let open: Vec<&StoredBindingFact> =
            known.iter().filter(|one| is_open(&known, one, today)).collect();
        if open.iter().any(|one| one.person == fact.person) {
            return Err(TestingRefusal::BindingKnown.into());
        }
        if open.len() >= BINDINGS_MAX {
            return Err(TestingRefusal::BindingsTooMany.into());
        }
        binding_fact_insert(&tx, &fact).await.map_err(taken)?;
        let detail = format!("bound {} {}", fact.proxy, asked.consent.code());
        acting.deed(&tx, Act::ResultTell, &fact.person.to_string(), &detail)?;
        Ok(())
    });
    write.await
}

/// The first day on which a binding may hold from today on.
fn fact_day(fact: &StoredBindingFact, today: CityDay) -> CityDay {
    match fact.said {
        BindingSaid::Begun(_, from, _) => from.max(today),
        BindingSaid::Ended => today,
    }
}

/// Whether a fact begins a binding that holds today or later.
fn is_open(all: &[StoredBindingFact], fact: &StoredBindingFact, today: CityDay) -> bool {
    held_on(all, fact_day(fact, today)).iter().any(|one| one.id == fact.id)
}

/// Ends a binding. Twice by the same is once.
pub async fn binding_end(
    req: &Request,
    binding: BindingId,
    fact: BindingFactId,
) -> Result<(), Refusal> {
    req.authorize(Act::ResultTell)?;
    let all = counties(&req.city);
    let read = req.city.db.read(move |tx| async move { binding_facts(&tx, &all, binding).await });
    let facts: Vec<StoredBindingFact> = read.await?;
    let begun = facts.first().ok_or(Refusal::NotFound)?.clone();
    // Whoever answers for either may end it.
    if person_within(req, Act::ResultTell, begun.person).await.is_err() {
        person_within(req, Act::ResultTell, begun.proxy).await?;
    }
    let ended = StoredBindingFact {
        id: fact,
        said: BindingSaid::Ended,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac: fingerprint(req, &format!("end {binding} {fact}")),
        ..begun
    };
    match facts.iter().find(|one| one.said == BindingSaid::Ended) {
        Some(known) if known.id == ended.id && known.body_mac == ended.body_mac => return Ok(()),
        Some(_) => return Err(Refusal::Stale),
        None => {}
    }
    let acting = req.clone();
    let write = req.city.db.write(move |tx| async move {
        binding_fact_insert(&tx, &ended).await.map_err(taken)?;
        // Whoever holds a ticket for his code proves anew who he is: a ticket does not say who holds it.
        let over = StoredPassEnd {
            id: ended.id.uuid(),
            county: ended.county.clone(),
            person: ended.person,
            kind: PassEndKind::Ticket,
            at: acting.now,
            by: ended.by.clone(),
        };
        pass_end_insert(&tx, &over).await?;
        append(&tx, change(&acting.city.key(), acting.now, ENDED, ""))?;
        acting.deed(&tx, Act::ResultTell, &ended.person.to_string(), "binding ended")?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

fn taken(error: StoreError) -> Refusal {
    if error.conflicts_with("result_binding_fact") { Refusal::Stale } else { error.into() }
}
