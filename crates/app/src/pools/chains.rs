//! The chain of a positive tube: who was in it, where each stands, and the clock.

use super::people::{Tubes, grave_tubes, people_in_tubes, tests_of_people};
use crate::caller::Request;
use crate::register::{counties, log_people, record};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{OrderId, PersonId, RoundId};
use fangxian_core::orders::OrderState;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::pools::{
    Chain, ChainStep, Member, PersonSample, TubeOutcome, TubeResult, chain, tube_standing,
};
use fangxian_core::sampling::{Pool, TubeCode};
use fangxian_store::Tx;
use fangxian_store::orders::{StoredOrder, orders_of_tube_all};
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Somebody in a chain.
#[derive(Clone, Debug)]
pub struct ChainMember {
    /// Who.
    pub person: PersonId,
    /// The household.
    pub door: PlaceCode,
    /// The name.
    pub name: String,
    /// Where he is.
    pub step: ChainStep,
    /// The order that goes to his door.
    pub order: Option<OrderId>,
    /// By when somebody must have been there.
    pub due_at: Option<Moment>,
}

/// A chain, as far as the caller's jurisdiction reaches.
#[derive(Clone, Debug)]
pub struct ChainSeen {
    /// The chain.
    pub chain: Chain,
    /// For which round the tube was.
    pub round: RoundId,
    /// Where the table stood.
    pub place: PlaceCode,
    /// For how many the tube is.
    pub pool: Pool,
    /// How many are in it.
    pub n_inside: usize,
    /// How many of them are in no register.
    pub n_unknown: usize,
    /// Who, within the caller's jurisdiction.
    pub members: Vec<ChainMember>,
}

/// The chains of the last thirty days that touch the caller's jurisdiction, the latest first.
pub async fn chains_list(req: &Request) -> Result<Vec<ChainSeen>, Refusal> {
    let scope = req.authorize(Act::ChainSee)?;
    let city = req.city.clone();
    let codes = city.db.read({
        let (city, now) = (city.clone(), req.now);
        move |tx| async move { grave_tubes(&tx, &city, now).await }
    });
    let codes = codes.await?;
    let mut chains = seen(req, &scope, codes).await?;
    chains.sort_by_key(|one| std::cmp::Reverse(one.chain.since));
    Ok(chains)
}

/// One chain.
pub async fn chain_see(req: &Request, tube: TubeCode) -> Result<ChainSeen, Refusal> {
    let scope = req.authorize(Act::ChainSee)?;
    seen(req, &scope, vec![tube]).await?.into_iter().next().ok_or(Refusal::NotFound)
}

async fn seen(
    req: &Request,
    scope: &Scope,
    codes: Vec<TubeCode>,
) -> Result<Vec<ChainSeen>, Refusal> {
    let (city, reach, wall) = (req.city.clone(), scope.clone(), req.wall);
    let read: Result<Vec<ChainSeen>, Refusal> = req
        .city
        .db
        .read(move |tx| async move {
            let tubes = Tubes::read(&tx, codes.iter().copied()).await?;
            let inside = people_in_tubes(&tx, &city, &codes).await?;
            let mut chains = Vec::new();
            for code in codes {
                let people = inside.get(&code).cloned().unwrap_or_default();
                let whose = Whose { tx: &tx, city: &city, wall, scope: &reach };
                chains.extend(whose.chain(&tubes, code, &people).await?);
            }
            Ok::<_, Refusal>(chains)
        })
        .await;
    let chains = read?;
    let people = chains.iter().flat_map(|one| one.members.iter().map(|member| member.person));
    let people: Vec<PersonId> = people.collect();
    if !people.is_empty() {
        let at = scope.jurisdictions().first().cloned().unwrap_or_else(|| req.city.code.clone());
        log_people(req, scope, &at, "chain", people).await?;
    }
    Ok(chains)
}

