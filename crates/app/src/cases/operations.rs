//! Operations as the command, the signers and the tracers see them: the unit, the steps against their
//! targets, and the zone that is proposed. No case and no contact is named.

use super::kept::fingerprint;
use super::operation::{OPERATION, target};
use crate::caller::Request;
use crate::city::change;
use crate::index::ZoneEntry;
use crate::register::{counties, reason_of};
use crate::zones::{enter_fact, fact_of, fresh_fact};
use crate::{City, Refusal};
use fangxian_core::cases::zone_proposed;
use fangxian_core::ids::{OperationFactId, OperationId, OrderId, ZoneId};
use fangxian_core::notices::area_key;
use fangxian_core::orders::{OrderKind, OrderState};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::rules::{Clause, EditionId};
use fangxian_core::zones::ZoneEvent;
use fangxian_core::{Level, Moment};
use fangxian_store::StoreError;
use fangxian_store::cases::{
    OperationFactKind, StoredOperation, StoredOperationFact, operation_by_id, operation_fact_by_id,
    operation_fact_insert, operation_facts_of, operations_cases, operations_since,
};
use fangxian_store::orders::{StoredOrder, orders_of_operations};
use fangxian_store::zones::{Ground, GroundKind, StoredZone, zone_insert};
use fangxian_store::{Tx, feed};
use std::sync::Arc;

/// Operations are listed that began so many days ago at most. Our own bound.
const LISTED_DAYS: i64 = 30;

/// A step of an operation against its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationStep {
    /// Its order.
    pub order: OrderId,
    /// Which.
    pub kind: OrderKind,
    /// Where it is.
    pub state: OrderState,
    /// By when it is to be done.
    pub due_at: Moment,
    /// When it was done or called off.
    pub closed_at: Option<Moment>,
    /// Whether it is late, or was done late.
    pub is_late: bool,
}

/// The zone that an operation proposes.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneProposed {
    /// The area.
    pub place: PlaceCode,
    /// What holds there: 足不出户、上门服务.
    pub measure: String,
    /// What the level may cover, in the authority's words.
    pub clause: Clause,
    /// The edition in force.
    pub edition: EditionId,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct OperationSeen {
    /// Which.
    pub id: OperationId,
    /// The unit.
    pub place: PlaceCode,
    /// When it began.
    pub at: Moment,
    /// How many positives it is of.
    pub n_cases: usize,
    /// Its steps, in the order of their targets.
    pub steps: Vec<OperationStep>,
    /// The zone that it proposes; none where it was decided, stands already, or no edition lets it.
    pub proposed: Option<ZoneProposed>,
    /// What was decided of it: signed or declined, by whom and when.
    pub decided: Option<StoredOperationFact>,
}

/// The operations of the caller's jurisdiction, the newest first.
pub async fn operations_list(req: &Request) -> Result<Vec<OperationSeen>, Refusal> {
    let scope = req.authorize(Act::OperationSee)?;
    let (all, since) = (counties(&req.city), req.now.plus_ms(-LISTED_DAYS * 86_400_000));
    let read = req.city.db.read(move |tx| async move {
        let operations = operations_since(&tx, &all, since).await?;
        let ids: Vec<OperationId> = operations.iter().map(|one| one.id).collect();
        let orders = orders_of_operations(&tx, &all, &ids).await?;
        let facts = operation_facts_of(&tx, &all, &ids).await?;
        Ok::<_, StoreError>((operations, orders, facts, operations_cases(&tx, &all, &ids).await?))
    });
    let (operations, orders, facts, cases) = read.await?;
    let own = operations.into_iter().filter(|one| scope.covers(&one.place));
    let seen = own.map(|one| {
        let decided = facts.iter().find(|fact| fact.operation == one.id && is_of_zone(fact));
        let is_own = |order: &&StoredOrder| {
            order.source == fangxian_core::orders::OrderSource::Operation(one.id)
        };
        let steps = orders.iter().filter(is_own).map(|order| step_of(order, req.now)).collect();
        OperationSeen {
            id: one.id,
            at: one.at,
            n_cases: cases.iter().filter(|(of, _)| *of == one.id).count(),
            steps,
            proposed: decided.is_none().then(|| proposed(&req.city, req.now, &one)).flatten(),
            decided: decided.cloned(),
            place: one.place,
        }
    });
    Ok(seen.collect())
}

fn step_of(order: &StoredOrder, now: Moment) -> OperationStep {
    let due_at = target(order.kind, order.created_at).unwrap_or(order.due_at);
    OperationStep {
        order: order.id,
        kind: order.kind,
        state: order.state,
        due_at,
        closed_at: order.closed_at,
        is_late: order.closed_at.unwrap_or(now) > due_at,
    }
}

fn is_of_zone(fact: &StoredOperationFact) -> bool {
    match fact.kind {
        OperationFactKind::ZoneSigned | OperationFactKind::ZoneDeclined => true,
        OperationFactKind::Ended => false,
    }
}

