//! Tubes from hand to hand: given, and counted by the other side.

use super::code::{CarryFlawCode, Code, HandoverKindCode};
use super::wire::Clause;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use fangxian_app::Request;
use fangxian_app::custody::{
    Giving, HandoverSeen, HandoversSeen, Taking, handover_give, handover_see, handover_take,
    handovers_list,
};
use fangxian_core::custody::{Bound, Holder};
use fangxian_core::ids::{HandoverId, LaboratoryId};
use fangxian_core::rules::SampleMeasure;
use fangxian_core::sampling::TubeCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn tube(text: &str) -> Result<TubeCode, ApiError> {
    TubeCode::parse(text).map_err(|flaw| bad_input(&format!("{}{flaw}。", named(text))))
}

/// What was scanned, to be found again in a list; nothing where it is like no code at all.
pub(super) fn named(text: &str) -> String {
    let is_like_a_code = |sign: char| sign.is_ascii_alphanumeric() || " -*".contains(sign);
    match text.len() <= 20 && text.chars().all(is_like_a_code) {
        true => format!("{text}："),
        false => String::new(),
    }
}

pub(super) fn tubes(codes: &[String]) -> Result<Vec<TubeCode>, ApiError> {
    codes.iter().map(|code| tube(code)).collect()
}

/// A bound, with the authority's words or ours.
#[derive(Serialize, ToSchema)]
pub(crate) struct SampleBound {
    at_least: Option<i64>,
    at_most: i64,
    clause: Clause,
}

impl From<&Bound> for SampleBound {
    fn from(bound: &Bound) -> SampleBound {
        let (at_least, at_most) = (bound.at_least, bound.at_most);
        SampleBound { at_least, at_most, clause: Clause::from(&bound.clause) }
    }
}

/// What is wrong with a tube.
#[derive(Serialize, ToSchema)]
pub(crate) struct CarryFlawRow {
    tube: String,
    flaws: Vec<CarryFlawCode>,
}

/// What the other side found.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptView {
    by_name: String,
    at: i64,
    /// As it was counted by hand.
    counted: i64,
    /// As it was scanned.
    tubes: Vec<String>,
    temperature_tenths: Option<i64>,
    missing: Vec<String>,
    extra: Vec<String>,
}

/// A hand-over as both sides see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct HandoverView {
    handover_id: Uuid,
    kind: HandoverKindCode,
    from_name: String,
    /// Who carries, or which laboratory.
    to_name: String,
    laboratory_id: Option<Uuid>,
    at: i64,
    /// As it was counted by hand.
    counted: i64,
    /// As it was scanned.
    tubes: Vec<String>,
    temperature_tenths: Option<i64>,
    /// Null before the other side has counted.
    receipt: Option<ReceiptView>,
    flaws: Vec<CarryFlawRow>,
    /// The bound on the temperature, where it was overstepped.
    too_warm: Option<SampleBound>,
    /// Whether the caller is to take it over.
    mine_to_take: bool,
}

fn texts(codes: &[TubeCode]) -> Vec<String> {
    codes.iter().map(TubeCode::to_string).collect()
}

fn handover_view(req: &Request, one: HandoverSeen) -> HandoverView {
    let compared = one.compared.unwrap_or_default();
    let receipt = one.handover.receipt.as_ref().map(|receipt| ReceiptView {
        by_name: req.city.people.by_login(&receipt.by),
        at: receipt.at.0,
        counted: receipt.n_found,
        tubes: texts(&one.found),
        temperature_tenths: receipt.temperature,
        missing: texts(&compared.missing),
        extra: texts(&compared.extra),
    });
    let (to_name, laboratory_id) = match &one.handover.to {
        Holder::Courier(login) => (req.city.people.by_login(login), None),
        Holder::Laboratory(id) => (one.laboratory.unwrap_or_default(), Some(id.uuid())),
    };
    let flaws = one.flaws.into_iter().map(|(code, flaws)| CarryFlawRow {
        tube: code.to_string(),
        flaws: flaws.into_iter().map(Code).collect(),
    });
    HandoverView {
        handover_id: one.handover.id.uuid(),
        kind: Code(one.handover.kind),
        from_name: req.city.people.by_login(&one.handover.from),
        to_name,
        laboratory_id,
        at: one.handover.at.0,
        counted: one.handover.n_stated,
        tubes: texts(&one.given),
        temperature_tenths: one.handover.temperature,
        receipt,
        flaws: flaws.collect(),
        too_warm: one.warm.as_ref().map(SampleBound::from),
        mine_to_take: one.is_mine_to_take,
    }
}

/// Somebody who carries.
#[derive(Serialize, ToSchema)]
pub(crate) struct CourierRow {
    login: String,
    name: String,
}

