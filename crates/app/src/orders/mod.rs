//! Orders: raised by the rules, done by people, called off when no longer called for.

mod doors;
mod follow;

pub(crate) use doors::{Within, call_off, grid_of, raise};
pub use follow::orders_follow_day;
pub(crate) use follow::{follow_zone, note};

use crate::caller::Request;
use crate::city::order_change;
use crate::order_tally::OrderCounts;
use crate::zones::note_of;
use crate::{City, Refusal, messages};
use fangxian_core::audit::Fingerprint;
use fangxian_core::ids::{OrderFactId, OrderId, ZoneId};
use fangxian_core::orders::{OrderSource, OrderState};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::{CityDay, Moment};
use fangxian_paper::{OrderGroup, OrderLine, OrderListPaper};
use fangxian_store::feed;
use fangxian_store::orders::{
    OrderFactKind, OrderFilter, StoredOrder, StoredOrderFact, order_by_id, order_fact_by_id,
    order_fact_insert, order_facts, order_set_state, orders_page,
};

/// How many orders one page may hold.
pub const PAGE_MAX: i64 = 200;

/// What to list.
#[derive(Clone, Debug, Default)]
pub struct OrdersWanted {
    /// Only of this zone.
    pub zone: Option<ZoneId>,
    /// Only of this grid or place.
    pub locus: Option<PlaceCode>,
    /// Only in these states.
    pub states: Vec<OrderState>,
    /// Only overdue ones.
    pub late_only: bool,
    /// Only for this day; what is done or called off, closed on it.
    pub day: Option<CityDay>,
    /// After this one.
    pub after: Option<(Moment, OrderId)>,
    /// How many, at most [`PAGE_MAX`].
    pub limit: i64,
}

/// Orders that the caller's jurisdiction reaches, the soonest due first, and their counts.
pub async fn orders_list(
    req: &Request,
    wanted: OrdersWanted,
) -> Result<(Vec<StoredOrder>, OrderCounts), Refusal> {
    let scope = req.authorize(Act::OrderSee)?;
    let now = req.now;
    let limit = wanted.limit.clamp(1, PAGE_MAX);
    // Who asks what was done on a day means the day of the doing, not the day it was due for.
    let is_closed =
        !wanted.states.is_empty() && wanted.states.iter().all(|state| !state.is_unfinished());
    let mut total = OrderCounts::default();
    for counts in req.city.orders.counts(&scope, now).into_values() {
        total.add(counts);
    }
    let orders = req
        .city
        .db
        .read(move |tx| async move {
            let filter = OrderFilter {
                zone: wanted.zone,
                locus: wanted.locus.as_ref(),
                states: &wanted.states,
                overdue_at: wanted.late_only.then_some(now),
                for_day: wanted.day.filter(|_| !is_closed),
                closed_on: wanted.day.filter(|_| is_closed),
                after: wanted.after,
            };
            orders_page(&tx, &scope, filter, limit).await
        })
        .await?;
    Ok((orders, total))
}

/// One order with what was done to it.
pub async fn order_see(
    req: &Request,
    id: OrderId,
) -> Result<(StoredOrder, Vec<StoredOrderFact>), Refusal> {
    let scope = req.authorize(Act::OrderSee)?;
    req.city
        .db
        .read(move |tx| async move {
            let order = order_by_id(&tx, &scope, id).await?.ok_or(Refusal::NotFound)?;
            let facts = order_facts(&tx, &order).await?;
            Ok((order, facts))
        })
        .await
}

/// The same list on paper, by place. Typesetting takes its time: off the threads that serve.
pub async fn orders_pdf(req: &Request, wanted: OrdersWanted) -> Result<Vec<u8>, Refusal> {
    let (orders, _) = orders_list(req, wanted).await?;
    let city = req.city.clone();
    let held = req.caller.assignments.first().map(|held| city.place_name(&held.jurisdiction));
    let mut list = OrderListPaper {
        title: "工单清单".to_owned(),
        unit: held.unwrap_or_default(),
        day: req.today(),
        printed_by: req.caller.name.clone(),
        printed_at: req.now,
        groups: Vec::new(),
    };
    for order in &orders {
        let place = city.place_name(order.locus());
        let line = OrderLine {
            reference: reference(order.id),
            whom: whom(&city, order),
            instruction: format!("{}：{}", order.kind.title(), order.instruction),
            ground: order.ground.clone(),
            due: order.due_at,
        };
        match list.groups.iter_mut().find(|group| group.place == place) {
            Some(group) => group.orders.push(line),
            None => list.groups.push(OrderGroup { place, orders: vec![line] }),
        }
    }
    let set = tokio::task::spawn_blocking(move || {
        let typesetter = city.typesetter.as_ref().ok_or(Refusal::NoFont)?;
        typesetter.order_list_pdf(&list).map_err(Refusal::Paper)
    });
    set.await.map_err(|_| Refusal::NoFont)?
}

