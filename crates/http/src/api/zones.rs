//! Zones: listed, seen, recorded about, signed.

use super::code::{AreaTestOutcomeCode, Code};
use super::wire::{
    Clause, Level, Missing, OrderRow, PlaceView, ZoneRow, day_of, missing_of, opt_day,
};
use super::zone_facts::{FactView, facts_of};
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::orders::{OrdersWanted, orders_list};
use fangxian_app::places::path_of_place;
use fangxian_app::zones::{
    Finding, zone_record, zone_set_place, zone_sign_raise, zone_sign_step_down, zone_withdraw,
    zones_on_day,
};
use fangxian_app::{Refusal, Request};
use fangxian_core::ids::{ZoneFactId, ZoneId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::zones::{DayZero, Proposal, ZoneClock, clock_sentence};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// How many zones one page may hold.
const PAGE_MAX: usize = 200;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ZonesQuery {
    /// A day in the past, as it was known then; today where it is left out.
    day: Option<String>,
    /// Six digits.
    county: Option<String>,
    /// Only at this level.
    level: Option<String>,
    /// Words of the area.
    q: Option<String>,
    /// `listed` (default), or `all` with the zones that have ended.
    show: Option<String>,
    /// Only zones with this proposal.
    proposal: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most 200.
    limit: Option<usize>,
}

/// A page of zones.
#[derive(Serialize, ToSchema)]
pub(crate) struct ZonesPage {
    rows: Vec<ZoneRow>,
    /// Pass it as `after` for the next page; null on the last.
    next: Option<String>,
    /// How many there are in all.
    total: usize,
}

/// Zones on a day, by county, the gravest first.
#[utoipa::path(get, path = "/api/v1/zones", tag = "zones", params(ZonesQuery),
    responses((status = 200, body = ZonesPage), (status = 400, body = ErrorBody)))]
pub(crate) async fn zones_list(
    Asked(req): Asked,
    Asking(query): Asking<ZonesQuery>,
) -> Result<Json<ZonesPage>, ApiError> {
    let zones = zones_on_day(&req, Act::ZoneSee, opt_day(query.day.as_deref())?)?;
    let level = match query.level.as_deref().filter(|level| !level.is_empty()) {
        None => None,
        Some(code) => {
            Some(fangxian_core::Level::from_code(code).ok_or_else(|| bad_input("没有这个等级。"))?)
        }
    };
    let tree = req.city.tree();
    let is_county = |code: &str| tree.counties.iter().any(|one| one.code.as_str() == code);
    if query.county.as_deref().is_some_and(|code| !code.is_empty() && !is_county(code)) {
        return Err(Refusal::PlaceUnknown.into());
    }
    if !matches!(query.show.as_deref(), None | Some("" | "listed" | "all")) {
        return Err(bad_input("只能列出现有的，或者全部。"));
    }
    let proposals = ["keep", "await_conditions", "step_down", "raise", "not_listed"];
    if query.proposal.as_deref().is_some_and(|wanted| !proposals.contains(&wanted)) {
        return Err(bad_input("没有这种处置建议。"));
    }
    let words = query.q.unwrap_or_default();
    let words = words.trim();
    let all = query.show.as_deref() == Some("all");
    let day = zones.city.day;
    let mut rows: Vec<ZoneRow> = zones
        .iter()
        .filter(|zone| all || zone.listing.is_some())
        .filter(|zone| {
            query
                .county
                .as_deref()
                .is_none_or(|county| county.is_empty() || zone.entry.zone.county.as_str() == county)
        })
        .filter(|zone| {
            level.is_none() || zone.listing.as_ref().map(|listing| listing.level) == level
        })
        .filter(|zone| words.is_empty() || zone.entry.zone.area.contains(words))
        .map(|zone| ZoneRow::new(&req.city, zone, day))
        .filter(|row| {
            query.proposal.as_deref().is_none_or(|wanted| {
                serde_json::to_value(row.proposal).is_ok_and(|kind| kind == wanted)
            })
        })
        .collect();
    let order = |row: &ZoneRow| {
        (row.county.clone(), std::cmp::Reverse(row.level), row.since.clone(), row.zone_id)
    };
    rows.sort_by_key(order);
    let total = rows.len();
    let start = match &query.after {
        None => 0,
        Some(after) => {
            let after = Uuid::try_parse(after).map_err(|_| bad_input("翻页位置不对。"))?;
            rows.iter().position(|row| row.zone_id == after).map_or(total, |at| at + 1)
        }
    };
    let limit = query.limit.unwrap_or(50).clamp(1, PAGE_MAX);
    let rows: Vec<ZoneRow> = rows.into_iter().skip(start).take(limit).collect();
    let has_more = start + rows.len() < total;
    let next = rows.last().filter(|_| has_more).map(|row| row.zone_id.to_string());
    Ok(Json(ZonesPage { rows, next, total }))
}

/// What the days are counted from.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DayZeroView {
    Rated,
    Case,
}

