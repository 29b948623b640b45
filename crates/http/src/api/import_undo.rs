//! An import is taken back.

use super::imports::{ImportView, view};
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::register::{UndoSeen, import_see, import_undo, import_undo_see};
use fangxian_core::ids::ImportId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What taking an import back would do.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportUndoView {
    /// How many of those whom it added leave.
    left: usize,
    /// How many of those whom it changed are as before.
    restored: usize,
    /// Who stays, because somebody changed or ticked him since.
    kept: Vec<Uuid>,
}

/// What taking an import back would do now. Nothing is written.
#[utoipa::path(get, path = "/api/v1/imports/{import_id}/undo", tag = "register",
    params(("import_id" = Uuid, Path)),
    responses((status = 200, body = ImportUndoView), (status = 409, body = ErrorBody)))]
pub(crate) async fn import_undo_shown(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<ImportUndoView>, ApiError> {
    let UndoSeen { n_left, n_restored, kept } =
        import_undo_see(&req, ImportId::from_uuid(id)).await?;
    let kept = kept.into_iter().map(|id| id.uuid()).collect();
    Ok(Json(ImportUndoView { left: n_left, restored: n_restored, kept }))
}

/// Why an import is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportUndoBody {
    reason: String,
}

/// Take an import back, once: who was added leaves, who was changed is as before. Whoever was
/// changed or ticked since stays.
#[utoipa::path(post, path = "/api/v1/imports/{import_id}/undo", tag = "register",
    params(("import_id" = Uuid, Path)), request_body = ImportUndoBody,
    responses((status = 200, body = ImportView), (status = 409, body = ErrorBody)))]
pub(crate) async fn import_taken_back(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ImportUndoBody>,
) -> Result<Json<ImportView>, ApiError> {
    let id = ImportId::from_uuid(id);
    import_undo(&req, id, &body.reason).await?;
    Ok(Json(view(&req, import_see(&req, id).await?)))
}
