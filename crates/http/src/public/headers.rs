//! What goes with a public page: what a browser may load for it, and how long it may keep it.

use super::style::CONTENT_POLICY;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;

/// What is the same of every page.
pub(super) fn put_fixed(headers: &mut HeaderMap) {
    for (name, value) in fixed_headers() {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&CONTENT_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// A page that is of one person: kept nowhere.
pub(super) fn private(status: StatusCode, page: Markup) -> Response {
    let mut response = (status, page.into_string()).into_response();
    put_fixed(response.headers_mut());
    let kept = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    response
}

/// The same, with a script of our own that asks us.
pub(super) fn with_script(page: Markup) -> Response {
    let mut response = private(StatusCode::OK, page);
    let policy = format!("{}; script-src 'self'; connect-src 'self'", *CONTENT_POLICY);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Whether a form was sent from somebody else's page. Browsers say so; what is none does not.
pub(super) fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    site.is_some_and(|site| site == "cross-site")
}

fn fixed_headers() -> [(HeaderName, &'static str); 4] {
    [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ]
}
