//! So many are let in at once; the others are told to come back, and told late.
//!
//! A gate sends its next scan once the one before was answered. Ten times more of them than can be
//! served, each told off at once, would come back at once, and telling them off would be all the work
//! that is done. Who is told off is held for a moment, which costs nothing, and whoever is let in is
//! answered as soon as on a quiet day.

use crate::gate::refused;
use axum::response::Response;
use fangxian_app::Refusal;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// So long is held who is told to come back.
const HELD: Duration = Duration::from_millis(500);

/// Counts who is inside. Clones share the count.
#[derive(Clone)]
pub(crate) struct Door {
    n_inside: Arc<AtomicUsize>,
    most: usize,
}

/// Somebody inside; he goes when this is dropped, also where his connection is cut.
pub(crate) struct Inside(Arc<AtomicUsize>);

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Door {
    pub(crate) fn new(most: usize) -> Door {
        Door { n_inside: Arc::default(), most }
    }

    /// Lets one in; none where too many are inside, which he is told late.
    pub(crate) async fn enter(&self) -> Option<Inside> {
        let inside = Inside(Arc::clone(&self.n_inside));
        if self.n_inside.fetch_add(1, Ordering::Relaxed) < self.most {
            return Some(inside);
        }
        drop(inside);
        tokio::time::sleep(HELD).await;
        None
    }

    /// Whether nobody is inside.
    pub(crate) fn is_empty(&self) -> bool {
        self.n_inside.load(Ordering::Relaxed) == 0
    }

    /// Answers who is let in, and tells the others to come back.
    pub(crate) async fn through(&self, answer: impl Future<Output = Response>) -> Response {
        match self.enter().await {
            Some(_inside) => answer.await,
            None => refused(Refusal::Busy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{StatusCode, header};
    use axum::response::IntoResponse;
    use tokio::sync::Notify;

    #[tokio::test]
    async fn who_is_one_too_many_is_told_to_come_back_and_the_next_is_let_in() {
        let door = Door::new(2);
        let end = Arc::new(Notify::new());
        let stay = |end: Arc<Notify>| async move {
            end.notified().await;
            StatusCode::OK.into_response()
        };
        let inside: Vec<_> = (0..2)
            .map(|_| {
                let (door, end) = (door.clone(), Arc::clone(&end));
                tokio::spawn(async move { door.through(stay(end)).await })
            })
            .collect();
        tokio::task::yield_now().await;
        let began = tokio::time::Instant::now();
        let third = door.through(async { StatusCode::OK.into_response() }).await;
        assert_eq!(third.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(third.headers()[header::RETRY_AFTER], "1");
        assert!(began.elapsed() >= HELD);
        inside[0].abort();
        end.notify_waiters();
        for one in inside {
            let _ = one.await;
        }
        assert_eq!(door.n_inside.load(Ordering::Relaxed), 0, "who was cut off went too");
        let next = door.through(async { StatusCode::OK.into_response() }).await;
        assert_eq!(next.status(), StatusCode::OK);
    }
}