/// The area in the notice's words; the place of the register where that says the same, with its
/// community before it. A community alone would not say which building.
fn whom(city: &City, order: &StoredOrder) -> String {
    let plain = |words: &str| words.replace(' ', "");
    let place = city.place_name(match order.source {
        OrderSource::Zone { .. }
        | OrderSource::Tube(_)
        | OrderSource::Antigen(_)
        | OrderSource::Code
        | OrderSource::Verification
        | OrderSource::Operation(_)
        | OrderSource::Contact => &order.place,
        OrderSource::Ledgers | OrderSource::Frequency => order.locus(),
    });
    let zone = order.source.zone().and_then(|zone| city.zones.zone(zone));
    match zone.map(|entry| entry.full_area()) {
        Some(area) if !plain(&place).contains(&plain(&area)) => format!("{area}（{place}）"),
        Some(_) | None => place,
    }
}

/// The last six signs of an order's id: short enough to be typed back from paper.
fn reference(order: OrderId) -> String {
    let id = order.to_string();
    id.get(id.len() - 6..).unwrap_or_default().to_owned()
}

/// What a person does to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderDeed {
    /// Takes it.
    Claim,
    /// Has done it.
    Done {
        /// Households that were reached.
        households_done: u32,
        /// Households that were not.
        households_left: u32,
        /// What there is to say; required where somebody was not reached.
        note: String,
    },
    /// Gives it back.
    HandBack {
        /// Why.
        reason: String,
    },
}

/// Claims an order, closes it with evidence, or hands it back. A phone that was offline may send
/// the same deed again: the same id with the same content changes nothing more.
pub async fn order_work(
    req: &Request,
    id: OrderId,
    fact: OrderFactId,
    version: Option<i64>,
    deed: OrderDeed,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::OrderWork)?;
    let (kind, body) = evidence_of(&deed)?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            let mut order = order_by_id(&tx, &scope, id).await?.ok_or(Refusal::NotFound)?;
            let fact = StoredOrderFact {
                id: fact,
                county: order.county.clone(),
                order: order.id,
                kind,
                at: asked.now,
                by: Some(asked.caller.login.clone()),
                body_sha256: fingerprint(&asked.caller.login, order.id, kind, &body),
                body,
            };
            if let Some(known) = order_fact_by_id(&tx, &order.county, fact.id).await? {
                let is_same = known.body_sha256 == fact.body_sha256;
                return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
            }
            if version.is_some_and(|version| version != order.version) {
                return Err(Refusal::Stale);
            }
            apply(&mut order, &asked.caller.login, asked.now, kind)?;
            order_set_state(&tx, &order).await?;
            order_fact_insert(&tx, &fact).await?;
            asked.deed(&tx, Act::OrderWork, &order.id.to_string(), kind.code())?;
            if kind == OrderFactKind::HandedBack {
                messages::tell_of_handed_back(&tx, &asked, &order).await?;
            }
            feed::append(&tx, order_change(&asked.city.key(), asked.now, &order.county, order.id))?;
            Ok(())
        })
        .await?;
    req.city.catch_up().await
}

fn evidence_of(deed: &OrderDeed) -> Result<(OrderFactKind, String), Refusal> {
    match deed {
        OrderDeed::Claim => Ok((OrderFactKind::Claimed, "{}".to_owned())),
        OrderDeed::Done { households_done, households_left, note } => {
            let note = note_of(note)?;
            if *households_left > 0 && note.is_empty() {
                return Err(Refusal::EvidenceMissing);
            }
            let body = serde_json::json!({
                "households_done": households_done,
                "households_left": households_left,
                "note": note,
            });
            Ok((OrderFactKind::Done, body.to_string()))
        }
        OrderDeed::HandBack { reason } => {
            let reason = note_of(reason)?;
            if reason.is_empty() {
                return Err(Refusal::BadInput("请写明退回的原因。".to_owned()));
            }
            Ok((OrderFactKind::HandedBack, serde_json::json!({ "note": reason }).to_string()))
        }
    }
}

fn fingerprint(login: &str, order: OrderId, kind: OrderFactKind, body: &str) -> String {
    let whole = format!("{login}\n{order}\n{}\n{body}", kind.code());
    Fingerprint::of(whole.as_bytes()).to_string()
}

/// Moves an order on, where that is possible from where it is.
fn apply(
    order: &mut StoredOrder,
    login: &str,
    now: Moment,
    kind: OrderFactKind,
) -> Result<(), Refusal> {
    let is_mine = order.claimed_by.as_deref() == Some(login);
    match (order.state, kind) {
        (OrderState::Open, OrderFactKind::Claimed) => {
            order.state = OrderState::Claimed;
            order.claimed_by = Some(login.to_owned());
        }
        (
            OrderState::Claimed,
            OrderFactKind::Claimed | OrderFactKind::Done | OrderFactKind::HandedBack,
        ) if !is_mine => {
            return Err(Refusal::OrderTaken);
        }
        (OrderState::Claimed, OrderFactKind::Claimed) => {}
        (OrderState::Open | OrderState::Claimed, OrderFactKind::Done) => {
            order.state = OrderState::Done;
            order.claimed_by = Some(login.to_owned());
            order.closed_at = Some(now);
        }
        (OrderState::Open | OrderState::Claimed, OrderFactKind::HandedBack) => {
            order.state = OrderState::Open;
            order.claimed_by = None;
            order.handed_back += 1;
        }
        (OrderState::Done | OrderState::CalledOff, _)
        | (_, OrderFactKind::Raised | OrderFactKind::CalledOff) => return Err(Refusal::OrderState),
    }
    Ok(())
}
