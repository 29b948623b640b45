//! Letters from other installations: no session, no cookie. What is signed with a key that was entered here
//! is taken; anything else hears what an address hears at which nothing is.

use crate::error::ApiError;
use crate::gate::json;
use crate::state::HttpState;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use fangxian_app::verifications::{LETTER_BYTES_MAX, letter_take};
use fangxian_app::{Refusal, VerificationRefusal};
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// So many letters are read at once: each may be of some megabytes. The others come again.
const LETTERS_AT_ONCE: usize = 4;

/// Where letters go.
pub(crate) fn peer_router() -> Router<HttpState> {
    let turns = Arc::new(Semaphore::new(LETTERS_AT_ONCE));
    let take = move |state, body| letter(state, body, Arc::clone(&turns));
    Router::new().route("/peer/letters", post(take).layer(DefaultBodyLimit::max(LETTER_BYTES_MAX)))
}

#[derive(Serialize)]
struct LetterAnswered {
    /// Whether it said anything new: the same again says nothing.
    new: bool,
}

async fn letter(State(state): State<HttpState>, body: Bytes, turns: Arc<Semaphore>) -> Response {
    let taken = async {
        let _turn = turns.try_acquire().map_err(|_| Refusal::Busy)?;
        let unreadable = |_| Refusal::from(VerificationRefusal::LetterUnreadable);
        let text = std::str::from_utf8(&body).map_err(unreadable)?;
        letter_take(&state.city, text, state.wall()).await
    };
    match taken.await {
        Ok(taken) => {
            let answered = LetterAnswered { new: taken.is_new };
            json(serde_json::to_vec(&answered).unwrap_or_default())
        }
        Err(refusal) => ApiError(refusal).into_response(),
    }
}
