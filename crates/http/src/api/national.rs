//! The national risk list: weighed, put in, listed, exported.

use super::code::{Code, SnapshotStateCode};
use super::wire::Level;
use crate::caller::{Asked, Text};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::mint;
use fangxian_app::national::{
    Move, SnapshotOutcome, national_list, snapshot_preview, snapshot_put_in, snapshots_list,
};
use fangxian_core::ids::SnapshotId;
use fangxian_core::national::export;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An area of the list whose level changes.
#[derive(Serialize, ToSchema)]
pub(crate) struct SnapshotMove {
    county_name: String,
    area: String,
    /// Null where it was not listed.
    from: Option<Level>,
    /// Null where it has left the list.
    to: Option<Level>,
}

impl From<Move> for SnapshotMove {
    fn from(moved: Move) -> SnapshotMove {
        SnapshotMove {
            county_name: moved.county,
            area: moved.area,
            from: moved.from.map(Into::into),
            to: moved.to.map(Into::into),
        }
    }
}

/// What a snapshot comes to.
#[derive(Serialize, ToSchema)]
pub(crate) struct SnapshotOutcomeView {
    /// `applied`, `held` or `unchanged`.
    state: SnapshotStateCode,
    reason: String,
    /// The hour that the list is of: 2022-11-24T21.
    taken_at: String,
    n_changes: usize,
    /// The areas that change.
    moves: Vec<SnapshotMove>,
    /// The areas that vanished without reason, where the list is held for them.
    in_doubt: Vec<SnapshotMove>,
}

fn outcome_view(outcome: SnapshotOutcome) -> SnapshotOutcomeView {
    SnapshotOutcomeView {
        state: Code(outcome.state),
        reason: outcome.reason,
        taken_at: outcome.time.to_string(),
        n_changes: outcome.moves.len(),
        moves: outcome.moves.into_iter().map(Into::into).collect(),
        in_doubt: outcome.in_doubt.into_iter().map(Into::into).collect(),
    }
}

/// See what a snapshot would come to if it were put in now. The body is the list's own JSON.
#[utoipa::path(post, path = "/api/v1/snapshot-readings", tag = "national",
    request_body(content = String, content_type = "application/json"),
    responses((status = 200, body = SnapshotOutcomeView), (status = 400, body = ErrorBody)))]
pub(crate) async fn snapshot_read(
    Asked(req): Asked,
    Text(body): Text,
) -> Result<Json<SnapshotOutcomeView>, ApiError> {
    Ok(Json(outcome_view(snapshot_preview(&req, &body).await?)))
}

/// Put a snapshot of the national risk list in. The body is the list's own JSON.
#[utoipa::path(post, path = "/api/v1/snapshots", tag = "national",
    request_body(content = String, content_type = "application/json"),
    responses((status = 200, body = SnapshotOutcomeView), (status = 400, body = ErrorBody)))]
pub(crate) async fn snapshot_add(
    Asked(req): Asked,
    Text(body): Text,
) -> Result<Json<SnapshotOutcomeView>, ApiError> {
    let id = SnapshotId::from_uuid(mint::uuid(req.wall)?);
    Ok(Json(outcome_view(snapshot_put_in(&req, id, &body).await?)))
}

/// A snapshot that was put in.
#[derive(Serialize, ToSchema)]
pub(crate) struct SnapshotRow {
    snapshot_id: Uuid,
    taken_at: String,
    state: SnapshotStateCode,
    reason: String,
    put_in_by: String,
    put_in_by_name: String,
    put_in_at: i64,
}

/// Snapshots.
#[derive(Serialize, ToSchema)]
pub(crate) struct SnapshotsView {
    rows: Vec<SnapshotRow>,
}

/// The latest snapshots.
#[utoipa::path(get, path = "/api/v1/snapshots", tag = "national",
    responses((status = 200, body = SnapshotsView)))]
pub(crate) async fn snapshot_list(Asked(req): Asked) -> Result<Json<SnapshotsView>, ApiError> {
    let rows = snapshots_list(&req).await?;
    let rows = rows
        .into_iter()
        .map(|snapshot| SnapshotRow {
            snapshot_id: snapshot.id.uuid(),
            taken_at: snapshot.taken_at,
            state: Code(snapshot.state),
            reason: snapshot.reason,
            put_in_by_name: req.city.people.by_login(&snapshot.put_in_by),
            put_in_by: snapshot.put_in_by,
            put_in_at: snapshot.put_in_at.0,
        })
        .collect();
    Ok(Json(SnapshotsView { rows }))
}

/// The register as a snapshot of the national risk list.
#[utoipa::path(get, path = "/api/v1/national-list", tag = "national",
    responses((status = 200, content_type = "application/json")))]
pub(crate) async fn national_export(
    Asked(req): Asked,
) -> Result<Json<serde_json::Value>, ApiError> {
    Ok(Json(export(&national_list(&req)?)))
}
