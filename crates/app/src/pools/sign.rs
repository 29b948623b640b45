//! Signing results: each is checked against what stands, and what follows from it is done in the same
//! transaction.

use super::people::{PersonTest, people_in_tubes, tests_of_people};
use crate::antigen::antigen_settle;
use crate::caller::Request;
use crate::cases::{positive_follow, positive_freed};
use crate::city::change;
use crate::orders::{Within, call_off, grid_of, raise};
use crate::register::{community, counties};
use crate::sampling::landed_strangers;
use crate::{Refusal, TestingRefusal, mint};
use fangxian_core::Moment;
use fangxian_core::ids::{OrderId, PersonId};
use fangxian_core::orders::{OrderKind, OrderSource, OrderState, due_at};
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::{
    PersonSample, ResultFlaw, TubeOutcome, TubeResult, TubeStanding, check_result, person_standing,
    tube_standing,
};
use fangxian_core::rules::{PoolResult, PoolThen};
use fangxian_core::sampling::TubeCode;
use fangxian_store::orders::{StoredOrder, orders_of_tube};
use fangxian_store::people::people_in_by_ids;
use fangxian_store::sampling::{
    StoredResult, n_inside_of, results_insert, results_of_tubes, tubes_by_codes,
};
use fangxian_store::{Tx, feed};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Signs results. Where one cannot be signed, none is: the answer names each and says why. Part of
/// the transaction of whoever signs.
pub async fn results_sign(
    tx: &Tx,
    req: &Request,
    mut results: Vec<StoredResult>,
) -> Result<(), Refusal> {
    for one in &mut results {
        one.result.signed_at = req.now;
    }
    let codes: BTreeSet<TubeCode> = results.iter().map(|one| one.tube).collect();
    let codes: Vec<TubeCode> = codes.into_iter().collect();
    let known = results_of_tubes(tx, &codes).await?;
    let mut standing: HashMap<TubeCode, Vec<TubeResult>> = HashMap::new();
    for (tube, all) in known {
        standing.insert(tube, all.into_iter().map(|one| one.result).collect());
    }
    let before: HashMap<TubeCode, TubeStanding> =
        standing.iter().map(|(tube, all)| (*tube, tube_standing(all))).collect();
    let mut flaws: Vec<(TubeCode, ResultFlaw)> = Vec::new();
    for one in &results {
        let own = standing.entry(one.tube).or_default();
        let corrects = one.result.corrects.as_ref().map(|(id, _)| *id);
        match check_result(own, one.result.outcome, corrects) {
            Ok(()) => own.push(one.result.clone()),
            Err(flaw) => flaws.push((one.tube, flaw)),
        }
    }
    if !flaws.is_empty() {
        return Err(TestingRefusal::ResultsRefused(flaws).into());
    }
    results_insert(tx, &results).await?;
    let after = |tube: TubeCode| standing.get(&tube).map(|all| tube_standing(all));
    let moved: Vec<Moved> = codes
        .into_iter()
        .filter_map(|tube| {
            let before = before.get(&tube).copied().unwrap_or(TubeStanding::Waiting);
            Some(Moved { tube, before, after: after(tube)? })
        })
        .collect();
    follow(tx, req, &moved).await?;
    feed::append(tx, change(&req.city.key(), req.now, "result", ""))?;
    Ok(())
}

/// A tube whose standing was one and is another.
struct Moved {
    tube: TubeCode,
    before: TubeStanding,
    after: TubeStanding,
}

impl Moved {
    fn holds_now(&self) -> bool {
        let holds = |standing: TubeStanding| standing.outcome().is_some_and(TubeOutcome::holds);
        holds(self.after) && !holds(self.before)
    }

    fn turns_positive(&self) -> bool {
        let is_positive = |one: TubeStanding| one.outcome() == Some(TubeOutcome::Positive);
        is_positive(self.after) && !is_positive(self.before)
    }

    fn frees(&self) -> bool {
        let holds = |standing: TubeStanding| standing.outcome().is_some_and(TubeOutcome::holds);
        holds(self.before) && !holds(self.after)
    }
}

async fn follow(tx: &Tx, req: &Request, moved: &[Moved]) -> Result<(), Refusal> {
    let codes: Vec<TubeCode> = moved.iter().map(|one| one.tube).collect();
    let inside = n_inside_of(tx, &codes).await?;
    let n_inside = |tube: TubeCode| inside.get(&tube).copied().unwrap_or_default();
    for one in moved {
        if one.turns_positive() && n_inside(one.tube) == 1 {
            positive_follow(tx, req, one.tube).await?;
        }
        if one.holds_now() {
            if n_inside(one.tube) > 1 {
                raise_retests(tx, req, one.tube, one.after).await?;
            }
            let subject = one.tube.to_string();
            feed::append(tx, change(&req.city.key(), req.now, "chain", &subject))?;
        } else if one.frees() {
            for order in orders_of_tube(tx, one.tube).await? {
                call_off(tx, Within::of(req), order).await?;
            }
            positive_freed(tx, req, one.tube).await?;
            let subject = one.tube.to_string();
            feed::append(tx, change(&req.city.key(), req.now, "chain", &subject))?;
        }
    }
    // A tube of one person that has an outcome may be the last that a chain waits for.
    let singles = || moved.iter().filter(|one| n_inside(one.tube) <= 1);
    let negative = singles().filter(|one| one.after.outcome() == Some(TubeOutcome::Negative));
    let negative: Vec<TubeCode> = negative.map(|one| one.tube).collect();
    close_what_is_lifted(tx, req, &negative).await?;
    let spoken: Vec<TubeCode> = singles().map(|one| one.tube).collect();
    antigen_settle(tx, Within::of(req), &spoken).await
}

