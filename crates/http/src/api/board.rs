//! The command board.

use super::wire::{Level, OrderRow, ProposalKind, ZoneRow, opt_day};
use super::zone_facts::{FactView, facts_of};
use crate::caller::{Asked, Asking};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::City;
use fangxian_app::board::{Recent, board_see};
use fangxian_app::records::OrderCounts;
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct BoardQuery {
    /// A day in the past, as it was known then; today where it is left out.
    day: Option<String>,
}

/// A county on the board.
#[derive(Serialize, ToSchema)]
pub(crate) struct BoardCounty {
    code: String,
    name: String,
    gravest: Option<Level>,
    levels: BTreeMap<Level, u32>,
    orders_open: usize,
    orders_late: usize,
}

/// How the orders stand.
#[derive(Serialize, ToSchema)]
pub(crate) struct BoardOrders {
    open: usize,
    late: usize,
    done_today: usize,
    due_today: usize,
}

/// The city on a day.
#[derive(Serialize, ToSchema)]
pub(crate) struct Board {
    day: String,
    today: String,
    /// The city's now, in milliseconds: how old the data is.
    now: i64,
    feed_seq: i64,
    counties: Vec<BoardCounty>,
    levels: BTreeMap<Level, u32>,
    orders: BoardOrders,
    /// Zones whose step-down waits for a signature, at most 50.
    step_downs_due: Vec<ZoneRow>,
    /// How many there are in all.
    n_step_downs_due: u32,
    /// Zones that the rules lift to a graver level, waiting for a signature, at most 50.
    raises_due: Vec<ZoneRow>,
    late_orders: Vec<OrderRow>,
    /// What became known last, the newest first, at most 12.
    recent: Vec<RecentChange>,
}

/// Something that became known about a zone.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecentChange {
    zone_id: Uuid,
    area: String,
    except: Option<String>,
    county_name: String,
    fact: FactView,
}

fn recent_of(city: &City, recent: Vec<Recent>) -> Vec<RecentChange> {
    let view = |one: Recent| {
        let zone = &one.entry.zone;
        let withdrawn = one.entry.facts_withdrawn();
        let fact = facts_of(city, std::slice::from_ref(&one.record), &withdrawn).pop()?;
        Some(RecentChange {
            zone_id: zone.id.uuid(),
            area: zone.area.clone(),
            except: zone.except.clone(),
            county_name: city.county_name(&zone.county),
            fact,
        })
    };
    recent.into_iter().filter_map(view).collect()
}

const STEP_DOWNS_SHOWN: usize = 50;

/// The command board on a day.
#[utoipa::path(get, path = "/api/v1/board", tag = "board", params(BoardQuery),
    responses((status = 200, body = Board), (status = 400, body = ErrorBody)))]
pub(crate) async fn board(
    Asked(req): Asked,
    Asking(query): Asking<BoardQuery>,
) -> Result<Json<Board>, ApiError> {
    let board = board_see(&req, opt_day(query.day.as_deref())?).await?;
    let city = &req.city;
    let day = board.zones.city.day;
    let mut levels: BTreeMap<Level, u32> = BTreeMap::new();
    let mut by_county: HashMap<&str, BTreeMap<Level, u32>> = HashMap::new();
    let (mut due, mut n_due, mut raises) = (Vec::new(), 0, Vec::new());
    for zone in board.zones.iter() {
        let Some(listing) = &zone.listing else { continue };
        *levels.entry(listing.level.into()).or_default() += 1;
        let county = by_county.entry(zone.entry.zone.county.as_str()).or_default();
        *county.entry(listing.level.into()).or_default() += 1;
        let clock = zone.clock(&city.rules, day);
        match super::wire::proposal_kind(clock.as_ref()) {
            ProposalKind::StepDown => {
                n_due += 1;
                if due.len() < STEP_DOWNS_SHOWN {
                    due.push(ZoneRow::new(city, zone, day));
                }
            }
            ProposalKind::Raise if raises.len() < STEP_DOWNS_SHOWN => {
                raises.push(ZoneRow::new(city, zone, day));
            }
            ProposalKind::Raise
            | ProposalKind::Keep
            | ProposalKind::AwaitConditions
            | ProposalKind::NotListed => {}
        }
    }
    let tree = city.tree();
    let counties = tree
        .counties
        .iter()
        .map(|county| {
            let levels = by_county.remove(county.code.as_str()).unwrap_or_default();
            let counts = board.orders.get(&county.code);
            BoardCounty {
                code: county.code.to_string(),
                name: county.name.clone(),
                gravest: levels.keys().max_by_key(|level| gravity(**level)).copied(),
                levels,
                orders_open: counts.map_or(0, |counts| counts.open),
                orders_late: counts.map_or(0, |counts| counts.late),
            }
        })
        .collect();
    Ok(Json(Board {
        day: day.to_string(),
        today: req.today().to_string(),
        now: req.now.0,
        feed_seq: board.feed_seq,
        counties,
        levels,
        orders: in_all(&board.orders),
        step_downs_due: due,
        n_step_downs_due: n_due,
        raises_due: raises,
        late_orders: board
            .late
            .iter()
            .map(|order| OrderRow::new(city, order, &req.caller.login, req.now))
            .collect(),
        recent: recent_of(city, board.recent),
    }))
}

fn in_all(counts: &BTreeMap<PlaceCode, OrderCounts>) -> BoardOrders {
    let mut all = OrderCounts::default();
    for counts in counts.values() {
        all.add(*counts);
    }
    BoardOrders {
        open: all.open,
        late: all.late,
        done_today: all.done_today,
        due_today: all.due_today,
    }
}

fn gravity(level: Level) -> u8 {
    match level {
        Level::Low | Level::Guarded => 1,
        Level::Medium | Level::Controlled => 2,
        Level::High | Level::Locked => 3,
    }
}
