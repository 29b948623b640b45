//! Where tubes are, and whether the counts of a round meet.

use super::code::{Code, StageCode, TubeOutcomeCode, WhereKindCode};
use super::custody::{SampleBound, tubes};
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::Request;
use fangxian_app::custody::{RoundTally, TubePlace, round_tally, tubes_track};
use fangxian_core::custody::Whereabouts;
use fangxian_core::ids::RoundId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Where a tube is.
#[derive(Serialize, ToSchema)]
pub(crate) struct TubePlaceRow {
    tube: String,
    sealed_at: Option<i64>,
    place: WhereKindCode,
    since: Option<i64>,
    /// Who has it, or is to have it; empty where that is nobody.
    holder: String,
    /// Where it is missing, who gave it.
    given_by_name: Option<String>,
    /// Where it is on a plate.
    well: Option<String>,
    outcome: Option<TubeOutcomeCode>,
}

fn place_row(req: &Request, one: TubePlace) -> TubePlaceRow {
    let (mut given_by_name, mut well, mut outcome) = (None, None, None);
    match &one.whereabouts {
        Whereabouts::Missing(from, _, _) => given_by_name = Some(req.city.people.by_login(from)),
        Whereabouts::Plated(_, _, at, _) => well = Some(at.to_string()),
        Whereabouts::Resulted(found, _) => outcome = Some(Code(*found)),
        Whereabouts::Nowhere
        | Whereabouts::Open(_)
        | Whereabouts::AtSite(_)
        | Whereabouts::UnderWay(..)
        | Whereabouts::With(..) => {}
    }
    TubePlaceRow {
        tube: one.code.to_string(),
        sealed_at: one.sealed_at.map(|at| at.0),
        place: Code(one.whereabouts.kind()),
        since: one.whereabouts.since().map(|at| at.0),
        holder: one.holder,
        given_by_name,
        well,
        outcome,
    }
}

/// Which tubes are looked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TubesBody {
    tubes: Vec<String>,
}

/// Where tubes are: those of the caller's jurisdiction, and those that he had in his hands.
#[utoipa::path(post, path = "/api/v1/custody/tubes", tag = "custody", request_body = TubesBody,
    responses((status = 200, body = Vec<TubePlaceRow>), (status = 400, body = ErrorBody)))]
pub(crate) async fn tube_places(
    Asked(req): Asked,
    Body(body): Body<TubesBody>,
) -> Result<Json<Vec<TubePlaceRow>>, ApiError> {
    let found = tubes_track(&req, tubes(&body.tubes)?).await?;
    Ok(Json(found.into_iter().map(|one| place_row(&req, one)).collect()))
}

/// How many have come so far.
#[derive(Serialize, ToSchema)]
pub(crate) struct StageRow {
    stage: StageCode,
    tubes: i64,
    people: i64,
}

/// Tubes that came to one stage and not to the next.
#[derive(Serialize, ToSchema)]
pub(crate) struct GapRow {
    reached: StageCode,
    not: StageCode,
    tubes: usize,
    people: i64,
    /// The first two hundred.
    named: Vec<TubePlaceRow>,
}

/// Whether the counts of a round meet.
#[derive(Serialize, ToSchema)]
pub(crate) struct TallyView {
    round_id: Uuid,
    name: String,
    place: String,
    stages: Vec<StageRow>,
    /// Empty where they meet.
    gaps: Vec<GapRow>,
    /// Tubes without a result for more than so many hours.
    overdue: usize,
    overdue_hours: i64,
    /// The oldest two hundred of them.
    overdue_named: Vec<TubePlaceRow>,
    /// How many minutes a tube may be on its way.
    minutes: Option<SampleBound>,
}

/// Whether the counts of a round meet, from the swab to the result, and which tubes are between.
#[utoipa::path(get, path = "/api/v1/custody/rounds/{round_id}", tag = "custody",
    params(("round_id" = Uuid, Path)),
    responses((status = 200, body = TallyView), (status = 404, body = ErrorBody)))]
pub(crate) async fn custody_of_round(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<TallyView>, ApiError> {
    let seen: RoundTally = round_tally(&req, RoundId::from_uuid(id)).await?;
    let rows = |all: Vec<TubePlace>| all.into_iter().map(|one| place_row(&req, one)).collect();
    let stages = seen.stages.into_iter().map(|(stage, count)| StageRow {
        stage: Code(stage),
        tubes: count.n_tubes,
        people: count.n_people,
    });
    let gaps = seen.gaps.into_iter().map(|one| GapRow {
        reached: Code(one.gap.reached),
        not: Code(one.gap.not),
        tubes: one.gap.tubes.len(),
        people: one.gap.n_people,
        named: rows(one.named),
    });
    Ok(Json(TallyView {
        round_id: seen.round.id.uuid(),
        name: seen.round.name.clone(),
        place: seen.round.place.to_string(),
        stages: stages.collect(),
        gaps: gaps.collect(),
        overdue: seen.n_overdue,
        overdue_hours: seen.hours,
        overdue_named: rows(seen.overdue),
        minutes: seen.limit.as_ref().map(SampleBound::from),
    }))
}