/// What an operation proposes; none where an area around it is high-risk already.
fn proposed(city: &City, now: Moment, operation: &StoredOperation) -> Option<ZoneProposed> {
    let day = now.city_day();
    let one = zone_proposed(&city.rules, day, &operation.place)?;
    let on_day = city.zones.on_day(day, Moment(i64::MAX));
    let stands = on_day.zones.iter().any(|zone| {
        let is_high = zone.listing.as_ref().is_some_and(|one| one.level.gravity() >= 3);
        is_high && zone.entry.zone.place.as_ref().is_some_and(|at| one.place.lies_within(at))
    });
    (!stands).then(|| ZoneProposed {
        place: one.place,
        measure: one.rule.measure.clone(),
        clause: one.rule.covers_clause.clone(),
        edition: one.edition.clone(),
    })
}

/// Signs the zone that an operation proposes, or declines it with a reason. Returns the zone, where there
/// is one. What was decided is decided once.
pub async fn operation_zone_decide(
    req: &Request,
    (id, fact): (OperationId, OperationFactId),
    is_signed: bool,
    reason: &str,
) -> Result<Option<ZoneId>, Refusal> {
    let act = Act::OperationZoneSign;
    let scope = req.authorize(act)?;
    let reason = if is_signed { String::new() } else { reason_of(reason)? };
    let all = counties(&req.city);
    let read = req.city.db.read(move |tx| async move { operation_by_id(&tx, &all, id).await });
    let operation = read.await?.filter(|one| scope.covers(&one.place)).ok_or(Refusal::NotFound)?;
    let proposal = proposed(&req.city, req.now, &operation);
    let body_mac = fingerprint(req, &format!("zone\n{id}\n{fact}\n{is_signed}\n{reason}"));
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        if let Some(known) = operation_fact_by_id(&tx, &operation.county, fact).await? {
            let is_same = known.body_mac == body_mac;
            return if is_same { Ok(known.zone) } else { Err(Refusal::IdReused) };
        }
        let county = std::slice::from_ref(&operation.county);
        let known = operation_facts_of(&tx, county, &[id]).await?;
        if known.iter().any(is_of_zone) {
            return Err(Refusal::Stale);
        }
        let zone = match is_signed {
            true => {
                let proposal = proposal.ok_or(Refusal::Stale)?;
                Some(rate(&tx, &asked, act, &proposal).await?)
            }
            false => None,
        };
        let kind = match is_signed {
            true => OperationFactKind::ZoneSigned,
            false => OperationFactKind::ZoneDeclined,
        };
        let row = StoredOperationFact {
            county: operation.county,
            id: fact,
            operation: id,
            kind,
            zone,
            reason,
            at: asked.now,
            by: asked.caller.login.clone(),
            body_mac,
        };
        operation_fact_insert(&tx, &row).await?;
        asked.deed(&tx, act, &id.to_string(), kind.code())?;
        let subject = format!("{}/{id}", row.county);
        feed::append(&tx, change(&asked.city.key(), asked.now, OPERATION, &subject))?;
        Ok(zone)
    });
    let zone = write.await?;
    req.city.catch_up().await?;
    Ok(zone)
}

/// Makes the area and rates it: a fact as any other, with the orders that the level calls for.
async fn rate(
    tx: &Tx,
    req: &Request,
    act: Act,
    proposal: &ZoneProposed,
) -> Result<ZoneId, Refusal> {
    let county = PlaceCode::parse(&proposal.place.county()).map_err(|_| Refusal::PlaceUnknown)?;
    let area = area_of(&req.city, &proposal.place);
    let zone = StoredZone {
        id: ZoneId::from_uuid(crate::mint::uuid(req.wall)?),
        county,
        area_key: area_key(&area, None),
        area,
        except: None,
        parts: Vec::new(),
        place: Some(proposal.place.clone()),
        version: 1,
    };
    zone_insert(tx, &zone, req.now).await?;
    let entry = Arc::new(ZoneEntry::new(zone, Vec::new()));
    let event = ZoneEvent::Rated { level: Level::High, edition: proposal.edition.clone() };
    let ground = Ground { kind: GroundKind::Rule, id: Some(proposal.edition.0.clone()) };
    let words = proposal.clause.as_written.clone();
    let mut record = fact_of(req, &entry.zone, fresh_fact(req)?, req.today(), event, ground, words);
    record.proposed_by = Some("rule".to_owned());
    enter_fact(tx, req, act, &entry, record).await?;
    Ok(entry.zone.id)
}

/// The area in the words of a notice: 白云小区5号楼2单元, without its community.
fn area_of(city: &City, place: &PlaceCode) -> String {
    let name = city.place_name(place);
    let parts: Vec<&str> = name.split(' ').collect();
    match parts.as_slice() {
        [_, rest @ ..] if !rest.is_empty() => rest.concat(),
        whole => whole.concat(),
    }
}
