//! Live updates: a stream that says that something changed, and nothing of what.

use crate::caller::Asked;
use crate::error::ApiError;
use axum::response::sse::{Event, KeepAlive, Sse};
use fangxian_core::policy::Act;
use futures_util::Stream;
use futures_util::stream::unfold;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// The screens ask anew, each within its own jurisdiction: the stream itself names no record.
#[utoipa::path(get, path = "/api/v1/events", tag = "events",
    params(("purpose" = String, Query, description = "In the address: a page cannot set the headers of a stream.")),
    responses((status = 200, content_type = "text/event-stream")))]
pub(crate) async fn events(
    Asked(req): Asked,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    req.authorize(Act::FeedFollow)?;
    let changes = unfold(req.city.follow(), |mut changes| async move {
        let event = match changes.recv().await {
            Ok(row) => {
                let said = serde_json::json!({ "seq": row.seq, "topic": row.change.topic });
                Event::default().event("feed").data(said.to_string())
            }
            // Too far behind: the screen must ask for everything anew.
            Err(RecvError::Lagged(_)) => Event::default().event("lagged").data("{}"),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(event), changes))
    });
    Ok(Sse::new(changes).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}
