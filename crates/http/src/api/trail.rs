//! The audit trail and the log of who read personal data.

use crate::caller::{Asked, Asking};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use fangxian_app::Request;
use fangxian_app::audit::{audit_list, audit_verify, readings_list};
use fangxian_app::records::TrailRow;
use fangxian_core::audit::Verdict;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
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
    /// Null where the program itself did it.
    account_name: Option<String>,
    act: String,
    purpose: Option<String>,
    subject: String,
    detail: String,
    entry_hash: String,
}

fn audit_row(req: &Request, row: TrailRow) -> AuditRow {
    let seq = row.seq();
    let entry = match row {
        TrailRow::Whole(entry) => Some(AuditEntry {
            at: entry.deed.at.0,
            account_id: entry.deed.account.map(|account| account.uuid()),
            account_name: entry.deed.account.and_then(|one| req.city.people.by_account(one)),
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
    let rows = entries.into_iter().map(|entry| audit_row(&req, entry)).collect();
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

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadLogQuery {
    /// The `next` of the page before.
    before: Option<String>,
    limit: Option<i64>,
}

/// One reading of personal data.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadLogRow {
    read_id: Uuid,
    at: i64,
    account_id: Uuid,
    account_name: Option<String>,
    role: String,
    purpose: String,
    /// The kind of record, and its id where one was read.
    subject: String,
    /// How many records were shown.
    rows_read: i64,
}

/// A page of the read log, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadLogPage {
    rows: Vec<ReadLogRow>,
    next: Option<String>,
}

/// Who read personal data and what for, newest first. What they read is not shown.
#[utoipa::path(get, path = "/api/v1/read-log", tag = "audit", params(ReadLogQuery),
    responses((status = 200, body = ReadLogPage), (status = 400, body = ErrorBody)))]
pub(crate) async fn read_log_page(
    Asked(req): Asked,
    Asking(query): Asking<ReadLogQuery>,
) -> Result<Json<ReadLogPage>, ApiError> {
    let before = query.before.as_deref().map(Uuid::try_parse).transpose();
    let before = before.map_err(|_| bad_input("翻页位置不对。"))?;
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let readings = readings_list(&req, before, limit).await?;
    let is_full = i64::try_from(readings.len()).is_ok_and(|n| n == limit);
    let next = readings.last().filter(|_| is_full).map(|last| last.id.to_string());
    let row = |reading: fangxian_app::audit::Reading| ReadLogRow {
        read_id: reading.id,
        at: reading.at.0,
        account_id: reading.account.uuid(),
        account_name: req.city.people.by_account(reading.account),
        role: reading.role,
        purpose: reading.purpose,
        subject: reading.subject,
        rows_read: reading.rows_read,
    };
    Ok(Json(ReadLogPage { rows: readings.into_iter().map(row).collect(), next }))
}