/// One zone with its clock and all that is known of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ZoneView {
    #[serde(flatten)]
    row: ZoneRow,
    version: i64,
    day: String,
    parts: Vec<String>,
    place: Option<PlaceView>,
    /// The graver level that it came from.
    after_level: Option<Level>,
    edition_short: Option<String>,
    day_zero: Option<String>,
    day_zero_because: Option<DayZeroView>,
    measure: Option<String>,
    measure_clause: Option<Clause>,
    /// The clause by which the level ends.
    rule: Option<Clause>,
    missing: Vec<Missing>,
    /// The graver level that the rules lift it to; null where nothing calls for it.
    raise: Option<Raise>,
    /// The clock in a resident's words.
    sentence: String,
    facts: Vec<FactView>,
    orders: Vec<OrderRow>,
}

/// A positive was found, and the rules lift the area.
#[derive(Serialize, ToSchema)]
pub(crate) struct Raise {
    to: Level,
    /// The day of the positive.
    found: String,
    clause: Clause,
}

fn raise_of(clock: &ZoneClock<'_>) -> Option<Raise> {
    match &clock.proposal {
        Proposal::Raise { rule, found } => Some(Raise {
            to: rule.to.into(),
            found: found.to_string(),
            clause: Clause::from(&rule.clause),
        }),
        Proposal::Keep { .. } | Proposal::AwaitConditions | Proposal::StepDown { .. } => None,
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ZoneQuery {
    /// A day in the past; today where it is left out.
    day: Option<String>,
}

/// One zone.
#[utoipa::path(get, path = "/api/v1/zones/{zone_id}", tag = "zones",
    params(("zone_id" = Uuid, Path), ZoneQuery),
    responses((status = 200, body = ZoneView), (status = 404, body = ErrorBody)))]
pub(crate) async fn zone_see(
    Asked(req): Asked,
    At(zone): At<Uuid>,
    Asking(query): Asking<ZoneQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let view = view_of(&req, ZoneId::from_uuid(zone), query.day.as_deref()).await?;
    let tag = format!("\"{}-{}-{}\"", view.version, view.day, req.city.seen_seq());
    let tag = HeaderValue::from_str(&tag).map_err(|_| bad_input("区域编号不对。"))?;
    if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        return Ok((axum::http::StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    Ok(([(header::ETAG, tag)], Json(view)).into_response())
}

async fn view_of(req: &Request, zone: ZoneId, day: Option<&str>) -> Result<ZoneView, ApiError> {
    let zones = zones_on_day(req, Act::ZoneSee, opt_day(day)?)?;
    let day = zones.city.day;
    let seen = zones.zone(zone).ok_or(Refusal::NotFound)?;
    let stored = &seen.entry.zone;
    let clock = seen.clock(&req.city.rules, day);
    let listing = seen.listing.as_ref();
    let edition = listing.and_then(|listing| req.city.rules.edition(&listing.edition));
    let level_rule =
        listing.zip(edition).and_then(|(listing, edition)| edition.level_rule(listing.level));
    let place = match &stored.place {
        None => None,
        Some(code) => Some(PlaceView {
            code: code.to_string(),
            name: req.city.place_name(code),
            path: path_of_place(req, code).await?,
        }),
    };
    Ok(ZoneView {
        row: ZoneRow::new(&req.city, seen, day),
        version: stored.version,
        day: day.to_string(),
        parts: stored.parts.clone(),
        place,
        after_level: listing.and_then(|listing| listing.after).map(Into::into),
        edition_short: edition.map(|edition| edition.short.clone()),
        day_zero: clock.as_ref().map(|clock| clock.day_zero.day().to_string()),
        day_zero_because: clock.as_ref().map(|clock| match clock.day_zero {
            DayZero::Rated(_) => DayZeroView::Rated,
            DayZero::Case(_) => DayZeroView::Case,
        }),
        measure: level_rule.map(|rule| rule.measure.clone()),
        measure_clause: level_rule.map(|rule| Clause::from(&rule.measure_clause)),
        rule: clock.as_ref().and_then(|clock| Some(Clause::from(&clock.rule?.clause))),
        missing: clock.as_ref().map(|clock| missing_of(clock, day)).unwrap_or_default(),
        raise: clock.as_ref().and_then(raise_of),
        sentence: match (listing, &clock) {
            (Some(listing), Some(clock)) => clock_sentence(listing, clock, day),
            (_, _) => "这个区域当天不在风险区名单上。".to_owned(),
        },
        facts: facts_of(&req.city, &seen.entry.records, &seen.entry.facts_withdrawn()),
        orders: orders_of(req, zone).await?,
    })
}

/// The orders of a zone that the caller may see; none where orders are not his business.
async fn orders_of(req: &Request, zone: ZoneId) -> Result<Vec<OrderRow>, ApiError> {
    let wanted = OrdersWanted { zone: Some(zone), limit: 100, ..OrdersWanted::default() };
    match orders_list(req, wanted).await {
        Ok((orders, _)) => Ok(orders
            .iter()
            .map(|order| OrderRow::new(&req.city, order, &req.caller.login, req.now))
            .collect()),
        Err(Refusal::NotFound) => Ok(Vec::new()),
        Err(other) => Err(other.into()),
    }
}

/// What a person records about a zone.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FindingKind {
    CaseFound,
    AreaTested,
    ContactsCleared,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFinding {
    /// Made by the client; the same id with the same content is the same record.
    fact_id: Uuid,
    kind: FindingKind,
    /// Of an area test.
    outcome: Option<AreaTestOutcomeCode>,
    /// The day that it is about.
    on: String,
    note: String,
}

/// Record a case, a test of the whole area, or that contacts are clear.
#[utoipa::path(post, path = "/api/v1/zones/{zone_id}/facts", tag = "zones",
    params(("zone_id" = Uuid, Path)), request_body = NewFinding,
    responses((status = 200, body = ZoneView), (status = 409, body = ErrorBody)))]
