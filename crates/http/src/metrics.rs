//! What is measured, at an address of its own.

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Instant;

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

fn recorder() -> Option<&'static PrometheusHandle> {
    let made = RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().ok());
    made.as_ref()
}

/// `/metrics`, for an address that no resident reaches.
pub fn metrics_router() -> Router {
    let _ = recorder();
    Router::new().route(
        "/metrics",
        get(|| async { recorder().map(PrometheusHandle::render).unwrap_or_default() }),
    )
}

/// Counts and times each request by its route, never by its address, which may name a record.
pub(crate) async fn measure(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let start = Instant::now();
    let response = next.run(request).await;
    let path = path.unwrap_or_else(|| "none".to_owned());
    let status = response.status().as_u16().to_string();
    metrics::counter!("http_requests", "method" => method.clone(), "path" => path.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("http_seconds", "method" => method, "path" => path)
        .record(start.elapsed().as_secs_f64());
    response
}
