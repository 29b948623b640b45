//! The health code of a person: a form in, a page out. What was typed stands in no address.

use super::codes_page::{form_page, found_page};
use super::frame::Frame;
use super::results::{TypedForm, failed, notice_of, read};
use super::results_page::{Notice, Typed};
use super::{AskedQuery, asked_of, frame_of, private};
use crate::HttpState;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use fangxian_app::codes::code_look_up;
use fangxian_app::results::{LookUpRefused, code_send};
use fangxian_core::results::Secret;

/// The empty form.
pub(super) async fn form(State(state): State<HttpState>, asked: AskedQuery) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/code", &asked);
    private(StatusCode::OK, form_page(&frame, &Typed::default(), None))
}

/// Shows the code of whoever is proven.
pub(super) async fn look_up_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    query: AskedQuery,
    typed: TypedForm,
) -> Response {
    let query = asked_of(query);
    let frame = frame_of(&state, "/code", &query);
    let (typed, asked) = match read(frame.day, &headers, typed) {
        Ok(read) => read,
        Err(flaw) => return again(&frame, &flaw.0, StatusCode::BAD_REQUEST, flaw.1),
    };
    let Some(secret) = Secret::parse(&typed.secret) else {
        return again(&frame, &typed, StatusCode::BAD_REQUEST, Notice::SecretUnreadable);
    };
    match code_look_up(&state.city, &asked, &secret, state.wall()).await {
        Ok(found) => private(StatusCode::OK, found_page(&frame, &found)),
        Err(error) => refusal(&frame, &typed, &error),
    }
}

/// Sends a code by a short message.
pub(super) async fn code_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    query: AskedQuery,
    typed: TypedForm,
) -> Response {
    let query = asked_of(query);
    let frame = frame_of(&state, "/code", &query);
    let (typed, asked) = match read(frame.day, &headers, typed) {
        Ok(read) => read,
        Err(flaw) => return again(&frame, &flaw.0, StatusCode::BAD_REQUEST, flaw.1),
    };
    if !state.city.has_sms() {
        return again(&frame, &typed, StatusCode::SERVICE_UNAVAILABLE, Notice::NoSms);
    }
    match code_send(&state.city, &asked, state.wall()).await {
        Ok(()) => again(&frame, &typed, StatusCode::OK, Notice::CodeSent),
        Err(error) => refusal(&frame, &typed, &error),
    }
}

fn again(frame: &Frame<'_>, typed: &Typed, status: StatusCode, notice: Notice) -> Response {
    private(status, form_page(frame, typed, Some(notice)))
}

fn refusal(frame: &Frame<'_>, typed: &Typed, error: &LookUpRefused) -> Response {
    match notice_of(error) {
        Some((status, notice)) => again(frame, typed, status, notice),
        None => failed(frame, error, "code_look_up"),
    }
}
