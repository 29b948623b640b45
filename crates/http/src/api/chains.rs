//! The chains of positive tubes.

use super::code::{ChainStepCode, Code, PoolCode, TubeOutcomeCode};
use crate::caller::{Asked, At};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::pools::{ChainMember, ChainSeen, chain_see, chains_list};
use fangxian_app::{Refusal, Request};
use fangxian_core::ids::OrderId;
use fangxian_core::sampling::TubeCode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody in a chain.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainMemberView {
    person_id: Uuid,
    name: String,
    door: String,
    door_name: String,
    step: ChainStepCode,
    /// When he came to this step; null before anybody was there.
    step_at: Option<i64>,
    order_id: Option<Uuid>,
    /// By when somebody must have been at the door.
    due_at: Option<i64>,
}

/// A chain, as far as the caller's jurisdiction reaches.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainView {
    tube: String,
    outcome: TubeOutcomeCode,
    pool: PoolCode,
    round_id: Uuid,
    place_name: String,
    /// Since when it is known.
    since: i64,
    closed_at: Option<i64>,
    n_inside: usize,
    /// How many of them are in no register.
    n_unknown: usize,
    members: Vec<ChainMemberView>,
}

fn member_view(req: &Request, one: ChainMember) -> ChainMemberView {
    let (step, step_at) = one.step.told();
    ChainMemberView {
        person_id: one.person.uuid(),
        name: one.name,
        door_name: req.city.place_name(&one.door),
        door: one.door.to_string(),
        step: Code(step),
        step_at: step_at.map(|at| at.0),
        order_id: one.order.map(OrderId::uuid),
        due_at: one.due_at.map(|at| at.0),
    }
}

fn chain_view(req: &Request, seen: ChainSeen) -> ChainView {
    ChainView {
        tube: seen.chain.tube.to_string(),
        outcome: Code(seen.chain.outcome),
        pool: Code(seen.pool),
        round_id: seen.round.uuid(),
        place_name: req.city.place_name(&seen.place),
        since: seen.chain.since.0,
        closed_at: seen.chain.closed_at.map(|at| at.0),
        n_inside: seen.n_inside,
        n_unknown: seen.n_unknown,
        members: seen.members.into_iter().map(|one| member_view(req, one)).collect(),
    }
}

/// The chains of the last thirty days, the latest first.
#[utoipa::path(get, path = "/api/v1/chains", tag = "sampling",
    responses((status = 200, body = Vec<ChainView>)))]
pub(crate) async fn chain_all(Asked(req): Asked) -> Result<Json<Vec<ChainView>>, ApiError> {
    let chains = chains_list(&req).await?;
    Ok(Json(chains.into_iter().map(|one| chain_view(&req, one)).collect()))
}

/// The chain of a tube.
#[utoipa::path(get, path = "/api/v1/chains/{chain}", tag = "sampling",
    params(("chain" = String, Path)),
    responses((status = 200, body = ChainView), (status = 404, body = ErrorBody)))]
pub(crate) async fn chain_one(
    Asked(req): Asked,
    At(tube): At<String>,
) -> Result<Json<ChainView>, ApiError> {
    let code = TubeCode::parse(&tube).map_err(|_| ApiError(Refusal::NotFound))?;
    Ok(Json(chain_view(&req, chain_see(&req, code).await?)))
}
