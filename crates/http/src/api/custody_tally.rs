//! Whether the counts of a round meet, and which tubes are between.

use super::code::{Code, StageCode};
use super::custody::{SampleBound, TubePlaceRow, place_row};
use crate::caller::{Asked, At};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::custody::{RoundTally, TubePlace, round_tally};
use fangxian_core::ids::RoundId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

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
