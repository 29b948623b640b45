//! What gates ask, by the ten thousand a second: no session, no cookie, no page. A gate signs in with
//! its secret in each request; what it is told names nobody.
//!
//! These stand beside the other routes and not among them: nothing here is compressed, and what is
//! counted is counted without a word for each request.

use crate::error::{ApiError, bad_input};
use crate::state::HttpState;
use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use fangxian_app::Refusal;
use fangxian_app::passes::PassKeyListed;
use fangxian_app::scans::{
    Gate, ScanAsk, ScanTold, gate_by_secret, gate_out, scan_take, scans_later,
};
use fangxian_core::scans::{BATCH_MAX, Decision, Emergency, GateRecord};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use uuid::Uuid;

/// A scan is a few hundred bytes.
pub(crate) const SCAN_BYTES_MAX: usize = 4 * 1024;
/// Where one scan is sent to.
pub(crate) const SCAN_PATH: &str = "/gate/scans";
/// How the secret is sent: `Authorization: Gate …`.
pub(crate) const SECRET_SCHEME: &str = "Gate ";
/// When a gate that was told to slow down comes again, in seconds.
const COME_AGAIN_S: &str = "1";

/// The routes of gates, but for the scan itself: see [`crate::front`].
pub(crate) fn gate_router() -> Router<HttpState> {
    let later = post(scans_sent_later)
        .layer(DefaultBodyLimit::max(BATCH_MAX * GateRecord::BYTES + SCAN_BYTES_MAX));
    Router::new()
        .route("/gate/scans/later", later)
        .route("/gate/outs", post(gone_out).layer(DefaultBodyLimit::max(SCAN_BYTES_MAX)))
        .route("/gate/keys", get(keys))
}

/// A scan as a gate sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScanSent<'a> {
    /// Made by the gate: what is sent twice is one scan.
    id: Uuid,
    /// The text of the code that was shown.
    #[serde(borrow, default)]
    pass: Option<Cow<'a, str>>,
    /// Tenths of a degree, where it was taken.
    #[serde(default)]
    temperature: Option<i16>,
    /// Whether he wears a mask, where it was looked at.
    #[serde(default)]
    has_mask: Option<bool>,
    /// Whether he has the certificate, where the place asks for one.
    #[serde(default)]
    has_certificate: Option<bool>,
    /// Whether he must pass at once.
    #[serde(default)]
    emergency: Option<Emergency>,
}

/// What a gate is told.
#[derive(Serialize)]
pub(crate) struct ScanAnswer {
    verdict: &'static str,
    why: &'static str,
    says: &'static str,
}

/// Decides one scan, and keeps it.
pub(crate) async fn scan_decided(
    state: &HttpState,
    secret: &str,
    body: &[u8],
) -> Result<ScanAnswer, Refusal> {
    let gate = gate_by_secret(&state.city, secret).ok_or(Refusal::NotSignedIn)?;
    let sent: ScanSent<'_> =
        serde_json::from_slice(body).map_err(|_| bad_input("扫码记录的格式不对。").0)?;
    let ask = ScanAsk {
        id: sent.id.into_bytes(),
        pass: sent.pass.as_deref(),
        temperature: sent.temperature,
        has_mask: sent.has_mask,
        has_certificate: sent.has_certificate,
        emergency: sent.emergency,
    };
    let ScanTold { decision } = scan_take(&state.city, gate, &ask, state.wall()).await?;
    let Decision { verdict, why } = decision;
    Ok(ScanAnswer { verdict: verdict.code(), why: why.code(), says: why.says() })
}

/// Answers one scan, for whoever asks in a manner of his own: see [`crate::wire`].
pub(crate) async fn scan_new(state: HttpState, request: Request) -> Response {
    let told = async {
        let (head, body) = request.into_parts();
        let body = to_bytes(body, SCAN_BYTES_MAX).await;
        let body = body.map_err(|_| bad_input("扫码记录过长，或没有收全。").0)?;
        scan_decided(&state, secret_of(&head.headers), &body).await
    };
    match told.await {
        Ok(told) => json(serde_json::to_vec(&told).unwrap_or_default()),
        Err(refusal) => refused(refusal),
    }
}

pub(crate) fn json(body: Vec<u8>) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

