//! Where kiosks could stand, and what a round takes. Nothing of either is kept.

use super::code::{CandidateKindCode, Code, NeedCode, PoolCode};
use super::people::place;
use super::wire::Clause;
use crate::caller::{Asked, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::sites::{
    KioskProposal, KioskSeen, PlanSeen, ProposalAsked, sampling_plan, sites_propose,
};
use fangxian_core::ids::RoundId;
use fangxian_core::sampling::plan::Line;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Places with their coordinates, and how many kiosks are wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteProposalBody {
    county: String,
    /// A place a line: kind, name, longitude, latitude, people. Without people the register's count
    /// of the community of that name is taken.
    text: String,
    /// As many as the people need where it is left out.
    #[serde(default)]
    n_kiosks: Option<usize>,
    /// The most people of one kiosk; null where that does not matter.
    #[serde(default)]
    capacity: Option<u64>,
}

/// Whence people come to a kiosk.
#[derive(Serialize, ToSchema)]
pub(crate) struct SiteProposalFrom {
    name: String,
    people: u64,
}

/// A kiosk that is proposed.
#[derive(Serialize, ToSchema)]
pub(crate) struct SiteProposalKiosk {
    name: String,
    kind: CandidateKindCode,
    longitude: f64,
    latitude: f64,
    people: u64,
    from: Vec<SiteProposalFrom>,
    mean_m: u64,
    max_m: u32,
}

impl From<KioskSeen> for SiteProposalKiosk {
    fn from(one: KioskSeen) -> SiteProposalKiosk {
        let from = one.from.into_iter();
        SiteProposalKiosk {
            name: one.name,
            kind: Code(one.kind),
            longitude: one.longitude,
            latitude: one.latitude,
            people: one.people,
            from: from.map(|(name, people)| SiteProposalFrom { name, people }).collect(),
            mean_m: one.mean_m,
            max_m: one.max_m,
        }
    }
}

/// A line that was not used, and why.
#[derive(Serialize, ToSchema)]
pub(crate) struct SiteProposalFlaw {
    line: usize,
    why: String,
}

/// Where kiosks could stand.
#[derive(Serialize, ToSchema)]
pub(crate) struct SiteProposalView {
    kiosks: Vec<SiteProposalKiosk>,
    people: u64,
    mean_m: u64,
    max_m: u32,
    /// People × metres, what is preferred counting as nearer.
    cost: u64,
    /// No choice costs less.
    bound: u64,
    /// By how much a better choice could be better, in thousandths; 0 where this one is the best.
    gap_per_mille: u64,
    flaws: Vec<SiteProposalFlaw>,
    people_min: u64,
    people_max: u64,
}

impl From<KioskProposal> for SiteProposalView {
    fn from(one: KioskProposal) -> SiteProposalView {
        let flaws = one.flaws.into_iter();
        SiteProposalView {
            kiosks: one.kiosks.into_iter().map(SiteProposalKiosk::from).collect(),
            people: one.people,
            mean_m: one.mean_m,
            max_m: one.max_m,
            cost: one.gap.found,
            bound: one.gap.bound,
            gap_per_mille: one.gap.per_mille(),
            flaws: flaws
                .map(|flaw| SiteProposalFlaw { line: flaw.line, why: flaw.why.to_string() })
                .collect(),
            people_min: one.meant.0,
            people_max: one.meant.1,
        }
    }
}

/// Propose where kiosks could stand, so that everybody is near one.
#[utoipa::path(post, path = "/api/v1/sites/proposals", tag = "sites",
    request_body = SiteProposalBody,
    responses((status = 200, body = SiteProposalView), (status = 400, body = ErrorBody)))]
pub(crate) async fn site_proposal(
    Asked(req): Asked,
    Body(body): Body<SiteProposalBody>,
) -> Result<Json<SiteProposalView>, ApiError> {
    let asked = ProposalAsked {
        county: place(&body.county)?,
        text: body.text,
        n_kiosks: body.n_kiosks,
        capacity: body.capacity,
    };
    Ok(Json(sites_propose(&req, asked).await?.into()))
}

/// How many of something are at hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanAtHand {
    need: NeedCode,
    n: u64,
    /// Of this community; of the whole area where it is left out.
    #[serde(default)]
    place: Option<String>,
}

/// Of which round a plan is made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanBody {
    round_id: Uuid,
    pool: PoolCode,
    #[serde(default)]
    at_hand: Vec<PlanAtHand>,
}

/// What of a kind is needed.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlanLine {
    need: NeedCode,
    wanted: u64,
    at_hand: Option<u64>,
    short: u64,
    /// By whose words; null where it is our own proposal.
    clause: Option<Clause>,
}

impl From<&Line> for PlanLine {
    fn from(line: &Line) -> PlanLine {
        PlanLine {
            need: Code(line.need),
            wanted: line.wanted,
            at_hand: line.at_hand,
            short: line.short(),
            clause: line.clause.as_ref().map(Clause::from),
        }
    }
}

/// What a community needs.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlanPartView {
    place: String,
    name: String,
    people: u64,
    lines: Vec<PlanLine>,
}

/// What a round takes.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlanView {
    people: u64,
    lines: Vec<PlanLine>,
    parts: Vec<PlanPartView>,
    /// Within how many hours it must be finished; null where no rule says.
    within_hours: Option<u16>,
    limit_clause: Option<Clause>,
    /// How many hours the laboratories need; null where nobody said what they can do.
    lab_hours: Option<u64>,
}

impl From<PlanSeen> for PlanView {
    fn from(seen: PlanSeen) -> PlanView {
        let plan = seen.plan;
        let lines = |lines: &[Line]| lines.iter().map(PlanLine::from).collect();
        let parts = seen.parts.into_iter().zip(&plan.parts).map(|(named, part)| PlanPartView {
            place: named.place.to_string(),
            name: named.name,
            people: part.people,
            lines: lines(&part.lines),
        });
        PlanView {
            people: plan.sum.people,
            lines: lines(&plan.sum.lines),
            parts: parts.collect(),
            within_hours: plan.limit.as_ref().map(|limit| limit.within_hours),
            limit_clause: plan.limit.as_ref().map(|limit| Clause::from(&limit.clause)),
            lab_hours: plan.lab_hours,
        }
    }
}

/// What a round of sampling takes, by community and in sum, and what of it is short.
#[utoipa::path(post, path = "/api/v1/sampling/plans", tag = "sites", request_body = PlanBody,
    responses((status = 200, body = PlanView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn sampling_plan_made(
    Asked(req): Asked,
    Body(body): Body<PlanBody>,
) -> Result<Json<PlanView>, ApiError> {
    let (mut at_hand, mut of_parts) = (Vec::new(), Vec::new());
    for one in body.at_hand {
        match one.place {
            Some(code) => of_parts.push((place(&code)?, one.need.0, one.n)),
            None => at_hand.push((one.need.0, one.n)),
        }
    }
    let round = RoundId::from_uuid(body.round_id);
    let seen = sampling_plan(&req, round, body.pool.0, at_hand, of_parts).await?;
    Ok(Json(seen.into()))
}