/// The rounds of the last thirty days in which somebody was found positive, or may yet be: a chain of
/// theirs is not resolved, or somebody in its tube is in no register. Whoever is isolated counts like
/// anybody else: of nobody is it known here.
pub(crate) async fn rounds_unclean(
    city: &Arc<City>,
    now: Moment,
    wall: Moment,
) -> Result<BTreeSet<RoundId>, Refusal> {
    let own = Arc::clone(city);
    city.db
        .read(move |tx| async move {
            let codes = grave_tubes(&tx, &own, now).await?;
            let tubes = Tubes::read(&tx, codes.iter().copied()).await?;
            let inside = people_in_tubes(&tx, &own, &codes).await?;
            let mut unclean = BTreeSet::new();
            for code in codes {
                let Some(tube) = tubes.tube(code) else { continue };
                let people = inside.get(&code).into_iter().flat_map(BTreeMap::keys);
                let people: Vec<PersonId> = people.copied().collect();
                let mut tests = tests_of_people(&tx, &own, &people, wall).await?;
                let member = |person: &PersonId| {
                    let tests = tests.remove(person).unwrap_or_default();
                    let samples = tests.iter().map(|test| test.sample).collect();
                    Member { person: *person, told_at: None, samples }
                };
                let members: Vec<Member> = people.iter().map(member).collect();
                let results = tubes.results(code);
                let standing = tube_standing(&results);
                let Some(chain) = chain(code, first_known(&results), standing, &members) else {
                    continue;
                };
                let is_cleared = |step: &ChainStep| match step {
                    ChainStep::Lifted(_) | ChainStep::Freed => true,
                    ChainStep::ToBeTold
                    | ChainStep::Told(_)
                    | ChainStep::Retaken(_)
                    | ChainStep::Positive(_) => false,
                };
                let all_known = tubes.n_inside(code) <= people.len();
                if !all_known || !chain.steps.iter().all(|(_, step)| is_cleared(step)) {
                    unclean.insert(tube.round);
                }
            }
            Ok::<_, Refusal>(unclean)
        })
        .await
}

struct Whose<'a> {
    tx: &'a Tx,
    city: &'a City,
    wall: Moment,
    scope: &'a Scope,
}

impl Whose<'_> {
    async fn chain(
        &self,
        tubes: &Tubes,
        code: TubeCode,
        inside: &BTreeMap<PersonId, Moment>,
    ) -> Result<Option<ChainSeen>, Refusal> {
        let Some(tube) = tubes.tube(code) else { return Ok(None) };
        let results = tubes.results(code);
        let people: Vec<PersonId> = inside.keys().copied().collect();
        let stored = people_in_by_ids(self.tx, &counties(self.city), &people).await?;
        let within = |one: &StoredPerson| self.scope.covers(&one.door);
        if !self.scope.touches(&tube.place) && !stored.iter().any(within) {
            return Ok(None);
        }
        let orders: HashMap<PlaceCode, StoredOrder> = orders_of_tube_all(self.tx, code)
            .await?
            .into_iter()
            .map(|order| (order.place.clone(), order))
            .collect();
        let mut tests = tests_of_people(self.tx, self.city, &people, self.wall).await?;
        let told_at = |order: &StoredOrder| match order.state {
            OrderState::Done => order.closed_at,
            OrderState::Open | OrderState::Claimed | OrderState::CalledOff => None,
        };
        let members: Vec<Member> = stored
            .iter()
            .map(|one| {
                let tests = tests.remove(&one.id).unwrap_or_default();
                let samples: Vec<PersonSample> = tests.iter().map(|test| test.sample).collect();
                let told_at = orders.get(&one.door).and_then(told_at);
                Member { person: one.id, told_at, samples }
            })
            .collect();
        let Some(chain) = chain(code, first_known(&results), tube_standing(&results), &members)
        else {
            return Ok(None);
        };
        let mut shown = Vec::new();
        for (one, (_, step)) in stored.iter().zip(&chain.steps).filter(|(one, _)| within(one)) {
            let order = orders.get(&one.door);
            shown.push(ChainMember {
                person: one.id,
                door: one.door.clone(),
                name: record::open(&self.city.keys.seals, one)?.name.as_str().to_owned(),
                step: *step,
                order: order.map(|order| order.id),
                due_at: order.map(|order| order.due_at),
            });
        }
        shown.sort_by(|one, other| (&one.door, one.person).cmp(&(&other.door, other.person)));
        let n_inside = tubes.n_inside(code);
        Ok(Some(ChainSeen {
            chain,
            round: tube.round,
            place: tube.place.clone(),
            pool: tube.pool,
            n_inside,
            n_unknown: n_inside.saturating_sub(stored.len()),
            members: shown,
        }))
    }
}

/// When a tube was first known to be positive or unclear, and which.
fn first_known(results: &[TubeResult]) -> Option<(TubeOutcome, Moment)> {
    let grave = results.iter().filter(|one| one.outcome.holds());
    grave.min_by_key(|one| (one.signed_at, one.id)).map(|one| (one.outcome, one.signed_at))
}
