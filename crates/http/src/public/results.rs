//! The look-up of results: forms in, pages out. What was typed stands in no address.

use super::frame::Frame;
use super::proving::Proving;
use super::results_page::{Notice, Typed, form_page, found_page};
use super::{AskedQuery, asked_of, frame_of, is_from_elsewhere, private};
use crate::HttpState;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::results::{Asked, LookUpRefused, look_up, look_up_report};
use fangxian_app::{Refusal, TestingRefusal};
use fangxian_core::CityDay;
use fangxian_core::people::{Document, DocumentKind};
use serde::Deserialize;
use std::error::Error;

pub(super) type TypedForm = Result<Form<Typed>, FormRejection>;

const PAGE: Proving = Proving { path: "/results", form: form_page };

/// The empty form.
pub(super) async fn form(State(state): State<HttpState>, asked: AskedQuery) -> Response {
    PAGE.empty(&state, asked)
}

/// Looks up.
pub(super) async fn look_up_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    query: AskedQuery,
    typed: TypedForm,
) -> Response {
    let query = asked_of(query);
    let frame = frame_of(&state, "/results", &query);
    let (typed, asked, secret) = match PAGE.read(&frame, &headers, typed) {
        Ok(read) => read,
        Err(page) => return *page,
    };
    match look_up(&state.city, &asked, &secret, state.wall()).await {
        Ok(found) => private(StatusCode::OK, found_page(&frame, &found)),
        Err(error) => PAGE.refused(&frame, &typed, &error),
    }
}

/// Sends a code.
pub(super) async fn code_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    query: AskedQuery,
    typed: TypedForm,
) -> Response {
    PAGE.code_sent((&state, &headers), query, typed).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketForm {
    ticket: String,
}

/// The report of one of the tests that a page showed.
pub(super) async fn report_posted(
    State(state): State<HttpState>,
    query: AskedQuery,
    form: Result<Form<TicketForm>, FormRejection>,
) -> Response {
    let asked = asked_of(query);
    let frame = frame_of(&state, "/results", &asked);
    let pdf = match form {
        Ok(Form(form)) => look_up_report(&state.city, &form.ticket, state.wall()).await,
        Err(_) => Err(Refusal::NotFound),
    };
    match pdf {
        Ok(pdf) => as_pdf(pdf, "attachment; filename=\"report.pdf\""),
        Err(Refusal::NotFound | Refusal::Testing(TestingRefusal::NoReport)) => {
            PAGE.anew(&frame, (StatusCode::NOT_FOUND, Notice::TicketOver))
        }
        Err(error) => failed(&frame, &error, error.code()),
    }
}

pub(super) fn as_pdf(pdf: Vec<u8>, name: &'static str) -> Response {
    let mut response = pdf.into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What was typed, as far as it can be a person at all. What is said here follows from the form
/// alone.
pub(super) fn read(
    day: CityDay,
    headers: &HeaderMap,
    typed: TypedForm,
) -> Result<(Typed, Asked), Box<(Typed, Notice)>> {
    let bad = |typed: &Typed, notice| Box::new((typed.clone(), notice));
    let Some(Form(typed)) = typed.ok().filter(|_| !is_from_elsewhere(headers)) else {
        return Err(bad(&Typed::default(), Notice::FormUnreadable));
    };
    let kind = DocumentKind::from_code(&typed.kind).filter(|kind| *kind != DocumentKind::NoneYet);
    let kind = kind.ok_or_else(|| bad(&typed, Notice::FormUnreadable))?;
    let number = narrow(&typed.number);
    let document =
        Document::parse(kind, &number, day).map_err(|flaw| bad(&typed, Notice::Document(flaw)))?;
    if typed.name.trim().is_empty() || typed.name.chars().count() > 100 {
        return Err(bad(&typed, Notice::NoName));
    }
    let asked = Asked { document, name: typed.name.clone() };
    Ok((typed, asked))
}

/// What is said of a look-up that was refused, and the status; none where it failed on our side.
pub(super) fn notice_of(error: &LookUpRefused) -> Option<(StatusCode, Notice)> {
    match error {
        LookUpRefused::Failed => Some((StatusCode::OK, Notice::Failed)),
        LookUpRefused::TooOften => Some((StatusCode::TOO_MANY_REQUESTS, Notice::TooOften)),
        LookUpRefused::Braked => Some((StatusCode::TOO_MANY_REQUESTS, Notice::Braked)),
        LookUpRefused::TooManyCodes => Some((StatusCode::TOO_MANY_REQUESTS, Notice::TooManyCodes)),
        LookUpRefused::Refused(_) => None,
    }
}

/// The wide forms of an input method are what they stand for.
fn narrow(text: &str) -> String {
    let one = |sign: char| match sign {
        '！'..='～' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        other => other,
    };
    text.chars().map(one).collect()
}

/// The page for what failed on our side; the log has the cause.
pub(super) fn failed(
    frame: &Frame<'_>,
    cause: &(dyn Error + 'static),
    code: &'static str,
) -> Response {
    tracing::error!(error = cause, code, "results could not be shown");
    private(StatusCode::SERVICE_UNAVAILABLE, frame.failed())
}
