//! The next notice.

use super::wire::Level;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::drafts::{
    Change, changes_of_draft, draft_make, draft_pdf, draft_see, drafts_list, drafts_waiting,
};
use fangxian_app::records::StoredDraft;
use fangxian_app::{City, Request};
use fangxian_core::ids::{DraftId, ZoneFactId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A signed change.
#[derive(Serialize, ToSchema)]
pub(crate) struct DraftChangeView {
    fact_id: Uuid,
    zone_id: Uuid,
    county: String,
    county_name: String,
    area: String,
    except: Option<String>,
    from: Option<Level>,
    to: Option<Level>,
    on: String,
    signed_by: String,
    signed_by_name: String,
}

fn change_view(city: &City, change: &Change) -> DraftChangeView {
    DraftChangeView {
        fact_id: change.fact.uuid(),
        zone_id: change.zone.uuid(),
        county: change.county.to_string(),
        county_name: city.county_name(&change.county),
        area: change.area.clone(),
        except: change.except.clone(),
        from: change.from.map(Into::into),
        to: change.to.map(Into::into),
        on: change.on.to_string(),
        signed_by: change.signed_by.clone(),
        signed_by_name: city.people.by_login(&change.signed_by),
    }
}

/// The changes that wait for a notice.
#[derive(Serialize, ToSchema)]
pub(crate) struct Waiting {
    changes: Vec<DraftChangeView>,
    /// The number that the next notice will have.
    next_number: String,
}

/// The changes that wait for a notice.
#[utoipa::path(get, path = "/api/v1/drafts/waiting", tag = "drafts",
    responses((status = 200, body = Waiting)))]
pub(crate) async fn draft_waiting(Asked(req): Asked) -> Result<Json<Waiting>, ApiError> {
    let (changes, n) = drafts_waiting(&req).await?;
    Ok(Json(Waiting {
        changes: changes.iter().map(|change| change_view(&req.city, change)).collect(),
        next_number: number(req.today().year(), n),
    }))
}

fn number(year: i16, n: i64) -> String {
    format!("{year}年第{n}号")
}

/// A drafted notice.
#[derive(Serialize, ToSchema)]
pub(crate) struct DraftView {
    draft_id: Uuid,
    number: String,
    date: String,
    edition: String,
    body: String,
    changes: Vec<DraftChangeView>,
    drafted_by: String,
    drafted_by_name: String,
    drafted_at: i64,
}

fn draft_view(req: &Request, draft: &StoredDraft) -> Result<DraftView, ApiError> {
    let changes = changes_of_draft(draft)?;
    Ok(DraftView {
        draft_id: draft.id.uuid(),
        number: number(draft.year, draft.n),
        date: draft.dated.to_string(),
        edition: draft.edition.clone(),
        body: draft.body.clone(),
        changes: changes.iter().map(|change| change_view(&req.city, change)).collect(),
        drafted_by: draft.drafted_by.clone(),
        drafted_by_name: req.city.people.by_login(&draft.drafted_by),
        drafted_at: draft.drafted_at.0,
    })
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDraft {
    draft_id: Uuid,
    /// The signed changes that it publishes.
    fact_ids: Vec<Uuid>,
}

/// Draft the next notice.
#[utoipa::path(post, path = "/api/v1/drafts", tag = "drafts", request_body = NewDraft,
    responses((status = 200, body = DraftView), (status = 409, body = ErrorBody)))]
pub(crate) async fn draft_add(
    Asked(req): Asked,
    Body(body): Body<NewDraft>,
) -> Result<Json<DraftView>, ApiError> {
    let facts: Vec<ZoneFactId> = body.fact_ids.into_iter().map(ZoneFactId::from_uuid).collect();
    let draft = draft_make(&req, DraftId::from_uuid(body.draft_id), &facts).await?;
    Ok(Json(draft_view(&req, &draft)?))
}

/// Drafts, newest number first.
#[derive(Serialize, ToSchema)]
pub(crate) struct DraftsPage {
    rows: Vec<DraftView>,
}

/// Drafts, newest number first.
#[utoipa::path(get, path = "/api/v1/drafts", tag = "drafts",
    responses((status = 200, body = DraftsPage)))]
pub(crate) async fn draft_list(Asked(req): Asked) -> Result<Json<DraftsPage>, ApiError> {
    let drafts = drafts_list(&req).await?;
    let rows = drafts.iter().map(|draft| draft_view(&req, draft)).collect::<Result<_, _>>()?;
    Ok(Json(DraftsPage { rows }))
}

/// One draft.
#[utoipa::path(get, path = "/api/v1/drafts/{draft_id}", tag = "drafts",
    params(("draft_id" = Uuid, Path)),
    responses((status = 200, body = DraftView), (status = 404, body = ErrorBody)))]
pub(crate) async fn draft_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<DraftView>, ApiError> {
    let draft = draft_see(&req, DraftId::from_uuid(id)).await?;
    Ok(Json(draft_view(&req, &draft)?))
}

/// One draft as PDF.
#[utoipa::path(get, path = "/api/v1/drafts/{draft_id}/pdf", tag = "drafts",
    params(("draft_id" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = ErrorBody)))]
pub(crate) async fn draft_print(Asked(req): Asked, At(id): At<Uuid>) -> Result<Response, ApiError> {
    let pdf = draft_pdf(&req, DraftId::from_uuid(id)).await?;
    let kind = HeaderValue::from_static("application/pdf");
    let name = HeaderValue::from_static("inline; filename=\"notice.pdf\"");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], pdf).into_response())
}
