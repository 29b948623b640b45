//! Orders: listed, claimed, done with evidence, handed back.

use super::code::{Code, OrderFactKindCode};
use super::wire::{OrderRow, opt_day};
use crate::caller::{Asked, Asking, At, Body, IfMatch, version_tag};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::orders::{
    OrderDeed, OrdersWanted, PAGE_MAX, order_see, order_work, orders_list, orders_pdf,
};
use fangxian_app::{Refusal, Request};
use fangxian_core::Moment;
use fangxian_core::ids::{OrderFactId, OrderId, ZoneId};
use fangxian_core::orders::OrderState;
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrdersQuery {
    /// `open`, `claimed`, `done`, `late`, `unfinished` (default) or `all`.
    state: Option<String>,
    /// Only for this day; of `done` and `called_off`, only what was closed on it.
    day: Option<String>,
    /// Only of this grid or place.
    grid: Option<String>,
    /// Only of this zone.
    zone: Option<Uuid>,
    /// The `next` of the page before.
    after: Option<String>,
    limit: Option<i64>,
}

/// How the caller's orders stand.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderCountsView {
    open: usize,
    late: usize,
    done_today: usize,
    due_today: usize,
}

/// A page of orders.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrdersPage {
    rows: Vec<OrderRow>,
    next: Option<String>,
    counts: OrderCountsView,
    /// The city's now, by which late is late.
    now: i64,
}

/// Orders of the caller's jurisdiction, the soonest due first.
#[utoipa::path(get, path = "/api/v1/orders", tag = "orders", params(OrdersQuery),
    responses((status = 200, body = OrdersPage), (status = 400, body = ErrorBody)))]
pub(crate) async fn order_list(
    Asked(req): Asked,
    Asking(query): Asking<OrdersQuery>,
) -> Result<Json<OrdersPage>, ApiError> {
    let wanted = wanted_of(&query)?;
    let limit = wanted.limit;
    let (orders, counts) = orders_list(&req, wanted).await?;
    let is_full = i64::try_from(orders.len()).is_ok_and(|n| n == limit);
    let next = orders.last().filter(|_| is_full);
    let next = next.map(|last| format!("{}.{}", last.due_at.0, last.id));
    let row = |order| OrderRow::new(&req.city, order, &req.caller.login, req.now);
    Ok(Json(OrdersPage {
        rows: orders.iter().map(row).collect(),
        next,
        counts: OrderCountsView {
            open: counts.open,
            late: counts.late,
            done_today: counts.done_today,
            due_today: counts.due_today,
        },
        now: req.now.0,
    }))
}

fn wanted_of(query: &OrdersQuery) -> Result<OrdersWanted, ApiError> {
    let (states, late_only) = match query.state.as_deref().unwrap_or("unfinished") {
        "unfinished" => (vec![OrderState::Open, OrderState::Claimed], false),
        "late" => (Vec::new(), true),
        "all" => (Vec::new(), false),
        code => {
            let state =
                OrderState::from_code(code).ok_or_else(|| bad_input("没有这种工单状态。"))?;
            (vec![state], false)
        }
    };
    let locus = query.grid.as_deref().filter(|grid| !grid.is_empty()).map(PlaceCode::parse);
    Ok(OrdersWanted {
        zone: query.zone.map(ZoneId::from_uuid),
        locus: locus.transpose().map_err(|_| Refusal::PlaceUnknown)?,
        states,
        late_only,
        day: opt_day(query.day.as_deref())?,
        after: query.after.as_deref().map(place_in_list).transpose()?,
        limit: query.limit.unwrap_or(50).clamp(1, PAGE_MAX),
    })
}

fn place_in_list(after: &str) -> Result<(Moment, OrderId), ApiError> {
    let wrong = || bad_input("翻页位置不对。");
    let (at, id) = after.split_once('.').ok_or_else(wrong)?;
    Ok((Moment(at.parse().map_err(|_| wrong())?), OrderId::parse(id).ok_or_else(wrong)?))
}

/// The same list on paper, to be ticked off.
#[utoipa::path(get, path = "/api/v1/orders/pdf", tag = "orders", params(OrdersQuery),
    responses((status = 200, content_type = "application/pdf")))]
