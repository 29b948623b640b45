//! What goes on for tracing: the index follows what was drained, contacts of new cases are sought, and
//! releases are ordered.

use super::background::{Turns, chain};
use crate::clock;
use fangxian_app::City;
use fangxian_app::cases::{cases_trace_due, releases_follow, tracing_feed};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often it is looked for what was drained, and for cases whose contacts nobody sought.
const FEED_EVERY: Duration = Duration::from_secs(1);

/// Keeps the tracing index up to what was drained: from a whole fortnight at the start, then turn by turn.
pub(super) async fn feed_tracing(city: Arc<City>, stopped: watch::Receiver<bool>) {
    let mut turns = Turns::every(FEED_EVERY, stopped);
    while turns.next().await {
        if let Err(error) = tracing_feed(&city, clock::wall()).await {
            tracing::error!(error = %chain(&error), "could not feed the tracing index");
        }
        match cases_trace_due(&city, clock::wall()).await {
            Ok(0) => {}
            Ok(n) => tracing::info!(case.n = n, "sought the contacts of {n} cases"),
            Err(error) => {
                tracing::error!(error = %chain(&error), "could not seek the contacts of a case");
            }
        }
        if let Err(error) = releases_follow(&city, clock::wall()).await {
            tracing::error!(error = %chain(&error), "could not order the releases of the day");
        }
    }
}