/// Sends somebody to every door of a tube.
async fn raise_retests(
    tx: &Tx,
    req: &Request,
    tube: TubeCode,
    standing: TubeStanding,
) -> Result<(), Refusal> {
    let Some(outcome) = standing.outcome() else { return Ok(()) };
    let inside = people_in_tubes(tx, &req.city, &[tube]).await?.remove(&tube).unwrap_or_default();
    let people: Vec<PersonId> = inside.into_keys().collect();
    let stored = people_in_by_ids(tx, &counties(&req.city), &people).await?;
    let mut doors: BTreeMap<PlaceCode, usize> = BTreeMap::new();
    for one in &stored {
        *doors.entry(one.door.clone()).or_default() += 1;
    }
    // Whoever is in no register is looked for where the table stood.
    let n_inside = n_inside_of(tx, &[tube]).await?.get(&tube).copied().unwrap_or_default();
    let n_unknown = usize::try_from(n_inside).unwrap_or_default().saturating_sub(stored.len());
    if n_unknown > 0
        && let Some(tube) = tubes_by_codes(tx, &[tube]).await?.into_iter().next()
    {
        match community(&tube.place) {
            Some(_) => *doors.entry(tube.place).or_default() += n_unknown,
            // At a station nobody is looked for where the table stood.
            None => {
                for place in landed_strangers(tx, &req.city, tube.code).await? {
                    *doors.entry(place).or_default() += 1;
                }
            }
        }
    }
    for (door, n_people) in doors {
        let grid = grid_of(tx, &door).await?;
        let order = order_of(req, tube, outcome, (door, grid), n_people)?;
        raise(tx, Within::of(req), &order).await?;
    }
    Ok(())
}

fn order_of(
    req: &Request,
    tube: TubeCode,
    outcome: TubeOutcome,
    (door, grid): (PlaceCode, Option<PlaceCode>),
    n_people: usize,
) -> Result<StoredOrder, Refusal> {
    let county = PlaceCode::parse(&door.county()).map_err(|_| Refusal::PlaceUnknown)?;
    let today = req.today();
    let clause =
        req.city.rules.guides_on(today).flat_map(|guide| &guide.pool_results).find(|rule| {
            rule.result == PoolResult::Positive
                && rule.then == PoolThen::HoldApartAndRetestSingly
                && rule.clause.is_enforced()
        });
    let instruction = format!(
        "立即上门告知：有{n_people}人所在的采样管结果为{}，请在家中单独等候、不要外出；\
         采样员上门单管复采，每人一管。复采阴性即解除。",
        outcome.title()
    );
    Ok(StoredOrder {
        id: OrderId::from_uuid(mint::uuid(req.wall)?),
        county,
        source: OrderSource::Tube(tube),
        cause: format!("tube:{tube}:{door}"),
        kind: OrderKind::PoolRetest,
        place: door,
        grid,
        for_day: today,
        due_at: due_at(OrderKind::PoolRetest, req.now),
        instruction,
        ground: clause.map(|rule| rule.clause.as_written.clone()).unwrap_or_default(),
        state: OrderState::Open,
        handed_back: 0,
        claimed_by: None,
        closed_at: None,
        created_at: req.now,
        version: 1,
    })
}

/// Calls off what still stands for a door of which everybody is free of the tube.
async fn close_what_is_lifted(tx: &Tx, req: &Request, singles: &[TubeCode]) -> Result<(), Refusal> {
    let inside = people_in_tubes(tx, &req.city, singles).await?;
    let people: BTreeSet<PersonId> = inside.into_values().flat_map(BTreeMap::into_keys).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let tests = tests_of_people(tx, &req.city, &people, req.wall).await?;
    let mut lifted: BTreeSet<TubeCode> = BTreeSet::new();
    for tests in tests.values() {
        let holds = holds_of(tests);
        lifted
            .extend(holds.into_iter().filter(|(_, lifted)| lifted.is_some()).map(|(tube, _)| tube));
    }
    for tube in lifted {
        let orders = orders_of_tube(tx, tube).await?;
        if orders.is_empty() {
            continue;
        }
        let inside = people_in_tubes(tx, &req.city, &[tube]).await?.remove(&tube);
        let people: Vec<PersonId> = inside.unwrap_or_default().into_keys().collect();
        let tests = tests_of_people(tx, &req.city, &people, req.wall).await?;
        let mut waits: BTreeSet<PlaceCode> = BTreeSet::new();
        for one in people_in_by_ids(tx, &counties(&req.city), &people).await? {
            let holds = tests.get(&one.id).map(|tests| holds_of(tests)).unwrap_or_default();
            if holds.get(&tube).is_none_or(Option::is_none) {
                waits.insert(one.door);
            }
        }
        for order in orders.into_iter().filter(|order| !waits.contains(&order.place)) {
            call_off(tx, Within::of(req), order).await?;
        }
        feed::append(tx, change(&req.city.key(), req.now, "chain", &tube.to_string()))?;
    }
    Ok(())
}

/// The tubes that hold or held somebody, and when each was lifted.
fn holds_of(tests: &[PersonTest]) -> HashMap<TubeCode, Option<Moment>> {
    let samples: Vec<PersonSample> = tests.iter().map(|test| test.sample).collect();
    let holds = person_standing(&samples).holds;
    holds.into_iter().map(|hold| (hold.tube, hold.lifted_at)).collect()
}
