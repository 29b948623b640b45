//! How many are asked about and answered, by sender and by community.

use super::code::{Code, SenderKindCode};
use super::people::place;
use super::verifications::VerificationsQuery;
use crate::caller::{Asked, Asking};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::verifications::{SenderCount, verification_numbers};
use fangxian_core::verifications::Sender;
use serde::Serialize;
use utoipa::ToSchema;

/// What came from a sender and went back.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationSenderCount {
    sender: String,
    kind: SenderKindCode,
    lists: usize,
    lines: i64,
    answered: i64,
    to_tell: i64,
    late: i64,
    sent_lists: usize,
    sent_lines: i64,
    heard: i64,
}

/// How the people of a community stand who are asked about.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationPlaceCount {
    place: String,
    place_name: String,
    open: usize,
    late: usize,
    answered: usize,
}

/// What came in and went out.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationNumbersView {
    senders: Vec<VerificationSenderCount>,
    communities: Vec<VerificationPlaceCount>,
}

/// What came in and went out of the last weeks, by sender and by community.
#[utoipa::path(get, path = "/api/v1/verifications/numbers", tag = "verifications",
    params(VerificationsQuery),
    responses((status = 200, body = VerificationNumbersView), (status = 404, body = ErrorBody)))]
pub(crate) async fn verification_counts(
    Asked(req): Asked,
    Asking(query): Asking<VerificationsQuery>,
) -> Result<Json<VerificationNumbersView>, ApiError> {
    let numbers = verification_numbers(&req, &place(&query.within)?).await?;
    let sender = |(one, count): (Sender, SenderCount)| VerificationSenderCount {
        sender: one.name,
        kind: Code(one.kind),
        lists: count.n_lists,
        lines: count.n_lines,
        answered: count.n_answered,
        to_tell: count.n_to_tell,
        late: count.n_late,
        sent_lists: count.n_sent_lists,
        sent_lines: count.n_sent_lines,
        heard: count.n_heard,
    };
    let communities =
        numbers.communities.into_iter().map(|(place, count)| VerificationPlaceCount {
            place_name: req.city.place_name(&place),
            place: place.to_string(),
            open: count.n_open,
            late: count.n_late,
            answered: count.n_answered,
        });
    Ok(Json(VerificationNumbersView {
        senders: numbers.senders.into_iter().map(sender).collect(),
        communities: communities.collect(),
    }))
}
