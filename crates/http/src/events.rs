//! Live updates: a stream that says that something changed, and nothing of what.

use crate::caller::{Asked, Asking};
use crate::error::ApiError;
use crate::state::HttpState;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use fangxian_app::Request;
use fangxian_app::accounts::caller_again;
use fangxian_core::policy::Act;
use futures_util::Stream;
use futures_util::stream::unfold;
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

/// A right that was taken away ends a stream no later than this.
const CHECK_EVERY: Duration = Duration::from_secs(4);

async fn may_still_follow(state: &HttpState, req: &Request) -> Option<()> {
    let wall = state.wall();
    let caller = caller_again(&state.city, &req.caller, wall).await.ok()?;
    let now = state.city.now(wall);
    let again = Request { caller: Arc::new(caller), now, wall, ..req.clone() };
    again.authorize(Act::FeedFollow).ok().map(|_| ())
}

/// What stands in the address of a stream.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventsQuery {
    /// Read where the caller is made out.
    #[serde(rename = "purpose")]
    _purpose: Option<String>,
}

/// The screens ask anew, each within its own jurisdiction: the stream itself names no record.
#[utoipa::path(get, path = "/api/v1/events", tag = "events",
    params(("purpose" = String, Query, description = "In the address: a page cannot set the headers of a stream.")),
    responses((status = 200, content_type = "text/event-stream")))]
pub(crate) async fn events(
    State(state): State<HttpState>,
    Asked(req): Asked,
    Asking(EventsQuery { .. }): Asking<EventsQuery>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    req.authorize(Act::FeedFollow)?;
    let stream = (req.city.follow(), state, req, Instant::now());
    let changes = unfold(stream, |(mut changes, state, req, mut seen_at)| async move {
        let waited = timeout(CHECK_EVERY, changes.recv()).await;
        // Who was signed out, disabled or has lost the role hears nothing more.
        if waited.is_err() || seen_at.elapsed() >= CHECK_EVERY {
            may_still_follow(&state, &req).await?;
            seen_at = Instant::now();
        }
        let Ok(change) = waited else {
            return Some((Ok(Event::default().comment("")), (changes, state, req, seen_at)));
        };
        let event = match change {
            Ok(row) => {
                let said = serde_json::json!({ "seq": row.seq, "topic": row.change.topic });
                Event::default().event("feed").data(said.to_string())
            }
            // Too far behind: the screen must ask for everything anew.
            Err(RecvError::Lagged(_)) => Event::default().event("lagged").data("{}"),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(event), (changes, state, req, seen_at)))
    });
    Ok(Sse::new(changes).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}
