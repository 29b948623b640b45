//! Two records of one person: looked for, told apart, merged, and separated again.

use super::code::{AlikeGroundCode, Code, PersonFieldCode};
use super::imports::CommunityQuery;
use super::people::{PersonRow, place};
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::register::{
    CandidateSeen, Pair, people_apart, people_candidates, people_merge, people_unmerge,
};
use fangxian_core::ids::{PairFactId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Two records that may be one person.
#[derive(Serialize, ToSchema)]
pub(crate) struct CandidateRow {
    /// The older record.
    one: PersonRow,
    other: PersonRow,
    /// Why, the strongest ground first.
    grounds: Vec<AlikeGroundCode>,
    /// The fields in which they differ.
    differs: Vec<PersonFieldCode>,
}

/// The pairs of a community, the strongest ground first.
#[derive(Serialize, ToSchema)]
pub(crate) struct CandidatePage {
    /// The first hundred.
    rows: Vec<CandidateRow>,
    total: usize,
}

/// The records of a community that may be one person. Pairs of which somebody said that they are
/// two people are left out.
#[utoipa::path(get, path = "/api/v1/people/pairs", tag = "register", params(CommunityQuery),
    responses((status = 200, body = CandidatePage), (status = 404, body = ErrorBody)))]
pub(crate) async fn pair_list(
    Asked(req): Asked,
    Asking(query): Asking<CommunityQuery>,
) -> Result<Json<CandidatePage>, ApiError> {
    let (found, total) = people_candidates(&req, place(&query.community)?).await?;
    let today = req.today();
    let row = |one: CandidateSeen| CandidateRow {
        one: PersonRow::new(one.one, today),
        other: PersonRow::new(one.other, today),
        grounds: one.grounds.into_iter().map(Code).collect(),
        differs: one.differs.into_iter().map(Code).collect(),
    };
    Ok(Json(CandidatePage { rows: found.into_iter().map(row).collect(), total }))
}

/// Two records and the versions that were seen of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApartBody {
    /// Made by the client.
    fact_id: Uuid,
    person_id: Uuid,
    version: i64,
    other_id: Uuid,
    other_version: i64,
    reason: String,
}

/// Say that two records are two people. Nobody is asked again.
#[utoipa::path(post, path = "/api/v1/people/pairs/apart", tag = "register",
    request_body = ApartBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn pair_apart(
    Asked(req): Asked,
    Body(body): Body<ApartBody>,
) -> Result<StatusCode, ApiError> {
    let pair = Pair {
        person: PersonId::from_uuid(body.person_id),
        person_version: body.version,
        other: PersonId::from_uuid(body.other_id),
        other_version: body.other_version,
    };
    people_apart(&req, PairFactId::from_uuid(body.fact_id), pair, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Two records of one person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MergeBody {
    /// Made by the client.
    fact_id: Uuid,
    /// The record that stays.
    person_id: Uuid,
    version: i64,
    /// The record that is merged into it.
    other_id: Uuid,
    other_version: i64,
    /// The fields that come from the other record.
    from_other: Vec<PersonFieldCode>,
    reason: String,
}

/// Merge two records of one person. What was ticked of the other counts for the one that stays.
#[utoipa::path(post, path = "/api/v1/people/merges", tag = "register", request_body = MergeBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn merge_new(
    Asked(req): Asked,
    Body(body): Body<MergeBody>,
) -> Result<StatusCode, ApiError> {
    let pair = Pair {
        person: PersonId::from_uuid(body.person_id),
        person_version: body.version,
        other: PersonId::from_uuid(body.other_id),
        other_version: body.other_version,
    };
    let chosen = body.from_other.into_iter().map(|field| field.0).collect();
    people_merge(&req, PairFactId::from_uuid(body.fact_id), pair, chosen, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A merge that was wrong.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnmergeBody {
    /// Made by the client.
    fact_id: Uuid,
    /// Of the record that stayed.
    version: i64,
    /// Of the record that was merged away.
    other_version: i64,
    reason: String,
}

/// Undo a merge: both records stand again as they were, but for what was put right since.
#[utoipa::path(post, path = "/api/v1/people/merges/{merge_id}/undo", tag = "register",
    params(("merge_id" = Uuid, Path)), request_body = UnmergeBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn merge_undo(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<UnmergeBody>,
) -> Result<StatusCode, ApiError> {
    let (fact, merge) = (PairFactId::from_uuid(body.fact_id), PairFactId::from_uuid(id));
    let versions = (body.version, body.other_version);
    people_unmerge(&req, fact, merge, versions, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
