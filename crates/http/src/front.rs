//! What the server does with a request: scans at gates and fresh passes first, which come by the ten
//! thousand a second and pay for nothing that they do not need; everything else goes to the router.

use crate::door::{Door, Inside};
use crate::gate::{SCAN_PATH, scan_new};
use crate::pass::{PASS_PATH, pass_fresh};
use crate::state::HttpState;
use crate::wire::Ours;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower::Service;

/// So many scans wait for the disk at once. More would wait longer and be no more in a second.
const SCANS_AT_ONCE: usize = 64;
/// So many passes are made at once.
const PASSES_AT_ONCE: usize = 256;

/// Answers every request. Cheap to clone.
#[derive(Clone)]
pub struct Front {
    pub(crate) state: HttpState,
    rest: Router,
    scans: Door,
    passes: Door,
}

impl Front {
    pub(crate) fn new(state: HttpState, rest: Router) -> Front {
        let (scans, passes) = (Door::new(SCANS_AT_ONCE), Door::new(PASSES_AT_ONCE));
        Front { state, rest, scans, passes }
    }

    /// Lets a request in; none where too many are inside, who is told so late.
    pub(crate) async fn enter(&self, asked: &Ours<'_>) -> Option<Inside> {
        match asked {
            Ours::Scan { .. } => self.scans.enter().await,
            Ours::Pass { .. } => self.passes.enter().await,
        }
    }

    /// Whether no scan and no pass is being answered.
    pub(crate) fn is_idle(&self) -> bool {
        self.scans.is_empty() && self.passes.is_empty()
    }
}

impl Service<Request<Body>> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router is always ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let (path, method) = (request.uri().path(), request.method());
        if path == SCAN_PATH && method == Method::POST {
            let (door, state) = (self.scans.clone(), self.state.clone());
            return Box::pin(async move { Ok(door.through(scan_new(state, request)).await) });
        }
        if path == PASS_PATH && method == Method::GET {
            let (door, state) = (self.passes.clone(), self.state.clone());
            let headers = request.into_parts().0.headers;
            return Box::pin(async move { Ok(door.through(pass_fresh(state, headers)).await) });
        }
        Box::pin(self.rest.call(request))
    }
}
