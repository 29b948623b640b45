//! 亮码: the page of a code asks for the next one here, every minute and a half at most, at a rush hour
//! by the ten thousand a second. The ticket that it sends is no name, and stands in no address.

use crate::gate::{json, refused};
use crate::state::HttpState;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use fangxian_app::passes::pass_now;
use serde::Serialize;

/// Where a fresh pass is asked for.
pub(crate) const PASS_PATH: &str = "/code/now";
/// How the ticket is sent: `Authorization: Show …`.
const SCHEME: &str = "Show ";

#[derive(Serialize)]
struct PassAnswer {
    /// What the square holds.
    pass: String,
    color: &'static str,
    /// Until when a gate believes it, in milliseconds since 1970.
    ends_at: i64,
    /// For how many milliseconds still: the clock of a phone may be wrong.
    good_ms: i64,
}

/// Answers one.
pub(crate) async fn pass_fresh(state: HttpState, headers: HeaderMap) -> Response {
    let ticket = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let ticket = ticket.and_then(|value| value.strip_prefix(SCHEME)).unwrap_or_default();
    match pass_now(&state.city, ticket, state.wall()).await {
        Ok(now) => {
            let answer = PassAnswer {
                pass: now.text,
                color: now.color.code(),
                ends_at: now.ends_at.0,
                good_ms: now.good_ms,
            };
            let mut response = json(serde_json::to_vec(&answer).unwrap_or_default());
            let store = HeaderValue::from_static("no-store");
            response.headers_mut().insert(header::CACHE_CONTROL, store);
            response
        }
        Err(refusal) => refused(refusal),
    }
}
