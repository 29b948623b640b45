//! Who asks: the session of the cookie, the purpose of the header, and the body in its bounds.

use crate::error::{ApiError, bad_input};
use crate::state::{Cookies, HttpState};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, Request as HttpRequest};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fangxian_app::accounts::caller_by_secret;
use fangxian_app::{Refusal, Request};
use fangxian_core::policy::Purpose;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// A write carries this header, which a form of another site cannot send.
pub(crate) const WRITE_HEADER: &str = "x-fangxian";
/// What the request is for.
pub(crate) const PURPOSE_HEADER: &str = "purpose";

/// The name of the session cookie.
pub(crate) fn cookie_name(cookies: Cookies) -> &'static str {
    match cookies {
        Cookies::Secure => "__Host-fangxian",
        Cookies::Plain => "fangxian",
    }
}

/// A signed-in request with its purpose.
pub(crate) struct Asked(pub(crate) Request);

impl FromRequestParts<HttpState> for Asked {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Asked, ApiError> {
        check_origin(&parts.method, &parts.headers)?;
        let wall = state.wall();
        let secret = session_secret(&parts.headers, state.cookies).ok_or(Refusal::NotSignedIn)?;
        let caller = caller_by_secret(&state.city, &secret, wall).await?;
        let purpose = purpose_of(parts).ok_or(Refusal::PurposeMissing)?;
        Ok(Asked(Request {
            city: Arc::clone(&state.city),
            caller: Arc::new(caller),
            purpose,
            now: state.city.now(wall),
            wall,
        }))
    }
}

/// A write must carry a header that a foreign page cannot set without being asked.
pub(crate) fn check_origin(method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    let is_write = !matches!(*method, Method::GET | Method::HEAD);
    if is_write && !headers.contains_key(WRITE_HEADER) {
        return Err(bad_input("请求来源不明，已拒绝。请刷新页面后重试。"));
    }
    Ok(())
}

/// The session's secret, from the cookie.
pub(crate) fn session_secret(headers: &HeaderMap, cookies: Cookies) -> Option<String> {
    let name = cookie_name(cookies);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
        .filter(|value| value.len() == 64)
}

/// The purpose, from the header; a stream of events, whose headers a page cannot set, says it in
/// its address.
fn purpose_of(parts: &Parts) -> Option<Purpose> {
    #[derive(serde::Deserialize)]
    struct InAddress {
        purpose: Option<String>,
    }
    if let Some(purpose) = parts.headers.get(PURPOSE_HEADER) {
        return Purpose::from_code(purpose.to_str().ok()?);
    }
    if parts.method != Method::GET {
        return None;
    }
    let Query(query) = Query::<InAddress>::try_from_uri(&parts.uri).ok()?;
    Purpose::from_code(&query.purpose?)
}

/// A JSON body whose every field is known.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<HttpState> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: HttpRequest, state: &HttpState) -> Result<Body<T>, ApiError> {
        let (parts, body) = request.into_parts();
        let too_large = |_| bad_input("提交的内容太大，或没有传完。");
        // The bound of a body travels with the parts of its request.
        let whole = HttpRequest::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(whole, state).await.map_err(too_large)?;
        if writes_nul(&bytes) {
            return Err(bad_input("提交的内容含有无法识别的字符。"));
        }
        let request = HttpRequest::from_parts(parts, bytes.into());
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Body(value)),
            Err(JsonRejection::JsonDataError(_)) => {
                Err(bad_input("提交的内容缺少项目、多了项目，或格式不对。"))
            }
            Err(JsonRejection::JsonSyntaxError(_)) => Err(bad_input("提交的内容不是有效的 JSON。")),
            Err(JsonRejection::MissingJsonContentType(_)) => {
                Err(bad_input("提交的内容须为 JSON。"))
            }
            Err(_) => Err(bad_input("提交的内容太大，或没有传完。")),
        }
    }
}

