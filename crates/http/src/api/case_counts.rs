//! What stays of cases that were destroyed: numbers, of nobody.

use super::code::{CaseKindCode, Code, DestroyedCode};
use crate::caller::Asked;
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::cases::case_counts_see;
use serde::Serialize;
use utoipa::ToSchema;

/// How many cases of a kind were opened on a day, and had how many contacts.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseCountView {
    county_name: String,
    day: String,
    kind: CaseKindCode,
    n_cases: i64,
    n_close: i64,
    n_secondary: i64,
    /// How many were asked about, and were none.
    n_other: i64,
    /// How many were let go by a person.
    n_released: i64,
}

/// That records of cases were destroyed.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseDestroyedView {
    county_name: String,
    what: DestroyedCode,
    /// The day on which they were closed, or proposed.
    day: String,
    at: i64,
    n_records: i64,
    n_rows: i64,
    /// The sum over all that went.
    body_sum: String,
}

/// The numbers that stay, and what was destroyed, the latest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseCountsView {
    counts: Vec<CaseCountView>,
    destroyed: Vec<CaseDestroyedView>,
}

/// What stays of cases that were destroyed, and that they went.
#[utoipa::path(get, path = "/api/v1/case-counts", tag = "cases",
    responses((status = 200, body = CaseCountsView), (status = 404, body = ErrorBody)))]
pub(crate) async fn case_count_all(Asked(req): Asked) -> Result<Json<CaseCountsView>, ApiError> {
    let seen = case_counts_see(&req).await?;
    let counts = seen.counts.iter().map(|one| CaseCountView {
        county_name: req.city.place_name(&one.county),
        day: one.day.to_string(),
        kind: Code(one.kind),
        n_cases: one.n_cases,
        n_close: one.n_close,
        n_secondary: one.n_secondary,
        n_other: one.n_other,
        n_released: one.n_released,
    });
    let destroyed = seen.destroyed.iter().map(|(county, one)| CaseDestroyedView {
        county_name: req.city.place_name(county),
        what: Code(one.what),
        day: one.day.to_string(),
        at: one.at.0,
        n_records: one.n_records,
        n_rows: one.n_rows,
        body_sum: one.body_sum.clone(),
    });
    Ok(Json(CaseCountsView { counts: counts.collect(), destroyed: destroyed.collect() }))
}
