//! 一管阳、一派单、一分队: what a signed positive sets going, in the transaction that signs it: a case, one
//! operation at the unit, and its steps as orders on the phones of the squad. The next positive of the unit
//! joins it.

use super::kept::{case_change, standing_of};
use crate::caller::Request;
use crate::city::change;
use crate::orders::{Within, call_off, grid_of, raise};
use crate::pools::{people_in_tubes, tests_of_people};
use crate::register::{counties, stays_for};
use crate::{Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::cases::{CaseAbout, CaseFact, CaseKind, CaseSays, CaseSource};
use fangxian_core::ids::{CaseFactId, CaseId, OperationId, OrderId, PersonId};
use fangxian_core::orders::{OrderKind, OrderSource, OrderState, due_at};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Act;
use fangxian_core::pools::{PersonSample, TubeOutcome, TubeStanding};
use fangxian_core::sampling::TubeCode;
use fangxian_store::cases::{
    OperationFactKind, StoredCase, StoredCaseFact, StoredOperation, case_fact_insert,
    case_facts_of, case_insert, cases_of_person, operation_case_add, operation_facts_of,
    operation_insert, operations_at, operations_cases, operations_of_case,
};
use fangxian_store::orders::{StoredOrder, orders_of_operations};
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use fangxian_store::{Tx, feed};

/// The topic of the feed; the subject is the county and the operation.
pub(crate) const OPERATION: &str = "operation";
/// So many days after it began an operation is joined by the next positive of its unit. Our own.
const JOINED_DAYS: i64 = 7;
/// A negative sample from longer before than this says nothing of how often somebody is tested. Our own.
const NEGATIVE_DAYS: i64 = 7;

/// The steps at the door of whoever is positive, in their order, and what each asks.
const STEPS: [(OrderKind, &str); 4] = [
    (
        OrderKind::CaseDoor,
        "立即上门：这户有1人单管核酸阳性。分队到门口，请全户在家等候、不要外出，问清同住人员、\
         去过哪里、身体情况和用药。",
    ),
    (OrderKind::HouseholdSample, "给这户同住的每一个人单管采样，一人一管；门外等候的也不落下。"),
    (
        OrderKind::CaseTransfer,
        "专车转运阳性人员，走闭环路线；孕产妇、透析、婴幼儿先联系医院，家人不分开的请写明。两头签字交接。",
    ),
    (OrderKind::Disinfect, "人员转走以后，对住处、门把手、电梯和楼道做终末消毒，拍照留存。"),
];
/// The step at the unit.
const AT_UNIT: (OrderKind, &str) = (
    OrderKind::EnvironmentSample,
    "采环境样本：住处门把手、开关、马桶，本单元电梯按钮、楼道扶手、快递架，按点位编号送检。",
);
const GROUND: &str = "一管阳、一派单、一分队";

/// What a tube of one person sets going that is positive now. Part of the transaction that signs it.
pub(crate) async fn positive_follow(tx: &Tx, req: &Request, tube: TubeCode) -> Result<(), Refusal> {
    let all = counties(&req.city);
    let inside = people_in_tubes(tx, &req.city, &[tube]).await?.remove(&tube).unwrap_or_default();
    let mut people = inside.into_keys();
    // Whoever is in no register is found out first: then a tracer opens the case.
    let (Some(person), None) = (people.next(), people.next()) else { return Ok(()) };
    let person = stays_for(tx, &all, person).await?;
    let Some(stored) = people_in_by_ids(tx, &all, &[person]).await?.into_iter().next() else {
        return Ok(());
    };
    let Some(case) = case_of_tube(tx, req, (tube, &stored)).await? else { return Ok(()) };
    let operation = operation_for(tx, req, &stored.door).await?;
    operation_case_add(tx, &operation, (case, req.now)).await?;
    raise_steps(tx, req, &operation, (case, &stored.door)).await?;
    let subject = format!("{}/{}", operation.county, operation.id);
    feed::append(tx, change(&req.city.key(), req.now, OPERATION, &subject))?;
    Ok(())
}

/// The case that the tube opens; none where he has an open one already.
async fn case_of_tube(
    tx: &Tx,
    req: &Request,
    (tube, stored): (TubeCode, &StoredPerson),
) -> Result<Option<CaseId>, Refusal> {
    if super::say::has_open(tx, req, stored.id).await? {
        return Ok(None);
    }
    let tests = tests_of_people(tx, &req.city, &[stored.id], req.wall).await?;
    let samples: Vec<PersonSample> =
        tests.get(&stored.id).into_iter().flatten().map(|test| test.sample).collect();
    let row = StoredCase {
        county: stored.door.county(),
        id: CaseId::from_uuid(mint::uuid(req.wall)?),
        person: stored.id,
        cause: format!("tube:{tube}:{}", stored.id),
        at: req.now,
    };
    if !case_insert(tx, &row).await? {
        return Ok(None);
    }
    let about = about_of(tube, &samples);
    let fact = StoredCaseFact {
        county: row.county.clone(),
        id: CaseFactId::from_uuid(mint::uuid(req.wall)?),
        case: row.id,
        ordinal: 0,
        fact: CaseFact { says: CaseSays::Opened(Box::new(about)), at: req.now, by: None },
        body_mac: req.city.keys.seals.fingerprint(row.cause.as_bytes()),
    };
    case_fact_insert(tx, &fact).await?;
    req.deed(tx, Act::LabSign, &row.id.to_string(), "case opened by a signed positive")?;
    feed::append(tx, case_change(&req.city, req.now, &row.county, row.id))?;
    Ok(Some(row.id))
}

/// What a tube says of a case: no symptoms are known until somebody asks.
fn about_of(tube: TubeCode, samples: &[PersonSample]) -> CaseAbout {
    let sampled_at = samples.iter().find(|one| one.tube == tube).map(|one| one.taken_at);
    let is_negative = |one: &&PersonSample| match one.standing {
        TubeStanding::Known(TubeOutcome::Negative, _) => sampled_at.is_some_and(|positive| {
            let days = positive.city_day().days_since(one.taken_at.city_day());
            one.taken_at < positive && days <= NEGATIVE_DAYS
        }),
        TubeStanding::Known(..) | TubeStanding::Waiting => false,
    };
    let last_negative_at = samples.iter().filter(is_negative).map(|one| one.taken_at).max();
    CaseAbout {
        kind: CaseKind::Asymptomatic,
        source: CaseSource::Laboratory,
        report: tube.to_string(),
        generation: None,
        infected_by: None,
        onset: None,
        sampled_at,
        last_negative_at,
    }
}

/// The unit of a door, or the building where there are no units.
fn unit_of(door: &PlaceCode) -> PlaceCode {
    let above = std::iter::successors(door.parent(), PlaceCode::parent);
    let mut above = above.filter(|place| place.kind() >= PlaceKind::Building);
    above.next().unwrap_or_else(|| door.clone())
}

/// The operation that goes on at the unit of a door, or a new one.
async fn operation_for(
    tx: &Tx,
    req: &Request,
    door: &PlaceCode,
) -> Result<StoredOperation, Refusal> {
    let (county, place) = (door.county(), unit_of(door));
    let known = operations_at(tx, &county, &place).await?;
    if let Some(last) = known.last() {
        let within = std::slice::from_ref(&county);
        let facts = operation_facts_of(tx, within, &[last.id]).await?;
        let is_ended = facts.iter().any(|fact| fact.kind == OperationFactKind::Ended);
        let days = req.today().days_since(last.at.city_day());
        if !is_ended && days <= JOINED_DAYS {
            return Ok(last.clone());
        }
    }
    let fresh = StoredOperation {
        county,
        id: OperationId::from_uuid(mint::uuid(req.wall)?),
        place,
        turn: known.last().map_or(0, |last| last.turn + 1),
        at: req.now,
    };
    // Two that sign at once are one after the other in the store: the second finds the first.
    match operation_insert(tx, &fresh).await? {
        true => Ok(fresh),
        false => Err(Refusal::Stale),
    }
}

async fn raise_steps(
    tx: &Tx,
    req: &Request,
    operation: &StoredOperation,
    (case, door): (CaseId, &PlaceCode),
) -> Result<(), Refusal> {
    let at = Within::of(req);
    let grid = grid_of(tx, door).await?;
    let here = STEPS.iter().map(|step| (step, door));
    for ((kind, words), place) in here.chain([(&AT_UNIT, &operation.place)]) {
        // Each who is positive is fetched; the squad comes once to a door, and once to a unit.
        let of = match *kind == OrderKind::CaseTransfer {
            true => case.to_string(),
            false => place.to_string(),
        };
        let cause = format!("operation:{}:{}:{of}", operation.id, kind.code());
        let order = StoredOrder {
            id: OrderId::from_uuid(mint::uuid(req.wall)?),
            county: PlaceCode::parse(&operation.county).map_err(|_| Refusal::PlaceUnknown)?,
            source: OrderSource::Operation(operation.id),
            cause,
            kind: *kind,
            place: place.clone(),
            grid: grid.clone(),
            for_day: req.today(),
            due_at: due_at(*kind, req.now),
            instruction: (*words).to_owned(),
            ground: GROUND.to_owned(),
            state: OrderState::Open,
            handed_back: 0,
            claimed_by: None,
            closed_at: None,
            created_at: req.now,
            version: 1,
        };
        raise(tx, at, &order).await?;
    }
    Ok(())
}

/// A positive of one person was put right: the case that it opened is closed, its contacts are let go, and
/// what is left to do is called off where no other case keeps the operation. Part of the transaction that
/// signs the correction.
pub(crate) async fn positive_freed(tx: &Tx, req: &Request, tube: TubeCode) -> Result<(), Refusal> {
    let all = counties(&req.city);
    let inside = people_in_tubes(tx, &req.city, &[tube]).await?.remove(&tube).unwrap_or_default();
    for person in inside.into_keys() {
        let person: PersonId = stays_for(tx, &all, person).await?;
        let cause = format!("tube:{tube}:{person}");
        let cases = cases_of_person(tx, &all, person).await?;
        for case in cases.into_iter().filter(|one| one.cause == cause) {
            close_freed(tx, req, &case).await?;
        }
    }
    Ok(())
}

async fn close_freed(tx: &Tx, req: &Request, case: &StoredCase) -> Result<(), Refusal> {
    let county = std::slice::from_ref(&case.county);
    let facts = case_facts_of(tx, county, &[case.id]).await?;
    if standing_of(&facts).is_none_or(|one| one.closed_at.is_some()) {
        return Ok(());
    }
    let says = CaseSays::Closed { reason: "检测结果已由两人更正".to_owned() };
    let what = format!("freed\n{}", case.id);
    let fact = StoredCaseFact {
        county: case.county.clone(),
        id: CaseFactId::from_uuid(mint::uuid(req.wall)?),
        case: case.id,
        ordinal: i64::try_from(facts.len()).unwrap_or(i64::MAX),
        fact: CaseFact { says, at: req.now, by: None },
        body_mac: req.city.keys.seals.fingerprint(what.as_bytes()),
    };
    case_fact_insert(tx, &fact).await?;
    super::decide::contacts_free(tx, &req.city, case, req.now).await?;
    for operation in operations_of_case(tx, case.id).await? {
        let of = operations_cases(tx, county, &[operation.id]).await?;
        let ids: Vec<CaseId> = of.into_iter().map(|(_, id)| id).collect();
        if is_kept(tx, county, &ids).await? {
            continue;
        }
        for order in orders_of_operations(tx, county, &[operation.id]).await? {
            if order.state.is_unfinished() {
                call_off(tx, Within::of(req), order).await?;
            }
        }
        let subject = format!("{}/{}", operation.county, operation.id);
        feed::append(tx, change(&req.city.key(), req.now, OPERATION, &subject))?;
    }
    req.deed(tx, Act::LabSign, &case.id.to_string(), "case closed by a correction")?;
    feed::append(tx, case_change(&req.city, req.now, &case.county, case.id))?;
    Ok(())
}

/// Whether one of these cases is open.
async fn is_kept(tx: &Tx, county: &[String], ids: &[CaseId]) -> Result<bool, Refusal> {
    let facts = case_facts_of(tx, county, ids).await?;
    let mut cases = facts.chunk_by(|one, next| one.case == next.case);
    Ok(cases.any(|own| standing_of(own).is_some_and(|one| one.closed_at.is_none())))
}

/// When a step is due that an operation began at a moment raises: for its timeline.
pub(super) fn target(kind: OrderKind, began: Moment) -> Option<Moment> {
    kind.term_minutes().map(|minutes| began.plus_ms(minutes * 60_000))
}
