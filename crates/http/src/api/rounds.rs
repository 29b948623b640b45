//! Rounds: opened, worked from the 清楼表, closed when nobody is missing.

use super::code::{Code, MeansCode, OutcomeCode, RoundKindCode};
use super::people::place;
use super::wire::opt_day;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::rounds::{
    RoundSeen, TICKS_MAX, TickSent, TickVerdict, round_end, round_open, round_parts, round_see,
    rounds_list, ticks_take,
};
use fangxian_app::{Refusal, Request};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundFactId, RoundId};
use fangxian_core::rounds::RoundCounts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// How many stand how.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundCountsView {
    people: usize,
    done: usize,
    refused: usize,
    away: usize,
    moved: usize,
    exempt: usize,
    /// Two say different things.
    disputed: usize,
    missing: usize,
}

impl From<RoundCounts> for RoundCountsView {
    fn from(counts: RoundCounts) -> RoundCountsView {
        RoundCountsView {
            people: counts.people,
            done: counts.done,
            refused: counts.refused,
            away: counts.away,
            moved: counts.moved,
            exempt: counts.exempt,
            disputed: counts.disputed,
            missing: counts.missing,
        }
    }
}

/// A round, with the counts of the caller's own jurisdiction.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundRow {
    round_id: Uuid,
    place: String,
    place_name: String,
    name: String,
    kind: RoundKindCode,
    opened_at: i64,
    opened_by_name: String,
    closed_at: Option<i64>,
    closed_by_name: Option<String>,
    version: i64,
    /// None while a round of many communities is being counted: ask again in a few seconds.
    counts: Option<RoundCountsView>,
}

fn round_row(req: &Request, seen: RoundSeen) -> RoundRow {
    let round = seen.round;
    let name = |login: &str| req.city.people.by_login(login);
    RoundRow {
        round_id: round.id.uuid(),
        place_name: req.city.place_name(&round.place),
        place: round.place.to_string(),
        name: round.name,
        kind: Code(round.kind),
        opened_at: round.opened_at.0,
        opened_by_name: name(&round.opened_by),
        closed_at: round.closed.as_ref().map(|(at, _)| at.0),
        closed_by_name: round.closed.as_ref().map(|(_, by)| name(by)),
        version: round.version,
        counts: seen.counts.map(RoundCountsView::from),
    }
}

/// The rounds that touch the caller's jurisdiction, the latest first.
#[utoipa::path(get, path = "/api/v1/rounds", tag = "rounds",
    responses((status = 200, body = Vec<RoundRow>)))]
pub(crate) async fn round_all(Asked(req): Asked) -> Result<Json<Vec<RoundRow>>, ApiError> {
    let rounds = rounds_list(&req).await?;
    Ok(Json(rounds.into_iter().map(|seen| round_row(&req, seen)).collect()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoundBody {
    /// Made by the client.
    round_id: Uuid,
    /// Of whom: everybody within this place.
    place: String,
    kind: RoundKindCode,
    /// 11月8日核酸检测
    name: String,
}

/// Open a round.
#[utoipa::path(post, path = "/api/v1/rounds", tag = "rounds", request_body = RoundBody,
    responses((status = 200, body = RoundRow), (status = 400, body = ErrorBody)))]
pub(crate) async fn round_new(
    Asked(req): Asked,
    Body(body): Body<RoundBody>,
) -> Result<Json<RoundRow>, ApiError> {
    let id = RoundId::from_uuid(body.round_id);
    round_open(&req, id, place(&body.place)?, body.kind.0, &body.name).await?;
    Ok(Json(round_row(&req, round_see(&req, id).await?)))
}

/// One round.
#[utoipa::path(get, path = "/api/v1/rounds/{round_id}", tag = "rounds",
    params(("round_id" = Uuid, Path)),
    responses((status = 200, body = RoundRow), (status = 404, body = ErrorBody)))]
pub(crate) async fn round_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<RoundRow>, ApiError> {
    let seen = round_see(&req, RoundId::from_uuid(id)).await?;
    Ok(Json(round_row(&req, seen)))
}

/// A part of a round's area.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundPartRow {
    place: String,
    name: String,
    counts: RoundCountsView,
}

