//! Somebody who is signed in and asks through the router, in the same process.

use anyhow::{Context, Result, ensure};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::Request;
use fangxian_app::City;
use fangxian_app::accounts::sign_in;
use fangxian_app::demo::PASSWORD;
use fangxian_core::Moment;
use fangxian_http::{Cookies, Front, HttpState, router};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower::ServiceExt;

/// Large enough for any answer here.
const BODY_BYTES_MAX: usize = 1 << 26;

/// Somebody who asks.
pub(super) struct Client {
    router: Front,
    cookie: String,
}

/// What came back, and how long it took until all of it was there.
pub(super) struct Answer {
    pub(super) took: Duration,
    pub(super) body: Bytes,
}

impl Answer {
    /// As JSON.
    pub(super) fn json(&self) -> Result<serde_json::Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }
}

impl Client {
    /// Signs in with the password of the demonstration.
    pub(super) async fn sign_in(
        city: &Arc<City>,
        login: &str,
        wall: fn() -> Moment,
    ) -> Result<Client> {
        let signed_in = sign_in(city, login, PASSWORD, wall()).await?;
        let state =
            HttpState { city: Arc::clone(city), wall: Arc::new(wall), cookies: Cookies::Plain };
        let cookie = format!("fangxian={}", signed_in.secret);
        Ok(Client { router: router(state), cookie })
    }

    /// Asks for something.
    pub(super) async fn get(&self, path: &str, purpose: &str) -> Result<Answer> {
        self.send("GET", path, purpose, ("", Bytes::new())).await
    }

    /// Sends something.
    pub(super) async fn post(
        &self,
        path: &str,
        purpose: &str,
        body: &serde_json::Value,
    ) -> Result<Answer> {
        let body = Bytes::from(serde_json::to_vec(body)?);
        self.send("POST", path, purpose, ("application/json", body)).await
    }

    /// Sends a file.
    pub(super) async fn post_file(&self, path: &str, purpose: &str, file: Bytes) -> Result<Answer> {
        self.send("POST", path, purpose, ("application/octet-stream", file)).await
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        purpose: &str,
        (kind, body): (&str, Bytes),
    ) -> Result<Answer> {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("cookie", &self.cookie)
            .header("purpose", purpose)
            .header("x-fangxian", "1")
            .header("x-file-name", "list.xlsx")
            .header("content-type", kind)
            .body(Body::from(body))?;
        let router = self.router.clone();
        let start = Instant::now();
        let response = router.oneshot(request).await?;
        let status = response.status();
        let body = to_bytes(response.into_body(), BODY_BYTES_MAX).await?;
        let took = start.elapsed();
        let said = || String::from_utf8_lossy(body.get(..300).unwrap_or(&body)).into_owned();
        ensure!(status.is_success(), "{method} {path}：{status} {}", said());
        Ok(Answer { took, body })
    }
}

/// A number in an answer.
pub(super) fn number(answer: &serde_json::Value, at: &str) -> Result<u64> {
    let found = answer.pointer(at).and_then(serde_json::Value::as_u64);
    found.with_context(|| format!("答复里没有{at}"))
}
