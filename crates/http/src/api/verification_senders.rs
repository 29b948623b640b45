//! Who sends lists that ask about people, and is sent ours.

use super::code::{Code, SenderKindCode};
use super::people::place;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::verifications::{SenderDoing, SenderSeen, sender_say, senders_list};
use fangxian_core::ids::{VerificationFactId, VerificationSenderId};
use fangxian_core::verifications::Sender;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Whoever sends lists, or is sent ours.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationSenderView {
    sender_id: Uuid,
    name: String,
    kind: SenderKindCode,
    /// The public key of his installation; empty where he sends files alone.
    key: String,
    address: String,
    ended: bool,
    place: String,
    place_name: String,
    /// How many facts of him there are: what is said next has to have seen them.
    facts: i64,
    /// Whether lists can be sent to his installation.
    takes_letters: bool,
}

/// The senders, with the key that the other side enters.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationSendersView {
    rows: Vec<VerificationSenderView>,
    /// Our own public key.
    own_key: String,
}

fn sender_view(req: &Request, one: SenderSeen) -> VerificationSenderView {
    VerificationSenderView {
        sender_id: one.id.uuid(),
        takes_letters: one.sender.takes_letters(),
        name: one.sender.name,
        kind: Code(one.sender.kind),
        key: one.sender.key,
        address: one.sender.address,
        ended: one.sender.is_ended,
        place_name: req.city.place_name(&one.place),
        place: one.place.to_string(),
        facts: one.n_facts,
    }
}

/// The senders of the desks that the caller answers for.
#[utoipa::path(get, path = "/api/v1/verifications/senders", tag = "verifications",
    responses((status = 200, body = VerificationSendersView)))]
pub(crate) async fn sender_all(
    Asked(req): Asked,
) -> Result<Json<VerificationSendersView>, ApiError> {
    let rows = senders_list(&req).await?.into_iter().map(|one| sender_view(&req, one)).collect();
    Ok(Json(VerificationSendersView { rows, own_key: req.city.keys.letters_public() }))
}

/// What a sender is from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationSenderBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// How many facts of him were seen; 0 for a new one.
    facts: i64,
    name: String,
    kind: SenderKindCode,
    #[serde(default)]
    key: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    ended: bool,
    /// The jurisdiction of the desk that a new one's lists come to: a county, or the city.
    place: String,
}

/// Enter a sender, put him right, or end him.
#[utoipa::path(post, path = "/api/v1/verifications/senders/{sender_id}", tag = "verifications",
    params(("sender_id" = Uuid, Path)), request_body = VerificationSenderBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn sender_said(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<VerificationSenderBody>,
) -> Result<StatusCode, ApiError> {
    let says = Sender {
        name: body.name,
        kind: body.kind.0,
        key: body.key,
        address: body.address,
        is_ended: body.ended,
    };
    let fact = VerificationFactId::from_uuid(body.fact_id);
    let doing = SenderDoing { fact, seen: body.facts, says, place: place(&body.place)? };
    sender_say(&req, VerificationSenderId::from_uuid(id), doing).await?;
    Ok(StatusCode::NO_CONTENT)
}