/// A laboratory to bring tubes to.
#[derive(Serialize, ToSchema)]
pub(crate) struct LabName {
    laboratory_id: Uuid,
    name: String,
}

/// What the caller gave and is to take over, and to whom tubes can be given.
#[derive(Serialize, ToSchema)]
pub(crate) struct HandoversView {
    handovers: Vec<HandoverView>,
    couriers: Vec<CourierRow>,
    laboratories: Vec<LabName>,
    /// Those that the caller works in.
    own_laboratories: Vec<Uuid>,
    /// From the sealing of the tube to the laboratory, in minutes.
    minutes: Option<SampleBound>,
    /// Of the box, in tenths of a degree.
    temperature: Option<SampleBound>,
}

/// The hand-overs of the last days that the caller is a side of.
#[utoipa::path(get, path = "/api/v1/custody/handovers", tag = "custody",
    responses((status = 200, body = HandoversView)))]
pub(crate) async fn handover_list(Asked(req): Asked) -> Result<Json<HandoversView>, ApiError> {
    let HandoversSeen { handovers, couriers, laboratories, own_laboratories, limits } =
        handovers_list(&req).await?;
    let limit = |wanted: SampleMeasure| {
        let found = limits.iter().find(|(what, _)| *what == wanted);
        found.map(|(_, bound)| SampleBound::from(bound))
    };
    Ok(Json(HandoversView {
        minutes: limit(SampleMeasure::SealedToReceivedMinutes),
        temperature: limit(SampleMeasure::TemperatureTenths),
        handovers: handovers.into_iter().map(|one| handover_view(&req, one)).collect(),
        couriers: couriers.into_iter().map(|(login, name)| CourierRow { login, name }).collect(),
        laboratories: laboratories
            .into_iter()
            .map(|(id, name)| LabName { laboratory_id: id.uuid(), name })
            .collect(),
        own_laboratories: own_laboratories.into_iter().map(LaboratoryId::uuid).collect(),
    }))
}

/// Tubes that are given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandoverBody {
    /// Made by the client; the same again is the same act.
    handover_id: Uuid,
    /// Who carries them on; or a laboratory.
    #[serde(default)]
    to_login: Option<String>,
    #[serde(default)]
    laboratory_id: Option<Uuid>,
    /// As they were scanned.
    tubes: Vec<String>,
    /// As they were counted by hand.
    counted: i64,
    #[serde(default)]
    temperature_tenths: Option<i64>,
}

/// Give tubes to somebody who carries, or to a laboratory.
#[utoipa::path(post, path = "/api/v1/custody/handovers", tag = "custody",
    request_body = HandoverBody,
    responses((status = 200, body = HandoverView), (status = 400, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn handover_new(
    Asked(req): Asked,
    Body(body): Body<HandoverBody>,
) -> Result<Json<HandoverView>, ApiError> {
    let to = match (body.to_login, body.laboratory_id) {
        (Some(login), None) => Holder::Courier(login),
        (None, Some(id)) => Holder::Laboratory(LaboratoryId::from_uuid(id)),
        (Some(_), Some(_)) | (None, None) => return Err(bad_input("请选定交给谁。")),
    };
    let giving = Giving {
        id: HandoverId::from_uuid(body.handover_id),
        to,
        codes: tubes(&body.tubes)?,
        n_stated: body.counted,
        temperature: body.temperature_tenths,
    };
    let seen = handover_give(&req, giving).await?;
    Ok(Json(handover_view(&req, seen)))
}

/// One hand-over.
#[utoipa::path(get, path = "/api/v1/custody/handovers/{handover_id}", tag = "custody",
    params(("handover_id" = Uuid, Path)),
    responses((status = 200, body = HandoverView), (status = 404, body = ErrorBody)))]
pub(crate) async fn handover_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<HandoverView>, ApiError> {
    let seen = handover_see(&req, HandoverId::from_uuid(id)).await?;
    Ok(Json(handover_view(&req, seen)))
}

/// What the other side found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReceiptBody {
    /// As they were scanned.
    tubes: Vec<String>,
    /// As they were counted by hand.
    counted: i64,
    #[serde(default)]
    temperature_tenths: Option<i64>,
}

/// Take tubes over: what is missing and what is too many is named.
#[utoipa::path(post, path = "/api/v1/custody/handovers/{handover_id}/receipt", tag = "custody",
    params(("handover_id" = Uuid, Path)), request_body = ReceiptBody,
    responses((status = 200, body = HandoverView), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn handover_found(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ReceiptBody>,
) -> Result<Json<HandoverView>, ApiError> {
    let taking = Taking {
        id: HandoverId::from_uuid(id),
        codes: tubes(&body.tubes)?,
        n_found: body.counted,
        temperature: body.temperature_tenths,
    };
    let seen = handover_take(&req, taking).await?;
    Ok(Json(handover_view(&req, seen)))
}
