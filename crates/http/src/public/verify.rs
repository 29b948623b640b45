//! Whether a report holds: its text is pasted, and checked with the key that anybody can fetch.

use super::frame::Frame;
use super::results_page::when;
use super::{AskedQuery, asked_of, frame_of, private};
use crate::HttpState;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use fangxian_app::results::{NotGenuine, REPORT_BEGINS, report_key_id, report_verify};
use fangxian_core::pools::TubeOutcome;
use fangxian_core::results::Statement;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyForm {
    text: String,
}

/// The empty form.
pub(super) async fn form(State(state): State<HttpState>, asked: AskedQuery) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/results/verify", &asked);
    private(StatusCode::OK, page(&frame, "", None))
}

/// Checks what was pasted.
pub(super) async fn posted(
    State(state): State<HttpState>,
    query: AskedQuery,
    form: Result<Form<VerifyForm>, FormRejection>,
) -> Response {
    let asked = asked_of(query);
    let frame = frame_of(&state, "/results/verify", &asked);
    let Form(form) = form.unwrap_or_default();
    let verified = report_verify(&form.text, &state.city.keys.report_public());
    private(StatusCode::OK, page(&frame, &form.text, Some(verified)))
}

fn page(frame: &Frame<'_>, text: &str, verified: Option<Result<Statement, NotGenuine>>) -> Markup {
    let body = html! {
        h1 { "核验检测报告 " span lang="en" { "Verify a report" } }
        @match &verified {
            None => {},
            Some(Ok(statement)) => (holds(statement)),
            Some(Err(refused)) => p.warn role="alert" {
                strong { "▲ 核验不通过：" (refused) "。" } br;
                span lang="en" { "Not valid. Do not accept this report." }
            },
        }
        form.wide action=(frame.to("/results/verify")) method="post" {
            label for="text" { "扫报告上的方码，把得到的文字粘贴到这里 "
                span lang="en" { "Scan the square of the report and paste its text" } }
            textarea #text name="text" rows="5" required spellcheck="false" { (text) }
            button type="submit" { "核验 " span lang="en" { "Verify" } }
        }
        p { "不联网也能核验：用 fangxian report-verify 和"
            a href="/.well-known/fangxian-report-key.json" { "公布的公钥" } "。" }
    };
    frame.page_of("核验检测报告 Verify a report", &body)
}

fn holds(statement: &Statement) -> Markup {
    let outcome_en = match statement.outcome {
        TubeOutcome::Negative => "Negative",
        TubeOutcome::Positive => "Positive",
        TubeOutcome::Unclear => "Inconclusive",
        TubeOutcome::Invalid => "Invalid",
    };
    html! {
        div.test role="status" {
            span.level.g0 { "○ 签名有效，没有改动" }
            p lang="en" { "The signature is valid" }
            p.do { (statement.outcome.title()) " " span lang="en" { (outcome_en) } }
            p { "姓名 Name：" (statement.masked_name) "，证件末四位 last four：" (statement.document_tail) }
            p { "采样 Sampled：" (when(statement.sampled_at)) }
            p { "报告 Reported：" (when(statement.reported_at)) }
            p { "请和证件对一对：姓和证件末四位要一致。" span lang="en" {
                "Compare with the holder's document."
            } }
        }
    }
}

/// The key, for whoever checks without us.
#[derive(Serialize)]
struct PublishedKey {
    format: &'static str,
    algorithm: &'static str,
    key_id: String,
    public_key: String,
}

/// The public half of the key under which reports hold.
pub(super) async fn key(State(state): State<HttpState>) -> Response {
    let public = state.city.keys.report_public();
    let hex = |bytes: &[u8]| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    };
    let key = PublishedKey {
        format: REPORT_BEGINS,
        algorithm: "Ed25519",
        key_id: hex(&report_key_id(&public)),
        public_key: hex(&public),
    };
    let mut response = Json([key]).into_response();
    let kept = HeaderValue::from_static("public, max-age=3600");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    response
}
