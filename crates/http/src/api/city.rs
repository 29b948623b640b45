//! Places, the audit trail, the national list and the drill clock.

use super::wire::PlaceView;
use super::wire::day_of;
use crate::caller::{Asked, Asking, Body, Text};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::audit::{audit_list, audit_verify};
use fangxian_app::drill::drill_turn;
use fangxian_app::national::{national_list, snapshot_put_in, snapshots_list};
use fangxian_app::places::{PlaceSeen, jurisdictions_list, places_list};
use fangxian_app::records::TrailRow;
use fangxian_app::{Refusal, mint};
use fangxian_core::audit::Verdict;
use fangxian_core::ids::SnapshotId;
use fangxian_core::national::export;
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlacesQuery {
    /// The places right below this one; the counties where it is left out.
    parent: Option<String>,
    /// Or those whose name holds these words.
    q: Option<String>,
}

/// Places.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlacesView {
    rows: Vec<PlaceView>,
}

/// Look places up.
#[utoipa::path(get, path = "/api/v1/places", tag = "places", params(PlacesQuery),
    responses((status = 200, body = PlacesView), (status = 400, body = ErrorBody)))]
pub(crate) async fn place_list(
    Asked(req): Asked,
    Asking(query): Asking<PlacesQuery>,
) -> Result<Json<PlacesView>, ApiError> {
    let parent = parent_of(&query)?;
    Ok(Json(places_view(places_list(&req, parent, query.q).await?)))
}

/// Look up where a role can be held: divisions, and the grids of communities.
#[utoipa::path(get, path = "/api/v1/jurisdictions", tag = "accounts", params(PlacesQuery),
    responses((status = 200, body = PlacesView), (status = 400, body = ErrorBody)))]
pub(crate) async fn jurisdiction_list(
    Asked(req): Asked,
    Asking(query): Asking<PlacesQuery>,
) -> Result<Json<PlacesView>, ApiError> {
    let parent = parent_of(&query)?;
    Ok(Json(places_view(jurisdictions_list(&req, parent, query.q).await?)))
}

fn parent_of(query: &PlacesQuery) -> Result<Option<PlaceCode>, ApiError> {
    let parent = query.parent.as_deref().filter(|parent| !parent.is_empty()).map(PlaceCode::parse);
    Ok(parent.transpose().map_err(|_| Refusal::PlaceUnknown)?)
}

fn places_view(places: Vec<PlaceSeen>) -> PlacesView {
    let row = |place: PlaceSeen| PlaceView {
        code: place.code.to_string(),
        name: place.name,
        path: place.path,
    };
    PlacesView { rows: places.into_iter().map(row).collect() }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditQuery {
    /// Entries before this number; the latest where it is left out.
    before: Option<i64>,
    limit: Option<i64>,
}

/// An entry of the audit trail.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditRow {
    seq: i64,
    /// Null where the entry is damaged: it cannot be read, or its hash is not its own.
    entry: Option<AuditEntry>,
}

/// What an entry says.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditEntry {
    at: i64,
    account_id: Option<Uuid>,
    act: String,
    purpose: Option<String>,
    subject: String,
    detail: String,
    entry_hash: String,
}

fn audit_row(row: TrailRow) -> AuditRow {
    let seq = row.seq();
    let entry = match row {
        TrailRow::Whole(entry) => Some(AuditEntry {
            at: entry.deed.at.0,
            account_id: entry.deed.account.map(|account| account.uuid()),
            act: entry.deed.act,
            purpose: entry.deed.purpose,
            subject: entry.deed.subject,
            detail: entry.deed.detail,
            entry_hash: entry.hash.to_string(),
        }),
        TrailRow::Damaged { .. } => None,
    };
    AuditRow { seq, entry }
}

/// A page of the audit trail, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditPage {
    rows: Vec<AuditRow>,
    next: Option<i64>,
}

/// The audit trail, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(AuditQuery),
    responses((status = 200, body = AuditPage)))]
pub(crate) async fn audit_page(
    Asked(req): Asked,
    Asking(query): Asking<AuditQuery>,
) -> Result<Json<AuditPage>, ApiError> {
    let before = query.before.unwrap_or(i64::MAX);
    let entries = audit_list(&req, before, query.limit.unwrap_or(50)).await?;
    let next = entries.last().map(TrailRow::seq).filter(|seq| *seq > 1);
    let rows = entries.into_iter().map(audit_row).collect();
    Ok(Json(AuditPage { rows, next }))
}

/// What a verification came to.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditVerified {
    intact: bool,
    /// The last entry that was checked.
    entries: i64,
    /// How many signed checkpoints there are.
    checkpoints: usize,
    /// The last entry that a checkpoint covers.
    witnessed: i64,
    /// The first entry, or checkpoint, that is not as it was.
    first_broken: Option<i64>,
}

/// Verify the whole audit trail.
#[utoipa::path(get, path = "/api/v1/audit/verification", tag = "audit",
    responses((status = 200, body = AuditVerified)))]
pub(crate) async fn audit_check(Asked(req): Asked) -> Result<Json<AuditVerified>, ApiError> {
    let verified = audit_verify(&req).await?;
    let (entries, witnessed, broken) = match verified.verdict {
        Verdict::Intact { last_seq, witnessed_seq } => (last_seq, witnessed_seq, None),
        Verdict::Broken { seq, .. } => (seq, 0, Some(seq)),
    };
    let first_broken = broken.or(verified.bad_signature);
    Ok(Json(AuditVerified {
        intact: first_broken.is_none(),
        entries,
        checkpoints: verified.n_checkpoints,
        witnessed,
        first_broken,
    }))
}

/// What became of a snapshot.
#[derive(Serialize, ToSchema)]
pub(crate) struct SnapshotOutcomeView {
    /// `applied`, `held` or `unchanged`.
    state: &'static str,
    reason: String,
    n_changes: usize,
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
    let outcome = snapshot_put_in(&req, id, &body).await?;
    Ok(Json(SnapshotOutcomeView {
        state: outcome.state.code(),
        reason: outcome.reason,
        n_changes: outcome.n_changes,
    }))
}

/// A snapshot that was put in.
#[derive(Serialize, ToSchema)]
pub(crate) struct SnapshotRow {
    snapshot_id: Uuid,
    taken_at: String,
    state: &'static str,
    reason: String,
    put_in_by: String,
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
            state: snapshot.state.code(),
            reason: snapshot.reason,
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

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TurnTo {
    day: String,
}

/// The city's day after a turn.
#[derive(Serialize, ToSchema)]
pub(crate) struct Turned {
    today: String,
}

/// Turn the clock of a drill on to a day.
#[utoipa::path(post, path = "/api/v1/drill/day", tag = "drill", request_body = TurnTo,
    responses((status = 200, body = Turned), (status = 409, body = ErrorBody)))]
pub(crate) async fn drill_day(
    Asked(req): Asked,
    Body(body): Body<TurnTo>,
) -> Result<Json<Turned>, ApiError> {
    let day = day_of(&body.day)?;
    drill_turn(&req, day).await?;
    Ok(Json(Turned { today: day.to_string() }))
}