pub(crate) async fn zone_fact_add(
    Asked(req): Asked,
    At(zone): At<Uuid>,
    Body(body): Body<NewFinding>,
) -> Result<Json<ZoneView>, ApiError> {
    let zone = ZoneId::from_uuid(zone);
    let finding = match (body.kind, body.outcome) {
        (FindingKind::CaseFound, None) => Finding::Case,
        (FindingKind::ContactsCleared, None) => Finding::ContactsCleared,
        (FindingKind::AreaTested, Some(Code(outcome))) => Finding::AreaTest(outcome),
        (_, _) => return Err(bad_input("请选择要记录的内容；全员核酸须写明结果。")),
    };
    let (fact, on) = (ZoneFactId::from_uuid(body.fact_id), day_of(&body.on)?);
    zone_record(&req, zone, fact, finding, on, &body.note).await?;
    Ok(Json(view_of(&req, zone, None).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignProposal {
    fact_id: Uuid,
    /// The version of the zone that the person saw.
    version: i64,
}

/// Sign the step-down that the rules propose.
#[utoipa::path(post, path = "/api/v1/zones/{zone_id}/step-down", tag = "zones",
    params(("zone_id" = Uuid, Path)), request_body = SignProposal,
    responses((status = 200, body = ZoneView), (status = 409, body = ErrorBody)))]
pub(crate) async fn zone_step_down(
    Asked(req): Asked,
    At(zone): At<Uuid>,
    Body(body): Body<SignProposal>,
) -> Result<Json<ZoneView>, ApiError> {
    let zone = ZoneId::from_uuid(zone);
    zone_sign_step_down(&req, zone, ZoneFactId::from_uuid(body.fact_id), body.version).await?;
    Ok(Json(view_of(&req, zone, None).await?))
}

/// Sign that the area is lifted, as the rules propose.
#[utoipa::path(post, path = "/api/v1/zones/{zone_id}/raise", tag = "zones",
    params(("zone_id" = Uuid, Path)), request_body = SignProposal,
    responses((status = 200, body = ZoneView), (status = 409, body = ErrorBody)))]
pub(crate) async fn zone_raise(
    Asked(req): Asked,
    At(zone): At<Uuid>,
    Body(body): Body<SignProposal>,
) -> Result<Json<ZoneView>, ApiError> {
    let zone = ZoneId::from_uuid(zone);
    zone_sign_raise(&req, zone, ZoneFactId::from_uuid(body.fact_id), body.version).await?;
    Ok(Json(view_of(&req, zone, None).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WithdrawFact {
    fact_id: Uuid,
    /// The fact that was wrong.
    withdraws: Uuid,
    reason: String,
}

/// Withdraw a fact that was wrong.
#[utoipa::path(post, path = "/api/v1/zones/{zone_id}/withdraw", tag = "zones",
    params(("zone_id" = Uuid, Path)), request_body = WithdrawFact,
    responses((status = 200, body = ZoneView), (status = 409, body = ErrorBody)))]
pub(crate) async fn zone_fact_withdraw(
    Asked(req): Asked,
    At(zone): At<Uuid>,
    Body(body): Body<WithdrawFact>,
) -> Result<Json<ZoneView>, ApiError> {
    let zone = ZoneId::from_uuid(zone);
    let fact = ZoneFactId::from_uuid(body.fact_id);
    let withdraws = ZoneFactId::from_uuid(body.withdraws);
    zone_withdraw(&req, zone, fact, withdraws, &body.reason).await?;
    Ok(Json(view_of(&req, zone, None).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetPlace {
    place: String,
    version: i64,
}

/// Say where a zone is.
#[utoipa::path(put, path = "/api/v1/zones/{zone_id}/place", tag = "zones",
    params(("zone_id" = Uuid, Path)), request_body = SetPlace,
    responses((status = 200, body = ZoneView), (status = 409, body = ErrorBody)))]
pub(crate) async fn zone_place_set(
    Asked(req): Asked,
    At(zone): At<Uuid>,
    Body(body): Body<SetPlace>,
) -> Result<Json<ZoneView>, ApiError> {
    let zone = ZoneId::from_uuid(zone);
    let place = PlaceCode::parse(&body.place).map_err(|_| Refusal::PlaceUnknown)?;
    zone_set_place(&req, zone, &place, body.version).await?;
    Ok(Json(view_of(&req, zone, None).await?))
}
