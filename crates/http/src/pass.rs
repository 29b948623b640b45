//! 亮码: the page of a code asks for the next one here, every minute and a half at most, at a rush hour
//! by the ten thousand a second. The ticket that it sends is no name, and stands in no address.

use crate::gate::{json, refused};
use crate::state::HttpState;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use fangxian_app::Refusal;
use fangxian_app::passes::{PassNow, pass_now};
use serde::Serialize;

/// Where a fresh pass is asked for.
pub(crate) const PASS_PATH: &str = "/code/now";
/// How the ticket is sent: `Authorization: Show …`.
pub(crate) const TICKET_SCHEME: &str = "Show ";

/// A fresh pass, as a page is told it.
#[derive(Serialize)]
pub(crate) struct PassAnswer {
    /// What the square holds.
    pass: String,
    color: &'static str,
    /// Until when a gate believes it, in milliseconds since 1970.
    ends_at: i64,
    /// For how many milliseconds still: the clock of a phone may be wrong.
    good_ms: i64,
}

/// A fresh pass for a ticket.
pub(crate) async fn pass_answer(state: &HttpState, ticket: &str) -> Result<PassAnswer, Refusal> {
    let now = pass_now(&state.city, ticket, state.wall()).await?;
    let PassNow { text: pass, color, ends_at, good_ms } = now;
    Ok(PassAnswer { pass, color: color.code(), ends_at: ends_at.0, good_ms })
}

/// Answers one, for whoever asks in a manner of his own: see [`crate::wire`].
pub(crate) async fn pass_fresh(state: HttpState, headers: HeaderMap) -> Response {
    let ticket = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let ticket = ticket.and_then(|value| value.strip_prefix(TICKET_SCHEME)).unwrap_or_default();
    match pass_answer(&state, ticket).await {
        Ok(answer) => {
            let mut response = json(serde_json::to_vec(&answer).unwrap_or_default());
            let store = HeaderValue::from_static("no-store");
            response.headers_mut().insert(header::CACHE_CONTROL, store);
            response
        }
        Err(refusal) => refused(refusal),
    }
}