pub(crate) async fn order_print(
    Asked(req): Asked,
    Asking(query): Asking<OrdersQuery>,
) -> Result<Response, ApiError> {
    let wanted = OrdersWanted { limit: PAGE_MAX, ..wanted_of(&query)? };
    let pdf = orders_pdf(&req, wanted).await?;
    let kind = HeaderValue::from_static("application/pdf");
    let name = HeaderValue::from_static("inline; filename=\"orders.pdf\"");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], pdf).into_response())
}

/// What was done to an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderFactView {
    fact_id: Uuid,
    kind: OrderFactKindCode,
    at: i64,
    /// Null where the rules did it.
    by: Option<String>,
    by_name: Option<String>,
    note: Option<String>,
    households_done: Option<u32>,
    households_left: Option<u32>,
}

/// One order.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderView {
    #[serde(flatten)]
    row: OrderRow,
    /// Why, in the authority's words.
    ground: String,
    facts: Vec<OrderFactView>,
}

async fn view_of(req: &Request, id: OrderId) -> Result<OrderView, ApiError> {
    #[derive(Deserialize)]
    struct Evidence {
        note: Option<String>,
        households_done: Option<u32>,
        households_left: Option<u32>,
    }
    let (order, facts) = order_see(req, id).await?;
    let facts = facts
        .into_iter()
        .map(|fact| {
            let evidence: Option<Evidence> = serde_json::from_str(&fact.body).ok();
            let evidence = evidence.as_ref();
            OrderFactView {
                fact_id: fact.id.uuid(),
                kind: Code(fact.kind),
                at: fact.at.0,
                by_name: fact.by.as_deref().map(|by| req.city.people.by_login(by)),
                by: fact.by,
                note: evidence.and_then(|evidence| evidence.note.clone()),
                households_done: evidence.and_then(|evidence| evidence.households_done),
                households_left: evidence.and_then(|evidence| evidence.households_left),
            }
        })
        .collect();
    Ok(OrderView {
        row: OrderRow::new(&req.city, &order, &req.caller.login, req.now),
        ground: order.ground,
        facts,
    })
}

/// One order with what was done to it.
#[utoipa::path(get, path = "/api/v1/orders/{order_id}", tag = "orders",
    params(("order_id" = Uuid, Path)),
    responses((status = 200, body = OrderView), (status = 404, body = ErrorBody)))]
pub(crate) async fn order_one(Asked(req): Asked, At(id): At<Uuid>) -> Result<Response, ApiError> {
    Ok(tagged(view_of(&req, OrderId::from_uuid(id)).await?))
}

/// An order under the tag of its version, which a write may name in `If-Match`.
fn tagged(view: OrderView) -> Response {
    ([(header::ETAG, version_tag(view.row.version))], Json(view)).into_response()
}

/// What a person does to an order.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeedKind {
    Claimed,
    Done,
    HandedBack,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderDeedBody {
    /// Made by the client; a phone may send it twice.
    fact_id: Uuid,
    /// The version that the person saw. Left out by a phone that was offline: then only the state
    /// of the order decides.
    version: Option<i64>,
    kind: DeedKind,
    /// For `done`.
    households_done: Option<u32>,
    /// For `done`.
    households_left: Option<u32>,
    /// A note, or the reason for handing back.
    #[serde(default)]
    note: String,
}

/// Claim an order, close it with evidence, or hand it back.
#[utoipa::path(post, path = "/api/v1/orders/{order_id}/facts", tag = "orders",
    params(("order_id" = Uuid, Path)), request_body = OrderDeedBody,
    responses((status = 200, body = OrderView), (status = 409, body = ErrorBody)))]
pub(crate) async fn order_fact_add(
    Asked(req): Asked,
    At(id): At<Uuid>,
    IfMatch(seen): IfMatch,
    Body(body): Body<OrderDeedBody>,
) -> Result<Response, ApiError> {
    let id = OrderId::from_uuid(id);
    let deed = match (body.kind, body.households_done, body.households_left) {
        (DeedKind::Claimed, None, None) => OrderDeed::Claim,
        (DeedKind::Done, Some(households_done), Some(households_left)) => {
            OrderDeed::Done { households_done, households_left, note: body.note }
        }
        (DeedKind::Done, _, _) => return Err(Refusal::EvidenceMissing.into()),
        (DeedKind::HandedBack, None, None) => OrderDeed::HandBack { reason: body.note },
        (_, _, _) => return Err(bad_input("不能这样操作工单。")),
    };
    let version = seen.or(body.version);
    order_work(&req, id, OrderFactId::from_uuid(body.fact_id), version, deed).await?;
    Ok(tagged(view_of(&req, id).await?))
}
