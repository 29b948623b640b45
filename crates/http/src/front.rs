//! What the server does with a request: a scan at a gate first, which comes by the ten thousand a
//! second and pays for nothing that it does not need; everything else goes to the router.

use crate::gate::{SCAN_PATH, scan_new};
use crate::state::HttpState;
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
use tower::make::Shared;

/// Answers every request. Cheap to clone.
#[derive(Clone)]
pub struct Front {
    state: HttpState,
    rest: Router,
}

impl Front {
    pub(crate) fn new(state: HttpState, rest: Router) -> Front {
        Front { state, rest }
    }

    /// For `axum::serve`: the same for every connection.
    pub fn for_each_connection(self) -> Shared<Front> {
        Shared::new(self)
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
        if request.uri().path() == SCAN_PATH && request.method() == Method::POST {
            let state = self.state.clone();
            return Box::pin(async move { Ok(scan_new(state, request).await) });
        }
        Box::pin(self.rest.call(request))
    }
}