/// Too much at once is no failure, and says when to come again; it is not told line by line in the log.
pub(crate) fn refused(refusal: Refusal) -> Response {
    if !matches!(refusal, Refusal::Busy) {
        return ApiError(refusal).into_response();
    }
    metrics::counter!("gate_told_to_slow_down").increment(1);
    let body = format!(r#"{{"code":"{}","message":"{refusal}"}}"#, refusal.code());
    let again = HeaderValue::from_static(COME_AGAIN_S);
    let kind = HeaderValue::from_static("application/json");
    let headers = [(header::RETRY_AFTER, again), (header::CONTENT_TYPE, kind)];
    (StatusCode::SERVICE_UNAVAILABLE, headers, body).into_response()
}

/// The gate whose secret a request bears.
pub(crate) fn signed_in(state: &HttpState, headers: &HeaderMap) -> Result<Gate, Refusal> {
    gate_by_secret(&state.city, secret_of(headers)).ok_or(Refusal::NotSignedIn)
}

fn secret_of(headers: &HeaderMap) -> &str {
    let secret = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    secret.and_then(|value| value.strip_prefix(SECRET_SCHEME)).unwrap_or_default()
}

#[derive(Serialize)]
struct LaterAnswer {
    n_kept: u32,
    n_dropped: u32,
    n_colored: u32,
}

async fn scans_sent_later(
    State(state): State<HttpState>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let taken = async {
        let gate = signed_in(&state, &headers)?;
        scans_later(&state.city, gate, &body, state.wall()).await
    };
    match taken.await {
        Ok(taken) => {
            let answer = LaterAnswer {
                n_kept: taken.n_kept,
                n_dropped: taken.n_dropped,
                n_colored: taken.n_colored,
            };
            json(serde_json::to_vec(&answer).unwrap_or_default())
        }
        Err(refusal) => refused(refusal),
    }
}

/// The guard touched 出.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GoneOut {
    /// How many went out.
    n: u32,
}

#[derive(Serialize)]
struct InsideAnswer {
    /// How many are inside; null where nobody counts.
    inside: Option<u32>,
    limit: Option<u32>,
}

async fn gone_out(State(state): State<HttpState>, headers: HeaderMap, body: Bytes) -> Response {
    let counted = async {
        let gate = signed_in(&state, &headers)?;
        let sent: GoneOut =
            serde_json::from_slice(&body).map_err(|_| bad_input("记录的格式不对。").0)?;
        gate_out(&state.city, gate, sent.n, state.wall()).await
    };
    match counted.await {
        Ok(counted) => {
            let (inside, limit) = counted.unzip();
            json(serde_json::to_vec(&InsideAnswer { inside, limit }).unwrap_or_default())
        }
        Err(refusal) => refused(refusal),
    }
}

/// A list with its signature: what a gate decides by while it is alone.
#[derive(Serialize)]
pub(crate) struct ListAnswer {
    /// What it says, as JSON, byte for byte as it was signed.
    list: String,
    signature: String,
    /// By which a gate that was opened by hand knows the next ones. One that was opened by its square has
    /// it from there.
    list_key: String,
}

/// Signs a list.
pub(crate) fn list_answer(state: &HttpState, list: &impl Serialize) -> ListAnswer {
    let lists = &state.city.keys.passes.lists;
    let signed = lists.sign(serde_json::to_string(list).unwrap_or_default());
    ListAnswer {
        list: signed.text,
        signature: hex::encode(signed.signature),
        list_key: hex::encode(lists.public()),
    }
}

/// A key of passes.
#[derive(Serialize)]
pub(crate) struct KeyAnswer {
    day: String,
    id: String,
    public: String,
}

/// The keys of a city at a moment.
#[derive(Serialize)]
struct KeyList {
    /// No list of one kind is taken for another.
    kind: &'static str,
    city: String,
    made_at: i64,
    keys: Vec<KeyAnswer>,
}

/// The keys with which a gate without a network checks passes. Public: anybody may check.
async fn keys(State(state): State<HttpState>) -> Response {
    let now = state.city.now(state.wall());
    let listed = state.city.keys.passes.listed(now.city_day());
    let list = KeyList {
        kind: "keys",
        city: state.city.code.to_string(),
        made_at: now.0,
        keys: listed.iter().map(key_answer).collect(),
    };
    json(serde_json::to_vec(&list_answer(&state, &list)).unwrap_or_default())
}

/// A key as gates are told it.
pub(crate) fn key_answer(key: &PassKeyListed) -> KeyAnswer {
    KeyAnswer {
        day: key.day.to_string(),
        id: hex::encode(key.id.0),
        public: hex::encode(key.public),
    }
}
