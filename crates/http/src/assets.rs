//! The four apps and the script of a page, built into the program.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

/// What `npm run build` made. The folder may be empty: then the server says so.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Web;

/// A file of the desk.
pub(crate) async fn desk(path: Option<Path<String>>) -> Response {
    file("desk", path)
}

/// A file of the field app.
pub(crate) async fn field(path: Option<Path<String>>) -> Response {
    file("field", path)
}

/// A file of the app of the sampling table.
pub(crate) async fn table(path: Option<Path<String>>) -> Response {
    file("table", path)
}

/// The script of the page on which a code is shown.
pub(crate) async fn show() -> Response {
    file("show", Some(Path("show.js".to_owned())))
}

/// What answers for that page on a phone that keeps a code, while the centre cannot: of the addresses
/// that begin with `/code`, and of no other.
pub(crate) async fn show_worker() -> Response {
    let mut response = file("show", Some(Path("sw.js".to_owned())));
    let scope = HeaderValue::from_static("/code");
    response.headers_mut().insert("service-worker-allowed", scope);
    response
}

/// The script of the page of places at risk.
pub(crate) async fn risk() -> Response {
    file("show", Some(Path("risk.js".to_owned())))
}

/// A file of the page of gates.
pub(crate) async fn gate(path: Option<Path<String>>) -> Response {
    file("gate", path)
}

fn file(app: &str, path: Option<Path<String>>) -> Response {
    let path = path.map(|Path(path)| path).unwrap_or_default();
    let name = format!("{app}/{path}");
    // An address within the app that is no file is a room of the app: its page finds it.
    let is_room = !path.rsplit('/').next().unwrap_or_default().contains('.');
    let wanted = if is_room { format!("{app}/index.html") } else { name };
    let Some(found) = Web::get(&wanted) else {
        let status = if is_room { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::NOT_FOUND };
        return (status, "页面尚未构建：请先运行 make run。").into_response();
    };
    let kind = HeaderValue::from_str(found.metadata.mimetype())
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    // Files with a hash in their name never change; pages and the service worker always may.
    let keep = if wanted.contains("/assets/") {
        HeaderValue::from_static("public, max-age=31536000, immutable")
    } else {
        HeaderValue::from_static("no-cache")
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], found.data).into_response()
}