/// A JSON body that a phone signed, with the bytes that the signature is of.
pub(crate) struct Signed<T> {
    pub(crate) device: uuid::Uuid,
    pub(crate) signature: Vec<u8>,
    pub(crate) bytes: Bytes,
    pub(crate) body: T,
}

/// Which phone signed a body.
const DEVICE_HEADER: &str = "x-device";
/// Its signature over the bytes of the body, base64.
const SIGNATURE_HEADER: &str = "x-signature";

impl<T: DeserializeOwned> FromRequest<HttpState> for Signed<T> {
    type Rejection = ApiError;

    async fn from_request(request: HttpRequest, state: &HttpState) -> Result<Signed<T>, ApiError> {
        let (parts, body) = request.into_parts();
        // Who may not send at all is told so first: what is not signed is refused after that.
        let (device, signature) = signature_of(&parts).unwrap_or_default();
        let too_large = |_| bad_input("提交的内容太大，或没有传完。");
        let whole = HttpRequest::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(whole, state).await.map_err(too_large)?;
        let again = HttpRequest::from_parts(parts, bytes.clone().into());
        let Body(body) = Body::<T>::from_request(again, state).await?;
        Ok(Signed { device, signature, bytes, body })
    }
}

fn signature_of(parts: &Parts) -> Option<(uuid::Uuid, Vec<u8>)> {
    let device = parts.headers.get(DEVICE_HEADER)?.to_str().ok()?;
    let signature = parts.headers.get(SIGNATURE_HEADER)?.to_str().ok()?;
    Some((uuid::Uuid::try_parse(device).ok()?, STANDARD.decode(signature).ok()?))
}

/// Whether a JSON text holds the sign NUL, which can only stand there as an escape and which no
/// database takes.
fn writes_nul(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let escape = rest.get(at + 1..).unwrap_or_default();
        if escape.starts_with(b"u0000") {
            return true;
        }
        rest = escape.get(1..).unwrap_or_default();
    }
    false
}

/// A text as it was sent, within the bounds of a body.
pub(crate) struct Text(pub(crate) String);

impl FromRequest<HttpState> for Text {
    type Rejection = ApiError;

    async fn from_request(request: HttpRequest, state: &HttpState) -> Result<Text, ApiError> {
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|_| bad_input("提交的内容太大，或没有传完。"))?;
        if writes_nul(&bytes) || bytes.contains(&0) {
            return Err(bad_input("提交的内容含有无法识别的字符。"));
        }
        let text = String::from_utf8(bytes.into());
        text.map(Text).map_err(|_| bad_input("提交的内容不是文字（UTF-8）。"))
    }
}

/// A query string whose fields are of their kinds.
pub(crate) struct Asking<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<HttpState> for Asking<T> {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        _state: &HttpState,
    ) -> Result<Asking<T>, ApiError> {
        let wrong = || bad_input("查询条件格式不对。");
        // The sign NUL, which no database takes.
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(wrong());
        }
        let Query(value) = Query::<T>::try_from_uri(&parts.uri).map_err(|_| wrong())?;
        Ok(Asking(value))
    }
}

/// A path whose parts are of their kinds; one that is none is an address that does not exist.
pub(crate) struct At<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<HttpState> for At<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<At<T>, ApiError> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|path| At(path.0)).map_err(|_| ApiError(Refusal::NotFound))
    }
}

/// The version that a write assumes, from `If-Match`; none where the header is left out. It goes
/// before a version in the body.
pub(crate) struct IfMatch(pub(crate) Option<i64>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<IfMatch, ApiError> {
        let Some(tag) = parts.headers.get(header::IF_MATCH) else { return Ok(IfMatch(None)) };
        let version = tag.to_str().ok().and_then(|tag| tag.trim().trim_matches('"').parse().ok());
        // A tag that is none of ours is one that no version has.
        version.map(|version| IfMatch(Some(version))).ok_or(ApiError(Refusal::Stale))
    }
}

/// The tag of a version, for [`IfMatch`].
pub(crate) fn version_tag(version: i64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}
