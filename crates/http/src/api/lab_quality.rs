//! Whether laboratories find what is there: for the city's command alone.

use super::code::{Code, ControlStandingCode, DriftKindCode, TubeOutcomeCode};
use super::custody::tube;
use crate::caller::{Asked, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::labs::{LabKnown, controls_give, labs_quality};
use fangxian_core::antigen::Discordance;
use fangxian_core::labs::{CONTROL_IN_TUBES, Drift};
use fangxian_core::sampling::TubeCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A laboratory beside the others of its area.
#[derive(Serialize, ToSchema)]
pub(crate) struct DriftRow {
    laboratory_id: Uuid,
    name: String,
    drift: DriftKindCode,
    /// After how many of its results it was told.
    after: Option<u64>,
    /// Of those whose antigen test was positive before, so many were positive or unclear here.
    antigen_confirmed: u32,
    /// And so many were negative.
    antigen_refuted: u32,
    /// The negative ones in a hundred; null where there was nobody.
    antigen_refuted_percent: Option<u32>,
}

/// A control tube and what became of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ControlRow {
    tube: String,
    expects: TubeOutcomeCode,
    at: i64,
    standing: ControlStandingCode,
    laboratory: Option<String>,
}

/// How laboratories do.
#[derive(Serialize, ToSchema)]
pub(crate) struct LabQualityView {
    drifts: Vec<DriftRow>,
    controls: Vec<ControlRow>,
    /// Results of the last quarter.
    results: i64,
    /// One control among so many tubes is meant, at least.
    one_in: i64,
}

fn drift_row(lab: LabKnown, drift: Drift, answered: Discordance) -> DriftRow {
    DriftRow {
        laboratory_id: lab.lab.id.uuid(),
        name: lab.lab.name,
        drift: Code(drift.kind()),
        after: match drift {
            Drift::Alarm { after } => Some(after),
            Drift::Blind | Drift::Even(_) => None,
        },
        antigen_confirmed: answered.n_confirmed,
        antigen_refuted: answered.n_refuted,
        antigen_refuted_percent: answered.refuted_percent(),
    }
}

/// How laboratories do: each beside the others, and what became of control tubes.
#[utoipa::path(get, path = "/api/v1/labs/quality", tag = "labs",
    responses((status = 200, body = LabQualityView)))]
pub(crate) async fn lab_quality(Asked(req): Asked) -> Result<Json<LabQualityView>, ApiError> {
    let seen = labs_quality(&req).await?;
    let counts = seen.discordance;
    let drifts = seen.drifts.into_iter().map(|(lab, drift)| {
        let answered = counts.get(&lab.lab.id).copied().unwrap_or_default();
        drift_row(lab, drift, answered)
    });
    let controls = seen.controls.into_iter().map(|one| ControlRow {
        tube: one.control.tube.to_string(),
        expects: Code(one.control.expects),
        at: one.control.at.0,
        standing: Code(one.standing),
        laboratory: one.laboratory,
    });
    Ok(Json(LabQualityView {
        drifts: drifts.collect(),
        controls: controls.collect(),
        results: seen.n_results,
        one_in: CONTROL_IN_TUBES,
    }))
}

/// Control tubes that are given out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ControlsBody {
    tubes: Vec<String>,
    /// Positive or negative.
    expects: TubeOutcomeCode,
}

/// Give control tubes out. They go among all others.
#[utoipa::path(post, path = "/api/v1/labs/controls", tag = "labs", request_body = ControlsBody,
    responses((status = 204), (status = 400, body = ErrorBody)))]
pub(crate) async fn controls_new(
    Asked(req): Asked,
    Body(body): Body<ControlsBody>,
) -> Result<StatusCode, ApiError> {
    let codes: Result<Vec<TubeCode>, ApiError> = body.tubes.iter().map(|one| tube(one)).collect();
    controls_give(&req, codes?, body.expects.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