/// How far each part of the area is: by community, or within one by unit.
#[utoipa::path(get, path = "/api/v1/rounds/{round_id}/parts", tag = "rounds",
    params(("round_id" = Uuid, Path)),
    responses((status = 200, body = Vec<RoundPartRow>), (status = 404, body = ErrorBody)))]
pub(crate) async fn round_by_part(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<Vec<RoundPartRow>>, ApiError> {
    let parts = round_parts(&req, RoundId::from_uuid(id)).await?;
    let row = |part: fangxian_app::rounds::RoundPart| RoundPartRow {
        place: part.place.to_string(),
        name: part.name,
        counts: part.counts.into(),
    };
    Ok(Json(parts.into_iter().map(row).collect()))
}

/// What somebody ticked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TickBody {
    /// Made where it was ticked; sent again, it is the same tick.
    fact_id: Uuid,
    person_id: Uuid,
    outcome: OutcomeCode,
    /// Where to, or why.
    #[serde(default)]
    note: String,
    #[serde(default)]
    back_on: Option<String>,
    /// The ticks that stood on the screen when it was ticked.
    #[serde(default)]
    replaces: Vec<Uuid>,
    /// By the clock of the device.
    seen_at: i64,
    means: MeansCode,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TicksBody {
    ticks: Vec<TickBody>,
}

/// What became of a tick.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TickFate {
    Kept,
    /// The id stands for something else; a person will look at it.
    SetAside,
    Refused,
}

/// What became of a tick that was sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct TickAnswer {
    fact_id: Uuid,
    fate: TickFate,
    /// Why it was refused.
    code: Option<&'static str>,
    message: Option<String>,
}

/// Send ticks, up to five hundred at once. Each is answered for on its own.
#[utoipa::path(post, path = "/api/v1/rounds/{round_id}/ticks", tag = "rounds",
    params(("round_id" = Uuid, Path)), request_body = TicksBody,
    responses((status = 200, body = Vec<TickAnswer>), (status = 400, body = ErrorBody)))]
pub(crate) async fn round_ticks(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<TicksBody>,
) -> Result<Json<Vec<TickAnswer>>, ApiError> {
    if body.ticks.len() > TICKS_MAX {
        return Err(bad_input("一次最多上传500条。"));
    }
    let mut sent = Vec::with_capacity(body.ticks.len());
    for tick in body.ticks {
        sent.push(TickSent {
            id: RoundFactId::from_uuid(tick.fact_id),
            person: PersonId::from_uuid(tick.person_id),
            outcome: tick.outcome.0,
            note: tick.note,
            back_on: opt_day(tick.back_on.as_deref())?,
            replaces: tick.replaces.into_iter().map(RoundFactId::from_uuid).collect(),
            seen_at: Moment(tick.seen_at),
            means: tick.means.0,
        });
    }
    let verdicts = ticks_take(&req, RoundId::from_uuid(id), sent).await?;
    let answer = |(id, verdict): (RoundFactId, TickVerdict)| {
        let (fate, refusal): (TickFate, Option<Refusal>) = match verdict {
            TickVerdict::Kept => (TickFate::Kept, None),
            TickVerdict::SetAside => (TickFate::SetAside, None),
            TickVerdict::Refused(refusal) => (TickFate::Refused, Some(refusal)),
        };
        TickAnswer {
            fact_id: id.uuid(),
            fate,
            code: refusal.as_ref().map(Refusal::code),
            message: refusal.map(|refusal| refusal.to_string()),
        }
    };
    Ok(Json(verdicts.into_iter().map(answer).collect()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoundEndBody {
    /// The version that was seen.
    version: i64,
}

/// Close a round: only when everybody has an outcome.
#[utoipa::path(post, path = "/api/v1/rounds/{round_id}/close", tag = "rounds",
    params(("round_id" = Uuid, Path)), request_body = RoundEndBody,
    responses((status = 204), (status = 409, body = ErrorBody)))]
pub(crate) async fn round_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<RoundEndBody>,
) -> Result<StatusCode, ApiError> {
    round_end(&req, RoundId::from_uuid(id), body.version).await?;
    Ok(StatusCode::NO_CONTENT)
}
