//! The whole router: the API, the four apps and the public pages.

use crate::api::{Route, guarded_routes, openapi, session};
use crate::assets;
use crate::error::{ApiError, bad_input};
use crate::front::Front;
use crate::gate_page::gate_page_router;
use crate::metrics::measure;
use crate::state::HttpState;
use axum::Router;
use axum::body::HttpBody;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use fangxian_app::Refusal;
use std::collections::BTreeMap;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// The largest body that is taken: five megabytes of a notice, and room for its JSON.
const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;
/// A request that takes longer is given up.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(30);

/// The apps run their own files only; styles may be set on elements, which the component library
/// of the desk and the charts do.
const APP_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; \
     worker-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'";

/// The apps of the sampling table and of the gate compile their reader of codes, which is WebAssembly
/// of our own server; beyond that they may do what the other apps may.
const READER_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; \
     connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// Everything that the server answers, but the metrics.
pub fn router(state: HttpState) -> Front {
    let api = api_router().layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    let apps = Router::new()
        .route("/desk", get(|| async { Redirect::permanent("/desk/") }))
        .route("/desk/", get(assets::desk))
        .route("/desk/{*path}", get(assets::desk))
        .route("/field", get(|| async { Redirect::permanent("/field/") }))
        .route("/field/", get(assets::field))
        .route("/field/{*path}", get(assets::field))
        .layer(set(header::CONTENT_SECURITY_POLICY, APP_CSP));
    let readers = Router::new()
        .route("/table", get(|| async { Redirect::permanent("/table/") }))
        .route("/table/", get(assets::table))
        .route("/table/{*path}", get(assets::table))
        .merge(gate_page_router())
        .layer(set(header::CONTENT_SECURITY_POLICY, READER_CSP));
    let timed = Router::new()
        .nest("/api/v1", api)
        .merge(apps)
        .merge(readers)
        .merge(crate::public::public_router())
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .fallback(crate::public::not_found_page);
    let rest = timed
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIME_MAX))
        .layer(CatchPanicLayer::new())
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "no-referrer"))
        .layer(set(header::X_FRAME_OPTIONS, "DENY"))
        .layer(from_fn(measure))
        .merge(crate::gate::gate_router())
        .merge(crate::peer::peer_router())
        .with_state(state.clone());
    Front::new(state, rest)
}

fn set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

fn api_router() -> Router<HttpState> {
    // Written by the program itself, it is JSON.
    let described = serde_json::from_str(&openapi()).unwrap_or_default();
    // Routes of one path share a service, method by method.
    let mut paths: BTreeMap<&'static str, MethodRouter<HttpState>> = BTreeMap::new();
    for Route { method, path, service, .. } in guarded_routes() {
        let service = guarded_shape(&described, method, path, service);
        let merged = match paths.remove(path) {
            Some(known) => known.merge(service),
            None => service,
        };
        paths.insert(path, merged);
    }
    let mut router = Router::new();
    for (path, service) in paths {
        router = router.route(path, service);
    }
    router
        .route(
            "/session",
            guarded_shape(&described, "POST", "/session", post(session::session_open)),
        )
        .route("/openapi.json", get(description))
        .fallback(|| async { ApiError(Refusal::NotFound) })
        .method_not_allowed_fallback(|| async { ApiError(Refusal::NotFound) })
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(set(header::VARY, "cookie, purpose"))
}

/// Refuses what a route does not read, by the description: a query where it takes none, a body
/// where it takes none. A field that is silently passed over is believed to have had its effect.
fn guarded_shape(
    described: &serde_json::Value,
    method: &str,
    path: &str,
    service: MethodRouter<HttpState>,
) -> MethodRouter<HttpState> {
    let operation = &described["paths"][format!("/api/v1{path}")][method.to_lowercase()];
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let takes_query = parameters.iter().any(|one| one["in"] == "query");
    let takes_body = !operation["requestBody"].is_null();
    service.layer(from_fn(move |request: Request, next: Next| async move {
        let has_query = request.uri().query().is_some_and(|query| !query.is_empty());
        if (has_query && !takes_query) || (!takes_body && !request.body().is_end_stream()) {
            return bad_input("这个地址不接受查询条件或提交内容。").into_response();
        }
        next.run(request).await
    }))
}

async fn description() -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], openapi()).into_response()
}

/// Whether the store answers.
async fn ready(State(state): State<HttpState>) -> Response {
    match state.city.catch_up().await {
        Ok(()) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response(),
    }
}
