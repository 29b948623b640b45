//! A list of ours comes back as a file with its answers.

use super::code::{BackStateCode, Code};
use super::imports::FileBytes;
use super::verifications::{VerificationColumnView, column_views};
use crate::caller::{Asked, Asking, At};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use fangxian_app::verifications::{AnswersNew, AnswersSeen, answers_put_in};
use fangxian_core::ids::VerificationListId;
use fangxian_core::verifications::VerifyColumn;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// How many rows of a file of answers come to what.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationBackCount {
    state: BackStateCode,
    rows: usize,
}

/// A row of a file of answers that somebody has to look at.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationBackRow {
    /// As the spreadsheet numbers it.
    row: i64,
    /// Masked.
    name: String,
    state: BackStateCode,
}

/// What a file of answers comes to.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationAnswersView {
    columns: Vec<VerificationColumnView>,
    /// Whether a column holds the answers.
    has_answers: bool,
    counts: Vec<VerificationBackCount>,
    told: Vec<VerificationBackRow>,
    lines: i64,
    /// How many lines of the list are answered, with this file.
    answered: usize,
    /// Whoever keeps the answers says by it that he saw this.
    sum: String,
    kept: bool,
}

fn answers_view(seen: AnswersSeen) -> VerificationAnswersView {
    let count = |(state, rows)| VerificationBackCount { state: Code(state), rows };
    let told = seen.told.into_iter().map(|one| VerificationBackRow {
        row: one.number,
        name: one.name,
        state: Code(one.state),
    });
    VerificationAnswersView {
        columns: column_views(seen.columns, seen.samples),
        has_answers: seen.has_answers,
        counts: seen.counts.into_iter().map(count).collect(),
        told: told.collect(),
        lines: seen.n_lines,
        answered: seen.n_answered,
        sum: seen.sum,
        kept: seen.is_kept,
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationAnswersQuery {
    /// What columns hold, where their headings do not say so: `2:result,0:name,5:`.
    columns: Option<String>,
    /// The sum of what was seen: the answers are kept. Without it the file is looked through.
    seen: Option<String>,
}

/// What is said of columns: `2:result`; `5:` is only given back.
fn columns_said(said: &str) -> Option<Vec<(usize, Option<VerifyColumn>)>> {
    let one = |part: &str| {
        let (index, code) = part.split_once(':')?;
        let column = match code.is_empty() {
            true => None,
            false => Some(VerifyColumn::from_code(code)?),
        };
        Some((index.parse().ok()?, column))
    };
    said.split(',').filter(|part| !part.is_empty()).map(one).collect()
}

/// Read the answers to a list of ours from a file: look them through, then keep them.
#[utoipa::path(post, path = "/api/v1/verifications/lists/{list_id}/answers", tag = "verifications",
    params(("list_id" = Uuid, Path), VerificationAnswersQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = VerificationAnswersView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn list_heard(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<VerificationAnswersQuery>,
    FileBytes(bytes): FileBytes,
) -> Result<Json<VerificationAnswersView>, ApiError> {
    let columns = columns_said(&query.columns.unwrap_or_default());
    let new = AnswersNew {
        list: VerificationListId::from_uuid(id),
        bytes,
        columns: columns.ok_or_else(|| bad_input("没有看懂各列是什么，请重新指明。"))?,
        seen: query.seen,
    };
    Ok(Json(answers_view(answers_put_in(&req, new).await?)))
}
